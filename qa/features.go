package qa

import (
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"

	"lector/article"
)

// The features of a candidate, in the order of [Weights.Features]. Unless said
// otherwise a feature is in [0, 1], and shares are of the question's IDF mass:
// the sum over its content words of their inverse document frequencies.
const (
	fBM25 = iota
	fBM25Share
	fParagraph
	fPrevious
	fPrevious2
	fNext
	fCover
	fCoverExact
	fCoverParagraph
	fCoverNear
	fHeaviestMissed
	fNames
	fNumbers
	fGrams
	fKin
	fBigrams
	fTrigrams
	fSequence
	fDensity
	fWorthBM25
	fWorthCover
	fWorthMissed
	fAssociation
	fTranslation
	fWhoName
	fWhoPerson
	fWhoGroup
	fWhenDate
	fWhenTime
	fYearYear
	fWherePlace
	fWhereName
	fWhyCause
	fManyNumber
	fManyUnit
	fMuchMoney
	fMuchNumber
	fHowManner
	fWhichName
	fWhatName
	fWhatDefine
	fWhatList
	fOtherNew
	fYesNoCover
	fQuantity
	fNoQuantity
	fEvidenceNear
	fFocus
	fLength
	fShort
	fLong
	fFirst
	fParagraphFirst
	fPronoun
	fPronounCover
	fQuestion
	fHeading
	fItem
	fRow
	fHeadingCover
	fCount
	fRareCover
	fRareMissed
	fNamesAround
	fFunction
	fFunctionRare
	fPrecision
	fDice
	fRun
	fSubsequence
	fFourgrams
	fWithin
	fPairs
	fSkips
	fOrder
	fHeaviestNear
	fAgain
	fBefore
	fAfter
	featureCount
)

