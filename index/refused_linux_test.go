package index_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/index"
	"tulieu/internal/sample"
)

// TestTooFewFilesAreNoDamage opens an index where the process may open no more
// files: it says so, and the index is as good as before.
func TestTooFewFilesAreNoDamage(t *testing.T) {
	dir := t.TempDir()
	x, err := index.Open(t.Context(), dir, index.Options{NoLearning: true})
	if err != nil {
		t.Fatal(err)
	}
	b := index.Batch{State: tulieu.State{Archive: "a"}}
	for a := range sample.Articles(1, 20) {
		b.Put = append(b.Put, entryOf(a))
	}
	for b.State.Seq < 3 { // segments
		b.State.Seq++
		if err := x.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	var usual unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &usual); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for more := range 8 {
		open, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		tight := usual
		tight.Cur = uint64(len(open) - 1 + more) // but for the one that listed them
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &tight); err != nil {
			t.Fatal(err)
		}
		x, err := index.Open(t.Context(), dir, index.Options{NoLearning: true})
		if limitErr := unix.Setrlimit(unix.RLIMIT_NOFILE, &usual); limitErr != nil {
			t.Fatal(limitErr)
		}
		if err != nil {
			refused++
			if !strings.Contains(err.Error(), "too many open files") || errors.Is(err, tulieu.ErrDamaged) {
				t.Errorf("%d files more: %v, want too many open files and no damage", more, err)
			}
			continue
		}
		if state, err := x.Seq(t.Context()); err != nil || state.Seq != 3 {
			t.Errorf("%d files more: %v, %v", more, state, err)
		}
		if err := x.Close(); err != nil {
			t.Errorf("%d files more: %v", more, err)
		}
	}
	if refused < 2 {
		t.Errorf("only %d of 8 openings were refused", refused)
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "aside-*")); len(aside) > 0 {
		t.Errorf("taken for damaged: %s", aside)
	}
}
