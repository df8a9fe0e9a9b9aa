package qa

import "math"

// The signals of a candidate from which its confidence is made, in the order
// of [Weights.Confidence].
const (
	sBias = iota
	sScore
	sMargin
	sCover
	sUnknown
	sGrams
	sHeaviestMissed
	sSequence
	sParagraph
	sContent
	sPair
	sPairScore
	sPairBack
	signalCount
)

var signalDocs = [signalCount]struct{ name, doc string }{
	sBias:           {"bias", "always 1"},
	sScore:          {"score", "the linear score; of sentences, else 0"},
	sMargin:         {"margin", "the score less the best of another place, within -3 and 3"},
	sCover:          {"cover", "share of the question's mass covered; of sentences with half of what the paragraph covers beside"},
	sUnknown:        {"unknown", "share of the mass on words that the articles do not know"},
	sGrams:          {"grams", "share of the question's character 4-grams"},
	sHeaviestMissed: {"heaviest missed", "as the feature"},
	sSequence:       {"sequence", "as the feature"},
	sParagraph:      {"paragraph", "as the feature"},
	sContent:        {"content", "logarithm of the number of content words"},
	sPair:           {"pair", "is a prepared question"},
	sPairScore:      {"pair: score", "the linear score; of prepared questions, else 0"},
	sPairBack:       {"pair: back", "as the feature"},
}

// SignalNames are the names of the signals, in the order of
// [Candidate.Signals] and [Weights.Confidence].
func SignalNames() []string {
	names := make([]string, signalCount)
	for i, d := range signalDocs {
		names[i] = d.name
	}
	return names
}

// signals says what the confidence of list[i] is made of.
func signals(q *query, sc *scope, list []scored, i int) [signalCount]float64 {
	c := &list[i]
	margin := 3.0
	for j := range list {
		o := &list[j]
		if j != i && !(o.span.Overlaps(c.span) && sc.articleOf(o.hit) == sc.articleOf(c.hit)) {
			margin = c.score - o.score
			break
		}
	}
	var s [signalCount]float64
	s[sBias] = 1
	s[sMargin] = max(-3, min(3, margin))
	if q.mass > 0 {
		s[sUnknown] = q.unknown / q.mass
	}
	s[sContent] = math.Log(1 + float64(q.content))
	f := c.features
	if c.pair {
		s[sPair] = 1
		s[sPairScore] = c.score
		s[sCover] = f[fPairCover]
		s[sGrams] = f[fPairGrams]
		s[sSequence] = f[fPairSequence]
		s[sPairBack] = f[fPairBack]
		return s
	}
	s[sScore] = c.score
	s[sCover] = f[fCover] + f[fCoverParagraph]/2
	s[sGrams] = f[fGrams]
	s[sHeaviestMissed] = f[fHeaviestMissed]
	s[sSequence] = f[fSequence]
	s[sParagraph] = f[fParagraph]
	return s
}

// confidence is the probability that list[i] answers the question, rounded so
// that the last bits of a machine's exponential cannot change a verdict.
func confidence(w *Weights, s *[signalCount]float64) float64 {
	p := 1 / (1 + math.Exp(-dot(w.Confidence, s[:])))
	return math.Round(p*1e6) / 1e6
}

// least is the least confidence that answers.
func (w *Weights) least(c Caution) float64 {
	switch c {
	case Careful:
		return w.Careful
	case Eager:
		return w.Eager
	}
	return w.Balanced
}

// verdict decides what becomes of a question whose best candidates have these
// confidences. It is unsure when no single one is likely enough, but the first
// three are together.
func (w *Weights) verdict(c Caution, p []float64) Verdict {
	least := w.least(c)
	if len(p) == 0 {
		return Silent
	}
	if p[0] >= least {
		return Answered
	}
	sum := 0.0
	for i := range min(3, len(p)) {
		sum += p[i]
	}
	if len(p) > 1 && p[1] > 0.6*p[0] && sum >= least {
		return Unsure
	}
	return Silent
}
