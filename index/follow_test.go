package index_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"tulieu"
	"tulieu/index"
)

// A source is a small archive in memory.
type source struct {
	id      string
	log     []tulieu.LogEntry
	entries map[tulieu.ID]*tulieu.Entry
	errs    map[tulieu.ID]error
}

func newSource(id string) *source {
	return &source{id: id, entries: map[tulieu.ID]*tulieu.Entry{}, errs: map[tulieu.ID]error{}}
}

func (s *source) put(id tulieu.ID, title string) {
	s.entries[id] = &tulieu.Entry{Article: &tulieu.Article{ID: id, Title: title}}
	s.log = append(s.log, tulieu.LogEntry{Seq: tulieu.Seq(len(s.log) + 1), ID: id, Change: tulieu.Added})
}

func (s *source) remove(id tulieu.ID) {
	delete(s.entries, id)
	s.log = append(s.log, tulieu.LogEntry{Seq: tulieu.Seq(len(s.log) + 1), ID: id, Change: tulieu.Removed})
}

func (s *source) ID() string                              { return s.id }
func (s *source) Seq(context.Context) (tulieu.Seq, error) { return tulieu.Seq(len(s.log)), nil }
func (s *source) Changes(_ context.Context, after tulieu.Seq, limit int) ([]tulieu.LogEntry, error) {
	list := s.log[min(int(after), len(s.log)):]
	return list[:min(limit, len(list))], nil
}

func (s *source) Entry(_ context.Context, id tulieu.ID) (*tulieu.Entry, error) {
	if err := s.errs[id]; err != nil {
		return nil, err
	}
	if e, ok := s.entries[id]; ok {
		return e, nil
	}
	return nil, tulieu.ErrGone
}

func openIndex(t testing.TB, dir string) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), dir, index.Options{})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func total(t *testing.T, x *index.Index, words string) int {
	t.Helper()
	res, err := x.Search(t.Context(), tulieu.Query{Text: words})
	if err != nil {
		t.Fatalf("Search(%q): %v", words, err)
	}
	return res.Total
}

func seq(t *testing.T, x *index.Index) tulieu.Seq {
	t.Helper()
	state, err := x.Seq(t.Context())
	if err != nil {
		t.Fatalf("Seq: %v", err)
	}
	return state.Seq
}

func TestFollowTakesInWhatChanged(t *testing.T) {
	x, src := openIndex(t, t.TempDir()), newSource("one")
	for i := range 30 {
		src.put(tulieu.ID(fmt.Sprint("article", i)), "phong trào thi đua")
	}
	src.put("article3", "chi bộ cơ quan")
	src.remove("article4")
	if err := index.Follow(t.Context(), src, x); err != nil {
		t.Fatalf("Follow: %v", err)
	}
	if got := total(t, x, "thi đua"); got != 28 || seq(t, x) != 32 {
		t.Errorf("%d articles after change %d, want 28 after 32", got, seq(t, x))
	}

	other := newSource("two")
	other.put("article1", "công đoàn")
	if err := index.Follow(t.Context(), other, x); err != nil {
		t.Fatalf("Follow: %v", err)
	}
	if got := total(t, x, ""); got != 1 || seq(t, x) != 1 {
		t.Errorf("another archive: %d articles after change %d, want 1 after 1", got, seq(t, x))
	}
}

func TestFollowNeverPassesOverWhatItCannotRead(t *testing.T) {
	x, src := openIndex(t, t.TempDir()), newSource("one")
	for i := range 5 {
		src.put(tulieu.ID(fmt.Sprint("article", i)), "thi đua")
	}
	src.errs["article2"] = fmt.Errorf("checksum: %w", tulieu.ErrDamaged)
	f := index.NewFollower(src, x, nil)
	for range 2 {
		if err := f.Once(t.Context()); !errors.Is(err, tulieu.ErrDamaged) {
			t.Fatalf("Once() = %v, want ErrDamaged", err)
		}
		if got := total(t, x, "thi đua"); got != 4 || seq(t, x) != 2 || f.Status().Behind != 3 {
			t.Errorf("%d articles after change %d, %d behind; want 4 after 2, 3 behind", got, seq(t, x), f.Status().Behind)
		}
		src.put("article1", "thi đua") // others go on
		src.log = src.log[:5]
	}
	delete(src.errs, "article2")
	if err := f.Once(t.Context()); err != nil {
		t.Fatalf("Once: %v", err)
	}
	if got := total(t, x, "thi đua"); got != 5 || seq(t, x) != 5 || f.Status().Behind != 0 {
		t.Errorf("%d articles after change %d, want 5 after 5", got, seq(t, x))
	}
}
