package index

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"tulieu"
	"tulieu/index/internal/schema"
	"tulieu/internal/viet"
)

// A segment is what we keep in memory of one of bleve's segments: the ids,
// lengths, dates and values of its articles, in columns by document number.
// bleve never changes a document in a segment, it only crosses it out, so a
// segment's columns are good for as long as it lives. They are read when it is
// first searched.
type segment struct {
	number uint64 // bleve's; of no other segment of the store
	key    uint64 // of no other segment in this process: the cache's name for it
	n      int    // documents, crossed out or not

	lengths [textFields][]uint32 // tokens

	completing sync.Mutex // guards what follows until columns is not nil: see view.complete

	ids   []byte   // one after the other
	idEnd []uint32 // where in ids each ends

	moments []int64  // the distinct first moments of dates, Unix seconds, ascending
	moment  []uint32 // 0: undated, else 1 + index in moments
	last    []int64  // the last second of the date
	order   []uint32 // documents by moment, then by id; undated ones first
	runs    []uint32 // order[runs[k]:runs[k+1]] are those whose moment is k

	commonplaces commonplaces
	columns      map[tulieu.Field]*column // nil: nothing was read yet

	weighing sync.Mutex
	weighed  [textFields]*scales // that were made last
	texts    texts
}

// The fields with tokens.
const (
	inText = iota
	inTitle
	textFields
)

var textFieldNames = [textFields]string{fieldText, fieldTitle}

// A column tells the documents of each value, by its ordinal in the field's
// dictionary, and the rare values of each document. Few, long arrays: there are
// columns of a million documents, and most values have a handful of them.
type column struct {
	place  []int32  // by ordinal: i+1 for rare value i, -i-1 for common value i, 0 for none
	starts []uint32 // docs[starts[i]:starts[i+1]] have rare value i
	docs   []uint32
	common []commonValue

	ends   []uint32 // ends[d]: where in values the rare ones of document d end; nil if nothing is rare
	values []uint32 // ordinals
}

// A commonValue is one whose documents are a set of bits: they are counted 64
// at a time.
type commonValue struct {
	ordinal uint32
	docs    docSet
}

// of returns the documents that have the value.
func (c *column) of(ordinal uint32) docSet {
	if int(ordinal) >= len(c.place) {
		return docSet{}
	}
	switch i := c.place[ordinal]; {
	case i > 0:
		list := c.docs[c.starts[i-1]:c.starts[i]]
		return docSet{list: list, n: len(list)}
	case i < 0:
		return c.common[-i-1].docs
	}
	return docSet{}
}

// rareOf returns the ordinals of d's rare values.
func (c *column) rareOf(d uint32) []uint32 {
	if d == 0 {
		return c.values[:c.ends[0]]
	}
	return c.values[c.ends[d-1]:c.ends[d]]
}

// A docSet is a set of documents, as a list where they are few.
type docSet struct {
	list []uint32
	bits bitset
	n    int
}

// listShare: a set of at most one in so many documents is a list.
const listShare = 64

func newDocSet(list []uint32, n int) docSet {
	if len(list) <= n/listShare {
		return docSet{list: list, n: len(list)}
	}
	b := newBitset(n)
	for _, d := range list {
		b.set(d)
	}
	return docSet{bits: b, n: len(list)}
}

// addTo puts the set's documents into b.
func (s docSet) addTo(b bitset) {
	if s.bits != nil {
		b.or(s.bits)
		return
	}
	for _, d := range s.list {
		b.set(d)
	}
}

// countIn returns how many of the set's documents are in b.
func (s docSet) countIn(b bitset) int {
	if s.bits != nil {
		return b.countAnd(s.bits)
	}
	n := 0
	for _, d := range s.list {
		n += int(b[d>>6] >> (d & 63) & 1)
	}
	return n
}

// each calls f for every document of the set, in order.
func (s docSet) each(f func(d uint32)) {
	if s.bits != nil {
		s.bits.each(f)
		return
	}
	for _, d := range s.list {
		f(d)
	}
}

