package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"tulieu/internal/rival"
)

// TestBenchComparesEqualWork runs the whole bench, small: every engine gives
// tulieu's answers, or its times would mean nothing.
func TestBenchComparesEqualWork(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"bench", "--articles", "150", "--queries", "20", "--budget", "1s", "--json"},
		func(string) string { return "" }, strings.NewReader(""), &out, &errs)
	if code != exitDone {
		t.Fatalf("bench exits with %d: %s", code, errs.String())
	}
	var r benchReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	for engine, classes := range r.Differences {
		for class, n := range classes {
			t.Errorf("%s: %d answers of class %s differ from tulieu's", engine, n, class)
		}
	}
	for _, engine := range []string{"tulieu cold", "tulieu", "bleve", "fts5", "memory"} {
		for _, class := range rival.Mix {
			if q := r.Times[engine][class.Name]; q.N < 20 || q.P50 <= 0 || q.P99 < q.P50 {
				t.Errorf("%s, %s: %+v", engine, class.Name, q)
			}
		}
	}
	// What others read of the object, by name.
	var named map[string]any
	if err := json.Unmarshal(out.Bytes(), &named); err != nil {
		t.Fatal(err)
	}
	for object, names := range map[string]string{
		"ratios":              "page_p99 page_p99_warm browse_p99 filtered_p99 datesort_p99 phrase_p99",
		"bytes_per_article":   "warc text index forward",
		"docs_per_cpu_second": "ours bleve fts5",
	} {
		values, _ := named[object].(map[string]any)
		for _, name := range strings.Fields(names) {
			if n, _ := values[name].(float64); n <= 0 {
				t.Errorf("%s: no %s among %v", object, name, slices.Sorted(maps.Keys(values)))
			}
		}
	}
	for _, name := range []string{"rss_build", "rss_serve"} {
		if n, _ := named[name].(float64); n <= 0 {
			t.Errorf("no %s among %v", name, slices.Sorted(maps.Keys(named)))
		}
	}
	times, _ := named["times"].(map[string]any)
	bleve, _ := times["bleve"].(map[string]any)
	page, _ := bleve["page"].(map[string]any)
	for _, name := range []string{"p50", "p99"} {
		if n, _ := page[name].(float64); n <= 0 {
			t.Errorf("times: no %s of bleve's page: %v", name, page)
		}
	}
}
