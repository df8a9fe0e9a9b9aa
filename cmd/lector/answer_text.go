package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"lector/qa"
)

// printable shows control characters as pictures, so that a text cannot drive
// the terminal it is printed on; line breaks and tabs stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20:
			return 0x2400 + r
		case r == 0x7f:
			return 0x2421
		case unicode.Is(unicode.Cc, r) || isBidiControl(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// isBidiControl reports the characters that reorder the text around them.
func isBidiControl(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// writeAnswerText shows an answer to a person. top > 0 lists the passages with
// their ranks.
func writeAnswerText(w io.Writer, ink ink, a qa.Answer, top int) error {
	var b strings.Builder
	switch {
	case a.Verdict == qa.Silent && a.Nothing:
		b.WriteString("That asks nothing. Ask about the articles, for example with who, when, where or why.\n")
	case a.Verdict == qa.Silent:
		b.WriteString(ink.yellow("The articles do not say.") + "\n")
		if len(a.Passages) > 0 {
			b.WriteString(ink.dim("The nearest that they do say:") + "\n")
		}
	case a.Verdict == qa.Unsure:
		b.WriteString(ink.yellow("Several passages may answer this:") + "\n")
	}
	ranked := top > 0 || a.Verdict == qa.Unsure
	for i, p := range a.Passages {
		if a.Verdict == qa.Answered && i > 0 && top == 0 {
			break
		}
		if i > 0 || a.Verdict != qa.Answered {
			b.WriteByte('\n')
		}
		if ranked {
			fmt.Fprintf(&b, "%s ", ink.bold(fmt.Sprintf("%d.", i+1)))
		}
		writePassageText(&b, ink, p)
	}
	if a.Explain != nil {
		writeExplanation(&b, ink, *a.Explain)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writePassageText shows a passage as a quotation with its source.
func writePassageText(b *strings.Builder, ink ink, p qa.Passage) {
	if p.Pair != nil {
		fmt.Fprintf(b, "%s %s\n", ink.green("Prepared answer:"), printable(p.Pair.Answer))
		b.WriteString(ink.dim("It rests on:") + "\n")
	}
	for line := range strings.SplitSeq(p.Text(), "\n") {
		fmt.Fprintf(b, "> %s\n", printable(line))
	}
	fmt.Fprintf(b, "  %s\n", ink.dim("— "+printable(source(p))))
	if p.Article.Note != "" {
		fmt.Fprintf(b, "  %s\n", ink.dim(printable(p.Article.Note)))
	}
	if p.Article.URL != "" {
		fmt.Fprintf(b, "  %s\n", ink.dim(printable(p.Article.URL)))
	}
}

// source names where a passage stands: title, publisher, date, place, and how
// sure the answer is.
func source(p qa.Passage) string {
	parts := []string{p.Article.Title}
	for _, part := range []string{p.Article.Publisher, p.Article.Author, p.Article.Published} {
		if part != "" && part != p.Article.Title {
			parts = append(parts, part)
		}
	}
	parts = append(parts, fmt.Sprintf("paragraph %d, sentence %d", p.Paragraph, p.Sentence))
	if p.Confidence > 0 { // the place of a quotation is no answer
		parts = append(parts, fmt.Sprintf("confidence %.2f", p.Confidence))
	}
	return strings.Join(parts, " · ")
}

// writeExplanation shows why the answer came out as it did.
func writeExplanation(b *strings.Builder, ink ink, e qa.Explanation) {
	fmt.Fprintf(b, "\n%s\n", ink.bold("Terms"))
	for _, t := range e.Terms {
		fmt.Fprintf(b, "  %-18s %-14s idf %5.2f", printable(t.Word), printable(t.Term), t.IDF)
		if len(t.Expansions) > 0 {
			fmt.Fprintf(b, "  taken for %s", printable(strings.Join(t.Expansions, ", ")))
		}
		b.WriteByte('\n')
	}
	for i, p := range e.Passages {
		name := "Answer"
		if i > 0 {
			name = "Runner-up"
		}
		fmt.Fprintf(b, "%s  score %.3f  sentence %d: %s\n", ink.bold(name), p.Score, p.Passage.Sentence, printable(shorten(p.Passage.Text(), 60)))
		writeContributions(b, p.Features)
	}
	if len(e.Calibration) > 0 {
		fmt.Fprintf(b, "%s\n", ink.bold("Confidence"))
		writeContributions(b, e.Calibration)
	}
}

func writeContributions(b *strings.Builder, all []qa.Contribution) {
	for _, c := range all {
		if c.Gave != 0 {
			fmt.Fprintf(b, "  %-28s %8.3f × %8.3f = %+8.3f\n", c.Name, c.Value, c.Weight, c.Gave)
		}
	}
}

// shorten cuts a text to n characters, for a line that only points at it.
func shorten(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
