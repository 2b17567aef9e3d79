package crawler

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tulieu"
	"tulieu/crawler/extract"
)

// A mapStore is a Store in memory.
type mapStore struct {
	mu       sync.Mutex
	rows     map[string]tulieu.Target
	articles map[tulieu.ID]string // text
	captures []*tulieu.Capture
	fail     error // of the next Keep
}

func newStore() *mapStore {
	return &mapStore{rows: map[string]tulieu.Target{}, articles: map[tulieu.ID]string{}}
}

func (s *mapStore) Keep(_ context.Context, steps ...tulieu.Step) ([]tulieu.Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	var out []tulieu.Outcome
	for _, step := range steps {
		var o tulieu.Outcome
		if step.Capture != nil {
			s.captures = append(s.captures, step.Capture)
			if a := step.Reading.Article; a != nil {
				o.Article = a.ID
				switch old, ok := s.articles[a.ID]; {
				case !ok:
					o.Change = tulieu.Added
				case old != a.Text():
					o.Change = tulieu.Revised
				}
				s.articles[a.ID] = a.Text()
			}
		}
		for _, t := range step.Targets {
			s.rows[t.Portal+" "+t.URL] = t
		}
		for _, t := range step.Found {
			if _, ok := s.rows[t.Portal+" "+t.URL]; !ok {
				s.rows[t.Portal+" "+t.URL] = t
			}
		}
		out = append(out, o)
	}
	return out, nil
}

func (s *mapStore) Target(_ context.Context, portal, url string) (tulieu.Target, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.rows[portal+" "+url]
	if !ok {
		return t, tulieu.ErrNotFound
	}
	return t, nil
}

func (s *mapStore) Due(_ context.Context, portal string, now time.Time, n int) ([]tulieu.Target, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []tulieu.Target
	for _, t := range s.rows {
		if t.Portal == portal && !t.Done && !t.Due.After(now) {
			out = append(out, t)
		}
	}
	order := map[tulieu.Role]int{tulieu.RoleSeed: 0, tulieu.RoleList: 1, tulieu.RoleArticle: 2}
	slices.SortFunc(out, func(a, b tulieu.Target) int {
		return cmp.Or(order[a.Role]-order[b.Role], strings.Compare(a.URL, b.URL))
	})
	return out[:min(n, len(out))], nil
}

func (s *mapStore) Recrawl(_ context.Context, portal string, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, t := range s.rows {
		if t.Portal == portal && t.Done {
			t.Done, t.Due = false, time.Time{}
			s.rows[k] = t
		}
	}
	return nil
}

// A site is a pretend portal: 20 articles on 4 list pages, with validators.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	hits     map[string]int
	agents   map[string]bool
	busy     int
	clash    bool
	handlers map[string]http.HandlerFunc // by path, before the site's own
	edition  map[string]string           // text of articles that were edited
	noTags   bool                        // answer without validators
}

