package archive

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/unicode/norm"

	"tulieu"
)

// A kept is what a version's row holds: all that a capture says of an article.
// Its JSON is compressed and carries a checksum.
type kept struct {
	URL       string
	Portal    string           `json:",omitempty"`
	Section   []string         `json:",omitempty"`
	Title     string           `json:",omitempty"`
	Lead      string           `json:",omitempty"`
	Body      []string         `json:",omitempty"`
	Published tulieu.Date      `json:",omitzero"`
	Rule      string           `json:",omitempty"`
	Byline    string           `json:",omitempty"`
	Author    string           `json:",omitempty"`
	Publisher string           `json:",omitempty"`
	Views     int              `json:",omitempty"`
	Mentions  []tulieu.Mention `json:",omitempty"` // Surface is left out where it is the text of Span
	Extractor int
	Finder    int
	Fetched   time.Time // of the capture it was read from
}

func keptOf(a *tulieu.Article, fetched time.Time) kept {
	k := kept{
		URL: a.URL, Portal: a.Portal, Section: a.Section, Title: a.Title, Lead: a.Lead, Body: a.Body,
		Published: a.Published, Rule: a.PublishedRule, Byline: a.Byline, Author: a.Author, Publisher: a.Publisher,
		Views: a.Views, Extractor: a.Provenance.Extractor, Finder: a.Provenance.Finder, Fetched: fetched,
	}
	text := a.Text()
	k.Mentions = slices.Clone(a.Mentions)
	for i := range k.Mentions {
		m := &k.Mentions[i]
		if s := m.Span; s.Start >= 0 && s.Start <= s.End && s.End <= len(text) && text[s.Start:s.End] == m.Surface {
			m.Surface = ""
		}
	}
	return k
}

func (k *kept) article() *tulieu.Article {
	a := &tulieu.Article{
		URL: k.URL, Portal: k.Portal, Section: k.Section, Title: k.Title, Lead: k.Lead, Body: k.Body,
		Published: k.Published, PublishedRule: k.Rule, Byline: k.Byline, Author: k.Author, Publisher: k.Publisher,
		Views: k.Views, Mentions: slices.Clone(k.Mentions),
	}
	a.Provenance.Extractor, a.Provenance.Finder = k.Extractor, k.Finder
	if len(a.Mentions) == 0 {
		return a
	}
	text := a.Text()
	for i := range a.Mentions {
		m := &a.Mentions[i]
		if s := m.Span; m.Surface == "" && s.Start >= 0 && s.Start <= s.End && s.End <= len(text) {
			m.Surface = text[s.Start:s.End]
		}
	}
	return a
}

// inherit takes over from the reading before what k does not say: a file
// imported without a profile does not make an article lose its portal.
func (k *kept) inherit(before *kept) {
	if k.Portal == "" {
		k.Portal = before.Portal
	}
}

// sameText reports whether two readings say the same text: only a difference
// in it makes a version.
func sameText(a, b *kept) bool {
	return a.Title == b.Title && a.Lead == b.Lead && a.Published == b.Published && slices.Equal(a.Body, b.Body)
}

// sameFacts reports whether two readings of the same text agree in all else
// but the view counter and the day they were fetched.
func sameFacts(a, b kept) bool {
	a.Views, a.Fetched = b.Views, b.Fetched
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// sameHash is equal for articles whose text is the same but for blanks and its
// division into title, lead and paragraphs.
func sameHash(a *tulieu.Article) int64 {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(norm.NFC.String(a.Text())), " ")))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// dictionary1 holds the words that articles share, in our own prose: with it a third less is kept. A
// frame names the dictionary it was packed with, so that a better one may be
// added; this one can never be taken away.
//
//go:embed dictionary1
var dictionary1 []byte

// The first byte of a version's body says how the rest is packed.
const packedZstd = 1

// maxText bounds what a version may unpack to.
const maxText = 128 << 20

var (
	zipper = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderDict(dictionary1),
			zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
		if err != nil {
			panic(err) // options of our own
		}
		return e
	})
	unzipper = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary1), zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxText))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// pack is the row of version n of the article id, read from capture ord.
func (k *kept) pack(id tulieu.ID, n int64, ord uint64) (sum, body []byte, err error) {
	plain, err := json.Marshal(k)
	if err != nil {
		return nil, nil, err
	}
	return versionSum(id, n, ord, plain), zipper().EncodeAll(plain, []byte{packedZstd}), nil
}

// unpack is the inverse of pack, and checks the sum.
func unpack(id tulieu.ID, n int64, ord uint64, sum, body []byte) (*kept, error) {
	damaged := func(what string) error {
		return fmt.Errorf("%s: article %s, version %d: %s: %w", dbName, id, n, what, tulieu.ErrDamaged)
	}
	if len(body) == 0 || body[0] != packedZstd {
		return nil, damaged("unknown packing")
	}
	plain, err := unzipper().DecodeAll(body[1:], nil)
	if err != nil {
		return nil, damaged(err.Error())
	}
	if string(versionSum(id, n, ord, plain)) != string(sum) {
		return nil, damaged("text does not have the SHA-256 it was kept with")
	}
	k := &kept{}
	if err := json.Unmarshal(plain, k); err != nil {
		return nil, damaged(err.Error())
	}
	return k, nil
}

func versionSum(id tulieu.ID, n int64, ord uint64, plain []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s %d %d\n", id, n, ord)
	h.Write(plain)
	return h.Sum(nil)
}
