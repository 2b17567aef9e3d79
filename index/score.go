package index

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
)

// Scores are made a block of 64 documents at a time, and only of those that may
// be among the first hits. Of each word, name and pair of neighbours it is known
// how much it tells at most of a document in a block. What a document lacks of
// them, it loses; once that is more than what lies between the block's bound and
// the last of the hits that would be returned, it needs no score. Totals and
// facets do not depend on it, and neither does the order.

// scorer gives the hits of one part their evidence.
type scorer struct {
	e       *evaluation
	p       *part
	i       int // of the part
	hits    bitset
	terms   []term
	sources []source  // the ones that tell most first
	bounds  []float32 // what all of them tell at most of one document of a block
}

// A term is a word in a field.
type term struct {
	list   *postings
	docs   bitset // of list
	at     int    // in list.list, where it was looked for last
	scales *scales
	weight float64 // of what it tells
}

// A source of evidence is a term, a name or a pair.
type source struct {
	docs   bitset
	most   []float32 // it tells of a document in a block, by block; nil: 1. Nothing is said of blocks without docs
	factor float32
	value  float32 // the most it tells of any document
	rest   float64 // that, and what the sources behind it tell
}

// in returns what s tells at most of a document of block k that it is in.
func (s *source) in(k int) float32 {
	if s.most == nil {
		return s.factor
	}
	return s.factor * s.most[k]
}

// slack covers what rounding takes from bounds.
const slack = 1 + 1e-4

// turn makes s the scorer of part i.
func (s *scorer) turn(i int, hits bitset) {
	e := s.e
	s.p, s.i, s.hits, s.terms, s.sources = e.view.parts[i], i, hits, s.terms[:0], s.sources[:0]
	for w := range e.plan.words {
		weight := idf(e.view.n, e.df[w]) * e.plan.words[w].weight
		if weight == 0 {
			continue
		}
		for field, list := range [textFields]*postings{e.postings[i][w], e.titles[i][w]} {
			if !list.empty() {
				s.addTerm(list, field, weight)
			}
		}
	}
	for x, named := range e.named[i] {
		s.sources = append(s.sources, source{docs: named, factor: float32(e.names[x])})
	}
	for x, pair := range e.pairs[i] {
		if pair == nil {
			continue
		}
		s.sources = append(s.sources, source{docs: pair, most: s.p.scales[inText].once, factor: float32(e.pairEvidence(x, 1))})
	}
	s.bound()
}

func (s *scorer) addTerm(list *postings, field int, weight float64) {
	t := term{list: list, docs: list.bits, scales: s.p.scales[field], weight: bm25(weight*fieldWeights[field], 1)}
	most := list.most
	if t.docs == nil {
		t.docs = s.e.arena.bitset(s.p.n)
		most = s.e.arena.singles(len(t.docs))
		for at := len(list.list) - 1; at >= 0; at-- { // the first one's of a block stays
			d := list.list[at]
			t.docs.set(d)
			most[d>>6] = list.most[at]
		}
	}
	s.terms = append(s.terms, t)
	s.sources = append(s.sources, source{docs: t.docs, most: most, factor: float32(t.weight)})
}

// bound fills bounds, and puts the sources in order.
func (s *scorer) bound() {
	s.bounds = s.e.arena.singles(len(s.hits))
	clear(s.bounds)
	for i := range s.sources {
		source := &s.sources[i]
		hits, bounds, most := s.hits[:len(source.docs)], s.bounds[:len(source.docs)], float32(0)
		for k, docs := range source.docs {
			if docs&hits[k] != 0 {
				tells := source.in(k)
				if bounds[k] += tells; tells > most { // max would ask for NaN
					most = tells
				}
			}
		}
		source.value = most
	}
	slices.SortFunc(s.sources, func(a, b source) int { return cmp.Compare(b.value, a.value) })
	rest := 0.0
	for i := range slices.Backward(s.sources) {
		rest += float64(s.sources[i].value)
		s.sources[i].rest = rest * slack
	}
}

// leaders returns n hits or more, if there are so many, that are in as many of
// the sources that tell most as so many can be.
func (s *scorer) leaders(n int) bitset {
	leaders, some := s.e.arena.copyOf(s.hits), s.e.arena.bitset(s.p.n)
	for i := range s.sources {
		copy(some, leaders)
		if some.and(s.sources[i].docs); some.count() >= n {
			leaders, some = some, leaders
		}
	}
	return leaders
}

// promising returns those of docs, hits of block k, that may have a score of at
// least least.
func (s *scorer) promising(k int, docs uint64, least float64) uint64 {
	may := float64(s.bounds[k])*slack - least
	if may < 0 {
		return 0
	}
	splits := 12
	return s.sift(k, docs, s.sources, may, &splits)
}

