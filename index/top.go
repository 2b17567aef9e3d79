package index

import (
	"container/heap"
	"slices"
)

// A top keeps the first k of the hits it is shown.
type top struct {
	k       int
	compare func(a, b ranked) int
	hits    []ranked // a heap, the last of them on top
}

func newTop(k int, compare func(a, b ranked) int) *top {
	return &top{k: k, compare: compare, hits: make([]ranked, 0, k)}
}

func (t *top) full() bool { return len(t.hits) == t.k }

func (t *top) add(h ranked) {
	switch {
	case len(t.hits) < t.k:
		heap.Push(t, h)
	case t.compare(h, t.hits[0]) < 0:
		t.hits[0] = h
		heap.Fix(t, 0)
	}
}

// sorted returns the hits in order. t is used up.
func (t *top) sorted() []ranked {
	slices.SortFunc(t.hits, t.compare)
	return t.hits
}

// top is a heap.Interface.

func (t *top) Len() int           { return len(t.hits) }
func (t *top) Less(i, j int) bool { return t.compare(t.hits[i], t.hits[j]) > 0 }
func (t *top) Swap(i, j int)      { t.hits[i], t.hits[j] = t.hits[j], t.hits[i] }
func (t *top) Push(h any)         { t.hits = append(t.hits, h.(ranked)) }
func (t *top) Pop() any           { panic("index: nothing is taken from a top") }