func newSite(t testing.TB) *site {
	s := &site{hits: map[string]int{}, agents: map[string]bool{}, handlers: map[string]http.HandlerFunc{}, edition: map[string]string{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *site) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.hits[r.URL.Path]++
	s.agents[r.UserAgent()] = true
	if s.busy++; s.busy > 1 {
		s.clash = true
	}
	h, text := s.handlers[r.URL.Path], s.edition[r.URL.Path]
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.busy--
		s.mu.Unlock()
	}()
	if h != nil {
		h(w, r)
		return
	}
	var page string
	switch n := 0; {
	case r.URL.Path == "/tin":
		fmt.Sscan(r.URL.Query().Get("trang"), &n)
		for i := range 5 {
			page += fmt.Sprintf(`<a href="/bai/%d.html#x">Bài %d</a>`, n*5+i, n*5+i)
		}
		if n < 3 {
			page += fmt.Sprintf(`<a href="?trang=%d">sau</a>`, n+1)
		}
		page += `<a href="https://elsewhere.example.com/bai/1.html">x</a><a href="/tin/vi/vi">vi</a>`
	case strings.HasPrefix(r.URL.Path, "/bai/"):
		if text == "" {
			text = "Bài viết thử của cổng thông tin, dài hơn hai mươi chữ cái."
		}
		page = fmt.Sprintf(`<div>%s</div><h1>Bài %s</h1><p class=ngay>Ngày đăng: 03/10/2016</p><div class=than>%s</div>`, r.URL.Path, r.URL.Path, text)
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if !s.noTags {
		tag := fmt.Sprintf(`"%d-%x"`, len(page), text)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	fmt.Fprint(w, page)
}

func (s *site) hit(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits[path]
}

func (s *site) profile() tulieu.Portal {
	u, _ := url.Parse(s.URL)
	return tulieu.Portal{
		Name: "thu", Hosts: []string{u.Host}, Loopback: true, Seeds: []string{s.URL + "/tin"}, Delay: time.Microsecond,
		Lists: []string{`^/tin\?trang=`, `^/tin/`}, Articles: []string{`^/bai/`},
		Fields: tulieu.FieldRules{Title: []string{"h1"}, Published: []string{".ngay"}, Body: []string{".than"}},
	}
}

func newCrawler(t testing.TB, s *mapStore, p tulieu.Portal) *Crawler {
	x, err := extract.New([]tulieu.Portal{p})
	if err != nil {
		t.Fatal(err)
	}
	return &Crawler{Store: s, Read: x.Read, UserAgent: "tulieu/1 (+https://archive.example.vn/about)", Timeout: 10 * time.Second}
}

func crawl(t testing.TB, c *Crawler, p tulieu.Portal) Stats {
	t.Helper()
	stats, err := c.Crawl(t.Context(), p)
	ended := stats.Stopped != "" || stats.Bodies+stats.NotModified == 0
	if (err != nil) != ended || err != nil && !errors.Is(err, tulieu.ErrUnavailable) {
		t.Fatalf("Crawl = %+v, %v", stats, err)
	}
	return stats
}

func TestCrawlFindsEveryArticleOnce(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	c := newCrawler(t, store, p)
	var pages []Progress
	c.Progress = func(p Progress) { pages = append(pages, p) }
	stats := crawl(t, c, p)
	if stats.Added != 20 || stats.Failed != 0 || stats.Lists != 4 || len(store.articles) != 20 {
		t.Errorf("first crawl: %+v, %d articles", stats, len(store.articles))
	}
	if last := pages[len(pages)-1]; last.Done != 24 || last.Known != 24 {
		t.Errorf("progress ends with %+v", last)
	}
	if site.clash {
		t.Error("two requests at a time")
	}
	for path, n := range site.hits {
		if n != 1 && path != "/tin" {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
	if !site.agents["tulieu/1 (+https://archive.example.vn/about)"] || len(site.agents) != 1 {
		t.Errorf("user agents %v", site.agents)
	}

	// Nothing changed: no body that validates comes twice.
	stats = crawl(t, c, p)
	if stats.Bodies != 0 || stats.NotModified != 24 || stats.Added+stats.Revised != 0 || stats.Resumed {
		t.Errorf("second crawl: %+v", stats)
	}
	// One article is edited.
	site.mu.Lock()
	site.edition["/bai/7.html"] = "Bài viết thử đã được toà soạn sửa lại, vẫn dài hơn hai mươi chữ cái."
	site.mu.Unlock()
	if stats = crawl(t, c, p); stats.Revised != 1 || stats.Bodies != 1 {
		t.Errorf("after an edit: %+v", stats)
	}
}

func TestArticlesWithoutValidatorsAreAskedRarely(t *testing.T) {
	site, store := newSite(t), newStore()
	site.noTags = true
	p := site.profile()
	c := newCrawler(t, store, p)
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, tulieu.Zone)
	c.Now = func() time.Time { return now }
	p.Delay = time.Nanosecond
	c.Recheck = -1
	crawl(t, c, p)
	now = now.Add(time.Hour)
	if stats := crawl(t, c, p); stats.Bodies != 4 || stats.Same != 4 {
		t.Errorf("an hour later: %+v, want the 4 lists", stats)
	}
	now = now.AddDate(1, 0, 0)
	if stats := crawl(t, c, p); stats.Bodies != 24 || stats.Same != 24 || stats.Resumed {
		t.Errorf("a year later: %+v, want all", stats)
	}
	// Of few, a new crawl asks for all.
	c = newCrawler(t, newStore(), p)
	c.Recheck = 15
	crawl(t, c, p)
	if stats := crawl(t, c, p); stats.Bodies != 4+15 || stats.Same != 4+15 {
		t.Errorf("of 15: %+v", stats)
	}
}

func TestNewRulesAreTriedOnOldLists(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	narrow := p
	narrow.Articles = []string{`^/bai/1\.html`}
	if stats := crawl(t, newCrawler(t, store, narrow), narrow); stats.Added != 1 {
		t.Errorf("narrow rules: %+v", stats)
	}
	if stats := crawl(t, newCrawler(t, store, p), p); stats.Added != 19 || stats.Bodies != 23 {
		t.Errorf("wide rules: %+v", stats)
	}
	if stats := crawl(t, newCrawler(t, store, narrow), narrow); stats.Skipped != 19 || stats.Reviews != 0 {
		t.Errorf("narrow rules again: %+v", stats)
	}
}

func TestAStoppedCrawlGoesOn(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	c := newCrawler(t, store, p)
	ctx, cancel := context.WithCancel(t.Context())
	c.Progress = func(p Progress) {
		if p.Done == 10 {
			cancel()
		}
	}
	if _, err := c.Crawl(ctx, p); !errors.Is(err, context.Canceled) {
		t.Fatalf("Crawl = %v, want canceled", err)
	}
	c.Progress = nil
	stats := crawl(t, c, p)
	if !stats.Resumed || stats.Bodies != 14 || len(store.articles) != 20 {
		t.Errorf("resumed: %+v, %d articles", stats, len(store.articles))
	}
	for path, n := range site.hits {
		if n != 1 && path != "/tin" {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
	if stats := crawl(t, c, p); stats.Resumed || stats.NotModified != 24 {
		t.Errorf("after that: %+v", stats)
	}
	store.fail = errors.New("disk full")
	if _, err := c.Crawl(t.Context(), p); !errors.Is(err, store.fail) {
		t.Errorf("Crawl = %v, want %v", err, store.fail)
	}
}

func TestBadPagesMoveTheFrontierAlone(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	html := func(body func(w http.ResponseWriter)) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			body(w)
		}
	}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
	}
	var bomb bytes.Buffer
	z, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	z.Write(make([]byte, 16<<20))
	z.Close()
	site.handlers = map[string]http.HandlerFunc{
		"/bai/0.html": status(404),
		"/bai/1.html": status(410),
		"/bai/2.html": status(500),
		"/bai/3.html": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/bai/4.html": redirect("/bai/4b.html"), "/bai/4b.html": redirect("/bai/4.html"),
		"/bai/5.html": html(func(w http.ResponseWriter) { w.Write(make([]byte, 10<<20)) }),
		"/bai/6.html": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			fmt.Fprint(w, "%PDF-1.4")
		},
		"/bai/7.html": html(func(w http.ResponseWriter) {
			fmt.Fprint(w, "<h1>B\xFF\xFEi</h1><div class=than>Thân bài viết có byte \xFF hỏng, vẫn đọc được.</div>")
		}),
		"/bai/8.html": html(func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}),
		"/bai/9.html":  redirect("https://elsewhere.example.com/bai/9.html"),
		"/bai/10.html": redirect("/bai/10-moi.html"),
		"/bai/11.html": html(func(w http.ResponseWriter) { fmt.Fprint(w, "<h1>Không có thân</h1>") }),
		"/bai/12.html": redirect("/tin?trang=3"),
		"/bai/13.html": func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
		"/bai/14.html": html(func(w http.ResponseWriter) { w.Header().Set("Content-Length", "1000000"); fmt.Fprint(w, "x") }),
	}
	c := newCrawler(t, store, p)
	c.Timeout = 2 * time.Second
	stats := crawl(t, c, p)
	for _, tt := range []struct {
		path string
		done bool
		note string
	}{
		{"/bai/0.html", false, "status 404"},
		{"/bai/1.html", false, "status 410"},
		{"/bai/2.html", false, "status 500"},
		{"/bai/3.html", false, "deadline exceeded"},
		{"/bai/4.html", false, "redirects without end"},
		{"/bai/5.html", false, "more than 8 MiB"},
		{"/bai/6.html", false, "application/pdf"},
		{"/bai/7.html", true, ""},
		{"/bai/8.html", false, "more than 8 MiB"},
		{"/bai/9.html", false, "elsewhere.example.com"},
		{"/bai/10.html", true, ""},
		{"/bai/11.html", false, "no body"},
		{"/bai/12.html", false, "no article"},
		{"/bai/13.html", false, "EOF"},
		{"/bai/14.html", false, "EOF"},
	} {
		row := store.rows["thu "+site.URL+tt.path]
		if row.Done != tt.done || !strings.Contains(row.Note, tt.note) || (tt.note == "") != (row.Note == "") {
			t.Errorf("%s: done %v, note %q; want %v, %q", tt.path, row.Done, row.Note, tt.done, tt.note)
		}
		if !row.Done && !row.Due.After(time.Now()) {
			t.Errorf("%s may be asked again at once", tt.path)
		}
	}
	if stats.Added != 7 || stats.Reviews != 2 || stats.Skipped != 1 || stats.Failed != 10 {
		t.Errorf("stats %+v", stats)
	}
	for _, capture := range store.captures {
		if strings.HasSuffix(capture.URL, "/bai/10-moi.html") && (len(capture.Requested) != 1 || capture.Requested[0] != site.URL+"/bai/10.html") {
			t.Errorf("requested %v", capture.Requested)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	n := 0
	site.handlers["/bai/3.html"] = func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, "<h1>Bài ba</h1><div class=than>Bài viết thử của cổng thông tin.</div>")
	}
	c := newCrawler(t, store, p)
	start := time.Now()
	if stats := crawl(t, c, p); stats.Added != 20 || stats.Failed != 1 || time.Since(start) < time.Second {
		t.Errorf("after %v: %+v", time.Since(start), stats)
	}
	site.handlers["/bai/4.html"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	if stats := crawl(t, c, p); !strings.Contains(stats.Stopped, "left alone") {
		t.Errorf("asked to wait an hour: %+v", stats)
	}
	before := site.hit("/tin")
	if stats := crawl(t, c, p); !strings.Contains(stats.Stopped, "left alone") || site.hit("/tin") != before {
		t.Errorf("asked again within the hour: %+v", stats)
	}
}

func TestRobotsAreObeyed(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	text := func(s string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
	}
	site.handlers["/robots.txt"] = text("User-agent: tulieu\nDisallow: /bai/1\n")
	c := newCrawler(t, store, p)
	if stats := crawl(t, c, p); stats.Added != 9 || stats.Skipped != 11 || site.hit("/bai/1.html") != 0 || site.hit("/robots.txt") != 1 {
		t.Errorf("crawl: %+v", stats)
	}
	site.handlers["/robots.txt"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }
	before := site.hit("/tin")
	stats := crawl(t, newCrawler(t, newStore(), p), p)
	if !strings.Contains(stats.Stopped, "robots.txt") || site.hit("/tin") != before || stats.Requests != 1 {
		t.Errorf("robots.txt answers 503: %+v", stats)
	}
}

func TestLoopbackIsAskedOnlyWhereAllowed(t *testing.T) {
	site := newSite(t)
	p := site.profile()
	p.Loopback = false
	if stats := crawl(t, newCrawler(t, newStore(), p), p); stats.Added != 0 || len(site.hits) != 0 {
		t.Errorf("crawl: %+v, hits %v", stats, site.hits)
	}
	for _, s := range []string{"10.0.0.1", "127.0.0.1", "::1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "255.255.255.255"} {
		if isPublic(netip.MustParseAddr(s).Unmap()) {
			t.Errorf("isPublic(%s)", s)
		}
	}
	for _, s := range []string{"8.8.8.8", "2606:4700::1111", "113.160.0.1"} {
		if !isPublic(netip.MustParseAddr(s)) {
			t.Errorf("not isPublic(%s)", s)
		}
	}
}

func TestBoundsOnWhatACrawlFinds(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	c := newCrawler(t, store, p)
	c.MaxURLs = 7
	if stats := crawl(t, c, p); stats.Added+stats.Lists != 8 {
		t.Errorf("MaxURLs 7: %+v", stats)
	}
	p.MaxDepth = 1
	if stats := crawl(t, newCrawler(t, newStore(), p), p); stats.Added != 5 {
		t.Errorf("MaxDepth 1: %+v", stats)
	}
	// A server that answers every path with relative links.
	site.handlers["/tin"] = func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<a href="tin/vi/">vi</a> <a href="tin/en/">en</a>`)
	}
	for _, path := range []string{"/tin/vi/", "/tin/en/", "/tin/vi/en/", "/tin/en/vi/"} {
		site.handlers[path] = func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `<a href="vi/">vi</a> <a href="en/">en</a>`)
		}
	}
	p.MaxDepth = 0
	if stats := crawl(t, newCrawler(t, newStore(), p), p); stats.Bodies != 1 {
		t.Errorf("language trap: %+v", stats)
	}
}

func TestRobots(t *testing.T) {
	for _, tt := range []struct {
		name, file, path string
		want             bool
	}{
		{"none", "", "/a", true},
		{"all", "User-agent: *\nDisallow: /", "/a", false},
		{"robots.txt itself", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"empty disallow", "User-agent: *\nDisallow:", "/a", true},
		{"own group wins", "User-agent: *\nDisallow: /\n\nUser-agent: Tulieu/1\nDisallow: /b", "/a", true},
		{"own group of two names", "User-agent: x\nUser-agent: tulieu\nDisallow: /a", "/a", false},
		{"groups of one name are joined", "User-agent: tulieu\nDisallow: /a\n\nUser-agent: y\nDisallow: /\n\nUser-agent: tulieu\nDisallow: /b", "/b", false},
		{"another's name in ours", "User-agent: tulieubot\nDisallow: /", "/a", true},
		{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"longest wins, either order", "User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b/c", true},
		{"equal length: allow", "User-agent: *\nDisallow: /a/\nAllow: /a/", "/a/x", true},
		{"wildcard", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false},
		{"wildcard end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", true},
		{"two wildcards", "User-agent: *\nDisallow: /*/in/*/x", "/a/in/b/x", false},
		{"query", "User-agent: *\nDisallow: /*?print=", "/a?print=1", false},
		{"raw rule, encoded path", "User-agent: *\nDisallow: /tin-tức/", "/tin-t%E1%BB%A9c/a", false},
		{"encoded rule, raw path", "User-agent: *\nDisallow: /tin-t%e1%bb%a9c/", "/tin-tức/a", false},
		{"needless encoding", "User-agent: *\nDisallow: /%61", "/a", false},
		{"%2F is no slash", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"case of keys", "USER-AGENT: *\nDISALLOW: /a", "/a", false},
		{"case of paths", "User-agent: *\nDisallow: /A", "/a", true},
		{"comments and BOM", "\xEF\xBB\xBFUser-agent: * # all\nDisallow: /a # x", "/a", false},
		{"CR lines", "User-agent: *\rDisallow: /a", "/a", false},
		{"a rule before any group", "Disallow: /", "/a", true},
		{"sitemap does not end a group", "User-agent: *\nSitemap: https://x/\nDisallow: /a", "/a", false},
		{"html", "<html><body>404</body></html>", "/a", true},
	} {
		if got := parseRobots([]byte(tt.file), "tulieu").allows(tt.path); got != tt.want {
			t.Errorf("%s: allows(%q) = %v", tt.name, tt.path, got)
		}
	}
	if d := parseRobots([]byte("User-agent: *\nCrawl-delay: 2.5\n"), "tulieu").delay; d != 2500*time.Millisecond {
		t.Errorf("crawl-delay %v", d)
	}
	long := parseRobots([]byte("User-agent: *\nDisallow: /"+strings.Repeat("*a", 2000)+"$"), "tulieu")
	start := time.Now()
	long.allows("/" + strings.Repeat("a", 2000))
	if d := time.Since(start); d > time.Minute {
		t.Errorf("many wildcards take %v", d)
	}
}

func TestProfilesSayWhereTheyAreWrong(t *testing.T) {
	good := "title: Cổng thử\nhosts: [a.example.vn]\nseeds:\n  - https://a.example.vn/\narticles:\n  - ^/bai/\ndelay: 2s\n"
	for _, tt := range []struct{ name, text, want string }{
		{"good", good, ""},
		{"unknown key", good + "titel: x\n", "x.yaml:8: titel: no such key"},
		{"unknown inner key", good + "fields:\n  tittle: [h1]\n", "x.yaml:9: fields.tittle: no such key"},
		{"wrong type", good + "max_depth: many\n", `x.yaml:8: max_depth: "many" is not a whole number`},
		{"wrong time", strings.Replace(good, "2s", "fast", 1), `x.yaml:7: delay: "fast" is not a time`},
		{"not a list", good + "lists: abc\n", "x.yaml:8: lists: want a list"},
		{"bad pattern", good + "lists:\n  - a\n  - (\n", "x.yaml:10: lists[1]: regular expression"},
		{"bad selector", good + "fields:\n  title: ['h1[']\n", "x.yaml:9: fields.title[0]: selector"},
		{"foreign seed", strings.Replace(good, "https://a.", "https://b.", 1), "x.yaml:4: seeds[0]: host b.example.vn"},
		{"no hosts", "articles: [a]\n", "x.yaml:1: hosts: missing"},
		{"no articles", "hosts: [a.vn]\n", "x.yaml:1: articles: missing"},
		{"twice", good + "delay: 3s\n", "delay"},
		{"bad YAML", "a: [", "x.yaml:2:"},
		{"tabs", "hosts:\n\t- a\n", "x.yaml:2:"},
		{"empty", "", "x.yaml:1:"},
		{"a list", "- a\n", "want keys"},
		{"aliases", "hosts: &h [a.vn]\nseeds: *h\narticles: [a]\n", "seeds"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.yaml"), []byte(tt.text), 0o666); err != nil {
			t.Fatal(err)
		}
		portals, err := LoadProfiles(dir)
		if tt.want == "" {
			if err != nil || len(portals) != 1 || portals[0].Name != "x" || portals[0].Delay != 2*time.Second {
				t.Errorf("%s: %+v, %v", tt.name, portals, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.want)
		}
	}
	if p, err := LoadProfiles(filepath.Join(t.TempDir(), "none")); err != nil || len(p) != 0 {
		t.Errorf("no folder: %v, %v", p, err)
	}
}

// TestFamilies reads a page of each CMS family by the profiles that serve as
// examples.
func TestFamilies(t *testing.T) {
	portals, err := LoadProfiles("testdata/portals")
	if err != nil {
		t.Fatal(err)
	}
	x, err := extract.New(portals)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ url, canonical, title string }{
		"wordpress":  {"https://wordpress.example.vn/2023/03/ngay-chu-nhat-xanh/", "https://wordpress.example.vn/2023/03/ngay-chu-nhat-xanh/", "Đoàn phường ra quân Ngày Chủ nhật xanh"},
		"dotnetnuke": {"http://dotnetnuke.example.vn/post/18934/hội-nông-dân-xã.aspx", "http://dotnetnuke.example.vn/post/18934/bai.aspx", "Hội Nông dân xã vay vốn mở rộng vùng chuyên canh"},
		"liferay":    {"https://liferay.example.vn/tin-tuc/-/view_content/1200-x?p_p_id=1", "https://liferay.example.vn/tin-tuc/-/view_content/1200-x", "Sở Nội vụ phát động đợt thi đua cao điểm"},
		"sharepoint": {"https://sharepoint.example.vn/portal/Pages/2024-6-4/x.aspx", "https://sharepoint.example.vn/portal/Pages/2024-6-4/x.aspx", "Đảng bộ xã họp phiên thường kỳ"},
		"nukeviet":   {"https://nukeviet.example.vn/vi/news/cong-doan/x-117.html", "https://nukeviet.example.vn/vi/news/cong-doan/x-117.html", "Công đoàn trường trao quà Tết cho đoàn viên"},
	} {
		body, err := os.ReadFile("extract/testdata/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Read(&tulieu.Capture{URL: tt.url, Portal: name, Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: body})
		if err != nil || r.Article == nil {
			t.Errorf("%s: %v, %+v", name, err, r)
			continue
		}
		if r.Article.Title != tt.title || r.Article.URL != tt.canonical || r.Article.Portal != name || r.Article.Published.Precision < tulieu.ToDay {
			t.Errorf("%s: read %+v", name, r.Article)
		}
	}
	for i := range portals {
		for _, doubt := range Lint(&portals[i]) {
			if !strings.HasPrefix(doubt, "place:") && !strings.HasPrefix(doubt, "show:") && !strings.HasPrefix(doubt, "lists:") {
				t.Errorf("%s: %s", portals[i].Name, doubt)
			}
		}
	}
}

func TestAHostIsAskedOneThingAtATimeByAll(t *testing.T) {
	site, store := newSite(t), newStore()
	p := site.profile()
	c := newCrawler(t, store, p)
	var group sync.WaitGroup
	for _, name := range []string{"mot", "hai", "ba"} {
		q := p
		q.Name = name
		group.Go(func() {
			if stats, err := c.Crawl(t.Context(), q); err != nil || stats.Lists != 4 {
				t.Errorf("%s: %+v, %v", name, stats, err)
			}
		})
	}
	group.Wait()
	if site.clash {
		t.Error("two requests at a time")
	}
	if n := site.hit("/robots.txt"); n > 3 {
		t.Errorf("robots.txt was asked %d times", n)
	}
}
