package index

import (
	"slices"

	"tulieu"
	"tulieu/index/internal/schema"
	"tulieu/internal/viet"
)

// A plan says what counts as evidence that an article answers a query's
// words. See recipe.go for the weights.
type plan struct {
	words    []word
	pairs    []pair
	instead  []node // alternatives, those that are ranked by
	names    []int  // those of them that the query names
	standIns []standIn
	asked    []int   // which word each of the tokens is looked for as
	question []bool  // whether it asks, and need not be there
	sentence float64 // weight of the best sentence
	text     string  // the text as restored; empty if it was searched as typed
	meant    string  // the text with its slips mended; empty if it seems to have none

	lex  *lexicon
	seen map[string]int // places in words, by key
}

// A standIn is a word that others may stand for: "UBND" where an article
// spells it out.
type standIn struct {
	word    int
	instead []int // alternatives
}

// rankBy takes in an alternative as evidence, a name once, and returns the node
// by which it is met.
func (p *plan) rankBy(a alternative) node {
	k := len(p.instead)
	if named, ok := a.node.(filterNode); ok {
		for _, have := range p.names {
			if slices.Equal(p.instead[have].(filterNode), named) {
				return insteadNode(have)
			}
		}
		p.names = append(p.names, k)
	} else {
		for _, w := range a.words {
			i := slices.IndexFunc(p.standIns, func(s standIn) bool { return s.word == w })
			if i < 0 {
				i = len(p.standIns)
				p.standIns = append(p.standIns, standIn{word: w})
			}
			p.standIns[i].instead = append(p.standIns[i].instead, k)
		}
	}
	p.instead = append(p.instead, a.node)
	return insteadNode(k)
}

// A word is one thing that is looked for.
type word struct {
	text      string   // normal form, or fold
	folded    bool     // any spelling of the fold counts
	spellings []string // tokens that count as the word
	weight    float64  // of its evidence
	sentence  float64  // of its presence in a sentence
	alone     float64  // of its evidence where it stands in no compound
	asked     bool     // it is looked for as typed, not only ranked by: it is marked
	hidden    bool     // looked for, but not ranked by
	prefix    bool     // any spelling that begins so counts
}

// key names the word's postings.
func (w *word) key() string {
	if w.folded {
		return "~" + w.text
	}
	return "=" + w.text
}

// A pair is two words of the plan side by side, in this order.
type pair struct {
	first, second int
	bucket        int     // see schema.PairBucket; -1: of folded words, which have none
	like          int     // place of the pair that tells how rare it is
	weight        float64 // of its evidence, besides idf
	apart         float64 // share of its evidence as neighbours: less where they are hardly ever apart
	compound      bool    // the two are one word
}

func newPlan(lex *lexicon) *plan { return &plan{lex: lex, seen: map[string]int{}} }

// add makes w a word of the plan, once, and returns its place. The first to
// come keeps its weights.
func (p *plan) add(w word) int {
	key := w.key()
	i, ok := p.seen[key]
	if !ok {
		i = len(p.words)
		p.seen[key] = i
		if w.spellings == nil {
			w.spellings = []string{w.text}
			if w.folded {
				w.spellings = p.lex.spellings(w.text)
			}
		}
		p.words = append(p.words, w)
		return i
	}
	w.asked = w.asked || p.words[i].asked
	if p.words[i].hidden {
		w.spellings = p.words[i].spellings
		p.words[i] = w
	}
	p.words[i].asked = w.asked
	return i
}

