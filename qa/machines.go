package qa

import (
	"runtime"
	"slices"
	"sync"
)

// machines are linear support vector machines, one for each class, that tell
// its vectors from all others'. They minimise the squared hinge loss with an
// L2 penalty by dual coordinate descent (Hsieh et al., A Dual Coordinate
// Descent Method for Large-scale Linear SVM, 2008), the bias penalised as one
// more weight. The vectors are taken in a fixed order, so the same vectors
// train the same machines anywhere.
type machines struct {
	bias    []float32 // by class; nil when none were trained
	from    []uint32  // where each number's weights start; one more than there are numbers
	weights []classWeight
}

type classWeight struct {
	class  uint32
	weight float32
}

const (
	// machinePenalty is 1/(2C) with C = 1.
	machinePenalty = 0.5
	// machineRounds is how often the vectors are gone through; more brings
	// nothing on CLINC150's validation part.
	machineRounds = 5
	// leastPhrasings is how many vectors classes have on the average at
	// least: where they have but one, there is nothing to learn that the
	// nearest does not show.
	leastPhrasings = 2
	// machineWork bounds the multiplications of the training, about a second
	// of one processor; what would need more is trained in fewer rounds, and
	// not at all when not even two fit.
	machineWork = 1_500_000_000
	// leastWeight is the weight below which one is forgotten.
	leastWeight = 0.01
	// together is how many classes are trained side by side: a row of their
	// weights is a line of a processor's cache.
	together = 16
)

func (m *machines) size() int { return 8*len(m.weights) + 4*len(m.from) + 4*len(m.bias) }

// train trains a machine for each of the classes, owner[i] being the class of
// vectors[i]; the vectors' numbers are below width.
func (m *machines) train(vectors []vector, owner []uint32, classes, width int) {
	entries := 0
	for i := range vectors {
		entries += len(vectors[i].entries)
	}
	rounds := min(machineRounds, machineWork/max(1, entries*classes))
	if classes < 2 || len(vectors) < leastPhrasings*classes || rounds < 2 {
		return
	}
	orders := shuffles(len(vectors), rounds)
	norms := make([]float32, len(vectors))
	for i := range vectors {
		norms[i] = 1 + machinePenalty
		for _, e := range vectors[i].entries {
			norms[i] += float32(e.weight * e.weight)
		}
	}
	m.bias = make([]float32, classes)
	groups := (classes + together - 1) / together
	rows := make([][][together]float32, groups)
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for g := range groups {
		gate <- struct{}{}
		wait.Go(func() {
			first := g * together
			rows[g] = trainTogether(vectors, owner, norms, orders, uint32(first), min(together, classes-first), width, m.bias[first:])
			<-gate
		})
	}
	wait.Wait()
	m.from = make([]uint32, width+1)
	for id := range width {
		n := m.from[id]
		for g := range rows {
			for _, w := range rows[g][id] {
				if w > leastWeight || w < -leastWeight {
					n++
				}
			}
		}
		m.from[id+1] = n
	}
	m.weights = make([]classWeight, 0, m.from[width])
	for id := range width {
		for g := range rows {
			for j, w := range rows[g][id] {
				if w > leastWeight || w < -leastWeight {
					m.weights = append(m.weights, classWeight{uint32(g*together + j), w})
				}
			}
		}
	}
}

// shuffles are orders of n things, always the same.
func shuffles(n, rounds int) [][]uint32 {
	orders := make([][]uint32, rounds)
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	seed := uint64(1)
	for round := range orders {
		for i := n - 1; i > 0; i-- {
			seed = seed*6364136223846793005 + 1442695040888963407
			j := int(seed >> 33 % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		orders[round] = slices.Clone(order)
	}
	return orders
}

// trainTogether trains the n machines of the classes from first on and returns
// their weights by number; it sets their bias.
func trainTogether(vectors []vector, owner []uint32, norms []float32, orders [][]uint32, first uint32, n, width int, bias []float32) [][together]float32 {
	w := make([][together]float32, width)
	dual := make([][together]float32, len(vectors))
	var b [together]float32
	for _, order := range orders {
		for _, i := range order {
			x := vectors[i].entries
			value := b
			for _, e := range x {
				row := &w[e.id]
				for j := range value {
					value[j] += float32(e.weight * row[j])
				}
			}
			a := &dual[i]
			for j := range n {
				y := float32(-1)
				if owner[i] == first+uint32(j) {
					y = 1
				}
				gradient := float32(y*value[j]) - 1 + float32(machinePenalty*a[j])
				if a[j] == 0 && gradient >= 0 {
					continue
				}
				next := max(0, a[j]-gradient/norms[i])
				step := float32((next - a[j]) * y)
				if step < 1e-4 && step > -1e-4 {
					continue
				}
				a[j] = next
				b[j] += step
				for _, e := range x {
					w[e.id][j] += float32(step * e.weight)
				}
			}
		}
	}
	copy(bias, b[:n])
	return w
}

// ask adds what the machines say of a vector.
func (m *machines) ask(v *vector, into []likeness) {
	if m.bias == nil {
		return
	}
	for k := range into {
		into[k].learned = float64(m.bias[k])
	}
	for _, e := range v.entries {
		for _, w := range m.weights[m.from[e.id]:m.from[e.id+1]] {
			into[w.class].learned += float64(float32(e.weight * w.weight))
		}
	}
}
