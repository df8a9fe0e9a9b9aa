package article

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// PairsName is the name of the pairs file that belongs beside an article's:
// "news/tianjin.md" has "news/tianjin.pairs.yaml".
func PairsName(name string) string {
	return strings.TrimSuffix(name, path.Ext(name)) + ".pairs.yaml"
}

// pairKeys are the keys of a pair.
var pairKeys = []string{"id", "question", "questions", "answer", "quote"}

// ReadPairs reads the pairs prepared on an article from the bytes of a YAML
// file: a list of
//
//   - questions: [the main phrasing, another, …]   # or question: the only one
//     answer: what is said, shown as prepared
//     quote: the words of the article it rests on
//     id: a-name                                   # optional
//
// Quotes come back as the article's own bytes ([FindQuote] says what may
// differ). Every fault of the file is reported at once, as [Faults] with file
// and line: an unknown key, an empty or missing field, a question asked twice,
// a quote that does not stand in the article, with the nearest sentence. A file
// that holds nothing has no pairs.
func ReadPairs(name string, data []byte, a Article) ([]Pair, error) {
	if len(data) > MaxFile {
		return nil, readErrorf(ErrTooLarge, "%s has %s; at most %s are read.", name, megabytes(len(data)), megabytes(MaxFile))
	}
	if strings.TrimSpace(string(data)) == "" {
		return nil, nil
	}
	text, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	if firstContent(text) == "" {
		return nil, nil
	}
	l := &faultList{file: name}
	root := l.parseYAML([]byte(text), 0)
	switch {
	case root == nil:
		return nil, l.err()
	case root.Kind == 0 || root.Tag == "!!null":
		return nil, nil
	case root.Kind != yaml.SequenceNode:
		l.add(root.Line, "pairs_list")
		return nil, l.err()
	}
	c := newPairChecker(l, a.Text)
	pairs := make([]Pair, 0, len(root.Content))
	for _, n := range root.Content {
		if p, at, ok := readPair(l, n); ok {
			c.check(&p, at)
			pairs = append(pairs, p)
		}
	}
	if len(pairs) > MaxPairs {
		l.add(0, "pairs_many", "have", len(pairs), "most", MaxPairs)
	}
	slices.SortStableFunc(l.faults, func(a, b Fault) int { return a.Line - b.Line })
	if err := l.err(); err != nil {
		return nil, err
	}
	return pairs, nil
}

// pairLines are the lines of a pair's fields.
type pairLines struct {
	pair, id, answer, quote int
	questions               []int
}

// readPair reads one entry of the list. ok is false when it is no pair at all;
// fields that are given but cannot be read are reported and marked as present.
func readPair(l *faultList, n *yaml.Node) (p Pair, at pairLines, ok bool) {
	if n.Kind != yaml.MappingNode {
		l.add(n.Line, "no_pair")
		return p, at, false
	}
	p.Line = n.Line
	at = pairLines{pair: n.Line, id: n.Line}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field := strings.ToLower(key.Value)
		if !slices.Contains(pairKeys, field) {
			l.unknownKey(key.Line, key.Value, pairKeys)
			continue
		}
		if field == "question" || field == "questions" {
			if seen["question"] || seen["questions"] {
				l.add(key.Line, "key_twice", "key", key.Value)
				continue
			}
			list := []*yaml.Node{value}
			if value.Kind == yaml.SequenceNode {
				list = value.Content
			}
			for _, q := range list {
				s, ok := oneLine(q)
				if !ok {
					l.add(q.Line, "key_line", "key", key.Value)
				} else if s == "" {
					l.add(q.Line, "empty", "field", "question")
				}
				p.Questions = append(p.Questions, s)
				at.questions = append(at.questions, q.Line)
			}
		} else {
			if seen[field] {
				l.add(key.Line, "key_twice", "key", key.Value)
				continue
			}
			if value.Kind != yaml.ScalarNode {
				l.add(value.Line, "key_text", "key", key.Value)
				value = &yaml.Node{Line: value.Line}
			} else if strings.TrimSpace(value.Value) == "" {
				l.add(value.Line, "empty", "field", field)
			}
			s := strings.TrimSpace(value.Value)
			switch field {
			case "id":
				p.ID, at.id = s, value.Line
			case "answer":
				p.Answer, at.answer = s, value.Line
			case "quote":
				p.Quote, at.quote = s, value.Line
			}
		}
		seen[field] = true
	}
	if !seen["question"] && !seen["questions"] || seen["questions"] && len(p.Questions) == 0 {
		l.add(n.Line, "pair_lacks", "field", "question")
	}
	for _, field := range []string{"answer", "quote"} {
		if !seen[field] {
			l.add(n.Line, "pair_lacks", "field", field)
		}
	}
	return p, at, true
}

