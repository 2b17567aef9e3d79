package extract

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"tulieu"
)

// minBody is how many letters an article has at least.
const minBody = 20

// readHTML reads a page: its links, and its article by the profile or, where
// the profile has no say, by what such pages have in common.
func (r *reader) readHTML(text string) error {
	doc, err := parse(text)
	if err != nil {
		return err
	}
	if name := mendPage(doc.Nodes[0]); name != "" {
		r.note("coding", name, "syllables", 1)
	}
	if r.profile == nil {
		return r.readPlain(doc)
	}
	r.out.Links = r.links(doc)
	may, must := r.expect()
	if !may {
		return nil
	}
	if len(r.profile.title) == 0 || len(r.profile.body) == 0 {
		err = r.readPlain(doc)
	} else {
		err = r.readProfiled(doc)
	}
	if r.out.Article != nil || !must {
		r.out.Review = ""
	}
	return err
}

// expect says whether the page may hold an article by its address, and
// whether it must.
func (r *reader) expect() (may, must bool) {
	p := r.profile
	u, err := p.Address(nil, r.capture.URL)
	if err != nil {
		return true, true // a file: someone wants it read
	}
	if p.Role(u) == tulieu.RoleArticle {
		return true, true
	}
	for _, raw := range r.capture.Requested {
		if from, err := p.Address(nil, raw); err == nil && p.Role(from) == tulieu.RoleArticle {
			r.out.Review = "sent on to " + u.RequestURI() + ", which is no article"
			return false, true
		}
	}
	isSeed := slices.ContainsFunc(p.Seeds, func(s string) bool {
		seed, err := p.Address(nil, s)
		return err == nil && seed.String() == u.String()
	})
	return len(p.articles) == 0 && !isSeed && !matches(p.lists, u), false
}

// links is what the page leads to.
func (r *reader) links(doc *goquery.Document) []tulieu.Link {
	l := newLinks(r)
	if l.page != nil {
		if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
			if base, err := Resolve(l.page, href); err == nil {
				l.base = base
			}
		}
	}
	doc.Find("a[href], area[href], link[rel=next][href]").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		l.add(href, "")
	})
	doc.Find("meta[http-equiv][content]").Each(func(_ int, s *goquery.Selection) {
		// A front page that only sends its readers on leads to one list.
		if strings.EqualFold(s.AttrOr("http-equiv", ""), "refresh") {
			if m := refresh.FindStringSubmatch(s.AttrOr("content", "")); m != nil {
				l.add(m[1], tulieu.RoleList)
			}
		}
	})
	return l.out
}

// refresh is the address in "0; url=/trang-chu".
var refresh = regexp.MustCompile(`(?i)^\s*\d+\s*[;,]\s*url\s*=\s*["']?([^"']+)`)

// readProfiled reads an article by the selectors of the profile.
func (r *reader) readProfiled(doc *goquery.Document) error {
	p, drop := r.profile, r.dropped(doc)
	title, rule := firstText(doc, p.title, drop)
	if title == nil {
		r.out.Review = "no title"
		return nil
	}
	a := &tulieu.Article{Title: joined(title, drop)}
	r.note("title", a.Title, rule, 1)

	var bodies []*html.Node
	for _, sel := range p.body {
		if bodies = outermost(doc.FindMatcher(sel).Nodes); lettersOf(linesOf(bodies, drop)) >= minBody {
			rule = "selector " + sel.css
			break
		}
	}
	if len(bodies) == 0 {
		r.out.Review = "no body"
		return nil
	}
	lead, leadRule := firstText(doc, p.lead, drop)
	if lead != nil {
		a.Lead = joined(lead, drop)
		r.note("lead", a.Lead, leadRule, 1)
	}

	r.bySelector(doc, a, drop)

	// The byline, day and section of some portals stand inside the body.
	marks := map[*html.Node]int{title: -1, bodies[0]: -1}
	page := markedLines(doc.Nodes, drop, marks)
	above, between := split(page, marks[title], marks[bodies[0]], a.Title)
	r.settle(doc, a, above, between, linesOf(bodies, drop))
	r.note("body", strings.Join(a.Body, "\n"), rule, 1)
	return r.accept(a)
}

