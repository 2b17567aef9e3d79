package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tulieu"
	"tulieu/internal/register"
	"tulieu/internal/viet"
)

// A world is a small archive in memory: real register, articles of our own,
// and an engine that answers by looking at every article.
type world struct {
	articles map[tulieu.ID]*tulieu.Article
	old      map[tulieu.ID]tulieu.ID // ids that redirect
	gone     map[tulieu.ID]bool
	portals  []tulieu.Portal
	register *register.Register
	health   Health
	err      error // of every search and health check
	searched []tulieu.Query
	folded   map[tulieu.ID]string // text of each article
}

var clock = time.Date(2026, 11, 22, 9, 30, 0, 0, tulieu.Zone)

func (w *world) Article(_ context.Context, id tulieu.ID) (*tulieu.Article, error) {
	if w.gone[id] {
		return nil, fmt.Errorf("archive: article %s: %w", id, tulieu.ErrGone)
	}
	if to, ok := w.old[id]; ok {
		id = to
	}
	a, ok := w.articles[id]
	if !ok {
		return nil, fmt.Errorf("archive: article %s: %w", id, tulieu.ErrNotFound)
	}
	if a.Title == "panic" {
		panic("the article is cursed")
	}
	return a, nil
}

func (w *world) Articles(ctx context.Context, ids []tulieu.ID) ([]*tulieu.Article, error) {
	articles := make([]*tulieu.Article, len(ids))
	for i, id := range ids {
		a, err := w.Article(ctx, id)
		if err != nil && !errors.Is(err, tulieu.ErrGone) && !errors.Is(err, tulieu.ErrNotFound) {
			return nil, err
		}
		articles[i] = a
	}
	return articles, nil
}

func (w *world) Health(context.Context) (Health, error) { return w.health, w.err }

type knownMention struct {
	surface, norm, kind string
	sort                tulieu.Sort
	slug                string
	settled             bool
	candidates          []string
}

// known are the mentions that the world's finder finds, longest first where
// one begins with another.
var known = []knownMention{
	{"Chỉ thị số 03-CT/TW", "03-CT/TW", "directive", tulieu.SortDirective, "03-ct-tw-2011", true, nil},
	{"Chỉ thị 03-CT/TW", "03-CT/TW", "directive", tulieu.SortDirective, "03-ct-tw-2011", true, nil},
	{"Chỉ thị 05-CT/TW", "05-CT/TW", "directive", tulieu.SortDirective, "05-ct-tw-2016", true, nil},
	{"Chỉ thị 35-CT/TW", "35-CT/TW", "directive", tulieu.SortDirective, "35-ct-tw", false, []string{"35-ct-tw-2024", "35-ct-tw-2019"}},
	{"Nghị quyết 18-NQ/TW", "18-NQ/TW", "resolution", tulieu.SortDirective, "18-nq-tw-2017", true, nil},
	{"Nghị quyết Trung ương 4 (khóa XI)", "NQTW4-K11", "resolution", tulieu.SortDirective, "nqtw-4-khoa-11", true, nil},
	{"Kết luận 97-KL/TW", "97-KL/TW", "conclusion", tulieu.SortDirective, "97-kl-tw-2024", true, nil}, // in no table
	{"Luật Đất đai 2013", "Luật Đất đai 2013", "law", tulieu.SortDirective, "luat-dat-dai-2013", true, nil},
	{"Chi bộ Sở Ngoại vụ", "Chi bộ Sở Ngoại vụ", "party", tulieu.SortUnit, "chi-bo-so-ngoai-vu-long-an", true, nil},
	{"Sở Ngoại vụ", "Sở Ngoại vụ", "state", tulieu.SortUnit, "so-ngoai-vu-long-an", true, nil},
	{"Liên đoàn Lao động tỉnh", "Liên đoàn Lao động tỉnh", "mass", tulieu.SortUnit, "lien-doan-lao-dong-tinh-long-an", true, nil},
	{"Công đoàn cơ sở", "Công đoàn cơ sở", "mass", tulieu.SortUnit, "cong-doan-co-so", false, []string{"lien-doan-lao-dong-tinh-long-an"}},
	{"Trạm Y tế xã Mỹ Lộc", "Trạm Y tế xã Mỹ Lộc", "hospital", tulieu.SortUnit, "tram-y-te-xa-my-loc-long-an", true, nil}, // not in the register
	{"Sở Y tế", "Sở Y tế", "state", tulieu.SortUnit, "so-y-te-long-an", true, nil},
	{"ngày 14/05/2011", "2011-05-14", "", tulieu.SortDate, "", true, nil},
}

func (w *world) Find(text string) []tulieu.Mention {
	var found []tulieu.Mention
	for at := 0; at < len(text); {
		i := slices.IndexFunc(known, func(k knownMention) bool { return strings.HasPrefix(text[at:], k.surface) })
		if i < 0 {
			at++
			continue
		}
		k := known[i]
		m := tulieu.Mention{Sort: k.sort, Span: tulieu.Span{Start: at, End: at + len(k.surface)}, Surface: k.surface, Norm: k.norm, Kind: k.kind}
		if rest, ok := strings.CutPrefix(text[m.Span.End:], " ngày "); ok && k.slug == "97-kl-tw-2024" {
			m.Hints.Issued, _ = tulieu.ParseDate(rest[:len("2024-10-05")])
			m.Hints.Title, m.Hints.Issuer = "Nông nghiệp, nông dân, nông thôn", "Bộ Chính trị"
		}
		if rest := text[m.Span.End:]; k.sort == tulieu.SortDirective && strings.HasPrefix(rest, " ngày 14/05/2011") {
			m.Hints.Issued = tulieu.Day(2011, 5, 14)
		}
		found = append(found, m)
		at = m.Span.End
	}
	return found
}

func (w *world) Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry {
	e := &tulieu.Entry{Article: a}
	for _, m := range a.Mentions {
		meaning := tulieu.Meaning{Mention: m, Rule: "date", Confidence: 1, Settled: true}
		for _, k := range known {
			if k.surface != m.Surface || k.sort == tulieu.SortDate {
				continue
			}
			f := tulieu.Field(k.sort)
			meaning.Slug, meaning.Settled, meaning.Label = k.slug, k.settled, w.register.Label(f, k.slug)
			if meaning.Label == k.slug {
				meaning.Label, meaning.Place = k.norm, "long-an"
			}
			meaning.Rule, meaning.Confidence = "only one known", .95
			if !k.settled {
				meaning.Rule, meaning.Confidence = "number alone", .5
			}
			for i, c := range k.candidates {
				meaning.Candidates = append(meaning.Candidates, tulieu.Candidate{Slug: c, Label: w.register.Label(f, c), Confidence: .5 / float64(i+1)})
			}
		}
		e.Meanings = append(e.Meanings, meaning)
	}
	if p != nil {
		e.Places = []string{p.Place}
	}
	if a.Publisher == "Chi bộ Sở Ngoại vụ" {
		e.PublisherUnit = tulieu.Meaning{Slug: "chi-bo-so-ngoai-vu-long-an", Settled: true, Label: w.register.Label(tulieu.FieldUnit, "chi-bo-so-ngoai-vu-long-an")}
	}
	return e
}

// values are those of a field in an entry.
func values(f tulieu.Field, e *tulieu.Entry) []string {
	var list []string
	switch f {
	case tulieu.FieldDirective, tulieu.FieldUnit:
		for _, m := range e.Meanings {
			if m.Sort == tulieu.Sort(f) && m.Slug != "" && !slices.Contains(list, m.Slug) {
				list = append(list, m.Slug)
			}
		}
	case tulieu.FieldYear:
		if e.Published.IsZero() {
			return []string{"undated"}
		}
		return []string{strconv.Itoa(e.Published.Year)}
	case tulieu.FieldPortal:
		return []string{e.Portal}
	case tulieu.FieldSection:
		return []string{strings.Join(e.Section, tulieu.SectionSeparator)}
	case tulieu.FieldPublisher:
		return []string{e.PublisherUnit.Slug}
	}
	return list
}

