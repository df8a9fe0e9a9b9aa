package qa

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"lector/article"
)

// A builder makes segments. Its memory is used for one after the other.
//
// The units are cut and their words numbered in one walk over the texts; what
// each way of writing means is worked out beside that walk, once for all the
// places in which it stands. Then the tables are sorted, everything is numbered
// anew in their order, and the streams and postings are written.
type builder struct {
	seg   *segment
	langs []*formTable
	scan  scanner

	// As they are met; finish sorts and renumbers them.
	units     []unit
	lengths   []uint8
	paras     []para
	tokens    []uint32 // the forms of all units, one after the other
	forms     []builtForm
	counts    []uint32        // how often each form stands
	derived   [][]derivedForm // of the forms that are no symbols, formsTogether each
	deriving  sync.WaitGroup
	words     interner // folded
	wordSeq   []builtWord
	firstWord []uint32 // by number in words: the first word of that writing
	terms     interner

	outlines [][]article.Paragraph // of articles with pairs

	// Working memory of finish.
	termOrder, wordOrder              []ordered
	formOrder, formAt, termAt, wordAt []uint32
	ends                              []uint32 // of each unit, in tokens
	bytes                             []byte
	poster                            poster
}

// formTable numbers the ways in which the words of one language are written.
type formTable struct {
	lang  string
	raw   interner
	forms []uint32 // by number in raw: the form
}

type builtForm struct {
	raw, lang string
	dense     bool
	word      uint32
}

// A derivedForm is what the writing of a form tells.
type derivedForm struct {
	folded, stem string
	class        class
}

// A builtWord is a word with its term. Another word of the same writing with
// another term, as two languages may have, is a word of its own.
type builtWord struct {
	folded string
	term   uint32
	next   uint32 // another one of the same writing; 0: none
}

// builders keeps builders for the next collection that is loaded: most of a
// small segment's cost would be their memory.
var builders = sync.Pool{New: func() any { return new(builder) }}

// maxKeptTokens bounds what a builder may have grown to that is kept: a few
// megabytes, enough for an article of a megabyte.
const maxKeptTokens = 1 << 18

// buildSegment indexes articles, which the segment keeps. The result depends
// on them and their order alone.
func buildSegment(articles []*article.Article) *segment {
	b := builders.Get().(*builder)
	seg := b.build(articles)
	if cap(b.tokens) <= maxKeptTokens {
		b.release()
		builders.Put(b)
	}
	return seg
}

func (b *builder) build(articles []*article.Article) *segment {
	text := 0
	for _, a := range articles {
		text += len(a.Text)
	}
	b.seg = &segment{articles: articles, ranges: make([]unitRange, len(articles))}
	b.forms = append(b.forms[:0], make([]builtForm, symbols)...)
	b.counts = append(b.counts[:0], make([]uint32, symbols)...)
	b.outlines = make([][]article.Paragraph, len(articles))
	// What real text needs, so that much of it is not copied as it grows.
	b.tokens = slices.Grow(b.tokens[:0], text/5+text/64)
	b.units, b.lengths = slices.Grow(b.units[:0], text/128), slices.Grow(b.lengths[:0], text/128)
	expected := min(text/64, 1<<15)
	for i, a := range articles {
		b.sentences(b.table(a.Lang, expected), uint32(i), a)
	}
	b.seg.sentences = len(b.units)
	for i, a := range articles {
		b.phrasings(b.table(a.Lang, expected), uint32(i), a)
	}
	b.derive()
	b.deriving.Wait()
	b.number()
	b.finish()
	return b.seg
}

// release lets go of everything that belongs to the segment.
func (b *builder) release() {
	b.seg, b.outlines, b.langs = nil, nil, b.langs[:0]
	b.units, b.lengths, b.paras = b.units[:0], b.lengths[:0], b.paras[:0]
	for _, l := range b.langs[:cap(b.langs)] {
		if l != nil {
			clear(l.raw.texts)
		}
	}
	clear(b.words.texts)
	clear(b.terms.texts)
	clear(b.forms)
	clear(b.wordSeq)
	for _, d := range b.derived {
		clear(d)
	}
	b.derived = b.derived[:0]
}

