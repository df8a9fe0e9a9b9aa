package eval

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"lector/article"
)

// sampleFolder is the folder of the article that the command embeds.
const sampleFolder = "../../cmd/lector/sample"

// loadList reads a YAML list that may hold nothing but what its entries know.
func loadList[T any](t *testing.T, path string) []T {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	if err := yaml.Load(b, &list, yaml.WithKnownFields()); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return list
}

// textOf is the text of a Markdown article.
func textOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := article.Read(filepath.Base(path), b)
	if err != nil {
		t.Fatal(err)
	}
	if a.Title == "" || a.Publisher == "" || a.Published == "" || a.Lang != "en" {
		t.Errorf("%s: title %q, publisher %q, published %q, language %q: want all four, in English", path, a.Title, a.Publisher, a.Published, a.Lang)
	}
	return a.Text
}

// checkEntries checks a question list against the text it asks: spans lie in
// it, begin and end with words, and the first says what it should. It returns
// how many of the questions the text does not answer.
func checkEntries(t *testing.T, name, text string, entries []listEntry, says bool) (unanswerable int) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range entries {
		if key := strings.ToLower(e.Question); seen[key] || strings.TrimSpace(e.Question) == "" {
			t.Errorf("%s: %q is empty or asked twice", name, e.Question)
		} else {
			seen[key] = true
		}
		if len(e.Spans) == 0 {
			unanswerable++
		}
		for i, s := range e.Spans {
			if s[0] < 0 || s[1] <= s[0] || s[1] > len(text) {
				t.Errorf("%s: %q: span %v lies outside the text of %d bytes", name, e.Question, s, len(text))
				continue
			}
			words := article.Span{Start: s[0], End: s[1]}.Of(text)
			if !wordEdge(text, s[0]) || !wordEdge(text, s[1]) || strings.TrimSpace(words) != words {
				t.Errorf("%s: %q: span %v (%q) cuts a word or holds white space at an end", name, e.Question, s, words)
			}
			if says && i == 0 && words != e.Says {
				t.Errorf("%s: %q: the article says %q at %v, not %q", name, e.Question, words, s, e.Says)
			}
		}
		if says && (e.Says == "") != (len(e.Spans) == 0) {
			t.Errorf("%s: %q: spans %v but says %q", name, e.Question, e.Spans, e.Says)
		}
	}
	return unanswerable
}

// wordEdge reports whether a word may begin or end at the offset.
func wordEdge(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return utf8.RuneStart((text + " ")[at]) && !(inWord(before) && inWord(after))
}

func TestQuestionLists(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*" + listSuffix)
	if err != nil {
		t.Fatal(err)
	}
	articles, questions, unanswerable := 0, 0, 0
	for _, path := range paths {
		name := filepath.Base(path)
		if name == "seed"+listSuffix {
			continue
		}
		text := textOf(t, strings.TrimSuffix(path, listSuffix)+".md")
		if words := len(strings.Fields(text)); words < 400 || words > 900 {
			t.Errorf("%s: its article has %d words, want 400 to 900", name, words)
		}
		entries := loadList[listEntry](t, path)
		n := checkEntries(t, name, text, entries, true)
		if n*4 < len(entries) || n*5 > len(entries)*2 {
			t.Errorf("%s: %d of %d questions are unanswerable, want about a third", name, n, len(entries))
		}
		articles, questions, unanswerable = articles+1, questions+len(entries), unanswerable+n
	}
	if articles != 6 || questions != 200 || unanswerable != 67 {
		t.Errorf("%d articles, %d questions, %d of them unanswerable; want 6, 200 and 67", articles, questions, unanswerable)
	}
}

// The seed's text is its publisher's and is not part of the repository; its
// questions are.
func TestSeedQuestions(t *testing.T) {
	t.Parallel()
	entries := loadList[listEntry](t, "testdata/seed"+listSuffix)
	unanswerable := 0
	for _, e := range entries {
		if len(e.Spans) == 0 {
			unanswerable++
		}
		if e.Says != "" {
			t.Errorf("%q quotes a text that is not ours to publish", e.Question)
		}
	}
	if len(entries) < 66 || unanswerable*3 < len(entries) || unanswerable*5 > len(entries)*2 {
		t.Errorf("%d questions, %d of them unanswerable; want at least 66, about a third", len(entries), unanswerable)
	}
	data := os.Getenv("LECTOR_TESTDATA")
	if data == "" {
		t.Skip("LECTOR_TESTDATA is not set: spans are not checked against the seed's text")
	}
	text, err := os.ReadFile(filepath.Join(data, "..", "seed", "article.txt"))
	if err != nil {
		t.Skipf("spans are not checked: %v", err)
	}
	checkEntries(t, "seed", string(text), entries, false)
}

