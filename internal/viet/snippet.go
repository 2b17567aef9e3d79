package viet

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Snippet is a passage of a text, in its own spelling, with what was found
// in it.
type Snippet struct {
	Text       string
	Marks      [][2]int // bytes of Text, as the function Marks gives them
	Start, End int      // bytes of the text it was taken from, without the dots
}

// Snippets returns up to n passages of text: whole sentences, best first. They
// are the sentences named; where none are named, those with the most of the
// wanted words, or the first ones where there are none. A sentence of more than size
// runes is cut, between words, to where it has most of them, with dots for
// what is left out. Wanted are words whose Norm is in norm or Fold in fold.
func Snippets(text string, sentences []int, norm, fold map[string]bool, n, size int) []Snippet {
	c := cutters.Get().(*Cutter)
	defer cutters.Put(c)
	tokens := c.Cut(text)
	ranges := c.Sentences(text)
	first := make([]int, len(ranges)+1) // token that begins each sentence
	for i := len(tokens) - 1; i >= 0; i-- {
		first[tokens[i].Sentence] = i
	}
	first[len(ranges)] = len(tokens)

	if len(sentences) == 0 {
		sentences = bestSentences(tokens, len(ranges), norm, fold, n)
	}
	var out []Snippet
	for _, s := range sentences {
		if len(out) == n {
			break
		}
		if s >= 0 && s < len(ranges) {
			out = append(out, snip(text, ranges[s], tokens[first[s]:first[s+1]], norm, fold, size))
		}
	}
	return out
}

// bestSentences are the numbers of the n sentences, of all, with the most
// different wanted words; of equals the earlier.
func bestSentences(tokens []Token, all int, norm, fold map[string]bool, n int) []int {
	found := make([]int, all)
	seen := map[string]bool{}
	for i, t := range tokens {
		if i > 0 && t.Sentence != tokens[i-1].Sentence {
			clear(seen)
		}
		if (norm[t.Norm] || fold[t.Fold]) && !seen[t.Fold] {
			seen[t.Fold] = true
			found[t.Sentence]++
		}
	}
	order := make([]int, all)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(found[b], found[a]) })
	for i, s := range order {
		if i > 0 && found[s] == 0 {
			return order[:min(i, n)] // one sentence that says nothing is enough
		}
	}
	return order[:min(all, n)]
}

const dots = "…"

// snip makes the snippet of one sentence.
func snip(text string, r [2]int, tokens []Token, norm, fold map[string]bool, size int) Snippet {
	var marks [][2]int
	for _, t := range tokens {
		if norm[t.Norm] || fold[t.Fold] {
			marks = addMark(marks, text, t)
		}
	}
	start, end := r[0], r[1]
	if utf8.RuneCountInString(text[start:end]) > size {
		start, end = window(text, r, tokens, marks, size)
	}
	s := Snippet{Start: start, End: end}
	var b strings.Builder
	if start > r[0] {
		b.WriteString(dots)
	}
	shift := b.Len() - start
	b.WriteString(text[start:end])
	if end < r[1] {
		b.WriteString(dots)
	}
	s.Text = b.String()
	for _, m := range marks {
		if m[0], m[1] = max(m[0], start), min(m[1], end); m[0] < m[1] {
			s.Marks = append(s.Marks, [2]int{m[0] + shift, m[1] + shift})
		}
	}
	return s
}

// window chooses from a long sentence the run of whole tokens of at most size
// runes that holds the most marks, with some words before the first of them.
func window(text string, r [2]int, tokens []Token, marks [][2]int, size int) (start, end int) {
	// at[i] is how many runes of the sentence come before tokens[i].
	at := make([]int, len(tokens))
	runes, done := 0, r[0]
	for i, t := range tokens {
		runes += utf8.RuneCountInString(text[done:max(done, t.Start)])
		done = max(done, t.Start)
		at[i] = runes
	}
	width := func(i int) int { return utf8.RuneCountInString(text[tokens[i].Start:tokens[i].End]) }
	marked := func(i int) bool {
		k, _ := slices.BinarySearchFunc(marks, tokens[i].Start, func(m [2]int, at int) int { return cmp.Compare(m[1], at+1) })
		return k < len(marks) && marks[k][0] <= tokens[i].Start
	}
	best, bestFrom, bestTo := -1, 0, 0
	inside, from, to := 0, 0, 0
	for i := range tokens {
		for to < len(tokens) && at[to]+width(to)-at[i] <= size {
			if marked(to) {
				inside++
			}
			to++
		}
		if to <= i { // one token longer than size: it is cut
			to, inside = i+1, 0
			if best < 0 {
				best, bestFrom, bestTo = 0, i, i+1
			}
			continue
		}
		if inside > best {
			best, bestFrom, bestTo = inside, i, to
		}
		if marked(i) {
			inside--
		}
	}
	// Put what is marked in the middle: words before it for half of the room
	// that is left, words behind for the rest, and before again.
	from, to = bestFrom, bestTo
	for from < to-1 && !marked(from) {
		from++
	}
	for to > from+1 && !marked(to-1) {
		to--
	}
	if !marked(from) {
		from, to = bestFrom, bestFrom+1
	}
	length := func(from, to int) int { return at[to-1] + width(to-1) - at[from] }
	half := (size + length(from, to)) / 2
	for from > 0 && length(from-1, to) <= half {
		from--
	}
	for to < len(tokens) && length(from, to+1) <= size {
		to++
	}
	for from > 0 && length(from-1, to) <= size {
		from--
	}
	bestFrom, bestTo = from, to
	start, end = tokens[bestFrom].Start, tokens[bestFrom].End
	for _, t := range tokens[bestFrom:bestTo] {
		end = max(end, t.End)
	}
	switch {
	case bestFrom == 0 && at[0]+utf8.RuneCountInString(text[start:end]) <= size:
		start = r[0]
	case bestTo == len(tokens) && utf8.RuneCountInString(text[start:r[1]]) <= size:
		end = r[1]
	}
	if cut := text[start:end]; utf8.RuneCountInString(cut) > size {
		for i := range cut {
			if size--; size < 0 {
				return start, start + i
			}
		}
	}
	return start, end
}
