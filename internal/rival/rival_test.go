package rival_test

import (
	"iter"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tulieu/internal/rival"
	"tulieu/internal/sample"
)

// documents are sample articles with stand-ins for what the finder would find.
func documents(n int) iter.Seq[rival.Document] {
	return func(yield func(rival.Document) bool) {
		for a := range sample.Articles(5, n) {
			d := rival.Document{ID: a.URL, Title: rival.Plain(a.Title), Moment: rival.NoMoment}
			d.Body = rival.Plain(a.Title + "\n" + a.Lead + "\n" + strings.Join(a.Body, "\n"))
			d.Values[rival.Unit] = []string{a.Portal, strings.Join(a.Section, "/")}
			d.Values[rival.Directive] = []string{a.Byline}
			d.Values[rival.Year] = []string{"undated"}
			if !a.Published.IsZero() {
				d.Moment = a.Published.First().Unix()
				d.Values[rival.Year] = []string{a.Published.String()[:4]}
			}
			if !yield(d) {
				return
			}
		}
	}
}

// TestRivalsAgree holds all engines to one answer: what matches, how often
// each value occurs, and the order by date. Scores are their own.
func TestRivalsAgree(t *testing.T) {
	dir := t.TempDir()
	bleve, err := rival.NewBleve(filepath.Join(dir, "bleve"))
	if err != nil {
		t.Fatal(err)
	}
	fts, err := rival.NewFTS5(filepath.Join(dir, "fts5"))
	if err != nil {
		t.Fatal(err)
	}
	engines := []rival.Engine{rival.NewMemory(), bleve, fts}
	var docs []rival.Document
	for d := range documents(120) {
		docs = append(docs, d)
	}
	for _, e := range engines {
		for from := 0; from < len(docs); from += 100 {
			if err := e.Add(docs[from:min(from+100, len(docs))]); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Flush(); err != nil {
			t.Fatal(err)
		}
		if n, err := e.Bytes(); err != nil || n < 50_000 {
			t.Errorf("%s takes %d bytes, %v", e.Name(), n, err)
		}
		t.Cleanup(func() { e.Close() })
	}
	draws := rival.Draws(documents(120), 8)
	if len(draws) != 8 {
		t.Fatalf("%d draws, want 8", len(draws))
	}
	for _, class := range rival.Mix {
		for _, draw := range draws {
			q := class.Query(draw)
			want, err := engines[0].Search(q)
			if err != nil {
				t.Fatal(err)
			}
			if class.Name != "browse" && class.Name != "deep" && want.Total == 0 {
				t.Errorf("%s %v finds nothing, though drawn from a document", class.Name, draw)
			}
			for _, e := range engines[1:] {
				got, err := e.Search(q)
				if err != nil {
					t.Fatalf("%s: %s %v: %v", e.Name(), class.Name, draw, err)
				}
				if got.Total != want.Total {
					t.Errorf("%s: %s %v: total %d, want %d", e.Name(), class.Name, draw, got.Total, want.Total)
				}
				if !reflect.DeepEqual(got.Counts, want.Counts) {
					t.Errorf("%s: %s %v: counts\n%v\nwant\n%v", e.Name(), class.Name, draw, got.Counts, want.Counts)
				}
				if q.Newest && !reflect.DeepEqual(got.IDs, want.IDs) {
					t.Errorf("%s: %s %v: hits\n%v\nwant\n%v", e.Name(), class.Name, draw, got.IDs, want.IDs)
				}
				if len(got.IDs) != len(want.IDs) {
					t.Errorf("%s: %s %v: %d hits, want %d", e.Name(), class.Name, draw, len(got.IDs), len(want.IDs))
				}
			}
		}
	}
}
