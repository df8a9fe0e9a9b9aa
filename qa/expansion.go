package qa

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// How much a match of another word than the typed one counts. Corrections
// count by the share of the word that had to be changed, see correctionWeight.
const (
	joinedWeight       = 0.9 // "foot ball" for "football"
	splitWeight        = 0.6 // either half of "footballmatch"
	prefixWeight       = 0.6 // "afghan" for "afghanistan"
	abbreviationWeight = 0.5 // "tlbn" for "taliban"
	phoneticWeight     = 0.6 // "fonetik" for "phonetic"
)

// maxCorrections is how many words an unknown word is taken for at most.
const maxCorrections = 3

// expander finds other words that the question's words may stand for. It is
// working memory, reused.
type expander struct {
	pattern pattern
	found   []correction
	names   []string
	kin     [3][]string // see relatives
}

// A correction is a word of the collection that an unknown word may stand for.
type correction struct {
	folded   string
	distance int
	rank     int // lower is likelier at the same distance
	df       int
}

// expand fills the alternatives of the question's words: corrections of what
// the collection does not know, and bridges to words of the same meaning. It
// never corrects a word that the collection knows, for then the word was meant.
func (x *expander) expand(q *query, sc *scope) {
	x.spellOut(q, sc)
	for i := range q.slots {
		s := &q.slots[i]
		if !s.content {
			continue
		}
		x.bridge(q, sc, s)
		if s.df == 0 && !s.known(sc) && correctable(s) {
			x.correct(q, sc, i)
		}
	}
}

// known reports whether some alternative that is not a guess is in the scope.
func (s *slot) known(sc *scope) bool {
	return slices.ContainsFunc(s.alts, func(a alternative) bool { return sc.holds(&a) })
}

// knows is the number of units in all of the scope's collections that hold
// words of the terms of a folded word.
func (sc *scope) knows(folded string) int {
	n := 0
	for i := range sc.views {
		v := &sc.views[i]
		first, last := v.seg.lookup(folded)
		for w := first; w < last; w++ {
			n += v.df(v.seg.words.term[w])
		}
	}
	return n
}

// correctable reports whether a word may be misspelt: numbers may not, nor
// characters of dense scripts, nor what is too short to tell.
func correctable(s *slot) bool {
	if s.class&classDigit != 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.folded)
	return !isDense(r) && utf8.RuneCountInString(s.folded) >= 3
}

// reach is how many edits a word of n characters may be away.
func reach(n int) int {
	switch {
	case n <= 3:
		return 1
	case n <= 5:
		return 1
	case n <= 8:
		return 2
	}
	return 3
}

// correct looks for what the i-th slot's word, which nothing knows, was meant
// to be.
func (x *expander) correct(q *query, sc *scope, i int) {
	s := &q.slots[i]
	if x.join(q, sc, i) {
		return
	}
	x.spelling(sc, s.folded)
	if len(x.found) > 0 {
		n := utf8.RuneCountInString(s.folded)
		best := x.found[0]
		for _, c := range x.found[:min(maxCorrections, len(x.found))] {
			if c.distance > best.distance || c.rank > best.rank+1 {
				break
			}
			w := correctionWeight(n, c)
			if w < 0.35 {
				break
			}
			s.alts = append(s.alts, alternative{folded: c.folded, weight: w, how: "spelling"})
		}
		if best.distance == 1 && len(s.alts) > 0 {
			return
		}
	}
	if x.split(sc, s) || len(s.alts) > 0 {
		return
	}
	x.begins(sc, s)
	if len(s.alts) == 0 {
		x.sounds(sc, s)
	}
	if len(s.alts) == 0 {
		x.abbreviates(sc, s)
	}
}

// correctionWeight is what a match of a correction counts: less the more of
// the word was changed, and much less when its first letter was.
func correctionWeight(n int, c correction) float64 {
	w := 1 - float64(1.3*float64(c.distance))/float64(n)
	if c.rank >= 4 {
		w *= 0.6
	}
	return w
}

