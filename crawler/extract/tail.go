package extract

import (
	"regexp"
	"strings"
)

// What portals print below an article, or in the midst of it, under a heading
// of its own: comments, and links to other articles.
var (
	// endOfArticle headings: nothing of the article follows.
	endOfArticle = words("phan hoi|y kien ban doc|y kien phan hoi|binh luan|gui binh luan|gui phan hoi|viet binh luan|other news|other articles|comments|leave a reply|danh gia bai viet|" +
		"tin da dua|cac tin da dua|cac tin khac|tin khac|cac bai khac|bai khac|cac tin bai khac|tin bai khac|bai viet khac|cac bai viet khac|nhung tin moi hon|nhung tin cu hon|tin moi hon|tin cu hon|" +
		"cac tin moi hon|cac tin cu hon|cac tin moi|cac tin cu|tin cung chuyen muc|cac tin cung chuyen muc|tin cung loai|cung chuyen muc|bai cung chuyen muc|bai viet cung chuyen muc|" +
		"tin moi nhat|tin doc nhieu|tin xem nhieu|tin noi bat|quay lai|ve dau trang|xem theo ngay|dang nhap|thong tin lien he")
	// furniture is what stands around articles for other purposes.
	furniture = words("chia se|chia se bai viet|chia se facebook|facebook|twitter|zalo|tweet|share|like|in trang|in bai viet|in bai|in tin|ban in|print|" +
		"gui email|gui mail|gui cho ban be|email|co chu|a+ a-|a a+ a-|luu bai viet|nghe doc bai|doc bai viet|xem anh lon")
	// related headings: links follow, and after them the article may go on.
	related = words("tin lien quan|cac tin lien quan|tin bai lien quan|bai lien quan|bai viet lien quan|cac bai viet lien quan|tin tuc lien quan|xem them|doc them|related news|related articles|related posts|co the ban quan tam")
	// tagLine lists key words.
	tagLine = regexp.MustCompile(`^(tu khoa|tags?|the)\s*:`)
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.SplitSeq(list, "|") {
		m[w] = true
	}
	return m
}

// cutTail is lines up to the end of the article, without the blocks of links
// in its midst.
func cutTail(lines []line) []line {
	out := lines[:0:0]
	begun := false // with a line of prose: tool bars stand above it too
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		key := headingKey(l.text)
		if begun && endOfArticle[key] {
			break
		}
		if endOfArticle[key] || furniture[key] {
			continue
		}
		begun = begun || len(l.text) > 80 || strings.HasSuffix(l.text, ".")
		if related[key] {
			for i+1 < len(lines) && onlyLinks(lines[i+1]) {
				i++
			}
			continue
		}
		if tagLine.MatchString(key) && onlyLinksAfterLabel(l) {
			continue
		}
		out = append(out, l)
	}
	return out
}

// headingKey is a short line folded and without the signs around it.
func headingKey(s string) string {
	if len(s) > 80 {
		return ""
	}
	s = strings.Trim(fold(s), " .:;>»›•*-–_+|[]()/\u00A0…")
	if s, n, ok := strings.Cut(s, " ("); ok && strings.Trim(n, "0123456789) ") == "" {
		return s // "Phản hồi (0)"
	}
	return strings.Trim(s, "0123456789() ")
}

// onlyLinks reports whether nine letters in ten of l are links; a list
// printed with dates beside its links passes.
func onlyLinks(l line) bool { return l.linked > 0 && l.linked*10 >= l.letters*6 }

func onlyLinksAfterLabel(l line) bool { return l.linked > 0 && l.linked*2 >= l.letters }
