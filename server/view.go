package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/collate"
	textlanguage "golang.org/x/text/language"

	"tulieu"
)

// The views are what the API shows: public names, offsets in Unicode code
// points, dates as ISO text of their own precision. Pages are made from them
// too, so that both say the same.

type searchView struct {
	Query  queryView              `json:"query"`
	Total  int                    `json:"total"`
	Hits   []hitView              `json:"hits"`
	Facets map[string][]countView `json:"facets"`
	More   []string               `json:"more"` // facets with values left out
	Next   *string                `json:"next"`
	Index  indexView              `json:"index"`

	entries []*tulieu.Entry // of Hits
}

// queryView is the query as understood.
type queryView struct {
	Q          string                   `json:"q"`
	Searched   string                   `json:"searched"`        // q as it was searched: with its accents restored, …
	Meant      string                   `json:"meant,omitempty"` // q with a slip of the keys mended, to be searched instead
	Match      string                   `json:"match"`
	Filters    map[string]selectionView `json:"filters"`
	From       *string                  `json:"from"`
	To         *string                  `json:"to"`
	Like       string                   `json:"like,omitempty"`
	Sort       string                   `json:"sort"`
	Size       int                      `json:"size"`
	Duplicates string                   `json:"duplicates"`
	Notes      []string                 `json:"notes"`
}

type selectionView struct {
	Any  []string `json:"any"`
	None []string `json:"none"`
}

type hitView struct {
	ID         string        `json:"id"`
	URL        string        `json:"url"`
	Title      string        `json:"title"`
	Published  *string       `json:"published"`
	Section    []string      `json:"section"`
	Portal     string        `json:"portal"`
	Byline     string        `json:"byline"`
	Publisher  string        `json:"publisher"`
	Directives []refView     `json:"directives"`
	Units      []unitRefView `json:"units"`
	Score      float64       `json:"score"`
	TitleMarks []markView    `json:"title_marks"`
	Snippets   []snippetView `json:"snippets"`
}

type refView struct {
	Slug  string `json:"slug"`
	Label string `json:"label"`
}

type unitRefView struct {
	refView
	Role string `json:"role"` // "publisher" or "mentioned"
}

// markView is [start, end) in code points of the text beside it.
type markView [2]int

type snippetView struct {
	Text  string     `json:"text"`
	Marks []markView `json:"marks"`
}

type countView struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
}

type indexView struct {
	Archive string `json:"archive"`
	Seq     uint64 `json:"seq"`
	Behind  uint64 `json:"behind"`
}

type articleView struct {
	ID            string         `json:"id"`
	URL           string         `json:"url"`
	Portal        string         `json:"portal"`
	PortalTitle   string         `json:"portal_title"`
	Section       []string       `json:"section"`
	Title         string         `json:"title"`
	Lead          string         `json:"lead"`
	Body          []string       `json:"body"` // empty where only an excerpt may be shown
	Show          string         `json:"show"`
	Published     *string        `json:"published"`
	PublishedRule string         `json:"published_rule"`
	Byline        string         `json:"byline"`
	Author        string         `json:"author"`
	Publisher     string         `json:"publisher"`
	Views         int            `json:"views"`
	Directives    []refView      `json:"directives"`
	Units         []unitRefView  `json:"units"`
	Places        []refView      `json:"places"`
	Mentions      []mentionView  `json:"mentions"`
	Provenance    provenanceView `json:"provenance"`
}

type provenanceView struct {
	Portal       string   `json:"portal"`
	FirstFetched *string  `json:"first_fetched"`
	LastFetched  *string  `json:"last_fetched"`
	Digest       string   `json:"digest"`
	WARC         warcView `json:"warc"`
	Version      int      `json:"version"`
	Extractor    int      `json:"extractor"`
	Finder       int      `json:"finder"`
}

type warcView struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Order  uint64 `json:"order"`
}

