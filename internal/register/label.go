package register

import (
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
// is "Chỉ thị 12-CT/TU (2018)". Slugs of State papers that hold their year
// keep it in place. What it cannot read it returns unchanged.
func provisionalLabel(slug string) string {
	parts := strings.Split(slug, "-")
	if len(parts) < 2 || !digits(parts[0]) {
		return slug
	}
	if len(parts) >= 3 && year(parts[1]) {
		if c, ok := codes[parts[2]]; ok {
			rest := strings.ToUpper(strings.Join(parts[3:], "-"))
			return upperFirst(KindWord(c.kind)) + " " + parts[0] + "/" + parts[1] + "/" + c.code + "-" + strings.ReplaceAll(rest, "ND", "NĐ")
		}
		return parts[0] + "/" + parts[1] + "/" + strings.ToUpper(strings.Join(parts[2:], "-"))
	}
	c, ok := codes[parts[1]]
	if !ok {
		return slug
	}
	label := upperFirst(KindWord(c.kind)) + " " + parts[0]
	if len(parts) == 2 {
		return label
	}
	label += "-" + c.code + "/" + strings.ToUpper(parts[2])
	if last := parts[len(parts)-1]; len(parts) > 3 && year(last) {
		label += " (" + last + ")"
	}
	return label
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
