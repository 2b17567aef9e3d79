package mention

import (
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// hint reads what stands after the papers of a list, from token next on, and
// helps to settle which they are: day, issuer, khóa, title. A day and a title
// belong to the last one, a khóa and an issuer to all that have none.
func (p *parser) hint(first, next int) {
	list := p.mentions[first:]
	last := &list[len(list)-1].Hints
	shared := tulieu.Hints{}
	at := next
	for range 14 {
		end := p.hintPart(at, &shared, last)
		if end == at {
			break
		}
		at = end
	}
	for i := range list {
		h := &list[i].Hints
		h.Term = max(h.Term, shared.Term)
		if h.Issuer == "" {
			h.Issuer = shared.Issuer
		}
		if h.Place == "" {
			h.Place = shared.Place
		}
		if short(list[i]) && shared.Issuer != "" {
			list[i].Norm = p.full(list[i].Norm, shared.Issuer)
		}
	}
}

// hintPart reads one hint at token i into what all papers of a list share, or
// into what is the last one's own. It returns i where none stands.
func (p *parser) hintPart(i int, shared, last *tulieu.Hints) int {
	switch t := p.at(i); {
	case t.kind == open && p.yearAt(i+1) > 0 && p.at(i+2).kind == shut:
		last.Issued = better(last.Issued, tulieu.Date{Year: p.yearAt(i + 1), Precision: tulieu.ToYear})
		return i + 3
	case t.kind == comma, t.kind == open, t.kind == shut, t.kind == dash:
		if n, width := p.term(i); n > 0 {
			shared.Term = n
			return i + width
		}
		return i + 1
	case t.kind == quote:
		last.Title = p.quoted(i)
		return i
	}
	if n, width := p.term(i); n > 0 {
		shared.Term = n
		return i + width
	}
	if _, d, end := p.readDate(i); end > i {
		if p.opensClause(i, end, shared.Issuer != "") {
			return i
		}
		last.Issued = better(last.Issued, d)
		return end
	}
	if n, h := p.heads.longest(p.tokens[i:]); n > 0 && p.capital(i) && p.word(i) != "hội" {
		end, _ := p.extend(i+n, h, 0)
		if shared.Issuer == "" {
			shared.Issuer, shared.Place = p.expand(i, end), p.placeIn(i, end)
		}
		return end
	}
	switch w := p.word(i); {
	case w == "về":
		last.Title = p.titleFrom(i + 1)
		return i
	case w == "ban" && p.word(i+1) == "hành", w == "thông" && p.word(i+1) == "qua":
		return i + 2
	case p.words(i, "hội", "nghị"), p.words(i, "trung", "ương"), p.words(i, "lần", "thứ"), p.words(i, "chấp", "hành"):
		return i + 2
	case w == "do":
		return max(p.signed(i), i+1)
	case w == "của", w == "ký", w == "đảng", w == "được", w == "đã", w == "tại":
		return i + 1
	case p.word(i-2) == "trung" && p.at(i).kind == number, p.word(i-1) == "thứ":
		return i + 1 // Hội nghị Trung ương 4
	}
	return i
}

// signed steps over "do Hiệu trưởng trường ấy ký" at token i, whoever signed,
// where the day follows; it returns i where none does.
func (p *parser) signed(i int) int {
	for at := i + 1; at < i+16 && p.at(at).kind == word; at++ {
		if p.word(at) != "ký" {
			continue
		}
		if p.words(at+1, "ban", "hành") {
			at += 2
		}
		if p.word(at+1) == "ngày" {
			return at + 1
		}
		break
	}
	return i
}

// opensClause reports whether the date in tokens [i, end) belongs to what
// follows, not to the paper before it: "của Bộ Chính trị, ngày 3 tháng 3 năm
// 1959, Thủ tướng ra …".
func (p *parser) opensClause(i, end int, issuerRead bool) bool {
	return issuerRead && p.at(i-1).kind == comma && p.at(end).kind == comma && p.capital(end+1)
}

// better is the more precise of two dates, a where they are equally so.
func better(a, b tulieu.Date) tulieu.Date {
	if b.Precision > a.Precision {
		return b
	}
	return a
}

// full is a short number with the letters of its issuer: "71-NQ" of Chính phủ
// is "71/NQ-CP". It stays short where the issuer has no letters we know.
func (p *parser) full(norm, issuer string) string {
	digits, code, _ := strings.Cut(norm, "-")
	for _, e := range []struct{ issuer, letters string }{
		{"Bộ Chính trị", "TW"}, {"Ban Bí thư", "TW"}, {"Ban Chấp hành Trung ương", "TW"}, {"Trung ương", "TW"},
		{"Tỉnh ủy", "TU"}, {"Thành ủy", "TU"}, {"Ban Thường vụ Tỉnh ủy", "TU"}, {"Ban Thường vụ Thành ủy", "TU"},
		{"Huyện ủy", "HU"}, {"Ban Thường vụ Huyện ủy", "HU"},
	} {
		if strings.HasPrefix(issuer, e.issuer) {
			return digits + "-" + code + "/" + e.letters
		}
	}
	for _, e := range []struct{ issuer, letters string }{
		{"Chính phủ", "CP"}, {"Thủ tướng", "TTg"}, {"Ủy ban nhân dân", "UBND"}, {"Hội đồng nhân dân", "HĐND"},
		{"Tổng Liên đoàn Lao động", "TLĐ"},
	} {
		if strings.HasPrefix(issuer, e.issuer) {
			return digits + "/" + code + "-" + e.letters
		}
	}
	if letters, ok := p.letterCodes[issuer]; ok {
		return digits + "/" + code + "-" + letters
	}
	return norm
}

// titleFrom is what a paper is about: the words after "về", those in quotes if
// quotes open at once, else to the end of the clause.
func (p *parser) titleFrom(i int) string {
	if p.word(i) == "việc" {
		i++
	}
	if p.at(i).kind == quote {
		return p.quoted(i)
	}
	end := i
	for ; end < min(len(p.tokens)-1, i+40); end++ {
		t := p.at(end)
		if t.kind == dot || t.kind == semicolon || t.kind == colon || t.kind == open || t.kind == number && end > i+2 {
			break
		}
		if n, _ := p.kinds.longest(p.tokens[end:]); n > 0 && p.capital(end) {
			break
		}
	}
	if end == i {
		return ""
	}
	return viet.NFC(squeezed(p.text[p.at(i).start:p.at(end-1).end]))
}

// quoted is the text between the quote at token i and the next one.
func (p *parser) quoted(i int) string {
	for end := i + 1; end < min(len(p.tokens)-1, i+60); end++ {
		if p.at(end).kind == quote {
			return viet.NFC(squeezed(p.text[p.at(i).end:p.at(end).start]))
		}
	}
	return ""
}
