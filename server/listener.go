package server

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// maxSilence is how long a connection may owe the header of its next request
// while another one waits to be let in.
const maxSilence = time.Second

// A boundedListener lets at most so many connections be open at once. One more
// waits outside; while it does, those that have owed a request for longer than
// maxSilence are closed, the longest silent first. So clients that say nothing
// keep nobody out for long, and where nobody waits they are left alone.
//
// It learns what connections do by note, which has to be the ConnState of the
// server that accepts from it.
type boundedListener struct {
	net.Listener
	places chan struct{} // one in it for every connection that is open
	ended  chan struct{}
	end    func()

	mu     sync.Mutex
	silent map[net.Conn]time.Time // those that owe a request, since when
}

func boundListener(ln net.Listener, atMost int) *boundedListener {
	l := &boundedListener{
		Listener: ln,
		places:   make(chan struct{}, atMost),
		ended:    make(chan struct{}),
		silent:   map[net.Conn]time.Time{},
	}
	l.end = sync.OnceFunc(func() { close(l.ended) })
	return l
}

func (l *boundedListener) Close() error {
	l.end()
	return l.Listener.Close()
}

// Accept returns the next connection when there is a place for it, and
// net.ErrClosed once l is closed.
func (l *boundedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	for {
		select {
		case l.places <- struct{}{}:
			return c, nil
		default:
		}
		select {
		case l.places <- struct{}{}:
			return c, nil
		case <-l.ended:
			_ = c.Close() // nothing was said on it
			return nil, net.ErrClosed
		case <-time.After(l.closeSilent()):
		}
	}
}

// closeSilent closes the connection that has been silent longest, if that is
// longer than maxSilence, and returns when to look again.
func (l *boundedListener) closeSilent() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var longest net.Conn
	for c, since := range l.silent {
		if longest == nil || since.Before(l.silent[longest]) {
			longest = c
		}
	}
	if longest == nil {
		return maxSilence
	}
	if left := maxSilence - time.Since(l.silent[longest]); left > 0 {
		return left
	}
	delete(l.silent, longest)
	_ = longest.Close() // its place is free when the server has noticed
	return maxSilence
}

// note is told what a connection does.
func (l *boundedListener) note(c net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch state {
	case http.StateNew, http.StateIdle:
		l.silent[c] = time.Now()
	case http.StateActive:
		delete(l.silent, c)
	case http.StateClosed, http.StateHijacked:
		delete(l.silent, c)
		<-l.places
	}
}
