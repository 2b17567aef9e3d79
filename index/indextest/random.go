package indextest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// random makes articles and queries out of few words and values, so that
// queries find something and ties are common.
type random struct {
	*rand.Rand
	n    int // articles made
	last *tulieu.Article
}

func newRandom(seed uint64) *random { return &random{Rand: rand.New(rand.NewPCG(seed, 0))} }

func pick[T any](r *random, list ...T) T { return list[r.IntN(len(list))] }

var (
	syllables = append(strings.Fields("thi thì thị đua đưa dưa khen khén thưởng thượng công cống đoàn đoạn bộ bò chi chí chỉ 12 2016 "+
		"gì nào học hoc tập tấp văn vẫn hoá hòa Đảng ủy tỉnh Facebook BCH kỹ kĩ lý"), "ban chấp hành", "công đoàn cơ sở", "CĐCS", "03-CT/TW", "3 - CT/TƯ", "TƯ")
	papers = []tulieu.Meaning{
		meaning(tulieu.SortDirective, "directive", "03-ct-tw", "", "bo-chinh-tri"),
		meaning(tulieu.SortDirective, "directive", "03-ct-tw-2011", "", "bo-chinh-tri"),
		meaning(tulieu.SortDirective, "directive", "03-ct-twx", "", ""),
		meaning(tulieu.SortDirective, "resolution", "12-nq-tw-2012", "nqtw-4-khoa-11", "bch-trung-uong"),
		meaning(tulieu.SortDirective, "resolution", "nqtw-4-khoa-11", "nqtw-4-khoa-11", "bch-trung-uong"),
	}
	units = []tulieu.Meaning{
		meaning(tulieu.SortUnit, "state", "so-ngoai-vu-long-an", "", ""),
		meaning(tulieu.SortUnit, "party", "chi-bo-so-ngoai-vu-long-an", "", "", "so-ngoai-vu-long-an"),
		meaning(tulieu.SortUnit, "mass", "cong-doan-so-ngoai-vu", "", "", "so-ngoai-vu-long-an", "ubnd-tinh-long-an"),
		meaning(tulieu.SortUnit, "state", "ubnd-tinh-long-an", "", ""),
	}
	dates = []string{"", "", "2008", "2016", "2016-10", "2016-10-03", "2016-10-03T08:11+07:00", "2016-10-31", "2016-11",
		"2016-01", "2016-01-01", "2016-01-01T00:00+07:00", "2017-01-01", "2020-02-29", "0001", "9999-12-31"}
)

func meaning(sort tulieu.Sort, kind, slug, plenum, issuer string, ancestors ...string) tulieu.Meaning {
	return tulieu.Meaning{Mention: tulieu.Mention{Sort: sort, Kind: kind}, Slug: slug, Plenum: plenum, Issuer: issuer, Ancestors: ancestors}
}

func (r *random) words(most int) string {
	var list []string
	for range r.IntN(most + 1) {
		w := syllables[min(r.IntN(len(syllables)), r.IntN(len(syllables)))] // some are common, some are rare
		list = append(list, w+pick(r, "", "", "", "", ",", ".", ":"))
	}
	return strings.Join(list, " ")
}

// model learns from texts like those it makes.
func (r *random) model() *viet.Model {
	var counts viet.Counts
	var cutter viet.Cutter
	for range 300 {
		counts.Add(cutter.Cut(r.words(40)))
	}
	for range 30 {
		counts.Add(cutter.Cut("thi đua, khen thưởng, công đoàn"))
	}
	return counts.Model()
}

// text makes what somebody may type.
func (r *random) text() string {
	var list []string
	for range 1 + r.IntN(3) {
		words := strings.TrimRight(r.words(5), ".,: ")
		switch r.IntN(12) {
		case 0:
			words = `"` + words + `"`
		case 1:
			words = "-" + words
		case 2:
			words = "+" + words
		case 3:
			words = `-"` + words + `"`
		case 4:
			words = "title:" + words
		case 5:
			words = words + " OR " + r.words(3)
		case 6:
			words = "(" + words + ") " + pick(r, "thư*", "công*", "dua*", "year:2016", "before:2016-10-20", "unit:so-ngoai-vu-long-an", "-directive:03-ct-tw*")
		case 7:
			words = `title:"` + words + `"`
		}
		list = append(list, words)
	}
	return strings.Join(list, " ")
}

