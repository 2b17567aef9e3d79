package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"tulieu"
	"tulieu/index"
	"tulieu/server"
)

// A service is a data folder being served: its index, kept in step with the
// archive, and the HTTP server over both.
type service struct {
	url      string // "http://127.0.0.1:8080"
	library  *library
	index    *index.Index
	follower *index.Follower
	lock     *folderLock
	stop     context.CancelFunc
	group    *errgroup.Group
	ready    atomic.Bool
}

// startService takes the folder's lock, opens its index and listens. It
// answers at once, while the index still catches up; /readyz tells.
func startService(ctx context.Context, e *env, lib *library, listen string) (_ *service, err error) {
	s := &service{library: lib}
	if s.lock, err = lockFolder(e.data); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.lock.release())
		}
	}()
	s.index, err = openIndex(ctx, e, lib, true)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.index.Close())
		}
	}()
	lib.correct(e.log)
	s.follower = index.NewFollower(lib, s.index, e.log)
	shelf := newShelf(lib, lib.register)
	handler, err := server.New(server.Config{
		Searcher: s.index, Library: shelf, Register: lib.register, Resolver: shelf,
		Recogniser: lib.finder, Status: s, Suggester: s.index, Portals: lib.portals, Version: version(), Log: e.log,
	})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s, give another --listen: %w", listen, err)
	}
	s.url = "http://" + l.Addr().String()
	if err := s.lock.announce(s.url); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.group, ctx = errgroup.WithContext(ctx)
	s.group.Go(func() error { return server.Serve(ctx, l, handler, e.log) })
	s.group.Go(func() error { return s.follower.Run(ctx) })
	s.group.Go(func() error { return lib.watchCorrections(ctx, e.log) })
	s.group.Go(func() error { return s.tend(ctx, reindexRequest(e.data), e.log) })
	return s, nil
}

// openIndex opens the index of a folder, to be searched or only to be written.
func openIndex(ctx context.Context, e *env, lib *library, searched bool) (*index.Index, error) {
	return index.Open(ctx, filepath.Join(e.data, "index"), index.Options{
		Log: e.log, Recogniser: namer{lib.register}, CacheBytes: shareOfMemory(4, 256<<20), ReadAhead: searched,
	})
}

// tend mends the index after failures that bleve reported behind the scenes,
// and makes it anew when asked.
func (s *service) tend(ctx context.Context, asked reindexRequest, log *slog.Logger) error {
	for {
		pause := reindexEvery
		if err := s.index.Mend(ctx); err != nil && ctx.Err() == nil {
			log.Error("the index cannot be opened again; searches go on over what it held", "err", err)
		}
		if asked.asked() {
			err := s.index.Rebuild(ctx, s.library)
			if ctx.Err() != nil {
				return nil // the next start goes on
			}
			if err != nil {
				log.Error("the index is not made anew; the one before serves on", "err", err)
			}
			if err := asked.answer(err); err != nil {
				log.Error("reindex", "err", err)
				pause = time.Minute // a full disk: who asked still waits, and the disk wants room, not another try
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// A namer lets queries name papers, units and places in any of their forms.
type namer struct{ catalogue *catalogue }

func (n namer) Recognise(text string) []index.Recognised {
	var list []index.Recognised
	for _, x := range n.catalogue.Query(text) {
		list = append(list, index.Recognised(x))
	}
	return list
}

// wait returns when the service has ended: its context was cancelled, and
// what was under way is finished and flushed; or it failed.
func (s *service) wait() error {
	defer s.stop()
	err := s.group.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, s.index.Close(), s.lock.release())
}

// close ends the service and waits for it.
func (s *service) close() error {
	s.stop()
	return s.wait()
}

// Health says how far the index has followed the archive.
func (s *service) Health(ctx context.Context) (server.Health, error) {
	seq, err := s.library.Seq(ctx)
	if err != nil {
		return server.Health{}, err
	}
	state, err := s.index.Seq(ctx)
	if err != nil {
		return server.Health{}, err
	}
	counts, err := s.library.Count(ctx)
	if err != nil {
		return server.Health{}, err
	}
	followed := s.follower.Status()
	h := server.Health{
		Archive: s.library.ID(), Seq: seq, Articles: counts.Articles,
	}
	if !followed.At.IsZero() && s.index.Learned() {
		s.ready.Store(true) // for good: more articles make nobody wait
	}
	h.Ready = s.ready.Load()
	if state.Archive == h.Archive {
		h.Indexed = state.Seq
	}
	if err := errors.Join(s.index.Health(), followed.Err); err != nil {
		h.Note = err.Error()
	}
	return h, nil
}

// caughtUp waits until the index holds every change there was when it was called.
func (s *service) caughtUp(ctx context.Context) error {
	want, err := s.library.Seq(ctx)
	if err != nil {
		return err
	}
	for {
		h, err := s.Health(ctx)
		if err != nil || h.Ready && h.Indexed >= want {
			return err
		}
		if err := s.index.Health(); err != nil {
			return err // on a full disk it may wait for room as long as it likes
		}
		if h.Note != "" && h.Ready {
			return errors.New(h.Note)
		}
		if errors.Is(s.follower.Status().Err, tulieu.ErrDamaged) {
			return nil // the log names the article; all others are found
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("the index has taken in %d of %d changes, %s: %w", h.Indexed, want, cmp.Or(h.Note, "nothing in its way"), ctx.Err())
		}
	}
}
