package store_test

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lector/article"
	"lector/article/store"
	"lector/config"
)

func titleOf(a *article.Article) string {
	if a == nil {
		return "–"
	}
	return a.Title
}

// lines tells a history in short: "3 edit user:1 One>Two".
func lines(edits []article.Edit) []string {
	var out []string
	for _, e := range edits {
		what := titleOf(e.Before) + ">" + titleOf(e.After)
		if e.Settings != nil {
			what = e.Settings.Before + ">" + e.Settings.After
		}
		undone := ""
		if e.Undone {
			undone = " (undone)"
		}
		out = append(out, fmt.Sprintf("%d %s %s %s %s%s", e.Rev, e.Verb, e.By, e.ID, what, undone))
	}
	return out
}

func testHistory(t *testing.T, open opener) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := open(store.WithClock(func() time.Time { return now }))
	ctx := article.By(t.Context(), "user:7", "")
	a := sample(guild, "tides")
	a.Title = "One"
	must := func(_ article.Rev, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Put(ctx, a)) // 1
	a.Title, a.Text = "Two", "Another text."
	must(s.Put(article.By(ctx, "cli:ann", "refresh"), a))                              // 2
	must(s.Put(ctx, sample(guild, "other")))                                           // 3
	if err := s.SetSettings(ctx, guild, config.Server{Caution: "eager"}); err != nil { // 4
		t.Fatal(err)
	}
	must(s.Put(ctx, sample(article.Home, "tides"))) // 5: another collection's
	must(s.Delete(ctx, guild, "tides"))             // 6
	now = now.Add(time.Hour)
	must(s.Put(ctx, a)) // 7

	want := []string{
		"7 add user:7 tides –>Two",
		"6 remove user:7 tides Two>–",
		`4 settings user:7  >{"caution":"eager"}`,
		"3 add user:7 other –>On <tides> & moons",
		"2 refresh cli:ann tides One>Two",
		"1 add user:7 tides –>One",
	}
	edits := all(t, s.History(t.Context(), guild, ""))
	if d := cmp.Diff(want, lines(edits)); d != "" {
		t.Errorf("history (-want +got):\n%s", d)
	}
	if got := edits[0].At; !got.Equal(now) {
		t.Errorf("the newest edit was at %s, want %s", got, now)
	}
	first := sample(guild, "tides")
	first.Title = "One"
	if d := cmp.Diff(first, *edits[4].Before, stamped); d != "" {
		t.Errorf("the state before the refresh (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{want[0], want[1], want[4], want[5]}, lines(all(t, s.History(t.Context(), guild, "tides")))); d != "" {
		t.Errorf("history of one article (-want +got):\n%s", d)
	}

	// Longer than a page.
	for i := range 40 {
		b := sample(article.Home, "many")
		b.Title = fmt.Sprint(i)
		mustPut(t, s, b)
	}
	many := all(t, s.History(t.Context(), article.Home, "many"))
	if len(many) != 40 {
		t.Fatalf("%d edits, want 40", len(many))
	}
	for i, e := range many {
		before, after := fmt.Sprint(38-i), fmt.Sprint(39-i)
		if i == 39 {
			before = "–"
		}
		if titleOf(e.Before) != before || titleOf(e.After) != after {
			t.Errorf("edit %d: %s>%s, want %s>%s", i, titleOf(e.Before), titleOf(e.After), before, after)
		}
	}
}

