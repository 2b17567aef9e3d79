package server

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tulieu"
)

// pageFacets are counted on the search page unless the request says.
var pageFacets = []tulieu.FacetRequest{
	{Field: tulieu.FieldDirective, Size: 12}, {Field: tulieu.FieldUnit, Size: 12}, {Field: tulieu.FieldYear, Size: maxYears},
	{Field: tulieu.FieldSection, Size: 8}, {Field: tulieu.FieldPortal, Size: 8},
}

type searchPage struct {
	*searchView
	Home      bool
	Chips     []chip
	Groups    []facetGroup
	Histogram *histogram
	Sorts     []choice
	Hidden    []pair
	From, To  string // ISO days of the range, for date inputs
	Clear     string
	Meant     string // address of the query that may have been meant
	NextPage  string
	FirstPage string
}

// A chip is an active filter one can remove.
type chip struct {
	Field, Label, Remove string
	Not                  bool
}

type facetGroup struct {
	Field  string
	Values []facetValue
	More   string // address with more values; empty if there are none
}

type facetValue struct {
	countView
	Href    string // with the value chosen, or given up
	Exclude string
}

type choice struct {
	Label, Href string
	Selected    bool
}

type pair struct{ Name, Value string }

func (h *handler) searchPage(c echo.Context) error {
	r, err := parse(c.Request().URL, searchGrammar)
	if err != nil {
		return err
	}
	if !r.faceted {
		r.Facets = slices.Clone(pageFacets)
	}
	v, err := h.find(c.Request().Context(), r)
	if err != nil {
		return err
	}
	p := searchPage{
		searchView: v, Home: len(r.without("lang")) == 0,
		Chips: h.chips(c.Request().Context(), r), Sorts: r.sorts(v.Query.Sort), Hidden: r.hidden(),
		Clear: r.link(r.set("q", r.Text).only("q", "lang", "sort")),
	}
	if v.Query.Meant != "" {
		p.Meant = r.link(r.without("cursor").set("q", v.Query.Meant))
	}
	for i, n := range v.Query.Notes {
		v.Query.Notes[i] = r.lang.note(n)
	}
	if !r.From.IsZero() {
		p.From = r.From.First().Format("2006-01-02")
	}
	if !r.To.IsZero() {
		p.To = r.To.End().Add(-1).Format("2006-01-02")
	}
	if v.Next != nil {
		p.NextPage = r.link(r.set("cursor", *v.Next))
	}
	if r.Cursor != "" {
		p.FirstPage = r.link(r.without("cursor"))
	}
	for _, f := range r.Facets {
		counts := v.Facets[string(f.Field)]
		if f.Field == tulieu.FieldYear {
			p.Histogram = r.histogram(counts)
			continue
		}
		p.Groups = append(p.Groups, r.group(f, counts, slices.Contains(v.More, string(f.Field))))
	}
	title := r.Text
	for _, c := range p.Chips {
		if title == "" && !c.Not {
			title = c.Label
		}
	}
	title = cmp.Or(title, words["nav.search"].in(r.lang))
	return h.render(c, http.StatusOK, "search", page{Title: title, Head: headView{
		NoIndex: !p.Home, Feed: link("/feed", r.without("cursor", "sort", "size", "facets", "fields")),
	}, View: p, r: r})
}

// only keeps the parameters named.
func (p parameters) only(names ...string) parameters {
	c := p.clone()
	for name, list := range c {
		if !slices.Contains(names, name) || len(list) == 1 && list[0] == "" {
			delete(c, name)
		}
	}
	return c
}

// choose is r's query with value v of a field toggled, from its first page.
func (r *request) choose(field, v string) string {
	return r.link(r.without("cursor").toggle(field, v))
}

