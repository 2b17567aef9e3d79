package sample_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tulieu"
	"tulieu/crawler/extract"
	"tulieu/internal/sample"
)

func collect(articles iter.Seq[sample.Article]) []sample.Article { return slices.Collect(articles) }

func TestArticlesAreTheSameForTheSameSeed(t *testing.T) {
	first := collect(sample.Articles(1, 200))
	for _, tt := range []struct {
		name string
		got  []sample.Article
		same bool
	}{
		{"again", collect(sample.Articles(1, 200)), true},
		{"the first of more", collect(sample.Articles(1, 400))[:200], true},
		{"another seed", collect(sample.Articles(2, 200)), false},
	} {
		if same := reflect.DeepEqual(first, tt.got); same != tt.same {
			t.Errorf("%s: same = %t, want %t", tt.name, same, tt.same)
		}
	}
}

func TestArticlesAreWellFormed(t *testing.T) {
	urls := map[string]bool{}
	// A slot left open, a number glued to a word, two spaces, a space before the end.
	bad := regexp.MustCompile(`[{}|]|  | \.|\.\.|%!`)
	var bytes, undated, twins, n int
	for a := range sample.Articles(7, 1200) {
		n++
		text := a.Title + "\n" + a.Lead + "\n" + strings.Join(a.Body, "\n")
		bytes += len(text)
		if m := bad.FindString(strings.ReplaceAll(text, " , ", ", ")); m != "" || !utf8.ValidString(text) {
			t.Fatalf("%s: %q in: %s", a.URL, m, text)
		}
		if a.Title == "" || len(a.Body) < 2 || a.Portal == "" || len(a.Section) == 0 {
			t.Fatalf("an article without its parts: %+v", a)
		}
		if urls[a.URL] {
			t.Fatalf("two articles at %s", a.URL)
		}
		urls[a.URL] = true
		if a.Published.IsZero() {
			undated++
		} else if y := a.Published.Year; y < 2008 || y > 2026 {
			t.Fatalf("%s is of %s", a.URL, a.Published)
		}
		if strings.HasPrefix(a.Byline, "Theo ") {
			twins++
		}
	}
	if mean := bytes / n; mean < 2800 || mean > 4500 {
		t.Errorf("the mean article has %d bytes, want 3 to 4 KB", mean)
	}
	if undated < n/100 || undated > n/15 {
		t.Errorf("%d of %d articles are undated", undated, n)
	}
	if twins != n/40 {
		t.Errorf("%d of %d articles are told by another portal, want %d", twins, n, n/40)
	}
}

// TestArticlesCiteThePast holds the generator to history: no article knows a
// paper of a later day, and no districts after they ended.
func TestArticlesCiteThePast(t *testing.T) {
	issued := map[string]int{"05-CT/TW": 2016, "03-CT/TW": 2011, "57-NQ/TW": 2024, "144-QĐ/TW": 2024, "16/CT-TTg": 2020, "202/2025/QH15": 2025}
	for a := range sample.Articles(11, 1500) {
		text := a.Title + " " + strings.Join(a.Body, " ")
		year := a.Published.Year
		for number, from := range issued {
			if year != 0 && year < from && strings.Contains(text, number) {
				t.Errorf("%s of %s cites %s of %d", a.URL, a.Published, number, from)
			}
		}
		if a.Published.Year == 2026 && strings.Contains(text, "UBND huyện") {
			t.Errorf("%s of %s knows a district: %s", a.URL, a.Published, a.Title)
		}
	}
}

func TestArticlesHaveTheFlawsOfRealOnes(t *testing.T) {
	seen := map[string]int{}
	for a := range sample.Articles(3, 1500) {
		text := strings.Join(a.Body, "\n")
		for name, mark := range map[string]string{"NBSP": "\u00a0", "soft hyphen": "\u00ad", "new tone": "hoà ", "old tone": "hòa ", "typo": "tập thế", "en dash": "–CT/TW"} {
			if strings.Contains(text, mark) {
				seen[name]++
			}
		}
	}
	for _, name := range []string{"NBSP", "soft hyphen", "new tone", "old tone", "typo", "en dash"} {
		if n := seen[name]; n == 0 || name != "old tone" && n > 350 {
			t.Errorf("%s: in %d of 1500 articles", name, n)
		}
	}
}

