package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// deliver sends an interaction to the bot: by the gateway, or by HTTP when an
// endpoint is set; never both. The lock is held.
func (s *Server) deliver(ix *interaction, data map[string]any) {
	p := ix.payload(data)
	if s.endpoint != "" {
		go s.postInteraction(s.endpoint, ix, p)
		return
	}
	s.dispatch("INTERACTION_CREATE", ix.guild, ix.channel, 0, p)
}

// Signature is how an HTTP interaction is signed.
type Signature int

// The ways to sign.
const (
	Signed           Signature = iota // as Discord does
	Unsigned                          // without the headers
	ForgedSignature                   // by another key
	TamperedBody                      // the body changed after signing
	TamperedTime                      // the timestamp changed after signing
	StaleTime                         // rightly signed, an hour ago
	GarbledSignature                  // not hex, wrong length
)

// SetEndpoint enters an HTTP interactions endpoint in the developer portal. As
// Discord does, it first sends a PING, and one with a wrong signature, and
// refuses an endpoint that answers either wrongly. "" goes back to the gateway.
func (s *Server) SetEndpoint(url string) error {
	if url == "" {
		s.locked(func() { s.endpoint = "" })
		return nil
	}
	status, header, body, err := s.Post(url, s.Ping(), Signed)
	if err != nil {
		return err
	}
	var pong struct {
		Type int `json:"type"`
	}
	switch {
	case status != 200 || json.Unmarshal(body, &pong) != nil || pong.Type != callbackPong:
		return fmt.Errorf("PING was answered with %d %s, not 200 {\"type\":1}", status, body)
	case !strings.HasPrefix(header.Get("Content-Type"), "application/json"):
		return fmt.Errorf("PONG has Content-Type %q", header.Get("Content-Type"))
	}
	for _, sig := range []Signature{ForgedSignature, Unsigned} {
		if status, _, _, err := s.Post(url, s.Ping(), sig); err != nil || status != 401 {
			return fmt.Errorf("a request with a wrong signature was answered with %d (%v), not 401", status, err)
		}
	}
	s.locked(func() { s.endpoint = url })
	return nil
}

// Ping is the body of a PING interaction.
func (s *Server) Ping() []byte {
	s.mu.Lock()
	id := s.newID()
	s.mu.Unlock()
	b, _ := json.Marshal(map[string]any{"id": id, "application_id": s.AppID, "type": pingInteraction, "token": "ping", "version": 1})
	return b
}

// Post sends any body to an interactions endpoint, signed in any way, and
// returns what it answers.
func (s *Server) Post(url string, body []byte, how Signature) (status int, header http.Header, answer []byte, err error) {
	key := s.privateKey
	at := time.Now()
	switch how {
	case ForgedSignature:
		_, key, _ = ed25519.GenerateKey(nil)
	case StaleTime:
		at = at.Add(-time.Hour)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	sig := hex.EncodeToString(ed25519.Sign(key, append([]byte(stamp), body...)))
	switch how {
	case TamperedBody:
		body = append(bytes.Clone(body), ' ')
	case TamperedTime:
		stamp = strconv.FormatInt(at.Unix()+1, 10)
	case GarbledSignature:
		sig = "zz" + sig[:40]
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.opts.ResponseTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	if how != Unsigned {
		r.Header.Set("X-Signature-Ed25519", sig)
		r.Header.Set("X-Signature-Timestamp", stamp)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, 26<<20))
	return resp.StatusCode, resp.Header, answer, err
}

// postInteraction delivers an interaction by HTTP; the response's body is the
// first response, unless it is 202, which promises a callback.
func (s *Server) postInteraction(url string, ix *interaction, p map[string]any) {
	b, _ := json.Marshal(p)
	status, header, answer, err := s.Post(url, b, Signed)
	if err != nil {
		if !errors.Is(err, context.DeadlineExceeded) {
			s.locked(func() { s.violation("endpoint: " + err.Error()) })
		}
		return
	}
	if status == 202 {
		return
	}
	if status != 200 {
		s.locked(func() {
			s.violation(fmt.Sprintf("endpoint: answered an interaction with HTTP %d: %.200s", status, answer))
		})
		return
	}
	r := &http.Request{Method: "POST", Header: http.Header{"Content-Type": header["Content-Type"]}}
	route := "/interactions/{interaction}/{token}/callback"
	q := &call{r: r, route: route}
	rec := Request{At: time.Now(), Method: "POST", Path: "/api/v10/interactions/" + ix.id + "/" + ix.token + "/callback", Route: route, Header: header, ContentType: header.Get("Content-Type"), Status: 204}
	q.read(answer, &rec)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest.total++
	if e := s.respond(ix, q); e != nil {
		rec.Status, rec.Code = e.status, e.code
		s.violation("endpoint: " + e.Error())
	}
	s.record(rec)
}
