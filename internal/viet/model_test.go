package viet

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// smallModel is made of a few sentences of a party cell's news, often repeated.
func smallModel() *Model {
	var counts Counts
	var c Cutter
	for range 10 {
		counts.Add(c.Cut(`Chi bộ Sở Ngoại vụ tổ chức hội nghị sơ kết công tác thi đua, khen thưởng.
Tập thể lãnh đạo cơ quan thực hiện Chỉ thị số 03-CT/TW của Bộ Chính trị. Ban Chấp hành Trung ương họp.
Công đoàn Sở phát động phong trào thi đua yêu nước. Tập thể chi bộ trong sạch, vững mạnh. Đồng chí Trương Văn Tư phát biểu.
Thế giới và thời đại; sở thích đọc sách. Đoàn viên công đoàn tham gia hội thi.`))
	}
	return counts.Model()
}

func TestRestoreKeepsWhatWasMeant(t *testing.T) {
	m := smallModel()
	for _, tt := range []struct{ typed, want string }{
		{"chi bo so ngoai vu", "chi bộ sở ngoại vụ"},
		{"Chi thi 03-CT/TW", "Chỉ thị 03-CT/TW"},
		{"chi thi so 03-ct/tw", "chỉ thị số 03-ct/tw"},
		{"CONG DOAN SO", "CÔNG ĐOÀN SỞ"},
		{"Cong đoan", "Công đoàn"},
		{"tập thể lanh dao", "tập thể lãnh đạo"},
		{"Zalo cua so", "Zalo của sở"},
		{"", ""},
	} {
		tokens := new(Cutter).Cut(tt.typed)
		if got := Rewrite(tt.typed, tokens, m.Restore(tokens)); got != tt.want {
			t.Errorf("Restore(%q) = %q; want %q", tt.typed, got, tt.want)
		}
	}
}

func TestDidYouMeanSeesWordsOutOfPlace(t *testing.T) {
	m := smallModel()
	for _, tt := range []struct{ typed, want string }{
		{"tập thế lãnh đạo", "tập thể lãnh đạo"},
		{"Ban Chấp hành Trương ương", "Ban Chấp hành Trung ương"},
		{"ban chap hanh truong uong", "ban chấp hành trung ương"},
		{"chỉ thi số 03-CT/TW", ""}, // restored, not mended
		{"Trương Văn Tư", ""},
		{"thế giới", ""},
	} {
		tokens := new(Cutter).Cut(tt.typed)
		guesses, ok := m.DidYouMean(tokens, m.Restore(tokens))
		got := ""
		if ok {
			got = Rewrite(tt.typed, tokens, guesses)
		}
		if got != tt.want {
			t.Errorf("DidYouMean(%q) = %q; want %q", tt.typed, got, tt.want)
		}
	}
}

// TestWhatASlipRestoredIsReadAgain mends a word beside which its wrong marks
// had another one restored.
func TestWhatASlipRestoredIsReadAgain(t *testing.T) {
	var counts Counts
	for range 40 {
		counts.Add(Cut("Chỉ thị mới. Thi đua khen thưởng. Đưa đò qua sông."))
	}
	typed := "thi đưa khen thưởng"
	tokens := Cut(typed)
	restored := []Guess{{"thị", true, .8}, {"đưa", false, 1}, {"khen", false, 1}, {"thưởng", false, 1}}
	guesses, ok := counts.Model().DidYouMean(tokens, restored)
	if got := Rewrite(typed, tokens, guesses); !ok || got != "thi đua khen thưởng" {
		t.Errorf("DidYouMean(%q) = %q, %t", typed, got, ok)
	}
}

func TestDecodeReadsWholeQueries(t *testing.T) {
	m := smallModel()
	for _, tt := range []struct {
		typed, want string
		method      InputMethod
	}{
		{"chir thij soos 03-CT/TW", "chỉ thị số 03-CT/TW", Telex},
		{"Coong ddoanf Sowr", "Công đoàn Sở", Telex},
		{"max six hoi nghi", "max six hoi nghi", NoInputMethod},
		{"chi3 thi5 so61 03-CT/TW", "chỉ thị số 03-CT/TW", VNI},
		{"Chi bo so ngoai vu", "Chi bo so ngoai vu", NoInputMethod},
		{"chỉ thị soos 03", "chỉ thị soos 03", NoInputMethod},
		{"unit:so-ngoai-vu chir thij", "unit:so-ngoai-vu chỉ thị", Telex},
		{"co2 lop 10a1 so2", "co2 lop 10a1 so2", NoInputMethod},
		{"", "", NoInputMethod},
	} {
		got, method := m.Decode(tt.typed)
		if got != tt.want || method != tt.method {
			t.Errorf("Decode(%q) = %q, %q; want %q, %q", tt.typed, got, method, tt.want, tt.method)
		}
	}
}

