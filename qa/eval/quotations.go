package eval

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lector/article"
	"lector/qa"
)

// MadeQuotation is a quotation made from articles by a rule, and what a check
// of it must find.
type MadeQuotation struct {
	Kind    string // "verbatim", "typography", "word", "negation", "number", "name", "cut", "stitched", "other", "invented"
	Quote   string
	Verdict qa.QuoteVerdict
	Article article.ID   // it was made from this one; empty when it stands in none
	Span    article.Span // of the sentence it was made from
}

// quotationKinds are the kinds in order, and the verdict each must get.
var quotationKinds = []struct {
	kind    string
	verdict qa.QuoteVerdict
}{
	{"verbatim", qa.Verbatim}, {"typography", qa.Verbatim}, {"word", qa.Altered}, {"negation", qa.Altered}, {"number", qa.Altered},
	{"name", qa.Altered}, {"cut", qa.Cut}, {"stitched", qa.Stitched}, {"other", qa.Absent}, {"invented", qa.Absent},
}

// QuotationArticles are the articles to make quotations from: those given, and
// behind them those that the question files ask, as English.
func QuotationArticles(files []string, given ...article.Article) ([]article.Article, error) {
	sets, err := Load(files, WholeArticle, "")
	if err != nil {
		return nil, err
	}
	articles := slices.Clone(given)
	for _, set := range sets {
		for _, g := range set.Groups {
			for _, a := range g.Articles {
				a.Lang = "en"
				articles = append(articles, a)
			}
		}
	}
	return articles, nil
}

// MakeQuotations makes n quotations from English articles, as many of each kind
// as it can, the same for the same seed. They are to be held against shelf: the
// articles less each tenth, whose sentences stand in none. With fewer than ten
// articles none is held out, and none made from another.
func MakeQuotations(articles []article.Article, seed uint64, n int) (made []MadeQuotation, shelf []article.Article) {
	m := quotationMaker{rng: rand.New(rand.NewPCG(seed, 6))}
	for i, a := range articles {
		held := i%10 == 9
		if !held {
			shelf = append(shelf, a)
		}
		for _, p := range article.Outline(a.Text, a.Lang) {
			if p.Block != article.Prose {
				continue
			}
			for _, s := range p.Sentences {
				text := s.Of(a.Text)
				if words := len(strings.Fields(text)); words < 7 || words > 45 || strings.Contains(text, "…") || strings.Contains(text, "...") {
					continue
				}
				c := madeFrom{a.ID, s, text}
				if held {
					m.held = append(m.held, c)
				} else {
					m.from = append(m.from, c)
				}
			}
		}
	}
	if len(m.from) == 0 {
		return nil, shelf
	}
	for _, c := range m.from {
		for _, w := range strings.Fields(c.text)[1:] {
			w = strings.TrimRight(w, ".,;:!?)\"”’")
			switch r, _ := utf8.DecodeRuneInString(w); {
			case len(w) < 4 || strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) >= 0:
			case unicode.IsUpper(r) && strings.ToUpper(w) != w:
				m.names = append(m.names, w)
			case unicode.IsLower(r):
				m.words = append(m.words, w)
			}
		}
	}
	for _, k := range quotationKinds {
		made = append(made, m.make(k.kind, k.verdict, n/len(quotationKinds))...)
	}
	return made, shelf
}

// madeFrom is a sentence that quotations are made from.
type madeFrom struct {
	id   article.ID
	span article.Span
	text string
}

type quotationMaker struct {
	rng          *rand.Rand
	from, held   []madeFrom
	words, names []string
}

func (m *quotationMaker) pick(list []string) string { return list[m.rng.IntN(len(list))] }

