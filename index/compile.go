package index

import (
	"encoding/binary"
	"slices"
	"strings"

	"tulieu"
	"tulieu/index/internal/query"
	"tulieu/index/internal/schema"
	"tulieu/internal/viet"
)

// A Recogniser finds the directives, units and places that a query names in
// any of their forms.
type Recogniser = query.Recogniser

// A Recognised is a name found in a query.
type Recognised = query.Recognised

// A node is a part of a query, ready to be asked for the documents that meet
// it.
type node interface {
	// docs returns the documents of part i that meet the node by reading m, of
	// those within. It keeps neither changes nor owns within; what it returns
	// is the caller's.
	docs(e *evaluation, i int, m tulieu.Match, within bitset) (bitset, error)
}

type (
	allOf  []node
	anyOf  []node
	noneOf struct{ node }

	// wordsNode is met as far as the reading asks; whole if must is set.
	wordsNode struct {
		words []int // of the plan, each once, without question words
		also  []alternative
		must  bool
		field int // inText or inTitle
	}
	// An alternative stands in for some of the words.
	alternative struct {
		words []int
		node  node
	}
	// phraseNode is met where its tokens stand side by side.
	phraseNode struct {
		words   []int      // of the plan: all must be there
		buckets []int      // of its neighbours; none where folds are looked for
		pattern []byte     // the tokens as an article has them, or else
		folds   [][]uint32 // which tokens will do at each place
		title   bool
	}
	filterNode []chosen
	datesNode  struct{ from, to tulieu.Date }
	// insteadNode is the alternative of that place in the plan: documents that
	// meet it are found once for matching and ranking.
	insteadNode int
)

// compile reads the query's text into a plan and a tree; the tree is nil where
// nothing is asked.
func (e *evaluation) compile(r Recogniser) (node, []string, error) {
	text := e.query.Text
	if m := e.view.model; m != nil {
		text, _ = m.Decode(text)
	}
	q, err := query.Parse(text, r)
	if err != nil {
		return nil, nil, err
	}
	e.plan = newPlan(e.view.store.lex)
	if q.Root == nil {
		return nil, q.Notes, nil
	}
	var tokens []viet.Token
	rankedBy(q.Root, func(list []viet.Token) {
		if len(tokens)+len(list) <= maxRanked {
			from := len(tokens)
			tokens = append(tokens, list...)
			tokens[from].Break = true
		}
	})
	e.plan.read(text, tokens, e.view.model, e.view.average[inText])
	c := compiler{e: e, loose: isBare(tokens) || e.plan.text != ""}
	if e.plan.text == "" && text != e.query.Text {
		e.plan.text = text // typed with the input method switched off
	}
	c.questions = !slices.Contains(e.plan.question, false)
	for i, t := range tokens {
		c.asked = append(c.asked, token{t.Start, t.Norm, e.plan.asked[i], e.plan.question[i] && !c.questions})
	}
	root := c.node(q.Root, true)
	e.content = c.content
	return root, q.Notes, nil
}

// maxRanked is how many tokens are ranked by; a query has hardly more.
const maxRanked = query.MaxWords / 2

// rankedBy calls f with the tokens of each run of words and each phrase that
// speaks for an article, in the order of the text.
func rankedBy(n query.Node, f func([]viet.Token)) {
	switch n := n.(type) {
	case query.And:
		for _, x := range n {
			rankedBy(x, f)
		}
	case query.Or:
		for _, x := range n {
			rankedBy(x, f)
		}
	case query.Words:
		f(n.Tokens)
	case query.Phrase:
		f(n.Tokens)
	}
}

// A compiler turns query nodes into nodes.
type compiler struct {
	e         *evaluation
	asked     []token
	loose     bool // marks were left out: words count by their folds
	questions bool // and nothing but question words
	content   int  // words that the reading decides about
}

// A token is one that is ranked by, and the word it is looked for as.
type token struct {
	start    int
	norm     string
	word     int
	question bool // it need not be there
}

func (c *compiler) node(n query.Node, positive bool) node {
	switch n := n.(type) {
	case query.And:
		return allOf(c.nodes(n, positive))
	case query.Or:
		return anyOf(c.nodes(n, positive))
	case query.Not:
		return noneOf{c.node(n.Node, false)}
	case query.Words:
		return c.words(n, positive)
	case query.Phrase:
		return c.phrase(n.Tokens, n.Title, false) // what speaks for an article is shown as it is ranked by
	case query.Prefix:
		w := word{text: n.Norm + "*", hidden: true, folded: n.Norm == n.Fold, prefix: true, asked: positive}
		w.spellings = c.e.plan.lex.beginning(n.Norm, n.Fold)
		return wordsNode{words: []int{c.e.plan.add(w)}, must: true, field: fieldOf(n.Title)}
	case query.Filter:
		return filterNode(c.e.choose(n.Field, n.Values))
	case query.Dates:
		return datesNode{n.From, n.To}
	}
	panic("index: a query node of an unknown kind")
}

