package register

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tulieu"
)

func overrides(t *testing.T, lines ...string) *Overrides {
	t.Helper()
	o, err := ReadOverrides("overrides.tsv", strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOverridesCorrect(t *testing.T) {
	r := load(t)
	c := r.Corrected(overrides(t,
		"# slips found in articles",
		"merge\t03-ct-tw-2010\t03-ct-tw-2011\tlan\t2026-11-20\tyear misprinted",
		"rename\t05-ct-tw-2016\tHọc tập và làm theo Bác\tlan\t2026-11-20\tshorter",
		"rename\tso-ngoai-vu-long-an\tSở Ngoại vụ tỉnh Long An\tlan\t2026-11-20\tas it signs",
		"confirm\t05-ct-tw-2016\t-\tlan\t2026-11-20\tseen the original",
		"split\t35-ct-tw-2014\taaaa 35-ct-tw-2019\tlan\t2026-11-20\tspeaks of the congress",
		"reject\tbbbb\tChỉ thị 12\tlan\t2026-11-20\ta race",
		""))
	if d, ok := c.Directive("03-ct-tw-2010"); !ok || d.Slug != "03-ct-tw-2011" {
		t.Errorf("Directive(03-ct-tw-2010) = %q, %v; want it merged", d.Slug, ok)
	}
	if d, _ := c.Directive("05-ct-tw-2016"); d.Title != "Học tập và làm theo Bác" || d.Certainty != "confirmed" {
		t.Errorf("Directive(05-ct-tw-2016) = %q, %s", d.Title, d.Certainty)
	}
	if u, _ := c.Unit("so-ngoai-vu-long-an"); u.Name != "Sở Ngoại vụ tỉnh Long An" {
		t.Errorf("Unit(so-ngoai-vu-long-an) = %q", u.Name)
	}
	for _, tt := range []struct {
		id         tulieu.ID
		slug, want string
	}{
		{"aaaa", "35-ct-tw-2014", "35-ct-tw-2019"},
		{"cccc", "35-ct-tw-2014", "35-ct-tw-2014"},
		{"cccc", "03-ct-tw-2010", "03-ct-tw-2011"},
	} {
		if got := c.Meant(tt.id, tt.slug); got != tt.want {
			t.Errorf("Meant(%s, %s) = %s, want %s", tt.id, tt.slug, got, tt.want)
		}
	}
	if !c.Rejected("bbbb", "Chỉ thị 12") || c.Rejected("cccc", "Chỉ thị 12") || r.Rejected("bbbb", "Chỉ thị 12") {
		t.Error("only bbbb rejects Chỉ thị 12, and only under the overrides")
	}
	if d, _ := r.Directive("05-ct-tw-2016"); d.Certainty != "certain" {
		t.Error("the register itself has changed")
	}
}

func TestOverridesTellTheirLine(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"merge\ta\tb\twho\t2026", "6|fields"},
		{"merge\ta\t\twho\t2026-01-01\twhy", "object is empty"},
		{"marry\ta\tb\twho\t2026-01-01\twhy", "marry"},
		{"merge\ta\tb\twho\tyesterday\twhy", "yesterday"},
		{"split\ta\tb\twho\t2026-01-01\twhy", "split wants"},
	} {
		_, err := ReadOverrides("x.tsv", strings.NewReader("# first\n"+tt.line+"\n"))
		_, want, ok := strings.Cut(tt.want, "|")
		if !ok {
			want = tt.want
		}
		if !errors.Is(err, tulieu.ErrInvalid) || !strings.Contains(err.Error(), "x.tsv:2: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadOverrides(%q): %v; want x.tsv:2 and %q", tt.line, err, want)
		}
	}
	if _, err := ReadOverrides("x.tsv", strings.NewReader("merge\ta\tb\tw\t2026\ty\nmerge\tb\ta\tw\t2026\ty")); !errors.Is(err, tulieu.ErrInvalid) {
		t.Errorf("merges in a circle: %v", err)
	}
}

func TestOverridesTouched(t *testing.T) {
	old := overrides(t, "merge\ta\tb\tlan\t2026\tslip", "confirm\tc\t-\tlan\t2026\tseen")
	now := overrides(t, "confirm\tc\t-\tminh\t2026\tseen again", "reject\tid1\tx\tlan\t2026\tno", "split\td\tid2 e\tlan\t2026\tother")
	slugs, articles := now.Touched(old)
	if want := []string{"a", "b", "e"}; !slices.Equal(slugs, want) {
		t.Errorf("slugs %q, want %q", slugs, want)
	}
	if want := []tulieu.ID{"id1", "id2"}; !slices.Equal(articles, want) {
		t.Errorf("articles %q, want %q", articles, want)
	}
}

func FuzzReadOverrides(f *testing.F) {
	f.Add("merge\ta\tb\tlan\t2026-11-20\twhy\n#\n\nreject\ta\tb\tc\t2026\te")
	f.Fuzz(func(t *testing.T, s string) {
		o, err := ReadOverrides("f", strings.NewReader(s))
		if err != nil {
			return
		}
		for from := range o.merge {
			if o.follow(from) == "" {
				t.Errorf("%q goes in a circle", from)
			}
		}
	})
}
