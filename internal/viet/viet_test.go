package viet

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNormIsOneSpellingForAll(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"hoà bình", "hòa bình"},
		{"hòa bình", "hòa bình"},
		{"HOÀ  BÌNH", "hòa bình"},
		{norm.NFD.String("Hoà Bình"), "hòa bình"},
		{"thuỷ thủ", "thủy thủ"},
		{"vịêt", "việt"},
		{"tiéng", "tiéng"}, // no ê was typed
		{"qúy", "quý"},
		{"quý", "quý"},
		{"qùa", "quà"},
		{"gìa giừơng gì gìn giếng", "già giường gì gìn giếng"},
		{"khuỷu ngoằn ngoèo xoáy ngoài", "khuỷu ngoằn ngoèo xoáy ngoài"},
		{"toàn hoạt quỳnh huýt huyền khuya uống ướt", "toàn hoạt quỳnh huýt huyền khuya uống ướt"},
		{"mía cứa chịu ngưòi", "mía cứa chịu ngừoi"}, // no ơ was typed: ưoi is no rime, but has a place
		{"Ðảng ủy, Ɖảng uỷ, ðảng ủy", "đảng ủy, đảng ủy, đảng ủy"},
		{"Sở\u00A0Ngoại\u202Fvụ", "sở ngoại vụ"},
		{"Sở\u200B Ngo\u00ADại v\uFEFFụ", "sở ngoại vụ"},
		{"03–CT⁄TW", "03-ct/tw"},
		{"café señor réunion Müller", "café señor réunion müller"},
		{"Đắk Lắk", "đắk lắk"},
	} {
		if got := Norm(tt.in); got != tt.want {
			t.Errorf("Norm(%q) = %q; want %q", tt.in, got, tt.want)
		}
	}
}

func TestFoldsAndSlugs(t *testing.T) {
	for _, tt := range []struct{ in, fold, toneless, slug string }{
		{"Sở Ngoại vụ", "so ngoai vu", "sơ ngoai vu", "so-ngoai-vu"},
		{"Đảng uỷ", "dang uy", "đang uy", "dang-uy"},
		{"03-CT/TW", "03-ct/tw", "03-ct/tw", "03-ct-tw"},
		{"66.4/2025/NQ–CP", "66.4/2025/nq-cp", "66.4/2025/nq-cp", "66-4-2025-nq-cp"},
		{"  «Tiếng Việt» ", "«tieng viet»", "«tiêng viêt»", "tieng-viet"},
		{"", "", "", ""},
		{"…", "…", "…", ""},
	} {
		if got := Fold(tt.in); got != tt.fold {
			t.Errorf("Fold(%q) = %q; want %q", tt.in, got, tt.fold)
		}
		if got := Toneless(tt.in); got != tt.toneless {
			t.Errorf("Toneless(%q) = %q; want %q", tt.in, got, tt.toneless)
		}
		if got := Slug(tt.in); got != tt.slug {
			t.Errorf("Slug(%q) = %q; want %q", tt.in, got, tt.slug)
		}
	}
}

func TestSyllablesAreKnownByTheirSpelling(t *testing.T) {
	for _, s := range strings.Fields("nghiêng khuỷu quốc quỳnh gì gìn giếng già ý yêu huênh tuýp xoong đắk ủy oanh ước ngoằn thuyền khuya quýt kỹ kạn đăk") {
		if !IsSyllable(Norm(s)) {
			t.Errorf("IsSyllable(%q) = false", s)
		}
	}
	for _, s := range strings.Fields("facebook ubnd tw ghà kù ce ngi các1 q qu ng việtt tap 2016 café zalo fa víệt") {
		if IsSyllable(Norm(s)) {
			t.Errorf("IsSyllable(%q) = true", s)
		}
	}
}

