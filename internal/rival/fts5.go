package rival

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite"
)

// FTS5 is SQLite's full-text table with a table of values beside it.
type FTS5 struct {
	dir string
	db  *sql.DB
}

// NewFTS5 makes a database in folder dir.
func NewFTS5(dir string) (*FTS5, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("rival: fts5: %w", err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "fts5.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, fmt.Errorf("rival: fts5: %w", err)
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`
		CREATE VIRTUAL TABLE article USING fts5(title, body, tokenize = "unicode61 remove_diacritics 0");
		CREATE TABLE doc (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, moment INTEGER NOT NULL);
		CREATE INDEX doc_moment ON doc (moment DESC, id);
		CREATE TABLE value (field INTEGER, doc INTEGER, value TEXT, PRIMARY KEY (field, doc, value)) WITHOUT ROWID;
		CREATE INDEX value_doc ON value (field, value, doc);`)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("rival: fts5: %w", err)
	}
	return &FTS5{dir, db}, nil
}

func (f *FTS5) Name() string { return "fts5" }

func (f *FTS5) Add(docs []Document) error {
	if err := f.add(docs); err != nil {
		return fmt.Errorf("rival: fts5: %w", err)
	}
	return nil
}

func (f *FTS5) add(docs []Document) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	for _, d := range docs {
		res, err := tx.Exec("INSERT INTO doc (id, moment) VALUES (?, ?)", d.ID, d.Moment)
		if err != nil {
			return err
		}
		row, err := res.LastInsertId()
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO article (rowid, title, body) VALUES (?, ?, ?)", row, d.Title, d.Body); err != nil {
			return err
		}
		for facet, values := range d.Values {
			for _, v := range values {
				if _, err := tx.Exec("INSERT INTO value VALUES (?, ?, ?)", facet, row, v); err != nil {
					return err
				}
			}
		}
	}
	return tx.Commit()
}

func (f *FTS5) Flush() error {
	if _, err := f.db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("rival: fts5: %w", err)
	}
	return nil
}

// where selects the rows that match, as SQL and its arguments.
func where(q Query, selected [Facets]string) (string, []any) {
	var sql []string
	var args []any
	if len(q.Words) > 0 {
		words := make([]string, len(q.Words))
		for i, w := range q.Words {
			words[i] = `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
		}
		join := map[Match]string{Any: " OR ", All: " AND ", Phrase: " + "}[q.Match]
		sql = append(sql, "article MATCH ?")
		args = append(args, "body : ("+strings.Join(words, join)+")")
	}
	for facet, value := range selected {
		if value != "" {
			// The plus keeps SQLite from asking the full-text table row by row.
			sql = append(sql, "+rowid IN (SELECT doc FROM value WHERE field = ? AND value = ?)")
			args = append(args, facet, value)
		}
	}
	if len(sql) == 0 {
		return "1", nil
	}
	return strings.Join(sql, " AND "), args
}

func (f *FTS5) Search(q Query) (*Answer, error) {
	a, err := f.search(q)
	if err != nil {
		return nil, fmt.Errorf("rival: fts5: %w", err)
	}
	return a, nil
}

func (f *FTS5) search(q Query) (*Answer, error) {
	a := &Answer{}
	cond, args := where(q, q.Select)
	table := "article"
	if len(q.Words) == 0 {
		table = "doc" // the full-text table is not needed
	}
	if err := f.db.QueryRow("SELECT count(*) FROM "+table+" WHERE "+cond, args...).Scan(&a.Total); err != nil {
		return nil, err
	}
	order, text := "rank, doc.id", "''"
	if q.Newest || len(q.Words) == 0 {
		order = "doc.moment DESC, doc.id"
	}
	if q.Snippets && len(q.Words) > 0 {
		text = "snippet(article, 1, '<mark>', '</mark>', ' … ', 40)"
	}
	list := "SELECT doc.id, " + text + " FROM article JOIN doc ON doc.rowid = article.rowid WHERE " +
		strings.ReplaceAll(cond, "+rowid IN", "+article.rowid IN") + " ORDER BY " + order + " LIMIT ? OFFSET ?"
	if table == "doc" {
		list = "SELECT id, '' FROM doc WHERE " + cond + " ORDER BY " + order + " LIMIT ? OFFSET ?"
	}
	rows, err := f.db.Query(list, append(args, q.Size, q.From)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, snippet string
		if err := rows.Scan(&id, &snippet); err != nil {
			return nil, err
		}
		a.IDs = append(a.IDs, id)
		a.Snippets = append(a.Snippets, snippet)
	}
	if err := rows.Err(); err != nil || !q.Facets {
		return a, err
	}
	for facet := range Facets {
		others := q.Select
		others[facet] = ""
		cond, args := where(q, others)
		match := "AND doc IN (SELECT rowid FROM " + table + " WHERE " + cond + ")"
		if cond == "1" {
			match = ""
		}
		if a.Counts[facet], err = f.count(facet, match, args); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (f *FTS5) count(facet Facet, match string, args []any) ([]Count, error) {
	rows, err := f.db.Query("SELECT value, count(*) AS n FROM value WHERE field = ? "+match+
		" GROUP BY value ORDER BY n DESC, value LIMIT ?", append(append([]any{facet}, args...), TopValues)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var counts []Count
	for rows.Next() {
		var c Count
		if err := rows.Scan(&c.Value, &c.N); err != nil {
			return nil, err
		}
		counts = append(counts, c)
	}
	return counts, rows.Err()
}

func (f *FTS5) Bytes() (int64, error) { return folderBytes(f.dir) }

func (f *FTS5) Close() error { return f.db.Close() }
