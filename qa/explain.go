package qa

// Explanation is why an answer came out as it did: what --explain prints.
type Explanation struct {
	Terms       []ExplainedTerm
	Passages    []ExplainedPassage // the first is the answer, the second the runner-up
	Calibration []Contribution     // what made the confidence
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
