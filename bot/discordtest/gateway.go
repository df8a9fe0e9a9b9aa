package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoiceState     = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
	opSoundboard     = 31
)

// Intents.
const (
	intentGuilds          = 1 << 0
	intentGuildMessages   = 1 << 9
	intentDirectMessages  = 1 << 12
	privilegedIntents     = 1<<1 | 1<<8 | 1<<15
	knownIntents          = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
	maxGuildsPerShard     = 2500
	maxGatewayPayload     = 4096
	sessionEventsKept     = 20000
	closeUnknown          = 4000
	closeUnknownOpcode    = 4001
	closeDecodeError      = 4002
	closeNotAuthenticated = 4003
	closeAuthFailed       = 4004
	closeAlreadyAuth      = 4005
	closeInvalidSeq       = 4007
	closeRateLimited      = 4008
	closeSessionTimeout   = 4009
	closeInvalidShard     = 4010
	closeShardingRequired = 4011
	closeInvalidVersion   = 4012
	closeInvalidIntents   = 4013
	closeDisallowed       = 4014
)

// gateway is the state of the websocket side.
type gateway struct {
	conns       map[*gatewayConn]bool
	sessions    map[string]*session
	behaviours  []*plannedBehaviour
	zombie      bool
	connections int
	identifies  int
	resumes     int
	lastStart   map[int]time.Time // by identify bucket
	closes      []int             // the close codes that clients sent
	heartbeats  int
}

func (g *gateway) init() {
	g.conns = map[*gatewayConn]bool{}
	g.sessions = map[string]*session{}
	g.lastStart = map[int]time.Time{}
}

// session is one shard's session; it outlives its connection.
type session struct {
	id      string
	shard   [2]int
	intents int64
	seq     int64
	events  []sentEvent
	lost    int64 // events before this were dropped: no resume from there
	conn    *gatewayConn
}

type sentEvent struct {
	seq  int64
	data []byte
}

// gatewayConn is one websocket connection.
type gatewayConn struct {
	s        *Server
	ws       *websocket.Conn
	sess     *session
	compress bool
	zombie   bool
	lastBeat time.Time
	seen     int64       // the last event that the client has said to have seen
	sent     []time.Time // what the client sent in the last minute

	mu    sync.Mutex
	queue []outgoing
	wake  chan struct{}
	gone  bool
}

type outgoing struct {
	kind int // websocket message type; 0 cuts the connection
	data []byte
}

