package server

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are made by dial.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

func (p pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	go func() { p <- theirs }()
	return ours
}

// bounded serves h over at most so many pipes, with clocks of its own, until
// f returns.
func bounded(t *testing.T, atMost int, h http.HandlerFunc, f func(t *testing.T, p pipes)) {
	synctest.Test(t, func(t *testing.T) {
		p := make(pipes)
		l := boundListener(p, atMost)
		srv := &http.Server{Handler: h, ConnState: l.note}
		go srv.Serve(l)
		f(t, p)
		srv.Close()
	})
}

// get asks over c, and returns how long the answer took.
func get(c net.Conn) (time.Duration, error) {
	began := time.Now()
	go fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: us\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, err
	}
	return time.Since(began), res.Body.Close()
}

func TestSilentConnectionsMakeRoomForOneThatWaits(t *testing.T) {
	bounded(t, 3, func(http.ResponseWriter, *http.Request) {}, func(t *testing.T, p pipes) {
		idle := p.dial()
		if _, err := get(idle); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		for range 6 {
			go fmt.Fprint(p.dial(), "GET / HTTP/1.1\r\nX-Slow: ")
			synctest.Wait()
		}
		// Three are in, one of them silent for a minute, and four wait: it goes
		// at once, the next three a second later.
		took, err := get(p.dial())
		if err != nil {
			t.Fatal(err)
		}
		if took < maxSilence || took > 2*maxSilence {
			t.Errorf("answered after %v", took)
		}
		if _, err := get(idle); err == nil {
			t.Error("the connection that was silent longest is open still")
		}
	})
}

func TestSilentConnectionsAreLeftAloneWhereNobodyWaits(t *testing.T) {
	bounded(t, 2, func(http.ResponseWriter, *http.Request) {}, func(t *testing.T, p pipes) {
		a, b := p.dial(), p.dial()
		for range 3 {
			time.Sleep(10 * maxSilence)
			for _, c := range []net.Conn{a, b} {
				if _, err := get(c); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestRequestsUnderWayMakeNoRoom(t *testing.T) {
	const takes = 10 * maxSilence
	bounded(t, 2, func(http.ResponseWriter, *http.Request) { time.Sleep(takes) }, func(t *testing.T, p pipes) {
		took := make(chan time.Duration)
		for range 4 {
			go func() {
				d, err := get(p.dial())
				if err != nil {
					t.Error(err)
				}
				took <- d
			}()
		}
		for i := range 4 {
			if d := <-took; i < 2 && d != takes || i >= 2 && d < 2*takes {
				t.Errorf("request %d answered after %v", i+1, d)
			}
		}
	})
}

func TestAListenerClosedWhileOneWaits(t *testing.T) {
	bounded(t, 1, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(t *testing.T, p pipes) {
		go get(p.dial())
		synctest.Wait()
		go get(p.dial())
		synctest.Wait()
	})
}
