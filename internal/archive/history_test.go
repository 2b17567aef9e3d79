package archive

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tulieu"
)

// histories is how many random histories a property is tried on.
func histories(t *testing.T, short int) int {
	if s := os.Getenv("TULIEU_HISTORIES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return short
}

// openLax opens an archive that does not wait for the disk: these histories
// do not crash.
func openLax(t *testing.T, dir string, o Options) *Archive {
	t.Helper()
	a := openTest(t, dir, o)
	a.create = func(name string) (file, error) {
		f, err := createFile(name)
		return lazyFile{f}, err
	}
	if _, err := a.conn.ExecContext(ctx, `PRAGMA synchronous = off`); err != nil {
		t.Fatal(err)
	}
	return a
}

type lazyFile struct{ file }

func (lazyFile) Sync() error { return nil }

// A model is the archive told plainly: every capture ever kept of an article,
// and what follows from it.
type model struct {
	addresses map[string]*modelArticle
	articles  []*modelArticle
}

type modelArticle struct {
	id       tulieu.ID
	gone     bool
	into     *modelArticle
	captures []modelCapture
}

type modelCapture struct {
	page page // URL filled in
	body string
	file bool // imported
	at   time.Time
}

// versions are the texts that the captures show one after another.
func (m *modelArticle) versions() []page {
	var vs []page
	for _, c := range m.captures {
		p := c.page
		if len(vs) == 0 {
			vs = append(vs, p)
			continue
		}
		last := &vs[len(vs)-1]
		if p.Portal == "" {
			p.Portal = last.Portal
		}
		switch {
		case p.Title != last.Title || p.Lead != last.Lead || p.Published != last.Published || !slices.Equal(p.Body, last.Body):
			vs = append(vs, p)
		case p.Byline != last.Byline || p.URL != last.URL || p.Portal != last.Portal:
			*last = p
		}
	}
	return vs
}

func (m *model) find(address string) *modelArticle {
	a := m.addresses[key(address)]
	for a != nil && a.into != nil {
		a = a.into
	}
	return a
}

// keep is what Keep is to do with a step.
func (m *model) keep(s tulieu.Step) (change tulieu.Change, a *modelArticle) {
	c := s.Capture
	var p page
	if err := json.Unmarshal(c.Body, &p); err != nil {
		panic(err)
	}
	here := m.find(c.URL)
	if p.Title == "" || p.Broken != "" {
		if here != nil && here.gone {
			return tulieu.Removed, here
		}
		return tulieu.Unchanged, nil
	}
	if p.URL == "" {
		p.URL = c.URL
	}
	if p.Portal = c.Portal; c.Status == 0 {
		here = nil
	}
	known := []*modelArticle{m.find(p.URL), here}
	for _, u := range slices.Backward(c.Requested) {
		known = append(known, m.find(u))
	}
	for _, k := range known {
		if k != nil && k.gone {
			return tulieu.Removed, k
		}
		if a == nil {
			a = k
		}
	}
	added := a == nil
	if added {
		a = &modelArticle{id: tulieu.NewID(p.URL)}
		m.articles = append(m.articles, a)
	}
	next := modelCapture{p, string(c.Body), c.Status == 0, c.Fetched}
	if n := len(a.captures); n > 0 && c.Status == 0 && a.captures[n-1].file && a.captures[n-1].body == next.body {
		return tulieu.Unchanged, a
	}
	before := a.versions()
	addresses := []string{p.URL}
	if c.Status != 0 {
		addresses = append(append(addresses, c.URL), c.Requested...)
	}
	for _, u := range addresses {
		if m.addresses[key(u)] == nil {
			m.addresses[key(u)] = a
		}
	}
	if other := known[1]; known[0] != nil && other != nil && other != known[0] {
		other.into = a
		a.captures = append(a.captures, other.captures...)
		slices.SortStableFunc(a.captures, func(x, y modelCapture) int { return x.at.Compare(y.at) })
	}
	without := a.versions()
	a.captures = append(a.captures, next)
	after := a.versions()
	x, _ := json.Marshal(before)
	y, _ := json.Marshal(after)
	switch {
	case added:
		change = tulieu.Added
	case bytes.Equal(x, y):
	case len(after) > len(without):
		change = tulieu.Revised
	default:
		change = tulieu.Reread
	}
	return change, a
}

// check compares the archive with the model.
func (m *model) check(t *testing.T, a *Archive) {
	t.Helper()
	for _, want := range m.articles {
		id := want.id
		for want.into != nil {
			want = want.into
		}
		vs, err := a.Versions(ctx, id)
		if want.gone {
			if !errors.Is(err, tulieu.ErrGone) {
				t.Fatalf("Versions(%s) = %v, want ErrGone", id, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		pages := want.versions()
		if len(vs) != len(pages) {
			t.Fatalf("article %s has %d versions, want %d", id, len(vs), len(pages))
		}
		for i, p := range pages {
			got := vs[i].Article
			if got.ID != want.id || got.Title != p.Title || got.Lead != p.Lead || !slices.Equal(got.Body, p.Body) ||
				got.Published.String() != p.Published || got.Byline != p.Byline || got.Views != p.Views || got.URL != p.URL || got.Portal != p.Portal {
				t.Fatalf("article %s, version %d: %+v, want %+v", id, i+1, got, p)
			}
		}
	}
	for u, want := range m.addresses {
		for want.into != nil {
			want = want.into
		}
		if got, err := a.Lookup(ctx, u); got != want.id || err != nil {
			t.Fatalf("Lookup(%s) = %s, %v; want %s", u, got, err, want.id)
		}
	}
	c, err := a.Count(ctx)
	if err != nil {
		t.Fatal(err)
	}
	live := 0
	for _, x := range m.articles {
		if x.into == nil && !x.gone {
			live++
		}
	}
	if c.Articles != live {
		t.Fatalf("%d articles, want %d", c.Articles, live)
	}
}

// A historian makes up what happens to an archive.
type historian struct {
	*rand.Rand
	at time.Time
}

func (h *historian) page() page {
	words := strings.Fields("thi đua khen thưởng chi bộ học tập làm theo 03-CT/TW nghị quyết")
	pick := func() string { return words[h.IntN(len(words))] + " " + words[h.IntN(len(words))] }
	p := page{Title: pick(), Views: h.IntN(3), Clock: fmt.Sprint(h.IntN(3))}
	for range 1 + h.IntN(2) {
		p.Body = append(p.Body, pick())
	}
	if h.IntN(3) == 0 {
		p.Lead = pick()
	}
	if h.IntN(2) == 0 {
		p.Published = []string{"2016-10", "2016-10-03", "2016-10-03T08:11+07:00"}[h.IntN(3)]
	}
	if h.IntN(3) == 0 {
		p.Byline = pick()
	}
	if h.IntN(6) == 0 {
		p.Clutter = pick()
	}
	return p
}

func (h *historian) url() string { return fmt.Sprintf("https://tinh.example/%d", h.IntN(8)) }

// step is one more thing that comes in. Pages repeat, so that there are
// revisits, and differ a little, so that there are versions.
func (h *historian) step(read tulieu.Reader, seen *[]page) tulieu.Step {
	h.at = h.at.Add(time.Duration(1+h.IntN(100)) * time.Minute)
	p := h.page()
	if len(*seen) > 0 && h.IntN(3) > 0 {
		old := (*seen)[h.IntN(len(*seen))]
		switch h.IntN(4) {
		case 0:
			p.Title, p.Body = old.Title, old.Body
		case 1:
			old.Views, old.Clock = p.Views, p.Clock
			p = old
		default:
			p = old
		}
	}
	*seen = append(*seen, p)
	switch h.IntN(12) {
	case 0:
		return fetched(read, h.url(), page{Clock: p.Clock}, h.at) // a list
	case 1:
		return fetched(read, h.url(), page{Broken: "no title"}, h.at)
	case 2, 3:
		p.URL = fmt.Sprintf("urn:tulieu:text:%d", h.IntN(3))
		return imported(read, p, h.at)
	case 4:
		p.URL = h.url()
		return imported(read, p, h.at)
	case 5, 6:
		return fetched(read, h.url(), p, h.at, h.url())
	case 7:
		p.URL = h.url() // a better rule says so
	}
	return fetched(read, h.url(), p, h.at)
}

func export(t *testing.T, a *Archive) string {
	t.Helper()
	var b strings.Builder
	if err := a.Export(ctx, &b, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func verify(t *testing.T, a *Archive) {
	t.Helper()
	damages, err := a.Verify(ctx, nil)
	if err != nil || len(damages) > 0 {
		t.Fatalf("Verify: %v, %v", damages, err)
	}
}

func TestRandomHistoriesAreAsTheModelSaysAndCanBeRebuilt(t *testing.T) {
	for seed := range histories(t, 6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := &historian{rand.New(rand.NewPCG(uint64(seed), 7)), start}
			dir := t.TempDir()
			read := reader(2)
			open := func() *Archive {
				a := openLax(t, dir, Options{Read: read})
				if seed%2 == 1 {
					a.rotateAt = 6 << 10 // many files
				}
				return a
			}
			a := open()
			m := &model{addresses: map[string]*modelArticle{}}
			var seen []page
			for range 60 {
				switch h.IntN(25) {
				case 0:
					if err := a.Close(); err != nil {
						t.Fatal(err)
					}
					a = open()
					continue
				case 1:
					if len(m.articles) == 0 {
						continue
					}
					x := m.articles[h.IntN(len(m.articles))]
					for x.into != nil {
						x = x.into
					}
					if err := a.Takedown(ctx, tulieu.Takedown{ID: x.id, Reason: "thử", By: "ai", At: h.at}); err != nil {
						t.Fatal(err)
					}
					x.gone = true
					continue
				}
				steps := []tulieu.Step{h.step(read, &seen)}
				for h.IntN(3) == 0 {
					steps = append(steps, h.step(read, &seen))
				}
				out, err := a.Keep(ctx, steps...)
				if err != nil {
					t.Fatal(err)
				}
				for i, s := range steps {
					change, x := m.keep(s)
					var id tulieu.ID
					if x != nil {
						id = x.id
					}
					if out[i] != (tulieu.Outcome{Article: id, Change: change}) {
						t.Fatalf("Keep of %s (%s) = %+v, want %s %q", s.Capture.URL, s.Capture.Body, out[i], id, change)
					}
				}
			}
			m.check(t, a)
			verify(t, a)
			if c, err := a.Count(ctx); err != nil || seed%2 == 1 && c.Bytes > 12<<10 && c.Files < 2 {
				t.Errorf("Count = %+v, %v; want several files", c, err)
			}
			before := export(t, a)
			oldID := a.ID()
			a.Close()
			damages, err := Rebuild(ctx, dir, Options{Read: read})
			if err != nil || len(damages) > 0 {
				t.Fatalf("Rebuild: %v, %v", damages, err)
			}
			a = openTest(t, dir, Options{Read: read})
			m.check(t, a)
			verify(t, a)
			if after := export(t, a); after != before {
				t.Fatalf("the export after the rebuild differs:\n%s\nbefore:\n%s", after, before)
			}
			if a.ID() == oldID {
				t.Errorf("the archive kept its ID %s over a rebuild", oldID)
			}
			if n, damages, err := a.Reread(ctx, nil); n != 0 || len(damages) > 0 || err != nil {
				t.Errorf("Reread by the same reader: %d changed, %v, %v", n, damages, err)
			}
		})
	}
}

func TestReadingAnewIsTheSameAsRebuilding(t *testing.T) {
	for seed := range histories(t, 3) {
		h := &historian{rand.New(rand.NewPCG(uint64(seed), 8)), start}
		dir := t.TempDir()
		a := openLax(t, dir, Options{Read: reader(1)})
		var seen []page
		keep := func(read tulieu.Reader) {
			for range 30 {
				if _, err := a.Keep(ctx, h.step(read, &seen)); err != nil {
					t.Fatal(err)
				}
			}
		}
		keep(reader(1))
		a.Close()
		a = openLax(t, dir, Options{Read: reader(2)})
		keep(reader(2))
		if _, damages, err := a.Reread(ctx, nil); err != nil || len(damages) > 0 {
			t.Fatal(damages, err)
		}
		verify(t, a)
		before := export(t, a)
		a.Close()
		if damages, err := Rebuild(ctx, dir, Options{Read: reader(2)}); err != nil || len(damages) > 0 {
			t.Fatal(damages, err)
		}
		a = openTest(t, dir, Options{Read: reader(2)})
		if after := export(t, a); after != before {
			t.Fatalf("seed %d: the export after the rebuild differs:\n%s\nbefore:\n%s", seed, after, before)
		}
		a.Close()
	}
}

func TestALostDatabaseIsMadeAgainByOpening(t *testing.T) {
	h := &historian{rand.New(rand.NewPCG(1, 9)), start}
	dir := t.TempDir()
	a := openTest(t, dir, Options{Read: reader(1)})
	var seen []page
	for range 40 {
		if _, err := a.Keep(ctx, h.step(reader(1), &seen)); err != nil {
			t.Fatal(err)
		}
	}
	before := export(t, a)
	a.Close()
	name := filepath.Join(dir, dbName)
	for what, spoil := range map[string]func() error{
		"is gone": func() error { return os.Remove(name) },
		"is no database": func() error {
			return os.WriteFile(name, []byte("không phải cơ sở dữ liệu, mà là một dòng chữ"), 0o644)
		},
		"is cut":             func() error { return os.Truncate(name, 10_000) },
		"is of other times":  func() error { return change(name, `UPDATE meta SET value = '0' WHERE key = 'format'`) },
		"names a file amiss": func() error { return change(name, `UPDATE files SET name = 'tulieu-other.warc.gz'`) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if what != "is gone" {
			if _, err := Open(ctx, dir, Options{}); err == nil {
				t.Errorf("archive.db %s, and Open without a reader gave no error", what)
			}
		}
		if !Exists(dir) || Exists(t.TempDir()) {
			t.Errorf("archive.db %s: Exists = false, or true of an empty folder", what)
		}
		a := openTest(t, dir, Options{Read: reader(1)})
		if after := export(t, a); after != before {
			t.Errorf("archive.db %s: the export differs:\n%s\nbefore:\n%s", what, after, before)
		}
		verify(t, a)
		a.Close()
	}
}

func change(name, query string) error {
	db, err := sql.Open("sqlite", dsn(name, ""))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(query)
	return err
}

// TestReadersSeeWholeArticles reads while a history is written: what a reader
// gets belongs together, and nothing half done is taken for damage.
func TestReadersSeeWholeArticles(t *testing.T) {
	dir := t.TempDir()
	read := reader(1)
	a := openLax(t, dir, Options{Read: read})
	other := openTest(t, dir, Options{}) // as another process would
	done := make(chan struct{})
	var reading sync.WaitGroup
	for i, a := range []*Archive{a, a, other} {
		reading.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(i), 4))
			for n := 0; ; n++ {
				select {
				case <-done:
					if n == 0 {
						t.Error("nothing was read")
					}
					return
				default:
				}
				id := tulieu.NewID(fmt.Sprintf("https://tinh.example/%d", rnd.IntN(8)))
				vs, err := a.Versions(ctx, id)
				if err == nil {
					if article, err2 := a.Article(ctx, id); err2 == nil && article.Provenance.Version < 1 {
						t.Errorf("article %s of %d versions is version %d", id, len(vs), article.Provenance.Version)
					} else if err2 != nil {
						err = err2
					}
				}
				if err == nil {
					_, err = a.Changes(ctx, 0, 100)
				}
				if err == nil {
					_, err = a.Articles(ctx, []tulieu.ID{id, "none"})
				}
				if err != nil && !errors.Is(err, tulieu.ErrNotFound) && !errors.Is(err, tulieu.ErrGone) {
					t.Error(err)
					return
				}
			}
		})
	}
	h := &historian{rand.New(rand.NewPCG(2, 4)), start}
	var seen []page
	for i := range 150 {
		out, err := a.Keep(ctx, h.step(read, &seen))
		if err != nil {
			t.Fatal(err)
		}
		if i%50 == 49 && out[0].Article != "" {
			if err := a.Takedown(ctx, tulieu.Takedown{ID: out[0].Article, Reason: "thử"}); err != nil {
				t.Fatal(err)
			}
		}
		if i%40 == 39 {
			if _, _, err := a.Reread(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(done)
	reading.Wait()
}
