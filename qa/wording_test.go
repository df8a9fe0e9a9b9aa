package qa_test

import (
	"context"
	"slices"
	"testing"

	"lector/article"
	"lector/qa"
)

// TestWordingFeatures: of two sentences with the same content words the one that
// follows the question's wording has more of each feature that says so.
func TestWordingFeatures(t *testing.T) {
	t.Parallel()
	const (
		near = "The keeper lit the lamp before the storm came."
		far  = "A storm, they say, once broke the big lamp on top of this old tower, and long afterwards another man who was its keeper lit a fire."
	)
	a := article.Article{Title: "Lamps", Lang: "en", Text: near + " Nothing else was heard there.\n\n" + far + " People still talk about that."}
	engine := qa.New(article.NewShelf(a))
	list, err := engine.Candidates(context.Background(), qa.Question{Text: "Did the keeper light the lamp before the storm?"})
	if err != nil {
		t.Fatal(err)
	}
	features := func(text string) []float64 {
		for _, c := range list {
			if c.Passage.Text() == text {
				return c.Features
			}
		}
		t.Fatalf("no candidate %q", text)
		return nil
	}
	names, more, less := qa.FeatureNames(), features(near), features(far)
	for _, name := range []string{
		"function words", "function words by rarity", "precision", "dice", "run", "subsequence", "within", "pairs", "order", "near the heaviest",
	} {
		i := slices.Index(names, name)
		if more[i] <= less[i] {
			t.Errorf("%s: %.3f where the wording is followed, %.3f where it is not", name, more[i], less[i])
		}
	}
	for _, f := range [][]float64{more, less} {
		for i, v := range f {
			if name := names[i]; (name == "precision" || name == "dice" || name == "within") && (v < 0 || v > 1) {
				t.Errorf("%s = %v, want it within 0 and 1", name, v)
			}
		}
	}
}

// TestRivalsLead: what a sentence leads by is against the best of the others,
// not against itself.
func TestRivalsLead(t *testing.T) {
	t.Parallel()
	width := len(qa.FeatureNames())
	row := func(v float64) []float64 {
		f := make([]float64, width)
		f[0] = v
		return f
	}
	lead := func(v float64, all ...float64) float32 {
		var rivals qa.Rivals
		for _, o := range all {
			rivals.Add(row(o))
		}
		x := qa.RankInputs(nil, row(v), 0, 0, nil, nil, &rivals)
		return x[len(x)-width]
	}
	for _, c := range []struct {
		value float64
		all   []float64
		want  float32
	}{
		{0.5, []float64{0.5}, 0},
		{0.75, []float64{0.5, 0.75, 0.25}, 0.25},
		{0.25, []float64{0.5, 0.75, 0.25}, -0.5},
		{0.75, []float64{0.75, 0.75}, 0},
		{-0.5, []float64{-0.5, -1}, 0.5},
	} {
		if got := lead(c.value, c.all...); got != c.want {
			t.Errorf("%v among %v leads by %v, want %v", c.value, c.all, got, c.want)
		}
	}
}
