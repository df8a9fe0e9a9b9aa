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

	prune(doc)
	main, text, err := mainText(doc, address)
	if err != nil {
		return Result{}, err
	}
	meta.fromReadability(main)

	faq := faqPairs(linked)
	if refusal := seen.judge(main.Node, text); refusal != nil {
		// A page of nothing but questions and answers has no main text, and
		// some pages carry their text as data for a program alone.
		switch {
		case len(faq) > 0 && refusal == ErrNoArticle:
			text = ""
		case refusal == ErrNoArticle && !seen.paid && words(seen.articleBody) >= minWords:
			text = seen.articleBody
		default:
			return Result{}, refusal
		}
	}
	if len(text) > article.MaxText {
		return Result{}, fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
	}

	a := article.Article{
		Title:     meta.title,
		Publisher: meta.publisher,
		Author:    meta.author,
		Published: meta.published,
		URL:       meta.url,
		Lang:      meta.lang,
		Text:      text,
	}
	return withFAQ(a, faq)
}

// parseHTML parses a page. The parser refuses more than 512 open elements,
// which no page that people read has.
func parseHTML(s string) (*html.Node, error) {
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return nil, fmt.Errorf("%w: parse the page: %w", ErrMalformed, err)
	}
	return doc, nil
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
	prune(main.Node)
	return main, tidy(renderText(main.Node, article.MaxText+1)), nil
}
