package extract

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"tulieu"
)

const legacyProse = "Đảng bộ xã họp phiên thường kỳ để bàn nhiệm vụ sáu tháng cuối năm; các chi bộ rà soát từng chỉ tiêu, phân công rõ người, rõ việc."

// encode writes s in a coding, as windows-1252 shows it.
func encode(t testing.TB, name, s string) string {
	t.Helper()
	if name == "VNI" {
		return encodeVNI(s)
	}
	byName := map[string]*[128]rune{"TCVN3": &tcvn3, "VISCII": &viscii}
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		for b, l := range byName[name] {
			if l == r {
				return charmap.Windows1252.DecodeByte(byte(0x80 + b))
			}
		}
		t.Fatalf("%c is not in %s", r, name)
		return r
	}, s)
}

func encodeVNI(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, base := range []string{"a", "e", "o", "u", "y", "ô", "ö", "A", "O", ""} {
			found := false
			if base == "" {
				for sign, l := range vniLetters {
					if l == r {
						b.WriteRune(sign)
						found = true
					} else if string(l) == strings.ToLower(string(r)) {
						b.WriteString(strings.ToUpper(string(sign)))
						found = true
					}
				}
			}
			for sign := range vniMarks {
				if base != "" && decodeVNI(base+string(sign)) == string(r) {
					b.WriteString(base + string(sign))
					found = true
				}
			}
			if found {
				break
			}
		}
	}
	return b.String()
}

func TestOldCodingsAreRead(t *testing.T) {
	for name, want := range map[string]string{"TCVN3": "§¶ng bé x· häp", "VNI": "Ñaûng boä xaõ hoïp"} {
		if got := encode(t, name, legacyProse); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	x := mustNew(t, families...)
	for _, name := range []string{"TCVN3", "VISCII", "VNI"} {
		coded := encode(t, name, legacyProse)
		if got, how := mendText(coded); got != legacyProse || how != name {
			t.Errorf("mendText(%s) = %q by %q", name, got, how)
		}
		// The body is old, the frame around it Unicode.
		r, err := x.Read(page("https://nukeviet.example.vn/vi/news/a/b-1.html", []byte(
			`<div>Trang chủ của cổng thông tin điện tử</div><h1 class=title itemprop=headline>`+encode(t, name, "Đảng bộ xã họp")+
				`</h1><p>`+encode(t, name, "Ngày đăng: 03/10/2016")+`</p><div id="news-bodyhtml"><p>`+coded+`</p><p>Quang cảnh hội nghị</p></div>`)))
		if err != nil || r.Article == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if a := r.Article; a.Title != "Đảng bộ xã họp" || len(a.Body) != 2 || a.Body[0] != legacyProse || a.Body[1] != "Quang cảnh hội nghị" || a.Published != tulieu.Day(2016, 10, 3) {
			t.Errorf("%s: read %+v", name, a)
		}
	}
	if got, how := mendText(legacyProse + " Café à la carte, Curaçao, El Niño."); how != "" {
		t.Errorf("Unicode read as %s: %q", how, got)
	}
	french := strings.Repeat("Le congrès a été réuni à l'hôtel où siège la délégation française; les résolutions, à peine rédigées, ont été adoptées. ", 5)
	if got, how := mendText(french); how != "" {
		t.Errorf("French read as %s: %q", how, got)
	}
	capitals := `<h1 class=title itemprop=headline><font face=".VnTimeH">` + encode(t, "TCVN3", "đảng bộ xã") + `</font></h1><div id="news-bodyhtml">` + encode(t, "TCVN3", legacyProse) + `</div>`
	if r, err := x.Read(page("https://nukeviet.example.vn/vi/news/a/b-1.html", []byte(capitals))); err != nil || r.Article.Title != "ĐẢNG BỘ XÃ" {
		t.Errorf("capitals: %v, %+v", err, r.Article)
	}
}
