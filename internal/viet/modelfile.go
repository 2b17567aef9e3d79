package viet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// A model's file is a line that names its version, then in unsigned varints
// (a string is its length and its bytes)
//
//	total  words  { word  count }      of the words, commonest first
//	pairs  { followers { id  count } } of each word; ids as differences
//
// and the CRC-32C of all that, in four bytes, little-endian.
const modelHead = "tulieu model 1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ErrModel is wrapped by every error about the bytes of a model's file.
var ErrModel = errors.New("not a sound model file")

// WriteTo writes the model, about four bytes a pair. The same model always
// gives the same bytes.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	sum := crc32.New(castagnoli)
	n := int64(0)
	var err error
	buf := []byte(modelHead)
	flush := func(limit int) {
		if len(buf) < limit || err != nil {
			return
		}
		var k int
		k, err = w.Write(buf)
		n += int64(k)
		sum.Write(buf)
		buf = buf[:0]
	}
	put := func(x uint64) { buf = binary.AppendUvarint(buf, x) }

	put(m.Total)
	put(uint64(len(m.words)))
	for id, s := range m.words {
		put(uint64(len(s)))
		buf = append(buf, s...)
		put(uint64(m.n[id]))
		flush(1 << 16)
	}
	put(uint64(len(m.next)))
	for a := range m.words {
		followers := m.next[m.first[a]:m.first[a+1]]
		put(uint64(len(followers)))
		last := uint32(0)
		for _, f := range followers {
			put(uint64(f.id - last))
			put(uint64(f.n))
			last = f.id
		}
		flush(1 << 16)
	}
	flush(1)
	buf = binary.LittleEndian.AppendUint32(buf, sum.Sum32())
	flush(1)
	if err != nil {
		return n, fmt.Errorf("viet: write model: %w", err)
	}
	return n, nil
}

// ReadModel reads what WriteTo wrote. Any other bytes are an error that wraps
// ErrModel; they cannot make it take much more memory than they have bytes.
func ReadModel(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(bufio.NewReader(r))
	if err != nil {
		return nil, fmt.Errorf("viet: read model: %w", err)
	}
	body, tail := data, []byte(nil)
	if len(data) >= 4 {
		body, tail = data[:len(data)-4], data[len(data)-4:]
	}
	switch {
	case !bytes.HasPrefix(body, []byte(modelHead)):
		return nil, fmt.Errorf("viet: read model: no line %q: %w", modelHead, ErrModel)
	case crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(tail):
		return nil, fmt.Errorf("viet: read model: its checksum is another: %w", ErrModel)
	}
	m, ok := decodeModel(body[len(modelHead):])
	if !ok {
		return nil, fmt.Errorf("viet: read model: its numbers make no sense: %w", ErrModel)
	}
	m.prepare()
	return m, nil
}

// decodeModel trusts nothing: a checksum says that bytes are as written, not
// that we wrote them.
func decodeModel(b []byte) (m *Model, ok bool) {
	sound := true
	get := func(limit uint64) uint64 {
		x, n := binary.Uvarint(b)
		if n <= 0 || x > limit {
			sound, b = false, nil
			return 0
		}
		b = b[n:]
		return x
	}
	const most = 1<<32 - 1
	m = &Model{Total: get(1 << 60)}
	words := get(uint64(len(b)) / 2) // each takes two bytes at least
	for range words {
		n := get(longLen)
		if n > uint64(len(b)) {
			return nil, false
		}
		m.words = append(m.words, string(b[:n]))
		b = b[n:]
		m.n = append(m.n, uint32(get(most)))
	}
	pairs := get(uint64(len(b)) / 2)
	m.next = make([]follower, 0, pairs)
	m.first = make([]uint32, 1, words+1)
	for range words {
		last := uint64(0)
		for i := range get(pairs) {
			id := last + get(most)
			n := get(most)
			if !sound || id >= words || i > 0 && id == last || n == 0 || m.n[id] == 0 {
				return nil, false
			}
			m.next = append(m.next, follower{uint32(id), uint32(n)})
			last = id
		}
		m.first = append(m.first, uint32(len(m.next)))
	}
	return m, sound && len(b) == 0 && words >= 2 && uint64(len(m.next)) == pairs
}
