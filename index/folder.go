package index

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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
	sum := sha256.Sum256([]byte("tulieu index, schema " + schema.Version + ", lexicon 1, record 2, bleve scorch zap 17"))
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
	return replaceFile(filepath.Join(dir, currentFile), func(w io.Writer) error {
		_, err := io.WriteString(w, name+"\n")
		return err
	})
}

// unfinished ends the name of a file that replaceFile has not put in place.
const unfinished = ".tmp"

// replaceFile writes a file, for good: a crash leaves the one before or the
// new one, whole.
func replaceFile(path string, write func(w io.Writer) error) error {
	f, err := os.Create(path + unfinished)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+unfinished, path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
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
