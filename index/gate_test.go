package index

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tulieu"
)

// smallIndex holds n articles of the words "thi đua".
func smallIndex(t *testing.T, n int) *Index {
	t.Helper()
	x, err := Open(t.Context(), t.TempDir(), Options{NoLearning: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	b := Batch{State: tulieu.State{Archive: "a", Seq: 1}}
	for i := range n {
		b.Put = append(b.Put, &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.ID(fmt.Sprintf("%016d", i)), Title: "Thi đua"}})
	}
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestCostlyQueriesAreRefusedBeforeTheyAreEvaluated(t *testing.T) {
	x := smallIndex(t, 10)
	x.maxPostings = 39 // of 2 words in the text and in the title of 10 articles there are 40
	if _, err := x.Search(t.Context(), tulieu.Query{Text: "thi đua"}); !errors.Is(err, tulieu.ErrInvalid) || !strings.Contains(fmt.Sprint(err), "so many articles") {
		t.Errorf("Search(2 words) = %v, want a refusal that says why", err)
	}
	if res, err := x.Search(t.Context(), tulieu.Query{Text: "thi"}); err != nil || res.Total != 10 {
		t.Errorf("Search(1 word) = %v, %v", res, err)
	}
}

// TestOnlySoManyAreLetIn fills every place and the queue behind them.
func TestOnlySoManyAreLetIn(t *testing.T) {
	g := newGate()
	places := cap(g.room)
	for range places {
		if err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	waited := make(chan error)
	for range queueLength * places {
		go func() { waited <- g.enter(t.Context()) }()
	}
	for g.waiting.Load() < int64(queueLength*places) {
	}
	if err := g.enter(t.Context()); !errors.Is(err, tulieu.ErrUnavailable) {
		t.Errorf("one more than the queue holds is let in: %v", err)
	}
	for range queueLength * places {
		g.leave()
		if err := <-waited; err != nil {
			t.Errorf("one that waited is turned away: %v", err)
		}
	}
}
