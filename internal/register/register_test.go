package register

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
)

func load(t testing.TB) *Register {
	t.Helper()
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestData checks the tables themselves: slugs unique, references to things
// that exist, dates that can be.
func TestData(t *testing.T) {
	r := load(t)
	directives := map[string]bool{}
	for _, d := range r.Directives() {
		if directives[d.Slug] {
			t.Errorf("directive %s stands twice", d.Slug)
		}
		directives[d.Slug] = true
	}
	for _, d := range r.Directives() {
		if d.Plenum != "" && !directives[d.Plenum] {
			t.Errorf("%s: no plenum %s", d.Slug, d.Plenum)
		}
		if y := d.Issued.Year; !d.Issued.IsZero() && (y < 1930 || y > 2030) || d.Issued.IsZero() && d.Number != "" {
			t.Errorf("%s: issued %s", d.Slug, d.Issued)
		}
		for _, rel := range d.Relations {
			if !directives[rel.Slug] {
				t.Errorf("%s %s %s: there is no such paper", d.Slug, rel.Kind, rel.Slug)
			}
			if !slices.Contains([]string{"replaces", "continues", "implements", "amends"}, rel.Kind) {
				t.Errorf("%s: relation %q", d.Slug, rel.Kind)
			}
			if old, _ := r.Directive(rel.Slug); old.Issued.First().After(d.Issued.End()) {
				t.Errorf("%s %s %s, which is younger", d.Slug, rel.Kind, rel.Slug)
			}
		}
	}
	provinces := map[string]bool{}
	for _, p := range r.Provinces() {
		if provinces[p.Slug] {
			t.Errorf("province %s stands twice", p.Slug)
		}
		provinces[p.Slug] = true
	}
	now := 0
	for _, p := range r.Provinces() {
		if inForce(p.From, p.To, tulieu.Day(2026, 1, 1)) {
			now++
		}
		for _, s := range append(slices.Clone(p.Successors), p.Predecessors...) {
			if !provinces[s] || s == p.Slug {
				t.Errorf("province %s is kin of %q", p.Slug, s)
			}
		}
		if !p.To.IsZero() && len(p.Successors) == 0 {
			t.Errorf("province %s ended and nothing followed", p.Slug)
		}
	}
	if now != 34 {
		t.Errorf("%d provinces today, want 34", now)
	}
	units := map[string]bool{}
	for _, u := range r.Units() {
		if units[u.Slug] {
			t.Errorf("unit %s stands twice", u.Slug)
		}
		units[u.Slug] = true
	}
	for _, u := range r.Units() {
		for _, s := range append([]string{u.Parent}, u.Successors...) {
			if s != "" && (!units[s] || s == u.Slug) {
				t.Errorf("unit %s is kin of %q", u.Slug, s)
			}
		}
		if u.Place != "" && !provinces[u.Place] {
			t.Errorf("unit %s lies in %q", u.Slug, u.Place)
		}
	}
}

// TestLoadIsQuick: under a tenth of a second of one thread's time.
func TestLoadIsQuick(t *testing.T) {
	if raced {
		t.Skip("the race detector is on")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	best := time.Hour
	for range 5 {
		start := threadTime(t)
		load(t)
		best = min(best, threadTime(t)-start)
	}
	if best > 100*time.Millisecond {
		t.Errorf("loading takes %v", best)
	}
}

// threadTime is the CPU time this thread has had, which other work on the
// machine does not change as it does the clock's.
func threadTime(t *testing.T) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_THREAD, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestLookUp(t *testing.T) {
	r := load(t)
	if got := r.ByNumber("35/CT-TW"); len(got) != 4 {
		t.Errorf("ByNumber(35/CT-TW) has %d papers, want 4", len(got))
	}
	if d, ok := r.Directive("luat-thi-dua-khen-thuong-2003"); !ok || d.Slug != "15-2003-qh11" {
		t.Errorf("Directive(luat-thi-dua-khen-thuong-2003) = %q, %v", d.Slug, ok)
	}
	if got := r.IssuedBy("nqtw-4-khoa-11"); len(got) != 2 {
		t.Errorf("plenum 4 of term XI issued %d papers, want 2", len(got))
	}
	if got, want := r.RollUp("quang-tri-2025"), []string{"quang-tri-2025", "quang-binh", "quang-tri"}; !slices.Equal(got[:3], want) {
		t.Errorf("RollUp(quang-tri-2025) = %q, want it to begin with %q", got, want)
	}
	for _, tt := range []struct{ name, at, want string }{
		{"Quảng Trị", "2016-10-03", "quang-tri"},
		{"Quảng Trị", "2025-07-01", "quang-tri-2025"},
		{"Quảng Trị", "", "quang-tri"},
		{"TP.HCM", "2026", "ho-chi-minh-2025"},
		{"Hậu Giang", "1980", "hau-giang-1976"},
		{"Huế", "2026", "hue"},
	} {
		at, _ := tulieu.ParseDate(tt.at)
		if p, _ := r.ProvinceAt(tt.name, at); p.Slug != tt.want {
			t.Errorf("ProvinceAt(%s, %s) = %q, want %q", tt.name, tt.at, p.Slug, tt.want)
		}
	}
	for _, tt := range []struct{ slug, name, parent string }{
		{"so-ngoai-vu-long-an", "Sở Ngoại vụ", "uy-ban-nhan-dan-tinh-long-an"},
		{"chi-bo-so-ngoai-vu-long-an", "Chi bộ Sở Ngoại vụ", "so-ngoai-vu-long-an"},
		{"ban-tuyen-giao-tinh-uy-quang-tri-2025", "Ban Tuyên giáo Tỉnh ủy Quảng Trị", "tinh-uy-quang-tri-2025"},
		{"uy-ban-nhan-dan-thanh-pho-ha-noi", "Ủy ban nhân dân thành phố Hà Nội", ""},
		{"bo-chinh-tri", "Bộ Chính trị", "dang-cong-san-viet-nam"},
	} {
		if u, ok := r.Unit(tt.slug); !ok || u.Name != tt.name || u.Parent != tt.parent {
			t.Errorf("Unit(%s) = %+v, %v; want %q below %q", tt.slug, u, ok, tt.name, tt.parent)
		}
	}
}

func TestLabel(t *testing.T) {
	r := load(t)
	for _, tt := range []struct {
		f           tulieu.Field
		value, want string
	}{
		{tulieu.FieldDirective, "03-ct-tw-2011", "Chỉ thị 03-CT/TW (2011)"},
		{tulieu.FieldDirective, "03-ct-tw", "Chỉ thị 03-CT/TW"},
		{tulieu.FieldDirective, "30-2020-nd-cp", "Nghị định 30/2020/NĐ-CP"},
		{tulieu.FieldDirective, "151-2025-nd-cp", "Nghị định 151/2025/NĐ-CP"},
		{tulieu.FieldDirective, "31-2024-qh15", "Luật Đất đai (2024)"},
		{tulieu.FieldDirective, "nqtw-4-khoa-11", "Nghị quyết Trung ương 4 (khóa XI)"},
		{tulieu.FieldDirective, "nqtw-16-khoa-14", "Nghị quyết Trung ương 16 (khóa XIV)"},
		{tulieu.FieldDirective, "nq-dai-hoi-dang-13", "Nghị quyết Đại hội XIII"},
		{tulieu.FieldDirective, "nq-dai-hoi-dang-bo-lao-cai-16", "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Lào Cai lần thứ XVI"},
		{tulieu.FieldDirective, "31-ct-tu-quang-tri-2023", "Chỉ thị 31-CT/TU (2023)"},
		{tulieu.FieldDirective, "nonsense", "nonsense"},
		{tulieu.FieldUnit, "so-ngoai-vu-long-an", "Sở Ngoại vụ (Long An)"},
		{tulieu.FieldUnit, "so-ngoai-vu-quang-tri-2025", "Sở Ngoại vụ (Quảng Trị, từ 2025)"},
		{tulieu.FieldPublisher, "chi-bo-so-ngoai-vu", "Chi bộ Sở Ngoại vụ"},
		{tulieu.FieldIssuer, "bo-chinh-tri", "Bộ Chính trị"},
		{tulieu.FieldPlace, "long-an", "Tỉnh Long An"},
		{tulieu.FieldKind, "directive", "Chỉ thị"},
		{tulieu.FieldUnitKind, "mass", "Mặt trận, đoàn thể"},
		{tulieu.FieldYear, "2016", "2016"},
	} {
		if got := r.Label(tt.f, tt.value); got != tt.want {
			t.Errorf("Label(%s, %s) = %q, want %q", tt.f, tt.value, got, tt.want)
		}
	}
}

func TestParseTerm(t *testing.T) {
	for n := 1; n <= 60; n++ {
		if got := ParseTerm(Roman(n)); got != n {
			t.Errorf("ParseTerm(%s) = %d, want %d", Roman(n), got, n)
		}
	}
	for _, s := range []string{"", "IIII", "VX", "0", "61", "LXX", "khóa"} {
		if got := ParseTerm(s); got != 0 {
			t.Errorf("ParseTerm(%q) = %d, want 0", s, got)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}

func TestUnitsHaveNoSlots(t *testing.T) {
	for _, u := range load(t).Units() {
		if strings.Contains(u.Name, "{") {
			t.Errorf("unit %s is named %q", u.Slug, u.Name)
		}
	}
}
