package eval

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"io"
	"slices"
	"strings"

	"lector/article"
	"lector/qa"
)

// Prepared questions are learned apart from sentences, and after them: the
// weights of sentences stand, and those of pairs are fitted beside them, on
// collections of pairs alone and on articles with pairs and sentences that
// compete. So a pair's score comes to mean what a sentence's does, and nothing
// that is learned of pairs moves the ranking of sentences.

// preparedLesson makes a lesson of a group of one article: one of two answers
// gets a pair, whose question is the first that was asked for it, and which
// cites the sentence that answers. Asked is whatever else was asked for the
// same answers; some of the prepared questions as they might be typed in
// haste; and some questions whose answers have no pair, for which a pair that
// cites the same sentence is right all the same.
//
// Where there is a pair it alone is right, and not the sentence it cites: what
// editors prepared is what they want said. And some pairs answer what no sentence
// says: the one that does is taken out of the article, and the pair cites its
// neighbour. In this data questions are worded from the sentence that answers, so
// that sentences would be trusted above pairs more than elsewhere (StackFAQ, P@1:
// 0.725 with the sentence right as well, 0.738 without, 0.744 with unsaid ones).
func preparedLesson(g *Group) (Group, bool) {
	if len(g.Articles) != 1 || g.paired() {
		return Group{}, false
	}
	a := g.Articles[0]
	outline := article.Outline(a.Text, a.Lang)
	// cited is the sentence that answers, and another of its paragraph.
	cited := func(at article.Span) (sentence, beside article.Span, ok bool) {
		for _, p := range outline {
			for i, s := range p.Sentences {
				if s.Overlaps(at) {
					if i+1 < len(p.Sentences) {
						beside = p.Sentences[i+1]
					} else if i > 0 {
						beside = p.Sentences[i-1]
					}
					return s, beside, true
				}
			}
		}
		return article.Span{}, article.Span{}, false
	}
	said := []byte(a.Text)
	byAnswer := make(map[article.Span][]Question)
	var answers []article.Span // in order
	for _, q := range g.Questions {
		if len(q.Gold) == 0 || q.Gold[0].Span.Len() == 0 {
			continue
		}
		at := q.Gold[0].Span
		if byAnswer[at] == nil {
			answers = append(answers, at)
		}
		byAnswer[at] = append(byAnswer[at], q)
	}
	out := Group{}
	for n, at := range answers {
		own := byAnswer[at]
		s, beside, ok := cited(at)
		if !ok || strings.Index(a.Text, s.Of(a.Text)) != s.Start || n%2 == 1 && len(own) == 1 {
			if n%unpreparedEvery == 1 {
				out.Questions = append(out.Questions, own...)
			}
			continue
		}
		pair := article.Pair{ID: own[0].ID, Questions: []string{own[0].Text}, Quote: s.Of(a.Text), Answer: at.Of(a.Text)}
		if n%unsaidEvery == 0 && beside.Len() > 0 {
			pair.Quote = beside.Of(a.Text)
			for i := s.Start; i < s.End; i++ {
				said[i] = ' '
			}
		}
		a.Pairs = append(a.Pairs, pair)
		for i, q := range own {
			q.Gold = []Place{{Article: a.ID, Pair: pair.ID}}
			if i == 0 {
				if n%hastyEvery != 0 {
					continue
				}
				q.Text = Terse(q.Text, q.ID, trainTypoSeed)
			}
			out.Questions = append(out.Questions, q)
		}
	}
	a.Text = string(said)
	out.Questions = slices.DeleteFunc(out.Questions, func(q Question) bool {
		at := q.Gold[0].Span
		return at.Len() > 0 && strings.TrimSpace(at.Of(a.Text)) == ""
	})
	out.Articles = []article.Article{a}
	return out, len(a.Pairs) > 0 && len(out.Questions) > 0
}

const (
	unpreparedEvery = 6 // of so many answers without a pair one's questions are asked, roughly
	unsaidEvery     = 4 // of so many pairs one answers what no sentence says
	hastyEvery      = 8 // of so many prepared questions one is asked in haste, roughly
)

