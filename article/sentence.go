package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A splitter cuts paragraphs into sentences. It walks over the bytes that can
// end a sentence and decides at each from what stands around it; everything it
// looks at is bounded, so the work grows with the length of the text alone.
//
// The rules start from Unicode's (UAX 29, sentence boundaries) and add what
// those leave to a tailoring: abbreviations, initials, ordinals, quotations.
type splitter struct {
	text string
	lang language

	par    Span // the paragraph at hand
	casual int8 // whether it is written without capitals: 1 yes, -1 no, 0 not yet known
}

func newSplitter(text, lang string) *splitter {
	return &splitter{text: text, lang: languageOf(lang)}
}

// Kinds of sentence ends.
const (
	endNone   = 0
	endDot    = 1 // . and its like, which also mark abbreviations
	endStrong = 2 // ! ? and their like
	endIdeo   = 3 // those of scripts that need no space after them
	endMore   = 4 // … , which may as well go on
)

// terminatorKind says how a character ends a sentence.
func terminatorKind(r rune) int {
	switch r {
	case '.':
		return endDot
	case '!', '?', '؟', '۔', '‼', '⁇', '⁈', '⁉', '։', '።', '፧', '፨', '။', '។', '᠃', '՞', '՜', '؞':
		return endStrong
	case '।', '॥', '。', '！', '？', '｡', '．':
		return endIdeo
	case '…':
		return endMore
	}
	return endNone
}

// Classes of the bytes that the walk stops at.
const (
	byteASCII = 1 // . ! ? ;
	byteLead  = 2 // the first byte of a longer character that may be an end or a bracket
)

// stopClass maps a byte to its class, 0 for those that the walk skips.
var stopClass = [256]uint8{
	'.': byteASCII, '!': byteASCII, '?': byteASCII, ';': byteASCII,
	0xD5: byteLead, 0xD6: byteLead, // Armenian
	0xD8: byteLead, 0xDB: byteLead, // Arabic
	0xE0: byteLead, 0xE1: byteLead, // Devanagari, Burmese, Khmer, Ethiopic
	0xE2: byteLead, // … and “
	0xE3: byteLead, // 。 and 「
	0xEF: byteLead, // ！ and （
}

// split appends the sentences of the paragraph p to spans. p has no white
// space around it and is not empty.
func (s *splitter) split(p Span, spans []Span) []Span {
	text := s.text[:p.End]
	s.par, s.casual = p, 0
	start := p.Start
	brackets := p.Start // brackets before this place are not looked at
	for i := p.Start; i < p.End; {
		class := stopClass[text[i]]
		if class == 0 {
			i++
			continue
		}
		r, size := rune(text[i]), 1
		if class == byteLead {
			r, size = utf8.DecodeRuneInString(text[i:])
			if close := closingBracket(r); close != 0 && i >= brackets {
				if end := skipBracket(text, i, r, close); end > 0 {
					// What ends inside ends here: 「行く。」
					if after := s.afterBracket(text, start, i, end, close); after > 0 {
						spans = append(spans, Span{start, end})
						start, i = after, after
						continue
					}
					i = end
				} else {
					brackets = i + maxBracket
					i += size
				}
				continue
			}
		}
		kind := terminatorKind(r)
		if r == ';' && isGreekBefore(text, i) {
			kind = endStrong
		}
		if kind == endNone {
			i += size
			continue
		}
		end, next := s.boundary(text, start, i, size, kind)
		if next > 0 {
			spans = append(spans, Span{start, end})
			if n := remark(text[next:]); n > 0 && next == end {
				spans = append(spans, Span{next, next + n})
				next += n
				next += spaceLen(text[next:])
			}
			start = next
			i = next
		} else {
			i = end
		}
	}
	if start < p.End {
		spans = append(spans, Span{start, p.End})
	}
	return spans
}

// boundary decides whether the sentence that began at start ends with the
// terminator at i, of the given size and kind. It returns the end of the
// sentence and the start of the next one; next is 0 when there is no boundary
// (then the walk goes on at end).
func (s *splitter) boundary(text string, start, i, size, kind int) (end, next int) {
	// The whole run of terminators, closing quotes and brackets, notes.
	stop := i
	end = i + size
	dots := 0
	if kind == endDot {
		dots = 1
	}
	quoted := false
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if k := terminatorKind(r); k != endNone {
			switch {
			case k == endDot:
				dots++
			case k != endMore && kind != endIdeo:
				kind = k
			}
			if quoted && k == endDot {
				// `end.".` : the outer stop decides.
				stop = end
			}
			end += n
			continue
		}
		if isCloser(r) && !(isEitherQuote(r) && startsWord(text[end+n:])) {
			quoted = quoted || r != ')' && r != ']'
			end += n
			continue
		}
		if m := noteMark(text[end:]); m > 0 {
			end += m
			continue
		}
		break
	}
	if dots >= 2 && kind == endDot {
		kind = endMore
	}
	if end >= len(text) {
		return end, 0
	}

	// What stands behind: white space, then the next sentence's start. An
	// editor's remark in brackets comes between them as a span of its own, so
	// that it is never quoted as part of the sentence.
	after := end + spaceLen(text[end:])
	spaced := after > end
	if n := remark(text[end:]); n > 0 {
		if end+n == len(text) {
			return end, end
		}
		if m := spaceLen(text[end+n:]); m > 0 {
			e, next := s.decide(text, start, stop, end, end+n+m, kind, true, quoted)
			if next > 0 {
				return e, e
			}
			return end + n, 0
		}
	}
	if spaced {
		// A closing quote that is set off by a space: « … . »
		if r, n := utf8.DecodeRuneInString(text[after:]); isCloser(r) {
			e := after + n
			if e >= len(text) {
				return e, 0
			}
			if m := spaceLen(text[e:]); m > 0 {
				end, after = e, e+m
				quoted = true
			}
		}
	}
	return s.decide(text, start, stop, end, after, kind, spaced, quoted)
}

