package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"lector/bot/discordtest"
)

const callback = "/interactions/{interaction}/{token}/callback"

// answers asks until the process is connected again, and checks that the next
// question is answered: what every fault must leave behind.
func (s *stage) answers(t testing.TB) {
	t.Helper()
	s.WaitGateway("a live session", func(g discordtest.GatewayStats) bool { return g.Live > 0 })
	for tries := 1; ; tries++ {
		late := s.process.late()
		v := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
		if tries < 5 && !strings.Contains(v.Content, "1874") && s.process.late() > late {
			continue
		}
		shows(t, "the next question", v, "> The harbour of Sandvik opened in 1874.")
		return
	}
}

// late counts what lector says it did not do in time. On a machine that is slow
// at the time it may have to; a question that is lost without a word it may not.
func (p *lectorProcess) late() (n int) {
	log := p.log()
	for _, said := range []string{"an interaction waited too long", "an answer came too late", "an answer could not be delivered", "deadline exceeded"} {
		n += strings.Count(log, said)
	}
	return n
}

// once checks that exactly one answer to the question stands in the channel.
func (s *stage) once(t testing.TB, c *discordtest.Channel) {
	t.Helper()
	if n := len(s.ada.Sees(c)); n != 1 {
		t.Errorf("%d messages stand in %s, want the answer once", n, c.Name)
	}
}

// TestCallbackFaults: what may happen to the answer on its way to Discord. Each
// ends with the answer standing once, or with the member being told nothing
// wrong, and with the next question answered.
func TestCallbackFaults(t *testing.T) {
	t.Parallel()
	applied := discordtest.ServerError(500)
	applied.Applied = true
	edgeAfter := discordtest.Edge(502)
	edgeAfter.Applied = true
	tests := []struct {
		name  string
		fault discordtest.Fault
		times int
	}{
		{"500", discordtest.ServerError(500), 1},
		{"500 twice", discordtest.ServerError(500), 2},
		{"500 after it was done", applied, 1},
		{"503", discordtest.ServerError(503), 1},
		{"429 with a body", discordtest.RateLimited(300*time.Millisecond, false), 1},
		{"429 for everything", discordtest.RateLimited(300*time.Millisecond, true), 1},
		{"429 without a body", discordtest.BareRateLimit(), 1},
		{"502 in HTML", discordtest.Edge(502), 1},
		{"502 in HTML after it was done", edgeAfter, 1},
		{"520 in HTML", discordtest.Edge(520), 1},
		{"cut connection", discordtest.Cut(), 1},
		{"cut after it was done", discordtest.CutAfter(), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.start()
			s.answers(t) // the index is loaded
			c := s.channel("fault")
			s.Fail("POST", callback, tt.fault, tt.times)
			v := s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
			shows(t, "the answer", v, "> The harbour of Sandvik opened in 1874.")
			s.once(t, c)
			s.answers(t)
		})
	}
	t.Run("four seconds", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, inTime)
		s.start()
		c := s.channel("slow")
		s.Fail("POST", callback, discordtest.Slow(4*time.Second), 1)
		v := s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
		if v.Problem == "" {
			t.Errorf("a response that took four seconds is %v", v)
		}
		s.answers(t)
		s.Quiet(1500 * time.Millisecond) // the late one arrives, and nothing comes of it
		if n := len(s.ada.Sees(c)); n != 0 {
			t.Errorf("%d messages came of a late response", n)
		}
		s.answers(t)
	})
	t.Run("HTML for ever", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, inTime)
		s.start()
		c := s.channel("edge")
		s.Fail("POST", callback, discordtest.Edge(429), -1)
		if v := s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?")); v.Problem == "" {
			t.Errorf("through an edge that refuses everything came %v", v)
		}
		s.Heal()
		s.answers(t)
	})
}

