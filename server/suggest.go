package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"tulieu"
	"tulieu/internal/viet"
)

// A Suggester completes words as a reader types them, and titles: up to n of
// each, the likeliest first. Accents may be missing from what is typed.
type Suggester interface {
	Suggest(ctx context.Context, typed string, n int) (tulieu.Completions, error)
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

// suggestionView is a way to go on: words to search for, or a paper, a unit or
// an article with its page.
type suggestionView struct {
	Kind  string    `json:"kind"` // "words", "directive", "unit", "article"
	Text  string    `json:"text"`
	Title string    `json:"title,omitempty"` // of a paper: what its label does not tell
	Slug  string    `json:"slug,omitempty"`  // of a paper or unit
	Count int       `json:"count,omitempty"` // articles that name it
	ID    tulieu.ID `json:"id,omitempty"`    // of an article, whose title is Text
}

// A name is a paper or unit that may be suggested.
type name struct {
	suggestionView
	forms []form // its label and aliases
}

// A form is one way to write a name.
type form struct {
	words []string // in normal form
	folds string   // of the words, each behind a blank
}

// names are the papers of the register and the papers and units that articles
// name. They are read when first asked for, and again when they are old, behind
// the back of whoever asks: at a hundred thousand articles that takes a second.
type names struct {
	mu       sync.Mutex
	list     []name
	made     time.Time
	renewing bool
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

// suggestions completes what was typed: a third of the list are words to search
// for, up to a third, at its end, titles, and between them stand papers and
// units of which each typed word begins a word. Of those come first that are
// spelled as typed, then those that are so but for tones, then but for all marks
// that were not typed; those most written about first of each.
func (h *handler) suggestions(ctx context.Context, r *request) (*suggestView, error) {
	v := &suggestView{[]suggestionView{}}
	typed := typedWords(r.Text)
	if len(typed) == 0 || len(r.Text) > 4*maxTyped {
		return v, nil
	}
	size := cmp.Or(r.Size, 8)
	share := (size + 2) / 3
	titles := []suggestionView{}
	if h.Suggester != nil {
		found, err := h.Suggester.Suggest(ctx, r.Text, share)
		if err != nil {
			return nil, err
		}
		for _, text := range found.Words {
			v.Suggestions = append(v.Suggestions, suggestionView{Kind: "words", Text: text})
		}
		if titles, err = h.titles(ctx, found.Titles); err != nil {
			return nil, err
		}
		titles = titles[:min(size-len(v.Suggestions), len(titles))]
	}
	known, err := h.knownNames(ctx)
	if err != nil {
		return nil, err
	}
	others := len(v.Suggestions) + len(titles)
	named := nearestNames(known, typed, size-others, others == 0)
	v.Suggestions = slices.Concat(v.Suggestions, named, titles)
	return v, nil
}

// typedWords are the words of what is typed, each number of a paper in the one
// spelling of all, without a "số" before it.
func typedWords(text string) []string {
	var words []string
	paper := 0 // where the last number ends
	for _, t := range viet.Cut(text) {
		if t.Kind != viet.DocNumber && t.Start < paper {
			continue // a part
		}
		if t.Kind == viet.DocNumber {
			paper = t.End
		}
		if n := len(words); n > 0 && viet.Fold(words[n-1]) == "so" && (t.Kind == viet.Number || t.Kind == viet.DocNumber) {
			words = words[:n-1]
		}
		words = append(words, t.Norm)
	}
	return words
}

// titles are those of the articles that are still there.
func (h *handler) titles(ctx context.Context, ids []tulieu.ID) ([]suggestionView, error) {
	articles, err := h.Library.Articles(ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []suggestionView
	for _, a := range articles {
		if a != nil {
			list = append(list, suggestionView{Kind: "article", Text: a.Title, ID: a.ID})
		}
	}
	return list, nil
}

// nearestNames are the first n names, in their order, that are nearest to what was
// typed, none of them with other marks than those typed; or, where there are no
// such and misread is set, those with others.
func nearestNames(names []name, typed []string, n int, misread bool) []suggestionView {
	var folds []string
	for _, word := range typed {
		folds = append(folds, " "+viet.Fold(word))
	}
	var found [viet.Apart + 1][]suggestionView
	for i := range names {
		if len(found[viet.Literal]) >= n {
			break // the others are no nearer
		}
		if near := names[i].nearness(typed, folds); len(found[near]) < n {
			found[near] = append(found[near], names[i].suggestionView)
		}
	}
	list := slices.Concat(found[viet.Literal], found[viet.Untoned], found[viet.Unmarked])
	if len(list) == 0 && misread {
		list = found[viet.Misread]
	}
	return list[:min(n, len(list))]
}

// nearness says how near n comes to the words typed, whose folds these are, in
// the nearest of its forms.
func (n *name) nearness(typed, folds []string) viet.Nearness {
	nearest := viet.Apart
next:
	for _, f := range n.forms {
		for _, fold := range folds {
			if !strings.Contains(f.folds, fold) {
				continue next
			}
		}
		nearest = min(nearest, f.nearness(typed))
	}
	return nearest
}

// nearness is that of the farthest of the words typed, each of them to the word
// of f that it begins. They stand in f in the order in which they were typed:
// "hội nghị tổ" does not begin "Nghị quyết về … tổ chức … xã hội".
func (f *form) nearness(typed []string) viet.Nearness {
	farthest, rest := viet.Literal, f.words
	for _, word := range typed {
		near, behind := viet.Apart, len(rest)
		for i, own := range rest {
			if n := viet.Near(word, own, false); n < near {
				near, behind = n, i+1
			}
		}
		farthest, rest = max(farthest, near), rest[behind:]
	}
	return farthest
}

// knownNames lists the names by the number of their articles.
func (h *handler) knownNames(ctx context.Context) ([]name, error) {
	n := &h.names
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.list == nil {
		list, err := h.listNames(ctx)
		n.list, n.made = list, h.Now()
		return list, err
	}
	if !n.renewing && h.Now().Sub(n.made) >= namesLast {
		n.renewing = true
		go h.renewNames(context.WithoutCancel(ctx))
	}
	return n.list, nil
}

func (h *handler) renewNames(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	var list []name
	err := recovered(func(echo.Context) (err error) {
		list, err = h.listNames(ctx)
		return err
	})(nil)
	n := &h.names
	n.mu.Lock()
	defer n.mu.Unlock()
	n.made, n.renewing = h.Now(), false
	if err != nil {
		h.Log.Warn("server: names to suggest stay as they were", "err", err)
		return
	}
	n.list = list
}

func (h *handler) listNames(ctx context.Context) ([]name, error) {
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
		list = append(list, newName(suggestionView{Kind: "directive", Text: d.Label, Title: d.Title, Slug: d.Slug, Count: d.Count}, append(known.Aliases, d.Title)))
	}
	for _, u := range units.Units {
		known, _ := h.Register.Unit(u.Slug)
		list = append(list, newName(suggestionView{Kind: "unit", Text: u.Label, Slug: u.Slug, Count: u.Count}, known.Aliases))
	}
	collated(list, func(n name) string { return n.Text }, func(a, b name) int { return cmp.Compare(b.Count, a.Count) })
	return list, nil
}

func newName(v suggestionView, aliases []string) name {
	n := name{suggestionView: v}
	for _, s := range append([]string{v.Text}, aliases...) {
		var f form
		for _, t := range viet.Cut(s) { // numbers of papers whole and in parts
			f.words = append(f.words, t.Norm)
			f.folds += " " + t.Fold
		}
		n.forms = append(n.forms, f)
	}
	return n
}
