package qa

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// Postings say in which units a term stands. Units are gathered into blocks of
// at most blockUnits, each of whole paragraphs (or stretches of long ones), so
// that a block can be scored with its paragraphs and neighbours by itself.
//
// A term's list holds, for every block with the term, ascending:
//
//	varint  (blocks skipped since the last one) << 1 | single
//	byte    the greatest impact in the block, quantised upwards
//	byte    the number of units less one, unless single
//	byte…   a byte a unit: place in the block << 2 | min(frequency, 4) - 1
type block struct {
	first uint32 // its first unit
	ends  uint64 // bit i: unit first+i is the last of its paragraph
}

// blockUnits is small, so that a block's bound is near what its best unit has:
// of 24, 32 and 64 the second was fastest on a million sentences.
const blockUnits = 32

// BM25's constants. The pivot, the length of a usual sentence in words, is
// fixed rather than measured, so that an impact is a property of its unit
// alone and no change of another article moves it.
const (
	bm25K1    = 1.2
	bm25B     = 0.4
	bm25Pivot = 24
	maxImpact = 2.2 // k1 + 1
)

// impacts[f-1][n] is BM25's factor for a term that stands f times in a unit of
// n words; f is at most 4.
var impacts = func() (t [4][256]float64) {
	for f := range t {
		for n := range t[f] {
			tf := float64(f + 1)
			t[f][n] = float64(tf*(bm25K1+1)) / (tf + float64(bm25K1*(1-bm25B+float64(bm25B*float64(n))/bm25Pivot)))
		}
	}
	return t
}()

// bounds[q] is the greatest impact that is quantised to q.
var bounds = func() (t [256]float32) {
	for q := range t {
		t[q] = float32(float64(q) * maxImpact / 255 * (1 + 1e-6))
	}
	return t
}()

// quantised are the impacts, each as the least q whose bound it does not exceed.
var quantised = func() (t [4][256]byte) {
	for f := range t {
		for n, impact := range impacts[f] {
			t[f][n] = byte(min(255, math.Ceil(impact/maxImpact*255)))
		}
	}
	return t
}()

// makeBlocks gathers the paragraphs into blocks. Phrasings start a new one.
func (s *segment) makeBlocks() {
	var cur block
	n := uint32(0)
	flush := func(next uint32) {
		if n > 0 {
			s.blocks = append(s.blocks, cur)
		}
		cur, n = block{first: next}, 0
	}
	for i, p := range s.paras {
		last := uint32(len(s.units))
		if i+1 < len(s.paras) {
			last = s.paras[i+1].first
		}
		size := last - p.first
		if n+size > blockUnits || int(p.first) == s.sentences {
			flush(p.first)
		}
		n += size
		cur.ends |= 1 << (n - 1)
	}
	flush(0)
}

// blockLen is the number of units in a block.
func (s *segment) blockLen(b int) int {
	return bits.Len64(s.blocks[b].ends)
}

// A poster writes postings. It is working memory, reused.
type poster struct {
	seen        []uint32 // by term: the last unit that held it, plus one
	start, next []uint32 // by term: where its entries start, and where its next one goes
	entries     []uint32 // block<<8 | place<<2 | frequency-1
	lists       []byte
}

