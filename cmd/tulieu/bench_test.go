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
	for name, m := range map[string]map[string]float64{
		"page_p99 page_p99_warm browse_p99 filtered_p99 datesort_p99 phrase_p99": r.Ratios,
		"warc text index forward bleve fts5":                                     r.Bytes,
		"ours bleve fts5 import":                                                 r.Rates,
	} {
		for _, key := range strings.Fields(name) {
			if m[key] <= 0 {
				t.Errorf("no %s among %v", key, slices.Sorted(maps.Keys(m)))
			}
		}
	}
	if r.RSSBuild <= 0 || r.RSSServe <= 0 {
		t.Errorf("resident: build %d, serve %d", r.RSSBuild, r.RSSServe)
	}
}
