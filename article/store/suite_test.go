package store_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lector/article"
	"lector/article/store"
	"lector/config"
)

// fresh makes an empty database for one test and returns what opens a store on
// it. Opening it again stands for another process, or a restart.
type fresh func(t *testing.T) opener

type opener func(options ...store.Option) *store.Store

// suite is what a store must do, whatever database it is on.
var suite = []struct {
	name string
	run  func(t *testing.T, open opener)
}{
	{"PutGet", testPutGet},
	{"PutIsANoOpWhenUnchanged", testPutNoOp},
	{"Conflict", testConflict},
	{"PutAll", testPutAll},
	{"Unstorable", testUnstorable},
	{"Delete", testDelete},
	{"ArticlesInOrderOfID", testArticles},
	{"TenantsAreApart", testTenants},
	{"Changes", testChanges},
	{"ChangesSeesOtherProcesses", testChangesOtherProcess},
	{"ConcurrentWritersSkipNoRevision", testConcurrentWriters},
	{"Settings", testSettings},
	{"Reopen", testReopen},
	{"History", testHistory},
	{"Undo", testUndo},
	{"UndoLast", testUndoLast},
	{"Gaps", testGaps},
	{"Votes", testVotes},
	{"Settled", testSettled},
	{"ForgetUser", testForgetUser},
	{"DropCollection", testDropCollection},
	{"Homes", testHomes},
	{"Purge", testPurge},
	{"Leases", testLeases},
	{"ClaimRace", testClaimRace},
	{"SecretAndMeta", testSecretAndMeta},
	{"Backup", testBackup},
	{"BackupWhileWriting", testBackupWhileWriting},
	{"Copy", testCopy},
}

func runSuite(t *testing.T, f fresh) {
	for _, test := range suite {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, f(t))
		})
	}
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	runSuite(t, func(t *testing.T) opener {
		path := filepath.Join(t.TempDir(), "data", "lector.db")
		return func(options ...store.Option) *store.Store { return mustOpen(t, path, options...) }
	})
}

