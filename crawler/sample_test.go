package crawler

import (
	"slices"
	"strings"
	"testing"

	"tulieu"
	"tulieu/crawler/extract"
	"tulieu/internal/sample"
)

// TestTheSamplePortalsAreReadWhole crawls the portals of the demo twice, and
// compares what was read with what was published.
func TestTheSamplePortalsAreReadWhole(t *testing.T) {
	portals := sample.New(sample.Articles(sample.DemoSeed, 150))
	listening, err := sample.Start(nil, portals...)
	if err != nil {
		t.Fatal(err)
	}
	defer listening.Close()
	profiles := listening.Profiles()
	x, err := extract.New(profiles)
	if err != nil {
		t.Fatal(err)
	}
	store := newStore()
	read := map[string]*tulieu.Article{} // by path and query of the address
	c := &Crawler{Store: store, Read: func(c *tulieu.Capture) (*tulieu.Reading, error) {
		r, err := x.Read(c)
		if err == nil && r.Article != nil {
			read[pathOf(r.Article.URL)] = r.Article
		}
		return r, err
	}}
	first, second := Stats{}, Stats{}
	for i, p := range profiles {
		p.Delay = 1 // a nanosecond
		a := crawl(t, c, p)
		b := crawl(t, c, p)
		t.Logf("%s: %+v, then %+v", p.Name, a, b)
		if a.Reviews > 0 || a.Added != len(portals[i].Articles()) || b.Added+b.Revised > 0 {
			t.Errorf("%s: first %+v, second %+v, of %d articles", p.Name, a, b, len(portals[i].Articles()))
		}
		if b.NotModified > 0 { // it validates
			first.Bodies += a.Bodies
			second.Bodies += b.Bodies
		}
	}
	if second.Bodies*20 > first.Bodies {
		t.Errorf("second crawl fetched %d bodies of %d that validate", second.Bodies, first.Bodies)
	}
	readsWithoutProfiles(t, store.captures, read)
	for i := range portals {
		for _, want := range portals[i].Articles() {
			got := read[pathOf(want.URL)]
			if got == nil {
				t.Errorf("%s was not read", want.URL)
				continue
			}
			if got.Title != tidied(want.Title) || got.Lead != tidied(want.Lead) || !slices.Equal(got.Body, tidiedAll(want.Body)) ||
				got.Published != want.Published && want.Published.Precision < tulieu.ToMinute || !slices.Equal(got.Section, want.Section) || strings.TrimPrefix(got.Byline, "Theo ") != strings.TrimPrefix(want.Byline, "Theo ") { // one portal prints the source alone
				t.Errorf("%s: read\n%q %v by %s, %q, %q, %q\n%q\npublished\n%q %v, %q, %q, %q\n%q", want.URL,
					got.Title, got.Published, got.PublishedRule, got.Section, got.Byline, got.Lead, got.Body,
					want.Title, want.Published, want.Section, want.Byline, want.Lead, want.Body)
			}
		}
	}
}

func pathOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	_, path, _ := strings.Cut(rest, "/")
	return path
}

func tidied(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' }), " ")
}

func tidiedAll(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, tidied(s))
	}
	return out
}

// readsWithoutProfiles reads the same pages as if nothing were known of their
// portals: no list is an article, and most articles are found, with the body
// that the profile finds.
func readsWithoutProfiles(t *testing.T, captures []*tulieu.Capture, read map[string]*tulieu.Article) {
	x, err := extract.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	found, exact, missed := 0, 0, 0
	for _, c := range captures {
		plain := *c
		plain.Portal = ""
		r, err := x.Read(&plain)
		if err != nil {
			t.Errorf("%s: %v", c.URL, err)
			continue
		}
		switch want := read[pathOf(c.URL)]; {
		case want == nil && r.Article != nil:
			t.Errorf("%s is a list, and was read as %q", c.URL, r.Article.Title)
		case want == nil:
		case r.Article == nil:
			missed++
			t.Logf("%s: %s", c.URL, r.Review)
		default:
			found++
			if r.Article.Title != want.Title || r.Article.Published.String()[:min(10, len(r.Article.Published.String()))] != want.Published.String()[:min(10, len(want.Published.String()))] {
				t.Errorf("%s: read %q, %v by %s; want %q, %v", c.URL, r.Article.Title, r.Article.Published, r.Article.PublishedRule, want.Title, want.Published)
			}
			if strings.Contains(r.Article.Text(), strings.Join(want.Body, "\n")) {
				exact++
			}
		}
	}
	t.Logf("without profiles: %d articles, %d with their body whole, %d missed", found, exact, missed)
	if found*10 < (found+missed)*9 || exact*10 < found*9 {
		t.Errorf("without profiles: %d articles, %d with their body whole, %d missed", found, exact, missed)
	}
}
