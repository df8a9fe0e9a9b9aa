package qa

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"lector/article"
)

// Engine answers questions from the articles of a source. It is safe for
// concurrent use.
type Engine struct {
	src     Source
	weights Weights
	memory  int64
	idle    time.Duration
	works   sync.Pool // of *work

	mu    sync.Mutex
	held  map[article.Collection]*collection
	clock int64       // counts uses, to know which collection was used last
	rev   article.Rev // how far the change feed was followed
}

// An Option sets up an [Engine].
type Option func(*Engine)

// WithWeights makes the engine rank with w instead of [DefaultWeights].
func WithWeights(w Weights) Option { return func(e *Engine) { e.weights = w } }

// WithMemory bounds the bytes of the collections held in memory, their texts
// included: beyond it those not used longest are dropped, and loaded again
// when asked. 0 is no bound.
func WithMemory(bytes int64) Option { return func(e *Engine) { e.memory = bytes } }

// WithIdle drops collections that were not asked for that long. 0 keeps them.
func WithIdle(d time.Duration) Option { return func(e *Engine) { e.idle = d } }

// New returns an engine that loads collections from src when they are first
// asked.
func New(src Source, options ...Option) *Engine {
	e := &Engine{src: src, weights: DefaultWeights(), held: make(map[article.Collection]*collection)}
	e.works.New = func() any { return &work{stems: make(map[string]*stemmer)} }
	for _, o := range options {
		o(e)
	}
	if e.weights.Pairs.Score == nil {
		e.weights.Pairs = DefaultPairWeights()
	}
	return e
}

// maxQuestion bounds how much of a question is read, in bytes: the longest
// message that Discord takes is 4,000 characters.
const maxQuestion = 16 << 10

// work is the memory that one question needs, reused by the next.
type work struct {
	scan       scanner
	stems      map[string]*stemmer
	query      query
	scope      scope
	search     search
	ranker     ranker
	likenesses likenesses
	expander   expander
	locator    locator // of quotations
	forms      []uint32
	seen       [maxSlots]uint32
}

// Ask answers a question. The error is the context's, or the source's when a
// collection cannot be loaded; a question that cannot be answered is none.
func (e *Engine) Ask(ctx context.Context, q Question) (Answer, error) {
	w := e.works.Get().(*work)
	defer e.works.Put(w)
	if err := e.prepare(ctx, w, q); err != nil {
		return Answer{}, err
	}
	if w.query.nothing {
		return Answer{Verdict: Silent, Nothing: true}, nil
	}
	list := w.rank(&e.weights, q.Top)
	return w.answer(e, q, list), nil
}

// A Candidate is a passage that was ranked, with what it was ranked by.
type Candidate struct {
	Passage Passage
	Score   float64

	// Of a sentence, in the orders of [FeatureNames] and [SignalNames]; nil of
	// a prepared question.
	Features, Signals []float64

	// The same of a prepared question, in the orders of [PairFeatureNames] and
	// [PairSignalNames]; nil of a sentence.
	Prepared, PreparedSignals []float64
}

// Candidates returns the passages that a question brings up, best first by the
// engine's weights, with their features: what training learns from. It is nil
// for a question that asks nothing.
func (e *Engine) Candidates(ctx context.Context, q Question) ([]Candidate, error) {
	w := e.works.Get().(*work)
	defer e.works.Put(w)
	if err := e.prepare(ctx, w, q); err != nil || w.query.nothing {
		return nil, err
	}
	list := w.rank(&e.weights, q.Top)
	out := make([]Candidate, len(list))
	for i := range list {
		out[i] = Candidate{Passage: w.passage(&list[i], w.confidence(&e.weights, list, i)), Score: list[i].score}
		if list[i].pair {
			s := pairSignals(&w.query, &w.scope, list, i)
			out[i].Prepared, out[i].PreparedSignals = slices.Clone(list[i].prepared), slices.Clone(s[:])
		} else {
			s := signals(&w.ranker.reader, list, i)
			out[i].Features, out[i].Signals = slices.Clone(list[i].features), slices.Clone(s[:])
		}
	}
	return out, nil
}

