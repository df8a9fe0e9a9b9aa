package qa

import (
	"slices"
	"testing"

	"lector/article"
)

// TestVerbOf: small words tell where the verb of a question stands.
func TestVerbOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ question, verb string }{
		{"What did the board ask the mayor to do?", "ask"},
		{"who built the mill", "built"},
		{"When was the symphony written?", "written"},
		{"how much does Holm earn", "earn"},
		{"what did Holm say about the strike", "say"},
		{"why did they leave the town", "leave"},
		{"does it cost anything", "cost"},
		{"what caused the riots in february", "caused"},
		{"opening hours", ""},
	} {
		var q query
		q.read(test.question, []string{"en"}, new(scanner), make(map[string]*stemmer))
		got := ""
		if at := verbOf(&q); at >= 0 {
			got = q.slots[at].folded
		}
		if got != test.verb {
			t.Errorf("verbOf(%q) = %q, want %q", test.question, got, test.verb)
		}
	}
}

// TestTogether: the signals tell apart what words alone do not.
func TestTogether(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "a", Title: "The treaty of Vell", Lang: "en", Text: "" +
		"Signed in spring, the treaty of the two ports divides the catch.\n\n" +
		"The mayor, Ada Holm, praised the treaty, and a banker from Sund paid for the harbour. " +
		"The old bridge was never rebuilt.\n\n" +
		"Gus Renn paid 40 crowns for the boat. The rain fell all day."}})
	signal := func(question, name string) float64 {
		t.Helper()
		list, err := e.Candidates(t.Context(), Question{Text: question})
		if err != nil || len(list) == 0 {
			t.Fatalf("Candidates(%q): %v, %v", question, list, err)
		}
		return list[0].Signals[slices.Index(SignalNames(), name)]
	}
	for _, test := range []struct {
		name, signal, more, less string // the question that has more of the signal, and the one that has less
	}{
		{"one clause or two", "clause: cover", "who praised the treaty", "which banker praised the harbour"},
		{"the evidence stands by the word that names it", "evidence near focus", "how many crowns did Renn pay", "who paid for the boat"},
		{"a word that turns the question", "turned", "who was mayor before Ada Holm", "who was the mayor Ada Holm"},
		{"said to be not so", "negated", "when will the old bridge be rebuilt", "who paid for the boat"},
		{"a name that is another", "name conflict", "what did Tom Renn pay for the boat", "what did Gus Renn pay for the boat"},
		{"a number that is another", "number conflict", "who paid 90 crowns for the boat", "who paid 40 crowns for the boat"},
		{"the verb is said of it", "verb near", "who paid for the boat", "who painted the boat"},
		{"the title has it", "title", "what does the treaty of Vell say of the catch", "what does the treaty say of the catch"},
	} {
		if more, less := signal(test.more, test.signal), signal(test.less, test.signal); more <= less {
			t.Errorf("%s: %s of %q = %.2f, of %q = %.2f: want more of it in the first", test.name, test.signal, test.more, more, test.less, less)
		}
	}
}
