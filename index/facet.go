package index

import (
	"cmp"
	"math/bits"
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
		p.count(r.Field, sets[i].without(r.Field), counts)
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
	first := firstCounts{size: cmp.Or(r.Size, defaultFacetSize)}
	f := tulieu.FacetCounts{Field: r.Field}
	for o, n := range counts {
		picked := selected[uint32(o)]
		if n == 0 && !picked || !strings.HasPrefix(slugs[o], prefix) {
			continue
		}
		c := tulieu.Count{Value: values[o], N: n, Selected: picked}
		if picked { // they stay, however few
			f.Counts = append(f.Counts, c)
		}
		first.add(c)
	}
	for _, c := range first.list {
		if !c.Selected {
			f.Counts = append(f.Counts, c)
		}
	}
	f.More = first.seen > len(f.Counts)
	slices.SortFunc(f.Counts, byCount)
	return f
}

func byCount(a, b tulieu.Count) int {
	return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
}

// firstCounts keeps the first few counts of those it is shown, in order.
type firstCounts struct {
	size int
	list []tulieu.Count
	seen int
}

func (f *firstCounts) add(c tulieu.Count) {
	f.seen++
	if len(f.list) == f.size {
		if byCount(c, f.list[f.size-1]) > 0 {
			return
		}
		f.list = f.list[:f.size-1]
	}
	at, _ := slices.BinarySearchFunc(f.list, c, byCount)
	f.list = slices.Insert(f.list, at, c)
}

// count adds to counts, by ordinal, how many of hits have each value of f: by
// looking at the hits, or, where they are the more, at the live documents that
// are none.
func (p *part) count(f tulieu.Field, hits bitset, counts []int) {
	c := p.columns[f]
	n := hits.count()
	if 2*n <= p.alive {
		c.tally(hits, counts, 1)
		return
	}
	for o, docs := range c.docs {
		counts[o] += docs.n
	}
	if p.deleted != nil {
		p.deleted.Iterate(func(d uint32) bool {
			for _, o := range c.of(d) {
				counts[o]--
			}
			return true
		})
	}
	if n < p.alive {
		others := slices.Clone(p.live)
		others.andNot(hits)
		c.tally(others, counts, -1)
	}
}

// tally adds one, or minus one, for each value of each document.
func (c *column) tally(docs bitset, counts []int, one int) {
	for i, w := range docs {
		for ; w != 0; w &= w - 1 {
			for _, o := range c.of(uint32(i*64 + bits.TrailingZeros64(w))) {
				counts[o] += one
			}
		}
	}
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
