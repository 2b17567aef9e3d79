package server

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// Bounds of what is told about one paper or unit.
const (
	recentHits   = 10
	attestedFrom = 100 // newest articles read for spellings, dates and issuers
	maxYears     = 200
)

// coverageView is what the archive's articles say about a paper or a unit.
type coverageView struct {
	Total      int         `json:"total"`
	First      *hitRef     `json:"first"`  // oldest dated article
	Latest     *hitRef     `json:"latest"` // newest
	Years      []countView `json:"years"`
	Publishers []countView `json:"publishers"` // units that published them
	Units      []countView `json:"units"`      // named in the same articles (by a unit: in the newest ones)
	Directives []countView `json:"directives"` // cited in the same articles (by a paper: in the newest ones)
	Recent     []hitView   `json:"recent"`
}

type hitRef struct {
	ID        string  `json:"id"`
	Title     string  `json:"title"`
	Published *string `json:"published"`
}

// attestedView counts what the newest articles print about a paper or unit.
type attestedView struct {
	Articles int             `json:"articles"` // articles read for it
	Names    []spellingView  `json:"names"`
	Dates    []attestedValue `json:"dates"`
	Issuers  []attestedValue `json:"issuers"`
}

type spellingView struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// attestedValue is a fact as articles print it.
type attestedValue struct {
	Value    string `json:"value"`
	Count    int    `json:"count"`    // mentions
	Conflict bool   `json:"conflict"` // with what the register knows
	Article  string `json:"article"`  // id of one that prints it
}

