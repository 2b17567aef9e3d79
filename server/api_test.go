package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"tulieu"
)

// A client asks a server and holds every answer against the OpenAPI document.
type client struct {
	t      testing.TB
	server http.Handler
	router routers.Router
}

var openapi = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openapiYAML)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

func newClient(t testing.TB, h http.Handler) *client {
	t.Helper()
	router, err := openapi()
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	return &client{t, h, router}
}

// do sends one request. An answer that the document does not allow is an
// error of the test, and so is a good answer to a request it does not allow.
func (c *client) do(method, target, body string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)

	route, params, err := c.router.FindRoute(r)
	if err != nil {
		c.t.Fatalf("%s %s: not in openapi.yaml: %v", method, target, err)
	}
	r.Body = http.NoBody
	if body != "" {
		r = httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil && w.Code < 300 {
		c.t.Errorf("%s %s = %d, but openapi.yaml refuses the request: %v", method, target, w.Code, err)
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: w.Code, Header: w.Header(),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	out.SetBodyBytes(bytes.Clone(w.Body.Bytes()))
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		c.t.Errorf("%s %s = %d: %v", method, target, w.Code, err)
	}
	return w
}

func (c *client) get(target string) *httptest.ResponseRecorder {
	c.t.Helper()
	return c.do("GET", target, "")
}

// into decodes an answer of the given status.
func into[T any](t testing.TB, w *httptest.ResponseRecorder, status int) T {
	t.Helper()
	var v T
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return v
}

