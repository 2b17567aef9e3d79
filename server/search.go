package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tulieu"
)

// apiFacets are counted unless a request says which facets it wants.
var apiFacets = []tulieu.FacetRequest{{Field: tulieu.FieldDirective}, {Field: tulieu.FieldUnit}, {Field: tulieu.FieldYear}}

func (h *handler) search(c echo.Context) error {
	r, err := parse(c.Request().URL, searchGrammar)
	if err != nil {
		return err
	}
	if err := r.checkFields(hitView{}); err != nil {
		return err
	}
	if !r.faceted {
		r.Facets = apiFacets
	}
	v, err := h.find(c.Request().Context(), r)
	if err != nil {
		return err
	}
	if r.fields == nil {
		return answer(c, v)
	}
	hits := make([]any, len(v.Hits))
	for i := range v.Hits {
		if hits[i], err = sparse(v.Hits[i], r.fields); err != nil {
			return err
		}
	}
	return answer(c, struct {
		searchView
		Hits []any `json:"hits"`
	}{*v, hits})
}

// answer sends v as JSON. It leaves < and & as they are, for addresses to be
// readable: nothing that gets JSON with nosniff takes it for a page.
func answer(c echo.Context, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return deliver(c, echo.MIMEApplicationJSON, b.Bytes())
}

// deliver sends a whole answer with a validator, so that who asks again for
// what has not changed gets no bytes.
func deliver(c echo.Context, contentType string, body []byte) error {
	header := c.Response().Header()
	if header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "no-cache") // keep it, but ask whether it still holds
	}
	sum := sha256.Sum256(body)
	tag := `W/"` + hex.EncodeToString(sum[:8]) + `"`
	header.Set("ETag", tag)
	for _, known := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if known = strings.TrimSpace(known); known == tag || known == "*" {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(http.StatusOK, contentType, body)
}

// checkFields says which of the fields asked for view does not have.
func (r *request) checkFields(view any) error {
	var names []string
	for f := range reflect.TypeOf(view).Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	for _, f := range r.fields {
		if err := r.oneOf("fields", f, names...); err != nil {
			return err
		}
	}
	return nil
}

// rolledUp is q with what became a province or a unit beside it, where a filter
// asks for that: "quang-tri-2025~" is also quang-binh and the quang-tri of
// before.
func (h *handler) rolledUp(q tulieu.Query) tulieu.Query {
	asks := func(v string) bool { return strings.HasSuffix(v, "~") }
	all := func(values []string) []string {
		var list []string
		for _, v := range values {
			if asks(v) {
				list = append(list, h.Register.RollUp(strings.TrimSuffix(v, "~"))...)
			} else {
				list = append(list, v)
			}
		}
		return list
	}
	filters := q.Filters
	for _, f := range []tulieu.Field{tulieu.FieldPlace, tulieu.FieldUnit, tulieu.FieldPublisher} {
		s := q.Filters[f]
		if slices.ContainsFunc(s.Any, asks) || slices.ContainsFunc(s.None, asks) {
			filters = maps.Clone(filters)
			filters[f] = tulieu.Selection{Any: all(s.Any), None: all(s.None)}
		}
	}
	q.Filters = filters
	return q
}

// find answers r: the engine says which articles, the library what they are.
func (h *handler) find(ctx context.Context, r *request) (*searchView, error) {
	results, err := h.Searcher.Search(ctx, h.rolledUp(r.Query))
	if err != nil {
		return nil, err
	}
	health, err := h.lately(ctx)
	if err != nil {
		return nil, err
	}
	v := &searchView{
		Query:  viewQuery(r, results.Reading),
		Total:  results.Total,
		Hits:   make([]hitView, 0, len(results.Hits)),
		Facets: make(map[string][]countView, len(results.Facets)),
		More:   []string{},
		Next:   optional(results.Next),
		Index:  indexView{results.State.Archive, uint64(results.State.Seq), behind(health.Seq, results.State.Seq)},
	}
	marked := termsOf(results.Reading)
	ids := make([]tulieu.ID, len(results.Hits))
	for i, hit := range results.Hits {
		ids[i] = hit.ID
	}
	articles, err := h.Library.Articles(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, hit := range results.Hits {
		if articles[i] == nil {
			continue // taken down after the index last looked
		}
		e := h.entry(articles[i])
		v.entries = append(v.entries, e)
		v.Hits = append(v.Hits, h.viewHit(e, hit, marked))
	}
	for _, f := range results.Facets {
		counts, err := h.viewCounts(ctx, f, r.lang)
		if err != nil {
			return nil, err
		}
		v.Facets[string(f.Field)] = counts
		if f.More {
			v.More = append(v.More, string(f.Field))
		}
	}
	return v, nil
}

func behind(archive, index tulieu.Seq) uint64 {
	return Health{Seq: archive, Indexed: index}.Behind()
}

func (h *handler) viewHit(e *tulieu.Entry, hit tulieu.Hit, t terms) hitView {
	a := e.Article
	passages := snippets(a, hit.Sentences, t)
	if t.none() && h.show(a) == tulieu.ShowExcerpt {
		passages = opening(a.Lead) // nothing was asked for in its body
	}
	return hitView{
		ID: string(a.ID), URL: a.URL, Title: a.Title, Published: optional(a.Published.String()),
		Section: listOf(a.Section), Portal: a.Portal, Byline: a.Byline, Publisher: a.Publisher,
		Directives: directivesOf(e), Units: h.unitsOf(e), Score: hit.Score,
		TitleMarks: viewMarks(a.Title, t.marks(a.Title)),
		Snippets:   passages,
	}
}

func viewQuery(r *request, u tulieu.Understood) queryView {
	v := queryView{
		Q: r.Text, Searched: r.Text, Match: string(u.Match), Filters: make(map[string]selectionView),
		From: optional(r.From.String()), To: optional(r.To.String()), Like: string(r.Like),
		Sort: string(r.Sort), Size: r.Size, Duplicates: "show", Notes: listOf(u.Notes),
	}
	if u.Text != "" {
		v.Searched = u.Text
	}
	v.Meant = u.Meant
	if v.Match == "" {
		v.Match = string(tulieu.MatchAuto)
	}
	if v.Size == 0 {
		v.Size = defaultSize
	}
	if r.Fold {
		v.Duplicates = "fold"
	}
	if v.Sort == "" {
		v.Sort = string(tulieu.Newest)
		if r.Text != "" || r.Like != "" {
			v.Sort = string(tulieu.ByScore)
		}
	}
	for f, s := range r.Filters {
		v.Filters[string(f)] = selectionView{listOf(s.Any), listOf(s.None)}
	}
	return v
}
