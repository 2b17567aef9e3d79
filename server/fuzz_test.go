package server

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"tulieu"
)

// FuzzParse reads any query string: what is refused is tulieu.ErrInvalid
// with addresses that are not refused for the same reason.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"q=thi+đua&directive=-03-ct-tw*&year=2016&from=2016&to=2016-10-03T08:11%2B07:00", "facets=unit:100:so,year&fields=id,url", "from=3/10/2016",
		"section=a+>+b&size=100&cursor=x", "q=%ff", "facets=%aa&fields=%aa", "a=b&a", ";;", "%", "sort=newst", "facets=,,:", "kind=-&unit=--a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		u := &url.URL{Path: "/", RawQuery: query}
		r, err := parse(u, searchGrammar)
		if err == nil {
			if again, err := parse(&url.URL{Path: "/", RawQuery: url.Values(r.values).Encode()}, searchGrammar); err != nil || again.Text != r.Text {
				t.Errorf("parse(%q) is not read the same from its own link: %v", query, err)
			}
			return
		}
		var m *mistake
		if !errors.Is(err, tulieu.ErrInvalid) || !errors.As(err, &m) || len(m.fixes) == 0 {
			t.Fatalf("parse(%q): %v, fixes %q", query, err, m.fixes)
		}
		fix, err := url.Parse(m.fixes[0])
		if err != nil {
			t.Fatalf("parse(%q): fix %q is no address", query, m.fixes[0])
		}
		var again *mistake
		if _, err := parse(fix, searchGrammar); errors.As(err, &again) && again.detail == m.detail {
			t.Errorf("parse(%q): the fix %q is as wrong: %s", query, m.fixes[0], m.detail)
		}
	})
}

// FuzzSegments cuts any text at any marks: the pieces are the text.
func FuzzSegments(f *testing.F) {
	f.Add("thi đua khen thưởng", 0, 7, 8, 12)
	f.Add("", 3, 1, 9, 9)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		if !utf8.ValidString(text) {
			return
		}
		var whole strings.Builder
		for _, s := range segments(text, []markView{{a, b}, {c, d}}) {
			whole.WriteString(s.Text)
		}
		if whole.String() != text {
			t.Errorf("segments(%q) at [%d,%d) [%d,%d) = %q", text, a, b, c, d, whole.String())
		}
	})
}

// FuzzRecognise posts any body: the answer is an answer or a problem.
func FuzzRecognise(f *testing.F) {
	for _, s := range []string{`{"text":"Chỉ thị 05-CT/TW"}`, `{"text":"\ud800"}`, `[]`, `{"text":1}`, "", `{"text":"a","published":"2016-13"}`} {
		f.Add(s)
	}
	h := newWorld(f).server(f)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/api/v1/recognise", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != 200 && w.Code != 400 {
			t.Errorf("recognise %q = %d", body, w.Code)
		}
	})
}

func TestAddressesAreForgiving(t *testing.T) {
	h := newWorld(t).server(t)
	for _, tt := range []struct {
		method, target string
		status         int
		location       string
	}{
		{"GET", "/directives/", 301, "/directives"},
		{"GET", "/units/?lang=en", 301, "/units?lang=en"},
		{"GET", "//evil.example/", 301, "/evil.example"},
		{"HEAD", "/", 200, ""},
		{"POST", "/api/v1/search", 405, ""},
		{"GET", "/api/v1/recognise", 405, ""},
		{"GET", "/api/v2/search", 404, ""},
		{"GET", "/api/v1/nothing", 404, ""},
		{"GET", "/api/v1", 404, ""},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(tt.method, tt.target, http.NoBody))
		if w.Code != tt.status || w.Header().Get("Location") != tt.location {
			t.Errorf("%s %s = %d to %q, want %d to %q", tt.method, tt.target, w.Code, w.Header().Get("Location"), tt.status, tt.location)
		}
	}
}

func TestLocatorIsLocate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "a", "thi đua", "Sở Ngoại vụ"})
		a := &tulieu.Article{Title: text.Draw(t, "title"), Lead: text.Draw(t, "lead"), Body: rapid.SliceOfN(text, 0, 5).Draw(t, "body")}
		start := rapid.IntRange(0, len(a.Text())+2).Draw(t, "start")
		s := tulieu.Span{Start: start, End: start + rapid.IntRange(0, 20).Draw(t, "length")}
		if got, want := locator(a)(s), a.Locate(s); got != want {
			t.Errorf("locator(%q)(%v) = %v, want %v", a.Text(), s, got, want)
		}
	})
}

// TestAMonstrousArticleIsShown asks for an article of as many paragraphs and
// mentions as a crawled page can hold.
func TestAMonstrousArticleIsShown(t *testing.T) {
	w := newWorld(t)
	paragraphs := make([]string, 5_000)
	for i := range paragraphs {
		paragraphs[i] = "Triển khai Chỉ thị 35-CT/TW và Chỉ thị 05-CT/TW tại Công đoàn cơ sở."
	}
	a := w.add(tulieu.Article{URL: "https://tinh.example/monster", Title: "Quái vật", Body: paragraphs})
	h := w.server(t)
	for _, target := range []string{"/articles/" + string(a.ID), "/api/v1/articles/" + string(a.ID)} {
		began := time.Now()
		getPage(t, h, target)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("GET %s took %v", target, took)
		}
	}
}
