package viet

import (
	"cmp"
	"slices"
	"strings"
)

// Counts counts the words of running text and the pairs of words that stand
// side by side, to make a Model of. Its memory is bounded: when there are too
// many pairs, it forgets the rarest, and words that come when it knows a
// million are not counted one by one. The zero Counts is ready. It is not for
// concurrent use.
type Counts struct {
	// Limit is how many pairs are counted at most, at 12 to 32 bytes each;
	// 0 for four million.
	Limit int

	ids   map[string]uint32
	words []string // by id; 0 is the border (a break), 1 every word with a digit
	n     []uint32 // by id
	total uint64
	pairs pairTable
}

// Border stands among ids for a break.
const Border = 0

const (
	number   = 1
	maxWords = 1 << 20

	defaultPairs = 1 << 22
)

// Add counts the tokens of one text.
func (c *Counts) Add(tokens []Token) {
	ids := make([]uint32, 0, len(tokens)+len(tokens)/8)
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == DocNumber {
			continue
		}
		if t.Break {
			ids = append(ids, Border)
		}
		ids = append(ids, c.ID(t))
	}
	c.AddIDs(ids)
}

// AddIDs counts the tokens of one text by their ids, with Border between those
// that a break parts. It is for who counts the same words again and again.
func (c *Counts) AddIDs(ids []uint32) {
	c.prepare()
	last := uint32(Border)
	for _, id := range ids {
		if id == Border {
			c.end(last)
			last = Border
			continue
		}
		c.n[id]++
		c.total++
		c.pairs.add(pair(last, id))
		last = id
	}
	c.end(last)
}

func (c *Counts) prepare() {
	if c.ids != nil {
		return
	}
	c.ids = map[string]uint32{}
	c.words = []string{"", "0"}
	c.n = make([]uint32, 2)
	if c.pairs.limit = c.Limit; c.Limit == 0 {
		c.pairs.limit = defaultPairs
	}
}

// end counts what stands before a break.
func (c *Counts) end(last uint32) {
	if last != Border {
		c.n[Border]++
		c.pairs.add(pair(last, Border))
	}
}

// ID is the number under which c counts t, which is no DocNumber: never Border,
// and the same for as long as c is used.
func (c *Counts) ID(t *Token) uint32 {
	c.prepare()
	if hasDigit(t) {
		return number
	}
	id, ok := c.ids[t.Norm]
	if !ok {
		if len(c.words) >= maxWords || len(t.Norm) > longLen {
			return number
		}
		id = uint32(len(c.words))
		c.ids[t.Norm] = id
		c.words = append(c.words, t.Norm)
		c.n = append(c.n, 0)
	}
	return id
}

func hasDigit(t *Token) bool {
	return t.Kind == Number || t.Kind == Word && strings.ContainsAny(t.Norm, "0123456789")
}

// Total is the number of tokens counted.
func (c *Counts) Total() uint64 { return c.total }

func pair(a, b uint32) uint64 { return uint64(a)<<32 | uint64(b) }

// A pairTable counts pairs, by open addressing; pair 0 does not occur.
type pairTable struct {
	keys []uint64
	n    []uint32
	used int

	limit int    // of used
	low   uint32 // pairs counted no more often than this have been forgotten
}

func (t *pairTable) add(k uint64) {
	if t.used*4 >= len(t.keys)*3 || t.used >= t.limit {
		t.grow()
	}
	i := t.slot(k)
	if t.keys[i] == 0 {
		t.keys[i] = k
		t.used++
	}
	t.n[i]++
}

func (t *pairTable) slot(k uint64) uint64 {
	mask := uint64(len(t.keys) - 1)
	h := k * 0x9E3779B97F4A7C15
	for i := h>>32 ^ h; ; i++ {
		if x := t.keys[i&mask]; x == 0 || x == k {
			return i & mask
		}
	}
}

func (t *pairTable) grow() {
	old := *t
	size := max(1<<12, 2*len(old.keys))
	if old.used >= old.limit {
		// Forget the rarest until there is room for as many again.
		size = len(old.keys)
		for left := old.used; left > old.limit/2; {
			t.low++
			left = 0
			for _, n := range old.n {
				if n > t.low {
					left++
				}
			}
		}
	}
	t.keys, t.n, t.used = make([]uint64, size), make([]uint32, size), 0
	for i, k := range old.keys {
		if k != 0 && old.n[i] > t.low {
			j := t.slot(k)
			t.keys[j], t.n[j] = k, old.n[i]
			t.used++
		}
	}
}

// Model makes a Model of what was counted. The same texts, in whatever order
// of counting, make the same Model, as long as nothing had to be forgotten.
func (c *Counts) Model() *Model {
	m := &Model{Total: c.total}
	// Ids by frequency, so that those of common words are short in the file.
	order := make([]uint32, 0, len(c.words))
	for id := range c.words {
		order = append(order, uint32(id))
	}
	if len(order) == 0 {
		m.words = []string{"", "0"}
		m.n = make([]uint32, 2)
		m.first = make([]uint32, 3)
		m.prepare()
		return m
	}
	slices.SortFunc(order[2:], func(a, b uint32) int {
		return cmp.Or(cmp.Compare(c.n[b], c.n[a]), cmp.Compare(c.words[a], c.words[b]))
	})
	renamed := make([]uint32, len(order))
	for to, from := range order {
		renamed[from] = uint32(to)
		m.words = append(m.words, c.words[from])
		m.n = append(m.n, c.n[from])
	}
	keys := make([]uint64, 0, c.pairs.used)
	for _, k := range c.pairs.keys {
		if k != 0 {
			keys = append(keys, k)
		}
	}
	to := func(k uint64) uint64 { return pair(renamed[k>>32], renamed[uint32(k)]) }
	slices.SortFunc(keys, func(a, b uint64) int { return cmp.Compare(to(a), to(b)) })
	m.first = make([]uint32, len(order)+1)
	for _, k := range keys {
		a := renamed[k>>32]
		m.first[a+1]++
		m.next = append(m.next, follower{renamed[uint32(k)], c.pairs.n[c.pairs.slot(k)]})
	}
	for a := range order {
		m.first[a+1] += m.first[a]
	}
	m.prepare()
	return m
}
