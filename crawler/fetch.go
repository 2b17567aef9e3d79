package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"tulieu"
	"tulieu/crawler/extract"
)

const (
	maxBody      = extract.MaxDecoded // bytes of a page as they come, still compressed
	maxRedirects = 8
	robotsAge    = 24 * time.Hour
	robotsRetry  = 5 * time.Minute  // after an answer that settled nothing
	maxDelay     = 30 * time.Second // the longest Crawl-delay that is honoured
)

// Errors that visit turns into notes on the frontier.
var (
	errForbidden = errors.New("robots.txt forbids it")
	errOutside   = errors.New("not among the portal's hosts, or excluded")
	errUnwanted  = errors.New("the profile's rules no longer ask for this address")
	errPrivate   = errors.New("no public address, and the profile does not allow loopback")
	errNoPage    = errors.New("no page")
	errTooLarge  = fmt.Errorf("more than %d MiB", maxBody>>20)
	errRedirects = errors.New("redirects without end")
	// errHeld: the host asked to be left alone for longer than a crawl waits.
	errHeld = errors.New("the host asked to be left alone")
	// errRobotsAway: robots.txt cannot be had, so that nothing may be fetched now.
	errRobotsAway = errors.New("robots.txt cannot be read")
)

// A gate lets one request at a time through to a host, and the next one not
// before the delay has passed.
type gate struct {
	turn chan struct{} // holds one token while nobody asks the host

	mu       sync.Mutex
	next     time.Time
	robots   *robots // nil: not asked yet, or away
	robotsAt time.Time
}

func (c *Crawler) gate(host string) *gate {
	c.mu.Lock()
	defer c.mu.Unlock()
	g := c.gates[host]
	if g == nil {
		if c.gates == nil {
			c.gates = map[string]*gate{}
		}
		g = &gate{turn: make(chan struct{}, 1)}
		g.turn <- struct{}{}
		c.gates[host] = g
	}
	return g
}

