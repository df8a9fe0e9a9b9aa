package qa

import (
	"slices"
	"testing"
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
