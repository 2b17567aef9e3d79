package viet

import (
	"strings"
	"unicode/utf8"
)

// A Nearness says how near a word is to what was typed of it.
type Nearness uint8

const (
	Literal  Nearness = iota // as typed
	Untoned                  // but for its tone: none was typed
	Unmarked                 // but for its marks: none was typed
	Misread                  // with other marks than those typed: another word
	Apart                    // of other letters
)

// Near says how near word is to typed, the whole of it or its beginning; both
// are in normal form. A word that was typed with marks keeps them: "sơ" is near
// "sơn" and "sở", and "so" near all that folds to it; "sơ" for "sở", or "đưa" for
// "đua", is a misreading.
func Near(typed, word string, whole bool) Nearness {
	if typed == word || !whole && strings.HasPrefix(word, typed) {
		return Literal
	}
	plain, tone := splitTone(typed)
	meant, itsTone := splitTone(word)
	near := Literal // "hoà" begins "hoàn", whose tone stands elsewhere
	switch {
	case tone == itsTone:
	case tone == Level:
		near = Untoned
	default:
		near = Misread
	}
	bareTyped := typed == plain && strings.IndexFunc(plain, func(r rune) bool { return r != plainLetter(r) }) < 0
	for _, r := range plain {
		m, n := utf8.DecodeRuneInString(meant)
		meant = meant[n:]
		switch bare := plainLetter(m); {
		case n == 0 || plainLetter(r) != bare:
			return Apart
		case r == m:
		case r == bare && bareTyped:
			near = max(near, Unmarked)
		default:
			near = Misread
		}
	}
	if whole && meant != "" {
		return Apart
	}
	return near
}

// plainLetter is a toneless letter of Vietnamese without its mark.
func plainLetter(r rune) rune {
	switch r {
	case 'ă', 'â':
		return 'a'
	case 'đ':
		return 'd'
	case 'ê':
		return 'e'
	case 'ô', 'ơ':
		return 'o'
	case 'ư':
		return 'u'
	}
	return r
}
