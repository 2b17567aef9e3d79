package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
)

// TestFullDiskOfTheWholeProgram lets something else fill the disk while
// articles are imported and serve follows. Searches go on answering, and say
// that they are stale; what is written is refused; also a server started then
// answers. When there is room again, all goes on by itself, and nothing that
// was acknowledged is lost.
func TestFullDiskOfTheWholeProgram(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("no file system may be mounted: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	data, ballast := filepath.Join(disk, "data"), filepath.Join(disk, "ballast")
	acked := map[tulieu.ID]bool{}
	note := func(g *group) {
		for _, id := range g.ids {
			acked[id] = true
		}
	}
	first := filepath.Join(t.TempDir(), "first.jsonl")
	writeSampleArticles(t, first, 1, 300)
	g := startGroup(t, data, []string{"import", "--acks", "/dev/fd/3", first})
	if errs := g.wait(); errs[0] != nil {
		t.Fatal(errs)
	}
	note(g)
	s := startServe(t, data)
	s.caughtUp(t, len(acked))

	news := filepath.Join(t.TempDir(), "news.jsonl")
	writeSampleArticles(t, news, 2, 1500)
	g = startGroup(t, data, []string{"import", "--acks", "/dev/fd/3", news})
	g.firstAck(time.Minute)
	fill(t, ballast)
	if errs := g.wait(); errs[0] == nil {
		t.Error("the import ended well on a full disk")
	}
	note(g)
	stale := s.stale(t)
	if out, err := exec.Command("tulieu", "--data", data, "import", news).CombinedOutput(); err == nil || bytes.Contains(out, []byte("panic")) {
		t.Errorf("import on a full disk: %v\n%s", err, out)
	}
	s.end(t)

	s = startServe(t, data) // on the full disk
	s.answers(t, 300)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s.caughtUp(t, len(acked))
	g = startGroup(t, data, []string{"import", "--acks", "/dev/fd/3", news})
	if errs := g.wait(); errs[0] != nil {
		t.Errorf("import with room again: %v", errs)
	}
	note(g)
	s.caughtUp(t, len(acked))
	s.end(t)
	checkWhole(t, quietEnv(data), acked)
	t.Logf("%d articles acknowledged, 0 lost; answers were up to %d changes behind while the disk was full", len(acked), stale)
}

// fill writes a file until nothing more fits.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, unix.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// wait waits for all processes of the group to end by themselves.
func (g *group) wait() []error {
	errs := make([]error, len(g.cmds))
	for i, c := range g.cmds {
		errs[i] = c.Wait()
	}
	g.acks.Wait()
	return errs
}

// search asks for everything.
func (s *served) search() (total, behind int, err error) {
	res, err := http.Get(s.url + "/api/v1/search?size=3&q=" + "thi")
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, 0, err
	}
	if res.StatusCode != http.StatusOK {
		return 0, 0, fmt.Errorf("%s: %s", res.Status, body)
	}
	res, err = http.Get(s.url + "/api/v1/search?size=1&facets=none")
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	var v struct {
		Total int
		Index struct{ Behind int }
	}
	if err := json.NewDecoder(res.Body).Decode(&v); err != nil {
		return 0, 0, err
	}
	return v.Total, v.Index.Behind, nil
}

// answers fails the test unless every one of some searches is answered, with
// so many articles at least.
func (s *served) answers(t *testing.T, least int) (behind int) {
	t.Helper()
	for range 20 {
		total, b, err := s.search()
		if err != nil || total < least {
			t.Fatalf("search finds %d, want %d: %v\n%.5000s", total, least, err, s.log)
		}
		behind = max(behind, b)
		time.Sleep(100 * time.Millisecond)
	}
	return behind
}

// stale waits until answers say that they are behind, and goes on asking.
func (s *served) stale(t *testing.T) int {
	t.Helper()
	if err := eventually(func() error {
		_, behind, err := s.search()
		if err == nil && behind == 0 {
			err = errors.New("the answers do not say that they are stale")
		}
		return err
	}); err != nil {
		t.Fatalf("%v\n%.5000s", err, s.log)
	}
	return s.answers(t, 300)
}

// caughtUp waits until searches find so many articles.
func (s *served) caughtUp(t *testing.T, want int) {
	t.Helper()
	if err := eventually(func() error {
		total, behind, err := s.search()
		if err == nil && (total < want || behind > 0) {
			err = fmt.Errorf("search finds %d articles, want %d; %d behind", total, want, behind)
		}
		return err
	}); err != nil {
		t.Fatalf("%v\n%.5000s", err, s.log)
	}
}

// end asks the server to stop, as an operator does.
func (s *served) end(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	context.AfterFunc(ctx, func() {
		if ctx.Err() == context.DeadlineExceeded {
			_ = s.cmd.Process.Kill()
		}
	})
	_ = s.cmd.Process.Signal(unix.SIGTERM)
	err := s.cmd.Wait()
	if ctx.Err() != nil {
		t.Errorf("serve does not end: %v", err)
	}
	if said := s.log.String(); strings.Contains(said, "goroutine ") || strings.Contains(said, "request failed") {
		t.Errorf("serve says:\n%.5000s", said)
	}
	if n := strings.Count(s.log.String(), "behind the scenes"); n > 20 {
		t.Errorf("serve says %d times that writing fails", n)
	}
}
