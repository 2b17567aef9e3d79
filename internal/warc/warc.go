// Package warc reads and writes WARC files (ISO 28500), the format in which
// web archives keep pages as they came. It writes WARC/1.1, one gzip member a
// record, so that any record can be read by its offset alone; it reads 1.1 and
// 1.0, compressed or not, from other tools too.
package warc

import (
	"errors"
	"strings"
	"time"
)

// The types of records that this package's callers write.
const (
	Info     = "warcinfo" // says who wrote the file
	Response = "response" // an HTTP response, head and body
	Resource = "resource" // a file, without HTTP
	Revisit  = "revisit"  // a payload already kept in another record
	Metadata = "metadata" // something said about another record
)

// The names of fields that this package's callers read and write.
const (
	FieldType           = "WARC-Type"
	FieldID             = "WARC-Record-ID"
	FieldDate           = "WARC-Date"
	FieldTarget         = "WARC-Target-URI"
	FieldPayloadDigest  = "WARC-Payload-Digest"
	FieldBlockDigest    = "WARC-Block-Digest"
	FieldRefersTo       = "WARC-Refers-To"
	FieldRefersToTarget = "WARC-Refers-To-Target-URI"
	FieldRefersToDate   = "WARC-Refers-To-Date"
	FieldProfile        = "WARC-Profile"
	FieldContentType    = "Content-Type"
	fieldContentLength  = "Content-Length"
)

// IdenticalPayload is the WARC-Profile of a revisit record whose payload has
// the digest of the record that it refers to.
const IdenticalPayload = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

var (
	// ErrMalformed: these bytes are no WARC record, or not the ones written.
	ErrMalformed = errors.New("malformed record")
	// ErrTorn: the file ends inside a record, as after a crash.
	ErrTorn = errors.New("torn record")
	// ErrTooLarge: a block is larger than the reader's bound.
	ErrTooLarge = errors.New("record too large")
)

// A Field is one line of a record's header.
type Field struct{ Name, Value string }

// A Record is one record of a WARC file.
type Record struct {
	Version string  // "1.1"; the writer ignores it
	Fields  []Field // in the order of the file; the writer adds Content-Length
	Block   []byte

	Offset, Length int64 // of the gzip member that holds it, once read
}

// Field is the value of the first field called name, in any case of letters;
// empty if there is none.
func (r *Record) Field(name string) string {
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Values are the values of all fields called name, in their order.
func (r *Record) Values(name string) []string {
	var vs []string
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			vs = append(vs, f.Value)
		}
	}
	return vs
}

// Add adds a field, unless value is empty.
func (r *Record) Add(name, value string) {
	if value != "" {
		r.Fields = append(r.Fields, Field{name, value})
	}
}

// Type is the record's WARC-Type in lower case.
func (r *Record) Type() string { return strings.ToLower(r.Field(FieldType)) }

// Target is the record's target URI. WARC 1.0 put it between < and >, and
// some writers still do.
func (r *Record) Target() string {
	uri := r.Field(FieldTarget)
	if strings.HasPrefix(uri, "<") && strings.HasSuffix(uri, ">") {
		return uri[1 : len(uri)-1]
	}
	return uri
}

// Date is the record's WARC-Date; the zero time if it has none that can be read.
func (r *Record) Date() time.Time {
	t, _ := time.Parse(time.RFC3339Nano, r.Field(FieldDate))
	return t.UTC()
}

// FormatDate is t as WARC 1.1 writes it: UTC, to the nanosecond at most.
func FormatDate(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
