package bot

import (
	"strings"
	"testing"

	"lector/article"
	"lector/bot/discordtest"
)

// secret is an article that only the Town may see.
func secret(c article.Collection) article.Article {
	return article.Article{Collection: c, ID: "vault", Title: "The vault of Hollowell", Lang: "en",
		URL:   "https://example.org/vault",
		Text:  "The vault of Hollowell holds nineteen silver plates. Its keeper is Ottilie Brandt.",
		Pairs: []article.Pair{{ID: "keeper", Questions: []string{"Who keeps the vault of Hollowell?"}, Answer: "Ottilie Brandt does.", Quote: "Its keeper is Ottilie Brandt."}}}
}

const (
	secretQuestion = "Who keeps the vault of Hollowell?"
	secretWord     = "Ottilie"
)

// Every entry point is tried with another server's and another user's article.
func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.mem.put(secret(article.Guild(s.town.ID)))
	s.mem.put(secret(article.User(s.ben.ID)))
	own := s.ask(s.ada, secretQuestion)
	holds(t, "the answer in the Town", own, secretWord)
	bens := s.ben.Say(s.ben.DM(), secretQuestion).Answer()
	holds(t, "ben's answer in his direct messages", bens, secretWord)

	other := s.AddGuild("Other")
	lobby := other.AddChannel("lobby")
	eve := other.AddMember("eve", discordtest.ManageGuild, discordtest.ManageMessages)
	eve.Install()
	foreign := s.AddGuildWithoutBot("Foreign")
	square := foreign.AddChannel("square")
	foreign.Join(eve)
	group := s.AddGroup(eve, s.AddUser("zoe"))
	never := func(what string, v *discordtest.View) {
		t.Helper()
		if v.Problem != "" {
			t.Errorf("%s: %s", what, v.Problem)
		}
		if text := v.String(); strings.Contains(text, secretWord) || strings.Contains(text, "nineteen") {
			t.Errorf("%s shows the secret:\n%s", what, text)
		}
	}
	ref := valuePrefix + strings.Join(place{kind: kindOwn, id: "vault", span: article.Span{Start: 53, End: 82}, pair: pairHash("keeper")}.args(), ".")
	for name, c := range map[string]*discordtest.Channel{"another server": lobby, "a server without Lector": square, "a group": group, "a direct message": eve.DM()} {
		never("/ask in "+name, eve.Slash(c, "/ask", discordtest.Opt("question", secretQuestion)))
		never("/ask with a reference in "+name, eve.Slash(c, "/ask", discordtest.Opt("question", ref)))
		never("/ask with the article in "+name, eve.Slash(c, "/ask", discordtest.Opt("question", secretQuestion), discordtest.Opt("article", articlePrefix+kindOwn+".vault")))
		never("/ask with the article's ID in "+name, eve.Slash(c, "/ask", discordtest.Opt("question", secretQuestion), discordtest.Opt("article", "vault")))
		never("/quote with a reference in "+name, eve.Slash(c, "/quote", discordtest.Opt("passage", ref)))
		never("/quote with words in "+name, eve.Slash(c, "/quote", discordtest.Opt("passage", "Its keeper is")))
		for _, option := range [][2]string{{"/ask", "question"}, {"/quote", "passage"}} {
			for _, choice := range eve.Autocomplete(c, option[0], discordtest.Opt(option[1], "keeper vault")) {
				if strings.Contains(choice.Name, "vault") || strings.Contains(choice.Name, secretWord) {
					t.Errorf("%s in %s offers %q", option[0], name, choice.Name)
				}
			}
			for _, choice := range eve.Autocomplete(c, option[0], discordtest.Opt(option[1], "x"), discordtest.Opt("article", "The v")) {
				if strings.Contains(choice.Name, "vault") {
					t.Errorf("the titles of %s in %s offer %q", option[0], name, choice.Name)
				}
			}
		}
	}
	never("a direct message", eve.Say(eve.DM(), secretQuestion).Answer())
	never("a mention", eve.Say(lobby, s.Bot().Mention()+" "+secretQuestion).Answer())
	never("the message command", eve.MessageCommand("Answer from the articles", eve.Say(lobby, secretQuestion)))
	// Custom_ids from the Town and from ben, pressed elsewhere.
	harmless := s.askIn(eve, lobby, "How tall is the lighthouse?")
	for _, button := range append(own.Buttons(), bens.Buttons()...) {
		if button.CustomID != "" {
			on := s.askIn(eve, lobby, "How tall is the lighthouse?") // each on its own: one of them deletes it
			never("the button "+button.Label, eve.Forge(on, button.CustomID))
		}
	}
	for _, verb := range []string{verbContext, verbPick, verbShare, verbHelpful} {
		pl, _ := parseValue(ref)
		never("a sealed "+verb, eve.Forge(harmless, s.bot.seal.id(verb, append(pl.args(), "1")...)))
	}
	never("a sealed next", eve.Forge(harmless, s.bot.seal.id(verbNext, "1", kindOwn, "vault")))
	// Home answers in all of these places.
	holds(t, "home in another server", harmless, "34 metres")
	holds(t, "home in a group", eve.Slash(group, "/ask", discordtest.Opt("question", "How tall is the lighthouse?")), "34 metres")
}

func (s *scene) askIn(u *discordtest.User, c *discordtest.Channel, question string) *discordtest.View {
	s.t.Helper()
	return u.Slash(c, "/ask", discordtest.Opt("question", question))
}

// Where only the user installed it, only the user sees the answer.
func TestUserInstalledIsPrivate(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	zoe := s.AddUser("zoe").Install()
	foreign := s.AddGuildWithoutBot("Foreign")
	square := foreign.AddChannel("square")
	foreign.Join(zoe)
	for name, c := range map[string]*discordtest.Channel{"a server without Lector": square, "a group": s.AddGroup(zoe, s.ada)} {
		v := zoe.Slash(c, "/ask", discordtest.Opt("question", "How tall is the lighthouse?"), discordtest.Opt("private", false))
		holds(t, "the answer in "+name, v, "34 metres")
		if !v.Ephemeral {
			t.Errorf("the answer in %s is shown to everybody", name)
		}
		if v.Button("Share") != nil {
			t.Errorf("the answer in %s can be shared", name)
		}
	}
}
