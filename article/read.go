package article

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What callers of [Read] and [ReadFile] branch on. The error itself is a
// sentence for the user: what is wrong, and what to do.
var (
	// ErrEmpty: nothing to read in it.
	ErrEmpty = errors.New("empty")
	// ErrBinary: no text at all.
	ErrBinary = errors.New("not text")
	// ErrFormat: a document of another format (PDF, Word, HTML, …), which
	// takes extraction.
	ErrFormat = errors.New("not plain text or Markdown")
	// ErrTooLarge: the file is over [MaxFile] or its text over [MaxText].
	ErrTooLarge = errors.New("too large")
	// ErrEncoding: its characters cannot be decoded.
	ErrEncoding = errors.New("not valid UTF-8")
	// ErrDirectory: a folder where a file was wanted.
	ErrDirectory = errors.New("a folder")
)

// MaxFile bounds the bytes of a file that is read as an article.
const MaxFile = 50 << 20

// readError is a sentence for the user around what callers branch on.
type readError struct {
	kind error
	text string
}

func (e *readError) Error() string { return e.text }
func (e *readError) Unwrap() error { return e.kind }

func readErrorf(kind error, format string, args ...any) error {
	return &readError{kind, fmt.Sprintf(format, args...)}
}

// Read makes an article of the bytes of a file: plain text, or Markdown (by the
// name's ending .md or .markdown, or because it starts with front matter and
// the ending says nothing). Bytes are UTF-8 with or without a mark, UTF-16 with
// or without one, or Windows-1252 where nothing else is likely.
//
// Both kinds may start with front matter, YAML between two lines "---", with
// the keys title, publisher, author, date, url (or address), language and note;
// any other key is a fault, and faults are returned together as [Faults].
//
// The Text of a plain file is its text byte for byte, line ends included, from
// behind the byte order mark and the front matter; of a Markdown file it is
// what a reader sees: see [MarkdownText].
//
// Without a title the first line that reads like one is taken (in Markdown the
// first heading), else the name, made readable. The ID is that of the title
// ([NewID]), the language is detected ([DetectLang]) unless given, Origin is
// the name. Collection, Pairs and Rev are left empty.
func Read(name string, data []byte) (Article, error) {
	if len(data) > MaxFile {
		return Article{}, readErrorf(ErrTooLarge, "%s has %s; at most %s are read. Cut it into parts.", name, megabytes(len(data)), megabytes(MaxFile))
	}
	text, err := decode(name, data)
	if err != nil {
		return Article{}, err
	}
	a := Article{Origin: name}
	ending := strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/")))
	markdown := ending == ".md" || ending == ".markdown" || ending == ".mdown" || ending == ".mkd"
	meta, body, ok := cutFrontMatter(text)
	if ok {
		if err := readFrontMatter(name, meta, &a); err != nil {
			return Article{}, err
		}
		if ending != ".txt" && ending != ".text" {
			markdown = true
		}
		text = body
	}
	if !ok && looksLikeHTML(text) {
		return Article{}, readErrorf(ErrFormat, "%s is a web page, not plain text or Markdown. Add it with “lector add”, which takes the article out of the page.", name)
	}
	heading := ""
	if markdown {
		text, heading = convertMarkdown(text)
	}
	if strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return Article{}, readErrorf(ErrEmpty, "%s holds no text. Put an article into it.", name)
	}
	if len(text) > MaxText {
		return Article{}, readErrorf(ErrTooLarge, "%s holds %s of text; an article has at most %s. Cut it into parts.", name, megabytes(len(text)), megabytes(MaxText))
	}
	a.Text = text
	if a.Lang == "" {
		a.Lang = DetectLang(text)
	}
	if a.Title == "" {
		a.Title = cutTitle(heading)
	}
	if a.Title == "" {
		a.Title = titleOf(text, a.Lang)
	}
	if a.Title == "" {
		a.Title = titleOfName(name)
	}
	a.ID = NewID(a.Title)
	return a, nil
}

