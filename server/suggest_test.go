package server

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tulieu"
)

// TestNamesAreSuggestedTheClosestSpellingFirst types the beginning of names
// that look alike without marks. Equals stand as in a Vietnamese dictionary, and
// a mark that was typed is kept where a name has it.
func TestNamesAreSuggestedTheClosestSpellingFirst(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	h := &handler{Config: Config{Now: func() time.Time { return now }}}
	h.names.made = now
	for _, n := range []struct {
		text  string
		count int
	}{
		{"Sổ hộ khẩu", 9}, {"Sơ cấp", 8}, {"Sở Công Thương", 5}, {"Sở Ngoại vụ", 5}, {"So sánh", 1},
	} {
		h.names.list = append(h.names.list, newName(suggestionView{Kind: "unit", Text: n.text, Count: n.count}, nil))
	}
	for _, tt := range []struct {
		typed string
		size  int
		want  []string
	}{
		{"sở", 8, []string{"Sở Công Thương", "Sở Ngoại vụ"}},
		{"SỞ n", 8, []string{"Sở Ngoại vụ"}},
		{"sơ", 8, []string{"Sơ cấp", "Sở Công Thương", "Sở Ngoại vụ"}},
		{"sỗ", 8, []string{"Sổ hộ khẩu", "Sơ cấp", "Sở Công Thương", "Sở Ngoại vụ", "So sánh"}}, // nothing is spelled so
		{"so", 8, []string{"So sánh", "Sổ hộ khẩu", "Sơ cấp", "Sở Công Thương", "Sở Ngoại vụ"}},
		{"so", 2, []string{"So sánh", "Sổ hộ khẩu"}},
		{"ngoai", 8, []string{"Sở Ngoại vụ"}},
		{"ngoai vu", 8, []string{"Sở Ngoại vụ"}},
		{"vu ngoai", 8, nil}, // nobody begins it so
	} {
		v, err := h.suggestions(t.Context(), &request{Query: tulieu.Query{Text: tt.typed, Size: tt.size}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range v.Suggestions {
			got = append(got, s.Text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q suggests %q; want %q", tt.typed, got, tt.want)
		}
	}
}

// TestOldNamesAreRenewedBehindTheAnswer finds the names half a minute old: who
// asks gets them at once, and the next one others.
func TestOldNamesAreRenewedBehindTheAnswer(t *testing.T) {
	w := newWorld(t)
	h := &handler{Config: w.config()}
	h.Timeout = time.Minute
	h.names.list = []name{newName(suggestionView{Kind: "unit", Text: "Sở cũ"}, nil)}
	h.names.made = clock.Add(-namesLast)
	list, err := h.knownNames(t.Context())
	if err != nil || len(list) != 1 || list[0].Text != "Sở cũ" {
		t.Fatalf("the first answer is %v, %v; want the names there were", list, err)
	}
	for len(list) == 1 {
		if t.Context().Err() != nil {
			t.Fatal("the names are not renewed")
		}
		time.Sleep(time.Millisecond)
		if list, err = h.knownNames(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.err = errors.New("nothing can be read")
	h.names.mu.Lock()
	h.names.made = clock.Add(-namesLast)
	h.names.mu.Unlock()
	for range 2 {
		if again, err := h.knownNames(t.Context()); err != nil || len(again) != len(list) {
			t.Errorf("when nothing can be read there are %d names, %v; want the %d there were", len(again), err, len(list))
		}
	}
}
