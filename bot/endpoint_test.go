package bot

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// A request signed by OpenSSL 3.0, not by the library that checks it. The key
// pair is that of RFC 8032, section 7.1, TEST 1, as PKCS #8 in key.der:
//
//	printf %s "$stamp$body" >message
//	openssl pkeyutl -sign -rawin -keyform DER -inkey key.der -in message | xxd -p -c 64
const (
	opensslKey       = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
	opensslStamp     = "1753000000"
	opensslBody      = `{"id":"1396402931212230656","application_id":"1","type":1,"token":"t","version":1}`
	opensslSignature = "2d6ce5a90f3932d6da2ed2ab3ca24889bf99866d51b6fb63017e2255fece7904db6ca6aff5f483f15a5907d4505a86124b95ea407a0d8d66c121bb379633470f"
)

// lone is an endpoint whose bot is not connected to anything: Discord knows
// nothing that it asks for.
func lone(t testing.TB, key ed25519.PublicKey, now time.Time) *endpoint {
	t.Helper()
	mem := newMemory()
	unknown := roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusNotFound, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(`{"code":10003,"message":"Unknown Channel"}`))}, nil
	})
	b, err := New(Options{Token: "t", API: "http://127.0.0.1:1", HTTP: &http.Client{Transport: unknown}, Version: "test", Engine: silentEngine{}, Library: mem, Settings: mem, Feedback: mem, PerMinute: 6000})
	if err != nil {
		t.Fatal(err)
	}
	h, err := b.Interactions(key)
	if err != nil {
		t.Fatal(err)
	}
	e := h.(*endpoint)
	e.now = func() time.Time { return now }
	return e
}

func post(h http.Handler, stamp, signature string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/interactions", bytes.NewReader(body))
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", signature)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestSignaturesOfOpenSSL: what another implementation signs is accepted once,
// and no change to any part of it is.
func TestSignaturesOfOpenSSL(t *testing.T) {
	t.Parallel()
	key, err := hex.DecodeString(opensslKey)
	if err != nil {
		t.Fatal(err)
	}
	signed := time.Unix(1753000000, 0)
	for _, tt := range []struct {
		name                   string
		now                    time.Time
		stamp, signature, body string
		want                   int
	}{
		{"as signed", signed, opensslStamp, opensslSignature, opensslBody, 200},
		{"thirty seconds late", signed.Add(signatureAge), opensslStamp, opensslSignature, opensslBody, 200},
		{"stale", signed.Add(signatureAge + time.Second), opensslStamp, opensslSignature, opensslBody, 401},
		{"from the future", signed.Add(-signatureAge - time.Second), opensslStamp, opensslSignature, opensslBody, 401},
		{"another body", signed, opensslStamp, opensslSignature, opensslBody + " ", 401},
		{"another time", signed, "1753000001", opensslSignature, opensslBody, 401},
		{"the time written otherwise", signed, "+1753000000", opensslSignature, opensslBody, 401},
		{"another signature", signed, opensslStamp, "3" + opensslSignature[1:], opensslBody, 401},
		{"a signature cut short", signed, opensslStamp, opensslSignature[:126], opensslBody, 401},
		{"no signature", signed, opensslStamp, "", opensslBody, 401},
		{"no time", signed, "", opensslSignature, opensslBody, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := lone(t, key, tt.now)
			if w := post(e, tt.stamp, tt.signature, []byte(tt.body)); w.Code != tt.want || w.Code == 200 && w.Body.String() != `{"type":1}` {
				t.Errorf("it is answered with %d %s, want %d", w.Code, w.Body, tt.want)
			}
			if tt.want != 200 {
				return
			}
			if w := post(e, tt.stamp, tt.signature, []byte(tt.body)); w.Code != 401 {
				t.Errorf("the same again is answered with %d, want 401", w.Code)
			}
		})
	}
}

// claimBook keeps claims in memory.
type claimBook struct {
	mu    sync.Mutex
	taken map[string]bool
}

func (c *claimBook) Claim(_ context.Context, key string, _ time.Duration) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := !c.taken[key]
	c.taken[key] = true
	return first, nil
}

// TestReplayToAnotherProcess: what changes something is done once, whichever
// process behind the load balancer gets the same request again.
func TestReplayToAnotherProcess(t *testing.T) {
	t.Parallel()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1753000000, 0)
	book := &claimBook{taken: map[string]bool{}}
	one, other := lone(t, public, now), lone(t, public, now)
	one.bot.opt.Claims, other.bot.opt.Claims = book, book
	for _, tt := range []struct {
		name, body string
		want       int // of the second
	}{
		{"a button", `{"id":"51","type":3,"token":"t","member":{"user":{"id":"4"},"permissions":"8"},"data":{"custom_id":"x|1|2"},"message":{"id":"7"}}`, 409},
		{"a form", `{"id":"52","type":5,"token":"t","member":{"user":{"id":"4"},"permissions":"8"},"data":{"custom_id":"x","components":[]}}`, 409},
		{"a command that changes", `{"id":"53","type":2,"token":"t","guild_id":"2","context":0,"member":{"user":{"id":"4"},"permissions":"8"},"data":{"type":1,"name":"lector","options":[{"type":1,"name":"settings"}]}}`, 409},
		{"a question", `{"id":"54","type":2,"token":"t","guild_id":"2","context":0,"member":{"user":{"id":"4"},"permissions":"8"},"data":{"type":1,"name":"ask","options":[{"type":3,"name":"question","value":"How tall?"}]}}`, 200},
	} {
		signature := hex.EncodeToString(ed25519.Sign(private, []byte("1753000000"+tt.body)))
		if w := post(one, "1753000000", signature, []byte(tt.body)); w.Code != 200 {
			t.Errorf("%s is answered with %d %s, want 200", tt.name, w.Code, w.Body)
		}
		if w := post(other, "1753000000", signature, []byte(tt.body)); w.Code != tt.want {
			t.Errorf("%s, sent to another process again, is answered with %d %s, want %d", tt.name, w.Code, w.Body, tt.want)
		}
	}
}

// FuzzEndpoint: nothing that arrives breaks the endpoint. Without Discord's
// signature no body is looked at; with it, the answer is JSON or a refusal.
func FuzzEndpoint(f *testing.F) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	command := func(name, options string) string {
		return fmt.Sprintf(`{"id":"5","application_id":"1","type":2,"token":"t","guild_id":"2","channel_id":"3","context":0,"member":{"user":{"id":"4","username":"ada"},"permissions":"8"},"data":{"type":1,"name":%q,"options":%s}}`, name, options)
	}
	for _, body := range []string{
		opensslBody, ``, `null`, `[]`, `{}`, `{"type":"1"}`, `{"id":"9","token":"t","type":77,"data":{}}`,
		command("ask", `[{"type":3,"name":"question","value":"How tall is it?"}]`),
		command("quote", `[{"type":3,"name":"passage","value":"harbour"}]`), command("ask", `{}`),
		command("article", `[{"type":1,"name":"list","options":[]}]`), command("lector", `[{"type":1,"name":"settings"}]`),
		`{"id":"5","type":3,"token":"t","data":{"custom_id":"x|1|2"},"message":{"id":"7","components":[{"type":20}]}}`,
		`{"id":"5","type":4,"token":"t","data":{"name":"ask","options":[{"type":3,"name":"question","value":"h","focused":true}]}}`,
		`{"id":"5","type":5,"token":"t","data":{"custom_id":"add","components":[{"type":1,"components":[{"type":4,"custom_id":"text","value":"x"}]}]}}`,
	} {
		f.Add("1753000000", opensslSignature, []byte(body))
	}
	f.Add("", "zz", []byte("{"))
	f.Add("-9223372036854775808", "", []byte("{}"))
	e := lone(f, public, time.Unix(1753000000, 0))
	f.Fuzz(func(t *testing.T, stamp, signature string, body []byte) {
		// What was seen before is forgotten, so that every body reaches its handler.
		e.seen, e.bot.handled = newOnce(10, time.Minute), newOnce(10, time.Minute)
		e.bot.limiters.Purge()
		if w := post(e, stamp, signature, body); w.Code != 401 && w.Code != 413 {
			t.Fatalf("unsigned, it is answered with %d %s", w.Code, w.Body)
		}
		right := hex.EncodeToString(ed25519.Sign(private, append([]byte("1753000000"), body...)))
		w := post(e, "1753000000", right, body)
		switch w.Code {
		case 200:
			if !json.Valid(w.Body.Bytes()) {
				t.Fatalf("the answer is no JSON: %s", w.Body)
			}
		case 400, 409, 413:
		default:
			t.Fatalf("signed, it is answered with %d %s", w.Code, w.Body)
		}
	})
}
