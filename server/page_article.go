package server

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"tulieu"
)

// maxAmbiguous is the number of unsettled mentions listed beside an article.
const maxAmbiguous = 20

type articlePage struct {
	articleView
	TitleText  []segment
	LeadText   []segment
	Paragraphs [][]segment
	Ambiguous  []mentionView // that may mean several things, each once
	Named      []unitRefView // units, each once
	Similar    []hitView
	Precedents []precedent // that similar articles may be narrowed to
}

// A precedent is a paper or a unit that an article names.
type precedent struct{ Field, Slug, Label string }

// maxPrecedents is how many papers, and how many units, precedents are offered of.
const maxPrecedents = 3

func (h *handler) articlePage(c echo.Context) error {
	r, err := parse(c.Request().URL, articleGrammar)
	if err != nil {
		return err
	}
	a, err := h.fetch(c)
	if a == nil || err != nil {
		return err
	}
	e := h.entry(a)
	p := page{Lang: r.lang, Title: a.Title, r: r, Head: headView{NoIndex: true}}
	if isWeb(a.URL) {
		p.Head.Canonical = a.URL
	}
	v := articlePage{articleView: h.viewArticle(e)}
	linked := p.linked(e)
	v.TitleText, v.LeadText = linked("title", 0), linked("lead", 0)
	for i := range v.Body {
		v.Paragraphs = append(v.Paragraphs, linked("body", i))
	}
	for _, m := range v.Mentions {
		if len(v.Ambiguous) == maxAmbiguous {
			break
		}
		listed := slices.ContainsFunc(v.Ambiguous, func(x mentionView) bool { return x.Slug == m.Slug })
		if other := func(c candidateView) bool { return c.Slug != m.Slug }; !m.Settled && !listed && slices.ContainsFunc(m.Candidates, other) {
			v.Ambiguous = append(v.Ambiguous, m)
		}
	}
	seen := make(map[string]bool)
	for _, u := range v.Units { // the publisher comes first, and is often named too
		if !seen[u.Slug] {
			seen[u.Slug] = true
			v.Named = append(v.Named, u)
		}
	}
	if v.Similar, err = h.alike(c.Request().Context(), a, nil, similarShown); err != nil {
		h.Log.Warn("article without its similar ones", "id", a.ID, "err", err)
	}
	for _, d := range v.Directives[:min(maxPrecedents, len(v.Directives))] {
		v.Precedents = append(v.Precedents, precedent{"directive", d.Slug, d.Label})
	}
	for _, u := range v.Named[:min(maxPrecedents, len(v.Named))] {
		v.Precedents = append(v.Precedents, precedent{"unit", u.Slug, u.Label})
	}
	p.View = v
	return h.render(c, http.StatusOK, "article", p)
}

// isWeb reports whether an article's address can be followed: imported texts
// have a urn, and nothing else than http belongs in a link.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// IsWeb is isWeb for templates.
func (v articleView) IsWeb() bool { return isWeb(v.URL) }

// linked cuts the fields of an article at its mentions. Of two that overlap
// the first is linked.
func (p page) linked(e *tulieu.Entry) func(field string, n int) []segment {
	type key struct {
		field string
		n     int
	}
	type placed struct {
		tulieu.Place
		tulieu.Meaning
	}
	mentions := make(map[key][]placed)
	locate := locator(e.Article)
	for _, m := range e.Meanings {
		at := locate(m.Span)
		mentions[key{at.Field, at.N}] = append(mentions[key{at.Field, at.N}], placed{at, m})
	}
	return func(field string, n int) []segment {
		text := fieldText(e.Article, tulieu.Place{Field: field, N: n})
		list := mentions[key{field, n}]
		slices.SortStableFunc(list, func(a, b placed) int { return cmp.Compare(a.Start, b.Start) })
		var out []segment
		at := 0
		for _, m := range list {
			if m.Start < at || m.Start >= m.End {
				continue
			}
			if m.Start > at {
				out = append(out, segment{Text: text[at:m.Start]})
			}
			out = append(out, p.mention(m.Meaning, text[m.Start:m.End]))
			at = m.End
		}
		if at < len(text) {
			out = append(out, segment{Text: text[at:]})
		}
		return out
	}
}

func (p page) mention(m tulieu.Meaning, text string) segment {
	s := segment{Text: text, Class: string(m.Sort), Title: cmp.Or(m.Label, m.Norm)}
	if !m.Settled {
		s.Class += " unsettled"
		s.Title += " (" + p.T("article.unsettled") + ")"
	}
	switch {
	case m.Sort == tulieu.SortDate:
		s = segment{Text: text}
		if d, err := tulieu.ParseDate(m.Norm); err == nil {
			s.Time = d.String()
		}
	case m.Slug == "":
		s = segment{Text: text}
	case m.Sort == tulieu.SortDirective:
		s.Href = p.Link("/directives", m.Slug)
	case m.Sort == tulieu.SortUnit:
		s.Href = p.Link("/units", m.Slug)
	}
	return s
}
