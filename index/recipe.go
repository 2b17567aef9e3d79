package index

import "math"

// The recipe by which hits are ordered. Its numbers were chosen on questions
// with known answers, see BENCHMARKS.md; indextest has its own copy of them.
//
// Every article that matches is given the evidence of the words it holds, by
// BM25 in its text and once more in its title, of the neighbours it may hold,
// by their bucket, and of the papers, units and places that the query names and
// it mentions, in whatever words; a word in whose place it has the abbreviation,
// the long form or another spelling counts about as if it stood there. The first
// headSize are read again: neighbours are counted, words that stand alone tell a
// little more, and so does the one sentence that holds the most of the query.
const (
	k1 = 1.2
	b  = .9 // long articles are long because they say many things

	questionWeight   = .3 // of "gì", "nào", …
	numberWeight     = 1.3
	inCompound       = .5 // a syllable of a compound: the compound carries the rest
	compoundWeight   = .5 // the compound
	aloneWeight      = .8 // a syllable where it is in no compound
	pairWeight       = .7 // neighbours, times idf over pairScale
	pairScale        = 7
	leastApart       = .1  // of that is left, however tightly they are bound: it is counted in the words already
	sentenceWeight   = 1   // the best sentence, among articles of sentenceLength tokens
	sentenceLength   = 200 // or less on the average,
	sentenceGrowth   = .25 // and so much more where they are e times as long: all their words together say less
	foldedWeight     = .4  // a word's fold, where marks were restored
	foldedPairWeight = 1   // neighbours by their folds
	nameWeight       = 2   // a paper, unit or place that the query names, times idf
	standInWeight    = 1.5 // a word in whose place others stand, times its idf: about as if it stood there once
	changedShare     = .1  // so much of a query must change for it to be read as restored

	headSize = 100
)

// fieldWeights say how much a word's evidence in a field counts. The title's
// words are in the text too.
var fieldWeights = [textFields]float64{inText: 1, inTitle: .5}

// questionWords ask and tell little of the answer; they need not be there.
var questionWords = map[string]bool{
	"gì": true, "nào": true, "ai": true, "đâu": true, "sao": true, "mấy": true, "nhiêu": true, "bao": true,
}

// wordWeight is how much a word counts for itself.
func wordWeight(norm string) float64 {
	if c := norm[0]; c >= '0' && c <= '9' {
		return numberWeight
	}
	return questionOr1(norm)
}

func questionOr1(norm string) float64 {
	if questionWords[norm] {
		return questionWeight
	}
	return 1
}

// sentenceIn is the weight of the best sentence among articles of so many
// tokens on the average.
func sentenceIn(average float64) float64 {
	return sentenceWeight + sentenceGrowth*math.Log(max(1, average/sentenceLength))
}

// bm25 is the evidence of a word of which a document tells so much of all that
// it could (scales.tells).
func bm25(idf float64, tells float32) float64 { return idf * (k1 + 1) * float64(tells) }

// scales tell what counts are worth in each document of a segment: a count c
// tells c / (c + k1 (1 - b + b × length / average)), less than 1 (Robertson and
// Zaragoza, The Probabilistic Relevance Framework, 2009).
type scales struct {
	average float64
	inverse []float32 // 1 / (k1 …), by document
	once    []float32 // the most that one occurrence tells in each 64 documents
}

func newScales(lengths []uint32, average float64) *scales {
	s := &scales{average, make([]float32, len(lengths)), make([]float32, (len(lengths)+63)/64)}
	fixed, perToken := k1*(1-b), k1*b/average
	for d, n := range lengths {
		s.inverse[d] = float32(1 / (fixed + perToken*float64(n)))
		s.once[d/64] = max(s.once[d/64], tells(s.inverse[d]))
	}
	return s
}

// tells is what a count tells in document d.
func (s *scales) tells(d uint32, count uint8) float32 { return tells(float32(count) * s.inverse[d]) }

func tells(ratio float32) float32 { return ratio / (ratio + 1) }

// roundedAverage is the average length of texts to a hundredth or so: it stays
// as it is for many batches of articles, and so does what was reckoned with it.
func roundedAverage(tokens, texts int) float64 {
	if texts == 0 {
		return 1
	}
	part, exponent := math.Frexp(float64(tokens) / float64(texts))
	return math.Ldexp(math.Round(part*128)/128, exponent)
}