func mustOpen(t testing.TB, url string, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

const guild = article.Collection("guild:1")

// sample is an article with every field set.
func sample(c article.Collection, id article.ID) article.Article {
	return article.Article{
		Collection: c, ID: id, Title: "On <tides> & moons", Publisher: "The Almanac", Author: "A. Writer",
		Published: "2021-07", URL: "https://example.org/tides", Lang: "en", Note: "Retold", Origin: "tides.md",
		Text: "The moon pulls the sea.\n\nIt rises twice a day — “spring” tides are high.\n",
		Pairs: []article.Pair{
			{ID: "p1", Questions: []string{"What pulls the sea?", "Why are there tides?"}, Answer: "The moon.", Quote: "The moon pulls the sea.", Line: 3, Channel: "42"},
			{ID: "p2", Questions: []string{"How often?"}, Answer: "Twice.", Quote: "twice a day"},
		},
	}
}

var stamped = cmpopts.IgnoreFields(article.Article{}, "Rev", "Updated")

func mustPut(t testing.TB, s *store.Store, a article.Article) article.Rev {
	t.Helper()
	rev, err := s.Put(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func mustGet(t testing.TB, s *store.Store, c article.Collection, id article.ID) article.Article {
	t.Helper()
	a, err := s.Get(t.Context(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// all reads a sequence to its end.
func all[T any](t testing.TB, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// changesUntil follows the feed until a revision and returns what it saw.
func changesUntil(t testing.TB, s *store.Store, after, until article.Rev) []article.Change {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out []article.Change
	for c, err := range s.Changes(ctx, after) {
		if err != nil {
			t.Fatalf("after %d changes: %v", len(out), err)
		}
		out = append(out, c)
		if c.Rev >= until {
			break
		}
	}
	return out
}

func testPutGet(t *testing.T, open opener) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 8_000_000, time.UTC)
	s := open(store.WithClock(func() time.Time { return now }))
	if _, err := s.Get(t.Context(), guild, "tides"); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("Get of nothing: %v, want ErrNotFound", err)
	}
	want := sample(guild, "tides")
	rev := mustPut(t, s, want)
	if rev != 1 {
		t.Errorf("the first revision is %d, want 1", rev)
	}
	got := mustGet(t, s, guild, "tides")
	want.Rev, want.Updated = rev, now
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Get differs from what was Put (-want +got):\n%s", d)
	}
	// An edit replaces the whole article.
	got.Title, got.Pairs, got.Text = "Tides", nil, "Quite another text."
	if next := mustPut(t, s, got); next != 2 {
		t.Errorf("the second revision is %d, want 2", next)
	}
	if d := cmp.Diff(got, mustGet(t, s, guild, "tides"), stamped); d != "" {
		t.Errorf("after an edit (-want +got):\n%s", d)
	}
}

func testPutNoOp(t *testing.T, open opener) {
	s := open()
	a := sample(guild, "tides")
	first := mustPut(t, s, a)
	if again := mustPut(t, s, a); again != first {
		t.Errorf("Put of the same article gave revision %d, want the standing %d", again, first)
	}
	a = mustGet(t, s, guild, "tides")
	a.Updated = a.Updated.Add(time.Hour)
	if again := mustPut(t, s, a); again != first {
		t.Errorf("Put with another Updated gave revision %d, want %d", again, first)
	}
	a.Pairs[0].Answer = "The Moon."
	if changed := mustPut(t, s, a); changed != first+1 {
		t.Errorf("Put with another answer gave revision %d, want %d", changed, first+1)
	}
}

func testConflict(t *testing.T, open opener) {
	s := open()
	a := sample(guild, "tides")
	a.Rev = article.NotYet
	mustPut(t, s, a)
	if _, err := s.Put(t.Context(), a); !errors.Is(err, article.ErrConflict) {
		t.Errorf("Put of NotYet where one stands: %v, want ErrConflict", err)
	}
	one, other := mustGet(t, s, guild, "tides"), mustGet(t, s, guild, "tides")
	one.Title = "One"
	mustPut(t, s, one)
	other.Title = "Other"
	if _, err := s.Put(t.Context(), other); !errors.Is(err, article.ErrConflict) {
		t.Errorf("Put of a stale revision: %v, want ErrConflict", err)
	}
	if got := mustGet(t, s, guild, "tides").Title; got != "One" {
		t.Errorf("title %q after the conflict, want One", got)
	}
	if _, err := s.Delete(t.Context(), guild, "tides"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), other); !errors.Is(err, article.ErrConflict) {
		t.Errorf("Put of what was removed meanwhile: %v, want ErrConflict", err)
	}
	// Without a revision nothing is asked.
	other.Rev = 0
	mustPut(t, s, other)
}

func testPutAll(t *testing.T, open opener) {
	s := open()
	one, two, taken := sample(guild, "one"), sample(guild, "two"), sample(guild, "one")
	taken.Rev = article.NotYet
	if err := s.PutAll(t.Context(), slices.Values([]article.Article{one, two, taken})); !errors.Is(err, article.ErrConflict) {
		t.Errorf("PutAll with one that is taken: %v, want ErrConflict", err)
	}
	if got := all(t, s.Articles(t.Context(), guild)); len(got) != 0 {
		t.Errorf("%d articles stand after it failed, want none", len(got))
	}
	if err := s.PutAll(t.Context(), slices.Values([]article.Article{one, two, one})); err != nil {
		t.Fatal(err)
	}
	want := []article.Change{{Rev: 1, Collection: guild, ID: "one"}, {Rev: 2, Collection: guild, ID: "two"}}
	if d := cmp.Diff(want, changesUntil(t, s, 0, 2)); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
}

func testUnstorable(t *testing.T, open opener) {
	s := open()
	for name, change := range map[string]func(*article.Article){
		"NUL":           func(a *article.Article) { a.Text = "a\x00b" },
		"not UTF-8":     func(a *article.Article) { a.Text = "a\xffb" },
		"too long":      func(a *article.Article) { a.Text = strings.Repeat("x", article.MaxText+1) },
		"no ID":         func(a *article.Article) { a.ID = "" },
		"no collection": func(a *article.Article) { a.Collection = "" },
	} {
		a := sample(guild, "tides")
		change(&a)
		if _, err := s.Put(t.Context(), a); err == nil {
			t.Errorf("%s: Put took it", name)
		}
	}
	if got := all(t, s.Articles(t.Context(), guild)); len(got) != 0 {
		t.Errorf("%d articles stored, want none", len(got))
	}
	// The largest text goes through, to the byte.
	a := sample(guild, "large")
	a.Text = strings.Repeat("ä", article.MaxText/2)
	mustPut(t, s, a)
	if got := mustGet(t, s, guild, "large").Text; got != a.Text {
		t.Errorf("a text of %d bytes came back with %d", len(a.Text), len(got))
	}
}

func testDelete(t *testing.T, open opener) {
	s := open()
	mustPut(t, s, sample(guild, "tides"))
	rev, err := s.Delete(t.Context(), guild, "tides")
	if err != nil || rev != 2 {
		t.Fatalf("Delete = %d, %v, want revision 2", rev, err)
	}
	if _, err := s.Get(t.Context(), guild, "tides"); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("Get after Delete: %v, want ErrNotFound", err)
	}
	if _, err := s.Delete(t.Context(), guild, "tides"); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("Delete again: %v, want ErrNotFound", err)
	}
}

