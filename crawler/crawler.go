package crawler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tulieu"
	"tulieu/crawler/extract"
)

const (
	agentName = "tulieu"

	defaultDelay    = time.Second
	defaultTimeout  = 30 * time.Second
	defaultMaxURLs  = 200_000
	defaultMaxDepth = 500 // pagers of an old portal are long chains
	defaultMaxWait  = 2 * time.Minute
	defaultRecheck  = 500
	batchSize       = 64
	maxFailures     = 5 // in a row, before a Retry-After is no longer waited for
)

// A Store keeps what a crawl brings home, and its frontier.
type Store interface {
	// Keep keeps all of steps or nothing.
	Keep(ctx context.Context, steps ...tulieu.Step) ([]tulieu.Outcome, error)
	// Target is the row of one address; its error wraps tulieu.ErrNotFound.
	Target(ctx context.Context, portal, url string) (tulieu.Target, error)
	// Due is at most n rows that are not done and due by now: seeds, lists,
	// then articles.
	Due(ctx context.Context, portal string, now time.Time, n int) ([]tulieu.Target, error)
	// Recrawl makes all rows of a portal not done: a new crawl begins.
	Recrawl(ctx context.Context, portal string, now time.Time) error
}

// A Crawler crawls portals. Store and Read are required; the zero values of
// the others mean what their comments say. Portals may be crawled at the same
// time by several goroutines; a host is asked one thing at a time all the same.
type Crawler struct {
	Store     Store
	Read      tulieu.Reader
	UserAgent string           // "tulieu/1 (+https://archive.example.vn/about)"; "tulieu/1"
	Delay     time.Duration    // between two requests to a host; a second. A profile's own wins
	Timeout   time.Duration    // of one request with its body; 30 seconds
	MaxWait   time.Duration    // the longest Retry-After to sit out; two minutes
	MaxURLs   int              // new addresses of a portal in one crawl; 200,000
	Recheck   int              // articles without working validators that a new crawl asks for whatever their age; 500, negative for none
	Log       *slog.Logger     // none
	Now       func() time.Time // time.Now
	Progress  func(Progress)   // called after every page, by the goroutine of its portal

	mu    sync.Mutex
	gates map[string]*gate // by host
}

// Progress tells of one page.
type Progress struct {
	Portal string
	URL    string
	Role   tulieu.Role
	Status int           // HTTP status; 0 for no answer
	Change tulieu.Change // what became of its article
	Note   string        // why it gave nothing
	Done   int           // pages of this crawl so far
	Known  int           // addresses of this crawl so far: Done and those to come
	Stats  Stats
}

// Stats counts what one crawl of a portal did.
type Stats struct {
	Requests    int           `json:"requests"`     // sent, with robots.txt and redirects
	Bodies      int           `json:"bodies"`       // pages that came with their body
	NotModified int           `json:"not_modified"` // pages that the server said had not changed
	Same        int           `json:"same"`         // bodies that were those of last time
	Lists       int           `json:"lists"`        // seeds and lists read
	Added       int           `json:"added"`        // articles new to the archive
	Revised     int           `json:"revised"`      // articles whose text had changed
	Unchanged   int           `json:"unchanged"`    // articles the archive held already
	Reviews     int           `json:"reviews"`      // pages that should hold an article and gave none
	Failed      int           `json:"failed"`       // no answer, an error status, or bytes that cannot be read
	Skipped     int           `json:"skipped"`      // forbidden by robots.txt, or outside the portal
	Bytes       int64         `json:"bytes"`        // of bodies, as they came
	Resumed     bool          `json:"resumed"`      // the crawl before this one had been stopped
	Stopped     string        `json:"stopped"`      // why the crawl ended before its frontier did; empty if it did not
	Elapsed     time.Duration `json:"elapsed"`
}

