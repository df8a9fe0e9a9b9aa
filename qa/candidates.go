package qa

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// sentenceCount and phrasingCount are how many sentences, and how many
// phrasings of prepared questions, are ranked by their features; sentenceShare
// is the share of the best sentence's candidate score below which no further
// sentence is looked at. What is asked for is looked at in any case. On
// new_wiki 40 sentences and a quarter put no more answers on top (0.7916 of the
// questions, as with these) and take twice as long.
const (
	sentenceCount = 15
	sentenceShare = 0.45
	phrasingCount = 40
)

// The weights of a candidate's surroundings beside its own BM25: the best
// match of each word in its paragraph, and its two neighbours.
const (
	paragraphWeight = 0.3
	neighbourWeight = 0.15
)

// A hit is a unit with its candidate score.
type hit struct {
	view  int32
	unit  uint32
	score float64
}

// ranking keeps the best hits. Ties go to the smaller article ID, then to the
// place in the article.
type ranking struct {
	sc    *scope
	max   int
	hits  []hit   // once full a heap, the worst first; best first when sorted
	floor float64 // what a hit must reach to be kept; 0 until full
}

func (r *ranking) reset(sc *scope, max int) {
	r.sc, r.max, r.hits, r.floor = sc, max, r.hits[:0], 0
}

func (r *ranking) compare(a, b hit) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	case a.view != b.view || a.unit != b.unit:
		sa, sb := r.sc.views[a.view].seg, r.sc.views[b.view].seg
		aa, ab := sa.articles[sa.articleOf(a.unit)], sb.articles[sb.articleOf(b.unit)]
		if c := strings.Compare(string(aa.ID), string(ab.ID)); c != 0 {
			return c
		}
		if c := strings.Compare(string(aa.Collection), string(ab.Collection)); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.unit, b.unit)
}

func (r *ranking) offer(h hit) {
	if len(r.hits) < r.max {
		if r.hits = append(r.hits, h); len(r.hits) == r.max {
			for i := r.max/2 - 1; i >= 0; i-- {
				r.sink(i)
			}
			r.floor = r.hits[0].score
		}
		return
	}
	if h.score < r.floor || r.compare(h, r.hits[0]) >= 0 {
		return
	}
	r.hits[0] = h
	r.sink(0)
	r.floor = r.hits[0].score
}

// sink moves a hit of the heap down to below those that are worse.
func (r *ranking) sink(i int) {
	h := r.hits[i]
	for {
		j := 2*i + 1
		if j >= r.max {
			break
		}
		if j+1 < r.max && r.compare(r.hits[j+1], r.hits[j]) > 0 {
			j++
		}
		if r.compare(r.hits[j], h) <= 0 {
			break
		}
		r.hits[i] = r.hits[j]
		i = j
	}
	r.hits[i] = h
}

// sort brings the hits in order. Nothing can be offered after it.
func (r *ranking) sort() { slices.SortFunc(r.hits, r.compare) }

// A search finds the candidates of a query. It is working memory, reused.
type search struct {
	sentences, phrasings ranking

	cursors []cursor
	bound   []float32 // by block
	best    []float32 // by block, of one slot: what its best word there counts
	times   []uint8   // by block, of one slot: how often its words stand there, at most 3
	met     []uint32  // the blocks of one slot
	order   []float32
	box     blockScores
	forms   []uint32
	freq    []uint8
	values  []float64
}

// blockScores are the scores of the units of one block, or of one paragraph.
type blockScores struct {
	n    int
	ends uint64
	own  [blockUnits]float64 // BM25 of the unit
	para [blockUnits]float64 // by paragraph, counted from 0: the sum over slots of the best match in it
}

func (b *blockScores) reset(n int, ends uint64) {
	b.n, b.ends = n, ends
	clear(b.own[:n])
	clear(b.para[:bits.OnesCount64(ends)])
}

// add adds a slot's matches: values by place for the places in set.
func (b *blockScores) add(set uint64, values *[blockUnits]float64, idf float64) {
	cur, best := -1, 0.0
	for m := set; m != 0; m &= m - 1 {
		p := bits.TrailingZeros64(m)
		v := values[p]
		b.own[p] += float64(idf * v)
		if at := bits.OnesCount64(b.ends & (1<<p - 1)); at != cur {
			if cur >= 0 {
				b.para[cur] += float64(idf * best)
			}
			cur, best = at, v
		} else if v > best {
			best = v
		}
	}
	if cur >= 0 {
		b.para[cur] += float64(idf * best)
	}
}

// run fills the rankings with the scope's best units: so many sentences.
func (s *search) run(q *query, sc *scope, sentences int) {
	s.sentences.reset(sc, sentences)
	s.phrasings.reset(sc, phrasingCount)
	for i := range sc.views {
		if sc.article != nil {
			if sc.article[i] >= 0 {
				s.scanArticle(q, sc, i, uint32(sc.article[i]))
			}
			continue
		}
		s.searchView(q, sc, i)
	}
	s.sentences.sort()
	s.phrasings.sort()
}

