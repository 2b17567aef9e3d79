package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tulieu"
	"tulieu/internal/viet"
)

// The files of a bleve index. All but its segments are without a checksum.
const (
	segmentDir = "store"
	rootFile   = segmentDir + "/root.bolt"
	metaFile   = "index_meta.json"
)

// sumsFile holds the checksums of root.bolt and index_meta.json while a store
// is closed. It goes before anything is written, so that a crash leaves none.
const sumsFile = "sums"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Check says what is damaged in the store in use of the index in folder dir,
// and changes nothing. It may run beside a process that has the index open.
// Every error wraps tulieu.ErrDamaged, unless a file could not be read.
func Check(dir string) error {
	name, err := readCurrent(dir)
	if err != nil || name == "" || !ofThisSchema(name) {
		return err
	}
	path := filepath.Join(dir, name)
	err = checkStore(path)
	if errors.Is(err, tulieu.ErrUnavailable) {
		err = checkOpen(path)
	}
	errs := []error{err}
	if b, err := os.ReadFile(filepath.Join(path, lexiconFile)); err == nil {
		_, err := eachToken(b, func(string) {})
		errs = append(errs, err)
	}
	models, err := filepath.Glob(filepath.Join(path, modelPrefix+"*"))
	errs = append(errs, err)
	for _, p := range models {
		if strings.HasSuffix(p, unfinished) {
			continue
		}
		if err := checkModel(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// checkOpen looks through the segments of a store that another process writes
// to. Those of the last minute may be half-written.
func checkOpen(path string) error {
	segments, err := filepath.Glob(filepath.Join(path, segmentDir, "*.zap"))
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	var errs []error
	for _, p := range segments {
		if fi, err := os.Stat(p); err != nil || time.Since(fi.ModTime()) < time.Minute {
			continue
		}
		if err := checkSegment(p); err != nil && !errors.Is(err, fs.ErrNotExist) { // else merged away
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func checkModel(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer f.Close()
	if _, err := viet.ReadModel(f); err != nil {
		return fmt.Errorf("index: %s: %w: %w", filepath.Base(path), err, tulieu.ErrDamaged)
	}
	return nil
}

// checkStore looks for damage before bleve sees a store: it compares no
// checksum itself, and where root.bolt is missing it deletes every segment.
func checkStore(path string) error {
	for _, must := range []string{metaFile, rootFile} {
		if fi, err := os.Stat(filepath.Join(path, must)); err != nil || fi.Size() == 0 {
			return fmt.Errorf("index: %s is missing or empty: %w", must, tulieu.ErrDamaged)
		}
	}
	sums, err := os.ReadFile(filepath.Join(path, sumsFile))
	switch {
	case errors.Is(err, fs.ErrNotExist): // not closed: after a crash
	case err != nil:
		return fmt.Errorf("index: %w", err)
	default:
		now, err := sumsOf(path)
		if err != nil {
			return err
		}
		if now != string(sums) {
			return fmt.Errorf("index: %s and %s are not as they were written: %w", metaFile, rootFile, tulieu.ErrDamaged)
		}
	}
	var segments []string
	err = checkBolt(filepath.Join(path, rootFile), func(value []byte) {
		if bytes.HasSuffix(value, []byte(".zap")) {
			segments = append(segments, string(value))
		}
	})
	if err != nil {
		return err
	}
	// Only those: a crash leaves others half-written, and bleve removes them.
	for _, name := range segments {
		var err error = fs.ErrNotExist
		if name == filepath.Base(name) && !strings.ContainsRune(name, 0) {
			err = checkSegment(filepath.Join(path, segmentDir, name))
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("index: %q is missing: %w", name, tulieu.ErrDamaged)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkSegment compares a segment file with the CRC-32 in its last four bytes.
func checkSegment(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	size := fi.Size() - crc32.Size
	if size < 0 {
		return fmt.Errorf("index: %s has %d bytes: %w", filepath.Base(path), fi.Size(), tulieu.ErrDamaged)
	}
	sum := crc32.NewIEEE()
	var want [crc32.Size]byte
	if _, err := io.CopyN(sum, f, size); err != nil {
		return fmt.Errorf("index: %s: %w", filepath.Base(path), err)
	}
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return fmt.Errorf("index: %s: %w", filepath.Base(path), err)
	}
	if sum.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return fmt.Errorf("index: %s: checksum differs: %w", filepath.Base(path), tulieu.ErrDamaged)
	}
	return nil
}

// sumsOf is what the file of sums says of a store as it is now.
func sumsOf(path string) (string, error) {
	var b strings.Builder
	for _, name := range []string{metaFile, rootFile} {
		content, err := os.ReadFile(filepath.Join(path, name))
		if err != nil {
			return "", fmt.Errorf("index: %w", err)
		}
		fmt.Fprintf(&b, "%08x %s\n", crc32.Checksum(content, castagnoli), name)
	}
	return b.String(), nil
}

// seal writes the sums of a closed store.
func seal(path string) error {
	sums, err := sumsOf(path)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(path, sumsFile), func(w io.Writer) error {
		_, err := io.WriteString(w, sums)
		return err
	})
}

// unseal takes the sums away, for good, before a store is opened.
func unseal(path string) error {
	err := os.Remove(filepath.Join(path, sumsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := errors.Join(err, syncPath(path)); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}