// TestMessageFaults: the same for answers to mentions and direct messages.
func TestMessageFaults(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	const route = "/channels/{channel}/messages"
	applied := discordtest.ServerError(500)
	applied.Applied = true
	for _, tt := range []struct {
		name  string
		fault discordtest.Fault
	}{
		{"500", discordtest.ServerError(500)},
		{"500 after it was done", applied},
		{"429", discordtest.RateLimited(200*time.Millisecond, false)},
		{"502 in HTML", discordtest.Edge(502)},
		{"cut after it was done", discordtest.CutAfter()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := s.channel("fault")
			s.Fail("POST", route, tt.fault, 1)
			asked := s.ada.Say(c, s.Bot().Mention()+" when did the harbour open?")
			shows(t, "the answer", asked.Answer(), "> The harbour of Sandvik opened in 1874.")
			s.Quiet(500 * time.Millisecond)
			if n := len(asked.Answers()); n != 1 {
				t.Errorf("%d answers stand there, want 1", n)
			}
		})
	}
	t.Run("a channel where it may not write", func(t *testing.T) {
		c := s.channel("read-only")
		c.Deny(s.Bot(), discordtest.SendMessages)
		before := len(s.ada.Sees(s.ada.DM()))
		s.ada.Say(c, s.Bot().Mention()+" when did the harbour open?")
		v := s.WaitMessage(s.ada, s.ada.DM(), before+1)
		if v.Content == "" {
			t.Errorf("in direct messages the member reads %v, want to be told why there is no answer", v)
		}
	})
	t.Run("closed direct messages", func(t *testing.T) {
		c := s.channel("closed")
		c.Deny(s.Bot(), discordtest.SendMessages)
		s.ben.DM()
		s.ben.CloseDMs(true)
		s.ben.Say(c, s.Bot().Mention()+" when did the harbour open?")
		s.Quiet(300 * time.Millisecond)
		s.answers(t)
	})
	t.Run("a question deleted before its answer", func(t *testing.T) {
		c := s.channel("deleted")
		s.Fail("POST", route, discordtest.ServerError(500), 1)
		asked := s.ada.Say(c, s.Bot().Mention()+" when did the harbour open?")
		s.ada.Delete(asked)
		s.Quiet(500 * time.Millisecond)
		s.answers(t)
	})
	t.Run("a channel deleted under it", func(t *testing.T) {
		s.Fail("POST", route, discordtest.Refused(404, 10003, "Unknown Channel"), 1)
		s.ada.Say(s.channel("gone"), s.Bot().Mention()+" when did the harbour open?")
		s.Quiet(300 * time.Millisecond)
		s.answers(t)
	})
}

// TestStrangePayloads: what Discord may send one day, or sends already, that no
// library knows.
func TestStrangePayloads(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	asked := s.ben.Say(s.general, "When did the harbour open?")
	asked.Poison(map[string]any{"components": []any{
		map[string]any{"type": 20, "id": 1, "checkpoint": map[string]any{"deep": []any{1, "x", nil}}},
		map[string]any{"type": 9999}, map[string]any{"type": 1, "components": []any{map[string]any{"type": 77}}},
	}})
	v := s.ada.MessageCommand("Answer from the articles", asked)
	shows(t, "the answer to a message with unknown components", v, "> The harbour of Sandvik opened in 1874.")
	for _, raw := range []struct{ event, payload string }{
		{"MESSAGE_CREATE", `{}`},
		{"MESSAGE_CREATE", `null`},
		{"MESSAGE_CREATE", `[]`},
		{"MESSAGE_CREATE", `{"id":"1","channel_id":"2","type":0}`},
		{"MESSAGE_CREATE", `{"id":"1","channel_id":"2","author":null,"mentions":null,"content":null,"components":[{"type":20}]}`},
		{"MESSAGE_CREATE", `{"id":1,"channel_id":{},"author":[],"mentions":"x","content":5}`},
		{"MESSAGE_CREATE", `{"id":"3","channel_id":"` + s.general.ID + `","author":{"id":"` + s.ada.ID + `"},"mentions":[{"id":"` + s.Bot().ID + `"}],"content":"<@` + s.Bot().ID + `>","components":[{"type":20}],"type":99}`},
		{"INTERACTION_CREATE", `{}`},
		{"INTERACTION_CREATE", `null`},
		{"INTERACTION_CREATE", `{"id":"9","token":"t","type":2}`},
		{"INTERACTION_CREATE", `{"id":"9","token":"t","type":2,"data":null,"member":null}`},
		{"INTERACTION_CREATE", `{"id":"9","token":"t","type":2,"data":{"name":5,"options":{}},"member":{"user":{"id":"1"}}}`},
		{"INTERACTION_CREATE", `{"id":"9","token":"t","type":77,"data":{}}`},
		{"GUILD_CREATE", `{"id":null}`},
		{"GUILD_DELETE", `{}`},
		{"READY", `{"user":null}`},
		{"A_NEW_EVENT", `{"anything":[1,2,{"x":null}]}`},
	} {
		s.Raw(s.general, raw.event, raw.payload)
	}
	s.answers(t)
	s.Quiet(300 * time.Millisecond)
	s.TakeViolations() // it may have answered an interaction that nobody sent
	select {
	case <-s.process.ended:
		t.Error("lector ended")
	default:
	}
}

