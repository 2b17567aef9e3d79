// Package sample writes make-believe but lifelike articles and serves them on
// make-believe portals, for the demo, for tests and for load.
//
// The prose is our own. Provinces, districts and directives are real; people,
// events and figures are not.
package sample

import (
	"encoding/json"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"tulieu"
)

// An Article is what a line of the import format holds, and the name of the
// portal that prints it.
type Article struct {
	URL       string      `json:"url"`
	Title     string      `json:"title"`
	Published tulieu.Date `json:"published,omitzero"`
	Section   []string    `json:"section"`
	Lead      string      `json:"lead,omitempty"`
	Body      []string    `json:"body"`
	Byline    string      `json:"byline,omitempty"`
	Views     int         `json:"views,omitempty"`
	Portal    string      `json:"-"` // name of its profile

	Updated time.Time `json:"-"` // when its text last changed; for Last-Modified
}

// WriteLine writes a as one line of the import format.
func (a *Article) WriteLine(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(a)
}

// Days of publication lie between these: articles are the same whenever they
// are written.
var firstDay, lastDay = tulieu.Day(2008, 1, 1), tulieu.Day(2026, 10, 30)

// Articles writes n articles, the same ones for the same seed: the first ones
// of a million are those of a thousand. It panics only where its own embedded
// prose is broken, which a test rules out.
func Articles(seed int64, n int) iter.Seq[Article] {
	return func(yield func(Article) bool) {
		g, err := loadGrammar()
		if err != nil {
			panic(err)
		}
		names, err := loadNames()
		if err != nil {
			panic(err)
		}
		w := newWriter(g)
		for i := range n {
			if !yield(w.article(names, uint64(seed), i)) {
				return
			}
		}
	}
}

// twin is how often an article is the one before it, told again by another
// portal.
const twin = 40

func (w *writer) article(names *names, seed uint64, i int) Article {
	told := i%twin == twin-1
	from := i
	if told {
		from--
	}
	w.pcg.Seed(seed, uint64(from))
	w.now++
	first := from % len(sites)
	// Seasons and years are uneven: archives grow, and the newest years are best kept.
	span := lastDay.First().Unix() - firstDay.First().Unix()
	at := time.Unix(lastDay.First().Unix()-int64(float64(span)*math.Pow(w.Float64(), 1.4)), 0).In(tulieu.Zone)
	at = time.Date(at.Year(), at.Month(), at.Day(), 6+w.IntN(14), w.IntN(60), 0, 0, tulieu.Zone)
	topics := w.g.byYear[at.Year()]
	t := topics[w.IntN(len(topics))]
	s := &sites[first]
	w.setting(names, t, tulieu.DateOf(at, tulieu.ToDay), s.home, s.kinds)

	a := Article{Title: w.line(t.title)}
	w.named = false
	if w.IntN(10) < 7 {
		a.Lead = w.line(t.lead)
	}
	a.Body = w.paragraphs()
	a.Byline = w.byline(s)
	if told {
		// Reseeded: what follows is the other portal's own.
		w.pcg.Seed(seed, uint64(i))
		other := &sites[(first+1+w.IntN(len(sites)-1))%len(sites)]
		w.named = false
		a.Title = w.line(t.title)
		a.Byline = "Theo " + s.host
		at = at.Add(time.Duration(20+w.IntN(30)) * time.Hour)
		s = other
	}
	flaw := w.flaws()
	a.Title, a.Lead = flaw.Replace(a.Title), flaw.Replace(a.Lead)
	for i, p := range a.Body {
		a.Body[i] = flaw.Replace(p)
	}
	if w.IntN(12) == 0 {
		w.debris(a.Body)
	}
	section := s.section(t.section)
	a.Portal = s.name
	a.Section = section.path
	a.Published = tulieu.DateOf(at, s.precision)
	a.Updated = at.UTC()
	a.Views = int(20 * math.Pow(1/(1-w.Float64()), .9))
	number := strconv.Itoa(1000 + i)
	a.URL = "http://" + s.host + s.path(section, slug(a.Title), number, at)
	if s.undated && w.IntN(20) == 0 {
		a.Published = tulieu.Date{}
	}
	return a
}

// paragraphs writes the body: an opening, what happened, an end. Lengths have
// the long tail of real archives; the mean is near 3.5 KB.
func (w *writer) paragraphs() []string {
	middle, closing := w.g.common["middle"], w.g.common["closing"]
	target := 1300 + int(1900*w.ExpFloat64())
	target = min(target, 14000)
	w.buf = w.buf[:0]
	ends := make([]int, 0, 24)
	w.sentence(w.topic.open)
	if w.IntN(3) == 0 {
		w.papers[1] = teaching(w.day.Year)
	}
	w.uneven = true
	defer func() { w.uneven = false }()
	sentences, next := 1, 0
	for len(w.buf) < target {
		if sentences >= 1+w.IntN(4) {
			ends = append(ends, len(w.buf))
			sentences = 0
		} else {
			w.buf = append(w.buf, ' ')
		}
		// The topic's sentences stand in an order that makes sense. A long
		// article runs out of them; the common ones go on.
		if next += w.IntN(2); w.IntN(100) < 60 && next < len(w.topic.body.ways) {
			start := len(w.buf)
			w.sayWay(&w.topic.body.ways[next])
			w.capital(start)
			next++
		} else {
			w.sentence(middle)
		}
		sentences++
	}
	ends = append(ends, len(w.buf))
	w.sentence(closing)
	ends = append(ends, len(w.buf))
	text := string(w.buf) // one allocation for all paragraphs
	body := make([]string, len(ends))
	from := 0
	for i, end := range ends {
		body[i] = text[from:end]
		from = end
	}
	return body
}

