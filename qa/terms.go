package qa

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// symbol is a mark between words that says something about them.
type symbol uint32

// The symbols. They stand in a sentence's token stream as the first few forms
// (see [form]); symbolWord is no symbol.
const (
	symCurrency symbol = iota // $ € £ ¥
	symPercent                // % ‰ °
	symQuote                  // quotation marks
	symParen                  // brackets
	symComma
	symColon // colons, semicolons and dashes
	symbols  // how many there are
)

// A scanner cuts a text into words by Unicode's rules (UAX #29), and runs of
// scripts that write no spaces (Chinese, Japanese, Korean, Thai, …) into
// overlapping pairs of characters. A Chinese character is a word by itself,
// too: it comes before the pair that it begins. Everything is a place in the
// untouched text.
//
// The zero value scans nothing; reset gives it a text. ASCII words, which are
// most, are cut by hand, the rest by the uax29 library; a test holds the two
// to the same cuts.
type scanner struct {
	text string
	pos  int
	runs *words.Iterator[string] // the library's iterator, made on first need

	start, end int    // the token: text[start:end]
	sym        symbol // symbols: the token is a word; else which symbol it is
	dense      bool   // the token is of a dense script: a pair of characters, or one
	part       bool   // the token is a part of a pair that is a token, too

	denseStart, denseEnd int // the current run of a dense script
}

func (s *scanner) reset(text string) {
	s.text, s.pos, s.denseStart, s.denseEnd = text, 0, 0, 0
	s.part = false
}

// Classes of ASCII bytes.
const (
	asciiOther = iota
	asciiLetter
	asciiDigit
	asciiLow // the low line, which joins words
	asciiSymbol
)

var asciiClass = func() (t [128]uint8) {
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			t[c] = asciiLetter
		case '0' <= c && c <= '9':
			t[c] = asciiDigit
		case c == '_':
			t[c] = asciiLow
		case c == '$' || c == '%' || c == '"' || c == '(' || c == ')' || c == '[' || c == ']' || c == ',' || c == ':' || c == ';':
			t[c] = asciiSymbol
		}
	}
	return t
}()

// next moves to the next token and reports whether there is one.
func (s *scanner) next() bool {
	text := s.text
	for s.pos < len(text) {
		if s.pos < s.denseEnd {
			return s.pair()
		}
		c := text[s.pos]
		if c >= utf8.RuneSelf {
			if s.rare() {
				return true
			}
			continue
		}
		switch asciiClass[c] {
		case asciiOther:
			s.pos++
			continue
		case asciiSymbol:
			s.start, s.end, s.sym, s.dense, s.part = s.pos, s.pos+1, asciiSym(c), false, false
			s.pos++
			return true
		}
		// A word of ASCII letters and digits, unless something else joins in.
		i := s.pos + 1
		for i < len(text) {
			c := text[i]
			if c >= utf8.RuneSelf {
				i = -1
				break
			}
			if k := asciiClass[c]; k == asciiLetter || k == asciiDigit || k == asciiLow {
				i++
				continue
			}
			// A mark inside a word or a number: "don't", "U.S", "3.5", "1,000".
			if c != '\'' && c != '.' && c != ',' && c != ':' && c != ';' || i+1 >= len(text) {
				break
			}
			after := text[i+1]
			if after >= utf8.RuneSelf {
				i = -1
				break
			}
			a, b := asciiClass[text[i-1]], asciiClass[after]
			if a == asciiLetter && b == asciiLetter && (c == '\'' || c == '.' || c == ':') ||
				a == asciiDigit && b == asciiDigit && c != ':' {
				i += 2
				continue
			}
			break
		}
		if i < 0 {
			if s.rare() {
				return true
			}
			continue
		}
		s.start, s.end, s.sym, s.dense, s.part = s.pos, i, symbols, false, false
		s.pos = i
		if i == s.start+1 && c == '_' {
			continue // low lines alone are no word
		}
		return true
	}
	return false
}

