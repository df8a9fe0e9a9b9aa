package qa

import (
	"cmp"
	"slices"
	"strings"

	"lector/article"
)

// Weights are what the engine has learned: see [DefaultWeights].
type Weights struct {
	Features []float64 // one for each of [FeatureNames]
	// PairsOfCharacters are used in place of Features where
	// words are overlapping pairs of characters (Chinese, Japanese, …): learned
	// without the features that would count each character twice, or that
	// know English words. Nil: Features.
	PairsOfCharacters []float64
	// RankingTrees add to the scores of the best sentences: see [RankInputs].
	RankingTrees Trees
	// PairsRankingTrees are the same beside PairsOfCharacters.
	PairsRankingTrees Trees
	Confidence        []float64 // one for each of [SignalNames]
	// ConfidenceTrees add to the log-odds. Their inputs are the signals, and
	// behind them the features.
	ConfidenceTrees Trees
	// Pairs are those of prepared questions; without any the default ones.
	Pairs PairWeights
	// Eager, Balanced and Careful are the least confidence at which an
	// engine answers, by [Caution].
	Eager, Balanced, Careful float64
	// Short is how much more is asked of a passage of a short article, about
	// which more is asked that it does not answer.
	Short float64
}

// ranking are the linear weights and the trees that rank a question's sentences.
func (w *Weights) ranking(q *query) ([]float64, *Trees) {
	if q.dense && w.PairsOfCharacters != nil {
		return w.PairsOfCharacters, &w.PairsRankingTrees
	}
	return w.Features, &w.RankingTrees
}

// A scored is a candidate with its features.
type scored struct {
	hit
	score    float64 // linear and trees together
	linear   float64
	treed    bool      // the trees were asked
	features []float64 // featureCount of them, all 0 of a pair
	prepared []float64 // pairFeatureCount of them; nil of a sentence
	pair     bool
	span     article.Span
	cover    uint64 // slots covered
	around   uint64 // and by its surroundings
}

// ranker scores candidates. It is working memory, reused.
type ranker struct {
	reader   reader
	list     []scored
	memory   []float64
	prepared []float64
	inputs   [Reranked][]float32
	rivals   Rivals // of the sentences that the trees were asked about
	votes    []vote
}

type vote struct {
	view    int32
	article uint32
	pair    uint32
	sum     float64
}

// rank scores the candidates of a search, best first, at least so many of the
// sentences. Of a prepared pair only the best phrasing is kept.
func (k *ranker) rank(q *query, sc *scope, s *search, like *likenesses, w *Weights, least int) []scored {
	linear, trees := w.ranking(q)
	k.reader.reset(q, sc)
	k.list = k.list[:0]
	n := len(s.sentences.hits) + len(s.phrasings.hits)
	if need := n * featureCount; cap(k.memory) < need {
		k.memory = make([]float64, need)
	}
	k.memory = k.memory[:n*featureCount]
	clear(k.memory)
	if need := len(s.phrasings.hits) * pairFeatureCount; cap(k.prepared) < need {
		k.prepared = make([]float64, need)
	} else {
		k.prepared = k.prepared[:need]
		clear(k.prepared)
	}
	next := func() []float64 {
		i := len(k.list) * featureCount
		return k.memory[i : i+featureCount : i+featureCount]
	}
	for i, h := range s.sentences.hits {
		if i >= least && h.score < sentenceShare*s.sentences.hits[0].score {
			break
		}
		f := next()
		cover, around := k.reader.sentenceFeatures(int(h.view), h.unit, f)
		u := sc.views[h.view].seg.units[h.unit]
		k.list = append(k.list, scored{hit: h, features: f, linear: dot(linear, f), span: article.Span{Start: int(u.start), End: int(u.end)}, cover: cover, around: around})
	}
	k.poll(sc, s)
	for i, h := range s.phrasings.hits {
		f := next()
		seg := sc.views[h.view].seg
		p := k.prepared[i*pairFeatureCount : (i+1)*pairFeatureCount : (i+1)*pairFeatureCount]
		k.reader.pairFeatures(int(h.view), h.unit, k.votesOf(sc, h), like.of(sc, h), p)
		k.list = append(k.list, scored{hit: h, features: f, prepared: p, linear: dot(w.Pairs.Score, p), pair: true, span: seg.quotes[seg.paras[seg.units[h.unit].para].opening].Span})
	}
	own := q.own()
	for i := range k.list {
		c := &k.list[i]
		if own != 0 && !c.pair && c.cover&own == 0 {
			c.linear -= againPenalty
		}
		c.score = c.linear
	}
	byScore := func(a, b scored) int { return compareScored(sc, &a, &b) }
	slices.SortFunc(k.list, byScore)
	if trees.Len() > 0 {
		k.rerank(trees)
		slices.SortFunc(k.list, byScore)
	}
	// One phrasing a pair.
	kept := k.list[:0]
next:
	for i := range k.list {
		c := &k.list[i]
		if c.pair {
			for j := range kept {
				if kept[j].pair && samePair(sc, kept[j].hit, c.hit) {
					continue next
				}
			}
		}
		kept = append(kept, *c)
	}
	k.list = kept
	return k.list
}

