package mention

import (
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/register"
	"tulieu/internal/viet"
)

// A kindWord is a way to name a kind of paper before its number.
type kindWord struct {
	kind  tulieu.Kind
	code  string // the letters of its number where a short form has none
	short bool   // a number of digits alone may follow the word, even in lower case
	abbr  bool   // an abbreviation, which needs its capitals
}

// kindWords are the words that lead a paper's number.
var kindWords = map[string]kindWord{
	"chỉ thị":    {tulieu.KindDirective, "CT", true, false},
	"nghị quyết": {tulieu.KindResolution, "NQ", true, false}, "nghị quyết liên tịch": {tulieu.KindResolution, "NQLT", false, false},
	"kết luận":   {tulieu.KindConclusion, "KL", true, false},
	"quyết định": {tulieu.KindDecision, "QĐ", false, false},
	"quy định":   {tulieu.KindRegulation, "QĐ", false, false}, "quy chế": {tulieu.KindRegulation, "QC", false, false}, "quy chế phối hợp": {tulieu.KindRegulation, "QCPH", false, false},
	"kế hoạch": {tulieu.KindPlan, "KH", false, false}, "kế hoạch liên tịch": {tulieu.KindPlan, "KHLT", false, false},
	"đề án":        {tulieu.KindPlan, "ĐA", false, false},
	"chương trình": {tulieu.KindProgramme, "CTr", false, false}, "chương trình hành động": {tulieu.KindProgramme, "CTr", false, false},
	"chương trình phối hợp": {tulieu.KindProgramme, "CTPH", false, false},
	"hướng dẫn":             {tulieu.KindGuideline, "HD", false, false}, "hướng dẫn liên tịch": {tulieu.KindGuideline, "HDLT", false, false},
	"thông báo": {tulieu.KindNotice, "TB", false, false}, "thông báo kết luận": {tulieu.KindNotice, "TB", false, false},
	"thông tri": {tulieu.KindNotice, "TT", false, false},
	"công văn":  {tulieu.KindDispatch, "CV", false, false}, "văn bản": {tulieu.KindDispatch, "", false, false}, "công điện": {tulieu.KindDispatch, "CĐ", false, false},
	"báo cáo": {tulieu.KindReport, "BC", false, false}, "tờ trình": {tulieu.KindReport, "TTr", false, false},
	"nghị định": {tulieu.KindDecree, "NĐ", true, false}, "sắc lệnh": {tulieu.KindDecree, "SL", false, false},
	"thông tư": {tulieu.KindCircular, "TT", true, false}, "thông tư liên tịch": {tulieu.KindCircular, "TTLT", false, false},
	"luật": {tulieu.KindLaw, "", false, false}, "pháp lệnh": {tulieu.KindLaw, "PL", false, false},
	"ct": {tulieu.KindDirective, "CT", true, true}, "nq": {tulieu.KindResolution, "NQ", true, true},
	"kl": {tulieu.KindConclusion, "KL", true, true}, "qđ": {tulieu.KindDecision, "QĐ", true, true}, "qd": {tulieu.KindDecision, "QĐ", true, true},
	"kh": {tulieu.KindPlan, "KH", true, true}, "hd": {tulieu.KindGuideline, "HD", true, true},
	"tb": {tulieu.KindNotice, "TB", true, true}, "cv": {tulieu.KindDispatch, "CV", true, true},
	"nđ": {tulieu.KindDecree, "NĐ", true, true}, "tt": {tulieu.KindCircular, "TT", false, true},
	"nqtw": {tulieu.KindResolution, "NQ", false, true}, "nqtư": {tulieu.KindResolution, "NQ", false, true},
}

