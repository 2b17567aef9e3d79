package viet

import (
	"strings"
)

// An InputMethod is a way of typing Vietnamese with ASCII keys.
type InputMethod string

const (
	NoInputMethod InputMethod = ""
	Telex         InputMethod = "telex" // "ddangr uyr"
	VNI           InputMethod = "vni"   // "d9a3ng u3y"
)

// Decode reads a query that was typed with the keyboard's input method switched
// off: "chir thij" is "chỉ thị". It decides on the query as a whole, because
// "max" and "six" decode to syllables too: enough of its words must be unknown
// as they stand and known when decoded. Then each word that decodes to a known
// one is decoded if it is likelier among its neighbours so. Numbers of papers
// and fields with their slugs ("unit:so-ngoai-vu") stay as typed, like all else
// between the words.
// Without an input method the text is returned as it came.
func (m *Model) Decode(text string) (string, InputMethod) {
	c := cutters.Get().(*Cutter)
	defer cutters.Put(c)
	tokens := c.Cut(text)
	for _, t := range tokens {
		if t.Kind == Syllable && t.Norm != t.Fold {
			return text, NoInputMethod // it was on
		}
	}
	for _, method := range []InputMethod{Telex, VNI} {
		if decoded, ok := m.decode(text, tokens, method); ok {
			return decoded, method
		}
	}
	return text, NoInputMethod
}

const (
	knownMin     = 2   // a word counted so often is known
	muchCommoner = 50  // times as frequent decoded as raw
	asMeant      = .05 // probability that a decodable word among decoded ones was meant as it stands
)

func (m *Model) decode(text string, tokens []Token, method InputMethod) (string, bool) {
	words, decodable, strong := 0, 0, 0
	l := lattice{m: m}
	var at []*Token // the token of each step
	paper := 0
	slug := false // inside the value of a field: unit:so-ngoai-vu
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == DocNumber {
			paper = t.End
			continue
		}
		s := step{m.itself(t), t.Break}
		slug = t.Start > 0 && (text[t.Start-1] == ':' || slug && text[t.Start-1] == '-')
		if t.Start >= paper && t.Kind != Number && !slug && !strings.HasPrefix(text[t.End:], ":") {
			words++
			meant, ok := decodeWord(t.Norm, method)
			if n := m.Count(meant); ok && n >= knownMin {
				decodable++
				raw := m.Count(t.Norm)
				if method == VNI && len(t.Norm) < 4 && !strings.ContainsAny(t.Norm, "6789") {
					raw = n // CO2 and A1 prove nothing
				}
				if raw < knownMin || n >= muchCommoner*raw {
					strong++
				}
				stays := state{s.states[0].id, asMeant}
				if stays.id == number {
					stays.id = -1 // in VNI every word has digits
				}
				if typed := text[t.Start:t.End]; t.End-t.Start > 1 && typed == strings.ToUpper(typed) && text != strings.ToUpper(text) {
					stays.p = 1 - asMeant // an abbreviation: AS-206, CO2
				}
				s.states = []state{stays, {int(m.ids[meant]), 1 - stays.p}}
			}
		}
		l.steps = append(l.steps, s)
		at = append(at, t)
	}
	if strong == 0 || strong*5 < words || strong*2 < decodable {
		return "", false
	}
	var b strings.Builder
	done := 0
	best, _ := l.solve()
	for i, t := range at {
		if s := l.steps[i].states; len(s) == 2 && best[i] == s[1] {
			b.WriteString(text[done:t.Start])
			b.WriteString(likeTyped(text[t.Start:t.End], m.words[best[i].id]))
			done = t.End
		}
	}
	b.WriteString(text[done:])
	return b.String(), true
}

// decodeWord reads one lower-case word; ok is false where the keys spell
// nothing but themselves, or put a tone on what is no syllable.
func decodeWord(s string, method InputMethod) (string, bool) {
	if len(s) > 12 || s < "a" {
		return "", false
	}
	read := telex
	if method == VNI {
		read = vni
	}
	letters, tone, used := read(s)
	plain := string(letters)
	if strings.HasSuffix(plain, "ươ") {
		plain = strings.TrimSuffix(plain, "ươ") + "uơ" // thuở, huơ: no rime is ươ alone
	}
	if !used || tone == Level {
		return plain, used // ôzôn is no syllable
	}
	word, ok := placeTone(plain, tone)
	return word, ok && IsSyllable(word)
}

var telexTones = map[rune]Tone{'f': Grave, 's': Acute, 'x': Tilde, 'r': Hook, 'j': Dot}

// telex reads the keys of s: doubled letters and w shape letters, wherever in
// the word they are typed; the last tone key sets the tone, z takes it away.
// used says that some key was more than its letter.
func telex(s string) (out []rune, tone Tone, used bool) {
	vowel := false // seen one
	for _, r := range s {
		switch {
		case vowel && telexTones[r] != 0:
			tone, used = telexTones[r], true
			continue
		case r == 'z' && tone != Level:
			tone = Level
			continue
		case r == 'w' && shape(out, "qua", "quă"), r == 'w' && shape(out, "oa", "oă"), r == 'w' && shape(out, "uo", "ươ"), r == 'w' && shape(out, "uô", "ươ"),
			r == 'w' && shape(out, "ưo", "ươ"), r == 'w' && shape(out, "uơ", "ươ"),
			r == 'w' && shape(out, "u", "ư"), r == 'w' && shape(out, "o", "ơ"), r == 'w' && shape(out, "a", "ă"),
			r == 'a' && shape(out, "a", "â"), r == 'e' && shape(out, "e", "ê"), r == 'o' && shape(out, "o", "ô"),
			r == 'd' && shape(out, "d", "đ"):
			used = true
			continue
		case r == 'w':
			out, vowel, used = append(out, 'ư'), true, true
			continue
		}
		out = append(out, r)
		vowel = vowel || strings.ContainsRune(vowels, r)
	}
	return out, tone, used
}

var vniTones = map[rune]Tone{'1': Acute, '2': Grave, '3': Hook, '4': Tilde, '5': Dot}

// vni reads the keys of s: digits behind the letters they change.
func vni(s string) (out []rune, tone Tone, used bool) {
	for _, r := range s {
		switch {
		case vniTones[r] != 0:
			tone, used = vniTones[r], true
		case r == '0':
			tone = Level
		case r == '6' && (shape(out, "a", "â") || shape(out, "e", "ê") || shape(out, "o", "ô")),
			r == '7' && (shape(out, "uo", "ươ") || shape(out, "ưo", "ươ") || shape(out, "uơ", "ươ") || shape(out, "u", "ư") || shape(out, "o", "ơ")),
			r == '8' && shape(out, "a", "ă"),
			r == '9' && shape(out, "d", "đ"):
			used = true
		default:
			out = append(out, r)
		}
	}
	return out, tone, used
}

// shape replaces the last occurrence of plain in out by shaped, rune for rune.
func shape(out []rune, plain, shaped string) bool {
	p, s := []rune(plain), []rune(shaped)
next:
	for i := len(out) - len(p); i >= 0; i-- {
		for j := range p {
			if out[i+j] != p[j] {
				continue next
			}
		}
		copy(out[i:], s)
		return true
	}
	return false
}
