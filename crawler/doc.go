// Package crawler walks portals politely and brings their pages home.
//
// A crawl is a walk along the frontier, the rows of a Store: seeds first, then
// lists, then articles. Every page is one Step that the store keeps whole, so
// a walk that was stopped goes on where it was, and a page that was fetched
// is not fetched again.
//
// # Profiles
//
// A portal is described by a YAML file in portals/, which LoadProfiles reads.
// This one is for a WordPress site; testdata/portals holds one for each of the
// families that most portals are made with.
//
//	title: Đoàn Thanh niên phường Bình An      # of the site; its name is that of the file
//	publisher: Đoàn Thanh niên phường Bình An  # of articles without a source line
//	place: can-tho-2025                        # slug of its province
//	hosts: [wordpress.example.vn]              # nothing else is ever asked
//	seeds:                                     # asked at every crawl; also: sitemaps, feeds
//	  - https://wordpress.example.vn/category/tin-tuc/
//	lists:                                     # pages that lead to articles
//	  - /page/\d+/?$
//	articles:                                  # pages that hold one
//	  - ^/\d{4}/\d{2}/[^/]+/?$
//	exclude:                                   # never asked
//	  - \?(replytocom|share)=
//	canonical:                                 # rewrites addresses before they are asked or kept
//	  - {pattern: '^(.*)/amp/?$', replace: '$1/'}
//	fields:                                    # CSS selectors, tried in order until one gives text
//	  title: [h1.entry-title]
//	  published: [time.entry-date, .posted-on]
//	  body: [.entry-content]
//	  byline: [.byline]
//	  section: [.cat-links a]                  # also: lead, views
//	drop: [.sharedaddy]                        # taken out before the body is read
//	show: excerpt                              # or full: how much of the text readers may see
//	delay: 2s                                  # between two requests; robots.txt may ask for more
//	max_depth: 300                             # pages from a seed
//
// Patterns are regular expressions on path and query, as they are sent or as
// people read them: ^/tin-tức/ matches /tin-t%E1%BB%A9c/. An article pattern
// wins over a list pattern. Of a title or body that no selector finds nothing
// is guessed: the page is listed for review. Other fields fall back to what
// such pages have in common; extract.Fact names the rule that read each.
package crawler
