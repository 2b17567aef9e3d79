package viet

// Marks returns the byte ranges of text whose token has its Norm in norm or its
// Fold in fold, in order; neighbours with only blanks between them are one
// range. Ranges lie on rune borders and do not overlap. Either map may be nil.
func Marks(text string, norm, fold map[string]bool) [][2]int {
	c := cutters.Get().(*Cutter)
	defer cutters.Put(c)
	var out [][2]int
	for _, t := range c.Cut(text) {
		if norm[t.Norm] || fold[t.Fold] {
			out = addMark(out, text, t)
		}
	}
	return out
}

// addMark adds the mark of t, which is behind the others.
func addMark(marks [][2]int, text string, t Token) [][2]int {
	if n := len(marks) - 1; n >= 0 && (t.Start <= marks[n][1] || onlyBlanks(text[marks[n][1]:t.Start])) {
		marks[n][1] = max(marks[n][1], t.End)
		return marks
	}
	return append(marks, [2]int{t.Start, t.End})
}

// onlyBlanks reports whether s holds nothing but blanks of one line.
func onlyBlanks(s string) bool {
	for _, r := range s {
		if k := classOf(r); k != blank && k != invisible {
			return false
		}
	}
	return true
}
