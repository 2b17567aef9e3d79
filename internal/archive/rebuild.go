package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/warc"
)

// newName is the SQLite file while it is being made.
const newName = dbName + ".new"

// Rebuild makes archive.db again from the WARC files alone: articles and
// versions as o.Read reads them now, addresses, moves and takedowns. The
// archive gets a new ID, its change log begins anew, and the frontier is
// empty: the next crawl asks for everything again. The former archive.db is
// moved aside. No other process may have the archive open.
//
// The damages are records that could not be read; the rest is there.
func Rebuild(ctx context.Context, dir string, o Options) ([]Damage, error) {
	if o.Read == nil {
		return nil, fmt.Errorf("archive: rebuild %s: no reader: %w", dir, tulieu.ErrInvalid)
	}
	a, err := prepare(dir, o)
	if err != nil {
		return nil, fmt.Errorf("archive: rebuild %s: %w", dir, err)
	}
	lock, err := lockFile(dir, unix.LOCK_EX)
	if err != nil {
		return nil, fmt.Errorf("archive: rebuild %s: %w", dir, err)
	}
	defer lock.Close()
	damages, err := a.rebuild(ctx)
	if err != nil {
		return damages, fmt.Errorf("archive: rebuild %s: %w", dir, err)
	}
	return damages, nil
}

// sidecars are the files that belong to a SQLite file, it itself last.
var sidecars = []string{"-wal", "-shm", ""}

// rebuild makes a new SQLite file beside archive.db and puts it in its place.
// A crash in between leaves the old one, or none: then the next open enters
// all records.
func (a *Archive) rebuild(ctx context.Context) ([]Damage, error) {
	for _, s := range sidecars {
		if err := os.Remove(filepath.Join(a.dir, newName+s)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	fresh := &Archive{dir: a.dir, db: newName, log: a.log, now: a.now, read: a.read, progress: a.progress,
		rotateAt: a.rotateAt, create: a.create, free: a.free, tag: a.tag}
	err := fresh.openDB(ctx)
	var damages []Damage
	if err == nil {
		damages, err = fresh.recover(ctx)
	}
	if err := errors.Join(err, fresh.closeDB()); err != nil {
		return damages, err
	}
	old := fmt.Sprintf("%s.old-%s", dbName, a.now().UTC().Format("20060102T150405.000Z"))
	for _, s := range sidecars {
		err := os.Rename(filepath.Join(a.dir, dbName+s), filepath.Join(a.dir, old+s))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return damages, err
		}
	}
	if err := os.Rename(filepath.Join(a.dir, newName), filepath.Join(a.dir, dbName)); err != nil {
		return damages, err
	}
	a.log.Info("archive: archive.db was made again; the former one is kept aside", "aside", old)
	return damages, syncDir(a.dir)
}

// replayTakedown enters a tombstone from its record.
func (t *txn) replayTakedown(rec *warc.Record, row captureRow) error {
	var stone tulieu.Takedown
	d, ok := parseDigest(rec.Field(warc.FieldPayloadDigest))
	if err := json.Unmarshal(rec.Block, &stone); err != nil || !ok || d != sumOf(rec.Block) || string(stone.ID) != rec.Field(fieldTakedown) {
		return fmt.Errorf("tombstone of %q: %w", rec.Field(fieldTakedown), tulieu.ErrDamaged)
	}
	r, err := articleOf(t.ctx, t, stone.ID)
	if err != nil {
		return err
	}
	if r == nil { // its captures are lost; the tombstone still stands
		if r, err = t.newArticle(stone.ID); err != nil {
			return err
		}
	}
	row.kind, row.digest, row.article = takedown, d, r.num
	if r.state == gone {
		return t.putCapture(&row)
	}
	return t.enterTakedown(r, &row, stone, rec.Block)
}

// redirect makes an ID that a record once gave lead to the article that the
// record's capture belongs to now.
func (t *txn) redirect(id tulieu.ID, to *articleRow) error {
	if id == "" || to == nil || id == to.id {
		return nil
	}
	r, err := articleBy(t.ctx, t, "id", string(id))
	if err != nil || r != nil {
		return err
	}
	if r, err = t.newArticle(id); err != nil {
		return err
	}
	r.state, r.into = moved, to.num
	return t.putArticle(r)
}
