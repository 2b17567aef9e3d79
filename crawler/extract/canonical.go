package extract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"tulieu"
)

// Canonical is the form of the address raw by which the archive knows an
// article, so that one page under several spellings of its address is one
// article: https unless the seeds of p are all http, lower-case host without
// default port, no user, fragment, utm_* or fbclid, the path as
// percent-encoded NFC UTF-8, the query sorted by key; then the rules of p, which
// may be nil. Its error wraps tulieu.ErrInvalid.
func Canonical(raw string, p *tulieu.Portal) (string, error) {
	if p == nil {
		return (*Profile)(nil).canonical(raw)
	}
	c, err := Compile(p)
	if err != nil {
		return "", err
	}
	return c.canonical(raw)
}

// CanonicalItem is Canonical for the address that a line of JSONL gives, which
// need not be a page: its fragment stays, since whoever wrote the line told
// parts of a page apart by it.
func CanonicalItem(raw string) (string, error) { return (*Profile)(nil).canonicalItem(raw) }

func (p *Profile) canonicalItem(raw string) (string, error) {
	c, err := p.canonical(raw)
	if err != nil {
		return "", err
	}
	if _, fragment, ok := strings.Cut(blanks.Replace(strings.TrimSpace(raw)), "#"); ok && fragment != "" {
		c += "#" + escape(norm.NFC.String(unescape(fragment)))
	}
	return c, nil
}

func (p *Profile) canonical(raw string) (string, error) {
	u, err := p.Address(nil, raw)
	if err != nil {
		return "", err
	}
	u.Scheme = "https"
	if p != nil && p.plain {
		u.Scheme = "http"
	}
	u.Host = hostOf(u)
	setPath(u, norm.NFC.String)
	u.RawQuery = sortQuery(u.RawQuery)
	return u.String(), nil
}

// Address is the address to fetch for raw, as it stands on the page base:
// whatever of it does not choose the page is left out, and the rules of p are
// applied. Scheme and order of the query stay as they are.
func (p *Profile) Address(base *url.URL, raw string) (*url.URL, error) {
	u, err := Resolve(base, raw)
	if err != nil || p == nil {
		return u, err
	}
	for _, r := range p.rewrites {
		if s := u.String(); r.pattern.MatchString(s) {
			if u, err = Resolve(nil, r.pattern.ReplaceAllString(s, r.replace)); err != nil {
				return nil, err
			}
		}
	}
	return u, nil
}

// maxURL is the longest address worth keeping; longer ones come from traps.
const maxURL = 2048

// blanks are the bytes that browsers take out of an address.
var blanks = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// Resolve is the address that raw names on the page base, or by itself where
// base is nil, in the one spelling that this package gives to addresses:
// lower-case host without default port, no user, no fragment, no utm_* and
// fbclid. Its error wraps tulieu.ErrInvalid.
func Resolve(base *url.URL, raw string) (*url.URL, error) {
	bad := func(why string) (*url.URL, error) {
		return nil, fmt.Errorf("address %q %s: %w", cut(raw, 100), why, tulieu.ErrInvalid)
	}
	if len(raw) > maxURL {
		return bad("is too long")
	}
	u, err := url.Parse(blanks.Replace(strings.TrimSpace(raw)))
	if err != nil {
		return bad("cannot be read")
	}
	if base == nil {
		base = u
	}
	u = base.ResolveReference(u)
	if u.Scheme != "http" && u.Scheme != "https" || hostOf(u) == "" {
		return bad("is not http:// or https:// and a host")
	}
	out := &url.URL{Scheme: u.Scheme, Host: hostOf(u), Path: u.Path, RawPath: u.RawPath, RawQuery: keepQuery(u.RawQuery)}
	setPath(out, func(s string) string { return s })
	if len(out.String()) > maxURL {
		return bad("is too long")
	}
	return out, nil
}

// hostOf is the host of u in lower case and ASCII, with its port unless that
// is the scheme's own.
func hostOf(u *url.URL) string {
	host := strings.ToLower(strings.TrimRight(u.Hostname(), "."))
	if !isASCII(host) {
		if ascii, err := idna.Lookup.ToASCII(host); err == nil {
			host = strings.TrimRight(ascii, ".")
		}
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" || host == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return host
	}
	return host + ":" + port
}

// setPath writes the path of u in one spelling: letters that need no escape
// bare, all else as upper-case %XX of what form makes of the path.
func setPath(u *url.URL, form func(string) string) {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	path = unescape(path)
	if utf8.ValidString(path) {
		path = form(path)
	}
	path = escape(path)
	u.RawPath = path
	if p, err := url.PathUnescape(path); err == nil {
		u.Path = p
	}
}

// unescape decodes the %XX of s that stand for a byte needing no escape, or
// for a byte of a letter beyond ASCII. The others stay, in upper case.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, ok := hexByte(s[i:])
		switch {
		case !ok:
			b.WriteByte(s[i])
			continue
		case c >= utf8.RuneSelf || unreserved(c):
			b.WriteByte(c)
		default:
			b.WriteString(strings.ToUpper(s[i : i+3]))
		}
		i += 2
	}
	return b.String()
}

// hexByte is the byte that "%XX" at the start of s stands for.
func hexByte(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	hi, lo := strings.IndexByte(hexDigits, upper(s[1])), strings.IndexByte(hexDigits, upper(s[2]))
	return byte(hi<<4 | lo), hi >= 0 && lo >= 0
}

const hexDigits = "0123456789ABCDEF"

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>`{}|\\^", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// keepQuery is q without the parameters by which others count their readers.
func keepQuery(q string) string {
	var keep []string
	for pair := range strings.SplitSeq(q, "&") {
		key, _, _ := strings.Cut(strings.ToLower(pair), "=")
		if pair == "" || strings.HasPrefix(key, "utm_") || key == "fbclid" || key == "gclid" || key == "zarsrc" {
			continue
		}
		keep = append(keep, escape(unescape(pair)))
	}
	return strings.Join(keep, "&")
}

// sortQuery orders the parameters of q by key; those of one key keep their order.
func sortQuery(q string) string {
	pairs := strings.Split(norm.NFC.String(unescape(q)), "&")
	slices.SortStableFunc(pairs, func(a, b string) int {
		ka, _, _ := strings.Cut(a, "=")
		kb, _, _ := strings.Cut(b, "=")
		return strings.Compare(ka, kb)
	})
	return escape(strings.Join(pairs, "&"))
}

// cut is s, or its first n bytes and an ellipsis.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
