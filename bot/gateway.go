package bot

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// FatalError is a fault that no reconnecting mends: the operator has to. Its
// text says in one sentence what is wrong and what to do.
type FatalError struct {
	Code int // Discord's close code or HTTP status
	Mend string
}

func (e *FatalError) Error() string { return e.Mend }

// fatalCloses are the close codes after which Discord forbids reconnecting
// (developers/topics/opcodes-and-status-codes).
var fatalCloses = map[int]string{
	4004: "Discord does not know this token: reset it in the developer portal (Bot, Reset Token) and set DISCORD_TOKEN to the new one.",
	4010: "Discord refused the shard number: set LECTOR_SHARDS to auto or to a range within the shard count.",
	4011: "This bot is on too many servers for one connection: set LECTOR_SHARDS to auto.",
	4012: "Discord no longer speaks this version of its gateway: install a newer Lector.",
	4013: "Discord does not know the events that Lector asked for: install a newer Lector.",
	4014: "Discord refused the events that Lector asked for: it needs no privileged intent, so see in the developer portal whether the application was restricted.",
}

// staleCloses are the close codes after which a session cannot be resumed.
var staleCloses = map[int]bool{1000: true, 1001: true, 4003: true, 4007: true, 4009: true}

// intents is what Lector asks the gateway for: none of these is privileged.
// Message content comes where Discord delivers it without the privileged
// intent: direct messages, mentions, replies that ping.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// StartLimit is what Discord allows a bot in starting sessions.
type StartLimit struct {
	Remaining   int
	ResetAfter  time.Duration
	Concurrency int // identifies per five seconds
}

// spent reports whether no session may be started until the limit is reset. As
// many shards as identify at a time may be looking at the same figure, so it
// must be enough for all of them: who starts too many loses the token.
func (l StartLimit) spent() bool {
	return l.Remaining < max(1, l.Concurrency) && l.ResetAfter > 0
}

// bucket is which identifies must be apart from the shard's.
func (l StartLimit) bucket(shard int) int { return shard % max(1, l.Concurrency) }

// StartGate decides when a shard may identify. One gate serves all shards of a
// bot; a gate that is shared by several machines is given by [Options].
type StartGate interface {
	// Wait returns when the shard may identify, or with ctx's error.
	Wait(ctx context.Context, shard int, limit StartLimit) error
}

// identifyEvery is how far apart identifies of one bucket must be, with a little
// over Discord's five seconds for the clocks.
const identifyEvery = 5*time.Second + 200*time.Millisecond

// localGate is the gate of one process.
type localGate struct {
	every time.Duration
	mu    sync.Mutex
	next  map[int]time.Time // bucket -> when it opens
}

func (g *localGate) Wait(ctx context.Context, shard int, limit StartLimit) error {
	bucket := limit.bucket(shard)
	g.mu.Lock()
	now := time.Now()
	at := g.next[bucket]
	if at.Before(now) {
		at = now
	}
	if g.next == nil {
		g.next = map[int]time.Time{}
	}
	g.next[bucket] = at.Add(g.every)
	g.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}

// gateway keeps one shard connected.
type gateway struct {
	shard, shards int
	rest          *rest
	gate          StartGate
	log           *slog.Logger
	// event gets every dispatched event, in order. It must not block.
	event func(shard int, kind string, data json.RawMessage)
	// state is told when the shard is up and when it is down.
	state  func(shard int, up bool)
	timing timing
}

// timing holds the limits that a slow machine may need longer.
type timing struct {
	late       time.Duration // after the event, no attempt at answering an interaction begins
	handle     time.Duration // for the making of an answer
	opening    time.Duration // for the greeting, and again for READY
	firstRetry time.Duration // after a failure; doubles
	mostRetry  time.Duration
	invalid    time.Duration // at least, and up to five times that, after an invalid session
	lease      time.Duration // of a shard, when shards are leased
}

