package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"lector/qa"
)

// boosting says how trees are grown.
type boosting struct {
	trees int
	depth int
	rate  float64 // how much of a leaf's best value it gets
	leaf  float64 // the least curvature in a leaf
	ridge float64 // penalty on the square of a leaf's value
	// How much of the inputs each tree sees, drawn anew for each; 0 is all.
	inputs float64
}

// boostSeed draws the inputs of trees: the same each time.
const boostSeed = 7

// bins is into how many ranges an input is cut at most.
const bins = 48

// fixed is the unit of gradients, as a power of two: they are summed as
// integers, so that the order of summation cannot change a tree.
const fixed = 1 << 24

// A table holds the inputs of rows, cut into ranges: all that trees see.
type table struct {
	rows int
	cuts [][]float32 // by input: a value in bin b is less than cuts[b] and not less than cuts[b-1]
	bins [][]uint8   // by input, by row
	off  []bool      // by input: not for the tree that is being grown
}

// newTable cuts the inputs at their quantiles.
func newTable(rows [][]float32) *table {
	if len(rows) == 0 {
		return &table{}
	}
	width := len(rows[0])
	t := &table{rows: len(rows), cuts: make([][]float32, width), bins: make([][]uint8, width)}
	forEach(width, func(j int) {
		step := max(1, len(rows)/20000)
		var values []float32
		for i := 0; i < len(rows); i += step {
			values = append(values, rows[i][j])
		}
		slices.Sort(values)
		var cuts []float32
		for b := 1; b < bins; b++ {
			at := b * len(values) / bins
			v := values[at]
			k, _ := slices.BinarySearch(values, v)
			if k == 0 {
				// The least value: cut above it.
				k, _ = slices.BinarySearchFunc(values, v, func(a, b float32) int {
					if a <= b {
						return -1
					}
					return 1
				})
				if k == len(values) {
					continue
				}
			}
			cut := float32(significant((float64(values[k-1])+float64(values[k]))/2, 5))
			if cut > values[k-1] && cut <= values[k] && (len(cuts) == 0 || cut > cuts[len(cuts)-1]) {
				cuts = append(cuts, cut)
			}
		}
		column := make([]uint8, len(rows))
		for i, r := range rows {
			// The first cut that is greater than the value.
			lo, hi := 0, len(cuts)
			for lo < hi {
				m := (lo + hi) / 2
				if r[j] < cuts[m] {
					hi = m
				} else {
					lo = m + 1
				}
			}
			column[i] = uint8(lo)
		}
		t.cuts[j], t.bins[j] = cuts, column
	})
	return t
}

// forEach calls do for 0 to n-1 from as many goroutines as [overChunks] uses.
func forEach(n int, do func(i int)) {
	overChunks(n, func(_, from, to int) {
		for i := from; i < to; i++ {
			do(i)
		}
	})
}

type slope struct{ g, h int64 }

// A branch is a node that is being grown.
type branch struct {
	rows        []int32
	sum         slope
	hist        [][]slope // by input, by bin
	input       int       // -1: a leaf
	cut         float32
	value       float64
	left, right *branch
}

// grow boosts trees on the rows of a table. margins are what they start from,
// and end as what they come to. slopes fills the gradient and the curvature of
// the loss by margin.
func grow(t *table, margins []float64, slopes func(margins, g, h []float64), o boosting) (qa.Trees, error) {
	g, h := make([]float64, t.rows), make([]float64, t.rows)
	whole := make([]slope, t.rows)
	var text strings.Builder
	draw := rand.New(rand.NewPCG(boostSeed, 0))
	t.off = make([]bool, len(t.bins))
	for range o.trees {
		if o.inputs > 0 {
			for j := range t.off {
				t.off[j] = draw.Float64() >= o.inputs
			}
		}
		slopes(margins, g, h)
		root := &branch{rows: make([]int32, 0, t.rows)}
		for i := range whole {
			whole[i] = slope{int64(math.Round(g[i] * fixed)), int64(math.Round(h[i] * fixed))}
			if whole[i].h != 0 {
				root.rows = append(root.rows, int32(i))
				root.sum.g += whole[i].g
				root.sum.h += whole[i].h
			}
		}
		root.hist = t.histogram(root.rows, whole)
		t.split(root, whole, o, o.depth)
		root.spell(&text, true)
		text.WriteByte('\n')
		root.settle(margins)
	}
	return qa.ParseTrees(text.String())
}

