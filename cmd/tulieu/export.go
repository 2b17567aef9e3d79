package main

import (
	"bufio"
	"context"

	"tulieu"
)

type exportCommand struct{}

// Run writes the archive as JSON Lines, by id: articles with their versions
// and mentions, and takedowns. A portal that shows excerpts is exported so.
func (exportCommand) Run(ctx context.Context, e *env) error {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	out := bufio.NewWriter(e.stdout)
	err = lib.Export(ctx, out, func(portal string) tulieu.Show {
		if p := lib.portal(portal); p != nil && p.Show != "" {
			return p.Show
		}
		return tulieu.ShowFull
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
