package article

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// MarkdownText is the plain text that a reader of Markdown sees:
//
//   - Marks of emphasis, code, links and headings are gone, their words stay;
//     of a picture nothing stays, of an address in angle brackets the address.
//   - Line breaks within a paragraph stay where they are. Blocks that a blank
//     line parts are parted by one blank line, others by a line break; a table
//     always has a blank line before it.
//   - An entry of a list starts with "- ", or its number and a full stop, and
//     is indented by two spaces for each list around it.
//   - A row of a table is a line, its cells parted by " | ".
//   - Quoted blocks lose their ">", blocks of code their fences. HTML loses
//     its tags and comments; "<br>" is a line break. Rules are gone.
//
// Backslash escapes and character references are resolved.
func MarkdownText(source string) string {
	out, _ := convertMarkdown(source)
	return out
}

// convertMarkdown returns the plain text of Markdown and its first heading.
func convertMarkdown(source string) (plain, heading string) {
	if tangled(source) {
		return source, ""
	}
	src := []byte(source)
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList))
	doc := md.Parser().Parse(text.NewReader(src))
	c := &converter{src: src}
	c.blocks(doc, "", "")
	return strings.Trim(c.out.String(), "\n"), c.heading
}

// maxTangle bounds the work of parsing marks, which grows with the square of
// their number in a block: beyond it stand only texts made to be slow.
const maxTangle = 50_000_000

// tangled reports a text so full of marks that it is better read as it stands.
func tangled(source string) bool {
	work, marks := 0, 0
	for line := range strings.Lines(source) {
		s := strings.TrimLeft(line, " \t")
		if strings.TrimSpace(s) == "" || itemMarker(s) > 0 || s[0] == '#' || s[0] == '|' {
			work += marks * marks
			marks = 0
		}
		depth := (len(line) - len(s)) / 2
		for i := range len(s) {
			switch s[i] {
			case '*', '_', '[', ']', '`', '~', '<', '!', '&':
				marks++
			case '>':
				depth++
			}
		}
		// Each block inside a block is looked at anew for each line: "- - - a".
		for i := 0; i < len(s) && strings.IndexByte(" \t>-+*.)0123456789", s[i]) >= 0; i++ {
			if s[i] == '-' || s[i] == '+' || s[i] == '*' || s[i] == '.' || s[i] == ')' {
				depth++
			}
		}
		work += depth * depth
		if work+marks*marks > maxTangle {
			return true
		}
	}
	return false
}

// converter writes the blocks of a Markdown document as plain text.
type converter struct {
	src     []byte
	out     strings.Builder
	heading string
	depth   int
}

// maxDepth bounds how deep blocks and marks are followed into each other; what
// is deeper is left out. No page a person wrote comes near it.
const maxDepth = 200

// blocks writes the children of n. The first line starts with first, each
// other with indent.
func (c *converter) blocks(n ast.Node, first, indent string) {
	if c.depth++; c.depth > maxDepth {
		c.depth--
		return
	}
	defer func() { c.depth-- }()
	for b := n.FirstChild(); b != nil; b = b.NextSibling() {
		// Goldmark makes a table of a paragraph and forgets what stood before it.
		_, table := b.(*east.Table)
		if b.PreviousSibling() != nil && (b.HasBlankPreviousLines() || table) && c.out.Len() > 0 {
			c.blankLine()
		}
		switch b := b.(type) {
		case *ast.List:
			number := b.Start
			for item := b.FirstChild(); item != nil; item = item.NextSibling() {
				if item.PreviousSibling() != nil && item.HasBlankPreviousLines() {
					c.blankLine()
				}
				mark := "- "
				if b.IsOrdered() {
					mark = strconv.Itoa(number) + ". "
					number++
				}
				if item.FirstChild() == nil {
					continue
				}
				c.blocks(item, indent+mark, indent+"  ")
			}
			first = indent
			continue
		case *ast.Blockquote:
			c.blocks(b, first, indent)
		case *ast.Heading:
			s := c.inline(b)
			if c.heading == "" {
				c.heading = strings.TrimSpace(s)
			}
			c.lines(s, first, indent)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			c.lines(c.raw(b), first, indent)
		case *ast.HTMLBlock:
			s := c.raw(b)
			if b.HasClosure() {
				s += string(b.ClosureLine.Value(c.src))
			}
			c.lines(withoutTags(s), first, indent)
		case *east.Table:
			for row := b.FirstChild(); row != nil; row = row.NextSibling() {
				var cells []string
				for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
					cells = append(cells, strings.TrimSpace(c.inline(cell)))
				}
				c.lines(strings.Join(cells, " | "), first, indent)
				first = indent
			}
		case *ast.ThematicBreak:
			c.blankLine()
		default:
			if b.Type() == ast.TypeBlock && b.FirstChild() != nil && b.FirstChild().Type() == ast.TypeBlock {
				c.blocks(b, first, indent)
			} else {
				c.lines(strings.TrimLeft(c.inline(b), " \t"), first, indent)
			}
		}
		first = indent
	}
}