// Wherever the tone key was pressed, the syllable is the same: every onset with
// every rime and tone, the mark put on each of its vowels in turn.
func TestToneMarksFindTheirPlace(t *testing.T) {
	n := 0
	for onset := range onsets {
		for rime := range rimes {
			if onset == "q" || onset == "gi" && strings.HasPrefix(rime, "i") {
				continue
			}
			for _, tone := range []Tone{Grave, Acute, Tilde, Hook, Dot} {
				plain := onset + rime
				want, ok := placeTone(plain, tone)
				if !ok || !IsSyllable(want) {
					continue
				}
				n++
				for i, r := range plain {
					if !strings.ContainsRune(vowels, r) {
						continue
					}
					end := i + utf8.RuneLen(r)
					typed := plain[:end] + string(rune(tone)) + plain[end:]
					for _, form := range []string{typed, norm.NFC.String(typed), norm.NFD.String(typed), strings.ToUpper(norm.NFC.String(typed))} {
						if got := Norm(form); got != want {
							t.Fatalf("Norm(%q) = %q; want %q", form, got, want)
						}
					}
				}
			}
		}
	}
	if n < 5000 {
		t.Errorf("%d syllables tried; the grammar has more", n)
	}
}

func TestTwinsAreTheOtherSpelling(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"kỹ", "kĩ"}, {"kĩ", "kỹ"}, {"lý", "lí"}, {"quý", "quí"}, {"mỹ", "mĩ"}, {"ty", "ti"}, {"hy", "hi"},
		{"thi", ""}, {"đi", ""}, {"y", ""}, {"thúy", ""}, {"kính", ""}, {"gì", ""}, {"mai", ""}, {"ubnd", ""}, {"", ""},
	} {
		if got := Twin(tt.in); got != tt.want {
			t.Errorf("Twin(%q) = %q; want %q", tt.in, got, tt.want)
		}
	}
}

func TestCutShowsTheWayBack(t *testing.T) {
	text := "Chi\u00ADbộ Sở\u00A0Ngoại vụ: 03 – CT/TW."
	var got []string
	for _, k := range new(Cutter).Cut(text) {
		got = append(got, text[k.Start:k.End]+"→"+k.Norm)
	}
	want := []string{"Chi\u00ADbộ→chibộ", "Sở→sở", "Ngoại→ngoại", "vụ→vụ", "03 – CT/TW→03-ct/tw", "03→03", "CT→ct", "TW→tw"}
	if !slices.Equal(got, want) {
		t.Errorf("Cut(%q) = %q; want %q", text, got, want)
	}
}

func TestEverySpellingOfANumberIsOneToken(t *testing.T) {
	for _, tt := range []struct {
		want  string
		forms []string
	}{
		{"03-ct/tw", []string{"03-CT/TW", "03 - CT/TW", "03–CT/TW", "03—CT/TƯ", "3-CT/TW", "03/CT-TW", "03/CT/TW", "03-ct/tw", "03\u00A0-\u00A0CT/TW", "03-CT∕TW", "03\u00AD-CT/TW", norm.NFD.String("03-CT/TƯ"),
			"03 - CT / TW", "03-CT / TƯ", "03 - ct/tw", "03 - ct - tw", "03 / CT / TW"}},
		{"36/2009/nd-cp", []string{"36/2009/NĐ-CP", "36/2009/ND-CP", "36/2009/NÐ–CP", "36/2009/nđ-cp", "36/2009/NĐ/CP",
			"36/2009/NĐ - CP", "36/2009/NĐ -CP", "36/2009/NĐ– CP", "36 / 2009 / NĐ - CP", "36/2009 /NĐ-CP", "36/2009/nđ - cp"}},
		{"15/2015/ttlt-btc-bnv", []string{"15/2015/TTLT-BTC-BNV", "15/2015/TTLT - BTC - BNV"}},
		{"202/2025/qh15", []string{"202 / 2025 / QH15"}},
		{"12-qd/ubnd", []string{"12/QĐ - UBND", "12 / QĐ - UBND", "12 - QĐ/UBND"}},
		{"202/2025/qh15", []string{"202/2025/QH15", "202/2025/qh15", "202-2025-QH15"}},
		{"66.4/2025/nq-cp", []string{"66.4/2025/NQ-CP"}},
		{"366-qd/tw", []string{"366-QĐ-TW", "366-QĐ/TW", "366/QD-TW"}},
		{"528-qd/ubnd", []string{"528/QD-UBND", "528/QĐ-UBND"}},
		{"45/2013/ttlt-btc-btp", []string{"45/2013/TTLT-BTC-BTP"}},
		{"12-hd/btctw", []string{"12-HD/BTCTW"}},
		{"123-ttr/ubnd", []string{"123/TTr-UBND"}},
		{"85-cp", []string{"85-CP", "85/CP", "85–CP"}},
		{"100-ttg", []string{"100/TTg", "100-TTg"}},
		{"", []string{"09/3", "16-18/10/2023", "3/2/1930", "2015-2020", "năm 2016 - công an", "km/h", "24/7", "03", "1.205", "Covid-19", "5 - 7", "10-20/ngày", "A03-CT/TW", "3 - Công tác/đoàn", "5 - kh - du", "3 - ct", "3 - hd nhóm", "4 - tb"}},
	} {
		for _, form := range tt.forms {
			text := "theo số " + form + ", và"
			got := ""
			for _, k := range new(Cutter).Cut(text) {
				if k.Kind == DocNumber {
					got += k.Norm
					if tt.want != "" && text[k.Start:k.End] != form {
						t.Errorf("the number in %q covers %q", text, text[k.Start:k.End])
					}
				}
			}
			if got != tt.want {
				t.Errorf("number in %q = %q; want %q", text, got, tt.want)
			}
		}
	}
}

