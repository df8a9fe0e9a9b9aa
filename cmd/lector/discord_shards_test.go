package main

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lector/bot/discordtest"
)

// shardsHeld is how many shards a process says that it has.
func (p *lectorProcess) shardsHeld() int {
	log := p.log()
	return strings.Count(log, "a shard is taken") - strings.Count(log, "a shard is given up")
}

// TestProcessesShareShards: three processes on one library divide four shards;
// one is killed, and the others take over what it had.
func TestProcessesShareShards(t *testing.T) {
	t.Parallel()
	if os.Getenv("LECTOR_SLOW") == "" {
		t.Skip("takes a minute: set LECTOR_SLOW")
	}
	s := newStage(t, func(o *discordtest.Options) { o.Shards, o.MaxConcurrency = 4, 4 })
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
		s.launch("LECTOR_SHARDS=auto")
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
	answered := func(when string) {
		t.Helper()
		for _, p := range places {
			v := p.ada.Slash(p.channel, "/ask", opt("question", "When did the harbour open?"))
			shows(t, when, v, "> The harbour of Sandvik opened in 1874.")
		}
	}
	answered("with three processes")
	slices.SortFunc(alive, func(a, b *lectorProcess) int { return a.shardsHeld() - b.shardsHeld() })
	dying := alive[2]
	dying.wanted = true
	dying.cmd.Process.Kill()
	<-dying.ended
	alive = alive[:2]
	divided(2, 2)
	answered("with one process dead")
}
