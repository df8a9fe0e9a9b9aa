package qa

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
	"strings"
	"sync"

	"lector/article"
)

// A segment is the immutable index of some articles of one collection. A unit
// is what it ranks: a sentence, or one phrasing of a prepared question. Units
// are numbered through, sentences first, each article's together and in order.
//
// Everything is kept in flat arrays. What a unit says is kept as its stream of
// forms, so ranking never reads the text; byte offsets of words are recomputed
// from the text when a passage is shown.
type segment struct {
	articles []*article.Article
	ranges   []unitRange // of each article

	units     []unit
	lengths   []uint8 // words of each unit, at most 255
	sentences int     // units before this are sentences, from it on phrasings
	paras     []para
	stream    []byte  // the units' forms, as varints
	quotes    []quote // what the pairs cite

	forms  []form
	words  wordTable
	terms  termTable
	blocks []block
	lists  []byte // the postings; see postings.go
	langs  []string

	furniture furniture // see locate.go

	size int // bytes it holds, beside the articles' texts
}

// unitRange are an article's units: [first, last) of the sentences and of the phrasings.
type unitRange struct{ first, last, firstPhrasing, lastPhrasing uint32 }

// unit is a sentence, where start and end are its bytes in the article's text,
// or a phrasing, where start is the pair's index and end the phrasing's.
type unit struct {
	start, end uint32
	stream     uint32 // where its forms start
	para       uint32
}

// para is a paragraph (or a stretch of one: what is longer than a block is
// read in stretches), or the phrasings of a pair.
type para struct {
	article uint32 // index in segment.articles
	first   uint32 // its first unit
	number  int32  // of the paragraph in the article, from 1; of phrasings the pair's index
	opening int32  // the number of its first sentence in the article, from 1; of phrasings the index in segment.quotes
	heading int32  // the unit of the heading it stands under, or -1
	block   article.Block
}

// quote is where the passage stands that a pair cites.
type quote struct {
	article.Span
	paragraph, sentence int32
}

// A form is a word as it is written: "Invaded" and "invaded" are two forms of
// one word. The first symbols forms are the symbols. The more frequent a form,
// the smaller its number.
type form struct {
	word, term uint32
	class      class
}

// wordTable holds the folded words, sorted; one that two languages stem
// differently stands twice. A word belongs to a term.
type wordTable struct {
	text   stringTable
	term   []uint32
	sig    []uint32 // which letters it holds; see signature
	runes  []uint8  // its length in characters, at most 255
	family []uint32 // what words of one family share; see familyOf
	sound  []uint32 // what words that sound alike share; see soundOf
}

// termTable holds the stems, sorted, and where their postings are.
type termTable struct {
	text stringTable
	df   []uint32 // units that hold it
	list []uint32 // where its postings start in segment.lists; one more than there are terms
}

// A stringTable is a sorted list of strings in one piece of memory.
type stringTable struct {
	blob string
	off  []uint32 // one more than there are strings
	head []uint32 // the strings' heads; see wordHead
}

func (t *stringTable) len() int        { return len(t.off) - 1 }
func (t *stringTable) at(i int) string { return t.blob[t.off[i]:t.off[i+1]] }

