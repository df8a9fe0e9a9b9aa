package bot

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lector/bot/discordtest"
	"lector/qa"
)

// silentEngine never knows.
type silentEngine struct{}

func (silentEngine) Ask(context.Context, qa.Question) (qa.Answer, error) {
	return qa.Answer{Verdict: qa.Silent}, nil
}
func (silentEngine) Suggest(context.Context, qa.Question, int) ([]qa.Suggestion, error) {
	return nil, nil
}
func (silentEngine) Locate(context.Context, qa.Question) (qa.Finding, error) {
	return qa.Finding{}, nil
}

const callback = "/interactions/{interaction}/{token}/callback"

func TestCallbackFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault discordtest.Fault
		times int
	}{
		{"a server error", discordtest.ServerError(500), 1},
		{"a server error after it was done", discordtest.Fault{Status: 500, Applied: true}, 1},
		{"bad gateway twice", discordtest.ServerError(502), 2},
		{"unavailable, in HTML", discordtest.Edge(503), 1},
		{"a cut connection", discordtest.Cut(), 1},
		{"a connection cut after it was done", discordtest.CutAfter(), 1},
		{"rate limited", discordtest.RateLimited(200*time.Millisecond, false), 1},
		{"rate limited without a word", discordtest.BareRateLimit(), 1},
		{"rate limited in HTML", discordtest.Edge(429), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.Fail("POST", callback, tt.fault, tt.times)
			s.answers()
			if n := len(s.ben.Sees(s.general)); n != 1 {
				t.Errorf("ben sees %d answers, want one", n)
			}
			s.Heal()
			s.answers()
		})
	}
}

// A callback that takes longer than Discord gives is lost, and nothing else.
func TestSlowCallback(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t, func(o *discordtest.Options) { o.ResponseTime = 500 * time.Millisecond })
	s := sceneOn(t, fake)
	fake.Fail("POST", callback, discordtest.Slow(700*time.Millisecond), 1)
	if v := s.ask(s.ada, "How tall is the lighthouse?"); v.Problem == "" {
		t.Errorf("the slow answer is %v", v)
	}
	fake.Heal()
	if !waitFor(func() bool { return strings.Contains(s.ask(s.ada, "How tall is the lighthouse?").Content, "34 metres") }) {
		t.Error("the next question has no answer")
	}
	fake.TakeViolations()
}

func TestMessageFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault discordtest.Fault
	}{
		{"a server error", discordtest.ServerError(500)},
		{"a server error after it was done", discordtest.Fault{Status: 500, Applied: true}},
		{"a connection cut after it was done", discordtest.CutAfter()},
		{"rate limited", discordtest.RateLimited(200*time.Millisecond, true)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.Fail("POST", "/channels/{channel}/messages", tt.fault, 1)
			asked := s.ada.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?")
			holds(t, "the answer", asked.Answer(), "> The lighthouse is 34 metres tall.")
			s.Quiet(300 * time.Millisecond)
			if n := len(asked.Answers()); n != 1 {
				t.Errorf("answered %d times", n)
			}
		})
	}
}

// Where Lector may not write, it tells the asker, and where it may not even do
// that, nothing breaks.
func TestNoPermissionToSend(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.general.Deny(s.Bot(), discordtest.SendMessages)
	s.ada.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?")
	s.WaitMessage(s.ada, s.ada.DM(), 1)
	seen := s.ada.Sees(s.ada.DM())
	if len(seen) != 1 || !strings.Contains(seen[0].Content, "I cannot write in <#"+s.general.ID+">") {
		t.Errorf("ada is told %v", seen)
	}
	refusals := func(route string) (codes []int) {
		for _, r := range s.RequestsTo("POST", route) {
			if r.Code != 0 {
				codes = append(codes, r.Code)
			}
		}
		return codes
	}
	if got := refusals("/channels/{channel}/messages"); !slices.Equal(got, []int{codeMissingPermissions}) {
		t.Errorf("Discord refused with %v, want 50013", got)
	}
	s.ben.DM()
	s.ben.CloseDMs(true)
	s.ben.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?")
	waitFor(func() bool { return len(refusals("/channels/{channel}/messages")) >= 3 })
	s.Quiet(200 * time.Millisecond)
	if got := refusals("/channels/{channel}/messages"); !slices.Equal(got, []int{codeMissingPermissions, codeMissingPermissions, codeCannotDM}) {
		t.Errorf("Discord refused with %v, want 50013 twice and 50007", got)
	}
	// Where Lector cannot even see the channel, Discord says 50001.
	hidden := s.town.AddChannel("hidden")
	s.Fail("POST", "/channels/{channel}/messages", discordtest.Refused(403, codeMissingAccess, "Missing Access"), 1)
	cat := s.town.AddMember("cat")
	cat.Say(hidden, s.Bot().Mention()+" how tall is the lighthouse?")
	if told := s.WaitMessage(cat, cat.DM(), 1); !strings.Contains(told.Content, "I cannot write in <#"+hidden.ID+">") {
		t.Errorf("cat is told %v", told)
	}
	s.answers() // commands need no such permission
}

