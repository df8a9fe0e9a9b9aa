package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"lector/article"
	"lector/article/store"
)

func TestPostgres(t *testing.T) {
	t.Parallel()
	server := store.PostgresServer(t)
	runSuite(t, func(t *testing.T) opener {
		address := store.NewSchema(t, server)
		return func(options ...store.Option) *store.Store { return mustOpen(t, address, options...) }
	})
}

// What the first release wrote is there after the schema's next steps.
func TestPostgresIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	address := store.NewSchema(t, store.PostgresServer(t))
	if err := store.MigrateTo(t.Context(), address, 1); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), `INSERT INTO votes (vote_key, collection, question, article, pair, passage_start, passage_end, helpful, at) VALUES ('k', 'home', 'q', 'tides', '', 1, 2, 1, 1000)`); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, address)
	want := article.Vote{Key: "k", Collection: article.Home, Question: "q", Article: "tides", Span: article.Span{Start: 1, End: 2}, Helpful: true, At: time.UnixMilli(1000).UTC()}
	if d := cmp.Diff([]article.Vote{want}, all(t, s.Votes(t.Context(), article.Home))); d != "" {
		t.Errorf("votes of the first schema (-want +got):\n%s", d)
	}
	if err := s.Settle(t.Context(), article.Home, "x"); err != nil {
		t.Error(err)
	}
}

func TestPostgresCannotBeReached(t *testing.T) {
	t.Parallel()
	// A port of loopback where nothing listens.
	_, err := store.Open(t.Context(), "postgres://ann:secret@127.0.0.1:1/lector?sslmode=disable")
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1 cannot be reached") || strings.Contains(err.Error(), "secret") {
		t.Errorf("Open: %v, want that it cannot be reached, without the password", err)
	}
}

// raw connects to a test's schema past the store.
func raw(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		conn.Close(ctx)
	})
	return conn
}

