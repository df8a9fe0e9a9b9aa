package qa

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Trees are boosted regression trees (Friedman 2001): their sum is added to
// what a linear model says, for what no sum of single features can say, such
// as that a missed word matters less where the question is short. The zero
// value adds nothing.
type Trees struct {
	nodes []treeNode
	roots []int32
}

// A treeNode parts inputs by one of them, or is a leaf.
type treeNode struct {
	input int16   // -1: a leaf
	cut   float32 // less goes to the next node, the rest to right
	right int32
	value float32 // of a leaf: what it adds; else the mean of what is below it
}

// ParseTrees reads what [Trees.String] wrote.
func ParseTrees(s string) (Trees, error) {
	nodes := strings.Count(s, "=")
	t := Trees{nodes: make([]treeNode, 0, nodes), roots: make([]int32, 0, strings.Count(s, "\n")+1)}
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		t.roots = append(t.roots, int32(len(t.nodes)))
		rest, err := t.parse(line)
		if err != nil {
			return Trees{}, fmt.Errorf("tree %d: %w", len(t.roots), err)
		}
		if rest != "" {
			return Trees{}, fmt.Errorf("tree %d: %d nodes too many", len(t.roots), len(strings.Fields(rest)))
		}
	}
	return t, nil
}

// parse reads a node and what is below it, "INPUT<CUT=VALUE" or "=VALUE", and
// returns what follows.
func (t *Trees) parse(line string) (string, error) {
	if line == "" {
		return "", fmt.Errorf("ends early")
	}
	node, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimLeft(rest, " ")
	parting, value, ok := strings.Cut(node, "=")
	v, err := strconv.ParseFloat(value, 32)
	if !ok || err != nil {
		return "", fmt.Errorf("node %q has no value", node)
	}
	at := len(t.nodes)
	t.nodes = append(t.nodes, treeNode{input: -1, value: float32(v)})
	if parting == "" {
		return rest, nil
	}
	input, cut, ok := strings.Cut(parting, "<")
	i, err := strconv.ParseUint(input, 10, 15)
	c, err2 := strconv.ParseFloat(cut, 32)
	if !ok || err != nil || err2 != nil {
		return "", fmt.Errorf("node %q parts nothing", node)
	}
	if rest, err = t.parse(rest); err != nil {
		return "", err
	}
	t.nodes[at].input, t.nodes[at].cut, t.nodes[at].right = int16(i), float32(c), int32(len(t.nodes))
	return t.parse(rest)
}

// String writes one tree a line, its nodes in the order of a walk that goes
// left first.
func (t Trees) String() string {
	var b strings.Builder
	for k, from := range t.roots {
		to := len(t.nodes)
		if k+1 < len(t.roots) {
			to = int(t.roots[k+1])
		}
		for i, n := range t.nodes[from:to] {
			if i > 0 {
				b.WriteByte(' ')
			}
			if n.input >= 0 {
				fmt.Fprintf(&b, "%d<%s", n.input, strconv.FormatFloat(float64(n.cut), 'g', -1, 32))
			}
			b.WriteString("=" + strconv.FormatFloat(float64(n.value), 'g', -1, 32))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Len is the number of trees.
func (t *Trees) Len() int { return len(t.roots) }

// Sum is what the trees add for the inputs, summed in order.
func (t *Trees) Sum(x []float32) float64 {
	sum := 0.0
	for _, at := range t.roots {
		n := &t.nodes[at]
		for n.input >= 0 {
			if x[n.input] < n.cut {
				at++
			} else {
				at = n.right
			}
			n = &t.nodes[at]
		}
		sum += float64(n.value)
	}
	return sum
}

// addTo adds to sums what [Trees.Sum] is of each row of inputs, tree by tree: a
// tree is read from memory once for all rows.
func (t *Trees) addTo(sums []float64, rows [][]float32) {
	for _, root := range t.roots {
		for i, x := range rows {
			at := root
			n := &t.nodes[at]
			for n.input >= 0 {
				if x[n.input] < n.cut {
					at++
				} else {
					at = n.right
				}
				n = &t.nodes[at]
			}
			sums[i] += float64(n.value)
		}
	}
}

// attribute adds to gave, by input, how far each moved the sum: at every
// parting, from the mean of all that is below it to the mean of the side taken
// (Saabas 2014). What no input moved is returned. Together they are the sum.
func (t *Trees) attribute(x []float32, gave []float64) float64 {
	rest := 0.0
	for _, at := range t.roots {
		n := &t.nodes[at]
		rest += float64(n.value)
		for n.input >= 0 {
			i, was := n.input, n.value
			if x[i] < n.cut {
				at++
			} else {
				at = n.right
			}
			n = &t.nodes[at]
			gave[i] += float64(n.value) - float64(was)
		}
	}
	return rest
}

// The trees of [DefaultWeights].
var (
	learnedRanking      = sync.OnceValue(func() Trees { return mustParseTrees(rankingTrees) })
	learnedPairsRanking = sync.OnceValue(func() Trees { return mustParseTrees(pairsRankingTrees) })
	learnedConfidence   = sync.OnceValue(func() Trees { return mustParseTrees(confidenceTrees) })
)

// Warm begins to read, beside what the caller does next, what is read when it is
// first needed: the learned trees and what is known of English words. A process
// that answers one question and ends calls it before it opens the articles.
func Warm() {
	go func() { learnedRanking(); bridgeTable() }()
	go func() { learnedConfidence(); learnedLexicon() }()
}

func mustParseTrees(s string) Trees {
	t, err := ParseTrees(s)
	if err != nil {
		panic("qa: learned trees: " + err.Error())
	}
	return t
}
