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
	if err := x.gate.enter(ctx); err != nil {
		return nil, err
	}
	defer x.gate.leave()
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
		if v, err = x.searchView(); err != nil {
			return nil, err
		}
	}
	defer v.release()
	e := &evaluation{ctx: ctx, view: v, cache: x.cache, arena: newArena(), query: q, after: after, room: x.maxPostings}
	var res *tulieu.Results
	var last *cursor
	err = guarded(func() (err error) {
		if err := v.complete(); err != nil {
			return err
		}
		res, last, err = e.run(x.recogniser)
		return err
	})
	if err != nil {
		if ctx.Err() != nil {
			return nil, errors.Join(fmt.Errorf("index: %w", ctx.Err()), tulieu.ErrUnavailable)
		}
		return nil, err
	}
	e.arena.close()
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
	words := strings.TrimSpace(q.Text) != "" || q.Like != ""
	if q.Like != "" {
		q.Text = ""
	}
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
	arena *arena // of sets that end with the search
	query tulieu.Query
	after *cursor // the hit before the page; nil for the first page

	plan     *plan
	root     node          // nil: everything
	reads    int           // articles read for phrases
	room     int           // postings that may still be read
	unquoted bool          // phrases are read as words
	content  int           // words that the reading decides about
	df       []int         // live articles that hold each word
	postings [][]*postings // by part and word, in the text
	titles   [][]*postings // by part and word, in the title
	pairs    [][]bitset    // by part and pair of the plan: live documents that may hold it; nil for one of folds
	rarities []float64     // idf of each pair, or of the pair it goes with
	instead  [][]bitset    // by part and alternative of the plan: live documents that meet it
	named    [][]bitset    // by part, and name and stand-in of the plan: documents it speaks for
	names    []float64     // evidence of each of them
	selected []selection
}

// run returns the answer, and the keys of its last hit if more come after it.
func (e *evaluation) run(r Recogniser) (*tulieu.Results, *cursor, error) {
	e.selected = e.selections(e.query.Filters)
	if e.after != nil && e.after.Unquoted {
		e.unquote()
	}
	match, sets, total, notes, err := e.answer(r)
	if err != nil {
		return nil, nil, err
	}
	if total == 0 && e.query.Match == tulieu.MatchAuto && e.content > 0 && strings.ContainsAny(e.query.Text, quotes) {
		// Words that are there are better than a quotation that is not.
		again := &evaluation{ctx: e.ctx, view: e.view, cache: e.cache, arena: e.arena, query: e.query, selected: e.selected, reads: e.reads, room: e.room}
		again.unquote()
		m, found, n, more, err := again.answer(r)
		if err != nil {
			return nil, nil, err
		}
		if n > 0 {
			*e = *again
			match, sets, total = m, found, n
			notes = append(more, "no article has these words as quoted; they were looked for apart")
		}
	}
	q := e.query
	res := &tulieu.Results{Total: total, State: e.view.record.State, Reading: e.plan.understood(match)}
	res.Reading.Notes = notes
	if e.root == nil && strings.TrimSpace(q.Text) != "" {
		res.Reading.Notes = append(res.Reading.Notes, "there are no words in the query")
	}
	for _, r := range q.Facets {
		if err := e.ctx.Err(); err != nil {
			return nil, nil, err
		}
		res.Facets = append(res.Facets, e.facet(r, sets))
	}
	page, more, err := e.page(sets)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range page {
		res.Hits = append(res.Hits, tulieu.Hit{ID: tulieu.ID(h.id), Score: h.score, Sentences: h.sentences})
	}
	if !more {
		return res, nil, nil
	}
	last := page[len(page)-1]
	return res, &cursor{Unquoted: e.unquoted, Rank: e.rank() + len(page), Score: last.score, Moment: last.moment, ID: tulieu.ID(last.id)}, nil
}

