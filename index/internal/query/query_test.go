package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tulieu"
	"tulieu/internal/viet"
)

// register recognises two papers and a unit.
type register struct{}

func (register) Recognise(text string) []Recognised {
	var out []Recognised
	for surface, r := range map[string]Recognised{
		"CT 03":         {Field: tulieu.FieldDirective, Slugs: []string{"03-ct-tw-2011"}},
		"chỉ thị số 3":  {Field: tulieu.FieldDirective, Slugs: []string{"03-ct-tw-2011"}},
		"Chỉ thị 05":    {Field: tulieu.FieldDirective, Slugs: []string{"05-ct-tw-2016"}},
		"LĐLĐ tỉnh":     {Field: tulieu.FieldUnit, Slugs: []string{"lien-doan-lao-dong-tinh-long-an"}},
		"NQTW4 khóa 11": {Field: tulieu.FieldDirective, Slugs: []string{"nqtw-4-khoa-11"}},
	} {
		if i := strings.Index(text, surface); i >= 0 {
			r.Start, r.End = i, i+len(surface)
			out = append(out, r)
		}
	}
	return out
}

func TestQueriesAreReadAsMeant(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"thi đua khen thưởng", "thi đua khen thưởng"},
		{"Thi đua - khen thưởng, năm 2016?", "thi đua khen thưởng năm 2016"},
		{"", ""},
		{" … ?! ", ""},
		{`chi bộ "thi đua" xuất sắc`, `chi bộ "thi đua" xuất sắc`},
		{"«Công đoàn» “cơ sở”", `"công đoàn" "cơ sở"`},
		{`+quyết -thắng -"kỷ luật" -hòa-bình`, `+quyết -thắng -"kỷ luật" -"hòa bình"`},
		{"hội nghị OR hội thảo", "(hội nghị OR hội thảo)"},
		{"hội nghị HOẶC hội thảo HOẶC tọa đàm", "(hội nghị OR hội thảo OR tọa đàm)"},
		{"hội nghị hoặc hội thảo", "hội nghị hoặc hội thảo"},
		{"HỘI NGHỊ HOẶC HỘI THẢO", "hội nghị hoặc hội thảo"},
		{"sơ kết (hội nghị OR hội thảo) -(năm 2015)", "sơ kết (hội nghị OR hội thảo) -năm 2015"},
		{"thi đua AND khen thưởng", "thi đua khen thưởng"},
		{"tuyên* tu* đấu*tranh", "tuyên* tu đấu tranh"},
		{"title:sơ title:\"tổng kết\" title:(thi đua OR khen*)", `+title:sơ title:"tổng kết" (title:thi title:đua OR title:khen*)`},
		{"directive:03-CT/TW unit:so-ngoai-vu place:\"Long An\"", "directive:03-ct-tw unit:so-ngoai-vu place:long-an"},
		{`directive:"CT 03" -unit:"LĐLĐ tỉnh"`, "directive:03-ct-tw-2011 -unit:lien-doan-lao-dong-tinh-long-an"},
		{"directive:03-ct-tw*", "directive:03-ct-tw*"},
		{"year:2016, thi đua", "year:2016 thi đua"},
		{"year:2014-2016", "published:2014…2016"},
		{"before:2016 after:2016-10 after:03/10/2016", "published:…2015-12-31 published:2016-11-01… published:2016-10-04…"},
		{"CT 03", "ct 03 {directive:03-ct-tw-2011}"},
		{"học tập chỉ thị số 3", "học tập chỉ thị 3 {directive:03-ct-tw-2011}"},
		{"Nghị quyết số 12-NQ/TW", "nghị quyết 12-nq/tw"},
		{"nghi quyet so 12 - NQ/TW", "nghi quyet 12-nq/tw"},
		{"bí số 3", "bí số 3"},
		{"UBND tỉnh", "ubnd tỉnh {ủy ban nhân dân}"},
		{"hdnd", "hdnd {hội đồng nhân dân}"},
		{"Ủy ban nhân dân", "ủy ban nhân dân {ubnd}"},
		{"uy ban nhan dan", "uy ban nhan dan {ubnd}"},
		{"phòng, chống tham nhũng", "phòng chống tham nhũng {pctn}"},
		{"BTV TU họp", "btv tu họp {ban thường vụ} {tỉnh ủy}"},
		{"tu dưỡng", "tu dưỡng"},
		{"tỉnh ủy", "tỉnh ủy"},
		{"Phát triển KT-XH", "phát triển kt xh {kinh tế xã hội}"},
		{"LĐLĐ tỉnh", "lđlđ tỉnh {unit:lien-doan-lao-dong-tinh-long-an} {liên đoàn lao động}"},
		{"03 -CT/TW", "03-ct/tw"},
		{"kỹ sư", "kỹ sư {kĩ}"},
		{"lúc 08:11 http://a.vn", "lúc 08 11 http a vn"},
	} {
		q, err := Parse(tt.text, register{})
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
			continue
		}
		if got := q.String(); got != tt.want {
			t.Errorf("Parse(%q) = %s; want %s", tt.text, got, tt.want)
		}
	}
}