// directive reads the paper whose kind word stands at token i, with those that
// are listed after it. It returns i where there is none.
func (p *parser) directive(i int) int {
	if p.word(i) == "luật" && p.word(i-1) == "đạo" { // of other countries
		return i
	}
	if next := p.law(i); next > i {
		return next
	}
	n, k := p.kinds.longest(p.tokens[i:])
	if n == 0 || k.abbr && !p.shouted(i) {
		return i
	}
	if next := p.plenum(i, n, k); next > i {
		return next
	}
	if next := p.congress(i, n); next > i {
		return next
	}
	at, numbered := p.numberWord(i + n)
	if next := p.papers(i, at, k, numbered); next > i {
		return next
	}
	// Nghị định Chính phủ số 91/2020/NĐ-CP: the issuer may stand before the number.
	if m, h := p.heads.longest(p.tokens[i+n:]); m > 0 && h.central && p.capital(i+n) {
		if after, ok := p.numberWord(i + n + m); ok {
			if d, ok := p.docNumber(after, true); ok && d.issuer != "" {
				return p.papers(i, after, k, true)
			}
		}
	}
	// Quy chế phối hợp số 01/QCPH-UBND: a few words may stand before the number.
	for at := i + n; at < i+n+3 && p.at(at).kind == word && !p.capital(at) && p.word(at) != "của"; at++ {
		if after, ok := p.numberWord(at + 1); ok {
			if d, ok := p.docNumber(after, true); ok && d.code != "" && d.issuer != "" {
				return p.papers(i, after, k, true)
			}
			break
		}
	}
	return i
}

// numberWord steps over "số", as misread or mistyped as it may be.
func (p *parser) numberWord(i int) (int, bool) {
	switch p.word(i) {
	case "số", "so", "sô", "sồ", "sổ":
		i++
		if p.at(i).kind == colon {
			i++
		}
		return i, true
	}
	return i, false
}

// papers reads a list of numbers that begins at token at; the first mention
// begins at token i, where the kind word stands.
func (p *parser) papers(i, at int, k kindWord, numbered bool) int {
	n, ok := p.docNumber(at, true)
	if !ok {
		n, ok = p.decreeNumber(at, k)
	}
	if !ok {
		if n, ok = p.shortNumber(at, k, numbered || p.capital(i)); !ok {
			return i
		}
	}
	if k.kind == tulieu.KindResolution && p.foreign(i, n) {
		return n.next
	}
	first := len(p.mentions)
	p.emit(p.paper(n, k), i, n.next)
	next := n.next
	for {
		at, ok := p.listed(next)
		if !ok {
			break
		}
		start := at
		at, numbered := p.numberWord(at)
		n, ok := p.docNumber(at, true)
		if !ok {
			// A digit after a comma may count something else: a list of short
			// numbers goes on in two figures, or as the first one did.
			n, ok = p.shortNumber(at, k, numbered || len(p.str(at)) == 2)
			if !ok || !numbered && len(p.str(at)) < 2 {
				break
			}
		}
		p.emit(p.paper(n, k), start, n.next)
		next = n.next
	}
	p.shareCode(first)
	p.hint(first, next)
	p.said(i, first)
	return next
}

// said finds the day on which the sentence says that the papers from mention
// first on, whose kind word is token i, were issued: "Ngày 15/7/1976, Bộ Chính
// trị ra Nghị quyết 254-NQ/TW".
func (p *parser) said(i, first int) {
	at := i - 1
	switch w := p.word(at); {
	case w == "ra", w == "theo", w == "ký", w == "hành" && p.word(at-1) == "ban", w == "qua" && p.word(at-1) == "thông":
	default:
		return
	}
	for ; at > max(0, i-40); at-- {
		if t := p.at(at); t.kind == semicolon || t.kind == dot && p.at(at+1).flags&spaced != 0 && p.at(at-1).kind != number {
			break
		}
	}
	for k := first - 1; k >= 0 && p.mentions[k].Span.End > int(p.at(at).start); k-- {
		if m := p.mentions[k]; m.Sort == tulieu.SortDate {
			d, err := tulieu.ParseDate(m.Norm)
			if err == nil && d.Precision >= tulieu.ToMonth {
				for j := range p.mentions[first:] {
					p.mentions[first+j].Hints.Said = d
				}
			}
			return
		}
	}
}

