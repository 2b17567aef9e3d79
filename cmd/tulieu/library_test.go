package main

import (
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"tulieu"
)

// TestAnEngineForgetsAnArticleThatMoved: a page fetched from an address of its
// own turns out to be another's.
func TestAnEngineForgetsAnArticleThatMoved(t *testing.T) {
	ctx := t.Context()
	lib, err := newLibrary(ctx, &env{data: t.TempDir(), log: slog.New(slog.DiscardHandler)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	keep := func(fetched, canonical, body string) tulieu.ID {
		t.Helper()
		out, err := lib.Keep(ctx, tulieu.Step{
			Capture: &tulieu.Capture{URL: fetched, Portal: "tinh", Fetched: time.Now(), Status: 200, Header: http.Header{}, Body: []byte(body)},
			Reading: &tulieu.Reading{Article: &tulieu.Article{URL: canonical, Title: "Thi đua", Body: []string{body}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return out[0].Article
	}
	const one, two = "https://tinh.example/1", "https://tinh.example/2"
	a, b := keep(one, one, "một"), keep(two, two, "hai")
	if got := keep(two, one, "hai nữa"); got != a {
		t.Fatalf("the page at %s, said to be %s, is article %s, want %s", two, one, got, a)
	}
	if article, err := lib.Article(ctx, b); err != nil || article.ID != a {
		t.Errorf("Article(%s) = %v, %v; want %s", b, article, err, a)
	}
	if _, err := lib.Entry(ctx, b); !errors.Is(err, tulieu.ErrNotFound) {
		t.Errorf("Entry(%s): %v, want ErrNotFound", b, err)
	}
	if e, err := lib.Entry(ctx, a); err != nil || e.ID != a {
		t.Errorf("Entry(%s) = %v, %v", a, e, err)
	}
}
