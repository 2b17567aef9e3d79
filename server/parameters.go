package server

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tulieu"
)

// Bounds on what one request may ask for.
const (
	maxWords     = 2000 // code points of q
	maxValues    = 100  // of one filter
	maxFacetSize = 1000
	defaultSize  = 10
	maxListed    = 1000 // papers or units in one list
)

// A grammar is the part of the parameter language that one kind of address
// takes. Pages and API share it.
type grammar struct {
	names   []string
	maxSize int
}

var (
	searchGrammar  = grammar{[]string{"q", "directive", "unit", "place", "kind", "issuer", "year", "month", "from", "to", "section", "portal", "publisher", "unit_kind", "match", "duplicates", "like", "sort", "size", "cursor", "facets", "fields", "lang"}, 100}
	papersGrammar  = grammar{[]string{"q", "kind", "size", "cursor", "lang"}, maxListed}
	unitsGrammar   = grammar{[]string{"q", "unit_kind", "place", "size", "cursor", "lang"}, maxListed}
	suggestGrammar = grammar{[]string{"q", "size", "lang"}, maxSuggestions}
	articleGrammar = grammar{[]string{"fields", "lang"}, 0}
	similarGrammar = grammar{[]string{"directive", "unit", "size", "lang"}, 50}
	plainGrammar   = grammar{[]string{"lang"}, 0}
)

// A request is what a reader asked for, in the one parameter language.
type request struct {
	tulieu.Query
	lang    language
	fields  []string // members of a hit or article wanted; nil for all
	path    string
	values  url.Values // as sent, without empty ones
	faceted bool       // facets were asked for, or declined
	maxSize int
}

// parse reads the parameters of u by g. Empty ones, which a form sends for
// what was left blank, count as not sent.
func parse(u *url.URL, g grammar) (*request, error) {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, &mistake{detail: "the query string cannot be read: " + err.Error(), fixes: []string{u.Path}}
	}
	for name, list := range values {
		list = slices.DeleteFunc(list, func(v string) bool { return strings.TrimSpace(v) == "" })
		if values[name] = list; len(list) == 0 {
			delete(values, name)
		}
	}
	r := &request{path: u.Path, values: values, lang: vietnamese, maxSize: g.maxSize}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(g.names, name) {
			return nil, r.unknown("parameter", name, g.names, func(near string) string { return r.renamed(name, near) })
		}
		for _, v := range values[name] {
			if !utf8.ValidString(v) {
				m := r.wrong(name, fmt.Sprintf("%q is not UTF-8", v))
				m.fixes = []string{r.link(r.without(notText(parameters(values))...))}
				return nil, m
			}
		}
		if err := r.read(name, values[name]); err != nil {
			return nil, err
		}
	}
	if !r.From.IsZero() && !r.To.IsZero() && !r.To.End().After(r.From.First()) {
		m := r.wrong("to", fmt.Sprintf("to=%s lies before from=%s", r.To, r.From))
		m.fixes = []string{r.link(r.set("from", r.To.String()).set("to", r.From.String()))}
		return nil, m
	}
	return r, nil
}

// notText are the names of parameters with a value that is not UTF-8.
func notText(values parameters) []string {
	var names []string
	for name, list := range values {
		if slices.ContainsFunc(list, func(v string) bool { return !utf8.ValidString(v) }) {
			names = append(names, name)
		}
	}
	return names
}

