package index

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"tulieu"
)

const (
	defaultSize = 10
	maxSize     = 100
)

// noMoment orders undated articles behind all others, newest or oldest first.
const noMoment = math.MinInt64

// Search answers q over the newest view, or over the one that its cursor
// began in.
func (x *Index) Search(ctx context.Context, q tulieu.Query) (*tulieu.Results, error) {
	q, err := complete(q)
	if err != nil {
		return nil, err
	}
	var after *cursor
	var v *view
	if q.Cursor != "" {
		c, err := parseCursor(q)
		if err != nil {
			return nil, err
		}
		after = &c
		if v = x.pins.find(c.View, x.now()); v == nil && q.Sort == tulieu.ByScore {
			return nil, fmt.Errorf("index: the cursor's snapshot has ended; ask for the first page: %w", tulieu.ErrGone)
		}
	}
	if v == nil {
		if v, err = x.view(); err != nil {
			return nil, err
		}
	}
	defer v.release()
	e := &evaluation{ctx: ctx, view: v, cache: x.cache, query: q, after: after}
	res, last, err := e.run()
	if err != nil {
		if ctx.Err() != nil {
			return nil, errors.Join(fmt.Errorf("index: %w", ctx.Err()), tulieu.ErrUnavailable)
		}
		return nil, err
	}
	if last != nil {
		last.Query, last.View, last.Match = queryHash(q), x.pins.pin(v, x.now()), res.Reading.Match
		res.Next = last.String()
	}
	return res, nil
}

// complete fills in what q leaves open and refuses what has no meaning.
func complete(q tulieu.Query) (tulieu.Query, error) {
	if q.Size == 0 {
		q.Size = defaultSize
	}
	if q.Size < 0 || q.Size > maxSize {
		return q, fmt.Errorf("index: size %d is not in 1 … %d: %w", q.Size, maxSize, tulieu.ErrInvalid)
	}
	words := strings.TrimSpace(q.Text) != ""
	switch q.Sort {
	case "":
		q.Sort = tulieu.Newest
		if words {
			q.Sort = tulieu.ByScore
		}
	case tulieu.ByScore, tulieu.Newest, tulieu.Oldest:
	default:
		return q, fmt.Errorf("index: sort %q is not score, newest or oldest: %w", q.Sort, tulieu.ErrInvalid)
	}
	if q.Sort == tulieu.ByScore && !words {
		q.Sort = tulieu.Newest // all score the same
	}
	switch q.Match {
	case "":
		q.Match = tulieu.MatchAuto
	case tulieu.MatchAuto, tulieu.MatchAll, tulieu.MatchAny:
	default:
		return q, fmt.Errorf("index: match %q is not auto, all or any: %w", q.Match, tulieu.ErrInvalid)
	}
	for f := range q.Filters {
		if !slices.Contains(tulieu.Fields, f) {
			return q, fmt.Errorf("index: there is no field %q to select by: %w", f, tulieu.ErrInvalid)
		}
	}
	for _, r := range q.Facets {
		if !slices.Contains(tulieu.Fields, r.Field) || r.Size < 0 {
			return q, fmt.Errorf("index: no facet %q of size %d: %w", r.Field, r.Size, tulieu.ErrInvalid)
		}
	}
	return q, nil
}

// An evaluation answers one query over one view.
type evaluation struct {
	ctx   context.Context
	view  *view
	cache *cache
	query tulieu.Query
	after *cursor // the hit before the page; nil for the first page

	words    []word
	df       []int         // live articles that hold each word
	postings [][]*postings // by part and word, in the text
	titles   [][]*postings // by part and word, in the title
	selected []selection
}

// run returns the answer, and the keys of its last hit if more come after it.
func (e *evaluation) run() (*tulieu.Results, *cursor, error) {
	q := e.query
	e.words = readWords(q.Text, e.view.store.lex)
	e.selected = e.selections(q.Filters)
	if err := e.loadPostings(); err != nil {
		return nil, nil, err
	}
	match, sets, total := e.match()
	res := &tulieu.Results{Total: total, State: e.view.record.State, Reading: understood(e.words, match)}
	if len(e.words) == 0 && strings.TrimSpace(q.Text) != "" {
		res.Reading.Notes = append(res.Reading.Notes, "no words")
	}
	for _, r := range q.Facets {
		if err := e.ctx.Err(); err != nil {
			return nil, nil, err
		}
		res.Facets = append(res.Facets, e.facet(r, sets))
	}
	page, more := e.page(sets)
	for _, h := range page {
		res.Hits = append(res.Hits, tulieu.Hit{ID: tulieu.ID(h.id), Score: h.score})
	}
	if !more {
		return res, nil, nil
	}
	last := page[len(page)-1]
	return res, &cursor{Score: last.score, Moment: last.moment, ID: tulieu.ID(last.id)}, nil
}

