package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
)

// TestTornEndsAreMovedAside cuts the last record of a WARC file at many
// bytes, as a crash between the append and the commit leaves it.
func TestTornEndsAreMovedAside(t *testing.T) {
	dir := t.TempDir()
	read := reader(1)
	a := openTest(t, dir, Options{Read: read})
	id := keep(t, a, fetched(read, "https://tinh.example/1", page{Title: "một", Body: []string{"a"}}, start), tulieu.Added)
	a.Close()
	name := onlyFile(t, dir)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	db, err := os.ReadFile(filepath.Join(dir, dbName))
	if err != nil {
		t.Fatal(err)
	}
	// The record that was never entered, taken from another archive.
	otherDir := t.TempDir()
	b := openTest(t, otherDir, Options{})
	keep(t, b, fetched(read, "https://tinh.example/1", page{Title: "một", Body: []string{"a"}}, start), tulieu.Added)
	s := fetched(read, "https://tinh.example/2", page{Title: "hai", Body: []string{"b"}}, start)
	lost := keep(t, b, s, tulieu.Added)
	b.Close()
	all, err := os.ReadFile(onlyFile(t, otherDir))
	if err != nil {
		t.Fatal(err)
	}
	record := all[s.Capture.Ref.Offset:]

	cuts := []int{1, 2, 9, 10, 11, 18, len(record) - 9, len(record) - 8, len(record) - 1, len(record), len(record) + 64}
	for n := 30; n < len(record)-9; n += 30 {
		cuts = append(cuts, n)
	}
	for _, n := range cuts {
		tail := record[:min(n, len(record))]
		if n > len(record) { // the file grew, its last block did not come: zeros
			tail = append(bytes.Clone(record[:len(record)/2]), make([]byte, n)...)
		}
		if err := errors.Join(os.WriteFile(name, append(bytes.Clone(good), tail...), 0o644), os.WriteFile(filepath.Join(dir, dbName), db, 0o644)); err != nil {
			t.Fatal(err)
		}
		a, err := Open(ctx, dir, Options{Read: read})
		if err != nil {
			t.Fatalf("%d bytes of a torn end: %v", n, err)
		}
		if _, err := a.Article(ctx, id); err != nil {
			t.Errorf("%d bytes of a torn end: %v", n, err)
		}
		_, err = a.Article(ctx, lost)
		torn, _ := filepath.Glob(filepath.Join(dir, warcDir, tornDir, "*"))
		if whole := n == len(record); whole != (err == nil) || whole != (len(torn) == 0) {
			t.Errorf("%d of %d bytes: Article: %v; moved aside: %v", n, len(record), err, torn)
		}
		if len(torn) == 1 {
			if moved, _ := os.ReadFile(torn[0]); !bytes.Equal(moved, tail) {
				t.Errorf("%d bytes of a torn end: %d bytes were moved aside", n, len(moved))
			}
			os.Remove(torn[0])
		}
		verify(t, a)
		a.Close()
	}
}

func onlyFile(t *testing.T, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, warcDir, "*.warc.gz"))
	if err != nil || len(names) != 1 {
		t.Fatalf("WARC files: %v, %v; want one", names, err)
	}
	return names[0]
}

// TestAnOpenLeavesTheFilesOfOthersAlone: what a living process has appended
// and not yet entered is no torn end.
func TestAnOpenLeavesTheFilesOfOthersAlone(t *testing.T) {
	dir := t.TempDir()
	read := reader(1)
	a := openTest(t, dir, Options{Read: read})
	keep(t, a, fetched(read, "https://tinh.example/1", page{Title: "một"}, start), tulieu.Added)
	if _, err := a.out.file.WriteAt([]byte("half a record"), a.out.written); err != nil {
		t.Fatal(err)
	}
	b := openTest(t, dir, Options{Read: read})
	keep(t, b, fetched(read, "https://tinh.example/2", page{Title: "hai"}, start), tulieu.Added)
	keep(t, a, fetched(read, "https://tinh.example/3", page{Title: "ba " + strings.Repeat("x", 100)}, start), tulieu.Added)
	if torn, _ := filepath.Glob(filepath.Join(dir, warcDir, tornDir, "*")); len(torn) > 0 {
		t.Errorf("moved aside from a living process: %v", torn)
	}
	verify(t, a)
	if _, err := Rebuild(ctx, dir, Options{Read: read}); !errors.Is(err, tulieu.ErrUnavailable) {
		t.Errorf("Rebuild while the archive is open: %v, want ErrUnavailable", err)
	}
}