// answer reads the query and finds its hits.
func (e *evaluation) answer(r Recogniser) (match tulieu.Match, sets []partHits, total int, notes []string, err error) {
	if e.query.Like != "" {
		e.root, err = e.compileLike(e.query.Like)
	} else {
		e.root, notes, err = e.compile(r)
	}
	if err != nil {
		return "", nil, 0, nil, err
	}
	if e.query.Sort == tulieu.ByScore && !slices.ContainsFunc(e.plan.words, func(w word) bool { return !w.hidden }) {
		e.query.Sort = tulieu.Newest // nothing to rank by
	}
	if err := e.loadPostings(); err != nil {
		return "", nil, 0, nil, err
	}
	match, sets, total, err = e.match()
	return match, sets, total, notes, err
}

// quotes are the marks around a phrase.
const quotes = `"“”„«»`

// unquote makes words of the query's phrases.
func (e *evaluation) unquote() {
	e.unquoted = true
	e.query.Text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(quotes, r) {
			return ' '
		}
		return r
	}, e.query.Text)
}

// loadPostings reads the words' postings in all parts, and counts them.
func (e *evaluation) loadPostings() error {
	words := e.plan.words
	e.df = make([]int, len(words))
	pairDF := make([]int, len(e.plan.pairs)) // live articles that may hold each
	lists := make([]*postings, textFields*len(words)*len(e.view.parts))
	some := func() (some []*postings) {
		some, lists = lists[:len(words):len(words)], lists[len(words):]
		return some
	}
	for i, p := range e.view.parts {
		text, title := some(), some()
		for w := range words {
			if err := e.ctx.Err(); err != nil {
				return err
			}
			var err error
			if text[w], err = e.read(p, inText, &words[w]); err != nil {
				return err
			}
			if title[w], err = e.read(p, inTitle, &words[w]); err != nil {
				return err
			}
			if err := e.admit(text[w].n + title[w].n); err != nil {
				return err
			}
			e.df[w] += text[w].alive(p.live)
		}
		e.postings, e.titles = append(e.postings, text), append(e.titles, title)
		pairs := make([]bitset, len(e.plan.pairs))
		for k, x := range e.plan.pairs {
			if x.bucket < 0 || e.query.Sort != tulieu.ByScore {
				continue
			}
			bucket, err := e.bucket(p, x.bucket)
			if err != nil {
				return err
			}
			pairs[k] = e.arena.copyOf(p.live)
			pairs[k].andSet(bucket.docs())
			pairs[k].andSet(text[x.first].docs())
			pairs[k].andSet(text[x.second].docs())
			pairDF[k] += pairs[k].count()
		}
		instead := make([]bitset, len(e.plan.instead))
		for k, n := range e.plan.instead {
			within := p.live // names are rare by all articles; a phrase is read in no more than it need be
			if _, phrase := n.(phraseNode); phrase {
				within = e.dated(p)
			}
			var err error
			if instead[k], err = n.docs(e, i, "", within); err != nil {
				return err
			}
		}
		e.instead, e.pairs = append(e.instead, instead), append(e.pairs, pairs)
		e.named = append(e.named, e.spokenFor(i))
	}
	e.rarities = make([]float64, len(e.plan.pairs))
	for k, x := range e.plan.pairs {
		e.rarities[k] = idf(e.view.n, pairDF[x.like])
	}
	for k := range e.plan.names {
		n := 0
		for i := range e.named {
			n += e.named[i][k].count()
		}
		e.names = append(e.names, nameWeight*idf(e.view.n, n))
	}
	for _, s := range e.plan.standIns {
		e.names = append(e.names, standInWeight*idf(e.view.n, e.df[s.word]))
	}
	return nil
}

// spokenFor returns the documents of part i that mention each name of the plan,
// and those that hold other words in the place of each that has stand-ins.
func (e *evaluation) spokenFor(i int) []bitset {
	var list []bitset
	for _, k := range e.plan.names {
		list = append(list, e.instead[i][k])
	}
	for _, s := range e.plan.standIns {
		b, held := e.arena.bitset(e.view.parts[i].n), e.arena.bitset(e.view.parts[i].n)
		for _, k := range s.instead {
			b.or(e.instead[i][k])
		}
		e.postings[i][s.word].docs().addTo(held)
		b.andNot(held)
		list = append(list, b)
	}
	return list
}

