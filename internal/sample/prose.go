package sample

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The prose is a context-free grammar kept as text, so that it can be read and
// corrected by people who write Vietnamese rather than Go. A file is one topic
// (common.txt is open to all of them):
//
//	years: 2015 2020-2026         when such news was written
//	units: party state            kinds of the unit it is about
//	section: dang                 kind of section it is printed in
//	papers: 05-ct-tw-2016 …       what it likes to cite, by slug
//	title                         a rule
//	  {unit} tổng kết năm {year}  one way to say it
//
// {name} is another rule of the file, of common.txt, or a slot of the story;
// {5-40} is a number.
//
//go:embed prose/*.txt
var proseFiles embed.FS

// A topic is what an article is about.
type topic struct {
	name    string
	years   []int
	section string // kind of section it is printed in
	units   []string
	papers  []*paper
	byYear  map[int][]*paper // papers already issued when such an article is written
	rules   map[string]*rule
	title   *rule
	lead    *rule
	open    *rule
	body    *rule
}

// A rule is a set of ways to say one thing.
type rule struct {
	name string
	ways []way
}

// A way is one alternative of a rule, cut at its slots.
type way struct {
	id    int // among all ways of the grammar
	parts []part
}

// A part is either words, or a rule, or a number, or a slot of the story.
type part struct {
	words    string
	rule     *rule
	slot     slot
	from, to int
}

// grammar is the whole prose, ready to write with.
type grammar struct {
	byYear map[int][]*topic
	common map[string]*rule
	ways   int
}

var loadGrammar = sync.OnceValues(func() (*grammar, error) { return parseGrammar(proseFiles) })

func parseGrammar(files fs.FS) (*grammar, error) {
	names, err := fs.Glob(files, "prose/*.txt")
	if err != nil {
		return nil, err
	}
	g := &grammar{byYear: map[int][]*topic{}}
	var all []*topic
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		t, err := parseTopic(strings.TrimSuffix(strings.TrimPrefix(name, "prose/"), ".txt"), string(text))
		if err != nil {
			return nil, fmt.Errorf("sample: %s: %w", name, err)
		}
		all = append(all, t)
		if t.name == "common" {
			g.common = t.rules
		} else {
			for _, year := range t.years {
				g.byYear[year] = append(g.byYear[year], t)
			}
		}
	}
	for _, t := range all {
		for _, r := range t.rules {
			for i := range r.ways {
				if err := g.cut(t, &r.ways[i]); err != nil {
					return nil, fmt.Errorf("sample: topic %s, rule %s: %w", t.name, r.name, err)
				}
			}
		}
	}
	// Maps have no order and the way's number must not depend on one.
	for _, t := range all {
		for _, name := range sortedKeys(t.rules) {
			for i := range t.rules[name].ways {
				t.rules[name].ways[i].id = g.ways
				g.ways++
			}
		}
	}
	return g, nil
}

func sortedKeys(m map[string]*rule) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func parseTopic(name, text string) (*topic, error) {
	t := &topic{name: name, rules: map[string]*rule{}}
	var r *rule
	for n, line := range strings.Split(text, "\n") {
		key, value, keyed := strings.Cut(line, ": ")
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || strings.HasPrefix(line, "#"):
		case line != strings.TrimLeft(line, " "):
			if r == nil {
				return nil, fmt.Errorf("line %d: a sentence before its rule", n+1)
			}
			// Until cut, a way is its text.
			r.ways = append(r.ways, way{parts: []part{{words: trimmed}}})
		case keyed && key == "years":
			var err error
			if t.years, err = parseYears(value); err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
		case keyed && key == "section":
			t.section = value
		case keyed && key == "units":
			t.units = strings.Fields(value)
		case keyed && key == "papers":
			for _, slug := range strings.Fields(value) {
				p, ok := papers[slug]
				if !ok {
					return nil, fmt.Errorf("line %d: no paper %q", n+1, slug)
				}
				t.papers = append(t.papers, p)
			}
		default:
			r = &rule{name: trimmed}
			if t.rules[r.name] != nil {
				return nil, fmt.Errorf("line %d: rule %q twice", n+1, r.name)
			}
			t.rules[r.name] = r
		}
	}
	if name == "common" {
		return t, nil
	}
	for _, want := range []struct {
		name string
		rule **rule
	}{{"title", &t.title}, {"lead", &t.lead}, {"open", &t.open}, {"body", &t.body}} {
		if *want.rule = t.rules[want.name]; *want.rule == nil {
			return nil, fmt.Errorf("no rule %q", want.name)
		}
	}
	t.byYear = map[int][]*paper{}
	for _, year := range t.years {
		for _, p := range t.papers {
			if p.issued.Year < year {
				t.byYear[year] = append(t.byYear[year], p)
			}
		}
		if t.byYear[year] == nil {
			return nil, fmt.Errorf("no paper to cite in %d", year)
		}
	}
	return t, nil
}

