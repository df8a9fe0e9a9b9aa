package qa

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"

	"lector/article"
)

// QuoteVerdict is what became of a quotation that was checked.
type QuoteVerdict string

const (
	Verbatim    QuoteVerdict = "verbatim"
	Altered     QuoteVerdict = "altered"
	Cut         QuoteVerdict = "cut"         // the article goes on, and the cut changes the sense
	Stitched    QuoteVerdict = "stitched"    // put together from several places
	Attribution QuoteVerdict = "attribution" // the words are there, said by another
	Absent      QuoteVerdict = "absent"
	TooShort    QuoteVerdict = "too_short"
)

// gravity orders the verdicts of a quotation that was found: where several
// hold, the gravest names it.
func (v QuoteVerdict) gravity() int {
	return slices.Index([]QuoteVerdict{Verbatim, Stitched, Cut, Attribution, Altered}, v)
}

// Finding is where a quotation stands, and what was changed in it.
type Finding struct {
	Quote      string
	Verdict    QuoteVerdict
	Typography bool          // verbatim but for quotes, dashes, spaces, case at the start, a marked cut
	Places     []Passage     // where it stands, or what it was made from; best first, of a stitched one in its order
	Changes    []QuoteChange // in the quotation's order
	Rest       string        // of a cut quotation: what the article goes on to say, byte for byte
	Before     string        // of one that was cut at its start: what the article says before it, byte for byte
}

// QuoteChange is one difference between the article and a quotation.
type QuoteChange struct {
	Op      string // "replace", "delete" (the quotation dropped it), "insert" (it added it), "attribution"
	Article string // the article's words
	Quote   string // the quotation's words
}

// OnlyCapitals reports whether an altered quotation differs from the article in
// nothing but capital letters, as where somebody shouts.
func (f Finding) OnlyCapitals() bool {
	return f.Verdict == Altered && len(f.Changes) > 0 &&
		!slices.ContainsFunc(f.Changes, func(c QuoteChange) bool { return c.Op != "replace" || !strings.EqualFold(c.Article, c.Quote) })
}

// The fewest letters that are looked for: less stands everywhere. Chinese and
// Japanese say more with a letter.
const (
	minLetters      = 12
	minDenseLetters = 5
)

// longEnough reports whether s has letters enough to be looked for.
func longEnough(s string) bool {
	all, dense := countLetters(s)
	return all >= minLetters || dense >= minDenseLetters && dense*2 >= all
}

// What is near enough to have been made from the article: this share of its
// words by weight, or a run of words that nobody writes twice by chance.
const (
	minShare    = 0.62
	minRun      = 8   // words
	minRunValue = 900 // their weight together, see locator.weigh
)

