package qa

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A piece is a word, a character of a script without spaces, a sign or a
// punctuation mark of a text that is compared with another. Two texts say the
// same, letter for letter, when their pieces have the same keys.
//
// What is not a piece is typography: white space, quotation marks, soft
// hyphens and other invisible characters, the marks of Markdown. Ligatures and
// full-width letters have the keys of plain ones, all dashes have one key.
type piece struct {
	key        string
	start, end int32 // bytes in the text
	kind       pieceKind
	optional   bool // it may be missing from one of the two: a bullet, a reference mark, a hyphen within a word
	loose      bool // its first letter may be of the other case
}

type pieceKind uint8

const (
	pieceWord     pieceKind = iota
	pieceChar               // a character of a script that writes no spaces
	pieceSign               // says something by itself: £, %, +, a minus
	piecePunct              // punctuation
	pieceEllipsis           // "…", "...", "[…]": something was left out here
)

// says reports whether the piece carries a word's meaning.
func (p *piece) says() bool { return p.kind <= pieceSign }

// same reports whether a piece of a quotation and one of a text are alike.
func same(q, t *piece) bool {
	if q.key == t.key {
		return true
	}
	return (q.loose || t.loose) && sameButFirst(q.key, t.key)
}

// sameButFirst compares two keys but for the case of their first letters.
func sameButFirst(a, b string) bool {
	ra, na := utf8.DecodeRuneInString(a)
	rb, nb := utf8.DecodeRuneInString(b)
	return a[na:] == b[nb:] && unicode.ToLower(ra) == unicode.ToLower(rb)
}

// pieces appends the pieces of text[from:to].
func pieces(text string, from, to int, into []piece) []piece {
	lineStart := from == 0 || text[from-1] == '\n'
	for i := from; i < to; {
		c := text[i]
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:to])
		}
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\r':
			lineStart = true
			i += n
			continue
		case isBlank(r):
			i += n
			continue
		}
		start := lineStart
		lineStart = false
		switch {
		case isDense(r) && !isHangul(r):
			end := i + n
			for end < to {
				m, k := utf8.DecodeRuneInString(text[end:to])
				if !unicode.Is(unicode.M, m) || isHidden(m) {
					break
				}
				end += k
			}
			into = append(into, piece{key: key(text[i:end]), start: int32(i), end: int32(end), kind: pieceChar})
			i = end
		case isWordRune(r):
			end, number := wordEnd(text, i, to)
			p := piece{key: key(text[i:end]), start: int32(i), end: int32(end)}
			if start && (number || end-i == 1) && end-i <= 3 && end+1 < to && (text[end] == '.' || text[end] == ')') && (text[end+1] == ' ' || text[end+1] == '\t') {
				// The number of an entry of a list.
				p.optional = true
				into = append(into, p, piece{key: text[end : end+1], start: int32(end), end: int32(end + 1), kind: piecePunct, optional: true})
				end++
				i = end
				continue
			}
			into = append(into, p)
			i = end
		case r == '.' && i+2 < to && ellipsisLen(text[i:to]) > 0:
			n = ellipsisLen(text[i:to])
			into = append(into, piece{key: "…", start: int32(i), end: int32(i + n), kind: pieceEllipsis, optional: true})
			i += n
		case r == '…' || r == '⋯':
			for i+n < to && strings.HasPrefix(text[i+n:to], "…") {
				n += len("…") // the Chinese ellipsis is two
			}
			into = append(into, piece{key: "…", start: int32(i), end: int32(i + n), kind: pieceEllipsis, optional: true})
			i += n
		case r == '[' || r == '(' || r == '［' || r == '（':
			if end, ok := bracketedEllipsis(text, i+n, to); ok {
				into = append(into, piece{key: "…", start: int32(i), end: int32(end), kind: pieceEllipsis, optional: true})
				i = end
				continue
			}
			if r == '[' {
				if p, ok := bracketedLetter(text, i, to); ok {
					into = append(into, p)
					i = int(p.end)
					continue
				}
				if end := remarkEnd(text, i, to); end > 0 {
					i = end
					continue
				}
			}
			into = append(into, piece{key: foldPunct(r, text[i:i+n]), start: int32(i), end: int32(i + n), kind: piecePunct})
			i += n
		case isDash(r):
			end := i + n
			for end < to {
				m, k := utf8.DecodeRuneInString(text[end:to])
				if !isDash(m) {
					break
				}
				end += k
			}
			p := piece{key: "-", start: int32(i), end: int32(end), kind: piecePunct}
			before, _ := utf8.DecodeLastRuneInString(text[:i])
			after, _ := utf8.DecodeRuneInString(text[end:])
			inBefore, inAfter := i > 0 && isWordRune(before), end < len(text) && isWordRune(after)
			switch {
			case start:
				p.optional = true // a bullet, or the dash before a speech
			case inBefore && inAfter && !(unicode.IsDigit(before) && unicode.IsDigit(after)):
				p.optional = end == i+n && r != '—' && r != '―'
			case !inBefore && inAfter && unicode.IsDigit(after):
				p.kind = pieceSign // a minus
			}
			into = append(into, p)
			i = end
		case isQuoteMark(r) || isMarkup(text, i, r, start):
			i += n
			lineStart = start && (isMarkup(text, i-n, r, start) || isQuoteMark(r))
		case strings.ContainsRune("•‣◦▪●■○", r) || r == '|':
			i += n
			lineStart = start
		default:
			kind := pieceSign
			if unicode.IsPunct(r) && r != '%' && r != '&' && r != '@' && r != '‰' && r != '％' {
				kind = piecePunct
			}
			into = append(into, piece{key: foldPunct(r, text[i:i+n]), start: int32(i), end: int32(i + n), kind: kind})
			i += n
		}
	}
	return into
}

