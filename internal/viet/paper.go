package viet

import (
	"strings"
	"unicode/utf8"
)

// papers finds the numbers of papers (số hiệu văn bản) in texts.
type papers struct {
	parts []string
}

// longestPaper bounds, in bytes, how far a number of a paper may run.
const longestPaper = 80

// paperKinds are the letters by which a number says what paper it is, folded.
var paperKinds = set(`ct nq kl qd qyd kh ctr cthd ctrhd hd hdlt tb tbkl cv bc nd tt ttlt ttr qc da
	l lct sl pl gm lenh td cd`)

// paperIssuers are the letters of issuers whose older papers bear no kind:
// 100/TTg, 85-CP, 321-CT (Chủ tịch Hội đồng Bộ trưởng).
var paperIssuers = set("cp ttg ct hdbt tw")

// paperOffices are the letters of those who issue papers, folded. Ministries
// begin with b and are not listed.
var paperOffices = set("tw cp ttg ubnd hdnd hdbt ubtvqh ctn tu hu du tld ldld mttq ubmttq")

// isOffice reports whether part, printed like this, is surely who issued a
// paper: small letters may be a word.
func isOffice(part, printed string) bool {
	if printed == strings.ToUpper(printed) {
		return paperOffices[part] || len(part) > 2 && part[0] == 'b'
	}
	return paperOffices[part] && !IsSyllable(part)
}

// find reads the number of a paper that begins with the digit at text[i]. It
// returns its one spelling and where it ends, or i where there is none. The
// separators that people use (hyphen, any dash, slash) and leading zeros make no
// difference, nor do blanks around a separator where what follows can only be
// more of the number; letters are folded, and TƯ is TW:
//
//	03-CT/TW, 3 – CT / TƯ, 03/CT-TW, 03 - ct/tw  →  03-ct/tw
//	36/2009/NĐ-CP, 36 / 2009 / NĐ - CP           →  36/2009/nd-cp
//	202/2025/QH15                  →  202/2025/qh15
//	66.4/2025/NQ-CP                →  66.4/2025/nq-cp
//	85-CP, 85/CP                   →  85-cp
func (p *papers) find(text string, i int) (string, int) {
	if i > 0 {
		switch r, _ := utf8.DecodeLastRuneInString(text[:i]); classOf(r) {
		case letter, digit, dash, slash:
			return "", i
		}
	}
	s := text[i:min(len(text), i+longestPaper)]
	number, at := digits(s, 0)
	if len(number) > 5 {
		return "", i
	}
	if at+1 < len(s) && s[at] == '.' && len(number) <= 3 {
		if sub, end := digits(s, at+1); len(sub) == 1 && sub != "0" {
			number, at = number+"."+sub, end
		}
	}
	p.parts = p.parts[:0]
	year, end := "", 0
	blanks, small, issued := false, false, false // issued: by an office that nothing else is
	for len(p.parts) < 4 {
		next, wide := separator(s, at)
		if next == at {
			break
		}
		if y, stop := digits(s, next); len(y) == 4 && year == "" && len(p.parts) == 0 && (!wide || slashed(s[at:next])) {
			year, at = y, stop
			continue
		}
		part, stop := letters(s, next)
		if part == "" || wide && !p.goesOn(part, s[next:stop]) {
			break
		}
		blanks = blanks || wide
		small = small || s[next:stop] == strings.ToLower(s[next:stop])
		issued = issued || len(p.parts) == 1 && isOffice(part, s[next:stop])
		p.parts = append(p.parts, part)
		at, end = stop, stop
	}
	if !p.isNumber(year, s[:end]) || blanks && small && !(paperKinds[p.parts[0]] && issued) {
		return "", i
	}
	number = strings.TrimLeft(number, "0")
	if n := strings.IndexByte(number+".", '.'); n < 2 {
		number = "00"[n:] + number
	}
	switch {
	case len(p.parts) == 1 && year == "":
		return number + "-" + p.parts[0], i + end
	case year != "":
		return number + "/" + year + "/" + strings.Join(p.parts, "-"), i + end
	}
	return number + "-" + p.parts[0] + "/" + strings.Join(p.parts[1:], "-"), i + end
}

// goesOn says whether a part with blanks before it can only be more of the
// number: the kind, which must be in capitals or have its office behind it, or
// the office behind the kind.
func (p *papers) goesOn(part, printed string) bool {
	switch len(p.parts) {
	case 0:
		return paperKinds[part] || strings.HasPrefix(part, "qh") && printed == strings.ToUpper(printed)
	case 1:
		return paperKinds[p.parts[0]] && isOffice(part, printed)
	}
	return p.parts[0] == "ttlt" && isOffice(part, printed) // of several
}

// slashed reports whether a separator is a slash.
func slashed(separator string) bool {
	return strings.IndexFunc(separator, func(r rune) bool { return classOf(r) == slash }) >= 0
}

// isNumber says whether what was read can be the number of a paper: a kind and
// its issuer, a year and letters in capitals, or an issuer alone.
func (p *papers) isNumber(year, printed string) bool {
	switch {
	case len(p.parts) == 0:
		return false
	case len(p.parts) == 1 && year == "":
		return paperIssuers[p.parts[0]]
	}
	if paperKinds[p.parts[0]] || year != "" && (strings.HasPrefix(p.parts[0], "qh") || strings.HasPrefix(p.parts[0], "ubtvqh")) {
		return true
	}
	return len(p.parts[0]) > 1 && printed == strings.ToUpper(printed)
}

// letters reads the letters at s[at], folded; they may end in digits (QH15).
func letters(s string, at int) (string, int) {
	if at >= len(s) || classOf(firstRune(s[at:])) != letter {
		return "", at
	}
	end, _ := scanWord(s, at)
	w := read(s[at:end])
	switch {
	case w.norm == "tư":
		return "tw", end
	case len(w.fold) > 12:
		return "", at
	}
	return w.fold, end
}

func digits(s string, at int) (string, int) {
	end := at
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	return s[at:end], end
}

// separator skips a dash or a slash at s[at] with the blanks around it; wide
// says that there were blanks.
func separator(s string, at int) (next int, wide bool) {
	i, seen := at, false
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch classOf(r) {
		case blank:
			wide = true
		case dash, slash:
			if seen {
				return at, false
			}
			seen = true
		case invisible:
		default:
			if !seen {
				return at, false
			}
			return i, wide
		}
		i += n
		if i-at > 16 {
			break
		}
	}
	return at, false
}
