package bot

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	lru "github.com/hashicorp/golang-lru/v2"

	"lector/article"
)

// Limits of a link that opens at a passage.
const (
	// maxButtonURL is Discord's limit for a link button's address.
	maxButtonURL = 512
	// maxExact is how long a passage is named whole, in characters; beyond it
	// only its start and end are (the published generation rules of text
	// fragments use the same figure).
	maxExact = 300
)

// fragmentURL returns a's address extended by a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/) that a browser resolves to
// the span, or the bare address when no such fragment fits into a button, or
// "" when the address itself does not fit or there is none.
//
// Candidates are tried in order of how well they survive small changes of the
// page: the whole passage; the whole passage in its context; its start and end;
// those in context. A candidate is taken only if resolve, which follows the
// browsers' algorithm on the article's text, finds the passage by it.
func fragmentURL(a *article.Article, span article.Span, pages *pageCache) string {
	address := a.URL
	if address == "" || len(address) > maxButtonURL ||
		!strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return ""
	}
	prefix := address + "#:~:text="
	if before, _, ok := strings.Cut(address, ":~:"); ok {
		prefix = before + ":~:text=" // replace a fragment that stands there
	} else if strings.Contains(address, "#") {
		prefix = address + ":~:text="
	}
	// A browser takes the first match on the page. Of a very long text only
	// what stands around the passage is looked at: its beginning is seldom on
	// the same page.
	text, shift := a.Text, 0
	if len(text) > maxPage {
		from, to := max(0, span.Start-maxPage/2), min(len(text), span.End+maxPage/2)
		for from > 0 && !utf8.RuneStart(text[from]) {
			from--
		}
		for to < len(text) && !utf8.RuneStart(text[to]) {
			to++
		}
		text, shift = text[from:to], from
	}
	p := pages.of(pageKey{a.Collection, a.ID, a.Rev, shift}, text)
	start, end := p.position(span.Start-shift), p.position(span.End-shift)
	for _, d := range candidates(p, start, end) {
		if link := prefix + d.String(); len(link) <= maxButtonURL {
			if s, e, ok := p.resolve(d); ok && s == start && e == end {
				return link
			}
		}
	}
	return address
}

// directive is a parsed text directive: prefix-,start,end,-suffix.
type directive struct{ prefix, start, end, suffix string }

func (d directive) String() string {
	var b strings.Builder
	if d.prefix != "" {
		b.WriteString(encodeFragment(d.prefix) + "-,")
	}
	b.WriteString(encodeFragment(d.start))
	if d.end != "" {
		b.WriteString("," + encodeFragment(d.end))
	}
	if d.suffix != "" {
		b.WriteString(",-" + encodeFragment(d.suffix))
	}
	return b.String()
}

// encodeFragment percent-encodes all but unreserved characters, and the hyphen,
// which has a meaning in a text directive (as & and comma have).
func encodeFragment(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || digit(c) || c == '.' || c == '_' || c == '~' {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// candidates lists directives for [start, end) of p, best first.
func candidates(p *page, start, end int) []directive {
	if start >= end {
		return nil
	}
	text := p.text[start:end]
	var out []directive
	if utf8.RuneCountInString(text) <= maxExact && !strings.Contains(text, "\n") {
		out = append(out, directive{start: text})
		for words := 2; words <= 8; words *= 2 {
			prefix, suffix := p.before(start, words), p.after(end, words)
			out = append(out,
				directive{prefix: prefix, start: text},
				directive{prefix: prefix, start: text, suffix: suffix})
		}
	}
	// Start and end must not overlap, nor cross a block of the page.
	first, _, _ := strings.Cut(text, "\n")
	last := text[strings.LastIndexByte(text, '\n')+1:]
	for _, words := range []int{8, 6, 5, 4, 3, 2, 1} {
		head, tail := firstWords(first, words), lastWords(last, words)
		if len(head)+len(tail) >= len(text) {
			continue
		}
		out = append(out, directive{start: head, end: tail})
		for context := 2; context <= 4; context *= 2 {
			prefix, suffix := p.before(start, context), p.after(end, context)
			out = append(out,
				directive{prefix: prefix, start: head, end: tail},
				directive{prefix: prefix, start: head, end: tail, suffix: suffix})
		}
	}
	return out
}

// page is a text as a browser matches directives against it: white space as one
// space, blocks apart by one line feed, with a map back to the text's offsets.
type page struct {
	text   string  // matched without regard to case
	folded string  // text, folded byte for byte
	origin []int32 // origin[i]: offset in the article of byte i of text
}

func newPage(s string) *page {
	p := &page{origin: make([]int32, 0, len(s)+1)}
	text, folded := make([]byte, 0, len(s)), make([]byte, 0, len(s))
	space, line := false, false
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		blank := r == ' ' || '\t' <= r && r <= '\r'
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
			blank = unicode.IsSpace(r)
		}
		if blank {
			space = true
			line = line || r == '\n'
			i += n
			continue
		}
		if space && len(text) > 0 {
			separator := byte(' ')
			if line {
				separator = '\n'
			}
			text, folded = append(text, separator), append(folded, separator)
			p.origin = append(p.origin, int32(i))
		}
		space, line = false, false
		text = append(text, s[i:i+n]...)
		if n == 1 {
			c := s[i]
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			folded = append(folded, c)
		} else {
			folded = utf8.AppendRune(folded, foldRune(r))
		}
		for k := range n {
			p.origin = append(p.origin, int32(i+k))
		}
		i += n
	}
	p.origin = append(p.origin, int32(len(s)))
	p.text, p.folded = string(text), string(folded)
	return p
}

// maxPage bounds the text that is searched for one link, in bytes.
const maxPage = 1 << 20

