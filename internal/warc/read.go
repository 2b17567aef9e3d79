package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// Bounds on what a record's header may hold, so that no file can eat memory.
const (
	maxHead   = 64 << 10
	maxFields = 512
)

// A Reader reads records one after another.
type Reader struct {
	in     *bufio.Reader
	count  *counter
	max    int64 // bytes of a block
	gz     *gzip.Reader
	member *bufio.Reader // of what gz unpacks; nil between members
	buffer *bufio.Reader // member's, kept from one to the next
	start  int64         // offset of the member being read
	err    error         // met between records; sticks
}

// NewReader reads from in, which may be compressed or not. A block of more
// than max bytes is skipped with ErrTooLarge.
func NewReader(in io.Reader, max int64) *Reader {
	return newReader(in, max, 64<<10)
}

func newReader(in io.Reader, max int64, buffer int) *Reader {
	c := &counter{r: in}
	return &Reader{in: bufio.NewReaderSize(c, buffer), count: c, max: max}
}

// counter counts what is read from r.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// Offset is how many bytes of the input belong to records read whole.
func (r *Reader) Offset() int64 { return r.count.n - int64(r.in.Buffered()) }

// Next reads the next record. It ends with io.EOF; with ErrTorn where the
// input ends inside a record; with ErrMalformed where no record can be read.
// After those it goes no further. After ErrTooLarge the next call reads the
// record behind.
//
// In a file with one gzip member a record, Record.Offset and Length give the
// member. Where a member holds several, as other tools write, Length is zero.
func (r *Reader) Next() (*Record, error) {
	if r.err != nil {
		return nil, r.err
	}
	rec, err := r.next()
	if err != nil && !errors.Is(err, ErrTooLarge) {
		r.err = err
	}
	return rec, err
}

func (r *Reader) next() (*Record, error) {
	var shared bool // the record is not the first of its member
	if r.member != nil {
		more, err := skipBlank(r.member)
		if err != nil {
			return nil, r.fail(err)
		}
		if shared = more; !more {
			r.member = nil
		}
	}
	if r.member == nil {
		if more, err := skipBlank(r.in); err != nil || !more {
			if err == nil {
				err = io.EOF
			}
			return nil, err
		}
		r.start = r.Offset()
		magic, _ := r.in.Peek(2)
		if string(magic) != "\x1f\x8b" {
			rec, err := readRecord(r.in, r.max)
			if err != nil {
				return nil, r.fail(err)
			}
			rec.Offset, rec.Length = r.start, r.Offset()-r.start
			return rec, nil
		}
		if err := r.open(); err != nil {
			return nil, r.fail(err)
		}
	}
	rec, err := readRecord(r.member, r.max)
	if err != nil {
		return nil, r.fail(err)
	}
	rec.Offset = r.start
	more, err := skipBlank(r.member) // to the member's end, where its checksum is
	if err != nil {
		return nil, r.fail(err)
	}
	if !more {
		r.member = nil
	}
	if !more && !shared {
		rec.Length = r.Offset() - r.start
	}
	return rec, nil
}

func (r *Reader) open() error {
	var err error
	if r.gz == nil {
		r.gz, err = gzip.NewReader(r.in)
	} else {
		err = r.gz.Reset(r.in)
	}
	if err != nil {
		return err
	}
	r.gz.Multistream(false)
	if r.buffer == nil {
		r.buffer = bufio.NewReader(r.gz)
	} else {
		r.buffer.Reset(r.gz)
	}
	r.member = r.buffer
	return nil
}

// fail says what err means at this place of the file.
func (r *Reader) fail(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF) && r.member != nil:
		err = fmt.Errorf("the member ends inside its record: %w", ErrMalformed)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = ErrTorn
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		err = fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return fmt.Errorf("warc: offset %d: %w", r.start, err)
}

// ReadAt reads the one record whose gzip member lies at offset and is length
// bytes long. A member that is longer or shorter is ErrMalformed.
func ReadAt(in io.ReaderAt, offset, length, max int64) (*Record, error) {
	if offset < 0 || length <= 0 {
		return nil, fmt.Errorf("warc: offset %d, length %d: %w", offset, length, ErrMalformed)
	}
	r := newReader(io.NewSectionReader(in, offset, length), max, int(min(length, 64<<10)))
	rec, err := r.Next()
	if err == nil && rec.Length != length {
		err = fmt.Errorf("a member of %d bytes, not %d: %w", rec.Length, length, ErrMalformed)
	}
	if errors.Is(err, io.EOF) {
		err = ErrTorn
	}
	if err != nil {
		return nil, fmt.Errorf("at %d: %w", offset, err)
	}
	rec.Offset = offset
	return rec, nil
}

// readRecord reads a version line, a header and a block.
func readRecord(in *bufio.Reader, max int64) (*Record, error) {
	left := maxHead
	line, err := readLine(in, &left)
	if err != nil {
		return nil, err
	}
	version, ok := strings.CutPrefix(line, "WARC/")
	if !ok {
		return nil, fmt.Errorf("begins with %.20q: %w", line, ErrMalformed)
	}
	rec := &Record{Version: version}
	for {
		line, err := readLine(in, &left)
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		if n := len(rec.Fields); n > 0 && (line[0] == ' ' || line[0] == '\t') {
			rec.Fields[n-1].Value += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		if !ok || !token(name) {
			return nil, fmt.Errorf("header line %.40q: %w", line, ErrMalformed)
		}
		if len(rec.Fields) == maxFields {
			return nil, fmt.Errorf("more than %d fields: %w", maxFields, ErrMalformed)
		}
		rec.Fields = append(rec.Fields, Field{name, strings.TrimSpace(value)})
	}
	length, err := strconv.ParseInt(rec.Field(fieldContentLength), 10, 64)
	if err != nil || length < 0 {
		return nil, fmt.Errorf("%s %.20q: %w", fieldContentLength, rec.Field(fieldContentLength), ErrMalformed)
	}
	if length > max {
		if _, err := io.CopyN(io.Discard, in, length); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s: %d bytes, at most %d: %w", rec.Target(), length, max, ErrTooLarge)
	}
	// Not make(length): a short file may claim a long block.
	var block bytes.Buffer
	if length <= 1<<20 {
		block.Grow(int(length))
	}
	if _, err := io.CopyN(&block, in, length); err != nil {
		return nil, err
	}
	rec.Block = block.Bytes()
	return rec, nil
}

// readLine reads up to the next newline, taking its length from *left.
func readLine(in *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", fmt.Errorf("header of more than %d bytes: %w", maxHead, ErrMalformed)
		}
		line = append(line, part...)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return "", err
		}
		return string(bytes.TrimRight(line, "\r\n")), nil
	}
}

// skipBlank skips the line ends between records and reports whether anything
// follows. An error is one of the input, not its end.
func skipBlank(in *bufio.Reader) (bool, error) {
	for {
		c, err := in.ReadByte()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if c != '\r' && c != '\n' {
			return true, in.UnreadByte()
		}
	}
}
