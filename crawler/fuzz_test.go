package crawler

import (
	"testing"
	"time"
)

// FuzzRobots: any file and path give an answer, soon, and one spelling of a
// path is as good as another.
func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*.pdf$\nAllow: /tin-t%e1%bb%a9c/\nCrawl-delay: 1e9\n"), "/tin-tức/a.pdf")
	f.Add([]byte("User-agent: tulieu\nDisallow: /"), "/%61%2f")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		start := time.Now()
		r := parseRobots(file, agentName)
		if r.delay < 0 || r.allows(path) != r.allows(spellPath(path)) {
			t.Errorf("robots %q, path %q: delay %v, %v and %v", file, path, r.delay, r.allows(path), r.allows(spellPath(path)))
		}
		if d := time.Since(start); d > time.Minute {
			t.Errorf("took %v", d)
		}
	})
}

// FuzzProfile: any bytes are a profile, or every fault has a line.
func FuzzProfile(f *testing.F) {
	f.Add([]byte("hosts: [a.example.vn]\nseeds:\n  - https://a.example.vn/\narticles:\n  - ^/bai/\ndelay: 2s\nfields:\n  title: [h1]\ncanonical:\n  - {pattern: a, replace: b}\n"))
	f.Add([]byte("a: &a [*a]\n? {x: y}\n: !!binary zz\n--- \n- 1"))
	f.Add([]byte("<<: {hosts: [a]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, faults := parseProfile("x", data)
		for _, fault := range faults {
			if fault.line < 1 || fault.err == nil {
				t.Errorf("fault %+v", fault)
			}
		}
		if len(faults) == 0 && (p.Name == "" || len(p.Hosts) == 0) {
			t.Errorf("profile %+v", p)
		}
		if len(faults) == 0 {
			Lint(p)
		}
	})
}