// listed steps over what parts the numbers of a list.
func (p *parser) listed(i int) (int, bool) {
	switch t := p.at(i); {
	case t.kind == comma || t.kind == semicolon || t.kind == ampersand || t.kind == otherMark && p.str(i) == "·":
		i++
		if w := p.word(i); w == "và" || w == "hoặc" {
			i++
		}
	case p.word(i) == "và" || p.word(i) == "hoặc":
		i++
	default:
		return i, false
	}
	at, _ := p.numberWord(i)
	return i, p.at(at).kind == number
}

// decreeNumber reads the number of a decree without its letters, "13/2023",
// which only the Government can have given.
func (p *parser) decreeNumber(i int, k kindWord) (docNumber, bool) {
	t, y := p.at(i), p.at(i+2)
	if k.code != "NĐ" || t.kind != number || t.end-t.start > 3 || p.at(i+1).kind != slash || !p.glued(i+1) || !p.glued(i+2) ||
		y.kind != number || y.end-y.start != 4 || y.val < 1945 || y.val >= 2100 || p.separates(i+3) || p.runsOn(i+3) {
		return docNumber{}, false
	}
	digits := p.str(i) + "/" + p.str(i+2)
	return docNumber{digits: digits, year: int(y.val), norm: digits + "/NĐ-CP", next: i + 3}, true
}

// shortNumber reads digits alone. sure says that "số" or a capital kind word
// makes them a number; otherwise two figures must.
func (p *parser) shortNumber(i int, k kindWord, sure bool) (docNumber, bool) {
	t := p.at(i)
	if t.kind != number || t.end-t.start > 4 || t.val == 0 || k.code == "" {
		return docNumber{}, false
	}
	if t.val >= 400 && (k.kind == tulieu.KindResolution || k.kind == tulieu.KindConclusion) {
		return docNumber{}, false // those of the United Nations run on for ever, ours start again
	}
	if w := p.word(i - 1); k.abbr && (t.end-t.start > 3 || p.lettered(i+1) || k.kind == tulieu.KindGuideline && w != "số") {
		return docNumber{}, false // HD 1080, HD 720p
	}
	digits, next := p.str(i), i+1
	if p.lettered(next) { // Nghị quyết 30a
		digits += p.str(next)
		next++
	}
	if !sure && !k.short || !sure && len(digits) < 2 {
		return docNumber{}, false
	}
	switch k.kind {
	case tulieu.KindProgramme, tulieu.KindPlan, tulieu.KindReport:
		at := i - 2 // Chương trình 135 is a programme, not a paper; "chương trình số 11" is one of a series
		if w := p.word(i - 1); w != "số" && w != "so" || p.at(at).flags&capital == 0 && p.at(at-1).flags&capital == 0 {
			return docNumber{}, false
		}
	}
	after := p.at(next)
	if next == i+1 && p.glued(i+1) && (p.separates(i+1) || after.kind == word || after.kind == otherMark ||
		(after.kind == dot || after.kind == comma || after.kind == colon) && p.at(i+2).kind == number && p.glued(i+2)) {
		return docNumber{}, false // 3/2/2016, 12%, 1.200, 08:00
	}
	if p.separates(i+1) && p.at(i+2).kind == number {
		return docNumber{}, false
	}
	if p.measures[p.at(i+1).lex] && !p.capital(i+1) {
		if _, _, end := p.readDate(i + 1); end == i+1 {
			return docNumber{}, false // Kế hoạch 5 năm, but not Chỉ thị 05 ngày 15/5/2016
		}
	}
	if len(digits) == 4 && t.val >= 1945 && t.val < 2100 && !k.short {
		return docNumber{}, false // Kế hoạch 2016
	}
	n := docNumber{digits: digits, norm: digits + "-" + k.code, next: next}
	if k.kind == tulieu.KindDecree && k.code == "NĐ" { // only the Government issues them
		n.norm = digits + "/NĐ-CP"
	}
	return n, true
}

