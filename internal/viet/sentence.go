package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences returns the byte ranges of the sentences of text, numbered as
// Token.Sentence numbers them, without the blanks around them. A sentence ends
// at . ? ! ; : … and at a line's end, except inside numbers, times and
// addresses and after abbreviations ("TP. Tân An", "T.Ư", "1. Mục tiêu").
// It holds at least one token.
func Sentences(text string) [][2]int {
	c := cutters.Get().(*Cutter)
	defer cutters.Put(c)
	c.Cut(text)
	return c.Sentences(text)
}

// Sentences is the function of this name for the text that was last cut.
func (c *Cutter) Sentences(text string) [][2]int {
	out := make([][2]int, len(c.ends))
	start := 0
	for i, end := range c.ends {
		s := text[start:end]
		out[i] = [2]int{end - len(trimLeft(s)), start + len(trimRight(s))}
		start = end
	}
	return out
}

// abbreviations that a period follows inside a sentence, lower-case.
var abbreviations = set("tp tx tt th ths ts pgs gs bs ks cn gđ tr sđd mr mrs ms dr st no vd")

// endsSentence says whether the stop at text[i] ends the sentence whose tokens
// so far are given.
func endsSentence(text string, i int, tokens []Token) bool {
	digitAt := func(i int) bool { return i >= 0 && i < len(text) && '0' <= text[i] && text[i] <= '9' }
	switch text[i] {
	case ':':
		return !(digitAt(i-1) && digitAt(i+1)) && !strings.HasPrefix(text[i+1:], "/")
	case '.':
	default:
		return true
	}
	if digitAt(i-1) && digitAt(i+1) {
		return false
	}
	next := firstRune(text[i+1:])
	if unicode.IsLower(next) || digitAt(i+1) {
		return false // an address: nhandan.vn
	}
	if len(tokens) == 0 || tokens[len(tokens)-1].End != i {
		return true
	}
	last := tokens[len(tokens)-1]
	first := firstRune(text[last.Start:])
	switch {
	case abbreviations[last.Norm] && unicode.IsUpper(first):
		return false
	case utf8.RuneCountInString(last.Norm) == 1 && unicode.IsUpper(first):
		return false // an initial: P.V, T.Ư, Nguyễn V. A
	}
	return !areNumbers(tokens)
}

// areNumbers says whether tokens are the number of a heading: "1.", "2.1.",
// "IV." A sentence does not consist of it.
func areNumbers(tokens []Token) bool {
	for _, t := range tokens {
		roman := len(t.Norm) <= 4 && strings.Trim(t.Norm, "ivx") == ""
		if t.Kind != Number && !roman {
			return false
		}
	}
	return len(tokens) <= 4
}

// closers skips further stops and the quotes and brackets that close behind
// them.
func closers(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if classOf(r) != stop && !strings.ContainsRune(`"”’»)]}`, r) {
			break
		}
		i += n
	}
	return i
}

func isBlank(r rune) bool {
	k := classOf(r)
	return k == blank || k == newline || k == invisible
}

func trimLeft(s string) string  { return strings.TrimLeftFunc(s, isBlank) }
func trimRight(s string) string { return strings.TrimRightFunc(s, isBlank) }
