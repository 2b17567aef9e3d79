package index_test

import (
	"errors"
	"testing"

	"tulieu"
	"tulieu/index"
)

func TestSimilarArticlesShareTellingWords(t *testing.T) {
	x := openIndex(t, t.TempDir())
	b := index.Batch{State: tulieu.State{Archive: "a", Seq: 1}}
	for id, body := range map[string]string{
		"nuoc1":  "Hồ chứa nước cạn vì hạn mặn, xã chở nước ngọt cho dân.",
		"nuoc2":  "Hạn mặn kéo dài, hồ chứa nước ngọt của huyện đã cạn.",
		"hop":    "Chi bộ họp thường kỳ, bàn việc kết nạp đảng viên mới.",
		"muasam": "Công đoàn mua sách tặng thư viện trường làng.",
	} {
		b.Put = append(b.Put, &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.ID(id), Body: []string{body}}})
	}
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	res, err := x.Search(t.Context(), tulieu.Query{Like: "nuoc1"})
	if err != nil || len(res.Hits) == 0 || res.Hits[0].ID != "nuoc2" {
		t.Errorf("like nuoc1: %+v, %v; want nuoc2 first", res, err)
	}
	for _, h := range res.Hits {
		if h.ID == "nuoc1" {
			t.Error("an article is similar to itself")
		}
	}
	if _, err := x.Search(t.Context(), tulieu.Query{Like: "none"}); !errors.Is(err, tulieu.ErrNotFound) {
		t.Errorf("like an unknown article: %v, want ErrNotFound", err)
	}
}

func TestWordsOutOfPlaceAreAskedAbout(t *testing.T) {
	x := openIndex(t, t.TempDir())
	b := index.Batch{State: tulieu.State{Archive: "a", Seq: 1}}
	for i := range 60 {
		b.Put = append(b.Put, entry(string(rune('A'+i)), "Khen thưởng tập thể xuất sắc, đi khắp thế giới"))
	}
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := x.Learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, meant string }{
		{"tập thế xuất sắc", "tập thể xuất sắc"},
		{`Tập Thế -"thế giới" year:2016`, `Tập Thể -"thế giới" year:2016`},
		{"tập thể xuất sắc", ""},
		{"tap the xuat sac", ""},
		{"thế giới", ""},
	} {
		res, err := x.Search(t.Context(), tulieu.Query{Text: tt.text})
		if err != nil || res.Reading.Meant != tt.meant {
			t.Errorf("Search(%q) asks whether %q was meant, %v; want %q", tt.text, res.Reading.Meant, err, tt.meant)
		}
	}
}
