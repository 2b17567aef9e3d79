package mention

import (
	"strconv"
	"strings"
	"unicode"

	"tulieu"
	"tulieu/internal/viet"
)

// A docNumber is the number of a paper as a text prints it: "03 – CT/TW",
// "366-QĐ-TW", "202/2025/QH15".
type docNumber struct {
	digits string // "03", "66.4"
	year   int    // the one inside the number; 0 for none
	code   string // of the kind, with its marks: "CT", "QĐ"; empty for a short number and for "QH15"
	issuer string // "TW", "TWĐTN-VP", "QH15"; empty for a short number
	norm   string
	next   int // the token after it
}

// codes are the letters that say in a number what kind of paper it is, by
// their folded form, and the kind where no word beside the number says it.
var codes = map[string]struct {
	printed string
	kind    tulieu.Kind
}{
	"ct": {"CT", tulieu.KindDirective}, "nq": {"NQ", tulieu.KindResolution}, "kl": {"KL", tulieu.KindConclusion},
	"qd": {"QĐ", tulieu.KindDecision}, "qdi": {"QĐi", tulieu.KindRegulation}, "qdd": {"QĐ", tulieu.KindRegulation}, "kh": {"KH", tulieu.KindPlan},
	"ctr": {"CTr", tulieu.KindProgramme}, "cthd": {"CTHĐ", tulieu.KindProgramme}, "hd": {"HD", tulieu.KindGuideline},
	"tb": {"TB", tulieu.KindNotice}, "cv": {"CV", tulieu.KindDispatch}, "bc": {"BC", tulieu.KindReport},
	"nd": {"NĐ", tulieu.KindDecree}, "tt": {"TT", tulieu.KindCircular}, "ttlt": {"TTLT", tulieu.KindCircular},
	"nqlt": {"NQLT", tulieu.KindResolution}, "khlt": {"KHLT", tulieu.KindPlan}, "hdlt": {"HDLT", tulieu.KindGuideline},
	"ctph": {"CTPH", tulieu.KindProgramme}, "qcph": {"QCPH", tulieu.KindRegulation}, "qc": {"QC", tulieu.KindRegulation},
	"cd": {"CĐ", tulieu.KindDispatch}, "da": {"ĐA", tulieu.KindPlan}, "ttr": {"TTr", tulieu.KindReport},
	"pl": {"PL", tulieu.KindLaw}, "sl": {"SL", tulieu.KindDecree}, "l": {"L", tulieu.KindLaw}, "ctn": {"CTN", tulieu.KindDecision},
	"vbhn": {"VBHN", tulieu.KindLaw}, "nqts": {"NQTS", tulieu.KindResolution}, "thd": {"THD", tulieu.KindGuideline},
}

// issuers are issuers whose letters a text may print without their marks, by
// their folded form.
var issuers = map[string]string{
	"hdnd": "HĐND", "tld": "TLĐ", "ldld": "LĐLĐ", "twdtn": "TWĐTN", "dtn": "ĐTN", "duk": "ĐUK", "du": "ĐU",
	"bgddt": "BGDĐT", "bldtbxh": "BLĐTBXH", "bkhdt": "BKHĐT", "sgddt": "SGDĐT", "ttg": "TTg", "thu": "ThU",
	"btdkt": "BTĐKT", "bcdtw": "BCĐTW", "dct": "ĐCT",
}

