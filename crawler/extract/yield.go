package extract

import (
	"fmt"

	"golang.org/x/net/html"

	"tulieu"
)

// A Yield says what one rule of a profile finds on a page.
type Yield struct {
	Key     string `json:"key"`     // "fields.title[0]", "lists[1]", "drop[0]"
	Rule    string `json:"rule"`    // as the profile has it
	Matches int    `json:"matches"` // elements, or links of the page
	First   string `json:"first"`   // text or address of the first, at most 200 bytes
}

// Yields tries every rule of p on the page c, for those who write profiles:
// selectors by themselves, before any fallback, and patterns on the page's
// links. Rules that match nothing are there, with no matches.
func (p *Profile) Yields(c *tulieu.Capture) ([]Yield, error) {
	r := &reader{capture: c, profile: p}
	text, err := r.decode()
	if err != nil {
		return nil, fmt.Errorf("extract: %s: %w", c.URL, err)
	}
	doc, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("extract: %s: %w", c.URL, err)
	}
	mendPage(doc.Nodes[0])
	var out []Yield
	selectors := func(key string, list []selector, drop map[*html.Node]bool) {
		for i, sel := range list {
			nodes := doc.FindMatcher(sel).Nodes
			y := Yield{Key: fmt.Sprintf("%s[%d]", key, i), Rule: sel.css, Matches: len(nodes)}
			if len(nodes) > 0 {
				y.First = cut(joined(nodes[0], drop), 200)
			}
			out = append(out, y)
		}
	}
	selectors("drop", p.drop, nil)
	drop := r.dropped(doc)
	for _, f := range []struct {
		key  string
		list []selector
	}{
		{"title", p.title}, {"published", p.published}, {"lead", p.lead}, {"body", p.body}, {"byline", p.byline}, {"section", p.section}, {"views", p.views},
	} {
		selectors("fields."+f.key, f.list, drop)
	}
	for _, f := range []struct {
		key  string
		list []string
	}{{"articles", p.Articles}, {"lists", p.Lists}} {
		for i, rule := range f.list {
			y := Yield{Key: fmt.Sprintf("%s[%d]", f.key, i), Rule: rule}
			one, err := Compile(&tulieu.Portal{Name: p.Name, Hosts: p.Hosts, Exclude: p.Exclude, Canonical: p.Canonical, Articles: []string{rule}})
			if err != nil {
				return nil, err
			}
			for _, l := range (&reader{capture: c, profile: one}).links(doc) {
				if y.Matches++; y.Matches == 1 {
					y.First = cut(l.URL, 200)
				}
			}
			out = append(out, y)
		}
	}
	return out, nil
}
