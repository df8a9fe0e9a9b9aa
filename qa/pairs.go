package qa

import (
	"cmp"
	"math"
	"slices"
)

// PairWeights are what was learned of prepared questions, apart from
// sentences: see [DefaultPairWeights].
type PairWeights struct {
	Score      []float64 // one for each of [PairFeatureNames]; a pair's score means what a sentence's does
	Confidence []float64 // one for each of [PairSignalNames]
}

// The features of a prepared question, in the order of [PairWeights.Score].
const (
	pBias = iota
	pCover
	pBack
	pSame
	pGrams
	pSequence
	pVotes
	pKind
	pNear
	pNeighbours
	pLearned
	pAnswer
	pAnswerCover
	pAnswerBM25
	pairFeatureCount
)

var pairFeatureDocs = [pairFeatureCount]struct{ name, doc string }{
	pBias:        {"pair", "always 1"},
	pCover:       {"pair: cover", "share of the question's mass that the phrasing covers"},
	pBack:        {"pair: back", "share of the phrasing's words that the question covers"},
	pSame:        {"pair: same", "the same words"},
	pGrams:       {"pair: grams", "share of the question's character 4-grams"},
	pSequence:    {"pair: sequence", "weighted longest common subsequence"},
	pVotes:       {"pair: votes", "how much of the best phrasings' score is this pair's"},
	pKind:        {"pair: kind", "asks for the same kind of thing"},
	pNear:        {"pair: near", "cosine with the n-grams of the nearest phrasing"},
	pNeighbours:  {"pair: neighbours", "the mean of the nearest three phrasings"},
	pLearned:     {"pair: learned", "what the machine trained on the phrasings says, within -1.5 and 1.5"},
	pAnswer:      {"pair: answer", "cosine with the n-grams of the answer and the quote"},
	pAnswerCover: {"pair: answer covers", "share that the quote's sentences cover and the phrasing does not"},
	pAnswerBM25:  {"pair: answer bm25", "BM25 of the quote's best sentence over the question's mass, over 2.2"},
}

// The signals of a prepared question's confidence: its features but for the
// first, which is the bias here too, and behind them these.
const (
	pScore = pairFeatureCount + iota
	pMargin
	pLead
	pUntrained
	pUnknown
	pContent
	pairSignalCount
)

var pairSignalDocs = [...]struct{ name, doc string }{
	{"pair: score", "the score"},
	{"pair: margin", "the score less the best of another place, within -3 and 3"},
	{"pair: lead", "what the machine says more of it than of the best other pair, within -1.5 and 1.5"},
	{"pair: untrained", "there is no machine: the collection has too few phrasings"},
	{"pair: unknown", "share of the mass on words that nothing knows"},
	{"pair: content", "logarithm of the number of content words"},
}

// PairFeatureNames are the names of the features of prepared questions, in the
// order of [Candidate.Prepared] and [PairWeights.Score].
func PairFeatureNames() []string {
	var names []string
	for _, d := range pairFeatureDocs {
		names = append(names, d.name)
	}
	return names
}

// PairSignalNames are the names of what the confidence of prepared questions
// is made of, in the order of [Candidate.PreparedSignals] and
// [PairWeights.Confidence].
func PairSignalNames() []string {
	names := PairFeatureNames()
	for _, d := range pairSignalDocs {
		names = append(names, d.name)
	}
	return names
}

