package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tulieu/internal/viet"
)

// A byline names a person, a unit, or both, in no fixed order: "Võ Thái Lâm -
// Chi Bộ Sở Ngoại vụ". Units begin with one of a few dozen words; persons are
// two to five capitalised syllables.

// unitHeads are the words that units begin with, in their printed form. The
// longest that fits is taken, and printed like this: "Chi Bộ" is "Chi bộ".
var unitHeads = []string{
	"Ban", "Ban Biên tập", "Ban Chấp hành", "Ban Chỉ đạo", "Ban Dân vận", "Ban Nội chính", "Ban Quản lý", "Ban Tổ chức", "Ban Tuyên giáo",
	"Báo", "Báo điện tử", "Bảo hiểm", "Bảo hiểm xã hội", "BCH", "Bệnh viện", "BHXH", "Bộ", "Bộ Chỉ huy", "Bộ Tư lệnh", "BQL",
	"Chi bộ", "Chi cục", "Chi đoàn", "Chi hội", "Chi nhánh", "Cổng thông tin", "Cổng thông tin điện tử", "Cổng TTĐT", "Công an", "Công đoàn", "Công ty", "Cơ quan", "Cục",
	"Đài", "Đài Phát thanh", "Đại học", "Đại sứ quán", "Đảng bộ", "Đảng đoàn", "Đảng ủy", "Đảng uỷ", "Đoàn đại biểu", "Đoàn khối", "Đoàn Thanh niên", "Đoàn TNCS", "Đoàn trường", "Đoàn xã", "Đoàn phường",
	"HĐND", "Học viện", "Hội", "Hội đồng", "Hội đồng nhân dân", "Huyện", "Huyện đoàn", "Huyện ủy", "Huyện uỷ",
	"Kho bạc", "Khoa", "Liên đoàn", "Liên đoàn Lao động", "LĐLĐ", "Liên hiệp", "Liên minh", "Mặt trận", "MTTQ", "Ngân hàng", "Nhà máy", "Nhà xuất bản", "NXB", "Phòng", "Quận đoàn", "Quận ủy",
	"Sở", "Tạp chí", "Tập đoàn", "Thanh tra", "Thành đoàn", "Thành ủy", "Thành uỷ", "Thị đoàn", "Thị ủy", "Thông tấn xã", "Thư viện", "Tỉnh đoàn", "Tỉnh ủy", "Tỉnh uỷ", "Tòa án", "Toà án", "Tổ", "Tòa soạn", "Toà soạn",
	"Tổng công ty", "Tổng cục", "Tổng Liên đoàn", "Trang thông tin", "Trang tin", "Trạm", "Trung tâm", "Trung ương", "Trường", "TTXVN", "TTYT", "TTVH", "UBKT", "UBMTTQ", "UBND", "Ủy ban", "Uỷ ban", "Ủy ban nhân dân", "Uỷ ban nhân dân",
	"Văn phòng", "VKSND", "Viện", "Viện kiểm sát", "VOV", "VTV", "VP", "Vụ", "Xí nghiệp",
}

// headsByWord holds unitHeads by folded first syllable, longest first.
var headsByWord = func() map[string][]string {
	m := map[string][]string{}
	for _, h := range unitHeads {
		first, _, _ := strings.Cut(fold(h), " ")
		m[first] = append(m[first], h)
	}
	for _, hs := range m {
		slices.SortFunc(hs, func(a, b string) int { return len(b) - len(a) })
	}
	return m
}()