// spelling collects the words within reach of a word, the likeliest first.
func (x *expander) spelling(sc *scope, word string) {
	x.found = x.found[:0]
	if !x.pattern.set(word) {
		return
	}
	n := x.pattern.n
	k := reach(n)
	if r, _ := utf8.DecodeRuneInString(word); 0x0600 <= r && r <= 0x06FF {
		// Words of three letters are roots in Arabic: nearly every other word
		// that is an edit away means something else.
		if k = n / 5; k == 0 {
			return
		}
	}
	sig, _ := signature(word)
	first, _ := utf8.DecodeRuneInString(word)
	sound := soundOf(word)
	for i := range sc.views {
		v := &sc.views[i]
		t := &v.seg.words
		runes := t.runes
		for w, other := range t.sig {
			if bits.OnesCount32(other^sig) > 2*k {
				continue
			}
			if d := int(runes[w]) - n; d > k || d < -k {
				continue
			}
			text := t.text.at(w)
			d := x.pattern.distance(text)
			if d > k {
				continue
			}
			df := v.df(t.term[w])
			if df == 0 || runes[w] < 3 && n > 3 {
				continue
			}
			rank := 0
			if r, _ := utf8.DecodeRuneInString(text); r != first {
				rank += 4
			}
			if d > 1 && soundOf(text) != sound {
				rank += 2
			}
			if !sameLetters(text, word) {
				rank++
			}
			if at := slices.IndexFunc(x.found, func(c correction) bool { return c.folded == text }); at >= 0 {
				x.found[at].df += df
			} else {
				x.found = append(x.found, correction{text, d, rank, df})
			}
		}
	}
	slices.SortFunc(x.found, func(a, b correction) int {
		return cmp.Or(
			cmp.Compare(a.distance+a.rank/4, b.distance+b.rank/4),
			cmp.Compare(a.rank, b.rank),
			cmp.Compare(b.df, a.df),
			strings.Compare(a.folded, b.folded))
	})
}

// sameLetters reports whether two words are made of the same letters, doubled
// or swapped ones aside: the commonest slips of the hand.
func sameLetters(a, b string) bool {
	x, _ := signature(a)
	y, _ := signature(b)
	return x == y
}

// join takes the word and the one beside it for one that was typed apart.
func (x *expander) join(q *query, sc *scope, i int) bool {
	for at, s := range q.seq {
		if int(s) != i {
			continue
		}
		for _, beside := range []int{at - 1, at + 1} {
			if beside < 0 || beside >= len(q.seq) || q.seq[beside] < 0 {
				continue
			}
			other := &q.slots[q.seq[beside]]
			whole := other.folded + q.slots[i].folded
			if beside > at {
				whole = q.slots[i].folded + other.folded
			}
			if len(whole) >= 5 && sc.knows(whole) > 0 {
				q.slots[i].alts = append(q.slots[i].alts, alternative{folded: whole, weight: joinedWeight, how: "joined"})
				if other.df == 0 {
					other.content = false // it is spoken for
				}
				return true
			}
		}
	}
	return false
}

// split takes the word for two that were typed together.
func (x *expander) split(sc *scope, s *slot) bool {
	w := s.folded
	if len(w) < 6 {
		return false
	}
	best, at := 0, 0
	for i := 3; i+3 <= len(w); i++ {
		if !utf8.RuneStart(w[i]) {
			continue
		}
		if a, b := sc.knows(w[:i]), sc.knows(w[i:]); min(a, b) > best {
			best, at = min(a, b), i
		}
	}
	if best == 0 {
		return false
	}
	s.alts = append(s.alts, alternative{folded: w[:at], weight: splitWeight, how: "split"}, alternative{folded: w[at:], weight: splitWeight, how: "split"})
	return true
}

// begins takes the word for the beginning of longer ones, the most frequent
// first.
func (x *expander) begins(sc *scope, s *slot) {
	if len(s.folded) < 4 {
		return
	}
	x.found = x.found[:0]
	for i := range sc.views {
		v := &sc.views[i]
		t := &v.seg.words
		for w := t.text.search(s.folded); w < t.text.len() && strings.HasPrefix(t.text.at(w), s.folded); w++ {
			if df := v.df(t.term[w]); df > 0 {
				x.found = append(x.found, correction{folded: t.text.at(w), df: df})
			}
		}
	}
	x.take(s, prefixWeight, "prefix")
}

// take keeps the most frequent of what was found.
func (x *expander) take(s *slot, weight float64, how string) {
	slices.SortFunc(x.found, func(a, b correction) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.df, a.df), strings.Compare(a.folded, b.folded))
	})
	for _, c := range x.found {
		if slices.ContainsFunc(s.alts, func(a alternative) bool { return a.folded == c.folded }) {
			continue
		}
		if len(s.alts) == maxCorrections {
			return
		}
		s.alts = append(s.alts, alternative{folded: c.folded, weight: weight, how: how})
	}
}

