package indextest

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"tulieu"
	"tulieu/index/internal/query"
	"tulieu/index/internal/schema"
	"tulieu/internal/viet"
)

// An oracle answers queries slowly and plainly: it looks at every entry,
// again for every query, and keeps no index. What it says is what package
// index promises.
type oracle struct {
	entries map[tulieu.ID]*tulieu.Entry
	model   *viet.Model
	texts   map[*tulieu.Entry]*text // as they were cut once
}

// An answer is all that a query finds, in order.
type answer struct {
	match  tulieu.Match
	hits   []scored
	facets []tulieu.FacetCounts
}

type scored struct {
	id        tulieu.ID
	score     float64
	moment    int64
	sentences []int
}

// What the ranking is made of; package index has its own copy.
const (
	k1, b            = 1.2, .9
	titleWeight      = .5
	questionWeight   = .3
	numberWeight     = 1.3
	inCompound       = .5
	compoundWeight   = .5
	aloneWeight      = .8
	pairWeight       = .7
	pairScale        = 7.
	leastApart       = .1
	sentenceWeight   = 1.
	sentenceLength   = 200.
	sentenceGrowth   = .25
	foldedWeight     = .4
	foldedPairWeight = 1.
	changedShare     = .1
	matchShare       = .33
	shortQuery       = 4
	nameWeight       = 2.
	standInWeight    = 1.5
	headSize         = 100
	maxCount         = 255
)

var questionWords = strings.Fields("gì nào ai đâu sao mấy nhiêu bao")

// A text is an entry as the oracle reads it.
type text struct {
	entry   *tulieu.Entry
	tokens  []viet.Token
	title   []viet.Token    // those of them in the title
	buckets map[uint16]bool // of its neighbours, once asked for
}

// A word is a form that is looked for: a normal form or a fold.
type word struct {
	form   string
	folded bool
}

func (w word) is(t viet.Token) bool {
	if w.folded {
		return t.Fold == w.form
	}
	return t.Norm == w.form
}

func (w word) count(tokens []viet.Token) int {
	n := 0
	for _, t := range tokens {
		if w.is(t) {
			n++
		}
	}
	return n
}

// A standIn is a word in whose place phrases may stand.
type standIn struct {
	word
	phrases [][]viet.Token
}

// An asker answers one query.
type asker struct {
	q        tulieu.Query
	root     query.Node
	model    *viet.Model
	texts    []*text
	averages [2]float64 // of text and title

	dfs      map[word]int // live articles that hold a word, as far as counted
	evidence []evidence
	pairs    []pairEvidence
	names    []query.Filter
	standIns []standIn
	asked    map[int]word // by start of the token
	question map[int]bool
	loose    bool
	sentence float64
}

type evidence struct {
	word
	weight, sentence, alone float64
}

type pairEvidence struct {
	first, second word
	a, b          string // exact pairs only
	weight, idf   float64
	apart         float64
	compound      bool
}