var (
	bylineLabel = regexp.MustCompile(`(?i)^[\s•\-–+*·(]*(nguồn tin|nguồn bài viết|nguồn|tác giả bài viết|tác giả|người viết|người đăng|đăng bởi|bài viết|theo|((tin|bài|ảnh|video|clip)(\s*(,|và|&|-|–|/)\s*(tin|bài|viết|ảnh|video|clip))*)|bởi|by|author|source)(\s*:|\s)\s*`)
	nobody      = regexp.MustCompile(`^\W*((admin\w*|administrator|quan tri( vien)?|quantri\w*|host|super ?user( account)?|webmaster|editor|root|demo|test|user\d*|bien tap vien|bbt|unknown|anonymous|nguoi dang)\W*)+$`)
	reporter    = regexp.MustCompile(`(?i)^(p\.?\s?v\.?|phóng viên|ctv\.?|cộng tác viên|nhóm pv|nhóm phóng viên|btv\.?|t/h|tổng hợp|st|sưu tầm)(\s+|$)`)
	siteName    = regexp.MustCompile(`(?i)^(https?://)?(www\.)?([a-z0-9-]+\.)+(vn|com|net|org|info|edu|gov)(\.vn)?(/\S*)?$`)
	degree      = regexp.MustCompile(`(?i)^((pgs|gs|ts|ths|th\.s|bs|bscki|bsckii|ks|cn|ls|ds|đ/c|đc|đồng chí|ông|bà|thượng tá|trung tá|thiếu tá|đại tá|đại úy|thượng úy|trung úy|thiếu úy)[.\s]+)+`)
	parts       = regexp.MustCompile(`\s+[-–—|/]+\s*|\s*[-–—|]+\s+|\s*[;,()|]\s*|\s+và\s+|\s*&\s*`)
)

// splitByline tells the person and the unit of a byline apart; either may be
// empty.
func splitByline(s string) (author, publisher string) {
	if len(s) > 3*maxByline {
		return "", ""
	}
	s = trimLabel(s)
	if s == "" || nobody.MatchString(fold(s)) {
		return "", ""
	}
	var authors []string
	for _, part := range splitParts(s) {
		part = strings.Trim(part, " \t.:•*\"“”'[]")
		part = trimLabel(part)
		part = strings.TrimSpace(reporter.ReplaceAllString(part, ""))
		if part == "" || nobody.MatchString(fold(part)) {
			continue
		}
		switch {
		case isUnit(part):
			if publisher == "" {
				publisher = printUnit(part)
			}
		case siteName.MatchString(part):
			if publisher == "" {
				publisher = siteHost(part)
			}
		case isPerson(part):
			if name := strings.TrimSpace(degree.ReplaceAllString(part, "")); !slices.Contains(authors, name) {
				authors = append(authors, name)
			}
		}
	}
	return strings.Join(authors, ", "), publisher
}

// splitParts cuts a byline at dashes, commas and brackets, but not inside the
// name of a unit: "Sở Lao động - Thương binh và Xã hội".
func splitParts(s string) []string {
	var out []string
	last := 0
	for _, at := range parts.FindAllStringIndex(s, -1) {
		if at[0] < last {
			continue
		}
		left, right := s[last:at[0]], strings.TrimSpace(s[at[1]:])
		gap := strings.TrimSpace(s[at[0]:at[1]])
		if isUnit(strings.TrimSpace(left)) && right != "" && gap != "(" && gap != ")" && gap != "|" && gap != ";" &&
			!isUnit(right) && !startsPerson(right, gap) {
			continue
		}
		out = append(out, left)
		last = at[1]
	}
	return append(out, s[last:])
}

// startsPerson reports whether s begins with a name of a person rather than
// with the rest of a unit's name. After "và" only a full name does.
func startsPerson(s, gap string) bool {
	first := s
	if at := parts.FindStringIndex(s); at != nil {
		first = s[:at[0]]
	}
	return isPerson(first) && surnames[fold(strings.Fields(first)[0])] && gap != "&" && len(strings.Fields(first)) > 1
}

// trimLabel takes "Nguồn:", "Tác giả:", "Theo" and the like off the front,
// and signs off both ends.
func trimLabel(s string) string {
	s = strings.TrimSpace(s)
	for range 3 {
		m := bylineLabel.FindStringIndex(s)
		if m == nil {
			break
		}
		s = strings.TrimSpace(s[m[1]:])
	}
	return trimSigns(s)
}

