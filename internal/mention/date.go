package mention

import (
	"fmt"

	"tulieu"
)

// date reads the date that begins at token i, or returns i.
func (p *parser) date(i int) int {
	iso, _, next := p.readDate(i)
	if next > i {
		p.emit(tulieu.Mention{Sort: tulieu.SortDate, Norm: iso}, i, next)
		return next
	}
	return i
}

// A part of a date is what stands between its separators.
type dateParts struct {
	day, month, year int // 0 where not said
	next             int
}

// readDate reads a date at token i: its ISO form, itself as far as a Date can
// say it, and the token after it; i where there is none.
func (p *parser) readDate(i int) (iso string, d tulieu.Date, next int) {
	switch p.word(i) {
	case "ngày":
		at := i + 1
		if w := p.word(at); w == "mùng" || w == "mồng" {
			at++
		}
		if iso, d, next = p.days(at, true); next > at {
			return iso, d, next
		}
		return "", d, i
	case "tháng":
		return p.month(i)
	case "năm":
		return p.year(i)
	}
	if p.at(i).kind != number || p.joined(i) {
		return "", d, i
	}
	return p.days(i, false)
}

// joined reports whether the number at token i is the rest of something that
// began before it.
func (p *parser) joined(i int) bool {
	k := p.at(i - 1).kind
	if n := len(p.mentions); k == dash && n > 0 && p.mentions[n-1].Sort == tulieu.SortDate && p.mentions[n-1].Span.End == int(p.at(i-1).start) {
		return false // 15/10/1956-15/10/2017
	}
	return p.glued(i) && (k == number || k == word || (k == slash || k == dot || k == comma || k == dash || k == colon) &&
		p.at(i-2).kind == number && p.glued(i-1))
}

// month reads "tháng 6/2015", "tháng 6 năm 2015".
func (p *parser) month(i int) (iso string, d tulieu.Date, next int) {
	m, at := p.at(i+1), i+2
	month := int(m.val)
	if m.kind != number {
		month = p.ordinals[m.lex]
		if month == 10 && (p.word(at) == "một" || p.word(at) == "hai") {
			month += p.ordinals[p.at(at).lex]
			at++
		}
		if month == 0 || p.word(at) != "năm" {
			return "", d, i
		}
	}
	if month < 1 || month > 12 {
		return "", d, i
	}
	if k := p.at(at).kind; k == slash || k == dash || k == dot && p.glued(at) && p.glued(at+1) || p.word(at) == "năm" || k == comma && p.word(at+1) == "năm" {
		if k == comma {
			at++
		}
		if y := p.yearAt(at + 1); y > 0 {
			d = tulieu.Date{Year: y, Month: month, Precision: tulieu.ToMonth}
			return d.String(), d, at + 2
		}
	}
	return "", d, i
}

// year reads "năm 2016". A school year and a span of years are no date.
func (p *parser) year(i int) (iso string, d tulieu.Date, next int) {
	y := p.yearAt(i + 1)
	if y == 0 {
		return "", d, i
	}
	if w := p.word(i - 1); p.at(i-1).kind == number && w == "" && !p.at(i).isCapital() && p.at(i-1).val < 100 && !p.separates(i-2) && p.word(i-2) != "tháng" && !p.within(i-1) {
		return "", d, i // "5 năm 2016 - 2020" counts years
	}
	if p.at(i+2).kind == dash && p.yearAt(i+3) > 0 || p.word(i-1) == "những" && y%10 == 0 {
		return "", d, i // a span of years, a decade
	}
	d = tulieu.Date{Year: y, Precision: tulieu.ToYear}
	return d.String(), d, i + 2
}

func (t token) isCapital() bool { return t.flags&capital != 0 }

// yearAt is the four-figure year at token i, or 0.
func (p *parser) yearAt(i int) int {
	t := p.at(i)
	if t.kind != number || t.end-t.start != 4 || t.val < 1000 || t.val > 2199 {
		return 0
	}
	if after := p.at(i + 1); p.glued(i+1) && (after.kind == word && (after.lex == 0 || after.flags&capital != 0 || after.end-after.start < 3) || after.kind == slash) {
		return 0 // but "13/4/1981của"
	}
	return int(t.val)
}

