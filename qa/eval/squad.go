package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"lector/article"
)

// squadFile is SQuAD's JSON (1.1, 2.0, SQuADShifts) with XQuAD-R's additions.
// Offsets are counted in code points.
type squadFile struct {
	Data []squadArticle `json:"data"`
}

type squadArticle struct {
	Title      string           `json:"title"`
	Paragraphs []squadParagraph `json:"paragraphs"`
}

type squadParagraph struct {
	Context string          `json:"context"`
	QAs     []squadQuestion `json:"qas"`
	Breaks  [][2]int        `json:"sentence_breaks"`
}

type squadQuestion struct {
	ID         string        `json:"id"`
	Question   string        `json:"question"`
	Answers    []squadAnswer `json:"answers"`
	Impossible bool          `json:"is_impossible"`
}

type squadAnswer struct {
	Text  string `json:"text"`
	Start int    `json:"answer_start"`
}

// sentenceSpans are official sentences by title and paragraph, in code points:
// MultiReQA's, for SQuAD 1.1 dev.
type sentenceSpans map[spansKey][][2]int

type spansKey struct {
	title     string
	paragraph int
}

func isSpans(b []byte) bool {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] != '[' {
		return false
	}
	head := b[:min(len(b), 4096)]
	return bytes.Contains(head, []byte(`"spans"`)) && bytes.Contains(head, []byte(`"paragraph"`))
}

func readSpans(b []byte) (sentenceSpans, error) {
	var list []struct {
		Title     string   `json:"title"`
		Paragraph int      `json:"paragraph"`
		Spans     [][2]int `json:"spans"`
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, err
	}
	spans := make(sentenceSpans, len(list))
	for _, e := range list {
		spans[spansKey{e.Title, e.Paragraph}] = e.Spans
	}
	return spans, nil
}

// spansBeside reads the sentence spans that lie in the same folder, or nil.
// Only a file whose titles and paragraphs fit is used: see [readSQuAD].
func spansBeside(path string) sentenceSpans {
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*sentence-spans.json*"))
	sort.Strings(found)
	for _, f := range found {
		if b, err := readFile(f); err == nil && isSpans(b) {
			if s, err := readSpans(b); err == nil {
				return s
			}
		} else if err != nil && !os.IsNotExist(err) {
			continue
		}
	}
	return nil
}

// bytesOf maps code points to bytes: at[i] is the byte where code point i
// starts, at[len(at)-1] the length of s.
func bytesOf(s string) []int {
	at := make([]int, 0, utf8.RuneCountInString(s)+1)
	for i := range s {
		at = append(at, i)
	}
	return append(at, len(s))
}

// byteSpan is the code points [start, end) in bytes, or false when they are
// not in the text.
func byteSpan(at []int, start, end int) (article.Span, bool) {
	if start < 0 || end < start || end >= len(at) {
		return article.Span{}, false
	}
	return article.Span{Start: at[start], End: at[end]}, true
}

