package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tulieu"
	"tulieu/internal/archive"
	"tulieu/internal/sample"
)

var (
	kills        = flag.Int("kills", short(3), "rounds of the kill campaign")
	killSeed     = flag.Uint64("kill-seed", 0, "seed of the kill campaign; 0 takes the clock")
	killArticles = flag.Int("kill-articles", 0, "articles in the folder before the first kill")
)

// TestKill kills serve, crawl and import, running together on one folder, at
// random moments. Whatever they acknowledged is there afterwards, once, with
// its text; and the next start needs no hand. Every tenth kill falls into the
// making of an index, in a folder of its own.
func TestKill(t *testing.T) {
	if *killSeed == 0 {
		*killSeed = uint64(time.Now().UnixNano())
	}
	t.Logf("-kill-seed=%d", *killSeed)
	rng := rand.New(rand.NewPCG(*killSeed, 0))
	portals := sample.New(sample.Articles(1, 60))
	listening, err := sample.Start(nil, portals...)
	if err != nil {
		t.Fatal(err)
	}
	defer listening.Close()
	large, small := newKillFolder(t, listening), newKillFolder(t, listening)
	large.fill(t, -1, *killArticles)
	small.fill(t, -2, 300)

	begun := time.Now()
	for round := range *kills {
		if round%killsAFolder == killsAFolder-1 {
			large.verify(t)
			large.renew(t, listening)
			large.fill(t, -1, *killArticles)
		}
		if round%10 == 1 {
			small.killWhileIndexing(t, time.Duration(rng.IntN(300))*time.Millisecond)
		} else {
			for _, p := range portals { // so that the crawl has something to keep
				for _, a := range p.Articles()[:5] {
					if err := p.Edit(a.URL, func(a *sample.Article) { a.Lead = fmt.Sprintf("Tin cập nhật lần thứ %d.", round) }); err != nil {
						t.Fatal(err)
					}
				}
			}
			large.killAll(t, int64(round), time.Duration(rng.IntN(300))*time.Millisecond)
		}
		if t.Failed() {
			t.Fatalf("after kill %d", round+1)
		}
		if round%50 == 49 {
			t.Logf("%d kills in %v: %s", round+1, time.Since(begun).Round(time.Second), large)
		}
	}
	t.Logf("%d kills, 0 lost, 0 doubled", *kills)
	t.Logf("serve, crawl and import: %s", large)
	t.Logf("an index in the making:  %s", small)
	for _, f := range []*killFolder{large, small} {
		f.verify(t)
	}
}

// killsAFolder is how many kills a folder sees: it grows with each.
const killsAFolder = 200

// A killFolder is a data folder whose processes are killed, with what they
// acknowledged.
type killFolder struct {
	e      *env
	acked  map[tulieu.ID]bool
	before int     // acknowledged in the folders before this one
	starts []start // after each kill
}

func newKillFolder(t *testing.T, portals *sample.Listening) *killFolder {
	t.Helper()
	f := &killFolder{}
	f.renew(t, portals)
	return f
}

// renew begins an empty folder; what the kills of the one before showed stays.
func (f *killFolder) renew(t *testing.T, portals *sample.Listening) {
	t.Helper()
	f.before += len(f.acked)
	f.acked = map[tulieu.ID]bool{}
	f.e = &env{data: t.TempDir(), getenv: os.Getenv, stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler)}
	if err := portals.WriteProfiles(filepath.Join(f.e.data, "portals")); err != nil {
		t.Fatal(err)
	}
}

func (f *killFolder) String() string {
	if len(f.starts) == 0 {
		return "no kill"
	}
	spread := func(took func(s start) time.Duration) string {
		var sorted []time.Duration
		for _, s := range f.starts {
			sorted = append(sorted, took(s).Round(time.Millisecond))
		}
		slices.Sort(sorted)
		return fmt.Sprintf("p50 %v, p99 %v, max %v", sorted[len(sorted)/2], sorted[len(sorted)*99/100], sorted[len(sorted)-1])
	}
	return fmt.Sprintf("%d kills, %d articles acknowledged; start to first answer %s; to caught up and learned %s",
		len(f.starts), f.before+len(f.acked), spread(func(s start) time.Duration { return s.answers }), spread(func(s start) time.Duration { return s.caughtUp }))
}

// fill imports and indexes n articles before anything is killed.
func (f *killFolder) fill(t *testing.T, seed int64, n int) {
	t.Helper()
	if n == 0 {
		return
	}
	importSample(t, f.e.data, seed, n)
	tulieuRuns(t, f.e.data, "search", "--size", "1")
}

// killAll kills serve, crawl and import after a while: every other time after
// they have begun to acknowledge, else while they start.
func (f *killFolder) killAll(t *testing.T, round int64, after time.Duration) {
	t.Helper()
	news := filepath.Join(t.TempDir(), "news.jsonl")
	writeSampleArticles(t, news, round, 300)
	g := startGroup(t, f.e.data,
		[]string{"serve", "--listen", "127.0.0.1:0"},
		[]string{"crawl", "--acks", "/dev/fd/3"},
		[]string{"import", "--acks", "/dev/fd/3", news},
	)
	if round%2 == 0 {
		g.firstAck(10 * time.Second)
	}
	time.Sleep(after)
	for _, id := range g.kill() {
		f.acked[id] = true
	}
	f.check(t)
}

