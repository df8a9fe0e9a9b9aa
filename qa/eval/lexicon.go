package eval

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"math"
	"math/bits"
	"slices"
	"strings"

	"lector/qa"
)

// Lexicon is what a set of sentences and the questions they answer says about
// words: how often a question's word stands in the sentence that answers it,
// and which other words stand there for it.
type Lexicon struct {
	Pairs  int // sentences with their questions
	Worth  []WordWorth
	Stands []Association
	Common []WordCount // how many of the sentences and questions hold a term
}

// WordCount is the number of texts that hold a term.
type WordCount struct {
	Term  string
	Count int
}

// WordWorth is the share of the answering sentences in which a question's word
// stands itself.
type WordWorth struct {
	Term  string
	Worth float64
}

// Association says that in answers to questions with the term Asked the term
// Said stands Ratio times as often as chance would have it.
type Association struct {
	Asked, Said string
	Ratio       float64
}

// What a lexicon keeps: chosen on articles held out from training data, where
// the smaller tables did as well as the full ones.
const (
	emRounds         = 6   // of expectation and maximisation; later ones overfit
	emPrior          = 3.0 // pseudo-count of each saying term
	worthPrior       = 5.0 // pseudo-count of each asking term
	minWorthCount    = 8   // questions with the term
	minCommon        = 3   // texts with the term
	minStandCount    = 2.0 // expected alignments of the two terms
	minStandRatio    = 3.0
	minStandRatioAny = 1.3 // of words that every question may hold ("when")
	maxStands        = 24  // of one asking term
)

// sentencePair is a sentence and a question that it answers, in terms.
type sentencePair struct{ asked, said []string }

// ReadSentencePairs reads two files aligned by line: sentences, and a question
// that each answers.
func ReadSentencePairs(sentences, questions string) ([][2]string, error) {
	a, err := readFile(sentences)
	if err != nil {
		return nil, err
	}
	b, err := readFile(questions)
	if err != nil {
		return nil, err
	}
	ss, qs := strings.Split(strings.TrimRight(string(a), "\n"), "\n"), strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	if len(ss) != len(qs) {
		return nil, fmt.Errorf("%s has %d lines, %s %d", sentences, len(ss), questions, len(qs))
	}
	out := make([][2]string, len(ss))
	for i := range ss {
		out[i] = [2]string{ss[i], qs[i]}
	}
	return out, nil
}

// LearnLexicon counts which words of questions their answers repeat, and
// aligns the others with IBM's model 1 (Brown et al. 1993): each word of a
// question is said by one word of the sentence, or by none.
func LearnLexicon(lines [][2]string) Lexicon {
	var pairs []sentencePair
	stop := make(map[string]bool)
	for _, l := range lines {
		p := sentencePair{asked: distinct(qa.Terms(l[1], "en"), stop), said: distinct(qa.Terms(l[0], "en"), stop)}
		if len(p.asked) > 0 && len(p.said) > 0 {
			pairs = append(pairs, p)
		}
	}
	lex := Lexicon{Pairs: len(pairs)}
	lex.Worth = wordWorths(pairs, stop)
	lex.Stands = associations(pairs, stop)
	lex.Common = commonWords(pairs)
	return lex
}

// commonWords counts in how many sentences and questions each term stands.
func commonWords(pairs []sentencePair) []WordCount {
	count := make(map[string]int)
	for _, p := range pairs {
		for _, t := range p.said {
			count[t]++
		}
		for _, t := range p.asked {
			count[t]++
		}
	}
	var out []WordCount
	for t, n := range count {
		if n >= minCommon {
			out = append(out, WordCount{t, n})
		}
	}
	slices.SortFunc(out, func(a, b WordCount) int { return cmp.Compare(a.Term, b.Term) })
	return out
}

// distinct are the stems of terms, once each; stop notes those of stop words.
func distinct(terms []qa.Term, stop map[string]bool) []string {
	seen := make(map[string]bool, len(terms))
	var out []string
	for _, t := range terms {
		if t.Stop {
			stop[t.Stem] = true
		}
		if !seen[t.Stem] {
			seen[t.Stem] = true
			out = append(out, t.Stem)
		}
	}
	return out
}

func wordWorths(pairs []sentencePair, stop map[string]bool) []WordWorth {
	count, met := make(map[string]float64), make(map[string]float64)
	var all, allMet float64
	for _, p := range pairs {
		said := make(map[string]bool, len(p.said))
		for _, t := range p.said {
			said[t] = true
		}
		for _, t := range p.asked {
			count[t]++
			if said[t] {
				met[t]++
			}
			if !stop[t] {
				all++
				allMet += indicator(said[t])
			}
		}
	}
	prior := allMet / all
	var out []WordWorth
	for t, n := range count {
		if n >= minWorthCount && !stop[t] {
			out = append(out, WordWorth{t, (met[t] + worthPrior*prior) / (n + worthPrior)})
		}
	}
	out = append(out, WordWorth{"", prior})
	slices.SortFunc(out, func(a, b WordWorth) int { return cmp.Compare(a.Term, b.Term) })
	return out
}

