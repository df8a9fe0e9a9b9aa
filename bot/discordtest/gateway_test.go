package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// took asserts that exactly the violations with these parts were recorded.
func took(t *testing.T, s *Server, parts ...string) {
	t.Helper()
	got := s.TakeViolations()
	if len(got) != len(parts) {
		t.Errorf("violations are %q, want %d: %q", got, len(parts), parts)
		return
	}
	for i, p := range parts {
		if !strings.Contains(got[i], p) {
			t.Errorf("violation %q, want one about %q", got[i], p)
		}
	}
}

func TestIdentifyIsChecked(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.IdentifyWindow = 0 })
	b := bot{t, s}
	tests := []struct {
		name, query, identify string
		code                  int
		blame                 []string
	}{
		{"wrong token", query, b.identify("nope", "1", ""), 4004, nil},
		{"message content intent", query, b.identify(s.Token, "33281", ""), 4014, []string{"privileged"}},
		{"members intent", query, b.identify(s.Token, "3", ""), 4014, []string{"privileged"}},
		{"unknown intent", query, b.identify(s.Token, "1073741824", ""), 4013, nil},
		{"shard out of range", query, b.identify(s.Token, "1", `,"shard":[2,2]`), 4010, nil},
		{"old version", "?v=8&encoding=json", "", 4012, []string{"v=8"}},
		{"v9", "?v=9&encoding=json", "", 4012, []string{"v=9"}},
		{"no properties", query, `{"op":2,"d":{"token":"x","intents":1}}`, 4002, []string{"properties"}},
		{"event before identify", query, `{"op":3,"d":{}}`, 4003, []string{"before identify"}},
		{"unknown opcode", query, `{"op":99}`, 4001, []string{"unknown op"}},
		{"not JSON", query, `{`, 4002, []string{"not JSON"}},
		{"too long", query, `{"op":1,"d":"` + strings.Repeat("x", 4096) + `"}`, 4002, []string{"4096"}},
	}
	for _, tt := range tests {
		l := b.dial(tt.query)
		if tt.identify != "" {
			l.want(opHello, "")
			l.send(tt.identify)
		}
		if got := l.closed(); got != tt.code {
			t.Errorf("%s: closed with %d, want %d", tt.name, got, tt.code)
		}
		took(t, s, tt.blame...)
	}
}

func TestIdentifyingTooFastIsRefused(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.IdentifyWindow = time.Hour })
	b := bot{t, s}
	b.online()
	l := b.dial(query)
	l.want(opHello, "")
	l.send(b.identify(s.Token, "1", `,"shard":[1,2]`))
	if p := l.want(opInvalidSession, ""); string(p.D) != "false" {
		t.Errorf("op 9 with d %s, want false", p.D)
	}
	took(t, s, "identified")
}

func TestSessionStartsAreCounted(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.IdentifyWindow, o.SessionStarts = 0, 1 })
	b := bot{t, s}
	b.online()
	_, a := b.rest("GET", "/gateway/bot", "")
	if got := a["session_start_limit"].(map[string]any)["remaining"]; got != 0.0 {
		t.Errorf("remaining session starts = %v, want 0", got)
	}
	l := b.dial(query)
	l.want(opHello, "")
	l.send(b.identify(s.Token, "1", ""))
	if got := l.closed(); got != 4004 {
		t.Errorf("one identify too many is closed with %d, want 4004", got)
	}
	took(t, s, "identifies in a day")
}

func TestTooManyPayloadsOnAConnection(t *testing.T) {
	t.Parallel()
	s := New(t)
	l, _ := bot{t, s}.online()
	for range 120 {
		l.send(`{"op":1,"d":1}`)
	}
	if got := l.closed(); got != 4008 {
		t.Errorf("closed with %d, want 4008", got)
	}
	took(t, s, "payloads in a minute")
}

// TestResumeReplaysWhatWasMissed cuts the connection and expects every event of
// the gap, in order, and then RESUMED.
func TestResumeReplaysWhatWasMissed(t *testing.T) {
	t.Parallel()
	s := New(t)
	ada := s.AddUser("ada")
	town := s.AddGuild("Town")
	town.Join(ada)
	b := bot{t, s}
	l, id := b.online()
	seq := l.want(opDispatch, "GUILD_CREATE").S
	for _, cut := range []func(){s.DropAll, s.DropMidFrame} {
		cut()
		if got := l.closed(); got != 0 {
			t.Errorf("a cut came with close code %d", got)
		}
		for i := range 3 {
			ada.Say(ada.DM(), fmt.Sprint("missed ", i))
		}
		l = b.dial(query)
		l.want(opHello, "")
		l.send(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, s.Token, id, seq))
		for i := range 3 {
			p := l.want(opDispatch, "MESSAGE_CREATE")
			if p.S != seq+int64(i)+1 || !strings.Contains(string(p.D), fmt.Sprint("missed ", i)) {
				t.Errorf("replayed event %d has seq %d: %s", i, p.S, p.D)
			}
		}
		seq = l.want(opDispatch, "RESUMED").S
	}
	if st := s.Gateway(); st.Identifies != 1 || st.Resumes != 2 || st.Live != 1 {
		t.Errorf("the gateway counts %+v", st)
	}
}