func TestWriteLineIsTheImportFormat(t *testing.T) {
	known := []string{"url", "title", "published", "section", "lead", "body", "byline", "views"}
	var b bytes.Buffer
	for a := range sample.Articles(1, 50) {
		if err := a.WriteLine(&b); err != nil {
			t.Fatal(err)
		}
	}
	lines := bufio.NewScanner(&b)
	n := 0
	for lines.Scan() {
		var m map[string]any
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		for key := range m {
			if !slices.Contains(known, key) {
				t.Errorf("line %d: key %q", n, key)
			}
		}
		n++
	}
	if n != 50 {
		t.Errorf("%d lines, want 50", n)
	}
}

func BenchmarkArticles(b *testing.B) {
	var size int64
	for a := range sample.Articles(1, b.N) {
		for _, p := range a.Body {
			size += int64(len(p))
		}
	}
	b.SetBytes(size / int64(b.N))
}

// crawl follows every link of the portals' own hosts, as the profiles allow.
func crawl(t *testing.T, l *sample.Listening) (articles, lists map[string]string) {
	t.Helper()
	articles, lists = map[string]string{}, map[string]string{}
	for _, p := range l.Profiles() {
		match := func(rules []string, s string) bool {
			return slices.ContainsFunc(rules, func(r string) bool { return regexp.MustCompile(r).MatchString(s) })
		}
		queue, seen := slices.Clone(p.Seeds), map[string]bool{}
		for len(queue) > 0 {
			address := queue[0]
			queue = queue[1:]
			body := fetch(t, address)
			root, err := html.Parse(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req, _ := http.NewRequest("GET", address, nil)
			if match(p.Articles, req.URL.RequestURI()) {
				articles[address] = body
			} else {
				lists[address] = body
			}
			for n := range root.Descendants() {
				for _, attr := range n.Attr {
					u, err := req.URL.Parse(attr.Val)
					if n.Data != "a" || attr.Key != "href" || err != nil || u.Host != req.URL.Host {
						continue
					}
					uri := u.RequestURI()
					if !seen[uri] && !match(p.Exclude, uri) && (match(p.Articles, uri) || match(p.Lists, uri)) {
						seen[uri] = true
						queue = append(queue, u.String())
					}
				}
			}
		}
	}
	return articles, lists
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", address, res.Status, err)
	}
	return string(body)
}

