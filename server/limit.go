package server

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"tulieu"
)

// patience is how long a search waits for its turn.
const patience = time.Second

// A gate lets a few searches through at once: more would only make all of
// them slow.
type gate struct {
	Searcher
	turns chan struct{}
}

func (g *gate) Search(ctx context.Context, q tulieu.Query) (*tulieu.Results, error) {
	select {
	case g.turns <- struct{}{}:
	default:
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case g.turns <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timer.C:
			return nil, fmt.Errorf("server: %d searches under way: %w", cap(g.turns), tulieu.ErrUnavailable)
		}
	}
	defer func() { <-g.turns }()
	return g.Searcher.Search(ctx, q)
}

var errTooMany = errors.New("server: too many requests")

// maxAddresses bounds what a limiter remembers.
const maxAddresses = 10_000

// A limiter counts requests by address. Those of this machine pass: behind a
// proxy they are everybody's, and the proxy knows better.
type limiter struct {
	rate  rate.Limit
	burst int
	now   func() time.Time

	mu        sync.Mutex
	addresses map[netip.Addr]*rate.Limiter
}

func newLimiter(perSecond float64, now func() time.Time) *limiter {
	return &limiter{rate: rate.Limit(perSecond), burst: max(1, int(10*perSecond)), now: now, addresses: make(map[netip.Addr]*rate.Limiter)}
}

func (l *limiter) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if path := c.Path(); path != "/healthz" && path != "/readyz" && !l.allow(c.RealIP()) {
			return errTooMany
		}
		return next(c)
	}
}

func (l *limiter) allow(ip string) bool {
	a, err := netip.ParseAddr(ip)
	if l.rate == 0 || err != nil || a.IsLoopback() {
		return true
	}
	if a = a.Unmap(); a.Is6() { // one household, one /64
		a = netip.PrefixFrom(a, 64).Masked().Addr()
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.addresses[a]
	if b == nil {
		if len(l.addresses) >= maxAddresses {
			l.forget(now)
		}
		b = rate.NewLimiter(l.rate, l.burst)
		l.addresses[a] = b
	}
	return b.AllowN(now, 1)
}

// forget drops the addresses that have not asked for a while, or all where
// everybody asks.
func (l *limiter) forget(now time.Time) {
	for a, b := range l.addresses {
		if b.TokensAt(now) >= float64(l.burst) {
			delete(l.addresses, a)
		}
	}
	if len(l.addresses) >= maxAddresses {
		clear(l.addresses)
	}
}
