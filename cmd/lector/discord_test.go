package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
)

// The end-to-end tests of the bot: the lector command itself serves against a
// fake Discord, members play against it, and every test ends in what they see.
// This file holds the stage; discord_entry_test.go the ways to ask,
// discord_buttons_test.go and discord_unsure_test.go the buttons, discord_faults_test.go what goes wrong,
// discord_tenants_test.go who may see and do what, discord_shards_test.go many
// processes, discord_load_test.go the load.

// The articles of the tests. Nothing in them is from anywhere.
const (
	harbourText = `The old harbour of Sandvik

The harbour of Sandvik opened in 1874. It was built by Marta Lindqvist, an engineer from Uppsala. In 1901 a storm destroyed the eastern pier. The town rebuilt it in three years.

The lighthouse is 34 metres tall. Its lamp can be seen from twenty miles away. Visitors may climb it between May and September.

A ticket for the lighthouse costs 40 crowns. Children under seven enter free.`

	poolsText = `Swimming pools

The swimming pool in Aldby opens at eight o'clock in the morning.

The swimming pool in Bexby opens at seven o'clock in the morning.`

	// The foreign server's and the foreign user's articles: no word of them may
	// show anywhere else.
	foreignText = `The vault of Norrholm

The vault of Norrholm keeps the zircon crown. Its combination was chosen by Ebba Falk.`
	diaryText = `A private diary

My bicycle is called Quillon. It sleeps in the shed behind the brewery.`
)

func harbourArticle(c article.Collection) article.Article {
	return article.Article{
		Collection: c, ID: "harbour", Title: "The old harbour of Sandvik", Publisher: "Sandvik Courier", Published: "2021-07-28",
		URL: "https://example.org/harbour", Lang: "en", Text: harbourText,
		Pairs: []article.Pair{{ID: "tickets", Questions: []string{"How much is a ticket for the lighthouse?", "What does it cost to climb the lighthouse?"},
			Answer: "40 crowns; children under seven need no ticket.", Quote: "A ticket for the lighthouse costs 40 crowns. Children under seven enter free."}},
	}
}

// patience is how long a test waits for what must come, however slow the machine
// is at the time.
const patience = time.Minute

// inTime gives Discord's own three seconds for an answer, for tests of lateness.
func inTime(o *discordtest.Options) { o.ResponseTime = 3 * time.Second }

// stage is a fake Discord with a small world, and the lector command on it.
type stage struct {
	*discordtest.Server
	t       testing.TB
	dir     string // the data folder
	library string // the address of the store
	town    *discordtest.Guild
	general *discordtest.Channel
	ada     *discordtest.User // a member
	ben     *discordtest.User // another
	mod     *discordtest.User // manages the server and its messages
	process *lectorProcess
}

// newStage makes the world. The home collection holds the harbour, the server
// the pools. Call start to run lector.
func newStage(t testing.TB, set ...func(*discordtest.Options)) *stage {
	t.Helper()
	return newStageOn(t, "", set...)
}

// newStageOn is newStage with the library at an address; "" is a file in the data
// folder.
func newStageOn(t testing.TB, library string, set ...func(*discordtest.Options)) *stage {
	t.Helper()
	s := &stage{Server: discordtest.New(t, set...), t: t, dir: t.TempDir(), library: library}
	if library == "" {
		s.library = filepath.Join(s.dir, "lector.db")
	}
	s.town = s.AddGuild("Town")
	s.general = s.town.AddChannel("general")
	s.ada, s.ben = s.town.AddMember("ada"), s.town.AddMember("ben")
	s.mod = s.town.AddMember("mod", discordtest.ManageGuild, discordtest.ManageMessages)
	s.put(harbourArticle(article.Home),
		article.Article{Collection: article.Guild(s.town.ID), ID: "pools", Title: "Swimming pools", Lang: "en", Text: poolsText})
	return s
}

// put stores articles, while lector is not running.
func (s *stage) put(articles ...article.Article) {
	s.t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, s.library)
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	for _, a := range articles {
		if _, err := st.Put(ctx, a); err != nil {
			s.t.Fatalf("put %s: %v", a.ID, err)
		}
	}
}

// channel makes a channel of the test's own, so that tests can share a stage.
func (s *stage) channel(name string) *discordtest.Channel { return s.town.AddChannel(name) }

