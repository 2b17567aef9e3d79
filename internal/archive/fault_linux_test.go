package archive

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"tulieu"
)

// TestFullDisk fills a small file system, where the test may mount one, while
// articles are kept; and goes on when there is room again.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("no file system may be mounted: %v", err)
	}
	defer unix.Unmount(dir, unix.MNT_DETACH)
	fillUp(t, dir, func() error { return nil }, func() error {
		return unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT, "size=64m")
	})
}

// TestEveryFailingSystemCall lets the n-th call of a process that keeps
// articles fail, for writes, syncs and truncations of the WARC file and of
// SQLite alike, once or from there on. strace injects the failures; it counts
// the calls of each thread, so the writer keeps to one.
func TestEveryFailingSystemCall(t *testing.T) {
	read := reader(1)
	const calls = 5
	if dir := os.Getenv("TULIEU_TEST_INJECT"); dir != "" {
		runtime.LockOSThread()
		a, err := Open(ctx, dir, Options{Read: read})
		if err != nil {
			fmt.Println("open:", err)
			return
		}
		for i := range calls {
			out, err := a.Keep(ctx, fetched(read, fmt.Sprintf("https://tinh.example/%d", i), page{Title: fmt.Sprint("bài ", i)}, start))
			if err == nil {
				fmt.Println("kept", out[0].Article)
			} else if !errors.Is(err, tulieu.ErrUnavailable) {
				fmt.Println("not ErrUnavailable:", err)
			}
		}
		for i := range calls { // reading goes on
			_, err := a.Article(ctx, tulieu.NewID(fmt.Sprintf("https://tinh.example/%d", i)))
			if err != nil && !errors.Is(err, tulieu.ErrNotFound) && !errors.Is(err, tulieu.ErrUnavailable) {
				fmt.Println("read:", err)
			}
		}
		a.Close()
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.Command(strace, "-f", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v: %s", err, out)
	}
	step := 1
	if os.Getenv("TULIEU_HISTORIES") == "" {
		step = 40
	}
	runs, failed := 0, 0
	for _, call := range []string{"pwrite64", "fsync,fdatasync", "ftruncate"} {
		for _, lasting := range []string{"", "+"} {
			for n := 1; n < 200; n += step {
				dir := t.TempDir()
				cmd := exec.Command(strace, "-f", "-o", "/dev/null", "-e", "trace="+call,
					"-e", fmt.Sprintf("inject=%s:error=ENOSPC:when=%d%s", call, n, lasting),
					os.Args[0], "-test.run=^TestEveryFailingSystemCall$")
				cmd.Env = append(os.Environ(), "TULIEU_TEST_INJECT="+dir)
				out, err := cmd.CombinedOutput()
				what := fmt.Sprintf("%s number %d%s fails", call, n, lasting)
				if err != nil || bytes.Contains(out, []byte("panic")) || bytes.Contains(out, []byte("not ErrUnavailable")) || bytes.Contains(out, []byte("read:")) {
					t.Errorf("%s: %v\n%.2000s", what, err, out)
				}
				runs++
				a, err := Open(ctx, dir, Options{Read: read})
				if err != nil {
					t.Fatalf("%s: Open afterwards: %v", what, err)
				}
				kept := 0
				for line := range strings.Lines(string(out)) {
					if id, ok := strings.CutPrefix(strings.TrimSpace(line), "kept "); ok {
						kept++
						if _, err := a.Article(ctx, tulieu.ID(id)); err != nil {
							t.Errorf("%s: acknowledged, and lost: %v", what, err)
						}
					}
				}
				verify(t, a)
				a.Close()
				if kept == calls {
					break // the failing call lay behind the last
				}
				failed++
			}
		}
	}
	t.Logf("%d runs, in %d of them calls of Keep failed, 0 articles lost", runs, failed)
}
