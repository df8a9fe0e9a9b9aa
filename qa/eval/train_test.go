package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lector/qa"
)

// smallSQuAD writes articles about made-up towns, each asked three questions.
func smallSQuAD(t *testing.T) string {
	t.Helper()
	var file squadFile
	for i, town := range []string{"Norre", "Valby", "Sund", "Holt", "Brink", "Aare", "Felt", "Moss"} {
		context := fmt.Sprintf("%s lies on the river Ter. It was founded in %d by Ada Holm. The mill of %s burned down in winter. Its %d people make paper.", town, 1200+17*i, town, 900+100*i)
		p := squadParagraph{Context: context}
		for j, q := range [][2]string{
			{"When was " + town + " founded?", fmt.Sprint(1200 + 17*i)},
			{"Who founded " + town + "?", "Ada Holm"},
			{"What burned down in " + town + "?", "The mill"},
			{"How many people live in " + town + "?", fmt.Sprint(900 + 100*i)},
		} {
			p.QAs = append(p.QAs, squadQuestion{ID: fmt.Sprint(i, "-", j), Question: q[0], Answers: []squadAnswer{{q[1], strings.Index(context, q[1])}}})
		}
		file.Data = append(file.Data, squadArticle{Title: town, Paragraphs: []squadParagraph{p}})
	}
	b, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "towns.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTrainingIsReproducible: the weights that stand in the tree can be made
// again from it, though they are part of it.
func TestTrainingIsReproducible(t *testing.T) {
	t.Parallel()
	path := smallSQuAD(t)
	upside := upsideDown()
	var first []byte
	for _, start := range []qa.Weights{untrained(), qa.DefaultWeights(), upside} {
		training, err := train(context.Background(), []string{path}, TrainOptions{Command: "lector train towns.json", Iterations: 30}, start)
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
			t.Error("trainings that began with different weights wrote different files")
		}
		if training.Held < 0.5 {
			t.Errorf("P@1 held out = %.2f, want more than half", training.Held)
		}
	}
	if !bytes.Contains(first, []byte("DO NOT EDIT")) {
		t.Error("the file is not marked as generated")
	}
}

// upsideDown are weights that rank the worst first.
func upsideDown() qa.Weights {
	w := qa.DefaultWeights()
	w.RankingTrees = qa.Trees{}
	w.Features = slices.Clone(w.Features)
	for i := range w.Features {
		w.Features[i] *= -1
	}
	return w
}

// TestCandidatesToLearnFrom: what the ranking is learned from is the same, and in
// the same order, whatever ranked it.
func TestCandidatesToLearnFrom(t *testing.T) {
	t.Parallel()
	var read Training
	o := TrainOptions{}.filled()
	groups, typed, err := read.read([]string{smallSQuAD(t)}, o)
	if err != nil {
		t.Fatal(err)
	}
	lessons := lessonsOf(groups, typed)
	var each [2][]asked
	for i, w := range []qa.Weights{qa.DefaultWeights(), upsideDown()} {
		if each[i], err = collect(t.Context(), lessons, w, []negative{own}, o, ""); err != nil {
			t.Fatal(err)
		}
	}
	for k, a := range each[0] {
		b := each[1][k]
		if !slices.Equal(a.rows, b.rows) || !slices.Equal(a.gold, b.gold) || !slices.Equal(a.place, b.place) {
			t.Errorf("%q: candidates at %v and at %v, want the same", a.question.Text, a.place, b.place)
		}
		if !slices.IsSorted(a.place) || len(a.place) < 2 {
			t.Errorf("%q: candidates at %v, want several in the order of their places", a.question.Text, a.place)
		}
	}
}

func TestListwisePrefersTheRightFeature(t *testing.T) {
	t.Parallel()
	var examples []example
	for i := range 40 {
		// The first feature tells the right candidate, the second is noise.
		noise := float32(i%3) - 1
		examples = append(examples, example{group: i, base: 1, counted: true, rows: []float32{1, noise, 0, -noise, 0, noise}, gold: []float32{1, 0, 0}})
	}
	x, err := fitRanking(examples, 2, 1e-3, nil, 100)
	if err != nil {
		t.Fatal(err)
	}
	if x[0] < 1 || math.Abs(x[1]) > x[0]/2 {
		t.Errorf("weights = %v, want a great first and a small second", x)
	}
	if got := rightShare(examples, x); got != 1 {
		t.Errorf("right = %v, want 1", got)
	}
}

func TestLexicon(t *testing.T) {
	t.Parallel()
	var lines [][2]string
	for i := range 30 {
		lines = append(lines,
			[2]string{fmt.Sprintf("the town%d mill burned because of lightning", i), fmt.Sprintf("why did the town%d mill burn", i)},
			[2]string{fmt.Sprintf("the painter%d perished abroad", i), fmt.Sprintf("where did the painter%d die", i)})
	}
	lex := LearnLexicon(lines)
	worth := make(map[string]float64)
	for _, w := range lex.Worth {
		worth[w.Term] = w.Worth
	}
	if !(worth["mill"] > worth["die"]) {
		t.Errorf("worth of mill %.2f, of die %.2f: want the repeated word worth more", worth["mill"], worth["die"])
	}
	found := false
	for _, a := range lex.Stands {
		found = found || a.Asked == "die" && strings.HasPrefix(a.Said, "perish")
	}
	if !found {
		t.Errorf("associations %v lack perish for die", lex.Stands)
	}
}
