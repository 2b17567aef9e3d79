package index

import (
	"bytes"
	"hash/maphash"
	"sync"
)

// texts tells which articles of a segment have the same text: a hash of each
// one's tokens, taken when first asked for.
type texts struct {
	once   sync.Once
	hashes []uint64
	err    error
}

// textSeed is of this process: hashes are never kept.
var textSeed = maphash.MakeSeed()

// textHashes returns the hash of each document's tokens.
func (p *part) textHashes() ([]uint64, error) {
	t := &p.texts
	t.once.Do(func() {
		t.hashes = make([]uint64, p.n)
		for d := range uint32(p.n) {
			f, err := p.forward(d)
			if err != nil {
				t.err = err
				return
			}
			t.hashes[d] = maphash.Bytes(textSeed, f.tokens)
		}
	})
	return t.hashes, t.err
}

// foldSame leaves one of the documents with the same text in sets, one set for
// each part: that with the first id.
func (e *evaluation) foldSame(sets []bitset) error {
	type place struct {
		part int
		doc  uint32
	}
	first := map[uint64]place{}
	for i, p := range e.view.parts {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		hashes, err := p.textHashes()
		if err != nil {
			return err
		}
		sets[i].each(func(d uint32) {
			have, ok := first[hashes[d]]
			switch {
			case !ok:
				first[hashes[d]] = place{i, d}
			case bytes.Compare(p.id(d), e.view.parts[have.part].id(have.doc)) < 0:
				sets[have.part].unset(have.doc)
				first[hashes[d]] = place{i, d}
			default:
				sets[i].unset(d)
			}
		})
	}
	return nil
}

// foldHits is foldSame for the hits, and for what they would be without each
// selection.
func (e *evaluation) foldHits(sets []partHits) error {
	each := make([]bitset, len(sets))
	for i := range sets {
		each[i] = sets[i].hits
	}
	if err := e.foldSame(each); err != nil {
		return err
	}
	for _, s := range e.selected {
		if !s.narrows {
			continue
		}
		for i := range sets {
			each[i] = sets[i].relaxed[s.field]
		}
		if err := e.foldSame(each); err != nil {
			return err
		}
	}
	return nil
}