// dictionaries number the values of each field, in the order they first came,
// for all segments of a store.
type dictionaries struct {
	mu     sync.RWMutex
	fields map[tulieu.Field]*dictionary
}

type dictionary struct {
	ordinals map[string]uint32
	values   []string
	slugs    []string // of the values, to look for prefixes
}

// ordinal returns the number of value in field f, a new one if it has none.
func (ds *dictionaries) ordinal(f tulieu.Field, value string) uint32 {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.fields == nil {
		ds.fields = map[tulieu.Field]*dictionary{}
	}
	d := ds.fields[f]
	if d == nil {
		d = &dictionary{ordinals: map[string]uint32{}}
		ds.fields[f] = d
	}
	o, ok := d.ordinals[value]
	if !ok {
		o = uint32(len(d.values))
		d.ordinals[value] = o
		d.values = append(d.values, value)
		d.slugs = append(d.slugs, viet.Slug(value))
	}
	return o
}

// values returns the values of f and their slugs by ordinal. The caller does
// not change them.
func (ds *dictionaries) values(f tulieu.Field) (values, slugs []string) {
	ds.mu.RLock()
	defer ds.mu.RUnlock()
	if d := ds.fields[f]; d != nil {
		return d.values, d.slugs
	}
	return nil, nil
}

// matching returns the ordinals of the values of f that wanted asks for.
func (ds *dictionaries) matching(f tulieu.Field, wanted string) []uint32 {
	ds.mu.RLock()
	defer ds.mu.RUnlock()
	d := ds.fields[f]
	if d == nil {
		return nil
	}
	if o, ok := d.ordinals[wanted]; ok {
		return []uint32{o}
	}
	var list []uint32
	if wanted != "" && wanted[len(wanted)-1] == '*' {
		for o, v := range d.values {
			if schema.MatchesValue(v, wanted) {
				list = append(list, uint32(o))
			}
		}
	}
	return list
}

var segmentKeys atomic.Uint64

// newSegment reads what there is to know of p's segment before anybody searches
// it: how long its texts are.
func newSegment(number uint64, p *part) (*segment, error) {
	g := &segment{number: number, key: segmentKeys.Add(1), n: int(p.postings.Count())}
	if err := g.readLengths(p); err != nil {
		return nil, fmt.Errorf("index: segment %d: %w", number, err)
	}
	return g, nil
}

// complete reads the columns, of p's segment and through these dictionaries, if
// they are not there.
func (g *segment) complete(p *part, dicts *dictionaries) error {
	g.completing.Lock()
	defer g.completing.Unlock()
	if g.columns != nil {
		return nil
	}
	columns := map[tulieu.Field]*column{}
	err := g.readIDs(p)
	if err == nil {
		err = g.readDates(p.postings, columns, dicts)
	}
	if err == nil {
		err = g.readValues(p.postings, columns, dicts)
	}
	if err == nil {
		err = g.findCommonplaces(p)
	}
	if err != nil {
		return fmt.Errorf("index: segment %d: %w", g.number, err)
	}
	g.columns = columns
	return nil
}

// weigh returns the scales of a field for an average length.
func (g *segment) weigh(field int, average float64) *scales {
	g.weighing.Lock()
	defer g.weighing.Unlock()
	if g.weighed[field] == nil || g.weighed[field].average != average {
		g.weighed[field] = newScales(g.lengths[field], average)
	}
	return g.weighed[field]
}

func (g *segment) id(d uint32) []byte {
	if d == 0 {
		return g.ids[:g.idEnd[0]]
	}
	return g.ids[g.idEnd[d-1]:g.idEnd[d]]
}

func (g *segment) readIDs(p *part) error {
	g.idEnd = make([]uint32, g.n)
	g.ids = make([]byte, 0, 16*g.n)
	for d := range g.n {
		id, _, err := p.stored(uint32(d))
		if err != nil {
			return err
		}
		g.ids = append(g.ids, id...)
		g.idEnd[d] = uint32(len(g.ids))
	}
	return nil
}

