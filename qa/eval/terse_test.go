package eval

import (
	"strings"
	"testing"

	"lector/article"
)

func TestTerse(t *testing.T) {
	t.Parallel()
	const question = "Who was the first of the Harbour Masters to open the northern lock gates at night?"
	cut := 0
	for i := range 40 {
		id := strings.Repeat("x", i)
		got := Terse(question, id, 3)
		if got != Terse(question, id, 3) {
			t.Fatalf("two of %q differ", id)
		}
		if got != strings.ToLower(got) || strings.ContainsAny(got, "?!.,") {
			t.Errorf("%q has capitals or punctuation", got)
		}
		if n := len(strings.Fields(got)); n <= mostKeywords {
			cut++
		} else if !strings.HasPrefix(got, "who was the ") {
			t.Errorf("%q is neither cut down nor whole", got)
		}
	}
	if cut < 8 || cut > 32 {
		t.Errorf("%d of 40 were cut down, want about half", cut)
	}
}

// TestExcerpts checks that excerpts hold the answers of the questions they are
// given, and that none is asked a question of its own as another's.
func TestExcerpts(t *testing.T) {
	t.Parallel()
	group := func(id article.ID) Group {
		var text strings.Builder
		var paragraphs []article.Span
		var questions []Question
		for p := range 22 {
			if p > 0 {
				text.WriteString("\n\n")
			}
			from := text.Len()
			text.WriteString("A paragraph with the answer " + string(rune('a'+p)) + ".")
			paragraphs = append(paragraphs, article.Span{Start: from, End: text.Len()})
			gold := article.Span{Start: text.Len() - 2, End: text.Len() - 1}
			questions = append(questions, Question{ID: string(rune('a' + p)), Gold: []Place{{Article: id, Span: gold}}})
		}
		return Group{Articles: []article.Article{{ID: id, Text: text.String(), Lang: "en"}}, Questions: questions, Paragraphs: [][]article.Span{paragraphs}}
	}
	lessons := lessonsOf([]Group{group("one"), group("two")}, make([]bool, 2))
	if len(lessons) != 2+2*4 {
		t.Fatalf("%d lessons, want 10: excerpts of 4, 7, 5 and 6 paragraphs of each", len(lessons))
	}
	asked := 0
	for i, l := range lessons[2:] {
		asked += len(l.Questions)
		for _, q := range l.Questions {
			if got := q.Gold[0].Span.Of(l.Articles[0].Text); got != q.ID {
				t.Errorf("excerpt %d answers %q with %q", i, q.ID, got)
			}
		}
		if lessons[l.foreign].source == l.source {
			t.Errorf("excerpt %d is asked its own article's questions as another's", i)
		}
		if s := lessons[l.sibling]; s.source != l.source || l.sibling == i+2 {
			t.Errorf("excerpt %d has sibling %d", i, l.sibling)
		}
	}
	if asked != 44 {
		t.Errorf("excerpts are asked %d questions, want each of 44 once", asked)
	}
}
