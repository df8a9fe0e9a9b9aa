package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
	"lector/config"
)

// held is what the store keeps of a collection, counted.
type held struct {
	Articles, Pairs, Edits, Gaps, VotesIn, VotesOn, Settled int
	Lang                                                    string
}

// holds counts what is kept of a collection.
func holds(t testing.TB, st *store.Store, c article.Collection) (h held) {
	t.Helper()
	ctx := t.Context()
	info, err := st.Usage(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	set, err := st.Settings(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	gaps, err := st.Gaps(ctx, c, 100)
	if err != nil {
		t.Fatal(err)
	}
	settled, err := st.Settled(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	h = held{Articles: info.Articles, Pairs: info.Pairs, Gaps: len(gaps), Settled: len(settled), Lang: set.Lang}
	for _, err := range st.History(ctx, c, "") {
		if err != nil {
			t.Fatal(err)
		}
		h.Edits++
	}
	for _, err := range st.Votes(ctx, c) {
		if err != nil {
			t.Fatal(err)
		}
		h.VotesIn++
	}
	for _, err := range st.VotesOn(ctx, c) {
		if err != nil {
			t.Fatal(err)
		}
		h.VotesOn++
	}
	return h
}

// TestLibraryAfterTheBotIsRemoved: a server that removes Lector finds all of its
// library when it adds Lector again within thirty days. Afterwards everything of it
// is deleted, and nothing of another server. The retention job is what lector serve
// runs at its start and daily; it is told the time here.
func TestLibraryAfterTheBotIsRemoved(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	city := s.AddGuild("City")
	square := city.AddChannel("square")
	carl := city.AddMember("carl", discordtest.ManageGuild)
	ctx := context.Background()
	st, err := store.Open(ctx, s.library)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	town, other := article.Guild(s.town.ID), article.Guild(city.ID)
	for _, c := range []article.Collection{town, other} {
		a := article.Article{Collection: c, ID: "mill", Title: "The mill of Vika", Lang: "en", Text: millText, Pairs: []article.Pair{
			{ID: "rye", Questions: []string{"What does the mill of Vika grind?"}, Answer: "Rye, all year.", Quote: "The mill of Vika grinds rye."}}}
		if _, err := st.Put(ctx, a); err != nil {
			t.Fatal(err)
		}
		if err := st.SetSettings(ctx, c, config.Server{Lang: "sv"}); err != nil {
			t.Fatal(err)
		}
		if err := st.RecordGap(ctx, article.Gap{Collection: c, Key: "who mill", Question: "Who owns the mill?", Reason: "silent"}, "0123456789abcdef"); err != nil {
			t.Fatal(err)
		}
		if err := st.RecordVote(ctx, article.Vote{Key: "0123456789abcdef" + string(c), Collection: c, Source: c, Question: "Who?", Article: "mill", Helpful: true}); err != nil {
			t.Fatal(err)
		}
		if err := st.Settle(ctx, c, "mill/rye"); err != nil {
			t.Fatal(err)
		}
	}
	s.start()
	const question, answer = "What does the mill of Vika grind?", "Rye, all year."
	s.eventually(t, s.ada, s.general, question, answer)
	s.eventually(t, carl, square, question, answer)
	before, beside := holds(t, st, town), holds(t, st, other)
	if full := (held{Articles: 2, Pairs: 1, Edits: 3, Gaps: 1, VotesIn: 1, VotesOn: 1, Settled: 1, Lang: "sv"}); before != full {
		t.Fatalf("the town's library is %+v, want %+v", before, full)
	}
	// dropped waits for the date of deletion to be set, or to be called off.
	dropped := func(want bool) time.Time {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			info, err := st.Usage(ctx, town)
			if err != nil {
				t.Fatal(err)
			}
			if !info.DropAfter.IsZero() == want {
				return info.DropAfter
			}
			if time.Now().After(end) {
				t.Fatalf("the library is to be deleted at %v, want a date: %t", info.DropAfter, want)
			}
		}
	}
	purge := func(at time.Time, want int) {
		t.Helper()
		if p, err := st.Purge(ctx, at); err != nil || p.Collections != want {
			t.Fatalf("the retention job at %v: %+v, %v, want %d collections deleted", at, p, err, want)
		}
	}

	// An outage is no removal.
	s.town.Outage(true)
	s.town.Outage(false)
	s.eventually(t, s.ada, s.general, question, answer)

	removedAt := time.Now()
	s.town.RemoveBot()
	due := dropped(true)
	if kept := due.Sub(removedAt); kept < 30*24*time.Hour-time.Second || kept > 30*24*time.Hour+time.Minute {
		t.Errorf("the library is kept %v, want 30 days", kept)
	}
	s.restart() // what was marked stays marked, and the job at the start deletes nothing
	dropped(true)
	purge(due.Add(-time.Minute), 0)
	if got := holds(t, st, town); got != before {
		t.Errorf("a minute before its time the library is %+v, want all of it: %+v", got, before)
	}

	s.town.InviteBot()
	dropped(false)
	purge(due.Add(time.Minute), 0)
	if got := holds(t, st, town); got != before {
		t.Errorf("after Lector was added again the library is %+v, want %+v", got, before)
	}
	s.eventually(t, s.ada, s.general, question, answer)

	s.town.RemoveBot()
	due = dropped(true)
	purge(due, 1)
	if got := holds(t, st, town); got != (held{}) {
		t.Errorf("after thirty days %+v is left of the library", got)
	}
	for c, err := range st.Collections(ctx) {
		if err != nil || c.Collection == town {
			t.Errorf("the store still knows %+v, %v", c, err)
		}
	}
	if got := holds(t, st, other); got != beside {
		t.Errorf("the other server's library is %+v, want %+v", got, beside)
	}
	s.eventually(t, carl, square, question, answer)
	// Added once more, the server begins anew. The running bot hears of what another
	// process deleted a moment later.
	s.town.InviteBot()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		v := s.ada.Slash(s.general, "/ask", opt("question", question))
		if v.Problem == "" && v.Content != "" && !strings.Contains(v.Text(), "grinds") {
			hides(t, "the deleted library", v, answer, "grinds")
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the server that begins anew sees %v", v)
		}
	}
}

// TestRemovedWhileAway: a server that removes Lector while it is down is told by
// no event. Its library is marked when Lector is back, that of a server which was
// never one of the gateway's (the commands alone were installed) is not.
func TestRemovedWhileAway(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	city := s.AddGuild("City")
	ctx := context.Background()
	st, err := store.Open(ctx, s.library)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	town, other, commands := article.Guild(s.town.ID), article.Guild(city.ID), article.Guild("4194304000")
	for _, c := range []article.Collection{other, commands} {
		if _, err := st.Put(ctx, article.Article{Collection: c, ID: "mill", Title: "The mill of Vika", Lang: "en", Text: millText}); err != nil {
			t.Fatal(err)
		}
	}
	marked := func(want ...article.Collection) {
		t.Helper()
		var got []article.Collection
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			got = nil
			for c, err := range st.Collections(ctx) {
				if err != nil {
					t.Fatal(err)
				}
				if !c.DropAfter.IsZero() {
					got = append(got, c.Collection)
				}
			}
			if slices.Equal(got, want) {
				return
			}
		}
		t.Fatalf("marked for deletion are %v, want %v", got, want)
	}
	s.start()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		homes, err := st.Homes(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(homes, town) && slices.Contains(homes, other) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("Lector knows to be on %v, want %s and %s", homes, town, other)
		}
	}
	s.process.stop()
	city.RemoveBot()
	s.start()
	marked(other)
	s.process.stop()
	city.InviteBot()
	s.start()
	marked()
}

