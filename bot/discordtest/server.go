package discordtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Options are what a test may set about the platform. The defaults are
// Discord's own, except where a comment says otherwise.
type Options struct {
	HeartbeatInterval time.Duration // 41.25 s
	// ResponseTime is for the first response to an interaction: 3 s at Discord,
	// 20 s here, so that a test does not depend on how busy the machine is. A test
	// of lateness sets it.
	ResponseTime time.Duration
	TokenLife    time.Duration // 15 min for an interaction's token
	// IdentifyWindow is the time in which MaxConcurrency shards may identify:
	// 5 s at Discord, none here, so that tests need not wait and do not depend on
	// how busy the machine is.
	IdentifyWindow time.Duration
	MaxConcurrency int // 1
	SessionStarts  int // 1000 a day
	Shards         int // what /gateway/bot recommends: 1
	EventsPerMin   int // what a client may send on one connection: 120
	GlobalPerSec   int // 50 requests a second
	// AllowPings switches off the violation for a message without
	// allowed_mentions.parse == [].
	AllowPings bool
	// AllowV9 accepts API version 9 beside 10.
	AllowV9 bool
	// Privileged are privileged intents that the developer portal has enabled: none.
	Privileged int
	// Patience is how long a member or a Wait waits before the test fails: a
	// minute. It must exceed ResponseTime.
	Patience time.Duration
}

// Server is a fake Discord.
type Server struct {
	URL       string // stands for https://discord.com
	Token     string // the bot's token, without "Bot "
	AppID     string
	PublicKey string // hex, of the HTTP interactions endpoint

	t    testing.TB
	opts Options
	http *http.Server

	mu        sync.Mutex
	news      chan struct{} // closed when something changed
	waiting   int
	offset    time.Duration // Advance
	guildBase uint64
	guildSeq  uint64
	closed    bool

	bot              *User
	guilds           map[string]*Guild
	guildOrder       []*Guild
	channels         map[string]*Channel
	users            map[string]*User
	messages         map[string]*message
	files            map[string]*attachment
	nonces           map[string]*message   // by channel and nonce
	commands         map[string][]*command // by guild ID, "" the global ones
	creates          map[string]int
	interactions     map[string]*interaction // by token
	interactionOrder []string
	late             int

	gw   gateway
	rest rest

	endpoint   string
	privateKey ed25519.PrivateKey

	violations []string
	requests   []Request
	capture    *os.File
}

var idSeq atomic.Uint64

const discordEpoch = 1420070400000 // ms, 2015-01-01

// New starts a fake Discord and stops it when the test ends; violations that
// are left then fail the test.
func New(t testing.TB, set ...func(*Options)) *Server {
	t.Helper()
	s := &Server{
		t: t, Token: "MTE4.fake." + strings.Repeat("x", 27),
		opts: Options{
			HeartbeatInterval: 41250 * time.Millisecond, ResponseTime: 20 * time.Second, TokenLife: 15 * time.Minute,
			MaxConcurrency: 1, SessionStarts: 1000, Shards: 1,
			EventsPerMin: 120, GlobalPerSec: 50, Patience: time.Minute,
		},
		news: make(chan struct{}), guilds: map[string]*Guild{}, channels: map[string]*Channel{}, users: map[string]*User{},
		messages: map[string]*message{}, files: map[string]*attachment{}, nonces: map[string]*message{}, commands: map[string][]*command{}, creates: map[string]int{},
		interactions: map[string]*interaction{}, guildBase: uint64(time.Now().UnixMilli()-discordEpoch) - 1<<20,
	}
	for _, f := range set {
		f(&s.opts)
	}
	s.gw.init()
	s.rest.init(s)
	s.bot = s.addUser("Lector")
	s.bot.bot = true
	s.AppID = s.bot.ID // as Discord does it for new applications
	pub, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.PublicKey, s.privateKey = hex.EncodeToString(pub), priv
	if name := os.Getenv("LECTOR_CAPTURE"); name != "" {
		if s.capture, err = os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.URL = "http://" + l.Addr().String()
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	go s.http.Serve(l)
	t.Cleanup(s.close)
	return s
}

func (s *Server) close() {
	s.mu.Lock()
	s.closed = true
	for c := range s.gw.conns {
		c.cut()
	}
	s.changed()
	left := slices.Clone(s.violations)
	s.mu.Unlock()
	s.http.Close()
	if s.capture != nil {
		s.capture.Close()
	}
	for _, v := range left {
		s.t.Errorf("Discord: violation: %s", v)
	}
}

func (s *Server) locked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.changed()
}

// now is the server's clock, which a test may set forward.
func (s *Server) now() time.Time { return time.Now().Add(s.offset) }

// Advance sets the server's clock forward: interactions grow old at once.
func (s *Server) Advance(d time.Duration) { s.locked(func() { s.offset += d }) }

// newID is the next snowflake: now, and a counter.
func (s *Server) newID() string {
	ms := uint64(s.now().UnixMilli() - discordEpoch)
	return strconv.FormatUint(ms<<22|idSeq.Add(1)&(1<<22-1), 10)
}

