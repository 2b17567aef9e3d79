package mention

import (
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/register"
	"tulieu/internal/viet"
)

// Settled is the confidence from which on a mention means one thing.
const Settled = .8

// A Resolver says what mentions mean by what the register knows and what else
// their article says. It is safe for concurrent use.
type Resolver struct {
	register *register.Register
	finder   *Finder
	short    map[string][]tulieu.Directive // by "5-ct": digits and letters of the kind
}

// NewResolver returns a Resolver that asks r.
func NewResolver(r *register.Register) *Resolver {
	x := &Resolver{register: r, finder: NewFinder(r), short: map[string][]tulieu.Directive{}}
	for _, d := range r.Directives() {
		if key := shortKey(d.Number); key != "" {
			x.short[key] = append(x.short[key], d)
		}
	}
	return x
}

// shortKey is what a number is called in short: "5-ct" for 05-CT/TW,
// "30-nd" for 30/2020/NĐ-CP.
func shortKey(number string) string {
	parts := strings.Split(viet.Slug(number), "-")
	if len(parts) < 2 {
		return ""
	}
	code := parts[1]
	if len(parts) > 2 && len(code) == 4 && code[0] <= '9' {
		code = parts[2]
		if strings.HasPrefix(code, "qh") {
			code = "nq" // 202/2025/QH15, of the National Assembly
		}
	}
	return strings.TrimLeft(parts[0], "0") + "-" + strings.TrimSuffix(code, "i") // 08-QĐi/TW
}

// A reading is the article that mentions are resolved in.
type reading struct {
	*Resolver
	at        tulieu.Date // published
	place     string      // slug of the province of portal or publisher; empty if unknown
	publisher string      // the publishing unit, spelled out
	latest    int         // the latest year a text of unknown date speaks of; 0 if it has a date, or speaks of none
	text      string
	fuller    map[string]tulieu.Meaning // what numbers mean elsewhere in the article
}

// Resolve says what the mentions of a mean. p, the profile of its portal, tells
// whose site it is; it may be nil. Equal articles give equal entries as long as
// the register stays the same.
func (x *Resolver) Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry {
	r := reading{Resolver: x, at: a.Published, text: a.Text(), fuller: map[string]tulieu.Meaning{}}
	if r.at.IsZero() {
		r.latest = latest(a.Mentions)
	}
	publisher := a.Publisher
	if p != nil {
		r.place = p.Place
		if publisher == "" {
			publisher = p.Publisher
		}
	}
	e := &tulieu.Entry{Article: a, Meanings: make([]tulieu.Meaning, len(a.Mentions))}
	if publisher != "" {
		e.PublisherUnit = r.publishing(publisher)
		r.publisher = e.PublisherUnit.Unit
		if r.place == "" {
			r.place = e.PublisherUnit.Place
		}
	}
	if r.publisher == "" {
		r.publisher = foremost(a.Mentions)
	}
	r.directives(a.Mentions, e.Meanings)
	for i, m := range a.Mentions {
		if x.register.Rejected(a.ID, m.Surface) {
			e.Meanings[i] = tulieu.Meaning{Mention: m, Rule: "rejected by an editor", Confidence: 1}
			continue
		}
		switch m.Sort {
		case tulieu.SortUnit:
			e.Meanings[i] = r.unit(m)
		case tulieu.SortDate:
			e.Meanings[i] = tulieu.Meaning{Mention: m, Slug: m.Norm, Label: m.Norm, Settled: true, Rule: "as printed", Confidence: 1}
		}
	}
	for i := range e.Meanings {
		x.correct(a.ID, &e.Meanings[i])
	}
	x.correct(a.ID, &e.PublisherUnit)
	e.Places = r.places(e)
	return e
}

// correct gives m the meaning that editors say it has.
func (x *Resolver) correct(article tulieu.ID, m *tulieu.Meaning) {
	meant := x.register.Meant(article, m.Slug)
	if meant == m.Slug || m.Slug == "" || m.Sort == tulieu.SortDate {
		return
	}
	field := tulieu.FieldDirective
	if m.Sort == tulieu.SortUnit {
		field = tulieu.FieldUnit
		m.Ancestors = x.register.Ancestors(meant)
	} else if d, ok := x.register.Directive(meant); ok {
		m.Plenum = d.Plenum
	}
	m.Slug, m.Label = meant, x.register.Label(field, meant)
	m.Rule, m.Confidence, m.Settled = "editor", 1, true
	m.Candidates = []tulieu.Candidate{{Slug: meant, Label: m.Label, Confidence: 1}}
}

// With is x under the register r, which may differ from its own in corrections
// only: the names x finds stay those it was made with.
func (x *Resolver) With(r *register.Register) *Resolver {
	y := *x
	y.register = r
	return &y
}

// Recognise finds and resolves the mentions of a text that stands alone.
// published may be zero.
func (x *Resolver) Recognise(text string, published tulieu.Date) []tulieu.Meaning {
	a := &tulieu.Article{Body: []string{text}, Published: published, Mentions: x.finder.Find(text)}
	return x.Resolve(a, nil).Meanings
}

// latest is the latest year among the dates of an article; 0 if it names none.
func latest(mentions []tulieu.Mention) int {
	year := 0
	for _, m := range mentions {
		if m.Sort != tulieu.SortDate {
			continue
		}
		s := m.Norm
		if _, to, ok := strings.Cut(s, "/"); ok {
			s = to
		}
		if d, err := tulieu.ParseDate(s); err == nil {
			year = max(year, d.Year)
		}
	}
	return year
}

// sentence is the sentence in which m stands, without m itself.
func (r *reading) sentence(m tulieu.Mention) string {
	if m.Span.End > len(r.text) {
		return ""
	}
	before, after := r.text[:m.Span.Start], r.text[m.Span.End:]
	if i := strings.LastIndexAny(before, ".;?!\n"); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.IndexAny(after, ".;?!\n"); i >= 0 {
		after = after[:i]
	}
	return before[max(0, len(before)-maxSentence):] + " " + after[:min(len(after), maxSentence)]
}

// maxSentence bounds, in bytes, what is read on either side of a mention.
const maxSentence = 400

// places lists the provinces an entry is about, the portal's first.
func (r *reading) places(e *tulieu.Entry) []string {
	var list []string
	add := func(slug string) {
		if slug != "" && !slices.Contains(list, slug) {
			list = append(list, slug)
		}
	}
	add(r.provinceAt(r.place))
	add(e.PublisherUnit.Place)
	for _, m := range e.Meanings {
		if m.Sort == tulieu.SortUnit {
			add(m.Place)
		}
	}
	return list
}

// provinceAt is the province that bore the name of slug when the article was
// published.
func (r *reading) provinceAt(slug string) string {
	p, ok := r.register.Province(slug)
	if !ok {
		return slug
	}
	if q, ok := r.register.ProvinceAt(p.Name, r.at); ok {
		return q.Slug
	}
	return slug
}

// foremost is the unit of the kind that publishes, "Sở …", that an article
// names first.
func foremost(mentions []tulieu.Mention) string {
	for _, m := range mentions {
		if i := strings.Index(m.Norm, "Sở "); m.Sort == tulieu.SortUnit && i >= 0 {
			return m.Norm[i:]
		}
	}
	return ""
}