// days reads a day, or a run of days, at token i: "14/05/2011", "16 -18/10/2023",
// "14 tháng 5 năm 2011", "09/3". named says that "ngày" leads.
func (p *parser) days(i int, named bool) (iso string, d tulieu.Date, next int) {
	first, ok := p.dayMonthYear(i)
	if ok && first.year > 0 {
		return p.single(first, i)
	}
	// 16 - 18/10/2023, 30/9 - 02/10/2023, 16 đến 18/10/2023
	at := i + 1
	if ok {
		at = first.next
	}
	if p.at(i).kind == number && (p.at(at).kind == dash || p.word(at) == "đến" && (named || ok)) {
		from := at + 1
		if p.word(from) == "ngày" {
			from++
		}
		if last, ok2 := p.dayMonthYear(from); ok2 && last.year > 0 && !p.joined(i) {
			a := dateParts{day: int(p.at(i).val), month: last.month, year: last.year}
			if ok {
				a.month = first.month
			}
			x, y := tulieu.Day(a.year, a.month, a.day), tulieu.Day(last.year, last.month, last.day)
			if !x.IsZero() && !y.IsZero() && !y.First().Before(x.First()) {
				return x.String() + "/" + y.String(), tulieu.Date{}, last.next
			}
		}
	}
	if sep := p.at(i + 1).kind; !ok && (named || p.hour(i)) && (sep == dash || sep == dot) { // ngày 29-9, hôm nay 10.10
		first.day, first.month, first.next = int(p.at(i).val), int(p.at(i+2).val), i+3
		ok = p.at(i+2).kind == number && p.glued(i+1) && p.glued(i+2) && first.month > 0 && first.month <= 12 && p.word(i+3) != "tháng" && !p.separates(i+3) &&
			!(sep == dot && p.glued(i+3) && p.at(i+3).kind == dot && p.glued(i+4) && p.at(i+4).kind == number)
	}
	if !ok || !named && !p.expectsDay(i, first.next) {
		return "", d, i
	}
	if tulieu.Day(2024, first.month, first.day).IsZero() {
		return "", d, i
	}
	return fmt.Sprintf("--%02d-%02d", first.month, first.day), tulieu.Date{}, first.next
}

func (p *parser) single(a dateParts, i int) (string, tulieu.Date, int) {
	if a.day == 0 {
		d := tulieu.Date{Year: a.year, Month: a.month, Precision: tulieu.ToMonth}
		return d.String(), d, a.next
	}
	d := tulieu.Day(a.year, a.month, a.day)
	if d.IsZero() {
		return "", d, i
	}
	return d.String(), d, a.next
}

// dayMonthYear reads "14/05/2011", "14 tháng 5 năm 2011", "09/3". A day and a
// month without a year need a slash, for 3-5 and 3.5 are mostly none.
func (p *parser) dayMonthYear(i int) (a dateParts, ok bool) {
	t := p.at(i)
	if t.kind != number || t.end-t.start > 2 || t.val < 1 || t.val > 31 {
		return a, false
	}
	a.day = int(t.val)
	if p.words(i+1, "tháng") {
		m := p.at(i + 2)
		if m.kind != number || m.val < 1 || m.val > 12 {
			return a, false
		}
		a.month, a.next = int(m.val), i+3
		at := a.next
		if p.at(at).kind == comma {
			at++
			if y := p.yearAt(at); y > 0 { // 15 tháng 11, 2025
				a.year, a.next = y, at+1
				return a, true
			}
		}
		if w := p.word(at); w == "năm" || w == "tháng" { // "ngày 3 tháng 3 tháng 1959", a slip
			if y := p.yearAt(at + 1); y > 0 {
				a.year, a.next = y, at+2
			}
		} else if k := p.at(at).kind; (k == slash || k == dash) && p.yearAt(at+1) > 0 {
			a.year, a.next = p.yearAt(at+1), at+2
		}
		return a, true
	}
	sep := p.at(i + 1).kind
	m := p.at(i + 2)
	if sep != slash && sep != dash && sep != dot || m.kind != number || m.end-m.start > 2 || m.val < 1 || m.val > 12 {
		return a, false
	}
	if sep == dot && (!p.glued(i+1) || !p.glued(i+2)) {
		return a, false
	}
	a.month, a.next = int(m.val), i+3
	again := p.at(i + 3).kind
	if again == sep || again == slash && sep == dash || again == dash && sep == slash {
		if y := p.yearAt(i + 4); y > 0 && (sep != dot || p.glued(i+3) && p.glued(i+4)) {
			a.year, a.next = y, i+5
			return a, true
		}
		if y := p.at(i + 4); again == sep && y.kind == number && y.end-y.start == 2 && sep != dot && p.glued(i+3) && p.glued(i+4) && !p.separates(i+5) && y.val < 50 {
			a.year, a.next = 2000+int(y.val), i+5
			return a, true
		}
		if p.glued(i+3) && p.glued(i+4) && p.at(i+4).kind == number {
			return a, false // 1/2/3
		}
	}
	if p.word(i+3) == "năm" || p.at(i+3).kind == comma && p.word(i+4) == "năm" {
		at := i + 3
		if p.at(at).kind == comma {
			at++
		}
		if y := p.yearAt(at + 1); y > 0 && sep != dot {
			a.year, a.next = y, at+2
			return a, true
		}
	}
	return a, sep == slash && p.glued(i+2)
}

// expectsDay reports whether a day and a month that begin at token i are a date
// though "ngày" does not lead: "sáng 24/3", "(24/3)".
func (p *parser) expectsDay(i, next int) bool {
	if p.at(i-1).kind == open && (p.at(next).kind == shut || p.at(next).kind == comma) {
		return true
	}
	switch p.word(i - 1) {
	case "hôm", "đến", "từ", "trước", "sau":
		return true
	}
	return p.hour(i)
}

// hour reports whether a word for a part of the day stands before token i.
func (p *parser) hour(i int) bool {
	switch p.word(i - 1) {
	case "sáng", "chiều", "tối", "trưa", "đêm", "nay":
		return true
	}
	return false
}
