package server

import (
	"bytes"
	"cmp"
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
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tulieu"
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

// Alike is the search for articles like one, with a value of a field.
func (p page) Alike(id, field, value string) string {
	return p.search("/", "like", id, field, value)
}

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

func (p page) with(view any) page {
	p.View = view
	return p
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