// mentionView is a mention with its meaning. An article's mentions have a
// place; those of a bare text have plain offsets.
type mentionView struct {
	Sort       string          `json:"sort"`
	Surface    string          `json:"surface"`
	Place      *placeView      `json:"place,omitempty"`
	Start      *int            `json:"start,omitempty"`
	End        *int            `json:"end,omitempty"`
	Norm       string          `json:"norm"`
	Kind       string          `json:"kind,omitempty"`
	Slug       string          `json:"slug,omitempty"`
	Label      string          `json:"label,omitempty"`
	Settled    bool            `json:"settled"`
	Name       string          `json:"name,omitempty"`
	Unit       string          `json:"unit,omitempty"`
	Plenum     string          `json:"plenum,omitempty"`
	Issuer     string          `json:"issuer,omitempty"`
	Region     string          `json:"region,omitempty"` // slug of a province
	Issued     string          `json:"issued,omitempty"` // the date beside a paper, as attested here
	Rule       string          `json:"rule"`
	Confidence float64         `json:"confidence"`
	Evidence   string          `json:"evidence,omitempty"`
	Candidates []candidateView `json:"candidates"`
}

type placeView struct {
	Field string `json:"field"` // "title", "lead", "body[3]"
	Start int    `json:"start"`
	End   int    `json:"end"`
}

type candidateView struct {
	Slug       string  `json:"slug"`
	Label      string  `json:"label"`
	Confidence float64 `json:"confidence"`
}

// optional is s, or null where there is none.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return optional(t.In(tulieu.Zone).Format(time.RFC3339))
}