// bySelector reads what the profile has selectors for beside title, lead and
// body.
func (r *reader) bySelector(doc *goquery.Document, a *tulieu.Article, drop map[*html.Node]bool) {
	r.section(doc, a, drop)
	r.dateBySelector(doc, drop)
	r.viewsBySelector(doc, a, drop)
	r.bylineBySelector(doc, a, drop)
}

// dropped is what the profile takes out of a page before it is read.
func (r *reader) dropped(doc *goquery.Document) map[*html.Node]bool {
	drop := map[*html.Node]bool{}
	if r.profile != nil {
		for _, sel := range r.profile.drop {
			for _, n := range doc.FindMatcher(sel).Nodes {
				drop[n] = true
			}
		}
	}
	return drop
}

// settle fills the parts of a that no selector gave from the lines around it,
// and its body from lines.
func (r *reader) settle(doc *goquery.Document, a *tulieu.Article, above, between, lines []line) {
	for len(lines) > 0 && lines[0].text == a.Title {
		lines = lines[1:]
	}
	n := 0
	for n < min(len(lines), 4) && isHeadLine(lines[n].text, r) {
		n++
	}
	between = append(between[:len(between):len(between)], lines[:n]...)
	lines = lines[n:]
	if d, ok := findDate(texts(above), texts(between), r.latest()); ok {
		r.note("published", d.date.String(), d.rule, d.score)
	}
	r.dateByMachine(doc)
	if published := r.best("published"); published.Score > 0 {
		a.Published, _ = tulieu.ParseDate(published.Value)
		a.PublishedRule = published.Rule
	}
	for _, l := range between {
		if views, ok := parseViews(l.text); ok && a.Views == 0 && l.letters < 120 {
			a.Views = views
			r.note("views", l.text, "label", .8)
		}
	}
	lines = cutTail(lines)
	if a.Lead != "" && len(lines) > 0 && lines[0].text == a.Lead {
		lines = lines[1:]
	}
	lines = r.tailLines(a, lines)
	if a.Byline == "" {
		for _, l := range between {
			if len(l.text) <= maxByline && sourceLine.MatchString(l.text) {
				a.Byline = printed(l.text)
				r.note("byline", a.Byline, "label", .7)
				break
			}
		}
	}
	if a.Byline == "" {
		r.bylineByOpening(a, lines)
	}
	r.weighList(lines)
	a.Body = paragraphs(lines)
}

// accept ends the reading of a, or says why it is none.
func (r *reader) accept(a *tulieu.Article) error {
	if r.out.Review != "" {
		return nil
	}
	if n := lettersIn(a.Body) + lettersIn([]string{a.Lead}); n < minBody {
		r.out.Review = fmt.Sprintf("body of %d letters", n)
		if n == 0 {
			r.out.Review = "no body"
		}
		return nil
	}
	if lettersIn(a.Body) < maxExcuse && excuse.MatchString(fold(a.Title+"\n"+strings.Join(a.Body, "\n"))) {
		r.out.Review = "the page says that it is not there"
		return nil
	}
	return r.finish(a)
}

// excuse is what portals answer, with status 200, for what they no longer hold.
var excuse = regexp.MustCompile(`(trang|bai viet|noi dung|tin( tuc)?|duong dan|du lieu|tai lieu)( \w+){0,3} (khong ton tai|khong tim thay|da bi xoa|da bi go|chua duoc duyet)|` +
	`khong tim thay (trang|bai viet|noi dung|duong dan|du lieu)|(error|loi) 404|404 (not found|error)|page not found`)

// maxExcuse is how many letters such an answer has at most.
const maxExcuse = 300

// weighList objects to a body that is a list of links to articles, with or
// without a teaser below each.
func (r *reader) weighList(lines []line) {
	linked, all, entries, teasers, prose := 0, 0, 0, 0, 0
	above := 3 // lines since the last entry
	for _, l := range lines {
		linked += l.linked
		all += l.letters
		above++
		switch {
		case onlyLinks(l) && l.linked >= 12:
			entries++
			above = 0
		case l.letters >= 60:
			prose++
			if above <= 2 {
				teasers++
				above = 3
			}
		}
	}
	if entries >= 4 && linked*2 > all || teasers >= 4 && teasers*3 >= prose*2 {
		r.out.Review = fmt.Sprintf("a list of %d links, not an article", entries)
	}
}

