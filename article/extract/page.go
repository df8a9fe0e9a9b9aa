package extract

import (
	"fmt"
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"lector/article"
)

// maxElements bounds the elements of a page that is searched for its main
// text. The longest encyclopedia pages have about 50,000.
const maxElements = 250_000

// readPage makes an article of an HTML page. address is where it was found,
// nil for a file.
func readPage(data []byte, contentType string, address *url.URL) (Result, error) {
	doc, err := parseHTML(decode(data, contentType))
	if err != nil {
		return Result{}, err
	}
	linked := linkedData(doc)
	meta := readMetadata(doc, linked, address)
	seen := survey(doc, linked)
	faq := pageFAQ(doc, linked)

	lead := leadParagraph(doc)
	keepFirst(doc)
	prune(doc)
	plainElements(doc)
	pruneColumns(doc)
	whole := plainDocument(doc)
	blocks := looseBlocks(doc)
	main, text, err := mainText(doc, address)
	if err != nil {
		return Result{}, err
	}
	if words(text) < minWords && words(whole) > words(text) {
		main.Node, text = nil, whole
	}
	meta.fromReadability(main)
	text = trimTail(trimHead(restore(text, blocks), meta))

	if refusal := seen.judge(main.Node, text); refusal != nil {
		// A page of nothing but questions and answers has no main text, and
		// some pages carry their text as data for a program alone.
		switch {
		case len(faq.list) > 0 && refusal == ErrNoArticle:
			text = ""
		case refusal == ErrNoArticle && !seen.paid && words(seen.articleBody) >= minWords:
			text = seen.articleBody
		default:
			return Result{}, refusal
		}
	}
	if lead != "" && text != "" && !strings.Contains(squeeze(text), lead) {
		text = lead + "\n\n" + text
	}
	if len(text) > article.MaxText {
		return Result{}, fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
	}

	a := article.Article{
		Title:     cutTitle(firstOf(meta.title, titleFromText(text), "Untitled")),
		Publisher: meta.publisher,
		Author:    meta.author,
		Published: meta.published,
		URL:       meta.url,
		Lang:      meta.lang,
		Text:      text,
	}
	return withFAQ(a, faq), nil
}

// leadNames are class names of the paragraph between a headline and its article.
var leadNames = pattern(`(?i)(?:^|[\s_-])(?:dek|deck|standfirst|lede|lead|intro|sub-?head(?:line|ing)?|sub-?title|strapline|chapo|chapeau|vorspann|catenaccio|sommario|entradilla|bajada|summary)(?:[\s_-]|$)`)

// leadParagraph is the paragraph that stands between a page's headline and its
// article, on a line; empty when there is none. The search for the main text
// often leaves it behind, for it stands with the headline.
func leadParagraph(doc *html.Node) string {
	var headline *html.Node
	for n := range elements(doc) {
		switch {
		case n.DataAtom == atom.H1:
			if headline != nil {
				return "" // whose it would be is not clear
			}
			headline = n
		case headline == nil || n.DataAtom != atom.P && n.DataAtom != atom.Div && n.DataAtom != atom.H2 && n.DataAtom != atom.H3:
		case leadNames().MatchString(attr(n, "class")):
			// One that stands far from the headline belongs to something else.
			if n.Parent != headline.Parent && n.Parent.Parent != headline.Parent && n.Parent != headline.Parent.Parent {
				return ""
			}
			if s := textOf(n); words(s) >= 8 && words(s) <= 80 && unlinkedSize(n)*2 > textSize(n) && strings.ContainsAny(lastRune(s), ".!?…。”»\"") {
				return s
			}
			return ""
		}
	}
	return ""
}

// trimHead takes the lines off the beginning of a text that only repeat the title,
// who wrote it, or when.
func trimHead(text string, meta metadata) string {
	for range 8 {
		line, rest, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
		if rest == "" || words(line) > 16 || strings.HasPrefix(line, "- ") || !repeats(line, meta) {
			break
		}
		text = strings.TrimLeft(rest, "\n")
	}
	return text
}

