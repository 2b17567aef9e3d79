package archive

import (
	"errors"
	"fmt"
	"slices"

	"tulieu"
)

// A who says which article a capture holds.
type who struct {
	article *articleRow // nil: a new one, or none
	id      tulieu.ID   // of the article, new or known; empty for none
	gone    tulieu.ID   // the capture leads to an article that was taken down
	merge   *articleRow // an article that the capture shows to be the same one
}

// identify finds the article of capture c by its canonical address, then by
// the address it was fetched from, then by those that redirected to it. Of a
// new article the ID is given, where a record already names it.
func (t *txn) identify(c *tulieu.Capture, reading *tulieu.Reading, given tulieu.ID) (w who, err error) {
	at := func(address string) (*articleRow, error) {
		num, err := aliasOf(t.ctx, t, address)
		if err != nil || num == 0 {
			return nil, err
		}
		r, err := articleBy(t.ctx, t, "num", num)
		if err == nil && r == nil {
			err = fmt.Errorf("%s: article of address %s is missing: %w", dbName, address, tulieu.ErrDamaged)
		}
		return r, err
	}
	var found []*articleRow
	look := func(address string) (*articleRow, error) {
		r, err := at(address)
		if r != nil {
			found = append(found, r)
		}
		return r, err
	}
	var fetched *articleRow
	if reading == nil || reading.Article == nil {
		if web(c.URL) {
			fetched, err = at(c.URL)
		}
		if fetched != nil && fetched.state == gone {
			w.gone = fetched.id
		}
		return w, err
	}
	canonical, err := look(reading.Article.URL)
	if err != nil {
		return w, err
	}
	if web(c.URL) {
		if fetched, err = look(c.URL); err != nil {
			return w, err
		}
	}
	for _, u := range slices.Backward(c.Requested) {
		if !web(u) {
			continue
		}
		if _, err := look(u); err != nil {
			return w, err
		}
	}
	for _, r := range found {
		if r.state == gone {
			return who{gone: r.id}, nil
		}
	}
	if canonical != nil && fetched != nil && fetched.num != canonical.num {
		w.merge = fetched
	}
	if len(found) > 0 {
		w.article, w.id = found[0], found[0].id
		return w, nil
	}
	for _, id := range []tulieu.ID{given, tulieu.NewID(reading.Article.URL)} {
		if id == "" {
			continue
		}
		w.id = id
		if w.article, err = articleBy(t.ctx, t, "id", string(id)); err != nil || w.article == nil {
			return w, err
		}
	}
	// The address is new, yet its ID is known: of an article whose addresses
	// are known better now.
	if w.article, err = articleOf(t.ctx, t, w.id); err != nil {
		return w, err
	}
	if w.article.state == gone {
		return who{gone: w.article.id}, nil
	}
	w.id = w.article.id
	return w, nil
}

// An arrival is a capture whose record is appended and that is to be entered.
type arrival struct {
	captureRow
	capture *tulieu.Capture
	reading *tulieu.Reading
	who     who
}

// enter enters a capture: its row, its article, addresses and review.
func (t *txn) enter(in *arrival) (out tulieu.Outcome, err error) {
	c, w := in.capture, &in.who
	if w.id != "" && w.article == nil {
		if w.article, err = t.newArticle(w.id); err != nil {
			return out, err
		}
	}
	if w.article != nil {
		in.article = w.article.num
	}
	if err := t.putCapture(&in.captureRow); err != nil {
		return out, err
	}
	if in.reading != nil {
		if err := t.review(in); err != nil {
			return out, err
		}
	}
	if w.article == nil {
		return out, nil
	}
	addresses := append([]string{in.reading.Article.URL, c.URL}, c.Requested...)
	for i, u := range addresses {
		if i == 0 || web(u) {
			if err := t.addAlias(u, w.article.num); err != nil {
				return out, err
			}
		}
	}
	if w.merge != nil {
		if err := t.merge(w.merge, w.article); err != nil {
			return out, err
		}
	}
	return t.enterArticle(in)
}

