package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/warc"
)

// The fields of our own in a record's header: what archive.db would know
// alone, were it not written there too.
const (
	fieldOrder     = "Tulieu-Order"     // captures and takedowns were accepted in this order
	fieldSeq       = "Tulieu-Seq"       // last change that was known when the record was accepted
	fieldPortal    = "Tulieu-Portal"    // name of the portal's profile
	fieldArticle   = "Tulieu-Article"   // ID of the article that the capture holds
	fieldRequested = "Tulieu-Requested" // an address that redirected to the target; once for each
	fieldTakedown  = "Tulieu-Takedown"  // ID of the article taken down; the block is the tombstone in JSON
)

// maxBlock bounds a record's block, and so a capture's body.
const maxBlock = 64 << 20

const httpType = "application/http;msgtype=response"

type digest [sha256.Size]byte

func (d digest) String() string { return "sha256:" + hex.EncodeToString(d[:]) }

func sumOf(b []byte) digest { return sha256.Sum256(b) }

func parseDigest(s string) (d digest, ok bool) {
	h, found := strings.CutPrefix(s, "sha256:")
	if !found || len(h) != 2*len(d) {
		return d, false
	}
	_, err := hex.Decode(d[:], []byte(h))
	return d, err == nil
}

// captureRecord is c as a record. Where first is given, a record that holds the
// same body, the record only says so.
func captureRecord(c *tulieu.Capture, d digest, first *warc.Record, id tulieu.ID) *warc.Record {
	r := &warc.Record{}
	kind := warc.Resource
	if c.Status != 0 {
		kind = warc.Response
	}
	if first != nil {
		kind = warc.Revisit
	}
	r.Add(warc.FieldType, kind)
	r.Add(warc.FieldID, warc.NewID())
	r.Add(warc.FieldDate, warc.FormatDate(c.Fetched))
	r.Add(warc.FieldTarget, c.URL)
	r.Add(warc.FieldPayloadDigest, d.String())
	if first != nil {
		r.Add(warc.FieldProfile, warc.IdenticalPayload)
		r.Add(warc.FieldRefersTo, first.Field(warc.FieldID))
		r.Add(warc.FieldRefersToTarget, first.Target())
		r.Add(warc.FieldRefersToDate, first.Field(warc.FieldDate))
	}
	body := c.Body
	if first != nil {
		body = nil
	}
	if c.Status != 0 {
		r.Add(warc.FieldContentType, httpType)
		r.Block = warc.ResponseBlock(c.Status, c.Header, body)
	} else {
		r.Add(warc.FieldContentType, c.ContentType)
		r.Block = body
	}
	r.Add(fieldPortal, c.Portal)
	r.Add(fieldArticle, string(id))
	for _, u := range c.Requested {
		r.Add(fieldRequested, u)
	}
	return r
}

// parseCapture is the capture that record r keeps, and the digest it states.
// The body of a revisit is missing.
func parseCapture(r *warc.Record) (*tulieu.Capture, digest, error) {
	d, ok := parseDigest(r.Field(warc.FieldPayloadDigest))
	if !ok {
		return nil, d, fmt.Errorf("payload digest %.80q: %w", r.Field(warc.FieldPayloadDigest), tulieu.ErrDamaged)
	}
	order, err := strconv.ParseUint(r.Field(fieldOrder), 10, 63)
	if err != nil {
		return nil, d, fmt.Errorf("%s %.20q: %w", fieldOrder, r.Field(fieldOrder), tulieu.ErrDamaged)
	}
	c := &tulieu.Capture{
		URL:       r.Target(),
		Requested: r.Values(fieldRequested),
		Portal:    r.Field(fieldPortal),
		Fetched:   r.Date(),
		Ref:       tulieu.CaptureRef{Digest: d.String(), Order: order},
	}
	if r.Field(warc.FieldContentType) == httpType {
		var header http.Header
		c.Status, header, c.Body, err = warc.ParseResponse(r.Block, maxBlock)
		c.Header = header
	} else {
		c.ContentType, c.Body = r.Field(warc.FieldContentType), r.Block
	}
	if err != nil {
		return nil, d, fmt.Errorf("%w: %w", tulieu.ErrDamaged, err)
	}
	if r.Type() == warc.Revisit {
		c.Body = nil
	} else if sha256.Sum256(c.Body) != d {
		return nil, d, fmt.Errorf("body does not have the digest %s: %w", d, tulieu.ErrDamaged)
	}
	return c, d, nil
}

// sameBody reports whether record r, read back, holds the body of digest d.
func sameBody(r *warc.Record, d digest) bool {
	c, got, err := parseCapture(r)
	return err == nil && got == d && r.Type() != warc.Revisit && sha256.Sum256(c.Body) == d
}

// cleanCapture makes a capture what it will be when it is read back: names of
// header fields in canonical form, values without line ends or outer blanks,
// the time in UTC. What a reader sees must not depend on whether a capture
// came from the net or from the WARC.
func cleanCapture(c *tulieu.Capture) error {
	if c.URL == "" || strings.TrimSpace(c.URL) != c.URL {
		return fmt.Errorf("capture of %q: address is empty or has blanks around it: %w", c.URL, tulieu.ErrInvalid)
	}
	for _, s := range append([]string{c.URL, c.Portal, c.ContentType}, c.Requested...) {
		if strings.ContainsAny(s, "\r\n\x00") || len(s) > 8<<10 {
			return fmt.Errorf("capture of %.200q: %.200q holds a line end, or is longer than 8 KiB: %w", c.URL, s, tulieu.ErrInvalid)
		}
	}
	if len(c.Body) > maxBlock-1<<20 {
		return fmt.Errorf("capture of %s: body of %d bytes, at most %d: %w", c.URL, len(c.Body), maxBlock-1<<20, tulieu.ErrInvalid)
	}
	if len(c.Requested) > 64 {
		return fmt.Errorf("capture of %s: %d redirects, at most 64: %w", c.URL, len(c.Requested), tulieu.ErrInvalid)
	}
	if c.Status != 0 && (c.Status < 100 || c.Status > 999) {
		return fmt.Errorf("capture of %s: HTTP status %d: %w", c.URL, c.Status, tulieu.ErrInvalid)
	}
	if y := c.Fetched.Year(); y < 1970 || y > 2200 {
		return fmt.Errorf("capture of %s: fetched in the year %d: %w", c.URL, y, tulieu.ErrInvalid)
	}
	c.Fetched = c.Fetched.UTC().Round(0)
	if c.Status == 0 {
		return nil
	}
	_, header, rest, err := warc.ParseResponse(warc.ResponseBlock(c.Status, c.Header, nil), maxBlock)
	if err != nil || len(rest) > 0 {
		// Larger than a record's header may be: keep what tells how to read the body.
		header = http.Header{}
		for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Language", "Last-Modified", "Etag", "Date"} {
			if v := c.Header.Get(name); v != "" && len(v) < 4<<10 {
				header.Set(name, lineEnds.Replace(v))
			}
		}
	}
	c.Header = header
	return nil
}

var lineEnds = strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ")

// readRecord reads the record at ref's place.
func (a *Archive) readRecord(ref tulieu.CaptureRef) (*warc.Record, error) {
	f, err := a.openSegment(ref.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := warc.ReadAt(f, ref.Offset, ref.Length, maxBlock)
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w: %w", warcDir, ref.File, tulieu.ErrDamaged, err)
	}
	return r, nil
}
