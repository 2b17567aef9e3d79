package mention

import (
	"strings"

	"tulieu"
	"tulieu/internal/viet"
)

// A topic is the words that say what a paper is about, as they stand and in
// pairs. Pairs weigh more: "bộ máy" says more than "bộ" and "máy".
type topic struct {
	words, pairs map[string]bool
}

func newTopic(s string) topic {
	t := topic{map[string]bool{}, map[string]bool{}}
	last := ""
	for _, w := range strings.FieldsFunc(viet.Norm(s), func(r rune) bool { return strings.ContainsRune(" ,.;:\"'“”()-/", r) }) {
		if commonWords[w] {
			last = ""
			continue
		}
		t.words[w] = true
		if last != "" {
			t.pairs[last+" "+w] = true
		}
		last = w
	}
	return t
}

// commonWords stand in the titles of most papers and tell none from another.
var commonWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("về việc và của các những một số trong với cho đến từ tiếp tục tăng cường công tác thực hiện đẩy mạnh " +
		"nâng cao đối sự lãnh đạo chỉ đảng nhà nước tình hình mới giai đoạn thời kỳ năm tầm nhìn nhiệm vụ giải pháp") {
		m[w] = true
	}
	return m
}()

// score is how much of t another topic shares.
func (t topic) score(o topic) float64 {
	s := 0.
	for w := range t.words {
		if o.words[w] {
			s += .5
		}
	}
	for w := range t.pairs {
		if o.pairs[w] {
			s += 2
		}
	}
	return s
}

// full is the score of t with itself.
func (t topic) full() float64 { return .5*float64(len(t.words)) + 2*float64(len(t.pairs)) }

// closest returns the paper of list whose title shares most with what a text
// says, and 0 … 1, how far it leads the next one. Words that several titles
// have count little then: Chỉ thị 35-CT/TW of 2019 and of 2024 are told apart
// by "XIII" and "XIV".
func closest(said string, list []tulieu.Directive) (best tulieu.Directive, lead float64) {
	t := newTopic(said)
	topics := make([]topic, len(list))
	in := map[string]int{} // titles that have a word or a pair
	for i, d := range list {
		topics[i] = newTopic(d.Title)
		for _, set := range []map[string]bool{topics[i].words, topics[i].pairs} {
			for w := range set {
				in[w]++
			}
		}
	}
	var first, second float64
	for i, d := range list {
		if t.score(topics[i]) < 3 {
			continue
		}
		s := 0.
		for weight, sets := range map[float64][2]map[string]bool{.5: {t.words, topics[i].words}, 2: {t.pairs, topics[i].pairs}} {
			for w := range sets[0] {
				if !sets[1][w] {
					continue
				}
				if in[w] > 1 {
					s += weight * .05
				} else {
					s += weight
				}
			}
		}
		if s > first {
			best, first, second = d, s, first
		} else if s > second {
			second = s
		}
	}
	if first < .5 {
		return tulieu.Directive{}, 0
	}
	return best, 1 - second/first
}

// off reports whether what a text says a paper is about has nothing to do with
// d's title, both being long enough to tell.
func off(said string, d tulieu.Directive) bool {
	a, b := newTopic(said), newTopic(d.Title)
	if len(a.words) < 4 || len(b.words) < 3 {
		return false
	}
	return a.score(b) < 1.6 && a.score(b) < .3*min(a.full(), b.full())
}
