package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"

	"golang.org/x/sys/unix"

	"tulieu"
)

// bleve keeps which segments an index has, and what is crossed out in them, in
// root.bolt: a bbolt file. It has no checksums, and bbolt trusts what it reads:
// a page that makes no sense brings the process down, now or at some later
// write. So the whole file is read here first, with every bound checked.
//
// A file is a row of pages. Pages 0 and 1 name, in turns, the root of the tree,
// the list of free pages, and the number of pages.
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2

	pageHead = 16 // id uint64, flags uint16, count uint16, overflow uint32
	metaSize = 56 // behind which is its FNV-64a
	itemSize = 16 // of the heads of a page's items

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10

	bucketItem = 1
	noFreelist = 1<<64 - 1
)

// A boltFile is a file being read.
type boltFile struct {
	data []byte
	size uint64          // of a page
	used map[uint64]bool // pages reached
	each func(value []byte)
}

// checkBolt reads all of a bbolt file and calls each with every value. It
// returns tulieu.ErrUnavailable while a process has the file open, and
// tulieu.ErrDamaged where bbolt would go astray.
func checkBolt(path string, each func(value []byte)) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB); err != nil {
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return fmt.Errorf("index: lock %s: %w", path, err)
		}
		return fmt.Errorf("index: %s is open in another process: %w", path, tulieu.ErrUnavailable)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer func() {
		// Whatever points out of the file panics.
		if r := recover(); r != nil {
			err = fmt.Errorf("index: root.bolt: %v: %w", r, tulieu.ErrDamaged)
		}
	}()
	b := &boltFile{data: data, used: map[uint64]bool{0: true, 1: true}, each: each}
	if err := b.check(); err != nil {
		return fmt.Errorf("index: root.bolt: %w: %w", err, tulieu.ErrDamaged)
	}
	return nil
}

// check follows the newer of the two sound heads, as bbolt does: a crash may
// have torn the other.
func (b *boltFile) check() error {
	var head []byte
	txid := func(m []byte) uint64 { return binary.NativeEndian.Uint64(m[48:]) }
	b.size = uint64(os.Getpagesize())
	for _, at := range []uint64{pageHead, b.size + pageHead} {
		m := b.data[at : at+metaSize+8]
		sum := fnv.New64a()
		sum.Write(m[:metaSize])
		if binary.NativeEndian.Uint32(m) != boltMagic || binary.NativeEndian.Uint32(m[4:]) != boltVersion ||
			binary.NativeEndian.Uint32(m[8:]) != uint32(b.size) || sum.Sum64() != binary.NativeEndian.Uint64(m[metaSize:]) {
			continue
		}
		if head == nil || txid(m) > txid(head) {
			head = m
		}
	}
	if head == nil {
		return errors.New("neither of its heads is sound")
	}
	root, free, pages := binary.NativeEndian.Uint64(head[16:]), binary.NativeEndian.Uint64(head[32:]), binary.NativeEndian.Uint64(head[40:])
	if err := b.tree(root, nil, nil); err != nil {
		return err
	}
	if free == noFreelist {
		return nil
	}
	if err := b.freelist(free); err != nil {
		return err
	}
	for id := range pages {
		if !b.used[id] {
			return fmt.Errorf("page %d is neither used nor free", id)
		}
	}
	if uint64(len(b.used)) != pages {
		return fmt.Errorf("%d pages are used or free, there are %d", len(b.used), pages)
	}
	return nil
}

// page returns page id with its overflow, which nothing else has used.
func (b *boltFile) page(id uint64) ([]byte, error) {
	at := id * b.size
	p := b.data[at : at+b.size]
	more := uint64(binary.NativeEndian.Uint32(p[12:]))
	if binary.NativeEndian.Uint64(p) != id || more > uint64(len(b.data))/b.size {
		return nil, fmt.Errorf("page %d is none", id)
	}
	for i := range more + 1 {
		if err := b.use(id + i); err != nil {
			return nil, err
		}
	}
	return b.data[at : at+(more+1)*b.size], nil
}

func (b *boltFile) use(id uint64) error {
	if b.used[id] {
		return fmt.Errorf("page %d is used twice", id)
	}
	b.used[id] = true
	return nil
}

// tree reads the pages from id down; their keys lie in [from, to).
func (b *boltFile) tree(id uint64, from, to []byte) error {
	p, err := b.page(id)
	if err != nil {
		return err
	}
	return b.items(p, from, to)
}

func (b *boltFile) items(p, from, to []byte) error {
	flags, n := binary.NativeEndian.Uint16(p[8:]), int(binary.NativeEndian.Uint16(p[10:]))
	if flags != branchPage && flags != leafPage {
		return fmt.Errorf("a page of kind %#x in the tree", flags)
	}
	var pages []uint64
	var keys [][]byte
	for i := range n {
		item := p[pageHead+i*itemSize:]
		head := item[:itemSize]
		var key []byte
		if flags == branchPage {
			at, size := binary.NativeEndian.Uint32(head), binary.NativeEndian.Uint32(head[4:])
			key = item[at:][:size]
			pages = append(pages, binary.NativeEndian.Uint64(head[8:]))
		} else {
			at, size := binary.NativeEndian.Uint32(head[4:]), binary.NativeEndian.Uint32(head[8:])
			key = item[at:][:size]
			value := item[at:][size:][:binary.NativeEndian.Uint32(head[12:])]
			if err := b.value(binary.NativeEndian.Uint32(head), value); err != nil {
				return err
			}
		}
		if i > 0 && bytes.Compare(keys[i-1], key) >= 0 || from != nil && bytes.Compare(key, from) < 0 || to != nil && bytes.Compare(key, to) >= 0 {
			return fmt.Errorf("key %x is out of order", key)
		}
		keys = append(keys, key)
	}
	for i, id := range pages {
		end := to
		if i+1 < len(keys) {
			end = keys[i+1]
		}
		if err := b.tree(id, keys[i], end); err != nil {
			return err
		}
	}
	return nil
}

// value reads a value, which may be a tree, small ones in place.
func (b *boltFile) value(flags uint32, value []byte) error {
	switch flags {
	case 0:
		b.each(value)
		return nil
	case bucketItem:
		if root := binary.NativeEndian.Uint64(value); root != 0 {
			return b.tree(root, nil, nil)
		}
		return b.items(value[16:], nil, nil)
	}
	return fmt.Errorf("a value of kind %#x", flags)
}

func (b *boltFile) freelist(id uint64) error {
	p, err := b.page(id)
	if err != nil {
		return err
	}
	if flags := binary.NativeEndian.Uint16(p[8:]); flags != freelistPage {
		return fmt.Errorf("the list of free pages is of kind %#x", flags)
	}
	n, list := uint64(binary.NativeEndian.Uint16(p[10:])), p[pageHead:]
	if n == 0xFFFF { // the number is too large for its place
		n, list = binary.NativeEndian.Uint64(list), list[8:]
	}
	for range n {
		if err := b.use(binary.NativeEndian.Uint64(list)); err != nil {
			return err
		}
		list = list[8:]
	}
	return nil
}