func TestCompoundsAreLearned(t *testing.T) {
	m := smallModel()
	text := "chi bộ cơ quan thi, đua 03-CT/TW tập thể"
	tokens := new(Cutter).Cut(text)
	var got []string
	for _, s := range m.Segment(nil, tokens) {
		got = append(got, text[tokens[s.First].Start:tokens[s.First+s.N-1].End])
	}
	if want := []string{"chi bộ", "cơ quan", "thi", "đua", "03", "CT", "TW", "tập thể"}; !slices.Equal(got, want) {
		t.Errorf("Segment(%q) = %q; want %q", text, got, want)
	}
}

func TestTextsAreCompletedAsArticlesWriteThem(t *testing.T) {
	m := smallModel()
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"tap", []string{"tập thể"}},
		{"tập th", []string{"tập thể"}},
		{"cong d", []string{"công đoàn"}},
		{"TẬP", []string{"TẬP THỂ"}},
		{"Đồng c", []string{"Đồng chí"}},
		{"chi", []string{"chi bộ", "chí trương", "chính trị"}}, // to the letter, then with a tone
		{"chi ", []string{"chi bộ", "chí trương", "chỉ thị"}},
		{"chỉ", []string{"chỉ thị"}},
		{"tà", []string{"tập thể"}}, // no compound begins so
		{"tập thế", []string{"tập thể"}},
		{"tập thể", nil},
		{"lanh dao tap t", []string{"lãnh đạo tập thể"}},
		{"thể t", nil},
		{"so ngoai", nil}, // "sở ngoại" would break "ngoại vụ" apart
		{"x", nil},
		{"", nil},
		{" ", nil},
		{"chi bộ,", nil},
		{"03-CT", nil},
	} {
		if got := m.Complete(tt.typed, 3); !slices.Equal(got, tt.want) {
			t.Errorf("Complete(%q) = %q; want %q", tt.typed, got, tt.want)
		}
	}
}

