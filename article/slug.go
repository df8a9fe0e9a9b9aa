package article

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxID bounds an ID in bytes.
const maxID = 64

// Valid reports whether id is 1 to 64 small ASCII letters, digits and hyphens,
// without a hyphen at either end.
func (id ID) Valid() bool {
	for i := range len(id) {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || i == 0 || i == len(id)-1) {
			return false
		}
	}
	return id != "" && len(id) <= maxID
}

// NewID makes the ID of a title: its words in small Latin letters, joined by
// hyphens ("Taliban delegation in Tianjin" gives taliban-delegation-in-tianjin).
// Accents are dropped, Cyrillic, Greek and Hangul are transliterated. For words
// in other scripts a short checksum stands, so that two titles differ in their
// IDs. The same title always gives the same ID; it is always valid.
func NewID(title string) ID {
	slug, rest := transliterate(title)
	if rest != "" || slug == "" {
		if slug == "" {
			slug = "article"
		}
		slug = cutSlug(slug, maxID-9) + "-" + checksum(title)
	}
	return ID(cutSlug(slug, maxID))
}

// cutSlug cuts s to n bytes, between words where it can.
func cutSlug(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n+1], '-'); i > n/2 {
		return s[:i]
	}
	return strings.TrimRight(s[:n], "-")
}

// transliterate writes s in small Latin letters, digits and hyphens. rest holds
// the letters for which it knows none.
func transliterate(s string) (slug, rest string) {
	var out, unknown strings.Builder
	hyphen := false
	write := func(t string) {
		if hyphen && out.Len() > 0 {
			out.WriteByte('-')
		}
		hyphen = false
		out.WriteString(t)
	}
	for _, r := range norm.NFC.String(s) {
		switch {
		case r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			write(string(r))
			continue
		case r >= 'A' && r <= 'Z':
			write(string(r + 'a' - 'A'))
			continue
		case r == '\'' || r == '’' || unicode.Is(unicode.Mn, r):
			continue // don’t: dont
		case r >= 0xAC00 && r <= 0xD7A3:
			write(romanHangul(r))
			continue
		}
		l := unicode.ToLower(r)
		if t, ok := latin(l); ok {
			if t != "" {
				write(t)
			}
			continue
		}
		// A letter with an accent: the letter.
		base := []rune(norm.NFKD.String(string(l)))
		known := false
		for _, b := range base {
			if b < 0x80 && (unicode.IsLetter(b) || unicode.IsDigit(b)) {
				write(string(unicode.ToLower(b)))
				known = true
			} else if t, ok := latin(b); ok && len(base) > 1 {
				write(t)
				known = true
			}
		}
		if known {
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			unknown.WriteRune(r)
		}
		hyphen = true
	}
	return out.String(), unknown.String()
}

// latin is how a small letter is written in ASCII, where decomposing it does
// not say: Latin letters of their own, Cyrillic, Greek.
func latin(r rune) (string, bool) {
	const cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
	switch {
	case r >= 'а' && r <= 'я':
		return strings.Split("a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya", " ")[strings.IndexRune(cyrillic, r)/2], true
	case r >= 'α' && r <= 'ω':
		return strings.Split("a v g d e z i th i k l m n x o p r s s t y f ch ps o", " ")[r-'α'], true
	}
	switch r {
	case 'ß':
		return "ss", true
	case 'æ', 'ä':
		return "ae", true
	case 'œ', 'ö':
		return "oe", true
	case 'ü':
		return "ue", true
	case 'ø':
		return "o", true
	case 'å':
		return "a", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	case 'ё':
		return "yo", true
	case 'є':
		return "ye", true
	case 'і':
		return "i", true
	case 'ї':
		return "yi", true
	case 'ґ':
		return "g", true
	case 'ў':
		return "u", true
	case 'ђ', 'ћ':
		return "dj", true
	case 'ј':
		return "j", true
	case 'љ':
		return "lj", true
	case 'њ':
		return "nj", true
	case 'џ':
		return "dz", true
	}
	return "", false
}

// romanHangul writes a Hangul syllable by the Revised Romanization, letter by
// letter.
func romanHangul(r rune) string {
	i := int(r - 0xAC00)
	first := strings.Split("g kk n d tt r m b pp s ss  j jj ch k t p h", " ")
	middle := strings.Split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i", " ")
	last := strings.Split(" k k ks n nj nh t l lk lm lp ls lt lp lh m p ps t t ng t t k t p t", " ")
	return first[i/588] + middle[i%588/28] + last[i%28]
}
