package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tulieu"
)

var ctx = context.Background()

// A page is what the pretend portal of these tests serves: JSON, which the
// pretend extractor reads.
type page struct {
	URL       string // canonical; empty: the address fetched
	Title     string
	Lead      string   `json:",omitempty"`
	Body      []string `json:",omitempty"`
	Published string   `json:",omitempty"`
	Byline    string   `json:",omitempty"`
	Views     int      `json:",omitempty"`
	Clock     string   `json:",omitempty"`
	Clutter   string   `json:",omitempty"` // the first extractor takes it for the last paragraph
	Broken    string   `json:",omitempty"` // a reason to review
	Portal    string   `json:",omitempty"` // not served: for the model
}

// reader is an extractor of the given version.
func reader(version int) tulieu.Reader {
	return func(c *tulieu.Capture) (*tulieu.Reading, error) {
		var p page
		if err := json.Unmarshal(c.Body, &p); err != nil {
			return nil, err
		}
		if p.Broken != "" {
			return &tulieu.Reading{Review: p.Broken}, nil
		}
		if p.Title == "" {
			return &tulieu.Reading{}, nil
		}
		published, err := tulieu.ParseDate(p.Published)
		if err != nil {
			return nil, err
		}
		a := &tulieu.Article{URL: p.URL, Portal: c.Portal, Title: p.Title, Lead: p.Lead, Body: p.Body, Published: published,
			PublishedRule: "json", Byline: p.Byline, Views: p.Views, Section: []string{"Tin tức", "Các đoàn thể"}}
		if a.URL == "" {
			a.URL = c.URL
		}
		if p.Clutter != "" && version == 1 {
			a.Body = append(slices.Clone(a.Body), p.Clutter)
		}
		text := a.Text()
		if i := strings.Index(text, "03-CT/TW"); i >= 0 {
			a.Mentions = []tulieu.Mention{{Sort: tulieu.SortDirective, Span: tulieu.Span{Start: i, End: i + 8}, Surface: "03-CT/TW", Norm: "03-CT/TW", Kind: "directive"}}
		}
		a.Provenance.Extractor, a.Provenance.Finder = version, 1
		return &tulieu.Reading{Article: a}, nil
	}
}

var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// fetched is a step that brings p home.
func fetched(read tulieu.Reader, url string, p page, at time.Time, requested ...string) tulieu.Step {
	body, _ := json.Marshal(p)
	c := &tulieu.Capture{URL: url, Requested: requested, Portal: "tinh", Fetched: at, Status: 200,
		Header: http.Header{"Content-Type": {"application/json"}, "Etag": {`"1"`}}, Body: body}
	reading, err := read(c)
	if err != nil {
		reading = &tulieu.Reading{Review: err.Error()}
	}
	return tulieu.Step{Capture: c, Reading: reading}
}

// imported is a step of one line of a file.
func imported(read tulieu.Reader, p page, at time.Time) tulieu.Step {
	s := fetched(read, "file:///tin.jsonl", p, at)
	s.Capture.Status, s.Capture.Header, s.Capture.ContentType, s.Capture.Portal = 0, nil, "application/x-ndjson", ""
	s.Reading, _ = read(s.Capture)
	return s
}

