package extract

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"

	"tulieu"
)

// A Profile is a tulieu.Portal made ready for use: its rules compiled. It may
// be used by several goroutines.
type Profile struct {
	*tulieu.Portal
	lists, articles, exclude                             []*regexp.Regexp
	rewrites                                             []rewrite
	title, published, lead, body, byline, section, views []selector
	drop                                                 []selector
	plain                                                bool // all seeds are http
}

type rewrite struct {
	pattern *regexp.Regexp
	replace string
}

type selector struct {
	css string
	cascadia.Selector
}

// A Problem is something wrong with a profile.
type Problem struct {
	Key string // as in the YAML file: "articles[0]", "fields.title[1]"; empty for the whole
	Err error  // wraps tulieu.ErrInvalid
}

func (p Problem) Error() string { return p.Key + ": " + p.Err.Error() }

// Unwrap returns what is wrong.
func (p Problem) Unwrap() error { return p.Err }

// Compile makes p ready for use. Its error is the first Problem of Check.
func Compile(p *tulieu.Portal) (*Profile, error) {
	c, problems := compile(p)
	if len(problems) > 0 {
		return nil, fmt.Errorf("extract: profile %s: %w", p.Name, problems[0])
	}
	return c, nil
}

// Check says all that is wrong with p: regular expressions and selectors that
// cannot be read, addresses outside its hosts, missing keys.
func Check(p *tulieu.Portal) []Problem {
	_, problems := compile(p)
	return problems
}

var (
	portalName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hostName   = regexp.MustCompile(`^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?$`)
)

func compile(portal *tulieu.Portal) (*Profile, []Problem) {
	p := &Profile{Portal: portal}
	var problems []Problem
	bad := func(key, format string, args ...any) {
		problems = append(problems, Problem{key, fmt.Errorf(format+": %w", append(args, tulieu.ErrInvalid)...)})
	}
	patterns := func(key string, list []string) []*regexp.Regexp {
		var out []*regexp.Regexp
		for i, s := range list {
			re, err := regexp.Compile(s)
			if err != nil {
				bad(fmt.Sprintf("%s[%d]", key, i), "regular expression %q: %v", s, err)
				continue
			}
			out = append(out, re)
		}
		return out
	}
	selectors := func(key string, list []string) []selector {
		var out []selector
		for i, s := range list {
			sel, err := cascadia.Compile(s)
			if err != nil {
				bad(fmt.Sprintf("%s[%d]", key, i), "selector %q: %v", s, err)
				continue
			}
			out = append(out, selector{s, sel})
		}
		return out
	}
	if !portalName.MatchString(portal.Name) {
		bad("name", "%q is not like so-ngoai-vu-long-an", portal.Name)
	}
	for i, host := range portal.Hosts {
		if !hostName.MatchString(host) {
			bad(fmt.Sprintf("hosts[%d]", i), "%q is not a host like example.gov.vn, in lower case, or host:port", host)
		}
	}
	addresses := func(key string, list []string) {
		for i, s := range list {
			key := fmt.Sprintf("%s[%d]", key, i)
			u, err := Resolve(nil, s)
			if err != nil {
				bad(key, "%q is not an http or https address", s)
			} else if !slices.Contains(portal.Hosts, u.Host) {
				bad(key, "host %s is not among the hosts of the profile", u.Host)
			}
		}
	}
	addresses("seeds", portal.Seeds)
	addresses("sitemaps", portal.Sitemaps)
	addresses("feeds", portal.Feeds)
	if portal.Show != "" && portal.Show != tulieu.ShowFull && portal.Show != tulieu.ShowExcerpt {
		bad("show", "%q is neither full nor excerpt", portal.Show)
	}
	if portal.Delay < 0 {
		bad("delay", "%v is less than nothing", portal.Delay)
	}
	if portal.MaxDepth < 0 {
		bad("max_depth", "%d is less than nothing", portal.MaxDepth)
	}
	for i, r := range portal.Canonical {
		re, err := regexp.Compile(r.Pattern)
		if err != nil {
			bad(fmt.Sprintf("canonical[%d].pattern", i), "regular expression %q: %v", r.Pattern, err)
			continue
		}
		p.rewrites = append(p.rewrites, rewrite{re, r.Replace})
	}
	p.lists = patterns("lists", portal.Lists)
	p.articles = patterns("articles", portal.Articles)
	p.exclude = patterns("exclude", portal.Exclude)
	p.title = selectors("fields.title", portal.Fields.Title)
	p.published = selectors("fields.published", portal.Fields.Published)
	p.lead = selectors("fields.lead", portal.Fields.Lead)
	p.body = selectors("fields.body", portal.Fields.Body)
	p.byline = selectors("fields.byline", portal.Fields.Byline)
	p.section = selectors("fields.section", portal.Fields.Section)
	p.views = selectors("fields.views", portal.Fields.Views)
	p.drop = selectors("drop", portal.Drop)
	p.plain = len(portal.Seeds) > 0 && !slices.ContainsFunc(portal.Seeds, func(s string) bool {
		return !strings.HasPrefix(strings.ToLower(s), "http://")
	})
	return p, problems
}

