package tulieu

// A Directive is a paper (văn bản chỉ đạo) by which the Party or the State
// instructs its organisations, as the register knows it. Party numbers start
// again with every congress and State numbers every year, so a number alone,
// 06-CT/TW, is several papers: the slug tells them apart.
type Directive struct {
	Slug      string // "03-ct-tw-2011"; "nqtw-4-khoa-11" for a plenum; "luat-nha-o-2023"
	Kind      Kind
	Number    string // "03-CT/TW"; empty for a plenum, a congress or a law known by name
	Issuer    string // "Bộ Chính trị"
	Issued    Date
	Term      int    // congress: 11 for khóa XI; 0 if unknown
	Plenum    string // slug of the session that issued it: "nqtw-4-khoa-11"
	Title     string
	Aliases   []string
	Relations []Relation
	Certainty string // "certain", "likely", "uncertain"; "discovered" and "confirmed" for those learned from articles
}

// A Relation ties a paper to another one.
type Relation struct {
	Kind string // "replaces", "continues", "implements", "amends"
	Slug string
}

// Kind is the kind of a paper. The word before a number decides it, not the
// letters in the number: QĐ is both a decision and a regulation.
type Kind string

const (
	KindDirective  Kind = "directive"  // chỉ thị
	KindResolution Kind = "resolution" // nghị quyết
	KindConclusion Kind = "conclusion" // kết luận
	KindDecision   Kind = "decision"   // quyết định
	KindRegulation Kind = "regulation" // quy định
	KindPlan       Kind = "plan"       // kế hoạch
	KindProgramme  Kind = "programme"  // chương trình
	KindGuideline  Kind = "guideline"  // hướng dẫn
	KindNotice     Kind = "notice"     // thông báo
	KindDispatch   Kind = "dispatch"   // công văn
	KindReport     Kind = "report"     // báo cáo
	KindDecree     Kind = "decree"     // nghị định
	KindCircular   Kind = "circular"   // thông tư
	KindLaw        Kind = "law"        // luật
)

// Kinds lists every Kind with its Vietnamese word, in the glossary's order.
var Kinds = []struct {
	Kind       Kind
	Vietnamese string
}{
	{KindDirective, "chỉ thị"},
	{KindResolution, "nghị quyết"},
	{KindConclusion, "kết luận"},
	{KindDecision, "quyết định"},
	{KindRegulation, "quy định"},
	{KindPlan, "kế hoạch"},
	{KindProgramme, "chương trình"},
	{KindGuideline, "hướng dẫn"},
	{KindNotice, "thông báo"},
	{KindDispatch, "công văn"},
	{KindReport, "báo cáo"},
	{KindDecree, "nghị định"},
	{KindCircular, "thông tư"},
	{KindLaw, "luật"},
}

// Vietnamese is the word for k: "chỉ thị"; "văn bản" if there is none.
func (k Kind) Vietnamese() string {
	for _, x := range Kinds {
		if x.Kind == k {
			return x.Vietnamese
		}
	}
	return "văn bản"
}