// trimTail takes the lines off the end of a text that only say whose it is: an
// address to write to, a copyright.
func trimTail(text string) string {
	for range 3 {
		i := strings.LastIndexByte(text, '\n')
		if i < 0 || !tailLine().MatchString(text[i+1:]) {
			break
		}
		text = strings.TrimRight(text[:i], "\n")
	}
	return text
}

var tailLine = pattern(`(?i)^(?:[^.!?|]{0,60}\S+@\S+\.\w+|(?:\(c\)|©|copyright\b|저작권자|版权|著作権).{0,120}|.{0,40}(?:all rights reserved|riproduzione riservata|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|無断転載.{0,20}|무단전재.{0,20}))\s*$`)

// repeats: a line of nothing but what the metadata have.
func repeats(line string, meta metadata) bool {
	if letters(line) == letters(meta.title) || letters(line) == letters(meta.publisher) {
		return true
	}
	rest := line
	for _, name := range strings.Split(meta.author, ", ") {
		if name != "" {
			rest = strings.Replace(rest, name, "", 1)
		}
	}
	named, dated := rest != line, parseDate(line, meta.lang) != ""
	switch {
	case named && (dated || words(rest) <= 3):
		return !strings.ContainsAny(lastRune(line), ".!?")
	case dated:
		// The date and its time, a place or a section, no sentence.
		return words(line) <= 8 && !strings.ContainsAny(lastRune(line), ".!?:")
	}
	return false
}

// parseHTML parses a page. The parser refuses more than 512 open elements,
// which no page that people read has.
func parseHTML(s string) (*html.Node, error) {
	if err := measure(s); err != nil {
		return nil, err
	}
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return nil, fmt.Errorf("%w: parse the page: %w", ErrMalformed, err)
	}
	return doc, nil
}

// measure refuses a page that would become too large a tree. Elements of style
// that are left open (<b>, <font>) are opened anew in every block that follows,
// so that 20 kB of HTML can become millions of elements: they are counted as
// often as they may come back.
func measure(s string) error {
	z := html.NewTokenizer(strings.NewReader(s))
	count, open := 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			count++
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
				open++
			case atom.A, atom.Span, atom.Img, atom.Br, atom.Meta, atom.Link, atom.Script:
			default:
				count += open
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
				open = max(open-1, 0)
			}
		}
		if count > 2*maxElements {
			return fmt.Errorf("%w: more than %d elements", ErrTooLarge, 2*maxElements)
		}
	}
}

// mainText finds the main text of a page. The tree is changed by it.
func mainText(doc *html.Node, address *url.URL) (readability.Article, string, error) {
	parser := readability.NewParser()
	parser.MaxElemsToParse = maxElements
	parser.KeepClasses = true // what is left of page furniture shows by its classes
	main, err := parser.ParseAndMutate(doc, address)
	if err != nil {
		return main, "", fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	if main.Node == nil {
		return main, "", nil
	}
	// Elements that the search made or renamed carry no atom.
	for n := range elements(main.Node) {
		n.DataAtom = atom.Lookup([]byte(n.Data))
	}
	pruneNamed(main.Node, authorBoxes)
	pruneLinks(main.Node)
	return main, tidy(renderText(main.Node, article.MaxText+1)), nil
}

// plainDocument is all text of a page that is nothing but a document, such as
// a program writes that turns Markdown into HTML: no navigation, no forms,
// hardly a link. It is empty for any other page. The search for the main text
// needs some length to go by; a short document is taken whole.
func plainDocument(doc *html.Node) string {
	var body *html.Node
	linked := 0
	for n := range elements(doc) {
		switch n.DataAtom {
		case atom.Body:
			body = n
		case atom.Nav, atom.Form, atom.Button, atom.Input, atom.Aside, atom.Iframe:
			return ""
		case atom.A:
			linked += len(textOf(n))
		}
	}
	if body == nil {
		return ""
	}
	text := tidy(renderText(body, 64<<10))
	if linked*4 > len(text) {
		return ""
	}
	return text
}
