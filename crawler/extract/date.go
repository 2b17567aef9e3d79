package extract

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tulieu"
)

// How a portal says when it published an article: one line, near the title,
// in one of some twenty forms. The rules below read a date anywhere in such a
// line; which line to read is settled by where it stands and by the words in
// it, for a page is full of other dates: the clock at its top, the papers
// cited in its body, its neighbours in the list below.

// maxDateLine is the longest line, in bytes, that is looked at for a date.
const maxDateLine = 400

const sep = `\s{0,3}([/.\-–])\s{0,3}`

// dateForms are tried in order; the earliest match of a line wins, then the
// first form. Groups: y m d, by name.
var dateForms = []*regexp.Regexp{
	regexp.MustCompile(`\b(?P<y>\d{4})` + sep + `(?P<m>\d{1,2})` + sep + `(?P<d>\d{1,2})\b`),
	regexp.MustCompile(`\b(?P<d>\d{1,2})` + sep + `(?P<m>\d{1,2})` + sep + `(?P<y>\d{4}|\d{2})\b`),
	regexp.MustCompile(`\b(?:ngày\s+)?(?P<d>\d{1,2})\s*,?\s+tháng\s+(?P<m>\d{1,2}|` + monthWords + `)\s*,?\s*(?:năm\s+)?(?P<y>\d{4})\b`),
	regexp.MustCompile(`\btháng\s+(?P<m>\d{1,2}|` + monthWords + `)\s+(?P<d>\d{1,2})\s*,\s*(?P<y>\d{4})\b`),
	regexp.MustCompile(`\b(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>` + englishMonths + `)[a-z]*\.?,?\s+(?P<y>\d{4})\b`),
	regexp.MustCompile(`\b(?P<m>` + englishMonths + `)[a-z]*\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{4})\b`),
}

const (
	monthWords    = `một|giêng|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười một|mười hai|mười|chạp`
	englishMonths = `jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec`
)