// histogram sums the slopes of rows by input and bin.
func (t *table) histogram(rows []int32, whole []slope) [][]slope {
	hist := make([][]slope, len(t.bins))
	forEach(len(t.bins), func(j int) {
		if t.off[j] {
			return
		}
		column, out := t.bins[j], make([]slope, len(t.cuts[j])+1)
		for _, i := range rows {
			s := &out[column[i]]
			s.g += whole[i].g
			s.h += whole[i].h
		}
		hist[j] = out
	})
	return hist
}

// gain is twice how much a node of that slope lowers the loss.
func (s slope) gain(ridge float64) float64 {
	g, h := float64(s.g)/fixed, float64(s.h)/fixed
	return g * g / (h + ridge)
}

// split parts a branch where that lowers the loss most, and what is below it,
// depth times.
func (t *table) split(b *branch, whole []slope, o boosting, depth int) {
	b.input = -1
	b.value = significant(-o.rate*(float64(b.sum.g)/fixed)/(float64(b.sum.h)/fixed+o.ridge), 3)
	if depth == 0 {
		b.hist = nil
		return
	}
	type found struct {
		gain float64
		bin  int
	}
	best := make([]found, len(t.bins))
	all := b.sum.gain(o.ridge)
	forEach(len(t.bins), func(j int) {
		if t.off[j] {
			return
		}
		var left slope
		for k := range t.cuts[j] {
			left.g += b.hist[j][k].g
			left.h += b.hist[j][k].h
			right := slope{b.sum.g - left.g, b.sum.h - left.h}
			if float64(left.h)/fixed < o.leaf || float64(right.h)/fixed < o.leaf {
				continue
			}
			if gain := left.gain(o.ridge) + right.gain(o.ridge) - all; gain > best[j].gain {
				best[j] = found{gain, k}
			}
		}
	})
	at := 0
	for j := range best {
		if best[j].gain > best[at].gain {
			at = j
		}
	}
	if len(best) == 0 || best[at].gain <= 1e-9 {
		b.hist = nil
		return
	}
	b.input, b.cut = at, t.cuts[at][best[at].bin]
	b.left, b.right = &branch{}, &branch{}
	for _, i := range b.rows {
		side := b.right
		if int(t.bins[at][i]) <= best[at].bin {
			side = b.left
		}
		side.rows = append(side.rows, i)
		side.sum.g += whole[i].g
		side.sum.h += whole[i].h
	}
	if depth > 1 {
		// One side is summed, the other is what is left.
		small, large := b.left, b.right
		if len(small.rows) > len(large.rows) {
			small, large = large, small
		}
		small.hist = t.histogram(small.rows, whole)
		large.hist = b.hist
		for j := range large.hist {
			for k := range large.hist[j] {
				large.hist[j][k].g -= small.hist[j][k].g
				large.hist[j][k].h -= small.hist[j][k].h
			}
		}
	}
	b.hist = nil
	t.split(b.left, whole, o, depth-1)
	t.split(b.right, whole, o, depth-1)
	n, m := float64(len(b.left.rows)), float64(len(b.right.rows))
	b.value = significant((b.left.value*n+b.right.value*m)/(n+m), 3)
}

// settle adds to the margins of a branch's rows what its leaves add.
func (b *branch) settle(margins []float64) {
	if b.input >= 0 {
		b.left.settle(margins)
		b.right.settle(margins)
		return
	}
	for _, i := range b.rows {
		margins[i] += float64(float32(b.value))
	}
}

func (b *branch) spell(w *strings.Builder, first bool) {
	if !first {
		w.WriteByte(' ')
	}
	if b.input < 0 {
		fmt.Fprintf(w, "=%s", strconv.FormatFloat(b.value, 'g', -1, 32))
		return
	}
	fmt.Fprintf(w, "%d<%s=%s", b.input, strconv.FormatFloat(float64(b.cut), 'g', -1, 32), strconv.FormatFloat(b.value, 'g', -1, 32))
	b.left.spell(w, false)
	b.right.spell(w, false)
}
