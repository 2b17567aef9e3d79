package tulieu

import "errors"

// Errors that callers tell apart. Everything else is a fault of ours and
// reaches readers only as "internal error".
var (
	// ErrNotFound: no such article, directive, unit or portal.
	ErrNotFound = errors.New("not found")
	// ErrInvalid: the caller asked for something that has no meaning; the
	// message says what, where, and what to send instead.
	ErrInvalid = errors.New("invalid")
	// ErrGone: it was here and was taken down, or a cursor whose snapshot ended.
	ErrGone = errors.New("gone")
	// ErrDamaged: bytes on disk are not those that were written.
	ErrDamaged = errors.New("damaged")
	// ErrUnavailable: not now; the index is being built, the disk is full, or
	// too much is asked at once. Asking again later may succeed.
	ErrUnavailable = errors.New("unavailable")
)
