package sample

import (
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"html/template"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"tulieu"
)

// pages are the templates of the sites; testdata holds a page of each, typed
// by hand, to which the templates are compared.
//
//go:embed pages/*.html profiles/*.yaml
var siteFiles embed.FS

// What Portals holds.
const (
	DemoSeed     = 20161003
	DemoArticles = 300
)

// Portals returns the three make-believe portals of the demo: 300 articles in
// all.
func Portals() []*Portal { return New(Articles(DemoSeed, DemoArticles)) }

// New returns the three make-believe portals, each with those of the articles
// that are its own.
func New(articles iter.Seq[Article]) []*Portal {
	portals := make([]*Portal, len(sites))
	for i := range sites {
		portals[i] = newPortal(&sites[i])
	}
	for a := range articles {
		if i := slices.IndexFunc(portals, func(p *Portal) bool { return p.site.name == a.Portal }); i >= 0 {
			portals[i].add(a)
		}
	}
	return portals
}

// Profiles are those of the make-believe portals at the addresses that
// Articles have, where nobody listens: for articles that are imported.
func Profiles() ([]tulieu.Portal, error) {
	profiles := make([]tulieu.Portal, len(sites))
	for i := range sites {
		var err error
		if profiles[i], err = newPortal(&sites[i]).Profile(sites[i].host); err != nil {
			return nil, err
		}
	}
	return profiles, nil
}

// A Portal is a make-believe web site: lists and pagers, menus, a clock on
// every page, counters that move with every request, related articles,
// robots.txt. One has a sitemap, one a feed; two of three answer conditional
// requests, by validators that know neither clock nor counters. It is safe for
// concurrent use.
type Portal struct {
	site *site
	page *template.Template
	now  func() time.Time

	mu     sync.Mutex
	pages  []*page // newest first
	byPath map[string]*page
	visits int
	served Served
}

// Served counts the answers of a portal.
type Served struct {
	Full        int // 200, with a body
	NotModified int // 304
	Failed      int // 404 and the like
}

// page is an article in print.
type page struct {
	Article
	path    string
	section *section
}

func newPortal(s *site) *Portal {
	// The template is part of the program, as is its name.
	t := template.Must(template.ParseFS(siteFiles, "pages/"+s.name+".html"))
	return &Portal{site: s, page: t, now: time.Now, visits: 1204364, byPath: map[string]*page{}}
}

func (p *Portal) add(a Article) {
	u, err := url.Parse(a.URL)
	if err != nil {
		panic(err) // written by site.path
	}
	i := slices.IndexFunc(p.site.sections, func(s section) bool { return slices.Equal(s.path, a.Section) })
	pg := &page{Article: a, path: u.Path, section: &p.site.sections[i]}
	at, _ := slices.BinarySearchFunc(p.pages, pg, func(x, y *page) int { return y.Published.First().Compare(x.Published.First()) })
	p.pages = slices.Insert(p.pages, at, pg)
	p.byPath[pg.path] = pg
}

// Name is the name of the portal's profile.
func (p *Portal) Name() string { return p.site.name }

// Articles are the portal's, newest first.
func (p *Portal) Articles() []Article {
	p.mu.Lock()
	defer p.mu.Unlock()
	articles := make([]Article, len(p.pages))
	for i, pg := range p.pages {
		articles[i] = pg.Article
	}
	return articles
}

// Edit changes the article at an address, whatever its host, as an editor
// would: the address stays, the page's validators do not.
func (p *Portal) Edit(address string, change func(*Article)) error {
	pg, err := p.find(address)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&pg.Article)
	pg.Updated = p.now().UTC()
	return nil
}

// Visit adds n to the view counter of the article at an address, whatever its
// host. Its validators stay.
func (p *Portal) Visit(address string, n int) error {
	pg, err := p.find(address)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	pg.Views += n
	return nil
}

func (p *Portal) find(address string) (*page, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if pg := p.byPath[u.Path]; pg != nil {
		return pg, nil
	}
	return nil, fmt.Errorf("sample: %s has no page %s: %w", p.site.name, u.Path, tulieu.ErrNotFound)
}

// Served says what the portal has answered so far.
func (p *Portal) Served() Served {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.served
}

