package mention

import (
	"strings"
	"unicode"

	"tulieu"
	"tulieu/internal/register"
	"tulieu/internal/viet"
)

// A grammar is what the rules know of words: it is made once from the
// register and the tables below and does not change.
type grammar struct {
	lexicon     *lexicon
	leads       []bool // by lexeme: may begin a mention
	kinds       *trie[kindWord]
	foldedKinds map[string]kindWord
	heads       *trie[head]
	domains     *trie[bool]
	hosts       *trie[bool]
	levels      *trie[bool]
	places      *trie[string] // the province's name
	expansions  *trie[string]
	ordinals    map[lexeme]int
	measures    map[lexeme]bool
	lawStops    map[lexeme]bool
	families    map[lexeme]bool
}

// vocabulary are words that rules ask for by name.
const vocabulary = `số so sô sồ sổ và hoặc của đảng khóa k hội nghị ban chấp hành lần thứ trung trương ương uơng tw tư t ư w
	đại biểu toàn quốc bộ tỉnh thành phố nhiệm kỳ năm tháng ngày mùng mồng luật hiến pháp lệnh sửa đổi được về việc do ký đã
	thông qua liên hợp hiệp bảo an lhq hđba unesco viện mẫu biểu phép tcvn qcvn tcxd iso phụ lục phiếu
	sáng chiều tối trưa đêm hôm đến từ trước sau viên trưởng nq nqtw nqtư một hai`

// measures are words that a counted thing begins with: "Kế hoạch 5 năm".
const measures = `năm tháng ngày tuần giờ nội điều điểm khoản mục người cá tập đồng triệu tỷ nghìn trường đơn vị nhiệm chỉ tiêu lần bước nhóm
	giải chương khâu trọng mũi cấp ngành xã huyện tỉnh vụ việc cuộc đợt phần loại mặt lĩnh tiêu mục hộ buổi phong chuyên nhân chính`

const families = `nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh lâm mai trịnh đoàn phùng tô trương cao
	tạ hà lương thái châu quách vương triệu tống nông hứa lưu kiều từ chu giang bạch đàm la văn lục mạc nghiêm thạch ông khuất lại cù doãn diệp lò vi`

