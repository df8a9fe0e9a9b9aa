package eval

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"lector/qa"
)

// outcome is one question asked, and what came of it.
type outcome struct {
	group      int // resampled together
	question   *Question
	asked      string // with its typing errors
	foreign    bool   // asked of another group than its own: not answerable
	answerable bool
	rank       int // of the first right passage, from 1; 0 when it is not among the first [depth]
	verdict    qa.Verdict
	said       bool // answered or unsure, with a right passage among those shown
	confidence float64
	length     int // bytes of the top passage
	top        string
	want       string
}

func (o *outcome) right() bool { return o.answerable && o.rank == 1 }

// Figure is a measured value with its 95 % bootstrap interval. N is the number
// of questions it rests on.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// sample is a list of outcomes with how often each counts: once, or as often
// as its group was drawn.
type sample struct {
	outcomes []outcome
	times    []float64 // by group; nil counts each once
}

func (s sample) weight(i int) float64 {
	if s.times == nil {
		return 1
	}
	return s.times[s.outcomes[i].group]
}

// mean is the mean of value over the outcomes that it is given for.
func (s sample) mean(value func(*outcome) (float64, bool)) float64 {
	var sum, n float64
	for i := range s.outcomes {
		if v, ok := value(&s.outcomes[i]); ok {
			w := s.weight(i)
			sum += w * v
			n += w
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / n
}

func precisionAt1(o *outcome) (float64, bool) { return indicator(o.rank == 1), o.answerable }

func hitAt5(o *outcome) (float64, bool) {
	return indicator(o.rank >= 1 && o.rank <= 5), o.answerable
}

func reciprocal(o *outcome) (float64, bool) {
	if o.rank == 0 || o.rank > depth {
		return 0, o.answerable
	}
	return 1 / float64(o.rank), o.answerable
}

// saidOf: the share of answerable questions that were said.
func saidOf(o *outcome) (float64, bool) { return indicator(o.said), o.answerable }

// silentOf: the share of unanswerable questions that met silence.
func silentOf(o *outcome) (float64, bool) {
	return indicator(o.verdict == qa.Silent), !o.answerable
}

// coverageOf: the share of answerable questions that were answered, right or
// wrong.
func coverageOf(o *outcome) (float64, bool) {
	return indicator(o.verdict == qa.Answered), o.answerable
}

// precisionOf: of what was answered, how much was right.
func precisionOf(o *outcome) (float64, bool) {
	return indicator(o.right()), o.verdict == qa.Answered
}

func unsureOf(o *outcome) (float64, bool) { return indicator(o.verdict == qa.Unsure), true }

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// byConfidence orders outcome indexes from the surest down; equals keep their
// order.
func byConfidence(outcomes []outcome) []int {
	order := make([]int, len(outcomes))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		return outcomes[order[a]].confidence > outcomes[order[b]].confidence
	})
	return order
}

// auroc is the chance that an answerable question gets more confidence than an
// unanswerable one, ties counting half; NaN without both kinds. order is
// [byConfidence] of the outcomes.
func (s sample) auroc(order []int) float64 {
	var below, pairs, won float64 // answerable seen so far (surer), pairs in all
	var pos, neg float64
	for i := range s.outcomes {
		if s.outcomes[i].answerable {
			pos += s.weight(i)
		} else {
			neg += s.weight(i)
		}
	}
	pairs = pos * neg
	if pairs == 0 {
		return math.NaN()
	}
	for i := 0; i < len(order); {
		var p, n float64
		c := s.outcomes[order[i]].confidence
		for ; i < len(order) && s.outcomes[order[i]].confidence == c; i++ {
			if w := s.weight(order[i]); s.outcomes[order[i]].answerable {
				p += w
			} else {
				n += w
			}
		}
		won += n * (below + p/2)
		below += p
	}
	return won / pairs
}

// Point is a point of the risk and coverage curve: answering everything at
// least as sure as Confidence answers that share of the answerable questions
// with that precision.
type Point struct {
	Confidence float64 `json:"confidence"`
	Coverage   float64 `json:"coverage"`
	Precision  float64 `json:"precision"`
	False      float64 `json:"false_answers"` // share of the unanswerable that would be answered
}

