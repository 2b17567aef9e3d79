package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var loadArticles = flag.Int("load-articles", 120, "articles of the tests under load")

// TestNoSearchFailsWhileTheIndexIsMadeAnew asks a server without a pause while
// it makes its index anew, and while another process reads all captures again.
// No request fails. The times are printed, beside those of a server at rest.
func TestNoSearchFailsWhileTheIndexIsMadeAnew(t *testing.T) {
	data := t.TempDir()
	importSample(t, data, 3, *loadArticles)
	s := serveFolder(t, data)
	for _, words := range loadQueries { // so that all ask what has been asked before
		s.ask(t, words)
	}
	idle := s.while(t, func() { time.Sleep(2 * time.Second) })
	t.Logf("at rest:    %s", idle)
	for _, args := range [][]string{{"reindex"}, {"archive", "reread"}} {
		began := time.Now()
		busy := s.while(t, func() { tulieuRuns(t, data, args...) })
		t.Logf("%-11s %s; p99 %.2f times that at rest; %d articles in %v",
			args[len(args)-1]+":", busy, float64(busy.p(99))/float64(idle.p(99)), *loadArticles, time.Since(began).Round(10*time.Millisecond))
	}
}

// loadQueries are what the clients of a test ask for.
var loadQueries = []string{
	"thi đua", "thi dua khen thuong", "công đoàn", `"đại hội đảng bộ"`, "chỉ thị 05-CT/TW", "chuyển đổi số", "nghị quyết trung ương", "",
}

// A served folder is a data folder with the real program serving it.
type served struct {
	cmd    *exec.Cmd
	url    string
	log    *words
	client *http.Client
}

// words is what a process says.
type words struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// startServe starts serve on a folder, as "tulieu serve" or as the last
// arguments of another command, and waits until it listens. It is ended with
// the test.
func startServe(t *testing.T, data string, wrapper ...string) *served {
	t.Helper()
	args := append(wrapper, "tulieu", "--data", data, "serve", "--listen", "127.0.0.1:0")
	s := &served{cmd: exec.Command(args[0], args[1:]...), log: &words{}, client: &http.Client{Timeout: 20 * time.Second}}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("serve ends with %v:\n%s", err, s.log)
		}
	})
	if err := eventually(func() error {
		_, after, ok := strings.Cut(s.log.String(), "tulieu serves "+data+" at ")
		if !ok {
			return errors.New("serve does not listen")
		}
		s.url, _, _ = strings.Cut(after, "\n")
		return nil
	}); err != nil {
		t.Fatalf("%v:\n%s", err, s.log)
	}
	return s
}

// serveFolder is startServe that waits until the index has caught up.
func serveFolder(t *testing.T, data string, wrapper ...string) *served {
	t.Helper()
	s := startServe(t, data, wrapper...)
	if err := eventually(func() error {
		res, err := s.client.Get(s.url + "/readyz")
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("readyz: %s", res.Status)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// stop ends the server as an operator does, and waits for it.
func (s *served) stop() error {
	if s.cmd.ProcessState != nil {
		return nil
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	return s.cmd.Wait()
}

// ask searches for words, and returns how long the answer took.
func (s *served) ask(t *testing.T, words string) time.Duration {
	began := time.Now()
	res, err := s.client.Get(s.url + "/api/v1/search?" + url.Values{"q": {words}}.Encode())
	if err != nil {
		t.Errorf("search %q: %v", words, err)
		return time.Since(began)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("search %q: %s, %v: %.300s", words, res.Status, err, body)
	}
	return time.Since(began)
}

// while lets four clients search until f has returned.
func (s *served) while(t *testing.T, f func()) took {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	var all took
	var clients sync.WaitGroup
	for i := range 4 {
		clients.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				d := s.ask(t, loadQueries[n%len(loadQueries)])
				mu.Lock()
				all = append(all, d)
				mu.Unlock()
				time.Sleep(20 * time.Millisecond) // readers, not a flood
			}
		})
	}
	f()
	cancel()
	clients.Wait()
	slices.Sort(all)
	return all
}

// took is how long requests took, the shortest first.
type took []time.Duration

func (d took) p(percent int) time.Duration { return d[len(d)*percent/100] }

func (d took) String() string {
	return fmt.Sprintf("%d requests, 0 failed, p50 %v, p99 %v", len(d), d.p(50).Round(10*time.Microsecond), d.p(99).Round(10*time.Microsecond))
}

// tulieuRuns runs a command on a folder to its end.
func tulieuRuns(t *testing.T, data string, args ...string) {
	t.Helper()
	if out, err := exec.Command("tulieu", append([]string{"--data", data}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("tulieu %s: %v\n%s", args, err, out)
	}
}

// importSample imports n sample articles into a folder.
func importSample(t *testing.T, data string, seed int64, n int) {
	t.Helper()
	news := filepath.Join(t.TempDir(), "news.jsonl")
	writeSampleArticles(t, news, seed, n)
	tulieuRuns(t, data, "import", news)
}
