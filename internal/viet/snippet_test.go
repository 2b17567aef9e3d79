package viet

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// spellings of words, by normal form: what an oracle needs no analysis for.
var spellings = map[string][]string{
	"hòa":    {"hòa", "hoà", "Hòa", "HOÀ"},
	"thủy":   {"thủy", "thuỷ", "Thuỷ"},
	"việt":   {"việt", "vịêt", "VIỆT"},
	"đảng":   {"đảng", "Đảng", "Ðảng", "ĐẢNG"},
	"ủy":     {"ủy", "uỷ", "Ủy"},
	"quý":    {"quý", "qúy"},
	"thi":    {"thi", "Thi"},
	"đua":    {"đua", "ĐUA"},
	"người":  {"người", "NGƯỜI"},
	"03":     {"03"},
	"nghiêm": {"nghiêm"},
}

var foldOf = map[string]string{"hòa": "hoa", "thủy": "thuy", "việt": "viet", "đảng": "dang", "ủy": "uy", "quý": "quy",
	"thi": "thi", "đua": "dua", "người": "nguoi", "03": "03", "nghiêm": "nghiem"}

// A writing is a text made word by word, with the marks it must get.
type writing struct {
	text  strings.Builder
	marks [][2]int
	blank bool // only blanks since the last mark
}

func (w *writing) word(r *rand.Rand, word string, wanted bool) {
	s := spellings[word][r.IntN(len(spellings[word]))]
	if r.IntN(3) == 0 {
		s = norm.NFD.String(s)
	}
	if r.IntN(4) == 0 { // a soft hyphen or a zero-width space, not within a letter and its marks
		for i := range s {
			if i > 0 && norm.NFC.PropertiesString(s[i:]).BoundaryBefore() && r.IntN(2) == 0 {
				s = s[:i] + []string{"\u00AD", "\u200B"}[r.IntN(2)] + s[i:]
				break
			}
		}
	}
	start := w.text.Len()
	w.text.WriteString(s)
	if !wanted {
		w.blank = false
		return
	}
	if n := len(w.marks); w.blank && n > 0 {
		w.marks[n-1][1] = w.text.Len()
	} else {
		w.marks = append(w.marks, [2]int{start, w.text.Len()})
	}
	w.blank = true
}

func (w *writing) gap(r *rand.Rand) {
	gaps := []string{" ", "  ", "\u00A0", " \u202F", ", ", " – ", " (", "\n", ". "}
	g := gaps[r.IntN(len(gaps))]
	w.text.WriteString(g)
	w.blank = w.blank && strings.TrimSpace(g) == "" && g != "\n"
}

func TestMarksAreThoseOfTheOracle(t *testing.T) {
	words := []string{"hòa", "thủy", "việt", "đảng", "ủy", "quý", "thi", "đua", "người", "03", "nghiêm"}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		norms, folds := map[string]bool{}, map[string]bool{}
		for _, w := range words { // typed with marks, bare, or not at all
			switch r.IntN(5) {
			case 0:
				norms[w] = true
			case 1:
				folds[foldOf[w]] = true
			}
		}
		var w writing
		for range 1 + r.IntN(30) {
			word := words[r.IntN(len(words))]
			w.word(r, word, norms[word] || folds[foldOf[word]])
			w.gap(r)
		}
		text := w.text.String()
		if got := Marks(text, norms, folds); !reflect.DeepEqual(got, w.marks) {
			t.Fatalf("seed %d: Marks(%q, %v, %v) = %v; want %v", seed, text, norms, folds, got, w.marks)
		}
		size := 10 + r.IntN(60)
		for _, s := range Snippets(text, nil, norms, folds, 2, size) {
			checkSnippet(t, text, s, size)
			var want [][2]int
			shift := strings.Index(s.Text, text[s.Start:s.End]) - s.Start
			for _, m := range w.marks {
				if m[0], m[1] = max(m[0], s.Start), min(m[1], s.End); m[0] < m[1] {
					want = append(want, [2]int{m[0] + shift, m[1] + shift})
				}
			}
			if !reflect.DeepEqual(s.Marks, want) {
				t.Fatalf("seed %d: snippet %+v of %q; want marks %v", seed, s, text, want)
			}
		}
	}
}

