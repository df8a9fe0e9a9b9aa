package extract

import "lector/article"

// readText makes an article of plain text or Markdown.
func readText(src source) (Result, error) {
	text := decode(src.data, src.contentType)
	return Result{Articles: []article.Article{{Title: src.name, Text: text}}}, nil
}
