package tulieu

// A Mention is one place where a text names a directive, a unit or a date, as
// found: what stands there, not yet what it means. It is kept with the article
// and with the version of the finder that found it.
type Mention struct {
	Sort    Sort
	Span    Span   // bytes of Article.Text()
	Surface string // the text of Span
	Norm    string // normal form: "03-CT/TW", "NQTW4-K11", "Sở Ngoại vụ", "2011-05-14"
	Kind    string // a Kind for a directive, a UnitKind for a unit; empty for a date
	Hints   Hints  // what stands beside it and helps to settle which one is meant
}

// A Sort says what a Mention names.
type Sort string

const (
	SortDirective Sort = "directive"
	SortUnit      Sort = "unit"
	SortDate      Sort = "date"
)

// Hints are the words beside a mention that bear on its identity.
type Hints struct {
	Issued Date   `json:",omitzero"`  // "ngày 14/05/2011", "năm 2016" beside a number
	Term   int    `json:",omitempty"` // 11 for "(khóa XI)"
	Issuer string `json:",omitempty"` // "Bộ Chính trị"
	Title  string `json:",omitempty"` // the words after "về", or in quotes
	Place  string `json:",omitempty"` // slug of the province named in or beside it
	Said   Date   `json:",omitzero"`  // when the sentence says it was issued: "Ngày 15/7/1976, Bộ Chính trị ra …"
}

// A Meaning is a mention with what it means by the register of today. It is
// computed when an article is indexed or shown, never kept.
type Meaning struct {
	Mention
	Slug       string   // settled: "03-ct-tw-2011"; unsettled: the bare "03-ct-tw"
	Settled    bool     // confidence ≥ .8
	Label      string   // "Chỉ thị 03-CT/TW (2011)"
	Name       string   // of a unit: the printed name with abbreviations spelled out ("Công đoàn Sở")
	Unit       string   // of a unit: the completed name ("Công đoàn Sở Ngoại vụ")
	Plenum     string   // of a directive: the session that issued it; articles are indexed under both
	Issuer     string   // of a directive: slug of its issuer, if known
	Place      string   // slug of a province
	Ancestors  []string // of a unit: slugs of its parents, nearest first
	Rule       string   // how it was settled: "date beside it", "only one known", …
	Confidence float64
	Candidates []Candidate // best first; holds at least Slug when settled
	Evidence   string      // the words that settled it
}

// A Candidate is one thing that a mention may mean.
type Candidate struct {
	Slug, Label string
	Confidence  float64
}

// An Entry is an article with what its mentions mean: what an engine indexes
// and the server shows.
type Entry struct {
	*Article
	Meanings      []Meaning // one for each of Article.Mentions, in their order
	PublisherUnit Meaning   // of Article.Publisher; zero if there is none
	Places        []string  // slugs of provinces the article is about: its portal's, its units'
}
