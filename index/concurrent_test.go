package index_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"tulieu"
	"tulieu/index"
)

func entry(id, title string) *tulieu.Entry {
	return &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.ID(id), Title: title, Body: []string{"Phong trào thi đua, khen thưởng của công đoàn cơ sở."}}}
}

func TestSearchesGoOnWhileArticlesComeInAndTheIndexCloses(t *testing.T) {
	x := openIndex(t, t.TempDir())
	queries := []tulieu.Query{
		{},
		{Text: "thi đua", Facets: []tulieu.FacetRequest{{Field: tulieu.FieldYear}}},
		{Text: `"công đoàn cơ sở" -vắng`, Sort: tulieu.Newest},
		{Text: "cong doan thu*", Size: 3},
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			q := queries[i]
			for {
				select {
				case <-done:
					return
				default:
				}
				res, err := x.Search(context.Background(), q)
				switch {
				case errors.Is(err, tulieu.ErrUnavailable): // closed, or much asked at once
				case errors.Is(err, tulieu.ErrGone): // more snapshots than are kept
					q.Cursor = ""
				case err != nil:
					t.Errorf("Search(%+v): %v", q, err)
					return
				case res.Next != "" && i == 3:
					q.Cursor = res.Next
				default:
					q.Cursor = ""
				}
			}
		})
	}
	for i := range 25 {
		b := index.Batch{State: tulieu.State{Archive: "a", Seq: tulieu.Seq(i + 1)}}
		for k := range 10 {
			b.Put = append(b.Put, entry(fmt.Sprintf("article%d", (i*7+k)%120), fmt.Sprintf("Bài số %d", k)))
		}
		b.Delete = []tulieu.ID{tulieu.ID(fmt.Sprintf("article%d", (i*7+60)%120))}
		if err := x.Apply(t.Context(), b); err != nil {
			t.Fatalf("Apply: %v", err)
		}
	}
	if err := x.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	close(done)
	wg.Wait()
}

func TestADeadlineEndsASearch(t *testing.T) {
	x := openIndex(t, t.TempDir())
	if err := x.Apply(t.Context(), index.Batch{Put: []*tulieu.Entry{entry("a", "Bài")}, State: tulieu.State{Archive: "a", Seq: 1}}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := x.Search(ctx, tulieu.Query{Text: "thi đua"}); !errors.Is(err, tulieu.ErrUnavailable) {
		t.Errorf("Search after its deadline = %v, want ErrUnavailable", err)
	}
}
