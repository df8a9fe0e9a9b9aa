package qa

import (
	"cmp"
	"slices"
	"strings"

	"lector/article"
)

// The search for a quotation uses the index that answers questions: it finds
// the sentences that hold the quotation's words, and these are then compared
// with the text itself, piece by piece. So it needs no memory of its own, and
// what it finds it has read.

const (
	// maxQuoteWords is how many different words of a quotation are looked for,
	// the rarest: one bit each.
	maxQuoteWords = 32
	// fewestWords are looked for however frequent they are; more only while
	// all of them together stand in no more than mostPostings sentences.
	fewestWords  = 6
	mostPostings = 100_000
	// maxExact bounds how many sentences are read for word-for-word places.
	maxExact = 4096
	// maxPlaces bounds the places that a finding names.
	maxPlaces = 100
	// maxNear is how many sentences are aligned with a quotation that stands
	// nowhere word for word.
	maxNear = 24
)

// A locator is the working memory of one quotation's check.
type locator struct {
	sc    *scope
	scan  scanner
	cur   cursor
	masks []uint32

	searched string // what near and exact were last found for
	near     []nearUnit
	words    []quoteWord
	known    map[string]*quoteWord
	exact    []unitRef
	text     []piece
	cells    []int32
	moves    []uint8
}

// unitRef is a sentence of the scope.
type unitRef struct {
	view int32
	unit uint32
}

// nearUnit is a sentence and how much of a quotation's words, by rarity, it holds.
type nearUnit struct {
	unitRef
	score float64
}

// quoteWord is a word of a quotation as the index knows it.
type quoteWord struct {
	folded []string // one for each language of the scope that folds it differently
	terms  []viewTerm
	df     int
	idf    float64
	anchor bool // it stands in the stretch that a place must hold whole
}

// viewTerm is a term of one segment.
type viewTerm struct {
	view int
	term uint32
}

// stretch is a stretch of an article's text, cut into pieces.
type stretch struct {
	view    int32
	article uint32
	text    string
	pieces  []piece
}

// readWords collects the different words of s, in their order.
func (l *locator) readWords(s string) {
	l.words = l.words[:0]
	seen := make(map[string]bool)
	l.scan.reset(s)
	for l.scan.next() {
		if raw := s[l.scan.start:l.scan.end]; l.scan.sym == symbols && !seen[raw] {
			seen[raw] = true
			l.words = append(l.words, *l.word(raw))
		}
	}
}

// word looks a word up in the index, once for each quotation.
func (l *locator) word(raw string) *quoteWord {
	if w := l.known[raw]; w != nil {
		return w
	}
	w := &quoteWord{}
	for _, lang := range l.sc.langs {
		folded, _ := fold(raw, lang)
		if folded != "" && !slices.Contains(w.folded, folded) {
			w.folded = append(w.folded, folded)
		}
	}
	for v := range l.sc.views {
		seg := l.sc.views[v].seg
		for _, folded := range w.folded {
			first, last := seg.lookup(folded)
			for i := first; i < last; i++ {
				if t := (viewTerm{v, seg.words.term[i]}); !slices.Contains(w.terms, t) {
					w.terms = append(w.terms, t)
					w.df += l.sc.views[v].df(t.term)
				}
			}
		}
	}
	w.idf = idf(min(w.df, l.sc.units), l.sc.units)
	l.known[raw] = w
	return w
}

// search finds the sentences that may hold the words of whole (its typography
// folded): in l.near those with most of them, best first, and in l.exact every
// one that holds all the words of anchor, which is the part of whole that stands
// within one sentence.
func (l *locator) search(whole, anchor string) {
	if key := whole + "\x00" + anchor; key == l.searched {
		return
	} else {
		l.searched = key
	}
	l.near, l.exact = l.near[:0], l.exact[:0]
	l.readWords(anchor)
	// The first word and the last may be parts of one ("S. forces").
	inner := l.words
	if len(inner) > 4 {
		inner = inner[1 : len(inner)-1]
	}
	anchors := slices.Clone(inner)
	for i := range anchors {
		anchors[i].anchor = true
	}
	byRarity := func(a, b quoteWord) int { return cmp.Compare(a.df, b.df) }
	slices.SortStableFunc(anchors, byRarity)
	// One that is nowhere makes the anchor impossible, and finds nothing.
	possible := len(anchors) > 0 && anchors[0].df > 0
	if !possible {
		anchors = anchors[:0]
	}
	anchors = anchors[:affordable(anchors, maxQuoteWords/2)]
	l.readWords(whole)
	slices.SortStableFunc(l.words, byRarity)
	words := anchors
	for _, w := range l.words[:affordable(l.words, maxQuoteWords)] {
		if len(words) == maxQuoteWords {
			break
		}
		if w.df > 0 && !slices.ContainsFunc(anchors, func(a quoteWord) bool { return slices.Equal(a.folded, w.folded) }) {
			words = append(words, w)
		}
	}
	var full uint32
	total := 0.0
	for i, w := range words {
		if w.anchor {
			full |= 1 << i
		}
		total += w.idf
	}
	if len(words) == 0 {
		return
	}
	// The weight of a set of words, eight bits at a time.
	var weight [4][256]float64
	for i := range weight {
		for m := 1; m < 256; m++ {
			low := m & -m
			bit := 0
			for low>>bit != 1 {
				bit++
			}
			weight[i][m] = weight[i][m&(m-1)]
			if at := 8*i + bit; at < len(words) {
				weight[i][m] += words[at].idf
			}
		}
	}
	floor := total * 0.3
	for v := range l.sc.views {
		view := &l.sc.views[v]
		seg := view.seg
		from, to := uint32(0), uint32(seg.sentences)
		if l.sc.article != nil {
			a := l.sc.article[v]
			if a < 0 {
				continue
			}
			from, to = seg.ranges[a].first, seg.ranges[a].last
		}
		if from >= to {
			continue
		}
		if cap(l.masks) < seg.sentences {
			l.masks = make([]uint32, seg.sentences)
		}
		masks := l.masks[:seg.sentences]
		clear(masks)
		for i := range words {
			for _, t := range words[i].terms {
				if t.view == v {
					l.mark(seg, t.term, masks, 1<<i)
				}
			}
		}
		for u := from; u < to; u++ {
			m := masks[u]
			if m == 0 {
				// Most sentences have none of them: over eight at a time.
				for u+8 < to && *(*[8]uint32)(masks[u+1:]) == [8]uint32{} {
					u += 8
				}
				continue
			}
			if full != 0 && m&full == full && len(l.exact) < maxExact && !view.gone(seg.articleOf(u)) {
				l.exact = append(l.exact, unitRef{int32(v), u})
			}
			w := weight[0][m&0xff] + weight[1][m>>8&0xff] + weight[2][m>>16&0xff] + weight[3][m>>24]
			if w < floor {
				continue
			}
			// Of two with the same words, the shorter.
			w -= float64(float64(seg.lengths[u]) * 1e-6)
			if len(l.near) == maxNear && w <= l.near[maxNear-1].score || view.gone(seg.articleOf(u)) {
				continue
			}
			l.offer(nearUnit{unitRef{int32(v), u}, w})
		}
	}
}

