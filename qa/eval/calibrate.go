package eval

import (
	"context"
	"math"

	"lector/qa"
)

// The precision of what is answered that each setting is to have on a mix half
// of whose questions the articles do not answer.
const (
	precisionCareful  = 0.95
	precisionBalanced = 0.91 // 0.90 is promised; the rest is for articles unlike those trained on
	precisionEager    = 0.80
)

// kindShare is how much all questions of a kind weigh in the fit of the
// confidence, and laterShare a candidate after the first.
var kindShare = [kinds]float64{own: 1, foreign: 1, removed: 0.5, sibling: 0.5, misspelt: 0.25, terse: 0.25, foreignTerse: 0.25}

const laterShare = 0.25

// fitLogistic fits a logistic regression, each signal scaled to unit variance
// first; the first signal is the bias.
func fitLogistic(rows [][]float64, right, weight []float64, width int) ([]float64, error) {
	mean, dev := make([]float64, width), make([]float64, width)
	for _, r := range rows {
		for j, v := range r {
			mean[j] += v / float64(len(rows))
		}
	}
	for _, r := range rows {
		for j, v := range r {
			dev[j] += (v - mean[j]) * (v - mean[j]) / float64(len(rows))
		}
	}
	for j := range dev {
		dev[j] = math.Sqrt(dev[j])
	}
	scaled := make([][]float64, len(rows))
	for i, r := range rows {
		scaled[i] = make([]float64, width)
		scaled[i][0] = 1
		for j := 1; j < width; j++ {
			if dev[j] > 1e-9 {
				scaled[i][j] = (r[j] - mean[j]) / dev[j]
			}
		}
	}
	x, err := minimise(logistic(scaled, right, weight), len(rows), width, 1e-5, true, nil, 300)
	if err != nil {
		return nil, err
	}
	for j := 1; j < width; j++ {
		if dev[j] <= 1e-9 {
			x[j] = 0
			continue
		}
		x[j] /= dev[j]
		x[0] -= x[j] * mean[j]
	}
	return x, nil
}

// believing says how the confidence is fitted.
type believing struct {
	typed float64 // how much a question of a list weighs beside one of an encyclopaedia
	trees boosting
}

// usualBelieving was chosen by what is said to lists held out while nine in ten
// of what they do not answer get silence.
var usualBelieving = believing{typed: 40, trees: boosting{trees: 120, depth: 4, rate: 0.08, leaf: 100, ridge: 60, inputs: 0.3}}

// A belief is what the confidence is: a logistic regression on the signals, and
// trees that add to its log-odds.
type belief struct {
	linear []float64
	trees  qa.Trees
}

func (b *belief) of(signals []float64, inputs []float32) float64 {
	return logit(product(signals, b.linear) + b.trees.Sum(inputs))
}

// fitBelief fits the confidence to what use picks of the list.
func fitBelief(list []asked, groups []lesson, use func(*asked) bool, how believing) (belief, error) {
	var rows [][]float64
	var x [][]float32
	var right, weight []float64
	var n [kinds]float64
	for i := range list {
		if use(&list[i]) && !groups[list[i].group].typed {
			n[list[i].kind]++
		}
	}
	for i := range list {
		a := &list[i]
		if !use(a) {
			continue
		}
		typed := groups[a.group].typed
		for k, s := range a.signals {
			if k > 0 && !typed && a.kind != own {
				continue
			}
			w := kindShare[a.kind] * n[own] / max(n[a.kind], 1)
			if typed {
				w = how.typed * kindShare[a.kind]
			}
			if k > 0 {
				w *= laterShare
			}
			rows = append(rows, s)
			x = append(x, a.inputs[k])
			right = append(right, indicator(a.right[k]))
			weight = append(weight, w)
		}
	}
	var b belief
	var err error
	if b.linear, err = fitLogistic(rows, right, weight, len(rows[0])); err != nil {
		return b, err
	}
	round(b.linear)
	margins := make([]float64, len(rows))
	for i, r := range rows {
		margins[i] = product(r, b.linear)
	}
	b.trees, err = grow(newTable(x), margins, func(margins, g, h []float64) {
		for i, z := range margins {
			p := logit(z)
			g[i], h[i] = weight[i]*(p-right[i]), weight[i]*p*(1-p)
		}
	}, how.trees)
	return b, err
}

// heldOut are the confidences of articles that they were not learned from: they
// choose the thresholds and are what is reported.
type heldOut struct {
	whole, excerpts, typed []outcome
	beliefs                [][]float64 // of typed, by candidate
	rights                 [][]bool
}