func (c *compiler) nodes(list []query.Node, positive bool) []node {
	nodes := make([]node, len(list))
	for i, n := range list {
		nodes[i] = c.node(n, positive)
	}
	return nodes
}

func fieldOf(title bool) int {
	if title {
		return inTitle
	}
	return inText
}

// words reads a run of words; those that are not ranked by are looked for as
// typed.
func (c *compiler) words(n query.Words, positive bool) node {
	w := wordsNode{must: n.Must || !positive, field: fieldOf(n.Title)}
	places := make([]int, len(n.Tokens))
	for i, t := range n.Tokens {
		var question bool
		places[i], question = c.place(t, positive)
		if (!question || w.must) && !slices.Contains(w.words, places[i]) {
			w.words = append(w.words, places[i])
		}
	}
	for _, a := range n.Also {
		also := alternative{words: places[a.First : a.First+a.N]}
		if len(a.Phrase) == 0 {
			also.node = filterNode(c.e.choose(a.Filter.Field, a.Filter.Values))
		} else {
			also.node = c.phrase(a.Phrase, n.Title, positive)
		}
		if positive && !n.Title {
			also.node = c.e.plan.rankBy(also)
		}
		w.also = append(w.also, also)
	}
	if !w.must {
		c.content += len(w.words)
	}
	return w
}

// place returns the word that a token is looked for as, and whether it need
// not be there.
func (c *compiler) place(t viet.Token, positive bool) (at int, question bool) {
	if positive {
		for _, a := range c.asked {
			if a.start == t.Start && a.norm == t.Norm {
				return a.word, a.question
			}
		}
	}
	w := word{text: t.Norm, hidden: true}
	if c.loose {
		w.text, w.folded = t.Fold, true
	}
	return c.e.plan.add(w), false
}

// phrase reads a run of tokens that stand side by side, as typed; by their
// folds where marks were left out. The number of a paper may be spelled in any
// way. Its words are marked where they occur if shown is set.
func (c *compiler) phrase(tokens []viet.Token, title, shown bool) node {
	p := phraseNode{title: title}
	lex := c.e.plan.lex
	last, paper, parts := "", 0, 0 // paper: where the last number ends; parts of numbers
	for _, t := range tokens {
		part := t.Kind != viet.DocNumber && t.Start < paper
		switch {
		case part:
			p.folds = append(p.folds, lex.numbers(partSpellings(lex, t)))
			parts++
		case c.loose:
			w := c.e.plan.add(word{text: t.Fold, folded: true, hidden: true, asked: shown})
			p.words = append(p.words, w)
			if t.Kind != viet.DocNumber {
				p.folds = append(p.folds, lex.numbers(c.e.plan.words[w].spellings))
			}
		default:
			p.words = append(p.words, c.e.plan.add(word{text: t.Norm, hidden: true, asked: shown}))
		}
		if t.Kind == viet.DocNumber {
			paper = t.End
			continue
		}
		if part || c.loose {
			last = ""
			continue
		}
		id, ok := lex.lookup(t.Norm)
		if !ok {
			return anyOf(nil) // nobody ever wrote it
		}
		p.pattern = binary.AppendUvarint(p.pattern, uint64(id))
		p.folds = append(p.folds, []uint32{id})
		if last != "" {
			p.buckets = append(p.buckets, int(schema.PairBucket(last, t.Norm)))
		}
		last = t.Norm
	}
	if !c.loose && parts == 0 || parts == len(p.folds) {
		p.folds = nil // the pattern says as much, or the number whole
	}
	return p
}

// partSpellings lists the tokens that may stand for a part of a paper's number
// in another spelling of it.
func partSpellings(lex *lexicon, t viet.Token) []string {
	switch {
	case t.Kind == viet.Number:
		digits := strings.TrimLeft(t.Norm, "0")
		return []string{digits, "0" + digits, "00" + digits, "000" + digits, "0000" + digits}
	case t.Norm == "tw", t.Norm == "tư":
		return []string{"tw", "tư"}
	}
	return lex.spellings(t.Fold)
}

