package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tulieu"
)

func (h *handler) article(c echo.Context) error {
	r, err := parse(c.Request().URL, articleGrammar)
	if err != nil {
		return err
	}
	if err := r.checkFields(articleView{}); err != nil {
		return err
	}
	a, err := h.fetch(c)
	if a == nil || err != nil {
		return err
	}
	v, err := sparse(h.viewArticle(h.entry(a)), r.fields)
	if err != nil {
		return err
	}
	return answer(c, v)
}

// fetch returns the article that the address names. For an old id it answers
// with a redirect to the new one, and returns nil.
func (h *handler) fetch(c echo.Context) (*tulieu.Article, error) {
	id := tulieu.ID(c.Param("id"))
	a, err := h.Library.Article(c.Request().Context(), id)
	if err != nil {
		return nil, err
	}
	if a.ID == id {
		return a, nil
	}
	to := *c.Request().URL
	to.Path = strings.Replace(c.Path(), ":id", string(a.ID), 1)
	return nil, c.Redirect(http.StatusMovedPermanently, to.RequestURI())
}

// similarShown is the number of similar articles shown below an article.
const similarShown = 4

type similarView struct {
	Hits []hitView `json:"hits"`
}

func (h *handler) similar(c echo.Context) error {
	r, err := parse(c.Request().URL, similarGrammar)
	if err != nil {
		return err
	}
	a, err := h.fetch(c)
	if a == nil || err != nil {
		return err
	}
	hits, err := h.alike(c.Request().Context(), a, r.Filters, cmp.Or(r.Size, defaultSize))
	if err != nil {
		return err
	}
	return answer(c, similarView{listOf(hits)})
}

// alike are the n articles most like a, of those that filters leave.
func (h *handler) alike(ctx context.Context, a *tulieu.Article, filters map[tulieu.Field]tulieu.Selection, n int) ([]hitView, error) {
	results, err := h.Searcher.Search(ctx, tulieu.Query{Like: a.ID, Filters: filters, Size: n})
	if errors.Is(err, tulieu.ErrNotFound) {
		return nil, nil // kept, and not indexed yet
	}
	if err != nil {
		return nil, err
	}
	var hits []hitView
	for _, hit := range results.Hits {
		b, err := h.Library.Article(ctx, hit.ID)
		if errors.Is(err, tulieu.ErrGone) || errors.Is(err, tulieu.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		hits = append(hits, h.viewHit(h.entry(b), tulieu.Hit{ID: b.ID, Score: hit.Score}, terms{}))
	}
	return hits, nil
}

// maxRecognise bounds the body of a recognise request, in bytes.
const maxRecognise = 1 << 20

type recogniseRequest struct {
	Text      string      `json:"text"`
	Published tulieu.Date `json:"published"`
	Publisher string      `json:"publisher"` // printed name: completes "Công đoàn Sở"
	Portal    string      `json:"portal"`    // name of a profile
}

type recogniseView struct {
	Mentions []mentionView `json:"mentions"`
}

// recognise finds and resolves the mentions of a text that need not be in
// the archive.
func (h *handler) recognise(c echo.Context) error {
	if _, err := parse(c.Request().URL, plainGrammar); err != nil {
		return err
	}
	if typ := c.Request().Header.Get("Content-Type"); !isJSON(typ) {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	var q recogniseRequest
	d := json.NewDecoder(http.MaxBytesReader(c.Response(), c.Request().Body, maxRecognise))
	d.DisallowUnknownFields()
	err := d.Decode(&q)
	if err == nil {
		_, err = d.Token()
		if err == nil {
			err = errors.New("there is more than one value")
		}
	}
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return err
	case !errors.Is(err, io.EOF):
		return &mistake{detail: "the body is not JSON like {\"text\": \"…\", \"published\": \"2016-10-03\"}: " + err.Error()}
	case q.Text == "":
		return &mistake{parameter: "text", detail: "the body has no text"}
	}
	return answer(c, recogniseView{h.mentions(q)})
}

func isJSON(contentType string) bool {
	typ, _, err := mime.ParseMediaType(contentType)
	return err == nil && typ == "application/json"
}

// mentions reads q as an article without a title, so that spans count from
// the start of its text.
func (h *handler) mentions(q recogniseRequest) []mentionView {
	a := &tulieu.Article{Body: []string{q.Text}, Published: q.Published, Publisher: q.Publisher, Portal: q.Portal}
	a.Mentions = h.Recogniser.Find(q.Text)
	views := make([]mentionView, 0, len(a.Mentions))
	in := ruler{text: q.Text}
	for _, m := range h.entry(a).Meanings {
		v := viewMention(m)
		start, end := in.point(m.Span.Start), in.point(m.Span.End)
		v.Start, v.End = &start, &end
		views = append(views, v)
	}
	return views
}