// pairFeatures fills f, which is zero, for a phrasing of a prepared question.
func (r *reader) pairFeatures(view int, u uint32, votes float64, like likeness, f []float64) {
	q := r.q
	seg := r.sc.views[view].seg
	un := seg.units[u]
	art := seg.articles[seg.articleOf(u)]
	phrasing := art.Pairs[un.start].Questions[un.end]
	x := r.read(view, u)
	mass := q.mass
	if mass <= 0 {
		mass = 1
	}
	f[pBias] = 1
	f[pCover] = x.mass / mass
	// The phrasing's content words that the question does not say, by the IDF
	// of the collection.
	said, all := x.mass, x.mass
	for i := range x.words {
		w := &x.words[i]
		if w.class&classStop != 0 || w.slot >= 0 && q.slots[w.slot].content {
			continue
		}
		all += idf(min(r.sc.df(view, seg.words.term[w.word]), r.sc.units), r.sc.units)
	}
	if all > 0 {
		f[pBack] = said / all
	}
	f[pSame] = one(all > 0 && said == all && x.mass >= q.mass)
	f[pGrams] = q.grams.cover(phrasing)
	f[pSequence] = q.sequence(x) / mass
	f[pVotes] = votes
	f[pKind] = one(kindOfReading(q.lang, seg, x) == q.kind)
	f[pNear] = like.near
	f[pNeighbours] = like.neighbours
	f[pLearned] = max(-1.5, min(1.5, like.learned))
	f[pAnswer] = like.answer
	// The sentences that the pair cites.
	cited := seg.quotes[seg.paras[un.para].opening].Span
	cover := uint64(0)
	rng := seg.ranges[seg.articleOf(u)]
	at, _ := slices.BinarySearchFunc(seg.units[rng.first:rng.last], uint32(cited.Start), func(a unit, start uint32) int {
		if a.end > start {
			return 1
		}
		return -1
	})
	for s := rng.first + uint32(at); s < rng.last && seg.units[s].start < uint32(cited.End); s++ {
		y := r.read(view, s)
		cover |= y.cover
		f[pAnswerBM25] = max(f[pAnswerBM25], y.bm25/(mass*maxImpact))
	}
	f[pAnswerCover] = q.massOf(cover&^x.cover) / mass
}

// pairSignals says what the confidence of list[i], a prepared question, is made
// of.
func pairSignals(q *query, sc *scope, list []scored, i int) (s [pairSignalCount]float64) {
	c := &list[i]
	copy(s[:], c.prepared)
	margin, best := 3.0, -1.5
	for j := range list {
		o := &list[j]
		if j == i {
			continue
		}
		if !sc.overlap(o, c) {
			margin = min(margin, c.score-o.score)
		}
		if o.pair {
			best = max(best, o.prepared[pLearned])
		}
	}
	s[pScore] = c.score
	s[pMargin] = max(-3, margin)
	s[pLead] = max(-1.5, min(1.5, c.prepared[pLearned]-best))
	s[pUntrained] = one(c.prepared[pLearned] == 0)
	if q.mass > 0 {
		s[pUnknown] = q.unknown / q.mass
	}
	s[pContent] = math.Log(1 + float64(q.content))
	return s
}

// pairConfidence is the probability that list[i], a prepared question, answers.
func pairConfidence(w *Weights, q *query, sc *scope, list []scored, i int) float64 {
	s := pairSignals(q, sc, list, i)
	return math.Round(1e6/(1+math.Exp(-dot(w.Pairs.Confidence, s[:])))) / 1e6
}

// kindOfReading is the kind of thing that a phrasing asks for, as far as its
// first question word tells.
func kindOfReading(lang string, seg *segment, x *reading) questionKind {
	for i := range x.words {
		if x.words[i].class&classQuestion == 0 {
			continue
		}
		w := seg.words.text.at(int(x.words[i].word))
		next := ""
		if i+1 < len(x.words) {
			next = seg.words.text.at(int(x.words[i+1].word))
		}
		for _, a := range askLists[lang] {
			for _, phrase := range a.words {
				if phrase[0] == w && (len(phrase) == 1 || len(phrase) == 2 && phrase[1] == next) {
					return a.kind
				}
			}
		}
	}
	return kindOther
}

// df is the number of live units of all segments that hold a term of one of
// them: an answer must not depend on how articles are divided into segments.
func (sc *scope) df(view int, term uint32) int {
	n := sc.views[view].df(term)
	if len(sc.views) == 1 {
		return n
	}
	text := sc.views[view].seg.terms.text.at(int(term))
	for i := range sc.views {
		if i == view {
			continue
		}
		if t := sc.views[i].seg.terms.text.find(text); t >= 0 {
			n += sc.views[i].df(uint32(t))
		}
	}
	return n
}