func testArticles(t *testing.T, open opener) {
	s := open()
	// Byte order: a database's locale would sort the hyphens elsewhere.
	ids := []article.ID{"a-b", "a-c", "a1", "aa", "ab-1", "b"}
	for _, i := range []int{3, 0, 5, 1, 4, 2} {
		mustPut(t, s, sample(guild, ids[i]))
	}
	var got []article.ID
	for _, a := range all(t, s.Articles(t.Context(), guild)) {
		got = append(got, a.ID)
		if a.Text != sample(guild, a.ID).Text || len(a.Pairs) != 2 || a.Rev == 0 {
			t.Errorf("%s came incomplete: %+v", a.ID, a)
		}
	}
	if d := cmp.Diff(ids, got); d != "" {
		t.Errorf("order (-want +got):\n%s", d)
	}
	// As of one revision: what is changed meanwhile is not seen.
	n := 0
	for a, err := range s.Articles(t.Context(), guild) {
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			if _, err := s.Delete(t.Context(), guild, "b"); err != nil {
				t.Fatal(err)
			}
		}
		_ = a
		n++
	}
	if n != len(ids) {
		t.Errorf("saw %d articles while one was removed, want all %d of the moment it began", n, len(ids))
	}
}

func testTenants(t *testing.T, open opener) {
	s := open()
	for _, c := range []article.Collection{article.Home, article.Guild("1"), article.Guild("11"), article.User("1")} {
		a := sample(c, "tides")
		a.Title = string(c)
		mustPut(t, s, a)
	}
	for _, c := range []article.Collection{article.Home, article.Guild("1"), article.Guild("11"), article.User("1")} {
		got := all(t, s.Articles(t.Context(), c))
		if len(got) != 1 || got[0].Title != string(c) || got[0].Collection != c {
			t.Errorf("%s holds %v, want its own article alone", c, got)
		}
	}
	if _, err := s.Delete(t.Context(), article.Guild("1"), "tides"); err != nil {
		t.Fatal(err)
	}
	mustGet(t, s, article.User("1"), "tides")
}