// TestMalformedDispatches: events of a surprising form, and frames that are no
// events, reach the process one by one. A library that decodes them panics where
// nobody can recover; lector goes on, on the same connection.
func TestMalformedDispatches(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	before := s.Gateway()
	for _, raw := range []struct{ event, payload string }{
		{"GUILD_CREATE", `{}`},
		{"GUILD_CREATE", `null`},
		{"GUILD_CREATE", `[]`},
		{"GUILD_CREATE", `{"id":"1","channels":[null]}`},
		{"GUILD_CREATE", `{"id":"1","members":[null,{"user":null}]}`},
		{"GUILD_CREATE", `{"id":"1","voice_states":[null]}`},
		{"GUILD_CREATE", `{"id":"1","channels":7,"members":{},"threads":[null],"roles":null}`},
		{"GUILD_UPDATE", `{}`},
		{"GUILD_UPDATE", `null`},
		{"GUILD_UPDATE", `{"channels":[null],"members":[null],"voice_states":[null]}`},
		{"READY", `{}`},
		{"READY", `null`},
		{"READY", `{"guilds":[null]}`},
		{"READY", `{"guilds":[{"channels":[null]}],"user":[],"session_id":5}`},
		{"RESUMED", `null`},
		{"VOICE_STATE_UPDATE", `null`},
		{"VOICE_SERVER_UPDATE", `null`},
		{"MESSAGE_CREATE", `null`},
		{"THREAD_LIST_SYNC", `null`},
		{"GUILD_MEMBER_UPDATE", `{}`},
		{"", `null`},
	} {
		s.Raw(s.general, raw.event, raw.payload)
		t.Run(raw.event+raw.payload, func(t *testing.T) { s.answers(t) })
	}
	for _, frame := range []string{
		`null`, `{}`, `[]`, `7`, `"x"`, `not JSON`, ``, `{"op":null}`, `{"op":"x"}`, `{"op":0}`, `{"op":0,"t":null,"s":null,"d":null}`,
		`{"op":0,"t":7,"s":"x","d":{}}`, `{"op":0,"s":-5,"t":"GUILD_CREATE"}`, `{"op":10}`, `{"op":10,"d":{"heartbeat_interval":0}}`,
		`{"op":10,"d":{"heartbeat_interval":-1}}`, `{"op":10,"d":{"heartbeat_interval":1e30}}`, `{"op":11,"d":{}}`, `{"op":99,"d":null}`,
		`{"op":0,"s":3,"t":"GUILD_CREATE","d":` + strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000) + `}`,
	} {
		s.RawFrame(frame)
		t.Run(frame[:min(50, len(frame))], func(t *testing.T) { s.answers(t) })
	}
	if after := s.Gateway(); after.Connections != before.Connections {
		t.Errorf("%d connections were made for it, want the first kept", after.Connections-before.Connections)
	}
	// The session is still one that can be resumed, from the right event.
	s.DropAll()
	s.answers(t)
	if after := s.Gateway(); after.Identifies != before.Identifies {
		t.Errorf("it identified anew: %+v", after)
	}
	select {
	case <-s.process.ended:
		t.Error("lector ended")
	default:
	}
}

