package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"tulieu/internal/viet"
)

// A Suggester completes words as a reader types them, the likeliest first.
// Accents may be missing from what is typed.
type Suggester interface {
	Suggest(ctx context.Context, typed string, n int) ([]string, error)
}

const (
	maxSuggestions = 20
	maxTyped       = 200 // code points
	// namesLast is how long the list of names may lag behind the archive.
	namesLast = 30 * time.Second
)

type suggestView struct {
	Suggestions []suggestionView `json:"suggestions"`
}

// suggestionView is a way to go on: words to search for, or a paper or unit
// with its page.
type suggestionView struct {
	Kind  string `json:"kind"` // "words", "directive", "unit"
	Text  string `json:"text"`
	Slug  string `json:"slug,omitempty"`
	Count int    `json:"count,omitempty"` // articles
}

// A name is a paper or unit that may be suggested.
type name struct {
	suggestionView
	forms [folded + 1][]string // label and aliases, each with a blank before it
}

// The forms in which names and what is typed are compared, the closest first.
const (
	spelled  = iota // in normal form
	toneless        // without tones
	folded          // without any mark
)

var formOf = [folded + 1]func(string) string{viet.Norm, viet.Toneless, viet.Fold}

// names are the papers of the register and the papers and units that articles
// name. They are read when first asked for, and again when they are old.
type names struct {
	mu   sync.Mutex
	list []name
	made time.Time
}

func (h *handler) suggest(c echo.Context) error {
	r, err := parse(c.Request().URL, suggestGrammar)
	if err != nil {
		return err
	}
	v, err := h.suggestions(c.Request().Context(), r)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=60")
	return answer(c, v)
}

// suggestions completes what was typed: first words, then papers and units
// of which each typed word begins a word: as it is spelled, then but for its
// tones, then but for all its marks; those most written about first of each.
func (h *handler) suggestions(ctx context.Context, r *request) (*suggestView, error) {
	v := &suggestView{[]suggestionView{}}
	size := cmp.Or(r.Size, 8)
	var typed [folded + 1][]string
	for form, of := range formOf {
		typed[form] = strings.Fields(of(r.Text))
	}
	if len(typed[folded]) == 0 || len(r.Text) > 4*maxTyped {
		return v, nil
	}
	if h.Suggester != nil {
		completions, err := h.Suggester.Suggest(ctx, r.Text, (size+1)/2)
		if err != nil {
			return nil, err
		}
		for _, text := range completions {
			v.Suggestions = append(v.Suggestions, suggestionView{Kind: "words", Text: text})
		}
	}
	known, err := h.knownNames(ctx)
	if err != nil {
		return nil, err
	}
	var found [folded + 1][]suggestionView
	for i := range known {
		n := &known[i]
		if len(v.Suggestions)+len(found[spelled]) >= size {
			break // the others are no closer
		}
		if !n.begins(folded, typed[folded]) {
			continue
		}
		form := spelled
		for !n.begins(form, typed[form]) {
			form++
		}
		found[form] = append(found[form], n.suggestionView)
	}
	v.Suggestions = append(v.Suggestions, slices.Concat(found[:]...)...)
	v.Suggestions = v.Suggestions[:min(size, len(v.Suggestions))]
	return v, nil
}

// begins reports whether each of words, in a form, begins a word of one of n's
// names.
func (n *name) begins(form int, words []string) bool {
	return slices.ContainsFunc(n.forms[form], func(name string) bool {
		for _, w := range words {
			if !strings.Contains(name, " "+w) {
				return false
			}
		}
		return true
	})
}

// knownNames lists the names by the number of their articles.
func (h *handler) knownNames(ctx context.Context) ([]name, error) {
	h.names.mu.Lock()
	defer h.names.mu.Unlock()
	if now := h.Now(); h.names.list != nil && now.Sub(h.names.made) < namesLast {
		return h.names.list, nil
	}
	directives, err := h.listDirectives(ctx, &request{})
	if err != nil {
		return nil, err
	}
	units, err := h.listUnits(ctx, &request{})
	if err != nil {
		return nil, err
	}
	var list []name
	for _, d := range directives.Directives {
		known, _ := h.Register.Directive(d.Slug)
		list = append(list, newName(suggestionView{"directive", d.Label, d.Slug, d.Count}, append(known.Aliases, d.Title)))
	}
	for _, u := range units.Units {
		known, _ := h.Register.Unit(u.Slug)
		list = append(list, newName(suggestionView{"unit", u.Label, u.Slug, u.Count}, known.Aliases))
	}
	collated(list, func(n name) string { return n.Text }, func(a, b name) int { return cmp.Compare(b.Count, a.Count) })
	h.names.list, h.names.made = list, h.Now()
	return list, nil
}

func newName(v suggestionView, aliases []string) name {
	n := name{suggestionView: v}
	for form, of := range formOf {
		for _, s := range append([]string{v.Text}, aliases...) {
			n.forms[form] = append(n.forms[form], " "+strings.ReplaceAll(of(s), "(", "( "))
		}
	}
	return n
}
