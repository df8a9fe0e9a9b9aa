package eval

import (
	"math"
	"slices"

	"lector/qa"
)

// rankingTrees is how the ranking's trees are grown.
var rankingTrees = boosting{trees: 160, depth: 4, rate: 0.1, leaf: 20, ridge: 10, inputs: 0.5}

// inputs returns the linear scores of an example's candidates, and what the
// trees see of the best sentences, by candidate; nil for the others.
func (e *example) inputs(x []float64) ([]float64, [][]float32) {
	n := len(e.gold)
	scores, order := make([]float64, n), make([]int, 0, n)
	features := make([][]float64, n)
	best := math.Inf(-1)
	for i := range n {
		f := make([]float64, len(x))
		for j, v := range e.rows[i*len(x) : (i+1)*len(x)] {
			f[j] = float64(v)
			scores[i] += float64(f[j] * x[j])
		}
		features[i] = f
		if e.place[i] > 0 {
			order = append(order, i)
			best = max(best, scores[i])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if scores[a] > scores[b] {
			return -1
		} else if scores[a] < scores[b] {
			return 1
		}
		return 0
	})
	order = order[:min(len(order), qa.Reranked)]
	var rivals qa.Rivals
	for _, i := range order {
		rivals.Add(features[i])
	}
	rows := make([][]float32, n)
	for _, i := range order {
		var before, after *float64
		for j := range n {
			switch e.place[j] {
			case e.place[i] - 1:
				if e.place[j] > 0 {
					before = &scores[j]
				}
			case e.place[i] + 1:
				after = &scores[j]
			}
		}
		rows[i] = qa.RankInputs(nil, features[i], scores[i], best, before, after, &rivals)
	}
	return scores, rows
}

// reranked returns the scores of linear weights and trees together.
func (e *example) reranked(x []float64, trees *qa.Trees) []float64 {
	scores, rows := e.inputs(x)
	for i, r := range rows {
		if r != nil {
			scores[i] += trees.Sum(r)
		}
	}
	return scores
}

// fitRankingTrees learns what trees add to the linear scores of the best
// sentences, by the same listwise loss. Features that are off they do not see.
func fitRankingTrees(examples []example, x []float64, off []bool) (qa.Trees, error) {
	hide := func(in []float32) {
		for j := range off {
			if off[j] {
				in[j], in[len(in)-len(off)+j] = 0, 0
			}
		}
	}
	type list struct {
		from, to int
		base     float64
	}
	parts := make([]struct {
		rows    [][]float32
		margins []float64
		gold    []float64
		lists   []list
	}, chunks)
	overChunks(len(examples), func(c, from, to int) {
		p := &parts[c]
		for k := from; k < to; k++ {
			e := &examples[k]
			scores, inputs := e.inputs(x)
			l, some := list{from: len(p.rows), base: e.base}, false
			for i, in := range inputs {
				if in != nil {
					hide(in)
					p.rows = append(p.rows, in)
					p.margins = append(p.margins, scores[i])
					p.gold = append(p.gold, float64(e.gold[i]))
					some = some || e.gold[i] > 0
				}
			}
			l.to = len(p.rows)
			if some && l.to-l.from > 1 {
				p.lists = append(p.lists, l)
			} else {
				p.rows, p.margins, p.gold = p.rows[:l.from], p.margins[:l.from], p.gold[:l.from]
			}
		}
	})
	var rows [][]float32
	var margins, gold []float64
	var lists []list
	for _, p := range parts {
		for _, l := range p.lists {
			lists = append(lists, list{l.from + len(rows), l.to + len(rows), l.base})
		}
		rows, margins, gold = append(rows, p.rows...), append(margins, p.margins...), append(gold, p.gold...)
	}
	return grow(newTable(rows), margins, func(margins, g, h []float64) {
		overChunks(len(lists), func(_, from, to int) {
			for _, l := range lists[from:to] {
				top := slices.Max(margins[l.from:l.to])
				all, right := 0.0, 0.0
				for i := l.from; i < l.to; i++ {
					h[i] = math.Exp(margins[i] - top)
					all += h[i]
					right += h[i] * gold[i]
				}
				right = max(right, 1e-300)
				for i := l.from; i < l.to; i++ {
					p := h[i] / all
					g[i] = l.base * (p - h[i]*gold[i]/right)
					h[i] = l.base * max(p*(1-p), 1e-4)
				}
			}
		})
	}, rankingTrees)
}
