package sample

import (
	"slices"
	"strconv"
	"strings"

	"tulieu"
)

// merger is the day on which 63 provinces became 34 and the districts ended.
var merger = tulieu.Day(2025, 7, 1)

// A story is what an article tells: who, where, when, by which paper. Its
// slots fill the prose.
type story struct {
	names *names
	topic *topic
	day   tulieu.Date // of the event, known even where the page says no date

	province *province
	place    string // name of the province on that day
	local    string // "huyện Diễn Châu"; "xã Diễn Châu" since districts are no more
	communes [3]string

	unit, unitShort string
	named           bool   // the unit was named in full
	chair           string // the comrade who speaks
	post            string // and what that comrade is
	introduced      bool   // with the post
	storm           int
	papers          []*paper
	cited           [2]bool // papers named in full
}

// A person has a name and the word that goes before it.
type person struct {
	name  string
	woman bool
}

// late reports whether the story is of the time after the merger.
func (s *story) late() bool { return !s.day.First().Before(merger.First()) }

// setting draws the story: t and the day are given.
func (w *writer) setting(n *names, t *topic, day tulieu.Date, home string, kinds []string) {
	w.story = story{names: n, topic: t, day: day}
	if w.IntN(100) < 45 {
		w.province = n.province(home)
	} else {
		// The square makes the first ones of the list far commoner than the last.
		x := w.Float64()
		w.province = &n.provinces[int(x*x*float64(len(n.provinces)))]
	}
	w.place = w.province.name
	if w.late() {
		w.place = w.province.now
	}
	district := w.province.districts[w.IntN(len(w.province.districts))]
	w.local = "huyện " + district
	if w.late() {
		w.local = "xã " + district
	}
	for i := range w.communes {
		w.communes[i] = "xã " + w.communeOf(w.province)
	}
	w.chair, w.post = w.person().name, w.line(w.g.common["post"])
	w.storm = 2 + w.IntN(11)
	kind := t.units[w.IntN(len(t.units))]
	for _, k := range kinds {
		if w.IntN(3) > 0 && slices.Contains(t.units, k) {
			kind = k
		}
	}
	w.unit = w.line(w.rule("unit " + kind))
	if short, where, ok := strings.Cut(w.unit, "|"); ok {
		w.unitShort, w.unit = short, short+where
	} else {
		w.unitShort = w.unit
	}
	known := t.byYear[day.Year]
	first := w.IntN(len(known))
	w.papers = append(w.papers[:0], known[first], known[(first+1+w.IntN(max(len(known)-1, 1)))%len(known)])
}

// rule finds a common rule in its form of the day: "department 2025" after the
// merger where there is one.
func (w *writer) rule(name string) *rule {
	if r, ok := w.g.common[name+" 2025"]; ok && w.late() {
		return r
	}
	return w.g.common[name]
}

// communeOf is one of the ninety communes of a province: the first ones are in
// the news most often.
func (w *writer) communeOf(p *province) string {
	const communes = 90
	n := min(w.IntN(communes), w.IntN(communes))
	seat := len(p.name) + 7*len(p.districts[0]) + int(p.name[len(p.name)-1]) // tells provinces apart
	first, second := w.names.lists["commune first"], w.names.lists["commune second"]
	return first[(seat*11+n*13)%len(first)] + " " + second[(seat*17+n*31)%len(second)]
}

// commune is mostly the one the story is about.
func (w *writer) commune() string {
	return w.communes[max(0, w.IntN(6)-3)]
}

func (w *writer) pick(list string) string {
	l := w.names.lists[list]
	return l[w.IntN(len(l))]
}

func (w *writer) person() person {
	family := w.pick("family")
	if w.IntN(3) == 0 { // half of all Vietnamese are Nguyễn, Trần or Lê
		family = "Nguyễn"
	}
	if w.IntN(5) < 2 {
		return person{family + " " + w.pick("woman middle") + " " + w.pick("woman"), true}
	}
	return person{family + " " + w.pick("middle") + " " + w.pick("given"), false}
}