var ordinals = map[string]int{
	"nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}

// lawStops are words that no law's name goes on with.
const lawStops = `này đó là đã được có đang sẽ theo quy bị phải không tại trong khi để do vào ngày của`

// headTable lists heads by kind: phrases, and what may follow each of them.
var headTable = []struct {
	kind    tulieu.UnitKind
	phrases string // parted by ;
	follows follows
}{
	{tulieu.UnitParty, "Tỉnh ủy; Thành ủy; Huyện ủy; Quận ủy; Thị ủy", alone | place},
	{tulieu.UnitParty, "Đảng ủy; Đảng bộ; Ban Thường vụ; Ban Cán sự đảng; Đảng đoàn; Văn phòng Đảng ủy", level | place | host | domain},
	{tulieu.UnitParty, "Chi bộ; Ban Chấp hành Đảng bộ; Ban Chấp hành; Thường trực", level | host | domain | count},
	{tulieu.UnitParty, "Ban Tuyên giáo; Ban Tổ chức; Ban Dân vận; Ban Nội chính; Ủy ban Kiểm tra; Ban Tuyên giáo và Dân vận; Văn phòng", host},
	{tulieu.UnitState, "Ủy ban nhân dân; Hội đồng nhân dân", alone | level | place | low},
	{tulieu.UnitState, "Sở; Phòng; Cục; Chi cục; Tổng cục; Vụ; Ban Quản lý; Thanh tra; Đoàn đại biểu Quốc hội", level | domain | host},
	{tulieu.UnitMass, "Liên đoàn Lao động; Ủy ban Mặt trận Tổ quốc; Mặt trận Tổ quốc; Hội Nông dân; Hội Liên hiệp Phụ nữ; Hội Cựu chiến binh", alone | level | place | low},
	{tulieu.UnitMass, "Công đoàn cơ sở; Công đoàn; Chi đoàn; Đoàn Thanh niên; Công đoàn ngành; Ban Nữ công; Đoàn cơ sở", level | host | domain},
	{tulieu.UnitMass, "Tỉnh đoàn; Thành đoàn; Huyện đoàn; Quận đoàn", alone | place},
	{tulieu.UnitSchool, "Trường; Trường Đại học; Trường THPT; Trường THCS; Trường Tiểu học; Trường Mầm non; Trường Cao đẳng; Học viện; Đại học", name | level | domain},
	{tulieu.UnitHospital, "Bệnh viện; Trung tâm Y tế; Trạm Y tế", name | level | place},
	{tulieu.UnitEnterprise, "Công ty; Tổng công ty; Tập đoàn; Ngân hàng", name | level},
	{tulieu.UnitArmed, "Công an; Bộ Chỉ huy Quân sự; Bộ đội Biên phòng; Quân khu; Ban Chỉ huy Quân sự", level | place | count},
}

func newGrammar(r *register.Register) *grammar {
	g := &grammar{
		lexicon:     newLexicon(),
		kinds:       newTrie[kindWord](),
		foldedKinds: map[string]kindWord{},
		heads:       newTrie[head](),
		domains:     newTrie[bool](),
		hosts:       newTrie[bool](),
		levels:      newTrie[bool](),
		places:      newTrie[string](),
		expansions:  newTrie[string](),
		ordinals:    map[lexeme]int{},
	}
	for _, w := range strings.Fields(vocabulary) {
		g.lexicon.intern(w)
	}
	g.measures, g.lawStops, g.families = g.set(measures), g.set(lawStops), g.set(families)
	for w, n := range ordinals {
		g.ordinals[g.lexicon.intern(w)] = n
	}
	for phrase, k := range kindWords {
		g.kinds.add(g.lexicon, phrase, k)
		g.foldedKinds[viet.Fold(phrase)] = k
	}
	for _, p := range r.Provinces() {
		for _, n := range append([]string{p.Name}, p.Aliases...) {
			if len(n) > 3 || strings.Contains(n, ".") {
				g.places.add(g.lexicon, n, p.Name)
			}
		}
	}
	for _, s := range []string{"tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu", "khu phố", "thôn", "ấp", "TP", "TP."} {
		g.levels.add(g.lexicon, s, true)
	}
	for _, s := range []string{"cơ quan", "Khối các cơ quan", "khối các cơ quan", "các cơ quan", "Khối"} {
		g.hosts.add(g.lexicon, s, true)
	}
	g.readUnits(r)
	g.lead()
	return g
}

func (g *grammar) set(words string) map[lexeme]bool {
	m := map[lexeme]bool{}
	for _, w := range strings.Fields(words) {
		m[g.lexicon.intern(w)] = true
	}
	return m
}

// readUnits takes the heads, names and abbreviations of the register's units.
func (g *grammar) readUnits(r *register.Register) {
	for _, row := range headTable {
		for _, phrase := range strings.Split(row.phrases, "; ") {
			g.heads.add(g.lexicon, phrase, head{canonical: phrase, kind: row.kind, follows: row.follows})
		}
	}
	for _, u := range r.Units() {
		if u.Place != "" {
			continue
		}
		f := alone | level | place
		central := u.Parent != "" && (u.Kind == tulieu.UnitParty || u.Kind == tulieu.UnitState) && !strings.HasPrefix(u.Name, "Sở")
		if central || strings.HasPrefix(u.Name, "Bộ ") {
			f = alone
		}
		g.heads.add(g.lexicon, u.Name, head{u.Name, u.Kind, f, central})
		for _, a := range u.Aliases {
			if len(a) > 5 {
				g.heads.add(g.lexicon, a, head{u.Name, u.Kind, f, central})
			}
			if strings.IndexFunc(a, unicode.IsUpper) != strings.LastIndexFunc(a, unicode.IsUpper) && shortened(a) {
				g.expansions.add(g.lexicon, a, u.Name)
			}
		}
		for _, h := range []string{"Sở ", "Bộ ", "Phòng "} {
			if rest, ok := strings.CutPrefix(u.Name, h); ok {
				g.domains.add(g.lexicon, rest, true)
			}
		}
	}
	for abbr, full := range abbreviations {
		g.expansions.add(g.lexicon, abbr, full)
		if n, h := g.heads.longest(g.phrase(full)); n > 0 {
			g.heads.add(g.lexicon, abbr, h)
		}
	}
}

// shortened reports whether a name has a word of capitals alone.
func shortened(name string) bool {
	for _, w := range strings.Fields(name) {
		if strings.ToUpper(w) == w && len(w) > 2 {
			return true
		}
	}
	return false
}

// phrase is s as tokens.
func (g *grammar) phrase(s string) []token {
	tokens, _, _ := g.lexicon.line(s, 0, nil, nil)
	return tokens
}

// abbreviations are spelled out in a unit's canonical name.
var abbreviations = map[string]string{
	"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "LĐLĐ": "Liên đoàn Lao động", "MTTQ": "Mặt trận Tổ quốc",
	"UBMTTQ": "Ủy ban Mặt trận Tổ quốc", "BTV": "Ban Thường vụ", "BCH": "Ban Chấp hành", "CĐCS": "Công đoàn cơ sở",
	"ĐBQH": "đại biểu Quốc hội", "LHPN": "Liên hiệp Phụ nữ", "CCB": "Cựu chiến binh",
}

// lead marks the words that can begin a mention.
func (g *grammar) lead() {
	g.leads = make([]bool, len(g.lexicon.words))
	for edge := range g.kinds.edges {
		g.markLead(edge)
	}
	for edge := range g.heads.edges {
		g.markLead(edge)
	}
	for _, w := range []string{"ngày", "tháng", "năm", "luật", "bộ", "hiến", "pháp"} {
		g.leads[g.lexicon.ids[w]] = true
	}
}

func (g *grammar) markLead(edge uint32) {
	if node, sym := edge>>16, edge&0xFFFF; node == 0 && int(sym) < len(g.leads) {
		g.leads[sym] = true
	}
}