// oneLine is the text of a node that holds one line.
func oneLine(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		return "", false
	}
	if n.Tag == "!!null" {
		return "", true
	}
	return strings.Join(strings.Fields(n.Value), " "), true
}

// pairChecker checks the pairs of one article, each against those before it.
type pairChecker struct {
	faults *faultList
	quotes *quoteFinder
	asked  map[string]int // folded question: its line
	ids    map[string]int // ID: the line of its pair
}

func newPairChecker(l *faultList, text string) *pairChecker {
	return &pairChecker{l, newQuoteFinder(text), map[string]int{}, map[string]int{}}
}

// check reports what is wrong with fields that are there, sets the quote to the
// article's own bytes, and gives the pair an ID when it has none.
func (c *pairChecker) check(p *Pair, at pairLines) {
	l := c.faults
	if len(p.Questions) > MaxPhrasings {
		l.add(at.questions[MaxPhrasings], "phrasings_many", "most", MaxPhrasings)
	}
	for i, q := range p.Questions {
		if q == "" {
			continue
		}
		l.put(at.questions[i], checkText("question", q, MaxQuestion))
		key := FoldQuestion(q)
		if before, twice := c.asked[key]; twice {
			l.twice(at.questions[i], "question_twice", "question_twice_at", "question", quoteShort(q), before)
			continue
		}
		c.asked[key] = at.questions[i]
	}
	l.put(at.answer, checkText("answer", p.Answer, MaxAnswer))
	if p.Quote != "" {
		if fault := checkText("quote", p.Quote, MaxQuote); fault != nil {
			l.put(at.quote, fault)
		} else if s, ok := c.quotes.find(p.Quote); ok {
			p.Quote = s.Of(c.quotes.text)
		} else {
			l.put(at.quote, c.missing(p.Quote))
		}
	}
	if p.ID == "" && len(p.Questions) > 0 && p.Questions[0] != "" {
		p.ID = PairID(p.Questions[0])
		if _, taken := c.ids[p.ID]; taken {
			p.ID = cutSlug(p.ID, maxID-9) + "-" + checksum(p.Questions[0])
		}
	}
	if p.ID != "" {
		if !ID(p.ID).Valid() {
			l.add(at.id, "id", "value", quoteShort(p.ID), "most", maxID)
		} else if before, taken := c.ids[p.ID]; taken {
			l.twice(at.id, "id_twice", "id_twice_line", "value", quoteShort(p.ID), before)
		}
		c.ids[p.ID] = at.pair
	}
}

// missing says that a quote does not stand in the article, and what comes
// nearest.
func (c *pairChecker) missing(quote string) *Fault {
	if n := c.quotes.nearest(quote); n != "" {
		return newFault("quote_near", "quote", quoteShort(quote), "nearest", cutRunes(n, 300))
	}
	return newFault("quote", "quote", quoteShort(quote))
}

// twice adds that a value stands a second time, by the code that names the first
// place's line where there is one.
func (l *faultList) twice(line int, code, codeWithLine, name, value string, first int) {
	if first == 0 {
		l.add(line, code, name, value)
		return
	}
	l.add(line, codeWithLine, name, value, "first", first)
}

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// checkText says what is wrong with a text of a pair; nil is nothing.
func checkText(field, s string, limit int) *Fault {
	switch n := utf8.RuneCountInString(s); {
	case n > limit:
		return newFault("long", "field", field, "have", n, "most", limit)
	case !utf8.ValidString(s):
		return newFault("encoding", "field", field)
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }):
		return newFault("control", "field", field)
	}
	return nil
}

