package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
)

// The tests of a bot whose library is on PostgreSQL.

// postgresServer is the address of a server to test on.
func postgresServer(t *testing.T) string {
	t.Helper()
	server := os.Getenv("LECTOR_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("LECTOR_TEST_POSTGRES is not set: start a server with .ci/postgres")
		}
		t.Skip("LECTOR_TEST_POSTGRES is not set: no PostgreSQL to test on (.ci/postgres starts one)")
	}
	return server
}

// newSchema makes an empty schema on a PostgreSQL server, for this test alone,
// and returns the address of a store in it.
func newSchema(t *testing.T, server string) string {
	t.Helper()
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(t.Name()), "_"), "_")
	schema := fmt.Sprintf("%.40s_%d", name, os.Getpid())
	run := func(query string) {
		t.Helper()
		out, err := exec.Command("psql", "-X", "-q", "-c", query, server).CombinedOutput()
		if err != nil {
			t.Fatalf("psql: %v\n%s", err, out)
		}
	}
	run("CREATE SCHEMA " + schema)
	t.Cleanup(func() { run("DROP SCHEMA " + schema + " CASCADE") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// TestOnPostgres plays what members and moderators do on a library on PostgreSQL,
// as on a file.
func TestOnPostgres(t *testing.T) {
	t.Parallel()
	server := postgresServer(t)
	for name, play := range map[string]func(*stage, *testing.T){
		"ask": (*stage).membersAsk, "buttons": (*stage).buttons, "articles": (*stage).managingArticles,
		"owners": (*stage).ownersLoop, "privacy": (*stage).privacy,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(newStageOn(t, newSchema(t, server)), t)
		})
	}
}