// Role says what the page u is for: "" for one that is not to be followed.
func (p *Profile) Role(u *url.URL) tulieu.Role {
	switch {
	case !p.Allows(u):
		return ""
	case matches(p.articles, u):
		return tulieu.RoleArticle
	case matches(p.lists, u):
		return tulieu.RoleList
	}
	return ""
}

// matches reports whether one of res matches path and query of u, as they are
// sent or as people read them: /tin-t%E1%BB%A9c and /tin-tức.
func matches(res []*regexp.Regexp, u *url.URL) bool {
	sent, read := u.RequestURI(), u.Path
	if u.RawQuery != "" {
		if q, err := url.PathUnescape(u.RawQuery); err == nil {
			read += "?" + q
		} else {
			read += "?" + u.RawQuery
		}
	}
	return slices.ContainsFunc(res, func(re *regexp.Regexp) bool {
		return re.MatchString(sent) || re.MatchString(read)
	})
}

// Allows reports whether the host of u may be asked and no exclude rule
// matches.
func (p *Profile) Allows(u *url.URL) bool {
	return slices.Contains(p.Hosts, u.Host) && !matches(p.exclude, u)
}

// isTrap reports whether the path of u repeats itself, as relative links do
// on a server that answers every path: /vi/vi/en/vi/tin.html.
func isTrap(u *url.URL) bool {
	count, tongues := map[string]int{}, 0
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(segments) > 16 {
		return true
	}
	last := ""
	for _, s := range segments {
		if strings.Trim(s, "0123456789") == "" {
			continue // /2016/10/10/
		}
		if count[s]++; count[s] > 2 || s == last {
			return true
		}
		if languages[strings.ToLower(s)] {
			if tongues++; tongues > 1 {
				return true
			}
		}
		last = s
	}
	return false
}

// languages are the path segments by which portals tell their languages apart.
var languages = words("vi|en|vn|vi-vn|en-us|en-gb|fr|zh|zh-cn|ja|ko|lo|km")

// isTongue reports whether u is the page itself in another language, by an
// address that grows: /tin/vi/bai-1.html on /tin/bai-1.html. Behind such links,
// which are relative by mistake, one article had 1,022 addresses.
func isTongue(page, u *url.URL) bool {
	if page == nil || page.Path == u.Path {
		return false
	}
	bare := func(path string) (string, int) {
		segments := strings.Split(path, "/")
		rest := slices.DeleteFunc(slices.Clone(segments), func(s string) bool { return languages[strings.ToLower(s)] })
		return strings.Trim(strings.Join(rest, "/"), "/"), len(segments) - len(rest)
	}
	here, n := bare(page.Path)
	there, m := bare(u.Path)
	return here == there && m > n
}
