package qa

import (
	"strings"
	"testing"

	"github.com/sahilm/fuzzy"

	"lector/article"
)

var talks = article.Article{
	Collection: article.Home, ID: "talks", Title: "Talks in Tianjin", Lang: "en",
	Text: "A Taliban delegation travelled to Tianjin on Wednesday. The invasion of 2001 had driven the movement from Kabul. " +
		"Negotiations about Afghanistan went on for three days at a football stadium. " +
		"The World Health Organization sent two physicians. The minister withdrew his phonetic alphabet in August, because it took minutes to write.",
}

func TestExpansion(t *testing.T) {
	t.Parallel()
	e := New(memory{talks})
	for _, test := range []struct{ word, want, how string }{
		{"tailban", "taliban", "spelling"},       // swapped
		{"talliban", "taliban", "spelling"},      // one too many
		{"delagation", "delegation", "spelling"}, // another letter
		{"tianin", "tianjin", "spelling"},        // one missing
		{"tlbn", "taliban", "abbreviation"},      // letters left out
		{"afgh", "afghanistan", "prefix"},        // cut off
		{"fonetik", "phonetic", "sound"},         // by ear
		{"invade", "invasion", "family"},
		{"withdrawn", "withdrew", "inflection"},
		{"3", "three", "number"},
		{"aug", "august", "month"},
		{"mins", "minutes", "shorthand"},
		{"bc", "because", "shorthand"},
		{"afghan", "afghanistan", "demonym"},
		{"stadiumfootball", "football", "split"},
		{"foot ball", "football", "joined"},
	} {
		alts := alternativesOf(t, e, test.word)
		found := false
		for _, a := range alts {
			found = found || a.folded == test.want && a.how == test.how
		}
		if !found {
			t.Errorf("%q stands for %v, want %q by %s", test.word, alts, test.want, test.how)
		}
	}
}

// TestMeaningsMeetInflectedWords checks that a word of like meaning is met in
// whatever form the article has it, regular or not, and does not pass for known.
func TestMeaningsMeetInflectedWords(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "duke", Title: "The duke", Lang: "en", Text: "The duke was assassinated in June. He had bought two mills. The council deported his sons."}})
	for _, test := range []struct{ asked, want string }{
		{"killed", "assassinate"},
		{"purchases", "bought"},
		{"banished", "deport"},
	} {
		found := false
		alts := alternativesOf(t, e, test.asked)
		for _, a := range alts {
			found = found || a.folded == test.want
		}
		if !found {
			t.Errorf("%q stands for %v, want %q", test.asked, alts, test.want)
		}
	}
	w := e.works.New().(*work)
	if err := e.prepare(t.Context(), w, Question{Text: "banished"}); err != nil {
		t.Fatal(err)
	}
	if s := w.query.slots[0]; s.df != 0 || s.guessed {
		t.Errorf("a word that the article says otherwise passes for known: in %d sentences", s.df)
	}
}

func TestKnownWordsAreNotCorrected(t *testing.T) {
	t.Parallel()
	a := talks
	a.Text += " Taliman is a place, and days are dais."
	e := New(memory{a})
	for _, word := range []string{"taliman", "dais", "days", "went", "2001", "2002", "three"} {
		for _, alt := range alternativesOf(t, e, word) {
			switch alt.how {
			case "spelling", "prefix", "split", "joined", "abbreviation", "sound":
				t.Errorf("%q, which the article knows or which is a number, is taken for %q by %s", word, alt.folded, alt.how)
			}
		}
	}
}

// alternativesOf are what the engine takes the words of a question for.
func alternativesOf(t *testing.T, e *Engine, text string) []alternative {
	t.Helper()
	w := e.works.New().(*work)
	if err := e.prepare(t.Context(), w, Question{Text: text}); err != nil {
		t.Fatal(err)
	}
	var out []alternative
	for _, s := range w.query.slots {
		out = append(out, s.alts...)
	}
	return out
}

// TestFuzzyOverflow shows the trap that maxFuzzy keeps clear of: the library's
// score of an exact match overflows once 40 characters match in a row, while
// at maxFuzzy it is still the greatest.
func TestFuzzyOverflow(t *testing.T) {
	t.Parallel()
	score := func(n int) int {
		s := strings.Repeat("x", n)
		return fuzzy.Find(s, []string{s})[0].Score
	}
	if s := score(44); s >= 0 {
		t.Errorf("score of 44 characters in a row is %d: the library no longer overflows, and maxFuzzy may go", s)
	}
	for n := 2; n <= maxFuzzy; n++ {
		if score(n) <= score(n-1) {
			t.Errorf("score of %d characters in a row is %d, of %d it is %d; want it to grow", n, score(n), n-1, score(n-1))
		}
	}
	// A word longer than the matcher may be given is answered all the same.
	long := strings.Repeat("zyx", 15)
	e := New(memory{{Collection: article.Home, ID: "z", Title: "Z", Lang: "en", Text: "The word " + long + "q stands here."}})
	if alts := alternativesOf(t, e, long); len(alts) == 0 {
		t.Errorf("a word of 45 letters, one short of the article's, finds nothing")
	}
}
