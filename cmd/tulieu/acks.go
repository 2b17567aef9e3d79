package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"tulieu"
	"tulieu/crawler"
)

// An ackFile gets the id of each article once it is kept, a line each. A nil
// ackFile takes none.
type ackFile struct{ file *os.File }

// openAcks opens the file for appending; the empty name gives nil.
func openAcks(name string) (*ackFile, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	return &ackFile{f}, nil
}

// Close closes the file.
func (f *ackFile) Close() error {
	if f == nil {
		return nil
	}
	return f.file.Close()
}

// watch is s, telling f what it keeps.
func (f *ackFile) watch(s crawler.Store) crawler.Store {
	if f == nil {
		return s
	}
	return watched{s, f}
}

type watched struct {
	crawler.Store
	acks *ackFile
}

func (w watched) Keep(ctx context.Context, steps ...tulieu.Step) ([]tulieu.Outcome, error) {
	outcomes, err := w.Store.Keep(ctx, steps...)
	if err != nil {
		return nil, err
	}
	var lines strings.Builder
	for _, o := range outcomes {
		if o.Article != "" {
			fmt.Fprintln(&lines, o.Article)
		}
	}
	if _, err := w.acks.file.WriteString(lines.String()); err != nil {
		return nil, fmt.Errorf("acks: %w", err)
	}
	return outcomes, nil
}
