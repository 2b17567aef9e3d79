package warc

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// An Encoder turns records into gzip members. It keeps its scratch from record
// to record; it is not for concurrent use.
type Encoder struct {
	gz   *gzip.Writer
	head []byte
	out  bytes.Buffer
}

// Encode returns r as one gzip member. The bytes are valid until the next call.
func (e *Encoder) Encode(r *Record) ([]byte, error) {
	if e.gz == nil {
		e.gz, _ = gzip.NewWriterLevel(nil, gzip.DefaultCompression)
	}
	e.head = append(e.head[:0], "WARC/1.1\r\n"...)
	for _, f := range r.Fields {
		if !token(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") {
			return nil, fmt.Errorf("warc: field %q: %q: %w", f.Name, f.Value, ErrMalformed)
		}
		e.head = append(e.head, f.Name...)
		e.head = append(e.head, ": "...)
		e.head = append(e.head, f.Value...)
		e.head = append(e.head, "\r\n"...)
	}
	if len(e.head) > maxHead-64 || len(r.Fields) >= maxFields {
		return nil, fmt.Errorf("warc: header of %d bytes, %d fields: %w", len(e.head), len(r.Fields), ErrTooLarge)
	}
	e.head = append(e.head, fieldContentLength+": "...)
	e.head = strconv.AppendInt(e.head, int64(len(r.Block)), 10)
	e.head = append(e.head, "\r\n\r\n"...)
	e.out.Reset()
	e.gz.Reset(&e.out)
	// Writes to a bytes.Buffer do not fail.
	e.gz.Write(e.head)
	e.gz.Write(r.Block)
	e.gz.Write([]byte("\r\n\r\n"))
	if err := e.gz.Close(); err != nil {
		return nil, fmt.Errorf("warc: %w", err)
	}
	return e.out.Bytes(), nil
}

// NewID is a fresh record id: <urn:uuid:…>, random.
func NewID() string {
	var u [16]byte
	rand.Read(u[:]) // never fails
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// token reports whether s may be the name of a field.
func token(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("()<>@,;:\\\"/[]?={}", c) >= 0 {
			return false
		}
	}
	return s != ""
}
