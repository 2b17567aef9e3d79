package tulieu

import "time"

// A Portal is the profile of a site: where it keeps its news, and how its
// pages are read. Profiles are YAML files in portals/, one a portal.
type Portal struct {
	Name      string        `yaml:"name"`      // "so-ngoai-vu-long-an"; [a-z0-9-]+
	Title     string        `yaml:"title"`     // "Cổng thông tin …"
	Publisher string        `yaml:"publisher"` // the unit that runs it; printed name
	Place     string        `yaml:"place"`     // slug of its province
	Hosts     []string      `yaml:"hosts"`     // allow-list: "example.gov.vn", "127.0.0.1:8080"
	Loopback  bool          `yaml:"loopback"`  // may be fetched from this machine
	Seeds     []string      `yaml:"seeds"`     // addresses asked at every crawl
	Lists     []string      `yaml:"lists"`     // regular expressions on path and query: pages that lead to articles
	Articles  []string      `yaml:"articles"`  // regular expressions on path and query: pages that hold one
	Exclude   []string      `yaml:"exclude"`   // regular expressions: never followed
	Sitemaps  []string      `yaml:"sitemaps"`
	Feeds     []string      `yaml:"feeds"`
	Canonical []Rewrite     `yaml:"canonical"` // rules that make an article's address canonical
	Fields    FieldRules    `yaml:"fields"`
	Drop      []string      `yaml:"drop"` // CSS selectors taken out before the body is read
	Show      Show          `yaml:"show"`
	Delay     time.Duration `yaml:"delay"` // between two requests to a host; 0 for the crawler's own
	MaxDepth  int           `yaml:"max_depth"`
}

// A Rewrite replaces what Pattern matches in an address.
type Rewrite struct {
	Pattern string `yaml:"pattern"`
	Replace string `yaml:"replace"`
}

// FieldRules are CSS selectors for the parts of an article, tried in order
// until one gives text.
type FieldRules struct {
	Title     []string `yaml:"title"`
	Published []string `yaml:"published"`
	Lead      []string `yaml:"lead"`
	Body      []string `yaml:"body"`
	Byline    []string `yaml:"byline"`
	Section   []string `yaml:"section"`
	Views     []string `yaml:"views"`
}

// Show says how much of an article's text may be shown and exported.
type Show string

const (
	ShowFull    Show = "full"
	ShowExcerpt Show = "excerpt" // title, lead and the marked snippets only
)
