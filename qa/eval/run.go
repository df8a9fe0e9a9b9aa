package eval

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unicode"

	"lector/article"
	"lector/qa"
)

// depth is how many passages are looked at: for hit@5 and MRR@10.
const depth = 10

// Options say what is measured. The zero value asks every question as it is of
// its own article.
type Options struct {
	Scope   Scope // empty: the whole article
	Typos   int   // typing errors a question, see [Typos]
	Others  bool  // ask each question of the next article of the file as well, where only silence is right
	Caution qa.Caution
	Text    string // the article of question lists that have none beside them
	Limit   int    // at most so many groups a file; 0 is all
	Seed    uint64 // of typing errors and resampling; 0 is 1
	Rounds  int    // of the bootstrap; 0 is 1,000, less than 0 none
	Workers int    // 0: one a processor
	Misses  int    // how many misses are kept to be read; 0 is 50
	// Begin is told how many questions will be asked, and Asked of each that
	// was, from several goroutines; nil is nobody.
	Begin func(total int)
	Asked func()
	// Engine makes the engine that is measured; nil is [qa.New].
	Engine func(qa.Source) *qa.Engine
}

func (o Options) filled() Options {
	if o.Scope == "" {
		o.Scope = WholeArticle
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Rounds == 0 {
		o.Rounds = 1000
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Misses == 0 {
		o.Misses = 50
	}
	if o.Engine == nil {
		o.Engine = func(src qa.Source) *qa.Engine { return qa.New(src) }
	}
	return o
}

// Run asks the questions of every file and measures the answers. The same
// files and options give the same report.
func Run(ctx context.Context, files []string, o Options) (Report, error) {
	o = o.filled()
	sets, err := Load(files, o.Scope, o.Text)
	if err != nil {
		return Report{}, err
	}
	return Measure(ctx, sets, o)
}

// Measure asks the questions of sets that are loaded.
func Measure(ctx context.Context, sets []Set, o Options) (Report, error) {
	o = o.filled()
	report := Report{Typos: o.Typos, Scope: o.Scope, Seed: o.Seed}
	total := 0
	for i := range sets {
		if o.Limit > 0 && len(sets[i].Groups) > o.Limit {
			sets[i].Groups = sets[i].Groups[:o.Limit]
		}
		for _, g := range sets[i].Groups {
			n := len(g.Questions)
			if o.Others && len(sets[i].Groups) > 1 {
				n *= 2
			}
			total += n
		}
	}
	if total == 0 {
		return report, errors.New("the files hold no question")
	}
	if o.Begin != nil {
		o.Begin(total)
	}
	tell := func() {
		if o.Asked != nil {
			o.Asked()
		}
	}
	for _, set := range sets {
		outcomes, err := ask(ctx, set, o, tell)
		if err != nil {
			return report, fmt.Errorf("ask %s: %w", set.File, err)
		}
		report.Results = append(report.Results, summarise(set, outcomes, o))
	}
	return report, nil
}

// ask asks a set's questions, each group's by an engine of its own, and
// returns the outcomes in the order of the file.
func ask(ctx context.Context, set Set, o Options, tell func()) ([]outcome, error) {
	each := make([][]outcome, len(set.Groups))
	errs := make([]error, len(set.Groups))
	work := make(chan int)
	var wg sync.WaitGroup
	for range min(o.Workers, len(set.Groups)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range work {
				each[i], errs[i] = askGroup(ctx, set, i, o, tell)
			}
		}()
	}
	for i := range set.Groups {
		if ctx.Err() != nil {
			break
		}
		work <- i
	}
	close(work)
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var all []outcome
	for _, e := range each {
		all = append(all, e...)
	}
	return all, nil
}

func askGroup(ctx context.Context, set Set, i int, o Options, tell func()) ([]outcome, error) {
	g := &set.Groups[i]
	engine := o.Engine(article.NewShelf(g.Articles...))
	var out []outcome
	put := func(q *Question, foreign bool, group int) error {
		r, err := askOne(ctx, engine, g, q, foreign, o)
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		r.group = group
		out = append(out, r)
		tell()
		return nil
	}
	for k := range g.Questions {
		if err := put(&g.Questions[k], false, i); err != nil {
			return nil, err
		}
	}
	if o.Others && len(set.Groups) > 1 {
		from := (i + 1) % len(set.Groups)
		other := set.Groups[from].Questions
		for k := range other {
			// Resampled with the article that it was written for.
			if err := put(&other[k], true, from); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func askOne(ctx context.Context, engine *qa.Engine, g *Group, q *Question, foreign bool, o Options) (outcome, error) {
	r := outcome{question: q, foreign: foreign, answerable: !foreign && len(q.Gold) > 0}
	r.asked = Typos(q.Text, q.ID, o.Typos, o.Seed)
	answer, err := engine.Ask(ctx, qa.Question{Text: r.asked, Caution: o.Caution, Top: depth})
	if err != nil {
		return r, err
	}
	r.verdict, r.confidence = answer.Verdict, answer.Confidence
	if len(answer.Passages) > 0 {
		r.length = answer.Passages[0].Span.Len()
		r.top = answer.Passages[0].Text()
	}
	if !r.answerable {
		return r, nil
	}
	r.want = want(g, q)
	seen := make(map[string]bool)
	for _, p := range answer.Passages[:min(len(answer.Passages), depth)] {
		if seen[g.unit(p)] {
			continue
		}
		seen[g.unit(p)] = true
		if isRight(p, q.Gold) {
			r.rank = len(seen)
			break
		}
	}
	switch r.verdict {
	case qa.Answered:
		r.said = r.rank == 1
	case qa.Unsure: // what is shown is what the verdict needs
		shown, err := engine.Ask(ctx, qa.Question{Text: r.asked, Caution: o.Caution})
		if err != nil {
			return r, err
		}
		for _, p := range shown.Passages {
			r.said = r.said || isRight(p, q.Gold)
		}
	}
	return r, nil
}

// isRight reports whether a passage is one of the places that answer.
func isRight(p qa.Passage, gold []Place) bool {
	for _, g := range gold {
		if p.Article.ID != g.Article {
			continue
		}
		switch {
		case g.Pair != "" && p.Pair != nil && p.Pair.ID == g.Pair:
			return true
		case g.Span.Len() == 0:
		case g.Middle:
			if m := p.Span.Start + p.Span.Len()/2; m >= g.Span.Start && m < g.Span.End {
				return true
			}
		case p.Span.Overlaps(g.Span):
			return true
		}
	}
	return false
}

// unit names what a passage counts as: where the group has threads, all
// passages of a thread are one find, else each is its own.
func (g *Group) unit(p qa.Passage) string {
	for i, u := range g.Units {
		if p.Article.ID == u.Article && (p.Pair != nil && p.Pair.ID == u.Pair || p.Span.Overlaps(u.Span)) {
			return fmt.Sprint("unit ", i)
		}
	}
	if p.Pair != nil {
		return "pair " + string(p.Article.ID) + " " + p.Pair.ID
	}
	return fmt.Sprint(p.Article.ID, p.Span)
}

// want is the text of the first place that answers, for reading misses.
func want(g *Group, q *Question) string {
	for _, p := range q.Gold {
		for _, a := range g.Articles {
			if a.ID != p.Article {
				continue
			}
			if p.Span.Len() > 0 {
				return p.Span.Of(a.Text)
			}
			for _, pair := range a.Pairs {
				if pair.ID == p.Pair {
					return "pair " + pair.ID + ": " + strings.Join(pair.Questions[:min(3, len(pair.Questions))], " / ")
				}
			}
		}
	}
	return ""
}

// compareSentences measures the sentences that the articles of a set are cut
// into against the official ones.
func compareSentences(set Set) *Sentences {
	var found, wanted, common, foundSpans, wantedSpans, commonSpans, articles int
	for _, g := range set.Groups {
		for i, a := range g.Articles {
			if i >= len(g.Sentences) {
				continue
			}
			articles++
			inner := make(map[int]bool) // official starts within a paragraph
			spans := make(map[article.Span]bool)
			firsts := make(map[int]bool)
			for _, p := range g.Paragraphs[i] {
				firsts[skipSpace(a.Text, p.Start)] = true
			}
			for _, s := range g.Sentences[i] {
				s = trimmed(a.Text, s)
				if s.Len() == 0 {
					continue
				}
				wantedSpans++
				spans[s] = true
				if !firsts[s.Start] {
					inner[s.Start] = true
					wanted++
				}
			}
			for _, p := range article.Outline(a.Text, a.Lang) {
				for _, s := range p.Sentences {
					foundSpans++
					if spans[trimmed(a.Text, s)] {
						commonSpans++
					}
					if firsts[s.Start] {
						continue
					}
					found++
					if inner[s.Start] {
						common++
					}
				}
			}
		}
	}
	if articles == 0 {
		return nil
	}
	return &Sentences{
		BoundaryF1:  f1(found, wanted, common),
		SpanF1:      f1(foundSpans, wantedSpans, commonSpans),
		PerArticle:  float64(foundSpans) / float64(articles),
		OfficialPer: float64(wantedSpans) / float64(articles),
	}
}

func skipSpace(text string, i int) int {
	return len(text) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
}

// trimmed is the span without white space at its ends.
func trimmed(text string, s article.Span) article.Span {
	t := s.Of(text)
	s.Start += len(t) - len(strings.TrimLeftFunc(t, unicode.IsSpace))
	s.End = s.Start + len(strings.TrimSpace(t))
	return s
}
