package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is a list or a table with its heading, which the search for the main
// text may leave out: it counts paragraphs, and these hold none. before and
// after are the paragraphs around it, by which its place is found again.
type block struct {
	text, before, after string
}

// Bounds of a block, in bytes of its text.
const (
	minBlock = 40
	maxBlock = 1500
	// longParagraph is the least length of a paragraph by which a place is found.
	longParagraph = 80
)

// looseBlocks are the blocks of a page that stand beside paragraphs.
func looseBlocks(doc *html.Node) []block {
	var out []block
	for n := range elements(doc) {
		switch n.DataAtom {
		case atom.Ul, atom.Ol, atom.Dl, atom.Table:
		default:
			continue
		}
		// A list in prose goes with it; one of links leads elsewhere.
		if size := textSize(n); size < minBlock || size > maxBlock || unlinkedSize(n)*4 < size*3 || longIn(n, true) != "" {
			continue
		}
		if n.DataAtom != atom.Table && !speaks(n) {
			continue
		}
		for n.Parent != nil && n.Parent.DataAtom == atom.Div && textSize(n.Parent) <= maxBlock && longIn(n.Parent, true) == "" {
			n = n.Parent
		}
		if within(n) {
			continue
		}
		b := block{text: tidy(renderText(n, maxBlock*2))}
		for s := n.PrevSibling; s != nil && b.before == ""; s = s.PrevSibling {
			b.before = longIn(s, false)
		}
		for s := n.NextSibling; s != nil && b.after == ""; s = s.NextSibling {
			b.after = longIn(s, true)
		}
		out = append(out, b)
	}
	return out
}

// speaks: entries of a few words each, not of figures or addresses.
func speaks(list *html.Node) bool {
	entries, count, letters, rest := 0, 0, 0, 0
	for n := range elements(list) {
		if n.DataAtom != atom.Li && n.DataAtom != atom.Dd {
			continue
		}
		entries++
		s := textOf(n)
		count += words(s)
		for _, r := range s {
			if unicode.IsLetter(r) {
				letters++
			} else if !unicode.IsSpace(r) {
				rest++
			}
		}
		if strings.Contains(s, "://") {
			return false
		}
	}
	return entries >= 2 && count >= 4*entries && letters > 3*rest
}

// within: what stands aside of the article, or around it.
func within(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Header, atom.Footer, atom.Form, atom.Li, atom.Td:
			return true
		}
		if n.Type == html.ElementNode && isAside(n) {
			return true
		}
	}
	return false
}

// longIn is the first or the last long paragraph under n, on a line.
func longIn(n *html.Node, first bool) string {
	if n.Type != html.ElementNode {
		return ""
	}
	found := ""
	for d := range n.Descendants() {
		if d.DataAtom == atom.P && textSize(d) >= longParagraph {
			if found = textOf(d); first {
				break
			}
		}
	}
	if found == "" && n.DataAtom == atom.P && textSize(n) >= longParagraph {
		found = textOf(n)
	}
	return found
}

// restore puts the blocks that were left out back into a text, each beside the
// paragraph that it stood beside. They may be a quarter of it, no more: a page
// that is all lists was understood otherwise.
func restore(text string, blocks []block) string {
	room := len(text) / 4
	for _, b := range blocks {
		lines := strings.Split(b.text, "\n")
		if last := lines[len(lines)-1]; b.text == "" || len(b.text) > room || strings.Contains(text, last) {
			continue
		}
		at := -1
		if i := strings.Index(text, b.after); i >= 0 && b.after != "" && (i == 0 || text[i-1] == '\n') {
			at = i
			text = text[:at] + b.text + "\n\n" + text[at:]
		} else if i := strings.Index(text, b.before); i >= 0 && b.before != "" {
			at = i + len(b.before)
			text = text[:at] + "\n\n" + b.text + text[at:]
		}
		if at >= 0 {
			room -= len(b.text)
		}
	}
	return text
}
