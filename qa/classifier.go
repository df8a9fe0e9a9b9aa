package qa

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"lector/article"
)

// A classifier tells a collection's prepared pairs apart by what their
// phrasings are written with: words, pairs of neighbouring words, and
// character n-grams, which forgive endings and slips. It says how like a
// question is to each pair: see [likeness]. What a question shares with nothing
// prepared makes it unlike all of them, which is how a question out of scope
// shows.
//
// It is made of the pairs of all articles of a collection, in the order of
// their IDs, and depends on nothing else. It is immutable.
type classifier struct {
	articles []*article.Article // those with pairs, by ID
	first    []int              // where each article's pairs start; one more than there are articles
	pairs    []pairClass
	owner    []uint32 // by document: its pair. Phrasings come first, then answers
	phrased  int      // documents before this are phrasings

	ids      map[uint64]uint32 // hash of a word, pair of words or n-gram -> its number
	idf      []float32         // by number
	from     []uint32          // where each number's postings start; one more than there are numbers
	postings []posting         // of n-grams alone

	machines machines
}

// pairClass is a pair as a classifier counts them.
type pairClass struct {
	number      uint32 // of the pair in its article
	first, last int    // its phrasings, as documents
	answer      int    // its answer and quote, as a document
}

type posting struct {
	document uint32
	weight   float32
}

// likeness is how like a question is to a pair. Cosines are in [0, 1].
type likeness struct {
	near       float64 // cosine with the n-grams of the nearest phrasing
	neighbours float64 // the mean of the nearest three, or of all when there are fewer
	answer     float64 // cosine with the n-grams of the answer and the quote
	learned    float64 // what the pair's machine says, about -1 to 1; 0 where none was trained
	phrasing   uint32  // the nearest phrasing, as a number in its pair
}

// maxDocuments bounds the phrasings and answers of a classifier, and so its
// memory, about a kilobyte each. A collection with more has none.
const maxDocuments = 40_000

// A prepared article is one with pairs, and the segment that has their units.
type preparedArticle struct {
	seg *segment
	at  uint32 // in the segment
}

// classify gives a snapshot its classifier. before is the snapshot that it
// comes after, or nil: its classifier is taken over when the pairs are the same.
func (s *snapshot) classify(before *snapshot) {
	var prepared []preparedArticle
	documents := 0
	for i := range s.views {
		v := &s.views[i]
		for a := range v.seg.ranges {
			if r := &v.seg.ranges[a]; r.firstPhrasing < r.lastPhrasing && !v.gone(uint32(a)) {
				prepared = append(prepared, preparedArticle{v.seg, uint32(a)})
				documents += int(r.lastPhrasing-r.firstPhrasing) + len(v.seg.articles[a].Pairs)
			}
		}
	}
	if len(prepared) == 0 || documents > maxDocuments {
		return
	}
	slices.SortFunc(prepared, func(a, b preparedArticle) int { return byID(a.seg.articles[a.at], b.seg.articles[b.at]) })
	if before != nil && before.classifier != nil &&
		slices.EqualFunc(prepared, before.classifier.articles, func(p preparedArticle, a *article.Article) bool { return p.seg.articles[p.at] == a }) {
		s.classifier = before.classifier
	} else {
		s.classifier = newClassifier(prepared)
	}
	s.size += s.classifier.size()
}

func newClassifier(prepared []preparedArticle) *classifier {
	c := &classifier{}
	var texts, langs []string // by document
	var answers []string      // by pair
	for _, p := range prepared {
		a, r := p.seg.articles[p.at], p.seg.ranges[p.at]
		c.articles = append(c.articles, a)
		c.first = append(c.first, len(c.pairs))
		for _, u := range p.seg.units[r.firstPhrasing:r.lastPhrasing] {
			if n := len(c.pairs); n == c.first[len(c.first)-1] || c.pairs[n-1].number != u.start {
				pair := &a.Pairs[u.start]
				c.pairs = append(c.pairs, pairClass{number: u.start, first: len(texts)})
				text := pair.Answer
				if !strings.Contains(text, pair.Quote) {
					text += "\n" + pair.Quote
				}
				answers = append(answers, text)
			}
			texts = append(texts, a.Pairs[u.start].Questions[u.end])
			langs = append(langs, primary(a.Lang))
			c.owner = append(c.owner, uint32(len(c.pairs)-1))
			c.pairs[len(c.pairs)-1].last = len(texts)
		}
	}
	c.first = append(c.first, len(c.pairs))
	c.phrased = len(texts)
	for k := range c.pairs {
		c.pairs[k].answer = len(texts)
		c.owner = append(c.owner, uint32(k))
		texts = append(texts, answers[k])
		langs = append(langs, langs[c.pairs[k].first])
	}
	c.read(texts, langs)
	return c
}

