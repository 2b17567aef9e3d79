package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"tulieu"
	"tulieu/internal/warc"
)

// Verify reads everything again and says what is not as it was written: the
// structure of archive.db, the checksum of every row, every record of the
// WARC files, and whether rows and records speak of each other. It runs beside
// readers and writers; progress is told the bytes of WARC files read.
func (a *Archive) Verify(ctx context.Context, progress func(done, total int64)) ([]Damage, error) {
	if progress == nil {
		progress = func(done, total int64) {}
	}
	v := &verifier{a: a, ctx: ctx, progress: progress}
	err := a.view(ctx, func(q querier) error {
		v.q = q
		for _, step := range []func() error{v.structure, v.log, v.articles, v.addresses, v.records} {
			err := step()
			if errors.Is(err, tulieu.ErrDamaged) {
				v.found(dbName, err.Error())
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, tulieu.ErrDamaged) {
		v.found(dbName, err.Error())
		err = nil
	}
	if err != nil {
		return v.damages, fmt.Errorf("archive: verify: %w", err)
	}
	return v.damages, nil
}

type verifier struct {
	a        *Archive
	ctx      context.Context
	q        querier
	progress func(done, total int64)
	damages  []Damage
}

// most bounds the list: a disk that lost its mind need not be told in full.
const most = 10_000

func (v *verifier) found(place, what string) {
	if len(v.damages) < most {
		v.damages = append(v.damages, Damage{place, what})
	}
}

func (v *verifier) each(query string, f func(scan func(...any) error) error) error {
	return each(v.ctx, v.q, query, nil, f)
}

func (v *verifier) structure() error {
	return v.each(`PRAGMA integrity_check`, func(scan func(...any) error) error {
		var line string
		if err := scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			v.found(dbName, line)
		}
		return nil
	})
}

func (v *verifier) log() error {
	var want int64
	return v.each(`SELECT seq, article, change, crc, EXISTS (SELECT 1 FROM articles WHERE num = article) FROM log ORDER BY seq`, func(scan func(...any) error) error {
		var seq, num, sum int64
		var change string
		var known bool
		if err := scan(&seq, &num, &change, &sum, &known); err != nil {
			return err
		}
		if want++; seq != want || sum != crc(seq, num, change) || !known {
			v.found(dbName, fmt.Sprintf("line %d of the change log is not as written", want))
			want = seq
		}
		return nil
	})
}

func (v *verifier) articles() error {
	var nums []int64
	err := v.each(`SELECT num FROM articles`, func(scan func(...any) error) error {
		nums = append(nums, 0)
		return scan(&nums[len(nums)-1])
	})
	for _, num := range nums {
		if err == nil {
			err = v.ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := v.article(num); errors.Is(err, tulieu.ErrDamaged) {
			v.found(dbName, err.Error())
		} else if err != nil {
			return err
		}
	}
	var orphans int64
	if _, err := row(v.ctx, v.q, `SELECT count(*) FROM versions WHERE article NOT IN (SELECT num FROM articles)`, nil, &orphans); err != nil {
		return err
	}
	if orphans > 0 {
		v.found(dbName, fmt.Sprintf("%d versions belong to no article", orphans))
	}
	return nil
}

func (v *verifier) article(num int64) error {
	r, err := articleBy(v.ctx, v.q, "num", num)
	if err != nil {
		return err
	}
	if r == nil {
		return fmt.Errorf("row %d of articles cannot be found: %w", num, tulieu.ErrDamaged)
	}
	if by, err := articleBy(v.ctx, v.q, "id", string(r.id)); err != nil || by == nil || by.num != num {
		return fmt.Errorf("article %s cannot be found by its ID: %w", r.id, errors.Join(tulieu.ErrDamaged, err))
	}
	if _, err := articleOf(v.ctx, v.q, r.id); err != nil {
		return err
	}
	vs, err := v.a.versions(v.ctx, v.q, r)
	if err != nil {
		return err
	}
	addresses, err := addressesOf(v.ctx, v.q, num)
	if err != nil {
		return err
	}
	switch {
	case r.state == gone:
		_, err = r.parseTombstone()
	case r.state == live && len(vs) == 0:
		err = fmt.Errorf("article %s has no version: %w", r.id, tulieu.ErrDamaged)
	case r.state == live && len(addresses) == 0:
		err = fmt.Errorf("article %s has no address: %w", r.id, tulieu.ErrDamaged)
	case r.state == live && sameHash(vs[len(vs)-1].Article) != r.same:
		err = fmt.Errorf("article %s: sum of its text: %w", r.id, tulieu.ErrDamaged)
	}
	return err
}

func (v *verifier) addresses() error {
	return v.each(`SELECT url, article, crc, EXISTS (SELECT 1 FROM articles WHERE num = article) FROM aliases`, func(scan func(...any) error) error {
		var u string
		var num, sum int64
		var known bool
		if err := scan(&u, &num, &sum, &known); err != nil {
			return err
		}
		if sum != crc(u, num) || !known {
			v.found(dbName, fmt.Sprintf("row of address %q is not as written", u))
		}
		return nil
	})
}

// records reads every WARC file from its beginning to the last byte entered.
func (v *verifier) records() error {
	files, err := filesWhere(v.ctx, v.q, `true ORDER BY num`)
	if err != nil {
		return err
	}
	var total, done int64
	for _, f := range files {
		total += f.length
	}
	seen := 0
	for _, f := range files {
		n, err := v.file(f.num, f.name, f.length, func(at int64) { v.progress(done+at, total) })
		if errors.Is(err, tulieu.ErrDamaged) {
			v.found(warcDir+"/"+f.name, err.Error())
		} else if err != nil {
			return err
		}
		seen += n
		done += f.length
	}
	v.progress(total, total)
	var rows int
	if _, err := row(v.ctx, v.q, `SELECT count(*) FROM captures`, nil, &rows); err != nil {
		return err
	}
	if rows != seen {
		v.found(dbName, fmt.Sprintf("%d captures and takedowns are entered, %d of them have their record", rows, seen))
	}
	return nil
}

// file reads one WARC file and says how many records have their row.
func (v *verifier) file(num int64, name string, length int64, progress func(int64)) (int, error) {
	f, err := v.a.openSegment(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	place := warcDir + "/" + name
	seen := 0
	r := warc.NewReader(io.NewSectionReader(f, 0, length), maxBlock)
	for {
		if err := v.ctx.Err(); err != nil {
			return seen, err
		}
		rec, err := r.Next()
		if err == io.EOF {
			break
		}
		if errors.Is(err, warc.ErrMalformed) || errors.Is(err, warc.ErrTorn) || errors.Is(err, warc.ErrTooLarge) {
			// Behind it, rows tell where the next record begins.
			next, nerr := v.next(num, r.Offset())
			if nerr != nil {
				return seen, nerr
			}
			v.found(place, err.Error())
			if next == 0 {
				return seen, nil
			}
			n, err := v.from(f, num, place, next, length, progress)
			return seen + n, err
		}
		if err != nil {
			return seen, err
		}
		if ok, err := v.record(num, place, rec); err != nil {
			return seen, err
		} else if ok {
			seen++
		}
		progress(rec.Offset + rec.Length)
	}
	if r.Offset() != length {
		v.found(place, fmt.Sprintf("ends at %d, %d bytes were written", r.Offset(), length))
	}
	return seen, nil
}

// from reads the records that the rows of a file name, from an offset on: one
// by one, since the file cannot be read through.
func (v *verifier) from(f io.ReaderAt, num int64, place string, offset, length int64, progress func(int64)) (int, error) {
	rs, err := capturesWhere(v.ctx, v.q, `file = ? AND offset >= ? ORDER BY offset`, num, offset)
	if err != nil {
		return 0, err
	}
	seen := 0
	for _, r := range rs {
		rec, err := warc.ReadAt(f, r.offset, r.length, maxBlock)
		if err != nil {
			v.found(place, err.Error())
			continue
		}
		if ok, err := v.record(num, place, rec); err != nil {
			return seen, err
		} else if ok {
			seen++
		}
		progress(min(r.offset+r.length, length))
	}
	return seen, nil
}

// next is the offset of the first record that a row names behind at.
func (v *verifier) next(num, at int64) (next int64, err error) {
	rs, err := capturesWhere(v.ctx, v.q, `file = ? AND offset >= ? ORDER BY offset LIMIT 1`, num, at)
	if err != nil || len(rs) == 0 {
		return 0, err
	}
	return rs[0].offset, nil
}

// record compares a record with its row.
func (v *verifier) record(num int64, place string, rec *warc.Record) (bool, error) {
	at := rec.Offset
	order, err := strconv.ParseUint(rec.Field(fieldOrder), 10, 63)
	if err != nil {
		if rec.Type() != warc.Info {
			v.found(place, fmt.Sprintf("record at %d has no order", at))
		}
		return false, nil
	}
	rs, err := capturesWhere(v.ctx, v.q, `ord = ?`, int64(order))
	if err != nil {
		return false, err
	}
	if len(rs) == 0 || rs[0].file != num || rs[0].offset != at || rs[0].length != rec.Length {
		v.found(place, fmt.Sprintf("record at %d is not entered in %s: `tulieu archive rebuild` enters it", at, dbName))
		return false, nil
	}
	r := &rs[0]
	if rec.Type() == warc.Metadata {
		if r.kind != takedown || sumOf(rec.Block) != r.digest {
			v.found(place, fmt.Sprintf("tombstone at %d is not as written", at))
		}
		return true, nil
	}
	c, d, err := parseCapture(rec)
	if err == nil && (d != r.digest || c.Portal != r.portal) {
		err = fmt.Errorf("it is another one than %s says", dbName)
	}
	if err == nil && r.kind == revisit {
		_, err = v.a.body(v.ctx, v.q, d)
	}
	if err != nil {
		v.found(place, fmt.Sprintf("record at %d: %v", at, err))
	}
	return true, nil
}
