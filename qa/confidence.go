package qa

import "math"

// The signals of a candidate from which its confidence is made, in the order
// of [Weights.Confidence]. Those of sentences are 0 for prepared questions, and
// the other way round, but for the bias.
const (
	sBias = iota
	sScore
	sMargin
	sCover
	sParagraphCover
	sWorthCover
	sWorthMissed
	sUnknown
	sUnknownWorth
	sGuessed
	sNamesUnknown
	sNamesMissed
	sNumbersMissed
	sGrams
	sSequence
	sDensity
	sParagraph
	sAssociation
	sTranslation
	sEvidence
	sNoEvidence
	sContent
	sSize
	sPair
	sPairScore
	sPairMargin
	sPairCover
	sPairBack
	sPairSame
	sPairGrams
	sPairSequence
	sPairUnknown
	sPairVotes
	sPairContent
	signalCount
)

var signalDocs = [signalCount]struct{ name, doc string }{
	sBias:           {"bias", "always 1"},
	sScore:          {"score", "the linear score"},
	sMargin:         {"margin", "the score less the best of another place, within -3 and 3"},
	sCover:          {"cover", "as the feature"},
	sParagraphCover: {"cover in paragraph", "as the feature"},
	sWorthCover:     {"worth: cover", "as the feature"},
	sWorthMissed:    {"worth: heaviest missed", "as the feature"},
	sUnknown:        {"unknown", "share of the mass on words that the articles do not know"},
	sUnknownWorth:   {"unknown worth", "share of the worth on such words"},
	sGuessed:        {"guessed", "share of the mass on words that were taken for others"},
	sNamesUnknown:   {"names unknown", "share of the names' mass that the articles do not know"},
	sNamesMissed:    {"names missed", "share of the names' mass missed"},
	sNumbersMissed:  {"numbers missed", "share of the numbers missed"},
	sGrams:          {"grams", "as the feature"},
	sSequence:       {"sequence", "as the feature"},
	sDensity:        {"density", "as the feature"},
	sParagraph:      {"paragraph", "as the feature"},
	sAssociation:    {"association", "as the feature"},
	sTranslation:    {"translation", "as the feature"},
	sEvidence:       {"evidence", "a name, date, place or number is asked for, and is there"},
	sNoEvidence:     {"no evidence", "one is asked for, and is not there"},
	sContent:        {"content", "logarithm of the number of content words"},
	sSize:           {"size", "logarithm of the number of sentences and prepared questions asked"},
	sPair:           {"pair", "is a prepared question"},
	sPairScore:      {"pair: score", "the linear score"},
	sPairMargin:     {"pair: margin", "the score less the best of another place, within -3 and 3"},
	sPairCover:      {"pair: cover", "as the feature"},
	sPairBack:       {"pair: back", "as the feature"},
	sPairSame:       {"pair: same", "as the feature"},
	sPairGrams:      {"pair: grams", "as the feature"},
	sPairSequence:   {"pair: sequence", "as the feature"},
	sPairUnknown:    {"pair: unknown", "share of the mass on words that nothing knows"},
	sPairVotes:      {"pair: votes", "as the feature"},
	sPairContent:    {"pair: content", "logarithm of the number of content words"},
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
	margin = max(-3, min(3, margin))
	unknown := 0.0
	if q.mass > 0 {
		unknown = q.unknown / q.mass
	}
	content := math.Log(1 + float64(q.content))
	f := c.features
	var s [signalCount]float64
	s[sBias] = 1
	if c.pair {
		s[sPair] = 1
		s[sPairScore] = c.score
		s[sPairMargin] = margin
		s[sPairCover] = f[fPairCover]
		s[sPairBack] = f[fPairBack]
		s[sPairSame] = f[fPairSame]
		s[sPairGrams] = f[fPairGrams]
		s[sPairSequence] = f[fPairSequence]
		s[sPairUnknown] = unknown
		s[sPairVotes] = f[fPairVotes]
		s[sPairContent] = content
		return s
	}
	s[sScore] = c.score
	s[sMargin] = margin
	s[sCover] = f[fCover]
	s[sParagraphCover] = f[fCoverParagraph]
	s[sWorthCover] = f[fWorthCover]
	s[sWorthMissed] = f[fWorthMissed]
	s[sUnknown] = unknown
	q.ignorance(&s)
	if q.names > 0 {
		s[sNamesMissed] = 1 - f[fNames]
	}
	if q.numbers > 0 {
		s[sNumbersMissed] = 1 - f[fNumbers]
	}
	s[sGrams] = f[fGrams]
	s[sSequence] = f[fSequence]
	s[sDensity] = f[fDensity]
	s[sParagraph] = f[fParagraph]
	s[sAssociation] = f[fAssociation]
	s[sTranslation] = f[fTranslation]
	if wants := evidenceOf(q.kind); wants != nil {
		there := 0.0
		for _, i := range wants {
			there = max(there, f[i])
		}
		s[sEvidence], s[sNoEvidence] = there, 1-there
	}
	s[sContent] = content
	s[sSize] = math.Log(1 + float64(sc.units))
	return s
}

// ignorance fills what of the question the articles do not know.
func (q *query) ignorance(s *[signalCount]float64) {
	worth, guessed, names, unknownNames := 0.0, 0.0, 0.0, 0.0
	for i := range q.slots {
		sl := &q.slots[i]
		if !sl.content {
			continue
		}
		strange := sl.df == 0 || sl.guessed
		if sl.df == 0 {
			worth += sl.worth
		} else if sl.guessed {
			guessed += sl.idf
		}
		if sl.name {
			names += sl.idf
			if strange {
				unknownNames += sl.idf
			}
		}
	}
	if q.worth > 0 {
		s[sUnknownWorth] = worth / q.worth
	}
	if q.mass > 0 {
		s[sGuessed] = guessed / q.mass
	}
	if names > 0 {
		s[sNamesUnknown] = unknownNames / names
	}
}

// evidenceOf are the features that show that a sentence holds the kind of
// thing a question asks for, nil where no such kind is told.
func evidenceOf(k questionKind) []int {
	switch k {
	case kindWho:
		return []int{fWhoName, fWhoPerson, fWhoGroup}
	case kindWhen:
		return []int{fWhenDate, fWhenTime}
	case kindYear:
		return []int{fYearYear}
	case kindWhere:
		return []int{fWherePlace, fWhereName}
	case kindHowMany:
		return []int{fManyNumber}
	case kindHowMuch:
		return []int{fMuchMoney, fMuchNumber}
	case kindWhy:
		return []int{fWhyCause}
	}
	return nil
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
