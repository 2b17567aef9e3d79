package mention

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tulieu"
	"tulieu/internal/register"
)

func TestQuery(t *testing.T) {
	x := NewResolver(load(t))
	for _, tt := range []struct {
		in   string
		want string // what is typed → field:first slug, parted by "; "
	}{
		{"Chỉ thị 03-CT/TW", "Chỉ thị 03-CT/TW → directive:03-ct-tw-2011"},
		{"CT 03", "CT 03 → directive:03-ct-tw-2011"},
		{"ct 05", "ct 05 → directive:05-ct-tw-2016"},
		{"chỉ thị số 3", "chỉ thị số 3 → directive:03-ct-tw-2011"},
		{"chi thi 05 o truong hoc", "chi thi 05 → directive:05-ct-tw-2016"},
		{"03-ct/tw", "03-ct/tw → directive:03-ct-tw-2011"},
		{"NQTW4 khóa 11", "NQTW4 khóa 11 → directive:nqtw-4-khoa-11"},
		{"nghi quyet trung uong 4 khoa xi", "nghi quyet trung uong 4 khoa xi → directive:nqtw-4-khoa-11"},
		{"LĐLĐ tỉnh", "LĐLĐ tỉnh → unit:lien-doan-lao-dong-tinh"},
		{"ldld tinh", "ldld tinh → unit:lien-doan-lao-dong-tinh"},
		{"sở ngoại vụ thi đua", "sở ngoại vụ → unit:so-ngoai-vu"},
		{"so ngoai vu long an", "so ngoai vu long an → unit:so-ngoai-vu-long-an"},
		{"thi đua Long An 2016", "Long An → place:long-an"},
		{"thi dua khen thuong", ""},
		{"học tập và làm theo Bác", ""},
		{"", ""},
	} {
		var got []string
		for _, n := range x.Query(tt.in) {
			got = append(got, fmt.Sprintf("%s → %s:%s", tt.in[n.Start:n.End], n.Field, n.Slugs[0]))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("Query(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	got := x.Query("chỉ thị 35-CT/TW")
	if len(got) != 1 || len(got[0].Slugs) != 5 || got[0].Slugs[0] != "35-ct-tw" {
		t.Errorf("a number of four papers: %v", got)
	}
	if got := x.Query("tỉnh ủy"); len(got) != 1 || !slices.Contains(got[0].Slugs, "tinh-uy-long-an") {
		t.Errorf("a unit of every province: %v", got)
	}
}

func FuzzQuery(f *testing.F) {
	x := NewResolver(load(f))
	f.Add("chi thi 05 so ngoai vu long an")
	f.Add("NQTW4, 5 khóa 11\nUBND")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, n := range x.Query(s) {
			if n.Start < last || n.End <= n.Start || n.End > len(s) || len(n.Slugs) == 0 || n.Slugs[0] == "" {
				t.Fatalf("Query(%q): %+v after %d", s, n, last)
			}
			last = n.End
		}
	})
}

func TestCorrections(t *testing.T) {
	r := load(t)
	before := NewResolver(r)
	text := "Chỉ thị 03-CT/TW ngày 14/5/2010 được học lại. Chỉ thị 03 cũng vậy."
	o, err := register.ReadOverrides("overrides.tsv", strings.NewReader("merge\t03-ct-tw-2010\t03-ct-tw-2011\tlan\t2026-11-20\tmisprint\n"+
		"reject\tid\tChỉ thị 03\tlan\t2026-11-20\tno\n"))
	if err != nil {
		t.Fatal(err)
	}
	after := before.With(r.Corrected(o))
	a := &tulieu.Article{ID: "id", Body: []string{text}, Mentions: NewFinder(r).Find(text)}
	was, is := before.Resolve(a, nil).Meanings, after.Resolve(a, nil).Meanings
	for i, want := range []struct{ surface, was, is string }{
		{"Chỉ thị 03-CT/TW", "03-ct-tw-2010", "03-ct-tw-2011"}, {"ngày 14/5/2010", "2010-05-14", "2010-05-14"}, {"Chỉ thị 03", "03-ct-tw-2010", ""},
	} {
		if was[i].Surface != want.surface || was[i].Slug != want.was || is[i].Slug != want.is {
			t.Errorf("%q: %q, corrected %q; want %+v", was[i].Surface, was[i].Slug, is[i].Slug, want)
		}
	}
}
