package index

import "math/bits"

// A bitset is a set of documents of one segment, a bit each, in dense words.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

// fullBitset holds 0 … n-1.
func fullBitset(n int) bitset {
	b := newBitset(n)
	b.fill(n)
	return b
}

// fill makes b hold 0 … n-1.
func (b bitset) fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n%64 != 0 {
		b[len(b)-1] = 1<<(n%64) - 1
	}
}

func (b bitset) has(d uint32) bool { return b[d>>6]>>(d&63)&1 == 1 }
func (b bitset) set(d uint32)      { b[d>>6] |= 1 << (d & 63) }
func (b bitset) unset(d uint32)    { b[d>>6] &^= 1 << (d & 63) }

func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// countAnd is how many members b and o have in common.
func (b bitset) countAnd(o bitset) int {
	o = o[:len(b)]
	n := 0
	for i, w := range b {
		n += bits.OnesCount64(w & o[i])
	}
	return n
}

func (b bitset) and(o bitset) {
	o = o[:len(b)]
	for i := range b {
		b[i] &= o[i]
	}
}

func (b bitset) andNot(o bitset) {
	o = o[:len(b)]
	for i := range b {
		b[i] &^= o[i]
	}
}

func (b bitset) or(o bitset) {
	o = o[:len(b)]
	for i := range b {
		b[i] |= o[i]
	}
}

// each calls f for every member, in order.
func (b bitset) each(f func(d uint32)) {
	for i, w := range b {
		for w != 0 {
			f(uint32(i*64 + bits.TrailingZeros64(w)))
			w &= w - 1
		}
	}
}

// list returns the members, in order.
func (b bitset) list() []uint32 {
	list := make([]uint32, 0, b.count())
	b.each(func(d uint32) { list = append(list, d) })
	return list
}

// docSet returns the members as a set: as a list where they are few, else b
// itself.
func (b bitset) docSet() docSet {
	if n := b.count(); n > len(b)*64/listShare {
		return docSet{bits: b, n: n}
	}
	list := b.list()
	return docSet{list: list, n: len(list)}
}

// andSet keeps the documents of s.
func (b bitset) andSet(s docSet) {
	if s.bits != nil {
		b.and(s.bits)
		return
	}
	k := 0
	for i, w := range b {
		if w == 0 {
			continue
		}
		keep := uint64(0)
		for k < len(s.list) && int(s.list[k]>>6) < i {
			k++
		}
		for ; k < len(s.list) && int(s.list[k]>>6) == i; k++ {
			keep |= 1 << (s.list[k] & 63)
		}
		b[i] = w & keep
	}
}
