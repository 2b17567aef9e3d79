package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"

	"tulieu"
	"tulieu/index/internal/schema"
)

// An article's forward array is its tokens in order, as numbers of the
// lexicon, stored beside its postings: about a byte and a half a token. The
// best hits are read again from it, and so is whatever may hold a phrase: which
// words stand side by side, in which order, in which sentence. It is a row of
// unsigned varints:
//
//	tokens in the title
//	bytes of tokens, the tokens
//	sentences, tokens in each
//	breaks inside sentences, tokens between them
//	document numbers, for each the tokens since the last one and its token
//
// A document number whole stands apart from the tokens, which hold its parts,
// so that a phrase is one run of bytes.
type forward struct {
	tokens []byte
	title  int
	rest   []byte // see marks
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
	dst = binary.AppendUvarint(dst, uint64(title))
	dst = append(binary.AppendUvarint(dst, uint64(len(tokens))), tokens...)
	dst = append(binary.AppendUvarint(dst, uint64(sentenceCount)), sentences...)
	dst = append(binary.AppendUvarint(dst, uint64(breakCount)), breaks...)
	return append(binary.AppendUvarint(dst, uint64(paperCount)), papers...)
}

// parseForward reads what appendForward wrote at the beginning of b.
func parseForward(b []byte) (f forward, ok bool) {
	title, at := binary.Uvarint(b)
	if at <= 0 {
		return forward{}, false
	}
	size, n := binary.Uvarint(b[at:])
	if at += n; n <= 0 || size > uint64(len(b)-at) || title > size {
		return forward{}, false
	}
	end := at + int(size)
	return forward{tokens: b[at:end], title: int(title), rest: b[end:]}, true
}

// marks are what a forward array tells of its tokens, as stored.
type marks struct {
	sentences []byte // the tokens in each
	breaks    []byte // the tokens between breaks inside sentences
	papers    []byte // for each document number the tokens since the last one, and its token
}

// marks returns the lists behind the tokens.
func (f *forward) marks() (m marks, err error) {
	rest := f.rest
	for _, list := range []struct {
		of   *[]byte
		each int // numbers
	}{{&m.sentences, 1}, {&m.breaks, 1}, {&m.papers, 2}} {
		var ok bool
		if *list.of, rest, ok = cutList(rest, list.each); !ok {
			return marks{}, fmt.Errorf("index: a forward array without its sentences: %w", tulieu.ErrDamaged)
		}
	}
	return m, nil
}

// words appends the tokens to list, with noToken where sentences and breaks
// part them.
func (f *forward) words(list []uint32) ([]uint32, error) {
	m, err := f.marks()
	if err != nil {
		return nil, err
	}
	ofSentences, ofBreaks := newBorders(m.sentences), newBorders(m.breaks)
	for at, n := 0, 0; at < len(f.tokens); n++ {
		sentence, pause := ofSentences.at(n), ofBreaks.at(n)
		if sentence || pause {
			list = append(list, noToken)
		}
		var token uint32
		token, at = varint(f.tokens, at)
		list = append(list, token)
	}
	return list, nil
}

// borders stand behind each of some numbers of tokens.
type borders struct {
	lengths []byte // of what is behind the next one, as stored
	next    int    // tokens before it; -1: there is none
}

func newBorders(lengths []byte) borders {
	b := borders{lengths: lengths}
	b.turn()
	return b
}

func (b *borders) turn() {
	if len(b.lengths) == 0 {
		b.next = -1
		return
	}
	length, size := varint(b.lengths, 0)
	b.lengths = b.lengths[size:]
	b.next += int(length)
}

// at reports whether a border stands before the n-th token; it is asked for
// one after the other.
func (b *borders) at(n int) bool {
	reached := false
	for b.next == n {
		reached = true
		b.turn()
	}
	return reached
}

// size is how many bytes f takes, but for the numbers of its lists.
func (f *forward) size() (int, error) {
	m, err := f.marks()
	return len(f.tokens) + len(m.sentences) + len(m.breaks) + len(m.papers), err
}

// cutList splits b behind a list of so many times the numbers that its first
// one says.
func cutList(b []byte, each int) (list, rest []byte, ok bool) {
	n, at := binary.Uvarint(b)
	if at <= 0 || n > uint64(len(b)-at) {
		return nil, nil, false
	}
	b = b[at:]
	end := 0
	for left := int(n) * each; left > 0; end++ {
		if end == len(b) {
			return nil, nil, false
		}
		if b[end] < 0x80 { // the last byte of a number
			left--
		}
	}
	return b[:end], b[end:], true
}

// appendStored appends what bleve stores of d: the length of its ID, the ID,
// and its forward array.
//
// It is stored as the value of "_id", which bleve neither compresses nor looks
// at: it knows a document by the term of that field. So an array is read where
// it lies in the mapped file, in a tenth of the time that it takes to have one
// decompressed, for a fifth more bytes.
func appendStored(dst []byte, d schema.Doc, numbers []uint32) []byte {
	dst = append(binary.AppendUvarint(dst, uint64(len(d.ID))), d.ID...)
	return appendForward(dst, d, numbers)
}