// table returns the table of a language's forms.
func (b *builder) table(tag string, expected int) *formTable {
	lang := primary(tag)
	for _, l := range b.langs {
		if l.lang == lang {
			return l
		}
	}
	if n := len(b.langs); n < cap(b.langs) {
		b.langs = b.langs[:n+1]
	} else {
		b.langs = append(b.langs, nil)
	}
	l := &b.langs[len(b.langs)-1]
	if *l == nil {
		*l = new(formTable)
	}
	(*l).lang, (*l).forms = lang, (*l).forms[:0]
	(*l).raw.reset(expected)
	b.seg.langs = append(b.seg.langs, lang)
	return *l
}

func (b *builder) sentences(l *formTable, index uint32, a *article.Article) {
	r := &b.seg.ranges[index]
	r.first = uint32(len(b.units))
	heading := int32(-1)
	outline := article.Outline(a.Text, a.Lang)
	if len(a.Pairs) > 0 {
		b.outlines[index] = outline
	}
	for n, p := range outline {
		if p.Block == article.Furniture {
			continue
		}
		for i, s := range p.Sentences {
			if i%blockUnits == 0 {
				b.paras = append(b.paras, para{
					article: index, first: uint32(len(b.units)), number: int32(n + 1),
					opening: int32(p.First + i), heading: heading, block: p.Block,
				})
			}
			b.unit(l, unit{start: uint32(s.Start), end: uint32(s.End)}, s.Of(a.Text))
		}
		if p.Block == article.Heading {
			heading = int32(len(b.units) - 1)
		}
	}
	r.last = uint32(len(b.units))
	b.acronyms(index, a.Text, l.lang)
}

