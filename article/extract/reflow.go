package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	pageNumber = pattern(`^\W*(?:(?i:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?\W*$`)
	digits     = pattern(`\d+`)
	section    = pattern(`^\d{1,2}(?:\.\d{1,2})+\.?\s+\p{Lu}`)
	bullet     = pattern(`^(?:[•‣◦▪●■○–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S`)
)

// softHyphen is what PDFium writes for a hyphen that only the line's end made.
const softHyphen = "\x02"

// reflow makes paragraphs of the lines of a document's pages, as they were
// printed. A line that fills the width goes on in the next; running heads and
// page numbers are taken out; words cut at a line's end are put together.
func reflow(pages []string) string {
	lines := make([][]string, len(pages))
	known := map[string]bool{} // words, to tell "co-operate" from "oper-ate"
	for i, p := range pages {
		lines[i] = pageLines(p)
	}
	dropRunning(lines)
	for _, page := range lines {
		for _, line := range page {
			for w := range strings.FieldsFuncSeq(line, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
				known[strings.ToLower(w)] = true
			}
		}
	}
	var out []byte
	last, filled := "", false // the line before, and whether it filled the width
	for _, page := range lines {
		width := usualWidth(page)
		for i, line := range page {
			item := bullet().MatchString(line)
			switch {
			case last == "":
			case !item && !section().MatchString(line) && goesOn(last, line, filled, i == 0):
				out = joinLine(out, line, known)
			case item && bullet().MatchString(last):
				out = append(out, '\n')
			default:
				out = append(out, "\n\n"...)
			}
			out = append(out, line...)
			last = line
			filled = displayWidth(line)*4 >= width*3
			if next := i + 1; next < len(page) && endsSentence(line) {
				// Would the next word have fitted? Then the line ended on purpose.
				first, _, _ := strings.Cut(page[next], " ")
				filled = (displayWidth(line)+1+displayWidth(first))*100 > width*88
			}
		}
	}
	return visible(string(out))
}

// pageLines are the lines of a page without what is not text.
func pageLines(page string) []string {
	var out []string
	page = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufffe", softHyphen).Replace(page)
	for line := range strings.SplitSeq(page, "\n") {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != 2 && r != '\t' || r == utf8.RuneError {
				return -1
			}
			return r
		}, line)
		if line = squeeze(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// dropRunning takes out the lines at the top and bottom of pages that are page
// numbers or, apart from numbers in them, the same on many pages.
func dropRunning(pages [][]string) {
	edges := func(page []string) []int {
		var at []int
		for i := range page {
			if i < 2 || i >= len(page)-2 {
				at = append(at, i)
			}
		}
		return at
	}
	seen := map[string]int{}
	for _, page := range pages {
		for _, i := range edges(page) {
			seen[digits().ReplaceAllString(page[i], "#")]++
		}
	}
	for p, page := range pages {
		var drop []int
		for _, i := range edges(page) {
			outermost := i == 0 || i == len(page)-1
			if outermost && len(page) > 1 && pageNumber().MatchString(page[i]) || seen[digits().ReplaceAllString(page[i], "#")] >= max(3, len(pages)/3) {
				drop = append(drop, i)
			}
		}
		for _, i := range slices.Backward(drop) {
			pages[p] = slices.Delete(pages[p], i, i+1)
		}
	}
}

// usualWidth is the width that nine of ten lines of a page keep within.
func usualWidth(page []string) int {
	if len(page) == 0 {
		return 0
	}
	widths := make([]int, len(page))
	for i, line := range page {
		widths[i] = displayWidth(line)
	}
	slices.Sort(widths)
	return widths[len(widths)*9/10]
}

// displayWidth is about how wide a line is printed: CJK characters count double.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		if isCJK(r) {
			n++
		}
	}
	return n
}

func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)]")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:。！？：।؟", r)
}

// goesOn tells whether a paragraph goes on over a line's end, or a page's.
func goesOn(last, line string, filled, newPage bool) bool {
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case strings.HasSuffix(last, softHyphen):
		return true
	case !endsSentence(last) && unicode.IsLower(first):
		return true
	case newPage:
		return false
	}
	return filled
}

// joinLine prepares what is written for a line that goes on: a space, or
// nothing where a word was cut or the script has no spaces.
func joinLine(out []byte, line string, known map[string]bool) []byte {
	s := string(out[max(0, len(out)-64):])
	last, n := utf8.DecodeLastRuneInString(s)
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case strings.HasSuffix(s, softHyphen):
		return out[:len(out)-1]
	case (last == '-' || last == '‐') && unicode.IsLower(first):
		head := s[strings.LastIndexFunc(s[:len(s)-n], func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })+1 : len(s)-n]
		tail := line
		if i := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
			tail = line[:i]
		}
		if known[strings.ToLower(head+"-"+tail)] && !known[strings.ToLower(head+tail)] {
			return out
		}
		return out[:len(out)-n]
	case isCJK(last) && isCJK(first):
		return out
	}
	return append(out, ' ')
}
