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
	"sync"
	"time"

	"tulieu"
)

// Options say how an archive is opened. The zero value will do.
type Options struct {
	Log *slog.Logger     // nil: silent
	Now func() time.Time // nil: time.Now

	// Read reads kept captures again: those that an earlier process appended
	// and could not enter in archive.db, and those that an older extractor read
	// when a newer one meets their article. Without it both are left as they are.
	Read tulieu.Reader
}

// An Archive is open on a data folder. It is safe for concurrent use.
type Archive struct {
	dir  string
	id   string
	log  *slog.Logger
	now  func() time.Time
	read tulieu.Reader

	readers *sql.DB // many connections that only read
	writer  *sql.DB
	conn    *sql.Conn // writer's one connection; nil once closed

	readStmts, writeStmts statements

	mu   sync.Mutex // held while writing
	tag  uint64     // low bits of this process's orders
	out  *segment   // the WARC file being written; nil before the first record
	lock *os.File   // shared by all who have the folder open; a rebuild takes it alone

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

func open(ctx context.Context, dir string, o Options) (_ *Archive, err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(filepath.Join(dir, warcDir), 0o755); err != nil {
		return nil, err
	}
	a := &Archive{dir: dir, log: o.Log, now: o.Now, read: o.Read, rotateAt: 1 << 30, create: createFile, free: freeBytes, tag: newTag()}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.lock, err = lockShared(filepath.Join(dir, lockName)); err != nil {
		return nil, err
	}
	if err := a.openDB(ctx); err != nil {
		return nil, err
	}
	if err := syncDir(dir); err != nil {
		return nil, err
	}
	if err := a.recover(ctx); err != nil {
		return nil, err
	}
	return a, nil
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
	a.readStmts.close()
	a.writeStmts.close()
	if a.conn != nil {
		errs = append(errs, a.conn.Close())
	}
	for _, db := range []*sql.DB{a.readers, a.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	a.conn, a.readers, a.writer, a.lock = nil, nil, nil, nil
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("archive: close %s: %w", a.dir, err)
	}
	return nil
}

// ID is the archive's random name. An index or a token that carries another
// was made from another archive, or before a rebuild.
func (a *Archive) ID() string { return a.id }

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
