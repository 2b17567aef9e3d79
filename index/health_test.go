package index_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"tulieu/index"
)

// An error of bleve's own goroutines is seen in Health, keeps no search from
// an answer, and is mended by opening the index again, change or no change.
func TestAnErrorBehindTheScenesIsSeenAndMended(t *testing.T) {
	dir := t.TempDir()
	x, src := filled(t, dir)
	behind := func() {
		scorch.RegistryAsyncErrorCallbacks["tulieu"](errors.New("persist: no space left"), filepath.Join(store(t, dir), "store"))
	}
	behind()
	if x.Health() == nil {
		t.Error("Health = nil after an error of bleve's, want it told")
	}
	if got := total(t, x, "thi đua"); got != 100 {
		t.Errorf("%d articles meanwhile, want 100", got)
	}
	if err := x.Mend(t.Context()); err != nil {
		t.Errorf("Mend: %v", err)
	}
	if err := x.Health(); err != nil {
		t.Errorf("Health after Mend = %v", err)
	}
	behind()
	src.put("new", "thi đua")
	if err := index.Follow(t.Context(), src, x); err == nil {
		t.Error("Follow takes a change in though the index is in trouble")
	}
	if err := index.Follow(t.Context(), src, x); err != nil {
		t.Errorf("Follow again: %v", err)
	}
	if got := total(t, x, "thi đua"); got != 101 {
		t.Errorf("%d articles afterwards, want 101", got)
	}
}
