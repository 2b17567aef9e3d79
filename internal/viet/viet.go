// Package viet is the Vietnamese of tulieu: it normalises, folds and cuts text
// into sentences and syllables, learns from running text which syllables go
// together, restores accents that were not typed, and marks what was found in
// the text as it was published.
//
// Every comparison is made in the normal form (Norm): NFC and lower case, one
// place for each tone mark, look-alike letters mended, invisible characters
// dropped. Texts that are shown stay as they are; Token carries the way back.
package viet

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Norm is the normal form of s, lower-case: each word in the form that
// Token.Norm has, each dash a hyphen, each slash a slash, white space made
// single spaces and trimmed, invisible characters dropped. Other punctuation
// stays. "HOÀ  BÌNH", "hòa bình" and its NFD are all "hòa bình".
func Norm(s string) string { return rewrite(s, func(w *word) string { return w.norm }) }

// Fold is Norm without any mark; Vietnamese becomes ASCII: "Đảng ủy" is
// "dang uy". Folding is idempotent.
func Fold(s string) string { return rewrite(s, func(w *word) string { return w.fold }) }

// Toneless is Norm without tone marks, the letters kept: "Đảng ủy" is
// "đang uy", "tiếng Việt" is "tiêng viêt".
func Toneless(s string) string {
	return rewrite(s, func(w *word) string {
		if w.fold == w.norm {
			return w.norm
		}
		plain, _ := splitTone(w.norm)
		return plain
	})
}

// Slug is the part of s that an address can hold: folded, everything but
// ASCII letters and digits made single hyphens: "Sở Ngoại vụ" is
// "so-ngoai-vu", "03-CT/TW" is "03-ct-tw".
func Slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range Fold(s) {
		if r < utf8.RuneSelf && (unicode.IsLower(r) || unicode.IsDigit(r)) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
			continue
		}
		gap = true
	}
	return b.String()
}

// NFC is s in Unicode normal form C and else unchanged: what printed names are
// compared in.
func NFC(s string) string { return norm.NFC.String(s) }

// cutters are for the functions that need one for the length of a call.
var cutters = sync.Pool{New: func() any { return new(Cutter) }}

// rewrite walks s as a Cutter does and writes form(word) for each word.
func rewrite(s string, form func(*word) string) string {
	c := cutters.Get().(*Cutter)
	defer cutters.Put(c)
	var b strings.Builder
	b.Grow(len(s))
	space := false
	put := func(t string) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteString(t)
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch k := classOf(r); k {
		case letter, digit:
			end, next := scanWord(s, i)
			put(form(c.words.find(s, i, end)))
			i = next
			continue
		case blank, newline:
			space = true
		case dash:
			put("-")
		case slash:
			put("/")
		case invisible:
		case mark: // of nothing: it has no letter to stand on
		default:
			if r == utf8.RuneError && n == 1 {
				put("\uFFFD")
			} else {
				put(s[i : i+n])
			}
		}
		i += n
	}
	return b.String()
}
