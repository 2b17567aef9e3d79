package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tulieu"
)

// Seq is the number of the last change; 0 before the first.
func (a *Archive) Seq(ctx context.Context) (tulieu.Seq, error) {
	var last sql.NullInt64
	if _, err := row(ctx, a, `SELECT max(seq) FROM log`, nil, &last); err != nil {
		return 0, fmt.Errorf("archive: seq: %w", err)
	}
	return tulieu.Seq(last.Int64), nil
}

// Changes are the lines of the change log behind after, at most limit. Removed
// also means that an article became part of another.
func (a *Archive) Changes(ctx context.Context, after tulieu.Seq, limit int) ([]tulieu.LogEntry, error) {
	var entries []tulieu.LogEntry
	err := each(ctx, a, `SELECT log.seq, log.article, log.change, log.crc, articles.id FROM log LEFT JOIN articles ON articles.num = log.article
		WHERE seq > ? ORDER BY seq LIMIT ?`, []any{int64(after), limit}, func(scan func(...any) error) error {
		var seq, num, sum int64
		var change string
		var id sql.NullString
		if err := scan(&seq, &num, &change, &sum, &id); err != nil {
			return err
		}
		if want := after + tulieu.Seq(len(entries)) + 1; tulieu.Seq(seq) != want || sum != crc(seq, num, change) || id.String == "" {
			return fmt.Errorf("%s: line %d of the change log: %w", dbName, want, tulieu.ErrDamaged)
		}
		entries = append(entries, tulieu.LogEntry{Seq: tulieu.Seq(seq), ID: tulieu.ID(id.String), Change: tulieu.Change(change)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("archive: changes after %d: %w", after, err)
	}
	return entries, nil
}

// Touch gives articles a new Seq, because what they mean has changed though
// their text has not. IDs that lead to no article are passed over.
func (a *Archive) Touch(ctx context.Context, ids ...tulieu.ID) error {
	if len(ids) == 0 {
		return nil
	}
	err := a.write(ctx, func(t *txn) error {
		for _, id := range ids {
			r, err := articleOf(t.ctx, t, id)
			if err != nil {
				return err
			}
			if r == nil || r.state != live {
				continue
			}
			if err := t.log(r.num, tulieu.Reread); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("archive: touch %d articles: %w", len(ids), err)
	}
	return nil
}

// Article is the current version of an article. An old ID leads to the
// article it became part of, whose own ID tells. ErrNotFound; ErrGone after a
// takedown; ErrDamaged where archive.db does not hold what was written.
func (a *Archive) Article(ctx context.Context, id tulieu.ID) (article *tulieu.Article, err error) {
	err = a.view(ctx, func(q querier) error {
		article, err = a.article(ctx, q, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("archive: article %s: %w", id, err)
	}
	return article, nil
}

// Articles are the articles of ids, in their order: nil where there is none or
// it was taken down. With an error, which is joined from those of single
// articles, the others are there.
func (a *Archive) Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error) {
	articles := make([]*tulieu.Article, len(ids))
	var errs []error
	err := a.view(ctx, func(q querier) error {
		for i, id := range ids {
			article, err := a.article(ctx, q, id)
			if err != nil && !errors.Is(err, tulieu.ErrNotFound) && !errors.Is(err, tulieu.ErrGone) {
				errs = append(errs, fmt.Errorf("archive: article %s: %w", id, err))
			}
			articles[i] = article
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("archive: %d articles: %w", len(ids), err)
	}
	return articles, errors.Join(errs...)
}

// liveQuery joins all that is needed to show an article: most are shown by
// their own ID, and one query is faster than four.
const liveQuery = `SELECT ` + articleColumns + `, ` + versionColumns + `, ` + captureColumns + `, ` + fileColumns + `
	FROM articles JOIN versions ON versions.article = articles.num AND n = version
	JOIN captures ON captures.ord = versions.ord JOIN files ON files.num = file WHERE id = ? AND state = 0`

func (a *Archive) article(ctx context.Context, q querier, id tulieu.ID) (article *tulieu.Article, err error) {
	err = each(ctx, q, liveQuery, []any{string(id)}, func(scan func(...any) error) error {
		var r articleScan
		var v versionScan
		var c captureScan
		var f fileScan
		if err := scan(slices.Concat(r.dest(), v.dest(), c.dest(), f.dest())...); err != nil {
			return err
		}
		row, err := r.row()
		if err != nil {
			return err
		}
		version, err := v.row(row.id)
		if err != nil {
			return err
		}
		capture, err := c.row()
		if err != nil {
			return err
		}
		file, err := f.row()
		if err != nil {
			return err
		}
		article, err = complete(row, &version, capture, file.name)
		return err
	})
	if err != nil || article != nil {
		return article, err
	}
	r, err := liveArticle(ctx, q, id)
	if err != nil {
		return nil, err
	}
	v, err := current(ctx, q, r)
	if err != nil {
		return nil, err
	}
	return a.complete(ctx, q, r, &v)
}

// liveArticle is the row that id leads to, if it has something to show.
func liveArticle(ctx context.Context, q querier, id tulieu.ID) (*articleRow, error) {
	r, err := articleOf(ctx, q, id)
	switch {
	case err != nil:
		return nil, err
	case r == nil, r.state == void:
		return nil, tulieu.ErrNotFound
	case r.state == gone:
		t, err := r.parseTombstone()
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("taken down on %s: %w", t.At.In(tulieu.Zone).Format(time.DateOnly), tulieu.ErrGone)
	}
	return r, nil
}

// complete is version v of r as callers know it.
func (a *Archive) complete(ctx context.Context, q querier, r *articleRow, v *versionRow) (*tulieu.Article, error) {
	rs, err := capturesWhere(ctx, q, `ord = ?`, int64(v.ord))
	if err != nil {
		return nil, err
	}
	if len(rs) == 0 {
		return nil, fmt.Errorf("%s: capture %d of article %s is missing: %w", dbName, v.ord, r.id, tulieu.ErrDamaged)
	}
	ref, err := a.ref(ctx, q, &rs[0])
	if err != nil {
		return nil, err
	}
	return complete(r, v, &rs[0], ref.File)
}

func complete(r *articleRow, v *versionRow, c *captureRow, file string) (*tulieu.Article, error) {
	if c.article != r.num {
		return nil, fmt.Errorf("%s: capture %d is not of article %s: %w", dbName, v.ord, r.id, tulieu.ErrDamaged)
	}
	article := v.article()
	article.ID = r.id
	p := &article.Provenance
	p.FirstFetched, p.LastFetched, p.Version, p.Capture = fromNanos(r.first), fromNanos(r.last), int(v.n), c.ref(file)
	return article, nil
}

// A Version is one text that an article has had.
type Version struct {
	Number  int       // from 1
	Fetched time.Time // of the capture it was read from
	Article *tulieu.Article
}

// Versions are all texts that an article has had, the first one first. Its
// errors are those of Article.
func (a *Archive) Versions(ctx context.Context, id tulieu.ID) (vs []Version, err error) {
	err = a.view(ctx, func(q querier) error {
		r, err := liveArticle(ctx, q, id)
		if err != nil {
			return err
		}
		vs, err = a.versions(ctx, q, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("archive: versions of article %s: %w", id, err)
	}
	return vs, nil
}

func (a *Archive) versions(ctx context.Context, q querier, r *articleRow) ([]Version, error) {
	rows, err := versionsOf(ctx, q, r)
	if err != nil {
		return nil, err
	}
	vs := make([]Version, len(rows))
	for i := range rows {
		article, err := a.complete(ctx, q, r, &rows[i])
		if err != nil {
			return nil, fmt.Errorf("version %d: %w", i+1, err)
		}
		vs[i] = Version{Number: i + 1, Fetched: rows[i].Fetched, Article: article}
	}
	return vs, nil
}

// Lookup is the ID of the article that an address leads to: its canonical
// one, or any that redirected there. A fragment counts where an article has
// it, and is left aside where none does. The article may have been taken down.
func (a *Archive) Lookup(ctx context.Context, url string) (tulieu.ID, error) {
	num, err := aliasOf(ctx, a, url)
	if page, _, ok := strings.Cut(url, "#"); ok && err == nil && num == 0 {
		num, err = aliasOf(ctx, a, page)
	}
	if err != nil {
		return "", fmt.Errorf("archive: address %s: %w", url, err)
	}
	if num == 0 {
		return "", fmt.Errorf("archive: address %s: %w", url, tulieu.ErrNotFound)
	}
	r, err := articleBy(ctx, a, "num", num)
	if err == nil && r == nil {
		err = tulieu.ErrDamaged
	}
	if err != nil {
		return "", fmt.Errorf("archive: address %s: %w", url, err)
	}
	return r.id, nil
}

// Same are the other articles with the same text, by ID: the same story under
// another address or on another portal.
func (a *Archive) Same(ctx context.Context, id tulieu.ID) ([]tulieu.ID, error) {
	r, err := liveArticle(ctx, a, id)
	if err != nil {
		return nil, fmt.Errorf("archive: article %s: %w", id, err)
	}
	var ids []tulieu.ID
	err = each(ctx, a, `SELECT `+articleColumns+` FROM articles WHERE same = ? AND state = 0 ORDER BY id`, []any{r.same}, func(scan func(...any) error) error {
		other, err := scanArticle(scan)
		if err == nil && other.num != r.num {
			ids = append(ids, other.id)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("archive: same as article %s: %w", id, err)
	}
	return ids, nil
}

// Capture is the capture kept at ref. What was read from it may since have
// been taken down: then it is ErrGone.
func (a *Archive) Capture(ctx context.Context, ref tulieu.CaptureRef) (*tulieu.Capture, error) {
	var c *tulieu.Capture
	err := a.view(ctx, func(q querier) (err error) {
		c, err = a.capture(ctx, q, ref)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("archive: capture %s at %d: %w", ref.File, ref.Offset, err)
	}
	return c, nil
}

func (a *Archive) capture(ctx context.Context, q querier, ref tulieu.CaptureRef) (*tulieu.Capture, error) {
	rs, err := capturesWhere(ctx, q, `ord = ?`, int64(ref.Order))
	if err != nil {
		return nil, err
	}
	if len(rs) == 0 || rs[0].kind == takedown {
		return nil, tulieu.ErrNotFound
	}
	r := &rs[0]
	if at, err := a.ref(ctx, q, r); err != nil || at != ref {
		return nil, errors.Join(err, tulieu.ErrNotFound)
	}
	if r.article != 0 {
		article, err := articleBy(ctx, q, "num", r.article)
		if err != nil {
			return nil, err
		}
		if article != nil && article.state == gone {
			return nil, tulieu.ErrGone
		}
	}
	return a.captureAt(ctx, q, r)
}

// Counts say how much an archive holds.
type Counts struct {
	Articles  int // that can be read
	Versions  int
	Captures  int
	Takedowns int
	Addresses int // that lead to an article
	Reviews   int // pages that should hold an article and gave none
	Files     int // WARC files
	Bytes     int64
	Seq       tulieu.Seq
}

// Count counts what the archive holds. Bytes are those of the WARC files.
func (a *Archive) Count(ctx context.Context) (Counts, error) {
	var c Counts
	_, err := row(ctx, a, `SELECT
		(SELECT count(*) FROM articles WHERE state = 0), (SELECT count(*) FROM versions),
		(SELECT count(*) FROM captures WHERE kind < 2), (SELECT count(*) FROM articles WHERE state = 1),
		(SELECT count(*) FROM aliases), (SELECT count(*) FROM reviews), (SELECT count(*) FROM files),
		(SELECT coalesce(sum(length), 0) FROM files), (SELECT coalesce(max(seq), 0) FROM log)`, nil,
		&c.Articles, &c.Versions, &c.Captures, &c.Takedowns, &c.Addresses, &c.Reviews, &c.Files, &c.Bytes, &c.Seq)
	if err != nil {
		return c, fmt.Errorf("archive: count: %w", err)
	}
	return c, nil
}
