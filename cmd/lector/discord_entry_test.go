package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lector/article"
	"lector/bot/discordtest"
)

var opt = discordtest.Opt

// TestMembersAsk walks every way to ask, each in a channel of its own on one server.
func TestMembersAsk(t *testing.T) {
	t.Parallel()
	newStage(t).membersAsk(t)
}

func (s *stage) membersAsk(t *testing.T) {
	s.start()
	const opened = "> The harbour of Sandvik opened in 1874."

	t.Run("ask", func(t *testing.T) {
		c := s.channel("ask")
		v := s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
		shows(t, "the answer", v, "When did the harbour open?", opened, "The old harbour of Sandvik", "Sandvik Courier", "28 July 2021", "paragraph 2, sentence 2")
		if v.Ephemeral || len(v.Pings) > 0 {
			t.Errorf("the answer is %v, want it public and without a ping", v)
		}
		if n := len(s.ben.Sees(c)); n != 1 {
			t.Errorf("another member sees %d messages, want the answer", n)
		}
		if b := v.Button("Open the source"); b == nil || !strings.HasPrefix(b.URL, "https://example.org/harbour#:~:text=") {
			t.Errorf("the source button is %+v, want a link to the sentence", b)
		}
		s.Draw("ask", v)
		readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		if want := transcript("ada used /ask", v); !strings.Contains(string(readme), want) {
			t.Errorf("the README holds another exchange than\n%s", want)
		}
	})
	t.Run("ask in private", func(t *testing.T) {
		c := s.channel("private")
		v := s.ada.Slash(c, "/ask", opt("question", "How tall is the lighthouse?"), opt("private", true))
		shows(t, "the answer", v, "> The lighthouse is 34 metres tall.")
		if n := len(s.ben.Sees(c)); !v.Ephemeral || n != 0 {
			t.Errorf("the answer is %v, and another member sees %d messages; want it for the asker alone", v, n)
		}
		s.Draw("private", v)
	})
	t.Run("a prepared answer", func(t *testing.T) {
		v := s.ada.Slash(s.channel("prepared"), "/ask", opt("question", "What does it cost to climb the lighthouse?"))
		shows(t, "the answer", v, "Prepared answer", "40 crowns; children under seven need no ticket.", "> A ticket for the lighthouse costs 40 crowns. Children under seven enter free.")
		s.Draw("prepared", v)
	})
	t.Run("silence", func(t *testing.T) {
		v := s.ada.Slash(s.channel("silence"), "/ask", opt("question", "Who painted the ceiling of the Sistine Chapel?"))
		s.sees(t, "the answer", v, "**Who painted the ceiling of the Sistine Chapel?**\nThe articles do not say.\n-# Other words may find it: those that the article itself would use.", "Delete")
		s.Draw("silence", v)
		v = s.ada.Slash(s.channel("silence-nearest"), "/ask", opt("question", "Who paints the lighthouse?"))
		shows(t, "with what comes nearest", v, "The articles do not say.\nThe nearest passages, which may not answer it:\n**1**\n> ")
		s.Draw("silence-nearest", v)
	})
	t.Run("one article", func(t *testing.T) {
		c := s.channel("one-article")
		titles := s.ada.Autocomplete(c, "/ask", opt("question", "When does it open?"), opt("article", "harb"))
		if len(titles) == 0 || !strings.Contains(titles[0].Name, "The old harbour of Sandvik") {
			t.Fatalf("the titles offered are %v", titles)
		}
		v := s.ada.Slash(c, "/ask", opt("question", "When did it open?"), opt("article", titles[0].Value))
		shows(t, "the answer", v, opened)
		v = s.ada.Slash(c, "/ask", opt("question", "When does the swimming pool in Aldby open?"), opt("article", titles[0].Value))
		shows(t, "a question that this article does not answer", v, "This article does not say.")
		v = s.ada.Slash(c, "/ask", opt("question", "When did it open?"), opt("article", "No such article"))
		shows(t, "an unknown article", v, "No such article")
		if !v.Ephemeral {
			t.Errorf("the refusal is %v, want it private", v)
		}
	})
	t.Run("autocomplete of questions", func(t *testing.T) {
		c := s.channel("suggest")
		offers := s.ada.Autocomplete(c, "/ask", opt("question", "how much is a tick"))
		s.suggests(t, offers)
		if len(offers) == 0 || !strings.Contains(offers[0].Name, "How much is a ticket for the lighthouse?") {
			t.Fatalf("the questions offered are %v", offers)
		}
		v := s.ada.Slash(c, "/ask", opt("question", offers[0].Value))
		shows(t, "the chosen question", v, "How much is a ticket for the lighthouse?", "40 crowns; children under seven")
		if offers := s.ada.Autocomplete(c, "/ask", opt("question", "xqzzy wvvk")); len(offers) != 0 {
			t.Errorf("nonsense is offered %v", offers)
		}
	})
	t.Run("quote", func(t *testing.T) {
		c := s.channel("quote")
		offers := s.ada.Autocomplete(c, "/quote", opt("passage", "lamp can be seen"))
		s.suggests(t, offers)
		if len(offers) == 0 || !strings.Contains(offers[0].Name, "Its lamp can be seen from twenty miles away.") {
			t.Fatalf("the passages offered are %v", offers)
		}
		v := s.ada.Slash(c, "/quote", opt("passage", offers[0].Value))
		shows(t, "the quote", v, "> Its lamp can be seen from twenty miles away.", "The old harbour of Sandvik", "paragraph 3")
		s.Draw("quote", v)
		v = s.ada.Slash(c, "/quote", opt("passage", "destroyed the eastern pier"))
		shows(t, "a quote by words", v, "> In 1901 a storm destroyed the eastern pier.")
		v = s.ada.Slash(c, "/quote", opt("passage", "xqzzy wvvk"))
		if !v.Ephemeral {
			t.Errorf("a passage that is not there gives %v, want a private refusal", v)
		}
	})
	t.Run("direct message", func(t *testing.T) {
		said := s.ada.Say(s.ada.DM(), "When did the harbour open?")
		v := said.Answer()
		shows(t, "the answer", v, opened)
		s.Draw("direct", said, v)
	})
	t.Run("mention", func(t *testing.T) {
		c := s.channel("mention")
		asked := s.ada.Say(c, s.Bot().Mention()+" how tall is the lighthouse?")
		v := asked.Answer()
		shows(t, "the answer", v, "> The lighthouse is 34 metres tall.")
		if v.ReplyTo != asked.ID || len(v.Pings) > 0 {
			t.Errorf("the answer is %v in reply to %q, pinging %v; want a reply without a ping", v, v.ReplyTo, v.Pings)
		}
		s.Draw("mention", asked, v)
		again := s.ada.Say(c, "who built the harbour?", discordtest.InReplyTo(v, true))
		shows(t, "the answer to a pinging reply", again.Answer(), "> It was built by Marta Lindqvist")
		bare := s.ada.Say(c, s.Bot().Mention())
		if v := bare.Answer(); v.Content == "" {
			t.Errorf("a bare mention is answered with %v", v)
		}
	})
	t.Run("what Discord keeps back", func(t *testing.T) {
		c := s.channel("kept-back")
		v := s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
		said := s.ada.Say(c, "and who built it?", discordtest.InReplyTo(v, true))
		shows(t, "a reply to a slash command's answer", said.Answer(), "/ask")
	})
	t.Run("message command", func(t *testing.T) {
		c := s.channel("message-command")
		asked := s.ben.Say(c, "hm, does anybody know how tall the lighthouse is?")
		v := s.ada.MessageCommand("Answer from the articles", asked)
		link := "https://discord.com/channels/" + s.town.ID + "/" + c.ID + "/" + asked.ID
		s.sees(t, "the answer", v, "**hm, does anybody know how tall the lighthouse is?**\n-# "+link+"\n> The lighthouse is 34 metres tall.\n"+
			"-# **The old harbour of Sandvik** · Sandvik Courier · 28 July 2021 · paragraph 3, sentence 6 · very likely the answer",
			"Context", "Next passage", "Open the source", "Helpful", "Not helpful", "Delete")
		if b := v.Button("Open the source"); b.URL != "https://example.org/harbour#:~:text=The%20lighthouse%20is%2034%20metres%20tall." {
			t.Errorf("the source button opens %q", b.URL)
		}
		if n := len(s.ben.Sees(c)); v.Ephemeral || n != 2 {
			t.Errorf("the answer is %v, and another member sees %d messages; want it for everybody", v, n)
		}
		s.Draw("message-command", asked, v)
		// The buttons know the question and the message it came from.
		next := s.ada.Click(v, "Next passage")
		shows(t, "the next passage", next, "**hm, does anybody know how tall the lighthouse is?**\n-# "+link+"\n", "Passage 2, further down the list")
		s.ada.Click(next, "Delete")
		next.WaitDeleted()

		picture := s.ben.Say(c, "", discordtest.WithFile(discordtest.Upload{Name: "cat.png", ContentType: "image/png", Data: []byte("png")}))
		v = s.ada.MessageCommand("Answer from the articles", picture)
		s.sees(t, "the answer to a message without text", v, "That message holds no text that I could take for a question.")
		if !v.Ephemeral {
			t.Errorf("a message without text gives %v, want a private word", v)
		}
		hopeless := s.ben.Say(c, "Who painted the ceiling of the Sistine Chapel? @everyone")
		v = s.ada.MessageCommand("Answer from the articles", hopeless)
		shows(t, "what the articles do not say", v, "**Who painted the ceiling of the Sistine Chapel? \\@everyone**\n-# https://discord.com/channels/"+s.town.ID+"/"+c.ID+"/"+hopeless.ID+"\nThe articles do not say.")
		if len(v.Pings) > 0 || v.Button("Delete") == nil {
			t.Errorf("the silence pings %v, and has the buttons %v", v.Pings, v.Labels())
		}
		robot := s.town.AddBot("robot").Say(c, "When did the harbour open?")
		shows(t, "the answer to another bot's message", s.ada.MessageCommand("Answer from the articles", robot), opened)
		// In a direct message it answers the member's own words.
		mine := s.ada.Say(s.ada.DM(), "When did the harbour open?")
		shows(t, "in a direct message", s.ada.MessageCommand("Answer from the articles", mine), "-# https://discord.com/channels/@me/"+s.ada.DM().ID+"/"+mine.ID+"\n"+opened)
	})
	t.Run("thread", func(t *testing.T) {
		v := s.ada.Slash(s.channel("threads").AddThread("lighthouse"), "/ask", opt("question", "How tall is the lighthouse?"))
		shows(t, "the answer", v, "> The lighthouse is 34 metres tall.")
	})
	t.Run("user install", func(t *testing.T) {
		away := s.AddGuildWithoutBot("Away")
		c := away.AddChannel("general")
		eve := away.AddMember("eve").Install()
		v := eve.Slash(c, "/ask", opt("question", "When did the harbour open?"))
		shows(t, "on a server without Lector", v, opened)
		if !v.Ephemeral {
			t.Errorf("on a server where only the user installed it, the answer is %v, want it private", v)
		}
		v = eve.Slash(s.AddGroup(eve, s.ben), "/ask", opt("question", "When did the harbour open?"))
		shows(t, "in a group message", v, opened)
		if !v.Ephemeral {
			t.Errorf("in a group message the answer is %v, want it private", v)
		}
		v = eve.Slash(eve.DM(), "/ask", opt("question", "When did the harbour open?"))
		shows(t, "in a direct message", v, opened)
	})
	t.Run("lector help and about", func(t *testing.T) {
		c := s.channel("help")
		v := s.ada.Slash(c, "/lector help")
		shows(t, "help", v, "/ask", "/quote", "Answer from the articles")
		s.Draw("help", v)
		shows(t, "about", s.ada.Slash(c, "/lector about"), "**Lector ", "No language model", "On 1 server.")
		shows(t, "a moderator's help", s.mod.Slash(c, "/lector help"), "`/lector settings`", "`/article add`", "`/answers gaps`")
		hides(t, "a member's help", v, "/article", "/answers", "/lector settings")
		// Members are told of commands by the names that they are offered.
		hilde := s.town.AddMember("hilde", discordtest.ManageGuild).SetLocale("de")
		v = hilde.Slash(c, "/lector hilfe")
		shows(t, "help in German", v, "`/fragen`", "`/zitieren`", "`/prüfen`", "`privat`", "`/lector einstellungen`", "`/artikel hinzufügen`", "`liste`", "`/antworten lücken`")
		s.Draw("help-de", v)
	})
	t.Run("languages", func(t *testing.T) {
		c := s.channel("languages")
		for locale, want := range map[string]string{"de": "Absatz 2, Satz 2", "fr": "paragraphe 2", "es-ES": "párrafo 2", "pt-BR": "parágrafo 2", "ja": "1874"} {
			u := s.town.AddMember("member-" + locale).SetLocale(locale)
			v := u.Slash(c, "/ask", opt("question", "When did the harbour open?"))
			shows(t, locale, v, "> The harbour of Sandvik opened in 1874.", want)
			if locale == "ja" || locale == "de" {
				s.Draw("language-"+locale, v)
			}
		}
	})
	t.Run("a question full of markup", func(t *testing.T) {
		q := "**@everyone** when did <@" + s.ben.ID + "> the harbour open? [x](https://e.org) ||:smile:||"
		v := s.ada.Slash(s.channel("markup"), "/ask", opt("question", q))
		if len(v.Pings) > 0 {
			t.Errorf("the answer pings %v", v.Pings)
		}
		shows(t, "the answer", v, opened)
	})
	t.Run("who is passed over", func(t *testing.T) {
		c := s.channel("passed-over")
		robot, hook := s.town.AddBot("robot"), s.town.AddWebhook("hook")
		mayEveryone := s.town.AddMember("loud", discordtest.MentionEveryone)
		robot.Say(c, s.Bot().Mention()+" when did the harbour open?")
		hook.Say(c, s.Bot().Mention()+" when did the harbour open?")
		said := mayEveryone.Say(c, "@everyone when did the harbour open?")
		mine := s.ada.Say(c, s.Bot().Mention()+" when did the harbour open?")
		mine.Answer()
		s.Quiet(200 * time.Millisecond)
		if n := len(said.Answers()); n != 1 {
			t.Errorf("%d answers stand in the channel, want the one to the member", n)
		}
	})
	t.Run("an edit changes nothing", func(t *testing.T) {
		c := s.channel("edit")
		asked := s.ada.Say(c, s.Bot().Mention()+" how tall is the lighthouse?")
		asked.Answer()
		s.ada.Edit(asked, s.Bot().Mention()+" when did the harbour open?")
		s.Quiet(200 * time.Millisecond)
		if n := len(asked.Answers()); n != 1 {
			t.Errorf("%d answers after an edit, want 1", n)
		}
	})
}

