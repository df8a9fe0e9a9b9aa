package qa

import (
	"math"
	"slices"
	"strings"

	"lector/article"
)

// A query is a question made ready for looking up: its words, what each is
// worth in the scope that is asked, and what each may also be written as.
type query struct {
	text     string      // the part that asks
	said     []askedWord // the words of all of it; working memory
	lang     string
	slots    []slot // the distinct words; at most maxSlots
	seq      []int8 // the words in order, as slots; -1 for what found no slot
	kind     questionKind
	dense    bool // most words are pairs of characters of a dense script
	quantity quantity
	focus    int8 // the slot that names the kind of thing asked for ("which CITY"), or -1

	mass    float64 // sum of idf over content slots
	unknown float64 // its part on words that no article of the scope has
	top     float64 // the greatest idf of a content slot that the scope knows
	content int     // content slots
	names   int     // content slots that look like names
	numbers int     // and that are numbers

	worth    float64 // sum of the slots' worth over content slots
	topWorth float64 // the greatest worth of a content slot that the scope knows

	grams   gramSet
	nothing bool
}

// maxSlots bounds the distinct words of a question, so that a set of them fits
// 64 bits. What comes after is not looked for.
const maxSlots = 64

// A slot is a distinct word of the question.
type slot struct {
	word     string // as typed
	folded   string
	terms    []string // its stems, one a language of the scope, distinct
	class    class
	content  bool // looked for: no stop word, or nothing else is left
	name     bool // looks like a name: a capital letter that does not open the question
	number   bool
	df       int
	idf      float64
	guessed  bool    // df is of its alternatives: the scope does not know the word itself
	recalled float64 // what a word of an earlier turn counts; 0 for the question's own
	worth    float64 // the IDF times what its word is worth: see [lexicon]
	stands   []stand // stems that answers say for it
	rarity   float64 // how rare the word is in English at large: 0 everywhere, 1 nowhere
	alts     []alternative
}

// An alternative is another word that a slot also matches.
type alternative struct {
	folded string
	stem   string             // what it also matches by: a term; empty: nothing
	weight float64            // of a match, in (0, 1]
	how    string             // "spelling", "prefix", "joined", "family", …: for the explanation
	only   []*article.Article // where alone it matches; nil: everywhere
}

// A scope is what a question is asked of: live units of some segments, or of
// one article alone.
type scope struct {
	views    []view
	article  []int32 // by view: the article asked of, -1 none here; nil: all articles
	units    int
	langs    []string
	resolved []resolved // by view

	classifiers  []*classifier // of the collections with prepared pairs
	classifierOf []int         // by view: its collection's in classifiers, -1 none
}

// resolved are a query's slots in terms of one segment.
type resolved struct {
	variants []variant  // in order of slots
	slots    []slotSpan // by slot: its variants, and the words that match it exactly
	table    termMap
	spare    []variant // working memory

	standing   []standing // terms that may stand for slots
	standTable termMap    // by term: where its standings start
}

type variant struct {
	term   uint32
	slot   int8
	weight float64
	only   []*article.Article // see [alternative]
}

// matches reports whether a variant matches in an article.
func (v *variant) matches(a *article.Article) bool {
	return v.only == nil || slices.Contains(v.only, a)
}

type slotSpan struct {
	first, last         int // variants
	firstWord, lastWord int // words of the segment written just as the slot's
	head                uint32
}

// idf is the inverse document frequency (BM25's, never negative), rounded so
// that the last bits of a machine's logarithm cannot change an answer.
func idf(df, n int) float64 {
	x := math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5))
	return math.Round(x*(1<<20)) / (1 << 20)
}

// termMap maps the terms that a query looks for to its variants: a small open
// hash table, for it is asked once a word of every sentence read.
type termMap struct {
	mask uint32
	keys []uint32 // term + 1; 0 is free
	vals []int16
}

func (m *termMap) reset(n int) {
	size := 16
	for size < 4*n {
		size *= 2
	}
	if cap(m.keys) < size {
		m.keys, m.vals = make([]uint32, size), make([]int16, size)
	} else {
		m.keys, m.vals = m.keys[:size], m.vals[:size]
		clear(m.keys)
	}
	m.mask = uint32(size - 1)
}

func (m *termMap) put(term uint32, v int16) bool {
	h := term * 0x9E3779B1 >> 8 & m.mask
	for m.keys[h] != 0 {
		if m.keys[h] == term+1 {
			return false
		}
		h = (h + 1) & m.mask
	}
	m.keys[h], m.vals[h] = term+1, v
	return true
}

// get returns the variant of a term, or -1.
func (m *termMap) get(term uint32) int16 {
	h := term * 0x9E3779B1 >> 8 & m.mask
	for {
		k := m.keys[h]
		if k == term+1 {
			return m.vals[h]
		}
		if k == 0 {
			return -1
		}
		h = (h + 1) & m.mask
	}
}