// TestJoiningWordsMakeNoCompounds learns pairs that a common word makes with
// many others, and one that it is bound to.
func TestJoiningWordsMakeNoCompounds(t *testing.T) {
	var counts Counts
	for range 10 {
		counts.Add(Cut(`Dân thì khá; xã thì nghèo; huyện thì xa; đường thì hẹp; nhà thì dột. Ở thôn, ở xóm, ở ấp, ở chợ. Vấn đề tồn tại; tồn tại nhiều năm.
Tại thôn, tại xóm, tại ấp, tại chợ. Bằng khen.`))
	}
	m := counts.Model()
	if !m.Compound("dân", "thì") || !m.Compound("ở", "thôn") {
		t.Fatal("the pairs are not even learned")
	}
	for typed, want := range map[string][]string{"dân t": nil, "ở t": nil, "tồn t": {"tồn tại"}, "bằng k": {"bằng khen"}} {
		if got := m.Complete(typed, 3); !slices.Equal(got, want) {
			t.Errorf("Complete(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestModelComesBackFromItsFile(t *testing.T) {
	for _, m := range []*Model{smallModel(), new(Counts).Model()} {
		var file, again bytes.Buffer
		if _, err := m.WriteTo(&file); err != nil {
			t.Fatal(err)
		}
		back, err := ReadModel(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if back.WriteTo(&again); !bytes.Equal(file.Bytes(), again.Bytes()) {
			t.Error("the file of a model read back is another")
		}
		for i := range file.Len() {
			bad := bytes.Clone(file.Bytes())
			bad[i] ^= 4
			if _, err := ReadModel(bytes.NewReader(bad)); !errors.Is(err, ErrModel) {
				t.Fatalf("byte %d changed: error %v; want ErrModel", i, err)
			}
		}
	}
}

func TestCountsForgetTheRarest(t *testing.T) {
	counts := Counts{Limit: 5000}
	r := rand.New(rand.NewPCG(1, 1))
	var c Cutter
	letters := strings.Fields("ba be bi bo bu ca ce ci co cu da de di do du ga ge gi go gu")
	word := func() string { return letters[r.IntN(20)] + letters[r.IntN(20)] }
	for range 3000 {
		text := "chi bộ"
		for range 20 {
			text += " " + word()
		}
		counts.Add(c.Cut(text))
	}
	if counts.pairs.used > counts.Limit {
		t.Errorf("%d pairs are kept; the limit is %d", counts.pairs.used, counts.Limit)
	}
	m := counts.Model()
	if n := m.Pairs("chi", "bộ"); n != 3000 {
		t.Errorf("the commonest pair is counted %d times; want 3000", n)
	}
	if n := m.Count("chi"); n != 3000 || m.Total != 3000*22 || counts.Total() != m.Total {
		t.Errorf("counted %d of 3000, %d tokens of %d", n, m.Total, 3000*22)
	}
	if npmi := m.NPMI("chi", "bộ"); npmi < .99 || m.NPMI("bộ", "chi") != -1 || m.Pairs("chi", "zalo") != 0 {
		t.Errorf("NPMI of a pair that is always one = %v", npmi)
	}
}

func TestKeysSpellSyllables(t *testing.T) {
	for _, tt := range []struct {
		keys   string
		method InputMethod
		want   string
	}{
		{"ddangr", Telex, "đảng"}, {"nghiaax", Telex, ""}, {"nghiax", Telex, "nghĩa"}, {"nguowif", Telex, "người"}, {"nguwowif", Telex, "người"},
		{"nguoiwf", Telex, "người"}, {"ngoawtj", Telex, "ngoặt"}, {"quawngr", Telex, "quẳng"}, {"thuowr", Telex, "thuở"}, {"hoaf", Telex, "hòa"},
		{"huee", Telex, "huê"}, {"tw", Telex, "tư"}, {"wu", Telex, "ưu"}, {"thasz", Telex, "tha"}, {"xoongs", Telex, "xống"}, {"buddoi", Telex, ""}, {"ddaats", Telex, "đất"},
		{"muaw", Telex, "mưa"}, {"cuar", Telex, "của"}, {"asf", Telex, "à"}, {"sss", Telex, ""}, {"the", Telex, ""},
		{"d9a3ng", VNI, "đảng"}, {"nguoi72", VNI, "người"}, {"ngu7o7i2", VNI, "người"}, {"tha81ng", VNI, "thắng"}, {"hue61", VNI, "huế"}, {"a10", VNI, "a"},
		{"10a1", VNI, ""}, {"qh15", VNI, ""}, {"thu7o73", VNI, "thuở"}, {"o6zo6n", VNI, ""},
		{"averyveryverylongword", Telex, ""},
	} {
		got, ok := decodeWord(tt.keys, tt.method)
		if !ok || !IsSyllable(got) {
			got = ""
		}
		if got != tt.want {
			t.Errorf("decodeWord(%q, %s) = %q; want %q", tt.keys, tt.method, got, tt.want)
		}
	}
}

func TestModelsServeManyAtOnce(t *testing.T) {
	m := smallModel()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				tokens := Cut("tap the lanh dao so ngoai vu")
				m.Restore(tokens)
				m.DidYouMean(tokens, m.Restore(tokens))
				m.Decode("chir thij soos")
				m.Segment(nil, tokens)
				m.Complete("tap t", 3)
			}
		})
	}
	all.Wait()
}

func FuzzDecodeModel(f *testing.F) {
	var file bytes.Buffer
	smallModel().WriteTo(&file)
	f.Add(file.Bytes()[len(modelHead) : file.Len()-4])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, ok := decodeModel(b); ok {
			m.prepare()
			tokens := Cut("chi bo so ngoai vu")
			m.DidYouMean(tokens, m.Restore(tokens))
		}
	})
}

