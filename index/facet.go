package index

import (
	"cmp"
	"slices"
	"strings"

	"tulieu"
	"tulieu/index/internal/schema"
	"tulieu/internal/viet"
)

// defaultFacetSize is the number of values of a facet that nobody counted.
const defaultFacetSize = 20

// A chosen value is one ordinal in one column: "publisher:x" among units
// stands for x among publishers.
type chosen struct {
	column  tulieu.Field
	ordinal uint32
}

// choose finds the values of field f that wanted asks for.
func (e *evaluation) choose(f tulieu.Field, wanted []string) []chosen {
	var list []chosen
	for _, value := range wanted {
		column := f
		if publisher, ok := strings.CutPrefix(value, schema.PublisherPrefix); ok && f == tulieu.FieldUnit {
			column, value = tulieu.FieldPublisher, publisher
		}
		for _, o := range e.view.store.dicts.matching(column, value) {
			list = append(list, chosen{column, o})
		}
	}
	return list
}

// A selection is a tulieu.Selection with its values found.
type selection struct {
	field     tulieu.Field
	narrows   bool // Any is not empty
	any, none []chosen
}

func (e *evaluation) selections(filters map[tulieu.Field]tulieu.Selection) []selection {
	var list []selection
	for _, f := range tulieu.Fields {
		if s, ok := filters[f]; ok && len(s.Any)+len(s.None) > 0 {
			list = append(list, selection{f, len(s.Any) > 0, e.choose(f, s.Any), e.choose(f, s.None)})
		}
	}
	return list
}

// with returns the documents of p that have one of the values.
func (p *part) with(values []chosen) bitset {
	b := newBitset(p.n)
	for _, c := range values {
		p.columns[c.column].docs[c.ordinal].addTo(b)
	}
	return b
}

// facet counts the values of r.Field among the documents that match when the
// field's own Any is left out.
func (e *evaluation) facet(r tulieu.FacetRequest, sets []partHits) tulieu.FacetCounts {
	values, slugs := e.view.store.dicts.values(r.Field)
	counts := make([]int, len(values))
	for i, p := range e.view.parts {
		c := p.columns[r.Field]
		sets[i].without(r.Field).each(func(d uint32) {
			for _, o := range c.of(d) {
				counts[o]++
			}
		})
	}
	selected := map[uint32]bool{}
	for _, s := range e.selected {
		if s.field == r.Field {
			for _, c := range s.any {
				if c.column == r.Field {
					selected[c.ordinal] = true
				}
			}
		}
	}
	prefix := viet.Slug(r.Prefix)
	var list []tulieu.Count
	for o, n := range counts {
		if (n > 0 || selected[uint32(o)]) && strings.HasPrefix(slugs[o], prefix) {
			list = append(list, tulieu.Count{Value: values[o], N: n, Selected: selected[uint32(o)]})
		}
	}
	slices.SortFunc(list, func(a, b tulieu.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	f := tulieu.FacetCounts{Field: r.Field}
	size := r.Size
	if size == 0 {
		size = defaultFacetSize
	}
	for i, c := range list { // selected ones stay, however few
		if i < size || c.Selected {
			f.Counts = append(f.Counts, c)
		} else {
			f.More = true
		}
	}
	return f
}

// partHits are the hits of one part, and what they would be without each
// selection.
type partHits struct {
	hits    bitset
	relaxed map[tulieu.Field]bitset
}

func (h partHits) without(f tulieu.Field) bitset {
	if b, ok := h.relaxed[f]; ok {
		return b
	}
	return h.hits
}

// narrow applies the selections to the matches of p.
func (e *evaluation) narrow(p *part, matches bitset) partHits {
	for _, s := range e.selected {
		if len(s.none) > 0 {
			matches.andNot(p.with(s.none))
		}
	}
	h := partHits{hits: matches, relaxed: map[tulieu.Field]bitset{}}
	for _, s := range e.selected {
		if s.narrows {
			h.relaxed[s.field] = slices.Clone(matches)
		}
	}
	for _, s := range e.selected {
		if !s.narrows {
			continue
		}
		with := p.with(s.any)
		h.hits.and(with)
		for f, b := range h.relaxed {
			if f != s.field {
				b.and(with)
			}
		}
	}
	return h
}
