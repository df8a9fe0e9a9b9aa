package extract

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// savedPage is one page of a set: its source, the text a reference extractor
// or a person finds in it, and what is known about it.
type savedPage struct {
	name     string
	source   []byte
	expected string
	title    string
	byline   string
	date     string
	site     string
	lang     string
}

// readabilityPages reads the saved pages of mozilla/readability from the
// folder of test data.
func readabilityPages(t *testing.T) []savedPage {
	t.Helper()
	dir := os.Getenv("LECTOR_TESTDATA")
	if dir == "" {
		t.Skip("LECTOR_TESTDATA is not set: it names the folder with test/readability-pages.tar.gz")
	}
	f, err := os.Open(filepath.Join(dir, "test", "readability-pages.tar.gz"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no saved pages: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]*savedPage{}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		name := path.Base(path.Dir(h.Name))
		p := pages[name]
		if p == nil {
			p = &savedPage{name: name}
			pages[name] = p
		}
		switch path.Base(h.Name) {
		case "source.html":
			p.source = data
		case "expected.html":
			p.expected = treeText(t, data)
		case "expected-metadata.json":
			var m struct{ Title, Byline, PublishedTime, SiteName, Lang string }
			if err := json.Unmarshal(data, &m); err != nil {
				t.Fatalf("%s: %v", h.Name, err)
			}
			p.title, p.byline, p.date, p.site, p.lang = m.Title, m.Byline, m.PublishedTime, m.SiteName, m.Lang
		}
	}
	if len(pages) < 50 {
		t.Fatalf("%d saved pages, want the whole set of 65", len(pages))
	}
	var out []savedPage
	for _, name := range sortedKeys(pages) {
		out = append(out, *pages[name])
	}
	return out
}

// treeText is all text of an HTML document, block by block.
func treeText(t *testing.T, data []byte) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && !hidden(n.Parent) {
			b.WriteString(n.Data)
		} else if n.Type == html.ElementNode {
			switch n.Data {
			case "a", "b", "i", "em", "strong", "span", "code", "sup", "sub", "u", "small", "abbr", "font", "q", "s", "mark":
			default:
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// tokens are the words of a text, lower case; CJK character by character.
func tokens(s string) (out []string) {
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			flush()
			out = append(out, string(r))
		case r == 0xad || r == 0x200b:
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word.WriteRune(r)
		default:
			flush()
		}
	}
	flush()
	return out
}

// shingles counts the runs of n words of a text; a text that is shorter is one.
func shingles(s string, n int) map[string]int {
	words := tokens(s)
	out := map[string]int{}
	for i := 0; i+n <= len(words); i++ {
		out[strings.Join(words[i:i+n], " ")]++
	}
	if len(words) > 0 && len(words) < n {
		out[strings.Join(words, " ")]++
	}
	return out
}

// shingleF1 compares two texts as bags of runs of n words: 1 is the usual token
// F1, 4 what the article-extraction-benchmark of Zyte measures.
func shingleF1(got, want string, n int) (f1, precision, recall float64) {
	g, w := shingles(got, n), shingles(want, n)
	same, ng, nw := 0, 0, 0
	for token, n := range g {
		ng += n
		same += min(n, w[token])
	}
	for _, n := range w {
		nw += n
	}
	switch {
	case ng == 0 && nw == 0:
		return 1, 1, 1
	case same == 0:
		return 0, 0, 0
	}
	precision, recall = float64(same)/float64(ng), float64(same)/float64(nw)
	return 2 * precision * recall / (precision + recall), precision, recall
}

func tokenF1(got, want string) (f1, precision, recall float64) { return shingleF1(got, want, 1) }

