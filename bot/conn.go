package bot

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// tapConn is the connection under a discordgo session. It reads along with the
// frames that Discord sends and stops what discordgo v0.29.0 cannot stand or
// gets wrong:
//
//   - a reconnect request (op 7) while a session is being opened makes it wait
//     for its own lock for ever: here the connection breaks instead;
//   - an invalid session (op 9) makes it identify at once, on the same
//     connection, past every limit on identifying: here it breaks too;
//   - a gateway that greets and then stays silent holds it for ever: every read
//     has a deadline;
//   - a missing heartbeat answer is noticed after five intervals, and the close
//     frame it then sends ends the session: here the connection breaks at the
//     second heartbeat, and the session can be resumed.
//
// The reason is kept for the supervisor. Frames are not compressed: the session
// does not ask for it.
type tapConn struct {
	net.Conn
	opening time.Duration // deadline for a read before the first event
	scanner frameScanner
	said    chan struct{} // closed once a close frame was sent

	once     sync.Once
	mu       sync.Mutex
	reason   error         // why the connection was broken, or what closed it
	interval time.Duration // between heartbeats; 0 before the greeting
	opened   bool          // an event has come: READY or RESUMED
	unacked  time.Time     // when the oldest unanswered write was made; zero for none
	writes   int
	broken   bool
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

func newTapConn(c net.Conn, opening time.Duration) *tapConn {
	return &tapConn{Conn: c, opening: opening, said: make(chan struct{})}
}

// Read hands on what Discord sends, up to a frame that must not be handed on.
func (c *tapConn) Read(p []byte) (int, error) {
	c.mu.Lock()
	wait := c.opening
	if c.opened && c.interval > 0 {
		wait = 2*c.interval + 5*time.Second
	}
	broken := c.broken
	c.mu.Unlock()
	if broken {
		return 0, c.Reason()
	}
	if err := c.Conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if err != nil {
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return 0, c.breakOff(errSilentGateway)
		}
		return n, err
	}
	keep, reason := n, error(nil)
	c.scanner.scan(p[:n], func(f frame) bool {
		if reason = c.judge(f); reason != nil {
			keep = max(0, f.start)
			return false
		}
		return true
	})
	if reason == nil {
		return n, nil
	}
	if keep > 0 {
		c.mu.Lock()
		c.reason, c.broken = reason, true
		c.mu.Unlock()
		return keep, nil
	}
	return 0, c.breakOff(reason)
}

// judge notes what a frame says and returns why it must not be handed on, or nil.
func (c *tapConn) judge(f frame) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f.opcode {
	case websocket.CloseMessage:
		e := &websocket.CloseError{Code: websocket.CloseNoStatusReceived}
		if len(f.payload) >= 2 {
			e.Code = int(binary.BigEndian.Uint16(f.payload))
			e.Text = string(f.payload[2:])
		}
		c.reason = e
		return nil
	case websocket.TextMessage:
	default:
		return nil
	}
	if f.size > len(f.payload) {
		c.opened = true // only events are that large
		return nil
	}
	var m struct {
		Op   *int            `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if json.Unmarshal(f.payload, &m) != nil || m.Op == nil {
		return nil
	}
	switch *m.Op {
	case 0:
		c.opened = true
	case 7:
		return errReconnect
	case 9:
		if string(m.Data) == "true" {
			return errResumable
		}
		return errSessionInvalid
	case 10:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"`
		}
		if json.Unmarshal(m.Data, &hello) == nil && hello.Interval > 0 {
			c.interval = time.Duration(hello.Interval) * time.Millisecond
		}
		c.writes = 0
	case 11:
		c.unacked = time.Time{}
	}
	return nil
}

// Write sends what discordgo writes: after the greeting that is one identify or
// resume, then heartbeats, at last a close frame.
func (c *tapConn) Write(p []byte) (int, error) {
	const closeFrame = 0x80 | websocket.CloseMessage
	c.mu.Lock()
	if c.broken {
		c.mu.Unlock()
		return 0, c.Reason()
	}
	if c.interval > 0 && len(p) > 0 && p[0] != closeFrame {
		c.writes++
		now := time.Now()
		switch {
		case c.writes == 1: // identify or resume
		case c.unacked.IsZero():
			c.unacked = now
		case now.Sub(c.unacked) > c.interval/2:
			c.mu.Unlock()
			return 0, c.breakOff(errZombie)
		}
	}
	c.mu.Unlock()
	if err := c.Conn.SetWriteDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if len(p) > 0 && p[0] == closeFrame {
		c.once.Do(func() { close(c.said) })
	}
	return n, err
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

// frame is a WebSocket frame from the server. start is where its header begins
// in the bytes being scanned, negative if in earlier ones.
type frame struct {
	opcode  int
	size    int
	payload []byte // at most frameKept bytes of it
	start   int
}

// frameKept is enough for every control payload of the gateway.
const frameKept = 512

// frameScanner finds frames (RFC 6455, from server to client: not masked) in a
// stream of bytes that begins with the HTTP answer to the handshake.
type frameScanner struct {
	http    int // how much of the blank line that ends the HTTP answer was seen; 4 is all
	header  []byte
	opcode  int
	size    int
	left    int
	payload []byte
	offset  int // bytes of the frame seen in earlier scans
	body    bool
}

const endOfHeader = "\r\n\r\n"

// scan passes every frame that ends in p to yield, until it returns false.
func (s *frameScanner) scan(p []byte, yield func(frame) bool) {
	start := -s.offset
	for i := 0; i < len(p); {
		if s.http < len(endOfHeader) {
			switch {
			case p[i] == endOfHeader[s.http]:
				s.http++
			case p[i] == '\r':
				s.http = 1
			default:
				s.http = 0
			}
			i++
			start = i
			continue
		}
		if !s.body {
			s.header = append(s.header, p[i])
			i++
			if !s.readHeader() {
				continue
			}
		} else {
			n := min(s.left, len(p)-i)
			if room := frameKept - len(s.payload); room > 0 {
				s.payload = append(s.payload, p[i:i+min(n, room)]...)
			}
			i += n
			s.left -= n
		}
		if s.body && s.left == 0 {
			f := frame{s.opcode, s.size, s.payload, start}
			s.header, s.payload, s.body = s.header[:0], nil, false
			if !yield(f) {
				return
			}
			start = i
		}
	}
	s.offset = len(p) - start
	if s.http < len(endOfHeader) {
		s.offset = 0
	}
}

// readHeader decodes s.header once it is whole.
func (s *frameScanner) readHeader() bool {
	h := s.header
	if len(h) < 2 {
		return false
	}
	need, size := 2, int(h[1]&0x7f)
	switch size {
	case 126:
		need = 4
	case 127:
		need = 10
	}
	if h[1]&0x80 != 0 {
		need += 4
	}
	if len(h) < need {
		return false
	}
	switch size {
	case 126:
		size = int(binary.BigEndian.Uint16(h[2:]))
	case 127:
		size = int(binary.BigEndian.Uint64(h[2:]) & 0x7fffffff)
	}
	s.opcode, s.size, s.left, s.body = int(h[0]&0x0f), size, size, true
	return true
}
