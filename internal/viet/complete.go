package viet

import (
	"cmp"
	"slices"
	"strings"
)

// muchLikelier is how many times as often a reading must have been met to rule
// out one that was not typed.
const muchLikelier = 50

// Joining words stand beside others so often that they seem to form compounds
// with them; some more do so behind others. A compound that has one must be
// bound by boundNPMI at least: "theo dõi", "tồn tại".
var (
	joining = set("và của các những là mà thì với cho để được bị đã đang sẽ ở này đó ấy khi nếu rằng cũng nhưng hoặc " +
		"còn vẫn rất theo đến vào về do như nên ra lên phải")
	joiningBehind = set("từ trong không có một hai tại bằng năm ngày tháng số")
)

const boundNPMI = .6

// LooseEnd reports whether a word, in normal form, is of those that a phrase
// hardly ends with.
func LooseEnd(word string) bool { return joining[word] || joiningBehind[word] }

// Complete returns up to n texts that one who has typed this may go on to: its
// last word, or the last two, completed to a compound. All words are written as
// articles write them, with the marks that were left out. Those texts come first
// that keep what was typed to the letter, then those that differ from it in
// tones, then in any marks that were not typed; the commonest first of each. A
// mark that was typed is changed only where nothing keeps it.
func (m *Model) Complete(typed string, n int) []string {
	tokens := slices.DeleteFunc(Cut(typed), func(t Token) bool { return t.Kind == DocNumber })
	if len(tokens) == 0 || n < 1 || hasDigit(&tokens[len(tokens)-1]) {
		return nil
	}
	last := tokens[len(tokens)-1]
	if !onlyBlanks(typed[last.End:]) {
		return nil // another word begins, and nobody knows which
	}
	c := completer{m: m, typed: typed, tokens: tokens, open: last.End == len(typed), guesses: m.Restore(tokens)}
	c.endWord()
	c.beginCompound()
	return c.best(n)
}

// A completer gathers ways to complete one text.
type completer struct {
	m       *Model
	typed   string
	tokens  []Token
	guesses []Guess // of tokens, as if the last one were whole
	open    bool    // the last token may go on
	ways    []way
}

// A way is a completion: the tokens from the first-th on become words.
type way struct {
	first int
	words []string // of the compound
	near  Nearness
	compound
}

// tail reports whether the i-th token ends a compound, as guessed.
func (c *completer) tail(i int) bool {
	joined := false
	for k := 1; k <= i; k++ {
		joined = !joined && !c.tokens[k].Break && c.m.Compound(c.guesses[k-1].Norm, c.guesses[k].Norm)
	}
	return joined
}

// endWord takes the last two tokens for a compound.
func (c *completer) endWord() {
	i := len(c.tokens) - 1
	if i == 0 || c.tokens[i].Break || c.tail(i-1) {
		return
	}
	for _, x := range c.m.compoundsFrom(c.tokens[i-1].Fold + " " + c.tokens[i].Fold) {
		c.add(i-1, x)
	}
}

// beginCompound takes the last token for the beginning of a compound, where
// nothing is known of the word before: two pairs side by side, each of them
// common, need not make sense.
func (c *completer) beginCompound() {
	i := len(c.tokens) - 1
	if i > 0 && !c.tokens[i].Break && c.m.Count(c.guesses[i-1].Norm) > 0 {
		return
	}
	stem := c.tokens[i].Fold
	if !c.open {
		stem += " "
	}
	for _, x := range c.m.compoundsFrom(stem) {
		c.add(i, x)
	}
}

// add adds the way on which the tokens from the first-th on become x.
func (c *completer) add(first int, x compound) {
	w := way{first: first, words: strings.Fields(x.text), compound: x}
	completes := len(c.tokens)-first < len(w.words)
	for i, t := range c.tokens {
		word, whole := c.guesses[i].Norm, !c.open || i+1 < len(c.tokens)
		if i >= first {
			word = w.words[i-first]
			completes = completes || word != t.Norm
		}
		w.near = max(w.near, Near(t.Norm, word, whole))
	}
	if completes && w.near < Apart {
		c.ways = append(c.ways, w)
	}
}