func defaultTiming() timing {
	return timing{late: lateAfter, handle: handleTime, opening: 20 * time.Second, firstRetry: time.Second, mostRetry: 2 * time.Minute, invalid: time.Second, lease: leaseTime}
}

// gatewayInfo is Discord's answer to where the gateway is.
type gatewayInfo struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  struct {
		Total       int   `json:"total"`
		Remaining   int   `json:"remaining"`
		ResetAfter  int64 `json:"reset_after"` // milliseconds
		Concurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

func (r *rest) gatewayInfo(ctx context.Context) (gatewayInfo, error) {
	var info gatewayInfo
	err := r.do(ctx, request{method: http.MethodGet, path: "/gateway/bot", out: &info})
	var e *apiError
	if errors.As(err, &e) && e.status == http.StatusUnauthorized {
		return info, &FatalError{e.status, fatalCloses[4004]}
	}
	if err == nil && info.URL == "" {
		err = errors.New("discord names no gateway")
	}
	return info, err
}

// run keeps the shard connected until ctx is done (then it returns nil) or a
// fault is fatal.
func (g *gateway) run(ctx context.Context) error {
	var s *session
	defer func() {
		if s != nil {
			s.close()
		}
	}()
	failures := 0
	for ctx.Err() == nil {
		err := func() error {
			if s == nil {
				fresh, err := g.newSession(ctx)
				if err != nil {
					return err
				}
				s = fresh
			}
			if err := s.open(ctx); err != nil {
				return err
			}
			failures = 0
			g.state(g.shard, true)
			g.log.Info("gateway connected", "shard", g.shard)
			err := s.wait(ctx)
			g.state(g.shard, false)
			return err
		}()
		if ctx.Err() != nil {
			return nil
		}
		var fatal *FatalError
		if errors.As(err, &fatal) {
			return fatal
		}
		failures++
		pause := backoff(failures, g.timing.firstRetry, g.timing.mostRetry)
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed):
			if mend, ok := fatalCloses[closed.Code]; ok {
				return &FatalError{closed.Code, mend}
			}
			if staleCloses[closed.Code] {
				s = s.drop()
			}
		case errors.Is(err, errSessionInvalid):
			s = s.drop()
			// Discord asks for one to five seconds, so that all who lost
			// their sessions do not come at once.
			pause = max(pause, g.timing.invalid+rand.N(4*g.timing.invalid))
		case errors.Is(err, errReconnect) && failures == 1:
			pause = 0
		case errors.Is(err, errHung), failures >= 5 && s != nil && !s.up.Load():
			s = s.drop() // its address or its session leads nowhere
		}
		if s.spent() {
			s = s.drop() // a new identify has to wait its turn
		}
		g.log.Warn("gateway disconnected", "shard", g.shard, "error", err, "retry_in", pause.Round(time.Millisecond), "resume", s != nil)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
	return nil
}

// errHung says that discordgo did not return from opening a connection.
var errHung = errors.New("opening the gateway hung")

// session is a discordgo session and what is needed to keep it in check.
type session struct {
	g      *gateway
	dg     *discordgo.Session
	down   chan struct{} // a signal that the connection ended; holds one
	ready  chan struct{} // a signal that READY or RESUMED came; holds one
	up     atomic.Bool   // the last opening led to READY or RESUMED
	opened bool          // it was up once, so it can be resumed

	mu      sync.Mutex
	address string   // where the next dial goes
	resume  string   // where Discord wants it resumed
	refuse  bool     // fail the next dial: see retarget
	conn    *tapConn // the newest connection
}

// pinVersion makes discordgo's gateway speak the version of the API that all of
// this is written for. It reads the version from a variable of its own and
// offers no other way.
var pinVersion = sync.OnceFunc(func() { discordgo.APIVersion = apiVersion })