// coverage reads what articles say about the paper or unit that value of a
// field is, and hands each of the newest to attest. What else of the same
// field they name is counted in the newest too: a facet does not see the
// selection of its own field.
func (h *handler) coverage(ctx context.Context, field tulieu.Field, value string, lang language, attest func(*tulieu.Entry)) (*coverageView, error) {
	q := selecting(field, value)
	q.Sort, q.Size = tulieu.Newest, attestedFrom
	q.Facets = []tulieu.FacetRequest{{Field: tulieu.FieldYear, Size: maxYears}, {Field: tulieu.FieldPublisher}}
	for _, other := range []tulieu.Field{tulieu.FieldUnit, tulieu.FieldDirective} {
		if other != field {
			q.Facets = append(q.Facets, tulieu.FacetRequest{Field: other})
		}
	}
	results, err := h.Searcher.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &coverageView{Total: results.Total, Recent: []hitView{}, Years: []countView{}, Publishers: []countView{}, Units: []countView{}, Directives: []countView{}}
	beside := make(map[string]int)
	for _, hit := range results.Hits {
		a, err := h.Library.Article(ctx, hit.ID)
		if errors.Is(err, tulieu.ErrGone) || errors.Is(err, tulieu.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		e := h.entry(a)
		attest(e)
		for _, slug := range named(e, field) {
			if slug != value {
				beside[slug]++
			}
		}
		if len(v.Recent) < recentHits {
			v.Recent = append(v.Recent, h.viewHit(e, hit, terms{}))
		}
	}
	for _, f := range append(results.Facets, commonest(field, beside)) {
		counts, err := h.viewCounts(ctx, f, lang)
		if err != nil {
			return nil, err
		}
		switch f.Field {
		case tulieu.FieldYear:
			slices.SortFunc(counts, func(a, b countView) int { return cmp.Compare(a.Value, b.Value) })
			v.Years = counts
		case tulieu.FieldPublisher:
			v.Publishers = counts
		case tulieu.FieldUnit:
			v.Units = counts
		case tulieu.FieldDirective:
			v.Directives = counts
		}
	}
	if len(v.Recent) > 0 {
		v.Latest = refOf(v.Recent[0])
		v.First, err = h.first(ctx, q)
	}
	return v, err
}

// named lists the papers or units that an article names, each once.
func named(e *tulieu.Entry, field tulieu.Field) []string {
	var slugs []string
	seen := make(map[string]bool)
	for _, m := range e.Meanings {
		if string(m.Sort) == string(field) && m.Slug != "" && !seen[m.Slug] {
			seen[m.Slug] = true
			slugs = append(slugs, m.Slug)
		}
	}
	return slugs
}

// commonest are the twenty values most often counted.
func commonest(field tulieu.Field, counted map[string]int) tulieu.FacetCounts {
	f := tulieu.FacetCounts{Field: field}
	for value, n := range counted {
		f.Counts = append(f.Counts, tulieu.Count{Value: value, N: n})
	}
	slices.SortFunc(f.Counts, func(a, b tulieu.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	f.Counts = f.Counts[:min(len(f.Counts), 20)]
	return f
}

// first is the oldest article that q selects.
func (h *handler) first(ctx context.Context, q tulieu.Query) (*hitRef, error) {
	q.Sort, q.Size, q.Facets = tulieu.Oldest, 1, nil
	results, err := h.Searcher.Search(ctx, q)
	if err != nil || len(results.Hits) == 0 {
		return nil, err
	}
	a, err := h.Library.Article(ctx, results.Hits[0].ID)
	if errors.Is(err, tulieu.ErrGone) || errors.Is(err, tulieu.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &hitRef{string(a.ID), a.Title, optional(a.Published.String())}, nil
}

func refOf(v hitView) *hitRef { return &hitRef{v.ID, v.Title, v.Published} }

// counts are the numbers of articles for every value of a field, the field's
// commonest thousand.
func (h *handler) counts(ctx context.Context, f tulieu.Field, prefix string) (map[string]int, error) {
	results, err := h.Searcher.Search(ctx, tulieu.Query{Size: 1, Facets: []tulieu.FacetRequest{{Field: f, Size: maxFacetSize, Prefix: prefix}}})
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int)
	for _, facet := range results.Facets {
		for _, c := range facet.Counts {
			counts[c.Value] = c.N
		}
	}
	return counts, nil
}

// tally counts values, each with one article that prints it.
type tally map[string]*attestedValue

func (t tally) add(value string, article tulieu.ID) {
	if value == "" {
		return
	}
	v := t[value]
	if v == nil {
		v = &attestedValue{Value: value, Article: string(article)}
		t[value] = v
	}
	v.Count++
}

// list is the tally by count; conflict says which values the register denies.
func (t tally) list(conflict func(value string) bool) []attestedValue {
	list := make([]attestedValue, 0, len(t))
	for v := range maps.Values(t) {
		v.Conflict = conflict(v.Value)
		list = append(list, *v)
	}
	slices.SortFunc(list, func(a, b attestedValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list
}

func (t tally) spellings() []spellingView {
	list := make([]spellingView, 0, len(t))
	for _, v := range t.list(func(string) bool { return false }) {
		list = append(list, spellingView{v.Value, v.Count})
	}
	return list
}

// datesAgree reports whether one of two ISO dates is the beginning of the
// other: 2011 and 2011-05-14 agree.
func datesAgree(a, b string) bool {
	return a == "" || b == "" || strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// holds reports whether one of texts has words in it, accents aside.
func holds(words string, texts ...string) bool {
	words = viet.Fold(words)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(viet.Fold(t), words) })
}

// pageOf cuts the part of an ordered list that r asks for: at most size of
// those after the one its cursor names. next is empty on the last part.
func pageOf[T any](list []T, r *request, slug func(T) string) (part []T, next string, err error) {
	start := 0
	if r.Cursor != "" {
		i := slices.IndexFunc(list, func(x T) bool { return slug(x) == r.Cursor })
		if i < 0 {
			return nil, "", tulieu.ErrGone
		}
		start = i + 1
	}
	end := min(start+cmp.Or(r.Size, maxListed), len(list))
	if end < len(list) {
		next = slug(list[end-1])
	}
	return list[start:end], next, nil
}
