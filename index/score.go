package index

// scores gives each hit of part i the evidence of its words, in the order of
// the query, and of the neighbours it may hold.
func (e *evaluation) scores(i int, hits bitset) []float64 {
	p := e.view.parts[i]
	scores := make([]float64, p.n)
	for w := range e.plan.words {
		weight := idf(e.view.n, e.df[w]) * e.plan.words[w].weight
		if weight == 0 {
			continue
		}
		e.postings[i][w].each(hits, func(d uint32, count uint8) {
			scores[d] += fieldWeights[inText] * bm25(weight, count, p.lengths[inText][d], e.view.average[inText])
		})
		e.titles[i][w].each(hits, func(d uint32, count uint8) {
			scores[d] += fieldWeights[inTitle] * bm25(weight, count, p.lengths[inTitle][d], e.view.average[inTitle])
		})
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
	return scores
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
