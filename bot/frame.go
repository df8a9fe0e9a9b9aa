package bot

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/gorilla/websocket"
)

// errFraming says that the bytes of a connection are no WebSocket frames.
var errFraming = errors.New("the gateway does not speak WebSocket")

// maxMessage bounds a message from the gateway, in bytes. The largest are the
// lists of large servers, of a few megabytes.
const maxMessage = 64 << 20

// frameReader takes the messages out of the bytes that a WebSocket server sends
// (RFC 6455, without extensions: none are asked for). They begin with the HTTP
// answer to the handshake.
type frameReader struct {
	http   int    // how much of the blank line that ends the HTTP answer was seen
	header []byte // of the frame being read
	left   uint64 // of its payload; meaningful once the header is whole
	body   bool   // the header is whole

	control []byte // payload of a control frame
	opcode  int    // of the message being read, which may have many frames; 0 is none
	message []byte
	skip    bool // the message is larger than maxMessage
}

const endOfHeader = "\r\n\r\n"

// read goes through p. The handshake is copied to out; every message and every
// control frame that ends in p is given to judge, whose error ends the reading.
// What it is given is valid until it returns.
func (r *frameReader) read(p []byte, out *bytes.Buffer, judge func(opcode int, payload []byte, out *bytes.Buffer) error) error {
	for len(p) > 0 && r.http < len(endOfHeader) {
		switch {
		case p[0] == endOfHeader[r.http]:
			r.http++
		case p[0] == '\r':
			r.http = 1
		default:
			r.http = 0
		}
		out.WriteByte(p[0])
		p = p[1:]
	}
	for len(p) > 0 {
		if !r.body {
			r.header = append(r.header, p[0])
			p = p[1:]
			if err := r.readHeader(); err != nil {
				return err
			}
			if !r.body {
				continue
			}
		}
		n := int(min(r.left, uint64(len(p))))
		if r.isControl() {
			r.control = append(r.control, p[:n]...)
		} else if !r.skip {
			r.message = append(r.message, p[:n]...)
		}
		p = p[n:]
		r.left -= uint64(n)
		if r.left > 0 {
			continue
		}
		if err := r.endFrame(out, judge); err != nil {
			return err
		}
	}
	return nil
}

func (r *frameReader) isControl() bool { return r.header[0]&0x08 != 0 }

// endFrame gives away what the frame completes.
func (r *frameReader) endFrame(out *bytes.Buffer, judge func(int, []byte, *bytes.Buffer) error) error {
	var err error
	switch {
	case r.isControl():
		err = judge(int(r.header[0]&0x0f), r.control, out)
		r.control = r.control[:0]
	case r.header[0]&0x80 != 0: // the message's last
		if !r.skip {
			err = judge(r.opcode, r.message, out)
		}
		r.message, r.opcode, r.skip = r.message[:0], 0, false
		if cap(r.message) > 1<<20 {
			r.message = nil
		}
	}
	r.header, r.body = r.header[:0], false
	return err
}

// readHeader decodes r.header once it is whole.
func (r *frameReader) readHeader() error {
	h := r.header
	if len(h) < 2 {
		return nil
	}
	need, size := 2, uint64(h[1]&0x7f)
	switch size {
	case 126:
		need = 4
	case 127:
		need = 10
	}
	opcode, final := int(h[0]&0x0f), h[0]&0x80 != 0
	switch {
	case h[0]&0x70 != 0, h[1]&0x80 != 0: // an extension, or masked
		return errFraming
	case opcode == 0 && r.opcode == 0, opcode != 0 && opcode < 8 && r.opcode != 0: // no message to continue, or one unfinished
		return errFraming
	case opcode > websocket.BinaryMessage && opcode < websocket.CloseMessage, opcode > websocket.PongMessage:
		return errFraming
	case r.isControl() && (!final || size > 125):
		return errFraming
	}
	if len(h) < need {
		return nil
	}
	switch size {
	case 126:
		size = uint64(binary.BigEndian.Uint16(h[2:]))
	case 127:
		size = binary.BigEndian.Uint64(h[2:])
	}
	r.left, r.body = size, true
	if !r.isControl() {
		if opcode != 0 {
			r.opcode = opcode
		}
		if size > maxMessage || uint64(len(r.message))+size > maxMessage {
			r.skip, r.message = true, nil
		}
	}
	return nil
}

// writeFrame appends a frame as a server sends it.
func writeFrame(out *bytes.Buffer, opcode int, payload []byte) {
	out.WriteByte(0x80 | byte(opcode))
	switch n := len(payload); {
	case n < 126:
		out.WriteByte(byte(n))
	case n < 1<<16:
		out.WriteByte(126)
		out.Write(binary.BigEndian.AppendUint16(nil, uint16(n)))
	default:
		out.WriteByte(127)
		out.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	out.Write(payload)
}