// transcript writes an answer as the README does.
func transcript(used string, v *discordtest.View) string {
	var b strings.Builder
	b.WriteString("```text\n" + used + "\nLector  ")
	for i, line := range strings.Split(v.Content, "\n") {
		if i > 0 {
			b.WriteString("        ")
		}
		line = strings.ReplaceAll(strings.TrimPrefix(line, "-# "), "**", "")
		if quote, ok := strings.CutPrefix(line, "> "); ok {
			line = "▌ " + quote
		}
		b.WriteString(line + "\n")
	}
	b.WriteString("        [" + strings.Join(v.Labels(), "] [") + "]\n```\n")
	return b.String()
}

// TestLongPassages: a passage beyond what a message holds is cut at the end of a
// sentence, one sentence beyond it inside, and the answer says so. Discord counts
// code points, not bytes.
func TestLongPassages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var many strings.Builder
	for i := range 60 {
		fmt.Fprintf(&many, "Rule %d of the regatta says that every boat carries ☂☂☂☂ umbrellas. ", i+1)
	}
	one := "The charter of Ullanda names " + strings.Repeat("a meadow ☂ and ", 180) + "the mill."
	s.put(article.Article{Collection: article.Guild(s.town.ID), ID: "regatta", Title: "Rules", Lang: "en", Text: strings.TrimSpace(many.String()),
		Pairs: []article.Pair{{ID: "all", Questions: []string{"What are all the rules of the regatta?"}, Answer: "There are sixty.", Quote: strings.TrimSpace(many.String())}}},
		article.Article{Collection: article.Guild(s.town.ID), ID: "charter", Title: "Charter", Lang: "en", Text: one})
	s.start()
	v := s.ada.Slash(s.general, "/ask", opt("question", "What are all the rules of the regatta?"))
	shows(t, "many sentences", v, "> Rule 1 of the regatta", "☂ umbrellas.\n-# Cut at the end of a sentence; the passage goes on.\n-# **Rules** · paragraph 1, sentence 1")
	if n := utf8.RuneCountInString(v.Content); n > 2000 || n < 1700 || len(v.Content) <= 2000 {
		t.Errorf("the answer has %d code points in %d bytes, want nearly 2,000 and more bytes", n, len(v.Content))
	}
	v = s.ada.Slash(s.general, "/ask", opt("question", "What does the charter of Ullanda name?"))
	shows(t, "one sentence", v, "> The charter of Ullanda names a meadow ☂", "-# Cut inside a long sentence; it goes on.\n-# **Charter**")
	if n := utf8.RuneCountInString(v.Content); n > 2000 || n < 1500 {
		t.Errorf("the answer has %d code points, want nearly 2,000", n)
	}
}

