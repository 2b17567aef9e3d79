package rival

import (
	"cmp"
	"container/heap"
	"math"
	"math/bits"
	"slices"
	"strings"

	"tulieu/internal/viet"
)

// Memory is the simplest index that answers everything: posting lists and
// bitmaps in memory, every match scored, facets counted by AND and popcount.
// It shows what the hardware asks for, without a disk and without durability.
type Memory struct {
	docs   []Document
	tokens [][]uint32 // by document: its words, for phrases
	words  map[string]*list
	values [Facets]map[string]*list
	mean   float64 // length of a document in words
	cutter viet.Cutter
}

// A list is the documents that hold a word or have a value, in order.
type list struct {
	number uint32
	docs   []uint32
	freqs  []uint8 // nil for a value
	bitmap bitmap  // of a value that many documents have
}

// NewMemory makes an empty index.
func NewMemory() *Memory {
	m := &Memory{words: map[string]*list{}}
	for f := range m.values {
		m.values[f] = map[string]*list{}
	}
	return m
}

func (m *Memory) Name() string { return "memory" }

func (m *Memory) Add(docs []Document) error {
	for _, d := range docs {
		n := uint32(len(m.docs))
		m.docs = append(m.docs, d)
		cut := m.cutter.Cut(d.Body)
		words := make([]uint32, 0, len(cut))
		for _, t := range cut {
			if t.Kind == viet.DocNumber { // its parts follow
				continue
			}
			l := m.words[t.Norm]
			if l == nil {
				l = &list{number: uint32(len(m.words))}
				m.words[strings.Clone(t.Norm)] = l
			}
			if k := len(l.docs); k > 0 && l.docs[k-1] == n {
				l.freqs[k-1] = uint8(min(int(l.freqs[k-1])+1, math.MaxUint8))
			} else {
				l.docs, l.freqs = append(l.docs, n), append(l.freqs, 1)
			}
			words = append(words, l.number)
		}
		m.tokens = append(m.tokens, words)
		m.mean += (float64(len(words)) - m.mean) / float64(n+1)
		for f, values := range d.Values {
			for _, v := range values {
				l := m.values[f][v]
				if l == nil {
					l = &list{}
					m.values[f][v] = l
				}
				l.docs = append(l.docs, n)
			}
		}
	}
	return nil
}

// Flush makes the bitmaps of the common values.
func (m *Memory) Flush() error {
	for _, values := range m.values {
		for _, l := range values {
			if len(l.docs) > len(m.docs)/64 {
				l.bitmap = m.newBitmap(l.docs)
			}
		}
	}
	return nil
}

type bitmap []uint64

func (b bitmap) add(docs []uint32) {
	for _, d := range docs {
		b[d>>6] |= 1 << (d & 63)
	}
}

func (b bitmap) and(o bitmap) {
	for i := range b {
		b[i] &= o[i]
	}
}