// A pairLesson is a collection with prepared pairs, and what is asked of it.
type pairLesson struct {
	Group
	source  int  // the group that it was made of: folds never part one
	beside  bool // an article with sentences beside the pairs
	foreign int  // the lesson whose questions it has no answer to
}

func pairLessonsOf(groups []Group) []pairLesson {
	var out []pairLesson
	for i := range groups {
		if groups[i].paired() {
			out = append(out, pairLesson{Group: groups[i], source: i})
		} else if g, ok := preparedLesson(&groups[i]); ok {
			out = append(out, pairLesson{Group: g, source: i, beside: true})
		}
	}
	for k := range out {
		own := make(map[string]bool)
		for _, p := range out[k].Articles[0].Pairs {
			own[p.ID] = true
		}
		f := (k + 1) % len(out)
		for ; f != k; f = (f + 1) % len(out) {
			if !slices.ContainsFunc(out[f].Articles[0].Pairs, func(p article.Pair) bool { return own[p.ID] }) {
				break
			}
		}
		out[k].foreign = f
	}
	return out
}

// PairTraining is what was learned of prepared questions.
type PairTraining struct {
	Weights    qa.PairWeights
	Files      []string
	Questions  int     // asked where there is an answer
	HeldPairs  float64 // P@1 of collections of pairs alone, over held-out folds
	HeldBeside float64 // P@1 of articles with pairs beside them, over held-out folds
	AUROC      float64 // of the confidence: in scope against out of scope, over held-out folds
	command    string
}

// startingPairs choose which phrasing of a pair stands for it until there are
// weights that are learned.
func startingPairs() qa.PairWeights {
	w := qa.PairWeights{Score: make([]float64, len(qa.PairFeatureNames())), Confidence: make([]float64, len(qa.PairSignalNames()))}
	start := map[string]float64{"pair: cover": 2, "pair: back": 2, "pair: same": 8, "pair: grams": 1, "pair: sequence": 1, "pair: near": 4}
	for i, name := range qa.PairFeatureNames() {
		w.Score[i] = start[name]
	}
	return w
}

// TrainPairs learns the weights of prepared questions beside the present
// weights of sentences. The same files and options give the same weights.
func TrainPairs(ctx context.Context, files []string, o TrainOptions) (PairTraining, error) {
	return trainPairs(ctx, files, o, qa.DefaultWeights())
}

// trainPairs learns beside the weights of sentences of present; its weights of
// pairs are not looked at.
func trainPairs(ctx context.Context, files []string, o TrainOptions, present qa.Weights) (PairTraining, error) {
	o = o.filled()
	t := PairTraining{command: o.Command}
	var read Training
	groups, _, err := read.read(files, o)
	if err != nil {
		return t, err
	}
	t.Files = read.Files
	lessons := pairLessonsOf(groups)
	if len(lessons) < o.Folds {
		return t, fmt.Errorf("%d collections with pairs are too few for %d folds", len(lessons), o.Folds)
	}
	list, err := collectPairs(ctx, lessons, present, startingPairs(), []negative{own, misspelt}, o, "candidates")
	if err != nil {
		return t, err
	}
	var examples []example
	for _, a := range list {
		hit := false
		for _, g := range a.gold {
			hit = hit || g > 0
		}
		if len(a.question.Gold) > 0 {
			t.Questions++
		}
		if hit {
			l := &lessons[a.lesson]
			examples = append(examples, example{group: l.source, rows: a.rows, gold: a.gold, offset: a.offset, base: 1, beside: l.beside})
		}
	}
	width := len(qa.PairFeatureNames())
	if len(examples) == 0 {
		return t, errors.New("no question has a right passage among its candidates")
	}
	var right, all [2]float64
	for f := range o.Folds {
		held, rest := apart(examples, o.Folds, f)
		x, err := fitRanking(rest, width, o.L2, nil, o.Iterations)
		if err != nil {
			return t, err
		}
		for _, e := range held {
			k := int(indicator(e.beside))
			all[k]++
			right[k] += indicator(e.gold[bestOf(e, x)] > 0)
		}
		o.progress("folds", f+1, o.Folds)
	}
	t.HeldPairs, t.HeldBeside = right[0]/max(all[0], 1), right[1]/max(all[1], 1)
	w := startingPairs()
	if w.Score, err = fitRanking(examples, width, o.L2, nil, o.Iterations); err != nil {
		return t, err
	}
	trustSame(qa.PairFeatureNames(), w.Score, sameScore)
	round(w.Score)
	t.Weights = w
	return t, t.calibrate(ctx, lessons, present, o)
}

