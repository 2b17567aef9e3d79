package tulieu

import (
	"net/http"
	"time"
)

// A Capture is one page or file as it came, kept unchanged in a WARC record.
type Capture struct {
	URL         string   // final address after redirects; file:… for an imported file, urn:… where the item says so
	Requested   []string // addresses that redirected to URL, first one first
	Portal      string   // name of the profile under which it was fetched or imported
	Fetched     time.Time
	Status      int         // HTTP status; 0 for an imported file
	Header      http.Header // response header as it came; nil for an imported file
	ContentType string      // of an imported file: "text/plain", "application/x-ndjson" (one line), "text/html"
	Body        []byte      // the payload as it came, Content-Encoding still on
	Ref         CaptureRef  // set once kept
}

// A CaptureRef is the place of a capture in the archive.
type CaptureRef struct {
	File   string // name below warc/
	Offset int64  // of the gzip member
	Length int64
	Digest string // "sha256:" and hex, of Body
	Order  uint64 // Tulieu-Order: captures were accepted in this order, with gaps
}

// A Reading is what one capture says. One function makes it from a Capture,
// for crawl, import, re-read, rebuild and inspect alike.
type Reading struct {
	Article *Article // nil where the page is a list, or says no article
	Links   []Link   // in the order of the page, each once
	Review  string   // why a page that should hold an article gave none: "no title", "body of 12 letters"
}

// A Reader reads captures. The same capture always gives the same Reading.
// An error says that the bytes could not be read at all.
type Reader func(*Capture) (*Reading, error)

// A Link is an address on a page that the portal's profile wants followed.
type Link struct {
	URL  string
	Role Role
}

// A Role says what a page of a portal is for.
type Role string

const (
	RoleSeed    Role = "seed"    // asked at every crawl
	RoleList    Role = "list"    // leads to articles: section page, pager, sitemap, feed
	RoleArticle Role = "article" // holds one article
)

// A Target is an address in the frontier: what a crawl has seen, what it is
// to fetch next, and what it remembers of the last time.
type Target struct {
	Portal       string
	URL          string
	Role         Role
	Depth        int       // pages from a seed; pagers count
	Due          time.Time // not to be fetched before; the zero time is at once
	ETag         string
	LastModified string
	Digest       string    // of the last body, and for a list of the rules that chose its links
	Fetched      time.Time // last answer; zero if never
	Status       int       // last HTTP status; 0 for none, or no answer
	Failures     int       // in a row
	Note         string    // last error or review, for `crawl status`
	Done         bool      // nothing to do until a new crawl asks again
}

// A Step is one acknowledged piece of a crawl or an import. The archive keeps
// all of it or nothing.
type Step struct {
	Capture *Capture // nil where nothing came (timeout, 304, 404): the frontier moves alone
	Reading *Reading // what Capture says; nil with it
	Targets []Target // rows of the frontier to insert or replace, by Portal and URL
	Found   []Target // rows to insert only where the frontier does not know the URL
}

// An Outcome says what keeping a Step did.
type Outcome struct {
	Article ID     // empty where the step held none
	Change  Change // what happened to it
}

// A Change says what an article underwent.
type Change string

const (
	Unchanged Change = ""        // the archive already held this text
	Added     Change = "added"   // a new article
	Revised   Change = "revised" // a new version of its text
	Reread    Change = "reread"  // same text or newer extractor: new facts, no version
	Removed   Change = "removed" // taken down
)

// A LogEntry is one line of the archive's change log.
type LogEntry struct {
	Seq    Seq
	ID     ID
	Change Change
}

// A Takedown is a tombstone: what was removed, when, why and by whom.
type Takedown struct {
	ID     ID
	URL    string
	Reason string
	By     string
	At     time.Time
}
