package server

import (
	"encoding/xml"
	"flag"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tulieu"
)

var update = flag.Bool("update", false, "rewrite the golden pages")

func getPage(t testing.TB, h http.Handler, target string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	if w.Code != 200 {
		t.Fatalf("GET %s = %d: %s", target, w.Code, w.Body)
	}
	return w.Body.String()
}

// allPages are addresses that between them show every template.
var allPages = []struct{ name, target string }{
	{"home", "/"},
	{"search", "/?q=thi+dua&directive=05-ct-tw-2016&from=2010&year=-2013"},
	{"search-en", "/?q=thi+dua&lang=en&sort=oldest"},
	{"search-none", "/?q=kh%C3%B4ngc%C3%B3"},
	{"article", "/articles/" + string(tulieu.NewID(firstURL))},
	{"article-excerpt", "/articles/" + string(tulieu.NewID("https://tinh.example/tin/0")) + "?lang=en"},
	{"directives", "/directives?q=03-ct"},
	{"directive", "/directives/03-ct-tw-2011"},
	{"directive-bare", "/directives/35-ct-tw?lang=en"},
	{"units", "/units"},
	{"unit", "/units/so-ngoai-vu-long-an"},
	{"embed", "/embed?q=thi+dua&size=3"},
	{"about", "/about"},
	{"about-en", "/about?lang=en"},
}

func TestPagesStayAsTheyAre(t *testing.T) {
	h := newWorld(t).server(t)
	hash := regexp.MustCompile(`\?v=[0-9a-f]+`)
	for _, tt := range allPages {
		got := hash.ReplaceAllString(getPage(t, h, tt.target), "?v=HASH")
		golden := filepath.Join("testdata", tt.name+".html")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("GET %s differs from %s (go test ./server -run Pages -update rewrites it) from here on:\n%.300s", tt.target, golden, firstDifference(got, string(want)))
		}
	}
}

func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-40):]
}

func TestASlipIsAskedAboutWithALinkToWhatMayBeMeant(t *testing.T) {
	h := newWorld(t).server(t)
	page := getPage(t, h, "/?q=tập+thế&year=2016")
	want := `Có phải bạn muốn tìm <a href="/?q=t%E1%BA%ADp&#43;th%E1%BB%83&amp;year=2016"><b>tập thể</b></a>?`
	if !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
	if page := getPage(t, h, "/?q=tập+thể"); strings.Contains(page, "Có phải bạn") {
		t.Error("a page asks where nothing is out of place")
	}
}

func TestErrorPages(t *testing.T) {
	w := newWorld(t)
	h := w.server(t)
	for target, want := range map[string]int{"/nowhere": 404, "/articles/none": 404, "/?sort=x": 400, "/?cursor=stale&q=a": 410, "/assets/none.css": 404} {
		r := httptest.NewRecorder()
		h.ServeHTTP(r, httptest.NewRequest("GET", target, nil))
		if r.Code != want || !strings.Contains(r.Body.String(), "<h1>") {
			t.Errorf("GET %s = %d, want %d as a page: %.100s", target, r.Code, want, r.Body)
		}
	}
}

func TestNothingPublishedRuns(t *testing.T) {
	const bad = `</p><script>alert(1)</script><img src=x onerror="alert(2)">' onmouseover='x`
	w := newWorld(t)
	for _, address := range []string{"javascript:alert(1)//tin", "https://tinh.example/\"><script>"} {
		a := w.add(tulieu.Article{
			URL: address, Portal: bad, Section: []string{bad}, Title: "Chỉ thị 03-CT/TW " + bad, Lead: bad, Body: []string{bad, "Chỉ thị 35-CT/TW"},
			Byline: bad, Publisher: bad, PublishedRule: bad, Published: tulieu.Day(2016, 1, 2),
		})
		h := w.server(t)
		for _, target := range []string{"/?q=alert", "/?q=%3Cscript%3Ealert(1)%3C/script%3E&section=%22%3E%3Cscript%3E", "/articles/" + string(a.ID), "/directives/03-ct-tw-2011", "/?sort=%3Cscript%3E", "/units?q=%3Cscript%3E"} {
			r := httptest.NewRecorder()
			h.ServeHTTP(r, httptest.NewRequest("GET", target, nil))
			if policy := r.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("GET %s: Content-Security-Policy %q", target, policy)
			}
			each(t, r.Body.String(), func(n *html.Node) {
				if n.Data == "script" && attr(n, "src") == "" || n.Data == "img" {
					t.Errorf("GET %s: <%s> from a text", target, n.Data)
				}
				for _, a := range n.Attr {
					leads := slices.Contains([]string{"href", "src", "action", "xlink:href"}, a.Key)
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || leads && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
						t.Errorf("GET %s: <%s %s=%q>", target, n.Data, a.Key, a.Val)
					}
				}
			})
		}
	}
}

