package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// A folderLock is held by the one process that owns a data folder's index.
// The file names the holder's pid and, once it listens, its address.
type folderLock struct{ file *os.File }

func lockPath(data string) string { return filepath.Join(data, "lock") }

// A lockedError says who holds the lock.
type lockedError struct {
	data string
	pid  string
	addr string // "http://127.0.0.1:8080"; empty while it does not listen
}

func (e *lockedError) Error() string {
	if e.addr == "" {
		return fmt.Sprintf("the index in %s is in use by process %s; wait for it or stop it", e.data, e.pid)
	}
	return fmt.Sprintf("the index in %s is in use by process %s, which serves at %s; stop it, or give another --data", e.data, e.pid, e.addr)
}

// lockFolder takes the lock of data, or returns a *lockedError.
func lockFolder(data string) (*folderLock, error) {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(lockPath(data), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		defer f.Close()
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		pid, addr := holder(data)
		return nil, &lockedError{data, pid, addr}
	}
	l := &folderLock{f}
	return l, l.announce("")
}

// holder reads who holds the lock of data.
func holder(data string) (pid, addr string) {
	b, _ := os.ReadFile(lockPath(data))
	pid, addr, _ = strings.Cut(strings.TrimSpace(string(b)), " ")
	if pid == "" {
		pid = "unknown"
	}
	return pid, addr
}

// announce writes the holder's pid and address into the file.
func (l *folderLock) announce(addr string) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(strings.TrimSpace(fmt.Sprintf("%d %s", os.Getpid(), addr))+"\n"), 0)
	return err
}

// release gives the folder back. The file stays: removing it would let two
// processes hold locks on two files of the same name.
func (l *folderLock) release() error { return l.file.Close() }
