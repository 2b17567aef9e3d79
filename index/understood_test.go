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