// associations runs model 1. Terms are numbered as they are first seen and
// summed in the order of the pairs, so that the result is the same each time.
func associations(pairs []sentencePair, stop map[string]bool) []Association {
	ids := make(map[string]int32)
	var terms []string
	id := func(t string) int32 {
		n, ok := ids[t]
		if !ok {
			n = int32(len(terms))
			ids[t] = n
			terms = append(terms, t)
		}
		return n
	}
	none := id("")
	type cell struct {
		asked, said int32
		share       float64 // t(asked | said)
		count       float64
	}
	var cells []cell
	at := make(map[[2]int32]int)
	var links [][]int // by pair and asked term: the cells of its said terms
	askedCount := make(map[int32]float64)
	var total float64
	for _, p := range pairs {
		for _, a := range p.asked {
			ai := id(a)
			askedCount[ai]++
			total++
			link := make([]int, 0, len(p.said)+1)
			for k := -1; k < len(p.said); k++ {
				si := none
				if k >= 0 {
					si = id(p.said[k])
				}
				key := [2]int32{ai, si}
				c, ok := at[key]
				if !ok {
					c = len(cells)
					at[key] = c
					cells = append(cells, cell{asked: ai, said: si, share: 1})
				}
				link = append(link, c)
			}
			links = append(links, link)
		}
	}
	totals := make([]float64, len(terms))
	for range emRounds {
		for i := range cells {
			cells[i].count = 0
		}
		clear(totals)
		for _, link := range links {
			var z float64
			for _, c := range link {
				z += cells[c].share
			}
			for _, c := range link {
				v := cells[c].share / z
				cells[c].count += v
				totals[cells[c].said] += v
			}
		}
		for i := range cells {
			cells[i].share = cells[i].count / (totals[cells[i].said] + emPrior)
		}
	}
	var out []Association
	for _, c := range cells {
		if c.asked == c.said || c.said == none || c.count < minStandCount {
			continue
		}
		a := Association{terms[c.asked], terms[c.said], c.share / (askedCount[c.asked] / total)}
		least := minStandRatio
		if stop[a.Asked] {
			least = minStandRatioAny
		}
		if a.Ratio >= least {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b Association) int {
		return cmp.Or(cmp.Compare(a.Asked, b.Asked), cmp.Compare(b.Ratio, a.Ratio), cmp.Compare(a.Said, b.Said))
	})
	kept := out[:0]
	n := 0
	for i, a := range out {
		if i > 0 && out[i-1].Asked == a.Asked {
			n++
		} else {
			n = 0
		}
		if n < maxStands {
			kept = append(kept, a)
		}
	}
	return kept
}

// Source is the Go file of package qa that holds the lexicon.
func (l Lexicon) Source(command string) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by \"%s\"; DO NOT EDIT.\n//\n", command)
	fmt.Fprintf(&b, "// Learned from %d sentences and the questions that they answer.\n\npackage qa\n\n", l.Pairs)
	b.WriteString("// learnedWorths says of stems how often, in percent, the sentence that answers a\n// question with the word repeats it. The first is that of all other words.\nconst learnedWorths = `")
	for i, w := range l.Worth {
		if i%12 == 0 {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
		term := w.Term
		if term == "" {
			term = "*"
		}
		fmt.Fprintf(&b, "%s %d", term, int(math.Round(100*w.Worth)))
	}
	b.WriteString("\n`\n\n// learnedAssociations says by which stems the answers to a question with a word\n// say it otherwise, with ten times the logarithm of how much more often than by\n// chance.\nconst learnedAssociations = `")
	for i, a := range l.Stands {
		if i == 0 || l.Stands[i-1].Asked != a.Asked {
			fmt.Fprintf(&b, "\n%s:", a.Asked)
		}
		fmt.Fprintf(&b, " %s %d", a.Said, int(math.Round(10*math.Log(a.Ratio))))
	}
	b.WriteString("\n`\n\n// learnedCommon lists stems by how many of the sentences and questions hold them:\n// a line starts with the logarithm to base 2, rounded down, of that number. The\n// first line is that of all.\nconst learnedCommon = `")
	fmt.Fprintf(&b, "\n%d\n", bits.Len(uint(2*l.Pairs))-1)
	for level := bits.Len(uint(2*l.Pairs)) - 1; level > 0; level-- {
		n := 0
		for _, w := range l.Common {
			if bits.Len(uint(w.Count))-1 != level || strings.ContainsAny(w.Term, "`\n ") {
				continue
			}
			if n%16 == 0 {
				if n > 0 {
					b.WriteByte('\n')
				}
				fmt.Fprint(&b, level)
			}
			n++
			b.WriteString(" " + w.Term)
		}
		if n > 0 {
			b.WriteByte('\n')
		}
	}
	b.WriteString("`\n")
	return format.Source(b.Bytes())
}
