package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"sync"

	"tulieu"
	"tulieu/internal/viet"
)

// A lexicon numbers the tokens of a store, in the order they first came, and
// knows which of them look alike without marks. It only grows. On disk it is
// a row of records
//
//	length uint32, crc32 uint32, tokens separated by newlines
//
// each synced before the batch that uses its tokens: a number in the index is
// always in the file, and a torn record at its end numbers nothing.
type lexicon struct {
	file   *os.File
	synced int   // tokens on disk
	end    int64 // where the next record goes

	mu     sync.RWMutex
	ids    map[string]uint32
	tokens []string
	folds  map[string][]uint32 // fold → tokens, in the order of their numbers
	stems  map[string][]string // the first stemBytes of a fold → folds
}

const (
	lexiconFile   = "lexicon"
	lexiconHeader = 8
	stemBytes     = 3 // a prefix has at least three letters
)

func openLexicon(path string) (*lexicon, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	l := &lexicon{file: f, ids: map[string]uint32{}, folds: map[string][]uint32{}, stems: map[string][]string{}}
	if err := l.load(); err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

func (l *lexicon) load() error {
	b, err := io.ReadAll(l.file)
	if err != nil {
		return fmt.Errorf("index: lexicon: %w", err)
	}
	end, err := eachToken(b, func(token string) { l.add(token, viet.Fold(token)) })
	if err != nil {
		return err
	}
	if err := l.file.Truncate(int64(end)); err != nil {
		return fmt.Errorf("index: lexicon: %w", err)
	}
	l.synced, l.end = len(l.tokens), int64(end)
	return nil
}

// eachToken calls f with every token of the records in b, and returns where
// the last whole one ends.
func eachToken(b []byte, f func(token string)) (end int, err error) {
	at := 0
	for len(b)-at >= lexiconHeader {
		n := int(binary.LittleEndian.Uint32(b[at:]))
		if n == 0 || n > len(b)-at-lexiconHeader {
			break
		}
		record := b[at+lexiconHeader:][:n]
		if crc32.ChecksumIEEE(record) != binary.LittleEndian.Uint32(b[at+4:]) {
			if at+lexiconHeader+n < len(b) {
				return at, fmt.Errorf("index: lexicon: checksum differs at byte %d: %w", at, tulieu.ErrDamaged)
			}
			break
		}
		for token := range bytes.SplitSeq(record, []byte("\n")) {
			f(string(token))
		}
		at += lexiconHeader + n
	}
	return at, nil
}

func (l *lexicon) add(token, fold string) uint32 {
	id := uint32(len(l.tokens))
	l.ids[token] = id
	l.tokens = append(l.tokens, token)
	tokens := l.folds[fold]
	if len(tokens) == 0 && len(fold) >= stemBytes {
		l.stems[fold[:stemBytes]] = append(l.stems[fold[:stemBytes]], fold)
	}
	l.folds[fold] = append(tokens, id)
	return id
}

// number returns the number of a token, a new one where it has none yet. New
// tokens are durable after the next sync.
func (l *lexicon) number(token, fold string) uint32 {
	l.mu.RLock()
	id, ok := l.ids[token]
	l.mu.RUnlock()
	if ok {
		return id
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.add(string([]byte(token)), string([]byte(fold)))
}

// lookup returns the number of a token, if it has one.
func (l *lexicon) lookup(token string) (uint32, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	id, ok := l.ids[token]
	return id, ok
}

// numbers returns the numbers of tokens.
func (l *lexicon) numbers(tokens []string) []uint32 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	list := make([]uint32, 0, len(tokens))
	for _, t := range tokens {
		if id, ok := l.ids[t]; ok {
			list = append(list, id)
		}
	}
	return list
}

// token returns the token that id numbers.
func (l *lexicon) token(id uint32) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.tokens[id]
}

// size returns how many tokens there are.
func (l *lexicon) size() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.tokens)
}

// spellings returns the tokens whose fold is fold.
func (l *lexicon) spellings(fold string) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	ids := l.folds[fold]
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = l.tokens[id]
	}
	return list
}

// beginning returns the tokens that begin with norm, which has three letters at
// least; where norm has no mark, those whose fold does.
func (l *lexicon) beginning(norm, fold string) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	list := []string{}
	for _, f := range l.stems[fold[:min(stemBytes, len(fold))]] {
		if !strings.HasPrefix(f, fold) {
			continue
		}
		for _, id := range l.folds[f] {
			if t := l.tokens[id]; norm == fold || strings.HasPrefix(t, norm) {
				list = append(list, t)
			}
		}
	}
	return list
}

// sync writes the tokens that are not on disk yet, for good. One caller at a
// time.
func (l *lexicon) sync() error {
	l.mu.RLock()
	fresh := l.tokens[l.synced:]
	l.mu.RUnlock()
	if len(fresh) == 0 {
		return nil
	}
	b := make([]byte, lexiconHeader)
	for i, t := range fresh {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, t...)
	}
	binary.LittleEndian.PutUint32(b, uint32(len(b)-lexiconHeader))
	binary.LittleEndian.PutUint32(b[4:], crc32.ChecksumIEEE(b[lexiconHeader:]))
	// Always at the end known to be whole: a write that failed half-way is overwritten.
	if _, err := l.file.WriteAt(b, l.end); err != nil {
		return fmt.Errorf("index: lexicon: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("index: lexicon: %w", err)
	}
	l.synced += len(fresh)
	l.end += int64(len(b))
	return nil
}

func (l *lexicon) close() error { return l.file.Close() }
