package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"tulieu"
	"tulieu/index"
	"tulieu/internal/rival"
	"tulieu/internal/sample"
	"tulieu/internal/viet"
)

type benchCommand struct {
	Articles int           `help:"Sample articles to build the archive of." default:"10000" placeholder:"N"`
	Queries  int           `help:"Searches of each class." default:"200" placeholder:"N"`
	Budget   time.Duration `help:"Longest time for one class of one engine; at least 20 searches are made." default:"20s"`
	Clients  int           `help:"Clients that ask at once in the last run, timed by the clock on the wall." default:"2"`
	JSON     bool          `name:"json" help:"Print one JSON object."`
	Only     bool          `help:"Measure tulieu alone."`
	Rivals   []string      `help:"Engines to measure beside it." default:"bleve,fts5,memory" enum:"bleve,fts5,memory"`
}

// Run builds an archive of sample articles the way import does, searches it,
// and has the rivals do the same work. Everything lies in a temporary folder.
func (c *benchCommand) Run(ctx context.Context, e *env) (err error) {
	if c.Articles < 100 || c.Queries < 20 || c.Clients < 1 {
		return usageError("bench: at least 100 articles, 20 queries and 1 client")
	}
	dir, err := os.MkdirTemp("", "tulieu-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	quiet := *e
	quiet.data, quiet.log = dir, slog.New(slog.DiscardHandler)
	b := &bench{benchCommand: c, env: &quiet, meter: newMeter(e.stderr, "articles", -1)}
	err = b.run(ctx)
	if err != nil {
		err = fmt.Errorf("bench: %w", err)
		if ctx.Err() == nil {
			return err
		}
		fmt.Fprintln(e.stderr, "bench: interrupted; this is what it had measured")
	}
	b.ratios()
	if c.JSON {
		out := json.NewEncoder(e.stdout)
		out.SetIndent("", "  ")
		return errors.Join(err, out.Encode(&b.report))
	}
	b.report.print(e.stdout)
	return err
}

// A benchReport is what a run measured. Times are CPU time of the whole
// process in milliseconds, bytes are bytes.
type benchReport struct {
	Articles  int                `json:"articles"`
	TextBytes float64            `json:"text_bytes_per_article"` // what is searched, uncompressed
	Machine   string             `json:"machine"`
	Ratios    map[string]float64 `json:"ratios"`            // stock bleve's time over ours
	Bytes     map[string]float64 `json:"bytes_per_article"` // "forward", as the arrays are given to bleve, is part of "index"
	Rates     map[string]float64 `json:"docs_per_cpu_second"`
	RSSBuild  int64              `json:"rss_build"`
	AnonBuild int64              `json:"anon_build"` // of it what is no mapped file's, at most
	RSSServe  int64              `json:"rss_serve"`
	HeapServe uint64             `json:"heap_serve"`
	Open      float64            `json:"open_ms"` // of archive and index, until the first answer
	// Times by engine ("tulieu cold": nothing read or decoded is kept;
	// "tulieu": the second time the same searches are made) and class.
	Times map[string]map[string]quantiles `json:"times"`
	// Differing answers by rival and class: totals, counts and, in date order, hits.
	Differences map[string]map[string]int `json:"differences"`
	Differing   []string                  `json:"differing"` // each of them
	// Wall times of the mix, asked by Clients at once: by nobody else, and while
	// WriteRate articles a second are kept and indexed.
	Wall        quantiles `json:"wall"`
	WallWriting quantiles `json:"wall_writing"`
}

type quantiles struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	N   int     `json:"n"`
}

// bench is a run.
type bench struct {
	*benchCommand
	*env
	meter  *meter
	report benchReport
	lib    *library
	built  tulieu.Seq // what is measured ends here; later changes come in while searches are timed
	draws  []rival.Draw
	// reading is the CPU time that documents has taken: no rival's work.
	reading time.Duration
	// answers of tulieu, by class and draw, to compare the rivals' with
	answers map[string][]*rival.Answer
}

