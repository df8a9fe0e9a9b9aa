package extract

import (
	"path"
	"strings"

	"lector/article"
)

// readText makes an article of plain text or Markdown, whatever its charset.
// A Markdown file of questions gets its pairs.
func readText(src source, f format) (Result, error) {
	text := decode(src.data, src.contentType)
	name := src.name
	// The name's ending tells article.Read the format.
	switch ext := strings.ToLower(path.Ext(name)); {
	case f == markdown && ext != ".md" && ext != ".markdown" && ext != ".mdown" && ext != ".mkd":
		name += ".md"
	case f == plainText && ext != ".txt" && ext != ".text" && ext != "":
		name += ".txt"
	}
	a, err := article.Read(firstOf(name, "untitled"), []byte(text))
	if err != nil {
		return Result{}, err
	}
	a.ID, a.Origin = "", ""
	if f == markdown {
		a.Pairs = markdownFAQ(text, a.Text)
	}
	return Result{Articles: []article.Article{a}}, nil
}
