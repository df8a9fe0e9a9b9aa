package qa

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	"lector/article"
)

// Suggestion is an entry of an autocomplete list.
type Suggestion struct {
	Text    string // what to show: a prepared question, a title or a sentence
	Passage Passage
}

// maxTyped bounds what is read of a half-typed question, in bytes.
const maxTyped = 512

// maxScanned bounds how many phrasings, titles or sentences are held against
// what was typed letter by letter; in a larger scope the index alone proposes.
const maxScanned = 20_000

// Suggest returns at most n things that a half-typed question may mean, best
// first; what q.Complete says. With nothing typed these are the first ones of
// the articles, by article ID. What starts as typed comes first, then what
// holds it, then what holds its words, the last one perhaps unfinished, then
// what has its letters in that order. The errors are those of [Engine.Ask].
func (e *Engine) Suggest(ctx context.Context, q Question, n int) ([]Suggestion, error) {
	if n <= 0 {
		return nil, nil
	}
	w := e.works.Get().(*work)
	defer e.works.Put(w)
	if err := e.open(ctx, w, q); err != nil {
		return nil, err
	}
	typed := strings.ToValidUTF8(q.Text, " ")
	if len(typed) > maxTyped {
		typed = strings.ToValidUTF8(typed[:maxTyped], "")
	}
	c := completer{work: w, typed: comparable(typed), open: !strings.HasSuffix(typed, " "), n: n}
	switch q.Complete {
	case CompleteTitles:
		return c.titles(), nil
	case CompleteQuestions:
		c.search(typed)
		return c.questions(), nil
	case CompleteSentences:
		c.search(typed)
		return c.sentences(), nil
	}
	c.search(typed)
	questions, sentences := c.questions(), c.sentences()
	// Half and half, but for what the one leaves to the other.
	half := min(len(questions), max((n+1)/2, n-len(sentences)))
	return append(questions[:half:half], sentences[:min(len(sentences), n-half)]...), nil
}

// A completer finds what to propose.
type completer struct {
	*work
	typed string // as comparable gives it
	open  bool   // the last word may go on
	n     int
	list  []proposal
}

// A proposal is something to propose; the lower its tier, the better.
type proposal struct {
	tier  int
	score float64 // within the tier, greater is better
	text  string
	at    hit
}

const (
	tierStarts = iota
	tierHolds
	tierWords
	tierLetters
)

// comparable is a text for comparing letter by letter: folded, one space between
// words, none around.
func comparable(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	s = strings.ToLower(s)
	if !ascii {
		s = dropMarks(strings.Map(straighten, s))
	}
	return strings.Join(strings.Fields(s), " ")
}

// suggestedSentences is how many sentences are gone through for those that the
// typed words complete.
const suggestedSentences = 40

// search looks the typed words up, the last one as the beginning of any word.
func (c *completer) search(typed string) {
	w := c.work
	q := &w.query
	q.read(typed, w.scope.langs, &w.scan, w.stems)
	for i := range q.slots {
		q.slots[i].content = q.slots[i].content || len(q.slots) == 1
	}
	w.resolve()
	if c.open && len(q.seq) > 0 && q.seq[len(q.seq)-1] >= 0 {
		s := &q.slots[q.seq[len(q.seq)-1]]
		if s.df == 0 || len(s.folded) < 4 {
			s.content = true
			w.expander.finish(&w.scope, s)
		}
	}
	for i := range q.slots {
		if s := &q.slots[i]; s.content && s.df == 0 && len(s.alts) == 0 && correctable(s) {
			w.expander.correct(q, &w.scope, i)
		}
	}
	w.resolveAlternatives()
	w.weigh()
	w.search.run(q, &w.scope, suggestedSentences)
}

// finish takes an unfinished word for the most frequent words that begin so.
func (x *expander) finish(sc *scope, s *slot) {
	x.found = x.found[:0]
	for i := range sc.views {
		v := &sc.views[i]
		t := &v.seg.words
		from := t.text.search(s.folded)
		for w := from; w < t.text.len() && w < from+5000 && strings.HasPrefix(t.text.at(w), s.folded); w++ {
			df := v.df(t.term[w])
			if df == 0 {
				continue
			}
			folded := t.text.at(w)
			if at := slices.IndexFunc(x.found, func(c correction) bool { return c.folded == folded }); at >= 0 && len(sc.views) > 1 {
				x.found[at].df += df
			} else {
				x.found = append(x.found, correction{folded: folded, df: df})
			}
		}
	}
	slices.SortFunc(x.found, func(a, b correction) int {
		return cmp.Or(cmp.Compare(b.df, a.df), strings.Compare(a.folded, b.folded))
	})
	for _, f := range x.found[:min(len(x.found), maxAlternatives)] {
		s.add(alternative{folded: f.folded, weight: 0.9, how: "prefix"})
	}
}