// paper is the mention of a number.
func (p *parser) paper(n docNumber, k kindWord) tulieu.Mention {
	m := tulieu.Mention{Sort: tulieu.SortDirective, Norm: n.norm, Kind: string(k.kind)}
	if m.Kind == "" {
		m.Kind = string(codes[viet.Fold(n.code)].kind)
		if n.code == "" {
			m.Kind = string(tulieu.KindLaw)
		}
	}
	if n.year > 0 {
		m.Hints.Issued = tulieu.Date{Year: n.year, Precision: tulieu.ToYear}
	}
	return m
}

// shareCode gives the short numbers of a list the letters of the one that has
// them: "Nghị quyết 18, 19-NQ/TW".
func (p *parser) shareCode(first int) {
	tail := ""
	for _, m := range p.mentions[first:] {
		if i := strings.IndexAny(m.Norm, "-/"); strings.Contains(m.Norm, "/") && m.Hints.Issued.IsZero() {
			tail = m.Norm[i:]
		}
	}
	for j := range p.mentions[first:] {
		m := &p.mentions[first+j]
		if i := strings.IndexByte(m.Norm, '-'); tail != "" && i > 0 && !strings.Contains(m.Norm, "/") {
			m.Norm = m.Norm[:i] + tail
		}
	}
}

// foreign reports whether the resolution that begins at token i is one of the
// United Nations: they have numbers, and are none of ours.
func (p *parser) foreign(i int, n docNumber) bool {
	if n.issuer != "" {
		return false
	}
	for j := max(0, i-14); j < min(len(p.tokens), n.next+14); j++ {
		if p.at(j).kind == dot && j > n.next || p.at(j).kind == semicolon {
			break
		}
		if p.words(j, "liên", "hợp", "quốc") || p.words(j, "liên", "hiệp", "quốc") || p.words(j, "bảo", "an") || p.word(j) == "lhq" ||
			p.word(j) == "hđba" || p.word(j) == "unesco" || p.words(j, "nghị", "viện") {
			return true
		}
	}
	return false
}

// numbered reads a number with letters that no kind word leads, at token i. A
// kind word that was misread or mistyped still belongs to the mention.
func (p *parser) numbered(i int) int {
	n, ok := p.docNumber(i, false)
	if !ok || p.form(i) || p.glued(i) && p.at(i-1).kind == dash && p.at(i-2).kind == word { // quyet-dinh-907-qd-ttg.html
		return i
	}
	start, k := i, kindWord{}
	at := i - 1
	if f := p.folded(at); p.at(at).kind == word && (f == "so" || f == "s") && !p.within(at) {
		if f == "so" {
			start = at
		}
		at--
	}
	for words := 2; words >= 1; words-- {
		from := at - words + 1
		if from < 0 || p.at(from).kind != word || p.at(at).kind != word || p.within(from) {
			continue
		}
		if found, ok := p.foldedKinds[viet.Fold(p.text[p.at(from).start:p.at(at).end])]; ok && (!found.abbr || p.shouted(from)) {
			start, k = from, found
			break
		}
	}
	first := len(p.mentions)
	p.emit(p.paper(n, k), start, n.next)
	p.hint(first, n.next)
	return n.next
}

// within reports whether token i belongs to a mention already found.
func (p *parser) within(i int) bool {
	n := len(p.mentions)
	return n > 0 && int(p.at(i).start) < p.mentions[n-1].Span.End
}

// form reports whether the number at token i is that of a form, a permit or a
// standard: "Mẫu 01-2/BK-HĐKD", "TCVN 5712".
func (p *parser) form(i int) bool {
	at := i - 1
	if p.at(at).kind == dot || p.at(at).kind == colon {
		at--
	}
	if w := p.word(at); w == "số" || w == "so" {
		at--
	}
	switch p.word(at) {
	case "mẫu", "biểu", "phép", "tcvn", "qcvn", "tcxd", "iso", "phụ", "lục", "phiếu":
		return true
	}
	return false
}

