package index

import (
	"errors"
	"slices"
	"testing"

	"github.com/blevesearch/vellum"

	"tulieu"
	"tulieu/internal/sample"
)

// TestRawCountsAreTheIterators reads every word of an index both ways, and
// holds a file whose lists are not where they are expected to be for what it is.
func TestRawCountsAreTheIterators(t *testing.T) {
	dir := t.TempDir()
	open := func() *Index {
		x, err := Open(t.Context(), dir, Options{NoLearning: true})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := open()
	b := Batch{State: tulieu.State{Archive: "a"}}
	for a := range sample.Articles(1, 3000) {
		b.State.Seq++
		b.Put = append(b.Put, &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.NewID(a.URL), Title: a.Title, Lead: a.Lead, Body: a.Body}})
	}
	if err := errors.Join(x.Apply(t.Context(), b), x.Close()); err != nil {
		t.Fatal(err)
	}
	x = open() // now its segments are files
	defer x.Close()
	v, err := x.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.release()
	raw := 0
	for _, p := range v.parts {
		if p.raw == nil {
			t.Fatal("a segment is not read raw: has bleve's format changed?")
		}
		for f, name := range textFieldNames {
			dict, err := p.postings.Dictionary(name)
			if err != nil {
				t.Fatal(err)
			}
			for it := dict.AutomatonIterator(nil, nil, nil); ; {
				entry, err := it.Next()
				if err != nil {
					t.Fatal(err)
				}
				if entry == nil {
					break
				}
				list, err := dict.PostingsList([]byte(entry.Term), nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				want, err := iteratedCounts[uint32](list)
				if err != nil {
					t.Fatal(err)
				}
				have, ok := rawCounts[uint32](p.raw, f, entry.Term, len(want))
				if !ok && len(want) > 1 {
					t.Fatalf("%s %q: %d counts are not read raw", name, entry.Term, len(want))
				}
				if ok && !slices.Equal(have, want) {
					t.Fatalf("%s %q: %v, not %v", name, entry.Term, have, want)
				}
				raw += len(have)
			}
		}
		other := rawSegment{data: p.raw.data, terms: [textFields]*vellum.FST{inText: p.raw.terms[inTitle], inTitle: p.raw.terms[inText]}}
		if err := other.try(p.postings); !errors.Is(err, errNotRaw) {
			t.Errorf("lists of another field pass for its own: %v", err)
		}
	}
	if raw < 100_000 {
		t.Errorf("only %d counts were read raw", raw)
	}
}
