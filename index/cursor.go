package index

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"tulieu"
)

// A cursor says where the next page of a query begins: after one hit, by the
// keys that hits are ordered by, in one view. It is opaque to callers, but
// not secret: one made up by hand is refused or answers as any other.
type cursor struct {
	Query    uint64       `json:"q"`           // hash of the query it continues
	View     string       `json:"v"`           // name of the pinned view
	Match    tulieu.Match `json:"m,omitempty"` // the reading used
	Unquoted bool         `json:"u,omitempty"` // phrases were read as words
	Rank     int          `json:"n"`           // hits before the page
	Score    float64      `json:"s,omitempty"`
	Moment   int64        `json:"t,omitempty"` // Unix seconds, or noMoment
	ID       tulieu.ID    `json:"id"`
}

func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and strings: cannot be
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// maxCursor is more than any cursor of ours is long.
const maxCursor = 1024

func parseCursor(q tulieu.Query) (cursor, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if len(q.Cursor) > maxCursor || err != nil || json.Unmarshal(b, &c) != nil {
		return c, fmt.Errorf("index: this cursor was not made here; ask for the first page: %w", tulieu.ErrInvalid)
	}
	if c.Rank < 0 {
		return c, fmt.Errorf("index: this cursor was not made here; ask for the first page: %w", tulieu.ErrInvalid)
	}
	if c.Query != queryHash(q) {
		return c, fmt.Errorf("index: the cursor continues another query; ask for the first page: %w", tulieu.ErrInvalid)
	}
	return c, nil
}

// queryHash tells apart queries with other hits or another order of them.
func queryHash(q tulieu.Query) uint64 {
	q.Cursor, q.Size, q.Facets = "", 0, nil
	b, err := json.Marshal(q) // maps are written in the order of their keys
	if err != nil {
		panic(err) // strings and dates: cannot be
	}
	h := fnv.New64a()
	h.Write(b)
	return h.Sum64()
}

const (
	pinTime = 2 * time.Minute
	maxPins = 32
)

// pins hold the views that cursors go on in, for pinTime after the last
// cursor into each was given out.
type pins struct {
	mu    sync.Mutex
	views map[string]*pin
}

type pin struct {
	view *view
	name string
	ends time.Time
}

// pin holds v for pinTime from now on and returns its name.
func (p *pins) pin(v *view, now time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expire(now)
	for name, have := range p.views {
		if have.view == v {
			have.ends = now.Add(pinTime)
			return name
		}
	}
	if len(p.views) == maxPins {
		var first *pin
		for _, have := range p.views {
			if first == nil || have.ends.Before(first.ends) {
				first = have
			}
		}
		delete(p.views, first.name)
		first.view.release()
	}
	if p.views == nil {
		p.views = map[string]*pin{}
	}
	name := rand.Text()
	v.hold()
	p.views[name] = &pin{v, name, now.Add(pinTime)}
	return name
}

// find returns the pinned view of that name, held for the caller, or nil.
func (p *pins) find(name string, now time.Time) *view {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expire(now)
	if have, ok := p.views[name]; ok && have.view.hold() {
		return have.view
	}
	return nil
}

// expire lets go of the views whose time is over. p.mu is held.
func (p *pins) expire(now time.Time) {
	for name, have := range p.views {
		if !now.Before(have.ends) {
			delete(p.views, name)
			have.view.release()
		}
	}
}

// tidy is expire for those who do not hold p.mu.
func (p *pins) tidy(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expire(now)
}

// drop lets go of all views.
func (p *pins) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, have := range p.views {
		delete(p.views, name)
		have.view.release()
	}
}
