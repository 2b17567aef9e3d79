package index_test

import (
	"cmp"
	"os"
	"strconv"
	"testing"

	"tulieu"
	"tulieu/index"
	"tulieu/internal/sample"
)

// benchIndex is an index of so many sample articles, TULIEU_ARTICLES or 3,000.
func benchIndex(b testing.TB, cacheBytes int) *index.Index {
	b.Helper()
	n, _ := strconv.Atoi(cmp.Or(os.Getenv("TULIEU_ARTICLES"), "3000"))
	dir := os.Getenv("TULIEU_BENCH_INDEX")
	if dir == "" {
		dir = b.TempDir()
	}
	x, err := index.Open(b.Context(), dir, index.Options{CacheBytes: cacheBytes, NoLearning: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	if state, err := x.Seq(b.Context()); err != nil || int(state.Seq) >= n {
		return x
	}
	units := []string{"so-ngoai-vu-long-an", "so-noi-vu-long-an", "ubnd-tinh-long-an", "cong-doan-vien-chuc-long-an", "tinh-uy-long-an"}
	batch := index.Batch{State: tulieu.State{Archive: "bench"}}
	size := 0
	for a := range sample.Articles(1, n) {
		e := entryOf(a)
		for i := range 3 {
			k := (int(batch.State.Seq)*(i+1) + i) % len(units)
			e.Meanings = append(e.Meanings,
				tulieu.Meaning{Mention: tulieu.Mention{Sort: tulieu.SortUnit}, Slug: units[k]},
				tulieu.Meaning{Mention: tulieu.Mention{Sort: tulieu.SortDirective}, Slug: strconv.Itoa(int(batch.State.Seq)*7%200) + "-ct-tw-2016"})
		}
		batch.Put = append(batch.Put, e)
		batch.State.Seq++
		if size += len(e.Text()); size > 1<<20 {
			if err := x.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			batch.Put, size = nil, 0
		}
	}
	if err := x.Apply(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	return x
}

// BenchmarkSearch asks what pages ask.
func BenchmarkSearch(b *testing.B) {
	facets := []tulieu.FacetRequest{{Field: tulieu.FieldDirective}, {Field: tulieu.FieldUnit}, {Field: tulieu.FieldYear}}
	unit := map[tulieu.Field]tulieu.Selection{tulieu.FieldUnit: {Any: []string{"so-noi-vu-long-an"}}}
	for _, c := range []struct {
		name string
		q    tulieu.Query
	}{
		{"page", tulieu.Query{Text: "công đoàn thi", Match: tulieu.MatchAny, Facets: facets}},
		{"all", tulieu.Query{Text: "khen thưởng đơn vị", Facets: facets}},
		{"filtered", tulieu.Query{Text: "công đoàn thi", Match: tulieu.MatchAny, Facets: facets, Filters: unit}},
		{"browse", tulieu.Query{Facets: facets}},
		{"newest", tulieu.Query{Text: "công đoàn thi", Match: tulieu.MatchAny, Sort: tulieu.Newest}},
		{"phrase", tulieu.Query{Text: `"công đoàn cơ sở"`}},
		{"bare", tulieu.Query{Text: "cong doan co so", Facets: facets}},
	} {
		for _, cache := range []struct {
			name  string
			bytes int
		}{{"warm", 0}, {"cold", -1}} {
			b.Run(c.name+"/"+cache.name, func(b *testing.B) {
				x := benchIndex(b, cache.bytes)
				var total int
				for b.Loop() {
					res, err := x.Search(b.Context(), c.q)
					if err != nil {
						b.Fatal(err)
					}
					total = res.Total
				}
				b.ReportMetric(float64(total), "hits")
			})
		}
	}
}

// BenchmarkApply takes in sample articles, a megabyte of text at a time.
func BenchmarkApply(b *testing.B) {
	var entries []*tulieu.Entry
	size := 0
	for a := range sample.Articles(2, 1<<20) {
		entries = append(entries, entryOf(a))
		if size += len(entries[len(entries)-1].Text()); size > 1<<20 {
			break
		}
	}
	x, err := index.Open(b.Context(), b.TempDir(), index.Options{NoLearning: true})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	state := tulieu.State{Archive: "bench"}
	for b.Loop() {
		state.Seq++
		if err := x.Apply(b.Context(), index.Batch{Put: entries, State: state}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(entries))*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

func entryOf(a sample.Article) *tulieu.Entry {
	return &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.NewID(a.URL), URL: a.URL, Portal: a.Portal, Section: a.Section,
		Title: a.Title, Lead: a.Lead, Body: a.Body, Published: a.Published, Byline: a.Byline}}
}
