package main

import (
	"path/filepath"
	"testing"
)

func TestGroupLimit(t *testing.T) {
	for _, tt := range []struct {
		name, self, file, text string
		want                   int64
	}{
		{"unified", "0::/a/b\n", "a/b/memory.max", "268435456\n", 256 << 20},
		{"unified, of the group above", "0::/a/b\n", "a/memory.max", "268435456\n", 256 << 20},
		{"unified, from inside a container", "0::/\n", "memory.max", "1000\n", 1000},
		{"the one before", "5:cpu:/x\n4:memory:/a\n0::/\n", "memory/a/memory.limit_in_bytes", "2000\n", 2000},
		{"the one before, from inside a container", "4:memory:/docker/1\n", "memory/memory.limit_in_bytes", "3000\n", 3000},
		{"no limit", "0::/a\n", "a/memory.max", "max\n", 0},
		{"no limit, as the one before says it", "4:memory:/\n", "memory/memory.limit_in_bytes", "9223372036854771712\n", 0},
		{"another group's", "0::/a\n", "b/memory.max", "1000\n", 0},
	} {
		root := t.TempDir()
		self := filepath.Join(root, "self")
		for name, text := range map[string]string{self: tt.self, filepath.Join(root, tt.file): tt.text} {
			if err := writeFile(name, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if got := groupLimit(self, root); got != tt.want {
			t.Errorf("%s: groupLimit = %d, want %d", tt.name, got, tt.want)
		}
	}
}
