package index

import (
	"bytes"
	"cmp"
	"slices"
)

// Commonplaces are runs of two to four tokens that many documents of a segment
// hold: "thực hiện chỉ thị". To tell which do, many would have to be read at
// every search, and words and buckets of neighbours leave hardly one too many.
// So they are looked for while the segment's columns are built, and the
// documents of each are kept: a phrase that is one is answered without reading.
// Which they are is told by a sample of the segment itself; what it misses is
// read as ever.
type commonplaces map[string]docSet // by tokens, as stored

const (
	shortestCommonplace = 2 // tokens
	longestCommonplace  = 4
	commonplaceSample   = 256 // documents, about
	commonplaceRarity   = 32  // at least one in so many of the sample holds a commonplace
)

// mostCommonplaces is how many of each length there are at most: an eighth of a
// byte each for every document.
var mostCommonplaces = [longestCommonplace + 1]int{2: 512, 3: 512, 4: 128}

// commonplacesFrom is how many documents a segment has that has commonplaces:
// to read those of a smaller one takes milliseconds.
var commonplacesFrom = 2048

// findCommonplaces looks for them in the documents of p.
func (g *segment) findCommonplaces(p *part) error {
	if g.n < commonplacesFrom {
		return nil
	}
	runs, err := g.sampleRuns(p)
	if err != nil || len(runs) == 0 {
		return err
	}
	table := newRunTable(runs, g.n)
	for d := range uint32(g.n) {
		f, err := p.forward(d)
		if err != nil {
			return err
		}
		last, lastAt := noToken, 0
		for at := 0; at < len(f.tokens); {
			token, next := varint(f.tokens, at)
			for _, c := range table.of(last, token) {
				if bytes.HasPrefix(f.tokens[lastAt:], c.run) {
					c.docs.set(d)
				}
			}
			last, lastAt, at = token, at, next
		}
	}
	g.commonplaces = make(commonplaces, len(runs))
	for _, slot := range table {
		for _, c := range slot.runs {
			g.commonplaces[string(c.run)] = c.docs.docSet()
		}
	}
	return nil
}

// A runTable finds runs by their first two tokens, by open addressing: it is
// asked once for every token of a segment.
type runTable []struct {
	first, second uint32
	runs          []foundRun
}

type foundRun struct {
	run  []byte // tokens, as stored
	docs bitset // that hold it
}

func newRunTable(runs [][]byte, n int) runTable {
	size := 64
	for size < 4*len(runs) {
		size *= 2
	}
	t := make(runTable, size)
	for _, run := range runs {
		first, at := varint(run, 0)
		second, _ := varint(run, at)
		slot := &t[t.slot(first, second)]
		slot.first, slot.second = first, second
		slot.runs = append(slot.runs, foundRun{run, newBitset(n)})
	}
	return t
}

// slot is where the runs of two tokens are, or would be.
func (t runTable) slot(first, second uint32) int {
	h := (uint64(first)<<32 | uint64(second)) * 0x9E3779B97F4A7C15 >> 32
	for ; ; h++ {
		slot := &t[h&uint64(len(t)-1)]
		if slot.runs == nil || slot.first == first && slot.second == second {
			return int(h & uint64(len(t)-1))
		}
	}
}

func (t runTable) of(first, second uint32) []foundRun { return t[t.slot(first, second)].runs }

// sampleRuns returns the runs that many of a sample of p's documents hold.
func (g *segment) sampleRuns(p *part) ([][]byte, error) {
	type tally struct {
		run   string
		size  int // tokens
		docs  int
		lastD uint32
	}
	tallies := map[string]*tally{}
	var starts []int // of tokens
	step := uint32(max(1, g.n/commonplaceSample))
	sampled := 0
	for d := uint32(0); d < uint32(g.n); d += step {
		f, err := p.forward(d)
		if err != nil {
			return nil, err
		}
		sampled++
		starts = starts[:0]
		for at := 0; at < len(f.tokens); {
			starts = append(starts, at)
			_, at = varint(f.tokens, at)
		}
		starts = append(starts, len(f.tokens))
		for i := range starts {
			for size := shortestCommonplace; size <= longestCommonplace && i+size < len(starts); size++ {
				run := f.tokens[starts[i]:starts[i+size]]
				t := tallies[string(run)]
				if t == nil {
					t = &tally{run: string(run), size: size, lastD: d + 1}
					tallies[t.run] = t
				}
				if t.lastD != d {
					t.docs, t.lastD = t.docs+1, d
				}
			}
		}
	}
	var most [longestCommonplace + 1][]*tally
	for _, t := range tallies {
		if t.docs >= max(2, sampled/commonplaceRarity) {
			most[t.size] = append(most[t.size], t)
		}
	}
	var runs [][]byte
	for size, list := range most {
		slices.SortFunc(list, func(a, b *tally) int { return cmp.Or(cmp.Compare(b.docs, a.docs), cmp.Compare(a.run, b.run)) })
		for _, t := range list[:min(len(list), mostCommonplaces[size])] {
			runs = append(runs, []byte(t.run))
		}
	}
	return runs, nil
}

// narrow leaves in docs those that hold the commonplaces of a phrase, and
// reports whether they hold all of it.
func (c commonplaces) narrow(phrase []byte, docs bitset) (whole bool) {
	if len(c) == 0 {
		return false
	}
	if set, ok := c[string(phrase)]; ok {
		docs.andSet(set)
		return true
	}
	for from := 0; from < len(phrase); {
		_, next := varint(phrase, from)
		for to, size := next, 1; to < len(phrase) && size < longestCommonplace; size++ {
			_, to = varint(phrase, to)
			if set, ok := c[string(phrase[from:to])]; ok {
				docs.andSet(set)
			}
		}
		from = next
	}
	return false
}
