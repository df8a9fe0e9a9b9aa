package qa

import "math"

// The signals of a sentence from which its confidence is made, in the order of
// [Weights.Confidence].
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
	sShare
	sMarginThird
	sRareUnknown
	sRareMissed
	sRareMet
	sRareCover
	sRareAround
	sAround
	sCountUnknown
	sCountMissed
	sCountMet
	sRunnerCover
	sFocusMet
	sFocusAround
	sFocusUnknown
	sWorstUnknown
	sWorstMissed
	sAsksWho
	sAsksWhen
	sAsksWhere
	sAsksWhy
	sAsksNumber
	sAsksHow
	sAsksWhich
	sAsksWhat
	sAsksYesNo
	sClauseCover
	sClauseShare
	sClauseEvidence
	sEvidenceRarest
	sEvidenceFocus
	sEvidenceBeforeFocus
	sWants
	sTurned
	sNegated
	sFuture
	sSaying
	sNaming
	sPronounAsked
	sFirstMissed
	sLastMissed
	sNameConflict
	sNumberConflict
	sMissedWeight
	sLead
	sAsked
	sEqual
	sVerbMissed
	sVerbUnknown
	sVerbMet
	sVerbNear
	sTitle
	signalCount
)

var signalDocs = [signalCount]struct{ name, doc string }{
	sBias:                {"bias", "always 1"},
	sScore:               {"score", "the linear score"},
	sMargin:              {"margin", "the score less the best of another place, within -3 and 3"},
	sCover:               {"cover", "as the feature"},
	sParagraphCover:      {"cover in paragraph", "as the feature"},
	sWorthCover:          {"worth: cover", "as the feature"},
	sWorthMissed:         {"worth: heaviest missed", "as the feature"},
	sUnknown:             {"unknown", "share of the mass on words that the articles do not know"},
	sUnknownWorth:        {"unknown worth", "share of the worth on such words"},
	sGuessed:             {"guessed", "share of the mass on words that were taken for others"},
	sNamesUnknown:        {"names unknown", "share of the names' mass that the articles do not know"},
	sNamesMissed:         {"names missed", "share of the names' mass missed"},
	sNumbersMissed:       {"numbers missed", "share of the numbers missed"},
	sGrams:               {"grams", "as the feature"},
	sSequence:            {"sequence", "as the feature"},
	sDensity:             {"density", "as the feature"},
	sParagraph:           {"paragraph", "as the feature"},
	sAssociation:         {"association", "as the feature"},
	sTranslation:         {"translation", "as the feature"},
	sEvidence:            {"evidence", "a name, date, place or number is asked for, and is there"},
	sNoEvidence:          {"no evidence", "one is asked for, and is not there"},
	sContent:             {"content", "logarithm of the number of content words"},
	sSize:                {"size", "logarithm of the number of sentences and prepared questions asked"},
	sShare:               {"share", "its part of the softmax of all candidates' scores"},
	sMarginThird:         {"margin to the third", "the score less the second best of another place, at most 6"},
	sRareUnknown:         {"rare: unknown", "the greatest rarity in English of a word that the articles do not know"},
	sRareMissed:          {"rare: missed", "the same of a known word that neither sentence nor surroundings hold"},
	sRareMet:             {"rare: met", "the same of a word that the sentence holds"},
	sRareCover:           {"rare: cover", "share of the words' rarity that the sentence covers"},
	sRareAround:          {"rare: cover around", "share of the words' rarity that its surroundings cover and it does not"},
	sAround:              {"cover around", "share of the mass that its surroundings cover and it does not"},
	sCountUnknown:        {"words unknown", "content words that the articles do not know, over 8"},
	sCountMissed:         {"words missed", "known content words that neither sentence nor surroundings hold, over 8"},
	sCountMet:            {"words met", "content words that the sentence holds, over 8"},
	sRunnerCover:         {"runner-up covers", "share of the mass that the best of another place covers, less its own"},
	sFocusMet:            {"focus met", "the question names the kind of thing asked for, and the sentence holds it"},
	sFocusAround:         {"focus around", "the same, and its surroundings hold it"},
	sFocusUnknown:        {"focus unknown", "the same, and the articles do not know it"},
	sWorstUnknown:        {"worst unknown", "the greatest rarity times worth of a word that the articles do not know"},
	sWorstMissed:         {"worst missed", "the same of a known word that neither sentence nor surroundings hold"},
	sAsksWho:             {"asks who", "who is asked for"},
	sAsksWhen:            {"asks when", "when or which year"},
	sAsksWhere:           {"asks where", "where"},
	sAsksWhy:             {"asks why", "why"},
	sAsksNumber:          {"asks a number", "how many or how much"},
	sAsksHow:             {"asks how", "how"},
	sAsksWhich:           {"asks which", "which"},
	sAsksWhat:            {"asks what", "what"},
	sAsksYesNo:           {"asks whether", "to be answered yes or no"},
	sClauseCover:         {"clause: cover", "of the mass covered, the greatest share in one clause"},
	sClauseShare:         {"clause: share", "the greatest share of the mass in one clause"},
	sClauseEvidence:      {"clause: evidence", "the kind of thing asked for stands in that clause: 1, in the next one a half, and so on"},
	sEvidenceRarest:      {"evidence near rarest", "how near it stands to the rarest word met"},
	sEvidenceFocus:       {"evidence near focus", "how near it stands to the word that names it"},
	sEvidenceBeforeFocus: {"evidence before focus", "it stands in the three words before that"},
	sWants:               {"wants evidence", "a kind of thing is asked for that can be told by its writing"},
	sTurned:              {"turned", "words that turn the question, such as before, that the sentence does not hold, over 2"},
	sNegated:             {"negated", "the clause says not, and the question does not"},
	sFuture:              {"future", "the question asks what will be: 1 if the sentence says so, else -1"},
	sSaying:              {"saying", "the question asks what was said: 1 if the sentence has a word of saying, else -1"},
	sNaming:              {"naming", "the question asks for a name: 1 if there is a new one, else -1"},
	sPronounAsked:        {"pronoun asked", "the question says he, she, it or they"},
	sFirstMissed:         {"first missed", "rarity of the question's first content word, if the sentence does not hold it"},
	sLastMissed:          {"last missed", "the same of its last"},
	sNameConflict:        {"name conflict", "rarity of a name missed where the sentence has another"},
	sNumberConflict:      {"number conflict", "a number is missed where the sentence has another"},
	sMissedWeight:        {"missed weight", "mean IDF of the known words missed, over the greatest of all"},
	sLead:                {"lead", "share of the mass that the article's first sentence covers and this one does not"},
	sAsked:               {"length asked", "words of the question, at most 16, over 16"},
	sEqual:               {"equal cover", "sentences of other places that cover as much, at most 8, over 8"},
	sVerbMissed:          {"verb missed", "rarity of the question's verb and 0.1, if the sentence does not hold it"},
	sVerbUnknown:         {"verb unknown", "the articles do not know it"},
	sVerbMet:             {"verb met", "the sentence holds it"},
	sVerbNear:            {"verb near", "how near to it another word met stands"},
	sTitle:               {"title", "share of the words' rarity that the sentence misses and the title has"},
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

// signals says what the confidence of list[i], a sentence, is made of.
func signals(r *reader, list []scored, i int) [signalCount]float64 {
	q, sc := r.q, r.sc
	c := &list[i]
	margin, third, runner, others := 3.0, 6.0, -1, 0
	for j := range list {
		o := &list[j]
		if j == i || sc.overlap(o, c) {
			continue
		}
		if others++; others == 1 {
			margin, runner = c.score-o.score, j
			continue
		}
		third = c.score - o.score
		break
	}
	margin, third = max(-3, min(3, margin)), max(-6, min(6, third))
	unknown := 0.0
	if q.mass > 0 {
		unknown = q.unknown / q.mass
	}
	content := math.Log(1 + float64(q.content))
	f := c.features
	var s [signalCount]float64
	s[sBias] = 1
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
	if q.quantity != noQuantity {
		s[sEvidence], s[sNoEvidence] = f[fQuantity], f[fNoQuantity]
	} else if wants := evidenceOf(q.kind); wants != nil {
		there := 0.0
		for _, i := range wants {
			there = max(there, f[i])
		}
		s[sEvidence], s[sNoEvidence] = there, 1-there
	}
	s[sContent] = content
	s[sSize] = math.Log(1 + float64(max(sc.units, leastUnits)))
	all := 0.0
	for j := range list {
		all += math.Exp(list[j].score - list[0].score)
	}
	s[sShare] = math.Round(math.Exp(c.score-list[0].score)/all*1e6) / 1e6
	s[sMarginThird] = third
	q.rarities(c, &s)
	r.together(c, &s)
	equal := 0.0
	for j := range list {
		if o := &list[j]; j != i && !o.pair && c.cover&^o.cover == 0 && !sc.overlap(o, c) {
			equal++
		}
	}
	s[sEqual] = min(1, equal/8)
	if runner >= 0 {
		s[sRunnerCover] = list[runner].features[fCover] - f[fCover]
	}
	switch q.kind {
	case kindWho:
		s[sAsksWho] = 1
	case kindWhen, kindYear:
		s[sAsksWhen] = 1
	case kindWhere:
		s[sAsksWhere] = 1
	case kindWhy:
		s[sAsksWhy] = 1
	case kindHowMany, kindHowMuch:
		s[sAsksNumber] = 1
	case kindHow:
		s[sAsksHow] = 1
	case kindWhich:
		s[sAsksWhich] = 1
	case kindWhat:
		s[sAsksWhat] = 1
	case kindYesNo:
		s[sAsksYesNo] = 1
	}
	return s
}

// rarities fills what the candidate meets and misses of the question, each
// word weighed by how rare it is at large: one article is too small to tell.
func (q *query) rarities(c *scored, s *[signalCount]float64) {
	all, met, around, near := 0.0, 0.0, 0.0, 0.0
	for i := range q.slots {
		sl := &q.slots[i]
		if !sl.content {
			continue
		}
		all += sl.rarity
		worst := sl.rarity
		if sl.idf > 0 {
			worst *= sl.worth / sl.idf
		}
		if i == int(q.focus) {
			s[sFocusMet] = one(c.cover&(1<<i) != 0)
			s[sFocusAround] = one((c.around&^c.cover)&(1<<i) != 0)
			s[sFocusUnknown] = one((c.around|c.cover)&(1<<i) == 0 && (sl.df == 0 || sl.guessed))
		}
		switch bit := uint64(1) << i; {
		case c.cover&bit != 0:
			met += sl.rarity
			s[sCountMet] += 1.0 / 8
			s[sRareMet] = max(s[sRareMet], sl.rarity)
		case c.around&bit != 0:
			around += sl.rarity
			near += sl.idf
		case sl.df == 0 || sl.guessed:
			s[sCountUnknown] += 1.0 / 8
			s[sRareUnknown] = max(s[sRareUnknown], sl.rarity)
			s[sWorstUnknown] = max(s[sWorstUnknown], worst)
		default:
			s[sCountMissed] += 1.0 / 8
			s[sRareMissed] = max(s[sRareMissed], sl.rarity)
			s[sWorstMissed] = max(s[sWorstMissed], worst)
		}
	}
	if all > 0 {
		s[sRareCover], s[sRareAround] = met/all, around/all
	}
	if q.mass > 0 {
		s[sAround] = near / q.mass
	}
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

// inputCount is how many inputs the confidence's trees see: the signals, and
// behind them the candidate's features.
const inputCount = signalCount + featureCount

// ConfidenceInputs fills x with what [Weights.ConfidenceTrees] see of a
// candidate.
func ConfidenceInputs(x []float32, signals, features []float64) []float32 {
	x = x[:0]
	for _, v := range signals {
		x = append(x, float32(v))
	}
	for _, v := range features {
		x = append(x, float32(v))
	}
	return x
}

// inputName names an input of [Weights.ConfidenceTrees].
func inputName(i int) string {
	if i < signalCount {
		return signalDocs[i].name
	}
	return featureDocs[i-signalCount].name
}

// confidence is the probability that a candidate with these signals answers
// the question, rounded so that the last bits of a machine's exponential cannot
// change a verdict.
func confidence(w *Weights, s *[signalCount]float64, features []float64) float64 {
	var memory [inputCount]float32
	x := ConfidenceInputs(memory[:], s[:], features)
	p := 1 / (1 + math.Exp(-dot(w.Confidence, s[:])-w.ConfidenceTrees.Sum(x)))
	return math.Round(p*1e6) / 1e6
}

// shortArticle is how many sentences an article has at most to be a short one:
// news and notices, not an encyclopaedia's articles. Those of less than
// leastUnits are no such: nothing was measured on them.
const shortArticle = 80

// mostAsked bounds what is asked of short articles.
const mostAsked = 0.95

// least is the least confidence that answers, from a short article or not.
func (w *Weights) least(c Caution, short bool) float64 {
	least := w.Balanced
	switch c {
	case Careful:
		least = w.Careful
	case Eager:
		least = w.Eager
	}
	if short {
		least = max(least, min(least+w.Short, mostAsked))
	}
	return least
}

// nearEqual is the share of the best candidate's confidence that the next must
// have for both to be shown.
const nearEqual = 0.3

// Verdict decides what becomes of a question whose best candidates have these
// confidences, the best of them from a short article or not. It is unsure when no single one is likely enough, but the first
// three are together.
func (w *Weights) Verdict(c Caution, short bool, p []float64) Verdict {
	least := w.least(c, short)
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
	if len(p) > 1 && p[1] > nearEqual*p[0] && sum >= least {
		return Unsure
	}
	return Silent
}
