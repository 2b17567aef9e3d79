package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"tulieu"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

// changingMap is an archive of one-word articles.
type changingMap struct {
	mu    sync.Mutex
	texts map[tulieu.ID]string
	log   []tulieu.LogEntry
	reads int
}

func (m *changingMap) set(id tulieu.ID, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change := tulieu.Revised
	if m.texts[id] = text; text == "" {
		change = tulieu.Removed
	}
	m.log = append(m.log, tulieu.LogEntry{Seq: tulieu.Seq(len(m.log) + 1), ID: id, Change: change})
}

func (m *changingMap) Article(_ context.Context, id tulieu.ID) (*tulieu.Article, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.texts[id] == "" {
		return nil, tulieu.ErrGone
	}
	return &tulieu.Article{ID: id, Title: m.texts[id]}, nil
}

func (m *changingMap) Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error) {
	list := make([]*tulieu.Article, len(ids))
	for i, id := range ids {
		list[i], _ = m.Article(ctx, id)
	}
	return list, nil
}

func (m *changingMap) Seq(context.Context) (tulieu.Seq, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return tulieu.Seq(len(m.log)), nil
}

func (m *changingMap) Changes(_ context.Context, after tulieu.Seq, limit int) ([]tulieu.LogEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.log[after:min(int(after)+limit, len(m.log))], nil
}

func newTestShelf(t *testing.T, m *changingMap) *shelf {
	t.Helper()
	reg, err := register.Load()
	if err != nil {
		t.Fatal(err)
	}
	return newShelf(m, mention.NewResolver(reg))
}

func TestShelfHandsOutWhatTheArchiveHolds(t *testing.T) {
	m := &changingMap{texts: map[tulieu.ID]string{}}
	s := newTestShelf(t, m)
	r := rand.New(rand.NewPCG(1, 2))
	for step := range 6_000 {
		id := tulieu.ID(fmt.Sprint(r.IntN(50)))
		switch r.IntN(20) {
		case 0:
			m.set(id, fmt.Sprint("lần ", step))
		case 1:
			m.set(id, "")
		case 2:
			if r.IntN(40) == 0 { // more than a shelf looks through
				for i := range shelfChanges + 100 {
					m.set(tulieu.ID(fmt.Sprint(i)), fmt.Sprint("loạt ", step))
				}
			}
		}
		want, wantErr := m.Article(t.Context(), id)
		got, err := s.Article(t.Context(), id)
		if !errors.Is(err, wantErr) || err == nil && got.Title != want.Title {
			t.Fatalf("step %d: Article(%s) = %v, %v; the archive holds %v, %v", step, id, got, err, want, wantErr)
		}
		other := tulieu.ID(fmt.Sprint(r.IntN(50)))
		wantOther, _ := m.Article(t.Context(), other)
		both, err := s.Articles(t.Context(), []tulieu.ID{id, other})
		if err != nil || len(both) != 2 || !reflect.DeepEqual(both, []*tulieu.Article{want, wantOther}) {
			t.Fatalf("step %d: Articles(%s, %s) = %v, %v; the archive holds %v, %v", step, id, other, both, err, want, wantOther)
		}
	}
	if m.reads > 2*6_000+7_000 {
		t.Errorf("the shelf read the archive %d times for 18000 questions", m.reads-2*6_000)
	}
}

func TestShelfKeepsNothingThatWentStaleWhileRead(t *testing.T) {
	m := &changingMap{texts: map[tulieu.ID]string{}}
	s := newTestShelf(t, m)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 1000 {
				a, err := s.Article(t.Context(), tulieu.ID(fmt.Sprint(i%5)))
				if err == nil {
					s.Resolve(a, nil)
				}
			}
		})
	}
	group.Go(func() {
		for i := range 1000 {
			m.set(tulieu.ID(fmt.Sprint(i%5)), fmt.Sprint("lần ", i))
		}
	})
	group.Wait()
	for i := range 5 {
		id := tulieu.ID(fmt.Sprint(i))
		if a, err := s.Article(t.Context(), id); err != nil || a.Title != m.texts[id] {
			t.Errorf("Article(%s) = %v, %v; the archive holds %s", id, a, err, m.texts[id])
		}
	}
}

func TestShelfResolvesOnce(t *testing.T) {
	m := &changingMap{texts: map[tulieu.ID]string{}}
	m.set("a", "Chỉ thị 05-CT/TW")
	s := newTestShelf(t, m)
	a, err := s.Article(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	p := &tulieu.Portal{Name: "p"}
	if first := s.Resolve(a, p); s.Resolve(a, p) != first || s.Resolve(a, nil) == first {
		t.Error("an entry is made again for the same portal, or kept for another")
	}
}

// freshEntries resolves every article to an entry of its own.
type freshEntries struct{}

func (freshEntries) Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry {
	return &tulieu.Entry{Article: a}
}

// TestAShelvedEntryIsSharedByManyReaders has readers who know an article by two
// states of its portal's profile take turns: for the race detector.
func TestAShelvedEntryIsSharedByManyReaders(t *testing.T) {
	m := &changingMap{texts: map[tulieu.ID]string{}}
	m.set("a", "một")
	s := newShelf(m, freshEntries{})
	a, err := s.Article(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	portals := []*tulieu.Portal{{Name: "p"}, {Name: "p"}}
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() {
			for k := range 2000 {
				if e := s.Resolve(a, portals[(i+k/2)%2]); e == nil || e.Article != a {
					t.Errorf("reader %d gets %v", i, e)
					return
				}
			}
		})
	}
	readers.Wait()
}
