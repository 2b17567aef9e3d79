package main

import (
	"container/list"
	"context"
	"sync"

	"tulieu"
)

// A shelf holds the articles that were asked for last, with what their
// mentions mean. It looks into the change log before it hands one out: what
// has changed or was taken down since, by whatever process, is not on it.
//
// Articles and entries on it are shared; nobody may change them.
type shelf struct {
	archive  changing
	resolver resolver

	mu    sync.Mutex
	seq   tulieu.Seq // changes up to here are known
	items map[tulieu.ID]*list.Element
	order *list.List // of *shelved, the last asked for first
	bytes int
	room  int // bytes, at most
}

// changing is what a shelf asks of the archive.
type changing interface {
	Article(ctx context.Context, id tulieu.ID) (*tulieu.Article, error)
	Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error)
	Seq(ctx context.Context) (tulieu.Seq, error)
	Changes(ctx context.Context, after tulieu.Seq, limit int) ([]tulieu.LogEntry, error)
}

// A resolver says what the mentions of an article mean.
type resolver interface {
	Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry
}

type shelved struct {
	article *tulieu.Article
	portal  *tulieu.Portal
	entry   *tulieu.Entry // nil until somebody wants it, under portal
	bytes   int
}

const (
	shelfBytes   = 64 << 20 // of text; with mentions and meanings about twice that
	shelfChanges = 1000     // more at once: begin anew
)

func newShelf(a changing, r resolver) *shelf {
	return &shelf{archive: a, resolver: r, items: map[tulieu.ID]*list.Element{}, order: list.New(), room: shareOfMemory(16, shelfBytes)}
}

// Article is the archive's.
func (s *shelf) Article(ctx context.Context, id tulieu.ID) (*tulieu.Article, error) {
	have, seq, err := s.look(ctx, []tulieu.ID{id})
	if err != nil || have[0] != nil {
		return have[0], err
	}
	a, err := s.archive.Article(ctx, id)
	if err == nil {
		s.keep(id, a, seq)
	}
	return a, err
}

// Articles is the archive's. It asks for the change log once, and for all that
// is missing at once.
func (s *shelf) Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error) {
	articles, seq, err := s.look(ctx, ids)
	if err != nil {
		return articles, err
	}
	var missing []tulieu.ID
	var places []int
	for i, a := range articles {
		if a == nil {
			missing, places = append(missing, ids[i]), append(places, i)
		}
	}
	if len(missing) == 0 {
		return articles, nil
	}
	read, err := s.archive.Articles(ctx, missing)
	for i, a := range read {
		if a != nil {
			articles[places[i]] = a
			s.keep(missing[i], a, seq)
		}
	}
	return articles, err
}

// look returns those of the articles that are on the shelf, nil for others,
// and the change up to which the shelf knows what happened.
func (s *shelf) look(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, tulieu.Seq, error) {
	have := make([]*tulieu.Article, len(ids))
	seq, err := s.archive.Seq(ctx)
	if err != nil {
		return have, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.catchUp(ctx, seq); err != nil {
		return have, 0, err
	}
	for i, id := range ids {
		if item := s.items[id]; item != nil {
			s.order.MoveToFront(item)
			have[i] = item.Value.(*shelved).article
		}
	}
	return have, s.seq, nil
}

// keep puts a, which was asked for by id when changes up to seq were known, on
// the shelf.
func (s *shelf) keep(id tulieu.ID, a *tulieu.Article, seq tulieu.Seq) {
	if a.ID != id {
		return // an old ID: its changes are logged under the new one
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// If the log went on meanwhile, a may be what it was before.
	if s.seq != seq || s.items[id] != nil {
		return
	}
	b := &shelved{article: a, bytes: len(a.Text())}
	s.items[id] = s.order.PushFront(b)
	for s.bytes += b.bytes; s.bytes > s.room && s.order.Len() > 1; {
		s.drop(s.order.Back())
	}
}

// catchUp takes down what has changed up to seq.
func (s *shelf) catchUp(ctx context.Context, seq tulieu.Seq) error {
	if seq <= s.seq {
		return nil
	}
	if len(s.items) > 0 {
		changes, err := s.archive.Changes(ctx, s.seq, shelfChanges)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if item := s.items[c.ID]; item != nil {
				s.drop(item)
			}
		}
		if len(changes) > 0 {
			seq = max(seq, changes[len(changes)-1].Seq)
		}
		if len(changes) == shelfChanges {
			clear(s.items)
			s.order.Init()
			s.bytes = 0
		}
	}
	s.seq = seq
	return nil
}

func (s *shelf) drop(item *list.Element) {
	b := s.order.Remove(item).(*shelved)
	delete(s.items, b.article.ID)
	s.bytes -= b.bytes
}

// Resolve is the resolver's.
func (s *shelf) Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry {
	s.mu.Lock()
	var b *shelved
	if item := s.items[a.ID]; item != nil && item.Value.(*shelved).article == a {
		b = item.Value.(*shelved)
		if e := b.entry; e != nil && b.portal == p {
			s.mu.Unlock()
			return e
		}
	}
	s.mu.Unlock()
	e := s.resolver.Resolve(a, p)
	if b != nil {
		s.mu.Lock()
		b.entry, b.portal = e, p
		s.mu.Unlock()
	}
	return e
}
