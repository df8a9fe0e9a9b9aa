package qa

import (
	"slices"
	"strings"
	"testing"

	"lector/article"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	for _, test := range []struct {
		name, typed string
		complete    Completion
		want        string // stands among the suggestions; empty: there are none
	}{
		{"the beginning of a prepared question", "can i vi", CompleteQuestions, "Can I visit the orchard?"},
		{"an alternate phrasing", "is brindle", CompleteQuestions, "Is Brindle Hill open to visitors?"},
		{"words in another order, the last unfinished", "orchard visi", CompleteQuestions, "Can I visit the orchard?"},
		{"an abbreviation of a title", "orchbrin", CompleteTitles, "The orchard at Brindle Hill"},
		{"a sentence by its words", "cider mill", CompleteSentences, "Most of the fruit is pressed into cider at the mill in Tarrow."},
		{"a sentence as it starts", "her broth", CompleteSentences, "Her brother built the stone barn two years later."},
		{"furniture is never proposed", "follow us", CompleteSentences, ""},
		{"letters that are nowhere", "zzqqxx", CompleteAny, ""},
	} {
		got, err := e.Suggest(t.Context(), Question{Text: test.typed, Complete: test.complete}, 5)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		var texts []string
		for _, s := range got {
			texts = append(texts, s.Text)
		}
		if test.want == "" && len(texts) > 0 || test.want != "" && !slices.Contains(texts, test.want) {
			t.Errorf("%s: Suggest(%q) = %q, want %q among them", test.name, test.typed, texts, test.want)
		}
	}
	if all, _ := e.Suggest(t.Context(), Question{}, 25); len(all) == 0 {
		t.Error("nothing typed: no suggestion, want the first ones")
	}
	for n := range 4 {
		if got, _ := e.Suggest(t.Context(), Question{Text: "the"}, n); len(got) > n {
			t.Errorf("%d suggestions, at most %d were wanted", len(got), n)
		}
	}
}

func TestFollowUp(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	previous := []Turn{{Question: "who planted the orchard", Answer: "Maren Holt planted the orchard at Brindle Hill in 1931."}}
	a := ask(t, e, Question{Text: "and what did her brother build?", Previous: previous})
	if len(a.Passages) == 0 || a.Passages[0].Text() != "Her brother built the stone barn two years later." {
		t.Errorf("a follow-up with words of its own got %+v", a.Passages)
	}
	a = ask(t, e, Question{Text: "when was that?", Previous: previous, Top: 1})
	if len(a.Passages) == 0 || a.Passages[0].Text() != previous[0].Answer {
		t.Errorf("a follow-up that only points back got %+v, want the sentence it points to", a.Passages)
	}
	// The conversation is a field of the question, never hidden state.
	if again := ask(t, e, Question{Text: "when was that?"}); again.Verdict == Answered {
		t.Errorf("without the earlier turn it is answered: %+v", again.Passages)
	}
	// A question that stands by itself does not look back.
	with := ask(t, e, Question{Text: "How many apple trees does the orchard hold?", Previous: []Turn{{Question: "Where is the mill?", Answer: "Tarrow"}}})
	without := ask(t, e, Question{Text: "How many apple trees does the orchard hold?"})
	if with.Passages[0].Span != without.Passages[0].Span || with.Confidence != without.Confidence {
		t.Errorf("an earlier turn changed a question that stands by itself: %v, want %v", with, without)
	}
}

// TestFollowUpOfPerson: he or she is the one whom the answer named, and what was
// asked before about something else no longer counts.
func TestFollowUpOfPerson(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "mill", Title: "The mill of Tarrow", Lang: "en", Text: "" +
		"The mill of Tarrow was built by Jon Aske in 1811. It burned down twice, and the mill was built again each time.\n\n" +
		"Jon Aske was born in Felt, the son of a smith. He learned his trade in the south and came home with a drawing of a wheel.\n\n" +
		"Today the mill is a museum. The wheel still turns on Sundays."}})
	previous := []Turn{{Question: "who built the mill", Answer: "The mill of Tarrow was built by Jon Aske in 1811."}}
	for _, question := range []string{"and where was he born?", "where did he learn his trade"} {
		a := ask(t, e, Question{Text: question, Previous: previous, Top: 1})
		if len(a.Passages) == 0 || !strings.Contains(a.Passages[0].Text(), "Aske was born") && !strings.Contains(a.Passages[0].Text(), "his trade") {
			t.Errorf("%q after %q got %v", question, previous[0].Question, a.Passages)
		}
	}
	// What the article does not say of him is not answered by saying the same again.
	for _, question := range []string{"when was he born", "and who did he marry?"} {
		if a := ask(t, e, Question{Text: question, Previous: previous}); a.Verdict == Answered {
			t.Errorf("%q after %q is answered: %v", question, previous[0].Question, a.Passages[0].Text())
		}
	}
	a := ask(t, e, Question{Text: "and is it still turning?", Previous: []Turn{{Question: "what became of the mill", Answer: "Today the mill is a museum."}}, Top: 1})
	if len(a.Passages) == 0 || a.Passages[0].Text() != "The wheel still turns on Sundays." {
		t.Errorf("a follow-up of a thing got %v", a.Passages)
	}
}