func (c *gatewayConn) send(o outgoing) {
	c.mu.Lock()
	c.queue = append(c.queue, o)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// sendOp sends a payload without a sequence number.
func (c *gatewayConn) sendOp(op int, d any) {
	b, _ := json.Marshal(map[string]any{"op": op, "d": d, "s": nil, "t": nil})
	c.send(outgoing{websocket.TextMessage, b})
}

func (c *gatewayConn) sendClose(code int, why string) {
	c.send(outgoing{websocket.CloseMessage, websocket.FormatCloseMessage(code, why)})
}

// cut ends the connection without a word.
func (c *gatewayConn) cut() { c.ws.NetConn().Close() }

// write is the connection's only writer.
func (c *gatewayConn) write() {
	for range c.wake {
		for {
			c.mu.Lock()
			if c.gone || len(c.queue) == 0 {
				gone := c.gone
				c.mu.Unlock()
				if gone {
					return
				}
				break
			}
			batch := c.queue
			c.queue = nil
			c.mu.Unlock()
			for _, o := range batch {
				c.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
				if o.kind == websocket.CloseMessage {
					c.ws.WriteControl(o.kind, o.data, time.Now().Add(time.Second))
					// Give the client a moment to answer, then end it.
					time.AfterFunc(time.Second, c.cut)
					continue
				}
				data, kind := o.data, o.kind
				if c.compress && kind == websocket.TextMessage && len(data) > 1024 {
					var b bytes.Buffer
					z := zlib.NewWriter(&b)
					z.Write(data)
					z.Close()
					data, kind = b.Bytes(), websocket.BinaryMessage
				}
				if err := c.ws.WriteMessage(kind, data); err != nil {
					c.cut()
					break
				}
			}
		}
	}
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.gw.connections++
	b := s.takeBehaviour(stageConnect)
	s.changed()
	s.mu.Unlock()
	if b == RefuseConnection {
		s.answerFault(w, &Fault{Status: 520, Body: "<html><body>520: Web server is returning an unknown error</body></html>", Header: http.Header{"Content-Type": {"text/html"}}})
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &gatewayConn{s: s, ws: ws, wake: make(chan struct{}, 1)}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		c.cut()
		return
	}
	c.zombie = s.gw.zombie
	s.gw.conns[c] = true
	s.mu.Unlock()
	go c.write()
	defer func() {
		s.mu.Lock()
		delete(s.gw.conns, c)
		if c.sess != nil && c.sess.conn == c {
			c.sess.conn = nil
		}
		s.changed()
		s.mu.Unlock()
		c.mu.Lock()
		c.gone = true
		c.mu.Unlock()
		select {
		case c.wake <- struct{}{}:
		default:
		}
		ws.Close()
	}()
	query := r.URL.Query()
	if v := query.Get("v"); v != "10" && !(v == "9" && s.opts.AllowV9) {
		s.locked(func() { s.violation("gateway: connected with v=" + v + ", not 10") })
		c.sendClose(closeInvalidVersion, "Invalid API version.")
		c.drain()
		return
	}
	if e := query.Get("encoding"); e != "json" {
		s.locked(func() { s.violation("gateway: connected with encoding=" + e + ", which the fake does not speak") })
		c.sendClose(closeDecodeError, "encoding")
		c.drain()
		return
	}
	if b == SilentConnection {
		c.drain()
		return
	}
	c.lastBeat = time.Now()
	if b == BareHello {
		c.sendOp(opHello, map[string]any{})
		c.read()
		return
	}
	c.sendOp(opHello, map[string]any{"heartbeat_interval": s.opts.HeartbeatInterval.Milliseconds(), "_trace": []string{`["gateway-fake",{}]`}})
	if b == SilentAfterHello {
		c.drain()
		return
	}
	c.read()
}

// drain reads until the client goes.
func (c *gatewayConn) drain() {
	for {
		if _, _, err := c.ws.ReadMessage(); err != nil {
			return
		}
	}
}

func (c *gatewayConn) read() {
	s := c.s
	for {
		// A client that stops beating is thought dead, as Discord thinks it.
		c.ws.SetReadDeadline(time.Now().Add(2*s.opts.HeartbeatInterval + time.Second))
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			var ce *websocket.CloseError
			if e, ok := err.(*websocket.CloseError); ok {
				ce = e
			}
			s.mu.Lock()
			if ce != nil {
				s.gw.closes = append(s.gw.closes, ce.Code)
				if (ce.Code == websocket.CloseNormalClosure || ce.Code == websocket.CloseGoingAway) && c.sess != nil {
					// Closing with 1000 or 1001 ends the session.
					delete(s.gw.sessions, c.sess.id)
				}
			}
			s.mu.Unlock()
			return
		}
		if code, why := c.receive(data); code != 0 {
			c.sendClose(code, why)
			c.drain()
			return
		}
	}
}