// Crawl walks the portal p to the end of its frontier. A crawl that was
// stopped is resumed; otherwise a new one begins, which asks for seeds and
// lists again, for those articles that can say cheaply that they have not
// changed, for some that cannot, and for those not looked at for long.
//
// What single pages did is in Stats and in the frontier. The error is that of
// the store or the context; it wraps tulieu.ErrUnavailable where the portal
// could not be crawled to the end, or gave no page at all.
func (c *Crawler) Crawl(ctx context.Context, p tulieu.Portal) (Stats, error) {
	profile, err := extract.Compile(&p)
	if err != nil {
		return Stats{}, fmt.Errorf("crawler: %w", err)
	}
	w := &walk{crawler: c, profile: profile, portal: &p, client: newClient(&p), rules: ruleMark(&p), seed: maphash.MakeSeed(), known: map[uint64]bool{}}
	defer w.client.CloseIdleConnections()
	w.delay = c.Delay
	if w.delay == 0 {
		w.delay = defaultDelay
	}
	if p.Delay > 0 {
		w.delay = p.Delay
	}
	start := c.now()
	err = w.run(ctx)
	w.stats.Elapsed = c.now().Sub(start)
	switch {
	case err != nil:
		return w.stats, fmt.Errorf("crawler: portal %s: %w", p.Name, err)
	case w.stats.Stopped != "":
		return w.stats, fmt.Errorf("crawler: portal %s: ended early: %s: %w", p.Name, w.stats.Stopped, tulieu.ErrUnavailable)
	case w.stats.Bodies+w.stats.NotModified == 0 && w.trouble != "":
		return w.stats, fmt.Errorf("crawler: portal %s: no page came: %s: %w", p.Name, w.trouble, tulieu.ErrUnavailable)
	}
	return w.stats, nil
}

// A walk is one crawl of one portal.
type walk struct {
	crawler *Crawler
	profile *extract.Profile
	portal  *tulieu.Portal
	client  *http.Client
	delay   time.Duration
	rules   string // mark of the rules that choose links
	stats   Stats
	done    int

	seed    maphash.Seed
	known   map[uint64]bool // addresses met in this crawl
	fresh   int             // of them, those that were found on pages
	trouble string          // of the last page that gave nothing
	again   int             // articles without working validators left to the next crawl
	wake    time.Time       // when the first server that asked to wait may be asked again
}

func (w *walk) run(ctx context.Context) error {
	resumed, began, err := w.interrupted(ctx)
	if err != nil {
		return err
	}
	w.stats.Resumed = resumed
	if !resumed {
		if err := w.begin(ctx); err != nil {
			return err
		}
	}
	if err := w.walk(ctx); err != nil || !resumed || w.stats.Stopped != "" {
		return err
	}
	// The rest of an old crawl knows nothing of what was published since.
	if w.crawler.now().Sub(began) > time.Hour {
		if err := w.begin(ctx); err != nil {
			return err
		}
		return w.walk(ctx)
	}
	return nil
}

// seeds are the addresses that every crawl begins with.
func (w *walk) seeds() []string {
	var out []string
	for _, list := range [][]string{w.portal.Seeds, w.portal.Sitemaps, w.portal.Feeds} {
		for _, s := range list {
			if u, err := w.profile.Address(nil, s); err == nil {
				out = append(out, u.String())
			}
		}
	}
	return out
}

// interrupted reports whether the crawl before this one was stopped: rows
// that were due when it began are still not done. began is when that was.
func (w *walk) interrupted(ctx context.Context) (bool, time.Time, error) {
	var began time.Time
	for _, s := range w.seeds() {
		t, err := w.crawler.Store.Target(ctx, w.portal.Name, s)
		if err != nil && !errors.Is(err, tulieu.ErrNotFound) {
			return false, began, err
		}
		if err == nil && !t.Fetched.IsZero() && (began.IsZero() || t.Fetched.Before(began)) {
			began = t.Fetched
		}
	}
	if began.IsZero() {
		return false, began, nil
	}
	left, err := w.crawler.Store.Due(ctx, w.portal.Name, began, 1)
	return len(left) > 0, began, err
}

