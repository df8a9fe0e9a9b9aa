package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Block is what kind of paragraph something is.
type Block uint8

const (
	Prose     Block = iota
	Heading         // a title or a heading
	Item            // an entry of a list
	Row             // a row of a table
	Furniture       // page furniture: never an answer
)

// String names the kind in one lower-case word.
func (b Block) String() string {
	switch b {
	case Heading:
		return "heading"
	case Item:
		return "item"
	case Row:
		return "row"
	case Furniture:
		return "furniture"
	default:
		return "prose"
	}
}

// Paragraph is a block of a text: a span without surrounding white space, and
// the sentences that make it up.
type Paragraph struct {
	Span
	Block     Block
	Sentences []Span // at least one; ascending, disjoint, only white space between them
	First     int    // the number of its first sentence, from 1, counted over the article
}

// Outline derives the paragraphs of a text, in order, disjoint, with only white
// space between them, and the sentences of each: every byte that is not white
// space (as [unicode.IsSpace] has it) stands in exactly one sentence. lang is a
// BCP 47 tag and may be empty. The same text and language always give the same
// outline, and the work grows with the length of the text alone.
//
// A blank line always ends a paragraph. A single line break ends one too, as
// in a story copied from a page, unless the lines are hard-wrapped: then a
// paragraph, and a sentence, run on over it.
func Outline(text, lang string) []Paragraph {
	lines := splitLines(text)
	classify(text, lines)
	joinWrapped(text, lines)

	s := newSplitter(text, lang)
	spans := make([]Span, 0, len(text)/96+len(lines)+1)
	out := make([]Paragraph, 0, countParagraphs(lines))
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && lines[j].joined {
			j++
		}
		p := Paragraph{
			Span:  Span{lines[i].Start, lines[j-1].End},
			Block: lines[i].block,
			First: len(spans) + 1,
		}
		if p.Block == Row {
			spans = append(spans, p.Span)
		} else {
			spans = s.split(p.Span, spans)
		}
		out = append(out, p)
		i = j
	}
	// The spans may have moved while they grew, so they are handed out last.
	for i := range out {
		end := len(spans)
		if i+1 < len(out) {
			end = out[i+1].First - 1
		}
		out[i].Sentences = spans[out[i].First-1 : end : end]
	}
	markHeadings(text, out)
	return out
}

// line is a line of a text that is not blank, without the white space around it.
type line struct {
	Span
	indent int  // bytes of white space before it
	gap    bool // a blank line stands before it, or nothing
	joined bool // it goes on with the paragraph of the line before
	block  Block
}

func countParagraphs(lines []line) int {
	n := 0
	for _, l := range lines {
		if !l.joined {
			n++
		}
	}
	return n
}

// splitLines finds the lines that are not blank. A line ends at \n, \r\n, a
// lone \r, \v, \f, NEL (U+0085) and the separators U+2028 and U+2029.
func splitLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	gap := true
	for start := 0; start < len(text); {
		end, next := lineEnd(text, start)
		left := strings.TrimLeftFunc(text[start:end], unicode.IsSpace)
		if left == "" {
			gap = true
		} else {
			s := end - len(left)
			e := s + len(strings.TrimRightFunc(left, unicode.IsSpace))
			lines = append(lines, line{Span: Span{s, e}, indent: s - start, gap: gap || len(lines) == 0})
			gap = false
		}
		start = next
	}
	return lines
}

// lineEnd finds the end of the line that starts at start, and the start of the
// next one.
func lineEnd(text string, start int) (end, next int) {
	for i := start; i < len(text); i++ {
		switch b := text[i]; {
		case b > '\r' && b < 0xC2:
		case b == '\r' && i+1 < len(text) && text[i+1] == '\n':
			return i, i + 2
		case b >= '\n' && b <= '\r':
			return i, i + 1
		case b == 0xC2 && strings.HasPrefix(text[i:], "\u0085"):
			return i, i + 2
		case b == 0xE2 && (strings.HasPrefix(text[i:], "\u2028") || strings.HasPrefix(text[i:], "\u2029")):
			return i, i + 3
		}
	}
	return len(text), len(text)
}

