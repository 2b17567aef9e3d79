package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"tulieu/crawler"
	"tulieu/internal/sample"
)

type demoCommand struct {
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// Run crawls the embedded portals and serves what it found, until it is
// stopped. Without --data all of it is in a temporary folder.
func (c *demoCommand) Run(ctx context.Context, e *env) (err error) {
	fmt.Fprintln(e.stdout, "tulieu demo: three make-believe portals start on this machine, are crawled, indexed and served. Nothing leaves it.")
	if !e.dataGiven {
		if e.data, err = os.MkdirTemp("", "tulieu-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(e.data)) }()
	}
	portals, err := startDemoPortals(filepath.Join(e.data, "portals"))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer portals.Close()
	lib, err := newLibrary(ctx, e, portals.Profiles())
	if err != nil {
		return err
	}
	defer lib.Close()
	if err := crawlAll(ctx, e, lib, lib.portals, agent(""), nil); err != nil || ctx.Err() != nil {
		return err
	}
	s, err := startService(ctx, e, lib, c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		fmt.Fprintf(e.stdout, "%s is taken; another port will do.\n", c.Listen)
		s, err = startService(ctx, e, lib, "127.0.0.1:0")
	}
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := s.caughtUp(ctx); err != nil {
		return errors.Join(err, s.close())
	}
	counts, err := lib.Count(ctx)
	if err != nil {
		return errors.Join(err, s.close())
	}
	fmt.Fprintf(e.stdout, demoReady, counts.Articles, s.url, s.url, s.url)
	return s.wait()
}

const demoReady = `
%d articles are ready to be searched. Open

  %s

in a browser, or ask the API:

  curl '%s/api/v1/search?q=thi+đua&directive=05-ct-tw-2016'
  curl '%s/api/v1/directives/05-ct-tw-2016'

Ctrl-C ends it.
`

// startDemoPortals starts the embedded portals. Where an earlier demo on the
// same folder has left their profiles in dir they take the same addresses, so
// that their articles are the same ones.
func startDemoPortals(dir string) (*sample.Listening, error) {
	hosts := map[string]string{}
	if profiles, err := crawler.LoadProfiles(dir); err == nil {
		for _, p := range profiles {
			if len(p.Hosts) > 0 {
				hosts[p.Name] = p.Hosts[0]
			}
		}
	}
	portals, err := sample.Start(hosts, sample.Portals()...)
	if err != nil {
		return nil, err
	}
	if err := portals.WriteProfiles(dir); err != nil {
		return nil, errors.Join(err, portals.Close())
	}
	return portals, nil
}
