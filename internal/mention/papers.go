package mention

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tulieu"
	"tulieu/internal/viet"
)

// A rule chooses among the papers that a mention may mean. The first rule that
// leaves one paper settles it, with the rule's confidence.
type rule struct {
	name       string
	confidence float64
	guess      bool // says nothing of the paper itself: only papers of the text's time are asked about
	choose     func(*reading, tulieu.Mention, []tulieu.Directive) []tulieu.Directive
}

// rules stand in the order in which they are asked, after a fuller mention in
// the article (.95) where m says nothing itself.
var rules = []rule{
	{"date beside it", .98, false, (*reading).byDate},
	{"khóa beside it", .97, false, (*reading).byTerm},
	{"title", .95, false, (*reading).byTitle},
	{"name", .95, false, (*reading).byAlias},
	{"date of the sentence", .93, false, (*reading).bySaid},
	{"issuer", .9, true, (*reading).byIssuer},
	{"only one known", .88, true, (*reading).byBeingAlone},
	{"topic of the sentence", .84, true, (*reading).bySentence},
	{"newest, issued shortly before", .82, true, (*reading).byNews},
	{"newest in force", .7, true, (*reading).byAge},
}

// directives resolves the papers among mentions: first those that say enough
// themselves, then the others, which may be the same papers.
func (r *reading) directives(mentions []tulieu.Mention, meanings []tulieu.Meaning) {
	for pass := range 2 {
		for i, m := range mentions {
			if m.Sort != tulieu.SortDirective || meanings[i].Settled && meanings[i].Confidence >= sure {
				continue
			}
			meanings[i] = r.directive(m)
			if mean := meanings[i]; pass == 0 && mean.Settled && mean.Confidence >= sure || mean.Rule == "date beside it" {
				r.remember(bare(m), mean)
				r.remember(shortKey(m.Norm), mean)
			}
		}
	}
}

// remember keeps what a number means in this article. A number that means two
// papers in it settles nothing.
func (r *reading) remember(number string, mean tulieu.Meaning) {
	if old, ok := r.fuller[number]; ok && old.Slug != mean.Slug {
		mean = tulieu.Meaning{}
	}
	if number != "" {
		r.fuller[number] = mean
	}
}

// sure is the confidence from which a mention settles others of its number.
const sure = .93

// bare is the slug of a mention's number.
func bare(m tulieu.Mention) string { return viet.Slug(m.Norm) }

// directive resolves one mention of a paper.
func (r *reading) directive(m tulieu.Mention) tulieu.Meaning {
	switch {
	case strings.HasPrefix(m.Norm, "NQTW"):
		return r.plenum(m)
	case strings.HasPrefix(m.Norm, "NQ-DH"):
		return r.congress(m)
	case m.Kind == string(tulieu.KindLaw) && m.Hints.Title != "" && !strings.Contains(m.Norm, "/"):
		return r.known(m, viet.Slug(m.Hints.Title)+"-"+strconv.Itoa(m.Hints.Issued.Year), "name and year", .97)
	case strings.Count(m.Norm, "/") >= 2:
		return r.known(m, bare(m), "year in the number", .99)
	}
	list := r.candidates(m)
	if f := r.meant(m); f.Slug != "" && issueYear(m) == 0 && m.Hints.Term == 0 && len(r.byTitle(m, list)) == 0 {
		mean := r.known(m, f.Slug, "fuller mention in the article", .95)
		mean.Evidence = f.Surface
		if short(m) {
			mean.Norm = f.Norm
		}
		return mean
	}
	if y := issueYear(m); y > 0 && !short(m) && len(r.byDate(m, list)) == 0 && len(r.bySaid(m, list)) == 0 && len(r.byTitle(m, list)) == 0 {
		return r.provisional(m, y)
	}
	left := list
	for _, rule := range rules {
		among := left
		if rule.guess {
			among = r.ofItsTime(left)
		}
		chosen := rule.choose(r, m, among)
		if len(chosen) == 1 {
			return r.settled(m, chosen[0], rule, list)
		}
		if len(chosen) > 0 {
			left = chosen
		}
	}
	m = spelled(m, list)
	return r.unsettled(m, bare(m), left)
}

// spelled is m with the issuer's letters where all the papers that it may mean
// have the same: "NQ 10" is some 10-NQ/TW.
func spelled(m tulieu.Mention, list []tulieu.Directive) tulieu.Mention {
	if !short(m) || issueYear(m) > 0 || len(list) == 0 || slices.ContainsFunc(list, func(d tulieu.Directive) bool { return d.Number != list[0].Number }) {
		return m
	}
	m.Norm = list[0].Number
	return m
}

// issueYear is the year in which the text says a paper was issued; 0 if it does
// not.
func issueYear(m tulieu.Mention) int {
	if m.Hints.Issued.Year > 0 {
		return m.Hints.Issued.Year
	}
	if !local(m.Norm) {
		return m.Hints.Said.Year
	}
	return 0
}

