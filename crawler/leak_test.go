package crawler

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain finds goroutines that a crawl leaves behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