// believed fits the confidence without each fold in turn.
func believed(list []asked, groups []lesson, o TrainOptions, how believing) (heldOut, error) {
	var h heldOut
	for f := range o.Folds {
		b, err := fitBelief(list, groups, func(a *asked) bool { return groups[a.group].source%o.Folds != f }, how)
		if err != nil {
			return h, err
		}
		for i := range list {
			a := &list[i]
			l := &groups[a.group]
			if l.source%o.Folds != f || a.kind != own && (a.kind != foreign || l.typed) {
				continue
			}
			r := outcome{group: l.source, question: a.question, answerable: a.kind == own && len(a.question.Gold) > 0, foreign: a.kind == foreign}
			var p []float64
			for k, s := range a.signals {
				p = append(p, b.of(s, a.inputs[k]))
				if k > 0 {
					p[k] = min(p[k], p[k-1])
				}
			}
			if len(p) > 0 {
				r.confidence = p[0]
				if a.right[0] {
					r.rank = 1
				}
			}
			switch {
			case l.typed:
				h.typed, h.beliefs, h.rights = append(h.typed, r), append(h.beliefs, p), append(h.rights, a.right)
			case l.excerpt:
				h.excerpts = append(h.excerpts, r)
			default:
				h.whole = append(h.whole, r)
			}
		}
		o.progress("confidence", f+1, o.Folds)
	}
	return h, nil
}

// curves are precision against coverage on mixes half of which has no answer:
// of whole articles and of excerpts.
func (b *heldOut) curves() [][]Point {
	all := sample{outcomes: b.whole}
	curves := [][]Point{all.curve(byConfidence(b.whole), true)}
	if len(b.excerpts) > 0 {
		part := sample{outcomes: b.excerpts}
		curves = append(curves, part.curve(byConfidence(b.excerpts), true))
	}
	return curves
}

// calibrate fits the confidence on questions asked of their own article, of
// another, and of their own without the answer, each by the weights learned
// without their fold, and chooses the thresholds.
func (t *Training) calibrate(ctx context.Context, groups []lesson, heldWeights [][]float64, heldTrees []qa.Trees, o TrainOptions) error {
	list, err := collectBy(ctx, groups, func(i int) qa.Weights {
		w := t.Weights
		f := groups[i].source % o.Folds
		w.Features, w.RankingTrees = heldWeights[f], heldTrees[f]
		return w
	}, []negative{own, misspelt, terse, foreign, foreignTerse, sibling, removed}, o, "signals")
	if err != nil {
		return err
	}
	held, err := believed(list, groups, o, usualBelieving)
	if err != nil {
		return err
	}
	b, err := fitBelief(list, groups, func(*asked) bool { return true }, usualBelieving)
	if err != nil {
		return err
	}
	t.Weights.Confidence, t.Weights.ConfidenceTrees = b.linear, b.trees
	// A threshold holds for whole articles and for excerpts.
	curves := held.curves()
	all := sample{outcomes: held.whole}
	t.AUROC = all.auroc(byConfidence(held.whole))
	_, t.Error = reliability(held.whole)
	for _, c := range []struct {
		to        *float64
		precision float64
	}{{&t.Weights.Careful, precisionCareful}, {&t.Weights.Balanced, precisionBalanced}, {&t.Weights.Eager, precisionEager}} {
		*c.to = 0
		for _, curve := range curves {
			*c.to = max(*c.to, math.Ceil(coverageAt(curve, c.precision).Confidence*100)/100)
		}
	}
	t.Weights.Short = held.short(&t.Weights)
	t.Typed = held.judgeTyped(&t.Weights)
	t.Balanced = Point{}
	for _, p := range curves[0] {
		if p.Confidence >= t.Weights.Balanced {
			t.Balanced = p
		}
	}
	return nil
}

// silenceShort is how many of the questions that the articles of lists do not
// answer are to get silence.
const silenceShort = 0.92 // 0.90 is promised; the rest is for articles unlike those trained on

// short is how much the balanced threshold must rise for that.
func (b *heldOut) short(w *qa.Weights) float64 {
	if len(b.typed) == 0 {
		return 0
	}
	try := *w
	for try.Short = 0; try.Short < 0.5; try.Short = math.Round(100*try.Short+1) / 100 {
		if b.judgeTyped(&try).Silent >= silenceShort {
			break
		}
	}
	return try.Short
}

// judgeTyped says what the balanced threshold makes of question lists.
func (b *heldOut) judgeTyped(w *qa.Weights) Typed {
	list, beliefs, rights := b.typed, b.beliefs, b.rights
	var y Typed
	var answered, right float64
	for i := range list {
		verdict := w.Verdict(qa.Balanced, true, beliefs[i])
		said := verdict == qa.Answered && rights[i][0]
		if verdict == qa.Answered {
			answered++
			right += indicator(said)
		}
		if verdict == qa.Unsure {
			y.Unsure++
			for _, r := range rights[i] {
				said = said || r
			}
		}
		if list[i].answerable {
			y.Answerable++
			y.Said += indicator(said)
		} else {
			y.Unanswerable++
			y.Silent += indicator(verdict == qa.Silent)
		}
	}
	y.Said /= max(float64(y.Answerable), 1)
	y.Silent /= max(float64(y.Unanswerable), 1)
	y.Precision = right / max(answered, 1)
	y.Unsure /= max(float64(len(list)), 1)
	s := sample{outcomes: list}
	y.AUROC = s.auroc(byConfidence(list))
	return y
}
