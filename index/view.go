package index

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segapi "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"

	"tulieu"
	"tulieu/internal/viet"
)

// A view is the index at one moment. It never changes; what it holds of
// bleve's files stays readable until the last holder lets go.
type view struct {
	store    *store
	number   uint64 // of this view, in its store
	snapshot *scorch.IndexSnapshot
	record   record
	model    *viet.Model // nil if nothing was learned yet
	parts    []*part
	n        int                 // live articles
	average  [textFields]float64 // tokens of a live article that has the field, about
	holders  atomic.Int64

	completing sync.Mutex
	completed  bool // guarded by completing: there are columns and scales

	countsMu sync.Mutex
	countsOf map[tulieu.Field]liveCounts // see counts
}

// A part is a segment with what is crossed out in it.
type part struct {
	*segment
	postings segapi.Segment
	raw      *rawSegment     // nil: counts come by postings alone
	deleted  *roaring.Bitmap // as bleve gave it: a new one after every change
	live     bitset
	alive    int
	scales   [textFields]*scales
	tokens   [textFields]int // of live articles
	having   [textFields]int // live articles with a token
}

// newView looks at snapshot, which it owns if all goes well, with the columns
// of the view before where segments are the same.
func newView(s *store, snapshot *scorch.IndexSnapshot, old *view) (*view, error) {
	v := &view{store: s, number: s.views.Add(1), snapshot: snapshot, model: s.model.Load()}
	v.holders.Store(1)
	var err error
	if v.record, err = parseRecord(snapshot.Internal()[string(recordKey)]); err != nil {
		return nil, err
	}
	known := map[uint64]*part{}
	if old != nil {
		for _, p := range old.parts {
			known[p.number] = p
		}
	}
	var tokens, having [textFields]int
	for _, ss := range snapshot.Segments() {
		p, err := newPart(ss, known[ss.Id()], s)
		if err != nil {
			return nil, err
		}
		v.parts = append(v.parts, p)
		v.n += p.alive
		for f := range textFields {
			tokens[f] += p.tokens[f]
			having[f] += p.having[f]
		}
	}
	for f := range textFields {
		v.average[f] = roundedAverage(tokens[f], having[f])
	}
	return v, nil
}

// checkAndComplete is for a view of a store that is being opened: somebody
// waits for it, so all processors read columns.
func (v *view) checkAndComplete() error {
	if err := v.check(); err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range v.parts {
		group.Go(func() error {
			return guarded(func() error { return p.segment.complete(p, &v.store.dicts) })
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return v.complete()
}

// complete reads what v needs to be searched and has not got yet. While
// articles pour in and nobody searches, most segments are merged before anybody
// would.
func (v *view) complete() error {
	v.completing.Lock()
	defer v.completing.Unlock()
	if v.completed {
		return nil
	}
	for _, p := range v.parts {
		if err := p.segment.complete(p, &v.store.dicts); err != nil {
			return err
		}
		for f := range textFields {
			p.scales[f] = p.segment.weigh(f, v.average[f])
		}
	}
	v.completed = true
	return nil
}

// check compares what v holds with what its record says: articles crossed out
// by mistake, or no longer, segments lost or taken from elsewhere.
func (v *view) check() error {
	if n := v.store.lex.size(); n < v.record.Tokens {
		return fmt.Errorf("index: the lexicon has %d of %d tokens: %w", n, v.record.Tokens, tulieu.ErrDamaged)
	}
	holds := record{State: v.record.State, Tokens: v.record.Tokens}
	for _, p := range v.parts {
		for d := range uint32(p.n) {
			if !p.live.has(d) {
				continue
			}
			id, _, err := p.stored(d)
			if err != nil {
				return err
			}
			holds.add(id, 1)
		}
	}
	if holds != v.record {
		return fmt.Errorf("index: it holds %d articles, not the %d that its record tells: %w", holds.Articles, v.record.Articles, tulieu.ErrDamaged)
	}
	return nil
}

func newPart(ss *scorch.SegmentSnapshot, old *part, s *store) (*part, error) {
	p := &part{postings: ss.Segment(), deleted: ss.Deleted()}
	if old != nil && old.postings == p.postings {
		p.raw = old.raw
	} else {
		var err error
		if p.raw, err = openRaw(p.postings); errors.Is(err, errNotRaw) {
			s.index.log.Warn("index: counts are read the slow way", "segment", ss.Id(), "err", err)
			p.raw = nil
		} else if err != nil {
			return nil, err
		}
	}
	if old != nil {
		p.segment = old.segment
		if p.deleted == old.deleted {
			p.live, p.alive, p.tokens, p.having = old.live, old.alive, old.tokens, old.having
			return p, nil
		}
	} else {
		var err error
		if p.segment, err = newSegment(ss.Id(), p); err != nil {
			return nil, err
		}
	}
	p.live = fullBitset(p.n)
	if p.deleted != nil {
		p.deleted.Iterate(func(d uint32) bool { p.live.unset(d); return true })
	}
	p.alive = p.live.count()
	for f := range textFields {
		p.live.each(func(d uint32) {
			if n := p.lengths[f][d]; n > 0 {
				p.tokens[f] += int(n)
				p.having[f]++
			}
		})
	}
	return p, nil
}

// scale is how many times as often as the model counted it a pair of words
// stands in all articles, about.
func (v *view) scale() float64 {
	if v.model == nil || v.model.Total == 0 {
		return 0
	}
	tokens := 0
	for _, p := range v.parts {
		tokens += p.tokens[inText]
	}
	return float64(tokens) / float64(v.model.Total)
}

// shows reports whether v is a view of just what snapshot holds.
func (v *view) shows(snapshot *scorch.IndexSnapshot) bool {
	segments := snapshot.Segments()
	if len(segments) != len(v.parts) || v.model != v.store.model.Load() {
		return false
	}
	for i, ss := range segments {
		if p := v.parts[i]; p.number != ss.Id() || p.deleted != ss.Deleted() || p.postings != ss.Segment() {
			return false
		}
	}
	return bytes.Equal(snapshot.Internal()[string(recordKey)], v.snapshot.Internal()[string(recordKey)])
}

// hold keeps v readable until release; it is false if v is gone already.
func (v *view) hold() bool {
	for {
		n := v.holders.Load()
		if n == 0 {
			return false
		}
		if v.holders.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release lets go of v. The last to do so gives the snapshot back to bleve.
func (v *view) release() {
	if v.holders.Add(-1) > 0 {
		return
	}
	if err := v.snapshot.Close(); err != nil {
		v.store.index.log.Error("index: closing a snapshot", "err", err)
	}
}
