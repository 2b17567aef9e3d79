package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tulieu"
)

// A mistake is a request without meaning: what is wrong, and addresses that
// would be right.
type mistake struct {
	parameter, detail string
	fixes             []string
}

func (m *mistake) Error() string { return "server: " + m.detail }
func (m *mistake) Unwrap() error { return tulieu.ErrInvalid }

// A problem is an RFC 9457 problem document.
type problem struct {
	Type      string   `json:"type"`
	Title     string   `json:"title"`
	Status    int      `json:"status"`
	Detail    string   `json:"detail,omitempty"`
	Instance  string   `json:"instance"`            // id of the request, as in our log
	Parameter string   `json:"parameter,omitempty"` // which one is wrong
	Fixes     []string `json:"fixes,omitempty"`     // what to send instead
}

// retryAfter is how long, in seconds, to wait before asking again.
const retryAfter = "2"

// problemOf turns an error into its problem. Only what the caller did is
// told to the caller; a fault of ours is "internal error".
func problemOf(err error, r *http.Request) problem {
	p := problem{Type: "about:blank"}
	var m *mistake
	var he *echo.HTTPError
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &m):
		p.Status, p.Detail, p.Parameter, p.Fixes = http.StatusBadRequest, m.detail, m.parameter, m.fixes
	case errors.Is(err, tulieu.ErrInvalid):
		p.Status, p.Detail = http.StatusBadRequest, err.Error()
	case errors.Is(err, tulieu.ErrNotFound):
		p.Status, p.Detail = http.StatusNotFound, "nothing of this name is in the archive"
	case errors.Is(err, tulieu.ErrGone):
		p.Status, p.Detail = http.StatusGone, "it was here and has been taken down"
		if query := r.URL.Query(); query.Has("cursor") {
			query.Del("cursor")
			p.Detail = "the cursor has run out; begin again at the first page"
			p.Fixes = []string{link(r.URL.Path, parameters(query))}
		}
	case errors.Is(err, errTooMany):
		p.Status, p.Detail = http.StatusTooManyRequests, "too many requests from this address; ask again in a moment"
	case errors.Is(err, tulieu.ErrUnavailable):
		p.Status, p.Detail = http.StatusServiceUnavailable, "not now; ask again in a moment"
	case errors.Is(err, context.DeadlineExceeded):
		p.Status, p.Detail = http.StatusServiceUnavailable, "the answer took too long; ask for less, or again in a moment"
	case errors.As(err, &tooLong):
		p.Status, p.Detail = http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is longer than %d bytes", tooLong.Limit)
	case errors.As(err, &he):
		p.Status = he.Code
		if he.Code == http.StatusNotFound {
			p.Detail = "no such address"
		}
	default:
		p.Status, p.Detail = http.StatusInternalServerError, "internal error; the request's id finds it in the log"
	}
	p.Title = http.StatusText(p.Status)
	return p
}

// fail answers an error: with a problem document under /api and to health
// checks, with a page elsewhere. It is the only place that knows both our
// errors and HTTP's.
func (h *handler) fail(err error, c echo.Context) {
	r := c.Request()
	id := c.Response().Header().Get(echo.HeaderXRequestID)
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody waits for the answer
	}
	p := problemOf(err, r)
	p.Instance = "urn:tulieu:request:" + id
	if p.Status == http.StatusInternalServerError {
		h.Log.Error("request failed", "id", id, "method", r.Method, "url", r.URL.String(), "err", err)
	}
	if c.Response().Committed {
		return
	}
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		c.Response().Header().Set("Retry-After", retryAfter)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if wantsPage(r) && h.failPage(c, p) == nil {
		return
	}
	body, err := json.Marshal(p)
	if err == nil {
		err = c.Blob(p.Status, "application/problem+json", body)
	}
	if err != nil {
		h.Log.Debug("problem not delivered", "id", id, "err", err)
	}
}

func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/api/") && r.URL.Path != "/healthz" && r.URL.Path != "/readyz"
}
