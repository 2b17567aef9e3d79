package indextest

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// An oracle answers queries slowly and plainly: it looks at every entry,
// again for every query, and keeps no index. What it says is what package
// index promises.
type oracle map[tulieu.ID]*tulieu.Entry

// An answer is all that a query finds, in order.
type answer struct {
	match  tulieu.Match
	hits   []scored
	facets []tulieu.FacetCounts
}

type scored struct {
	id     tulieu.ID
	score  float64
	moment int64
}

// What the ranking is made of; package index has its own copy.
const (
	k1, b          = 1.2, .75
	titleWeight    = .5
	questionWeight = .3
	numberWeight   = 1.3
	matchShare     = .5
	shortQuery     = 4
	maxCount       = 255
)

var questionWords = strings.Fields("gì nào ai đâu sao mấy nhiêu bao")

// text is an entry as the oracle reads it for one query: tokens, folded where
// the query is bare.
type text struct {
	entry        *tulieu.Entry
	tokens       []string
	title        []string
	count, inTtl map[string]int
}

func (o oracle) search(q tulieu.Query) answer {
	var cutter viet.Cutter
	bare := true
	queryTokens := slices.Clone(cutter.Cut(q.Text))
	for _, t := range queryTokens {
		bare = bare && t.Norm == t.Fold
	}
	form := func(t viet.Token) string {
		if bare {
			return t.Fold
		}
		return t.Norm
	}

	var texts []*text
	lengths, titles, titled := 0, 0, 0
	for _, e := range o {
		x := &text{entry: e, count: map[string]int{}, inTtl: map[string]int{}}
		for _, t := range cutter.Cut(e.Text()) {
			x.tokens = append(x.tokens, form(t))
			x.count[form(t)]++
			if t.Start < len(e.Title) {
				x.title = append(x.title, form(t))
				x.inTtl[form(t)]++
			}
		}
		lengths += len(x.tokens)
		if len(x.title) > 0 {
			titles += len(x.title)
			titled++
		}
		texts = append(texts, x)
	}

	var words, content []string
	for _, t := range queryTokens {
		if w := form(t); !slices.Contains(words, w) {
			words = append(words, w)
			if !slices.Contains(questionWords, t.Norm) {
				content = append(content, w)
			}
		}
	}
	if len(content) == 0 {
		content = words
	}
	df := map[string]int{}
	idf := map[string]float64{}
	for _, w := range words {
		for _, x := range texts {
			if x.count[w] > 0 {
				df[w]++
			}
		}
		idf[w] = math.Log(1 + (float64(len(texts))-float64(df[w])+.5)/(float64(df[w])+.5))
	}
	nonempty := 0
	for _, x := range texts {
		if len(x.tokens) > 0 {
			nonempty++
		}
	}
	averageText := float64(lengths) / float64(max(nonempty, 1))
	averageTitle := float64(titles) / float64(max(titled, 1))
	score := func(x *text) float64 {
		s := 0.0
		for _, w := range words {
			weight := idf[w]
			switch {
			case w[0] >= '0' && w[0] <= '9':
				weight *= numberWeight
			case !slices.Contains(content, w):
				weight *= questionWeight
			}
			s += bm25(weight, x.count[w], len(x.tokens), averageText)
			s += titleWeight * bm25(weight, x.inTtl[w], len(x.title), averageTitle)
		}
		return s
	}
	holds := func(x *text, m tulieu.Match) bool {
		if len(words) == 0 {
			return true
		}
		n, mass, total := 0, 0.0, 0.0
		for _, w := range content {
			if df[w] > 0 {
				total += idf[w]
			}
			if x.count[w] > 0 {
				n++
				mass += idf[w]
			}
		}
		switch m {
		case tulieu.MatchAll:
			return n == len(content)
		case tulieu.MatchAny:
			return n > 0
		}
		return n > 0 && mass >= matchShare*total
	}

	ways := []tulieu.Match{tulieu.MatchAll, tulieu.MatchAuto, tulieu.MatchAny}
	switch {
	case len(words) == 0:
		ways = []tulieu.Match{""}
	case q.Match == tulieu.MatchAll, q.Match == tulieu.MatchAny:
		ways = []tulieu.Match{q.Match}
	case len(content) > shortQuery:
		ways = ways[1:]
	}
	a := answer{match: ways[0]}
	for _, m := range ways {
		var hits []scored
		for _, x := range texts {
			if holds(x, m) && inRange(x.entry, q) && selected(x.entry, q, "") {
				hits = append(hits, scored{x.entry.ID, score(x), moment(x.entry)})
			}
		}
		if len(hits) > 0 || m == ways[0] {
			a.match, a.hits = m, hits
		}
		if len(hits) > 0 {
			break
		}
	}
	order := q.Sort
	if len(strings.TrimSpace(q.Text)) == 0 && order != tulieu.Oldest {
		order = tulieu.Newest
	}
	slices.SortFunc(a.hits, func(x, y scored) int {
		c := 0
		switch order {
		case tulieu.Newest:
			c = cmp.Compare(y.moment, x.moment)
		case tulieu.Oldest:
			c = cmp.Compare(x.moment-1, y.moment-1) // the undated one wraps around, to the end
		default:
			c = cmp.Compare(y.score, x.score)
		}
		return cmp.Or(c, strings.Compare(string(x.id), string(y.id)))
	})
	if order == tulieu.Newest || order == tulieu.Oldest {
		for i := range a.hits {
			a.hits[i].score = 0
		}
	}
	for _, r := range q.Facets {
		counts := map[string]int{}
		for _, x := range texts {
			if holds(x, a.match) && inRange(x.entry, q) && selected(x.entry, q, r.Field) {
				for _, v := range valuesOf(x.entry, r.Field) {
					counts[v]++
				}
			}
		}
		a.facets = append(a.facets, o.facet(q, r, counts))
	}
	return a
}

