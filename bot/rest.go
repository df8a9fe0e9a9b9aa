package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Discord's JSON error codes that Lector acts on
// (developers/topics/opcodes-and-status-codes).
const (
	codeUnknownChannel     = 10003
	codeUnknownMessage     = 10008
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeAcknowledged       = 40060
	codeMissingAccess      = 50001
	codeCannotDM           = 50007
	codeMissingPermissions = 50013
	codeNoMutualGuild      = 50278
)

// How Lector keeps within what Discord allows (developers/topics/rate-limits).
const (
	globalRate    = 50               // requests a second; callbacks and follow-ups are outside it
	invalidLimit  = 10000            // answers 401, 403 or 429 in ten minutes, then the address is banned
	invalidSlow   = invalidLimit / 2 // from here on every request waits a second
	invalidStop   = invalidLimit - 1000
	invalidWindow = 10 * time.Minute
	attemptLimit  = 5                // attempts at one request
	attemptTime   = 10 * time.Second // for one attempt, when the caller's deadline is later
	maxAnswer     = 8 << 20          // bytes read of an answer
)

// errHalted says that so many requests were refused that Discord would soon ban
// the machine's address; Lector sends nothing until the window has passed.
var errHalted = errors.New("too many refused requests: nothing is sent to Discord for some minutes")

// apiError is a refusal by Discord.
type apiError struct {
	status  int
	code    int // Discord's own, 0 when the answer held none
	message string
}

func (e *apiError) Error() string {
	if e.code != 0 {
		return fmt.Sprintf("discord answered %d: %s (code %d)", e.status, e.message, e.code)
	}
	return fmt.Sprintf("discord answered %d %s", e.status, http.StatusText(e.status))
}

// refused reports whether err is Discord's refusal with one of the codes.
func refused(err error, codes ...int) bool {
	var e *apiError
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.code == c {
			return true
		}
	}
	return false
}

// rest sends requests to Discord's API. discordgo's own sending holds a lock for
// the whole of a call and files all edits of answers under one, so that twenty
// at once take twenty times as long; it also keeps a lock for every interaction
// ever answered. Here requests run side by side, each with a deadline; what is
// kept is bounded. It is safe for concurrent use.
type rest struct {
	base   string // "https://discord.com/api/v10"
	token  string
	agent  string
	client *http.Client
	global *rate.Limiter
	routes *lru.Cache[string, time.Time] // route -> when it opens again
	now    func() time.Time
	seen   func(route string, status int, took time.Duration)

	mu      sync.Mutex
	invalid [60]int   // refused requests in each tenth of a minute of the window
	slot    int64     // the number of the current tenth
	closed  time.Time // the global limit is closed until then
}

// The version of Discord's API that all of this is written for.
const apiVersion = "10"

func newREST(base, token, agent string, client *http.Client) *rest {
	routes, err := lru.New[string, time.Time](10_000)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &rest{
		base: strings.TrimRight(base, "/"), token: token, agent: agent, client: client,
		global: rate.NewLimiter(globalRate, globalRate), routes: routes, now: time.Now,
		seen: func(string, int, time.Duration) {},
	}
}

// request is one call of the API.
type request struct {
	method string
	path   string // "/channels/1/messages"
	body   any    // marshalled as JSON; nil for none
	files  []upload
	out    any // where the answer's JSON goes; nil to drop it
	// route is what Discord limits together; empty means path.
	route string
	// free says that the request is outside the global limit.
	free bool
	// once says that it must not be repeated when its outcome is unknown.
	once bool
	// until, when set, is when an attempt must have begun to be of any use.
	until time.Time
}

// do sends a request, waits where Discord says so, and repeats what failed for
// a passing reason, as long as ctx allows. An answer other than 2xx is an *apiError.
func (r *rest) do(ctx context.Context, q request) error {
	var payload []byte
	contentType := ""
	if q.body != nil {
		var err error
		if payload, contentType, err = encodeBody(q); err != nil {
			return err
		}
	}
	if q.route == "" {
		q.route = q.path
	}
	for attempt := 1; ; attempt++ {
		if err := r.admit(ctx, q); err != nil {
			return err
		}
		wait, err := r.attempt(ctx, q, payload, contentType)
		if err == nil || wait < 0 || attempt == attemptLimit {
			return err
		}
		if wait == 0 {
			wait = backoff(attempt, 150*time.Millisecond, 3*time.Second)
		}
		// Waiting beyond the deadline helps nobody: fail now, while there is
		// time to do something else.
		then := r.now().Add(wait)
		if deadline, ok := ctx.Deadline(); ok && then.After(deadline) || !q.until.IsZero() && then.After(q.until) {
			return err
		}
		if sleep(ctx, wait) != nil {
			return err
		}
	}
}

