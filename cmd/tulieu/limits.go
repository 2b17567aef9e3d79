package main

import (
	"math"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"
)

// limitMemory keeps the heap within what the control group of this process
// allows, with room for what is not heap: SQLite's pages and stacks. Without
// it the garbage collector lets the heap double while the kernel ends the
// process. GOMEMLIMIT, where given, is the operator's own word.
func limitMemory() {
	if limit := groupLimit("/proc/self/cgroup", "/sys/fs/cgroup"); limit > 0 && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit / 10 * 7)
	}
}

// collectSeldom lets garbage grow to four times what is in use before it is
// collected, within the memory limit, until its result is called: a collection
// costs as much as several searches, and falls on those that are under way.
// GOGC, where given, is the operator's own word.
func collectSeldom() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	usual := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(usual) }
}

// garbageRoom is how much garbage may grow beside what is in use while an index
// is made.
const garbageRoom = 200 << 20

// collectWithin keeps garbage to garbageRoom, or to four tenths of what is in
// use if that is more, until its result is called: making an index takes
// minutes, and should not take the memory of what runs beside it. GOGC, where
// given, is the operator's own word.
func collectWithin() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	const least, most = 40, 100 // percent
	usual := debug.SetGCPercent(most)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for percent := most; ; {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			metrics.Read(live)
			wanted := int(min(most, max(least, 100*garbageRoom/(live[0].Value.Uint64()+1))))
			if wanted < percent-4 || wanted > percent+4 { // to set it stops the world
				percent = wanted
				debug.SetGCPercent(percent)
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		debug.SetGCPercent(usual)
	}
}

// leaveRoom lets two threads more run than there are processors: the index is
// written and merged by threads of lower priority, and which of them run is the
// system's to say; to Go's own scheduler a search is no better than a merge, and
// would wait its turn of ten milliseconds. It is so until its result is called.
// GOMAXPROCS, where given, is the operator's own word.
func leaveRoom() (restore func()) {
	if os.Getenv("GOMAXPROCS") != "" {
		return func() {}
	}
	usual := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(usual + 2)
	return func() { runtime.GOMAXPROCS(usual) }
}

// shareOfMemory is usual, or the n-th part of the memory limit if that is less.
func shareOfMemory(n int64, usual int) int {
	return int(min(int64(usual), debug.SetMemoryLimit(-1)/n))
}

// groupLimit reads how many bytes the control group named in the file self may
// take, 0 where there is no limit. Both hierarchies are looked into, the
// unified one (memory.max) and the one before it; in a container the group's
// own files may lie at the root.
func groupLimit(self, root string) int64 {
	b, err := os.ReadFile(self)
	if err != nil {
		return 0
	}
	least := int64(math.MaxInt64)
	for line := range strings.Lines(string(b)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3) // "4:memory:/group"
		if len(part) != 3 || part[1] != "" && part[1] != "memory" {
			continue
		}
		name := "memory.max"
		if part[1] != "" {
			name = "memory/memory.limit_in_bytes"
		}
		dir, file := path.Split(name)
		for group := path.Clean("/" + part[2]); ; group = path.Dir(group) { // a group is held by those above it
			text, err := os.ReadFile(filepath.Join(root, dir, group, file))
			if n, bad := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && bad == nil {
				least = min(least, n)
			}
			if group == "/" {
				break
			}
		}
	}
	if least > 1<<60 { // "no limit", in pages, is near 2⁶³
		return 0
	}
	return least
}
