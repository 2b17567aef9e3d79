package viet

// A lattice holds, for each token of a query, the words it may be. It finds
// the likeliest path (Viterbi) and how likely each step of it is, all paths
// considered (forward-backward).
type lattice struct {
	m     *Model
	steps []step
}

type step struct {
	states []state // at least one
	free   bool    // not tied to the step before: punctuation stands between
}

// A state is a word a token may be: its id, -1 for one the model does not
// know, and the probability of typing the token when meaning it.
type state struct {
	id int
	p  float64
}

// solve returns the best state of each step with its posterior probability.
func (l *lattice) solve() ([]state, []float64) {
	n := len(l.steps)
	if n == 0 {
		return nil, nil
	}
	var (
		// All three are scaled to sum to one in each step, which keeps long
		// queries from running out of floating point.
		best     = make([][]float64, n) // of the best path that ends here
		forward  = make([][]float64, n) // of all paths that end here
		backward = make([][]float64, n) // of all paths that begin here
		from     = make([][]int, n)     // state before, on the best path
		trans    = make([][]float64, n) // of state y after state x, at x*len(states)+y
	)
	for i, s := range l.steps {
		width := len(s.states)
		best[i], forward[i], backward[i] = make([]float64, width), make([]float64, width), make([]float64, width)
		from[i] = make([]int, width)
		if i == 0 {
			for y, b := range s.states {
				p := l.m.follows(border, b.id) * b.p
				best[i][y], forward[i][y] = p, p
			}
		} else {
			trans[i] = l.transitions(i)
			for y, b := range s.states {
				for x, before := range best[i-1] {
					p := trans[i][x*width+y] * b.p
					if v := before * p; v > best[i][y] {
						best[i][y], from[i][y] = v, x
					}
					forward[i][y] += forward[i-1][x] * p
				}
			}
		}
		scale(best[i])
		scale(forward[i])
	}
	for y, b := range l.steps[n-1].states {
		end := l.m.follows(b.id, border)
		backward[n-1][y] = end
		best[n-1][y] *= end
	}
	for i := n - 1; i > 0; i-- {
		width := len(l.steps[i].states)
		for x := range backward[i-1] {
			for y, b := range l.steps[i].states {
				backward[i-1][x] += trans[i][x*width+y] * b.p * backward[i][y]
			}
		}
		scale(backward[i-1])
	}
	states, posterior := make([]state, n), make([]float64, n)
	y := argmax(best[n-1])
	for i := n - 1; i >= 0; i-- {
		states[i] = l.steps[i].states[y]
		sum := 0.
		for z := range forward[i] {
			sum += forward[i][z] * backward[i][z]
		}
		if sum > 0 {
			posterior[i] = forward[i][y] * backward[i][y] / sum
		}
		y = from[i][y]
	}
	return states, posterior
}

// transitions are the probabilities of the states of step i after those of
// the step before.
func (l *lattice) transitions(i int) []float64 {
	s, before := l.steps[i], l.steps[i-1].states
	t := make([]float64, 0, len(before)*len(s.states))
	for _, a := range before {
		end := l.m.follows(a.id, border)
		for _, b := range s.states {
			if s.free {
				t = append(t, end*l.m.follows(border, b.id))
			} else {
				t = append(t, l.m.follows(a.id, b.id))
			}
		}
	}
	return t
}

// scale makes p sum to one.
func scale(p []float64) {
	sum := 0.
	for _, x := range p {
		sum += x
	}
	if sum > 0 {
		for i := range p {
			p[i] /= sum
		}
	}
}

func argmax(p []float64) int {
	at := 0
	for i, x := range p {
		if x > p[at] {
			at = i
		}
	}
	return at
}
