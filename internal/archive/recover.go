package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/warc"
)

// A Damage is a place on disk that does not hold what was written there.
type Damage struct{ Place, What string }

func (d Damage) String() string { return d.Place + ": " + d.What }

// An entry is a record that is appended and not entered in archive.db.
type entry struct {
	file           string
	offset, length int64
	order          uint64
	seq            tulieu.Seq // last change known when it was accepted
}

// recover enters the records that were appended and synced, but whose
// transaction a crash cut off or archive.db has lost. It looks only at files
// whose lock it gets, for in the others another process is at work.
func (a *Archive) recover(ctx context.Context) ([]Damage, error) {
	lengths, err := a.lengths(ctx)
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(filepath.Join(a.dir, warcDir))
	if err != nil {
		return nil, diskError(err)
	}
	var damages []Damage
	var entries []entry
	ends := map[string]int64{}
	for _, file := range files {
		base := file.Name()
		known, ok := lengths[base]
		delete(lengths, base)
		if !ok && !isSegment(base) {
			continue // not one of ours: warc/torn, or what someone put here
		}
		name := filepath.Join(a.dir, warcDir, base)
		st, err := os.Stat(name)
		if err != nil {
			return nil, diskError(err)
		}
		if st.Size() < known {
			damages = append(damages, Damage{warcDir + "/" + base, fmt.Sprintf("is %d bytes long, %d were written", st.Size(), known)})
		}
		if st.Size() == 0 || ok && st.Size() <= known {
			continue
		}
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return nil, diskError(err)
		}
		defer f.Close()
		if err := flock(f, unix.LOCK_EX|unix.LOCK_NB); err != nil {
			continue
		}
		// Its writer may have entered the records before it let go of the lock.
		now, err := a.lengths(ctx)
		if err != nil {
			return nil, err
		}
		found, end, err := a.tail(f, base, now[base])
		if err != nil {
			return nil, err
		}
		entries = append(entries, found...)
		ends[base] = end
	}
	for name, length := range lengths {
		damages = append(damages, Damage{warcDir + "/" + name, fmt.Sprintf("is missing, with %d bytes", length)})
	}
	if len(entries) == 0 {
		return damages, nil
	}
	if a.read == nil {
		a.log.Warn("archive: records are not entered in archive.db, for there is no reader", "records", len(entries))
		return damages, nil
	}
	slices.SortFunc(entries, func(x, y entry) int { return cmp.Compare(x.order, y.order) })
	if err := a.renew(ctx, entries); err != nil {
		return damages, err
	}
	more, err := a.replay(ctx, entries, ends)
	return append(damages, more...), err
}

// renew gives the archive a new ID where archive.db lacks changes that were
// committed once: their numbers will be given again, to other changes, and an
// index that has taken in the first must not take itself for up to date.
func (a *Archive) renew(ctx context.Context, entries []entry) error {
	seq, err := a.Seq(ctx)
	if err != nil {
		return err
	}
	if a.db == newName || !slices.ContainsFunc(entries, func(e entry) bool { return e.seq > seq }) {
		return nil
	}
	id := newArchiveID()
	err = a.write(ctx, func(t *txn) error { return t.exec(`UPDATE meta SET value = ? WHERE key = 'id'`, id) })
	if err != nil {
		return err
	}
	a.log.Error("archive: archive.db lacks changes that were committed; they are entered again, and the archive has a new ID", "id", id, "was", a.id)
	a.id = id
	return nil
}

// lengths are the bytes entered of each WARC file.
func (a *Archive) lengths(ctx context.Context) (map[string]int64, error) {
	rs, err := filesWhere(ctx, a, `true`)
	lengths := make(map[string]int64, len(rs))
	for _, r := range rs {
		lengths[r.name] = r.length
	}
	return lengths, err
}

// tail finds the records of a file behind from. What follows the last whole
// one is moved aside.
func (a *Archive) tail(f *os.File, name string, from int64) (found []entry, end int64, err error) {
	st, err := f.Stat()
	if err != nil {
		return nil, 0, diskError(err)
	}
	r := warc.NewReader(io.NewSectionReader(f, from, st.Size()-from), maxBlock)
	end = from
	for {
		rec, err := r.Next()
		if err == io.EOF {
			return found, end, nil
		}
		if errors.Is(err, warc.ErrTorn) || errors.Is(err, warc.ErrMalformed) {
			return found, end, a.moveAside(f, name, end, st.Size(), err)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%s/%s: %w", warcDir, name, diskError(err))
		}
		end = from + rec.Offset + rec.Length
		if order, err := strconv.ParseUint(rec.Field(fieldOrder), 10, 63); err == nil {
			seq, _ := strconv.ParseUint(rec.Field(fieldSeq), 10, 63)
			found = append(found, entry{name, from + rec.Offset, rec.Length, order, tulieu.Seq(seq)})
		}
	}
}

