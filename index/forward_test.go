package index

import (
	"testing"

	"tulieu"
	"tulieu/index/internal/schema"
)

// FuzzForward reads whatever bytes as a forward array, and as the counts of a
// list of postings: they are refused or read within their bounds.
func FuzzForward(f *testing.F) {
	var fl schema.Flattener
	d := fl.Flatten(&tulieu.Entry{Article: &tulieu.Article{ID: "a", Title: "Khen thưởng, thi đua.", Body: []string{"Chỉ thị 03-CT/TW. Công đoàn cơ sở, năm 2016."}}})
	numbers := make([]uint32, len(d.Tokens))
	for i := range numbers {
		numbers[i] = uint32(i * 90)
	}
	f.Add(appendForward(nil, d, numbers), 3)
	f.Add([]byte{1, 6, 2, 1, 130, 1, 1, 4, 1}, 3)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		if a, ok := parseForward(b); ok {
			a.has([]byte{1, 2}, true)
			a.has([]byte{1, 2}, false)
			_, _ = a.marks()
		}
		n = min(max(n, 0), len(b))
		if counts, ok := parseCounts[uint8](b, n); ok && len(counts) != n {
			t.Errorf("%d counts, not %d", len(counts), n)
		}
	})
}