// plenum reads a paper cited by the session of the Central Committee that
// issued it: "Nghị quyết Trung ương 4 (khóa XI)", "NQTW4".
func (p *parser) plenum(i, n int, k kindWord) int {
	if k.kind != tulieu.KindResolution && k.kind != tulieu.KindConclusion {
		return i
	}
	at := i + n
	glued := k.abbr && n == 1 && len(p.str(i)) > 3 // NQTW
	if p.word(at) == "của" {
		at++
	}
	meeting := p.words(at, "hội", "nghị")
	if meeting {
		at += 2
	}
	central := glued
	if n := p.central(at); n > 0 {
		at, central = at+n, true
	} else if c := p.committee(at); c > 0 {
		at, central = at+c, true
		if p.word(at) == "đảng" {
			at++
		}
	}
	if !central && !meeting {
		return i
	}
	ordinal := false
	if p.word(at) == "đảng" && (p.word(at+1) == "lần" || p.word(at+1) == "thứ" || p.at(at+1).kind == number) {
		at++
	}
	if p.words(at, "lần", "thứ") {
		at, ordinal = at+2, true
	} else if p.word(at) == "lần" || p.word(at) == "thứ" {
		at, ordinal = at+1, true
	}
	session, width := p.ordinal(at, ordinal)
	if session == 0 || p.separates(at+1) && p.at(at+2).kind != dash && p.glued(at+2) {
		return i
	}
	at += width
	end := at
	q := at
	if p.at(q).kind == comma {
		q++
	}
	if c := p.committee(q); c > 0 {
		if q, central = q+c, true; p.word(q) == "đảng" {
			q++
		}
		end = q
	} else if n := p.central(at); n > 0 && !central {
		end, central = at+n, true
	}
	if !central {
		return i
	}
	if part, n := p.part(end); part {
		end += n
	}
	first := len(p.mentions)
	m := tulieu.Mention{Sort: tulieu.SortDirective, Kind: string(k.kind)}
	next := end
	term, width := p.term(end)
	if term > 0 {
		next = end + width
	}
	start := i
	emit := func(session, term, from, to int) {
		m.Norm, m.Hints.Term = "NQTW"+strconv.Itoa(session), term
		if term > 0 {
			m.Norm += "-K" + strconv.Itoa(term)
		}
		p.emit(m, from, to)
	}
	emit(session, term, start, next)
	// "Trung ương 4, 5 khóa XI" and "Trung ương 4 khóa XI, XII".
	for {
		at, ok := p.listedSession(next)
		if !ok {
			break
		}
		if t, n := p.bareTerm(at); term > 0 && t > 0 {
			term = t
			emit(session, term, at, at+n)
			next = at + n
			continue
		}
		s, n := p.ordinal(at, false)
		if s == 0 || p.at(at).kind != number || p.separates(at+1) || p.measures[p.at(at+n).lex] {
			break
		}
		session = s
		end := at + n
		if t, n := p.term(end); t > 0 {
			term, end = t, end+n
			for j := first; j < len(p.mentions); j++ {
				if q := &p.mentions[j]; q.Hints.Term == 0 {
					q.Hints.Term, q.Norm = term, q.Norm+"-K"+strconv.Itoa(term)
				}
			}
			emit(session, term, at, end)
		} else {
			emit(session, 0, at, end)
		}
		next = end
	}
	p.hint(first, next)
	return next
}

// committee is the number of tokens of "Ban Chấp hành Trung ương" in one of its
// spellings.
func (p *parser) committee(i int) int {
	n := 0
	switch {
	case p.words(i, "ban", "chấp", "hành"):
		n = 3
	case p.word(i) == "bch":
		n = 1
	default:
		return 0
	}
	if c := p.central(i + n); c > 0 {
		return n + c
	}
	return 0
}