// questions proposes prepared questions, one phrasing a pair.
func (c *completer) questions() []Suggestion {
	c.list = c.list[:0]
	sc := &c.scope
	count := 0
	for view := range sc.views {
		c.each(view, true, func(u uint32) bool {
			seg := sc.views[view].seg
			art := seg.articles[seg.articleOf(u)]
			text := art.Pairs[seg.units[u].start].Questions[seg.units[u].end]
			c.consider(text, hit{int32(view), u, 0}, seg.units[u].end == 0)
			count++
			return count < maxScanned
		})
	}
	c.found(c.work.search.phrasings.hits, func(h hit) string {
		seg := sc.views[h.view].seg
		art := seg.articles[seg.articleOf(h.unit)]
		return art.Pairs[seg.units[h.unit].start].Questions[seg.units[h.unit].end]
	})
	if len(c.list) < c.n && len(c.typed) >= 2 {
		c.letters(func(yield func(string, hit)) {
			n := 0
			for view := range sc.views {
				c.each(view, true, func(u uint32) bool {
					seg := sc.views[view].seg
					if seg.units[u].end == 0 { // main phrasings
						yield(seg.articles[seg.articleOf(u)].Pairs[seg.units[u].start].Questions[0], hit{int32(view), u, 0})
						n++
					}
					return n < 2000
				})
			}
		})
	}
	c.sort()
	var out []Suggestion
	var shown []hit
	for _, p := range c.list {
		if slices.ContainsFunc(shown, func(h hit) bool { return samePair(sc, h, p.at) }) {
			continue
		}
		shown = append(shown, p.at)
		out = append(out, Suggestion{p.text, c.passageOf(p.at, true)})
		if len(out) == c.n {
			break
		}
	}
	return out
}

// sentences proposes sentences as they stand.
func (c *completer) sentences() []Suggestion {
	c.list = c.list[:0]
	sc := &c.scope
	count := 0
	text := func(h hit) string {
		seg := sc.views[h.view].seg
		u := seg.units[h.unit]
		return seg.articles[seg.articleOf(h.unit)].Text[u.start:u.end]
	}
	if sc.units <= maxScanned {
		for view := range sc.views {
			c.each(view, false, func(u uint32) bool {
				seg := sc.views[view].seg
				if seg.paras[seg.units[u].para].block != article.Heading {
					h := hit{int32(view), u, 0}
					c.consider(text(h), h, true)
				}
				count++
				return c.typed != "" || len(c.list) < c.n
			})
		}
	}
	c.found(c.work.search.sentences.hits, text)
	c.sort()
	var out []Suggestion
	for _, p := range c.list[:min(c.n, len(c.list))] {
		out = append(out, Suggestion{p.text, c.passageOf(p.at, false)})
	}
	return out
}

// titles proposes the articles by their titles.
func (c *completer) titles() []Suggestion {
	c.list = c.list[:0]
	sc := &c.scope
	var all []proposal
	for i := range sc.views {
		v := &sc.views[i]
		for a, art := range v.seg.articles {
			if v.gone(uint32(a)) || sc.article != nil && sc.article[i] != int32(a) || len(all) == maxScanned {
				continue
			}
			all = append(all, proposal{text: art.Title, at: hit{int32(i), uint32(a), 0}})
		}
	}
	for _, p := range all {
		c.consider(p.text, p.at, true)
	}
	if len(c.list) < c.n && len(c.typed) >= 2 {
		c.letters(func(yield func(string, hit)) {
			for _, p := range all {
				yield(p.text, p.at)
			}
		})
	}
	slices.SortStableFunc(c.list, func(a, b proposal) int {
		x, y := sc.views[a.at.view].seg.articles[a.at.unit], sc.views[b.at.view].seg.articles[b.at.unit]
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.score, a.score), byID(x, y), strings.Compare(string(x.Collection), string(y.Collection)))
	})
	var out []Suggestion
	for _, p := range c.list[:min(c.n, len(c.list))] {
		seg := sc.views[p.at.view].seg
		out = append(out, Suggestion{p.text, c.opening(seg, p.at.unit)})
	}
	return out
}

