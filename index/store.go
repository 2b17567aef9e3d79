package index

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"tulieu"
	"tulieu/internal/viet"
)

// A store is one folder of postings: a bleve index, the lexicon of its
// tokens, and the newest view of both.
type store struct {
	index *Index // what opened it: its log and its cache
	name  string
	path  string
	bleve bleve.Index
	raw   bleveindex.Index // below bleve: documents of ours in, segments out
	lex   *lexicon
	dicts dictionaries

	writer writer

	refreshing sync.Mutex // one refresh at a time
	current    atomic.Pointer[view]
	views      atomic.Uint64 // numbers them
	searched   atomic.Bool   // views are completed before anybody sees them

	model atomic.Pointer[viet.Model] // nil while there are few articles

	teaching sync.Mutex   // one lesson at a time
	learned  atomic.Int64 // articles that model was learned from
	taught   int          // articles there were when teach looked last

	stop    context.CancelFunc
	stopped chan struct{}

	troubleMu sync.Mutex
	err       error // see trouble
}

// A record says what a store holds. It is written in the same batch as the
// changes it counts, with a checksum.
type record struct {
	State    tulieu.State
	Tokens   int    // in the lexicon
	Articles int    // live
	IDs      uint64 // of them, see add
}

// add counts an article with this ID n times: once, or minus once. The sum of
// the hashes is that of the set, whatever the order.
func (r *record) add(id []byte, n int) {
	h := fnv.New64a()
	h.Write(id)
	r.Articles += n
	r.IDs += uint64(n) * h.Sum64()
}

// parseRecord reads what writeRecord wrote.
func parseRecord(b []byte) (r record, err error) {
	if len(b) < crc32.Size {
		return r, fmt.Errorf("index: no record: %w", tulieu.ErrDamaged)
	}
	sum, text := b[:crc32.Size], b[crc32.Size:]
	if crc32.Checksum(text, castagnoli) != binary.BigEndian.Uint32(sum) {
		return r, fmt.Errorf("index: record: checksum differs: %w", tulieu.ErrDamaged)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("index: record: %w: %w", err, tulieu.ErrDamaged)
	}
	return r, nil
}

var recordKey = []byte("tulieu record")

// boltTimeout ends an Open that would wait for ever for another process.
const boltTimeout = 2 * time.Second

// newStore makes an empty store and names it in CURRENT.
func newStore(ctx context.Context, dir string, x *Index) (*store, error) {
	s, err := makeAside(ctx, dir, x)
	if err != nil {
		return nil, err
	}
	if err := writeCurrent(dir, s.name); err != nil {
		return nil, errors.Join(fmt.Errorf("index: %w", err), s.close())
	}
	return s, nil
}

// makeStore lets bleve make a store at path, and makes it durable.
func makeStore(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	b, err := bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, map[string]any{})
	if err != nil {
		return err
	}
	raw, err := b.Advanced()
	if err != nil {
		return errors.Join(err, b.Close())
	}
	err = writeRecord(raw, bleveindex.NewBatch(), record{})
	return errors.Join(err, b.Close(), syncTree(path))
}

// newMapping tells bleve's own tools what the fields are. Documents reach the
// index below it, already cut.
func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	for _, name := range []string{fieldText, fieldTitle} {
		f := bleve.NewTextFieldMapping()
		f.Store, f.DocValues, f.IncludeInAll, f.IncludeTermVectors = false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	for _, name := range append([]string{fieldDate}, valueFieldNames()...) {
		f := bleve.NewKeywordFieldMapping()
		f.Store, f.DocValues, f.IncludeInAll, f.IncludeTermVectors = false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	return m
}

// openStore opens a store after looking for damage.
func openStore(ctx context.Context, dir, name string, x *Index) (*store, error) {
	path := filepath.Join(dir, name)
	if err := checkStore(path); err != nil {
		return nil, err
	}
	if err := unseal(path); err != nil {
		return nil, err
	}
	listenToBleve()
	var b bleve.Index
	err := guarded(func() (err error) { // it panics where root.bolt lacks what it looks for
		b, err = bleve.OpenUsing(path, map[string]any{"bolt_timeout": boltTimeout.String(), "asyncErrorCallbackName": asyncErrorsName, "eventCallbackName": asyncErrorsName})
		return err
	})
	if err != nil {
		if err.Error() == "timeout" { // of bbolt, for the lock another process holds
			return nil, fmt.Errorf("index: %s is open in another process: %w", path, tulieu.ErrUnavailable)
		}
		if refusal := refusedBySystem(err); refusal != nil {
			return nil, fmt.Errorf("index: %s cannot be opened: %w: %w", path, refusal, tulieu.ErrUnavailable)
		}
		return nil, fmt.Errorf("index: %s: %w: %w", name, err, tulieu.ErrDamaged)
	}
	raw, err := b.Advanced()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("index: %w", err), b.Close())
	}
	lex, err := openLexicon(filepath.Join(path, lexiconFile))
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	s := &store{index: x, name: name, path: path, bleve: b, raw: raw, lex: lex, writer: writer{lex: lex}, stopped: make(chan struct{})}
	if err := errors.Join(s.readModel(), s.refresh()); err != nil {
		return nil, errors.Join(err, lex.close(), b.Close())
	}
	if err := s.current.Load().checkAndComplete(); err != nil {
		return nil, errors.Join(err, s.current.Swap(nil).snapshot.Close(), lex.close(), b.Close())
	}
	asyncErrors.stores.Store(innerPath(path), s)
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.keepFresh(ctx)
	return s, nil
}

