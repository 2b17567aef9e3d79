package server

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"tulieu"
)

// Bounds on what labels learns, and on the articles read to learn from.
const (
	maxLearned  = 100_000
	maxTeachers = 8 // searches of a hundred articles each, for one answer
)

// labels remembers what articles call the units and laws that the register
// does not know: tables hold the kinds of units, not every health station.
type labels struct {
	mu    sync.RWMutex
	names map[string]string // by slug; the slug itself where no article tells
}

func (l *labels) name(slug string) (label string, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	label, ok = l.names[slug]
	return label, ok
}

func (l *labels) learn(slug, label string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.names == nil || len(l.names) >= maxLearned {
		l.names = make(map[string]string)
	}
	l.names[slug] = label
}

// entry is a with what its mentions mean.
func (h *handler) entry(a *tulieu.Article) *tulieu.Entry {
	e := h.Resolver.Resolve(a, h.portals[a.Portal])
	h.learnUnit(e.PublisherUnit)
	for _, m := range e.Meanings {
		switch m.Sort {
		case tulieu.SortUnit:
			h.learnUnit(m)
		case tulieu.SortDirective:
			if m.Settled && m.Label != m.Slug && h.Register.Label(tulieu.FieldDirective, m.Slug) == m.Slug {
				h.labels.learn(m.Slug, m.Label)
			}
		}
	}
	return e
}

func (h *handler) learnUnit(m tulieu.Meaning) {
	name := cmp.Or(m.Label, m.Unit, m.Name)
	if m.Slug == "" || name == "" || name == m.Slug || h.Register.Label(tulieu.FieldUnit, m.Slug) != m.Slug {
		return
	}
	if known, ok := h.labels.name(m.Slug); ok && known != m.Slug {
		return
	}
	if p, ok := h.Register.Province(m.Place); ok && strings.HasSuffix(m.Slug, m.Place) && !strings.Contains(name, p.Name) {
		name += " (" + p.Name + ")" // as the register tells two of one name apart
	}
	h.labels.learn(m.Slug, name)
}

// nameValues looks up in articles what the units and papers among values are
// called that nobody has named yet.
func (h *handler) nameValues(ctx context.Context, f tulieu.Field, values []string) error {
	if f != tulieu.FieldUnit && f != tulieu.FieldPublisher && f != tulieu.FieldDirective {
		return nil
	}
	nameless := func(slug string) bool {
		_, ok := h.labels.name(slug)
		return !ok && h.Register.Label(f, slug) == slug
	}
	for range maxTeachers {
		var asked []string
		for _, v := range values {
			if len(asked) < maxValues && nameless(v) {
				asked = append(asked, v)
			}
		}
		if len(asked) == 0 {
			return nil
		}
		q := tulieu.Query{Filters: map[tulieu.Field]tulieu.Selection{f: {Any: asked}}, Size: len(asked), Sort: tulieu.Newest}
		results, err := h.Searcher.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, hit := range results.Hits {
			a, err := h.Library.Article(ctx, hit.ID)
			if errors.Is(err, tulieu.ErrGone) || errors.Is(err, tulieu.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			h.entry(a)
		}
		if !slices.ContainsFunc(asked, func(v string) bool { return !nameless(v) }) {
			for _, v := range asked { // no article tells: do not ask again
				h.labels.learn(v, v)
			}
		}
	}
	return nil
}

// viewCounts labels the counts of a facet and orders them by count, then by
// label as Vietnamese dictionaries do.
func (h *handler) viewCounts(ctx context.Context, f tulieu.FacetCounts, lang language) ([]countView, error) {
	values := make([]string, len(f.Counts))
	for i, c := range f.Counts {
		values[i] = c.Value
	}
	if err := h.nameValues(ctx, f.Field, values); err != nil {
		return nil, err
	}
	views := make([]countView, len(f.Counts))
	for i, c := range f.Counts {
		views[i] = countView{c.Value, h.label(f.Field, c.Value, lang), c.N, c.Selected}
	}
	collated(views, func(c countView) string { return c.Label }, func(a, b countView) int { return cmp.Compare(b.Count, a.Count) })
	return views, nil
}

// label is how a value of a field is shown to readers of lang.
func (h *handler) label(f tulieu.Field, value string, lang language) string {
	if slug, rolled := strings.CutSuffix(value, "~"); rolled {
		return h.label(f, slug, lang) + " (" + words["rolled"].in(lang) + ")"
	}
	switch f {
	case tulieu.FieldPortal:
		if p := h.portals[value]; p != nil && p.Title != "" {
			return p.Title
		}
	case tulieu.FieldKind, tulieu.FieldUnitKind:
		if w, ok := words[string(f)+"."+value]; ok {
			return w.in(lang)
		}
	case tulieu.FieldYear, tulieu.FieldMonth:
		if value == "undated" {
			return words["undated"].in(lang)
		}
	case tulieu.FieldUnit, tulieu.FieldPublisher, tulieu.FieldIssuer:
		return h.unitLabel(value)
	case tulieu.FieldDirective:
		return h.paperLabel(value)
	}
	return h.Register.Label(f, value)
}

// unitLabel is the name of a unit: the register's, or that of its articles.
func (h *handler) unitLabel(value string) string {
	slug := strings.TrimPrefix(value, "publisher:")
	if label := h.Register.Label(tulieu.FieldUnit, slug); label != slug {
		return label
	}
	if label, ok := h.labels.name(slug); ok {
		return label
	}
	return slug
}

// paperLabel is the name of a paper: the register's, or that of its articles.
func (h *handler) paperLabel(slug string) string {
	label := h.Register.Label(tulieu.FieldDirective, slug)
	if named, ok := h.labels.name(slug); ok && label == slug {
		return named
	}
	return label
}