// open makes the scope of a question.
func (e *Engine) open(ctx context.Context, w *work, q Question) error {
	sc := &w.scope
	sc.views, sc.article, sc.units = sc.views[:0], nil, 0
	sc.classifiers, sc.classifierOf = sc.classifiers[:0], sc.classifierOf[:0]
	collections := q.Collections
	if len(collections) == 0 {
		collections = []article.Collection{article.Home}
	}
	articles := 0
	for i, c := range collections {
		if slices.Contains(collections[:i], c) {
			continue
		}
		s, err := e.collection(ctx, c)
		if err != nil {
			return fmt.Errorf("load collection %s: %w", c, err)
		}
		sc.views = append(sc.views, s.views...)
		sc.classify(s)
		sc.units += s.units
		articles += s.articles
	}
	if q.Article != "" {
		sc.restrict(q.Article, articles)
	}
	sc.languages()
	return nil
}

// prepare reads the question and resolves it in what it is asked of.
func (e *Engine) prepare(ctx context.Context, w *work, q Question) error {
	if err := e.open(ctx, w, q); err != nil {
		return err
	}
	sc := &w.scope
	qu := &w.query
	qu.read(clipQuestion(q.Text), sc.langs, &w.scan, w.stems)
	if len(q.Previous) > 0 && !(qu.nothing && qu.content > 0) {
		qu.recall(q.Previous, sc.langs, &w.scan, w.stems)
	}
	if qu.nothing {
		return nil
	}
	w.resolve()
	w.expander.expand(qu, sc)
	w.resolveAlternatives()
	w.weigh()
	return nil
}

// clipQuestion makes a text valid and cuts it to what is read of a question.
func clipQuestion(s string) string {
	s = strings.ToValidUTF8(s, " ")
	if len(s) > maxQuestion {
		s = strings.ToValidUTF8(s[:maxQuestion], "")
	}
	return s
}

// restrict narrows the scope to one article.
func (sc *scope) restrict(id article.ID, articles int) {
	at := make([]int32, len(sc.views))
	units, found := 0, 0
	for i := range sc.views {
		v := &sc.views[i]
		at[i] = -1
		if a := v.seg.find(id); a >= 0 && !v.gone(uint32(a)) {
			at[i] = int32(a)
			r := v.seg.ranges[a]
			units += int(r.last - r.first + r.lastPhrasing - r.firstPhrasing)
			found++
		}
	}
	if found == 1 && articles == 1 {
		return // it is all there is
	}
	sc.article, sc.units = at, units
}

// languages collects the languages of the scope.
func (sc *scope) languages() {
	sc.langs = sc.langs[:0]
	for i := range sc.views {
		v := &sc.views[i]
		if sc.article != nil {
			if a := sc.article[i]; a >= 0 {
				if l := primary(v.seg.articles[a].Lang); !slices.Contains(sc.langs, l) {
					sc.langs = append(sc.langs, l)
				}
			}
			continue
		}
		for _, l := range v.seg.langs {
			if !slices.Contains(sc.langs, l) {
				sc.langs = append(sc.langs, l)
			}
		}
	}
	slices.Sort(sc.langs)
}

// resolve finds the question's words in every segment of the scope.
func (w *work) resolve() {
	sc, q := &w.scope, &w.query
	for len(sc.resolved) < len(sc.views) {
		sc.resolved = append(sc.resolved, resolved{})
	}
	for i := range sc.views {
		sc.resolved[i].resolve(q, sc.views[i].seg)
	}
	w.count()
}

// resolveAlternatives finds what the words may stand for, too.
func (w *work) resolveAlternatives() {
	some := false
	for i := range w.query.slots {
		some = some || len(w.query.slots[i].alts) > 0
	}
	if !some {
		return
	}
	for i := range w.scope.views {
		w.scope.resolved[i].resolveAlternatives(&w.query, w.scope.views[i].seg)
	}
	w.count()
}

