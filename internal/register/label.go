package register

import (
	"slices"
	"strconv"
	"strings"

	"tulieu"
)

// codes are the letters that name a kind inside a number, with their marks,
// and the kind they stand for where no word says otherwise.
var codes = map[string]struct {
	code string
	kind tulieu.Kind
}{
	"ct": {"CT", tulieu.KindDirective}, "nq": {"NQ", tulieu.KindResolution}, "kl": {"KL", tulieu.KindConclusion},
	"qd": {"QĐ", tulieu.KindDecision}, "qdi": {"QĐi", tulieu.KindRegulation}, "kh": {"KH", tulieu.KindPlan},
	"ctr": {"CTr", tulieu.KindProgramme}, "hd": {"HD", tulieu.KindGuideline}, "tb": {"TB", tulieu.KindNotice},
	"cv": {"CV", tulieu.KindDispatch}, "bc": {"BC", tulieu.KindReport}, "nd": {"NĐ", tulieu.KindDecree},
	"tt": {"TT", tulieu.KindCircular}, "qc": {"QC", tulieu.KindRegulation},
}

// KindOf is the kind that the letters of a number stand for: "ct" is a
// directive. Empty if they stand for none.
func KindOf(code string) tulieu.Kind { return codes[code].kind }

// Label is how a value of a field is shown: "Chỉ thị 03-CT/TW (2011)" for
// 03-ct-tw-2011, "Sở Ngoại vụ (Long An)" for so-ngoai-vu-long-an. A value that
// nothing is known of is its own label.
func (r *Register) Label(f tulieu.Field, value string) string {
	switch f {
	case tulieu.FieldDirective:
		return r.directiveLabel(value)
	case tulieu.FieldUnit, tulieu.FieldPublisher, tulieu.FieldIssuer:
		return r.unitLabel(strings.TrimPrefix(value, "publisher:"))
	case tulieu.FieldPlace:
		if p, ok := r.Province(value); ok {
			return upperFirst(p.FullName) + since(p.Slug)
		}
	case tulieu.FieldKind:
		if w := KindWord(tulieu.Kind(value)); w != "" {
			return upperFirst(w)
		}
	case tulieu.FieldUnitKind:
		if s, ok := unitKindLabels[tulieu.UnitKind(value)]; ok {
			return s
		}
	case tulieu.FieldYear:
		if value == "undated" {
			return "không rõ ngày"
		}
	}
	return value
}

var unitKindLabels = map[tulieu.UnitKind]string{
	tulieu.UnitParty: "Tổ chức đảng", tulieu.UnitState: "Cơ quan nhà nước", tulieu.UnitMass: "Mặt trận, đoàn thể",
	tulieu.UnitSchool: "Trường học", tulieu.UnitHospital: "Bệnh viện, y tế", tulieu.UnitEnterprise: "Doanh nghiệp",
	tulieu.UnitArmed: "Lực lượng vũ trang", tulieu.UnitPress: "Báo chí", tulieu.UnitForeign: "Tổ chức nước ngoài",
}

func (r *Register) directiveLabel(slug string) string {
	slug = strings.TrimSuffix(slug, "*")
	d, ok := r.Directive(slug)
	if !ok {
		return provisionalLabel(slug)
	}
	switch {
	case d.Number == "" && len(d.Aliases) > 0:
		return d.Aliases[0]
	case d.Number == "":
		return d.Title
	case d.Kind == tulieu.KindLaw && d.Title != "":
		return d.Title + " (" + strconv.Itoa(d.Issued.Year) + ")"
	}
	label := upperFirst(KindWord(d.Kind)) + " " + d.Number
	if year := strconv.Itoa(d.Issued.Year); d.Issued.Year > 0 && !strings.Contains(d.Number, year) {
		label += " (" + year + ")"
	}
	return label
}

// provisionalLabel reads a slug back into a number: "12-ct-tu-long-an-2018"
// is "Chỉ thị 12-CT/TU (2018)". What it cannot read it returns unchanged.
func provisionalLabel(slug string) string {
	d, ok := provisional(slug)
	if !ok {
		parts := strings.Split(slug, "-")
		if !digits(parts[0]) || len(parts) == 1 {
			return slug
		}
		number, kind := numberOf(parts)
		if kind == "" {
			return number
		}
		return upperFirst(KindWord(kind)) + " " + number
	}
	if d.Number == "" {
		return slug
	}
	label := d.Number
	if d.Kind != "" {
		label = upperFirst(KindWord(d.Kind)) + " " + label
	}
	if year := strconv.Itoa(d.Issued.Year); !strings.Contains(d.Number, year) {
		label += " (" + year + ")"
	}
	return label
}

