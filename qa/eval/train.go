package eval

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	// Ranking are files that the ranking alone learns from: what is asked there,
	// and what is answered, is too unlike articles to tell how sure to be.
	Ranking []string
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
	Held         float64 // P@1 over held-out folds
	Linear       float64 // the same without trees
	HeldExcerpts float64 // the same, of a few paragraphs of an article, where they hold the answer among the candidates
	HeldTerse    float64 // the same, of questions as they may be typed in haste
	HeldTyped    float64 // the same, of question lists, as members type them
	Typed        Typed   // what would be said to those lists, held out
	Ablation     []Ablated
	AUROC        float64 // of the confidence: answerable against another article's questions, held out
	Error        float64 // expected calibration error, held out
	Balanced     Point   // what the balanced threshold gives on the half and half mix, held out
	command      string
}

// Typed is what comes of question lists at the balanced threshold.
type Typed struct {
	Answerable, Unanswerable        int
	Said, Silent, Precision, Unsure float64
	AUROC                           float64
}

// typedBase is how much a question of a list weighs in the ranking, where one of
// an encyclopaedia weighs 1: there are few of them, and they are what is asked.
const typedBase = 8

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
	{"answer evidence", []string{"who", "when", "year", "where", "why", "how", "which", "what", "yes/no", "new words", "asked", "answer"}},
	{"wording", []string{"function", "run", "subsequence", "four in", "pairs", "order", "near the", "before", "after"}},
	{"share of the sentence", []string{"precision", "dice", "within", "again"}},
	{"rarity and count", []string{"rare", "count"}},
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
	rows     []float32 // of the candidates, by place; none where nothing answers
	gold     []float32
	inputs   [][]float32 // of the same: what the confidence's trees see
	signals  [][]float64 // of the first [signalDepth] candidates
	right    []bool      // whether they are right
	place    []int32     // by candidate: the sentence's number
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
// same weights, bit for bit after rounding, whatever weights the engine has at
// present: which sentences are candidates depends on BM25 alone, and the ranking
// is learned from them in the order of their places. Articles with prepared
// pairs are refused.
func Train(ctx context.Context, files []string, o TrainOptions) (Training, error) {
	return train(ctx, files, o, untrained())
}

// train learns, beginning with weights that leave no trace in what is learned.
func train(ctx context.Context, files []string, o TrainOptions, start qa.Weights) (Training, error) {
	o = o.filled()
	t := Training{command: o.Command}
	groups, typed, err := t.read(files, o)
	if err != nil {
		return t, err
	}
	others, _, err := t.read(o.Ranking, o)
	if err != nil {
		return t, err
	}
	for _, g := range slices.Concat(groups, others) {
		if g.paired() {
			return t, errors.New("prepared pairs teach nothing of sentences: they are learned apart, by TrainPairs")
		}
	}
	if len(groups) < o.Folds {
		return t, fmt.Errorf("%d articles are too few for %d folds", len(groups), o.Folds)
	}
	lessons := lessonsOf(groups, typed)
	width := len(start.Features)
	examples, err := t.examples(ctx, lessons, start, o)
	if err != nil {
		return t, err
	}
	more, err := t.examples(ctx, othersOf(others), start, o)
	if err != nil {
		return t, err
	}
	examples = append(examples, more...)
	if t.Examples == 0 {
		return t, errors.New("no question has a right passage among its candidates")
	}
	t.Reach = float64(t.Examples) / float64(t.Questions)
	held, heldWeights, err := crossValidate(examples, width, nil, o, "folds")
	if err != nil {
		return t, err
	}
	t.Linear = held * t.Reach
	x, err := fitRanking(examples, width, o.L2, nil, o.Iterations)
	if err != nil {
		return t, err
	}
	round(x)
	// The trees, learned and judged in the same folds.
	heldTrees := make([]qa.Trees, o.Folds)
	for f := range o.Folds {
		_, others := apart(examples, o.Folds, f)
		if heldTrees[f], err = fitRankingTrees(others, heldWeights[f], nil); err != nil {
			return t, err
		}
		o.progress("trees", f+1, o.Folds)
	}
	share := func(pick func(example) bool) float64 { return heldShare(examples, heldWeights, heldTrees, pick) }
	t.Held = share(func(e example) bool { return e.counted }) * t.Reach
	t.HeldExcerpts = share(func(e example) bool { return e.excerpt })
	t.HeldTyped = share(func(e example) bool { return e.typed })
	t.HeldTerse = share(func(e example) bool { return e.terse })
	trees, err := fitRankingTrees(examples, x, nil)
	if err != nil {
		return t, err
	}
	if o.Ablate {
		if t.Ablation, err = ablate(examples, width, t.Reach, o); err != nil {
			return t, err
		}
	}
	t.Weights = untrained()
	t.Weights.Features, t.Weights.RankingTrees = x, trees
	if t.Weights.PairsOfCharacters, err = fitRanking(examples, width, o.L2, ofWords(), o.Iterations); err != nil {
		return t, err
	}
	round(t.Weights.PairsOfCharacters)
	if t.Weights.PairsRankingTrees, err = fitRankingTrees(examples, t.Weights.PairsOfCharacters, ofWords()); err != nil {
		return t, err
	}
	if err := t.calibrate(ctx, lessons, heldWeights, heldTrees, o); err != nil {
		return t, err
	}
	round(t.Weights.Features)
	round(t.Weights.Confidence)
	return t, nil
}

