package index

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"tulieu"
)

// Health returns nil while changes are taken in, and else what keeps them out.
// Searches go on meanwhile, over what was there.
func (x *Index) Health() error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.store == nil {
		return errClosed
	}
	return x.store.trouble()
}

// Mend opens the index anew where Health tells of a failure: what bleve then
// finds on disk is what the index holds, and its files are looked through
// before. Without a failure it does nothing. A later Apply does the same.
func (x *Index) Mend(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.RLock()
	s := x.store
	x.mu.RUnlock()
	if s == nil || s.trouble() == nil {
		return nil
	}
	return x.reopen(ctx, s)
}

// trouble is what went wrong last, in a batch or behind bleve's scenes.
func (s *store) trouble() error {
	s.troubleMu.Lock()
	defer s.troubleMu.Unlock()
	return s.err
}

func (s *store) setTrouble(err error) {
	s.troubleMu.Lock()
	defer s.troubleMu.Unlock()
	s.err = err
}

// asyncErrors hands errors of bleve's own goroutines to the store they happened
// in. bleve wants such a function registered by name, once for the process.
var asyncErrors = struct {
	once   sync.Once
	stores sync.Map // path of the store inside bleve → *store
}{}

const asyncErrorsName = "tulieu"

// listenToBleve is told of what bleve does and fails to do in goroutines of its
// own. The event comes in the one that it is about: merges give way to searches.
func listenToBleve() {
	asyncErrors.once.Do(func() {
		scorch.RegistryEventCallbacks[asyncErrorsName] = func(e scorch.Event) bool {
			if e.Kind == scorch.EventKindPreMergeCheck {
				inBackground()
			}
			return true
		}
		scorch.RegistryAsyncErrorCallbacks[asyncErrorsName] = func(err error, path string) {
			if s, ok := asyncErrors.stores.Load(path); ok {
				s.(*store).asyncError(fmt.Errorf("index: bleve: %w", err))
			}
		}
	})
}

// asyncError notes what failed behind the scenes. It is called where it failed:
// on a full disk bleve tries again at once, thousands of times a second, unless
// it is held up here.
func (s *store) asyncError(err error) {
	if before := s.trouble(); before != nil && before.Error() == err.Error() {
		time.Sleep(retryPause)
		return
	}
	s.index.log.Error("index: what is written behind the scenes fails", "err", err)
	s.setTrouble(err)
}

const retryPause = 200 * time.Millisecond

// innerPath is what bleve calls the place of a store.
func innerPath(path string) string { return filepath.Join(path, "store") }

// guarded calls f and makes an error of a panic: on a full disk bleve's panics.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("index: bleve: %v", r)
		}
	}()
	return f()
}

// reopen puts a store opened anew in the place of one that failed. Searches go
// on over the old view until it is there. x.writing is held.
func (x *Index) reopen(ctx context.Context, old *store) error {
	old.stopTasks()
	closing := guarded(old.bleve.Close)
	s, err := openStore(ctx, x.dir, old.name, x)
	if errors.Is(err, tulieu.ErrDamaged) {
		s, err = x.replace(ctx, old.name, err)
	}
	if err != nil {
		old.setTrouble(errors.Join(err, closing))
		return err
	}
	x.mu.Lock()
	x.store = s
	x.mu.Unlock()
	old.letGo()
	return nil
}