func testUndo(t *testing.T, open opener) {
	s := open()
	a := sample(guild, "tides")
	put := func(title string) article.Rev {
		t.Helper()
		a.Title = title
		return mustPut(t, s, a)
	}
	title := func() string {
		t.Helper()
		got, err := s.Get(t.Context(), guild, "tides")
		if errors.Is(err, article.ErrNotFound) {
			return "–"
		}
		if err != nil {
			t.Fatal(err)
		}
		return got.Title
	}
	one, two := put("One"), put("Two")
	removed, err := s.Delete(t.Context(), guild, "tides")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), guild, two); !errors.Is(err, article.ErrConflict) {
		t.Errorf("undo of what was removed since: %v, want ErrConflict", err)
	}
	edit, err := s.Undo(article.By(t.Context(), "user:9", "remove"), guild, removed)
	if err != nil || title() != "Two" {
		t.Fatalf("undo of the removal: %v, the title is %q, want Two", err, title())
	}
	if edit.Verb != "undo" || edit.By != "user:9" || edit.Before != nil || titleOf(edit.After) != "Two" || edit.Rev != removed+1 {
		t.Errorf("the undo says %+v", edit)
	}
	if d := cmp.Diff([]article.Change{{Rev: edit.Rev, Collection: guild, ID: "tides"}}, changesUntil(t, s, two, edit.Rev)); d != "" {
		t.Errorf("the feed after the undo (-want +got):\n%s", d)
	}
	// What was taken back counts as if it had not been: the one before can follow.
	if _, err := s.Undo(t.Context(), guild, two); err != nil || title() != "One" {
		t.Errorf("undo of the edit: %v, the title is %q, want One", err, title())
	}
	if _, err := s.Undo(t.Context(), guild, one); err != nil || title() != "–" {
		t.Errorf("undo of the addition: %v, the title is %q, want none", err, title())
	}
	// An undo can be undone.
	last := all(t, s.History(t.Context(), guild, "tides"))[0]
	if _, err := s.Undo(t.Context(), guild, last.Rev); err != nil || title() != "One" {
		t.Errorf("undo of the undo: %v, the title is %q, want One", err, title())
	}
	for name, rev := range map[string]article.Rev{"a revision that never was": 999, "another collection's": mustPut(t, s, sample(article.Home, "x"))} {
		if _, err := s.Undo(t.Context(), guild, rev); !errors.Is(err, article.ErrNotFound) {
			t.Errorf("undo of %s: %v, want ErrNotFound", name, err)
		}
	}
}

func testUndoLast(t *testing.T, open opener) {
	s := open()
	if _, err := s.UndoLast(t.Context(), guild); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("UndoLast of nothing: %v, want ErrNotFound", err)
	}
	a := sample(guild, "tides")
	for _, title := range []string{"One", "Two", "Three"} {
		a.Title = title
		mustPut(t, s, a)
	}
	if err := s.SetSettings(t.Context(), guild, config.Server{Lang: "de"}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetSettings(t.Context(), guild, config.Server{Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, sample(article.Home, "tides")) // not this collection's
	now := func() string {
		t.Helper()
		set, err := s.Settings(t.Context(), guild)
		if err != nil {
			t.Fatal(err)
		}
		title := "–"
		for _, a := range all(t, s.Articles(t.Context(), guild)) {
			title = a.Title
		}
		return title + set.Lang
	}
	// Each goes one further back.
	for _, want := range []string{"Threede", "Three", "Two", "One", "–"} {
		if _, err := s.UndoLast(t.Context(), guild); err != nil || now() != want {
			t.Fatalf("UndoLast: %v, now %s, want %s", err, now(), want)
		}
	}
	if _, err := s.UndoLast(t.Context(), guild); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("UndoLast when all is undone: %v, want ErrNotFound", err)
	}
	if n := len(all(t, s.History(t.Context(), guild, ""))); n != 10 {
		t.Errorf("%d edits in the history, want 10", n)
	}
	// A new edit after undos is the last.
	a.Title = "Four"
	mustPut(t, s, a)
	if _, err := s.UndoLast(t.Context(), guild); err != nil || now() != "–" {
		t.Errorf("UndoLast of a new edit: %v, now %s", err, now())
	}
}