// Profile is the portal's profile where it listens on host, "127.0.0.1:8081".
func (p *Portal) Profile(host string) (tulieu.Portal, error) {
	var profile tulieu.Portal
	text, err := p.ProfileYAML(host)
	if err != nil {
		return profile, err
	}
	if err := yaml.Unmarshal(text, &profile); err != nil {
		return profile, fmt.Errorf("sample: profile %s: %w", p.site.name, err)
	}
	return profile, nil
}

// ProfileYAML is the portal's profile as a file of portals/.
func (p *Portal) ProfileYAML(host string) ([]byte, error) {
	text, err := siteFiles.ReadFile("profiles/" + p.site.name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	return bytes.ReplaceAll(text, []byte("{{host}}"), []byte(host)), nil
}

// ServeHTTP answers as the portal.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visits++
	rec := &recorder{ResponseWriter: w, status: http.StatusOK}
	p.serve(rec, r)
	switch {
	case rec.status == http.StatusOK:
		p.served.Full++
	case rec.status == http.StatusNotModified:
		p.served.NotModified++
	default:
		p.served.Failed++
	}
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (p *Portal) serve(w http.ResponseWriter, r *http.Request) {
	u := *r.URL
	if p.site.languages {
		u.Path = strings.ReplaceAll(u.Path, "/en/", "/")
	}
	switch {
	case u.Path == "/robots.txt":
		p.robots(w, r)
	case u.Path == p.site.sitemap:
		p.sitemap(w, r)
	case u.Path == p.site.feed:
		p.feed(w, r)
	case p.byPath[u.Path] != nil:
		p.article(w, r, p.byPath[u.Path])
	default:
		if sec, n, ok := p.site.page(&u); ok {
			p.list(w, r, sec, n)
			return
		}
		http.NotFound(w, r)
	}
}

// What a template is given. Dates and counters come in each family's spelling.
type (
	view struct {
		Title            string
		Canonical, Print string
		Clock            string
		Online, Visits   string
		Menu             []link
		Section          *link
		Article          *printed // nil on a list
		Related, List    []printed
		Pages            []link
	}
	link struct {
		Name, Path string
		N          int
		Here       bool
	}
	printed struct {
		Title, Lead, Byline, Path   string
		Author, Source              string
		Body                        []string
		Day, Spaced, Minute, Dotted string
		Views                       int
	}
)

var weekdays = [...]string{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"}

func (pg *page) print() printed {
	v := printed{Title: pg.Title, Lead: pg.Lead, Byline: pg.Byline, Path: pg.path, Body: pg.Body, Views: pg.Views, Dotted: dotted(pg.Views)}
	v.Author = pg.Byline
	if author, unit, ok := strings.Cut(pg.Byline, " - "); ok {
		v.Author, v.Source = author, unit
	} else if strings.HasPrefix(pg.Byline, "Theo ") {
		v.Author, v.Source = "", strings.TrimPrefix(pg.Byline, "Theo ")
	}
	if d := pg.Published; !d.IsZero() {
		at := d.First()
		v.Day, v.Spaced = at.Format("02/01/2006"), at.Format("02 - 01 - 2006")
		v.Minute = weekdays[at.Weekday()] + ", " + at.Format("02/01/2006, 15:04")
	}
	return v
}

// dotted prints n with the dots of a Vietnamese number: 1.205.
func dotted(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s.%03d", dotted(n/1000), n%1000)
}

// frame is what every page of the site shows.
func (p *Portal) frame(sec *section) view {
	now := p.now().In(tulieu.Zone)
	v := view{
		Title:  p.site.publisher,
		Clock:  weekdays[now.Weekday()] + ", " + now.Format("02/01/2006, 15:04:05"),
		Online: strconv.Itoa(3 + p.visits%41),
		Visits: dotted(p.visits),
	}
	for i := range p.site.sections {
		s := &p.site.sections[i]
		l := link{Name: s.path[len(s.path)-1], Path: p.site.list(s.slug, 1), Here: s == sec}
		v.Menu = append(v.Menu, l)
		if s == sec {
			v.Section = &l
		}
	}
	return v
}

func (p *Portal) article(w http.ResponseWriter, r *http.Request, pg *page) {
	pg.Views++
	v := p.frame(pg.section)
	a := pg.print()
	v.Title, v.Article = pg.Title, &a
	v.Canonical = "http://" + r.Host + pg.path
	v.Print = strings.Replace(pg.path, "/vi/news/", "/vi/news/print/", 1)
	etag := fnv.New64a()
	fmt.Fprintln(etag, pg.Title, pg.Lead, pg.Body, pg.Byline, pg.Published)
	at := slices.Index(p.pages, pg)
	for _, near := range slices.Concat(p.pages[max(at-2, 0):at], p.pages[at+1:min(at+4, len(p.pages))]) {
		v.Related = append(v.Related, near.print())
		fmt.Fprintln(etag, near.path, near.Title)
	}
	p.write(w, r, v, etag.Sum64(), pg.Updated)
}

func (p *Portal) list(w http.ResponseWriter, r *http.Request, sec *section, n int) {
	v := p.frame(sec)
	var all []*page
	for _, pg := range p.pages {
		if sec == nil || pg.section == sec {
			all = append(all, pg)
		}
	}
	last := max((len(all)+p.site.perPage-1)/p.site.perPage, 1)
	if n > last {
		http.NotFound(w, r)
		return
	}
	if sec != nil {
		v.Title = sec.path[len(sec.path)-1]
		for i := 1; i <= last; i++ {
			v.Pages = append(v.Pages, link{Path: p.site.list(sec.slug, i), N: i, Here: i == n})
		}
	}
	etag := fnv.New64a()
	var updated time.Time
	for _, pg := range all[(n-1)*p.site.perPage : min(n*p.site.perPage, len(all))] {
		v.List = append(v.List, pg.print())
		fmt.Fprintln(etag, pg.path, pg.Title, pg.Lead, pg.Published)
		if pg.Updated.After(updated) {
			updated = pg.Updated
		}
	}
	fmt.Fprintln(etag, last)
	p.write(w, r, v, etag.Sum64(), updated)
}

func (p *Portal) write(w http.ResponseWriter, r *http.Request, v view, etag uint64, updated time.Time) {
	var b bytes.Buffer
	if err := p.page.Execute(&b, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	p.answer(w, r, "text/html; charset=UTF-8", b.Bytes(), etag, updated)
}

// answer sends a body, with validators where the site has them.
func (p *Portal) answer(w http.ResponseWriter, r *http.Request, kind string, body []byte, etag uint64, updated time.Time) {
	w.Header().Set("Content-Type", kind)
	if !p.site.validates {
		w.Header().Set("Cache-Control", "no-store, no-cache, must-revalidate")
		w.Write(body) // a reader that went away is no news to a make-believe site
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, etag))
	http.ServeContent(w, r, "", updated, bytes.NewReader(body))
}

func (p *Portal) robots(w http.ResponseWriter, r *http.Request) {
	text := "User-agent: *\n" + p.site.robots
	if p.site.sitemap != "" {
		text += "Sitemap: http://" + r.Host + p.site.sitemap + "\n"
	}
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	io.WriteString(w, text)
}

func (p *Portal) sitemap(w http.ResponseWriter, r *http.Request) {
	type entry struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod"`
	}
	set := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URL     []entry  `xml:"url"`
	}{}
	etag := fnv.New64a()
	var updated time.Time
	for _, pg := range p.pages {
		set.URL = append(set.URL, entry{"http://" + r.Host + pg.path, pg.Updated.Format("2006-01-02")})
		fmt.Fprintln(etag, pg.path, pg.Updated)
		if pg.Updated.After(updated) {
			updated = pg.Updated
		}
	}
	p.writeXML(w, r, set, etag.Sum64(), updated)
}

func (p *Portal) feed(w http.ResponseWriter, r *http.Request) {
	type item struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		GUID        string `xml:"guid"`
		Description string `xml:"description"`
		Date        string `xml:"pubDate,omitempty"`
	}
	rss := struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Title   string   `xml:"channel>title"`
		Link    string   `xml:"channel>link"`
		Items   []item   `xml:"channel>item"`
	}{Version: "2.0", Title: p.site.title, Link: "http://" + r.Host + "/"}
	for _, pg := range p.pages[:min(30, len(p.pages))] {
		it := item{Title: pg.Title, Link: "http://" + r.Host + pg.path, GUID: pg.path, Description: pg.Lead}
		if !pg.Published.IsZero() {
			it.Date = pg.Published.First().Format(time.RFC1123Z)
		}
		rss.Items = append(rss.Items, it)
	}
	p.writeXML(w, r, rss, 0, time.Time{})
}

func (p *Portal) writeXML(w http.ResponseWriter, r *http.Request, v any, etag uint64, updated time.Time) {
	b, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	p.answer(w, r, "text/xml; charset=UTF-8", append([]byte(xml.Header), b...), etag, updated)
}
