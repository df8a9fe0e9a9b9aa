package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"lector/bot/discordtest"
)

// answers asks something and checks that it is answered: the bot is alive.
func (s *scene) answers() {
	s.t.Helper()
	v := s.ask(s.ada, "How tall is the lighthouse?")
	if !strings.Contains(v.Content, "> The lighthouse is 34 metres tall.") {
		s.t.Errorf("the next question is answered with\n%s", v)
	}
}

// countingGate is open, and counts the turns.
type countingGate struct{ taken atomic.Int64 }

func (g *countingGate) Wait(context.Context, int, StartLimit) error {
	g.taken.Add(1)
	return nil
}

func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	live := func(g discordtest.GatewayStats) bool { return g.Live == 1 }
	for _, tt := range []struct {
		name   string
		hit    func(s *scene)
		resume bool // the session is resumed, not begun anew
	}{
		{"the connection drops", func(s *scene) { s.DropAll() }, true},
		{"it drops inside a frame", func(s *scene) { s.DropMidFrame() }, true},
		{"a reconnect request", func(s *scene) { s.SendOp7() }, true},
		{"the session is invalid but resumable", func(s *scene) { s.InvalidSession(true) }, true},
		{"the session is invalid", func(s *scene) { s.InvalidSession(false) }, false},
		{"closed for an unknown error", func(s *scene) { s.CloseWith(4000, "unknown error") }, true},
		{"closed for a wrong sequence", func(s *scene) { s.CloseWith(4007, "invalid seq") }, false},
		{"closed for a timed out session", func(s *scene) { s.CloseWith(4009, "session timed out") }, false},
		{"no answer to a resume", func(s *scene) { s.Next(discordtest.ResumeSilence, 1); s.DropAll() }, true},
		{"a resume is answered with a reconnect request", func(s *scene) { s.Next(discordtest.ResumeReconnect, 1); s.DropAll() }, true},
		{"a resume is refused", func(s *scene) { s.Next(discordtest.ResumeInvalid, 1); s.DropAll() }, false},
		{"a resume is refused for now", func(s *scene) { s.Next(discordtest.ResumeInvalidResumable, 1); s.DropAll() }, true},
		{"silence after the greeting", func(s *scene) { s.Next(discordtest.SilentAfterHello, 1); s.DropAll() }, true},
		{"a connection without a word", func(s *scene) { s.Next(discordtest.SilentConnection, 1); s.DropAll() }, true},
		{"an edge server refuses", func(s *scene) { s.Next(discordtest.RefuseConnection, 2); s.DropAll() }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			turns := &countingGate{}
			s := newScene(t, func(o *Options) { o.StartGate = turns })
			before := s.Gateway()
			tt.hit(s)
			s.WaitGateway("another connection", func(g discordtest.GatewayStats) bool { return g.Connections > before.Connections && live(g) })
			s.answers()
			if after := s.Gateway(); tt.resume && after.Identifies != before.Identifies {
				t.Errorf("identified %d times, want the session resumed", after.Identifies)
			} else if !tt.resume && after.Identifies != before.Identifies+1 {
				t.Errorf("identified %d times, want one more than %d", after.Identifies, before.Identifies)
			}
			if g := s.Gateway(); int(turns.taken.Load()) != g.Identifies {
				t.Errorf("identified %d times, having waited for its turn %d times", g.Identifies, turns.taken.Load())
			}
			if slices.Contains(s.Gateway().Closes, websocket.CloseNormalClosure) {
				t.Error("it has sent a close frame that ends its session")
			}
			if !waitFor(s.bot.Ready) {
				t.Error("the bot is not ready again")
			}
		})
	}
}

// What is asked while the connection is down is answered after the resume.
func TestNothingIsLostOverAResume(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.DropAll()
	s.answers()
}

// An invalid session before READY must not pass for a session.
func TestInvalidSessionBeforeReady(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t)
	fake.Next(discordtest.RefuseIdentify, 2)
	s := sceneOn(t, fake)
	s.answers()
}

