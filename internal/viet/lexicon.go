package viet

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is what one spelling of a word means to us.
type word struct {
	norm, fold string
	kind       Kind
}

// A key is a spelling of up to sixteen bytes, followed by zeros. No word holds
// a zero byte, so equal keys are equal spellings.
type key struct{ lo, hi uint64 }

type entry struct {
	key
	word
}

// A lexicon remembers the words that a Cutter has met, by their bytes, so that
// a word met again costs one look. It forgets all when it is full: what
// outsiders write cannot make it grow. Words too long for a key, a few in ten
// thousand, wait in a map.
type lexicon struct {
	table []entry // open addressing; length a power of two, at most half full
	n     int
	long  map[string]*word
}

const (
	lexiconMin = 1 << 10
	lexiconMax = 1 << 17
	longMax    = 1 << 12 // words in long
	longLen    = 64      // bytes; longer ones are not worth remembering
)

// find returns the word spelled text[i:end]. The pointer is good until the
// next find.
func (l *lexicon) find(text string, i, end int) *word {
	if end-i > 16 {
		return l.findLong(text[i:end])
	}
	if l.n*2 >= len(l.table) {
		l.grow()
	}
	k := keyOf(text, i, end)
	for h := k.hash(); ; h++ {
		e := &l.table[h&uint64(len(l.table)-1)]
		if e.key == k {
			return &e.word
		}
		if e.key == (key{}) {
			*e = entry{k, read(strings.Clone(text[i:end]))} // or it would keep the whole text alive
			l.n++
			return &e.word
		}
	}
}

func (l *lexicon) findLong(raw string) *word {
	if w := l.long[raw]; w != nil {
		return w
	}
	raw = strings.Clone(raw)
	w := read(raw)
	if len(raw) <= longLen {
		if l.long == nil || len(l.long) >= longMax {
			l.long = map[string]*word{}
		}
		l.long[raw] = &w
	}
	return &w
}

func (l *lexicon) grow() {
	old := l.table
	if len(old) == lexiconMax {
		clear(old)
		l.n = 0
		return
	}
	l.table = make([]entry, max(lexiconMin, 2*len(old)))
	for _, e := range old {
		if e.key == (key{}) {
			continue
		}
		h := e.hash()
		for l.table[h&uint64(len(l.table)-1)].key != (key{}) {
			h++
		}
		l.table[h&uint64(len(l.table)-1)] = e
	}
}

// keyOf is the key of text[i:end], which is at most sixteen bytes long.
func keyOf(text string, i, end int) key {
	if i+16 > len(text) {
		var b [16]byte
		copy(b[:], text[i:end])
		return key{binary.LittleEndian.Uint64(b[:8]), binary.LittleEndian.Uint64(b[8:])}
	}
	// Two loads and a mask: this is the inner loop of all analysis.
	s := text[i : i+16]
	k := key{load(s[:8]), load(s[8:])}
	if n := uint(end - i); n <= 8 {
		return key{k.lo & (1<<(8*n) - 1), 0}
	} else {
		return key{k.lo, k.hi & (1<<(8*(n-8)) - 1)}
	}
}

// load is binary.LittleEndian.Uint64 for a string.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func (k key) hash() uint64 {
	hi, lo := bits.Mul64(k.lo^0x9E3779B97F4A7C15, k.hi^0xD6E8FEB86659FD93)
	return hi ^ lo
}

// read brings a word into normal form.
func read(raw string) word {
	w := word{kind: Word}
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
