package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// A congress is a line of congresses.tsv.
type congress struct {
	term           int
	opened, closed tulieu.Date
	plenums        int
}

func (r *Register) loadDirectives() error {
	var papers []tulieu.Directive
	err := table("directives.tsv", func(field func(string) string) error {
		d, err := readDirective(field)
		papers = append(papers, d)
		return err
	})
	if err != nil {
		return err
	}
	err = table("congresses.tsv", func(field func(string) string) error {
		c, err := readCongress(field)
		r.congresses = append(r.congresses, c)
		papers = append(papers, c.resolution())
		for n := 1; n <= c.plenums; n++ {
			papers = append(papers, plenum(n, c.term, papers))
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(papers, func(a, b tulieu.Directive) int {
		return cmp.Or(a.Issued.First().Compare(b.Issued.First()), cmp.Compare(a.Slug, b.Slug))
	})
	for _, d := range papers {
		if err := r.addDirective(d); err != nil {
			return err
		}
	}
	for _, d := range papers {
		for _, rel := range d.Relations {
			r.citedBy[rel.Slug] = append(r.citedBy[rel.Slug], tulieu.Relation{Kind: rel.Kind, Slug: d.Slug})
		}
	}
	return nil
}

func (r *Register) addDirective(d tulieu.Directive) error {
	if _, taken := r.bySlug[d.Slug]; taken {
		return fmt.Errorf("register: %s: stands in the register twice: %w", d.Slug, tulieu.ErrInvalid)
	}
	i := len(r.directives)
	r.directives = append(r.directives, d)
	r.bySlug[d.Slug] = i
	if alias := lawSlug(d); alias != "" {
		r.bySlug[alias] = i
	}
	if d.Number != "" {
		key := viet.Slug(d.Number)
		r.byNumber[key] = append(r.byNumber[key], i)
	}
	return nil
}

// lawSlug is the slug of a law by its name and year, an alias of the one by
// its number: "luat-dat-dai-2024".
func lawSlug(d tulieu.Directive) string {
	if d.Kind != tulieu.KindLaw || d.Number == "" {
		return ""
	}
	return viet.Slug(d.Title) + "-" + strconv.Itoa(d.Issued.Year)
}

func readDirective(field func(string) string) (tulieu.Directive, error) {
	d := tulieu.Directive{
		Slug:      field("id"),
		Kind:      tulieu.Kind(field("kind")),
		Number:    field("number"),
		Issuer:    field("issuer"),
		Plenum:    field("plenum"),
		Title:     field("title"),
		Aliases:   list(field("aliases")),
		Certainty: field("certainty"),
	}
	if KindWord(d.Kind) == "" {
		return d, fmt.Errorf("kind %q: %w", d.Kind, tulieu.ErrInvalid)
	}
	if t := field("term"); t != "" {
		if d.Term = ParseTerm(t); d.Term == 0 {
			return d, fmt.Errorf("term %q: %w", t, tulieu.ErrInvalid)
		}
	}
	for _, s := range list(field("relations")) {
		kind, slug, ok := strings.Cut(s, ":")
		if !ok {
			return d, fmt.Errorf("relation %q: %w", s, tulieu.ErrInvalid)
		}
		d.Relations = append(d.Relations, tulieu.Relation{Kind: kind, Slug: slug})
	}
	var err error
	d.Issued, err = tulieu.ParseDate(field("date"))
	return d, err
}

func readCongress(field func(string) string) (c congress, err error) {
	if c.term, err = strconv.Atoi(field("term")); err != nil {
		return c, err
	}
	if c.plenums, err = strconv.Atoi(field("plenums")); err != nil {
		return c, err
	}
	if c.opened, err = tulieu.ParseDate(field("opened")); err != nil {
		return c, err
	}
	c.closed, err = tulieu.ParseDate(field("closed"))
	return c, err
}

// TermAt is the number of the congress whose Central Committee sat at d, and 0
// before the first. The year of a congress is the new one's.
func (r *Register) TermAt(d tulieu.Date) int {
	term := 0
	for _, c := range r.congresses {
		if !d.IsZero() && (d.Precision == tulieu.ToYear && d.Year >= c.opened.Year || d.Precision > tulieu.ToYear && d.First().After(c.opened.First())) {
			term = c.term
		}
	}
	return term
}

// resolution is what the congress resolved: papers cite it by the congress
// ("Nghị quyết Đại hội XIII của Đảng"), never by a number.
func (c congress) resolution() tulieu.Directive {
	roman := Roman(c.term)
	return tulieu.Directive{
		Slug: "nq-dai-hoi-dang-" + strconv.Itoa(c.term), Kind: tulieu.KindResolution,
		Issuer: "Đại hội đại biểu toàn quốc lần thứ " + roman, Issued: c.closed, Term: c.term,
		Title:     "Nghị quyết Đại hội đại biểu toàn quốc lần thứ " + roman + " của Đảng",
		Aliases:   []string{"Nghị quyết Đại hội " + roman, "Nghị quyết Đại hội Đảng lần thứ " + roman},
		Certainty: "certain",
	}
}

// plenum is the n-th session of the Central Committee of a term. Its date is
// that of the first of papers that it issued.
func plenum(n, term int, papers []tulieu.Directive) tulieu.Directive {
	roman, number := Roman(term), strconv.Itoa(n)
	d := tulieu.Directive{
		Slug: "nqtw-" + number + "-khoa-" + strconv.Itoa(term), Kind: tulieu.KindResolution,
		Issuer: "Ban Chấp hành Trung ương", Term: term,
		Title:     "Hội nghị lần thứ " + number + " Ban Chấp hành Trung ương Đảng khóa " + roman,
		Aliases:   []string{"Nghị quyết Trung ương " + number + " (khóa " + roman + ")", "NQTW " + number + " khóa " + roman},
		Certainty: "likely",
	}
	for _, p := range papers {
		if p.Plenum == d.Slug {
			d.Certainty = "certain"
			if d.Issued.IsZero() || p.Issued.First().Before(d.Issued.First()) {
				d.Issued = p.Issued
			}
		}
	}
	return d
}

// session makes the record of a plenum or congress from its slug.
func (r *Register) session(slug string) (tulieu.Directive, bool) {
	parts := strings.Split(slug, "-")
	if len(parts) == 4 && parts[0] == "nqtw" && parts[2] == "khoa" {
		n, err1 := strconv.Atoi(parts[1])
		term, err2 := strconv.Atoi(parts[3])
		if err1 == nil && err2 == nil && 0 < n && n < 30 && 0 < term && term < 30 {
			return plenum(n, term, nil), true
		}
	}
	const local = "nq-dai-hoi-dang-bo-"
	if rest, ok := strings.CutPrefix(slug, local); ok {
		i := strings.LastIndexByte(rest, '-')
		if i < 0 {
			return tulieu.Directive{}, false
		}
		n, err := strconv.Atoi(rest[i+1:])
		p, known := r.Province(rest[:i])
		if err != nil || n < 1 || n > 60 || !known {
			return tulieu.Directive{}, false
		}
		name := "Đại hội đại biểu Đảng bộ " + p.FullName + " lần thứ " + Roman(n)
		return tulieu.Directive{
			Slug: slug, Kind: tulieu.KindResolution, Issuer: name,
			Title: "Nghị quyết " + name, Certainty: "likely",
		}, true
	}
	return tulieu.Directive{}, false
}

// KindWord is the Vietnamese word for a kind of paper, lower-case; empty for
// an unknown kind.
func KindWord(k tulieu.Kind) string {
	for _, e := range tulieu.Kinds {
		if e.Kind == k {
			return e.Vietnamese
		}
	}
	return ""
}

var romanParts = []struct {
	n int
	s string
}{{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

// Roman writes a congress's number as papers do: 11 is "XI". It is made for
// numbers from 1 to 60.
func Roman(n int) string {
	var b strings.Builder
	for _, p := range romanParts {
		for ; n >= p.n; n -= p.n {
			b.WriteString(p.s)
		}
	}
	return b.String()
}

// ParseTerm reads a congress's number, Roman in either case or Arabic, from 1
// to 60. 0: it is none.
func ParseTerm(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n < 1 || n > 60 {
			return 0
		}
		return n
	}
	upper, n := strings.ToUpper(s), 0
	for _, p := range romanParts {
		for strings.HasPrefix(upper, p.s) {
			n, upper = n+p.n, upper[len(p.s):]
		}
	}
	if upper != "" || n > 60 || Roman(n) != strings.ToUpper(s) {
		return 0
	}
	return n
}
