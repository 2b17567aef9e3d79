package sample

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

// Names of places are facts; names of people and firms are made up of parts,
// so that most of them are as rare as in life.
//
//go:embed names/places.tsv names/names.txt
var nameFiles embed.FS

// A province is one of those before July 2025, with its name since.
type province struct {
	name, now, hamlet string
	districts         []string
}

// names are the lists of names.txt and places.tsv.
type names struct {
	provinces []province
	lists     map[string][]string
}

var loadNames = sync.OnceValues(func() (*names, error) {
	places, err := nameFiles.ReadFile("names/places.tsv")
	if err != nil {
		return nil, err
	}
	n := &names{lists: map[string][]string{}}
	for line := range strings.Lines(string(places)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 4 && !strings.HasPrefix(line, "#") {
			n.provinces = append(n.provinces, province{f[0], f[1], f[2], strings.Split(f[3], ";")})
		}
	}
	text, err := nameFiles.ReadFile("names/names.txt")
	if err != nil {
		return nil, err
	}
	list := ""
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, " ") {
			n.lists[list] = append(n.lists[list], strings.Fields(line)...)
		} else {
			list = strings.TrimSpace(line)
		}
	}
	return n, nil
})

// province finds one by its name before July 2025.
func (n *names) province(name string) *province {
	i := slices.IndexFunc(n.provinces, func(p province) bool { return p.name == name })
	return &n.provinces[i]
}