func openTest(t *testing.T, dir string, o Options) *Archive {
	t.Helper()
	a, err := Open(ctx, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// keep keeps one step and checks what it did.
func keep(t *testing.T, a *Archive, s tulieu.Step, want tulieu.Change) tulieu.ID {
	t.Helper()
	out, err := a.Keep(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	if out[0].Change != want {
		t.Errorf("Keep of %s: change %q, want %q", s.Capture.URL, out[0].Change, want)
	}
	return out[0].Article
}

func changes(t *testing.T, a *Archive, after tulieu.Seq) string {
	t.Helper()
	entries, err := a.Changes(ctx, after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var s []string
	for _, e := range entries {
		s = append(s, fmt.Sprintf("%d %s", e.Seq, e.Change))
	}
	return strings.Join(s, ", ")
}

func TestAnArticleGoesThroughItsLife(t *testing.T) {
	dir := t.TempDir()
	a := openTest(t, dir, Options{})
	const url = "https://tinh.example/tin/1"
	read := reader(1)
	p := page{Title: "Thi đua", Lead: "Sa-pô", Body: []string{"Thực hiện Chỉ thị 03-CT/TW.", "Hết."}, Published: "2016-10-03", Byline: "VTL", Views: 616}
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }

	id := keep(t, a, fetched(read, url, p, day(0)), tulieu.Added)
	if id != tulieu.NewID(url) {
		t.Errorf("ID %s, want that of the address, %s", id, tulieu.NewID(url))
	}
	keep(t, a, fetched(read, url, p, day(1)), tulieu.Unchanged) // the same bytes
	p.Views, p.Clock = 700, "10:15"
	keep(t, a, fetched(read, url, p, day(2)), tulieu.Unchanged) // a counter and a clock
	p.Byline = "Võ Thái Lâm"
	keep(t, a, fetched(read, url, p, day(3)), tulieu.Reread)
	p.Body[1] = "Hết (đã sửa)."
	keep(t, a, fetched(read, url, p, day(4)), tulieu.Revised)
	keep(t, a, fetched(reader(2), url, p, day(5)), tulieu.Reread)

	if got, want := changes(t, a, 0), "1 added, 2 reread, 3 revised, 4 reread"; got != want {
		t.Errorf("changes %q, want %q", got, want)
	}
	check := func(a *Archive) {
		t.Helper()
		got, err := a.Article(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if got.Title != p.Title || !slices.Equal(got.Body, p.Body) || got.Published.String() != "2016-10-03" || got.Byline != "Võ Thái Lâm" {
			t.Errorf("article %+v", got)
		}
		if len(got.Mentions) != 1 || got.Mentions[0].Surface != "03-CT/TW" {
			t.Errorf("mentions %+v", got.Mentions)
		}
		pr := got.Provenance
		if !pr.FirstFetched.Equal(day(0)) || !pr.LastFetched.Equal(day(5)) || pr.Version != 2 || pr.Extractor != 2 {
			t.Errorf("provenance %+v", pr)
		}
		c, err := a.Capture(ctx, pr.Capture)
		if err != nil {
			t.Fatal(err)
		}
		if c.URL != url || c.Status != 200 || c.Header.Get("ETag") != `"1"` || !strings.Contains(string(c.Body), "đã sửa") {
			t.Errorf("capture %+v", c)
		}
		vs, err := a.Versions(ctx, id)
		if err != nil || len(vs) != 2 || vs[0].Article.Body[1] != "Hết." || vs[1].Article.Body[1] != "Hết (đã sửa)." {
			t.Errorf("versions %+v, %v", vs, err)
		}
		for _, u := range []string{url, "http://TINH.example:80/tin/1#top"} {
			if got, err := a.Lookup(ctx, u); got != id || err != nil {
				t.Errorf("Lookup(%s) = %s, %v; want %s", u, got, err, id)
			}
		}
	}
	check(a)
	archiveID := a.ID()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = openTest(t, dir, Options{})
	if a.ID() != archiveID {
		t.Errorf("ID after reopening: %s, was %s", a.ID(), archiveID)
	}
	check(a)
	c, err := a.Count(ctx)
	c.Bytes = 0
	if want := (Counts{Articles: 1, Versions: 2, Captures: 6, Addresses: 1, Files: 1, Seq: 4}); c != want || err != nil {
		t.Errorf("Count = %+v, %v; want %+v", c, err, want)
	}
}

func TestImportingAgainChangesNothing(t *testing.T) {
	a := openTest(t, t.TempDir(), Options{})
	one := page{URL: "urn:tulieu:text:1", Title: "Thi đua", Body: []string{"một"}}
	two := page{URL: "https://tinh.example/2", Title: "Khen thưởng", Body: []string{"hai"}}
	keep(t, a, imported(reader(1), one, start), tulieu.Added)
	keep(t, a, imported(reader(1), two, start), tulieu.Added)
	keep(t, a, imported(reader(1), page{}, start), tulieu.Unchanged)
	before, _ := a.Count(ctx)
	for range 2 {
		s := imported(reader(1), one, start.AddDate(0, 0, 1))
		s.Capture.URL = "file:///moved.jsonl"
		keep(t, a, s, tulieu.Unchanged)
		if s.Capture.Ref.Digest == "" || s.Reading.Article.Provenance.Version != 1 {
			t.Errorf("a capture that was known has ref %v, provenance %+v", s.Capture.Ref, s.Reading.Article.Provenance)
		}
		keep(t, a, imported(reader(1), two, start), tulieu.Unchanged)
		keep(t, a, imported(reader(1), page{}, start), tulieu.Unchanged)
	}
	if after, _ := a.Count(ctx); after != before {
		t.Errorf("Count = %+v, was %+v", after, before)
	}
	// Back to a former text is news.
	one.Body[0] = "đổi"
	keep(t, a, imported(reader(1), one, start), tulieu.Revised)
	one.Body[0] = "một"
	keep(t, a, imported(reader(1), one, start), tulieu.Revised)
	keep(t, a, imported(reader(2), one, start), tulieu.Reread)
}

// TestAMendedProfileMakesNoVersion: the same extractor reads another text from
// the old captures too.
func TestAMendedProfileMakesNoVersion(t *testing.T) {
	mended := false
	read := func(c *tulieu.Capture) (*tulieu.Reading, error) {
		version := 1
		if mended {
			version = 2
		}
		reading, err := reader(version)(c)
		if reading != nil && reading.Article != nil {
			reading.Article.Provenance.Extractor = 1
		}
		return reading, err
	}
	a := openTest(t, t.TempDir(), Options{Read: read})
	const url = "https://tinh.example/1"
	p := page{Title: "một", Body: []string{"thân bài"}, Clutter: "Phản hồi", Clock: "1"}
	keep(t, a, fetched(read, url, p, start), tulieu.Added)
	mended = true
	keep(t, a, fetched(read, url, p, start), tulieu.Reread) // the same bytes
	mended = false
	p.Clock = "2"
	keep(t, a, fetched(read, url, p, start), tulieu.Reread)
	mended = true
	p.Clock = "3"
	keep(t, a, fetched(read, url, p, start), tulieu.Reread) // a clock that moved
	p.Body[0] = "thân bài đã sửa"
	id := keep(t, a, fetched(read, url, p, start), tulieu.Revised)
	vs, err := a.Versions(ctx, id)
	if err != nil || len(vs) != 2 || len(vs[0].Article.Body) != 1 || len(vs[1].Article.Body) != 1 {
		t.Errorf("versions %+v, %v; want two of one paragraph", vs, err)
	}
}

func TestMovesAndBetterAddressesKeepTheID(t *testing.T) {
	read := reader(1)
	a := openTest(t, t.TempDir(), Options{Read: read})
	p := page{Title: "Thi đua", Body: []string{"một"}}
	const u1, u2, u3, u4 = "https://tinh.example/1", "https://tinh.example/moi/1", "https://tinh.example/3", "https://tinh.example/4"
	id := keep(t, a, fetched(read, u1, p, start), tulieu.Added)
	if got := keep(t, a, fetched(read, u2, p, start, u1), tulieu.Reread); got != id {
		t.Errorf("after a redirect from %s the ID is %s, want %s", u1, got, id)
	}
	// Two addresses that were two articles, until the profile knew better.
	x := keep(t, a, fetched(read, u3, page{Title: "Hai", Body: []string{"a"}}, start), tulieu.Added)
	y := keep(t, a, fetched(read, u4, page{Title: "Hai", Body: []string{"a", "b"}}, start), tulieu.Added)
	z := keep(t, a, fetched(read, u4, page{URL: u3, Title: "Hai", Body: []string{"a", "c"}}, start), tulieu.Revised)
	if z != x {
		t.Errorf("the article of %s is %s, want %s", u4, z, x)
	}
	for _, id := range []tulieu.ID{x, y} {
		got, err := a.Article(ctx, id)
		if err != nil || got.ID != x || got.Provenance.Version != 3 {
			t.Errorf("Article(%s) = %+v, %v; want version 3 of %s", id, got, err, x)
		}
	}
	if got, err := a.Lookup(ctx, u4); got != x || err != nil {
		t.Errorf("Lookup(%s) = %s, %v; want %s", u4, got, err, x)
	}
	if got, want := changes(t, a, 2), "3 added, 4 added, 5 removed, 6 revised"; got != want {
		t.Errorf("changes %q, want %q", got, want)
	}
}

func TestTakedownIsForGood(t *testing.T) {
	read := reader(1)
	dir := t.TempDir()
	a := openTest(t, dir, Options{})
	const u1, u2 = "https://tinh.example/1", "https://tinh.example/2"
	p := page{Title: "Thi đua", Body: []string{"một"}}
	s := fetched(read, u1, p, start)
	id := keep(t, a, s, tulieu.Added)
	if err := a.Takedown(ctx, tulieu.Takedown{ID: id}); !errors.Is(err, tulieu.ErrInvalid) {
		t.Errorf("takedown without a reason: %v, want ErrInvalid", err)
	}
	if err := a.Takedown(ctx, tulieu.Takedown{ID: "aaaa", Reason: "x"}); !errors.Is(err, tulieu.ErrNotFound) {
		t.Errorf("takedown of nothing: %v, want ErrNotFound", err)
	}
	stone := tulieu.Takedown{ID: id, Reason: "yêu cầu của tác giả", By: "ban biên tập", At: start}
	for range 2 {
		if err := a.Takedown(ctx, stone); err != nil {
			t.Fatal(err)
		}
	}
	a.Close()
	a = openTest(t, dir, Options{})
	p.Body[0] = "hai"
	keep(t, a, fetched(read, u1, p, start), tulieu.Removed)
	keep(t, a, fetched(read, u2, p, start, u1), tulieu.Removed)
	keep(t, a, fetched(read, u1, page{}, start), tulieu.Removed)
	if _, err := a.Article(ctx, id); !errors.Is(err, tulieu.ErrGone) {
		t.Errorf("Article: %v, want ErrGone", err)
	}
	if _, err := a.Versions(ctx, id); !errors.Is(err, tulieu.ErrGone) {
		t.Errorf("Versions: %v, want ErrGone", err)
	}
	if _, err := a.Capture(ctx, s.Capture.Ref); !errors.Is(err, tulieu.ErrGone) {
		t.Errorf("Capture: %v, want ErrGone", err)
	}
	if as, err := a.Articles(ctx, []tulieu.ID{id, "none"}); err != nil || as[0] != nil || as[1] != nil {
		t.Errorf("Articles = %v, %v; want nothing", as, err)
	}
	if got, want := changes(t, a, 0), "1 added, 2 removed"; got != want {
		t.Errorf("changes %q, want %q", got, want)
	}
	stone.URL = u1
	if got, err := a.Takedowns(ctx); err != nil || !reflect.DeepEqual(got, []tulieu.Takedown{stone}) {
		t.Errorf("Takedowns = %+v, %v; want %+v", got, err, stone)
	}
	if got, err := a.Lookup(ctx, u1); got != id || err != nil {
		t.Errorf("Lookup = %s, %v; want %s", got, err, id)
	}
}

func TestTheSameTextElsewhereIsLinked(t *testing.T) {
	read := reader(1)
	a := openTest(t, t.TempDir(), Options{})
	one := keep(t, a, fetched(read, "https://a.example/1", page{Title: "Thi đua", Lead: "Mở đầu.", Body: []string{"Thân bài."}}, start), tulieu.Added)
	two := keep(t, a, fetched(read, "https://b.example/1", page{Title: "Thi đua", Body: []string{"Mở đầu. ", "Thân\u00a0 bài."}}, start), tulieu.Added)
	other := keep(t, a, fetched(read, "https://b.example/2", page{Title: "Thi đua", Body: []string{"Mở đầu."}}, start), tulieu.Added)
	for id, want := range map[tulieu.ID][]tulieu.ID{one: {two}, two: {one}, other: nil} {
		if got, err := a.Same(ctx, id); err != nil || !slices.Equal(got, want) {
			t.Errorf("Same(%s) = %v, %v; want %v", id, got, err, want)
		}
	}
}

func TestFrontier(t *testing.T) {
	a := openTest(t, t.TempDir(), Options{})
	target := func(url string, role tulieu.Role) tulieu.Target {
		return tulieu.Target{Portal: "tinh", URL: "https://tinh.example/" + url, Role: role}
	}
	later := target("later", tulieu.RoleArticle)
	later.Due = start.Add(time.Hour)
	_, err := a.Keep(ctx, tulieu.Step{Targets: []tulieu.Target{target("a1", tulieu.RoleArticle), later, target("seed", tulieu.RoleSeed), target("list", tulieu.RoleList)}})
	if err != nil {
		t.Fatal(err)
	}
	due := func(at time.Time, n int) string {
		t.Helper()
		ts, err := a.Due(ctx, "tinh", at, n)
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, x := range ts {
			s = append(s, strings.TrimPrefix(x.URL, "https://tinh.example/"))
		}
		return strings.Join(s, " ")
	}
	if got := due(start, 10); got != "seed list a1" {
		t.Errorf("due now: %q", got)
	}
	if got := due(start.Add(time.Hour), 3); got != "seed list a1" {
		t.Errorf("the first three due in an hour: %q", got)
	}
	done := target("seed", tulieu.RoleSeed)
	done.Done, done.ETag, done.Fetched, done.Status, done.Note = true, `"x"`, start, 200, "ghi chú"
	if _, err := a.Keep(ctx, tulieu.Step{Targets: []tulieu.Target{done}, Found: []tulieu.Target{target("seed", tulieu.RoleArticle), target("a2", tulieu.RoleArticle)}}); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Target(ctx, "tinh", done.URL); !reflect.DeepEqual(got, done) || err != nil {
		t.Errorf("Target = %+v, %v; want %+v", got, err, done)
	}
	if _, err := a.Target(ctx, "khác", done.URL); !errors.Is(err, tulieu.ErrNotFound) {
		t.Errorf("Target of another portal: %v, want ErrNotFound", err)
	}
	if got := due(start.Add(time.Hour), 10); got != "list a1 a2 later" {
		t.Errorf("due in an hour: %q", got)
	}
	want := []FrontierStatus{{Portal: "tinh", Seeds: 1, Lists: 1, Articles: 3, Open: 4, Last: start}}
	if got, err := a.FrontierStatus(ctx); !reflect.DeepEqual(got, want) || err != nil {
		t.Errorf("FrontierStatus = %+v, %v; want %+v", got, err, want)
	}
	if err := a.Recrawl(ctx, "tinh", start); err != nil {
		t.Fatal(err)
	}
	if got := due(start, 10); got != "seed list a1 a2" {
		t.Errorf("due after Recrawl: %q", got)
	}
}

func TestPagesToReviewAreListedUntilTheyAreRead(t *testing.T) {
	read := reader(1)
	a := openTest(t, t.TempDir(), Options{})
	const u = "https://tinh.example/1"
	keep(t, a, fetched(read, u, page{Broken: "no title"}, start), tulieu.Unchanged)
	failed := tulieu.Target{Portal: "tinh", URL: "https://tinh.example/2", Role: tulieu.RoleArticle, Note: "404"}
	if _, err := a.Keep(ctx, tulieu.Step{Targets: []tulieu.Target{failed}}); err != nil {
		t.Fatal(err)
	}
	got, err := a.Reviews(ctx, 10)
	if err != nil || len(got) != 2 || got[0].Note != "no title" || got[0].Capture.File == "" || got[1].Note != "404" {
		t.Errorf("Reviews = %+v, %v", got, err)
	}
	keep(t, a, fetched(read, u, page{Title: "Thi đua", Body: []string{"một"}}, start), tulieu.Added)
	if got, err := a.Reviews(ctx, 10); err != nil || len(got) != 1 {
		t.Errorf("Reviews = %+v, %v; want one", got, err)
	}
}

func TestSeveralArchivesWriteAtOnce(t *testing.T) {
	dir := t.TempDir()
	const writers, each = 3, 40
	errs := make(chan error, writers)
	for w := range writers {
		a := openTest(t, dir, Options{})
		go func() {
			for i := range each {
				p := page{Title: fmt.Sprintf("Bài %d", i), Body: []string{fmt.Sprintf("của %d", w)}}
				url := fmt.Sprintf("https://tinh.example/%d/%d", w, i)
				if i%4 == 0 { // all write this one
					url = fmt.Sprintf("https://tinh.example/%d", i)
				}
				if _, err := a.Keep(ctx, fetched(reader(1), url, p, start)); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	a := openTest(t, dir, Options{})
	c, err := a.Count(ctx)
	if want := each/4 + writers*each*3/4; err != nil || c.Articles != want || c.Captures != writers*each || c.Files != writers {
		t.Errorf("Count = %+v, %v; want %d articles", c, err, want)
	}
	if entries, err := a.Changes(ctx, 0, 1000); err != nil || len(entries) != int(c.Seq) {
		t.Errorf("%d changes, %v; want %d", len(entries), err, c.Seq)
	}
}

func TestBadStepsAreRefusedWhole(t *testing.T) {
	a := openTest(t, t.TempDir(), Options{})
	good := fetched(reader(1), "https://tinh.example/1", page{Title: "a"}, start)
	for name, bad := range map[string]tulieu.Step{
		"no address":       fetched(reader(1), "", page{Title: "a"}, start),
		"line end":         fetched(reader(1), "https://tinh.example/1\r\nWARC-Type: x", page{Title: "a"}, start),
		"redirect":         fetched(reader(1), "https://tinh.example/1", page{Title: "a"}, start, "a\nb"),
		"year":             fetched(reader(1), "https://tinh.example/1", page{Title: "a"}, start.AddDate(900, 0, 0)),
		"target":           {Targets: []tulieu.Target{{Portal: "tinh"}}},
		"reading alone":    {Reading: &tulieu.Reading{}},
		"status":           {Capture: &tulieu.Capture{URL: "https://tinh.example/1", Status: 7}},
		"article, no URL":  {Capture: &tulieu.Capture{URL: "https://tinh.example/1"}, Reading: &tulieu.Reading{Article: &tulieu.Article{}}},
		"body of 64 MiB":   {Capture: &tulieu.Capture{URL: "https://tinh.example/1", Body: make([]byte, maxBlock)}},
		"address too long": {Capture: &tulieu.Capture{URL: "https://tinh.example/" + strings.Repeat("a", 9000)}},
	} {
		if _, err := a.Keep(ctx, good, bad); !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("Keep with %s: %v, want ErrInvalid", name, err)
		}
	}
	if c, err := a.Count(ctx); c != (Counts{}) || err != nil {
		t.Errorf("Count = %+v, %v; want nothing", c, err)
	}
	huge := good
	huge.Capture.Header = http.Header{"Content-Type": {"text/html"}}
	for i := range 1000 {
		huge.Capture.Header.Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 100))
	}
	keep(t, a, huge, tulieu.Added)
	if c, err := a.Capture(ctx, huge.Capture.Ref); err != nil || !reflect.DeepEqual(c.Header, http.Header{"Content-Type": {"text/html"}}) {
		t.Errorf("of a header that is too large came %v, %v", c, err)
	}
}

func TestSeveralProcessesMayBeginAnArchive(t *testing.T) {
	for range 10 {
		dir := filepath.Join(t.TempDir(), "below", "data")
		const n = 5
		errs := make(chan error, n)
		ids := make(chan string, n)
		for range n {
			go func() {
				a, err := Open(ctx, dir, Options{})
				if err == nil {
					ids <- a.ID()
					err = a.Close()
				}
				errs <- err
			}()
		}
		for range n {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		close(ids)
		first := <-ids
		for id := range ids {
			if id != first {
				t.Fatalf("one archive has the IDs %s and %s", first, id)
			}
		}
	}
}
