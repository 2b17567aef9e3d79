// Package mention finds the directives, units and dates that a Vietnamese text
// names, and says which ones they are.
//
// Finding reads the text alone, and its result is kept with the article;
// resolving reads the register, the article's date and its other mentions, and
// is done anew whenever those know more.
package mention

import (
	"slices"
	"sync"

	"tulieu"
	"tulieu/internal/register"
)

// Version numbers what Find finds. Articles read by another version are read
// again.
const Version = 2

// A Finder finds mentions. It is safe for concurrent use.
type Finder struct {
	grammar *grammar
	typed   func() *grammar // for searches; made when the first is read
	parsers sync.Pool
}

// NewFinder returns a Finder that knows the names of r.
func NewFinder(r *register.Register) *Finder {
	f := &Finder{grammar: newGrammar(r, false)}
	f.typed = sync.OnceValue(func() *grammar { return newGrammar(r, true) })
	f.parsers.New = func() any { return &parser{grammar: f.grammar} }
	return f
}

// Find returns the mentions in text, in its order, none inside another. Spans
// are bytes of text and lie on the borders of its runes, whatever its bytes
// are. Time grows with the length of text and nothing else; a text without
// mentions costs no memory.
func (f *Finder) Find(text string) []tulieu.Mention {
	p := f.parsers.Get().(*parser)
	p.text, p.mentions = text, p.mentions[:0]
	for at := 0; at < len(text); {
		var worth bool
		p.tokens, at, worth = f.grammar.lexicon.line(text, at, f.grammar.leads, p.tokens)
		if worth || p.defined != nil {
			p.parse()
		}
	}
	var found []tulieu.Mention
	if len(p.mentions) > 0 {
		found = slices.Clone(p.mentions)
	}
	clear(p.mentions) // or the pool would keep the text
	p.text, p.defined = "", nil
	if cap(p.tokens) <= keptTokens && cap(p.mentions) <= keptMentions {
		f.parsers.Put(p)
	}
	return found
}

// keptTokens and keptMentions bound the memory that a Finder keeps between
// texts.
const (
	keptTokens   = 1 << 16
	keptMentions = 1 << 12
)
