package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"text/tabwriter"

	"lector/article"
	"lector/qa"
)

// TrainOptions say how weights are learned. The zero value is what made the
// weights that the engine starts with.
type TrainOptions struct {
	L2         float64 // penalty on the scaled weights of the ranking; 0 is 1e-4
	Iterations int     // of L-BFGS at most; 0 is 300
	Folds      int     // of the cross-validation; 0 is 4
	Ablate     bool    // learn without each group of features as well
	Seed       uint64  // of typing errors; 0 is 1
	Limit      int     // at most so many articles a file; 0 is all
	Command    string  // what made the file, for its header
	// Progress is told what is being done, and how much of it; nil is nobody.
	Progress func(stage string, done, total int)
}

func (o TrainOptions) filled() TrainOptions {
	if o.L2 == 0 {
		o.L2 = 1e-4
	}
	if o.Iterations == 0 {
		o.Iterations = 300
	}
	if o.Folds == 0 {
		o.Folds = 4
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	return o
}

// Training is what was learned, and what it is worth on articles that it was
// not learned from.
type Training struct {
	Weights      qa.Weights
	Files        []string
	Examples     int     // questions whose right passage is among the candidates
	Questions    int     // all
	Reach        float64 // Examples over Questions
	Before       float64 // P@1 of the engine's present weights
	Held         float64 // P@1 over held-out folds
	HeldExcerpts float64 // the same, of a few paragraphs of an article, where they hold the answer among the candidates
	HeldTerse    float64 // the same, of questions as they may be typed in haste
	Pairs        int     // questions asked of prepared pairs
	HeldPairs    float64 // P@1 of those
	Ablation     []Ablated
	AUROC        float64 // of the confidence: answerable against another article's questions, held out
	Error        float64 // expected calibration error, held out
	Balanced     Point   // what the balanced threshold gives on the half and half mix, held out
	command      string
}

// Ablated is what the ranking loses without a group of features, each time
// learned anew.
type Ablated struct {
	Group string
	P1    float64
}

// featureGroups put the features into groups for the ablation: a feature
// belongs to the first group one of whose prefixes starts its name.
var featureGroups = []struct {
	name     string
	prefixes []string
}{
	{"prepared pairs", []string{"pair"}},
	{"answer evidence", []string{"who", "when", "year", "where", "why", "how", "which", "what", "yes/no", "new words", "asked", "answer"}},
	{"learned words", []string{"worth", "association", "translation"}},
	{"neighbours", []string{"previous", "second previous", "next", "cover nearby"}},
	{"paragraph", []string{"paragraph", "cover in paragraph"}},
	{"pronoun", []string{"pronoun"}},
	{"heading and block", []string{"heading", "item", "row", "question"}},
	{"n-grams, sequence, density", []string{"bigrams", "trigrams", "sequence", "density"}},
	{"character 4-grams and kin", []string{"grams", "kin"}},
	{"coverage", []string{"cover", "heaviest missed", "names", "numbers"}},
	{"BM25 of the sentence", []string{"bm25"}},
	{"length and position", []string{"length", "short", "long", "first", "opens paragraph", "position"}},
}

func groupOf(feature string) string {
	for _, g := range featureGroups {
		for _, p := range g.prefixes {
			if strings.HasPrefix(feature, p) {
				return g.name
			}
		}
	}
	return "other"
}

// asked is one question put to one collection, ready for learning.
type asked struct {
	group    int
	question *Question
	kind     negative
	rows     []float32
	gold     []float32
	signals  [][]float64 // of the first [signalDepth] candidates
	right    []bool      // whether they are right
	score    []float64
}

// negative is how a question came to have no answer.
type negative uint8

const (
	own          negative = iota // asked of its own article
	foreign                      // asked of another article
	removed                      // of its own article without the sentence that answers
	sibling                      // asked of another part of its article
	foreignTerse                 // asked of another article as it might be typed in haste
	misspelt                     // of its own article, with a typing error: it has an answer
	terse                        // of its own article, as it might be typed in haste: it has an answer
	kinds
)

// unanswered reports whether what was asked so has no answer.
func (k negative) unanswered() bool {
	return k == foreign || k == foreignTerse || k == removed || k == sibling
}

// signalDepth is for how many candidates of a question confidence is fitted:
// those among which unsure chooses.
const signalDepth = 3

// Train learns the weights of the ranking and of the confidence, and the
// thresholds, from files that may train. The same files and options give the
// same weights, bit for bit after rounding.
func Train(ctx context.Context, files []string, o TrainOptions) (Training, error) {
	o = o.filled()
	t := Training{command: o.Command}
	groups, err := t.read(files, o)
	if err != nil {
		return t, err
	}
	if len(groups) < o.Folds {
		return t, fmt.Errorf("%d articles are too few for %d folds", len(groups), o.Folds)
	}
	lessons := lessonsOf(groups)
	present := qa.DefaultWeights()
	list, err := collect(ctx, lessons, present, []negative{own, misspelt, terse}, o, "candidates")
	if err != nil {
		return t, err
	}
	width := len(present.Features)
	var examples []example
	for _, a := range list {
		if len(a.question.Gold) == 0 {
			continue
		}
		l := &lessons[a.group]
		e := example{group: l.source, rows: a.rows, gold: a.gold, base: 1, counted: a.kind == own && !l.paired() && !l.excerpt, excerpt: a.kind == own && l.excerpt, terse: a.kind == terse && !l.excerpt}
		hit := false
		for _, g := range a.gold {
			hit = hit || g > 0
		}
		if e.counted {
			t.Questions++
			t.Examples += int(indicator(hit))
		}
		if hit {
			examples = append(examples, e)
		}
	}
	if t.Examples == 0 {
		return t, errors.New("no question has a right passage among its candidates")
	}
	t.Reach = float64(t.Examples) / float64(t.Questions)
	t.Before = rightShare(examples, present.Features) * t.Reach
	held, heldWeights, err := crossValidate(examples, width, nil, o, "folds")
	if err != nil {
		return t, err
	}
	t.Held = held * t.Reach
	t.HeldExcerpts = heldShare(examples, heldWeights, o.Folds, func(e example) bool { return e.excerpt })
	t.HeldTerse = heldShare(examples, heldWeights, o.Folds, func(e example) bool { return e.terse })
	x, err := fitRanking(examples, width, o.L2, nil, o.Iterations)
	if err != nil {
		return t, err
	}
	if o.Ablate {
		if t.Ablation, err = ablate(examples, width, t.Reach, o); err != nil {
			return t, err
		}
	}
	t.Weights = present
	t.Weights.Features = x
	if err := t.align(ctx, lessons, heldWeights, o); err != nil {
		return t, err
	}
	if err := t.calibrate(ctx, lessons, heldWeights, o); err != nil {
		return t, err
	}
	for i, v := range t.Weights.Features {
		t.Weights.Features[i] = significant(v, weightDigits)
	}
	for i, v := range t.Weights.Confidence {
		t.Weights.Confidence[i] = significant(v, weightDigits)
	}
	return t, nil
}

// weightDigits is how many significant digits of a weight are kept: fewer than
// L-BFGS settles, so that another machine's rounding does not show.
const weightDigits = 4

// crossValidate learns on all folds but one and counts on that one.
func crossValidate(examples []example, width int, off []bool, o TrainOptions, stage string) (float64, [][]float64, error) {
	var right, all float64
	var weights [][]float64
	for f := range o.Folds {
		var train, held []example
		for _, e := range examples {
			if e.group%o.Folds == f {
				held = append(held, e)
			} else {
				train = append(train, e)
			}
		}
		x, err := fitRanking(train, width, o.L2, off, o.Iterations)
		if err != nil {
			return 0, nil, err
		}
		weights = append(weights, x)
		n := countOf(held)
		right += rightShare(held, x) * n
		all += n
		o.progress(stage, f+1, o.Folds)
	}
	return right / all, weights, nil
}

func (o TrainOptions) progress(stage string, done, total int) {
	if o.Progress != nil {
		o.Progress(stage, done, total)
	}
}

// ablate learns without each group of features.
func ablate(examples []example, width int, reach float64, o TrainOptions) ([]Ablated, error) {
	names := qa.FeatureNames()
	var out []Ablated
	for _, g := range featureGroups {
		off := make([]bool, width)
		any := false
		for i, name := range names {
			off[i] = groupOf(name) == g.name
			any = any || off[i]
		}
		if !any {
			continue
		}
		p, _, err := crossValidate(examples, width, off, o, "without "+g.name)
		if err != nil {
			return nil, err
		}
		out = append(out, Ablated{Group: g.name, P1: p * reach})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].P1 < out[j].P1 })
	return out, nil
}

