package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tulieu"
)

// Rebuild makes the index anew from src, beside the one in use, and puts it in
// that one's place when it holds all that src does. Searches and batches go on
// meanwhile, over the old one. Where it fails the index is what it was.
func (x *Index) Rebuild(ctx context.Context, src Source) error {
	x.rebuilding.Lock()
	defer x.rebuilding.Unlock()
	s, err := makeAside(ctx, x.dir, x)
	if err != nil {
		return err
	}
	done := make(chan error)
	go func() {
		inBackground()
		done <- x.fillAndSwap(ctx, src, s)
	}()
	if err := <-done; err != nil {
		return errors.Join(fmt.Errorf("index: making it anew: %w", err), s.close(), os.RemoveAll(s.path))
	}
	return nil
}

func (x *Index) fillAndSwap(ctx context.Context, src Source, s *store) error {
	f := newFollower(src, filling{s}, x.log)
	if err := f.Once(ctx); err != nil {
		return err
	}
	if err := s.learnAll(ctx); err != nil {
		return err
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := f.Once(ctx); err != nil { // what came in while it learned
		return err
	}
	if err := s.getReady(); err != nil {
		return err
	}
	x.mu.Lock()
	old := x.store
	if old == nil {
		x.mu.Unlock()
		return errClosed
	}
	if err := writeCurrent(x.dir, s.name); err != nil {
		x.mu.Unlock()
		return err
	}
	x.store = s
	x.mu.Unlock()
	x.pins.drop()
	if err := errors.Join(old.close(), dropOthers(x.dir, s.name)); err != nil {
		x.log.Warn("index: the store before", "err", err)
	}
	return nil
}

// getReady lets s be searched without waiting, where it is going to be searched.
func (s *store) getReady() error {
	if !s.index.ahead {
		return nil
	}
	s.searched.Store(true)
	v := s.acquire()
	defer v.release()
	return guarded(v.complete)
}

// learnAll learns from the articles there are, if they are enough, and waits
// for no more.
func (s *store) learnAll(ctx context.Context) error {
	s.teaching.Lock()
	defer s.teaching.Unlock()
	v := s.acquire()
	defer v.release()
	if !s.index.learn || v.n < firstLesson {
		return nil
	}
	return s.learn(ctx, v)
}

// filling is a store as a Follower fills it, before searches see it.
type filling struct{ *store }

func (f filling) Seq(context.Context) (tulieu.State, error) {
	v := f.acquire()
	defer v.release()
	return v.record.State, f.trouble()
}

func (f filling) Apply(ctx context.Context, b Batch) error {
	if err := f.trouble(); err != nil {
		return err
	}
	return guarded(func() error { return f.apply(b) })
}

// makeAside makes an empty store that CURRENT does not name yet: a crash
// leaves it to the next Open, which removes it.
func makeAside(ctx context.Context, dir string, x *Index) (*store, error) {
	name, err := nextName(dir)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	building := filepath.Join(dir, buildPrefix+name)
	if err := makeStore(building); err != nil {
		return nil, fmt.Errorf("index: new store: %w", err)
	}
	if err := os.Rename(building, filepath.Join(dir, name)); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	return openStore(ctx, dir, name, x)
}
