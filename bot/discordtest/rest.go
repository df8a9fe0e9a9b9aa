package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// rest is the state of the HTTP side.
type rest struct {
	mux      *http.ServeMux
	limits   map[string]limit // by "METHOD route"
	buckets  map[string]*bucket
	global   bucket
	faults   []*plannedFault
	total    int
	began    map[string]int // requests that have come, by route
	invalid  int            // 401, 403 and 429 answers
	blocked  time.Time
	inFlight int
	maxIn    int
}

// limit is a rate limit of one route: n requests in a window.
type limit struct {
	n   int
	per time.Duration
}

type bucket struct {
	used  int
	reset time.Time
}

// take counts one request; wait is how long a refused one must wait.
func (b *bucket) take(l limit, now time.Time) (remaining int, wait time.Duration) {
	if now.After(b.reset) {
		b.used, b.reset = 0, now.Add(l.per)
	}
	if b.used >= l.n {
		return 0, b.reset.Sub(now)
	}
	b.used++
	return l.n - b.used, 0
}

// call is one REST request on its way through the fake.
type call struct {
	r     *http.Request
	w     http.ResponseWriter
	route string
	body  any // decoded JSON
	bad   bool
	files []file
	vars  func(string) string
}

func (q *call) path(name string) string { return q.vars(name) }

// object is the body as a JSON object under validation.
func (q *call) object() (object, *apiError) {
	if q.bad {
		return object{}, errInvalidJSON
	}
	f := &form{}
	if q.body == nil {
		return object{f, nil, map[string]any{}}, nil
	}
	m, ok := q.body.(map[string]any)
	if !ok {
		f.add(nil, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		return object{}, f.err()
	}
	return object{f, nil, m}, nil
}

func decode(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return d.Decode(v)
}

type endpoint struct {
	serve  func(*call) (int, any, *apiError)
	auth   bool // needs the bot's token
	global bool // counts against the global rate limit
}

func (r *rest) init(s *Server) {
	r.mux = http.NewServeMux()
	r.limits = map[string]limit{}
	r.buckets = map[string]*bucket{}
	r.began = map[string]int{}
	bot := func(pattern string, f func(*call) (int, any, *apiError)) {
		r.mux.Handle(pattern, endpoint{f, true, true})
	}
	open := func(pattern string, f func(*call) (int, any, *apiError)) {
		r.mux.Handle(pattern, endpoint{f, false, false})
	}
	r.mux.Handle("GET /gateway", endpoint{s.getGateway, false, true})
	bot("GET /gateway/bot", s.getGatewayBot)
	bot("GET /users/{user}", s.getUser)
	bot("GET /applications/@me", s.getApplication)
	bot("GET /oauth2/applications/@me", s.getApplication)
	bot("POST /users/@me/channels", s.createDM)

	bot("GET /applications/{app}/commands", s.getCommands)
	bot("PUT /applications/{app}/commands", s.putCommands)
	bot("POST /applications/{app}/commands", s.postCommand)
	bot("GET /applications/{app}/commands/{command}", s.getCommand)
	bot("PATCH /applications/{app}/commands/{command}", s.patchCommand)
	bot("DELETE /applications/{app}/commands/{command}", s.deleteCommand)
	bot("GET /applications/{app}/guilds/{guild}/commands", s.getCommands)
	bot("PUT /applications/{app}/guilds/{guild}/commands", s.putCommands)
	bot("POST /applications/{app}/guilds/{guild}/commands", s.postCommand)
	bot("GET /applications/{app}/guilds/{guild}/commands/{command}", s.getCommand)
	bot("PATCH /applications/{app}/guilds/{guild}/commands/{command}", s.patchCommand)
	bot("DELETE /applications/{app}/guilds/{guild}/commands/{command}", s.deleteCommand)

	open("POST /interactions/{interaction}/{token}/callback", s.interactionCallback)
	open("POST /webhooks/{app}/{token}", s.createFollowup)
	open("GET /webhooks/{app}/{token}/messages/{message}", s.getWebhookMessage)
	open("PATCH /webhooks/{app}/{token}/messages/{message}", s.editWebhookMessage)
	open("DELETE /webhooks/{app}/{token}/messages/{message}", s.deleteWebhookMessage)

	bot("GET /channels/{channel}", s.getChannel)
	bot("GET /channels/{channel}/messages", s.listMessages)
	bot("POST /channels/{channel}/messages", s.createMessage)
	bot("GET /channels/{channel}/messages/{message}", s.getMessage)
	bot("PATCH /channels/{channel}/messages/{message}", s.editMessage)
	bot("DELETE /channels/{channel}/messages/{message}", s.deleteMessage)
	bot("POST /channels/{channel}/typing", s.typing)
	bot("GET /guilds/{guild}", s.getGuild)
	bot("GET /guilds/{guild}/channels", s.getGuildChannels)
	bot("GET /guilds/{guild}/members/{user}", s.getMember)
}

// ServeHTTP makes an endpoint a handler for the mux; Server.serve calls it with
// the call in the request's writer.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.(*callWriter).run(e, r)
}

