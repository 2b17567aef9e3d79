package indextest

import (
	"slices"
	"strings"

	"tulieu"
	"tulieu/index"
)

// Names is the recogniser that engines under test are opened with: some of the
// words that random queries are made of name papers, units and places that
// random articles mention.
type Names struct{}

func (Names) Recognise(text string) []index.Recognised {
	var list []index.Recognised
	for _, n := range []struct {
		name  string
		field tulieu.Field
		slugs []string
	}{
		{"thi đua", tulieu.FieldDirective, []string{"03-ct-tw", "03-ct-tw-2011"}},
		{"công", tulieu.FieldUnit, []string{"so-ngoai-vu-long-an"}},
		{"chi", tulieu.FieldDirective, []string{"nqtw-4-khoa-11"}},
		{"Đảng ủy", tulieu.FieldPlace, []string{"long-an", "tien-giang"}},
		{"Facebook", tulieu.FieldUnit, []string{"nobody"}},
	} {
		for _, form := range slices.Compact([]string{n.name, bare.Replace(n.name)}) {
			for at := 0; ; {
				i := strings.Index(text[at:], form)
				if i < 0 {
					break
				}
				list = append(list, index.Recognised{Start: at + i, End: at + i + len(form), Field: n.field, Slugs: n.slugs})
				at += i + len(form)
			}
		}
	}
	return list
}
