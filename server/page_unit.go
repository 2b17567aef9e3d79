package server

import (
	"net/http"
	"net/url"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tulieu/internal/viet"
)

type unitGroup struct {
	Letter string
	Rows   []unitRow
}

func (h *handler) unitsPage(c echo.Context) error {
	r, err := parse(c.Request().URL, unitsGrammar)
	if err != nil {
		return err
	}
	v, err := h.unitList(c.Request().Context(), r)
	if err != nil {
		return err
	}
	var groups []unitGroup
	for _, row := range v.Units {
		letter := firstLetter(row.Label)
		if n := len(groups); n == 0 || groups[n-1].Letter != letter {
			groups = append(groups, unitGroup{Letter: letter})
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return h.render(c, http.StatusOK, "units", page{Title: words["units.title"].in(r.lang), r: r, View: struct {
		*unitsView
		Groups   []unitGroup
		NextPage string
	}{v, groups, r.nextPage(v.Next)}})
}

// firstLetter is the letter of the Vietnamese alphabet that a name stands
// under: Â for "Ấp Bắc", # for a figure.
func firstLetter(name string) string {
	c, _ := utf8.DecodeRuneInString(viet.Toneless(name))
	if !unicode.IsLetter(c) {
		return "#"
	}
	return string(unicode.ToUpper(c))
}

func (h *handler) unitPage(c echo.Context) error {
	r, err := parse(c.Request().URL, plainGrammar)
	if err != nil {
		return err
	}
	v, err := h.unitOf(c.Request().Context(), c.Param("slug"), r.lang)
	if err != nil {
		return err
	}
	p := page{Lang: r.lang, Title: v.Label, r: r}
	return h.render(c, http.StatusOK, "unit", p.with(struct {
		*unitView
		Histogram *histogram
	}{v, p.years(v.Articles, "unit", v.Slug)}))
}

// years draws the articles of each year; a bar leads to the search for them.
func (p page) years(v coverageView, field, slug string) *histogram {
	values := url.Values{field: {slug}}
	if p.Lang != vietnamese {
		values.Set("lang", string(p.Lang))
	}
	search := &request{path: "/", values: values}
	return search.histogram(v.Years)
}