// listOf is s, never nil: an empty list is [] in JSON.
func listOf[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// A ruler turns byte offsets of a text into code points. It counts on from
// the last one, so that many offsets in their order cost one pass.
type ruler struct {
	text  string
	at, n int
}

func (r *ruler) point(at int) int {
	if at < r.at {
		r.at, r.n = 0, 0
	}
	r.n += utf8.RuneCountInString(r.text[r.at:at])
	r.at = at
	return r.n
}

func viewMarks(text string, ranges [][2]int) []markView {
	ruler := ruler{text: text}
	marks := make([]markView, len(ranges))
	for i, r := range ranges {
		marks[i] = markView{ruler.point(r[0]), ruler.point(r[1])}
	}
	return marks
}

func (h *handler) viewArticle(e *tulieu.Entry) articleView {
	a := e.Article
	v := articleView{
		ID: string(a.ID), URL: a.URL, Portal: a.Portal, Section: listOf(a.Section),
		Title: a.Title, Lead: a.Lead, Body: listOf(a.Body), Show: string(h.show(a)),
		Published: optional(a.Published.String()), PublishedRule: a.PublishedRule,
		Byline: a.Byline, Author: a.Author, Publisher: a.Publisher, Views: a.Views,
		Directives: directivesOf(e), Units: h.unitsOf(e), Places: []refView{},
		Mentions:   make([]mentionView, len(e.Meanings)),
		Provenance: viewProvenance(a),
	}
	if p := h.portals[a.Portal]; p != nil {
		v.PortalTitle = p.Title
	}
	for _, slug := range e.Places {
		v.Places = append(v.Places, refView{slug, h.Register.Label(tulieu.FieldPlace, slug)})
	}
	var in ruler
	locate := locator(a)
	for i, m := range e.Meanings {
		v.Mentions[i] = viewMention(m)
		p := locate(m.Span)
		if text := fieldText(a, p); text != in.text {
			in = ruler{text: text}
		}
		at := &placeView{Field: p.Field, Start: in.point(p.Start), End: in.point(p.End)}
		if p.Field == "body" {
			at.Field = fmt.Sprintf("body[%d]", p.N)
		}
		v.Mentions[i].Place = at
	}
	if h.show(a) == tulieu.ShowExcerpt {
		v.Body = []string{}
		for i := range v.Mentions {
			v.Mentions[i].Evidence = ""
		}
	}
	return v
}

// show says how much of a may be shown: all, unless its portal says less.
func (h *handler) show(a *tulieu.Article) tulieu.Show {
	if p := h.portals[a.Portal]; p != nil && p.Show == tulieu.ShowExcerpt {
		return tulieu.ShowExcerpt
	}
	return tulieu.ShowFull
}

// locator is a.Locate for many spans: it walks the article once.
func locator(a *tulieu.Article) func(tulieu.Span) tulieu.Place {
	var fields []tulieu.Place // each with the span of the whole field
	at := 0
	add := func(name string, n int, text string) {
		if text != "" {
			fields = append(fields, tulieu.Place{Field: name, N: n, Span: tulieu.Span{Start: at, End: at + len(text)}})
			at += len(text) + 1
		}
	}
	add("title", 0, a.Title)
	add("lead", 0, a.Lead)
	for i, p := range a.Body {
		add("body", i, p)
	}
	return func(s tulieu.Span) tulieu.Place {
		i, _ := slices.BinarySearchFunc(fields, s.Start, func(f tulieu.Place, start int) int {
			if f.End <= start {
				return -1
			}
			return 1
		})
		if i == len(fields) {
			return tulieu.Place{}
		}
		f := fields[i]
		f.Span = tulieu.Span{Start: s.Start - f.Start, End: min(s.End, f.End) - f.Start}
		return f
	}
}

func fieldText(a *tulieu.Article, p tulieu.Place) string {
	switch p.Field {
	case "title":
		return a.Title
	case "lead":
		return a.Lead
	case "body":
		return a.Body[p.N]
	}
	return ""
}

func viewMention(m tulieu.Meaning) mentionView {
	v := mentionView{
		Sort: string(m.Sort), Surface: m.Surface, Norm: m.Norm, Kind: m.Kind,
		Slug: m.Slug, Label: m.Label, Settled: m.Settled, Name: m.Name, Unit: m.Unit,
		Plenum: m.Plenum, Issuer: m.Issuer, Region: m.Place, Issued: m.Hints.Issued.String(),
		Rule: m.Rule, Confidence: m.Confidence, Evidence: m.Evidence,
		Candidates: make([]candidateView, len(m.Candidates)),
	}
	for i, c := range m.Candidates {
		v.Candidates[i] = candidateView{c.Slug, c.Label, c.Confidence}
	}
	return v
}

func viewProvenance(a *tulieu.Article) provenanceView {
	p := a.Provenance
	return provenanceView{
		Portal: a.Portal, FirstFetched: moment(p.FirstFetched), LastFetched: moment(p.LastFetched),
		Digest:  p.Capture.Digest,
		WARC:    warcView{p.Capture.File, p.Capture.Offset, p.Capture.Length, p.Capture.Order},
		Version: p.Version, Extractor: p.Extractor, Finder: p.Finder,
	}
}

// directivesOf lists the papers an article mentions, in the order of the text.
func directivesOf(e *tulieu.Entry) []refView {
	refs := []refView{}
	seen := make(map[string]bool)
	for _, m := range e.Meanings {
		if m.Sort == tulieu.SortDirective && m.Slug != "" && !seen[m.Slug] {
			seen[m.Slug] = true
			refs = append(refs, refView{m.Slug, cmp.Or(m.Label, m.Slug)})
		}
	}
	return refs
}

// unitsOf lists the unit that publishes an article and those it mentions.
func (h *handler) unitsOf(e *tulieu.Entry) []unitRefView {
	refs := []unitRefView{}
	seen := make(map[[2]string]bool)
	add := func(m tulieu.Meaning, role string) {
		if key := [2]string{m.Slug, role}; m.Slug != "" && !seen[key] {
			seen[key] = true
			refs = append(refs, unitRefView{refView{m.Slug, h.unitLabel(m.Slug)}, role})
		}
	}
	add(e.PublisherUnit, "publisher")
	for _, m := range e.Meanings {
		if m.Sort == tulieu.SortUnit {
			add(m, "mentioned")
		}
	}
	return refs
}

// collated sorts list by rank, and what ranks the same by label as Vietnamese
// dictionaries do: a ă â … d đ … o ô ơ, numbers by value.
func collated[T any](list []T, label func(T) string, rank func(a, b T) int) {
	type keyed struct {
		value T
		label string
		key   []byte
	}
	c := collate.New(textlanguage.Vietnamese, collate.Numeric) // not for concurrent use: one for each sort
	var buffer collate.Buffer
	all := make([]keyed, len(list))
	for i, v := range list {
		all[i] = keyed{v, label(v), c.KeyFromString(&buffer, label(v))}
	}
	slices.SortStableFunc(all, func(a, b keyed) int {
		return cmp.Or(rank(a.value, b.value), bytes.Compare(a.key, b.key), cmp.Compare(a.label, b.label))
	})
	for i := range all {
		list[i] = all[i].value
	}
}

// sparse leaves only the members fields of v, and its id; all where fields is
// nil.
func sparse(v any, fields []string) (any, error) {
	if fields == nil {
		return v, nil
	}
	all, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(all, &members); err != nil {
		return nil, err
	}
	for name := range members {
		if name != "id" && !slices.Contains(fields, name) {
			delete(members, name)
		}
	}
	return members, nil
}
