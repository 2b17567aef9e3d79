//go:build race

package main

// raced says that the race detector watches. It makes the whole program many
// times slower, so that campaigns take their shortest form.
const raced = true
