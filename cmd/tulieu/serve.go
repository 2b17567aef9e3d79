package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

type serveCommand struct {
	Memory int    `help:"Megabytes within which the garbage collector keeps what Go allocates." default:"1024" placeholder:"MB"`
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// serveMemory is what Memory is unless it is given.
const serveMemory = 1024

func (c *serveCommand) Run(ctx context.Context, e *env) error {
	if c.Memory < 1 {
		return usageError("serve: at least 1 megabyte of memory")
	}
	debug.SetMemoryLimit(min(int64(c.Memory)<<20, debug.SetMemoryLimit(-1)))
	defer collectSeldom()()
	lib, err := openLibrary(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	s, err := startService(ctx, e, lib, c.Listen)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	defer leaveRoom()() // now that as many searches are let in at once as there are processors
	fmt.Fprintf(e.stdout, "tulieu serves %s at %s\n", e.data, s.url)
	return s.wait()
}
