package index

import (
	"context"
	"slices"
	"strings"

	"tulieu/internal/viet"
)

// Suggest completes the words that somebody types, by the compounds that
// articles use: "công đ" is "công đoàn". Marks may be missing.
func (x *Index) Suggest(ctx context.Context, typed string, n int) ([]string, error) {
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	if v.model == nil || strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	var cutter viet.Cutter
	tokens := cutter.Cut(typed)
	var list []string
	for words := min(2, len(tokens)); words > 0 && len(list) < n; words-- {
		at := tokens[len(tokens)-words].Start
		for _, c := range v.model.Compounds(typed[at:], n) {
			if s := typed[:at] + c; !slices.Contains(list, s) && len(list) < n {
				list = append(list, s)
			}
		}
	}
	return list, nil
}
