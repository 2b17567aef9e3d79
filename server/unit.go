package server

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"tulieu"
	"tulieu/internal/viet"
)

// unitKinds are the kinds of unit, in the order they are listed.
var unitKinds = []string{
	string(tulieu.UnitParty), string(tulieu.UnitState), string(tulieu.UnitMass), string(tulieu.UnitSchool), string(tulieu.UnitHospital),
	string(tulieu.UnitEnterprise), string(tulieu.UnitArmed), string(tulieu.UnitPress), string(tulieu.UnitForeign),
}

type unitsView struct {
	Total int       `json:"total"`
	Units []unitRow `json:"units"`
	Next  *string   `json:"next"`
}

// unitRow is a unit in a list. One that articles name and the register does
// not know has a slug and a label only.
type unitRow struct {
	Slug  string `json:"slug"`
	Label string `json:"label"`
	Kind  string `json:"kind"`
	Place string `json:"place"` // slug of a province
	Count int    `json:"count"` // articles
}

type unitView struct {
	unitRow
	Name       string       `json:"name"`
	PlaceLabel string       `json:"place_label"`
	Aliases    []string     `json:"aliases"`
	From       *string      `json:"from"`
	To         *string      `json:"to"`
	Note       string       `json:"note"`
	Ancestors  []refView    `json:"ancestors"` // nearest first
	Children   []refView    `json:"children"`
	Successors []refView    `json:"successors"`
	Before     []refView    `json:"before"`     // units that became it; unit=slug~ searches for it and them
	Candidates []unitRow    `json:"candidates"` // units a name without its place may be
	Published  int          `json:"published"`  // articles it published
	ByYear     []yearView   `json:"by_year"`    // papers cited in the articles of each year, the newest first
	Attested   attestedView `json:"attested"`
	Articles   coverageView `json:"articles"`
}

// maxByYear is the number of years told with their papers, perYear that of
// papers told for each.
const (
	maxByYear = 12
	perYear   = 5
)

type yearView struct {
	Year       string      `json:"year"`
	Directives []countView `json:"directives"`
}

func (h *handler) units(c echo.Context) error {
	r, err := parse(c.Request().URL, unitsGrammar)
	if err != nil {
		return err
	}
	v, err := h.unitList(c.Request().Context(), r)
	if err != nil {
		return err
	}
	return answer(c, v)
}

func (h *handler) unitList(ctx context.Context, r *request) (*unitsView, error) {
	return remembered(ctx, h, func() (*unitsView, error) { return h.listUnits(ctx, r) }, "units", url.Values(r.values).Encode())
}

// listUnits lists the units that articles name, as Vietnamese dictionaries
// do. A question for words, place or kind is also asked of the register,
// which knows thousands that no article names yet.
func (h *handler) listUnits(ctx context.Context, r *request) (*unitsView, error) {
	counts, err := h.counts(ctx, tulieu.FieldUnit, "")
	if err != nil {
		return nil, err
	}
	if err := h.nameValues(ctx, tulieu.FieldUnit, slices.Collect(maps.Keys(counts))); err != nil {
		return nil, err
	}
	var rows []unitRow
	add := func(row unitRow, aliases ...string) {
		if passes(r.Filters[tulieu.FieldUnitKind], row.Kind) && passes(r.Filters[tulieu.FieldPlace], row.Place) &&
			(r.Text == "" || holds(r.Text, append(aliases, row.Label)...)) {
			rows = append(rows, row)
		}
	}
	if r.Text != "" || len(r.Filters) > 0 {
		for _, u := range h.Register.Units() {
			if counts[u.Slug] == 0 {
				add(h.rowOfUnit(u, 0), u.Aliases...)
			}
		}
	}
	for slug, n := range counts {
		u, _ := h.Register.Unit(slug)
		add(h.unitRow(slug, n), u.Aliases...)
	}
	orderUnits(rows)
	part, next, err := pageOf(rows, r, func(u unitRow) string { return u.Slug })
	return &unitsView{len(rows), listOf(part), optional(next)}, err
}

func orderUnits(rows []unitRow) {
	slices.SortFunc(rows, func(a, b unitRow) int { return cmp.Compare(a.Slug, b.Slug) })
	collated(rows, func(u unitRow) string { return u.Label }, func(a, b unitRow) int { return 0 })
}

// passes reports whether value is one that s lets through.
func passes(s tulieu.Selection, value string) bool {
	return (len(s.Any) == 0 || slices.Contains(s.Any, value)) && !slices.Contains(s.None, value)
}

func (h *handler) unitRow(slug string, n int) unitRow {
	if u, ok := h.Register.Unit(slug); ok {
		return h.rowOfUnit(u, n)
	}
	return unitRow{Slug: slug, Label: h.unitLabel(slug), Count: n}
}

