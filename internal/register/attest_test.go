package register

import (
	"slices"
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

func TestAttestationsGrowARecord(t *testing.T) {
	a := NewAttestations()
	const slug = "97-kl-tw-2024"
	unit := tulieu.Meaning{Slug: "so-y-te", Label: "Sở Y tế", Mention: tulieu.Mention{Sort: tulieu.SortUnit}}
	a.Add(said("a", "p1", tulieu.Day(2024, 11, 1), paper(slug, "Kết luận 97-KL/TW", "Nông nghiệp", tulieu.Day(2024, 10, 5)), unit))
	a.Add(said("b", "p1", tulieu.Day(2025, 1, 1), paper(slug, "Kết luận số 97-KL/TW", "nông nghiệp", tulieu.Day(2024, 10, 6))))
	d, ok := a.Directive(slug)
	if !ok || d.Certainty != "discovered" || d.Title != "Nông nghiệp" || d.Issuer != "Bộ Chính trị" || d.Issued.Year != 2024 {
		t.Errorf("after two articles: %+v, %v", d, ok)
	}
	a.Add(said("c", "p2", tulieu.Date{}, paper(slug, "Kết luận 97-KL/TW", "", tulieu.Date{}), paper("05-ct-tw-2016", "Chỉ thị 05", "", tulieu.Date{})))
	if d, _ := a.Directive(slug); d.Certainty != "confirmed" {
		t.Errorf("three articles of two portals: %s, want confirmed", d.Certainty)
	}
	rec, _ := a.Record(slug)
	if rec.Articles != 3 || rec.Portals != 2 || len(rec.Dates) != 2 || len(rec.Spellings) != 2 || rec.Spellings[0].Value != "Kết luận 97-KL/TW" ||
		rec.First != tulieu.Day(2024, 11, 1) || rec.Last != tulieu.Day(2025, 1, 1) || rec.Years[2025] != 1 || rec.With[0].Value != "05-ct-tw-2016" || rec.Units[0].N != 1 {
		t.Errorf("record %+v", rec)
	}
	if got := a.Discovered(load(t)); len(got) != 1 || got[0].Slug != slug {
		t.Errorf("discovered %v", got)
	}
	// An article that says something else now no longer says what it did.
	a.Add(said("a", "p1", tulieu.Day(2024, 11, 1)))
	a.Remove("b")
	if got := a.Articles(slug); !slices.Equal(got, []tulieu.ID{"c"}) {
		t.Errorf("articles %q, want c alone", got)
	}
	a.Remove("c")
	if _, ok := a.Record(slug); ok || len(a.by) != 0 {
		t.Errorf("something is left: %v", a.by)
	}
}

func TestSuggest(t *testing.T) {
	r := load(t)
	for _, tt := range []struct{ typed, first string }{
		{"Chỉ thị 03", "03-ct-tw-2011"},
		{"chi thi 03", "03-ct-tw-2011"},
		{"03-CT", "03-ct-tw-2011"},
		{"nghị quyết trung ương 4 (khóa XI", "nqtw-4-khoa-11"},
		{"Sở Ngoại vụ (Long", "so-ngoai-vu-long-an"},
		{"so ngoai vu (long", "so-ngoai-vu-long-an"},
		{"tỉnh ủy quảng tr", "tinh-uy-quang-tri"},
	} {
		got := r.Suggest(tt.typed, 5)
		if len(got) == 0 || got[0].Slug != tt.first {
			t.Errorf("Suggest(%q) = %v, want %s first", tt.typed, got, tt.first)
		}
	}
	if got := r.Suggest("sở", 3); len(got) != 3 || got[0].Field != tulieu.FieldUnit {
		t.Errorf("Suggest(sở) = %v", got)
	}
	if got := r.Suggest(" ", 3); got != nil {
		t.Errorf("Suggest of nothing = %v", got)
	}
}