func (b *builder) phrasings(l *formTable, index uint32, a *article.Article) {
	seg := b.seg
	r := &seg.ranges[index]
	r.firstPhrasing = uint32(len(b.units))
	for n, p := range a.Pairs {
		at := strings.Index(a.Text, p.Quote)
		if p.Quote == "" || at < 0 {
			continue // it cites what is not there, so there is nothing to show
		}
		seg.quotes = append(seg.quotes, place(b.outlines[index], article.Span{Start: at, End: at + len(p.Quote)}))
		for i, q := range p.Questions {
			if i%blockUnits == 0 {
				b.paras = append(b.paras, para{article: index, first: uint32(len(b.units)), number: int32(n), opening: int32(len(seg.quotes) - 1), heading: -1})
			}
			b.unit(l, unit{start: uint32(n), end: uint32(i)}, q)
		}
	}
	r.lastPhrasing = uint32(len(b.units))
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
func (b *builder) unit(l *formTable, u unit, text string) {
	u.stream = uint32(len(b.tokens)) // in tokens, until finish
	u.para = uint32(len(b.paras) - 1)
	b.units = append(b.units, u)
	n := 0
	b.scan.reset(text)
	for b.scan.next() {
		if b.scan.sym != symbols {
			b.counts[b.scan.sym]++
			b.tokens = append(b.tokens, uint32(b.scan.sym))
			continue
		}
		raw := text[b.scan.start:b.scan.end]
		at := l.raw.number(raw)
		if at == uint32(len(l.forms)) {
			b.addForm(l, raw)
		}
		f := l.forms[at]
		b.counts[f]++
		b.tokens = append(b.tokens, f)
		if !b.scan.part {
			n++
		}
	}
	b.lengths = append(b.lengths, uint8(min(n, 255)))
}

func (b *builder) addForm(l *formTable, raw string) {
	l.forms = append(l.forms, uint32(len(b.forms)))
	b.forms = append(b.forms, builtForm{raw: raw, lang: l.lang, dense: b.scan.dense})
	b.counts = append(b.counts, 0)
	if len(b.forms) == int(symbols)+(len(b.derived)+1)*formsTogether {
		b.derive()
	}
}

// formsTogether is how many forms are derived at a time: half a millisecond's work.
const formsTogether = 1024

// derive folds, stems and classifies the forms from the one that is not
// derived yet, beside the cutting of further units. What a form says is a
// property of its writing alone, so the processors may share the work.
func (b *builder) derive() {
	first := int(symbols) + len(b.derived)*formsTogether
	forms := b.forms[first:min(len(b.forms), first+formsTogether)]
	n := len(b.derived)
	if n < cap(b.derived) {
		b.derived = b.derived[:n+1]
	} else {
		b.derived = append(b.derived, nil)
	}
	derived := slices.Grow(b.derived[n][:0], len(forms))[:len(forms)]
	b.derived[n] = derived
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
	b.terms.reset(len(b.forms) * 3 / 5)
	b.words.reset(len(b.forms) * 4 / 5)
	b.wordSeq, b.firstWord = b.wordSeq[:0], b.firstWord[:0]
	for i := int(symbols); i < len(b.forms); i++ {
		f := b.derivedOf(uint32(i))
		term := b.terms.number(f.stem)
		written := b.words.number(f.folded)
		if int(written) == len(b.firstWord) {
			b.firstWord = append(b.firstWord, b.addWord(f.folded, term))
		}
		w := b.firstWord[written]
		for b.wordSeq[w].term != term {
			if b.wordSeq[w].next == 0 {
				b.wordSeq[w].next = b.addWord(f.folded, term)
			}
			w = b.wordSeq[w].next
		}
		b.forms[i].word = w
	}
}

func (b *builder) addWord(folded string, term uint32) uint32 {
	b.wordSeq = append(b.wordSeq, builtWord{folded: folded, term: term})
	return uint32(len(b.wordSeq) - 1)
}

// finish sorts the tables, renumbers the forms and writes streams and postings.
func (b *builder) finish() {
	seg := b.seg
	slices.Sort(seg.langs)
	seg.orderAcronyms()

	var wait sync.WaitGroup
	wait.Go(b.sortWords)
	b.sortTerms()
	b.orderForms()
	wait.Wait()

	// As met -> sorted place; the sorted tables.
	b.termAt = resized(b.termAt, len(b.termOrder))
	sorted := make([]string, len(b.wordOrder))
	for i, o := range b.termOrder {
		b.termAt[o.n] = uint32(i)
		sorted[i] = b.terms.texts[o.n]
	}
	seg.terms.text = newStringTable(sorted[:len(b.termOrder)])
	b.wordAt = resized(b.wordAt, len(b.wordOrder))
	seg.words.term = make([]uint32, len(b.wordOrder))
	for i, o := range b.wordOrder {
		w := &b.wordSeq[o.n]
		b.wordAt[o.n] = uint32(i)
		sorted[i] = w.folded
		seg.words.term[i] = b.termAt[w.term]
	}
	seg.words.text = newStringTable(sorted)
	wait.Go(seg.words.describe)
	b.formAt = resized(b.formAt, len(b.forms))
	seg.forms = make([]form, len(b.forms))
	for i := range uint32(symbols) {
		b.formAt[i] = i
	}
	for i, f := range b.formOrder {
		n := uint32(i) + uint32(symbols)
		b.formAt[f] = n
		w := b.wordAt[b.forms[f].word]
		seg.forms[n] = form{w, seg.words.term[w], b.derivedOf(f).class}
	}

	// The streams.
	b.bytes = slices.Grow(b.bytes[:0], len(b.tokens)*3/2)
	b.ends = resized(b.ends, len(b.units))
	for i := range b.units {
		u := &b.units[i]
		from, to := u.stream, uint32(len(b.tokens))
		if i+1 < len(b.units) {
			to = b.units[i+1].stream
		}
		b.ends[i] = to
		u.stream = uint32(len(b.bytes))
		for at, f := range b.tokens[from:to] {
			f = b.formAt[f]
			b.tokens[int(from)+at] = f
			b.bytes = binary.AppendUvarint(b.bytes, uint64(f))
		}
	}
	seg.stream = slices.Clone(b.bytes)
	seg.units, seg.lengths, seg.paras = slices.Clone(b.units), slices.Clone(b.lengths), slices.Clone(b.paras)
	seg.makeBlocks()
	b.poster.post(seg, b.tokens, b.ends)
	wait.Wait()
	seg.size = 16*len(seg.units) + len(seg.lengths) + 24*len(seg.paras) + len(seg.stream) + 12*len(seg.forms) +
		17*len(seg.words.term) + len(seg.words.text.blob) + 16*len(seg.terms.df) + len(seg.terms.text.blob) +
		4*len(seg.words.text.table) + 4*len(seg.terms.text.table) +
		16*len(seg.blocks) + len(seg.lists) + 24*len(seg.articles) + 128*len(seg.acronyms)
}

// resized is a slice of n whose contents do not matter, in the memory of s if
// it is enough.
func resized(s []uint32, n int) []uint32 {
	return slices.Grow(s[:0], n)[:n]
}

// An ordered is a string to be sorted: its number, and its first eight bytes,
// which decide most comparisons.
type ordered struct {
	head uint64
	n    uint32
}

// firstBytes are the first eight bytes of a string as one big-endian number, so
// that they sort as strings do; shorter strings are filled with zeros.
func firstBytes(s string) uint64 {
	if len(s) < 4 {
		return uint64(wordHead(s)) << 32
	}
	return bits.ReverseBytes64(shortKey(s[:min(len(s), 8)]))
}

// sortTerms fills termOrder with the terms as they are sorted.
func (b *builder) sortTerms() {
	b.termOrder = b.termOrder[:0]
	for i, t := range b.terms.texts {
		b.termOrder = append(b.termOrder, ordered{firstBytes(t), uint32(i)})
	}
	slices.SortFunc(b.termOrder, func(x, y ordered) int {
		if x.head != y.head {
			return cmp.Compare(x.head, y.head)
		}
		return strings.Compare(b.terms.texts[x.n], b.terms.texts[y.n])
	})
}

// sortWords fills wordOrder with the words as they are sorted, those that are
// written alike by their terms.
func (b *builder) sortWords() {
	b.wordOrder = b.wordOrder[:0]
	for i := range b.wordSeq {
		b.wordOrder = append(b.wordOrder, ordered{firstBytes(b.wordSeq[i].folded), uint32(i)})
	}
	slices.SortFunc(b.wordOrder, func(x, y ordered) int {
		if x.head != y.head {
			return cmp.Compare(x.head, y.head)
		}
		wx, wy := &b.wordSeq[x.n], &b.wordSeq[y.n]
		if c := strings.Compare(wx.folded, wy.folded); c != 0 {
			return c
		}
		return strings.Compare(b.terms.texts[wx.term], b.terms.texts[wy.term])
	})
}

// orderForms fills formOrder with the forms that are no symbols, the frequent
// ones first, as frequent ones in the order in which they were met. Few forms
// are frequent, so it counts those that stand n times, and sorts the rest.
func (b *builder) orderForms() {
	const many = 64
	counts := b.counts[symbols:]
	var next [many + 1]int // where the forms that stand n times go
	for _, n := range counts {
		next[min(n, many)]++
	}
	sum := 0
	for n := many; n >= 0; n-- {
		next[n], sum = sum, sum+next[n]
	}
	frequent := next[many-1]
	b.formOrder = resized(b.formOrder, len(counts))
	for i, n := range counts {
		at := &next[min(n, many)]
		b.formOrder[*at] = uint32(i) + uint32(symbols)
		*at++
	}
	slices.SortStableFunc(b.formOrder[:frequent], func(x, y uint32) int { return cmp.Compare(b.counts[y], b.counts[x]) })
}
