package index

import "sync"

// An arena lends what one search needs for a moment: making it anew for each
// would keep the garbage collector busy. All of it is given back at once.
type arena struct {
	words  blocks[uint64]
	ints   blocks[int32]
	reals  blocks[float64]
	floats blocks[float32]
}

var arenas = sync.Pool{New: func() any { return new(arena) }}

func newArena() *arena { return arenas.Get().(*arena) }

// close ends all that the arena has lent.
func (a *arena) close() {
	a.words.reset()
	a.ints.reset()
	a.reals.reset()
	a.floats.reset()
	arenas.Put(a)
}

// bitset returns an empty one for n documents.
func (a *arena) bitset(n int) bitset {
	b := bitset(a.words.take((n + 63) / 64))
	clear(b)
	return b
}

// full returns a bitset of 0 … n-1.
func (a *arena) full(n int) bitset {
	b := bitset(a.words.take((n + 63) / 64))
	b.fill(n)
	return b
}

func (a *arena) copyOf(b bitset) bitset {
	c := bitset(a.words.take(len(b)))
	copy(c, b)
	return c
}

// numbers returns n zeros.
func (a *arena) numbers(n int) []int32 {
	list := a.ints.take(n)
	clear(list)
	return list
}

// weights returns n zeros.
func (a *arena) weights(n int) []float64 {
	list := a.reals.take(n)
	clear(list)
	return list
}

// singles returns n numbers of any value.
func (a *arena) singles(n int) []float32 { return a.floats.take(n) }

// blocks lend runs of elements.
type blocks[T any] struct {
	all  [][]T
	last int // of all that is lent from
	at   int
}

const blockSize = 1 << 15

// take returns n elements with anything in them.
func (b *blocks[T]) take(n int) []T {
	for ; b.last < len(b.all); b.last, b.at = b.last+1, 0 {
		if block := b.all[b.last]; len(block)-b.at >= n {
			b.at += n
			return block[b.at-n : b.at : b.at]
		}
	}
	b.all = append(b.all, make([]T, max(n, blockSize)))
	b.at = n
	return b.all[b.last][:n:n]
}

func (b *blocks[T]) reset() { b.last, b.at = 0, 0 }