// TestGreetingWithoutAnInterval: the usual one is taken.
func TestGreetingWithoutAnInterval(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Next(discordtest.BareHello, 1)
	s.start()
	s.answers(t)
}

// TestFlood: ten thousand events wait, the question behind them is answered.
func TestFlood(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	s.FloodEvents(s.general, s.ben, 10000)
	// On a machine that is slow at the time the first question may come too late.
	s.eventually(t, s.ada, s.channel("after"), "When did the harbour open?", "> The harbour of Sandvik opened in 1874.")
	// The same from behind a cut: they are replayed at the resume.
	s.DropAll()
	s.FloodEvents(s.general, s.ben, 2000)
	s.eventually(t, s.ada, s.channel("after-the-cut"), "When did the harbour open?", "> The harbour of Sandvik opened in 1874.")
}

// TestGatewayFaults: what the gateway may do to a session that is open. Each
// ends connected, with the next question answered.
func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		do     func(*stage)
		resume bool // the session survives: no new identify
	}{
		{"drop", func(s *stage) { s.DropAll() }, true},
		{"drop in a frame", func(s *stage) { s.DropMidFrame() }, true},
		{"op 7", func(s *stage) { s.SendOp7() }, true},
		{"op 1", func(s *stage) { s.SendHeartbeatRequest() }, true},
		{"op 9, resumable", func(s *stage) { s.InvalidSession(true) }, true},
		{"close 4000", func(s *stage) { s.CloseWith(4000, "Unknown error.") }, true},
		{"close 4008", func(s *stage) { s.CloseWith(4008, "Rate limited.") }, true},
		{"RESUME answered with op 7", func(s *stage) { s.Next(discordtest.ResumeReconnect, 1); s.DropAll() }, true},
		{"no connection twice", func(s *stage) { s.Next(discordtest.RefuseConnection, 2); s.DropAll() }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.start()
			before := s.Gateway()
			tt.do(s)
			if tt.name != "op 1" {
				s.WaitGateway("another connection", func(g discordtest.GatewayStats) bool { return g.Connections > before.Connections && g.Live > 0 })
			}
			s.answers(t)
			if g := s.Gateway(); tt.resume && g.Identifies != before.Identifies {
				t.Errorf("it identified anew: %+v", g)
			}
		})
	}
	t.Run("drop in the middle of an answer", func(t *testing.T) {
		t.Parallel()
		s := newStage(t)
		s.start()
		s.Fail("POST", callback, discordtest.Slow(500*time.Millisecond), 1)
		begun := s.Began(callback)
		got := make(chan *discordtest.View, 1)
		c := s.channel("cut")
		go func() { got <- s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?")) }()
		s.WaitBegan(callback, begun+1)
		s.DropAll()
		shows(t, "the answer", <-got, "> The harbour of Sandvik opened in 1874.")
		s.answers(t)
		s.once(t, c)
	})
	t.Run("a question asked while it was away", func(t *testing.T) {
		t.Parallel()
		s := newStage(t)
		s.start()
		s.DropAll()
		asked := s.ada.Say(s.ada.DM(), "When did the harbour open?")
		shows(t, "the answer", asked.Answer(), "> The harbour of Sandvik opened in 1874.")
	})
	t.Run("outage of a server", func(t *testing.T) {
		t.Parallel()
		s := newStage(t)
		s.start()
		s.town.Outage(true)
		s.town.Outage(false)
		s.answers(t)
		v := s.ada.Slash(s.general, "/ask", opt("question", "When does the swimming pool in Aldby open?"))
		shows(t, "the server's own articles after an outage", v, "Aldby opens at eight")
	})
}

