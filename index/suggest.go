package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tulieu"
	"tulieu/internal/viet"
)

// What completing costs at most, whatever is typed: a list of the title's
// postings for each spelling of each word, and so many titles for each reading
// of the marks, of which there are four.
const (
	maxPlaces    = 12  // words of what is typed, the last ones
	maxSpellings = 128 // of one of them
	titlesRead   = 150 // the newest that hold the words
	titlesEnough = 30  // of those that were found, to look no further

	phraseTitles = 2  // titles must agree on a phrase
	phraseShare  = .7 // of them must go on with a word for the phrase to do so
	phraseGrowth = 4  // words that it goes on, and a compound's end
)

// Suggest completes what somebody types, by the phrases that titles go on with,
// by the compounds that articles use ("công đ" is "công đoàn"), and by whole
// titles. Words are completed as articles write them: see viet.Model.Complete
// for which come first. There are up to n of each.
func (x *Index) Suggest(ctx context.Context, typed string, n int) (tulieu.Completions, error) {
	v, err := x.searchView()
	if err != nil {
		return tulieu.Completions{}, err
	}
	defer v.release()
	if err := guarded(v.complete); err != nil {
		return tulieu.Completions{}, err
	}
	e := &evaluation{ctx: ctx, view: v, cache: x.cache, arena: newArena(), query: tulieu.Query{Sort: tulieu.Newest}}
	s := newSuggester(e, typed)
	if err := guarded(s.findTitles); err != nil {
		return tulieu.Completions{}, err
	}
	e.arena.close()
	var c tulieu.Completions
	for _, t := range s.titles[:min(n, len(s.titles))] {
		c.Titles = append(c.Titles, tulieu.ID(t.id))
	}
	c.Words = s.phrases()
	if v.model != nil {
		for _, text := range v.model.Complete(typed, n) {
			begun := func(phrase string) bool { return strings.HasPrefix(viet.Fold(phrase), viet.Fold(text)) }
			if !slices.ContainsFunc(c.Words, begun) && !(s.written() && s.misreads(text)) {
				c.Words = append(c.Words, text)
			}
		}
	}
	c.Words = c.Words[:min(n, len(c.Words))]
	return c, nil
}

// A suggester completes one text by the titles that there are.
type suggester struct {
	e      *evaluation
	typed  string
	places []place
	left   int  // words before them
	open   bool // the last word may go on

	titles []title         // found, the best first
	seen   map[string]bool // articles that were looked at, and titles
}

// A place is a word of what is typed, and what it may be read as.
type place struct {
	typed     viet.Token
	whole     bool
	short     bool // too little of it to be looked up: it is looked for where the other words are
	spellings [viet.Apart][]string
	near      map[uint32]viet.Nearness // of tokens
}

// A title is one that holds what is typed.
type title struct {
	id     []byte
	tokens []uint32
	ends   int           // tokens from at on that stand side by side, without punctuation
	at     int           // where in tokens what is typed stands side by side; -1 if apart
	tail   bool          // there it begins with the end of a compound
	near   viet.Nearness // to what is typed
}

func newSuggester(e *evaluation, typed string) *suggester {
	tokens := wordsOf(typed)
	s := &suggester{e: e, typed: typed, left: max(0, len(tokens)-maxPlaces), seen: map[string]bool{}}
	tokens = tokens[s.left:]
	for i, t := range tokens {
		whole := i+1 < len(tokens) || t.End < len(typed)
		s.places = append(s.places, newPlace(e.view.store.lex, t, whole))
		s.open = !whole
	}
	return s
}

// wordsOf are the tokens of text, numbers of papers in parts only.
func wordsOf(text string) []viet.Token {
	return slices.DeleteFunc(viet.Cut(text), func(t viet.Token) bool { return t.Kind == viet.DocNumber })
}

