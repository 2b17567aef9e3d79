package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tulieu"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

// Corrections are the editors' file, register/overrides.tsv, and beside it a
// copy of what the archive's articles have last been resolved under: the
// difference is what has to be resolved anew.
type corrections struct {
	data          string
	file, applied string
}

const overridesFile = "register/overrides.tsv"

func correctionsOf(data string) corrections {
	return corrections{data, filepath.Join(data, overridesFile), filepath.Join(data, "register", ".applied.tsv")}
}

// wanted reads the editors' file. It is an error where the disk has spoilt it.
func (c corrections) wanted() (*register.Overrides, []byte, error) {
	o, text, err := readOverrides(c.file)
	if err != nil {
		return nil, nil, err
	}
	spoilt, err := noteEditors(c.data)
	if err != nil {
		return nil, nil, err
	}
	return o, text, spoiltError(spoilt, overridesFile)
}

// last reads what the articles were last resolved under. It is tulieu.ErrDamaged
// where that is not known.
func (c corrections) last() (*register.Overrides, []byte, error) {
	b, err := os.ReadFile(c.applied)
	if errors.Is(err, fs.ErrNotExist) {
		return readOverrides(c.applied)
	}
	if err != nil {
		return nil, nil, err
	}
	head, text, _ := bytes.Cut(b, []byte("\n"))
	if string(head) != appliedHead(text) {
		return nil, nil, fmt.Errorf("%s: checksum differs: %w", c.applied, tulieu.ErrDamaged)
	}
	o, err := register.ReadOverrides(c.applied, bytes.NewReader(text))
	return o, text, err
}

// apply notes what the articles are resolved under.
func (c corrections) apply(text []byte) error {
	return writeFile(c.applied, append([]byte(appliedHead(text)+"\n"), text...))
}

// appliedHead is the first line of the file of applied corrections.
func appliedHead(text []byte) string {
	return fmt.Sprintf("# what the articles are resolved under; crc32c %08x", crc32.Checksum(text, castagnoli))
}

// readOverrides reads an editors' file; one that is not there corrects nothing.
func readOverrides(file string) (*register.Overrides, []byte, error) {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	o, err := register.ReadOverrides(file, bytes.NewReader(text))
	return o, text, err
}

// correctEvery is how often the editors' file is looked at.
const correctEvery = 2 * time.Second

// watchCorrections keeps the catalogue under the editors' file as it is
// written: articles that it touches get a new place in the change log, so that
// the index resolves them anew. A broken file is told and changes nothing.
func (l *library) watchCorrections(ctx context.Context, log *slog.Logger) error {
	var last []byte
	said := ""
	for {
		if err := l.applyCorrections(ctx, log, &last); err != nil && ctx.Err() == nil {
			if err.Error() != said {
				log.Error("the corrections are not in force; those before them are", "err", err)
			}
			said = err.Error()
		} else {
			said = ""
		}
		select {
		case <-time.After(correctEvery):
		case <-ctx.Done():
			return nil
		}
	}
}

// correct puts the editors' file in force, before anything is resolved; those
// in force before, where it cannot be.
func (l *library) correct(log *slog.Logger) {
	wanted, _, err := l.corrections.wanted()
	if err != nil {
		log.Error("the corrections are not in force; those before them are", "err", err)
		if wanted, _, err = l.corrections.last(); err != nil {
			log.Error("nor are those before them", "err", err)
		}
	}
	l.register.correct(wanted)
}

// applyCorrections puts the file in force where it is not the text last seen.
func (l *library) applyCorrections(ctx context.Context, log *slog.Logger, last *[]byte) error {
	wanted, text, err := l.corrections.wanted()
	if err != nil || *last != nil && bytes.Equal(text, *last) {
		return err
	}
	before, applied, err := l.corrections.last()
	unknown := errors.Is(err, tulieu.ErrDamaged)
	if err != nil && !unknown {
		return err
	}
	l.register.correct(wanted)
	if unknown || !bytes.Equal(text, applied) {
		var touched []tulieu.ID
		if unknown {
			log.Warn("all articles are resolved anew", "err", err)
			err = l.everyArticle(ctx, func(a *tulieu.Article) { touched = append(touched, a.ID) })
		} else {
			touched, err = l.touched(ctx, wanted, before)
		}
		if err != nil {
			return err
		}
		for ids := range slices.Chunk(touched, 500) {
			if err := l.Touch(ctx, ids...); err != nil {
				return err
			}
		}
		if err := l.corrections.apply(text); err != nil {
			return err
		}
	}
	*last = append(make([]byte, 0, len(text)), text...)
	return nil
}

// touched lists the articles whose mentions mean something else under wanted
// than under before.
func (l *library) touched(ctx context.Context, wanted, before *register.Overrides) ([]tulieu.ID, error) {
	var ids []tulieu.ID
	err := l.compare(ctx, wanted, before, func(a *tulieu.Article, _ []changedMeaning) { ids = append(ids, a.ID) })
	return ids, err
}

// A changedMeaning is a mention that means something else.
type changedMeaning struct{ before, after *tulieu.Meaning }

// compare calls f with each article that has meanings that change.
func (l *library) compare(ctx context.Context, wanted, before *register.Overrides, f func(*tulieu.Article, []changedMeaning)) error {
	if slugs, articles := wanted.Touched(before); len(slugs)+len(articles) == 0 {
		return nil
	}
	now := l.register.now.Load()
	under := func(o *register.Overrides) *mention.Resolver { return now.resolver.With(now.register.Corrected(o)) }
	old, new := under(before), under(wanted)
	return l.everyArticle(ctx, func(a *tulieu.Article) {
		p := l.portal(a.Portal)
		was, is := old.Resolve(a, p), new.Resolve(a, p)
		var changed []changedMeaning
		for i := range was.Meanings {
			if different(&was.Meanings[i], &is.Meanings[i]) {
				changed = append(changed, changedMeaning{&was.Meanings[i], &is.Meanings[i]})
			}
		}
		if different(&was.PublisherUnit, &is.PublisherUnit) {
			changed = append(changed, changedMeaning{&was.PublisherUnit, &is.PublisherUnit})
		}
		if len(changed) > 0 {
			f(a, changed)
		}
	})
}

func different(a, b *tulieu.Meaning) bool {
	return a.Slug != b.Slug || a.Label != b.Label || a.Settled != b.Settled
}

// writeFile writes a file whole or not at all, whoever else writes it.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

type correctionsCommand struct {
	File string `arg:"" optional:"" help:"A draft; the data folder's own register/overrides.tsv unless given."`
}

// Run says what a file of corrections would change, and changes nothing.
func (c *correctionsCommand) Run(ctx context.Context, e *env) error {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	file := c.File
	if file == "" {
		file = lib.corrections.file
	}
	wanted, _, err := readOverrides(file)
	if err != nil {
		return err
	}
	if c.File != "" {
		if _, err := os.Stat(c.File); err != nil {
			return err
		}
	}
	before, _, err := lib.corrections.last()
	if err != nil {
		return err
	}
	articles, mentions := 0, 0
	err = lib.compare(ctx, wanted, before, func(a *tulieu.Article, changed []changedMeaning) {
		articles++
		mentions += len(changed)
		for _, m := range changed {
			fmt.Fprintf(e.stdout, "%s  %q: %s → %s\n", a.ID, m.before.Surface, shown(m.before), shown(m.after))
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%d mentions in %d articles would mean something else\n", mentions, articles)
	return nil
}

func shown(m *tulieu.Meaning) string {
	if m.Slug == "" {
		return "no mention"
	}
	return fmt.Sprintf("%s (%s)", m.Slug, m.Label)
}
