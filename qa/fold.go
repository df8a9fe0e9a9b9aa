package qa

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold gives the form under which a word is compared whatever its writing:
// lower case, compatibility forms resolved, diacritics dropped, possessives,
// elisions, the Arabic article, the dots of acronyms and the marks that group
// digits taken off.
// spelled is the same with its diacritics, which is what stemmers want.
// Both are empty when nothing is left.
func fold(word, lang string) (folded, spelled string) {
	ascii := true
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	s := word
	if !ascii {
		s = norm.NFKC.String(s)
		s = strings.Map(straighten, s)
	}
	s = strings.ToLower(s)
	if strings.IndexByte(s, '\'') >= 0 {
		s = unapostrophe(s, lang)
	}
	s = ungroup(s, lang)
	if ascii {
		return s, s
	}
	if lang == "ar" {
		s = withoutArticle(unvowelled(s))
		return plainLetters(s), s
	}
	s = strings.ReplaceAll(s, "ß", "ss")
	return dropMarks(s), s
}

// straighten maps the apostrophes onto one, and the digits of all scripts onto
// ASCII's.
func straighten(r rune) rune {
	switch {
	case r == '’' || r == 'ʼ' || r == '‘' || r == '＇':
		return '\''
	case r == 0x0640:
		return -1 // the Arabic stretching stroke
	case r < 0x0660:
		return r
	case r == 0x200D || r == 0x200C || r == 0xFEFF: // joiners
		return -1
	case unicode.IsDigit(r):
		for _, zero := range []rune{0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x1040, 0x17E0} {
			if r >= zero && r < zero+10 {
				return '0' + r - zero
			}
		}
	}
	return r
}

// unapostrophe takes off a possessive "'s", and the elided article of French,
// Italian and Catalan ("l'homme", "dell'arte").
func unapostrophe(s, lang string) string {
	switch lang {
	case "fr", "it", "ca":
		if i := strings.IndexByte(s, '\''); i > 0 && i <= 5 && i+1 < len(s) && s != "aujourd'hui" {
			return s[i+1:]
		}
	}
	return strings.TrimSuffix(s, "'s")
}

// ungroup turns "1,000" into "1000" and "u.s" into "us". In languages that
// group digits by points, "1.000" is a thousand too.
func ungroup(s, lang string) string {
	if strings.IndexByte(s, ',') < 0 && strings.IndexByte(s, '.') < 0 {
		return s
	}
	point := lang != "" && lang != "en" && lang != "zh" && lang != "ja" && lang != "ko" && lang != "th" && lang != "hi"
	if s[0] >= '0' && s[0] <= '9' {
		if strings.IndexByte(s, ',') >= 0 && grouped(s, ',') {
			return strings.ReplaceAll(s, ",", "")
		}
		if point && grouped(s, '.') {
			return strings.ReplaceAll(s, ".", "")
		}
		return s
	}
	// An acronym: single letters between dots.
	letters := 0
	for i, r := range s {
		if r == '.' {
			if letters != 1 {
				return s
			}
			letters = 0
			continue
		}
		letters++
		_ = i
	}
	if letters > 1 {
		return s
	}
	return strings.ReplaceAll(s, ".", "")
}

// grouped reports whether s is digits in groups of three after the first,
// perhaps with a fraction after the last.
func grouped(s string, sep byte) bool {
	first := true
	for {
		i := strings.IndexByte(s, sep)
		part := s
		if i >= 0 {
			part = s[:i]
		}
		if sep == ',' && i < 0 {
			part, _, _ = strings.Cut(part, ".")
		}
		if n := len(part); first && (n == 0 || n > 3) || !first && n != 3 {
			return false
		}
		for j := 0; j < len(part); j++ {
			if part[j] < '0' || part[j] > '9' {
				return false
			}
		}
		if i < 0 {
			return !first
		}
		first = false
		s = s[i+1:]
	}
}

// dropMarks drops combining marks that stand on Latin, Greek and Cyrillic
// letters. On other scripts a mark is part of the letter: without it Hindi
// and Japanese words turn into others.
func dropMarks(s string) string {
	d := norm.NFD.String(s)
	var b strings.Builder
	b.Grow(len(d))
	simple := false // the last base is Latin, Greek or Cyrillic
	for _, r := range d {
		if unicode.Is(unicode.Mn, r) {
			if simple {
				continue
			}
		} else {
			simple = r < 0x0530 || 0x1E00 <= r && r < 0x2000
			switch r {
			case 'ø':
				r = 'o'
			case 'ł':
				r = 'l'
			case 'đ', 'ð':
				r = 'd'
			case 'ı':
				r = 'i'
			case 'æ':
				b.WriteString("ae")
				continue
			case 'œ':
				b.WriteString("oe")
				continue
			case 'þ':
				b.WriteString("th")
				continue
			}
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}
