package index

import (
	"bytes"
	"math/bits"
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

	// Of the block that is looked at:
	docs uint64  // that hold it
	at   int     // where in list.counts the first of them is
	most float64 // that it tells of one of them
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
			if list.empty() {
				continue
			}
			average := e.view.average[field]
			s.terms = append(s.terms, term{list: list, lengths: s.p.lengths[field], weight: weight * fieldWeights[field] * (k1 + 1),
				fixed: k1 * (1 - b), perToken: k1 * b / average, stretched: float32(max(1, average/list.average))})
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
	for i := range s.terms {
		t := &s.terms[i]
		weight := float32(t.weight) * t.stretched
		t.list.blocks(s.hits, func(k, at int) { s.bounds[k] += weight * t.list.most[at] })
	}
	for k, named := range s.e.named[s.i] {
		for block := range named {
			if named[block]&s.hits[block] != 0 {
				s.bounds[block] += float32(s.e.names[k])
			}
		}
	}
	for x, pair := range s.e.pairs[s.i] {
		for block, docs := range pair {
			if docs&s.hits[block] != 0 {
				s.bounds[block] += float32(s.e.pairEvidence(x, s.p.shortest[block], 1))
			}
		}
	}
}

func (s *scorer) close() { boundPool.Put(&s.bounds) }

// look turns the terms to block k.
func (s *scorer) look(k int) {
	for i := range s.terms {
		t := &s.terms[i]
		if t.list.bits != nil {
			t.docs, t.at = t.list.bits[k], int(t.list.before[k])
			t.most = t.weight * float64(t.stretched) * float64(t.list.most[k])
			continue
		}
		if t.docs, t.at = t.list.seek(k, t.at); t.docs != 0 {
			t.most = t.weight * float64(t.stretched) * float64(t.list.most[t.at])
		}
	}
}

// promising returns the hits of block k, which is looked at, that may have a
// score of at least least. Terms, names and pairs that tell less than that all
// together are left aside, and so are hits that hold no other.
func (s *scorer) promising(k int, least float64) uint64 {
	hits, some, aside := s.hits[k], uint64(0), 0.0
	if least <= 0 {
		return hits // those that hold nothing at all are as good
	}
	leave := func(docs uint64, most float64) {
		if docs&hits == 0 {
			return
		}
		if (aside+most)*slack < least {
			aside += most
		} else {
			some |= docs
		}
	}
	for i := range s.terms {
		leave(s.terms[i].docs, s.terms[i].most)
	}
	for x, named := range s.e.named[s.i] {
		leave(named[k], s.e.names[x])
	}
	for x, pair := range s.e.pairs[s.i] {
		if pair != nil && pair[k] != 0 {
			leave(pair[k], s.e.pairEvidence(x, s.p.shortest[k], 1))
		}
	}
	return hits & some
}

// score returns the scores of these hits of block k, which is looked at.
func (s *scorer) score(k int, hits uint64, scores *[64]float64) {
	*scores = [64]float64{}
	for i := range s.terms {
		t := &s.terms[i]
		for both := t.docs & hits; both != 0; both &= both - 1 {
			bit := bits.TrailingZeros64(both)
			c := float64(t.list.counts[t.at+bits.OnesCount64(t.docs&(1<<bit-1))])
			scores[bit] += t.weight * c / (c + t.fixed + t.perToken*float64(t.lengths[k*64+bit]))
		}
	}
	for x, named := range s.e.named[s.i] {
		for both := named[k] & hits; both != 0; both &= both - 1 {
			scores[bits.TrailingZeros64(both)] += s.e.names[x]
		}
	}
	for x, pair := range s.e.pairs[s.i] {
		if pair == nil {
			continue
		}
		for both := pair[k] & hits; both != 0; both &= both - 1 {
			bit := bits.TrailingZeros64(both)
			scores[bit] += s.e.pairEvidence(x, s.p.lengths[inText][k*64+bit], 1)
		}
	}
}

// A scored is a hit and its evidence.
type scored struct {
	score float64
	part  int32
	doc   uint32
}

// compareScored orders hits by score, then by id.
func (e *evaluation) compareScored(x, y *scored) int {
	switch {
	case x.score > y.score:
		return -1
	case x.score < y.score:
		return 1
	}
	return bytes.Compare(e.view.parts[x.part].id(x.doc), e.view.parts[y.part].id(y.doc))
}

// bestByScore returns the first k hits after one.
func (e *evaluation) bestByScore(sets []partHits, k int, after *ranked) ([]ranked, error) {
	top := newTop(k, e.compareScored)
	for i := range e.view.parts {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		e.showByScore(top, i, sets[i].hits, after)
	}
	var best []ranked
	for _, s := range top.sorted() {
		h := e.rankedAt(int(s.part), s.doc)
		h.score = s.score
		best = append(best, h)
	}
	return best, nil
}

// showByScore shows top the hits of part i that may be among its first.
func (e *evaluation) showByScore(top *top[scored], i int, hits bitset, after *ranked) {
	s := e.newScorer(i, hits)
	s.bound()
	defer s.close()
	var scores [64]float64
	visit := func(k int) {
		s.look(k)
		may := hits[k]
		if top.full() {
			if may = s.promising(k, top.last().score); may == 0 {
				return
			}
		}
		s.score(k, may, &scores)
		for w := may; w != 0; w &= w - 1 {
			bit := bits.TrailingZeros64(w)
			h := scored{scores[bit], int32(i), uint32(k*64 + bit)}
			if top.full() && h.score < top.last().score || after != nil && !e.follows(h, after) {
				continue
			}
			top.add(h)
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
		if hits[k] == 0 || done[k] || top.full() && float64(bound)*slack < top.last().score {
			continue
		}
		visit(k)
	}
}

// follows reports whether h comes after a hit of the same query.
func (e *evaluation) follows(h scored, after *ranked) bool {
	if h.score != after.score {
		return h.score < after.score
	}
	return bytes.Compare(e.view.parts[h.part].id(h.doc), after.id) > 0
}

// pairEvidence is what a pair of neighbours tells that stands count times in
// a text of so many tokens.
func (e *evaluation) pairEvidence(x int, length uint32, count uint8) float64 {
	pair := &e.plan.pairs[x]
	weight := e.rarities[x]
	evidence := pair.weight * bm25(weight, count, length, e.view.average[inText])
	if pair.compound {
		return evidence * (pairWeight*pair.apart*weight/pairScale + compoundWeight)
	}
	return evidence * (pairWeight * pair.apart * weight / pairScale)
}

// supposed is the evidence of neighbours that the score of document d has.
func (e *evaluation) supposed(i int, d uint32) float64 {
	sum := 0.0
	for x, pair := range e.pairs[i] {
		if pair != nil && pair.has(d) {
			sum += e.pairEvidence(x, e.view.parts[i].lengths[inText][d], 1)
		}
	}
	return sum
}
