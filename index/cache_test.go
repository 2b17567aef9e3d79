package index

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestTheCacheStaysWithinItsBytes puts and asks for entries of any size: it
// gives back what was put last under a key or nothing, and what is asked for
// often stays.
func TestTheCacheStaysWithinItsBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const limit = 100_000
	c := newCache(limit)
	often := cacheKey{word: "often"}
	last := map[cacheKey]*postings{}
	hits := 0
	for i := range 20_000 {
		k := cacheKey{word: fmt.Sprint(rng.IntN(100))}
		if e := c.get(k); e != nil && e.postings != last[k] {
			t.Fatalf("step %d: another entry than the one that was put", i)
		}
		if rng.IntN(2) == 0 {
			last[k] = &postings{counts: make([]uint8, rng.IntN(limit/8))}
			c.put(&cacheEntry{key: k, postings: last[k]})
		}
		if c.get(often) != nil {
			hits++
		} else {
			c.put(&cacheEntry{key: often, postings: &postings{}})
		}
		bytes := 0
		for at, e := range c.ring {
			if bytes += e.bytes(); e.place != at || c.entries[e.key] != e {
				t.Fatalf("step %d: the entry at %d is lost", i, at)
			}
		}
		if bytes != c.bytes || bytes > limit || len(c.ring) != len(c.entries) {
			t.Fatalf("step %d: %d bytes in %d entries, %d told, %d allowed", i, bytes, len(c.ring), c.bytes, limit)
		}
	}
	if hits < 19_000 {
		t.Errorf("what is asked for at every step was there %d times of 20,000", hits)
	}
	c.put(&cacheEntry{key: often, postings: &postings{counts: make([]uint8, 2*limit)}})
	if c.get(often) != nil {
		t.Error("an entry larger than the cache is in it")
	}
}
