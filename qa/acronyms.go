package qa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lector/article"
)

// An acronym is a short form that an article introduces beside what it stands
// for: "the International Monetary Fund (IMF)", "IMF (International Monetary
// Fund)". A question may use either for the other, in what that article says.
type acronym struct {
	article uint32 // in the segment
	short   string // folded
	long    []acronymWord
}

type acronymWord struct {
	folded string
	stop   bool
}

const (
	// What a word of the long form counts in place of the short one, and the
	// short form in place of the long one's heaviest word: one word of
	// several says less than the letters that stand for all of them.
	longFormWeight  = 0.45
	shortFormWeight = 0.9
	// The letters of an acronym.
	leastLetters, mostLetters = 2, 8
)

// acronymsOf finds the acronyms that a text introduces, in order.
func acronymsOf(text, lang string, add func(short string, long []acronymWord)) {
	for at := 0; ; {
		open := strings.IndexByte(text[at:], '(')
		if open < 0 {
			return
		}
		open += at
		at = open + 1
		inner := text[at:min(len(text), at+120)]
		end := strings.IndexAny(inner, "()\n")
		if end <= 0 || inner[end] != ')' {
			continue
		}
		inner = inner[:end]
		before := text[max(0, open-120):open]
		if i := strings.LastIndexAny(before, "\n()"); i >= 0 {
			before = before[i+1:]
		}
		// What follows a comma or a semicolon in the brackets is something else.
		first := inner
		if i := strings.IndexAny(inner, ",;"); i >= 0 {
			first = inner[:i]
		}
		if short := strings.TrimSpace(first); isShortForm(short) {
			// "International Monetary Fund (IMF)"
			if long := longForm(wordsOf(before, lang), short, lang, true); long != nil {
				add(foldShort(short, lang), long)
			}
			continue
		}
		// "IMF (International Monetary Fund)"
		trimmed := strings.TrimRight(before, " ")
		short := trimmed[strings.LastIndexByte(trimmed, ' ')+1:]
		if short = strings.TrimLeft(short, "\"'“‘"); isShortForm(short) {
			if long := longForm(wordsOf(inner, lang), short, lang, false); long != nil {
				add(foldShort(short, lang), long)
			}
		}
	}
}

// isShortForm reports whether a word is written as an acronym: of letters, two
// to eight of them capitals, perhaps with dots, small letters between ("NaCl")
// or a plural's s ("NGOs").
func isShortForm(s string) bool {
	capitals, letters := 0, 0
	for i, r := range s {
		switch {
		case unicode.IsUpper(r):
			capitals++
			letters++
		case unicode.IsLetter(r):
			if i == 0 {
				return false
			}
			letters++
		case r == '.' || r == '-' || r == '&' || unicode.IsDigit(r):
			if i == 0 {
				return false
			}
		default:
			return false
		}
	}
	return capitals >= leastLetters && capitals <= mostLetters && 2*capitals > letters
}

// foldShort folds a short form, a plural's s taken off.
func foldShort(s, lang string) string {
	if n := len(s); n > 2 && s[n-1] == 's' && s[n-2] >= 'A' && s[n-2] <= 'Z' {
		s = s[:n-1]
	}
	folded, _ := fold(s, lang)
	return folded
}

// wordsOf are the folded words of a text.
func wordsOf(text, lang string) []string {
	var scan scanner
	scan.reset(text)
	var out []string
	for scan.next() {
		if scan.sym != symbols || scan.dense {
			continue
		}
		if folded, _ := fold(text[scan.start:scan.end], lang); folded != "" {
			out = append(out, folded)
		}
	}
	return out
}

// longForm finds the words whose first letters, in order, are an acronym's:
// the last words when the acronym follows them, else all of them. Small words
// may stand between without a letter of their own. It is nil when there are
// none.
func longForm(words []string, short, lang string, last bool) []acronymWord {
	var letters []rune
	for _, r := range foldShort(short, lang) {
		if unicode.IsLetter(r) {
			letters = append(letters, r)
		}
	}
	if len(letters) < leastLetters || len(words) < 2 {
		return nil
	}
	// From the last letter back.
	l, w := len(letters)-1, len(words)-1
	for l >= 0 && w >= 0 {
		r, _ := utf8.DecodeRuneInString(words[w])
		switch {
		case r == letters[l]:
			l--
		case !isStop(words[w], lang):
			return nil
		}
		w--
	}
	if l >= 0 || !last && w >= 0 {
		return nil
	}
	var long []acronymWord
	for _, x := range words[w+1:] {
		long = append(long, acronymWord{x, isStop(x, lang)})
	}
	return long
}