// read takes one parameter with all its values into r.
func (r *request) read(name string, list []string) error {
	if f := tulieu.Field(name); slices.Contains(tulieu.Fields, f) {
		return r.filter(f, list)
	}
	switch name {
	case "facets":
		return r.facets(list)
	case "fields":
		for _, v := range list {
			r.fields = append(r.fields, strings.Split(v, ",")...)
		}
		return nil
	}
	if len(list) > 1 {
		return r.wrong(name, name+" takes one value")
	}
	v := list[0]
	switch name {
	case "q":
		if utf8.RuneCountInString(v) > maxWords {
			return r.wrong(name, fmt.Sprintf("q is longer than %d characters", maxWords))
		}
		r.Text = v
	case "from", "to":
		d, err := tulieu.ParseDate(v)
		if err != nil {
			m := r.wrong(name, fmt.Sprintf("%s=%s is not a date like 2016, 2016-10, 2016-10-03 or 2016-10-03T08:11+07:00", name, v))
			if day, ok := dayFirst(v); ok {
				m.fixes = []string{r.link(r.set(name, day.String()))}
			}
			return m
		}
		if name == "from" {
			r.From = d
		} else {
			r.To = d
		}
	case "size":
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > r.maxSize {
			m := r.wrong(name, fmt.Sprintf("size=%s is not a number from 1 to %d", v, r.maxSize))
			if n > r.maxSize {
				m.fixes = []string{r.link(r.set("size", strconv.Itoa(r.maxSize)))}
			}
			return m
		}
		r.Size = n
	case "cursor":
		r.Cursor = v
	case "like":
		if r.Like = tulieu.ID(v); r.values.Has("q") {
			return r.wrong("q", "like asks for articles similar to one; it takes no q beside it")
		}
	case "match":
		r.Match = tulieu.Match(v)
		return r.oneOf(name, v, "auto", "all", "any")
	case "sort":
		r.Sort = tulieu.Order(v)
		return r.oneOf(name, v, "score", "newest", "oldest")
	case "duplicates":
		r.Fold = v == "fold"
		return r.oneOf(name, v, "show", "fold")
	case "lang":
		r.lang = language(v)
		return r.oneOf(name, v, "vi", "en")
	}
	return nil
}

// filter reads the values of a filter: several mean any of them, a leading
// minus means none of it.
func (r *request) filter(f tulieu.Field, list []string) error {
	if len(list) > maxValues {
		return r.wrong(string(f), fmt.Sprintf("%s takes at most %d values", f, maxValues))
	}
	var s tulieu.Selection
	for _, v := range list {
		v = strings.TrimSpace(v)
		value, none := strings.CutPrefix(v, "-")
		if err := r.checkValue(f, value); err != nil {
			return err
		}
		if f == tulieu.FieldSection {
			value = sectionPath(value)
		}
		if none {
			s.None = append(s.None, value)
		} else {
			s.Any = append(s.Any, value)
		}
	}
	if r.Filters == nil {
		r.Filters = make(map[tulieu.Field]tulieu.Selection)
	}
	r.Filters[f] = s
	return nil
}

func (r *request) checkValue(f tulieu.Field, value string) error {
	switch f {
	case tulieu.FieldKind:
		names := make([]string, len(tulieu.Kinds))
		for i, k := range tulieu.Kinds {
			names[i] = string(k.Kind)
		}
		return r.oneOf(string(f), value, names...)
	case tulieu.FieldUnitKind:
		return r.oneOf(string(f), value, unitKinds...)
	case tulieu.FieldYear, tulieu.FieldMonth:
		d, err := tulieu.ParseDate(value)
		want, like := tulieu.ToYear, "2016"
		if f == tulieu.FieldMonth {
			want, like = tulieu.ToMonth, "2016-10"
		}
		if value != "undated" && (err != nil || d.Precision != want) {
			return r.wrong(string(f), fmt.Sprintf("%s=%s is neither like %s nor undated; use from and to for a range", f, value, like))
		}
	}
	if value == "" {
		return r.wrong(string(f), fmt.Sprintf("%s has a minus and no value", f))
	}
	return nil
}

// sectionPath accepts the separators people type in place of ours.
func sectionPath(s string) string {
	parts := strings.FieldsFunc(s, func(c rune) bool { return c == '>' || c == '›' || c == '»' })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), tulieu.SectionSeparator)
}

// facets reads "unit", "unit:100", "unit:100:ngoại" (values that begin so),
// several joined by commas or repeated, or "none".
func (r *request) facets(list []string) error {
	r.faceted = true
	names := make([]string, len(tulieu.Fields))
	for i, f := range tulieu.Fields {
		names[i] = string(f)
	}
	var asked []string
	for _, v := range list {
		asked = append(asked, strings.Split(v, ",")...)
	}
	if len(asked) == 1 && asked[0] == "none" {
		return nil
	}
	for _, v := range asked {
		name, rest, _ := strings.Cut(strings.TrimSpace(v), ":")
		if !slices.Contains(names, name) {
			return r.unknown("facet", name, append(names, "none"), func(near string) string {
				return r.link(r.set("facets", near))
			})
		}
		f := tulieu.FacetRequest{Field: tulieu.Field(name)}
		if slices.ContainsFunc(r.Facets, func(g tulieu.FacetRequest) bool { return g.Field == f.Field }) {
			return r.wrong("facets", "facet "+name+" is asked for twice")
		}
		if rest != "" {
			size, prefix, _ := strings.Cut(rest, ":")
			n, err := strconv.Atoi(size)
			if err != nil || n < 1 || n > maxFacetSize {
				return r.wrong("facets", fmt.Sprintf("%s:%s: the number of values is from 1 to %d", name, size, maxFacetSize))
			}
			f.Size, f.Prefix = n, prefix
		}
		r.Facets = append(r.Facets, f)
	}
	return nil
}

