//go:build !race

package main

const (
	raced      = false
	raceMemory = 1
)
