package eval

import (
	"context"
	"path/filepath"
	"testing"
)

// TestTheSixArticles holds the answers to the figures that were reached on the
// articles and questions of this package, with a hair of slack. A change that
// lowers one of them must say why, here.
func TestTheSixArticles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*"+listSuffix))
	if err != nil {
		t.Fatal(err)
	}
	var own []string
	for _, f := range files {
		if filepath.Base(f) != "seed"+listSuffix { // its article is its publisher's
			own = append(own, f)
		}
	}
	if len(own) != 6 {
		t.Fatalf("%d question lists, want 6", len(own))
	}
	r, err := Run(context.Background(), own, Options{Rounds: -1})
	if err != nil {
		t.Fatal(err)
	}
	sum := func(pick func(Result) *Figure) float64 {
		var value, n float64
		for _, res := range r.Results {
			if f := pick(res); f != nil {
				value += f.Value * float64(f.N)
				n += float64(f.N)
			}
		}
		return value / n
	}
	for _, c := range []struct {
		name   string
		figure float64
		least  float64
	}{
		{"P@1", sum(func(r Result) *Figure { return r.Ranking.P1 }), 0.73},
		{"hit@5", sum(func(r Result) *Figure { return r.Ranking.Hit5 }), 0.92},
		{"said", sum(func(r Result) *Figure { return r.Verdicts.Said }), 0.32},
		{"silent", sum(func(r Result) *Figure { return r.Verdicts.Silent }), 0.91},
	} {
		t.Logf("%s = %.4f", c.name, c.figure)
		if c.figure < c.least {
			t.Errorf("%s = %.4f, fell below %.4f", c.name, c.figure, c.least)
		}
	}
}