func (p *parser) listedSession(i int) (int, bool) {
	if p.at(i).kind == comma || p.word(i) == "và" || p.at(i).kind == semicolon {
		if p.at(i).kind == comma && p.word(i+1) == "và" {
			i++
		}
		return i + 1, true
	}
	return i, false
}

// central is the number of tokens of "Trung ương" in one of its spellings.
func (p *parser) central(i int) int {
	switch p.word(i) {
	case "trung", "trương":
		if w := p.word(i + 1); w == "ương" || w == "uơng" {
			return 2
		}
	case "tw", "tư", "tƯ":
		if p.shouted(i) {
			return 1
		}
	case "t":
		if p.at(i+1).kind == dot && p.glued(i+1) && p.glued(i+2) && (p.word(i+2) == "ư" || p.word(i+2) == "w") {
			return 3
		}
	}
	return 0
}

// part reads "(lần 2)" after a session held in two parts.
func (p *parser) part(i int) (bool, int) {
	n := 0
	if p.at(i).kind == open {
		n++
	}
	if p.word(i+n) != "lần" || p.at(i+n+1).kind != number && p.ordinals[p.at(i+n+1).lex] == 0 {
		return false, 0
	}
	if n > 0 && p.at(i+3).kind == shut {
		return true, 4
	}
	return n == 0, 2
}

// ordinal reads the number of a session, in figures, or in a word after
// "lần thứ" or in Roman figures.
func (p *parser) ordinal(i int, named bool) (n, width int) {
	t := p.at(i)
	if t.kind == number && t.val > 0 && t.val < 30 {
		return int(t.val), 1
	}
	if o := p.ordinals[t.lex]; o > 0 && (named || p.central(i-2) > 0 || p.central(i-1) > 0) {
		if o == 10 {
			if unit := p.ordinals[p.at(i+1).lex]; unit > 0 && unit < 10 {
				return 10 + unit, 2
			}
		}
		return o, 1
	}
	if named && p.shouted(i) {
		return register.ParseTerm(p.str(i)), 1
	}
	return 0, 0
}

// term reads "(khóa XI)", "khoá 11", ", khóa XI", "Đảng khóa XI".
func (p *parser) term(i int) (term, width int) {
	at := i
	if p.at(at).kind == comma {
		at++
	}
	paren := p.at(at).kind == open
	if paren {
		at++
	}
	if p.word(at) == "đảng" {
		at++
	}
	term, n := p.bareTerm(at)
	if term == 0 || p.word(at) != "khóa" && p.word(at) != "k" {
		return 0, 0
	}
	at += n
	if paren && p.at(at).kind == shut {
		at++
	}
	return term, at - i
}

// bareTerm reads "khóa XI" or, in a list, "XI".
func (p *parser) bareTerm(i int) (term, width int) {
	at := i
	if w := p.word(at); w == "khóa" || w == "k" && p.capital(at) {
		at++
		if p.word(at) == "thứ" {
			at++
		}
	} else if !p.shouted(i) {
		return 0, 0
	}
	if t := p.at(at); t.kind == number && t.val > 0 && t.val < 30 && at > i {
		return int(t.val), at + 1 - i
	}
	if p.capital(at) {
		if term = register.ParseTerm(viet.NFC(p.str(at))); term > 0 {
			return term, at + 1 - i
		}
	}
	return 0, 0
}