// read makes the vectors of the documents, and trains on them.
func (c *classifier) read(texts, langs []string) {
	var r gramReader
	each := make([]gramCounts, len(texts))
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	// Every second byte of a few texts brings a number, and of many far fewer.
	size = min(size/2, 4096)
	c.ids = make(map[uint64]uint32, size)
	df := make([]int, 0, size)
	for d, text := range texts {
		r.read(text, langs[d])
		for part, counts := range [...][]gramCount{r.words, r.grams} {
			own := make([]numbered, len(counts))
			for i, n := range counts {
				id, ok := c.ids[n.hash]
				if !ok {
					id = uint32(len(df))
					c.ids[n.hash] = id
					df = append(df, 0)
				}
				if d < c.phrased {
					df[id]++
				}
				own[i] = numbered{id, n.count}
			}
			each[d][part] = own
		}
	}
	c.idf = make([]float32, len(df))
	for id, n := range df {
		x := math.Log(float64(1+c.phrased)/float64(1+n)) + 1
		c.idf[id] = float32(math.Round(x*(1<<20)) / (1 << 20))
	}
	vectors := make([]vector, len(texts))
	c.from = make([]uint32, len(df)+1)
	for d := range each {
		vectors[d] = c.vector(&each[d])
		for _, e := range vectors[d].grams() {
			c.from[e.id+1]++
		}
	}
	for id := range df {
		c.from[id+1] += c.from[id]
	}
	c.postings = make([]posting, c.from[len(df)])
	next := slices.Clone(c.from)
	for d := range vectors {
		for _, e := range vectors[d].grams() {
			c.postings[next[e.id]] = posting{uint32(d), e.weight}
			next[e.id]++
		}
	}
	c.machines.train(vectors[:c.phrased], c.owner, len(c.pairs), len(df))
}

func (c *classifier) size() int {
	return 24*len(c.ids) + 8*len(c.idf) + 8*len(c.postings) + 4*len(c.owner) + 32*len(c.pairs) + c.machines.size()
}

// classOf is the number of a pair of an article, or -1.
func (c *classifier) classOf(a *article.Article, pair uint32) int {
	at, ok := sort.Find(len(c.articles), func(i int) int { return strings.Compare(string(a.ID), string(c.articles[i].ID)) })
	if !ok {
		return -1
	}
	own := c.pairs[c.first[at]:c.first[at+1]]
	i, ok := slices.BinarySearchFunc(own, pair, func(p pairClass, n uint32) int { return int(p.number) - int(n) })
	if !ok {
		return -1
	}
	return c.first[at] + i
}

// A gramReader counts what a text is written with. It is working memory.
type gramReader struct {
	scan         scanner
	words, grams []gramCount // by hash, ascending
	hashes       [2][]uint64
	counts       gramCounts
	entries      []entry
	cosines      []float32
}

type gramCount struct {
	hash  uint64
	count int
}

type numbered struct {
	id    uint32
	count int
}

// gramCounts are a text's words and pairs of words, and its n-grams.
type gramCounts [2][]numbered

// The n-grams are of so many characters, the space before and after a word
// counted. Of 3 to 5, as are common, those of 5 added nothing.
const (
	shortestGram = 3
	longestGram  = 4
)