func TestZombieConnectionIsResumed(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t, func(o *discordtest.Options) { o.HeartbeatInterval = 300 * time.Millisecond; o.EventsPerMin = 1000 })
	s := sceneOn(t, fake)
	before := s.Gateway()
	s.Zombie(true)
	s.WaitGateway("another connection", func(g discordtest.GatewayStats) bool { return g.Connections > before.Connections })
	s.Zombie(false)
	s.WaitGateway("a live session", func(g discordtest.GatewayStats) bool { return g.Live == 1 && g.Resumes > before.Resumes })
	s.answers()
	for _, code := range s.Gateway().Closes {
		if code == 1000 || code == 1001 {
			t.Errorf("the zombie was closed with %d, which ends the session", code)
		}
	}
}

func TestHeartbeatOnRequest(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := s.Gateway().Heartbeats
	s.SendHeartbeatRequest()
	s.WaitGateway("the heartbeat asked for", func(g discordtest.GatewayStats) bool { return g.Heartbeats > before })
	s.answers()
}

func TestFatalCloses(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			fake := discordtest.New(t)
			w := &world{Server: fake, t: t, mem: newMemory()}
			w.mem.put(harbour("home"))
			opt := Options{Token: fake.Token, API: fake.URL, Engine: silentEngine{}, Library: w.mem}
			b, err := New(opt)
			if err != nil {
				t.Fatal(err)
			}
			b.timing.firstRetry = time.Millisecond
			done := make(chan error, 1)
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			go func() { done <- b.Run(ctx) }()
			fake.WaitReady()
			fake.CloseWith(code, "")
			err = <-done
			var fatal *FatalError
			if !errors.As(err, &fatal) || fatal.Code != code || !strings.HasSuffix(fatal.Mend, ".") {
				t.Errorf("after close code %d Run returned %v, want a FatalError with the mend", code, err)
			} else if (code == 4010 || code == 4011) && !strings.Contains(fatal.Mend, "LECTOR_SHARDS") {
				t.Errorf("after close code %d the mend is %q, want the setting named", code, fatal.Mend)
			}
		})
	}
}

func TestWrongToken(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t)
	b, err := New(Options{Token: "wrong", API: fake.URL, Engine: silentEngine{}, Library: newMemory()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var fatal *FatalError
	if err := b.Run(ctx); !errors.As(err, &fatal) {
		t.Errorf("Run with a wrong token returned %v, want a FatalError", err)
	}
	fake.TakeViolations()
}

func TestReadyOnlyAfterReady(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t)
	fake.Next(discordtest.SilentAfterHello, 1)
	w := &world{Server: fake, t: t, mem: newMemory()}
	w.run()
	fake.WaitGateway("a connection", func(g discordtest.GatewayStats) bool { return g.Connections == 1 })
	if w.bot.Ready() {
		t.Error("ready before READY")
	}
	fake.WaitReady()
	if !waitFor(w.bot.Ready) {
		t.Fatal("never ready after READY")
	}
	w.stop()
	if w.bot.Ready() {
		t.Error("ready after it has stopped")
	}
}

func TestGuildDeleteOfAnOutageChangesNothing(t *testing.T) {
	t.Parallel()
	left := make(chan string, 4)
	s := newScene(t, func(o *Options) { o.Left = func(_ context.Context, guild string) { left <- guild } })
	s.town.Outage(true)
	s.town.Outage(false)
	s.answers()
	select {
	case g := <-left:
		t.Errorf("an outage counts as the removal from %s", g)
	default:
	}
	s.town.RemoveBot()
	select {
	case g := <-left:
		if g != s.town.ID {
			t.Errorf("removed from %s, want %s", g, s.town.ID)
		}
	case <-time.After(time.Minute):
		t.Error("the removal was not noticed")
	}
}

func TestShards(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t, func(o *discordtest.Options) { o.Shards = 2; o.MaxConcurrency = 2 })
	w := startOn(t, fake)
	fake.WaitGateway("both shards", func(g discordtest.GatewayStats) bool { return g.Live == 2 })
	for range 4 {
		s := &scene{world: w, town: w.AddGuild("Town")}
		s.general, s.ada = s.town.AddChannel("general"), s.town.AddMember("ada")
		s.answers()
	}
}