// each calls f for every element of a page.
func each(t testing.TB, page string, f func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestPagesAreAccessible(t *testing.T) {
	h := newWorld(t).server(t)
	for _, tt := range allPages {
		page := getPage(t, h, tt.target)
		var h1, mains, level int
		ids, labelled := make(map[string]bool), make(map[string]bool)
		each(t, page, func(n *html.Node) {
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: id %q twice", tt.name, id)
				}
				ids[id] = true
			}
			if n.Data == "label" {
				labelled[attr(n, "for")] = true
			}
		})
		each(t, page, func(n *html.Node) {
			switch n.Data {
			case "html":
				if lang := attr(n, "lang"); lang != "vi" && lang != "en" {
					t.Errorf("%s: lang %q", tt.name, lang)
				}
			case "main":
				mains++
			case "h1", "h2", "h3":
				now := int(n.Data[1] - '0')
				if now == 1 {
					h1++
				}
				if now > level+1 {
					t.Errorf("%s: %s after h%d", tt.name, n.Data, level)
				}
				level = now
			case "input":
				inLabel := false
				for p := range n.Ancestors() {
					inLabel = inLabel || p.Data == "label"
				}
				if attr(n, "type") != "hidden" && !inLabel && !labelled[attr(n, "id")] {
					t.Errorf("%s: input %q has no label", tt.name, attr(n, "name"))
				}
			case "nav", "aside":
				if attr(n, "aria-label") == "" {
					t.Errorf("%s: <%s> has no name", tt.name, n.Data)
				}
			case "a":
				if href := attr(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
					t.Errorf("%s: link to %s leads nowhere", tt.name, href)
				}
			}
			if id := attr(n, "aria-labelledby"); id != "" && !ids[id] {
				t.Errorf("%s: labelled by %q, which is not there", tt.name, id)
			}
		})
		if h1 != 1 || mains != 1 {
			t.Errorf("%s: %d h1, %d main; want one of each", tt.name, h1, mains)
		}
	}
}

// TestPagesAreWellFormed holds end tags against start tags: what a browser
// mends silently is still a slip.
func TestPagesAreWellFormed(t *testing.T) {
	void := []string{"meta", "link", "base", "input", "br", "img", "hr"}
	h := newWorld(t).server(t)
	for _, tt := range allPages {
		var open []string
		z := html.NewTokenizer(strings.NewReader(getPage(t, h, tt.target)))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			name, _ := z.TagName()
			switch tag := string(name); {
			case kind == html.StartTagToken && !slices.Contains(void, tag):
				open = append(open, tag)
			case kind == html.EndTagToken && (len(open) == 0 || open[len(open)-1] != tag):
				t.Fatalf("%s: </%s> while %v are open", tt.name, tag, open)
			case kind == html.EndTagToken:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: %v never closed", tt.name, open)
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	h := newWorld(t).server(t)
	asked := make(map[string]bool)
	for _, tt := range allPages {
		each(t, getPage(t, h, tt.target), func(n *html.Node) {
			href := attr(n, "href")
			if !strings.HasPrefix(href, "/") || asked[href] || len(asked) > 150 {
				return
			}
			asked[href] = true
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, httptest.NewRequest("GET", href, nil)); w.Code != 200 {
				t.Errorf("%s links to %s, which is %d", tt.name, href, w.Code)
			}
		})
	}
}

// TestColoursContrast computes the contrast of what is written on what, as
// WCAG 2 does; 4.5 is enough for small letters.
func TestColoursContrast(t *testing.T) {
	sheet, err := files.ReadFile("assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(sheet), "prefers-color-scheme: dark")
	variable := regexp.MustCompile(`--(\w+): #([0-9a-f]{6})`)
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		luminance := make(map[string]float64)
		for _, m := range variable.FindAllStringSubmatch(css, -1) {
			rgb, err := strconv.ParseUint(m[2], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			for i, weight := range []float64{.0722, .7152, .2126} { // blue, green, red
				c := float64(rgb>>(8*i)&255) / 255
				if c <= .04045 {
					c /= 12.92
				} else {
					c = math.Pow((c+.055)/1.055, 2.4)
				}
				luminance[m[1]] += weight * c
			}
		}
		for _, pair := range []string{
			"ink paper", "soft paper", "link paper", "visited paper", "brand paper", "ink card", "soft card", "brand card", "card brand",
			"ink mark", "link mark", "ink tag", "brand tag", "soft tag",
		} {
			text, ground, _ := strings.Cut(pair, " ")
			a, b := luminance[text]+.05, luminance[ground]+.05
			if ratio := max(a, b) / min(a, b); ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f", scheme, text, ground, ratio)
			}
		}
	}
}

func TestFeedIsAtom(t *testing.T) {
	h := newWorld(t).server(t)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/feed?q=thi+dua&sort=score&directive=05-ct-tw-2016", nil))
	var f atomFeed
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil || w.Code != 200 {
		t.Fatalf("feed = %d, %v: %s", w.Code, err, w.Body)
	}
	if len(f.Entries) != 24 || f.ID != "http://example.com/feed?directive=05-ct-tw-2016&q=thi+dua" {
		t.Errorf("feed %s of %d entries, want 24", f.ID, len(f.Entries))
	}
	for i, e := range f.Entries {
		if i > 0 && e.Published > f.Entries[i-1].Published {
			t.Errorf("entry of %s after that of %s", e.Published, f.Entries[i-1].Published)
		}
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || !strings.HasPrefix(e.Links[0].Href, "http://example.com/articles/") {
			t.Errorf("entry %+v", e)
		}
	}
}

func TestOnlyTheEmbeddedListMayBeFramed(t *testing.T) {
	h := newWorld(t).server(t)
	for target, want := range map[string]string{"/": "frame-ancestors 'none'", "/embed": "frame-ancestors *"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, want) {
			t.Errorf("GET %s: policy %q lacks %q", target, policy, want)
		}
	}
}

