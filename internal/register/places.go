package register

import (
	"slices"
	"strconv"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// loadProvinces reads provinces.tsv. A name that comes back later has the year
// it began in its slug.
func (r *Register) loadProvinces() error {
	type kin struct{ successor, predecessors []string }
	var names []kin
	err := table("provinces.tsv", func(field func(string) string) error {
		name, _, _ := strings.Cut(field("name"), " (")
		full, _, _ := strings.Cut(field("full_name"), " (")
		p := tulieu.Province{Slug: viet.Slug(name), Name: name, FullName: full, Aliases: list(field("aliases"))}
		var err error
		if p.From, err = tulieu.ParseDate(field("valid_from")); err != nil {
			return err
		}
		if p.To, err = tulieu.ParseDate(field("valid_to")); err != nil {
			return err
		}
		if _, taken := r.placeSlugs[p.Slug]; taken {
			p.Slug += "-" + strconv.Itoa(p.From.Year)
		}
		r.placeSlugs[p.Slug] = len(r.provinces)
		for _, n := range append([]string{name, full}, p.Aliases...) {
			if key := viet.Fold(n); !slices.Contains(r.placeNames[key], len(r.provinces)) {
				r.placeNames[key] = append(r.placeNames[key], len(r.provinces))
			}
		}
		r.provinces = append(r.provinces, p)
		names = append(names, kin{list(field("successor")), list(field("predecessors"))})
		return nil
	})
	if err != nil {
		return err
	}
	for i := range r.provinces {
		p := &r.provinces[i]
		for _, n := range names[i].successor {
			p.Successors = append(p.Successors, r.kin(n, func(q tulieu.Province) bool {
				return !q.From.IsZero() && !q.From.First().Before(p.To.First())
			}))
		}
		for _, n := range names[i].predecessors {
			p.Predecessors = append(p.Predecessors, r.kin(n, func(q tulieu.Province) bool {
				return !q.To.IsZero() && !q.To.First().After(p.From.First())
			}))
		}
		if len(p.Successors) > 0 {
			p.Successor = p.Successors[0]
		}
	}
	return nil
}

// kin is the slug of the province called name that fits, or of the first one
// called so: the old provinces have no day on which they began.
func (r *Register) kin(name string, fits func(tulieu.Province) bool) string {
	is := r.placeNames[viet.Fold(name)]
	for _, i := range is {
		if fits(r.provinces[i]) {
			return r.provinces[i].Slug
		}
	}
	if len(is) == 0 {
		return viet.Slug(name)
	}
	return r.provinces[is[0]].Slug
}
