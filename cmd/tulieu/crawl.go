package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"tulieu"
	"tulieu/crawler"
)

type crawlCommand struct {
	Portals crawlPortalsCommand `cmd:"" default:"withargs" hidden:""`
	Status  crawlStatusCommand  `cmd:"" help:"Show how far each portal is crawled, and the pages that need a look."`
}

type crawlPortalsCommand struct {
	Names []string `arg:"" optional:"" name:"portal" help:"Names of profiles; all of them unless given."`
	About string   `help:"Where a portal's owner reads who is asking: the address of a page, or of mail. It stands in the User-Agent." placeholder:"URL"`
	Acks  string   `help:"Write the id of each article to this file as soon as it is kept." placeholder:"FILE"`
}

func (c *crawlPortalsCommand) Run(ctx context.Context, e *env) error {
	lib, err := openLibrary(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	if err := lib.mayRead(); err != nil {
		return fmt.Errorf("crawl: %w", err)
	}
	if len(lib.portals) == 0 {
		return fmt.Errorf("crawl: no profiles in %s/portals; README.md says how to add a portal", e.data)
	}
	portals := lib.portals
	if len(c.Names) > 0 {
		portals = portals[:0:0]
		for _, name := range c.Names {
			p := lib.portal(name)
			if p == nil {
				return usageError(fmt.Sprintf("crawl: no profile %q; there are: %s", name, strings.Join(names(lib.portals), ", ")))
			}
			portals = append(portals, *p)
		}
	}
	acks, err := openAcks(c.Acks)
	if err != nil {
		return err
	}
	defer acks.Close()
	return crawlAll(ctx, e, lib, portals, agent(c.About), acks)
}

func names(portals []tulieu.Portal) []string {
	var names []string
	for _, p := range portals {
		names = append(names, p.Name)
	}
	return names
}

// crawlAll crawls the portals, several at a time: each host is asked one thing
// at a time all the same. A portal that fails does not keep the others from
// being crawled.
func crawlAll(ctx context.Context, e *env, lib *library, portals []tulieu.Portal, agent string, acks *ackFile) error {
	m := newMeter(e.stderr, "pages", len(portals)+1)
	var mu sync.Mutex
	known, total := map[string]int{}, 0 // addresses met, by portal
	c := crawler.Crawler{
		Store: acks.watch(lib), Read: lib.read, Log: e.log, Now: time.Now, UserAgent: agent,
		Progress: func(p crawler.Progress) {
			if !isTerminal(e.stderr) {
				m.line("%s", progressLine(p))
			}
			mu.Lock()
			total += p.Known - known[p.Portal]
			known[p.Portal] = p.Known
			m.expect(total)
			mu.Unlock()
			m.add(1)
		},
	}
	stats, failures := make([]crawler.Stats, len(portals)), make([]error, len(portals))
	var group errgroup.Group
	group.SetLimit(portalsAtOnce)
	for i, p := range portals {
		group.Go(func() error {
			stats[i], failures[i] = c.Crawl(ctx, p)
			return nil
		})
	}
	_ = group.Wait()
	m.done()
	failed := 0
	for i, p := range portals {
		fmt.Fprintf(e.stdout, "%s: %s\n", p.Name, statsLine(stats[i]))
		if failures[i] != nil && ctx.Err() == nil {
			failed++
			fmt.Fprintf(e.stderr, "crawl: %s: %v\n", p.Name, failures[i])
		}
	}
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(e.stderr, "crawl: stopped; what was fetched is kept, and the next crawl goes on from there")
	case failed > 0:
		return fmt.Errorf("crawl: %d of %d portals failed and are named above: %w", failed, len(portals), errPartly)
	}
	return nil
}

const portalsAtOnce = 8

// agent is the User-Agent of a crawl.
func agent(about string) string {
	if about == "" {
		return "tulieu/1 (archive of public news; asks robots.txt first)"
	}
	return "tulieu/1 (+" + about + ")"
}

// progressLine is one page of a crawl as a line.
func progressLine(p crawler.Progress) string {
	said := fmt.Sprintf("%s %d/%d %d %s", p.Portal, p.Done, p.Known, p.Status, p.URL)
	if p.Change != tulieu.Unchanged {
		said += " " + string(p.Change)
	}
	if p.Note != "" {
		said += ": " + p.Note
	}
	return said
}

// statsLine sums up a crawl.
func statsLine(s crawler.Stats) string {
	said := fmt.Sprintf("%d added, %d revised, %d unchanged; %d pages, %d not modified, %d for review, %d failed, %d skipped; %d requests, %d KB, %v",
		s.Added, s.Revised, s.Unchanged, s.Bodies, s.NotModified, s.Reviews, s.Failed, s.Skipped, s.Requests, s.Bytes>>10, s.Elapsed.Round(100*time.Millisecond))
	if s.Stopped != "" {
		said += "; ended early: " + s.Stopped
	}
	return said
}

type crawlStatusCommand struct{}

func (crawlStatusCommand) Run(ctx context.Context, e *env) error {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	status, err := lib.FrontierStatus(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "portal\tseeds\tlists\tarticles\tstill open\tput off\tfailing\tlast answer")
	for _, s := range status {
		last := "never"
		if !s.Last.IsZero() {
			last = s.Last.In(tulieu.Zone).Format(time.DateTime)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", s.Portal, s.Seeds, s.Lists, s.Articles, s.Open, s.Later, s.Failing, last)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	reviews, err := lib.Reviews(ctx, reviewsShown+1)
	if err != nil {
		return err
	}
	for i, r := range reviews {
		if i == 0 {
			fmt.Fprintln(e.stdout, "\npages that need a look:")
		}
		if i == reviewsShown {
			fmt.Fprintln(e.stdout, "and more")
			break
		}
		fmt.Fprintf(e.stdout, "%s %s: %s\n", r.Portal, r.URL, r.Note)
	}
	return nil
}

// reviewsShown is how many pages `crawl status` names.
const reviewsShown = 50
