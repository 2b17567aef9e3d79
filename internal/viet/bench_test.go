package viet

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dataset opens a file of the data sets, or skips.
func dataset(t testing.TB, name string) *bufio.Scanner {
	dir := os.Getenv("TULIEU_DATASETS")
	if dir == "" {
		t.Skip("TULIEU_DATASETS is not set")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { f.Close() })
	sc := bufio.NewScanner(f)
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		sc = bufio.NewScanner(z)
	}
	sc.Buffer(nil, 64<<20)
	return sc
}

// articles calls each with the text of the first n articles of a data set.
func articles(t testing.TB, name string, n int, each func(url, text string)) {
	sc := dataset(t, name)
	for ; n != 0 && sc.Scan(); n-- {
		var a struct {
			URL, Title string
			Body       []string
		}
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		each(a.URL, a.Title+"\n"+strings.Join(a.Body, "\n"))
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkCut(b *testing.B) {
	var texts []string
	bytes := 0
	articles(b, "load/viwiki.jsonl.gz", 500, func(_, text string) {
		texts = append(texts, text)
		bytes += len(text)
	})
	var c Cutter
	tokens := 0
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	b.ResetTimer()
	start := cpuTime()
	for range b.N {
		for _, text := range texts {
			tokens += len(c.Cut(text))
		}
	}
	b.ReportMetric(float64(tokens)/(cpuTime()-start).Seconds()/1e6, "Mtokens/CPU-s")
}

// cpuTime is what the process has used of all cores: a figure that holds on a
// busy machine too.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
