package eval

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lector/article"
	"lector/qa"
)

// wikiArticles are the articles of new_wiki with their questions, by which
// speed is measured on real text, or a visible skip where the file is missing.
func wikiArticles(b *testing.B) []Group {
	b.Helper()
	data := os.Getenv("LECTOR_TESTDATA")
	if data == "" {
		b.Skip("needs squadshifts-new_wiki.json.gz in train/ of LECTOR_TESTDATA")
	}
	sets, err := Load([]string{filepath.Join(data, "train", "squadshifts-new_wiki.json.gz")}, WholeArticle, "")
	if err != nil {
		b.Fatal(err)
	}
	return sets[0].Groups
}

// BenchmarkAskArticle puts the questions of one article of about 200 sentences
// to it, one after the other. To be under 150 µs.
func BenchmarkAskArticle(b *testing.B) {
	var group Group
	for _, g := range wikiArticles(b) {
		n := 0
		for _, p := range article.Outline(g.Articles[0].Text, "en") {
			n += len(p.Sentences)
		}
		if n >= 180 && n <= 220 && len(g.Questions) >= 50 {
			group = g
			break
		}
	}
	if group.Articles == nil {
		b.Fatal("no article of about 200 sentences")
	}
	engine := qa.New(article.NewShelf(group.Articles...))
	ctx := context.Background()
	if _, err := engine.Ask(ctx, qa.Question{Text: group.Questions[0].Text}); err != nil {
		b.Fatal(err) // the first call indexes
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := engine.Ask(ctx, qa.Question{Text: group.Questions[n%len(group.Questions)].Text}); err != nil {
			b.Fatal(err)
		}
		n++
	}
}

// BenchmarkIndex takes in one article of a megabyte (outline, terms, postings)
// and puts one question to it.
// To be under 40 ms.
func BenchmarkIndex(b *testing.B) {
	var text strings.Builder
	for _, g := range wikiArticles(b) {
		if text.Len() >= 1<<20 {
			break
		}
		text.WriteString(g.Articles[0].Text + "\n\n")
	}
	long := article.Article{Collection: article.Home, ID: "long", Title: "Long", Lang: "en", Text: text.String()[:min(text.Len(), 1<<20)]}
	ctx := context.Background()
	b.SetBytes(int64(len(long.Text)))
	b.ReportAllocs()
	for b.Loop() {
		engine := qa.New(article.NewShelf(long))
		if _, err := engine.Ask(ctx, qa.Question{Text: "Who opened the harbour?"}); err != nil {
			b.Fatal(err)
		}
	}
}