// printed is a byline as the portal printed it, without a label before a
// colon: "Nguồn: Võ Thái Lâm" is "Võ Thái Lâm", "Theo nhandan.vn" stays.
func printed(s string) string {
	for range 3 {
		m := bylineLabel.FindStringIndex(s)
		if m == nil || !strings.HasSuffix(strings.TrimSpace(s[:m[1]]), ":") {
			break
		}
		s = s[m[1]:]
	}
	return trimSigns(strings.TrimSpace(s))
}

// trimSigns takes list signs off both ends of s, and brackets that enclose it.
func trimSigns(s string) string {
	s = strings.Trim(s, " •*")
	for _, pair := range []string{"()", "[]"} {
		if strings.HasPrefix(s, pair[:1]) && strings.Index(s, pair[1:]) == len(s)-1 {
			s = strings.TrimSpace(s[1 : len(s)-1])
		}
	}
	return s
}

// isUnit reports whether s begins like the name of a unit.
func isUnit(s string) bool {
	return unitHead(s) != ""
}

// unitHead is the longest of unitHeads that s begins with, whatever its case.
func unitHead(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return ""
	}
	low := fold(s)
	first, _, _ := strings.Cut(low, " ")
	for _, h := range headsByWord[first] {
		n := len(strings.Fields(h))
		if len(words) < n || !strings.EqualFold(strings.Join(words[:n], " "), h) {
			continue
		}
		// "Đoàn Văn Hậu", "Ban" alone: a head of one syllable needs a name
		// after it, and one that is also a surname is not among the heads.
		if len(words) == n && n == 1 && strings.ToUpper(h) != h {
			return ""
		}
		return h
	}
	return ""
}

// printUnit is the name s with its first words in the usual case.
func printUnit(s string) string {
	h := unitHead(s)
	if h == "" {
		return s
	}
	words := strings.Fields(s)
	n := len(strings.Fields(h))
	return strings.Join(append([]string{keepLetters(h, strings.Join(words[:n], " "))}, words[n:]...), " ")
}

// keepLetters is printed in the case of head.
func keepLetters(head, printed string) string {
	h, p := []rune(head), []rune(printed)
	if len(h) != len(p) {
		return printed
	}
	for i := range p {
		if unicode.IsUpper(h[i]) {
			p[i] = unicode.ToUpper(p[i])
		} else {
			p[i] = unicode.ToLower(p[i])
		}
	}
	return string(p)
}

// isPerson reports whether s looks like a person's name: one to five
// syllables, each with a capital, without figures.
func isPerson(s string) bool {
	s = strings.TrimSpace(degree.ReplaceAllString(s, ""))
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 5 || len(s) > 60 {
		return false
	}
	for _, w := range words {
		rs := []rune(w)
		if !unicode.IsUpper(rs[0]) || slices.ContainsFunc(rs, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '.' && r != '\''
		}) {
			return false
		}
	}
	// One syllable is a pen name if it is one: "Minh", but not "VOV".
	return len(words) > 1 || len([]rune(words[0])) > 1 && strings.ToUpper(s) != s
}

// surnames are the family names of nineteen persons in twenty, folded.
var surnames = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh truong lam mai dao luong ha doan cao ta to thai chu kieu quach la vuong luu tong luc ton khuat an au bach can chau diep du giang han hua kim la lai mac nghiem ninh nong ong phi phung quan quang sam son tang than thach thieu tieu trieu tu ung van vi viem xa y") {
		m[s] = true
	}
	return m
}()

// sectionUnit is the last part of a section that names a unit, "" if none.
func sectionUnit(section []string) string {
	for _, s := range slices.Backward(section) {
		if h := unitHead(s); h != "" && len(strings.Fields(s)) > len(strings.Fields(h)) {
			return printUnit(s)
		}
	}
	return ""
}

func siteHost(s string) string {
	s = strings.ToLower(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	s, _, _ = strings.Cut(strings.TrimPrefix(s, "www."), "/")
	return s
}

// fold is s in lower case without marks.
func fold(s string) string { return viet.Fold(s) }
