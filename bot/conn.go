package bot

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// tapConn is the connection under a discordgo session. It takes Discord's
// messages apart and writes them anew for discordgo, so that discordgo sees only
// what this package has written. That stops what discordgo v0.29.0 cannot stand
// or gets wrong:
//
//   - an event of a surprising form (a server that is null, a null among its
//     channels, a message that is null, a greeting without an interval) panics on
//     a goroutine of discordgo's, where nothing can recover: here only the
//     session's number is left of READY, other events get a name that discordgo
//     does not know, so that it decodes nothing, and what is no message of the
//     gateway's is left out. The connection is kept: after a resume Discord would
//     only send it again;
//   - a reconnect request (op 7) while a session is being opened makes it wait
//     for its own lock for ever: here the connection breaks instead;
//   - an invalid session (op 9) makes it identify at once, on the same
//     connection, past every limit on identifying: here it breaks too;
//   - a gateway that greets and then stays silent holds it for ever: every read
//     has a deadline;
//   - a missing heartbeat answer is noticed after five intervals, and the close
//     frame it then sends ends the session: here the connection breaks at the
//     second heartbeat, and the session can be resumed;
//   - a heartbeat that cannot be written makes it close whatever connection it
//     has by then, which may be the next one, with the frame that ends the session:
//     here writing never fails, and a connection ends by its reading alone;
//   - it answers every end of a connection with that frame: here nothing is
//     written to a connection that has ended.
//
// The reason why it ended is kept for the supervisor. Messages are not
// compressed: the session does not ask for it.
type tapConn struct {
	net.Conn
	opening time.Duration // deadline for a read before the first event
	said    chan struct{} // closed once a close frame was sent

	// These are the reader's alone.
	in     []byte // read from the network at a time
	frames frameReader
	out    bytes.Buffer // for discordgo
	seq    int64        // of the last event that had one

	once     sync.Once
	mu       sync.Mutex
	reason   error         // why the connection was broken, or what closed it
	interval time.Duration // between heartbeats; 0 before the greeting
	opened   bool          // an event has come: READY or RESUMED
	unacked  time.Time     // when the oldest unanswered write was made; zero for none
	writes   int
	broken   bool
	closed   bool // Discord has sent a close frame
}

// Why a connection ended, beside errors of the network and close frames
// (*websocket.CloseError).
var (
	errReconnect      = errors.New("discord asked to reconnect")
	errSessionInvalid = errors.New("discord dropped the session")
	errResumable      = errors.New("discord refused to resume for now")
	errZombie         = errors.New("no answer to a heartbeat")
	errSilentGateway  = errors.New("the gateway went silent")
)

// usualInterval is Discord's between heartbeats, for a greeting that names none.
const usualInterval = 41250 * time.Millisecond

// unknownEvent begins the names under which discordgo is given events: it knows
// none of them.
const unknownEvent = "~"

func newTapConn(c net.Conn, opening time.Duration) *tapConn {
	return &tapConn{Conn: c, opening: opening, said: make(chan struct{}), in: make([]byte, 16<<10)}
}

// Read gives discordgo what it may see of what Discord sends.
func (c *tapConn) Read(p []byte) (int, error) {
	c.mu.Lock()
	wait := c.opening
	if c.opened && c.interval > 0 {
		wait = 2*c.interval + 5*time.Second
	}
	c.mu.Unlock()
	until := time.Now().Add(wait)
	for c.out.Len() == 0 {
		if c.out.Cap() > 1<<20 {
			c.out = bytes.Buffer{} // the list of a large server went through
		}
		if err := c.fill(until); err != nil {
			return 0, err
		}
	}
	return c.out.Read(p)
}

// fill reads once from the network.
func (c *tapConn) fill(until time.Time) error {
	c.mu.Lock()
	broken := c.broken
	c.mu.Unlock()
	if broken {
		return c.Reason()
	}
	if err := c.Conn.SetReadDeadline(until); err != nil {
		return c.breakOff(err)
	}
	n, err := c.Conn.Read(c.in)
	if fault := c.frames.read(c.in[:n], &c.out, c.judge); fault != nil {
		err := c.breakOff(fault)
		if c.out.Len() > 0 {
			return nil // what came before it is handed on first
		}
		return err
	}
	if n > 0 || err == nil {
		return nil // an error will come again
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		err = errSilentGateway
	}
	return c.breakOff(err)
}