// sift returns those of docs, of block k, that lose no more than may be lost by
// not being in some of the sources. It makes so many splits at most: each takes
// about as long as scoring a document.
func (s *scorer) sift(k int, docs uint64, sources []source, may float64, splits *int) uint64 {
	const few = 3 // are scored rather than told apart
	for i := range sources {
		source := &sources[i]
		if docs == 0 || source.rest <= may {
			break
		}
		with := docs & source.docs[k]
		if with == docs || with == 0 && source.docs[k]&s.hits[k] == 0 {
			continue // all are in it, or it is not in the bound
		}
		loss := float64(source.in(k))
		switch {
		case loss > may:
			docs = with
		case with == 0:
			may -= loss
		case *splits > 0 && bits.OnesCount64(docs) > few:
			*splits--
			return s.sift(k, with, sources[i+1:], may, splits) | s.sift(k, docs&^with, sources[i+1:], may-loss, splits)
		default:
			return docs
		}
	}
	return docs
}

// score returns the scores of these hits of block k.
func (s *scorer) score(k int, hits uint64, scores *[64]float64) {
	*scores = [64]float64{}
	for i := range s.terms {
		t := &s.terms[i]
		docs := t.docs[k]
		both := docs & hits
		if both == 0 {
			continue
		}
		first := t.first(k)
		for ; both != 0; both &= both - 1 {
			bit := bits.TrailingZeros64(both)
			scores[bit] += t.weight * float64(t.scales.tells(uint32(k*64+bit), t.list.counts[first+bits.OnesCount64(docs&(1<<bit-1))]))
		}
	}
	for x, named := range s.e.named[s.i] {
		for both := named[k] & hits; both != 0; both &= both - 1 {
			scores[bits.TrailingZeros64(both)] += s.e.names[x]
		}
	}
	for x, pair := range s.e.pairs[s.i] {
		if pair == nil || pair[k]&hits == 0 {
			continue
		}
		weight := s.e.pairEvidence(x, 1)
		for both := pair[k] & hits; both != 0; both &= both - 1 {
			bit := bits.TrailingZeros64(both)
			scores[bit] += weight * float64(s.p.scales[inText].tells(uint32(k*64+bit), 1))
		}
	}
}

// first returns where in the list's counts those of block k begin.
func (t *term) first(k int) int {
	if t.list.bits != nil {
		return int(t.list.before[k])
	}
	t.at = t.list.seek(k, t.at)
	return t.at
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
	top, s := newTop(k, e.compareScored), &scorer{e: e}
	for i := range e.view.parts {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		s.showByScore(top, i, sets[i].hits, after)
	}
	best := make([]ranked, len(top.hits))
	for i, s := range top.sorted() {
		best[i] = e.rankedAt(int(s.part), s.doc)
		best[i].score = s.score
	}
	return best, nil
}

// showByScore shows top the hits of part i that may be among its first.
func (s *scorer) showByScore(top *top[scored], i int, hits bitset, after *ranked) {
	s.turn(i, hits)
	var scores [64]float64
	show := func(k int, docs uint64) {
		if top.full() && docs != 0 {
			docs = s.promising(k, docs, top.last().score)
		}
		if docs == 0 {
			return
		}
		s.score(k, docs, &scores)
		for ; docs != 0; docs &= docs - 1 {
			bit := bits.TrailingZeros64(docs)
			h := scored{scores[bit], int32(i), uint32(k*64 + bit)}
			if top.full() && h.score < top.last().score || after != nil && !s.e.follows(h, after) {
				continue
			}
			top.add(h)
		}
	}
	// The leaders first: they rule out most of the others.
	leaders := s.leaders(top.k)
	for k, docs := range leaders {
		show(k, docs)
	}
	for k, docs := range hits {
		show(k, docs&^leaders[k])
	}
}

// follows reports whether h comes after a hit of the same query.
func (e *evaluation) follows(h scored, after *ranked) bool {
	if h.score != after.score {
		return h.score < after.score
	}
	return bytes.Compare(e.view.parts[h.part].id(h.doc), after.id) > 0
}

// pairEvidence is the evidence of a pair of neighbours of which a text tells so
// much.
func (e *evaluation) pairEvidence(x int, tells float32) float64 {
	pair := &e.plan.pairs[x]
	rarity := e.rarities[x]
	weight := pairWeight * pair.apart * rarity / pairScale
	if pair.compound {
		weight += compoundWeight
	}
	return bm25(pair.weight*weight*rarity, tells)
}

// supposed is the evidence of neighbours that the score of document d has.
func (e *evaluation) supposed(i int, d uint32) float64 {
	sum := 0.0
	for x, pair := range e.pairs[i] {
		if pair != nil && pair.has(d) {
			sum += e.pairEvidence(x, e.view.parts[i].scales[inText].tells(d, 1))
		}
	}
	return sum
}
