package qa

import (
	"slices"
	"strings"
)

// A conversation is an explicit field of the question. A follow-up, such as
// "and where was he born?", is read with the words of the turns before it,
// which count less than its own; a question that stands by itself is not.

const (
	// turnsRead is how many turns back a follow-up may reach.
	turnsRead = 2
	// What a word counts that comes from an earlier turn: a name that the
	// answer gave, a word of the question, and a word of a question whose
	// kind the follow-up goes on with ("and in 2001?").
	answerNameContext = 0.6
	questionContext   = 0.35
	ellipsisContext   = 0.7
	// What a word of an earlier question counts that is no name, where the
	// follow-up asks of the person whom the answer named: "who built the mill",
	// "and where was he born?" asks of him, and no more of the mill.
	personContext = 0.08
	// turnDecay is what one turn further back takes off.
	turnDecay = 0.5
)

// followUps are words that point back to what was said, and openings that go
// on with it, by language; folded, and pairs of characters for dense scripts.
var followUps = map[string]struct{ pronouns, openings string }{
	"en": {` he she it they him her them his hers its their theirs this that these those there then himself herself itself themselves one ones `, ` and but so also `},
	"de": {` er sie es ihm ihr ihn ihnen sein seine seinen seiner ihre ihren ihrem dieser diese dieses dies das dort dann da damit `, ` und aber also `},
	"fr": {` il elle ils elles lui leur leurs son sa ses ce cet cette ces cela ca celui celle y `, ` et mais alors `},
	"es": {` el ella ellos ellas ello le les su sus este esta esto ese esa eso estos estas alli `, ` y pero entonces `},
	"pt": {` ele ela eles elas lhe lhes seu sua seus suas este esta isto esse essa isso la ali `, ` e mas entao `},
	"ja": {` 彼は 彼女 それ その これ この そこ 彼ら 彼の 彼が `, ` では じゃ `},
	"zh": {` 他们 她们 它们 他的 她的 这个 那个 那里 他在 她在 他是 `, ` 那么 还有 `},
}

// personPronouns are the pronouns of people alone, by language, in the form of
// followUps. Where other languages have none, theirs may stand for things too.
var personPronouns = map[string]string{
	"en": ` he she him her his hers himself herself `,
	"ja": ` 彼は 彼女 彼の 彼が `,
	"zh": ` 他的 她的 他在 她在 他是 `,
}

// asksOfPerson reports whether the question speaks of a person as he or she.
func (q *query) asksOfPerson() bool {
	return slices.ContainsFunc(q.slots, func(s slot) bool {
		return strings.Contains(personPronouns[q.lang], " "+s.folded+" ")
	})
}

// isFollowUp reports whether a question leans on what was said before it:
// it has a pronoun that points back, opens with "and", or says too little.
func (q *query) isFollowUp() (follows, elliptic bool) {
	lang := q.lang
	if lang == "" {
		lang = "en"
	}
	f := followUps[lang]
	own := 0
	for i := range q.slots {
		if s := &q.slots[i]; s.content && s.class&classStop == 0 {
			own++
		} else if strings.Contains(f.pronouns, " "+s.folded+" ") {
			follows = true
		}
	}
	if len(q.seq) > 0 && q.seq[0] >= 0 && strings.Contains(f.openings, " "+q.slots[q.seq[0]].folded+" ") {
		follows = true
	}
	elliptic = own == 0 || q.kind == kindOther && own <= 2 && follows || q.says([]string{"what", "about"}) || q.says([]string{"how", "about"})
	return follows || elliptic, elliptic
}

// recall adds the words of earlier turns to a follow-up.
func (q *query) recall(turns []Turn, langs []string, scan *scanner, stems map[string]*stemmer) {
	follows, elliptic := q.isFollowUp()
	if !follows {
		return
	}
	factor := 1.0
	person := q.asksOfPerson()
	for i := len(turns) - 1; i >= 0 && i >= len(turns)-turnsRead; i-- {
		var before query
		before.read(clipQuestion(turns[i].Question), langs, scan, stems)
		weight := questionContext
		if elliptic {
			weight = ellipsisContext
			if q.kind == kindOther {
				q.kind = before.kind
			}
		}
		var answer query
		answer.read(clipQuestion(turns[i].Answer), langs, scan, stems)
		if person && before.kind == kindWho && slices.ContainsFunc(answer.slots, func(s slot) bool { return s.name && !before.holds(s.folded) }) {
			weight = personContext
		}
		for j := range before.slots {
			if s := &before.slots[j]; s.content && s.class&classStop == 0 {
				w := weight
				if s.name {
					w = max(w, answerNameContext)
				}
				q.recallWord(s, float64(w*factor))
			}
		}
		for j := range answer.slots {
			if s := &answer.slots[j]; s.name {
				q.recallWord(s, float64(answerNameContext*factor))
			}
		}
		factor *= turnDecay
	}
	q.dropStops()
	if q.content > 0 {
		q.nothing = false
	}
}

// holds reports whether the question has a word.
func (q *query) holds(folded string) bool {
	return slices.ContainsFunc(q.slots, func(s slot) bool { return s.folded == folded })
}

// own are the slots of a follow-up's own words that carry a topic, as bits; none
// where the question leans on no earlier turn.
func (q *query) own() uint64 {
	set, leans := uint64(0), false
	for i := range q.slots {
		s := &q.slots[i]
		if s.recalled > 0 {
			leans = true
		} else if s.content && s.class&classStop == 0 {
			set |= 1 << i
		}
	}
	if !leans {
		return 0
	}
	return set
}

// What a sentence loses in score, and keeps of its confidence, that meets a
// follow-up in words of earlier turns alone: it says again what was answered.
const (
	againPenalty = 3
	againShare   = 0.25
)

// dropStops stops looking for stop words that were looked for because nothing
// else was left, once an earlier turn has given something else.
func (q *query) dropStops() {
	if !slices.ContainsFunc(q.slots, func(s slot) bool { return s.recalled > 0 }) {
		return
	}
	for i := range q.slots {
		if s := &q.slots[i]; s.content && s.recalled == 0 && s.class&classStop != 0 {
			s.content = false
			q.content--
		}
	}
}

// recallWord adds a word of an earlier turn, unless the question says it.
func (q *query) recallWord(s *slot, weight float64) {
	for i := range q.slots {
		if q.slots[i].folded == s.folded {
			return
		}
	}
	if len(q.slots) == maxSlots {
		return
	}
	q.slots = append(q.slots, slot{
		word: s.word, folded: s.folded, terms: s.terms, class: s.class,
		content: true, name: s.name, number: s.number, recalled: weight,
	})
	q.content++
}
