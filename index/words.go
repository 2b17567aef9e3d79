package index

import (
	"tulieu"
	"tulieu/internal/viet"
)

// A word is one thing that a query asks for in the text.
type word struct {
	text      string   // normal form, or fold where the query was typed without marks
	folded    bool     // any spelling of the fold counts
	spellings []string // tokens that count as the word
	content   bool     // it decides what matches; question words only rank
	weight    float64  // of its evidence in the score
}

// key names the word's postings.
func (w *word) key() string {
	if w.folded {
		return "~" + w.text
	}
	return "=" + w.text
}

// questionWords ask and tell little of the answer; they weigh less and need
// not be there. Measured on questions, not chosen by taste.
var questionWords = map[string]bool{
	"gì": true, "nào": true, "ai": true, "đâu": true, "sao": true, "mấy": true, "nhiêu": true, "bao": true,
}

const (
	questionWeight = .3
	numberWeight   = 1.3 // a word that starts with a digit
)

// readWords cuts a query's text into words, each once. Where nobody typed a
// mark, marks do not count: "thi dua" finds "thi đua".
func readWords(text string, lex *lexicon) []word {
	var cutter viet.Cutter
	tokens := cutter.Cut(text)
	bare := true
	for _, t := range tokens {
		bare = bare && t.Norm == t.Fold
	}
	var words []word
	seen := map[string]bool{}
	for _, t := range tokens {
		w := word{text: t.Norm, folded: bare, spellings: []string{t.Norm}, content: !questionWords[t.Norm], weight: 1}
		if bare {
			w.text, w.spellings = t.Fold, lex.spellings(t.Fold)
		}
		if seen[w.text] {
			continue
		}
		seen[w.text] = true
		if !w.content {
			w.weight = questionWeight
		}
		if c := t.Norm[0]; c >= '0' && c <= '9' {
			w.weight = numberWeight
		}
		words = append(words, w)
	}
	for _, w := range words {
		if w.content {
			return words
		}
	}
	for i := range words { // only question words: then they are what is asked for
		words[i].content = true
	}
	return words
}

// understood says how the words were read.
func understood(words []word, match tulieu.Match) tulieu.Understood {
	u := tulieu.Understood{Match: match}
	for _, w := range words {
		if w.folded {
			u.Folded = append(u.Folded, w.text)
		} else {
			u.Terms = append(u.Terms, w.text)
		}
	}
	return u
}
