package eval

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lector/article"
)

func load(t *testing.T, scope Scope, text string, names ...string) []Set {
	t.Helper()
	var files []string
	for _, n := range names {
		files = append(files, filepath.Join("testdata", "formats", n))
	}
	sets, err := Load(files, scope, text)
	if err != nil {
		t.Fatal(err)
	}
	return sets
}

// goldTexts are the words under each gold place of each question.
func goldTexts(g Group) [][]string {
	var out [][]string
	for _, q := range g.Questions {
		var texts []string
		for _, p := range q.Gold {
			for _, a := range g.Articles {
				if a.ID == p.Article {
					texts = append(texts, p.Span.Of(a.Text))
				}
			}
		}
		out = append(out, texts)
	}
	return out
}

func TestSQuADOffsetsAreCodePoints(t *testing.T) {
	t.Parallel()
	sets := load(t, WholeArticle, "", "squad.json")
	if len(sets) != 1 || sets[0].Format != "squad" || len(sets[0].Groups) != 2 {
		t.Fatalf("Load = %d sets, first %q with %d groups; want one squad set with 2", len(sets), sets[0].Format, len(sets[0].Groups))
	}
	g := sets[0].Groups[0]
	if got, want := g.Articles[0].Text, "Café Nord opened in 1921. Its owner was Ada Holm.\n\nThe sign read 東 in red."; got != want {
		t.Errorf("article = %q, want %q", got, want)
	}
	if got, want := g.Articles[0].Title, "Café Nord"; got != want {
		t.Errorf("title = %q, want %q", got, want)
	}
	want := [][]string{{"1921", "in 1921"}, {"Ada Holm"}, {"red"}, nil}
	if d := cmp.Diff(want, goldTexts(g)); d != "" {
		t.Errorf("gold (-want +got):\n%s", d)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	for scope, want := range map[Scope][2]int{WholeArticle: {2, 1}, OneParagraph: {3, 1}, Everything: {1, 2}} {
		sets := load(t, scope, "", "squad.json")
		if got := [2]int{len(sets[0].Groups), len(sets[0].Groups[0].Articles)}; got != want {
			t.Errorf("scope %s: groups, articles of the first = %v, want %v", scope, got, want)
		}
		questions := 0
		for _, g := range sets[0].Groups {
			questions += len(g.Questions)
			for _, texts := range goldTexts(g) {
				for _, text := range texts {
					if text == "" {
						t.Errorf("scope %s: an empty gold place", scope)
					}
				}
			}
		}
		if questions != 5 {
			t.Errorf("scope %s: %d questions, want 5", scope, questions)
		}
	}
}

func TestOfficialSpansJudge(t *testing.T) {
	t.Parallel()
	sets := load(t, WholeArticle, "", "spans.json", "squad.json")
	g := sets[0].Groups[0]
	want := [][]string{{"Café Nord opened in 1921."}, {"Its owner was Ada Holm."}, {"The sign read 東 in red."}, nil}
	if d := cmp.Diff(want, goldTexts(g)); d != "" {
		t.Errorf("gold (-want +got):\n%s", d)
	}
	if !g.Questions[0].Gold[0].Middle || !sets[0].Official {
		t.Errorf("Middle, Official = %t, %t, want both", g.Questions[0].Gold[0].Middle, sets[0].Official)
	}
}

func TestXQuADR(t *testing.T) {
	t.Parallel()
	set := load(t, WholeArticle, "", "xquad-r-de.json")[0]
	if set.Format != "xquad-r" || set.Lang != "de" {
		t.Errorf("format, language = %q, %q, want xquad-r, de", set.Format, set.Lang)
	}
	g := set.Groups[0]
	if d := cmp.Diff([][]string{{"Ada Holm"}}, goldTexts(g)); d != "" {
		t.Errorf("gold (-want +got):\n%s", d)
	}
	if g.Questions[0].Gold[0].Middle {
		t.Error("judged by the middle; want by overlap")
	}
	var got []string
	for _, s := range g.Sentences[0] {
		got = append(got, s.Of(g.Articles[0].Text))
	}
	if d := cmp.Diff([]string{"Café Nord öffnete 1921.", "Ada Holm führte es."}, got); d != "" {
		t.Errorf("sentences (-want +got):\n%s", d)
	}
}

func TestCLINC(t *testing.T) {
	t.Parallel()
	g := load(t, WholeArticle, "", "clinc.json")[0].Groups[0]
	pairs := g.Articles[0].Pairs
	if len(pairs) != 2 || len(pairs[0].Questions) != 2 || pairs[1].Questions[0] != "play a song" {
		t.Errorf("pairs = %+v, want time with two phrasings and music with one", pairs)
	}
	for _, p := range pairs {
		if !strings.Contains(g.Articles[0].Text, p.Quote) || p.Quote == "" {
			t.Errorf("quote %q of %s does not stand in the article", p.Quote, p.ID)
		}
	}
	if len(g.Questions) != 3 || g.Questions[0].Gold[0].Pair != "time" || len(g.Questions[2].Gold) != 0 {
		t.Errorf("questions = %+v, want two in scope and one out of it", g.Questions)
	}
}

func TestStackFAQ(t *testing.T) {
	t.Parallel()
	g := load(t, WholeArticle, "", "faq.json")[0].Groups[0]
	if len(g.Questions) != 2 {
		t.Fatalf("%d questions, want 2: \"*\" is none", len(g.Questions))
	}
	want := [][]string{
		{"Crossed out text\n\nPut tildes around the words.\nTwo on each side."},
		{"Undo a commit\n\nUse revert."},
	}
	if d := cmp.Diff(want, goldTexts(g)); d != "" {
		t.Errorf("threads (-want +got):\n%s", d)
	}
	if got, want := g.Articles[0].Pairs[0].Quote, "Put tildes around the words."; got != want {
		t.Errorf("quote = %q, want %q", got, want)
	}
}

func TestQuestionList(t *testing.T) {
	t.Parallel()
	g := load(t, WholeArticle, "", "ferry.questions.yaml")[0].Groups[0]
	want := [][]string{{"nine"}, {"4 €", "Bicycles cost 4 €."}, nil}
	if d := cmp.Diff(want, goldTexts(g)); d != "" {
		t.Errorf("gold (-want +got):\n%s", d)
	}
}

func TestQuestionListReportsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := Load([]string{"testdata/formats/faulty.questions.yaml"}, WholeArticle, "testdata/formats/ferry.txt")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"question 1 is empty", "[20 4000] lies outside", `says "Dogs" there, not "Cats"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
	if _, err := Load([]string{"testdata/formats/faulty.questions.yaml"}, WholeArticle, ""); err == nil || !strings.Contains(err.Error(), "--article") {
		t.Errorf("without an article: %v, want the hint at --article", err)
	}
}

func TestGzipAndForeignFormats(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/formats/squad.json")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(raw)
	z.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "squad.json.gz")
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	sets, err := Load([]string{path}, WholeArticle, "")
	if err != nil || len(sets[0].Groups) != 2 {
		t.Errorf("gzipped: %v, want 2 groups", err)
	}
	for _, text := range []string{`{"a": 1}`, `hello`, `[1, 2]`, ``} {
		path := filepath.Join(dir, "other.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load([]string{path}, WholeArticle, ""); !errors.Is(err, ErrFormat) {
			t.Errorf("Load(%q) = %v, want ErrFormat", text, err)
		}
	}
}

func TestByteSpanBounds(t *testing.T) {
	t.Parallel()
	at := bytesOf("aé東")
	for _, tt := range []struct {
		start, end int
		want       article.Span
		ok         bool
	}{
		{0, 1, article.Span{Start: 0, End: 1}, true},
		{1, 3, article.Span{Start: 1, End: 6}, true},
		{3, 3, article.Span{Start: 6, End: 6}, true},
		{-1, 1, article.Span{}, false},
		{2, 1, article.Span{}, false},
		{0, 4, article.Span{}, false},
	} {
		if got, ok := byteSpan(at, tt.start, tt.end); got != tt.want || ok != tt.ok {
			t.Errorf("byteSpan(%d, %d) = %v, %t, want %v, %t", tt.start, tt.end, got, ok, tt.want, tt.ok)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"squad.json", "spans.json", "clinc.json", "faq.json", "xquad-r-de.json"} {
		b, err := os.ReadFile(filepath.Join("testdata", "formats", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, false)
	}
	f.Add([]byte("- question: a\n  spans: [[0, 3]]\n"), true)
	f.Fuzz(func(t *testing.T, b []byte, list bool) {
		name := "x.json"
		if list {
			name = "x" + listSuffix
		}
		spans := sentenceSpans{}
		if isSpans(b) {
			readSpans(b)
			return
		}
		set, err := read(name, b, WholeArticle, "testdata/formats/ferry.txt", spans)
		if err != nil {
			return
		}
		for _, g := range set.Groups {
			goldTexts(g) // panics when a place lies outside its article
		}
	})
}