// best writes the first n ways.
func (c *completer) best(n int) []string {
	likeliest, nearest := map[string]uint32{}, Apart
	for _, w := range c.ways {
		likeliest[w.fold] = max(likeliest[w.fold], w.n)
		nearest = min(nearest, w.near)
	}
	slices.SortFunc(c.ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(a.near, b.near), cmp.Compare(b.n, a.n), cmp.Compare(a.text, b.text))
	})
	var list []string
	for _, w := range c.ways {
		switch {
		case len(list) == n:
			return list
		case w.near == Misread && nearest < Misread:
			return list
		case w.near > Literal && muchLikelier*w.n < likeliest[w.fold]:
			continue
		}
		list = append(list, c.write(w))
	}
	return list
}

// write is the text that was typed, gone on with in the way w.
func (c *completer) write(w way) string {
	var b strings.Builder
	done := 0
	for i, t := range c.tokens {
		word := c.guesses[i].Norm
		if i >= w.first {
			word = w.words[i-w.first]
		}
		b.WriteString(c.typed[done:t.Start])
		if done = t.End; word == t.Norm {
			b.WriteString(c.typed[t.Start:t.End])
		} else {
			b.WriteString(likeTyped(c.typed[t.Start:t.End], word))
		}
	}
	for _, word := range w.words[len(c.tokens)-w.first:] {
		b.WriteString(" " + word)
	}
	if c.typed == strings.ToUpper(c.typed) {
		return strings.ToUpper(b.String())
	}
	return b.String()
}

// compoundsFrom lists the compounds whose fold begins with fold.
func (m *Model) compoundsFrom(fold string) []compound {
	from, _ := slices.BinarySearchFunc(m.compounds, fold, func(c compound, s string) int { return strings.Compare(c.fold, s) })
	to := from
	for to < len(m.compounds) && strings.HasPrefix(m.compounds[to].fold, fold) {
		to++
	}
	return m.compounds[from:to]
}

// A compound is a learned pair, as text.
type compound struct {
	fold, text string
	n          uint32
}

// brokenShare is the share of a word that must stand in one pair for the others
// to be pieces of it.
const brokenShare = .6

// gatherCompounds lists the learned pairs, by fold, but for those with a joining
// word and those that break a tighter one apart: "hoạch đề" of "kế hoạch", "hội
// cựu" of "cựu chiến binh".
func (m *Model) gatherCompounds() {
	type pair struct {
		a uint32
		f follower
	}
	var pairs []pair
	ending, beginning := map[uint32]pair{}, map[uint32]pair{} // the commonest with a word
	for a := range m.words {
		for i := m.first[a]; i < m.first[a+1]; i++ {
			if !m.learned[i] {
				continue
			}
			p := pair{uint32(a), m.next[i]}
			pairs = append(pairs, p)
			if p.f.n > ending[p.f.id].f.n {
				ending[p.f.id] = p
			}
			if p.f.n > beginning[p.a].f.n {
				beginning[p.a] = p
			}
		}
	}
	for _, p := range pairs {
		if (joining[m.words[p.a]] || LooseEnd(m.words[p.f.id])) && m.npmi(p.a, p.f) < boundNPMI {
			continue
		}
		breaks := func(other pair, word uint32) bool {
			return float64(other.f.n) >= brokenShare*float64(m.n[word]) && m.npmi(other.a, other.f) > m.npmi(p.a, p.f)
		}
		if before, ok := ending[p.a]; ok && breaks(before, p.a) {
			continue
		}
		if after, ok := beginning[p.f.id]; ok && breaks(after, p.f.id) {
			continue
		}
		text := m.words[p.a] + " " + m.words[p.f.id]
		m.compounds = append(m.compounds, compound{Fold(text), text, p.f.n})
	}
	slices.SortFunc(m.compounds, func(a, b compound) int {
		return cmp.Or(strings.Compare(a.fold, b.fold), strings.Compare(a.text, b.text))
	})
}