// read returns the postings of a word; without counts where it scores nothing.
func (e *evaluation) read(p *part, field int, w *word) (*postings, error) {
	name, key := textFieldNames[field], cacheKey{segment: p.key, kind: keptText, word: w.key()}
	if field == inTitle {
		key.kind = keptTitle
	}
	if e.query.Sort != tulieu.ByScore || w.hidden {
		if whole := e.cache.get(key); whole != nil {
			return whole.postings, nil
		}
		key.kind, key.number = keptDocs, uint32(field)
		return e.cache.through(key, func() (*postings, error) { return readDocs(e.ctx, p.n, p.postings, name, w.spellings) })
	}
	list, err := e.cache.through(key, func() (*postings, error) {
		list, err := readPostings(e.ctx, p, field, w.spellings, func(spelling string) *postings {
			exact := word{text: spelling}
			if kept := e.cache.get(cacheKey{segment: p.key, kind: key.kind, word: exact.key()}); kept != nil {
				return kept.postings
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		return list.weigh(p.scales[field]), nil
	})
	if err == nil && list.average != p.scales[field].average {
		list = list.weigh(p.scales[field])
		e.cache.put(&cacheEntry{key: key, postings: list})
	}
	return list, err
}

func (e *evaluation) bucket(p *part, bucket int) (*postings, error) {
	return e.cache.through(cacheKey{segment: p.key, kind: keptBucket, number: uint32(bucket)}, func() (*postings, error) {
		return readBucket(p.n, p.postings, bucket)
	})
}

// match finds the hits by the strictest reading that finds any.
func (e *evaluation) match() (tulieu.Match, []partHits, int, error) {
	ways := readings(e.query.Match, e.content)
	if e.root == nil {
		ways = []tulieu.Match{""}
	}
	if e.after != nil {
		ways = []tulieu.Match{e.after.Match}
	}
	first, total, err := e.hits(ways[0])
	if total > 0 || err != nil {
		return ways[0], first, total, err
	}
	for _, m := range ways[1:] {
		if sets, total, err := e.hits(m); total > 0 || err != nil {
			return m, sets, total, err
		}
	}
	return ways[0], first, 0, nil
}

// dated returns the live documents of p that the query's dates allow.
func (e *evaluation) dated(p *part) bitset {
	b := e.arena.copyOf(p.live)
	if q := e.query; !q.From.IsZero() || !q.To.IsZero() {
		inRange := e.arena.bitset(p.n)
		p.addRange(inRange, q.From, q.To)
		b.and(inRange)
	}
	return b
}

func (e *evaluation) hits(m tulieu.Match) (sets []partHits, total int, err error) {
	for i, p := range e.view.parts {
		if err := e.ctx.Err(); err != nil {
			return nil, 0, err
		}
		matches := e.dated(p)
		if e.root != nil {
			if matches, err = e.root.docs(e, i, m, matches); err != nil {
				return nil, 0, err
			}
		}
		sets = append(sets, e.narrow(p, matches))
	}
	if e.query.Fold {
		if err := e.foldHits(sets); err != nil {
			return nil, 0, err
		}
	}
	for _, h := range sets {
		total += h.hits.count()
	}
	return sets, total, nil
}

// A ranked is a hit with the keys it is ordered by.
type ranked struct {
	part      int
	doc       uint32
	id        []byte
	score     float64
	moment    int64   // Unix seconds of the date's first moment, or noMoment
	sentences []int   // the best ones, once read
	bound     float64 // what the score may become by reading again
}

// compare orders hits as the query wants them.
func (e *evaluation) compare(x, y *ranked) int {
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

// rank is the number of hits before the page.
func (e *evaluation) rank() int {
	if e.after == nil {
		return 0
	}
	return e.after.Rank
}

// page returns the hits of the page, in order, and whether more follow.
//
// By score, the first headSize hits are read again and put in a new order;
// pages that begin among them are cut from the list of all of them. Behind
// them the order is that of the words' evidence alone, and a page begins after
// the last hit of the one before.
func (e *evaluation) page(sets []partHits) (page []ranked, more bool, err error) {
	size := e.query.Size
	if e.query.Sort != tulieu.ByScore {
		page, err = e.best(sets, size+1, e.after)
	} else if e.rank() > headSize {
		page, err = e.best(sets, size+1, e.after)
	} else if page, err = e.best(sets, headSize+size+1, nil); err == nil {
		page, err = e.reread(page, e.rank()+size+1)
		page = page[min(e.rank(), len(page)):]
	}
	if err != nil {
		return nil, false, err
	}
	if len(page) > size {
		page, more = page[:size], true
	}
	return page, more, e.readSentences(page)
}

// reread puts the first headSize hits in the order that reading them again
// gives, and returns the first k of all. It reads those that may gain enough to
// be among them.
func (e *evaluation) reread(hits []ranked, k int) ([]ranked, error) {
	head := hits[:min(headSize, len(hits))]
	r := newReader(e)
	defer r.close()
	top := newTop(min(k, len(head)), e.compare)
	for i := range head {
		head[i].bound = head[i].score + r.most(&head[i])
	}
	slices.SortFunc(head, func(a, b ranked) int { return cmp.Compare(b.bound, a.bound) })
	for i := range head {
		if top.full() && head[i].bound*slack < top.last().score {
			break
		}
		if i%fetchedAtOnce == 0 {
			if err := e.ctx.Err(); err != nil {
				return nil, err
			}
			for _, h := range head[i:min(i+fetchedAtOnce, len(head))] {
				e.view.parts[h.part].fetch(h.doc)
			}
		}
		more, err := r.read(&head[i])
		if err != nil {
			return nil, err
		}
		head[i].score += more
		top.add(head[i])
	}
	first := top.sorted()
	if k > len(head) {
		first = append(first, hits[len(head):]...)
	}
	return first[:min(k, len(first))], nil
}

// readSentences finds the best sentences of the hits that were not reread.
func (e *evaluation) readSentences(hits []ranked) error {
	if len(e.plan.words) == 0 {
		return nil
	}
	r := newReader(e)
	defer r.close()
	for some := range slices.Chunk(hits, fetchedAtOnce) {
		for _, h := range some {
			if h.sentences == nil {
				e.view.parts[h.part].fetch(h.doc)
			}
		}
		for i := range some {
			if some[i].sentences == nil {
				if _, err := r.read(&some[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// best returns the first k hits after a cursor's.
func (e *evaluation) best(sets []partHits, k int, c *cursor) ([]ranked, error) {
	var after *ranked
	if c != nil {
		after = &ranked{id: []byte(c.ID), score: c.Score, moment: c.Moment}
	}
	if e.query.Sort == tulieu.ByScore {
		return e.bestByScore(sets, k, after)
	}
	top := newTop(k, e.compare)
	for i := range e.view.parts {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		e.bestByDate(top, i, sets[i].hits, after)
	}
	return top.sorted(), nil
}

// bestByDate walks the part in the order of dates, and stops where no later
// hit can be among the first.
func (e *evaluation) bestByDate(top *top[ranked], i int, hits bitset, after *ranked) {
	p := e.view.parts[i]
	n := len(p.moments)
	for step := range n + 1 {
		moment := n - step // newest first, undated last
		if e.query.Sort == tulieu.Oldest {
			moment = (step + 1) % (n + 1)
		}
		at := int64(noMoment)
		if moment > 0 {
			at = p.moments[moment-1]
		}
		if after != nil && e.compare(&ranked{moment: at, id: lastID}, after) < 0 {
			continue // before the page
		}
		if top.full() && e.compare(&ranked{moment: at}, top.last()) > 0 {
			return
		}
		for _, d := range p.order[p.runs[moment]:p.runs[moment+1]] {
			if !hits.has(d) {
				continue
			}
			h := e.rankedAt(i, d)
			if after != nil && e.compare(after, &h) >= 0 {
				continue
			}
			if top.full() && e.compare(&h, top.last()) > 0 {
				break // those behind have later ids
			}
			top.add(h)
		}
	}
}

// lastID is behind every id.
var lastID = []byte{0xff}

func (e *evaluation) rankedAt(i int, d uint32) ranked {
	p := e.view.parts[i]
	h := ranked{part: i, doc: d, id: p.id(d), moment: noMoment}
	if m := p.moment[d]; m > 0 {
		h.moment = p.moments[m-1]
	}
	return h
}