func (o oracle) search(q tulieu.Query) answer {
	a := &asker{q: q, model: o.model, dfs: map[word]int{}, asked: map[int]word{}, question: map[int]bool{}}
	parsed, err := query.Parse(q.Text, Names{})
	if err != nil {
		panic(err)
	}
	a.root = parsed.Root
	var cutter viet.Cutter
	n, lengths := [2]int{}, [2]int{}
	for _, e := range o.entries {
		x := o.texts[e]
		if x == nil {
			x = &text{entry: e, tokens: slices.Clone(cutter.Cut(e.Text()))}
			for _, t := range x.tokens {
				if t.Start < len(e.Title) {
					x.title = append(x.title, t)
				}
			}
			o.texts[e] = x
		}
		for f, list := range [2][]viet.Token{x.tokens, x.title} {
			if len(list) > 0 {
				n[f]++
				lengths[f] += len(list)
			}
		}
		a.texts = append(a.texts, x)
	}
	for f := range n {
		// rounded to seven bits, so that few articles more leave it as it is
		part, exponent := math.Frexp(float64(lengths[f]) / float64(max(n[f], 1)))
		a.averages[f] = math.Ldexp(math.Round(part*128)/128, exponent)
	}
	a.plan()

	content := 0
	walk(a.root, true, func(w query.Words) {
		if !w.Must {
			content += len(a.content(w))
		}
	})
	var ways []tulieu.Match
	switch {
	case a.root == nil:
		ways = []tulieu.Match{""}
	case content == 0:
		ways = []tulieu.Match{tulieu.MatchAll}
	case q.Match == tulieu.MatchAll, q.Match == tulieu.MatchAny:
		ways = []tulieu.Match{q.Match}
	case content <= shortQuery:
		ways = []tulieu.Match{tulieu.MatchAll, tulieu.MatchAuto, tulieu.MatchAny}
	default:
		ways = []tulieu.Match{tulieu.MatchAuto, tulieu.MatchAny}
	}
	res := answer{match: ways[0]}
	var hits []*text
	for _, m := range ways {
		hits = nil
		for _, x := range a.texts {
			if a.meets(x, a.root, m, true) && x.entry.Published.Within(q.From, q.To) && selected(x.entry, q, "") {
				hits = append(hits, x)
			}
		}
		if len(hits) > 0 {
			res.match = m
			break
		}
	}
	const quotes = "\"“”„«»"
	if len(hits) == 0 && content > 0 && (q.Match == "" || q.Match == tulieu.MatchAuto) && strings.ContainsAny(q.Text, quotes) {
		q.Text = strings.Map(func(r rune) rune {
			if strings.ContainsRune(quotes, r) {
				return ' '
			}
			return r
		}, q.Text)
		if again := o.search(q); len(again.hits) > 0 {
			return again
		}
	}
	hits = a.fold(hits)
	res.hits = a.order(hits)
	for _, r := range q.Facets {
		var counted []*text
		for _, x := range a.texts {
			if a.meets(x, a.root, res.match, true) && x.entry.Published.Within(q.From, q.To) && selected(x.entry, q, r.Field) {
				counted = append(counted, x)
			}
		}
		counts := map[string]int{}
		for _, x := range a.fold(counted) {
			for _, v := range valuesOf(x.entry, r.Field) {
				counts[v]++
			}
		}
		res.facets = append(res.facets, o.facet(q, r, counts))
	}
	return res
}

// fold leaves one of the texts that are the same, if the query asks for it.
func (a *asker) fold(texts []*text) []*text {
	if !a.q.Fold {
		return texts
	}
	first := map[string]*text{}
	for _, x := range texts {
		var key strings.Builder
		for _, t := range x.neighbours() {
			key.WriteString(t.Norm + " ")
		}
		if have := first[key.String()]; have == nil || x.entry.ID < have.entry.ID {
			first[key.String()] = x
		}
	}
	var list []*text
	for _, x := range first {
		list = append(list, x)
	}
	return list
}

// walk calls f for each run of words, in the order of the text.
func walk(n query.Node, positive bool, f func(query.Words)) {
	switch n := n.(type) {
	case query.And:
		for _, x := range n {
			walk(x, positive, f)
		}
	case query.Or:
		for _, x := range n {
			walk(x, positive, f)
		}
	case query.Words:
		f(n)
	case query.Phrase:
		f(query.Words{Tokens: n.Tokens, Must: true})
	}
}

func questionOr1(norm string) float64 {
	if slices.Contains(questionWords, norm) {
		return questionWeight
	}
	return 1
}

func wordWeight(norm string) float64 {
	if norm[0] >= '0' && norm[0] <= '9' {
		return numberWeight
	}
	return questionOr1(norm)
}

