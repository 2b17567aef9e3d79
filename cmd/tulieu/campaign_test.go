package main

// short is how many rounds a campaign of the whole program makes unless more
// are asked for.
func short(rounds int) int {
	if raced {
		return 1
	}
	return rounds
}