func (r *request) oneOf(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return r.unknown(name, value, allowed, func(near string) string { return r.link(r.set(name, near)) })
}

// unknown says that value is not among allowed, and which of them is nearest.
func (r *request) unknown(what, value string, allowed []string, fix func(near string) string) error {
	m := &mistake{parameter: what, detail: fmt.Sprintf("unknown %s %q", what, value)}
	switch what {
	case "parameter":
		m.parameter = value
	case "facet":
		m.parameter = "facets"
	}
	if near := nearest(value, allowed); near != "" {
		m.detail += fmt.Sprintf("; did you mean %q?", near)
		m.fixes = []string{fix(near)}
	} else {
		m.detail += "; known are " + strings.Join(allowed, ", ")
		m.fixes = []string{r.link(r.without(m.parameter))}
	}
	return m
}

// wrong says what is wrong with a parameter; the request without it is the fix.
func (r *request) wrong(name, detail string) *mistake {
	return &mistake{parameter: name, detail: detail, fixes: []string{r.link(r.without(name))}}
}

// dayFirst reads the way Vietnamese readers write a day: 3/10/2016, 03-10-2016.
func dayFirst(s string) (tulieu.Date, bool) {
	parts := strings.FieldsFunc(s, func(c rune) bool { return c == '/' || c == '-' || c == '.' || c == ' ' })
	n := make([]int, len(parts))
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return tulieu.Date{}, false
		}
	}
	var d tulieu.Date
	switch {
	case len(n) == 3:
		d = tulieu.Day(n[2], n[1], n[0])
	case len(n) == 2 && tulieu.Day(n[1], n[0], 1) != tulieu.Date{}:
		d = tulieu.Date{Year: n[1], Month: n[0], Precision: tulieu.ToMonth}
	}
	return d, !d.IsZero()
}

// parameters is a query string under change; each change leaves the one
// before as it was.
type parameters url.Values

// set is the request's parameters with name given the one value v.
func (r *request) set(name, v string) parameters { return parameters(r.values).set(name, v) }

// without is the request's parameters without those named.
func (r *request) without(names ...string) parameters {
	return parameters(r.values).without(names...)
}

func (p parameters) clone() parameters {
	c := make(parameters, len(p))
	for name, list := range p {
		c[name] = slices.Clone(list)
	}
	return c
}

func (p parameters) set(name, v string) parameters {
	c := p.clone()
	c[name] = []string{v}
	return c
}

func (p parameters) without(names ...string) parameters {
	c := p.clone()
	for _, name := range names {
		delete(c, name)
	}
	return c
}

// toggle adds value v to name, or takes it away where it stands.
func (p parameters) toggle(name, v string) parameters {
	c := p.clone()
	if list := c[name]; slices.Contains(list, v) {
		c[name] = slices.DeleteFunc(list, func(x string) bool { return x == v })
	} else {
		c[name] = append(list, v)
	}
	return c
}

// link is the request's own path with parameters p.
func (r *request) link(p parameters) string { return link(r.path, p) }

func link(path string, p parameters) string {
	if q := url.Values(p).Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

func (r *request) renamed(from, to string) string {
	p := r.without(from)
	p[to] = append(p[to], r.values[from]...)
	return r.link(p)
}

// nearest is the name that word most likely stands for, or "" where none is
// near: one slip for a short word, a third of its letters for a longer one.
func nearest(word string, names []string) string {
	best, least := "", max(1, (len(word)+1)/3)+1
	for _, n := range names {
		if d := distance(strings.ToLower(word), n); d < least {
			best, least = n, d
		}
		if len(word) >= 3 && (strings.HasPrefix(n, word) || strings.HasPrefix(word, n) && len(n) >= 3) && least > 1 {
			best, least = n, 1
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to make b of a (the optimal string alignment distance).
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	var before []int // the row before last, for swaps
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