// split is the lines of a page above its title, and those from title to body.
func split(page []line, title, body int, text string) (above, between []line) {
	if title < 0 {
		return nil, nil
	}
	to := body
	if to <= title {
		to = title + 4 // the body encloses the title, or stands above it
	}
	above, between = page[:title], slices.Clone(page[title:min(to, title+20, len(page))])
	if len(between) > 0 {
		// Beside the title in one row of a table: "Đảng bộ xã họp (03/10/2016)".
		between[0].text = tidy(strings.Replace(between[0].text, text, "", 1))
	}
	return above, between
}

// section reads the section from the profile's selectors or a breadcrumb.
func (r *reader) section(doc *goquery.Document, a *tulieu.Article, drop map[*html.Node]bool) {
	rules := r.sectionRules()
	for i, sel := range rules {
		var parts []string
		nodes := outermost(doc.FindMatcher(sel).Nodes)
		if len(nodes) > maxCrumbs {
			continue // a menu
		}
		for _, n := range nodes {
			s := joined(n, drop)
			if crumbs := splitCrumbs(s); crumbs != nil {
				parts = append(parts, crumbs...)
			} else if s != "" && !home[fold(s)] {
				if items := listItems(n, drop); len(items) > 1 {
					parts = append(parts, items...)
				} else {
					parts = append(parts, s)
				}
			}
		}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == a.Title || home[fold(s)] || len(s) > 120 })
		parts = slices.Compact(parts)
		if len(parts) == 0 || len(parts) > 6 {
			continue
		}
		a.Section = parts
		score := 1.
		if r.profile == nil || i >= len(r.profile.section) {
			score = .6
		}
		r.note("section", strings.Join(parts, " › "), "selector "+sel.css, score)
		return
	}
}

func (r *reader) sectionRules() []selector {
	if r.profile == nil {
		return breadcrumbs
	}
	return append(slices.Clip(r.profile.section), breadcrumbs...)
}

// maxCrumbs is how many elements a breadcrumb has at most.
const maxCrumbs = 20

// breadcrumbs are what most portals call theirs.
var breadcrumbs = mustCompile(`[itemtype*="BreadcrumbList"] [itemprop=name]`, `.breadcrumb a, .breadcrumbs a`, `.breadcrumb, .breadcrumbs`)

func mustCompile(list ...string) []selector {
	p, problems := compile(&tulieu.Portal{Name: "built-in", Drop: list})
	if len(problems) > 0 {
		panic(problems[0])
	}
	return p.drop
}

// listItems is the text of the links or list items below n.
func listItems(n *html.Node, drop map[*html.Node]bool) []string {
	var items []string
	for _, l := range linesOf([]*html.Node{n}, drop) {
		if !home[fold(l.text)] {
			items = append(items, l.text)
		}
	}
	return items
}

func (r *reader) dateBySelector(doc *goquery.Document, drop map[*html.Node]bool) {
	if r.profile == nil {
		return
	}
	for _, sel := range r.profile.published {
		for _, n := range doc.FindMatcher(sel).Nodes {
			values := []string{attr(n, "datetime"), attr(n, "content"), joined(n, drop)}
			for _, s := range values {
				d, ok := weighDate(s, "", r.latest())
				if !ok {
					d.date, ok = parseDate(s, r.latest())
				}
				if !ok {
					d.date, ok = parseMonth(s, r.latest())
				}
				if ok {
					r.note("published", d.date.String(), "selector "+sel.css, 1)
					return
				}
			}
		}
	}
}

// dateByMachine reads what the page tells machines, and its address.
func (r *reader) dateByMachine(doc *goquery.Document) {
	add := func(s, rule string, score float64) {
		if d, ok := parseDate(s, r.latest()); ok && s != "" {
			r.note("published", d.String(), rule, score)
		}
	}
	meta := metas(doc)
	for _, name := range []string{"article:published_time", "datepublished", "dc.date.issued", "dc.date", "pubdate"} {
		if s := meta[name]; s != "" {
			add(s, "meta "+name, .7)
		}
	}
	if ld := linkedData(doc); ld["datePublished"] != "" {
		add(ld["datePublished"], "json-ld", .7)
	}
	if times := doc.Find("time[datetime]"); times.Length() == 1 {
		add(times.AttrOr("datetime", ""), "time element", .68)
	}
	if u, err := url.Parse(r.capture.URL); err == nil {
		if d, ok := urlDate(u.Path, r.latest()); ok {
			r.note("published", d.String(), "url", .4)
		}
	}
}