// wordEnd is where the word that starts at i ends, and whether it is digits
// alone. An apostrophe between letters is part of it, and a point or a comma
// between digits.
func wordEnd(text string, i, to int) (end int, number bool) {
	number = true
	var last rune
	for i < to {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:to])
		}
		switch {
		case isWordRune(r) && !(isDense(r) && !isHangul(r)) || unicode.Is(unicode.M, r) && !isHidden(r):
			number = number && unicode.IsDigit(r)
			last = r
			i += n
			end = i
		case isHidden(r):
			i += n // taken in when letters follow
		case isApostrophe(r):
			next, _ := afterHidden(text, i+n, to)
			if !unicode.IsLetter(last) || !unicode.IsLetter(next) || isDense(next) && !isHangul(next) {
				return end, number
			}
			number = false
			i += n
		case (r == '.' || r == ',') && unicode.IsDigit(last):
			if next, _ := afterHidden(text, i+n, to); !unicode.IsDigit(next) {
				return end, number
			}
			number = false
			i += n
		case r == '_' && last != 0:
			if next, _ := afterHidden(text, i+n, to); !isWordRune(next) {
				return end, number
			}
			number = false
			i += n
		default:
			return end, number
		}
	}
	return end, number
}

func afterHidden(text string, i, to int) (rune, int) {
	for i < to {
		r, n := utf8.DecodeRuneInString(text[i:to])
		if !isHidden(r) {
			return r, i
		}
		i += n
	}
	return 0, i
}

// key is the form in which a word is compared: composed, without invisible
// characters, ligatures taken apart, full-width and half-width forms plain.
// Case stays, and so does everything that says something: "10²" is not "102".
func key(raw string) string {
	plain := true
	for i := 0; i < len(raw); i++ {
		if raw[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return raw
	}
	var b strings.Builder
	for _, r := range raw {
		switch {
		case isHidden(r):
		case isApostrophe(r):
			b.WriteByte('\'')
		case 0xFB00 <= r && r <= 0xFB06, 0xFB13 <= r && r <= 0xFB17, // ligatures
			0xFF01 <= r && r <= 0xFFEE,                             // full and half width
			0xFB50 <= r && r <= 0xFDFB, 0xFE70 <= r && r <= 0xFEFC, // Arabic letters by their place in a word
			r == 0x00B5, r == 0x0132, r == 0x0133, r == 0x01C7, r == 0x01C8, r == 0x01C9, r == 0x01CA, r == 0x01CB, r == 0x01CC:
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// foldPunct is the key of a punctuation mark or a sign.
func foldPunct(r rune, raw string) string {
	switch {
	case r < utf8.RuneSelf:
		return raw
	case r == '｡' || r == '．':
		return "。"
	case r == '､':
		return "、"
	case 0xFF01 <= r && r <= 0xFF5E:
		return string(r - 0xFF01 + '!')
	case r == '⁄' || r == '∕':
		return "/"
	case r == '؟':
		return "?"
	}
	return raw
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) && !isApostrophe(r) || unicode.IsNumber(r)
}

func isHangul(r rune) bool {
	return 0x1100 <= r && r <= 0x11FF || 0x3130 <= r && r <= 0x318F || 0xAC00 <= r && r <= 0xD7AF
}

// isBlank reports white space and what is not seen.
func isBlank(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r == '\t' || r == '\v' || r == '\f' || r < ' '
	}
	return unicode.IsSpace(r) || isHidden(r) || r == 0x2800 || r == 0x3164
}

// isHidden reports characters that are not seen: soft hyphens, joiners, marks
// of direction, selectors of variants.
func isHidden(r rune) bool {
	switch {
	case r < 0x00AD:
		return false
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x180E, r == 0xFEFF, r == 0x115F, r == 0x1160:
		return true
	case 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F, 0xFE00 <= r && r <= 0xFE0F:
		return true
	}
	return false
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '＇', '′', '´', '`', 'ʹ', '‛':
		return true
	}
	return false
}

// isQuoteMark reports the quotation marks of many languages, apostrophes among them.
func isQuoteMark(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '‟', '«', '»', '‹', '›', '「', '」', '『', '』', '｢', '｣', '＂', '″', '‚', '〝', '〞', '〟', '❝', '❞':
		return true
	}
	return isApostrophe(r)
}

