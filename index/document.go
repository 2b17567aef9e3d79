package index

import (
	"encoding/binary"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"tulieu"
	"tulieu/index/internal/schema"
	"tulieu/internal/viet"
)

// The fields of a bleve document, besides valueFields.
const (
	fieldID    = "_id"   // see appendStored for what is kept under it
	fieldText  = "text"  // tokens of title, lead and body, with counts
	fieldTitle = "title" // tokens of the title once more
	fieldPairs = "pairs" // the buckets of neighbours, see schema.PairBucket; two bytes each
	fieldDate  = "date"  // tulieu.Date.String(): the order of terms is the order of dates
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
	stored []byte // see appendStored
	fields []bleveindex.Field
}

// A writer makes documents, for one batch after another. It is not for
// concurrent use.
type writer struct {
	flattener          schema.Flattener
	lex                *lexicon
	text, title, pairs tallies
	numbers            []uint32 // of the tokens of a text
	counts             []int    // by number; zero between documents
}

// tallies are what fields are counted in. Making them anew for every document
// would be a third of what a batch costs.
type tallies struct{ spare, used []bleveindex.TokenFrequencies }

func (m *tallies) take() bleveindex.TokenFrequencies {
	if last := len(m.spare) - 1; last >= 0 {
		m.used = append(m.used, m.spare[last])
		m.spare = m.spare[:last]
	} else {
		m.used = append(m.used, bleveindex.TokenFrequencies{})
	}
	return m.used[len(m.used)-1]
}

func (m *tallies) recycle() {
	for _, used := range m.used {
		clear(used)
	}
	m.spare, m.used = append(m.spare, m.used...), m.used[:0]
}

// recycle takes back what documents were made of: bleve is done with them.
func (w *writer) recycle() {
	w.text.recycle()
	w.title.recycle()
	w.pairs.recycle()
}

// document makes the document of an entry. It is good until recycle.
func (w *writer) document(e *tulieu.Entry) *document {
	d := w.flattener.Flatten(e)
	doc := &document{}
	w.numbers = w.numbers[:0]
	for i := range d.Tokens {
		w.numbers = append(w.numbers, w.lex.number(d.Tokens[i].Norm, d.Tokens[i].Fold))
	}
	if size := w.lex.size(); len(w.counts) < size {
		w.counts = make([]int, size+size/4)
	}
	doc.add(fieldPairs, w.buckets(d))
	doc.id, doc.stored = string(d.ID), appendStored(nil, d, w.numbers)
	doc.add(fieldText, w.count(w.text.take(), d.Tokens))
	doc.add(fieldTitle, w.count(w.title.take(), d.Tokens[:d.Title]))
	for _, f := range valueFields {
		doc.addTerms(string(f), d.Values[f])
	}
	if !d.Published.IsZero() {
		doc.addTerms(fieldDate, []string{d.Published.String()})
	}
	return doc
}

// count fills freqs with the first of the document's tokens.
func (w *writer) count(freqs bleveindex.TokenFrequencies, tokens []viet.Token) bleveindex.TokenFrequencies {
	numbers := w.numbers[:len(tokens)]
	for _, n := range numbers {
		w.counts[n]++
	}
	for i, n := range numbers {
		if w.counts[n] > 0 {
			freqs[tokens[i].Norm] = frequency(w.counts[n])
			w.counts[n] = 0
		}
	}
	if len(tokens) > 0 {
		freqs[lengthToken] = frequency(len(tokens))
	}
	return freqs
}

// buckets are those of d's pairs, without counts: bleve takes a count of zero
// for none.
func (w *writer) buckets(d schema.Doc) bleveindex.TokenFrequencies {
	var seen [schema.PairBuckets / 64]uint64
	freqs := w.pairs.take()
	last := ""
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if schema.Whole(t) {
			continue
		}
		if last != "" {
			if k := schema.PairBucket(last, t.Norm); seen[k>>6]>>(k&63)&1 == 0 {
				seen[k>>6] |= 1 << (k & 63)
				freqs[pairTerm(k)] = frequency(0)
			}
		}
		last = t.Norm
	}
	return freqs
}

// frequency returns a TokenFreq of that count. bleve reads nothing else of it,
// and reads only: those of small counts are shared.
func frequency(n int) *bleveindex.TokenFreq {
	if n < len(frequencies) {
		return &frequencies[n]
	}
	f := &bleveindex.TokenFreq{}
	f.SetFrequency(n)
	return f
}

var frequencies = func() (list [256]bleveindex.TokenFreq) {
	for n := range list {
		list[n].SetFrequency(n)
	}
	return list
}()

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

func (d *document) add(name string, freqs bleveindex.TokenFrequencies) {
	if len(freqs) > 0 {
		d.fields = append(d.fields, &docField{name: name, freqs: freqs})
	}
}

func (d *document) addTerms(name string, terms []string) {
	freqs := make(bleveindex.TokenFrequencies, len(terms))
	for _, t := range terms {
		freqs[t] = frequency(1)
	}
	d.add(name, freqs)
}

// document is bleve's Document.

func (d *document) ID() string { return d.id }

func (d *document) AddIDField() {
	d.fields = append(d.fields, &docField{name: fieldID, freqs: bleveindex.TokenFrequencies{d.id: frequency(1)}, value: d.stored})
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

// Size goes into bleve's statistics, which nobody reads.
func (d *document) Size() int { return 0 }

// A docField is bleve's Field.
type docField struct {
	name  string
	freqs bleveindex.TokenFrequencies
	value []byte // stored; nil but for fieldID
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
	if f.name == fieldID {
		return bleveindex.IndexField | bleveindex.StoreField
	}
	return bleveindex.IndexField
}
