package qa

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lector/article"
)

// A Quotation is a quotation that a message holds.
type Quotation struct {
	Text    string       // the quotation, without the marks around it
	Span    article.Span // where it stands in the message, the marks aside
	Message string       // the message, for [Question.Message]
}

// quotePairs are the marks that open a quotation, and what closes it.
var quotePairs = map[rune]string{
	'“': "”“\"", '„': "“”\"", '‟': "”", '«': "»", '»': "«", '‹': "›", '›': "‹", '"': "\"”", '＂': "＂",
	'「': "」", '『': "』", '｢': "｣", '‘': "’", '‚': "‘’", '〝': "〞〟",
}

// FindQuotations finds the quotations in a chat message that are long enough to
// be looked for: what stands in the quotation marks of many languages, and the
// block quotes of Discord ("> " and ">>> "), in order. Code is passed over, and
// so is a quotation within a quotation.
func FindQuotations(message string) []Quotation {
	message = clipQuestion(message)
	var out []Quotation
	add := func(text string, s article.Span) {
		text = strings.TrimSpace(text)
		r, n := utf8.DecodeRuneInString(text)
		if close := quotePairs[r]; close != "" {
			if at, size := closing(text, n, r, close); at > 0 && at+size == len(text) {
				text = strings.TrimSpace(text[n:at])
			}
		}
		if longEnough(text) {
			out = append(out, Quotation{Text: text, Span: s, Message: message})
		}
	}
	for at := 0; at < len(message); {
		end := len(message)
		if i := strings.IndexByte(message[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := message[at:end]
		switch {
		case strings.HasPrefix(line, ">>> "):
			add(message[at+4:], article.Span{Start: at + 4, End: len(message)})
			return out
		case strings.HasPrefix(line, "> "):
			start := at
			var b strings.Builder
			for at < len(message) && (strings.HasPrefix(message[at:], "> ") || strings.HasPrefix(message[at:], ">\n")) {
				end := len(message)
				if i := strings.IndexByte(message[at:], '\n'); i >= 0 {
					end = at + i + 1
				}
				b.WriteString(strings.TrimPrefix(message[at+1:end], " "))
				at = end
			}
			add(b.String(), article.Span{Start: start, End: at})
			continue
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			// A block of code ends at its second mark.
			from := at + strings.Index(line, "```") + 3
			if i := strings.Index(message[from:], "```"); i >= 0 {
				at = from + i + 3
				continue
			}
			return out
		}
		// Quotation marks; they may close in a later line, not in a block quote.
		next := end
		for i := at; i < end; {
			r, n := utf8.DecodeRuneInString(message[i:])
			if close := quotePairs[r]; close != "" && opens(message, i, n, r) {
				if stop, size := closing(message, i+n, r, close); stop > 0 {
					add(message[i+n:stop], article.Span{Start: i + n, End: stop})
					i = stop + size
					if i > end {
						end = i
						next = i
					}
					continue
				}
			}
			i += n
		}
		at = next
	}
	return out
}

// opens reports whether a mark opens a quotation: words follow it, and none
// stands before it.
func opens(message string, i, n int, r rune) bool {
	after, _ := utf8.DecodeRuneInString(message[i+n:])
	if unicode.IsSpace(after) && r != '«' || after == utf8.RuneError {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(message[:i])
	return i == 0 || !isWordRune(before) || isDense(before)
}

// closing finds the mark that closes a quotation. size is its length.
func closing(message string, from int, open rune, close string) (at, size int) {
	depth := 0
	for i := from; i < len(message); {
		r, n := utf8.DecodeRuneInString(message[i:])
		after, _ := utf8.DecodeRuneInString(message[i+n:])
		inWord := i+n < len(message) && isWordRune(after) && !isDense(after)
		switch {
		case strings.HasPrefix(message[i:], "\n> ") || strings.HasPrefix(message[i:], "\n>>> "):
			return 0, 0
		case strings.ContainsRune(close, r) && !(inWord && (r == '’' || r == '‘' || r == '"' || r == '“')):
			if r == '“' && open == '“' {
				depth++ // one within it
			} else if depth > 0 && r == '”' {
				depth--
			} else {
				return i, n
			}
		case r == open && open != '"' && r != '’':
			depth++
		}
		i += n
	}
	return 0, 0
}