// collect asks every group's questions in each of the ways wanted, in order.
func collect(ctx context.Context, groups []lesson, w qa.Weights, ways []negative, o TrainOptions, stage string) ([]asked, error) {
	return collectBy(ctx, groups, func(int) qa.Weights { return w }, ways, o, stage)
}

func collectBy(ctx context.Context, groups []lesson, weightsOf func(group int) qa.Weights, ways []negative, o TrainOptions, stage string) ([]asked, error) {
	each := make([][]asked, len(groups))
	errs := make([]error, len(groups))
	work := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range work {
				each[i], errs[i] = collectGroup(ctx, groups, i, weightsOf(i), ways)
				mu.Lock()
				done++
				o.progress(stage, done, len(groups))
				mu.Unlock()
			}
		}()
	}
	for i := range groups {
		work <- i
	}
	close(work)
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var all []asked
	for _, e := range each {
		all = append(all, e...)
	}
	return all, ctx.Err()
}

func collectGroup(ctx context.Context, groups []lesson, i int, w qa.Weights, ways []negative) ([]asked, error) {
	g := &groups[i]
	engine := qa.New(article.NewShelf(g.Articles...), qa.WithWeights(w))
	var out []asked
	put := func(e *qa.Engine, q *Question, kind negative) error {
		text := q.Text
		switch kind {
		case misspelt:
			text = Typos(text, q.ID, 1, trainTypoSeed)
		case terse, foreignTerse:
			text = Terse(text, q.ID, trainTypoSeed)
		}
		list, err := e.Candidates(ctx, qa.Question{Text: text})
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		a := asked{group: i, question: q, kind: kind}
		for k, c := range list {
			right := !kind.unanswered() && isRight(c.Passage, q.Gold)
			for _, v := range c.Features {
				a.rows = append(a.rows, float32(v))
			}
			a.gold = append(a.gold, float32(indicator(right)))
			a.score = append(a.score, c.Score)
			if k < signalDepth {
				a.signals = append(a.signals, c.Signals)
				a.right = append(a.right, right)
			}
		}
		if kind.unanswered() {
			a.rows, a.gold = nil, nil
		}
		out = append(out, a)
		return nil
	}
	for _, way := range ways {
		switch way {
		case own:
			for k := range g.Questions {
				if err := put(engine, &g.Questions[k], own); err != nil {
					return nil, err
				}
			}
		case misspelt, terse:
			for k := range g.Questions {
				if (k+int(way))%retypedEvery != 0 || way == terse && g.paired() {
					continue
				}
				if err := put(engine, &g.Questions[k], way); err != nil {
					return nil, err
				}
			}
		case foreign, foreignTerse:
			other := &groups[g.foreign]
			for k := range other.Questions {
				if way == foreignTerse && (k%retypedEvery != 0 || g.paired()) {
					continue
				}
				if err := put(engine, &other.Questions[k], way); err != nil {
					return nil, err
				}
			}
		case sibling:
			if g.sibling == i {
				continue
			}
			other := &groups[g.sibling]
			for k := range other.Questions {
				if k%removedEvery == 0 {
					if err := put(engine, &other.Questions[k], sibling); err != nil {
						return nil, err
					}
				}
			}
		case removed:
			for k := range g.Questions {
				q := &g.Questions[k]
				if len(q.Gold) == 0 || k%removedEvery != 0 {
					continue
				}
				e := qa.New(article.NewShelf(without(g.Articles, q.Gold)...), qa.WithWeights(w))
				if err := put(e, q, removed); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

// removedEvery is of how many questions one is asked of its article without
// the sentence that answers: each needs an index of its own.
const removedEvery = 4

// retypedEvery is of how many questions one is asked with a typing error as
// well, and another as if typed in haste; trainTypoSeed is the seed of both,
// another than that of measuring.
const (
	retypedEvery  = 4
	trainTypoSeed = 20
)

// without returns the articles without the sentences that hold a gold place.
func without(articles []article.Article, gold []Place) []article.Article {
	var out []article.Article
	for _, a := range articles {
		var text strings.Builder
		at := 0
		for _, p := range article.Outline(a.Text, a.Lang) {
			for _, s := range p.Sentences {
				for _, g := range gold {
					if g.Article == a.ID && s.Overlaps(g.Span) {
						text.WriteString(a.Text[at:s.Start])
						at = s.End
						break
					}
				}
			}
		}
		text.WriteString(a.Text[at:])
		a.Text = text.String()
		out = append(out, a)
	}
	return out
}

// read reads the files that may train. Of CLINC150 the parts that may fit are
// taken: utterances of train as prepared questions, of val as what is asked.
func (t *Training) read(files []string, o TrainOptions) ([]Group, error) {
	var groups []Group
	for _, path := range files {
		b, err := readFile(path)
		if err != nil {
			return nil, err
		}
		var own []Group
		var parts map[string][][2]string
		if json.Unmarshal(b, &parts) == nil && len(parts["val"]) > 0 {
			own = clincTraining(parts)
		} else {
			set, err := read(path, b, WholeArticle, "", nil)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", path, err)
			}
			own = set.Groups
		}
		t.Files = append(t.Files, filepath.Base(path))
		if o.Limit > 0 && len(own) > o.Limit {
			own = own[:o.Limit]
		}
		groups = append(groups, own...)
	}
	return groups, nil
}

// paired reports whether a group is asked for prepared pairs.
func (g *Group) paired() bool {
	return len(g.Articles) == 1 && len(g.Articles[0].Pairs) > 0
}

// align brings the scores of prepared questions to the scale of sentences. A
// softmax fixes neither how far nor in which unit scores of different kinds
// stand apart; the odds of being right do. So each kind's odds are fitted on
// the score of its best candidate, and the weights of prepared questions are
// stretched and moved until the same score means the same odds. Without pairs
// in the training data their present weights stay.
func (t *Training) align(ctx context.Context, groups []lesson, heldWeights [][]float64, o TrainOptions) error {
	pairs := 0
	for i := range groups {
		pairs += int(indicator(groups[i].paired()))
	}
	names := qa.FeatureNames()
	if pairs == 0 {
		present := qa.DefaultWeights()
		for i, name := range names {
			if strings.HasPrefix(name, "pair") {
				t.Weights.Features[i] = present.Features[i]
			}
		}
		return nil
	}
	list, err := collectBy(ctx, groups, func(i int) qa.Weights {
		w := t.Weights
		w.Features = heldWeights[groups[i].source%o.Folds]
		return w
	}, []negative{own, foreign}, o, "scores")
	if err != nil {
		return err
	}
	var odds [2][]float64
	for kind, paired := range []bool{false, true} {
		var rows [][]float64
		var right, weight []float64
		hits := 0.0
		for i := range list {
			a := &list[i]
			if groups[a.group].paired() != paired || len(a.score) == 0 {
				continue
			}
			rows = append(rows, []float64{1, a.score[0]})
			right = append(right, indicator(a.right[0]))
			weight = append(weight, 1)
			if a.kind == own && len(a.question.Gold) > 0 {
				hits += indicator(a.right[0])
				if paired {
					t.Pairs++
				}
			}
		}
		if paired {
			t.HeldPairs = hits / float64(t.Pairs)
		}
		if odds[kind], err = fitLogistic(rows, right, weight, 2); err != nil {
			return err
		}
	}
	sentence, pair := odds[0], odds[1]
	if sentence[1] <= 0 || pair[1] <= 0 {
		return errors.New("a higher score does not mean better odds")
	}
	for _, x := range append(heldWeights, t.Weights.Features) {
		for i, name := range names {
			if name == "pair" {
				x[i] = (pair[0] - sentence[0]) / sentence[1]
			} else if strings.HasPrefix(name, "pair:") {
				x[i] *= pair[1] / sentence[1]
			}
		}
	}
	return nil
}

// calibrate fits the confidence on questions asked of their own article, of
// another, and of their own without the answer, each by the weights learned
// without their fold, and chooses the thresholds.
func (t *Training) calibrate(ctx context.Context, groups []lesson, heldWeights [][]float64, o TrainOptions) error {
	list, err := collectBy(ctx, groups, func(i int) qa.Weights {
		w := t.Weights
		w.Features = heldWeights[groups[i].source%o.Folds]
		return w
	}, []negative{own, misspelt, terse, foreign, foreignTerse, sibling, removed}, o, "signals")
	if err != nil {
		return err
	}
	width := len(t.Weights.Confidence)
	fit := func(use func(*asked) bool) ([]float64, error) {
		var rows [][]float64
		var right, weight []float64
		var n [kinds]float64
		for i := range list {
			if use(&list[i]) {
				n[list[i].kind]++
			}
		}
		for i := range list {
			a := &list[i]
			if !use(a) {
				continue
			}
			for k, s := range a.signals {
				rows = append(rows, s)
				right = append(right, indicator(a.right[k]))
				w := kindShare[a.kind] * n[own] / n[a.kind]
				if k > 0 {
					w *= laterShare
				}
				weight = append(weight, w)
			}
		}
		return fitLogistic(rows, right, weight, width)
	}
	// Held-out confidences choose the thresholds and are what is reported.
	outcomes := make([]outcome, 0, len(list))
	var fromExcerpt []bool
	for f := range o.Folds {
		x, err := fit(func(a *asked) bool { return groups[a.group].source%o.Folds != f })
		if err != nil {
			return err
		}
		for i := range list {
			a := &list[i]
			if groups[a.group].source%o.Folds != f || a.kind != own && a.kind != foreign || groups[a.group].paired() {
				continue
			}
			r := outcome{group: groups[a.group].source, question: a.question, answerable: a.kind == own && len(a.question.Gold) > 0, foreign: a.kind == foreign}
			if len(a.signals) > 0 {
				r.confidence = sigmoid(a.signals[0], x)
				if a.right[0] {
					r.rank = 1
				}
			}
			outcomes = append(outcomes, r)
			fromExcerpt = append(fromExcerpt, groups[a.group].excerpt)
		}
	}
	x, err := fit(func(*asked) bool { return true })
	if err != nil {
		return err
	}
	t.Weights.Confidence = x
	// A threshold holds for whole articles and for excerpts.
	var whole, excerpts []outcome
	for i, r := range outcomes {
		if fromExcerpt[i] {
			excerpts = append(excerpts, r)
		} else {
			whole = append(whole, r)
		}
	}
	order := byConfidence(whole)
	all := sample{outcomes: whole}
	t.AUROC = all.auroc(order)
	_, t.Error = reliability(whole)
	curve := all.curve(order, true)
	curves := [][]Point{curve}
	if len(excerpts) > 0 {
		part := sample{outcomes: excerpts}
		curves = append(curves, part.curve(byConfidence(excerpts), true))
	}
	for _, c := range []struct {
		to        *float64
		precision float64
	}{{&t.Weights.Careful, precisionCareful}, {&t.Weights.Balanced, precisionBalanced}, {&t.Weights.Eager, precisionEager}} {
		*c.to = 0
		for _, curve := range curves {
			*c.to = max(*c.to, math.Ceil(coverageAt(curve, c.precision).Confidence*100)/100)
		}
	}
	t.Balanced = Point{}
	for _, p := range curve {
		if p.Confidence >= t.Weights.Balanced {
			t.Balanced = p
		}
	}
	return nil
}

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

func sigmoid(row, x []float64) float64 {
	var z float64
	for j, v := range row {
		z += float64(v * x[j])
	}
	return 1 / (1 + math.Exp(-z))
}

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

// WriteTable writes what was learned and what it is worth.
func (t Training) WriteTable(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(tw, "trained on\t%s\n", strings.Join(t.Files, ", "))
	fmt.Fprintf(tw, "questions\t%d, of which %.2f %% have a right passage among the candidates\n", t.Questions, 100*t.Reach)
	fmt.Fprintf(tw, "P@1 with the present weights\t%.4f\n", t.Before)
	fmt.Fprintf(tw, "P@1 of articles held out\t%.4f\n", t.Held)
	fmt.Fprintf(tw, "P@1 of excerpts, held out\t%.4f\n", t.HeldExcerpts)
	fmt.Fprintf(tw, "P@1 of questions typed in haste, held out\t%.4f\n", t.HeldTerse)
	if t.Pairs > 0 {
		fmt.Fprintf(tw, "P@1 of prepared pairs, held out\t%.4f (%d questions)\n", t.HeldPairs, t.Pairs)
	}
	for _, a := range t.Ablation {
		fmt.Fprintf(tw, "  without %s\t%.4f\t%+.4f\n", a.Group, a.P1, a.P1-t.Held)
	}
	fmt.Fprintf(tw, "AUROC against another article's questions\t%.4f\n", t.AUROC)
	fmt.Fprintf(tw, "expected calibration error, half and half\t%.4f\n", t.Error)
	fmt.Fprintf(tw, "thresholds eager, balanced, careful\t%.2f, %.2f, %.2f\n", t.Weights.Eager, t.Weights.Balanced, t.Weights.Careful)
	fmt.Fprintf(tw, "balanced, half and half\tprecision %.3f at coverage %.3f, false answers %.3f\n", t.Balanced.Precision, t.Balanced.Coverage, t.Balanced.False)
	return tw.Flush()
}