// held counts the words that an article holds.
func (w *world) held(words []string, e *tulieu.Entry) (n int) {
	for _, word := range words {
		if strings.Contains(w.folded[e.ID], word) {
			n++
		}
	}
	return n
}

func (w *world) Search(ctx context.Context, q tulieu.Query) (*tulieu.Results, error) {
	w.searched = append(w.searched, q)
	if w.err != nil {
		return nil, w.err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	words := strings.Fields(viet.Fold(q.Text))
	if like, ok := w.articles[q.Like]; ok {
		words, q.Match = strings.Fields(viet.Fold(like.Title)), tulieu.MatchAny
	} else if q.Like != "" {
		return nil, fmt.Errorf("index: article %s: %w", q.Like, tulieu.ErrNotFound)
	}
	matches := func(e *tulieu.Entry, ignore tulieu.Field) bool {
		if n := w.held(words, e); n == 0 && len(words) > 0 || n < len(words) && q.Match != tulieu.MatchAny {
			return false
		}
		for f, s := range q.Filters {
			has := values(f, e)
			in := func(v string) bool { return slices.Contains(has, v) }
			if len(s.Any) > 0 && f != ignore && !slices.ContainsFunc(s.Any, in) || slices.ContainsFunc(s.None, in) {
				return false
			}
		}
		return e.ID != q.Like && e.Published.Within(q.From, q.To)
	}
	portals := make(map[string]*tulieu.Portal)
	for i := range w.portals {
		portals[w.portals[i].Name] = &w.portals[i]
	}
	r := &tulieu.Results{State: tulieu.State{Archive: w.health.Archive, Seq: w.health.Indexed}}
	var all []*tulieu.Entry
	for _, a := range w.articles {
		e := w.Resolve(a, portals[a.Portal])
		if all = append(all, e); !matches(e, "") {
			continue
		}
		r.Total++
		r.Hits = append(r.Hits, tulieu.Hit{ID: a.ID, Score: float64(w.held(words, e))})
	}
	newest := func(a, b tulieu.Hit) int {
		return cmp.Or(strings.Compare(w.articles[b.ID].Published.String(), w.articles[a.ID].Published.String()), cmp.Compare(a.ID, b.ID))
	}
	slices.SortFunc(r.Hits, newest)
	if q.Sort == "" || q.Sort == tulieu.ByScore {
		slices.SortStableFunc(r.Hits, func(a, b tulieu.Hit) int { return cmp.Compare(b.Score, a.Score) })
	}
	if q.Sort == tulieu.Oldest {
		slices.Reverse(r.Hits)
	}
	start := 0
	if q.Cursor != "" {
		var err error
		if start, err = strconv.Atoi(q.Cursor); err != nil {
			return nil, fmt.Errorf("index: cursor: %w", tulieu.ErrGone)
		}
	}
	end := min(start+cmp.Or(q.Size, 10), len(r.Hits))
	if end < len(r.Hits) {
		r.Next = strconv.Itoa(end)
	}
	r.Hits = r.Hits[start:end]
	for _, f := range q.Facets {
		counts := make(map[string]int)
		for _, e := range all {
			if matches(e, f.Field) {
				for _, v := range values(f.Field, e) {
					if v != "" {
						counts[v]++
					}
				}
			}
		}
		c := tulieu.FacetCounts{Field: f.Field}
		for v, n := range counts {
			c.Counts = append(c.Counts, tulieu.Count{Value: v, N: n, Selected: slices.Contains(q.Filters[f.Field].Any, v)})
		}
		slices.SortFunc(c.Counts, func(a, b tulieu.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
		if size := cmp.Or(f.Size, 20); len(c.Counts) > size {
			c.Counts, c.More = c.Counts[:size], true
		}
		r.Facets = append(r.Facets, c)
	}
	r.Reading = tulieu.Understood{Match: tulieu.MatchAll, Folded: words}
	if q.Text == "thi dua" {
		r.Reading = tulieu.Understood{Match: tulieu.MatchAll, Terms: []string{"thi", "đua"}, Text: "thi đua"}
	}
	if strings.Contains(q.Text, "tập thế") {
		r.Reading.Meant = strings.ReplaceAll(q.Text, "tập thế", "tập thể")
	}
	return r, nil
}

func (w *world) add(a tulieu.Article) *tulieu.Article {
	a.ID = tulieu.NewID(a.URL)
	a.Mentions = w.Find(a.Text())
	a.Provenance = tulieu.Provenance{
		FirstFetched: clock.AddDate(0, -2, 0), LastFetched: clock.AddDate(0, 0, -1), Version: 1, Extractor: 1, Finder: 1,
		Capture: tulieu.CaptureRef{File: "tulieu-20261120-0001.warc.gz", Offset: 48213, Length: 9120, Order: uint64(len(w.articles) + 1),
			Digest: "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"},
	}
	w.articles[a.ID], w.folded[a.ID] = &a, viet.Fold(a.Text())
	return &a
}

// The prose of the world: lifelike, and ours.
var (
	prose = [][2]string{
		{"Sở Ngoại vụ phát động phong trào thi đua đặc biệt chào mừng đại hội", "Tập trung cải cách thủ tục hành chính, nâng cao chất lượng tham mưu trong công tác đối ngoại."},
		{"Liên đoàn Lao động tỉnh thăm, tặng quà đoàn viên có hoàn cảnh khó khăn", "Hơn 300 suất quà được trao tận tay công nhân ở các khu công nghiệp trước thềm năm mới."},
		{"Sơ kết một năm thực hiện Chỉ thị 05-CT/TW trên địa bàn huyện", "Nhiều mô hình hay, cách làm sáng tạo trong học tập và làm theo Bác được nhân rộng."},
		{"Đảng ủy khối các cơ quan tỉnh quán triệt Nghị quyết 18-NQ/TW", "Hội nghị kết nối trực tuyến tới 42 điểm cầu với hơn hai nghìn cán bộ, đảng viên tham dự."},
		{"Sở Y tế biểu dương gương người tốt, việc tốt trong phòng, chống dịch", "Các tập thể, cá nhân được khen thưởng đã có mặt ở tuyến đầu suốt nhiều tháng."},
		{"Công đoàn cơ sở tổ chức hội thao chào mừng ngày thành lập ngành", "Hội thao thu hút gần hai trăm đoàn viên tranh tài ở năm môn."},
	}
	paragraphs = []string{
		"Phát biểu tại hội nghị, đại diện lãnh đạo Sở Ngoại vụ nhấn mạnh công tác thi đua phải gắn với nhiệm vụ chính trị của từng phòng, tránh hình thức, lấy kết quả công việc làm thước đo để bình xét khen thưởng.",
		"Việc học tập và làm theo tấm gương đạo đức Hồ Chí Minh theo Chỉ thị 05-CT/TW đã đi vào nền nếp; mỗi cán bộ, đảng viên đăng ký một việc làm cụ thể và tự kiểm điểm vào cuối quý.",
		"Liên đoàn Lao động tỉnh phối hợp tổ chức đối thoại với người lao động, ghi nhận 27 ý kiến về tiền lương, nhà ở, nhà trẻ và chuyển các ngành chức năng trả lời bằng văn bản.",
		"Thời gian tới, các đơn vị tiếp tục rà soát, sắp xếp tổ chức bộ máy theo tinh thần Nghị quyết 18-NQ/TW, bảo đảm tinh gọn, hoạt động hiệu lực, hiệu quả.",
	}
)

var loadRegister = sync.OnceValues(register.Load)

func newWorld(t testing.TB) *world {
	t.Helper()
	r, err := loadRegister()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		articles: make(map[tulieu.ID]*tulieu.Article), folded: make(map[tulieu.ID]string), old: make(map[tulieu.ID]tulieu.ID), gone: make(map[tulieu.ID]bool), register: r,
		portals: []tulieu.Portal{
			{Name: "so-ngoai-vu", Title: "Sở Ngoại vụ tỉnh Long An", Publisher: "Sở Ngoại vụ", Place: "long-an", Show: tulieu.ShowFull},
			{Name: "bao-tinh", Title: "Báo điện tử tỉnh", Place: "long-an", Show: tulieu.ShowExcerpt},
		},
		health: Health{Archive: "k3v7q2", Seq: 61, Indexed: 60, Articles: 42, Ready: true},
	}
	w.add(tulieu.Article{
		URL: "https://songoaivu.example/tin/thi-dua-2016", Portal: "so-ngoai-vu", Section: []string{"Tin tức", "Các đoàn thể"},
		Title:     "Chi bộ Sở Ngoại vụ đưa phong trào thi đua vào nền nếp",
		Lead:      "Sau năm năm, phong trào thi đua của cơ quan đã thành việc thường ngày của từng đảng viên, công chức.",
		Published: tulieu.Day(2016, 10, 3), PublishedRule: "label", Byline: "Lê Minh Thư - Chi bộ Sở Ngoại vụ",
		Author: "Lê Minh Thư", Publisher: "Chi bộ Sở Ngoại vụ", Views: 1616,
		Body: []string{
			"Ngay từ đầu nhiệm kỳ, cấp ủy xác định thi đua không phải là khẩu hiệu. Mỗi phòng chọn một việc khó nhất của mình, hẹn ngày làm xong và công khai kết quả trên bảng tin chung; ai giúp được ai thì ghi ngay vào đó.",
			"Việc thực hiện Chỉ thị số 03-CT/TW ngày 14/05/2011 của Bộ Chính trị được gắn với Nghị quyết Trung ương 4 (khóa XI) về xây dựng Đảng. Chi bộ Sở Ngoại vụ tổ chức mười hai buổi sinh hoạt chuyên đề, buổi nào cũng có phần hỏi đáp và có biên bản để theo dõi.",
			"Đồng chí bí thư cho biết, khi Chỉ thị 05-CT/TW được ban hành, chi bộ không làm lại từ đầu mà giữ những cách làm tốt của Chỉ thị 03-CT/TW, chỉ thêm phần nêu gương của người đứng đầu. Nội dung Chỉ thị 35-CT/TW cũng được đưa vào chương trình sinh hoạt.",
			"Liên đoàn Lao động tỉnh đã về tìm hiểu cách làm này để giới thiệu với các Công đoàn cơ sở khác trong tỉnh; Trạm Y tế xã Mỹ Lộc làm theo đầu tiên.",
		},
	})
	for i := range 40 {
		p := prose[i%len(prose)]
		published := tulieu.Day(2009+(i*7)%17, 1+i%12, 1+(i*5)%28)
		if i%13 == 12 {
			published = tulieu.Date{}
		}
		portal := "so-ngoai-vu"
		if i%3 == 0 {
			portal = "bao-tinh"
		}
		w.add(tulieu.Article{
			URL: fmt.Sprintf("https://tinh.example/tin/%d", i), Portal: portal, Section: []string{"Tin tức", []string{"Thời sự", "Các đoàn thể", "Xây dựng Đảng"}[i%3]},
			Title: p[0], Lead: p[1], Published: published, PublishedRule: "selector .date",
			Body: []string{paragraphs[i%4], paragraphs[(i+1)%4], paragraphs[(i+3)%4]}, Publisher: []string{"", "Sở Ngoại vụ"}[i%2],
		})
	}
	return w
}

func (w *world) config() Config {
	return Config{
		Searcher: w, Library: w, Register: w.register, Resolver: w, Recogniser: w, Status: w, Portals: w.portals,
		Version: "test", Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return clock },
	}
}

func (w *world) server(t testing.TB) http.Handler {
	t.Helper()
	h, err := New(w.config())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const firstURL = "https://songoaivu.example/tin/thi-dua-2016"