// searchView ranks a segment by its postings: blocks in which the words'
// greatest impacts cannot reach the ranking are not looked into.
func (s *search) searchView(q *query, sc *scope, view int) {
	v, r := &sc.views[view], &sc.resolved[view]
	seg := v.seg
	for len(s.cursors) < len(r.variants) {
		s.cursors = append(s.cursors, cursor{})
	}
	phrases := len(seg.blocks)
	if seg.sentences < len(seg.units) {
		phrases, _ = slices.BinarySearchFunc(seg.blocks, uint32(seg.sentences), func(b block, u uint32) int { return cmp.Compare(b.first, u) })
	}
	s.boundBlocks(q, r, seg, phrases)
	s.searchBlocks(q, sc, view, 0, phrases, &s.sentences)
	s.rewind(len(r.variants))
	s.searchBlocks(q, sc, view, phrases, len(seg.blocks), &s.phrasings)
}

// spread[n] is how much a word that stands in n units of a block can count for
// one sentence of it: in the sentence and so in its paragraph, and in one
// neighbour and the other.
var spread = func() (t [blockUnits + 1]float32) {
	t[1] = 1 + paragraphWeight
	t[2] = 1 + paragraphWeight + neighbourWeight
	for n := 3; n <= blockUnits; n++ {
		t[n] = 1 + paragraphWeight + 2*neighbourWeight
	}
	return t
}()

// boundBlocks works out the greatest score that a unit of each block can have.
// Of the words that match a slot only the best counts for a unit, so a slot
// counts by the best of its words in the block, as often as they stand there
// together. Blocks from phrases on hold phrasings, for which nothing counts but
// themselves.
func (s *search) boundBlocks(q *query, r *resolved, seg *segment, phrases int) {
	n := len(seg.blocks)
	if cap(s.bound) < n {
		s.bound, s.best, s.times = make([]float32, n), make([]float32, n), make([]uint8, n)
	}
	s.bound, s.best, s.times = s.bound[:n], s.best[:n], s.times[:n]
	clear(s.bound)
	for i := range r.slots {
		sl, span := &q.slots[i], &r.slots[i]
		if !sl.content {
			continue
		}
		if span.last-span.first == 1 {
			c, w := &s.cursors[span.first], float32(sl.idf*r.variants[span.first].weight)
			c.reset(seg, r.variants[span.first].term)
			for j, b := range c.blocks {
				x := w * bounds[c.bounds[j]]
				if b < uint32(phrases) {
					x *= spread[c.counts[j]]
				}
				s.bound[b] += x
			}
			continue
		}
		s.met = s.met[:0]
		for v := span.first; v < span.last; v++ {
			c, w := &s.cursors[v], float32(sl.idf*r.variants[v].weight)
			c.reset(seg, r.variants[v].term)
			for j, b := range c.blocks {
				x := w * bounds[c.bounds[j]]
				if s.times[b] == 0 {
					s.met = append(s.met, b)
					s.best[b] = x
				} else {
					s.best[b] = max(s.best[b], x)
				}
				s.times[b] = min(s.times[b]+c.counts[j], blockUnits)
			}
		}
		for _, b := range s.met {
			x := s.best[b]
			if b < uint32(phrases) {
				x *= spread[s.times[b]]
			}
			s.bound[b] += x
			s.times[b] = 0
		}
	}
}

func (s *search) rewind(n int) {
	for i := range s.cursors[:n] {
		s.cursors[i].next = 0
	}
}

// warmBlocks is how many blocks are looked into first, those with the greatest
// bounds, to learn what the rest must reach.
const warmBlocks = 48

func (s *search) searchBlocks(q *query, sc *scope, view, from, to int, rank *ranking) {
	if from == to {
		return
	}
	const factor = 1 + 1e-5 // a hair more than the exact bound, for sums of short floats round
	warm := float32(0)
	if to-from > warmBlocks {
		s.order = append(s.order[:0], s.bound[from:to]...)
		warm = nthGreatest(s.order, warmBlocks)
	}
	for b := from; b < to; b++ {
		if x := s.bound[b]; x > 0 && x >= warm && float64(x)*factor >= rank.floor {
			s.scoreBlock(q, sc, view, b, rank)
		}
	}
	if warm == 0 {
		return
	}
	s.rewind(len(sc.resolved[view].variants))
	for b := from; b < to; b++ {
		if x := s.bound[b]; x > 0 && x < warm && float64(x)*factor >= rank.floor {
			s.scoreBlock(q, sc, view, b, rank)
		}
	}
}

