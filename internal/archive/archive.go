// Package archive keeps captures and the articles read from them. Its truth
// are WARC files; beside them one SQLite file holds what must be found
// quickly: where a capture lies, articles and their versions, addresses, the
// crawl's frontier and an ordered log of changes.
//
// What is acknowledged is on disk: records are appended and synced, then one
// transaction is committed. Several processes may write at once, each to a
// WARC file of its own. archive.db can be made again from the WARC files.
package archive

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/warc"
)

// Options say how an archive is opened. The zero value will do.
type Options struct {
	Log *slog.Logger     // nil: silent
	Now func() time.Time // nil: time.Now

	// Read reads kept captures again: those that an earlier process appended
	// and could not enter in archive.db, and those that an older extractor read
	// when a newer one meets their article. Without it both are left as they are.
	Read tulieu.Reader

	// Progress is told how many of the records to be entered again are: after
	// a crash few, after the loss of archive.db all.
	Progress func(done, total int)
}

// An Archive is open on a data folder. It is safe for concurrent use.
type Archive struct {
	dir  string
	db   string // name of the SQLite file: dbName, or another while it is made anew
	id   string
	log  *slog.Logger
	now  func() time.Time
	read tulieu.Reader

	progress func(done, total int)

	readers *sql.DB // many connections that only read
	writer  *sql.DB
	conn    *sql.Conn // writer's one connection; nil once closed

	readStmts, writeStmts statements

	mu      sync.Mutex // held while writing
	counter uint64     // high bits of the last order taken
	tag     uint64     // low bits of this process's orders
	encoder warc.Encoder
	out     *segment // the WARC file being written; nil before the first record
	lock    *os.File // shared by all who have the folder open; a rebuild takes it alone

	damages []Damage // found by Open

	rotateAt int64 // bytes after which a WARC file is sealed
	create   func(name string) (file, error)
	free     func(dir string) (int64, error)
}

// names in the data folder
const (
	dbName   = "archive.db"
	warcDir  = "warc"
	tornDir  = "torn" // below warcDir
	lockName = "archive.lock"
)

// Open opens the archive in dir, which it makes if need be. It enters the
// records that a crash left out of archive.db and moves torn ends of WARC
// files aside, into warc/torn; both are told to o.Log.
func Open(ctx context.Context, dir string, o Options) (*Archive, error) {
	a, err := open(ctx, dir, o)
	if err != nil {
		return nil, fmt.Errorf("archive: open %s: %w", dir, err)
	}
	return a, nil
}

// Exists reports whether there is an archive in dir: archive.db, or WARC files
// from which it can be made.
func Exists(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, dbName)); err == nil {
		return true
	}
	files, _ := os.ReadDir(filepath.Join(dir, warcDir))
	return slices.ContainsFunc(files, func(f os.DirEntry) bool { return isSegment(f.Name()) })
}

func open(ctx context.Context, dir string, o Options) (_ *Archive, err error) {
	a, err := prepare(dir, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.lock, err = lockFile(dir, unix.LOCK_SH); err != nil {
		return nil, err
	}
	if err = a.openDB(ctx); err == nil {
		err = a.checkDB(ctx)
	}
	if err == nil {
		a.damages, err = a.recover(ctx)
		if errors.Is(err, tulieu.ErrUnavailable) {
			// A full disk is no reason not to read.
			a.log.Warn("archive: records are not entered in archive.db; the next open tries again", "error", err)
			err = nil
		}
	}
	if (errors.Is(err, tulieu.ErrDamaged) || errors.Is(err, errFormat)) && a.read != nil {
		a.log.Error("archive: archive.db cannot be used and is made again from the WARC files", "dir", dir, "error", err)
		err = a.replaceDB(ctx)
	}
	for _, d := range a.damages {
		a.log.Error("archive: damage", "place", d.Place, "what", d.What)
	}
	if err != nil {
		return nil, err
	}
	return a, syncDir(dir)
}

// prepare is an archive on dir with nothing open yet.
func prepare(dir string, o Options) (*Archive, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(done, total int) {}
	}
	if err := makeDirs(filepath.Join(dir, warcDir)); err != nil {
		return nil, diskError(err)
	}
	return &Archive{dir: dir, db: dbName, log: o.Log, now: o.Now, read: o.Read, progress: o.Progress,
		rotateAt: 1 << 30, create: createFile, free: freeBytes, tag: newTag()}, nil
}

// replaceDB makes archive.db again though it does not open. The lock, shared
// so far, must be had alone.
func (a *Archive) replaceDB(ctx context.Context) error {
	a.closeDB()
	if err := flock(a.lock, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("another process has the archive open: %w", tulieu.ErrUnavailable)
	}
	damages, err := a.rebuild(ctx)
	if err != nil {
		return err
	}
	a.damages = damages
	if err := flock(a.lock, unix.LOCK_SH|unix.LOCK_NB); err != nil {
		return err
	}
	return a.openDB(ctx)
}

// Close ends the writing of this process's WARC file and closes archive.db.
func (a *Archive) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var errs []error
	if a.out != nil {
		errs = append(errs, a.out.close())
		a.out = nil
	}
	errs = append(errs, a.closeDB())
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
		a.lock = nil
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("archive: close %s: %w", a.dir, err)
	}
	return nil
}

// ID is the archive's random name. An index or a token that carries another
// was made from another archive, or before a rebuild.
func (a *Archive) ID() string { return a.id }

// Damages are what Open found not to be as it was written: files that are
// missing or cut, records that could not be entered. Verify looks everywhere.
func (a *Archive) Damages() []Damage { return a.damages }

// tagBits are the low bits of an order, which differ from process to process:
// two processes that take the same number, because one died before it could
// enter it, still give different orders.
const tagBits = 20

func newTag() uint64 {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return (uint64(b[0])<<16 | uint64(b[1])<<8 | uint64(b[2])) & (1<<tagBits - 1)
}

func newArchiveID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
