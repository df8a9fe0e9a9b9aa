package eval

import (
	"bytes"
	"context"
	"testing"

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