// checkSnippet holds a snippet to what it promises of itself.
func checkSnippet(t *testing.T, text string, s Snippet, size int) {
	t.Helper()
	if s.Start < 0 || s.Start >= s.End || s.End > len(text) || strings.Trim(s.Text, dots) != strings.Trim(text[s.Start:s.End], dots) {
		t.Fatalf("snippet %+v is no passage of %q", s, text)
	}
	if utf8.RuneCountInString(text[s.Start:s.End]) > size {
		t.Fatalf("snippet %+v has more than %d runes", s, size)
	}
	if utf8.ValidString(text) && !utf8.ValidString(s.Text) {
		t.Fatalf("snippet %+v of %q cuts a rune", s, text)
	}
	end := -1
	for _, m := range s.Marks {
		if m[0] <= end || m[0] >= m[1] || m[1] > len(s.Text) {
			t.Fatalf("snippet %+v has bad marks", s)
		}
		end = m[1]
	}
}

func TestSnippetsAreTheBestSentences(t *testing.T) {
	text := `Chi bộ họp
Đồng chí Bí thư khai mạc. Phong trào thi đua được phát động. Thi đua và khen thưởng là việc của mọi người.
Sau khi nghe báo cáo, các đại biểu đã thảo luận về nhiều nội dung quan trọng, trong đó có công tác thi đua của các tổ công đoàn, việc học tập và làm theo, rồi biểu quyết thông qua nghị quyết.`
	want := set("thi đua khen thưởng")
	for _, tt := range []struct {
		sentences []int
		n, size   int
		want      []string
	}{
		{nil, 2, 200, []string{"⟦Thi đua⟧ và ⟦khen thưởng⟧ là việc của mọi người.", "Phong trào ⟦thi đua⟧ được phát động."}},
		{[]int{1, 99, 2}, 2, 200, []string{"Đồng chí Bí thư khai mạc.", "Phong trào ⟦thi đua⟧ được phát động."}},
		{[]int{4}, 1, 60, []string{"…trong đó có công tác ⟦thi đua⟧ của các tổ công đoàn, việc học…"}},
		{[]int{3}, 1, 20, []string{"⟦Thi đua⟧ và ⟦khen⟧…"}},
	} {
		var got []string
		for _, s := range Snippets(text, tt.sentences, want, nil, tt.n, tt.size) {
			checkSnippet(t, text, s, tt.size)
			var b strings.Builder
			at := 0
			for _, m := range s.Marks {
				b.WriteString(s.Text[at:m[0]] + "⟦" + s.Text[m[0]:m[1]] + "⟧")
				at = m[1]
			}
			got = append(got, b.String()+s.Text[at:])
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("Snippets(%v, %d, %d) = %q; want %q", tt.sentences, tt.n, tt.size, got, tt.want)
		}
	}
	if got := Snippets(text, nil, set("zalo"), nil, 2, 200); len(got) != 1 || got[0].Text != "Chi bộ họp" {
		t.Errorf("nothing found: snippets %+v; want the first sentence", got)
	}
	if got := Snippets("", nil, want, nil, 2, 200); got != nil {
		t.Errorf("Snippets of nothing = %+v", got)
	}
}

func FuzzSnippets(f *testing.F) {
	f.Add("Thi đua. Khen thưởng – 03-CT/TW và \u00ADthi\u00ADđua", "thi đua 03", 10)
	f.Add("\xff\xfe thi", "thi", 1)
	f.Add(strings.Repeat("ăâ", 50)+" thi đua "+strings.Repeat("x ", 50), "thi ăâ", 20)
	f.Fuzz(func(t *testing.T, text, words string, size int) {
		size = 1 + (size&0xff+0x100)&0xff
		want := map[string]bool{}
		for _, k := range new(Cutter).Cut(words) {
			want[k.Norm] = true
		}
		for _, s := range Snippets(text, nil, want, want, 2, size) {
			checkSnippet(t, text, s, size)
		}
		for i := range 5 { // a text is cut no further than to the last sentence named
			got, all := Snippets(text, []int{i}, want, want, 1, size), Snippets(text, []int{i, math.MaxInt}, want, want, 1, size)
			if !reflect.DeepEqual(got, all) {
				t.Errorf("sentence %d is %+v, and in the whole text %+v", i, got, all)
			}
		}
	})
}

func TestSnippetsOfHugeSentencesEnd(t *testing.T) {
	text := strings.Repeat("thi đua và ", 100_000)
	start := time.Now()
	Snippets(text, nil, set("thi và"), nil, 2, 200)
	if d := time.Since(start); d > time.Minute {
		t.Errorf("a sentence of %d bytes took %v", len(text), d)
	}
}
