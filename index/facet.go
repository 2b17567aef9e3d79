package index

import (
	"cmp"
	"maps"
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
		p.columns[c.column].of(c.ordinal).addTo(b)
	}
	return b
}

// facet counts the values of r.Field among the documents that match when the
// field's own Any is left out.
func (e *evaluation) facet(r tulieu.FacetRequest, sets []partHits) tulieu.FacetCounts {
	c := e.newCounter(r, sets)
	room := c.byDocumentSteps()
	if c.byValueSteps() > room || !c.byValue(2*room) { // twice as much: it was wrong
		c.byDocument()
	}
	return c.told()
}

// A counter counts the values of one facet.
type counter struct {
	e      *evaluation
	field  tulieu.Field
	hits   []bitset // of each part
	n      int      // of all parts
	names  []string // of values, by ordinal
	slugs  []string
	prefix string          // of the slugs of values that are asked for
	chosen map[uint32]bool // the selected values, which are told however few have them
	first  firstCounts
	others int // values that hits have, but for the chosen ones
}

func (e *evaluation) newCounter(r tulieu.FacetRequest, sets []partHits) *counter {
	c := &counter{e: e, field: r.Field, prefix: viet.Slug(r.Prefix)}
	c.names, c.slugs = e.view.store.dicts.values(r.Field)
	c.first = firstCounts{values: c.names, size: cmp.Or(r.Size, defaultFacetSize)}
	for i := range sets {
		c.hits = append(c.hits, sets[i].without(r.Field))
		c.n += c.hits[i].count()
	}
	for _, s := range e.selected {
		for _, v := range s.any {
			if s.field != c.field || v.column != c.field || !c.wants(v.ordinal) {
				continue
			}
			if c.chosen == nil {
				c.chosen = map[uint32]bool{}
			}
			c.chosen[v.ordinal] = true
		}
	}
	return c
}

// wants reports whether the value is one of those that are asked for.
func (c *counter) wants(ordinal uint32) bool {
	return c.prefix == "" || strings.HasPrefix(c.slugs[ordinal], c.prefix)
}

