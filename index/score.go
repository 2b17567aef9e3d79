package index

import (
	"math/bits"
	"sync"
)

// floats lends the scores of a part for the time of a query.
var floats = sync.Pool{New: func() any { return new([]float64) }}

// scores gives each hit of part i the evidence of its words, in the order of
// the query, and of the neighbours it may hold. The caller gives the scores
// back to floats.
func (e *evaluation) scores(i int, hits bitset) *[]float64 {
	p := e.view.parts[i]
	pooled := floats.Get().(*[]float64)
	if cap(*pooled) < p.n {
		*pooled = make([]float64, p.n)
	}
	scores := (*pooled)[:p.n]
	clear(scores)
	for w := range e.plan.words {
		weight := idf(e.view.n, e.df[w]) * e.plan.words[w].weight
		if weight == 0 {
			continue
		}
		e.addEvidence(scores, p, inText, e.postings[i][w], weight, hits)
		e.addEvidence(scores, p, inTitle, e.titles[i][w], weight, hits)
	}
	for k := range e.plan.pairs {
		if e.buckets[i][k] == nil {
			continue
		}
		first, second := e.postings[i][e.plan.pairs[k].first], e.postings[i][e.plan.pairs[k].second]
		e.buckets[i][k].docs().each(func(d uint32) {
			if hits.has(d) && first.count(d) > 0 && second.count(d) > 0 {
				scores[d] += e.pairEvidence(k, p, d, 1)
			}
		})
	}
	return pooled
}

// addEvidence adds a word's evidence in a field, by BM25, to the scores of the
// hits that hold it there.
func (e *evaluation) addEvidence(scores []float64, p *part, field int, list *postings, weight float64, hits bitset) {
	weight *= fieldWeights[field] * (k1 + 1)
	lengths := p.lengths[field]
	fixed, perToken := k1*(1-b), k1*b/e.view.average[field]
	if list.bits == nil {
		for k, d := range list.list {
			if hits.has(d) {
				c := float64(list.counts[k])
				scores[d] += weight * c / (c + fixed + perToken*float64(lengths[d]))
			}
		}
		return
	}
	for k, w := range list.bits {
		at := int(list.before[k])
		for both := w & hits[k]; both != 0; both &= both - 1 {
			bit := both & -both
			d := k*64 + bits.TrailingZeros64(bit)
			c := float64(list.counts[at+bits.OnesCount64(w&(bit-1))])
			scores[d] += weight * c / (c + fixed + perToken*float64(lengths[d]))
		}
	}
}

// pairEvidence is what a pair of neighbours tells that stands count times in
// document d.
func (e *evaluation) pairEvidence(k int, p *part, d uint32, count uint8) float64 {
	x := &e.plan.pairs[k]
	weight := idf(e.view.n, min(e.view.n, int(x.n)))
	evidence := x.weight * bm25(weight, count, p.lengths[inText][d], e.view.average[inText])
	if x.compound {
		return evidence * (pairWeight*weight/pairScale + compoundWeight)
	}
	return evidence * (pairWeight * weight / pairScale)
}

// supposed is the evidence of neighbours that scores gave document d.
func (e *evaluation) supposed(i int, d uint32) float64 {
	sum := 0.0
	for k := range e.plan.pairs {
		if x := &e.plan.pairs[k]; e.buckets[i][k] != nil && e.buckets[i][k].docs().has(d) &&
			e.postings[i][x.first].count(d) > 0 && e.postings[i][x.second].count(d) > 0 {
			sum += e.pairEvidence(k, e.view.parts[i], d, 1)
		}
	}
	return sum
}