func megabytes(n int) string {
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// cutFrontMatter parts text into the YAML between a first line "---" and the
// next such line (or "..."), and what stands behind it. ok is false when there
// is none: what stands between two rules but does not start like "key: …" is
// text.
func cutFrontMatter(text string) (meta, body string, ok bool) {
	line, rest, found := strings.Cut(text, "\n")
	if !found || strings.TrimRight(line, " \t\r") != "---" {
		return "", text, false
	}
	key, _, found := strings.Cut(strings.TrimLeft(firstContent(rest), " \t"), ":")
	if !found || key == "" || strings.ContainsAny(key, " \t") {
		if end := firstContent(rest); strings.TrimRight(end, " \t\r") != "---" {
			return "", text, false
		}
	}
	for at := 0; at < len(rest); {
		line, after := rest[at:], len(rest)
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line, after = line[:i], at+i+1
		}
		if l := strings.TrimRight(line, " \t\r"); l == "---" || l == "..." {
			return rest[:at], strings.TrimLeft(rest[after:], "\r\n"), true
		}
		at = after
	}
	return "", text, false
}

// firstContent is the first line of s that is neither blank nor a remark.
func firstContent(s string) string {
	for s != "" {
		line, rest, _ := strings.Cut(s, "\n")
		if t := strings.TrimSpace(line); t != "" && t[0] != '#' {
			return line
		}
		s = rest
	}
	return ""
}

// looksLikeHTML reports a text that starts as web pages do.
func looksLikeHTML(text string) bool {
	start := strings.ToLower(strings.TrimSpace(text[:min(len(text), 512)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// MaxTitle bounds [Article.Title] in characters.
const MaxTitle = 256

// titleOf is the first line of the text that reads like a title: short, without
// a stop at its end, no page furniture and no dateline. Once a sentence is met
// there is no title to come, and it is empty.
func titleOf(text, lang string) string {
	for range 8 {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		line := text
		if i := strings.IndexAny(text, "\n\r"); i >= 0 {
			line, text = text[:i], text[i:]
		} else {
			text = ""
		}
		line = strings.TrimSpace(line)
		if line == "" {
			return ""
		}
		if isFurniture(line) {
			continue
		}
		if isMarkedHeading(line) {
			line = strings.TrimSpace(strings.TrimLeft(line, "#"))
		}
		last, _ := utf8.DecodeLastRuneInString(line)
		question := last == '?' || last == '？' || last == '؟'
		if utf8.RuneCountInString(line) <= maxHeading && itemMarker(line) == 0 && (looksLikeHeading(line) || question) && !isDateline(line) {
			return cutTitle(line)
		}
		return ""
	}
	return ""
}

// isDateline reports a line that starts as a report does: "TIANJIN: China’s …",
// "LONDON (AP) — …".
func isDateline(line string) bool {
	place, rest, ok := strings.Cut(line, ":")
	if !ok {
		place, rest, ok = strings.Cut(line, "—")
	}
	if !ok || strings.TrimSpace(rest) == "" || len(place) > 40 {
		return false
	}
	place = strings.TrimSpace(place)
	return place != "" && strings.ToUpper(place) == place && strings.ToLower(place) != place && len(strings.Fields(rest)) > 8
}

// cutTitle cuts a heading to what a title may have.
func cutTitle(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > MaxTitle {
		s = strings.TrimSpace(string(r[:MaxTitle-1])) + "…"
	}
	return s
}

// titleOfName makes a file's name readable: "taliban-in_tianjin.md" becomes
// "Taliban in tianjin".
func titleOfName(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if s := strings.TrimSuffix(base, path.Ext(base)); s != "" {
		base = s
	}
	base = strings.Join(strings.FieldsFunc(base, func(r rune) bool { return r == '-' || r == '_' || unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if base == "" || base == "." || base == "/" {
		return "Untitled"
	}
	r, n := utf8.DecodeRuneInString(base)
	return cutTitle(string(unicode.ToUpper(r)) + base[n:])
}
