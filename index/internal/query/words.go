package query

import (
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// words reads text[from:to] as words; nil if there are none.
func (p *parser) words(from, to int, title bool) Node {
	var tokens []viet.Token
	paper := 0 // where the last number of a paper ends
	for _, t := range p.in(from, to) {
		if t.Kind != viet.DocNumber && t.Start < paper {
			continue // a part
		}
		if t.Kind == viet.DocNumber {
			paper = t.End
		}
		if n := len(tokens); (t.Kind == viet.Number || t.Kind == viet.DocNumber) && n >= 2 && tokens[n-1].Fold == "so" && namesPaper(tokens[n-2]) {
			tokens = tokens[:n-1] // "chỉ thị số 03" is "chỉ thị 03"
		}
		tokens = append(tokens, t)
	}
	if len(tokens) == 0 {
		return nil
	}
	tokens[0].Break = true
	w := Words{Tokens: tokens, Title: title}
	if !title {
		w.Also = slices.Concat(p.named(tokens), p.abbreviated(tokens), twins(tokens))
	}
	return w
}

// paperWords are the folded words that may stand before "số" and a number: the
// last syllable of each kind of paper, and what people shorten it to.
var paperWords = func() map[string]bool {
	m := map[string]bool{"ct": true, "nq": true, "kl": true, "qd": true, "kh": true, "hd": true, "tb": true, "nd": true, "tt": true, "van": true, "ban": true}
	for _, k := range tulieu.Kinds {
		f := strings.Fields(viet.Fold(k.Vietnamese))
		m[f[len(f)-1]] = true
	}
	return m
}()

func namesPaper(t viet.Token) bool { return paperWords[t.Fold] }

// named lists what the recogniser found in a run of words.
func (p *parser) named(tokens []viet.Token) []Alternative {
	var out []Alternative
	for _, r := range p.recognised {
		a := Alternative{First: -1, Filter: Filter{r.Field, r.Slugs}}
		for i, t := range tokens {
			if r.Start <= t.Start && t.End <= r.End {
				if a.First < 0 {
					a.First = i
				}
				a.N = i + 1 - a.First
			}
		}
		inside := tokens[0].Start <= r.Start && r.End <= tokens[len(tokens)-1].End
		if a.First >= 0 && inside && len(r.Slugs) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// abbreviated lists the long forms of abbreviations among the words, and the
// abbreviations of long forms.
func (p *parser) abbreviated(tokens []viet.Token) []Alternative {
	var out []Alternative
	for i := range tokens {
		for _, a := range abbreviations {
			if p.spells(tokens[i:], a.short, true) {
				out = append(out, Alternative{First: i, N: len(a.short), Phrase: a.long})
			}
			if !a.shared && p.spells(tokens[i:], a.long, false) {
				out = append(out, Alternative{First: i, N: len(a.long), Phrase: a.short})
			}
		}
	}
	return out
}

// twins lists the other spellings of syllables that have two: kỹ is kĩ.
func twins(tokens []viet.Token) []Alternative {
	var out []Alternative
	for i, t := range tokens {
		if t.Kind != viet.Syllable || !strings.HasSuffix(t.Fold, "i") && !strings.HasSuffix(t.Fold, "y") {
			continue
		}
		if twin := viet.Twin(t.Norm); twin != "" {
			out = append(out, Alternative{First: i, N: 1, Phrase: viet.Cut(twin)})
		}
	}
	return out
}

// spells says whether tokens begin with form, typed with its marks or with
// none. A short form that is a syllable too (TU is tu) must be in capitals
// that mean something.
func (p *parser) spells(tokens, form []viet.Token, short bool) bool {
	if len(tokens) < len(form) {
		return false
	}
	for i, f := range form {
		t := tokens[i]
		bare := t.Norm == t.Fold && !(short && f.Kind == viet.Syllable) // TU is not TƯ
		if t.Norm != f.Norm && (!bare || t.Fold != f.Fold) {
			return false
		}
		typed := p.text[t.Start:t.End]
		if short && t.Kind == viet.Syllable && (p.shouted || typed != strings.ToUpper(typed)) {
			return false
		}
	}
	return true
}

type abbreviation struct {
	short, long []viet.Token
	shared      bool // the short form is a word of its own: texts with "tu" are not about the tỉnh ủy
}

// abbreviations of the news we keep: bodies, mass organisations, set terms. One
// that has two common meanings is not here.
var abbreviations = func() []abbreviation {
	var out []abbreviation
	for line := range strings.Lines(`
		UBND = ủy ban nhân dân
		HĐND = hội đồng nhân dân
		UBMTTQ = ủy ban mặt trận tổ quốc
		MTTQ = mặt trận tổ quốc
		LĐLĐ = liên đoàn lao động
		CĐCS = công đoàn cơ sở
		CĐVC = công đoàn viên chức
		CNVC = công nhân viên chức
		CNVCLĐ = công nhân viên chức lao động
		CBCC = cán bộ công chức
		CBCCVC = cán bộ công chức viên chức
		ĐVCĐ = đoàn viên công đoàn
		LHPN = liên hiệp phụ nữ
		CCB = cựu chiến binh
		TNCS = thanh niên cộng sản
		ĐTN = đoàn thanh niên
		LHTN = liên hiệp thanh niên
		BCH = ban chấp hành
		BTV = ban thường vụ
		UBKT = ủy ban kiểm tra
		BCSĐ = ban cán sự đảng
		BCĐ = ban chỉ đạo
		TW = trung ương
		TƯ = trung ương
		TU = tỉnh ủy
		TP = thành phố
		ĐBQH = đại biểu quốc hội
		UBTVQH = ủy ban thường vụ quốc hội
		TAND = tòa án nhân dân
		VKSND = viện kiểm sát nhân dân
		LLVT = lực lượng vũ trang
		ANTT = an ninh trật tự
		ATGT = an toàn giao thông
		CCHC = cải cách hành chính
		TTHC = thủ tục hành chính
		PCTN = phòng chống tham nhũng
		QCDC = quy chế dân chủ
		NTM = nông thôn mới
		XHCN = xã hội chủ nghĩa
		CNXH = chủ nghĩa xã hội
		BHXH = bảo hiểm xã hội
		BHYT = bảo hiểm y tế
		PCCC = phòng cháy chữa cháy
		GPMB = giải phóng mặt bằng
		KT-XH = kinh tế xã hội
		GD-ĐT = giáo dục đào tạo
		GDĐT = giáo dục và đào tạo
		GD&ĐT = giáo dục và đào tạo
		TN&MT = tài nguyên và môi trường
		NN&PTNT = nông nghiệp và phát triển nông thôn
		LĐTB&XH = lao động thương binh và xã hội
		THCS = trung học cơ sở
		THPT = trung học phổ thông`) {
		if short, long, ok := strings.Cut(line, "="); ok {
			a := abbreviation{short: viet.Cut(short), long: viet.Cut(long)}
			for _, t := range a.short {
				a.shared = a.shared || t.Kind == viet.Syllable
			}
			out = append(out, a)
		}
	}
	return out
}()
