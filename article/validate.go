package article

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of an article's metadata and pairs, in characters.
const (
	MaxNote     = 1000
	MaxQuestion = 300  // a question, as members may type one
	MaxAnswer   = 1500 // fits a Discord message, with its label, quote and source
	MaxQuote    = 1500
	// MaxPhrasings bounds the questions of a pair, MaxPairs an article's pairs.
	MaxPhrasings = 100
	MaxPairs     = 5000
)

// Validate reports everything that is wrong with the article itself, as [Faults];
// nil when it may be stored. Whether the quotes of its pairs still stand is
// [CheckPairs]'s to say.
func (a Article) Validate() error {
	l := &faultList{}
	kind, owner := a.Collection.Owner()
	if a.Collection != Home && (kind != "guild" && kind != "user" || !isNumber(owner)) {
		l.add(0, "collection", "value", quoteShort(string(a.Collection)))
	}
	if !a.ID.Valid() {
		l.add(0, "id", "value", quoteShort(string(a.ID)), "most", maxID)
	}
	if strings.TrimSpace(a.Title) == "" {
		l.add(0, "empty", "field", "title")
	}
	l.put(0, checkLine("title", a.Title, MaxTitle))
	l.put(0, checkLine("publisher", a.Publisher, MaxTitle))
	l.put(0, checkLine("author", a.Author, MaxTitle))
	l.put(0, checkLine("note", a.Note, MaxNote))
	if a.Published != "" {
		date, fault := parseDate(a.Published)
		if fault == nil && date != a.Published {
			fault = newFault("date_form", "value", quoteShort(a.Published), "date", date)
		}
		l.put(0, fault)
	}
	if a.URL != "" {
		l.put(0, checkURL(a.URL))
	}
	if a.Lang != "" {
		l.put(0, checkLang(a.Lang))
	}
	switch {
	case len(a.Text) > MaxText:
		l.add(0, "large", "field", "text", "have", megabytes(len(a.Text)), "most", megabytes(MaxText))
	case !utf8.ValidString(a.Text):
		l.add(0, "encoding", "field", "text")
	case strings.IndexByte(a.Text, 0) >= 0:
		l.add(0, "control", "field", "text")
	case strings.IndexFunc(a.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0:
		l.add(0, "empty", "field", "text")
	}
	l.faults = append(l.faults, checkPairs(a.Pairs)...)
	return l.err()
}

// quoteShort quotes s for a message, cut to what a line bears.
func quoteShort(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return strconv.Quote(s)
}
