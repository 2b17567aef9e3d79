package register

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tulieu"
	"tulieu/internal/viet"
)

// Attestations gather what articles say of papers and units: the spellings,
// dates, issuers and titles they print, who reports what and when. They are
// derived from entries and can be made again at any time. Safe for concurrent
// use.
type Attestations struct {
	mu       sync.RWMutex
	articles map[tulieu.ID]*testimony
	by       map[string]map[tulieu.ID]bool // slug of a paper or unit → articles
}

// A testimony is what one article says.
type testimony struct {
	portal    string
	published tulieu.Date
	papers    map[string][]tulieu.Mention // by slug, bare ones too
	units     map[string]int
	label     map[string]string
	issuer    map[string]string
}

// NewAttestations returns Attestations that know nothing yet.
func NewAttestations() *Attestations {
	return &Attestations{articles: map[tulieu.ID]*testimony{}, by: map[string]map[tulieu.ID]bool{}}
}

// Add takes in what an article says, in place of what it said before.
func (a *Attestations) Add(e *tulieu.Entry) {
	t := &testimony{
		portal: e.Portal, published: e.Published,
		papers: map[string][]tulieu.Mention{}, units: map[string]int{}, label: map[string]string{}, issuer: map[string]string{},
	}
	for _, m := range e.Meanings {
		switch {
		case m.Slug == "":
		case m.Sort == tulieu.SortDirective:
			t.papers[m.Slug] = append(t.papers[m.Slug], m.Mention)
			t.label[m.Slug] = m.Label
			if m.Plenum != "" && m.Plenum != m.Slug {
				t.papers[m.Plenum] = append(t.papers[m.Plenum], m.Mention)
			}
		case m.Sort == tulieu.SortUnit:
			t.units[m.Slug]++
			t.label[m.Slug] = m.Label
		}
	}
	if s := e.PublisherUnit.Slug; s != "" {
		t.units[s]++
		t.label[s] = e.PublisherUnit.Label
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.remove(e.ID)
	a.articles[e.ID] = t
	for slug := range t.papers {
		a.index(slug, e.ID)
	}
	for slug := range t.units {
		a.index(slug, e.ID)
	}
}

func (a *Attestations) index(slug string, id tulieu.ID) {
	if a.by[slug] == nil {
		a.by[slug] = map[tulieu.ID]bool{}
	}
	a.by[slug][id] = true
}

// Remove forgets what an article said.
func (a *Attestations) Remove(id tulieu.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.remove(id)
}

func (a *Attestations) remove(id tulieu.ID) {
	t, ok := a.articles[id]
	if !ok {
		return
	}
	for _, slugs := range []func(func(string) bool){maps.Keys(t.papers), maps.Keys(t.units)} {
		for slug := range slugs {
			if delete(a.by[slug], id); len(a.by[slug]) == 0 {
				delete(a.by, slug)
			}
		}
	}
	delete(a.articles, id)
}

// Articles lists the articles that name a paper or unit by slug: what to
// resolve anew when its meaning changes.
func (a *Attestations) Articles(slug string) []tulieu.ID {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return slices.Sorted(maps.Keys(a.by[slug]))
}

// An Attested is one thing that articles say of a paper, and those that do.
type Attested struct {
	Value    string
	Articles []tulieu.ID
}

// A Record is what articles say of a paper or a unit.
type Record struct {
	Slug        string
	Label       string
	Articles    int
	Portals     int
	First, Last tulieu.Date    // days of its first and latest article; zero if none has one
	Years       map[int]int    // articles by year of publication
	Spellings   []Attested     // as printed, the commonest first
	Dates       []Attested     // of issue; more than one is a conflict
	Issuers     []Attested     //
	Titles      []Attested     //
	With        []tulieu.Count // papers named with it, the commonest first
	Units       []tulieu.Count // units named with it
}

// Record gathers what articles say of slug. False: none names it.
func (a *Attestations) Record(slug string) (Record, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	ids := slices.Sorted(maps.Keys(a.by[slug]))
	if len(ids) == 0 {
		return Record{}, false
	}
	rec := Record{Slug: slug, Articles: len(ids), Years: map[int]int{}}
	portals := map[string]bool{}
	var spellings, dates, issuers, titles tally
	with, units := map[string]int{}, map[string]int{}
	for _, id := range ids {
		t := a.articles[id]
		portals[t.portal] = true
		rec.Label = cmp.Or(rec.Label, t.label[slug])
		if d := t.published; !d.IsZero() {
			rec.Years[d.Year]++
			if rec.First.IsZero() || d.First().Before(rec.First.First()) {
				rec.First = d
			}
			if rec.Last.IsZero() || d.First().After(rec.Last.First()) {
				rec.Last = d
			}
		}
		for _, m := range t.papers[slug] {
			spellings.add(m.Surface, id)
			dates.add(m.Hints.Issued.String(), id)
			dates.add(m.Hints.Said.String(), id)
			issuers.add(m.Hints.Issuer, id)
			titles.add(m.Hints.Title, id)
		}
		for other := range t.papers {
			if other != slug {
				with[other]++
			}
		}
		for other := range t.units {
			if other != slug {
				units[other]++
			}
		}
	}
	rec.Portals = len(portals)
	rec.Spellings, rec.Dates, rec.Issuers, rec.Titles = spellings.list(), dates.list(), issuers.list(), titles.list()
	rec.With, rec.Units = counts(with), counts(units)
	return rec, true
}

// Directive makes the record of a paper that no table lists from what articles
// say: title and issuer by majority, its certainty "confirmed" where three
// articles of two portals name it, else "discovered". False: no article names
// it, or it is a bare number and no paper.
func (a *Attestations) Directive(slug string) (tulieu.Directive, bool) {
	rec, ok := a.Record(slug)
	if !ok || len(rec.Spellings) == 0 {
		return tulieu.Directive{}, false
	}
	a.mu.RLock()
	m := a.articles[rec.Spellings[0].Articles[0]].papers[slug][0]
	a.mu.RUnlock()
	d := tulieu.Directive{Slug: slug, Kind: tulieu.Kind(m.Kind), Number: m.Norm, Term: m.Hints.Term, Certainty: "discovered"}
	for _, at := range rec.Dates {
		if issued, err := tulieu.ParseDate(at.Value); err == nil && strings.Contains(slug, strconv.Itoa(issued.Year)) {
			if d.Issued.Precision < issued.Precision {
				d.Issued = issued
			}
		}
	}
	if d.Issued.IsZero() && strings.Count(m.Norm, "/") < 2 {
		return tulieu.Directive{}, false
	}
	if len(rec.Titles) > 0 {
		d.Title = rec.Titles[0].Value
	}
	if len(rec.Issuers) > 0 {
		d.Issuer = rec.Issuers[0].Value
	}
	if rec.Articles >= 3 && rec.Portals >= 2 {
		d.Certainty = "confirmed"
	}
	return d, true
}

// Discovered lists the papers that articles name by number and year and r does
// not hold, by slug.
func (a *Attestations) Discovered(r *Register) []tulieu.Directive {
	a.mu.RLock()
	slugs := slices.Sorted(maps.Keys(a.by))
	a.mu.RUnlock()
	var list []tulieu.Directive
	for _, slug := range slugs {
		if _, known := r.Directive(slug); known {
			continue
		}
		if d, ok := a.Directive(slug); ok {
			list = append(list, d)
		}
	}
	return list
}

// A tally counts articles by what they say. What differs in marks of
// punctuation and case alone is one thing, shown as it was first met.
type tally struct {
	shown map[string]string
	by    map[string]map[tulieu.ID]bool
}

func (t *tally) add(value string, id tulieu.ID) {
	if value == "" {
		return
	}
	if t.by == nil {
		t.shown, t.by = map[string]string{}, map[string]map[tulieu.ID]bool{}
	}
	key := viet.Norm(value)
	if t.by[key] == nil {
		t.shown[key], t.by[key] = value, map[tulieu.ID]bool{}
	}
	t.by[key][id] = true
}

func (t *tally) list() []Attested {
	list := make([]Attested, 0, len(t.by))
	for key, ids := range t.by {
		list = append(list, Attested{t.shown[key], slices.Sorted(maps.Keys(ids))})
	}
	slices.SortFunc(list, func(a, b Attested) int {
		return cmp.Or(cmp.Compare(len(b.Articles), len(a.Articles)), strings.Compare(a.Value, b.Value))
	})
	return list
}

func counts(m map[string]int) []tulieu.Count {
	list := make([]tulieu.Count, 0, len(m))
	for slug, n := range m {
		list = append(list, tulieu.Count{Value: slug, N: n})
	}
	slices.SortFunc(list, func(a, b tulieu.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value)) })
	return list
}
