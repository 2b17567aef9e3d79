package main

import (
	"context"
	"log/slog"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tulieu"
	"tulieu/index"
)

// spoiltEntry is a source one of whose articles cannot be read.
type spoiltEntry struct {
	*library
	id tulieu.ID
}

func (s spoiltEntry) Entry(ctx context.Context, id tulieu.ID) (*tulieu.Entry, error) {
	if id == s.id {
		return nil, tulieu.ErrDamaged
	}
	return s.library.Entry(ctx, id)
}

// TestASearchDoesNotWaitForADamagedArticle: the others are found.
func TestASearchDoesNotWaitForADamagedArticle(t *testing.T) {
	e := quietEnv(t.TempDir())
	news := filepath.Join(t.TempDir(), "news.jsonl")
	writeSampleArticles(t, news, 1, 3)
	if out, err := tulieuCommand(e.data, "import", news).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	lib, err := openExisting(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	changes, err := lib.Changes(ctx, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	x, err := index.Open(ctx, filepath.Join(e.data, "index"), index.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	s := &service{library: lib, index: x, follower: index.NewFollower(spoiltEntry{lib, changes[0].ID}, x, quiet)}
	if err := s.follower.Once(ctx); err == nil {
		t.Error("the damaged article is passed over in silence")
	}
	if err := s.caughtUp(ctx); err != nil {
		t.Errorf("caughtUp: %v", err)
	}
	res, err := x.Search(ctx, tulieu.Query{})
	if err != nil || res.Total != 2 {
		t.Errorf("Search: %+v, %v; want 2 articles", res, err)
	}
}

func tulieuCommand(data string, args ...string) *exec.Cmd {
	return exec.Command("tulieu", append([]string{"--data", data}, args...)...)
}