// make makes up to n quotations of a kind; it gives up when the articles do not
// lend themselves to more.
func (m *quotationMaker) make(kind string, verdict qa.QuoteVerdict, n int) (out []MadeQuotation) {
	for tries := 0; len(out) < n && tries < 400*n; tries++ {
		c := m.from[m.rng.IntN(len(m.from))]
		q := MadeQuotation{Kind: kind, Verdict: verdict, Article: c.id, Span: c.span}
		switch kind {
		case "verbatim":
			q.Quote = c.text
		case "typography":
			q.Quote = VaryTypography(c.text, m.rng)
		case "word":
			q.Quote = m.swap(c.text, regexpWord, m.words)
		case "name":
			q.Quote = m.swap(c.text, regexpName, m.names)
		case "number":
			q.Quote = m.swapNumber(c.text)
		case "negation":
			q.Quote = m.negate(c.text)
		case "cut":
			if at := regexpCut.FindAllStringIndex(c.text, 1); at != nil && len(strings.Fields(c.text[:at[0][0]])) >= 5 {
				q.Quote = c.text[:at[0][0]]
			}
		case "stitched":
			d := m.from[m.rng.IntN(len(m.from))]
			apart := d.span.Start - c.span.End
			if d.id == c.id && apart < 400 && apart > -1200 || !strings.HasSuffix(c.text, ".") {
				continue
			}
			q.Quote = c.text + " " + d.text
			if m.rng.IntN(2) == 0 { // half of each
				a, b := strings.Fields(c.text), strings.Fields(d.text)
				if len(a) < 12 || len(b) < 12 {
					continue
				}
				q.Quote = strings.Join(a[:len(a)/2], " ") + " " + strings.Join(b[len(b)/2:], " ")
			}
		case "other":
			if len(m.held) == 0 {
				return nil
			}
			q.Quote, q.Article, q.Span = m.held[m.rng.IntN(len(m.held))].text, "", article.Span{}
		case "invented":
			q.Quote, q.Article, q.Span = m.invent(), "", article.Span{}
		}
		if q.Quote != "" && !slices.ContainsFunc(out, func(o MadeQuotation) bool { return o.Quote == q.Quote }) {
			out = append(out, q)
		}
	}
	return out
}

var (
	regexpWord     = regexp.MustCompile(` [a-z]{4,}\b`)
	regexpName     = regexp.MustCompile(` [A-Z][a-z]{3,}\b`)
	regexpNumber   = regexp.MustCompile(`[0-9]+`)
	regexpCut      = regexp.MustCompile(`,? (but|although|unless|except|if|even though) [a-z]`)
	regexpNegation = regexp.MustCompile(` (not|never)\b`)
	regexpCopula   = regexp.MustCompile(` (is|are|was|were|will|would|can|could|should|has been|had been)\b`)
)

// swap puts another word in the place of one that matches.
func (m *quotationMaker) swap(text string, of *regexp.Regexp, by []string) string {
	all := of.FindAllStringIndex(text, -1)
	if len(all) == 0 || len(by) == 0 {
		return ""
	}
	at := all[m.rng.IntN(len(all))]
	w := m.pick(by)
	if strings.EqualFold(w, text[at[0]+1:at[1]]) {
		return ""
	}
	return text[:at[0]+1] + w + text[at[1]:]
}

func (m *quotationMaker) swapNumber(text string) string {
	all := regexpNumber.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return ""
	}
	at := all[m.rng.IntN(len(all))]
	i := at[0] + m.rng.IntN(at[1]-at[0])
	digit := '0' + (text[i]-'0'+1+byte(m.rng.IntN(8)))%10
	return text[:i] + string(digit) + text[i+1:]
}

// negate drops a negation, or adds one where there is none.
func (m *quotationMaker) negate(text string) string {
	if at := regexpNegation.FindStringIndex(text); at != nil {
		return text[:at[0]] + text[at[1]:]
	}
	if at := regexpCopula.FindStringIndex(text); at != nil {
		return text[:at[1]] + " not" + text[at[1]:]
	}
	return ""
}

// What invented sentences are made of: none of it is about anything.
var (
	inventedWho  = []string{"A spokeswoman for the glove museum", "The elder of the two beekeepers", "My neighbour's dentist", "Every second librarian", "The committee of retired jugglers", "An owl that nobody had invited"}
	inventedDid  = []string{"painted the staircase a cheerful orange", "sold three umbrellas to the mayor's cousin", "forgot the password of the bakery", "taught a parrot to read timetables", "borrowed a ladder and never mentioned it", "knitted a scarf for the weathercock"}
	inventedWhen = []string{"on the last rainy Thursday of the month", "while the kettle was still singing", "before anybody had finished breakfast", "in front of eleven surprised tourists", "without asking the plumber first", "as soon as the lamps went out"}
	inventedWhy  = []string{"because the wallpaper had asked for it", "and the whole street applauded politely", "which made the postman laugh until noon", "so the picnic was moved to the cellar", "to the delight of a passing accordionist"}
)

func (m *quotationMaker) invent() string {
	return m.pick(inventedWho) + " " + m.pick(inventedDid) + " " + m.pick(inventedWhen) + ", " + m.pick(inventedWhy) + "."
}