// read takes a question's text apart, in the languages of the scope.
func (q *query) read(text string, langs []string, scan *scanner, stems map[string]*stemmer) {
	q.lang = questionLang(text, langs, scan)
	text, q.said = withoutAsides(text, q.lang, scan, q.said)
	q.text = text
	q.slots, q.seq = q.slots[:0], q.seq[:0]
	shouted := strings.ToUpper(text) == text // capitals say nothing
	dense := 0
	scan.reset(text)
	first := true
	for scan.next() {
		if scan.sym != symbols {
			continue
		}
		raw := text[scan.start:scan.end]
		folded, spelled := fold(raw, q.lang)
		if folded == "" {
			continue
		}
		c := classOf(raw, folded, q.lang)
		if shouted {
			c &^= classAcronym
			if isStop(folded, q.lang) {
				c |= classStop
			}
		}
		at := -1
		for i := range q.slots {
			if q.slots[i].folded == folded {
				at = i
				break
			}
		}
		if at < 0 {
			if len(q.slots) == maxSlots {
				q.seq = append(q.seq, -1)
				continue
			}
			// The slot's memory of an earlier question is used again.
			var s slot
			if at = len(q.slots); at < cap(q.slots) {
				s = q.slots[:at+1][at]
			}
			s = slot{
				terms: s.terms[:0], alts: s.alts[:0],
				word: raw, folded: folded, class: c,
				content: c&classStop == 0,
				name:    c&classCapital != 0 && !first && !shouted && c&classStop == 0,
				number:  c&classNumber != 0,
			}
			if scan.dense {
				dense++
				s.terms = append(s.terms, folded)
			} else {
				for _, lang := range langs {
					f, sp := folded, spelled
					if lang != q.lang {
						f, sp = fold(raw, lang)
					}
					st := stems[lang]
					if st == nil {
						st = newStemmer(lang)
						stems[lang] = st
					}
					s.addTerm(st.asked(f, sp))
				}
			}
			at = len(q.slots)
			q.slots = append(q.slots, s)
		} else if c&classCapital != 0 && !first && !shouted && q.slots[at].content {
			q.slots[at].name = true
		}
		q.seq = append(q.seq, int8(at))
		first = false
	}
	q.content = 0
	for i := range q.slots {
		if q.slots[i].content {
			q.content++
		}
	}
	q.dense = 2*dense > len(q.slots)
	q.kind = kindOf(q)
	q.quantity = quantityOf(q)
	q.focus = focusOf(q)
	q.nothing = q.asksNothing()
	if q.content == 0 && !q.nothing {
		for i := range q.slots {
			q.slots[i].content = true
			q.content++
		}
	}
}

func (s *slot) addTerm(t string) {
	for _, have := range s.terms {
		if have == t {
			return
		}
	}
	s.terms = append(s.terms, t)
}

// questionLang says which of the languages a question is in: the one with most
// of its words among that language's stop words; the first, which is the most
// used of the scope, when none shows.
func questionLang(text string, langs []string, scan *scanner) string {
	if len(langs) == 0 {
		return "en"
	}
	if len(langs) == 1 {
		return langs[0]
	}
	best, most := langs[0], 0
	for _, lang := range langs {
		n := 0
		scan.reset(text)
		for scan.next() {
			if scan.sym != symbols {
				continue
			}
			folded, _ := fold(text[scan.start:scan.end], lang)
			if isStop(folded, lang) || listedClass(folded, lang)&classQuestion != 0 {
				n++
			}
		}
		if n > most {
			best, most = lang, n
		}
	}
	return best
}

// resolve finds the question's own words in a segment: exact words first, then
// stems. A term belongs to the first slot that asks for it.
func (r *resolved) resolve(q *query, s *segment) {
	r.variants = r.variants[:0]
	r.slots = r.slots[:0]
	r.table.reset(len(q.slots) * 6)
	for i := range q.slots {
		sl := &q.slots[i]
		span := slotSpan{first: len(r.variants)}
		span.firstWord, span.lastWord = s.lookup(sl.folded)
		span.head = wordHead(sl.folded)
		for w := span.firstWord; w < span.lastWord; w++ {
			r.add(i, s.words.term[w], 1, nil)
		}
		for _, t := range sl.terms {
			if term := s.terms.text.find(t); term >= 0 {
				r.add(i, uint32(term), 1, nil)
			}
		}
		span.last = len(r.variants)
		r.slots = append(r.slots, span)
	}
}

// add takes a term for the i-th slot, unless another slot has it.
func (r *resolved) add(i int, term uint32, weight float64, only []*article.Article) {
	if r.table.put(term, int16(len(r.variants))) {
		r.variants = append(r.variants, variant{term, int8(i), weight, only})
	}
}

// resolveAlternatives finds, after resolve, the slots' alternatives in the
// segment: what is written in the question has claimed its terms first.
func (r *resolved) resolveAlternatives(q *query, s *segment) {
	own := len(r.variants)
	for i := range q.slots {
		for _, a := range q.slots[i].alts {
			first, last := s.lookup(a.folded)
			for w := first; w < last; w++ {
				r.add(i, s.words.term[w], a.weight, a.only)
			}
			if a.stem == "" {
				continue
			}
			if term := s.terms.text.find(a.stem); term >= 0 {
				r.add(i, uint32(term), a.weight, a.only)
			}
		}
	}
	if len(r.variants) == own {
		return
	}
	// Bring the alternatives beside their slots' own terms.
	r.spare = append(r.spare[:0], r.variants...)
	r.variants = r.variants[:0]
	for i := range r.slots {
		sl := &r.slots[i]
		ownFirst, ownLast := sl.first, sl.last
		sl.first = len(r.variants)
		r.variants = append(r.variants, r.spare[ownFirst:ownLast]...)
		for _, v := range r.spare[own:] {
			if int(v.slot) == i {
				r.variants = append(r.variants, v)
			}
		}
		sl.last = len(r.variants)
	}
	r.table.reset(len(q.slots) * 6)
	for i, v := range r.variants {
		r.table.put(v.term, int16(i))
	}
}