// TestSlowGatewayFaults are those that a client sees only by waiting, or after
// which it must wait the five seconds that Discord asks for between identifies.
func TestSlowGatewayFaults(t *testing.T) {
	t.Parallel()
	if os.Getenv("LECTOR_SLOW") == "" {
		t.Skip("takes half a minute: set LECTOR_SLOW")
	}
	for _, tt := range []struct {
		name string
		do   func(*stage)
	}{
		{"op 9", func(s *stage) { s.InvalidSession(false) }},
		{"RESUME answered with op 9", func(s *stage) { s.Next(discordtest.ResumeInvalid, 1); s.DropAll() }},
		{"RESUME answered with silence", func(s *stage) { s.Next(discordtest.ResumeSilence, 1); s.DropAll() }},
		{"silence after hello", func(s *stage) { s.Next(discordtest.SilentAfterHello, 1); s.DropAll() }},
		{"silence from the start", func(s *stage) { s.Next(discordtest.SilentConnection, 1); s.DropAll() }},
		{"close 4009", func(s *stage) { s.CloseWith(4009, "Session timed out.") }},
		{"zombie", func(s *stage) { s.Zombie(true); s.Zombie(false) }}, // the open connection stays one
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, func(o *discordtest.Options) {
				o.Patience = 60 * time.Second
				o.HeartbeatInterval = 2 * time.Second
				o.IdentifyWindow = 5 * time.Second
			})
			s.start()
			before := s.Gateway()
			tt.do(s)
			s.WaitGateway("another connection", func(g discordtest.GatewayStats) bool { return g.Connections > before.Connections && g.Live > 0 })
			s.answers(t)
		})
	}
	t.Run("op 9 before READY", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, func(o *discordtest.Options) { o.Patience, o.IdentifyWindow = 60*time.Second, 5*time.Second })
		s.Next(discordtest.RefuseIdentify, 1)
		s.start()
		s.answers(t)
	})
}

// TestFatalCloses: what no reconnecting mends ends the process with a sentence.
func TestFatalCloses(t *testing.T) {
	t.Parallel()
	for code, mend := range map[int]string{4004: "token", 4010: "shard", 4011: "SHARDS", 4012: "version", 4013: "newer", 4014: "intent"} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.start()
			s.CloseWith(code, "no")
			got, output := s.process.ends(patience)
			last := tail(output, 1)
			if got != 1 || !strings.Contains(strings.ToLower(last), strings.ToLower(mend)) {
				t.Errorf("after close %d lector ended with %d and\n%s\nwant 1 and a sentence about %q", code, got, tail(output, 3), mend)
			}
		})
	}
	t.Run("wrong token", func(t *testing.T) {
		t.Parallel()
		s := newStage(t)
		s.launch("DISCORD_TOKEN=wrong")
		got, output := s.process.ends(patience)
		if got != 1 || !strings.Contains(output, "token") {
			t.Errorf("with a wrong token lector ended with %d and\n%s", got, output)
		}
		if strings.Contains(output, s.Token) || strings.Contains(output, "wrong") {
			t.Errorf("the token stands in the output:\n%s", output)
		}
		for _, v := range s.TakeViolations() {
			if !strings.Contains(v, "Unauthorized") {
				t.Error(v)
			}
		}
	})
}

// TestStartsWhileDiscordIsDown: lector waits, and serves when Discord is back.
func TestStartsWhileDiscordIsDown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Fail("", "/", discordtest.Edge(http.StatusBadGateway), 2)
	s.start()
	s.answers(t)
}

// TestGracefulStop: an answer in flight is finished, then lector ends with 0.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	s.Fail("POST", callback, discordtest.Slow(700*time.Millisecond), 1)
	begun := s.Began(callback)
	got := make(chan *discordtest.View, 1)
	go func() { got <- s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?")) }()
	s.WaitBegan(callback, begun+1)
	s.process.stop()
	shows(t, "the answer in flight", <-got, "> The harbour of Sandvik opened in 1874.")
}

// TestWithoutAToken: two lines that say how to get one and what works without; exit 2.
func TestWithoutAToken(t *testing.T) {
	t.Parallel()
	p := runLector(t, []string{"LECTOR_DATA=" + t.TempDir()}, "serve")
	code, output := p.ends(patience)
	if lines := strings.Count(strings.TrimSpace(output), "\n") + 1; code != 2 || lines != 2 || !strings.Contains(output, "DISCORD_TOKEN") {
		t.Errorf("without a token lector ended with %d and %d lines, want 2 and 2:\n%s", code, lines, output)
	}
}
