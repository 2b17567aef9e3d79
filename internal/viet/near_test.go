package viet

import "testing"

func TestNearKeepsTheMarksThatWereTyped(t *testing.T) {
	for _, tt := range []struct {
		typed, word string
		whole       bool
		want        Nearness
	}{
		{"sở", "sở", true, Literal},
		{"sở", "sở", false, Literal},
		{"ngo", "ngoại", false, Literal},
		{"ngoa", "ngoại", false, Untoned},
		{"ngoạ", "ngoại", false, Literal},
		{"ngo", "ngoại", true, Apart},
		{"hòa", "hoàn", false, Literal}, // typed as hoà, on the way to hoàn
		{"hô", "hội", false, Untoned},
		{"ho", "hội", false, Unmarked},
		{"ho", "hòa", false, Untoned},
		{"hổ", "hội", false, Misread},
		{"sơ", "sở", true, Untoned},
		{"so", "sở", true, Unmarked},
		{"sở", "sơ", true, Misread},
		{"sở", "so", true, Misread},
		{"sô", "sở", true, Misread},
		{"đuong", "đường", true, Misread},
		{"dường", "đường", true, Misread},
		{"duong", "đường", true, Unmarked},
		{"đưa", "đua", true, Misread},
		{"thi", "thị", true, Untoned},
		{"thi", "thì", true, Untoned},
		{"thi", "the", true, Apart},
		{"thi", "th", false, Apart},
		{"d", "đoàn", false, Unmarked},
		{"ubnd", "ubnd", true, Literal},
		{"", "đoàn", false, Literal},
	} {
		if got := Near(tt.typed, tt.word, tt.whole); got != tt.want {
			t.Errorf("Near(%q, %q, %t) = %d, want %d", tt.typed, tt.word, tt.whole, got, tt.want)
		}
	}
}
