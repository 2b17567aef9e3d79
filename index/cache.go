package index

import "sync"

// A cache keeps what was decoded of segments within a number of bytes. What
// was used since the cache last looked for room gets a second chance: to note
// that is one write, where a list in the order of use would take six.
type cache struct {
	limit int

	mu      sync.Mutex
	entries map[cacheKey]*cacheEntry
	ring    []*cacheEntry // all of them
	hand    int           // where room was looked for last
	bytes   int
}

type cacheKey struct {
	segment uint64 // segment.key
	kind    kept
	word    string // or words of a phrase
	number  uint32 // of a bucket; the field of keptDocs
}

// kept says what a cache entry is.
type kept uint8

const (
	keptText   kept = iota // a word's postings in the text
	keptTitle              // in the title
	keptDocs               // the documents of either, without counts
	keptBucket             // of neighbours
	keptPhrase             // the documents that hold a phrase
)

type cacheEntry struct {
	key      cacheKey
	postings *postings
	place    int  // in ring
	used     bool // since the hand came by
}

// entryBytes is about what an entry costs besides what it holds.
const entryBytes = 256

func (e *cacheEntry) bytes() int { return entryBytes + e.postings.bytes() }

func newCache(limit int) *cache {
	return &cache{limit: limit, entries: map[cacheKey]*cacheEntry{}}
}

// through returns what k names, read anew if it is not kept.
func (c *cache) through(k cacheKey, read func() (*postings, error)) (*postings, error) {
	if e := c.get(k); e != nil {
		return e.postings, nil
	}
	p, err := read()
	if err == nil {
		c.put(&cacheEntry{key: k, postings: p})
	}
	return p, err
}

// get returns the entry of k, or nil. The caller does not change it.
func (c *cache) get(k cacheKey) *cacheEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[k]
	if e != nil {
		e.used = true
	}
	return e
}

// keeps reports whether it keeps anything at all.
func (c *cache) keeps() bool { return c.limit > 0 }

// put keeps e, in the place of what there is under its key.
func (c *cache) put(e *cacheEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.entries[e.key]; old != nil {
		c.drop(old)
	}
	if e.bytes() > c.limit {
		return
	}
	for c.bytes+e.bytes() > c.limit {
		c.hand %= len(c.ring)
		if next := c.ring[c.hand]; next.used {
			next.used = false
			c.hand++
		} else {
			c.drop(next)
		}
	}
	e.place = len(c.ring)
	c.ring = append(c.ring, e)
	c.entries[e.key] = e
	c.bytes += e.bytes()
}

// drop takes e out; the last of the ring comes to its place.
func (c *cache) drop(e *cacheEntry) {
	last := len(c.ring) - 1
	c.ring[e.place] = c.ring[last]
	c.ring[e.place].place = e.place
	c.ring[last] = nil
	c.ring = c.ring[:last]
	delete(c.entries, e.key)
	c.bytes -= e.bytes()
}
