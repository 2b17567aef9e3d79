package index

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"tulieu"
	"tulieu/internal/sample"
)

// TestCommonplacesChangeNoAnswer asks for runs of words that articles hold, of
// an index that has commonplaces and of the same one without.
func TestCommonplacesChangeNoAnswer(t *testing.T) {
	dir := t.TempDir()
	open := func(from int) *Index {
		before := commonplacesFrom
		commonplacesFrom = from
		defer func() { commonplacesFrom = before }()
		x, err := Open(t.Context(), dir, Options{NoLearning: true, CacheBytes: -1})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	var texts []string
	x := open(1 << 30)
	b := Batch{State: tulieu.State{Archive: "a"}}
	for a := range sample.Articles(1, 2000) {
		b.State.Seq++
		b.Put = append(b.Put, &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.NewID(a.URL), Title: a.Title, Lead: a.Lead, Body: a.Body}})
		texts = append(texts, strings.Join(a.Body, " "))
	}
	if err := errors.Join(x.Apply(t.Context(), b), x.Close()); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 0))
	var queries []tulieu.Query
	for range 400 {
		words := strings.Fields(strings.NewReplacer(`"`, "", "“", "", "”", "").Replace(texts[rng.IntN(len(texts))]))
		from := rng.IntN(len(words) - 6)
		queries = append(queries, tulieu.Query{Text: `"` + strings.Join(words[from:from+2+rng.IntN(4)], " ") + `"`, Match: tulieu.MatchAll, Size: 20})
	}
	var want []*tulieu.Results
	x = open(1 << 30)
	for _, q := range queries {
		res, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", q.Text, err)
		}
		want = append(want, res)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(1)
	defer x.Close()
	v, err := x.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.release()
	whole := 0
	for i, q := range queries {
		if q, err = complete(q); err != nil {
			t.Fatal(err)
		}
		e := &evaluation{ctx: t.Context(), view: v, cache: x.cache, arena: newArena(), query: q, room: maxPostings}
		res, _, err := e.run(nil)
		if err != nil {
			t.Fatalf("%s: %v", q.Text, err)
		}
		if e.reads == 0 && res.Total > 0 {
			whole++
		}
		if res.Total != want[i].Total {
			t.Errorf("%s: %d articles, not %d", q.Text, res.Total, want[i].Total)
		}
		for k := range res.Hits {
			if res.Hits[k].ID != want[i].Hits[k].ID {
				t.Errorf("%s: hit %d is %s, not %s", q.Text, k, res.Hits[k].ID, want[i].Hits[k].ID)
				break
			}
		}
	}
	if whole < 40 {
		t.Errorf("only %d of %d phrases were commonplaces", whole, len(queries))
	}
	t.Logf("%d of %d phrases were answered without reading", whole, len(queries))
}
