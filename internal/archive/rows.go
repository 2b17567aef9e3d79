package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"tulieu"
)

// A state says what has become of an article.
type state int64

const (
	live  state = iota
	gone        // taken down
	moved       // part of another article since its address was known better
	void        // no reading of its captures gives an article any more
)

// An articleRow is a row of articles.
type articleRow struct {
	num         int64
	id          tulieu.ID
	state       state
	version     int64
	latest      uint64
	first, last int64
	same        int64
	into        int64
	tombstone   string
}

func (r *articleRow) crc() int64 {
	return crc(r.num, string(r.id), int64(r.state), r.version, int64(r.latest), r.first, r.last, r.same, r.into, r.tombstone)
}

const articleColumns = `articles.num, id, state, version, latest, first, last, same, into_num, tombstone, articles.crc`

// An articleScan receives articleColumns.
type articleScan struct {
	articleRow
	into  sql.NullInt64
	stone sql.NullString
	sum   int64
}

func (s *articleScan) dest() []any {
	r := &s.articleRow
	return []any{&r.num, &r.id, &r.state, &r.version, &r.latest, &r.first, &r.last, &r.same, &s.into, &s.stone, &s.sum}
}

func (s *articleScan) row() (*articleRow, error) {
	r := &s.articleRow
	r.into, r.tombstone = s.into.Int64, s.stone.String
	if r.crc() != s.sum {
		return nil, fmt.Errorf("%s: row of article %q: %w", dbName, r.id, tulieu.ErrDamaged)
	}
	return r, nil
}

func scanArticle(scan func(...any) error) (*articleRow, error) {
	var s articleScan
	if err := scan(s.dest()...); err != nil {
		return nil, err
	}
	return s.row()
}