// receive handles one payload of the client's; a code closes the connection.
func (c *gatewayConn) receive(data []byte) (code int, why string) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	c.sent = append(c.sent, now)
	for len(c.sent) > 0 && now.Sub(c.sent[0]) > time.Minute {
		c.sent = c.sent[1:]
	}
	if len(c.sent) > s.opts.EventsPerMin {
		s.violation(fmt.Sprintf("gateway: more than %d payloads in a minute on one connection", s.opts.EventsPerMin))
		return closeRateLimited, "You are sending payloads too quickly."
	}
	if len(data) > maxGatewayPayload {
		s.violation(fmt.Sprintf("gateway: a payload of %d bytes; at most %d are allowed", len(data), maxGatewayPayload))
		return closeDecodeError, "Error while decoding payload."
	}
	var p struct {
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(data, &p); err != nil {
		s.violation("gateway: not JSON: " + err.Error())
		return closeDecodeError, "Error while decoding payload."
	}
	switch p.Op {
	case opHeartbeat:
		c.lastBeat = now
		s.gw.heartbeats++
		var seen int64
		if json.Unmarshal(p.D, &seen) == nil {
			c.seen = max(c.seen, seen)
		}
		if !c.zombie {
			c.sendOp(opHeartbeatAck, nil)
		}
		s.changed()
		return 0, ""
	case opIdentify:
		if c.sess != nil {
			s.violation("gateway: identified twice on one connection")
			return closeAlreadyAuth, "Already authenticated."
		}
		return c.identify(p.D)
	case opResume:
		if c.sess != nil {
			return closeAlreadyAuth, "Already authenticated."
		}
		return c.resume(p.D)
	case opPresence, opVoiceState, opRequestMembers, opSoundboard:
		if c.sess == nil {
			s.violation(fmt.Sprintf("gateway: op %d before identify", p.Op))
			return closeNotAuthenticated, "Not authenticated."
		}
		return 0, ""
	}
	s.violation(fmt.Sprintf("gateway: unknown op %d", p.Op))
	return closeUnknownOpcode, "Unknown opcode."
}

func (c *gatewayConn) identify(d json.RawMessage) (code int, why string) {
	s := c.s
	var id struct {
		Token      string         `json:"token"`
		Intents    *int64         `json:"intents"`
		Compress   bool           `json:"compress"`
		Shard      *[2]int        `json:"shard"`
		Properties map[string]any `json:"properties"`
		Large      *int           `json:"large_threshold"`
	}
	if err := json.Unmarshal(d, &id); err != nil || id.Intents == nil || id.Properties == nil {
		s.violation("gateway: identify lacks token, intents or properties")
		return closeDecodeError, "Error while decoding payload."
	}
	s.gw.identifies++
	s.changed()
	if id.Token != s.Token {
		return closeAuthFailed, "Authentication failed."
	}
	if s.gw.identifies > s.opts.SessionStarts {
		s.violation(fmt.Sprintf("gateway: more than %d identifies in a day; Discord resets the token", s.opts.SessionStarts))
		return closeAuthFailed, "Authentication failed."
	}
	if *id.Intents&^knownIntents != 0 {
		return closeInvalidIntents, "Invalid intent(s)."
	}
	if *id.Intents&privilegedIntents&^int64(s.opts.Privileged) != 0 {
		s.violation("gateway: asked for a privileged intent")
		return closeDisallowed, "Disallowed intent(s)."
	}
	shard := [2]int{0, 1}
	if id.Shard != nil {
		shard = *id.Shard
	}
	if shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1] {
		return closeInvalidShard, "Invalid shard."
	}
	n := 0
	for _, g := range s.guildOrder {
		if g.installed && onShard(g, shard) {
			n++
		}
	}
	if n > maxGuildsPerShard {
		return closeShardingRequired, "Sharding required."
	}
	if s.takeBehaviour(stageIdentify) == RefuseIdentify {
		c.sendOp(opInvalidSession, false)
		return 0, ""
	}
	bucket := shard[0] % s.opts.MaxConcurrency
	now := time.Now()
	if last, ok := s.gw.lastStart[bucket]; ok && now.Sub(last) < s.opts.IdentifyWindow {
		s.violation(fmt.Sprintf("gateway: shard %d identified %v after another of its bucket", shard[0], now.Sub(last).Round(time.Millisecond)))
		c.sendOp(opInvalidSession, false)
		return 0, ""
	}
	s.gw.lastStart[bucket] = now
	c.compress = id.Compress
	ss := &session{id: "s" + s.newID(), shard: shard, intents: *id.Intents, conn: c}
	c.sess = ss
	s.gw.sessions[ss.id] = ss
	guilds := []any{}
	for _, g := range s.guildOrder {
		if g.installed && onShard(g, shard) {
			guilds = append(guilds, map[string]any{"id": g.ID, "unavailable": true})
		}
	}
	me := s.userJSON(s.bot)
	me["verified"], me["mfa_enabled"], me["email"] = true, false, nil
	ss.push("READY", map[string]any{
		"v": 10, "user": me, "guilds": guilds, "session_id": ss.id, "resume_gateway_url": s.gatewayURL("/resume"),
		"shard": shard, "application": map[string]any{"id": s.AppID, "flags": 1 << 23}, "private_channels": []any{},
		"user_settings": map[string]any{}, "session_type": "normal", "_trace": []string{"fake"},
	})
	for _, g := range s.guildOrder {
		if g.installed && !g.outage && onShard(g, shard) && ss.intents&intentGuilds != 0 {
			ss.push("GUILD_CREATE", s.guildCreate(g))
		}
	}
	s.changed()
	return 0, ""
}

