package index_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
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

// copyAsIs returns a copy of a folder in use, of one moment.
func copyAsIs(t *testing.T, dir string) string {
	t.Helper()
	list := func() string {
		var b strings.Builder
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil {
				fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
			}
			return err
		})
		return fmt.Sprint(b.String(), err)
	}
	for {
		was, to := list(), filepath.Join(t.TempDir(), "copy")
		if err := os.CopyFS(to, os.DirFS(dir)); err == nil && list() == was {
			return to
		}
	}
}

var boltFlips = flag.Int("bolt-flips", 40, "bits flipped in root.bolt")

// TestFlippedBitsOfRootBolt flips a bit of the file in which bleve keeps which
// segments there are and what is crossed out in them, of a store whose process
// was killed: nothing but its structure tells then that it is sound. Every
// index opens, answers right once it has followed, and goes on.
func TestFlippedBitsOfRootBolt(t *testing.T) {
	dir, src := t.TempDir(), newSource("one")
	x := openIndex(t, dir)
	for i := range 12 {
		for j := range 5 {
			src.put(tulieu.ID(fmt.Sprint("article", i, "-", j)), fmt.Sprintf("thi đua %d khen thưởng %d", i, j))
		}
		src.remove(tulieu.ID(fmt.Sprint("article", i, "-", 0)))
		src.put(tulieu.ID(fmt.Sprint("article", i, "-", 1)), "chi bộ cơ quan")
		if err := index.Follow(t.Context(), src, x); err != nil {
			t.Fatal(err)
		}
	}
	killed := copyAsIs(t, dir)
	rng := rand.New(rand.NewPCG(8, 8))
	anew := 0
	for range *boltFlips {
		dir := filepath.Join(t.TempDir(), "flipped")
		if err := os.CopyFS(dir, os.DirFS(killed)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(store(t, dir), "store", "root.bolt")
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		at := rng.IntN(len(b))
		for b[at] == 0 { // most of it is empty
			at = rng.IntN(len(b))
		}
		was := b[at]
		b[at] ^= 1 << rng.IntN(8)
		what := fmt.Sprintf("byte %d of root.bolt, %#x to %#x", at, was, b[at])
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		x, err := index.Open(t.Context(), dir, index.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatalf("%s: Open: %v", what, err)
		}
		if seq(t, x) == 0 {
			anew++
		}
		for round := range 2 {
			more := newSource("one")
			*more = *src
			if round == 1 { // written to, it is still sound
				more.put("more", "thi đua")
			}
			if err := index.Follow(t.Context(), more, x); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if got, want := [2]int{total(t, x, "thi đua"), total(t, x, `"chi bộ"`)}, [2]int{36 + round, 12}; got != want {
				t.Errorf("%s: found %d, want %d", what, got, want)
			}
		}
		delete(src.entries, "more")
		if err := x.Close(); err != nil {
			t.Errorf("%s: Close: %v", what, err)
		}
	}
	t.Logf("%d flips, %d indexes begun anew, 0 wrong answers", *boltFlips, anew)
}

// TestWhatACrashLeftHalfWrittenIsNoDamage: bleve writes a segment before it
// speaks of it in root.bolt.
func TestWhatACrashLeftHalfWrittenIsNoDamage(t *testing.T) {
	dir, src := t.TempDir(), newSource("one")
	src.put("article", "thi đua")
	x := openIndex(t, dir)
	if err := errors.Join(index.Follow(t.Context(), src, x), x.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(store(t, dir), "store", "0000000000ff.zap"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := index.Check(dir); err != nil {
		t.Errorf("Check: %v", err)
	}
	if got := seq(t, openIndex(t, dir)); got != 1 {
		t.Errorf("after change %d, want 1", got)
	}
}

func TestCheckNamesDamage(t *testing.T) {
	for _, pattern := range []string{"store/*.zap", "store/root.bolt", "index_meta.json", "lexicon"} {
		dir, src := t.TempDir(), newSource("one")
		for i := range 3 { // two records in the lexicon at least
			src.put(tulieu.ID(fmt.Sprint(i)), fmt.Sprint("thi đua ", i))
			x := openIndex(t, dir)
			if err := errors.Join(index.Follow(t.Context(), src, x), x.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if err := index.Check(dir); err != nil {
			t.Fatalf("Check of a sound index: %v", err)
		}
		files, err := filepath.Glob(filepath.Join(store(t, dir), pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		b[9] ^= 1
		if err := os.WriteFile(files[0], b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := index.Check(dir); !errors.Is(err, tulieu.ErrDamaged) {
			t.Errorf("a flipped bit in %s: Check = %v, want ErrDamaged", pattern, err)
		}
	}
}

func TestASecondOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	openIndex(t, dir)
	if _, err := index.Open(t.Context(), dir, index.Options{}); !errors.Is(err, tulieu.ErrUnavailable) {
		t.Errorf("Open = %v, want ErrUnavailable", err)
	}
}