func (n allOf) docs(e *evaluation, i int, m tulieu.Match, within bitset) (bitset, error) {
	b := e.arena.copyOf(within)
	for _, costly := range []bool{false, true} { // phrases last: they are asked for few documents then
		for _, x := range n {
			if _, phrase := x.(phraseNode); phrase != costly {
				continue
			}
			met, err := x.docs(e, i, m, b)
			if err != nil {
				return nil, err
			}
			b = met
		}
	}
	return b, nil
}

func (n anyOf) docs(e *evaluation, i int, m tulieu.Match, within bitset) (bitset, error) {
	b := e.arena.bitset(e.view.parts[i].n)
	for _, x := range n {
		met, err := x.docs(e, i, m, within)
		if err != nil {
			return nil, err
		}
		b.or(met)
	}
	return b, nil
}

func (n noneOf) docs(e *evaluation, i int, m tulieu.Match, within bitset) (bitset, error) {
	met, err := n.node.docs(e, i, m, within)
	if err != nil {
		return nil, err
	}
	b := e.arena.copyOf(within)
	b.andNot(met)
	return b, nil
}

func (n filterNode) docs(e *evaluation, i int, _ tulieu.Match, within bitset) (bitset, error) {
	b := e.with(e.view.parts[i], n)
	b.and(within)
	return b, nil
}

func (n insteadNode) docs(e *evaluation, i int, _ tulieu.Match, within bitset) (bitset, error) {
	b := e.arena.copyOf(within)
	b.and(e.instead[i][n])
	return b, nil
}

func (n datesNode) docs(e *evaluation, i int, _ tulieu.Match, within bitset) (bitset, error) {
	p := e.view.parts[i]
	b := e.arena.bitset(p.n)
	p.addRange(b, n.from, n.to)
	b.and(within)
	return b, nil
}

// docs narrows by words, by commonplaces, by buckets, and reads what is left.
// What it has found for a whole part is kept, so that the next page, or the same
// phrase with another selection, reads nothing.
func (n phraseNode) docs(e *evaluation, i int, _ tulieu.Match, within bitset) (bitset, error) {
	p := e.view.parts[i]
	b := e.arena.copyOf(within)
	if len(n.buckets) == 0 && len(n.folds) < 2 { // one word
		for _, w := range n.words {
			b.andSet(n.held(e, i, w).docs())
		}
		return b, nil
	}
	key := cacheKey{segment: p.key, kind: keptPhrase, word: n.key(e)}
	if known := e.cache.get(key); known != nil {
		b.andSet(known.postings.docs())
		return b, nil
	}
	may := e.arena.full(p.n)
	for _, w := range n.words {
		may.andSet(n.held(e, i, w).docs())
	}
	if len(n.folds) == 0 && !n.title && p.commonplaces.narrow(n.pattern, may) {
		b.and(may)
		return b, nil
	}
	for _, k := range n.buckets {
		bucket, err := e.bucket(p, k)
		if err != nil {
			return nil, err
		}
		may.andSet(bucket.docs())
	}
	b.and(may)
	if !e.cache.keeps() || 2*b.count() < may.count() {
		return b, n.verify(e, p, b) // too few of them to read the others for
	}
	if err := n.verify(e, p, may); err != nil {
		return nil, err
	}
	e.cache.put(&cacheEntry{key: key, postings: newPostings(slices.Clone(may).docSet(), nil)})
	b.and(may)
	return b, nil
}

func (n phraseNode) held(e *evaluation, i, w int) *postings {
	if n.title {
		return e.titles[i][w]
	}
	return e.postings[i][w]
}

// key names what the phrase is met by.
func (n phraseNode) key(e *evaluation) string {
	key := []byte("text")
	if n.title {
		key = []byte("title")
	}
	for _, w := range n.words {
		key = append(append(key, ' '), e.plan.words[w].key()...)
	}
	return string(key)
}

// verify takes out of docs those in which the phrase does not stand.
func (n phraseNode) verify(e *evaluation, p *part, docs bitset) error {
	stands := func(f forward) bool { return f.has(n.pattern, n.title) }
	if len(n.folds) > 0 {
		r := newRun(n.folds, e.plan.lex.size())
		defer r.close()
		stands = func(f forward) bool { return r.in(f, n.title) }
	}
	for some := range slices.Chunk(docs.list(), fetchedAtOnce) {
		p.fetch(some...)
		for _, d := range some {
			if err := e.mayRead(); err != nil {
				return err
			}
			f, err := p.forward(d)
			if err != nil {
				return err
			}
			if !stands(f) {
				docs.unset(d)
			}
		}
	}
	return nil
}