// scoreBlock scores the units of a block and offers them.
func (s *search) scoreBlock(q *query, sc *scope, view, b int, rank *ranking) {
	v, r := &sc.views[view], &sc.resolved[view]
	seg := v.seg
	blk := &seg.blocks[b]
	n := bits.Len64(blk.ends)
	s.box.reset(n, blk.ends)
	lengths := seg.lengths[blk.first : int(blk.first)+n]
	var values [blockUnits]float64
	for i := range r.slots {
		sl := &q.slots[i]
		if !sl.content {
			continue
		}
		var set uint64
		for j := r.slots[i].first; j < r.slots[i].last; j++ {
			c := &s.cursors[j]
			if !c.seek(uint32(b)) {
				continue
			}
			w := r.variants[j].weight
			at := c.data[c.next]
			for _, e := range seg.lists[at : at+uint32(c.counts[c.next])] {
				p := e >> 2
				x := float64(w * impacts[e&3][lengths[p]])
				if set&(1<<p) == 0 {
					set |= 1 << p
					values[p] = x
				} else if x > values[p] {
					values[p] = x
				}
			}
		}
		if set != 0 {
			s.box.add(set, &values, sl.idf)
		}
	}
	s.offerBox(sc, view, blk.first, rank)
}

// offerBox offers the units that were just scored, from first on.
func (s *search) offerBox(sc *scope, view int, first uint32, rank *ranking) {
	b, v := &s.box, &sc.views[view]
	pairs := int(first) >= v.seg.sentences
	para, before := 0, 0.0 // of the unit at hand: its paragraph, and the score of the one before in it
	for p := range b.n {
		x := b.own[p]
		if !pairs {
			last := b.ends>>p&1 != 0
			near := before
			if !last && p+1 < b.n {
				near += b.own[p+1]
			}
			before = x
			x += float64(paragraphWeight * b.para[para])
			x += float64(neighbourWeight * near)
			if last {
				para, before = para+1, 0
			}
		}
		if x <= 0 || x < rank.floor {
			continue
		}
		u := first + uint32(p)
		if v.dead != nil && v.gone(v.seg.articleOf(u)) {
			continue
		}
		rank.offer(hit{int32(view), u, x})
	}
}

// scanArticle ranks one article by reading all of it: it is short beside the
// postings of its collection. It is also the plain ranking that tests hold the
// pruned one to.
func (s *search) scanArticle(q *query, sc *scope, view int, a uint32) {
	seg := sc.views[view].seg
	r := seg.ranges[a]
	s.scanUnits(q, sc, view, r.first, r.last, &s.sentences)
	s.scanUnits(q, sc, view, r.firstPhrasing, r.lastPhrasing, &s.phrasings)
}

func (s *search) scanUnits(q *query, sc *scope, view int, from, to uint32, rank *ranking) {
	seg, r := sc.views[view].seg, &sc.resolved[view]
	if n := len(r.slots) * blockUnits; cap(s.values) < n {
		s.values = make([]float64, n)
	}
	if cap(s.freq) < len(r.variants) {
		s.freq = make([]uint8, len(r.variants))
	}
	s.freq = s.freq[:len(r.variants)]
	for u := from; u < to; {
		p := seg.units[u].para
		end := to
		if int(p)+1 < len(seg.paras) {
			end = min(end, seg.paras[p+1].first)
		}
		n := int(end - u)
		s.box.reset(n, 1<<(n-1))
		values := s.values[:len(r.slots)*blockUnits]
		clear(values)
		for i := range n {
			s.forms = seg.formsOf(u+uint32(i), s.forms[:0])
			any := false
			for _, f := range s.forms {
				if f < uint32(symbols) {
					continue
				}
				if v := r.table.get(seg.forms[f].term); v >= 0 {
					s.freq[v]++
					any = true
				}
			}
			if !any {
				continue
			}
			length := seg.lengths[u+uint32(i)]
			for j, f := range s.freq {
				if f == 0 {
					continue
				}
				x := float64(r.variants[j].weight * impacts[min(f, 4)-1][length])
				if at := int(r.variants[j].slot)*blockUnits + i; x > values[at] {
					values[at] = x
				}
			}
			clear(s.freq)
		}
		for j := range r.slots {
			if !q.slots[j].content {
				continue
			}
			row := (*[blockUnits]float64)(values[j*blockUnits:])
			var set uint64
			for i := range n {
				if row[i] > 0 {
					set |= 1 << i
				}
			}
			if set != 0 {
				s.box.add(set, row, q.slots[j].idf)
			}
		}
		s.offerBox(sc, view, u, rank)
		u = end
	}
}

// nthGreatest returns the n-th greatest of xs, n from 1, and reorders xs.
func nthGreatest(xs []float32, n int) float32 {
	lo, hi := 0, len(xs)-1
	k := n - 1
	for lo < hi {
		pivot := xs[int(uint(lo+hi)>>1)]
		i, j := lo, hi
		for i <= j {
			for xs[i] > pivot {
				i++
			}
			for xs[j] < pivot {
				j--
			}
			if i <= j {
				xs[i], xs[j] = xs[j], xs[i]
				i++
				j--
			}
		}
		if k <= j {
			hi = j
		} else if k >= i {
			lo = i
		} else {
			break
		}
	}
	return xs[k]
}
