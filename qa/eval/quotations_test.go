package eval

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"lector/article"
	"lector/qa"
)

// handmade is an entry of testdata/quotes.yaml.
type handmade struct {
	Article string `yaml:"article"`
	Quote   string `yaml:"quote"`
	Context string `yaml:"context"`
	Verdict string `yaml:"verdict"`
	Why     string `yaml:"why"`
}

// The quotations written by hand get the verdict, and stand in the article,
// that a careful reader gives them.
func TestHandmadeQuotations(t *testing.T) {
	t.Parallel()
	var articles []article.Article
	byFile := map[string]article.ID{}
	paths, _ := filepath.Glob("testdata/*.md")
	for _, path := range append(paths, sampleFolder+"/tianjin-talks.md") {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := article.Read(filepath.Base(path), b)
		if err != nil {
			t.Fatal(err)
		}
		byFile[filepath.Base(path)] = a.ID
		articles = append(articles, a)
	}
	engine := qa.New(article.NewShelf(articles...))
	for _, h := range loadList[handmade](t, "testdata/quotes.yaml") {
		f, err := engine.Locate(context.Background(), qa.Question{Text: h.Quote, Message: h.Context})
		if err != nil {
			t.Fatal(err)
		}
		if string(f.Verdict) != h.Verdict {
			t.Errorf("Locate(%q) = %s %+v rest %q before %q, want %s: %s", h.Quote, f.Verdict, f.Changes, f.Rest, f.Before, h.Verdict, h.Why)
		}
		placed := false
		for _, p := range f.Places {
			placed = placed || p.Article.ID == byFile[h.Article]
		}
		if placed != (h.Verdict != "absent" && h.Verdict != "too_short") {
			t.Errorf("Locate(%q) stands in %s = %v: %s", h.Quote, h.Article, placed, h.Why)
		}
	}
}
