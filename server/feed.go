package server

import (
	"cmp"
	"encoding/xml"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tulieu"
)

// feedSize is the number of articles in a feed.
const feedSize = 50

// The elements of an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomPerson  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Updated   string      `xml:"updated"`
	Published string      `xml:"published,omitempty"`
	Links     []atomLink  `xml:"link"`
	Author    *atomPerson `xml:"author"`
	Summary   string      `xml:"summary,omitempty"`
}

// feed is the newest articles of a search as an Atom feed. It takes the
// parameters of the search, and leaves their order aside.
func (h *handler) feed(c echo.Context) error {
	r, err := parse(c.Request().URL, searchGrammar)
	if err != nil {
		return err
	}
	r.Facets, r.Sort, r.Size, r.Cursor = nil, tulieu.Newest, feedSize, ""
	v, err := h.find(c.Request().Context(), r)
	if err != nil {
		return err
	}
	base := h.base(c)
	search := page{Lang: r.lang, r: r}
	f := atomFeed{
		Lang: "vi", ID: base + r.link(r.without("cursor", "sort", "size", "facets", "fields")),
		Title: words["name"].in(r.lang), Author: atomPerson{words["name"].in(r.lang)},
		Links: []atomLink{
			{"self", "application/atom+xml", base + c.Request().URL.RequestURI()},
			{"alternate", "text/html", base + link("/", parameters(r.values))},
		},
	}
	if r.Text != "" {
		f.Title += ": " + r.Text
	}
	for i, hit := range v.Hits {
		a := v.entries[i].Article
		e := atomEntry{
			ID: "urn:tulieu:article:" + hit.ID, Title: hit.Title, Updated: feedMoment(a),
			Links: []atomLink{{"alternate", "text/html", base + search.Link("/articles", hit.ID)}},
		}
		if isWeb(hit.URL) {
			e.Links = append(e.Links, atomLink{"via", "", hit.URL})
		}
		if !a.Published.IsZero() {
			e.Published = a.Published.First().Format(time.RFC3339)
		}
		if by := cmp.Or(a.Author, a.Publisher, a.Byline); by != "" {
			e.Author = &atomPerson{by}
		}
		if len(hit.Snippets) > 0 {
			e.Summary = hit.Snippets[0].Text
		}
		f.Updated = max(f.Updated, e.Updated)
		f.Entries = append(f.Entries, e)
	}
	f.Updated = cmp.Or(f.Updated, time.Unix(0, 0).In(tulieu.Zone).Format(time.RFC3339))
	body, err := xml.Marshal(f)
	if err != nil {
		return err
	}
	return deliver(c, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
}

// feedMoment is when an article became known: the day it was published, or
// fetched first where it has no date.
func feedMoment(a *tulieu.Article) string {
	t := a.Published.First()
	if a.Published.IsZero() {
		t = a.Provenance.FirstFetched.In(tulieu.Zone)
	}
	return t.Format(time.RFC3339)
}

// base is the public address of the server, without a slash at its end.
func (h *handler) base(c echo.Context) string {
	if h.URL != "" {
		return h.URL
	}
	u := url.URL{Scheme: "http", Host: c.Request().Host}
	if c.IsTLS() {
		u.Scheme = "https"
	}
	return u.String()
}

// embedPolicy lets other sites show the results in a frame.
const embedPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

// embed is a bare list of results for other sites to show in a frame.
func (h *handler) embed(c echo.Context) error {
	r, err := parse(c.Request().URL, searchGrammar)
	if err != nil {
		return err
	}
	r.Facets = nil
	v, err := h.find(c.Request().Context(), r)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", embedPolicy)
	title := cmp.Or(r.Text, words["nav.search"].in(r.lang))
	return h.render(c, http.StatusOK, "embed", page{Title: title, Head: headView{NoIndex: true}, View: struct {
		*searchView
		All string
	}{v, link("/", parameters(r.values))}, r: r})
}