// featureDocs names and explains the features, in their order.
var featureDocs = [featureCount]struct{ name, doc string }{
	fBM25:           {"bm25", "BM25 of the sentence, over 20; 0 and more"},
	fBM25Share:      {"bm25 share", "BM25 of the sentence over the question's mass, over 2.2"},
	fParagraph:      {"paragraph", "BM25 of the paragraph over the question's mass, over 2.2"},
	fPrevious:       {"previous", "BM25 share of the sentence before"},
	fPrevious2:      {"second previous", "BM25 share of the sentence before that"},
	fNext:           {"next", "BM25 share of the sentence after"},
	fCover:          {"cover", "share of the mass that the sentence covers"},
	fCoverExact:     {"cover exactly", "share covered by words written the same, not only by their stems"},
	fCoverParagraph: {"cover in paragraph", "share that the paragraph covers and the sentence does not"},
	fCoverNear:      {"cover nearby", "share that the sentences beside it cover and it does not"},
	fHeaviestMissed: {"heaviest missed", "the greatest IDF of a known word that is missed, over the greatest of all"},
	fNames:          {"names", "share of the names' mass covered; 0 without names"},
	fNumbers:        {"numbers", "share of the numbers covered; 0 without numbers"},
	fGrams:          {"grams", "share of the question's character 4-grams"},
	fKin:            {"kin", "share of the missed words' mass met by words of the same beginning"},
	fBigrams:        {"bigrams", "share of the question's pairs of neighbouring words that are neighbours here"},
	fTrigrams:       {"trigrams", "the same of three"},
	fSequence:       {"sequence", "weighted longest common subsequence, as a share of the mass"},
	fDensity:        {"density", "covered share over the square root of the window's length in words, times 2"},
	fWorthBM25:      {"worth: bm25", "BM25 share with each word weighed by what it is worth in answers"},
	fWorthCover:     {"worth: cover", "share of the worth covered"},
	fWorthMissed:    {"worth: heaviest missed", "the greatest worth of a known word that is missed, over the greatest of all"},
	fAssociation:    {"association", "share of the mass missed that words which answers say for it make up for"},
	fTranslation:    {"translation", "how much likelier than by chance the sentence is said for the words missed; 0 and more"},
	fWhoName:        {"who: name", "who, and a name beyond the question's words"},
	fWhoPerson:      {"who: person", "who, and a title or role"},
	fWhoGroup:       {"who: group", "who, and an organisation"},
	fWhenDate:       {"when: date", "when, and a new year, month or weekday"},
	fWhenTime:       {"when: time", "when, and a new word of time"},
	fYearYear:       {"year: year", "which year, and a new year"},
	fWherePlace:     {"where: place", "where, and a preposition of place before a new name"},
	fWhereName:      {"where: name", "where, and a new name"},
	fWhyCause:       {"why: cause", "why, and a word of cause"},
	fManyNumber:     {"how many: number", "how many, and a new number"},
	fManyUnit:       {"how many: unit", "how many, and a new number before a unit or a word of the question"},
	fMuchMoney:      {"how much: money", "how much, and a currency or a percentage"},
	fMuchNumber:     {"how much: number", "how much, and a new number"},
	fHowManner:      {"how: manner", "how, and a word of manner"},
	fWhichName:      {"which: name", "which, and a new name"},
	fWhatName:       {"what: name", "what, and a new name"},
	fWhatDefine:     {"what: definition", "what, and a defining word or a quotation"},
	fWhatList:       {"what: list", "what, and a list"},
	fOtherNew:       {"new words", "words beyond the question's, up to 20, over 20"},
	fYesNoCover:     {"yes/no: cover", "a yes/no question's covered share"},
	fQuantity:       {"asked quantity", "an age, price, duration or the like is asked for, and is there"},
	fNoQuantity:     {"asked quantity missing", "one is asked for, and is not there"},
	fEvidenceNear:   {"answer near", "how near to a covered word the kind of thing asked for stands: 1 over 1 plus a quarter of the distance in words"},
	fFocus:          {"asked focus", "the word that names the kind of thing asked for stands in it"},
	fLength:         {"length", "logarithm of the number of words, over 5"},
	fShort:          {"short", "fewer than six words"},
	fLong:           {"long", "more than forty words"},
	fFirst:          {"first", "the article's first sentence"},
	fParagraphFirst: {"opens paragraph", "the first sentence of its paragraph"},
	fPronoun:        {"pronoun", "starts with a pronoun"},
	fPronounCover:   {"pronoun and previous", "starts with a pronoun: share that the sentence before covers and it does not"},
	fQuestion:       {"question", "is itself a question"},
	fHeading:        {"heading", "is a heading"},
	fItem:           {"item", "is an entry of a list"},
	fRow:            {"row", "is a row of a table"},
	fHeadingCover:   {"heading covers", "share that the heading above covers and the sentence does not"},
	fCount:          {"count", "share of the content words that stand in it, each counting the same"},
	fRareCover:      {"rare cover", "share of the mass covered, each word weighed by how rare it is in English at large"},
	fRareMissed:     {"rarest missed", "how rare in English at large the rarest known word is that is missed"},
	fNamesAround:    {"names around", "share of the names' mass that the paragraph covers and the sentence does not"},
	fFunction:       {"function words", "share of the question's function words, question words apart"},
	fFunctionRare:   {"function words by rarity", "the same, each weighed by how rare it is"},
	fPrecision:      {"precision", "share of the sentence's content words that are the question's"},
	fDice:           {"dice", "Dice's coefficient of the words of both, function words too"},
	fRun:            {"run", "the longest run of words of the question, up to eight, over eight"},
	fSubsequence:    {"subsequence", "longest common subsequence of all words, as a share of the question's"},
	fFourgrams:      {"four in a row", "share of the question's runs of four words that stand here just so"},
	fWithin:         {"within", "share of the question's words among those from the first of them to the last"},
	fPairs:          {"pairs", "how near to each other the content words stand that follow each other in the question: 1 over 1 plus a third of the distance, the mean"},
	fSkips:          {"pairs with one between", "the same of every second content word, with a quarter of the distance"},
	fOrder:          {"order", "share of such pairs, both covered, that stand in the question's order"},
	fHeaviestNear:   {"near the heaviest", "share of the mass covered beside the heaviest word, by nearness to it"},
	fAgain:          {"again", "covered words that stand here once more, up to three, over three"},
	fBefore:         {"before", "words before the first covered one, up to 20, over 20"},
	fAfter:          {"after", "words behind the last covered one, up to 20, over 20"},
}

