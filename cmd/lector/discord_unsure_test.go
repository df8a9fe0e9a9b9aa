package main

import (
	"strings"
	"testing"

	"lector/article"
	"lector/bot/discordtest"
)

// TestUnsure: where no passage is likely enough alone, but the best ones are
// together, the member chooses among them.
func TestUnsure(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.put(article.Article{Collection: article.Guild(s.town.ID), ID: "pools", Title: "Swimming pools", Publisher: "Town of Aldby", Published: "2024-05-02",
		URL: "https://example.org/pools", Lang: "en", Text: poolsText + "\n\nThe swimming pool in Cordby opens at nine o'clock in the morning."})
	s.start()
	const question = "When does the pool open?"
	sentences := []string{
		"The swimming pool in Aldby opens at eight o'clock in the morning.",
		"The swimming pool in Bexby opens at seven o'clock in the morning.",
		"The swimming pool in Cordby opens at nine o'clock in the morning.",
	}
	// candidate is which sentence stands under a number of an unsure answer.
	candidate := func(t *testing.T, v *discordtest.View, number string) string {
		t.Helper()
		_, after, ok := strings.Cut(v.Content, "\n**"+number+"**\n> ")
		if !ok {
			t.Fatalf("no candidate %s in %v", number, v)
		}
		sentence, _, _ := strings.Cut(after, "\n")
		return sentence
	}
	// chosen checks what the member sees after choosing a sentence.
	chosen := func(t *testing.T, v *discordtest.View, sentence string) {
		t.Helper()
		shows(t, "the chosen candidate", v, "**"+question+"**\n> "+sentence+"\n-# **Swimming pools** · Town of Aldby · 2 May 2024 · paragraph ")
		for _, o := range sentences {
			if o != sentence && strings.Contains(v.Content, o) {
				t.Errorf("beside %q stands %q", sentence, o)
			}
		}
		if strings.Contains(v.Content, "Which one do you mean?") || len(v.Pings) > 0 {
			t.Errorf("the choice shows %v", v)
		}
		if b := v.Button("Open the source"); b == nil || !strings.HasPrefix(b.URL, "https://example.org/pools#:~:text=") {
			t.Errorf("the source button is %+v, want a link to the sentence", b)
		}
		for _, label := range []string{"Context", "Next passage", "Helpful", "Not helpful"} {
			if v.Button(label) == nil {
				t.Errorf("there is no button %q under the choice: %v", label, v.Labels())
			}
		}
	}
	seen := map[string]bool{}
	for _, number := range []string{"1", "2", "3"} {
		t.Run("candidate "+number, func(t *testing.T) {
			c := s.channel("unsure-" + number)
			v := s.ada.Slash(c, "/ask", opt("question", question))
			shows(t, "the answer", v, append([]string{"**" + question + "**\nSeveral passages come close. Which one do you mean?\n**1**\n> "}, sentences...)...)
			if got := strings.Join(v.Labels(), ","); got != "1,2,3,Delete" || v.Ephemeral {
				t.Fatalf("the answer is %v, want it public with the buttons 1, 2, 3 and Delete", v)
			}
			if number == "1" {
				s.Draw("unsure", v)
			}
			sentence := candidate(t, v, number)
			seen[sentence] = true
			// Another member sees the choice alone, and the answer stays.
			other := s.ben.Click(v, number)
			if !other.Ephemeral || other.ID == v.ID || v.Now().Content != v.Content {
				t.Errorf("for another member the choice shows %v, and the answer is %v; want a private message", other, v.Now())
			}
			chosen(t, other, sentence)
			// For the asker it takes the answer's place.
			mine := s.ada.Click(v, number)
			if mine.ID != v.ID || mine.Ephemeral {
				t.Errorf("for the asker the choice shows %v, want it in the answer's place", mine)
			}
			chosen(t, mine, sentence)
			if number == "1" {
				s.Draw("unsure-chosen", mine)
			}
			// From there the list goes on, and the asker can take it back.
			shows(t, "the next passage", s.ada.Click(mine, "Next passage"), "> The swimming pool in ")
			s.ada.Click(mine, "Delete")
			mine.WaitDeleted()
		})
	}
	if len(seen) != len(sentences) {
		t.Errorf("the candidates are %v, want every pool once", seen)
	}
	t.Run("in private", func(t *testing.T) {
		v := s.ada.Slash(s.channel("unsure-private"), "/ask", opt("question", question), opt("private", true))
		if got := strings.Join(v.Labels(), ","); got != "1,2,3" || !v.Ephemeral {
			t.Fatalf("the answer is %v, want it private with the buttons 1, 2 and 3", v)
		}
		sentence := candidate(t, v, "2")
		mine := s.ada.Click(v, "2")
		if !mine.Ephemeral || mine.ID != v.ID {
			t.Errorf("the choice shows %v, want it in the private answer's place", mine)
		}
		chosen(t, mine, sentence)
		shared := s.ada.Click(mine, "Share")
		if shared.Ephemeral {
			t.Errorf("what was shared is %v, want it public", shared)
		}
		chosen(t, shared, sentence)
	})
	t.Run("by mention", func(t *testing.T) {
		v := s.ada.Say(s.channel("unsure-mention"), s.Bot().Mention()+" when does the pool open?").Answer()
		shows(t, "the answer", v, append([]string{"Several passages come close."}, sentences...)...)
		sentence := candidate(t, v, "3")
		mine := s.ada.Click(v, "3")
		shows(t, "the chosen candidate", mine, "> "+sentence)
		if mine.ID != v.ID {
			t.Errorf("the choice shows %v, want it in the answer's place", mine)
		}
	})
	t.Run("after a restart", func(t *testing.T) {
		v := s.ada.Slash(s.channel("unsure-restart"), "/ask", opt("question", question))
		sentence := candidate(t, v, "2")
		s.restart()
		chosen(t, s.ada.Click(v, "2"), sentence)
	})
}