// start runs `lector serve` and waits until it is connected; env adds to its
// environment.
func (s *stage) start(env ...string) *stage {
	s.t.Helper()
	s.launch(env...)
	s.WaitReady()
	return s
}

// launch runs `lector serve` and waits for nothing.
func (s *stage) launch(env ...string) {
	s.t.Helper()
	s.process = runLector(s.t, append([]string{
		"DISCORD_TOKEN=" + s.Token, "LECTOR_DISCORD_API=" + s.URL, "LECTOR_DATA=" + s.dir, "LECTOR_STORE=" + s.library, "LECTOR_RATE=6000", "LECTOR_LOG_LEVEL=debug",
	}, env...), "serve")
}

// restart ends lector and starts it again.
func (s *stage) restart(env ...string) {
	s.t.Helper()
	s.process.stop()
	s.WaitGateway("the end of the session", func(g discordtest.GatewayStats) bool { return g.Live == 0 })
	s.start(env...)
}

// lectorProcess is a running lector.
type lectorProcess struct {
	t      testing.TB
	cmd    *exec.Cmd
	mu     sync.Mutex
	output bytes.Buffer
	ended  chan struct{}
	stop   func() // ends it as an operator does, and checks that it ends well
	wanted bool   // its end is what the test waits for
}

func (p *lectorProcess) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Write(b)
}

func (p *lectorProcess) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// runLector starts the lector command, which the test binary doubles as.
func runLector(t testing.TB, env []string, args ...string) *lectorProcess {
	t.Helper()
	p := &lectorProcess{t: t, cmd: exec.Command("lector", args...), ended: make(chan struct{})}
	home := t.TempDir()
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + os.TempDir()}, env...)
	p.cmd.Dir = home
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	p.stop = sync.OnceFunc(func() {
		p.cmd.Process.Signal(syscall.SIGTERM)
		if code := p.wait(patience); code != 0 {
			t.Errorf("lector ended with %d on SIGTERM, want 0", code)
		}
	})
	t.Cleanup(func() {
		if !p.wanted {
			p.stop()
		}
		if t.Failed() {
			t.Logf("lector %s wrote:\n%s", strings.Join(args, " "), tail(p.log(), 60))
		}
	})
	return p
}

// wait waits for the process's end and returns its exit code; it kills it, and
// returns -1, when the time is over.
func (p *lectorProcess) wait(limit time.Duration) int {
	select {
	case <-p.ended:
	case <-time.After(limit):
		p.cmd.Process.Kill()
		<-p.ended
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

// ends waits for an end that the test expects.
func (p *lectorProcess) ends(limit time.Duration) (code int, output string) {
	p.wanted = true
	code = p.wait(limit)
	return code, p.log()
}

// tail is the last lines of a text.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// shows checks that a view holds all of the texts.
func shows(t testing.TB, what string, v *discordtest.View, want ...string) {
	t.Helper()
	if v.Problem != "" {
		t.Errorf("%s: %s", what, v.Problem)
		return
	}
	for _, w := range want {
		if !strings.Contains(v.Text(), w) {
			t.Errorf("%s: %v\nwant it to hold %q", what, v, w)
		}
	}
}

// sees checks the whole of what a member sees: the content, the buttons in their
// order, and that nobody is pinged and nothing else hangs on it.
func (s *stage) sees(t testing.TB, what string, v *discordtest.View, content string, labels ...string) {
	t.Helper()
	if v.Problem != "" {
		t.Errorf("%s: %s", what, v.Problem)
		return
	}
	if v.Content != content {
		t.Errorf("%s reads\n%s\nwant\n%s", what, v.Content, content)
	}
	if got := v.Labels(); !slices.Equal(got, labels) {
		t.Errorf("%s has the buttons %q, want %q", what, got, labels)
	}
	if len(v.Pings) > 0 || len(v.Embeds) > 0 || len(v.Files) > 0 || len(v.Selects()) > 0 {
		t.Errorf("%s is %v, pinging %v; want no ping, embed, file or menu", what, v, v.Pings)
	}
}

// hides checks that a view, or anything under its buttons, holds none of the texts.
func hides(t testing.TB, what string, v *discordtest.View, secrets ...string) {
	t.Helper()
	all := strings.ToLower(v.String() + string(v.Payload))
	for _, w := range secrets {
		if strings.Contains(all, strings.ToLower(w)) {
			t.Errorf("%s: %v\nwant no word of %q", what, v, w)
		}
	}
}

// freePort is a loopback address that nobody listens on.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
