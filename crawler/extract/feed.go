package extract

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"tulieu"
)

const (
	maxFeedLinks = 50_000 // as many as a sitemap may hold
	maxFeedDepth = 64     // nested elements
)

// feedKind is "sitemap" or "feed" if text is such a document, else "".
func feedKind(text string) string {
	head := strings.TrimLeft(text[:min(len(text), 4096)], "\uFEFF \t\r\n")
	if !strings.HasPrefix(head, "<") {
		return ""
	}
	d := newFeedDecoder(head)
	for range 64 {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		if start, ok := t.(xml.StartElement); ok {
			switch start.Name.Local {
			case "urlset", "sitemapindex":
				return "sitemap"
			case "rss", "feed", "RDF":
				return "feed"
			}
			return ""
		}
	}
	return ""
}

// newFeedDecoder reads text, which is UTF-8 whatever it declares.
func newFeedDecoder(text string) *xml.Decoder {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}

// readFeed collects the addresses of a sitemap, an RSS or an Atom feed. Those
// before a broken place count.
func (r *reader) readFeed(text string) error {
	d := newFeedDecoder(text)
	links := newLinks(r)
	var path []string
	var value strings.Builder
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.out.Review = fmt.Sprintf("%s broken after %d addresses: %v", r.kind, len(links.out), err)
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxFeedDepth {
				return fmt.Errorf("%s nested more than %d deep: %w", r.kind, maxFeedDepth, tulieu.ErrInvalid)
			}
			value.Reset()
			if t.Name.Local == "link" && parent(path) == "entry" {
				links.add(atomLink(t), "")
			}
		case xml.CharData:
			if n := len(path); n > 0 && (path[n-1] == "loc" || path[n-1] == "link" || path[n-1] == "guid") && value.Len() < maxURL {
				value.Write(t)
			}
		case xml.EndElement:
			switch s := strings.TrimSpace(value.String()); t.Name.Local {
			case "loc":
				if parent(path) == "sitemap" {
					links.add(s, tulieu.RoleList)
				} else if parent(path) == "url" {
					links.add(s, "")
				}
			case "link":
				if parent(path) == "item" {
					links.add(s, "")
				}
			}
			value.Reset()
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
		if len(links.out) >= maxFeedLinks {
			r.out.Review = fmt.Sprintf("%s cut at %d addresses", r.kind, maxFeedLinks)
			break
		}
	}
	r.out.Links = links.out
	return nil
}

func parent(path []string) string {
	if len(path) < 2 {
		return ""
	}
	return path[len(path)-2]
}

// atomLink is the address of an Atom link to the entry itself.
func atomLink(t xml.StartElement) string {
	href, rel := "", "alternate"
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "href":
			href = a.Value
		case "rel":
			rel = a.Value
		}
	}
	if rel != "alternate" {
		return ""
	}
	return href
}

// links gathers addresses, each once.
type links struct {
	profile *Profile
	base    *url.URL
	page    *url.URL
	seen    map[string]bool // as they stand on the page
	taken   map[string]bool
	out     []tulieu.Link
}

func newLinks(r *reader) *links {
	l := &links{profile: r.profile, seen: map[string]bool{}, taken: map[string]bool{}}
	if u, err := url.Parse(r.capture.URL); err == nil {
		l.base, l.page = u, u
	}
	return l
}

// add takes the address raw if the profile wants it followed. Its role is
// that of the profile's patterns, or else other.
func (l *links) add(raw string, other tulieu.Role) {
	if l.profile == nil || l.base == nil || raw == "" || strings.HasPrefix(raw, "#") || l.seen[raw] || len(l.seen) > maxFeedLinks {
		return
	}
	l.seen[raw] = true // menus repeat themselves
	u, err := l.profile.Address(l.base, raw)
	if err != nil {
		return
	}
	// A site that mixes http and https in its links is asked as it answered.
	if l.page.Scheme != "" && u.Host == hostOf(l.page) {
		u.Scheme = l.page.Scheme
	}
	role := l.profile.Role(u)
	if role == "" && other != "" && l.profile.Allows(u) {
		role = other
	}
	s := u.String()
	if role == "" || l.taken[s] || isTrap(u) || isTongue(l.page, u) {
		return
	}
	l.taken[s] = true
	l.out = append(l.out, tulieu.Link{URL: s, Role: role})
}
