package extract

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tulieu"
	"tulieu/internal/viet"
)

var update = flag.Bool("update", false, "write the golden files anew")

// families are profiles for the CMS families that most portals are made with.
var families = []tulieu.Portal{{
	Name: "liferay", Publisher: "Sở Nội vụ", Hosts: []string{"liferay.example.vn"}, Seeds: []string{"https://liferay.example.vn/tin-tuc"},
	Lists: []string{`_101_cur=\d+`}, Articles: []string{`/-/view_content/\d+-`},
	Canonical: []tulieu.Rewrite{{Pattern: `(/-/view_content/[^?]*)\?.*$`, Replace: "$1"}},
	Fields: tulieu.FieldRules{Title: []string{".asset-full-content-title"}, Published: []string{".assetPublishDate"},
		Body: []string{".asset-content .journal-content-article"}, Section: []string{".breadcrumb a"}},
	Drop: []string{".related_asset"},
}, {
	Name: "sharepoint", Publisher: "UBND xã", Hosts: []string{"sharepoint.example.vn"}, Seeds: []string{"https://sharepoint.example.vn/portal/Pages/Xay-dung-Dang.aspx"},
	Lists: []string{`PageIndex=\d+`}, Articles: []string{`/Pages/\d{4}-\d{1,2}-\d{1,2}/`},
	Fields: tulieu.FieldRules{Title: []string{".tandan-p-article-news-title"}, Published: []string{".tandan-span-date-publish"},
		Lead: []string{".tandan-p-article-news-summary"}, Body: []string{".tandan-p-article-main"}, Section: []string{".tandan-breadcrumb"}},
	Drop: []string{".tandan-div-article-other"},
}, {
	Name: "nukeviet", Publisher: "Trường THCS Hoa Sen", Hosts: []string{"nukeviet.example.vn"}, Seeds: []string{"https://nukeviet.example.vn/vi/news/"},
	Lists: []string{`/page-\d+`}, Articles: []string{`^/vi/news/[^/]+/[^/]+-\d+\.html$`},
	Fields: tulieu.FieldRules{Title: []string{"h1.title[itemprop=headline]"}, Published: []string{"[itemprop=datePublished]"},
		Lead: []string{".hometext"}, Body: []string{"#news-bodyhtml"}, Byline: []string{".h5.text-right"}, Section: []string{".breadcrumb a"}},
}, {
	Name: "wordpress", Publisher: "Đoàn Thanh niên phường", Hosts: []string{"wordpress.example.vn"}, Seeds: []string{"https://wordpress.example.vn/"},
	Lists: []string{`/page/\d+`}, Articles: []string{`^/\d{4}/\d{2}/`},
	Fields: tulieu.FieldRules{Title: []string{"h1.entry-title"}, Published: []string{"time.entry-date"}, Body: []string{".entry-content"}, Byline: []string{".byline"}},
	Drop:   []string{".sharedaddy"},
}, {
	Name: "dotnetnuke", Publisher: "Hội Nông dân tỉnh", Hosts: []string{"dotnetnuke.example.vn"}, Seeds: []string{"http://dotnetnuke.example.vn/tin"},
	Articles: []string{`/post/\d+/`},
	Fields:   tulieu.FieldRules{Title: []string{".post-title"}, Published: []string{".post-info"}, Body: []string{".post-body"}, Section: []string{".crumb"}, Views: []string{".post-info span"}},
}}

// addresses of the pages in testdata.
var addresses = map[string]string{
	"liferay":    "https://liferay.example.vn/tin-tuc/-/view_content/1200-phat-dong?p_p_id=101",
	"sharepoint": "https://sharepoint.example.vn/portal/Pages/2024-6-4/hop-phien-thuong-ky.aspx",
	"nukeviet":   "https://nukeviet.example.vn/vi/news/cong-doan/trao-qua-tet-117.html",
	"wordpress":  "https://wordpress.example.vn/2023/03/ngay-chu-nhat-xanh/",
	"dotnetnuke": "http://dotnetnuke.example.vn/post/18934/hội-nông-dân-xã.aspx",
}