// enter waits for the turn of a request, but no longer than most once it has
// come; leave gives it back.
func (g *gate) enter(ctx context.Context, now func() time.Time, most time.Duration) error {
	select {
	case <-g.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	g.mu.Lock()
	wait := g.next.Sub(now())
	g.mu.Unlock()
	if wait > most {
		g.turn <- struct{}{}
		return fmt.Errorf("%w for another %v", errHeld, wait.Round(time.Second))
	}
	if err := sleep(ctx, wait); err != nil {
		g.turn <- struct{}{}
		return err
	}
	return nil
}

func (g *gate) leave(next time.Time) {
	g.hold(next)
	g.turn <- struct{}{}
}

// hold keeps the gate shut until next, at least.
func (g *gate) hold(next time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if next.After(g.next) {
		g.next = next
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newClient returns a client that follows no redirect, decodes nothing, asks
// no proxy, and connects to public addresses only, or to this machine where p
// allows it.
func newClient(p *tulieu.Portal) *http.Client {
	dialer := &net.Dialer{Timeout: 15 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("dial %s: %w", address, err)
		}
		if ip := to.Addr().Unmap(); !isPublic(ip) && !(p.Loopback && ip.IsLoopback()) {
			return errPrivate
		}
		return nil
	}}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			DisableCompression:     true,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        time.Minute,
			TLSHandshakeTimeout:    15 * time.Second,
			MaxResponseHeaderBytes: 256 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// reserved are networks that no public site answers from, beyond those that
// netip.Addr knows.
var reserved = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

func isPublic(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// isLoopbackHost reports whether host, perhaps with a port, is this machine.
func isLoopbackHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback() || host == "localhost"
}

// An answer is what a server sent for one target, after redirects.
type answer struct {
	url       string   // final address
	requested []string // those that redirected to it
	status    int
	header    http.Header
	body      []byte // nil unless status is 200 or 203
}

// fetch asks for the page of t and follows redirects within the portal.
func (w *walk) fetch(ctx context.Context, t *tulieu.Target) (*answer, error) {
	u, err := url.Parse(t.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errOutside, err)
	}
	if t.Role == tulieu.RoleArticle && !w.stillWanted(u) {
		return nil, errUnwanted
	}
	var requested []string
	for len(requested) <= maxRedirects {
		if !w.profile.Allows(u) {
			return nil, fmt.Errorf("%s: %w", u.Host, errOutside)
		}
		if slices.Contains(requested, u.String()) {
			break
		}
		a, err := w.ask(ctx, u, t, len(requested) == 0)
		if err != nil {
			return nil, err
		}
		a.url, a.requested = u.String(), requested
		next := a.header.Get("Location")
		if a.status < 300 || a.status > 399 || a.status == http.StatusNotModified || next == "" {
			return a, nil
		}
		requested = append(requested, u.String())
		if u, err = extract.Resolve(u, next); err != nil {
			return nil, fmt.Errorf("%w: %w", errOutside, err)
		}
	}
	return nil, errRedirects
}

// stillWanted reports whether the profile would today take the article u up
// under this address: its rules may have changed since.
func (w *walk) stillWanted(u *url.URL) bool {
	now, err := w.profile.Address(nil, u.String())
	return err == nil && now.String() == u.String() && w.profile.Role(u) == tulieu.RoleArticle
}

// ask sends one request, when robots.txt and the gate of the host let it.
func (w *walk) ask(ctx context.Context, u *url.URL, t *tulieu.Target, first bool) (*answer, error) {
	g := w.crawler.gate(u.Host)
	rules, err := w.robotsFor(ctx, g, u)
	if err != nil {
		return nil, err
	}
	if !rules.allows(u.RequestURI()) {
		return nil, errForbidden
	}
	header := http.Header{"Accept": {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"}, "Accept-Encoding": {"gzip"}, "Accept-Language": {"vi,en;q=0.5"}}
	if first && t.ETag != "" {
		header.Set("If-None-Match", t.ETag)
	}
	if first && t.LastModified != "" {
		header.Set("If-Modified-Since", t.LastModified)
	}
	delay := max(w.delay, min(rules.delay, maxDelay))
	return w.send(ctx, g, u, header, delay, readPage)
}

// send sends one request through g, and reads the body of a good answer.
func (w *walk) send(ctx context.Context, g *gate, u *url.URL, header http.Header, delay time.Duration, read func(*http.Response) ([]byte, error)) (*answer, error) {
	c := w.crawler
	if err := g.enter(ctx, c.now, max(c.maxWait(), delay)); err != nil {
		return nil, err
	}
	defer func() { g.leave(c.now().Add(delay)) }()
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errOutside, err)
	}
	req.Header = header
	req.Header.Set("User-Agent", c.userAgent())
	w.stats.Requests++
	resp, err := w.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	if a.status != http.StatusOK && a.status != http.StatusNonAuthoritativeInfo {
		// A short rest is read so that the connection can be used again.
		_, _ = io.CopyN(io.Discard, resp.Body, 16<<10)
		return a, nil
	}
	if a.body, err = read(resp); err != nil {
		return nil, err
	}
	w.stats.Bytes += int64(len(a.body))
	return a, nil
}

// readPage reads the body of a page, unless its type or size shows that it
// is none.
func readPage(resp *http.Response) ([]byte, error) {
	if kind := contentKind(resp.Header); !isPage(kind) {
		return nil, fmt.Errorf("content of type %s: %w", kind, errNoPage)
	}
	if resp.ContentLength > maxBody {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if len(body) > maxBody {
		return nil, errTooLarge
	}
	return body, err
}

// readRobots reads as much of a robots.txt as is looked at.
func readRobots(resp *http.Response) ([]byte, error) {
	return io.ReadAll(io.LimitReader(resp.Body, maxRobots))
}

func contentKind(h http.Header) string {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, _, _ = strings.Cut(h.Get("Content-Type"), ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	return kind
}

// isPage reports whether kind is a type that extract reads, or none.
func isPage(kind string) bool {
	switch kind {
	case "", "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/rss+xml", "application/atom+xml",
		"application/gzip", "application/x-gzip", "text/plain":
		return true
	}
	return false
}

// robotsFor is the rules of the host of u, at most a day old. An answer of 4xx
// means that there are none; 5xx, 429 or no answer that nothing may be fetched.
func (w *walk) robotsFor(ctx context.Context, g *gate, u *url.URL) (*robots, error) {
	c := w.crawler
	g.mu.Lock()
	rules, age := g.robots, c.now().Sub(g.robotsAt)
	known := !g.robotsAt.IsZero()
	g.mu.Unlock()
	if rules != nil && age < robotsAge {
		return rules, nil
	}
	if known && rules == nil && age < robotsRetry {
		return nil, errRobotsAway
	}
	rules, err := w.askRobots(ctx, u)
	if err != nil && (ctx.Err() != nil || errors.Is(err, errHeld)) {
		return nil, err // it says nothing about the host
	}
	g.mu.Lock()
	g.robots, g.robotsAt = rules, c.now()
	g.mu.Unlock()
	return rules, err
}

func (w *walk) askRobots(ctx context.Context, u *url.URL) (*robots, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for range 6 {
		if at.Host != u.Host && !w.profile.Allows(at) {
			break
		}
		a, err := w.send(ctx, w.crawler.gate(at.Host), at, http.Header{"Accept-Encoding": {"identity"}}, w.delay, readRobots)
		switch {
		case errors.Is(err, errHeld):
			return nil, err
		case err != nil:
			return nil, fmt.Errorf("%w: %w", errRobotsAway, err)
		case a.status >= 500 || a.status == http.StatusTooManyRequests:
			return nil, fmt.Errorf("%w: status %d", errRobotsAway, a.status)
		case a.status >= 400:
			return &robots{}, nil
		case a.status < 300:
			return parseRobots(a.body, agentName), nil
		}
		next, err := extract.Resolve(at, a.header.Get("Location"))
		if err != nil {
			break
		}
		at = next
	}
	// Redirects that lead nowhere count as no robots.txt (RFC 9309, 2.3.1.2).
	return &robots{}, nil
}

// retryAfter is how long the server of h asks to be left alone, at most a day.
func retryAfter(h http.Header, now time.Time) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	if s == "" {
		return 0
	}
	d := time.Duration(0)
	if n, err := strconv.Atoi(s); err == nil {
		d = time.Duration(min(n, 86400)) * time.Second
	} else if t, err := http.ParseTime(s); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), 24*time.Hour)
}