// parseYears reads "2015 2020-2026".
func parseYears(value string) (years []int, err error) {
	for _, span := range strings.Fields(value) {
		first, last, ok := strings.Cut(span, "-")
		if !ok {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("years %q: %w", span, err)
		}
		for year := from; year <= to; year++ {
			years = append(years, year)
		}
	}
	return years, nil
}

// cut replaces the text of w by its parts.
func (g *grammar) cut(t *topic, w *way) error {
	text := w.parts[0].words
	w.parts = nil
	for text != "" {
		words, rest, found := strings.Cut(text, "{")
		if words != "" {
			w.parts = append(w.parts, part{words: words})
		}
		if !found {
			break
		}
		name, rest, closed := strings.Cut(rest, "}")
		if !closed {
			return fmt.Errorf("%q: a brace is not closed", text)
		}
		text = rest
		p := part{}
		if r, ok := t.rules[name]; ok {
			p.rule = r
		} else if r, ok := g.common[name]; ok {
			p.rule = r
		} else if s, ok := slots[name]; ok {
			p.slot = s
		} else if _, err := fmt.Sscanf(name, "%d-%d", &p.from, &p.to); err != nil || p.from >= p.to {
			return fmt.Errorf("{%s} is no rule, no slot and no number", name)
		}
		w.parts = append(w.parts, p)
	}
	return nil
}

// A writer writes one article after another into one buffer.
type writer struct {
	*rand.Rand
	pcg  *rand.PCG
	g    *grammar
	buf  []byte
	used []int32 // by way: the last article that said it so
	now  int32   // number of this article
	// uneven makes some ways of a rule commoner than others.
	uneven bool
	story
}

func newWriter(g *grammar) *writer {
	pcg := rand.NewPCG(0, 0)
	return &writer{Rand: rand.New(pcg), pcg: pcg, g: g, used: make([]int32, g.ways)}
}

// say appends one way of r, by preference one this article has not used yet.
func (w *writer) say(r *rule) {
	chosen := w.choose(r)
	for try := 0; try < 6 && w.used[chosen.id] == w.now; try++ {
		chosen = w.choose(r)
	}
	w.used[chosen.id] = w.now
	w.sayWay(chosen)
}

// choose takes any way of r alike in titles. In the body the first ones are the
// commonest, as words are in life: a few in most articles, most in a few.
func (w *writer) choose(r *rule) *way {
	if !w.uneven || r.name == "middle" {
		return &r.ways[w.IntN(len(r.ways))]
	}
	x := w.Float64()
	return &r.ways[int(x*x*x*float64(len(r.ways)))]
}

func (w *writer) sayWay(chosen *way) {
	for i := range chosen.parts {
		switch p := &chosen.parts[i]; {
		case p.words != "":
			w.buf = append(w.buf, p.words...)
		case p.rule != nil:
			w.say(p.rule)
		case p.slot != nil:
			p.slot(w)
		case p.from >= 1900 && p.to <= 2100: // a year
			w.digits(p.from + w.IntN(p.to-p.from+1))
		default:
			w.number(p.from + w.IntN(p.to-p.from+1))
		}
	}
}

// sentence says r with a capital at its beginning.
func (w *writer) sentence(r *rule) {
	start := len(w.buf)
	w.say(r)
	w.capital(start)
}

// capital makes the letter at start a capital. Those of Vietnamese take as
// many bytes as their small letters.
func (w *writer) capital(start int) {
	first, size := utf8.DecodeRune(w.buf[start:])
	if up := unicode.ToUpper(first); utf8.RuneLen(up) == size {
		utf8.EncodeRune(w.buf[start:start+size], up)
	}
}

// line says r as a text of its own.
func (w *writer) line(r *rule) string {
	w.buf = w.buf[:0]
	w.sentence(r)
	return string(w.buf)
}

// number appends n as newspapers print it: 1205 is "1.205".
func (w *writer) number(n int) {
	if n >= 1000 {
		w.number(n / 1000)
		w.buf = append(w.buf, '.', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
		return
	}
	w.buf = strconv.AppendInt(w.buf, int64(n), 10)
}
