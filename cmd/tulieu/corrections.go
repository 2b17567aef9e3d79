package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	file, applied string
}

func correctionsOf(data string) corrections {
	return corrections{filepath.Join(data, "register", "overrides.tsv"), filepath.Join(data, "register", ".applied.tsv")}
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
		if err := l.applyCorrections(ctx, &last); err != nil && ctx.Err() == nil {
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

// applyCorrections puts the file in force where it is not the text last seen.
func (l *library) applyCorrections(ctx context.Context, last *[]byte) error {
	wanted, text, err := readOverrides(l.corrections.file)
	if err != nil || *last != nil && bytes.Equal(text, *last) {
		return err
	}
	before, applied, err := readOverrides(l.corrections.applied)
	if err != nil {
		return err
	}
	l.register.correct(wanted)
	if !bytes.Equal(text, applied) {
		touched, err := l.touched(ctx, wanted, before)
		if err != nil {
			return err
		}
		for ids := range slices.Chunk(touched, 500) {
			if err := l.Touch(ctx, ids...); err != nil {
				return err
			}
		}
		if err := writeFile(l.corrections.applied, text); err != nil {
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

// writeFile writes a file whole or not at all.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	tmp := name + ".tmp"
	if err := os.WriteFile(tmp, text, 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, name)
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
	before, _, err := readOverrides(lib.corrections.applied)
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
