package index_test

import (
	"testing"

	"tulieu/index"
	"tulieu/index/indextest"
	"tulieu/internal/viet"
)

func TestContract(t *testing.T) {
	indextest.Run(t, func(t *testing.T, dir string, m *viet.Model) indextest.Engine {
		x, err := index.Open(t.Context(), dir, index.Options{Model: m, NoLearning: true, Recogniser: indextest.Names{}})
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		return x
	})
}