// enterArticle compares what a capture says with what is known, and keeps it.
func (t *txn) enterArticle(in *arrival) (tulieu.Outcome, error) {
	r, article := in.who.article, in.reading.Article
	article.ID = r.id
	next := versionRow{n: 1, ord: in.ord}
	k := keptOf(article, in.capture.Fetched)
	next.kept = &k
	out := tulieu.Outcome{Article: r.id}
	var err error
	switch {
	case in.ord < r.latest || in.who.merge != nil && t.a.read != nil:
		out.Change, _, err = t.refold(r, in)
	case r.version == 0:
		out.Change = tulieu.Added
		err = t.addVersion(r, &next)
	default:
		out.Change, err = t.compare(r, &next, in)
	}
	if err != nil {
		return out, err
	}
	at := nanos(in.capture.Fetched)
	r.latest = max(r.latest, in.ord)
	if r.first == 0 || at < r.first {
		r.first = at
	}
	r.last = max(r.last, at)
	if out.Change != tulieu.Unchanged {
		if err := t.log(r.num, out.Change); err != nil {
			return out, err
		}
	}
	if err := t.putArticle(r); err != nil {
		return out, err
	}
	article.Provenance.FirstFetched, article.Provenance.LastFetched = fromNanos(r.first), fromNanos(r.last)
	article.Provenance.Version = int(r.version)
	article.Provenance.Capture = in.capture.Ref
	return out, nil
}

// compare keeps next if it differs from the current version of r.
func (t *txn) compare(r *articleRow, next *versionRow, in *arrival) (tulieu.Change, error) {
	cur, err := current(t.ctx, t, r)
	if err == nil {
		next.inherit(cur.kept)
	} else {
		if t.a.read == nil || !errors.Is(err, tulieu.ErrDamaged) {
			return "", err
		}
		t.a.log.Error("archive: a damaged version is read again from its capture", "article", r.id, "error", err)
		change, _, err := t.refold(r, in)
		return change, err
	}
	if sameFacts(*cur.kept, *next.kept) {
		return tulieu.Unchanged, nil
	}
	news, comparable, err := t.news(&cur, next, in)
	if err != nil {
		return "", err
	}
	if !comparable {
		change, _, err := t.refold(r, in)
		return change, err
	}
	if news {
		next.n = cur.n + 1
		return tulieu.Revised, t.addVersion(r, next)
	}
	next.n = cur.n
	return tulieu.Reread, t.replaceVersion(r, next)
}

// news reports whether next is another text than cur, or another reading of
// the same: the extractor may be newer, or the portal's profile mended. Only
// what is read in the same way can be compared; where cur's capture gives
// another text today, all captures of the article are to be read again.
func (t *txn) news(cur, next *versionRow, in *arrival) (news, comparable bool, err error) {
	rs, err := capturesWhere(t.ctx, t, `ord = ?`, int64(cur.ord))
	if err != nil || len(rs) == 0 || rs[0].digest == in.digest && rs[0].portal == in.portal {
		return false, true, err // the same bytes are no news
	}
	differ := !sameText(cur.kept, next.kept)
	switch {
	case t.a.read == nil:
		return differ && cur.Extractor == next.Extractor, true, nil
	case cur.Extractor != next.Extractor:
		return false, false, nil
	case !differ:
		return false, true, nil
	}
	c, reading, err := t.readAgain(&rs[0])
	if errors.Is(err, tulieu.ErrDamaged) {
		return true, true, nil // what was read from it once is all that is left
	}
	if err != nil || reading == nil || reading.Article == nil {
		return false, false, err
	}
	before := keptOf(reading.Article, c.Fetched)
	return true, sameText(cur.kept, &before), nil
}