// changed wakes everybody who waits for a change of the world.
func (s *Server) changed() {
	if s.waiting > 0 {
		close(s.news)
		s.news = make(chan struct{})
		s.waiting = 0
	}
}

// await waits until ok holds, checked under the lock whenever the world
// changes, at most d.
func (s *Server) await(d time.Duration, ok func() bool) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	s.mu.Lock()
	for !ok() {
		news := s.news
		s.waiting++
		s.mu.Unlock()
		select {
		case <-news:
		case <-timer.C:
			s.mu.Lock()
			defer s.mu.Unlock()
			return ok()
		}
		s.mu.Lock()
	}
	s.mu.Unlock()
	return true
}

// violation records what no bot should do. The lock is held.
func (s *Server) violation(what string) {
	if len(s.violations) < 1000 && !slices.Contains(s.violations, what) {
		s.violations = append(s.violations, what)
	}
}

// Violations lists what the bot did that it should never do, each once.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// TakeViolations returns the violations and forgets them: for tests that expect some.
func (s *Server) TakeViolations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.violations
	s.violations = nil
	return v
}

// mustBeQuiet records a message that might ping.
func (s *Server) mustBeQuiet(q *call, m map[string]any) {
	if !s.opts.AllowPings && !quiet(m) {
		s.violation(q.r.Method + " " + q.route + ": allowed_mentions is not {\"parse\":[]}: the message might ping")
	}
}

// Request is one call of the bot's REST client, as it arrived.
type Request struct {
	At          time.Time
	Method      string
	Path        string // with the query
	Route       string // the endpoint's pattern, "" for an unknown one
	ContentType string
	Header      http.Header
	Body        json.RawMessage // the JSON, also of a multipart request
	Raw         []byte          // a multipart request whole
	Status      int             // what was answered; 0 if the connection was cut
	Code        int             // Discord's error code
}

// Requests is the log of what the bot sent, oldest first, at most the last 20,000.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// RequestsTo are the logged requests of a method to an endpoint, for instance
// "POST", "/channels/{channel}/messages".
func (s *Server) RequestsTo(method, route string) []Request {
	var out []Request
	for _, r := range s.Requests() {
		if r.Method == method && r.Route == route {
			out = append(out, r)
		}
	}
	return out
}

// Began counts the requests to an endpoint that are on their way or answered.
func (s *Server) Began(route string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rest.began[route]
}

// WaitBegan waits until that many requests to an endpoint are on their way or answered.
func (s *Server) WaitBegan(route string, n int) {
	s.t.Helper()
	if !s.await(s.opts.Patience, func() bool { return s.rest.began[route] >= n }) {
		s.t.Errorf("Discord: there were no %d requests to %s within %v", n, route, s.opts.Patience)
	}
}

// record logs a request and captures it for checkers outside: one JSON object
// a line with method, path, content type and body. The lock is held.
func (s *Server) record(r Request) {
	if len(s.requests) >= 20000 {
		s.requests = slices.Clone(s.requests[10000:])
	}
	s.requests = append(s.requests, r)
	if s.capture == nil {
		return
	}
	line := map[string]any{"method": r.Method, "path": r.Path, "content_type": r.ContentType, "status": r.Status, "note": s.t.Name()}
	if len(r.Raw) > 0 {
		line["raw"] = string(r.Raw)
	} else if len(r.Body) > 0 && json.Valid(r.Body) {
		line["body"] = r.Body
	}
	b, _ := json.Marshal(line)
	s.capture.Write(append(b, '\n'))
}

// Quiet waits until the bot has sent no request for d, which a test uses to
// say that nothing comes. It fails the test if the bot never rests.
func (s *Server) Quiet(d time.Duration) {
	s.t.Helper()
	deadline := time.Now().Add(s.opts.Patience)
	for {
		s.mu.Lock()
		n := s.rest.total
		s.mu.Unlock()
		if !s.await(d, func() bool { return s.rest.total != n }) {
			return
		}
		if time.Now().After(deadline) {
			s.t.Errorf("Discord: the bot never rests")
			return
		}
	}
}

// Commands are the names of the registered global commands: "/ask", or the bare
// name for a message command, sorted as registered.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, c := range s.commands[""] {
		if c.Type == chatInput {
			out = append(out, "/"+c.Name)
		} else {
			out = append(out, c.Name)
		}
	}
	return out
}

// WaitCommands waits until global commands are registered.
func (s *Server) WaitCommands() {
	s.t.Helper()
	if !s.await(s.opts.Patience, func() bool { return len(s.commands[""]) > 0 }) {
		s.t.Errorf("Discord: the bot has registered no commands after %v", s.opts.Patience)
	}
}

// CommandCreates counts how many global commands were newly created (200 a day are allowed).
func (s *Server) CommandCreates() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.creates[""]
}

// Late counts first responses that came after the time Discord gives.
func (s *Server) Late() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.late
}