func trustSame(names []string, weights []float64, worth float64) {
	for i, name := range names {
		if name == "pair: same" {
			weights[i] = worth
		}
	}
}

// What a question asked in just the words of a prepared one is worth at least.
// There is nothing to learn: its editor said what answers it.
const (
	sameScore = 8.0
	sameOdds  = 3.0
)

// calibrate fits the confidence of prepared questions.
func (t *PairTraining) calibrate(ctx context.Context, lessons []pairLesson, present qa.Weights, o TrainOptions) error {
	list, err := collectPairs(ctx, lessons, present, t.Weights, []negative{own, misspelt, foreign, removed}, o, "signals")
	if err != nil {
		return err
	}
	width := len(qa.PairSignalNames())
	fit := func(use func(*pairAsked) bool) ([]float64, error) {
		var rows [][]float64
		var right, weight []float64
		var n [kinds]float64
		for i := range list {
			n[list[i].kind] += indicator(use(&list[i]))
		}
		for i := range list {
			a := &list[i]
			if !use(a) {
				continue
			}
			for k, s := range a.signals {
				w := kindShare[a.kind] * n[own] / n[a.kind]
				if a.places[k] > 0 {
					w *= laterShare
				}
				rows, right, weight = append(rows, s), append(right, indicator(a.right[k])), append(weight, w)
			}
		}
		return fitLogistic(rows, right, weight, width)
	}
	var outcomes []outcome
	for f := range o.Folds {
		x, err := fit(func(a *pairAsked) bool { return lessons[a.lesson].source%o.Folds != f })
		if err != nil {
			return err
		}
		for i := range list {
			a := &list[i]
			if l := &lessons[a.lesson]; l.source%o.Folds != f || l.beside || a.kind != own {
				continue
			}
			r := outcome{question: a.question, answerable: len(a.question.Gold) > 0}
			if len(a.signals) > 0 && a.places[0] == 0 {
				r.confidence = logit(product(a.signals[0], x))
			}
			outcomes = append(outcomes, r)
		}
	}
	t.AUROC = sample{outcomes: outcomes}.auroc(byConfidence(outcomes))
	if t.Weights.Confidence, err = fit(func(*pairAsked) bool { return true }); err != nil {
		return err
	}
	trustSame(qa.PairSignalNames(), t.Weights.Confidence, sameOdds)
	round(t.Weights.Confidence)
	return nil
}

// pairAsked is one question put to a collection with pairs.
type pairAsked struct {
	lesson   int
	question *Question
	kind     negative
	rows     []float32 // by candidate: the features of pairs, 0 for sentences
	offset   []float32 // by candidate: the score of sentences, 0 for pairs
	gold     []float32
	signals  [][]float64 // of the pairs among the first [signalDepth] candidates
	right    []bool      // whether they are right
	places   []int       // their places among the candidates
}

func collectPairs(ctx context.Context, lessons []pairLesson, weights qa.Weights, w qa.PairWeights, ways []negative, o TrainOptions, stage string) ([]pairAsked, error) {
	weights.Pairs = w
	return sideBySide(len(lessons), o, stage, func(i int) ([]pairAsked, error) { return askPairs(ctx, lessons, i, weights, ways) })
}

