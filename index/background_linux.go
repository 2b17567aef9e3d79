package index

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// inBackground gives way to others from here to the end of this goroutine: it
// gets a thread of its own, which ends with it, of lower priority.
func inBackground() {
	runtime.LockOSThread()
	_ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), backgroundNice)
}

const backgroundNice = 15