func isDash(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '－', '⸺', '⸻':
		return true
	}
	return false
}

// isMarkup reports a mark of Markdown that readers do not see: emphasis, code,
// headings and quotations at the start of a line, a backslash that escapes.
func isMarkup(text string, i int, r rune, lineStart bool) bool {
	switch r {
	case '*', '`', '#':
		return true
	case '~':
		return i+1 < len(text) && text[i+1] == '~' || i > 0 && text[i-1] == '~'
	case '|':
		return i+1 < len(text) && text[i+1] == '|' || i > 0 && text[i-1] == '|' // spoilers
	case '_':
		return true // within a word it never comes here
	case '>':
		return lineStart
	case '\\':
		return i+1 < len(text) && text[i+1] < utf8.RuneSelf && unicode.IsPunct(rune(text[i+1]))
	}
	return false
}

// ellipsisLen is the length of "..." or ". . ." at the start of s.
func ellipsisLen(s string) int {
	if strings.HasPrefix(s, "...") {
		n := 3
		for n < len(s) && s[n] == '.' {
			n++
		}
		return n
	}
	if strings.HasPrefix(s, ". . .") {
		return 5
	}
	return 0
}

// bracketedEllipsis reports "…" or "..." alone before a closing bracket.
func bracketedEllipsis(text string, i, to int) (end int, ok bool) {
	s := text[i:min(to, i+24)]
	t := strings.TrimLeftFunc(s, isBlank)
	n := ellipsisLen(t)
	if strings.HasPrefix(t, "…") {
		n = len("…")
	}
	if n == 0 {
		return 0, false
	}
	t = strings.TrimLeftFunc(t[n:], isBlank)
	for _, close := range []string{"]", ")", "］", "）"} {
		if strings.HasPrefix(t, close) {
			return i + len(s) - len(t) + len(close), true
		}
	}
	return 0, false
}

// bracketedLetter reads "[T]he", the way to mark that the case was changed.
func bracketedLetter(text string, i, to int) (piece, bool) {
	r, n := utf8.DecodeRuneInString(text[i+1 : to])
	at := i + 1 + n
	if !unicode.IsLetter(r) || at >= to || text[at] != ']' {
		return piece{}, false
	}
	if next, _ := utf8.DecodeRuneInString(text[at+1 : to]); !unicode.IsLetter(next) {
		return piece{}, false
	}
	end, _ := wordEnd(text, at+1, to)
	return piece{key: key(string(r) + text[at+1:end]), start: int32(i), end: int32(end), loose: true}, true
}

// remarkEnd is where a reference mark or an editor's remark in brackets ends
// ("[12]", "[note 3]", "[citation needed]", "[sic]"), or 0 when there is none.
func remarkEnd(text string, i, to int) int {
	n := strings.IndexByte(text[i:min(to, i+24)], ']')
	if n < 2 {
		return 0
	}
	switch s := text[i+1 : i+n]; {
	case s == "sic", s == "citation needed", strings.HasPrefix(s, "note "), strings.Trim(s, "0123456789") == "":
		return i + n + 1
	}
	return 0
}

// match reports whether the pieces of q stand in t from place at on, and where
// they end. Optional pieces may be missing on either side.
func match(q, t []piece, at int) (end int, ok bool) {
	n, end := matchPrefix(q, t, at)
	return end, n == len(q)
}

// matchPrefix is how many pieces of q stand in t from place at on, and where
// they end there.
func matchPrefix(q, t []piece, at int) (n, end int) {
	end = at
	i, j := 0, at
	for i < len(q) {
		switch {
		case j < len(t) && same(&q[i], &t[j]):
			i++
			j++
			n, end = i, j
		case j < len(t) && t[j].optional:
			j++
		case q[i].optional:
			i++
			n = i
		default:
			return n, end
		}
	}
	return n, end
}

// trimPieces takes the punctuation off both ends: what a quotation begins and
// ends with besides words is its writer's. asks is the mark it ended with when
// that was a question or exclamation mark.
func trimPieces(q []piece) (trimmed []piece, asks string) {
	for len(q) > 0 && (!q[0].says() || q[0].optional) {
		q = q[1:]
	}
	for len(q) > 0 && !q[len(q)-1].says() {
		if k := q[len(q)-1].key; k == "?" || k == "!" {
			asks = k
		}
		q = q[:len(q)-1]
	}
	return q, asks
}

// countLetters counts the letters of a quotation and how many of them are Chinese
// or Japanese.
func countLetters(s string) (all, dense int) {
	for _, r := range s {
		if unicode.IsLetter(r) && !isApostrophe(r) {
			all++
			if isDense(r) && !isHangul(r) {
				dense++
			}
		}
	}
	return all, dense
}