// post writes the postings of a segment. tokens are the forms of all units,
// unit u's ending before ends[u].
func (p *poster) post(s *segment, tokens, ends []uint32) {
	terms := s.terms.text.len()
	s.terms.df = make([]uint32, terms)
	p.seen = resized(p.seen, terms)
	clear(p.seen)
	at, total := uint32(0), uint32(0)
	for u := range s.units {
		for ; at < ends[u]; at++ {
			f := tokens[at]
			if f < uint32(symbols) {
				continue
			}
			if t := s.forms[f].term; p.seen[t] != uint32(u)+1 {
				p.seen[t] = uint32(u) + 1
				s.terms.df[t]++
				total++
			}
		}
	}
	p.start, p.next = resized(p.start, terms+1), resized(p.next, terms)
	sum := uint32(0)
	for t, n := range s.terms.df {
		p.start[t], p.next[t] = sum, sum
		sum += n
	}
	p.start[terms] = sum
	p.entries = resized(p.entries, int(total))
	clear(p.seen)
	at = 0
	for b := range s.blocks {
		first := s.blocks[b].first
		for i := range uint32(s.blockLen(b)) {
			u := first + i
			for ; at < ends[u]; at++ {
				f := tokens[at]
				if f < uint32(symbols) {
					continue
				}
				t := s.forms[f].term
				if p.seen[t] != u+1 {
					p.seen[t] = u + 1
					p.entries[p.next[t]] = uint32(b)<<8 | i<<2
					p.next[t]++
				} else if e := &p.entries[p.next[t]-1]; *e&3 < 3 {
					*e++
				}
			}
		}
	}
	s.terms.list = make([]uint32, terms+1)
	lists := p.lists[:0]
	for t := range terms {
		s.terms.list[t] = uint32(len(lists))
		list := p.entries[p.start[t]:p.start[t+1]]
		next := uint32(0) // the first block that may come
		for len(list) > 0 {
			b := list[0] >> 8
			lengths := s.lengths[s.blocks[b].first:]
			best := byte(0)
			n := 0
			for n < len(list) && list[n]>>8 == b {
				best = max(best, quantised[list[n]&3][lengths[list[n]>>2&63]])
				n++
			}
			head := uint64(b-next) << 1
			if n == 1 {
				head |= 1
			}
			lists = binary.AppendUvarint(lists, head)
			lists = append(lists, best)
			if n > 1 {
				lists = append(lists, byte(n-1))
			}
			for _, e := range list[:n] {
				lists = append(lists, byte(e))
			}
			next = b + 1
			list = list[n:]
		}
	}
	s.terms.list[terms] = uint32(len(lists))
	p.lists = lists
	s.lists = slices.Clone(lists)
}

// A cursor is one term's postings with the heads read: which blocks hold it,
// the greatest impact there, and where the block's bytes are.
type cursor struct {
	blocks []uint32
	bounds []uint8
	counts []uint8
	data   []uint32
	next   int // the first block not passed yet
}

func (c *cursor) reset(s *segment, term uint32) {
	p, end := s.terms.list[term], s.terms.list[term+1]
	most := min(int(s.terms.df[term]), len(s.blocks))
	if cap(c.blocks) < most {
		c.blocks, c.data = make([]uint32, most), make([]uint32, most)
		c.bounds, c.counts = make([]uint8, most), make([]uint8, most)
	}
	blocks, data, bounds, counts := c.blocks[:most], c.data[:most], c.bounds[:most], c.counts[:most]
	lists := s.lists[:end]
	b, i := uint32(0), 0
	for p < end {
		head := uint32(lists[p])
		p++
		if head >= 0x80 {
			head &= 0x7f
			for shift := 7; ; shift += 7 {
				x := lists[p]
				p++
				head |= uint32(x&0x7f) << shift
				if x < 0x80 {
					break
				}
			}
		}
		b += head >> 1
		bounds[i] = lists[p]
		p++
		n := uint32(1)
		if head&1 == 0 {
			n = uint32(lists[p]) + 1
			p++
		}
		blocks[i], counts[i], data[i] = b, uint8(n), p
		i++
		p += n
		b++
	}
	c.blocks, c.data, c.bounds, c.counts, c.next = blocks[:i], data[:i], bounds[:i], counts[:i], 0
}

// seek moves to block b or past it and reports whether b holds the term. Calls
// must ask for ascending blocks.
func (c *cursor) seek(b uint32) bool {
	i := c.next
	if i < len(c.blocks) && c.blocks[i] < b {
		// Gallop, then halve.
		step := 1
		for i+step < len(c.blocks) && c.blocks[i+step] < b {
			i += step
			step *= 2
		}
		lo, hi := i, min(i+step, len(c.blocks))
		for lo < hi {
			m := int(uint(lo+hi) >> 1)
			if c.blocks[m] < b {
				lo = m + 1
			} else {
				hi = m
			}
		}
		i = lo
	}
	c.next = i
	return i < len(c.blocks) && c.blocks[i] == b
}