// turn waits until the shard may identify, and returns where. What is left of the
// limit is asked for again when the turn has come: other shards and other
// processes have started sessions meanwhile.
func (g *gateway) turn(ctx context.Context) (address string, err error) {
	for waited := false; ; waited = !waited {
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		info, err := g.rest.gatewayInfo(limited)
		cancel()
		if err != nil {
			return "", fmt.Errorf("find the gateway: %w", err)
		}
		limit := StartLimit{info.Limit.Remaining, time.Duration(info.Limit.ResetAfter) * time.Millisecond, info.Limit.Concurrency}
		switch {
		case limit.spent():
			g.log.Warn("as many sessions were started as Discord allows", "shard", g.shard, "wait", limit.ResetAfter)
			if err := sleep(ctx, limit.ResetAfter); err != nil {
				return "", err
			}
			waited = true // the turn is over: take another
		case waited:
			return info.URL, nil
		default:
			if err := g.gate.Wait(ctx, g.shard, limit); err != nil {
				return "", err
			}
		}
	}
}

func (g *gateway) newSession(ctx context.Context) (*session, error) {
	pinVersion()
	address, err := g.turn(ctx)
	if err != nil {
		return nil, err
	}
	// Without "Bot ": discordgo makes no request of its own, and the gateway
	// takes the bare token.
	dg, err := discordgo.New(g.rest.token)
	if err != nil {
		return nil, err
	}
	s := &session{g: g, dg: dg, address: address, down: make(chan struct{}, 1), ready: make(chan struct{}, 1)}
	dg.ShouldReconnectOnError = false
	dg.ShouldReconnectVoiceOnSessionError = false
	dg.StateEnabled = false
	dg.SyncEvents = true // in order, and without a goroutine for each; the handler only queues
	dg.Compress = false
	dg.LogLevel = discordgo.LogError - 1 // it logs to a global; the supervisor says what there is to say
	dg.UserAgent = g.rest.agent
	dg.ShardID, dg.ShardCount = g.shard, g.shards
	dg.Identify.Intents = intents
	dg.Identify.Properties.Browser, dg.Identify.Properties.Device = "lector", "lector"
	// The only request discordgo itself makes is for the gateway's address.
	dg.Client = &http.Client{Transport: roundTripper(s.answerAddress)}
	dg.Dialer = &websocket.Dialer{
		HandshakeTimeout:  15 * time.Second,
		NetDialContext:    s.dial,
		NetDialTLSContext: s.dialTLS,
		TLSClientConfig:   &tls.Config{MinVersion: tls.VersionTLS12},
	}
	dg.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { s.onEvent(e.Type, e.RawData) })
	dg.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { signal(s.down) })
	return s, nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (s *session) answerAddress(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	body, err := json.Marshal(map[string]string{"url": s.address})
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}, nil
}

var errRetarget = errors.New("the address has changed")

func (s *session) dial(ctx context.Context, network, address string) (net.Conn, error) {
	return s.tap(func() (net.Conn, error) {
		d := net.Dialer{Timeout: 15 * time.Second, KeepAlive: 15 * time.Second}
		return d.DialContext(ctx, network, address)
	})
}

func (s *session) dialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	return s.tap(func() (net.Conn, error) {
		d := tls.Dialer{NetDialer: &net.Dialer{Timeout: 15 * time.Second}, Config: &tls.Config{MinVersion: tls.VersionTLS12}}
		return d.DialContext(ctx, network, address)
	})
}

func (s *session) tap(dial func() (net.Conn, error)) (net.Conn, error) {
	s.mu.Lock()
	refuse := s.refuse
	s.refuse = false
	s.mu.Unlock()
	if refuse {
		return nil, errRetarget
	}
	c, err := dial()
	if err != nil {
		return nil, err
	}
	tap := newTapConn(c, s.g.timing.opening)
	s.mu.Lock()
	s.conn = tap
	s.mu.Unlock()
	return tap, nil
}

