package query

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/viet"
)

type parser struct {
	text       string
	tokens     []viet.Token
	recogniser Recogniser
	recognised []Recognised
	shouted    bool // all in capitals: they mean nothing

	pos       int
	item      item
	lastQuote map[rune]int // see lastClose
	clauses   int
	prefixes  int
	notes     []string
	err       error
}

func (p *parser) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(p.notes, n) {
		p.notes = append(p.notes, n)
	}
}

// clause counts one more part of the query.
func (p *parser) clause() {
	if p.clauses++; p.clauses > MaxClauses && p.err == nil {
		p.err = tooMuch("more than %d phrases, prefixes, fields, groups and sides of OR", MaxClauses)
	}
}

// or reads what may stand in a group: sides with OR between.
func (p *parser) or(depth int, title bool) Node {
	if depth > MaxDepth {
		p.err = tooMuch("groups in groups, more than %d deep", MaxDepth)
		return nil
	}
	var sides Or
	for {
		if n := p.and(depth, title); n != nil {
			sides = append(sides, n)
		} else if p.err == nil && (len(sides) > 0 || p.item.kind == either) {
			p.note("an OR with nothing on one side was left out")
		}
		if p.err != nil || p.item.kind != either {
			break
		}
		p.clause()
		p.next()
	}
	switch len(sides) {
	case 0:
		return nil
	case 1:
		return sides[0]
	}
	return sides
}

// and reads one side: everything up to OR, ) or the end. Words that follow
// each other are one Words.
func (p *parser) and(depth int, title bool) Node {
	var (
		nodes      And
		from, upto = -1, -1 // of the words read last
	)
	add := func(n Node) {
		if n != nil {
			nodes = append(nodes, n)
		}
	}
	flush := func() {
		if from >= 0 {
			add(p.words(from, upto, title))
			from = -1
		}
	}
	for p.err == nil {
		it := p.item
		switch {
		case it.kind == end, it.kind == either, it.kind == closing:
			flush()
			switch len(nodes) {
			case 0:
				return nil
			case 1:
				return nodes[0]
			}
			return nodes
		case it.kind == both:
			flush()
			p.next()
		case it.kind == word && it.sign == 0 && it.field == "" && !p.isPrefix(it):
			if from < 0 {
				from = it.start
			}
			upto = it.end
			p.next()
		default:
			flush()
			n := p.primary(depth, title)
			if it.sign == '-' && n != nil {
				n = Not{n}
			}
			add(n)
		}
	}
	return nil
}

// primary reads a group, a phrase, a field, a prefix or a word with a sign,
// and leaves its minus to the caller.
func (p *parser) primary(depth int, title bool) Node {
	it := p.item
	p.clause()
	if it.kind == opening {
		if it.field != "" && it.field != "title" {
			p.note("%s: takes a word or a phrase, not a group", it.field)
		}
		p.next()
		n := p.or(depth+1, title || it.field == "title")
		switch {
		case p.err != nil:
			return nil
		case p.item.kind == closing:
			p.next()
		default:
			p.note("a ( without its ) was taken to reach to the end")
		}
		if n == nil {
			p.note("an empty group was left out")
		}
		return n
	}
	p.next()
	if it.field != "" && it.field != "title" {
		if n := p.filter(it); n != nil {
			return n
		}
		return p.words(it.at, it.end, title) // the name of the field is a word then
	}
	title = title || it.field == "title"
	if p.isPrefix(it) {
		return p.prefix(it, title)
	}
	tokens := p.in(it.start, it.end)
	switch {
	case len(tokens) == 0:
		p.note("%q holds no words and was left out", p.text[it.at:it.end])
		return nil
	case it.kind == quoted:
		return Phrase{tokens, title}
	}
	n := p.words(it.start, it.end, title)
	if w, ok := n.(Words); ok && (len(w.Tokens) == 1 || it.sign == 0) {
		w.Must = it.sign != '-'
		return w
	}
	return Phrase{tokens, title} // -hòa-bình
}

// in returns the tokens between two bytes of the text.
func (p *parser) in(from, to int) []viet.Token {
	var out []viet.Token
	for _, t := range p.tokens {
		if from <= t.Start && t.End <= to {
			out = append(out, t)
		}
	}
	return out
}

