// Package indextest tests that a search engine keeps the promises of package
// index: it asks the engine and a brute-force oracle the same questions.
package indextest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"tulieu"
	"tulieu/index"
	"tulieu/internal/viet"
)

// An Engine is all that a search engine must do, and an end to it.
type Engine interface {
	index.Engine
	Close() error
}

// Run tests engines that open makes or opens again in a folder, with a model
// of Vietnamese that may be nil.
func Run(t *testing.T, open func(t *testing.T, dir string, m *viet.Model) Engine) {
	for _, promise := range []struct {
		name string
		test func(t *testing.T, h *harness)
	}{
		{"an empty engine finds nothing", testEmpty},
		{"answers are the oracle's", testAnswers},
		{"answers are the oracle's among many articles", testMany},
		{"a batch applied again changes nothing", testReplay},
		{"what is deleted is not found", testDelete},
		{"what was applied is there after opening again", testReopen},
		{"another archive replaces all", testOtherArchive},
		{"a cursor goes on in the snapshot it began in", testCursorSnapshot},
		{"nonsense is refused", testNonsense},
	} {
		for _, m := range []*viet.Model{nil, newRandom(2).model()} {
			name := promise.name
			if m != nil {
				name += ", with a model"
			}
			t.Run(name, func(t *testing.T) {
				h := &harness{open: open, dir: t.TempDir(), all: oracle{map[tulieu.ID]*tulieu.Entry{}, m, map[*tulieu.Entry]*text{}}, random: newRandom(1)}
				h.state.Archive = "archive"
				h.engine = open(t, h.dir, m)
				t.Cleanup(func() { h.engine.Close() })
				promise.test(t, h)
			})
		}
	}
}

// A harness drives an engine and the oracle side by side.
type harness struct {
	open   func(t *testing.T, dir string, m *viet.Model) Engine
	dir    string
	engine Engine
	all    oracle
	state  tulieu.State
	random *random
}

// apply gives a batch to the engine and the oracle.
func (h *harness) apply(t *testing.T, put []*tulieu.Entry, del []tulieu.ID) index.Batch {
	t.Helper()
	h.state.Seq += tulieu.Seq(len(put) + len(del))
	b := index.Batch{Put: put, Delete: del, State: h.state}
	if err := h.engine.Apply(t.Context(), b); err != nil {
		t.Fatalf("Apply: %v", err)
	}
	for _, e := range put {
		h.all.entries[e.ID] = e
	}
	for _, id := range del {
		delete(h.all.entries, id)
	}
	return b
}

// check asks one query and compares totals, facets and the order of all hits,
// page by page.
func (h *harness) check(t *testing.T, q tulieu.Query) {
	t.Helper()
	want := h.all.search(q)
	res, err := h.engine.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%s): %v", describe(q), err)
	}
	if res.Total != len(want.hits) || res.Reading.Match != want.match {
		t.Fatalf("Search(%s): %d hits read as %q, want %d as %q", describe(q), res.Total, res.Reading.Match, len(want.hits), want.match)
	}
	if res.State != h.state {
		t.Fatalf("Search(%s): state %v, want %v", describe(q), res.State, h.state)
	}
	for i := range want.facets {
		if i >= len(res.Facets) || res.Facets[i].Field != want.facets[i].Field || res.Facets[i].More != want.facets[i].More ||
			!slices.Equal(res.Facets[i].Counts, want.facets[i].Counts) {
			t.Fatalf("Search(%s): facets\n%v, want\n%v", describe(q), res.Facets, want.facets)
		}
	}
	hits := res.Hits
	for res.Next != "" {
		next := q
		next.Cursor = res.Next
		if res, err = h.engine.Search(t.Context(), next); err != nil {
			t.Fatalf("Search(%s), page after %d hits: %v", describe(q), len(hits), err)
		}
		if len(res.Hits) == 0 {
			t.Fatalf("Search(%s): an empty page after %d hits", describe(q), len(hits))
		}
		hits = append(hits, res.Hits...)
	}
	if err := sameOrder(hits, want.hits); err != nil {
		t.Fatalf("Search(%s): %v", describe(q), err)
	}
}

// sameOrder compares hits in order. Hits whose scores differ by no more than
// the last digits of floating point may change places.
func sameOrder(got []tulieu.Hit, want []scored) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d hits on all pages, want %d", len(got), len(want))
	}
	score := map[tulieu.ID]float64{}
	sentences := map[tulieu.ID][]int{}
	for _, w := range want {
		score[w.id], sentences[w.id] = w.score, w.sentences
	}
	seen := map[tulieu.ID]bool{}
	for i, g := range got {
		s, ok := score[g.ID]
		if !ok || seen[g.ID] {
			return fmt.Errorf("hit %d, %s, does not match or came before", i, g.ID)
		}
		seen[g.ID] = true
		if !slices.Equal(g.Sentences, sentences[g.ID]) {
			return fmt.Errorf("hit %d, %s, has its best sentences at %v, want %v", i, g.ID, g.Sentences, sentences[g.ID])
		}
		if !close(g.Score, s) || g.ID != want[i].id && !(s != want[i].score && close(s, want[i].score)) {
			return fmt.Errorf("hit %d is %s with %.12g, want %s with %.12g", i, g.ID, g.Score, want[i].id, want[i].score)
		}
	}
	return nil
}