// stored returns the ID and the forward array of document d, and what may
// follow it in the file. The bytes are gone with the segment.
func (p *part) stored(d uint32) (id, forward []byte, err error) {
	var b []byte
	if p.raw != nil {
		b = p.raw.stored(d)
	} else if b, err = p.postings.DocID(uint64(d)); err != nil {
		return nil, nil, fmt.Errorf("index: document %d: %w", d, err)
	}
	n, at := binary.Uvarint(b)
	if at <= 0 || n > uint64(len(b)-at) {
		return nil, nil, fmt.Errorf("index: document %d has no ID: %w", d, tulieu.ErrDamaged)
	}
	end := at + int(n)
	return b[at:end], b[end:], nil
}

// fetched is where fetch leaves what nobody looks at.
var fetched atomic.Uint32

// fetchedAtOnce is about as many documents as memory brings at once.
const fetchedAtOnce = 8

// fetch makes forward faster for these documents.
func (p *part) fetch(docs ...uint32) {
	if p.raw == nil {
		return
	}
	sum := byte(0)
	for _, d := range docs {
		sum ^= p.raw.fetch(d)
	}
	fetched.Store(uint32(sum))
}

// forward returns the forward array of document d. Its bytes are gone with the
// segment.
func (p *part) forward(d uint32) (forward, error) {
	_, stored, err := p.stored(d)
	if err != nil {
		return forward{}, err
	}
	f, sound := parseForward(stored)
	if !sound {
		return forward{}, fmt.Errorf("index: document %d has no forward array: %w", d, tulieu.ErrDamaged)
	}
	return f, nil
}

// varint reads the number at b[at:], which is sound, and where it ends. It is
// binary.Uvarint for tokens, which take one byte or two: which of them nobody
// can guess, so nothing here depends on it but a mask.
func varint(b []byte, at int) (x uint32, next int) {
	if at+1 < len(b) {
		if c, d := b[at], b[at+1]; c&d < 0x80 {
			two := uint32(c >> 7)
			return uint32(c&0x7f) | uint32(d)<<7&-two, at + 1 + int(two)
		}
	}
	return longVarint(b, at)
}

func longVarint(b []byte, at int) (x uint32, next int) {
	y, n := binary.Uvarint(b[at:])
	return uint32(y), at + max(n, 1)
}

// has reports whether the tokens of pattern, encoded as in f, stand in f side
// by side; if title, in the title.
func (f *forward) has(pattern []byte, title bool) bool {
	in := f.tokens
	if title {
		in = f.titleTokens()
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

// titleTokens are the tokens of the title.
func (f *forward) titleTokens() []byte {
	end := 0
	for n := 0; n < f.title && end < len(f.tokens); n++ {
		_, end = varint(f.tokens, end)
	}
	return f.tokens[:end]
}

// A run looks for tokens side by side where several will do at each place. It
// looks for those of the place that has the fewest, and then at what stands
// beside them.
type run struct {
	places []uint64 // by token: a bit for each place where it will do; from runPool
	used   []uint32
	length int
	anchor int      // the place that is looked for
	tokens [][]byte // that will do there, as stored
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
	r := &run{places: *pooled, length: len(will)}
	for i, tokens := range will {
		for _, t := range tokens {
			r.places[t] |= 1 << i
			r.used = append(r.used, t)
		}
		if len(tokens) < len(will[r.anchor]) {
			r.anchor = i
		}
	}
	for _, t := range will[r.anchor] {
		r.tokens = append(r.tokens, binary.AppendUvarint(nil, uint64(t)))
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
	in := f.tokens
	if title {
		in = f.titleTokens()
	}
	for _, token := range r.tokens {
		for at := 0; ; at++ {
			i := bytes.Index(in[at:], token)
			if i < 0 {
				break
			}
			at += i
			if (at == 0 || in[at-1] < 0x80) && r.around(in, at, at+len(token)) {
				return true
			}
		}
	}
	return false
}

// around reports whether the run stands in tokens, its anchor at from … to.
func (r *run) around(tokens []byte, from, to int) bool {
	for place := r.anchor - 1; place >= 0; place-- {
		if from == 0 {
			return false
		}
		for from--; from > 0 && tokens[from-1] >= 0x80; {
			from--
		}
		if t, _ := varint(tokens, from); r.places[t]>>place&1 == 0 {
			return false
		}
	}
	for place := r.anchor + 1; place < r.length; place++ {
		if to == len(tokens) {
			return false
		}
		var t uint32
		if t, to = varint(tokens, to); r.places[t]>>place&1 == 0 {
			return false
		}
	}
	return true
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