func TestClosingNormallyEndsTheSession(t *testing.T) {
	t.Parallel()
	s := New(t)
	b := bot{t, s}
	l, id := b.online()
	l.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second))
	l.closed()
	s.WaitGateway("the end of the session", func(g GatewayStats) bool { return g.Live == 0 && len(g.Closes) == 1 })
	l = b.dial(query)
	l.want(opHello, "")
	l.send(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":1}}`, s.Token, id))
	if p := l.want(opInvalidSession, ""); string(p.D) != "false" {
		t.Errorf("op 9 with d %s, want false", p.D)
	}
}

func TestPlannedBehaviours(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.IdentifyWindow = 0 })
	b := bot{t, s}
	s.Next(RefuseConnection, 1)
	if _, resp, err := websocket.DefaultDialer.Dial(s.gatewayURL("/gateway/")+query, nil); err == nil || resp.StatusCode != 520 {
		t.Errorf("a refused connection gives %v %v, want HTTP 520", resp, err)
	}
	s.Next(SilentAfterHello, 1)
	l := b.dial(query)
	l.want(opHello, "")
	l.send(`{"op":1,"d":null}`)
	l.ws.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, data, err := l.ws.ReadMessage(); err == nil {
		t.Errorf("a silent gateway said %s", data)
	}
	s.Next(RefuseIdentify, 1)
	l = b.dial(query)
	l.want(opHello, "")
	l.send(b.identify(s.Token, "1", ""))
	l.want(opInvalidSession, "")
	l.send(b.identify(s.Token, "1", ""))
	l.want(opDispatch, "READY")
	s.Next(ResumeReconnect, 1)
	l = b.dial(query)
	l.want(opHello, "")
	l.send(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":"x","seq":1}}`, s.Token))
	l.want(opReconnect, "")
}

func TestZombieGivesNoAcks(t *testing.T) {
	t.Parallel()
	s := New(t)
	ada := s.AddUser("ada")
	l, _ := bot{t, s}.online()
	l.send(`{"op":1,"d":1}`)
	l.want(opHeartbeatAck, "")
	s.Zombie(true)
	l.send(`{"op":1,"d":1}`)
	ada.Say(ada.DM(), "hello?")
	l.ws.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, data, err := l.ws.ReadMessage(); err == nil {
		t.Errorf("a zombie said %s", data)
	}
}

func TestSilentClientIsDropped(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.HeartbeatInterval = 10 * time.Millisecond })
	l, _ := bot{t, s}.online()
	if got := l.closed(); got != 0 {
		t.Errorf("closed with %d", got)
	}
	s.WaitGateway("the drop", func(g GatewayStats) bool { return g.Live == 0 })
}

// TestShards: every guild's events come on its shard, direct messages on shard 0.
func TestShards(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.IdentifyWindow, o.Shards = 0, 2 })
	b := bot{t, s}
	var guilds []*Guild
	for i := range 4 {
		guilds = append(guilds, s.AddGuild(fmt.Sprint("g", i)))
	}
	var links [2]*link
	seen := [2]map[string]bool{{}, {}}
	for n := range links {
		l := b.dial(query)
		l.want(opHello, "")
		l.send(b.identify(s.Token, "4609", fmt.Sprintf(`,"shard":[%d,2]`, n)))
		for range 2 {
			var g struct {
				ID string `json:"id"`
			}
			json.Unmarshal(l.want(opDispatch, "GUILD_CREATE").D, &g)
			seen[n][g.ID] = true
		}
		links[n] = l
	}
	for _, g := range guilds {
		if !seen[0][g.ID] && !seen[1][g.ID] {
			t.Errorf("guild %s came on no shard", g.ID)
		}
	}
	ada := s.AddUser("ada")
	ada.Say(ada.DM(), "hello")
	links[0].want(opDispatch, "MESSAGE_CREATE")
	links[1].ws.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, data, err := links[1].ws.ReadMessage(); err == nil {
		t.Errorf("shard 1 received %s", data)
	}
}

func TestControls(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.IdentifyWindow = 0 })
	town := s.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	b := bot{t, s}
	l, _ := b.online()
	s.SendOp7()
	l.want(opReconnect, "")
	s.SendHeartbeatRequest()
	l.want(opHeartbeat, "")
	s.FloodEvents(general, ada, 100)
	for range 100 {
		l.want(opDispatch, "MESSAGE_CREATE")
	}
	s.Raw(general, "MESSAGE_CREATE", `{"strange":true}`)
	if p := l.want(opDispatch, "MESSAGE_CREATE"); string(p.D) != `{"strange":true}` {
		t.Errorf("the raw event is %s", p.D)
	}
	town.Outage(true)
	if p := l.want(opDispatch, "GUILD_DELETE"); !strings.Contains(string(p.D), `"unavailable":true`) {
		t.Errorf("the outage is %s", p.D)
	}
	s.CloseWith(4000, "again")
	if got := l.closed(); got != 4000 {
		t.Errorf("closed with %d, want 4000", got)
	}
	l, _ = b.online()
	s.InvalidSession(false)
	l.want(opInvalidSession, "")
}