// count counts in how many units of the scope each slot stands.
func (w *work) count() {
	sc, q := &w.scope, &w.query
	for i := range q.slots {
		q.slots[i].df, q.slots[i].guessed = 0, false
	}
	for i := range sc.views {
		r := &sc.resolved[i]
		for _, v := range r.variants {
			if v.weight == 1 {
				q.slots[v.slot].df += sc.views[i].df(v.term)
			}
		}
	}
	// What is known by other words alone is as rare as these. Words of like
	// meaning do not make a word known: they match it, but it stays strange.
	for i := range sc.views {
		r := &sc.resolved[i]
		for _, v := range r.variants {
			if s := &q.slots[v.slot]; v.weight < 1 && v.weight > meaningWeight && (s.df == 0 || s.guessed) {
				s.df += sc.views[i].df(v.term)
				s.guessed = true
			}
		}
	}
}

// leastUnits is how many units a scope counts for at least: in a few sentences
// no word is rare, and how rare it is says nothing.
const leastUnits = 12

// weigh gives the slots their weights from how many units of the scope hold
// them.
func (w *work) weigh() {
	sc, q := &w.scope, &w.query
	if sc.article != nil {
		w.countArticle()
	}
	q.mass, q.unknown, q.top = 0, 0, 0
	for i := range q.slots {
		s := &q.slots[i]
		s.df = min(s.df, sc.units)
		s.idf = idf(s.df, max(sc.units, leastUnits))
		if s.recalled > 0 {
			s.idf *= s.recalled
			if s.df == 0 {
				s.content, s.idf = false, 0
			}
		}
		if s.df == 0 && isHanPair(s.folded) {
			s.content = false // its characters are asked for by themselves
		}
		if !s.content {
			continue
		}
		q.mass += s.idf
		if s.df == 0 {
			q.unknown += s.idf
		} else {
			q.top = max(q.top, s.idf)
		}
	}
	q.grams.set(q)
	q.weigh()
	for i := range sc.views {
		sc.resolved[i].resolveStands(q, sc.views[i].seg)
	}
}

// countArticle counts in how many units of the one article asked each slot
// stands.
func (w *work) countArticle() {
	sc, q := &w.scope, &w.query
	for i := range q.slots {
		q.slots[i].df = 0
	}
	for i, a := range sc.article {
		if a < 0 {
			continue
		}
		seg, r := sc.views[i].seg, &sc.resolved[i]
		clear(w.seen[:])
		count := func(from, to uint32) {
			for u := from; u < to; u++ {
				w.forms = seg.formsOf(u, w.forms[:0])
				for _, f := range w.forms {
					if f < uint32(symbols) {
						continue
					}
					if v := r.table.get(seg.forms[f].term); v >= 0 {
						if s := r.variants[v].slot; w.seen[s] != u+1 {
							w.seen[s] = u + 1
							q.slots[s].df++
						}
					}
				}
			}
		}
		count(seg.ranges[a].first, seg.ranges[a].last)
		count(seg.ranges[a].firstPhrasing, seg.ranges[a].lastPhrasing)
	}
}

// nearest is how many passages an answer holds that names no single one.
const nearest = 3

// rank finds and scores the candidates, of which so many may be shown.
func (w *work) rank(weights *Weights, top int) []scored {
	top = max(top, nearest)
	w.search.run(&w.query, &w.scope, max(top, sentenceCount))
	w.likenesses.ask(&w.query, &w.scope, &w.search)
	return w.ranker.rank(&w.query, &w.scope, &w.search, &w.likenesses, weights, top)
}

