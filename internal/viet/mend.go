package viet

import (
	"cmp"
	"slices"
	"strings"
)

const (
	wrongMarks   = 1e-3 // probability of typing a syllable with other marks than its own
	wrongKey     = 1e-4 // … with one key too many, too few, wrong or out of turn
	mendSure     = .6   // a mended token is at least so likely
	mendKnownMin = 8    // nothing rarer is suggested
	maxMended    = 40   // words considered for one token
	inPlace      = 10   // times as often as by chance a pair is met that needs no mending
)

// DidYouMean mends what Restore cannot: wrong marks ("tập thế" for "tập thể")
// and slips of a key ("Trương ương" for "Trung ương"), which are often words
// themselves and show only beside their neighbours. It goes on from what
// Restore made of the tokens, and says with ok whether it went further; only
// then is it worth asking "did you mean". Numbers are not mended, nor are known
// words that are no syllables: names and abbreviations.
func (m *Model) DidYouMean(tokens []Token, restored []Guess) (guesses []Guess, ok bool) {
	l := lattice{m: m}
	habit := habitOf(tokens)
	var at []int
	paper := 0
	mended := 0
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == DocNumber {
			paper = t.End
			continue
		}
		states := m.itself(t)
		if t.Start >= paper {
			states = m.meant(t, habit)
			if n := len(states); m.outOfPlace(tokens, restored, i) {
				states = m.mended(t, states)
				mended += len(states) - n
			}
		}
		l.steps = append(l.steps, step{states, t.Break})
		at = append(at, i)
	}
	guesses = slices.Clone(restored)
	if mended == 0 {
		return guesses, false
	}
	best, confidence := l.solve()
	meant := slices.Clone(tokens)
	for k, s := range best {
		i := at[k]
		if s.p > wrongMarks || s.id <= number || m.words[s.id] == guesses[i].Norm || confidence[k] < mendSure {
			continue
		}
		guesses[i] = Guess{m.words[s.id], true, confidence[k]}
		meant[i].Norm, meant[i].Fold = m.words[s.id], Fold(m.words[s.id])
		ok = true
	}
	if ok { // what was restored beside the slip may have been restored by it
		for i, g := range m.Restore(meant) {
			if meant[i].Norm == tokens[i].Norm {
				guesses[i] = g
			}
		}
	}
	return guesses, ok
}

// outOfPlace reports whether token i, as guessed, stands beside each of its
// neighbours hardly more often than chance would have it. Words that do not
// need not be looked at any further.
func (m *Model) outOfPlace(tokens []Token, guesses []Guess, i int) bool {
	loosely := func(a, b int) bool {
		x, y := guesses[a].Norm, guesses[b].Norm
		return float64(m.Pairs(x, y))*float64(m.Total) <= inPlace*float64(m.Count(x))*float64(m.Count(y))
	}
	if i > 0 && !tokens[i].Break && !loosely(i-1, i) {
		return false
	}
	return i+1 == len(tokens) || tokens[i+1].Break || loosely(i, i+1)
}

// mended adds to states the words that t may be by a slip.
func (m *Model) mended(t *Token, states []state) []state {
	known := t.Kind == Word && m.Count(t.Norm) >= mendKnownMin
	if known || hasDigit(t) || len(t.Fold) < 2 || len(t.Fold) > 7 {
		return states
	}
	have := map[int]bool{}
	for _, s := range states {
		have[s.id] = true
	}
	add := func(ids []uint32, p float64) {
		for _, id := range ids {
			if !have[int(id)] && m.n[id] >= mendKnownMin {
				have[int(id)] = true
				states = append(states, state{int(id), p})
			}
		}
	}
	add(m.byFold[t.Fold], wrongMarks)
	var near []uint32
	shorter(t.Fold, func(s string) {
		for _, fold := range m.bySlip[s] {
			near = append(near, m.byFold[fold]...)
		}
	})
	slices.SortFunc(near, func(a, b uint32) int { return cmp.Compare(a, b) }) // ids are by frequency
	if len(near) > maxMended {
		near = near[:maxMended]
	}
	add(near, wrongKey)
	return states
}

// slips indexes folded syllables by what is left of them without one letter:
// two that differ by a slip of one key share such a rest.
func (m *Model) slips() map[string][]string {
	index := map[string][]string{}
	for fold, ids := range m.byFold {
		if m.n[ids[0]] < mendKnownMin || len(fold) > 6 || !isASCII(fold) || !IsSyllable(m.words[ids[0]]) {
			continue
		}
		shorter(fold, func(s string) { index[s] = append(index[s], fold) })
	}
	return index
}

// shorter calls f with s and with s without each of its letters.
func shorter(s string, f func(string)) {
	f(s)
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			f(s[:i] + s[i+1:])
		}
	}
}

// Rewrite is text with the tokens that were changed replaced as guessed, in
// capitals where they were: what is shown as "results for …".
func Rewrite(text string, tokens []Token, guesses []Guess) string {
	var b strings.Builder
	done := 0
	for i, t := range tokens {
		if guesses[i].Changed {
			b.WriteString(text[done:t.Start])
			b.WriteString(likeTyped(text[t.Start:t.End], guesses[i].Norm))
			done = t.End
		}
	}
	b.WriteString(text[done:])
	return b.String()
}

// likeTyped gives word the capitals of typed.
func likeTyped(typed, word string) string {
	switch first := string(firstRune(typed)); {
	case typed == strings.ToLower(typed):
		return word
	case len(typed) > len(first) && typed == strings.ToUpper(typed):
		return strings.ToUpper(word)
	case first != strings.ToLower(first):
		first := string(firstRune(word))
		return strings.ToUpper(first) + word[len(first):]
	}
	return word
}
