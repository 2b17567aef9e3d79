package index_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tulieu"
	"tulieu/index"
)

// suggesting is an index of articles with these titles, the newest first, that
// has learned from what is often written.
func suggesting(t testing.TB, titles []string, often string) *index.Index {
	t.Helper()
	x := openIndex(t, t.TempDir())
	b := index.Batch{State: tulieu.State{Archive: "a", Seq: 1}}
	put := func(id, title, body string, day int) {
		b.Put = append(b.Put, &tulieu.Entry{Article: &tulieu.Article{ID: tulieu.ID(id), Title: title, Body: []string{body}, Published: tulieu.Day(2016, 1, day)}})
	}
	for i, title := range titles {
		put(title, title, "", 31-i)
	}
	for i := range 60 {
		put(fmt.Sprint("often", i), "", often, 1)
	}
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := x.Learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTitlesAreCompleted(t *testing.T) {
	titles := []string{
		"Sôi nổi hội nghị tổng kết công tác đoàn",
		"Hội nghị tổng kết năm học",
		"Hội thảo về nghị quyết tổng quát",
		"Hội nghị tổ chức Đảng",
		"HỘI NGHỊ: TỔNG KẾT NĂM HỌC", // as the second, to the word
		"Hỏi nghỉ tổng số ngày phép",
		"Sơ kết Chỉ thị số 03-CT/TW",
		"Thị xã đưa khen thưởng về ấp",
		"Thi đua khen thưởng ở cơ sở",
	}
	x := suggesting(t, titles, "Công đoàn họp.")
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"hội nghị tổng kết", []string{"Hội nghị tổng kết năm học", "Sôi nổi hội nghị tổng kết công tác đoàn"}},
		{"Hội nghị tổng k", []string{"Hội nghị tổng kết năm học", "Sôi nổi hội nghị tổng kết công tác đoàn"}},
		{"hội nghị tổn", []string{"Hội nghị tổng kết năm học", "Sôi nổi hội nghị tổng kết công tác đoàn", "Hội thảo về nghị quyết tổng quát"}},
		{"hội nghị tổ", []string{"Hội nghị tổng kết năm học", "Hội nghị tổ chức Đảng", "Sôi nổi hội nghị tổng kết công tác đoàn"}},
		{"hoi nghi tong", []string{"Hội nghị tổng kết năm học", "Hỏi nghỉ tổng số ngày phép", "Sôi nổi hội nghị tổng kết công tác đoàn", "Hội thảo về nghị quyết tổng quát"}},
		{"hôi nghi tông", []string{"Hội nghị tổng kết năm học", "Sôi nổi hội nghị tổng kết công tác đoàn", "Hội thảo về nghị quyết tổng quát"}},
		{"tổng hội", []string{"Sôi nổi hội nghị tổng kết công tác đoàn", "Hội nghị tổng kết năm học", "Hội thảo về nghị quyết tổng quát"}}, // its words apart
		{"chi thi 03-CT", []string{"Sơ kết Chỉ thị số 03-CT/TW"}},
		{"03-CT/TW", []string{"Sơ kết Chỉ thị số 03-CT/TW"}},
		{"thi đua", []string{"Thi đua khen thưởng ở cơ sở"}},
		{"thi đưa khen", []string{"Thị xã đưa khen thưởng về ấp"}}, // a tone that was not typed, before a mark that was
		{"thì đua", []string{"Thi đua khen thưởng ở cơ sở"}},       // nothing is spelled so
		{"khen thưởng ", []string{"Thị xã đưa khen thưởng về ấp", "Thi đua khen thưởng ở cơ sở"}},
		{"hội nghị công an", nil},
		{"hộ", nil}, // too little to go by
		{"", nil},
		{"?!", nil},
	} {
		c, err := x.Suggest(t.Context(), tt.typed, 9)
		var got []string
		for _, id := range c.Titles {
			got = append(got, string(id))
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("Suggest(%q) comes to the titles\n%q, %v; want\n%q", tt.typed, got, err, tt.want)
		}
	}
}

func TestWordsAreCompletedAsTitlesGoOn(t *testing.T) {
	var titles []string
	for _, place := range []string{"Long An", "Tân An", "Bến Lức"} {
		titles = append(titles,
			"Phát động thi đua yêu nước tại "+place,
			"Phong trào thi đua khen thưởng ở "+place,
			"Hội nghị tổng kết công tác đoàn, "+place,
			"Công đoàn "+place+" hỏi nghỉ hưu, đoàn kết một lòng")
	}
	titles = append(titles, "Thi đua xây nhà", "Cảnh sát chỉ thị đưa đò")
	x := suggesting(t, titles, "Thi đua yêu nước, khen thưởng. Công đoàn họp. Đoàn viên nghỉ.")
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"thi đua", []string{"thi đua khen thưởng", "thi đua yêu nước"}},
		{"thi đua ", []string{"thi đua khen thưởng", "thi đua yêu nước"}},
		{"Thi đua k", []string{"Thi đua khen thưởng"}},
		{"thi dua y", []string{"thi đua yêu nước"}},
		{"phat dong t", []string{"phát động thi đua yêu nước"}},
		{"hoi nghi to", []string{"hội nghị tổng kết công tác đoàn"}}, // and no further than the comma
		{"HỘI NGHỊ T", []string{"HỘI NGHỊ TỔNG KẾT CÔNG TÁC ĐOÀN"}},
		{"đua y", nil}, // the end of "thi đua"
		{"đoàn k", []string{"đoàn kết một lòng"}},
		{"họp công đ", []string{"họp công đoàn"}},
		{"cong d", []string{"công đoàn"}},
		{"công đoàn", nil},
		{"công đoàn; khen", []string{"công đoàn; khen thưởng"}},
		{"khen thưởng; ", nil},
		{"thi đưa khen thưởng", []string{"thi đua khen thưởng"}}, // nobody wrote it so
		{"thi đưa", nil},                                         // somebody wrote "thị đưa"
		{"long đ", nil},
	} {
		c, err := x.Suggest(t.Context(), tt.typed, 3)
		if err != nil || !slices.Equal(c.Words, tt.want) {
			t.Errorf("Suggest(%q) comes to\n%q, %v; want\n%q", tt.typed, c.Words, err, tt.want)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	x := suggesting(f, []string{"Hội nghị tổng kết Chỉ thị số 03-CT/TW", "Hội nghị tổng hợp", "Hội nghị tổng hợp nữa"}, "Công đoàn họp.")
	for _, s := range []string{"hoi nghi t", "công đ", "03-CT/T", "hội,", "\xffhội ", "a\x00b", "ÁÀ ̉ h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if len(typed) > 500 {
			return
		}
		c, err := x.Suggest(t.Context(), typed, 3)
		if err != nil {
			t.Fatalf("Suggest(%q): %v", typed, err)
		}
		for _, text := range c.Words {
			if strings.TrimSpace(text) == "" || len(c.Words) > 3 || len(c.Titles) > 3 {
				t.Fatalf("Suggest(%q) = %q", typed, c)
			}
		}
	})
}