func FuzzQuery(f *testing.F) {
	m := smallModel()
	for _, s := range []string{"chi bo so", "chir thij", "chi3 thi5", "ww zz 99 66", "03-CT/TW so", "Á ư̛", "ÿ w"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 500 {
			return
		}
		m.Decode(s)
		for _, text := range m.Complete(s, 3) {
			if !strings.HasPrefix(Fold(text), Fold(s)) {
				t.Fatalf("%q is completed to %q", s, text)
			}
		}
		tokens := new(Cutter).Cut(s)
		for _, guess := range []func([]Token) []Guess{m.Restore, func(t []Token) []Guess { g, _ := m.DidYouMean(t, m.Restore(t)); return g }} {
			guesses := guess(tokens)
			for i, g := range guesses {
				if !(g.Confidence >= 0 && g.Confidence <= 1.000001) || g.Norm == "" || g.Changed == (g.Norm == tokens[i].Norm) {
					t.Fatalf("%q: token %+v is guessed as %+v", s, tokens[i], g)
				}
			}
			if out := Rewrite(s, tokens, guesses); len(new(Cutter).Cut(out)) < len(guesses)/2 {
				t.Fatalf("%q is rewritten as %q", s, out)
			}
		}
	})
}

// relevanceModel is made of the paragraphs of the development set, once.
func relevanceModel(t testing.TB) *Model {
	relevance.Lock()
	defer relevance.Unlock()
	if relevance.model == nil {
		var counts Counts
		var c Cutter
		for _, name := range []string{"relevance-dev/articles.jsonl", "relevance-dev/distractors.jsonl.gz"} {
			articles(t, name, -1, func(_, text string) { counts.Add(c.Cut(text)) })
		}
		relevance.model = counts.Model()
	}
	return relevance.model
}

var relevance struct {
	sync.Mutex
	model *Model
}

// questions returns the questions of the development set by variant, in one
// order for all.
func questions(t testing.TB) map[string][]string {
	q := map[string][]string{}
	sc := dataset(t, "relevance-dev/queries.tsv")
	for sc.Scan() {
		f := strings.Split(sc.Text(), "\t")
		if len(f) == 3 && f[0] != "variant" {
			q[f[0]] = append(q[f[0]], f[1])
		}
	}
	return q
}

// TestStudyFigures holds the model to the figures of the study it comes from.
func TestStudyFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("counts 12,000 paragraphs")
	}
	asked := questions(t)
	m := relevanceModel(t)
	t.Logf("%d tokens, %d words, %d pairs", m.Total, len(m.words), len(m.next))
	cut := func(s string) []Token { return new(Cutter).Cut(s) }

	for _, tt := range []struct {
		variant      string
		right, whole float64 // at least
	}{
		{"noaccent", .97, .74}, {"notone", .98, .8}, {"half", .98, .8}, {"original", .995, .95},
	} {
		syllables, right, whole := 0, 0, 0
		var sure, sureRight int
		for i, q := range asked[tt.variant] {
			want := cut(asked["original"][i])
			guesses := m.Restore(cut(q))
			if len(guesses) != len(want) {
				t.Fatalf("%q and %q differ in tokens", q, asked["original"][i])
			}
			all := true
			for k, g := range guesses {
				if hasDigit(&want[k]) || want[k].Kind == DocNumber {
					continue
				}
				syllables++
				if g.Norm == want[k].Norm {
					right++
				} else {
					all = false
				}
				if g.Confidence >= .9 {
					sure++
					if g.Norm == want[k].Norm {
						sureRight++
					}
				}
			}
			if all {
				whole++
			}
		}
		n := float64(len(asked[tt.variant]))
		a, w := float64(right)/float64(syllables), float64(whole)/n
		t.Logf("%-9s syllables right %.4f, whole questions %.3f; confident of %.3f, right in %.4f of them",
			tt.variant, a, w, float64(sure)/float64(syllables), float64(sureRight)/float64(sure))
		if a < tt.right || w < tt.whole {
			t.Errorf("%s: %.4f and %.3f right; want %.3f and %.2f", tt.variant, a, w, tt.right, tt.whole)
		}
	}
	for _, variant := range []string{"telex", "vni"} {
		detected, whole, syllables, right := 0, 0, 0, 0
		for i, q := range asked[variant] {
			decoded, method := m.Decode(q)
			if isASCII(asked["original"][i]) {
				detected++
				whole++
				continue
			}
			if string(method) == variant {
				detected++
			}
			if Norm(decoded) == Norm(asked["original"][i]) {
				whole++
			}
			got, want := cut(decoded), cut(asked["original"][i])
			for k := range min(len(got), len(want)) {
				syllables++
				if got[k].Norm == want[k].Norm {
					right++
				}
			}
		}
		n := float64(len(asked[variant]))
		t.Logf("%-9s detected %.4f, syllables right %.4f, whole questions %.3f", variant, float64(detected)/n, float64(right)/float64(syllables), float64(whole)/n)
		if float64(whole)/n < .98 {
			t.Errorf("%s: %.3f of the questions decoded; want .98", variant, float64(whole)/n)
		}
	}
	for _, variant := range []string{"original", "half", "noaccent", "notone", "upper"} {
		for _, q := range asked[variant] {
			if decoded, method := m.Decode(q); method != NoInputMethod {
				t.Errorf("Decode takes %q for %s: %q", q, method, decoded)
			}
		}
	}
}

