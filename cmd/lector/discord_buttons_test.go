package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
)

// TestButtons presses every button under an answer.
func TestButtons(t *testing.T) {
	t.Parallel()
	newStage(t).buttons(t)
}

func (s *stage) buttons(t *testing.T) {
	s.start()
	ask := func(t *testing.T, name string, more ...discordtest.Arg) *discordtest.View {
		v := s.ada.Slash(s.channel(name), "/ask", append([]discordtest.Arg{opt("question", "When did the harbour open?")}, more...)...)
		shows(t, "the answer", v, "> The harbour of Sandvik opened in 1874.")
		return v
	}
	t.Run("context", func(t *testing.T) {
		v := ask(t, "context")
		around := s.ben.Click(v, "Context")
		shows(t, "the context", around, "It was built by Marta Lindqvist, an engineer from Uppsala.", "In 1901 a storm destroyed the eastern pier.")
		if !around.Ephemeral {
			t.Errorf("the context is %v, want it for who pressed alone", around)
		}
		if now := v.Now(); now.Content != v.Content {
			t.Errorf("the answer changed to %v", now)
		}
		s.Draw("context", around)
	})
	t.Run("next passage", func(t *testing.T) {
		v := ask(t, "next")
		next := s.ada.Click(v, "Next passage")
		if next.Content == v.Content || next.ID != v.ID || !strings.Contains(next.Content, "\n> ") {
			t.Errorf("for the asker, next shows %v, want another passage in the same message", next)
		}
		shows(t, "the next passage", next, "When did the harbour open?")
		s.Draw("next", next)
		other := s.ben.Click(next, "Next passage")
		if !other.Ephemeral || other.ID == v.ID {
			t.Errorf("for another member, next shows %v, want a private message", other)
		}
		if now := v.Now(); now.Content != next.Content {
			t.Errorf("another member's press changed the answer to %v", now)
		}
		// Again and again, to the end of the list.
		seen := map[string]bool{}
		for range 60 {
			if next.Button("Next passage") == nil {
				break
			}
			after := s.ada.Click(next, "Next passage")
			if after.Problem != "" {
				t.Fatalf("after %d passages: %v", len(seen), after)
			}
			if after.ID != next.ID { // "there is no further passage"
				if !after.Ephemeral {
					t.Errorf("the end of the list is told by %v, want it private", after)
				}
				break
			}
			if seen[after.Content] {
				t.Errorf("a passage comes twice: %v", after)
				break
			}
			seen[after.Content] = true
			next = after
		}
	})
	t.Run("share", func(t *testing.T) {
		v := ask(t, "share", opt("private", true))
		shared := s.ada.Click(v, "Share")
		shows(t, "the shared answer", shared, "> The harbour of Sandvik opened in 1874.", s.ada.Mention())
		if shared.Ephemeral || len(shared.Pings) > 0 || len(s.ben.Sees(s.channelOf(shared))) != 1 {
			t.Errorf("the shared answer is %v, want everybody to see it and nobody to be pinged", shared)
		}
		s.Draw("share", shared)
		// What was shared can be taken back by who shared it.
		s.ada.Click(shared, "Delete").WaitDeleted()
	})
	t.Run("votes", func(t *testing.T) {
		v := ask(t, "votes")
		for _, press := range []struct {
			who    *discordtest.User
			button string
		}{{s.ada, "Helpful"}, {s.ben, "Not helpful"}, {s.ada, "Not helpful"}} {
			thanks := press.who.Click(v, press.button)
			if thanks.Problem != "" || !thanks.Ephemeral || thanks.Content == "" {
				t.Errorf("%s by %s gives %v, want a private word of thanks", press.button, press.who.Name, thanks)
			}
		}
		if now := v.Now(); now.Content != v.Content {
			t.Errorf("the votes changed the answer to %v", now)
		}
	})
	t.Run("delete by the asker", func(t *testing.T) {
		v := ask(t, "delete-asker")
		refused := s.ben.Click(v, "Delete")
		if !refused.Ephemeral || refused.Content == "" || v.Now().Deleted {
			t.Errorf("a stranger's Delete gives %v, and the answer is %v; want a private refusal", refused, v.Now())
		}
		s.ada.Click(v, "Delete")
		v.WaitDeleted()
	})
	t.Run("delete by a moderator", func(t *testing.T) {
		v := ask(t, "delete-mod")
		s.mod.Click(v, "Delete")
		v.WaitDeleted()
	})
	t.Run("delete after a mention", func(t *testing.T) {
		c := s.channel("delete-mention")
		v := s.ada.Say(c, s.Bot().Mention()+" when did the harbour open?").Answer()
		if refused := s.ben.Click(v, "Delete"); !refused.Ephemeral {
			t.Errorf("a stranger's Delete gives %v", refused)
		}
		s.ada.Click(v, "Delete")
		v.WaitDeleted()
	})
	t.Run("delete after the question is gone", func(t *testing.T) {
		c := s.channel("delete-orphan")
		asked := s.ada.Say(c, s.Bot().Mention()+" when did the harbour open?")
		v := asked.Answer()
		s.ada.Delete(asked)
		s.ada.Click(v, "Delete")
		v.WaitDeleted()
	})
	t.Run("nearest passages of a silence", func(t *testing.T) {
		v := s.ada.Slash(s.channel("nearest"), "/ask", opt("question", "Which harbour master fined the storm in Uppsala?"))
		if v.Button("1") == nil {
			t.Skipf("no nearest passage is offered: %v", v)
		}
		shows(t, "the chosen passage", s.ada.Click(v, "1"), "> ")
	})
}

