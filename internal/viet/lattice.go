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

// beam is how likely a state must be, given what comes before it, to be gone
// on from. It makes long queries of many choices ten times faster and changes
// nothing else.
const beam = 1e-6

// solve returns the best state of each step with its posterior probability.
func (l *lattice) solve() ([]state, []float64) {
	n := len(l.steps)
	if n == 0 {
		return nil, nil
	}
	var (
		// All three are scaled to sum to one in each step, which keeps long
		// queries from running out of floating point.
		best     = make([][]float64, n)   // of the best path that ends here
		forward  = make([][]float64, n)   // of all paths that end here
		backward = make([][]float64, n)   // of all paths that begin here
		from     = make([][]int, n)       // state before, on the best path
		trans    = make([][][]float64, n) // of each state after each of the step before; nil outside the beam
	)
	start := []state{{id: Border, p: 1}}
	for i, s := range l.steps {
		before, bestBefore, forwardBefore := start, []float64{1}, []float64{1}
		if i > 0 {
			before, bestBefore, forwardBefore = l.steps[i-1].states, best[i-1], forward[i-1]
		}
		width := len(s.states)
		best[i], forward[i], backward[i] = make([]float64, width), make([]float64, width), make([]float64, width)
		from[i] = make([]int, width)
		trans[i] = make([][]float64, len(before))
		alone := make([]float64, width)
		for y, b := range s.states {
			alone[y] = l.m.alone(b.id)
		}
		for x, a := range before {
			if forwardBefore[x] < beam && bestBefore[x] < beam {
				continue
			}
			end := 1.
			if s.free && i > 0 {
				end, a.id = l.m.follows(a.id, Border), Border
			}
			row := make([]float64, width)
			for y, b := range s.states {
				p := end * b.p * l.m.followsBy(a.id, b.id, alone[y])
				row[y] = p
				if v := bestBefore[x] * p; v > best[i][y] {
					best[i][y], from[i][y] = v, x
				}
				forward[i][y] += forwardBefore[x] * p
			}
			trans[i][x] = row
		}
		scale(best[i])
		scale(forward[i])
	}
	for y, b := range l.steps[n-1].states {
		end := l.m.follows(b.id, Border)
		backward[n-1][y] = end
		best[n-1][y] *= end
	}
	for i := n - 1; i > 0; i-- {
		for x, row := range trans[i] {
			for y, p := range row {
				backward[i-1][x] += p * backward[i][y]
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