// isPrefix says whether the item is a word with a star behind.
func (p *parser) isPrefix(it item) bool {
	return it.kind == word && (it.field == "" || it.field == "title") && it.end-it.start > 1 && p.text[it.end-1] == '*'
}

func (p *parser) prefix(it item, title bool) Node {
	tokens := p.in(it.start, it.end)
	if len(tokens) == 0 {
		p.note("%q holds no words and was left out", p.text[it.at:it.end])
		return nil
	}
	last := tokens[len(tokens)-1]
	if len(tokens) > 1 || utf8.RuneCountInString(last.Norm) < minPrefix {
		p.note("%q: a star needs one word of %d letters before it; read as words", p.text[it.start:it.end], minPrefix)
		return p.words(it.start, it.end, title)
	}
	if p.prefixes++; p.prefixes > MaxPrefixes && p.err == nil {
		p.err = tooMuch("more than %d words with a star", MaxPrefixes)
	}
	return Prefix{last.Norm, last.Fold, title}
}

// filter reads the value of a field; nil, with a note, where it has no meaning.
func (p *parser) filter(it item) Node {
	value := strings.TrimSpace(strings.TrimRight(p.text[it.start:it.end], ",.;"))
	switch it.field {
	case "year":
		if d, err := tulieu.ParseDate(value); err == nil && d.Precision == tulieu.ToYear {
			return Filter{tulieu.FieldYear, []string{value}}
		}
		from, to, ok := strings.Cut(strings.ReplaceAll(value, "–", "-"), "-")
		a, err := tulieu.ParseDate(from)
		b, err2 := tulieu.ParseDate(to)
		if ok && err == nil && err2 == nil && a.Precision == tulieu.ToYear && b.Precision == tulieu.ToYear {
			return Dates{a, b}
		}
		p.note("year:%s is no year, like year:2016 or year:2014-2016; read as words", value)
		return nil
	case "before", "after":
		d := readDate(value)
		switch {
		case d.IsZero():
			p.note("%s:%s is no date, like %[1]s:2016, %[1]s:2016-10 or %[1]s:03/10/2016; read as words", it.field, value)
			return nil
		case it.field == "after":
			return Dates{From: tulieu.DateOf(d.End(), atLeastDay(d))}
		case d.Precision == tulieu.ToMinute:
			return Dates{To: tulieu.DateOf(d.First().Add(-time.Minute), d.Precision)}
		}
		return Dates{To: tulieu.DateOf(d.First().AddDate(0, 0, -1), tulieu.ToDay)}
	}
	field := tulieu.Field(it.field)
	if p.recogniser != nil {
		var slugs []string
		for _, r := range p.recogniser.Recognise(value) {
			if r.Field == field && r.Start == 0 && r.End == len(value) {
				slugs = append(slugs, r.Slugs...)
			}
		}
		if len(slugs) > 0 {
			return Filter{field, slugs}
		}
	}
	slug := viet.Slug(value)
	if slug == "" {
		p.note("%s:%s names nothing; read as words", it.field, value)
		return nil
	}
	if strings.HasSuffix(value, "*") && field == tulieu.FieldDirective {
		slug += "*" // the number, whatever its year
	}
	return Filter{field, []string{slug}}
}

func atLeastDay(d tulieu.Date) tulieu.Precision { return max(d.Precision, tulieu.ToDay) }

// readDate reads an ISO date, or day first as people write it: 03/10/2016,
// 3.10.2016, 10/2016. It is zero where there is none.
func readDate(s string) tulieu.Date {
	if d, err := tulieu.ParseDate(s); err == nil {
		return d
	}
	for _, layout := range []string{"2/1/2006", "1/2006"} {
		t, err := time.ParseInLocation(layout, strings.NewReplacer(".", "/", "-", "/").Replace(s), tulieu.Zone)
		if err == nil && t.Year() > 0 {
			if layout == "1/2006" {
				return tulieu.DateOf(t, tulieu.ToMonth)
			}
			return tulieu.DateOf(t, tulieu.ToDay)
		}
	}
	return tulieu.Date{}
}