// Changes of another process arrive by NOTIFY, sooner than the next poll; one that
// nobody told of arrives by the poll.
func TestPostgresTellsAndPolls(t *testing.T) {
	t.Parallel()
	address := store.NewSchema(t, store.PostgresServer(t))
	here, there := mustOpen(t, address), mustOpen(t, address)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	seen := make(chan article.Change)
	go func() {
		defer close(seen)
		for c, err := range here.Changes(ctx, 0) {
			if err != nil {
				return
			}
			seen <- c
		}
	}()
	var took []time.Duration
	for i := range 15 { // each right after the one before was seen, so a poll is a second away
		begun := time.Now()
		rev := mustPut(t, there, sample(guild, article.ID(fmt.Sprint("n", i))))
		if c := <-seen; c.Rev != rev {
			t.Fatalf("saw revision %d, want %d", c.Rev, rev)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	if median := took[len(took)/2]; median > 500*time.Millisecond {
		t.Errorf("half of the changes took more than %v, want them to arrive by notification", median)
	}
	t.Logf("told in %v (median), %v at most", took[len(took)/2], took[len(took)-1])

	// A change as a store makes it, without the notification.
	conn := raw(t, address)
	if _, err := conn.Exec(ctx, `WITH next AS (UPDATE counters SET value = value + 1 WHERE name = 'rev' RETURNING value)
		INSERT INTO removals (collection, id, rev, at) SELECT $1, 'gone', value, 0 FROM next`, string(guild)); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	want := article.Change{Rev: 16, Collection: guild, ID: "gone", Deleted: true}
	if c := <-seen; c != want {
		t.Errorf("saw %+v, want %+v", c, want)
	}
	t.Logf("polled in %v", time.Since(begun))
}

// Who takes a revision waits for the advisory lock, whoever holds it: that is how
// revisions become visible in their order.
func TestPostgresWritersTakeTurns(t *testing.T) {
	t.Parallel()
	address := store.NewSchema(t, store.PostgresServer(t))
	s := mustOpen(t, address)
	mustPut(t, s, sample(guild, "first"))
	conn, key := raw(t, address), store.WriterLock(s)
	if _, err := conn.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, key); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := s.Put(t.Context(), sample(guild, "second"))
		done <- err
	}()
	until(t, func() bool {
		var waiting int
		err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND (classid::bigint << 32) | objid::bigint = $1`, key).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
		return waiting == 1
	})
	select {
	case err := <-done:
		t.Fatalf("a change was made (%v) while another writer has the lock", err)
	default:
	}
	mustGet(t, s, guild, "first") // readers do not wait
	if _, err := conn.Exec(t.Context(), `SELECT pg_advisory_unlock($1)`, key); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the change failed when its turn came: %v", err)
	}
}

// From a file to a server and back: the same library, and the same revisions.
func TestCopyToPostgresAndBack(t *testing.T) {
	t.Parallel()
	server := mustOpen(t, store.NewSchema(t, store.PostgresServer(t)))
	file := mustOpen(t, filepath.Join(t.TempDir(), "lector.db"))
	fill(t, file)
	want := contentsOf(t, file)
	if err := store.Copy(t.Context(), file, server, nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, contentsOf(t, server)); d != "" {
		t.Errorf("the copy on the server differs (-want +got):\n%s", d)
	}
	back := mustOpen(t, filepath.Join(t.TempDir(), "back.db"))
	if err := store.Copy(t.Context(), server, back, nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, contentsOf(t, back)); d != "" {
		t.Errorf("the copy that came back differs (-want +got):\n%s", d)
	}
	if rev := mustPut(t, server, sample(guild, "next")); rev != want.Newest+1 {
		t.Errorf("the server's next revision is %d, want %d", rev, want.Newest+1)
	}
}

// ownServer starts a server that a test may mistreat, and returns its address
// and what kills it and starts it again some seconds later.
func ownServer(t *testing.T) (address string, restart func(secondsAway string)) {
	t.Helper()
	store.PostgresServer(t) // for the skip
	script, err := filepath.Abs("../../.ci/postgres")
	if err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(script, args...)
		cmd.Env = slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, store.PostgresEnv) })
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", script, args, err, &stderr)
		}
		return string(out)
	}
	exports := regexp.MustCompile(`(?m)^export (\w+)=(.*)$`).FindAllStringSubmatch(run(), -1)
	vars := map[string]string{}
	for _, e := range exports {
		vars[e[1]] = strings.ReplaceAll(e[2], `\`, "")
	}
	dir := vars[store.PostgresEnv+"_DIR"]
	t.Cleanup(func() { run("stop", dir) })
	return vars[store.PostgresEnv], func(away string) { t.Helper(); run("restart", dir, away) }
}

// The server dies under load and comes back: writes fail with a sentence and
// succeed again on the same store, followers go on where they were, and what was
// acknowledged is there.
func TestPostgresRestarted(t *testing.T) {
	t.Parallel()
	address, restart := ownServer(t)
	s := mustOpen(t, address)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()

	seen := make(chan article.Change, 1<<16)
	followed := make(chan error, 1)
	go func() {
		for c, err := range s.Changes(ctx, 0) {
			if err != nil {
				followed <- err
				return
			}
			seen <- c
		}
	}()

	const writers = 3
	type result struct {
		acknowledged []article.ID
		failed       int
		slowest      time.Duration
		bad          error
	}
	results := make(chan result, writers)
	var back atomic.Bool // the server is there again
	var after atomic.Int64
	for w := range writers {
		go func() {
			var r result
			defer func() { results <- r }()
			for i := 0; ; i++ {
				a := sample(guild, article.ID(fmt.Sprintf("w%d-%d", w, i)))
				begun := time.Now()
				_, err := s.Put(ctx, a)
				r.slowest = max(r.slowest, time.Since(begun))
				switch {
				case ctx.Err() != nil:
					return
				case err == nil:
					r.acknowledged = append(r.acknowledged, a.ID)
					if back.Load() {
						after.Add(1)
					}
				case errors.Is(err, store.ErrUnavailable):
					r.failed++
					time.Sleep(10 * time.Millisecond) // as a person would, only faster
				default:
					r.bad = err
					return
				}
			}
		}()
	}
	until(t, func() bool { return len(seen) > 50 })
	restart("1")
	back.Store(true)
	until(t, func() bool { return after.Load() > 50 })
	stop()

	want := map[article.ID]bool{}
	for range writers {
		r := <-results
		if r.bad != nil {
			t.Errorf("a write failed otherwise: %v", r.bad)
		}
		if r.failed == 0 || r.slowest > 8*time.Second {
			t.Errorf("%d writes failed while the server was away, the slowest took %s; want some, quickly", r.failed, r.slowest)
		}
		for _, id := range r.acknowledged {
			want[id] = true
		}
	}
	if err := <-followed; !errors.Is(err, context.Canceled) {
		t.Errorf("the follower ended with %v, want only the test's end", err)
	}
	stands := map[article.ID]article.Rev{}
	for _, a := range all(t, s.Articles(t.Context(), guild)) {
		stands[a.ID] = a.Rev
	}
	for id := range want {
		if stands[id] == 0 {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	if lost := len(stands) - len(want); lost > 2*writers {
		t.Errorf("%d changes were made and not acknowledged, want at most those under way", lost)
	}
	// The follower saw every revision up to where it was stopped, once.
	close(seen)
	next := article.Rev(1)
	for c := range seen {
		if c.Rev != next {
			t.Fatalf("the follower saw revision %d, want %d", c.Rev, next)
		}
		next++
	}
	t.Logf("%d changes acknowledged, %d made, %d seen", len(want), len(stands), next-1)
}