// classify says of each line whether it is furniture, an entry of a list, a
// row of a table or a marked heading; the rest is prose for now.
func classify(text string, lines []line) {
	for i := range lines {
		s := lines[i].Of(text)
		switch {
		case isFurniture(s):
			lines[i].block = Furniture
		case itemMarker(s) > 0:
			lines[i].block = Item
		case isMarkedHeading(s):
			lines[i].block = Heading
		case isRowLike(s):
			// One line with a bar in it is a title; two in a row are a table.
			if i > 0 && !lines[i].gap && lines[i-1].block == Row {
				lines[i].block = Row
			} else if i+1 < len(lines) && !lines[i+1].gap && isRowLike(lines[i+1].Of(text)) {
				lines[i].block = Row
			}
		}
	}
}

// isMarkedHeading reports a heading in the marks of Markdown ("## Title").
func isMarkedHeading(s string) bool {
	n := 0
	for n < len(s) && s[n] == '#' {
		n++
	}
	return n >= 1 && n <= 6 && n < len(s) && s[n] == ' '
}

// isRowLike reports a line of cells between bars or tabs.
func isRowLike(s string) bool {
	if strings.IndexByte(s, '\t') >= 0 {
		return true
	}
	i := strings.IndexByte(s, '|')
	if i < 0 {
		return false
	}
	return i == 0 || strings.Contains(s, " | ") || strings.Count(s, "|") >= 2
}

// itemMarker is the length of the mark that makes a line an entry of a list,
// with the space after it: a bullet, "1.", "1)", "(1)", "a)"; 0 when it is none.
func itemMarker(s string) int {
	if len(s) < 3 {
		return 0
	}
	switch s[0] {
	case '-', '*', '+':
		if s[1] == ' ' || s[1] == '\t' {
			return 2
		}
		return 0
	case 0xE2: // • ‣ ◦ – ▪ ● and their like
		r, n := utf8.DecodeRuneInString(s)
		switch r {
		case '•', '‣', '◦', '▪', '●', '■', '○', '–', '➤', '✓', '✔':
			if n < len(s) && (s[n] == ' ' || s[n] == '\t') {
				return n + 1
			}
		}
		return 0
	}
	i := 0
	if s[0] == '(' {
		i = 1
	}
	open := i == 1
	start := i
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	letter := false
	if i == start && i < len(s) && (s[i]|0x20) >= 'a' && (s[i]|0x20) <= 'z' {
		letter = true
		i++
	}
	if i == start || i-start > 3 || i+1 >= len(s) {
		return 0
	}
	switch {
	case s[i] == ')':
	case s[i] == '.' && !open && !letter:
	default:
		return 0
	}
	if s[i+1] != ' ' && s[i+1] != '\t' {
		return 0
	}
	return i + 2
}

// A text counts as hard-wrapped when its lines are not longer than maxWrap
// columns; shorter than minWrap they are verse, addresses or chat, whose line
// breaks mean something. wrapSlack allows for wrapping that is not greedy.
const (
	minWrap   = 50
	maxWrap   = 110
	wrapSlack = 6
)

// joinWrapped marks the lines that go on with the paragraph before them. The
// test for hard-wrapped lines is the one that wrapped them: the first word of
// the next line would not have fitted.
func joinWrapped(text string, lines []line) {
	widest := 0
	for i := range lines {
		widest = max(widest, columns(lines[i].Of(text), maxWrap+1))
		if widest > maxWrap {
			break
		}
	}
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && !lines[j].gap {
			j++
		}
		if j > i+1 {
			joinRun(text, lines[i:j], widest)
		}
		i = j
	}
}