// TestReadabilityPages measures extraction on the saved pages of
// mozilla/readability against what Readability itself finds there.
func TestReadabilityPages(t *testing.T) {
	t.Parallel()
	pages := readabilityPages(t)
	var f1s, precisions, recalls []float64
	var title, byline, date, bylines, dates int
	var report strings.Builder
	for _, p := range pages {
		address, _ := url.Parse("http://fakehost/test/page.html")
		r, err := readPage(p.source, "text/html", address)
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			f1s = append(f1s, 0)
			continue
		}
		a := r.Articles[0]
		f1, precision, recall := tokenF1(a.Text, p.expected)
		f1s, precisions, recalls = append(f1s, f1), append(precisions, precision), append(recalls, recall)
		if squeeze(a.Title) == squeeze(p.title) {
			title++
		} else {
			fmt.Fprintf(&report, "%s: title %q, want %q\n", p.name, a.Title, squeeze(p.title))
		}
		if p.byline != "" {
			bylines++
			if a.Author == cleanByline(p.byline) || squeeze(a.Author) == squeeze(p.byline) {
				byline++
			} else {
				fmt.Fprintf(&report, "%s: author %q, want %q\n", p.name, a.Author, squeeze(p.byline))
			}
		} else if a.Author != "" {
			fmt.Fprintf(&report, "%s: author %q where none is expected\n", p.name, a.Author)
		}
		if p.date != "" {
			dates++
			if a.Published != "" && strings.HasPrefix(p.date, a.Published) {
				date++
			} else {
				fmt.Fprintf(&report, "%s: published %q, want %q\n", p.name, a.Published, p.date)
			}
		} else if a.Published != "" {
			fmt.Fprintf(&report, "%s: published %q where none is expected\n", p.name, a.Published)
		}
		if f1 < 0.99 {
			fmt.Fprintf(&report, "%s: F1 %.4f (precision %.4f, recall %.4f)\n", p.name, f1, precision, recall)
		}
	}
	t.Logf("\n%s%d pages: token F1 mean %.4f, median %.4f, least %.4f; precision %.4f, recall %.4f; title %d/%d; byline %d/%d; date %d/%d",
		report.String(), len(pages), mean(f1s), median(f1s), slices.Min(f1s), mean(precisions), mean(recalls), title, len(pages), byline, bylines, date, dates)
	if got := mean(f1s); got < 0.995 {
		t.Errorf("token F1 %.4f, want at least 0.995", got)
	}
	if title*100 < len(pages)*95 {
		t.Errorf("%d of %d titles, want 95 %%", title, len(pages))
	}
	if byline*100 < bylines*85 {
		t.Errorf("%d of %d bylines, want 85 %%", byline, bylines)
	}
	if date*100 < dates*85 {
		t.Errorf("%d of %d dates, want 85 %%", date, dates)
	}
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(len(x), 1))
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

var showPages = flag.Bool("pages", false, "show the text of every self-written page")

// refusals are the names by which expected.json says why a page is refused.
var refusals = map[string]*Refusal{
	"paywall": ErrPaywall, "consent": ErrConsent, "login": ErrLogin, "blocked": ErrBlocked, "missing": ErrMissing, "no article": ErrNoArticle,
}

// TestSelfWrittenPages reads the pages under testdata/pages, which were written
// for this test: source.html, the text that a reader would want (expected.txt)
// and what is known of it (expected.json; a field that is missing is not
// checked). "refused" names a refusal instead.
func TestSelfWrittenPages(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("testdata/pages/*/source.html")
	if err != nil || len(dirs) < 3 {
		t.Fatalf("%d pages, %v; want at least three", len(dirs), err)
	}
	var f1s, fours, fourPrecisions, fourRecalls []float64
	for _, source := range dirs {
		dir := filepath.Dir(source)
		read := func(name string) []byte {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		var want map[string]string
		if err := json.Unmarshal(read("expected.json"), &want); err != nil {
			t.Errorf("%s/expected.json: %v", dir, err)
			continue
		}
		r, err := New(Options{}).File(t.Context(), "page.html", strings.NewReader(string(read("source.html"))))
		if refused := want["refused"]; refused != "" {
			refusal := refusals[refused]
			if refusal == nil {
				t.Errorf("%s: there is no refusal %q", dir, refused)
			} else if !errors.Is(err, refusal) {
				t.Errorf("%s: %v, want it refused: %v", dir, err, refusal)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		a := r.Articles[0]
		for field, got := range map[string]string{"title": a.Title, "byline": a.Author, "published": a.Published, "publisher": a.Publisher, "lang": a.Lang, "url": a.URL} {
			if value, given := want[field]; given && got != value {
				t.Errorf("%s: %s %q, want %q", dir, field, got, value)
			}
		}
		f1, precision, recall := tokenF1(a.Text, string(read("expected.txt")))
		f1s = append(f1s, f1)
		four, fourPrecision, fourRecall := shingleF1(a.Text, string(read("expected.txt")), 4)
		fours, fourPrecisions, fourRecalls = append(fours, four), append(fourPrecisions, fourPrecision), append(fourRecalls, fourRecall)
		// Everything a reader wants must be there; what some pages add to it
		// (profiles in a forum, a release's boilerplate) is bounded here and
		// counts in the mean.
		if f1 < 0.80 || recall < 0.94 {
			t.Errorf("%s: F1 %.4f (precision %.4f, recall %.4f), want 0.80 and a recall of 0.94; got text\n%s", dir, f1, precision, recall, a.Text)
		} else if f1 < 0.97 {
			t.Logf("%s: F1 %.4f (precision %.4f, recall %.4f)", dir, f1, precision, recall)
		}
		if *showPages {
			t.Logf("%s: F1 %.4f (precision %.4f, recall %.4f), by runs of four words %.4f\n%s", dir, f1, precision, recall, four, a.Text)
		}
	}
	if got := mean(f1s); got < 0.97 {
		t.Errorf("token F1 %.4f, want 0.97", got)
	}
	p, r := mean(fourPrecisions), mean(fourRecalls)
	t.Logf("%d pages, %d with text: token F1 mean %.4f, least %.4f; by runs of four words: F1 mean %.4f, of the means %.4f (precision %.4f, recall %.4f)",
		len(dirs), len(f1s), mean(f1s), slices.Min(f1s), mean(fours), 2*p*r/(p+r), p, r)
}