func compareScored(sc *scope, a, b *scored) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	// A prepared answer before a sentence; then by article and place.
	if a.pair != b.pair {
		if a.pair {
			return -1
		}
		return 1
	}
	x, y := sc.articleOf(a.hit), sc.articleOf(b.hit)
	if c := strings.Compare(string(x.ID), string(y.ID)); c != 0 {
		return c
	}
	if c := strings.Compare(string(x.Collection), string(y.Collection)); c != 0 {
		return c
	}
	if c := cmp.Compare(a.span.Start, b.span.Start); c != 0 {
		return c
	}
	return cmp.Compare(a.unit, b.unit)
}

func (sc *scope) articleOf(h hit) *article.Article {
	seg := sc.views[h.view].seg
	return seg.articles[seg.articleOf(h.unit)]
}

// overlap reports whether two candidates are of one place.
func (sc *scope) overlap(a, b *scored) bool {
	return a.span.Overlaps(b.span) && sc.articleOf(a.hit) == sc.articleOf(b.hit)
}

func samePair(sc *scope, a, b hit) bool {
	if a.view != b.view {
		return false
	}
	seg := sc.views[a.view].seg
	return seg.articleOf(a.unit) == seg.articleOf(b.unit) && seg.units[a.unit].start == seg.units[b.unit].start
}

// poll lets the best phrasings vote for their pairs, each with the square of
// its score.
func (k *ranker) poll(sc *scope, s *search) {
	k.votes = k.votes[:0]
	total := 0.0
	for _, h := range s.phrasings.hits {
		total += float64(h.score * h.score)
	}
	if total == 0 {
		return // only their n-grams brought the pairs up
	}
	for _, h := range s.phrasings.hits {
		seg := sc.views[h.view].seg
		a, p := seg.articleOf(h.unit), seg.units[h.unit].start
		share := float64(h.score*h.score) / total
		at := slices.IndexFunc(k.votes, func(v vote) bool { return v.view == h.view && v.article == a && v.pair == p })
		if at < 0 {
			k.votes = append(k.votes, vote{h.view, a, p, share})
		} else {
			k.votes[at].sum += share
		}
	}
}

func (k *ranker) votesOf(sc *scope, h hit) float64 {
	seg := sc.views[h.view].seg
	a, p := seg.articleOf(h.unit), seg.units[h.unit].start
	for _, v := range k.votes {
		if v.view == h.view && v.article == a && v.pair == p {
			return v.sum
		}
	}
	return 0
}

// dot is the inner product, summed in order. The conversion forbids fusing a
// product into the sum, which would round otherwise on some machines.
func dot(w, x []float64) float64 {
	sum := 0.0
	for i, v := range x {
		if v != 0 {
			sum += float64(w[i] * v)
		}
	}
	return sum
}