// begin begins a new crawl.
func (w *walk) begin(ctx context.Context) error {
	store := w.crawler.Store
	if err := store.Recrawl(ctx, w.portal.Name, w.crawler.now()); err != nil {
		return err
	}
	var step tulieu.Step
	for _, s := range w.seeds() {
		t, err := store.Target(ctx, w.portal.Name, s)
		if errors.Is(err, tulieu.ErrNotFound) {
			t, err = tulieu.Target{Portal: w.portal.Name, URL: s}, nil
		}
		if err != nil {
			return err
		}
		t.Role, t.Depth, t.Due, t.Done = tulieu.RoleSeed, 0, time.Time{}, false
		step.Targets = append(step.Targets, t)
	}
	_, err := store.Keep(ctx, step)
	return err
}

// walk visits what is due until nothing is.
func (w *walk) walk(ctx context.Context) error {
	for {
		due, err := w.crawler.Store.Due(ctx, w.portal.Name, w.crawler.now(), batchSize)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			if w.wake.IsZero() {
				return nil
			}
			if err := sleep(ctx, w.wake.Sub(w.crawler.now())); err != nil {
				return err
			}
			w.wake = time.Time{}
			continue
		}
		for _, t := range due {
			w.meet(t.URL)
		}
		for _, t := range due {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.visit(ctx, t); err != nil {
				return err
			}
			if w.stats.Stopped != "" {
				return nil
			}
		}
	}
}

// meet notes that url is part of this crawl, and reports whether it is new.
func (w *walk) meet(url string) bool {
	h := maphash.String(w.seed, url)
	if w.known[h] {
		return false
	}
	w.known[h] = true
	return true
}

// visit fetches one target and keeps what came of it. Its error is fatal to
// the crawl.
func (w *walk) visit(ctx context.Context, t tulieu.Target) error {
	if t.Role != tulieu.RoleArticle && !strings.HasSuffix(t.Digest, w.rules) {
		t.ETag, t.LastModified = "", ""
	}
	asked := t.ETag != "" || t.LastModified != ""
	a, err := w.fetch(ctx, &t)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var step tulieu.Step
	if err != nil {
		w.missed(&t, err)
	} else {
		step = w.answered(&t, a)
	}
	if errors.Is(err, errRobotsAway) || errors.Is(err, errHeld) {
		return nil // nothing was learned about this page
	}
	// A row without a day to come back waits for the next crawl.
	t.Done = t.Due.IsZero()
	step.Targets = append([]tulieu.Target{t}, step.Targets...)
	outcomes, err := w.crawler.Store.Keep(ctx, step)
	if err != nil {
		return err
	}
	change := changeOf(step, outcomes)
	if asked && change == tulieu.Unchanged && step.Capture != nil && t.Role == tulieu.RoleArticle && t.Due.IsZero() {
		// It sent the whole page again for a clock or a counter: validators
		// that do not validate are no reason to ask at every crawl.
		t.Due = w.revisit(published(step))
		t.Done = t.Due.IsZero()
		if _, err := w.crawler.Store.Keep(ctx, tulieu.Step{Targets: []tulieu.Target{t}}); err != nil {
			return err
		}
	}
	w.report(t, step, change)
	return nil
}

// changeOf is what became of the article of step, if it holds one.
func changeOf(step tulieu.Step, outcomes []tulieu.Outcome) tulieu.Change {
	if step.Reading == nil || step.Reading.Article == nil || len(outcomes) == 0 {
		return tulieu.Unchanged
	}
	return outcomes[0].Change
}

func published(step tulieu.Step) tulieu.Date {
	if step.Reading.Article == nil {
		return tulieu.Date{}
	}
	return step.Reading.Article.Published
}

// missed moves the row of t after an error of fetch.
func (w *walk) missed(t *tulieu.Target, err error) {
	now := w.crawler.now()
	t.Note = err.Error()
	switch {
	case errors.Is(err, errRobotsAway), errors.Is(err, errHeld):
		w.stats.Stopped = err.Error()
	case errors.Is(err, errForbidden), errors.Is(err, errOutside), errors.Is(err, errPrivate), errors.Is(err, errUnwanted):
		w.stats.Skipped++
		t.Due = now.Add(24 * time.Hour)
	case errors.Is(err, errNoPage), errors.Is(err, errTooLarge), errors.Is(err, errRedirects):
		w.stats.Failed++
		t.Fetched, t.Due = now, now.Add(7*24*time.Hour)
	default:
		w.stats.Failed++
		t.Status = 0
		t.Failures++
		t.Due = now.Add(backoff(t.Failures))
	}
}

