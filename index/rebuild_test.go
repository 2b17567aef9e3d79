package index_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"tulieu"
	"tulieu/index"
)

// searching asks x the same without a pause until it is told to stop, and
// fails the test where the answer is not total articles.
func searching(t *testing.T, x *index.Index, words string, total int) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				res, err := x.Search(context.Background(), tulieu.Query{Text: words})
				if err != nil || res.Total != total {
					t.Errorf("Search while the index is made anew = %v, %v; want %d articles", res, err, total)
					return
				}
			}
		})
	}
	return func() { close(done); wg.Wait() }
}

// filled is an index of 200 articles of a source, 100 of them on thi đua.
func filled(t *testing.T, dir string) (*index.Index, *source) {
	t.Helper()
	src := newSource("one")
	for i := range 100 {
		src.put(tulieu.ID(fmt.Sprint("a", i)), "thi đua")
		src.put(tulieu.ID(fmt.Sprint("b", i)), "khen thưởng")
	}
	x := openIndex(t, dir)
	if err := index.Follow(t.Context(), src, x); err != nil {
		t.Fatal(err)
	}
	return x, src
}

func TestRebuildTakesThePlaceOfTheOldIndex(t *testing.T) {
	dir := t.TempDir()
	x, src := filled(t, dir)
	before := store(t, dir)
	stop := searching(t, x, "thi đua", 100)
	for range 3 {
		if err := x.Rebuild(t.Context(), src); err != nil {
			t.Fatalf("Rebuild: %v", err)
		}
	}
	stop()
	if store(t, dir) == before {
		t.Errorf("CURRENT still names %s", before)
	}
	if _, err := os.Stat(before); err == nil {
		t.Errorf("%s is still there", before)
	}
	// What comes in afterwards is found, and all of it is there after a start.
	src.put("c", "thi đua")
	if err := index.Follow(t.Context(), src, x); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = openIndex(t, dir)
	if got := total(t, x, "thi đua"); got != 101 {
		t.Errorf("%d articles, want 101", got)
	}
	if got, want := seq(t, x), tulieu.Seq(201); got != want {
		t.Errorf("after change %d, want %d", got, want)
	}
}

func TestARebuildThatFailsLeavesTheIndexAsItWas(t *testing.T) {
	dir := t.TempDir()
	x, src := filled(t, dir)
	before := store(t, dir)
	src.errs["a7"] = fmt.Errorf("checksum differs: %w", tulieu.ErrDamaged)
	stop := searching(t, x, "thi đua", 100)
	if err := x.Rebuild(t.Context(), src); !errors.Is(err, tulieu.ErrDamaged) {
		t.Errorf("Rebuild over a damaged article = %v, want ErrDamaged", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := x.Rebuild(ended, src); !errors.Is(err, context.Canceled) {
		t.Errorf("Rebuild that is broken off = %v, want context.Canceled", err)
	}
	stop()
	if got := store(t, dir); got != before {
		t.Errorf("CURRENT names %s, want %s as before", got, before)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	folders := 0
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), "aside-") {
			folders++
		}
	}
	if folders != 1 {
		t.Errorf("%d folders are left, want the one in use", folders)
	}
}
