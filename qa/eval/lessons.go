package eval

import (
	"lector/article"
	"lector/qa"
)

// A lesson is what training asks questions of: a group as the files have it, or
// an excerpt of one. Articles of encyclopaedias are long; the news and notices
// that members ask about are not, and the weights must fit both.
type lesson struct {
	Group
	source  int  // the group it is, or is an excerpt of: folds never part one; noFold
	foreign int  // the lesson whose questions it has no answer to
	sibling int  // the lesson with another excerpt of the same article; itself: none
	excerpt bool // a few paragraphs
	typed   bool // a question list: asked as members ask
}

// noFold is the source of what is never held out.
const noFold = -1

// mostParagraphs is how many paragraphs an article has at most. What is longer is
// a heap of posts: only excerpts of it teach.
const mostParagraphs = 500

// othersOf returns the lessons of files that the ranking alone learns from.
func othersOf(groups []Group) []lesson {
	var out []lesson
	for _, l := range lessonsOf(groups, make([]bool, len(groups))) {
		if l.excerpt || len(l.Paragraphs) != 1 || len(l.Paragraphs[0]) <= mostParagraphs {
			l.source = noFold
			out = append(out, l)
		}
	}
	return out
}

// excerptLengths are how many paragraphs excerpts have, in turn.
var excerptLengths = [...]int{4, 7, 5, 8, 6}

// lessonsOf returns the groups, and behind them the excerpts of those that
// have enough paragraphs.
func lessonsOf(groups []Group, typed []bool) []lesson {
	var out []lesson
	for i, g := range groups {
		out = append(out, lesson{Group: g, source: i, foreign: (i + 1) % len(groups), sibling: i, typed: typed[i]})
	}
	first := make([]int, len(groups)+1) // by source: its first excerpt
	for i := range groups {
		first[i] = len(out)
		for _, g := range excerptsOf(&groups[i]) {
			out = append(out, lesson{Group: g, source: i, excerpt: true})
		}
	}
	first[len(groups)] = len(out)
	for k := len(groups); k < len(out); k++ {
		l := &out[k]
		from, to := first[l.source], first[l.source+1]
		l.sibling = from + (k-from+1)%(to-from)
		// The next article's excerpts in turn; the next article itself where it has none.
		next := (l.source + 1) % len(groups)
		l.foreign = next
		if n := first[next+1] - first[next]; n > 0 {
			l.foreign = first[next] + (k-from)%n
		}
	}
	return out
}

// excerptsOf cuts a group of one article into excerpts, each with the questions
// that it answers. What is too short to cut gives none.
func excerptsOf(g *Group) []Group {
	if len(g.Articles) != 1 || len(g.Paragraphs) != 1 {
		return nil
	}
	whole, paragraphs := g.Articles[0], g.Paragraphs[0]
	if len(paragraphs) < 2*excerptLengths[0] {
		return nil
	}
	var out []Group
	for from, turn := 0, 0; from < len(paragraphs); turn++ {
		to := min(len(paragraphs), from+excerptLengths[turn%len(excerptLengths)])
		if len(paragraphs)-to < excerptLengths[0] {
			to = len(paragraphs)
		}
		cut := article.Span{Start: paragraphs[from].Start, End: paragraphs[to-1].End}
		part := whole
		part.Text = cut.Of(whole.Text)
		e := Group{Articles: []article.Article{part}}
		for _, q := range g.Questions {
			var gold []Place
			for _, p := range q.Gold {
				if cut.Contains(p.Span) {
					p.Span.Start -= cut.Start
					p.Span.End -= cut.Start
					gold = append(gold, p)
				}
			}
			if len(gold) > 0 {
				q.Gold = gold
				e.Questions = append(e.Questions, q)
			}
		}
		if len(e.Questions) > 0 {
			out = append(out, e)
		}
		from = to
	}
	return out
}

// heldShare is the share of the examples picked whose best candidate is right
// by the weights and trees learned without their fold.
func heldShare(examples []example, weights [][]float64, trees []qa.Trees, pick func(example) bool) float64 {
	right, all := 0.0, 0.0
	for _, e := range examples {
		if pick(e) {
			f := e.group % len(weights)
			scores := e.reranked(weights[f], &trees[f])
			best := 0
			for i, s := range scores {
				if s > scores[best] {
					best = i
				}
			}
			all++
			right += indicator(e.gold[best] > 0)
		}
	}
	return right / max(all, 1)
}
