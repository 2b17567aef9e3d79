package extract

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"tulieu"
)

// MaxDecoded is the most bytes a page may have once it is decompressed, and
// again once it is UTF-8: parsing takes tens of bytes for each, and no page of
// news comes near.
const MaxDecoded = 8 << 20

// decode is the body of the capture as UTF-8: decompressed, converted,
// broken bytes replaced.
func (r *reader) decode() (string, error) {
	body, err := decompress(r.capture)
	if err != nil {
		return "", err
	}
	text, err := toUTF8(body, r.capture.Header.Get("Content-Type"))
	if err == nil && isBinary(text) {
		err = fmt.Errorf("not a text: %w", tulieu.ErrInvalid)
	}
	return text, err
}

// isBinary reports whether one character in twenty of text is none that texts
// hold, as where a picture was saved under a wrong name.
func isBinary(text string) bool {
	odd, all := 0, 0
	for _, r := range text {
		all++
		if r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' {
			odd++
		}
	}
	return odd > 0 && odd*20 >= all
}

func decompress(c *tulieu.Capture) ([]byte, error) {
	body := c.Body
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(c.Header.Values("Content-Encoding"), ",")), func(r rune) bool {
		return r == ',' || r == ' '
	})
	if len(codings) > 2 {
		return nil, fmt.Errorf("compressed %d times over: %w", len(codings), tulieu.ErrInvalid)
	}
	for i := len(codings) - 1; i >= 0; i-- {
		var err error
		if body, err = inflate(body, codings[i]); err != nil {
			return nil, err
		}
	}
	// A sitemap.xml.gz is a gzip file of its own.
	if bytes.HasPrefix(body, []byte{0x1F, 0x8B}) {
		return inflate(body, "gzip")
	}
	if len(body) > MaxDecoded {
		return nil, errTooLong
	}
	return body, nil
}

var errTooLong = fmt.Errorf("more than %d MiB: %w", MaxDecoded>>20, tulieu.ErrInvalid)

func inflate(body []byte, coding string) ([]byte, error) {
	var r io.Reader
	var err error
	switch coding {
	case "identity":
		return body, nil
	case "gzip", "x-gzip":
		// Servers that claim gzip and send none exist.
		if !bytes.HasPrefix(body, []byte{0x1F, 0x8B}) {
			return body, nil
		}
		r, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		if r, err = zlib.NewReader(bytes.NewReader(body)); err != nil {
			r, err = flate.NewReader(bytes.NewReader(body)), nil
		}
	default:
		return nil, fmt.Errorf("content encoding %q is not known: %w", coding, tulieu.ErrInvalid)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", coding, err, tulieu.ErrInvalid)
	}
	out, err := io.ReadAll(io.LimitReader(r, MaxDecoded+1))
	if len(out) > MaxDecoded {
		return nil, errTooLong
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", coding, err, tulieu.ErrInvalid)
	}
	return out, nil
}

// toUTF8 converts body by the charset that its byte order mark, contentType
// or a meta element names.
func toUTF8(body []byte, contentType string) (string, error) {
	e, name, _ := charset.DetermineEncoding(body[:min(len(body), 1024)], contentType)
	// Where nothing is declared, and where a page of Vietnamese claims to be
	// Latin-1, well-formed UTF-8 proves itself. Some broken bytes do not
	// unmake it.
	if !strings.HasPrefix(name, "utf-16") && looksUTF8(body) || name == "utf-8" {
		e, name = encoding.Nop, "utf-8"
	}
	var out []byte
	if name == "utf-8" {
		out = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF"))
	} else {
		var err error
		out, err = io.ReadAll(io.LimitReader(e.NewDecoder().Reader(bytes.NewReader(body)), MaxDecoded+1))
		if err != nil {
			return "", fmt.Errorf("charset %s: %w: %w", name, err, tulieu.ErrInvalid)
		}
		if len(out) > MaxDecoded {
			return "", errTooLong
		}
	}
	return strings.ToValidUTF8(string(out), "\uFFFD"), nil
}

// looksUTF8 reports whether body holds letters beyond ASCII, and most
// of them are well-formed UTF-8: other charsets hardly ever look like it.
func looksUTF8(body []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 0 && good >= 2*bad
}
