package mention

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tulieu"
)

var (
	update = flag.Bool("update", false, "rewrite golden files with what is found now")
	pred   = flag.String("pred", "", "file to write what is found in entities-dev.jsonl to, for entities-score.py")
)

var mark = regexp.MustCompile(`⟦([^⟧]*) → [^⟧]*⟧`)

// canonical is what a golden file has after the arrow: the slug of a paper, the
// name of a unit, the ISO form of a date.
func canonical(m tulieu.Meaning) string {
	switch m.Sort {
	case tulieu.SortDirective:
		return m.Slug
	case tulieu.SortUnit:
		return m.Name
	}
	return m.Norm
}

// Each testdata/*.txt is prose of our own with its mentions marked, a text a
// line. The test takes the marks out, finds the mentions again and compares.
// "@2019-05-20 " before a text is the day it was published.
func TestGolden(t *testing.T) {
	x := NewResolver(load(t))
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for line := range strings.Lines(string(want)) {
				again := remark(x, strings.TrimSuffix(line, "\n"))
				got.WriteString(again + "\n")
				if again+"\n" != line && !*update {
					t.Errorf("got:\n%s\nwant:\n%s", again, line)
				}
			}
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// remark marks the mentions of a golden line anew.
func remark(x *Resolver, line string) string {
	if strings.HasPrefix(line, "#") {
		return line
	}
	text := mark.ReplaceAllString(line, "$1")
	head := ""
	var published tulieu.Date
	if day, rest, ok := strings.Cut(strings.TrimPrefix(text, "@"), " "); ok && text[0] == '@' {
		published, _ = tulieu.ParseDate(day)
		head, text = "@"+day+" ", rest
	}
	var b strings.Builder
	at := 0
	for _, m := range x.Recognise(text, published) {
		fmt.Fprintf(&b, "%s⟦%s → %s⟧", text[at:m.Span.Start], m.Surface, canonical(m))
		at = m.Span.End
	}
	return head + b.String() + text[at:]
}

// TestEntitiesDev writes what is found in the data sets' snippets, so that their
// scorer can be run: go test -run EntitiesDev -pred /tmp/pred.jsonl, then
// entities-score.py entities-dev.jsonl /tmp/pred.jsonl.
func TestEntitiesDev(t *testing.T) {
	dir := os.Getenv("TULIEU_DATASETS")
	if dir == "" || *pred == "" {
		t.Skip("TULIEU_DATASETS or -pred is not set")
	}
	b, err := os.ReadFile(filepath.Join(dir, "entities-dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	x := NewResolver(load(t))
	var out bytes.Buffer
	for line := range bytes.Lines(b) {
		var in struct{ ID, Text string }
		if err := json.Unmarshal(line, &in); err != nil {
			t.Fatal(err)
		}
		row := map[string]any{"id": in.ID}
		lists := map[tulieu.Sort][]map[string]any{}
		for _, m := range x.Recognise(in.Text, tulieu.Date{}) {
			start := utf8.RuneCountInString(in.Text[:m.Span.Start])
			o := map[string]any{"start": start, "end": start + utf8.RuneCountInString(m.Surface), "surface": m.Surface, "rule": m.Rule}
			switch m.Sort {
			case tulieu.SortDirective:
				o["norm"], o["canonical"] = m.Norm, m.Slug
			case tulieu.SortUnit:
				o["canonical"], o["kind"] = m.Name, m.Kind
			case tulieu.SortDate:
				o["iso"] = m.Norm
			}
			lists[m.Sort] = append(lists[m.Sort], o)
		}
		row["directives"], row["units"], row["dates"] = lists[tulieu.SortDirective], lists[tulieu.SortUnit], lists[tulieu.SortDate]
		for k, v := range row {
			if l, ok := v.([]map[string]any); ok && l == nil {
				row[k] = []int{}
			}
		}
		s, _ := json.Marshal(row)
		out.Write(append(s, '\n'))
	}
	if err := os.WriteFile(*pred, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
