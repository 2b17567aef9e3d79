package viet

import (
	"cmp"
	"math"
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
	last := math.MaxInt // sentence that is asked about
	if len(sentences) > 0 {
		last = slices.Max(sentences)
	}
	tokens := c.cut(text, last)
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

// window chooses from a long sentence the run of whole tokens, of at most size
// runes, with the most marks, and puts them in its middle.
func window(text string, r [2]int, tokens []Token, marks [][2]int, size int) (start, end int) {
	l := measure(text, r[0], tokens)
	marked := make([]bool, len(tokens))
	for i, t := range tokens {
		for len(marks) > 0 && marks[0][1] <= t.Start {
			marks = marks[1:]
		}
		marked[i] = len(marks) > 0 && marks[0][0] <= t.Start
	}
	from, to := l.densest(marked, size)
	from, to = l.around(from, to, marked, size)
	start, end = tokens[from].Start, tokens[from].End
	for _, t := range tokens[from:to] {
		end = max(end, t.End)
	}
	// The signs before the first word and behind the last one belong to them.
	if from == 0 && utf8.RuneCountInString(text[r[0]:end]) <= size {
		start = r[0]
	}
	if to == len(tokens) && utf8.RuneCountInString(text[start:r[1]]) <= size {
		end = r[1]
	}
	n := 0
	for i := range text[start:end] { // one token may be longer than all that fits
		if n++; n > size {
			return start, start + i
		}
	}
	return start, end
}

// A line says where the tokens of a sentence begin and end, in runes.
type line struct{ start, end []int }

func measure(text string, from int, tokens []Token) line {
	var l line
	runes, furthest := 0, 0
	for _, t := range tokens {
		if t.Start > from {
			runes += utf8.RuneCountInString(text[from:t.Start])
			from = t.Start
		}
		l.start = append(l.start, runes)
		furthest = max(furthest, runes+utf8.RuneCountInString(text[t.Start:t.End]))
		l.end = append(l.end, furthest)
	}
	return l
}

// length is that of the tokens from … to-1.
func (l line) length(from, to int) int { return l.end[to-1] - l.start[from] }

// densest is the first run of at most size runes with the most marked tokens;
// it has one token at least.
func (l line) densest(marked []bool, size int) (from, to int) {
	to = 1
	best, inside, next := -1, 0, 0
	for i := range l.start {
		for next < len(l.end) && l.length(i, next+1) <= size {
			if marked[next] {
				inside++
			}
			next++
		}
		if inside > best && next > i {
			best, from, to = inside, i, next
		}
		if next <= i {
			next = i + 1
		} else if marked[i] {
			inside--
		}
	}
	return from, to
}

// around shrinks a run to what is marked in it and fills it up to size again:
// with words before for half of the room, words behind, and words before.
func (l line) around(from, to int, marked []bool, size int) (int, int) {
	first, last := slices.Index(marked[from:to], true), to
	if first < 0 {
		return from, to
	}
	from += first
	for !marked[last-1] {
		last--
	}
	to = last
	half := (size + l.length(from, to)) / 2
	for from > 0 && l.length(from-1, to) <= half {
		from--
	}
	for to < len(marked) && l.length(from, to+1) <= size {
		to++
	}
	for from > 0 && l.length(from-1, to) <= size {
		from--
	}
	return from, to
}