func (b *bench) run(ctx context.Context) error {
	b.report = benchReport{
		Articles: b.Articles, Machine: fmt.Sprintf("%s %s/%s, %d CPUs", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
		Ratios: map[string]float64{}, Bytes: map[string]float64{}, Rates: map[string]float64{},
		Times: map[string]map[string]quantiles{}, Differences: map[string]map[string]int{},
	}
	b.answers = map[string][]*rival.Answer{}
	resetPeak()
	anonymous := watchAnonymous()
	err := b.build(ctx)
	b.report.RSSBuild, b.report.AnonBuild = peakRSS(), anonymous()
	if err != nil {
		return err
	}
	if err := b.size(); err != nil {
		return err
	}
	defer func() { b.lib.Close() }()
	if err := b.draw(ctx); err != nil {
		return err
	}
	if err := b.serve(ctx); err != nil {
		return err
	}
	if b.Only {
		return nil
	}
	for _, name := range b.Rivals {
		r, err := newRival(name, filepath.Join(b.data, name))
		if err != nil {
			return err
		}
		if err := b.rival(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func newRival(name, dir string) (rival.Engine, error) {
	switch name {
	case "bleve":
		return rival.NewBleve(dir)
	case "fts5":
		return rival.NewFTS5(dir)
	}
	return rival.NewMemory(), nil
}

// build imports the articles and lets an index follow.
func (b *bench) build(ctx context.Context) error {
	defer collectWithin()()
	profiles, err := sample.Profiles()
	if err != nil {
		return err
	}
	if b.lib, err = newLibrary(ctx, b.env, profiles); err != nil {
		return err
	}
	writing := cpuTime()
	for range sample.Articles(sample.DemoSeed, b.Articles) {
	}
	writing = cpuTime() - writing
	start := cpuTime()
	in := &importer{keep: b.lib, read: b.lib.read, meter: b.meter}
	if err := in.run(ctx, sampleCaptures(b.Articles)); err != nil {
		return err
	}
	if in.tally.added != b.Articles {
		return fmt.Errorf("of %d articles: %s", b.Articles, in.tally)
	}
	b.report.Rates["import"] = rate(b.Articles, cpuTime()-start-writing)
	x, err := index.Open(ctx, filepath.Join(b.data, "index"), index.Options{Log: b.log})
	if err != nil {
		return err
	}
	start = cpuTime()
	if err = index.Follow(ctx, b.lib, x); err == nil {
		err = x.Learn(ctx)
	}
	if err == nil {
		err = settle(ctx) // merges are part of the work, as with bleve
	}
	b.report.Rates["ours"] = rate(b.Articles, cpuTime()-start)
	if err == nil {
		var n int64
		n, err = x.ForwardBytes(ctx)
		b.report.Bytes["forward"] = float64(n) / float64(b.Articles)
	}
	if err := errors.Join(err, x.Close()); err != nil {
		return err
	}
	b.built, err = b.lib.Seq(ctx)
	return err
}

// sampleCaptures are n sample articles as lines of an imported file.
func sampleCaptures(n int) iter.Seq2[found, error] {
	return func(yield func(found, error) bool) {
		i := 0
		for a := range sample.Articles(sample.DemoSeed, n) {
			i++
			var line bytes.Buffer
			err := a.WriteLine(&line)
			if !yield(found{fmt.Sprintf("sample:%d", i), &tulieu.Capture{
				URL: a.URL, Portal: a.Portal, Fetched: time.Now(), ContentType: "application/x-ndjson", Body: line.Bytes(),
			}}, err) {
				return
			}
		}
	}
}

// documents are the archive's articles as rivals take them, with the values
// that tulieu finds in them.
func (b *bench) documents(ctx context.Context) iter.Seq2[rival.Document, error] {
	return func(yield func(rival.Document, error) bool) {
		runtime.LockOSThread() // whose clock is read
		defer runtime.UnlockOSThread()
		var after tulieu.Seq
		for {
			entries, err := b.lib.Changes(ctx, after, 500)
			if err != nil {
				yield(rival.Document{}, err)
				return
			}
			for _, l := range entries {
				if after = l.Seq; after > b.built {
					return
				}
				start := threadTime()
				e, err := b.lib.Entry(ctx, l.ID)
				if err != nil {
					yield(rival.Document{}, err)
					return
				}
				d := rivalDocument(e)
				b.reading += threadTime() - start
				if !yield(d, nil) {
					return
				}
			}
			if len(entries) == 0 {
				return
			}
		}
	}
}

func rivalDocument(e *tulieu.Entry) rival.Document {
	d := rival.Document{ID: string(e.ID), Title: rival.Plain(e.Title), Body: rival.Plain(e.Text()), Moment: rival.NoMoment}
	add := func(f rival.Facet, values ...string) {
		for _, v := range values {
			if v != "" && !slices.Contains(d.Values[f], v) {
				d.Values[f] = append(d.Values[f], v)
			}
		}
	}
	for _, m := range e.Meanings {
		switch m.Sort {
		case tulieu.SortDirective:
			add(rival.Directive, m.Slug, m.Plenum)
		case tulieu.SortUnit:
			add(rival.Unit, m.Slug)
			add(rival.Unit, m.Ancestors...)
		}
	}
	if e.Published.IsZero() {
		add(rival.Year, "undated")
	} else {
		add(rival.Year, e.Published.String()[:4])
		d.Moment = e.Published.First().Unix()
	}
	return d
}

// draw takes the searches out of the archive.
func (b *bench) draw(ctx context.Context) error {
	var failed error
	var bytes int64
	b.draws = rival.Draws(func(yield func(rival.Document) bool) {
		for d, err := range b.documents(ctx) {
			if failed = err; err != nil {
				return
			}
			bytes += int64(len(d.Body))
			if !yield(d) {
				return
			}
		}
	}, b.Queries)
	b.report.TextBytes = float64(bytes) / float64(b.Articles)
	if failed == nil && len(b.draws) < b.Queries {
		failed = fmt.Errorf("only %d of %d searches could be drawn", len(b.draws), b.Queries)
	}
	return failed
}

// serve measures tulieu, within the memory that serve has unless it is told:
// from a cold start, with nothing kept, with a warm cache, and by several
// clients at once.
func (b *bench) serve(ctx context.Context) error {
	b.lib.Close()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(serveMemory << 20))
	runtime.GC()
	resetPeak()
	start := time.Now()
	profiles, err := sample.Profiles()
	if err != nil {
		return err
	}
	if b.lib, err = newLibrary(ctx, b.env, profiles); err != nil {
		return err
	}
	for _, cache := range []int{-1, 0} {
		x, err := index.Open(ctx, filepath.Join(b.data, "index"), index.Options{Log: b.log, CacheBytes: cache, ReadAhead: true})
		if err != nil {
			return err
		}
		o := &ours{ctx: ctx, library: b.lib, index: x}
		if cache < 0 {
			if _, err := o.Search(rival.Query{Size: 10}); err != nil {
				return errors.Join(err, x.Close())
			}
			b.report.Open = float64(time.Since(start).Microseconds()) / 1000
			if err = settle(ctx); err == nil {
				err = b.measure("tulieu cold", o)
			}
		} else {
			o.library = newShelf(b.lib, b.lib.register)
			if err = settle(ctx); err == nil {
				err = b.measure("tulieu", o) // this fills the cache
			}
			if err == nil {
				err = b.measure("tulieu", o)
			}
			if err == nil {
				err = b.suggest(o)
			}
			if err == nil {
				b.report.Wall, err = b.clients(o)
			}
			if err == nil {
				b.report.WallWriting, err = b.writing(ctx, o)
			}
			var mem runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&mem)
			b.report.HeapServe = mem.HeapInuse
		}
		if err := errors.Join(err, x.Close()); err != nil {
			return err
		}
	}
	b.report.RSSServe = peakRSS()
	counts, err := b.lib.Count(ctx)
	if err != nil {
		return err
	}
	exporting := cpuTime()
	if err := b.lib.Export(ctx, io.Discard, nil); err != nil {
		return err
	}
	b.report.Rates["export"] = rate(counts.Articles, cpuTime()-exporting)
	return nil
}

// suggest times completions, which no rival makes: of a word or two and the
// first letters of the next, with marks or without, and the titles they come to
// read from the archive.
func (b *bench) suggest(o *ours) error {
	var took []time.Duration
	for i, d := range b.draws {
		n := 1 + i%2
		next := []rune(d.Words[n])
		typed := strings.Join(d.Words[:n], " ") + " " + string(next[:min(1+i/2%3, len(next))])
		if i%5 > 2 {
			typed = viet.Fold(typed)
		}
		start := cpuTime()
		found, err := o.index.Suggest(o.ctx, typed, 3)
		if err != nil {
			return err
		}
		if _, err := o.library.Articles(o.ctx, found.Titles); err != nil {
			return err
		}
		took = append(took, cpuTime()-start)
	}
	b.report.Times["tulieu"]["suggest"] = quantile(took)
	return nil
}

// writeRate is how many articles a second come in while searches are timed.
const writeRate = 20

// writing times the mix while articles come in and the index follows.
func (b *bench) writing(ctx context.Context, o *ours) (quantiles, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group errgroup.Group
	group.Go(func() error {
		tick := time.NewTicker(time.Second / writeRate)
		defer tick.Stop()
		for a := range sample.Articles(sample.DemoSeed+1, math.MaxInt32) {
			var line bytes.Buffer
			if err := a.WriteLine(&line); err != nil {
				return err
			}
			c := &tulieu.Capture{URL: a.URL + "?moi", Portal: a.Portal, Fetched: time.Now(), ContentType: "application/x-ndjson",
				Body: bytes.ReplaceAll(line.Bytes(), []byte(a.URL), []byte(a.URL+"?moi"))}
			r, err := b.lib.read(c)
			if err != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
			}
			if _, err := b.lib.Keep(context.WithoutCancel(ctx), tulieu.Step{Capture: c, Reading: r}); err != nil {
				return err
			}
		}
		return nil
	})
	group.Go(func() error {
		err := index.NewFollower(b.lib, o.index, b.log).Run(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return err
	})
	q, err := b.clients(o)
	cancel()
	return q, errors.Join(err, group.Wait())
}

// size says what an article takes, by part.
func (b *bench) size() error {
	for name, paths := range map[string][]string{"warc": {"warc"}, "text": {"archive.db", "archive.db-wal"}, "index": {"index"}} {
		var sum int64
		for _, p := range paths {
			n, err := treeBytes(filepath.Join(b.data, p))
			if err != nil {
				return err
			}
			sum += n
		}
		b.report.Bytes[name] = float64(sum) / float64(b.Articles)
	}
	return nil
}

// rival builds and measures one of the other engines, and removes it.
func (b *bench) rival(ctx context.Context, r rival.Engine) (err error) {
	defer func() {
		err = errors.Join(err, r.Close(), os.RemoveAll(filepath.Join(b.data, r.Name())))
	}()
	start := cpuTime()
	b.reading = 0
	var docs []rival.Document
	for d, err := range b.documents(ctx) {
		if err != nil {
			return err
		}
		if docs = append(docs, d); len(docs) == 200 {
			if err := r.Add(docs); err != nil {
				return err
			}
			b.meter.add(len(docs))
			docs = docs[:0]
		}
	}
	if err := r.Add(docs); err != nil {
		return err
	}
	if err := r.Flush(); err != nil {
		return err
	}
	b.report.Rates[r.Name()] = rate(b.Articles, cpuTime()-start-b.reading)
	n, err := r.Bytes()
	if err != nil {
		return err
	}
	b.report.Bytes[r.Name()] = float64(n) / float64(b.Articles)
	return b.measure(r.Name(), r)
}

// ratios compares stock bleve's 99th percentile to ours, cold and warm.
func (b *bench) ratios() {
	if b.report.Times["bleve"] == nil {
		return
	}
	for _, class := range []string{"page", "facets", "browse", "filtered", "datesort", "phrase", "multiselect"} {
		theirs := b.report.Times["bleve"][class].P99
		b.report.Ratios[class+"_p99"] = theirs / b.report.Times["tulieu cold"][class].P99
		b.report.Ratios[class+"_p99_warm"] = theirs / b.report.Times["tulieu"][class].P99
	}
}

// print is the report for people.
func (r *benchReport) print(w io.Writer) {
	fmt.Fprintf(w, "%d articles of %.0f bytes, %s\n\nCPU ms, p50/p99\n", r.Articles, r.TextBytes, r.Machine)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	engines := []string{"tulieu cold", "tulieu", "bleve", "fts5", "memory"}
	engines = slices.DeleteFunc(engines, func(e string) bool { return r.Times[e] == nil })
	fmt.Fprintf(t, "class\t%s\n", strings.Join(engines, "\t"))
	for _, c := range rival.Mix {
		fmt.Fprint(t, c.Name)
		for _, e := range engines {
			q := r.Times[e][c.Name]
			fmt.Fprintf(t, "\t%.3f/%.3f", q.P50, q.P99)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	if q, ok := r.Times["tulieu"]["suggest"]; ok {
		fmt.Fprintf(w, "tulieu completes what is typed in %.3f/%.3f\n", q.P50, q.P99)
	}
	for _, part := range []struct {
		name   string
		format string
		values map[string]float64
	}{
		{"stock bleve's p99 over ours", "%.1f", r.Ratios},
		{"bytes an article", "%.0f", r.Bytes},
		{"articles a CPU second", "%.0f", r.Rates},
	} {
		if len(part.values) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s:", part.name)
		for _, name := range sortedNames(part.values) {
			fmt.Fprintf(w, " %s "+part.format, name, part.values[name])
		}
	}
	fmt.Fprintf(w, "\n\nthe mix by clients at once, wall ms: p50 %.2f, p99 %.2f over %d searches; while %d articles a second come in: p50 %.2f, p99 %.2f\n",
		r.Wall.P50, r.Wall.P99, r.Wall.N, writeRate, r.WallWriting.P50, r.WallWriting.P99)
	fmt.Fprintf(w, "open to first answer: %.0f ms; resident at most: build %d MB, of it no file's %d MB, serve %d MB; heap serving %d MB\n",
		r.Open, r.RSSBuild>>20, r.AnonBuild>>20, r.RSSServe>>20, r.HeapServe>>20)
	for _, name := range sortedNames(r.Differences) {
		fmt.Fprintf(w, "%s: %v answers differ from tulieu's\n", name, r.Differences[name])
	}
	for _, d := range r.Differing {
		fmt.Fprintln(w, " ", d)
	}
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func rate(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }
