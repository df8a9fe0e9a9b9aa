package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// bot is a raw client: net/http and a websocket, and nothing of a library.
type bot struct {
	t *testing.T
	s *Server
}

// rest calls an endpoint below /api/v10 with a JSON body ("" for none).
func (b bot) rest(method, path, body string) (status int, answer map[string]any) {
	b.t.Helper()
	status, raw, _ := b.raw(method, "/api/v10"+path, body, nil)
	json.Unmarshal(raw, &answer)
	return status, answer
}

func (b bot) raw(method, path, body string, change func(*http.Request)) (int, []byte, http.Header) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.s.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+b.s.Token)
	r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, []byte(err.Error()), nil
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, raw, resp.Header
}

// link is a gateway connection of the raw client.
type link struct {
	t  *testing.T
	ws *websocket.Conn
}

type payload struct {
	Op int             `json:"op"`
	S  int64           `json:"s"`
	T  string          `json:"t"`
	D  json.RawMessage `json:"d"`
}

func (b bot) dial(query string) *link {
	b.t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(b.s.URL, "http")+"/gateway/"+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { ws.Close() })
	return &link{b.t, ws}
}

func (l *link) send(v string) {
	l.t.Helper()
	if err := l.ws.WriteMessage(websocket.TextMessage, []byte(v)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *link) next() (p payload, err error) {
	l.ws.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, data, err := l.ws.ReadMessage()
	if err == nil {
		err = json.Unmarshal(data, &p)
	}
	return p, err
}

// want reads payloads until one of the op and event comes.
func (l *link) want(op int, event string) payload {
	l.t.Helper()
	for {
		p, err := l.next()
		if err != nil {
			l.t.Fatalf("waiting for op %d %s: %v", op, event, err)
		}
		if p.Op == op && p.T == event {
			return p
		}
	}
}

// closed reads until the connection ends and returns the close code, 0 for a cut.
func (l *link) closed() int {
	for {
		if _, err := l.next(); err != nil {
			var ce *websocket.CloseError
			if errors.As(err, &ce) && ce.Code != websocket.CloseAbnormalClosure {
				return ce.Code
			}
			return 0
		}
	}
}

const query = "?v=10&encoding=json"

func (b bot) identify(token string, intents string, shard string) string {
	return `{"op":2,"d":{"token":"` + token + `","intents":` + intents + `,"properties":{"os":"linux","browser":"t","device":"t"}` + shard + `}}`
}

// online connects and identifies.
func (b bot) online() (*link, string) {
	b.t.Helper()
	l := b.dial(query)
	l.want(opHello, "")
	l.send(b.identify(b.s.Token, "4609", ""))
	p := l.want(opDispatch, "READY")
	var r struct {
		SessionID string `json:"session_id"`
	}
	json.Unmarshal(p.D, &r)
	return l, r.SessionID
}

const askCommand = `[{"name":"ask","description":"Ask","contexts":[0,1,2],"integration_types":[0,1],"options":[
	{"type":3,"name":"question","description":"q","required":true,"autocomplete":true,"max_length":300},
	{"type":5,"name":"private","description":"p"}]},
	{"name":"article","description":"Articles","default_member_permissions":"32","contexts":[0],"options":[
		{"type":1,"name":"add","description":"Add","options":[{"type":11,"name":"file","description":"f"}]}]},
	{"name":"Answer from the articles","type":3}]`

// register puts the test's commands.
func (b bot) register() {
	b.t.Helper()
	if status, a := b.rest("PUT", "/applications/"+b.s.AppID+"/commands", askCommand); status != 200 {
		b.t.Fatalf("PUT commands: %d %v", status, a)
	}
}

// answer waits for an interaction and answers it, as a function of its payload.
func (l *link) answer(b bot, respond func(ix map[string]any) string) {
	go func() {
		for {
			p, err := l.next()
			if err != nil {
				return
			}
			if p.T != "INTERACTION_CREATE" {
				continue
			}
			var ix map[string]any
			json.Unmarshal(p.D, &ix)
			body := respond(ix)
			if body == "" {
				continue
			}
			r, _ := http.NewRequest("POST", b.s.URL+"/api/v10/interactions/"+ix["id"].(string)+"/"+ix["token"].(string)+"/callback", bytes.NewReader([]byte(body)))
			r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
			r.Header.Set("Content-Type", "application/json")
			if resp, err := http.DefaultClient.Do(r); err == nil {
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		}
	}()
}