// pageCache keeps the pages of articles that were quoted lately: making one takes
// longer than everything else in rendering an answer. It is safe for concurrent use.
type pageCache struct {
	mu    sync.Mutex
	pages *lru.Cache[pageKey, *page]
	bytes int
}

// pageKey names a text for good: an article's text does not change without a new
// revision.
type pageKey struct {
	c     article.Collection
	id    article.ID
	rev   article.Rev
	shift int
}

// maxPages bounds the texts whose pages are kept, in bytes; a page takes six times
// as much.
const maxPages = 4 << 20

func newPageCache() *pageCache {
	c := &pageCache{}
	pages, err := lru.NewWithEvict(1000, func(_ pageKey, p *page) { c.bytes -= len(p.text) })
	if err != nil {
		panic(err) // only for a size below 1
	}
	c.pages = pages
	return c
}

// of returns the page of a text; a nil cache makes it anew, and so does an article
// without a revision.
func (c *pageCache) of(key pageKey, text string) *page {
	if c == nil || key.rev == 0 {
		return newPage(text)
	}
	c.mu.Lock()
	p, ok := c.pages.Get(key)
	c.mu.Unlock()
	if ok {
		return p
	}
	p = newPage(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.pages.Contains(key) {
		c.pages.Add(key, p)
		c.bytes += len(p.text)
	}
	for c.bytes > maxPages && c.pages.Len() > 1 {
		c.pages.RemoveOldest()
	}
	return p
}

// fold lowers case where that keeps the length in bytes, so that offsets hold.
func fold(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
		return l
	}
	return r
}

// position maps an offset of the article to the nearest one of the page that
// does not lie before it; a separator before the offset is not part of what ends there.
func (p *page) position(offset int) int {
	lo, hi := 0, len(p.origin)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if int(p.origin[mid]) < offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(p.text) && (p.text[lo] == ' ' || p.text[lo] == '\n') && int(p.origin[lo]) == offset && lo+1 < len(p.origin) {
		lo++ // the separator carries the offset of what follows it
	}
	return lo
}

// resolve finds the directive's first match, as browsers do.
func (p *page) resolve(d directive) (start, end int, ok bool) {
	for from := 0; ; {
		at := from
		if d.prefix != "" {
			i := p.find(d.prefix, from, true)
			if i < 0 {
				return 0, 0, false
			}
			from = i + 1
			at = i + len(d.prefix)
			for at < len(p.text) && (p.text[at] == ' ' || p.text[at] == '\n') {
				at++
			}
			if !p.matches(d.start, at, d.end == "" && d.suffix == "") {
				continue
			}
			start = at
		} else {
			i := p.find(d.start, from, true)
			if i < 0 {
				return 0, 0, false
			}
			from = i + 1
			start = i
		}
		end = start + len(d.start)
		for search := end; ; {
			if d.end != "" {
				i := p.find(d.end, search, true)
				if i < 0 {
					return 0, 0, false
				}
				end = i + len(d.end)
				search = i + 1
			}
			if d.suffix == "" {
				return start, end, true
			}
			at = end
			for at < len(p.text) && (p.text[at] == ' ' || p.text[at] == '\n') {
				at++
			}
			if p.matches(d.suffix, at, true) {
				return start, end, true
			}
			if d.end == "" {
				break
			}
		}
	}
}

// find returns where want stands in the page from an offset on, on word
// boundaries and within one block, or -1.
func (p *page) find(want string, from int, bounded bool) int {
	want = fold(want)
	for from <= len(p.folded) {
		i := strings.Index(p.folded[from:], want)
		if i < 0 {
			return -1
		}
		i += from
		if !bounded || p.boundary(i) && p.boundary(i+len(want)) {
			return i
		}
		from = i + 1
	}
	return -1
}

func (p *page) matches(want string, at int, bounded bool) bool {
	return strings.HasPrefix(p.folded[at:], fold(want)) && (!bounded || p.boundary(at+len(want)))
}

// boundary reports whether a word may begin or end at i. Scripts written
// without spaces have a boundary at every character here, where browsers ask a
// dictionary; passages begin and end at sentences, so it makes no difference.
func (p *page) boundary(i int) bool {
	if i <= 0 || i >= len(p.text) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(p.text[:i])
	after, _ := utf8.DecodeRuneInString(p.text[i:])
	return !wordRune(before) || !wordRune(after) || unspaced(before) || unspaced(after)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// before returns up to n words that end just before i, within their block.
func (p *page) before(i, n int) string {
	s := strings.TrimRight(p.text[:i], " \n")
	return lastWords(s[strings.LastIndexByte(s, '\n')+1:], n)
}

// after returns up to n words from i on, within their block.
func (p *page) after(i, n int) string {
	s, _, _ := strings.Cut(strings.TrimLeft(p.text[i:], " \n"), "\n")
	return firstWords(s, n)
}

// wordRunes is what counts as one word of a script written without spaces.
const wordRunes = 4

// firstWords returns the first n words of s, which holds single spaces.
func firstWords(s string, n int) string {
	runes, words := 0, 0
	for i, r := range s {
		if r == ' ' {
			words, runes = words+1, 0
		} else if unspaced(r) {
			if runes++; runes > wordRunes {
				words, runes = words+1, 1
			}
		}
		if words >= n {
			return s[:i]
		}
	}
	return s
}

// lastWords returns the last n words of s, which holds single spaces.
func lastWords(s string, n int) string {
	runes, words := 0, 0
	for i := len(s); i > 0; {
		r, w := utf8.DecodeLastRuneInString(s[:i])
		if r == ' ' {
			words, runes = words+1, 0
		} else if unspaced(r) {
			if runes++; runes > wordRunes {
				words, runes = words+1, 1
			}
		}
		if words >= n {
			return s[i:]
		}
		i -= w
	}
	return s
}
