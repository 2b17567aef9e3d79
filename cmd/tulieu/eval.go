package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	"tulieu"
	"tulieu/crawler/extract"
)

type evalCommand struct {
	File    string   `arg:"" help:"Tab-separated: variant, query, address of a right article; the first line names the columns. Several rows of one query are several right answers."`
	Variant []string `help:"Only these variants." placeholder:"NAME"`
	JSON    bool     `help:"Print one JSON object."`
}

func (c *evalCommand) Run(ctx context.Context, e *env) error {
	questions, err := readQuestions(c.File, c.Variant)
	if err != nil {
		return err
	}
	asked, err := openAsker(ctx, e)
	if err != nil {
		return err
	}
	m := newMeter(e.stderr, "questions asked", len(questions))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for _, q := range questions {
		group.Go(func() error {
			defer m.add(1)
			return q.ask(groupCtx, asked)
		})
	}
	err = group.Wait()
	m.done()
	if err := errors.Join(err, asked.close()); err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	scores := scoreVariants(questions)
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(scores)
	}
	return printScores(e.stdout, scores)
}

// A question has a query and the addresses of its right answers.
type question struct {
	variant, query string
	right          []string // canonical
	ranks          []int    // of the right answers among the first ten, from 1
}

// evalDepth is how many hits a question looks at: MRR@10, nDCG@10.
const evalDepth = 10

func (q *question) ask(ctx context.Context, a *asker) error {
	body, err := a.get(ctx, "/api/v1/search", url.Values{"q": {q.query}, "size": {fmt.Sprint(evalDepth)}, "facets": {"none"}})
	if err != nil {
		return fmt.Errorf("%q: %w", q.query, err)
	}
	var answer searchAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("%q: %w", q.query, err)
	}
	for i, h := range answer.Hits {
		if slices.Contains(q.right, h.URL) {
			q.ranks = append(q.ranks, i+1)
		}
	}
	return nil
}

// recall, reciprocal and gain are the question's recall@1, reciprocal rank
// and nDCG@10 (Järvelin and Kekäläinen 2002, binary relevance).
func (q *question) recall() float64 {
	if len(q.ranks) > 0 && q.ranks[0] == 1 {
		return 1
	}
	return 0
}

func (q *question) reciprocal() float64 {
	if len(q.ranks) == 0 {
		return 0
	}
	return 1 / float64(q.ranks[0])
}

func (q *question) gain() float64 {
	var got, ideal float64
	for _, r := range q.ranks {
		got += 1 / math.Log2(float64(r)+1)
	}
	for r := 1; r <= min(len(q.right), evalDepth); r++ {
		ideal += 1 / math.Log2(float64(r)+1)
	}
	return got / ideal
}

// readQuestions reads the file; rows with the same variant and query are one
// question.
func readQuestions(name string, variants []string) ([]*question, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var questions []*question
	known := map[string]*question{}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		cols := strings.Split(in.Text(), "\t")
		if len(cols) != 3 {
			return nil, fmt.Errorf("eval: %s:%d: %d columns, want variant, query, url: %w", name, n, len(cols), tulieu.ErrInvalid)
		}
		if n == 1 && cols[0] == "variant" || len(variants) > 0 && !slices.Contains(variants, cols[0]) {
			continue
		}
		right, err := extract.CanonicalItem(cols[2])
		if err != nil {
			return nil, fmt.Errorf("eval: %s:%d: %w", name, n, err)
		}
		key := cols[0] + "\t" + cols[1]
		q := known[key]
		if q == nil {
			q = &question{variant: cols[0], query: cols[1]}
			known[key] = q
			questions = append(questions, q)
		}
		q.right = append(q.right, right)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("eval: %s: %w", name, err)
	}
	if len(questions) == 0 {
		return nil, fmt.Errorf("eval: %s holds no questions: %w", name, tulieu.ErrInvalid)
	}
	return questions, nil
}