// classify adds the classifier of a collection whose views were just added.
func (sc *scope) classify(s *snapshot) {
	at := -1
	if s.classifier != nil {
		at = len(sc.classifiers)
		sc.classifiers = append(sc.classifiers, s.classifier)
	}
	for range s.views {
		sc.classifierOf = append(sc.classifierOf, at)
	}
}

// likenesses are how like a question is to the pairs of its scope. It is
// working memory, reused.
type likenesses struct {
	grams gramReader
	each  [][]likeness // by classifier
	order []int
}

// nearestPairs is how many of the likest pairs are ranked, of each collection,
// beside those whose words brought them up.
const nearestPairs = 10

// leastNear is how near a pair's nearest phrasing must be for n-grams alone to
// bring the pair up: below it they share hardly more than a small word.
const leastNear = 0.15

// ask measures the pairs of the scope, and adds the likest to the phrasings
// found.
func (l *likenesses) ask(q *query, sc *scope, s *search) {
	for len(l.each) < len(sc.classifiers) {
		l.each = append(l.each, nil)
	}
	for i, c := range sc.classifiers {
		l.each[i] = c.ask(&l.grams, q.text, q.lang, l.each[i])
		l.add(sc, s, i)
	}
}

// add adds the likest pairs of a collection to the phrasings found.
func (l *likenesses) add(sc *scope, s *search, at int) {
	c, each := sc.classifiers[at], l.each[at]
	l.order = l.order[:0]
	rank := func(a, b int) int {
		return cmp.Or(cmp.Compare(each[b].neighbours+each[b].learned, each[a].neighbours+each[a].learned), cmp.Compare(a, b))
	}
	for k := range each {
		if each[k].near < leastNear {
			continue
		}
		i, _ := slices.BinarySearchFunc(l.order, k, rank)
		if i < nearestPairs {
			l.order = slices.Insert(l.order[:min(len(l.order), nearestPairs-1)], i, k)
		}
	}
	for _, k := range l.order {
		h, ok := c.find(sc, at, k, each[k].phrasing)
		if ok && !slices.ContainsFunc(s.phrasings.hits, func(o hit) bool { return o.view == h.view && o.unit == h.unit }) {
			s.phrasings.hits = append(s.phrasings.hits, h)
		}
	}
}

// find returns a phrasing of the k-th pair of a classifier as a hit; false
// when the scope does not hold it.
func (c *classifier) find(sc *scope, at, k int, phrasing uint32) (hit, bool) {
	n, _ := slices.BinarySearch(c.first, k+1)
	a := c.articles[n-1]
	for i := range sc.views {
		if sc.classifierOf[i] != at {
			continue
		}
		v := &sc.views[i]
		own := v.seg.find(a.ID)
		if own < 0 || v.gone(uint32(own)) || sc.article != nil && sc.article[i] != int32(own) {
			continue
		}
		r := v.seg.ranges[own]
		u, ok := slices.BinarySearchFunc(v.seg.units[r.firstPhrasing:r.lastPhrasing], unit{start: c.pairs[k].number, end: phrasing}, func(a, b unit) int {
			return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
		})
		return hit{view: int32(i), unit: r.firstPhrasing + uint32(u)}, ok
	}
	return hit{}, false
}

// of is the likeness of the pair of a phrasing.
func (l *likenesses) of(sc *scope, h hit) likeness {
	at := sc.classifierOf[h.view]
	if at < 0 {
		return likeness{}
	}
	seg := sc.views[h.view].seg
	if k := sc.classifiers[at].classOf(seg.articles[seg.articleOf(h.unit)], seg.units[h.unit].start); k >= 0 {
		return l.each[at][k]
	}
	return likeness{}
}
