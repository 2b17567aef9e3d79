package sample

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tulieu"
)

// A site is what a portal is before it holds articles. The three are of the
// content management systems most Vietnamese portals run on.
type site struct {
	name      string // of the profile, and of its files in pages/ and profiles/
	host      string // where its articles say they live
	title     string
	publisher string
	home      string   // province, by its name before July 2025
	kinds     []string // of the units it likes to write about
	precision tulieu.Precision
	undated   bool // some of its pages print no date
	validates bool // answers conditional requests
	perPage   int
	sections  []section
	fronts    []string // addresses of the front page
	sitemap   string   // address, if it has one
	feed      string   // address, if it has one
	robots    string   // what it asks of crawlers, besides the sitemap
	languages bool     // its language links are relative: every address has copies of itself below it

	// How the family makes addresses: of an article; of page n, from 1, of a
	// section's list; and the section and page that an address asks for, the
	// page as text, empty for the first.
	path func(s *section, slug, number string, at time.Time) string
	list func(slug string, n int) string
	read func(u *url.URL) (slug, page string)
}

// A section is one list of a site.
type section struct {
	path  []string // "Tin tức", "Hoạt động công đoàn"
	slug  string
	takes []string // kinds of topic
}

// page reads the address of a list: its section, nil for the front page, and
// its number from 1.
func (s *site) page(u *url.URL) (sec *section, n int, ok bool) {
	if slices.Contains(s.fronts, u.Path) {
		return nil, 1, true
	}
	slug, page := s.read(u)
	i := slices.IndexFunc(s.sections, func(x section) bool { return x.slug == slug })
	if i < 0 {
		return nil, 0, false
	}
	if page == "" {
		return &s.sections[i], 1, true
	}
	n, err := strconv.Atoi(page)
	return &s.sections[i], n, err == nil && n > 0
}

// section is where the site prints topics of a kind.
func (s *site) section(kind string) *section {
	for i := range s.sections {
		if slices.Contains(s.sections[i].takes, kind) {
			return &s.sections[i]
		}
	}
	return &s.sections[0]
}

var sites = [...]site{
	{ // Liferay 6.2
		name: "ldld-nghe-an", host: "congdoan.nghean.example",
		title: "Trang thông tin điện tử Liên đoàn Lao động tỉnh Nghệ An", publisher: "Liên đoàn Lao động tỉnh Nghệ An",
		home: "Nghệ An", kinds: []string{"union", "state"}, precision: tulieu.ToDay, undated: true, validates: true, perPage: 12,
		sections: []section{
			{[]string{"Tin tức", "Hoạt động công đoàn"}, "hoat-dong-cong-doan", []string{"doan-the"}},
			{[]string{"Tin tức", "Thi đua - Khen thưởng"}, "thi-dua-khen-thuong", []string{"thi-dua"}},
			{[]string{"Tin tức", "Xây dựng Đảng"}, "xay-dung-dang", []string{"dang", "noi-chinh"}},
			{[]string{"Tin tức", "Kinh tế - Việc làm"}, "kinh-te-viec-lam", []string{"kinh-te"}},
			{[]string{"Tin tức", "Văn hóa - Xã hội"}, "van-hoa-xa-hoi", []string{"van-hoa", "xa-hoi"}},
		},
		path: func(s *section, slug, number string, _ time.Time) string {
			return "/" + s.slug + "/-/view_content/" + number + "-" + slug
		},
		fronts: []string{"/"}, sitemap: "/sitemap.xml", robots: "Disallow: /c/portal/\n",
		list: func(slug string, n int) string {
			if n == 1 {
				return "/" + slug
			}
			return "/" + slug + "?p_p_id=101&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&_101_cur=" + strconv.Itoa(n)
		},
		read: func(u *url.URL) (string, string) {
			return strings.TrimPrefix(u.Path, "/"), u.Query().Get("_101_cur")
		},
	},
	{ // SharePoint, Tandan
		name: "tinh-uy-lang-son", host: "tinhuy.langson.example",
		title: "Trang thông tin điện tử Tỉnh ủy Lạng Sơn", publisher: "Tỉnh ủy Lạng Sơn",
		home: "Lạng Sơn", kinds: []string{"party", "front", "armed"}, precision: tulieu.ToDay, validates: true, perPage: 15,
		sections: []section{
			{[]string{"Xây dựng Đảng"}, "Xay-dung-Dang", []string{"dang"}},
			{[]string{"Các đoàn thể"}, "Cac-doan-the", []string{"doan-the", "thi-dua"}},
			{[]string{"Nội chính"}, "Noi-chinh", []string{"noi-chinh"}},
			{[]string{"Kinh tế - Xã hội"}, "Kinh-te-Xa-hoi", []string{"kinh-te", "van-hoa", "xa-hoi"}},
		},
		path: func(_ *section, slug, number string, at time.Time) string {
			// Single digits for day and month, as the system writes them; its slugs end in letters of its own.
			n, _ := strconv.ParseUint(number, 10, 64)
			return "/portal/Pages/" + at.Format("2006-1-2") + "/" + slug + strconv.FormatUint(n*2654435761%(1<<30), 36) + ".aspx"
		},
		fronts: []string{"/", "/portal/Pages/default.aspx"}, robots: "Disallow: /_layouts/\nDisallow: /_vti_bin/\n",
		list: func(slug string, n int) string {
			if n == 1 {
				return "/portal/Pages/" + slug + ".aspx"
			}
			return "/portal/Pages/" + slug + ".aspx?PageIndex=" + strconv.Itoa(n)
		},
		read: func(u *url.URL) (string, string) {
			return strings.TrimSuffix(strings.TrimPrefix(u.Path, "/portal/Pages/"), ".aspx"), u.Query().Get("PageIndex")
		},
	},
	{ // NukeViet
		name: "tinh-doan-dong-thap", host: "tinhdoan.dongthap.example",
		title: "Cổng thông tin điện tử Tỉnh đoàn Đồng Tháp", publisher: "Tỉnh đoàn Đồng Tháp",
		home: "Đồng Tháp", kinds: []string{"youth", "school", "women"}, precision: tulieu.ToMinute, undated: true, perPage: 20,
		sections: []section{
			{[]string{"Tin tức", "Tin hoạt động"}, "tin-hoat-dong", []string{"doan-the"}},
			{[]string{"Tin tức", "Học tập và làm theo Bác"}, "hoc-tap-va-lam-theo-bac", []string{"dang"}},
			{[]string{"Tin tức", "Gương điển hình"}, "guong-dien-hinh", []string{"thi-dua"}},
			{[]string{"Tin tức", "Đời sống"}, "doi-song", []string{"kinh-te", "van-hoa", "xa-hoi", "noi-chinh"}},
		},
		path: func(s *section, slug, number string, _ time.Time) string {
			return "/vi/news/" + s.slug + "/" + slug + "-" + number + ".html"
		},
		fronts: []string{"/", "/vi/", "/vi/news/"}, feed: "/vi/news/rss/", languages: true,
		robots: "Disallow: /admin/\nDisallow: /vi/users/\nDisallow: /vi/news/print/\n",
		list: func(slug string, n int) string {
			if n == 1 {
				return "/vi/news/" + slug + "/"
			}
			return "/vi/news/" + slug + "/page-" + strconv.Itoa(n) + "/"
		},
		read: func(u *url.URL) (string, string) {
			slug, page, _ := strings.Cut(strings.TrimPrefix(u.Path, "/vi/news/"), "/")
			return slug, strings.TrimSuffix(strings.TrimPrefix(page, "page-"), "/")
		},
	},
}
