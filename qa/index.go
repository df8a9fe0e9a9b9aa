package qa

import (
	"cmp"
	"slices"
	"strings"

	"lector/article"
)

// A snapshot is one collection's index at one moment. It is immutable: a
// change makes a new one, which shares the segments that did not change.
// What it answers depends on its articles alone, never on how they came to be
// divided into segments.
type snapshot struct {
	views    []view
	articles int
	units    int
	size     int // bytes, the articles' texts included

	classifier *classifier // of its prepared pairs; nil when it has none, or too many
}

// A view is a segment less the articles that were removed from it since.
type view struct {
	seg    *segment
	dead   []bool            // by article; nil when all live
	deadDF map[uint32]uint32 // units of dead articles, by term
	units  int               // live ones
	lives  int               // live articles
}

// segmentText is how much text goes into one segment when a collection is
// loaded: small enough to share the work between processors, large enough
// that a question looks into few.
const segmentText = 40 << 20

func newView(s *segment) view {
	return view{seg: s, units: len(s.units), lives: len(s.articles)}
}

func newSnapshot(views []view) *snapshot {
	s := &snapshot{views: views}
	for _, v := range views {
		s.articles += v.lives
		s.units += v.units
		s.size += v.seg.size + len(v.dead) + 16*len(v.deadDF)
		for i, a := range v.seg.articles {
			if !v.gone(uint32(i)) {
				s.size += len(a.Text)
			}
		}
	}
	return s
}

func (v *view) gone(a uint32) bool { return v.dead != nil && v.dead[a] }

// df is the number of live units that hold a term.
func (v *view) df(term uint32) int {
	n := v.seg.terms.df[term]
	if v.deadDF != nil {
		n -= v.deadDF[term]
	}
	return int(n)
}

// get returns the article with that ID, or nil.
func (s *snapshot) get(id article.ID) *article.Article {
	for i := range s.views {
		v := &s.views[i]
		if a := v.seg.find(id); a >= 0 && !v.gone(uint32(a)) {
			return v.seg.articles[a]
		}
	}
	return nil
}

// without is the snapshot less an article; s itself when it holds none of that ID.
func (s *snapshot) without(id article.ID) *snapshot {
	for i := range s.views {
		v := &s.views[i]
		a := v.seg.find(id)
		if a < 0 || v.gone(uint32(a)) {
			continue
		}
		views := slices.Clone(s.views)
		if v.lives == 1 {
			return newSnapshot(slices.Delete(views, i, i+1))
		}
		views[i] = v.without(uint32(a))
		return newSnapshot(views)
	}
	return s
}

func (v view) without(a uint32) view {
	seg := v.seg
	if v.dead == nil {
		v.dead = make([]bool, len(seg.articles))
	} else {
		v.dead = slices.Clone(v.dead)
	}
	v.dead[a] = true
	df := make(map[uint32]uint32, len(v.deadDF))
	for t, n := range v.deadDF {
		df[t] = n
	}
	v.deadDF = df
	v.lives--
	r := seg.ranges[a]
	var forms []uint32
	seen := make(map[uint32]bool)
	count := func(from, to uint32) {
		for u := from; u < to; u++ {
			v.units--
			clear(seen)
			forms = seg.formsOf(u, forms[:0])
			for _, f := range forms {
				if f < uint32(symbols) {
					continue
				}
				if t := seg.forms[f].term; !seen[t] {
					seen[t] = true
					df[t]++
				}
			}
		}
	}
	count(r.first, r.last)
	count(r.firstPhrasing, r.lastPhrasing)
	return v
}

// with is the snapshot with articles put in, in place of those of the same IDs.
// Small segments are merged as they gather, so that a change costs in
// proportion to itself and a question still looks into few segments.
func (s *snapshot) with(articles ...*article.Article) *snapshot {
	for _, a := range articles {
		s = s.without(a.ID)
	}
	sorted := slices.Clone(articles)
	slices.SortFunc(sorted, byID)
	views := append(slices.Clone(s.views), newView(buildSegment(sorted)))
	slices.SortStableFunc(views, func(a, b view) int { return cmp.Compare(b.units, a.units) })
	// Tiers: a segment is merged with all smaller ones once they are together
	// as large, and with what is left of it once half of it is dead.
	for i := 0; i < len(views)-1; i++ {
		rest := 0
		for _, v := range views[i+1:] {
			rest += v.units
		}
		if rest >= views[i].units || views[i].units*2 < len(views[i].seg.units) {
			var live []*article.Article
			for _, v := range views[i:] {
				for n, a := range v.seg.articles {
					if !v.gone(uint32(n)) {
						live = append(live, a)
					}
				}
			}
			slices.SortFunc(live, byID)
			views = append(views[:i], newView(buildSegment(live)))
			break
		}
	}
	return newSnapshot(views)
}

func byID(a, b *article.Article) int { return strings.Compare(string(a.ID), string(b.ID)) }