var months = map[string]int{
	"một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
	"tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

// monthForm reads a month without a day; only a label makes it a date.
var monthForm = regexp.MustCompile(`(?:\btháng\s+|[^\d/.\-]\s*)(?P<m>\d{1,2})\s{0,2}[/\-]\s{0,2}(?P<y>(?:19|20)\d{2})\b|\btháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})\b`)

var clockForm = regexp.MustCompile(`\b(\d{1,2})\s{0,2}(?::|h|giờ)\s{0,2}(\d{2})(?:\s{0,2}(?::|phút)\s{0,2}(\d{2})(?:[.,]\d+)?)?\s{0,2}(?:phút)?\s{0,3}(am|pm|sa|ch)?\b`)

// isoForm is the machine's form, of time elements and metadata.
var isoForm = regexp.MustCompile(`^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$`)

// parseDate reads the first date of a line. Of what it cannot mean (16/72/2020,
// a day after latest) it makes nothing, rather than something near.
func parseDate(s string, latest time.Time) (tulieu.Date, bool) {
	if len(s) > maxDateLine {
		return tulieu.Date{}, false
	}
	if m := isoForm.FindStringSubmatch(s); m != nil {
		d, ok := isoDate(m)
		return d, ok && plausible(d, latest)
	}
	s = strings.ToLower(s)
	var m []int
	var form *regexp.Regexp
	for _, f := range dateForms {
		if at := f.FindStringSubmatchIndex(s); at != nil && (m == nil || at[0] < m[0]) {
			m, form = at, f
		}
	}
	if m == nil {
		return tulieu.Date{}, false
	}
	group := func(name string) string {
		i := form.SubexpIndex(name)
		return s[m[2*i]:m[2*i+1]]
	}
	if d1, d2 := form.SubexpIndex("d"), form.SubexpIndex("m"); d1 > 0 && d2 > 0 && form.NumSubexp() == 5 {
		// Both separators must be the same: "16 -18/10/2023" is two days.
		if s[m[4]:m[5]] != s[m[8]:m[9]] {
			return tulieu.Date{}, false
		}
	}
	d := tulieu.Day(year(group("y")), month(group("m")), number(group("d")))
	if !plausible(d, latest) {
		return tulieu.Date{}, false
	}
	return withClock(d, s[:m[0]], s[m[1]:]), true
}

// parseMonth reads a month and a year.
func parseMonth(s string, latest time.Time) (tulieu.Date, bool) {
	if len(s) > maxDateLine {
		return tulieu.Date{}, false
	}
	s = strings.ToLower(s)
	m := monthForm.FindStringSubmatch(" " + s)
	if m == nil {
		return tulieu.Date{}, false
	}
	d := tulieu.Day(number(m[2]+m[4]), number(m[1]+m[3]), 1)
	if d.IsZero() || !plausible(d, latest) {
		return tulieu.Date{}, false
	}
	d.Day, d.Precision = 0, tulieu.ToMonth
	return d, true
}

func isoDate(m []string) (tulieu.Date, bool) {
	d := tulieu.Day(number(m[1]), number(m[2]), number(m[3]))
	if d.IsZero() || m[4] == "" || m[4] == "00" && m[5] == "00" {
		return d, !d.IsZero()
	}
	h, min := number(m[4]), number(m[5])
	if h > 23 || min > 59 {
		return d, true
	}
	zone := tulieu.Zone
	switch z := strings.Replace(m[6], ":", "", 1); {
	case z == "Z":
		zone = time.UTC
	case z != "":
		offset := number(z[1:3])*3600 + number(z[3:5])*60
		if z[0] == '-' {
			offset = -offset
		}
		zone = time.FixedZone(z, offset)
	}
	return tulieu.DateOf(time.Date(d.Year, time.Month(d.Month), d.Day, h, min, 0, 0, zone), tulieu.ToMinute), true
}

// plausible reports whether a portal can have published on d: there were
// none before 1995.
func plausible(d tulieu.Date, latest time.Time) bool {
	return !d.IsZero() && d.Year >= 1995 && d.First().Before(latest)
}

// withClock adds to d the time of day that stands right after or before it.
// Midnight means that the portal knows none: "21/12/2012 | 12:00 AM".
func withClock(d tulieu.Date, before, after string) tulieu.Date {
	m := clockForm.FindStringSubmatchIndex(after)
	text := after
	if m == nil || letters(after[:m[0]]) > 8 {
		text = before
		m = nil
		if all := clockForm.FindAllStringSubmatchIndex(before, -1); len(all) > 0 {
			m = all[len(all)-1]
		}
		if m == nil || letters(before[m[1]:]) > 24 {
			return d
		}
	}
	h, min := number(text[m[2]:m[3]]), number(text[m[4]:m[5]])
	half := ""
	if m[8] >= 0 {
		half = text[m[8]:m[9]]
	}
	switch {
	case (half == "pm" || half == "ch") && h < 12:
		h += 12
	case (half == "am" || half == "sa") && h == 12:
		h = 0
	}
	seconds := ""
	if m[6] >= 0 {
		seconds = text[m[6]:m[7]]
	}
	if h > 23 || min > 59 || h == 0 && min == 0 && (seconds == "" || seconds == "00") {
		return d
	}
	d.Hour, d.Minute, d.Precision = h, min, tulieu.ToMinute
	return d
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if r > ' ' && !strings.ContainsRune(`|,-–()[]/.:;•·`, r) {
			n++
		}
	}
	return n
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func year(s string) int {
	n := number(s)
	if len(s) != 2 {
		return n
	}
	if n >= 90 {
		return 1900 + n
	}
	return 2000 + n
}

func month(s string) int {
	if n, ok := months[s]; ok {
		return n
	}
	return number(s)
}

// Labels, folded. A label of publishing outweighs one of updating.
var (
	publishLabel = regexp.MustCompile(`\b(ngay dang( tin| bai)?|dang (tai |bai )?(ngay|luc|vao)|(ngay|thoi gian|gio) (dang|xuat ban|phat hanh|dua tin|gui|tao|viet)|xuat ban( ngay| luc)?|dua tin ngay|gui (luc|ngay)|duoc dang|published|posted|post(ed)? (on|date)|publish(ed)? date|created)\b`)
	updateLabel  = regexp.MustCompile(`\b((ngay |thoi gian )?cap nhat( cuoi| luc| ngay)?|(last )?(updated|modified))\b`)
	clockLabel   = regexp.MustCompile(`\b(hom nay|bay gio|hien tai|today|now|truy cap|online|gio he thong)\b`)
	weekday      = regexp.MustCompile(`^\W*(thu (hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|(mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|ngay|date|luc)\b`)
	viewsBefore  = regexp.MustCompile(`\b(so lan (xem|doc)|so luot (xem|doc)|(da|luot) (xem|doc)|da co|views?|hits|xem)\s*(bai viet|tin)?\s*[:=]?\s*\(?(\d(?:[\d., ]*\d)?)\b`)
	viewsAfter   = regexp.MustCompile(`\b(\d(?:[\d., ]*\d)?)\s*(luot|lan|nguoi)?\s*(xem|doc|views?|hits)\b`)
	digitGroups  = regexp.MustCompile(`^\d{1,3}([., ]\d{3})+$`)
)

// parseViews reads how often a page was read: "Số lần xem: 1.205", "616 lượt
// xem". The counter of the whole site ("Lượt truy cập") is none.
func parseViews(s string) (int, bool) {
	if len(s) > maxDateLine {
		return 0, false
	}
	s = fold(s)
	digits := ""
	if m := viewsBefore.FindStringSubmatch(s); m != nil {
		digits = m[len(m)-1]
	} else if m := viewsAfter.FindStringSubmatch(s); m != nil {
		digits = m[1]
	}
	return viewCount(digits)
}

// viewCount reads "616", "1,205" and "1.205".
func viewCount(s string) (int, bool) {
	s = strings.Trim(s, " .,")
	if digitGroups.MatchString(s) {
		s = strings.NewReplacer(".", "", ",", "", " ", "").Replace(s)
	}
	s, _, _ = strings.Cut(s, " ")
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n < 1e9
}

// A dateLine is a line that may say when the article was published.
type dateLine struct {
	date  tulieu.Date
	at    int // its number among the lines
	rule  string
	score float64
}

// findDate chooses the line that says when the article was published. Lines
// lie between the title (line 0) and the body; before those of the title's own
// heading stand, if any, in above, nearest last.
func findDate(above, between []string, latest time.Time) (dateLine, bool) {
	var found []dateLine
	for i, s := range between {
		if d, ok := weighDate(s, near(between, i), latest); ok {
			d.at = i
			found = append(found, d)
		}
	}
	// Some portals print the date above the title. Only a label tells such a
	// line from the page's clock.
	for i, s := range above[max(0, len(above)-3):] {
		if d, ok := weighDate(s, "", latest); ok && d.score >= .8 {
			d.at, d.score = -3+i, d.score-.3
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		return dateLine{}, false
	}
	return slices.MaxFunc(found, func(a, b dateLine) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(b.at, a.at))
	}), true
}

