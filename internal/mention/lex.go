package mention

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"tulieu/internal/viet"
)

// A lexeme numbers a word that the grammar knows. 0 is any other word.
type lexeme uint16

// A token is a word, a run of digits or one mark of a text.
type token struct {
	start, end int32 // bytes
	val        int32 // of a number, capped
	lex        lexeme
	kind       tokenKind
	flags      tokenFlags
}

type tokenKind uint8

const (
	endToken tokenKind = iota // white space to the scanner; in a line, what stands after its last token
	word                      // letters
	number                    // ASCII digits
	dash                      // any dash
	slash                     // any slash
	comma
	dot
	colon
	semicolon
	open // (
	shut // )
	quote
	ampersand
	otherMark
	invisible // soft hyphen, zero-width space: never in a token of its own
)

type tokenFlags uint8

const (
	spaced  tokenFlags = 1 << iota // white space stands before
	capital                        // begins with a capital letter
)

// classes says what an ASCII byte is; the others are for classOf.
var classes = func() (t [utf8.RuneSelf]tokenKind) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = number
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			t[c] = word
		case c <= ' ' || c == 0x7f:
			t[c] = endToken
		default:
			t[c] = otherMark
		}
	}
	t['-'], t['/'], t[','], t['.'], t[':'], t[';'] = dash, slash, comma, dot, colon, semicolon
	t['('], t[')'], t['"'], t['\''], t['&'] = open, shut, quote, quote, ampersand
	return t
}()

// classOf is the class of the rune that begins s, and its length.
func classOf(s string) (tokenKind, int) {
	if c := s[0]; c < utf8.RuneSelf {
		return classes[c], 1
	}
	if n := vietnamese(s); n > 0 {
		return word, n
	}
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case 0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF:
		return invisible, n
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63, 0xFF0D:
		return dash, n
	case 0x2044, 0x2215, 0xFF0F:
		return slash, n
	case '“', '”', '‘', '’', '«', '»', '„', '″':
		return quote, n
	case utf8.RuneError:
		return otherMark, n
	}
	switch {
	case unicode.IsSpace(r):
		return endToken, n
	case unicode.IsLetter(r), unicode.IsMark(r):
		return word, n
	}
	return otherMark, n
}

// vietnamese is the length of the letter beyond ASCII that begins s, if it is
// one that Vietnamese in NFC is written with, and 0 if it is not: most of a
// text's letters are told here, without decoding.
func vietnamese(s string) int {
	switch c := s[0]; {
	case c == 0xC3 && len(s) > 1 && s[1] != 0x90 && s[1] != 0xB0 && s[1] != 0x97 && s[1] != 0xB7, // À … ý, without Ð ð × ÷
		c == 0xC4 && len(s) > 1,                                // Ă ă Đ đ Ĩ ĩ
		(c == 0xC5 || c == 0xC6) && len(s) > 1 && s[1] != 0x89: // Ũ ũ Ơ ơ Ư ư, without Ɖ
		return 2
	case c == 0xE1 && len(s) > 2 && s[1]&0xFE == 0xBA: // Ạ … ỹ
		return 3
	}
	return 0
}

// A lexicon knows words in every spelling that texts have for them: three
// cases, two places of the tone mark. Other spellings (NFD, look-alike letters,
// soft hyphens) are found by their normal form.
type lexicon struct {
	fold  bool              // words are told apart by viet.Fold only, as in searches
	ids   map[string]lexeme // by normal form
	words []string          // by lexeme
	slots []slot            // open addressing; a power of two of them
	n     int
	may   [1 << 10]uint64 // a bit for each hash: most words of a text are told unknown here
}

type slot struct {
	hash uint32
	lex  lexeme
	raw  string
}

func newLexicon() *lexicon {
	return &lexicon{ids: map[string]lexeme{}, words: []string{""}, slots: make([]slot, 1<<12)}
}

// intern numbers a word given in normal form.
func (l *lexicon) intern(w string) lexeme {
	key := w
	if l.fold {
		key = viet.Fold(w)
	}
	if id, ok := l.ids[key]; ok {
		return id
	}
	id := lexeme(len(l.words))
	l.ids[key] = id
	l.words = append(l.words, w)
	l.spell(w, id)
	return id
}

// spell makes every usual spelling of w mean id.
func (l *lexicon) spell(w string, id lexeme) {
	for _, s := range []string{w, moveTone(w, toneOnLast), moveTone(w, toneOnFirst)} {
		r, n := utf8.DecodeRuneInString(s)
		l.put(s, id)
		l.put(strings.ToUpper(s), id)
		l.put(string(unicode.ToUpper(r))+s[n:], id)
	}
}

var (
	toneOnFirst = []string{"òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"}
	toneOnLast  = []string{"oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"}
)

// moveTone spells an open syllable with its tone in the place that to has it.
func moveTone(w string, to []string) string {
	for i := range to {
		for _, from := range []string{toneOnFirst[i], toneOnLast[i]} {
			if head, ok := strings.CutSuffix(w, from); ok {
				return head + to[i]
			}
		}
	}
	return w
}

func (l *lexicon) put(raw string, id lexeme) {
	if 4*l.n >= len(l.slots) {
		l.grow()
	}
	h, mask := hash(raw), uint32(len(l.slots)-1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := &l.slots[i]
		if s.lex == 0 {
			*s = slot{h, id, raw}
			l.n++
			l.may[h>>16>>6] |= 1 << (h >> 16 & 63)
			return
		}
		if s.hash == h && s.raw == raw {
			return // the first meaning of a spelling stays
		}
	}
}

