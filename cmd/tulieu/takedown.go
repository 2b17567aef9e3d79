package main

import (
	"context"
	"fmt"
	"os/user"
	"strings"

	"tulieu"
)

type takedownCommand struct {
	Article string `arg:"" optional:"" name:"id|url" help:"The article; without one, those taken down are listed."`
	Reason  string `help:"Why; required, and kept for good." placeholder:"TEXT"`
	By      string `help:"Who decided it; the user of this machine unless given." placeholder:"NAME"`
}

func (c *takedownCommand) Run(ctx context.Context, e *env) error {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	if c.Article == "" {
		return c.list(ctx, e, lib)
	}
	if strings.TrimSpace(c.Reason) == "" {
		return usageError("takedown: --reason is required: it is kept with the tombstone")
	}
	if c.By == "" {
		if u, err := user.Current(); err == nil {
			c.By = u.Username
		}
	}
	id := tulieu.ID(c.Article)
	if strings.Contains(c.Article, ":") {
		if id, err = lib.Lookup(ctx, c.Article); err != nil {
			return err
		}
	}
	if err := lib.Takedown(ctx, tulieu.Takedown{ID: id, Reason: c.Reason, By: c.By}); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s is taken down: out of search, pages and exports, and of every rebuild\n", id)
	return nil
}

func (c *takedownCommand) list(ctx context.Context, e *env, lib *library) error {
	all, err := lib.Takedowns(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		fmt.Fprintf(e.stdout, "%s  %s  %s  %s  %s\n", t.At.In(tulieu.Zone).Format("2006-01-02 15:04"), t.ID, t.By, t.URL, t.Reason)
	}
	return nil
}