func testGaps(t *testing.T, open opener) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := open(store.WithClock(func() time.Time { now = now.Add(time.Minute); return now }))
	record := func(c article.Collection, key, question, asker string) {
		t.Helper()
		g := article.Gap{Collection: c, Key: key, Question: question, Reason: "silent", Article: "tides", Nearest: article.Span{Start: 3, End: len(question)}, Channel: "55"}
		if err := s.RecordGap(t.Context(), g, asker); err != nil {
			t.Fatal(err)
		}
	}
	record(guild, "price", "How much?", "hash-a")
	record(guild, "moon colour", "What colour is the moon?", "hash-a")
	record(guild, "moon colour", "Which colour has the moon?", "hash-b")
	record(guild, "moon colour", "What colour is the moon?", "hash-b")
	record(guild, "price", "How much?", "")
	record(guild, "price", "How much?", "hash-a")
	record(guild, "price", "How much?", "hash-a")
	record(article.Home, "price", "What does it cost?", "hash-a")

	gaps, err := s.Gaps(t.Context(), guild, 10)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	want := []article.Gap{
		{Collection: guild, Key: "moon colour", Question: "What colour is the moon?", Phrasings: []string{"Which colour has the moon?"},
			Askers: 2, Asked: 3, First: start.Add(2 * time.Minute), Last: start.Add(4 * time.Minute), Reason: "silent", Article: "tides", Nearest: article.Span{Start: 3, End: 24}, Channel: "55"},
		{Collection: guild, Key: "price", Question: "How much?",
			Askers: 1, Asked: 4, First: start.Add(time.Minute), Last: start.Add(7 * time.Minute), Reason: "silent", Article: "tides", Nearest: article.Span{Start: 3, End: 9}, Channel: "55"},
	}
	if d := cmp.Diff(want, gaps, cmpopts.IgnoreFields(article.Gap{}, "ID")); d != "" {
		t.Fatalf("gaps (-want +got):\n%s", d)
	}
	if one, err := s.Gaps(t.Context(), guild, 1); err != nil || len(one) != 1 || one[0].Key != "moon colour" {
		t.Errorf("Gaps with limit 1 = %v, %v", one, err)
	}
	if g, err := s.Gap(t.Context(), guild, gaps[1].ID); err != nil || !cmp.Equal(g, gaps[1]) {
		t.Errorf("Gap = %+v, %v, want %+v", g, err, gaps[1])
	}
	if _, err := s.Gap(t.Context(), article.Guild("2"), gaps[1].ID); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("another collection's gap: %v, want ErrNotFound", err)
	}
	if err := s.CloseGap(t.Context(), guild, gaps[1].ID); err != nil {
		t.Fatal(err)
	}
	if err := s.CloseGap(t.Context(), guild, gaps[1].ID); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("CloseGap again: %v, want ErrNotFound", err)
	}
	// The hashes went with the gap: who asks again counts anew.
	record(guild, "price", "How much is it?", "hash-a")
	if g, err := s.Gap(t.Context(), guild, gaps[1].ID); err != nil || g.Askers != 1 || g.Asked != 1 || g.Question != "How much is it?" {
		t.Errorf("the gap opened anew: %+v, %v", g, err)
	}
	for name, g := range map[string]article.Gap{"no key": {Collection: guild, Question: "?"}, "no collection": {Key: "k", Question: "?"}} {
		if err := s.RecordGap(t.Context(), g, "h"); err == nil {
			t.Errorf("%s: RecordGap took it", name)
		}
	}
	// Phrasings are bounded.
	for i := range 30 {
		record(guild, "many", fmt.Sprintf("Phrasing %d?", i), fmt.Sprint("hash", i))
	}
	gaps, err = s.Gaps(t.Context(), guild, 1)
	if err != nil || len(gaps[0].Phrasings) != 20 || gaps[0].Phrasings[0] != "Phrasing 1?" || gaps[0].Askers != 30 {
		t.Errorf("30 phrasings became %+v, %v, want 20, the oldest first", gaps, err)
	}
}