// byline is printed in the shapes of real portals.
func (w *writer) byline(s *site) string {
	author := w.person().name
	switch w.IntN(9) {
	case 0:
		return ""
	case 1:
		return "P.V"
	case 2:
		return author
	case 3:
		return w.person().name + " - " + author
	case 4, 5:
		return author + " (" + w.unitShort + ")"
	case 6:
		return s.publisher
	}
	return author + " - " + w.unitShort
}

// newTone puts tone marks where newer spelling wants them: hoà for hòa. In
// closed syllables both spellings agree, and these pairs do not occur.
var newTone = func() *strings.Replacer {
	var pairs []string
	for _, p := range []string{"òa oà", "óa oá", "ỏa oả", "õa oã", "ọa oạ", "òe oè", "óe oé", "ỏe oẻ", "õe oẽ", "ọe oẹ",
		"ùy uỳ", "úy uý", "ủy uỷ", "ũy uỹ", "ụy uỵ"} {
		old, now, _ := strings.Cut(p, " ")
		pairs = append(pairs, old, now, strings.ToUpper(old), strings.ToUpper(now))
	}
	return strings.NewReplacer(pairs...)
}()

// typos are slips as hurried editors make them; most are real syllables.
var typos = []*strings.Replacer{
	strings.NewReplacer("tập thể", "tập thế"), strings.NewReplacer("Trung ương", "Trương ương"),
	strings.NewReplacer("nghị quyết", "nghị quyêt"), strings.NewReplacer("triển khai", "triễn khai"),
	strings.NewReplacer("nhân dân", "nhân đân"), strings.NewReplacer("việc", "vịêc"),
	strings.NewReplacer("đảng viên", "đảng viện"), strings.NewReplacer("phát triển", "phát triên"),
	strings.NewReplacer("khen thưởng", "khen thường"), strings.NewReplacer("tuyên truyền", "tuyên tuyền"),
	strings.NewReplacer("Chỉ thị số", "Chỉ thị so"), strings.NewReplacer("chính quyền", "chính quyên"),
	strings.NewReplacer("xây dựng", "xây dưng"), strings.NewReplacer(", ", " , "), strings.NewReplacer(" đồng", " đông"),
}

var clean = strings.NewReplacer()

func (w *writer) flaws() *strings.Replacer {
	switch n := w.IntN(25); {
	case n < 5:
		return newTone
	case n == 5:
		return typos[w.IntN(len(typos))]
	}
	return clean
}

// debris leaves what word processors leave in a page: no-break spaces and soft
// hyphens.
func (w *writer) debris(body []string) {
	for range 1 + w.IntN(4) {
		p := &body[w.IntN(len(body))]
		words := strings.SplitAfter(*p, " ")
		i := w.IntN(len(words))
		if word := strings.TrimSuffix(words[i], " "); w.IntN(2) == 0 {
			words[i] = strings.Replace(words[i], " ", "\u00a0", 1)
		} else if cut := strings.IndexAny(word, "ngmtcp"); cut > 0 {
			words[i] = words[i][:cut] + "\u00ad" + words[i][cut:]
		}
		*p = strings.Join(words, "")
	}
}

// slug is the title as portals write it into addresses: letters without marks,
// hyphens between words, not too long.
func slug(title string) string {
	const limit = 90
	b := make([]byte, 0, limit)
	for _, r := range title {
		c, ok := ascii[r]
		switch {
		case ok:
			b = append(b, c)
		case len(b) > 0 && b[len(b)-1] != '-':
			if len(b) > limit-10 {
				return string(b)
			}
			b = append(b, '-')
		}
	}
	return strings.TrimSuffix(string(b), "-")
}

// ascii maps the letters of Vietnamese and the digits to what addresses hold.
var ascii = func() map[rune]byte {
	m := map[rune]byte{}
	for c, letters := range map[byte]string{
		'a': "aàáảãạăằắẳẵặâầấẩẫậ", 'e': "eèéẻẽẹêềếểễệ", 'i': "iìíỉĩị", 'o': "oòóỏõọôồốổỗộơờớởỡợ",
		'u': "uùúủũụưừứửữự", 'y': "yỳýỷỹỵ", 'd': "dđ",
	} {
		for _, r := range letters + strings.ToUpper(letters) {
			m[r] = c
		}
	}
	for _, r := range "bcfghjklmnpqrstvwxz0123456789" {
		m[r] = byte(r)
		m[rune(strings.ToUpper(string(r))[0])] = byte(r)
	}
	return m
}()
