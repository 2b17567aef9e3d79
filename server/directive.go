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

type directivesView struct {
	Total      int            `json:"total"`
	Directives []directiveRow `json:"directives"`
	Next       *string        `json:"next"`
}

// directiveRow is a paper in a list. Of one that no table holds, lists know what
// its slug says; its page knows what articles say of it.
type directiveRow struct {
	Slug      string  `json:"slug"`
	Label     string  `json:"label"`
	Kind      string  `json:"kind"`
	Number    string  `json:"number"`
	Issuer    string  `json:"issuer"`
	Issued    *string `json:"issued"`
	Term      int     `json:"term"`
	Title     string  `json:"title"`
	Certainty string  `json:"certainty"` // "" for a number that is no paper yet
	Count     int     `json:"count"`     // articles
}

type directiveView struct {
	directiveRow
	Plenum     *refView       `json:"plenum"`
	Aliases    []string       `json:"aliases"`
	Relations  []relationView `json:"relations"`
	Papers     []refView      `json:"papers"`     // issued by this session
	Candidates []directiveRow `json:"candidates"` // papers a bare number may be
	Attested   attestedView   `json:"attested"`
	Articles   coverageView   `json:"articles"`
}

// relationView ties a paper to another: "replaces", or "replaced_by" for the
// other direction.
type relationView struct {
	Kind  string `json:"kind"`
	Slug  string `json:"slug"`
	Label string `json:"label"`
}

// inverse names a relation from its other end.
var inverse = map[string]string{
	"replaces": "replaced_by", "continues": "continued_by", "implements": "implemented_by", "amends": "amended_by",
}

func (h *handler) directives(c echo.Context) error {
	r, err := parse(c.Request().URL, papersGrammar)
	if err != nil {
		return err
	}
	v, err := h.directiveList(c.Request().Context(), r)
	if err != nil {
		return err
	}
	return answer(c, v)
}

func (h *handler) directiveList(ctx context.Context, r *request) (*directivesView, error) {
	return remembered(ctx, h, func() (*directivesView, error) { return h.listDirectives(ctx, r) }, "directives", url.Values(r.values).Encode())
}

// listDirectives lists the papers that the register holds or articles cite,
// by kind and then as Vietnamese dictionaries do.
func (h *handler) listDirectives(ctx context.Context, r *request) (*directivesView, error) {
	counts, err := h.counts(ctx, tulieu.FieldDirective, "")
	if err != nil {
		return nil, err
	}
	var rows []directiveRow
	add := func(row directiveRow, aliases ...string) {
		if passes(r.Filters[tulieu.FieldKind], row.Kind) &&
			(r.Text == "" || holds(r.Text, append(aliases, row.Label, row.Number, row.Title)...)) {
			rows = append(rows, row)
		}
	}
	if err := h.nameValues(ctx, tulieu.FieldDirective, slices.Collect(maps.Keys(counts))); err != nil {
		return nil, err
	}
	portals, err := h.portalsOf(ctx, tulieu.FieldDirective)
	if err != nil {
		return nil, err
	}
	confirmed := func(row directiveRow) directiveRow {
		if row.Certainty != "" && row.Certainty != "certain" && row.Count >= confirmedByArticles && portals[row.Slug] >= confirmedByPortals {
			row.Certainty = "confirmed"
		}
		return row
	}
	for _, d := range h.Register.Directives() {
		add(confirmed(h.rowOf(d, counts[d.Slug])), d.Aliases...)
		delete(counts, d.Slug)
	}
	for slug, n := range counts {
		add(confirmed(h.directiveRow(slug, n)))
	}
	slices.SortFunc(rows, func(a, b directiveRow) int { return cmp.Compare(a.Slug, b.Slug) })
	collated(rows, func(d directiveRow) string { return d.Label }, func(a, b directiveRow) int {
		return cmp.Compare(kindRank(a.Kind), kindRank(b.Kind))
	})
	part, next, err := pageOf(rows, r, func(d directiveRow) string { return d.Slug })
	return &directivesView{len(rows), listOf(part), optional(next)}, err
}

// kindRank is the place of a kind in the glossary; papers of none come last.
func kindRank(kind string) int {
	for i, k := range tulieu.Kinds {
		if string(k.Kind) == kind {
			return i
		}
	}
	return len(tulieu.Kinds)
}

// From so many articles, of so many portals, a paper is confirmed that no table
// holds for certain. Its page asks also whether they agree.
const (
	confirmedByArticles = 3
	confirmedByPortals  = 2
)

// portalsOf counts, for the commonest values of a field, the portals whose
// articles have them.
func (h *handler) portalsOf(ctx context.Context, f tulieu.Field) (map[string]int, error) {
	n := make(map[string]int)
	for name := range h.portals {
		q := selecting(tulieu.FieldPortal, name)
		q.Size, q.Facets = 1, []tulieu.FacetRequest{{Field: f, Size: maxFacetSize}}
		results, err := h.Searcher.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, facet := range results.Facets {
			for _, c := range facet.Counts {
				n[c.Value]++
			}
		}
	}
	return n, nil
}