// TestEmptyServer: where there are no articles the first question tells a
// moderator the next step, and a member nothing they cannot use.
func TestEmptyServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := &stage{Server: discordtest.New(t), t: t, dir: dir, library: filepath.Join(dir, "lector.db")}
	town := s.AddGuild("New town")
	c := town.AddChannel("general")
	mod, ada := town.AddMember("mod", discordtest.ManageGuild), town.AddMember("ada")
	s.town, s.ada = town, ada
	s.put(article.Article{Collection: article.Guild("1"), ID: "elsewhere", Title: "Elsewhere", Text: foreignText})
	s.start()
	v := mod.Slash(c, "/ask", opt("question", "When did the harbour open?"))
	if !v.Ephemeral {
		t.Errorf("the moderator sees %v, want it private", v)
	}
	shows(t, "the moderator's first question", v, "no articles", "`/article add`", "`/lector help`")
	s.Draw("empty", v)
	shows(t, "a member's first question", ada.Slash(c, "/ask", opt("question", "When did the harbour open?")), "no articles")
}

// TestHTTPInteractionsEndpoint: Discord delivers by HTTP, and the same handlers answer.
func TestHTTPInteractionsEndpoint(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	listen := freePort(t)
	s.start("LECTOR_DISCORD_PUBLIC_KEY="+s.PublicKey, "LECTOR_LISTEN="+listen)
	url := "http://" + listen + "/interactions"
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = s.SetEndpoint(url); err == nil { // the listener is up
			break
		}
	}
	if err != nil && strings.Contains(err.Error(), "connection refused") {
		t.Fatal("lector serve does not listen on LECTOR_LISTEN")
	}
	if err != nil {
		t.Fatalf("Discord refuses the endpoint: %v", err)
	}
	v := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
	shows(t, "the answer over HTTP", v, "> The harbour of Sandvik opened in 1874.")
	shows(t, "the context over HTTP", s.ada.Click(v, "Context"), "It was built by Marta Lindqvist")
	if got := s.ada.Autocomplete(s.general, "/ask", opt("question", "x"), opt("article", "harb")); len(got) == 0 {
		t.Error("autocomplete over HTTP offers nothing")
	}
	s.ada.Click(v, "Delete").WaitDeleted()
	for how, want := range map[discordtest.Signature]int{
		discordtest.Unsigned: 401, discordtest.ForgedSignature: 401, discordtest.TamperedBody: 401, discordtest.TamperedTime: 401,
		discordtest.StaleTime: 401, discordtest.GarbledSignature: 401,
	} {
		if status, _, body, err := s.Post(url, s.Ping(), how); err != nil || status != want {
			t.Errorf("signature %d is answered with %d %s %v, want %d", how, status, body, err, want)
		}
	}
	if status, _, _, _ := s.Post(url, bytes.Repeat([]byte("x"), 4<<20), discordtest.Signed); status/100 != 4 {
		t.Errorf("four megabytes are answered with %d, want a refusal", status)
	}
}

