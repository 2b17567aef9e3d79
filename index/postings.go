package index

import (
	"context"
	"fmt"
	"math/bits"
	"sort"
	"unsafe"

	segapi "github.com/blevesearch/scorch_segment_api/v2"
)

// postings are the documents of one segment that hold a token, crossed out
// or not, and how often: a copy of bleve's, decoded once.
type postings struct {
	n      int      // documents
	list   []uint32 // the documents, where they are few; else
	bits   bitset   // the documents, and
	before []uint32 // how many stand before each word of bits
	counts []uint8  // in the order of the documents; 255 and more are 255

	// The most that the word tells (scales.tells) of a document in each word of
	// bits, or from each place in list to the end of its 64 documents; reckoned
	// with this average length of a text.
	most    []float32
	average float64
}

// maxCount is as often as a token is counted in one article. BM25 has long
// been saturated by then.
const maxCount = 255

func newPostings(set docSet, counts []uint8) *postings {
	p := &postings{n: set.n, list: set.list, bits: set.bits, counts: counts}
	if p.bits == nil {
		return p
	}
	p.before = make([]uint32, len(p.bits))
	sum := 0
	for i, w := range p.bits {
		p.before[i] = uint32(sum)
		sum += bits.OnesCount64(w)
	}
	return p
}

// docs is the set of documents.
func (p *postings) docs() docSet { return docSet{list: p.list, bits: p.bits, n: p.n} }

func (p *postings) empty() bool { return p.n == 0 }

// seek returns where in list the first document of block k is, which is in it;
// near is a place that may be close before it.
func (p *postings) seek(k, near int) int {
	list := p.list
	if near > len(list) || near > 0 && int(list[near-1]>>6) >= k {
		near = 0
	}
	end := near
	for step := 1; end < len(list) && int(list[end]>>6) < k; step *= 2 {
		near = end + 1
		end = min(end+step, len(list))
	}
	return near + sort.Search(end-near, func(i int) bool { return int(list[near+i]>>6) >= k })
}

// weigh returns p with what it tells by these scales.
func (p *postings) weigh(scales *scales) *postings {
	w := *p
	w.average = scales.average
	if p.bits != nil {
		w.most = make([]float32, len(p.bits))
		at := 0
		for k, docs := range p.bits {
			ratio := float32(0)
			for inverse := scales.inverse[k*64:]; docs != 0; docs &= docs - 1 {
				if r := float32(p.counts[at]) * inverse[bits.TrailingZeros64(docs)]; r > ratio { // max would ask for NaN
					ratio = r
				}
				at++
			}
			w.most[k] = tells(ratio)
		}
		return &w
	}
	w.most = make([]float32, len(p.list))
	ratio := float32(0)
	for at := len(p.list) - 1; at >= 0; at-- {
		d := p.list[at]
		if at+1 < len(p.list) && d>>6 != p.list[at+1]>>6 {
			ratio = 0
		}
		if r := float32(p.counts[at]) * scales.inverse[d]; r > ratio {
			ratio = r
		}
		w.most[at] = tells(ratio)
	}
	return &w
}

// count returns how often document d holds the token; 0 if not.
func (p *postings) count(d uint32) uint8 {
	if p.bits == nil {
		i := sort.Search(len(p.list), func(i int) bool { return p.list[i] >= d })
		if i == len(p.list) || p.list[i] != d {
			return 0
		}
		return p.counts[i]
	}
	word, bit := p.bits[d>>6], uint64(1)<<(d&63)
	if word&bit == 0 {
		return 0
	}
	return p.counts[int(p.before[d>>6])+bits.OnesCount64(word&(bit-1))]
}

// addTo adds the counts to sums, by document, and the documents to any.
func (p *postings) addTo(sums []uint8, any bitset) {
	p.docs().addTo(any)
	if p.bits == nil {
		for at, d := range p.list {
			sums[d] = uint8(min(int(sums[d])+int(p.counts[at]), maxCount))
		}
		return
	}
	at := 0
	for k, w := range p.bits {
		for block := sums[k*64:]; w != 0; w &= w - 1 {
			sum := &block[bits.TrailingZeros64(w)]
			*sum = uint8(min(int(*sum)+int(p.counts[at]), maxCount))
			at++
		}
	}
}

// alive returns how many of the documents are not crossed out.
func (p *postings) alive(live bitset) int {
	n := 0
	if p.bits == nil {
		for _, d := range p.list {
			if live.has(d) {
				n++
			}
		}
		return n
	}
	for i, w := range p.bits {
		n += bits.OnesCount64(w & live[i])
	}
	return n
}

func (p *postings) bytes() int {
	return 4*cap(p.list) + 8*cap(p.bits) + 4*cap(p.before) + 4*cap(p.most) + cap(p.counts) + int(unsafe.Sizeof(*p))
}

// readPostings decodes the postings of the spellings of one word in a field,
// as if they were one token: a document counts them together. What known has
// of a spelling is not read again; it may have nothing.
func readPostings(ctx context.Context, p *part, field int, spellings []string, known func(spelling string) *postings) (*postings, error) {
	dict, err := p.postings.Dictionary(textFieldNames[field])
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	if len(spellings) == 1 {
		return readToken(p, dict, field, spellings[0])
	}
	sums, any := make([]uint8, p.n), newBitset(p.n) // by document
	for i, token := range spellings {
		if i%64 == 0 && ctx.Err() != nil { // the beginning of a word may have thousands
			return nil, ctx.Err()
		}
		have := known(token)
		if have == nil {
			if have, err = readToken(p, dict, field, token); err != nil {
				return nil, err
			}
		}
		have.addTo(sums, any)
	}
	set := any.docSet()
	counts := make([]uint8, 0, set.n)
	set.each(func(d uint32) { counts = append(counts, sums[d]) })
	return newPostings(set, counts), nil
}

// readToken decodes the postings of one token.
func readToken(p *part, dict segapi.TermDictionary, field int, token string) (*postings, error) {
	list, err := dict.PostingsList([]byte(token), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	set, err := docSetOf(list, p.n)
	if err != nil {
		return nil, err
	}
	counts, ok := rawCounts[uint8](p.raw, field, token, set.n)
	if !ok {
		if counts, err = iteratedCounts[uint8](list); err != nil {
			return nil, err
		}
	}
	return newPostings(set, counts), nil
}

// readBucket decodes the documents of one bucket of neighbours.
func readBucket(n int, s segapi.Segment, bucket int) (*postings, error) {
	dict, err := s.Dictionary(fieldPairs)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	list, err := dict.PostingsList([]byte(pairTerm(uint16(bucket))), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	set, err := docSetOf(list, n)
	if err != nil {
		return nil, err
	}
	return newPostings(set, nil), nil
}

// readDocs decodes the documents of the spellings of one word, without counts:
// all that matching wants, at a fraction of the time.
func readDocs(ctx context.Context, n int, s segapi.Segment, field string, spellings []string) (*postings, error) {
	dict, err := s.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	var list segapi.PostingsList
	all := newBitset(n)
	for i, token := range spellings {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if list, err = dict.PostingsList([]byte(token), nil, list); err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
		set, err := docSetOf(list, n)
		if err != nil {
			return nil, err
		}
		if len(spellings) == 1 {
			return newPostings(set, nil), nil
		}
		set.addTo(all)
	}
	return newPostings(all.docSet(), nil), nil
}
