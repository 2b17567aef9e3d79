package extract

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tulieu"
)

func mustNew(t testing.TB, profiles ...tulieu.Portal) *Extractor {
	t.Helper()
	x, err := New(profiles)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var fetched = time.Date(2026, 11, 20, 9, 0, 0, 0, tulieu.Zone)

// TestSeed reads the article that the data sets hold as a text file.
func TestSeed(t *testing.T) {
	dir := os.Getenv("TULIEU_DATASETS")
	if dir == "" {
		t.Skip("TULIEU_DATASETS names no folder of data sets")
	}
	files, err := filepath.Glob(filepath.Join(dir, "seed", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no seed in %s: %v", dir, err)
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	r, err := mustNew(t).Read(&tulieu.Capture{URL: "file:" + files[0], Fetched: fetched, ContentType: "text/plain", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	a := r.Article
	if a == nil {
		t.Fatalf("no article: %s", r.Review)
	}
	if got := strings.Join(a.Section, " › "); got != "Tin tức › Các đoàn thể" {
		t.Errorf("section %q", got)
	}
	if !strings.HasPrefix(a.Title, "Chi bộ Sở Ngoại vụ lãnh đạo") {
		t.Errorf("title %q", a.Title)
	}
	if a.Published != tulieu.Day(2016, 10, 3) || a.PublishedRule != "label ngay dang" {
		t.Errorf("published %v by %q", a.Published, a.PublishedRule)
	}
	if a.Views != 616 {
		t.Errorf("views %d", a.Views)
	}
	if a.Byline != "Võ Thái Lâm - Chi Bộ Sở Ngoại vụ" || a.Author != "Võ Thái Lâm" || a.Publisher != "Chi bộ Sở Ngoại vụ" {
		t.Errorf("byline %q, author %q, publisher %q", a.Byline, a.Author, a.Publisher)
	}
	if len(a.Body) != 9 && len(a.Body) != 10 {
		t.Errorf("%d paragraphs", len(a.Body))
	}
	if last := a.Body[len(a.Body)-1]; !strings.HasSuffix(last, "đề ra.") && !strings.HasSuffix(last, "2015-2016.") {
		t.Errorf("last paragraph %q", last)
	}
	if a.ID != tulieu.NewID(tulieu.TextURN(a.Title, a.Published)) || a.URL != tulieu.TextURN(a.Title, a.Published) {
		t.Errorf("id %s, url %s", a.ID, a.URL)
	}
}

func TestTexts(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"whole", "Tin tức > Đoàn thể\nTên bài\nNgày đăng: 03/10/2016 - Số lần xem: 616\n\nĐoạn một.\n\nĐoạn hai.\n\n  • Nguồn: Lê An - Sở Y tế\nPhản hồi", "Tin tức›Đoàn thể|Tên bài|2016-10-03|616|Đoạn một.¶Đoạn hai.|Lê An - Sở Y tế|Lê An|Sở Y tế"},
		{"CRLF and BOM", "\uFEFFTin tức > Đoàn thể\r\nTên bài\r\nNgày đăng: 03/10/2016\r\n\r\nĐoạn một.\r\n", "Tin tức›Đoàn thể|Tên bài|2016-10-03|0|Đoạn một.|||"},
		{"no breadcrumb", "Tên bài > có dấu\nNgày đăng: 03/10/2016\nĐoạn một.", "|Tên bài > có dấu|2016-10-03|0|Đoạn một.|||"},
		{"no day", "Tin tức > Đoàn thể\nTên bài\nĐoạn một.", "Tin tức›Đoàn thể|Tên bài||0|Đoạn một.|||"},
		{"one line above", "Tin tức\nTên bài\nCập nhật lúc 03:36 ngày 10/10/2015\nĐoạn một.", "Tin tức|Tên bài|2015-10-10T03:36+07:00|0|Đoạn một.|||"},
		{"views below the day", "Tên bài\n03/10/2016\nLượt xem: 1.205\nĐoạn một.", "|Tên bài|2016-10-03|1205|Đoạn một.|||"},
		{"impossible day", "Tên bài\nNgày đăng: 16/72/2020\nĐoạn một.", "|Tên bài||0|Đoạn một.|||"},
		{"days in the body", "Tên bài\nNgày 15/5/2016, Bộ Chính trị ban hành Chỉ thị 05-CT/TW.\nĐoạn hai.", "|Tên bài||0|Ngày 15/5/2016, Bộ Chính trị ban hành Chỉ thị 05-CT/TW.¶Đoạn hai.|||"},
		{"tail in the midst", "Tên bài\nĐoạn một.\nOther News\nTin khác một", "|Tên bài||0|Đoạn một.|||"},
		{"title alone", "Tên bài\n", "no body"},
		{"empty", "\n \n", "no title"},
	} {
		r, err := mustNew(t).Read(&tulieu.Capture{URL: "file:x.txt", Fetched: fetched, ContentType: "text/plain", Body: []byte(tt.text)})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := r.Review
		if a := r.Article; a != nil {
			got = strings.Join([]string{strings.Join(a.Section, "›"), a.Title, a.Published.String(), fmt.Sprint(a.Views), strings.Join(a.Body, "¶"), a.Byline, a.Author, a.Publisher}, "|")
		}
		if got != tt.want {
			t.Errorf("%s: read\n%s, want\n%s", tt.name, got, tt.want)
		}
	}
}

func TestDateLines(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Ngày đăng: 03/10/2016 - Số lần xem: 616", "2016-10-03"},
		{"( Cập nhật ngày: 04/06/2024 )", "2024-06-04"},
		{"Đăng ngày 17 - 05 - 2024", "2024-05-17"},
		{"Cập nhật lúc 03:36 ngày 10/10/2015", "2015-10-10T03:36+07:00"},
		{"13:41 31-01-19", "2019-01-31T13:41+07:00"},
		{"Thứ Tư, 08/04/2015, 08:11 [GMT+7]", "2015-04-08T08:11+07:00"},
		{"Thứ 3, 12/10/2021 | 09:55:44", "2021-10-12T09:55+07:00"},
		{"21/12/2012 | 12:00 AM", "2012-12-21"},
		{"Thứ ba, 25 Tháng 1 2022 16:22", "2022-01-25T16:22+07:00"},
		{"07 / 12 / 2019 - 12:41 PM", "2019-12-07T12:41+07:00"},
		{"5/3/2019 1:05:09 PM", "2019-03-05T13:05+07:00"},
		{"Ngày 3 tháng 10 năm 2016", "2016-10-03"},
		{"Tháng Mười Hai 5, 2023", "2023-12-05"},
		{"Thứ hai, 02 Tháng Năm 2022", "2022-05-02"},
		{"08h15, 19/5/2020", "2020-05-19T08:15+07:00"},
		{"9 giờ 05 phút, ngày 19-5-2020", "2020-05-19T09:05+07:00"},
		{"Posted on January 25th, 2022", "2022-01-25"},
		{"2022-01-25T09:22:00Z", "2022-01-25T16:22+07:00"},
		{"2022-01-25T00:00:00+07:00", "2022-01-25"},
		{"2022-01-25 16:22:01", "2022-01-25T16:22+07:00"},
		{"Cập nhật: 05/06/2024 - Ngày đăng: 04/06/2024", "2024-06-04"},
		{"Ngày đăng: 10/2016", "2016-10"},
		{"Đăng lúc: Tháng 7 năm 2018", "2018-07"},
		{"Lượt xem: 1.205 | 03/10/2016", "2016-10-03"},
		{"16/72/2020", ""},
		{"Ngày đăng: 16/72/2020", ""},
		{"Ngày đăng: 31/02/2020", ""},
		{"ngày 16 -18/10/2023", ""},
		{"Ngày đăng: 03/10/2036", ""},
		{"Ngày đăng: 03/10/1916", ""},
		{"Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị", ""},
		{"Hôm nay: Thứ sáu, 20/11/2026", ""},
		{"Lượt truy cập hôm nay 20/11/2026: 1.205", ""},
		{"Tin tức", ""},
	} {
		d, _ := weighDate(tt.in, "", fetched.Add(48*time.Hour))
		if got := d.date.String(); got != tt.want {
			t.Errorf("weighDate(%q) = %q by %q, want %q", tt.in, got, d.rule, tt.want)
		}
	}
}

func TestTheClockIsNotTheDay(t *testing.T) {
	d, ok := findDate(
		[]string{"Thứ Sáu, 20/11/2026", "Trang chủ", "Tin tức"},
		[]string{"Tác giả: Lê Thị Hạnh", "04/06/2024 08:11", "Lượt xem: 12"}, fetched)
	if !ok || d.date.String() != "2024-06-04T08:11+07:00" || d.rule != "beside views" {
		t.Errorf("findDate = %v by %q", d.date, d.rule)
	}
	if d, ok := findDate([]string{"Thứ Sáu, 20/11/2026"}, []string{"Tóm tắt"}, fetched); ok {
		t.Errorf("findDate = %v by %q, want none", d.date, d.rule)
	}
}

func TestViews(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
	}{
		{"Ngày đăng: 03/10/2016 - Số lần xem: 616", 616},
		{"Lượt xem: 1,205", 1205},
		{"Đã xem: 1.205", 1205},
		{"1.205 lượt xem", 1205},
		{"Views: 3.201.616", 3201616},
		{"Lượt truy cập: 1.205.616", -1},
		{"xem thêm", -1},
		{"Lượt xem: 4K", -1},
		{"Số lượt xem: 12 | Bình luận: 3", 12},
		{"Lượt xem: 1 205", 1205},
	} {
		got, ok := parseViews(tt.in)
		if !ok {
			got = -1
		}
		if got != tt.want {
			t.Errorf("parseViews(%q) = %d, want %d", tt.in, got, tt.want)
		}
	}
}

func TestDatesInAddresses(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"/2010/10/bai-viet.html", "2010-10"},
		{"/tin/201504/bai-viet.aspx", "2015-04"},
		{"/portal/Pages/2024-5-17/bai-viet.aspx", "2024-05-17"},
		{"/tin-tuc/bai-viet-20190131.html", "2019-01-31"},
		{"/2016/10/03/bai-viet", "2016-10-03"},
		{"/post/18934/bai-viet.aspx", ""},
		{"/2010/13/bai-viet.html", ""},
	} {
		d, _ := urlDate(tt.in, fetched)
		if got := d.String(); got != tt.want {
			t.Errorf("urlDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestBylines(t *testing.T) {
	for _, tt := range []struct{ in, author, publisher string }{
		{"Võ Thái Lâm - Chi Bộ Sở Ngoại vụ", "Võ Thái Lâm", "Chi bộ Sở Ngoại vụ"},
		{"• Nguồn: Võ Thái Lâm - Chi Bộ Sở Ngoại vụ", "Võ Thái Lâm", "Chi bộ Sở Ngoại vụ"},
		{"CÔNG ĐOÀN Sở Y tế", "", "Công đoàn Sở Y tế"},
		{"Theo nhandan.vn", "", "nhandan.vn"},
		{"Theo Báo Nhân Dân", "", "Báo Nhân Dân"},
		{"P.V", "", ""},
		{"PV Lê Thị Hạnh", "Lê Thị Hạnh", ""},
		{"admin admin", "", ""},
		{"Administrator", "", ""},
		{"Nguồn: Sở Lao động - Thương binh và Xã hội", "", "Sở Lao động - Thương binh và Xã hội"},
		{"Bài và ảnh: Trần Văn Bình", "Trần Văn Bình", ""},
		{"Tin, ảnh: Hà My, Đức Thắng", "Hà My, Đức Thắng", ""},
		{"ThS. Nguyễn Văn A (Trường Chính trị tỉnh)", "Nguyễn Văn A", "Trường Chính trị tỉnh"},
		{"Đoàn Văn Hậu", "Đoàn Văn Hậu", ""},
		{"Đoàn Thanh niên Sở Tư pháp", "", "Đoàn Thanh niên Sở Tư pháp"},
		{"Ban Tuyên giáo Tỉnh ủy", "", "Ban Tuyên giáo Tỉnh ủy"},
		{"BAN TUYÊN GIÁO Huyện ủy", "", "Ban Tuyên giáo Huyện ủy"},
		{"https://www.tapchi.example.vn/bai-1", "", "tapchi.example.vn"},
		{"", "", ""},
	} {
		author, publisher := splitByline(tt.in)
		if author != tt.author || publisher != tt.publisher {
			t.Errorf("splitByline(%q) = %q, %q; want %q, %q", tt.in, author, publisher, tt.author, tt.publisher)
		}
	}
}

func TestCanonical(t *testing.T) {
	plain := &tulieu.Portal{Name: "p", Hosts: []string{"p.example.vn"}, Seeds: []string{"http://p.example.vn/"}}
	rules := &tulieu.Portal{Name: "q", Hosts: []string{"q.example.vn"}, Seeds: []string{"https://q.example.vn/"},
		Canonical: []tulieu.Rewrite{{Pattern: `(/(?:vi|en))+/`, Replace: "/vi/"}, {Pattern: `\?.*$`, Replace: ""}}}
	for _, tt := range []struct {
		in   string
		p    *tulieu.Portal
		want string
	}{
		{"http://Example.GOV.vn:80/a#b", nil, "https://example.gov.vn/a"},
		{"https://example.gov.vn:443", nil, "https://example.gov.vn/"},
		{"http://example.vn:8080/a", nil, "https://example.vn:8080/a"},
		{"https://example.vn/a?utm_source=x&b=2&a=1&fbclid=y", nil, "https://example.vn/a?a=1&b=2"},
		{"https://example.vn/tin-tức/", nil, "https://example.vn/tin-t%E1%BB%A9c/"},
		{"https://example.vn/tin-tu\u031b\u0301c/", nil, "https://example.vn/tin-t%E1%BB%A9c/"},
		{"https://example.vn/tin-t%e1%bb%a9c/%7Ea%2fb", nil, "https://example.vn/tin-t%E1%BB%A9c/~a%2Fb"},
		{"https://example.vn/a/../b/./c", nil, "https://example.vn/b/c"},
		{"https://user:pw@example.vn/a b", nil, "https://example.vn/a%20b"},
		{"https://p.example.vn/a", plain, "http://p.example.vn/a"},
		{"https://q.example.vn/vi/en/vi/tin.html?x=1", rules, "https://q.example.vn/vi/tin.html"},
		{"file:///etc/passwd", nil, ""},
		{"javascript:void(0)", nil, ""},
		{"https://", nil, ""},
		{"://", nil, ""},
	} {
		got, err := Canonical(tt.in, tt.p)
		if got != tt.want || (err != nil) != (tt.want == "") || err != nil && !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("Canonical(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
		if again, _ := Canonical(got, tt.p); err == nil && again != got {
			t.Errorf("Canonical(Canonical(%q)) = %q, want %q", tt.in, again, got)
		}
	}
}

func TestLines(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"url":"https://a.vn/1","title":"Một","body":["x","y"],"published":"2016-10-03","section":["A","B"],"byline":"Lê An - Sở Y tế","views":3}`, ""},
		{`{"url":"urn:tulieu:text:00","body":["x"]}`, ""},
		{`{"url":"https://a.vn/1","title":"Một","lead":null}`, ""},
		{`{"title":"Một"}`, `"url" is missing`},
		{`{"url":"https://a.vn/1"}`, `"title" and "body"`},
		{`{"url":"https://a.vn/1","title":"Một","tilte":"x"}`, `"tilte" is not known`},
		{`{"url":"https://a.vn/1","title":1}`, `"title": want a string, not a number`},
		{`{"url":"https://a.vn/1","body":"x"}`, `"body": want a list of strings, not a string`},
		{`{"url":"https://a.vn/1","body":[1]}`, `"body"`},
		{`{"url":"https://a.vn/1","title":"x","views":"3"}`, `"views"`},
		{`{"url":"https://a.vn/1","title":"x","views":-3}`, `"views"`},
		{`{"url":"https://a.vn/1","title":"x","published":"03/10/2016"}`, `"published"`},
		{`{"url":"ftp://a.vn/1","title":"x"}`, `"url"`},
		{`{"url":"https://a.vn/1","title":"x","title":"y"}`, `"title" stands twice`},
		{`{"url":"https://a.vn/1","title":"x"} {}`, `follows`},
		{`{"url":"https://a.vn/1","title":"x"`, `JSON`},
		{`["x"]`, `not a JSON object`},
		{``, `not a JSON object`},
	} {
		r, err := mustNew(t).Read(&tulieu.Capture{URL: "file:x.jsonl", ContentType: "application/x-ndjson", Body: []byte(tt.in)})
		if tt.want == "" {
			if err != nil || r.Article == nil {
				t.Errorf("Read(%s): %v", tt.in, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || !errors.Is(err, tulieu.ErrInvalid) {
			t.Errorf("Read(%s): %v; want an error with %s", tt.in, err, tt.want)
		}
	}
}

func TestALineBecomesAnArticle(t *testing.T) {
	r, err := mustNew(t).Read(&tulieu.Capture{URL: "file:x.jsonl", ContentType: "application/x-ndjson", Body: []byte(
		`{"url":"http://a.vn/1#x","title":" Một  tin ","body":["x",""," y"],"published":"2016-10-03","section":["Tin tức","Công đoàn Sở Y tế"],"views":3}`)})
	if err != nil {
		t.Fatal(err)
	}
	a := r.Article
	if a.URL != "https://a.vn/1#x" || a.ID != tulieu.NewID(a.URL) || a.Title != "Một tin" || !slices.Equal(a.Body, []string{"x", "y"}) ||
		a.Published != tulieu.Day(2016, 10, 3) || a.PublishedRule != "jsonl" || a.Views != 3 || a.Publisher != "Công đoàn Sở Y tế" {
		t.Errorf("article %+v", a)
	}
}

func TestAddressOfAnItemKeepsItsFragment(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"http://Tin.example.vn/sổ-tay#3", "https://tin.example.vn/s%E1%BB%95-tay#3"},
		{"https://tin.example.vn/a?utm_source=x#phần 2", "https://tin.example.vn/a#ph%E1%BA%A7n%202"},
		{"https://tin.example.vn/a#", "https://tin.example.vn/a"},
	} {
		got, err := CanonicalItem(tt.in)
		if again, _ := CanonicalItem(got); got != tt.want || err != nil || again != got {
			t.Errorf("CanonicalItem(%q) = %q, %v, then %q; want %q", tt.in, got, err, again, tt.want)
		}
	}
}