func TestSlipsAreReadAsWordsWithANote(t *testing.T) {
	for _, tt := range []struct{ text, want, note string }{
		{`chi bộ "thi đua`, "chi bộ thi đua", "quote"},
		{"(thi đua", "thi đua", "taken to reach"},
		{"thi đua) khen", "thi đua khen", "without its ("},
		{"OR thi đua", "thi đua", "nothing on one side"},
		{"thi OR OR đua OR", "(thi OR đua)", "nothing on one side"},
		{"() thi", "thi", "empty group"},
		{`"" thi`, "thi", "no words"},
		{"year:hai", "year hai", "no year"},
		{"before:32/13/2016", "before 32 13 2016", "no date"},
		{"title: thi", "title thi", ""},
		{"ha*", "ha", "3 letters"},
		{"unit:…", "unit", "names nothing"},
		{"unit:(thi đua)", "thi đua", "not a group"},
		{"- + -( ", "", ""},
		{`-"`, "", "quote"},
	} {
		q, err := Parse(tt.text, nil)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
			continue
		}
		if got := q.String(); got != tt.want || !strings.Contains(strings.Join(q.Notes, "; "), tt.note) {
			t.Errorf("Parse(%q) = %s, notes %q; want %s and a note of %q", tt.text, got, q.Notes, tt.want, tt.note)
		}
	}
}

func TestSizeIsRefusedByName(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{strings.Repeat("ă", 5000), "4096"},
		{strings.Repeat("thi ", 200), "words"},
		{strings.Repeat("a OR ", 1000), "4096"},
		{strings.Repeat("thi* ", 20), "star"},
		{strings.Repeat("(", 300) + "thi" + strings.Repeat(")", 300), "deep"},
		{strings.Repeat("-a ", 100), "phrases"},
	} {
		start := time.Now()
		_, err := Parse(tt.text, nil)
		if !errors.Is(err, tulieu.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Parse(%.20q…) = %v; want ErrInvalid that names %q", tt.text, err, tt.want)
		}
		if d := time.Since(start); d > time.Minute {
			t.Errorf("Parse(%.20q…) took %v", tt.text, d)
		}
	}
	for _, text := range []string{
		strings.Repeat("«", 2000), strings.Repeat(`"`, 4000), strings.Repeat(")", 4000), strings.Repeat("-", 4000),
		strings.Repeat("\u202e", 1000), strings.Repeat("\x00", 4000), strings.Repeat("\xff", 1300), strings.Repeat("OR ", 60),
		strings.Repeat("title:", 600), strings.Repeat("*", 4000),
	} {
		start := time.Now()
		Parse(text, register{})
		if d := time.Since(start); d > time.Minute {
			t.Errorf("Parse(%.20q…) took %v", text, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`thi đua "khen thưởng" -kỷ +luật (a OR b) title:(x "y") year:2016 before:2016 after:3/4/2016 tuyên*`,
		"chỉ thị số 03-CT/TW CT 03 UBND LĐLĐ tỉnh", `-"(+title:"`, "\xff«»„“”", "03 -CT/TW*", "title:-a OR -(b", "\u202eOR\u0000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s, register{})
		if err != nil {
			if !errors.Is(err, tulieu.ErrInvalid) {
				t.Errorf("Parse(%q): %v", s, err)
			}
			return
		}
		check(t, s, q.Root)
		_ = q.String()
		if len(q.Text) != len(s) {
			t.Errorf("Parse(%q) reads %q, of another length", s, q.Text)
		}
	})
}

// check walks a tree that Parse made of s.
func check(t *testing.T, s string, n Node) {
	tokens := func(list []viet.Token) {
		if len(list) == 0 {
			t.Errorf("%q: a node without tokens", s)
		}
	}
	switch n := n.(type) {
	case nil:
	case And:
		for _, n := range n {
			check(t, s, n)
		}
	case Or:
		if len(n) < 2 {
			t.Errorf("%q: an Or of %d", s, len(n))
		}
		for _, n := range n {
			check(t, s, n)
		}
	case Not:
		if n.Node == nil {
			t.Errorf("%q: Not of nothing", s)
		}
		check(t, s, n.Node)
	case Words:
		tokens(n.Tokens)
		for _, a := range n.Also {
			if a.First < 0 || a.N < 1 || a.First+a.N > len(n.Tokens) || (len(a.Phrase) == 0) == (len(a.Filter.Values) == 0) {
				t.Errorf("%q: alternative %+v", s, a)
			}
		}
	case Phrase:
		tokens(n.Tokens)
	case Prefix:
		if n.Norm == "" || n.Fold == "" {
			t.Errorf("%q: empty prefix", s)
		}
	case Filter:
		if len(n.Values) == 0 {
			t.Errorf("%q: empty filter", s)
		}
	case Dates:
		if n.From.IsZero() && n.To.IsZero() {
			t.Errorf("%q: open dates", s)
		}
	default:
		t.Errorf("%q: a node of type %T", s, n)
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		Parse(`sơ kết chỉ thị số 03-CT/TW UBND tỉnh "thi đua" -kỷ title:(khen* OR thưởng)`, nil)
	}
}
