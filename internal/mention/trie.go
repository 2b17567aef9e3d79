package mention

import (
	"strings"

	"tulieu/internal/viet"
)

// A trie holds phrases: sequences of lexemes and marks, each with a value.
type trie[V any] struct {
	first  []uint16          // by symbol: the node of a phrase's first word; most words begin none
	edges  map[uint32]uint16 // node and symbol → node
	values []V               // by node
	ends   []bool
}

func newTrie[V any]() *trie[V] {
	return &trie[V]{edges: map[uint32]uint16{}, values: make([]V, 1), ends: make([]bool, 1)}
}

// symbol is what a token is to a trie: its lexeme, or its mark. 0: nothing a
// phrase could hold.
func (t token) symbol() uint16 {
	switch t.kind {
	case word:
		return uint16(t.lex)
	case dash, slash, comma, dot, ampersand:
		return uint16(0xFFF0) + uint16(t.kind)
	}
	return 0
}

// add puts phrase into the trie, in all the ways it may be punctuated: where
// it has " - " or ", " a text may have the other, or only a space; where it has
// "và", an ampersand. A phrase that is there already keeps its first value.
func (t *trie[V]) add(l *lexicon, phrase string, v V) {
	for _, p := range punctuated(phrase) {
		t.put(l, p, v)
	}
}

func punctuated(phrase string) []string {
	list := []string{phrase}
	for _, r := range [][2]string{{" - ", ", "}, {" - ", " "}, {", ", " - "}, {" và ", " & "}} {
		for _, p := range list {
			if other := strings.Replace(p, r[0], r[1], 1); other != p && len(list) < 16 {
				list = append(list, other)
			}
		}
	}
	return list
}

func (t *trie[V]) put(l *lexicon, phrase string, v V) {
	tokens, _, _ := l.line(phrase, 0, nil, nil)
	node := uint16(0)
	for _, tok := range tokens[:len(tokens)-1] {
		sym := tok.symbol()
		if tok.kind == word && sym == 0 {
			sym = uint16(l.intern(viet.Norm(phrase[tok.start:tok.end])))
		}
		key := uint32(node)<<16 | uint32(sym)
		next, ok := t.edges[key]
		if !ok {
			next = uint16(len(t.ends))
			t.edges[key] = next
			if node == 0 {
				t.first = append(t.first, make([]uint16, max(0, int(sym)+1-len(t.first)))...)
				t.first[sym] = next
			}
			t.ends = append(t.ends, false)
			var zero V
			t.values = append(t.values, zero)
		}
		node = next
	}
	if !t.ends[node] {
		t.ends[node], t.values[node] = true, v
	}
}

// longest is the number of tokens of the longest phrase that tokens begin
// with, and its value. 0: none.
func (t *trie[V]) longest(tokens []token) (n int, v V) {
	if len(tokens) == 0 {
		return 0, v
	}
	sym := tokens[0].symbol()
	if int(sym) >= len(t.first) || t.first[sym] == 0 {
		return 0, v
	}
	node := t.first[sym]
	if t.ends[node] {
		n, v = 1, t.values[node]
	}
	for i := 1; i < len(tokens); i++ {
		sym := tokens[i].symbol()
		if sym == 0 {
			break
		}
		next, ok := t.edges[uint32(node)<<16|uint32(sym)]
		if !ok {
			break
		}
		if node = next; t.ends[node] {
			n, v = i+1, t.values[node]
		}
	}
	return n, v
}

// match is the number of tokens of the longest phrase that tokens begin with.
func (t *trie[V]) match(tokens []token) int {
	n, _ := t.longest(tokens)
	return n
}
