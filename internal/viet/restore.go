package viet

import "slices"

// A Guess is a token as it was meant.
type Guess struct {
	Norm       string  // in normal form; Token.Norm where it was kept
	Changed    bool    // Norm is not what was typed
	Confidence float64 // probability that Norm is meant, given the other tokens; 1 where nothing was to be decided
}

// Restore gives each token the accents that its typist left out: a bare
// syllable may be any word that folds to it, one without tone any that is the
// same but for the tone, one with a tone is what it is. Numbers, numbers of
// papers with their parts, and words the model does not know stay. There is
// one Guess for each token.
//
// How freely it changes a bare syllable depends on the others: where most
// carry marks, this one was probably meant without; where others have a
// circumflex, a horn or a breve but none a tone, it lacks most likely its tone
// alone.
func (m *Model) Restore(tokens []Token) []Guess {
	out := make([]Guess, len(tokens))
	l := lattice{m: m}
	habit := habitOf(tokens)
	var at []int // which token each step of the lattice is
	paper := 0   // where the last DocNumber ends
	for i := range tokens {
		t := &tokens[i]
		out[i] = Guess{Norm: t.Norm, Confidence: 1}
		if t.Kind == DocNumber {
			paper = t.End
			continue
		}
		states := m.itself(t)
		if t.Start >= paper {
			states = m.meant(t, habit)
		}
		l.steps = append(l.steps, step{states, t.Break})
		at = append(at, i)
	}
	best, confidence := l.solve()
	for k, s := range best {
		g := &out[at[k]]
		g.Confidence = confidence[k]
		if s.id > number && m.words[s.id] != g.Norm {
			g.Norm, g.Changed = m.words[s.id], true
		}
	}
	return out
}

// A habit is how somebody types.
type habit struct {
	tones  bool    // types tones at all: what has other marks and no tone has the level one
	shapes bool    // types all marks but tones
	loss   float64 // probability that marks are left out
}

// habitOf estimates the habit of the typist of tokens.
func habitOf(tokens []Token) habit {
	const (
		natural = .78 // share of syllables in Vietnamese prose that have marks
		shaped  = .5  // … other marks than tones
		slip    = .02 // nobody is perfect
	)
	var h habit
	marked, all := 0., 0.
	for i := range tokens {
		t := &tokens[i]
		if t.Kind != Syllable {
			continue
		}
		all++
		if t.Norm == t.Fold {
			continue
		}
		marked++
		if _, tone := splitTone(t.Norm); tone > Level {
			h.tones = true
		}
	}
	h.loss = max(slip, 1-marked/(natural*max(1, all)))
	if h.shapes = marked > 0 && !h.tones; h.shapes {
		const doubt = 2 // syllables of an ordinary typist: a few that need no tone prove little
		h.loss = max(slip, 1-(marked+shaped*doubt/2)/(shaped*(all+doubt)))
	}
	return h
}

func (m *Model) itself(t *Token) []state {
	if hasDigit(t) {
		return []state{{number, 1}}
	}
	if id, ok := m.ids[t.Norm]; ok {
		return []state{{int(id), 1}}
	}
	return []state{{-1, 1}}
}

// meant lists what t may be meant as: at least itself.
func (m *Model) meant(t *Token, h habit) []state {
	if hasDigit(t) {
		return m.itself(t)
	}
	var ids []uint32
	loss := 1.
	if t.Norm == t.Fold {
		ids, loss = m.byFold[t.Fold], h.loss
	} else if plain, tone := splitTone(t.Norm); !h.tones && tone == Level && plain == t.Norm {
		ids = m.byPlain[plain]
	}
	if len(ids) == 0 {
		return m.itself(t)
	}
	var toneless []uint32
	if h.shapes && loss < 1 {
		toneless = m.byPlain[t.Norm]
	}
	states := make([]state, len(ids))
	for i, id := range ids {
		states[i] = state{int(id), loss}
		if m.words[id] == t.Norm || slices.Contains(toneless, id) {
			states[i].p = 1
		}
	}
	return states
}