func TestPreparedPairs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		article          string
		pairs, phrasings int // at least
	}{
		{sampleFolder + "/tianjin-talks", 25, 3},
		{"testdata/bicycle-chain", 5, 3},
		{"testdata/harbour-ferry", 5, 3},
		{"testdata/lantern-room-rules", 5, 3},
	} {
		text := textOf(t, tt.article+".md")
		pairs := loadList[struct {
			Questions []string `yaml:"questions"`
			Answer    string   `yaml:"answer"`
			Quote     string   `yaml:"quote"`
		}](t, tt.article+".pairs.yaml")
		if len(pairs) < tt.pairs {
			t.Errorf("%s: %d pairs, want at least %d", tt.article, len(pairs), tt.pairs)
		}
		seen := map[string]bool{}
		for _, p := range pairs {
			if len(p.Questions) < tt.phrasings {
				t.Errorf("%s: %d phrasings of %q, want at least %d", tt.article, len(p.Questions), p.Questions, tt.phrasings)
			}
			for _, q := range p.Questions {
				if seen[strings.ToLower(q)] {
					t.Errorf("%s: %q is asked twice", tt.article, q)
				}
				seen[strings.ToLower(q)] = true
			}
			if p.Answer == "" || p.Quote == "" || !strings.Contains(text, p.Quote) {
				t.Errorf("%s: answer %q rests on %q, which does not stand in the article", tt.article, p.Answer, p.Quote)
			}
		}
	}
}

// postedQuote is an entry of testdata/quotes.yaml, whose head explains it.
type postedQuote struct {
	Article string `yaml:"article"`
	Quote   string `yaml:"quote"`
	Context string `yaml:"context"`
	Verdict string `yaml:"verdict"`
	Why     string `yaml:"why"`
}

// plain undoes what typography may vary: quotation marks, dashes, white space
// and capitals.
func plain(s string) string {
	s = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-").Replace(s)
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// stands reports whether the parts of a quotation, cut at its ellipses, follow
// each other in the text.
func stands(text, quote string) bool {
	quote = strings.NewReplacer("[…]", "…", "...", "…").Replace(quote)
	for part := range strings.SplitSeq(quote, "…") {
		part = strings.TrimRight(plain(part), ".")
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return true
}

func TestPostedQuotes(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, path := range []string{
		sampleFolder + "/tianjin-talks.md", "testdata/amalia-quist.md", "testdata/bicycle-chain.md", "testdata/cup-semi-final.md",
		"testdata/harbour-ferry.md", "testdata/lantern-room-rules.md", "testdata/tides.md",
	} {
		texts[filepath.Base(path)] = plain(textOf(t, path))
	}
	least := map[string]int{"verbatim": 20, "altered": 15, "cut": 8, "stitched": 4, "attribution": 4, "absent": 3, "too_short": 2}
	quotes := loadList[postedQuote](t, "testdata/quotes.yaml")
	if len(quotes) != 60 {
		t.Errorf("%d quotations, want 60", len(quotes))
	}
	for _, q := range quotes {
		text, known := texts[q.Article]
		if known == (q.Verdict == "absent") || q.Why == "" {
			t.Errorf("%q: article %q, why %q: want an article of the set (none when absent) and a reason", q.Quote, q.Article, q.Why)
		}
		if _, ok := least[q.Verdict]; !ok {
			t.Errorf("%q: unknown verdict %q", q.Quote, q.Verdict)
		}
		least[q.Verdict]--
		// Whether the words stand decides between half of the verdicts.
		switch got := stands(text, q.Quote); q.Verdict {
		case "verbatim", "cut", "attribution":
			if !got {
				t.Errorf("%q is said to be %s but does not stand in %s", q.Quote, q.Verdict, q.Article)
			}
		case "altered", "stitched":
			// An ellipsis may hide what changes the sense.
			if got && !strings.Contains(q.Quote, "…") {
				t.Errorf("%q is said to be %s but stands in %s", q.Quote, q.Verdict, q.Article)
			}
		case "absent":
			for name, text := range texts {
				if stands(text, q.Quote) {
					t.Errorf("%q is said to be absent but stands in %s", q.Quote, name)
				}
			}
		}
		if q.Context != "" && strings.Count(q.Context, q.Quote) != 1 {
			t.Errorf("%q does not stand once in its context %q", q.Quote, q.Context)
		}
		if q.Verdict == "attribution" && q.Context == "" {
			t.Errorf("%q: who is said to have said it?", q.Quote)
		}
	}
	for _, verdict := range slices.Sorted(maps.Keys(least)) {
		if least[verdict] > 0 {
			t.Errorf("%d quotations too few of verdict %s", least[verdict], verdict)
		}
	}
}