// answer makes the answer from the ranked candidates.
func (w *work) answer(e *Engine, q Question, list []scored) Answer {
	// What overlaps a better passage is that passage again.
	type shown struct {
		at int
		p  float64
	}
	want := max(q.Top, nearest)
	var some []shown
	for i := 0; i < len(list) && len(some) < want; i++ {
		again := false
		for _, s := range some {
			if w.scope.overlap(&list[s.at], &list[i]) {
				again = true
				break
			}
		}
		if !again {
			some = append(some, shown{i, w.confidence(&e.weights, list, i)})
		}
	}
	p := make([]float64, len(some))
	for i := range some {
		p[i] = some[i].p
		if i > 0 {
			p[i] = min(p[i], p[i-1]) // never surer of a worse one
		}
	}
	short := false
	if len(some) > 0 {
		best := &list[some[0].at]
		seg := w.scope.views[best.view].seg
		r := seg.ranges[seg.articleOf(best.unit)]
		n := r.last - r.first
		short = n >= leastUnits && n <= shortArticle && !best.pair
	}
	a := Answer{Verdict: e.weights.Verdict(q.Caution, short, p)}
	n := min(nearest, len(some))
	if a.Verdict == Answered {
		n = min(1, len(some))
	}
	n = max(n, min(q.Top, len(some)))
	for i, s := range some[:n] {
		a.Passages = append(a.Passages, w.passage(&list[s.at], p[i]))
	}
	if n > 0 {
		a.Confidence = p[0]
	}
	if q.Explain {
		a.Explain = w.explain(&e.weights, list)
	}
	return a
}

// confidence is the probability that list[i] answers the question.
func (w *work) confidence(weights *Weights, list []scored, i int) float64 {
	if list[i].pair {
		return pairConfidence(weights, &w.query, &w.scope, list, i)
	}
	s := signals(&w.ranker.reader, list, i)
	p := confidence(weights, &s, list[i].features)
	if own := w.query.own(); own != 0 && list[i].cover&own == 0 {
		p *= againShare
	}
	return p
}

// passage makes what is shown of a candidate.
func (w *work) passage(c *scored, confidence float64) Passage {
	seg := w.scope.views[c.view].seg
	u := seg.units[c.unit]
	pa := &seg.paras[u.para]
	art := seg.articles[pa.article]
	p := Passage{Kind: SentencePassage, Article: art, Span: c.span, Confidence: confidence}
	if c.pair {
		q := &seg.quotes[pa.opening]
		p.Kind, p.Pair = PairPassage, &art.Pairs[pa.number]
		p.Paragraph, p.Sentence = int(q.paragraph), int(q.sentence)
		return p
	}
	p.Paragraph, p.Sentence = int(pa.number), int(pa.opening)+int(c.unit-pa.first)
	// The words that matched, by reading the text beside its forms.
	x := w.ranker.reader.read(int(c.view), c.unit)
	text := c.span.Of(art.Text)
	w.scan.reset(text)
	for i := 0; w.scan.next(); {
		if w.scan.sym != symbols {
			continue
		}
		if s := x.words[i].slot; s >= 0 && x.cover&(1<<s) != 0 {
			at := article.Span{Start: c.span.Start + w.scan.start, End: c.span.Start + w.scan.end}
			if n := len(p.Matched); n > 0 && p.Matched[n-1].End >= at.Start {
				p.Matched[n-1].End = max(p.Matched[n-1].End, at.End)
			} else {
				p.Matched = append(p.Matched, at)
			}
		}
		i++
	}
	return p
}

// A Term is a word of a text as the index holds it.
type Term struct {
	Stem string
	Stop bool // a stop word: it carries no topic
}

// Terms are the words of a text in a language, in order: what learning counts.
func Terms(text, lang string) []Term {
	var scan scanner
	stems := newStemmer(lang)
	scan.reset(text)
	var out []Term
	for scan.next() {
		if scan.sym != symbols {
			continue
		}
		folded, spelled := fold(text[scan.start:scan.end], lang)
		if folded == "" {
			continue
		}
		t := Term{Stem: folded, Stop: isStop(folded, lang)}
		if !scan.dense {
			t.Stem = stems.term(folded, spelled)
		}
		out = append(out, t)
	}
	return out
}
