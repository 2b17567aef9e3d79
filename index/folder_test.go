package index_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tulieu"
	"tulieu/index"
)

// store is the folder that CURRENT names.
func store(t *testing.T, dir string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, string(name[:len(name)-1]))
}

func TestDamageIsMovedAsideAndTheIndexBeginsAnew(t *testing.T) {
	for name, harm := range map[string]func(store string) error{
		"a bit of a segment": func(store string) error {
			list, err := filepath.Glob(filepath.Join(store, "store", "*.zap"))
			if err != nil || len(list) == 0 {
				return errors.New("no segment to harm")
			}
			b, err := os.ReadFile(list[0])
			if err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			return os.WriteFile(list[0], b, 0o600)
		},
		"root.bolt lost":  func(store string) error { return os.Remove(filepath.Join(store, "store", "root.bolt")) },
		"root.bolt empty": func(store string) error { return os.Truncate(filepath.Join(store, "store", "root.bolt"), 0) },
		"metadata lost":   func(store string) error { return os.Remove(filepath.Join(store, "index_meta.json")) },
		"metadata scrawled": func(store string) error {
			return os.WriteFile(filepath.Join(store, "index_meta.json"), []byte("{"), 0o600)
		},
		"folder lost": os.RemoveAll,
		"CURRENT scrawled": func(store string) error {
			return os.WriteFile(filepath.Join(filepath.Dir(store), "CURRENT"), []byte("../../etc\n"), 0o600)
		},
		"lexicon lost": func(store string) error { return os.Remove(filepath.Join(store, "lexicon")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, src := t.TempDir(), newSource("one")
			src.put("article", "thi đua")
			src.put("another", "khen thưởng")
			x := openIndex(t, dir)
			if err := index.Follow(t.Context(), src, x); err != nil {
				t.Fatal(err)
			}
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			if err := harm(store(t, dir)); err != nil {
				t.Fatal(err)
			}
			x = openIndex(t, dir)
			if got := seq(t, x); got != 0 {
				t.Errorf("after change %d, want a new index", got)
			}
			if err := index.Follow(t.Context(), src, x); err != nil {
				t.Fatal(err)
			}
			if got := total(t, x, "thi đua"); got != 1 {
				t.Errorf("%d articles, want 1", got)
			}
		})
	}
}

func TestASecondOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	openIndex(t, dir)
	if _, err := index.Open(t.Context(), dir, index.Options{}); !errors.Is(err, tulieu.ErrUnavailable) {
		t.Errorf("Open = %v, want ErrUnavailable", err)
	}
}
