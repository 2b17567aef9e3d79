package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Tone is one of the six tones, as the combining mark that writes it; 0 is
// the level tone, which has none.
type Tone rune

const (
	Level Tone = 0      // ngang
	Grave Tone = 0x0300 // huyền
	Acute Tone = 0x0301 // sắc
	Tilde Tone = 0x0303 // ngã
	Hook  Tone = 0x0309 // hỏi
	Dot   Tone = 0x0323 // nặng
)

func isTone(r rune) bool {
	switch Tone(r) {
	case Grave, Acute, Tilde, Hook, Dot:
		return true
	}
	return false
}

const vowels = "aăâeêioôơuưy"

// IsSyllable reports whether s, in normal form, is spelled as Vietnamese
// syllables are: an onset, a rime and a tone that go together. It knows the
// grammar, not the words: "huênh" and "tuýp" pass, "facebook" and "vệt." do not.
func IsSyllable(s string) bool {
	plain, tone := splitTone(s)
	if tone < 0 {
		return false
	}
	onset, nucleus, coda, ok := parse(plain)
	if !ok || !onsets[onset] || !rimes[nucleus+coda] {
		return false
	}
	switch coda {
	case "c", "ch", "p", "t": // a stop bears two tones only
		if tone != Acute && tone != Dot {
			return false
		}
	}
	front := strings.ContainsRune("eêiy", firstRune(nucleus))
	switch onset {
	case "k":
		return front || nucleus == "a" || nucleus == "ô" // Bắc Kạn, Hồng Kông
	case "gh", "ngh":
		return front
	case "c", "ng":
		return !front
	case "g":
		return !front || strings.HasPrefix(nucleus, "i") // gì, gìn
	}
	return true
}

// Twin is the other spelling of a syllable in normal form that ends in a lone i
// or y, where writers differ: "kĩ" of "kỹ", "lí" of "lý", "quí" of "quý". It is
// empty for all others, "thi" and "thy" among them, which are two words.
func Twin(s string) string {
	plain, tone := splitTone(s)
	if tone < 0 {
		return ""
	}
	onset, nucleus, coda, ok := parse(plain)
	other := map[string]string{"i": "y", "y": "i"}[nucleus]
	if !ok || other == "" || coda != "" || !twinOnsets[onset] {
		return ""
	}
	twin, _ := placeTone(onset+other, tone)
	return twin
}

var twinOnsets = set("h k l m qu s t")

// splitTone parts a word in lower-case NFC from its tone. The tone is -1 where
// the word has several, or one on a letter that is no vowel.
func splitTone(s string) (plain string, tone Tone) {
	if isASCII(s) {
		return s, Level
	}
	if plain, tone, ok := splitLetters(s); ok {
		return plain, tone
	}
	return splitDecomposed(s)
}

// splitDecomposed is splitTone for any word.
func splitDecomposed(s string) (plain string, tone Tone) {
	var b strings.Builder
	base := rune(0)
	for _, r := range norm.NFD.String(s) {
		if !isTone(r) {
			b.WriteRune(r)
			if !unicode.Is(unicode.Mn, r) {
				base = r
			}
			continue
		}
		switch {
		case !strings.ContainsRune("aeiouy", base), tone != Level && tone != Tone(r):
			return norm.NFC.String(strip(s, isTone)), -1
		}
		tone = Tone(r)
	}
	return norm.NFC.String(b.String()), tone
}

// toned are the vowels with a tone, each as one rune in NFC, and what they are
// made of.
var toned = func() map[rune]tonedVowel {
	m := map[rune]tonedVowel{}
	for _, vowel := range vowels {
		for _, tone := range []Tone{Grave, Acute, Tilde, Hook, Dot} {
			r, _ := utf8.DecodeRuneInString(norm.NFC.String(string(vowel) + string(rune(tone))))
			m[r] = tonedVowel{vowel, tone}
		}
	}
	return m
}()

type tonedVowel struct {
	vowel rune
	tone  Tone
}

// splitLetters is splitTone for a word of nothing but Vietnamese letters, which
// nearly all are. It is not ok for another one.
func splitLetters(s string) (plain string, tone Tone, ok bool) {
	var buffer [32]byte
	b := buffer[:0]
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		case r == 'đ', strings.ContainsRune(vowels, r):
			b = utf8.AppendRune(b, r)
		default:
			v, known := toned[r]
			if !known {
				return "", 0, false
			}
			if b = utf8.AppendRune(b, v.vowel); tone == Level {
				tone = v.tone
			} else if tone != v.tone {
				tone = -1
			}
		}
	}
	if tone == Level {
		return s, tone, true
	}
	return string(b), tone, true
}

// parse cuts a toneless word into onset, vowels and coda. It holds for
// anything shaped like a syllable, sayable or not.
func parse(plain string) (onset, nucleus, coda string, ok bool) {
	i := strings.IndexAny(plain, vowels)
	if i < 0 {
		return "", "", "", false
	}
	rest := plain[i:]
	switch onset = plain[:i]; {
	case onset == "q":
		if !strings.HasPrefix(rest, "u") || len(rest) == 1 {
			return "", "", "", false
		}
		onset, rest = "qu", rest[1:]
	case onset == "g" && len(rest) > 1 && rest[0] == 'i' && strings.ContainsRune(vowels, firstRune(rest[1:])):
		onset, rest = "gi", rest[1:]
	}
	n := 0
	for n < len(rest) {
		r, size := utf8.DecodeRuneInString(rest[n:])
		if !strings.ContainsRune(vowels, r) {
			break
		}
		n += size
	}
	nucleus, coda = rest[:n], rest[n:]
	return onset, nucleus, coda, nucleus != "" && onsets[onset] && codas[coda] && utf8.RuneCountInString(nucleus) <= 3
}

// placeTone writes the tone where the older and commoner spelling has it:
// hòa, thủy; hoàn, thuyền; quà, giữa. A word that is not shaped like a
// syllable has no such place.
func placeTone(plain string, tone Tone) (s string, ok bool) {
	onset, nucleus, coda, ok := parse(plain)
	if !ok || tone == Level {
		return plain, ok
	}
	v := []rune(nucleus)
	at := 0
	switch {
	case len(v) == 3, len(v) == 2 && coda != "":
		at = 1
	}
	for i, r := range v { // a letter with a mark of its own takes the tone: ươ, iê, uyê; the last of two
		if r >= utf8.RuneSelf {
			at = i
		}
	}
	return onset + string(v[:at]) + norm.NFC.String(string([]rune{v[at], rune(tone)})) + string(v[at+1:]) + coda, true
}

func strip(s string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	onsets = func() map[string]bool {
		m := set("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
		m[""] = true
		return m
	}()
	codas = func() map[string]bool {
		m := set("c ch k m n ng nh p t") // k in names of the highlands: Đắk Lắk
		m[""] = true
		return m
	}()
	rimes = set(`
		a ac ach ai ak am an ang anh ao ap at au ay  ăc ăk ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
		e ec em en eng eo ep et  ê êch êm ên êng ênh êp êt êu
		i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
		o oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt  oc oe oen oeo oet oi om on ong oong ooc op ot
		ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
		u ua uâc uân uâng uât uây uc uê uêch uên uênh uêt uêu ui uit um un ung uơ uôc uôi uôm uôn uông uôt up ut
		uy uya uych uyên uyêt uyêch uyn uynh uyp uyt uyu
		ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
		y ych yêm yên yêng yêt yêu yn ynh yt`)
)
