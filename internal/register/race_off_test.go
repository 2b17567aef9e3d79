//go:build !race

package register

// raced says that the race detector is on: times then say nothing.
const raced = false
