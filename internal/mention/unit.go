package mention

import (
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// follows says what the name of a unit may go on with after its head.
type follows uint16

const (
	alone    follows = 1 << iota // nothing: the head is a name by itself
	level                        // tỉnh, huyện, xã …, and the name of one
	place                        // the name of a province at once: Tỉnh ủy Long An
	proper                       // other words with capitals: Trường Đại học Trà Vinh
	host                         // another unit: Chi bộ Sở Ngoại vụ
	area                         // what it sees to: Sở Giáo dục và Đào tạo
	list                         // several areas: Trung tâm Văn hóa, Thể thao và Truyền thông
	count                        // a number: Quân khu 7
	bridge                       // a syllable in small letters between two capitals: Công ty Vàng bạc Phú Nhuận
	strict                       // but none that begins as a person's does
	low                          // the head may be all in small letters
	lowNamed                     // so it may where a name follows: huyện đoàn Na Hang
	letters                      // letters for a name: Công đoàn TDMU
	lowAlone                     // so it may even where nothing follows, for nothing else is called so: bộ chính trị
)

// A head is how the names of units of one sort begin.
type head struct {
	canonical string
	kind      tulieu.UnitKind
	follows   follows
	central   bool // a body of the Party's or the State's centre, as papers name their issuers
}

// unit reads the unit whose name begins at token i, or returns i.
func (p *parser) unit(i int) int {
	n, h := p.heads.longest(p.tokens[i:])
	if n == 0 || p.glued(i) && (p.separates(i-1) && (n == 1 || p.shouted(i-2)) || p.str(i-1) == "_") || p.glued(i+n) && p.str(i+n) == "_" || p.notHeads.match(p.tokens[i:]) > 0 || n == 1 && !p.typed && !p.shouted(i) && p.capital(i-1) && !p.glued(i) && (p.families[p.at(i-1).lex] || p.capital(i-2)) {
		return i // Nguyễn Văn Trường is a person
	}
	if n == 1 && p.at(i-1).kind == quote && p.at(i+1).kind == quote && p.glued(i) && p.glued(i+1) && p.shouted(i) {
		return i // "BYT" is a key
	}
	if !p.capital(i) && h.follows&(low|lowNamed|lowAlone) == 0 {
		return i
	}
	if w := p.word(i + n); w == "viên" || w == "trưởng" { // Tỉnh ủy viên, Chi bộ trưởng
		return i
	}
	if p.word(i-1) == "phó" && h.canonical == "Thủ tướng Chính phủ" {
		return i + n
	}
	if p.words(i, "thường", "trực") && p.titled(i) { // Phó Chủ tịch Thường trực UBND tỉnh
		return i + 2
	}
	end, named := p.extend(i+n, h, 0)
	if h.follows&alone == 0 && !p.names(i, i+n, end) || !p.capital(i) && h.follows&lowAlone == 0 && (h.follows&low == 0 && !named || end == i+n) {
		return i
	}
	if p.abroadBehind(end, h) || n == 2 && end > i+n && p.words(i, "trung", "tâm") && !named && p.levels.match(p.tokens[i+n:]) == end-i-n {
		return end // Quốc hội Hoa Kỳ; the middle of a town
	}
	name := p.expand(i, end)
	if abbr, n := p.defines(end); n > 0 {
		end += n
		p.define(abbr, name, h.kind)
	}
	p.emit(tulieu.Mention{Sort: tulieu.SortUnit, Kind: string(h.kind), Norm: name, Hints: tulieu.Hints{Place: p.placeIn(i, end)}}, i, end)
	return end
}

// abroadBehind reports whether another country's name stands behind the name
// of a body of the State, the Party or an army, which makes it none of ours.
func (p *parser) abroadBehind(i int, h head) bool {
	switch h.kind {
	case tulieu.UnitState, tulieu.UnitParty, tulieu.UnitArmed:
		if h.kind == tulieu.UnitParty && p.words(i, "cộng", "sản") { // Trung ương Đảng Cộng sản Trung Quốc
			return true
		}
		return p.capital(i) && !p.typed && (p.countries.match(p.tokens[i:]) > 0 || p.nations[p.at(i).lex])
	}
	return false
}

// titled reports whether a title ends before token i: "Chủ tịch", "Phó Bí thư".
func (p *parser) titled(i int) bool {
	switch p.word(i - 1) {
	case "tịch", "thư", "đốc", "trưởng", "nhiệm":
		return !p.glued(i)
	}
	return p.words(i-2, "trưởng", "ban")
}

// names reports whether the tokens from the end of a head to end make it a
// name: some have a capital, or say a level of government. "Công ty cổ phần" is
// none, and Trường Yên is a village.
func (p *parser) names(start, i, end int) bool {
	if end == i+1 && i == start+1 && p.word(start) == "trường" && p.capital(i) && !p.shouted(i) && p.heads.match(p.tokens[i:]) == 0 {
		return false
	}
	if end > i && p.department(i-1) {
		return true // Sở y tế
	}
	for at := i; at < end; at++ {
		if p.capital(at) || p.at(at).kind == number || p.levels.match(p.tokens[at:]) > 0 {
			return true
		}
	}
	return false
}

// extend returns where a name ends whose head h was read up to token i, and
// whether a place or other words of its own stand in it.
func (p *parser) extend(i int, h head, depth int) (end int, named bool) {
	f := h.follows
	start := i
	for steps := 0; steps < 12; steps++ {
		if _, n := p.defines(i); n > 0 && (p.levels.match(p.tokens[i+n:]) > 0 || p.words(i+n, "việt", "nam")) { // Liên đoàn Lao động (LĐLĐ) tỉnh
			i += n
		}
		if p.words(i, "việt", "nam") && p.capital(i) && (i > start || h.kind == tulieu.UnitMass || h.kind == tulieu.UnitArmed) {
			i, named = i+2, true
			f &^= area | proper | place
			continue
		}
		if f&host != 0 {
			if n, inner := p.heads.longest(p.tokens[i:]); n > 0 && depth < 6 && p.inner(i, n, inner) && (f&area == 0 || max(p.areas.match(p.tokens[i:]), p.compounds.match(p.tokens[i:])) <= n) {
				return p.extend(i+n, inner, depth+1)
			}
			if n := p.hosts.match(p.tokens[i:]); n > 1 || n == 1 && p.capital(i) {
				i += n
				f |= area | level | place
				continue
			}
		}
		if f&area != 0 {
			if next := p.area(i, f, i == start, p.roars(start)); next > i {
				i = next
				f = f&^(area|host) | level | place
				continue
			}
		}
		if f&(level|proper) != 0 {
			if next, own := p.levelled(i); next > i {
				i, named = next, named || own
				f &^= proper | area | host
				continue
			}
		}
		if f&(place|proper|level) != 0 && p.word(i) == "miền" && p.capital(i+1) { // Tổng công ty Điện lực miền Nam
			i, named = i+2, true
			f &^= proper | area | place
			continue
		}
		if f&(place|proper) != 0 && p.capital(i) {
			if n := p.places.match(p.tokens[i:]); n > 0 {
				i, named = i+n, true
				f &^= proper | area | place
				continue
			}
		}
		if f&letters != 0 && i == start && p.initials(i) && !p.roars(i) {
			return i + 1, true
		}
		if t := p.at(i); f&count != 0 && t.kind == number && !p.separates(i+1) && t.end-t.start <= 3 && (!p.measures[p.at(i+1).lex] || p.capital(i+1)) {
			i++
			f &^= count
			continue
		}
		if p.at(i).kind == dash && !p.glued(i) && !p.glued(i+1) && depth == 0 && i > start {
			// Chi bộ Lớp Cao cấp – Học viện Chính trị: the school is the parent.
			if n, inner := p.heads.longest(p.tokens[i+1:]); n > 0 && p.capital(i+1) && inner.kind == tulieu.UnitSchool && (h.kind != tulieu.UnitSchool || p.words(i+1, "đại", "học")) {
				if end, own := p.extend(i+1+n, inner, depth+1); end > i+1+n {
					return end, named || own
				}
			}
		}
		if f&proper != 0 && !p.roars(start) && !(f&strict != 0 && p.families[p.at(i).lex]) {
			if next := p.own(i, i == start || f&bridge != 0 || p.namesPeople(i), f&bridge != 0); next > i {
				i, named = next, true
				f |= level
				f &^= proper
				continue
			}
		}
		break
	}
	return i, named
}

// inner reports whether the head of n tokens at token i names the host of the
// unit before it.
func (p *parser) inner(i, n int, h head) bool {
	if w := p.word(i + n); w == "viên" || w == "trưởng" {
		return false
	}
	return p.capital(i) || h.follows&low != 0 || h.kind == tulieu.UnitSchool && n > 1 && p.capital(i+n) // Công đoàn trường THPT Nguyễn Du
}

// roars reports whether the words before token i are written in capitals
// throughout: then capitals say nothing.
func (p *parser) roars(i int) bool {
	k := i - 1
	return !p.typed && p.shouted(k) && p.at(k).lex != 0 && p.shouted(k-1) && len(p.str(k)) > 1
}

// area reads what a unit sees to: the areas the register knows, or words of
// several syllables, the first of which has its capital. first says that the
// head of the name stands before it.
func (p *parser) area(i int, f follows, first, roars bool) int {
	if n, _ := p.areas.longest(p.tokens[i:]); n > 0 && (p.capital(i) || first && p.department(i-1) && !p.words(i, "xây", "dựng")) {
		return i + n // but a Sở that "xây dựng kế hoạch" makes plans
	}
	if n, _ := p.expansions.longest(p.tokens[i:]); n > 0 && p.capital(i) && p.heads.match(p.tokens[i:]) == 0 {
		return i + n
	}
	at := i
	for at < i+20 {
		n := p.compounds.match(p.tokens[at:])
		if n > 0 && p.capital(at) {
			if at += n; roars {
				break
			}
			continue
		}
		if at == i && first && f&list != 0 { // Trung tâm đào tạo Bưu chính Viễn thông
			if n > 0 && p.capital(at+n) && p.heads.match(p.tokens[at+n:]) < 2 {
				at += n
				continue
			}
		}
		if at == i && f&bridge == 0 {
			break
		}
		if n := p.goOn.match(p.tokens[at:]); n > 0 && !p.capital(at) {
			at += n
			continue
		}
		if n := p.another(at, f); n > 0 {
			at += n
			continue
		}
		break
	}
	return at
}

// another reads a further area of a list at token i: "- Đối ngoại",
// "và Thú y", ", đo lường". A comma needs an "và" later, or small letters.
func (p *parser) another(i int, f follows) int {
	t, next := p.at(i), i+1
	n := p.compounds.match(p.tokens[next:])
	if n == 0 || p.heads.match(p.tokens[next:]) > 1 {
		return 0
	}
	switch {
	case t.kind == dash, t.kind == ampersand, p.word(i) == "và" && p.capital(next):
		if p.capital(next) {
			return 1 + n
		}
	case p.word(i) == "và" && f&list != 0, t.kind == comma && f&list != 0 && !p.capital(next):
		if n := p.goOn.match(p.tokens[next:]); n > 0 {
			return 1 + n
		}
	case t.kind == comma && f&list != 0:
		for at := next + n; at < next+12; {
			if p.word(at) == "và" && p.capital(at+1) && p.compounds.match(p.tokens[at+1:]) > 0 && p.heads.match(p.tokens[at+1:]) <= 1 {
				return 1 + n
			}
			if p.at(at).kind == comma {
				at++
			}
			m := p.compounds.match(p.tokens[at:])
			if m == 0 || !p.capital(at) {
				break
			}
			at += m
		}
	}
	return 0
}

// levelled reads a level of government and the place it is: "tỉnh Long An",
// "huyện Đức Hòa", "phường 5"; the level alone where no name follows. own says
// whether one does.
func (p *parser) levelled(i int) (next int, own bool) {
	n := p.levels.match(p.tokens[i:])
	if n == 0 {
		return i, false
	}
	at := i + n
	if m := p.places.match(p.tokens[at:]); m > 0 && p.capital(at) {
		return at + m, true
	}
	if t := p.at(at); t.kind == number && !p.separates(at+1) && t.val < 100 && p.word(i) != "tỉnh" && !p.measures[p.at(at+1).lex] {
		return at + 1, true
	}
	if p.roars(at) {
		end := at
		for end < at+4 && p.shouted(end) {
			end++
		}
		if end == at || end == at+4 || p.at(end).kind == comma {
			return at, false
		}
		return end, true // DANG BO THI XA HOI AN, and the line is over
	}
	if p.person(at) && (!p.calledAfterPersons(i) || p.plainly(at)) {
		return at, false
	}
	end := p.own(at, true, false)
	return end, end > at
}

// initials reports whether token i is a word of capitals alone that stands for a
// name we do not know.
func (p *parser) initials(i int) bool {
	s := p.str(i)
	return p.capital(i) && p.at(i).lex == 0 && !p.typed && len(s) > 2 && len(s) < 12 && strings.ToUpper(s) == s
}

// calledAfterPersons reports whether there are places of the level at token i
// that bear a person's name: "phường Trần Hưng Đạo", but no such province.
func (p *parser) calledAfterPersons(i int) bool {
	switch p.word(i) {
	case "xã", "phường", "thị", "thôn", "ấp", "khu", "khóm", "đặc":
		return true
	}
	return false
}

// plainly reports whether the name at token i can only be a living person's:
// few streets and communes are called after one with Văn or Thị in the middle.
func (p *parser) plainly(i int) bool { w := p.word(i + 1); return w == "văn" || w == "thị" }

// own reads a name at token i: words with capitals, up to where a person's
// name or another unit begins. people says that units of the sort are called
// after persons; bridged that small letters may stand between two capitals.
func (p *parser) own(i int, people, bridged bool) int {
	at := i
	for at < i+8 {
		if p.typed && p.at(at).flags&capital == 0 {
			break
		}
		if !p.capital(at) {
			if !bridged || at == i || p.at(at).kind != word || p.at(at).lex != 0 && (at > i+1 || p.afterNames[p.at(at).lex]) {
				break
			}
			if !p.capital(at + 1) {
				break
			}
			at++
		}
		if p.person(at) && !(people && at == i) || at > i && p.heads.match(p.tokens[at:]) > 1 || p.kinds.match(p.tokens[at:]) > 1 {
			break
		}
		if n := p.compounds.match(p.tokens[at:]); n > 1 {
			at += n
			continue
		}
		at++
		if k := p.at(at).kind; (k == dash || k == ampersand) && p.glued(at) && p.capital(at+1) && p.glued(at+1) {
			at++
		}
	}
	if next := p.at(at); at == i+1 && p.word(i-1) != "trường" && next.kind == word && !p.capital(at) && next.flags&spaced != 0 && !p.afterNames[next.lex] && !p.roars(at) && next.lex == 0 {
		at++ // Viện Nguyên lão: the second syllable of a word we do not know
	}
	return at
}

// namesPeople reports whether the word before token i is one that schools have
// before the name of the person they are called after.
func (p *parser) namesPeople(i int) bool {
	switch p.word(i - 1) {
	case "thpt", "thcs", "th", "học", "thông", "sở", "non", "viện":
		return true
	}
	return false
}

// person reports whether a person's name begins at token i: a family name and
// two or three more words.
func (p *parser) person(i int) bool {
	if !p.families[p.at(i).lex] {
		return false
	}
	n := 1
	for p.capital(i+n) && n < 5 {
		n++
	}
	return n >= 3
}

// defines reads "(LĐLĐ)" at token i: an abbreviation for the name before it,
// and how many tokens it takes.
func (p *parser) defines(i int) (abbr string, n int) {
	if p.at(i).kind != open {
		return "", 0
	}
	at := i + 1
	for p.shouted(at) || at > i+1 && (p.at(at).kind == dash || p.at(at).kind == ampersand) {
		at++
	}
	if p.at(at).kind != shut || at == i+1 || at > i+6 {
		return "", 0
	}
	abbr = p.text[p.at(i).end:p.at(at).start]
	if len(abbr) < 3 || strings.ContainsRune(abbr, ' ') {
		return "", 0
	}
	return abbr, at + 1 - i
}

// define remembers an abbreviation that the text gives for a name.
func (p *parser) define(abbr, name string, kind tulieu.UnitKind) {
	if p.defined == nil {
		p.defined = map[string]head{}
	}
	p.defined[abbr] = head{canonical: name, kind: kind}
}

// abbreviated reads a unit by an abbreviation that the text has defined.
func (p *parser) abbreviated(i int) int {
	if len(p.defined) == 0 || !p.shouted(i) {
		return i
	}
	end := i + 1
	for p.glued(end) && (p.at(end).kind == dash || p.at(end).kind == ampersand) && p.shouted(end+1) && p.glued(end+1) {
		end += 2
	}
	h, ok := p.defined[p.text[p.at(i).start:p.at(end-1).end]]
	if !ok {
		return i
	}
	p.emit(tulieu.Mention{Sort: tulieu.SortUnit, Kind: string(h.kind), Norm: h.canonical}, i, end)
	return end
}

// expand is the name in tokens [i, j) with its abbreviations spelled out, the
// parts that the register knows as it writes them, and without "(LĐLĐ)".
func (p *parser) expand(i, j int) string {
	var b strings.Builder
	for at := i; at < j; {
		if _, n := p.defines(at); n > 0 {
			at += n
			continue
		}
		if p.at(at).flags&spaced != 0 && at > i {
			b.WriteByte(' ')
		}
		n, s := p.expansions.longest(p.tokens[at:j])
		if n > 0 && !p.shouted(at) && !p.capital(at) {
			n = 0
		}
		if m, h := p.heads.longest(p.tokens[at:j]); m > n && (p.capital(at) || h.follows&lowAlone != 0) && !(ownCapitals(h.kind) && p.printed(at, at+m, h.canonical)) {
			n, s = m, h.canonical
		}
		if m, a := p.areas.longest(p.tokens[at:j]); m > n && p.department(at-1) {
			n, s = m, a
		}
		if n == 0 {
			n, s = 1, p.str(at)
			if len(s) > 2 && strings.ToUpper(s) == s && p.levels.match(p.tokens[at:at+1]) == 1 {
				s = strings.ToLower(s) // UBND TỈNH
			}
		}
		b.WriteString(s)
		at += n
	}
	name := committee.Replace(viet.NFC(b.String()))
	if p.headline(i, j) {
		return p.calm(name)
	}
	return name
}

// ownCapitals reports whether units of kind choose themselves which words of
// their name have capitals: "Tổng Công ty", "Trường đại học".
func ownCapitals(kind tulieu.UnitKind) bool {
	switch kind {
	case tulieu.UnitEnterprise, tulieu.UnitSchool, tulieu.UnitHospital, tulieu.UnitPress:
		return true
	}
	return false
}

// printed reports whether tokens [i, j) print name, capitals aside.
func (p *parser) printed(i, j int, name string) bool {
	return strings.EqualFold(p.text[p.at(i).start:p.at(j-1).end], name)
}

// department reports whether token i is the word for an office that is called
// after what it sees to.
func (p *parser) department(i int) bool {
	switch p.word(i) {
	case "sở", "bộ", "phòng":
		return true
	}
	return false
}

// headline reports whether tokens [i, j) are all in capitals, and too many to be
// abbreviations.
func (p *parser) headline(i, j int) bool {
	n := 0
	for at := i; at < j && !p.typed; at++ {
		if p.at(at).kind != word || p.expansions.match(p.tokens[at:at+1]) > 0 {
			continue
		}
		if strings.ToUpper(p.str(at)) != p.str(at) {
			return false
		}
		n++
	}
	return n >= 3
}

// calm writes the words that a headline has in capitals as a name has them:
// "Ủy ban nhân dân TỈNH NGHỆ AN" is "Ủy ban nhân dân tỉnh Nghệ An".
func (p *parser) calm(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		if strings.ToUpper(w) != w || len([]rune(w)) < 2 || strings.ContainsRune(w, '.') {
			continue
		}
		low := strings.ToLower(w)
		if p.levels.match(p.phrase(strings.ToLower(strings.Join(words[i:min(i+2, len(words))], " ")))) == 0 && low != "phố" && low != "trấn" {
			r := []rune(low)
			low = strings.ToUpper(string(r[:1])) + string(r[1:])
		}
		words[i] = low
	}
	return strings.Join(words, " ")
}

// committee writes Ủy, which texts have in two spellings, in one.
var committee = strings.NewReplacer("Uỷ", "Ủy", "uỷ", "ủy", "UỶ", "ỦY")

// placeIn is the slug of the province whose name stands in tokens [i, j).
func (p *parser) placeIn(i, j int) string {
	for at := i; at < j; at++ {
		if n, slug := p.places.longest(p.tokens[at:j]); n > 0 {
			return slug
		}
	}
	return ""
}
