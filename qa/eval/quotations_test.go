package eval

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"lector/article"
	"lector/qa"
)

// handmade is an entry of testdata/quotes.yaml.
type handmade struct {
	Article string `yaml:"article"`
	Quote   string `yaml:"quote"`
	Context string `yaml:"context"`
	Verdict string `yaml:"verdict"`
	Why     string `yaml:"why"`
}

// The quotations written by hand get the verdict, and stand in the article,
// that a careful reader gives them.
func TestHandmadeQuotations(t *testing.T) {
	t.Parallel()
	var articles []article.Article
	byFile := map[string]article.ID{}
	paths, _ := filepath.Glob("testdata/*.md")
	for _, path := range append(paths, sampleFolder+"/tianjin-talks.md") {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := article.Read(filepath.Base(path), b)
		if err != nil {
			t.Fatal(err)
		}
		byFile[filepath.Base(path)] = a.ID
		articles = append(articles, a)
	}
	engine := qa.New(article.NewShelf(articles...))
	for _, h := range loadList[handmade](t, "testdata/quotes.yaml") {
		f, err := engine.Locate(context.Background(), qa.Question{Text: h.Quote, Message: h.Context})
		if err != nil {
			t.Fatal(err)
		}
		if string(f.Verdict) != h.Verdict {
			t.Errorf("Locate(%q) = %s %+v rest %q before %q, want %s: %s", h.Quote, f.Verdict, f.Changes, f.Rest, f.Before, h.Verdict, h.Why)
		}
		placed := false
		for _, p := range f.Places {
			placed = placed || p.Article.ID == byFile[h.Article]
		}
		if placed != (h.Verdict != "absent" && h.Verdict != "too_short") {
			t.Errorf("Locate(%q) stands in %s = %v: %s", h.Quote, h.Article, placed, h.Why)
		}
	}
}

// Quotations made by rule from SQuAD's articles and the sample are told apart,
// as lector eval --quotations 500 FILE shows. LECTOR_QUOTATIONS names the SQuAD file to make them from; the
// table is logged with go test -v.
func TestMadeQuotations(t *testing.T) {
	t.Parallel()
	file := os.Getenv("LECTOR_QUOTATIONS")
	if file == "" {
		data := os.Getenv("LECTOR_TESTDATA")
		if data == "" {
			t.Skip("neither LECTOR_QUOTATIONS nor LECTOR_TESTDATA is set: no SQuAD articles to make quotations from")
		}
		file = filepath.Join(data, "test", "squad-dev-v1.1.json.gz")
	}
	text, err := os.ReadFile(sampleFolder + "/tianjin-talks.md")
	if err != nil {
		t.Fatal(err)
	}
	sample, err := article.Read("tianjin-talks.md", text)
	if err != nil {
		t.Fatal(err)
	}
	articles, err := QuotationArticles([]string{file}, sample)
	if err != nil {
		t.Skipf("no SQuAD articles to make quotations from: %v", err)
	}
	made, shelf := MakeQuotations(articles, 1, 500)
	if len(made) < 400 {
		t.Fatalf("%d quotations were made, want at least 400", len(made))
	}
	if again, _ := MakeQuotations(articles, 1, 500); !slices.Equal(made, again) {
		t.Error("the same seed makes other quotations")
	}
	scores, err := ScoreQuotations(context.Background(), qa.New(article.NewShelf(shelf...)), made)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := WriteQuotationScores(&table, scores); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + table.String())
	n, right, same, verbatim := 0, 0, 0, 0
	for _, s := range scores {
		n, right = n+s.N, right+s.Right
		switch s.Kind {
		case "verbatim", "typography":
			same, verbatim = same+s.N, verbatim+s.Right
			if s.Placed < s.Right {
				t.Errorf("%s: %d of %d were placed where they were made from", s.Kind, s.Placed, s.N)
			}
		case "word", "negation", "number", "name":
			if got := s.Verdicts[qa.Verbatim]; got > 0 {
				t.Errorf("%s: %d altered quotations were called verbatim: %q", s.Kind, got, s.Wrong)
			}
		case "other", "invented":
			if s.Right < s.N {
				t.Errorf("%s: placed %q", s.Kind, s.Wrong)
			}
		}
	}
	if float64(verbatim) < 0.995*float64(same) {
		t.Errorf("%d of %d verbatim quotations were recognised, want 99.5 %%", verbatim, same)
	}
	if float64(right) < 0.95*float64(n) {
		t.Errorf("%d of %d quotations were told apart, want 95 %%", right, n)
	}
}

// Any span of any article, with its typography varied, comes back word for
// word at its place.
func FuzzSpanIsFoundWhereItStands(f *testing.F) {
	var articles []article.Article
	paths, _ := filepath.Glob("testdata/*.md")
	for _, path := range append(paths, sampleFolder+"/tianjin-talks.md") {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		a, err := article.Read(filepath.Base(path), b)
		if err != nil {
			f.Fatal(err)
		}
		articles = append(articles, a)
	}
	engine := qa.New(article.NewShelf(articles...))
	for seed := range uint64(200) {
		f.Add(seed, uint16(seed*131), uint16(20+seed*7))
	}
	f.Fuzz(func(t *testing.T, seed uint64, from, length uint16) {
		a := articles[seed%uint64(len(articles))]
		start := int(from) % len(a.Text)
		end := min(len(a.Text), start+12+int(length)%900)
		for start < end && !spanEdge(a.Text, start) || start < end && strings.ContainsAny(a.Text[start:start+1], " \n.,;:") {
			start++
		}
		for end > start && !spanEdge(a.Text, end) {
			end--
		}
		span := a.Text[start:end]
		letters := 0
		for _, r := range span {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if letters < 12 || strings.ContainsAny(span, "…?!") || strings.Contains(span, "...") {
			return
		}
		quote := VaryTypography(span, rand.New(rand.NewPCG(seed, 3)))
		got, err := engine.Locate(context.Background(), qa.Question{Text: quote})
		if err != nil {
			t.Fatal(err)
		}
		if got.Verdict != qa.Verbatim && got.Verdict != qa.Cut {
			t.Fatalf("Locate(%q) = %s %+v, want verbatim (or cut)", quote, got.Verdict, got.Changes)
		}
		for _, p := range got.Places {
			if p.Article.ID == a.ID && p.Span.Start < end && start < p.Span.End {
				return
			}
		}
		t.Fatalf("Locate(%q) is not placed at %d-%d of %s", quote, start, end, a.ID)
	})
}

// spanEdge reports whether a span may begin or end at an offset: between words,
// not within "12,700" or "China’s".
func spanEdge(text string, at int) bool {
	if !wordEdge(text, at) {
		return false
	}
	joins := func(r rune) bool { return strings.ContainsRune("'’.,", r) }
	before, n := utf8.DecodeLastRuneInString(text[:at])
	after, m := utf8.DecodeRuneInString(text[at:])
	beyond, _ := utf8.DecodeRuneInString(text[min(len(text), at+m):])
	behind, _ := utf8.DecodeLastRuneInString(text[:at-n])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !(word(before) && joins(after) && word(beyond)) && !(word(behind) && joins(before) && word(after))
}