// decide is the second half of boundary: the terminator of that kind is at
// stop, what belongs to it ends at end, and the next text starts at after,
// behind white space when spaced.
func (s *splitter) decide(text string, start, stop, end, after, kind int, spaced, quoted bool) (_, next int) {
	if !hasWord(text[start:stop]) {
		return end, 0
	}
	first, word := nextWord(text, after)
	if !spaced {
		// Without a space only the scripts that write none end here.
		switch {
		case kind == endIdeo:
			if isComma(text[end:]) || isDigitAround(text, stop, end) {
				return end, 0
			}
			if quoted && continuesAfterQuote(text[end:]) {
				return end, 0
			}
			return end, end
		case isWide(first) && wideBefore(text, stop) && word == end:
			if quoted && continuesAfterQuote(text[end:]) {
				return end, 0
			}
			return end, end
		}
		return end, 0
	}
	if word < 0 { // nothing but punctuation to come
		return end, 0
	}
	lower := unicode.IsLower(first)
	switch kind {
	case endIdeo:
		return end, after
	case endStrong:
		if lower && (quoted || !s.isCasual()) {
			return end, 0
		}
		if quoted && (s.speechFollows(text, word) || text[after] == '(' && unicode.IsDigit(first)) {
			return end, 0 // “Why?” Naeem asked; “Why?” (2006)
		}
		return end, after
	case endMore:
		if lower {
			return end, 0
		}
		return end, after
	}
	if lower {
		if quoted || !s.isCasual() || s.lang.abbreviates(text, start, stop, text[word:]) {
			return end, 0
		}
		return end, after
	}
	if s.lang.abbreviates(text, start, stop, text[word:]) {
		return end, 0
	}
	return end, after
}

// hasWord reports whether a letter or a digit stands in s.
func hasWord(s string) bool {
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
		if i > 64 {
			return true
		}
	}
	return false
}

// spaceLen is the number of bytes of white space that s starts with.
func spaceLen(s string) int {
	for i, r := range s {
		if !unicode.IsSpace(r) {
			return i
		}
	}
	return len(s)
}

// nextWord finds the first letter, digit or symbol at or after i, past opening
// quotes, brackets and dashes; at is -1 when there is none near.
func nextWord(text string, i int) (r rune, at int) {
	for limit := i + 32; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsPunct(r) && !unicode.IsSpace(r) && r != '`' || r == '@' || r == '#' || r == '&' || r == '%' || i > limit {
			return r, i
		}
		i += n
	}
	return 0, -1
}

// isCloser reports what may close a quotation or a bracket behind a stop.
func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '”', '’', '»', '«', '›', '‹', '“', '‘', '」', '』', '】', '）', '］', '》', '〉', '〕', '〗', '｣', '＂', '＇':
		return true
	}
	return false
}

// isEitherQuote reports the quotation marks that open in some languages and
// close in others: “ in German, « in Danish.
func isEitherQuote(r rune) bool { return r == '“' || r == '‘' || r == '«' || r == '‹' }

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// noteMark is the length of a reference at the start of s, which belongs to
// the sentence before it: "[12]", "[a]", and the page numbers ":33", ":93–95"
// of some encyclopedias; 0 when there is none.
func noteMark(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[0] {
	case '[':
		for i := 1; i < len(s) && i < 6; i++ {
			switch {
			case s[i] == ']' && i > 1:
				return i + 1
			case '0' <= s[i] && s[i] <= '9', i == 1 && 'a' <= s[i] && s[i] <= 'z' && len(s) > 2 && s[2] == ']':
			default:
				return 0
			}
		}
	case ':':
		if s[1] < '0' || s[1] > '9' {
			return 0
		}
		for i, r := range s {
			if i > 40 {
				return 0
			}
			if !('0' <= r && r <= '9' || r == ':' || r == ',' || r == '-' || r == '–') {
				return i
			}
		}
		return len(s)
	}
	return 0
}