// directiveRow is the row of any slug, known or not.
func (h *handler) directiveRow(slug string, n int) directiveRow {
	if d, ok := h.Register.Directive(slug); ok {
		return h.rowOf(d, n)
	}
	if d, ok := h.Register.Attested(slug, nil); ok {
		return h.rowOf(d, n)
	}
	return directiveRow{Slug: slug, Label: h.paperLabel(slug), Count: n}
}

func (h *handler) rowOf(d tulieu.Directive, n int) directiveRow {
	return directiveRow{d.Slug, h.paperLabel(d.Slug), string(d.Kind), d.Number, d.Issuer,
		optional(d.Issued.String()), d.Term, d.Title, d.Certainty, n}
}

func (h *handler) directive(c echo.Context) error {
	r, err := parse(c.Request().URL, plainGrammar)
	if err != nil {
		return err
	}
	v, err := h.directiveOf(c.Request().Context(), c.Param("slug"), r.lang)
	if err != nil {
		return err
	}
	return answer(c, v)
}

func (h *handler) directiveOf(ctx context.Context, slug string, lang language) (*directiveView, error) {
	return remembered(ctx, h, func() (*directiveView, error) { return h.viewDirective(ctx, slug, lang) }, "directive", slug, string(lang))
}

// viewDirective is all that is known of a paper: by the register, and by the
// articles that cite it. A bare number lists the papers it may be.
func (h *handler) viewDirective(ctx context.Context, slug string, lang language) (*directiveView, error) {
	d, known := h.Register.Directive(slug)
	if known {
		slug = d.Slug // an alias leads to the paper
	}
	names, dates, issuers := make(tally), make(tally), make(tally)
	var read []*tulieu.Entry
	coverage, err := h.coverage(ctx, tulieu.FieldDirective, slug, lang, func(e *tulieu.Entry) {
		read = append(read, e)
		for _, m := range e.Meanings {
			if m.Sort == tulieu.SortDirective && (m.Slug == slug || m.Plenum == slug) {
				names.add(viet.NFC(m.Surface), e.ID)
				dates.add(cmp.Or(m.Hints.Issued, m.Hints.Said).String(), e.ID)
				issuers.add(m.Hints.Issuer, e.ID)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	row := h.directiveRow(slug, coverage.Total)
	attested, isPaper := h.Register.Attested(slug, read)
	if isPaper {
		d, row = attested, h.rowOf(attested, coverage.Total)
	}
	v := &directiveView{
		directiveRow: row, Aliases: listOf(d.Aliases),
		Relations: h.relations(d), Papers: []refView{}, Candidates: []directiveRow{}, Articles: *coverage,
	}
	v.Attested = attestedView{len(read), names.spellings(),
		dates.list(func(date string) bool { return !datesAgree(date, d.Issued.String()) }),
		issuers.list(func(issuer string) bool { return d.Issuer != "" && viet.Norm(issuer) != viet.Norm(d.Issuer) }),
	}
	if d.Plenum != "" {
		v.Plenum = &refView{d.Plenum, h.Register.Label(tulieu.FieldDirective, d.Plenum)}
	}
	for _, paper := range h.Register.IssuedBy(slug) {
		v.Papers = append(v.Papers, refView{paper.Slug, h.Register.Label(tulieu.FieldDirective, paper.Slug)})
	}
	if !isPaper {
		if v.Candidates, err = h.candidates(ctx, slug); err != nil {
			return nil, err
		}
	}
	if !known && coverage.Total == 0 && len(v.Candidates) == 0 {
		return nil, tulieu.ErrNotFound
	}
	return v, nil
}

func selecting(f tulieu.Field, value string) tulieu.Query {
	return tulieu.Query{Filters: map[tulieu.Field]tulieu.Selection{f: {Any: []string{value}}}}
}

// relations are those the register states of d, from both ends.
func (h *handler) relations(d tulieu.Directive) []relationView {
	views := []relationView{}
	add := func(kind, slug string) {
		views = append(views, relationView{kind, slug, h.Register.Label(tulieu.FieldDirective, slug)})
	}
	for _, r := range d.Relations {
		add(r.Kind, r.Slug)
	}
	for _, r := range h.Register.CitedBy(d.Slug) {
		add(cmp.Or(inverse[r.Kind], r.Kind), r.Slug)
	}
	return views
}

// candidates are the papers of a bare number, with their articles.
func (h *handler) candidates(ctx context.Context, number string) ([]directiveRow, error) {
	rows := []directiveRow{}
	papers := h.Register.ByNumber(number)
	if len(papers) == 0 {
		return rows, nil
	}
	counts, err := h.counts(ctx, tulieu.FieldDirective, number)
	if err != nil {
		return nil, err
	}
	for _, d := range papers {
		rows = append(rows, h.rowOf(d, counts[d.Slug]))
	}
	return rows, nil
}
