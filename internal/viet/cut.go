package viet

import (
	"math"
	"slices"
	"unicode/utf8"
)

// A Kind says what a Token is.
type Kind uint8

const (
	Word      Kind = iota // letters, perhaps with digits, that spell no Vietnamese syllable: "Facebook", "UBND", "QH15"
	Syllable              // spelled like a Vietnamese syllable
	Number                // digits only
	DocNumber             // the number of a paper, whole: "03-CT/TW"
)

// A Token is one syllable, word or number of a text.
type Token struct {
	Start, End int // bytes of the text that was cut, on rune borders
	// Norm is the normal form, lower-case, and Fold the same without marks
	// (ASCII for Vietnamese). For a DocNumber both are the one spelling that
	// all its spellings share: "03-ct/tw" for "3–CT/TƯ" too.
	Norm, Fold string
	Sentence   int // number of its sentence, from 0, as Sentences counts them
	Kind       Kind
	// Break says that more than blanks stands before it: punctuation, or the
	// start of the text. Pairs are not made across a break.
	Break bool
}

// A Cutter cuts texts into tokens. It remembers the words it has met and reuses
// its memory, so keep one for many texts. It is not for concurrent use; the
// zero Cutter is ready.
type Cutter struct {
	words  lexicon
	papers papers
	tokens []Token
	ends   []int // where each sentence ends
}

// Cut returns the tokens of a short text, such as a query, as Cutter.Cut does;
// they are the caller's.
func Cut(text string) []Token {
	c := cutters.Get().(*Cutter)
	defer cutters.Put(c)
	return slices.Clone(c.Cut(text))
}

// Cut returns the tokens of text in order. A DocNumber comes before the tokens
// of its parts, which it overlaps. The slice is valid until the next Cut; the
// strings in it stay.
func (c *Cutter) Cut(text string) []Token { return c.cut(text, math.MaxInt) }

// cut is Cut up to the end of a sentence, by its number.
func (c *Cutter) cut(text string, last int) []Token {
	c.tokens, c.ends = c.tokens[:0], c.ends[:0]
	var (
		first = 0    // token that began the sentence
		brk   = true // see Token.Break
		inDoc = 0    // no document number begins before this byte
	)
	end := func(at int) {
		if len(c.tokens) > first {
			c.ends = append(c.ends, at)
			first = len(c.tokens)
		}
		brk = true
	}
	for i := 0; i < len(text) && len(c.ends) <= last; {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		switch k := classOf(r); k {
		case blank, invisible:
			i += n
		case letter, digit:
			if k == digit && i >= inDoc {
				if doc, stop := c.papers.find(text, i); stop > i {
					c.tokens = append(c.tokens, Token{i, stop, doc, doc, len(c.ends), DocNumber, brk})
					inDoc = stop
				}
			}
			stop, next := scanWord(text, i)
			w := c.words.find(text, i, stop)
			c.tokens = append(c.tokens, Token{i, stop, w.norm, w.fold, len(c.ends), w.kind, brk})
			brk = false
			i = next
		case newline:
			end(i)
			i += n
		case stop:
			if i < inDoc || !endsSentence(text, i, c.tokens[first:]) {
				brk = true
				i += n
				continue
			}
			i = closers(text, i+n)
			end(i)
		default:
			brk = true
			i += n
		}
	}
	if len(c.tokens) > first {
		last := c.tokens[len(c.tokens)-1].End
		c.ends = append(c.ends, last+len(trimRight(text[last:])))
	}
	return c.tokens
}
