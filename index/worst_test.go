package index_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/sample"
	"tulieu/internal/viet"
)

// TestWorstQuery asks whatever the query language can say, with words that
// articles use, and prints what took longest: TULIEU_QUERIES of them over the
// index of TULIEU_BENCH_INDEX, or over TULIEU_ARTICLES sample articles. The
// slowest are asked once more with a deadline that they cannot keep.
func TestWorstQuery(t *testing.T) {
	n, _ := strconv.Atoi(cmp.Or(os.Getenv("TULIEU_QUERIES"), "300"))
	cacheBytes, _ := strconv.Atoi(cmp.Or(os.Getenv("TULIEU_CACHE"), "0"))
	x := benchIndex(t, cacheBytes)
	w := newWild()
	type asked struct {
		q    tulieu.Query
		took time.Duration
	}
	var all []asked
	refused := map[string]int{}
	for range n {
		q := w.query()
		start := cpuTime(t)
		_, err := x.Search(t.Context(), q)
		took := cpuTime(t) - start
		if err != nil && !errors.Is(err, tulieu.ErrInvalid) {
			t.Fatalf("Search(%q) = %v", q.Text, err)
		}
		if err != nil {
			reason, _, _ := strings.Cut(err.Error(), ";")
			refused[reason]++
			continue
		}
		all = append(all, asked{q, took})
	}
	if len(all) == 0 {
		t.Fatalf("of %d queries none was answered: %v", n, refused)
	}
	slices.SortFunc(all, func(a, b asked) int { return cmp.Compare(b.took, a.took) })
	t.Logf("%d queries answered, %d refused; CPU: median %v, 99th percentile %v, worst %v",
		len(all), n-len(all), all[len(all)/2].took, all[len(all)/100].took, all[0].took)
	late := time.Duration(0)
	for i, a := range all[:min(20, len(all))] {
		if i < 3 {
			t.Logf("%v: %q match %q sort %q fold %v, %d selections, %d facets", a.took, a.q.Text, a.q.Match, a.q.Sort, a.q.Fold, len(a.q.Filters), len(a.q.Facets))
		}
		const allowed = time.Millisecond
		ctx, cancel := context.WithTimeout(t.Context(), allowed)
		start := time.Now()
		_, err := x.Search(ctx, a.q)
		late = max(late, time.Since(start)-allowed)
		cancel()
		if err != nil && !errors.Is(err, tulieu.ErrUnavailable) {
			t.Errorf("Search(%q) past its deadline = %v, want ErrUnavailable", a.q.Text, err)
		}
	}
	t.Logf("the 20 slowest came back %v after their deadline at the latest", late)
}

func cpuTime(t testing.TB) time.Duration {
	var c unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &c); err != nil {
		t.Fatal(err)
	}
	return time.Duration(c.Nano())
}

// wild makes queries of anything.
type wild struct {
	*rand.Rand
	words  []string // as often as articles use them
	titles []string
}

func newWild() *wild {
	w := &wild{Rand: rand.New(rand.NewPCG(5, 2016))}
	for a := range sample.Articles(7, 60) {
		w.titles = append(w.titles, a.Title)
		w.words = append(w.words, strings.Fields(strings.Join(a.Body, " "))...)
	}
	return w
}

func oneOf[T any](w *wild, list ...T) T { return list[w.IntN(len(list))] }

func (w *wild) run(most int) string {
	from := w.IntN(len(w.words) - most)
	run := strings.Join(w.words[from:from+1+w.IntN(most)], " ")
	return strings.NewReplacer(`"`, " ", "(", " ", ")", " ").Replace(run)
}

func (w *wild) text(depth int) string {
	switch k := w.IntN(12); {
	case k == 0 && depth < 3:
		return "(" + w.text(depth+1) + ") OR (" + w.text(depth+1) + ")"
	case k == 1 && depth < 3:
		return w.text(depth+1) + " " + w.text(depth+1)
	case k == 2:
		return `"` + w.run(6) + `"`
	case k == 3:
		return "-" + w.words[w.IntN(len(w.words))] + " " + w.run(3)
	case k == 4:
		return string([]rune(w.words[w.IntN(len(w.words))])[:1]) + "* " + w.run(2)
	case k == 5:
		return `title:` + w.run(1) + ` title:"` + w.run(3) + `"`
	case k == 6:
		return w.run(60)
	case k == 7:
		return viet.Fold(w.run(20))
	case k == 8:
		return `-"` + w.run(3) + `" ` + w.run(3)
	case k == 9:
		return "after:2010 " + w.run(5)
	case k == 10:
		return fmt.Sprintf("%c* OR %c* OR %c*", 'a'+rune(w.IntN(26)), 'a'+rune(w.IntN(26)), 'a'+rune(w.IntN(26)))
	}
	return oneOf(w, w.titles...)
}

func (w *wild) query() tulieu.Query {
	q := tulieu.Query{
		Text: w.text(0), Match: oneOf(w, "", tulieu.MatchAny, tulieu.MatchAll), Sort: oneOf(w, "", tulieu.ByScore, tulieu.Newest),
		Size: oneOf(w, 10, 100), Fold: w.IntN(10) == 0,
	}
	for range w.IntN(6) {
		q.Facets = append(q.Facets, tulieu.FacetRequest{Field: oneOf(w, tulieu.Fields...), Size: 20})
	}
	if w.IntN(3) == 0 {
		q.Filters = map[tulieu.Field]tulieu.Selection{tulieu.FieldYear: {Any: []string{"2015", "2016"}}, tulieu.FieldPortal: {None: []string{"none"}}}
	}
	return q
}
