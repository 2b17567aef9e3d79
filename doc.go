// Package tulieu holds the nouns of the archive: the articles that portals
// published, the directives, units and dates those articles name, and the
// questions readers ask. It does no I/O and imports no other package of this
// module.
//
// A page becomes an answer in five steps, each in one room:
//
//	fetch     crawler                     portal  → Capture
//	read      crawler/extract ∘ mention   Capture → Reading (an Article with its mentions, links)
//	keep      internal/archive            Captures and Articles, in order; the only truth
//	follow    index                       Change  → Entry (what the mentions mean) → postings, columns
//	answer    server                      Query   → Results, as JSON and as pages
package tulieu
