package extract

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tulieu"
)

// What a page without a profile must show before it counts as an article.
const (
	longParagraph = 80  // letters of a paragraph that counts as prose
	minProse      = 250 // letters of prose in the body
	maxTitle      = 600 // bytes of a title element that are looked at
)

// readPlain reads a page whose title and body no profile describes. It is an article only
// with a title that the page names twice, a body of prose that is no list of
// teasers, and a day of publication or the page's own word that it is one.
func (r *reader) readPlain(doc *goquery.Document) error {
	if u, err := url.Parse(r.capture.URL); err == nil && u.Host != "" && isFront(u) {
		r.out.Review = "a front page"
		return nil
	}
	drop := r.dropped(doc)
	all := lettersOf(linesOf(doc.Nodes, nil))
	for _, n := range doc.Find("nav, footer, aside, form").Nodes {
		// ASP.NET wraps the whole page in one form.
		drop[n] = drop[n] || n.DataAtom != atom.Form || 2*lettersOf(linesOf([]*html.Node{n}, nil)) <= all
	}
	marks := map[*html.Node]int{}
	page := markedLines(doc.Nodes, drop, nil)
	title, titleLine := plainTitle(doc, page)
	if title == "" {
		r.out.Review = "no title"
		return nil
	}
	body := proseBlock(page[titleLine+1:])
	if body == nil {
		r.out.Review = "no body"
		return nil
	}
	marks[body] = -1
	page = markedLines(doc.Nodes, drop, marks)
	lines := linesOf([]*html.Node{body}, drop)
	// A body that encloses its title begins below it.
	for i, l := range lines {
		if l.text == title {
			lines = lines[i+1:]
			break
		}
	}
	if why := looksLikeList(cutTail(lines)); why != "" {
		r.out.Review = why
		return nil
	}
	a := &tulieu.Article{Title: title}
	r.note("title", title, "named twice", .7)
	r.bySelector(doc, a, drop)
	above, between := split(page, titleLine, marks[body], title)
	r.settle(doc, a, above, between, lines)
	if lettersIn(a.Body) < minProse {
		r.out.Review = fmt.Sprintf("body of %d letters", lettersIn(a.Body))
		return nil
	}
	if a.Published.IsZero() && metas(doc)["og:type"] != "article" && len(linkedData(doc)) == 0 {
		r.out.Review = "no day of publication, and no word that this is an article"
		return nil
	}
	r.note("body", strings.Join(a.Body, "\n"), "block of prose", .7)
	return r.accept(a)
}

// isFront reports whether u is the front page of a site or of a language.
func isFront(u *url.URL) bool {
	if u.RawQuery != "" {
		return false
	}
	name := strings.ToLower(strings.TrimSuffix(path.Base("/"+u.Path), path.Ext(u.Path)))
	switch name {
	case "/", "", "index", "default", "home", "trang-chu", "trangchu", "vi", "en", "vi-vn", "portal":
		return true
	}
	return false
}

// plainTitle is a line of the page that title or og:title names too, and its
// number; a heading wins over another line, and a longer one over a shorter.
func plainTitle(doc *goquery.Document, page []line) (string, int) {
	// Of a title like "Đảng bộ xã họp - Cổng thông tin huyện" the beginning counts.
	whole, claimed := fold(tidy(cut(doc.Find("head title").First().Text(), maxTitle))), fold(cut(metas(doc)["og:title"], maxTitle))
	named := claimed + "\n" + whole
	best, at, weight := "", 0, 0
	for i, l := range page {
		if l.letters < 10 || len(l.text) > maxTitle || l.linked == l.letters && !l.heading {
			continue
		}
		w := l.letters
		if l.heading {
			w += 100
		}
		text := fold(l.text)
		if strings.HasPrefix(whole, text) || claimed == text {
			w += 100
		}
		if w > weight && strings.Contains(named, text) {
			best, at, weight = l.text, i, w
		}
	}
	if best != "" {
		return best, at
	}
	// Titles cut off by the portal: "Chi bộ Sở Ngoại vụ lãnh đạo…".
	for i, l := range page {
		if l.heading && l.node.DataAtom == atom.H1 && l.letters >= 20 {
			begin := strings.Fields(fold(l.text))
			if strings.Contains(named, strings.Join(begin[:min(len(begin), 5)], " ")) {
				return l.text, i
			}
		}
	}
	return "", 0
}

// proseBlock is the element that holds most of the prose of lines: a
// paragraph counts for its parent, and half for its grandparent.
func proseBlock(lines []line) *html.Node {
	score := map[*html.Node]int{}
	var best *html.Node
	add := func(n *html.Node, s int) {
		if n == nil || n.Type != html.ElementNode {
			return
		}
		if score[n] += s; best == nil || score[n] > score[best] {
			best = n
		}
	}
	for _, l := range lines {
		if l.letters < longParagraph || l.linked*3 > l.letters {
			continue
		}
		parent := l.node
		if parent.DataAtom == atom.P || parent.DataAtom == atom.Blockquote {
			parent = parent.Parent
		}
		add(parent, l.letters)
		if parent != nil {
			add(parent.Parent, l.letters/2)
		}
	}
	if best == nil || score[best] < minProse || best.DataAtom == atom.Body || best.DataAtom == atom.Html && len(score) > 3 {
		return nil
	}
	return best
}

// looksLikeList says why lines are a list of teasers rather than one text:
// links that stand alone, or many days, between its paragraphs.
func looksLikeList(lines []line) string {
	prose, entries, days, last := 0, 0, 0, 0
	for i, l := range lines {
		if l.letters >= longParagraph && l.linked*3 <= l.letters {
			prose++
			last = i
		}
	}
	for _, l := range lines[:min(last+1, len(lines))] {
		if onlyLinks(l) && l.linked >= 15 {
			entries++
		}
		if l.letters < 60 {
			if _, ok := dayOf(l.text); ok {
				days++
			}
		}
	}
	if entries >= 3 && entries*2 >= prose || days >= 3 {
		return fmt.Sprintf("a list of %d entries, not an article", max(entries, days))
	}
	return ""
}
