package extract

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"tulieu/internal/viet"
)

// Before Unicode, Vietnamese was written in fonts that draw Vietnamese letters
// in the places of Latin-1: "Đảng bộ" is kept as "§¶ng bé" in TCVN3, as "Ñaûng
// boä" in VNI. Such pages still stand, and reach us as UTF-8 of the wrong
// letters. A coding is one of these ways.
type coding struct {
	name   string
	decode func(string) string
}

var codings = []coding{
	{"TCVN3", func(s string) string { return decodeBytes(s, &tcvn3) }},
	{"VISCII", func(s string) string { return decodeBytes(s, &viscii) }},
	{"VNI", decodeVNI},
}

// tcvn3 is TCVN 5712, viscii RFC 1456, both from byte 80 on. A blank stays.
var (
	tcvn3  = table("ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ")
	viscii = table("ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ")
)

func table(letters string) (t [128]rune) {
	i := 0
	for _, r := range letters {
		t[i] = r
		i++
	}
	return t
}

// decodeBytes reads the bytes that windows-1252 made letters of.
func decodeBytes(s string, t *[128]rune) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		b := byte(r)
		if r > 0xFF {
			var ok bool
			if b, ok = charmap.Windows1252.EncodeRune(r); !ok {
				return r
			}
		}
		if b >= 0x80 && t[b-0x80] != ' ' {
			return t[b-0x80]
		}
		return r
	}, s)
}

// vniMarks are the signs that VNI writes after a vowel, vniLetters those that
// are a letter by themselves.
var (
	vniMarks = map[rune]string{
		'ù': "\u0301", 'ø': "\u0300", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
		'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323",
		'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323",
	}
	vniLetters = map[rune]rune{'ñ': 'đ', 'ö': 'ư', 'ô': 'ơ', 'í': 'í', 'ì': 'ì', 'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ'}
)

func decodeVNI(s string) string {
	var b strings.Builder
	last := ' ' // the letter before, in lower case
	for _, r := range s {
		low := unicode.ToLower(r)
		if marks, ok := vniMarks[low]; ok && strings.ContainsRune("aeouyöô", last) {
			b.WriteString(marks)
			last = ' '
			continue
		}
		last = low
		if l, ok := vniLetters[low]; ok {
			if unicode.IsUpper(r) {
				l = unicode.ToUpper(l)
			}
			b.WriteRune(l)
			continue
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

const (
	minLegacyWords = 8    // words with marks that must read well before a page counts as legacy
	maxSurvey      = 3000 // words with marks that are looked at
)

// A tally counts words with marks that are Vietnamese syllables: as they
// stand, and read by each of codings.
type tally struct {
	words, plain int
	coded        [3]int
}

// add counts the words of s. A string with a letter that only Unicode has is
// left out: it is what it is.
func (t *tally) add(s string) {
	if isASCII(s) || isUnicode(s) {
		return
	}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool {
		return r < 0x80 && !unicode.IsLetter(r) || r == '\u00A0'
	}) {
		if len(w) > 24 || isASCII(w) || t.words >= maxSurvey {
			continue
		}
		t.words++
		if isSyllable(w) {
			t.plain++
		}
		for i, c := range codings {
			if isSyllable(c.decode(w)) {
				t.coded[i]++
			}
		}
	}
}

// best is the coding by which most words are syllables, and how many are.
func (t *tally) best() (coding, int) {
	b := 0
	for i, n := range t.coded {
		if n > t.coded[b] {
			b = i
		}
	}
	return codings[b], t.coded[b]
}

func isSyllable(s string) bool { return viet.IsSyllable(viet.Norm(s)) }

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
}

// isUnicode reports whether s holds a Vietnamese letter beyond Latin-1.
func isUnicode(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x1EA0 && r <= 0x1EF9 || strings.ContainsRune("ăĂđĐơƠưƯĩĨũŨ", r) || r >= 0x300 && r <= 0x323
	})
}

// findCoding says by which coding the texts, if any, are to be read: they make
// far more Vietnamese by it than as they stand.
func findCoding(t *tally) (coding, bool) {
	c, n := t.best()
	return c, n >= minLegacyWords && n*10 >= t.words*7 && n > 2*t.plain
}

// convert is s read by c, if it makes more Vietnamese so.
func (c coding) convert(s string) string {
	if isASCII(s) || isUnicode(s) {
		return s
	}
	decoded := c.decode(s)
	plain, coded := 0, 0
	for _, w := range strings.Fields(s) {
		w = strings.TrimFunc(w, func(r rune) bool { return r < 0x80 && !unicode.IsLetter(r) })
		if isASCII(w) || len(w) > 24 {
			continue
		}
		if isSyllable(w) {
			plain++
		}
		if isSyllable(c.decode(w)) {
			coded++
		}
	}
	if coded >= plain && coded > 0 {
		return decoded
	}
	return s
}

// mendText converts the lines of a text of an old coding.
func mendText(text string) (string, string) {
	if isASCII(text) {
		return text, ""
	}
	var t tally
	for s := range strings.Lines(text) {
		t.add(s)
	}
	c, ok := findCoding(&t)
	if !ok {
		return text, ""
	}
	var b strings.Builder
	for s := range strings.Lines(text) {
		b.WriteString(c.convert(s))
	}
	return b.String(), c.name
}

// mendPage converts the text of a page of an old coding in place, and names
// the coding; empty if the page is of none.
func mendPage(root *html.Node) string {
	var t tally
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent != nil && !hidden[n.Parent.DataAtom] {
			t.add(n.Data)
		}
	}
	c, ok := findCoding(&t)
	if !ok {
		return ""
	}
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode:
			if s := c.convert(n.Data); s != n.Data || capitalFont(n) {
				if n.Data = s; capitalFont(n) {
					n.Data = strings.ToUpper(s)
				}
			}
		case n.Type == html.ElementNode && n.Data == "meta":
			for i := range n.Attr {
				if n.Attr[i].Key == "content" {
					n.Attr[i].Val = c.convert(n.Attr[i].Val)
				}
			}
		}
	}
	return c.name
}

// vnCapitals are the fonts of TCVN3 that draw small letters as capitals.
var vnCapitals = regexp.MustCompile(`(?i)\.vn[a-z ]*h\b`)

func capitalFont(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		for _, a := range p.Attr {
			if a.Key == "face" || a.Key == "style" {
				if strings.Contains(strings.ToLower(a.Val), ".vn") {
					return vnCapitals.MatchString(a.Val)
				}
			}
		}
	}
	return false
}
