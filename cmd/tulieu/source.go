package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tulieu"
	"tulieu/internal/warc"
)

// A source turns files and folders into captures.
type source struct {
	portal  string          // filed under it, if set
	base    string          // address of the top of an HTML folder, if known
	portals []tulieu.Portal // to know the portal of an address in a WARC
}

// A found capture and where it stood: "news.jsonl:12".
type found struct {
	origin  string
	capture *tulieu.Capture
}

// captures yields what the paths hold, folders in the order of their names.
// An error belongs to one file or line; the walk goes on after it.
func (s source) captures(paths []string) iter.Seq2[found, error] {
	return func(yield func(found, error) bool) {
		for _, root := range paths {
			err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
				if err != nil {
					if !yield(found{origin: path}, err) {
						return fs.SkipAll
					}
					return nil
				}
				if d.IsDir() {
					return nil
				}
				if path != root && !readable(path) {
					return nil
				}
				if !s.file(root, path, yield) {
					return fs.SkipAll
				}
				return nil
			})
			if err != nil && !yield(found{origin: root}, err) {
				return
			}
		}
	}
}

// readable reports whether a file met in a folder is one of ours.
func readable(path string) bool { return kindOf(path) != "" }

// kindOf is the content type of a file by its name; empty if we read no such files.
func kindOf(path string) string {
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	switch filepath.Ext(name) {
	case ".txt":
		return "text/plain"
	case ".html", ".htm", ".aspx":
		return "text/html"
	case ".jsonl", ".ndjson":
		return "application/x-ndjson"
	case ".warc":
		return "application/warc"
	}
	return ""
}

// file yields the captures of one file, and reports whether to go on.
func (s source) file(root, path string, yield func(found, error) bool) bool {
	kind := kindOf(path)
	if kind == "" {
		return yield(found{origin: path}, fmt.Errorf("neither .txt, .html, .jsonl nor .warc (.gz): %w", tulieu.ErrInvalid))
	}
	f, err := os.Open(path)
	if err != nil {
		return yield(found{origin: path}, err)
	}
	defer f.Close()
	if kind == "application/warc" {
		return s.warc(path, f, yield)
	}
	var r io.Reader = f
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return yield(found{origin: path}, fmt.Errorf("%w: %w", err, tulieu.ErrInvalid))
		}
		r = z
	}
	if kind == "application/x-ndjson" {
		return s.lines(path, r, yield)
	}
	body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(body) > maxFile {
		err = fmt.Errorf("over %d MiB: %w", maxFile>>20, tulieu.ErrInvalid)
	}
	if err != nil {
		return yield(found{origin: path}, err)
	}
	return yield(found{path, s.imported(s.address(root, path, kind), kind, body)}, nil)
}

// imported is the capture of a file's content.
func (s source) imported(address, kind string, body []byte) *tulieu.Capture {
	return &tulieu.Capture{URL: address, Portal: s.portalOf(address), Fetched: time.Now().UTC(), ContentType: kind, Body: body}
}

// address is where an HTML file was published, if the base tells; else a file
// address of its bare name, so that moving a folder changes nothing.
func (s source) address(root, path, kind string) string {
	if s.base != "" && kind == "text/html" {
		if rel, err := filepath.Rel(root, path); err == nil && rel != "." {
			return strings.TrimSuffix(s.base, "/") + "/" + filepath.ToSlash(rel)
		}
		return s.base
	}
	return "file:" + url.PathEscape(filepath.Base(path))
}

// portalOf is the profile for an address: the one asked for, or the one whose
// hosts hold it.
func (s source) portalOf(address string) string {
	if s.portal != "" {
		return s.portal
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	for _, p := range s.portals {
		for _, h := range p.Hosts {
			if strings.EqualFold(h, u.Host) {
				return p.Name
			}
		}
	}
	return ""
}

// lines yields a capture for each line of a JSONL file.
func (s source) lines(path string, r io.Reader, yield func(found, error) bool) bool {
	address := "file:" + url.PathEscape(filepath.Base(path))
	for l := range lines(r) {
		f := found{origin: fmt.Sprintf("%s:%d", path, l.n)}
		if l.err == nil {
			f.capture = s.imported(address, "application/x-ndjson", l.text)
		}
		if !yield(f, l.err) {
			return false
		}
	}
	return true
}

// warc yields a capture for each page in a WARC file: responses with status
// 200 that hold HTML, and resources of the types that files may have.
func (s source) warc(path string, r io.Reader, yield func(found, error) bool) bool {
	records := warc.NewReader(r, maxFile)
	for n := 1; ; n++ {
		rec, err := records.Next()
		if errors.Is(err, io.EOF) {
			return true
		}
		f := found{origin: fmt.Sprintf("%s: record %d", path, n)}
		if err == nil {
			f.origin += " " + rec.Target()
			f.capture, err = s.page(rec)
		}
		if (f.capture != nil || err != nil) && !yield(f, err) {
			return false
		}
		if errors.Is(err, warc.ErrTorn) || errors.Is(err, warc.ErrMalformed) {
			return true // nothing more can be read out of this file
		}
	}
}

// page is the capture that a WARC record holds; nil if it holds none of ours.
func (s source) page(rec *warc.Record) (*tulieu.Capture, error) {
	c := &tulieu.Capture{URL: rec.Target(), Portal: s.portalOf(rec.Target()), Fetched: rec.Date()}
	media, _, _ := strings.Cut(rec.Field(warc.FieldContentType), ";")
	switch media = strings.TrimSpace(media); {
	case rec.Type() == warc.Response && media == "application/http":
		var err error
		if c.Status, c.Header, c.Body, err = warc.ParseResponse(rec.Block, maxFile); err != nil {
			return nil, fmt.Errorf("%w: %w", err, tulieu.ErrInvalid)
		}
		if c.Status != http.StatusOK || !strings.Contains(c.Header.Get("Content-Type"), "html") {
			return nil, nil
		}
	case rec.Type() == warc.Resource && (media == "text/plain" || media == "text/html" || media == "application/x-ndjson"):
		c.ContentType, c.Body = media, rec.Block
	default:
		return nil, nil
	}
	return c, nil
}