// docNumber reads the number that begins at token i. named says that a word
// for a kind of paper stands before it: then letters we do not know may follow
// the digits too.
func (p *parser) docNumber(i int, named bool) (n docNumber, ok bool) {
	t := p.at(i)
	if t.kind != number || t.end-t.start > 5 {
		return n, false
	}
	n.digits = p.text[t.start:t.end]
	i++
	if p.lettered(i) || p.runsOn(i) && p.at(i).end-p.at(i).start == 1 && p.at(i+1).kind == slash { // 30a/2008/NQ-CP, 2134A/QĐ-ĐHNH
		n.digits += p.str(i)
		i++
	}
	// 66.4/2025/NQ-CP: the Government numbers its resolutions of special procedure so.
	if p.at(i).kind == dot && p.glued(i) && p.at(i+1).kind == number && p.glued(i+1) && p.at(i+2).kind == slash {
		n.digits += "." + p.str(i+1)
		i += 2
	}
	if y := p.at(i + 1); p.separates(i) && y.kind == number && y.end-y.start == 4 && y.val >= 1945 && y.val < 2100 && p.separates(i+2) {
		n.year = int(y.val)
		i += 2
	}
	var parts []string
	var between []tokenKind // before each part
	for len(parts) < 5 {
		sep := endToken
		at := i
		if w := p.word(i); len(parts) == 0 && named && (w == "cp" || w == "ttg" || w == "hđbt") && p.shouted(i) {
			sep = dash // Nghị định số 145 CP
		} else if p.separates(i) {
			sep, at = p.at(i).kind, i+1
		} else if len(parts) > 0 || p.at(i).kind != word || !p.glued(i) {
			break
		}
		part, next := p.letters(at)
		if part == "" || !p.belongs(parts, part, i, at, n.year, named) {
			break
		}
		parts, between, i = append(parts, part), append(between, sep), next
	}
	// 17/QĐ-76, 26/CV/VPF/2012: some write the year at the end.
	if t := p.at(i + 1); len(parts) > 0 && p.separates(i) && p.glued(i) && p.glued(i+1) && t.kind == number && !p.separates(i+2) &&
		(t.end-t.start == 2 || t.end-t.start == 4 && t.val >= 1945 && t.val < 2100) && !p.runsOn(i+2) {
		parts, between, i = append(parts, p.str(i+1)), append(between, p.at(i).kind), i+2
	}
	if !n.compose(parts, between, named) {
		return n, false
	}
	n.next = i
	return n, true
}

// lettered reports whether token i is the one small letter that some numbers
// end in.
func (p *parser) lettered(i int) bool {
	t := p.at(i)
	return t.kind == word && p.glued(i) && t.end-t.start == 1 && t.flags&capital == 0
}

// runsOn reports whether letters stand at once behind the token before i.
func (p *parser) runsOn(i int) bool { return p.glued(i) && p.at(i).kind == word }

// separates reports whether token i parts a number: a dash or a slash.
func (p *parser) separates(i int) bool {
	k := p.at(i).kind
	return k == dash || k == slash
}

// letters reads one part of a number: letters, with a number glued to them
// ("QH15"), or "T.Ư". It returns the part with its marks, in capitals.
func (p *parser) letters(i int) (part string, next int) {
	if p.at(i).kind != word {
		return "", i
	}
	s := p.str(i)
	if (s == "T" || s == "t") && p.at(i+1).kind == dot && p.at(i+2).kind == word && p.glued(i+2) {
		if f := p.folded(i + 2); f == "u" || f == "w" {
			return "TW", i + 3
		}
	}
	fold := viet.Fold(s)
	if strings.IndexFunc(fold, func(r rune) bool { return r >= unicode.MaxASCII }) >= 0 {
		return "", i
	}
	next = i + 1
	whole, joined := s, s
	for p.at(next).kind == ampersand && p.glued(next) && p.glued(next+1) && p.shouted(next+1) { // BGD&ĐT
		whole, joined = whole+"&"+p.str(next+1), joined+p.str(next+1)
		next += 2
	}
	if s = whole; p.ministries[viet.Fold(joined)] { // whose letters are the same paper's with it or without
		s = joined
	}
	fold = viet.Fold(s)
	if strings.HasPrefix(fold, "qh") || strings.HasSuffix(fold, "qh") {
		if p.at(next).kind == number && p.glued(next) && p.at(next).end-p.at(next).start <= 2 {
			return strings.ToUpper(fold) + p.str(next), next + 1
		}
	}
	if t := p.at(next); len(fold) <= 2 && i > 0 && p.at(i-1).kind == dash && t.kind == number && p.glued(next) && t.end-t.start == 2 && !ofParty(fold) && !ofState(fold) {
		return strings.ToUpper(viet.NFC(s)) + p.str(next), next + 1 // 10/CTr-BCA-X03, of an office without a name
	}
	if upper := strings.ToUpper(viet.NFC(s)); upper == "TƯ" || strings.HasPrefix(upper, "TƯ") || strings.HasSuffix(upper, "TƯ") && len(upper) > len("TƯ") {
		return strings.ReplaceAll(upper, "TƯ", "TW"), next
	}
	if c, ok := codes[fold]; ok {
		return c.printed, next
	}
	if s, ok := issuers[fold]; ok {
		return s, next
	}
	if strings.IndexFunc(s, unicode.IsUpper) >= 0 {
		return viet.NFC(s), next // GDTrH
	}
	return strings.ToUpper(viet.NFC(s)), next
}