// callWriter carries a call through the mux.
type callWriter struct {
	http.ResponseWriter
	run func(endpoint, *http.Request)
}

var (
	apiPath   = regexp.MustCompile(`^/api(?:/v(\d+))?(/.*)$`)
	userAgent = regexp.MustCompile(`^DiscordBot \(\S+, [^)]+\)`)
)

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/gateway" || r.URL.Path == "/gateway/" || r.URL.Path == "/resume" || r.URL.Path == "/resume/":
		s.serveGateway(w, r)
		return
	case strings.HasPrefix(r.URL.Path, "/attachments/"):
		s.serveFile(w, r)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 26<<20))
	if err != nil {
		http.Error(w, `{"message":"Request entity too large","code":40005}`, http.StatusRequestEntityTooLarge)
		return
	}
	rec := Request{At: time.Now(), Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header, ContentType: r.Header.Get("Content-Type")}
	q := &call{r: r, w: w}
	q.read(raw, &rec)

	m := apiPath.FindStringSubmatch(r.URL.Path)
	sub := ""
	if m != nil {
		sub = m[2]
		r2 := r.Clone(r.Context())
		r2.URL.Path, r2.URL.RawPath = sub, ""
		_, pattern := s.rest.mux.Handler(r2)
		if _, route, ok := strings.Cut(pattern, " "); ok {
			q.route = route
		}
		q.r = r2
	}
	rec.Route = q.route

	s.mu.Lock()
	s.rest.total++
	s.rest.began[q.route]++
	s.rest.inFlight++
	if s.rest.inFlight > s.rest.maxIn {
		s.rest.maxIn = s.rest.inFlight
	}
	fault := s.takeFault(r.Method, q.route, sub)
	s.changed()
	s.mu.Unlock()
	done := func(status, code int) {
		s.mu.Lock()
		rec.Status, rec.Code = status, code
		s.rest.inFlight--
		if status == 401 || status == 403 || status == 429 {
			s.rest.invalid++
		}
		s.record(rec)
		s.mu.Unlock()
	}
	if fault != nil {
		if fault.Delay > 0 {
			select {
			case <-time.After(fault.Delay):
			case <-r.Context().Done():
			}
		}
		if !fault.Applied && fault.ends() {
			s.answerFault(w, fault)
			done(fault.Status, 0)
			return
		}
	}

	status, body, apiErr := s.handle(q, m)
	if fault != nil && fault.ends() {
		s.mu.Lock()
		if ix := s.interactions[q.varOr("token")]; ix != nil {
			ix.faulty = true
		}
		s.mu.Unlock()
		s.answerFault(w, fault)
		done(fault.Status, 0)
		return
	}
	if apiErr != nil {
		if apiErr.blame {
			s.mu.Lock()
			s.violation(fmt.Sprintf("%s %s: %v", r.Method, orText(q.route, r.URL.Path), apiErr))
			s.mu.Unlock()
		}
		done(apiErr.status, apiErr.code)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(apiErr.status)
		w.Write(apiErr.body())
		return
	}
	done(status, 0)
	if status == 204 {
		w.WriteHeader(204)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func orText(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func (q *call) varOr(name string) string {
	if q.vars == nil {
		return ""
	}
	return q.vars(name)
}

// read takes the JSON and the files out of a request.
func (q *call) read(raw []byte, rec *Request) {
	if len(raw) == 0 {
		return
	}
	body := raw
	mt, params, _ := mime.ParseMediaType(q.r.Header.Get("Content-Type"))
	if strings.HasPrefix(mt, "multipart/") {
		rec.Raw, body = raw, nil
		mr := multipart.NewReader(bytes.NewReader(raw), params["boundary"])
		for {
			p, err := mr.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				q.bad = true
				return
			}
			data, _ := io.ReadAll(p)
			if p.FormName() == "payload_json" {
				body = data
				continue
			}
			f := file{index: len(q.files), name: p.FileName(), contentType: p.Header.Get("Content-Type"), data: data}
			if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(p.FormName(), "files["), "]")); err == nil {
				f.index = n
			}
			q.files = append(q.files, f)
		}
	} else if mt != "application/json" {
		q.bad = true
	}
	rec.Body = body
	if len(body) > 0 && decode(body, &q.body) != nil {
		q.bad = true
	}
}

// handle checks what holds for every endpoint and calls the one that is meant.
func (s *Server) handle(q *call, m []string) (status int, body any, e *apiError) {
	if m == nil {
		return 0, nil, errNoSuchRoute
	}
	if v := m[1]; v != "10" && !(v == "9" && s.opts.AllowV9) {
		return 0, nil, errInvalidVersion
	}
	if !userAgent.MatchString(q.r.Header.Get("User-Agent")) {
		// Discord's edge blocks such clients.
		e := &apiError{status: 403, code: 40333, msg: "internal network error: User-Agent must be DiscordBot (url, version)", blame: true}
		return 0, nil, e
	}
	if q.route == "" {
		return 0, nil, errNoSuchRoute
	}
	s.rest.mux.ServeHTTP(&callWriter{q.w, func(ep endpoint, r *http.Request) {
		q.r, q.vars = r, r.PathValue
		s.mu.Lock()
		defer s.mu.Unlock()
		status, body, e = s.run(ep, q)
	}}, q.r)
	if status == 0 && e == nil {
		return 0, nil, errMethod
	}
	return status, body, e
}