// FeatureNames are the names of the features, in the order of
// [Candidate.Features] and [Weights.Features].
func FeatureNames() []string {
	names := make([]string, featureCount)
	for i, d := range featureDocs {
		names[i] = d.name
	}
	return names
}

// A reading is what a query sees in a unit.
type reading struct {
	words     []readWord
	met       []int16   // the words that are of the question, by place
	after     symbolSet // symbols after the last word
	cover     uint64    // content slots that stand in it
	exact     uint64    // those written the same
	stops     uint64    // other slots
	bm25      float64
	worthBM25 float64 // the same by worth
	mass      float64 // covered
	exactly   float64 // covered by words written the same
}

type readWord struct {
	word, term uint32
	class      class
	before     symbolSet // symbols between it and the word before
	slot       int8      // -1: none of the question's
	exact      bool      // written the same
}

// symbolSet is a set of symbols, as bits.
type symbolSet uint8

// reader reads units for a query: the paragraphs that candidates stand in, and
// single units beside those, each once.
type reader struct {
	q     *query
	sc    *scope
	seen  map[uint64]int32 // paragraph -> index in paras; aloneKey: unit -> index in alone
	paras []paraReading
	alone []*reading
	all   []reading // of the paragraphs, each one's together; kept for their memory
	used  int
	buf   []uint32

	freq   [maxSlots]uint8
	weight [maxSlots]float64
}

type paraReading struct {
	first uint32 // its first unit
	units []reading
	bm25  float64 // of all its words together
	cover uint64
}

func (r *reader) reset(q *query, sc *scope) {
	r.q, r.sc, r.used = q, sc, 0
	r.paras, r.alone = r.paras[:0], r.alone[:0]
	if r.seen == nil {
		r.seen = make(map[uint64]int32)
	}
	clear(r.seen)
}

// read reads a unit, and with it the paragraph that it stands in.
func (r *reader) read(view int, u uint32) *reading {
	p := r.paragraph(view, u)
	return &p.units[u-p.first]
}

// aloneKey tells single units from paragraphs in reader.seen.
const aloneKey = 1 << 63

// beside reads a unit that stands beside a candidate, alone if its paragraph is
// not read otherwise.
func (r *reader) beside(view int, u uint32) *reading {
	key := uint64(view) << 32
	if at, ok := r.seen[key|uint64(r.sc.views[view].seg.units[u].para)]; ok {
		p := &r.paras[at]
		return &p.units[u-p.first]
	}
	key |= aloneKey | uint64(u)
	if at, ok := r.seen[key]; ok {
		return r.alone[at]
	}
	r.seen[key] = int32(len(r.alone))
	x := &r.take(1)[0]
	var freq [maxSlots]uint16
	r.readInto(x, view, u, &freq)
	r.alone = append(r.alone, x)
	return x
}

// take takes n readings of memory. Those that were taken before stay where they are.
func (r *reader) take(n int) []reading {
	if r.used+n > len(r.all) {
		r.all, r.used = make([]reading, max(256, 2*len(r.all), n)), 0
	}
	r.used += n
	return r.all[r.used-n : r.used]
}

// paragraphPivot is the length of a usual paragraph in words.
const paragraphPivot = 100

