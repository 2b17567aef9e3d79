package main

import (
	"context"
	"fmt"
	"strings"

	"tulieu"
	"tulieu/index"
	"tulieu/internal/rival"
	"tulieu/internal/viet"
)

// ours answers the searches of the bench the way the server does: the index
// says which, the archive says what, snippets are marked on its text.
type ours struct {
	ctx     context.Context
	library interface {
		Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error)
	}
	index   *index.Index
	cursors map[string]string // to deep pages, by words
}

var benchFields = [rival.Facets]tulieu.Field{tulieu.FieldUnit, tulieu.FieldDirective, tulieu.FieldYear}

func (o *ours) query(q rival.Query) tulieu.Query {
	t := tulieu.Query{Text: strings.Join(q.Words, " "), Size: q.Size, Match: tulieu.MatchAny}
	switch q.Match {
	case rival.All:
		t.Match = tulieu.MatchAll
	case rival.Phrase:
		t.Text, t.Match = `"`+t.Text+`"`, tulieu.MatchAll
	}
	if q.Newest {
		t.Sort = tulieu.Newest
	}
	for f, value := range q.Select {
		if value != "" {
			if t.Filters == nil {
				t.Filters = map[tulieu.Field]tulieu.Selection{}
			}
			t.Filters[benchFields[f]] = tulieu.Selection{Any: []string{value}}
		}
	}
	if q.Facets {
		for _, f := range benchFields {
			t.Facets = append(t.Facets, tulieu.FacetRequest{Field: f, Size: rival.TopValues})
		}
	}
	return t
}

// Prepare walks to a deep page: there is no way there but by cursors, and
// whoever asks for it has been on the page before.
func (o *ours) Prepare(q rival.Query) error {
	if q.From == 0 {
		return nil
	}
	if o.cursors == nil {
		o.cursors = map[string]string{}
	}
	t := o.query(q)
	t.Size = 100
	for at := 0; at < q.From; at += t.Size {
		res, err := o.index.Search(o.ctx, t)
		if err != nil {
			return err
		}
		if t.Cursor = res.Next; res.Next == "" {
			break
		}
	}
	o.cursors[t.Text] = t.Cursor
	return nil
}

func (o *ours) Search(q rival.Query) (*rival.Answer, error) {
	t := o.query(q)
	if q.From > 0 {
		if t.Cursor = o.cursors[t.Text]; t.Cursor == "" { // fewer hits than that
			t.Size = 1
			res, err := o.index.Search(o.ctx, t)
			if err != nil {
				return nil, err
			}
			return &rival.Answer{Total: res.Total}, nil
		}
	}
	res, err := o.index.Search(o.ctx, t)
	if err != nil {
		return nil, err
	}
	a := &rival.Answer{Total: res.Total}
	for _, h := range res.Hits {
		a.IDs = append(a.IDs, string(h.ID))
	}
	for _, f := range res.Facets {
		for i, field := range benchFields {
			if f.Field != field {
				continue
			}
			for _, c := range f.Counts[:min(len(f.Counts), rival.TopValues)] { // a selected value comes besides
				a.Counts[i] = append(a.Counts[i], rival.Count{Value: c.Value, N: c.N})
			}
		}
	}
	if !q.Snippets {
		return a, nil
	}
	norm, fold := set(res.Reading.Terms), set(res.Reading.Folded)
	ids := make([]tulieu.ID, len(res.Hits))
	for i, h := range res.Hits {
		ids[i] = h.ID
	}
	articles, err := o.library.Articles(o.ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, h := range res.Hits {
		if articles[i] == nil {
			return nil, fmt.Errorf("article %s: %w", h.ID, tulieu.ErrNotFound)
		}
		for _, s := range viet.Snippets(articles[i].Text(), h.Sentences, norm, fold, 2, 240) {
			a.Snippets = append(a.Snippets, s.Text)
		}
	}
	return a, nil
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
