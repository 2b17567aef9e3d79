package viet

import (
	"unicode"
	"unicode/utf8"
)

// A class says what a rune does to the token it is met in.
type class uint8

const (
	other     class = iota // ends a token and breaks the flow: comma, bracket, quote
	blank                  // ends a token
	newline                // ends token and sentence
	stop                   // ends a token, perhaps a sentence: . ? ! ; : …
	dash                   // as other; a hyphen in document numbers
	slash                  // as other; a slash in document numbers
	letter                 // goes on
	digit                  // goes on
	mark                   // goes on, but begins nothing
	invisible              // is not there
)

// classes of the first 128 runes, which settle most bytes of a text.
var ascii = func() (t [utf8.RuneSelf]class) {
	for r := range rune(utf8.RuneSelf) {
		t[r] = slowClass(r)
	}
	return t
}()

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		return ascii[r]
	case 0xC0 <= r && r < 0x2B0 && r != 0xD7 && r != 0xF7, 0x1E00 <= r && r < 0x1F00:
		return letter // Latin with marks, all that Vietnamese needs in NFC
	case 0x300 <= r && r < 0x370:
		return mark
	}
	return slowClass(r)
}

func slowClass(r rune) class {
	switch r {
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		return newline
	case '.', '?', '!', ';', ':', '…':
		return stop
	case '-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63, 0xFF0D:
		return dash
	case '/', 0x2044, 0x2215, 0xFF0F:
		return slash
	case 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF:
		return invisible
	case utf8.RuneError:
		return other
	}
	switch {
	case unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
		return blank
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	case unicode.IsMark(r):
		return mark
	}
	return other
}

// scanWord scans the word that begins at text[i], which must be a letter or a
// digit: text[i:end] is the word, next where scanning goes on, behind invisible
// characters that follow it.
func scanWord(text string, i int) (end, next int) {
	end = i
	for j := i; j < len(text); {
		if b := text[j]; b < utf8.RuneSelf {
			if k := ascii[b]; k != letter && k != digit {
				return end, j
			}
			j++
			end = j
			continue
		}
		r, n := utf8.DecodeRuneInString(text[j:])
		k := classOf(r)
		if k < letter {
			return end, j
		}
		j += n
		if k != invisible {
			end = j
		}
	}
	return end, len(text)
}
