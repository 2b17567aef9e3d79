package index

import (
	"math/bits"
	"sort"
	"sync"
)

// Scores are made a block of 64 documents at a time, and only for blocks that
// may hold one of the first hits: each list of postings knows the most that its
// word can tell of a document in a block. Totals and facets do not depend on
// it, and neither does the order: a block is passed over only if its bound is
// below the last of the hits that would be returned.

// scorer gives the hits of one part their evidence.
type scorer struct {
	e      *evaluation
	p      *part
	i      int // of the part
	hits   bitset
	terms  []term
	bounds []float32 // of each block; from boundPool
}

// A term is a word in a field.
type term struct {
	list      *postings
	lengths   []uint32
	weight    float64 // idf, and all that does not depend on the document
	fixed     float64 // the denominator is count + fixed + perToken × length
	perToken  float64
	stretched float32 // how much more it may tell than when the list was read
}

var boundPool = sync.Pool{New: func() any { return new([]float32) }}

// slack covers what rounding takes from bounds.
const slack = 1 + 1e-5

func (e *evaluation) newScorer(i int, hits bitset) *scorer {
	s := &scorer{e: e, p: e.view.parts[i], i: i, hits: hits}
	for w := range e.plan.words {
		weight := idf(e.view.n, e.df[w]) * e.plan.words[w].weight
		if weight == 0 {
			continue
		}
		for field, list := range [textFields]*postings{e.postings[i][w], e.titles[i][w]} {
			average := e.view.average[field]
			s.terms = append(s.terms, term{list, s.p.lengths[field], weight * fieldWeights[field] * (k1 + 1),
				k1 * (1 - b), k1 * b / average, float32(max(1, average/list.average))})
		}
	}
	return s
}

// bound fills bounds.
func (s *scorer) bound() {
	pooled := *boundPool.Get().(*[]float32)
	if cap(pooled) < len(s.hits) {
		pooled = make([]float32, len(s.hits))
	}
	s.bounds = pooled[:len(s.hits)]
	clear(s.bounds)
	for _, t := range s.terms {
		weight := float32(t.weight) * t.stretched
		if t.list.bits != nil {
			for k, w := range t.list.bits {
				if w&s.hits[k] != 0 {
					s.bounds[k] += weight * t.list.most[k]
				}
			}
			continue
		}
		last := -1
		for at, d := range t.list.list {
			if k := int(d >> 6); k != last && s.hits.has(d) {
				s.bounds[k] += weight * t.list.most[at]
				last = k
			}
		}
	}
	for k, named := range s.e.named[s.i] {
		for block := range named {
			if named[block]&s.hits[block] != 0 {
				s.bounds[block] += float32(s.e.names[k])
			}
		}
	}
	for k := range s.e.plan.pairs {
		bucket := s.e.buckets[s.i][k]
		if bucket == nil {
			continue
		}
		last := -1
		bucket.docs().each(func(d uint32) {
			if block := int(d >> 6); block != last && s.hits.has(d) {
				s.bounds[block] += float32(s.e.pairEvidence(k, s.p.shortest[block], 1))
				last = block
			}
		})
	}
}

func (s *scorer) close() { boundPool.Put(&s.bounds) }

// block returns the scores of the hits among the 64 documents of block k.
func (s *scorer) block(k int, scores *[64]float64) {
	*scores = [64]float64{}
	hits := s.hits[k]
	for _, t := range s.terms {
		if t.list.bits != nil {
			w := t.list.bits[k]
			at := int(t.list.before[k])
			for both := w & hits; both != 0; both &= both - 1 {
				bit := bits.TrailingZeros64(both)
				c := float64(t.list.counts[at+bits.OnesCount64(w&(1<<bit-1))])
				scores[bit] += t.weight * c / (c + t.fixed + t.perToken*float64(t.lengths[k*64+bit]))
			}
			continue
		}
		list := t.list.list
		for at := sort.Search(len(list), func(i int) bool { return int(list[i]>>6) >= k }); at < len(list) && int(list[at]>>6) == k; at++ {
			d := list[at]
			if bit := d & 63; hits>>bit&1 == 1 {
				c := float64(t.list.counts[at])
				scores[bit] += t.weight * c / (c + t.fixed + t.perToken*float64(t.lengths[d]))
			}
		}
	}
	for x, named := range s.e.named[s.i] {
		for both := named[k] & hits; both != 0; both &= both - 1 {
			scores[bits.TrailingZeros64(both)] += s.e.names[x]
		}
	}
	for x := range s.e.plan.pairs {
		for both := s.e.neighbours(s.i, x, k) & hits; both != 0; both &= both - 1 {
			bit := bits.TrailingZeros64(both)
			scores[bit] += s.e.pairEvidence(x, s.p.lengths[inText][k*64+bit], 1)
		}
	}
}

// neighbours are the documents of block k of part i that hold both words of
// pair x, and a pair of its bucket.
func (e *evaluation) neighbours(i, x, k int) uint64 {
	bucket := e.buckets[i][x]
	if bucket == nil {
		return 0
	}
	pair := &e.plan.pairs[x]
	return bucket.block(k) & e.postings[i][pair.first].block(k) & e.postings[i][pair.second].block(k)
}

// bestByScore shows top the hits of part i that may be among its first.
func (e *evaluation) bestByScore(top *top, i int, hits bitset, after *ranked) {
	s := e.newScorer(i, hits)
	s.bound()
	defer s.close()
	var scores [64]float64
	visit := func(k int) {
		s.block(k, &scores)
		for w := hits[k]; w != 0; w &= w - 1 {
			bit := bits.TrailingZeros64(w)
			if top.full() && scores[bit] < top.hits[0].score {
				continue
			}
			h := e.rankedAt(i, uint32(k*64+bit))
			h.score = scores[bit]
			if after == nil || e.compare(*after, h) < 0 {
				top.add(h)
			}
		}
	}
	// The most promising blocks first: what they hold rules out most others.
	best := float32(0)
	for k, bound := range s.bounds {
		if hits[k] != 0 {
			best = max(best, bound)
		}
	}
	const promising, first = .97, 64
	done := map[int]bool{}
	for k, bound := range s.bounds {
		if hits[k] != 0 && bound >= promising*best && len(done) < first {
			visit(k)
			done[k] = true
		}
	}
	for k, bound := range s.bounds {
		if hits[k] == 0 || done[k] || top.full() && float64(bound)*slack < top.hits[0].score {
			continue
		}
		visit(k)
	}
}

// pairEvidence is what a pair of neighbours tells that stands count times in
// a text of so many tokens.
func (e *evaluation) pairEvidence(x int, length uint32, count uint8) float64 {
	pair := &e.plan.pairs[x]
	weight := idf(e.view.n, min(e.view.n, int(pair.n)))
	evidence := pair.weight * bm25(weight, count, length, e.view.average[inText])
	if pair.compound {
		return evidence * (pairWeight*weight/pairScale + compoundWeight)
	}
	return evidence * (pairWeight * weight / pairScale)
}

// supposed is the evidence of neighbours that the score of document d has.
func (e *evaluation) supposed(i int, d uint32) float64 {
	sum := 0.0
	for x := range e.plan.pairs {
		if e.neighbours(i, x, int(d>>6))>>(d&63)&1 == 1 {
			sum += e.pairEvidence(x, e.view.parts[i].lengths[inText][d], 1)
		}
	}
	return sum
}