func (h *handler) chips(ctx context.Context, r *request) []chip {
	var chips []chip
	for _, f := range tulieu.Fields {
		for _, v := range r.values[string(f)] {
			value, not := strings.CutPrefix(strings.TrimSpace(v), "-")
			chips = append(chips, chip{string(f), h.label(f, value, r.lang), r.choose(string(f), v), not})
		}
	}
	for name, d := range map[string]tulieu.Date{"from": r.From, "to": r.To} {
		if !d.IsZero() {
			chips = append(chips, chip{name, r.lang.Date(d.String()), r.link(r.without(name, "cursor")), false})
		}
	}
	if r.Like != "" {
		title := string(r.Like)
		if a, err := h.Library.Article(ctx, r.Like); err == nil {
			title = a.Title
		}
		chips = append(chips, chip{"like", title, r.link(r.without("like", "cursor")), false})
	}
	slices.SortStableFunc(chips, func(a, b chip) int { // from before to, after the rest
		rank := func(c chip) int { return slices.Index([]string{"from", "to"}, c.Field) }
		return cmp.Compare(rank(a), rank(b))
	})
	return chips
}

func (r *request) sorts(now string) []choice {
	var list []choice
	for _, s := range []tulieu.Order{tulieu.ByScore, tulieu.Newest, tulieu.Oldest} {
		if s == tulieu.ByScore && r.Text == "" && r.Like == "" {
			continue
		}
		list = append(list, choice{"sort." + string(s), r.link(r.without("cursor").set("sort", string(s))), string(s) == now})
	}
	return list
}

// hidden are the parameters that the search form carries along unseen.
func (r *request) hidden() []pair {
	var list []pair
	for _, name := range searchGrammar.names {
		if slices.Contains([]string{"q", "from", "to", "cursor"}, name) {
			continue
		}
		for _, v := range r.values[name] {
			list = append(list, pair{name, v})
		}
	}
	return list
}

func (r *request) group(f tulieu.FacetRequest, counts []countView, more bool) facetGroup {
	field := string(f.Field)
	g := facetGroup{Field: field}
	for _, c := range counts {
		g.Values = append(g.Values, facetValue{c, r.choose(field, c.Value), r.choose(field, "-"+c.Value)})
	}
	if more {
		wanted := []string{"year"}
		for _, other := range r.Facets {
			switch other.Field {
			case f.Field:
				wanted = append(wanted, field+":"+strconv.Itoa(min(maxFacetSize, 8*max(f.Size, 12))))
			case tulieu.FieldYear:
			default:
				wanted = append(wanted, string(other.Field))
			}
		}
		g.More = r.link(r.without("cursor").set("facets", strings.Join(wanted, ",")))
	}
	return g
}

// A histogram draws the articles of each year.
type histogram struct {
	Width, Height int
	Bars          []bar
	Undated       *facetValue
}

type bar struct {
	facetValue
	X, Y, W, H float64
	Tick       bool // its year is written below
	Middle     float64
}

// Sizes of the histogram, in units of its own view box.
const (
	histogramWidth  = 280
	histogramHeight = 64
	histogramYears  = 120
)

func (r *request) histogram(counts []countView) *histogram {
	h := &histogram{Width: histogramWidth, Height: histogramHeight}
	byYear := make(map[int]countView)
	first, last, most := 0, 0, 1
	for _, c := range counts {
		year, err := strconv.Atoi(c.Value)
		if err != nil {
			h.Undated = &facetValue{c, r.choose("year", c.Value), r.choose("year", "-"+c.Value)}
			continue
		}
		byYear[year] = c
		if first == 0 || year < first {
			first = year
		}
		last, most = max(last, year), max(most, c.Count)
	}
	if len(byYear) == 0 {
		return h
	}
	first = max(first, last-histogramYears+1)
	n := last - first + 1
	step := float64(histogramWidth) / float64(max(n, 8))
	for i := range n {
		c, ok := byYear[first+i]
		if !ok {
			c = countView{Value: strconv.Itoa(first + i), Label: strconv.Itoa(first + i)}
		}
		height := float64(c.Count) / float64(most) * (histogramHeight - 4)
		if c.Count > 0 {
			height = max(height, 2)
		}
		h.Bars = append(h.Bars, bar{
			facetValue: facetValue{c, r.choose("year", c.Value), ""},
			X:          float64(i)*step + step*.1, W: step * .8, Y: histogramHeight - height, H: height,
			Tick: i%max(1, (n+4)/5) == 0, Middle: min(max((float64(i)+.5)*step, 13), histogramWidth-13),
		})
	}
	return h
}