// readSQuAD makes one group of each article, of each paragraph, or one of all.
// An article is its paragraphs joined by blank lines. official holds the
// sentences of some articles; they are used where all of an article's
// paragraphs have them and every span fits its text.
func readSQuAD(b []byte, lang string, scope Scope, official sentenceSpans) ([]Group, bool, error) {
	var file squadFile
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, false, err
	}
	var groups []Group
	all := true
	for n, a := range splitHeap(file.Data) {
		breaks, middle := officialBreaks(a, official)
		all = all && breaks != nil
		title := strings.ReplaceAll(a.Title, "_", " ")
		if title == "" {
			title = fmt.Sprintf("Article %d", n+1)
		}
		build := func(id string, from, to int) (Group, error) {
			art := article.Article{Collection: article.Home, ID: article.ID(id), Title: title, Lang: lang}
			var g Group
			var text strings.Builder
			var sentences, paragraphs []article.Span
			for p := from; p < to; p++ {
				par := a.Paragraphs[p]
				if p > from {
					text.WriteString("\n\n")
				}
				base := text.Len()
				text.WriteString(par.Context)
				paragraphs = append(paragraphs, article.Span{Start: base, End: text.Len()})
				at := bytesOf(par.Context)
				var own []article.Span
				if breaks != nil {
					for _, s := range breaks[p] {
						if span, ok := byteSpan(at, s[0], s[1]); ok && span.Len() > 0 {
							own = append(own, article.Span{Start: base + span.Start, End: base + span.End})
						}
					}
					sentences = append(sentences, own...)
				}
				for _, q := range par.QAs {
					gold, err := goldOf(q, par.Context, at, base, art.ID, own, middle)
					if err != nil {
						return g, fmt.Errorf("%s, paragraph %d, question %s: %w", a.Title, p+1, q.ID, err)
					}
					g.Questions = append(g.Questions, Question{ID: q.ID, Text: q.Question, Gold: gold})
				}
			}
			art.Text = text.String()
			g.Articles = []article.Article{art}
			g.Paragraphs = [][]article.Span{paragraphs}
			if breaks != nil {
				g.Sentences = [][]article.Span{sentences}
			}
			return g, nil
		}
		if scope == OneParagraph {
			for p := range a.Paragraphs {
				g, err := build(fmt.Sprintf("a%04d-p%04d", n+1, p+1), p, p+1)
				if err != nil {
					return nil, false, err
				}
				groups = append(groups, g)
			}
			continue
		}
		g, err := build(fmt.Sprintf("a%04d", n+1), 0, len(a.Paragraphs))
		if err != nil {
			return nil, false, err
		}
		groups = append(groups, g)
	}
	if scope == Everything && len(groups) > 1 {
		whole := groups[0]
		for _, g := range groups[1:] {
			whole.Articles = append(whole.Articles, g.Articles...)
			whole.Questions = append(whole.Questions, g.Questions...)
			whole.Paragraphs = append(whole.Paragraphs, g.Paragraphs...)
			whole.Sentences = append(whole.Sentences, g.Sentences...)
		}
		if !all {
			whole.Sentences = nil
		}
		groups = []Group{whole}
	}
	return groups, all && len(groups) > 0, nil
}

// splitHeap breaks what is too long to be one article into groups of posts.
func splitHeap(in []squadArticle) []squadArticle {
	var out []squadArticle
	for _, a := range in {
		if len(a.Paragraphs) <= maxParagraphs {
			out = append(out, a)
			continue
		}
		for from := 0; from < len(a.Paragraphs); from += postsTogether {
			to := min(from+postsTogether, len(a.Paragraphs))
			out = append(out, squadArticle{Title: a.Title, Paragraphs: a.Paragraphs[from:to]})
		}
	}
	return out
}

// officialBreaks returns the official sentences of an article's paragraphs, or
// nil, and whether right is judged by them: on SQuAD dev it is, while XQuAD-R's
// own serve for checking boundaries only.
func officialBreaks(a squadArticle, official sentenceSpans) (breaks [][][2]int, middle bool) {
	breaks = make([][][2]int, len(a.Paragraphs))
	own, listed := true, official != nil
	for p, par := range a.Paragraphs {
		own = own && len(par.Breaks) > 0
		s, ok := official[spansKey{a.Title, p}]
		// Another set may use the same titles for other paragraphs.
		if !ok || len(s) == 0 || s[len(s)-1][1] != utf8.RuneCountInString(strings.TrimRightFunc(par.Context, unicode.IsSpace)) {
			listed = false
		}
	}
	for p, par := range a.Paragraphs {
		switch {
		case own:
			breaks[p] = par.Breaks
		case listed:
			breaks[p] = official[spansKey{a.Title, p}]
		default:
			return nil, false
		}
	}
	return breaks, !own
}

// goldOf are the places that answer a question: with middle, the official
// sentence that holds the first answer, otherwise every annotator's answer.
func goldOf(q squadQuestion, context string, at []int, base int, id article.ID, sentences []article.Span, middle bool) ([]Place, error) {
	if q.Impossible {
		return nil, nil
	}
	var gold []Place
	for i, a := range q.Answers {
		span, ok := byteSpan(at, a.Start, a.Start+utf8.RuneCountInString(a.Text))
		if !ok {
			if i == 0 && middle {
				return nil, fmt.Errorf("answer %q at %d lies outside the text of %d bytes", a.Text, a.Start, len(context))
			}
			continue
		}
		span.Start, span.End = span.Start+base, span.End+base
		if middle {
			for _, s := range sentences {
				if s.Overlaps(span) || s.Contains(span) {
					return []Place{{Article: id, Span: s, Middle: true}}, nil
				}
			}
			return nil, fmt.Errorf("answer %q at %d lies in no official sentence", a.Text, a.Start)
		}
		gold = append(gold, Place{Article: id, Span: span})
	}
	if len(gold) == 0 && len(q.Answers) > 0 {
		return nil, fmt.Errorf("no answer lies within the text")
	}
	return gold, nil
}
