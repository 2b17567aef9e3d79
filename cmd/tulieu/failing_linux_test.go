package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tulieu"
)

var failing = flag.Int("failing-calls", short(4), "runs with a failing system call; 400 are all of them")

// TestEveryFailingSystemCallOfTheProgram lets the n-th write, sync, truncation or
// renaming of `tulieu import`, and of a `tulieu search` that builds the index,
// fail with ENOSPC: once, or from there on. strace injects the failures; it
// counts the calls of each thread, so that several may fail in one run. The
// command ends, with an answer that is right or an error, never a panic; what
// it acknowledged is there; and the next search answers as ever.
func TestEveryFailingSystemCallOfTheProgram(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.Command(strace, "-f", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v: %s", err, out)
	}
	dir := t.TempDir()
	first, more := filepath.Join(t.TempDir(), "first.jsonl"), filepath.Join(t.TempDir(), "more.jsonl")
	writeSampleArticles(t, first, 1, 150)
	writeSampleArticles(t, more, 2, 300)
	if out, err := tulieuCommand(dir, "import", first).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	type run struct {
		command, call, lasting string
		n                      int
	}
	var runs []run
	for _, command := range []string{"import", "search"} {
		for _, call := range []string{"pwrite64", "fsync,fdatasync", "ftruncate", "rename,renameat"} {
			for _, lasting := range []string{"", "+"} {
				for n := range 25 {
					runs = append(runs, run{command, call, lasting, n + 1})
				}
			}
		}
	}
	rng := rand.New(rand.NewPCG(9, 9))
	rng.Shuffle(len(runs), func(i, j int) { runs[i], runs[j] = runs[j], runs[i] })
	search := []string{"search", "--json", "--size", "20", "thi đua"}
	truth := searched(t, copyFolder(t, dir), search)
	failed, acked := 0, 0
	for _, r := range runs[:min(*failing, len(runs))] {
		data, acks := copyFolder(t, dir), filepath.Join(t.TempDir(), "acks")
		args := search
		if r.command == "import" {
			args = []string{"import", "--acks", acks, more}
		}
		what := fmt.Sprintf("%s, %s number %d%s fails", r.command, r.call, r.n, r.lasting)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, strace, append([]string{"-f", "-o", "/dev/null", "-e", "trace=" + r.call,
			"-e", fmt.Sprintf("inject=%s:error=ENOSPC:when=%d%s", r.call, r.n, r.lasting), "--"},
			tulieuCommand(data, args...).Args...)...)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &stdout, &stderr, time.Second
		err := cmd.Run()
		if ctx.Err() != nil {
			t.Errorf("%s: it does not end\n%.3000s", what, stderr.String())
		}
		cancel()
		switch {
		case strings.Contains(stderr.String(), "goroutine "):
			t.Errorf("%s: %v\n%.3000s", what, err, stderr.String())
		case err != nil:
			failed++
		case r.command == "search" && comparable(stdout.String()) != truth:
			t.Errorf("%s: the answer is %.500s\nwant %.500s\n%.3000s", what, stdout.String(), truth, stderr.String())
		}
		if r.command == "search" {
			if got := searched(t, data, search); got != truth {
				t.Errorf("%s: the next search answers %.500s\nwant %.500s", what, got, truth)
			}
		} else {
			kept := map[tulieu.ID]bool{}
			b, _ := os.ReadFile(acks) // none where it failed before
			for line := range strings.Lines(string(b)) {
				kept[tulieu.ID(strings.TrimSpace(line))] = true
			}
			acked += len(kept)
			checkWhole(t, quietEnv(data), kept)
		}
		if t.Failed() {
			t.FailNow()
		}
		if err := os.RemoveAll(data); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d runs, %d of them ended with an error; %d articles acknowledged, 0 lost; 0 wrong answers", min(*failing, len(runs)), failed, acked)
}

// searched is what a search answers, and must.
func searched(t *testing.T, data string, search []string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := tulieuCommand(data, search...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v: %s", search, err, stderr.String())
	}
	return comparable(string(out))
}