// refold makes the versions of r anew from all its captures. An arrival that
// is among them need not be read again. It leaves to the caller to put r and
// to log the change. Where a reading gives an address that leads to another
// article, that is the owner.
func (t *txn) refold(r *articleRow, in *arrival) (change tulieu.Change, owner *articleRow, err error) {
	if t.a.read == nil {
		return "", nil, fmt.Errorf("article %s: its captures came out of order, and there is no reader to read them again: %w", r.id, tulieu.ErrUnavailable)
	}
	captures, err := capturesWhere(t.ctx, t, `article = ? ORDER BY ord`, r.num)
	if err != nil {
		return "", nil, err
	}
	var vs []versionRow
	var first, last int64
	revised := false
	for i := range captures {
		row := &captures[i]
		if row.kind == takedown {
			continue
		}
		var c *tulieu.Capture
		var reading *tulieu.Reading
		if in != nil && row.ord == in.ord {
			c, reading = in.capture, in.reading
		} else if c, reading, err = t.readAgain(row); err != nil {
			return "", nil, err
		}
		at := nanos(c.Fetched)
		if first == 0 || at < first {
			first = at
		}
		last = max(last, at)
		if reading == nil || reading.Article == nil {
			continue
		}
		if err := t.addAlias(reading.Article.URL, r.num); err != nil {
			return "", nil, err
		}
		num, err := aliasOf(t.ctx, t, reading.Article.URL)
		if err == nil && num != r.num {
			owner, err = articleBy(t.ctx, t, "num", num)
		}
		if err != nil {
			return "", nil, err
		}
		k := keptOf(reading.Article, c.Fetched)
		n := len(vs)
		vs = fold(vs, versionRow{ord: row.ord, kept: &k})
		if in != nil && row.ord == in.ord {
			revised = n > 0 && len(vs) > n
		}
	}
	r.first, r.last = first, last
	change, err = t.putVersions(r, vs)
	if change == tulieu.Reread && revised {
		change = tulieu.Revised
	}
	return change, owner, err
}

// putVersions makes vs the versions of r and says whether that is news.
func (t *txn) putVersions(r *articleRow, vs []versionRow) (tulieu.Change, error) {
	before, err := versionsOf(t.ctx, t, r)
	if err != nil && !errors.Is(err, tulieu.ErrDamaged) {
		return "", err
	}
	same := err == nil && slices.EqualFunc(before, vs, func(a, b versionRow) bool {
		return a.n == b.n && a.ord == b.ord && a.Views == b.Views && a.Fetched.Equal(b.Fetched) && sameFacts(*a.kept, *b.kept)
	})
	if same {
		return tulieu.Unchanged, nil
	}
	if err := t.exec(`DELETE FROM versions WHERE article = ?`, r.num); err != nil {
		return "", err
	}
	if len(vs) == 0 {
		r.state, r.version, r.same = void, 0, 0
		return tulieu.Removed, nil
	}
	added := r.version == 0
	for i := range vs {
		if err := t.addVersion(r, &vs[i]); err != nil {
			return "", err
		}
	}
	if added {
		return tulieu.Added, nil
	}
	return tulieu.Reread, nil
}

// readAgain reads a kept capture.
func (t *txn) readAgain(r *captureRow) (*tulieu.Capture, *tulieu.Reading, error) {
	if s := t.a.out; s != nil && len(s.pending) > 0 {
		if err := s.flush(); err != nil {
			return nil, nil, err
		}
	}
	c, err := t.a.captureAt(t.ctx, t, r)
	if err != nil {
		return nil, nil, err
	}
	return c, t.a.readingOf(c), nil
}

// readingOf reads c. Bytes that cannot be read hold no article.
func (a *Archive) readingOf(c *tulieu.Capture) *tulieu.Reading {
	reading, err := a.read(c)
	if err != nil {
		return &tulieu.Reading{Review: err.Error()}
	}
	if reading != nil && reading.Article != nil && (reading.Article.URL == "" || len(reading.Article.URL) > 8<<10) {
		return &tulieu.Reading{Review: "no address"}
	}
	return reading
}

// fold adds one more reading to the versions of an article.
func fold(vs []versionRow, next versionRow) []versionRow {
	if len(vs) == 0 {
		next.n = 1
		return append(vs, next)
	}
	last := &vs[len(vs)-1]
	next.n = last.n
	next.inherit(last.kept)
	switch {
	case !sameText(last.kept, next.kept):
		next.n++
		return append(vs, next)
	case !sameFacts(*last.kept, *next.kept):
		*last = next
	}
	return vs
}