func (g *segment) readLengths(p *part) error {
	for f, name := range textFieldNames {
		g.lengths[f] = make([]uint32, g.n)
		dict, err := p.postings.Dictionary(name)
		if err != nil {
			return err
		}
		list, err := dict.PostingsList([]byte(lengthToken), nil, nil)
		if err != nil {
			return err
		}
		docs, err := documentsOf(list)
		if err != nil {
			return err
		}
		counts, ok := rawCounts[uint32](p.raw, f, lengthToken, len(docs))
		if !ok {
			if counts, err = iteratedCounts[uint32](list); err != nil {
				return err
			}
		}
		for i, d := range docs {
			g.lengths[f][d] = counts[i]
		}
	}
	return nil
}

// readDates relies on the order of terms, which is that of dates.
func (g *segment) readDates(s segapi.Segment, columns map[tulieu.Field]*column, dicts *dictionaries) error {
	g.moments = nil
	g.moment = make([]uint32, g.n)
	g.last = make([]int64, g.n)
	years, months := map[string][]uint32{}, map[string][]uint32{}
	undated := fullBitset(g.n)
	err := eachTerm(s, fieldDate, func(term string, docs []uint32) error {
		date, err := tulieu.ParseDate(term)
		if err != nil {
			return err
		}
		first, last := date.First().Unix(), date.End().Unix()-1
		if n := len(g.moments); n == 0 || g.moments[n-1] != first {
			g.moments = append(g.moments, first)
		}
		year, month := schema.Span(date)
		years[year] = append(years[year], docs...)
		if month != "" {
			months[month] = append(months[month], docs...)
		}
		for _, d := range docs {
			g.moment[d], g.last[d] = uint32(len(g.moments)), last
			undated.unset(d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	undated.each(func(d uint32) { years[schema.Undated] = append(years[schema.Undated], d) })
	columns[tulieu.FieldYear] = newColumn(g.n, tulieu.FieldYear, years, dicts)
	columns[tulieu.FieldMonth] = newColumn(g.n, tulieu.FieldMonth, months, dicts)
	g.sortByDate()
	return nil
}

func (g *segment) sortByDate() {
	g.order = make([]uint32, g.n)
	for d := range g.order {
		g.order[d] = uint32(d)
	}
	slices.SortFunc(g.order, func(a, b uint32) int {
		if c := cmp.Compare(g.moment[a], g.moment[b]); c != 0 {
			return c
		}
		return bytes.Compare(g.id(a), g.id(b))
	})
	g.runs = make([]uint32, len(g.moments)+2)
	for _, m := range g.moment {
		g.runs[m+1]++
	}
	for k := 1; k < len(g.runs); k++ {
		g.runs[k] += g.runs[k-1]
	}
}

// addRange puts the documents whose whole date lies in from … to into b.
func (g *segment) addRange(b bitset, from, to tulieu.Date) {
	first, last := int64(math.MinInt64), int64(math.MaxInt64)
	if !from.IsZero() {
		first = from.First().Unix()
	}
	if !to.IsZero() {
		last = to.End().Unix() - 1
	}
	lo, _ := slices.BinarySearch(g.moments, first)
	hi := sort.Search(len(g.moments), func(k int) bool { return g.moments[k] > last })
	if lo >= hi {
		return
	}
	for _, d := range g.order[g.runs[lo+1]:g.runs[hi+1]] {
		if g.last[d] <= last {
			b.set(d)
		}
	}
}

func (g *segment) readValues(s segapi.Segment, columns map[tulieu.Field]*column, dicts *dictionaries) error {
	for _, f := range valueFields {
		values := map[string][]uint32{}
		err := eachTerm(s, string(f), func(term string, docs []uint32) error {
			values[term] = docs
			return nil
		})
		if err != nil {
			return err
		}
		columns[f] = newColumn(g.n, f, values, dicts)
	}
	return nil
}

func newColumn(n int, f tulieu.Field, values map[string][]uint32, dicts *dictionaries) *column {
	c := &column{}
	rare := make(map[uint32][]uint32, len(values))
	size, total := uint32(0), 0
	for value, docs := range values {
		o := dicts.ordinal(f, value)
		size = max(size, o+1)
		if set := newDocSet(docs, n); set.bits != nil {
			c.common = append(c.common, commonValue{o, set})
			continue
		}
		rare[o] = docs
		total += len(docs)
	}
	c.place = make([]int32, size)
	for i, v := range c.common {
		c.place[v.ordinal] = int32(-i - 1)
	}
	if total == 0 {
		return c
	}
	c.starts, c.docs = make([]uint32, 1, len(rare)+1), make([]uint32, 0, total)
	c.ends, c.values = make([]uint32, n), make([]uint32, total)
	for o, docs := range rare {
		c.docs = append(c.docs, docs...)
		c.starts = append(c.starts, uint32(len(c.docs)))
		c.place[o] = int32(len(c.starts) - 1)
	}
	for _, d := range c.docs {
		c.ends[d]++
	}
	for d := 1; d < n; d++ {
		c.ends[d] += c.ends[d-1]
	}
	at := slices.Clone(c.ends) // filled from each document's end downwards
	for o, docs := range rare {
		for _, d := range docs {
			at[d]--
			c.values[at[d]] = o
		}
	}
	return c
}

// eachTerm calls f for every term of a field, in order, with the documents
// that hold it.
func eachTerm(s segapi.Segment, field string, f func(term string, docs []uint32) error) error {
	dict, err := s.Dictionary(field)
	if err != nil {
		return err
	}
	it := dict.AutomatonIterator(nil, nil, nil)
	var list segapi.PostingsList
	for {
		entry, err := it.Next()
		if err != nil {
			return err
		}
		if entry == nil {
			return nil
		}
		if list, err = dict.PostingsList([]byte(entry.Term), nil, list); err != nil {
			return err
		}
		docs, err := documentsOf(list)
		if err != nil {
			return err
		}
		if err := f(entry.Term, docs); err != nil {
			return err
		}
	}
}

// documentsOf returns the documents of a posting list, in order, as a copy:
// bleve's own bitmaps are gone with their file.
func documentsOf(list segapi.PostingsList) ([]uint32, error) {
	one, many, err := peek(list)
	if many != nil {
		return many.ToArray(), nil
	}
	return one, err
}

// docSetOf returns the documents of a posting list, of n in all, as a copy.
func docSetOf(list segapi.PostingsList, n int) (docSet, error) {
	one, many, err := peek(list)
	if many == nil {
		return docSet{list: one, n: len(one)}, err
	}
	held := int(many.GetCardinality())
	if held <= n/listShare {
		return docSet{list: many.ToArray(), n: held}, nil
	}
	if many.Maximum() >= uint32(n) {
		return docSet{}, fmt.Errorf("index: a list of document %d of %d: %w", many.Maximum(), n, tulieu.ErrDamaged)
	}
	// roaring writes its containers of 65,536 whole.
	pooled := densePool.Get().(*[]uint64)
	defer densePool.Put(pooled)
	if size := (n + 1<<16 - 1) >> 16 << 10; len(*pooled) < size {
		*pooled = make([]uint64, size)
	}
	many.WriteDenseTo(*pooled)
	words := (*pooled)[:(n+63)/64]
	b := slices.Clone(bitset(words))
	clear(words)
	return docSet{bits: b, n: held}, nil
}

// densePool lends docSetOf words, all of them zero.
var densePool = sync.Pool{New: func() any { return new([]uint64) }}

// peek returns the documents of a posting list: none, one, or bleve's own
// bitmap.
func peek(list segapi.PostingsList) (one []uint32, many *roaring.Bitmap, err error) {
	it, ok := list.Iterator(false, false, false, nil).(segapi.OptimizablePostingsIterator)
	if !ok {
		return nil, nil, fmt.Errorf("index: %T tells no bitmap", list)
	}
	if d, is := it.DocNum1Hit(); is {
		return []uint32{uint32(d)}, nil, nil
	}
	return nil, it.ActualBitmap(), nil
}
