package extract

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// renderText writes the text of a tree as plain paragraphs, the same way as
// article.MarkdownText writes those of Markdown: a blank line between blocks,
// list entries behind "- " or their number and indented by two spaces for each
// list around them, table rows on a line each with " | " between the cells.
// White space is collapsed as a browser does it. At most limit bytes are
// written; the rest is dropped.
func renderText(n *html.Node, limit int) string {
	w := &textWriter{limit: limit}
	w.node(n)
	return strings.TrimSpace(w.b.String())
}

type textWriter struct {
	b      strings.Builder
	limit  int
	breaks int    // newlines owed before the next word
	space  bool   // a space owed before the next word
	prefix string // mark owed before the next word, after the newlines
	inline bool   // inside a table cell or a heading: blocks are separated by a space
	lists  []list // around what is written, outermost first
}

// list is a list that is being written.
type list struct {
	ordered bool
	next    int // number of the next entry
}

// brk asks for at least n newlines before whatever comes next.
func (w *textWriter) brk(n int) {
	if w.inline {
		w.space = true
		return
	}
	w.breaks = max(w.breaks, n)
}

func (w *textWriter) full() bool { return w.b.Len() >= w.limit }

// word writes text that holds no white space to be collapsed.
func (w *textWriter) word(s string) {
	if s == "" || w.full() {
		return
	}
	if w.b.Len() > 0 {
		switch {
		case w.breaks > 0:
			for range min(w.breaks, 2) {
				w.b.WriteByte('\n')
			}
		case w.space:
			w.b.WriteByte(' ')
		}
	}
	w.breaks, w.space = 0, false
	w.b.WriteString(w.prefix)
	w.prefix = ""
	w.b.WriteString(s)
}

// visible is s without the characters that a reader never sees and that break
// the match of a word: control characters that are no white space, soft
// hyphens, zero-width spaces, word joiners, byte order marks.
func visible(s string) string {
	if strings.IndexFunc(s, isInvisible) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, s)
}

func isInvisible(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff':
		return true
	}
	return unicode.IsControl(r) && !unicode.IsSpace(r)
}

func (w *textWriter) text(s string) {
	s = visible(s)
	for len(s) > 0 && !w.full() {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i < 0 {
			w.word(s)
			return
		}
		w.word(s[:i])
		w.space = true
		s = strings.TrimLeftFunc(s[i:], unicode.IsSpace)
	}
}

// pre writes preformatted text: its line ends and inner spaces stand.
func (w *textWriter) pre(s string) {
	s = visible(strings.ReplaceAll(s, "\r\n", "\n"))
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			if w.inline {
				w.space = true
			} else {
				w.breaks++
			}
		}
		if trimmed := strings.TrimRightFunc(line, unicode.IsSpace); trimmed != "" {
			w.word(strings.Map(oneLine, trimmed))
		}
	}
}

func oneLine(r rune) rune {
	if r == '\v' || r == '\f' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085' {
		return ' '
	}
	return r
}

func (w *textWriter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if w.full() {
			return
		}
		w.node(c)
	}
}

func (w *textWriter) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if inPre(n) {
			w.pre(n.Data)
			return
		}
		w.text(n.Data)
		return
	case html.CommentNode, html.DoctypeNode:
		return
	case html.DocumentNode:
		w.children(n)
		return
	}
	if isNoteMark(n) {
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Title,
		atom.Iframe, atom.Object, atom.Embed, atom.Video, atom.Audio, atom.Canvas, atom.Svg,
		atom.Button, atom.Select, atom.Textarea, atom.Input, atom.Datalist, atom.Map:
		return
	case atom.Math:
		if alt := attr(n, "alttext"); alt != "" {
			w.text(alt)
			return
		}
		w.children(n)
	case atom.Br:
		if w.inline {
			w.space = true
			return
		}
		// Two in a row end the paragraph.
		w.breaks++
		w.space = false
	case atom.Hr:
		w.brk(2)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.brk(2)
		outer := w.inline
		w.inline = true
		w.children(n)
		w.inline = outer
		w.brk(2)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		gap := 2
		if len(w.lists) > 0 {
			gap = 1
		}
		start, err := strconv.Atoi(attr(n, "start"))
		if err != nil {
			start = 1
		}
		w.brk(gap)
		w.lists = append(w.lists, list{n.DataAtom == atom.Ol, start})
		w.children(n)
		w.lists = w.lists[:len(w.lists)-1]
		w.brk(gap)
	case atom.Li:
		w.brk(1)
		if !w.inline {
			w.prefix = w.entryMark()
		}
		w.children(n)
		w.prefix = ""
		w.brk(1)
	case atom.Dt:
		w.brk(2)
		w.children(n)
		w.brk(1)
	case atom.Dd:
		w.brk(1)
		w.children(n)
		w.brk(1)
	case atom.Table:
		w.brk(2)
		w.table(n)
		w.brk(2)
	case atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot:
		w.brk(2)
		w.children(n)
		w.brk(2)
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code,
		atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Label,
		atom.Mark, atom.Q, atom.Rb, atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Small,
		atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Nobr:
		w.children(n)
	default:
		if n.DataAtom == 0 && !strings.Contains(n.Data, "-") {
			w.children(n) // an unknown element is inline, a custom one usually a block
			return
		}
		w.brk(2)
		w.children(n)
		w.brk(2)
	}
}

