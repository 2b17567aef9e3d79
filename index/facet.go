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
func (e *evaluation) with(p *part, values []chosen) bitset {
	b := e.arena.bitset(p.n)
	for _, c := range values {
		p.columns[c.column].docs[c.ordinal].addTo(b)
	}
	return b
}

// facet counts the values of r.Field among the documents that match when the
// field's own Any is left out.
func (e *evaluation) facet(r tulieu.FacetRequest, sets []partHits) tulieu.FacetCounts {
	values, slugs := e.view.store.dicts.values(r.Field)
	counts := e.arena.numbers(len(values))
	e.count(r.Field, sets, counts)
	prefix := viet.Slug(r.Prefix)
	wanted := func(o uint32) bool { return prefix == "" || strings.HasPrefix(slugs[o], prefix) }
	first := firstCounts{values: values, size: cmp.Or(r.Size, defaultFacetSize)}
	for o, n := range counts {
		if n != 0 && wanted(uint32(o)) {
			first.add(counted{uint32(o), n})
		}
	}
	f := tulieu.FacetCounts{Field: r.Field}
	selected := map[uint32]bool{}
	for _, s := range e.selected {
		for _, c := range s.any {
			if s.field != r.Field || c.column != r.Field || selected[c.ordinal] || !wanted(c.ordinal) {
				continue
			}
			selected[c.ordinal] = true // they stay, however few
			n := counts[c.ordinal]
			if n == 0 {
				first.seen++
			}
			f.Counts = append(f.Counts, tulieu.Count{Value: values[c.ordinal], N: int(n), Selected: true})
		}
	}
	for _, c := range first.list {
		if !selected[c.ordinal] {
			f.Counts = append(f.Counts, tulieu.Count{Value: values[c.ordinal], N: int(c.n)})
		}
	}
	f.More = first.seen > len(f.Counts)
	slices.SortFunc(f.Counts, func(a, b tulieu.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	return f
}

// A counted is a value, by its ordinal, and how many documents have it.
type counted struct {
	ordinal uint32
	n       int32
}

// firstCounts keeps the first few counts of those it is shown, in order: the
// most first, then by value.
type firstCounts struct {
	values []string
	size   int
	list   []counted
	seen   int
}

func (f *firstCounts) add(c counted) {
	f.seen++
	if len(f.list) == f.size {
		if last := f.list[f.size-1]; c.n < last.n || f.compare(c, last) > 0 {
			return
		}
		f.list = f.list[:f.size-1]
	}
	at, _ := slices.BinarySearchFunc(f.list, c, f.compare)
	f.list = slices.Insert(f.list, at, c)
}

func (f *firstCounts) compare(a, b counted) int {
	if a.n != b.n { // nearly always: strings are far away
		return cmp.Compare(b.n, a.n)
	}
	return strings.Compare(f.values[a.ordinal], f.values[b.ordinal])
}

// count adds to counts, by ordinal, how many of the hits have each value of f:
// by looking at the hits, or, where they are the more, at the live documents
// that are none.
func (e *evaluation) count(f tulieu.Field, sets []partHits, counts []int32) {
	n := 0
	for i := range sets {
		n += sets[i].without(f).count()
	}
	if 2*n <= e.view.n {
		for i, p := range e.view.parts {
			p.columns[f].tally(sets[i].without(f), counts, 1)
		}
		return
	}
	copy(counts, e.view.counts(f))
	if n == e.view.n {
		return
	}
	for i, p := range e.view.parts {
		others := e.arena.copyOf(p.live)
		others.andNot(sets[i].without(f))
		p.columns[f].tally(others, counts, -1)
	}
}

// counts are those of all live documents, by ordinal. The caller does not
// change them.
func (v *view) counts(f tulieu.Field) []int32 {
	v.countsMu.Lock()
	defer v.countsMu.Unlock()
	counts, ok := v.countsOf[f]
	if !ok {
		values, _ := v.store.dicts.values(f)
		counts = make([]int32, len(values))
		for _, p := range v.parts {
			p.columns[f].tally(p.live, counts, 1)
		}
		if v.countsOf == nil {
			v.countsOf = map[tulieu.Field][]int32{}
		}
		v.countsOf[f] = counts
	}
	return counts
}

// tally adds one, or minus one, for each value of each document.
func (c *column) tally(docs bitset, counts []int32, one int32) {
	for _, v := range c.common {
		counts[v.ordinal] += one * int32(docs.countAnd(v.bits))
	}
	if c.ends == nil {
		return
	}
	for i, w := range docs {
		for ; w != 0; w &= w - 1 {
			for _, o := range c.rare(uint32(i*64 + bits.TrailingZeros64(w))) {
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
			matches.andNot(e.with(p, s.none))
		}
	}
	h := partHits{hits: matches}
	for _, s := range e.selected {
		if s.narrows {
			if h.relaxed == nil {
				h.relaxed = map[tulieu.Field]bitset{}
			}
			h.relaxed[s.field] = e.arena.copyOf(matches)
		}
	}
	for _, s := range e.selected {
		if !s.narrows {
			continue
		}
		with := e.with(p, s.any)
		h.hits.and(with)
		for f, b := range h.relaxed {
			if f != s.field {
				b.and(with)
			}
		}
	}
	return h
}