// TestHostileArticleText quotes passages full of markup. With LECTOR_QUOTES the
// quotes are written there, and where node and the parser are installed (see
// .github/pictures) they are held against it here.
func TestHostileArticleText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var text strings.Builder
	for i, h := range hostileTexts {
		if i > 0 {
			text.WriteString("\n\n")
		}
		text.WriteString(strings.ReplaceAll(h, "MARK", mark(i)))
	}
	s.put(article.Article{Collection: article.Guild(s.town.ID), ID: "hostile", Title: "**Hostile** <@1> `title`", Publisher: "@everyone", Lang: "en", Text: text.String()})
	s.start()
	quotes := os.Getenv("LECTOR_QUOTES")
	if quotes == "" {
		quotes = filepath.Join(t.TempDir(), "quotes.jsonl")
	}
	f, err := os.OpenFile(quotes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range hostileTexts {
		offers := s.ada.Autocomplete(s.general, "/quote", opt("passage", mark(i)))
		s.suggests(t, offers)
		if len(offers) == 0 || !strings.Contains(offers[0].Name, mark(i)) {
			t.Errorf("for %q these passages are offered: %v", hostileTexts[i], offers)
			continue
		}
		v := s.ada.Slash(s.general, "/quote", opt("passage", offers[0].Value))
		if len(v.Pings) > 0 {
			t.Errorf("%q pings %v", hostileTexts[i], v.Pings)
		}
		source, shown := "", ""
		for par := range strings.SplitSeq(text.String(), "\n\n") {
			if strings.Contains(par, mark(i)) {
				source = par
			}
		}
		for line := range strings.Lines(v.Content) {
			if strings.HasPrefix(line, "> ") {
				shown += line
			}
		}
		b, _ := json.Marshal(map[string]string{"name": mark(i), "source": source, "shown": strings.TrimSuffix(shown, "\n")})
		f.Write(append(b, '\n'))
	}
	pictures := filepath.Join("..", "..", ".github", "pictures")
	if _, err := os.Stat(filepath.Join(pictures, "node_modules")); err != nil {
		t.Skip("the independent parser is not installed: npm install in .github/pictures")
	}
	out, err := exec.Command("node", filepath.Join(pictures, "escaping.mjs"), quotes).CombinedOutput()
	if err != nil {
		t.Errorf("escaping: %v\n%s", err, out)
	}
}