func q(pairs ...string) string {
	v := make(url.Values)
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func TestSearchFindsMarksAndCounts(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	v := into[searchView](t, c.get("/api/v1/search?"+q("q", "thi dua", "directive", "03-ct-tw-2011", "from", "2016-01-01", "to", "2016-12-31")), 200)
	if v.Total != 1 || len(v.Hits) != 1 {
		t.Fatalf("total %d with %d hits, want the one article", v.Total, len(v.Hits))
	}
	hit := v.Hits[0]
	if want := string(tulieu.NewID(firstURL)); hit.ID != want || *hit.Published != "2016-10-03" || hit.Byline != "Lê Minh Thư - Chi bộ Sở Ngoại vụ" {
		t.Errorf("hit %+v, want %s of 2016-10-03", hit, want)
	}
	title := []rune(hit.Title)
	var marked []string
	for _, m := range hit.TitleMarks {
		marked = append(marked, string(title[m[0]:m[1]]))
	}
	if !slices.Equal(marked, []string{"thi đua"}) {
		t.Errorf("marked in title %q: %q, want thi đua", hit.Title, marked)
	}
	if len(hit.Snippets) == 0 || len(hit.Snippets[0].Marks) == 0 {
		t.Fatalf("no marked snippet in %+v", hit.Snippets)
	}
	for _, s := range hit.Snippets {
		text := []rune(s.Text)
		for _, m := range s.Marks {
			if got := string(text[m[0]:m[1]]); got != "thi đua" {
				t.Errorf("marked %q in %q, want thi đua", got, s.Text)
			}
		}
	}
	if want := (refView{"03-ct-tw-2011", "Chỉ thị 03-CT/TW (2011)"}); !slices.Contains(hit.Directives, want) {
		t.Errorf("directives %v lack %v", hit.Directives, want)
	}
	if !slices.ContainsFunc(hit.Units, func(u unitRefView) bool { return u.Slug == "chi-bo-so-ngoai-vu-long-an" && u.Role == "publisher" }) {
		t.Errorf("units %v lack the publisher", hit.Units)
	}
	if !slices.Contains(v.Facets["directive"], countView{"03-ct-tw-2011", "Chỉ thị 03-CT/TW (2011)", 1, true}) {
		t.Errorf("facet directive %v", v.Facets["directive"])
	}
	if len(v.Facets["unit"]) == 0 || len(v.Facets["year"]) != 1 {
		t.Errorf("facets %v, want units and one year", v.Facets)
	}
	if v.Query.Searched != "thi đua" || v.Query.Match != "all" || v.Query.Sort != "score" || v.Query.Size != 10 {
		t.Errorf("query %+v", v.Query)
	}
	if v.Index != (indexView{"k3v7q2", 60, 1}) {
		t.Errorf("index %+v", v.Index)
	}
}

func TestParametersBecomeAQuery(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	for _, tt := range []struct {
		query string
		want  func(tulieu.Query) bool
	}{
		{"", func(q tulieu.Query) bool { return q.Text == "" && len(q.Facets) == 3 && q.Filters == nil }},
		{"q=&from=", func(q tulieu.Query) bool { return q.Text == "" && q.From.IsZero() }},
		{"directive=a&directive=b&directive=-c", func(q tulieu.Query) bool {
			s := q.Filters["directive"]
			return slices.Equal(s.Any, []string{"a", "b"}) && slices.Equal(s.None, []string{"c"})
		}},
		{"section=Tin+tức+>+Các+đoàn+thể", func(q tulieu.Query) bool { return q.Filters["section"].Any[0] == "Tin tức › Các đoàn thể" }},
		{"year=2016&year=undated", func(q tulieu.Query) bool { return len(q.Filters["year"].Any) == 2 }},
		{"from=2016&to=2016-10", func(q tulieu.Query) bool { return q.From.String() == "2016" && q.To.String() == "2016-10" }},
		{"facets=none", func(q tulieu.Query) bool { return len(q.Facets) == 0 }},
		{"facets=unit:100,kind", func(q tulieu.Query) bool {
			return len(q.Facets) == 2 && q.Facets[0] == tulieu.FacetRequest{Field: "unit", Size: 100} && q.Facets[1].Field == "kind"
		}},
		{"facets=unit:20:ngo%E1%BA%A1i", func(q tulieu.Query) bool { return q.Facets[0].Prefix == "ngoại" }},
		{"sort=oldest&size=100&match=any&duplicates=fold", func(q tulieu.Query) bool {
			return q.Sort == tulieu.Oldest && q.Size == 100 && q.Match == tulieu.MatchAny && q.Fold
		}},
		{"unit_kind=party&kind=-law&place=long-an&portal=x&publisher=y&issuer=z&month=2016-10", func(q tulieu.Query) bool { return len(q.Filters) == 7 }},
	} {
		c.get("/api/v1/search?" + tt.query)
		if len(w.searched) == 0 {
			t.Fatalf("?%s was not searched", tt.query)
		}
		if got := w.searched[0]; !tt.want(got) {
			t.Errorf("?%s was searched as %+v", tt.query, got)
		}
		w.searched = nil
	}
}

func TestMistakesNameTheFix(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	for _, tt := range []struct{ target, parameter, fix string }{
		{"/api/v1/search?directve=03-ct-tw", "directve", "/api/v1/search?directive=03-ct-tw"},
		{"/api/v1/search?yaer=2016", "yaer", "/api/v1/search?year=2016"},
		{"/api/v1/search?query=thi", "query", "/api/v1/search"},
		{"/api/v1/search?sort=newst&q=a", "sort", "/api/v1/search?q=a&sort=newest"},
		{"/api/v1/search?kind=resolutions", "kind", "/api/v1/search?kind=resolution"},
		{"/api/v1/search?size=1000", "size", "/api/v1/search?size=100"},
		{"/api/v1/search?size=0", "size", "/api/v1/search"},
		{"/api/v1/search?from=3/10/2016", "from", "/api/v1/search?from=2016-10-03"},
		{"/api/v1/search?from=10/2016", "from", "/api/v1/search?from=2016-10"},
		{"/api/v1/search?from=-5", "from", "/api/v1/search"},
		{"/api/v1/search?from=2017&to=2016", "to", "/api/v1/search?from=2016&to=2017"},
		{"/api/v1/search?year=16", "year", "/api/v1/search"},
		{"/api/v1/search?facets=units", "facets", "/api/v1/search?facets=unit"},
		{"/api/v1/search?facets=unit:0", "facets", "/api/v1/search"},
		{"/api/v1/search?fields=titel", "fields", "/api/v1/search?fields=title"},
		{"/api/v1/search?q=a&q=b", "q", "/api/v1/search"},
		{"/api/v1/search?q=%ff", "q", "/api/v1/search"},
		{"/api/v1/search?unit=-", "unit", "/api/v1/search"},
		{"/api/v1/search?q=" + strings.Repeat("a", 2001), "q", "/api/v1/search"},
		{"/api/v1/search?q=%zz", "", "/api/v1/search"},
		{"/api/v1/directives?kinds=law", "kinds", "/api/v1/directives?kind=law"},
		{"/api/v1/units/so-y-te?q=a", "q", "/api/v1/units/so-y-te"},
	} {
		w := c.get(tt.target)
		p := into[problem](t, w, 400)
		if p.Parameter != tt.parameter || len(p.Fixes) == 0 || p.Fixes[0] != tt.fix {
			t.Errorf("GET %.80s: parameter %q, fixes %q; want %q, %q (%s)", tt.target, p.Parameter, p.Fixes, tt.parameter, tt.fix, p.Detail)
		}
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("GET %.80s: Content-Type %q", tt.target, got)
		}
	}
}