func (c *gatewayConn) resume(d json.RawMessage) (code int, why string) {
	s := c.s
	var r struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
	}
	if err := json.Unmarshal(d, &r); err != nil {
		s.violation("gateway: resume does not decode: " + err.Error())
		return closeDecodeError, "Error while decoding payload."
	}
	s.gw.resumes++
	s.changed()
	if r.Token != s.Token {
		return closeAuthFailed, "Authentication failed."
	}
	switch s.takeBehaviour(stageResume) {
	case ResumeSilence:
		return 0, ""
	case ResumeReconnect:
		c.sendOp(opReconnect, nil)
		return 0, ""
	case ResumeInvalid:
		c.sendOp(opInvalidSession, false)
		return 0, ""
	case ResumeInvalidResumable:
		c.sendOp(opInvalidSession, true)
		return 0, ""
	}
	ss := s.gw.sessions[r.Session]
	if ss == nil || r.Seq < ss.lost {
		c.sendOp(opInvalidSession, false)
		return 0, ""
	}
	if r.Seq > ss.seq {
		return closeInvalidSeq, "Invalid sequence."
	}
	if old := ss.conn; old != nil {
		old.sess = nil
		old.cut()
	}
	ss.conn, c.sess = c, ss
	for _, e := range ss.events {
		if e.seq > r.Seq {
			c.send(outgoing{websocket.TextMessage, e.data})
		}
	}
	ss.push("RESUMED", map[string]any{"_trace": []string{"fake"}})
	s.changed()
	return 0, ""
}

// push gives an event the session's next number and sends it, or keeps it for a resume.
func (ss *session) push(event string, d any) {
	b, _ := json.Marshal(d)
	ss.pushRaw(event, b)
}

func (ss *session) pushRaw(event string, d []byte) {
	ss.seq++
	b := make([]byte, 0, len(d)+64)
	b = append(b, `{"op":0,"s":`...)
	b = strconv.AppendInt(b, ss.seq, 10)
	b = append(b, `,"t":`...)
	b = strconv.AppendQuote(b, event)
	b = append(b, `,"d":`...)
	b = append(b, d...)
	b = append(b, '}')
	ss.events = append(ss.events, sentEvent{ss.seq, b})
	if len(ss.events) > sessionEventsKept {
		cut := len(ss.events) / 2
		ss.lost = ss.events[cut-1].seq
		ss.events = slices.Clone(ss.events[cut:])
	}
	if ss.conn != nil && !ss.conn.zombie {
		ss.conn.send(outgoing{websocket.TextMessage, b})
	}
}

func onShard(g *Guild, shard [2]int) bool {
	id, _ := strconv.ParseUint(g.ID, 10, 64)
	return (id>>22)%uint64(shard[1]) == uint64(shard[0])
}

