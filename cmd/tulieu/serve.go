package main

import (
	"context"
	"fmt"
)

type serveCommand struct {
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

func (c *serveCommand) Run(ctx context.Context, e *env) error {
	lib, err := openLibrary(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	s, err := startService(ctx, e, lib, c.Listen)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	fmt.Fprintf(e.stdout, "tulieu serves %s at %s\n", e.data, s.url)
	return s.wait()
}