// killWhileIndexing kills serve after it has begun to make an index anew.
func (f *killFolder) killWhileIndexing(t *testing.T, after time.Duration) {
	t.Helper()
	folder := filepath.Join(f.e.data, "index")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	g := startGroup(t, f.e.data, []string{"serve", "--listen", "127.0.0.1:0"})
	err := eventually(func() error {
		_, err := os.Stat(folder)
		return err
	})
	if err != nil {
		t.Errorf("serve makes no index: %v", err)
	}
	time.Sleep(after)
	g.kill()
	f.check(t)
}

// check opens the folder as the next start does. A kill damages nothing: the
// index is gone on with, not made anew.
func (f *killFolder) check(t *testing.T) {
	t.Helper()
	if took := checkFolder(t, f.e, f.acked); took != (start{}) {
		f.starts = append(f.starts, took)
	}
	if aside, _ := filepath.Glob(filepath.Join(f.e.data, "index", "aside-*")); len(aside) > 0 {
		t.Errorf("a kill damages nothing, and yet the index was taken for damaged: %s", aside)
	}
}

// verify reads everything that is left after all kills again.
func (f *killFolder) verify(t *testing.T) {
	t.Helper()
	tulieuRuns(t, f.e.data, "archive", "verify")
}

// A start is how long it took until a search was answered, and until the index
// had caught up with the archive.
type start struct{ answers, caughtUp time.Duration }

// checkFolder opens the folder as the next start does, and fails the test
// where an acknowledged article is missing or the index disagrees with the
// archive. It returns how long the start took.
func checkFolder(t *testing.T, e *env, acked map[tulieu.ID]bool) start {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if !archive.Exists(e.data) && len(acked) == 0 {
		return start{} // killed before there was an archive
	}
	var took start
	started := time.Now()
	asked, err := startAsker(ctx, e)
	if err != nil {
		t.Errorf("the next start fails: %v", err)
		return took
	}
	question := url.Values{"facets": {"none"}, "size": {"1"}}
	if _, err := asked.get(ctx, "/api/v1/search", question); err != nil {
		t.Errorf("the first search: %v", err)
	}
	took.answers = time.Since(started)
	if err := asked.caughtUp(ctx); err != nil {
		t.Errorf("the index does not catch up: %v", err)
	}
	took.caughtUp = time.Since(started)
	body, err := asked.get(ctx, "/api/v1/search", question)
	if err != nil {
		t.Errorf("search: %v", err)
	}
	var answer searchAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Errorf("search: %v in %s", err, body)
	}
	total := answer.Total
	if err := asked.close(); err != nil {
		t.Errorf("close: %v", err)
	}
	lib, err := openExisting(ctx, e)
	if err != nil {
		t.Error(err)
		return took
	}
	defer lib.Close()
	urls := map[string]tulieu.ID{}
	entries, err := lib.Changes(ctx, 0, 1<<30)
	if err != nil {
		t.Error(err)
	}
	seen := map[tulieu.ID]bool{}
	for i, c := range entries {
		if c.Seq != tulieu.Seq(i+1) {
			t.Errorf("change %d has Seq %d: the log has a gap", i+1, c.Seq)
		}
		seen[c.ID] = true
	}
	for id := range seen {
		a, err := lib.Article(ctx, id)
		if err != nil {
			t.Errorf("article %s: %v", id, err)
			continue
		}
		if other, ok := urls[a.URL]; ok {
			t.Errorf("%s is two articles, %s and %s", a.URL, other, id)
		}
		urls[a.URL] = id
	}
	for id := range acked {
		if !seen[id] {
			t.Errorf("article %s was acknowledged and is lost", id)
		}
	}
	if total != len(seen) {
		t.Errorf("the index finds %d articles, the archive holds %d", total, len(seen))
	}
	return took
}

// A group is several tulieu processes on one folder.
type group struct {
	cmds []*exec.Cmd
	acks sync.WaitGroup
	mu   sync.Mutex
	ids  []tulieu.ID
}

// startGroup starts the commands, each with a pipe as file 3 for its acks.
func startGroup(t *testing.T, data string, commands ...[]string) *group {
	t.Helper()
	g := &group{}
	for _, args := range commands {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("tulieu", append([]string{"--data", data}, args...)...)
		cmd.ExtraFiles = []*os.File{w}
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		w.Close()
		g.cmds = append(g.cmds, cmd)
		g.acks.Go(func() {
			defer r.Close()
			lines := bufio.NewReader(r)
			for {
				l, err := lines.ReadString('\n')
				if err != nil {
					return // the last line may be torn: it was not acknowledged whole
				}
				g.mu.Lock()
				g.ids = append(g.ids, tulieu.ID(strings.TrimSpace(l)))
				g.mu.Unlock()
			}
		})
	}
	return g
}

// firstAck waits until one of the processes has acknowledged something.
func (g *group) firstAck(atMost time.Duration) {
	for end := time.Now().Add(atMost); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if len(g.acknowledged()) > 0 {
			return
		}
	}
}

// acknowledged is what the processes have acknowledged so far.
func (g *group) acknowledged() []tulieu.ID {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.ids)
}

// kill ends all processes at once with SIGKILL, and returns what they had
// acknowledged.
func (g *group) kill() []tulieu.ID {
	for _, c := range g.cmds {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
	}
	for _, c := range g.cmds {
		_ = c.Wait()
	}
	g.acks.Wait()
	return g.ids
}

// writeSampleArticles writes n sample articles as JSONL.
func writeSampleArticles(t *testing.T, path string, seed int64, n int) {
	t.Helper()
	var b strings.Builder
	for a := range sample.Articles(seed, n) {
		if err := a.WriteLine(&b); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
