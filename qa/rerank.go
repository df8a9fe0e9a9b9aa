package qa

// Reranked is how many sentences, the best by the linear score, the ranking's
// trees are asked about: what is further down is hardly ever the answer.
const Reranked = 10

// rankInputNames are what the ranking's trees see of a sentence behind its
// features: the linear score; that of the best sentence less its own; that of
// the sentence before, and of the one after, less its own.
var rankInputNames = [...]string{"score", "behind the best", "sentence before", "sentence after"}

// noNeighbour stands for the score of a neighbour that is no candidate.
const noNeighbour = -9

// Rivals are, by feature, the two greatest values among the sentences that the
// trees are asked about: a sentence is seen beside the best of the others. The
// zero value is ready to use.
type Rivals struct {
	greatest, second [featureCount]float32
	n                int
}

// Reset forgets all sentences.
func (r *Rivals) Reset() { r.n = 0 }

// Add takes in a sentence's features.
func (r *Rivals) Add(features []float64) {
	r.n++
	for i, v := range features {
		x := float32(v)
		switch {
		case r.n == 1:
			r.greatest[i] = x
		case x > r.greatest[i]:
			r.greatest[i], r.second[i] = x, r.greatest[i]
		case r.n == 2 || x > r.second[i]:
			r.second[i] = x
		}
	}
}

// lead is how much more of a feature a sentence has than the best of the others.
func (r *Rivals) lead(i int, x float32) float32 {
	switch {
	case r.n < 2:
		return 0
	case x == r.greatest[i]:
		return x - r.second[i]
	}
	return x - r.greatest[i]
}

// RankInputs fills x with what [Weights.RankingTrees] see of a sentence: its
// features, its linear score, how much more the best sentence and its two
// neighbours have, of those that are candidates, and how much more of each
// feature it has than the best of its rivals, of which it is one.
func RankInputs(x []float32, features []float64, score, best float64, before, after *float64, rivals *Rivals) []float32 {
	x = x[:0]
	for _, v := range features {
		x = append(x, float32(v))
	}
	beside := func(s *float64) float32 {
		if s == nil {
			return noNeighbour
		}
		return float32(max(noNeighbour, *s-score))
	}
	x = append(x, float32(score), float32(best-score), beside(before), beside(after))
	for i := range features {
		x = append(x, rivals.lead(i, x[i]))
	}
	return x
}

// rankInputName names an input of [Weights.RankingTrees].
func rankInputName(i int) string {
	if i < featureCount {
		return featureDocs[i].name
	}
	if i -= featureCount; i < len(rankInputNames) {
		return rankInputNames[i]
	}
	return featureDocs[i-len(rankInputNames)].name + " before the others"
}

// rerank adds what the trees say to the scores of the best sentences of a list
// that is ordered by the linear score.
func (k *ranker) rerank(t *Trees) {
	k.rivals.Reset()
	n := 0
	for i := range k.list {
		if c := &k.list[i]; !c.pair {
			if n++; n > Reranked {
				break
			}
			k.rivals.Add(c.features)
		}
	}
	n = 0
	var at [Reranked]int
	var sums [Reranked]float64
	for i := range k.list {
		if k.list[i].pair {
			continue
		}
		k.inputs[n], at[n] = k.inputsOf(i, k.inputs[n]), i
		if n++; n == Reranked {
			break
		}
	}
	t.addTo(sums[:n], k.inputs[:n])
	for j, i := range at[:n] {
		k.list[i].score += sums[j]
		k.list[i].treed = true
	}
}

// inputsOf are the trees' inputs of the i-th candidate, a sentence, of a list
// whose scores are linear, or hold the trees' share as well.
func (k *ranker) inputsOf(i int, x []float32) []float32 {
	c := &k.list[i]
	best := c.linear
	var before, after *float64
	for j := range k.list {
		o := &k.list[j]
		if o.pair {
			continue
		}
		best = max(best, o.linear)
		if o.view != c.view || k.reader.sc.articleOf(o.hit) != k.reader.sc.articleOf(c.hit) {
			continue
		}
		if o.unit+1 == c.unit {
			before = &o.linear
		} else if o.unit == c.unit+1 {
			after = &o.linear
		}
	}
	return RankInputs(x, c.features, c.linear, best, before, after, &k.rivals)
}
