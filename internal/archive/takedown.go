package archive

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"tulieu"
	"tulieu/internal/warc"
)

// Takedown takes an article out of the archive for good: its ID and all
// addresses that lead to it answer ErrGone from now on, whatever is crawled,
// imported, read again or rebuilt. The tombstone is kept in the WARC file too.
// t.ID and t.Reason are required; t.At is now where it is zero. A second
// takedown of an article changes nothing.
func (a *Archive) Takedown(ctx context.Context, t tulieu.Takedown) error {
	if strings.TrimSpace(t.Reason) == "" {
		return fmt.Errorf("archive: takedown of %s: give a reason: %w", t.ID, tulieu.ErrInvalid)
	}
	if t.At.IsZero() {
		t.At = a.now()
	}
	t.At = t.At.UTC().Round(0)
	err := a.write(ctx, func(x *txn) error { return x.takedown(t) })
	if err != nil {
		return fmt.Errorf("archive: takedown of %s: %w", t.ID, err)
	}
	return nil
}

func (x *txn) takedown(t tulieu.Takedown) error {
	r, err := articleOf(x.ctx, x, t.ID)
	if err != nil {
		return err
	}
	if r == nil {
		return tulieu.ErrNotFound
	}
	if r.state == gone {
		return nil
	}
	t.ID = r.id
	if t.URL == "" {
		if v, err := current(x.ctx, x, r); err == nil { // a damaged article is taken down all the same
			t.URL = v.URL
		}
	}
	block, err := json.Marshal(t)
	if err != nil {
		return err
	}
	order, err := x.order()
	if err != nil {
		return err
	}
	row := captureRow{ord: order, kind: takedown, digest: sha256.Sum256(block), article: r.num}
	rec := &warc.Record{Block: block}
	rec.Add(warc.FieldType, warc.Metadata)
	rec.Add(warc.FieldID, warc.NewID())
	rec.Add(warc.FieldDate, warc.FormatDate(t.At))
	if !strings.ContainsAny(t.URL, "\r\n") {
		rec.Add(warc.FieldTarget, t.URL)
	}
	rec.Add(warc.FieldPayloadDigest, row.digest.String())
	rec.Add(warc.FieldContentType, "application/json")
	rec.Add(fieldTakedown, string(r.id))
	if row.file, row.offset, row.length, err = x.append(order, rec); err != nil {
		return err
	}
	return x.enterTakedown(r, &row, t, block)
}

// enterTakedown makes r gone. The tombstone's record is row's.
func (x *txn) enterTakedown(r *articleRow, row *captureRow, t tulieu.Takedown, block []byte) error {
	if err := x.putCapture(row); err != nil {
		return err
	}
	if t.URL != "" {
		if err := x.addAlias(t.URL, r.num); err != nil {
			return err
		}
	}
	if err := x.exec(`DELETE FROM versions WHERE article = ?`, r.num); err != nil {
		return err
	}
	r.state, r.version, r.same, r.tombstone, r.latest = gone, 0, 0, string(block), max(r.latest, row.ord)
	if err := x.putArticle(r); err != nil {
		return err
	}
	return x.log(r.num, tulieu.Removed)
}

// Takedowns are all tombstones, by ID.
func (a *Archive) Takedowns(ctx context.Context) ([]tulieu.Takedown, error) {
	var all []tulieu.Takedown
	err := each(ctx, a, `SELECT `+articleColumns+` FROM articles WHERE state = 1 ORDER BY id`, nil, func(scan func(...any) error) error {
		r, err := scanArticle(scan)
		if err != nil {
			return err
		}
		t, err := r.parseTombstone()
		all = append(all, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("archive: takedowns: %w", err)
	}
	return all, nil
}