// acronyms keeps those that an article introduces.
func (b *builder) acronyms(index uint32, text, lang string) {
	first := len(b.seg.acronyms)
	acronymsOf(text, lang, func(short string, long []acronymWord) {
		for _, a := range b.seg.acronyms[first:] {
			if a.short == short && slices.Equal(a.long, long) {
				return
			}
		}
		b.seg.acronyms = append(b.seg.acronyms, acronym{index, short, long})
	})
}

// orderAcronyms sorts the acronyms by their short forms, and a list of them by
// the first words of their long ones.
func (s *segment) orderAcronyms() {
	slices.SortStableFunc(s.acronyms, func(a, b acronym) int { return strings.Compare(a.short, b.short) })
	s.longForms = make([]uint32, len(s.acronyms))
	for i := range s.longForms {
		s.longForms[i] = uint32(i)
	}
	slices.SortStableFunc(s.longForms, func(a, b uint32) int {
		return strings.Compare(s.acronyms[a].long[0].folded, s.acronyms[b].long[0].folded)
	})
}

// spellOut adds, for the acronyms that the articles asked introduce, their
// long forms to questions that hold the short ones, and the other way round.
func (x *expander) spellOut(q *query, sc *scope) {
	for i := range sc.views {
		v := &sc.views[i]
		all := v.seg.acronyms
		if len(all) == 0 {
			continue
		}
		asked := func(a *acronym) bool {
			return !v.gone(a.article) && (sc.article == nil || sc.article[i] == int32(a.article))
		}
		spell := func(s *slot, short string) {
			k, _ := slices.BinarySearchFunc(all, short, func(a acronym, short string) int { return strings.Compare(a.short, short) })
			for ; k < len(all) && all[k].short == short; k++ {
				if !asked(&all[k]) {
					continue
				}
				for _, w := range all[k].long {
					if !w.stop {
						s.addIn(v.seg.articles[all[k].article], w.folded, longFormWeight)
					}
				}
			}
		}
		for j := range q.slots {
			s := &q.slots[j]
			if !s.content {
				continue
			}
			spell(s, s.folded)
			for _, t := range s.terms { // "NGOs"
				if t != s.folded {
					spell(s, t)
				}
			}
		}
		for at, j := range q.seq {
			if j < 0 {
				continue
			}
			word := q.slots[j].folded
			k, _ := slices.BinarySearchFunc(v.seg.longForms, word, func(n uint32, word string) int {
				return strings.Compare(all[n].long[0].folded, word)
			})
			for ; k < len(v.seg.longForms); k++ {
				a := &all[v.seg.longForms[k]]
				if a.long[0].folded != word {
					break
				}
				if s := q.rarestOf(a.long, at); s != nil && asked(a) {
					s.addIn(v.seg.articles[a.article], a.short, shortFormWeight)
				}
			}
		}
	}
}

// addIn adds a form of an acronym that an article introduces: it stands for the
// other in that article alone.
func (s *slot) addIn(a *article.Article, folded string, weight float64) {
	if folded == s.folded {
		return
	}
	for i := range s.alts {
		if have := &s.alts[i]; have.folded == folded {
			if have.only != nil && !slices.Contains(have.only, a) {
				have.only = append(have.only, a)
			}
			return
		}
	}
	if len(s.alts) < maxAlternatives {
		s.alts = append(s.alts, alternative{folded: folded, weight: weight, how: "acronym", only: []*article.Article{a}})
	}
}

// rarestOf is the slot of the rarest of words that stand in the question one
// after the other from a place on; nil when they do not.
func (q *query) rarestOf(words []acronymWord, at int) *slot {
	if at+len(words) > len(q.seq) {
		return nil
	}
	var rarest *slot
	for i, w := range words {
		j := q.seq[at+i]
		if j < 0 || q.slots[j].folded != w.folded {
			return nil
		}
		if s := &q.slots[j]; s.content && (rarest == nil || s.df < rarest.df) {
			rarest = s
		}
	}
	return rarest
}
