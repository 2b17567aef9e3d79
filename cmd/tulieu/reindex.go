package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type reindexCommand struct{}

// Run makes the index anew: the server that owns it does, or where none runs
// this process itself.
func (reindexCommand) Run(ctx context.Context, e *env) error {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	lock, err := lockFolder(e.data)
	var locked *lockedError
	switch {
	case errors.As(err, &locked):
		err = reindexRequest(e.data).ask(ctx)
	case err == nil:
		err = errors.Join(reindex(ctx, e, lib), lock.release())
	}
	if err != nil {
		return fmt.Errorf("reindex: %w", err)
	}
	fmt.Fprintln(e.stdout, "the index is made anew")
	return nil
}

// reindex makes the index of a folder anew that this process has locked.
func reindex(ctx context.Context, e *env, lib *library) error {
	defer collectWithin()()
	x, err := openIndex(ctx, e, lib, false)
	if err != nil {
		return err
	}
	err = errors.Join(x.Rebuild(ctx, lib), x.Close())
	if asked := reindexRequest(e.data); err == nil && asked.asked() { // of a server that ended before it could
		err = asked.answer(nil)
	}
	return err
}

// A reindexRequest is the file by which a process asks the one that owns the
// index to make it anew. It is there until that is done, so that a server
// killed meanwhile begins again at its next start. What failed is written
// beside it.
type reindexRequest string

const reindexEvery = 500 * time.Millisecond

// asked reports whether somebody waits for a new index.
func (data reindexRequest) asked() bool {
	_, err := os.Stat(data.file())
	return err == nil
}

// answer tells those who asked that it is done, or why it is not.
func (data reindexRequest) answer(err error) error {
	if err != nil {
		if err := writeFile(data.failed(), []byte(err.Error())); err != nil {
			return err
		}
	}
	return os.Remove(data.file())
}

// ask leaves a request and waits until it is answered.
func (data reindexRequest) ask(ctx context.Context) error {
	if err := os.Remove(data.failed()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeFile(data.file(), nil); err != nil {
		return err
	}
	for data.asked() {
		if lock, err := lockFolder(string(data)); err == nil {
			return errors.Join(errors.New("the server ended; its next start makes the index anew"), lock.release())
		}
		select {
		case <-time.After(reindexEvery):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	why, err := os.ReadFile(data.failed())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, errors.New(strings.TrimSpace(string(why))))
}

func (data reindexRequest) file() string   { return filepath.Join(string(data), "index", "reindex") }
func (data reindexRequest) failed() string { return data.file() + "-failed" }
