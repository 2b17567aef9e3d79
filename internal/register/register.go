// Package register knows the papers that articles cite, the units they name
// and the provinces those belong to.
package register

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

//go:embed data
var data embed.FS

// A Register is what is known of directives, units and provinces. It does not
// change once loaded and is safe for concurrent use; Corrected makes a new one
// under the editors' corrections.
type Register struct {
	directives []tulieu.Directive
	bySlug     map[string]int   // of directives: slugs and the slugs of their aliases
	byNumber   map[string][]int // slug of the number: "03-ct-tw"
	citedBy    map[string][]tulieu.Relation

	congresses []congress // the oldest first

	units     []tulieu.Unit
	unitSlugs map[string]int
	unitNames map[string][]int // slugs of names and aliases, without the place
	children  map[string][]string
	locals    map[string][]string
	openHeads []string // slugs of patterns with an open slot, longest first: "chi-bo"

	provinces  []tulieu.Province
	placeSlugs map[string]int
	placeNames map[string][]int // folded

	overrides *Overrides
}

// tableUnits is about how many units the tables make.
const tableUnits = 1 << 13

// Load reads the facts the program carries.
func Load() (*Register, error) {
	r := &Register{
		bySlug:     map[string]int{},
		byNumber:   map[string][]int{},
		citedBy:    map[string][]tulieu.Relation{},
		units:      make([]tulieu.Unit, 0, tableUnits),
		unitSlugs:  make(map[string]int, tableUnits),
		unitNames:  make(map[string][]int, tableUnits),
		children:   map[string][]string{},
		locals:     map[string][]string{},
		placeSlugs: map[string]int{},
		placeNames: map[string][]int{},
	}
	for _, load := range []func() error{r.loadProvinces, r.loadUnits, r.loadDirectives} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Directive returns the paper of slug. An older slug, such as one with a year
// since corrected, finds the paper under its slug of today. Sessions of the
// Central Committee and congresses that no table lists have a record too, made
// from their slug.
func (r *Register) Directive(slug string) (tulieu.Directive, bool) {
	slug = r.overrides.follow(slug)
	if i, ok := r.bySlug[slug]; ok {
		return r.correctDirective(r.directives[i]), true
	}
	return r.session(slug)
}

// Directives lists the papers the register holds, the oldest first, but for
// those that editors say are others.
func (r *Register) Directives() []tulieu.Directive {
	list := make([]tulieu.Directive, 0, len(r.directives))
	for _, d := range r.directives {
		if r.overrides.follow(d.Slug) == d.Slug {
			list = append(list, r.correctDirective(d))
		}
	}
	return list
}

// ByNumber lists the papers of a number, the oldest first. The number may be
// printed in any way that has its letters and figures in order, also as a bare
// slug: "35-CT/TW", "35/CT-TW", "35-ct-tw".
func (r *Register) ByNumber(number string) []tulieu.Directive {
	is := r.byNumber[viet.Slug(number)]
	list := make([]tulieu.Directive, 0, len(is))
	for _, i := range is {
		list = append(list, r.correctDirective(r.directives[i]))
	}
	return list
}

// CitedBy lists the papers that replace, continue, implement or amend slug;
// Slug of each is the later paper.
func (r *Register) CitedBy(slug string) []tulieu.Relation { return slices.Clone(r.citedBy[slug]) }

// IssuedBy lists the papers that the session of slug issued, the oldest first.
func (r *Register) IssuedBy(plenum string) []tulieu.Directive {
	var list []tulieu.Directive
	for _, d := range r.directives {
		if d.Plenum == plenum && plenum != "" {
			list = append(list, d)
		}
	}
	return list
}

// Unit returns the unit of slug: one of the tables, or one that an open
// pattern makes of another ("chi-bo-so-ngoai-vu-long-an" is the party cell of
// so-ngoai-vu-long-an).
func (r *Register) Unit(slug string) (tulieu.Unit, bool) {
	slug = r.overrides.follow(slug)
	if i, ok := r.unitSlugs[slug]; ok {
		return r.correctUnit(r.units[i]), true
	}
	for _, head := range r.openHeads {
		rest, ok := strings.CutPrefix(slug, head+"-")
		if !ok {
			continue
		}
		host, ok := r.Unit(rest)
		if !ok {
			continue
		}
		open := r.units[r.unitSlugs[head]]
		return r.correctUnit(tulieu.Unit{
			Slug: slug, Name: open.Name + " " + host.Name, Kind: open.Kind,
			Parent: host.Slug, Place: host.Place, From: host.From, To: host.To,
		}), true
	}
	return tulieu.Unit{}, false
}

// Units lists the units of the tables, those of every province among them.
func (r *Register) Units() []tulieu.Unit { return slices.Clone(r.units) }

// UnitsNamed lists the units whose name or alias is name, marks and case aside.
func (r *Register) UnitsNamed(name string) []tulieu.Unit {
	is := r.unitNames[viet.Slug(name)]
	list := make([]tulieu.Unit, 0, len(is))
	for _, i := range is {
		list = append(list, r.units[i])
	}
	return list
}

// UnitOf returns the unit called name in the province of slug place, or the
// national one where place is empty, as it stood on day at. A zero at takes
// the one that began first.
func (r *Register) UnitOf(name, place string, at tulieu.Date) (tulieu.Unit, bool) {
	return r.unitOf(viet.Slug(name), place, at)
}

func (r *Register) unitOf(key, place string, at tulieu.Date) (tulieu.Unit, bool) {
	var first tulieu.Unit
	found := false
	for _, i := range r.unitNames[key] {
		u := r.units[i]
		if u.Place != place {
			continue
		}
		if inForce(u.From, u.To, at) {
			return u, true
		}
		if !found {
			first, found = u, true
		}
	}
	return first, found
}

// Locals lists the slugs of the units that stand for the bare unit of slug in
// each province: "tinh-uy" has tinh-uy-long-an and its sisters.
func (r *Register) Locals(slug string) []string { return slices.Clone(r.locals[slug]) }

// Children lists the slugs of the units whose parent is slug.
func (r *Register) Children(slug string) []string { return slices.Clone(r.children[slug]) }

// Ancestors lists the parents of a unit, nearest first.
func (r *Register) Ancestors(slug string) []string {
	var list []string
	for u, ok := r.Unit(slug); ok && u.Parent != "" && !slices.Contains(list, u.Parent); u, ok = r.Unit(u.Parent) {
		list = append(list, u.Parent)
	}
	return list
}

// Province returns the province of slug.
func (r *Register) Province(slug string) (tulieu.Province, bool) {
	i, ok := r.placeSlugs[slug]
	if !ok {
		return tulieu.Province{}, false
	}
	return r.provinces[i], true
}

// Provinces lists the provinces of all times, those before 1 July 2025 first.
func (r *Register) Provinces() []tulieu.Province { return slices.Clone(r.provinces) }

// ProvinceAt returns the province that bore name on day at. A zero at, or a
// day when none did, takes the one listed first.
func (r *Register) ProvinceAt(name string, at tulieu.Date) (tulieu.Province, bool) {
	is := r.placeNames[viet.Fold(name)]
	if len(is) == 0 {
		return tulieu.Province{}, false
	}
	best := r.provinces[is[0]]
	for _, i := range is {
		// One that says when it began knows better than one that does not.
		if p := r.provinces[i]; inForce(p.From, p.To, at) && !p.From.IsZero() {
			best = p
		}
	}
	return best, true
}

// RollUp lists slug and the provinces, or units, that became it, so that a
// search for Quảng Trị may take in what was Quảng Bình.
func (r *Register) RollUp(slug string) []string {
	list := []string{slug}
	for n := 0; n < len(list); n++ {
		if p, ok := r.Province(list[n]); ok {
			for _, q := range p.Predecessors {
				if !slices.Contains(list, q) {
					list = append(list, q)
				}
			}
			continue
		}
		for _, u := range r.units {
			if slices.Contains(u.Successors, list[n]) && !slices.Contains(list, u.Slug) {
				list = append(list, u.Slug)
			}
		}
	}
	return list
}

// inForce reports whether at lies between from and to. A zero bound is open,
// a zero at lies in every span that is open at its start.
func inForce(from, to, at tulieu.Date) bool {
	if at.IsZero() {
		return from.IsZero()
	}
	return (from.IsZero() || !at.First().Before(from.First())) &&
		(to.IsZero() || at.First().Before(to.End()))
}

// table reads an embedded table. row gets the fields by name; the errors it
// returns are told with file, line and id.
func table(file string, row func(field func(string) string) error) error {
	b, err := data.ReadFile("data/" + file)
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	column := map[string]int{}
	for i, name := range strings.Split(lines[0], "\t") {
		column[name] = i
	}
	for n, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != len(column) {
			return fmt.Errorf("register: %s:%d: %d fields where the header has %d", file, n+2, len(fields), len(column))
		}
		err := row(func(name string) string { return fields[column[name]] })
		if err != nil {
			return fmt.Errorf("register: %s:%d: %s: %w", file, n+2, fields[0], err)
		}
	}
	return nil
}

// list cuts a field that holds several values.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}
