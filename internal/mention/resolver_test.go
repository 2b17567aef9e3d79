package mention

import (
	"slices"
	"testing"

	"tulieu"
)

// TestUnitsOfTheirTime: names are those of the article's day; the place comes
// from the name, else from the portal.
func TestUnitsOfTheirTime(t *testing.T) {
	x := NewResolver(load(t))
	for _, tt := range []struct {
		text, published, place, publisher string
		unit, slug, at                    string
		settled                           bool
	}{
		{"Sở Ngoại vụ họp.", "2016-10-03", "long-an", "", "Sở Ngoại vụ", "so-ngoai-vu-long-an", "long-an", true},
		{"Sở Ngoại vụ tỉnh Long An họp.", "2016-10-03", "", "", "Sở Ngoại vụ tỉnh Long An", "so-ngoai-vu-long-an", "long-an", true},
		{"Chi bộ Sở Ngoại vụ tỉnh Long An họp.", "2016-10-03", "", "", "Chi bộ Sở Ngoại vụ tỉnh Long An", "chi-bo-so-ngoai-vu-long-an", "long-an", true},
		{"Sở Ngoại vụ họp.", "2016-10-03", "", "", "Sở Ngoại vụ", "so-ngoai-vu", "", false},
		{"Sở Ngoại vụ Quảng Trị họp.", "2016-10-03", "", "", "Sở Ngoại vụ Quảng Trị", "so-ngoai-vu-quang-tri", "quang-tri", true},
		{"Sở Ngoại vụ Quảng Trị họp.", "2025-10-03", "", "", "Sở Ngoại vụ Quảng Trị", "so-ngoai-vu-quang-tri-2025", "quang-tri-2025", true},
		{"Tỉnh ủy họp.", "2016-10-03", "quang-binh", "", "Tỉnh ủy Quảng Bình", "tinh-uy-quang-binh", "quang-binh", true},
		{"UBND tỉnh họp.", "2026-01-03", "quang-tri", "", "Ủy ban nhân dân tỉnh Quảng Trị", "uy-ban-nhan-dan-tinh-quang-tri-2025", "quang-tri-2025", true},
		{"Bộ Chính trị họp.", "2016-10-03", "long-an", "", "Bộ Chính trị", "bo-chinh-tri", "", true},
		{"Công đoàn Sở họp.", "2016-10-03", "long-an", "Chi bộ Sở Ngoại vụ", "Công đoàn Sở Ngoại vụ", "cong-doan-so-ngoai-vu-long-an", "long-an", true},
	} {
		published, _ := tulieu.ParseDate(tt.published)
		a := &tulieu.Article{Body: []string{tt.text}, Published: published, Publisher: tt.publisher, Mentions: x.finder.Find(tt.text)}
		e := x.Resolve(a, &tulieu.Portal{Place: tt.place})
		if len(e.Meanings) != 1 {
			t.Errorf("%q: %d mentions", tt.text, len(e.Meanings))
			continue
		}
		m := e.Meanings[0]
		if m.Unit != tt.unit || m.Slug != tt.slug || m.Place != tt.at || m.Settled != tt.settled || m.Label == "" || m.Rule == "" {
			t.Errorf("%q of %s in %q: %q %s %q %v (%s); want %q %s %q %v", tt.text, tt.published, tt.place,
				m.Unit, m.Slug, m.Place, m.Settled, m.Rule, tt.unit, tt.slug, tt.at, tt.settled)
		}
		if m.Place != "" && !slices.Contains(e.Places, m.Place) {
			t.Errorf("%q: places %q lack %s", tt.text, e.Places, m.Place)
		}
	}
}

// TestAncestors: a party cell lies below its department, and that below the
// province's committee.
func TestAncestors(t *testing.T) {
	x := NewResolver(load(t))
	text := "Chi bộ Sở Ngoại vụ tỉnh Long An họp."
	m := x.Recognise(text, tulieu.Day(2016, 10, 3))[0]
	want := []string{"so-ngoai-vu-long-an", "uy-ban-nhan-dan-tinh-long-an"}
	if !slices.Equal(m.Ancestors, want) {
		t.Errorf("ancestors of %s: %q, want %q", m.Slug, m.Ancestors, want)
	}
}

// TestFacetsOfPapers: what the index needs of a paper beside its slug.
func TestFacetsOfPapers(t *testing.T) {
	x := NewResolver(load(t))
	m := x.Recognise("Nghị quyết số 12-NQ/TW ngày 16/01/2012 đã rõ.", tulieu.Date{})[0]
	if m.Slug != "12-nq-tw-2012" || m.Plenum != "nqtw-4-khoa-11" || m.Kind != "resolution" || m.Issuer != "ban-chap-hanh-trung-uong-dang-cong-san-viet-nam" {
		t.Errorf("12-NQ/TW: %+v", m)
	}
	m = x.Recognise("Nghị quyết Trung ương 4 (khóa XI) về một số vấn đề cấp bách về xây dựng Đảng hiện nay", tulieu.Date{})[0]
	if m.Slug != "nqtw-4-khoa-11" || m.Plenum != m.Slug || m.Rule != "topic" || len(m.Candidates) != 3 || m.Candidates[1].Slug != "12-nq-tw-2012" {
		t.Errorf("the session: %+v", m)
	}
	m = x.Recognise("Chỉ thị 35-CT/TW còn đó.", tulieu.Day(2018, 3, 1))[0]
	if m.Settled || m.Rule != "newest in force" || len(m.Candidates) != 2 || m.Candidates[0].Slug != "35-ct-tw-2014" || m.Candidates[0].Confidence != m.Confidence {
		t.Errorf("a number that may be two: %+v", m)
	}
	m = x.Recognise("Chỉ thị 35-CT/TW còn đó.", tulieu.Date{})[0]
	if m.Settled || m.Slug != "35-ct-tw" || len(m.Candidates) != 4 || m.Confidence >= Settled || m.Label != "Chỉ thị 35-CT/TW" {
		t.Errorf("a bare number: %+v", m)
	}
}

func TestCanonical(t *testing.T) {
	x := NewResolver(load(t))
	for _, tt := range []struct{ text, slug, canonical string }{
		{"Chỉ thị số 31-CT/TU ngày 05/6/2023 của Tỉnh ủy Quảng Trị", "31-ct-tu-quang-tri-2023", "31-ct-tu-2023"},
		{"Chỉ thị số 31-CT/TU ngày 05/6/2023", "31-ct-tu-2023", "31-ct-tu-2023"},
		{"Chỉ thị số 31-CT/TU", "31-ct-tu", "31-ct-tu"},
		{"Chỉ thị 05-CT/TW", "05-ct-tw-2016", "05-ct-tw-2016"},
		{"Nghị định 30/2020/NĐ-CP", "30-2020-nd-cp", "30-2020-nd-cp"},
		{"Nghị quyết Đại hội Đảng bộ tỉnh Long An lần thứ XI", "nq-dai-hoi-dang-bo-long-an-11", "nq-dai-hoi-dang-bo-long-an-11"},
	} {
		m := x.Recognise(tt.text, tulieu.Date{})[0]
		if got := Canonical(m); m.Slug != tt.slug || got != tt.canonical {
			t.Errorf("%q: %s, canonical %s; want %s, %s", tt.text, m.Slug, got, tt.slug, tt.canonical)
		}
	}
}
