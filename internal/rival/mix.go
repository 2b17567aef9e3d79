package rival

import (
	"iter"
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tulieu/internal/viet"
)

// A Draw is what a search is made of: three words that stand side by side in
// a document, and values of that document.
type Draw struct {
	Words  []string
	Values [Facets]string
}

// Draws takes n draws out of documents, evenly, the same ones each time.
func Draws(docs iter.Seq[Document], n int) []Draw {
	r := rand.New(rand.NewPCG(7, 2016))
	draws := make([]Draw, 0, n)
	seen := 0
	for d := range docs {
		draw, ok := drawFrom(r, d)
		if !ok {
			continue
		}
		seen++
		if len(draws) < n {
			draws = append(draws, draw)
		} else if i := r.IntN(seen); i < n {
			draws[i] = draw
		}
	}
	r.Shuffle(len(draws), func(i, j int) { draws[i], draws[j] = draws[j], draws[i] })
	return draws
}

func drawFrom(r *rand.Rand, d Document) (Draw, bool) {
	draw := Draw{}
	for f, values := range d.Values {
		if len(values) == 0 {
			return draw, false
		}
		draw.Values[f] = values[r.IntN(len(values))]
	}
	words := strings.Fields(d.Body)
	for range 20 {
		if len(words) < 3 {
			return draw, false
		}
		i := r.IntN(len(words) - 2)
		// Letters only: on these all tokenizers agree. And a tone on the first:
		// what is typed without any finds the words with tones too in tulieu.
		if three := words[i : i+3]; hasTone(three[0]) && isWord(three[0]) && isWord(three[1]) && isWord(three[2]) &&
			three[0] != three[1] && three[1] != three[2] && three[0] != three[2] {
			draw.Words = three
			return draw, true
		}
	}
	return draw, false
}

// hasTone reports whether s has one of the five marks of tone.
func hasTone(s string) bool {
	return strings.ContainsAny(norm.NFD.String(s), "\u0300\u0301\u0303\u0309\u0323")
}

// isWord reports whether s is a word to search by. Words that ask are not: in
// tulieu they do not decide what matches. Nor are those that writers spell in
// two ways: tulieu finds "sỹ" by "sĩ".
func isWord(s string) bool {
	switch s {
	case "gì", "nào", "đâu", "mấy", "nhiêu", "ai", "sao", "bao":
		return false
	}
	return viet.Twin(viet.Norm(s)) == "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// A Class is a kind of search. Its name goes into reports.
type Class struct {
	Name  string
	Query func(Draw) Query
}

// Mix is what users of an archive ask.
var Mix = []Class{
	{"term", func(d Draw) Query { return Query{Words: d.Words[:1], Size: 10} }},
	{"and", func(d Draw) Query { return Query{Words: d.Words, Match: All, Size: 10} }},
	{"or", func(d Draw) Query { return Query{Words: d.Words, Size: 10} }},
	{"phrase", func(d Draw) Query { return Query{Words: d.Words, Match: Phrase, Size: 10} }},
	{"facets", func(d Draw) Query { return Query{Words: d.Words, Size: 10, Facets: true} }},
	{"page", func(d Draw) Query { return Query{Words: d.Words, Size: 10, Facets: true, Snippets: true} }},
	{"filtered", func(d Draw) Query {
		return Query{Words: d.Words, Size: 10, Facets: true, Snippets: true, Select: [Facets]string{Unit: d.Values[Unit]}}
	}},
	{"multiselect", func(d Draw) Query {
		return Query{Words: d.Words, Size: 10, Facets: true, Select: d.Values}
	}},
	{"browse", func(Draw) Query { return Query{Size: 10, Newest: true, Facets: true} }},
	{"datesort", func(d Draw) Query { return Query{Words: d.Words, Size: 10, Newest: true} }},
	{"deep", func(d Draw) Query { return Query{Words: d.Words, From: 1000, Size: 10} }},
}
