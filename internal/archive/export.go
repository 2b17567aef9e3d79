package archive

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"tulieu"
)

// An exported is one line of an export. Spans are in Unicode code points of a
// field; neither the change log nor places in the WARC files are told, so that
// an export is the same before and after a rebuild.
type exported struct {
	ID            tulieu.ID        `json:"id"`
	Takedown      *exportedStone   `json:"takedown,omitempty"` // then nothing but the addresses follows
	URL           string           `json:"url,omitempty"`
	Addresses     []string         `json:"addresses"`            // that lead here
	Former        []tulieu.ID      `json:"former_ids,omitempty"` // IDs that lead here
	Portal        string           `json:"portal,omitempty"`
	Section       []string         `json:"section,omitempty"`
	Show          tulieu.Show      `json:"show,omitempty"` // excerpt: the body may not be passed on, and is left out
	Version       int              `json:"version,omitempty"`
	Title         string           `json:"title,omitempty"`
	Lead          string           `json:"lead,omitempty"`
	Body          []string         `json:"body,omitempty"`
	Published     string           `json:"published,omitempty"`
	PublishedRule string           `json:"published_rule,omitempty"`
	Byline        string           `json:"byline,omitempty"`
	Author        string           `json:"author,omitempty"`
	Publisher     string           `json:"publisher,omitempty"`
	Views         int              `json:"views,omitempty"`
	Mentions      []exportedPlace  `json:"mentions,omitempty"`
	Earlier       []exportedText   `json:"earlier,omitempty"` // versions, the first one first
	Provenance    *exportedOrigins `json:"provenance,omitempty"`
}

