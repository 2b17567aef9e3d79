package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/warc"
)

// Keep keeps steps, all or nothing, in their order: when it returns without an
// error their records and rows are on disk. It says what each did, and sets in
// each step the capture's Ref and the article's ID and Provenance.
//
// An article is known again by its address, or by one that redirected to it.
// Text that differs from the version before, read by the same extractor, is a
// new version; a view counter or a clock that moved is nothing. What was taken
// down is not kept again: its outcome is Removed.
//
// With ErrUnavailable (the disk is full, another process writes for minutes)
// the archive is as before, and the same call may succeed later.
func (a *Archive) Keep(ctx context.Context, steps ...tulieu.Step) ([]tulieu.Outcome, error) {
	outcomes := make([]tulieu.Outcome, len(steps))
	for i := range steps {
		if err := a.checkStep(&steps[i]); err != nil {
			return nil, fmt.Errorf("archive: keep: %w", err)
		}
	}
	err := a.write(ctx, func(t *txn) error {
		for i := range steps {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if outcomes[i], err = t.keep(&steps[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archive: keep: %w", err)
	}
	return outcomes, nil
}

func (a *Archive) checkStep(s *tulieu.Step) error {
	for _, ts := range [][]tulieu.Target{s.Targets, s.Found} {
		for _, t := range ts {
			if t.URL == "" || t.Portal == "" || len(t.URL) > 8<<10 {
				return fmt.Errorf("target %.200q of portal %q: %w", t.URL, t.Portal, tulieu.ErrInvalid)
			}
		}
	}
	if s.Capture == nil {
		if s.Reading != nil {
			return fmt.Errorf("a reading without its capture: %w", tulieu.ErrInvalid)
		}
		return nil
	}
	if s.Capture.Fetched.IsZero() {
		s.Capture.Fetched = a.now()
	}
	if err := cleanCapture(s.Capture); err != nil {
		return err
	}
	if s.Reading == nil || s.Reading.Article == nil {
		return nil
	}
	article := s.Reading.Article
	if article.URL == "" || len(article.URL) > 8<<10 {
		return fmt.Errorf("article %.80q of %s: its address is empty or longer than 8 KiB: %w", article.Title, s.Capture.URL, tulieu.ErrInvalid)
	}
	return nil
}

// A txn is the one transaction that writes.
type txn struct {
	a   *Archive
	ctx context.Context // not cancelled: a commit is not broken off half-way

	ordered   bool       // a.counter is not behind archive.db
	sequenced bool       // before and seq are known
	before    tulieu.Seq // last change before this transaction
	seq       tulieu.Seq // last change of this transaction
	file      int64      // number of the WARC file appended to; 0 if none was
}

// write runs f in a transaction. Records that f appended are on disk before
// the rows that speak of them.
func (a *Archive) write(ctx context.Context, f func(*txn) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return fmt.Errorf("the archive is closed: %w", tulieu.ErrUnavailable)
	}
	if err := a.space(); err != nil {
		return err
	}
	t := &txn{a: a, ctx: context.WithoutCancel(ctx)}
	if err := t.begin(ctx); err != nil {
		return err
	}
	err := f(t)
	if err == nil {
		err = t.enterFile()
	}
	if err == nil && t.file != 0 {
		err = a.out.sync(filepath.Join(a.dir, warcDir))
	}
	if err != nil {
		return errors.Join(err, t.undo())
	}
	if err := t.exec(`COMMIT`); err != nil {
		// Whether it was committed only the next open will know: the records
		// stay where they are, and a new file is begun.
		t.rollback()
		if a.out != nil {
			a.leaveSegment()
		}
		return err
	}
	if t.file != 0 {
		a.out.num, a.out.end = t.file, a.out.written
		if a.out.end >= a.rotateAt {
			a.leaveSegment()
		}
	}
	return nil
}

// begin waits for the other processes that write, as long as ctx lasts.
func (t *txn) begin(ctx context.Context) error {
	st, err := t.a.writeStmts.of(ctx, `BEGIN IMMEDIATE`)
	if err == nil {
		_, err = st.ExecContext(ctx)
	}
	if err != nil {
		t.rollback() // where ctx ended in the moment it began
	}
	return storeError(err)
}

// undo ends the transaction and takes back what it appended.
func (t *txn) undo() error {
	err := t.rollback()
	s := t.a.out
	if s == nil || s.written == s.end && len(s.pending) == 0 {
		return err
	}
	s.pending = s.pending[:0]
	if s.num == 0 { // nothing speaks of the file
		os.Remove(filepath.Join(t.a.dir, warcDir, s.name))
		t.a.leaveSegment()
		return err
	}
	// A failed write may have left bytes behind written. After a failed sync a
	// later one may claim what is not so: nothing is appended to that file.
	if terr := s.file.Truncate(s.end); terr != nil || s.doubted {
		t.a.leaveSegment()
		return err
	}
	s.written = s.end
	return err
}

// rollback ends the transaction. SQLite may have ended it already: after a
// full disk, for one.
func (t *txn) rollback() error {
	err := t.exec(`ROLLBACK`)
	if err != nil && strings.Contains(err.Error(), "no transaction is active") {
		return nil
	}
	return err
}

// leaveSegment closes the WARC file being written; the next record begins
// another.
func (a *Archive) leaveSegment() {
	if err := a.out.close(); err != nil {
		a.log.Warn("archive: closing a WARC file", "error", err)
	}
	a.out = nil
}

func (t *txn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := t.a.writeStmts.of(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	return rows, storeError(err)
}

func (t *txn) exec(query string, args ...any) error {
	st, err := t.a.writeStmts.of(t.ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(t.ctx, args...)
	return storeError(err)
}

// order takes the next order.
func (t *txn) order() (uint64, error) {
	if !t.ordered {
		var last sql.NullInt64
		if _, err := row(t.ctx, t, `SELECT max(ord) FROM captures`, nil, &last); err != nil {
			return 0, err
		}
		// Not the last that was entered alone: after a failed commit, its record
		// may still be found and entered by a later open.
		t.a.counter = max(t.a.counter, uint64(last.Int64)>>tagBits)
		t.ordered = true
	}
	t.a.counter++
	return t.a.counter<<tagBits | t.a.tag, nil
}

// append appends a record to this process's WARC file and says where.
func (t *txn) append(order uint64, r *warc.Record) (file, offset, length int64, err error) {
	a := t.a
	before, err := t.lastSeq()
	if err != nil {
		return 0, 0, 0, err
	}
	r.Add(fieldOrder, strconv.FormatUint(order, 10))
	r.Add(fieldSeq, strconv.FormatUint(uint64(before), 10))
	if a.out == nil {
		if a.out, err = a.newSegment(); err != nil {
			return 0, 0, 0, err
		}
	}
	if t.file = a.out.num; t.file == 0 {
		if t.file, err = t.fileNum(a.out.name); err != nil {
			return 0, 0, 0, err
		}
	}
	b, err := a.encoder.Encode(r)
	if err != nil {
		return 0, 0, 0, err
	}
	if offset, err = a.out.append(b); err != nil {
		return 0, 0, 0, err
	}
	return t.file, offset, int64(len(b)), err
}

// fileNum is the number of the WARC file called name, which is entered if it
// was not known.
func (t *txn) fileNum(name string) (num int64, err error) {
	rs, err := filesWhere(t.ctx, t, `name = ?`, name)
	if err != nil {
		return 0, err
	}
	if len(rs) > 0 {
		return rs[0].num, nil
	}
	if err := t.exec(`INSERT INTO files(name, length, crc) VALUES (?, 0, 0)`, name); err != nil {
		return 0, err
	}
	if _, err := row(t.ctx, t, `SELECT num FROM files WHERE name = ?`, []any{name}, &num); err != nil {
		return 0, err
	}
	return num, t.putFile(&fileRow{num, name, 0})
}

func (t *txn) putFile(r *fileRow) error {
	return t.exec(`UPDATE files SET length = ?, crc = ? WHERE num = ?`, r.length, r.crc(), r.num)
}

// enterFile notes how long the WARC file is with this transaction's records.
func (t *txn) enterFile() error {
	s := t.a.out
	if t.file == 0 {
		return nil
	}
	return t.putFile(&fileRow{t.file, s.name, s.written + int64(len(s.pending))})
}

// keep keeps one step.
func (t *txn) keep(s *tulieu.Step) (tulieu.Outcome, error) {
	var out tulieu.Outcome
	if s.Capture != nil {
		var err error
		if out, err = t.keepCapture(s); err != nil {
			return out, err
		}
	}
	for i := range s.Targets {
		if err := t.putTarget(&s.Targets[i]); err != nil {
			return out, err
		}
	}
	for i := range s.Found {
		if err := t.addTarget(&s.Found[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (t *txn) keepCapture(s *tulieu.Step) (tulieu.Outcome, error) {
	c := s.Capture
	w, err := t.identify(c, s.Reading, "")
	if err != nil {
		return tulieu.Outcome{}, err
	}
	if w.gone != "" {
		return tulieu.Outcome{Article: w.gone, Change: tulieu.Removed}, nil
	}
	d := digest(sha256.Sum256(c.Body))
	first, err := t.firstWith(d)
	if err != nil {
		return tulieu.Outcome{}, err
	}
	if first != nil && c.Status == 0 {
		if known, err := t.imported(c, d, w); err != nil || known {
			return t.alreadyKept(s, w, err)
		}
	}
	order, err := t.order()
	if err != nil {
		return tulieu.Outcome{}, err
	}
	in := arrival{captureRow: captureRow{ord: order, digest: d, portal: c.Portal}, capture: c, reading: s.Reading, who: w}
	var original *warc.Record
	if first != nil {
		original = t.readBack(first, d)
	}
	if original != nil {
		in.kind = revisit
	}
	in.file, in.offset, in.length, err = t.append(order, captureRecord(c, d, original, w.id))
	if err != nil {
		return tulieu.Outcome{}, fmt.Errorf("capture of %s: %w", c.URL, err)
	}
	c.Ref = tulieu.CaptureRef{File: t.a.out.name, Offset: in.offset, Length: in.length, Digest: d.String(), Order: order}
	return t.enter(&in)
}

// firstWith is the first whole record whose body has digest d; nil without one.
func (t *txn) firstWith(d digest) (*captureRow, error) {
	rs, err := capturesWhere(t.ctx, t, `substr(digest, 1, 8) = ? AND kind = 0 ORDER BY ord`, d[:8])
	for i := range rs {
		if rs[i].digest == d {
			return &rs[i], err
		}
	}
	return nil, err
}

// readBack is the record at r if it still holds the body of digest d: a
// damaged one is not referred to, the body is written again.
func (t *txn) readBack(r *captureRow, d digest) *warc.Record {
	if s := t.a.out; s != nil && r.offset+r.length > s.written {
		if err := s.flush(); err != nil {
			return nil // the next append will say so
		}
	}
	ref, err := t.a.ref(t.ctx, t, r)
	if err != nil {
		return nil
	}
	rec, err := t.a.readRecord(ref)
	if err != nil || !sameBody(rec, d) {
		t.a.log.Error("archive: a kept body cannot be read back and is kept again", "file", ref.File, "offset", ref.Offset, "error", err)
		return nil
	}
	return rec
}

// imported reports whether the same bytes were imported before and are the
// last that is known: an import again is then no news. A crawl again is: it
// says that the page was still there.
func (t *txn) imported(c *tulieu.Capture, d digest, w who) (bool, error) {
	if w.article == nil {
		rs, err := capturesWhere(t.ctx, t, `substr(digest, 1, 8) = ? AND article IS NULL`, d[:8])
		return slices.ContainsFunc(rs, func(r captureRow) bool { return r.digest == d && r.portal == c.Portal }) && w.id == "", err
	}
	rs, err := capturesWhere(t.ctx, t, `ord = ?`, int64(w.article.latest))
	return err == nil && len(rs) == 1 && rs[0].digest == d && rs[0].portal == c.Portal && rs[0].article == w.article.num, err
}

// alreadyKept fills s as if it had been kept, from what is. The reading may be
// a newer extractor's.
func (t *txn) alreadyKept(s *tulieu.Step, w who, err error) (tulieu.Outcome, error) {
	if err != nil || w.article == nil {
		return tulieu.Outcome{}, err
	}
	rs, err := capturesWhere(t.ctx, t, `ord = ?`, int64(w.article.latest))
	if err != nil {
		return tulieu.Outcome{}, err
	}
	if s.Capture.Ref, err = t.a.ref(t.ctx, t, &rs[0]); err != nil {
		return tulieu.Outcome{}, err
	}
	in := arrival{captureRow: rs[0], capture: s.Capture, reading: s.Reading, who: w}
	in.capture.Fetched = fromNanos(w.article.last)
	return t.enterArticle(&in)
}

// lastSeq is the last change before this transaction.
func (t *txn) lastSeq() (tulieu.Seq, error) {
	if !t.sequenced {
		var last sql.NullInt64
		if _, err := row(t.ctx, t, `SELECT max(seq) FROM log`, nil, &last); err != nil {
			return 0, err
		}
		t.before, t.seq, t.sequenced = tulieu.Seq(last.Int64), tulieu.Seq(last.Int64), true
	}
	return t.before, nil
}

// log writes the next line of the change log.
func (t *txn) log(num int64, change tulieu.Change) error {
	if _, err := t.lastSeq(); err != nil {
		return err
	}
	t.seq++
	return t.exec(`INSERT INTO log(seq, article, change, crc) VALUES (?, ?, ?, ?)`,
		int64(t.seq), num, string(change), crc(int64(t.seq), num, string(change)))
}
