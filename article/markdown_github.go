package article

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newMarkdownParser reads CommonMark with what GitHub adds and articles have:
// tables, struck out text and check boxes
// (https://github.github.com/gfm/#tables-extension-).
//
// Goldmark's package extension reads them too, but with it come expressions for
// links whose compiling takes every process of Lector three milliseconds. A
// test holds the two together.
func newMarkdownParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithInlineParsers(util.Prioritized(checkBoxes{}, 0), util.Prioritized(strikes{}, 500)),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithParagraphTransformers(util.Prioritized(tables{}, 200)),
	)
}

// tables makes tables of the paragraphs that have a line of dashes and pipes.
type tables struct{}

var _ parser.ParagraphTransformer = tables{}

// Transform cuts a table, header and all, from the end of a paragraph.
func (tables) Transform(p *ast.Paragraph, r text.Reader, _ parser.Context) {
	src, lines := r.Source(), p.Lines()
	for at := 1; at < lines.Len(); at++ {
		rule := lines.At(at)
		columns := tableColumns(string(rule.Value(src)))
		if columns == 0 {
			continue
		}
		header := tableCells(lines.At(at-1), src)
		if len(header) > columns {
			return
		}
		table := east.NewTable()
		add := func(cells []text.Segment) {
			row := east.NewTableRow(nil)
			for i := range columns {
				cell := east.NewTableCell()
				if i < len(cells) {
					cell.Lines().Append(cells[i])
				}
				row.AppendChild(row, cell)
			}
			table.AppendChild(table, row)
		}
		add(header)
		for below := at + 1; below < lines.Len(); below++ {
			add(tableCells(lines.At(below), src))
		}
		p.Parent().InsertAfter(p.Parent(), p, table)
		if at == 1 {
			p.Parent().RemoveChild(p.Parent(), p)
			return
		}
		lines.SetSliced(0, at-1)
		last := lines.At(at - 2)
		last.Stop-- // the line break before the table
		lines.Set(at-2, last)
		return
	}
}

// tableColumns is how many columns a line rules that parts a table's header
// from its rows, such as "|:--|--:|"; 0 for any other line.
func tableColumns(line string) int {
	if indent, _ := util.IndentWidth([]byte(line), 0); indent > 3 || strings.Trim(line, "-") == "" {
		return 0
	}
	fields := strings.Split(line, "|")
	if isBlank(fields[0]) {
		fields = fields[1:]
	}
	if n := len(fields); n > 0 && isBlank(fields[n-1]) {
		fields = fields[:n-1]
	}
	for _, field := range fields {
		dashes := strings.Trim(field, " \t\n\r\f")
		dashes = strings.TrimSuffix(strings.TrimPrefix(dashes, ":"), ":")
		if dashes == "" || strings.Trim(dashes, "-") != "" {
			return 0
		}
	}
	return len(fields)
}

func isBlank(s string) bool { return util.IsBlank([]byte(s)) }

// tableCells are the cells of a row: what stands between pipes that have no
// backslash before them.
func tableCells(row text.Segment, src []byte) []text.Segment {
	row = row.TrimLeftSpace(src)
	row = row.TrimRightSpace(src)
	line := row.Value(src)
	start, end := 0, len(line)
	if bytes.HasPrefix(line, []byte("|")) {
		start++
	}
	if bytes.HasSuffix(line, []byte("|")) {
		end--
	}
	var cells []text.Segment
	for i := start; start < end; i++ {
		if i < end && (line[i] != '|' || i > 0 && line[i-1] == '\\') {
			continue
		}
		cell := text.NewSegment(row.Start+start, row.Start+i)
		cell = cell.TrimLeftSpace(src)
		cells = append(cells, cell.TrimRightSpace(src))
		start = i + 1
	}
	return cells
}

// insideTable tells whether a node is below a table's cell.
func insideTable(n ast.Node) bool {
	for ; n != nil; n = n.Parent() {
		if _, ok := n.(*east.TableCell); ok {
			return true
		}
	}
	return false
}

// strikes reads "~struck~" and "~~struck~~".
type strikes struct{}

var (
	_ parser.InlineParser       = strikes{}
	_ parser.DelimiterProcessor = strikes{}
)

func (strikes) Trigger() []byte                                   { return []byte("~") }
func (strikes) IsDelimiter(c byte) bool                           { return c == '~' }
func (strikes) CanOpenCloser(open, closed *parser.Delimiter) bool { return open.Char == closed.Char }
func (strikes) OnMatch(int) ast.Node                              { return east.NewStrikethrough() }

func (s strikes) Parse(_ ast.Node, r text.Reader, pc parser.Context) ast.Node {
	line, at := r.PeekLine()
	before := r.PrecendingCharacter()
	d := parser.ScanDelimiter(line, before, 1, s)
	if d == nil || before == '~' || d.OriginalLength > 2 {
		return nil
	}
	d.Segment = at.WithStop(at.Start + d.OriginalLength)
	r.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// checkBoxes reads "[ ]" and "[x]" at the start of an entry of a list.
type checkBoxes struct{}

var _ parser.InlineParser = checkBoxes{}

func (checkBoxes) Trigger() []byte { return []byte("[") }

func (checkBoxes) Parse(block ast.Node, r text.Reader, _ parser.Context) ast.Node {
	item, ok := block.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != block || block.HasChildren() {
		return nil
	}
	line, _ := r.PeekLine()
	if len(line) < 3 || line[2] != ']' || bytes.IndexByte([]byte(" \t\n\f\rxX"), line[1]) < 0 {
		return nil
	}
	rest := bytes.TrimLeft(line[3:], " \t\n\f\r")
	r.Advance(len(line) - len(rest))
	return east.NewTaskCheckBox(line[1] == 'x' || line[1] == 'X')
}