// plan finds what counts as evidence.
func (a *asker) plan() {
	var tokens []viet.Token
	walk(a.root, true, func(w query.Words) {
		from := len(tokens)
		tokens = append(tokens, w.Tokens...)
		tokens[from].Break = true
	})
	bare, paper := true, 0 // paper: where the last number of one ends
	for _, t := range tokens {
		if t.Kind == viet.DocNumber {
			paper = t.End
		}
		bare = bare && (t.Norm == t.Fold || t.Start < paper)
	}
	a.loose = bare
	a.sentence = sentenceWeight + sentenceGrowth*math.Log(max(1, a.averages[0]/sentenceLength))
	guesses := make([]viet.Guess, len(tokens))
	for i, t := range tokens {
		guesses[i] = viet.Guess{Norm: t.Norm, Confidence: 1}
	}
	restored := false
	if a.model != nil {
		changed := 0
		meant := a.model.Restore(tokens)
		for _, g := range meant {
			if g.Changed {
				changed++
			}
		}
		if restored = changed > 0 && float64(changed) >= changedShare*float64(len(tokens)); restored {
			guesses = meant
			a.sentence *= 1 + foldedWeight
			a.loose = true
		}
	}
	joined := func(i int) bool {
		return a.model != nil && i > 0 && i < len(tokens) && !tokens[i].Break && a.model.Compound(guesses[i-1].Norm, guesses[i].Norm)
	}
	var last = -1
	for i, t := range tokens {
		g := guesses[i]
		weight := wordWeight(g.Norm) * g.Confidence
		exact := evidence{word{g.Norm, false}, weight, weight, aloneWeight * weight}
		if a.model == nil {
			exact.alone = 0
			if bare {
				exact.word = word{t.Fold, true}
			}
		}
		folded := foldedWeight
		if joined(i) || joined(i+1) {
			exact.weight, exact.alone = inCompound*weight, 0
			folded *= inCompound
		}
		a.add(exact)
		a.asked[t.Start] = exact.word
		a.question[t.Start] = slices.Contains(questionWords, g.Norm)
		if restored {
			a.add(evidence{word{t.Fold, true}, folded, 0, 0})
			if t.Norm == t.Fold || g.Changed {
				a.asked[t.Start] = word{t.Fold, true}
			}
		}
		if t.Kind == viet.DocNumber {
			continue
		}
		if last >= 0 && a.model != nil {
			before := guesses[last]
			p := pairEvidence{word{before.Norm, false}, word{g.Norm, false}, before.Norm, g.Norm,
				min(questionOr1(before.Norm), questionOr1(g.Norm)) * min(before.Confidence, g.Confidence),
				0, max(leastApart, 1-max(0, a.model.NPMI(before.Norm, g.Norm))), joined(i)}
			p.idf = a.idf(a.supposing(p))
			a.addPair(p)
			if restored {
				a.addPair(pairEvidence{word{tokens[last].Fold, true}, word{t.Fold, true}, "", "", foldedPairWeight, p.idf, p.apart, false})
			}
		}
		last = i
	}
	if !slices.Contains(values(a.question), false) {
		clear(a.question)
	}
	walk(a.root, true, func(w query.Words) {
		for _, also := range w.Also {
			for _, t := range w.Tokens[also.First : also.First+also.N] {
				if len(also.Phrase) > 0 {
					a.addStandIn(a.wordOf(t), also.Phrase)
				}
			}
			if len(also.Phrase) == 0 && !w.Title && !slices.ContainsFunc(a.names, func(f query.Filter) bool {
				return f.Field == also.Filter.Field && slices.Equal(f.Values, also.Filter.Values)
			}) {
				a.names = append(a.names, also.Filter)
			}
		}
	})
}