// curve follows the threshold from the surest answer down. Each kind of
// question weighs as much as balance says: with 0 as they come, with 1 as if
// answerable and unanswerable ones were half and half.
func (s sample) curve(order []int, half bool) []Point {
	var pos, neg float64
	for i := range s.outcomes {
		if s.outcomes[i].answerable {
			pos += s.weight(i)
		} else {
			neg += s.weight(i)
		}
	}
	scale := 1.0
	if half && neg > 0 {
		scale = pos / neg
	}
	var points []Point
	var answered, right, ownAnswered, falseAnswered float64
	for i := 0; i < len(order); {
		c := s.outcomes[order[i]].confidence
		for ; i < len(order) && s.outcomes[order[i]].confidence == c; i++ {
			o, w := &s.outcomes[order[i]], s.weight(order[i])
			if o.answerable {
				ownAnswered += w
				answered += w
			} else {
				falseAnswered += w
				answered += w * scale
			}
			if o.right() {
				right += w
			}
		}
		if answered == 0 {
			continue
		}
		p := Point{Confidence: c, Precision: right / answered}
		if pos > 0 {
			p.Coverage = ownAnswered / pos
		}
		if neg > 0 {
			p.False = falseAnswered / neg
		}
		points = append(points, p)
	}
	return points
}

// coverageAt is the greatest coverage whose precision is at least want, 0 when
// there is none.
func coverageAt(points []Point, want float64) Point {
	var best Point
	for _, p := range points {
		if p.Precision >= want && p.Coverage >= best.Coverage {
			best = p
		}
	}
	return best
}

// Bin is a bar of the reliability diagram: the questions whose confidence lies
// in [Low, High), and how often they were right.
type Bin struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"` // mean
	Right      float64 `json:"right"`      // share
	N          int     `json:"n"`
}

// reliability sorts all outcomes, the unanswerable too (which are never
// right), into ten bins of equal width. The expected calibration error is the
// mean distance of confidence and share right, weighed by the bins' sizes.
func reliability(outcomes []outcome) (bins []Bin, expectedError float64) {
	const n = 10
	bins = make([]Bin, n)
	for i := range bins {
		bins[i].Low, bins[i].High = float64(i)/n, float64(i+1)/n
	}
	for i := range outcomes {
		o := &outcomes[i]
		b := &bins[min(max(int(o.confidence*n), 0), n-1)]
		b.N++
		b.Confidence += o.confidence
		b.Right += indicator(o.right())
	}
	for i := range bins {
		if b := &bins[i]; b.N > 0 {
			b.Confidence /= float64(b.N)
			b.Right /= float64(b.N)
			expectedError += math.Abs(b.Confidence-b.Right) * float64(b.N) / float64(len(outcomes))
		}
	}
	return bins, expectedError
}

// bootstrap draws the groups anew, as many as there are, with a fixed seed, and
// returns the 2.5th and 97.5th percentile of each measure. One group alone, or
// none asked for, gives empty intervals.
func bootstrap(outcomes []outcome, groups, rounds int, seed uint64, measures []func(sample) float64) [][2]float64 {
	intervals := make([][2]float64, len(measures))
	for m := range intervals {
		intervals[m] = [2]float64{math.NaN(), math.NaN()}
	}
	if groups < 2 || rounds < 1 {
		return intervals
	}
	rnd := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	values := make([][]float64, len(measures))
	for range rounds {
		s := sample{outcomes: outcomes, times: make([]float64, groups)}
		for range groups {
			s.times[rnd.IntN(groups)]++
		}
		for m, measure := range measures {
			if v := measure(s); !math.IsNaN(v) {
				values[m] = append(values[m], v)
			}
		}
	}
	for m, v := range values {
		if len(v) > 0 {
			slices.Sort(v)
			intervals[m] = [2]float64{quantile(v, 0.025), quantile(v, 0.975)}
		}
	}
	return intervals
}

// quantile of sorted values, by linear interpolation.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// Sentences compares the sentences that articles are cut into with the
// official ones.
type Sentences struct {
	BoundaryF1  float64 `json:"boundary_f1"` // over the starts of all sentences but a paragraph's first
	SpanF1      float64 `json:"span_f1"`     // over sentences whose both ends agree
	PerArticle  float64 `json:"per_article"`
	OfficialPer float64 `json:"official_per_article"`
}

// f1 of the counts of found, wanted and common.
func f1(found, wanted, common int) float64 {
	if found+wanted == 0 {
		return 1
	}
	return 2 * float64(common) / float64(found+wanted)
}
