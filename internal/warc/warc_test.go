package warc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const bound = 1 << 20

func sample(n int) []*Record {
	var recs []*Record
	for i := range n {
		r := &Record{Version: "1.1", Block: bytes.Repeat([]byte("thi đua\r\n\r\n"), i*100)}
		r.Add(FieldType, []string{Info, Response, Resource, Revisit, Metadata}[i%5])
		r.Add(FieldID, NewID())
		r.Add(FieldDate, FormatDate(time.Date(2016, 10, 3, 8, 11, 0, i, time.UTC)))
		r.Add(FieldTarget, fmt.Sprintf("https://tinh.example/tin-tức/%d", i))
		r.Add("Tulieu-Requested", "https://tinh.example/a")
		r.Add("Tulieu-Requested", "https://tinh.example/b")
		recs = append(recs, r)
	}
	return recs
}

func encode(t *testing.T, recs []*Record) []byte {
	t.Helper()
	var e Encoder
	var out []byte
	for _, r := range recs {
		b, err := e.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Offset, r.Length = int64(len(out)), int64(len(b))
		out = append(out, b...)
	}
	return out
}

// body drops the field that the writer adds.
func fields(r *Record) []Field {
	var fs []Field
	for _, f := range r.Fields {
		if f.Name != fieldContentLength {
			fs = append(fs, f)
		}
	}
	return fs
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	recs := sample(12)
	file := encode(t, recs)
	r := NewReader(bytes.NewReader(file), bound)
	for i, want := range recs {
		got, err := r.Next()
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		at, err := ReadAt(bytes.NewReader(file), want.Offset, want.Length, bound)
		if err != nil {
			t.Fatalf("ReadAt record %d: %v", i, err)
		}
		for _, rec := range []*Record{got, at} {
			if !reflect.DeepEqual(fields(rec), want.Fields) || !bytes.Equal(rec.Block, want.Block) || rec.Version != "1.1" {
				t.Errorf("record %d = %v, want %v", i, rec.Fields, want.Fields)
			}
			if rec.Offset != want.Offset || rec.Length != want.Length {
				t.Errorf("record %d lies at %d+%d, want %d+%d", i, rec.Offset, rec.Length, want.Offset, want.Length)
			}
		}
		if got.Type() != want.Type() || !got.Date().Equal(want.Date()) || len(got.Values("tulieu-requested")) != 2 {
			t.Errorf("record %d: type %q, date %v", i, got.Type(), got.Date())
		}
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("at the end: %v, want EOF", err)
	}
}

func TestEveryTornTailIsToldFromTheEnd(t *testing.T) {
	recs := sample(3)
	file := encode(t, recs)
	ends := map[int]bool{0: true}
	for _, r := range recs {
		ends[int(r.Offset+r.Length)] = true
	}
	for n := range file {
		r := NewReader(bytes.NewReader(file[:n]), bound)
		var err error
		for err == nil {
			_, err = r.Next()
		}
		if want := map[bool]error{true: io.EOF, false: ErrTorn}[ends[n]]; !errors.Is(err, want) {
			t.Fatalf("a file cut to %d of %d bytes: %v, want %v", n, len(file), err, want)
		}
	}
}

func TestEveryFlippedByteIsNoticed(t *testing.T) {
	recs := sample(3)
	file := encode(t, recs)
	for i := range file {
		file[i] ^= 0x10
		for _, want := range recs {
			in := int64(i) >= want.Offset && int64(i) < want.Offset+want.Length
			got, err := ReadAt(bytes.NewReader(file), want.Offset, want.Length, bound)
			if !in && err != nil {
				t.Fatalf("byte %d is not of the record at %d: %v", i, want.Offset, err)
			}
			// gzip's own head (flags, time, system) may differ without harm.
			if in && err == nil && (!reflect.DeepEqual(fields(got), want.Fields) || !bytes.Equal(got.Block, want.Block)) {
				t.Fatalf("byte %d flipped: another record came, and no error", i)
			}
		}
		file[i] ^= 0x10
	}
}

