package extract

import (
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tulieu"
)

const (
	maxTags = 500_000 // a page of news has some thousands
	// maxReopened bounds the work that unclosed formatting makes: the parser
	// opens all of it again in every block.
	maxReopened = 200_000
)

// parse reads a page whatever its state, in bounded time and memory. What the
// parser refuses or would choke on, a page of deeply nested or never closed
// elements, is read again without the elements that only format.
func parse(text string) (*goquery.Document, error) {
	tags, reopened := survey(text)
	if tags > maxTags {
		return nil, fmt.Errorf("page of more than %d tags: %w", maxTags, tulieu.ErrInvalid)
	}
	if reopened <= maxReopened {
		if root, err := html.Parse(strings.NewReader(text)); err == nil {
			return goquery.NewDocumentFromNode(root), nil
		}
	}
	for _, keep := range []func(html.Token) bool{notFormatting, flat} {
		if root, err := html.Parse(strings.NewReader(without(text, keep))); err == nil {
			return goquery.NewDocumentFromNode(root), nil
		}
	}
	return nil, fmt.Errorf("page nested too deep: %w", tulieu.ErrInvalid)
}

var formatting = map[atom.Atom]bool{
	atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true, atom.S: true,
	atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true, atom.Span: true, atom.A: true,
}

// survey counts the tags of text, and the formatting elements that its blocks
// open again because nothing closed them.
func survey(text string) (tags, reopened int) {
	z := html.NewTokenizer(strings.NewReader(text))
	open := 0
	for tags <= maxTags {
		switch z.Next() {
		case html.ErrorToken:
			return tags, reopened
		case html.StartTagToken:
			tags++
			name, _ := z.TagName()
			if a := atom.Lookup(name); formatting[a] && a != atom.Span {
				open++
			} else {
				reopened += open
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); formatting[a] && a != atom.Span && open > 0 {
				open--
			}
		}
	}
	return tags, reopened
}

// without is text without the tags that keep refuses; all text stays.
func without(text string, keep func(html.Token) bool) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			if t := z.Token(); keep(t) {
				b.WriteString(raw)
			}
		default:
			b.Write(z.Raw())
		}
	}
}

// notFormatting keeps what a selector may name, and what ends a line.
func notFormatting(t html.Token) bool {
	return !formatting[t.DataAtom]
}

// flat keeps only elements that end one another.
func flat(t html.Token) bool {
	switch t.DataAtom {
	case atom.P, atom.Br, atom.H1, atom.H2, atom.H3, atom.Title, atom.Meta, atom.Script, atom.Style, atom.Head, atom.Body, atom.Html, atom.Hr:
		return true
	}
	return false
}

// metas is the content of the page's meta elements, the first of each name,
// by the name in lower case.
func metas(doc *goquery.Document) map[string]string {
	out := map[string]string{}
	for _, n := range doc.Find("meta").Nodes {
		var key, content string
		for _, a := range n.Attr {
			switch a.Key {
			case "property", "name", "itemprop":
				key = strings.ToLower(a.Val)
			case "content":
				content = tidy(a.Val)
			}
		}
		if content != "" && out[key] == "" {
			out[key] = content
		}
	}
	return out
}