func page(url string, body []byte) *tulieu.Capture {
	return &tulieu.Capture{URL: url, Fetched: fetched, Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: body}
}

func TestPages(t *testing.T) {
	withProfiles, without := mustNew(t, families...), mustNew(t)
	for name, address := range addresses {
		body, err := os.ReadFile(filepath.Join("testdata", name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		in, err := withProfiles.Inspect(page(address, body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		golden(t, name, in)
		// Without its profile a page gives the same title, or nothing.
		r, err := without.Read(page(address, body))
		if err != nil || r.Article != nil && r.Article.Title != in.Article.Title {
			t.Errorf("%s without profile: %v, %+v", name, err, r.Article)
		}
	}
}

func golden(t *testing.T, name string, in *Inspection) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	a := in.Article
	if err := e.Encode(struct {
		URL, Title, Lead                         string
		Section, Body                            []string
		Published                                tulieu.Date
		PublishedRule, Byline, Author, Publisher string
		Views                                    int
		Links                                    []tulieu.Link
		Facts                                    []Fact
	}{a.URL, a.Title, a.Lead, a.Section, a.Body, a.Published, a.PublishedRule, a.Byline, a.Author, a.Publisher, a.Views, in.Links, in.Facts}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		t.Errorf("%s: run with -update and read the diff; got\n%s", file, b.Bytes())
	}
}

func TestPagesThatAreNoArticle(t *testing.T) {
	x := mustNew(t, families...)
	const article = "https://nukeviet.example.vn/vi/news/a/b-1.html"
	for _, tt := range []struct{ name, url, body, review string }{
		{"no title", article, `<div id="news-bodyhtml">Một bài viết dài hơn hai mươi chữ cái.</div>`, "no title"},
		{"no body", article, `<h1 class=title itemprop=headline>Tên</h1>`, "no body"},
		{"empty body", article, `<h1 class=title itemprop=headline>Tên</h1><div id="news-bodyhtml"> </div>`, "no body"},
		{"short body", article, `<h1 class=title itemprop=headline>Tên</h1><div id="news-bodyhtml">Đang cập nhật</div>`, "body of 11 letters"},
		{"list", article, `<h1 class=title itemprop=headline>Tin tức</h1><div id="news-bodyhtml">` +
			strings.Repeat(`<p><a href="/x">Một tin khác của cổng thông tin</a></p>`, 6) + `</div>`, "a list of 6 links, not an article"},
		{"list with teasers", article, `<h1 class=title itemprop=headline>Tin tức</h1><div id="news-bodyhtml">` +
			strings.Repeat(`<h3><a href="/x">Một tin khác của cổng thông tin</a></h3><p>12/05/2024</p><p>Hội nghị nghe báo cáo về thu ngân sách, xây dựng nông thôn mới và công tác phát triển đảng viên trong sáu tháng.</p>`, 5) + `</div>`, "a list of 5 links, not an article"},
		{"soft 404", article, `<h1 class=title itemprop=headline>Thông báo</h1><div id="news-bodyhtml">Nội dung bạn yêu cầu không tồn tại hoặc đã bị gỡ khỏi hệ thống.</div>`, "the page says that it is not there"},
		{"list page", "https://nukeviet.example.vn/vi/news/page-2/", `<h1 class=title itemprop=headline>Tin tức</h1>`, ""},
		{"seed", "https://nukeviet.example.vn/vi/news/", `<h1>Tin tức</h1>`, ""},
	} {
		r, err := x.Read(page(tt.url, []byte(tt.body)))
		if err != nil || r.Article != nil || r.Review != tt.review {
			t.Errorf("%s: %v, article %+v, review %q; want %q", tt.name, err, r.Article, r.Review, tt.review)
		}
	}
	// An article may list its papers.
	papers := `<h1 class=title itemprop=headline>Thông báo</h1><div id="news-bodyhtml"><p>Văn phòng đăng tải các văn bản sau để các đơn vị, chi bộ trực thuộc biết và thực hiện.</p>` +
		strings.Repeat(`<p><a href="/x.pdf">Kế hoạch số 12 của Ủy ban</a></p>`, 3) + `</div>`
	if r, err := x.Read(page(article, []byte(papers))); err != nil || r.Article == nil || len(r.Article.Body) != 4 {
		t.Errorf("papers: %v, %+v", err, r)
	}
	c := page("https://nukeviet.example.vn/", []byte(`<h1>Trang chủ</h1>`))
	c.Requested = []string{article}
	if r, err := x.Read(c); err != nil || r.Review != "sent on to /, which is no article" {
		t.Errorf("redirect home: %v, %+v", err, r)
	}
	c = page(article, []byte("%PDF-1.4"))
	c.Header.Set("Content-Type", "application/pdf")
	if r, err := x.Read(c); err != nil || r.Article != nil || r.Review == "" {
		t.Errorf("PDF: %v, %+v", err, r)
	}
}

func TestPlainPagesAreArticlesOnlyBeyondDoubt(t *testing.T) {
	prose := strings.Repeat("<p>Các chi bộ trực thuộc rà soát từng chỉ tiêu và báo cáo kết quả về Đảng ủy trước ngày hai mươi hằng tháng để tổng hợp chung.</p>", 4)
	teaser := func(i int) string {
		return fmt.Sprintf(`<div class=item><h3><a href="/tin-%d.html">Tin số %d của cổng thông tin điện tử huyện</a></h3><span>1%d/05/2024</span>`+
			`<p>Hội nghị nghe báo cáo về thu ngân sách, xây dựng nông thôn mới và công tác phát triển đảng viên trong sáu tháng đầu năm.</p></div>`, i, i, i)
	}
	for _, tt := range []struct {
		name, url, body string
		article         bool
	}{
		{"article", "https://x.example.vn/tin-1.html", `<title>Chi bộ họp thường kỳ - Cổng</title><div>20/11/2026</div><h1>Chi bộ họp thường kỳ</h1><p>Ngày đăng: 03/10/2016</p><div>` + prose + `</div>`, true},
		{"article in one form", "https://x.example.vn/tin-1.html", `<title>Chi bộ họp thường kỳ - Cổng</title><form><h1>Chi bộ họp thường kỳ</h1><p>Ngày đăng: 03/10/2016</p><div>` + prose + `</div></form>`, true},
		{"no day", "https://x.example.vn/tin-1.html", `<title>Chi bộ họp thường kỳ</title><h1>Chi bộ họp thường kỳ</h1><div>` + prose + `</div>`, false},
		{"front page", "https://x.example.vn/", `<title>Cổng thông tin huyện</title><h1>Cổng thông tin huyện</h1><p>Ngày đăng: 03/10/2016</p><div>` + prose + `</div>`, false},
		{"list", "https://x.example.vn/tin-tuc", `<title>Tin tức sự kiện</title><h1>Tin tức sự kiện</h1><div>` + teaser(1) + teaser(2) + teaser(3) + teaser(4) + teaser(5) + `</div>`, false},
		{"no title", "https://x.example.vn/tin-1.html", `<title>Cổng</title><p>Ngày đăng: 03/10/2016</p><div>` + prose + `</div>`, false},
	} {
		r, err := mustNew(t).Read(page(tt.url, []byte(tt.body)))
		if err != nil || (r.Article != nil) != tt.article {
			t.Errorf("%s: %v, article %+v, review %q", tt.name, err, r.Article, r.Review)
		}
		if err == nil && r.Article != nil && r.Article.Published != tulieu.Day(2016, 10, 3) {
			t.Errorf("%s: published %v by %s", tt.name, r.Article.Published, r.Article.PublishedRule)
		}
	}
	// A profile that knows its portal's addresses and days, but no more.
	x := mustNew(t, tulieu.Portal{Name: "x", Hosts: []string{"x.example.vn"}, Articles: []string{"^/tin-"}, Drop: []string{".la"},
		Fields: tulieu.FieldRules{Title: []string{"h1"}, Published: []string{".ngay"}}})
	r, err := x.Read(page("https://x.example.vn/tin-1.html", []byte(`<title>Chi bộ họp thường kỳ - Cổng</title><div class=ngay>20/11/2025</div><h1>Chi bộ họp thường kỳ</h1><div>`+prose+`<p class=la>Lạ</p></div>`)))
	if err != nil || r.Article == nil || r.Article.PublishedRule != "selector .ngay" || len(r.Article.Body) != 4 {
		t.Errorf("half a profile: %v, %+v", err, r)
	}
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func TestBytesAreDecoded(t *testing.T) {
	x := mustNew(t, families...)
	const article = "https://nukeviet.example.vn/vi/news/a/b-1.html"
	html := `<h1 class=title itemprop=headline>Tin tức</h1><div id="news-bodyhtml">Một bài viết dài hơn hai mươi chữ cái.</div>`
	for _, tt := range []struct {
		name, contentType, encoding string
		body                        []byte
		title                       string
		bad                         bool
	}{
		{"gzip", "text/html; charset=utf-8", "gzip", zipped([]byte(html)), "Tin tức", false},
		{"gzip claimed only", "text/html; charset=utf-8", "gzip", []byte(html), "Tin tức", false},
		{"UTF-8 undeclared", "text/html", "", []byte(html), "Tin tức", false},
		{"UTF-8 declared Latin-1", "text/html; charset=iso-8859-1", "", []byte(html), "Tin tức", false},
		{"windows-1258", "text/html; charset=windows-1258", "", []byte(strings.ReplaceAll(viet.Fold(html), "tin tuc", "Tin t\xFD\xECc")), "Tin tư\u0301c", false},
		{"broken UTF-8", "text/html", "", []byte(html + "\xFF\xFE"), "Tin tức", false},
		{"broken gzip", "text/html", "gzip", zipped([]byte(html))[:40], "", true},
		{"brotli", "text/html", "br", []byte("x"), "", true},
		{"bomb", "text/html", "gzip", zipped(make([]byte, MaxDecoded+1)), "", true},
		{"bomb in a bomb", "text/html", "gzip, gzip", zipped(zipped(make([]byte, 16<<20))), "", true},
		{"a picture", "text/html", "", append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...), "", true},
		{"9 MiB", "text/html", "", make([]byte, 9<<20), "", true},
	} {
		c := page(article, tt.body)
		c.Header = http.Header{"Content-Type": {tt.contentType}, "Content-Encoding": {tt.encoding}}
		r, err := x.Read(c)
		if (err != nil) != tt.bad || err != nil && !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err == nil && (r.Article == nil || r.Article.Title != tt.title) {
			t.Errorf("%s: %+v, want title %q", tt.name, r.Article, tt.title)
		}
	}
}

func TestFeeds(t *testing.T) {
	x := mustNew(t, families...)
	for _, tt := range []struct{ name, body, want string }{
		{"sitemap", `<?xml version="1.0"?><urlset><url><loc> https://nukeviet.example.vn/vi/news/a/b-1.html </loc></url><url><loc>https://elsewhere.vn/vi/news/a/b-2.html</loc></url></urlset>`,
			"article https://nukeviet.example.vn/vi/news/a/b-1.html"},
		{"sitemap index", `<sitemapindex><sitemap><loc>https://nukeviet.example.vn/sitemap-1.xml.gz</loc></sitemap></sitemapindex>`,
			"list https://nukeviet.example.vn/sitemap-1.xml.gz"},
		{"RSS", `<rss><channel><link>https://nukeviet.example.vn/</link><item><link>https://nukeviet.example.vn/vi/news/a/b-1.html?utm_source=rss</link></item>
			<item><link><![CDATA[/vi/news/a/b-2.html]]></link></item><item><link>/vi/news/a/b-2.html</link></item></channel></rss>`,
			"article https://nukeviet.example.vn/vi/news/a/b-1.html article https://nukeviet.example.vn/vi/news/a/b-2.html"},
		{"Atom", `<feed><link href="/self"/><entry><link rel="edit" href="/vi/news/a/b-2.html"/><link href="/vi/news/a/b-1.html"/></entry></feed>`,
			"article https://nukeviet.example.vn/vi/news/a/b-1.html"},
		{"broken", `<rss><channel><item><link>/vi/news/a/b-1.html</link></item><item`, "article https://nukeviet.example.vn/vi/news/a/b-1.html"},
		{"trap", `<rss><item><link>/vi/vi/news/a/b-1.html</link></item></rss>`, ""},
	} {
		c := page("https://nukeviet.example.vn/rss/", []byte(tt.body))
		c.Header.Set("Content-Type", "application/xml")
		r, err := x.Read(c)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, l := range r.Links {
			got = append(got, string(l.Role)+" "+l.URL)
		}
		if s := strings.Join(got, " "); s != tt.want || r.Article != nil {
			t.Errorf("%s: %s, want %s", tt.name, s, tt.want)
		}
	}
}

func TestSourceLines(t *testing.T) {
	x := mustNew(t, families...)
	const prose = "<p>Một bài viết dài hơn hai mươi chữ cái, của toà soạn.</p>"
	for _, tt := range []struct{ body, above, byline, author, publisher string }{
		{prose + "<p><strong>Võ Thị Hà</strong></p>", "", "Võ Thị Hà", "Võ Thị Hà", "Trường THCS Hoa Sen"},
		{prose + "<p>Theo nhandan.vn</p>", "", "Theo nhandan.vn", "", "nhandan.vn"},
		{prose + "<p><i>(Theo Báo Nhân Dân)</i></p>", "", "Theo Báo Nhân Dân", "", "Báo Nhân Dân"},
		{prose + "<p>Tin, ảnh: Hà My</p><p>Nguồn: Ban Tuyên giáo Tỉnh uỷ</p>", "", "Hà My - Ban Tuyên giáo Tỉnh uỷ", "Hà My", "Ban Tuyên giáo Tỉnh uỷ"},
		{prose + "<p>PV</p>", "", "PV", "", "Trường THCS Hoa Sen"},
		{prose + "<p>Nguồn: admin admin</p>", "", "", "", "Trường THCS Hoa Sen"},
		{"<p>(Baonghean.vn) - Sáng 3/10, trường tổ chức lễ phát động thi đua.</p>" + prose, "", "Baonghean.vn", "", "baonghean.vn"},
		{prose, "<p>Tác giả: Lê Văn An</p>", "Lê Văn An", "Lê Văn An", "Trường THCS Hoa Sen"},
		{prose + "<p>Theo kế hoạch, lễ trao thưởng diễn ra vào tháng sau.</p>", "", "", "", "Trường THCS Hoa Sen"},
		{prose + "<p>Nguồn lực của trường còn hạn chế.</p>", "", "", "", "Trường THCS Hoa Sen"},
	} {
		r, err := x.Read(page("https://nukeviet.example.vn/vi/news/a/b-1.html", []byte(
			`<h1 class=title itemprop=headline>Tin tức</h1>`+tt.above+`<div id="news-bodyhtml">`+tt.body+`</div>`)))
		if err != nil || r.Article == nil {
			t.Errorf("%s: %v, %+v", tt.body, err, r)
			continue
		}
		if a := r.Article; a.Byline != tt.byline || a.Author != tt.author || a.Publisher != tt.publisher {
			t.Errorf("%s%s: byline %q, author %q, publisher %q; want %q, %q, %q", tt.above, tt.body, a.Byline, a.Author, a.Publisher, tt.byline, tt.author, tt.publisher)
		}
	}
}

// TestDaysOnPages: which of a page's dates is that of its publication.
func TestDaysOnPages(t *testing.T) {
	p := families[2]
	p.Fields.Published = nil
	x := mustNew(t, p)
	const (
		clock   = "<div>Thứ Sáu, 20/11/2026 | 09:00</div>"
		title   = "<h1 class=title itemprop=headline>Chi bộ họp</h1>"
		prose   = "<p>Chi bộ quán triệt Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị.</p>"
		related = "<p>Tin khác</p><p><a href=/x>Tin cũ</a> (01/02/2012)</p>"
	)
	for _, tt := range []struct{ head, url, want, rule string }{
		{clock + title + "<p>Ngày đăng: 03/10/2016</p>", "b-1", "2016-10-03", "label ngay dang"},
		{clock + title + "<p>03/10/2016 08:11</p><p>Lượt xem: 12</p>", "b-1", "2016-10-03T08:11+07:00", "beside views"},
		{clock + title + "<p>Thứ hai, 03/10/2016</p>", "b-1", "2016-10-03", "position"},
		{clock + title, "b-1", "", ""},
		{clock + title, "bai-20161003-1", "2016-10-03", "url"},
		{clock + "<table><tr><td>" + title + "</td><td>(03/10/2016 08:11)</td></tr></table>", "b-1", "2016-10-03T08:11+07:00", "position"},
		{clock + "<table><tr><td><span>(03/10/2016)</span> <span class=title2>" + title + "</span></td></tr></table><p>Ngày đăng: 04/10/2016</p>", "b-1", "2016-10-04", "label ngay dang"},
		{clock + "<p>Cập nhật lúc: 08:11 03/10/2016</p>" + title, "b-1", "2016-10-03T08:11+07:00", "label cap nhat luc"},
		{clock + title + "<p>Ngày đăng: 31/02/2016</p>", "b-1", "", ""},
		{clock + title + "<p>Ngày đăng: 03/10/2016</p><p>Cập nhật: 09/10/2016</p>", "b-1", "2016-10-03", "label ngay dang"},
		{clock + title + "<meta property=article:published_time content=2016-10-03T08:11:00+07:00><p>05/10/2016</p>", "b-1", "2016-10-03T08:11+07:00", "meta article:published_time"},
	} {
		r, err := x.Read(page("https://nukeviet.example.vn/vi/news/a/"+tt.url+".html", []byte(tt.head+`<div id="news-bodyhtml">`+prose+related+`</div>`)))
		if err != nil || r.Article == nil {
			t.Errorf("%s: %v, %+v", tt.head, err, r)
			continue
		}
		if a := r.Article; a.Published.String() != tt.want || a.PublishedRule != tt.rule || len(a.Body) != 1 {
			t.Errorf("%s: %v by %q, body %q; want %s by %q", tt.head, a.Published, a.PublishedRule, a.Body, tt.want, tt.rule)
		}
	}
	bar := `<div id="news-bodyhtml"><p>In trang</p><p>Bình luận</p><p>Chia sẻ</p>` + prose + `</div>`
	if r, err := x.Read(page("https://nukeviet.example.vn/vi/news/a/b-1.html", []byte(title+bar))); err != nil || r.Article == nil || len(r.Article.Body) != 1 {
		t.Errorf("tool bar: %v, %+v", err, r)
	}
}

// TestLanguageLinks: one article had 1,022 addresses behind such links.
func TestLanguageLinks(t *testing.T) {
	p := families[2]
	p.Articles = []string{`/news/.+-\d+\.html$`}
	x := mustNew(t, p)
	queue := []string{"https://nukeviet.example.vn/news/cong-doan/trao-qua-117.html"}
	seen := map[string]bool{queue[0]: true}
	for len(queue) > 0 && len(seen) < 100 {
		c := page(queue[0], []byte(`<a href="vi/trao-qua-117.html">vi</a> <a href="en/trao-qua-117.html">en</a> <a href="../cong-doan/hop-118.html">x</a>`))
		queue = queue[1:]
		r, err := x.Read(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range r.Links {
			if !seen[l.URL] {
				seen[l.URL] = true
				queue = append(queue, l.URL)
			}
		}
	}
	if len(seen) > 4 {
		t.Errorf("%d addresses of two articles: %v", len(seen), seen)
	}
}

func TestRefreshLeadsOn(t *testing.T) {
	r, err := mustNew(t, families...).Read(page("https://nukeviet.example.vn/", []byte(`<META HTTP-EQUIV="Refresh" CONTENT="0; URL='/vi/home/'">`)))
	if err != nil || len(r.Links) != 1 || r.Links[0] != (tulieu.Link{URL: "https://nukeviet.example.vn/vi/home/", Role: tulieu.RoleList}) {
		t.Errorf("%v, links %+v", err, r.Links)
	}
}

func TestProfilesAreChecked(t *testing.T) {
	for _, tt := range []struct {
		key string
		p   tulieu.Portal
	}{
		{"name", tulieu.Portal{Name: "Sở"}},
		{"hosts[0]", tulieu.Portal{Name: "a", Hosts: []string{"https://a.vn"}}},
		{"seeds[0]", tulieu.Portal{Name: "a", Hosts: []string{"a.vn"}, Seeds: []string{"https://b.vn/"}}},
		{"lists[1]", tulieu.Portal{Name: "a", Lists: []string{"a", "("}}},
		{"fields.title[0]", tulieu.Portal{Name: "a", Fields: tulieu.FieldRules{Title: []string{"h1["}}}},
		{"drop[0]", tulieu.Portal{Name: "a", Drop: []string{""}}},
		{"canonical[0].pattern", tulieu.Portal{Name: "a", Canonical: []tulieu.Rewrite{{Pattern: "["}}}},
		{"show", tulieu.Portal{Name: "a", Show: "all"}},
	} {
		problems := Check(&tt.p)
		if len(problems) != 1 || problems[0].Key != tt.key || !errors.Is(problems[0], tulieu.ErrInvalid) {
			t.Errorf("Check(%+v) = %v, want one about %s", tt.p, problems, tt.key)
		}
	}
	if _, err := New([]tulieu.Portal{{Name: "a"}, {Name: "a"}}); err == nil {
		t.Error("New takes two profiles of one name")
	}
}

// TestHostileMarkup reads pages made to choke a reader, with their profile and
// without.
func TestHostileMarkup(t *testing.T) {
	known, unknown := mustNew(t, families...), mustNew(t)
	const article = "https://nukeviet.example.vn/vi/news/a/b-1.html"
	end := `<h1 class=title itemprop=headline>Tin tức</h1><div id="news-bodyhtml">Một bài viết dài hơn hai mươi chữ cái.</div>`
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, body := range map[string]string{
		"2,000 nested fonts":   strings.Repeat("<font>", 2000) + end,
		"400 unclosed b":       many(400, "<b a%d>") + strings.Repeat("<p>x", 10_000) + end,
		"too many tags":        strings.Repeat("<p>", maxTags+1) + end,
		"2,000 nested divs":    strings.Repeat("<div>", 2000) + end,
		"2,000 nested tables":  strings.Repeat("<table><tr><td>", 2000) + end,
		"one tag of 512 KiB":   "<a " + strings.Repeat("a=1 ", 1<<17) + ">",
		"a title of 1 MiB":     "<title>" + strings.Repeat("Tin tức ", 120_000) + "</title>" + many(5_000, "<p>Tin tức tin tức %d") + end,
		"5,000 links":          many(5_000, "<a href=/vi/news/a/b-%d.html>x</a>") + end,
		"5,000 bylines":        end + "<div class='h5 text-right'>" + many(5_000, "<p>Tác giả: Lê %d"),
		"a line of 1 MiB":      end + "<p>" + strings.Repeat("Ngày đăng: 03/10/2016 - ", 30_000),
		"5,000 breadcrumbs":    "<div class=breadcrumb>" + many(5_000, "<a>Tin %d</a> &gt; ") + "</div>" + end,
		"50,000 JSON articles": `<script type="application/ld+json">[` + strings.Repeat(`{"@type":"X"},`, 50_000) + `{}]</script>` + end,
		"5,000 forms":          many(5_000, "<form>%d</form><nav>x</nav>") + end,
		"old letters":          strings.Repeat("<p>§¶ng bé x· häp phiªn thêng kú", 2_000) + end,
	} {
		for _, x := range []*Extractor{known, unknown} {
			start := time.Now()
			r, err := x.Read(page(article, []byte(body)))
			if d := time.Since(start); d > time.Minute {
				t.Errorf("%s: %v", name, d)
			} else if d > time.Second {
				t.Logf("%s: %v", name, d)
			}
			if x == known && strings.Contains(name, "fonts") && (err != nil || r.Article == nil) {
				t.Errorf("%s: %v, %+v", name, err, r)
			}
		}
	}
}