// joinRun does the work of joinWrapped for lines without a blank line between
// them. widest is the width of the widest line of the text, or more than
// maxWrap when the text as a whole is not hard-wrapped.
func joinRun(text string, run []line, widest int) {
	width := widest
	if width > maxWrap {
		width = 0
		for i := range run {
			width = max(width, columns(run[i].Of(text), maxWrap+1))
		}
		if len(run) < 3 {
			width = maxWrap + 1
		}
	}
	full := func(i int) bool {
		first := run[i+1].Of(text)
		if n := strings.IndexFunc(first, unicode.IsSpace); n >= 0 {
			first = first[:n]
		} else if wide(first) {
			_, n := utf8.DecodeRuneInString(first)
			first = first[:n]
		}
		return run[i].indent+columns(run[i].Of(text), maxWrap+1)+1+columns(first, maxWrap) > width-wrapSlack
	}
	wrapped := false
	if width >= minWrap && width <= maxWrap {
		breaks, filled := 0, 0
		for i := 0; i+1 < len(run); i++ {
			if mayGoOn(run[i], run[i+1]) {
				breaks++
				if full(i) {
					filled++
				}
			}
		}
		wrapped = breaks > 0 && filled*5 >= breaks*3
	}
	for i := 0; i+1 < len(run); i++ {
		a, b := run[i], &run[i+1]
		if !mayGoOn(a, *b) {
			continue
		}
		stops := endsWithStop(a.Of(text))
		switch {
		case a.block == Item:
			b.joined = b.indent > a.indent || wrapped && full(i)
		case wrapped:
			// A line that is short and complete ends its paragraph; so does
			// one before a line that is indented.
			b.joined = (full(i) || !stops && startsLower(b.Of(text))) && !(stops && b.indent > a.indent+1)
		default:
			b.joined = !stops && startsLower(b.Of(text)) && columns(a.Of(text), minWrap) >= minWrap-10
		}
		if b.joined {
			b.block = a.block
		}
	}
}

// mayGoOn reports whether b is of a kind that can be the rest of a's paragraph.
func mayGoOn(a, b line) bool {
	return (a.block == Prose || a.block == Item) && b.block == Prose
}

// endsWithStop reports whether a line ends a sentence, or announces what follows.
func endsWithStop(s string) bool {
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		if !isCloser(r) {
			return terminatorKind(r) != 0 || r == ':' || r == '：'
		}
		s = s[:len(s)-n]
	}
	return false
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// columns is the width of s on a terminal; counting stops at limit.
func columns(s string, limit int) int {
	n := 0
	for i := 0; i < len(s) && n < limit; {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case isWide(r):
			n += 2
		case unicode.Is(unicode.Mn, r):
		default:
			n++
		}
	}
	return n
}

// isWide reports the characters that take two columns: CJK, kana, Hangul.
func isWide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 || r >= 0x20000 && r <= 0x3FFFD)
}

func wide(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWide(r)
}

// A heading is short; these bound it. More than maxHeadings in a row are no
// headings but verse, an address or a list without marks.
const (
	maxHeading  = 120 // bytes, three times that for scripts of three bytes a letter
	maxHeadings = 3
)

// markHeadings turns short paragraphs without a stop that stand over others
// into headings.
func markHeadings(text string, ps []Paragraph) {
	for i := 0; i < len(ps); {
		j := i
		for j < len(ps) && ps[j].Block == Prose && looksLikeHeading(ps[j].Of(text)) {
			j++
		}
		if j > i && j-i <= maxHeadings && j < len(ps) && ps[j].Block != Furniture {
			for k := i; k < j; k++ {
				ps[k].Block = Heading
			}
		}
		i = max(j, i+1)
	}
}

// looksLikeHeading reports a short line that ends without a stop and does not
// start in the middle of something.
func looksLikeHeading(s string) bool {
	if len(s) > 3*maxHeading || columns(s, maxHeading+1) > maxHeading {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if isCloser(last) && last != ')' && last != '）' {
		return false
	}
	switch last {
	case '.', '!', '。', '！', ':', '：', ';', '；', ',', '，', '、', '।', '…':
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if unicode.IsLower(first) {
		return false
	}
	return strings.IndexFunc(s, unicode.IsLetter) >= 0
}