// dispatch sends an event to the sessions that are to see it: of the guild's
// shard (shard 0 for direct messages), and with the intent, if it needs one.
// The lock is held.
func (s *Server) dispatch(event string, g *Guild, c *Channel, intent int64, payload any) {
	if len(s.gw.sessions) == 0 {
		return
	}
	b, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	s.dispatchRaw(event, g, intent, b)
}

func (s *Server) dispatchRaw(event string, g *Guild, intent int64, b []byte) {
	ids := make([]string, 0, len(s.gw.sessions))
	for id := range s.gw.sessions {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		ss := s.gw.sessions[id]
		if intent != 0 && ss.intents&intent == 0 {
			continue
		}
		if g != nil && !onShard(g, ss.shard) || g == nil && ss.shard[0] != 0 {
			continue
		}
		ss.pushRaw(event, b)
	}
}

// Behaviour is how the gateway treats a client.
type Behaviour int

// What coming connections may meet; see Server.Next.
const (
	Normal                 Behaviour = iota
	BareHello                        // the greeting names no interval
	RefuseConnection                 // an HTTP 520 in HTML instead of a websocket
	SilentConnection                 // the websocket opens, and nothing is ever said
	SilentAfterHello                 // hello, and nothing more, not even acks
	RefuseIdentify                   // op 9 (d false) instead of READY
	ResumeSilence                    // RESUME is never answered, heartbeats are
	ResumeReconnect                  // RESUME is answered with op 7
	ResumeInvalid                    // RESUME is answered with op 9, d false
	ResumeInvalidResumable           // RESUME is answered with op 9, d true
)

const (
	stageConnect = iota
	stageIdentify
	stageResume
)

func (b Behaviour) stage() int {
	switch b {
	case RefuseIdentify:
		return stageIdentify
	case ResumeSilence, ResumeReconnect, ResumeInvalid, ResumeInvalidResumable:
		return stageResume
	}
	return stageConnect
}

type plannedBehaviour struct {
	what Behaviour
	left int
}

// Next plans what the next connections, identifies or resumes meet, so many times.
func (s *Server) Next(b Behaviour, times int) {
	s.locked(func() { s.gw.behaviours = append(s.gw.behaviours, &plannedBehaviour{b, times}) })
}

func (s *Server) takeBehaviour(stage int) Behaviour {
	for _, p := range s.gw.behaviours {
		if p.left > 0 && p.what.stage() == stage {
			p.left--
			return p.what
		}
	}
	return Normal
}

