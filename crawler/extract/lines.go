package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A line is what a browser would show as one paragraph, heading, list item or
// table row.
type line struct {
	text    string
	node    *html.Node // the innermost block that holds its first letter
	linked  int        // letters of it inside links
	letters int
	heading bool
}

// hidden elements hold nothing that a reader sees as text of the article.
var hidden = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Iframe: true, atom.Template: true, atom.Svg: true, atom.Head: true,
	atom.Select: true, atom.Textarea: true, atom.Input: true, atom.Button: true, atom.Object: true, atom.Audio: true, atom.Video: true, atom.Math: true,
}

var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true, atom.Center: true, atom.Dd: true, atom.Details: true,
	atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hr: true, atom.Li: true, atom.Main: true,
	atom.Nav: true, atom.Ol: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true, atom.Tfoot: true, atom.Thead: true,
	atom.Tr: true, atom.Ul: true,
}

// A typesetter turns nodes into lines.
type typesetter struct {
	lines []line
	text  strings.Builder
	cur   line
	block *html.Node
	br    bool               // a br stands before what comes next
	link  int                // how many links the current node lies in
	marks map[*html.Node]int // of some nodes, the number of the line they begin in
}

// linesOf sets the text below nodes in lines, leaving out the subtrees of drop.
func linesOf(nodes []*html.Node, drop map[*html.Node]bool) []line {
	return markedLines(nodes, drop, nil)
}

// markedLines is linesOf; for each key of marks that it meets, it sets the
// number of the line in which that node begins.
func markedLines(nodes []*html.Node, drop map[*html.Node]bool, marks map[*html.Node]int) []line {
	t := typesetter{marks: marks}
	for _, n := range nodes {
		t.block = n
		t.node(n, drop)
		t.end()
	}
	return t.lines
}

func (t *typesetter) node(n *html.Node, drop map[*html.Node]bool) {
	if drop[n] {
		return
	}
	switch n.Type {
	case html.TextNode:
		t.write(n.Data)
		return
	case html.ElementNode:
	case html.DocumentNode:
	default:
		return
	}
	if hidden[n.DataAtom] || isHidden(n) {
		return
	}
	if _, ok := t.marks[n]; ok {
		t.marks[n] = len(t.lines)
	}
	outer := t.block
	block := blocks[n.DataAtom]
	if block {
		t.end()
		t.block = n
	}
	switch n.DataAtom {
	case atom.Br:
		t.br = true
	case atom.Td, atom.Th:
		t.write(" ")
	case atom.A:
		t.link++
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.node(c, drop)
	}
	if n.DataAtom == atom.A {
		t.link--
	}
	if block {
		t.end()
		t.block = outer
	}
}

func (t *typesetter) write(s string) {
	if t.br && strings.TrimSpace(s) != "" {
		if t.br = false; goesOn(t.text.String(), s) {
			t.text.WriteByte(' ')
		} else {
			t.end()
		}
	}
	if t.cur.node == nil && strings.TrimSpace(s) != "" {
		t.cur.node = t.block
		t.cur.heading = isHeading(t.block)
	}
	t.text.WriteString(s)
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			t.cur.letters++
			if t.link > 0 {
				t.cur.linked++
			}
		}
	}
}

func (t *typesetter) end() {
	if t.cur.text = tidy(t.text.String()); t.cur.text != "" {
		t.lines = append(t.lines, t.cur)
	}
	t.text.Reset()
	t.cur = line{}
	t.br = false
}

// goesOn reports whether a br between before and after only wraps a line:
// after begins in lower case, and before ends in a letter or a comma.
func goesOn(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(before, unicode.IsSpace))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(after, unicode.IsSpace))
	return unicode.IsLower(first) && (unicode.IsLetter(last) || last == ',')
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			s := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(s, "display:none") {
				return true
			}
		}
	}
	return false
}

// tidy is s with each run of white space as one space, none at its ends, and
// without control characters. All else stays as published; a no-break space
// alone between two words too.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var gap rune // white space not written yet; 0 for none
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			if gap == 0 {
				gap = r
			} else {
				gap = ' '
			}
			if gap != '\u00A0' {
				gap = ' '
			}
			continue
		case unicode.IsControl(r) || r == '\uFEFF':
			continue
		}
		if gap != 0 && b.Len() > 0 {
			b.WriteRune(gap)
		}
		gap = 0
		b.WriteRune(r)
	}
	return b.String()
}

// isTidy reports whether tidy would leave s as it is; it may say no of one
// that it would.
func isTidy(s string) bool {
	last := byte(' ')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == 0x7F || c == ' ' && last == ' ':
			return false
		case c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF, c == 0xE1 && i+1 < len(s) && s[i+1] == 0x9A:
			return false // may begin a space or control character beyond ASCII
		}
		last = s[i]
	}
	return last != ' ' || s == ""
}