// search returns the index of the first string that is not less than s. The
// heads are sorted as the strings are, so the strings themselves are looked at
// only among those of the same head.
func (t *stringTable) search(s string) int {
	head := wordHead(s)
	lo, hi := 0, t.len()
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if h := t.head[m]; h < head || h == head && t.at(m) < s {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// find returns the index of s, or -1.
func (t *stringTable) find(s string) int {
	if i := t.search(s); i < t.len() && t.at(i) == s {
		return i
	}
	return -1
}

func newStringTable(sorted []string) stringTable {
	n := 0
	for _, s := range sorted {
		n += len(s)
	}
	var b strings.Builder
	b.Grow(n)
	off := make([]uint32, len(sorted)+1)
	head := make([]uint32, len(sorted))
	for i, s := range sorted {
		b.WriteString(s)
		off[i+1] = uint32(b.Len())
		head[i] = wordHead(s)
	}
	return stringTable{b.String(), off, head}
}

// builder makes a segment.
type builder struct {
	seg   segment
	langs map[string]*langBuilder
	scan  scanner

	// As they are met; finish sorts and renumbers them.
	forms    []builtForm
	derived  [][]derivedForm // of the forms that are no symbols, formsTogether each
	deriving sync.WaitGroup
	words    map[builtWord]uint32
	wordSeq  []builtWord
	terms    map[string]uint32
	termSeq  []string
	tokens   []uint32 // of all units

	outlines [][]article.Paragraph // of articles with pairs
}

type langBuilder struct {
	lang  string
	forms map[string]uint32 // written form -> number
}

type builtForm struct {
	raw, lang string
	dense     bool
	count     uint32
	word      uint32
}

// A derivedForm is what the writing of a form tells.
type derivedForm struct {
	folded, stem string
	class        class
}

type builtWord struct {
	folded string
	term   uint32
}

// buildSegment indexes articles, which the segment keeps. The result depends
// on them and their order alone.
func buildSegment(articles []*article.Article) *segment {
	b := &builder{
		langs: make(map[string]*langBuilder),
	}
	text := 0
	for _, a := range articles {
		text += len(a.Text)
	}
	b.forms = make([]builtForm, symbols, int(symbols)+min(text/64, 1<<15))
	b.seg.articles = articles
	b.seg.ranges = make([]unitRange, len(articles))
	b.outlines = make([][]article.Paragraph, len(articles))
	for i, a := range articles {
		b.sentences(uint32(i), a)
	}
	b.seg.sentences = len(b.seg.units)
	for i, a := range articles {
		b.phrasings(uint32(i), a)
	}
	b.derive()
	b.deriving.Wait()
	b.number()
	b.finish()
	return &b.seg
}

func (b *builder) lang(tag string) *langBuilder {
	lang := primary(tag)
	l := b.langs[lang]
	if l == nil {
		l = &langBuilder{lang, make(map[string]uint32)}
		b.langs[lang] = l
		b.seg.langs = append(b.seg.langs, lang)
	}
	return l
}

func (b *builder) sentences(index uint32, a *article.Article) {
	l := b.lang(a.Lang)
	seg := &b.seg
	r := &seg.ranges[index]
	r.first = uint32(len(seg.units))
	heading := int32(-1)
	outline := article.Outline(a.Text, a.Lang)
	if len(a.Pairs) > 0 {
		b.outlines[index] = outline
	}
	if len(outline) > 0 {
		// What will be needed, so that a long article is not copied as it grows.
		last := outline[len(outline)-1]
		n := last.First + len(last.Sentences)
		seg.units = slices.Grow(seg.units, n)
		seg.lengths = slices.Grow(seg.lengths, n)
		b.tokens = slices.Grow(b.tokens, len(a.Text)/5)
	}
	for n, p := range outline {
		if p.Block == article.Furniture {
			continue
		}
		for i, s := range p.Sentences {
			if i%blockUnits == 0 {
				seg.paras = append(seg.paras, para{
					article: index, first: uint32(len(seg.units)), number: int32(n + 1),
					opening: int32(p.First + i), heading: heading, block: p.Block,
				})
			}
			b.unit(l, unit{start: uint32(s.Start), end: uint32(s.End)}, s.Of(a.Text))
		}
		if p.Block == article.Heading {
			heading = int32(len(seg.units) - 1)
		}
	}
	r.last = uint32(len(seg.units))
}

func (b *builder) phrasings(index uint32, a *article.Article) {
	l := b.lang(a.Lang)
	seg := &b.seg
	r := &seg.ranges[index]
	r.firstPhrasing = uint32(len(seg.units))
	for n, p := range a.Pairs {
		at := strings.Index(a.Text, p.Quote)
		if p.Quote == "" || at < 0 {
			continue // it cites what is not there, so there is nothing to show
		}
		seg.quotes = append(seg.quotes, place(b.outlines[index], article.Span{Start: at, End: at + len(p.Quote)}))
		for i, q := range p.Questions {
			if i%blockUnits == 0 {
				seg.paras = append(seg.paras, para{article: index, first: uint32(len(seg.units)), number: int32(n), opening: int32(len(seg.quotes) - 1), heading: -1})
			}
			b.unit(l, unit{start: uint32(n), end: uint32(i)}, q)
		}
	}
	r.lastPhrasing = uint32(len(seg.units))
}

// place says in which paragraph and sentence a span starts.
func place(outline []article.Paragraph, s article.Span) quote {
	q := quote{Span: s, paragraph: 1, sentence: 1}
	for n, p := range outline {
		if p.Start > s.Start {
			break
		}
		q.paragraph = int32(n + 1)
		for i, t := range p.Sentences {
			if t.Start <= s.Start {
				q.sentence = int32(p.First + i)
			}
		}
	}
	return q
}

// unit adds a unit that says text.
func (b *builder) unit(l *langBuilder, u unit, text string) {
	u.stream = uint32(len(b.tokens)) // in tokens, until finish
	u.para = uint32(len(b.seg.paras) - 1)
	b.seg.units = append(b.seg.units, u)
	n := 0
	b.scan.reset(text)
	for b.scan.next() {
		if b.scan.sym != symbols {
			b.forms[b.scan.sym].count++
			b.tokens = append(b.tokens, uint32(b.scan.sym))
			continue
		}
		raw := text[b.scan.start:b.scan.end]
		f, ok := l.forms[raw]
		if !ok {
			f = uint32(len(b.forms))
			b.forms = append(b.forms, builtForm{raw: raw, lang: l.lang, dense: b.scan.dense})
			l.forms[raw] = f
			if len(b.forms) == int(symbols)+(len(b.derived)+1)*formsTogether {
				b.derive()
			}
		}
		b.forms[f].count++
		b.tokens = append(b.tokens, f)
		n++
	}
	b.seg.lengths = append(b.seg.lengths, uint8(min(n, 255)))
}

// formsTogether is how many forms are derived at a time: some milliseconds' work.
const formsTogether = 1024

// derive folds, stems and classifies the forms from the one that is not
// derived yet, beside the cutting of further units. What a form says is a
// property of its writing alone, so the processors may share the work.
func (b *builder) derive() {
	first := int(symbols) + len(b.derived)*formsTogether
	forms := b.forms[first:min(len(b.forms), first+formsTogether)]
	derived := make([]derivedForm, len(forms))
	b.derived = append(b.derived, derived)
	b.deriving.Go(func() {
		stemmers := make(map[string]*stemmer, 1)
		for i := range forms {
			f, d := &forms[i], &derived[i]
			var spelled string
			d.folded, spelled = fold(f.raw, f.lang)
			d.class = classOf(f.raw, d.folded, f.lang)
			if d.stem = d.folded; f.dense {
				continue
			}
			s := stemmers[f.lang]
			if s == nil {
				s = newStemmer(f.lang)
				stemmers[f.lang] = s
			}
			d.stem = s.term(d.folded, spelled)
		}
	})
}

// derivedOf is what the writing of a form tells that is no symbol.
func (b *builder) derivedOf(form uint32) *derivedForm {
	n := form - uint32(symbols)
	return &b.derived[n/formsTogether][n%formsTogether]
}

// number gives every form its word and every word its term, in the order in
// which they were met.
func (b *builder) number() {
	b.terms = make(map[string]uint32, len(b.forms)*3/5)
	b.words = make(map[builtWord]uint32, len(b.forms)*4/5)
	for i := int(symbols); i < len(b.forms); i++ {
		f := b.derivedOf(uint32(i))
		t, ok := b.terms[f.stem]
		if !ok {
			t = uint32(len(b.termSeq))
			b.terms[f.stem] = t
			b.termSeq = append(b.termSeq, f.stem)
		}
		key := builtWord{f.folded, t}
		w, ok := b.words[key]
		if !ok {
			w = uint32(len(b.wordSeq))
			b.words[key] = w
			b.wordSeq = append(b.wordSeq, key)
		}
		b.forms[i].word = w
	}
}

// finish sorts the tables, renumbers the forms and writes streams and postings.
func (b *builder) finish() {
	seg := &b.seg
	slices.Sort(seg.langs)
	var wait sync.WaitGroup

	// Sorted place -> as met.
	formOrder := make([]uint32, len(b.forms)-int(symbols))
	termOrder := make([]uint32, len(b.termSeq))
	wordOrder := make([]uint32, len(b.wordSeq))
	wait.Go(func() { b.orderForms(formOrder) })
	wait.Go(func() { b.orderWords(wordOrder) })
	b.orderTerms(termOrder)
	wait.Wait()

	termAt := make([]uint32, len(termOrder)) // as met -> sorted place
	sorted := make([]string, len(termOrder))
	for i, t := range termOrder {
		termAt[t] = uint32(i)
		sorted[i] = b.termSeq[t]
	}
	seg.terms.text = newStringTable(sorted)

	wordAt := make([]uint32, len(wordOrder))
	sorted = make([]string, len(wordOrder))
	seg.words.term = make([]uint32, len(wordOrder))
	for i, w := range wordOrder {
		wordAt[w] = uint32(i)
		folded := b.wordSeq[w].folded
		sorted[i] = folded
		seg.words.term[i] = termAt[b.wordSeq[w].term]
	}
	seg.words.text = newStringTable(sorted)
	wait.Go(seg.words.describe)

	formAt := make([]uint32, len(b.forms))
	seg.forms = make([]form, len(b.forms))
	for i := range uint32(symbols) {
		formAt[i] = i
	}
	for i, f := range formOrder {
		n := uint32(i) + uint32(symbols)
		formAt[f] = n
		w := wordAt[b.forms[f].word]
		seg.forms[n] = form{w, seg.words.term[w], b.derivedOf(f).class}
	}

	// The streams.
	size := 0
	for i := range b.tokens {
		b.tokens[i] = formAt[b.tokens[i]]
		size += varintLen(b.tokens[i])
	}
	seg.stream = make([]byte, 0, size)
	ends := make([]uint32, len(seg.units))
	for i := range seg.units {
		from := seg.units[i].stream
		to := uint32(len(b.tokens))
		if i+1 < len(seg.units) {
			to = seg.units[i+1].stream
		}
		ends[i] = to
		seg.units[i].stream = uint32(len(seg.stream))
		for _, f := range b.tokens[from:to] {
			seg.stream = binary.AppendUvarint(seg.stream, uint64(f))
		}
	}
	seg.makeBlocks()
	seg.post(b.tokens, ends)
	wait.Wait()
	seg.units = slices.Clip(seg.units)
	seg.paras = slices.Clip(seg.paras)
	seg.lengths = slices.Clip(seg.lengths)
	seg.size = 16*len(seg.units) + len(seg.lengths) + 24*len(seg.paras) + len(seg.stream) + 12*len(seg.forms) +
		25*len(seg.words.term) + len(seg.words.text.blob) + 16*len(seg.terms.df) + len(seg.terms.text.blob) +
		16*len(seg.blocks) + len(seg.lists) + 24*len(seg.articles)
	b.tokens, b.forms, b.derived, b.langs = nil, nil, nil, nil
}

// orderForms fills order with the forms that are no symbols, the frequent ones first.
func (b *builder) orderForms(order []uint32) {
	for i := range order {
		order[i] = uint32(i) + uint32(symbols)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		fx, fy := &b.forms[x], &b.forms[y]
		if c := cmp.Compare(fy.count, fx.count); c != 0 {
			return c
		}
		if c := strings.Compare(fx.raw, fy.raw); c != 0 {
			return c
		}
		return strings.Compare(fx.lang, fy.lang)
	})
}

// orderTerms fills order with the terms as they are sorted.
func (b *builder) orderTerms(order []uint32) {
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.termSeq[x], b.termSeq[y]) })
}