// refusedBySystem returns what the system refused to bleve, if that is why it
// failed: nothing is the matter with a store then. bleve does not always wrap
// what it was told.
func refusedBySystem(err error) error {
	for _, refusal := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOSPC, syscall.EDQUOT, syscall.EACCES, syscall.EROFS} {
		if errors.Is(err, refusal) || strings.Contains(err.Error(), refusal.Error()) {
			return refusal
		}
	}
	return nil
}

func (s *store) close() error {
	s.stopTasks()
	err := errors.Join(guarded(s.bleve.Close), s.letGo())
	if err == nil {
		err = seal(s.path)
	}
	return err
}

// stopTasks ends what runs beside searches and batches.
func (s *store) stopTasks() {
	s.stop()
	<-s.stopped
	asyncErrors.stores.CompareAndDelete(innerPath(s.path), s)
}

// letGo gives up the view and the lexicon.
func (s *store) letGo() error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	if v := s.current.Swap(nil); v != nil {
		v.release()
	}
	return s.lex.close()
}

// apply writes b in one step: a crash leaves all of it or none.
func (s *store) apply(b Batch) error {
	batch := bleveindex.NewBatch()
	v := s.acquire()
	defer v.release()
	r := v.record
	for _, e := range b.Put {
		batch.Update(s.writer.document(e))
		if _, _, there := v.find(e.ID); !there {
			r.add([]byte(e.ID), 1)
		}
	}
	for _, id := range b.Delete {
		batch.Delete(string(id))
		if _, _, there := v.find(id); there {
			r.add([]byte(id), -1)
		}
	}
	if err := s.lex.sync(); err != nil {
		return err
	}
	r.State, r.Tokens = b.State, s.lex.size()
	if err := writeRecord(s.raw, batch, r); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	s.writer.recycle()
	return s.refresh()
}

// writeRecord lets bleve write batch, and r with it or neither.
func writeRecord(raw bleveindex.Index, batch *bleveindex.Batch, r record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	batch.SetInternal(recordKey, append(binary.BigEndian.AppendUint32(nil, crc32.Checksum(b, castagnoli)), b...))
	return raw.Batch(batch)
}

// acquire returns the newest view, held for the caller.
func (s *store) acquire() *view {
	for {
		if v := s.current.Load(); v.hold() {
			return v
		}
	}
}

// refresh publishes a view of what bleve holds now. Columns are built here,
// in the writer's time, for segments not seen before.
func (s *store) refresh() error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	reader, err := s.raw.Reader()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return errors.Join(fmt.Errorf("index: a %T is not scorch's", reader), reader.Close())
	}
	old := s.current.Load()
	if old != nil && old.shows(snapshot) {
		return snapshot.Close()
	}
	v, err := newView(s, snapshot, old)
	if err != nil {
		return errors.Join(err, snapshot.Close())
	}
	if s.searched.Load() {
		if err := v.complete(); err != nil {
			return errors.Join(err, snapshot.Close())
		}
		if old != nil {
			for _, f := range old.counted() {
				v.counts(f) // it will be asked for again
			}
		}
	}
	s.current.Store(v)
	if old != nil {
		old.release()
	}
	return nil
}

// completeAtRest completes the view, for whoever will search it, if that is
// wanted and no change was taken in since it was called last.
func (s *store) completeAtRest(reached *tulieu.Seq) error {
	if !s.index.ahead {
		return nil
	}
	v := s.acquire()
	defer v.release()
	if last := *reached; last != v.record.State.Seq {
		*reached = v.record.State.Seq
		return nil
	}
	return v.complete()
}

// keepFresh follows the merges that bleve does in the background, so that
// views let go of the files that merges replaced.
func (s *store) keepFresh(ctx context.Context) {
	defer close(s.stopped)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var reached tulieu.Seq
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.index.pins.tidy(s.index.now())
			err := guarded(func() error { return errors.Join(s.refresh(), s.completeAtRest(&reached), s.teach(ctx)) })
			if err != nil && ctx.Err() == nil {
				s.index.log.Error("index: refresh", "err", err)
			}
		}
	}
}
