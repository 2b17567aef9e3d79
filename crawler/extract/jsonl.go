package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"tulieu"
)

// readLine reads one line of the import format:
//
//	{"url":"https://…","title":"…","published":"2016-10-03","section":["Tin tức"],
//	 "lead":"…","body":["…","…"],"byline":"…","views":616}
//
// url is required, and one of title and body. An error names the key.
func (r *reader) readLine(body []byte) error {
	if len(body) > MaxDecoded {
		return errTooLong
	}
	a := &tulieu.Article{}
	var address string
	seen := map[string]bool{}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\xEF\xBB\xBF"))))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("not a JSON object: %w", tulieu.ErrInvalid)
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("JSON: %w: %w", err, tulieu.ErrInvalid)
		}
		key, _ := t.(string) // the decoder allows no other
		if seen[key] {
			return fmt.Errorf("key %q stands twice: %w", key, tulieu.ErrInvalid)
		}
		seen[key] = true
		switch key {
		case "url":
			err = decodeKey(d, key, "a string", &address)
		case "title":
			err = decodeKey(d, key, "a string", &a.Title)
		case "lead":
			err = decodeKey(d, key, "a string", &a.Lead)
		case "byline":
			err = decodeKey(d, key, "a string", &a.Byline)
		case "body":
			err = decodeKey(d, key, "a list of strings", &a.Body)
		case "section":
			err = decodeKey(d, key, "a list of strings", &a.Section)
		case "views":
			if err = decodeKey(d, key, "a whole number", &a.Views); err == nil && a.Views < 0 {
				err = fmt.Errorf("key %q: %d is less than nothing: %w", key, a.Views, tulieu.ErrInvalid)
			}
		case "published":
			var s string
			if err = decodeKey(d, key, "a string", &s); err == nil {
				if a.Published, err = tulieu.ParseDate(s); err != nil {
					err = fmt.Errorf("key %q: %w", key, err)
				}
			}
		default:
			err = fmt.Errorf("key %q is not known (known: url, title, published, section, lead, body, byline, views): %w", key, tulieu.ErrInvalid)
		}
		if err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("JSON: %w: %w", unexpected(err), tulieu.ErrInvalid)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("something follows the JSON object: %w", tulieu.ErrInvalid)
	}
	return r.readItem(a, address)
}

// readItem completes what a line said.
func (r *reader) readItem(a *tulieu.Article, address string) error {
	a.Title, a.Lead, a.Byline = tidy(a.Title), tidy(a.Lead), tidy(a.Byline)
	a.Body, a.Section = tidyAll(a.Body), tidyAll(a.Section)
	switch u, err := url.Parse(address); {
	case address == "":
		return fmt.Errorf(`key "url" is missing: %w`, tulieu.ErrInvalid)
	case err == nil && u.Scheme == "urn" && u.Opaque != "":
		a.URL = address
	default:
		p := r.profile
		if a.URL, err = p.canonicalItem(address); err != nil {
			return fmt.Errorf(`key "url": %w`, err)
		}
	}
	if a.Title == "" && len(a.Body) == 0 {
		return fmt.Errorf(`keys "title" and "body" are both missing or empty: %w`, tulieu.ErrInvalid)
	}
	if !a.Published.IsZero() {
		a.PublishedRule = "jsonl"
	}
	for _, f := range []Fact{
		{"title", a.Title, "jsonl", 1}, {"published", a.Published.String(), "jsonl", 1}, {"section", strings.Join(a.Section, " › "), "jsonl", 1},
		{"lead", a.Lead, "jsonl", 1}, {"body", strings.Join(a.Body, "\n"), "jsonl", 1}, {"byline", a.Byline, "jsonl", 1},
	} {
		if f.Value != "" {
			r.out.Facts = append(r.out.Facts, f)
		}
	}
	return r.finish(a)
}

// decodeKey reads the next value into v; null counts as left out.
func decodeKey(d *json.Decoder, key, want string, v any) error {
	err := d.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("key %q: want %s, not a %s: %w", key, want, wrong.Value, tulieu.ErrInvalid)
	case err != nil:
		return fmt.Errorf("key %q: JSON: %w: %w", key, unexpected(err), tulieu.ErrInvalid)
	}
	return nil
}

// unexpected says EOF in words.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func tidyAll(list []string) []string {
	var out []string
	for _, s := range list {
		if s = tidy(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
