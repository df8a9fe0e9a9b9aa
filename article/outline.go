package article

import "strings"

// Block is what kind of paragraph something is.
type Block uint8

const (
	Prose     Block = iota
	Heading         // a title or a heading
	Item            // an entry of a list
	Row             // a row of a table
	Furniture       // page furniture: never an answer
)

// Paragraph is a block of a text: a span without surrounding white space, and
// the sentences that make it up.
type Paragraph struct {
	Span
	Block     Block
	Sentences []Span // at least one; ascending, disjoint, only white space between them
	First     int    // the number of its first sentence, from 1, counted over the article
}

// Outline derives the paragraphs of a text, in order, disjoint, with only white
// space between them. lang is a BCP 47 tag and may be empty. The same text and
// language always give the same outline.
func Outline(text, lang string) []Paragraph {
	var out []Paragraph
	sentence := 1
	for start := 0; start < len(text); {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		line := text[start:end]
		if trimmed := strings.TrimSpace(line); trimmed != "" {
			s := start + strings.Index(line, trimmed)
			p := Paragraph{Span: Span{s, s + len(trimmed)}, First: sentence}
			p.Sentences = []Span{p.Span}
			sentence++
			out = append(out, p)
		}
		start = end + 1
	}
	return out
}
