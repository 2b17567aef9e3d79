package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const memoryLimit = 256 << 20 * raceMemory

// TestServeLivesInAQuarterGigabyte imports and searches while the server may
// take 256 MB, more under the race detector: by a control group where this user
// may make one, which ends a process that takes more, else by GOMEMLIMIT, with
// the most it took printed.
func TestServeLivesInAQuarterGigabyte(t *testing.T) {
	data := t.TempDir()
	importSample(t, data, 4, *loadArticles)
	news := filepath.Join(t.TempDir(), "more.jsonl")
	writeSampleArticles(t, news, 5, *loadArticles)
	group := memoryGroup(t)
	wrapper := []string{"env", "GOMEMLIMIT=" + strconv.Itoa(memoryLimit/10*7)}
	if group != "" {
		wrapper = []string{"sh", "-c", `echo $$ >"$0"/cgroup.procs && exec "$@"`, group}
	}
	s := serveFolder(t, data, wrapper...)
	busy := s.while(t, func() {
		tulieuRuns(t, data, "import", news)
		tulieuRuns(t, data, "reindex")
	})
	s.while(t, func() { time.Sleep(time.Second) })
	peak := peakMemory(t, s.cmd.Process.Pid)
	if err := s.stop(); err != nil {
		t.Errorf("serve ends with %v:\n%s", err, s.log)
	}
	by := "GOMEMLIMIT"
	if group != "" {
		by = "a control group"
	}
	t.Logf("%d MB by %s, %d articles, import and reindex beside searches: %s; resident at most %d MB", memoryLimit>>20, by, 2**loadArticles, busy, peak>>20)
}

// memoryGroup makes a control group with memoryLimit, and returns its folder;
// nothing where that is not allowed.
func memoryGroup(t *testing.T) string {
	t.Helper()
	for _, kind := range []struct{ root, limit string }{
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"},
		{"/sys/fs/cgroup", "memory.max"},
	} {
		dir, err := os.MkdirTemp(kind.root, "tulieu-test-")
		if err != nil {
			continue
		}
		t.Cleanup(func() {
			if err := eventually(func() error { return os.Remove(dir) }); err != nil {
				t.Error(err)
			}
		})
		if os.WriteFile(filepath.Join(dir, kind.limit), []byte(strconv.Itoa(memoryLimit)), 0) == nil {
			return dir
		}
	}
	return ""
}

// peakMemory is the most memory that a process has had resident.
func peakMemory(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb int64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatalf("no VmHWM: %v", err)
	}
	return kb << 10
}

// TestServeLivesWith64Files imports and searches while the server may have 64
// files open, with sixty clients that hold connections and say nothing.
func TestServeLivesWith64Files(t *testing.T) {
	if _, err := exec.LookPath("prlimit"); err != nil {
		t.Skip("no prlimit on this machine")
	}
	data := t.TempDir()
	importSample(t, data, 6, *loadArticles)
	s := serveFolder(t, data, "prlimit", "--nofile=64:64")
	more := func(seed int64) {
		news := filepath.Join(t.TempDir(), "more.jsonl")
		writeSampleArticles(t, news, seed, *loadArticles)
		tulieuRuns(t, data, "import", news)
	}
	busy := s.while(t, func() {
		more(7)
		tulieuRuns(t, data, "reindex")
	})
	t.Logf("import and reindex beside searches: %s", busy)
	var slow time.Duration
	busy = s.while(t, func() {
		slow = slowClients(t, s, 60, func() { more(11) }) // so that the index has to open files
	})
	t.Logf("import beside searches and 60 clients that say nothing: %s; healthz after %v", busy, slow.Round(10*time.Millisecond))
	if err := s.stop(); err != nil {
		t.Errorf("serve ends with %v", err)
	}
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("serve could not do all it had to:\n%s", s.log)
	}
}

// TestAThousandSlowClients lets a thousand clients hold connections to a
// server with the usual limits.
func TestAThousandSlowClients(t *testing.T) {
	data := t.TempDir()
	importSample(t, data, 8, 50)
	s := serveFolder(t, data)
	var slow time.Duration
	busy := s.while(t, func() { slow = slowClients(t, s, 1000, func() {}) })
	t.Logf("beside 1,000 clients that say nothing: %s; healthz after %v", busy, slow.Round(10*time.Millisecond))
}

// slowClients connects n clients that begin a request and never end it, calls
// f, and returns how long /healthz took to answer beside them. What is more
// than the server takes waits: its turn comes when slow ones have been let go.
func slowClients(t *testing.T, s *served, n int, f func()) time.Duration {
	t.Helper()
	address := strings.TrimPrefix(s.url, "http://")
	for range n {
		c, err := net.DialTimeout("tcp", address, 5*time.Second)
		if err != nil {
			continue // refused: as good as waiting
		}
		defer c.Close()
		fmt.Fprint(c, "GET /api/v1/search?q=thi HTTP/1.1\r\nHost: slow\r\nX-Slow: ")
	}
	f()
	began := time.Now()
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(s.url + "/healthz")
	if err != nil {
		t.Errorf("healthz beside %d slow clients: %v", n, err)
		return 0
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("healthz beside %d slow clients: %s", n, res.Status)
	}
	return time.Since(began)
}
