package mention

import (
	"slices"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// A rule chooses among the papers that a mention may mean. The first rule that
// leaves one paper settles it, with the rule's confidence.
type rule struct {
	name       string
	confidence float64
	choose     func(*reading, tulieu.Mention, []tulieu.Directive) []tulieu.Directive
}

// rules stand in the order in which they are asked.
var rules = []rule{
	{"date beside it", .98, (*reading).byDate},
	{"khóa beside it", .97, (*reading).byTerm},
	{"title", .95, (*reading).byTitle},
	{"fuller mention in the article", .95, (*reading).byFuller},
	{"issuer", .9, (*reading).byIssuer},
	{"only one known", .88, (*reading).byBeingAlone},
	{"newest in force", .7, (*reading).byAge},
}

// directives resolves the papers among mentions: first those that say enough
// themselves, then the others, which may be the same papers.
func (r *reading) directives(mentions []tulieu.Mention, meanings []tulieu.Meaning) {
	for pass := range 2 {
		for i, m := range mentions {
			if m.Sort != tulieu.SortDirective || meanings[i].Settled {
				continue
			}
			meanings[i] = r.directive(m)
			if pass == 0 && meanings[i].Settled && meanings[i].Confidence >= .95 {
				r.fuller[bare(m)] = meanings[i]
				r.fuller[shortKey(m.Norm)] = meanings[i]
			}
		}
	}
}

// bare is the slug of a mention's number.
func bare(m tulieu.Mention) string { return viet.Slug(m.Norm) }

// directive resolves one mention of a paper.
func (r *reading) directive(m tulieu.Mention) tulieu.Meaning {
	switch {
	case strings.HasPrefix(m.Norm, "NQTW"):
		return r.plenum(m)
	case strings.HasPrefix(m.Norm, "NQ-DH"):
		return r.congress(m)
	case m.Kind == string(tulieu.KindLaw) && m.Hints.Title != "" && m.Hints.Issued.Precision == tulieu.ToYear && !strings.Contains(m.Norm, "/"):
		return r.known(m, viet.Slug(m.Norm), "name and year", .97)
	}
	slug := bare(m)
	if strings.Count(m.Norm, "/") >= 2 { // the number holds the year
		return r.known(m, slug, "year in the number", .99)
	}
	list := r.candidates(m)
	left := list
	for _, rule := range rules {
		chosen := rule.choose(r, m, left)
		if len(chosen) == 1 {
			return r.settled(m, chosen[0], rule, list)
		}
		if len(chosen) > 0 {
			left = chosen
		}
	}
	if y := m.Hints.Issued.Year; y > 0 && strings.Contains(m.Norm, "/") {
		return r.known(m, slug+"-"+strconv.Itoa(y), "date beside it", .9)
	}
	return r.unsettled(m, slug, left)
}

// candidates are the papers that bear the number of m.
func (r *reading) candidates(m tulieu.Mention) []tulieu.Directive {
	var list []tulieu.Directive
	if strings.Contains(m.Norm, "/") {
		list = r.register.ByNumber(m.Norm)
	} else {
		list = slices.Clone(r.short[shortKey(m.Norm)])
	}
	return slices.DeleteFunc(list, func(d tulieu.Directive) bool {
		return !r.at.IsZero() && d.Issued.First().After(r.at.End())
	})
}

func (r *reading) byDate(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	return filter(list, func(d tulieu.Directive) bool { return m.Hints.Issued.Year > 0 && d.Issued.Year == m.Hints.Issued.Year })
}

func (r *reading) byTerm(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	return filter(list, func(d tulieu.Directive) bool { return m.Hints.Term > 0 && d.Term == m.Hints.Term })
}

func (r *reading) byTitle(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if m.Hints.Title == "" {
		return nil
	}
	return filter(list, func(d tulieu.Directive) bool { return d.Title != "" && about(d.Title, m.Hints.Title) >= .75 })
}

func (r *reading) byFuller(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	f, ok := r.fuller[bare(m)]
	if !ok {
		if f, ok = r.fuller[shortKey(m.Norm)]; !ok {
			return nil
		}
	}
	return filter(list, func(d tulieu.Directive) bool { return d.Slug == f.Slug })
}

func (r *reading) byIssuer(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if m.Hints.Issuer == "" {
		return nil
	}
	return filter(list, func(d tulieu.Directive) bool {
		return d.Issuer != "" && strings.HasPrefix(viet.Fold(m.Hints.Issuer), viet.Fold(d.Issuer))
	})
}

func (r *reading) byBeingAlone(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if len(list) == 1 && m.Hints.Issued.Year == 0 {
		return list
	}
	return nil
}

func (r *reading) byAge(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if r.at.IsZero() || len(list) == 0 || m.Hints.Issued.Year > 0 {
		return nil
	}
	return []tulieu.Directive{slices.MaxFunc(list, func(a, b tulieu.Directive) int { return a.Issued.First().Compare(b.Issued.First()) })}
}

func filter(list []tulieu.Directive, keep func(tulieu.Directive) bool) []tulieu.Directive {
	var kept []tulieu.Directive
	for _, d := range list {
		if keep(d) {
			kept = append(kept, d)
		}
	}
	return kept
}

// settled is the meaning of m once a rule has chosen d.
func (r *reading) settled(m tulieu.Mention, d tulieu.Directive, by rule, list []tulieu.Directive) tulieu.Meaning {
	if by.confidence < Settled {
		mean := r.unsettled(m, bare(m), list)
		mean.Rule, mean.Confidence = by.name, by.confidence
		return mean
	}
	mean := r.known(m, d.Slug, by.name, by.confidence)
	mean.Evidence = evidence(m, d)
	return mean
}

// evidence is what m says beside its number, and how that differs from what is
// known of d: texts date 03-CT/TW both 14 May and 15 April 2011.
func evidence(m tulieu.Mention, d tulieu.Directive) string {
	h, s := m.Hints, ""
	if !h.Issued.IsZero() {
		s = h.Issued.String()
		if h.Issued.Precision == tulieu.ToDay && d.Issued.Precision == tulieu.ToDay && h.Issued != d.Issued {
			s += " (register: " + d.Issued.String() + ")"
		}
	}
	for _, part := range []string{h.Issuer, h.Title} {
		if part != "" && s != "" {
			s += "; "
		}
		s += part
	}
	return s
}

// known is the meaning of m when it is the paper of slug, whether the register
// has that or not.
func (r *reading) known(m tulieu.Mention, slug, rule string, confidence float64) tulieu.Meaning {
	mean := tulieu.Meaning{Mention: m, Slug: slug, Settled: confidence >= Settled, Rule: rule, Confidence: confidence}
	if d, ok := r.register.Directive(slug); ok {
		mean.Slug, mean.Plenum = d.Slug, d.Plenum
		mean.Issuer = r.issuer(d.Issuer)
		if !strings.Contains(mean.Norm, "/") && d.Number != "" && d.Kind != tulieu.KindLaw {
			mean.Norm = d.Number
		}
		if mean.Kind == "" {
			mean.Kind = string(d.Kind)
		}
	}
	mean.Label = r.register.Label(tulieu.FieldDirective, mean.Slug)
	mean.Candidates = []tulieu.Candidate{{Slug: mean.Slug, Label: mean.Label, Confidence: confidence}}
	return mean
}

// unsettled is the meaning of m when it stays bare.
func (r *reading) unsettled(m tulieu.Mention, slug string, list []tulieu.Directive) tulieu.Meaning {
	mean := tulieu.Meaning{Mention: m, Slug: slug, Label: r.register.Label(tulieu.FieldDirective, slug), Rule: "number alone"}
	for _, d := range slices.Backward(list) {
		share := .7 / float64(len(list))
		mean.Candidates = append(mean.Candidates, tulieu.Candidate{Slug: d.Slug, Label: r.register.Label(tulieu.FieldDirective, d.Slug), Confidence: share})
		mean.Confidence = max(mean.Confidence, share)
	}
	return mean
}

// issuer is the slug of an issuer given by name; of the first where it is two.
func (r *reading) issuer(name string) string {
	if name == "" {
		return ""
	}
	first, _, _ := strings.Cut(name, ", ")
	if u, ok := r.register.UnitOf(first, "", tulieu.Date{}); ok {
		return u.Slug
	}
	return viet.Slug(first)
}

// plenum resolves a paper cited by its session: the session it is, and the
// papers that it issued as candidates, those the text speaks of first.
func (r *reading) plenum(m tulieu.Mention) tulieu.Meaning {
	number, _, _ := strings.Cut(strings.TrimPrefix(m.Norm, "NQTW"), "-")
	if m.Hints.Term == 0 {
		if f, ok := r.fuller["nqtw"+number]; ok {
			mean := r.known(m, f.Slug, "fuller mention in the article", .95)
			mean.Norm, mean.Plenum = f.Norm, f.Slug
			return mean
		}
		return r.unsettled(m, "nqtw-"+number, nil)
	}
	slug := "nqtw-" + number + "-khoa-" + strconv.Itoa(m.Hints.Term)
	mean := r.known(m, slug, "khóa beside it", .98)
	mean.Plenum = slug
	for _, d := range r.register.IssuedBy(slug) {
		c := tulieu.Candidate{Slug: d.Slug, Label: r.register.Label(tulieu.FieldDirective, d.Slug), Confidence: .5}
		if m.Hints.Title != "" && about(d.Title, m.Hints.Title) >= .6 {
			c.Confidence = .85
			mean.Rule = "topic"
		}
		mean.Candidates = append(mean.Candidates, c)
	}
	r.fuller["nqtw"+number] = mean
	return mean
}

// congress resolves a paper cited by its congress.
func (r *reading) congress(m tulieu.Mention) tulieu.Meaning {
	number := strconv.Itoa(m.Hints.Term)
	if !strings.Contains(m.Norm, "-DB") {
		return r.known(m, "nq-dai-hoi-dang-"+number, "congress", .97)
	}
	if place := m.Hints.Place; place != "" {
		return r.known(m, "nq-dai-hoi-dang-bo-"+place+"-"+number, "congress", .97)
	}
	if r.place != "" {
		return r.known(m, "nq-dai-hoi-dang-bo-"+r.place+"-"+number, "place of the portal", .85)
	}
	return r.unsettled(m, "nq-dai-hoi-dang-bo-"+number, nil)
}