// sounds takes the word for ones that sound like it.
func (x *expander) sounds(sc *scope, s *slot) {
	sound := soundOf(s.folded)
	if len(s.folded) < 5 || sound == 0 {
		return
	}
	x.found = x.found[:0]
	for i := range sc.views {
		v := &sc.views[i]
		t := &v.seg.words
		for w, other := range t.sounds() {
			if d := int(t.runes[w]) - len(s.folded); other != sound || d > 3 || d < -3 {
				continue
			}
			if df := v.df(t.term[w]); df > 0 {
				x.found = append(x.found, correction{folded: t.text.at(w), df: df})
			}
		}
	}
	x.take(s, phoneticWeight, "sound")
}

// maxFuzzy is the longest pattern, in characters, that goes to the fuzzy
// matcher. Its score triples with every adjacent match and overflows at 40, so
// that longer patterns would be ranked at random.
const maxFuzzy = 32

// abbreviates takes the word for some letters, in order, of a longer word that
// starts with the same one ("tlbn", "afgh"). The matcher's scores are compared
// within this one pattern only, which is all that they mean something for.
func (x *expander) abbreviates(sc *scope, s *slot) {
	n := utf8.RuneCountInString(s.folded)
	if n < 3 || n > maxFuzzy || len(s.folded) > 8 {
		return
	}
	sig, _ := signature(s.folded)
	_, head := utf8.DecodeRuneInString(s.folded)
	x.names = x.names[:0]
	for i := range sc.views {
		v := &sc.views[i]
		t := &v.seg.words
		for w := t.text.search(s.folded[:head]); w < t.text.len() && strings.HasPrefix(t.text.at(w), s.folded[:head]); w++ {
			if sig&^t.sig[w] == 0 && int(t.runes[w]) > n && int(t.runes[w]) <= 4*n && v.df(t.term[w]) > 0 {
				x.names = append(x.names, t.text.at(w))
			}
		}
	}
	if len(x.names) == 0 {
		return
	}
	slices.Sort(x.names)
	x.names = slices.Compact(x.names)
	x.found = x.found[:0]
	for i, m := range fuzzy.FindNoSort(s.folded, x.names) {
		_ = i
		x.found = append(x.found, correction{folded: m.Str, rank: -m.Score})
	}
	x.take(s, abbreviationWeight, "abbreviation")
}

// soundOf is a rough key of how a word sounds, in English and its neighbours:
// words that are confused by ear mostly share it. Vowels after the first
// letter and doubled letters are dropped. 0 when too little is left to tell.
func soundOf(word string) uint32 {
	var buf [24]byte
	out := buf[:0]
	for i := 0; i < len(word) && len(out) < cap(buf); i++ {
		c := word[i]
		next := byte(0)
		if i+1 < len(word) {
			next = word[i+1]
		}
		switch c {
		case 'p':
			if next == 'h' {
				c = 'f'
				i++
			}
		case 'c':
			switch {
			case next == 'h':
				c = 'x'
				i++
			case next == 'k':
				c = 'k'
				i++
			case next == 'e' || next == 'i' || next == 'y':
				c = 's'
			default:
				c = 'k'
			}
		case 'q':
			c = 'k'
		case 'x':
			out = append(out, 'k')
			c = 's'
		case 'z':
			c = 's'
		case 's':
			if next == 'h' {
				c = 'x'
				i++
			}
		case 'g':
			if next == 'h' {
				i++
				continue
			}
			if next == 'e' || next == 'i' {
				c = 'j'
			}
		case 'k', 'w':
			if i == 0 && (next == 'n' || next == 'r') {
				continue
			}
		case 't':
			if next == 'h' {
				i++
			}
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h':
			if len(out) > 0 {
				continue
			}
			if c != 'h' {
				c = 'a'
			}
		}
		if n := len(out); n > 0 && out[n-1] == c {
			continue
		}
		out = append(out, c)
	}
	if len(out) < 3 {
		return 0
	}
	h := uint32(2166136261)
	for _, c := range out {
		h = (h ^ uint32(c)) * 16777619
	}
	return max(h, 1)
}