func (s *stage) channelOf(v *discordtest.View) *discordtest.Channel { return v.Channel() }

// TestButtonsWorkAfterARestart presses buttons of answers that an earlier
// process gave.
func TestButtonsWorkAfterARestart(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	public := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
	private := s.ada.Slash(s.general, "/ask", opt("question", "How tall is the lighthouse?"), opt("private", true))
	creates := s.CommandCreates()
	s.restart()
	shows(t, "the context", s.ada.Click(public, "Context"), "It was built by Marta Lindqvist")
	next := s.ada.Click(public, "Next passage")
	if next.Content == public.Content || next.Problem != "" {
		t.Errorf("the next passage is %v", next)
	}
	shows(t, "the shared answer", s.ada.Click(private, "Share"), "> The lighthouse is 34 metres tall.")
	s.ada.Click(public, "Delete")
	public.WaitDeleted()
	// The commands are the same, so they were not registered again.
	puts := len(s.RequestsTo("PUT", "/applications/{app}/commands"))
	if puts != 1 || s.CommandCreates() != creates {
		t.Errorf("the commands were registered %d times, want once", puts)
	}
}

// TestGoneArticle: buttons of an answer whose article was removed meanwhile say so.
func TestGoneArticle(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	v := s.ada.Slash(s.general, "/ask", opt("question", "When does the swimming pool in Aldby open?"))
	shows(t, "the answer", v, "Aldby opens at eight")
	s.process.stop()
	s.WaitGateway("the end of the session", func(g discordtest.GatewayStats) bool { return g.Live == 0 })
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(s.dir, "lector.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Delete(ctx, article.Guild(s.town.ID), "pools"); err != nil {
		t.Fatal(err)
	}
	st.Close()
	s.start()
	gone := s.ada.Click(v, "Context")
	if !gone.Ephemeral || gone.Content == "" || strings.Contains(gone.Content, "Aldby") {
		t.Errorf("the context of a removed article is %v, want a private word", gone)
	}
	again := s.ada.Slash(s.general, "/ask", opt("question", "When does the swimming pool in Aldby open?"))
	hides(t, "the answer after the removal", again, "opens at eight")
}