func TestANumberEndsWhereSomethingElseMayBegin(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"03-CT - báo cáo", "03-CT"},
		{"03-CT - TTXVN đưa tin", "03-CT"},
		{"03-ct - du lịch", "03-ct"},
		{"36/2009/NĐ-CP - CT", "36/2009/NĐ-CP"},
		{"12/KH-UBND - HĐND", "12/KH-UBND"},
	} {
		tokens := new(Cutter).Cut(tt.text)
		if got := tt.text[tokens[0].Start:tokens[0].End]; tokens[0].Kind != DocNumber || got != tt.want {
			t.Errorf("the number in %q is %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestSentencesEndWhereReadersEndThem(t *testing.T) {
	for _, want := range [][]string{
		{"Một câu.", "Hai câu!", "Ba câu?"},
		{"Tăng 1.205 người, 3.5 %.", "Hết"},
		{"Lúc 08:11 ngày 09/3.", "Sau đó:", "mục tiêu;", "giải pháp"},
		{"Tại TP. Tân An và T.Ư, ông P.V. nói với Th.S Trần A."},
		{"1. Mục tiêu chung.", "II. Tổ chức", "a) Việc làm", "2.1. Kết quả"},
		{"Theo nhandan.vn và https://tulieu.vn/bai, ngày 3.", "Đúng…", "Vậy đó"},
		{"cả bộ.", "Tỉnh ủy họp"},
		{"“Học tập và làm theo!”", "Đó là lời ông."},
		{"Dòng một", "Dòng hai"},
	} {
		for _, sep := range []string{" ", "\n"} {
			if sep == " " && want[0] == "Dòng một" {
				continue
			}
			if strings.HasPrefix(want[0], "1. ") {
				sep = "\n"
			}
			text := strings.Join(want, sep)
			var got []string
			for _, r := range Sentences(text) {
				got = append(got, text[r[0]:r[1]])
			}
			if !slices.Equal(got, want) {
				t.Errorf("Sentences(%q) = %q; want %q", text, got, want)
			}
		}
	}
}

func TestCutterForgetsRatherThanGrows(t *testing.T) {
	var c Cutter
	for i := range 80_000 {
		word := fmt.Sprintf("Chữ%xđ", i)
		if k := c.Cut(word); len(k) != 1 || k[0].Norm != fmt.Sprintf("chữ%xđ", i) || k[0].Fold != fmt.Sprintf("chu%xd", i) {
			t.Fatalf("Cut(%q) = %+v", word, k)
		}
		if i%500 == 0 {
			c.Cut(word + "dàihơnmườisáubyte")
			c.Cut(word + strings.Repeat("à", 100))
		}
	}
	if len(c.words.table) > lexiconMax || len(c.words.long) > longMax {
		t.Errorf("the lexicon has grown to %d and %d words", len(c.words.table), len(c.words.long))
	}
}

func TestMarksJoinNeighbours(t *testing.T) {
	text := "Sở  Ngoại vụ, sở Tài\u00ADchính và Chỉ thị 03–CT/TW"
	var got []string
	for _, m := range Marks(text, set("sở ngoại 03-ct/tw"), set("vu thi")) {
		got = append(got, text[m[0]:m[1]])
	}
	if want := []string{"Sở  Ngoại vụ", "sở", "thị 03–CT/TW"}; !slices.Equal(got, want) {
		t.Errorf("Marks(%q) = %q; want %q", text, got, want)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"Chi bộ Sở Ngoại vụ", "03 – CT/TƯ. 36/2009/NĐ-CP", "ho\u00ADà b\u0309ình\u0301", "ệ̂ ̣", "\xff\xc3(\u0323", "Ða̱ İ K ſ ΐ ẞ ǆ", "1. 2.3/4-5/6-Q\u00AD", "q\u0303u\u0303y\u0303", "가각", "a\u0315\u0300\u05ae",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, fold := Norm(s), Fold(s)
		if got := Norm(n); got != n {
			t.Errorf("Norm(Norm(%q)) = %q; want %q", s, got, n)
		}
		if got := Fold(fold); got != fold {
			t.Errorf("Fold(Fold(%q)) = %q; want %q", s, got, fold)
		}
		if got := Fold(n); got != fold {
			t.Errorf("Fold(Norm(%q)) = %q; want %q", s, got, fold)
		}
		if utf8.ValidString(s) {
			if a, b := Norm(norm.NFC.String(s)), Norm(norm.NFD.String(s)); a != b {
				t.Errorf("Norm of %q in NFC is %q, in NFD %q", s, a, b)
			}
		}
		sentences := Sentences(s)
		all := map[string]bool{}
		border := func(what string, r [2]int) {
			if r[0] < 0 || r[0] >= r[1] || r[1] > len(s) {
				t.Fatalf("%s %v leaves %q", what, r, s)
			}
			if utf8.ValidString(s) && (!utf8.RuneStart(s[r[0]]) || r[1] < len(s) && !utf8.RuneStart(s[r[1]])) {
				t.Fatalf("%s %v cuts a rune of %q", what, r, s)
			}
		}
		last := -1
		for _, k := range new(Cutter).Cut(s) {
			border("token", [2]int{k.Start, k.End})
			if k.Sentence >= len(sentences) || k.Start < sentences[k.Sentence][0] || k.End > sentences[k.Sentence][1] {
				t.Fatalf("token %+v of %q is not in its sentence, of %v", k, s, sentences)
			}
			if k.Start < last {
				t.Fatalf("token %+v of %q begins before the end of the one before", k, s)
			}
			if k.Kind != DocNumber {
				last = k.End
				if got := Norm(s[k.Start:k.End]); got != k.Norm {
					t.Errorf("token %+v of %q: Norm of its text is %q", k, s, got)
				}
			}
			all[k.Norm] = true
		}
		end := 0
		for _, r := range sentences {
			border("sentence", r)
			if r[0] < end {
				t.Fatalf("sentences %v of %q overlap", sentences, s)
			}
			end = r[1]
		}
		end = -1
		for _, m := range Marks(s, all, nil) {
			border("mark", m)
			if m[0] <= end {
				t.Fatalf("marks of %q touch", s)
			}
			end = m[1]
		}
	})
}

func TestCuttingKnownWordsAllocatesNothing(t *testing.T) {
	text := strings.Repeat("Chi bộ Sở Ngoại vụ triển khai Chỉ thị, sơ kết 5 năm; đồng chí Bí thư kết luận.\n", 20)
	var c Cutter
	c.Cut(text)
	if n := testing.AllocsPerRun(10, func() { c.Cut(text) }); n > 0 {
		t.Errorf("cutting known words allocates %v times", n)
	}
}

// TestLettersAreSplitLikeAnyWord holds the two ways to part a word from its
// tone against each other.
func TestLettersAreSplitLikeAnyWord(t *testing.T) {
	letters := []rune("abcđghikxyăâêôơưçñü1-")
	for r := range toned {
		letters = append(letters, r)
	}
	slices.Sort(letters)
	rng := rand.New(rand.NewPCG(7, 7))
	split := 0
	for range 200_000 {
		word := make([]rune, 1+rng.IntN(5))
		for i := range word {
			word[i] = letters[rng.IntN(len(letters))]
		}
		plain, tone, ok := splitLetters(string(word))
		if !ok {
			continue
		}
		split++
		if wantPlain, wantTone := splitDecomposed(string(word)); plain != wantPlain || tone != wantTone {
			t.Fatalf("%s: %s and %U, want %s and %U", string(word), plain, tone, wantPlain, wantTone)
		}
	}
	if split < 100_000 {
		t.Errorf("only %d words were split by letters", split)
	}
}