func bm25(weight float64, count, length int, average float64) float64 {
	c := float64(min(count, maxCount))
	return weight * c * (k1 + 1) / (c + k1*(1-b+b*float64(length)/average))
}

func moment(e *tulieu.Entry) int64 {
	if e.Published.IsZero() {
		return math.MinInt64
	}
	return e.Published.First().Unix()
}

func inRange(e *tulieu.Entry, q tulieu.Query) bool { return e.Published.Within(q.From, q.To) }

// selected reports whether e passes the filters, except the Any of one field.
func selected(e *tulieu.Entry, q tulieu.Query, except tulieu.Field) bool {
	for f, s := range q.Filters {
		if slices.ContainsFunc(s.None, func(wanted string) bool { return has(e, f, wanted) }) {
			return false
		}
		if f != except && len(s.Any) > 0 && !slices.ContainsFunc(s.Any, func(wanted string) bool { return has(e, f, wanted) }) {
			return false
		}
	}
	return true
}

func has(e *tulieu.Entry, f tulieu.Field, wanted string) bool {
	if slug, ok := strings.CutPrefix(wanted, "publisher:"); ok && f == tulieu.FieldUnit {
		f, wanted = tulieu.FieldPublisher, slug
	}
	return slices.ContainsFunc(valuesOf(e, f), func(v string) bool { return asked(v, wanted) })
}

func asked(value, wanted string) bool {
	stem, open := strings.CutSuffix(wanted, "*")
	return value == wanted || open && (value == stem || strings.HasPrefix(value, stem+"-"))
}

// valuesOf lists the values of a field, each once.
func valuesOf(e *tulieu.Entry, f tulieu.Field) []string {
	var list []string
	for _, m := range e.Meanings {
		switch {
		case f == tulieu.FieldDirective && m.Sort == tulieu.SortDirective:
			list = append(list, m.Slug, m.Plenum)
		case f == tulieu.FieldKind && m.Sort == tulieu.SortDirective:
			list = append(list, m.Kind)
		case f == tulieu.FieldIssuer && m.Sort == tulieu.SortDirective:
			list = append(list, m.Issuer)
		case f == tulieu.FieldUnit && m.Sort == tulieu.SortUnit:
			list = append(append(list, m.Slug), m.Ancestors...)
		case f == tulieu.FieldUnitKind && m.Sort == tulieu.SortUnit:
			list = append(list, m.Kind)
		}
	}
	date := e.Published.String()
	switch f {
	case tulieu.FieldPlace:
		list = append(list, e.Places...)
	case tulieu.FieldPortal:
		list = append(list, e.Portal)
	case tulieu.FieldPublisher:
		list = append(list, e.PublisherUnit.Slug)
	case tulieu.FieldSection:
		for i := range e.Section {
			list = append(list, strings.Join(e.Section[:i+1], " › "))
		}
	case tulieu.FieldYear:
		list = append(list, "undated")
		if date != "" {
			list[0] = date[:4]
		}
	case tulieu.FieldMonth:
		if len(date) >= 7 {
			list = append(list, date[:7])
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(v string) bool { return v == "" })
}

// facet makes of counts what is answered: the most frequent values, and those
// selected, if any article has them.
func (o oracle) facet(q tulieu.Query, r tulieu.FacetRequest, counts map[string]int) tulieu.FacetCounts {
	for _, e := range o {
		for _, v := range valuesOf(e, r.Field) {
			counts[v] += 0
		}
	}
	var list []tulieu.Count
	for v, n := range counts {
		chosen := slices.ContainsFunc(q.Filters[r.Field].Any, func(wanted string) bool { return asked(v, wanted) })
		if (n > 0 || chosen) && strings.HasPrefix(viet.Slug(v), viet.Slug(r.Prefix)) {
			list = append(list, tulieu.Count{Value: v, N: n, Selected: chosen})
		}
	}
	slices.SortFunc(list, func(a, b tulieu.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	f := tulieu.FacetCounts{Field: r.Field}
	for i, c := range list {
		if i < cmp.Or(r.Size, 20) || c.Selected {
			f.Counts = append(f.Counts, c)
		} else {
			f.More = true
		}
	}
	return f
}
