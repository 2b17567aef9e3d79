package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is one spelling of a word with what it means to us.
type word struct {
	raw, norm, fold string
	hash            uint32
	kind            Kind
}

// A lexicon remembers the words that a Cutter has met, by their bytes, so that
// a word met again costs one look. It forgets all when it is full: what
// outsiders write cannot make it grow.
type lexicon struct {
	table []word // open addressing; length a power of two
	n     int
}

const (
	lexiconMin  = 1 << 10
	lexiconMax  = 1 << 16
	longestWord = 64 // bytes; longer ones are not worth remembering
)

// find returns the word that raw spells. The pointer is good until the next find.
func (l *lexicon) find(raw string, hash uint32) *word {
	if len(raw) > longestWord {
		w := read(raw)
		return &w
	}
	if l.n*2 >= len(l.table) {
		l.grow()
	}
	for i := hash; ; i++ {
		w := &l.table[i&uint32(len(l.table)-1)]
		if w.hash == hash && w.raw == raw {
			return w
		}
		if w.raw == "" {
			*w = read(strings.Clone(raw)) // or it would keep the whole text alive
			w.hash = hash
			l.n++
			return w
		}
	}
}

func (l *lexicon) grow() {
	old := l.table
	if len(old) == lexiconMax {
		clear(old)
		l.n = 0
		return
	}
	l.table = make([]word, max(lexiconMin, 2*len(old)))
	for _, w := range old {
		if w.raw == "" {
			continue
		}
		i := w.hash
		for l.table[i&uint32(len(l.table)-1)].raw != "" {
			i++
		}
		l.table[i&uint32(len(l.table)-1)] = w
	}
}

// read brings a word into normal form.
func read(raw string) word {
	w := word{raw: raw, kind: Word}
	if isASCII(raw) {
		w.norm = strings.ToLower(raw)
		w.fold = w.norm
	} else {
		w.norm = mend(raw)
		w.fold = norm.NFC.String(strings.Map(func(r rune) rune {
			switch {
			case unicode.Is(unicode.Mn, r):
				return -1
			case r == 'đ':
				return 'd'
			}
			return r
		}, norm.NFD.String(w.norm)))
		if w.fold == w.norm {
			w.fold = w.norm
		}
	}
	switch {
	case allDigits(w.norm):
		w.kind = Number
	case IsSyllable(w.norm):
		w.kind = Syllable
	}
	return w
}

// mend is the normal form of a word.
func mend(raw string) string {
	s := norm.NFC.String(strings.Map(func(r rune) rune {
		if classOf(r) == invisible {
			return -1
		}
		switch r = unicode.ToLower(r); r {
		case 'ð', 'ɖ': // Icelandic eth and African d, whose capitals look like Đ
			return 'đ'
		}
		return r
	}, norm.NFC.String(raw)))
	plain, tone := splitTone(s)
	if tone <= Level {
		return s
	}
	if placed, ok := placeTone(plain, tone); ok {
		return placed
	}
	return s
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < utf8.RuneSelf && (r < '0' || r > '9') || !unicode.IsDigit(r) {
			return false
		}
	}
	return s != ""
}