func askPairs(ctx context.Context, lessons []pairLesson, i int, weights qa.Weights, ways []negative) ([]pairAsked, error) {
	l := &lessons[i]
	engine := qa.New(article.NewShelf(l.Articles...), qa.WithWeights(weights))
	width := len(qa.PairFeatureNames())
	var out []pairAsked
	put := func(e *qa.Engine, q *Question, kind negative) error {
		list, err := candidatesOf(ctx, e, q, kind)
		if err != nil {
			return err
		}
		a := pairAsked{lesson: i, question: q, kind: kind}
		for k, c := range list {
			right := !kind.unanswered() && isRight(c.Passage, q.Gold)
			a.gold = append(a.gold, float32(indicator(right)))
			if c.Prepared == nil {
				a.rows = append(a.rows, make([]float32, width)...)
				a.offset = append(a.offset, float32(c.Score))
				continue
			}
			for _, v := range c.Prepared {
				a.rows = append(a.rows, float32(v))
			}
			a.offset = append(a.offset, 0)
			if k < signalDepth {
				a.signals, a.right, a.places = append(a.signals, c.PreparedSignals), append(a.right, right), append(a.places, k)
			}
		}
		out = append(out, a)
		return nil
	}
	for _, way := range ways {
		asked, every := l.Questions, 1
		switch way {
		case misspelt:
			every = retypedEvery
		case foreign:
			asked = lessons[l.foreign].Questions
		case removed:
			if every = removedEvery; l.beside || l.phrasings() > mostRemoved {
				continue
			}
		}
		for k := range asked {
			q, e := &asked[k], engine
			if k%every != 0 {
				continue
			}
			if way == removed {
				if len(q.Gold) == 0 {
					continue
				}
				e = qa.New(article.NewShelf(withoutPair(l.Articles, q.Gold)...), qa.WithWeights(weights))
			}
			if err := put(e, q, way); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// phrasings is how many phrasings a group's pairs have.
func (g *Group) phrasings() int {
	n := 0
	for _, a := range g.Articles {
		for _, p := range a.Pairs {
			n += len(p.Questions)
		}
	}
	return n
}

// mostRemoved is how many phrasings a collection may have for pairs to be
// removed from it, each of which needs an index of its own.
const mostRemoved = 100

// WriteTable writes what was learned and what it is worth.
func (t PairTraining) WriteTable(w io.Writer) error {
	_, err := fmt.Fprintf(w, "trained on %s\nquestions with an answer %d\nP@1 of prepared pairs, held out %.4f\nP@1 of pairs beside sentences, held out %.4f\nAUROC in scope or not, held out %.4f\n",
		strings.Join(t.Files, ", "), t.Questions, t.HeldPairs, t.HeldBeside, t.AUROC)
	return err
}

// Source is the Go file of package qa that holds the weights.
func (t PairTraining) Source() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by \"%s\"; DO NOT EDIT.\n//\n", t.command)
	fmt.Fprintf(&b, "// Learned from %s beside the weights of sentences: P@1 %.4f on collections held out.\n\n", strings.Join(t.Files, ", "), t.HeldPairs)
	b.WriteString("package qa\n\n// DefaultPairWeights are the weights of prepared questions that an engine starts\n// with.\nfunc DefaultPairWeights() PairWeights {\n\treturn PairWeights{\n")
	writeWeights(&b, "Score", qa.PairFeatureNames(), t.Weights.Score)
	writeWeights(&b, "Confidence", qa.PairSignalNames(), t.Weights.Confidence)
	b.WriteString("\t}\n}\n")
	return format.Source(b.Bytes())
}

// withoutPair is the articles without a pair.
func withoutPair(articles []article.Article, gold []Place) []article.Article {
	var out []article.Article
	for _, a := range articles {
		pairs := a.Pairs
		a.Pairs = nil
		for _, p := range pairs {
			if !isGoldPair(a.ID, p.ID, gold) {
				a.Pairs = append(a.Pairs, p)
			}
		}
		out = append(out, a)
	}
	return out
}

func isGoldPair(id article.ID, pair string, gold []Place) bool {
	for _, g := range gold {
		if g.Article == id && g.Pair == pair {
			return true
		}
	}
	return false
}
