package extract

import (
	"regexp"
	"strings"

	"tulieu"
)

// readText reads a text file: a breadcrumb line ("Tin tức > Các đoàn thể"), the
// title, a line with day and views, the paragraphs, a source line. Breadcrumb,
// day, views and source may be missing.
func (r *reader) readText(text string) error {
	text, coding := mendText(text)
	if coding != "" {
		r.note("coding", coding, "syllables", 1)
	}
	a := &tulieu.Article{}
	var lines []line
	for s := range strings.Lines(text) {
		if s = tidy(s); s != "" {
			lines = append(lines, line{text: s})
		}
	}
	title := r.titleLine(lines)
	for _, l := range lines[:title] {
		if crumbs := splitCrumbs(l.text); crumbs != nil {
			a.Section = append(a.Section, crumbs...)
		} else if len(l.text) <= 120 && !home[fold(l.text)] {
			a.Section = append(a.Section, l.text)
		}
	}
	if len(a.Section) > 0 {
		r.note("section", strings.Join(a.Section, " › "), "line above the title", 1)
	}
	if title == len(lines) {
		r.out.Review = "no title"
		return nil
	}
	a.Title, lines = lines[title].text, lines[title+1:]
	r.note("title", a.Title, "line above the day", 1)
	lines = r.headLines(a, nil, lines)
	lines = r.tailLines(a, cutTail(lines))
	a.Body = paragraphs(lines)
	r.note("body", strings.Join(a.Body, "\n"), "lines below the title", 1)
	if len(a.Body) == 0 {
		r.out.Review = "no body"
		return nil
	}
	return r.finish(a)
}

// titleLine is the number of the line that holds the title: the one above the
// line with the day, or else the first that is no breadcrumb.
func (r *reader) titleLine(lines []line) int {
	for i := 1; i < min(len(lines), 4); i++ {
		if isHeadLine(lines[i].text, r) {
			return i - 1
		}
	}
	if len(lines) > 1 && strings.ContainsAny(lines[0].text, ">›»") && splitCrumbs(lines[0].text) != nil {
		return 1
	}
	return 0
}

// crumbs separate the parts of a breadcrumb line.
var crumbs = regexp.MustCompile(`\s*(?:[>›»→]|\s/\s|::)+\s*`)

// splitCrumbs is the parts of a breadcrumb line, without the home page; nil if
// s is none.
func splitCrumbs(s string) []string {
	if len(s) > 200 || !crumbs.MatchString(s) {
		return nil
	}
	var out []string
	for _, part := range crumbs.Split(s, -1) {
		if part = strings.TrimSpace(part); part != "" && !home[fold(part)] {
			out = append(out, part)
		}
	}
	return out
}

var home = words("trang chu|trang chinh|trang nhat|home|homepage|chi tiet|chi tiet tin|chi tiet tin tuc|xem tin|noi dung chi tiet")

// headLines reads day and views from the lines right below the title, and
// returns the lines of the body, which begins after them.
func (r *reader) headLines(a *tulieu.Article, above, lines []line) []line {
	n := 0
	for n < min(len(lines), 5) && isHeadLine(lines[n].text, r) {
		n++
	}
	head := make([]string, n)
	for i, l := range lines[:n] {
		head[i] = l.text
		if views, ok := parseViews(l.text); ok && a.Views == 0 {
			a.Views = views
			r.note("views", l.text, "label", 1)
		}
	}
	if d, ok := findDate(texts(above), head, r.latest()); ok {
		a.Published, a.PublishedRule = d.date, d.rule
		r.note("published", d.date.String(), d.rule, d.score)
	}
	return lines[n:]
}

// isHeadLine reports whether s says only when the article appeared or how
// often it was read.
func isHeadLine(s string, r *reader) bool {
	if len(s) > 120 {
		return false
	}
	if _, ok := weighDate(s, "", r.latest()); ok {
		return true
	}
	if _, ok := parseViews(s); ok && letters(s) < 60 {
		return true
	}
	// A label with a day that cannot be: "Ngày đăng: 16/72/2020".
	label := publishLabel.FindStringIndex(fold(s))
	return label != nil && label[0] <= 2 && strings.ContainsAny(s, "0123456789") && letters(s) < 30
}

var (
	sourceLine = regexp.MustCompile(`(?i)^[\s•\-–+*·(\[]*(nguồn tin|nguồn bài viết|nguồn|tác giả bài viết|tác giả|người viết|người đăng|đăng bởi|((tin|bài|ảnh)(\s*(,|và|&|-|–|/)\s*(tin|bài|viết|ảnh|video|clip))*))\s*:\s*\S`)
	theoLine   = regexp.MustCompile(`(?i)^[\s(•\-–]*theo[:\s]`)
)

const (
	maxByline  = 120 // bytes of the longest byline; what is longer is prose
	maxBylines = 4   // lines that one may have
)

// tailLines takes the source lines off the end of lines into the byline of a.
func (r *reader) tailLines(a *tulieu.Article, lines []line) []line {
	var by []string
	rule := ""
	for len(lines) > 1 && len(by) < 3 {
		s := lines[len(lines)-1].text
		how := bylineRule(s)
		if how == "" || how == "last line" && len(by) > 0 {
			break
		}
		if t := trimLabel(s); t != "" && !nobody.MatchString(fold(t)) {
			by = append([]string{printed(s)}, by...)
			rule = how
		}
		lines = lines[:len(lines)-1]
	}
	if a.Byline == "" && len(by) > 0 {
		a.Byline = strings.Join(by, " - ")
		r.note("byline", a.Byline, rule, .8)
	}
	return lines
}

// bylineRule says why the last line s of a body is a byline; "" if it is none.
func bylineRule(s string) string {
	if len(s) > maxByline {
		return ""
	}
	bare := strings.Trim(s, " .()[]*•–-")
	switch {
	case sourceLine.MatchString(s):
		return "label"
	case theoLine.MatchString(s) && len(strings.Fields(s)) <= 10 && (isUnit(trimLabel(s)) || isPerson(trimLabel(s)) || siteName.MatchString(trimLabel(s))):
		return "label Theo"
	case reporter.MatchString(bare) && len(strings.Fields(bare)) <= 6,
		isPerson(bare) && len(strings.Fields(bare)) > 1 && surnames[fold(strings.Fields(degree.ReplaceAllString(bare, ""))[0])],
		siteName.MatchString(bare):
		return "last line"
	}
	if author, publisher := splitByline(bare); author != "" && publisher != "" && isPerson(strings.TrimSpace(parts.Split(bare, 2)[0])) && !strings.HasSuffix(s, ".") {
		return "last line"
	}
	return ""
}

func texts(lines []line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.text
	}
	return out
}
