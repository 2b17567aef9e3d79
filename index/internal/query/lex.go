package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tulieu/internal/viet"
)

type kind uint8

const (
	end     kind = iota
	word         // a run of characters without blanks, quotes or brackets
	quoted       // what stands between quotes
	opening      // (
	closing      // )
	either       // OR, HOẶC
	both         // AND
)

// An item is the next thing in the text: sign, field, and what they belong to.
type item struct {
	kind       kind
	sign       byte   // '-', '+' or 0
	field      string // "title", …; empty if none
	start, end int    // of the text: with sign and field from at, without from start
	at         int
}

// fields are the names that may stand before a colon.
var fields = map[string]bool{
	"title": true, "directive": true, "unit": true, "place": true, "year": true, "before": true, "after": true,
}

// closers are the quotes that end what a quote began.
var closers = map[rune]string{'"': `"”“`, '“': `”"“`, '”': `”"`, '„': `“”"`, '«': "»", '»': "«"}

// next reads the next item from p.pos on.
func (p *parser) next() {
	text := p.text
	p.pos += len(text[p.pos:]) - len(strings.TrimLeftFunc(text[p.pos:], isBlank))
	it := item{at: p.pos}
	i := p.pos
	if i < len(text) && (text[i] == '-' || text[i] == '+') && !p.inPaper(i) {
		if r := runeAt(text, i+1); r == '(' || closers[r] != "" || unicode.IsLetter(r) || unicode.IsDigit(r) {
			it.sign = text[i]
			i++
		}
	}
	if name, value, ok := fieldAt(text, i); ok {
		it.field, i = name, value
	}
	r := runeAt(text, i)
	size := utf8.RuneLen(r)
	switch {
	case i >= len(text):
		it.kind, it.start, it.end = end, i, i
		p.pos = i
	case r == '(' || r == ')':
		it.kind, it.start, it.end = opening, i, i+1
		if r == ')' {
			it.kind = closing
		}
		p.pos = i + 1
	case closers[r] != "":
		n := -1
		if i < p.lastClose(r) { // or a row of quotes would be searched again and again
			n = strings.IndexAny(text[i+size:], closers[r])
		}
		if n < 0 {
			p.note("a quote that is not closed was left out")
			p.pos = i + size
			if it.sign == 0 && it.field == "" {
				p.next()
				return
			}
			it.kind, it.start, it.end = word, p.pos, p.wordEnd(p.pos)
			p.pos = it.end
			break
		}
		it.kind, it.start, it.end = quoted, i+size, i+size+n
		p.pos = it.end + utf8.RuneLen(runeAt(text, it.end))
	default:
		it.kind, it.start, it.end = word, i, p.wordEnd(i)
		p.pos = it.end
		if it.sign != 0 || it.field != "" {
			break
		}
		switch w := text[it.start:it.end]; {
		case w == "OR", !p.shouted && w == strings.ToUpper(w) && viet.Norm(w) == "hoặc":
			it.kind = either
		case w == "AND":
			it.kind = both
		}
	}
	p.item = it
}

// lastClose is where the text's last quote stands that closes what r opens.
func (p *parser) lastClose(r rune) int {
	at, ok := p.lastQuote[r]
	if !ok {
		at = strings.LastIndexAny(p.text, closers[r])
		p.lastQuote[r] = at
	}
	return at
}

// wordEnd is where the word that begins at i ends: at a blank, a quote or a
// bracket.
func (p *parser) wordEnd(i int) int {
	n := strings.IndexFunc(p.text[i:], func(r rune) bool {
		return r == '(' || r == ')' || closers[r] != "" || isBlank(r)
	})
	if n < 0 {
		return len(p.text)
	}
	return i + n
}

// inPaper says whether text[i] lies inside the number of a paper: the hyphen
// of "03 -CT/TW" excludes nothing.
func (p *parser) inPaper(i int) bool {
	for _, t := range p.tokens {
		if t.Kind == viet.DocNumber && t.Start < i && i < t.End {
			return true
		}
	}
	return false
}

// fieldAt reads the name of a field with its colon at text[i]; a value must
// follow at once.
func fieldAt(text string, i int) (name string, value int, ok bool) {
	n := strings.IndexByte(text[i:min(len(text), i+12)], ':')
	if n < 0 {
		return "", 0, false
	}
	name = strings.ToLower(text[i : i+n])
	value = i + n + 1
	r := runeAt(text, value)
	return name, value, fields[name] && r != utf8.RuneError && r != ')' && !isBlank(r)
}

// runeAt is the rune at text[i]; RuneError at the end.
func runeAt(text string, i int) rune {
	if i >= len(text) {
		return utf8.RuneError
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
