package eval

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/optimize"
)

// example is a question with its candidates, for learning to rank.
type example struct {
	group int       // the article: folds never part one; noFold is never held out
	rows  []float32 // one row of features a candidate, all of the same width
	gold  []float32 // by candidate: how right it is, 0 not at all
	base  float64   // weight of the example
	place []int32   // by candidate: the number of the sentence, 0 of a prepared question
	// offset is what a candidate's score is beside its features; nil: nothing.
	offset []float32

	counted bool // whether the main figure counts it
	excerpt bool // asked of an excerpt
	terse   bool // typed in haste
	beside  bool // asked of an article with some pairs beside it
	typed   bool // of a question list
}

// chunks is into how many parts sums over examples are cut, always in the same
// places, so that they come out the same on any number of processors.
const chunks = 32

// overChunks calls do for each chunk [from, to) of n on all processors.
func overChunks(n int, do func(chunk, from, to int)) {
	var wg sync.WaitGroup
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	for c := range chunks {
		from, to := c*n/chunks, (c+1)*n/chunks
		wg.Add(1)
		gate <- struct{}{}
		go func() {
			defer wg.Done()
			do(c, from, to)
			<-gate
		}()
	}
	wg.Wait()
}

// objective is a sum over examples: it adds the gradient of examples
// [from, to) to grad and returns their loss.
type objective func(x, grad []float64, from, to int) float64

// minimise runs L-BFGS on the mean of an objective over n examples with an L2
// penalty of l2/2 · Σ x², free for x[0] when bias.
func minimise(f objective, n, width int, l2 float64, bias bool, start []float64, iterations int) ([]float64, error) {
	if start == nil {
		start = make([]float64, width)
	}
	last := make([]float64, width)
	grad := make([]float64, width)
	var value float64
	known := false
	at := func(x []float64) {
		if known {
			same := true
			for i := range x {
				if x[i] != last[i] {
					same = false
					break
				}
			}
			if same {
				return
			}
		}
		copy(last, x)
		known = true
		losses := make([]float64, chunks)
		grads := make([][]float64, chunks)
		overChunks(n, func(c, from, to int) {
			grads[c] = make([]float64, width)
			losses[c] = f(x, grads[c], from, to)
		})
		value = 0
		clear(grad)
		for c := range chunks {
			value += losses[c]
			for i, g := range grads[c] {
				grad[i] += g
			}
		}
		value /= float64(n)
		for i := range grad {
			grad[i] /= float64(n)
			if bias && i == 0 {
				continue
			}
			value += l2 / 2 * x[i] * x[i]
			grad[i] += l2 * x[i]
		}
	}
	result, err := optimize.Minimize(optimize.Problem{
		Func: func(x []float64) float64 { at(x); return value },
		Grad: func(g, x []float64) { at(x); copy(g, grad) },
	}, start, &optimize.Settings{
		GradientThreshold: 1e-6,
		MajorIterations:   iterations,
		Converger:         &optimize.FunctionConverge{Absolute: 1e-9, Iterations: 20},
	}, &optimize.LBFGS{Store: 20})
	if result == nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	// A line search that cannot improve on a minimum found is no fault.
	for _, v := range result.X {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("fit: weights are not finite")
		}
	}
	return result.X, nil
}

// listwise is the softmax loss over each example's candidates (ListNet's
// top-one cross entropy, Cao et al. 2007): minus the log of the share of
// probability that the right candidates get together.
func listwise(examples []example, width int) objective {
	return func(x, grad []float64, from, to int) float64 {
		var loss float64
		var scores, gold []float64
		for _, e := range examples[from:to] {
			n := len(e.gold)
			scores, gold = scores[:0], gold[:0]
			top := math.Inf(-1)
			for i := range n {
				row := e.rows[i*width : (i+1)*width]
				var s float64
				if e.offset != nil {
					s = float64(e.offset[i])
				}
				for j, v := range row {
					s += float64(v) * x[j]
				}
				scores = append(scores, s)
				top = max(top, s)
			}
			var all, right float64
			for i, s := range scores {
				p := math.Exp(s - top)
				all += p
				right += p * float64(e.gold[i])
				gold = append(gold, p*float64(e.gold[i]))
				scores[i] = p
			}
			if right <= 0 {
				right = 1e-300
			}
			loss += e.base * (math.Log(all) - math.Log(right))
			for i := range n {
				d := e.base * (scores[i]/all - gold[i]/right)
				if d == 0 {
					continue
				}
				for j, v := range e.rows[i*width : (i+1)*width] {
					grad[j] += d * float64(v)
				}
			}
		}
		return loss
	}
}