// merge makes from a part of into: its captures, addresses and ID lead there.
func (t *txn) merge(from, into *articleRow) error {
	captures, err := capturesWhere(t.ctx, t, `article = ?`, from.num)
	if err != nil {
		return err
	}
	for i := range captures {
		captures[i].article = into.num
		if err := t.putCapture(&captures[i]); err != nil {
			return err
		}
	}
	var urls []string
	err = each(t.ctx, t, `SELECT url FROM aliases WHERE article = ?`, []any{from.num}, func(scan func(...any) error) error {
		urls = append(urls, "")
		return scan(&urls[len(urls)-1])
	})
	if err != nil {
		return err
	}
	for _, u := range urls {
		if err := t.exec(`UPDATE aliases SET article = ?, crc = ? WHERE url = ?`, into.num, crc(u, into.num), u); err != nil {
			return err
		}
	}
	var forerunners []*articleRow
	err = each(t.ctx, t, `SELECT `+articleColumns+` FROM articles WHERE into_num = ?`, []any{from.num}, func(scan func(...any) error) error {
		r, err := scanArticle(scan)
		forerunners = append(forerunners, r)
		return err
	})
	if err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM versions WHERE article = ?`, from.num); err != nil {
		return err
	}
	if into.first == 0 || from.first != 0 && from.first < into.first {
		into.first = from.first
	}
	into.last = max(into.last, from.last)
	into.latest = max(into.latest, from.latest)
	wasLive := from.state == live
	from.state, from.version, from.same = moved, 0, 0
	for _, r := range append(forerunners, from) {
		r.into = into.num
		if err := t.putArticle(r); err != nil {
			return err
		}
	}
	if err := t.putArticle(into); err != nil || !wasLive {
		return err
	}
	return t.log(from.num, tulieu.Removed)
}

func (t *txn) newArticle(id tulieu.ID) (*articleRow, error) {
	r := &articleRow{id: id, state: void}
	if err := t.exec(`INSERT INTO articles(id, state, version, latest, first, last, same, crc) VALUES (?, ?, 0, 0, 0, 0, 0, 0)`,
		string(id), int64(void)); err != nil {
		return nil, err
	}
	_, err := row(t.ctx, t, `SELECT num FROM articles WHERE id = ?`, []any{string(id)}, &r.num)
	return r, err
}

// orNull is v, or NULL for its zero value.
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

func (t *txn) putArticle(r *articleRow) error {
	return t.exec(`UPDATE articles SET state = ?, version = ?, latest = ?, first = ?, last = ?, same = ?, into_num = ?, tombstone = ?, crc = ? WHERE num = ?`,
		int64(r.state), r.version, int64(r.latest), r.first, r.last, r.same, orNull(r.into), orNull(r.tombstone), r.crc(), r.num)
}

func (t *txn) putCapture(r *captureRow) error {
	return t.exec(`INSERT OR REPLACE INTO captures(ord, kind, file, offset, length, digest, portal, article, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(r.ord), r.kind, r.file, r.offset, r.length, r.digest[:], r.portal, orNull(r.article), r.crc())
}

// addVersion makes v the current version of r.
func (t *txn) addVersion(r *articleRow, v *versionRow) error {
	sum, body, err := v.pack(r.id, v.n, v.ord)
	if err != nil {
		return err
	}
	r.state, r.version, r.same = live, v.n, sameHash(v.article())
	return t.exec(`INSERT INTO versions(article, n, ord, sum, body) VALUES (?, ?, ?, ?, ?)`, r.num, v.n, int64(v.ord), sum, body)
}

// replaceVersion puts v in the place of the current version of r.
func (t *txn) replaceVersion(r *articleRow, v *versionRow) error {
	if err := t.exec(`DELETE FROM versions WHERE article = ? AND n = ?`, r.num, v.n); err != nil {
		return err
	}
	return t.addVersion(r, v)
}

// addAlias makes address lead to the article num, unless it leads to one.
func (t *txn) addAlias(address string, num int64) error {
	k := key(address)
	return t.exec(`INSERT OR IGNORE INTO aliases(url, article, crc) VALUES (?, ?, ?)`, k, num, crc(k, num))
}

// review notes that a page that should hold an article gave none, or that it
// does now.
func (t *txn) review(in *arrival) error {
	if in.reading.Review == "" {
		return t.exec(`DELETE FROM reviews WHERE portal = ? AND url = ?`, in.portal, in.capture.URL)
	}
	return t.exec(`INSERT OR REPLACE INTO reviews(portal, url, ord, note) VALUES (?, ?, ?, ?)`,
		in.portal, in.capture.URL, int64(in.ord), in.reading.Review)
}
