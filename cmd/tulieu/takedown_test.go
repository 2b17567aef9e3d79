package main

import (
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tulieu"
)

// TestATakedownIsOutOfEverything takes an article down beside a running server
// that has shown it: it is out of search, pages, feed and suggestions at once
// or as soon as the index has followed, out of the export, and stays out when
// the index, and archive.db, are made anew and the article is imported again.
func TestATakedownIsOutOfEverything(t *testing.T) {
	const url, title = "https://tin.example.vn/1", "Phát động phong trào trồng cây"
	data, news := t.TempDir(), filepath.Join(t.TempDir(), "news.jsonl")
	lines := `{"url": "` + url + `", "title": "` + title + `", "published": "2016-10-03", "body": ["Công đoàn Sở Ngoại vụ trồng cây."]}
{"url": "https://tin.example.vn/2", "title": "Sơ kết thi đua", "published": "2016-10-04", "body": ["Công đoàn Sở Ngoại vụ trồng cây xong."]}
`
	if err := writeFile(news, []byte(lines)); err != nil {
		t.Fatal(err)
	}
	tulieuRuns(t, data, "import", news)
	id, other := string(tulieu.NewID(url)), string(tulieu.NewID("https://tin.example.vn/2"))
	s := serveFolder(t, data)
	body := func(path string) (int, string) {
		res, err := s.client.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	lists := []string{"/?year=2016", "/?q=tr%E1%BB%93ng+c%C3%A2y", "/api/v1/search?q=trong+cay", "/feed?q=tr%E1%BB%93ng+c%C3%A2y", "/api/v1/articles/" + other + "/similar", "/units/so-ngoai-vu"}
	own := []string{"/articles/" + id, "/api/v1/articles/" + id, "/api/v1/articles/" + id + "/similar"}
	for _, path := range append(lists[:4:4], own[:2]...) {
		if code, b := body(path); code != http.StatusOK || !strings.Contains(b, id) {
			t.Fatalf("GET %s = %d, without the article that is to be taken down:\n%.500s", path, code, b)
		}
	}
	tulieuRuns(t, data, "takedown", id, "--reason", "theo yêu cầu", "--by", "Ban biên tập")
	gone := func(when string) {
		t.Helper()
		for _, path := range own {
			if code, b := body(path); code != http.StatusGone || strings.Contains(b, title) {
				t.Errorf("%s: GET %s = %d, want 410 without the article:\n%.500s", when, path, code, b)
			}
		}
		for _, path := range lists {
			if err := eventually(func() error {
				if code, b := body(path); code != http.StatusOK || strings.Contains(b, id) {
					return fmt.Errorf("GET %s = %d, and still shows it:\n%.500s", path, code, b)
				}
				return nil
			}); err != nil {
				t.Errorf("%s: %v", when, err)
			}
		}
		out, err := exec.Command("tulieu", "--data", data, "export").Output()
		if err != nil || strings.Contains(string(out), title) || !strings.Contains(string(out), "theo yêu cầu") {
			t.Errorf("%s: export, %v; want the takedown and its reason, not the article:\n%s", when, err, out)
		}
	}
	gone("taken down")
	tulieuRuns(t, data, "import", news)
	tulieuRuns(t, data, "reindex")
	tulieuRuns(t, data, "archive", "reread")
	gone("imported, indexed and read again")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	tulieuRuns(t, data, "archive", "rebuild")
	s = serveFolder(t, data)
	gone("made again from the WARC files")
}
