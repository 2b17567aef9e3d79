package index

import (
	"math"
	"slices"

	"tulieu"
)

// shortQuery is the number of content words up to which all must be there.
const shortQuery = 4

// matchShare is the part of the weight (idf) of a longer query's content words
// that an article must hold. A third loses no question of the measured ones
// and leaves a twentieth of the articles.
const matchShare = .33

// readings returns the ways to read a query with so many content words, the
// strictest first: the next one is taken where nothing is found.
//
// All words; or words that make up matchShare of the weight (idf) of those
// that any article holds; or any word.
func readings(m tulieu.Match, content int) []tulieu.Match {
	switch {
	case content == 0:
		return []tulieu.Match{tulieu.MatchAll}
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

// docs applies the reading to the words, each met where it stands or where an
// alternative of its run is met.
func (n wordsNode) docs(e *evaluation, i int, m tulieu.Match, within bitset) (bitset, error) {
	p := e.view.parts[i]
	instead := make([]bitset, len(n.also))
	for k, a := range n.also {
		var err error
		if instead[k], err = a.node.docs(e, i, m, within); err != nil {
			return nil, err
		}
	}
	held := func(w int) docSet {
		list := e.postings[i][w]
		if n.field == inTitle {
			list = e.titles[i][w]
		}
		set := list.docs()
		for k, a := range n.also {
			if slices.Contains(a.words, w) {
				b := e.arena.copyOf(instead[k])
				set.addTo(b)
				set = docSet{bits: b}
			}
		}
		return set
	}
	if n.must {
		m = tulieu.MatchAll
	}
	switch m {
	case tulieu.MatchAll:
		b := e.arena.copyOf(within)
		for _, w := range n.words {
			b.andSet(held(w))
		}
		return b, nil
	case tulieu.MatchAny:
		b := e.arena.bitset(p.n)
		for _, w := range n.words {
			held(w).addTo(b)
		}
		b.and(within)
		return b, nil
	}
	weights := e.arena.weights(p.n)
	total := 0.0
	for _, w := range n.words {
		if e.df[w] == 0 {
			continue
		}
		weight := idf(e.view.n, e.df[w])
		total += weight
		held(w).each(func(d uint32) { weights[d] += weight })
	}
	b := e.arena.bitset(p.n)
	if total > 0 {
		for d, weight := range weights {
			if weight >= matchShare*total {
				b.set(uint32(d))
			}
		}
	}
	b.and(within)
	return b, nil
}
