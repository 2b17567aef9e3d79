package warc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
)

// ResponseBlock is the block of a response record: status line, header with
// its names sorted, blank line, body. Line ends inside a header's value become
// spaces.
func ResponseBlock(status int, header http.Header, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", status, http.StatusText(status))
	names := make([]string, 0, len(header))
	for name := range header {
		if token(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range header[name] {
			b.WriteString(name)
			b.WriteString(": ")
			b.WriteString(fieldValue(v))
			b.WriteString("\r\n")
		}
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// fieldValue is a field's value on one line. Written and read values go through
// it alike, so that what is written means the same when it is read again.
func fieldValue(v string) string { return strings.TrimSpace(lineEnds.Replace(v)) }

var lineEnds = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\x00", " ")

// ParseResponse reads the block of a response record, from this package or
// another tool: status, header, and all that follows the header's end. A body
// still in chunks is put together, to at most max bytes.
func ParseResponse(block []byte, max int64) (status int, header http.Header, body []byte, err error) {
	under := bytes.NewReader(block)
	in := bufio.NewReader(under)
	left := maxHead
	line, err := readLine(in, &left)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("warc: status line: %w: %w", ErrMalformed, err)
	}
	proto, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	status, err = strconv.Atoi(code)
	if err != nil || status < 100 || status > 999 || !strings.HasPrefix(proto, "HTTP/") {
		return 0, nil, nil, fmt.Errorf("warc: status line %.40q: %w", line, ErrMalformed)
	}
	header = http.Header{}
	for fields := 0; ; fields++ {
		line, err := readLine(in, &left)
		if err == io.EOF && line == "" {
			break // a head alone, without its blank line
		}
		if err != nil {
			return 0, nil, nil, fmt.Errorf("warc: response header: %w: %w", ErrMalformed, err)
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !token(name) || fields >= maxFields {
			continue // servers send all kinds of lines; the body is what matters
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		header[name] = append(header[name], fieldValue(value))
	}
	body = block[len(block)-under.Len()-in.Buffered():]
	if !strings.EqualFold(header.Get("Transfer-Encoding"), "chunked") {
		return status, header, body, nil
	}
	// Some tools say chunked and have put the chunks together already.
	whole, err := io.ReadAll(io.LimitReader(httputil.NewChunkedReader(bytes.NewReader(body)), max+1))
	if err == nil && int64(len(whole)) > max {
		return 0, nil, nil, fmt.Errorf("warc: body of more than %d bytes: %w", max, ErrTooLarge)
	}
	if err == nil {
		body = whole
	}
	header.Del("Transfer-Encoding")
	return status, header, body, nil
}
