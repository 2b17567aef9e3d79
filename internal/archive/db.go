package archive

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tulieu"
)

// format is the number of schema. archive.db is derived from the WARC files:
// another number means that it is made again, not migrated.
const format = "2"

// Every row from which an answer is made carries a checksum: versions.sum is
// SHA-256 of all that a version says, crc is CRC-32C of the row's other
// columns. A row that does not agree with its sum is damage, and never shown.
const schema = `
CREATE TABLE IF NOT EXISTS meta(
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS files(
	num    INTEGER PRIMARY KEY,
	name   TEXT NOT NULL UNIQUE, -- below warc/
	length INTEGER NOT NULL,     -- bytes whose records are entered here
	crc    INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS captures(
	ord     INTEGER PRIMARY KEY, -- Tulieu-Order
	kind    INTEGER NOT NULL,    -- whole, revisit or takedown
	file    INTEGER NOT NULL,
	offset  INTEGER NOT NULL,
	length  INTEGER NOT NULL,
	digest  BLOB NOT NULL,       -- SHA-256 of the body
	portal  TEXT NOT NULL,
	article INTEGER,             -- NULL where it holds none
	crc     INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS captures_digest ON captures(substr(digest, 1, 8));
CREATE INDEX IF NOT EXISTS captures_article ON captures(article) WHERE article IS NOT NULL;

CREATE TABLE IF NOT EXISTS articles(
	num       INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	state     INTEGER NOT NULL, -- live, gone, moved or void
	version   INTEGER NOT NULL, -- the current one; 0 for none
	latest    INTEGER NOT NULL, -- order of its last capture
	first     INTEGER NOT NULL, -- nanoseconds since 1970
	last      INTEGER NOT NULL,
	same      INTEGER NOT NULL, -- equal for equal texts
	into_num  INTEGER,          -- of an article moved: the one it is now part of
	tombstone TEXT,             -- of an article taken down: a Takedown in JSON
	crc       INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_same ON articles(same) WHERE state = 0;
CREATE INDEX IF NOT EXISTS articles_into ON articles(into_num) WHERE into_num IS NOT NULL;

CREATE TABLE IF NOT EXISTS versions(
	article INTEGER NOT NULL,
	n       INTEGER NOT NULL, -- from 1
	ord     INTEGER NOT NULL, -- of the capture it was read from
	sum     BLOB NOT NULL,
	body    BLOB NOT NULL,
	UNIQUE(article, n)
);

CREATE TABLE IF NOT EXISTS aliases(
	url     TEXT PRIMARY KEY, -- as key() writes it
	article INTEGER NOT NULL,
	crc     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS aliases_article ON aliases(article);

CREATE TABLE IF NOT EXISTS log(
	seq     INTEGER PRIMARY KEY,
	article INTEGER NOT NULL,
	change  TEXT NOT NULL,
	crc     INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS reviews(
	portal TEXT NOT NULL,
	url    TEXT NOT NULL,
	ord    INTEGER NOT NULL,
	note   TEXT NOT NULL,
	PRIMARY KEY(portal, url)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS frontier(
	num           INTEGER PRIMARY KEY,
	portal        TEXT NOT NULL,
	url           TEXT NOT NULL,
	role          TEXT NOT NULL,
	rank          INTEGER NOT NULL, -- seeds 0, lists 1, articles 2
	depth         INTEGER NOT NULL,
	due           INTEGER NOT NULL, -- nanoseconds since 1970; 0 is at once
	etag          TEXT NOT NULL,
	last_modified TEXT NOT NULL,
	digest        TEXT NOT NULL,
	fetched       INTEGER NOT NULL,
	status        INTEGER NOT NULL,
	failures      INTEGER NOT NULL,
	note          TEXT NOT NULL,
	done          INTEGER NOT NULL,
	UNIQUE(portal, url)
);
CREATE INDEX IF NOT EXISTS frontier_due ON frontier(portal, rank, due, num) WHERE done = 0;
`

// dsn is the address of the SQLite file name.
func dsn(name, params string) string {
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	return (&url.URL{Scheme: "file", Path: name, RawQuery: params}).String()
}

// errFormat: archive.db was written by another version of this package.
var errFormat = errors.New("other format")