// read plans for the tokens of text that are ranked by, in an archive whose
// articles have so many tokens on the average. m may be nil.
func (p *plan) read(text string, tokens []viet.Token, m *viet.Model, average float64) {
	p.sentence = sentenceIn(average)
	p.asked, p.question = make([]int, len(tokens)), make([]bool, len(tokens))
	if m == nil {
		p.readAsTyped(tokens)
		return
	}
	guesses := m.Restore(tokens)
	if mended, ok := m.DidYouMean(tokens, guesses); ok {
		p.meant = viet.Rewrite(text, tokens, mended)
	}
	changed := 0
	for _, g := range guesses {
		if g.Changed {
			changed++
		}
	}
	restored := changed > 0 && float64(changed) >= changedShare*float64(len(tokens))
	if restored {
		p.sentence *= 1 + foldedWeight
		p.text = viet.Rewrite(text, tokens, guesses)
	} else {
		for i, t := range tokens {
			guesses[i] = viet.Guess{Norm: t.Norm, Confidence: 1}
		}
	}
	joined := func(i int) bool { // with the token before it, into one word
		return i > 0 && i < len(tokens) && !tokens[i].Break && m.Compound(guesses[i-1].Norm, guesses[i].Norm)
	}
	last, lastExact, lastFolded := -1, -1, -1
	for i, t := range tokens {
		g := guesses[i]
		weight := wordWeight(g.Norm) * g.Confidence
		w := word{text: g.Norm, weight: weight, sentence: weight, alone: aloneWeight * weight}
		share := 1.0 // that the syllable has of its evidence
		if joined(i) || joined(i+1) {
			share, w.alone = inCompound, 0
		}
		w.weight *= share
		p.question[i] = questionWords[g.Norm]
		w.asked = !restored || t.Norm != t.Fold && !g.Changed
		exact, folded := p.add(w), -1
		p.asked[i] = exact
		if restored {
			folded = p.add(word{text: t.Fold, folded: true, weight: foldedWeight * share, asked: !w.asked})
			if !w.asked {
				p.asked[i] = folded
			}
		}
		if t.Kind == viet.DocNumber {
			continue
		}
		if last >= 0 {
			before := guesses[last]
			evidence := pair{first: lastExact, second: exact,
				bucket:   int(schema.PairBucket(before.Norm, g.Norm)),
				weight:   min(questionOr1(before.Norm), questionOr1(g.Norm)) * min(before.Confidence, g.Confidence),
				apart:    max(leastApart, 1-max(0, m.NPMI(before.Norm, g.Norm))),
				compound: joined(i)}
			evidence.like = p.addPair(evidence)
			if restored {
				evidence.first, evidence.second, evidence.bucket, evidence.compound = lastFolded, folded, -1, false
				evidence.weight = foldedPairWeight
				p.addPair(evidence)
			}
		}
		last, lastExact, lastFolded = i, exact, folded
	}
}

// addPair adds a pair, once, and returns its place.
func (p *plan) addPair(x pair) int {
	for i, have := range p.pairs {
		if have.first == x.first && have.second == x.second {
			return i
		}
	}
	if x.bucket >= 0 {
		x.like = len(p.pairs)
	}
	p.pairs = append(p.pairs, x)
	return len(p.pairs) - 1
}

// readAsTyped plans without a model: where nobody typed a mark, marks do not
// count.
func (p *plan) readAsTyped(tokens []viet.Token) {
	bare := isBare(tokens)
	for i, t := range tokens {
		weight := wordWeight(t.Norm)
		w := word{text: t.Norm, weight: weight, sentence: weight, asked: true}
		if bare {
			w.text, w.folded = t.Fold, true
		}
		p.asked[i], p.question[i] = p.add(w), questionWords[t.Norm]
	}
}

// isBare reports whether no token has a mark, numbers of papers aside.
func isBare(tokens []viet.Token) bool {
	paper := 0 // where the last number ends
	for _, t := range tokens {
		if t.Kind == viet.DocNumber {
			paper = t.End
		}
		if t.Norm != t.Fold && t.Start >= paper {
			return false
		}
	}
	return true
}

// understood says how the words were read.
func (p *plan) understood(match tulieu.Match) tulieu.Understood {
	u := tulieu.Understood{Match: match, Text: p.text, Meant: p.meant}
	for _, w := range p.words {
		switch {
		case !w.asked:
		case w.prefix:
			u.Terms = append(u.Terms, w.spellings...)
		case w.folded:
			u.Folded = append(u.Folded, w.text)
		default:
			u.Terms = append(u.Terms, w.text)
		}
	}
	return u
}
