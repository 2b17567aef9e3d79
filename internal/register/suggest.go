package register

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"tulieu"
	"tulieu/internal/viet"
)

// A Suggestion is a directive or unit whose name begins as something typed.
type Suggestion struct {
	Field tulieu.Field
	Slug  string
	Label string
}

// A suggester holds every name that may be typed, in three forms.
type suggester struct {
	mu     sync.Mutex // of order, which is not for concurrent use
	order  *collate.Collator
	labels []Suggestion
	names  []suggestible
}

type suggestible struct {
	norm, toneless, fold string
	of                   int // in labels
	alias                int // 1 where it is not the label itself
}

func suggesterOf(r *Register) func() *suggester {
	return sync.OnceValue(func() *suggester { return newSuggester(r) })
}

// newSuggester lists the names of r; it takes about a tenth of a second, so it
// waits for the first who asks.
func newSuggester(r *Register) *suggester {
	s := &suggester{order: collate.New(language.Vietnamese, collate.Numeric)}
	add := func(f tulieu.Field, slug string, names ...string) {
		label := r.Label(f, slug)
		s.labels = append(s.labels, Suggestion{f, slug, label})
		for i, n := range append([]string{label}, names...) {
			if n != "" {
				s.names = append(s.names, suggestible{viet.Norm(n), viet.Toneless(n), viet.Fold(n), len(s.labels) - 1, min(i, 1)})
			}
		}
	}
	for _, d := range r.directives {
		if d, ok := r.Directive(d.Slug); ok {
			add(tulieu.FieldDirective, d.Slug, append(slices.Clone(d.Aliases), d.Number, d.Title)...)
		}
	}
	for _, u := range r.units {
		if u, ok := r.Unit(u.Slug); ok {
			add(tulieu.FieldUnit, u.Slug, u.Aliases...)
		}
	}
	return s
}

// Suggest lists up to n directives and units that have a name beginning with
// what was typed: first those that begin so letter by letter, then those that
// do without tones, then without any marks; labels before aliases, each in
// Vietnamese order.
func (r *Register) Suggest(typed string, n int) []Suggestion {
	norm, toneless, fold := viet.Norm(typed), viet.Toneless(typed), viet.Fold(typed)
	if fold == "" || n <= 0 {
		return nil
	}
	s := r.suggest()
	rank := map[int]int{} // label → 2 … 7, the lower the better
	for _, name := range s.names {
		k := 0
		switch {
		case strings.HasPrefix(name.norm, norm):
			k = 1
		case strings.HasPrefix(name.toneless, toneless) && toneless == norm:
			k = 2
		case strings.HasPrefix(name.fold, fold) && (fold == norm || toneless != norm):
			k = 3
		default:
			continue
		}
		k = 2*k + name.alias
		if old := rank[name.of]; old == 0 || k < old {
			rank[name.of] = k
		}
	}
	found := make([]int, 0, len(rank))
	for i := range rank {
		found = append(found, i)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var buf collate.Buffer
	keys := make(map[int]string, len(found))
	for _, i := range found {
		keys[i] = string(s.order.KeyFromString(&buf, s.labels[i].Label))
		buf.Reset()
	}
	slices.SortFunc(found, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(keys[a], keys[b]), cmp.Compare(a, b))
	})
	list := make([]Suggestion, 0, min(n, len(found)))
	for _, i := range found[:min(n, len(found))] {
		list = append(list, s.labels[i])
	}
	return list
}