func TestErrorsBecomeProblems(t *testing.T) {
	w := newWorld(t)
	cursed := w.add(tulieu.Article{URL: "https://tinh.example/cursed", Title: "panic"})
	removed := w.add(tulieu.Article{URL: "https://tinh.example/removed", Title: "x"})
	w.gone[removed.ID] = true
	c := newClient(t, w.server(t))
	for _, tt := range []struct {
		target string
		err    error
		status int
	}{
		{"/api/v1/articles/" + string(cursed.ID), nil, 500},
		{"/api/v1/articles/" + string(removed.ID), nil, 410},
		{"/api/v1/articles/none", nil, 404},
		{"/api/v1/directives/99-ct-tw-1901", nil, 404},
		{"/api/v1/units/no-such-unit", nil, 404},
		{"/api/v1/search", fmt.Errorf("index: %w", tulieu.ErrUnavailable), 503},
		{"/api/v1/search", context.DeadlineExceeded, 503},
		{"/api/v1/search", fmt.Errorf("query: quote at 3 is not closed: %w", tulieu.ErrInvalid), 400},
		{"/api/v1/search", fmt.Errorf("disk on fire: /var/secret"), 500},
		{"/readyz", tulieu.ErrUnavailable, 503},
	} {
		w.err = tt.err
		r := c.get(tt.target)
		p := into[problem](t, r, tt.status)
		if p.Status != tt.status || !strings.HasPrefix(p.Instance, "urn:tulieu:request:") {
			t.Errorf("GET %s with %v: %+v", tt.target, tt.err, p)
		}
		if strings.Contains(r.Body.String(), "secret") || strings.Contains(r.Body.String(), "goroutine") {
			t.Errorf("GET %s tells what is ours: %s", tt.target, r.Body)
		}
		if tt.status == 503 && r.Header().Get("Retry-After") == "" {
			t.Errorf("GET %s = 503 without Retry-After", tt.target)
		}
	}
}

func TestCursorWalksAndRunsOut(t *testing.T) {
	c := newClient(t, newWorld(t).server(t))
	seen := make(map[string]bool)
	target := "/api/v1/search?size=7"
	for target != "" {
		v := into[searchView](t, c.get(target), 200)
		for _, hit := range v.Hits {
			if seen[hit.ID] {
				t.Errorf("%s came twice", hit.ID)
			}
			seen[hit.ID] = true
		}
		if target = ""; v.Next != nil {
			target = "/api/v1/search?size=7&" + q("cursor", *v.Next)
		}
	}
	if len(seen) != 41 {
		t.Errorf("%d articles on all pages, want 41", len(seen))
	}
	p := into[problem](t, c.get("/api/v1/search?q=thi&cursor=stale"), 410)
	if !slices.Equal(p.Fixes, []string{"/api/v1/search?q=thi"}) {
		t.Errorf("fixes %q, want the first page", p.Fixes)
	}
}

func TestFieldsMakeHitsSparse(t *testing.T) {
	c := newClient(t, newWorld(t).server(t))
	v := into[struct{ Hits []map[string]any }](t, c.get("/api/v1/search?size=3&fields=title,published"), 200)
	for _, hit := range v.Hits {
		if len(hit) != 3 || hit["id"] == nil || hit["title"] == nil {
			t.Errorf("hit %v, want id, title, published", hit)
		}
	}
	a := into[map[string]any](t, c.get("/api/v1/articles/"+string(tulieu.NewID(firstURL))+"?fields=url"), 200)
	if len(a) != 2 || a["url"] != firstURL {
		t.Errorf("article %v, want id and url", a)
	}
}