// A fuse makes the n-th write, sync or truncation of WARC files fail, and all
// behind it until it is mended. Of a failing write half arrives.
type fuse struct {
	sync.Mutex
	left int // operations until it blows; negative: never
	ops  int
	err  error
}

func (f *fuse) blown() bool {
	f.Lock()
	defer f.Unlock()
	f.ops++
	if f.left > 0 {
		f.left--
	}
	return f.left == 0
}

type fusedFile struct {
	file
	*fuse
}

func (f fusedFile) WriteAt(p []byte, off int64) (int, error) {
	if f.blown() {
		n, _ := f.file.WriteAt(p[:len(p)/2], off)
		return n, f.err
	}
	return f.file.WriteAt(p, off)
}

func (f fusedFile) Sync() error {
	if f.blown() {
		return f.err
	}
	return f.file.Sync()
}

func (f fusedFile) Truncate(n int64) error {
	if f.blown() {
		return f.err
	}
	return f.file.Truncate(n)
}

// TestEveryFailingWriteOfAnImport lets the n-th write or sync of the WARC file
// fail, for every n of one import of several calls, for one operation or until
// the end.
func TestEveryFailingWriteOfAnImport(t *testing.T) {
	read := reader(1)
	page := func(i int) page {
		return page{URL: fmt.Sprintf("https://tinh.example/%d", i), Title: fmt.Sprint("bài ", i)}
	}
	const calls, perCall = 3, 3
	runs, failures := 0, 0
	for _, lasting := range []bool{false, true} {
		for n := 1; n < 100; n++ {
			runs++
			dir := t.TempDir()
			f := &fuse{left: n, err: unix.ENOSPC}
			a := openLax(t, dir, Options{Read: read})
			a.create = func(name string) (file, error) {
				inner, err := createFile(name)
				return fusedFile{lazyFile{inner}, f}, err
			}
			acked := map[tulieu.ID]string{}
			failed := 0
			for c := range calls {
				steps := make([]tulieu.Step, perCall)
				for i := range steps {
					steps[i] = imported(read, page(c*perCall+i), start)
				}
				out, err := a.Keep(ctx, steps...)
				if err != nil {
					if !errors.Is(err, tulieu.ErrUnavailable) {
						t.Errorf("operation %d fails: Keep: %v, want ErrUnavailable", n, err)
					}
					failed++
					if !lasting {
						f.left = -1
					}
					continue
				}
				for i, o := range out {
					acked[o.Article] = steps[i].Reading.Article.Title
				}
			}
			failures += failed
			check := func(a *Archive, when string) {
				t.Helper()
				for id, title := range acked {
					if got, err := a.Article(ctx, id); err != nil || got.Title != title {
						t.Errorf("operation %d fails: %s: Article(%s) = %v, %v", n, when, id, got, err)
					}
				}
				if c, err := a.Count(ctx); err != nil || c.Articles < len(acked) {
					t.Errorf("operation %d fails: %s: %+v, %v; %d are acknowledged", n, when, c, err, len(acked))
				}
				verify(t, a)
			}
			check(a, "afterwards")
			f.left = -1 // there is room again
			for i := range calls * perCall {
				if out, err := a.Keep(ctx, imported(read, page(i), start)); err != nil {
					t.Errorf("operation %d failed, then there was room: Keep: %v", n, err)
				} else {
					acked[out[0].Article] = fmt.Sprint("bài ", i)
				}
			}
			check(a, "healed")
			a.Close()
			a = openTest(t, dir, Options{Read: read})
			check(a, "reopened")
			before := export(t, a)
			a.Close()
			if n%5 == 0 {
				if _, err := Rebuild(ctx, dir, Options{Read: read}); err != nil {
					t.Fatal(err)
				}
				a = openTest(t, dir, Options{Read: read})
				if after := export(t, a); after != before {
					t.Errorf("operation %d failed: the export after a rebuild differs", n)
				}
				a.Close()
			}
			if failed == 0 {
				break // n is behind the last operation
			}
		}
	}
	t.Logf("%d imports, %d failing calls, 0 articles lost", runs, failures)
}