func (l *lexicon) grow() {
	old := l.slots
	l.slots = make([]slot, 2*len(old))
	mask := uint32(len(l.slots) - 1)
	for _, s := range old {
		i := s.hash & mask
		for s.lex != 0 && l.slots[i].lex != 0 {
			i = (i + 1) & mask
		}
		if s.lex != 0 {
			l.slots[i] = s
		}
	}
}

func (l *lexicon) find(raw string, h uint32) lexeme {
	if l.may[h>>16>>6]&(1<<(h>>16&63)) == 0 {
		return 0
	}
	mask := uint32(len(l.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := &l.slots[i]
		if s.hash == h && s.raw == raw {
			return s.lex
		}
		if s.lex == 0 {
			return 0
		}
	}
}

const (
	hashSeed  = 2166136261
	hashPrime = 16777619
)

// mixed makes the low bits of an FNV hash depend on all of it.
func mixed(h uint32) uint32 { return h ^ h>>15 }

func hash(s string) uint32 {
	h := uint32(hashSeed)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * hashPrime
	}
	return mixed(h)
}

// line cuts text from byte at to the end of its line into tokens, the last of
// which is an endToken. next is where the next line begins; worth says whether
// anything in the line can begin a mention: a number, or a word that leads.
func (l *lexicon) line(text string, at int, leads []bool, tokens []token) (_ []token, next int, worth bool) {
	tokens = tokens[:0]
	space := false
	i := at
	for i < len(text) {
		kind, n := classOf(text[i:])
		switch kind {
		case endToken:
			if text[i] == '\n' && !wrapped(text[at:i], text[i+1:]) {
				return append(tokens, token{start: int32(i), end: int32(i)}), i + 1, worth
			}
			space = true
			i += n
			continue
		case invisible:
			i += n
			continue
		}
		t := token{start: int32(i), kind: kind}
		switch kind {
		case number:
			for i < len(text) && text[i]-'0' <= 9 {
				t.val = min(t.val*10+int32(text[i]-'0'), math.MaxInt32/16)
				i++
			}
			worth = true
		case word:
			t.lex, i = l.word(text, i)
			if c := text[t.start]; c < 'a' {
				t.flags = capital
			} else if c >= utf8.RuneSelf {
				if r, _ := utf8.DecodeRuneInString(text[t.start:]); unicode.IsUpper(r) {
					t.flags = capital
				}
			}
			worth = worth || int(t.lex) < len(leads) && leads[t.lex]
		default:
			if text[i] == '_' && joins(text, i) {
				space = true
				i += n
				continue
			}
			i += n
		}
		t.end = int32(i)
		if space {
			t.flags |= spaced
			space = false
		}
		tokens = append(tokens, t)
	}
	return append(tokens, token{start: int32(i), end: int32(i)}), i, worth
}

// wrapped reports whether the line that ends in head goes on in rest, the text
// after it, as lines do that were broken for the width of a page: in small
// letters, or in the middle of a date or a number.
func wrapped(head, rest string) bool {
	rest = strings.TrimLeft(rest[:min(len(rest), maxIndent)], " \t")
	r, _ := utf8.DecodeRuneInString(rest)
	if !unicode.IsDigit(r) && !unicode.IsUpper(r) {
		return unicode.IsLower(r)
	}
	head = strings.TrimRight(head[max(0, len(head)-maxIndent):], " \t\r")
	last := head[strings.LastIndexAny(head, " \t")+1:]
	switch last {
	case "ngày", "tháng", "năm", "số":
		return unicode.IsDigit(r)
	case "thị", "quyết", "luận", "định", "tư", "lệnh": // Nghị định, and its number in the next line
		after := strings.TrimLeft(rest, "0123456789")
		return unicode.IsDigit(r) && after != "" && (after[0] == '/' || after[0] == '-')
	}
	return len(last) > 2 && strings.ContainsAny(last, "0123456789") && strings.HasSuffix(last, "-")
}

// maxIndent is how far, in bytes, a line that goes on may be indented.
const maxIndent = 64

// joins reports whether the underscore at byte i stands for the space between
// two syllables: texts cut into words have "Chỉ_thị", programs "CD_BCT".
func joins(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+1:])
	return unicode.IsLower(before) && unicode.IsLetter(after)
}

// word reads the word that begins at byte i and returns where it ends.
func (l *lexicon) word(text string, i int) (lexeme, int) {
	start, end, odd := i, i, false
	h := uint32(hashSeed)
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if classes[c] != word {
				break
			}
			h = (h ^ uint32(c)) * hashPrime
			i++
			end = i
			continue
		}
		n := vietnamese(text[i:])
		if n == 0 {
			var kind tokenKind
			if kind, n = classOf(text[i:]); kind == invisible {
				i, odd = i+n, true
				continue
			} else if kind != word {
				break
			}
			odd = true
		}
		for _, c := range []byte(text[i : i+n]) {
			h = (h ^ uint32(c)) * hashPrime
		}
		i += n
		end = i
	}
	lex := l.find(text[start:end], mixed(h))
	if lex == 0 && l.fold {
		lex = l.ids[viet.Fold(text[start:end])]
	} else if lex == 0 && odd {
		lex = l.ids[viet.Norm(text[start:end])]
	}
	if lex == 0 {
		// "biếnChỉ thị": two words whose space was lost.
		for k := start + 1; k < end; k++ {
			if c := text[k]; c < 'A' || c > 'Z' {
				continue
			}
			if r, _ := utf8.DecodeLastRuneInString(text[start:k]); unicode.IsLower(r) && k-start > 2 && l.find(text[k:end], hash(text[k:end])) != 0 {
				return l.find(text[start:k], hash(text[start:k])), k
			}
		}
	}
	return lex, end
}
