package mention

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/register"
)

func load(t testing.TB) *register.Register {
	t.Helper()
	r, err := register.Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSeed reads the article the archive began with. Its text is not ours to
// keep; the data sets hold it.
func TestSeed(t *testing.T) {
	dir := os.Getenv("TULIEU_DATASETS")
	if dir == "" {
		t.Skip("TULIEU_DATASETS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "seed", "*.txt"))
	if len(files) != 1 {
		t.Fatalf("seed has %d files, want 1", len(files))
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "\n")
	title, rest, _ := strings.Cut(rest, "\n")
	_, body, _ := strings.Cut(rest, "\n")
	body, _, _ = strings.Cut(body, "• Nguồn")
	r := load(t)
	a := &tulieu.Article{Title: title, Body: []string{strings.TrimSpace(body)}, Published: tulieu.Day(2016, 10, 3), Publisher: "Chi Bộ Sở Ngoại vụ"}
	a.Mentions = NewFinder(r).Find(a.Text())
	e := NewResolver(r).Resolve(a, nil)
	count := map[string]int{}
	for _, m := range e.Meanings {
		if m.Sort == tulieu.SortDirective {
			count[m.Slug]++
			if !m.Settled || m.Rule == "" || len(m.Candidates) == 0 || m.Confidence < Settled {
				t.Errorf("%q at %d: %+v, want it settled", m.Surface, m.Span.Start, m)
			}
		}
		if testing.Verbose() {
			t.Logf("%s %q → %s (%s, %s, %.2f) %q", m.Sort, m.Surface, m.Slug, m.Kind, m.Rule, m.Confidence, m.Unit)
		}
	}
	want := map[string]int{"03-ct-tw-2011": 5, "05-ct-tw-2016": 3, "nqtw-4-khoa-11": 1}
	if len(count) != len(want) {
		t.Errorf("directives %v, want %v", count, want)
	}
	for slug, n := range want {
		if count[slug] != n {
			t.Errorf("%s is named %d times, want %d", slug, count[slug], n)
		}
	}
	if got := e.PublisherUnit.Slug; got != "chi-bo-so-ngoai-vu" {
		t.Errorf("publisher is %q", got)
	}
}

func FuzzFind(f *testing.F) {
	finder := NewFinder(load(f))
	for _, s := range []string{"Chỉ thị số 03-CT/TW, ngày 14/05/2011", "Nghị quyết Trung ương 4 (khóa XI)", "Luật Đất đai năm 2024",
		"UBND tỉnh Long An", "\xff\xc3", "ngày 16 -18/10/2023", "NQTW 4, 5 khóa XI và XII"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, m := range finder.Find(s) {
			if m.Span.Start < last || m.Span.End <= m.Span.Start || m.Span.End > len(s) || m.Surface != s[m.Span.Start:m.Span.End] {
				t.Fatalf("Find(%q): span %v after %d", s, m.Span, last)
			}
			last = m.Span.End
			if utf8.ValidString(s) && !utf8.ValidString(m.Surface) {
				t.Fatalf("Find(%q): span %v cuts a rune", s, m.Span)
			}
		}
	})
}

// TestFindIsLinear: ten times the text takes about ten times as long, whatever
// the text repeats.
func TestFindIsLinear(t *testing.T) {
	if raced {
		t.Skip("the race detector is on")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	f := NewFinder(load(t))
	for _, s := range []string{"0123456789", "Chỉ thị ", "Chỉ thị số 1, ", "Nghị quyết Trung ương 4, ", "ngày 1/1 đến ", "Luật A ", "Công ty Cổ phần ", "(LĐLĐ) ",
		"UBND xã ", "Chi bộ Chi bộ ", "1/2/3-4.", "Đại hội Đảng bộ ", "“", "\u0301", "\xff", "Ngày 15/7/1976, ra Chỉ thị 5 ", "Sở Nội vụ (SNV) ",
		"Chỉ_thị_", "năm\n", "Công đoàn TDMU ", "1/1/2020-", "UBND tỉnh Lê Văn A ", "Quyết định do A B C ký ", "NGHI QUYET A "} {
		took := func(n int) time.Duration {
			text := strings.Repeat(s, n/len(s))
			best := time.Hour
			for range 2 {
				start := threadTime()
				f.Find(text)
				best = min(best, threadTime()-start)
			}
			return best
		}
		small, large := took(1<<14), took(1<<18)
		if large > 16*6*small+300*time.Millisecond {
			t.Errorf("%q: %v for 16 KiB, %v for 256 KiB", s, small, large)
		}
	}
}

// TestWrappedLines: a mention goes on over the end of a line that was broken
// for its width, and over no other.
func TestWrappedLines(t *testing.T) {
	f := NewFinder(load(t))
	for _, tt := range []struct{ text, want string }{
		{"của Sở Ngoại\n    vụ tỉnh Bến Tre", "Sở Ngoại\n    vụ tỉnh Bến Tre"},
		{"họp ngày 01 tháng\n11 năm 2021", "ngày 01 tháng\n11 năm 2021"},
		{"theo Quyết\nđịnh số 42/2006/QĐ-UBND", "Quyết\nđịnh số 42/2006/QĐ-UBND"},
		{"theo Kết luận số 126-\nKL/TW", "Kết luận số 126-\nKL/TW"},
		{"ở Sở Ngoại vụ\nLong An đón xuân", "Sở Ngoại vụ"},
		{"về Tỉnh ủy\n- Long An", "Tỉnh ủy"},
		{"báo cáo Chỉ thị\n05 người dự", ""},
		{"theo Nghị định\n  13/2023/NĐ-CP", "Nghị định\n  13/2023/NĐ-CP"},
	} {
		got := ""
		for _, m := range f.Find(tt.text) {
			got += m.Surface
		}
		if got != tt.want {
			t.Errorf("Find(%q) found %q, want %q", tt.text, got, tt.want)
		}
	}
}