func TestReaderTakesWhatOtherToolsWrite(t *testing.T) {
	record := func(head, block string) string {
		return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s\r\n\r\n", head, len(block), block)
	}
	one := record("WARC/1.0\r\nwarc-type: RESPONSE\r\nWARC-Target-URI: <https://tinh.example/a>\r\n", "đầu")
	two := record("WARC/1.1\nWARC-Type: resource\nWARC-Target-URI: https://tinh.example/b\n with a folded line\n", "")
	zip := func(ss ...string) []byte {
		var b bytes.Buffer
		for _, s := range ss {
			w := gzip.NewWriter(&b)
			io.WriteString(w, s)
			w.Close()
		}
		return b.Bytes()
	}
	for _, tt := range []struct {
		name string
		file []byte
		want error
	}{
		{"plain", []byte(one + two), io.EOF},
		{"plain, a blank line more", []byte(one + "\r\n" + two), io.EOF},
		{"a member a record", zip(one, two), io.EOF},
		{"both in one member", zip(one + two), io.EOF},
		{"an empty member between", zip(one, "", two), ErrMalformed},
		{"something behind", append(zip(one, two), "garbage"...), ErrTorn},
		{"zeros behind", append(zip(one, two), make([]byte, 99)...), ErrTorn},
	} {
		r := NewReader(bytes.NewReader(tt.file), bound)
		var targets []string
		var err error
		for {
			var rec *Record
			if rec, err = r.Next(); err != nil {
				break
			}
			targets = append(targets, rec.Type()+" "+rec.Target())
		}
		want := []string{"response https://tinh.example/a", "resource https://tinh.example/b with a folded line"}
		if tt.want == ErrMalformed {
			want = want[:1]
		}
		if !reflect.DeepEqual(targets, want) || !errors.Is(err, tt.want) {
			t.Errorf("%s: %q, %v; want %q, %v", tt.name, targets, err, want, tt.want)
		}
	}
}