// near is the lines beside the i-th.
func near(lines []string, i int) string {
	var s string
	if i > 0 {
		s = lines[i-1]
	}
	if i+1 < len(lines) {
		s += " " + lines[i+1]
	}
	return s
}

// weighDate reads the date of a line and weighs the words around it.
func weighDate(s, beside string, latest time.Time) (dateLine, bool) {
	if len(s) > maxDateLine || !strings.ContainsAny(s, "0123456789") {
		return dateLine{}, false
	}
	folded := fold(s)
	if clockLabel.MatchString(folded) {
		return dateLine{}, false
	}
	label, score := "", 0.
	if m := publishLabel.FindStringIndex(folded); m != nil && m[0] < 60 {
		label, score = "label "+folded[m[0]:m[1]], .9
		// "Cập nhật" beside "Ngày đăng" in one line: the date after the label.
		if at := publishLabelIn(s); at > 0 {
			if _, ok := parseDate(s[at:], latest); ok {
				s = s[at:]
			}
		}
	} else if m := updateLabel.FindStringIndex(folded); m != nil && m[0] < 60 {
		label, score = "label "+folded[m[0]:m[1]], .85
	}
	d, ok := parseDate(s, latest)
	if !ok && label != "" {
		d, ok = parseMonth(s, latest)
	}
	if !ok {
		return dateLine{}, false
	}
	if label != "" {
		return dateLine{date: d, rule: label, score: score}, true
	}
	if _, ok := parseViews(s); ok {
		return dateLine{date: d, rule: "beside views", score: .8}, true
	}
	// A line that says nothing but a date.
	if rest := letters(dateWords.ReplaceAllString(folded, "")); rest <= 6 {
		if _, ok := parseViews(beside); ok {
			return dateLine{date: d, rule: "beside views", score: .75}, true
		}
		score := .6
		if weekday.MatchString(folded) {
			score = .65
		}
		return dateLine{date: d, rule: "position", score: score}, true
	}
	return dateLine{}, false
}

// publishLabelIn is the byte of s at which a second label begins, the one of
// publishing, where one of updating stands before it.
func publishLabelIn(s string) int {
	low := strings.ToLower(s)
	for _, label := range []string{"ngày đăng", "đăng ngày", "đăng lúc", "xuất bản"} {
		if i := strings.Index(low, label); i > 0 && len(low) == len(s) && i < len(s) {
			return i
		}
	}
	return 0
}

// dateWords are what a line may hold beside the figures of a date.
var dateWords = regexp.MustCompile(`[0-9]|\b(thu (hai|ba|tu|nam|sau|bay)|thu|chu nhat|ngay|thang|nam|luc|gio|phut|am|pm|sa|ch|gmt|utc|ict|h|date|mot|gieng|hai|ba|tu|bon|sau|bay|tam|chin|muoi|chap|` +
	`monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|` +
	`jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\b|[|+\[\]]`)

// urlDate reads the date in the path of an address: /2010/10/, /201504/,
// /2024-5-17/, -20190131-.
func urlDate(path string, latest time.Time) (tulieu.Date, bool) {
	for _, form := range urlForms {
		m := form.FindStringSubmatch(path)
		if m == nil {
			continue
		}
		d := tulieu.Day(number(m[1]), number(m[2]), 1)
		if len(m) > 3 && m[3] != "" {
			d = tulieu.Day(number(m[1]), number(m[2]), number(m[3]))
		} else {
			d.Day, d.Precision = 0, tulieu.ToMonth
		}
		if d.Year != 0 && plausible(d, latest) {
			return d, true
		}
	}
	return tulieu.Date{}, false
}

var urlForms = []*regexp.Regexp{
	regexp.MustCompile(`/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})(?:/|$)`),
	regexp.MustCompile(`[/\-_]((?:19|20)\d{2})(\d{2})(\d{2})(?:[/\-_.]|$)`),
	regexp.MustCompile(`/((?:19|20)\d{2})[-/]?(\d{2})(?:/|$)`),
}

// dayOf is the date of a line that says little else.
func dayOf(s string) (tulieu.Date, bool) {
	d, ok := weighDate(s, "", time.Date(2100, 1, 1, 0, 0, 0, 0, tulieu.Zone))
	return d.date, ok
}