// paragraph reads the paragraph that a unit stands in.
func (r *reader) paragraph(view int, u uint32) *paraReading {
	seg := r.sc.views[view].seg
	p := seg.units[u].para
	key := uint64(view)<<32 | uint64(p)
	if at, ok := r.seen[key]; ok {
		return &r.paras[at]
	}
	r.seen[key] = int32(len(r.paras))
	from, to := seg.paras[p].first, uint32(len(seg.units))
	if int(p)+1 < len(seg.paras) {
		to = seg.paras[p+1].first
	}
	units := r.take(int(to - from))
	pr := paraReading{first: from, units: units}
	var freq [maxSlots]uint16
	words := 0
	for i := range units {
		r.readInto(&units[i], view, from+uint32(i), &freq)
		pr.cover |= units[i].cover
		words += len(units[i].words)
	}
	norm := float64(bm25K1 * (1 - bm25B + float64(bm25B*float64(words))/paragraphPivot))
	for m := pr.cover; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		f := float64(freq[i])
		pr.bm25 += float64(r.q.slots[i].idf * (float64(f*(bm25K1+1)) / (f + norm)))
	}
	r.paras = append(r.paras, pr)
	return &r.paras[len(r.paras)-1]
}

// readInto reads a unit, and adds to inAll how often it holds each slot.
func (r *reader) readInto(x *reading, view int, u uint32, inAll *[maxSlots]uint16) {
	*x = reading{words: x.words[:0], met: x.met[:0]}
	seg, rs := r.sc.views[view].seg, &r.sc.resolved[view]
	r.buf = seg.formsOf(u, r.buf[:0])
	x.words = slices.Grow(x.words, len(r.buf))[:len(r.buf)]
	slots, forms, art := r.q.slots, seg.forms, seg.articles[seg.articleOf(u)]
	freq, weight := &r.freq, &r.weight // zero but within a call
	marks := symbolSet(0)
	n := 0
	for _, f := range r.buf {
		if f < uint32(symbols) {
			marks |= 1 << f
			continue
		}
		fm := &forms[f]
		rw := &x.words[n]
		*rw = readWord{word: fm.word, term: fm.term, class: fm.class, slot: -1, before: marks}
		marks = 0
		if v := rs.table.get(fm.term); v >= 0 && rs.variants[v].matches(art) {
			vr := &rs.variants[v]
			s := vr.slot
			rw.slot = s
			span := &rs.slots[s]
			rw.exact = int(fm.word) >= span.firstWord && int(fm.word) < span.lastWord
			x.met = append(x.met, int16(min(n, 1<<15-1)))
			inAll[s]++
			bit := uint64(1) << s
			if slots[s].content {
				x.cover |= bit
				if rw.exact {
					x.exact |= bit
				}
				if freq[s] < 4 {
					freq[s]++
				}
				weight[s] = max(weight[s], vr.weight)
			} else {
				x.stops |= bit
			}
		}
		n++
	}
	x.words = x.words[:n]
	x.after = marks
	length := seg.lengths[u]
	for m := x.cover; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		idf := slots[i].idf
		impact := float64(weight[i] * impacts[freq[i]-1][length])
		x.bm25 += float64(idf * impact)
		x.worthBM25 += float64(slots[i].worth * impact)
		x.mass += float64(idf * weight[i])
		if x.exact&(1<<i) != 0 {
			x.exactly += idf
		}
		freq[i], weight[i] = 0, 0
	}
}

// massOf is the IDF mass of a set of slots.
func (q *query) massOf(set uint64) float64 {
	sum := 0.0
	for ; set != 0; set &= set - 1 {
		sum += q.slots[bits.TrailingZeros64(set)].idf
	}
	return sum
}