// remark is the length of editors' remarks in brackets at the start of s
// ("[citation needed]", "[note 3]"), with the stop behind them; 0 when there
// is none.
func remark(s string) int {
	n := 0
	for n < len(s) && s[n] == '[' {
		end := strings.IndexByte(s[n:min(len(s), n+60)], ']')
		if end < 4 || strings.IndexByte(s[n+1:n+end], '[') >= 0 {
			break
		}
		n += end + 1
	}
	for n > 0 && n < len(s) && (s[n] == '.' || s[n] == ',') {
		n++
	}
	return n
}

// isComma reports that s starts with a mark after which a sentence goes on.
func isComma(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	switch r {
	case ',', '，', '、', '；', '：', ';', ':', '—', '～':
		return true
	}
	return false
}

// isDigitAround reports a number such as ３．５.
func isDigitAround(text string, stop, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:stop])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return unicode.IsDigit(before) && unicode.IsDigit(after)
}

func wideBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return isWide(r)
}

func isGreekBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.Is(unicode.Greek, r)
}

// continuesAfterQuote reports whether a sentence goes on behind a quotation
// that ended with a stop: in Japanese with a particle, 「行く。」と言った.
func continuesAfterQuote(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x3041 && r <= 0x309F || isComma(s) || r == '的' || r == '之'
}

// maxBracket bounds, in bytes, a bracket that is kept whole; a longer one is
// split like other text.
const maxBracket = 450

// closingBracket is the bracket that closes an opening CJK bracket, else 0.
func closingBracket(r rune) rune {
	switch r {
	case '「':
		return '」'
	case '『':
		return '』'
	case '（':
		return '）'
	case '【':
		return '】'
	case '《':
		return '》'
	case '〈':
		return '〉'
	case '〔':
		return '〕'
	}
	return 0
}

// skipBracket returns the place behind the bracket that closes the one at i,
// or 0 when none does within maxBracket bytes.
func skipBracket(text string, i int, open, close rune) int {
	depth := 0
	for j, r := range text[i:min(len(text), i+maxBracket)] {
		switch r {
		case open:
			depth++
		case close:
			if depth--; depth == 0 {
				return i + j + utf8.RuneLen(close)
			}
		}
	}
	return 0
}

// afterBracket decides whether the sentence that began at start ends with the bracket [i, end),
// because what it holds ends with a stop: it returns the start of the next
// sentence, or 0.
func (s *splitter) afterBracket(text string, start, i, end int, close rune) int {
	if end >= len(text) {
		return 0
	}
	before, _ := utf8.DecodeLastRuneInString(text[:end-utf8.RuneLen(close)])
	if k := terminatorKind(before); k == endNone || k == endMore {
		return 0
	}
	next := end + spaceLen(text[end:])
	r, _ := utf8.DecodeRuneInString(text[next:])
	if continuesAfterQuote(text[next:]) || terminatorKind(r) != endNone || isCloser(r) || next == end && !isWide(r) {
		return 0
	}
	// A remark in round brackets ends its sentence only if it is one by itself.
	if close == '》' || close == '〉' || close == '〕' || close == '）' && i != start {
		return 0
	}
	return next
}

// isCasual reports a paragraph that is written without capitals, as in chat:
// there a small letter may start a sentence. It has no capitals at all, or
// after its stops stand small letters four times as often.
func (s *splitter) isCasual() bool {
	if s.casual == 0 {
		text := s.text[s.par.Start:min(s.par.End, s.par.Start+1000)]
		upper, lower := 0, 0
		for i := 1; i+1 < len(text); i++ {
			if text[i] == ' ' && (text[i-1] == '.' || text[i-1] == '!' || text[i-1] == '?') {
				switch r, _ := utf8.DecodeRuneInString(text[i+1:]); {
				case unicode.IsLower(r):
					lower++
				case unicode.IsUpper(r):
					upper++
				}
			}
		}
		s.casual = -1
		if lower >= 3 && lower >= 4*upper || strings.IndexFunc(text, unicode.IsUpper) < 0 {
			s.casual = 1
		}
	}
	return s.casual > 0
}

// speechFollows reports that behind a quoted question or exclamation the
// speaker is named: “Why?” Naeem asked.
func (s *splitter) speechFollows(text string, word int) bool {
	rest := text[word:min(len(text), word+80)]
	for n := 0; n < 5; n++ {
		w := rest
		if i := strings.IndexFunc(rest, unicode.IsSpace); i >= 0 {
			w, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		if n > 0 && isSpeechVerb(strings.TrimRight(w, ".,:;")) {
			return true
		}
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) || rest == "" {
			return false
		}
	}
	return false
}

// isSpeechVerb reports the verbs that follow a speaker's name.
func isSpeechVerb(w string) bool {
	switch w {
	case "said", "says", "asked", "asks", "wrote", "writes", "replied", "replies", "added", "adds", "shouted", "cried",
		"answered", "told", "exclaimed", "whispered", "yelled", "wondered", "demanded", "continued", "responded", "tweeted":
		return true
	}
	return false
}