// congress reads a paper cited by the congress that resolved it: "Nghị quyết
// Đại hội XIII", "Nghị quyết Đại hội Đảng bộ tỉnh Lào Cai lần thứ XVI".
func (p *parser) congress(i, n int) int {
	if p.words(i+n, "của", "đại") {
		n++
	}
	if w := p.word(i); w != "nghị" && w != "nq" || !p.words(i+n, "đại", "hội") {
		return i
	}
	c := congressRef{end: i + n + 2}
	for at := c.end; at < i+n+26; {
		next := p.congressPart(at, &c)
		if next == at {
			break
		}
		at = next
	}
	if c.count == 0 && c.of == "" || c.of == "" && c.count > 15 {
		return i
	}
	if n, h := p.heads.longest(p.tokens[c.end:]); n > 0 && h.kind == tulieu.UnitMass && p.capital(c.end) {
		return c.end // Nghị quyết Đại hội XII Công đoàn Việt Nam
	}
	c.end += p.tenure(c.end)
	m := tulieu.Mention{Sort: tulieu.SortDirective, Kind: string(tulieu.KindResolution), Norm: "NQ-DH"}
	if c.count > 0 {
		m.Norm += strconv.Itoa(c.count)
		m.Hints.Term = c.count
	}
	if c.of != "" {
		m.Norm += "-DB:" + c.of
		m.Hints.Place = c.place
	}
	p.emit(m, i, c.end)
	return c.end
}

// A congressRef is what the words after "Nghị quyết Đại hội" say.
type congressRef struct {
	count int    // 13 for "lần thứ XIII"
	of    string // slug of whose congress it was: "lao-cai", "truong"; empty for the Party's
	place string // slug of that, where it is a province
	end   int    // the token after the last one that belongs
}

// congressPart reads the next part of a congress's name at token i; it returns
// i where the name is over.
func (p *parser) congressPart(i int, c *congressRef) int {
	w := p.word(i)
	switch {
	case p.words(i, "đại", "biểu"):
		return i + 2
	case p.words(i, "toàn", "quốc"), p.words(i, "toàn", "đảng"):
		return i + 2
	case w == "đảng" && p.word(i+1) == "bộ" && c.of == "":
		return p.congressHost(i+2, c)
	case w == "của" && p.words(i+1, "đảng", "bộ") && c.of == "":
		return p.congressHost(i+3, c)
	case w == "đảng" && c.count == 0:
		return i + 1
	case (w == "lần" || w == "thứ" || w == "khóa") && c.count == 0:
		return i + 1
	case c.count > 0:
		return i
	}
	if t := p.at(i); t.kind == number && t.val > 0 && t.val < 60 && p.word(i-1) == "thứ" {
		c.count = int(t.val)
	} else if p.capital(i) {
		c.count = register.ParseTerm(viet.NFC(p.str(i)))
	}
	if c.count == 0 {
		return i
	}
	c.end = i + 1
	return i + 1
}

// congressHost reads whose congress it was, after "Đảng bộ".
func (p *parser) congressHost(i int, c *congressRef) int {
	end, _ := p.extend(i, head{follows: level | place | host | area}, 0)
	if end == i {
		return i
	}
	from := i
	if n := p.levels.match(p.tokens[i:]); n > 0 && i+n < end {
		from += n
	}
	c.of, c.end = viet.Slug(p.expand(from, end)), end
	if n, slug := p.places.longest(p.tokens[from:]); n > 0 {
		c.place = slug
	}
	return end
}

// tenure reads ", nhiệm kỳ 2020 - 2025".
func (p *parser) tenure(i int) int {
	n := 0
	if p.at(i).kind == comma || p.at(i).kind == open {
		n++
	}
	if !p.words(i+n, "nhiệm", "kỳ") || p.at(i+n+2).kind != number || p.at(i+n+3).kind != dash || p.at(i+n+4).kind != number {
		return 0
	}
	n += 5
	if p.at(i).kind == open && p.at(i+n).kind == shut {
		n++
	}
	return n
}