// firstConn opens a connection to db. Two processes that begin an archive at
// once both turn its file to a write-ahead log; SQLite answers the second with
// busy at once, whatever its timeout, so it asks again.
func firstConn(ctx context.Context, db *sql.DB) (conn *sql.Conn, err error) {
	for range 100 {
		if conn, err = db.Conn(ctx); err == nil || !errors.Is(storeError(err), tulieu.ErrUnavailable) {
			return conn, err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, err
}

func (a *Archive) openDB(ctx context.Context) (err error) {
	name := filepath.Join(a.dir, a.db)
	a.writer, err = sql.Open("sqlite", dsn(name, "_pragma=busy_timeout(60000)&_pragma=journal_mode(wal)"+
		"&_pragma=synchronous(full)&_pragma=cache_size(-16384)&_pragma=journal_size_limit(67108864)"))
	if err != nil {
		return err
	}
	a.writer.SetMaxOpenConns(1)
	a.readers, err = sql.Open("sqlite", dsn(name, "_pragma=busy_timeout(60000)&_pragma=query_only(1)&_pragma=cache_size(-4096)"))
	if err != nil {
		return err
	}
	// No limit: a view holds one connection while a statement is prepared on
	// another.
	a.readers.SetMaxIdleConns(8)
	if a.conn, err = firstConn(ctx, a.writer); err != nil {
		return storeError(err)
	}
	a.writeStmts.db, a.readStmts.db = a.conn, a.readers
	var got string
	t := &txn{a: a, ctx: ctx}
	known, err := row(ctx, t, `SELECT name FROM sqlite_schema WHERE name = 'meta'`, nil, &got)
	if err == nil && known {
		_, err = row(ctx, t, `SELECT value FROM meta WHERE key = 'format'`, nil, &got)
	}
	switch {
	case err != nil:
		return err
	case known && got != format:
		return fmt.Errorf("%s has format %q, this program reads %s; make it again with `tulieu archive rebuild`: %w", a.db, got, format, errFormat)
	}
	if _, err := a.conn.ExecContext(ctx, "BEGIN IMMEDIATE;"+schema); err != nil {
		return storeError(err)
	}
	if err := t.exec(`INSERT OR IGNORE INTO meta VALUES ('format', ?), ('id', ?)`, format, newArchiveID()); err != nil {
		return err
	}
	if err := t.exec(`COMMIT`); err != nil {
		return err
	}
	_, err = row(ctx, a, `SELECT value FROM meta WHERE key = 'id'`, nil, &a.id)
	return err
}

// checkSize is up to which size archive.db is looked through at every open:
// some 20,000 articles, a third of a second. Beyond, Verify does it.
const checkSize = 32 << 20

// checkDB looks through the structure of archive.db.
func (a *Archive) checkDB(ctx context.Context) error {
	st, err := os.Stat(filepath.Join(a.dir, a.db))
	if err != nil || st.Size() > checkSize {
		return diskError(err)
	}
	return each(ctx, a, `PRAGMA integrity_check(1)`, nil, func(scan func(...any) error) error {
		var line string
		if err := scan(&line); err != nil || line == "ok" {
			return err
		}
		return fmt.Errorf("%s: %s: %w", a.db, line, tulieu.ErrDamaged)
	})
}

func (a *Archive) closeDB() error {
	a.readStmts.close()
	a.writeStmts.close()
	var errs []error
	if a.conn != nil {
		errs = append(errs, a.conn.Close())
	}
	for _, db := range []*sql.DB{a.readers, a.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	a.conn, a.readers, a.writer = nil, nil, nil
	return errors.Join(errs...)
}

// storeError says what an error of SQLite means to callers.
func storeError(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%s: %w: %w", dbName, tulieu.ErrDamaged, err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
		return fmt.Errorf("%s: %w: %w", dbName, tulieu.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", dbName, err)
}

// statements are prepared once for each query text.
type statements struct {
	db interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	mu sync.Mutex
	m  map[string]*sql.Stmt
}

func (s *statements) of(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.m[query]; ok {
		return st, nil
	}
	st, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, storeError(err)
	}
	if s.m == nil {
		s.m = map[string]*sql.Stmt{}
	}
	s.m[query] = st
	return st, nil
}

func (s *statements) close() {
	for _, st := range s.m {
		st.Close()
	}
	s.m = nil
}

// A querier runs queries: outside of a transaction to read, or inside the one
// that writes.
type querier interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (a *Archive) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := a.readStmts.of(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	return rows, storeError(err)
}

// A view is what archive.db holds at one moment.
type view struct {
	a  *Archive
	tx *sql.Tx
}

func (v view) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := v.a.readStmts.of(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := v.tx.StmtContext(ctx, st).QueryContext(ctx, args...)
	return rows, storeError(err)
}

// view runs f on a view. What f reads belongs together, whatever is written
// meanwhile.
func (a *Archive) view(ctx context.Context, f func(querier) error) error {
	tx, err := a.readers.BeginTx(ctx, nil)
	if err != nil {
		return storeError(err)
	}
	defer tx.Rollback()
	return f(view{a, tx})
}

// row scans the first row of a query; false without one.
func row(ctx context.Context, q querier, query string, args []any, into ...any) (bool, error) {
	found := false
	err := each(ctx, q, query, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(into...)
	})
	return found, err
}

// each calls f for each row of a query.
func each(ctx context.Context, q querier, query string, args []any, f func(scan func(...any) error) error) error {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	scan := func(into ...any) error {
		if err := rows.Scan(into...); err != nil {
			// We wrote these columns: they have these types.
			return fmt.Errorf("%s: %w: %w", dbName, tulieu.ErrDamaged, err)
		}
		return nil
	}
	for rows.Next() {
		if err := f(scan); err != nil {
			return err
		}
	}
	return storeError(rows.Err())
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// crc is the checksum of a row's columns: strings, byte slices and integers,
// each with its length, in order.
func crc(columns ...any) int64 {
	b := make([]byte, 0, 256)
	for _, c := range columns {
		switch c := c.(type) {
		case string:
			b = append(binary.AppendUvarint(b, uint64(len(c))), c...)
		case []byte:
			b = append(binary.AppendUvarint(b, uint64(len(c))), c...)
		case int64:
			b = binary.BigEndian.AppendUint64(b, uint64(c))
		default:
			panic(fmt.Sprintf("archive: crc of a %T", c))
		}
	}
	return int64(crc32.Checksum(b, castagnoli))
}