// orderWords fills order with the words as they are sorted, those that are
// written alike by their terms.
func (b *builder) orderWords(order []uint32) {
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		wx, wy := &b.wordSeq[x], &b.wordSeq[y]
		if c := strings.Compare(wx.folded, wy.folded); c != 0 {
			return c
		}
		return strings.Compare(b.termSeq[wx.term], b.termSeq[wy.term])
	})
}

// describe fills in what is told by the words' letters.
func (t *wordTable) describe() {
	n := t.text.len()
	t.sig, t.runes = make([]uint32, n), make([]uint8, n)
	t.family, t.sound = make([]uint32, n), make([]uint32, n)
	for i := range n {
		w := t.text.at(i)
		t.sig[i], t.runes[i] = signature(w)
		t.family[i] = familyOf(w)
		t.sound[i] = soundOf(w)
	}
}

func varintLen(x uint32) int {
	n := 1
	for x >= 0x80 {
		x >>= 7
		n++
	}
	return n
}

// formsOf appends a unit's forms, symbols too, in order.
func (s *segment) formsOf(u uint32, into []uint32) []uint32 {
	from, to := s.units[u].stream, uint32(len(s.stream))
	if int(u)+1 < len(s.units) {
		to = s.units[u+1].stream
	}
	b := s.stream[from:to]
	for i := 0; i < len(b); {
		x := uint32(b[i])
		i++
		if x >= 0x80 {
			x &= 0x7f
			for shift := 7; ; shift += 7 {
				c := b[i]
				i++
				x |= uint32(c&0x7f) << shift
				if c < 0x80 {
					break
				}
			}
		}
		into = append(into, x)
	}
	return into
}

