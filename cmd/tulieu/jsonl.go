package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"tulieu"
)

// maxFile bounds a text or HTML file, and a line of JSONL.
const maxFile = 8 << 20

// A line of a file, by its number from 1.
type line struct {
	n    int
	text []byte // trimmed, never empty; the caller's to keep
	err  error  // why this line could not be read
}

// lines yields the lines of r that hold something. One over maxFile is an
// error of its own; after an error of r there are no more.
func lines(r io.Reader) iter.Seq[line] {
	return func(yield func(line) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			text, err := readLine(in)
			end := errors.Is(err, io.EOF)
			if text = bytes.TrimSpace(text); len(text) > 0 && (err == nil || end) {
				if !yield(line{n: n, text: text}) {
					return
				}
			}
			if end {
				return
			}
			if err != nil && (!yield(line{n: n, err: err}) || !errors.Is(err, tulieu.ErrInvalid)) {
				return
			}
		}
	}
}

// readLine reads a line of at most maxFile bytes; a longer one is passed over
// and is ErrInvalid.
func readLine(in *bufio.Reader) ([]byte, error) {
	var text []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			text = append(text, part...)
		}
		if len(text) > maxFile {
			text, long = nil, true
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long && (err == nil || errors.Is(err, io.EOF)) {
			return nil, fmt.Errorf("line over %d MiB: %w", maxFile>>20, tulieu.ErrInvalid)
		}
		return text, err
	}
}

// openInput opens a file, or standard input for "-".
func openInput(name string, e *env) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), nil
	}
	return os.Open(name)
}
