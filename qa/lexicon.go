package qa

import (
	"math"
	"math/bits"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// A lexicon is what was learned about English words from sentences and the
// questions that they answer: learnedWorths, learnedAssociations and learnedCommon.
// Nothing of these texts is copied: a process that answers one question would
// spend more time on maps of ten thousand words than on the question.
type lexicon struct {
	usual  float64   // the percentage of answers in which a usual word stands
	worths wordIndex // stems, each followed by its worth in percent
	asked  wordIndex // stems of questions, each followed by what stands for it
	common wordIndex // stems, each in the line of its level
	levels []level   // by where their lines start
	read   sync.Map  // what [lexicon.stands] has read, by where it is written
}

// A level is how common the words of a line of learnedCommon are.
type level struct {
	start  int
	rarity float32
}

// A stand is a stem that stands in answers for another of the question.
type stand struct {
	stem  string
	ratio float64 // how much more often than by chance
}

var learnedLexicon = sync.OnceValue(func() *lexicon {
	l := &lexicon{
		worths: newWordIndex(learnedWorths),
		asked:  newWordIndex(learnedAssociations),
		common: newWordIndex(learnedCommon),
	}
	at := 0
	for field := range fieldsOf(learnedWorths, 0) {
		switch {
		case at == 1: // after "*"
			l.usual = percent(learnedWorths[field.start:field.end])
		case at > 0 && at%2 == 0:
			l.worths.add(field)
		}
		at++
	}
	at = 0
	for line := range strings.Lines(learnedAssociations) {
		if colon := strings.IndexByte(line, ':'); colon >= 0 {
			l.asked.add(textPart{at, at + colon})
		}
		at += len(line)
	}
	at = 0
	var all float64
	for line := range strings.Lines(learnedCommon) {
		first := true
		for field := range fieldsOf(learnedCommon[:at+len(line)], at) {
			if !first {
				l.common.add(field)
				continue
			}
			first = false
			n := percent(learnedCommon[field.start:field.end])
			if field.end == at+len(strings.TrimRight(line, "\n")) {
				all = n
			}
			l.levels = append(l.levels, level{at, float32(1 - n/all)})
		}
		at += len(line)
	}
	return l
})

func percent(s string) float64 {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("qa: what was learned of words: " + err.Error())
	}
	return float64(n)
}

// worth is that of a stem over the usual one.
func (l *lexicon) worth(stem string) (float64, bool) {
	written := l.worths.after(stem)
	if written == "" {
		return 0, false
	}
	return percent(written) / l.usual, true
}

// rarity of a stem: see [slot.rarity].
func (l *lexicon) rarity(stem string) (float32, bool) {
	at := l.common.find(stem)
	if at < 0 {
		return 0, false
	}
	i := sort.Search(len(l.levels), func(i int) bool { return l.levels[i].start > at })
	return l.levels[i-1].rarity, true
}

// stands are what stands in answers for a stem of the question, or nil. It is
// safe for concurrent use.
func (l *lexicon) stands(stem string) []stand {
	at := l.asked.find(stem)
	if at < 0 {
		return nil
	}
	if list, ok := l.read.Load(at); ok {
		return list.([]stand)
	}
	rest, _, _ := strings.Cut(learnedAssociations[at+len(stem)+1:], "\n")
	f := strings.Fields(rest)
	list := make([]stand, 0, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		list = append(list, stand{f[i], math.Exp(percent(f[i+1]) / 10)})
	}
	l.read.Store(at, list)
	return list
}

// usualRarity is taken for words of languages that nothing was learned of.
const usualRarity = 0.7

// weigh gives the slots their worth: the IDF times how often, against a usual
// word, answers repeat the word. In other languages it is the IDF.
func (q *query) weigh() {
	q.worth, q.topWorth, q.names, q.numbers = 0, 0, 0, 0
	for i := range q.slots {
		s := &q.slots[i]
		s.worth, s.stands, s.rarity = s.idf, nil, usualRarity
		if q.lang == "en" || q.lang == "" {
			lex := learnedLexicon()
			s.rarity = 1
			for _, t := range s.terms {
				if r, ok := lex.rarity(t); ok {
					s.rarity = min(s.rarity, float64(r))
				}
				if w, ok := lex.worth(t); ok {
					s.worth = s.idf * w
				}
				if list := lex.stands(t); list != nil {
					s.stands = list
				}
			}
		}
		if s.content {
			q.names += int(one(s.name))
			q.numbers += int(one(s.number))
			q.worth += s.worth
			if s.df > 0 {
				q.topWorth = max(q.topWorth, s.worth)
			}
		}
	}
}

// standing is a term of a segment that may stand for a slot.
type standing struct {
	slot  int8
	ratio float64
	next  int16 // another of the same term, or -1
}

// resolveStands finds the terms that stand for the slots in a segment.
func (r *resolved) resolveStands(q *query, s *segment) {
	r.standing = r.standing[:0]
	n := 0
	for i := range q.slots {
		n += len(q.slots[i].stands)
	}
	r.standTable.reset(n)
	for i := range q.slots {
		for _, st := range q.slots[i].stands {
			term := s.terms.text.find(st.stem)
			if term < 0 {
				continue
			}
			at := int16(len(r.standing))
			next := r.standTable.get(uint32(term))
			r.standing = append(r.standing, standing{int8(i), st.ratio, -1})
			if next < 0 {
				r.standTable.put(uint32(term), at)
				continue
			}
			for r.standing[next].next >= 0 {
				next = r.standing[next].next
			}
			r.standing[next].next = at
		}
	}
}

// learned fills the features that the lexicon gives: how much worth is
// covered, and how far the sentence's words stand for those it misses.
func (r *reader) learned(view int, x *reading, f []float64) {
	q, rs := r.q, &r.sc.resolved[view]
	if q.worth > 0 {
		f[fWorthBM25] = x.worthBM25 / (q.worth * maxImpact)
		covered, heaviest := 0.0, 0.0
		for i := range q.slots {
			s := &q.slots[i]
			if !s.content {
				continue
			}
			if x.cover&(1<<i) != 0 {
				covered += s.worth
			} else if s.df > 0 && s.worth > heaviest {
				heaviest = s.worth
			}
		}
		f[fWorthCover] = covered / q.worth
		if q.topWorth > 0 {
			f[fWorthMissed] = heaviest / q.topWorth
		}
	}
	var best, sum [maxSlots]float64
	var met uint64
	for i := range x.words {
		at := rs.standTable.get(x.words[i].term)
		for at >= 0 {
			st := &rs.standing[at]
			met |= 1 << st.slot
			best[st.slot] = max(best[st.slot], st.ratio)
			sum[st.slot] += st.ratio
			at = st.next
		}
	}
	mass, said := 0.0, 0.0
	n := float64(len(x.words) + 1)
	for m := met &^ (x.cover | x.stops); m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		if q.slots[i].content {
			mass += float64(q.slots[i].idf * min(1, math.Log(best[i])/5))
		}
		said += min(3, math.Log(float64(sum[i]/n)+0.2)-math.Log(0.2))
	}
	if q.mass > 0 {
		f[fAssociation] = mass / q.mass
	}
	f[fTranslation] = said / 5
}
