package index

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/index/internal/schema"
)

// An index folder holds
//
//	CURRENT          the name of the store in use
//	<schema>-<n>/    a store: a bleve index and its lexicon, of one schema
//	aside-<name>/    a store that was found damaged, for those who ask why
//
// A store comes into being in a folder of its own and is named in CURRENT
// only when it has been closed, synced and opened again: a kill inside
// bleve's New leaves a folder that never opens.
const (
	currentFile = "CURRENT"
	asidePrefix = "aside-"
	buildPrefix = "building-"
)

// schemaHash names the shape of a store in its folder's name.
var schemaHash = func() string {
	sum := sha256.Sum256([]byte("tulieu index, schema " + schema.Version + ", lexicon 1, bleve scorch zap 17"))
	return hex.EncodeToString(sum[:4])
}()

func ofThisSchema(name string) bool {
	hash, _, _ := strings.Cut(name, "-")
	return hash == schemaHash
}

// readCurrent returns the name in CURRENT, or nothing if there is none.
func readCurrent(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("index: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if name != filepath.Base(name) || !fs.ValidPath(name) {
		return "", nil
	}
	if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
		return "", nil // the folder was taken away: as good as none
	}
	return name, nil
}

// writeCurrent makes name the store in use, for good.
func writeCurrent(dir, name string) error {
	tmp := filepath.Join(dir, currentFile+".tmp")
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.WriteString(name + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, filepath.Join(dir, currentFile)); err != nil {
		return err
	}
	return syncPath(dir)
}

// nextName returns a name for a new store.
func nextName(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	last := 0
	for _, e := range entries {
		name := strings.TrimPrefix(strings.TrimPrefix(e.Name(), asidePrefix), buildPrefix)
		if _, n, ok := strings.Cut(name, "-"); ok {
			if n, err := strconv.Atoi(n); err == nil {
				last = max(last, n)
			}
		}
	}
	return fmt.Sprintf("%s-%d", schemaHash, last+1), nil
}

// moveAside keeps the damaged store name for inspection; the one kept before
// goes.
func moveAside(dir, name string) error {
	old, err := filepath.Glob(filepath.Join(dir, asidePrefix+"*"))
	if err != nil {
		return err
	}
	for _, p := range old {
		if err := os.RemoveAll(p); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, asidePrefix+name)); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}

// dropOthers removes every store but keep, and what unfinished builds left.
func dropOthers(dir, keep string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		_, n, ok := strings.Cut(e.Name(), "-")
		if !e.IsDir() || !ok || e.Name() == keep || strings.HasPrefix(e.Name(), asidePrefix) {
			continue
		}
		if _, err := strconv.Atoi(n); err == nil || strings.HasPrefix(e.Name(), buildPrefix) {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}

// syncTree makes the files and folders below dir durable: bleve syncs what it
// writes into a segment, but neither its own metadata nor any folder.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncPath(p)
	})
}

func syncPath(p string) error {
	f, err := os.Open(p)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// checkStore looks for damage before bleve sees a store: it compares no
// checksum itself, and where root.bolt is missing it deletes every segment.
func checkStore(path string) error {
	for _, must := range []string{"index_meta.json", filepath.Join("store", "root.bolt")} {
		if fi, err := os.Stat(filepath.Join(path, must)); err != nil || fi.Size() == 0 {
			return fmt.Errorf("index: %s is missing or empty: %w", must, tulieu.ErrDamaged)
		}
	}
	segments, err := filepath.Glob(filepath.Join(path, "store", "*.zap"))
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	for _, p := range segments {
		if err := checkSegment(p); err != nil {
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