// lookup returns the words that are written folded, as a range of word numbers.
func (s *segment) lookup(folded string) (first, last int) {
	first = s.words.text.search(folded)
	last = first
	for last < s.words.text.len() && s.words.text.at(last) == folded {
		last++
	}
	return first, last
}

// wordHead is the first four bytes of a word as one big-endian number, so that
// heads sort as words do; shorter words are filled with zeros.
func wordHead(w string) uint32 {
	if len(w) >= 4 {
		return uint32(w[0])<<24 | uint32(w[1])<<16 | uint32(w[2])<<8 | uint32(w[3])
	}
	var h uint32
	for i := range len(w) {
		h |= uint32(w[i]) << (24 - 8*i)
	}
	return h
}

// signature says which letters a word holds, one bit a letter (letters outside
// a to z share the bits), and how many characters it has. Two words within one
// edit of each other differ in at most two bits, so most pairs are told apart
// without looking at them.
func signature(w string) (sig uint32, runes uint8) {
	n := 0
	for _, r := range w {
		n++
		if 'a' <= r && r <= 'z' {
			sig |= 1 << (r - 'a')
		} else {
			sig |= 1 << (uint32(r) % 32)
		}
	}
	return sig, uint8(min(n, 255))
}

// articleOf is the article of a unit.
func (s *segment) articleOf(u uint32) uint32 { return s.paras[s.units[u].para].article }

// find returns where a segment's article stands, or -1.
func (s *segment) find(id article.ID) int {
	i, ok := sort.Find(len(s.articles), func(i int) int { return strings.Compare(string(id), string(s.articles[i].ID)) })
	if !ok {
		return -1
	}
	return i
}
