package register

import (
	"cmp"
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// From so many articles, of so many portals, that agree on it, a paper is
// confirmed that no table holds for certain.
const (
	confirmedByArticles = 3
	confirmedByPortals  = 2
)

// Attested is the record of a paper as far as tables, editors and the articles
// among entries that name it tell of it. A paper that no table holds is
// "discovered": its slug tells number and year, the articles by majority how
// they are written, when it was issued, by whom and about what. It is
// "confirmed", as is one that the tables doubt, once three articles of two
// portals agree, or an editor says so. False: slug is a number without a year,
// which is no paper yet.
func (r *Register) Attested(slug string, entries []*tulieu.Entry) (tulieu.Directive, bool) {
	d, known := r.Directive(slug)
	if known && (d.Certainty == "certain" || d.Certainty == "confirmed") {
		return d, true
	}
	if !known {
		var ok bool
		if d, ok = provisional(r.overrides.follow(slug)); !ok {
			return tulieu.Directive{}, false
		}
	}
	said := testimonyOf(d.Slug, entries)
	if !known {
		d.Title, d.Issuer = said.titles.first(), said.issuers.first()
		if d.Kind != tulieu.KindLaw || d.Number != "" { // a law goes by its name
			d.Number = cmp.Or(said.numbers.first(), d.Number)
		}
		d.Kind, d.Term = tulieu.Kind(cmp.Or(said.kinds.first(), string(d.Kind))), said.term
		if issued, err := tulieu.ParseDate(said.dates.first()); err == nil && issued.Year == d.Issued.Year {
			d.Issued = issued
		}
	}
	if said.confirm(d.Issued) {
		d.Certainty = "confirmed"
	}
	return r.correctDirective(d), true
}

// A testimony is what articles say of a paper.
type testimony struct {
	numbers, titles, issuers, kinds, dates tally
	term                                   int
	articles                               []saying
}

type saying struct {
	portal string
	issued tulieu.Date
}

func testimonyOf(slug string, entries []*tulieu.Entry) testimony {
	var t testimony
	for _, e := range entries {
		s, names := saying{portal: e.Portal}, false
		for _, m := range e.Meanings {
			if m.Sort != tulieu.SortDirective || m.Slug != slug {
				continue
			}
			names = true
			t.numbers.add(m.Norm, e.ID)
			t.kinds.add(m.Kind, e.ID)
			t.titles.add(m.Hints.Title, e.ID)
			t.issuers.add(m.Hints.Issuer, e.ID)
			t.term = max(t.term, m.Hints.Term)
			for _, issued := range []tulieu.Date{m.Hints.Issued, m.Hints.Said} {
				if issued.Precision == tulieu.ToDay {
					t.dates.add(issued.String(), e.ID)
				}
				if s.issued.IsZero() {
					s.issued = issued
				}
			}
		}
		if names {
			t.articles = append(t.articles, s)
		}
	}
	return t
}

// confirm reports whether enough articles of enough portals name a paper
// issued on that day; one that prints another day does not count.
func (t testimony) confirm(issued tulieu.Date) bool {
	n, portals := 0, map[string]bool{}
	for _, s := range t.articles {
		if a, b := s.issued.String(), issued.String(); strings.HasPrefix(a, b) || strings.HasPrefix(b, a) {
			n++
			portals[s.portal] = true
		}
	}
	return n >= confirmedByArticles && len(portals) >= confirmedByPortals
}

// A tally counts articles by what they say. What differs in marks of
// punctuation and case alone is one thing, shown as it was first met.
type tally struct {
	shown []string
	by    map[string]*tallied
}

type tallied struct {
	order    int // of shown
	articles map[tulieu.ID]bool
}

func (t *tally) add(value string, id tulieu.ID) {
	if value == "" {
		return
	}
	if t.by == nil {
		t.by = map[string]*tallied{}
	}
	key := viet.Norm(value)
	if t.by[key] == nil {
		t.by[key] = &tallied{len(t.shown), map[tulieu.ID]bool{}}
		t.shown = append(t.shown, value)
	}
	t.by[key].articles[id] = true
}

// first is what most articles say; of equals, what was met first.
func (t *tally) first() string {
	if len(t.shown) == 0 {
		return ""
	}
	best := slices.MinFunc(t.shown, func(a, b string) int {
		x, y := t.by[viet.Norm(a)], t.by[viet.Norm(b)]
		return cmp.Or(cmp.Compare(len(y.articles), len(x.articles)), cmp.Compare(x.order, y.order))
	})
	return best
}
