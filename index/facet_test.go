package index

import (
	"cmp"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tulieu"
)

// TestEveryWayToCountAFacetTellsTheSame counts the values of random hits by
// value, by document, the way that is chosen, and hit by hit.
func TestEveryWayToCountAFacetTellsTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 300 {
		v, valuesOf := randomColumns(rng)
		e := &evaluation{view: v, arena: newArena()}
		if rng.IntN(2) == 0 {
			chosen := e.choose(tulieu.FieldUnit, []string{"0", "17", "17", "none"})
			e.selected = []selection{{field: tulieu.FieldUnit, narrows: true, any: chosen}}
		}
		r := tulieu.FacetRequest{Field: tulieu.FieldUnit, Size: 1 + rng.IntN(30), Prefix: []string{"", "", "1"}[rng.IntN(3)]}
		share := []float64{0, .01, .3, .9, 1}[rng.IntN(5)]
		counts := map[string]int{}
		var sets []partHits
		for i, p := range v.parts {
			hits := newBitset(p.n)
			p.live.each(func(d uint32) {
				if rng.Float64() < share {
					hits.set(d)
					for _, value := range valuesOf[i][d] {
						counts[value]++
					}
				}
			})
			sets = append(sets, partHits{hits: hits})
		}
		want := told(e, r, counts)
		for way, count := range map[string]func(*counter){
			"by value": func(c *counter) { c.byValue(math.MaxInt) },
			"by value at first": func(c *counter) {
				if !c.byValue(20) {
					c.byDocument()
				}
			},
			"by document": (*counter).byDocument,
		} {
			c := e.newCounter(r, sets)
			if count(c); !reflect.DeepEqual(c.told(), want) {
				t.Fatalf("%s:\n%v, want\n%v", way, c.told(), want)
			}
		}
		if got := e.facet(r, sets); !reflect.DeepEqual(got, want) {
			t.Fatalf("facet:\n%v, want\n%v", got, want)
		}
	}
}

// randomColumns returns a view of documents with units alone, and the units of
// each by part: a few common ones, and others that hardly any has.
func randomColumns(rng *rand.Rand) (*view, [][][]string) {
	v := &view{store: &store{}}
	var all [][][]string
	for range 1 + rng.IntN(4) {
		n := 1 + rng.IntN(600)
		units, of := map[string][]uint32{}, make([][]string, n)
		p := &part{segment: &segment{n: n, columns: map[tulieu.Field]*column{}}, live: fullBitset(n)}
		for d := range uint32(n) {
			for range rng.IntN(5) {
				value := strconv.Itoa(int(math.Exp(rng.Float64() * 6)))
				if !slices.Contains(of[d], value) {
					of[d] = append(of[d], value)
					units[value] = append(units[value], d)
				}
			}
			if rng.IntN(10) == 0 {
				p.live.unset(d)
			}
		}
		p.alive = p.live.count()
		p.columns[tulieu.FieldUnit] = newColumn(n, tulieu.FieldUnit, units, &v.store.dicts)
		v.parts, v.n, all = append(v.parts, p), v.n+p.alive, append(all, of)
	}
	return v, all
}

// told is what a facet has to tell of these counts.
func told(e *evaluation, r tulieu.FacetRequest, counts map[string]int) tulieu.FacetCounts {
	chosen := map[string]bool{}
	values, _ := e.view.store.dicts.values(r.Field)
	for _, s := range e.selected {
		for _, c := range s.any {
			chosen[values[c.ordinal]] = true
		}
	}
	var list []tulieu.Count
	for value := range chosen {
		if _, counted := counts[value]; !counted {
			counts[value] = 0
		}
	}
	for value, n := range counts {
		if strings.HasPrefix(value, r.Prefix) {
			list = append(list, tulieu.Count{Value: value, N: n, Selected: chosen[value]})
		}
	}
	slices.SortFunc(list, func(a, b tulieu.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	f := tulieu.FacetCounts{Field: r.Field}
	for i, c := range list {
		if c.Selected || i < r.Size {
			f.Counts = append(f.Counts, c)
		}
	}
	f.More = len(f.Counts) < len(list)
	return f
}
