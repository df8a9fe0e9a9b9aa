package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"lector/article"
	"lector/bot/discordtest"
)

// questionsOf are the questions of the harbour's prepared answer.
func (s *scene) questionsOf(lib Library) string {
	s.t.Helper()
	a, err := lib.Get(context.Background(), article.Guild(s.town.ID), "harbour")
	if err != nil || len(a.Pairs) != 1 {
		s.t.Fatalf("the library holds %+v, %v", a.Pairs, err)
	}
	return strings.Join(a.Pairs[0].Questions, "|")
}

const (
	ticketQuestions = "How much is a ticket for the lighthouse?|What does it cost to climb the lighthouse?"
	inVain          = "Is the beacon pricey, roughly?"
	rephrased       = "How much does a ticket for the lighthouse cost me?"
)

// wordingsScene is a library on disk with the harbour, asked once in vain and
// then in words that find the prepared answer.
func wordingsScene(t *testing.T) (*scene, Library) {
	t.Helper()
	s, st, _ := library(t)
	if _, err := st.Put(context.Background(), harbour(article.Guild(s.town.ID))); err != nil {
		t.Fatal(err)
	}
	if !waitFor(func() bool { return strings.Contains(s.ask(s.mod, rephrased).Content, "costs 40 crowns") }) {
		t.Fatalf("the rephrased question finds %v", s.ask(s.mod, rephrased))
	}
	return s, st
}

func description(v *discordtest.View) string {
	if len(v.Embeds) != 1 {
		return ""
	}
	return v.Embeds[0].Description
}

// What a member asked in vain, and the words that then led to a helpful answer,
// are offered to the editors; a button adds one, another dismisses it.
func TestWordingsThatLedToAnAnswerAreOffered(t *testing.T) {
	t.Parallel()
	s, lib := wordingsScene(t)
	holds(t, "the first question", s.ask(s.ada, inVain), "do not say")
	holds(t, "the vote", s.ada.Click(s.ask(s.ada, rephrased), "Helpful"), "Thank you")
	var list *discordtest.View
	if !waitFor(func() bool { list = s.mod.Slash(s.general, "/answers gaps"); return list.Button("Answer 1") != nil }) {
		t.Fatalf("the gaps are %v", list)
	}
	if list.Button("Other wordings: 2") == nil {
		t.Fatalf("the gaps have the buttons %v, want the wordings", list.Labels())
	}
	if got := s.questionsOf(lib); got != ticketQuestions {
		t.Errorf("the questions are %s before anybody agreed", got)
	}
	page := s.mod.Click(list, "Other wordings: 2")
	for _, want := range []string{inVain, rephrased, "led to “How much is a ticket for the lighthouse?”, members: 1", "Asked so, it was not answered"} {
		if !strings.Contains(description(page), want) {
			t.Errorf("the wordings are %v, want %q", page, want)
		}
	}
	first, second := inVain, rephrased
	if strings.Index(description(page), inVain) > strings.Index(description(page), rephrased) {
		first, second = second, first
	}
	holds(t, "a member without the permission", s.ben.Forge(s.ask(s.ben, "When did the harbour open?"), page.Button("Add 1").CustomID), "Manage Server")
	added := s.mod.Click(page, "Add 1")
	holds(t, "adding", added, first, "is a question of “How much is a ticket for the lighthouse?” now")
	if got := s.questionsOf(lib); got != ticketQuestions+"|"+first {
		t.Errorf("the questions are %s after adding", got)
	}
	s.asks(first, "**Prepared answer:** 40 crowns")
	undone := s.mod.Click(added, "Take back")
	holds(t, "taking it back", undone, "Taken back")
	if got := s.questionsOf(lib); got != ticketQuestions {
		t.Errorf("the questions are %s after taking it back", got)
	}
	page = s.mod.Click(s.mod.Slash(s.general, "/answers gaps"), "Other wordings: 2")
	gone := s.mod.Click(page, "Dismiss 1")
	if d := description(gone); strings.Contains(d, first) || !strings.Contains(d, second) {
		t.Errorf("after dismissing %q the wordings are %v", first, gone)
	}
	holds(t, "dismissing the last", s.mod.Click(gone, "Dismiss 1"), "No other wordings are waiting.")
	s.mod.Click(s.ask(s.mod, rephrased), "Helpful")
	if v := s.mod.Slash(s.general, "/answers gaps"); strings.Contains(strings.Join(v.Labels(), " "), "wordings") {
		t.Errorf("what was dismissed is offered again: %v", v.Labels())
	}
}

