package rival

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
)

// Bleve is bleve as its documentation shows it: a static mapping, title and
// body stored with term vectors for the highlighter, keywords with doc values.
type Bleve struct {
	dir   string
	index bleve.Index
}

var facetNames = [Facets]string{"unit", "directive", "year"}

// NewBleve makes a bleve index in folder dir, which must not exist.
func NewBleve(dir string) (*Bleve, error) {
	m, err := bleveMapping()
	if err != nil {
		return nil, fmt.Errorf("rival: bleve: %w", err)
	}
	index, err := bleve.NewUsing(dir, m, scorch.Name, scorch.Name, map[string]any{"bolt_timeout": "2s"})
	if err != nil {
		return nil, fmt.Errorf("rival: bleve: %w", err)
	}
	return &Bleve{dir, index}, nil
}

func bleveMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	err := m.AddCustomAnalyzer("words", map[string]any{
		"type": custom.Name, "tokenizer": unicode.Name, "token_filters": []string{lowercase.Name},
	})
	if err != nil {
		return nil, err
	}
	m.DefaultAnalyzer = "words"
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{"title", "body"} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeTermVectors = "words", true, true
		f.IncludeInAll, f.DocValues = false, false
		doc.AddFieldMappingsAt(name, f)
	}
	for _, name := range facetNames {
		f := bleve.NewKeywordFieldMapping()
		f.Store, f.IncludeInAll, f.IncludeTermVectors = false, false, false
		f.SkipFreqNorm, f.DocValues = true, true
		doc.AddFieldMappingsAt(name, f)
	}
	date := bleve.NewNumericFieldMapping()
	date.Store, date.IncludeInAll, date.DocValues = false, false, true
	doc.AddFieldMappingsAt("date", date)
	m.DefaultMapping = doc
	return m, nil
}

type bleveDocument struct {
	Title     string   `json:"title"`
	Body      string   `json:"body"`
	Unit      []string `json:"unit"`
	Directive []string `json:"directive"`
	Year      []string `json:"year"`
	Date      float64  `json:"date"`
}

func (b *Bleve) Name() string { return "bleve" }

func (b *Bleve) Add(docs []Document) error {
	batch := b.index.NewBatch()
	for _, d := range docs {
		err := batch.Index(d.ID, bleveDocument{d.Title, d.Body, d.Values[Unit], d.Values[Directive], d.Values[Year], float64(d.Moment)})
		if err != nil {
			return fmt.Errorf("rival: bleve: %w", err)
		}
	}
	if err := b.index.Batch(batch); err != nil {
		return fmt.Errorf("rival: bleve: %w", err)
	}
	return nil
}

// Flush waits until all segments are on disk and merges have come to rest.
func (b *Bleve) Flush() error {
	advanced, err := b.index.Advanced()
	if err != nil {
		return fmt.Errorf("rival: bleve: %w", err)
	}
	s, ok := advanced.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("rival: bleve: the index is a %T", advanced)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for quiet := 0; quiet < 5; {
		stats := s.StatsMap()
		if n, _ := stats["num_root_memorysegments"].(uint64); n == 0 && stats["TotFileMergePlanTasks"] == stats["TotFileMergePlanTasksDone"] {
			quiet++
		} else {
			quiet = 0
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("rival: bleve: segments are still in memory: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func (b *Bleve) Search(q Query) (*Answer, error) {
	res, err := b.request(q, q.Select, q.Size)
	if err != nil {
		return nil, err
	}
	a := &Answer{Total: int(res.Total)}
	for _, h := range res.Hits {
		a.IDs = append(a.IDs, h.ID)
		a.Snippets = append(a.Snippets, strings.Join(h.Fragments["body"], " … "))
	}
	if !q.Facets {
		return a, nil
	}
	for f := range Facets {
		counted := res
		if q.Select[f] != "" { // bleve counts what matches: without the facet's own selection that is another search
			others := q.Select
			others[f] = ""
			if counted, err = b.request(Query{Words: q.Words, Match: q.Match, Facets: true}, others, 0); err != nil {
				return nil, err
			}
		}
		for _, t := range counted.Facets[facetNames[f]].Terms.Terms() {
			a.Counts[f] = append(a.Counts[f], Count{t.Term, t.Count})
		}
	}
	return a, nil
}

func (b *Bleve) request(q Query, selected [Facets]string, size int) (*bleve.SearchResult, error) {
	var words query.Query
	terms := make([]query.Query, len(q.Words))
	for i, w := range q.Words {
		t := bleve.NewTermQuery(w)
		t.SetField("body")
		terms[i] = t
	}
	switch {
	case len(terms) == 0:
		words = bleve.NewMatchAllQuery()
	case q.Match == Phrase:
		words = bleve.NewPhraseQuery(q.Words, "body")
	case q.Match == All:
		words = bleve.NewConjunctionQuery(terms...)
	default:
		words = bleve.NewDisjunctionQuery(terms...)
	}
	var filters []query.Query
	for f, value := range selected {
		if value != "" {
			t := bleve.NewTermQuery(value)
			t.SetField(facetNames[f])
			filters = append(filters, t)
		}
	}
	req := bleve.NewSearchRequestOptions(words, size, q.From, false)
	if len(filters) > 0 {
		whole := bleve.NewBooleanQuery()
		whole.AddMust(words)
		whole.AddFilter(bleve.NewConjunctionQuery(filters...)) // a second AddFilter would replace the first
		req.Query = whole
	}
	if q.Newest {
		req.SortByCustom(search.SortOrder{&search.SortField{Field: "date", Desc: true, Type: search.SortFieldAsNumber}, &search.SortDocID{}})
	}
	if q.Facets {
		for _, name := range facetNames {
			req.AddFacet(name, bleve.NewFacetRequest(name, TopValues))
		}
	}
	if q.Snippets {
		req.Highlight = bleve.NewHighlightWithStyle("html")
		req.Highlight.AddField("body")
		req.Fields = []string{"title"}
	}
	res, err := b.index.Search(req)
	if err != nil {
		return nil, fmt.Errorf("rival: bleve: %w", err)
	}
	return res, nil
}

func (b *Bleve) Bytes() (int64, error) { return folderBytes(b.dir) }

func (b *Bleve) Close() error { return b.index.Close() }

func folderBytes(dir string) (int64, error) {
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n += info.Size()
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("rival: %w", err)
	}
	return n, nil
}

// byNumber orders counts as every engine has to: the most first, then by value.
func byNumber(a, b Count) int {
	if a.N != b.N {
		return b.N - a.N
	}
	return strings.Compare(a.Value, b.Value)
}

// top is the first TopValues of counts.
func top(counts []Count) []Count {
	slices.SortFunc(counts, byNumber)
	return slices.Clip(counts[:min(len(counts), TopValues)])
}
