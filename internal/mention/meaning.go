package mention

import (
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// publishing resolves the unit that publishes, from its printed name.
func (r *reading) publishing(printed string) tulieu.Meaning {
	m := tulieu.Mention{Sort: tulieu.SortUnit, Surface: printed, Norm: viet.NFC(printed), Span: tulieu.Span{End: len(printed)}}
	for _, found := range r.finder.Find(printed) {
		if found.Sort == tulieu.SortUnit {
			m = found
			break
		}
	}
	return r.unit(m)
}

// unit resolves one mention of a unit: completes its name, finds its province
// and its slug.
func (r *reading) unit(m tulieu.Mention) tulieu.Meaning {
	mean := tulieu.Meaning{Mention: m, Name: m.Norm, Unit: m.Norm, Rule: "name", Confidence: .9}
	if u, ok := r.register.UnitOf(m.Norm, "", r.at); ok && u.Parent != "" && m.Hints.Place == "" && r.national(u.Slug) {
		mean.Unit, mean.Kind = u.Name, string(u.Kind)
		return r.unitAs(mean, u.Slug, .97)
	}
	r.complete(&mean)
	place := m.Hints.Place
	if place != "" {
		mean.Rule = "place in the name"
	} else if place = r.place; place != "" {
		mean.Rule, mean.Confidence = "place of the portal", .85
	}
	p, known := r.register.Province(r.provinceAt(place))
	if !known {
		mean.Rule, mean.Confidence = "name alone", .5
		return r.unitAs(mean, viet.Slug(mean.Unit), .5)
	}
	mean.Place = p.Slug
	if u, ok := r.register.UnitOf(mean.Unit, p.Slug, r.at); ok {
		return r.unitAs(mean, u.Slug, mean.Confidence)
	}
	if named := mean.Unit + " " + p.Name; m.Hints.Place == "" {
		if u, ok := r.register.UnitOf(named, p.Slug, r.at); ok {
			mean.Unit = u.Name
			return r.unitAs(mean, u.Slug, mean.Confidence)
		}
	}
	if slug, ok := r.sansPlace(mean.Unit, p); ok {
		return r.unitAs(mean, slug, mean.Confidence)
	}
	slug := viet.Slug(mean.Unit)
	if base := viet.Slug(p.Name); strings.Contains(slug, base) {
		slug += strings.TrimPrefix(p.Slug, base)
	} else {
		slug += "-" + p.Slug
	}
	return r.unitAs(mean, slug, mean.Confidence)
}

// sansPlace is the slug of a unit whose name says its province though it need
// not: "Sở Ngoại vụ tỉnh Long An" is so-ngoai-vu-long-an.
func (r *reading) sansPlace(name string, p tulieu.Province) (slug string, ok bool) {
	base := strings.TrimSpace(strings.TrimSuffix(name, p.Name))
	if base == name {
		return "", false
	}
	for _, level := range []string{" tỉnh", " thành phố", " Tỉnh", " Thành phố", " TP.", " TP"} {
		base = strings.TrimSuffix(base, level)
	}
	if u, ok := r.register.UnitOf(base, p.Slug, r.at); ok {
		return u.Slug, true
	}
	u, ok := r.register.Unit(viet.Slug(base) + "-" + p.Slug)
	return u.Slug, ok
}

// national reports whether a unit of the tables has no sisters in provinces.
func (r *reading) national(slug string) bool {
	for _, p := range r.register.Provinces()[:1] {
		if _, ok := r.register.Unit(slug + "-" + p.Slug); ok {
			return false
		}
	}
	return true
}

// complete adds to a name the part that its writers left out because it is
// their own: "Công đoàn Sở" of the site of Sở Ngoại vụ.
func (r *reading) complete(mean *tulieu.Meaning) {
	if !strings.HasSuffix(mean.Name, " Sở") || r.publisher == "" {
		return
	}
	if i := strings.Index(r.publisher, "Sở "); i >= 0 {
		mean.Unit = strings.TrimSuffix(mean.Name, "Sở") + r.publisher[i:]
		mean.Rule = "completed from the publisher"
	}
}

// unitAs gives mean its slug and what the register knows of it.
func (r *reading) unitAs(mean tulieu.Meaning, slug string, confidence float64) tulieu.Meaning {
	mean.Slug, mean.Confidence, mean.Settled = slug, confidence, confidence >= Settled
	if u, ok := r.register.Unit(slug); ok {
		mean.Ancestors = r.register.Ancestors(slug)
		if mean.Kind == "" {
			mean.Kind = string(u.Kind)
		}
	}
	mean.Label = r.register.Label(tulieu.FieldUnit, slug)
	if mean.Label == slug {
		mean.Label = mean.Unit
	}
	mean.Candidates = []tulieu.Candidate{{Slug: slug, Label: mean.Label, Confidence: confidence}}
	return mean
}