// TestTyposAreMended puts one wrong word in each question, a word of the model
// like the one meant, and counts how many suggestions give the question back.
// Most such typos cannot be told from what was meant; false alarms matter more.
func TestTyposAreMended(t *testing.T) {
	if testing.Short() {
		t.Skip("counts 12,000 paragraphs")
	}
	asked := questions(t)
	m := relevanceModel(t)
	cut := func(s string) []Token { return new(Cutter).Cut(s) }
	const known = 20
	slips := map[string]func(k Token) []string{
		"marks": func(k Token) (out []string) {
			for _, id := range m.byFold[k.Fold] {
				if w := m.words[id]; w != k.Norm && w != k.Fold && m.n[id] >= known {
					out = append(out, w)
				}
			}
			return out
		},
		"key": func(k Token) (out []string) {
			shorter(k.Fold, func(rest string) {
				for _, fold := range m.bySlip[rest] {
					for _, id := range m.byFold[fold] {
						if fold != k.Fold && m.n[id] >= known {
							out = append(out, m.words[id])
						}
					}
				}
			})
			return out
		},
	}
	for kind, least := range map[string]float64{"marks": .55, "key": .3} {
		r := rand.New(rand.NewPCG(1, 2))
		typos, mended, wrong := 0, 0, 0
		for i, q := range asked["original"] {
			if i%3 > 0 {
				continue
			}
			tokens := cut(q)
			k := tokens[r.IntN(len(tokens))]
			likes := slips[kind](k)
			if k.Kind != Syllable || m.Count(k.Norm) < known || len(likes) == 0 {
				continue
			}
			typo := q[:k.Start] + likes[r.IntN(len(likes))] + q[k.End:]
			typos++
			typed := cut(typo)
			if guesses, ok := m.DidYouMean(typed, m.Restore(typed)); ok && Norm(Rewrite(typo, typed, guesses)) == Norm(q) {
				mended++
			} else if ok {
				wrong++
			}
		}
		share := float64(mended) / float64(typos)
		t.Logf("wrong %-5s: %d questions, %.3f mended, %.3f given another suggestion", kind, typos, share, float64(wrong)/float64(typos))
		if share < least {
			t.Errorf("wrong %s: %.3f mended; want %.2f", kind, share, least)
		}
	}
	alarms, all := 0, 0
	for _, variant := range []string{"original", "half", "noaccent", "notone"} {
		for i, q := range asked[variant] {
			if i%3 > 0 {
				continue
			}
			all++
			typed := cut(q)
			if _, ok := m.DidYouMean(typed, m.Restore(typed)); ok {
				alarms++
			}
		}
	}
	t.Logf("%d false alarms in %d questions", alarms, all)
	if alarms*200 > all {
		t.Errorf("%d false alarms in %d questions; want at most one in two hundred", alarms, all)
	}
}

func BenchmarkRestore(b *testing.B) {
	m := relevanceModel(b)
	bare := questions(b)["noaccent"]
	b.ResetTimer()
	for i := range b.N {
		m.Restore(new(Cutter).Cut(bare[i%len(bare)]))
	}
}

func BenchmarkDidYouMean(b *testing.B) {
	m := relevanceModel(b)
	asked := questions(b)["original"]
	b.ResetTimer()
	for i := range b.N {
		tokens := Cut(asked[i%len(asked)])
		m.DidYouMean(tokens, m.Restore(tokens))
	}
}
