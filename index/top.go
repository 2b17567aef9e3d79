package index

import "slices"

// A top keeps the first k of the hits it is shown.
type top[T any] struct {
	k       int
	compare func(a, b *T) int
	hits    []T // a heap, the last of them on top
}

func newTop[T any](k int, compare func(a, b *T) int) *top[T] {
	return &top[T]{k: k, compare: compare, hits: make([]T, 0, k)}
}

func (t *top[T]) full() bool { return len(t.hits) == t.k }

// last is the last of the first k; it may be asked for once there are so many.
func (t *top[T]) last() *T { return &t.hits[0] }

func (t *top[T]) add(h T) {
	if len(t.hits) < t.k {
		t.hits = append(t.hits, h)
		for i := len(t.hits) - 1; i > 0; {
			above := (i - 1) / 2
			if t.compare(&t.hits[i], &t.hits[above]) < 0 {
				return
			}
			t.hits[i], t.hits[above] = t.hits[above], t.hits[i]
			i = above
		}
		return
	}
	if t.compare(&h, t.last()) >= 0 {
		return
	}
	i := 0
	for {
		below := 2*i + 1
		if below >= len(t.hits) {
			break
		}
		if right := below + 1; right < len(t.hits) && t.compare(&t.hits[right], &t.hits[below]) > 0 {
			below = right
		}
		if t.compare(&h, &t.hits[below]) >= 0 {
			break
		}
		t.hits[i] = t.hits[below]
		i = below
	}
	t.hits[i] = h
}

// sorted returns the hits in order. t is used up.
func (t *top[T]) sorted() []T {
	slices.SortFunc(t.hits, func(a, b T) int { return t.compare(&a, &b) })
	return t.hits
}