// TestSettings changes every setting as a moderator and sees what it does.
func TestSettings(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	open, other := s.channel("open"), s.channel("other")
	menu := func(t *testing.T, part string, values ...string) {
		t.Helper()
		v := s.mod.Slash(open, "/lector settings")
		if !v.Ephemeral {
			t.Fatalf("the settings are %v, want them private", v)
		}
		for _, m := range v.Selects() {
			if strings.Contains(strings.ToLower(m.Placeholder), part) {
				saved := s.mod.Select(v, m.CustomID, values...)
				shows(t, "the settings after "+part, saved, "Saved.")
				return
			}
		}
		t.Fatalf("there is no menu about %q on %v", part, v)
	}
	v := s.mod.Slash(open, "/lector settings")
	s.Draw("settings", v)
	ask := func(c *discordtest.Channel, args ...discordtest.Arg) *discordtest.View {
		return s.ada.Slash(c, "/ask", append([]discordtest.Arg{opt("question", "When did the harbour open?")}, args...)...)
	}
	t.Run("channels", func(t *testing.T) {
		menu(t, "channels", open.ID)
		if v := ask(open); v.Ephemeral {
			t.Errorf("in the chosen channel the answer is %v, want it public", v)
		}
		v := ask(other)
		shows(t, "elsewhere", v, "> The harbour of Sandvik opened in 1874.")
		if !v.Ephemeral || v.Button("Share") != nil {
			t.Errorf("elsewhere the answer is %v, want it private and not to be shared", v)
		}
		if v := ask(open.AddThread("in-open")); v.Ephemeral {
			t.Errorf("in a thread of the chosen channel the answer is %v, want it public", v)
		}
		menu(t, "channels")
		if v := ask(other); v.Ephemeral {
			t.Errorf("with all channels allowed again the answer is %v", v)
		}
	})
	t.Run("private", func(t *testing.T) {
		options := selectValues(s.mod.Slash(open, "/lector settings"), "who sees")
		if len(options) != 3 {
			t.Fatalf("the choices are %v", options)
		}
		menu(t, "who sees", options[1])
		if v := ask(open); !v.Ephemeral {
			t.Errorf("private by default: the answer is %v", v)
		}
		if v := ask(open, opt("private", false)); v.Ephemeral {
			t.Errorf("private by default, public on request: the answer is %v", v)
		}
		menu(t, "who sees", options[2])
		if v := ask(open, opt("private", false)); !v.Ephemeral || v.Button("Share") != nil {
			t.Errorf("always private: the answer is %v", v)
		}
		menu(t, "who sees", options[0])
	})
	t.Run("how sure", func(t *testing.T) {
		options := selectValues(s.mod.Slash(open, "/lector settings"), "how sure")
		if len(options) != 3 {
			t.Fatalf("the choices are %v", options)
		}
		pool := func() *discordtest.View {
			return s.ada.Slash(open, "/ask", opt("question", "When does the swimming pool open?"))
		}
		menu(t, "how sure", "careful")
		shows(t, "careful, of two near-equal passages", pool(), "Which one do you mean?")
		menu(t, "how sure", "eager")
		hides(t, "eager, of two near-equal passages", pool(), "Which one do you mean?", "do not say")
		menu(t, "how sure", options[0])
	})
	t.Run("language", func(t *testing.T) {
		menu(t, "language", "Deutsch")
		shows(t, "the answer", ask(open), "Absatz 2, Satz 2")
	})
	t.Run("only for who manages the server", func(t *testing.T) {
		v := s.ada.Slash(open, "/lector settings")
		if !v.Ephemeral || len(v.Selects()) != 0 {
			t.Errorf("a member gets %v, want a private refusal without menus", v)
		}
	})
	t.Run("kept over a restart", func(t *testing.T) {
		s.restart()
		shows(t, "the answer", ask(open), "Absatz 2, Satz 2")
	})
}

// selectValues are the values of the menu whose placeholder holds a text.
func selectValues(v *discordtest.View, part string) []string {
	var out []string
	for _, m := range v.Selects() {
		if strings.Contains(strings.ToLower(m.Placeholder), part) {
			for _, o := range m.Options {
				out = append(out, o.Value)
			}
		}
	}
	return out
}