// belongs reports whether part, after the separator at token sep, goes on the
// number that parts began.
func (p *parser) belongs(parts []string, part string, sep, at, year int, named bool) bool {
	fold := viet.Fold(part)
	if at == sep && !p.glued(at) {
		return true
	}
	_, isCode := codes[fold]
	apart := at > sep && !(p.glued(sep) && p.glued(at)) // white space about the separator
	if len(parts) == 0 {
		if at == sep && !isCode { // "03CT/TW", but not "10a5"
			return false
		}
		return isCode || named && apart && (fold == "cp" || fold == "ttg" || fold == "hdbt") || strings.HasPrefix(fold, "qh") || strings.Contains(fold, "qh1") || !apart && named && len(fold) >= 2 && p.shouted(at) ||
			!apart && year > 0 && p.shouted(at)
	}
	if apart {
		return p.capital(at) && len(parts) == 1 && (fold == "tw" || fold == "tu" || fold == "cp" || fold == "ttg" || fold == "ubnd" || fold == "hdnd")
	}
	return p.shouted(at) || fold == "tw" || fold == "cp" || fold == "ttg" || fold == "ubnd" || fold == "tu"
}

// compose makes the normal form. Party papers are written NN-KIND/ISSUER,
// State papers NN/KIND-ISSUER or NN/YEAR/KIND-ISSUER.
func (n *docNumber) compose(parts []string, between []tokenKind, named bool) bool {
	if len(parts) == 0 {
		return false
	}
	head := n.digits
	if n.year > 0 {
		head += "/" + strconv.Itoa(n.year)
	}
	first := viet.Fold(parts[0])
	c, isCode := codes[first]
	if strings.Contains(first, "qh1") || strings.HasPrefix(first, "qh") && n.year > 0 {
		n.issuer = parts[0]
		n.norm = head + "/" + strings.Join(parts, "-")
		return n.year > 0
	}
	if len(parts) == 1 {
		if !named { // "12/CT" alone may be anything
			return false
		}
		if isCode {
			n.code = c.printed
		} else {
			n.issuer = parts[0]
		}
		n.norm = head + separator(between[0]) + parts[0]
		return true
	}
	if !isCode && !named {
		return false
	}
	n.code, n.issuer = parts[0], strings.Join(parts[1:], "-")
	switch {
	case n.year > 0:
		n.norm = head + "/" + n.code + "-" + n.issuer
	case ofParty(parts[1]):
		n.norm = head + "-" + n.code + "/" + n.issuer
	case ofState(parts[1]):
		n.norm = head + "/" + n.code + "-" + n.issuer
	default:
		n.norm = head
		for k, part := range parts {
			n.norm += separator(between[k]) + part
		}
	}
	return true
}

func separator(k tokenKind) string {
	if k == slash {
		return "/"
	}
	return "-"
}

// ofParty reports whether an issuer in a number is one of the Party's or the
// Youth Union's, who write 03-CT/TW.
func ofParty(issuer string) bool {
	s := viet.Fold(issuer)
	switch s {
	case "tw", "tu", "hu", "qu", "thu", "du", "db", "cb", "hntw", "dcs", "dtn":
		return true
	case "mttw":
		return false
	}
	return strings.HasSuffix(s, "tw") || strings.HasSuffix(s, "tu") && len(s) > 3 || strings.HasPrefix(s, "duk") ||
		strings.HasPrefix(s, "du") || strings.HasPrefix(s, "tw") || strings.HasPrefix(s, "ubkt")
}

// ofState reports whether an issuer in a number is one of the State's, who
// write 71/NQ-CP.
func ofState(issuer string) bool {
	s := viet.Fold(issuer)
	switch s {
	case "cp", "ttg", "ubnd", "hdnd", "ctn", "tld", "ubtvqh", "vpcp", "mttw":
		return true
	}
	return strings.HasPrefix(s, "ubtvqh") || strings.HasPrefix(s, "s") && len(s) >= 3 || strings.HasPrefix(s, "b") && len(s) >= 3 ||
		strings.HasSuffix(s, "ldld")
}
