package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"tulieu"
	"tulieu/crawler"
	"tulieu/crawler/extract"
)

type portalCommand struct {
	Lint portalLintCommand `cmd:"" help:"Say what is wrong or doubtful in profiles; fetches nothing."`
}

type portalLintCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Profiles; all of the data folder's unless given."`
	Page  string   `help:"A saved page: say what each rule of the profile finds on it. Takes one profile." placeholder:"FILE"`
	URL   string   `name:"url" help:"Address that the page was saved from." placeholder:"URL"`
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
	if c.Page != "" && len(files) != 1 {
		return usageError("portal lint: --page takes one profile")
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
		if c.Page != "" {
			if err := c.try(e, p); err != nil {
				return fmt.Errorf("portal lint: %w", err)
			}
		}
	}
	if wrong > 0 {
		return fmt.Errorf("portal lint: %d of %d profiles cannot be used: %w", wrong, len(files), errPartly)
	}
	return nil
}

// try prints what each rule of p finds on the page.
func (c *portalLintCommand) try(e *env, p *tulieu.Portal) error {
	body, err := os.ReadFile(c.Page)
	if err != nil {
		return err
	}
	profile, err := extract.Compile(p)
	if err != nil {
		return err
	}
	yields, err := profile.Yields(&tulieu.Capture{URL: cmp.Or(c.URL, "file:"+c.Page), Portal: p.Name, ContentType: "text/html", Body: body})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "key\tmatches\trule\tfirst")
	for _, y := range yields {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\n", y.Key, y.Matches, y.Rule, y.First)
	}
	return w.Flush()
}
