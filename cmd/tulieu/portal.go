package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tulieu/crawler"
)

type portalCommand struct {
	Lint portalLintCommand `cmd:"" help:"Say what is wrong or doubtful in profiles; fetches nothing."`
}

type portalLintCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Profiles; all of the data folder's unless given."`
}

func (c *portalLintCommand) Run(ctx context.Context, e *env) error {
	files := c.Files
	if len(files) == 0 {
		folder := filepath.Join(e.data, "portals")
		entries, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range entries {
			if ext := filepath.Ext(entry.Name()); ext == ".yaml" || ext == ".yml" {
				files = append(files, filepath.Join(folder, entry.Name()))
			}
		}
		if len(files) == 0 {
			return fmt.Errorf("portal lint: no profiles in %s; README.md says how to add a portal", folder)
		}
	}
	wrong := 0
	for _, file := range files {
		p, err := crawler.LoadProfile(file)
		if err != nil {
			wrong++
			fmt.Fprintln(e.stdout, err)
			continue
		}
		doubts := crawler.Lint(p)
		if len(doubts) == 0 {
			fmt.Fprintf(e.stdout, "%s: fine\n", file)
		}
		for _, d := range doubts {
			fmt.Fprintf(e.stdout, "%s: %s\n", file, d)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("portal lint: %d of %d profiles cannot be used: %w", wrong, len(files), errPartly)
	}
	return nil
}
