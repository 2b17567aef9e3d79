package archive

import (
	"context"
	"fmt"
	"time"

	"tulieu"
)

const targetColumns = `portal, url, role, depth, due, etag, last_modified, digest, fetched, status, failures, note, done`

func rank(r tulieu.Role) int64 {
	switch r {
	case tulieu.RoleSeed:
		return 0
	case tulieu.RoleList:
		return 1
	}
	return 2
}

func targetArgs(t *tulieu.Target) []any {
	return []any{t.Portal, t.URL, string(t.Role), rank(t.Role), t.Depth, nanos(t.Due), t.ETag, t.LastModified, t.Digest,
		nanos(t.Fetched), t.Status, t.Failures, t.Note, t.Done}
}

const insertTarget = `INSERT INTO frontier(portal, url, role, rank, depth, due, etag, last_modified, digest, fetched, status, failures, note, done)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(portal, url) DO `

func (t *txn) putTarget(target *tulieu.Target) error {
	return t.exec(insertTarget+`UPDATE SET role = excluded.role, rank = excluded.rank, depth = excluded.depth, due = excluded.due,
		etag = excluded.etag, last_modified = excluded.last_modified, digest = excluded.digest, fetched = excluded.fetched,
		status = excluded.status, failures = excluded.failures, note = excluded.note, done = excluded.done`, targetArgs(target)...)
}

func (t *txn) addTarget(target *tulieu.Target) error {
	return t.exec(insertTarget+`NOTHING`, targetArgs(target)...)
}

func (a *Archive) targets(ctx context.Context, condition string, args ...any) ([]tulieu.Target, error) {
	var ts []tulieu.Target
	query := `SELECT ` + targetColumns + ` FROM frontier WHERE ` + condition
	err := each(ctx, a, query, args, func(scan func(...any) error) error {
		var t tulieu.Target
		var due, fetched int64
		err := scan(&t.Portal, &t.URL, &t.Role, &t.Depth, &due, &t.ETag, &t.LastModified, &t.Digest, &fetched, &t.Status, &t.Failures, &t.Note, &t.Done)
		t.Due, t.Fetched = fromNanos(due), fromNanos(fetched)
		ts = append(ts, t)
		return err
	})
	return ts, err
}

// Target is the row of the frontier for url; ErrNotFound where the portal's
// crawls never met it.
func (a *Archive) Target(ctx context.Context, portal, url string) (tulieu.Target, error) {
	ts, err := a.targets(ctx, `portal = ? AND url = ?`, portal, url)
	if err == nil && len(ts) == 0 {
		err = tulieu.ErrNotFound
	}
	if err != nil {
		return tulieu.Target{}, fmt.Errorf("archive: target %s of portal %s: %w", url, portal, err)
	}
	return ts[0], nil
}

// Due are at most n rows of the portal's frontier that are to be fetched at
// now: seeds first, then lists, then articles, each as they fell due.
func (a *Archive) Due(ctx context.Context, portal string, now time.Time, n int) ([]tulieu.Target, error) {
	ts, err := a.targets(ctx, `portal = ? AND done = 0 AND due <= ? ORDER BY rank, due, num LIMIT ?`, portal, nanos(now), n)
	if err != nil {
		return nil, fmt.Errorf("archive: frontier of portal %s: %w", portal, err)
	}
	return ts, nil
}

// Recrawl makes all rows of the portal's frontier due at now: a new crawl asks
// again. What is put off to a later time stays so.
func (a *Archive) Recrawl(ctx context.Context, portal string, now time.Time) error {
	err := a.write(ctx, func(t *txn) error {
		return t.exec(`UPDATE frontier SET done = 0, due = 0 WHERE portal = ? AND done = 1`, portal)
	})
	if err != nil {
		return fmt.Errorf("archive: new crawl of portal %s: %w", portal, err)
	}
	return nil
}

// A FrontierStatus says how far the crawl of a portal is.
type FrontierStatus struct {
	Portal                 string
	Seeds, Lists, Articles int       // addresses known
	Open                   int       // due: still to be fetched in this crawl
	Later                  int       // put off to a later day
	Failing                int       // whose last fetch failed
	Next                   time.Time // when the next open one is due; zero for at once or none
	Last                   time.Time // last answer
}

// FrontierStatus says how far each portal's crawl is, by name.
func (a *Archive) FrontierStatus(ctx context.Context) ([]FrontierStatus, error) {
	var all []FrontierStatus
	err := each(ctx, a, `SELECT portal, sum(rank = 0), sum(rank = 1), sum(rank = 2), 
		sum(done = 0 AND due <= ?1), sum(done = 0 AND due > ?1), sum(failures > 0),
		coalesce(min(CASE WHEN done = 0 THEN due END), 0), max(fetched) FROM frontier GROUP BY portal ORDER BY portal`, []any{nanos(a.now())},
		func(scan func(...any) error) error {
			var s FrontierStatus
			var next, last int64
			err := scan(&s.Portal, &s.Seeds, &s.Lists, &s.Articles, &s.Open, &s.Later, &s.Failing, &next, &last)
			s.Next, s.Last = fromNanos(next), fromNanos(last)
			all = append(all, s)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("archive: frontier: %w", err)
	}
	return all, nil
}

// A Review is a page that should hold an article and gave none, or that could
// not be fetched, and why.
type Review struct {
	Portal, URL, Note string
	Capture           tulieu.CaptureRef // zero where nothing came
}

// Reviews are at most n pages that someone should look at.
func (a *Archive) Reviews(ctx context.Context, n int) ([]Review, error) {
	var all []Review
	var ords []int64
	err := each(ctx, a, `SELECT portal, url, note, ord FROM reviews
		UNION ALL SELECT portal, url, note, 0 FROM frontier f WHERE note <> '' AND NOT EXISTS
			(SELECT 1 FROM reviews r WHERE r.portal = f.portal AND r.url = f.url)
		ORDER BY 1, 2 LIMIT ?`, []any{n}, func(scan func(...any) error) error {
		var r Review
		var ord int64
		err := scan(&r.Portal, &r.URL, &r.Note, &ord)
		all, ords = append(all, r), append(ords, ord)
		return err
	})
	for i := 0; i < len(all) && err == nil; i++ {
		if ords[i] == 0 {
			continue
		}
		var rs []captureRow
		if rs, err = capturesWhere(ctx, a, `ord = ?`, ords[i]); err == nil && len(rs) == 1 {
			all[i].Capture, err = a.ref(ctx, a, &rs[0])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("archive: pages to review: %w", err)
	}
	return all, nil
}
