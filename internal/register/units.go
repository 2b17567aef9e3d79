package register

import (
	"slices"
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// unitKinds gives the public kind of the first word of a kind in units.tsv,
// or of the whole kind where the first word would mislead.
var unitKinds = map[string]tulieu.UnitKind{
	"ministry": tulieu.UnitState, "provincial-department": tulieu.UnitState, "district-office": tulieu.UnitState,
	"commune-office": tulieu.UnitState, "judicial": tulieu.UnitState, "state-vertical": tulieu.UnitState,
	"state-or-party": tulieu.UnitState, "party-press": tulieu.UnitPress,
	"party": tulieu.UnitParty, "state": tulieu.UnitState, "mass": tulieu.UnitMass, "school": tulieu.UnitSchool,
	"hospital": tulieu.UnitHospital, "enterprise": tulieu.UnitEnterprise, "armed": tulieu.UnitArmed,
	"press": tulieu.UnitPress, "foreign": tulieu.UnitForeign,
}

// A unitRow is a line of units.tsv.
type unitRow struct {
	unit              tulieu.Unit // as the table has it, slots and all
	parent, successor string
	local             bool // one in every province
	open              bool // has a slot that only articles fill
}

func (r *Register) loadUnits() error {
	var rows []unitRow
	err := table("units.tsv", func(field func(string) string) error {
		row, err := readUnit(field)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return err
	}
	var parents []string // of r.units: the parent's name
	add := func(u tulieu.Unit, key, parent string) {
		if _, taken := r.unitSlugs[u.Slug]; taken {
			return // Văn phòng UBND tỉnh stands in the table twice
		}
		r.unitSlugs[u.Slug] = len(r.units)
		r.unitNames[key] = append(r.unitNames[key], len(r.units))
		r.units = append(r.units, u)
		parents = append(parents, parent)
	}
	for _, row := range rows {
		bare := row.unit
		bare.Name = unslotted(bare.Name)
		bare.Slug = viet.Slug(bare.Name)
		for i, a := range bare.Aliases {
			bare.Aliases[i] = unslotted(a)
		}
		add(bare, bare.Slug, row.parent)
		if row.open {
			r.openHeads = append(r.openHeads, bare.Slug)
		}
		if !row.local {
			continue
		}
		for _, p := range r.provinces {
			if u, parent, ok := row.in(p, bare.Slug); ok {
				key := bare.Slug // found by the name alone, where that does not hold the province
				if u.Name != bare.Name {
					key = strings.TrimSuffix(u.Slug, sinceSlug(p))
				}
				add(u, key, parent)
				r.locals[bare.Slug] = append(r.locals[bare.Slug], u.Slug)
			}
		}
	}
	slices.SortStableFunc(r.openHeads, func(a, b string) int { return len(b) - len(a) })
	r.nameUnits()
	r.linkUnits(rows, parents)
	return nil
}

func readUnit(field func(string) string) (unitRow, error) {
	name, _, _ := strings.Cut(field("name"), " (")
	kind := field("kind")
	public, ok := unitKinds[kind]
	if !ok {
		first, _, _ := strings.Cut(kind, "-")
		if public, ok = unitKinds[first]; !ok {
			return unitRow{}, tulieu.ErrInvalid
		}
	}
	row := unitRow{
		unit:      tulieu.Unit{Name: name, Kind: public, Aliases: list(field("abbreviations")), Note: field("note")},
		parent:    field("parent"),
		successor: field("successor"),
	}
	var err error
	if row.unit.From, err = tulieu.ParseDate(field("valid_from")); err != nil {
		return row, err
	}
	if row.unit.To, err = tulieu.ParseDate(field("valid_to")); err != nil {
		return row, err
	}
	row.local = kind == "provincial-department" || strings.Contains(name, "{tỉnh}") ||
		strings.Contains(name, "{thành phố}") || strings.HasSuffix(name, " tỉnh")
	row.open = strings.Contains(name, "{cơ quan}")
	return row, nil
}

// unslotted is a name without its slots: "Tỉnh ủy {tỉnh}" is "Tỉnh ủy".
func unslotted(name string) string {
	for {
		i, j := strings.IndexByte(name, '{'), strings.IndexByte(name, '}')
		if i < 0 || j < i {
			return strings.Join(strings.Fields(name), " ")
		}
		name = name[:i] + name[j+1:]
	}
}

// in is the unit of row in province p, and the name of its parent there.
// False: p, being a city under the centre or not, has none.
func (row unitRow) in(p tulieu.Province, bareSlug string) (u tulieu.Unit, parent string, ok bool) {
	city := strings.HasPrefix(strings.ToLower(p.FullName), "thành phố")
	name := row.unit.Name
	if city && (name == "Tỉnh ủy {tỉnh}" || name == "Tỉnh đoàn {tỉnh}") ||
		!city && (strings.Contains(name, "{thành phố}") || row.parent == "UBND thành phố") {
		return u, "", false
	}
	if strings.HasSuffix(name, " tỉnh") {
		name += " {tỉnh}"
	}
	u = row.unit
	u.Place, u.Aliases = p.Slug, nil
	u.Name, parent = filled(name, p.Name, city), filled(row.parent, p.Name, city)
	if strings.Contains(u.Name, "{") {
		return u, "", false // another slot, which only articles fill
	}
	u.Slug = bareSlug + "-" + p.Slug
	if city && strings.Contains(name, "tỉnh") || city && strings.Contains(name, "Tỉnh") {
		u.Slug = viet.Slug(u.Name) + sinceSlug(p)
	}
	if !p.From.IsZero() && (u.From.IsZero() || u.From.First().Before(p.From.First())) {
		u.From = p.From
	}
	if !p.To.IsZero() && (u.To.IsZero() || u.To.First().After(p.To.First())) {
		u.To = p.To
	}
	if !u.From.IsZero() && !u.To.IsZero() && u.To.First().Before(u.From.First()) {
		return u, "", false // a department abolished before the province began
	}
	return u, parent, true
}

// filled puts a province in the slots of a name.
func filled(name, province string, city bool) string {
	name = strings.Replace(name, "UBND", "Ủy ban nhân dân", 1)
	if city {
		name = asCity.Replace(name)
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, "{tỉnh}", province), "{thành phố}", province)
}

// asCity is what a province's units are called in a city under the centre.
var asCity = strings.NewReplacer("tỉnh {tỉnh}", "thành phố {tỉnh}", "Tỉnh ủy", "Thành ủy", "Tỉnh đoàn", "Thành đoàn")

// sinceSlug is what the slug of p has after its name: "-2025", or nothing.
func sinceSlug(p tulieu.Province) string {
	if n := len(p.Slug) - len("-2025"); n > 0 && year(p.Slug[n+1:]) {
		return p.Slug[n:]
	}
	return ""
}

// nameUnits makes aliases find their units.
func (r *Register) nameUnits() {
	for i, u := range r.units {
		for _, a := range u.Aliases {
			if key := viet.Slug(a); !slices.Contains(r.unitNames[key], i) {
				r.unitNames[key] = append(r.unitNames[key], i)
			}
		}
	}
}

// linkUnits sets parents and successors, which the table gives by name.
func (r *Register) linkUnits(rows []unitRow, parents []string) {
	successor := map[string][]string{} // by name without slots
	for _, row := range rows {
		successor[unslotted(row.unit.Name)] = list(row.successor)
	}
	keys := map[string]string{} // making a slug is the dear part
	key := func(name string) string {
		k, ok := keys[name]
		if !ok {
			k = viet.Slug(name)
			keys[name] = k
		}
		return k
	}
	for i := range r.units {
		u := &r.units[i]
		if p, ok := r.unitOf(key(parents[i]), u.Place, u.From); ok && p.Slug != u.Slug {
			u.Parent = p.Slug
		} else if p, ok := r.unitOf(key(parents[i]), "", tulieu.Date{}); ok && p.Slug != u.Slug {
			u.Parent = p.Slug
		}
		if u.Parent != "" {
			r.children[u.Parent] = append(r.children[u.Parent], u.Slug)
		}
		for _, name := range successor[u.Name] {
			after := tulieu.DateOf(u.To.End(), tulieu.ToDay)
			if s, ok := r.UnitOf(name, u.Place, after); ok {
				u.Successors = append(u.Successors, s.Slug)
			}
		}
		r.followMerger(u)
		if len(u.Successors) > 0 {
			u.Successor = u.Successors[0]
		}
	}
}

// followMerger finds who took over from a unit that ended with its province:
// the unit of the same name in the province that came after.
func (r *Register) followMerger(u *tulieu.Unit) {
	p, ok := r.Province(u.Place)
	if !ok || len(u.Successors) > 0 || p.To.IsZero() || u.To != p.To {
		return
	}
	head := strings.TrimSuffix(u.Name, " "+p.Name)
	for _, s := range p.Successors {
		q, _ := r.Province(s)
		name := u.Name
		if head != u.Name {
			name = head + " " + q.Name
		}
		if v, ok := r.UnitOf(name, s, q.From); ok {
			u.Successors = append(u.Successors, v.Slug)
		}
	}
}
