package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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
		newStage(t, fourShards).shareShards(t)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		newStageOn(t, newSchema(t, postgresServer(t)), fourShards).shareShards(t)
	})
}

func fourShards(o *discordtest.Options) { o.Shards, o.MaxConcurrency = 4, 4 }

func (s *stage) shareShards(t *testing.T) {
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
	var endpoints []string
	for range 3 {
		listen := freePort(t)
		s.launch("LECTOR_SHARDS=auto", "LECTOR_LISTEN="+listen, "LECTOR_DISCORD_PUBLIC_KEY="+s.PublicKey)
		alive, endpoints = append(alive, s.process), append(endpoints, "http://"+listen+"/interactions")
	}
	divided(1, 1, 2)
	s.WaitReady()
	var places []place
	var mods []*discordtest.User
	for range 4 { // one on every shard
		town := s.AddGuild("Town")
		places = append(places, place{town.AddChannel("general"), town.AddMember("ada")})
		mods = append(mods, town.AddMember("mod", discordtest.ManageGuild))
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
	add := runLector(t, []string{"LECTOR_DATA=" + s.dir, "LECTOR_STORE=" + s.library}, "add", file)
	if code := add.wait(patience); code != 0 {
		t.Fatalf("lector add ended with %d:\n%s", code, add.log())
	}
	add.wanted = true
	time.Sleep(time.Second) // what is promised: within a second
	answered("an article added a second ago", "What does the mill of Torsby grind?", "> The mill of Torsby grinds acorns.")

	// The same through one of the processes: a moderator's command reaches the
	// first one's endpoint, and a member's question each of the three.
	if err := s.SetEndpoint(endpoints[0]); err != nil {
		t.Fatal(err)
	}
	channel, ada := places[0].channel, places[0].ada
	v := read(mods[0].Slash(channel, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	added := time.Now()
	shows(t, "the summary", v, "The mill of Vika")
	for i, endpoint := range endpoints {
		if err := s.SetEndpoint(endpoint); err != nil {
			t.Fatal(err)
		}
		for {
			v := ada.Slash(channel, "/ask", opt("question", "What does the mill of Vika grind?"))
			took := time.Since(added)
			if strings.Contains(v.Content, "grinds rye") {
				t.Logf("process %d answers from the new article %v after it was added", i, took.Round(time.Millisecond))
				break
			}
			if took > time.Second {
				t.Errorf("process %d, %v after an article was added through another, answers %v", i, took, v)
				break
			}
		}
	}
	if err := s.SetEndpoint(""); err != nil {
		t.Fatal(err)
	}

	// One is killed while a hundred questions a second are asked, by command and
	// by mention, and every answer takes a while to be delivered.
	slices.SortFunc(alive, func(a, b *lectorProcess) int { return a.shardsHeld() - b.shardsHeld() })
	dying := alive[2]
	dead := map[uint64]bool{}
	for _, m := range regexp.MustCompile(`a shard is taken.*"shard":(\d+)`).FindAllStringSubmatch(dying.log(), -1) {
		id, err := strconv.ParseUint(m[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		dead[id] = true
	}
	for _, m := range regexp.MustCompile(`a shard is given up.*"shard":(\d+)`).FindAllStringSubmatch(dying.log(), -1) {
		id, _ := strconv.ParseUint(m[1], 10, 64)
		delete(dead, id)
	}
	onTheDead := func(p place) bool {
		id, err := strconv.ParseUint(p.channel.Guild().ID, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return dead[id>>22%4] // developers/events/gateway, Sharding Formula
	}
	s.Fail("POST", "", discordtest.Slow(200*time.Millisecond), -1)
	flights := make([]flight, 200)
	var wg sync.WaitGroup
	start := time.Now()
	for i := range flights {
		time.Sleep(time.Until(start.Add(time.Duration(i) * 10 * time.Millisecond)))
		if i == len(flights)/2 {
			dying.wanted = true
			dying.cmd.Process.Kill()
		}
		f := &flights[i]
		f.place = i % len(places)
		p := places[f.place]
		if i/len(places)%2 == 0 {
			wg.Go(func() { f.answer = p.ada.Slash(p.channel, "/ask", opt("question", harbour)) })
		} else {
			f.said = p.ada.Say(p.channel, s.Bot().Mention()+" when did the harbour open?")
		}
	}
	wg.Wait()
	<-dying.ended
	s.Heal()
	alive = alive[:2]
	divided(2, 2)
	answered("with one process dead", harbour, opened)
	s.Quiet(time.Second)
	lost := 0
	for i, f := range flights {
		p := places[f.place]
		answers := 0
		switch {
		case f.said != nil:
			answers = f.replies(p)
		case f.answer.Problem == "":
			answers = 1
		}
		if answers == 0 {
			lost++
		}
		if answers > 1 || answers == 0 && !onTheDead(p) {
			t.Errorf("question %d, of a server of a process that is dead: %t, has %d answers", i, onTheDead(p), answers)
		}
	}
	t.Logf("%d of %d questions went down with the process that had shards %v", lost, len(flights), slices.Sorted(maps.Keys(dead)))
	for i, p := range places {
		// A command's answer stands alone, a mention beside its own.
		want := asked
		if i == 0 {
			continue // there stands what was asked of the new article, as often as it took
		}
		for _, f := range flights {
			if f.place != i {
				continue
			}
			switch {
			case f.said != nil:
				want += 1 + f.replies(p)
			case f.answer.Problem == "":
				want++
			}
		}
		if n := len(p.ada.Sees(p.channel)); n != want {
			t.Errorf("on server %d stand %d messages, want %d", i, n, want)
		}
	}
	for _, v := range s.TakeViolations() {
		t.Errorf("Discord objects: %s", v) // such as to a second answer to an interaction
	}
}

// flight is a question that may be on its way when a process dies.
type flight struct {
	place  int
	answer *discordtest.View // of a command
	said   *discordtest.View // the mention
}

// replies counts the answers to a mention.
func (f flight) replies(p place) (n int) {
	for _, v := range p.ada.Sees(p.channel) {
		if v.ReplyTo == f.said.ID {
			n++
		}
	}
	return n
}

// place is where somebody asks: one on every shard.
type place struct {
	channel *discordtest.Channel
	ada     *discordtest.User
}

// TestEndpointAlone: a process without shards answers at the endpoint and is never
// seen at the gateway, so that one group of processes has the messages.
func TestEndpointAlone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	listen := freePort(t)
	s.launch("LECTOR_SHARDS=none", "LECTOR_LISTEN="+listen, "LECTOR_DISCORD_PUBLIC_KEY="+s.PublicKey)
	waitStatus(t, "http://"+listen+"/readyz", 200)
	if err := s.SetEndpoint("http://" + listen + "/interactions"); err != nil {
		t.Fatal(err)
	}
	s.WaitCommands()
	shows(t, "the answer", s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?")), "> The harbour of Sandvik opened in 1874.")
	if g := s.Gateway(); g.Connections != 0 {
		t.Errorf("it connected to the gateway %d times", g.Connections)
	}
}
