package extract

import (
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"

	"lector/article"
)

// readDOCX makes an article of a Word document: its paragraphs, lists, tables
// and notes, as they stand when all changes are accepted.
func readDOCX(src source) (Result, error) {
	z, err := openZip(src.data)
	if err != nil {
		return Result{}, err
	}
	a, err := documentProperties(z)
	if err != nil {
		return Result{}, err
	}
	main := mainDocument(z)
	data, err := z.read(main)
	if err != nil {
		return Result{}, err
	}
	styles, lang := wordStyles(z, path.Dir(main))
	w := &wordReader{styles: styles}
	if err := xmlTokens(data, w.visit); err != nil {
		return Result{}, err
	}
	for _, notes := range []string{"footnotes.xml", "endnotes.xml"} {
		if name := path.Join(path.Dir(main), notes); z.has(name) {
			data, err := z.read(name)
			if err != nil {
				return Result{}, err
			}
			if err := xmlTokens(data, w.visit); err != nil {
				return Result{}, err
			}
		}
	}
	a.Text = tidy(w.out.String())
	if len(a.Text) > article.MaxText {
		return Result{}, fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
	}
	a.Title = cutTitle(firstOf(w.title, a.Title, w.heading, titleFromName(src.name)))
	a.Lang = firstOf(a.Lang, lang)
	return Result{Articles: []article.Article{a}}, nil
}

// mainDocument is the entry that holds the text.
func mainDocument(z *zipped) string {
	main := "word/document.xml"
	if z.has(main) {
		return main
	}
	data, err := z.read("_rels/.rels")
	if err != nil {
		return main
	}
	_ = xmlTokens(data, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.HasSuffix(xmlAttr(e, "Type"), "/officeDocument") {
			main = strings.TrimPrefix(path.Clean("/"+xmlAttr(e, "Target")), "/")
		}
		return nil
	})
	return main
}

// documentProperties reads who wrote a document and what it is called.
func documentProperties(z *zipped) (article.Article, error) {
	var a article.Article
	if !z.has("docProps/core.xml") {
		return a, nil
	}
	data, err := z.read("docProps/core.xml")
	if err != nil {
		return a, err
	}
	field := ""
	err = xmlTokens(data, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			field = t.Name.Local
		case xml.EndElement:
			field = ""
		case xml.CharData:
			s := squeeze(string(t))
			switch field {
			case "title":
				a.Title += s
			case "creator":
				a.Author = cleanByline(a.Author + s)
			case "language":
				a.Lang = validLang(s)
			}
		}
		return nil
	})
	return a, err
}

// wordStyles maps the IDs of a document's styles to what they are ("title",
// "heading", "list"), and gives the language of its default style. The IDs are
// in the language of Word's user, the names in English.
func wordStyles(z *zipped, dir string) (styles map[string]string, lang string) {
	styles = map[string]string{}
	data, err := z.read(path.Join(dir, "styles.xml"))
	if err != nil {
		return styles, ""
	}
	id := ""
	_ = xmlTokens(data, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "style":
			id = xmlAttr(e, "styleId")
		case "name":
			name := strings.ToLower(xmlAttr(e, "val"))
			switch {
			case name == "title":
				styles[id] = "title"
			case strings.HasPrefix(name, "heading"), name == "subtitle":
				styles[id] = "heading"
			case strings.HasPrefix(name, "list bullet"), strings.HasPrefix(name, "list number"):
				styles[id] = "list"
			}
		case "lang":
			if lang == "" {
				lang = validLang(xmlAttr(e, "val"))
			}
		}
		return nil
	})
	return styles, lang
}

// wordReader collects the blocks of a Word document.
type wordReader struct {
	styles         map[string]string
	out            strings.Builder
	blocks         int
	last           string // kind of the last block
	title, heading string

	skip int        // depth within what is not part of the text
	open []openPara // paragraphs, innermost last: a text box stands in one
	rows []wordRow  // table rows, innermost last
	text bool       // within w:t
	size int
}

// openPara is a paragraph that is open.
type openPara struct {
	text  []byte
	kind  string
	level int // of its list, 0 is the outermost
}

// wordRow is a table row that is open.
type wordRow struct{ cells [][]byte }

// skipped are the elements whose text is not shown: deleted and moved-away
// text, codes of fields, a second version for older readers, and drawings'
// hidden descriptions.
var skipped = map[string]bool{"del": true, "moveFrom": true, "instrText": true, "delText": true, "Fallback": true, "delInstrText": true, "sectPr": true, "rPrChange": true, "pPrChange": true}

