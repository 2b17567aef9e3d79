package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tulieu/internal/sample"
)

// TestSampleQuestionsKeepTheirRanks asks the demo's articles thirty questions
// of our own, with and without marks. The mark to reach is that of the day the
// questions were written: ranking may only get better.
func TestSampleQuestionsKeepTheirRanks(t *testing.T) {
	dir := t.TempDir()
	var lines bytes.Buffer
	for a := range sample.Articles(sample.DemoSeed, sample.DemoArticles) {
		if err := a.WriteLine(&lines); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "articles.jsonl")
	if err := os.WriteFile(file, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tulieu := func(args ...string) {
		t.Helper()
		var errs bytes.Buffer
		out.Reset()
		args = append([]string{"--data", filepath.Join(dir, "data")}, args...)
		if code := run(t.Context(), args, func(string) string { return "" }, strings.NewReader(""), &out, &errs); code != exitDone {
			t.Fatalf("tulieu %v exits with %d: %s", args, code, errs.String())
		}
	}
	tulieu("import", file)
	tulieu("eval", "../../internal/sample/testdata/queries.tsv", "--json")
	var scores []struct {
		Variant string
		MRR     float64 `json:"mrr_at_10"`
	}
	if err := json.Unmarshal(out.Bytes(), &scores); err != nil {
		t.Fatal(err)
	}
	if len(scores) != 2 {
		t.Errorf("%d variants, want 2: %s", len(scores), out.String())
	}
	for _, s := range scores {
		if s.MRR < .93 {
			t.Errorf("%s: MRR@10 is %.3f, want at least .93", s.Variant, s.MRR)
		}
	}
}