// provisional is what the slug of a paper that nobody knows says itself: its
// number, its year, and by the letters its kind. False: it has no year.
func provisional(slug string) (tulieu.Directive, bool) {
	parts := strings.Split(slug, "-")
	if last := parts[len(parts)-1]; lawWords[parts[0]] && len(parts) > 2 && year(last) {
		y, _ := strconv.Atoi(last)
		return tulieu.Directive{Slug: slug, Kind: tulieu.KindLaw, Issued: tulieu.Date{Year: y, Precision: tulieu.ToYear}, Certainty: "discovered"}, true
	}
	if len(parts) < 3 || !digits(strings.TrimRight(parts[0], "abcdefghijklmnopqrstuvwxyz")) {
		return tulieu.Directive{}, false
	}
	d := tulieu.Directive{Slug: slug, Certainty: "discovered"}
	at := slices.IndexFunc(parts[1:], year)
	if at < 0 {
		return tulieu.Directive{}, false
	}
	y, _ := strconv.Atoi(parts[at+1])
	d.Issued = tulieu.Date{Year: y, Precision: tulieu.ToYear}
	if last := len(parts) - 1; at+1 == last && last > 1 {
		parts = parts[:last]
	}
	d.Number, d.Kind = numberOf(parts)
	return d, true
}

// lawWords begin the slugs of laws, which go by name and year.
var lawWords = map[string]bool{"luat": true, "bo": true, "phap": true, "hien": true}

// numberOf writes the parts of a slug as papers of their issuer are numbered:
// "03-CT/TW", "71/NQ-CP", "30/2020/NĐ-CP", and says their kind. A province
// behind the Party's issuer is no part of the number.
func numberOf(parts []string) (string, tulieu.Kind) {
	if len(parts) < 2 {
		return strings.Join(parts, "-"), ""
	}
	head, rest := parts[0], parts[1:]
	if year(rest[0]) || len(rest) > 1 && digits(rest[0]) && year(rest[1]) { // 66-4-2025-nq-cp
		if !year(rest[0]) {
			head, rest = head+"."+rest[0], rest[1:]
		}
		head, rest = head+"/"+rest[0], rest[1:]
	}
	if len(rest) == 0 {
		return head, ""
	}
	c, ok := codes[rest[0]]
	switch {
	case !ok:
		for i, s := range rest {
			rest[i] = letters(s)
		}
		return head + "/" + strings.Join(rest, "-"), ""
	case len(rest) == 1:
		return head, c.kind
	case strings.Contains(head, "/"), ofState(rest[1]):
		return head + "/" + c.code + "-" + letters(rest[1]), c.kind
	}
	return head + "-" + c.code + "/" + letters(rest[1]), c.kind
}

// marked are letters of issuers that a slug has lost the marks of.
var marked = strings.NewReplacer("HDND", "HĐND", "LDLD", "LĐLĐ", "TLD", "TLĐ", "TTG", "TTg", "GDDT", "GDĐT", "LDTB", "LĐTB", "KHDT", "KHĐT", "DTN", "ĐTN", "DUK", "ĐUK")

func letters(s string) string {
	if s == "du" || s == "nd" {
		return strings.Replace(strings.ToUpper(s), "D", "Đ", 1)
	}
	return marked.Replace(strings.ToUpper(s))
}

// ofState reports whether the letters of an issuer are those of one of the
// State's, or of the unions', who write 71/NQ-CP.
func ofState(issuer string) bool {
	switch issuer {
	case "cp", "ttg", "ubnd", "hdnd", "ctn", "tld", "ldld", "qh":
		return true
	}
	return !strings.HasSuffix(issuer, "tw") && !strings.HasSuffix(issuer, "tu") && len(issuer) >= 3 &&
		(issuer[0] == 's' || issuer[0] == 'b' || strings.HasPrefix(issuer, "ubtvqh"))
}

func (r *Register) unitLabel(slug string) string {
	u, ok := r.Unit(slug)
	if !ok {
		return slug
	}
	if p, ok := r.Province(u.Place); ok {
		if !strings.Contains(u.Name, p.Name) {
			return u.Name + " (" + p.Name + since(p.Slug) + ")"
		}
		return u.Name + since(p.Slug)
	}
	return u.Name
}

// since tells a later province from the older one of the same name.
func since(slug string) string {
	if i := strings.LastIndexByte(slug, '-'); i > 0 && year(slug[i+1:]) {
		return ", từ " + slug[i+1:]
	}
	return ""
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func year(s string) bool { return len(s) == 4 && digits(s) && (s[0] == '1' || s[0] == '2') }

func upperFirst(s string) string {
	for i := range s {
		if i > 0 {
			return strings.ToUpper(s[:i]) + s[i:]
		}
	}
	return strings.ToUpper(s)
}
