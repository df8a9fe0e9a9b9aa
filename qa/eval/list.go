package eval

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"lector/article"
)

// listSuffix ends the names of Lector's own question lists.
const listSuffix = ".questions.yaml"

// listEntry is one question of a list. Spans are byte offsets [start, end) of
// the article's text, any one of which is right; without them the article does
// not answer. Says, when given, is what the first span must say: it guards
// against an article that was edited under its questions.
type listEntry struct {
	Question string   `yaml:"question"`
	Spans    [][2]int `yaml:"spans"`
	Says     string   `yaml:"says"`
	Kind     string   `yaml:"kind"` // what the question tries, for people
}

// readList reads NAME.questions.yaml and the article NAME.md or NAME.txt
// beside it, with its pairs; without one, the article at the path text.
// Every fault is reported.
func readList(path string, b []byte, text string) ([]Group, error) {
	var entries []listEntry
	if err := yaml.Load(b, &entries, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	a, err := articleOf(path, text)
	if err != nil {
		return nil, err
	}
	g := Group{Articles: []article.Article{a}}
	var faults []error
	for i, e := range entries {
		if strings.TrimSpace(e.Question) == "" {
			faults = append(faults, fmt.Errorf("question %d is empty", i+1))
			continue
		}
		q := Question{ID: fmt.Sprint(i + 1), Text: e.Question}
		for j, s := range e.Spans {
			if s[0] < 0 || s[1] <= s[0] || s[1] > len(a.Text) {
				faults = append(faults, fmt.Errorf("question %d (%s): span %v lies outside the text of %d bytes", i+1, e.Question, s, len(a.Text)))
				continue
			}
			span := article.Span{Start: s[0], End: s[1]}
			if says := span.Of(a.Text); j == 0 && e.Says != "" && !strings.Contains(says, e.Says) && !strings.Contains(e.Says, says) {
				faults = append(faults, fmt.Errorf("question %d (%s): the article says %q there, not %q", i+1, e.Question, says, e.Says))
			}
			q.Gold = append(q.Gold, Place{Article: a.ID, Span: span})
		}
		g.Questions = append(g.Questions, q)
	}
	return []Group{g}, errors.Join(faults...)
}

// articleOf reads the article that a question list asks.
func articleOf(path, text string) (article.Article, error) {
	base := strings.TrimSuffix(path, listSuffix)
	for _, name := range []string{base + ".md", base + ".txt", text} {
		if name == "" {
			continue
		}
		if _, err := os.Stat(name); err == nil {
			return readArticle(name)
		}
	}
	return article.Article{}, fmt.Errorf("no %s.md or .txt beside it: name the article with --article", filepath.Base(base))
}

// readArticle reads an article and the pairs beside it.
func readArticle(path string) (article.Article, error) {
	a, err := article.ReadFile(path)
	a.Collection = article.Home
	return a, err
}
