// Package index answers queries from a bleve index on local disk, and keeps
// an engine, this one or another, in step with the archive.
//
// bleve keeps terms, postings, merges and durability. Everything that decides
// an answer is here: what matches (match.go), in which order (score.go), the
// counts beside it (facet.go) and the way from page to page (cursor.go), all
// over a view: an immutable, reference-counted picture of bleve's segments
// with columns of our own (view.go, segment.go).
package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tulieu"
	"tulieu/internal/viet"
)

// An Engine answers queries over the entries it was given. indextest tests
// what it promises.
type Engine interface {
	// Seq says which changes the engine has taken in, of which archive. The
	// zero State is an empty engine.
	Seq(ctx context.Context) (tulieu.State, error)
	// Apply takes in all of b or nothing, for good: once it returns nil a crash
	// does not undo it, and Search knows of it. Applying a batch again changes
	// nothing. A batch of another archive replaces all that was there.
	Apply(ctx context.Context, b Batch) error
	// Search answers q. It returns tulieu.ErrInvalid for a query without a
	// meaning, tulieu.ErrGone for a cursor whose snapshot ended, and
	// tulieu.ErrUnavailable where asking later may help.
	Search(ctx context.Context, q tulieu.Query) (*tulieu.Results, error)
}

// A Batch is a run of changes that an engine takes in whole or not at all.
type Batch struct {
	Put    []*tulieu.Entry // an ID is put or deleted at most once in a batch
	Delete []tulieu.ID     // unknown ones are no error
	State  tulieu.State    // of the engine afterwards
}

// Options configure an Index. Their zero value is good.
type Options struct {
	Log        *slog.Logger     // nil: slog.Default()
	Now        func() time.Time // nil: time.Now
	CacheBytes int              // decoded postings kept in memory; 0: 256 MB; negative: none
	Model      *viet.Model      // nil: learned from the articles, and again when there are a tenth more
	NoLearning bool             // Model is kept, even if nil
	Recogniser Recogniser       // nil: names in a query are read as words
	ReadAhead  bool             // the columns of new articles are read at rest, before a search needs them
}

// An Index is an Engine over bleve. It is safe for concurrent use; its folder
// is open in one process at a time.
type Index struct {
	dir   string // holds CURRENT and the folders of stores
	log   *slog.Logger
	now   func() time.Time
	cache *cache
	pins  pins
	gate  *gate
	model *viet.Model // to begin with
	learn bool        // by itself
	ahead bool        // see Options.ReadAhead

	recogniser  Recogniser
	maxPostings int // see there

	writing    sync.Mutex // one Apply at a time
	rebuilding sync.Mutex // one Rebuild at a time

	mu    sync.RWMutex // guards store
	store *store
}

var _ Engine = (*Index)(nil)

var errClosed = fmt.Errorf("index: closed: %w", tulieu.ErrUnavailable)

// Open opens the index in folder dir and makes it if it is not there. A
// folder whose files are damaged is moved aside, and an empty index takes its
// place: the archive fills it again.
func Open(ctx context.Context, dir string, o Options) (*Index, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = 256 << 20
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	x := &Index{dir: dir, log: o.Log, now: o.Now, cache: newCache(o.CacheBytes), gate: newGate(), model: o.Model, learn: o.Model == nil && !o.NoLearning, ahead: o.ReadAhead, recogniser: o.Recogniser, maxPostings: maxPostings}
	name, err := readCurrent(dir)
	if err != nil {
		return nil, err
	}
	if name != "" && ofThisSchema(name) {
		x.store, err = openStore(ctx, dir, name, x)
		if errors.Is(err, tulieu.ErrDamaged) {
			x.store, err = x.replace(ctx, name, err)
		}
	} else {
		if _, err := os.Stat(filepath.Join(dir, currentFile)); err == nil && name == "" {
			x.log.Warn("index: CURRENT names no index")
		}
		x.log.Info("index: beginning a new one", "folder", dir)
		x.store, err = newStore(ctx, dir, x)
	}
	if err != nil {
		return nil, err
	}
	if err := dropOthers(dir, x.store.name); err != nil {
		x.log.Warn("index: old folders stay", "err", err)
	}
	return x, nil
}

// replace moves the damaged store name aside and makes an empty one.
func (x *Index) replace(ctx context.Context, name string, damage error) (*store, error) {
	x.log.Error("index damaged, beginning a new one", "folder", name, "err", damage)
	if err := moveAside(x.dir, name); err != nil {
		return nil, err
	}
	return newStore(ctx, x.dir, x)
}

// Close ends the index. Searches under way finish.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	s := x.store
	x.store = nil
	x.mu.Unlock()
	if s == nil {
		return nil
	}
	x.pins.drop()
	return s.close()
}

// Seq says which changes of which archive the index has taken in.
func (x *Index) Seq(ctx context.Context) (tulieu.State, error) {
	v, err := x.view()
	if err != nil {
		return tulieu.State{}, err
	}
	defer v.release()
	return v.record.State, nil
}

// Learn learns anew, from the articles there are, which words stand side by
// side. It happens by itself whenever there are a tenth more.
func (x *Index) Learn(ctx context.Context) error {
	x.mu.RLock()
	s := x.store
	x.mu.RUnlock()
	if s == nil {
		return errClosed
	}
	s.teaching.Lock()
	defer s.teaching.Unlock()
	v := s.acquire()
	defer v.release()
	return s.learn(ctx, v)
}

// ForwardBytes is how many bytes the forward arrays of the articles have, as
// they are given to bleve.
func (x *Index) ForwardBytes(ctx context.Context) (int64, error) {
	v, err := x.view()
	if err != nil {
		return 0, err
	}
	defer v.release()
	var n int64
	for _, p := range v.parts {
		for d := range uint32(p.n) {
			if !p.live.has(d) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return 0, fmt.Errorf("index: %w", err)
			}
			f, err := p.forward(d)
			if err != nil {
				return 0, err
			}
			size, err := f.size()
			if err != nil {
				return 0, err
			}
			n += int64(size)
		}
	}
	return n, nil
}

// Learned reports whether the index has learned from about as many articles as
// it has, if it learns, which words stand side by side. It does so soon after
// they have come; answers to words without accents are better from then on.
func (x *Index) Learned() bool {
	v, err := x.view()
	if err != nil {
		return false
	}
	defer v.release()
	return !x.learn || !v.store.due(v)
}

// view returns the newest view, held for the caller.
// searchView is a view that has yet to be completed, if no search has asked for
// one before.
func (x *Index) searchView() (*view, error) {
	v, err := x.view()
	if err == nil {
		v.store.searched.Store(true)
	}
	return v, err
}

func (x *Index) view() (*view, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.store == nil {
		return nil, errClosed
	}
	return x.store.acquire(), nil
}
