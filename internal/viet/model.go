package viet

import "math"

// A Model knows which words of an archive stand side by side and how often.
// From that alone it restores accents, reads Telex and VNI, mends typing
// errors that are words themselves, and knows compounds. Words are given and
// returned in normal form. A Model does not change and is safe for concurrent
// use. Constants are those of a study over Vietnamese questions and answers.
type Model struct {
	Total uint64 // tokens counted

	words []string   // by id, commonest first
	n     []uint32   // occurrences, by id
	first []uint32   // followers of a are next[first[a]:first[a+1]]
	next  []follower // by id

	ids     map[string]uint32
	byFold  map[string][]uint32 // commonest first, at most maxCandidates
	byPlain map[string][]uint32 // by toneless form
	bySlip  map[string][]string // folded syllables by what a slip leaves of them
	after   []float64           // by a: how often anything follows it
	before  []uint32            // by b: distinct words it follows
	learned []bool              // by place in next

	compounds []compound // by fold
}

type follower struct{ id, n uint32 }

const (
	maxCandidates = 30
	discount      = .75 // of absolute discounting (Kneser-Ney)

	learnedMin  = 8   // a learned pair was seen so often …
	learnedNPMI = .35 // … and is bound at least so tightly
)

// prepare derives all else from words, n, first and next.
func (m *Model) prepare() {
	m.ids = make(map[string]uint32, len(m.words))
	m.byFold = map[string][]uint32{}
	m.byPlain = map[string][]uint32{}
	for id, w := range m.words {
		if id <= number {
			continue
		}
		id := uint32(id)
		m.ids[w] = id
		fold, plain := w, w
		if !isASCII(w) {
			fold, plain = Fold(w), Toneless(w)
		}
		if c := m.byFold[fold]; len(c) < maxCandidates {
			m.byFold[fold] = append(c, id)
		}
		if c := m.byPlain[plain]; len(c) < maxCandidates {
			m.byPlain[plain] = append(c, id)
		}
	}
	m.bySlip = m.slips()
	m.after = make([]float64, len(m.words))
	m.before = make([]uint32, len(m.words))
	m.learned = make([]bool, len(m.next))
	for a := range m.words {
		for i := m.first[a]; i < m.first[a+1]; i++ {
			f := m.next[i]
			m.after[a] += float64(f.n)
			m.before[f.id]++
			m.learned[i] = a > number && f.id > number && f.n >= learnedMin && m.npmi(uint32(a), f) >= learnedNPMI
		}
	}
	m.gatherCompounds()
}

func (m *Model) npmi(a uint32, f follower) float64 {
	n, total := float64(f.n), float64(m.Total)
	return math.Log(n*total/(float64(m.n[a])*float64(m.n[f.id]))) / -math.Log(n/total)
}

// find returns the place of the pair in next, or -1.
func (m *Model) find(a, b uint32) int {
	from, to := m.first[a], m.first[a+1]
	for from < to { // by hand: this is the inner loop of restoration
		mid := (from + to) / 2
		if m.next[mid].id < b {
			from = mid + 1
		} else {
			to = mid
		}
	}
	if from == m.first[a+1] || m.next[from].id != b {
		return -1
	}
	return int(from)
}

func (m *Model) findWords(a, b string) (uint32, int) {
	x, ok := m.ids[a]
	y, ok2 := m.ids[b]
	if !ok || !ok2 {
		return 0, -1
	}
	return x, m.find(x, y)
}

// Count is how often the word was counted. Words with digits have no count.
func (m *Model) Count(word string) int {
	if id, ok := m.ids[word]; ok {
		return int(m.n[id])
	}
	return 0
}

// Pairs is how often b followed a with nothing but blanks between.
func (m *Model) Pairs(a, b string) int {
	if _, i := m.findWords(a, b); i >= 0 {
		return int(m.next[i].n)
	}
	return 0
}

// NPMI is the normalised pointwise mutual information of the pair, from -1
// (never together) to 1 (only together); -1 for a pair that was not counted.
func (m *Model) NPMI(a, b string) float64 {
	x, i := m.findWords(a, b)
	if i < 0 {
		return -1
	}
	return m.npmi(x, m.next[i])
}

// Compound reports whether a and b form a learned pair: seen at least eight
// times, with an NPMI of at least .35. "ngoại vụ" is one.
func (m *Model) Compound(a, b string) bool {
	_, i := m.findWords(a, b)
	return i >= 0 && m.learned[i]
}

// A Segment is a word made of N tokens, one or two, from the First on.
type Segment struct{ First, N int }

// Segment cuts tokens into words, from left to right: a compound where two
// tokens with nothing but blanks between form one, else a single token.
// DocNumbers are left out. The segments are appended to dst.
func (m *Model) Segment(dst []Segment, tokens []Token) []Segment {
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind == DocNumber {
			continue
		}
		n := 1
		if j := i + 1; j < len(tokens) && tokens[j].Kind != DocNumber && !tokens[j].Break && m.Compound(tokens[i].Norm, tokens[j].Norm) {
			n = 2
		}
		dst = append(dst, Segment{i, n})
		i += n - 1
	}
	return dst
}

// alone returns P(b) for the word of id b, -1 for one that is not known.
func (m *Model) alone(b int) float64 {
	types, n := 0., 0.
	if b >= 0 {
		types, n = float64(m.before[b]), float64(m.n[b])
	}
	return .9*types/max(1, float64(len(m.next))) + .1*(n+.1)/(float64(m.Total)+1e4)
}

// follows returns P(b|a) by interpolated Kneser-Ney, for ids as alone takes them.
func (m *Model) follows(a, b int) float64 { return m.followsBy(a, b, m.alone(b)) }

// followsBy is follows for a b whose P(b) is known.
func (m *Model) followsBy(a, b int, alone float64) float64 {
	if a < 0 || m.after[a] == 0 {
		return alone
	}
	seen := 0.
	if b >= 0 {
		if i := m.find(uint32(a), uint32(b)); i >= 0 {
			seen = max(float64(m.next[i].n)-discount, 0)
		}
	}
	types := float64(m.first[a+1] - m.first[a])
	return (seen + discount*types*alone) / m.after[a]
}
