package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

type searchCommand struct {
	Words     []string `arg:"" optional:"" help:"What to look for."`
	Directive []string `help:"Slug of a directive; repeat for any of several, a leading - excludes." placeholder:"SLUG"`
	Unit      []string `help:"Slug of a unit." placeholder:"SLUG"`
	Year      []string `help:"Year, or 'undated'." placeholder:"YEAR"`
	From      string   `help:"Published on or after: 2016, 2016-10 or 2016-10-03." placeholder:"DATE"`
	To        string   `help:"Published on or before." placeholder:"DATE"`
	Sort      string   `help:"score, newest or oldest." placeholder:"ORDER"`
	Size      int      `help:"Hits shown, at most 100." default:"10"`
	JSON      bool     `help:"Print the API's answer."`
}

func (c *searchCommand) Run(ctx context.Context, e *env) error {
	query := url.Values{"directive": c.Directive, "unit": c.Unit, "year": c.Year, "size": {fmt.Sprint(c.Size)}}
	for name, v := range map[string]string{"q": strings.Join(c.Words, " "), "from": c.From, "to": c.To, "sort": c.Sort} {
		if v != "" {
			query.Set(name, v)
		}
	}
	asked, err := openAsker(ctx, e)
	if err != nil {
		return err
	}
	body, err := asked.get(ctx, "/api/v1/search", query)
	if err := errors.Join(err, asked.close()); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	if c.JSON {
		_, err := e.stdout.Write(body)
		return err
	}
	var answer searchAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return answer.print(e.stdout)
}

// A searchAnswer is what the terminal shows of the API's answer.
type searchAnswer struct {
	Total int `json:"total"`
	Hits  []struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		Published string `json:"published"`
		Publisher string `json:"publisher"`
		Snippets  []struct {
			Text string `json:"text"`
		} `json:"snippets"`
	} `json:"hits"`
	Facets map[string][]struct {
		Value string `json:"value"`
		Label string `json:"label"`
		Count int    `json:"count"`
	} `json:"facets"`
}

func (a *searchAnswer) print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d articles\n", a.Total)
	for _, h := range a.Hits {
		date, _, _ := strings.Cut(h.Published, "T")
		if date == "" {
			date = "undated"
		}
		fmt.Fprintf(&b, "\n%s  %s\n", date, h.Title)
		for _, s := range h.Snippets {
			fmt.Fprintf(&b, "    %s\n", s.Text)
		}
		fmt.Fprintf(&b, "    %s  %s\n", h.ID, h.URL)
	}
	for _, field := range []string{"directive", "unit", "year"} {
		if len(a.Facets[field]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n", field)
		for _, v := range a.Facets[field][:min(8, len(a.Facets[field]))] {
			fmt.Fprintf(&b, "%6d  %-36s %s\n", v.Count, v.Value, v.Label)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// An asker asks the API of the data folder: of the server that runs on it, or
// of one started for the question.
type asker struct {
	base     string
	caughtUp func(ctx context.Context) error // waits until the index holds all there was
	close    func() error
}

// openAsker finds the server of e.data. Where none runs it opens the folder
// itself, lets the index catch up, and serves it to itself on loopback.
func openAsker(ctx context.Context, e *env) (*asker, error) {
	a, err := startAsker(ctx, e)
	if err != nil {
		return nil, err
	}
	if err := a.caughtUp(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

// startAsker is openAsker without waiting: answers may lag behind the archive.
func startAsker(ctx context.Context, e *env) (*asker, error) {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return nil, err
	}
	quiet := *e
	quiet.log = slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, err := startService(ctx, &quiet, lib, "127.0.0.1:0")
	var locked *lockedError
	if errors.As(err, &locked) && locked.addr != "" {
		return &asker{
			base: locked.addr, close: func() error { return nil },
			caughtUp: func(context.Context) error { return nil }, // its server's own affair
		}, lib.Close()
	}
	if err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return &asker{base: s.url, caughtUp: s.caughtUp, close: func() error { return errors.Join(s.close(), lib.Close()) }}, nil
}

// askTimeout bounds one question to the server.
const askTimeout = 30 * time.Second

// get asks for path. An answer that is not 200 is an error that holds the
// server's words.
func (a *asker) get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		var problem struct {
			Title, Detail string
			Fixes         []string
		}
		if json.Unmarshal(body, &problem) != nil {
			problem.Detail = res.Status
		}
		return nil, errors.New(strings.TrimSpace(problem.Detail + " " + strings.Join(problem.Fixes, "; ")))
	}
	return body, nil
}
