package tulieu

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// An ID names an article for as long as the archive lives: lower-case RFC 4648
// base32 of the first ten bytes of SHA-256 of the first canonical URL kept.
type ID string

var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567")

// NewID returns the ID of the article first kept under canonical URL url.
func NewID(url string) ID {
	sum := sha256.Sum256([]byte(url))
	return ID(idEncoding.EncodeToString(sum[:10]))
}

// TextURN is the canonical URL of an article that came without one: the same
// title and day of publication are the same article, whatever the file's name.
func TextURN(title string, published Date) string {
	sum := sha256.Sum256([]byte(norm.NFC.String(title) + "\n" + published.String()))
	return "urn:tulieu:text:" + hex.EncodeToString(sum[:10])
}

// A Seq numbers the changes of one archive in the order it accepted them,
// from 1, without gaps.
type Seq uint64

// An Article is one news item, as its portal published it. Where it comes
// from is said in four words: Portal (the site), Byline (as printed), Author
// (a person), Publisher (the unit that publishes, in its printed name).
type Article struct {
	ID            ID
	URL           string // canonical
	Portal        string // name of the portal's profile; empty for imports without one
	Section       []string
	Title         string
	Lead          string   // sa-pô; empty if the portal prints none
	Body          []string // paragraphs
	Published     Date     // never the crawl day
	PublishedRule string   // which rule read it: "selector .date", "label ngay dang", "url", "jsonl"
	Byline        string   // "Võ Thái Lâm - Chi Bộ Sở Ngoại vụ"
	Author        string   // "Võ Thái Lâm"
	Publisher     string   // "Chi bộ Sở Ngoại vụ"
	Views         int      // as counted by the portal at capture; 0 if it printed none

	Mentions   []Mention // in the order of the text
	Provenance Provenance
}

// Text is title, lead and paragraphs, each as published, empty ones left out,
// joined by a newline. Spans count bytes in it.
func (a *Article) Text() string {
	parts := make([]string, 0, len(a.Body)+2)
	for _, p := range a.fields() {
		parts = append(parts, p.text)
	}
	return strings.Join(parts, "\n")
}

type field struct {
	name string
	n    int
	text string
}

func (a *Article) fields() []field {
	fields := make([]field, 0, len(a.Body)+2)
	add := func(name string, n int, text string) {
		if text != "" {
			fields = append(fields, field{name, n, text})
		}
	}
	add("title", 0, a.Title)
	add("lead", 0, a.Lead)
	for i, p := range a.Body {
		add("body", i, p)
	}
	return fields
}

// A Place is a Span told by field: title, lead or the n-th paragraph of the
// body, and byte offsets in it.
type Place struct {
	Field string // "title", "lead" or "body"
	N     int    // paragraph, from 0; 0 for title and lead
	Span
}

// Locate says in which field of a the span s of a.Text() begins. An s that
// runs past its field is cut at the field's end.
func (a *Article) Locate(s Span) Place {
	at := 0
	for _, f := range a.fields() {
		if end := at + len(f.text); s.Start < end {
			return Place{f.name, f.n, Span{s.Start - at, min(s.End, end) - at}}
		}
		at += len(f.text) + 1
	}
	return Place{}
}

// A Span is the byte range [Start, End) of an article's Text.
type Span struct{ Start, End int }

// Provenance says where an article's bytes are and who read them.
type Provenance struct {
	FirstFetched, LastFetched time.Time
	Capture                   CaptureRef // the capture the article was last read from
	Version                   int        // 1 for the first text kept, 2 for the next, …
	Extractor, Finder         int        // versions of the code that read it
}