// scale is the root mean square of each feature about its mean within an
// example: what matters to a softmax is how candidates of one question differ.
// A feature that never differs gets 0.
func scale(examples []example, width int) []float64 {
	sums := make([][]float64, chunks)
	overChunks(len(examples), func(c, from, to int) {
		sum := make([]float64, width)
		mean := make([]float64, width)
		for _, e := range examples[from:to] {
			n := len(e.gold)
			clear(mean)
			for i, v := range e.rows {
				mean[i%width] += float64(v)
			}
			for i, v := range e.rows {
				d := float64(v) - mean[i%width]/float64(n)
				sum[i%width] += d * d / float64(n)
			}
		}
		sums[c] = sum
	})
	out := make([]float64, width)
	for c := range chunks {
		for i, v := range sums[c] {
			out[i] += v
		}
	}
	for i, v := range out {
		out[i] = math.Sqrt(v / float64(len(examples)))
		if out[i] < 1e-6 {
			out[i] = 0
		}
	}
	return out
}

// fitRanking learns the weights of a listwise ranking. Features are scaled
// before the penalty, and the weights returned fit features as they are.
// Features that off names stay 0.
func fitRanking(examples []example, width int, l2 float64, off []bool, iterations int) ([]float64, error) {
	scales := scale(examples, width)
	scaled := make([]example, len(examples))
	overChunks(len(examples), func(_, from, to int) {
		for k := from; k < to; k++ {
			e := examples[k]
			rows := make([]float32, len(e.rows))
			for i, v := range e.rows {
				if s := scales[i%width]; s > 0 && (off == nil || !off[i%width]) {
					rows[i] = float32(float64(v) / s)
				}
			}
			e.rows = rows
			scaled[k] = e
		}
	})
	x, err := minimise(listwise(scaled, width), len(scaled), width, l2, false, nil, iterations)
	if err != nil {
		return nil, err
	}
	for i := range x {
		if scales[i] == 0 || off != nil && off[i] {
			x[i] = 0
			continue
		}
		x[i] /= scales[i]
	}
	return x, nil
}

// bestOf is the index of the highest score of an example's candidates, the
// first of equals.
func bestOf(e example, x []float64) int {
	best, top := 0, math.Inf(-1)
	for i := range e.gold {
		var s float64
		if e.offset != nil {
			s = float64(e.offset[i])
		}
		for j, v := range e.rows[i*len(x) : (i+1)*len(x)] {
			s += float64(v) * x[j]
		}
		if s > top {
			best, top = i, s
		}
	}
	return best
}

// rightShare is the share of the counted examples whose best candidate is right.
func rightShare(examples []example, x []float64) float64 {
	right := make([]float64, chunks)
	overChunks(len(examples), func(c, from, to int) {
		for _, e := range examples[from:to] {
			if e.counted && e.gold[bestOf(e, x)] > 0 {
				right[c]++
			}
		}
	})
	var sum float64
	for _, r := range right {
		sum += r
	}
	return sum / max(countOf(examples), 1)
}

// countOf is the number of examples that figures count.
func countOf(examples []example) float64 {
	n := 0.0
	for _, e := range examples {
		n += indicator(e.counted)
	}
	return n
}

// round rounds weights to what is kept of them.
func round(x []float64) {
	for i, v := range x {
		x[i] = significant(v, weightDigits)
	}
}

// product is the inner product, summed in order and never fused.
func product(row, x []float64) float64 {
	var z float64
	for j, v := range row {
		z += float64(v * x[j])
	}
	return z
}

// logit is the probability of log-odds.
func logit(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// apart parts examples into those of a fold, and the rest.
func apart(examples []example, folds, fold int) (held, rest []example) {
	for _, e := range examples {
		if e.group%folds == fold {
			held = append(held, e)
		} else {
			rest = append(rest, e)
		}
	}
	return held, rest
}

// significant rounds to n significant decimal digits, so that the noise of
// another machine's arithmetic does not reach a file.
func significant(v float64, n int) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	var out float64
	if _, err := fmt.Sscanf(fmt.Sprintf("%.*e", n-1, v), "%g", &out); err != nil {
		return 0
	}
	return out
}

// logistic is the log loss of rows[i]·x against right[i], where the first
// feature of each row is 1.
func logistic(rows [][]float64, right []float64, weight []float64) objective {
	return func(x, grad []float64, from, to int) float64 {
		var loss float64
		for i := from; i < to; i++ {
			var z float64
			for j, v := range rows[i] {
				z += v * x[j]
			}
			p := 1 / (1 + math.Exp(-z))
			w := 1.0
			if weight != nil {
				w = weight[i]
			}
			loss -= w * (right[i]*math.Log(max(p, 1e-15)) + (1-right[i])*math.Log(max(1-p, 1e-15)))
			for j, v := range rows[i] {
				grad[j] += w * (p - right[i]) * v
			}
		}
		return loss
	}
}