// lines writes s, each line behind its indent; nothing for an empty s.
func (c *converter) lines(s, first, indent string) {
	s = strings.Trim(s, "\r\n")
	if strings.TrimSpace(s) == "" {
		return
	}
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if line != "" {
			c.out.WriteString(first)
			c.out.WriteString(line)
		}
		c.out.WriteByte('\n')
		first = indent
	}
}

// blankLine parts what is written from what comes by one blank line.
func (c *converter) blankLine() {
	if c.out.Len() > 0 && !strings.HasSuffix(c.out.String(), "\n\n") {
		c.out.WriteByte('\n')
	}
}

// raw is the text of a block as it stands in the source.
func (c *converter) raw(b ast.Node) string {
	var out bytes.Buffer
	for i := range b.Lines().Len() {
		line := b.Lines().At(i)
		out.Write(line.Value(c.src))
	}
	return out.String()
}

// inline is the text of the inline nodes below n.
func (c *converter) inline(n ast.Node) string {
	var out strings.Builder
	depth := 0
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			depth--
			return ast.WalkContinue, nil
		}
		if depth++; depth > maxDepth {
			depth--
			return ast.WalkSkipChildren, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			if n.IsRaw() || insideCode(n) {
				out.WriteString(strings.ReplaceAll(string(n.Value(c.src)), "\n", " "))
			} else {
				out.Write(resolve(n.Value(c.src)))
			}
			if n.HardLineBreak() || n.SoftLineBreak() {
				out.WriteByte('\n')
			}
		case *ast.String:
			out.Write(n.Value)
		case *ast.AutoLink:
			out.Write(n.Label(c.src))
		case *ast.Image:
			depth--
			return ast.WalkSkipChildren, nil
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				s := n.Segments.At(i)
				if tag := strings.ToLower(string(s.Value(c.src))); strings.HasPrefix(tag, "<br") {
					out.WriteByte('\n')
				}
			}
		case *east.TaskCheckBox:
			if n.IsChecked {
				out.WriteString("[x] ")
			} else {
				out.WriteString("[ ] ")
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

func insideCode(n ast.Node) bool {
	_, ok := n.Parent().(*ast.CodeSpan)
	return ok
}

// resolve takes backslashes from escaped punctuation and resolves character
// references that are not escaped.
func resolve(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return s
	}
	var out []byte
	start := 0
	plain := func(end int) {
		out = append(out, util.ResolveEntityNames(util.ResolveNumericReferences(s[start:end]))...)
	}
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '\\' && util.IsPunct(s[i+1]) {
			plain(i)
			out = append(out, s[i+1])
			i++
			start = i + 1
		}
	}
	plain(len(s))
	return out
}

// withoutTags is the text of a block of HTML.
func withoutTags(s string) string {
	var out strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		s = s[i:]
		var end string
		lower := strings.ToLower(s[:min(len(s), 8)])
		switch {
		case strings.HasPrefix(s, "<!--"):
			end = "-->"
		case strings.HasPrefix(lower, "<script"):
			end = "</script>"
		case strings.HasPrefix(lower, "<style"):
			end = "</style>"
		default:
			end = ">"
			if strings.HasPrefix(lower, "<br") {
				out.WriteByte('\n')
			}
		}
		j := strings.Index(s, end)
		if j < 0 {
			s = ""
			break
		}
		s = s[j+len(end):]
	}
	out.WriteString(s)
	return html.UnescapeString(out.String())
}
