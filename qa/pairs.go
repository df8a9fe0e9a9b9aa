package qa

// pairFeatures fills f, which is zero, for a phrasing of a prepared question.
func (r *reader) pairFeatures(view int, u uint32, votes float64, f []float64) {
	q := r.q
	seg := r.sc.views[view].seg
	un := seg.units[u]
	art := seg.articles[seg.articleOf(u)]
	phrasing := art.Pairs[un.start].Questions[un.end]
	x := r.read(view, u)
	mass := q.mass
	if mass <= 0 {
		mass = 1
	}
	f[fPair] = 1
	f[fPairCover] = x.mass / mass
	// The phrasing's content words that the question does not say, by the IDF
	// of the collection.
	said, all := x.mass, x.mass
	for i := range x.words {
		w := &x.words[i]
		if w.class&classStop != 0 || w.slot >= 0 && q.slots[w.slot].content {
			continue
		}
		all += idf(min(r.sc.df(view, seg.words.term[w.word]), r.sc.units), r.sc.units)
	}
	if all > 0 {
		f[fPairBack] = said / all
	}
	f[fPairSame] = one(all > 0 && said == all && x.mass >= q.mass)
	f[fPairGrams] = q.grams.cover(phrasing)
	f[fPairSequence] = q.sequence(x) / mass
	f[fPairVotes] = votes
	f[fPairKind] = one(kindOfReading(q.lang, seg, x) == q.kind)
}

// kindOfReading is the kind of thing that a phrasing asks for, as far as its
// first question word tells.
func kindOfReading(lang string, seg *segment, x *reading) questionKind {
	for i := range x.words {
		if x.words[i].class&classQuestion == 0 {
			continue
		}
		w := seg.words.text.at(int(x.words[i].word))
		next := ""
		if i+1 < len(x.words) {
			next = seg.words.text.at(int(x.words[i+1].word))
		}
		for _, a := range askLists[lang] {
			for _, phrase := range a.words {
				if phrase[0] == w && (len(phrase) == 1 || len(phrase) == 2 && phrase[1] == next) {
					return a.kind
				}
			}
		}
	}
	return kindOther
}

// df is the number of live units of all segments that hold a term of one of
// them: an answer must not depend on how articles are divided into segments.
func (sc *scope) df(view int, term uint32) int {
	n := sc.views[view].df(term)
	if len(sc.views) == 1 {
		return n
	}
	text := sc.views[view].seg.terms.text.at(int(term))
	for i := range sc.views {
		if i == view {
			continue
		}
		if t := sc.views[i].seg.terms.text.find(text); t >= 0 {
			n += sc.views[i].df(uint32(t))
		}
	}
	return n
}