func (h *handler) rowOfUnit(u tulieu.Unit, n int) unitRow {
	return unitRow{u.Slug, h.Register.Label(tulieu.FieldUnit, u.Slug), string(u.Kind), u.Place, n}
}

func (h *handler) unit(c echo.Context) error {
	r, err := parse(c.Request().URL, plainGrammar)
	if err != nil {
		return err
	}
	v, err := h.unitOf(c.Request().Context(), c.Param("slug"), r.lang)
	if err != nil {
		return err
	}
	return answer(c, v)
}

func (h *handler) unitOf(ctx context.Context, slug string, lang language) (*unitView, error) {
	return remembered(ctx, h, func() (*unitView, error) { return h.viewUnit(ctx, slug, lang) }, "unit", slug, string(lang))
}

// viewUnit is all that is known of a unit: by the register, and by the
// articles that name it. A name without its place lists the units it may be.
func (h *handler) viewUnit(ctx context.Context, slug string, lang language) (*unitView, error) {
	u, known := h.Register.Unit(slug)
	if known {
		slug = u.Slug
	}
	names := make(tally)
	read := 0
	coverage, err := h.coverage(ctx, tulieu.FieldUnit, slug, lang, func(e *tulieu.Entry) {
		read++
		for _, m := range e.Meanings {
			if m.Sort == tulieu.SortUnit && m.Slug == slug {
				names.add(viet.NFC(m.Surface), e.ID)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	published, err := h.Searcher.Search(ctx, withSize(selecting(tulieu.FieldPublisher, slug), 1))
	if err != nil {
		return nil, err
	}
	v := &unitView{
		unitRow: h.unitRow(slug, coverage.Total), Aliases: listOf(u.Aliases), From: optional(u.From.String()), To: optional(u.To.String()),
		Note: u.Note, Ancestors: h.unitRefs(h.Register.Ancestors(slug)), Children: h.unitRefs(h.Register.Children(slug)),
		Successors: h.unitRefs(u.Successors), Before: h.unitRefs(h.Register.RollUp(slug)[1:]), Candidates: []unitRow{}, Published: published.Total,
		Attested: attestedView{read, names.spellings(), []attestedValue{}, []attestedValue{}}, Articles: *coverage,
	}
	v.Name = cmp.Or(u.Name, v.Label)
	if v.ByYear, err = h.papersByYear(ctx, slug, coverage.Years, lang); err != nil {
		return nil, err
	}
	if u.Place != "" {
		v.PlaceLabel = h.Register.Label(tulieu.FieldPlace, u.Place)
	}
	if u.Place == "" {
		if v.Candidates, err = h.homonyms(ctx, cmp.Or(u.Name, slug), slug); err != nil {
			return nil, err
		}
	}
	if !known && coverage.Total == 0 && published.Total == 0 && len(v.Candidates) == 0 {
		return nil, tulieu.ErrNotFound
	}
	return v, nil
}

// papersByYear counts the papers cited with a unit in each of the latest years.
func (h *handler) papersByYear(ctx context.Context, slug string, years []countView, lang language) ([]yearView, error) {
	views := []yearView{}
	for _, year := range slices.Backward(years) {
		if year.Value == "undated" || len(views) == maxByYear {
			continue
		}
		q := withSize(selecting(tulieu.FieldUnit, slug), 1)
		q.Filters[tulieu.FieldYear] = tulieu.Selection{Any: []string{year.Value}}
		q.Facets = []tulieu.FacetRequest{{Field: tulieu.FieldDirective, Size: perYear}}
		results, err := h.Searcher.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, f := range results.Facets {
			counts, err := h.viewCounts(ctx, f, lang)
			if err != nil {
				return nil, err
			}
			if len(counts) > 0 {
				views = append(views, yearView{year.Value, counts})
			}
		}
	}
	return views, nil
}

// homonyms are the units of a name in one province or another: those of the
// register, and those that articles name.
func (h *handler) homonyms(ctx context.Context, name, slug string) ([]unitRow, error) {
	counts, err := h.counts(ctx, tulieu.FieldUnit, slug)
	if err != nil {
		return nil, err
	}
	rows := []unitRow{}
	for _, u := range h.Register.UnitsNamed(name) {
		if u.Slug != slug {
			rows = append(rows, h.rowOfUnit(u, counts[u.Slug]))
			delete(counts, u.Slug)
		}
	}
	for value, n := range counts {
		if u, ok := h.Register.Unit(value); ok && u.Place != "" && value == slug+"-"+u.Place {
			rows = append(rows, h.rowOfUnit(u, n))
		}
	}
	orderUnits(rows)
	return rows, nil
}

func withSize(q tulieu.Query, n int) tulieu.Query {
	q.Size = n
	return q
}

func (h *handler) unitRefs(slugs []string) []refView {
	refs := make([]refView, len(slugs))
	for i, slug := range slugs {
		refs[i] = refView{slug, h.Register.Label(tulieu.FieldUnit, slug)}
	}
	return refs
}
