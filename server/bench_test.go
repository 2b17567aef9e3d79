package server

import (
	"context"
	"net/http/httptest"
	"testing"

	"tulieu"
	"tulieu/internal/mention"
	"tulieu/internal/sample"
)

// same finds the same articles for everybody.
type same struct{ hits []tulieu.Hit }

func (s same) Search(_ context.Context, q tulieu.Query) (*tulieu.Results, error) {
	return &tulieu.Results{
		Total: len(s.hits), Hits: s.hits[:min(max(q.Size, 10), len(s.hits))],
		Reading: tulieu.Understood{Terms: []string{"thi", "đua"}},
	}, nil
}

// BenchmarkSearch is what the server adds to the engine: an answer of ten
// hits, articles read, resolved, marked and written.
func BenchmarkSearch(b *testing.B) {
	w := newWorld(b)
	clear(w.articles)
	finder := mention.NewFinder(w.register)
	var hits []tulieu.Hit
	for x := range sample.Articles(1, 50) {
		a := tulieu.Article{ID: tulieu.NewID(x.URL), URL: x.URL, Title: x.Title, Lead: x.Lead, Body: x.Body, Published: x.Published, Byline: x.Byline}
		a.Mentions = finder.Find(a.Text())
		w.articles[a.ID] = &a
		hits = append(hits, tulieu.Hit{ID: a.ID, Sentences: []int{1, 2}})
	}
	config := w.config()
	config.Searcher, config.Resolver, config.Recogniser = same{hits}, mention.NewResolver(w.register), finder
	h, err := New(config)
	if err != nil {
		b.Fatal(err)
	}
	for _, target := range []string{"/api/v1/search?q=thi+dua", "/?q=thi+dua", "/api/v1/directives/05-ct-tw-2016", "/directives", "/units"} {
		b.Run(target, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRecorder()
				if h.ServeHTTP(r, httptest.NewRequest("GET", target, nil)); r.Code != 200 {
					b.Fatalf("%d: %s", r.Code, r.Body)
				}
			}
		})
	}
}
