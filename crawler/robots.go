package crawler

import (
	"bufio"
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// robots are the rules of one host for one crawler, after RFC 9309.
type robots struct {
	rules []robotsRule
	delay time.Duration // Crawl-delay; 0 for none
}

type robotsRule struct {
	pattern string // normalised: see spellPath
	allow   bool
}

// maxRobots is how many bytes of a robots.txt are read: RFC 9309 asks for 500 KiB.
const maxRobots = 500 << 10

// maxRules bounds the rules kept for one host.
const maxRules = 10_000

// parseRobots reads the rules for agent, a bare name in lower case such as
// "tulieu": those of all groups that name it, or else those for "*".
func parseRobots(data []byte, agent string) *robots {
	data = bytes.TrimPrefix(data[:min(len(data), maxRobots)], []byte("\xEF\xBB\xBF"))
	var own, all robots
	named := false                // some group names agent
	forUs, forAll := false, false // whom the current group is for
	inAgents := false             // the last line was User-agent
	scan := bufio.NewScanner(bytes.NewReader(data))
	scan.Buffer(nil, maxRobots+1)
	scan.Split(scanRobotsLine)
	for scan.Scan() {
		text, _, _ := strings.Cut(scan.Text(), "#")
		key, value, ok := strings.Cut(text, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if key == "user-agent" {
			if !inAgents {
				forUs, forAll = false, false
			}
			inAgents = true
			switch name := productToken(value); {
			case value == "*":
				forAll = true
			case name == agent:
				forUs, named = true, true
			}
			continue
		}
		switch key {
		case "allow", "disallow":
			inAgents = false
			if value == "" {
				continue
			}
			rule := robotsRule{spellPath(value), key == "allow"}
			if forUs && len(own.rules) < maxRules {
				own.rules = append(own.rules, rule)
			}
			if forAll && len(all.rules) < maxRules {
				all.rules = append(all.rules, rule)
			}
		case "crawl-delay":
			inAgents = false
			if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 {
				d := time.Duration(math.Min(s, 86400) * float64(time.Second))
				if forUs {
					own.delay = max(own.delay, d)
				}
				if forAll {
					all.delay = max(all.delay, d)
				}
			}
		}
	}
	if named {
		return &own
	}
	return &all
}

// scanRobotsLine splits at LF, CR or both.
func scanRobotsLine(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// productToken is the name at the start of a user agent: "Tulieu/1 (…)" is "tulieu".
func productToken(s string) string {
	i := 0
	for i < len(s) && (s[i] == '-' || s[i] == '_' || 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z') {
		i++
	}
	return strings.ToLower(s[:i])
}

// allows reports whether path, with its query, may be fetched: the longest
// matching rule decides, and of equals Allow.
func (r *robots) allows(path string) bool {
	path = spellPath(path)
	if path == "/robots.txt" {
		return true
	}
	best, allow := -1, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); (n > best || n == best && rule.allow) && matchRobots(rule.pattern, path) {
			best, allow = n, rule.allow
		}
	}
	return allow
}

// matchRobots reports whether pattern, in which * is any text and $ at the end
// the end, matches the beginning of path. It takes time of their product at
// most: after each * the earliest match of what follows is as good as any.
func matchRobots(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	if anchored {
		pattern = pattern[:len(pattern)-1]
	}
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	if len(parts) == 1 {
		return !anchored || rest == ""
	}
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	if anchored {
		return strings.HasSuffix(rest, last)
	}
	return strings.Contains(rest, last)
}

// spellPath writes a path or pattern in one spelling: bytes beyond ASCII
// percent-encoded, those that need no encoding bare, hex in upper case. "%2F"
// and "/" stay two things.
func spellPath(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if d := byte(n); 'a' <= d|0x20 && d|0x20 <= 'z' || '0' <= d && d <= '9' || strings.IndexByte("-._~", d) >= 0 {
				b.WriteByte(d)
			} else {
				b.WriteString(strings.ToUpper(s[i : i+3]))
			}
			i += 2
		case c <= ' ' || c >= 0x7F:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}
