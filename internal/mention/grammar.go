package mention

import (
	"strings"

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
	notHeads    *trie[bool]
	areas       *trie[string] // of departments, as the register writes them
	compounds   *trie[bool]
	goOn        *trie[bool]
	countries   *trie[bool]
	hosts       *trie[bool]
	levels      *trie[bool]
	places      *trie[string] // slugs of provinces, without a year
	expansions  *trie[string]
	ordinals    map[lexeme]int
	measures    map[lexeme]bool
	lawStops    map[lexeme]bool
	families    map[lexeme]bool
	nations     map[lexeme]bool
	afterNames  map[lexeme]bool
	letterCodes map[string]string // of ministries: "Bộ Y tế" is "BYT"
	ministries  map[string]bool   // letters of ministries and departments, folded: "bgddt", "sgddt"
}

// vocabulary are words that rules ask for by name.
const vocabulary = `số so sô sồ sổ và hoặc của đảng khóa k hội nghị ban chấp hành lần thứ trung trương ương uơng tw tư t ư w
	đại biểu toàn quốc bộ tỉnh thành phố nhiệm kỳ năm tháng ngày mùng mồng luật hiến pháp lệnh sửa đổi được về việc do ký đã
	thông qua liên hợp hiệp bảo an lhq hđba unesco viện mẫu biểu phép tcvn qcvn tcxd iso phụ lục phiếu
	cp ttg hđbt ra theo nội các bang tổng thống thượng hạ viện hoàng gia biểu
	sáng chiều tối trưa đêm hôm đến từ trước sau viên trưởng nq nqtw nqtư một hai
	tịch thư đốc nhiệm thường trực việt nam miền văn thị khóm phó nay bch xây dựng đạo những`

// measures are words that a counted thing begins with: "Kế hoạch 5 năm".
const measures = `năm tháng ngày tuần giờ nội điều điểm khoản mục người cá tập đồng triệu tỷ nghìn trường đơn vị nhiệm chỉ tiêu lần bước nhóm
	giải chương khâu trọng mũi cấp ngành xã huyện tỉnh vụ việc cuộc đợt phần loại mặt lĩnh tiêu mục hộ buổi phong chuyên nhân chính`

const families = `nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh lâm mai trịnh đoàn phùng tô trương cao
	tạ hà lương thái châu quách vương triệu tống nông hứa lưu kiều từ chu giang bạch đàm la văn lục mạc nghiêm thạch ông khuất lại cù doãn diệp lò vi`

// nations are what countries are called in one word, behind the names of their
// bodies: "Chính phủ Nga".
const nations = `nga mỹ pháp đức anh lào úc séc ý nhật hàn áo bỉ cuba scotland nauru`

// afterNames are words that follow names, and are no part of them.
const afterNames = `tổ đã đang sẽ phối tặng trao có là và của tại ở trên về cho với do bị được cùng đến tới vào ra từ khai thông công yêu ban họp
	ký chủ triển thực tiếp tiến hoàn này đó những các một khi để mà thì nhằm trong ngoài sau trước giữa theo qua lại cũng còn không chưa rất
	nên phải nếu như hay hoặc nằm thuộc cách gồm làm mở đón nhận giúp nói cử mời báo phát thăm tham xây nêu bàn đề gặp đặt hưởng ủng vận hỗ
	quyết biểu tuyên kỷ kiểm giao lãnh bế đạt đưa chúc chuyển góp giới hướng hội in kể khen khánh lập lấy nhắc nhân phân quán quy ra
	sơ tập thành thi thu tìm tôn trả trình truyền ứng xét xin vừa vẫn liên lên xuống đều từng mới vốn chính hiện thường chỉ lúc bằng đạt nộp thuê`

