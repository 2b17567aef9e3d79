package index

import (
	"context"
	"fmt"
)

// Apply takes in all of b or nothing. A batch of another archive than the one
// before begins an empty store.
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
	return s.apply(b)
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