func (s *Server) run(ep endpoint, q *call) (int, any, *apiError) {
	if auth := q.r.Header.Get("Authorization"); ep.auth && auth != "Bot "+s.Token {
		return 0, nil, errUnauthorized
	}
	now := time.Now()
	h := q.w.Header()
	if now.Before(s.rest.blocked) {
		s.violation(q.r.Method + " " + q.route + ": sent before the Retry-After of a global 429 had passed")
	}
	if ep.global {
		if _, wait := s.rest.global.take(limit{s.opts.GlobalPerSec, time.Second}, now); wait > 0 {
			s.rest.blocked = now.Add(wait - 5*time.Millisecond)
			h.Set("X-RateLimit-Global", "true")
			h.Set("X-RateLimit-Scope", "global")
			return 0, nil, rateLimited(h, wait, true)
		}
	}
	// Buckets go by route and top-level resource.
	key := q.r.Method + " " + q.route
	l, ok := s.rest.limits[key]
	if !ok {
		l = limit{1000, time.Second}
	}
	top := q.path("channel") + q.path("guild") + q.path("token")
	b := s.rest.buckets[key+" "+top]
	if b == nil {
		b = &bucket{}
		if len(s.rest.buckets) > 20000 {
			clear(s.rest.buckets)
		}
		s.rest.buckets[key+" "+top] = b
	}
	remaining, wait := b.take(l, now)
	h.Set("X-RateLimit-Bucket", fmt.Sprintf("%x", key))
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.n))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(b.reset.UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", b.reset.Sub(now).Seconds()))
	if wait > 0 {
		h.Set("X-RateLimit-Scope", "user")
		return 0, nil, rateLimited(h, wait, false)
	}
	return ep.serve(q)
}

// rateLimited is a 429 with Discord's body; see apiError.body for the rest.
func rateLimited(h http.Header, wait time.Duration, global bool) *apiError {
	h.Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	return &apiError{status: 429, msg: "You are being rate limited.", retry: wait, global: global}
}

// Limit sets the rate limit of an endpoint: n requests in a window, counted by
// channel, server or webhook. The default is far above what a bot sends.
func (s *Server) Limit(method, route string, n int, per time.Duration) {
	s.locked(func() { s.rest.limits[method+" "+route] = limit{n, per} })
}

// Invalid counts what Discord counts against an address: answers with 401, 403
// and 429, of which 10,000 in ten minutes get it banned.
func (s *Server) Invalid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rest.invalid
}

// MaxInFlight is the highest number of requests that were open at once.
func (s *Server) MaxInFlight() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rest.maxIn
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	s.mu.Lock()
	var a *attachment
	if len(parts) == 5 {
		a = s.files[parts[3]]
	}
	s.mu.Unlock()
	if a == nil {
		http.NotFound(w, r)
		return
	}
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	}
	w.Write(a.data)
}

func (s *Server) getApplication(q *call) (int, any, *apiError) {
	return 200, map[string]any{
		"id": s.AppID, "name": s.bot.Name, "icon": nil, "description": "", "summary": "", "bot_public": true,
		"bot_require_code_grant": false, "verify_key": s.PublicKey, "flags": 1 << 23, "approximate_guild_count": len(s.guilds),
		"approximate_user_install_count": 0, "interactions_endpoint_url": nil, "bot": s.userJSON(s.bot),
		"integration_types_config": map[string]any{
			"0": map[string]any{"oauth2_install_params": map[string]any{"scopes": []string{"applications.commands", "bot"}, "permissions": "0"}},
			"1": map[string]any{"oauth2_install_params": map[string]any{"scopes": []string{"applications.commands"}, "permissions": "0"}},
		},
	}, nil
}

func (s *Server) getGateway(*call) (int, any, *apiError) {
	return 200, map[string]any{"url": s.gatewayURL("/gateway")}, nil
}

func (s *Server) getGatewayBot(*call) (int, any, *apiError) {
	return 200, map[string]any{
		"url": s.gatewayURL("/gateway"), "shards": s.opts.Shards,
		"session_start_limit": map[string]any{
			"total": s.opts.SessionStarts, "remaining": s.opts.SessionStarts - s.gw.identifies, "reset_after": 86400000,
			"max_concurrency": s.opts.MaxConcurrency,
		},
	}, nil
}

func (s *Server) gatewayURL(path string) string {
	return "ws" + strings.TrimPrefix(s.URL, "http") + path
}
