package qa

import (
	"cmp"
	"math"
	"slices"
)

// Explanation is why an answer came out as it did: what --explain prints.
type Explanation struct {
	Terms       []ExplainedTerm
	Passages    []ExplainedPassage // the first is the answer, the second the runner-up
	Calibration []Contribution     // what made the confidence: they add up to its log-odds
}

// ExplainedTerm is one term of the question and what became of it.
type ExplainedTerm struct {
	Word       string   // as typed
	Term       string   // as looked up
	IDF        float64  // inverse document frequency in the collection
	Expansions []string // what an unknown word was taken for, or its bridges, best first
}

// ExplainedPassage is a candidate with what each feature gave it.
type ExplainedPassage struct {
	Passage  Passage
	Score    float64
	Features []Contribution
}

// Contribution is a feature's value, its weight, and their product.
type Contribution struct {
	Name                string
	Value, Weight, Gave float64
}

// explain tells why the candidates came out in this order.
func (w *work) explain(weights *Weights, list []scored) *Explanation {
	q := &w.query
	e := new(Explanation)
	for i := range q.slots {
		s := &q.slots[i]
		if !s.content {
			continue
		}
		t := ExplainedTerm{Word: s.word, Term: s.folded, IDF: s.idf}
		if len(s.terms) > 0 {
			t.Term = s.terms[0]
		}
		alts := slices.Clone(s.alts)
		slices.SortStableFunc(alts, func(a, b alternative) int { return cmp.Compare(b.weight, a.weight) })
		for _, a := range alts {
			if w.scope.knows(a.folded) > 0 {
				t.Expansions = append(t.Expansions, a.folded+" ("+a.how+")")
			}
		}
		e.Terms = append(e.Terms, t)
	}
	linear, trees := weights.ranking(q)
	for i := range min(2, len(list)) {
		c := &list[i]
		p := ExplainedPassage{Passage: w.passage(c, w.confidence(weights, list, i)), Score: c.score}
		if c.pair {
			p.Features = contributions(PairFeatureNames(), c.prepared, weights.Pairs.Score)
		} else {
			p.Features = contributions(FeatureNames(), c.features, linear)
			p.Features = append(p.Features, w.rankedByTrees(trees, list, i)...)
		}
		slices.SortStableFunc(p.Features, func(a, b Contribution) int { return cmp.Compare(math.Abs(b.Gave), math.Abs(a.Gave)) })
		e.Passages = append(e.Passages, p)
		if i == 0 {
			if c.pair {
				s := pairSignals(q, &w.scope, list, i)
				e.Calibration = contributions(PairSignalNames(), s[:], weights.Pairs.Confidence)
			} else {
				s := signals(&w.ranker.reader, list, i)
				e.Calibration = contributions(SignalNames(), s[:], weights.Confidence)
				e.Calibration = append(e.Calibration, byTrees(&weights.ConfidenceTrees, &s, c.features)...)
			}
		}
	}
	return e
}

// contributions are what each value that is not 0 gives.
func contributions(names []string, values, weights []float64) []Contribution {
	var out []Contribution
	for i, x := range values {
		if x != 0 {
			out = append(out, Contribution{names[i], x, weights[i], float64(weights[i] * x)})
		}
	}
	return out
}

// byTrees is what each input moved the trees' sum by. Their weight is 0: what
// they give depends on the other inputs.
func byTrees(t *Trees, s *[signalCount]float64, features []float64) []Contribution {
	return attributed(t, ConfidenceInputs(nil, s[:], features), inputName)
}

// rankedByTrees is what each input of the ranking's trees moved the score of
// the i-th candidate by, nil where they were not asked about it.
func (w *work) rankedByTrees(t *Trees, list []scored, i int) []Contribution {
	if !list[i].treed {
		return nil
	}
	return attributed(t, w.ranker.inputsOf(i, nil), rankInputName)
}

func attributed(t *Trees, x []float32, name func(input int) string) []Contribution {
	if t.Len() == 0 {
		return nil
	}
	gave := make([]float64, len(x))
	out := []Contribution{{Name: "trees", Value: 1, Gave: t.attribute(x, gave)}}
	for i, g := range gave {
		if g != 0 {
			out = append(out, Contribution{Name: "trees: " + name(i), Value: float64(x[i]), Gave: g})
		}
	}
	slices.SortStableFunc(out[1:], func(a, b Contribution) int { return cmp.Compare(math.Abs(b.Gave), math.Abs(a.Gave)) })
	return out
}