// affordable is how many of some words, rarest first, are looked for: the
// frequent ones among many tell sentences apart no better, and cost most.
func affordable(words []quoteWord, most int) int {
	n, sum := 0, 0
	for n < len(words) && n < most {
		if sum += words[n].df; n >= fewestWords && sum > mostPostings {
			break
		}
		n++
	}
	return n
}

// offer keeps the best sentences; ties go to the smaller article ID, then to
// the place.
func (l *locator) offer(n nearUnit) {
	at, _ := slices.BinarySearchFunc(l.near, n, func(a, b nearUnit) int {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
		return l.compareUnits(a.unitRef, b.unitRef)
	})
	if len(l.near) == maxNear {
		if at == maxNear {
			return
		}
		l.near = l.near[:maxNear-1]
	}
	l.near = slices.Insert(l.near, at, n)
}

func (l *locator) compareUnits(a, b unitRef) int {
	if a.view != b.view {
		aa, ab := l.articleOf(a), l.articleOf(b)
		if c := strings.Compare(string(aa.ID), string(ab.ID)); c != 0 {
			return c
		}
		if c := strings.Compare(string(aa.Collection), string(ab.Collection)); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.unit, b.unit)
}

func (l *locator) articleOf(r unitRef) *article.Article {
	seg := l.sc.views[r.view].seg
	return seg.articles[seg.articleOf(r.unit)]
}

// mark sets bit in the masks of the sentences that hold a term.
func (l *locator) mark(seg *segment, term uint32, masks []uint32, bit uint32) {
	l.cur.reset(seg, term)
	for i, b := range l.cur.blocks {
		first := seg.blocks[b].first
		if int(first) >= len(masks) {
			return // phrasings come last
		}
		at := l.cur.data[i]
		for _, e := range seg.lists[at : at+uint32(l.cur.counts[i])] {
			masks[first+uint32(e>>2)] |= bit
		}
	}
}

// around is the text about a sentence, margin bytes to either side and then to
// the ends of the sentences there.
func (l *locator) around(r unitRef, margin int) stretch {
	seg := l.sc.views[r.view].seg
	a := seg.articleOf(r.unit)
	rg := seg.ranges[a]
	first, last := r.unit, r.unit
	for first > rg.first && int(seg.units[r.unit].start)-int(seg.units[first].start) < margin {
		first--
	}
	for last+1 < rg.last && int(seg.units[last].end)-int(seg.units[r.unit].end) < margin {
		last++
	}
	text := seg.articles[a].Text
	from, to := int(seg.units[first].start), int(seg.units[last].end)
	// What the index left out (page furniture) stands before the first
	// sentence and behind the last.
	if first == rg.first {
		from = max(0, from-margin)
		for from > 0 && text[from]&0xC0 == 0x80 {
			from--
		}
	}
	if last+1 == rg.last {
		to = min(len(text), to+margin)
		for to < len(text) && text[to]&0xC0 == 0x80 {
			to++
		}
	}
	l.text = pieces(text, from, to, l.text[:0])
	return stretch{view: r.view, article: a, text: text, pieces: l.text}
}

// sentenceAt is the sentence of an article at or before an offset, as the index
// has it; ok is false when the article has none.
func (l *locator) sentenceAt(view int32, a uint32, at int) (unit uint32, ok bool) {
	seg := l.sc.views[view].seg
	rg := seg.ranges[a]
	if rg.first == rg.last {
		return 0, false
	}
	lo, hi := rg.first, rg.last
	for lo < hi {
		m := (lo + hi) / 2
		if int(seg.units[m].start) <= at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo == rg.first {
		return rg.first, true
	}
	return lo - 1, true
}
