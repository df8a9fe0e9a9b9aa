package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
)

// shardsHeld is how many shards a process says that it has.
func (p *lectorProcess) shardsHeld() int {
	log := p.log()
	return strings.Count(log, "a shard is taken") - strings.Count(log, "a shard is given up")
}

// TestProcessesShareShards: three processes on one library divide four shards.
// An article added through one is answered by all within a second. One is
// killed, and the others take over what it had, and answer nothing twice.
func TestProcessesShareShards(t *testing.T) {
	t.Parallel()
	if os.Getenv("LECTOR_SLOW") == "" {
		t.Skip("takes a minute for each store: set LECTOR_SLOW")
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, fourShards)
		s.shareShards(t)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := os.Getenv("LECTOR_TEST_POSTGRES")
		if server == "" {
			if os.Getenv("CI") != "" {
				t.Fatal("LECTOR_TEST_POSTGRES is not set: start a server with .ci/postgres")
			}
			t.Skip("LECTOR_TEST_POSTGRES is not set: no PostgreSQL to test on (.ci/postgres starts one)")
		}
		s := newStage(t, fourShards)
		address := newSchema(t, server)
		st, err := store.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = st.Put(t.Context(), harbourArticle(article.Home))
		if err = errors.Join(err, st.Close()); err != nil {
			t.Fatal(err)
		}
		s.shareShards(t, "LECTOR_STORE="+address)
	})
}

func fourShards(o *discordtest.Options) { o.Shards, o.MaxConcurrency = 4, 4 }

// newSchema makes an empty schema on a PostgreSQL server, for this test alone,
// and returns the address of a store in it.
func newSchema(t *testing.T, server string) string {
	t.Helper()
	schema := fmt.Sprintf("lector_shards_%d", os.Getpid())
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

func (s *stage) shareShards(t *testing.T, env ...string) {
	var alive []*lectorProcess
	divided := func(want ...int) {
		t.Helper()
		var got []int
		for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
			got = nil
			for _, p := range alive {
				got = append(got, p.shardsHeld())
			}
			slices.Sort(got)
			if slices.Equal(got, want) && s.Gateway().Live == 4 {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("the processes have %v shards, of which %d are connected, want %v", got, s.Gateway().Live, want)
			}
		}
	}
	for range 3 {
		s.launch(append([]string{"LECTOR_SHARDS=auto"}, env...)...)
		alive = append(alive, s.process)
	}
	divided(1, 1, 2)
	s.WaitReady()
	type place struct {
		channel *discordtest.Channel
		ada     *discordtest.User
	}
	var places []place
	for range 4 { // one on every shard
		town := s.AddGuild("Town")
		places = append(places, place{town.AddChannel("general"), town.AddMember("ada")})
	}
	asked := 0
	answered := func(when, question, want string) {
		t.Helper()
		asked++
		for _, p := range places {
			shows(t, when, p.ada.Slash(p.channel, "/ask", opt("question", question)), want)
		}
	}
	const harbour, opened = "When did the harbour open?", "> The harbour of Sandvik opened in 1874."
	answered("with three processes", harbour, opened)

	file := filepath.Join(t.TempDir(), "mill.md")
	if err := os.WriteFile(file, []byte("---\ntitle: The mill of Torsby\n---\nThe mill of Torsby grinds acorns.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	add := runLector(t, append([]string{"LECTOR_DATA=" + s.dir}, env...), "add", file)
	if code := add.wait(30 * time.Second); code != 0 {
		t.Fatalf("lector add ended with %d:\n%s", code, add.log())
	}
	add.wanted = true
	time.Sleep(time.Second) // what is promised: within a second
	answered("an article added a second ago", "What does the mill of Torsby grind?", "> The mill of Torsby grinds acorns.")

	slices.SortFunc(alive, func(a, b *lectorProcess) int { return a.shardsHeld() - b.shardsHeld() })
	dying := alive[2]
	dying.wanted = true
	dying.cmd.Process.Kill()
	<-dying.ended
	alive = alive[:2]
	divided(2, 2)
	answered("with one process dead", harbour, opened)
	s.Quiet(time.Second)
	for i, p := range places {
		if n := len(p.ada.Sees(p.channel)); n != asked {
			t.Errorf("on server %d stand %d answers to %d questions", i, n, asked)
		}
	}
	for _, v := range s.TakeViolations() {
		t.Errorf("Discord objects: %s", v) // such as to a second answer to an interaction
	}
}
