package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sys/unix"
)

// Limits on what one client can hold. A thousand clients that send or read
// slowly stay below maxConnections, and each is let go in seconds; where fewer
// connections may be open, the silent ones make room (boundedListener).
const (
	maxConnections = 4096
	maxHeader      = 16 << 10
	headerTimeout  = 5 * time.Second
	readTimeout    = 10 * time.Second
	writeTimeout   = 30 * time.Second
	idleTimeout    = 60 * time.Second
	shutdownLimit  = 10 * time.Second

	minConnections = 16
	ownFiles       = 192 // that archive and index may have open beside them
)

// connections is how many are open at once, by the number of files that this
// process may have open; the next ones wait until one of them ends. Without it
// a thousand slow clients would take the files that a search has to open.
func connections() int {
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err != nil {
		return maxConnections
	}
	return int(min(maxConnections, max(minConnections, int64(min(files.Cur, 1<<20))-ownFiles)))
}

// Serve answers on ln until ctx ends, then finishes the requests under way,
// for at most ten seconds. It returns nil after such an end.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, log *slog.Logger) error {
	return serve(ctx, ln, h, log, shutdownLimit)
}

func serve(ctx context.Context, ln net.Listener, h http.Handler, log *slog.Logger, atMost time.Duration) error {
	bounded := boundListener(ln, connections())
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ConnState:         bounded.note,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(bounded) }()
	select {
	case err := <-stopped:
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), atMost)
	defer cancel()
	err := srv.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("requests cut off at shutdown", "after", atMost)
		err = srv.Close()
	}
	<-stopped
	if err != nil {
		return fmt.Errorf("server: shutdown: %w", err)
	}
	return nil
}
