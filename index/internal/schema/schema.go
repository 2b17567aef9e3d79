// Package schema says how an entry becomes what an engine keeps: tokens,
// values to select and count by, and a date. Every engine is fed from it, so
// that all of them cut Vietnamese alike.
package schema

import (
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// Version names the shape of an index. Raise it whenever the same entry
// would be kept in another way, here or in internal/viet: an index of
// another version is built anew from the archive.
const Version = "3"

// Undated is the year of an article without a date.
const Undated = "undated"

// PublisherPrefix marks, among the values of tulieu.FieldUnit, the unit that
// publishes an article, as against those that it mentions.
const PublisherPrefix = "publisher:"

// A Doc is an entry as engines see it.
type Doc struct {
	ID        tulieu.ID
	Tokens    []viet.Token // of Article.Text(); valid until the next Flatten
	Title     int          // how many of Tokens stand in the title; they come first
	Lead      int          // how many follow them in the lead
	Values    map[tulieu.Field][]string
	Published tulieu.Date
}

// A Flattener makes Docs. It is not for concurrent use.
type Flattener struct{ cutter viet.Cutter }

// Flatten cuts e's text and gathers its values.
func (f *Flattener) Flatten(e *tulieu.Entry) Doc {
	d := Doc{ID: e.ID, Tokens: f.cutter.Cut(e.Text()), Values: Values(e), Published: e.Published}
	title, lead := len(e.Title), len(e.Title)
	if e.Lead != "" {
		lead += len(e.Lead)
		if e.Title != "" {
			lead++ // the newline between them
		}
	}
	for d.Title < len(d.Tokens) && d.Tokens[d.Title].Start < title {
		d.Title++
	}
	for d.Title+d.Lead < len(d.Tokens) && d.Tokens[d.Title+d.Lead].Start < lead {
		d.Lead++
	}
	return d
}

// Whole reports whether t is a document number whole, whose parts follow as
// tokens of their own.
func Whole(t *viet.Token) bool { return t.Kind == viet.DocNumber }

// PairBuckets is the number of buckets that pairs of neighbours fall into.
const PairBuckets = 1 << 15

// PairBucket is the bucket of two tokens, in normal form, that stand side by
// side. An engine keeps an article's buckets instead of its pairs: few enough
// to index, and they tell which articles cannot hold a pair.
func PairBucket(a, b string) uint16 {
	h := uint32(2166136261) // FNV-1a
	for i := range len(a) {
		h = (h ^ uint32(a[i])) * 16777619
	}
	h = (h ^ ' ') * 16777619
	for i := range len(b) {
		h = (h ^ uint32(b[i])) * 16777619
	}
	return uint16((h ^ h>>15) % PairBuckets)
}

// Values returns what e can be selected and counted by, each value of a
// field once. Units come with their ancestors, papers with the plenum that
// issued them, sections with the sections above.
func Values(e *tulieu.Entry) map[tulieu.Field][]string {
	v := values{}
	for i := range e.Meanings {
		m := &e.Meanings[i]
		switch m.Sort {
		case tulieu.SortDirective:
			v.add(tulieu.FieldDirective, m.Slug, m.Plenum)
			v.add(tulieu.FieldKind, m.Kind)
			v.add(tulieu.FieldIssuer, m.Issuer)
		case tulieu.SortUnit:
			v.add(tulieu.FieldUnit, m.Slug)
			v.add(tulieu.FieldUnit, m.Ancestors...)
			v.add(tulieu.FieldUnitKind, m.Kind)
		}
	}
	v.add(tulieu.FieldPublisher, e.PublisherUnit.Slug)
	v.add(tulieu.FieldPlace, e.Places...)
	v.add(tulieu.FieldPortal, e.Portal)
	for i := range e.Section {
		v.add(tulieu.FieldSection, strings.Join(e.Section[:i+1], tulieu.SectionSeparator))
	}
	year, month := Span(e.Published)
	v.add(tulieu.FieldYear, year)
	v.add(tulieu.FieldMonth, month)
	return v
}

// Span returns the year and the month in which d lies, as values of
// tulieu.FieldYear and tulieu.FieldMonth; month is empty where d does not
// tell it.
func Span(d tulieu.Date) (year, month string) {
	s := d.String()
	if s == "" {
		return Undated, ""
	}
	if len(s) < len("2006-01") {
		return s, ""
	}
	return s[:len("2006")], s[:len("2006-01")]
}

// MatchesValue reports whether an article's value is what the wanted one
// asks for: the same, or, where wanted ends in "*", the part before it alone
// or followed by "-": "03-ct-tw*" is 03-ct-tw, 03-ct-tw-2011, not 03-ct-twx.
func MatchesValue(value, wanted string) bool {
	stem, open := strings.CutSuffix(wanted, "*")
	if !open {
		return value == wanted
	}
	rest, ok := strings.CutPrefix(value, stem)
	return ok && (rest == "" || rest[0] == '-')
}

// values gathers values, each once, in the order found.
type values map[tulieu.Field][]string

func (v values) add(f tulieu.Field, list ...string) {
next:
	for _, s := range list {
		if s == "" {
			continue
		}
		for _, have := range v[f] {
			if have == s {
				continue next
			}
		}
		v[f] = append(v[f], s)
	}
}