// maxGramWords bounds how many words of a text are read.
const maxGramWords = 400

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashOf(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

// The kinds of hashes start from different values.
const (
	wordSeed = fnvOffset ^ 1
	pairSeed = fnvOffset ^ 2
	gramSeed = fnvOffset ^ 3
)

func (r *gramReader) read(text, lang string) {
	r.hashes[0], r.hashes[1] = r.hashes[0][:0], r.hashes[1][:0]
	r.scan.reset(text)
	before := ""
	for n := 0; n < maxGramWords && r.scan.next(); {
		if r.scan.sym != symbols {
			continue
		}
		n++
		word, _ := fold(text[r.scan.start:r.scan.end], lang)
		if word == "" {
			continue
		}
		r.hashes[0] = append(r.hashes[0], hashOf(wordSeed, word))
		if before != "" {
			r.hashes[0] = append(r.hashes[0], hashOf(hashOf(pairSeed, before)*fnvPrime, word))
		}
		before = word
		r.gramsOf(word)
	}
	r.words = countHashes(r.hashes[0], r.words[:0])
	r.grams = countHashes(r.hashes[1], r.grams[:0])
}

// gramsOf adds the n-grams of a word with a space on either side.
func (r *gramReader) gramsOf(word string) {
	var starts [64]int
	n := 0
	padded := " " + word + " "
	for i := range padded {
		if n == len(starts)-1 {
			break // a word longer than that is not written for its middle
		}
		starts[n] = i
		n++
	}
	starts[n] = len(padded)
	if n == len(starts)-1 {
		_, w := utf8.DecodeRuneInString(padded[starts[n-1]:])
		starts[n] = starts[n-1] + w
	}
	for size := shortestGram; size <= longestGram; size++ {
		for i := 0; i+size <= n; i++ {
			r.hashes[1] = append(r.hashes[1], hashOf(gramSeed, padded[starts[i]:starts[i+size]]))
		}
	}
}

func countHashes(hashes []uint64, into []gramCount) []gramCount {
	slices.Sort(hashes)
	for i := 0; i < len(hashes); {
		j := i
		for j < len(hashes) && hashes[j] == hashes[i] {
			j++
		}
		into = append(into, gramCount{hashes[i], j - i})
		i = j
	}
	return into
}

// A vector is a text by its numbers: TF-IDF with the logarithm of counts, the
// words and pairs of words scaled to length 1, and the n-grams behind them too.
type vector struct {
	entries []entry
	split   int // entries from here on are n-grams
}

type entry struct {
	id     uint32
	weight float32
}

func (v *vector) grams() []entry { return v.entries[v.split:] }

// logs[n] is 1 plus the logarithm of n, rounded so that no machine's logarithm
// shows.
var logs = func() (t [64]float32) {
	for n := 1; n < len(t); n++ {
		t[n] = float32(math.Round((1+math.Log(float64(n)))*(1<<20)) / (1 << 20))
	}
	return t
}()

// vector makes the vector of a text's counts.
func (c *classifier) vector(counts *gramCounts) vector {
	return c.vectorInto(make([]entry, 0, len(counts[0])+len(counts[1])), counts)
}

func (c *classifier) vectorInto(entries []entry, counts *gramCounts) vector {
	v := vector{entries: entries}
	for _, own := range counts {
		v.split = len(v.entries)
		sum := 0.0
		for _, n := range own {
			x := float32(logs[min(n.count, len(logs)-1)] * c.idf[n.id])
			v.entries = append(v.entries, entry{n.id, x})
			sum += float64(float64(x) * float64(x))
		}
		if sum > 0 {
			scale := float32(1 / math.Sqrt(sum))
			for i := v.split; i < len(v.entries); i++ {
				v.entries[i].weight = float32(v.entries[i].weight * scale)
			}
		}
	}
	return v
}

// familiar is how much of the length of a vector of n-grams is left to those
// that are known, when so many more are not. These count as the rarest.
func (c *classifier) familiar(known []numbered, strange int) float32 {
	if strange == 0 {
		return 1
	}
	sum := 0.0
	for _, n := range known {
		x := float32(logs[min(n.count, len(logs)-1)] * c.idf[n.id])
		sum += float64(float64(x) * float64(x))
	}
	rarest := math.Log(float64(1+c.phrased)) + 1
	all := sum + float64(float64(strange)*float64(rarest*rarest))
	return float32(math.Round(math.Sqrt(sum/all)*(1<<20)) / (1 << 20))
}

// ask fills into with the question's likeness to each pair.
func (c *classifier) ask(r *gramReader, text, lang string, into []likeness) []likeness {
	r.read(text, lang)
	strange := 0
	for part, counts := range [...][]gramCount{r.words, r.grams} {
		r.counts[part], strange = r.counts[part][:0], 0
		for _, n := range counts {
			if id, ok := c.ids[n.hash]; ok {
				r.counts[part] = append(r.counts[part], numbered{id, n.count})
			} else {
				strange++
			}
		}
	}
	v := c.vectorInto(r.entries[:0], &r.counts)
	r.entries = v.entries
	known := c.familiar(r.counts[1], strange)
	into = slices.Grow(into[:0], len(c.pairs))[:len(c.pairs)]
	clear(into)
	c.machines.ask(&v, into)
	r.cosines = slices.Grow(r.cosines[:0], len(c.owner))[:len(c.owner)]
	clear(r.cosines)
	for _, e := range v.grams() {
		for _, p := range c.postings[c.from[e.id]:c.from[e.id+1]] {
			r.cosines[p.document] += float32(float32(e.weight*known) * p.weight)
		}
	}
	for k := range c.pairs {
		p, l := &c.pairs[k], &into[k]
		var top [3]float32
		for d := p.first; d < p.last; d++ {
			x := r.cosines[d]
			if x > top[0] {
				l.phrasing = uint32(d - p.first)
			}
			for i := range top {
				if x > top[i] {
					x, top[i] = top[i], x
				}
			}
		}
		n := min(len(top), p.last-p.first)
		l.near = float64(top[0])
		for _, x := range top[:n] {
			l.neighbours += float64(x) / float64(n)
		}
		l.answer = float64(r.cosines[p.answer])
	}
	return into
}
