package qa

import (
	"math/rand/v2"
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

	acronyms  []acronym // by short form
	longForms []uint32  // the same by the first word of the long form

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
	text  stringTable
	term  []uint32
	sig   []uint32 // which letters it holds; see signature
	runes []uint8  // its length in characters, at most 255

	sounding sync.Once
	sound    []uint32 // see sounds

	families [len(familyLangs)]familyTable
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

	// An open hash table of the strings, at most half full: the index of one
	// plus one, of the first of those that are alike; 0 is free.
	table []uint32
	seed  uint64 // of its hash
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

// find returns the index of s, of the first one if it stands there more than
// once, or -1.
func (t *stringTable) find(s string) int {
	mask := uint64(len(t.table) - 1)
	for i := hashString(s, t.seed) & mask; ; i = (i + 1) & mask {
		n := int(t.table[i]) - 1
		if n < 0 || t.at(n) == s {
			return n
		}
	}
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
	size := 1
	for size < 2*len(sorted) {
		size *= 2
	}
	t := stringTable{off: off, head: head, table: make([]uint32, size), seed: rand.Uint64()}
	mask := uint64(size - 1)
	for i, s := range sorted {
		b.WriteString(s)
		off[i+1] = uint32(b.Len())
		head[i] = wordHead(s)
		if i > 0 && sorted[i-1] == s {
			continue
		}
		at := hashString(s, t.seed) & mask
		for t.table[at] != 0 {
			at = (at + 1) & mask
		}
		t.table[at] = uint32(i) + 1
	}
	t.blob = b.String()
	return t
}

// describe fills in what is told by the words' letters.
func (t *wordTable) describe() {
	n := t.text.len()
	t.sig, t.runes = make([]uint32, n), make([]uint8, n)
	for i := range n {
		t.sig[i], t.runes[i] = signature(t.text.at(i))
	}
}

// sounds tells what words that sound alike share (see soundOf). It is worked
// out when it is first asked for: few questions need it.
func (t *wordTable) sounds() []uint32 {
	t.sounding.Do(func() {
		t.sound = make([]uint32, t.text.len())
		for i := range t.sound {
			t.sound[i] = soundOf(t.text.at(i))
		}
	})
	return t.sound
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
	first = s.words.text.find(folded)
	if first < 0 {
		return 0, 0
	}
	last = first + 1
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