// VaryTypography writes a text with other quotation marks, dashes and spaces,
// with soft hyphens and ligatures, in other case at the start: what a
// quotation may do to a text and still be word for word.
func VaryTypography(text string, rng *rand.Rand) string {
	var b strings.Builder
	before := rune(' ')
	double := [][2]string{{`"`, `"`}, {"“", "”"}, {"«", "»"}}[rng.IntN(3)]
	for i, r := range text {
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		inWord := unicode.IsLetter(before) && unicode.IsLetter(after)
		switch {
		case i == 0 && unicode.IsLetter(r) && unicode.IsLower(after) && rng.IntN(2) == 0:
			if unicode.IsUpper(r) {
				b.WriteRune(unicode.ToLower(r))
			} else {
				b.WriteRune(unicode.ToUpper(r))
			}
		case r == ' ':
			b.WriteString([]string{" ", " ", " ", " ", " ", "  ", "\n", "\u00a0", "\u2009"}[rng.IntN(9)])
		case (r == '\'' || r == '’') && inWord:
			b.WriteString([]string{"'", "’"}[rng.IntN(2)])
		case r == '"' || r == '“' || r == '”':
			if unicode.IsSpace(before) || before == '(' {
				b.WriteString(double[0])
			} else {
				b.WriteString(double[1])
			}
		case r == '–' || r == '—':
			b.WriteString([]string{"–", "—"}[rng.IntN(2)])
		case unicode.IsLetter(r) && r < 0x250 && unicode.IsLetter(before) && before < 0x250 && rng.IntN(40) == 0:
			b.WriteString("\u00ad")
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	s := b.String()
	switch rng.IntN(6) {
	case 0:
		s = strings.ReplaceAll(s, "fi", "ﬁ")
	case 1:
		s = "“" + s + "”"
	case 2:
		s = "… " + s
	case 3:
		s = strings.TrimRight(s, ".") + "…"
	}
	return s
}

// QuotationScore is how quotations of one kind were judged.
type QuotationScore struct {
	Kind     string
	N        int
	Right    int                     // got the verdict they must get
	Placed   int                     // named a place that overlaps where they were made from
	Verdicts map[qa.QuoteVerdict]int // what they got
	Wrong    []string                // the quotations that got another
}

// ScoreQuotations checks quotations with an engine and counts, kind by kind.
func ScoreQuotations(ctx context.Context, e *qa.Engine, made []MadeQuotation) ([]QuotationScore, error) {
	var scores []QuotationScore
	for _, k := range quotationKinds {
		s := QuotationScore{Kind: k.kind, Verdicts: map[qa.QuoteVerdict]int{}}
		for _, q := range made {
			if q.Kind != k.kind {
				continue
			}
			f, err := e.Locate(ctx, qa.Question{Text: q.Quote})
			if err != nil {
				return nil, fmt.Errorf("check %q: %w", q.Quote, err)
			}
			s.N++
			s.Verdicts[f.Verdict]++
			if f.Verdict == q.Verdict {
				s.Right++
			} else {
				s.Wrong = append(s.Wrong, fmt.Sprintf("%s: %s", f.Verdict, q.Quote))
			}
			if slices.ContainsFunc(f.Places, func(p qa.Passage) bool { return p.Article.ID == q.Article && p.Span.Overlaps(q.Span) }) {
				s.Placed++
			}
		}
		if s.N > 0 {
			scores = append(scores, s)
		}
	}
	return scores, nil
}

// WriteQuotationScores writes a table of them, and of the wrong ones the
// quotations.
func WriteQuotationScores(w io.Writer, scores []QuotationScore) error {
	var b strings.Builder
	b.WriteString("| kind | quotations | right | placed | verdicts |\n| --- | --- | --- | --- | --- |\n")
	n, right := 0, 0
	for _, s := range scores {
		n, right = n+s.N, right+s.Right
		var got []string
		for _, v := range []qa.QuoteVerdict{qa.Verbatim, qa.Altered, qa.Cut, qa.Stitched, qa.Attribution, qa.Absent, qa.TooShort} {
			if s.Verdicts[v] > 0 {
				got = append(got, fmt.Sprintf("%s %d", v, s.Verdicts[v]))
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %.1f %% | %d | %s |\n", s.Kind, s.N, 100*float64(s.Right)/float64(s.N), s.Placed, strings.Join(got, ", "))
	}
	fmt.Fprintf(&b, "| all | %d | %.1f %% | | |\n", n, 100*float64(right)/float64(max(1, n)))
	for _, s := range scores {
		for _, q := range s.Wrong {
			fmt.Fprintf(&b, "\n%s, judged %s\n", s.Kind, q)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
