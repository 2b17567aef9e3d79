package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tulieu"
)

// filled is an archive of n articles of about 2 KB of text each.
func filled(tb testing.TB, n int) (*Archive, string) {
	tb.Helper()
	dir := tb.TempDir()
	a, err := Open(ctx, dir, Options{Read: reader(1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { a.Close() })
	for i := 0; i < n; i += 500 {
		steps := make([]tulieu.Step, min(500, n-i))
		for j := range steps {
			steps[j] = imported(reader(1), longPage(i+j), start)
		}
		if _, err := a.Keep(ctx, steps...); err != nil {
			tb.Fatal(err)
		}
	}
	return a, dir
}

func longPage(i int) page {
	p := page{URL: fmt.Sprintf("https://tinh.example/tin-tuc/%d", i), Title: fmt.Sprintf("Bài số %d", i), Published: "2016-10-03"}
	for k := range 12 {
		p.Body = append(p.Body, fmt.Sprintf("Đoạn %d: phong trào thi đua yêu nước số %d ở huyện %d được triển khai theo Chỉ thị 03-CT/TW, %d đơn vị được khen.", k, i*k%977, (i+k)%83, i*31%(k+5)))
	}
	return p
}

func BenchmarkKeep(b *testing.B) {
	a, _ := filled(b, 0)
	for i := 0; b.Loop(); i++ {
		if _, err := a.Keep(ctx, imported(reader(1), longPage(i), start)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKeep500(b *testing.B) {
	a, _ := filled(b, 0)
	began, n := time.Now(), 0
	for b.Loop() {
		steps := make([]tulieu.Step, 500)
		for j := range steps {
			steps[j] = imported(reader(1), longPage(n), start)
			n++
		}
		if _, err := a.Keep(ctx, steps...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "articles/s")
}

func BenchmarkArticles10(b *testing.B) {
	a, dir := filled(b, 2000)
	ids := make([]tulieu.ID, 10)
	for i := range ids {
		ids[i] = tulieu.NewID(fmt.Sprintf("https://tinh.example/tin-tuc/%d", i*97))
	}
	for b.Loop() {
		as, err := a.Articles(ctx, ids)
		if err != nil || as[9] == nil {
			b.Fatal(as, err)
		}
	}
	for _, name := range []string{dbName, dbName + "-wal"} {
		if st, err := os.Stat(filepath.Join(dir, name)); err == nil {
			b.Logf("%s: %d bytes an article", name, st.Size()/2000)
		}
	}
	c, _ := a.Count(ctx)
	b.Logf("WARC: %d bytes an article", c.Bytes/2000)
}

func BenchmarkVerify2000(b *testing.B) {
	a, _ := filled(b, 2000)
	for b.Loop() {
		if d, err := a.Verify(ctx, nil); err != nil || len(d) > 0 {
			b.Fatal(d, err)
		}
	}
}

func BenchmarkOpen2000(b *testing.B) {
	a, dir := filled(b, 2000)
	a.Close()
	for b.Loop() {
		a, err := Open(ctx, dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		a.Close()
	}
}

func BenchmarkRebuild2000(b *testing.B) {
	a, dir := filled(b, 2000)
	a.Close()
	for b.Loop() {
		if d, err := Rebuild(ctx, dir, Options{Read: reader(1)}); err != nil || len(d) > 0 {
			b.Fatal(d, err)
		}
	}
}
