package server

import (
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// Sizes of snippets; lengths in code points.
const (
	maxSnippets   = 2
	snippetLength = 280
)

// terms are the tokens of a query whose occurrences are marked.
type terms struct{ norm, fold map[string]bool }

func termsOf(u tulieu.Understood) terms {
	set := func(list []string) map[string]bool {
		m := make(map[string]bool, len(list))
		for _, t := range list {
			m[t] = true
		}
		return m
	}
	return terms{set(u.Terms), set(u.Folded)}
}

func (t terms) none() bool { return len(t.norm)+len(t.fold) == 0 }

func (t terms) marks(text string) [][2]int {
	if t.none() {
		return nil
	}
	return viet.Marks(text, t.norm, t.fold)
}

// snippets are the sentences of a that best show why it was found: those
// that the engine names, else those with most of the query's terms. The
// title is shown anyway. A query without terms gets the article's beginning.
func snippets(a *tulieu.Article, best []int, t terms) []snippetView {
	text := a.Text()
	if t.none() {
		return opening(text[min(len(a.Title)+1, len(text)):])
	}
	inTitle := len(viet.Sentences(a.Title))
	best = slices.DeleteFunc(slices.Clone(best), func(n int) bool { return n < inTitle })
	if len(best) == 0 {
		text = text[min(len(a.Title)+1, len(text)):]
	}
	views := []snippetView{}
	for _, s := range viet.Snippets(text, best, t.norm, t.fold, maxSnippets, snippetLength) {
		views = append(views, snippetView{s.Text, viewMarks(s.Text, s.Marks)})
	}
	return views
}

// opening is the first paragraph of text, cut at a blank if it is long.
func opening(text string) []snippetView {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if text == "" {
		return []snippetView{}
	}
	if end := forward(text, 0, snippetLength); end < len(text) {
		if blank := strings.LastIndexByte(text[:end], ' '); blank > 0 {
			end = blank
		}
		text = text[:end] + " …"
	}
	return []snippetView{{text, []markView{}}}
}
