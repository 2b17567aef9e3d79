package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"tulieu/internal/rival"
)

// cpuTime is the CPU time the process has taken so far, garbage collector and
// all: what other processes do to this machine does not count.
func cpuTime() time.Duration { return clock(unix.CLOCK_PROCESS_CPUTIME_ID) }

// threadTime is the CPU time of the calling goroutine's thread; it has to be
// locked to it.
func threadTime() time.Duration { return clock(unix.CLOCK_THREAD_CPUTIME_ID) }

func clock(id int32) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(id, &t); err != nil {
		panic(err) // every kernel that Go runs on has these clocks
	}
	return time.Duration(t.Nano())
}

// resetPeak makes peakRSS begin anew, where the kernel lets a process do so.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakRSS is the most memory that was resident, in bytes, mapped files in it; 0
// if the kernel does not tell.
func peakRSS() int64 { return memoryStatus("VmHWM:") }

// watchAnonymous looks ten times a second how much memory that is no file's is
// resident, until its result is called: the most it has seen, in bytes.
func watchAnonymous() func() int64 {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		peak := int64(0)
		for {
			peak = max(peak, memoryStatus("RssAnon:"))
			select {
			case <-tick.C:
			case <-stop:
				most <- peak
				return
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-most
	}
}

// memoryStatus returns what the kernel tells of this process under a name.
func memoryStatus(name string) int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte(name))
	if f := bytes.Fields(rest); len(f) > 0 {
		kb, _ := strconv.ParseInt(string(f[0]), 10, 64)
		return kb << 10
	}
	return 0
}

// settle waits until the process has come to rest: nothing is merged or
// learned any more.
func settle(ctx context.Context) error {
	const moment, little = 400 * time.Millisecond, 10 * time.Millisecond
	for quiet := 0; quiet < 4; {
		before := cpuTime()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(moment):
		}
		if quiet++; cpuTime()-before > little {
			quiet = 0
		}
	}
	return nil
}

// searcher is what is measured.
type searcher interface {
	Search(q rival.Query) (*rival.Answer, error)
}

// A preparer has to do something before a search that is not part of it.
type preparer interface {
	Prepare(q rival.Query) error
}

// measure times every class of the mix, and compares answers to tulieu's.
// Garbage is collected as serve does.
func (b *bench) measure(name string, s searcher) error {
	defer collectSeldom()()
	times := map[string]quantiles{}
	differ := map[string]int{}
	for _, class := range rival.Mix {
		var took []time.Duration
		if p, ok := s.(preparer); ok {
			for _, d := range b.draws {
				if err := p.Prepare(class.Query(d)); err != nil {
					return fmt.Errorf("%s: %s: %w", name, class.Name, err)
				}
			}
		}
		runtime.GC()
		began := time.Now()
		for i, d := range b.draws {
			if i >= 20 && time.Since(began) > b.Budget {
				break
			}
			q := class.Query(d)
			start := cpuTime()
			a, err := s.Search(q)
			took = append(took, cpuTime()-start)
			if err != nil {
				return fmt.Errorf("%s: %s %v: %w", name, class.Name, d.Words, err)
			}
			if _, mine := s.(*ours); mine {
				if len(b.answers[class.Name]) <= i {
					b.answers[class.Name] = append(b.answers[class.Name], a)
				}
			} else if i < len(b.answers[class.Name]) && !sameAnswer(q, a, b.answers[class.Name][i]) {
				differ[class.Name]++
				b.report.Differing = append(b.report.Differing, fmt.Sprintf("%s, %s: %s finds %d, tulieu %d",
					class.Name, strings.Join(d.Words, " "), name, a.Total, b.answers[class.Name][i].Total))
			}
		}
		times[class.Name] = quantile(took)
	}
	b.report.Times[name] = times
	if _, mine := s.(*ours); !mine {
		b.report.Differences[name] = differ
	}
	return nil
}

// sameAnswer reports whether two engines agree on what matches, on the counts,
// and on the hits where the order is not a matter of scoring.
func sameAnswer(q rival.Query, a, b *rival.Answer) bool {
	if a.Total != b.Total || len(a.IDs) != len(b.IDs) || q.Newest && !slices.Equal(a.IDs, b.IDs) {
		return false
	}
	for f := range a.Counts {
		if !slices.Equal(a.Counts[f], b.Counts[f]) {
			return false
		}
	}
	return true
}

// clients runs the mix by several clients at once for as long as Budget, timed
// on the wall.
func (b *bench) clients(s searcher) (quantiles, error) {
	defer collectSeldom()()
	defer leaveRoom()()
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var group sync.WaitGroup
	began := time.Now()
	for c := range b.Clients {
		group.Go(func() {
			for i := 0; ; i++ {
				for _, class := range rival.Mix {
					q := class.Query(b.draws[(i+c*len(b.draws)/b.Clients)%len(b.draws)])
					start := time.Now()
					_, err := s.Search(q)
					d := time.Since(start)
					mu.Lock()
					took = append(took, d)
					if err != nil {
						failed = err
					}
					stop := failed != nil || time.Since(began) > b.Budget
					mu.Unlock()
					if stop {
						return
					}
				}
			}
		})
	}
	group.Wait()
	return quantile(took), failed
}

// quantile sorts times and takes their median and 99th percentile.
func quantile(took []time.Duration) quantiles {
	if len(took) == 0 {
		return quantiles{}
	}
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Nanoseconds()) / 1e6
	}
	return quantiles{P50: ms(.5), P99: ms(.99), N: len(took)}
}

// treeBytes is the size of a file, or of all files below a folder; nothing for
// one that is not there.
func treeBytes(path string) (int64, error) {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return 0, nil
	}
	var n int64
	err := filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n += info.Size()
		return nil
	})
	return n, err
}