// entry makes an article; one in five takes the place of an earlier one.
func (r *random) entry() *tulieu.Entry {
	n := r.n
	if n > 0 && r.IntN(5) == 0 {
		n = r.IntN(n)
	} else {
		r.n++
	}
	a := &tulieu.Article{
		ID:      tulieu.NewID(fmt.Sprint("https://example.test/", n)),
		Portal:  pick(r, "", "so-ngoai-vu", "tinh-uy"),
		Section: pick(r, nil, []string{"Tin tức"}, []string{"Tin tức", "Các đoàn thể"}, []string{"Văn bản"}),
		Title:   r.words(8),
		Lead:    r.words(4),
		Body:    []string{r.words(30), r.words(10)},
	}
	if r.last != nil && r.IntN(6) == 0 { // the same text elsewhere
		a.Title, a.Lead, a.Body = r.last.Title, r.last.Lead, r.last.Body
	}
	r.last = a
	a.Published, _ = tulieu.ParseDate(pick(r, dates...))
	e := &tulieu.Entry{Article: a, Places: pick(r, nil, []string{"long-an"}, []string{"long-an", "tien-giang"})}
	for range r.IntN(4) {
		e.Meanings = append(e.Meanings, pick(r, papers...))
	}
	for range r.IntN(4) {
		e.Meanings = append(e.Meanings, pick(r, units...))
	}
	if r.IntN(2) == 0 {
		e.PublisherUnit = pick(r, units...)
	}
	return e
}

// entries makes n articles, each another.
func (r *random) entries(n int) []*tulieu.Entry {
	var list []*tulieu.Entry
	seen := map[tulieu.ID]bool{}
	for len(list) < n {
		if e := r.entry(); !seen[e.ID] {
			seen[e.ID] = true
			list = append(list, e)
		}
	}
	return list
}

var wanted = map[tulieu.Field][]string{
	tulieu.FieldDirective: {"03-ct-tw", "03-ct-tw*", "03-ct-tw-2011", "nqtw-4-khoa-11", "none"},
	tulieu.FieldUnit: {"so-ngoai-vu-long-an", "ubnd-tinh-long-an", "publisher:so-ngoai-vu-long-an", "publisher:chi-bo*",
		"cong-doan-so-ngoai-vu", "publisher:none"},
	tulieu.FieldPlace:     {"long-an", "tien-giang"},
	tulieu.FieldKind:      {"directive", "resolution"},
	tulieu.FieldIssuer:    {"bo-chinh-tri"},
	tulieu.FieldYear:      {"2016", "undated", "0001"},
	tulieu.FieldMonth:     {"2016-10", "2016-01"},
	tulieu.FieldSection:   {"Tin tức", "Tin tức › Các đoàn thể"},
	tulieu.FieldPortal:    {"so-ngoai-vu"},
	tulieu.FieldPublisher: {"so-ngoai-vu-long-an"},
	tulieu.FieldUnitKind:  {"state", "party", "mass"},
}

func (r *random) query() tulieu.Query {
	q := tulieu.Query{
		Match: pick(r, "", "", tulieu.MatchAuto, tulieu.MatchAll, tulieu.MatchAny),
		Sort:  pick(r, "", "", tulieu.ByScore, tulieu.Newest, tulieu.Oldest),
		Size:  pick(r, 0, 1, 3, 10, 100),
		Fold:  r.IntN(5) == 0,
	}
	if r.IntN(4) > 0 {
		q.Text = r.words(7)
		if r.IntN(3) == 0 {
			q.Text = r.text()
		}
		if r.IntN(4) == 0 {
			q.Text = bare.Replace(q.Text)
		}
	}
	if r.IntN(3) == 0 {
		q.From, _ = tulieu.ParseDate(pick(r, dates...))
	}
	if r.IntN(3) == 0 {
		q.To, _ = tulieu.ParseDate(pick(r, dates...))
	}
	for range r.IntN(4) {
		f := pick(r, tulieu.Fields...)
		s := q.Filters[f]
		if r.IntN(3) == 0 {
			s.None = append(s.None, pick(r, wanted[f]...))
		} else {
			for range 1 + r.IntN(2) {
				s.Any = append(s.Any, pick(r, wanted[f]...))
			}
		}
		if q.Filters == nil {
			q.Filters = map[tulieu.Field]tulieu.Selection{}
		}
		q.Filters[f] = s
	}
	for range r.IntN(4) {
		q.Facets = append(q.Facets, tulieu.FacetRequest{
			Field:  pick(r, tulieu.Fields...),
			Size:   pick(r, 0, 1, 2, 100),
			Prefix: pick(r, "", "", "", "Sở", "tin tuc", "20"),
		})
	}
	return q
}

// bare types without marks.
var bare = strings.NewReplacer("ì", "i", "ị", "i", "í", "i", "ỉ", "i", "đ", "d", "Đ", "D", "ư", "u", "é", "e", "ưở", "uo", "ượ", "uo",
	"ở", "o", "ợ", "o", "ô", "o", "ố", "o", "à", "a", "ạ", "a", "ộ", "o", "ò", "o", "ọ", "o", "ậ", "a", "ấ", "a", "ă", "a", "ẫ", "a",
	"á", "a", "ả", "a", "ủ", "u", "ỉ", "i")