// TestOutgrown: a library is copied from its file to PostgreSQL, serves from there,
// and is copied back; all three hold the same, and nothing is mixed.
func TestOutgrown(t *testing.T) {
	t.Parallel()
	file := newStage(t)
	file.start()
	v := read(file.mod.Slash(file.general, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	shows(t, "the summary", v, "The mill of Vika")
	file.ada.Click(file.ada.Slash(file.general, "/ask", opt("question", "When did the harbour open?")), "Helpful")
	file.ada.Slash(file.general, "/ask", opt("question", "Who painted the ceiling of the Sistine Chapel?"))
	file.process.stop()

	server := newSchema(t, postgresServer(t))
	back := filepath.Join(t.TempDir(), "back.db")
	lector := func(want int, store string, args ...string) string {
		t.Helper()
		p := runLector(t, []string{"LECTOR_DATA=" + t.TempDir(), "LECTOR_STORE=" + store, "USER=ann"}, args...)
		code, said := p.ends(patience)
		if code != want {
			t.Fatalf("lector %s ended with %d, want %d:\n%s", args[0], code, want, said)
		}
		return said
	}
	lector(exitOK, "", "copy", file.library, server)
	holds := func(store string) string {
		town := "guild:" + file.town.ID
		return lector(exitOK, store, "list", "--json") + lector(exitOK, store, "history") +
			lector(exitOK, store, "list", "--json", "--collection", town) + lector(exitOK, store, "history", "--collection", town) +
			lector(exitOK, store, "show", "mill", "--collection", town)
	}
	want := holds(file.library)
	if !strings.Contains(want, "The mill of Vika") || !strings.Contains(want, "harbour") {
		t.Fatalf("the library holds\n%s", want)
	}
	if got := holds(server); got != want {
		t.Errorf("on PostgreSQL the library holds\n%s\nwant\n%s", got, want)
	}
	if said := lector(exitFailed, "", "copy", file.library, server); !strings.Contains(said, "not empty") {
		t.Errorf("copying onto a library says %q", said)
	}

	// It serves from there, on the same server of Discord's.
	file.library = server
	file.start()
	shows(t, "the answer from PostgreSQL", file.ada.Slash(file.general, "/ask", opt("question", "What does the mill of Vika grind?")), "grinds rye")
	shows(t, "the gap from before", file.mod.Slash(file.general, "/answers gaps"), "Sistine Chapel")
	file.process.stop()

	lector(exitOK, "", "copy", server, back)
	if got := holds(back); got != want {
		t.Errorf("copied back the library holds\n%s\nwant\n%s", got, want)
	}
}

// ownServer starts a server that a test may mistreat, and returns its address and
// what kills it and starts it again some seconds later.
func ownServer(t *testing.T) (address string, restart func(secondsAway string)) {
	t.Helper()
	postgresServer(t) // for the skip
	script, err := filepath.Abs("../../.ci/postgres")
	if err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(script, args...)
		cmd.Env = slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "LECTOR_TEST_POSTGRES") })
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("%s %v: %v\n%s", script, args, err, &stderr)
		}
		return string(out)
	}
	vars := map[string]string{}
	for _, e := range regexp.MustCompile(`(?m)^export (\w+)=(.*)$`).FindAllStringSubmatch(run(), -1) {
		vars[e[1]] = strings.ReplaceAll(e[2], `\`, "")
	}
	address, dir := vars["LECTOR_TEST_POSTGRES"], vars["LECTOR_TEST_POSTGRES_DIR"]
	if address == "" {
		t.Fatal("no server was started")
	}
	t.Cleanup(func() { run("stop", dir) })
	return address, func(away string) { t.Helper(); run("restart", dir, away) }
}

// TestPostgresRestartsUnderQuestions: the server is killed and is away for some
// seconds. Questions go on from memory, a server's settings hold, who changes
// something is told that it was not done and can do it again, and what was
// acknowledged before is there after.
func TestPostgresRestartsUnderQuestions(t *testing.T) {
	t.Parallel()
	address, restart := ownServer(t)
	s := newStageOn(t, address)
	// A shard of its own: leased shards are given up when the leases cannot be
	// renewed for twelve seconds, which a restart on a busy machine may take.
	s.start("LECTOR_LOG_LEVEL=warn", "LECTOR_SHARDS=0/1")
	channels := []*discordtest.Channel{s.channel("load-0"), s.channel("load-1"), s.channel("load-2"), s.channel("load-3")}
	v := read(s.mod.Slash(s.general, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	shows(t, "an article added before", v, "The mill of Vika")
	s.eventually(t, s.ada, s.general, "What does the mill of Vika grind?", "grinds rye")
	settings := s.mod.Slash(s.general, "/lector settings")
	for _, m := range settings.Selects() { // answers are private from now on
		for _, o := range m.Options {
			if strings.Contains(o.Value, "always") {
				s.mod.Select(settings, m.CustomID, o.Value)
			}
		}
	}
	if v := s.ada.Slash(channels[0], "/ask", opt("question", "When did the harbour open?")); !v.Ephemeral {
		t.Fatalf("the setting does not hold: %v", v)
	}

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var mu sync.Mutex
	asked, open := 0, 0
	var problems []string
	var asking sync.WaitGroup
	for i, c := range channels {
		asking.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				question, want := "When did the harbour open?", "> The harbour of Sandvik opened in 1874."
				if n%2 == 1 {
					question, want = "What does the mill of Vika grind?", "> The mill of Vika grinds rye."
				}
				v := []*discordtest.User{s.ada, s.ben}[i%2].Slash(c, "/ask", opt("question", question))
				mu.Lock()
				asked++
				if !v.Ephemeral {
					open++
				}
				if v.Problem != "" || !strings.Contains(v.Content, want) {
					problems = append(problems, v.String())
				}
				mu.Unlock()
			}
		})
	}
	count := func() int { mu.Lock(); defer mu.Unlock(); return asked }
	for count() < 20 {
		time.Sleep(time.Millisecond)
	}
	before := count()
	back := make(chan struct{})
	go func() { defer close(back); restart("4") }()
	// Writes, again and again, until the server is there again.
	add := func(n int) string {
		name := fmt.Sprintf("note-%d.md", n)
		text := fmt.Sprintf("# Note %d\n\nNote number %d was pinned to the door by hand.", n, n)
		v := read(s.mod.Slash(s.general, "/article add", opt("file", discordtest.Upload{Name: name, ContentType: "text/markdown", Data: []byte(text)})))
		return v.Content + v.Problem
	}
	acknowledged := map[int]bool{}
	failed := 0
	n := 0
	for away := true; away; n++ {
		select {
		case <-back:
			away = false
		default:
		}
		switch said := add(n); {
		case strings.Contains(said, fmt.Sprintf("Note %d", n)):
			acknowledged[n] = true
		case strings.Contains(said, "My library cannot be reached just now"):
			failed++
		default:
			t.Errorf("a change while the server is away is answered with %q", said)
		}
		time.Sleep(50 * time.Millisecond)
	}
	during := count() - before
	// What failed succeeds now.
	for end := time.Now().Add(patience); !acknowledged[n]; n++ {
		if said := add(n); strings.Contains(said, fmt.Sprintf("Note %d", n)) {
			acknowledged[n] = true
			break
		} else if time.Now().After(end) {
			t.Fatalf("after the restart a change is answered with %q", said)
		}
	}
	stop()
	asking.Wait()
	if failed == 0 || during < 20 {
		t.Errorf("while the server was away %d changes failed and %d questions were asked; want some of each", failed, during)
	}
	if len(problems) > 0 || open > 0 {
		t.Errorf("%d of %d questions failed, %d were answered openly against the setting; the first: %s", len(problems), asked, open, strings.Join(problems[:min(1, len(problems))], ""))
	}
	t.Logf("%d questions, %d of them while the server was away; %d changes refused, %d acknowledged", asked, during, failed, len(acknowledged))
	s.process.stop()
	st := openForTest(t, address)
	stands := map[article.ID]bool{}
	for a, err := range st.Articles(t.Context(), article.Guild(s.town.ID)) {
		if err != nil {
			t.Fatal(err)
		}
		stands[a.ID] = true
	}
	for n := range acknowledged {
		if id := article.ID(fmt.Sprintf("note-%d", n)); !stands[id] {
			t.Errorf("%s was acknowledged and is lost; there stand %v", id, stands)
		}
	}
}

func openForTest(t *testing.T, address string) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}
