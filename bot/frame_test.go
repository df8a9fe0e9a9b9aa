package bot

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const handshake = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"

// serverFrame is a frame from a server, whatever its first byte.
func serverFrame(first byte, payload string) string {
	var b bytes.Buffer
	writeFrame(&b, 0, []byte(payload))
	return string(append([]byte{first}, b.Bytes()[1:]...))
}

// messagesOf reads bytes, so many at a time.
func messagesOf(stream string, step int) (messages []string, out string, err error) {
	var r frameReader
	var buf bytes.Buffer
	for chunk := range slices.Chunk([]byte(stream), step) {
		err = r.read(chunk, &buf, func(opcode int, payload []byte, _ *bytes.Buffer) error {
			messages = append(messages, fmt.Sprintf("%d %s", opcode, payload))
			return nil
		})
		if err != nil {
			break
		}
	}
	return messages, buf.String(), err
}

func TestFrameReader(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 70_000)
	for _, tt := range []struct {
		name   string
		stream string
		want   []string
		err    error
	}{
		{"nothing", "", nil, nil},
		{"one", serverFrame(0x81, "a"), []string{"1 a"}, nil},
		{"empty", serverFrame(0x81, ""), []string{"1 "}, nil},
		{"16 bits", serverFrame(0x81, large[:300]), []string{"1 " + large[:300]}, nil},
		{"64 bits", serverFrame(0x81, large), []string{"1 " + large}, nil},
		{"in parts, a ping between", serverFrame(0x01, "a") + serverFrame(0x89, "p") + serverFrame(0x00, "b") + serverFrame(0x80, "c") + serverFrame(0x81, "d"), []string{"9 p", "1 abc", "1 d"}, nil},
		{"binary", serverFrame(0x82, "z"), []string{"2 z"}, nil},
		{"a close", serverFrame(0x88, "\x0f\xa4no"), []string{"8 \x0f\xa4no"}, nil},
		{"a frame cut off", serverFrame(0x81, "a") + serverFrame(0x81, "bcd")[:3], []string{"1 a"}, nil},
		{"compressed by an extension", serverFrame(0xc1, "a"), nil, errFraming},
		{"masked", "\x81\x81abcda", nil, errFraming},
		{"nothing to continue", serverFrame(0x80, "a"), nil, errFraming},
		{"unfinished", serverFrame(0x01, "a") + serverFrame(0x81, "b"), nil, errFraming},
		{"no opcode", serverFrame(0x83, "a"), nil, errFraming},
		{"no control opcode", serverFrame(0x8b, "a"), nil, errFraming},
		{"a control frame in parts", serverFrame(0x09, "a"), nil, errFraming},
		{"a large control frame", serverFrame(0x89, large[:200]), nil, errFraming},
	} {
		for _, step := range []int{1, 2, 3, 7, 4096, 1 << 20} {
			got, out, err := messagesOf(handshake+tt.stream, step)
			if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) || out != handshake {
				t.Errorf("%s, %d bytes at a time: %.80q, %v, want %.80q, %v (handed on: %.80q)", tt.name, step, got, err, tt.want, tt.err, out)
			}
		}
	}
}

// A message that is too large is left out, whatever length it claims, and takes
// no memory.
func TestFrameReaderSkipsTheTooLarge(t *testing.T) {
	t.Parallel()
	r := frameReader{http: len(endOfHeader)}
	var out bytes.Buffer
	var got []string
	judge := func(opcode int, payload []byte, _ *bytes.Buffer) error {
		got = append(got, string(payload))
		return nil
	}
	read := func(p []byte) {
		if err := r.read(p, &out, judge); err != nil {
			t.Fatal(err)
		}
	}
	read(binary.BigEndian.AppendUint64([]byte{0x81, 127}, maxMessage+1))
	chunk := make([]byte, 1<<20)
	for range maxMessage >> 20 {
		read(chunk)
	}
	read([]byte{0})
	read([]byte(serverFrame(0x81, "next")))
	if !slices.Equal(got, []string{"next"}) || cap(r.message) > 1<<20 {
		t.Errorf("read %q, keeps %d bytes; want only the next message", got, cap(r.message))
	}
	// A claim alone allocates nothing.
	read(binary.BigEndian.AppendUint64([]byte{0x81, 127}, 1<<63))
	if cap(r.message) > 1<<20 {
		t.Errorf("a claimed length made it keep %d bytes", cap(r.message))
	}
}