func newPlace(lex *lexicon, t viet.Token, whole bool) place {
	p := place{typed: t, whole: whole, near: map[uint32]viet.Nearness{}}
	var spellings []string
	switch {
	case whole:
		spellings = lex.spellings(t.Fold)
	case utf8.RuneCountInString(t.Fold) < stemBytes:
		p.short = true
	default:
		spellings = lex.beginning(t.Fold, t.Fold)
	}
	var byNearness [viet.Apart + 1][]string
	for _, spelling := range spellings {
		near := viet.Near(t.Norm, spelling, whole)
		byNearness[near] = append(byNearness[near], spelling)
	}
	var sofar []string
	for near := viet.Literal; near < viet.Apart; near++ {
		for _, spelling := range byNearness[near][:min(maxSpellings-len(sofar), len(byNearness[near]))] {
			id, _ := lex.lookup(spelling)
			p.near[id] = near
			sofar = append(sofar, spelling)
		}
		p.spellings[near] = sofar
	}
	return p
}

// nearness says how near a token is to what is typed here.
func (p *place) nearness(lex *lexicon, token uint32) viet.Nearness {
	near, ok := p.near[token]
	switch {
	case ok:
		return near
	case !p.short:
		return viet.Apart
	}
	near = viet.Near(p.typed.Norm, lex.token(token), false)
	p.near[token] = near
	return near
}

// word is the place by a reading, as its postings are looked for.
func (p *place) word(reading viet.Nearness) word {
	w := word{text: p.typed.Norm, spellings: p.spellings[reading], hidden: true}
	if !p.whole || reading > viet.Literal { // not the word itself
		w.text += "\x00" + string(rune('0'+reading))
		if !p.whole {
			w.text += "…"
		}
	}
	return w
}

// findTitles finds titles by one reading after the other, the nearest first,
// until there are enough. Words are read as others than those typed only if
// nothing else is found.
func (s *suggester) findTitles() error {
	letters := 0
	for i := range s.places {
		letters += utf8.RuneCountInString(s.places[i].typed.Norm)
	}
	if letters < stemBytes || len(s.places) == 1 && s.places[0].short {
		return nil // nearly every title
	}
	for reading := viet.Literal; reading < viet.Apart; reading++ {
		if near := s.within(reading); near >= titlesEnough || reading == viet.Misread && near > 0 {
			break
		}
		if err := s.read(reading); err != nil {
			return err
		}
	}
	if s.within(viet.Unmarked) > 0 {
		s.titles = slices.DeleteFunc(s.titles, func(t title) bool { return t.near > viet.Unmarked })
	}
	slices.SortStableFunc(s.titles, func(a, b title) int {
		return cmp.Or(cmp.Compare(a.near, b.near), cmp.Compare(a.rank(), b.rank()))
	})
	return nil
}

// within counts the titles found that are as near as that.
func (s *suggester) within(reading viet.Nearness) int {
	n := 0
	for i := range s.titles {
		if s.titles[i].near <= reading {
			n++
		}
	}
	return n
}

// rank orders titles that are as near: those that begin with what is typed,
// those that go on with it, those that hold its words apart.
func (t *title) rank() int {
	switch {
	case t.at == 0:
		return 0
	case t.at > 0:
		return 1
	}
	return 2
}

// read looks at the newest titles that hold what is typed by a reading, and have
// not been looked at.
func (s *suggester) read(reading viet.Nearness) error {
	var sets []partHits
	for _, p := range s.e.view.parts {
		b := s.e.arena.copyOf(p.live)
		for i := range s.places {
			if s.places[i].short {
				continue
			}
			w := s.places[i].word(reading)
			list, err := s.e.read(p, inTitle, &w)
			if err != nil {
				return err
			}
			b.andSet(list.docs())
		}
		sets = append(sets, partHits{hits: b})
	}
	hits, err := s.e.best(sets, titlesRead, nil)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if s.seen[string(h.id)] {
			continue
		}
		s.seen[string(h.id)] = true
		f, err := s.e.view.parts[h.part].forward(h.doc)
		if err != nil {
			return err
		}
		text := "title " + string(f.titleTokens())
		if s.seen[text] {
			continue
		}
		s.seen[text] = true
		t, err := s.title(f)
		if err != nil {
			return err
		}
		if t.near < viet.Apart {
			t.id = h.id
			s.titles = append(s.titles, t)
		}
	}
	return nil
}