func TestUnknownComponents(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	m := s.ben.Say(s.general, "how tall is the lighthouse?")
	m.Poison(map[string]any{"components": []any{map[string]any{"type": 20, "id": 1}, map[string]any{"type": 999, "components": []any{map[string]any{"type": "odd"}}}}})
	v := s.ada.MessageCommand("Answer from the articles", m)
	holds(t, "the answer", v, "> The lighthouse is 34 metres tall.")
}

func TestOddEvents(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, event := range []string{"MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_DELETE", "MESSAGE_UPDATE", "SOMETHING_NEW"} {
		for _, payload := range []string{`{}`, `{"id":7}`, `[]`, `null`, `{"id":"1","type":2,"data":null,"user":{"id":"5"},"token":"x"}`, `{"author":null,"mentions":[null]}`} {
			s.Raw(s.general, event, payload)
		}
	}
	s.answers()
	s.Quiet(200 * time.Millisecond)
	s.TakeViolations() // the made-up interactions have no token to answer with
}

// Ten thousand events at once neither crash nor stall it.
func TestTenThousandEvents(t *testing.T) {
	t.Parallel()
	// The question waits behind the events, however slow the machine is.
	s := sceneOn(t, discordtest.New(t, func(o *discordtest.Options) { o.ResponseTime, o.Patience = 2*time.Minute, 3*time.Minute }))
	s.FloodEvents(s.general, s.ben, 10_000)
	s.answers()
}

// slowEngine answers only when it is let go on.
type slowEngine struct {
	silentEngine
	gate  chan struct{}
	asked chan<- struct{} // gets a question's beginning, when there is room
}

func (e slowEngine) Ask(ctx context.Context, q qa.Question) (qa.Answer, error) {
	select {
	case e.asked <- struct{}{}:
	default:
	}
	select {
	case <-e.gate:
	case <-ctx.Done():
	}
	return qa.Answer{Verdict: qa.Silent}, ctx.Err()
}

// When all slots are taken and the queue is full, members are told at once.
func TestBusy(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	s := newScene(t, func(o *Options) { o.Engine = slowEngine{gate: gate}; o.Slots, o.Queue = 1, 1 })
	views := make(chan *discordtest.View, 8)
	for n := range 8 {
		u := s.town.AddMember(fmt.Sprint("member", n))
		go func() { views <- s.ask(u, "How tall is the lighthouse?") }()
	}
	busy := 0
	for range 6 { // one is worked on, one waits
		if v := <-views; strings.Contains(v.Content, "Many people are asking") && v.Ephemeral {
			busy++
		} else {
			t.Errorf("a member is told %v", v)
		}
	}
	close(gate)
	<-views
	<-views
	if busy != 6 {
		t.Errorf("%d members were told that Lector is busy, want 6", busy)
	}
}

// panicEngine panics.
type panicEngine struct{ silentEngine }

func (panicEngine) Ask(context.Context, qa.Question) (qa.Answer, error) { panic("broken") }

func TestPanicIsAnswered(t *testing.T) {
	t.Parallel()
	s := newScene(t, func(o *Options) { o.Engine = panicEngine{} })
	v := s.ask(s.ada, "How tall is the lighthouse?")
	if !v.Ephemeral {
		t.Error("the failure is shown to everybody")
	}
	holds(t, "the answer", v, "Something went wrong")
}

// hangingEngine never answers.
type hangingEngine struct{ silentEngine }

func (hangingEngine) Ask(ctx context.Context, _ qa.Question) (qa.Answer, error) {
	<-ctx.Done()
	return qa.Answer{}, ctx.Err()
}