// backoff is how long a page is left alone after so many failures in a row:
// a minute, then four times as long each time, at most a week.
func backoff(failures int) time.Duration {
	d := time.Minute
	for range min(failures-1, 10) {
		d *= 4
	}
	return min(d, 7*24*time.Hour)
}

// answered moves the row of t after an answer, and makes the step to keep.
func (w *walk) answered(t *tulieu.Target, a *answer) tulieu.Step {
	now := w.crawler.now()
	t.Fetched, t.Status, t.Note = now, a.status, ""
	switch {
	case a.body != nil:
		return w.read(t, a)
	case a.status == http.StatusNotModified:
		w.stats.NotModified++
		t.Failures, t.Due = 0, time.Time{}
	case a.status == http.StatusTooManyRequests || a.status >= 500:
		w.stats.Failed++
		t.Failures++
		t.Note = fmt.Sprintf("status %d", a.status)
		t.Due = now.Add(backoff(t.Failures))
		if d := retryAfter(a.header, now); d > 0 {
			w.wait(t, a, d)
		} else if a.status == http.StatusTooManyRequests {
			w.hold(a, now.Add(min(10*w.delay, maxDelay)))
		}
	default:
		w.stats.Failed++
		t.Failures++
		t.Note = fmt.Sprintf("status %d", a.status)
		t.Due = now.Add(30 * 24 * time.Hour)
	}
	return tulieu.Step{}
}

// wait obeys a server that asked to be left alone for d.
func (w *walk) wait(t *tulieu.Target, a *answer, d time.Duration) {
	until := w.crawler.now().Add(d)
	t.Due = until
	t.Note = fmt.Sprintf("status %d, Retry-After %v", a.status, d)
	w.hold(a, until)
	switch {
	case d > w.crawler.maxWait():
		w.stats.Stopped = fmt.Sprintf("the server asks to be left alone for %v", d)
	case t.Failures < maxFailures && (w.wake.IsZero() || until.Before(w.wake)):
		w.wake = until
	case t.Failures >= maxFailures:
		t.Due = until.Add(backoff(t.Failures))
	}
}

// hold leaves the host that answered alone until then.
func (w *walk) hold(a *answer, until time.Time) {
	if u, err := url.Parse(a.url); err == nil {
		w.crawler.gate(u.Host).hold(until)
	}
}

// read reads the page that came for t.
func (w *walk) read(t *tulieu.Target, a *answer) tulieu.Step {
	now := w.crawler.now()
	w.stats.Bodies++
	digest := w.digest(t.Role, a.body)
	asked := t.ETag != "" || t.LastModified != "" // it could have answered 304
	same := t.Digest == digest
	t.Failures, t.Due, t.Digest = 0, time.Time{}, digest
	t.ETag, t.LastModified = a.header.Get("ETag"), a.header.Get("Last-Modified")
	validates := (t.ETag != "" || t.LastModified != "") && !(asked && same)
	if same {
		w.stats.Same++
		if t.Role == tulieu.RoleArticle && !validates {
			t.Due = w.revisit(tulieu.Date{})
		}
		return tulieu.Step{}
	}
	c := &tulieu.Capture{URL: a.url, Requested: a.requested, Portal: w.portal.Name, Fetched: now, Status: a.status, Header: a.header, Body: a.body}
	r, err := w.crawler.Read(c)
	if err != nil {
		w.stats.Failed++
		t.Note, t.Due = err.Error(), now.Add(7*24*time.Hour)
		return tulieu.Step{}
	}
	step := tulieu.Step{Capture: c, Reading: r, Found: w.found(t, r.Links)}
	switch {
	case r.Article != nil:
		if !validates {
			t.Due = w.revisit(r.Article.Published)
		}
	case t.Role == tulieu.RoleArticle:
		w.stats.Reviews++
		if t.Note = r.Review; t.Note == "" {
			t.Note = "the page is a list"
		}
		t.Due = now.Add(unknownAge)
	default:
		w.stats.Lists++
		t.Note = r.Review
	}
	if a.url != t.URL {
		// The page it redirected to need not be fetched for its own sake.
		final := *t
		final.URL, final.Done = a.url, t.Due.IsZero()
		step.Found = append(step.Found, final)
	}
	return step
}