// title reads the title of f.
func (s *suggester) title(f forward) (title, error) {
	lex := s.e.view.store.lex
	t := title{at: -1, near: viet.Apart}
	for at, text := 0, f.titleTokens(); at < len(text); {
		var token uint32
		token, at = varint(text, at)
		t.tokens = append(t.tokens, token)
	}
	for at := 0; at+len(s.places) <= len(t.tokens); at++ {
		near := viet.Literal
		for i := range s.places {
			near = max(near, s.places[i].nearness(lex, t.tokens[at+i]))
		}
		if near == viet.Apart {
			continue
		}
		if tail := s.tail(t.tokens, at); near < t.near || near == t.near && t.tail && !tail {
			t.at, t.near, t.tail = at, near, tail
		}
	}
	if near := s.apart(t.tokens); t.near >= viet.Misread && near < viet.Misread {
		t.at, t.near, t.tail = -1, near, false
	}
	if t.at < 0 {
		return t, nil
	}
	t.ends = len(t.tokens) - t.at
	pauses, err := f.titlePauses()
	for _, pause := range pauses {
		if pause >= t.at+len(s.places) {
			t.ends = min(t.ends, pause-t.at)
		}
	}
	return t, err
}

// apart says how near tokens come to what is typed, wherever they stand. Half
// of a short word is near nothing so.
func (s *suggester) apart(tokens []uint32) viet.Nearness {
	lex := s.e.view.store.lex
	farthest := viet.Literal
	for i := range s.places {
		p, nearest := &s.places[i], viet.Apart
		for _, token := range tokens {
			if !p.short || lex.token(token) == p.typed.Norm {
				nearest = min(nearest, p.nearness(lex, token))
			}
		}
		farthest = max(farthest, nearest)
	}
	return farthest
}

// titlePauses tells before which of its tokens punctuation stands in f's title.
func (f *forward) titlePauses() ([]int, error) {
	m, err := f.marks()
	if err != nil {
		return nil, err
	}
	var list []int
	for _, stored := range [][]byte{m.sentences, m.breaks} {
		end := 0
		for n := range numbers(stored) {
			if end += n; end >= f.title {
				break
			}
			list = append(list, end)
		}
	}
	return list, nil
}

// A phrase is a way in which titles go on.
type phrase struct {
	words  []string
	titles int
	near   viet.Nearness
}

// phrases are the ways in which several titles go on with what is typed, those
// nearest to it first, then those that most titles go.
func (s *suggester) phrases() []string {
	if len(s.places) == 0 || strings.TrimSpace(s.typed[s.places[len(s.places)-1].typed.End:]) != "" {
		return nil
	}
	runs := map[string][]title{} // by the words that were typed, completed
	for _, t := range s.titles {
		if t.at >= 0 && !t.tail {
			key := strings.Join(s.words(t, len(s.places)), " ")
			runs[key] = append(runs[key], t)
		}
	}
	var list []phrase
	for _, titles := range runs {
		begun := s.words(titles[0], len(s.places))
		if s.open && strings.Join(begun, " ") != s.said() {
			s.grow(&list, begun, titles)
			continue
		}
		for word, titles := range s.next(titles, len(begun)) { // nothing is left to complete but what comes next
			s.grow(&list, append(slices.Clone(begun), word), titles)
		}
	}
	slices.SortFunc(list, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(a.near, b.near), cmp.Compare(b.titles, a.titles), slices.Compare(a.words, b.words))
	})
	var texts []string
	for _, p := range list {
		texts = append(texts, s.write(p))
	}
	return slices.Compact(texts)
}

