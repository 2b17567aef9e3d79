package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"tulieu"
	"tulieu/crawler"
	"tulieu/crawler/extract"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

type inspectCommand struct {
	Page    string `arg:"" name:"url|file" help:"A page that the archive holds, by its address; or a saved file."`
	URL     string `name:"url" help:"Address that the file was saved from." placeholder:"URL"`
	Profile string `help:"Profile to read it by: its name, or a YAML file; the one of its host unless given." placeholder:"NAME"`
}

// Run prints how the page is read: the rules that crawl and import go by, each
// with what it read and how much it counts; and what the text mentions.
func (c *inspectCommand) Run(ctx context.Context, e *env) error {
	portals, err := crawler.LoadProfiles(filepath.Join(e.data, "portals"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	name := c.Profile
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		p, err := crawler.LoadProfile(name)
		if err != nil {
			return err
		}
		portals, name = []tulieu.Portal{*p}, p.Name
	}
	reg, err := register.Load()
	if err != nil {
		return err
	}
	extractor, err := extract.New(portals)
	if err != nil {
		return err
	}
	captures, err := c.captures(ctx, e, source{portal: name, base: c.URL, portals: portals})
	if err != nil {
		return fmt.Errorf("inspect: %w", err)
	}
	finder, resolver := mention.NewFinder(reg), mention.NewResolver(reg)
	enc := json.NewEncoder(e.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	for _, capture := range captures {
		in, err := extractor.Inspect(capture)
		if err != nil {
			return fmt.Errorf("inspect: %w", err)
		}
		view := inspection{URL: capture.URL, Portal: capture.Portal, Type: in.Type, Facts: in.Facts, Review: in.Review, Links: in.Links}
		if a := in.Article; a != nil {
			a.Mentions = finder.Find(a.Text())
			found := recognised(textLine{ID: a.ID, Text: a.Text()}, resolver.Resolve(a, portalNamed(portals, a.Portal)))
			view.Mentions = &found
			view.Article = &inspected{a.ID, a.URL, a.Section, a.Title, a.Published, a.PublishedRule, a.Lead, a.Body, a.Byline, a.Author, a.Publisher, a.Views}
		}
		if err := enc.Encode(view); err != nil {
			return err
		}
	}
	return nil
}

// captures are those of a file, or the last one that the archive holds of an
// address.
func (c *inspectCommand) captures(ctx context.Context, e *env, s source) ([]*tulieu.Capture, error) {
	if strings.Contains(c.Page, "://") {
		capture, err := c.archived(ctx, e)
		return []*tulieu.Capture{capture}, err
	}
	var captures []*tulieu.Capture
	for f, err := range s.captures([]string{c.Page}) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.origin, err)
		}
		captures = append(captures, f.capture)
	}
	return captures, nil
}

func (c *inspectCommand) archived(ctx context.Context, e *env) (*tulieu.Capture, error) {
	lib, err := openExisting(ctx, e)
	if err != nil {
		return nil, err
	}
	defer lib.Close()
	id, err := lib.Lookup(ctx, c.Page)
	if errors.Is(err, tulieu.ErrNotFound) {
		return nil, fmt.Errorf("%s is not in the archive; crawl its portal, or save the page and give the file with --url: %w", c.Page, err)
	}
	if err != nil {
		return nil, err
	}
	a, err := lib.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	return lib.Capture(ctx, a.Provenance.Capture)
}

// An inspection is what the command prints of a page.
type inspection struct {
	URL      string          `json:"url"`
	Portal   string          `json:"portal,omitempty"`
	Type     string          `json:"type"`
	Facts    []extract.Fact  `json:"facts"`
	Article  *inspected      `json:"article"` // null where the page holds none
	Review   string          `json:"review,omitempty"`
	Links    []tulieu.Link   `json:"links,omitempty"`
	Mentions *recognisedLine `json:"mentions,omitempty"` // offsets into title, lead and body, joined by newlines
}

type inspected struct {
	ID            tulieu.ID   `json:"id"`
	URL           string      `json:"url"`
	Section       []string    `json:"section"`
	Title         string      `json:"title"`
	Published     tulieu.Date `json:"published"`
	PublishedRule string      `json:"published_rule"`
	Lead          string      `json:"lead"`
	Body          []string    `json:"body"`
	Byline        string      `json:"byline"`
	Author        string      `json:"author"`
	Publisher     string      `json:"publisher"`
	Views         int         `json:"views"`
}
