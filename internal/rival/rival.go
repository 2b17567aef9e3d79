// Package rival holds the engines that tulieu is measured against, each built
// the way its own documentation tells to: stock bleve, SQLite's FTS5, and the
// simplest index in memory. It also draws the searches they are measured by.
package rival

import "tulieu/internal/viet"

// A Document is what every engine is given.
type Document struct {
	ID     string
	Title  string
	Body   string // the whole text, the title included: a search asks this field alone
	Moment int64  // seconds since 1970 of its date; NoMoment for none
	Values [Facets][]string
}

// NoMoment orders undated documents behind all others.
const NoMoment = -1 << 62

// Plain puts text into the form in which every engine finds the same words,
// whatever it knows of Vietnamese: composed, tones in one place, no invisible
// characters, lower case.
func Plain(text string) string { return viet.Norm(text) }

// A Facet is a property to select and to count by.
type Facet int

const (
	Unit Facet = iota
	Directive
	Year
	Facets // how many there are
)

// A Match says how a query's words select.
type Match int

const (
	Any Match = iota
	All
	Phrase
)

// A Query is one search, in terms that every engine here understands.
type Query struct {
	Words    []string // none: all documents
	Match    Match
	Select   [Facets]string // only documents that have the value; empty for all
	Newest   bool           // order by date instead of score
	From     int            // hits passed over
	Size     int            // hits wanted
	Facets   bool           // count the first TopValues values of each facet, each facet ignoring its own selection
	Snippets bool
}

// TopValues is how many values of a facet are counted.
const TopValues = 20

// A Count is a value and how many matches have it.
type Count struct {
	Value string
	N     int
}

// An Answer is what an engine says to a Query.
type Answer struct {
	Total    int
	IDs      []string
	Counts   [Facets][]Count // by number, then value
	Snippets []string
}

// An Engine takes documents in, and answers once Flush has returned. Documents
// have new IDs always: nothing here is replaced.
type Engine interface {
	Name() string
	Add(docs []Document) error
	Flush() error
	Search(q Query) (*Answer, error)
	Bytes() (int64, error) // on disk, or in memory for an engine without
	Close() error
}