// articleBy is the row of articles where column has value; nil without one.
func articleBy(ctx context.Context, q querier, column string, value any) (found *articleRow, err error) {
	query := `SELECT ` + articleColumns + ` FROM articles WHERE ` + column + ` = ?`
	err = each(ctx, q, query, []any{value}, func(scan func(...any) error) (err error) {
		found, err = scanArticle(scan)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// articleOf is the row that id leads to: its own, or that of the article it
// is part of now.
func articleOf(ctx context.Context, q querier, id tulieu.ID) (*articleRow, error) {
	r, err := articleBy(ctx, q, "id", string(id))
	for range 8 { // merges repoint their forerunners, so one step is the rule
		if err != nil || r == nil || r.state != moved {
			return r, err
		}
		into := r.into
		if r, err = articleBy(ctx, q, "num", into); err == nil && r == nil {
			err = fmt.Errorf("%s: article %s is part of one that is missing: %w", dbName, id, tulieu.ErrDamaged)
		}
	}
	return nil, fmt.Errorf("%s: article %s is part of itself: %w", dbName, id, tulieu.ErrDamaged)
}

// A versionRow is a row of versions, unpacked.
type versionRow struct {
	n   int64
	ord uint64
	*kept
}

const versionColumns = `n, versions.ord, sum, body`

// A versionScan receives versionColumns.
type versionScan struct {
	versionRow
	sum, body sql.RawBytes
}

func (s *versionScan) dest() []any { return []any{&s.n, &s.ord, &s.sum, &s.body} }

func (s *versionScan) row(id tulieu.ID) (versionRow, error) {
	var err error
	s.kept, err = unpack(id, s.n, s.ord, s.sum, s.body)
	return s.versionRow, err
}

func scanVersion(scan func(...any) error, id tulieu.ID) (versionRow, error) {
	var s versionScan
	if err := scan(s.dest()...); err != nil {
		return versionRow{}, err
	}
	return s.row(id)
}

func versionsOf(ctx context.Context, q querier, r *articleRow) ([]versionRow, error) {
	var vs []versionRow
	query := `SELECT ` + versionColumns + ` FROM versions WHERE article = ? ORDER BY n`
	err := each(ctx, q, query, []any{r.num}, func(scan func(...any) error) error {
		v, err := scanVersion(scan, r.id)
		vs = append(vs, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, v := range vs {
		if v.n != int64(i+1) {
			return nil, fmt.Errorf("%s: article %s: version %d is missing: %w", dbName, r.id, i+1, tulieu.ErrDamaged)
		}
	}
	if int64(len(vs)) != r.version {
		return nil, fmt.Errorf("%s: article %s: %d versions, not %d: %w", dbName, r.id, len(vs), r.version, tulieu.ErrDamaged)
	}
	return vs, nil
}

// current is the version of r that is shown.
func current(ctx context.Context, q querier, r *articleRow) (v versionRow, err error) {
	query := `SELECT ` + versionColumns + ` FROM versions WHERE article = ? AND n = ?`
	err = each(ctx, q, query, []any{r.num, r.version}, func(scan func(...any) error) error {
		v, err = scanVersion(scan, r.id)
		return err
	})
	if err == nil && v.kept == nil {
		err = fmt.Errorf("%s: article %s: version %d is missing: %w", dbName, r.id, r.version, tulieu.ErrDamaged)
	}
	return v, err
}

// The kinds of captures.
const (
	whole    = 0
	revisit  = 1 // its body lies in another record
	takedown = 2 // no capture: a tombstone, in the same order
)

// A captureRow is a row of captures.
type captureRow struct {
	ord            uint64
	kind           int64
	file           int64
	offset, length int64
	digest         digest
	portal         string
	article        int64 // 0 for none
}

func (r *captureRow) crc() int64 {
	return crc(int64(r.ord), r.kind, r.file, r.offset, r.length, r.digest[:], r.portal, r.article)
}

const captureColumns = `captures.ord, kind, file, offset, captures.length, digest, portal, captures.article, captures.crc`

// A captureScan receives captureColumns.
type captureScan struct {
	captureRow
	digest sql.RawBytes
	owner  sql.NullInt64
	sum    int64
}

func (s *captureScan) dest() []any {
	r := &s.captureRow
	return []any{&r.ord, &r.kind, &r.file, &r.offset, &r.length, &s.digest, &r.portal, &s.owner, &s.sum}
}

func (s *captureScan) row() (*captureRow, error) {
	r := &s.captureRow
	r.article = s.owner.Int64
	if copy(r.digest[:], s.digest); len(s.digest) != len(r.digest) || r.crc() != s.sum {
		return nil, fmt.Errorf("%s: row of capture %d: %w", dbName, r.ord, tulieu.ErrDamaged)
	}
	return r, nil
}

// capturesWhere are the rows of captures for which the condition holds.
func capturesWhere(ctx context.Context, q querier, condition string, args ...any) ([]captureRow, error) {
	var rs []captureRow
	query := `SELECT ` + captureColumns + ` FROM captures WHERE ` + condition
	err := each(ctx, q, query, args, func(scan func(...any) error) error {
		var s captureScan
		if err := scan(s.dest()...); err != nil {
			return err
		}
		r, err := s.row()
		if err == nil {
			rs = append(rs, *r)
		}
		return err
	})
	return rs, err
}

// ref is the place of r, told as callers know it, in the file called name.
func (r *captureRow) ref(name string) tulieu.CaptureRef {
	return tulieu.CaptureRef{File: name, Offset: r.offset, Length: r.length, Digest: r.digest.String(), Order: r.ord}
}

// ref is the place of r.
func (a *Archive) ref(ctx context.Context, q querier, r *captureRow) (tulieu.CaptureRef, error) {
	files, err := filesWhere(ctx, q, `num = ?`, r.file)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: file %d of capture %d is missing: %w", dbName, r.file, r.ord, tulieu.ErrDamaged)
	}
	if err != nil {
		return tulieu.CaptureRef{}, err
	}
	return r.ref(files[0].name), nil
}

// captureAt is the capture whose row is r, read from its record. What the row
// and the record say must agree.
func (a *Archive) captureAt(ctx context.Context, q querier, r *captureRow) (*tulieu.Capture, error) {
	ref, err := a.ref(ctx, q, r)
	if err != nil {
		return nil, err
	}
	rec, err := a.readRecord(ref)
	if err != nil {
		return nil, err
	}
	c, d, err := parseCapture(rec)
	if err == nil && (d != r.digest || c.Ref.Order != r.ord || c.Portal != r.portal) {
		err = fmt.Errorf("another record than the one entered: %w", tulieu.ErrDamaged)
	}
	if err != nil {
		return nil, fmt.Errorf("%s/%s at %d: %w", warcDir, ref.File, ref.Offset, err)
	}
	c.Ref = ref
	if r.kind == revisit {
		c.Body, err = a.body(ctx, q, r.digest)
	}
	return c, err
}

// body is the body of digest d, from any record that holds it.
func (a *Archive) body(ctx context.Context, q querier, d digest) ([]byte, error) {
	rs, err := capturesWhere(ctx, q, `substr(digest, 1, 8) = ? AND kind = 0 ORDER BY ord`, d[:8])
	if err != nil {
		return nil, err
	}
	err = fmt.Errorf("%s: no record holds the body %s: %w", dbName, d, tulieu.ErrDamaged)
	for _, r := range rs {
		if r.digest != d {
			continue
		}
		var c *tulieu.Capture
		if c, err = a.captureAt(ctx, q, &r); err == nil {
			return c.Body, nil
		}
	}
	return nil, err
}

// A fileRow is a row of files.
type fileRow struct {
	num    int64
	name   string
	length int64
}

func (r *fileRow) crc() int64 { return crc(r.num, r.name, r.length) }

const fileColumns = `files.num, files.name, files.length, files.crc`

// A fileScan receives fileColumns.
type fileScan struct {
	fileRow
	sum int64
}

func (s *fileScan) dest() []any { return []any{&s.num, &s.name, &s.length, &s.sum} }

func (s *fileScan) row() (*fileRow, error) {
	if s.crc() != s.sum {
		return nil, fmt.Errorf("%s: row of WARC file %q: %w", dbName, s.name, tulieu.ErrDamaged)
	}
	return &s.fileRow, nil
}

// filesWhere are the rows of files for which the condition holds.
func filesWhere(ctx context.Context, q querier, condition string, args ...any) ([]fileRow, error) {
	var rs []fileRow
	err := each(ctx, q, `SELECT `+fileColumns+` FROM files WHERE `+condition, args, func(scan func(...any) error) error {
		var s fileScan
		if err := scan(s.dest()...); err != nil {
			return err
		}
		r, err := s.row()
		if err == nil {
			rs = append(rs, *r)
		}
		return err
	})
	return rs, err
}

// aliasOf is the number of the article that address leads to; 0 for none.
func aliasOf(ctx context.Context, q querier, address string) (num int64, err error) {
	k := key(address)
	var sum int64
	found, err := row(ctx, q, `SELECT article, crc FROM aliases WHERE url = ?`, []any{k}, &num, &sum)
	if err == nil && found && sum != crc(k, num) {
		err = fmt.Errorf("%s: row of address %s: %w", dbName, k, tulieu.ErrDamaged)
	}
	return num, err
}

// key is an address as aliases are found by it: http = https, host in lower
// case, no default port. A fragment stays: a page's canonical address has none,
// and an imported line's tells its item from others of the page.
func key(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	switch scheme := strings.ToLower(u.Scheme); scheme {
	case "http":
		u.Host = strings.TrimSuffix(u.Host, ":80")
	case "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	default:
		return address
	}
	u.Scheme, u.Host = "https", strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// web reports whether address is one of the web, which names the same page
// tomorrow; a file's does not.
func web(address string) bool {
	k, _, ok := strings.Cut(address, "://")
	return ok && (strings.EqualFold(k, "http") || strings.EqualFold(k, "https"))
}

// parseTombstone is the Takedown that r carries.
func (r *articleRow) parseTombstone() (tulieu.Takedown, error) {
	var t tulieu.Takedown
	if err := json.Unmarshal([]byte(r.tombstone), &t); err != nil {
		return t, fmt.Errorf("%s: tombstone of article %s: %w: %w", dbName, r.id, tulieu.ErrDamaged, err)
	}
	return t, nil
}