// law reads a law by its name and year: "Luật Thi đua, khen thưởng năm 2003".
func (p *parser) law(i int) int {
	n := 0
	switch {
	case !p.capital(i):
		return i
	case p.word(i) == "luật":
		n = 1
	case p.words(i, "bộ", "luật"), p.words(i, "hiến", "pháp"), p.words(i, "pháp", "lệnh"):
		n = 2
	default:
		return i
	}
	constitution := p.word(i) == "hiến"
	if p.abroad(i) {
		return i
	}
	amends := n == 1 && p.words(i+n, "sửa", "đổi")
	if !constitution && !amends && !p.capital(i+n) && p.compounds.match(p.tokens[i+n:]) < 2 {
		return i
	}
	for at := i + n; at < i+n+22; at++ {
		t := p.at(at)
		switch {
		case t.kind == word && p.words(at, "năm") && p.lawYear(at+1) && (at > i+n || constitution):
			return p.lawOf(i, at, at+2)
		case p.lawYear(at) && (at > i+n || constitution):
			return p.lawOf(i, at, at+1)
		case amends && (p.word(at) == "của" || p.word(at) == "luật"):
		case at > i+n && (p.word(at) == "luật" && p.capital(at) || p.words(at, "bộ", "luật") && p.capital(at)):
			return i
		case constitution:
			return i
		case t.kind == open && (p.words(at+1, "sửa", "đổi") || p.words(at+1, "được", "sửa", "đổi")):
		case t.kind == shut:
		case t.kind == number && (p.word(at-1) == "số" || p.separates(at+1)):
			if d, ok := p.docNumber(at, true); ok && d.year > 0 { // Luật An ninh mạng số 24/2018/QH14
				p.emit(p.paper(d, kindWord{kind: tulieu.KindLaw}), i, d.next)
				return d.next
			}
			return i
		case t.kind == word && p.lawStops[t.lex], p.words(at, "nội", "các"), p.words(at, "liên", "bang"), p.words(at, "tổng", "thống"),
			p.words(at, "thượng", "viện"), p.words(at, "hạ", "viện"), p.words(at, "hoàng", "gia"):
			return i // no law of ours: we have no cabinet, no senate
		case t.kind != word && t.kind != comma && t.kind != dash:
			return i
		}
	}
	return i
}

func (p *parser) lawYear(i int) bool {
	t := p.at(i)
	return t.kind == number && t.end-t.start == 4 && t.val >= 1945 && t.val < 2100 &&
		!(p.separates(i+1) && (p.glued(i+1) || p.at(i+2).kind == number)) &&
		(p.at(i-1).kind == word || p.at(i-1).kind == shut)
}

// abroad reports whether the sentence about token i speaks of another country
// or of a Vietnam of another State, whose laws are none of ours.
func (p *parser) abroad(i int) bool {
	for at := i; at >= 0 && at > i-25 && p.at(at).kind != dot; at-- {
		if p.capital(at) && p.countries.match(p.tokens[at:]) > 0 {
			return true
		}
	}
	for at := i; at < i+25 && p.at(at).kind != dot && p.at(at).kind != endToken; at++ {
		if p.capital(at) && p.countries.match(p.tokens[at:]) > 0 {
			return true
		}
	}
	return false
}

// constitutions are the years of those of the Democratic and the Socialist
// Republic.
var constitutions = map[int]bool{1946: true, 1959: true, 1980: true, 1992: true, 2013: true}

// firstLaws is the year from which on laws are cited by name and year; the few
// before have names of their own.
const firstLaws = 1980

func (p *parser) lawOf(i, nameEnd, end int) int {
	year := int(p.at(end - 1).val)
	if p.word(i) == "hiến" && !constitutions[year] || p.word(i) != "hiến" && year < firstLaws {
		return i
	}
	name := squeezed(p.text[p.at(i).start:p.at(nameEnd-1).end])
	m := tulieu.Mention{Sort: tulieu.SortDirective, Kind: string(tulieu.KindLaw), Norm: viet.NFC(name) + " " + strconv.Itoa(year)}
	m.Hints.Issued = tulieu.Date{Year: year, Precision: tulieu.ToYear}
	m.Hints.Title = viet.NFC(name)
	if p.word(i) == "hiến" {
		m.Norm = "HP " + strconv.Itoa(year)
	}
	p.emit(m, i, end)
	return end
}
