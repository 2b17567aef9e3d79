package mention

import (
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// follows says what a unit's name may go on with after its head.
type follows uint16

const (
	alone  follows = 1 << iota // nothing: the head is a name by itself
	level                      // tỉnh, huyện, xã … and the name of one
	place                      // the name of a place at once: Tỉnh ủy Long An
	name                       // words with capitals: Trường Đại học Trà Vinh
	host                       // another unit: Chi bộ Sở Ngoại vụ
	domain                     // what the unit sees to: Sở Giáo dục và Đào tạo
	count                      // a number: Quân khu 7
	low                        // the head may be all in lower case
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
	if n == 0 || !p.capital(i) && h.follows&low == 0 {
		return i
	}
	if p.word(i+n) == "viên" || p.word(i+n) == "trưởng" { // Tỉnh ủy viên, Chi bộ trưởng
		return i
	}
	end := p.extend(i+n, h, 0)
	if end == i+n && h.follows&alone == 0 {
		return i
	}
	p.emit(tulieu.Mention{Sort: tulieu.SortUnit, Kind: string(h.kind), Norm: p.expand(i, end), Hints: tulieu.Hints{Place: p.placeIn(i, end)}}, i, end)
	return end
}

// extend returns where a name ends whose head h was read up to token i.
func (p *parser) extend(i int, h head, depth int) int {
	for depth < 6 {
		if h.follows&host != 0 {
			if n, inner := p.heads.longest(p.tokens[i:]); n > 0 && (p.capital(i) || inner.follows&low != 0) && p.word(i+n) != "viên" {
				return p.extend(i+n, inner, depth+1)
			}
			if n := p.hosts.match(p.tokens[i:]); n > 0 {
				i += n
				depth++
				continue
			}
		}
		if n := p.domains.match(p.tokens[i:]); n > 0 && h.follows&domain != 0 && p.capital(i) {
			i += n
			depth++
			h.follows |= alone | level | place
			h.follows &^= domain
			continue
		}
		if h.follows&level != 0 {
			if next := p.levelled(i); next > i {
				i = next
				h.follows &^= name
				depth++
				continue
			}
		}
		if h.follows&(place|name) != 0 {
			if n, _ := p.places.longest(p.tokens[i:]); n > 0 && p.capital(i) {
				return i + n
			}
		}
		if h.follows&count != 0 && p.at(i).kind == number && !p.separates(i+1) && p.at(i).end-p.at(i).start <= 3 {
			i++
			depth++
			continue
		}
		if h.follows&name != 0 {
			if next := p.named(i); next > i {
				i = next
				depth++
				continue
			}
		}
		break
	}
	return i
}

// match is the number of tokens of the longest phrase, its value aside.
func (t *trie[V]) match(tokens []token) int {
	n, _ := t.longest(tokens)
	return n
}

// levelled reads a level of government and the place it is: "tỉnh Long An",
// "huyện Đức Hòa", "phường 5"; the level alone where no name follows.
func (p *parser) levelled(i int) int {
	n := p.levels.match(p.tokens[i:])
	if n == 0 {
		return i
	}
	at := i + n
	if m, _ := p.places.longest(p.tokens[at:]); m > 0 && p.capital(at) {
		return at + m
	}
	if p.at(at).kind == number && !p.separates(at+1) && p.at(at).val < 100 {
		return at + 1
	}
	return p.named(at)
}

// named reads a proper name at token i: words with capitals, up to where a
// person's name begins.
func (p *parser) named(i int) int {
	at := i
	for at < i+8 && p.capital(at) {
		if p.person(at) || at > i && p.heads.match(p.tokens[at:]) > 1 {
			break
		}
		at++
		if p.at(at).kind == dash && p.glued(at) && p.capital(at+1) && p.glued(at+1) {
			at++
		}
	}
	return at
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

// expand is the name in tokens [i, j) with its abbreviations spelled out.
func (p *parser) expand(i, j int) string {
	var b strings.Builder
	for at := i; at < j; {
		if p.at(at).flags&spaced != 0 && at > i {
			b.WriteByte(' ')
		}
		if n, full := p.expansions.longest(p.tokens[at:j]); n > 0 {
			b.WriteString(full)
			at += n
			continue
		}
		b.WriteString(p.str(at))
		at++
	}
	return strings.NewReplacer("Uỷ", "Ủy", "uỷ", "ủy").Replace(viet.NFC(b.String()))
}

// placeIn is the slug of the province whose name stands in tokens [i, j).
func (p *parser) placeIn(i, j int) string {
	for at := i; at < j; at++ {
		if n, v := p.places.longest(p.tokens[at:j]); n > 0 {
			return viet.Slug(v)
		}
	}
	return ""
}
