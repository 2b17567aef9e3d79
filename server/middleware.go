package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"
)

// observe gives a request its id and its deadline, turns a panic into an
// error, and writes the access log.
func (h *handler) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := h.Now()
		r := c.Request()
		id := strings.ToLower(rand.Text()[:16])
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		ctx, cancel := context.WithTimeout(r.Context(), h.Timeout)
		defer cancel()
		c.SetRequest(r.WithContext(ctx))

		if err := recovered(next)(c); err != nil {
			c.Error(err)
		}
		level := slog.LevelInfo
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			level = slog.LevelDebug
		}
		h.metrics.count(c.Path(), c.Response().Status, h.Now().Sub(began))
		h.Log.Log(ctx, level, "request", "id", id, "method", r.Method, "url", r.URL.String(),
			"status", c.Response().Status, "bytes", c.Response().Size, "ms", h.Now().Sub(began).Milliseconds(), "ip", c.RealIP())
		return nil
	}
}

// recovered is next with its panics as errors, each with its stack.
func recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if v := recover(); v != nil {
				if e, ok := v.(error); ok && errors.Is(e, http.ErrAbortHandler) {
					panic(v) // net/http's own way to drop a connection
				}
				err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		return next(c)
	}
}

// pagePolicy lets a page use its own style sheet, script and forms, and
// nothing else: whatever a crawled text holds, it does not run.
const (
	pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	dataPolicy = "default-src 'none'; frame-ancestors 'none'"
)

func (h *handler) protect(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if path := c.Request().URL.Path; strings.HasPrefix(path, "/api/") {
			header.Set("Content-Security-Policy", dataPolicy)
			header.Set("Access-Control-Allow-Origin", "*") // public, and no cookie to steal
		} else {
			header.Set("Content-Security-Policy", pagePolicy)
		}
		return next(c)
	}
}

// preflight lets pages of other sites post JSON to the API.
func preflight(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Access-Control-Allow-Methods", "GET, HEAD, POST")
	header.Set("Access-Control-Allow-Headers", "Content-Type, If-None-Match")
	header.Set("Access-Control-Max-Age", "86400")
	return c.NoContent(http.StatusNoContent)
}

// noStore marks an answer that is true only now.
func noStore(c echo.Context) { c.Response().Header().Set("Cache-Control", "no-store") }

type healthView struct {
	Status   string  `json:"status"` // "ok"; "degraded" while something stands in the way, see Note; "unavailable" while the index catches up
	Version  string  `json:"version"`
	Time     *string `json:"time"`
	Archive  string  `json:"archive"`
	Seq      uint64  `json:"seq"`
	Indexed  uint64  `json:"indexed"`
	Behind   uint64  `json:"behind"`
	Articles int     `json:"articles"`
	Note     string  `json:"note,omitempty"`
}

func (h *handler) viewHealth(s Health) healthView {
	status := "ok"
	if s.Note != "" {
		status = "degraded"
	}
	return healthView{status, h.Version, moment(h.Now()), s.Archive, uint64(s.Seq), uint64(s.Indexed), s.Behind(), s.Articles, s.Note}
}

// healthz says that the process answers at all, and whether it is well: it is
// 200 in either case, for an answer that may be stale is better than none.
func (h *handler) healthz(c echo.Context) error {
	noStore(c)
	s, err := h.Status.Health(c.Request().Context())
	v := h.viewHealth(s)
	if err != nil {
		v.Status, v.Note = "degraded", "the state of the archive cannot be read"
		h.Log.Warn("health", "err", err)
	}
	return answer(c, v)
}

// readyz says whether searches see what the archive held at the start.
func (h *handler) readyz(c echo.Context) error {
	noStore(c)
	s, err := h.Status.Health(c.Request().Context())
	if err != nil {
		return err
	}
	v := h.viewHealth(s)
	if s.Ready {
		return answer(c, v)
	}
	v.Status = "unavailable"
	c.Response().Header().Set("Retry-After", retryAfter)
	return c.JSON(http.StatusServiceUnavailable, v)
}