// provisional is the meaning of a paper that no one knew, by number and year. A
// local number is the same in every province: its place belongs to it.
func (r *reading) provisional(m tulieu.Mention, year int) tulieu.Meaning {
	slug := bare(m)
	confidence, by := .9, "date beside it"
	if m.Hints.Issued.Year == 0 {
		confidence, by = .85, "date of the sentence"
	}
	if local(m.Norm) {
		if place := m.Hints.Place; place != "" {
			slug += "-" + place
		} else if r.place != "" {
			slug += "-" + r.place
		}
	}
	mean := r.known(m, slug+"-"+strconv.Itoa(year), by, confidence)
	mean.Evidence = evidence(m, tulieu.Directive{})
	return mean
}

// Canonical is the slug of a paper by what texts alone say of it: number and
// year. It differs from its Slug where that has the place which tells apart the
// papers of provinces; it is empty for anything but a paper.
func Canonical(m tulieu.Meaning) string {
	if m.Sort != tulieu.SortDirective {
		return ""
	}
	number := viet.Slug(m.Norm)
	rest, ok := strings.CutPrefix(m.Slug, number+"-")
	if i := strings.LastIndexByte(rest, '-'); ok && i > 0 && local(m.Norm) {
		return number + rest[i:]
	}
	return m.Slug
}

// local reports whether a number is that of an issuer below the centre, or of
// one whose letters we do not know.
func local(norm string) bool {
	parts := strings.FieldsFunc(norm, func(r rune) bool { return r == '-' || r == '/' })
	if len(parts) < 2 {
		return true
	}
	issuers := parts[1:] // 85-CP, 526/BNV-CCVC
	if _, isCode := codes[viet.Fold(parts[1])]; isCode && len(parts) > 2 {
		issuers = parts[2:] // 03-CT/TW, 71/NQ-CP
	}
	return !slices.ContainsFunc(issuers, func(s string) bool {
		switch f := viet.Fold(s); f {
		case "cp", "ttg", "ctn", "hdbt", "ct", "tld", "qh":
			return true
		default:
			return strings.HasSuffix(f, "tw") || strings.HasPrefix(f, "tw") || strings.HasPrefix(f, "b") && len(f) >= 3
		}
	})
}

// short reports whether a mention has no issuer in its number: "05-CT" for
// Chỉ thị 05, but not "321-CT" for a decision of the CT, the chairman of the
// Council of Ministers.
func short(m tulieu.Mention) bool {
	_, code, _ := strings.Cut(m.Norm, "-")
	return !strings.Contains(m.Norm, "/") && kin(codes[viet.Fold(code)].kind, tulieu.Kind(m.Kind))
}

// candidates are the papers that bear the number of m and were there when the
// text was written, as far as it says when that was.
func (r *reading) candidates(m tulieu.Mention) []tulieu.Directive {
	var list []tulieu.Directive
	if !short(m) {
		list = r.register.ByNumber(m.Norm)
		if len(list) == 0 && len(m.Norm) > 1 && m.Norm[1] == '-' {
			list = r.register.ByNumber("0" + m.Norm) // 3-CT/TW
		}
		if len(list) == 0 { // 08-QĐ/TW is how most print 08-QĐi/TW
			list = r.register.ByNumber(strings.Replace(m.Norm, "-QĐ/", "-QĐi/", 1))
		}
		if len(list) == 0 && strings.Contains(m.Norm, "/") { // Nghị định 30 of Chính phủ is 30/2020/NĐ-CP
			list = filter(r.short[shortKey(m.Norm)], func(d tulieu.Directive) bool {
				return strings.Count(d.Number, "/") == 2 && strings.HasSuffix(d.Number, m.Norm[strings.IndexByte(m.Norm, '/')+1:])
			})
		}
	} else {
		list = filter(r.short[shortKey(m.Norm)], func(d tulieu.Directive) bool { return kin(tulieu.Kind(m.Kind), d.Kind) })
	}
	return filter(list, func(d tulieu.Directive) bool { return r.at.IsZero() || !d.Issued.First().After(r.at.End()) })
}

// ofItsTime leaves out of list the papers issued well after the latest year
// that a text of unknown date speaks of.
func (r *reading) ofItsTime(list []tulieu.Directive) []tulieu.Directive {
	return filter(list, func(d tulieu.Directive) bool { return r.latest == 0 || d.Issued.Year <= r.latest+1 })
}

// kin reports whether a mention's kind word may name a paper of kind: people
// mix quy định and quyết định, and nothing else.
func kin(said, kind tulieu.Kind) bool {
	decision := func(k tulieu.Kind) bool { return k == tulieu.KindDecision || k == tulieu.KindRegulation }
	return said == kind || decision(said) && decision(kind)
}

func (r *reading) byDate(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	return filter(list, func(d tulieu.Directive) bool { return m.Hints.Issued.Year > 0 && d.Issued.Year == m.Hints.Issued.Year })
}

func (r *reading) byTerm(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	return filter(list, func(d tulieu.Directive) bool { return m.Hints.Term > 0 && d.Term == m.Hints.Term })
}

func (r *reading) byTitle(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	best, lead := closest(m.Hints.Title, list)
	if len(list) > 1 && lead >= .4 || len(list) == 1 && lead > 0 && newTopic(m.Hints.Title).score(newTopic(best.Title)) >= 6 {
		return []tulieu.Directive{best}
	}
	return nil
}

