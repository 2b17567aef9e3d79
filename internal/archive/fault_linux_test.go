package archive

import (
	"testing"

	"golang.org/x/sys/unix"
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
