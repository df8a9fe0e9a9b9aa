package main

import (
	"embed"
	"fmt"

	"lector/article"
)

// sampleFiles is the article that answers while the library is empty, so that
// the first minute needs nothing set up. It never answers on a real server.
//
//go:embed sample
var sampleFiles embed.FS

const sampleName = "tianjin-talks"

// readSample reads the embedded article with its pairs.
func readSample() (article.Article, error) {
	text, err := sampleFiles.ReadFile("sample/" + sampleName + ".md")
	if err != nil {
		return article.Article{}, err
	}
	a, err := article.Read(sampleName+".md", text)
	if err != nil {
		return article.Article{}, fmt.Errorf("the sample article: %w", err)
	}
	pairs, err := sampleFiles.ReadFile("sample/" + sampleName + ".pairs.yaml")
	if err != nil {
		return article.Article{}, err
	}
	a.Collection, a.ID, a.Origin = article.Home, sampleName, "sample"
	if a.Pairs, err = article.ReadPairs(sampleName+".pairs.yaml", pairs, a); err != nil {
		return article.Article{}, fmt.Errorf("the sample's pairs: %w", err)
	}
	return a, nil
}
