package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A meter shows how far a long command has come: a bar on a terminal, a line
// now and then elsewhere.
type meter struct {
	w    io.Writer
	what string // "articles imported"
	bar  *progressbar.ProgressBar

	mu   sync.Mutex
	n    int
	said time.Time
}

// newMeter counts to total; total < 0 is unknown.
func newMeter(w io.Writer, what string, total int) *meter {
	m := &meter{w: w, what: what, said: time.Now()}
	if isTerminal(w) {
		m.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(w),
			progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetPredictTime(total > 0),
		)
	}
	return m
}

// add counts n more.
func (m *meter) add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n += n
	if m.bar != nil {
		_ = m.bar.Add(n)
		return
	}
	if now := time.Now(); now.Sub(m.said) >= 5*time.Second {
		m.said = now
		fmt.Fprintf(m.w, "%d %s\n", m.n, m.what)
	}
}

// expect says that there are total in all, as far as is known now. The bar
// keeps one in hand: a full one would be finished, and more may be found.
func (m *meter) expect(total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bar != nil {
		m.bar.ChangeMax(max(total, m.n+1) + 1)
	}
}

// upTo is the meter as a callback that is told how much is done in all.
func (m *meter) upTo() func(done, total int) {
	before := 0
	return func(done, _ int) {
		m.add(done - before)
		before = done
	}
}

// line prints a message without breaking the bar.
func (m *meter) line(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bar != nil {
		_ = m.bar.Clear()
	}
	fmt.Fprintf(m.w, format+"\n", args...)
}

// done ends the bar.
func (m *meter) done() {
	if m.bar != nil {
		_ = m.bar.Finish()
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
