package bot

import (
	"strings"
	"testing"

	"lector/article"
	"lector/bot/discordtest"
	"lector/config"
)

func (s *scene) settings() config.Server {
	s.mem.mu.Lock()
	defer s.mem.mu.Unlock()
	return s.mem.set[article.Guild(s.town.ID)]
}

func (s *scene) set(f func(*config.Server)) {
	s.mem.mu.Lock()
	defer s.mem.mu.Unlock()
	set := s.mem.set[article.Guild(s.town.ID)]
	f(&set)
	s.mem.set[article.Guild(s.town.ID)] = set
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	no := s.ben.Slash(s.general, "/lector settings")
	holds(t, "a member's /lector settings", no, "Manage Server")
	v := s.mod.Slash(s.general, "/lector settings")
	if !v.Ephemeral || len(v.Selects()) != 4 {
		t.Fatalf("the settings are %v", v)
	}
	menus := map[string]string{}
	for _, m := range v.Selects() {
		verb, args, ok := s.bot.seal.open(m.CustomID)
		if !ok || verb != verbSettings {
			t.Fatalf("a menu has the custom_id %q", m.CustomID)
		}
		menus[args[0]] = m.CustomID
	}
	v = s.mod.Select(v, menus[setPrivate], "always")
	holds(t, "the settings", v, "always to the asker alone", "Saved.")
	v = s.mod.Select(v, menus[setCaution], "careful")
	v = s.mod.Select(v, menus[setLanguage], "de")
	v = s.mod.Select(v, menus[setChannels], s.general.ID)
	holds(t, "the settings", v, "<#"+s.general.ID+">", "Deutsch", "only when I am rather sure")
	want := config.Server{Channels: []string{s.general.ID}, Private: "always", Caution: "careful", Lang: "de"}
	if got := s.settings(); strings.Join(got.Channels, ",") != s.general.ID || got.Private != want.Private || got.Caution != want.Caution || got.Lang != want.Lang {
		t.Errorf("the settings are %+v, want %+v", got, want)
	}
	// A member who was shown nothing forges a menu's custom_id.
	answer := s.ask(s.ben, "How tall is the lighthouse?")
	holds(t, "the forged press", s.ben.Forge(answer, menus[setPrivate]), "Manage Server")
	if got := s.settings().Private; got != "always" {
		t.Errorf("a forged press set private to %q", got)
	}
}

func TestPrivateSettings(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	const q = "How tall is the lighthouse?"
	s.set(func(c *config.Server) { c.Private = "default" })
	if v := s.ask(s.ada, q); !v.Ephemeral || v.Button("Share") == nil {
		t.Errorf("private by default, the answer is %v", v)
	}
	if v := s.ask(s.ada, q, discordtest.Opt("private", false)); v.Ephemeral {
		t.Errorf("private by default and asked openly, the answer is %v", v)
	}
	s.set(func(c *config.Server) { c.Private = "always" })
	if v := s.ask(s.ada, q, discordtest.Opt("private", false)); !v.Ephemeral || v.Button("Share") != nil {
		t.Errorf("always private, the answer is %v", v)
	}
	s.ada.Say(s.general, s.Bot().Mention()+" "+q)
	s.waitDM(s.ada, "34 metres")
}

// waitDM waits until Lector's newest direct message to a user holds some words.
func (s *scene) waitDM(u *discordtest.User, want string) {
	s.t.Helper()
	ok := waitFor(func() bool {
		seen := u.Sees(u.DM())
		return len(seen) > 0 && strings.Contains(seen[len(seen)-1].Content, want)
	})
	if !ok {
		s.t.Errorf("%s got no direct message that holds %q: %v", u.Name, want, u.Sees(u.DM()))
	}
}

func TestChannelSettings(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	library := s.town.AddChannel("library")
	s.set(func(c *config.Server) { c.Channels = []string{library.ID} })
	const q = "How tall is the lighthouse?"
	v := s.ask(s.ada, q)
	if !v.Ephemeral {
		t.Error("the answer outside the chosen channels is shown to everybody")
	}
	holds(t, "the answer", v, "only in the channels", "34 metres")
	if v := s.askIn(s.ada, library, q); v.Ephemeral {
		t.Errorf("the answer in the chosen channel is %v", v)
	}
	s.ada.Say(s.general, s.Bot().Mention()+" "+q)
	s.waitDM(s.ada, "only in the channels")
	holds(t, "the answer to a mention", s.ada.Say(library, s.Bot().Mention()+" "+q).Answer(), "34 metres")
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.ada.SetLocale("de")
	holds(t, "ada's answer", s.ask(s.ada, "How tall is the lighthouse?"), "28. Juli 2021 · Absatz 4, Satz 6")
	s.ben.SetLocale("ja")
	holds(t, "ben's help", s.ben.Slash(s.general, "/lector help"), "一字一句")
	s.set(func(c *config.Server) { c.Lang = "fr" })
	holds(t, "the open answer", s.ask(s.ada, "How tall is the lighthouse?"), "28 juillet 2021")
	holds(t, "the private answer", s.ask(s.ada, "How tall is the lighthouse?", discordtest.Opt("private", true)), "28. Juli 2021")
}

func TestFirstQuestionOfANewServer(t *testing.T) {
	t.Parallel()
	s := restartable(t)
	s.mem.mu.Lock()
	delete(s.mem.articles, article.Home)
	s.mem.mu.Unlock()
	s.stop()
	s.run()
	s.WaitGateway("the new session", func(g discordtest.GatewayStats) bool { return g.Identifies == 2 && g.Live == 1 })
	holds(t, "the moderator's answer", s.ask(s.mod, "How tall is it?"), "The next step is yours")
	holds(t, "a member's answer", s.ask(s.ada, "How tall is it?"), "There are no articles here yet")
}
