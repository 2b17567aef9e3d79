// Package extract reads an article out of a captured page or file.
//
// A portal's profile says where the parts of its articles stand. A page
// without a profile is read by what Vietnamese news pages have in common, and
// only where that leaves little doubt: a missing article is found again, a
// wrong one is believed.
package extract

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tulieu"
)

// Version numbers the rules of this package. Articles read by a lower one are
// read again from their captures.
const Version = 1

// An Extractor reads captures. It may be used by several goroutines.
type Extractor struct {
	byName map[string]*Profile
	byHost map[string]*Profile
}

// New returns an Extractor for pages of the portals that profiles describe.
// Its error says which profile, which key, and what is wrong with it.
func New(profiles []tulieu.Portal) (*Extractor, error) {
	x := &Extractor{byName: map[string]*Profile{}, byHost: map[string]*Profile{}}
	for i := range profiles {
		p, err := Compile(&profiles[i])
		if err != nil {
			return nil, err
		}
		if x.byName[p.Name] != nil {
			return nil, fmt.Errorf("extract: profile %s stands twice: %w", p.Name, tulieu.ErrInvalid)
		}
		x.byName[p.Name] = p
		for _, host := range p.Hosts {
			if x.byHost[host] == nil {
				x.byHost[host] = p
			}
		}
	}
	return x, nil
}

// Read says what c holds: an article, links to follow, or why a page that
// should hold an article gave none. It reads HTML, sitemaps, RSS and Atom as a
// server sent them, and imported files of the types that tulieu.Capture names.
// An error, which wraps tulieu.ErrInvalid, says that the bytes cannot be read.
func (x *Extractor) Read(c *tulieu.Capture) (*tulieu.Reading, error) {
	in, err := x.Inspect(c)
	if err != nil {
		return nil, err
	}
	return &in.Reading, nil
}

// An Inspection is a Reading with the reasons for it.
type Inspection struct {
	tulieu.Reading
	Type  string // "text/html", "text/plain", "application/x-ndjson", "sitemap", "feed"
	Facts []Fact // in the order they were found
}

// A Fact is what one rule read for one field of an article. Of two facts for
// a field, the one of higher Score was taken; of equals, the first.
type Fact struct {
	Field string  `json:"field"` // "title", "published", "body", …
	Value string  `json:"value"`
	Rule  string  `json:"rule"` // "selector h1.title", "label Ngày đăng", "url"
	Score float64 `json:"score"`
}

// Inspect is Read, telling for every field which rules read what.
func (x *Extractor) Inspect(c *tulieu.Capture) (*Inspection, error) {
	r := &reader{capture: c, profile: x.profileOf(c)}
	if err := r.read(); err != nil {
		return nil, fmt.Errorf("extract: %s: %w", c.URL, err)
	}
	r.out.Type = r.kind
	return &r.out, nil
}

// Canonical is the canonical form of the address raw, by the profile of the
// portal whose host it names, if there is one. See the function Canonical.
func (x *Extractor) Canonical(raw string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return "", fmt.Errorf("extract: address %q: %w: %w", raw, err, tulieu.ErrInvalid)
	}
	return x.byHost[hostOf(u)].canonical(raw)
}

// profileOf is the profile that c was captured under, or else that of its
// host; nil if no portal is known for it.
func (x *Extractor) profileOf(c *tulieu.Capture) *Profile {
	if p := x.byName[c.Portal]; p != nil {
		return p
	}
	if u, err := url.Parse(c.URL); err == nil && u.Host != "" {
		return x.byHost[hostOf(u)]
	}
	return nil
}

// A reader reads one capture.
type reader struct {
	capture *tulieu.Capture
	profile *Profile // may be nil
	kind    string
	out     Inspection
}

func (r *reader) read() error {
	r.kind = mediaType(r.capture)
	switch r.kind {
	case "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/rss+xml", "application/atom+xml", "application/gzip", "application/x-gzip":
		text, err := r.decode()
		if err != nil {
			return err
		}
		if kind := feedKind(text); kind != "" {
			r.kind = kind
			return r.readFeed(text)
		}
		r.kind = "text/html"
		return r.readHTML(text)
	case "application/x-ndjson", "application/jsonl", "application/json":
		if r.capture.Status == 0 {
			r.kind = "application/x-ndjson"
			return r.readLine(r.capture.Body)
		}
	case "text/plain":
		if r.capture.Status == 0 {
			text, err := r.decode()
			if err != nil {
				return err
			}
			return r.readText(text)
		}
	}
	r.out.Review = "content of type " + r.kind + " is no page"
	return nil
}

// mediaType is the type that c claims, or that its first bytes show where it
// claims none.
func mediaType(c *tulieu.Capture) string {
	claim := c.ContentType
	if claim == "" {
		claim = c.Header.Get("Content-Type")
	}
	if claim == "" {
		claim = http.DetectContentType(c.Body)
	}
	kind, _, err := mime.ParseMediaType(claim)
	if err != nil {
		kind, _, _ = strings.Cut(claim, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	return kind
}

// note records a fact.
func (r *reader) note(field, value, rule string, score float64) {
	r.out.Facts = append(r.out.Facts, Fact{field, value, rule, score})
}

// best is the fact taken for field; its zero value if there is none.
func (r *reader) best(field string) Fact {
	var best Fact
	for _, f := range r.out.Facts {
		if f.Field == field && f.Score > best.Score {
			best = f
		}
	}
	return best
}

// finish completes a with what follows from its parts: address, identity,
// author and publisher.
func (r *reader) finish(a *tulieu.Article) error {
	if a.Portal = r.capture.Portal; r.profile != nil {
		a.Portal = r.profile.Name
	}
	if a.URL == "" {
		if err := r.identify(a); err != nil {
			return err
		}
	}
	a.ID = tulieu.NewID(a.URL)
	author, publisher := splitByline(a.Byline)
	a.Author, a.Publisher = author, publisher
	if author != "" {
		r.note("author", author, "byline", 1)
	}
	switch {
	case publisher != "":
		r.note("publisher", publisher, "byline", 1)
	case sectionUnit(a.Section) != "":
		a.Publisher = sectionUnit(a.Section)
		r.note("publisher", a.Publisher, "section", .7)
	case r.profile != nil && r.profile.Publisher != "":
		a.Publisher = r.profile.Publisher
		r.note("publisher", a.Publisher, "portal", .5)
	}
	r.out.Article = a
	return nil
}

// identify gives a its canonical address: that of the capture, or one made
// from title and day where the capture is a file.
func (r *reader) identify(a *tulieu.Article) error {
	u, err := url.Parse(r.capture.URL)
	switch {
	case err == nil && (u.Scheme == "http" || u.Scheme == "https"):
		a.URL, err = r.profile.canonical(r.capture.URL)
		return err
	case err == nil && u.Scheme == "urn":
		a.URL = r.capture.URL
	default:
		a.URL = tulieu.TextURN(a.Title, a.Published)
	}
	return nil
}

// latest is the last moment at which the page can have been published: two
// days after it was fetched, for clocks that run ahead.
func (r *reader) latest() time.Time {
	if r.capture.Fetched.IsZero() {
		return time.Date(2100, 1, 1, 0, 0, 0, 0, tulieu.Zone)
	}
	return r.capture.Fetched.Add(48 * time.Hour)
}

// paragraphs leaves out the empty ones of lines.
func paragraphs(lines []line) []string {
	var ps []string
	for _, l := range lines {
		if l.text != "" {
			ps = append(ps, l.text)
		}
	}
	return slices.Clip(ps)
}
