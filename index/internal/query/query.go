// Package query reads what people type into a search box.
//
//	thi đua khen thưởng        words: what is looked for and ranked by
//	"công đoàn cơ sở"          a phrase: these words side by side, as typed
//	+quyết   -"kỷ luật"        must be there; must not be there
//	hội nghị OR (hội thảo)     either side; HOẶC is OR in Vietnamese
//	tuyên*                     any word that begins so, from three letters
//	title:"sơ kết"             in the title: a word, a phrase, a (group)
//	directive:03-CT/TW unit:"Sở Ngoại vụ" place:long-an year:2016
//	before:2016-10 after:03/10/2015
//
// OR binds loosest: "chi bộ OR đảng bộ" is what it looks like. Reading never
// fails on syntax: what cannot be meant so is read as words, and a note says
// it. Only size is refused, by an error that names the limit, so that what a
// query costs is known before an engine sees it.
package query

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/viet"
)

// What a query may have at most.
const (
	MaxBytes    = 4096
	MaxWords    = 128 // tokens, all told
	MaxClauses  = 64  // phrases, prefixes, fields, groups and sides of OR
	MaxPrefixes = 8
	MaxDepth    = 16 // groups in groups
	minPrefix   = 3  // letters before *
)

// A Query is a reader's text, understood.
type Query struct {
	Text  string   // as typed, with a blank for each byte that is no UTF-8
	Root  Node     // nil where nothing is asked
	Notes []string // what was not understood as meant, in plain words
}

// A Node is a part of a query: And, Or, Not, Words, Phrase, Prefix, Filter or
// Dates.
type Node interface{ format(*strings.Builder) }

type (
	// And is met where all of its nodes are. The Words among them only need
	// be met as far as the search's match asks.
	And []Node
	// Or is met where one of its nodes is. It has two at least.
	Or []Node
	// Not is met where its node is not.
	Not struct{ Node Node }

	// Words are looked for and ranked by, in the order typed. A number of a
	// paper stands for its parts, which are left out; so is the "số" of
	// "chỉ thị số 03", which changes nothing.
	Words struct {
		Tokens []viet.Token // at least one; Start and End are bytes of Query.Text
		Also   []Alternative
		Must   bool // +word: whatever the match, it is there
		Title  bool // in the title
	}
	// A Phrase is met where its tokens stand side by side, in this order, as
	// a Cutter gives them for the text between the quotes, with the numbers of
	// papers whole and in parts.
	Phrase struct {
		Tokens []viet.Token
		Title  bool
	}
	// A Prefix is met by a word that begins so, in normal form; folded where
	// the prefix was typed without marks (Norm == Fold).
	Prefix struct {
		Norm, Fold string
		Title      bool
	}
	// A Filter is met by articles with one of the values in the field.
	Filter struct {
		Field  tulieu.Field
		Values []string
	}
	// Dates is met by articles published within From and To, both included;
	// a zero bound is open.
	Dates struct{ From, To tulieu.Date }
)

// An Alternative is something that a run of words may as well be found by:
// the long form of an abbreviation (or the reverse), side by side, the other
// spelling of a syllable that has two (kỹ, kĩ), or the paper or unit that the
// words name.
type Alternative struct {
	First, N int          // of Words.Tokens
	Phrase   []viet.Token // empty if Filter is set
	Filter   Filter
}

// A Recogniser finds the directives, units and places that a text names in
// any of its forms: "CT 03", "chỉ thị số 3", "LĐLĐ tỉnh".
type Recogniser interface {
	Recognise(text string) []Recognised
}

// A Recognised is a name found in a text.
type Recognised struct {
	Start, End int // bytes of the text
	Field      tulieu.Field
	Slugs      []string // what it means, or what it may mean
}

// Parse reads text. The Recogniser may be nil. An error wraps
// tulieu.ErrInvalid and says which limit was passed.
func Parse(text string, r Recogniser) (*Query, error) {
	if len(text) > MaxBytes {
		return nil, tooMuch("%d bytes; a query may have %d", len(text), MaxBytes)
	}
	text = mend(text)
	p := &parser{text: text, tokens: viet.Cut(text), recogniser: r, lastQuote: map[rune]int{}, shouted: text == strings.ToUpper(text)}
	if len(p.tokens) > MaxWords {
		return nil, tooMuch("%d words; a query may have %d", len(p.tokens), MaxWords)
	}
	if r != nil {
		p.recognised = r.Recognise(text)
	}
	p.next()
	root := p.or(0, false)
	for p.err == nil && p.item.kind == closing {
		p.note("a ) without its ( was left out")
		p.next()
		root = join(root, p.or(0, false))
	}
	if p.err != nil {
		return nil, p.err
	}
	return &Query{Text: text, Root: root, Notes: p.notes}, nil
}

// mend is text with a blank for each byte that is no UTF-8: what stands behind
// keeps its place.
func mend(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	b := []byte(text)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			b[i] = ' '
		}
		i += n
	}
	return string(b)
}

func tooMuch(format string, args ...any) error {
	return fmt.Errorf("query: "+format+": %w", append(args, tulieu.ErrInvalid)...)
}

// join is And of two nodes, either of which may be nil.
func join(a, b Node) Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return And{a, b}
}

// String shows how q was read, for notes, logs and tests:
// thi đua +quyết -"kỷ luật" (hội nghị OR hội thảo) directive:03-ct-tw.
func (q *Query) String() string {
	var b strings.Builder
	if q.Root != nil {
		q.Root.format(&b)
	}
	return b.String()
}

func (n And) format(b *strings.Builder) { list(b, n, " ") }
func (n Or) format(b *strings.Builder) {
	b.WriteByte('(')
	list(b, n, " OR ")
	b.WriteByte(')')
}

func list(b *strings.Builder, nodes []Node, between string) {
	for i, n := range nodes {
		if i > 0 {
			b.WriteString(between)
		}
		n.format(b)
	}
}

func (n Not) format(b *strings.Builder) {
	b.WriteByte('-')
	if and, ok := n.Node.(And); ok {
		b.WriteByte('(')
		and.format(b)
		b.WriteByte(')')
		return
	}
	n.Node.format(b)
}

func (n Words) format(b *strings.Builder) {
	for i, t := range n.Tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		if n.Must {
			b.WriteByte('+')
		}
		if n.Title {
			b.WriteString("title:")
		}
		b.WriteString(t.Norm)
	}
	for _, a := range n.Also {
		b.WriteString(" {")
		if a.Phrase == nil {
			a.Filter.format(b)
		} else {
			write(b, a.Phrase)
		}
		b.WriteByte('}')
	}
}

func (n Phrase) format(b *strings.Builder) {
	if n.Title {
		b.WriteString("title:")
	}
	b.WriteByte('"')
	write(b, n.Tokens)
	b.WriteByte('"')
}

func write(b *strings.Builder, tokens []viet.Token) {
	for i, t := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Norm)
	}
}

func (n Prefix) format(b *strings.Builder) {
	if n.Title {
		b.WriteString("title:")
	}
	b.WriteString(n.Norm + "*")
}

func (n Filter) format(b *strings.Builder) {
	b.WriteString(string(n.Field) + ":" + strings.Join(n.Values, "|"))
}

func (n Dates) format(b *strings.Builder) {
	b.WriteString("published:" + n.From.String() + "…" + n.To.String())
}