// suggests skips a test that needs autocomplete where the engine offers nothing at all.
func (s *stage) suggests(t *testing.T, offers []discordtest.Choice) {
	t.Helper()
	if len(offers) == 0 && len(s.ada.Autocomplete(s.general, "/quote", opt("passage", "harbour"))) == 0 {
		t.Fatal("the engine suggests nothing")
	}
}

// mark is a word that stands in one hostile text alone.
func mark(i int) string { return "quaggle" + string(rune('a'+i/26)) + string(rune('a'+i%26)) }

// hostileTexts are passages that Discord would show otherwise than they are,
// each a single sentence.
var hostileTexts = []string{
	"**bold** and __underlined__ MARK words",
	"*italic* and _italic_ and ***both*** MARK",
	"~~struck~~ and ||hidden|| MARK",
	"`code` and ``more `code` `` MARK",
	"```block MARK```",
	"# A heading MARK",
	"### A small heading MARK",
	"-# small print MARK",
	"> quoted MARK",
	">>> all quoted MARK",
	"- a list item MARK",
	"* another list item MARK",
	"1. a numbered item MARK",
	"[a link](https://example.org/x) MARK",
	"[a link](<https://example.org/x>) MARK",
	"<@123456789012345678> and <@!123456789012345678> and <@&123456789012345678> MARK",
	"<#123456789012345678> and </ask:123456789012345678> MARK",
	"@everyone and @here MARK",
	"<t:1618953630:R> and <:emoji:123456789012345678> and <a:emoji:123456789012345678> MARK",
	":smile: and :heart: MARK",
	`a \ backslash, two \\ and an escape \* MARK`,
	`MARK at the end a backslash \`,
	"snake_case_names and __dunder__ MARK",
	"2 * 3 * 4 = 24 and 5*6*7 MARK",
	"a < b > c & d MARK",
	"<id:customize> and <id:browse> MARK",
	"¯\\_(ツ)_/¯ MARK",
	"tilde ~ and ~~ and ~~~ MARK",
	"pipe | and || and ||| MARK",
	"MARK (in brackets) [in square ones] {in curly ones}",
	"MARK \u202eright to left\u202c and zero\u200bwidth",
	"MARK ends with two stars**",
	"**MARK begins with two stars",
	"_all of it MARK is italic_",
	"MARK # not a heading, - not a list, > not a quote",
}
