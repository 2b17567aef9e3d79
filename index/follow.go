package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"tulieu"
)

// A Source is what an engine follows: the archive, with what its mentions
// mean today.
type Source interface {
	// ID names the archive; change numbers mean nothing under another one.
	ID() string
	// Seq is the number of the last change.
	Seq(ctx context.Context) (tulieu.Seq, error)
	// Changes returns the changes after a number, in order, at most limit.
	Changes(ctx context.Context, after tulieu.Seq, limit int) ([]tulieu.LogEntry, error)
	// Entry returns an article; tulieu.ErrNotFound or ErrGone where there is
	// none (any more).
	Entry(ctx context.Context, id tulieu.ID) (*tulieu.Entry, error)
}

const (
	changesAtOnce = 1000
	batchBytes    = 2 << 20 // of text: larger ones cost memory, smaller ones merges
	pollEvery     = time.Second
)

// Follow brings e up to date with src once. It may be stopped at any moment:
// the next call goes on where e has got to. An article that cannot be read
// makes an error, but does not keep others from being found.
func Follow(ctx context.Context, src Source, e Engine) error {
	return NewFollower(src, e, nil).Once(ctx)
}

// A Follower keeps an engine in step with a source.
//
// What cannot be read is never passed over for good: the engine's state stays
// before the first such change, so that it is asked for again, while the
// changes after it are taken in as they come.
type Follower struct {
	src    Source
	engine taker
	log    *slog.Logger

	running sync.Mutex
	archive string
	reached tulieu.Seq            // all changes up to here were tried
	unread  map[tulieu.ID]failure // those that failed

	mu     sync.Mutex // guards status
	status Status
}

type failure struct {
	seq tulieu.Seq
	err error
}

// Status says how far a Follower has come.
type Status struct {
	Source tulieu.State // the last change there is, as far as known
	Behind int          // changes not taken in yet
	At     time.Time    // of the last time all was taken in; zero: never
	Err    error        // of the last round
}

// A taker is what a Follower needs of an engine.
type taker interface {
	Seq(ctx context.Context) (tulieu.State, error)
	Apply(ctx context.Context, b Batch) error
}

// NewFollower returns a Follower; a nil log is slog.Default().
func NewFollower(src Source, e Engine, log *slog.Logger) *Follower {
	return newFollower(src, e, log)
}

func newFollower(src Source, e taker, log *slog.Logger) *Follower {
	if log == nil {
		log = slog.Default()
	}
	return &Follower{src: src, engine: e, log: log, unread: map[tulieu.ID]failure{}}
}

// Status tells how far it has come.
func (f *Follower) Status() Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

// Run follows until ctx ends: every second, and more slowly while it fails. It
// wants a goroutine of its own, whose thread gives way to others.
func (f *Follower) Run(ctx context.Context) error {
	inBackground()
	wait := pollEvery
	for {
		if err := f.Once(ctx); err == nil {
			wait = pollEvery
		} else if ctx.Err() == nil {
			f.log.Error("index: following the archive", "err", err)
			wait = min(2*wait, 30*time.Second)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// Once takes in all changes there are.
func (f *Follower) Once(ctx context.Context) error {
	f.running.Lock()
	defer f.running.Unlock()
	err := f.catchUp(ctx)
	for id, u := range f.unread {
		err = errors.Join(err, fmt.Errorf("index: change %d, article %s: %w", u.seq, id, u.err))
	}
	last, seqErr := f.src.Seq(ctx)
	err = errors.Join(err, seqErr)
	state, seqErr := f.engine.Seq(ctx)
	err = errors.Join(err, seqErr)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.status.Err = err
	if seqErr == nil {
		f.status.Source = tulieu.State{Archive: f.src.ID(), Seq: last}
		f.status.Behind = int(last)
		if state.Archive == f.src.ID() {
			f.status.Behind = int(last - min(last, state.Seq))
		}
	}
	if err == nil && f.status.Behind == 0 {
		f.status.At = time.Now()
	}
	return err
}

func (f *Follower) catchUp(ctx context.Context) error {
	state, err := f.engine.Seq(ctx)
	if err != nil {
		return err
	}
	if state.Archive != f.src.ID() {
		state = tulieu.State{Archive: f.src.ID()}
	}
	if f.archive != state.Archive || state.Seq > f.reached || len(f.unread) == 0 {
		// Another archive, another engine's doing, or nothing owed: the engine's
		// own word counts.
		f.archive, f.reached = state.Archive, state.Seq
		clear(f.unread)
	}
	if err := f.retry(ctx); err != nil {
		return err
	}
	for {
		changes, err := f.src.Changes(ctx, f.reached, changesAtOnce)
		if err != nil {
			return fmt.Errorf("index: changes after %d: %w", f.reached, err)
		}
		if len(changes) == 0 {
			return nil
		}
		if err := f.take(ctx, changes); err != nil {
			return err
		}
	}
}

// take applies a run of changes in batches of about batchBytes.
func (f *Follower) take(ctx context.Context, changes []tulieu.LogEntry) error {
	last := map[tulieu.ID]tulieu.Seq{} // an article's last change says all
	for _, c := range changes {
		last[c.ID] = c.Seq
	}
	var b Batch
	size := 0
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if last[c.ID] == c.Seq {
			n, err := f.add(ctx, &b, c)
			if err != nil {
				return err
			}
			size += n
		}
		b.State.Seq = c.Seq
		if size >= batchBytes {
			if err := f.flush(ctx, b); err != nil {
				return err
			}
			b, size = Batch{}, 0
		}
	}
	return f.flush(ctx, b)
}

// add puts one change into the batch and returns the bytes of its text.
func (f *Follower) add(ctx context.Context, b *Batch, c tulieu.LogEntry) (int, error) {
	e, err := f.src.Entry(ctx, c.ID)
	delete(f.unread, c.ID)
	switch {
	case err == nil:
		b.Put = append(b.Put, e)
		return len(e.Text()), nil
	case errors.Is(err, tulieu.ErrNotFound), errors.Is(err, tulieu.ErrGone):
		b.Delete = append(b.Delete, c.ID)
		return 0, nil
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case !errors.Is(err, tulieu.ErrDamaged):
		return 0, fmt.Errorf("index: article %s: %w", c.ID, err) // the source fails, not the article
	}
	f.unread[c.ID] = failure{c.Seq, err}
	return 0, nil
}

// flush applies b, whose changes reach up to b.State.Seq.
func (f *Follower) flush(ctx context.Context, b Batch) error {
	if b.State.Seq <= f.reached {
		return nil
	}
	reached := b.State.Seq
	b.State = tulieu.State{Archive: f.archive, Seq: f.owed(reached)}
	if err := f.engine.Apply(ctx, b); err != nil {
		return err
	}
	f.reached = reached
	return nil
}

// owed is the last change before which nothing is unread.
func (f *Follower) owed(reached tulieu.Seq) tulieu.Seq {
	for _, u := range f.unread {
		reached = min(reached, u.seq-1)
	}
	return reached
}

// retry asks again for the articles that could not be read.
func (f *Follower) retry(ctx context.Context) error {
	if len(f.unread) == 0 {
		return nil
	}
	var b Batch
	for _, id := range slices.Sorted(maps.Keys(f.unread)) {
		if _, err := f.add(ctx, &b, tulieu.LogEntry{Seq: f.unread[id].seq, ID: id}); err != nil {
			return err
		}
	}
	if len(b.Put)+len(b.Delete) == 0 {
		return nil
	}
	b.State = tulieu.State{Archive: f.archive, Seq: f.owed(f.reached)}
	return f.engine.Apply(ctx, b)
}
