package server

import (
	"context"
	"strings"
	"sync"
	"time"

	"tulieu"
)

// healthLasts is how long an answer may rest on an older look at archive and
// index, so that a search need not count the archive.
const healthLasts = 200 * time.Millisecond

// maxRemembered bounds the answers a memory keeps.
const maxRemembered = 256

// A memory keeps answers that are dear to make for as long as the index stays
// as it is: a paper's page reads a hundred articles.
type memory struct {
	mu      sync.Mutex
	health  Health
	read    time.Time
	state   tulieu.State // of the index that answers were made from
	answers map[string]any
}

// lately is the state of the service, now or a moment ago.
func (h *handler) lately(ctx context.Context) (Health, error) {
	m := &h.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := h.Now(); now.Sub(m.read) >= healthLasts {
		health, err := h.Status.Health(ctx)
		if err != nil {
			return Health{}, err
		}
		m.health, m.read = health, now
	}
	return m.health, nil
}

// remembered is the answer that make gives, or gave to the same key since
// the index last changed. Who gets it must leave it as it is.
func remembered[T any](ctx context.Context, h *handler, make func() (T, error), key ...string) (T, error) {
	health, err := h.lately(ctx)
	if err != nil {
		var none T
		return none, err
	}
	m, name := &h.memory, strings.Join(key, "\x00")
	if v, ok := m.recall(tulieu.State{Archive: health.Archive, Seq: health.Indexed}, name); ok {
		return v.(T), nil
	}
	v, err := make()
	if err == nil {
		m.keep(name, v)
	}
	return v, err
}

func (m *memory) recall(now tulieu.State, name string) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state != now {
		m.state, m.answers = now, nil
	}
	v, ok := m.answers[name]
	return v, ok
}

func (m *memory) keep(name string, v any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil || len(m.answers) >= maxRemembered {
		m.answers = make(map[string]any)
	}
	m.answers[name] = v
}
