package index

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// rounded takes away what the order of adding left.
func rounded(sum float64) float64 { return math.Round(sum * 1e6) }

// slots tells which words of the plan a token is: one more than their places,
// zero for none.
type slots struct{ exact, folded uint8 }

// A reader reads articles again, for one query.
type reader struct {
	e     *evaluation
	slots []slots // by token number; from slotPool
	used  []uint32
	pairs []int16 // by first*words+second: place in plan.pairs, -1 for none
	idf   []float64

	counts []int     // of each pair
	stamp  []int     // sentence in which each word was last seen
	sums   []float64 // of each sentence
	order  []int     // of those that say anything
	alone  []int
	memo   map[uint64]bool
}

var slotPool = sync.Pool{New: func() any { return new([]slots) }}

func newReader(e *evaluation) *reader {
	n := len(e.plan.words)
	r := &reader{e: e, pairs: make([]int16, n*n), idf: make([]float64, n),
		counts: make([]int, len(e.plan.pairs)), stamp: make([]int, n), alone: make([]int, n), memo: map[uint64]bool{}}
	for i := range r.pairs {
		r.pairs[i] = -1
	}
	for i, p := range e.plan.pairs {
		r.pairs[p.first*n+p.second] = int16(i)
	}
	for w := range e.plan.words {
		r.idf[w] = idf(e.view.n, e.df[w])
	}
	lex := e.view.store.lex
	pooled := slotPool.Get().(*[]slots)
	if size := lex.size(); len(*pooled) < size {
		*pooled = make([]slots, size+size/4)
	}
	r.slots = *pooled
	for w := range e.plan.words {
		word := &e.plan.words[w]
		if word.hidden {
			continue
		}
		for _, s := range word.spellings {
			if id, ok := lex.lookup(s); ok {
				if word.folded {
					r.slots[id].folded = uint8(w + 1)
				} else {
					r.slots[id].exact = uint8(w + 1)
				}
				r.used = append(r.used, id)
			}
		}
	}
	return r
}

func (r *reader) close() {
	for _, id := range r.used {
		r.slots[id] = slots{}
	}
	slotPool.Put(&r.slots)
}

// read looks at the article of h and sets its sentences; it returns what is to
// be added to its score.
func (r *reader) read(h *ranked) (more float64, err error) {
	p := r.e.view.parts[h.part]
	f, err := p.forward(h.doc)
	if err != nil {
		return 0, err
	}
	return r.walk(p, h, f)
}

// most is the most that read can return for h.
func (r *reader) most(h *ranked) float64 {
	e, p := r.e, r.e.view.parts[h.part]
	more, scales := -e.supposed(h.part, h.doc), p.scales[inText]
	for w := range e.plan.words {
		if e.plan.words[w].hidden {
			continue // its postings have no counts
		}
		if c := e.postings[h.part][w].count(h.doc); c > 0 {
			more += e.plan.sentence * e.plan.words[w].sentence * r.idf[w]
			more += e.plan.words[w].alone * bm25(r.idf[w], scales.tells(h.doc, c))
		}
	}
	for x, pair := range e.plan.pairs {
		c := min(e.postings[h.part][pair.first].count(h.doc), e.postings[h.part][pair.second].count(h.doc))
		if c > 0 && (pair.bucket < 0 || e.pairs[h.part][x].has(h.doc)) {
			more += e.pairEvidence(x, scales.tells(h.doc, c))
		}
	}
	return more
}

func (r *reader) walk(p *part, h *ranked, f forward) (more float64, err error) {
	m, err := f.marks()
	if err != nil {
		return 0, err
	}
	n := len(r.e.plan.words)
	clear(r.counts)
	clear(r.alone)
	for i := range r.stamp {
		r.stamp[i] = -1
	}
	r.sums = r.sums[:0]
	var (
		last    slots
		before  = noToken
		pending = -1 // a word that stands alone, if the next token does not join it
		at      = 0
	)
	for size := range numbers(m.sentences) {
		sentence := len(r.sums)
		r.sums = append(r.sums, 0)
		for range size {
			var token uint32
			token, at = varint(f.tokens, at)
			s := r.slots[token]
			if pending >= 0 {
				if !r.joined(before, token) {
					r.alone[pending]++
				}
				pending = -1
			}
			if s != (slots{}) {
				if s.exact > 0 {
					r.see(int(s.exact)-1, sentence)
					if last.exact > 0 {
						if i := r.pairs[(int(last.exact)-1)*n+int(s.exact)-1]; i >= 0 {
							r.counts[i]++
						}
					}
					if r.e.plan.words[s.exact-1].alone > 0 && !r.joined(before, token) {
						pending = int(s.exact - 1)
					}
				}
				if s.folded > 0 {
					r.see(int(s.folded)-1, sentence)
					if last.folded > 0 {
						if i := r.pairs[(int(last.folded)-1)*n+int(s.folded)-1]; i >= 0 {
							r.counts[i]++
						}
					}
				}
			}
			last, before = s, token
		}
	}
	if pending >= 0 {
		r.alone[pending]++
	}
	r.seePapers(m)
	titleEnd := 0
	for size := range numbers(m.sentences) {
		if f.title <= 0 {
			break
		}
		titleEnd++
		f.title -= size
	}
	for w, c := range r.alone {
		if c > 0 {
			more += r.e.plan.words[w].alone * bm25(r.idf[w], p.scales[inText].tells(h.doc, uint8(min(c, maxCount))))
		}
	}
	for k, c := range r.counts {
		if c > 0 {
			more += r.e.pairEvidence(k, p.scales[inText].tells(h.doc, uint8(min(c, maxCount))))
		}
	}
	more -= r.e.supposed(h.part, h.doc)
	best := 0.0
	for _, s := range r.sums {
		best = max(best, s)
	}
	r.order = bestSentences(r.order[:0], r.sums, titleEnd)
	h.sentences = slices.Clone(r.order[:min(maxSentences, len(r.order))])
	return more + r.e.plan.sentence*best, nil
}

func (r *reader) see(w, sentence int) {
	if r.stamp[w] != sentence {
		r.stamp[w] = sentence
		r.sums[sentence] += r.e.plan.words[w].sentence * r.idf[w]
	}
}

// maxSentences is how many sentences a hit names.
const maxSentences = 2

// bestSentences appends to list the numbers of the sentences behind the title,
// which is shown anyway, that say anything, the best first; those of the title
// if no other does.
func bestSentences(list []int, sums []float64, titleEnd int) []int {
	for i, s := range sums {
		if s > 0 && i >= titleEnd {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		for i, s := range sums {
			if s > 0 {
				list = append(list, i)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(rounded(sums[b]), rounded(sums[a])) })
	return list
}

// noToken stands before the first one.
const noToken = ^uint32(0)

// joined reports whether two tokens side by side are one word.
func (r *reader) joined(a, b uint32) bool {
	if a == noToken {
		return false
	}
	k := uint64(a)<<32 | uint64(b)
	j, ok := r.memo[k]
	if !ok {
		lex := r.e.view.store.lex
		j = r.e.view.model.Compound(lex.token(a), lex.token(b))
		r.memo[k] = j
	}
	return j
}
