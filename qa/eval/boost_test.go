package eval

import (
	"math"
	"math/rand/v2"
	"testing"

	"lector/qa"
)

// TestTreesLearnWhatNoLineCan: two inputs of which exactly one must be great,
// and noise beside them.
func TestTreesLearnWhatNoLineCan(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	var rows [][]float32
	var right []float64
	for range 2000 {
		x := []float32{r.Float32(), r.Float32(), r.Float32()}
		rows = append(rows, x)
		right = append(right, indicator((x[0] > 0.5) != (x[1] > 0.3)))
	}
	var first string
	for range 2 {
		margins := make([]float64, len(rows))
		trees, err := grow(newTable(rows), margins, func(margins, g, h []float64) {
			for i, z := range margins {
				p := 1 / (1 + math.Exp(-z))
				g[i], h[i] = p-right[i], p*(1-p)
			}
		}, boosting{trees: 30, depth: 3, rate: 0.3, leaf: 5, ridge: 1})
		if err != nil {
			t.Fatal(err)
		}
		hits := 0.0
		for i, x := range rows {
			sum := trees.Sum(x)
			if math.Abs(sum-margins[i]) > 1e-6 {
				t.Fatalf("row %d: the trees say %v, growing said %v", i, sum, margins[i])
			}
			hits += indicator((sum > 0) == (right[i] == 1))
		}
		if share := hits / float64(len(rows)); share < 0.95 {
			t.Errorf("%.3f of the rows are told right, want 0.95", share)
		}
		again, err := qa.ParseTrees(trees.String())
		if err != nil || again.String() != trees.String() {
			t.Errorf("read again the trees differ: %v", err)
		}
		if first == "" {
			first = trees.String()
		} else if first != trees.String() {
			t.Error("grown twice the trees differ")
		}
	}
}

func TestParseTreesTellsFaults(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"0<1=0 =1", "0<1=0 =1 =2 =3", "x<1=0 =1 =2", "1=0 =1 =2", "=a", "0<y=0 =1 =2"} {
		if _, err := qa.ParseTrees(s); err == nil {
			t.Errorf("%q is read as trees", s)
		}
	}
}