// Locate says where a quotation (q.Text) stands, and what was changed in it.
// q.Message, where there is one, is searched for whom the quotation is said to
// be by. A text that stands nowhere as a whole but holds one quotation is
// taken for the message with that quotation. The error is the context's, or
// the source's when a collection cannot be loaded.
func (e *Engine) Locate(ctx context.Context, q Question) (Finding, error) {
	w := e.works.Get().(*work)
	defer e.works.Put(w)
	if err := e.open(ctx, w, q); err != nil {
		return Finding{}, err
	}
	l := &w.locator
	l.sc, l.searched, l.known = &w.scope, "", make(map[string]*quoteWord)
	text := clipQuestion(q.Text)
	f := l.check(ctx, text, clipQuestion(q.Message))
	if f.Verdict == Absent || f.Verdict == Altered && q.Message == "" {
		if inner := FindQuotations(text); len(inner) == 1 && !isMention(text, inner[0].Text) && !(f.Verdict == Altered && changedAround(text, inner[0].Text, f)) {
			if g := l.check(ctx, inner[0].Text, text); g.Verdict != Absent {
				f = g
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return Finding{}, err
	}
	f.Quote = q.Text
	return f, nil
}

// isMention reports that what stands in quotation marks is a word or two of a
// long text, which does not become a quotation by them.
func isMention(text, inner string) bool {
	all, _ := countLetters(text)
	in, dense := countLetters(inner)
	return dense == 0 && len(strings.Fields(inner)) < 3 && 4*in < all
}

// changedAround reports that a text, found altered, is itself the quotation, and
// not the message about the one that stands in it: most of what is outside of
// that one is the article's too. Else a word changed outside would go unseen.
func changedAround(text, inner string, f Finding) bool {
	all, _ := countLetters(text)
	in, _ := countLetters(inner)
	outside := all - in
	agreeing := outside
	for _, c := range f.Changes {
		if !strings.Contains(inner, c.Quote) {
			n, _ := countLetters(c.Quote)
			agreeing -= n
		}
	}
	return outside > 0 && 2*agreeing >= outside
}

// A part is a stretch of a quotation and the place in an article where it
// stands word for word.
type part struct {
	view    int32
	article uint32
	at      article.Span
	q0, q1  int // pieces of the quotation
}

// check finds a quotation and judges it.
func (l *locator) check(ctx context.Context, text, message string) Finding {
	if !longEnough(text) {
		return Finding{Verdict: TooShort}
	}
	q := pieces(text, 0, len(text), nil)
	runs, asks := cutAtEllipses(q)
	if len(runs) == 0 {
		return Finding{Verdict: Absent}
	}
	if len(runs) == 1 {
		if f, ok := l.checkWhole(text, runs[0], asks, message); ok {
			return f
		}
	} else if f, ok := l.checkMarked(text, runs, message); ok {
		return f
	}
	if ctx.Err() != nil {
		return Finding{}
	}
	return l.checkChanged(text, runs, message)
}

// cutAtEllipses parts a quotation where its writer marked that something was
// left out. Each run begins and ends with a word, and may begin in another
// case than the article has.
func cutAtEllipses(q []piece) (runs [][]piece, asks string) {
	for len(q) > 0 {
		n := slices.IndexFunc(q, func(p piece) bool { return p.kind == pieceEllipsis })
		run := q
		if n >= 0 {
			run, q = q[:n], q[n+1:]
		} else {
			q = nil
		}
		if run, asks = trimPieces(run); len(run) > 0 {
			run[0].loose = true
			runs = append(runs, run)
		}
	}
	return runs, asks
}

// checkWhole judges a quotation that stands word for word somewhere; ok is
// false when it does not.
func (l *locator) checkWhole(text string, q []piece, asks, message string) (Finding, bool) {
	places := l.findExact(text, q)
	if len(places) == 0 {
		return Finding{}, false
	}
	best := make([]Finding, len(places))
	for i, p := range places {
		f := Finding{Verdict: Verbatim, Places: []Passage{l.passage(p)}}
		rest, before := l.cutAround(p, q)
		if rest != "" || before != "" {
			f.Verdict, f.Rest, f.Before = Cut, rest, before
		}
		l.attribute(&f, p, text, message)
		if asks != "" && !strings.Contains(l.markAfter(p), asks) {
			f.Verdict = Altered
			f.Changes = append(f.Changes, QuoteChange{Op: "insert", Quote: asks})
		}
		f.Typography = f.Verdict == Verbatim && !l.letterPerfect(p, text)
		best[i] = f
	}
	slices.SortStableFunc(best, func(a, b Finding) int { return cmp.Compare(a.Verdict.gravity(), b.Verdict.gravity()) })
	f := best[0]
	for _, other := range best[1:] {
		f.Places = append(f.Places, other.Places...)
	}
	return f, true
}

// letterPerfect reports whether a quotation is what stands at a place, byte for
// byte. Its final full stop is the quoter's own: by custom one is left off
// before "he said", or added to end a sentence that goes on in the article.
func (l *locator) letterPerfect(p part, quote string) bool {
	quote = strings.TrimSpace(quote)
	if strings.HasPrefix(l.textOf(p)[p.at.Start:], quote) {
		return true
	}
	stop, _ := strings.CutSuffix(quote, ".")
	stop, _ = strings.CutSuffix(stop, "。")
	return stop == p.at.Of(l.textOf(p))
}

// markAfter is the question or exclamation mark that an article has behind a
// place, and what closes it.
func (l *locator) markAfter(p part) string {
	text := l.textOf(p)[p.at.End:]
	n := strings.IndexFunc(text, func(r rune) bool {
		return !isQuoteMark(r) && !isBlank(r) && r != '?' && r != '!' && r != '？' && r != '！'
	})
	if n < 0 {
		n = len(text)
	}
	return strings.NewReplacer("？", "?", "！", "!").Replace(text[:n])
}

func (l *locator) textOf(p part) string { return l.sc.views[p.view].seg.articles[p.article].Text }

// passage is a place as it is shown.
func (l *locator) passage(p part) Passage {
	seg := l.sc.views[p.view].seg
	out := Passage{Kind: SentencePassage, Article: seg.articles[p.article], Span: p.at, Confidence: 1, Paragraph: 1, Sentence: 1}
	if u, ok := l.sentenceAt(p.view, p.article, p.at.Start); ok && int(seg.units[u].end) > p.at.Start {
		pa := &seg.paras[seg.units[u].para]
		out.Paragraph, out.Sentence = int(pa.number), int(pa.opening)+int(u-pa.first)
		return out
	}
	// Page furniture is not in the index.
	at := place(article.Outline(out.Article.Text, out.Article.Lang), p.at)
	out.Paragraph, out.Sentence = int(at.paragraph), int(at.sentence)
	return out
}

// sentences is the span of the sentences that a place lies in.
func (l *locator) sentences(view int32, a uint32, at article.Span) article.Span {
	seg := l.sc.views[view].seg
	if u, ok := l.sentenceAt(view, a, at.Start); ok && int(seg.units[u].end) > at.Start {
		at.Start = min(at.Start, int(seg.units[u].start))
	}
	if u, ok := l.sentenceAt(view, a, max(at.Start, at.End-1)); ok && int(seg.units[u].end) > at.Start {
		at.End = max(at.End, int(seg.units[u].end))
	}
	return at
}

// findExact finds every place where the pieces q of a quotation stand, in
// order of article and offset.
func (l *locator) findExact(text string, q []piece) []part {
	whole := text[q[0].start:q[len(q)-1].end]
	a0, a1 := anchor(text, q)
	l.search(plain(whole), plain(text[q[a0].start:q[a1-1].end]))
	var found []part
	margin := len(whole) - int(q[a1-1].end-q[a0].start) + 48
	read := func(r unitRef, margin int) {
		s := l.around(r, margin)
		for i := range s.pieces {
			if !same(&q[0], &s.pieces[i]) {
				continue
			}
			end, ok := match(q, s.pieces, i)
			if !ok {
				continue
			}
			p := part{view: s.view, article: s.article, at: article.Span{Start: int(s.pieces[i].start), End: int(s.pieces[end-1].end)}, q1: len(q)}
			if !slices.ContainsFunc(found, func(o part) bool {
				return o.view == p.view && o.article == p.article && o.at.Start == p.at.Start
			}) {
				found = append(found, p)
			}
		}
	}
	for _, r := range l.exact {
		if read(r, margin); len(found) >= maxPlaces {
			break
		}
	}
	if len(found) == 0 {
		for _, n := range l.near {
			read(n.unitRef, len(whole)+48)
		}
	}
	if len(found) == 0 {
		found = l.findFurniture(q, len(whole))
	}
	slices.SortFunc(found, l.compareParts)
	return found[:min(len(found), maxPlaces)]
}

func (l *locator) compareParts(a, b part) int {
	aa, ab := l.sc.views[a.view].seg.articles[a.article], l.sc.views[b.view].seg.articles[b.article]
	return cmp.Or(strings.Compare(string(aa.ID), string(ab.ID)), strings.Compare(string(aa.Collection), string(ab.Collection)), cmp.Compare(a.at.Start, b.at.Start))
}

// furniture is what the index of a segment leaves out: menus, captions and
// other furniture of pages. It is found when a quotation is first looked for
// there, and kept: 12 bytes for each stretch.
type furniture struct {
	once sync.Once
	gaps []gap
}

type gap struct{ article, from, to uint32 }

func (s *segment) gaps() []gap {
	s.furniture.once.Do(func() {
		for a := range s.articles {
			text, rg, from := s.articles[a].Text, s.ranges[a], 0
			leave := func(to int) {
				if to-from > 4 && strings.IndexFunc(text[from:to], unicode.IsLetter) >= 0 {
					s.furniture.gaps = append(s.furniture.gaps, gap{uint32(a), uint32(from), uint32(to)})
				}
			}
			for u := rg.first; u < rg.last; u++ {
				leave(int(s.units[u].start))
				from = int(s.units[u].end)
			}
			leave(len(text))
		}
	})
	return s.furniture.gaps
}

// findFurniture looks for a quotation of length bytes in what the index leaves
// out, and in the text about it as far as the quotation reaches.
func (l *locator) findFurniture(q []piece, length int) []part {
	var found []part
	for v := range l.sc.views {
		view := &l.sc.views[v]
		for _, g := range view.seg.gaps() {
			if view.gone(g.article) || l.sc.article != nil && l.sc.article[v] != int32(g.article) {
				continue
			}
			text := view.seg.articles[g.article].Text
			l.text = pieces(text, floorRune(text, max(0, int(g.from)-length-48)), floorRune(text, min(len(text), int(g.to)+length+48)), l.text[:0])
			for i := range l.text {
				if !same(&q[0], &l.text[i]) {
					continue
				}
				if end, ok := match(q, l.text, i); ok {
					p := part{view: int32(v), article: g.article, at: article.Span{Start: int(l.text[i].start), End: int(l.text[end-1].end)}, q1: len(q)}
					if !slices.Contains(found, p) {
						found = append(found, p)
					}
				}
			}
		}
	}
	return found
}

// anchor is the longest stretch of a quotation that must stand within one
// sentence, because nothing in it can end one.
func anchor(text string, q []piece) (from, to int) {
	start, best, words := 0, 0, 0
	for i := 0; i <= len(q); i++ {
		ends := i == len(q)
		if !ends {
			switch q[i].key {
			case ".", "!", "?", "。", ":", ";":
				ends = true
			}
			if !ends && i > start && strings.ContainsRune(text[q[i-1].end:q[i].start], '\n') {
				if words > best {
					from, to, best = start, i, words
				}
				start, words = i, 0
			}
		}
		if ends {
			if words > best {
				from, to, best = start, i, words
			}
			start, words = i+1, 0
		} else if q[i].says() {
			words++
		}
	}
	if best == 0 {
		return 0, len(q)
	}
	return from, to
}

// plain is a text as the index reads it: without invisible characters and
// marks of Markdown.
func plain(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := rune(0) // the blank that waits, and what stood before it
	var last rune
	for _, r := range s {
		switch {
		case isHidden(r) || r == '*' || r == '`' || r == '\\':
			continue
		case isBlank(r):
			blank = ' '
			continue
		}
		if blank != 0 {
			if !isDense(last) || !isDense(r) || isHangul(r) {
				b.WriteRune(blank)
			}
			blank = 0
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// How far apart the two parts may stand that an ellipsis joins.
const (
	maxGapBytes      = 2000
	maxGapParagraphs = 1
)

// checkMarked judges a quotation with marked omissions, all of whose parts
// stand word for word somewhere.
func (l *locator) checkMarked(text string, runs [][]piece, message string) (Finding, bool) {
	heaviest := 0
	for i, r := range runs {
		if len(r) > len(runs[heaviest]) {
			heaviest = i
		}
	}
	var best []part
	for _, p := range l.findExact(text, runs[heaviest]) {
		if parts, ok := l.extend(runs, heaviest, p); ok {
			best = parts
			break
		}
	}
	if best == nil {
		for _, r := range runs {
			places := l.findExact(text, r)
			if len(places) == 0 {
				return Finding{}, false
			}
			p := places[0]
			for _, other := range places { // beside the one before, if it can be
				if n := len(best); n > 0 && other.view == best[n-1].view && other.article == best[n-1].article {
					p = other
					break
				}
			}
			best = append(best, p)
		}
		f := Finding{Verdict: Stitched}
		for _, p := range best {
			f.Places = append(f.Places, l.passage(p))
		}
		for _, p := range best {
			l.attribute(&f, p, text, message)
		}
		return f, true
	}
	f := Finding{Verdict: Verbatim, Typography: true}
	first, last := best[0], best[len(best)-1]
	whole := first
	whole.at.End = last.at.End
	all := slices.Concat(runs...)
	if rest, before := l.cutAround(whole, all); rest != "" || before != "" {
		f.Verdict, f.Rest, f.Before = Cut, rest, before
	}
	for i := 1; i < len(best); i++ {
		l.judgeGap(&f, best[i-1], best[i], runs[i-1], runs[i])
	}
	f.Typography = f.Verdict == Verbatim
	if f.Verdict == Altered {
		whole.at = l.sentences(whole.view, whole.article, whole.at)
	}
	f.Places = []Passage{l.passage(whole)}
	l.attribute(&f, first, text, message)
	return f, true
}

// runIn is where a run stands whole in text[from:to]: the first such place, or
// the last.
func runIn(run []piece, text string, from, to int, last bool) (article.Span, bool) {
	t := pieces(text, from, to, nil)
	for i := range t {
		j := i
		if last {
			j = len(t) - 1 - i
		}
		if !same(&run[0], &t[j]) {
			continue
		}
		if end, whole := match(run, t, j); whole {
			return article.Span{Start: int(t[j].start), End: int(t[end-1].end)}, true
		}
	}
	return article.Span{}, false
}

// extend finds the runs before and behind one that was found, in order and
// near.
func (l *locator) extend(runs [][]piece, at int, p part) ([]part, bool) {
	parts := make([]part, len(runs))
	parts[at] = p
	text := l.textOf(p)
	for i := at + 1; i < len(runs); i++ {
		from := parts[i-1].at.End
		to := floorRune(text, min(len(text), from+maxGapBytes+runLen(runs[i])*2))
		at, ok := runIn(runs[i], text, from, to, false)
		if !ok {
			return nil, false
		}
		parts[i] = part{view: p.view, article: p.article, at: at}
	}
	for i := at - 1; i >= 0; i-- {
		to := parts[i+1].at.Start
		from := floorRune(text, max(0, to-maxGapBytes-runLen(runs[i])*2))
		at, ok := runIn(runs[i], text, from, to, true)
		if !ok {
			return nil, false
		}
		parts[i] = part{view: p.view, article: p.article, at: at}
	}
	for i := 1; i < len(parts); i++ {
		if l.passage(parts[i]).Paragraph-l.passage(parts[i-1]).Paragraph > maxGapParagraphs {
			return nil, false
		}
	}
	return parts, true
}

func runLen(q []piece) int { return int(q[len(q)-1].end - q[0].start) }

// floorRune is the start of the character that i lies in.
func floorRune(text string, i int) int {
	for i > 0 && i < len(text) && text[i]&0xC0 == 0x80 {
		i--
	}
	return i
}

// judgeGap judges what an ellipsis leaves out between two parts. Within a
// sentence a negation that is left out makes the quotation altered, however it
// is marked; what takes something back makes it cut.
func (l *locator) judgeGap(f *Finding, a, b part, qa, qb []piece) {
	text, lang := l.textOf(a), l.langOf(a)
	if l.sentences(a.view, a.article, a.at).End >= b.at.Start { // one sentence
		gap := article.Span{Start: a.at.End, End: b.at.Start}
		t := pieces(text, gap.Start, gap.End, nil)
		for i := range t {
			if negates(t[i].key, lang) {
				f.Changes = append(f.Changes, QuoteChange{Op: "delete", Article: strings.TrimFunc(gap.Of(text), unicode.IsSpace)})
				f.Verdict, f.Rest, f.Before = Altered, "", ""
				return
			}
		}
		if takesBack(gap.Of(text), true, lang) && f.Verdict.gravity() < Cut.gravity() {
			f.Verdict, f.Rest = Cut, text[a.at.End:b.at.Start]
		}
		return
	}
	rest, _ := l.cutAround(a, qa)
	_, before := l.cutAround(b, qb)
	if (rest != "" || before != "") && f.Verdict.gravity() < Cut.gravity() {
		f.Verdict, f.Rest, f.Before = Cut, rest, before
	}
}

func (l *locator) langOf(p part) string {
	return primary(l.sc.views[p.view].seg.articles[p.article].Lang)
}

// checkChanged judges a quotation that stands nowhere word for word: altered,
// stitched without a mark, or absent.
func (l *locator) checkChanged(text string, runs [][]piece, message string) Finding {
	f := Finding{Verdict: Altered}
	var total, matched int32
	var longest run
	for _, q := range runs {
		weight := l.weigh(q)
		for i, w := range weight {
			if q[i].says() {
				total += w
			}
		}
		a, ok := l.nearest(text, q, weight)
		if !ok {
			if len(runs) > 1 {
				f.Changes = append(f.Changes, QuoteChange{Op: "insert", Quote: text[q[0].start:q[len(q)-1].end]})
			}
			continue
		}
		if _, r := a.agreement(q, weight); r.words >= minPartWords && len(runs) == 1 && l.mayBeStitched(&a, q, text) {
			if g, ok := l.stitched(text, q, message); ok {
				return g
			}
		}
		l.complete(&a, q)
		m, r := a.agreement(q, weight)
		matched += m
		if r.value > longest.value {
			longest = r
		}
		f.Changes = append(f.Changes, a.changes(text, q)...)
		ts := span(a.steps, func(s step) int { return s.t }, a.where.pieces)
		p := part{view: a.where.view, article: a.where.article, at: l.sentences(a.where.view, a.where.article, ts)}
		f.Places = append(f.Places, l.passage(p))
	}
	share := float64(matched) / float64(max(1, total))
	if len(f.Places) == 0 || (share < minShare || longest.words < 2) && (longest.words < minRun || longest.value < minRunValue) {
		return Finding{Verdict: Absent}
	}
	f.Places = slices.CompactFunc(f.Places, func(a, b Passage) bool { return a.Article == b.Article && a.Span == b.Span })
	for i := range f.Places {
		f.Places[i].Confidence = share
	}
	return f
}

// nearest aligns a quotation with the sentences that share most with it, and
// takes the best.
func (l *locator) nearest(text string, q []piece, weight []int32) (alignment, bool) {
	whole := text[q[0].start:q[len(q)-1].end]
	a0, a1 := anchor(text, q)
	l.search(plain(whole), plain(text[q[a0].start:q[a1-1].end]))
	var best alignment
	var read []part
	for i, n := range l.near {
		if n.score < l.near[0].score*0.4 {
			break // it could not agree better
		}
		seg := l.sc.views[n.view].seg
		start := int(seg.units[n.unit].start)
		a := seg.articleOf(n.unit)
		if slices.ContainsFunc(read, func(p part) bool {
			return p.view == n.view && p.article == a && p.at.Start <= start && start < p.at.End
		}) {
			continue
		}
		s := l.around(n.unitRef, len(whole)+48)
		if len(s.pieces) == 0 || len(q)*len(s.pieces) > 6<<20 && i > 2 {
			continue
		}
		x := l.align(q, weight, s)
		if x.score > best.score {
			x.where.pieces = slices.Clone(x.where.pieces)
			best = x
		}
		read = append(read, part{view: n.view, article: a, at: article.Span{Start: start, End: int(seg.units[n.unit].end)}})
	}
	return best, best.score > 0
}

// A run is a stretch of words without a difference.
type run struct {
	words int
	value int32
}

// agreement is the weight of the words that agree, and the longest run of them.
// Words in another case agree here: they are reported as changes, but it is from
// this place that they were taken.
func (a *alignment) agreement(q []piece, weight []int32) (matched int32, longest run) {
	var cur run
	for _, s := range a.steps {
		switch {
		case s.q >= 0 && q[s.q].says() && (s.equal || a.recased(s, q)):
			matched += weight[s.q]
			cur.words++
			cur.value += weight[s.q]
			if cur.value > longest.value {
				longest = cur
			}
		case !s.equal && (s.q >= 0 && q[s.q].says() || s.t >= 0 && a.where.pieces[s.t].says()):
			cur = run{}
		}
	}
	return matched, longest
}

// complete lays what the alignment left of the quotation at its ends beside the
// words that stand there in the article's sentence, as many as there are.
func (a *alignment) ends() (q0, q1, t0, t1 int) {
	q0, t0 = -1, -1
	for _, s := range a.steps {
		if s.q >= 0 {
			if q0 < 0 {
				q0 = s.q
			}
			q1 = s.q + 1
		}
		if s.t >= 0 {
			if t0 < 0 {
				t0 = s.t
			}
			t1 = s.t + 1
		}
	}
	return q0, q1, t0, t1
}

func (l *locator) complete(a *alignment, q []piece) {
	q0, q1, t0, t1 := a.ends()
	t := a.where.pieces
	whole := l.sentences(a.where.view, a.where.article, article.Span{Start: int(t[t0].start), End: int(t[t1-1].end)})
	if q1 < len(q) {
		k := t1
		for k < len(t) && int(t[k].end) <= whole.End {
			k++
		}
		a.steps = append(a.steps, pair(q, q1, len(q), t, t1, k, false)...)
	}
	if q0 > 0 {
		k := t0
		for k > 0 && int(t[k-1].start) >= whole.Start {
			k--
		}
		a.steps = append(pair(q, 0, q0, t, k, t0, true), a.steps...)
	}
}

// pair lays the pieces q[q0:q1] beside t[t0:t1], which are all different: as
// many words of the text as the quotation has there, counted from where the
// alignment is (at its end when fromEnd), and all of them when hardly more are
// left.
func pair(q []piece, q0, q1 int, t []piece, t0, t1 int, fromEnd bool) []step {
	words := 0
	for i := q0; i < q1; i++ {
		if q[i].says() {
			words++
		}
	}
	left := 0
	for i := t0; i < t1; i++ {
		if t[i].says() {
			left++
		}
	}
	if left > words+2 {
		n := 0
		if fromEnd {
			for i := t1; i > t0; i-- {
				if t[i-1].says() {
					if n++; n > words {
						t0 = i
						break
					}
				}
			}
		} else {
			for i := t0; i < t1; i++ {
				if t[i].says() {
					if n++; n > words {
						t1 = i
						break
					}
				}
			}
		}
	}
	for t1 > t0 && !fromEnd && !t[t1-1].says() {
		t1--
	}
	var out []step
	for i := t0; i < t1; i++ {
		out = append(out, step{-1, i, false})
	}
	for i := q0; i < q1; i++ {
		out = append(out, step{i, -1, false})
	}
	return out
}

// The shortest part that counts as taken from another place.
const minPartWords = 3

// mayBeStitched reports that an alignment leaves a stretch of the quotation
// long enough to be from another place, or jumps from one sentence to another.
func (l *locator) mayBeStitched(a *alignment, q []piece, text string) bool {
	t := a.where.pieces
	q0, q1, _, _ := a.ends()
	if isPart(text, q[:q0]) || isPart(text, q[q1:]) {
		return true
	}
	from := -1
	for i := 0; i <= len(a.steps); i++ {
		if i < len(a.steps) && !a.steps[i].equal {
			if from < 0 {
				from = i
			}
			continue
		}
		if from >= 0 {
			gap := a.steps[from:i]
			var lo, hi int = -1, -1
			for _, s := range gap {
				if s.q >= 0 {
					if lo < 0 {
						lo = s.q
					}
					hi = s.q + 1
				}
			}
			if lo >= 0 {
				if isPart(text, q[lo:hi]) {
					return true
				}
				from = -1 // a word or two that stand in no other place
				continue
			}
			ts := span(gap, func(s step) int { return s.t }, t)
			if ts.Len() > 0 && l.sentences(a.where.view, a.where.article, article.Span{Start: ts.Start, End: ts.Start + 1}) != l.sentences(a.where.view, a.where.article, article.Span{Start: ts.End - 1, End: ts.End}) {
				return true
			}
			// The gap may reach to the very end of a sentence.
			if from > 0 && i < len(a.steps) {
				before, after := a.steps[from-1].t, a.steps[i].t
				if before >= 0 && after >= 0 && l.sentences(a.where.view, a.where.article, article.Span{Start: int(t[before].start), End: int(t[before].end)}).End <= int(t[after].start) {
					return true
				}
			}
			from = -1
		}
	}
	return false
}

// isPart reports whether some pieces are enough for a part of a stitched
// quotation.
func isPart(text string, q []piece) bool {
	words := 0
	for i := range q {
		if q[i].says() {
			words++
		}
	}
	return words >= minPartWords && longEnough(text[q[0].start:q[len(q)-1].end])
}

// maxParts bounds how many places a quotation is put together from.
const maxParts = 5

// stitched explains a quotation as put together from parts, each word for word
// in some article; ok is false when it cannot be.
func (l *locator) stitched(text string, q []piece, message string) (Finding, bool) {
	var parts []part
	for at := 0; at < len(q); {
		for at < len(q) && !q[at].says() {
			at++
		}
		if at == len(q) {
			break
		}
		if len(parts) == maxParts {
			return Finding{}, false
		}
		var last *part
		if len(parts) > 0 {
			last = &parts[len(parts)-1]
		}
		p, n := l.longestFrom(text, q[at:], last)
		if n == 0 || !isPart(text, q[at:at+n]) {
			return Finding{}, false
		}
		p.q0, p.q1 = at, at+n
		parts = append(parts, p)
		at += n
	}
	if len(parts) < 2 {
		return Finding{}, false
	}
	f := Finding{Verdict: Stitched}
	for i := 1; i < len(parts); i++ {
		a, b := parts[i-1], parts[i]
		if a.view == b.view && a.article == b.article && b.at.Start >= a.at.End && l.sentences(a.view, a.article, a.at).End > b.at.Start {
			f.Verdict = Altered // something was left out of one sentence
			gap := strings.TrimFunc(l.textOf(a)[a.at.End:b.at.Start], unicode.IsSpace)
			f.Changes = append(f.Changes, QuoteChange{Op: "delete", Article: gap})
		}
	}
	for _, p := range parts {
		if f.Verdict == Altered {
			p.at = l.sentences(p.view, p.article, p.at)
		}
		f.Places = append(f.Places, l.passage(p))
	}
	f.Places = slices.CompactFunc(f.Places, func(a, b Passage) bool { return a.Article == b.Article && a.Span == b.Span })
	for _, p := range parts {
		l.attribute(&f, p, text, message)
	}
	return f, true
}

// longestFrom finds the place that agrees longest with the start of q, and how
// many pieces that is. Of places that agree as long, the first behind last in
// its article goes first.
func (l *locator) longestFrom(text string, q []piece, last *part) (part, int) {
	first := q[0].loose
	q[0].loose = true
	defer func() { q[0].loose = first }()
	var best part
	n := 0
	behind := func(p part) bool {
		return last != nil && p.view == last.view && p.article == last.article && p.at.Start >= last.at.End
	}
	try := func(r unitRef, margin int) {
		s := l.around(r, margin)
		for i := range s.pieces {
			if !same(&q[0], &s.pieces[i]) {
				continue
			}
			k, end := matchPrefix(q, s.pieces, i)
			for k > 0 && !q[k-1].says() {
				k--
			}
			if k == 0 {
				continue
			}
			p := part{view: s.view, article: s.article, at: article.Span{Start: int(s.pieces[i].start), End: int(s.pieces[end-1].end)}}
			if k > n || k == n && (behind(p) && !behind(best) || behind(p) == behind(best) && l.compareParts(p, best) < 0) {
				best, n = p, k
			}
		}
	}
	look := func(q []piece) {
		if len(q) == 0 {
			return
		}
		s := text[q[0].start:q[len(q)-1].end]
		l.search(plain(s), plain(s))
		refs := make([]unitRef, 0, len(l.near)+len(l.exact))
		for _, u := range l.near {
			refs = append(refs, u.unitRef)
		}
		refs = append(refs, l.exact[:min(len(l.exact), 64)]...)
		for _, r := range refs {
			try(r, len(s)+48)
		}
	}
	// The next dozen words, and as far as the sentence goes.
	look(q[:min(len(q), 12)])
	if end := slices.IndexFunc(q, func(p piece) bool { return p.key == "." || p.key == "!" || p.key == "?" || p.key == "。" }); end > 0 {
		look(q[:end])
	}
	if len(q) > 12 {
		look(q[:min(len(q), 40)])
	}
	if n > 0 {
		for best.at.End > best.at.Start {
			r := rune(l.textOf(best)[best.at.End-1])
			if r != '.' && r != ',' && r != ';' && r != ':' {
				break
			}
			best.at.End--
		}
	}
	return best, n
}
