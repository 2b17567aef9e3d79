package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

type recogniseCommand struct {
	File string `arg:"" optional:"" default:"-" help:"JSONL, a text a line: {\"id\",\"text\"[,\"published\",\"source\"]}; - is standard input."`
}

func (c *recogniseCommand) Run(ctx context.Context, e *env) error {
	in, err := openInput(c.File, e)
	if err != nil {
		return fmt.Errorf("recognise: %w", err)
	}
	defer in.Close()
	reg, err := register.Load()
	if err != nil {
		return err
	}
	finder, resolver := mention.NewFinder(reg), mention.NewResolver(reg)
	out := bufio.NewWriter(e.stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	failed := 0
	for l := range lines(in) {
		if ctx.Err() != nil {
			break
		}
		var text textLine
		err := l.err
		if err == nil {
			err = json.Unmarshal(l.text, &text)
		}
		if err != nil {
			failed++
			fmt.Fprintf(e.stderr, "recognise: %s:%d: %v\n", c.File, l.n, err)
			continue
		}
		a := &tulieu.Article{Body: []string{text.Text}, Published: text.Published}
		a.Mentions = finder.Find(a.Text())
		if err := enc.Encode(recognised(text, resolver.Resolve(a, nil))); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("recognise: %d lines could not be read and are named above: %w", failed, errPartly)
	}
	return nil
}

// A textLine is a line of the command's input.
type textLine struct {
	ID        any         `json:"id"`
	Text      string      `json:"text"`
	Published tulieu.Date `json:"published"`
}

// A recognisedLine is a line of its output. Offsets count Unicode code points
// of the text; an end is exclusive.
type recognisedLine struct {
	ID         any              `json:"id"`
	Directives []foundDirective `json:"directives"`
	Units      []foundUnit      `json:"units"`
	Dates      []foundDate      `json:"dates"`
}

type foundAt struct {
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Surface string `json:"surface"`
}

type settledBy struct {
	Rule       string      `json:"rule,omitempty"`
	Confidence float64     `json:"confidence"`
	Candidates []candidate `json:"candidates,omitempty"`
}

type candidate struct {
	Slug       string  `json:"slug"`
	Label      string  `json:"label"`
	Confidence float64 `json:"confidence"`
}

type foundDirective struct {
	foundAt
	Norm      string `json:"norm"`
	Canonical string `json:"canonical"` // number and year; the bare number where nothing settles it
	Settled   bool   `json:"settled"`
	Slug      string `json:"slug"` // of its page: with the place, for a paper of a province
	settledBy
}

type foundUnit struct {
	foundAt
	Canonical string `json:"canonical"`      // the printed name, abbreviations spelled out
	Unit      string `json:"unit,omitempty"` // the completed name
	Kind      string `json:"kind"`
	Slug      string `json:"slug,omitempty"`
	settledBy
}

type foundDate struct {
	foundAt
	ISO string `json:"iso"`
}

func recognised(text textLine, entry *tulieu.Entry) recognisedLine {
	line := recognisedLine{ID: text.ID, Directives: []foundDirective{}, Units: []foundUnit{}, Dates: []foundDate{}}
	points := codePoints{text: text.Text}
	for _, m := range entry.Meanings {
		at := foundAt{points.at(m.Span.Start), points.at(m.Span.End), m.Surface}
		by := settledBy{Rule: m.Rule, Confidence: m.Confidence}
		for _, c := range m.Candidates {
			by.Candidates = append(by.Candidates, candidate(c))
		}
		switch m.Sort {
		case tulieu.SortDirective:
			line.Directives = append(line.Directives, foundDirective{at, m.Norm, mention.Canonical(m), m.Settled, m.Slug, by})
		case tulieu.SortUnit:
			line.Units = append(line.Units, foundUnit{at, m.Name, m.Unit, m.Kind, m.Slug, by})
		case tulieu.SortDate:
			line.Dates = append(line.Dates, foundDate{at, m.Norm})
		}
	}
	return line
}

// codePoints turns byte offsets into code points. Offsets that grow are
// counted on from the last one.
type codePoints struct {
	text        string
	byte, point int
}

func (p *codePoints) at(offset int) int {
	if offset < p.byte {
		p.byte, p.point = 0, 0
	}
	p.point += utf8.RuneCountInString(p.text[p.byte:offset])
	p.byte = offset
	return p.point
}
