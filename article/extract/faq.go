package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"lector/article"
)

// Bounds of a list of questions and answers. What is longer is left out, with
// a note.
const (
	maxQuestions = article.MaxPairs
	maxEntry     = 64 << 10 // bytes of one answer in the text
)

// entry is a question with its answer, and other ways to ask it.
type entry struct {
	questions []string
	answer    string
	line      int // in its file, 0 when it has none
}

// entries are questions and answers in their order; equal answers that follow
// each other are one entry with several phrasings.
type entries struct {
	list    []entry
	seen    map[string]bool
	dropped int // too long, too many, or without a question or an answer
}

func (e *entries) add(questions []string, answer string, line int) {
	e.addVerbatim(tidyAnswer(answer), line, questions...)
}

// addVerbatim adds an answer as it stands.
func (e *entries) addVerbatim(answer string, line int, questions ...string) {
	var qs []string
	own := map[string]bool{} // the same question asked twice in one entry
	for _, q := range questions {
		q = squeeze(visible(q))
		q = strings.TrimSpace(strings.TrimLeft(q, "#>*-• \t"))
		key := article.FoldQuestion(q)
		if key == "" || e.seen[key] || own[key] || utf8.RuneCountInString(q) > article.MaxQuestion {
			continue
		}
		own[key] = true
		qs = append(qs, q)
	}
	if len(qs) == 0 || answer == "" || len(answer) > maxEntry || strings.ContainsFunc(answer, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) || len(e.list) >= maxQuestions {
		e.dropped++
		return
	}
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	for _, q := range qs {
		e.seen[article.FoldQuestion(q)] = true
	}
	if n := len(e.list); n > 0 && e.list[n-1].answer == answer {
		all := append(e.list[n-1].questions, qs...)
		e.list[n-1].questions = all[:min(len(all), article.MaxPhrasings)]
		return
	}
	e.list = append(e.list, entry{qs, answer, line})
}

// tidyAnswer keeps an answer's paragraphs and drops what would make a heading
// or a blank run of it.
func tidyAnswer(s string) string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n")
	var out []string
	for _, line := range lines {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if strings.TrimSpace(line) == "" {
			if len(out) > 0 && out[len(out)-1] != "" {
				out = append(out, "")
			}
			continue
		}
		out = append(out, visible(strings.TrimLeft(line, "# ")))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// article writes the entries as a text of its own, each question a heading and
// each answer the paragraphs under it, and a pair for each that cites its answer.
func (e *entries) article(a article.Article) article.Article {
	var b strings.Builder
	a.Pairs = nil
	for _, x := range e.list {
		if b.Len()+len(x.questions[0])+len(x.answer)+16 > article.MaxText {
			break
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		fmt.Fprintf(&b, "%s\n\n%s", x.questions[0], x.answer)
		a.Pairs = append(a.Pairs, x.pair())
	}
	a.Text = b.String()
	return a
}

// pair cites the answer itself, or as much of its beginning as a pair may show.
func (x entry) pair() article.Pair {
	said := beginning(x.answer, min(article.MaxAnswer, article.MaxQuote))
	return article.Pair{ID: pairID(x.questions[0]), Questions: x.questions, Answer: said, Quote: said, Line: x.line}
}

// beginning is the beginning of s of at most n characters, cut after a
// paragraph, a sentence or a word, whichever comes last.
func beginning(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := string([]rune(s)[:n])
	for _, stop := range []string{"\n\n", "\n", ". ", "。", "! ", "? ", " "} {
		if i := strings.LastIndex(cut, stop); i > len(cut)/3 {
			return strings.TrimSpace(cut[:i+len(strings.TrimRight(stop, " \n"))])
		}
	}
	return cut
}

// pairID names a pair by its main question, so that it keeps its name when the
// list is read again in another order.
func pairID(question string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(question)))
	return hex.EncodeToString(sum[:5])
}

func (e *entries) notes() []string {
	if e.dropped == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d entries without a question or an answer, asked twice, or too long were left out.", e.dropped)}
}