// Adding the wording that was asked in vain closes its gap.
func TestAddingAWordingClosesItsGap(t *testing.T) {
	t.Parallel()
	s, _ := wordingsScene(t)
	s.ask(s.ada, inVain)
	// The same member, the same channel, but the answer came first: nothing led there.
	early := s.ask(s.ben, rephrased)
	s.ask(s.ben, "Is the beacon cheap, roughly?")
	s.ben.Click(early, "Helpful")
	s.ada.Click(s.ask(s.ada, rephrased), "Helpful")
	var page *discordtest.View
	if !waitFor(func() bool {
		page = s.mod.Slash(s.general, "/answers gaps")
		return strings.Contains(description(page), "cheap")
	}) {
		t.Fatalf("the gaps are %v", page)
	}
	page = s.mod.Click(page, "Other wordings: 2")
	if strings.Contains(description(page), "cheap") {
		t.Errorf("what was asked after the answer is offered: %v", page)
	}
	n := "1"
	if strings.Index(description(page), inVain) > strings.Index(description(page), rephrased) {
		n = "2"
	}
	back := s.mod.Click(s.mod.Click(page, "Add "+n), "Not answered yet")
	if d := description(back); strings.Contains(d, inVain) || !strings.Contains(d, "cheap") {
		t.Errorf("the gaps are %v, want the closed one gone", back)
	}
}

// Two who keep the answers: the second is told that the answer was changed.
func TestAddingAWordingToAChangedAnswer(t *testing.T) {
	t.Parallel()
	s, lib := wordingsScene(t)
	s.ada.Click(s.ask(s.ada, rephrased), "Helpful")
	page := s.mod.Click(s.mod.Slash(s.general, "/answers gaps"), "Other wordings: 1")
	form := s.mod.Slash(s.general, "/answers edit", discordtest.Opt("answer", s.choose(s.mod, "/answers edit", "answer", "ticket")))
	holds(t, "the edit", s.mod.Submit(form, map[string]string{"questions": strings.ReplaceAll(ticketQuestions, "|", "\n"), "answer": "Forty.", "quote": "A ticket for the lighthouse costs 40 crowns."}), "Changed:")
	holds(t, "adding", s.mod.Click(page, "Add 1"), "Somebody else changed this meanwhile")
	if got := s.questionsOf(lib); got != ticketQuestions {
		t.Errorf("the questions are %s", got)
	}
}

// A private question is offered only when its asker tells the editors; what a
// vote on it keeps is the passage.
func TestPrivateWordingsAreTheAskers(t *testing.T) {
	t.Parallel()
	s, _ := wordingsScene(t)
	private := s.ask(s.ada, rephrased, discordtest.Opt("private", true))
	thanks := s.ada.Click(private, "Helpful")
	holds(t, "the thanks", thanks, "Thank you", "They do not learn who asked")
	wordings := func() string {
		t.Helper()
		list := s.mod.Slash(s.general, "/answers gaps")
		if list.Button("Other wordings: 1") == nil {
			return ""
		}
		return description(s.mod.Click(list, "Other wordings: 1"))
	}
	if got := wordings(); got != "" {
		t.Errorf("a private question is offered: %s", got)
	}
	data := s.myData(s.ada)
	if len(data.Votes) != 1 || data.Votes[0].Question != "" || data.Votes[0].Article != "harbour" || !data.Votes[0].Helpful {
		t.Errorf("of a vote on a private answer is kept %+v", data.Votes)
	}
	holds(t, "telling", s.ada.Click(thanks, "Tell the editors"), "on the editors' list")
	if got := wordings(); !strings.Contains(got, rephrased) || !strings.Contains(got, "members: 1") {
		t.Errorf("after the asker told it the wordings are %q", got)
	}
	if data := s.myData(s.ada); len(data.Votes) != 1 || data.Votes[0].Question != rephrased {
		t.Errorf("after the asker told it the votes are %+v, want one with the question", data.Votes)
	}
	// Asked privately in vain and told, then asked in other words.
	silent := s.ask(s.ben, inVain, discordtest.Opt("private", true))
	s.ben.Click(s.ask(s.ben, rephrased, discordtest.Opt("private", true)), "Helpful")
	if got := s.myData(s.ben); len(got.Votes) != 1 || got.Votes[0].Earlier != "" {
		t.Errorf("what was asked in private and not told is kept with %+v", got.Votes)
	}
	s.ben.Click(silent, "Tell the editors")
	s.ben.Click(s.ask(s.ben, rephrased, discordtest.Opt("private", true)), "Helpful")
	list := s.mod.Slash(s.general, "/answers gaps")
	if list.Button("Other wordings: 2") == nil {
		t.Errorf("what was told is not offered: %v", list.Labels())
	}
	// Forgotten with its asker.
	page := s.ada.Slash(s.general, "/lector privacy")
	s.ada.Click(s.ada.Click(page, "Forget me"), "Yes, forget me")
	if data := s.myData(s.ada); len(data.Votes) != 0 {
		t.Errorf("after forget me the votes are %+v", data.Votes)
	}
	if got := s.mod.Click(s.mod.Slash(s.general, "/answers gaps"), "Other wordings: 1"); !strings.Contains(description(got), inVain) {
		t.Errorf("after ada was forgotten the wordings are %v, want ben's alone", got)
	}
}

// myData is the file that a member gets of what is kept of them.
func (s *scene) myData(u *discordtest.User) exported {
	s.t.Helper()
	file := u.Click(u.Slash(s.general, "/lector privacy"), "My data").WaitDone()
	var out exported
	if len(file.Files) != 1 || json.Unmarshal(file.Files[0].Data, &out) != nil || out.User != u.ID {
		s.t.Fatalf("the export is %v", file)
	}
	return out
}
