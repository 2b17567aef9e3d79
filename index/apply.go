package index

import (
	"context"
	"fmt"

	"tulieu"
)

// Apply takes in all of b or nothing. A batch of another archive than the one
// before begins an empty store. After an error the index is read-only until a
// later Apply has opened it anew; Seq says then whether b was taken in.
func (x *Index) Apply(ctx context.Context, b Batch) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	state, err := x.Seq(ctx)
	if err != nil {
		return err
	}
	if state.Archive != "" && state.Archive != b.State.Archive {
		x.log.Warn("index: another archive, beginning anew", "was", state.Archive, "is", b.State.Archive)
		if err := x.reset(ctx); err != nil {
			return err
		}
	}
	x.mu.RLock()
	s := x.store
	x.mu.RUnlock()
	if s == nil {
		return errClosed
	}
	if s.trouble() != nil {
		// Whether the batch before was taken in is not known: bleve says so when
		// it is opened again.
		if err := x.reopen(ctx, s); err != nil {
			return err
		}
		return fmt.Errorf("index: opened again after a failure; ask where it stands: %w", tulieu.ErrUnavailable)
	}
	if err := guarded(func() error { return s.apply(b) }); err != nil {
		s.setTrouble(err)
		return err
	}
	return nil
}

// reset puts an empty store in the place of the one in use.
func (x *Index) reset(ctx context.Context) error {
	s, err := newStore(ctx, x.dir, x)
	if err != nil {
		return err
	}
	x.mu.Lock()
	old := x.store
	x.store = s
	x.mu.Unlock()
	x.pins.drop()
	if err := old.close(); err != nil {
		x.log.Warn("index: old store", "err", err)
	}
	return dropOthers(x.dir, s.name)
}
