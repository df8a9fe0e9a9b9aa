package bot

import (
	"strings"
	"testing"

	"lector/bot/discordtest"
)

// scene is a server with a channel, two members and a moderator.
type scene struct {
	*world
	town     *discordtest.Guild
	general  *discordtest.Channel
	ada, ben *discordtest.User
	mod      *discordtest.User
}

func newScene(t *testing.T, change ...func(*Options)) *scene {
	t.Helper()
	return sceneOn(t, discordtest.New(t), change...)
}

// restartable is a scene whose bot is ready.
func restartable(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	waitFor(s.bot.Ready)
	return s
}

func sceneOn(t *testing.T, fake *discordtest.Server, change ...func(*Options)) *scene {
	t.Helper()
	w := startOn(t, fake, change...)
	s := &scene{world: w, town: w.AddGuild("Town")}
	s.general = s.town.AddChannel("general")
	s.ada, s.ben = s.town.AddMember("ada"), s.town.AddMember("ben")
	s.mod = s.town.AddMember("mod", discordtest.ManageMessages, discordtest.ManageGuild)
	w.WaitCommands()
	return s
}

func (s *scene) ask(u *discordtest.User, question string, args ...discordtest.Arg) *discordtest.View {
	s.t.Helper()
	return u.Slash(s.general, "/ask", append([]discordtest.Arg{discordtest.Opt("question", question)}, args...)...)
}

func holds(t *testing.T, what string, v *discordtest.View, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(v.Content, w) {
			t.Errorf("%s is\n%s\nwant it to hold %q", what, v, w)
		}
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	v := s.ben.Click(s.ask(s.ada, "How tall is the lighthouse?"), "Context")
	if !v.Ephemeral {
		t.Error("the context is shown to everybody")
	}
	holds(t, "the context", v, "> **The lighthouse is 34 metres tall.** Its lamp can be seen from twenty miles away. Visitors may climb it between May and September.\n")
}

func TestNextPassage(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	first := s.ask(s.ada, "How tall is the lighthouse?")
	stranger := s.ben.Click(first, "Next passage")
	if !stranger.Ephemeral || stranger.ID == first.ID {
		t.Errorf("a stranger's press changes the answer: %v", stranger)
	}
	if got := first.Now().Content; got != first.Content {
		t.Errorf("after a stranger's press the answer is\n%s", got)
	}
	next := s.ada.Click(first, "Next passage")
	if next.ID != first.ID || next.Content == first.Content {
		t.Errorf("the asker's press shows\n%s\nwant another passage in place", next.Content)
	}
	holds(t, "the next passage", next, "**How tall is the lighthouse?**\n-# Passage 2, further down the list\n")
	// What comes next does not answer the question, and is not said to, perhaps.
	for next.ID == first.ID {
		holds(t, "a passage further down", next, "another passage, probably not the answer")
		if strings.Contains(next.Content, "possibly the answer") {
			t.Errorf("a passage is called both:\n%s", next.Content)
		}
		next = s.ada.Click(next, "Next passage")
	}
	holds(t, "the end of the list", next, "There is no further passage.")
}

func TestNextPassageOfAReply(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	first := s.ada.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?").Answer()
	next := s.ada.Click(first, "Next passage")
	if next.ID != first.ID {
		t.Errorf("the asker's press shows %v, want it in place", next)
	}
	holds(t, "the next passage", next, "Passage 2")
}

func TestShare(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	private := s.ask(s.ada, "How tall is the lighthouse?", discordtest.Opt("private", true))
	if n := len(s.ben.Sees(s.general)); n != 0 {
		t.Fatalf("ben sees %d messages before anything is shared", n)
	}
	s.ada.Click(private, "Share")
	seen := s.ben.Sees(s.general)
	if len(seen) != 1 {
		t.Fatalf("ben sees %d messages, want the shared answer", len(seen))
	}
	holds(t, "the shared answer", seen[0], "Shared by <@"+s.ada.ID+">", "**How tall is the lighthouse?**", "> The lighthouse is 34 metres tall.")
	if len(seen[0].Pings) > 0 {
		t.Errorf("the shared answer pings %v", seen[0].Pings)
	}
	if v := s.ben.Click(seen[0], "Delete"); !v.Ephemeral {
		t.Errorf("ben deletes what ada shared: %v", v)
	}
	s.ada.Click(seen[0], "Delete")
	seen[0].WaitDeleted()
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	v := s.ask(s.ada, "How tall is the lighthouse?")
	no := s.ben.Click(v, "Delete")
	if !no.Ephemeral || v.Now().Deleted {
		t.Errorf("ben's press shows %v and deletes the answer: %v", no, v.Now().Deleted)
	}
	holds(t, "the refusal", no, "Only who asked")
	s.ada.Click(v, "Delete")
	v.WaitDeleted()

	v = s.ask(s.ada, "How tall is the lighthouse?")
	s.mod.Click(v, "Delete")
	v.WaitDeleted()

	v = s.ada.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?").Answer()
	if no := s.ben.Click(v, "Delete"); !no.Ephemeral {
		t.Errorf("ben deletes a reply to ada: %v", no)
	}
	s.ada.Click(v, "Delete")
	v.WaitDeleted()
}