// discordgo is given only what tapConn.judge has written.
func TestWhatDiscordgoSees(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ message, want string }{
		{`{"op":0,"s":5,"t":"MESSAGE_CREATE","d":{"id":"1","content":"a\u2028"}}`, `{"op":0,"s":5,"t":"~MESSAGE_CREATE","d":{"id":"1","content":"a\u2028"}}`},
		{`{"d":null,"t":"GUILD_CREATE","s":6,"op":0}`, `{"op":0,"s":6,"t":"~GUILD_CREATE","d":null}`},
		{`{"op":0,"t":"GUILD_CREATE"}`, `{"op":0,"s":4,"t":"~GUILD_CREATE","d":null}`},
		{`{"op":0,"s":-1,"t":"GUILD_CREATE","d":[null]}`, `{"op":0,"s":4,"t":"~GUILD_CREATE","d":[null]}`},
		{`{"op":0,"s":1,"t":"READY","d":{"v":10,"user":{"id":"7","username":"lector","flags":null},"guilds":[null,{"channels":[null]}],"session_id":"abc","resume_gateway_url":"wss://x"}}`,
			`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"wss://x","user":{"id":"7","username":"lector"}}}`},
		{`{"op":0,"s":1,"t":"READY","d":{"guilds":[{"id":"9","unavailable":true},null,{"id":"10"}],"shard":[0,2],"session_id":"abc"}}`,
			`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"","user":{"id":"","username":""},"shard":[0,2],"servers":["9","10"]}}`},
		{`{"op":0,"s":1,"t":"READY","d":{"guilds":[null]}}`, `{"op":0,"s":1,"t":"~READY","d":{"guilds":[null]}}`},
		{`{"op":0,"s":9,"t":"RESUMED","d":[null]}`, `{"op":0,"s":9,"t":"RESUMED","d":{}}`},
		{`{"op":1,"d":null}`, `{"op":1}`},
		{`{"op":10,"d":{"heartbeat_interval":45000,"_trace":[null]}}`, `{"op":10,"d":{"heartbeat_interval":45000}}`},
		{`{"op":10,"d":{"heartbeat_interval":0}}`, `{"op":10,"d":{"heartbeat_interval":41250}}`},
		{`{"op":10}`, `{"op":10,"d":{"heartbeat_interval":41250}}`},
		{`{"op":11,"d":{"x":1}}`, `{"op":11}`},
		{`{"op":42}`, ``},
		{`null`, ``},
		{`[]`, ``},
		{`{}`, ``},
		{`{"op":0,"t":"X","d":`, ``},
		{``, ``},
	} {
		c := newTapConn(nil, 0)
		c.seq = 4
		var out bytes.Buffer
		if err := c.judge(websocket.TextMessage, []byte(tt.message), &out); err != nil {
			t.Errorf("judge(%s): %v", tt.message, err)
		}
		want := ""
		if tt.want != "" {
			want = serverFrame(0x81, tt.want)
		}
		if out.String() != want {
			t.Errorf("of %s discordgo sees %q, want %q", tt.message, out.String(), want)
		}
	}
	for message, want := range map[string]error{`{"op":7}`: errReconnect, `{"op":9,"d":true}`: errResumable, `{"op":9,"d":false}`: errSessionInvalid, `{"op":9}`: errSessionInvalid} {
		if err := newTapConn(nil, 0).judge(websocket.TextMessage, []byte(message), &bytes.Buffer{}); !errors.Is(err, want) {
			t.Errorf("judge(%s) = %v, want %v", message, err, want)
		}
	}
}

// Writing to a connection never fails, whatever has become of it: discordgo
// answers a failed heartbeat by closing the connection that it has by then. And
// nothing is written to one that has ended: a close frame would end the session.
func TestWritingNeverFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		end  func(c *tapConn, discord net.Conn)
		want error
	}{
		{"broken off", func(c *tapConn, _ net.Conn) { c.breakOff(errReconnect) }, errReconnect},
		{"cut", func(c *tapConn, discord net.Conn) { discord.Close(); c.Read(make([]byte, 1)) }, io.ErrClosedPipe},
		{"closed by Discord", func(c *tapConn, discord net.Conn) {
			c.frames.http = len(endOfHeader)
			go discord.Write([]byte(serverFrame(0x88, "\x0f\xa0bye")))
			c.Read(make([]byte, 100))
		}, &websocket.CloseError{Code: 4000, Text: "bye"}},
		{"without a reader", func(c *tapConn, discord net.Conn) { discord.Close() }, io.ErrClosedPipe},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			discord, conn := net.Pipe()
			defer discord.Close()
			c := newTapConn(conn, time.Minute)
			tt.end(c, discord)
			for _, frame := range []string{serverFrame(0x81, `{"op":1,"d":7}`), serverFrame(0x88, "\x03\xe8")} {
				done := make(chan struct{})
				go func() { // nobody reads what would be written to the pipe
					defer close(done)
					if n, err := c.Write([]byte(frame)); n != len(frame) || err != nil {
						t.Errorf("Write = %d, %v, want %d and no error", n, err, len(frame))
					}
				}()
				select {
				case <-done:
				case <-time.After(5 * time.Second):
					t.Fatal("it writes to a connection that has ended")
				}
			}
			if got := c.Reason(); got == nil || got.Error() != tt.want.Error() {
				t.Errorf("it ended because of %v, want %v", got, tt.want)
			}
		})
	}
}

// However the bytes are cut, the same messages are read, and what judge writes
// are frames again.
func FuzzFrames(f *testing.F) {
	f.Add([]byte(serverFrame(0x81, `{"op":0,"s":1,"t":"READY","d":{"session_id":"a"}}`)), uint8(3))
	f.Add([]byte(serverFrame(0x01, `{"op":10,`)+serverFrame(0x89, "")+serverFrame(0x80, `"d":null}`)), uint8(1))
	f.Add([]byte("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), uint8(5))
	f.Fuzz(func(t *testing.T, stream []byte, step uint8) {
		whole, _, errWhole := messagesOf(handshake+string(stream), 1<<20)
		parts, _, errParts := messagesOf(handshake+string(stream), int(step)+1)
		if !slices.Equal(whole, parts) || !errors.Is(errParts, errWhole) {
			t.Fatalf("at once %q (%v), in parts %q (%v)", whole, errWhole, parts, errParts)
		}
		c := newTapConn(nil, 0)
		var seen bytes.Buffer
		c.frames.http = len(endOfHeader)
		c.frames.read(stream, &seen, c.judge)
		if _, _, err := messagesOf(handshake+seen.String(), 1<<20); err != nil {
			t.Fatalf("discordgo is given %q", seen.String())
		}
	})
}