var ordinals = map[string]int{
	"nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}

// lawStops are words that no law's name goes on with.
const lawStops = `này đó là đã được đang sẽ theo quy bị phải không tại trong khi để do vào ngày của`

// newGrammar reads the tables and the register's names. Where fold is set it
// takes words without marks, as people type them, for those they stand for; of
// words that fold alike the first one wins.
func newGrammar(r *register.Register, fold bool) *grammar {
	g := &grammar{
		lexicon:     newLexicon(),
		kinds:       newTrie[kindWord](),
		foldedKinds: map[string]kindWord{},
		heads:       newTrie[head](),
		notHeads:    newTrie[bool](),
		areas:       newTrie[string](),
		compounds:   newTrie[bool](),
		goOn:        newTrie[bool](),
		countries:   newTrie[bool](),
		hosts:       newTrie[bool](),
		levels:      newTrie[bool](),
		places:      newTrie[string](),
		expansions:  newTrie[string](),
		ordinals:    map[lexeme]int{},
		letterCodes: map[string]string{},
		ministries:  map[string]bool{},
	}
	g.lexicon.fold = fold
	for _, w := range strings.Fields(vocabulary) {
		g.lexicon.intern(w)
	}
	g.measures, g.lawStops, g.families, g.afterNames = g.set(measures), g.set(lawStops), g.set(families), g.set(afterNames)
	g.nations = g.set(nations)
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
				g.places.add(g.lexicon, n, viet.Slug(p.Name))
			}
		}
	}
	for _, s := range []string{"tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu", "khu phố", "thôn", "ấp", "xóm", "TP", "TP.", "Tp", "Tp.", "TX", "TT."} {
		g.levels.add(g.lexicon, s, true)
	}
	for _, s := range []string{"Nam Bộ", "Trung Bộ", "Bắc Bộ", "Nam Kỳ", "Trung Kỳ", "Bắc Kỳ", "cơ quan", "Khối", "Khối cơ quan", "Khối cơ quan và doanh nghiệp", "Khối các cơ quan", "các cơ quan", "Khối các cơ quan và doanh nghiệp", "Khối Doanh nghiệp",
		"Khối Dân Chính Đảng", "Dân Chính Đảng", "Dân chính đảng", "các cơ quan Đảng", "cơ quan và doanh nghiệp", "các cơ quan và doanh nghiệp",
		"doanh nghiệp", "Doanh nghiệp", "các trường Đại học, Cao đẳng", "các trường đại học, cao đẳng", "Trường học", "nội chính", "các cơ quan tỉnh", "ngành", "bộ phận", "quân sự", "các khu công nghiệp"} {
		g.hosts.add(g.lexicon, s, true)
	}
	for t, phrases := range map[*trie[bool]]string{g.compounds: compounds, g.goOn: goOn, g.notHeads: notHeads, g.countries: countries} {
		for _, phrase := range strings.FieldsFunc(phrases, func(r rune) bool { return r == ';' || r == '\n' }) {
			t.add(g.lexicon, strings.TrimSpace(phrase), true)
		}
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
			g.addHead(phrase, head{canonical: phrase, kind: row.kind, follows: row.follows})
		}
	}
	for _, u := range r.Units() {
		if u.Place != "" {
			continue
		}
		if u.Kind == tulieu.UnitSchool || u.Kind == tulieu.UnitHospital || u.Kind == tulieu.UnitEnterprise {
			continue // read by their heads
		}
		if strings.HasPrefix(u.Name, "Bộ ") && len(u.Aliases) > 0 && !strings.Contains(u.Aliases[0], " ") {
			g.letterCodes[u.Name] = u.Aliases[0]
		}
		if strings.HasPrefix(u.Name, "Bộ ") || strings.HasPrefix(u.Name, "Sở ") {
			for _, a := range u.Aliases {
				if !strings.Contains(a, " ") {
					g.ministries[viet.Fold(strings.ReplaceAll(a, "&", ""))] = true
				}
			}
		}
		name := withoutLevel(u.Name)
		for _, lead := range []string{"Sở ", "Bộ ", "Phòng "} {
			if rest, ok := strings.CutPrefix(name, lead); ok && !strings.HasSuffix(rest, "Quân sự") && !strings.Contains(rest, "Biên phòng") {
				g.areas.add(g.lexicon, rest, rest)
			}
		}
		if strings.HasPrefix(name, "Sở ") || strings.HasPrefix(name, "Phòng ") {
			continue // read as head and area
		}
		name = strings.Replace(name, "TNCS", abbreviations["TNCS"], 1)
		h := head{name, u.Kind, alone | level | place, false}
		if u.Parent != "" && (u.Kind == tulieu.UnitParty || u.Kind == tulieu.UnitState) {
			h.follows, h.central = alone, true
			if u.Kind == tulieu.UnitParty {
				h.follows |= host
			}
			if u.Name == "Bộ Chính trị" || u.Name == "Ban Bí thư" {
				h.follows |= lowAlone
			}
		}
		if n, known := g.heads.longest(g.phrase(name)); n > 0 && n == len(g.phrase(name))-1 {
			h.follows, h.kind = known.follows, known.kind // the table of heads knows better
		}
		g.addHead(name, h)
		for _, a := range u.Aliases {
			g.readAlias(withoutLevel(a), h)
		}
	}
	for abbr, h := range wholes {
		g.heads.add(g.lexicon, abbr, h)
	}
	for abbr, full := range abbreviations {
		g.expansions.add(g.lexicon, abbr, full)
		g.expansions.add(g.lexicon, strings.ReplaceAll(abbr, "&", " và "), full)
		if n, h := g.heads.longest(g.phrase(full)); n > 0 && n == len(g.phrase(full))-1 {
			h.canonical = full
			g.heads.add(g.lexicon, abbr, h)
		}
	}
}

