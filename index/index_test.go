package index_test

import (
	"testing"

	"tulieu/index"
	"tulieu/index/indextest"
)

func TestContract(t *testing.T) {
	indextest.Run(t, func(t *testing.T, dir string) indextest.Engine {
		x, err := index.Open(t.Context(), dir, index.Options{})
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		return x
	})
}