// moveAside moves the bytes of a file behind end into warc/torn.
func (a *Archive) moveAside(f *os.File, name string, end, size int64, why error) error {
	dir := filepath.Join(a.dir, warcDir, tornDir)
	to := filepath.Join(dir, fmt.Sprintf("%s.%d", name, end))
	err := func() error {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		out, err := os.Create(to)
		if err != nil {
			return err
		}
		defer out.Close()
		if _, err := io.Copy(out, io.NewSectionReader(f, end, size-end)); err != nil {
			return err
		}
		if err := errors.Join(out.Sync(), syncDir(dir), syncDir(filepath.Dir(dir))); err != nil {
			return err
		}
		if err := f.Truncate(end); err != nil {
			return err
		}
		return f.Sync()
	}()
	if err != nil {
		return fmt.Errorf("%s/%s: moving a torn end aside: %w", warcDir, name, diskError(err))
	}
	a.log.Warn("archive: moved the torn end of a WARC file aside; it was never acknowledged",
		"file", name, "offset", end, "bytes", size-end, "to", to, "why", why)
	return nil
}

// replay enters records in their order, by what their headers and a reading
// say. ends are the lengths of their files once all are entered.
func (a *Archive) replay(ctx context.Context, entries []entry, ends map[string]int64) (damages []Damage, err error) {
	const batch = 500
	for i := 0; i < len(entries); i += batch {
		some := entries[i:min(i+batch, len(entries))]
		err := a.write(ctx, func(t *txn) error {
			for _, e := range some {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := t.replay(e); errors.Is(err, tulieu.ErrDamaged) {
					damages = append(damages, Damage{fmt.Sprintf("%s/%s at %d", warcDir, e.file, e.offset), err.Error()})
				} else if err != nil {
					return err
				}
			}
			if i+len(some) < len(entries) {
				return nil
			}
			for name, end := range ends {
				num, err := t.fileNum(name)
				if err == nil {
					err = t.putFile(&fileRow{num, name, end})
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return damages, err
		}
		a.progress(i+len(some), len(entries))
	}
	a.log.Info("archive: entered records that archive.db did not know", "records", len(entries), "damaged", len(damages))
	return damages, nil
}

func (t *txn) replay(e entry) error {
	if rs, err := capturesWhere(t.ctx, t, `ord = ?`, int64(e.order)); err != nil || len(rs) > 0 {
		return err // a replay before this one was cut off
	}
	rec, err := t.a.readRecord(tulieu.CaptureRef{File: e.file, Offset: e.offset, Length: e.length})
	if err != nil {
		return err
	}
	r := captureRow{ord: e.order, offset: e.offset, length: e.length}
	if r.file, err = t.fileNum(e.file); err != nil {
		return err
	}
	if rec.Type() == warc.Metadata {
		return t.replayTakedown(rec, r)
	}
	c, d, err := parseCapture(rec)
	if err != nil {
		return err
	}
	c.Ref.File, c.Ref.Offset, c.Ref.Length = e.file, e.offset, e.length
	r.digest, r.portal = d, c.Portal
	if rec.Type() == warc.Revisit {
		r.kind = revisit
		if c.Body, err = t.a.body(t.ctx, t, d); err != nil {
			return err
		}
	}
	in := arrival{captureRow: r, capture: c, reading: t.a.readingOf(c)}
	if in.who, err = t.identify(c, in.reading, tulieu.ID(rec.Field(fieldArticle))); err != nil {
		return err
	}
	if in.who.gone != "" {
		article, err := articleBy(t.ctx, t, "id", string(in.who.gone))
		if err != nil {
			return err
		}
		in.article = article.num
		return t.putCapture(&in.captureRow)
	}
	if _, err := t.enter(&in); err != nil {
		return err
	}
	return t.redirect(tulieu.ID(rec.Field(fieldArticle)), in.who.article)
}
