package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tulieu/internal/viet"
)

// A store learns from its own articles which words stand side by side (see
// viet.Model), and learns again when there are a tenth more, or eight times as
// many while they are pouring in. The model is a file of the store, named after
// the number of articles it was made for.
const (
	modelPrefix  = "model-"
	firstLesson  = 100  // articles, below which there is no model
	lessonTokens = 20e6 // of a sample; more change little
)

// teach learns a model if it is time to, and publishes it.
func (s *store) teach(ctx context.Context) error {
	if !s.index.learn {
		return nil
	}
	s.teaching.Lock()
	defer s.teaching.Unlock()
	v := s.acquire()
	defer v.release()
	grown := v.n - s.taught
	s.taught = v.n
	pouring := grown > v.n/100
	if !s.due(v) || pouring && v.n < 8*int(s.learned.Load()) {
		return nil // too few, or so many to come that the lesson would soon be learned again
	}
	return s.learn(ctx, v)
}

// due reports whether v has so many more articles than the model was learned
// from that it is to be learned again.
func (s *store) due(v *view) bool {
	learned := int(s.learned.Load())
	return v.n >= firstLesson && v.n >= learned+learned/10 && v.n != learned
}

// learn makes the model of v's articles the store's. s.teaching is held.
func (s *store) learn(ctx context.Context, v *view) error {
	m, err := v.count(ctx)
	if err != nil {
		return err
	}
	s.model.Store(m)
	err = errors.Join(s.writeModel(m, v.n), s.refresh())
	s.learned.Store(int64(v.n)) // only now do searches know of it
	if err != nil {
		return fmt.Errorf("index: model: %w", err) // it will be learned again by the next start
	}
	return nil
}

// count counts the words of the articles, or of every k-th of many.
func (v *view) count(ctx context.Context) (*viet.Model, error) {
	tokens := 0
	for _, p := range v.parts {
		tokens += p.tokens[inText]
	}
	step := uint32(1 + tokens/lessonTokens)
	var counts viet.Counts
	ids := make([]uint32, v.store.lex.size()) // of viet.Counts, by our number; zero: not asked for yet
	var list []uint32
	for _, p := range v.parts {
		for d := uint32(0); d < uint32(p.n); d += step {
			if !p.live.has(d) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			f, err := p.forward(d)
			if err != nil {
				return nil, err
			}
			if list, err = f.words(list[:0]); err != nil {
				return nil, err
			}
			for i, n := range list {
				if n == noToken {
					list[i] = viet.Border
					continue
				}
				if ids[n] == viet.Border {
					ids[n] = counts.ID(tokenOf(v.store.lex.token(n)))
				}
				list[i] = ids[n]
			}
			counts.AddIDs(list)
		}
	}
	return counts.Model(), nil
}

// tokenOf is the token that a word of the lexicon was.
func tokenOf(norm string) *viet.Token {
	t := &viet.Token{Norm: norm}
	if norm[0] >= '0' && norm[0] <= '9' {
		t.Kind = viet.Number
	}
	return t
}

func (s *store) writeModel(m *viet.Model, articles int) error {
	err := replaceFile(filepath.Join(s.path, modelPrefix+strconv.Itoa(articles)), func(w io.Writer) error {
		_, err := m.WriteTo(w)
		return err
	})
	if err != nil {
		return err
	}
	return s.dropModels(articles)
}

// models lists the models in the store's folder by their number of articles.
func (s *store) models() (map[int]string, error) {
	paths, err := filepath.Glob(filepath.Join(s.path, modelPrefix+"*"))
	if err != nil {
		return nil, err
	}
	list := map[int]string{}
	for _, p := range paths {
		n, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(p), modelPrefix))
		if err != nil {
			n = -1 // what a crash left
		}
		list[n] = p
	}
	return list, nil
}

func (s *store) dropModels(keep int) error {
	list, err := s.models()
	for n, p := range list {
		if n != keep {
			err = errors.Join(err, os.Remove(p))
		}
	}
	return err
}

// readModel takes the given model, or reads the newest there is; a damaged one
// is learned again.
func (s *store) readModel() error {
	if !s.index.learn {
		s.model.Store(s.index.model)
		return nil
	}
	list, err := s.models()
	if err != nil {
		return err
	}
	for n, p := range list {
		if n <= int(s.learned.Load()) {
			continue
		}
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		m, err := viet.ReadModel(f)
		f.Close()
		if err != nil {
			s.index.log.Warn("index: model left aside", "file", p, "err", err)
			continue
		}
		s.model.Store(m)
		s.learned.Store(int64(n))
	}
	return nil
}
