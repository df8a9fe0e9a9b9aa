package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"lector/article"
	"lector/qa"
)

// maxQuoteBytes bounds what is read from standard input as a quotation.
const maxQuoteBytes = 16 << 10

type checkQuoteCmd struct {
	Article []string `help:"Hold it against this file, or this article of the library, alone; may be repeated." placeholder:"REF"`
	JSON    bool     `help:"Print a JSON object."`
	Text    []string `arg:"" help:"The quotation, or the message that holds it (- for standard input)."`
}

// Help is what lector check-quote --help shows below the flags.
func (checkQuoteCmd) Help() string {
	return `Says whether the articles have a quotation word for word, and where; what was
changed in it, what was cut off, and whether somebody else said it. Differences
of typography (quotation marks, dashes, spaces, a marked cut) do not count.

Examples:
  lector check-quote "We are not buying a toy"
  lector check-quote --article story.md --json 'Tom Hale: “We are not buying a toy”'
  lector check-quote - < message.txt

Exit status: 0 the quotation was found, as it is or changed; 3 it stands nowhere,
or is too short to be looked for; 2 wrong usage; 1 failure.`
}

func (cmd checkQuoteCmd) Run(c *call) error {
	text := strings.Join(cmd.Text, " ")
	if len(cmd.Text) == 1 && text == "-" {
		b, err := io.ReadAll(io.LimitReader(c.stdin, maxQuoteBytes+1))
		if err != nil {
			return fmt.Errorf("read the quotation: %w", err)
		}
		text = string(b)
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return usageError(`no quotation; for example: lector check-quote "The visit lasted two days."`)
	case len(text) > maxQuoteBytes:
		return usageError("the quotation has more than %d bytes; check it in parts", maxQuoteBytes)
	}
	lib, err := openReading(c, cmd.Article)
	if err != nil {
		return err
	}
	defer lib.Close()
	f, err := lib.engine.Locate(c.ctx, qa.Question{Text: text, Collections: lib.collections})
	if err != nil {
		return err
	}
	if cmd.JSON {
		err = writeFindingJSON(c.stdout, f)
	} else {
		err = writeFindingText(c.stdout, newInk(c.stdout, c.getenv), f)
	}
	if err != nil {
		return err
	}
	if f.Verdict == qa.Absent || f.Verdict == qa.TooShort {
		return silent
	}
	return nil
}

// The shape of check-quote --json; a public interface.
type (
	findingJSON struct {
		Quote      string          `json:"quote"`
		Verdict    qa.QuoteVerdict `json:"verdict"`
		Places     []placeJSON     `json:"places"`
		Changes    []changeJSON    `json:"changes"`
		Typography bool            `json:"typography,omitempty"`
		Rest       string          `json:"rest,omitempty"`
		Before     string          `json:"before,omitempty"`
	}
	placeJSON struct {
		Article   article.ID `json:"article"`
		Title     string     `json:"title"`
		URL       string     `json:"url"`
		Paragraph int        `json:"paragraph"`
		Sentence  int        `json:"sentence"`
		Start     int        `json:"start"`
		End       int        `json:"end"`
		Text      string     `json:"text"`
	}
	changeJSON struct {
		Op      string `json:"op"`
		Article string `json:"article"`
		Quote   string `json:"quote"`
	}
)

func writeFindingJSON(w io.Writer, f qa.Finding) error {
	out := findingJSON{Quote: f.Quote, Verdict: f.Verdict, Places: []placeJSON{}, Changes: []changeJSON{}, Typography: f.Typography, Rest: f.Rest, Before: f.Before}
	for _, p := range f.Places {
		out.Places = append(out.Places, placeJSON{p.Article.ID, p.Article.Title, p.Article.URL, p.Paragraph, p.Sentence, p.Span.Start, p.Span.End, p.Text()})
	}
	for _, c := range f.Changes {
		out.Changes = append(out.Changes, changeJSON(c))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// verdictSentences say what became of a quotation.
var verdictSentences = map[qa.QuoteVerdict]string{
	qa.Verbatim:    "Word for word in the articles.",
	qa.Altered:     "Altered: the articles have it otherwise.",
	qa.Cut:         "Cut short, and what is left out matters.",
	qa.Stitched:    "Put together from several places.",
	qa.Attribution: "The words are in the articles, but somebody else says them.",
	qa.Absent:      "Nowhere in the articles.",
	qa.TooShort:    "Too short to be looked for: give at least twelve letters (five in Chinese or Japanese).",
}

func writeFindingText(w io.Writer, ink ink, f qa.Finding) error {
	var b strings.Builder
	said := verdictSentences[f.Verdict]
	if f.Typography {
		said += " Only quotation marks, dashes, spaces or a marked cut differ."
	}
	if f.OnlyCapitals() {
		said += " Only capital letters differ."
	}
	if f.Verdict == qa.Verbatim {
		b.WriteString(ink.green(said) + "\n")
	} else {
		b.WriteString(ink.yellow(said) + "\n")
	}
	for _, ch := range f.Changes {
		was, is := printable(ch.Article), printable(ch.Quote)
		switch ch.Op {
		case "delete":
			fmt.Fprintf(&b, "  left out: %s\n", ink.bold(was))
		case "insert":
			fmt.Fprintf(&b, "  added: %s\n", ink.bold(is))
		case "attribution":
			if was == "" {
				fmt.Fprintf(&b, "  they are the article's own words, not those of %s\n", ink.bold(is))
				break
			}
			fmt.Fprintf(&b, "  said by %s, not by %s\n", ink.bold(was), ink.bold(is))
		default:
			fmt.Fprintf(&b, "  the article: %s, the quotation: %s\n", ink.bold(was), ink.bold(is))
		}
	}
	for _, p := range f.Places {
		b.WriteByte('\n')
		p.Confidence = 0
		writePassageText(&b, ink, p)
	}
	if f.Before != "" {
		fmt.Fprintf(&b, "\nBefore it the article says:\n> %s\n", printable(f.Before))
	}
	if f.Rest != "" {
		fmt.Fprintf(&b, "\nThe article goes on:\n> %s\n", printable(f.Rest))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
