package archive

import (
	"fmt"

	"golang.org/x/sys/unix"

	"tulieu"
)

// reserve is the room that must be free on the disk before anything is
// written: enough for one transaction and for the index to go on reading.
const reserve = 32 << 20

// space refuses to write on a disk that is nearly full. As soon as there is
// room again, writing goes on by itself.
func (a *Archive) space() error {
	free, err := a.free(a.dir)
	if err != nil {
		return nil // not a reason to stop: the write itself will tell
	}
	if free < reserve {
		return fmt.Errorf("%d MB free on the disk of %s, at least %d are needed to write; reading goes on: %w",
			free>>20, a.dir, int64(reserve)>>20, tulieu.ErrUnavailable)
	}
	return nil
}

// freeBytes are the bytes that this process may still write where dir lies.
func freeBytes(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