// digest is what a row remembers of a body: of a list also the rules by which
// its links were chosen, so that new rules are tried on lists that have not
// changed.
func (w *walk) digest(role tulieu.Role, body []byte) string {
	sum := sha256.Sum256(body)
	d := "sha256:" + hex.EncodeToString(sum[:])
	if role != tulieu.RoleArticle {
		d += w.rules
	}
	return d
}

// ruleMark is a short digest of the rules of p by which links are chosen.
func ruleMark(p *tulieu.Portal) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", p.Hosts, p.Lists, p.Articles, p.Exclude, p.Canonical))
	return " rules:" + hex.EncodeToString(sum[:6])
}

// revisit is when to look again at an article that cannot say cheaply whether
// it changed: at the next crawl, which is the zero time, while they are few;
// after that a tenth of its age later, from a day to three months.
func (w *walk) revisit(published tulieu.Date) time.Time {
	most := w.crawler.Recheck
	if most == 0 {
		most = defaultRecheck
	}
	if w.again < most {
		w.again++
		return time.Time{}
	}
	now := w.crawler.now()
	if published.IsZero() {
		return now.Add(unknownAge)
	}
	return now.Add(min(max(now.Sub(published.First())/10, 24*time.Hour), 90*24*time.Hour))
}

// unknownAge is how long a page is left alone that has no day.
const unknownAge = 7 * 24 * time.Hour

// found is the rows of the links on the page of t that this crawl has not met.
func (w *walk) found(t *tulieu.Target, links []tulieu.Link) []tulieu.Target {
	maxDepth := w.portal.MaxDepth
	if maxDepth == 0 {
		maxDepth = defaultMaxDepth
	}
	maxURLs := w.crawler.MaxURLs
	if maxURLs == 0 {
		maxURLs = defaultMaxURLs
	}
	var out []tulieu.Target
	for _, l := range links {
		if t.Depth >= maxDepth || w.fresh >= maxURLs {
			break
		}
		if w.meet(l.URL) {
			w.fresh++
			out = append(out, tulieu.Target{Portal: w.portal.Name, URL: l.URL, Role: l.Role, Depth: t.Depth + 1})
		}
	}
	if w.fresh >= maxURLs {
		t.Note = fmt.Sprintf("more than %d addresses: further ones are left out", maxURLs)
	}
	return out
}

// report counts what became of a page and tells of it.
func (w *walk) report(t tulieu.Target, step tulieu.Step, change tulieu.Change) {
	if step.Reading != nil && step.Reading.Article != nil {
		switch change {
		case tulieu.Added:
			w.stats.Added++
		case tulieu.Revised:
			w.stats.Revised++
		default:
			w.stats.Unchanged++
		}
	}
	if w.done++; t.Note != "" {
		w.trouble = t.URL + ": " + t.Note
	}
	if log := w.crawler.Log; log != nil {
		log.Debug("page", "portal", t.Portal, "url", t.URL, "status", t.Status, "change", change, "note", t.Note)
	}
	if w.crawler.Progress != nil {
		w.crawler.Progress(Progress{
			Portal: t.Portal, URL: t.URL, Role: t.Role, Status: t.Status, Change: change, Note: t.Note,
			Done: w.done, Known: max(len(w.known), w.done), Stats: w.stats,
		})
	}
}

func (c *Crawler) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

func (c *Crawler) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return defaultTimeout
}

func (c *Crawler) maxWait() time.Duration {
	if c.MaxWait > 0 {
		return c.MaxWait
	}
	return defaultMaxWait
}

func (c *Crawler) userAgent() string {
	if c.UserAgent != "" {
		return c.UserAgent
	}
	return agentName + "/1"
}
