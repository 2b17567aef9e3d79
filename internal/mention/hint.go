package mention

import (
	"strings"

	"tulieu/internal/viet"
)

// hint reads what stands after the papers of a list, from token next on, and
// helps to settle which they are: day, issuer, khóa, title. A day and a title
// belong to the last one, a khóa and an issuer to all that have none.
func (p *parser) hint(first, next int) {
	list := p.mentions[first:]
	last := &list[len(list)-1]
	var term int
	var issuer string
	at := next
	for steps := 0; steps < 12; steps++ {
		t := p.at(at)
		if t.kind == comma || t.kind == open || t.kind == shut || t.kind == dash {
			at++
			continue
		}
		if t.kind == quote {
			last.Hints.Title = p.quoted(at)
			break
		}
		if n, width := p.term(at); n > 0 {
			term, at = n, at+width
			continue
		}
		if _, d, n := p.readDate(at); n > at {
			if last.Hints.Issued.Precision < d.Precision {
				last.Hints.Issued = d
			}
			at = n
			continue
		}
		if n, u := p.heads.longest(p.tokens[at:]); n > 0 && u.central && p.capital(at) {
			issuer, at = u.canonical, at+n
			continue
		}
		switch p.word(at) {
		case "của", "do", "ký", "đảng", "được", "đã":
			at++
			continue
		case "ban", "thông":
			if p.word(at+1) == "hành" || p.word(at+1) == "qua" {
				at += 2
				continue
			}
		case "về":
			last.Hints.Title = p.titleFrom(at + 1)
		}
		break
	}
	for i := range list {
		h := &list[i].Hints
		if h.Term == 0 {
			h.Term = term
		}
		if h.Issuer == "" {
			h.Issuer = issuer
		}
	}
}

// titleFrom is what a paper is about: the words after "về", those in quotes if
// quotes open at once, else to the end of the clause.
func (p *parser) titleFrom(i int) string {
	if p.word(i) == "việc" {
		i++
	}
	if p.at(i).kind == quote {
		return p.quoted(i)
	}
	end := i
	for ; end < min(len(p.tokens)-1, i+40); end++ {
		t := p.at(end)
		if t.kind == dot || t.kind == semicolon || t.kind == colon || t.kind == open || t.kind == number && end > i+2 {
			break
		}
		if n, _ := p.kinds.longest(p.tokens[end:]); n > 0 && p.capital(end) {
			break
		}
	}
	if end == i {
		return ""
	}
	return viet.NFC(squeezed(p.text[p.at(i).start:p.at(end-1).end]))
}

// quoted is the text between the quote at token i and the next one.
func (p *parser) quoted(i int) string {
	for end := i + 1; end < min(len(p.tokens)-1, i+60); end++ {
		if p.at(end).kind == quote {
			return viet.NFC(squeezed(p.text[p.at(i).end:p.at(end).start]))
		}
	}
	return ""
}

// about reports how much of the words of title a topic shares: the share of
// the shorter one's words found in the other.
func about(title, topic string) float64 {
	a, b := strings.Fields(viet.Fold(title)), strings.Fields(viet.Fold(topic))
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	have := map[string]bool{}
	for _, w := range a {
		have[w] = true
	}
	n := 0
	for _, w := range b {
		if have[w] {
			n++
		}
	}
	return float64(n) / float64(min(len(a), len(b)))
}
