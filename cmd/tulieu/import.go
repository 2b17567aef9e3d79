package main

import (
	"context"
	"fmt"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"

	"tulieu"
)

type importCommand struct {
	Paths  []string `arg:"" name:"path" help:"Files and folders."`
	Portal string   `help:"Profile by which pages are read, and the portal articles are filed under." placeholder:"NAME"`
	Base   string   `help:"Address that the top of an HTML folder has: http://host/path/." placeholder:"URL"`
	Acks   string   `help:"Write the id of each article to this file as soon as it is kept." placeholder:"FILE"`
}

func (c *importCommand) Run(ctx context.Context, e *env) error {
	lib, err := openLibrary(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	if err := lib.mayRead(); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if c.Portal != "" && lib.portal(c.Portal) == nil {
		return usageError(fmt.Sprintf("import: no profile %q in %s/portals; 'tulieu portal lint' lists them", c.Portal, e.data))
	}
	acks, err := openAcks(c.Acks)
	if err != nil {
		return err
	}
	defer acks.Close()
	in := &importer{
		keep:  acks.watch(lib),
		read:  lib.read,
		meter: newMeter(e.stderr, "articles read", -1),
	}
	src := source{portal: c.Portal, base: c.Base, portals: lib.portals}
	err = in.run(ctx, src.captures(c.Paths))
	in.meter.done()
	fmt.Fprintln(e.stdout, in.tally)
	return err
}

// A keeper keeps steps; the archive does.
type keeper interface {
	Keep(ctx context.Context, steps ...tulieu.Step) ([]tulieu.Outcome, error)
}

// An importer reads captures on all cores and keeps them in the order they came.
type importer struct {
	keep  keeper
	read  tulieu.Reader
	meter *meter
	tally tally
}

// A tally counts what became of imported articles.
type tally struct{ added, revised, reread, unchanged, review, failed int }

func (t tally) String() string {
	return fmt.Sprintf("%d added, %d revised, %d unchanged, %d for review, %d failed",
		t.added, t.revised, t.unchanged+t.reread, t.review, t.failed)
}

// A step waits for its reading.
type pending struct {
	origin  string // "news.jsonl:12", for messages
	capture *tulieu.Capture
	reading *tulieu.Reading
	err     error
	ready   chan struct{}
}

// batch bounds: one fsync and one transaction for so many steps or bytes.
const (
	batchSteps = 256
	batchBytes = 4 << 20
)

// run imports every capture. What cannot be read is named on the meter and
// left out; the rest stays, and the error is then errPartly.
func (in *importer) run(ctx context.Context, captures iter.Seq2[found, error]) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	queue := make(chan *pending, batchSteps)
	readers, readCtx := errgroup.WithContext(ctx)
	readers.SetLimit(runtime.GOMAXPROCS(0) + 1) // one walks the files
	readers.Go(func() error {
		defer close(queue)
		for f, err := range captures {
			p := &pending{origin: f.origin, capture: f.capture, err: err, ready: make(chan struct{})}
			select {
			case queue <- p:
			case <-readCtx.Done():
				return readCtx.Err()
			}
			if err != nil {
				close(p.ready)
				continue
			}
			readers.Go(func() error {
				p.reading, p.err = in.read(p.capture)
				close(p.ready)
				return nil
			})
		}
		return nil
	})

	err := in.collect(ctx, queue)
	cancel()
	for range queue { // the walker may be waiting to hand one over
	}
	_ = readers.Wait()
	switch {
	case err != nil:
		return err
	case in.tally.failed > 0:
		return fmt.Errorf("import: %d could not be read and are named above; the others are kept: %w", in.tally.failed, errPartly)
	}
	return nil
}

// collect keeps what has been read, in order, in batches.
func (in *importer) collect(ctx context.Context, queue <-chan *pending) error {
	var batch []tulieu.Step
	bytes := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		outcomes, err := in.keep.Keep(context.WithoutCancel(ctx), batch...)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		for _, o := range outcomes {
			in.tally.count(o)
		}
		in.meter.add(len(batch))
		batch, bytes = batch[:0], 0
		return nil
	}
	for p := range queue {
		select {
		case <-p.ready:
		case <-ctx.Done():
			in.meter.line("import: stopped; what was read is kept, and the same command goes on from there")
			return flush()
		}
		if p.err != nil {
			in.tally.failed++
			in.meter.line("import: %s: %v", p.origin, p.err)
			continue
		}
		if p.reading.Review != "" {
			in.tally.review++
			in.meter.line("import: %s: for review: %s", p.origin, p.reading.Review)
		}
		batch = append(batch, tulieu.Step{Capture: p.capture, Reading: p.reading})
		if bytes += len(p.capture.Body); len(batch) == batchSteps || bytes >= batchBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func (t *tally) count(o tulieu.Outcome) {
	switch {
	case o.Article == "":
	case o.Change == tulieu.Added:
		t.added++
	case o.Change == tulieu.Revised:
		t.revised++
	case o.Change == tulieu.Reread:
		t.reread++
	default:
		t.unchanged++
	}
}
