package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tulieu"
)

// start serves h on loopback until the test ends, or stop is called.
func start(t *testing.T, h http.Handler) (address string, stop func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-served
	})
	t.Cleanup(func() { stop() })
	return ln.Addr().String(), stop
}

func TestServeFinishesRequestsUnderWay(t *testing.T) {
	begun, finish := make(chan bool), make(chan bool)
	address, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-finish
		io.WriteString(w, "done")
	}))
	body := make(chan string)
	go func() {
		r, err := http.Get("http://" + address)
		if err != nil {
			body <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		body <- string(b)
	}()
	<-begun
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	time.Sleep(20 * time.Millisecond)
	close(finish)
	if got := <-body; got != "done" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestServeEndsThoughARequestDoesNot(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, finish := make(chan bool), make(chan bool)
	defer close(finish)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, ln, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(begun)
			<-finish
		}), slog.New(slog.DiscardHandler), 10*time.Millisecond)
	}()
	cut := make(chan error)
	go func() {
		r, err := http.Get("http://" + ln.Addr().String())
		if err == nil {
			r.Body.Close()
		}
		cut <- err
	}()
	<-begun
	cancel()
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("Serve waits for a request that does not end")
	}
	if err := <-cut; err == nil {
		t.Error("the request was answered, want it cut off")
	}
}

func TestAThousandSlowClientsLeaveHealthzAnswering(t *testing.T) {
	address, _ := start(t, newWorld(t).server(t))
	for i := range 1000 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Skipf("this machine allows %d connections: %v", i, err)
		}
		defer c.Close()
		fmt.Fprint(c, "GET /api/v1/search?q=thi HTTP/1.1\r\nHost: slow\r\nX-Slow: ") // and never an end
	}
	client := http.Client{Timeout: 2 * time.Second}
	for range 3 {
		r, err := client.Get("http://" + address + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != 200 {
			t.Errorf("healthz = %d", r.StatusCode)
		}
	}
}

func TestAPanicIsLoggedWithItsRequest(t *testing.T) {
	w := newWorld(t)
	cursed := w.add(tulieu.Article{URL: "https://tinh.example/cursed", Title: "panic"})
	config := w.config()
	var log strings.Builder
	config.Log = slog.New(slog.NewJSONHandler(&log, nil))
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/articles/", "/api/v1/articles/"} {
		log.Reset()
		r := httptest.NewRecorder()
		h.ServeHTTP(r, httptest.NewRequest("GET", path+string(cursed.ID), nil))
		if r.Code != 500 {
			t.Errorf("GET %s of a cursed article = %d, want 500", path, r.Code)
		}
		for _, part := range []string{`"level":"ERROR"`, r.Header().Get("X-Request-Id"), path + string(cursed.ID), "the article is cursed", "world_test.go"} {
			if !strings.Contains(log.String(), part) {
				t.Errorf("GET %s: the log lacks %q:\n%s", path, part, log.String())
			}
		}
	}
	r := httptest.NewRecorder()
	if h.ServeHTTP(r, httptest.NewRequest("GET", "/api/v1/search", nil)); r.Code != 200 {
		t.Errorf("a search afterwards = %d", r.Code)
	}
}

func TestLongHeadersAreRefused(t *testing.T) {
	address, _ := start(t, newWorld(t).server(t))
	r, err := http.Get("http://" + address + "/?q=" + strings.Repeat("a", 64<<10))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("64 KiB of address = %d", r.StatusCode)
	}
}

// stuck is a searcher that answers when let.
type stuck struct{ asked, let chan bool }

func (s stuck) Search(ctx context.Context, _ tulieu.Query) (*tulieu.Results, error) {
	s.asked <- true
	select {
	case <-s.let:
		return &tulieu.Results{}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestMoreSearchesThanTurnsAreUnavailable(t *testing.T) {
	config := newWorld(t).config()
	s := stuck{make(chan bool, 9), make(chan bool)}
	config.Searcher, config.AtOnce, config.Timeout = s, 1, 5*time.Second
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	first := make(chan int)
	get := func() int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/api/v1/search", nil))
		return w.Code
	}
	go func() { first <- get() }()
	<-s.asked
	if got := get(); got != 503 {
		t.Errorf("second search = %d, want 503", got)
	}
	close(s.let)
	if got := <-first; got != 200 {
		t.Errorf("first search = %d, want 200", got)
	}
}

func TestASlowAnswerIsCutOff(t *testing.T) {
	config := newWorld(t).config()
	config.Searcher, config.Timeout = stuck{make(chan bool, 9), make(chan bool)}, 10*time.Millisecond
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, h)
	p := into[problem](t, c.get("/api/v1/search"), 503)
	if !strings.Contains(p.Detail, "too long") {
		t.Errorf("detail %q", p.Detail)
	}
}

func TestRateLimit(t *testing.T) {
	config := newWorld(t).config()
	now := clock
	config.Rate, config.Now = 1, func() time.Time { return now }
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path, address string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = address
		r.Header.Set("X-Forwarded-For", "203.0.113.99") // anybody's word
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for i := range 10 {
		if w := get("/api/v1/search", "203.0.113.7:1000"); w.Code != 200 {
			t.Fatalf("request %d = %d", i, w.Code)
		}
	}
	if w := get("/api/v1/search", "203.0.113.7:2000"); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("eleventh request = %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	for what, w := range map[string]*httptest.ResponseRecorder{
		"another address": get("/api/v1/search", "203.0.113.8:1000"),
		"a health check":  get("/healthz", "203.0.113.7:1000"),
		"this machine":    get("/api/v1/search", "127.0.0.1:1000"),
	} {
		if w.Code != 200 {
			t.Errorf("%s = %d", what, w.Code)
		}
	}
	now = now.Add(2 * time.Second)
	if w := get("/api/v1/search", "203.0.113.7:1000"); w.Code != 200 {
		t.Errorf("two seconds later = %d", w.Code)
	}
}

func TestUnchangedAnswersAreNotSentAgain(t *testing.T) {
	h := newWorld(t).server(t)
	for _, target := range []string{"/", "/api/v1/search?q=thi+dua", "/api/v1/directives/03-ct-tw-2011", "/api/v1/openapi.json", "/about"} {
		first := httptest.NewRecorder()
		h.ServeHTTP(first, httptest.NewRequest("GET", target, nil))
		r := httptest.NewRequest("GET", target, nil)
		r.Header.Set("If-None-Match", `"other", `+first.Header().Get("ETag"))
		again := httptest.NewRecorder()
		if h.ServeHTTP(again, r); again.Code != 304 || again.Body.Len() > 0 {
			t.Errorf("GET %s again = %d with %d bytes, want 304", target, again.Code, again.Body.Len())
		}
	}
}

func TestMetrics(t *testing.T) {
	h := newWorld(t).server(t)
	getPage(t, h, "/api/v1/search")
	getPage(t, h, "/articles/"+string(tulieu.NewID(firstURL)))
	text := getPage(t, h, "/metrics")
	for _, line := range []string{
		"tulieu_index_behind 1",
		`tulieu_requests_total{route="/articles/:id",status="200"} 1`,
		`tulieu_request_seconds_bucket{route="/api/v1/search",le="+Inf"} 1`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("metrics lack %q:\n%s", line, text)
		}
	}
}

func TestOtherSitesMayAskTheAPI(t *testing.T) {
	h := newWorld(t).server(t)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("OPTIONS", "/api/v1/recognise", nil))
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("preflight = %d %v", w.Code, w.Header())
	}
}