func (s *Server) eachConn(f func(*gatewayConn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.gw.conns {
		f(c)
	}
}

// DropAll cuts every gateway connection's TCP without a close frame.
func (s *Server) DropAll() {
	s.eachConn(func(c *gatewayConn) {
		if c.sess != nil {
			c.sess.conn = nil // what happens from now on is missed
			c.sess = nil
		}
		c.cut()
	})
}

// DropMidFrame cuts every gateway connection in the middle of a frame.
func (s *Server) DropMidFrame() {
	s.eachConn(func(c *gatewayConn) {
		if c.sess != nil {
			c.sess.conn, c.sess = nil, nil
		}
		// A text frame that promises 120 bytes and brings 12.
		c.ws.NetConn().Write(append([]byte{0x81, 120}, `{"op":0,"s":`...))
		c.cut()
	})
}

// SendOp7 asks every client to reconnect.
func (s *Server) SendOp7() { s.eachConn(func(c *gatewayConn) { c.sendOp(opReconnect, nil) }) }

// SendHeartbeatRequest asks every client for a heartbeat at once (op 1).
func (s *Server) SendHeartbeatRequest() {
	s.eachConn(func(c *gatewayConn) { c.sendOp(opHeartbeat, nil) })
}

// InvalidSession tells every client that its session is invalid (op 9).
func (s *Server) InvalidSession(resumable bool) {
	s.eachConn(func(c *gatewayConn) {
		if c.sess != nil {
			if !resumable {
				delete(s.gw.sessions, c.sess.id)
			}
			c.sess.conn, c.sess = nil, nil
		}
		c.sendOp(opInvalidSession, resumable)
	})
}

// CloseWith closes every connection with a close code. Codes that end a
// session (4004, 4007, 4009 to 4014) end it.
func (s *Server) CloseWith(code int, reason string) {
	s.eachConn(func(c *gatewayConn) {
		if c.sess != nil {
			if code == closeAuthFailed || code == closeInvalidSeq || code >= closeSessionTimeout {
				delete(s.gw.sessions, c.sess.id)
			}
			c.sess.conn, c.sess = nil, nil
		}
		c.sendClose(code, reason)
	})
}

// Zombie makes the gateway stop answering: no acks and no events on the
// connections that are open, and, while it is on, on new ones. Events are kept
// for a resume.
func (s *Server) Zombie(on bool) {
	s.locked(func() {
		s.gw.zombie = on
		if on {
			for c := range s.gw.conns {
				c.zombie = true
			}
		}
	})
}

// FloodEvents sends n events that a bot should take no notice of (other users'
// messages without content, in the channel).
func (s *Server) FloodEvents(c *Channel, by *User, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.post(&message{channel: c, author: by, content: "noise"})
	}
}

// Raw sends an arbitrary event to every session of the channel's shard (of
// shard 0 for nil).
func (s *Server) Raw(c *Channel, event string, payload string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g *Guild
	if c != nil {
		g = c.guild
	}
	s.dispatchRaw(event, g, 0, []byte(payload))
}

// RawFrame sends a text frame as it is on every connection: what is no message
// of the gateway's, or is one without a number.
func (s *Server) RawFrame(text string) {
	s.eachConn(func(c *gatewayConn) { c.send(outgoing{websocket.TextMessage, []byte(text)}) })
}

// GatewayStats is what the gateway has counted.
type GatewayStats struct {
	Connections, Identifies, Resumes, Heartbeats int
	Live                                         int   // sessions with a connection
	Closes                                       []int // close codes that clients sent
}

// Gateway returns what the gateway has counted so far.
func (s *Server) Gateway() GatewayStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gatewayStats()
}

func (s *Server) gatewayStats() GatewayStats {
	st := GatewayStats{Connections: s.gw.connections, Identifies: s.gw.identifies, Resumes: s.gw.resumes, Heartbeats: s.gw.heartbeats, Closes: slices.Clone(s.gw.closes)}
	for _, ss := range s.gw.sessions {
		if ss.conn != nil {
			st.Live++
		}
	}
	return st
}

// WaitGateway waits until the gateway's counts meet a condition.
func (s *Server) WaitGateway(what string, ok func(GatewayStats) bool) {
	s.t.Helper()
	if !s.await(s.opts.Patience, func() bool { return ok(s.gatewayStats()) }) {
		s.t.Errorf("Discord: the gateway never saw %s within %v: %+v", what, s.opts.Patience, s.Gateway())
	}
}

// WaitReady waits until a session is live, the client has read READY, and the
// commands are registered. Heartbeats tell what a client has read, so one is
// asked for.
func (s *Server) WaitReady() {
	s.t.Helper()
	s.WaitGateway("a live session", func(g GatewayStats) bool { return g.Live > 0 })
	read := func() bool {
		for _, ss := range s.gw.sessions {
			if ss.conn != nil && ss.conn.seen > 0 {
				return true
			}
		}
		return false
	}
	for end := time.Now().Add(s.opts.Patience); ; {
		s.SendHeartbeatRequest()
		if s.await(250*time.Millisecond, read) {
			break
		}
		if time.Now().After(end) {
			s.t.Errorf("Discord: no client has read READY within %v", s.opts.Patience)
			break
		}
	}
	s.WaitCommands()
}
