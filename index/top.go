package index

// A top keeps the first k of the hits it is shown.
type top[T any] struct {
	k       int
	compare func(a, b *T) int
	hits    []T // a heap, the last of them on top
	next    T   // that is added: here, for compare to point at
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
	t.next = h
	if t.compare(&t.next, t.last()) < 0 {
		t.hits[0] = h
		t.sink(t.hits)
	}
}

// sink lets the first hit of a heap find its place.
func (t *top[T]) sink(heap []T) {
	for i := 0; ; {
		last := i
		for below := 2*i + 1; below <= 2*i+2 && below < len(heap); below++ {
			if t.compare(&heap[below], &heap[last]) > 0 {
				last = below
			}
		}
		if last == i {
			return
		}
		heap[i], heap[last] = heap[last], heap[i]
		i = last
	}
}

// sorted returns the hits in order. t is used up.
func (t *top[T]) sorted() []T {
	for end := len(t.hits) - 1; end > 0; end-- {
		t.hits[0], t.hits[end] = t.hits[end], t.hits[0]
		t.sink(t.hits[:end])
	}
	return t.hits
}
