package mention

import (
	"slices"

	"tulieu"
	"tulieu/internal/viet"
)

// A Named is a directive, a unit or a province that a search names.
type Named struct {
	Start, End int // bytes of the text
	Field      tulieu.Field
	Slugs      []string // what it means; all that it may mean where that is not settled, the bare slug first
}

// Query finds the directives, units and provinces that a search names, however
// they are typed: "CT 03", "chi thi so 3", "NQTW4 khóa 11", "ldld tinh",
// "Long An". Dates are left to the reader of the query. The names are in the
// order of the text, none inside another.
func (x *Resolver) Query(text string) []Named {
	if len(text) > maxQuery {
		return nil
	}
	p := &parser{grammar: x.finder.typed(), text: text, typed: true}
	for at := 0; at < len(text); {
		p.tokens, at, _ = p.lexicon.line(text, at, p.leads, p.tokens)
		p.parse()
		p.provinces()
	}
	slices.SortFunc(p.mentions, func(a, b tulieu.Mention) int { return a.Span.Start - b.Span.Start })
	a := &tulieu.Article{Body: []string{text}, Mentions: p.mentions}
	var list []Named
	for _, m := range x.Resolve(a, nil).Meanings {
		n := Named{Start: m.Span.Start, End: m.Span.End}
		switch {
		case m.Sort == tulieu.SortDirective:
			n.Field, n.Slugs = tulieu.FieldDirective, slugsOf(m)
		case m.Sort == tulieu.SortUnit && m.Kind == "":
			n.Field, n.Slugs = tulieu.FieldPlace, x.placesOf(m.Norm)
		case m.Sort == tulieu.SortUnit:
			n.Field, n.Slugs = tulieu.FieldUnit, append(slugsOf(m), x.register.Locals(m.Slug)...)
		default:
			continue
		}
		list = append(list, n)
	}
	return list
}

// maxQuery is the length in bytes from on which a query is no search for a
// name.
const maxQuery = 4096

// slugsOf lists what m may mean, its own slug first.
func slugsOf(m tulieu.Meaning) []string {
	list := []string{m.Slug}
	for _, c := range m.Candidates {
		if !m.Settled && !slices.Contains(list, c.Slug) {
			list = append(list, c.Slug)
		}
	}
	return list
}

// placesOf lists the provinces that bear or bore the name of slug.
func (x *Resolver) placesOf(slug string) []string {
	var list []string
	for _, p := range x.register.Provinces() {
		if viet.Slug(p.Name) == slug {
			list = append(list, p.Slug)
		}
	}
	return list
}

// provinces adds the provinces of the line that stand in no other name. In a
// search they have no kind, which tells them from units.
func (p *parser) provinces() {
	for i := 0; i < len(p.tokens)-1; {
		at := i
		if n := p.levels.match(p.tokens[i:]); n > 0 {
			at = i + n
		}
		n, slug := p.places.longest(p.tokens[at:])
		if n == 0 || p.taken(p.span(i, at+n)) {
			i++
			continue
		}
		p.emit(tulieu.Mention{Sort: tulieu.SortUnit, Norm: slug}, i, at+n)
		i = at + n
	}
}

// taken reports whether s overlaps a mention already found.
func (p *parser) taken(s tulieu.Span) bool {
	return slices.ContainsFunc(p.mentions, func(m tulieu.Mention) bool { return s.Start < m.Span.End && m.Span.Start < s.End })
}