func start(t *testing.T, portals ...*sample.Portal) *sample.Listening {
	t.Helper()
	l, err := sample.Start(nil, portals...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestTheDemoHolds300Articles(t *testing.T) {
	portals := sample.Portals()
	n := 0
	for _, p := range portals {
		if len(p.Articles()) < 60 {
			t.Errorf("%s has %d articles only", p.Name(), len(p.Articles()))
		}
		n += len(p.Articles())
	}
	if n != 300 {
		t.Errorf("the portals hold %d articles, want 300", n)
	}
	articles, lists := crawl(t, start(t, portals...))
	if len(articles) != 300 {
		t.Errorf("following links from the seeds finds %d articles on %d lists, want 300", len(articles), len(lists))
	}
}

func TestProfilesReadThePages(t *testing.T) {
	portals := sample.New(sample.Articles(sample.DemoSeed, 90))
	l := start(t, portals...)
	x, err := extract.New(l.Profiles())
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range portals {
		profile := l.Profiles()[i]
		if profile.Name != p.Name() || !profile.Loopback || profile.Delay != 10*time.Millisecond {
			t.Errorf("profile of %s: %+v", p.Name(), profile)
		}
		for _, want := range p.Articles() {
			u, err := url.Parse(want.URL)
			if err != nil {
				t.Fatal(err)
			}
			u.Host = profile.Hosts[0]
			r, err := x.Read(&tulieu.Capture{
				URL: u.String(), Portal: p.Name(), Status: http.StatusOK, Fetched: time.Now(),
				Header: http.Header{"Content-Type": {"text/html; charset=UTF-8"}}, Body: []byte(fetch(t, u.String())),
			})
			if err != nil || r.Article == nil {
				t.Errorf("%s: no article: %v, %+v", u, err, r)
				continue
			}
			got := r.Article
			line := func(s ...string) string { return strings.Join(strings.Fields(strings.Join(s, " ¶ ")), " ") }
			for field, values := range map[string][2]string{
				"title":     {got.Title, want.Title},
				"published": {got.Published.String(), want.Published.String()},
				"section":   {line(got.Section...), line(want.Section...)},
				"lead":      {line(got.Lead), line(want.Lead)},
				"body":      {line(got.Body...), line(want.Body...)},
				"byline":    {strings.TrimPrefix(got.Byline, "Theo "), strings.TrimPrefix(want.Byline, "Theo ")},
				"views":     {strconv.Itoa(got.Views), strconv.Itoa(want.Views + 1)}, // this visit
			} {
				if values[0] != values[1] {
					t.Errorf("%s: %s\nread %q\nwant %q", u.Path, field, values[0], values[1])
				}
			}
		}
	}
}

func TestPagesAreBuiltLikeThoseTypedByHand(t *testing.T) {
	l := start(t, sample.New(sample.Articles(sample.DemoSeed, 90))...)
	articles, _ := crawl(t, l)
	for i, p := range l.Profiles() {
		typed, err := os.ReadFile("testdata/" + p.Name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		want := skeleton(t, string(typed))
		// Not every article has a lead and a byline; all together show every part.
		got := map[string]bool{}
		for address, body := range articles {
			if strings.HasPrefix(address, "http://"+l.Profiles()[i].Hosts[0]+"/") {
				for path := range skeleton(t, body) {
					got[path] = true
				}
			}
		}
		for path := range want {
			if !got[path] {
				t.Errorf("%s: the page typed by hand has %s, no served page has it", p.Name, path)
			}
		}
		for path := range got {
			if !want[path] {
				t.Errorf("%s: a served page has %s, the page typed by hand has not", p.Name, path)
			}
		}
	}
}

// skeleton is the set of paths of elements with their ids and classes.
func skeleton(t *testing.T, page string) map[string]bool {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]bool{}
	var walk func(n *html.Node, path string)
	walk = func(n *html.Node, path string) {
		if n.Type == html.ElementNode {
			path += "/" + n.Data
			for _, a := range n.Attr {
				if a.Key == "id" || a.Key == "class" || a.Key == "itemprop" {
					path += "[" + a.Key + "=" + a.Val + "]"
				}
			}
			paths[path] = true
		}
		for c := range n.ChildNodes() {
			walk(c, path)
		}
	}
	walk(root, "")
	return paths
}

func TestValidatorsKnowNeitherClockNorCounter(t *testing.T) {
	portals := sample.New(sample.Articles(sample.DemoSeed, 30))
	l := start(t, portals...)
	for i, p := range portals {
		a := p.Articles()[0]
		address := "http://" + l.Profiles()[i].Hosts[0] + strings.TrimPrefix(a.URL, "http://"+strings.Split(a.URL, "/")[2])
		first := fetch(t, address)
		if second := fetch(t, address); first == second {
			t.Errorf("%s: two answers are the same, clock, counter and all", p.Name())
		}
		ask := func() int {
			res, err := http.Get(address)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			req, _ := http.NewRequest("GET", address, nil)
			req.Header.Set("If-None-Match", res.Header.Get("ETag"))
			req.Header.Set("If-Modified-Since", res.Header.Get("Last-Modified"))
			if err := p.Visit(address, 10); err != nil {
				t.Fatal(err)
			}
			again, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			again.Body.Close()
			return again.StatusCode
		}
		want := http.StatusNotModified
		if p.Name() == "tinh-doan-dong-thap" {
			want = http.StatusOK
		}
		if got := ask(); got != want {
			t.Errorf("%s: asked again after ten visits: %d, want %d", p.Name(), got, want)
		}
		etag := func() string {
			res, err := http.Head(address)
			if err != nil {
				t.Fatal(err)
			}
			return res.Header.Get("ETag")
		}
		before := etag()
		if err := p.Edit(address, func(a *sample.Article) { a.Body[0] += " Tin sẽ tiếp tục được cập nhật." }); err != nil {
			t.Fatal(err)
		}
		if after := etag(); want == http.StatusNotModified && after == before {
			t.Errorf("%s: an edited article has its old validator %s", p.Name(), after)
		}
	}
}

// TestQuestionsAreAboutTheDemo holds testdata/queries.tsv to articles there are.
func TestQuestionsAreAboutTheDemo(t *testing.T) {
	known := map[string]bool{}
	for a := range sample.Articles(sample.DemoSeed, sample.DemoArticles) {
		known[a.URL] = true
	}
	text, err := os.ReadFile("testdata/queries.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		if cols := strings.Split(line, "\t"); len(cols) != 3 || !known[cols[2]] {
			t.Errorf("line %d: no article of the demo: %s", i+2, line)
		}
	}
}
