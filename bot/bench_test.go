package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"lector/article"
	"lector/qa"
)

// A source link in articles of different lengths; the answer's whole rendering.
func BenchmarkAnswered(b *testing.B) {
	for _, kb := range []int{10, 100, 1000, 8000} {
		for _, cached := range []bool{false, true} {
			b.Run(fmt.Sprintf("%dkB/cached=%v", kb, cached), func(b *testing.B) {
				text := strings.Repeat(harbourText+"\n\n", kb*1024/len(harbourText)) + "The very last sentence names the keeper of the lamp."
				a := harbour(article.Home)
				a.Text = text
				p := qa.Passage{Kind: qa.SentencePassage, Article: &a, Span: span(text, "The very last sentence names the keeper of the lamp."), Paragraph: 1, Sentence: 1, Confidence: 0.9}
				langs := mustLanguages(b)
				v := view{lang: langs.of("en"), scope: guildScope("1", "2"), seal: newSealer("t"), question: "Who keeps the lamp?", votes: true, asker: "2"}
				if cached {
					a.Rev, v.pages = 1, newPageCache()
				}
				b.ReportAllocs()
				for b.Loop() {
					if _, err := json.Marshal(say(v.answered(p, 1))); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
