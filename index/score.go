package index

// BM25 with its usual constants. Lengths are tokens; the average is over the
// live articles that have the field.
const (
	k1 = 1.2
	b  = .75
)

// fieldWeights say how much a word's evidence in a field counts. The title's
// words are in the text too.
var fieldWeights = [textFields]float64{inText: 1, inTitle: .5}

// bm25 is the evidence of a word that stands count times in a field of so
// many tokens.
func bm25(idf float64, count uint8, length uint32, average float64) float64 {
	c := float64(count)
	return idf * c * (k1 + 1) / (c + k1*(1-b+b*float64(length)/average))
}

// score adds the words' evidence for each hit of part i, word by word in the
// order of the query.
func (e *evaluation) score(i int, hits bitset) []float64 {
	p := e.view.parts[i]
	scores := make([]float64, p.n)
	for w := range e.words {
		weight := idf(e.view.n, e.df[w]) * e.words[w].weight
		e.postings[i][w].each(hits, func(d uint32, count uint8) {
			scores[d] += fieldWeights[inText] * bm25(weight, count, p.lengths[inText][d], e.view.average[inText])
		})
		e.titles[i][w].each(hits, func(d uint32, count uint8) {
			scores[d] += fieldWeights[inTitle] * bm25(weight, count, p.lengths[inTitle][d], e.view.average[inTitle])
		})
	}
	return scores
}