func (b bitmap) count() (n int) {
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

func (b bitmap) has(d uint32) bool { return b[d>>6]&(1<<(d&63)) != 0 }

func (m *Memory) newBitmap(docs []uint32) bitmap {
	b := make(bitmap, (len(m.docs)+63)/64)
	b.add(docs)
	return b
}

const k1, b = 1.2, .75

func (m *Memory) Search(q Query) (*Answer, error) {
	scores := make([]float32, len(m.docs))
	match := m.match(q, scores)
	selected := [Facets]bitmap{}
	for f, v := range q.Select {
		if v == "" {
			continue
		}
		selected[f] = m.newBitmap(nil)
		if l := m.values[f][v]; l != nil {
			selected[f].add(l.docs)
		}
	}
	narrowed := func(but Facet) bitmap {
		set := slices.Clone(match)
		for f, s := range selected {
			if s != nil && Facet(f) != but {
				set.and(s)
			}
		}
		return set
	}
	hits := narrowed(-1)
	a := &Answer{Total: hits.count()}
	for _, d := range m.best(hits, scores, q) {
		a.IDs = append(a.IDs, m.docs[d].ID)
		if q.Snippets {
			a.Snippets = append(a.Snippets, snippet(m.docs[d].Body, q.Words))
		}
	}
	if q.Facets {
		for f := range Facets {
			set := hits
			if selected[f] != nil {
				set = narrowed(f)
			}
			a.Counts[f] = m.count(f, set)
		}
	}
	return a, nil
}

// match is the set of documents that q's words select; it scores them.
func (m *Memory) match(q Query, scores []float32) bitmap {
	set := m.newBitmap(nil)
	if len(q.Words) == 0 {
		for d := range m.docs {
			set[d>>6] |= 1 << (d & 63)
		}
		return set
	}
	n := float64(len(m.docs))
	for i, w := range q.Words {
		one := m.newBitmap(nil)
		if l := m.words[w]; l != nil {
			one.add(l.docs)
			idf := math.Log(1 + (n-float64(len(l.docs))+.5)/(float64(len(l.docs))+.5))
			for j, d := range l.docs {
				tf := float64(l.freqs[j])
				scores[d] += float32(idf * tf * (k1 + 1) / (tf + k1*(1-b+b*float64(len(m.tokens[d]))/m.mean)))
			}
		}
		switch {
		case i == 0:
			set = one
		case q.Match == Any:
			for j := range set {
				set[j] |= one[j]
			}
		default:
			set.and(one)
		}
	}
	if q.Match == Phrase {
		numbers := make([]uint32, len(q.Words))
		for i, w := range q.Words {
			if l := m.words[w]; l != nil {
				numbers[i] = l.number
			}
		}
		for i, w := range set {
			for ; w != 0; w &= w - 1 {
				d := uint32(i*64 + bits.TrailingZeros64(w))
				if !follows(m.tokens[d], numbers) {
					set[i] &^= 1 << (d & 63)
				}
			}
		}
	}
	return set
}

// follows reports whether words stand one after another in text.
func follows(text, words []uint32) bool {
	for i := 0; i+len(words) <= len(text); i++ {
		if slices.Equal(text[i:i+len(words)], words) {
			return true
		}
	}
	return false
}

// ranking is a heap of the best documents, the worst of them on top.
type ranking struct {
	docs   []uint32
	before func(a, b uint32) bool
}

func (r *ranking) Len() int           { return len(r.docs) }
func (r *ranking) Less(i, j int) bool { return r.before(r.docs[j], r.docs[i]) }
func (r *ranking) Swap(i, j int)      { r.docs[i], r.docs[j] = r.docs[j], r.docs[i] }
func (r *ranking) Push(x any)         { r.docs = append(r.docs, x.(uint32)) }
func (r *ranking) Pop() any {
	last := r.docs[len(r.docs)-1]
	r.docs = r.docs[:len(r.docs)-1]
	return last
}

func (m *Memory) best(hits bitmap, scores []float32, q Query) []uint32 {
	r := &ranking{before: func(x, y uint32) bool {
		if c := cmp.Compare(scores[y], scores[x]); c != 0 {
			return c < 0
		}
		return m.docs[x].ID < m.docs[y].ID
	}}
	if q.Newest || len(q.Words) == 0 {
		r.before = func(x, y uint32) bool {
			if c := cmp.Compare(m.docs[y].Moment, m.docs[x].Moment); c != 0 {
				return c < 0
			}
			return m.docs[x].ID < m.docs[y].ID
		}
	}
	k := q.From + q.Size
	for i, w := range hits {
		for ; w != 0; w &= w - 1 {
			d := uint32(i*64 + bits.TrailingZeros64(w))
			switch {
			case r.Len() < k:
				heap.Push(r, d)
			case k > 0 && r.before(d, r.docs[0]):
				r.docs[0] = d
				heap.Fix(r, 0)
			}
		}
	}
	slices.SortFunc(r.docs, func(x, y uint32) int {
		if r.before(x, y) {
			return -1
		}
		return 1
	})
	return r.docs[min(q.From, len(r.docs)):]
}

// count counts the values of a facet: by popcount where a value is common, by
// its list where it is rare.
func (m *Memory) count(f Facet, hits bitmap) []Count {
	var counts []Count
	for v, l := range m.values[f] {
		n := 0
		if l.bitmap != nil {
			for i, w := range l.bitmap {
				n += bits.OnesCount64(w & hits[i])
			}
		} else {
			for _, d := range l.docs {
				if hits.has(d) {
					n++
				}
			}
		}
		if n > 0 {
			counts = append(counts, Count{v, n})
		}
	}
	return top(counts)
}

// snippet is the text around the first of the words.
func snippet(text string, words []string) string {
	at := len(text)
	for _, w := range words {
		if i := strings.Index(text, w); i >= 0 {
			at = min(at, i)
		}
	}
	from, to := max(0, at-80), min(len(text), at+160)
	for from > 0 && text[from-1] != ' ' {
		from--
	}
	for to < len(text) && text[to] != ' ' {
		to++
	}
	return text[min(from, to):to]
}

// Bytes counts the lists and the texts, not Go's own overhead.
func (m *Memory) Bytes() (int64, error) {
	n := 0
	for w, l := range m.words {
		n += len(w) + 5*len(l.docs)
	}
	for _, values := range m.values {
		for v, l := range values {
			n += len(v) + 4*len(l.docs)
		}
	}
	for i, d := range m.docs {
		n += len(d.Title) + len(d.Body) + 4*len(m.tokens[i])
	}
	return int64(n), nil
}

func (m *Memory) Close() error { return nil }