// attempt sends the request once. It returns how long to wait before another
// attempt: 0 for a short while, negative when there must be none.
func (r *rest) attempt(ctx context.Context, q request, payload []byte, contentType string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	var body io.Reader
	if payload != nil {
		body = bytes.NewReader(payload)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, r.base+q.path, body)
	if err != nil {
		return -1, fmt.Errorf("%s %s: %w", q.method, q.route, err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Authorization", "Bot "+r.token)
	req.Header.Set("User-Agent", r.agent)
	start := time.Now()
	resp, err := r.client.Do(req)
	if err != nil {
		r.seen(q.route, 0, time.Since(start))
		if q.once {
			return -1, fmt.Errorf("%s %s: %w", q.method, q.route, err)
		}
		return 0, fmt.Errorf("%s %s: %w", q.method, q.route, err)
	}
	defer resp.Body.Close()
	answer, readErr := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	r.seen(q.route, resp.StatusCode, time.Since(start))
	r.limits(q.route, resp.Header)
	if 200 <= resp.StatusCode && resp.StatusCode < 300 {
		if q.out != nil && resp.StatusCode != http.StatusNoContent {
			if readErr != nil {
				return -1, fmt.Errorf("%s %s: %w", q.method, q.route, readErr)
			}
			if err := json.Unmarshal(answer, q.out); err != nil {
				return -1, fmt.Errorf("%s %s: %w", q.method, q.route, err)
			}
		}
		return 0, nil
	}
	e := &apiError{status: resp.StatusCode}
	var said struct {
		Code       int     `json:"code"`
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	// The answer may be empty, or HTML from an edge server.
	if json.Unmarshal(answer, &said) == nil {
		e.code, e.message = said.Code, clip(oneLine(said.Message), 200)
	}
	err = fmt.Errorf("%s %s: %w", q.method, q.route, e)
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		if resp.Header.Get("X-RateLimit-Scope") != "shared" {
			r.countInvalid()
		}
		wait := retryAfter(said.RetryAfter, resp.Header)
		until := r.now().Add(wait)
		if said.Global || resp.Header.Get("X-RateLimit-Global") != "" || resp.Header.Get("X-RateLimit-Scope") == "global" {
			r.mu.Lock()
			r.closed = until
			r.mu.Unlock()
		} else {
			r.routes.Add(q.route, until)
		}
		return wait, err
	case http.StatusUnauthorized, http.StatusForbidden:
		r.countInvalid()
		return -1, err
	}
	// Beside 500 to 504 an edge server in front of Discord has its own, 520 to 530.
	if resp.StatusCode >= 500 && !q.once {
		return 0, err
	}
	return -1, err
}

// admit waits until the request may be sent.
func (r *rest) admit(ctx context.Context, q request) error {
	switch n := r.invalidCount(); {
	case n >= invalidStop:
		return errHalted
	case n >= invalidSlow:
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	if until, ok := r.routes.Get(q.route); ok {
		if err := r.waitUntil(ctx, until); err != nil {
			return fmt.Errorf("%s %s: rate limited: %w", q.method, q.route, err)
		}
	}
	if q.free {
		return nil
	}
	r.mu.Lock()
	closed := r.closed
	r.mu.Unlock()
	if err := r.waitUntil(ctx, closed); err != nil {
		return fmt.Errorf("%s %s: rate limited: %w", q.method, q.route, err)
	}
	return r.global.Wait(ctx)
}

func (r *rest) waitUntil(ctx context.Context, t time.Time) error {
	wait := t.Sub(r.now())
	if wait <= 0 {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(t) {
		return context.DeadlineExceeded
	}
	return sleep(ctx, wait)
}

// limits notes what an answer's headers say of its route.
func (r *rest) limits(route string, h http.Header) {
	if h.Get("X-RateLimit-Remaining") != "0" {
		return
	}
	if s, err := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64); err == nil && s > 0 {
		r.routes.Add(route, r.now().Add(seconds(s)))
	}
}

// retryAfter reads how long a 429 asks to wait: from its body, else its headers,
// else a second.
func retryAfter(body float64, h http.Header) time.Duration {
	for _, s := range []string{strconv.FormatFloat(body, 'f', -1, 64), h.Get("Retry-After"), h.Get("X-RateLimit-Reset-After")} {
		if v, err := strconv.ParseFloat(s, 64); err == nil && v > 0 {
			return seconds(v)
		}
	}
	return time.Second
}

func seconds(s float64) time.Duration {
	if s > 24*3600 {
		s = 24 * 3600
	}
	return time.Duration(s * float64(time.Second))
}

// countInvalid counts a refused request.
func (r *rest) countInvalid() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn()
	r.invalid[r.slot%int64(len(r.invalid))]++
}

// invalidCount is the number of refused requests within the window.
func (r *rest) invalidCount() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn()
	n := 0
	for _, c := range r.invalid {
		n += c
	}
	return n
}

// turn empties the tenths of the window that have passed; r.mu is held.
func (r *rest) turn() {
	slots := int64(len(r.invalid))
	now := r.now().UnixNano() / int64(invalidWindow/time.Duration(slots))
	for k := max(r.slot+1, now-slots+1); k <= now; k++ {
		r.invalid[k%slots] = 0
	}
	r.slot = max(now, r.slot)
}

// encodeBody writes a request's body: JSON, or a form when there are files.
func encodeBody(q request) ([]byte, string, error) {
	payload, err := json.Marshal(q.body)
	if err != nil {
		return nil, "", fmt.Errorf("%s %s: %w", q.method, q.path, err)
	}
	if len(q.files) == 0 {
		return payload, "application/json", nil
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="payload_json"`}, "Content-Type": {"application/json"}})
	if err != nil {
		return nil, "", err
	}
	part.Write(payload)
	for i, f := range q.files {
		part, err := form.CreateFormFile(fmt.Sprintf("files[%d]", i), f.name)
		if err != nil {
			return nil, "", err
		}
		part.Write(f.body)
	}
	if err := form.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), form.FormDataContentType(), nil
}

// backoff is how long to wait after that many failures in a row: growing
// twofold from first to most, each time with up to half of it left to chance,
// so that many who failed together do not come back together.
func backoff(failures int, first, most time.Duration) time.Duration {
	d := most
	if failures < 30 {
		d = min(most, first<<(failures-1))
	}
	return d/2 + rand.N(d/2+1)
}

// sleep waits, or returns early with ctx's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The calls that Lector makes. ----------------------------------------------

// respond delivers the one answer to an interaction. When an attempt's outcome
// is unknown (a cut connection, a 500) it is repeated, and Discord's "already
// acknowledged" then means that the earlier attempt arrived. No attempt begins
// after until, when Discord has forgotten the token.
func (r *rest) respond(ctx context.Context, i *Interaction, body Response, until time.Time) error {
	err := r.do(ctx, request{
		method: http.MethodPost, path: "/interactions/" + i.ID + "/" + i.Token + "/callback",
		route: "/interactions/" + i.ID + "/callback", body: body, files: body.message.Files, free: true, until: until,
	})
	if refused(err, codeAcknowledged) {
		return nil
	}
	return err
}

// followUp continues an interaction after its first answer.
type followUp struct {
	rest *rest
	i    *Interaction
	ctx  context.Context
}

func (f *followUp) path() string { return "/webhooks/" + f.i.Application + "/" + f.i.Token }

// edit replaces the first answer (for a component: the message it hangs on).
func (f *followUp) edit(m message) error {
	m.Private = false // cannot change any more
	return f.rest.do(f.ctx, request{method: http.MethodPatch, path: f.path() + "/messages/@original",
		route: "/webhooks/" + f.i.ID + "/messages", body: m, files: m.Files, free: true})
}

// remove deletes the first answer, or the message that the component hangs on.
// One that is gone already is no error.
func (f *followUp) remove() error {
	err := f.rest.do(f.ctx, request{method: http.MethodDelete, path: f.path() + "/messages/@original",
		route: "/webhooks/" + f.i.ID + "/messages", free: true})
	if refused(err, codeUnknownMessage) {
		return nil
	}
	return err
}

// post writes a message to a channel. m.Nonce, when set, makes it safe to repeat.
func (r *rest) post(ctx context.Context, channel string, m message) error {
	return r.do(ctx, request{method: http.MethodPost, path: "/channels/" + channel + "/messages",
		body: m, files: m.Files, once: m.Nonce == ""})
}

// openDM returns the channel for direct messages with a user.
func (r *rest) openDM(ctx context.Context, user string) (string, error) {
	var channel struct {
		ID string `json:"id"`
	}
	err := r.do(ctx, request{method: http.MethodPost, path: "/users/@me/channels",
		body: map[string]string{"recipient_id": user}, out: &channel})
	return channel.ID, err
}

// getMessage reads a message.
func (r *rest) getMessage(ctx context.Context, channel, id string) (*Message, error) {
	var raw json.RawMessage
	if err := r.do(ctx, request{method: http.MethodGet, path: "/channels/" + channel + "/messages/" + id,
		route: "/channels/" + channel + "/messages/get", out: &raw}); err != nil {
		return nil, err
	}
	m, ok := decodeMessage(raw)
	if !ok {
		return nil, fmt.Errorf("message %s: an answer without author", id)
	}
	return m, nil
}

// parentOf returns the channel that a thread belongs to, or "".
func (r *rest) parentOf(ctx context.Context, channel string) (string, error) {
	var c struct {
		Parent string `json:"parent_id"`
		Type   int    `json:"type"`
	}
	err := r.do(ctx, request{method: http.MethodGet, path: "/channels/" + channel, out: &c})
	if err != nil || !thread(c.Type) {
		return "", err
	}
	return c.Parent, nil
}

// application is what Discord says of the bot's own application.
type application struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Verify string `json:"verify_key"`
	Owner  User   `json:"owner"`
}

func (r *rest) application(ctx context.Context) (application, error) {
	var a application
	err := r.do(ctx, request{method: http.MethodGet, path: "/applications/@me", out: &a})
	return a, err
}
