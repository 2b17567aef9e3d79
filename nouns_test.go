package tulieu_test

import (
	"errors"
	"testing"
	"time"

	"tulieu"
)

func TestDateKeepsItsPrecision(t *testing.T) {
	for _, tt := range []struct {
		in, out    string
		first, end string // RFC 3339
	}{
		{"2016", "2016", "2016-01-01T00:00:00+07:00", "2017-01-01T00:00:00+07:00"},
		{"2016-12", "2016-12", "2016-12-01T00:00:00+07:00", "2017-01-01T00:00:00+07:00"},
		{"2016-02-29", "2016-02-29", "2016-02-29T00:00:00+07:00", "2016-03-01T00:00:00+07:00"},
		{"2016-10-03T08:11+07:00", "2016-10-03T08:11+07:00", "2016-10-03T08:11:00+07:00", "2016-10-03T08:12:00+07:00"},
		{"2016-10-03T23:30Z", "2016-10-04T06:30+07:00", "2016-10-04T06:30:00+07:00", "2016-10-04T06:31:00+07:00"},
	} {
		d, err := tulieu.ParseDate(tt.in)
		if err != nil || d.String() != tt.out || d.First().Format(time.RFC3339) != tt.first || d.End().Format(time.RFC3339) != tt.end {
			t.Errorf("ParseDate(%q) = %s, %s to %s, %v; want %s, %s to %s", tt.in, d, d.First(), d.End(), err, tt.out, tt.first, tt.end)
		}
	}
	for _, in := range []string{"16/72/2020", "2015-02-29", "0000", "2016-13", "hôm qua", "2016-10-03 08:11", "-5"} {
		if d, err := tulieu.ParseDate(in); !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("ParseDate(%q) = %s, %v; want ErrInvalid", in, d, err)
		}
	}
}

func TestDateWithin(t *testing.T) {
	for _, tt := range []struct {
		date, from, to string
		want           bool
	}{
		{"2016-10-03", "2016", "2016", true},
		{"2016", "2016-01-01", "2016-12-31", true},
		{"2016", "2016-01-02", "", false}, // the whole span must lie inside
		{"2016-10", "", "2016-10-30", false},
		{"2016-10-03T08:11+07:00", "2016-10-03", "2016-10-03", true},
		{"", "", "2016", false},
		{"", "", "", true},
	} {
		parse := func(s string) tulieu.Date {
			d, err := tulieu.ParseDate(s)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		if got := parse(tt.date).Within(parse(tt.from), parse(tt.to)); got != tt.want {
			t.Errorf("%q.Within(%q, %q) = %t", tt.date, tt.from, tt.to, got)
		}
	}
}

func TestDayRefusesWhatNoCalendarHas(t *testing.T) {
	for _, d := range [][3]int{{2020, 72, 16}, {2015, 2, 29}, {2015, 4, 31}, {2015, 1, 0}, {0, 1, 1}} {
		if got := tulieu.Day(d[0], d[1], d[2]); !got.IsZero() {
			t.Errorf("Day%v = %s, want the zero Date", d, got)
		}
	}
}

func TestLocate(t *testing.T) {
	a := tulieu.Article{Title: "Tin", Body: []string{"Một", "", "Hai ba"}}
	if got, want := a.Text(), "Tin\nMột\nHai ba"; got != want {
		t.Fatalf("Text() = %q, want %q", got, want)
	}
	for _, tt := range []struct {
		span tulieu.Span
		want tulieu.Place
	}{
		{tulieu.Span{Start: 0, End: 3}, tulieu.Place{Field: "title", Span: tulieu.Span{Start: 0, End: 3}}},
		{tulieu.Span{Start: 4, End: 9}, tulieu.Place{Field: "body", N: 0, Span: tulieu.Span{Start: 0, End: 5}}},
		{tulieu.Span{Start: 14, End: 16}, tulieu.Place{Field: "body", N: 2, Span: tulieu.Span{Start: 4, End: 6}}},
		{tulieu.Span{Start: 99, End: 100}, tulieu.Place{}},
	} {
		if got := a.Locate(tt.span); got != tt.want {
			t.Errorf("Locate(%v) = %v, want %v", tt.span, got, tt.want)
		}
	}
}

func TestIdentity(t *testing.T) {
	if got, want := tulieu.NewID("http://so-ngoai-vu.example/tin/1"), tulieu.ID("fjylgo6h5rg2qkev"); len(got) != len(want) {
		t.Errorf("NewID = %q: %d letters, want %d", got, len(got), len(want))
	}
	day := tulieu.Day(2016, 10, 3)
	nfc, nfd := tulieu.TextURN("T\u1ed5ng k\u1ebft", day), tulieu.TextURN("To\u0302\u0309ng ke\u0302\u0301t", day)
	if nfc != nfd {
		t.Errorf("the same title in NFC and NFD is two articles: %s, %s", nfc, nfd)
	}
	if other := tulieu.TextURN("Tổng kết", tulieu.Date{}); other == nfc {
		t.Errorf("an undated article is the same as a dated one: %s", other)
	}
}