func close(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

func describe(q tulieu.Query) string { return fmt.Sprintf("%+v", q) }

func testEmpty(t *testing.T, h *harness) {
	h.state = tulieu.State{}
	h.check(t, tulieu.Query{})
	h.check(t, tulieu.Query{Text: "thi đua", Facets: []tulieu.FacetRequest{{Field: tulieu.FieldUnit}}})
}

func testAnswers(t *testing.T, h *harness) {
	for round := range 5 {
		var put []*tulieu.Entry
		for range 30 {
			put = append(put, h.random.entry())
		}
		h.apply(t, put, nil)
		for range 30 + 15*round {
			h.check(t, h.random.query())
		}
	}
}

// testMany has enough articles for an engine to pass some over.
func testMany(t *testing.T, h *harness) {
	h.apply(t, h.random.entries(700), nil)
	h.apply(t, h.random.entries(300), nil)
	for range 40 {
		q := h.random.query()
		q.Filters, q.Size = nil, 20
		h.check(t, q)
	}
}

func testReplay(t *testing.T, h *harness) {
	h.apply(t, h.random.entries(40), nil)
	b := h.apply(t, h.random.entries(20), nil)
	for range 2 {
		if err := h.engine.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	for range 30 {
		h.check(t, h.random.query())
	}
}

func testDelete(t *testing.T, h *harness) {
	for range 5 {
		h.apply(t, h.random.entries(30), nil)
		var del []tulieu.ID
		for id := range h.all.entries {
			if len(del) < 12 {
				del = append(del, id)
			}
		}
		h.apply(t, h.random.entries(2), append(del, "unknown"))
		for range 30 {
			h.check(t, h.random.query())
		}
	}
	var rest []tulieu.ID
	for id := range h.all.entries {
		rest = append(rest, id)
	}
	h.apply(t, nil, rest)
	h.check(t, tulieu.Query{})
}

func testReopen(t *testing.T, h *harness) {
	for range 3 {
		h.apply(t, h.random.entries(30), nil)
		if err := h.engine.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
		h.engine = h.open(t, h.dir, h.all.model)
		if state, err := h.engine.Seq(t.Context()); err != nil || state != h.state {
			t.Fatalf("Seq() = %v, %v after opening again, want %v", state, err, h.state)
		}
		for range 20 {
			h.check(t, h.random.query())
		}
	}
}

func testOtherArchive(t *testing.T, h *harness) {
	h.apply(t, h.random.entries(30), nil)
	clear(h.all.entries)
	h.state = tulieu.State{Archive: "another"}
	h.apply(t, h.random.entries(10), nil)
	for range 20 {
		h.check(t, h.random.query())
	}
}

func testCursorSnapshot(t *testing.T, h *harness) {
	h.apply(t, h.random.entries(60), nil)
	for _, q := range []tulieu.Query{{Size: 7}, {Size: 7, Text: "thi đua", Match: tulieu.MatchAny}} {
		want := h.all.search(q)
		res, err := h.engine.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		hits := res.Hits
		for res.Next != "" {
			h.apply(t, h.random.entries(5), nil)
			q.Cursor = res.Next
			if res, err = h.engine.Search(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			hits = append(hits, res.Hits...)
		}
		if err := sameOrder(hits, want.hits); err != nil {
			t.Errorf("Search(%s) while articles come in: %v", describe(q), err)
		}
	}
}

func testNonsense(t *testing.T, h *harness) {
	h.apply(t, h.random.entries(30), nil)
	first, err := h.engine.Search(t.Context(), tulieu.Query{Size: 5})
	if err != nil || first.Next == "" {
		t.Fatalf("Search = %v, %v; want a page and a cursor", first, err)
	}
	for _, q := range []tulieu.Query{
		{Size: -1},
		{Size: 101},
		{Sort: "best"},
		{Match: "some"},
		{Cursor: "?"},
		{Cursor: "e30"},
		{Cursor: first.Next, Text: "another query"},
		{Filters: map[tulieu.Field]tulieu.Selection{"colour": {Any: []string{"red"}}}},
		{Facets: []tulieu.FacetRequest{{Field: "colour"}}},
	} {
		if res, err := h.engine.Search(t.Context(), q); !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("Search(%s) = %v, %v; want ErrInvalid", describe(q), res, err)
		}
	}
}