func (w *wordReader) visit(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		name := t.Name.Local
		if w.skip > 0 || skipped[name] || (name == "footnote" || name == "endnote") && xmlAttr(t, "type") != "" {
			w.skip++
			return nil
		}
		switch name {
		case "p":
			w.open = append(w.open, openPara{})
		case "pStyle":
			w.setKind(w.styles[xmlAttr(t, "val")])
		case "outlineLvl":
			if v := xmlAttr(t, "val"); v != "" && v < "9" {
				w.setKind("heading")
			}
		case "ilvl":
			if level, err := strconv.Atoi(xmlAttr(t, "val")); err == nil && len(w.open) > 0 {
				w.open[len(w.open)-1].level = min(max(level, 0), 9)
			}
		case "numId":
			if xmlAttr(t, "val") != "0" {
				w.setKind("list")
			}
		case "t":
			w.text = true
		case "tab", "ptab":
			w.write(" ")
		case "br", "cr":
			if kind := xmlAttr(t, "type"); kind == "" || kind == "textWrapping" {
				w.write("\n")
			} else {
				w.write(" ")
			}
		case "noBreakHyphen":
			w.write("-")
		case "tr":
			w.rows = append(w.rows, wordRow{})
		case "tc":
			if n := len(w.rows); n > 0 {
				w.rows[n-1].cells = append(w.rows[n-1].cells, nil)
			}
		}
	case xml.EndElement:
		if w.skip > 0 {
			w.skip--
			return nil
		}
		switch t.Name.Local {
		case "t":
			w.text = false
		case "p":
			w.endParagraph()
		case "tr":
			w.endRow()
		case "tbl":
			if len(w.rows) == 0 {
				w.last = "" // the next table begins a block of its own
			}
		}
	case xml.CharData:
		if w.text && w.skip == 0 {
			w.write(string(t))
		}
	}
	if w.size > maxUnpacked {
		return fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
	}
	return nil
}

// setKind tells what the open paragraph is. A heading with a number stays one.
func (w *wordReader) setKind(kind string) {
	if n := len(w.open); n > 0 && kind != "" && w.open[n-1].kind == "" {
		w.open[n-1].kind = kind
	}
}

func (w *wordReader) write(s string) {
	if n := len(w.open); n > 0 {
		w.open[n-1].text = append(w.open[n-1].text, s...)
		w.size += len(s)
	}
}

func (w *wordReader) endParagraph() {
	n := len(w.open)
	if n == 0 {
		return
	}
	p := w.open[n-1]
	w.open = w.open[:n-1]
	var lines []string
	for line := range strings.SplitSeq(visible(clean(string(p.text))), "\n") {
		if line = squeeze(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return
	}
	if w.cell(strings.Join(lines, " ")) {
		return
	}
	s := strings.Join(lines, "\n")
	switch p.kind {
	case "title":
		if w.title == "" && w.blocks < 3 {
			w.title = squeeze(s)
			return // the title is not part of the text
		}
	case "heading":
		w.heading = firstOf(w.heading, squeeze(s))
	case "list":
		s = strings.Repeat("  ", p.level) + "- " + strings.Join(lines, " ")
	}
	w.block(s, p.kind)
}

// cell adds to the open cell of the innermost table, when there is one.
func (w *wordReader) cell(s string) bool {
	if len(w.rows) == 0 {
		return false
	}
	cells := w.rows[len(w.rows)-1].cells
	if len(cells) == 0 {
		return false
	}
	c := &cells[len(cells)-1]
	if len(*c) > 0 {
		*c = append(*c, ' ')
	}
	*c = append(*c, s...)
	return true
}

// block adds a block. An entry of a list and a row of a table follow the one
// before on the next line.
func (w *wordReader) block(s, kind string) {
	switch {
	case w.blocks == 0:
	case kind == w.last && (kind == "list" || kind == "row"):
		w.out.WriteByte('\n')
	default:
		w.out.WriteString("\n\n")
	}
	w.out.WriteString(s)
	w.blocks++
	w.last = kind
}

func (w *wordReader) endRow() {
	n := len(w.rows)
	if n == 0 {
		return
	}
	row := w.rows[n-1]
	w.rows = w.rows[:n-1]
	var cells []string
	for _, c := range row.cells {
		if len(c) > 0 {
			cells = append(cells, string(c))
		}
	}
	if len(cells) == 0 {
		return
	}
	// A row of a table within a table belongs to the cell around it.
	if s := strings.Join(cells, " | "); !w.cell(s) {
		w.block(s, "row")
	}
}