// onEvent takes an event as the tap named it for discordgo.
func (s *session) onEvent(kind string, data json.RawMessage) {
	kind = strings.TrimPrefix(kind, unknownEvent)
	defer func() {
		if p := recover(); p != nil {
			s.g.log.Error("gateway event", "shard", s.g.shard, "kind", kind, "panic", p)
		}
	}()
	switch kind {
	case "READY":
		var r struct {
			Resume string `json:"resume_gateway_url"`
		}
		if json.Unmarshal(data, &r) == nil {
			s.mu.Lock()
			s.resume = r.Resume
			s.mu.Unlock()
		}
		signal(s.ready)
	case "RESUMED":
		signal(s.ready)
	}
	s.g.event(s.g.shard, kind, data)
}

// open connects and returns once READY or RESUMED has come.
func (s *session) open(ctx context.Context) error {
	s.retarget(ctx)
	drain(s.down)
	drain(s.ready)
	s.up.Store(false)
	if err := s.openOnce(ctx); err != nil && !errors.Is(err, discordgo.ErrWSAlreadyOpen) {
		return err
	}
	select {
	case <-s.ready:
		s.up.Store(true)
		s.opened = true
		return nil
	case <-s.down:
	case <-time.After(s.g.timing.opening):
	case <-ctx.Done():
		return ctx.Err()
	}
	s.abort(errSilentGateway)
	return s.reason(errSilentGateway)
}

// retarget makes discordgo forget the address that it keeps between
// connections, so that a session is resumed where Discord wants it. It only
// forgets after a dial that fails, so one is made to.
func (s *session) retarget(ctx context.Context) {
	s.mu.Lock()
	change := s.opened && s.resume != "" && s.resume != s.address
	if change {
		s.address, s.refuse = s.resume, true
	}
	s.mu.Unlock()
	if change {
		s.openOnce(ctx)
	}
}

// openOnce calls discordgo's Open, and does not wait for it for ever.
func (s *session) openOnce(ctx context.Context) error {
	s.mu.Lock()
	s.conn = nil // the reason why the last connection ended is none of the next one's
	s.mu.Unlock()
	done := make(chan error, 1)
	go func() { done <- s.dg.Open() }()
	limit := time.NewTimer(2*s.g.timing.opening + 20*time.Second)
	defer limit.Stop()
	select {
	case err := <-done:
		if err == nil {
			return nil
		}
		return s.reason(err)
	case <-limit.C:
		s.abort(errHung)
		return errHung
	case <-ctx.Done():
		s.abort(ctx.Err())
		return ctx.Err()
	}
}

// wait returns when the connection has ended, with the reason.
func (s *session) wait(ctx context.Context) error {
	select {
	case <-s.down:
		return s.reason(errors.New("the connection was lost"))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// reason is why the newest connection ended, err when the connection does not know.
func (s *session) reason(err error) error {
	s.mu.Lock()
	conn := s.conn
	s.mu.Unlock()
	if conn != nil {
		if r := conn.Reason(); r != nil {
			return r
		}
	}
	return err
}

// spent reports whether the session identified and lost the connection before
// READY came: there is nothing to resume, and opening it again would identify.
func (s *session) spent() bool {
	if s == nil || s.opened {
		return false
	}
	s.mu.Lock()
	conn := s.conn
	s.mu.Unlock()
	return conn != nil && conn.greeted()
}

// abort breaks the newest connection.
func (s *session) abort(why error) {
	s.mu.Lock()
	conn := s.conn
	s.mu.Unlock()
	if conn != nil {
		conn.breakOff(why)
	}
}

// drop gives the session up; it cannot be resumed after that.
func (s *session) drop() *session {
	if s != nil {
		s.abort(errors.New("session dropped"))
	}
	return nil
}

// close ends the session properly: it returns once the close frame is on its way.
// discordgo then waits a second before it closes the connection; nobody need wait
// for that.
func (s *session) close() {
	s.mu.Lock()
	conn := s.conn
	s.mu.Unlock()
	if conn == nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.dg.Close()
	}()
	select {
	case <-done:
	case <-conn.said:
	case <-time.After(3 * time.Second):
		s.abort(context.Canceled)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func drain(c chan struct{}) {
	select {
	case <-c:
	default:
	}
}