func TestArticlePageCanBeCited(t *testing.T) {
	page := getPage(t, newWorld(t).server(t), "/articles/"+string(tulieu.NewID(firstURL)))
	meta := make(map[string]string)
	each(t, page, func(n *html.Node) {
		if n.Data == "meta" {
			meta[attr(n, "name")] = attr(n, "content")
		}
	})
	for name, want := range map[string]string{
		"DC.type": "newspaperArticle", "DC.creator": "Lê Minh Thư", "DC.publisher": "Chi bộ Sở Ngoại vụ",
		"DC.date": "2016-10-03", "DC.identifier": firstURL, "robots": "noindex",
	} {
		if meta[name] != want {
			t.Errorf("meta %s = %q, want %q", name, meta[name], want)
		}
	}
}

func TestNotesAreToldInVietnamese(t *testing.T) {
	for english, want := range map[string]string{
		`"!?" holds no words and was left out`:               `Đã bỏ qua "!?" vì không có từ nào.`,
		`year:hai is no year, like year:2016; read as words`: "year:hai không phải là năm; đã tìm như từ thường.",
		"something new": "something new",
	} {
		if got := vietnamese.note(english); got != want {
			t.Errorf("note(%q) = %q, want %q", english, got, want)
		}
		if got := language("en").note(english); got != english {
			t.Errorf("English note(%q) = %q", english, got)
		}
	}
}

func TestEveryPhraseHasBothLanguages(t *testing.T) {
	for key, p := range words {
		if p.vi == "" || p.en == "" {
			t.Errorf("phrase %q lacks a language: %+v", key, p)
		}
	}
	used := regexp.MustCompile(`\.T "([^"]+)"`)
	computed := regexp.MustCompile(`\.T \(print "([^"]+)"`)
	files, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	shared, _ := filepath.Glob("templates/shared/*.html")
	for _, file := range append(files, shared...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllStringSubmatch(string(text), -1) {
			if words[m[1]] == (phrase{}) {
				t.Errorf("%s says %q, which has no words", file, m[1])
			}
		}
		for _, m := range computed.FindAllStringSubmatch(string(text), -1) {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(words)), func(key string) bool { return strings.HasPrefix(key, m[1]) }) {
				t.Errorf("%s says %q…, of which there are no words", file, m[1])
			}
		}
	}
	for _, f := range tulieu.Fields {
		if words["facet."+string(f)] == (phrase{}) {
			t.Errorf("field %s has no name", f)
		}
	}
	for _, k := range tulieu.Kinds {
		if words["kind."+string(k.Kind)] == (phrase{}) {
			t.Errorf("kind %s has no name", k.Kind)
		}
	}
	for _, k := range unitKinds {
		if words["unit_kind."+k] == (phrase{}) {
			t.Errorf("kind of unit %s has no name", k)
		}
	}
}