// linkedData is the plain members of the page's JSON-LD article.
func linkedData(doc *goquery.Document) map[string]string {
	out := map[string]string{}
	doc.Find(`script[type="application/ld+json"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		text := s.Text()
		var v any
		if len(text) > 1<<18 || json.Unmarshal([]byte(text), &v) != nil {
			return true
		}
		return !articleData(v, out, 0)
	})
	return out
}

// articleData copies the strings of the first article in v to out.
func articleData(v any, out map[string]string, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if articleData(e, out, depth+1) {
				return true
			}
		}
	case map[string]any:
		if kind, _ := v["@type"].(string); strings.HasSuffix(kind, "Article") || kind == "BlogPosting" {
			for k, e := range v {
				if s, ok := e.(string); ok {
					out[k] = tidy(s)
				}
			}
			return true
		}
		return articleData(v["@graph"], out, depth+1)
	}
	return false
}

func (r *reader) viewsBySelector(doc *goquery.Document, a *tulieu.Article, drop map[*html.Node]bool) {
	if r.profile == nil {
		return
	}
	for _, sel := range r.profile.views {
		for _, n := range doc.FindMatcher(sel).Nodes {
			s := joined(n, drop)
			views, ok := parseViews(s)
			if !ok {
				views, ok = viewCount(s)
			}
			if ok {
				a.Views = views
				r.note("views", s, "selector "+sel.css, 1)
				return
			}
		}
	}
}

func (r *reader) bylineBySelector(doc *goquery.Document, a *tulieu.Article, drop map[*html.Node]bool) {
	if r.profile == nil {
		return
	}
	for _, sel := range r.profile.byline {
		var by []string
		for _, l := range linesOf(outermost(doc.FindMatcher(sel).Nodes), drop) {
			if len(l.text) > maxByline || len(by) > maxBylines {
				continue
			}
			s := printed(l.text)
			if t := trimLabel(s); t != "" && !nobody.MatchString(fold(t)) && !slices.Contains(by, s) {
				by = append(by, s)
			}
		}
		if len(by) > 0 && len(by) <= maxBylines {
			a.Byline = strings.Join(by, " - ")
			r.note("byline", a.Byline, "selector "+sel.css, 1)
			return
		}
	}
}

// bylineByOpening reads the "(Baonghean.vn) -" that some papers open with.
func (r *reader) bylineByOpening(a *tulieu.Article, lines []line) {
	opening := a.Lead
	if opening == "" && len(lines) > 0 {
		opening = lines[0].text
	}
	rest, ok := strings.CutPrefix(opening, "(")
	site, _, closed := strings.Cut(rest, ")")
	if ok && closed && siteName.MatchString(site) {
		a.Byline = site
		r.note("byline", site, "opening of the text", .6)
	}
}

// firstText is the first node that one of rules selects and that has text.
func firstText(doc *goquery.Document, rules []selector, drop map[*html.Node]bool) (*html.Node, string) {
	for _, sel := range rules {
		for _, n := range doc.FindMatcher(sel).Nodes {
			if joined(n, drop) != "" {
				return n, "selector " + sel.css
			}
		}
	}
	return nil, ""
}

// joined is the text of n in one line; of a meta element, its content.
func joined(n *html.Node, drop map[*html.Node]bool) string {
	if n.Data == "meta" {
		return tidy(attr(n, "content"))
	}
	return strings.Join(texts(linesOf([]*html.Node{n}, drop)), " ")
}

// outermost leaves out the nodes that lie inside another of nodes.
func outermost(nodes []*html.Node) []*html.Node {
	in := map[*html.Node]bool{}
	for _, n := range nodes {
		in[n] = true
	}
	var out []*html.Node
	for _, n := range nodes {
		p := n.Parent
		for p != nil && !in[p] {
			p = p.Parent
		}
		if p == nil {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func lettersOf(lines []line) int {
	n := 0
	for _, l := range lines {
		n += l.letters
	}
	return n
}

func lettersIn(list []string) int {
	n := 0
	for _, s := range list {
		n += letters(s)
	}
	return n
}