// TestCommandsAreRegisteredForEverybody holds what Discord was told of the
// commands against what the design promises.
func TestCommandsAreRegisteredForEverybody(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	got := s.Commands()
	for _, want := range []string{"/ask", "/quote", "/lector", "Answer from the articles"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not among the commands %v", want, got)
		}
	}
	// In every language, under its own name.
	for locale, names := range map[string][]string{
		"de":     {"/fragen", "/zitieren", "/prüfen", "Aus den Artikeln antworten"},
		"fr":     {"/demander", "/citer", "/vérifier", "Répondre d’après les articles"},
		"es-ES":  {"/preguntar", "/citar", "/comprobar", "Responder con los artículos"},
		"es-419": {"/preguntar", "/citar", "/comprobar", "Responder con los artículos"},
		"pt-BR":  {"/perguntar", "/citar", "/verificar", "Responder pelos artigos"},
		"ja":     {"/質問", "/引用", "/確認", "記事から回答"},
		"sv-SE":  {"/ask", "/quote", "/check", "Answer from the articles"},
	} {
		u := s.town.AddMember("member-" + locale).SetLocale(locale)
		for _, name := range names {
			if !u.Offered(s.general, name) {
				t.Errorf("a member with the locale %s is not offered %s", locale, name)
			}
		}
	}
	s.holdsCommands(t)
	// Nothing that manages articles is offered to a member.
	for _, name := range got {
		if strings.HasPrefix(name, "/article") || strings.HasPrefix(name, "/answers") {
			if s.ada.Offered(s.general, name) {
				t.Errorf("%s is offered to a member without Manage Server", name)
			}
			if !s.mod.Offered(s.general, name) {
				t.Errorf("%s is not offered to a moderator", name)
			}
		}
	}
	if n := s.Gateway().Identifies; n != 1 {
		t.Errorf("%d identifies, want 1", n)
	}
}

// holdsCommands checks what was registered: where each command may be used and by
// whom, and that each part of it has its name and description in every language.
func (s *stage) holdsCommands(t *testing.T) {
	t.Helper()
	type part struct {
		Type             int               `json:"type"`
		Name             string            `json:"name"`
		NameLocal        map[string]string `json:"name_localizations"`
		Description      string            `json:"description"`
		DescriptionLocal map[string]string `json:"description_localizations"`
		Options          []json.RawMessage `json:"options"`
		Contexts         []int             `json:"contexts"`
		Installs         []int             `json:"integration_types"`
		Permissions      *string           `json:"default_member_permissions"`
	}
	puts := s.RequestsTo("PUT", "/applications/{app}/commands")
	if len(puts) != 1 {
		t.Fatalf("registered %d times, want once", len(puts))
	}
	var commands []json.RawMessage
	if err := json.Unmarshal(puts[0].Body, &commands); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, raw json.RawMessage) part
	walk = func(path string, raw json.RawMessage) part {
		var p part
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		path += " " + p.Name
		for _, locale := range []string{"de", "fr", "es-ES", "es-419", "pt-BR", "ja"} {
			if p.NameLocal[locale] == "" || p.Description != "" && p.DescriptionLocal[locale] == "" {
				t.Errorf("%s has no name or description in %s", path, locale)
			}
		}
		for _, o := range p.Options {
			walk(path, o)
		}
		return p
	}
	for _, raw := range commands {
		c := walk("", raw)
		if !slices.Equal(c.Contexts, []int{0, 1, 2}) || !slices.Equal(c.Installs, []int{0, 1}) {
			t.Errorf("%s may be used in the contexts %v by the installations %v, want all", c.Name, c.Contexts, c.Installs)
		}
		manage := c.Name == "article" || c.Name == "answers"
		if manage && (c.Permissions == nil || *c.Permissions != "32") || !manage && c.Permissions != nil {
			t.Errorf("%s asks for the permissions %v, want Manage Server (32) for what manages and nothing else", c.Name, c.Permissions)
		}
	}
}