// examples are the questions of lessons whose right passage is among their
// candidates.
func (t *Training) examples(ctx context.Context, lessons []lesson, start qa.Weights, o TrainOptions) ([]example, error) {
	list, err := collect(ctx, lessons, start, []negative{own, misspelt, terse}, o, "candidates")
	if err != nil {
		return nil, err
	}
	var examples []example
	for _, a := range list {
		if len(a.question.Gold) == 0 {
			continue
		}
		l := &lessons[a.group]
		e := example{group: l.source, rows: a.rows, gold: a.gold, place: a.place, base: 1}
		if l.source != noFold {
			e.counted = a.kind == own && !l.excerpt && !l.typed
			e.excerpt = a.kind == own && l.excerpt
			e.terse = a.kind == terse && !l.excerpt && !l.typed
			e.typed = a.kind == own && l.typed
		}
		if l.typed {
			e.base = typedBase
		}
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
	return examples, nil
}

// untrained are weights that prefer nothing.
func untrained() qa.Weights {
	return qa.Weights{Features: make([]float64, len(qa.FeatureNames())), Confidence: make([]float64, len(qa.SignalNames()))}
}

// ofWords says which features mean something else where words are overlapping
// pairs of characters.
func ofWords() []bool {
	names := qa.FeatureNames()
	off := make([]bool, len(names))
	for i, name := range names {
		switch groupOf(name) {
		case "wording", "n-grams, sequence, density", "character 4-grams and kin", "learned words":
			off[i] = true
		}
		switch name {
		case "length", "short", "long", "new words", "asked focus":
			off[i] = true
		}
	}
	return off
}

// weightDigits is how many significant digits of a weight are kept: fewer than
// L-BFGS settles, so that another machine's rounding does not show.
const weightDigits = 4

// crossValidate learns on all folds but one and counts on that one.
func crossValidate(examples []example, width int, off []bool, o TrainOptions, stage string) (float64, [][]float64, error) {
	var right, all float64
	var weights [][]float64
	for f := range o.Folds {
		held, train := apart(examples, o.Folds, f)
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
	all, err := sideBySide(len(groups), o, stage, func(i int) ([]asked, error) { return collectGroup(ctx, groups, i, weightsOf(i), ways) })
	if err != nil {
		return nil, err
	}
	return all, ctx.Err()
}

// sideBySide asks n collections on all processors, and returns what each gave in
// their order.
func sideBySide[T any](n int, o TrainOptions, stage string, ask func(i int) ([]T, error)) ([]T, error) {
	each := make([][]T, n)
	errs := make([]error, n)
	work := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				each[i], errs[i] = ask(i)
				mu.Lock()
				done++
				o.progress(stage, done, n)
				mu.Unlock()
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	return slices.Concat(each...), errors.Join(errs...)
}

// byPlace orders candidates as they stand in their articles.
func byPlace(a, b qa.Candidate) int {
	return cmp.Or(cmp.Compare(a.Passage.Article.ID, b.Passage.Article.ID), cmp.Compare(a.Passage.Span.Start, b.Passage.Span.Start))
}

// candidatesOf puts a question to an engine in one of the ways.
func candidatesOf(ctx context.Context, e *qa.Engine, q *Question, kind negative) ([]qa.Candidate, error) {
	text := q.Text
	switch kind {
	case misspelt:
		text = Typos(text, q.ID, 1, trainTypoSeed)
	case terse, foreignTerse:
		text = Terse(text, q.ID, trainTypoSeed)
	}
	list, err := e.Candidates(ctx, qa.Question{Text: text})
	if err != nil {
		return nil, fmt.Errorf("question %s: %w", q.ID, err)
	}
	return list, nil
}

func collectGroup(ctx context.Context, groups []lesson, i int, w qa.Weights, ways []negative) ([]asked, error) {
	g := &groups[i]
	engine := qa.New(article.NewShelf(g.Articles...), qa.WithWeights(w))
	var out []asked
	put := func(e *qa.Engine, q *Question, kind negative) error {
		list, err := candidatesOf(ctx, e, q, kind)
		if err != nil {
			return err
		}
		a := asked{group: i, question: q, kind: kind}
		for _, c := range list[:min(len(list), signalDepth)] {
			a.signals = append(a.signals, c.Signals)
			a.inputs = append(a.inputs, qa.ConfidenceInputs(nil, c.Signals, c.Features))
			a.right = append(a.right, !kind.unanswered() && isRight(c.Passage, q.Gold))
		}
		if !kind.unanswered() {
			slices.SortFunc(list, byPlace)
			for _, c := range list {
				for _, v := range c.Features {
					a.rows = append(a.rows, float32(v))
				}
				a.gold = append(a.gold, float32(indicator(isRight(c.Passage, q.Gold))))
				a.place = append(a.place, int32(c.Passage.Sentence))
			}
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
				if (k+int(way))%retypedEvery != 0 {
					continue
				}
				if err := put(engine, &g.Questions[k], way); err != nil {
					return nil, err
				}
			}
		case foreign, foreignTerse:
			other := &groups[g.foreign]
			for k := range other.Questions {
				if way == foreignTerse && k%retypedEvery != 0 {
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
//
// A folder stands for the question lists in it. typed says of each group
// whether it is one.
func (t *Training) read(paths []string, o TrainOptions) (groups []Group, typed []bool, err error) {
	for _, path := range paths {
		t.Files = append(t.Files, filepath.Base(path))
	}
	files, err := listsIn(paths)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range files {
		b, err := readFile(path)
		if err != nil {
			return nil, nil, err
		}
		var own []Group
		var parts map[string][][2]string
		if json.Unmarshal(b, &parts) == nil && len(parts["val"]) > 0 {
			own = clincTraining(parts)
		} else {
			set, err := read(path, b, WholeArticle, "", nil)
			if err != nil {
				return nil, nil, fmt.Errorf("read %s: %w", path, err)
			}
			own = set.Groups
		}
		if o.Limit > 0 && len(own) > o.Limit {
			own = own[:o.Limit]
		}
		for _, g := range own {
			groups = append(groups, g)
			typed = append(typed, strings.HasSuffix(path, listSuffix))
		}
	}
	return groups, typed, nil
}

// listsIn puts the question lists of a folder in its place.
func listsIn(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		lists, err := filepath.Glob(filepath.Join(path, "*"+listSuffix)) // sorted
		if err != nil {
			return nil, err
		}
		files = append(files, lists...)
	}
	return files, nil
}

// paired reports whether a group is asked for prepared pairs.
func (g *Group) paired() bool {
	return len(g.Articles) == 1 && len(g.Articles[0].Pairs) > 0
}

// WriteTable writes what was learned and what it is worth.
func (t Training) WriteTable(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(tw, "trained on\t%s\n", strings.Join(t.Files, ", "))
	fmt.Fprintf(tw, "questions\t%d, of which %.2f %% have a right passage among the candidates\n", t.Questions, 100*t.Reach)
	fmt.Fprintf(tw, "P@1 of articles held out\t%.4f (without trees %.4f)\n", t.Held, t.Linear)
	fmt.Fprintf(tw, "P@1 of excerpts, held out\t%.4f\n", t.HeldExcerpts)
	fmt.Fprintf(tw, "P@1 of questions typed in haste, held out\t%.4f\n", t.HeldTerse)
	if y := t.Typed; y.Answerable > 0 {
		fmt.Fprintf(tw, "question lists, held out\tP@1 %.4f, AUROC %.4f; balanced: said %.3f, silent %.3f, precision %.3f, unsure %.3f\n", t.HeldTyped, y.AUROC, y.Said, y.Silent, y.Precision, y.Unsure)
	}
	for _, a := range t.Ablation {
		fmt.Fprintf(tw, "  without %s\t%.4f\t%+.4f\n", a.Group, a.P1, a.P1-t.Linear)
	}
	fmt.Fprintf(tw, "AUROC against another article's questions\t%.4f\n", t.AUROC)
	fmt.Fprintf(tw, "expected calibration error, half and half\t%.4f\n", t.Error)
	fmt.Fprintf(tw, "thresholds eager, balanced, careful\t%.2f, %.2f, %.2f; short articles %.2f more\n", t.Weights.Eager, t.Weights.Balanced, t.Weights.Careful, t.Weights.Short)
	fmt.Fprintf(tw, "balanced, half and half\tprecision %.3f at coverage %.3f, false answers %.3f\n", t.Balanced.Precision, t.Balanced.Coverage, t.Balanced.False)
	return tw.Flush()
}
