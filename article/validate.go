package article

import (
	"errors"
	"fmt"
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

// Validate reports everything that is wrong with the article itself, joined in
// one error, a line each; nil when it may be stored. Whether the quotes of its
// pairs still stand is [CheckPairs]'s to say.
func (a Article) Validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	line := func(msg string) {
		if msg != "" {
			errs = append(errs, errors.New(msg))
		}
	}
	kind, owner := a.Collection.Owner()
	switch {
	case a.Collection == "":
		fault("the article is in no collection")
	case a.Collection == Home:
	case (kind == "guild" || kind == "user") && isNumber(owner):
	default:
		fault("there is no collection %q", a.Collection)
	}
	if !a.ID.Valid() {
		fault("the ID %s must be 1 to %d small letters, digits and hyphens", quoteShort(string(a.ID)), maxID)
	}
	if strings.TrimSpace(a.Title) == "" {
		fault("the title is empty")
	}
	line(checkLine("title", a.Title, MaxTitle))
	line(checkLine("publisher", a.Publisher, MaxTitle))
	line(checkLine("author", a.Author, MaxTitle))
	line(checkLine("note", a.Note, MaxNote))
	if a.Published != "" {
		switch date, err := ParseDate(a.Published); {
		case err != nil:
			errs = append(errs, err)
		case date != a.Published:
			fault("the date %s must be written %s", quoteShort(a.Published), date)
		}
	}
	if a.URL != "" {
		line(checkURL(a.URL))
	}
	if a.Lang != "" {
		line(checkLang(a.Lang))
	}
	switch {
	case len(a.Text) > MaxText:
		fault("the text has %s; at most %s", megabytes(len(a.Text)), megabytes(MaxText))
	case !utf8.ValidString(a.Text):
		fault("the text is not valid UTF-8")
	case strings.IndexByte(a.Text, 0) >= 0:
		fault("the text holds a zero byte")
	case strings.IndexFunc(a.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0:
		fault("the text is empty")
	}
	for _, f := range checkPairs(a.Pairs) {
		errs = append(errs, errors.New(f.String()))
	}
	return errors.Join(errs...)
}

func itoa(n int) string { return strconv.Itoa(n) }

// quoteShort quotes s for a message, cut to what a line bears.
func quoteShort(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return strconv.Quote(s)
}
