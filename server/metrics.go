package server

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// buckets are the upper bounds of the histogram of durations, in seconds.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// metrics count requests by route and status, in the text format of
// Prometheus.
type metrics struct {
	status Status

	mu     sync.Mutex
	counts map[route]int
	times  map[string]*durations
}

type route struct {
	path   string // as routed: "/articles/:id"
	status int
}

type durations struct {
	below []int // by bucket
	n     int
	sum   time.Duration
}

func newMetrics(s Status) *metrics {
	return &metrics{status: s, counts: make(map[route]int), times: make(map[string]*durations)}
}

func (m *metrics) count(path string, status int, took time.Duration) {
	path = cmp.Or(path, "none")
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts[route{path, status}]++
	d := m.times[path]
	if d == nil {
		d = &durations{below: make([]int, len(buckets))}
		m.times[path] = d
	}
	d.n++
	d.sum += took
	for i := len(buckets) - 1; i >= 0 && took.Seconds() <= buckets[i]; i-- {
		d.below[i]++
	}
}

func (m *metrics) show(c echo.Context) error {
	noStore(c)
	var b strings.Builder
	if s, err := m.status.Health(c.Request().Context()); err == nil {
		for _, g := range []struct {
			name, help string
			value      uint64
		}{
			{"tulieu_archive_seq", "Last change of the archive.", uint64(s.Seq)},
			{"tulieu_index_seq", "Last change the index has taken in.", uint64(s.Indexed)},
			{"tulieu_index_behind", "Changes the index has yet to take in.", s.Behind()},
			{"tulieu_index_articles", "Articles in the index.", uint64(s.Articles)},
		} {
			fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %[1]s gauge\n%[1]s %[3]d\n", g.name, g.help, g.value)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	b.WriteString("# HELP tulieu_requests_total Requests by route and status.\n# TYPE tulieu_requests_total counter\n")
	routes := slices.SortedFunc(maps.Keys(m.counts), func(a, b route) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.status, b.status))
	})
	for _, r := range routes {
		fmt.Fprintf(&b, "tulieu_requests_total{route=%q,status=\"%d\"} %d\n", r.path, r.status, m.counts[r])
	}
	b.WriteString("# HELP tulieu_request_seconds Time to answer, by route.\n# TYPE tulieu_request_seconds histogram\n")
	for _, path := range slices.Sorted(maps.Keys(m.times)) {
		d := m.times[path]
		for i, le := range buckets {
			fmt.Fprintf(&b, "tulieu_request_seconds_bucket{route=%q,le=\"%g\"} %d\n", path, le, d.below[i])
		}
		fmt.Fprintf(&b, "tulieu_request_seconds_bucket{route=%q,le=\"+Inf\"} %d\n", path, d.n)
		fmt.Fprintf(&b, "tulieu_request_seconds_sum{route=%q} %g\ntulieu_request_seconds_count{route=%[1]q} %[3]d\n", path, d.sum.Seconds(), d.n)
	}
	return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(b.String()))
}
