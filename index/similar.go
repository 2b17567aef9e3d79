package index

import (
	"cmp"
	"fmt"
	"slices"

	"tulieu"
)

const (
	similarWords = 24 // that make an article what it is
	titleFactor  = 3  // a word in the title counts so often
)

// compileLike asks for articles that share the telling words of one article:
// those it uses often and others seldom.
func (e *evaluation) compileLike(id tulieu.ID) (node, error) {
	e.plan = newPlan(e.view.store.lex)
	i, d, ok := e.view.find(id)
	if !ok {
		return nil, fmt.Errorf("index: article %s: %w", id, tulieu.ErrNotFound)
	}
	lex := e.view.store.lex
	counts := map[uint32]int{}
	f, err := e.view.parts[i].forward(d)
	if err != nil {
		return nil, err
	}
	for at, n := 0, 0; at < len(f.tokens); n++ {
		var token uint32
		if token, at = varint(f.tokens, at); n < f.title {
			counts[token] += titleFactor
		} else {
			counts[token]++
		}
	}
	type telling struct {
		text   string
		weight float64
	}
	var words []telling
	for token, n := range counts {
		c, text := float64(n), lex.token(token)
		words = append(words, telling{text, c / (c + k1) * e.view.rarity(text)})
	}
	slices.SortFunc(words, func(a, b telling) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text))
	})
	like := wordsNode{field: inText}
	for _, w := range words[:min(similarWords, len(words))] {
		like.words = append(like.words, e.plan.add(word{text: w.text, weight: 1, asked: true}))
	}
	e.content = len(like.words)
	return allOf{like, noneOf{articleNode{i, d}}}, nil
}

// rarity is about the idf of a token, by the model where there is one.
func (v *view) rarity(text string) float64 {
	if v.model == nil || text[0] >= '0' && text[0] <= '9' {
		return 1
	}
	return idf(v.n, min(v.n, int(float64(v.model.Count(text))*v.scale())))
}

// find returns where an article is.
func (v *view) find(id tulieu.ID) (part int, doc uint32, ok bool) {
	for i, p := range v.parts {
		dict, err := p.postings.Dictionary(fieldID)
		if err != nil {
			continue
		}
		list, err := dict.PostingsList([]byte(id), nil, nil)
		if err != nil {
			continue
		}
		docs, err := documentsOf(list)
		if err != nil {
			continue
		}
		for _, d := range docs {
			if p.live.has(d) {
				return i, d, true
			}
		}
	}
	return 0, 0, false
}

// articleNode is met by one article.
type articleNode struct {
	part int
	doc  uint32
}

func (n articleNode) docs(e *evaluation, i int, _ tulieu.Match, within bitset) (bitset, error) {
	b := e.arena.bitset(e.view.parts[i].n)
	if i == n.part && within.has(n.doc) {
		b.set(n.doc)
	}
	return b, nil
}
