package server

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/viet"
)

// Sizes of snippets, in code points.
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

func (t terms) marks(text string) [][2]int {
	if len(t.norm)+len(t.fold) == 0 {
		return nil
	}
	return viet.Marks(text, t.norm, t.fold)
}

// snippets are the sentences of a that best show why it was found: those the
// engine names, else those with most distinct terms of the query; without
// terms the beginning.
func snippets(a *tulieu.Article, best []int, t terms) []snippetView {
	text := a.Text()
	sentences := viet.Sentences(text)
	body := 0 // where the title ends; it is shown anyway
	if a.Title != "" {
		body = min(len(a.Title)+1, len(text))
	}
	if len(best) == 0 {
		best = richest(text, sentences, t)
	}
	var chosen []int
	for _, n := range best {
		if n >= 0 && n < len(sentences) && sentences[n][0] >= body && len(chosen) < maxSnippets {
			chosen = append(chosen, n)
		}
	}
	if len(chosen) == 0 {
		return opening(text[body:], t)
	}
	slices.Sort(chosen)
	views := make([]snippetView, 0, len(chosen))
	for _, n := range slices.Compact(chosen) {
		views = append(views, excerpt(text[sentences[n][0]:sentences[n][1]], t))
	}
	return views
}

// richest orders the sentences that hold a term by how many distinct ones
// they hold, the earlier first.
func richest(text string, sentences [][2]int, t terms) []int {
	type scored struct{ n, distinct int }
	var found []scored
	for n, s := range sentences {
		seen := make(map[string]bool)
		sentence := text[s[0]:s[1]]
		for _, m := range t.marks(sentence) {
			for _, w := range strings.Fields(viet.Norm(sentence[m[0]:m[1]])) {
				seen[w] = true
			}
		}
		if len(seen) > 0 {
			found = append(found, scored{n, len(seen)})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.distinct, a.distinct) })
	order := make([]int, len(found))
	for i, s := range found {
		order[i] = s.n
	}
	return order
}

func opening(text string, t terms) []snippetView {
	text = strings.TrimSpace(text)
	if text == "" {
		return []snippetView{}
	}
	if line, _, ok := strings.Cut(text, "\n"); ok {
		text = line
	}
	return []snippetView{excerpt(text, t)}
}

// excerpt is s with its marks, cut at blanks to snippetLength around the
// first mark; an ellipsis stands for what was cut off.
func excerpt(s string, t terms) snippetView {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > snippetLength {
		s = cut(s, t.marks(s))
	}
	return snippetView{Text: s, Marks: viewMarks(s, t.marks(s))}
}

func cut(s string, marks [][2]int) string {
	start := 0
	if len(marks) > 0 {
		start = back(s, marks[0][0], snippetLength/4)
	}
	end := forward(s, start, snippetLength)
	if end == len(s) { // room left: show more of what stands before
		start = back(s, end, snippetLength)
	}
	before, after := "", ""
	if start > 0 {
		if i := strings.IndexByte(s[start:end], ' '); i >= 0 && s[start-1] != ' ' {
			start += i + 1
		}
		before = "… "
	}
	if end < len(s) {
		if i := strings.LastIndexByte(s[start:end], ' '); i > 0 {
			end = start + i
		}
		after = " …"
	}
	return before + s[start:end] + after
}

// forward is the byte n code points after at, or the end of s.
func forward(s string, at, n int) int {
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// back is the byte n code points before at, or 0.
func back(s string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
	}
	return at
}