func values(m map[int]bool) []bool {
	var list []bool
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

func (a *asker) add(e evidence) {
	if !slices.ContainsFunc(a.evidence, func(x evidence) bool { return x.word == e.word }) {
		a.evidence = append(a.evidence, e)
	}
}

func (a *asker) addStandIn(w word, phrase []viet.Token) {
	i := slices.IndexFunc(a.standIns, func(in standIn) bool { return in.word == w })
	if i < 0 {
		i = len(a.standIns)
		a.standIns = append(a.standIns, standIn{word: w})
	}
	a.standIns[i].phrases = append(a.standIns[i].phrases, phrase)
}

func (a *asker) addPair(p pairEvidence) {
	if !slices.ContainsFunc(a.pairs, func(x pairEvidence) bool { return x.first == p.first && x.second == p.second }) {
		a.pairs = append(a.pairs, p)
	}
}

// content lists the words of w that the reading decides about.
func (a *asker) content(w query.Words) []word {
	var list []word
	for _, t := range w.Tokens {
		if x := a.wordOf(t); (w.Must || !a.question[t.Start]) && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

func (a *asker) wordOf(t viet.Token) word {
	if w, ok := a.asked[t.Start]; ok {
		return w
	}
	if a.loose {
		return word{t.Fold, true}
	}
	return word{t.Norm, false}
}

func (a *asker) idf(df int) float64 {
	return math.Log(1 + (float64(len(a.texts))-float64(df)+.5)/(float64(df)+.5))
}

func (a *asker) idfOf(w word) float64 { return a.idf(a.df(w)) }

func (a *asker) df(w word) int {
	if n, ok := a.dfs[w]; ok {
		return n
	}
	n := 0
	for _, x := range a.texts {
		if w.count(x.tokens) > 0 {
			n++
		}
	}
	a.dfs[w] = n
	return n
}

// meets reports whether x meets n by reading m.
func (a *asker) meets(x *text, n query.Node, m tulieu.Match, positive bool) bool {
	switch n := n.(type) {
	case nil:
		return true
	case query.And:
		return !slices.ContainsFunc(n, func(y query.Node) bool { return !a.meets(x, y, m, positive) })
	case query.Or:
		return slices.ContainsFunc(n, func(y query.Node) bool { return a.meets(x, y, m, positive) })
	case query.Not:
		return !a.meets(x, n.Node, m, false)
	case query.Phrase:
		return a.stands(x, n.Tokens, n.Title)
	case query.Prefix:
		return slices.ContainsFunc(x.in(n.Title), func(t viet.Token) bool {
			return n.Norm == n.Fold && strings.HasPrefix(t.Fold, n.Fold) || strings.HasPrefix(t.Norm, n.Norm)
		})
	case query.Filter:
		return mentions(x.entry, n)
	case query.Dates:
		return x.entry.Published.Within(n.From, n.To)
	case query.Words:
		return a.meetsWords(x, n, m, positive)
	}
	panic("an unknown node")
}

func (x *text) in(title bool) []viet.Token {
	if title {
		return x.title
	}
	return x.tokens
}

func (a *asker) meetsWords(x *text, n query.Words, m tulieu.Match, positive bool) bool {
	n.Must = n.Must || !positive
	if n.Must {
		m = tulieu.MatchAll
	}
	held, mass, total := 0, 0., 0.
	words := a.content(n)
	for _, w := range words {
		met := w.count(x.in(n.Title)) > 0
		for _, also := range n.Also {
			for _, t := range n.Tokens[also.First : also.First+also.N] {
				if a.wordOf(t) == w && a.meetsAlternative(x, also, n.Title) {
					met = true
				}
			}
		}
		known := a.df(w) > 0
		if known {
			total += a.idfOf(w)
		}
		if met {
			held++
			if known {
				mass += a.idfOf(w)
			}
		}
	}
	switch m {
	case tulieu.MatchAll:
		return held == len(words)
	case tulieu.MatchAny:
		return held > 0
	}
	return total > 0 && mass >= matchShare*total
}

func (a *asker) meetsAlternative(x *text, also query.Alternative, title bool) bool {
	if len(also.Phrase) > 0 {
		return a.stands(x, also.Phrase, title)
	}
	return mentions(x.entry, also.Filter)
}

func mentions(e *tulieu.Entry, f query.Filter) bool {
	return slices.ContainsFunc(f.Values, func(v string) bool { return has(e, f.Field, v) })
}

// stands reports whether tokens stand side by side in x, numbers of papers in
// any spelling.
func (a *asker) stands(x *text, tokens []viet.Token, title bool) bool {
	form := func(t viet.Token) string {
		if a.loose {
			return t.Fold
		}
		return t.Norm
	}
	var wanted []func(t viet.Token) bool
	paper := 0 // where the last number ends
	others := false
	for _, t := range tokens {
		switch {
		case t.Kind == viet.DocNumber:
			if (word{form(t), a.loose}).count(x.in(title)) == 0 {
				return false
			}
			paper = t.End
		case t.Start < paper:
			wanted = append(wanted, func(u viet.Token) bool { return partOf(t) == partOf(u) })
		default:
			wanted = append(wanted, func(u viet.Token) bool { return form(t) == form(u) })
			others = true
		}
	}
	if !others {
		return true // the numbers are there
	}
	var have []viet.Token
	for _, t := range x.in(title) {
		if t.Kind != viet.DocNumber {
			have = append(have, t)
		}
	}
next:
	for at := 0; at+len(wanted) <= len(have); at++ {
		for i, is := range wanted {
			if !is(have[at+i]) {
				continue next
			}
		}
		return true
	}
	return false
}

// partOf is a part of a paper's number in the one form of all its spellings.
func partOf(t viet.Token) string {
	if t.Norm == "tư" {
		return "tw"
	}
	return strings.TrimLeft(t.Fold, "0")
}

// order ranks the hits.
func (a *asker) order(texts []*text) []scored {
	order := a.q.Sort
	if order == "" {
		order = tulieu.ByScore
	}
	if order == tulieu.ByScore && len(a.evidence) == 0 {
		order = tulieu.Newest
	}
	first := map[tulieu.ID]*text{}
	var hits []scored
	for _, x := range texts {
		h := scored{id: x.entry.ID, moment: moment(x.entry)}
		first[h.id] = x
		_, h.sentences = a.reread(x)
		if order == tulieu.ByScore {
			h.score = a.score(x)
		}
		hits = append(hits, h)
	}
	compare := func(x, y scored) int {
		c := 0
		switch order {
		case tulieu.Newest:
			c = cmp.Compare(y.moment, x.moment)
		case tulieu.Oldest:
			c = cmp.Compare(x.moment-1, y.moment-1) // the undated one wraps around, to the end
		default:
			c = cmp.Compare(y.score, x.score)
		}
		return cmp.Or(c, strings.Compare(string(x.id), string(y.id)))
	}
	slices.SortFunc(hits, compare)
	if order == tulieu.ByScore {
		head := hits[:min(headSize, len(hits))]
		for i := range head {
			more, _ := a.reread(first[head[i].id])
			head[i].score += more
		}
		slices.SortFunc(head, compare)
	}
	return hits
}

// bm25 is weight × (k1 + 1) count / (count + k1 (1 - b + b × length / average));
// but for weight × (k1 + 1) it is kept in single precision.
func bm25(weight float64, count, length int, average float64) float64 {
	ratio := float32(min(count, maxCount)) * float32(1/(k1*(1-b)+k1*b/average*float64(length)))
	return weight * (k1 + 1) * float64(ratio/(ratio+1))
}

// score is the evidence of words, of the neighbours that x may hold, of the
// names that x mentions, and of what it says in other words.
func (a *asker) score(x *text) float64 {
	s := 0.
	for _, e := range a.evidence {
		weight := a.idfOf(e.word) * e.weight
		s += bm25(weight, e.count(x.tokens), len(x.tokens), a.averages[0])
		s += titleWeight * bm25(weight, e.count(x.title), len(x.title), a.averages[1])
	}
	for _, p := range a.pairs {
		if a.supposed(x, p) {
			s += a.pair(x, p, 1)
		}
	}
	for _, f := range a.names {
		if mentions(x.entry, f) {
			s += nameWeight * a.idf(a.mentioning(f))
		}
	}
	for _, in := range a.standIns {
		stands := func(tokens []viet.Token) bool { return a.stands(x, tokens, false) }
		if in.count(x.tokens) == 0 && slices.ContainsFunc(in.phrases, stands) {
			s += standInWeight * a.idfOf(in.word)
		}
	}
	return s
}

// mentioning is how many articles mention what f names.
func (a *asker) mentioning(f query.Filter) int {
	n := 0
	for _, x := range a.texts {
		if mentions(x.entry, f) {
			n++
		}
	}
	return n
}

// supposing is how many articles hold p, as far as can be told without reading
// them.
func (a *asker) supposing(p pairEvidence) int {
	n := 0
	for _, x := range a.texts {
		if a.supposed(x, p) {
			n++
		}
	}
	return n
}

// supposed reports whether x holds both words of p, and a pair of its bucket.
func (a *asker) supposed(x *text, p pairEvidence) bool {
	if p.a == "" || p.first.count(x.tokens) == 0 || p.second.count(x.tokens) == 0 {
		return false
	}
	if x.buckets == nil {
		x.buckets = map[uint16]bool{}
		words := x.neighbours()
		for i := 1; i < len(words); i++ {
			x.buckets[schema.PairBucket(words[i-1].Norm, words[i].Norm)] = true
		}
	}
	return x.buckets[schema.PairBucket(p.a, p.b)]
}

func (a *asker) pair(x *text, p pairEvidence, count int) float64 {
	e := p.weight * bm25(p.idf, count, len(x.tokens), a.averages[0])
	if p.compound {
		return e * (pairWeight*p.apart*p.idf/pairScale + compoundWeight)
	}
	return e * (pairWeight * p.apart * p.idf / pairScale)
}

// neighbours are the tokens of x without document numbers whole.
func (x *text) neighbours() []viet.Token {
	return slices.DeleteFunc(slices.Clone(x.tokens), func(t viet.Token) bool { return t.Kind == viet.DocNumber })
}

// reread is what a second look at x adds to its score, and its best sentences.
func (a *asker) reread(x *text) (more float64, sentences []int) {
	words := x.neighbours()
	for _, e := range a.evidence {
		n := 0
		for i, t := range words {
			before := i > 0 && a.model != nil && a.model.Compound(words[i-1].Norm, t.Norm)
			after := i+1 < len(words) && a.model != nil && a.model.Compound(t.Norm, words[i+1].Norm)
			if e.is(t) && !before && !after {
				n++
			}
		}
		more += e.alone * bm25(a.idfOf(e.word), n, len(x.tokens), a.averages[0])
	}
	for _, p := range a.pairs {
		n := 0
		for i := 1; i < len(words); i++ {
			if p.first.is(words[i-1]) && p.second.is(words[i]) {
				n++
			}
		}
		more += a.pair(x, p, n)
		if a.supposed(x, p) {
			more -= a.pair(x, p, 1)
		}
	}
	var sums []float64
	inTitle := 0
	for _, t := range x.tokens {
		for len(sums) <= t.Sentence {
			sums = append(sums, 0)
		}
		if t.Start < len(x.entry.Title) {
			inTitle = t.Sentence + 1
		}
	}
	best := 0.
	for s := range sums {
		for _, e := range a.evidence {
			if slices.ContainsFunc(x.tokens, func(t viet.Token) bool { return t.Sentence == s && e.is(t) }) {
				sums[s] += e.sentence * a.idfOf(e.word)
			}
		}
		best = max(best, sums[s])
	}
	for s := range sums {
		if sums[s] > 0 && s >= inTitle {
			sentences = append(sentences, s)
		}
	}
	if len(sentences) == 0 {
		for s := range sums {
			if sums[s] > 0 {
				sentences = append(sentences, s)
			}
		}
	}
	slices.SortStableFunc(sentences, func(x, y int) int { return cmp.Compare(math.Round(sums[y]*1e6), math.Round(sums[x]*1e6)) })
	return more + a.sentence*best, sentences[:min(2, len(sentences))]
}

func moment(e *tulieu.Entry) int64 {
	if e.Published.IsZero() {
		return math.MinInt64
	}
	return e.Published.First().Unix()
}

// selected reports whether e passes the filters, except the Any of one field.
func selected(e *tulieu.Entry, q tulieu.Query, except tulieu.Field) bool {
	for f, s := range q.Filters {
		if slices.ContainsFunc(s.None, func(wanted string) bool { return has(e, f, wanted) }) {
			return false
		}
		if f != except && len(s.Any) > 0 && !slices.ContainsFunc(s.Any, func(wanted string) bool { return has(e, f, wanted) }) {
			return false
		}
	}
	return true
}

func has(e *tulieu.Entry, f tulieu.Field, wanted string) bool {
	if slug, ok := strings.CutPrefix(wanted, "publisher:"); ok && f == tulieu.FieldUnit {
		f, wanted = tulieu.FieldPublisher, slug
	}
	return slices.ContainsFunc(valuesOf(e, f), func(v string) bool { return asked(v, wanted) })
}

func asked(value, wanted string) bool {
	stem, open := strings.CutSuffix(wanted, "*")
	return value == wanted || open && (value == stem || strings.HasPrefix(value, stem+"-"))
}

// valuesOf lists the values of a field, each once.
func valuesOf(e *tulieu.Entry, f tulieu.Field) []string {
	var list []string
	for _, m := range e.Meanings {
		switch {
		case f == tulieu.FieldDirective && m.Sort == tulieu.SortDirective:
			list = append(list, m.Slug, m.Plenum)
		case f == tulieu.FieldKind && m.Sort == tulieu.SortDirective:
			list = append(list, m.Kind)
		case f == tulieu.FieldIssuer && m.Sort == tulieu.SortDirective:
			list = append(list, m.Issuer)
		case f == tulieu.FieldUnit && m.Sort == tulieu.SortUnit:
			list = append(append(list, m.Slug), m.Ancestors...)
		case f == tulieu.FieldUnitKind && m.Sort == tulieu.SortUnit:
			list = append(list, m.Kind)
		}
	}
	date := e.Published.String()
	switch f {
	case tulieu.FieldPlace:
		list = append(list, e.Places...)
	case tulieu.FieldPortal:
		list = append(list, e.Portal)
	case tulieu.FieldPublisher:
		list = append(list, e.PublisherUnit.Slug)
	case tulieu.FieldSection:
		for i := range e.Section {
			list = append(list, strings.Join(e.Section[:i+1], " › "))
		}
	case tulieu.FieldYear:
		list = append(list, "undated")
		if date != "" {
			list[0] = date[:4]
		}
	case tulieu.FieldMonth:
		if len(date) >= 7 {
			list = append(list, date[:7])
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(v string) bool { return v == "" })
}

// facet makes of counts what is answered: the most frequent values, and those
// selected, if any article has them.
func (o oracle) facet(q tulieu.Query, r tulieu.FacetRequest, counts map[string]int) tulieu.FacetCounts {
	for _, e := range o.entries {
		for _, v := range valuesOf(e, r.Field) {
			counts[v] += 0
		}
	}
	var list []tulieu.Count
	for v, n := range counts {
		chosen := slices.ContainsFunc(q.Filters[r.Field].Any, func(wanted string) bool { return asked(v, wanted) })
		if (n > 0 || chosen) && strings.HasPrefix(viet.Slug(v), viet.Slug(r.Prefix)) {
			list = append(list, tulieu.Count{Value: v, N: n, Selected: chosen})
		}
	}
	slices.SortFunc(list, func(a, b tulieu.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	f := tulieu.FacetCounts{Field: r.Field}
	for i, c := range list {
		if i < cmp.Or(r.Size, 20) || c.Selected {
			f.Counts = append(f.Counts, c)
		} else {
			f.More = true
		}
	}
	return f
}
