package bot

import (
	"strings"
	"testing"

	"lector/bot/discordtest"
)

func TestAskIsAnsweredWithTheArticlesOwnWords(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada, ben := town.AddMember("ada"), town.AddMember("ben")
	w.WaitCommands()
	v := ada.Slash(general, "/ask", discordtest.Opt("question", "When did the harbour open?"))
	want := "**When did the harbour open?**\n" +
		"> The harbour of Sandvik opened in 1874.\n" +
		"-# **The old harbour of Sandvik** · Sandvik Courier · 28 July 2021 · paragraph 2, sentence 2 · "
	if !strings.HasPrefix(v.Content, want) || v.Ephemeral {
		t.Errorf("the answer is\n%s\nwant it to begin\n%s", v.Content, want)
	}
	if got, want := v.Labels(), []string{"Context", "Next passage", "Open the source", "Helpful", "Not helpful", "Delete"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the buttons are %v, want %v", got, want)
	}
	if got, want := v.Button("Open the source").URL, "https://example.org/harbour#:~:text=The%20harbour%20of%20Sandvik%20opened%20in%201874."; got != want {
		t.Errorf("the source link is %s, want %s", got, want)
	}
	if n := len(ben.Sees(general)); n != 1 {
		t.Errorf("ben sees %d messages, want the answer", n)
	}
	private := ada.Slash(general, "/ask", discordtest.Opt("question", "How tall is the lighthouse?"), discordtest.Opt("private", true))
	if !private.Ephemeral || !strings.Contains(private.Content, "> The lighthouse is 34 metres tall.") {
		t.Errorf("the private answer is %v", private)
	}
}

func TestAskGivesThePreparedAnswerAndItsQuote(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	w.WaitCommands()
	v := ada.Slash(general, "/ask", discordtest.Opt("question", "How much is a ticket for the lighthouse?"))
	for _, want := range []string{
		"**Prepared answer:** 40 crowns; children under seven need no ticket.\nIt rests on this passage:\n",
		"> A ticket for the lighthouse costs 40 crowns. Children under seven enter free.\n",
	} {
		if !strings.Contains(v.Content, want) {
			t.Errorf("the answer is\n%s\nwant it to hold\n%s", v.Content, want)
		}
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	w.WaitCommands()
	v := ada.Slash(general, "/ask", discordtest.Opt("question", "Who painted the ceiling of the Sistine Chapel?"))
	if !strings.Contains(v.Content, "The articles do not say.") {
		t.Errorf("the answer is\n%s\nwant silence", v.Content)
	}
}

func TestDirectMessageMentionAndReply(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	w.WaitCommands()

	v := ada.Say(ada.DM(), "When did the harbour open?").Answer()
	if !strings.HasPrefix(v.Content, "> The harbour of Sandvik opened in 1874.") {
		t.Errorf("the answer in a direct message is\n%s", v.Content)
	}
	asked := ada.Say(general, w.Bot().Mention()+" how tall is the lighthouse?")
	v = asked.Answer()
	if !strings.HasPrefix(v.Content, "> The lighthouse is 34 metres tall.") || v.ReplyTo != asked.ID || len(v.Pings) > 0 {
		t.Errorf("the answer to a mention is %v", v)
	}
	v = ada.Say(general, "who built the harbour?", discordtest.InReplyTo(v, true)).Answer()
	if !strings.HasPrefix(v.Content, "> It was built by Marta Lindqvist") {
		t.Errorf("the answer to a reply is\n%s", v.Content)
	}
	v = ada.Say(general, "and its lamp?", discordtest.InReplyTo(v, false)).Answer()
	if !strings.Contains(v.Content, "I cannot read that message") {
		t.Errorf("the answer to a reply without a ping is\n%s", v.Content)
	}
}

func TestMessageCommand(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada, ben := town.AddMember("ada"), town.AddMember("ben")
	w.WaitCommands()
	asked := ben.Say(general, "hm, does anybody know how tall the lighthouse is?")
	v := ada.MessageCommand("Answer from the articles", asked)
	if !strings.Contains(v.Content, "> The lighthouse is 34 metres tall.") || !strings.Contains(v.Content, "/"+general.ID+"/"+asked.ID) {
		t.Errorf("the answer is\n%s\nwant the passage and a link to the message", v.Content)
	}
}

func TestHostileQuestionTextShowsAsItIs(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	w.WaitCommands()
	q := "**@everyone** when did <@1> the harbour open? [x](https://e.org) ||:smile:||"
	v := ada.Slash(general, "/ask", discordtest.Opt("question", q))
	if got := questionOf(v.Content); got != q {
		t.Errorf("the question is shown as %q, want %q", got, q)
	}
	if len(v.Pings) > 0 {
		t.Errorf("it pings %v", v.Pings)
	}
}

func TestAutocomplete(t *testing.T) {
	t.Parallel()
	w := start(t)
	town := w.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	w.WaitCommands()
	offered := ada.Autocomplete(general, "/ask", discordtest.Opt("question", "how much is"))
	if len(offered) == 0 || offered[0].Name != "How much is a ticket for the lighthouse?" {
		t.Errorf("the questions offered are %v", offered)
	}
	offered = ada.Autocomplete(general, "/ask", discordtest.Opt("question", "x"), discordtest.Opt("article", "harb"))
	if len(offered) != 1 || offered[0].Name != "The old harbour of Sandvik" {
		t.Errorf("the titles offered are %v", offered)
	}
	offered = ada.Autocomplete(general, "/ask", discordtest.Opt("question", "zzzzqqq"))
	if len(offered) != 0 {
		t.Errorf("for noise these are offered: %v", offered)
	}
	offered = ada.Autocomplete(general, "/quote", discordtest.Opt("passage", "its lamp can be"))
	if len(offered) == 0 || offered[0].Name != "Its lamp can be seen from twenty miles away." {
		t.Fatalf("the sentences offered are %v", offered)
	}
	v := ada.Slash(general, "/quote", discordtest.Opt("passage", offered[0].Value))
	if !strings.HasPrefix(v.Content, "> Its lamp can be seen from twenty miles away.\n-# **The old harbour of Sandvik**") {
		t.Errorf("the quote is\n%s", v)
	}
	v = ada.Slash(general, "/quote", discordtest.Opt("passage", "in 1901 a storm"))
	if !strings.HasPrefix(v.Content, "> In 1901 a storm destroyed the eastern pier.") {
		t.Errorf("the quote of typed words is\n%s", v)
	}
}
