// Command tulieu crawls portals, archives what they publish, and answers
// searches of it by directive, date and unit.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	limitMemory()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// commands is the command line, in the order data meets it.
type commands struct {
	Data string `help:"Folder that holds the archive, its index and the editors' files; ./tulieu-data unless given." placeholder:"DIR"`

	Demo        demoCommand        `cmd:"" help:"Crawl three make-believe portals, index them and serve the search: the newcomer's one command."`
	Serve       serveCommand       `cmd:"" help:"Answer searches over HTTP, and keep the index up to date with the archive."`
	Crawl       crawlCommand       `cmd:"" help:"Fetch new and changed pages of the portals into the archive."`
	Import      importCommand      `cmd:"" help:"Take articles from files: .txt, .html, .jsonl, .warc, folders of them."`
	Search      searchCommand      `cmd:"" help:"Ask the archive from the terminal."`
	Inspect     inspectCommand     `cmd:"" help:"Show how a page is read: each field with its value and rule, and the mentions, as JSON."`
	Recognise   recogniseCommand   `cmd:"" help:"Find directives, units and dates in texts: JSONL in, JSONL out."`
	Eval        evalCommand        `cmd:"" help:"Measure ranking: queries with right answers against the running server."`
	Bench       benchCommand       `cmd:"" help:"Measure speed and size on sample articles, beside stock bleve, SQLite and a plain index."`
	Corrections correctionsCommand `cmd:"" help:"Say what register/overrides.tsv, or a draft of it, would change; changes nothing."`
	Portal      portalCommand      `cmd:"" help:"Check portal profiles."`
	Archive     archiveCommand     `cmd:"" help:"Verify, rebuild, read again or back up the archive."`
	Export      exportCommand      `cmd:"" help:"Write every article with its versions and mentions as JSONL, by id."`
	Reindex     reindexCommand     `cmd:"" help:"Make the index anew, beside the one in use; searches go on meanwhile."`
	Takedown    takedownCommand    `cmd:"" help:"Remove an article from search, pages and exports, for good."`
	Version     versionCommand     `cmd:"" help:"Print the versions of the program and of what it derives."`
}

// env is what a command gets from its caller, so that a test can do all that
// main does.
type env struct {
	data           string // the data folder
	dataGiven      bool   // it was asked for, and is not the default
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	log            *slog.Logger
}

// errPartly says that a command did its work for all but some of its input;
// each of those has been named on stderr.
var errPartly = errors.New("partly failed")

// defaultData is the data folder where none is named.
const defaultData = "./tulieu-data"

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // failed, or partly failed
	exitUsage  = 2
)

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	var c commands
	parser, err := kong.New(&c,
		kong.Name("tulieu"),
		kong.Description("tulieu (tư liệu): a full-text archive of Vietnamese party, union and local-government news,\nsearched by directive, by date and by unit."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.Resolvers(fromEnvironment(getenv)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.UsageOnError(),
	)
	if err != nil {
		panic(err) // the tags above are wrong
	}
	// kong leaves by Exit after it has printed a help text.
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exit)
			if !ok {
				panic(r)
			}
			code = int(e)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "tulieu: %v\ntulieu: see 'tulieu --help' or 'tulieu COMMAND --help'\n", err)
		return exitUsage
	}
	e := &env{
		data: cmp.Or(c.Data, defaultData), dataGiven: c.Data != "", getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr,
		log: slog.New(slog.NewTextHandler(stderr, nil)),
	}
	command.BindTo(ctx, (*context.Context)(nil))
	command.Bind(e)
	var usage usageError
	switch err := command.Run(); {
	case err == nil:
		return exitDone
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return exitDone // asked to stop, and has
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "tulieu: %v\n", err)
		return exitUsage
	default:
		fmt.Fprintf(stderr, "tulieu: %v\n", err)
		return exitFailed
	}
}

type exit int

// A usageError is a wrong use of the command line that parsing cannot see.
type usageError string

func (e usageError) Error() string { return string(e) }

// fromEnvironment gives every flag a second source: --listen is also
// TULIEU_LISTEN. A flag on the command line wins.
func fromEnvironment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if v := getenv("TULIEU_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))); v != "" {
			return v, nil
		}
		return nil, nil
	})
}
