package bot

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Limits of the interactions endpoint.
const (
	// maxInteraction bounds a request's body. The largest that Discord sends, a
	// form with five texts of 4,000 characters, stays well below.
	maxInteraction = 1 << 20
	// signatureAge is how far a request's timestamp may be from now, either
	// way: time for a slow network and clocks that are off, no more.
	signatureAge = 30 * time.Second
)

// Interactions returns the handler for Discord's interactions endpoint. key is the
// application's public key. It may be served by any number of processes, and does
// what the gateway does with the same interactions.
func (b *Bot) Interactions(key ed25519.PublicKey) (http.Handler, error) {
	if len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("the public key has %d bytes, not %d", len(key), ed25519.PublicKeySize)
	}
	return &endpoint{
		bot: b, key: key, now: time.Now, slots: make(chan struct{}, b.opt.Slots),
		seen: newOnce(200_000, 2*signatureAge),
	}, nil
}

type endpoint struct {
	bot   *Bot
	key   ed25519.PublicKey
	now   func() time.Time
	slots chan struct{}
	seen  *once // signatures, so that none counts twice
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	received := time.Now()
	b := e.bot
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInteraction))
	if err != nil {
		status := http.StatusBadRequest
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	if err := e.verify(r.Header, body); err != nil {
		b.opt.Observer.Dropped("signature")
		http.Error(w, "invalid request signature", http.StatusUnauthorized)
		return
	}
	i, err := decodeInteraction(body)
	if err != nil {
		http.Error(w, "not an interaction", http.StatusBadRequest)
		return
	}
	if b.draining.Load() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	if i.Type == interactionPing {
		writeResponse(w, Response{kind: respondPong})
		return
	}
	if !b.first(job{i: i}) || !b.firstOfAll(r.Context(), i) {
		http.Error(w, "answered already", http.StatusConflict)
		return
	}
	wait := time.NewTimer(time.Second)
	defer wait.Stop()
	select {
	case e.slots <- struct{}{}:
	case <-wait.C:
		b.opt.Observer.Callback("busy", time.Since(received))
		busy := tell(b.langs.of(i.Locale).say("busy"))
		if i.Type == interactionAutocomplete {
			busy = Response{kind: respondAutocomplete}
		}
		writeResponse(w, busy)
		return
	}
	response := func() Response {
		defer func() { <-e.slots }()
		// Discord closing the connection must not cancel what was begun.
		return b.handle(context.WithoutCancel(r.Context()), i)
	}()
	writeResponse(w, response)
	b.opt.Observer.Callback("ok", time.Since(received))
	if response.after != nil {
		http.NewResponseController(w).Flush()
		b.http.Go(func() {
			// What follows must not overtake the answer.
			time.Sleep(300 * time.Millisecond)
			b.finish(context.Background(), i, response)
		})
	}
}

// firstOfAll reports whether no other process was given an interaction that
// changes something: a request that is sent again, to another process, carries a
// signature that this one has not seen. Questions need no such care, since only
// the sender reads the answer, and neither does a store that cannot be reached,
// since nothing can be changed then.
func (b *Bot) firstOfAll(ctx context.Context, i *Interaction) bool {
	changes := i.Type == interactionComponent || i.Type == interactionModal || i.Type == interactionCommand && b.commands[i.Command.Path].manage
	if b.opt.Claims == nil || !changes {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	first, err := b.opt.Claims.Claim(ctx, "interaction:"+i.ID, 3*signatureAge)
	if err != nil {
		b.log.Warn("an interaction could not be claimed", "interaction", i.ID, "error", err)
		return true
	}
	return first
}

var errSignature = errors.New("bad signature")

// verify checks that Discord signed the body, now, and for the first time.
func (e *endpoint) verify(h http.Header, body []byte) error {
	stamp, signature := h.Get("X-Signature-Timestamp"), h.Get("X-Signature-Ed25519")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errSignature
	}
	raw, err := hex.DecodeString(signature)
	if err != nil || len(raw) != ed25519.SignatureSize {
		return errSignature
	}
	if age := e.now().Sub(time.Unix(seconds, 0)); age > signatureAge || age < -signatureAge {
		return errSignature
	}
	if !ed25519.Verify(e.key, append([]byte(stamp), body...), raw) {
		return errSignature
	}
	if !e.seen.first(string(raw)) {
		return errSignature
	}
	return nil
}

func writeResponse(w http.ResponseWriter, r Response) {
	body, err := json.Marshal(r)
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}
