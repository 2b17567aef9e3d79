package server

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// A directiveGroup is a part of a browse list under one heading.
type directiveGroup struct {
	Kind string
	Rows []directiveRow
}

func (h *handler) directivesPage(c echo.Context) error {
	r, err := parse(c.Request().URL, papersGrammar)
	if err != nil {
		return err
	}
	v, err := h.directiveList(c.Request().Context(), r)
	if err != nil {
		return err
	}
	var groups []directiveGroup
	for _, row := range v.Directives {
		if n := len(groups); n == 0 || groups[n-1].Kind != row.Kind {
			groups = append(groups, directiveGroup{Kind: row.Kind})
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return h.render(c, http.StatusOK, "directives", page{Title: words["directives.title"].in(r.lang), r: r, View: struct {
		*directivesView
		Groups   []directiveGroup
		NextPage string
	}{v, groups, r.nextPage(v.Next)}})
}

func (r *request) nextPage(cursor *string) string {
	if cursor == nil {
		return ""
	}
	return r.link(r.set("cursor", *cursor))
}

func (h *handler) directivePage(c echo.Context) error {
	r, err := parse(c.Request().URL, plainGrammar)
	if err != nil {
		return err
	}
	v, err := h.directiveOf(c.Request().Context(), c.Param("slug"), r.lang)
	if err != nil {
		return err
	}
	p := page{Lang: r.lang, Title: v.Label, r: r}
	return h.render(c, http.StatusOK, "directive", p.with(struct {
		*directiveView
		Related   []relationGroup
		Histogram *histogram
	}{v, related(v.Relations), p.years(v.Articles, "directive", v.Slug)}))
}

// A relationGroup is the papers to which one has the same relation.
type relationGroup struct {
	Kind   string
	Papers []refView
}

func related(relations []relationView) []relationGroup {
	var groups []relationGroup
	for _, r := range relations {
		i := slices.IndexFunc(groups, func(g relationGroup) bool { return g.Kind == r.Kind })
		if i < 0 {
			i, groups = len(groups), append(groups, relationGroup{Kind: r.Kind})
		}
		groups[i].Papers = append(groups[i].Papers, refView{r.Slug, r.Label})
	}
	return groups
}