// A handler that hangs is cut off while the member can still be told.
func TestHandlerDeadline(t *testing.T) {
	t.Parallel()
	b, err := New(Options{Token: "t", Engine: hangingEngine{}, Library: newMemory()})
	if err != nil {
		t.Fatal(err)
	}
	i, err := decodeInteraction([]byte(`{"id":"1","application_id":"2","type":2,"token":"x","channel_id":"3","context":1,"user":{"id":"4","username":"ada"},
		"data":{"id":"5","name":"ask","type":1,"options":[{"name":"question","type":3,"value":"How tall is the lighthouse?"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := b.handle(t.Context(), i)
		if took := time.Since(start); took != handleTime || took >= lateAfter {
			t.Errorf("the member is told after %v, want after %v", took, handleTime)
		}
		if !r.message.Private || !strings.Contains(r.message.Content, "Something went wrong") {
			t.Errorf("the member is told %+v", r.message)
		}
	})
}

// A bot that answers every message of Lector's by mentioning it gets no answer:
// the two never talk to each other.
func TestTwoBotsNeverLoop(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	other := s.town.AddBot("other")
	answer := s.ada.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?").Answer()
	for range 5 {
		answer = other.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?", discordtest.InReplyTo(answer, true))
	}
	s.Quiet(200 * time.Millisecond)
	if n := len(s.RequestsTo("POST", "/channels/{channel}/messages")); n != 1 {
		t.Errorf("%d messages were sent, want the answer to ada", n)
	}
}

func TestRateLimitPerMember(t *testing.T) {
	t.Parallel()
	s := newScene(t, func(o *Options) { o.PerMinute = 6 })
	for range 3 {
		s.answers()
	}
	v := s.ask(s.ada, "How tall is the lighthouse?")
	if !v.Ephemeral {
		t.Error("the reproach is shown to everybody")
	}
	holds(t, "the answer", v, "Please wait")
	holds(t, "ben's answer", s.ask(s.ben, "How tall is the lighthouse?"), "34 metres")
}

// Bots never set it off, and it never answers itself.
func TestBotsAreIgnored(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	other, hook := s.town.AddBot("other"), s.town.AddWebhook("hook")
	other.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?")
	hook.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?")
	s.mod.Say(s.general, "@everyone how tall is the lighthouse?")
	s.Quiet(200 * time.Millisecond)
	if n := len(s.RequestsTo("POST", "/channels/{channel}/messages")); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

// Commands are pushed once, and again only when they change.
func TestCommandsAreRegisteredOnlyWhenChanged(t *testing.T) {
	t.Parallel()
	s := restartable(t)
	s.stop()
	s.run()
	s.WaitGateway("the new session", func(g discordtest.GatewayStats) bool { return g.Identifies == 2 && g.Live == 1 })
	s.answers()
	if n := len(s.RequestsTo("PUT", "/applications/{app}/commands")); n != 1 {
		t.Errorf("registered %d times, want once", n)
	}
}

// What Lector cannot do is not registered: here nobody edits, and no quotations
// are checked.
func TestOnlyCommandsThatWorkAreRegistered(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	if got, want := s.Commands(), []string{"/ask", "/quote", "Answer from the articles", "/lector"}; !slices.Equal(got, want) {
		t.Errorf("registered are %q, want %q", got, want)
	}
}

// Answers in flight are finished when the bot stops.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	gate, asked := make(chan struct{}), make(chan struct{}, 1)
	s := newScene(t, func(o *Options) { o.Engine = slowEngine{gate: gate, asked: asked} })
	answer := make(chan *discordtest.View)
	go func() { answer <- s.ask(s.ada, "How tall is the lighthouse?") }()
	<-asked
	go s.stop()
	waitFor(s.bot.draining.Load)
	close(gate)
	holds(t, "the answer of a stopping bot", <-answer, "The articles do not say")
}

func TestInteractionsEndpoint(t *testing.T) {
	t.Parallel()
	s := newScene(t, func(o *Options) { o.NoGateway = false })
	key, err := hex.DecodeString(s.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.bot.Interactions(ed25519.PublicKey(key))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	if err := s.SetEndpoint(server.URL); err != nil {
		t.Fatal(err)
	}
	s.answers()
	v := s.ask(s.ada, "How tall is the lighthouse?")
	s.ada.Click(v, "Delete")
	v.WaitDeleted()
	for _, how := range []discordtest.Signature{discordtest.Unsigned, discordtest.ForgedSignature, discordtest.TamperedBody, discordtest.TamperedTime, discordtest.StaleTime, discordtest.GarbledSignature} {
		if status, _, _, err := s.Post(server.URL, s.Ping(), how); err != nil || status != http.StatusUnauthorized {
			t.Errorf("signature %d is answered with %d (%v), want 401", how, status, err)
		}
	}
	// Posted within the same second, a body is signed alike: where a second begins
	// between two posts, the next is the replay.
	ping, status := s.Ping(), 0
	for range 5 {
		if status, _, _, _ = s.Post(server.URL, ping, discordtest.Signed); status == http.StatusUnauthorized {
			break
		}
	}
	if status != http.StatusUnauthorized {
		t.Errorf("a replay is answered with %d, want 401", status)
	}
	if status, _, _, err := s.Post(server.URL, make([]byte, maxInteraction+1), discordtest.Signed); err != nil || status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body over the limit is answered with %d (%v), want 413", status, err)
	}
}
