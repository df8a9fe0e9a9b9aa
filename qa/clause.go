package qa

import (
	"math/bits"
	"strings"
)

// A clause is a stretch of a sentence between commas, colons, brackets and
// quotation marks: what a question asks about tends to stand in one.
const clauseEnds = symbolSet(1<<symComma | 1<<symColon | 1<<symParen | 1<<symQuote)

// turningWords are stop words that turn what a question asks: who was mayor
// BEFORE Holm is not who was mayor.
const turningWords = ` before after again against below above between during further only other same until till while without both each few more most under over
still else instead already never not once `

// futureWords say in a question, or in a sentence, that something is to come.
const (
	futureAsked = ` will gonna going shall wont won't `
	futureSaid  = ` will would shall plan plans planned expected expects due next future soon tomorrow may could ll wont won't cannot `
)

// sayingWords ask what somebody said, or say so.
const sayingWords = ` say says said saying tell tells told think thinks thought call calls called argue argues argued claim claims claimed warn warned comment react reacted
reaction answer answered quote statement describe described believe believes add added write wrote deny denied `

// namingWords ask for a name.
const namingWords = ` name names named nickname called title `

// pronounsAsked stand for what the article is about: the asker has it in mind.
const pronounsAsked = ` he she it they him her them his hers its their `

// Words of English questions by which verbOf finds the verb: what stands before
// the subject, what opens the object, and what ends the clause.
const (
	auxiliaries = ` did does do will would can could should shall might may must is are was were has have had be been whos whats hows `
	objects     = ` the a an his her their its our your this that these those any some him them it me us each every all my no `
	subjects    = ` he she it they we you i there this that who what `
	ends        = ` to in at on about for from with after before by into during as when while because if than through against between without and or until since not `
)

// verbOf is the slot of the question's verb, as far as the places of small
// words tell it: in "what did the board ASK the mayor to do", the last word
// before the second article; with a pronoun as the subject the first. It is -1
// where none is found, and in other languages than English.
func verbOf(q *query) int8 {
	if q.lang != "en" && q.lang != "" {
		return -1
	}
	is := func(list string, at int8) bool {
		return strings.Contains(list, " "+q.slots[at].folded+" ")
	}
	start, auxiliary := -1, false
	for i, at := range q.seq {
		if at >= 0 && is(auxiliaries, at) {
			start, auxiliary = i+1, true
			break
		}
	}
	if start < 0 {
		for i, at := range q.seq {
			if at >= 0 && listedClass(q.slots[at].folded, "en")&classQuestion != 0 {
				start = i + 1
				break
			}
		}
	}
	if start < 0 {
		return -1
	}
	last, pronoun := int8(-1), false
	for _, at := range q.seq[start:] {
		if at < 0 {
			break
		}
		content := q.slots[at].class&classStop == 0
		switch {
		case content:
			last = at
			if pronoun || !auxiliary {
				return last
			}
		case last < 0 && is(subjects, at):
			pronoun = true
		case last >= 0 && (is(objects, at) || is(ends, at)):
			return last
		}
	}
	return last
}

// verb fills the signals of the question's verb.
func (r *reader) verb(x *reading, clauseOf func(int) int, s *[signalCount]float64) {
	q := r.q
	verb := verbOf(q)
	if verb < 0 {
		return
	}
	sl := &q.slots[verb]
	if x.cover&(1<<verb) == 0 {
		s[sVerbMissed] = 0.1 + sl.rarity
		s[sVerbUnknown] = one(sl.df == 0 || sl.guessed)
		return
	}
	s[sVerbMet] = 1
	for _, i := range x.met {
		if x.words[i].slot != verb {
			continue
		}
		for _, j := range x.met {
			o := x.words[j].slot
			if o == verb || x.cover&(1<<o) == 0 {
				continue
			}
			away := int(max(i-j, j-i))
			if clauseOf(int(i)) != clauseOf(int(j)) {
				away += 4
			}
			s[sVerbNear] = max(s[sVerbNear], 1/(1+float64(away)/4))
		}
	}
}

