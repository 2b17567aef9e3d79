package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tulieu"
	"tulieu/internal/sample"
)

var (
	flips    = flag.Int("flips", short(16), "bytes flipped by the campaign")
	flipSeed = flag.Uint64("flip-seed", 0, "seed of the flip campaign; 0 takes the clock")
)

// TestFlippedBytesOfTheWholeFolder flips one bit of one file of a data folder
// at a time, of a folder that was closed as of one whose processes were
// killed, and opens it as serve does. No text is shown that is not what was
// fetched; and where an answer differs, something has said so: the start, the
// answer itself, or `archive verify`.
func TestFlippedBytesOfTheWholeFolder(t *testing.T) {
	if *flipSeed == 0 {
		*flipSeed = uint64(time.Now().UnixNano())
	}
	t.Logf("-flip-seed=%d", *flipSeed)
	rng := rand.New(rand.NewPCG(*flipSeed, 2))
	closed, killed := flipFolders(t)
	questions, truth := flipTruth(t, closed)
	if got := askFolder(t, copyFolder(t, killed), questions); got.noticed != "" || len(truth.wrong(got)) > 0 || truth.differs(got) != "" {
		t.Fatalf("the folder of a killed process, nothing flipped: noticed %q, wrong %v, differs %s", got.noticed, truth.wrong(got), truth.differs(got))
	}
	made, noticed, rebuilt := map[string]int{}, map[string]int{}, 0
	for i := range *flips {
		from := closed
		if i%2 == 1 {
			from = killed
		}
		files := flipFiles(t, from)
		kinds := slices.Sorted(maps.Keys(files))
		kind := kinds[i/2%len(kinds)]
		name := files[kind][rng.IntN(len(files[kind]))]
		dir := copyFolder(t, from)
		what := flipBit(t, dir, name, rng)
		made[kind]++
		got := askFolder(t, dir, questions)
		for _, w := range truth.wrong(got) {
			t.Errorf("%s: a wrong text: %s", what, w)
		}
		switch differs := truth.differs(got); {
		case got.noticed != "":
			noticed[kind]++
		case differs != "":
			t.Errorf("%s: nobody noticed, and %s", what, differs)
		case got.renewed:
			rebuilt++
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d flips; made %v; noticed %v; %d more only built the index anew; 0 wrong texts, 0 wrong answers that nobody noticed", *flips, made, noticed, rebuilt)
}

// TestWhatIsLostComesBack deletes what can be made again, and asks everything:
// the next start gives the same answers.
func TestWhatIsLostComesBack(t *testing.T) {
	closed, _ := flipFolders(t)
	questions, truth := flipTruth(t, closed)
	for _, lost := range [][]string{{"index"}, {"archive.db"}, {"index", "archive.db"}, {"editors.sums", "register/.applied.tsv", "lock", "archive.lock"}} {
		dir := copyFolder(t, closed)
		for _, name := range lost {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		got := askFolder(t, dir, questions)
		if len(got.answers) == 0 {
			t.Errorf("%v lost: %s", lost, got.noticed)
		}
		if differs := truth.differs(got); differs != "" {
			t.Errorf("%v lost: %s", lost, differs)
		}
	}
}

// flipFolders makes a data folder with everything in it: as it is when all is
// closed, and as it is when the process that serves it is killed.
func flipFolders(t *testing.T) (closed, killed string) {
	t.Helper()
	dir := t.TempDir()
	e := quietEnv(dir)
	listening, err := sample.Start(nil, sample.New(sample.Articles(1, 30))...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(listening.WriteProfiles(filepath.Join(dir, "portals")), listening.Close()); err != nil {
		t.Fatal(err)
	}
	news := filepath.Join(t.TempDir(), "news.jsonl")
	writeSampleArticles(t, news, 7, 160) // enough for the index to learn from
	portal := listening.Profiles()[0].Name
	if code := run(t.Context(), []string{"--data", dir, "import", "--portal", portal, news}, os.Getenv, nil, io.Discard, os.Stderr); code != exitDone {
		t.Fatalf("import ends with %d", code)
	}
	asked := openFolder(t, e)
	first := askAll(t, asked, []string{"/api/v1/search?size=1"})[0]
	var answer searchAnswer
	if err := json.Unmarshal([]byte(first.body), &answer); err != nil || len(answer.Facets["directive"]) < 2 {
		t.Fatalf("%v in %s", err, first.body)
	}
	papers := answer.Facets["directive"]
	corrections := fmt.Sprintf("# sửa sai\nrename\t%s\tVăn bản đổi tên\tBan biên tập\t2026-11-23\ttên gọi mới\n", papers[0].Value) +
		fmt.Sprintf("merge\t%s\t%s\tBan biên tập\t2026-11-23\tcùng một văn bản\n", papers[1].Value, papers[0].Value)
	if err := writeFile(filepath.Join(dir, "register", "overrides.tsv"), []byte(corrections)); err != nil {
		t.Fatal(err)
	}
	applied := filepath.Join(dir, "register", ".applied.tsv")
	if err := eventually(func() error { _, err := os.Stat(applied); return err }); err != nil {
		t.Fatal(err)
	}
	if err := asked.close(); err != nil {
		t.Fatal(err)
	}
	asked = openFolder(t, e)
	killed = copyFolder(t, dir)
	if err := asked.close(); err != nil {
		t.Fatal(err)
	}
	return dir, killed
}

func quietEnv(data string) *env {
	return &env{data: data, getenv: os.Getenv, stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler)}
}

func openFolder(t *testing.T, e *env) *asker {
	t.Helper()
	asked, err := openAsker(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

// flipFiles are the files of a data folder by what they are.
func flipFiles(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil || info.Size() == 0 {
			return err
		}
		name, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		kind := filepath.Base(name)
		switch {
		case name == "lock" || name == "archive.lock" || kind == "archive.db-shm":
			return nil // say nothing that outlives a process
		case strings.HasPrefix(kind, "model-"):
			kind = "model"
		case filepath.Ext(kind) == ".zap" || filepath.Ext(kind) == ".gz" || filepath.Ext(kind) == ".yaml":
			kind = filepath.Ext(kind)
		}
		files[kind] = append(files[kind], name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// flipBit flips a bit somewhere in a file, as a disk does: the time of the
// last change stays.
func flipBit(t *testing.T, dir, name string, rng *rand.Rand) string {
	t.Helper()
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := rng.IntN(len(b))
	was := b[at]
	b[at] ^= 1 << rng.IntN(8)
	if err := errors.Join(os.WriteFile(path, b, 0o644), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("byte %d of %s, %#x to %#x", at, name, was, b[at])
}

// copyFolder copies a folder, with the times of its files.
func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		copied := filepath.Join(to, name)
		return errors.Join(os.WriteFile(copied, b, 0o644), os.Chtimes(copied, info.ModTime(), info.ModTime()))
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// An answered is what a question was answered.
type answered struct {
	status int
	body   string // without what another archive.db names otherwise
}

// asked is what a folder answers, and who noticed that something is wrong.
type folderAnswers struct {
	answers []answered // of the questions; none where the folder does not open
	noticed string
	renewed bool // the index was built anew
}

// flipTruth returns questions to ask, and what they were answered.
func flipTruth(t *testing.T, dir string) ([]string, *flipOracle) {
	t.Helper()
	questions := []string{"/", "/?q=thi+%C4%91ua", "/directives", "/units", "/feed", "/api/v1/directives", "/api/v1/units", "/api/v1/suggest?q=thi"}
	for _, q := range []string{"", "thi đua", "thi dua khen thuong", "Chỉ thị 05-CT/TW", `"công đoàn"`, "đại hội đảng bộ", "title:chi bộ"} {
		for _, rest := range []string{"", "&sort=newest", "&from=2012&to=2020&facets=unit"} {
			questions = append(questions, "/api/v1/search?size=20&q="+url.QueryEscape(q)+rest)
		}
	}
	copied := copyFolder(t, dir)
	asked := openFolder(t, quietEnv(copied))
	lib, err := openExisting(t.Context(), quietEnv(copied))
	if err != nil {
		t.Fatal(err)
	}
	o := &flipOracle{texts: map[string]*tulieu.Article{}}
	err = lib.everyArticle(t.Context(), func(a *tulieu.Article) {
		o.texts[string(a.ID)] = a
		questions = append(questions, "/api/v1/articles/"+string(a.ID))
		if len(o.texts)%20 == 0 {
			questions = append(questions, "/articles/"+string(a.ID), "/api/v1/articles/"+string(a.ID)+"/similar")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	o.questions = questions
	o.answers = askAll(t, asked, questions)
	for i, a := range o.answers {
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", questions[i], a.status, a.body)
		}
	}
	if err := errors.Join(asked.close(), lib.Close()); err != nil {
		t.Fatal(err)
	}
	return questions, o
}

// askFolder opens a folder as serve does, asks it everything and verifies it.
func askFolder(t *testing.T, dir string, questions []string) folderAnswers {
	t.Helper()
	var got folderAnswers
	note := func(who string, err error) {
		if err != nil && got.noticed == "" {
			got.noticed = who + ": " + err.Error()
		}
	}
	e := quietEnv(dir)
	said := &heard{}
	e.log = slog.New(said)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	lib, err := openExisting(ctx, e)
	if err != nil {
		note("open", err)
		return got
	}
	s, err := startService(ctx, e, lib, "127.0.0.1:0")
	if err != nil {
		note("start", errors.Join(err, lib.Close()))
		return got
	}
	a := &asker{base: s.url, close: func() error { return errors.Join(s.close(), lib.Close()) }}
	note("catching up", s.caughtUp(ctx))
	got.answers = askAll(t, a, questions)
	for i, answer := range got.answers {
		if answer.status != http.StatusOK {
			note("answer", fmt.Errorf("%s: %d %s", questions[i], answer.status, answer.body))
		}
	}
	got.renewed = said.renewed.Load()
	if first := said.first.Load(); first != nil {
		note("log", errors.New(*first))
	}
	note("close", a.close())
	var out strings.Builder
	if code := run(ctx, []string{"--data", dir, "archive", "verify"}, os.Getenv, nil, &out, &out); code != exitDone {
		note("verify", errors.New(out.String()))
	}
	return got
}

// askAll asks all questions.
func askAll(t *testing.T, a *asker, questions []string) []answered {
	t.Helper()
	answers := make([]answered, len(questions))
	for i, q := range questions {
		res, err := http.Get(a.base + q)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		answers[i] = answered{res.StatusCode, comparable(strings.ReplaceAll(string(body), strings.TrimPrefix(a.base, "http://"), "HOST"))}
	}
	return answers
}

// cursors hold the id of the archive, and which view of the index they are of.
var cursors = regexp.MustCompile(`cursor=[A-Za-z0-9_-]+`)

// comparable is an answer without what differs from one opening to the next.
func comparable(body string) string {
	var v map[string]any
	if json.Unmarshal([]byte(body), &v) != nil {
		return cursors.ReplaceAllString(body, "")
	}
	delete(v, "index")
	delete(v, "next")
	b, err := json.Marshal(v)
	if err != nil {
		return body
	}
	return string(b)
}

// heard remembers the first warning.
type heard struct {
	first   atomic.Pointer[string]
	renewed atomic.Bool
}

func (h *heard) Enabled(context.Context, slog.Level) bool { return true }
func (h *heard) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h *heard) WithGroup(string) slog.Handler            { return h }
func (h *heard) Handle(_ context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "beginning a new one") {
		h.renewed.Store(true)
	}
	if r.Level < slog.LevelWarn {
		return nil
	}
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	h.first.CompareAndSwap(nil, &text)
	return nil
}

// A flipOracle knows what the folder holds.
type flipOracle struct {
	questions []string
	answers   []answered
	texts     map[string]*tulieu.Article
}

// differs names the first answer that is not what it was.
func (o *flipOracle) differs(got folderAnswers) string {
	for i, a := range got.answers {
		if a != o.answers[i] {
			was := o.answers[i].body
			at := 0
			for at < min(len(was), len(a.body)) && was[at] == a.body[at] {
				at++
			}
			at = max(0, at-100)
			return fmt.Sprintf("%s is answered %d …%.300s…, not …%.300s…", o.questions[i], a.status, a.body[min(at, len(a.body)):], was[min(at, len(was)):])
		}
	}
	return ""
}

// wrong lists the texts shown that are not those of the articles they are
// shown for.
func (o *flipOracle) wrong(got folderAnswers) []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	for i, a := range got.answers {
		var v struct {
			ID    string
			Title string
			Lead  string
			Body  []string
			Hits  []struct {
				ID, URL, Title string
				Snippets       []struct{ Text string }
			}
		}
		if a.status != http.StatusOK || json.Unmarshal([]byte(a.body), &v) != nil {
			continue
		}
		if v.ID != "" {
			if w := o.texts[v.ID]; w == nil || v.Title != w.Title || v.Lead != w.Lead || len(v.Body) > 0 && !slices.Equal(v.Body, w.Body) {
				say("%s shows %.500s", o.questions[i], a.body)
			}
		}
		for _, h := range v.Hits {
			w := o.texts[h.ID]
			if w == nil || h.Title != w.Title || h.URL != w.URL {
				say("%s shows %s, %s, %s", o.questions[i], h.ID, h.URL, h.Title)
				continue
			}
			for _, s := range h.Snippets {
				if text := strings.Trim(s.Text, "… "); !strings.Contains(w.Text(), text) {
					say("%s shows %q for %s", o.questions[i], s.Text, h.ID)
				}
			}
		}
	}
	return list
}