func TestReaderIsBounded(t *testing.T) {
	long := func(n int) *Record {
		r := &Record{Block: make([]byte, n)}
		r.Add(FieldType, Resource)
		return r
	}
	file := encode(t, []*Record{long(1), long(bound + 1), long(bound)})
	r := NewReader(bytes.NewReader(file), bound)
	var got []string
	for range 4 {
		rec, err := r.Next()
		switch {
		case errors.Is(err, ErrTooLarge):
			got = append(got, "too large")
		case err != nil:
			got = append(got, err.Error())
		default:
			got = append(got, fmt.Sprint(len(rec.Block)))
		}
	}
	if want := []string{"1", "too large", fmt.Sprint(bound), "EOF"}; !reflect.DeepEqual(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}

	for _, tt := range []struct {
		name, file string
		want       error
	}{
		{"a header without end", "WARC/1.1\r\n" + strings.Repeat("A: b\r\n", 1<<20), ErrMalformed},
		{"a line without end", "WARC/1.1\r\nA: " + strings.Repeat("b", 1<<20), ErrMalformed},
		{"a block that is not there", "WARC/1.1\r\nContent-Length: 1000000\r\n\r\nabc", ErrTorn},
		{"a block of half the world", "WARC/1.1\r\nContent-Length: 9000000000000000000\r\n\r\nabc", ErrTorn},
		{"a negative block", "WARC/1.1\r\nContent-Length: -1\r\n\r\nabc", ErrMalformed},
		{"no length", "WARC/1.1\r\n\r\nabc", ErrMalformed},
	} {
		if _, err := NewReader(strings.NewReader(tt.file), bound).Next(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestWriterRefusesWhatWouldBreakARecord(t *testing.T) {
	for _, f := range []Field{{"A", "b\r\nWARC-Type: warcinfo"}, {"A B", "c"}, {"", "c"}, {"A:", "c"}, {"A", strings.Repeat("x", maxHead)}} {
		var e Encoder
		if _, err := e.Encode(&Record{Fields: []Field{f}}); err == nil {
			t.Errorf("Encode took the field %q: %.20q", f.Name, f.Value)
		}
	}
}

func TestResponses(t *testing.T) {
	h := http.Header{"Content-Type": {"text/html"}, "Set-Cookie": {"a=1", "b=2"}, "X": {"two\r\nlines"}}
	block := ResponseBlock(200, h, []byte("thân\r\n\r\nbài"))
	status, header, body, err := ParseResponse(block, bound)
	h["X"] = []string{"two lines"}
	if status != 200 || !reflect.DeepEqual(header, h) || string(body) != "thân\r\n\r\nbài" || err != nil {
		t.Errorf("ParseResponse(ResponseBlock(…)) = %d, %v, %q, %v", status, header, body, err)
	}
	for _, tt := range []struct {
		in     string
		status int
		body   string
	}{
		{"HTTP/1.1 404 Not Found\r\n\r\nkhông có", 404, "không có"},
		{"HTTP/1.0 200\nA: b\n\nx", 200, "x"},
		{"HTTP/1.1 200 OK\r\nA: b\r\n", 200, ""},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, "abc"},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nput together already", 200, "put together already"},
		{"HTTP/1.1 OK\r\n\r\nx", 0, ""},
		{"<html>", 0, ""},
		{"", 0, ""},
	} {
		status, _, body, err := ParseResponse([]byte(tt.in), bound)
		if status != tt.status || string(body) != tt.body || (err != nil) != (tt.status == 0) {
			t.Errorf("ParseResponse(%q) = %d, %q, %v; want %d, %q", tt.in, status, body, err, tt.status, tt.body)
		}
	}
}

// TestWget reads what wget archives of a small site.
func TestWget(t *testing.T) {
	wget, err := exec.LookPath("wget")
	if err != nil {
		t.Skip("wget is not installed")
	}
	pages := map[string]string{
		"/":  `<a href="/a">a</a> <a href="/b">b</a>`,
		"/a": "bài viết " + strings.Repeat("thi đua ", 5000),
		"/b": "bài khác",
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := pages[r.URL.Path]; !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.(http.Flusher).Flush() // makes it chunked
		io.WriteString(w, pages[r.URL.Path])
	}))
	defer site.Close()
	dir := t.TempDir()
	cmd := exec.Command(wget, "--quiet", "--recursive", "--level=1", "--no-proxy", "--warc-file=w", site.URL+"/")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Logf("%v: %v\n%s", cmd, err, out) // robots.txt is 404: not wget's success
	}
	file, err := os.ReadFile(filepath.Join(dir, "w.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	types := map[string]int{}
	r := NewReader(bytes.NewReader(file), bound)
	for {
		rec, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		types[rec.Type()]++
		if rec.Length > 0 {
			if _, err := ReadAt(bytes.NewReader(file), rec.Offset, rec.Length, bound); err != nil {
				t.Error(err)
			}
		}
		if rec.Type() != Response {
			continue
		}
		status, _, body, err := ParseResponse(rec.Block, bound)
		if err != nil {
			t.Fatal(err)
		}
		if status == 200 {
			got[strings.TrimPrefix(rec.Target(), site.URL)] = string(body)
		}
	}
	if !reflect.DeepEqual(got, pages) {
		t.Errorf("of wget's file came %q, want %q", got, pages)
	}
	if types[Info] == 0 || types["request"] == 0 {
		t.Errorf("types of record: %v", types)
	}
}

func FuzzReader(f *testing.F) {
	var e Encoder
	for _, r := range sample(4) {
		b, _ := e.Encode(r)
		f.Add(bytes.Clone(b))
	}
	f.Add([]byte("WARC/1.0\r\nWARC-Target-URI: <a>\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r := NewReader(bytes.NewReader(file), 1<<16)
		for {
			rec, err := r.Next()
			if errors.Is(err, ErrTooLarge) {
				continue
			}
			if err != nil {
				break
			}
			if len(rec.Block) > 1<<16 || rec.Offset < 0 || rec.Offset+rec.Length > int64(len(file)) {
				t.Fatalf("record at %d+%d of %d bytes, block of %d", rec.Offset, rec.Length, len(file), len(rec.Block))
			}
			rec.Date()
			ParseResponse(rec.Block, 1<<16)
		}
	})
}

func FuzzParseResponse(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
	f.Add(ResponseBlock(404, http.Header{"A": {"b"}}, []byte("x")))
	f.Add([]byte("HTTP/1.1 100 \r\nTransfer-Encoding: Chunked\x00\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 100 \r\nTransfer-Encoding: chunked\rx\r\n\r\n"))
	f.Fuzz(func(t *testing.T, block []byte) {
		if len(block) > maxHead/2 {
			return // a head that just fits may be longer when it is written anew
		}
		status, header, body, err := ParseResponse(block, 1<<16)
		if err != nil {
			return
		}
		s2, h2, b2, err := ParseResponse(ResponseBlock(status, header, body), 1<<16)
		if err != nil || s2 != status || !bytes.Equal(b2, body) || len(h2) != len(header) {
			t.Fatalf("%d %v %q came again as %d %v %q, %v", status, header, body, s2, h2, b2, err)
		}
	})
}