// TestFileSizeLimit fills the disk of a process that may not write large files.
func TestFileSizeLimit(t *testing.T) {
	if dir := os.Getenv("TULIEU_TEST_LIMIT"); dir != "" {
		signal.Ignore(syscall.SIGXFSZ)
		set := func(n uint64) error {
			return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: n, Max: unix.RLIM_INFINITY})
		}
		fillUp(t, dir, func() error { return set(1 << 20) }, func() error { return set(unix.RLIM_INFINITY) })
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestFileSizeLimit$", "-test.v")
	cmd.Env = append(os.Environ(), "TULIEU_TEST_LIMIT="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// fillUp keeps articles until the disk refuses, reads all that were
// acknowledged, makes room and goes on.
func fillUp(t *testing.T, dir string, narrow, widen func() error) {
	read := reader(1)
	a := openTest(t, dir, Options{Read: read})
	a.free = func(string) (int64, error) { return 1 << 40, nil } // the guard would stop it before the disk does
	if err := narrow(); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	acked := map[tulieu.ID]string{}
	n, refused := 0, 0
	next := func() error {
		n++
		noise := make([]byte, 40<<10)
		for i := range noise {
			noise[i] = byte('a' + rnd.IntN(26))
		}
		p := page{Title: fmt.Sprint("bài ", n), Body: []string{string(noise)}}
		out, err := a.Keep(ctx, fetched(read, fmt.Sprintf("https://tinh.example/%d", n), p, start))
		if err == nil {
			acked[out[0].Article] = p.Title
		}
		return err
	}
	check := func(when string) {
		t.Helper()
		for id, title := range acked {
			if got, err := a.Article(ctx, id); err != nil || got.Title != title {
				t.Fatalf("%s: Article(%s): %v", when, id, err)
			}
		}
	}
	for refused < 5 && n < 2000 {
		if err := next(); err != nil {
			if !errors.Is(err, tulieu.ErrUnavailable) {
				t.Fatalf("on a full disk Keep = %v, want ErrUnavailable", err)
			}
			refused++
		}
	}
	if refused == 0 {
		t.Fatalf("the disk took %d articles and never was full", n)
	}
	check("on the full disk")
	if err := a.Close(); err != nil {
		t.Logf("Close on the full disk: %v", err)
	}
	a = openTest(t, dir, Options{Read: read})
	check("opened on the full disk")
	if err := widen(); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := next(); err != nil {
			t.Fatalf("there is room again, and Keep = %v", err)
		}
	}
	check("with room again")
	verify(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = openTest(t, dir, Options{Read: read})
	check("reopened")
	verify(t, a)
	t.Logf("%d articles acknowledged, %d refused, 0 lost", len(acked), refused)
	a.Close()
}

func TestANearlyFullDiskRefusesWritesAndHealsByItself(t *testing.T) {
	a := openTest(t, t.TempDir(), Options{})
	id := keep(t, a, fetched(reader(1), "https://tinh.example/1", page{Title: "một"}, start), tulieu.Added)
	a.free = func(string) (int64, error) { return reserve - 1, nil }
	if _, err := a.Keep(ctx, fetched(reader(1), "https://tinh.example/2", page{Title: "hai"}, start)); !errors.Is(err, tulieu.ErrUnavailable) {
		t.Errorf("Keep on a nearly full disk: %v, want ErrUnavailable", err)
	}
	if _, err := a.Article(ctx, id); err != nil {
		t.Errorf("Article on a nearly full disk: %v", err)
	}
	a.free = freeBytes
	keep(t, a, fetched(reader(1), "https://tinh.example/2", page{Title: "hai"}, start), tulieu.Added)
}

// TestFlippedBytes flips one byte of one file at a time. What is then shown is
// what was kept, or an error; and whatever could change an answer is noticed.
func TestFlippedBytes(t *testing.T) {
	read := reader(1)
	dir := t.TempDir()
	h := &historian{rand.New(rand.NewPCG(3, 3)), start}
	a := openLax(t, dir, Options{Read: read})
	var seen []page
	for range 60 {
		if _, err := a.Keep(ctx, h.step(read, &seen)); err != nil {
			t.Fatal(err)
		}
	}
	var many []tulieu.Step // so that few pages of archive.db are empty
	for i := range 150 {
		many = append(many, imported(read, longPage(i), start))
	}
	if _, err := a.Keep(ctx, many...); err != nil {
		t.Fatal(err)
	}
	out, err := a.Keep(ctx, fetched(read, "https://tinh.example/x", page{Title: "gỡ bỏ"}, start))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Takedown(ctx, tulieu.Takedown{ID: out[0].Article, Reason: "thử", At: start}); err != nil {
		t.Fatal(err)
	}
	truth := answers(t, a)
	a.Close()

	pristine := t.TempDir()
	copyTree(t, dir, pristine)
	files := []string{filepath.Join(dir, dbName), onlyFile(t, dir)}
	flips := map[string]int{}
	noticed := map[string]int{}
	harmless := map[string]int{}
	for i := range histories(t, 6) * 2 {
		name := files[i%2]
		kind := filepath.Ext(name)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		at := h.IntN(len(b))
		was := b[at]
		b[at] ^= 1 << h.IntN(8)
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
		flips[kind]++
		what := fmt.Sprintf("byte %d of %s, %#x to %#x", at, filepath.Base(name), was, b[at])
		a, err := Open(ctx, dir, Options{}) // without a reader nothing heals
		if err != nil {
			noticed[kind]++
		} else {
			loud, differ := truth.compare(a)
			for _, d := range differ {
				if d.wrong {
					t.Errorf("%s: %.500s", what, d.what)
				}
			}
			damages, err := a.Verify(ctx, nil)
			switch {
			case err != nil || len(damages) > 0 || loud:
				noticed[kind]++
			case len(differ) > 0:
				t.Errorf("%s: Verify found nothing, yet %.500s", what, differ[0].what)
			default:
				harmless[kind]++
			}
			a.Close()
		}
		os.RemoveAll(dir)
		copyTree(t, pristine, dir)
	}
	t.Logf("flips %v, noticed %v, without any effect %v; 0 wrong texts, 0 wrong answers unnoticed", flips, noticed, harmless)
}

// A snapshot is all that an archive answers.
type snapshot struct {
	articles map[tulieu.ID]string // versions, told in full; "gone"
	lookups  map[string]tulieu.ID
	captures map[tulieu.CaptureRef]string
	log      string
	export   string
}

type difference struct {
	what  string
	wrong bool // a text or an article that never was, not just one that is missed
}

func tell(vs []Version) string {
	var b strings.Builder
	for _, v := range vs {
		fmt.Fprintf(&b, "%+v %+v\n", v.Fetched, *v.Article)
	}
	return b.String()
}

func answers(t *testing.T, a *Archive) *snapshot {
	t.Helper()
	s := &snapshot{articles: map[tulieu.ID]string{}, lookups: map[string]tulieu.ID{}, captures: map[tulieu.CaptureRef]string{}}
	entries, err := a.Changes(ctx, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	s.log = fmt.Sprint(entries)
	for _, e := range entries {
		vs, err := a.Versions(ctx, e.ID)
		if errors.Is(err, tulieu.ErrGone) {
			s.articles[e.ID] = "gone"
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		s.articles[e.ID] = tell(vs)
		for _, v := range vs {
			c, err := a.Capture(ctx, v.Article.Provenance.Capture)
			if err != nil {
				t.Fatal(err)
			}
			s.captures[c.Ref] = fmt.Sprintf("%+v", *c)
		}
	}
	for i := range 8 {
		u := fmt.Sprintf("https://tinh.example/%d", i)
		if s.lookups[u], err = a.Lookup(ctx, u); err != nil && !errors.Is(err, tulieu.ErrNotFound) {
			t.Fatal(err)
		}
	}
	s.export = export(t, a)
	return s
}

// compare asks a everything again. It is loud if an answer was an error that
// says so; what differs without one is listed.
func (s *snapshot) compare(a *Archive) (loud bool, differ []difference) {
	note := func(err error, wrong bool, format string, args ...any) {
		if err != nil && !errors.Is(err, tulieu.ErrNotFound) {
			loud = true
			return
		}
		differ = append(differ, difference{fmt.Sprintf(format, args...), wrong && err == nil})
	}
	for id, want := range s.articles {
		vs, err := a.Versions(ctx, id)
		if errors.Is(err, tulieu.ErrGone) {
			if want != "gone" {
				note(nil, true, "article %s is gone", id)
			}
		} else if got := tell(vs); got != want {
			note(err, true, "article %s is %s, want %s", id, got, want)
		}
	}
	for ref, want := range s.captures {
		c, err := a.Capture(ctx, ref)
		if err != nil {
			note(err, true, "capture %v: %v", ref, err)
		} else if got := fmt.Sprintf("%+v", *c); got != want {
			note(nil, true, "capture %v is %s, want %s", ref, got, want)
		}
	}
	for u, want := range s.lookups {
		if got, err := a.Lookup(ctx, u); got != want {
			note(err, true, "Lookup(%s) = %s, want %s", u, got, want)
		}
	}
	entries, err := a.Changes(ctx, 0, 10_000)
	if got := fmt.Sprint(entries); got != s.log {
		note(err, true, "changes %s, want %s", got, s.log)
	}
	var b strings.Builder
	if err := a.Export(ctx, &b, nil); err != nil {
		loud = true
	} else if b.String() != s.export {
		note(nil, false, "the export differs")
	}
	return loud, differ
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, p)
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAKilledWriterLosesNothing kills a process that keeps articles, again and
// again on one folder, and counts what it had acknowledged on a pipe.
func TestAKilledWriterLosesNothing(t *testing.T) {
	read := reader(1)
	if dir := os.Getenv("TULIEU_TEST_KILL"); dir != "" {
		a := openTest(t, dir, Options{Read: read})
		for i := 0; ; i++ {
			url := fmt.Sprintf("https://tinh.example/%d/%d", os.Getpid(), i)
			if i%3 == 2 {
				url = fmt.Sprintf("https://tinh.example/%d", i)
			}
			out, err := a.Keep(ctx, fetched(read, url, page{Title: fmt.Sprint(os.Getpid(), i)}, start))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Printf("kept %s\n", out[0].Article)
		}
	}
	dir := t.TempDir()
	acked := map[tulieu.ID]bool{}
	rnd := rand.New(rand.NewPCG(5, 5))
	runs := histories(t, 5)
	for range runs {
		var out [2]bytes.Buffer
		var procs [2]*exec.Cmd
		for i := range procs {
			procs[i] = exec.Command(os.Args[0], "-test.run=^TestAKilledWriterLosesNothing$")
			procs[i].Env = append(os.Environ(), "TULIEU_TEST_KILL="+dir)
			procs[i].Stdout = &out[i]
			if err := procs[i].Start(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Duration(50+rnd.IntN(300)) * time.Millisecond)
		for i, p := range procs {
			p.Process.Kill()
			p.Wait()
			for line := range strings.Lines(out[i].String()) {
				if id, ok := strings.CutPrefix(line, "kept "); ok && strings.HasSuffix(id, "\n") {
					acked[tulieu.ID(strings.TrimSpace(id))] = true
				} else if strings.Contains(line, "archive:") {
					t.Errorf("a writer says: %s", line)
				}
			}
		}
	}
	a := openTest(t, dir, Options{Read: read})
	lost := 0
	for id := range acked {
		if _, err := a.Article(ctx, id); err != nil {
			lost++
			t.Errorf("acknowledged, and lost: %v", err)
		}
	}
	verify(t, a)
	before := export(t, a)
	a.Close()
	if d, err := Rebuild(ctx, dir, Options{Read: read}); err != nil || len(d) > 0 {
		t.Fatal(d, err)
	}
	a = openTest(t, dir, Options{Read: read})
	if after := export(t, a); after != before {
		t.Errorf("the export after a rebuild differs")
	}
	t.Logf("%d kills of two writers: %d articles acknowledged, %d lost", runs, len(acked), lost)
}

// TestASpoiltWALLosesNothing copies the folder of an archive at work, as a
// crash leaves it, and spoils archive.db's write-ahead log: SQLite then
// forgets what was committed, and the WARC files tell it again.
func TestASpoiltWALLosesNothing(t *testing.T) {
	dir := t.TempDir()
	read := reader(1)
	a := openTest(t, dir, Options{Read: read})
	h := &historian{rand.New(rand.NewPCG(6, 6)), start}
	var seen []page
	for range 40 {
		if _, err := a.Keep(ctx, h.step(read, &seen)); err != nil {
			t.Fatal(err)
		}
	}
	want := export(t, a)
	renewed := 0
	for i := range histories(t, 5) {
		crashed := t.TempDir()
		copyTree(t, dir, crashed)
		wal := filepath.Join(crashed, dbName+"-wal")
		b, err := os.ReadFile(wal)
		if err != nil {
			t.Fatal(err)
		}
		b[h.IntN(len(b))] ^= 1 << h.IntN(8)
		if i == 0 {
			b = b[:0] // lost altogether
		}
		if err := errors.Join(os.WriteFile(wal, b, 0o644), os.Remove(filepath.Join(crashed, dbName+"-shm"))); err != nil {
			t.Fatal(err)
		}
		c := openTest(t, crashed, Options{Read: read})
		if got := export(t, c); got != want {
			t.Errorf("the export differs:\n%s\nwant:\n%s", got, want)
		}
		verify(t, c)
		if c.ID() != a.ID() {
			renewed++
		}
		c.Close()
	}
	if renewed == 0 {
		t.Error("committed changes were lost, and no archive has a new ID")
	}
}

// TestBackupWhileOthersWrite backs up beside a writer; the copy verifies,
// opens and holds all that was acknowledged before it began.
func TestBackupWhileOthersWrite(t *testing.T) {
	dir, dst := t.TempDir(), filepath.Join(t.TempDir(), "b")
	read := reader(1)
	if err := os.MkdirAll(filepath.Join(dir, "portals"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "portals", "tinh.yaml"), []byte("name: tinh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	a := openTest(t, dir, Options{Read: read})
	other := openTest(t, dir, Options{Read: read})
	var acked []tulieu.ID
	for i := range 30 {
		acked = append(acked, keep(t, a, fetched(read, fmt.Sprintf("https://tinh.example/%d", i), page{Title: fmt.Sprint(i)}, start), tulieu.Added))
	}
	stop := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := other.Keep(ctx, fetched(read, fmt.Sprintf("https://khac.example/%d", i), page{Title: fmt.Sprint(i)}, start)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	m, err := a.Backup(ctx, dst)
	close(stop)
	writing.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Backup(ctx, dst); !errors.Is(err, tulieu.ErrInvalid) {
		t.Errorf("Backup into a full folder: %v, want ErrInvalid", err)
	}
	got, damages, err := VerifyBackup(ctx, dst)
	if err != nil || len(damages) > 0 || got.Seq != m.Seq || got.Archive != a.ID() {
		t.Fatalf("VerifyBackup = %+v, %v, %v", got, damages, err)
	}
	restored := t.TempDir()
	copyTree(t, dst, restored)
	b := openTest(t, restored, Options{Read: read})
	verify(t, b)
	for _, id := range acked {
		if _, err := b.Article(ctx, id); err != nil {
			t.Error(err)
		}
	}
	if b.ID() != a.ID() {
		t.Errorf("restored archive %s, want %s", b.ID(), a.ID())
	}
	if seq, err := b.Seq(ctx); seq != m.Seq || err != nil {
		t.Errorf("restored at seq %d, %v; the manifest says %d", seq, err, m.Seq)
	}
	if _, err := os.Stat(filepath.Join(restored, "portals", "tinh.yaml")); err != nil {
		t.Error(err)
	}
	keep(t, b, fetched(read, "https://tinh.example/moi", page{Title: "mới"}, start), tulieu.Added)

	for _, f := range m.Files {
		name := filepath.Join(dst, filepath.FromSlash(f.Name))
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		spoilt := bytes.Clone(whole)
		spoilt[len(spoilt)/2] ^= 1
		os.WriteFile(name, spoilt, 0o644)
		if _, damages, err := VerifyBackup(ctx, dst); err != nil || len(damages) != 1 || damages[0].Place != f.Name {
			t.Errorf("a byte of %s flipped: VerifyBackup = %v, %v", f.Name, damages, err)
		}
		os.WriteFile(name, whole, 0o644)
	}
}

// TestABackupBrokenOffHasNoManifest breaks a backup off after each file.
func TestABackupBrokenOffHasNoManifest(t *testing.T) {
	read := reader(1)
	dir := t.TempDir()
	for i := range 3 { // three WARC files
		a := openTest(t, dir, Options{Read: read})
		keep(t, a, fetched(read, fmt.Sprintf("https://tinh.example/%d", i), page{Title: "một"}, start), tulieu.Added)
		a.Close()
	}
	a := openTest(t, dir, Options{Read: read})
	whole := false
	for n := 0; !whole; n++ {
		dst := t.TempDir()
		c := &countedContext{Context: ctx, left: n}
		_, err := a.Backup(c, dst)
		whole = err == nil
		if _, _, verr := VerifyBackup(ctx, dst); whole != (verr == nil) {
			t.Errorf("broken off at step %d: Backup: %v, VerifyBackup: %v", n, err, verr)
		}
		if n > 1000 {
			t.Fatal("the backup never ends")
		}
	}
}

// A countedContext ends after it was asked a number of times.
type countedContext struct {
	context.Context
	sync.Mutex
	left int
}

func (c *countedContext) Err() error {
	c.Lock()
	defer c.Unlock()
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestABodyThatCannotBeReadBackIsKeptAgain(t *testing.T) {
	dir := t.TempDir()
	read := reader(1)
	a := openTest(t, dir, Options{Read: read})
	p := page{Title: "một", Body: []string{"thân bài"}}
	s := fetched(read, "https://tinh.example/1", p, start)
	keep(t, a, s, tulieu.Added)
	name := onlyFile(t, dir)
	b, _ := os.ReadFile(name)
	b[s.Capture.Ref.Offset+s.Capture.Ref.Length/2] ^= 1
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Capture(ctx, s.Capture.Ref); !errors.Is(err, tulieu.ErrDamaged) {
		t.Errorf("Capture of a spoilt record: %v, want ErrDamaged", err)
	}
	again := fetched(read, "https://tinh.example/1", p, start)
	keep(t, a, again, tulieu.Unchanged)
	if c, err := a.Capture(ctx, again.Capture.Ref); err != nil || !slices.Equal(c.Body, again.Capture.Body) {
		t.Errorf("Capture of the page fetched again: %v", err)
	}
	damages, err := a.Verify(ctx, nil)
	if err != nil || len(damages) == 0 || !strings.Contains(damages[0].Place, filepath.Base(name)) {
		t.Errorf("Verify = %v, %v; want the spoilt record named", damages, err)
	}
}
