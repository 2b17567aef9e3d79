package index

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/sample"
	"tulieu/internal/viet"
)

// measuredIndex is the index of TULIEU_BENCH_INDEX.
func measuredIndex(t *testing.T) *Index {
	dir := os.Getenv("TULIEU_BENCH_INDEX")
	if dir == "" {
		t.Skip("TULIEU_BENCH_INDEX names no index")
	}
	x, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// at is the quantile of so many hundredths. The list gets sorted.
func at(list []time.Duration, hundredths int) time.Duration {
	slices.Sort(list)
	return list[len(list)*hundredths/100]
}

// TestCompletionCost prints what completing costs: pieces of sample titles are
// typed, of one word to five, the last of them cut, with marks and without.
func TestCompletionCost(t *testing.T) {
	x := measuredIndex(t)
	for run := range 2 { // the first time fills the cache
		r := rand.New(rand.NewPCG(1, 1))
		var took []time.Duration
		for a := range sample.Articles(3, 1500) {
			words := strings.Fields(viet.Norm(a.Title))
			from := r.IntN(len(words))
			runes := []rune(strings.Join(words[from:min(from+1+r.IntN(5), len(words))], " "))
			typed := string(runes[:min(2+r.IntN(len(runes)), len(runes))])
			if r.IntN(5) < 2 {
				typed = viet.Fold(typed)
			}
			start := cpuTime(t)
			if _, err := x.Suggest(t.Context(), typed, 3); err != nil {
				t.Fatal(err)
			}
			took = append(took, cpuTime(t)-start)
		}
		t.Logf("run %d: CPU of a completion p50 %v p95 %v p99 %v", run+1, at(took, 50), at(took, 95), at(took, 99))
	}
}

// TestRankingCost prints what ranking costs on top of the first phase: beginnings
// of sample titles are asked for, with their marks and without.
func TestRankingCost(t *testing.T) {
	x := measuredIndex(t)
	for _, typed := range []struct {
		name string
		as   func(string) string
	}{{"accented", viet.Norm}, {"bare", viet.Fold}} {
		var first, second []time.Duration
		for run := range 2 {
			first, second = nil, nil
			n := 0
			for a := range sample.Articles(2, 300) {
				words := strings.Fields(a.Title)
				n++
				a, b := cost(t, x, typed.as(strings.Join(words[:min(3+n%5, len(words))], " ")))
				first, second = append(first, a), append(second, b)
			}
			t.Logf("%s, run %d: CPU of the first phase p50 %v p95 %v, of ranking on top of it p50 %v p95 %v",
				typed.name, run+1, at(first, 50), at(first, 95), at(second, 50), at(second, 95))
		}
	}
}

// cost is the CPU time of a search up to the first hundred hits, and of reading
// them again.
func cost(t *testing.T, x *Index, text string) (first, second time.Duration) {
	v, err := x.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.release()
	e := &evaluation{ctx: t.Context(), view: v, cache: x.cache, arena: newArena(), query: tulieu.Query{Text: text, Size: 10, Sort: tulieu.ByScore, Match: tulieu.MatchAuto}, room: x.maxPostings}
	defer e.arena.close()
	start := cpuTime(t)
	_, sets, _, _, err := e.answer(nil)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := e.best(sets, headSize+e.query.Size+1, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := cpuTime(t)
	page, err := e.reread(hits, e.query.Size+1)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.readSentences(page); err != nil {
		t.Fatal(err)
	}
	return found - start, cpuTime(t) - found
}

func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
