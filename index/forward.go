package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"sync"

	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"tulieu"
	"tulieu/index/internal/schema"
)

// An article's forward array is its tokens in order, as numbers of the
// lexicon, stored beside its postings: about a byte and a half a token. The
// best hits are read again from it: which words stand side by side, in which
// order, in which sentence. It is a row of unsigned varints:
//
//	bytes of tokens, the tokens
//	tokens in the title
//	sentences, tokens in each
//	breaks inside sentences, tokens between them
//	document numbers, for each the tokens since the last one and its token
//
// A document number whole stands apart from the tokens, which hold its parts,
// so that a phrase is one run of bytes.
type forward struct {
	whole     []byte // as stored
	tokens    []byte
	title     int
	sentences []byte // the lists as stored, without their counts
	breaks    []byte
	papers    []byte
}

// appendForward appends the forward array of d, whose tokens have these
// numbers, to dst.
func appendForward(dst []byte, d schema.Doc, numbers []uint32) []byte {
	var tokens, sentences, breaks, papers []byte
	var n, title, sentenceCount, breakCount, paperCount int
	sentence, sentenceStart, lastBreak, lastPaper := 0, 0, 0, 0
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if schema.Whole(t) {
			papers = binary.AppendUvarint(papers, uint64(n-lastPaper))
			papers = binary.AppendUvarint(papers, uint64(numbers[i]))
			lastPaper = n
			paperCount++
			continue
		}
		switch {
		case t.Sentence != sentence:
			sentences = binary.AppendUvarint(sentences, uint64(n-sentenceStart))
			sentenceCount++
			sentence, sentenceStart = t.Sentence, n
		case t.Break && n > 0:
			breaks = binary.AppendUvarint(breaks, uint64(n-lastBreak))
			lastBreak = n
			breakCount++
		}
		tokens = binary.AppendUvarint(tokens, uint64(numbers[i]))
		if i < d.Title {
			title++
		}
		n++
	}
	if n > 0 {
		sentences = binary.AppendUvarint(sentences, uint64(n-sentenceStart))
		sentenceCount++
	}
	dst = binary.AppendUvarint(dst, uint64(len(tokens)))
	dst = append(dst, tokens...)
	dst = binary.AppendUvarint(dst, uint64(title))
	dst = append(binary.AppendUvarint(dst, uint64(sentenceCount)), sentences...)
	dst = append(binary.AppendUvarint(dst, uint64(breakCount)), breaks...)
	return append(binary.AppendUvarint(dst, uint64(paperCount)), papers...)
}

// parseForward reads what appendForward wrote.
func parseForward(b []byte) (f forward, ok bool) {
	number := func() int {
		x, n := binary.Uvarint(b)
		if n <= 0 || x > 1<<31 {
			b, ok = nil, false
			return 0
		}
		b = b[n:]
		return int(x)
	}
	list := func(each int) []byte {
		end := 0
		for left := number() * each; left > 0; end++ {
			if end == len(b) {
				ok = false
				return nil
			}
			if b[end] < 0x80 { // the last byte of a number
				left--
			}
		}
		stored := b[:end]
		b = b[end:]
		return stored
	}
	f.whole, ok = b, true
	size := number()
	if size > len(b) {
		return forward{}, false
	}
	f.tokens, b = b[:size], b[size:]
	f.title = number()
	f.sentences, f.breaks, f.papers = list(1), list(1), list(2)
	return f, ok
}

// readForward calls use with the forward array of document d of s, whose
// bytes are gone when use returns.
func readForward(s segapi.Segment, d uint32, use func(f forward)) error {
	sound := false
	err := s.VisitStoredFields(uint64(d), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != fieldForward {
			return true
		}
		var f forward
		if f, sound = parseForward(value); sound {
			use(f)
		}
		return false
	})
	if err != nil {
		return fmt.Errorf("index: forward array: %w", err)
	}
	if !sound {
		return fmt.Errorf("index: document %d has no forward array: %w", d, tulieu.ErrDamaged)
	}
	return nil
}

// varint reads the number at b[at:], which is sound, and where it ends. It is
// binary.Uvarint for numbers of two bytes at most times: tokens.
func varint(b []byte, at int) (x uint32, next int) {
	c := b[at]
	if c < 0x80 {
		return uint32(c), at + 1
	}
	if at+1 < len(b) && b[at+1] < 0x80 {
		return uint32(c&0x7f) | uint32(b[at+1])<<7, at + 2
	}
	y, n := binary.Uvarint(b[at:])
	return uint32(y), at + max(n, 1)
}

// has reports whether the tokens of pattern, encoded as in f, stand in f side
// by side; if title, in the title.
func (f *forward) has(pattern []byte, title bool) bool {
	in := f.tokens
	if title {
		end := 0
		for range f.title {
			_, end = varint(f.tokens, end)
		}
		in = in[:end]
	}
	for at := 0; ; {
		i := bytes.Index(in[at:], pattern)
		if i < 0 {
			return false
		}
		at += i
		if at == 0 || in[at-1] < 0x80 { // else it began inside a number
			return true
		}
		at++
	}
}

// A run looks for tokens side by side where several will do at each place.
type run struct {
	places []uint64 // by token: a bit for each place where it will do; from runPool
	used   []uint32
	last   uint64
}

var runPool = sync.Pool{New: func() any { return new([]uint64) }}

// newRun looks for the tokens will[0], will[1], …, of a lexicon of that size.
// A run is 64 tokens long at most; what is longer is cut.
func newRun(will [][]uint32, size int) *run {
	will = will[:min(len(will), 64)]
	pooled := runPool.Get().(*[]uint64)
	if len(*pooled) < size {
		*pooled = make([]uint64, size+size/4)
	}
	r := &run{places: *pooled, last: 1 << (len(will) - 1)}
	for i, tokens := range will {
		for _, t := range tokens {
			r.places[t] |= 1 << i
			r.used = append(r.used, t)
		}
	}
	return r
}

func (r *run) close() {
	for _, t := range r.used {
		r.places[t] = 0
	}
	runPool.Put(&r.places)
}

// in reports whether the run stands in f; if title, in the title.
func (r *run) in(f forward, title bool) bool {
	open := uint64(0) // bit i: the last i+1 tokens begin the run
	for at, n := 0, 0; at < len(f.tokens) && (!title || n < f.title); n++ {
		var token uint32
		token, at = varint(f.tokens, at)
		if open = (open<<1 | 1) & r.places[token]; open&r.last != 0 {
			return true
		}
	}
	return false
}

// numbers yields the numbers of a stored list.
func numbers(b []byte) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := 0; at < len(b); {
			x, next := varint(b, at)
			if !yield(int(x)) {
				return
			}
			at = next
		}
	}
}
