//go:build race

package main

// raced says that the race detector watches. It makes the whole program many
// times slower, so that campaigns take their shortest form.
const raced = true

// raceMemory is how many times as much memory a program may take for it: five
// to ten times, as the race detector's documentation has it.
const raceMemory = 8