// entryMark is what stands before an entry of the innermost list.
func (w *textWriter) entryMark() string {
	if len(w.lists) == 0 {
		return "- "
	}
	mark := "- "
	if l := &w.lists[len(w.lists)-1]; l.ordered {
		mark = strconv.Itoa(l.next) + ". "
		l.next++
	}
	return strings.Repeat("  ", min(len(w.lists), 10)-1) + mark
}

// table writes a table of data row by row, and a table that only lays out a
// page as the blocks it holds.
func (w *textWriter) table(n *html.Node) {
	if w.inline || isLayout(n) {
		w.children(n)
		return
	}
	for c := range elements(n) {
		switch {
		case c.DataAtom == atom.Caption && ancestor(c, atom.Table) == n:
			w.brk(2)
			w.children(c)
			w.brk(2)
		case c.DataAtom == atom.Tr && ancestor(c, atom.Table) == n:
			w.row(c)
		}
		if w.full() {
			return
		}
	}
}

func (w *textWriter) row(tr *html.Node) {
	w.brk(1)
	first := true
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		cell := &textWriter{limit: max(w.limit-w.b.Len(), 0), inline: true}
		cell.children(c)
		s := strings.TrimSpace(cell.b.String())
		if s == "" {
			continue
		}
		if !first {
			w.space = false
			w.word(" | " + s)
			continue
		}
		first = false
		w.word(s)
	}
	w.brk(1)
}

// isLayout tells a table that arranges blocks from one that holds data: it has
// one column, or cells that hold tables, lists, headings or several paragraphs.
func isLayout(table *html.Node) bool {
	columns := 0
	for c := range elements(table) {
		if c.DataAtom != atom.Tr || ancestor(c, atom.Table) != table {
			if c.DataAtom == atom.Table && c != table {
				return true
			}
			continue
		}
		cells := 0
		for td := c.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
				continue
			}
			cells++
			paragraphs := 0
			for e := range elements(td) {
				switch e.DataAtom {
				case atom.H1, atom.H2, atom.H3, atom.H4, atom.Pre, atom.Blockquote, atom.Figure:
					return true
				case atom.P:
					paragraphs++
				}
			}
			if paragraphs > 2 {
				return true
			}
		}
		columns = max(columns, cells)
	}
	return columns < 2
}

// isNoteMark tells the number that leads to a footnote, and the arrow that
// leads back: they are set apart on the page but would run into the word
// before them in plain text.
func isNoteMark(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A:
		if t := textOf(n); (t == "#" || t == "¶" || t == "§") && strings.HasPrefix(attr(n, "href"), "#") {
			return true // leads to the heading that it stands in
		}
		if t := textOf(n); len(t) <= 4 && t != "" && strings.Trim(t, "[]()*†‡0123456789") == "" && noteTargets().MatchString(attr(n, "href")) {
			return true
		}
		role := attr(n, "role")
		return role == "doc-noteref" || role == "doc-backlink" || attr(n, "epub:type") == "noteref" ||
			hasWord(attr(n, "class"), "footnote-ref") || hasWord(attr(n, "class"), "footnote-back")
	case atom.Sup:
		link := n.FirstChild
		if link == nil || link.NextSibling != nil || link.DataAtom != atom.A {
			return false
		}
		mark := strings.Trim(textOf(link), "[]() ")
		return strings.Contains(attr(link, "href"), "#") && len(mark) <= 4 && !strings.ContainsFunc(mark, unicode.IsLetter)
	}
	return false
}

// noteTargets are the places that numbers in a text lead to, and lead back from.
var noteTargets = pattern(`(?i)#.*(?:note|fn|cite|ref)`)

func inPre(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Pre || p.DataAtom == atom.Listing || p.DataAtom == atom.Plaintext || p.DataAtom == atom.Xmp {
			return true
		}
	}
	return false
}
