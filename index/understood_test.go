package index_test

import (
	"slices"
	"testing"

	"tulieu"
	"tulieu/index"
)

// TestWhatIsFoundInOtherWordsIsMarked asks for words that articles have in
// another form: the form they have is among the terms to be marked.
func TestWhatIsFoundInOtherWordsIsMarked(t *testing.T) {
	x := openIndex(t, t.TempDir())
	b := index.Batch{State: tulieu.State{Archive: "a", Seq: 1}}
	b.Put = append(b.Put, entry("1", "Liên đoàn Lao động tỉnh tuyên truyền, tuyên dương kĩ sư"))
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text   string
		marked []string // folded or not
	}{
		{"LĐLĐ tỉnh", []string{"liên", "đoàn", "lao", "động", "lđlđ", "tỉnh"}},
		{"ldld tinh", []string{"lien", "doan", "lao", "dong", "ldld", "tinh"}},
		{"tuyên*", []string{"tuyên"}},
		{"tuy*", []string{"tuyên"}},
		{"kỹ sư", []string{"kĩ", "kỹ", "sư"}},
		{"tỉnh -UBND", []string{"tỉnh"}},
		{"LĐLĐ -đồng", []string{"lđlđ", "liên", "đoàn", "lao", "động"}},
	} {
		res, err := x.Search(t.Context(), tulieu.Query{Text: tt.text})
		if err != nil || res.Total != 1 {
			t.Errorf("Search(%q) finds %+v, %v; want the article", tt.text, res, err)
			continue
		}
		got := slices.Concat(res.Reading.Terms, res.Reading.Folded)
		slices.Sort(got)
		slices.Sort(tt.marked)
		if !slices.Equal(got, tt.marked) {
			t.Errorf("Search(%q) marks %q; want %q", tt.text, got, tt.marked)
		}
	}
}

// TestEverySpellingOfANumberFindsTheArticle writes a number of a paper in one
// form and asks for it in every other, quoted too.
func TestEverySpellingOfANumberFindsTheArticle(t *testing.T) {
	for _, spellings := range [][]string{
		{"03-CT/TW", "03 - CT/TW", "03–CT/TW", "03 -CT/TW", "03/CT-TW", "03-CT-TW", "03/CT/TW", "03-CT/TƯ", "03-ct/tw", "03\u00a0-\u00a0CT/TW", "03\u2010CT\u2044TW", "03-CT\u00ad/TW", "3-CT/TW", "03 - CT / TW", "03-CT - TƯ", "03 - ct/tw"},
		{"36/2009/NĐ-CP", "36/2009/ND-CP", "36/2009/NÐ-CP", "36/2009/nđ-cp", "36/2009/NĐ–CP", "36/2009/NĐ - CP", "36 / 2009 / NĐ - CP", "36/2009/nđ - cp"},
		{"202/2025/QH15", "202/2025/qh15", "202⁄2025⁄QH15"},
		{"366-QĐ/TW", "366-QĐ-TW", "366/QĐ-TW", "366-QD/TW", "366 - QĐ - TW"},
		{"12/QĐ-UBND", "12-QĐ/UBND", "12/QĐ - UBND", "12 / QD - UBND"},
		{"15/2015/TTLT-BTC-BNV", "15/2015/TTLT - BTC - BNV"},
	} {
		x := openIndex(t, t.TempDir())
		b := index.Batch{State: tulieu.State{Archive: "a", Seq: 1}}
		var ids []string
		for i, s := range spellings {
			ids = append(ids, string(rune('a'+i)))
			b.Put = append(b.Put, entry(ids[i], "Sơ kết Chỉ thị số "+s+" về học tập"))
		}
		b.Put = append(b.Put, entry("z", "Sơ kết 3 năm về học tập"))
		if err := x.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		for _, s := range spellings {
			for _, text := range []string{s, "Chỉ thị số " + s, "chỉ thị " + s, `"` + s + `"`, `"chỉ thị số ` + s + `"`, `"so ` + s + ` ve"`} {
				res, err := x.Search(t.Context(), tulieu.Query{Text: text, Size: 50})
				if err != nil {
					t.Fatal(err)
				}
				var found []string
				for _, h := range res.Hits {
					found = append(found, string(h.ID))
				}
				slices.Sort(found)
				if !slices.Equal(found, ids) {
					t.Errorf("Search(%q) finds %q; want %q", text, found, ids)
				}
			}
		}
	}
}

// TestAnAbbreviationAndItsLongFormRankAlike asks for one of them among articles
// that have it, that have the other, and that have neither.
func TestAnAbbreviationAndItsLongFormRankAlike(t *testing.T) {
	x := openIndex(t, t.TempDir())
	b := index.Batch{State: tulieu.State{Archive: "a", Seq: 1}}
	for _, form := range []struct{ short, long string }{
		{"UBND", "Ủy ban nhân dân"}, {"HĐND", "Hội đồng nhân dân"}, {"LĐLĐ", "Liên đoàn lao động"}, {"MTTQ", "Mặt trận Tổ quốc"},
		{"BCH", "Ban chấp hành"}, {"BTV", "Ban thường vụ"},
	} {
		b.Put = append(b.Put, entry(form.short, form.short+" ra thông báo"), entry(form.long, form.long+" ra thông báo"))
	}
	for i := range 40 {
		b.Put = append(b.Put, entry(string(rune('a'+i)), "Trường làng ra thông báo"))
	}
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ typed, other string }{
		{"UBND", "Ủy ban nhân dân"}, {"HĐND", "Hội đồng nhân dân"}, {"LĐLĐ", "Liên đoàn lao động"}, {"MTTQ", "Mặt trận Tổ quốc"},
		{"BCH", "Ban chấp hành"}, {"BTV", "Ban thường vụ"},
		{"Ủy ban nhân dân", "UBND"}, {"Hội đồng nhân dân", "HĐND"}, {"Ban chấp hành", "BCH"}, {"Ban thường vụ", "BTV"},
	} {
		for _, typed := range []string{tt.typed, tt.typed + " thông báo"} {
			res, err := x.Search(t.Context(), tulieu.Query{Text: typed, Match: tulieu.MatchAny, Size: 100})
			if err != nil {
				t.Fatal(err)
			}
			score := map[string]float64{}
			for _, h := range res.Hits {
				score[string(h.ID)] = h.Score
			}
			if own, other, rest := score[tt.typed], score[tt.other], score["a"]; other < .4*own || other > 1.2*own || other <= rest {
				t.Errorf("Search(%q) gives %s %.2f, %s %.2f, and %.2f to an article with neither", typed, tt.typed, own, tt.other, other, rest)
			}
		}
	}
}