// write is what is typed, gone on with to p.
func (s *suggester) write(p phrase) string {
	var tokens []viet.Token
	var guesses []viet.Guess
	for i := range s.places {
		t := s.places[i].typed
		tokens = append(tokens, t)
		guesses = append(guesses, viet.Guess{Norm: p.words[i], Changed: p.words[i] != t.Norm})
	}
	begun := strings.TrimSpace(viet.Rewrite(s.typed, tokens, guesses))
	text := strings.Join(append([]string{begun}, p.words[len(s.places):]...), " ")
	if s.typed == strings.ToUpper(s.typed) {
		return strings.ToUpper(text)
	}
	return text
}

// tail reports whether a title's token ends a compound, and is something else
// than what is typed: the "tập" of "học tập".
func (s *suggester) tail(tokens []uint32, at int) bool {
	var words []string
	for _, token := range tokens[:at+1] {
		words = append(words, s.e.view.store.lex.token(token))
	}
	return ended(s.e.view.model, words)
}

// written reports whether some title has what is typed, or what is typed lacks
// marks of.
func (s *suggester) written() bool {
	return slices.ContainsFunc(s.titles, func(t title) bool { return t.at >= 0 && t.near < viet.Misread })
}

// misreads reports whether a completion has other marks than those typed.
func (s *suggester) misreads(text string) bool {
	tokens := wordsOf(text)
	tokens = tokens[min(s.left, len(tokens)):]
	for i, t := range tokens[:min(len(s.places), len(tokens))] {
		if viet.Near(s.places[i].typed.Norm, t.Norm, s.places[i].whole) == viet.Misread {
			return true
		}
	}
	return false
}

// said is what is typed, in normal form.
func (s *suggester) said() string {
	var words []string
	for i := range s.places {
		words = append(words, s.places[i].typed.Norm)
	}
	return strings.Join(words, " ")
}

// words are the first n words of t from where what is typed stands.
func (s *suggester) words(t title, n int) []string {
	var list []string
	for _, token := range t.tokens[t.at : t.at+n] {
		list = append(list, s.e.view.store.lex.token(token))
	}
	return list
}

// next parts titles by their n-th word from where what is typed stands.
func (s *suggester) next(titles []title, n int) map[string][]title {
	parted := map[string][]title{}
	for _, t := range titles {
		if n < t.ends {
			word := s.e.view.store.lex.token(t.tokens[t.at+n])
			parted[word] = append(parted[word], t)
		}
	}
	return parted
}

// grow adds to list what begins with words in these titles: on to the end of
// a compound, and as far as most of the titles go together.
func (s *suggester) grow(list *[]phrase, words []string, titles []title) {
	if len(titles) < phraseTitles {
		return
	}
	next := s.next(titles, len(words))
	compound := false
	if !ended(s.e.view.model, words) {
		for word, titles := range next {
			if joins(s.e.view.model, words, word) {
				s.grow(list, append(slices.Clone(words), word), titles)
				compound = compound || len(titles) >= phraseTitles
			}
		}
	}
	if compound {
		return
	}
	for word, those := range next {
		more := len(words) < len(s.places)+phraseGrowth || joins(s.e.view.model, words, word)
		if more && float64(len(those)) >= phraseShare*float64(len(titles)) {
			s.grow(list, append(slices.Clone(words), word), those)
			return
		}
	}
	for loose(s.e.view.model, words) {
		words = words[:len(words)-1]
	}
	if len(words) < len(s.places) || strings.Join(words, " ") == s.said() {
		return
	}
	near := viet.Apart
	for _, t := range titles {
		near = min(near, t.near)
	}
	*list = append(*list, phrase{words, len(titles), near})
}

// loose reports whether words end with one that a phrase does not end with.
func loose(m *viet.Model, words []string) bool {
	return len(words) > 0 && viet.LooseEnd(words[len(words)-1]) && !ended(m, words)
}

// joins reports whether the last of words and the next one are a compound.
func joins(m *viet.Model, words []string, next string) bool {
	return m != nil && m.Compound(words[len(words)-1], next)
}

// ended reports whether the last of words ends a compound.
func ended(m *viet.Model, words []string) bool {
	joined := false
	for i := 1; i < len(words); i++ {
		joined = !joined && joins(m, words[:i], words[i])
	}
	return joined
}