// A score sums up a variant. Low and High bound 95 % of 2,000 bootstrap
// samples of MRR; Difference is to the first variant, paired: the same right
// answers are drawn for both.
type score struct {
	Variant   string  `json:"variant"`
	Questions int     `json:"questions"`
	Recall1   float64 `json:"recall_at_1"`
	MRR10     float64 `json:"mrr_at_10"`
	NDCG10    float64 `json:"ndcg_at_10"`
	Low       float64 `json:"mrr_low"`
	High      float64 `json:"mrr_high"`
	Diff      float64 `json:"mrr_difference"`
	DiffLow   float64 `json:"mrr_difference_low"`
	DiffHigh  float64 `json:"mrr_difference_high"`
}

const bootstrapSamples = 2000

func scoreVariants(questions []*question) []score {
	var order []string
	byVariant := map[string][]*question{}
	for _, q := range questions {
		if byVariant[q.variant] == nil {
			order = append(order, q.variant)
		}
		byVariant[q.variant] = append(byVariant[q.variant], q)
	}
	// Questions about one article stand or fall together, so articles are drawn.
	articles := map[string]int{}
	for _, q := range questions {
		if _, ok := articles[q.right[0]]; !ok {
			articles[q.right[0]] = len(articles)
		}
	}
	sums := make(map[string][]drawable, len(order))
	for v, qs := range byVariant {
		per := make([]drawable, len(articles))
		for _, q := range qs {
			s := &per[articles[q.right[0]]]
			s.n, s.mrr = s.n+1, s.mrr+q.reciprocal()
		}
		sums[v] = per
	}
	means := bootstrap(sums, order, len(articles))
	scores := make([]score, 0, len(order))
	for _, v := range order {
		s := score{Variant: v, Questions: len(byVariant[v])}
		for _, q := range byVariant[v] {
			s.Recall1 += q.recall()
			s.MRR10 += q.reciprocal()
			s.NDCG10 += q.gain()
		}
		n := float64(s.Questions)
		s.Recall1, s.MRR10, s.NDCG10 = s.Recall1/n, s.MRR10/n, s.NDCG10/n
		s.Low, s.High = interval(means[v])
		diffs := make([]float64, len(means[v]))
		for i := range diffs {
			diffs[i] = means[v][i] - means[order[0]][i]
		}
		s.DiffLow, s.DiffHigh = interval(diffs)
		if len(scores) > 0 {
			s.Diff = s.MRR10 - scores[0].MRR10
		}
		scores = append(scores, s)
	}
	return scores
}

// A drawable is what the questions about one article add up to.
type drawable struct {
	n   int
	mrr float64
}

// bootstrap draws the same articles, with replacement, for every variant, and
// returns the mean of each draw.
func bootstrap(sums map[string][]drawable, order []string, articles int) map[string][]float64 {
	rng := rand.New(rand.NewPCG(1, 2)) // the same draws in every run
	means := make(map[string][]float64, len(order))
	drawn := make([]int, articles)
	for range bootstrapSamples {
		for i := range drawn {
			drawn[i] = rng.IntN(articles)
		}
		for _, v := range order {
			var all drawable
			for _, i := range drawn {
				all.n, all.mrr = all.n+sums[v][i].n, all.mrr+sums[v][i].mrr
			}
			means[v] = append(means[v], all.mrr/float64(max(all.n, 1)))
		}
	}
	return means
}

// interval bounds the middle 95 % of values.
func interval(values []float64) (low, high float64) {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)*25/1000], sorted[len(sorted)*975/1000]
}

func printScores(w io.Writer, scores []score) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "variant\tquestions\tR@1\tMRR@10\t[95 %]\tnDCG@10\tto "+scores[0].Variant+"\t[95 %]\t")
	for _, s := range scores {
		fmt.Fprintf(t, "%s\t%d\t%.4f\t%.4f\t[%.3f, %.3f]\t%.4f\t%+.4f\t[%+.4f, %+.4f]\t\n",
			s.Variant, s.Questions, s.Recall1, s.MRR10, s.Low, s.High, s.NDCG10, s.Diff, s.DiffLow, s.DiffHigh)
	}
	return t.Flush()
}
