package bot

import (
	"context"
	"strings"
	"sync"
	"testing"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
	"lector/config"
	"lector/qa"
)

// outside changes the harbour's text as the command line does, beside the bot.
func outside(t *testing.T, st *store.Store, c article.Collection, old, new string) article.Article {
	t.Helper()
	ctx := article.By(context.Background(), "cli:ann", "refresh")
	art, err := st.Get(ctx, c, "harbour")
	if err != nil {
		t.Fatal(err)
	}
	fresh := art
	fresh.Text = strings.Replace(art.Text, old, new, 1)
	done, err := article.NewLibrary(st, article.LibraryOptions{}).Replace(ctx, c, art.ID, art.Rev, fresh)
	if err != nil || done.Unchanged() {
		t.Fatalf("the change from outside: %v", err)
	}
	return done.After
}

// prepare adds an answer from a channel.
func (s *scene) prepare(c *discordtest.Channel, question, quote string) {
	s.t.Helper()
	form := s.mod.Slash(c, "/answers add", discordtest.Opt("article", "harbour"))
	v := s.mod.Submit(form, map[string]string{"questions": question, "answer": "As it says.", "quote": quote, "article": "harbour"})
	if !strings.Contains(v.Content, "Saved.") {
		s.t.Fatalf("preparing %q: %v", question, v)
	}
}

// reports are what a channel shows of broken quotes, once there are n.
func (s *scene) reports(c *discordtest.Channel, n int) []*discordtest.View {
	s.t.Helper()
	var seen []*discordtest.View
	list := func() []*discordtest.View {
		seen = nil
		for _, v := range s.mod.Sees(c) {
			if strings.Contains(v.Content, "no longer stand in") {
				seen = append(seen, v)
			}
		}
		return seen
	}
	if !waitFor(func() bool { return len(list()) >= n }) || len(seen) > n {
		s.t.Fatalf("the channel shows %d reports, want %d: %v", len(seen), n, seen)
	}
	return seen
}

// An article that is changed from outside (the command line, the folder, another
// process) breaks a quote: that is told where the answer was prepared, once, also
// after a restart, with the new wording a click away.
func TestBrokenQuotesAreReportedWhereTheyWerePrepared(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	c := article.Guild(s.town.ID)
	if _, err := st.Put(context.Background(), harbour(c)); err != nil {
		t.Fatal(err)
	}
	desk, other := s.town.AddChannel("desk"), s.town.AddChannel("other")
	s.prepare(desk, "How high is the tower?", "The lighthouse is 34 metres tall.")
	s.prepare(other, "What happened to the pier?", "In 1901 a storm destroyed the eastern pier.")

	outside(t, st, c, "is 34 metres tall", "is 35 metres tall")
	report := s.reports(desk, 1)[0]
	holds(t, "the report", report, "**The old harbour of Sandvik**", "How high is the tower?", "> ~~The lighthouse is 34 metres tall.~~", "The nearest passage:\n> The lighthouse is 35 metres tall.")
	holds(t, "a member without the permission", s.ben.Click(report, "Accept 1"), "Manage Server")

	// A restart, and changes that go on, tell nothing twice.
	s.stop()
	outside(t, st, c, "Children under seven", "Children under eight") // while nobody serves; breaks the pair that no channel knows
	s.run(func(o *Options) {
		o.Engine, o.Library, o.Settings, o.Feedback, o.Gaps, o.Privacy, o.Claims, o.Feed = qa.New(st), st, st, st, st, st, st, st
		o.Editor = article.NewLibrary(st, article.LibraryOptions{})
	})
	s.WaitReady()
	outside(t, st, c, "destroyed the eastern pier", "took the eastern pier")
	holds(t, "the second report", s.reports(other, 1)[0], "What happened to the pier?", "> In 1901 a storm took the eastern pier.")
	s.reports(desk, 1)
	s.reports(s.general, 0)

	holds(t, "accepting", s.mod.Click(report, "Accept 1"), "cites the new wording now")
	art, err := st.Get(context.Background(), c, "harbour")
	if err != nil || art.Pairs[1].Quote != "The lighthouse is 35 metres tall." {
		t.Errorf("the library holds %+v, %v", art.Pairs, err)
	}
}

// Two processes and many tries send one report; a channel that is gone gives way
// to that of the weekly list.
func TestOneProcessReports(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	ctx := context.Background()
	c := article.Guild(s.town.ID)
	news := s.town.AddChannel("news")
	if err := st.SetSettings(ctx, c, config.Server{Digest: news.ID}); err != nil {
		t.Fatal(err)
	}
	art := harbour(c)
	art.Pairs[0].Channel = "1234" // gone since
	if _, err := st.Put(ctx, art); err != nil {
		t.Fatal(err)
	}
	second, err := New(Options{Token: s.Token, API: s.URL, Engine: qa.New(st), Library: st, Settings: st, Feedback: st, Gaps: st, Claims: st, Feed: st,
		Editor: article.NewLibrary(st, article.LibraryOptions{}), NoGateway: true})
	if err != nil {
		t.Fatal(err)
	}
	changed := outside(t, st, c, "costs 40 crowns", "costs 45 crowns")
	var work sync.WaitGroup
	for i := range 8 {
		b := []*Bot{s.bot, second}[i%2]
		work.Go(func() {
			for again := true; again; {
				var err error
				if again, err = b.reportBroken(ctx, c, changed.ID); err != nil {
					t.Errorf("report: %v", err)
					return
				}
			}
		})
	}
	work.Wait()
	holds(t, "the report", s.reports(news, 1)[0], "How much is a ticket for the lighthouse?", "costs 45 crowns")
	// The next change offers another wording: that is a report of its own.
	outside(t, st, c, "costs 45 crowns", "costs 50 crowns")
	holds(t, "the second report", s.reports(news, 2)[1], "costs 50 crowns")
}

// Who refreshes an article on Discord is told at once; when that is where the
// answer was prepared, nothing more is said.
func TestARefreshOnDiscordIsItsOwnReport(t *testing.T) {
	t.Parallel()
	s, st, text := library(t)
	s.mod.Slash(s.general, "/article add", discordtest.Opt("address", "https://example.org/harbour")).WaitDone()
	ref := s.choose(s.mod, "/article show", "article", "harb")
	desk := s.town.AddChannel("desk")
	s.prepare(desk, "What happened to the pier?", "In 1901 a storm destroyed the eastern pier.")
	s.prepare(s.general, "How high is the tower?", "The lighthouse is 34 metres tall.")
	*text = strings.NewReplacer("is 34 metres tall", "is 35 metres tall", "destroyed the", "took the").Replace(harbourText)
	told := s.mod.Slash(s.general, "/article refresh", discordtest.Opt("article", ref)).WaitDone()
	holds(t, "the refresh", told, "How high is the tower?", "What happened to the pier?")
	report := s.reports(desk, 1)[0]
	if strings.Contains(report.Content, "tower") {
		t.Errorf("what was shown where it was prepared is reported again: %v", report)
	}
	s.reports(s.general, 0)
	if !waitFor(func() bool {
		settled, err := st.Settled(context.Background(), article.Guild(s.town.ID))
		return err == nil && len(settled) == 2
	}) {
		t.Error("not both reports are settled")
	}
}
