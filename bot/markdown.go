package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Discord renders message content as its own dialect of Markdown. The functions
// here write text so that exactly its characters are seen, and read content back
// the way Discord would, so that what is about to be sent can be held against
// what it must show.
//
// In that dialect a backslash before any ASCII punctuation shows the punctuation
// alone. So every character that could begin a construct is given a backslash,
// and a construct that needs two parts (an emoji's two colons, a link's bracket
// and parenthesis) is broken at its first.

// escape returns Markdown that shows s, and nothing but s, when it begins a line.
// Line breaks stay line breaks; carriage returns before them and control
// characters, which show nothing and which Discord strips, are dropped.
func escape(s string) string { return escapeWith(s, true, special) }

// escapeInline is escape for text that stands within a line.
func escapeInline(s string) string { return escapeWith(oneLine(s), false, special) }

// escapeAll is escape with a backslash before every ASCII punctuation mark: longer,
// and right whatever constructs Discord adds.
func escapeAll(s string) string {
	return escapeWith(s, true, func(s string, i int, _ bool) bool { return punct(s[i]) })
}

func escapeWith(s string, lineStart bool, special func(s string, i int, lineStart bool) bool) string {
	s = printable(s)
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if special(s, i, lineStart) {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
			i++
			if c == '\n' {
				lineStart = true
			} else if c != ' ' && c != '\t' && !(lineStart && digit(c)) {
				lineStart = false
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+n])
		i += n
		// JavaScript's ^ also matches after the Unicode line separators, and
		// its \s takes every Unicode space.
		if r == '\u2028' || r == '\u2029' {
			lineStart = true
		} else if !unicode.IsSpace(r) && r != '\ufeff' {
			lineStart = false
		}
	}
	return b.String()
}

// special reports whether the ASCII character at s[i] would, or could, begin
// something other than itself. lineStart says that only spaces and digits stand
// before it on its line.
func special(s string, i int, lineStart bool) bool {
	rest := s[i+1:]
	switch s[i] {
	case '\\', '*', '_', '~', '|', '`', '<', '[':
		return true
	case ':':
		// An address would become a link and show the backslashes in it; a
		// short name between colons would become a picture.
		return strings.HasPrefix(rest, "//") || shortcode(rest)
	case '@':
		return strings.HasPrefix(rest, "everyone") || strings.HasPrefix(rest, "here")
	case '#', '>', '-', '+':
		return lineStart
	case '.', ')':
		return lineStart && i > 0 && digit(s[i-1]) && (rest == "" || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n')
	}
	return false
}

// shortcode reports whether rest, what follows a colon, may be an emoji's short
// name and its closing colon.
func shortcode(rest string) bool {
	end := strings.IndexByte(rest, ':')
	return end > 0 && !strings.ContainsFunc(rest[:end], unicode.IsSpace)
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func punct(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// printable drops what Discord does not show: control characters but for tab and
// line feed. A carriage return alone is an old line break.
func printable(s string) string {
	if !strings.ContainsFunc(s, unprintable) && utf8.ValidString(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return -1
		}
		return r
	}, s)
}

func unprintable(r rune) bool {
	return r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r)
}

// quoteBlock puts Markdown into a block quote, line by line.
func quoteBlock(markdown string) string {
	return "> " + strings.ReplaceAll(markdown, "\n", "\n> ")
}

// oneLine is s with every run of white space as one space: for titles, questions
// and whatever must not begin a new line.
func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// shown reads content that escape and quoteBlock wrote the way Discord does, and
// returns the characters that are seen. It is false for content that holds an
// unescaped construct: content that shows something other than its characters.
func shown(markdown string) (string, bool) {
	var b strings.Builder
	lineStart := true
	for i := 0; i < len(markdown); i++ {
		c := markdown[i]
		if c == '\\' && i+1 < len(markdown) && punct(markdown[i+1]) {
			i++
			b.WriteByte(markdown[i])
			lineStart = false
			continue
		}
		if c < utf8.RuneSelf && special(markdown, i, lineStart) {
			return "", false
		}
		b.WriteByte(c)
		switch {
		case c == '\n':
			lineStart = true
		case c < utf8.RuneSelf && c != ' ' && c != '\t' && !(lineStart && digit(c)):
			lineStart = false
		case c >= utf8.RuneSelf && utf8.RuneStart(c):
			r, _ := utf8.DecodeRuneInString(markdown[i:])
			if r == '\u2028' || r == '\u2029' {
				lineStart = true
			} else if !unicode.IsSpace(r) && r != '\ufeff' {
				lineStart = false
			}
		}
	}
	return b.String(), true
}

// verbatim returns a block quote that shows exactly text, and false when none
// can be made. It reads back what it wrote before it lets it go.
func verbatim(text string) (string, bool) {
	want := printable(text)
	for _, write := range []func(string) string{escape, escapeAll} {
		quote := quoteBlock(write(text))
		if got, ok := shown(unquoteBlock(quote)); ok && got == want {
			return quote, true
		}
	}
	return "", false
}

// unquoteBlock undoes quoteBlock.
func unquoteBlock(quote string) string {
	return strings.ReplaceAll(strings.TrimPrefix(quote, "> "), "\n> ", "\n")
}

// length counts as Discord counts: in code points.
func length(s string) int { return utf8.RuneCountInString(s) }

// clip shortens s to at most n code points, at a word's end where there is one
// near, and marks the cut.
func clip(s string, n int) string {
	if length(s) <= n {
		return s
	}
	if n <= 0 {
		return ""
	}
	cut := 0
	for range n - 1 {
		_, w := utf8.DecodeRuneInString(s[cut:])
		cut += w
	}
	if space := strings.LastIndexFunc(s[:cut], unicode.IsSpace); space > cut*2/3 {
		cut = space
	}
	return strings.TrimRightFunc(s[:cut], unicode.IsSpace) + "…"
}
