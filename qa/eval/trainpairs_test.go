package eval

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"lector/article"
	"lector/qa"
)

// TestPairTrainingIsReproducible: the weights of pairs that stand in the tree
// leave no trace in those that are learned.
func TestPairTrainingIsReproducible(t *testing.T) {
	t.Parallel()
	path := smallSQuAD(t)
	upside := qa.DefaultWeights() // ranks the worst pair first
	upside.Pairs = qa.DefaultPairWeights()
	for i := range upside.Pairs.Score {
		upside.Pairs.Score[i] *= -1
	}
	var first []byte
	for _, present := range []qa.Weights{qa.DefaultWeights(), upside} {
		training, err := trainPairs(context.Background(), []string{path}, TrainOptions{Command: "lector train --pairs towns.json", Iterations: 30}, present)
		if err != nil {
			t.Fatal(err)
		}
		source, err := training.Source()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = source
		} else if !bytes.Equal(first, source) {
			t.Error("trainings beside different weights of pairs wrote different files")
		}
	}
}

// A lesson's pair is the one right answer to what else was asked for it; of some
// the sentence that says it is gone from the article, and with it what was asked
// of it otherwise.
func TestPreparedLesson(t *testing.T) {
	t.Parallel()
	text := "The mill was built by Ada Renn. It stands at the river.\n\nThe wheel turns once in nine seconds. It is made of oak."
	at := func(s string) []Place {
		i := strings.Index(text, s)
		return []Place{{Article: "mill", Span: article.Span{Start: i, End: i + len(s)}}}
	}
	g := Group{Articles: []article.Article{{ID: "mill", Lang: "en", Text: text}}, Questions: []Question{
		{ID: "1", Text: "Who built the mill?", Gold: at("Ada Renn")},
		{ID: "2", Text: "Whose work is the mill?", Gold: at("Ada Renn")},
		{ID: "3", Text: "What was built?", Gold: at("The mill")},
		{ID: "4", Text: "How fast is the wheel?", Gold: at("nine seconds")},
		{ID: "5", Text: "How long does a turn take?", Gold: at("nine seconds")},
	}}
	lesson, ok := preparedLesson(&g)
	if !ok || len(lesson.Articles) != 1 || len(lesson.Articles[0].Pairs) != 2 {
		t.Fatalf("preparedLesson = %+v, %t, want two pairs", lesson, ok)
	}
	a := lesson.Articles[0]
	if got := strings.TrimSpace(a.Text); len(a.Text) != len(text) || strings.Contains(got, "Ada Renn") || !strings.HasPrefix(got, "It stands at the river.") {
		t.Errorf("the article says %q, want it without the sentence of the first pair", a.Text)
	}
	if p := a.Pairs[0]; p.Answer != "Ada Renn" || p.Quote != "It stands at the river." {
		t.Errorf("the pair that answers what is not said is %+v, want it to cite the neighbour", p)
	}
	if p := a.Pairs[1]; p.Quote != "The wheel turns once in nine seconds." {
		t.Errorf("the other pair is %+v, want it to cite the sentence that answers", p)
	}
	for _, q := range lesson.Questions {
		if len(q.Gold) != 1 || q.Gold[0].Pair == "" {
			t.Errorf("%q is answered by %+v, want its pair alone", q.Text, q.Gold)
		}
	}
}