// byAlias leaves the paper that the sentence calls by a name of its own:
// "Nghị quyết 10 (Khoán 10)".
func (r *reading) byAlias(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if !slices.ContainsFunc(list, func(d tulieu.Directive) bool { return len(d.Aliases) > 0 }) {
		return nil
	}
	said := "-" + viet.Slug(r.sentence(m)) + "-"
	return filter(list, func(d tulieu.Directive) bool {
		return slices.ContainsFunc(d.Aliases, func(alias string) bool {
			n, k := r.finder.grammar.kinds.longest(r.finder.grammar.phrase(alias))
			return !(n > 0 && k.kind != "") && strings.Contains(said, "-"+viet.Slug(alias)+"-") // not another number of papers
		})
	})
}

// meant is what a fuller mention of m's number means in the article; zero if
// there is none.
func (r *reading) meant(m tulieu.Mention) tulieu.Meaning {
	if f, ok := r.fuller[bare(m)]; ok {
		return f
	}
	return r.fuller[shortKey(m.Norm)]
}

func (r *reading) bySaid(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	return filter(list, func(d tulieu.Directive) bool { return m.Hints.Said.Year > 0 && d.Issued.Year == m.Hints.Said.Year })
}

func (r *reading) byIssuer(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if m.Hints.Issuer == "" {
		return nil
	}
	return filter(list, func(d tulieu.Directive) bool {
		return d.Issuer != "" && strings.HasPrefix(viet.Fold(m.Hints.Issuer), viet.Fold(d.Issuer)) && !off(m.Hints.Title, d)
	})
}

func (r *reading) byBeingAlone(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if len(list) == 1 && issueYear(m) == 0 && !off(m.Hints.Title, list[0]) {
		return list
	}
	return nil
}

func (r *reading) bySentence(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if best, lead := closest(r.sentence(m), list); len(list) > 1 && lead >= .6 {
		return []tulieu.Directive{best}
	}
	return nil
}

func (r *reading) byNews(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	newest := r.byAge(m, list)
	if len(newest) == 1 && r.at.First().Sub(newest[0].Issued.First()) < 2*365*24*time.Hour && !off(m.Hints.Title, newest[0]) {
		return newest
	}
	return nil
}

func (r *reading) byAge(m tulieu.Mention, list []tulieu.Directive) []tulieu.Directive {
	if r.at.IsZero() || len(list) == 0 || issueYear(m) > 0 {
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
		m = spelled(m, list)
		mean := r.unsettled(m, bare(m), list)
		mean.Rule, mean.Confidence = by.name, by.confidence
		for i := range mean.Candidates { // the likeliest first, the others share what is left
			c := &mean.Candidates[i]
			if c.Confidence = (1 - by.confidence) / float64(max(1, len(list)-1)); c.Slug == d.Slug {
				c.Confidence = by.confidence
			}
		}
		slices.SortStableFunc(mean.Candidates, func(a, b tulieu.Candidate) int { return cmp.Compare(b.Confidence, a.Confidence) })
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
	} else {
		mean.Issuer = r.issuer(m.Hints.Issuer)
	}
	mean.Label = r.register.Label(tulieu.FieldDirective, mean.Slug)
	if mean.Label == mean.Slug && m.Kind == string(tulieu.KindLaw) && m.Hints.Title != "" {
		mean.Label = m.Hints.Title + " (" + strconv.Itoa(m.Hints.Issued.Year) + ")"
	}
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
	if y := m.Hints.Issued.Year; m.Hints.Term == 0 && y > 0 {
		if term := r.register.TermAt(m.Hints.Issued); term > 0 {
			mean := r.known(m, "nqtw-"+number+"-khoa-"+strconv.Itoa(term), "date beside it", .95)
			mean.Norm, mean.Plenum = "NQTW"+number+"-K"+strconv.Itoa(term), mean.Slug
			return mean
		}
	}
	if m.Hints.Term == 0 {
		if f := r.fuller["nqtw"+number]; f.Slug != "" {
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
		if m.Hints.Title != "" && newTopic(m.Hints.Title).score(newTopic(d.Title)) >= 3 {
			c.Confidence = .85
			mean.Rule = "topic"
		}
		mean.Candidates = append(mean.Candidates, c)
	}
	r.remember("nqtw"+number, mean)
	return mean
}

// congress resolves a paper cited by its congress.
func (r *reading) congress(m tulieu.Mention) tulieu.Meaning {
	number := strconv.Itoa(m.Hints.Term)
	_, of, isLocal := strings.Cut(m.Norm, "-DB:")
	switch {
	case m.Hints.Term == 0:
		return r.unsettled(m, bare(m), nil)
	case !isLocal:
		return r.known(m, "nq-dai-hoi-dang-"+number, "congress", .97)
	case m.Hints.Place == "" && r.place != "" && of == "tinh":
		return r.known(m, "nq-dai-hoi-dang-bo-"+r.place+"-"+number, "place of the portal", .85)
	}
	return r.known(m, "nq-dai-hoi-dang-bo-"+of+"-"+number, "congress", .97)
}
