package register

import (
	"strings"
	"testing"

	"tulieu"
)

func said(id tulieu.ID, portal string, day tulieu.Date, meanings ...tulieu.Meaning) *tulieu.Entry {
	return &tulieu.Entry{Article: &tulieu.Article{ID: id, Portal: portal, Published: day}, Meanings: meanings}
}

func paper(slug, surface, title string, issued tulieu.Date) tulieu.Meaning {
	return tulieu.Meaning{Slug: slug, Label: slug, Mention: tulieu.Mention{
		Sort: tulieu.SortDirective, Surface: surface, Norm: "97-KL/TW", Kind: "conclusion",
		Hints: tulieu.Hints{Title: title, Issued: issued, Issuer: "Bộ Chính trị"},
	}}
}

// TestAttested: a paper that nobody knew grows its record from articles; three
// of two portals confirm it, or an editor does.
func TestAttested(t *testing.T) {
	r := load(t)
	const slug = "97-kl-tw-2024"
	if d, ok := r.Attested(slug, nil); !ok || d.Certainty != "discovered" || d.Number != "97-KL/TW" || d.Kind != tulieu.KindConclusion || d.Issued.Year != 2024 {
		t.Errorf("by its slug: %+v, %v", d, ok)
	}
	told := []*tulieu.Entry{
		said("a", "p1", tulieu.Day(2024, 11, 1), paper(slug, "Kết luận 97-KL/TW", "Nông nghiệp", tulieu.Day(2024, 10, 5))),
		said("b", "p1", tulieu.Day(2025, 1, 1), paper(slug, "Kết luận số 97-KL/TW", "nông nghiệp", tulieu.Day(2024, 10, 5))),
		said("c", "p2", tulieu.Date{}, paper(slug, "Kết luận 97-KL/TW", "Nông thôn", tulieu.Day(2024, 10, 6)), paper("05-ct-tw-2016", "Chỉ thị 05", "", tulieu.Date{})),
	}
	d, _ := r.Attested(slug, told)
	if d.Certainty != "discovered" || d.Title != "Nông nghiệp" || d.Issuer != "Bộ Chính trị" || d.Issued != tulieu.Day(2024, 10, 5) {
		t.Errorf("the third article has another day: %+v", d)
	}
	told = append(told, said("d", "p2", tulieu.Date{}, paper(slug, "Kết luận 97-KL/TW", "", tulieu.Date{})))
	if d, _ := r.Attested(slug, told); d.Certainty != "confirmed" {
		t.Errorf("three articles of two portals agree: %s, want confirmed", d.Certainty)
	}
	if d, _ := r.Attested(slug, told[:2]); d.Certainty != "discovered" {
		t.Errorf("one portal: %s, want discovered", d.Certainty)
	}
	o, err := ReadOverrides("test", strings.NewReader("confirm\t"+slug+"\t-\tLan\t2026-01-02\tseen it\nrename\t"+slug+"\tNông nghiệp sạch\tLan\t2026-01-02\tshort\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d, _ := r.Corrected(o).Attested(slug, nil); d.Certainty != "confirmed" || d.Title != "Nông nghiệp sạch" {
		t.Errorf("under an editor's word: %+v", d)
	}
	for _, bare := range []string{"97-kl-tw", "175-ubnd-vx", "nq-dh-db-quan", ""} {
		if d, ok := r.Attested(bare, told); ok {
			t.Errorf("Attested(%q) = %+v, want none", bare, d)
		}
	}
}

// TestAttestedDoubted: a row of the tables that is not certain is confirmed by
// articles, one that is certain asks nobody.
func TestAttestedDoubted(t *testing.T) {
	r := load(t)
	for _, tt := range []struct{ slug, alone string }{{"05-ct-tw-2016", "certain"}, {"12-nq-tw-2012", "likely"}} {
		var told []*tulieu.Entry
		for _, id := range []tulieu.ID{"a", "b", "c"} {
			told = append(told, said(id, "p"+string(id), tulieu.Date{}, paper(tt.slug, tt.slug, "", tulieu.Date{})))
		}
		alone, _ := r.Attested(tt.slug, told[:1])
		all, _ := r.Attested(tt.slug, told)
		want := map[string]string{"certain": "certain", "likely": "confirmed"}[tt.alone]
		if alone.Certainty != tt.alone || all.Certainty != want || all.Title != alone.Title || all.Title == "" {
			t.Errorf("%s: %s by one article, %s by three; want %s, %s", tt.slug, alone.Certainty, all.Certainty, tt.alone, want)
		}
	}
}

// TestProvisionalLabel: a slug nobody knows is written as its issuer numbers
// papers.
func TestProvisionalLabel(t *testing.T) {
	r := load(t)
	for slug, want := range map[string]string{
		"97-kl-tw-2024":          "Kết luận 97-KL/TW (2024)",
		"45-kh-ubnd-2022":        "Kế hoạch 45/KH-UBND (2022)",
		"12-ct-tu-long-an-2018":  "Chỉ thị 12-CT/TU (2018)",
		"15-qd-ldld":             "Quyết định 15/QĐ-LĐLĐ",
		"66-4-2025-nq-cp":        "Nghị quyết 66.4/2025/NQ-CP",
		"23-2014-tt-bgddt":       "Thông tư 23/2014/TT-BGDĐT",
		"1024-ubnd-vx-2019":      "1024/UBND-VX (2019)",
		"1210-2016-ubtvqh13":     "1210/2016/UBTVQH13",
		"2618-nq-du-2025":        "Nghị quyết 2618-NQ/ĐU (2025)",
		"72-nd-cp":               "Nghị định 72/NĐ-CP",
		"71-nq":                  "Nghị quyết 71",
		"luat-dat-dai-2013":      "luat-dat-dai-2013",
		"nq-dai-hoi-dang-bo-x-1": "nq-dai-hoi-dang-bo-x-1",
		"175-ubnd-vx":            "175/UBND-VX",
	} {
		if got := r.Label(tulieu.FieldDirective, slug); got != want {
			t.Errorf("Label(%s) = %q, want %q", slug, got, want)
		}
	}
}