// opening is an article's first sentence, or its first byte when it has none.
func (c *completer) opening(seg *segment, a uint32) Passage {
	art := seg.articles[a]
	p := Passage{Kind: SentencePassage, Article: art, Paragraph: 1, Sentence: 1}
	if r := seg.ranges[a]; r.first < r.last {
		u := seg.units[r.first]
		pa := seg.paras[u.para]
		p.Span = article.Span{Start: int(u.start), End: int(u.end)}
		p.Paragraph, p.Sentence = int(pa.number), int(pa.opening)
	}
	return p
}

// each calls f with the live units of a view, phrasings or sentences, until it
// returns false.
func (c *completer) each(view int, phrasings bool, f func(u uint32) bool) {
	v := &c.scope.views[view]
	for a := range v.seg.articles {
		if v.gone(uint32(a)) || c.scope.article != nil && c.scope.article[view] != int32(a) {
			continue
		}
		r := v.seg.ranges[a]
		from, to := r.first, r.last
		if phrasings {
			from, to = r.firstPhrasing, r.lastPhrasing
		}
		for u := from; u < to; u++ {
			if !f(u) {
				return
			}
		}
	}
}

// consider proposes a text that starts with what was typed or holds it at the
// beginning of a word; with nothing typed, one that is shown by default.
func (c *completer) consider(text string, at hit, byDefault bool) {
	if c.typed == "" {
		if byDefault {
			c.list = append(c.list, proposal{tierStarts, 0, text, at})
		}
		return
	}
	p := comparable(text)
	i := strings.Index(p, c.typed)
	if i < 0 {
		return
	}
	tier := tierStarts
	if i > 0 {
		tier = tierHolds
		if p[i-1] != ' ' && p[i-1] < utf8.RuneSelf {
			return
		}
	}
	c.list = append(c.list, proposal{tier, -float64(i), text, at})
}

// found proposes what the index found.
func (c *completer) found(hits []hit, text func(hit) string) {
	for _, h := range hits {
		if slices.ContainsFunc(c.list, func(p proposal) bool { return p.at.view == h.view && p.at.unit == h.unit }) {
			continue
		}
		c.list = append(c.list, proposal{tierWords, h.score, text(h), hit{h.view, h.unit, 0}})
	}
}

// letters proposes short texts that have the typed letters in their order. The
// pattern is cut to where the matcher's scores still mean something; they are
// compared for this pattern only.
func (c *completer) letters(all func(yield func(string, hit))) {
	pattern := strings.ReplaceAll(c.typed, " ", "")
	if utf8.RuneCountInString(pattern) > maxFuzzy {
		pattern = string([]rune(pattern)[:maxFuzzy])
	}
	var texts []string
	var shown []string
	var at []hit
	all(func(s string, h hit) {
		if slices.ContainsFunc(c.list, func(p proposal) bool { return p.at.view == h.view && p.at.unit == h.unit }) {
			return
		}
		texts, shown, at = append(texts, comparable(s)), append(shown, s), append(at, h)
	})
	for _, m := range fuzzy.FindNoSort(pattern, texts) {
		c.list = append(c.list, proposal{tierLetters, float64(m.Score), shown[m.Index], at[m.Index]})
	}
}

func (c *completer) sort() {
	r := &c.work.search.sentences // for its order of ties
	slices.SortStableFunc(c.list, func(a, b proposal) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.score, a.score), r.compare(a.at, b.at))
	})
}

// passageOf is the passage of a unit that was proposed.
func (c *completer) passageOf(h hit, pair bool) Passage {
	seg := c.scope.views[h.view].seg
	u := seg.units[h.unit]
	pa := &seg.paras[u.para]
	p := Passage{Kind: SentencePassage, Article: seg.articles[pa.article]}
	if pair {
		q := &seg.quotes[pa.opening]
		p.Kind, p.Pair, p.Span = PairPassage, &p.Article.Pairs[pa.number], q.Span
		p.Paragraph, p.Sentence = int(q.paragraph), int(q.sentence)
		return p
	}
	p.Span = article.Span{Start: int(u.start), End: int(u.end)}
	p.Paragraph, p.Sentence = int(pa.number), int(pa.opening)+int(h.unit-pa.first)
	return p
}