// FoldQuestion is the form by which two questions are the same: small letters,
// without punctuation, with single spaces.
func FoldQuestion(q string) string {
	var b strings.Builder
	space := false
	for _, r := range q {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsPunct(r) && !strings.ContainsRune("#&%@/", r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// PairID is the ID of a pair that is given none: the words of its main
// question, and a checksum where they do not tell it from others.
func PairID(question string) string {
	slug, rest := transliterate(question)
	if slug != "" && rest == "" && len(slug) <= maxID {
		return slug
	}
	if slug == "" {
		slug = "q"
	}
	return cutSlug(slug, maxID-9) + "-" + checksum(question)
}

// checksum is eight hexadecimal digits that tell texts apart.
func checksum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// CheckPairs reports the pairs whose quote no longer stands in the article,
// with the nearest sentence; Line is that of the pair in its file.
func CheckPairs(a Article) []Fault {
	l := &faultList{}
	if a.Origin != "" && len(a.Pairs) > 0 && a.Pairs[0].Line > 0 {
		l.file = PairsName(a.Origin)
	}
	c := newPairChecker(l, a.Text)
	for _, p := range a.Pairs {
		if _, ok := c.quotes.find(p.Quote); !ok {
			question := ""
			if len(p.Questions) > 0 {
				question = p.Questions[0]
			}
			fault := c.missing(p.Quote)
			fault.Msg = quoteShort(question) + ": " + fault.Msg
			l.put(p.Line, fault)
		}
	}
	return l.faults
}

// Requote is the article with the quotes of its pairs set to the bytes that
// stand in its text now, where only typography differs. Quotes that do not
// stand at all stay as they are.
func Requote(a Article) Article {
	f := newQuoteFinder(a.Text)
	pairs := slices.Clone(a.Pairs)
	for i, p := range pairs {
		if s, ok := f.find(p.Quote); ok {
			pairs[i].Quote = s.Of(a.Text)
		}
	}
	a.Pairs = pairs
	return a
}

// checkPairs reports what is wrong with the pairs of an article that is to be
// stored, whether or not their quotes still stand.
func checkPairs(pairs []Pair) Faults {
	l := &faultList{}
	if len(pairs) > MaxPairs {
		l.add(0, "pairs_many", "have", len(pairs), "most", MaxPairs)
	}
	c := newPairChecker(l, "")
	for _, p := range pairs {
		name := p.ID
		if name == "" {
			name = "without an ID"
			l.add(0, "pair_id")
		}
		if len(p.Questions) == 0 || slices.Contains(p.Questions, "") {
			l.add(0, "pair_without", "pair", name, "field", "question")
		}
		if p.Answer == "" {
			l.add(0, "pair_without", "pair", name, "field", "answer")
		}
		if p.Quote == "" {
			l.add(0, "pair_without", "pair", name, "field", "quote")
		}
		l.put(0, checkText("quote", p.Quote, MaxQuote))
		p.Quote = "" // whether it stands is not asked here
		c.check(&p, pairLines{questions: make([]int, len(p.Questions))})
	}
	return l.faults
}

// FormatPairs writes pairs as [ReadPairs] reads them. The same pairs always
// give the same bytes.
func FormatPairs(pairs []Pair) []byte {
	root := &yaml.Node{Kind: yaml.SequenceNode}
	text := func(s string) *yaml.Node {
		n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
		if strings.Contains(s, "\n") {
			n.Style = yaml.LiteralStyle
		}
		return n
	}
	for _, p := range pairs {
		questions := &yaml.Node{Kind: yaml.SequenceNode}
		for _, q := range p.Questions {
			questions.Content = append(questions.Content, text(q))
		}
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
			text("id"), text(p.ID),
			text("questions"), questions,
			text("answer"), text(p.Answer),
			text("quote"), text(p.Quote),
		}})
	}
	if len(pairs) == 0 {
		return []byte("[]\n")
	}
	out, err := yaml.Dump(root, yaml.WithLineWidth(-1), yaml.WithUnicode(true))
	if err != nil {
		// unreachable: nodes of plain text can always be written.
		panic(fmt.Sprintf("article: format pairs: %v", err))
	}
	return out
}