func (w *writer) words(s ...string) {
	for _, s := range s {
		w.buf = append(w.buf, s...)
	}
}

// digits appends n without the dots of a number: a year, a day.
func (w *writer) digits(n int) { w.buf = strconv.AppendInt(w.buf, int64(n), 10) }

// A slot writes what only the story knows.
type slot func(w *writer)

var slots = map[string]slot{
	"unit": func(w *writer) { // in full first, then mostly short
		if w.named && w.IntN(4) > 0 {
			w.words(w.unitShort)
			return
		}
		w.named = true
		w.words(w.unit)
	},
	"place": func(w *writer) { w.words(w.place) },
	"province": func(w *writer) {
		switch w.place {
		case "Hải Phòng", "Đà Nẵng", "Cần Thơ":
			w.words("thành phố ", w.place)
		case "Hồ Chí Minh":
			w.words("Thành phố Hồ Chí Minh")
		default:
			w.words("tỉnh ", w.place)
		}
	},
	"tỉnh ủy":      func(w *writer) { w.words(w.level(), " ủy ", w.place) },
	"tỉnh đoàn":    func(w *writer) { w.words(w.level(), " đoàn ", w.place) },
	"local":        func(w *writer) { w.words(w.local) },
	"local name":   func(w *writer) { w.words(w.local[strings.IndexByte(w.local, ' ')+1:]) },
	"commune":      func(w *writer) { w.words(w.commune()) },
	"commune name": func(w *writer) { w.words(strings.TrimPrefix(w.commune(), "xã ")) },
	"parts": func(w *writer) { // of the locality
		w.digits(7 + w.IntN(18))
		if w.late() {
			w.words(" thôn, tổ dân phố")
			return
		}
		w.words(" xã, thị trấn")
	},
	"hamlet": func(w *writer) {
		w.words(w.province.hamlet, " ")
		if w.IntN(2) == 0 {
			w.digits(1 + w.IntN(14))
			return
		}
		w.words(w.pick("commune first"), " ", w.pick("commune second"))
	},
	"department": func(w *writer) { w.say(w.rule("department name")) },
	"chair": func(w *writer) {
		w.words("đồng chí ", w.chair)
		if !w.introduced {
			w.introduced = true
			w.words(" - ", w.post)
		}
	},
	"chair name": func(w *writer) { w.words("đồng chí ", w.chair) },
	"storm":      func(w *writer) { w.digits(w.storm) },
	"person":     func(w *writer) { w.words(w.person().name) },
	"comrade":    func(w *writer) { w.words("đồng chí ", w.person().name) },
	"villager": func(w *writer) {
		p := w.person()
		word := [...]string{"ông ", "anh "}[w.IntN(2)]
		if p.woman {
			word = [...]string{"bà ", "chị "}[w.IntN(2)]
		}
		w.words(word, p.name)
	},
	"firm": func(w *writer) {
		switch w.IntN(3) {
		case 0:
			w.words("Công ty TNHH ", w.pick("firm"), " Vina")
		case 1:
			w.words("Công ty TNHH ", w.pick("firm first"), " ", w.pick("firm second"))
		default:
			w.words("Công ty Cổ phần ", w.pick("firm first"), " ", w.pick("firm second"))
		}
	},
	"year":      func(w *writer) { w.digits(w.day.Year) },
	"last year": func(w *writer) { w.digits(w.day.Year - 1) },
	"next year": func(w *writer) { w.digits(w.day.Year + 1) },
	"month":     func(w *writer) { w.words("tháng "); w.digits(w.day.Month) },
	"day":       func(w *writer) { w.date(w.day) },
	"recently":  func(w *writer) { w.date(tulieu.DateOf(w.day.First().AddDate(0, 0, -1-w.IntN(40)), tulieu.ToDay)) },
	"soon":      func(w *writer) { w.date(tulieu.DateOf(w.day.First().AddDate(0, 0, 3+w.IntN(60)), tulieu.ToDay)) },
	"term": func(w *writer) {
		from := w.day.Year / 5 * 5
		w.words("nhiệm kỳ ")
		w.digits(from)
		w.words([...]string{" - ", "-"}[w.IntN(2)])
		w.digits(from + 5)
	},
	"school year": func(w *writer) {
		from := w.day.Year
		if w.day.Month < 8 {
			from--
		}
		w.words("năm học ")
		w.digits(from)
		w.words(" - ")
		w.digits(from + 1)
	},
	"congress": func(w *writer) { w.words(congress(w.day.Year)) },
	"paper":    func(w *writer) { w.cite(0) },
	"paper two": func(w *writer) {
		if w.papers[0] == w.papers[1] {
			w.cite(0)
			return
		}
		w.cite(1)
	},
	"subject": func(w *writer) { w.words(w.papers[0].subject) },
}