// TestPairsHaveAQuota: a server that may prepare no more answers is told so in the
// moderator's language, with what to do.
func TestPairsHaveAQuota(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start("LECTOR_MAX_PAIRS=1")
	typed := func(question string) map[string]string {
		return map[string]string{"questions": question, "answer": "At eight.", "quote": "The swimming pool in Aldby opens at eight o'clock in the morning.", "article": "pools"}
	}
	form := s.mod.Slash(s.general, "/answers add", opt("article", "pools"))
	shows(t, "the first", s.mod.Submit(form, typed("When does Aldby open?")), "Saved.")
	for i, c := range []struct{ locale, want, command string }{
		{"en-US", "That would be 2 prepared answers, and 1 are allowed here. Remove some first", "/answers remove"},
		{"de", "Das wären 2 vorbereitete Antworten", "/antworten entfernen"},
		{"fr", "Cela ferait 2 réponses préparées", "/réponses supprimer"},
		{"es-ES", "Serían 2 respuestas preparadas", "/respuestas eliminar"},
		{"pt-BR", "Seriam 2 respostas preparadas", "/respostas remover"},
		{"ja", "用意された回答が 2 件になります", "/回答 削除"},
	} {
		s.mod.SetLocale(c.locale)
		form := s.mod.Slash(s.general, "/answers add", opt("article", "pools"))
		v := s.mod.Submit(form, typed([]string{"When is it?", "At what hour?", "How early?", "Since when?", "From when on?", "What hour?"}[i]))
		shows(t, c.locale, v, c.want, "`"+c.command+"`")
	}
}