func TestArticleTellsFactsAndMentions(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	v := into[articleView](t, c.get("/api/v1/articles/"+string(tulieu.NewID(firstURL))), 200)
	if v.Views != 1616 || v.Author != "Lê Minh Thư" || v.Publisher != "Chi bộ Sở Ngoại vụ" || v.PublishedRule != "label" || v.Show != "full" {
		t.Errorf("article %+v", v)
	}
	if v.Provenance.Digest == "" || v.Provenance.WARC.Offset != 48213 || *v.Provenance.LastFetched != "2026-11-21T09:30:00+07:00" {
		t.Errorf("provenance %+v", v.Provenance)
	}
	if len(v.Mentions) != 11 {
		t.Errorf("%d mentions, want 11", len(v.Mentions))
	}
	for _, m := range v.Mentions {
		text := v.Title
		var n int
		if m.Place.Field == "lead" {
			text = v.Lead
		} else if _, err := fmt.Sscanf(m.Place.Field, "body[%d]", &n); err == nil {
			text = v.Body[n]
		}
		if got := string([]rune(text)[m.Place.Start:m.Place.End]); got != m.Surface {
			t.Errorf("%s [%d,%d) is %q, want %q", m.Place.Field, m.Place.Start, m.Place.End, got, m.Surface)
		}
		if !m.Settled && len(m.Candidates) == 0 {
			t.Errorf("%q is not settled and has no candidates", m.Surface)
		}
	}
}

func TestExcerptHidesTheBody(t *testing.T) {
	w := newWorld(t)
	h := w.server(t)
	id := tulieu.NewID("https://tinh.example/tin/0")
	v := into[articleView](t, newClient(t, h).get("/api/v1/articles/"+string(id)), 200)
	if v.Show != "excerpt" || len(v.Body) != 0 || v.Lead == "" {
		t.Errorf("show %s, body %q, lead %q; want an excerpt", v.Show, v.Body, v.Lead)
	}
	hidden := w.articles[id].Body[0]
	if html := getPage(t, h, "/articles/"+string(id)); strings.Contains(html, hidden) {
		t.Errorf("the page shows the body of an excerpt")
	}
}

func TestOldIDsRedirect(t *testing.T) {
	w := newWorld(t)
	w.old["oldoldoldoldold1"] = tulieu.NewID(firstURL)
	c := newClient(t, w.server(t))
	for _, tail := range []string{"?lang=en", "/similar?size=2"} {
		r := c.get("/api/v1/articles/oldoldoldoldold1" + tail)
		if want := "/api/v1/articles/" + string(tulieu.NewID(firstURL)) + tail; r.Code != 301 || r.Header().Get("Location") != want {
			t.Errorf("old id = %d to %q, want 301 to %q", r.Code, r.Header().Get("Location"), want)
		}
	}
}

func TestDirective(t *testing.T) {
	c := newClient(t, newWorld(t).server(t))
	v := into[directiveView](t, c.get("/api/v1/directives/03-ct-tw-2011"), 200)
	if v.Label != "Chỉ thị 03-CT/TW (2011)" || v.Kind != "directive" || v.Number != "03-CT/TW" || v.Term != 11 {
		t.Errorf("directive %+v", v.directiveRow)
	}
	if v.Articles.Total != 1 || len(v.Articles.Years) != 1 || v.Articles.First == nil || v.Articles.Latest == nil || len(v.Articles.Units) == 0 {
		t.Errorf("articles %+v", v.Articles)
	}
	if i := slices.IndexFunc(v.Articles.Directives, func(c countView) bool { return c.Value == "05-ct-tw-2016" }); i < 0 || v.Articles.Directives[i].Count != 1 {
		t.Errorf("cited with it: %v, want 05-ct-tw-2016 once", v.Articles.Directives)
	}
	if len(v.Attested.Dates) != 1 || v.Attested.Dates[0].Value != "2011-05-14" || len(v.Attested.Names) != 2 {
		t.Errorf("attested %+v", v.Attested)
	}
	bare := into[directiveView](t, c.get("/api/v1/directives/35-ct-tw"), 200)
	if len(bare.Candidates) < 4 || bare.Articles.Total != 1 {
		t.Errorf("35-ct-tw: %d candidates, %d articles; want at least 4 and 1", len(bare.Candidates), bare.Articles.Total)
	}
	plenum := into[directiveView](t, c.get("/api/v1/directives/nqtw-4-khoa-11"), 200)
	if plenum.Articles.Total != 1 || len(plenum.Papers) == 0 {
		t.Errorf("plenum: %d articles, papers %v", plenum.Articles.Total, plenum.Papers)
	}
}