// sentenceFeatures fills f, which is zero, for a sentence. It returns the
// slots that the sentence covers, and those that its surroundings cover:
// paragraph, neighbours and heading.
func (r *reader) sentenceFeatures(view int, u uint32, f []float64) (cover, around uint64) {
	q := r.q
	seg := r.sc.views[view].seg
	un := seg.units[u]
	p := &seg.paras[un.para]
	art := seg.articles[p.article]
	rng := seg.ranges[p.article]
	x := r.read(view, u)
	mass := q.mass
	if mass <= 0 {
		mass = 1
	}
	whole := mass * maxImpact

	f[fBM25] = x.bm25 / 20
	f[fBM25Share] = x.bm25 / whole
	pr := r.paragraph(view, u)
	pcover := pr.cover
	f[fParagraph] = pr.bm25 / whole
	near := uint64(0)
	var prev *reading
	if u > rng.first {
		prev = r.beside(view, u-1)
		f[fPrevious] = prev.bm25 / whole
		near |= prev.cover
	}
	if u > rng.first+1 {
		f[fPrevious2] = r.beside(view, u-2).bm25 / whole
	}
	if u+1 < rng.last {
		next := r.beside(view, u+1)
		f[fNext] = next.bm25 / whole
		near |= next.cover
	}
	f[fCover] = x.mass / mass
	f[fCoverExact] = x.exactly / mass
	f[fCoverParagraph] = q.massOf(pcover&^x.cover) / mass
	f[fCoverNear] = q.massOf(near&^x.cover) / mass
	if q.top > 0 {
		heaviest := 0.0
		for i := range q.slots {
			if s := &q.slots[i]; s.content && s.df > 0 && x.cover&(1<<i) == 0 && s.idf > heaviest {
				heaviest = s.idf
			}
		}
		f[fHeaviestMissed] = heaviest / q.top
	}
	f[fNames], f[fNumbers] = q.namesAndNumbers(x.cover)
	f[fGrams] = q.grams.cover(art.Text[un.start:un.end])
	f[fKin] = r.kin(view, x, mass)
	f[fBigrams], f[fTrigrams] = q.phrases(x)
	f[fSequence] = q.sequence(x) / mass
	f[fDensity] = density(x, mass, q)
	r.learned(view, x, f)
	r.worded(x, pcover, mass, f)

	r.evidence(view, x, f)
	r.measured(seg, x, f)
	if q.focus >= 0 {
		f[fFocus] = one(x.cover&(1<<q.focus) != 0)
	}
	n := len(x.words)
	f[fLength] = math.Log(1+float64(n)) / 5
	f[fShort] = one(n < 6)
	f[fLong] = one(n > 40)
	f[fFirst] = one(u == rng.first)
	f[fParagraphFirst] = one(u == p.first)
	if n > 0 && x.words[0].class&classPronoun != 0 {
		f[fPronoun] = 1
		if prev != nil {
			f[fPronounCover] = q.massOf(prev.cover&^x.cover) / mass
		}
	}
	f[fQuestion] = one(endsAsking(art.Text[un.start:un.end]))
	f[fHeading] = one(p.block == article.Heading)
	f[fItem] = one(p.block == article.Item)
	f[fRow] = one(p.block == article.Row)
	around = near | pcover
	if p.heading >= 0 {
		above := r.beside(view, uint32(p.heading)).cover
		f[fHeadingCover] = q.massOf(above&^x.cover) / mass
		around |= above
	}
	return x.cover, around
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func endsAsking(s string) bool {
	for len(s) > 0 {
		switch c := s[len(s)-1]; {
		case c == '?':
			return true
		case c == '"' || c == '\'' || c == ')' || c == ' ':
			s = s[:len(s)-1]
		default:
			return len(s) >= 3 && (s[len(s)-3:] == "？" || s[len(s)-2:] == "؟")
		}
	}
	return false
}

func (q *query) namesAndNumbers(cover uint64) (names, numbers float64) {
	var all, have, count, met float64
	for i := range q.slots {
		s := &q.slots[i]
		if !s.content {
			continue
		}
		in := cover&(1<<i) != 0
		if s.name {
			all += s.idf
			if in {
				have += s.idf
			}
		}
		if s.number {
			count++
			if in {
				met++
			}
		}
	}
	if all > 0 {
		names = have / all
	}
	if count > 0 {
		numbers = met / count
	}
	return names, numbers
}

// kin is how far words of the sentence that share a beginning of four letters
// or more make up for the question's words it misses.
func (r *reader) kin(view int, x *reading, mass float64) float64 {
	seg, rs := r.sc.views[view].seg, &r.sc.resolved[view]
	sum := 0.0
	for i := range r.q.slots {
		s := &r.q.slots[i]
		if !s.content || x.cover&(1<<i) != 0 || len(s.folded) < 5 {
			continue
		}
		head := rs.slots[i].head
		best := 0.0
		for j := range x.words {
			w := &x.words[j]
			if seg.words.text.head[w.word] != head || w.slot >= 0 {
				continue
			}
			other := seg.words.text.at(int(w.word))
			n := 4
			for n < len(other) && n < len(s.folded) && other[n] == s.folded[n] {
				n++
			}
			if n < 8 && s.folded[0] >= utf8.RuneSelf {
				continue // of letters of two bytes the head holds two
			}
			best = max(best, float64(2*n)/float64(len(other)+len(s.folded)))
		}
		sum += float64(s.idf * best)
	}
	return sum / mass
}

// phrases are the shares of the question's runs of two and three words, with
// a content word among the first two, that stand in the sentence just so.
func (q *query) phrases(x *reading) (two, three float64) {
	pairs, met2, triples, met3 := 0, 0, 0, 0
	for i := 0; i+1 < len(q.seq); i++ {
		a, b := q.seq[i], q.seq[i+1]
		if a < 0 || b < 0 || !q.slots[a].content && !q.slots[b].content {
			continue
		}
		pairs++
		third := int8(-1)
		if i+2 < len(q.seq) && q.seq[i+2] >= 0 {
			third = q.seq[i+2]
			triples++
		}
		if !x.has(a) || !x.has(b) {
			continue
		}
		hit2, hit3 := 0, 0
		for _, j := range x.met {
			if x.words[j].slot != a || int(j)+1 >= len(x.words) || x.words[j+1].slot != b {
				continue
			}
			hit2 = 1
			if third >= 0 && int(j)+2 < len(x.words) && x.words[j+2].slot == third {
				hit3 = 1
				break
			}
		}
		met2 += hit2
		met3 += hit3
	}
	if pairs > 0 {
		two = float64(met2) / float64(pairs)
	}
	if triples > 0 {
		three = float64(met3) / float64(triples)
	}
	return two, three
}

func (x *reading) has(slot int8) bool { return (x.cover|x.stops)&(1<<slot) != 0 }

// sequence is the greatest IDF of content words that stand in the sentence in
// the question's order, others between them or not.
func (q *query) sequence(x *reading) float64 {
	var row [maxSlots + 1]float64
	n := 0
	var seq [maxSlots]int8
	for _, s := range q.seq {
		if s >= 0 && x.cover&(1<<s) != 0 && n < maxSlots {
			seq[n] = s
			n++
		}
	}
	for _, j := range x.met {
		s := x.words[j].slot
		if x.cover&(1<<s) == 0 {
			continue
		}
		diag := 0.0 // row[i-1] of the word before
		for i := 1; i <= n; i++ {
			old := row[i]
			if seq[i-1] == s {
				row[i] = max(row[i], diag+q.slots[s].idf)
			}
			row[i] = max(row[i], row[i-1])
			diag = old
		}
	}
	return row[n]
}

// density is how close together the covered words stand: over all windows
// that start and end with one, the greatest covered share over the square root
// of the window's length, times 2, at most 1.
func density(x *reading, mass float64, q *query) float64 {
	best := 0.0
	for k, i := range x.met {
		if x.cover&(1<<x.words[i].slot) == 0 {
			continue
		}
		set, sum := uint64(0), 0.0
		for _, j := range x.met[k:] {
			if j-i >= int16(len(rootOver)) {
				break
			}
			s := x.words[j].slot
			if x.cover&(1<<s) == 0 || set&(1<<s) != 0 {
				continue
			}
			set |= 1 << s
			sum += q.slots[s].idf
			best = max(best, float64(sum*rootOver[j-i]))
		}
	}
	return min(1, best*2/mass)
}

// rootOver[n] is 1 over the square root of a window of n+1 words, plus 3.
var rootOver = func() (t [40]float64) {
	for n := range t {
		t[n] = 1 / math.Sqrt(float64(n+4))
	}
	return t
}()