// A custom_id that somebody made up, or took from another message, gets nowhere.
func TestForgedCustomIDs(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	adas, bens := s.ask(s.ada, "How tall is the lighthouse?"), s.ask(s.ben, "When did the harbour open?")
	for _, id := range []string{
		"d." + s.ben.ID + ".AAAAAA",
		strings.Replace(adas.Button("Delete").CustomID, s.ada.ID, s.ben.ID, 1),
		bens.Button("Delete").CustomID, // sealed, but ben's own
		"set.private.AAAAAA", "x", "", strings.Repeat("d.", 50),
		s.bot.seal.id(verbSettings, setPrivate), // as if the seal were broken: the permission still lacks
	} {
		if id == "" {
			continue
		}
		v := s.ben.Forge(adas, id)
		if !v.Ephemeral {
			t.Errorf("Forge(%q) shows %v", id, v)
		}
		if adas.Now().Deleted {
			t.Fatalf("Forge(%q) deleted ada's answer", id)
		}
	}
}

func TestVotes(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	v := s.ask(s.ada, "How tall is the lighthouse?")
	holds(t, "the thanks", s.ben.Click(v, "Helpful"), "Thank you")
	holds(t, "the thanks", s.ada.Click(v, "Not helpful"), "Thank you")
	s.mem.mu.Lock()
	defer s.mem.mu.Unlock()
	if len(s.mem.votes) != 2 || !s.mem.votes[0].Helpful || s.mem.votes[1].Helpful || s.mem.votes[0].Article != "harbour" {
		t.Errorf("the votes are %+v", s.mem.votes)
	}
	for _, v := range s.mem.votes {
		if strings.Contains(v.Key, s.ada.ID) || strings.Contains(v.Key, s.ben.ID) {
			t.Errorf("the vote's key %q names the voter", v.Key)
		}
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	const q = "Who painted the ceiling of the Sistine Chapel?"
	private := s.ask(s.ada, q, discordtest.Opt("private", true))
	s.ada.Say(s.ada.DM(), q).Answer()
	if n := s.gaps(); n != 0 {
		t.Errorf("private questions made %d gaps", n)
	}
	holds(t, "the confirmation", s.ada.Click(private, "Tell the editors"), "editors' list")
	if n := s.gaps(); n != 1 {
		t.Errorf("telling the editors made %d gaps, want 1", n)
	}
}

func (s *scene) gaps() int {
	s.mem.mu.Lock()
	defer s.mem.mu.Unlock()
	return len(s.mem.gaps)
}

func TestButtonsWorkAfterARestart(t *testing.T) {
	t.Parallel()
	s := restartable(t)
	v := s.ask(s.ada, "How tall is the lighthouse?")
	s.stop()
	s.run()
	s.WaitGateway("the new session", func(g discordtest.GatewayStats) bool { return g.Identifies == 2 && g.Live == 1 })
	next := s.ada.Click(v, "Next passage")
	holds(t, "the next passage", next, "Passage 2")
	s.ada.Click(v, "Delete")
	v.WaitDeleted()
}

// What an article's change leaves of a button is said, not guessed.
func TestButtonOfAChangedArticle(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	v := s.ask(s.ada, "Is entry free for children?")
	a := harbour("home")
	a.Text = "Short."
	a.Pairs = nil
	s.mem.put(a)
	holds(t, "the answer", s.ada.Click(v, "Context"), "no longer in the articles")
}
