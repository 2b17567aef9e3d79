package index

import (
	"encoding/binary"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"tulieu"
	"tulieu/index/internal/schema"
)

// The fields of a bleve document, besides valueFields.
const (
	fieldID      = "_id"
	fieldText    = "text"    // tokens of title, lead and body, with counts
	fieldTitle   = "title"   // tokens of the title once more
	fieldPairs   = "pairs"   // the buckets of neighbours, see schema.PairBucket; two bytes each
	fieldForward = "forward" // stored, not indexed: see forward.go
	fieldDate    = "date"    // tulieu.Date.String(): the order of terms is the order of dates
)

// lengthToken stands in fieldText and fieldTitle as often as they have
// tokens: one posting list tells the length of every article. No text gives
// it as a token.
const lengthToken = "\x00"

// valueFields are the fields whose values bleve keeps as terms. Years and
// months are told by the date.
var valueFields = func() []tulieu.Field {
	var list []tulieu.Field
	for _, f := range tulieu.Fields {
		if f != tulieu.FieldYear && f != tulieu.FieldMonth {
			list = append(list, f)
		}
	}
	return list
}()

func valueFieldNames() []string {
	names := make([]string, len(valueFields))
	for i, f := range valueFields {
		names[i] = string(f)
	}
	return names
}

// A document hands bleve an article whose fields are already cut: bleve
// analyses nothing.
type document struct {
	id     string
	fields []bleveindex.Field
}

func newDocument(d schema.Doc, lex *lexicon) *document {
	doc := &document{id: string(d.ID)}
	text, title := newBag(len(d.Tokens)), newBag(d.Title)
	numbers := make([]uint32, len(d.Tokens))
	for i := range d.Tokens {
		t := &d.Tokens[i]
		numbers[i] = lex.number(t.Norm, t.Fold)
		text.add(t.Norm)
		if i < d.Title {
			title.add(t.Norm)
		}
	}
	doc.addPairs(d)
	doc.fields = append(doc.fields, &docField{name: fieldForward, value: appendForward(nil, d, numbers)})
	text.addN(lengthToken, len(d.Tokens))
	doc.add(fieldText, text)
	if d.Title > 0 {
		title.addN(lengthToken, d.Title)
		doc.add(fieldTitle, title)
	}
	for _, f := range valueFields {
		doc.addTerms(string(f), d.Values[f])
	}
	if !d.Published.IsZero() {
		doc.addTerms(fieldDate, []string{d.Published.String()})
	}
	return doc
}

// addPairs writes the buckets of d's pairs, without counts: bleve takes a
// count of zero for none.
func (doc *document) addPairs(d schema.Doc) {
	var seen [schema.PairBuckets / 64]uint64
	b := newBag(2 * len(d.Tokens))
	last := ""
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if schema.Whole(t) {
			continue
		}
		if last != "" {
			if k := schema.PairBucket(last, t.Norm); seen[k>>6]>>(k&63)&1 == 0 {
				seen[k>>6] |= 1 << (k & 63)
				b.addN(pairTerm(k), 0)
			}
		}
		last = t.Norm
	}
	if len(b.freqs) > 0 {
		doc.add(fieldPairs, b)
	}
}

// pairTerm is what bleve calls a bucket.
func pairTerm(bucket uint16) string { return pairTerms[2*int(bucket):][:2] }

// pairTerms holds the two bytes of every bucket, one after the other.
var pairTerms = func() string {
	b := make([]byte, 0, 2*schema.PairBuckets)
	for k := range uint16(schema.PairBuckets) {
		b = binary.BigEndian.AppendUint16(b, k)
	}
	return string(b)
}()

func (d *document) add(name string, b bag) {
	d.fields = append(d.fields, &docField{name: name, freqs: b.freqs})
}

func (d *document) addTerms(name string, terms []string) {
	if len(terms) == 0 {
		return
	}
	b := newBag(len(terms))
	for _, t := range terms {
		b.addN(t, 1)
	}
	d.add(name, b)
}

// A bag counts tokens.
type bag struct {
	freqs bleveindex.TokenFrequencies
	slab  []bleveindex.TokenFreq
}

func newBag(n int) bag {
	return bag{make(bleveindex.TokenFrequencies, n/2+1), make([]bleveindex.TokenFreq, 0, n/2+1)}
}

func (b *bag) add(token string) {
	if f, ok := b.freqs[token]; ok {
		f.SetFrequency(f.Frequency() + 1)
		return
	}
	b.addN(token, 1)
}

func (b *bag) addN(token string, n int) {
	if len(b.slab) == cap(b.slab) {
		b.slab = make([]bleveindex.TokenFreq, 0, cap(b.slab)+8) // freqs keep the full one
	}
	b.slab = append(b.slab, bleveindex.TokenFreq{}) // bleve reads the key, not Term
	f := &b.slab[len(b.slab)-1]
	f.SetFrequency(n)
	b.freqs[token] = f
}

// document is bleve's Document.

func (d *document) ID() string { return d.id }

func (d *document) AddIDField() {
	b := newBag(1)
	b.addN(d.id, 1)
	d.fields = append(d.fields, &docField{name: fieldID, freqs: b.freqs, value: []byte(d.id)})
}

func (d *document) VisitFields(visit bleveindex.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

func (d *document) VisitComposite(bleveindex.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                              { return false }
func (d *document) Indexed() bool                                   { return true }
func (d *document) NumPlainTextBytes() uint64                       { return 0 }
func (d *document) StoredFieldsBytes() uint64                       { return 0 }

func (d *document) Size() int {
	n := 0
	for _, f := range d.fields {
		n += f.(*docField).freqs.Size()
	}
	return n
}

// A docField is bleve's Field.
type docField struct {
	name  string
	freqs bleveindex.TokenFrequencies
	value []byte // stored; nil for a field of terms
}

func (f *docField) Name() string                                          { return f.name }
func (f *docField) Value() []byte                                         { return f.value }
func (f *docField) ArrayPositions() []uint64                              { return nil }
func (f *docField) EncodedFieldType() byte                                { return 't' }
func (f *docField) Analyze()                                              {}
func (f *docField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return f.freqs }
func (f *docField) NumPlainTextBytes() uint64                             { return 0 }

// AnalyzedLength is written beside every posting. The length is told by
// lengthToken instead, once, so this is the shortest number that bleve takes.
func (f *docField) AnalyzedLength() int { return 1 }

func (f *docField) Options() bleveindex.FieldIndexingOptions {
	switch f.name {
	case fieldID:
		return bleveindex.IndexField | bleveindex.StoreField
	case fieldForward:
		return bleveindex.StoreField
	}
	return bleveindex.IndexField
}
