//go:build !race

package mention

// raced says that the race detector is on: times then say nothing.
const raced = false
