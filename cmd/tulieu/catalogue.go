package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"tulieu"
	"tulieu/internal/register"
)

// A catalogue is the register, and beyond it the names of the papers and units
// that only articles know: a label for every value that a search can count.
type catalogue struct {
	*register.Register
	mu    sync.RWMutex
	names map[string]string // slug → name as articles print it
}

func newCatalogue(r *register.Register) *catalogue {
	return &catalogue{Register: r, names: map[string]string{}}
}

// Label is how a value of a field is shown; the value itself if nobody names it.
func (c *catalogue) Label(f tulieu.Field, value string) string {
	label := c.Register.Label(f, value)
	if label != value {
		return label
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	if name, ok := c.names[value]; ok {
		return name
	}
	return value
}

// learn takes in the names that an article gives to what the register lacks.
func (c *catalogue) learn(e *tulieu.Entry) {
	for i := range e.Meanings {
		c.name(&e.Meanings[i])
	}
	c.name(&e.PublisherUnit)
}

func (c *catalogue) name(m *tulieu.Meaning) {
	var f tulieu.Field
	switch {
	case m.Slug == "" || m.Label == "":
		return
	case m.Sort == tulieu.SortDirective:
		f = tulieu.FieldDirective
	case m.Sort == tulieu.SortUnit:
		f = tulieu.FieldUnit
	}
	if c.Label(f, m.Slug) != m.Slug {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names[m.Slug] = m.Label
}

// learnAll reads the names out of every article, for a service that starts
// with an index already made.
func (l *library) learnAll(ctx context.Context) error {
	for after := tulieu.Seq(0); ; {
		changes, err := l.Changes(ctx, after, 1000)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			_, err := l.Entry(ctx, c.ID)
			switch {
			case errors.Is(err, tulieu.ErrNotFound), errors.Is(err, tulieu.ErrGone), errors.Is(err, tulieu.ErrDamaged):
			case err != nil:
				return fmt.Errorf("learn names: %w", err)
			}
		}
		after = changes[len(changes)-1].Seq
	}
}
