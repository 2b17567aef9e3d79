package tulieu

// A Query is one question to the archive. Its zero value matches everything,
// newest first.
type Query struct {
	Text    string // as typed
	Match   Match
	Filters map[Field]Selection
	From    Date // published, both ends included, any precision
	To      Date
	Sort    Order
	Size    int // hits wanted: 0 for 10; at most 100
	Cursor  string
	Facets  []FacetRequest
	Like    ID   // articles similar to this one; Text is then empty
	Fold    bool // one hit for the same text under several URLs
}

// Match says how many of a query's words an article must hold.
type Match string

const (
	MatchAuto Match = "auto" // all of a short query, a stated share of the weight of a long one, weaker if nothing is found
	MatchAll  Match = "all"
	MatchAny  Match = "any"
)

// Order says how hits are ordered; ties by ID.
type Order string

const (
	ByScore Order = "score" // the default where Text has words
	Newest  Order = "newest"
	Oldest  Order = "oldest"
)

// A Field is a property of articles that a query may select and count by.
// Its name is the parameter's name in URLs.
type Field string

const (
	FieldDirective Field = "directive" // slug; "03-ct-tw*" is the number whatever its year
	FieldUnit      Field = "unit"      // slug of a unit mentioned; "publisher:slug" for the one that publishes
	FieldPlace     Field = "place"     // slug of a province
	FieldKind      Field = "kind"      // Kind of a paper mentioned
	FieldIssuer    Field = "issuer"    // slug of the issuer of a paper mentioned
	FieldYear      Field = "year"      // "2016"; "undated"
	FieldMonth     Field = "month"     // "2016-10"; for histograms
	FieldSection   Field = "section"   // "Tin tức › Các đoàn thể"; takes what lies below
	FieldPortal    Field = "portal"    // name of a profile
	FieldPublisher Field = "publisher" // slug of the publishing unit
	FieldUnitKind  Field = "unit_kind" // UnitKind of a unit mentioned
)

// Fields lists every Field, in the order of the documentation.
var Fields = []Field{FieldDirective, FieldUnit, FieldPlace, FieldKind, FieldIssuer, FieldYear, FieldMonth,
	FieldSection, FieldPortal, FieldPublisher, FieldUnitKind}

// SectionSeparator joins the parts of a section in one value.
const SectionSeparator = " › "

// A Selection narrows a Field: any of Any, none of None.
type Selection struct{ Any, None []string }

// A FacetRequest asks for the counts of a field's values. Counts ignore the
// field's own Any, so that several values can be chosen.
type FacetRequest struct {
	Field  Field
	Size   int    // values wanted: 0 for 20
	Prefix string // only values whose label or slug begins so, folded; empty for all
}

// Results answer a Query. They say which articles match; the archive says
// what those articles are.
type Results struct {
	Total   int
	Hits    []Hit
	Facets  []FacetCounts // in the order asked for
	Next    string        // cursor of the next page; empty on the last
	Reading Understood
	State   State
}

// A Hit is one matching article.
type Hit struct {
	ID        ID
	Score     float64
	Sentences []int // numbers of its best sentences, best first; empty where the query has no words
}

// FacetCounts are the values of a field among the matches, by count, then slug.
type FacetCounts struct {
	Field  Field
	Counts []Count
	More   bool // values were left out
}

// A Count is one value and how many matches have it.
type Count struct {
	Value    string
	N        int
	Selected bool
}

// Understood says how a query's text was read.
type Understood struct {
	Match  Match    // the reading used: "all", "any", or "auto" for the share of weight
	Terms  []string // tokens in normal form whose occurrences are to be marked
	Folded []string // folded tokens to be marked wherever their fold occurs
	Text   string   // the text searched where it is not the text typed: "thi đua" for "thi dua"
	Meant  string   // what may have been meant by words that seem out of place: "tập thể" for "tập thế"
	Notes  []string // what was not understood as meant, in plain words
}

// Completions are ways to go on from what somebody types, the likeliest first.
type Completions struct {
	Words  []string // whole texts, with the marks that were not typed
	Titles []ID     // articles whose titles hold what is typed, each title once
}

// State says which changes an index has taken in.
type State struct {
	Archive string // the archive's random id
	Seq     Seq
}