// TestRollUp: a province or a unit may be searched with those that became it.
func TestRollUp(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	for target, want := range map[string][]string{
		"place=quang-tri-2025":                {"quang-tri-2025"},
		"place=quang-tri-2025~":               {"quang-tri-2025", "quang-binh", "quang-tri"},
		"place=long-an&place=quang-tri-2025~": {"long-an", "quang-tri-2025", "quang-binh", "quang-tri"},
	} {
		v := into[searchView](t, c.get("/api/v1/search?"+target), 200)
		if got := w.searched[len(w.searched)-1].Filters[tulieu.FieldPlace].Any; !slices.Equal(got, want) {
			t.Errorf("%s asks the engine for %q, want %q", target, got, want)
		}
		if asked := v.Query.Filters["place"].Any; len(asked) != strings.Count(target, "place=") {
			t.Errorf("%s is understood as %q", target, asked)
		}
	}
	u := into[unitView](t, c.get("/api/v1/units/so-ngoai-vu-quang-tri-2025"), 200)
	if len(u.Before) < 2 || !slices.ContainsFunc(u.Before, func(r refView) bool { return r.Slug == "so-ngoai-vu-quang-binh" }) {
		t.Errorf("so-ngoai-vu-quang-tri-2025 came from %v", u.Before)
	}
	if page := getPage(t, w.server(t), "/?place=quang-tri-2025~"); !strings.Contains(page, words["rolled"].in(vietnamese)) {
		t.Error("the page does not say that it looks further back")
	}
}

// TestDiscoveredDirective: a paper that no table holds grows its record from
// articles; what they contradict each other in is kept and shown.
func TestDiscoveredDirective(t *testing.T) {
	w := newWorld(t)
	cite := func(url, portal, text string) {
		w.add(tulieu.Article{URL: url, Portal: portal, Title: "Chi bộ học tập văn bản mới", Published: tulieu.Day(2025, 2, 3), Body: []string{text}})
	}
	cite("https://a.example/1", "so-ngoai-vu", "Học Kết luận 97-KL/TW ngày 2024-10-05 trong quý I, cùng Luật Đất đai 2013.")
	cite("https://a.example/2", "so-ngoai-vu", "Học Kết luận 97-KL/TW ngày 2024-10-05 trong quý II.")
	cite("https://a.example/3", "bao-tinh", "Học Kết luận 97-KL/TW ngày 2024-10-06 trong quý III.")
	get := func() (directiveView, directiveRow, string) {
		c := newClient(t, w.server(t))
		list := into[directivesView](t, c.get("/api/v1/directives?kind=conclusion"), 200)
		i := slices.IndexFunc(list.Directives, func(d directiveRow) bool { return d.Slug == "97-kl-tw-2024" })
		if i < 0 {
			t.Fatal("the list has no 97-kl-tw-2024")
		}
		return into[directiveView](t, c.get("/api/v1/directives/97-kl-tw-2024"), 200), list.Directives[i], getPage(t, w.server(t), "/directives/97-kl-tw-2024")
	}
	v, _, page := get()
	if v.Certainty != "discovered" || v.Number != "97-KL/TW" || v.Kind != "conclusion" || v.Title != "Nông nghiệp, nông dân, nông thôn" ||
		v.Issuer != "Bộ Chính trị" || v.Issued == nil || *v.Issued != "2024-10-05" {
		t.Errorf("record %+v", v.directiveRow)
	}
	if d := v.Attested.Dates; len(d) != 2 || d[0].Conflict || !d[1].Conflict || d[1].Value != "2024-10-06" || d[1].Article == "" {
		t.Errorf("dates %+v, want the rarer one as a conflict with its article", d)
	}
	if !strings.Contains(page, words["directive.discovered"].in(vietnamese)) {
		t.Error("the page does not say that the paper is not confirmed")
	}
	cite("https://a.example/4", "bao-tinh", "Học Kết luận 97-KL/TW ngày 2024-10-05 trong quý IV.")
	v, row, page := get()
	if v.Certainty != "confirmed" || row.Certainty != "confirmed" || row.Number != "97-KL/TW" || row.Count != 4 || strings.Contains(page, words["directive.discovered"].in(vietnamese)) {
		t.Errorf("after four articles of two portals: %+v, in the list %+v", v.directiveRow, row)
	}
	c := newClient(t, w.server(t))
	law := into[directiveView](t, c.get("/api/v1/directives/luat-dat-dai-2013"), 200)
	if law.Label != "Luật Đất đai 2013" || law.Kind != "law" || law.Certainty != "discovered" {
		t.Errorf("a law by its name: %+v", law.directiveRow)
	}
	if bare := into[directiveView](t, c.get("/api/v1/directives/35-ct-tw"), 200); bare.Certainty != "" {
		t.Errorf("a bare number is %q", bare.Certainty)
	}
}

func TestDirectivesAreListedByKind(t *testing.T) {
	c := newClient(t, newWorld(t).server(t))
	all := into[directivesView](t, c.get("/api/v1/directives"), 200)
	if all.Total < 250 || len(all.Directives) != all.Total || all.Directives[0].Kind != "directive" {
		t.Errorf("%d of %d papers, first %+v", len(all.Directives), all.Total, all.Directives[0])
	}
	found := into[directivesView](t, c.get("/api/v1/directives?"+q("q", "03-ct/tw", "kind", "directive")), 200)
	if !slices.ContainsFunc(found.Directives, func(d directiveRow) bool { return d.Slug == "03-ct-tw-2011" && d.Count == 1 }) {
		t.Errorf("03-ct/tw finds %+v", found.Directives)
	}
	page := into[directivesView](t, c.get("/api/v1/directives?size=50"), 200)
	next := into[directivesView](t, c.get("/api/v1/directives?size=50&cursor="+*page.Next), 200)
	if next.Directives[0].Slug != all.Directives[50].Slug {
		t.Errorf("second page begins with %s, want %s", next.Directives[0].Slug, all.Directives[50].Slug)
	}
}

func TestUnit(t *testing.T) {
	c := newClient(t, newWorld(t).server(t))
	v := into[unitView](t, c.get("/api/v1/units/chi-bo-so-ngoai-vu-long-an"), 200)
	if v.Place != "long-an" || v.PlaceLabel == "" || len(v.Ancestors) == 0 || v.Articles.Total != 1 || v.Published != 1 || len(v.Articles.Directives) == 0 {
		t.Errorf("unit %+v", v)
	}
	if i := slices.IndexFunc(v.ByYear, func(y yearView) bool { return y.Year == "2016" }); i < 0 || len(v.ByYear[i].Directives) != 4 {
		t.Errorf("by year %+v, want the four papers of 2016", v.ByYear)
	}
	list := into[unitsView](t, c.get("/api/v1/units"), 200)
	if list.Total != 6 {
		t.Errorf("%d units named, want 6: %+v", list.Total, list.Units)
	}
	known := into[unitsView](t, c.get("/api/v1/units?"+q("q", "so ngoai vu", "place", "long-an")), 200)
	if !slices.ContainsFunc(known.Units, func(u unitRow) bool { return u.Slug == "so-ngoai-vu-long-an" }) {
		t.Errorf("so ngoai vu in long-an finds %+v", known.Units)
	}
}

func TestRecognise(t *testing.T) {
	c := newClient(t, newWorld(t).server(t))
	text := "Ở đây, Chi bộ Sở Ngoại vụ triển khai Chỉ thị 05-CT/TW."
	body, _ := json.Marshal(map[string]string{"text": text, "published": "2016-10-03"})
	v := into[recogniseView](t, c.do("POST", "/api/v1/recognise", string(body)), 200)
	if len(v.Mentions) != 2 {
		t.Fatalf("mentions %+v, want two", v.Mentions)
	}
	for _, m := range v.Mentions {
		if got := string([]rune(text)[*m.Start:*m.End]); got != m.Surface {
			t.Errorf("[%d,%d) is %q, want %q", *m.Start, *m.End, got, m.Surface)
		}
	}
	for body, status := range map[string]int{
		`{"text": ""}`:             400,
		`{"text": "a", "x": 1}`:    400,
		`{"text": "a"} {}`:         400,
		`{"text": "a"`:             400,
		`{"published": "hôm qua"}`: 400,
		`{"text": "` + strings.Repeat("a", maxRecognise) + `"}`: 413,
	} {
		if w := c.do("POST", "/api/v1/recognise", body); w.Code != status {
			t.Errorf("recognise %.40s = %d, want %d: %s", body, w.Code, status, w.Body)
		}
	}
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	if v := into[healthView](t, c.get("/readyz"), 200); v.Behind != 1 || v.Status != "ok" {
		t.Errorf("readyz %+v", v)
	}
	w.health.Ready = false
	if v := into[healthView](t, c.get("/readyz"), 503); v.Status != "unavailable" {
		t.Errorf("readyz %+v", v)
	}
	if v := into[healthView](t, c.get("/healthz"), 200); v.Status != "ok" {
		t.Errorf("healthz %+v", v)
	}
	w.health.Note = "the disk is full"
	if v := into[healthView](t, c.get("/healthz"), 200); v.Status != "degraded" || v.Note != "the disk is full" {
		t.Errorf("healthz %+v", v)
	}
}

// fixed suggests the same to everybody.
type fixed tulieu.Completions

func (f fixed) Suggest(_ context.Context, _ string, n int) (tulieu.Completions, error) {
	return tulieu.Completions{Words: f.Words[:min(n, len(f.Words))], Titles: f.Titles[:min(n, len(f.Titles))]}, nil
}

func TestSuggest(t *testing.T) {
	w := newWorld(t)
	config := w.config()
	article, gone := tulieu.NewID(firstURL), tulieu.NewID("https://tinh.example/tin/1")
	w.gone[gone] = true // after the index looked last
	paper, _ := w.register.Directive("05-ct-tw-2016")
	config.Suggester = fixed{[]string{"thi đua khen thưởng", "thi đua yêu nước"}, []tulieu.ID{gone, article}}
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, h)
	for _, tt := range []struct {
		typed string
		want  suggestionView
	}{
		{"thi", suggestionView{Kind: "words", Text: "thi đua khen thưởng"}},
		{"thi", suggestionView{Kind: "article", Text: "Chi bộ Sở Ngoại vụ đưa phong trào thi đua vào nền nếp", ID: article}},
		{"chi thi 05", suggestionView{Kind: "directive", Text: "Chỉ thị 05-CT/TW (2016)", Title: paper.Title, Slug: "05-ct-tw-2016", Count: 31}},
		{"ngoại v", suggestionView{Kind: "unit", Text: "Sở Ngoại vụ (Long An)", Slug: "so-ngoai-vu-long-an", Count: 33}},
		{"35-ct", suggestionView{Kind: "directive", Text: "Chỉ thị 35-CT/TW", Slug: "35-ct-tw", Count: 1}},
	} {
		v := into[suggestView](t, c.get("/api/v1/suggest?"+q("q", tt.typed)), 200)
		if !slices.Contains(v.Suggestions, tt.want) {
			t.Errorf("%q suggests %+v, want %+v among them", tt.typed, v.Suggestions, tt.want)
		}
	}
	for _, typed := range []string{"03-CT", "03 - CT/TƯ", "3/ct-tw", "03 - ct/tw", "chỉ thị số 03 –", "“03-CT/TW"} {
		v := into[suggestView](t, c.get("/api/v1/suggest?"+q("q", typed)), 200)
		if !slices.ContainsFunc(v.Suggestions, func(s suggestionView) bool { return s.Slug == "03-ct-tw-2011" }) {
			t.Errorf("%q suggests %+v, want 03-CT/TW among them", typed, v.Suggestions)
		}
	}
	var kinds []string
	for _, s := range into[suggestView](t, c.get("/api/v1/suggest?"+q("q", "sở")), 200).Suggestions {
		kinds = append(kinds, s.Kind)
	}
	if want := []string{"words", "words", "unit", "unit", "unit", "unit", "directive", "article"}; !slices.Equal(kinds, want) {
		t.Errorf("sở suggests %q, want %q", kinds, want)
	}
	for _, typed := range []string{"", " ", "\"(", strings.Repeat("a", 1500)} {
		if v := into[suggestView](t, c.get("/api/v1/suggest?"+q("q", typed, "size", "2")), 200); len(v.Suggestions) > 2 {
			t.Errorf("%q suggests %+v", typed, v.Suggestions)
		}
	}
}

func TestSimilarArticles(t *testing.T) {
	w := newWorld(t)
	c := newClient(t, w.server(t))
	id := tulieu.NewID("https://tinh.example/tin/1")
	v := into[similarView](t, c.get("/api/v1/articles/"+string(id)+"/similar?size=5"), 200)
	if len(v.Hits) != 5 || v.Hits[0].Title != w.articles[id].Title {
		t.Errorf("similar to %q: %+v", w.articles[id].Title, v.Hits)
	}
	for _, hit := range v.Hits {
		if hit.ID == string(id) {
			t.Errorf("the article is similar to itself")
		}
	}
	found := into[searchView](t, c.get("/api/v1/search?size=5&like="+string(id)), 200)
	if found.Hits[0].ID != v.Hits[0].ID || found.Query.Sort != "score" {
		t.Errorf("like=%s finds %s by %s, want %s", id, found.Hits[0].ID, found.Query.Sort, v.Hits[0].ID)
	}
	narrowed := into[similarView](t, c.get("/api/v1/articles/"+string(id)+"/similar?unit=so-ngoai-vu-long-an&size=5"), 200)
	if len(narrowed.Hits) == 0 {
		t.Error("no similar article names the unit")
	}
	for _, hit := range narrowed.Hits {
		if !slices.ContainsFunc(hit.Units, func(u unitRefView) bool { return u.Slug == "so-ngoai-vu-long-an" }) {
			t.Errorf("%s is no article of the unit's: %+v", hit.ID, hit.Units)
		}
	}
	into[problem](t, c.get("/api/v1/search?like=none"), 404)
	into[problem](t, c.get("/api/v1/search?q=a&like="+string(id)), 400)
}

func TestUnitsTheRegisterDoesNotKnowAreNamedByArticles(t *testing.T) {
	const slug, label = "tram-y-te-xa-my-loc-long-an", "Trạm Y tế xã Mỹ Lộc (Long An)"
	w := newWorld(t)
	if got := w.register.Label(tulieu.FieldUnit, slug); got != slug {
		t.Fatalf("the register knows it as %q; take another for this test", got)
	}
	c := newClient(t, w.server(t))
	// The one hit shown does not name it: another article has to be read.
	v := into[searchView](t, c.get("/api/v1/search?size=1&sort=newest"), 200)
	if !slices.Contains(v.Facets["unit"], countView{slug, label, 1, false}) {
		t.Errorf("facet unit %v lacks %s", v.Facets["unit"], label)
	}
	if u := into[unitView](t, c.get("/api/v1/units/"+slug), 200); u.Label != label {
		t.Errorf("unit %+v, want %s", u.unitRow, label)
	}
	asked := len(w.searched)
	c.get("/api/v1/search?size=1&sort=newest")
	if len(w.searched) != asked+1 {
		t.Errorf("the second search asked %d times more", len(w.searched)-asked-1)
	}
}

func TestAnswersAreRememberedUntilTheIndexChanges(t *testing.T) {
	w := newWorld(t)
	config := w.config()
	now := clock
	config.Now = func() time.Time { return now }
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, h)
	total := func() int {
		now = now.Add(time.Second)
		return into[directiveView](t, c.get("/api/v1/directives/05-ct-tw-2016"), 200).Articles.Total
	}
	before, asked := total(), len(w.searched)
	if total() != before || len(w.searched) != asked {
		t.Errorf("the second answer took %d searches", len(w.searched)-asked)
	}
	w.add(tulieu.Article{URL: "https://tinh.example/new", Title: "Chỉ thị 05-CT/TW"})
	w.health.Indexed++
	if got := total(); got != before+1 {
		t.Errorf("%d articles after one more was indexed, want %d", got, before+1)
	}
}

// TestARangeMayEndInACoarserDate: the end of a range is the end of its date.
func TestARangeMayEndInACoarserDate(t *testing.T) {
	for query, sound := range map[string]bool{
		"from=2016-10&to=2016": true, "from=2016-10-03&to=2016-10": true, "from=2016&to=2016-10": true,
		"from=2016-10&to=2015": false, "from=2016-10-03&to=2016-09": false,
	} {
		if _, err := parse(&url.URL{Path: "/", RawQuery: query}, searchGrammar); (err == nil) != sound {
			t.Errorf("%s: %v", query, err)
		}
	}
}
