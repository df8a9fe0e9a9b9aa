package qa

import (
	"strings"
	"unicode/utf8"

	"lector/article"
)

// The prices of an alignment, in hundredths of a word that says nothing much.
// A word that was changed costs less than the two or three about it earn, so
// that an alignment runs on over a changed word and ends where words stop
// agreeing. Matching words earn their weight (see locator.weigh).
const (
	priceReplace = 70
	priceGap     = 45
	priceMark    = 8 // a punctuation mark that one of the two lacks
	weightMark   = 12
)

// A step of an alignment: a piece of the quotation beside a piece of the text;
// -1 where one of them has none.
type step struct {
	q, t  int
	equal bool
}

// An alignment lays a stretch of a quotation beside the text it was made from.
type alignment struct {
	where stretch // with pieces of its own
	steps []step
	score int32
}

// weigh gives the pieces of a quotation what they are worth: rare words more
// than common ones, marks next to nothing.
func (l *locator) weigh(q []piece) []int32 {
	out := make([]int32, len(q))
	for i := range q {
		p := &q[i]
		switch {
		case !p.says():
			out[i] = weightMark
		case p.kind == pieceChar:
			out[i] = 60
		case p.kind == pieceSign:
			out[i] = 60
		default:
			w := l.word(p.key)
			rarity := w.idf / idf(0, l.sc.units)
			common := false
			for _, lang := range l.sc.langs {
				if len(w.folded) > 0 && isStop(strings.ToLower(p.key), lang) {
					common = true
				}
			}
			if common {
				out[i] = 50 + int32(rarity*20)
			} else {
				out[i] = 120 + int32(rarity*100)
			}
		}
	}
	return out
}

// align finds the stretch of the text that agrees best with one of the
// quotation: a local alignment, word by word.
func (l *locator) align(q []piece, weight []int32, s stretch) alignment {
	n, m := len(q), len(s.pieces)
	t := s.pieces
	if cap(l.cells) < 2*(m+1) {
		l.cells = make([]int32, 2*(m+1))
	}
	prev, cur := l.cells[:m+1], l.cells[m+1:2*(m+1)]
	clear(prev)
	if cap(l.moves) < n*m {
		l.moves = make([]uint8, n*m)
	}
	moves := l.moves[:n*m]
	const (
		stop  = iota
		both  // q[i] beside t[j], alike
		other // q[i] beside t[j], another
		skipT
		skipQ
	)
	var best int32
	bi, bj := -1, -1
	for i := range n {
		cur[0] = 0
		qi := &q[i]
		priceQ := price(qi)
		row := moves[i*m : (i+1)*m]
		for j := range m {
			tj := &t[j]
			score, move := int32(0), uint8(stop)
			if same(qi, tj) {
				if x := prev[j] + weight[i]; x > score {
					score, move = x, both
				}
			} else if qi.says() == tj.says() {
				x := prev[j] - priceReplace
				switch {
				case !qi.says():
					x = prev[j] - priceMark
				case strings.EqualFold(qi.key, tj.key):
					x = prev[j] + weight[i]/2 // somebody shouts, or types without capitals
				case alike(qi.key, tj.key):
					x = prev[j] + weight[i]/4
				}
				if x > score {
					score, move = x, other
				}
			}
			if x := cur[j] - price(tj); x > score {
				score, move = x, skipT
			}
			if x := prev[j+1] - priceQ; x > score {
				score, move = x, skipQ
			}
			cur[j+1], row[j] = score, move
			if score > best {
				best, bi, bj = score, i, j
			}
		}
		prev, cur = cur, prev
	}
	a := alignment{where: s, score: best}
	for i, j := bi, bj; i >= 0 && j >= 0 && moves[i*m+j] != stop; {
		switch moves[i*m+j] {
		case both:
			a.steps = append(a.steps, step{i, j, true})
			i, j = i-1, j-1
		case other:
			a.steps = append(a.steps, step{i, j, false})
			i, j = i-1, j-1
		case skipT:
			a.steps = append(a.steps, step{-1, j, t[j].optional})
			j--
		case skipQ:
			a.steps = append(a.steps, step{i, -1, q[i].optional})
			i--
		}
	}
	for i, j := 0, len(a.steps)-1; i < j; i, j = i+1, j-1 {
		a.steps[i], a.steps[j] = a.steps[j], a.steps[i]
	}
	return a
}

func price(p *piece) int32 {
	switch {
	case p.optional:
		return 0
	case p.says():
		return priceGap
	}
	return priceMark
}

// alike reports two forms of what may be one word: another ending, a slip of the
// pen. They are different words all the same.
func alike(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 4 && max(len(a), len(b))-n <= 3 || n >= 3 && utf8.RuneCountInString(a) == utf8.RuneCountInString(b) && len(a)-n <= 2 && a[len(a)-1] == b[len(b)-1] && !isDigit(a[0])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// recased reports a step whose words differ in their capitals only.
func (a *alignment) recased(s step, q []piece) bool {
	return !s.equal && s.q >= 0 && s.t >= 0 && strings.EqualFold(q[s.q].key, a.where.pieces[s.t].key)
}

// changes reads the differences off an alignment, in order: words in another
// case apart from those that are others, which would be lost among them. quote
// is what the pieces q are pieces of.
func (a *alignment) changes(quote string, q []piece) []QuoteChange {
	t := a.where.pieces
	var out []QuoteChange
	for i := 0; i < len(a.steps); {
		if a.steps[i].equal {
			i++
			continue
		}
		j := i
		recased := a.recased(a.steps[i], q)
		for j < len(a.steps) && !a.steps[j].equal && a.recased(a.steps[j], q) == recased {
			j++
		}
		// A mark by itself is shown with the word before it.
		from, says := i, false
		for _, s := range a.steps[i:j] {
			says = says || s.q >= 0 && q[s.q].says() || s.t >= 0 && t[s.t].says()
		}
		if !says && from > 0 {
			from--
		}
		qs, ts := span(a.steps[from:j], func(s step) int { return s.q }, q), span(a.steps[from:j], func(s step) int { return s.t }, t)
		c := QuoteChange{Op: "replace", Article: a.where.text[ts.Start:ts.End], Quote: quote[qs.Start:qs.End]}
		switch {
		case c.Quote == "":
			c.Op = "delete"
		case c.Article == "":
			c.Op = "insert"
		}
		out = append(out, c)
		i = j
	}
	return out
}

// span is the bytes from the first to the last of the pieces that steps name;
// empty when they name none.
func span(steps []step, of func(step) int, p []piece) article.Span {
	s := article.Span{Start: -1}
	for _, st := range steps {
		if i := of(st); i >= 0 {
			if s.Start < 0 {
				s.Start = int(p[i].start)
			}
			s.End = int(p[i].end)
		}
	}
	return article.Span{Start: max(0, s.Start), End: s.End}
}
