package server

import (
	"unicode/utf8"
)

// A segment is a piece of a text: plain, marked, or a mention with its link.
type segment struct {
	Text   string
	Marked bool
	Href   string
	Class  string // "directive", "unit"
	Title  string // what the mention means
	Time   string // ISO date of a date
}

// segments cuts text at its marks.
func segments(text string, marks []markView) []segment {
	var list []segment
	rest, at := text, 0
	take := func(end int) string {
		n := forward(rest, 0, end-at)
		s := rest[:n]
		rest, at = rest[n:], max(end, at)
		return s
	}
	for _, m := range marks {
		if plain := take(m[0]); plain != "" {
			list = append(list, segment{Text: plain})
		}
		list = append(list, segment{Text: take(m[1]), Marked: true})
	}
	if rest != "" {
		list = append(list, segment{Text: rest})
	}
	return list
}

// forward is the byte n code points after at, or the end of s.
func forward(s string, at, n int) int {
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}
