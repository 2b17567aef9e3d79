package main

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// giveWay lowers the priority of this process, for work that nobody waits for
// beside a server: of all its threads, from which those to come inherit it.
func giveWay() {
	const nice = 10
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return // as it was, then
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.Setpriority(unix.PRIO_PROCESS, id, nice)
		}
	}
}