// titled is the share of the words' rarity that the sentence misses and the
// article's title has: what all of the article is about need not be said again.
func (q *query) titled(title string, cover uint64) float64 {
	words := wordsOf(title, q.lang)
	all, has := 0.0, 0.0
	for i := range q.slots {
		sl := &q.slots[i]
		if !sl.content {
			continue
		}
		all += sl.rarity
		if cover&(1<<i) != 0 {
			continue
		}
		head := sl.folded[:min(len(sl.folded), titleHead)]
		for _, w := range words {
			if w == sl.folded || len(head) == titleHead && strings.HasPrefix(w, head) {
				has += sl.rarity
				break
			}
		}
	}
	if all == 0 {
		return 0
	}
	return has / all
}

// titleHead is how many bytes two words must share at their beginning to be
// taken for forms of one.
const titleHead = 5

// newName reports whether the i-th word looks like a name that the question does
// not hold. The first word does so only before another capital letter.
func (x *reading) newName(i int) bool {
	w := &x.words[i]
	return w.slot < 0 && w.class&classCapital != 0 && w.class&(classStop|classMonth|classWeekday) == 0 &&
		(i > 0 || len(x.words) > 1 && x.words[1].class&classCapital != 0)
}

// together fills the signals of how the question's words, and the kind of
// thing that it asks for, stand together in a sentence.
func (r *reader) together(c *scored, s *[signalCount]float64) {
	q := r.q
	view := int(c.view)
	seg := r.sc.views[view].seg
	x := r.read(view, c.unit)
	has := func(list string, i int) bool {
		return strings.Contains(list, " "+seg.words.text.at(int(x.words[i].word))+" ")
	}
	english := q.lang == "en" || q.lang == "" // as the lists above are
	asks := func(list string) bool {
		for _, at := range q.seq {
			if english && at >= 0 && strings.Contains(list, " "+q.slots[at].folded+" ") {
				return true
			}
		}
		return false
	}

	// The rarest word met, and the one that names what is asked for.
	rarest, most := int8(-1), -1.0
	for m := x.cover; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		if v := q.slots[i].idf * (0.2 + q.slots[i].rarity); v > most {
			rarest, most = int8(i), v
		}
	}
	names := asks(namingWords)
	saying := asks(sayingWords) && (q.kind == kindWhat || q.kind == kindHow || q.kind == kindOther)
	evidence := func(i int) bool {
		w := &x.words[i]
		if q.quantity != noQuantity {
			return r.quantityAt(seg, x, i)
		}
		capital := x.newName(i)
		switch {
		case names || q.kind == kindWho || q.kind == kindWhich:
			return capital
		case q.kind == kindWhen || q.kind == kindYear:
			return w.slot < 0 && (w.class&(classYear|classMonth|classWeekday) != 0 || w.class&(classNumber|classDigit) != 0 && i+1 < len(x.words) && x.words[i+1].class&classTime != 0)
		case q.kind == kindWhere:
			return w.slot < 0 && w.class&classStop == 0 && (i > 0 && x.words[i-1].class&classPlace != 0 && x.words[i-1].class&classStop != 0 || i > 1 && x.words[i-1].class&classStop != 0 && x.words[i-2].class&classPlace != 0 && x.words[i-2].class&classStop != 0)
		case q.kind == kindHowMany || q.kind == kindHowMuch:
			return w.slot < 0 && w.class&(classNumber|classDigit) != 0
		case q.kind == kindWhy:
			return w.class&classCause != 0
		}
		return false
	}
	wants := q.quantity != noQuantity || names || q.kind == kindWho || q.kind == kindWhich || q.kind == kindWhen || q.kind == kindYear || q.kind == kindWhere || q.kind == kindHowMany || q.kind == kindHowMuch || q.kind == kindWhy

	// Clause by clause.
	var best, sum float64
	var set uint64
	clause, bestClause := 0, 0
	var clauses [256]uint8
	for i := range x.words {
		w := &x.words[i]
		if i > 0 && w.before&clauseEnds != 0 {
			clause++
			set, sum = 0, 0
		}
		if i < len(clauses) {
			clauses[i] = uint8(min(clause, 255))
		}
		if w.slot >= 0 && x.cover&(1<<w.slot) != 0 && set&(1<<w.slot) == 0 {
			set |= 1 << w.slot
			if sum += q.slots[w.slot].idf; sum > best {
				best, bestClause = sum, clause
			}
		}
	}
	covered := q.massOf(x.cover)
	if covered > 0 {
		s[sClauseCover] = best / covered
	}
	if q.mass > 0 {
		s[sClauseShare] = best / q.mass
	}
	clauseOf := func(i int) int { return int(clauses[min(i, len(clauses)-1)]) }
	negative := false
	numbers, fresh := 0, 0
	for i := range x.words {
		w := &x.words[i]
		if w.slot < 0 && w.class&(classNumber|classDigit) != 0 {
			numbers++
		}
		if x.newName(i) {
			fresh++
		}
		if w.class&classNegative != 0 && clauseOf(i) == bestClause {
			negative = true
		}
		if !wants || !evidence(i) {
			continue
		}
		d := clauseOf(i) - bestClause
		if d < 0 {
			d = -d
		}
		s[sClauseEvidence] = max(s[sClauseEvidence], 1/(1+float64(d)))
		for _, j := range x.met {
			slot := x.words[j].slot
			if slot != rarest && slot != q.focus {
				continue
			}
			away := int(j) - i
			before := away > 0
			if away < 0 {
				away = -away
			}
			if clauseOf(i) != clauseOf(int(j)) {
				away += 4
			}
			near := 1 / (1 + float64(away)/4)
			if slot == rarest {
				s[sEvidenceRarest] = max(s[sEvidenceRarest], near)
			}
			if slot == q.focus {
				s[sEvidenceFocus] = max(s[sEvidenceFocus], near)
				if before && away <= 3 {
					s[sEvidenceBeforeFocus] = 1
				}
			}
		}
	}
	if wants {
		s[sWants] = 1
	}
	r.verb(x, clauseOf, s)
	s[sTitle] = q.titled(seg.articles[seg.articleOf(c.unit)].Title, x.cover)
	asksNot := false
	turned := 0.0
	for i := range q.slots {
		sl := &q.slots[i]
		asksNot = asksNot || sl.class&classNegative != 0
		if english && (x.stops|x.cover)&(1<<i) == 0 && strings.Contains(turningWords, " "+sl.folded+" ") {
			turned++
		}
	}
	s[sTurned] = min(1, turned/2)
	s[sNegated] = one(negative && !asksNot)
	if asks(futureAsked) {
		s[sFuture] = -1
		for i := range x.words {
			if has(futureSaid, i) || has(futureAsked, i) {
				s[sFuture] = 1
				break
			}
		}
	}
	if saying {
		s[sSaying] = -1
		for i := range x.words {
			if has(sayingWords, i) {
				s[sSaying] = 1
				break
			}
		}
	}
	if names {
		s[sNaming] = one(fresh > 0)*2 - 1
	}
	s[sPronounAsked] = one(asks(pronounsAsked))

	// Words missed: the first and the last of the question, those in whose place
	// the sentence has another of their kind, and those that the lead has.
	var first, last = -1, -1
	for _, at := range q.seq {
		if at >= 0 && q.slots[at].content {
			if first < 0 {
				first = int(at)
			}
			last = int(at)
		}
	}
	missed := func(i int) float64 {
		if i < 0 || x.cover&(1<<i) != 0 {
			return 0
		}
		return q.slots[i].rarity
	}
	s[sFirstMissed], s[sLastMissed] = missed(first), missed(last)
	light, n := 0.0, 0.0
	u := seg.ranges[seg.articleOf(c.unit)].first
	lead := uint64(0)
	if u != c.unit {
		lead = r.beside(view, u).cover
	}
	for i := range q.slots {
		sl := &q.slots[i]
		if !sl.content || x.cover&(1<<i) != 0 {
			continue
		}
		if sl.df > 0 && !sl.guessed {
			light += sl.idf
			n++
		}
		s[sNameConflict] = max(s[sNameConflict], one(sl.name && fresh > 0)*sl.rarity)
		s[sNumberConflict] = max(s[sNumberConflict], one(sl.number && numbers > 0))
	}
	if n > 0 && q.top > 0 {
		s[sMissedWeight] = light / n / q.top
	}
	if q.mass > 0 {
		s[sLead] = q.massOf(lead&^x.cover) / q.mass
	}
	s[sAsked] = min(1, float64(len(q.seq))/16)
}
