package archive

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/warc"
)

// A file is what a segment needs of *os.File; tests put one in between that
// fails.
type file interface {
	io.WriterAt
	io.ReaderAt
	io.Closer
	Sync() error
	Truncate(size int64) error
	Fd() uintptr
}

// createFile makes a file that was not there and takes its lock.
func createFile(name string) (file, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	// An Open of another process may hold the lock for the moment it takes to
	// see that the file is empty.
	if err := flock(f, unix.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func flock(f file, how int) error {
	for {
		err := unix.Flock(int(f.Fd()), how)
		if err != unix.EINTR {
			return err
		}
	}
}

// lockFile takes the lock on dir: shared by all who have the archive open,
// alone by a rebuild.
func lockFile(dir string, how int) (*os.File, error) {
	name := filepath.Join(dir, lockName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, diskError(err)
	}
	if err := flock(f, how|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = fmt.Errorf("%s: another process has the archive open or is rebuilding it: %w", name, tulieu.ErrUnavailable)
		}
		return nil, err
	}
	return f, nil
}

// makeDirs makes dir and what is above it, and makes their names durable.
func makeDirs(dir string) error {
	if st, err := os.Stat(dir); err == nil && st.IsDir() {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := makeDirs(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return syncDir(above)
}

// syncDir makes the names in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// A segment is the WARC file that this process writes. Its lock is held until
// it is closed; a crash frees it.
type segment struct {
	file
	name    string // below warc/
	num     int64  // in files; 0 until a transaction entered it
	end     int64  // bytes entered in archive.db, or about to be
	written int64  // bytes of records appended, entered or not
	pending []byte // to be appended behind written
	doubted bool   // a sync failed: what the disk holds is not known
}

// A segment's name is these around its first day and a random part.
const (
	segmentPrefix = "tulieu-"
	segmentSuffix = ".warc.gz"
)

func isSegment(name string) bool {
	return strings.HasPrefix(name, segmentPrefix) && strings.HasSuffix(name, segmentSuffix)
}

// newSegment begins a WARC file with its warcinfo record.
func (a *Archive) newSegment() (*segment, error) {
	var u [5]byte
	rand.Read(u[:])
	s := &segment{name: fmt.Sprintf("%s%s-%x%s", segmentPrefix, a.now().UTC().Format("20060102T150405Z"), u, segmentSuffix)}
	f, err := a.create(filepath.Join(a.dir, warcDir, s.name))
	if err != nil {
		return nil, diskError(err)
	}
	s.file = f
	info := &warc.Record{Block: []byte("software: tulieu\r\nformat: WARC File Format 1.1\r\n" +
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n")}
	info.Add(warc.FieldType, warc.Info)
	info.Add(warc.FieldID, warc.NewID())
	info.Add(warc.FieldDate, warc.FormatDate(a.now()))
	info.Add("WARC-Filename", s.name)
	info.Add(warc.FieldContentType, "application/warc-fields")
	b, err := a.encoder.Encode(info)
	if err != nil {
		s.close()
		return nil, err
	}
	s.pending = append(s.pending, b...)
	return s, nil
}

// append puts a record's bytes behind the others and says where they will lie.
func (s *segment) append(b []byte) (offset int64, err error) {
	offset = s.written + int64(len(s.pending))
	s.pending = append(s.pending, b...)
	if len(s.pending) > 8<<20 {
		err = s.flush()
	}
	return offset, err
}

// flush writes what is pending; it does not sync.
func (s *segment) flush() error {
	n, err := s.file.WriteAt(s.pending, s.written)
	if err != nil {
		return fmt.Errorf("%s: append %d bytes at %d, wrote %d: %w", s.name, len(s.pending), s.written, n, diskError(err))
	}
	s.written += int64(len(s.pending))
	s.pending = s.pending[:0]
	return nil
}

// sync writes what is pending and waits until the disk has it, and after the
// first records also the file's name.
func (s *segment) sync(dir string) error {
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.file.Sync(); err != nil {
		s.doubted = true
		return fmt.Errorf("%s: sync: %w", s.name, diskError(err))
	}
	if s.num == 0 {
		if err := syncDir(dir); err != nil {
			return fmt.Errorf("%s: sync: %w", dir, diskError(err))
		}
	}
	return nil
}

func (s *segment) close() error {
	if err := s.file.Close(); err != nil { // frees the lock
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

// diskError tells errors that pass when there is room again from others.
func diskError(err error) error {
	for _, full := range []error{unix.ENOSPC, unix.EDQUOT, unix.EFBIG, unix.EIO, unix.EROFS, unix.EMFILE, unix.ENFILE} {
		if errors.Is(err, full) {
			return fmt.Errorf("%w: %w", tulieu.ErrUnavailable, err)
		}
	}
	return err
}

// openSegment opens a kept WARC file for reading.
func (a *Archive) openSegment(name string) (*os.File, error) {
	if name != filepath.Base(name) || name == "." || name == ".." || name == string(filepath.Separator) {
		return nil, fmt.Errorf("%q is no file of the archive: %w", name, tulieu.ErrNotFound)
	}
	f, err := os.Open(filepath.Join(a.dir, warcDir, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s/%s is missing: %w", warcDir, name, tulieu.ErrDamaged)
	}
	return f, diskError(err)
}

// nanos is t as it is kept in archive.db; 0 for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