// rare cuts a token that is not ASCII alone. It reports false when it only
// moved over something that is no token.
func (s *scanner) rare() bool {
	r, size := utf8.DecodeRuneInString(s.text[s.pos:])
	if r >= utf8.RuneSelf {
		if isDense(r) {
			end := s.pos + size
			for end < len(s.text) {
				r, n := utf8.DecodeRuneInString(s.text[end:])
				if !isDense(r) && !(unicode.Is(unicode.Mn, r) && r >= 0x0E00) {
					if r != nameDot {
						break
					}
					if after, _ := utf8.DecodeRuneInString(s.text[end+n:]); !isDense(after) {
						break
					}
				}
				end += n
			}
			s.denseStart, s.denseEnd, s.part = s.pos, end, false
			return s.pair()
		}
		if sym := wideSym(r); sym != symbols {
			s.start, s.end, s.sym, s.dense, s.part = s.pos, s.pos+size, sym, false, false
			s.pos += size
			return true
		}
	}
	if s.runs == nil {
		s.runs = words.FromString("")
	}
	s.runs.SetText(s.text[s.pos:])
	if !s.runs.Next() {
		s.pos = len(s.text)
		return false
	}
	n := s.runs.End()
	word := s.text[s.pos : s.pos+n]
	s.start, s.end, s.sym, s.dense, s.part = s.pos, s.pos+n, symbols, false, false
	s.pos += n
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) {
			return true
		}
	}
	return false
}

// pair yields the next token of a dense run: two characters, a Chinese one
// before the pair that it begins, or the one that is a run by itself.
func (s *scanner) pair() bool {
	r, n := utf8.DecodeRuneInString(s.text[s.pos:])
	second := s.pos + n
	s.start, s.sym, s.dense = s.pos, symbols, true
	if second >= s.denseEnd { // the last character of the run
		s.end, s.part = s.denseEnd, s.pos > s.denseStart
		s.pos = s.denseEnd
		return true
	}
	if !s.part && isHan(r) {
		s.end, s.part = second, true
		return true
	}
	s.part = false
	r, m := utf8.DecodeRuneInString(s.text[second:])
	if r == nameDot { // "尔·哈": what stands on both sides of it
		second += m
		r, m = utf8.DecodeRuneInString(s.text[second:])
	}
	s.end, s.pos = second+m, second
	if s.end >= s.denseEnd && !isHan(r) {
		s.pos = s.denseEnd
	}
	return true
}

// nameDot stands between the parts of a foreign name in Chinese.
const nameDot = '·'

// isHan reports whether r is a Chinese character.
func isHan(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0xF900 <= r && r <= 0xFAFF || 0x20000 <= r && r <= 0x3FFFF
}

// isDense reports whether r is of a script that is cut into pairs of
// characters, because it writes no spaces between words or, in Korean, because
// particles cling to them.
func isDense(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r < 0x1100: // Thai, Lao; Myanmar
		return r <= 0x0EFF && r != 0x0E3F || 0x1000 <= r && r <= 0x109F
	case 0x1780 <= r && r <= 0x17FF: // Khmer
		return true
	case r < 0x2E80:
		return 0x1100 <= r && r <= 0x11FF
	case r <= 0x2FDF: // radicals
		return true
	case r == 0x3005 || r == 0x3006 || r == 0x3007:
		return true
	case 0x3041 <= r && r <= 0x30FF && r != 0x30FB && r != 0x30A0: // kana, not the middle dot
		return true
	case 0x3130 <= r && r <= 0x318F, 0x31F0 <= r && r <= 0x31FF, 0x3400 <= r && r <= 0x4DBF,
		0x4E00 <= r && r <= 0x9FFF, 0xAC00 <= r && r <= 0xD7AF, 0xF900 <= r && r <= 0xFAFF,
		0xFF66 <= r && r <= 0xFF9F, 0x20000 <= r && r <= 0x3FFFF:
		return true
	}
	return false
}

func asciiSym(c byte) symbol {
	switch c {
	case '$':
		return symCurrency
	case '%':
		return symPercent
	case '"':
		return symQuote
	case '(', ')', '[', ']':
		return symParen
	case ',':
		return symComma
	}
	return symColon
}

func wideSym(r rune) symbol {
	switch r {
	case '€', '£', '¥', '₹', '₽', '₩', '₺', '¢', '￥', '＄':
		return symCurrency
	case '‰', '°', '％':
		return symPercent
	case '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』', '《', '》':
		return symQuote
	case '（', '）', '【', '】':
		return symParen
	case '，', '、', '،':
		return symComma
	case '–', '—', '：', '；', '؛':
		return symColon
	}
	return symbols
}