type exportedStone struct {
	Reason string    `json:"reason"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
}

type exportedPlace struct {
	Sort    tulieu.Sort  `json:"sort"`
	Field   string       `json:"field"` // "title", "lead", "body[3]"
	Start   int          `json:"start"`
	End     int          `json:"end"`
	Surface string       `json:"surface"`
	Norm    string       `json:"norm"`
	Kind    string       `json:"kind,omitempty"`
	Hints   tulieu.Hints `json:"hints,omitzero"`
}

type exportedText struct {
	Version   int       `json:"version"`
	Fetched   time.Time `json:"fetched"`
	Capture   string    `json:"capture"`
	Title     string    `json:"title,omitempty"`
	Lead      string    `json:"lead,omitempty"`
	Body      []string  `json:"body,omitempty"`
	Published string    `json:"published,omitempty"`
}

type exportedOrigins struct {
	FirstFetched time.Time `json:"first_fetched"`
	LastFetched  time.Time `json:"last_fetched"`
	Capture      string    `json:"capture"` // digest of the body it was read from
	Extractor    int       `json:"extractor"`
	Finder       int       `json:"finder"`
}

// Export writes everything that may be passed on as JSON Lines, one article a
// line, by ID: articles, their versions and mentions, takedowns, provenance.
// show says how much of a portal's texts may be; nil passes everything on.
// An article that is damaged is left out and told in the error, with
// ErrDamaged, at the end.
func (a *Archive) Export(ctx context.Context, w io.Writer, show func(portal string) tulieu.Show) error {
	if show == nil {
		show = func(string) tulieu.Show { return tulieu.ShowFull }
	}
	out := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	damaged, after := 0, ""
	var first error
	for {
		const batch = 200
		n := 0
		err := a.view(ctx, func(q querier) error {
			var nums []int64
			query := `SELECT num, id FROM articles WHERE id > ? ORDER BY id LIMIT ?`
			err := each(ctx, q, query, []any{after, batch}, func(scan func(...any) error) error {
				n++
				nums = append(nums, 0)
				return scan(&nums[n-1], &after)
			})
			if err != nil {
				return err
			}
			for _, num := range nums {
				line, err := a.exported(ctx, q, num, show)
				if err != nil {
					damaged++
					if first == nil {
						first = err
					}
					continue
				}
				if line == nil {
					continue
				}
				if err := enc.Encode(line); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
		if err != nil {
			return fmt.Errorf("archive: export: %w", err)
		}
		if n < batch {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("archive: export: %w", err)
	}
	if damaged > 0 {
		return fmt.Errorf("archive: export: %d articles are left out, the first one: %w", damaged, first)
	}
	return nil
}

// exported is the line of article num; nil where there is nothing to tell.
func (a *Archive) exported(ctx context.Context, q querier, num int64, show func(string) tulieu.Show) (*exported, error) {
	r, err := articleBy(ctx, q, "num", num)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, fmt.Errorf("%s: row %d of articles: %w", dbName, num, tulieu.ErrDamaged)
	}
	if r.state == moved || r.state == void {
		return nil, nil
	}
	line := &exported{ID: r.id, Addresses: []string{}}
	if line.Addresses, err = addressesOf(ctx, q, r.num); err != nil {
		return nil, err
	}
	err = each(ctx, q, `SELECT id FROM articles WHERE into_num = ? ORDER BY id`, []any{r.num}, func(scan func(...any) error) error {
		line.Former = append(line.Former, "")
		return scan(&line.Former[len(line.Former)-1])
	})
	if err != nil {
		return nil, err
	}
	if r.state == gone {
		t, err := r.parseTombstone()
		line.Takedown = &exportedStone{t.Reason, t.By, t.At}
		return line, err
	}
	vs, err := a.versions(ctx, q, r)
	if err != nil {
		return nil, err
	}
	for _, v := range vs[:len(vs)-1] {
		x := v.Article
		t := exportedText{v.Number, v.Fetched, x.Provenance.Capture.Digest, x.Title, x.Lead, x.Body, x.Published.String()}
		if show(x.Portal) == tulieu.ShowExcerpt {
			t.Body = nil
		}
		line.Earlier = append(line.Earlier, t)
	}
	line.fill(vs[len(vs)-1].Article, show)
	return line, nil
}

func (l *exported) fill(x *tulieu.Article, show func(string) tulieu.Show) {
	l.URL, l.Portal, l.Section, l.Version = x.URL, x.Portal, x.Section, x.Provenance.Version
	l.Title, l.Lead, l.Body, l.Published, l.PublishedRule = x.Title, x.Lead, x.Body, x.Published.String(), x.PublishedRule
	l.Byline, l.Author, l.Publisher, l.Views = x.Byline, x.Author, x.Publisher, x.Views
	if l.Show = show(x.Portal); l.Show == tulieu.ShowExcerpt {
		l.Body = nil
	}
	for _, m := range x.Mentions {
		place := x.Locate(m.Span)
		p := exportedPlace{Sort: m.Sort, Field: place.Field, Surface: m.Surface, Norm: m.Norm, Kind: m.Kind, Hints: m.Hints}
		var text string
		switch place.Field {
		case "title":
			text = x.Title
		case "lead":
			text = x.Lead
		case "body":
			if l.Show == tulieu.ShowExcerpt {
				continue
			}
			text, p.Field = x.Body[place.N], fmt.Sprintf("body[%d]", place.N)
		}
		if place.Start < 0 || place.End > len(text) || place.Start > place.End {
			continue
		}
		p.Start = utf8.RuneCountInString(text[:place.Start])
		p.End = p.Start + utf8.RuneCountInString(text[place.Start:place.End])
		l.Mentions = append(l.Mentions, p)
	}
	o := x.Provenance
	l.Provenance = &exportedOrigins{o.FirstFetched, o.LastFetched, o.Capture.Digest, o.Extractor, o.Finder}
}

// addressesOf are the addresses that lead to article num, in order.
func addressesOf(ctx context.Context, q querier, num int64) ([]string, error) {
	urls := []string{}
	err := each(ctx, q, `SELECT url, crc FROM aliases WHERE article = ?`, []any{num}, func(scan func(...any) error) error {
		var u string
		var sum int64
		if err := scan(&u, &sum); err != nil {
			return err
		}
		if sum != crc(u, num) {
			return fmt.Errorf("%s: row of address %s: %w", dbName, u, tulieu.ErrDamaged)
		}
		urls = append(urls, u)
		return nil
	})
	slices.Sort(urls)
	return urls, err
}
