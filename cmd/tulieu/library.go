package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tulieu"
	"tulieu/crawler"
	"tulieu/crawler/extract"
	"tulieu/internal/archive"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

// A library is a data folder, opened: the archive, what is known of papers and
// units, the portals' profiles, and the one way a capture is read.
type library struct {
	*archive.Archive
	register *catalogue
	portals  []tulieu.Portal
	finder   *mention.Finder
	read     tulieu.Reader

	corrections corrections
	spoilt      []archive.Damage // editors' files
}

// openLibrary opens the archive below e.data, and makes it where there is none.
func openLibrary(ctx context.Context, e *env) (*library, error) {
	portals, err := crawler.LoadProfiles(filepath.Join(e.data, "portals"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return newLibrary(ctx, e, portals)
}

// openExisting is openLibrary for commands that only ask.
func openExisting(ctx context.Context, e *env) (*library, error) {
	if !archive.Exists(e.data) {
		return nil, fmt.Errorf("no archive in %s; 'tulieu import' or 'tulieu crawl' makes one, --data names another folder", e.data)
	}
	return openLibrary(ctx, e)
}

func newLibrary(ctx context.Context, e *env, portals []tulieu.Portal) (*library, error) {
	reg, err := register.Load()
	if err != nil {
		return nil, err
	}
	finder := mention.NewFinder(reg)
	read, err := newReader(portals, finder)
	if err != nil {
		return nil, err
	}
	a, err := archive.Open(ctx, e.data, archive.Options{Log: e.log, Read: read})
	if err != nil {
		return nil, err
	}
	l := &library{Archive: a, register: newCatalogue(reg), portals: portals, finder: finder, read: read, corrections: correctionsOf(e.data)}
	if l.spoilt, err = noteEditors(e.data); err != nil {
		e.log.Warn("the editors' files are not compared with what they were", "err", err)
	}
	for _, d := range l.spoilt {
		e.log.Error("an editors' file is spoilt", "file", d.Place, "what", d.What)
	}
	return l, nil
}

// mayRead is an error where profiles are spoilt: what is read by them now would
// have to be read again.
func (l *library) mayRead() error { return spoiltError(l.spoilt, "portals") }

// newReader is the one reading, extract then find: crawl, import, re-read,
// rebuild and inspect all read a capture by it.
func newReader(portals []tulieu.Portal, finder *mention.Finder) (tulieu.Reader, error) {
	extractor, err := extract.New(portals)
	if err != nil {
		return nil, err
	}
	return func(c *tulieu.Capture) (*tulieu.Reading, error) {
		r, err := extractor.Read(c)
		if err != nil || r.Article == nil {
			return r, err
		}
		r.Article.Mentions = finder.Find(r.Article.Text())
		r.Article.Provenance.Extractor = extract.Version
		r.Article.Provenance.Finder = mention.Version
		return r, nil
	}, nil
}

// portal returns the profile named name, or nil.
func (l *library) portal(name string) *tulieu.Portal { return portalNamed(l.portals, name) }

func portalNamed(portals []tulieu.Portal, name string) *tulieu.Portal {
	for i := range portals {
		if portals[i].Name == name {
			return &portals[i]
		}
	}
	return nil
}

// Entry is the article as engines index it: with what its mentions mean today.
// An old ID leads readers to the article it is part of now; an engine is to
// forget it.
func (l *library) Entry(ctx context.Context, id tulieu.ID) (*tulieu.Entry, error) {
	a, err := l.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.ID != id {
		return nil, fmt.Errorf("article %s is part of %s: %w", id, a.ID, tulieu.ErrNotFound)
	}
	return l.Resolve(a), nil
}

// Resolve says what the mentions of a mean by the register of today.
func (l *library) Resolve(a *tulieu.Article) *tulieu.Entry {
	return l.register.Resolve(a, l.portal(a.Portal))
}
