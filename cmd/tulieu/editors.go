package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/archive"
)

// The editors' files have no checksums: editors write them with what they
// like. So the data folder notes what each was when it was last seen to have
// been edited. Bytes that have changed since, while the time of the file's
// change has not, were changed by no editor: the disk has spoilt them.
const editorsSums = "editors.sums"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A noted is what an editors' file was.
type noted struct {
	modified int64 // Unix nanoseconds
	sum      string
}

// noteEditors compares the editors' files of a data folder with what is noted
// of them, notes those that were edited, and returns the spoilt ones.
func noteEditors(data string) (spoilt []archive.Damage, err error) {
	before := readNoted(filepath.Join(data, editorsSums))
	now := map[string]noted{}
	for _, pattern := range []string{"portals/*.yaml", "portals/*.yml", overridesFile} {
		files, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			name, err := filepath.Rel(data, file)
			if err != nil {
				return nil, err
			}
			n, err := note(file)
			if err != nil {
				return nil, err
			}
			if was, ok := before[name]; ok && was.modified == n.modified && was.sum != n.sum {
				spoilt = append(spoilt, archive.Damage{Place: name,
					What: "its bytes have changed and the time of its last change has not, so nobody edited it: put back a good copy, or save it anew if it is as it should be"})
				n = was
			}
			now[name] = n
		}
	}
	if maps.Equal(before, now) {
		return spoilt, nil
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(now)) {
		line := fmt.Sprintf("%s\t%d\t%s", now[name].sum, now[name].modified, name)
		fmt.Fprintf(&b, "%08x\t%s\n", crc32.Checksum([]byte(line), castagnoli), line)
	}
	return spoilt, writeFile(filepath.Join(data, editorsSums), []byte(b.String()))
}

func note(file string) (noted, error) {
	info, err := os.Stat(file)
	if err != nil {
		return noted{}, err
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return noted{}, err
	}
	sum := sha256.Sum256(b)
	return noted{info.ModTime().UnixNano(), hex.EncodeToString(sum[:])}, nil
}

// readNoted reads what noteEditors wrote; a line that is not as it was written
// notes nothing.
func readNoted(file string) map[string]noted {
	list := map[string]noted{}
	b, _ := os.ReadFile(file) // without it, each file is seen for the first time
	for l := range strings.Lines(string(b)) {
		sum, line, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
		f := strings.Split(line, "\t")
		if len(f) != 3 || sum != fmt.Sprintf("%08x", crc32.Checksum([]byte(line), castagnoli)) {
			continue
		}
		if modified, err := strconv.ParseInt(f[1], 10, 64); err == nil {
			list[f[2]] = noted{modified, f[0]}
		}
	}
	return list
}

// spoiltError says that editors' files below prefix are spoilt, if any is.
func spoiltError(spoilt []archive.Damage, prefix string) error {
	var errs []error
	for _, d := range spoilt {
		if strings.HasPrefix(d.Place, prefix) {
			errs = append(errs, fmt.Errorf("%s: %w", d, tulieu.ErrDamaged))
		}
	}
	return errors.Join(errs...)
}
