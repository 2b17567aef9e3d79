package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	segapi "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
)

// A rawSegment reads the counts of bleve's postings, and what is stored of
// documents, where they lie in the segment's file: a loop over bytes, where
// bleve's iterator is a call for every posting, fifteen times as long. The
// format (zapx, zap.md) is no promise, so what is read so is first compared
// with what bleve says; a segment that is not as expected, or is not a file yet,
// has no rawSegment, and is read through bleve.
type rawSegment struct {
	data  []byte
	terms [textFields]*vellum.FST // nil where a field has none
	docs  []uint64                // where in data what is stored of each document begins
}

// zapVersion is that of the format read here.
const zapVersion = 17

var errNotRaw = errors.New("index: the segment's file is not as expected")

// openRaw returns nil for a segment that is not a file of this format.
func openRaw(s segapi.Segment) (*rawSegment, error) {
	file, ok := s.(*zap.Segment)
	if !ok || file.Version() != zapVersion {
		return nil, nil
	}
	r := &rawSegment{data: file.Data()}
	for f, name := range textFieldNames {
		at, err := file.DictAddr(name)
		if err != nil {
			continue // no document has the field
		}
		size, n := uvarintAt(r.data, at)
		if n == 0 || size > uint64(len(r.data))-at-n {
			return nil, errNotRaw
		}
		if r.terms[f], err = vellum.Load(r.data[at+n : at+n+size]); err != nil {
			return nil, fmt.Errorf("%w: %w", errNotRaw, err)
		}
	}
	r.docs = make([]uint64, s.Count())
	for d := range r.docs {
		stored, err := s.DocID(uint64(d))
		if err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
		at := cap(r.data) - cap(stored) // if it is a part of data
		if at < 0 || at >= len(r.data) || len(stored) == 0 || &r.data[at] != &stored[0] {
			return nil, errNotRaw
		}
		r.docs[d] = uint64(at)
	}
	return r, r.try(s)
}

// stored returns what is stored of document d, and what follows it.
func (r *rawSegment) stored(d uint32) []byte { return r.data[r.docs[d]:] }

// fetch brings what is stored of document d nearer: to read articles here and
// there is to wait for memory, and many can be waited for at once. The sum it
// returns is for the compiler, which would leave the reading out.
func (r *rawSegment) fetch(d uint32) (sum byte) {
	const line, most = 64, 4096
	from := r.docs[d]
	to := from + most
	if int(d)+1 < len(r.docs) && r.docs[d+1] > from {
		to = min(to, r.docs[d+1])
	}
	for to = min(to, uint64(len(r.data))); from < to; from += line {
		sum ^= r.data[from]
	}
	return sum
}

// try compares counts with those of the iterator: the lengths of all titles,
// and words from four places of the dictionary, as long as their lists are
// short.
func (r *rawSegment) try(s segapi.Segment) error {
	const words, postings = 16, 4096
	compare := func(field int, dict segapi.TermDictionary, token string) error {
		list, err := dict.PostingsList([]byte(token), nil, nil)
		if err != nil {
			return fmt.Errorf("index: %w", err)
		}
		if token != lengthToken && list.Count() > postings {
			return nil
		}
		want, err := iteratedCounts[uint32](list)
		if err != nil {
			return err
		}
		if have, ok := rawCounts[uint32](r, field, token, len(want)); ok && !slices.Equal(have, want) {
			return errNotRaw
		}
		return nil
	}
	title, err := s.Dictionary(fieldTitle)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := compare(inTitle, title, lengthToken); err != nil {
		return err
	}
	text, err := s.Dictionary(fieldText)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	for _, start := range []string{"", "b", "n", "t"} {
		it := text.AutomatonIterator(nil, []byte(start), nil)
		for range words {
			entry, err := it.Next()
			if err != nil {
				return fmt.Errorf("index: %w", err)
			}
			if entry == nil {
				break
			}
			if entry.Term == lengthToken {
				continue // long, and its like is compared above
			}
			if err := compare(inText, text, entry.Term); err != nil {
				return err
			}
		}
	}
	return nil
}

// countOf is what counts are kept as; larger ones are its maximum.
type countOf interface{ uint8 | uint32 }

// rawCounts returns how often each of the n documents that hold token in field
// does so, in order; false where the iterator has to be asked.
func rawCounts[T countOf](r *rawSegment, field int, token string, n int) ([]T, bool) {
	if r == nil || r.terms[field] == nil {
		return nil, false
	}
	at, there, err := r.terms[field].Get([]byte(token))
	if err != nil || !there || at&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit {
		return nil, false
	}
	at, size := uvarintAt(r.data, at) // of the counts
	if size == 0 || at == 0 || at >= uint64(len(r.data)) {
		return nil, false
	}
	return parseCounts[T](r.data[at:], n)
}

// parseCounts reads n counts: the number of chunks, where each ends behind
// that, and in one chunk after the other two numbers a document, twice its count
// (plus one if it had positions) and its norm.
func parseCounts[T countOf](b []byte, n int) ([]T, bool) {
	chunks, size := uvarintAt(b, 0)
	if size == 0 || chunks == 0 || chunks > uint64(len(b)) {
		return nil, false
	}
	at, end := size, uint64(0)
	for range chunks {
		if end, size = uvarintAt(b, at); size == 0 {
			return nil, false
		}
		at += size
	}
	if end > uint64(len(b))-at || uint64(n) > end {
		return nil, false
	}
	b = b[at : at+end]
	counts := make([]T, n)
	i := 0
	for k := 0; k < n; k++ {
		// Nearly always four counts below 64 come in eight bytes: none of them
		// has its first bit set, those of counts not the last one, and no count
		// is zero.
		if k+4 <= n && i+8 <= len(b) {
			four := binary.LittleEndian.Uint64(b[i:])
			if four&0x8081808180818081 == 0 && (four&0x00ff00ff00ff00ff-0x0001000100010001)&0x8000800080008000 == 0 {
				counts[k], counts[k+1], counts[k+2], counts[k+3] = T(four>>1&0x3f), T(four>>17&0x3f), T(four>>33&0x3f), T(four>>49&0x3f)
				k, i = k+3, i+8
				continue
			}
		}
		twice, size := binary.Uvarint(b[min(i, len(b)):])
		if size <= 0 || twice&1 != 0 || twice == 0 {
			return nil, false
		}
		counts[k] = T(min(twice>>1, uint64(^T(0))))
		i += size
		if _, size = binary.Uvarint(b[i:]); size <= 0 {
			return nil, false
		}
		i += size
	}
	return counts, i == len(b)
}

// uvarintAt reads the number at b[at:] and how many bytes it takes; zero where
// there is none.
func uvarintAt(b []byte, at uint64) (x, size uint64) {
	if at >= uint64(len(b)) {
		return 0, 0
	}
	x, n := binary.Uvarint(b[at:])
	return x, uint64(max(n, 0))
}

// iteratedCounts returns the counts of list, in the order of its documents, as
// bleve's iterator tells them.
func iteratedCounts[T countOf](list segapi.PostingsList) ([]T, error) {
	counts := make([]T, 0, list.Count())
	it := list.Iterator(true, false, false, nil)
	for {
		p, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
		if p == nil {
			return counts, nil
		}
		counts = append(counts, T(min(p.Frequency(), uint64(^T(0)))))
	}
}
