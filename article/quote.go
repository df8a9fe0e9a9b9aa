package article

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FindQuote finds where a quote stands in a text, word for word. White space,
// quotation marks, apostrophes, dashes and ellipses may be others than the
// text's, marks of Markdown and quotation marks around the whole may be left
// in: the span is always the text's own bytes, so Span.Of(text) is what to
// store. Letters, their case and other punctuation must agree, and the quote
// must not begin or end within a word.
func FindQuote(text, quote string) (Span, bool) {
	return newQuoteFinder(text).find(quote)
}

// quoteFinder finds quotes in one text; what it derives from it is made once.
type quoteFinder struct {
	text   string
	folded string  // made when the first quote does not stand as it is
	at     []int32 // for each byte of folded and its end, the place in text

	sentences []Span // made when the first quote does not stand at all
	postings  map[string][]int32
}

func newQuoteFinder(text string) *quoteFinder { return &quoteFinder{text: text} }

func (f *quoteFinder) find(quote string) (Span, bool) {
	quote = strings.TrimSpace(quote)
	if !utf8.ValidString(quote) {
		return Span{}, false
	}
	if s, ok := findWhole(f.text, quote); ok {
		return s, true
	}
	if f.at == nil {
		f.folded, f.at = foldTypography(f.text)
	}
	for _, variant := range []string{quote, MarkdownText(quote), unquote(quote), unquote(MarkdownText(quote))} {
		folded, _ := foldTypography(strings.TrimSpace(variant))
		if s, ok := findWhole(f.folded, folded); ok {
			return Span{int(f.at[s.Start]), int(f.at[s.End-1]) + f.width(s.End-1)}, true
		}
	}
	return Span{}, false
}

// width is the number of bytes of text that the byte of folded at i stands for.
func (f *quoteFinder) width(i int) int {
	n := int(f.at[i+1] - f.at[i])
	if n > 0 {
		_, size := utf8.DecodeRuneInString(f.text[f.at[i]:])
		return min(n, size)
	}
	// Several bytes came of one character: "...", or a letter of many bytes.
	_, size := utf8.DecodeRuneInString(f.text[f.at[i]:])
	return size
}

// findWhole finds quote in text where it neither begins nor ends within a word.
func findWhole(text, quote string) (Span, bool) {
	if quote == "" {
		return Span{}, false
	}
	first, _ := utf8.DecodeRuneInString(quote)
	last, _ := utf8.DecodeLastRuneInString(quote)
	for from := 0; ; {
		i := strings.Index(text[from:], quote)
		if i < 0 {
			return Span{}, false
		}
		s := Span{from + i, from + i + len(quote)}
		before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
		after, _ := utf8.DecodeRuneInString(text[s.End:])
		if !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after)) {
			return s, true
		}
		_, n := utf8.DecodeRuneInString(text[s.Start:])
		from = s.Start + n
	}
}

// inWord reports the letters of scripts that part their words by spaces.
func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !isWide(r) && !unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// unquote takes quotation marks from both ends.
func unquote(s string) string {
	return strings.TrimSpace(strings.Trim(s, `"'“”„‟‘’‚‛«»‹›「」『』`))
}

// foldTypography writes s with one kind of quotation mark, apostrophe, dash,
// ellipsis and space, and where each byte of it came from.
func foldTypography(s string) (string, []int32) {
	var out strings.Builder
	out.Grow(len(s))
	at := make([]int32, 0, len(s)+1)
	space := false
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		t := ""
		switch r {
		case '‘', '’', '‚', '‛', '′', 'ʼ', '`', '´', '＇':
			t = "'"
		case '“', '”', '„', '‟', '″', '«', '»', '＂':
			t = `"`
		case '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '－':
			t = "-"
		case '…':
			t = "..."
		case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
			i += n // invisible
			continue
		default:
			if unicode.IsSpace(r) {
				if space || out.Len() == 0 {
					i += n
					continue
				}
				t = " "
			}
		}
		space = t == " "
		if t == "" {
			t = s[i : i+n]
		}
		out.WriteString(t)
		for range len(t) {
			at = append(at, int32(i))
		}
		i += n
	}
	return out.String(), append(at, int32(len(s)))
}

// nearest is the sentence of the text that has most in common with the quote,
// rare words counting more; empty when it has nothing.
func (f *quoteFinder) nearest(quote string) string {
	if f.postings == nil {
		f.postings = map[string][]int32{}
		for _, p := range Outline(f.text, "") {
			if p.Block == Furniture {
				continue
			}
			for _, s := range p.Sentences {
				id := int32(len(f.sentences))
				f.sentences = append(f.sentences, s)
				for w := range words(s.Of(f.text)) {
					if ids := f.postings[w]; len(ids) == 0 || ids[len(ids)-1] != id {
						f.postings[w] = append(ids, id)
					}
				}
			}
		}
	}
	scores := make([]float64, len(f.sentences))
	seen := map[string]bool{}
	for w := range words(quote) {
		if seen[w] {
			continue
		}
		seen[w] = true
		ids := f.postings[w]
		for _, id := range ids {
			scores[id] += math.Log(1 + float64(len(f.sentences))/float64(len(ids)))
		}
	}
	best := -1
	for i, s := range scores {
		// Of two that share as much, the shorter, then the earlier.
		if s > 0 && (best < 0 || s > scores[best] || s == scores[best] && f.sentences[i].Len() < f.sentences[best].Len()) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return f.sentences[best].Of(f.text)
}

// words yields the words of s in small letters, in order; a character of CJK
// is one.
func words(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range s {
			letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
			if start >= 0 && (!letter || isWide(r)) {
				if !yield(strings.ToLower(s[start:i])) {
					return
				}
				start = -1
			}
			switch {
			case letter && isWide(r):
				if !yield(string(r)) {
					return
				}
			case letter && start < 0:
				start = i
			}
		}
		if start >= 0 {
			yield(strings.ToLower(s[start:]))
		}
	}
}
