// Package server answers questions to the archive over HTTP: programs in
// JSON under /api/v1, people in plain HTML pages. Both speak one parameter
// language, so a page and its API answer differ in the path only.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"tulieu"
)

// A Searcher says which articles answer a query. It answers
// tulieu.ErrInvalid to a query without meaning, tulieu.ErrGone to a cursor
// whose snapshot ended and tulieu.ErrUnavailable when it cannot answer now.
type Searcher interface {
	Search(ctx context.Context, q tulieu.Query) (*tulieu.Results, error)
}

// A Library says what an article is. The ID of the answer differs from id
// where id is an old one; an article taken down is tulieu.ErrGone.
type Library interface {
	Article(ctx context.Context, id tulieu.ID) (*tulieu.Article, error)
	// Articles are those of ids, in their order: nil where there is none or it
	// was taken down.
	Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error)
}

// A Register knows the papers, units and provinces, and what to call them.
type Register interface {
	Directive(slug string) (tulieu.Directive, bool)
	Directives() []tulieu.Directive
	ByNumber(number string) []tulieu.Directive // "03-CT/TW" or "03-ct-tw"
	CitedBy(slug string) []tulieu.Relation     // later papers that replace, continue, … slug
	IssuedBy(plenum string) []tulieu.Directive // papers of a session
	// Attested is a paper as tables, editors and the articles of entries tell of
	// it, also one that no table holds; false for a number without a year.
	Attested(slug string, entries []*tulieu.Entry) (tulieu.Directive, bool)
	Unit(slug string) (tulieu.Unit, bool)
	Units() []tulieu.Unit
	UnitsNamed(name string) []tulieu.Unit
	Ancestors(unit string) []string // nearest first
	Children(unit string) []string
	Province(slug string) (tulieu.Province, bool)
	RollUp(slug string) []string               // a province or unit and what became it
	Label(f tulieu.Field, value string) string // value itself if unknown
}

// A Resolver says what the mentions of an article mean by the register of
// today. The portal is nil where none is known.
type Resolver interface {
	Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry
}

// A Recogniser finds the directives, units and dates that a text names.
type Recogniser interface {
	Find(text string) []tulieu.Mention
}

// A Status says how far the index has followed the archive.
type Status interface {
	Health(ctx context.Context) (Health, error)
}

// Health is the state of the service at one moment.
type Health struct {
	Archive  string     // random id of the archive
	Seq      tulieu.Seq // last change of the archive
	Indexed  tulieu.Seq // last change the index has taken in
	Articles int        // articles in the index
	Ready    bool       // the index has caught up once since the start
	Note     string     // what stands in the way, in plain words; empty if nothing
}

// Behind is the number of changes the index has yet to take in.
func (h Health) Behind() uint64 {
	if h.Indexed >= h.Seq {
		return 0
	}
	return uint64(h.Seq - h.Indexed)
}

// Config is what a server answers from. What stands above Version is
// required; the rest has defaults.
type Config struct {
	Searcher   Searcher
	Library    Library
	Register   Register
	Resolver   Resolver
	Recogniser Recogniser
	Status     Status
	Portals    []tulieu.Portal // profiles, for titles and for how much may be shown
	Version    string          // of the program, for /about and /healthz

	URL       string           // public address, "https://tulieu.example"; empty to take it from each request
	Suggester Suggester        // nil to suggest papers and units only
	Log       *slog.Logger     // nil for slog.Default
	Now       func() time.Time // nil for time.Now
	Timeout   time.Duration    // for one answer; 0 for 10 s
	AtOnce    int              // searches under way at once; more wait, then get 503; 0 for four a processor
	Rate      float64          // requests a second from one address, in bursts of ten seconds' worth; 0 for no limit
}

func (c Config) complete() error {
	for _, part := range []struct {
		name    string
		missing bool
	}{
		{"Searcher", c.Searcher == nil}, {"Library", c.Library == nil}, {"Register", c.Register == nil},
		{"Resolver", c.Resolver == nil}, {"Recogniser", c.Recogniser == nil}, {"Status", c.Status == nil},
	} {
		if part.missing {
			return errors.New("server: Config lacks its " + part.name)
		}
	}
	return nil
}

// handler answers every route. Its methods return errors; fail alone turns
// them into answers.
type handler struct {
	Config
	portals map[string]*tulieu.Portal
	pages   *pages
	openapi document
	metrics *metrics
	names   names
	memory  memory
	labels  labels
}

// New returns the API and the pages over what c holds.
func New(c Config) (http.Handler, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.AtOnce == 0 {
		c.AtOnce = 4 * runtime.GOMAXPROCS(0)
	}
	c.Searcher = &gate{c.Searcher, make(chan struct{}, c.AtOnce)}
	h := &handler{Config: c, portals: make(map[string]*tulieu.Portal, len(c.Portals)), metrics: newMetrics(c.Status)}
	for i := range c.Portals {
		h.portals[c.Portals[i].Name] = &c.Portals[i]
	}
	var err error
	if h.openapi, err = loadDocument(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	if h.pages, err = loadPages(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect() // X-Forwarded-For is anybody's word
	e.HTTPErrorHandler = h.fail
	compress := middleware.GzipWithConfig(middleware.GzipConfig{MinLength: 1400}) // less fits one packet anyway
	e.Pre(middleware.RemoveTrailingSlashWithConfig(middleware.TrailingSlashConfig{RedirectCode: http.StatusMovedPermanently}))
	e.Use(h.observe, h.protect, newLimiter(c.Rate, c.Now).limit, compress)
	h.routes(e)
	return e, nil
}

func (h *handler) routes(e *echo.Echo) {
	get := func(path string, f echo.HandlerFunc) {
		e.GET(path, f)
		e.HEAD(path, f)
	}
	// Each path its own: with one for all, an unknown address would be a 405.
	api := func(path string, f echo.HandlerFunc) {
		get(path, f)
		e.OPTIONS(path, preflight)
	}
	get("/healthz", h.healthz)
	get("/readyz", h.readyz)
	get("/metrics", h.metrics.show)

	api("/api/v1/search", h.search)
	api("/api/v1/articles/:id", h.article)
	api("/api/v1/suggest", h.suggest)
	api("/api/v1/articles/:id/similar", h.similar)
	api("/api/v1/directives", h.directives)
	api("/api/v1/directives/:slug", h.directive)
	api("/api/v1/units", h.units)
	api("/api/v1/units/:slug", h.unit)
	api("/api/v1/openapi.json", h.openapiJSON)
	api("/api/v1/openapi.yaml", h.openapiYAML)
	e.POST("/api/v1/recognise", h.recognise)
	e.OPTIONS("/api/v1/recognise", preflight)

	get("/", h.searchPage)
	get("/articles/:id", h.articlePage)
	get("/directives", h.directivesPage)
	get("/directives/:slug", h.directivePage)
	get("/units", h.unitsPage)
	get("/units/:slug", h.unitPage)
	get("/about", h.aboutPage)
	get("/feed", h.feed)
	get("/embed", h.embed)
	get("/assets/:name", h.asset)
	get("/robots.txt", h.robots)
}