// told returns what was counted: the first values, and the chosen ones.
func (c *counter) told() tulieu.FacetCounts {
	f := tulieu.FacetCounts{Field: c.field, More: c.more()}
	for o := range c.chosen {
		f.Counts = append(f.Counts, tulieu.Count{Value: c.names[o], N: c.count(o), Selected: true})
	}
	for _, v := range c.first.list {
		if !c.chosen[v.ordinal] {
			f.Counts = append(f.Counts, tulieu.Count{Value: c.names[v.ordinal], N: int(v.n)})
		}
	}
	slices.SortFunc(f.Counts, func(a, b tulieu.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	return f
}

// add is told how many of the hits have a value.
func (c *counter) add(ordinal uint32, n int) {
	if n == 0 || !c.wants(ordinal) {
		return
	}
	if !c.chosen[ordinal] {
		c.others++
	}
	c.first.add(counted{ordinal, int32(n)})
}

// more reports whether it was told of values besides the chosen and the first.
func (c *counter) more() bool {
	n := c.others
	for _, v := range c.first.list {
		if !c.chosen[v.ordinal] {
			n--
		}
	}
	return n > 0
}

// count returns how many of the hits have the value.
func (c *counter) count(ordinal uint32) (n int) {
	for i, p := range c.e.view.parts {
		n += p.columns[c.field].of(ordinal).countIn(c.hits[i])
	}
	return n
}

// byValue counts one value after the other, the most frequent of all articles
// first, until no other can be among the first. It is false, and has counted
// nothing, if that took more steps than there is room for.
func (c *counter) byValue(room int) bool {
	all := c.e.view.counts(c.field)
	for _, o := range all.order {
		most := all.of[o]
		if most == 0 || c.first.beyond(most) && c.more() {
			break
		}
		if c.n == c.e.view.n {
			c.add(o, int(most))
			continue
		}
		if !c.wants(o) {
			continue
		}
		if room -= c.countSteps(most); room < 0 {
			c.first.list, c.others = c.first.list[:0], 0
			return false
		}
		c.add(o, c.count(o))
	}
	return true
}

// Steps are what byValue and byDocument are compared by: a word of bits, or a
// document that is looked for in them.

// countSteps is about what count takes for a value of so many live documents.
func (c *counter) countSteps(most int32) int {
	const find = 4 // the set in a part
	return find*len(c.hits) + min(int(most), c.e.view.n/64)
}

// byValueSteps is about what byValue takes if each value is as frequent among
// the hits as among all articles.
func (c *counter) byValueSteps() int {
	if c.n == c.e.view.n {
		return 0 // they are known
	}
	all := c.e.view.counts(c.field)
	steps, last := 0, 0.0
	for i, o := range all.order {
		most := all.of[o]
		if i < c.first.size {
			last = float64(most) * float64(c.n) / float64(c.e.view.n)
		} else if float64(most) < last {
			break
		}
		steps += c.countSteps(most)
	}
	return steps
}

// byDocumentSteps is about what byDocument takes.
func (c *counter) byDocumentSteps() int {
	const look = 3 // at a document's rare values
	steps := len(c.names)
	for i, p := range c.e.view.parts {
		column := p.columns[c.field]
		n := c.hits[i].count()
		if 2*c.n > c.e.view.n {
			n = p.alive - n
		}
		steps += len(column.common) * min(n, len(p.live))
		if len(column.docs) > 0 {
			steps += n * (look + len(column.docs)/p.n)
		}
	}
	return steps
}

// byDocument counts all values by looking at the hits, or, where they are the
// more, at the live documents that are none.
func (c *counter) byDocument() {
	counts := c.e.arena.numbers(len(c.names))
	if 2*c.n <= c.e.view.n {
		for i, p := range c.e.view.parts {
			p.columns[c.field].tally(c.hits[i], counts, 1)
		}
	} else {
		copy(counts, c.e.view.counts(c.field).of)
		for i, p := range c.e.view.parts {
			others := c.e.arena.copyOf(p.live)
			others.andNot(c.hits[i])
			p.columns[c.field].tally(others, counts, -1)
		}
	}
	for o, n := range counts {
		c.add(uint32(o), int(n))
	}
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
}

// beyond reports whether a value that so few have cannot be among the first.
func (f *firstCounts) beyond(n int32) bool {
	return len(f.list) == f.size && n < f.list[f.size-1].n
}

func (f *firstCounts) add(c counted) {
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

// liveCounts are how many live documents have each value of a field.
type liveCounts struct {
	of    []int32  // by ordinal
	order []uint32 // the ordinals, the most documents first
}

// counts are those of field f. The caller does not change them.
func (v *view) counts(f tulieu.Field) liveCounts {
	v.countsMu.Lock()
	defer v.countsMu.Unlock()
	counts, ok := v.countsOf[f]
	if !ok {
		values, _ := v.store.dicts.values(f)
		counts = liveCounts{of: make([]int32, len(values)), order: make([]uint32, len(values))}
		for _, p := range v.parts {
			p.columns[f].tally(p.live, counts.of, 1)
		}
		for o := range counts.order {
			counts.order[o] = uint32(o)
		}
		slices.SortFunc(counts.order, func(a, b uint32) int { return cmp.Compare(counts.of[b], counts.of[a]) })
		if v.countsOf == nil {
			v.countsOf = map[tulieu.Field]liveCounts{}
		}
		v.countsOf[f] = counts
	}
	return counts
}

// counted returns the fields that v was asked to count the values of.
func (v *view) counted() []tulieu.Field {
	v.countsMu.Lock()
	defer v.countsMu.Unlock()
	return slices.Collect(maps.Keys(v.countsOf))
}

// tally adds one, or minus one, for each value of each document.
func (c *column) tally(docs bitset, counts []int32, one int32) {
	if n := docs.count(); n > len(docs) {
		for _, v := range c.common {
			counts[v.ordinal] += one * int32(docs.countAnd(v.docs.bits))
		}
	} else if n > 0 {
		few := docSet{list: docs.list(), n: n}
		for _, v := range c.common {
			counts[v.ordinal] += one * int32(few.countIn(v.docs.bits))
		}
	}
	if c.ends == nil {
		return
	}
	for i, w := range docs {
		for ; w != 0; w &= w - 1 {
			for _, o := range c.rareOf(uint32(i*64 + bits.TrailingZeros64(w))) {
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