func testVotes(t *testing.T, open opener) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := open(store.WithClock(func() time.Time { return now }))
	vote := func(key string, c, source article.Collection, helpful bool) article.Vote {
		t.Helper()
		v := article.Vote{Key: key, Collection: c, Source: source, Question: "What pulls?", Earlier: "Who tugs?", Article: "tides", Pair: "p1",
			Span: article.Span{Start: 1, End: 9}, Helpful: helpful, At: now}
		if err := s.RecordVote(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	ann, ben := "annannannannannann", "benbenbenbenbenben"
	a := vote(ann+":1", guild, guild, true)
	vote(ann+":1", guild, guild, true) // the same click twice
	now = now.Add(time.Second)
	vote(ben+":1", guild, article.Home, true)
	b := vote(ben+":1", guild, article.Home, false) // changed their mind
	h := vote(ben+":2", article.Home, article.Home, true)
	for _, tt := range []struct {
		what string
		got  iter.Seq2[article.Vote, error]
		want []article.Vote
	}{
		{"given on the server", s.Votes(t.Context(), guild), []article.Vote{a, b}},
		{"on the server's articles", s.VotesOn(t.Context(), guild), []article.Vote{a}},
		{"on the operator's articles", s.VotesOn(t.Context(), article.Home), []article.Vote{b, h}},
		{"of Ann", s.UserVotes(t.Context(), ann), []article.Vote{a}},
		{"of Ben", s.UserVotes(t.Context(), ben), []article.Vote{b, h}},
		{"of nobody", s.UserVotes(t.Context(), "nobodynobodynobody"), nil},
	} {
		if d := cmp.Diff(tt.want, all(t, tt.got)); d != "" {
			t.Errorf("votes %s (-want +got):\n%s", tt.what, d)
		}
	}
	for _, err := range s.UserVotes(t.Context(), "") {
		if err == nil {
			t.Error("UserVotes took the beginning of everybody's keys")
		}
	}
	if err := s.RecordVote(t.Context(), article.Vote{Collection: guild}); err == nil {
		t.Error("RecordVote took a vote without a key")
	}
}

func testSettled(t *testing.T, open opener) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := open(store.WithClock(func() time.Time { return now }))
	settled := func(c article.Collection) []string {
		t.Helper()
		m, err := s.Settled(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(maps.Keys(m))
	}
	settle := func(c article.Collection, name string) {
		t.Helper()
		if err := s.Settle(t.Context(), c, name); err != nil {
			t.Fatal(err)
		}
	}
	settle(guild, "b")
	settle(guild, "a")
	settle(guild, "a")
	settle(article.Home, "c")
	s = open(store.WithClock(func() time.Time { return now })) // a restart
	if got := settled(guild); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("settled on the server: %q, want a and b", got)
	}
	now = now.Add(store.SettledKept - time.Hour)
	settle(guild, "b") // again, and kept from now on
	if _, err := s.Purge(t.Context(), now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := settled(guild); !slices.Equal(got, []string{"b"}) {
		t.Errorf("after the time it is kept: %q, want b", got)
	}
	if err := s.DropCollection(t.Context(), guild, now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Purge(t.Context(), now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := settled(guild); len(got) != 0 {
		t.Errorf("after the collection went: %q, want nothing", got)
	}
}

func testForgetUser(t *testing.T, open opener) {
	s := open()
	ann, ben := "annannannannannann", "benbenbenbenbenben"
	for _, key := range []string{ann + ":1", ann + ":2", ben + ":1"} {
		if err := s.RecordVote(t.Context(), article.Vote{Key: key, Collection: guild}); err != nil {
			t.Fatal(err)
		}
	}
	for _, asker := range []string{ann, ben} {
		if err := s.RecordGap(t.Context(), article.Gap{Collection: guild, Key: "k", Question: "?"}, asker); err != nil {
			t.Fatal(err)
		}
	}
	mine, theirs := article.User("1"), article.User("11")
	for _, c := range []article.Collection{mine, theirs} {
		a := sample(c, "diary")
		a.Text = "Private words of " + string(c)
		mustPut(t, s, a)
		a.Text += ", edited."
		mustPut(t, s, a)
		if err := s.SetSettings(t.Context(), c, config.Server{Lang: "de"}); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := s.Newest(t.Context())
	for _, bad := range []string{"", "short"} {
		if err := s.ForgetUser(t.Context(), bad); err == nil {
			t.Errorf("ForgetUser took the key %q, the beginning of others'", bad)
		}
	}
	if err := s.ForgetUser(t.Context(), string(mine), ann); err != nil {
		t.Fatal(err)
	}
	if votes := all(t, s.Votes(t.Context(), guild)); len(votes) != 1 || votes[0].Key != ben+":1" {
		t.Errorf("votes left: %v, want Ben's alone", votes)
	}
	for who, want := range map[string]int{ann: 0, ben: 1} {
		if n, err := s.UserGaps(t.Context(), who); n != want || err != nil {
			t.Errorf("%d gaps count %s, %v, want %d", n, who, err, want)
		}
	}
	if gaps, err := s.Gaps(t.Context(), guild, 9); err != nil || len(gaps) != 1 || gaps[0].Askers != 1 {
		t.Errorf("gaps left: %v, %v, want one that Ben asked", gaps, err)
	}
	if n := len(all(t, s.Articles(t.Context(), mine))); n != 0 {
		t.Errorf("%d articles left, want none", n)
	}
	if h := lines(all(t, s.History(t.Context(), mine, ""))); len(h) != 0 {
		t.Errorf("history left: %v", h)
	}
	if set, _ := s.Settings(t.Context(), mine); !cmp.Equal(set, config.Server{}) {
		t.Errorf("settings left: %v", set)
	}
	if n := len(all(t, s.History(t.Context(), theirs, ""))); n != 3 {
		t.Errorf("%d edits of the other user left, want 3", n)
	}
	// Engines that hold the articles in memory are told.
	got := changesUntil(t, s, before, before+1)
	if d := cmp.Diff([]article.Change{{Rev: before + 1, Collection: mine, ID: "diary", Deleted: true}}, got); d != "" {
		t.Errorf("the feed (-want +got):\n%s", d)
	}
}

func testDropCollection(t *testing.T, open opener) {
	s := open()
	now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	gone, back := article.Guild("1"), article.Guild("2")
	for _, c := range []article.Collection{gone, back, article.Home} {
		mustPut(t, s, sample(c, "tides"))
	}
	if err := s.SetSettings(t.Context(), article.Guild("3"), config.Server{Lang: "de"}); err != nil {
		t.Fatal(err)
	}
	due := now.Add(30 * 24 * time.Hour)
	for _, c := range []article.Collection{gone, back} {
		if err := s.DropCollection(t.Context(), c, due); err != nil {
			t.Fatal(err)
		}
		// Told again later (each restart sees it): the time stands.
		if err := s.DropCollection(t.Context(), c, due.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.KeepCollection(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	if err := s.KeepCollection(t.Context(), article.Home); err != nil {
		t.Errorf("KeepCollection of what is not marked: %v", err)
	}
	list := func() []article.CollectionInfo { t.Helper(); return all(t, s.Collections(t.Context())) }
	want := []article.CollectionInfo{
		{Collection: gone, Articles: 1, Newest: 1, DropAfter: due},
		{Collection: back, Articles: 1, Newest: 2},
		{Collection: article.Guild("3")},
		{Collection: article.Home, Articles: 1, Newest: 3},
	}
	if d := cmp.Diff(want, list()); d != "" {
		t.Errorf("collections (-want +got):\n%s", d)
	}
	usage, err := s.Usage(t.Context(), gone)
	if want := (article.CollectionInfo{Collection: gone, Articles: 1, Bytes: int64(len(sample(gone, "x").Text)), Pairs: 2, Newest: 1, DropAfter: due}); err != nil || usage != want {
		t.Errorf("Usage = %+v, %v, want %+v", usage, err, want)
	}
	if usage, err := s.Usage(t.Context(), "guild:none"); err != nil || usage != (article.CollectionInfo{Collection: "guild:none"}) {
		t.Errorf("Usage of nothing = %+v, %v", usage, err)
	}
	if p, err := s.Purge(t.Context(), due.Add(-time.Minute)); err != nil || p.Collections != 0 {
		t.Errorf("Purge before the time: %+v, %v", p, err)
	}
	mustGet(t, s, gone, "tides")
	if p, err := s.Purge(t.Context(), due); err != nil || p.Collections != 1 {
		t.Errorf("Purge at the time: %+v, %v, want one collection", p, err)
	}
	if d := cmp.Diff(want[1:], list()); d != "" {
		t.Errorf("collections after the purge (-want +got):\n%s", d)
	}
	rev, _ := s.Newest(t.Context())
	got := changesUntil(t, s, 3, rev)
	if len(got) != 1 || got[0].Collection != gone || !got[0].Deleted {
		t.Errorf("the feed says %v, want the removal", got)
	}
}

// testHomes: who is there is known until they leave, and forgotten with what they
// had.
func testHomes(t *testing.T, open opener) {
	s := open()
	now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	one, two := article.Guild("1"), article.Guild("2")
	homes := func(want ...article.Collection) {
		t.Helper()
		got, err := s.Homes(t.Context())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("Homes = %v, %v, want %v", got, err, want)
		}
	}
	homes()
	mustPut(t, s, sample(article.Guild("3"), "tides")) // a library whose owner was never heard of
	for _, c := range []article.Collection{two, one, two} {
		if err := s.KeepCollection(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	homes(one, two)
	if err := s.DropCollection(t.Context(), one, now); err != nil {
		t.Fatal(err)
	}
	homes(two)
	if err := s.KeepCollection(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	homes(one, two)
	if err := s.DropCollection(t.Context(), one, now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Purge(t.Context(), now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	homes(two)
	if fact, err := s.Meta(t.Context(), "home:"+string(one)); err != nil || fact != "" {
		t.Errorf("after it was deleted, %q, %v is known of it", fact, err)
	}
}

func testPurge(t *testing.T, open opener) {
	start := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	now := start
	s := open(store.WithClock(func() time.Time { return now }))
	a := sample(guild, "tides")
	mustPut(t, s, a)
	a.Text = "A second text."
	mustPut(t, s, a)
	mustPut(t, s, sample(guild, "gone"))
	if _, err := s.Delete(t.Context(), guild, "gone"); err != nil {
		t.Fatal(err)
	}
	if err := s.RecordGap(t.Context(), article.Gap{Collection: guild, Key: "old", Question: "?"}, "h"); err != nil {
		t.Fatal(err)
	}
	if err := s.RecordVote(t.Context(), article.Vote{Key: "old", Collection: guild}); err != nil {
		t.Fatal(err)
	}
	now = start.Add(24 * time.Hour)
	a.Text = "A third text."
	mustPut(t, s, a)
	if err := s.RecordGap(t.Context(), article.Gap{Collection: guild, Key: "new", Question: "?"}, "h"); err != nil {
		t.Fatal(err)
	}
	p, err := s.Purge(t.Context(), start.Add(store.HistoryKept+time.Hour))
	if err != nil || p != (store.Purged{Edits: 4, Gaps: 1, Votes: 1}) {
		t.Errorf("Purge = %+v, %v, want 4 edits, a gap, a vote", p, err)
	}
	if d := cmp.Diff([]string{"5 edit  tides On <tides> & moons>On <tides> & moons"}, lines(all(t, s.History(t.Context(), guild, "")))); d != "" {
		t.Errorf("history left (-want +got):\n%s", d)
	}
	// What is left can still be undone: its text was kept.
	if _, err := s.UndoLast(t.Context(), guild); err != nil || mustGet(t, s, guild, "tides").Text != "A second text." {
		t.Errorf("undo after the purge: %v", err)
	}
	gaps, _ := s.Gaps(t.Context(), guild, 9)
	if !slices.EqualFunc(gaps, []string{"new"}, func(g article.Gap, key string) bool { return g.Key == key }) {
		t.Errorf("gaps left: %v, want the new one", gaps)
	}
	if got := changesUntil(t, s, 0, 6); len(got) != 1 {
		t.Errorf("the feed still has %v, want the article alone", got)
	}
}

func testLeases(t *testing.T, open opener) {
	// On a server the clock is the server's: the times are short, and long
	// enough that the test is never late.
	one, two := open(), open()
	ctx := t.Context()
	lease := func(name string, want bool) func(bool, error) {
		return func(got bool, err error) {
			t.Helper()
			if err != nil || got != want {
				t.Errorf("%s = %v, %v, want %v", name, got, err, want)
			}
		}
	}
	lease("Acquire of a free one", true)(one.Acquire(ctx, "shard 0", "one", time.Hour))
	lease("Acquire of a held one", false)(two.Acquire(ctx, "shard 0", "two", time.Hour))
	lease("Acquire of another", true)(two.Acquire(ctx, "shard 1", "two", time.Hour))
	lease("Acquire of one's own", true)(one.Acquire(ctx, "shard 0", "one", time.Hour))
	lease("Renew of one's own", true)(one.Renew(ctx, "shard 0", "one", time.Hour))
	lease("Renew of another's", false)(two.Renew(ctx, "shard 0", "two", time.Hour))
	lease("Renew of none", false)(two.Renew(ctx, "shard 9", "two", time.Hour))
	if err := two.Release(ctx, "shard 0", "two"); err != nil {
		t.Fatal(err)
	}
	lease("Acquire after a stranger's Release", false)(two.Acquire(ctx, "shard 0", "two", time.Hour))
	if err := one.Release(ctx, "shard 0", "one"); err != nil {
		t.Fatal(err)
	}
	lease("Acquire after the Release", true)(two.Acquire(ctx, "shard 0", "two", time.Millisecond))
	// Its time is over soon: the next takes it, and the first learns.
	until(t, func() bool {
		got, err := one.Acquire(ctx, "shard 0", "one", time.Hour)
		return err == nil && got
	})
	lease("Renew of a lost one", false)(two.Renew(ctx, "shard 0", "two", time.Hour))

	lease("the first Claim", true)(one.Claim(ctx, "interaction 1", time.Hour))
	lease("the second Claim", false)(two.Claim(ctx, "interaction 1", time.Hour))
	lease("another Claim", true)(two.Claim(ctx, "interaction 2", time.Millisecond))
	until(t, func() bool {
		got, err := one.Claim(ctx, "interaction 2", time.Hour)
		return err == nil && got
	})
}

// until polls a condition, and fails the test when it does not come to hold.
func until(t testing.TB, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to hold")
		}
	}
}

func testClaimRace(t *testing.T, open opener) {
	stores := []*store.Store{open(), open(), open()}
	const keys = 20
	won := make(chan string, len(stores)*keys)
	done := make(chan error)
	for _, s := range stores {
		go func() {
			for k := range keys {
				first, err := s.Claim(t.Context(), fmt.Sprint("interaction ", k), time.Hour)
				if err != nil {
					done <- err
					return
				}
				if first {
					won <- fmt.Sprint(k)
				}
			}
			done <- nil
		}()
	}
	for range stores {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	close(won)
	times := map[string]int{}
	for k := range won {
		times[k]++
	}
	for k := range keys {
		if n := times[fmt.Sprint(k)]; n != 1 {
			t.Errorf("interaction %d was claimed %d times, want once", k, n)
		}
	}
}

func testSecretAndMeta(t *testing.T, open opener) {
	one, two := open(), open()
	keys := make(chan []byte)
	for _, s := range []*store.Store{one, two} {
		go func() {
			key, err := s.Secret(t.Context(), "votes")
			if err != nil {
				t.Error(err)
			}
			keys <- key
		}()
	}
	a, b := <-keys, <-keys
	if len(a) != 32 || !slices.Equal(a, b) {
		t.Errorf("two processes that ask at once got the keys %x and %x", a, b)
	}
	if other, err := one.Secret(t.Context(), "askers"); err != nil || slices.Equal(other, a) {
		t.Errorf("another name's key is %x, %v", other, err)
	}
	if v, err := one.Meta(t.Context(), "commands"); err != nil || v != "" {
		t.Errorf("Meta of nothing = %q, %v", v, err)
	}
	for _, want := range []string{"abc", "def"} {
		if err := one.SetMeta(t.Context(), "commands", want); err != nil {
			t.Fatal(err)
		}
		if v, err := two.Meta(t.Context(), "commands"); err != nil || v != want {
			t.Errorf("Meta = %q, %v, want %q", v, err, want)
		}
	}
}
