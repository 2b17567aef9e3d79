package extract

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tulieu"
)

// FuzzRead reads any bytes as any type: it neither panics nor takes long, and
// what it reads is text.
func FuzzRead(f *testing.F) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range pages {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, uint8(0), uint8(0))
		f.Add(zipped(b), uint8(0), uint8(1))
	}
	f.Add([]byte(`{"url":"https://a.vn/1","title":"Một","body":["x"],"published":"2016-10-03","views":1}`), uint8(3), uint8(0))
	f.Add([]byte("Tin tức > Đoàn thể\nTiêu đề\nNgày đăng: 03/10/2016 - Số lần xem: 616\n\nThân bài.\n\n• Nguồn: Lê An - Sở Y tế\nPhản hồi"), uint8(2), uint8(0))
	f.Add([]byte(`<urlset><url><loc>https://nukeviet.example.vn/vi/news/a/b-1.html</loc></url></urlset>`), uint8(1), uint8(0))
	f.Add([]byte(`<rss><channel><item><link>/vi/news/a/b-1.html</link></item></channel></rss>`), uint8(1), uint8(0))
	f.Add([]byte("<h1 class=title itemprop=headline>\xB6\xBE</h1><div id=news-bodyhtml>\xA7\xB6ng bé x\xB7 häp</div>"), uint8(4), uint8(0))
	types := []string{"text/html; charset=utf-8", "application/xml", "text/plain", "application/x-ndjson", "text/html", "", "text/html; charset=utf-16le", "text/html; charset=shift_jis"}
	encodings := []string{"", "gzip", "deflate", "gzip, gzip", "br"}
	addresses := []string{"https://nukeviet.example.vn/vi/news/a/b-1.html", "https://nukeviet.example.vn/", "file:a.txt", "https://x.example.vn/tin-1.html"}
	x := mustNew(f, families...)
	f.Fuzz(func(t *testing.T, body []byte, kind, how uint8) {
		c := &tulieu.Capture{
			URL: addresses[int(how/8)%len(addresses)], Fetched: fetched, Body: body,
			Header: http.Header{"Content-Type": {types[int(kind)%len(types)]}, "Content-Encoding": {encodings[int(how)%len(encodings)]}},
		}
		if kind%2 == 0 {
			c.Status = 200
		}
		start := time.Now()
		r, err := x.Read(c)
		if d := time.Since(start); d > time.Minute {
			t.Errorf("%v for %d bytes", d, len(body))
		}
		if err != nil || r.Article == nil {
			return
		}
		a := r.Article
		if !utf8.ValidString(a.Text()) || a.ID == "" || a.URL == "" || strings.ContainsAny(a.Title, "\n\x00") || a.Views < 0 {
			t.Errorf("article %+v", a)
		}
		if _, err := tulieu.ParseDate(a.Published.String()); err != nil {
			t.Errorf("published %+v: %v", a.Published, err)
		}
	})
}

// FuzzCanonical: a canonical address is its own canonical address.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"http://a.vn/b?c=d#e", "https://A.vn:443/tin-tức/%2f%c3%a0?b=2&a=1&utm_x=1", "https://a.vn/%", "https://[::1]:80/", "https://a.vn/?%26=%3d", "http://xn--/", "http://a.vn/\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Canonical(s, nil)
		if err != nil {
			return
		}
		if twice, err := Canonical(once, nil); err != nil || twice != once {
			t.Errorf("Canonical(%q) = %q; again: %q, %v", s, once, twice, err)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Ngày đăng: 03/10/2016 - Số lần xem: 616", "Thứ ba, 25 Tháng 1 2022 16:22", "2022-01-25T09:22:00Z", "16/72/2020", "Tháng 7 năm 2018"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := weighDate(s, "", fetched)
		if back, err := tulieu.ParseDate(d.date.String()); ok && (err != nil || back != d.date || d.date.IsZero()) {
			t.Errorf("weighDate(%q) = %+v", s, d.date)
		}
		parseViews(s)
		splitByline(s)
	})
}

func BenchmarkRead(b *testing.B) {
	x := mustNew(b, families...)
	for name, address := range addresses {
		body, err := os.ReadFile(filepath.Join("testdata", name+".html"))
		if err != nil {
			b.Fatal(err)
		}
		// A real page is some fifty times its article.
		body = append(body, strings.Repeat(`<div class="menu"><ul><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/van-ban">Văn bản</a></li></ul></div>`, 300)...)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if r, err := x.Read(page(address, body)); err != nil || r.Article == nil {
					b.Fatal(err)
				}
			}
		})
	}
}