// pageFAQ finds the questions and answers that a page declares as such: a
// FAQPage in its linked data, or in its elements as microdata.
func pageFAQ(doc *html.Node, linked []thing) *entries {
	e := &entries{}
	declared := false
	for _, t := range linked {
		declared = declared || t.is("FAQPage")
	}
	if declared {
		for _, t := range linked {
			if !t.is("Question") {
				continue
			}
			answer := ""
			for _, key := range []string{"acceptedAnswer", "suggestedAnswer"} {
				v := t[key]
				if list, ok := v.([]any); ok && len(list) > 0 {
					v = list[0]
				}
				if m, ok := v.(map[string]any); ok && answer == "" {
					if s := strs(m["text"]); len(s) > 0 {
						answer = fragmentText(s[0])
					}
				}
			}
			if answer != "" {
				e.add([]string{fragmentText(firstOf(t.str("name"), t.str("text")))}, answer, 0)
			}
		}
	}
	if len(e.list) > 0 {
		return e
	}
	for n := range elements(doc) {
		if !strings.HasSuffix(attr(n, "itemtype"), "schema.org/Question") {
			continue
		}
		var question, answer string
		for c := range elements(n) {
			switch {
			case question == "" && attr(c, "itemprop") == "name":
				question = textOf(c)
			case answer == "" && attr(c, "itemprop") == "text":
				answer = renderText(c, maxEntry+1)
			}
		}
		if question != "" && answer != "" {
			e.add([]string{question}, answer, 0)
		}
	}
	return e
}

// withFAQ puts a page's article and its questions together. Answers that stand
// in the article's own text become its pairs; a page that holds little else
// becomes an article of questions and answers; otherwise it is two articles.
func withFAQ(a article.Article, faq *entries) Result {
	if len(faq.list) == 0 {
		return Result{Articles: []article.Article{a}}
	}
	answers := 0
	for _, x := range faq.list {
		answers += words(x.answer)
	}
	if total := words(a.Text); total == 0 || answers*2 > total {
		return Result{Articles: []article.Article{faq.article(a)}, Notes: faq.notes()}
	}
	apart := &entries{}
	for _, x := range faq.list {
		if strings.Contains(a.Text, x.answer) {
			a.Pairs = append(a.Pairs, x.pair())
		} else {
			apart.list = append(apart.list, x)
		}
	}
	r := Result{Articles: []article.Article{a}, Notes: faq.notes()}
	if len(apart.list) > 0 {
		b := apart.article(a)
		b.Title = cutTitle("FAQ: " + a.Title)
		r.Articles = append(r.Articles, b)
		r.Notes = append(r.Notes, "The page also holds questions and answers; they became an article of their own.")
	}
	return r
}

var (
	mdHeading = pattern(`^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$`)
	mdBold    = pattern(`^ {0,3}(?:\*\*|__)([^*_]+[?？؟])(?:\*\*|__)[ \t]*$`)
)

// markdownFAQ finds the pairs of a Markdown text whose headings are questions:
// at least three of them, and most of its headings. Each pair cites what
// stands under its heading in plain, the text that is made of it.
func markdownFAQ(source, plain string) []article.Pair {
	type section struct {
		question string
		level    int // of its heading; 7 is a line in bold
		heading  int // where the heading begins
		body     int // where what stands under it begins
		line     int
		asks     bool
	}
	var sections []section
	fenced := false
	line, at := 0, 0
	for l := range strings.Lines(source) {
		line++
		start := at
		at += len(l)
		s := strings.TrimRight(l, "\r\n")
		if t := strings.TrimLeft(s, " "); strings.HasPrefix(t, "```") || strings.HasPrefix(t, "~~~") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		sec := section{heading: start, body: at, line: line}
		if m := mdHeading().FindStringSubmatch(s); m != nil {
			sec.question, sec.level = squeeze(article.MarkdownText(m[2])), len(m[1])
		} else if m := mdBold().FindStringSubmatch(s); m != nil {
			sec.question, sec.level = squeeze(article.MarkdownText(m[1])), 7
		} else {
			continue
		}
		sec.asks = strings.ContainsAny(lastRune(sec.question), "?？؟")
		sections = append(sections, sec)
	}
	questions, others := 0, 0
	for _, s := range sections {
		switch {
		case s.asks:
			questions++
		case s.level > 1:
			others++
		}
	}
	if questions < 3 || others > questions {
		return nil
	}
	e := &entries{}
	for i, s := range sections {
		end := len(source)
		for _, next := range sections[i+1:] {
			if next.level <= s.level || next.asks {
				end = next.heading
				break
			}
		}
		if !s.asks {
			continue
		}
		answer := strings.TrimSpace(article.MarkdownText(source[s.body:end]))
		if answer != "" && strings.Contains(plain, answer) {
			e.addVerbatim(answer, s.line, s.question)
		}
	}
	var out []article.Pair
	for _, x := range e.list {
		out = append(out, x.pair())
	}
	return out
}

func lastRune(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i]&0xc0 != 0x80 {
			return s[i:]
		}
	}
	return ""
}
