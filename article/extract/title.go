package extract

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"lector/article"
)

// titleFromName is the title of last resort: a file's name without its ending.
func titleFromName(name string) string {
	s := strings.TrimSuffix(name, path.Ext(name))
	s = squeeze(strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '+' {
			return ' '
		}
		return r
	}, s))
	if s == "" {
		s = "Untitled"
	}
	r, n := utf8.DecodeRuneInString(s)
	return cutTitle(string(unicode.ToUpper(r)) + s[n:])
}

// cutTitle shortens a title at a word.
func cutTitle(s string) string {
	s = squeeze(s)
	if utf8.RuneCountInString(s) <= article.MaxTitle {
		return s
	}
	runes := []rune(s)[:article.MaxTitle-1]
	cut := string(runes)
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–—-") + "…"
}

// titleFromText is the first heading or line of a text, when it can be a title.
func titleFromText(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if utf8.RuneCountInString(line) > 120 || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "1. ") {
			return ""
		}
		return line
	}
	return ""
}