// judge notes what a message says and writes what discordgo may see of it to
// out. An error is why the connection must break.
func (c *tapConn) judge(opcode int, payload []byte, out *bytes.Buffer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch opcode {
	case websocket.TextMessage:
	case websocket.CloseMessage:
		e := &websocket.CloseError{Code: websocket.CloseNoStatusReceived}
		if len(payload) >= 2 {
			e.Code = int(binary.BigEndian.Uint16(payload))
			e.Text = string(payload[2:])
		}
		c.reason, c.closed = e, true
		writeFrame(out, opcode, payload)
		return nil
	case websocket.PingMessage, websocket.PongMessage:
		writeFrame(out, opcode, payload)
		return nil
	default:
		return nil
	}
	var m struct {
		Op   *int            `json:"op"`
		Seq  int64           `json:"s"`
		Type string          `json:"t"`
		Data json.RawMessage `json:"d"`
	}
	if !lenient(payload, &m) || m.Op == nil {
		return nil
	}
	if len(m.Data) == 0 {
		m.Data = json.RawMessage("null")
	}
	switch *m.Op {
	case 0:
		c.opened = true
		if m.Seq > 0 {
			c.seq = m.Seq // discordgo keeps whatever an event brings, for the resume
		}
		name := unknownEvent + m.Type
		switch m.Type {
		case "READY":
			if ready, ok := readyFor(m.Data); ok {
				name, m.Data = m.Type, ready
			}
		case "RESUMED":
			name, m.Data = m.Type, json.RawMessage("{}")
		}
		writeFrame(out, websocket.TextMessage, fmt.Appendf(nil, `{"op":0,"s":%d,"t":%s,"d":%s}`, c.seq, quoted(name), m.Data))
	case 1:
		writeFrame(out, websocket.TextMessage, []byte(`{"op":1}`))
	case 7:
		return errReconnect
	case 9:
		if string(m.Data) == "true" {
			return errResumable
		}
		return errSessionInvalid
	case 10:
		var hello struct {
			Interval float64 `json:"heartbeat_interval"` // milliseconds
		}
		c.interval = usualInterval
		if lenient(m.Data, &hello) && hello.Interval >= 1 && hello.Interval < 1e7 {
			c.interval = time.Duration(hello.Interval) * time.Millisecond
		}
		c.writes = 0
		writeFrame(out, websocket.TextMessage, fmt.Appendf(nil, `{"op":10,"d":{"heartbeat_interval":%d}}`, c.interval.Milliseconds()))
	case 11:
		c.unacked = time.Time{}
		writeFrame(out, websocket.TextMessage, []byte(`{"op":11}`))
	}
	return nil
}

// readyFor is what discordgo needs of READY, and what session.onEvent and
// Bot.onEvent read of it; false when READY names no session.
func readyFor(data json.RawMessage) (json.RawMessage, bool) {
	var r struct {
		Session string `json:"session_id"`
		Resume  string `json:"resume_gateway_url"`
		User    struct {
			ID   string `json:"id"`
			Name string `json:"username"`
		} `json:"user"`
		Shard   []int    `json:"shard,omitempty"`
		Servers []string `json:"servers,omitempty"` // for this package alone
	}
	var there struct {
		Guilds []struct {
			ID string `json:"id"`
		} `json:"guilds"`
	}
	if !lenient(data, &r) || r.Session == "" {
		return nil, false
	}
	if len(r.Shard) != 2 {
		r.Shard = nil
	}
	r.Servers = nil
	if lenient(data, &there) {
		for _, g := range there.Guilds {
			if g.ID != "" {
				r.Servers = append(r.Servers, g.ID)
			}
		}
	}
	b, err := json.Marshal(r)
	return b, err == nil
}

// quoted is a string in JSON.
func quoted(s string) string {
	b, err := json.Marshal(strings.ToValidUTF8(s, ""))
	if err != nil {
		return `""`
	}
	return string(b)
}

// Write sends what discordgo writes: after the greeting that is one identify or
// resume, then heartbeats, at last a close frame. It never fails: what cannot be
// sent breaks the connection, and the reader finds it so.
func (c *tapConn) Write(p []byte) (int, error) {
	closing := len(p) > 0 && p[0] == 0x80|websocket.CloseMessage
	if closing {
		defer c.once.Do(func() { close(c.said) })
	}
	c.mu.Lock()
	if c.broken || c.closed {
		c.mu.Unlock()
		return len(p), nil
	}
	if c.interval > 0 && !closing {
		c.writes++
		now := time.Now()
		switch {
		case c.writes == 1: // identify or resume
		case c.unacked.IsZero():
			c.unacked = now
		case now.Sub(c.unacked) > c.interval/2:
			c.mu.Unlock()
			c.breakOff(errZombie)
			return len(p), nil
		}
	}
	c.mu.Unlock()
	err := c.Conn.SetWriteDeadline(time.Now().Add(20 * time.Second))
	if err == nil {
		_, err = c.Conn.Write(p)
	}
	if err != nil {
		c.breakOff(err)
	}
	return len(p), nil
}

// SetReadDeadline is ignored: the tap sets its own.
func (c *tapConn) SetReadDeadline(time.Time) error { return nil }

// SetDeadline bounds the WebSocket handshake only; reads have their own deadline.
func (c *tapConn) SetDeadline(t time.Time) error { return c.Conn.SetWriteDeadline(t) }

// breakOff closes the connection without a close frame, so that the session
// behind it can be resumed, and remembers why. The first reason stays.
func (c *tapConn) breakOff(reason error) error {
	c.mu.Lock()
	if c.reason == nil {
		c.reason = reason
	}
	reason, c.broken = c.reason, true
	c.mu.Unlock()
	c.Conn.Close()
	return fmt.Errorf("gateway connection: %w", reason)
}

// greeted reports whether the gateway has said hello, which is answered at once
// with an identify or a resume.
func (c *tapConn) greeted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.interval > 0
}

// Reason is why the connection ended, nil while that is not known.
func (c *tapConn) Reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reason
}
