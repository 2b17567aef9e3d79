package index_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tulieu"
	"tulieu/index"
)

// TestRelevance ranks the questions of relevance-dev, in some minutes:
//
//	TULIEU_MEASURE=1 TULIEU_DATASETS=… go test -run Relevance -v ./index
func TestRelevance(t *testing.T) {
	sets := os.Getenv("TULIEU_DATASETS")
	if sets == "" || os.Getenv("TULIEU_MEASURE") == "" {
		t.Skip("TULIEU_DATASETS names no folder of data sets, or TULIEU_MEASURE is not set")
	}
	dev := filepath.Join(sets, "relevance-dev")
	for _, pool := range []struct {
		name    string
		queries string
		files   []string
		floor   map[string]float64 // MRR@10
	}{
		{"paragraphs", "queries.tsv", []string{dev + "/articles.jsonl", dev + "/distractors.jsonl.gz"},
			map[string]float64{"original": .918, "noaccent": .904, "half": .909, "notone": .907}},
		{"whole articles", "queries-whole.tsv", []string{dev + "/articles-whole.jsonl", sets + "/load/viwiki.jsonl.gz"},
			map[string]float64{"original": .893, "noaccent": .882}},
	} {
		t.Run(pool.name, func(t *testing.T) {
			x := openIndex(t, t.TempDir())
			fill(t, x, pool.files...)
			if err := x.Learn(t.Context()); err != nil {
				t.Fatal(err)
			}
			results := map[string]*mrr{}
			var order []string
			for _, line := range lines(t, filepath.Join(dev, pool.queries))[1:] {
				f := strings.Split(line, "\t")
				variant, query, url := f[0], f[1], f[2]
				m := results[variant]
				if m == nil {
					m = &mrr{}
					results[variant] = m
					order = append(order, variant)
				}
				m.ask(t, x, query, tulieu.NewID(url))
			}
			for _, variant := range order {
				m := results[variant]
				t.Logf("%-10s MRR@10 %.4f  R@1 %.4f  R@10 %.4f  R@100 %.4f  n=%d  total %.0f", variant, m.sum/m.n, m.first/m.n, m.ten/m.n, m.hundred/m.n, int(m.n), m.total/m.n)
				if floor := pool.floor[variant]; m.sum/m.n < floor {
					t.Errorf("%s: MRR@10 %.4f, want %.4f at least", variant, m.sum/m.n, floor)
				}
			}
		})
	}
}

type mrr struct{ sum, first, ten, hundred, n, total float64 }

func (m *mrr) ask(t *testing.T, x *index.Index, query string, want tulieu.ID) {
	res, err := x.Search(t.Context(), tulieu.Query{Text: query, Size: 100})
	if err != nil {
		t.Fatalf("Search(%q): %v", query, err)
	}
	m.n++
	m.total += float64(res.Total)
	for i, h := range res.Hits {
		if h.ID != want {
			continue
		}
		m.hundred++
		if i == 0 {
			m.first++
		}
		if i < 10 {
			m.ten++
			m.sum += 1 / float64(i+1)
		}
	}
}

// fill indexes files of JSONL.
func fill(t *testing.T, x *index.Index, files ...string) {
	t.Helper()
	var b index.Batch
	size := 0
	flush := func() {
		b.State = tulieu.State{Archive: "relevance", Seq: b.State.Seq}
		if err := x.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
		b, size = index.Batch{State: b.State}, 0
	}
	for _, name := range files {
		for _, line := range lines(t, name) {
			var in struct {
				URL, Title, Text string
				Body             []string
			}
			if err := json.Unmarshal([]byte(line), &in); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if in.Text != "" {
				in.Body = strings.Split(in.Text, "\n")
			}
			if in.URL == "" {
				in.URL = in.Title
			}
			a := &tulieu.Article{ID: tulieu.NewID(in.URL), URL: in.URL, Title: in.Title, Body: in.Body}
			b.Put = append(b.Put, &tulieu.Entry{Article: a})
			b.State.Seq++
			if size += len(a.Text()); size > 4<<20 {
				flush()
			}
		}
	}
	flush()
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var list []string
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		list = append(list, s.Text())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
