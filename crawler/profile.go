package crawler

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tulieu"
	"tulieu/crawler/extract"
)

// maxProfile is the most bytes a profile may have.
const maxProfile = 1 << 20

// LoadProfiles reads the profiles in dir, one of each *.yaml file, in the
// order of their names; a folder that is not there holds none. Its error names
// file, line and key of everything that is wrong: unknown keys, values of the
// wrong type, regular expressions and selectors that cannot be read.
func LoadProfiles(dir string) ([]tulieu.Portal, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("crawler: profiles: %w", err)
	}
	var portals []tulieu.Portal
	var problems []error
	files := map[string]string{}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.IsDir() || ext != ".yaml" && ext != ".yml" || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		file := filepath.Join(dir, e.Name())
		p, err := LoadProfile(file)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if other, ok := files[p.Name]; ok {
			problems = append(problems, fmt.Errorf("%s: name: %q is the name of %s too: %w", file, p.Name, other, tulieu.ErrInvalid))
			continue
		}
		files[p.Name] = file
		portals = append(portals, *p)
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("crawler: profiles:\n%w", errors.Join(problems...))
	}
	return portals, nil
}

// LoadProfile reads one profile. Without a name of its own it has that of
// its file.
func LoadProfile(file string) (*tulieu.Portal, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxProfile {
		return nil, fmt.Errorf("%s: more than %d MiB: %w", file, maxProfile>>20, tulieu.ErrInvalid)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	p, faults := parseProfile(name, data)
	if len(faults) == 0 {
		return p, nil
	}
	var errs []error
	for _, f := range faults {
		errs = append(errs, fmt.Errorf("%s:%d: %w", file, f.line, f.err))
	}
	return nil, errors.Join(errs...)
}

// A fault is something wrong in a profile, at a line from 1.
type fault struct {
	line int
	err  error // begins with the key
}

// parseProfile reads the YAML of a profile.
func parseProfile(name string, data []byte) (*tulieu.Portal, []fault) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, yamlFaults(err)
	}
	lines := map[string]int{}
	root := &doc
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	faults := checkKeys(root, reflect.TypeFor[tulieu.Portal](), "", lines)
	if len(faults) > 0 {
		return nil, faults
	}
	p := &tulieu.Portal{Name: name}
	if err := root.Load(p); err != nil {
		return nil, yamlFaults(err)
	}
	if p.Title == "" {
		p.Title = p.Name
	}
	for _, problem := range extract.Check(p) {
		faults = append(faults, fault{lineOf(lines, problem.Key), problem})
	}
	if len(p.Hosts) == 0 {
		faults = append(faults, fault{1, fmt.Errorf("hosts: missing; name the hosts that may be asked: %w", tulieu.ErrInvalid)})
	}
	if len(p.Articles) == 0 {
		faults = append(faults, fault{1, fmt.Errorf("articles: missing; say by which addresses articles are known: %w", tulieu.ErrInvalid)})
	}
	return p, faults
}

// yamlFaults are what the YAML reader found wrong.
func yamlFaults(err error) []fault {
	var all *yaml.LoadErrors
	if errors.As(err, &all) && len(all.Errors) > 0 {
		var faults []fault
		for _, e := range all.Errors {
			faults = append(faults, fault{max(e.Mark.Line, 1), fmt.Errorf("%s: %w", e.Message, tulieu.ErrInvalid)})
		}
		return faults
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return []fault{{max(one.Mark.Line, 1), fmt.Errorf("%s: %w", one.Message, tulieu.ErrInvalid)}}
	}
	return []fault{{1, fmt.Errorf("%v: %w", err, tulieu.ErrInvalid)}}
}

// checkKeys walks n beside the type it is to become, notes the line of each
// key in lines, and finds fault with keys that t has not, values of another
// shape, keys that stand twice, and aliases.
func checkKeys(n *yaml.Node, t reflect.Type, key string, lines map[string]int) []fault {
	at := func(key, format string, args ...any) []fault {
		if key != "" {
			format = key + ": " + format
		}
		return []fault{{max(n.Line, 1), fmt.Errorf(format+": %w", append(args, tulieu.ErrInvalid)...)}}
	}
	lines[key] = n.Line
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		if n.Kind != yaml.MappingNode {
			return at(key, "want keys with values")
		}
		var faults []fault
		fields := map[string]reflect.Type{}
		var known []string
		for i := range t.NumField() {
			tag := t.Field(i).Tag.Get("yaml")
			fields[tag], known = t.Field(i).Type, append(known, tag)
		}
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			path := strings.TrimPrefix(key+"."+k.Value, ".")
			switch ft, ok := fields[k.Value]; {
			case !ok:
				faults = append(faults, fault{k.Line, fmt.Errorf("%s: no such key (known: %s): %w", path, strings.Join(known, ", "), tulieu.ErrInvalid)})
			case seen[k.Value]:
				faults = append(faults, fault{k.Line, fmt.Errorf("%s: stands twice: %w", path, tulieu.ErrInvalid)})
			default:
				seen[k.Value] = true
				faults = append(faults, checkKeys(v, ft, path, lines)...)
			}
		}
		return faults
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			return at(key, "want a list: a line with “- ” for each")
		}
		var faults []fault
		for i, v := range n.Content {
			faults = append(faults, checkKeys(v, t.Elem(), fmt.Sprintf("%s[%d]", key, i), lines)...)
		}
		return faults
	}
	if n.Kind != yaml.ScalarNode {
		return at(key, "want one value")
	}
	v := reflect.New(t)
	if err := n.Load(v.Interface()); err != nil {
		want := map[reflect.Kind]string{reflect.Bool: "true or false", reflect.Int: "a whole number", reflect.Int64: "a time like 2s or 500ms"}[t.Kind()]
		if want == "" {
			want = "a text"
		}
		return at(key, "%q is not %s", n.Value, want)
	}
	return nil
}

// lineOf is the line of key, or of the nearest key around it.
func lineOf(lines map[string]int, key string) int {
	for key != "" {
		if l, ok := lines[key]; ok && l > 0 {
			return l
		}
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
	}
	return 1
}

// Lint says what is wrong with p, or doubtful, beyond what LoadProfiles
// refuses: a portal nobody can crawl, fields that no selector reads.
func Lint(p *tulieu.Portal) []string {
	var out []string
	for _, problem := range extract.Check(p) {
		out = append(out, problem.Error())
	}
	if len(p.Seeds)+len(p.Sitemaps)+len(p.Feeds) == 0 {
		out = append(out, "seeds: none, nor sitemaps or feeds: a crawl has nowhere to begin")
	}
	for _, f := range []struct {
		key  string
		list []string
		want string
	}{
		{"lists", p.Lists, "older articles on further pages are not found"},
		{"fields.title", p.Fields.Title, "titles are guessed"},
		{"fields.body", p.Fields.Body, "bodies are guessed"},
		{"fields.published", p.Fields.Published, "days are sought in the lines between title and body"},
	} {
		if len(f.list) == 0 {
			out = append(out, f.key+": none: "+f.want)
		}
	}
	if p.Publisher == "" {
		out = append(out, "publisher: none: articles without a source line have no publisher")
	}
	if p.Place == "" {
		out = append(out, "place: none: units named without their province stay unsettled")
	}
	if p.Show == "" {
		out = append(out, "show: neither full nor excerpt: full is taken")
	}
	if !p.Loopback && slices.ContainsFunc(p.Hosts, isLoopbackHost) {
		out = append(out, "hosts: an address of this machine, but loopback is not true")
	}
	return out
}