// addHead adds a head in the spellings that texts have for it: "Ủy ban MTTQ
// Việt Nam", "Ban Tuyên giáo TW", and the misprint "Trương ương".
func (g *grammar) addHead(phrase string, h head) {
	spellings := []string{phrase}
	for _, v := range variants {
		for _, s := range spellings {
			if !strings.Contains(s, v.full) {
				continue
			}
			for _, short := range v.short {
				spellings = append(spellings, strings.Replace(s, v.full, short, 1))
			}
		}
	}
	for _, s := range spellings {
		g.heads.add(g.lexicon, s, h)
	}
}

// readAlias makes another name of a unit a head. Abbreviations are spelled out
// in canonical names; a shorter name stays as it is.
func (g *grammar) readAlias(alias string, h head) {
	if !shortened(alias) {
		if strings.Contains(alias, " ") && alias != "Công đoàn Sở" {
			h.canonical = strings.Replace(alias, "Uỷ", "Ủy", 1)
			if rest, ok := strings.CutPrefix(h.canonical, "VP "); ok {
				h.canonical = abbreviations["VP"] + " " + rest
			}
			if full, ok := abbreviations[alias]; ok {
				h.canonical = full
			}
			g.addHead(alias, h)
		}
		return
	}
	if strings.Contains(alias, "{") || len([]rune(alias)) < 3 || len([]rune(alias)) < 4 && !h.central {
		return
	}
	if strings.Contains(alias, " ") { // "MTTQ Việt Nam" is spelled out word by word
		words := strings.Fields(alias)
		for i, w := range words {
			if full, ok := abbreviations[w]; ok {
				words[i] = full
			}
		}
		h.canonical = strings.Join(words, " ")
	} else if _, ok := abbreviations[alias]; !ok {
		g.expansions.add(g.lexicon, alias, h.canonical)
	}
	g.addHead(alias, h)
}

// withoutLevel is a name without the level of government at its end, which the
// rules read themselves: "Ủy ban nhân dân" of "Ủy ban nhân dân huyện".
func withoutLevel(name string) string {
	for _, s := range []string{" tỉnh", " huyện", " xã", " quận", " phường", " thị xã", " thị trấn", " đặc khu", " Tỉnh"} {
		name = strings.TrimSuffix(name, s)
	}
	return name
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
