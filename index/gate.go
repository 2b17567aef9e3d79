package index

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"tulieu"
)

const (
	queueLength = 16              // searches that wait for each that runs
	queueTime   = 2 * time.Second // longest wait
)

// A gate lets in as many searches at once as the machine has processors, and
// lets some more wait for a moment. The rest is turned away at once: a server
// that takes on more than it can do answers nobody.
type gate struct {
	room    chan struct{}
	waiting atomic.Int64
}

func newGate() *gate { return &gate{room: make(chan struct{}, runtime.GOMAXPROCS(0))} }

var errBusy = fmt.Errorf("index: too many searches at once: %w", tulieu.ErrUnavailable)

// enter waits for a place; leave gives it back.
func (g *gate) enter(ctx context.Context) error {
	select {
	case g.room <- struct{}{}:
		return nil
	default:
	}
	if g.waiting.Add(1) > int64(queueLength*cap(g.room)) {
		g.waiting.Add(-1)
		return errBusy
	}
	defer g.waiting.Add(-1)
	late := time.NewTimer(queueTime)
	defer late.Stop()
	select {
	case g.room <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errBusy
	case <-late.C:
		return errBusy
	}
}

func (g *gate) leave() { <-g.room }

// maxPostings is how many postings the words of one query may have: a second or
// two of reading, and 160 MB, where nothing of them is kept. A query of thirty
// words that are in all of a million articles has as many.
const maxPostings = 32 << 20

// admit counts n more postings. All that a query reads is counted, a list
// after the other, before any of it is evaluated.
func (e *evaluation) admit(n int) error {
	if e.room -= n; e.room < 0 {
		return fmt.Errorf("index: the words of this query stand in so many articles that there are more than %d places to look at; leave out the commonest: %w",
			maxPostings, tulieu.ErrInvalid)
	}
	return nil
}

// maxReads is how many articles the phrases of one query may have read, a
// fifth of a second or so.
const maxReads = 250_000

// mayRead counts one more article to be read for a phrase, and looks at the
// clock now and then.
func (e *evaluation) mayRead() error {
	e.reads++
	if e.reads > maxReads {
		return fmt.Errorf("index: the phrases of this query would have to be looked for in more than %d articles; add a rarer word or a filter: %w",
			maxReads, tulieu.ErrInvalid)
	}
	if e.reads%256 == 0 {
		return e.ctx.Err()
	}
	return nil
}
