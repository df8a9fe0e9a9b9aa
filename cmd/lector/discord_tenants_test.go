package main

import (
	"strings"
	"testing"

	"lector/article"
	"lector/bot/discordtest"
)

// TestTenantsAreApart walks every entry point, as a member of one server, with
// the articles of a foreign server and of a foreign user, by name, by reference
// and by forged buttons, and finds nothing.
func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	city := s.AddGuild("City")
	cityChannel := city.AddChannel("general")
	carl := city.AddMember("carl", discordtest.ManageGuild)
	eve := s.AddUser("eve").Install()
	vault := article.Article{Collection: article.Guild(city.ID), ID: "vault", Title: "The vault of Norrholm", URL: "https://example.org/vault", Lang: "en", Text: foreignText,
		Pairs: []article.Pair{{ID: "crown", Questions: []string{"Who chose the combination of the vault?"}, Answer: "Ebba Falk chose it.", Quote: "Its combination was chosen by Ebba Falk."}}}
	diary := article.Article{Collection: article.User(eve.ID), ID: "diary", Title: "A private diary", Lang: "en", Text: diaryText}
	s.put(vault, diary)
	s.start()
	secrets := []string{"norrholm", "zircon", "ebba", "falk", "quillon", "brewery", "diary", "vault of"}
	const vaultQuestion, diaryQuestion = "Who chose the combination of the vault?", "What is my bicycle called?"

	// The owners find what is theirs: else the walk would prove nothing.
	own := carl.Slash(cityChannel, "/ask", opt("question", vaultQuestion))
	shows(t, "the city's own answer", own, "Ebba Falk")
	ownPrivate := carl.Slash(cityChannel, "/ask", opt("question", vaultQuestion), opt("private", true))
	eves := eve.Slash(eve.DM(), "/ask", opt("question", diaryQuestion))
	shows(t, "eve's own answer", eves, "Quillon")
	cityQuestions := carl.Autocomplete(cityChannel, "/ask", opt("question", "who chose the comb"))
	cityTitles := carl.Autocomplete(cityChannel, "/ask", opt("question", "x"), opt("article", "vault"))
	cityPassages := carl.Autocomplete(cityChannel, "/quote", opt("passage", "keeps the zircon"))

	// What managing shows: references, buttons and forms.
	const alteredVault = "The vault of Norrholm keeps the copper crown."
	cityRefs := carl.Autocomplete(cityChannel, "/article show", opt("article", "vault"))
	cityAnswers := carl.Autocomplete(cityChannel, "/answers edit", opt("answer", "combination"))
	if len(cityRefs) == 0 || len(cityAnswers) == 0 {
		t.Fatalf("the city's managers are offered %v and %v", cityRefs, cityAnswers)
	}
	read(carl.Slash(cityChannel, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	var foreignButtons, foreignForms []string
	for _, v := range []*discordtest.View{
		carl.Slash(cityChannel, "/article list"),
		carl.Slash(cityChannel, "/article remove", opt("article", "The mill of Vika")),
		carl.Slash(cityChannel, "/answers list", opt("article", "vault")),
		eve.Slash(eve.DM(), "/article list"),
		eve.Slash(eve.DM(), "/lector privacy"),
	} {
		for _, b := range v.Buttons() {
			if b.CustomID != "" && !strings.Contains(b.Label, "Forget") {
				foreignButtons = append(foreignButtons, b.CustomID)
			}
		}
	}
	for _, v := range []*discordtest.View{
		carl.Slash(cityChannel, "/article edit", opt("article", "vault")),
		carl.Slash(cityChannel, "/answers edit", opt("answer", vaultQuestion)),
		eve.Slash(eve.DM(), "/article edit", opt("article", "diary")),
	} {
		if v.Modal == nil {
			t.Fatalf("no form opens: %v", v)
		}
		foreignForms = append(foreignForms, v.Modal.CustomID)
	}
	cityBefore := carl.Slash(cityChannel, "/article list").Text() + carl.Slash(cityChannel, "/answers list", opt("article", "vault")).Text()

	// Others, everywhere they may be. Carl is a member of the city, and asks elsewhere.
	s.town.Join(carl, discordtest.ManageGuild)
	carl.Install()
	s.ada.Install()
	away := s.AddGuildWithoutBot("Away")
	awayChannel := away.AddChannel("general")
	away.Join(carl)
	away.Join(s.ada)
	places := map[string]struct {
		who *discordtest.User
		at  *discordtest.Channel
	}{
		"ada on her server":               {s.ada, s.general},
		"a moderator there":               {s.mod, s.general},
		"ada in direct messages":          {s.ada, s.ada.DM()},
		"ada in a group":                  {s.ada, s.AddGroup(s.ada, s.ben)},
		"ada on a server by user install": {s.ada, awayChannel},
		"carl on another server":          {carl, s.general},
		"carl in direct messages":         {carl, carl.DM()},
		"carl on a server without Lector": {carl, awayChannel},
	}
	for name, p := range places {
		t.Run(name, func(t *testing.T) {
			for _, q := range []string{vaultQuestion, diaryQuestion} {
				// The question repeats no secret word but its own.
				v := p.who.Slash(p.at, "/ask", opt("question", q), discordtest.Forced())
				hides(t, "/ask", v, "norrholm", "zircon", "ebba", "falk", "quillon", "brewery", "private diary")
			}
			for _, choice := range cityQuestions {
				hides(t, "/ask with the city's choice", p.who.Slash(p.at, "/ask", opt("question", choice.Value), discordtest.Forced()), "ebba", "falk", "norrholm")
			}
			for _, title := range append([]any{"The vault of Norrholm", "vault", "A private diary", "diary"}, values(cityTitles)...) {
				v := p.who.Slash(p.at, "/ask", opt("question", "Who chose the combination?"), opt("article", title), discordtest.Forced())
				hides(t, "/ask in the city's article", v, "ebba", "falk", "zircon", "quillon")
			}
			for _, passage := range append([]any{"zircon crown", "bicycle is called"}, values(cityPassages)...) {
				v := p.who.Slash(p.at, "/quote", opt("passage", passage), discordtest.Forced())
				hides(t, "/quote", v, "norrholm", "ebba", "quillon")
			}
			for _, typed := range []string{"who chose", "bicycle", "zircon", "the", "a"} {
				for _, list := range [][]discordtest.Choice{
					p.who.Autocomplete(p.at, "/ask", opt("question", typed)),
					p.who.Autocomplete(p.at, "/ask", opt("question", "x"), opt("article", typed)),
					p.who.Autocomplete(p.at, "/quote", opt("passage", typed)),
				} {
					for _, c := range list {
						hides(t, "autocomplete", &discordtest.View{Content: c.Name}, secrets...)
					}
				}
			}
			// Buttons of foreign answers, forged onto a message of one's own.
			mine := p.who.Slash(p.at, "/ask", opt("question", "When did the harbour open?"), discordtest.Forced())
			shows(t, "an answer from home", mine, "1874")
			for _, foreign := range []*discordtest.View{own, ownPrivate, eves} {
				for _, b := range foreign.Buttons() {
					if b.CustomID == "" || b.Label == "Delete" {
						continue
					}
					v := p.who.Forge(mine, b.CustomID)
					hides(t, "the forged button "+b.Label, v, "norrholm", "zircon", "ebba", "falk", "quillon", "brewery")
					for _, f := range v.Followups() {
						hides(t, "the forged button "+b.Label, f, "norrholm", "zircon", "ebba", "falk", "quillon")
					}
				}
			}
			// What is said, in the places where Lector listens.
			if p.at.Guild() != away && (p.at.Guild() != nil || p.at == p.who.DM()) {
				for _, q := range []string{vaultQuestion, diaryQuestion} {
					said := p.who.Say(p.at, s.Bot().Mention()+" "+q)
					hides(t, "a mention", said.Answer(), "norrholm", "ebba", "falk", "quillon")
				}
			}
			// The message commands on a foreign question and a foreign quotation.
			if p.at.Guild() != nil || p.at == p.who.DM() {
				asked := p.who.Say(p.at, vaultQuestion)
				hides(t, "the message command", p.who.MessageCommand("Answer from the articles", asked), "norrholm", "ebba", "falk")
				posted := p.who.Say(p.at, alteredVault)
				hides(t, "checking a message", p.who.MessageCommand("Check this quote", posted), "zircon", "ebba", "altered", "word for word")
			}
			for _, quotation := range []string{alteredVault, "My bicycle is called Unicorn."} {
				hides(t, "/check", p.who.Slash(p.at, "/check", opt("quote", quotation), discordtest.Forced()), "zircon", "ebba", "quillon", "altered", "word for word")
			}
			// What manages a library, by every name that the foreign articles have.
			quiet := func(what string, v *discordtest.View) {
				t.Helper()
				v = read(v)
				hides(t, what, v, "zircon", "ebba", "falk", "quillon", "brewery", "crown")
				for _, f := range v.Files {
					hides(t, what, &discordtest.View{Content: string(f.Data)}, "zircon", "ebba", "falk", "quillon")
				}
			}
			for _, ref := range append([]any{"The vault of Norrholm", "vault", "A private diary", "diary"}, values(cityRefs)...) {
				for _, name := range []string{"/article show", "/article edit", "/article use", "/article refresh", "/article remove", "/answers add", "/answers list", "/answers export"} {
					quiet(name, p.who.Slash(p.at, name, opt("article", ref), discordtest.Forced()))
				}
				file := discordtest.Upload{Name: "pairs.yaml", Data: []byte("- question: Who?\n  answer: Nobody.\n  quote: Its combination\n")}
				quiet("/answers import", p.who.Slash(p.at, "/answers import", opt("article", ref), opt("file", file), discordtest.Forced()))
			}
			for _, ref := range append([]any{vaultQuestion, diaryQuestion}, values(cityAnswers)...) {
				quiet("/answers edit", p.who.Slash(p.at, "/answers edit", opt("answer", ref), discordtest.Forced()))
				quiet("/answers remove", p.who.Slash(p.at, "/answers remove", opt("answer", ref), discordtest.Forced()))
			}
			for _, name := range []string{"/article list", "/answers gaps", "/lector settings", "/lector help", "/lector about", "/lector privacy"} {
				quiet(name, p.who.Slash(p.at, name, discordtest.Forced()))
			}
			for _, option := range [][2]string{{"/article show", "article"}, {"/article edit", "article"}, {"/article use", "article"}, {"/article refresh", "article"}, {"/article remove", "article"},
				{"/answers add", "article"}, {"/answers edit", "answer"}, {"/answers remove", "answer"}, {"/answers list", "article"}, {"/answers import", "article"}, {"/answers export", "article"}} {
				for _, typed := range []string{"", "vault", "who"} {
					for _, c := range p.who.Autocomplete(p.at, option[0], discordtest.Forced(), opt(option[1], typed)) {
						hides(t, "autocomplete of "+option[0], &discordtest.View{Content: c.Name}, secrets...)
					}
				}
			}
			// Buttons and forms of those who manage the foreign libraries.
			for _, id := range foreignButtons {
				quiet("a forged button of the city's managers", p.who.Forge(mine, id))
			}
			for _, id := range foreignForms {
				quiet("a forged form of the city's managers", p.who.ForgeSubmit(p.at, id, map[string]string{"questions": "Who?", "answer": "Nobody.", "quote": "Its combination was chosen by Nobody.",
					"article": "vault", "title": "Pwned", "text": "Pwned.", "author": "", "publisher": "", "date": "", "address": ""}))
			}
		})
	}
	// Nothing of it reached what is the city's and eve's.
	if after := carl.Slash(cityChannel, "/article list").Text() + carl.Slash(cityChannel, "/answers list", opt("article", "vault")).Text(); after != cityBefore {
		t.Errorf("the city's library was\n%s\nand is\n%s", cityBefore, after)
	}
	shows(t, "eve's own answer", eve.Slash(eve.DM(), "/ask", opt("question", diaryQuestion)), "Quillon")
}

func values(list []discordtest.Choice) (out []any) {
	for _, c := range list {
		out = append(out, c.Value)
	}
	return out
}

// TestForgedButtonsAndForms: custom_ids that a modified client makes up, or
// takes from elsewhere, get nobody further than they may go.
func TestForgedButtonsAndForms(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	v := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
	settings := s.mod.Slash(s.general, "/lector settings")
	if len(settings.Selects()) == 0 {
		t.Fatalf("the moderator's settings are %v", settings)
	}
	private := s.mod.Slash(s.general, "/ask", opt("question", "When did the harbour open?"), opt("private", true))
	t.Run("settings by a member", func(t *testing.T) {
		for _, m := range settings.Selects() {
			value := "always"
			got := s.ada.ForgeSelect(v, m.CustomID, value)
			if !got.Ephemeral || len(got.Selects()) != 0 {
				t.Errorf("the menu %s gives a member %v, want a private refusal", m.Placeholder, got)
			}
		}
		after := s.ada.Slash(s.channel("after-forging"), "/ask", opt("question", "When did the harbour open?"))
		if after.Ephemeral {
			t.Error("a member changed the server's settings by a forged menu")
		}
	})
	t.Run("made up", func(t *testing.T) {
		for _, id := range []string{"x", "context", "v1:context:h:harbour:0:10", "../../etc", "{}", "delete:" + s.ben.ID, string(make([]byte, 100))} {
			got := s.ben.Forge(v, id)
			if got.Problem != "" || !got.Ephemeral {
				t.Errorf("the button %q gives %v, want a private refusal", id, got)
			}
			form := s.ben.ForgeSubmit(s.general, id, map[string]string{"answer": "pwned"})
			if form.Problem != "" || !form.Ephemeral {
				t.Errorf("the form %q gives %v, want a private refusal", id, form)
			}
		}
		if v.Now().Deleted {
			t.Error("a made up button deleted the answer")
		}
	})
	t.Run("altered", func(t *testing.T) {
		for _, b := range v.Buttons() {
			if b.CustomID == "" {
				continue
			}
			for i := range len(b.CustomID) {
				if i%5 != 0 { // every fifth byte is enough
					continue
				}
				altered := b.CustomID[:i] + string('a'+(b.CustomID[i]+1)%26) + b.CustomID[i+1:]
				if altered == b.CustomID {
					continue
				}
				if got := s.ben.Forge(v, altered); got.Problem != "" || !got.Ephemeral {
					t.Errorf("%s altered at %d gives %v, want a private refusal", b.Label, i, got)
				}
			}
		}
		if now := v.Now(); now.Deleted || now.Content != v.Content {
			t.Errorf("an altered button changed the answer to %v", now)
		}
	})
	t.Run("delete of another's answer by a button of one's own", func(t *testing.T) {
		mine := s.ben.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
		got := s.ben.Forge(v, mine.Button("Delete").CustomID)
		if v.Now().Deleted {
			t.Errorf("ben deleted ada's answer with the button of his own: %v", got)
		}
	})
	t.Run("share of a public answer", func(t *testing.T) {
		got := s.ben.Forge(v, private.Button("Share").CustomID)
		if got.Problem != "" || !got.Ephemeral {
			t.Errorf("a forged Share gives %v, want a private refusal", got)
		}
	})
}
