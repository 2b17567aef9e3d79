package index

import (
	"math"

	"tulieu"
)

// shortQuery is the number of content words up to which all must be there.
const shortQuery = 4

// matchShare is the part of the weight (idf) of a longer query's content
// words that an article must hold. Words that no article holds weigh nothing.
const matchShare = .5

// readings returns the ways to read a query with so many content words, the
// strictest first: the next one is taken where nothing is found.
func readings(m tulieu.Match, content int) []tulieu.Match {
	switch {
	case m == tulieu.MatchAll, m == tulieu.MatchAny:
		return []tulieu.Match{m}
	case content <= shortQuery:
		return []tulieu.Match{tulieu.MatchAll, tulieu.MatchAuto, tulieu.MatchAny}
	}
	return []tulieu.Match{tulieu.MatchAuto, tulieu.MatchAny}
}

// idf is the weight of a word that df of n articles hold.
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+.5)/(float64(df)+.5))
}

// matchWords returns the documents of part i that match the words by reading
// m, crossed-out ones too.
func (e *evaluation) matchWords(i int, m tulieu.Match) bitset {
	p := e.view.parts[i]
	switch m {
	case tulieu.MatchAll:
		b := fullBitset(p.n)
		for w := range e.words {
			if e.words[w].content {
				one := newBitset(p.n)
				e.postings[i][w].docs().addTo(one)
				b.and(one)
			}
		}
		return b
	case tulieu.MatchAny:
		b := newBitset(p.n)
		for w := range e.words {
			if e.words[w].content {
				e.postings[i][w].docs().addTo(b)
			}
		}
		return b
	}
	all := fullBitset(p.n)
	held := make([]float64, p.n)
	total := 0.0
	for w := range e.words {
		if !e.words[w].content || e.df[w] == 0 {
			continue
		}
		weight := idf(e.view.n, e.df[w])
		total += weight
		e.postings[i][w].each(all, func(d uint32, _ uint8) { held[d] += weight })
	}
	b := newBitset(p.n)
	if total == 0 {
		return b
	}
	for d, weight := range held {
		if weight >= matchShare*total {
			b.set(uint32(d))
		}
	}
	return b
}
