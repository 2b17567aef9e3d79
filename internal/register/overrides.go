package register

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"tulieu"
)

// Overrides are the editors' corrections, read from register/overrides.tsv. The
// zero value and nil correct nothing.
//
// A line has six fields parted by tabs: action, subject, object, who, when,
// why; lines that are empty or begin with # are skipped. The actions:
//
//	merge    FROM    INTO       directive or unit FROM is INTO
//	split    SLUG    ID NEW     what article ID calls SLUG is NEW
//	rename   SLUG    NAME       SLUG is called NAME
//	reject   ID      SURFACE    what article ID prints as SURFACE is no mention
//	confirm  SLUG    -          an editor vouches for SLUG
type Overrides struct {
	Lines []Override
	merge map[string]string
	name  map[string]string
	sure  map[string]bool
	split map[[2]string]string // article and slug
	none  map[[2]string]bool   // article and surface
}

// An Override is one line of the editors' file.
type Override struct {
	Action, Subject, Object string
	Who, Why                string
	When                    tulieu.Date
	Line                    int // in the file, from 1
}

// ReadOverrides reads an editors' file. Errors name the file by name and the
// line; they are tulieu.ErrInvalid. Nothing of a broken file takes force.
func ReadOverrides(name string, rd io.Reader) (*Overrides, error) {
	o := &Overrides{merge: map[string]string{}, name: map[string]string{}, sure: map[string]bool{},
		split: map[[2]string]string{}, none: map[[2]string]bool{}}
	lines := bufio.NewScanner(rd)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := o.read(line, n); err != nil {
			return nil, fmt.Errorf("register: %s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("register: %s: %w", name, err)
	}
	for from := range o.merge {
		if o.follow(from) == "" {
			return nil, fmt.Errorf("register: %s: merges go in a circle from %s: %w", name, from, tulieu.ErrInvalid)
		}
	}
	return o, nil
}

func (o *Overrides) read(line string, n int) error {
	f := strings.Split(line, "\t")
	if len(f) != 6 {
		return fmt.Errorf("%d fields, want action, subject, object, who, when, why: %w", len(f), tulieu.ErrInvalid)
	}
	for i, name := range []string{"action", "subject", "object", "who", "when", "why"} {
		if strings.TrimSpace(f[i]) == "" {
			return fmt.Errorf("%s is empty: %w", name, tulieu.ErrInvalid)
		}
	}
	when, err := tulieu.ParseDate(f[4])
	if err != nil {
		return err
	}
	v := Override{Action: f[0], Subject: f[1], Object: f[2], Who: f[3], When: when, Why: f[5], Line: n}
	switch v.Action {
	case "merge":
		o.merge[v.Subject] = v.Object
	case "split":
		article, slug, ok := strings.Cut(v.Object, " ")
		if !ok {
			return fmt.Errorf("split wants an article's id and a slug, not %q: %w", v.Object, tulieu.ErrInvalid)
		}
		o.split[[2]string{article, v.Subject}] = slug
	case "rename":
		o.name[v.Subject] = v.Object
	case "reject":
		o.none[[2]string{v.Subject, v.Object}] = true
	case "confirm":
		o.sure[v.Subject] = true
	default:
		return fmt.Errorf("action %q is none of merge, split, rename, reject, confirm: %w", v.Action, tulieu.ErrInvalid)
	}
	o.Lines = append(o.Lines, v)
	return nil
}

// follow is what slug is merged into in the end; empty where merges go in a
// circle.
func (o *Overrides) follow(slug string) string {
	if o == nil {
		return slug
	}
	for range len(o.merge) + 1 {
		into, ok := o.merge[slug]
		if !ok {
			return slug
		}
		slug = into
	}
	return ""
}

// Touched lists the slugs, bare numbers and article ids (those of split and
// reject) that mean something else under o than under old. Articles that name
// one of the slugs, and those articles, are to be resolved anew.
func (o *Overrides) Touched(old *Overrides) (slugs []string, articles []tulieu.ID) {
	was, is := old.lines(), o.lines()
	s, a := map[string]bool{}, map[tulieu.ID]bool{}
	for _, diff := range [2][2]map[Override]bool{{was, is}, {is, was}} {
		for v := range diff[0] {
			if diff[1][v] {
				continue
			}
			switch v.Action {
			case "split":
				id, slug, _ := strings.Cut(v.Object, " ")
				a[tulieu.ID(id)], s[slug] = true, true
			case "reject":
				a[tulieu.ID(v.Subject)] = true
			case "merge":
				s[v.Subject], s[v.Object] = true, true
			default:
				s[v.Subject] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(s)), slices.Sorted(maps.Keys(a))
}

// lines is the set of what o orders, whoever did and when.
func (o *Overrides) lines() map[Override]bool {
	set := map[Override]bool{}
	if o != nil {
		for _, v := range o.Lines {
			set[Override{Action: v.Action, Subject: v.Subject, Object: v.Object}] = true
		}
	}
	return set
}

// Corrected is r under the editors' corrections o, which take the place of
// those it had. r itself stays as it is.
func (r *Register) Corrected(o *Overrides) *Register {
	c := *r
	c.overrides = o
	return &c
}

// Overrides returns the corrections r is under; nil for none.
func (r *Register) Overrides() *Overrides { return r.overrides }

// Meant is the slug that an article means by slug once editors have had their
// say.
func (r *Register) Meant(article tulieu.ID, slug string) string {
	o := r.overrides
	if o == nil {
		return slug
	}
	if to, ok := o.split[[2]string{string(article), slug}]; ok {
		slug = to
	}
	return o.follow(slug)
}

// Rejected reports whether an editor said that what an article prints as
// surface is no mention.
func (r *Register) Rejected(article tulieu.ID, surface string) bool {
	return r.overrides != nil && r.overrides.none[[2]string{string(article), surface}]
}

// correctDirective is d with the editors' name and word.
func (r *Register) correctDirective(d tulieu.Directive) tulieu.Directive {
	if r.overrides == nil {
		return d
	}
	if name, ok := r.overrides.name[d.Slug]; ok {
		d.Title = name
	}
	if r.overrides.sure[d.Slug] {
		d.Certainty = "confirmed"
	}
	return d
}

// correctUnit is u with the editors' name.
func (r *Register) correctUnit(u tulieu.Unit) tulieu.Unit {
	if r.overrides == nil {
		return u
	}
	if name, ok := r.overrides.name[u.Slug]; ok {
		u.Name = name
	}
	return u
}
