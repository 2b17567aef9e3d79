package index

// seePapers counts the numbers of papers for the sentences they stand in. A
// forward array holds them apart from the tokens, by the token that their first
// part is.
func (r *reader) seePapers(m marks) {
	sizes, sentence, end := m.sentences, -1, 0
	for at, n := 0, 0; at < len(m.papers); {
		var gap, paper uint32
		gap, at = varint(m.papers, at)
		paper, at = varint(m.papers, at)
		n += int(gap)
		for end <= n && len(sizes) > 0 {
			size, next := varint(sizes, 0)
			sizes = sizes[next:]
			end += int(size)
			sentence++
		}
		s := r.slots[paper]
		if s.exact > 0 {
			r.see(int(s.exact)-1, sentence)
		}
		if s.folded > 0 {
			r.see(int(s.folded)-1, sentence)
		}
	}
}
