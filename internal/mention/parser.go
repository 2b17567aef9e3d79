package mention

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/viet"
)

// A parser reads one line of a text.
type parser struct {
	*grammar
	text     string
	tokens   []token // of the line; the last is an endToken
	mentions []tulieu.Mention
	typed    bool            // the text is a search: capitals and marks say nothing
	defined  map[string]head // units by the abbreviations that the text defines
}

// at is token i; an endToken where there is none.
func (p *parser) at(i int) token {
	if i < 0 || i >= len(p.tokens) {
		return token{}
	}
	return p.tokens[i]
}

// str is the text of token i.
func (p *parser) str(i int) string {
	t := p.at(i)
	return p.text[t.start:t.end]
}

// word is the normal form of token i where the grammar knows the word; empty
// for every other token.
func (p *parser) word(i int) string { return p.lexicon.words[p.at(i).lex] }

// words reports whether the tokens from i on are these words.
func (p *parser) words(i int, words ...string) bool {
	for k, w := range words {
		if p.word(i+k) != w {
			return false
		}
	}
	return true
}

// folded is the text of token i without marks, in lower case.
func (p *parser) folded(i int) string { return viet.Fold(p.str(i)) }

// glued reports whether nothing stands between token i and the one before it.
func (p *parser) glued(i int) bool { return p.at(i).flags&spaced == 0 }

// capital reports whether token i is a word with a capital at its beginning.
// In a search every known word counts as one.
func (p *parser) capital(i int) bool {
	t := p.at(i)
	return t.kind == word && (t.flags&capital != 0 || p.typed && t.lex != 0)
}

// shouted reports whether token i is a word all in capitals, a small letter or
// two inside aside (TTg, QĐi, CTr).
func (p *parser) shouted(i int) bool {
	if !p.capital(i) {
		return false
	}
	if p.typed {
		return true
	}
	small := 0
	for _, r := range p.str(i) {
		if unicode.IsLower(r) {
			small++
		}
	}
	n := utf8.RuneCountInString(p.str(i))
	return small == 0 || small <= 2 && n-small >= 2
}

// span is the span of tokens [i, j).
func (p *parser) span(i, j int) tulieu.Span {
	return tulieu.Span{Start: int(p.tokens[i].start), End: int(p.tokens[j-1].end)}
}

// emit adds a mention made of tokens [i, j).
func (p *parser) emit(m tulieu.Mention, i, j int) {
	m.Span = p.span(i, j)
	m.Surface = p.text[m.Span.Start:m.Span.End]
	p.mentions = append(p.mentions, m)
}

// parse reads the line from left to right. Each mention is read by the first
// rule that fits where it begins; what a rule has read no other rule sees.
func (p *parser) parse() {
	for i := 0; i < len(p.tokens)-1; {
		next := i
		t := p.tokens[i]
		switch {
		case t.kind == number:
			if next = p.numbered(i); next == i {
				next = p.date(i)
			}
		case t.kind == word && p.leads[t.lex]:
			if next = p.directive(i); next == i {
				if next = p.date(i); next == i {
					next = p.unit(i)
				}
			}
		}
		if next == i && t.kind == word && t.flags&capital != 0 {
			next = p.abbreviated(i)
		}
		i = max(next, i+1)
	}
}

// squeezed is s with white space of any kind made single spaces.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }
