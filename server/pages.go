package server

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tulieu"
	"tulieu/internal/viet"
)

//go:embed templates assets
var files embed.FS

// pages are the templates by name and the assets with their hash, all read
// once.
type pages struct {
	templates map[string]*template.Template
	assets    map[string]asset
}

type asset struct {
	body        []byte
	contentType string
	hash        string // of body; its address carries it, so it may be cached for ever
}

func loadPages() (*pages, error) {
	p := &pages{make(map[string]*template.Template), make(map[string]asset)}
	assets, err := fs.ReadDir(files, "assets")
	if err != nil {
		return nil, err
	}
	for _, f := range assets {
		body, err := files.ReadFile("assets/" + f.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		p.assets[f.Name()] = asset{body, mime.TypeByExtension(path.Ext(f.Name())), hex.EncodeToString(sum[:6])}
	}
	funcs := template.FuncMap{
		"asset":    func(name string) string { return "/assets/" + name + "?v=" + p.assets[name].hash },
		"segments": segments,
		"deref": func(s *string) string {
			if s == nil {
				return ""
			}
			return *s
		},
		"percent": func(confidence float64) string { return strconv.Itoa(int(confidence*100+.5)) + " %" },
		"join":    strings.Join,
		"list":    func(v ...any) []any { return v }, // what a template is given that needs several things
	}
	shared, err := template.New("").Funcs(funcs).ParseFS(files, "templates/shared/*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		own, err := shared.Clone()
		if err == nil {
			own, err = own.ParseFS(files, name)
		}
		if err != nil {
			return nil, err
		}
		p.templates[strings.TrimSuffix(path.Base(name), ".html")] = own
	}
	return p, nil
}

// A page is what every template is given; View is what it shows.
type page struct {
	Lang  language
	Title string
	Head  headView
	View  any
	r     *request
}

// headView is what a page says of itself to machines.
type headView struct {
	Canonical string
	NoIndex   bool
	API       string // address of the same answer as JSON
	Feed      string // address of the same search as a feed
}

// T is the phrase of key in the page's language.
func (p page) T(key string) string { return words[key].in(p.Lang) }

// Has reports whether there is a phrase for key.
func (p page) Has(key string) bool { return words[key] != phrase{} }

func (p page) Date(iso *string) string {
	if iso == nil {
		return ""
	}
	return p.Lang.Date(*iso)
}
func (p page) Number(n int) string   { return p.Lang.number(n) }
func (p page) Articles(n int) string { return p.Lang.articles(n) }

// Link is path with the page's language.
func (p page) Link(elem ...string) string {
	for i, e := range elem[1:] {
		elem[i+1] = url.PathEscape(e)
	}
	return p.search(strings.Join(elem, "/"))
}

// Find is the search for articles with a value of a field.
func (p page) Find(field, value string) string { return p.search("/", field, value) }

func (p page) search(path string, pair ...string) string {
	q := make(parameters)
	for i := 0; i+1 < len(pair); i += 2 {
		q[pair[i]] = []string{pair[i+1]}
	}
	if p.Lang != vietnamese {
		q["lang"] = []string{string(p.Lang)}
	}
	return link(path, q)
}

// Other is the same page in the other language.
func (p page) Other() string {
	if p.r == nil {
		return "/"
	}
	if p.Lang == english {
		return p.r.link(p.r.without("lang"))
	}
	return p.r.link(p.r.set("lang", string(english)))
}

// Words are what stands in the search box.
func (p page) Words() string {
	if p.r == nil {
		return ""
	}
	return p.r.Text
}

func (h *handler) render(c echo.Context, status int, name string, p page) error {
	if p.Lang == "" {
		p.Lang = p.r.lang
	}
	if p.r != nil && p.Head.API == "" && status == http.StatusOK {
		path := p.r.path
		if path == "/" {
			path = "/search"
		}
		p.Head.API = link("/api/v1"+path, parameters(p.r.values))
	}
	var b bytes.Buffer
	if err := h.pages.templates[name].ExecuteTemplate(&b, "layout", p); err != nil {
		return fmt.Errorf("server: page %s: %w", name, err)
	}
	if status != http.StatusOK {
		return c.HTMLBlob(status, b.Bytes())
	}
	return deliver(c, echo.MIMETextHTMLCharsetUTF8, b.Bytes())
}

// failPage shows a problem to people, in their language.
func (h *handler) failPage(c echo.Context, problem problem) error {
	lang := vietnamese
	if c.QueryParam("lang") == string(english) {
		lang = english
	}
	title := words["error."+strconv.Itoa(problem.Status)].in(lang)
	return h.render(c, problem.Status, "problem", page{
		Lang: lang, Title: cmp.Or(title, problem.Title), Head: headView{NoIndex: true}, View: problem,
	})
}

func (h *handler) asset(c echo.Context) error {
	a, ok := h.pages.assets[c.Param("name")]
	if !ok {
		return tulieu.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, a.contentType, a.body)
}

func (h *handler) robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /articles/\nDisallow: /api/\nDisallow: /*?\n")
}

// A segment is a piece of a text: plain, marked, or a mention with its link.
type segment struct {
	Text   string
	Marked bool
	Href   string
	Class  string // "directive", "unit"
	Title  string // what the mention means
	Time   string // ISO date of a date
}

// segments cuts text at its marks.
func segments(text string, marks []markView) []segment {
	var list []segment
	rest, at := text, 0
	take := func(end int) string {
		n := forward(rest, 0, end-at)
		s := rest[:n]
		rest, at = rest[n:], max(end, at)
		return s
	}
	for _, m := range marks {
		if plain := take(m[0]); plain != "" {
			list = append(list, segment{Text: plain})
		}
		list = append(list, segment{Text: take(m[1]), Marked: true})
	}
	if rest != "" {
		list = append(list, segment{Text: rest})
	}
	return list
}

// forward is the byte n code points after at, or the end of s.
func forward(s string, at, n int) int {
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

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
}

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
	if v.Similar, err = h.alike(c.Request().Context(), a, similarShown); err != nil {
		h.Log.Warn("article without its similar ones", "id", a.ID, "err", err)
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

func (p page) with(view any) page {
	p.View = view
	return p
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

func (h *handler) aboutPage(c echo.Context) error {
	r, err := parse(c.Request().URL, plainGrammar)
	if err != nil {
		return err
	}
	health, err := h.Status.Health(c.Request().Context())
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, "about", page{Title: words["nav.about"].in(r.lang), r: r, Head: headView{API: "/api/v1/openapi.json"}, View: struct {
		Base    string
		Health  healthView
		Portals []tulieu.Portal
	}{h.base(c), h.viewHealth(health), h.Portals}})
}