func testChanges(t *testing.T, open opener) {
	s := open()
	mustPut(t, s, sample(guild, "a"))           // 1
	mustPut(t, s, sample(article.Home, "b"))    // 2
	mustPut(t, s, sample(guild, "c"))           // 3
	_, err := s.Delete(t.Context(), guild, "a") // 4
	if err != nil {
		t.Fatal(err)
	}
	got := changesUntil(t, s, 0, 4)
	want := []article.Change{
		{Rev: 2, Collection: article.Home, ID: "b"},
		{Rev: 3, Collection: guild, ID: "c"},
		{Rev: 4, Collection: guild, ID: "a", Deleted: true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
	if d := cmp.Diff(want[2:], changesUntil(t, s, 3, 4)); d != "" {
		t.Errorf("changes after 3 (-want +got):\n%s", d)
	}
	// What is added again is no removal any more.
	mustPut(t, s, sample(guild, "a")) // 5
	if d := cmp.Diff([]article.Change{{Rev: 5, Collection: guild, ID: "a"}}, changesUntil(t, s, 3, 5)); d != "" {
		t.Errorf("changes after 3 (-want +got):\n%s", d)
	}
	if rev, err := s.Newest(t.Context()); err != nil || rev != 5 {
		t.Errorf("Newest = %d, %v, want 5", rev, err)
	}

	// More than a page, and then waiting until the context ends.
	for i := range 1100 {
		mustPut(t, s, article.Article{Collection: guild, ID: article.ID(fmt.Sprintf("n%d", i)), Title: "N", Text: "n"})
		if i > 600 && testing.Short() {
			break
		}
	}
	last, _ := s.Newest(t.Context())
	if got := changesUntil(t, s, 5, last); len(got) != int(last-5) {
		t.Errorf("%d changes, want %d", len(got), last-5)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		for _, err := range s.Changes(ctx, last) {
			if err != nil {
				ended <- err
			}
		}
		close(ended)
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the feed ended with %v, want the context's error", err)
	}
	if _, more := <-ended; more {
		t.Error("the feed went on after its error")
	}
}

func testChangesOtherProcess(t *testing.T, open opener) {
	here, there := open(), open()
	seen := make(chan article.Change)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	go func() {
		defer close(seen)
		for c, err := range here.Changes(ctx, 0) {
			if err != nil {
				return
			}
			seen <- c
		}
	}()
	// Each is seen before the next is made: the follower is waiting then.
	for i, s := range []*store.Store{there, here, there} {
		id := article.ID(fmt.Sprintf("n%d", i))
		begun := time.Now()
		rev := mustPut(t, s, sample(guild, id))
		got, ok := <-seen
		if want := (article.Change{Rev: rev, Collection: guild, ID: id}); !ok || got != want {
			t.Fatalf("saw %+v, %v, want %+v", got, ok, want)
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("a change took %s to be seen", took)
		}
	}
}

func testConcurrentWriters(t *testing.T, open opener) {
	const writers, each = 4, 25
	first, second := open(), open() // two processes
	var wg sync.WaitGroup
	for w := range writers {
		s := []*store.Store{first, second}[w%2]
		wg.Go(func() {
			for i := range each {
				a := sample(guild, article.ID(fmt.Sprintf("w%d-%d", w, i)))
				if _, err := s.Put(t.Context(), a); err != nil {
					t.Errorf("put: %v", err)
				}
			}
		})
	}
	// A follower meanwhile sees every revision once and in order.
	got := changesUntil(t, first, 0, writers*each)
	wg.Wait()
	if len(got) != writers*each {
		t.Fatalf("%d changes, want %d", len(got), writers*each)
	}
	for i, c := range got {
		if c.Rev != article.Rev(i+1) {
			t.Fatalf("change %d has revision %d, want %d", i, c.Rev, i+1)
		}
	}
}

func testSettings(t *testing.T, open opener) {
	s := open()
	got, err := s.Settings(t.Context(), guild)
	if err != nil || !cmp.Equal(got, config.Server{}) {
		t.Errorf("Settings of nothing = %+v, %v, want the zero value", got, err)
	}
	want := config.Server{Channels: []string{"1", "2"}, Private: "always", Caution: "careful", ChannelArticle: map[string]string{"3": "tides"}}
	if err := s.SetSettings(t.Context(), guild, want); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*store.Store{"same": s, "another process": open()} {
		got, err := s.Settings(t.Context(), guild)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
	if got, err := s.Settings(t.Context(), article.Home); err != nil || !cmp.Equal(got, config.Server{}) {
		t.Errorf("another collection's settings = %+v, %v", got, err)
	}
	// Setting the same again is no change, the zero value removes them.
	before, _ := s.Newest(t.Context())
	if err := s.SetSettings(t.Context(), guild, want); err != nil {
		t.Fatal(err)
	}
	if after, _ := s.Newest(t.Context()); after != before {
		t.Errorf("setting the same settings took revision %d", after)
	}
	if err := s.SetSettings(t.Context(), guild, config.Server{}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Settings(t.Context(), guild); err != nil || !cmp.Equal(got, config.Server{}) {
		t.Errorf("after the reset: %+v, %v", got, err)
	}
}

func testReopen(t *testing.T, open opener) {
	s := open()
	mustPut(t, s, sample(guild, "tides"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), sample(guild, "more")); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Put on a closed store: %v, want ErrClosed", err)
	}
	s = open()
	if d := cmp.Diff(sample(guild, "tides"), mustGet(t, s, guild, "tides"), stamped); d != "" {
		t.Errorf("after reopening (-want +got):\n%s", d)
	}
	if rev := mustPut(t, s, sample(guild, "more")); rev != 2 {
		t.Errorf("the next revision after reopening is %d, want 2", rev)
	}
}