// level is the word for a party committee of a province or a city.
func (w *writer) level() string {
	switch w.place {
	case "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh":
		return "Thành"
	}
	return "Tỉnh"
}

// congress numbers the last national congress before the end of a year.
func congress(year int) string {
	switch {
	case year > 2025:
		return "XIV"
	case year > 2020:
		return "XIII"
	case year > 2015:
		return "XII"
	case year > 2010:
		return "XI"
	}
	return "X"
}

// teaching is the paper by which the Party had its members learn from Hồ Chí
// Minh in a year: whatever an article is about, it may well cite it.
func teaching(year int) *paper {
	switch {
	case year > 2016:
		return papers["05-ct-tw-2016"]
	case year > 2011:
		return papers["03-ct-tw-2011"]
	}
	return papers["06-ct-tw-2006"]
}

// date appends a day in one of the ways of newspapers.
func (w *writer) date(d tulieu.Date) {
	switch w.IntN(4) {
	case 0:
		w.words("ngày ")
		if d.Day < 10 {
			w.words("0")
		}
		w.digits(d.Day)
		w.words("/")
		w.digits(d.Month)
		w.words("/")
		w.digits(d.Year)
	default:
		w.words("ngày ")
		w.digits(d.Day)
		w.words("/")
		w.digits(d.Month)
	}
}

// cite appends the n-th paper of the story: in full first, then shorter.
func (w *writer) cite(n int) {
	p := w.papers[n]
	if !w.cited[n] {
		w.cited[n] = true
		if p.session != "" && w.IntN(3) == 0 {
			w.words(p.session, " về ", p.subject)
			return
		}
		w.words(p.word)
		if w.IntN(3) > 0 {
			w.words(" số")
		}
		w.words(" ", p.number)
		switch w.IntN(4) {
		case 0:
			w.words(" ", p.by)
		case 1:
			w.words(", ")
			w.issued(p)
			w.words(" ", p.by, " về ", p.subject)
		case 2:
			w.words(" ")
			w.issued(p)
			w.words(" ", p.by)
			if strings.HasSuffix(p.number, "/TW") {
				w.words(" (khóa ", congress(p.issued.Year), ")")
			}
		default:
			w.words(" ", p.by, " về ", p.subject)
		}
		return
	}
	switch w.IntN(16) {
	case 0:
		w.words(p.word, " ", strings.Replace(p.number, "-", " - ", 1))
	case 1:
		w.words(p.word, " ", strings.Replace(p.number, "-", "–", 1))
	case 2:
		number, _, _ := strings.Cut(p.number, "-")
		number, _, _ = strings.Cut(number, "/")
		w.words(p.word, " ", number)
	case 3, 4, 5:
		w.words(p.word, " số ", p.number)
	case 6, 7:
		if p.session != "" {
			w.words(p.session)
			return
		}
		w.words(p.word, " ", p.number)
	default:
		w.words(p.word, " ", p.number)
	}
}

func (w *writer) issued(p *paper) {
	w.words("ngày ")
	w.digits(p.issued.Day)
	w.words("/")
	w.digits(p.issued.Month)
	w.words("/")
	w.digits(p.issued.Year)
}