// loadPostings reads the words' postings in all parts, and counts them.
func (e *evaluation) loadPostings() error {
	e.df = make([]int, len(e.words))
	for _, p := range e.view.parts {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		text, title := make([]*postings, len(e.words)), make([]*postings, len(e.words))
		for w := range e.words {
			var err error
			if text[w], err = e.read(p, fieldText, &e.words[w]); err != nil {
				return err
			}
			if title[w], err = e.read(p, fieldTitle, &e.words[w]); err != nil {
				return err
			}
			e.df[w] += text[w].alive(p.live)
		}
		e.postings, e.titles = append(e.postings, text), append(e.titles, title)
	}
	return nil
}

func (e *evaluation) read(p *part, field string, w *word) (*postings, error) {
	key := cacheKey{p.key, field + w.key()}
	if list := e.cache.get(key); list != nil {
		return list, nil
	}
	list, err := readPostings(p.n, p.postings, field, w.spellings)
	if err != nil {
		return nil, err
	}
	e.cache.put(key, list)
	return list, nil
}

// match finds the hits by the strictest reading that finds any.
func (e *evaluation) match() (tulieu.Match, []partHits, int) {
	content := 0
	for _, w := range e.words {
		if w.content {
			content++
		}
	}
	ways := readings(e.query.Match, content)
	switch {
	case len(e.words) == 0:
		ways = []tulieu.Match{""}
	case e.after != nil:
		ways = []tulieu.Match{e.after.Match}
	}
	first, total := e.hits(ways[0])
	if total > 0 {
		return ways[0], first, total
	}
	for _, m := range ways[1:] {
		if sets, total := e.hits(m); total > 0 {
			return m, sets, total
		}
	}
	return ways[0], first, 0
}

func (e *evaluation) hits(m tulieu.Match) (sets []partHits, total int) {
	for i, p := range e.view.parts {
		matches := slices.Clone(p.live)
		if len(e.words) > 0 {
			matches.and(e.matchWords(i, m))
		}
		if q := e.query; !q.From.IsZero() || !q.To.IsZero() {
			inRange := newBitset(p.n)
			p.addRange(inRange, q.From, q.To)
			matches.and(inRange)
		}
		h := e.narrow(p, matches)
		total += h.hits.count()
		sets = append(sets, h)
	}
	return sets, total
}

// A ranked is a hit with the keys it is ordered by.
type ranked struct {
	id     []byte
	score  float64
	moment int64 // Unix seconds of the date's first moment, or noMoment
}

// compare orders hits as the query wants them.
func (e *evaluation) compare(x, y ranked) int {
	c := 0
	switch e.query.Sort {
	case tulieu.ByScore:
		c = cmp.Compare(y.score, x.score)
	case tulieu.Newest:
		c = cmp.Compare(y.moment, x.moment)
	case tulieu.Oldest:
		switch { // undated ones last here too
		case x.moment == y.moment:
		case x.moment == noMoment:
			c = 1
		case y.moment == noMoment:
			c = -1
		default:
			c = cmp.Compare(x.moment, y.moment)
		}
	}
	if c != 0 {
		return c
	}
	return bytes.Compare(x.id, y.id)
}

// page returns the hits of the page, in order, and whether more follow.
func (e *evaluation) page(sets []partHits) (page []ranked, more bool) {
	top := newTop(e.query.Size+1, e.compare)
	var after *ranked
	if c := e.after; c != nil {
		after = &ranked{[]byte(c.ID), c.Score, c.Moment}
	}
	for i, p := range e.view.parts {
		var scores []float64
		if e.query.Sort == tulieu.ByScore {
			scores = e.score(i, sets[i].hits)
		}
		sets[i].hits.each(func(d uint32) {
			h := ranked{id: p.id(d), moment: noMoment}
			if scores != nil {
				h.score = scores[d]
			}
			if m := p.moment[d]; m > 0 {
				h.moment = p.moments[m-1]
			}
			if after == nil || e.compare(*after, h) < 0 {
				top.add(h)
			}
		})
	}
	page = top.sorted()
	if len(page) > e.query.Size {
		return page[:e.query.Size], true
	}
	return page, false
}
