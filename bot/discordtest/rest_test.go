package discordtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func x(n int) string { return strings.Repeat("x", n) }

func many(n int, f func(i int) string) string {
	var l []string
	for i := range n {
		l = append(l, f(i))
	}
	return "[" + strings.Join(l, ",") + "]"
}

func button(i int) string {
	return fmt.Sprintf(`{"type":2,"style":1,"label":"b","custom_id":"c%d"}`, i)
}

func row(inner string) string {
	return `"components":[{"type":1,"components":[` + inner + `]}]`
}

// TestMessageLimits posts messages on both sides of each of Discord's limits.
func TestMessageLimits(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.GlobalPerSec = 1000 })
	c := s.AddGuild("Town").AddChannel("general")
	b := bot{t, s}
	tests := []struct {
		name, body string
		errs       string // part of the faults, "" if the message is accepted
	}{
		{"2000 code points", `"content":"` + strings.Repeat("ß", 2000) + `"`, ""},
		{"2000 after trimming", `"content":" ` + x(2000) + `\n"`, ""},
		{"2001", `"content":"` + x(2001) + `"`, "content: Must be 2000 or fewer"},
		{"content is a number", `"content":5`, "content: Could not interpret"},
		{"blank", `"content":" \n "`, "50006"},
		{"nothing", `"tts":false`, "50006"},
		{"10 embeds", `"embeds":` + many(10, func(int) string { return `{"title":"t"}` }), ""},
		{"11 embeds", `"embeds":` + many(11, func(int) string { return `{"title":"t"}` }), "embeds: Must be between 0 and 10"},
		{"6000 over all embeds", `"embeds":[{"description":"` + x(3000) + `"},{"description":"` + x(3000) + `"}]`, ""},
		{"6001 over all embeds", `"embeds":[{"description":"` + x(3000) + `"},{"description":"` + x(3001) + `"}]`, "exceeds maximum size of 6000"},
		{"title 257", `"embeds":[{"title":"` + x(257) + `"}]`, "embeds.0.title: Must be 256"},
		{"description 4097", `"embeds":[{"description":"` + x(4097) + `"}]`, "embeds.0.description"},
		{"field value 1025", `"embeds":[{"fields":[{"name":"n","value":"` + x(1025) + `"}]}]`, "embeds.0.fields.0.value"},
		{"empty field name", `"embeds":[{"fields":[{"name":"","value":"v"}]}]`, "embeds.0.fields.0.name"},
		{"26 fields", `"embeds":[{"fields":` + many(26, func(int) string { return `{"name":"n","value":"v"}` }) + `}]`, "embeds.0.fields: Must be"},
		{"footer 2049", `"embeds":[{"footer":{"text":"` + x(2049) + `"}}]`, "embeds.0.footer.text"},
		{"embed url", `"embeds":[{"url":"javascript:x"}]`, "embeds.0.url"},
		{"5 buttons", row(strings.Trim(many(5, button), "[]")), ""},
		{"6 buttons", row(strings.Trim(many(6, button), "[]")), "components.0.components: Must be"},
		{"6 rows", `"components":` + many(6, func(i int) string { return `{"type":1,"components":[` + button(i) + `]}` }), "components: Must be"},
		{"empty row", `"components":[{"type":1,"components":[]}]`, "components.0.components: Must be"},
		{"label 81", row(`{"type":2,"style":1,"label":"` + x(81) + `","custom_id":"c"}`), "label: Must be 80"},
		{"no label", row(`{"type":2,"style":1,"custom_id":"c"}`), "label or an emoji"},
		{"custom_id 101", row(`{"type":2,"style":1,"label":"b","custom_id":"` + x(101) + `"}`), "custom_id: Must be 100"},
		{"custom_id twice", row(button(1) + "," + button(1)), "cannot be duplicated"},
		{"no custom_id", row(`{"type":2,"style":1,"label":"b"}`), "custom_id: This field is required"},
		{"link of 512", row(`{"type":2,"style":5,"label":"b","url":"https://e.org/` + x(512-14) + `"}`), ""},
		{"link of 513", row(`{"type":2,"style":5,"label":"b","url":"https://e.org/` + x(513-14) + `"}`), "url: Must be 512"},
		{"link with custom_id", row(`{"type":2,"style":5,"label":"b","url":"https://e.org","custom_id":"c"}`), "cannot both"},
		{"link without url", row(`{"type":2,"style":5,"label":"b"}`), "url: This field is required"},
		{"select and button", row(button(1) + `,{"type":3,"custom_id":"s","options":[{"label":"l","value":"v"}]}`), "maximum width"},
		{"26 options", row(`{"type":3,"custom_id":"s","options":` + many(26, func(i int) string { return fmt.Sprintf(`{"label":"l","value":"%d"}`, i) }) + `}`), "options: Must be"},
		{"same option value", row(`{"type":3,"custom_id":"s","options":[{"label":"l","value":"v"},{"label":"m","value":"v"}]}`), "already used"},
		{"placeholder 151", row(`{"type":3,"custom_id":"s","placeholder":"` + x(151) + `","options":[{"label":"l","value":"v"}]}`), "placeholder"},
		{"text input in a message", row(`{"type":4,"custom_id":"s","label":"l","style":1}`), "not allowed"},
		{"unknown component", `"components":[{"type":99}]`, "not allowed"},
		{"V2 without the flag", `"components":[{"type":10,"content":"text"}]`, "not allowed"},
		{"V2", `"flags":32768,"components":[{"type":17,"components":[{"type":10,"content":"text"}]}]`, ""},
		{"V2 with content", `"flags":32768,"content":"x","components":[{"type":10,"content":"text"}]`, "cannot be used with"},
		{"V2 text 4001", `"flags":32768,"components":[{"type":10,"content":"` + x(2001) + `"},{"type":10,"content":"` + x(2000) + `"}]`, "4000"},
		{"ephemeral in a channel", `"content":"x","flags":64`, "flags"},
		{"nonce 26", `"content":"x","nonce":"` + x(26) + `"`, "nonce"},
		{"unknown reference", `"content":"x","message_reference":{"message_id":"1"}`, "Unknown message"},
		{"parse and users", `"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}`, "mutually exclusive"},
	}
	for _, tt := range tests {
		body := tt.body
		if !strings.Contains(body, "allowed_mentions") {
			body += `,"allowed_mentions":{"parse":[]}`
		}
		status, a := b.rest("POST", "/channels/"+c.ID+"/messages", "{"+body+"}")
		got := strings.Join(s.TakeViolations(), " ")
		if tt.name == "unknown reference" { // may happen to any bot, so no violation
			raw, _ := json.Marshal(a)
			got = string(raw)
		}
		switch {
		case tt.errs == "" && (status != 200 || got != ""):
			t.Errorf("%s: status %d, %v, want it accepted", tt.name, status, a)
		case tt.errs != "" && (status != 400 || !strings.Contains(got, tt.errs)):
			t.Errorf("%s: status %d, %s, want 400 about %q", tt.name, status, got, tt.errs)
		}
	}
}

func TestFormErrorsHaveDiscordsShape(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := s.AddGuild("Town").AddChannel("general")
	_, raw, _ := bot{t, s}.raw("POST", "/api/v10/channels/"+c.ID+"/messages", `{"embeds":[{"title":"`+x(257)+`"}],"allowed_mentions":{"parse":[]}}`, nil)
	want := `{"code":50035,"errors":{"embeds":{"0":{"title":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 256 or fewer in length."}]}}}},"message":"Invalid Form Body"}`
	if string(raw) != want {
		t.Errorf("the error is %s\nwant %s", raw, want)
	}
	s.TakeViolations()
}

func TestMessagesThatMightPingAreViolations(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := s.AddGuild("Town").AddChannel("general")
	b := bot{t, s}
	for _, am := range []string{``, `,"allowed_mentions":{}`, `,"allowed_mentions":{"parse":null}`, `,"allowed_mentions":{"parse":["users"]}`,
		`,"allowed_mentions":{"parse":[],"users":["1"]}`, `,"allowed_mentions":{"parse":[],"replied_user":true}`} {
		if status, a := b.rest("POST", "/channels/"+c.ID+"/messages", `{"content":"hi"`+am+`}`); status != 200 {
			t.Errorf("%s: %d %v", am, status, a)
		}
		took(t, s, "might ping")
	}
}

// TestClientsAreChecked: authorisation, user agent, version, endpoint.
func TestClientsAreChecked(t *testing.T) {
	t.Parallel()
	s := New(t)
	b := bot{t, s}
	tests := []struct {
		name, path string
		change     func(*http.Request)
		status     int
		blame      string
	}{
		{"right", "/api/v10/users/@me", nil, 200, ""},
		{"wrong token", "/api/v10/users/@me", func(r *http.Request) { r.Header.Set("Authorization", "Bot nope") }, 401, "Unauthorized"},
		{"no Bot", "/api/v10/users/@me", func(r *http.Request) { r.Header.Set("Authorization", s.Token) }, 401, "Unauthorized"},
		{"user agent", "/api/v10/users/@me", func(r *http.Request) { r.Header.Set("User-Agent", "Go-http-client/1.1") }, 403, "User-Agent"},
		{"version 9", "/api/v9/users/@me", nil, 400, "version"},
		{"no version", "/api/users/@me", nil, 400, "version"},
		{"unknown endpoint", "/api/v10/chanels/1", nil, 404, "Not Found"},
		{"outside the API", "/users/@me", nil, 404, "Not Found"},
	}
	for _, tt := range tests {
		if status, raw, _ := b.raw("GET", tt.path, "", tt.change); status != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, status, raw, tt.status)
		}
		if tt.blame != "" {
			took(t, s, tt.blame)
		}
	}
	if got := s.Invalid(); got != 3 {
		t.Errorf("%d invalid requests are counted, want 3", got)
	}
}

func TestCommandLimits(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.GlobalPerSec = 1000 })
	b := bot{t, s}
	opt := func(rest string) string {
		return `[{"name":"a","description":"d","options":[{"type":3,"name":"o","description":"d"` + rest + `}]}]`
	}
	tests := []struct{ name, body, errs string }{
		{"good", askCommand, ""},
		{"upper case", `[{"name":"Ask","description":"d"}]`, "name is invalid"},
		{"blank in the name", `[{"name":"a b","description":"d"}]`, "name is invalid"},
		{"letters of other scripts", `[{"name":"質問","description":"d"}]`, ""},
		{"33 letters", `[{"name":"` + x(33) + `","description":"d"}]`, "0.name: Must be 32"},
		{"no description", `[{"name":"a"}]`, "0.description: This field"},
		{"description 101", `[{"name":"a","description":"` + x(101) + `"}]`, "0.description: Must be 100"},
		{"message command with description", `[{"name":"A b","type":3,"description":"d"}]`, "cannot have description"},
		{"unknown locale", `[{"name":"a","description":"d","name_localizations":{"de-DE":"b"}}]`, "not a valid enum"},
		{"localised name in upper case", `[{"name":"a","description":"d","name_localizations":{"de":"Frage"}}]`, "name_localizations.de"},
		{"localised description 101", `[{"name":"a","description":"d","description_localizations":{"de":"` + x(101) + `"}}]`, "description_localizations.de"},
		{"26 options", `[{"name":"a","description":"d","options":` + many(26, func(i int) string { return fmt.Sprintf(`{"type":3,"name":"o%d","description":"d"}`, i) }) + `}]`, "options: Must be"},
		{"required after optional", `[{"name":"a","description":"d","options":[{"type":3,"name":"o","description":"d"},{"type":3,"name":"p","description":"d","required":true}]}]`, "Required options"},
		{"26 choices", opt(`,"choices":` + many(26, func(i int) string { return `{"name":"n","value":"v"}` })), "choices: Must be"},
		{"choices and autocomplete", opt(`,"autocomplete":true,"choices":[{"name":"n","value":"v"}]`), "exclude each other"},
		{"max_length 6001", opt(`,"max_length":6001`), "max_length"},
		{"same name", `[{"name":"a","description":"d"},{"name":"a","description":"e"}]`, "must be unique"},
		{"private channel without user install", `[{"name":"a","description":"d","contexts":[2]}]`, "USER_INSTALL"},
		{"16 message commands", many(16, func(i int) string { return fmt.Sprintf(`{"name":"m%d","type":3}`, i) }), "Maximum number"},
		{"over 8000 characters", `[{"name":"a","description":"d","options":` + many(20, func(i int) string {
			return fmt.Sprintf(`{"type":3,"name":"o%d","description":"d","choices":%s}`, i, many(5, func(j int) string { return fmt.Sprintf(`{"name":"%s%d","value":"v"}`, x(90), j) }))
		}) + `}]`, "8000"},
	}
	for _, tt := range tests {
		status, a := b.rest("PUT", "/applications/"+s.AppID+"/commands", tt.body)
		got := strings.Join(s.TakeViolations(), " ")
		if tt.errs == "" && (status != 200 || got != "") {
			t.Errorf("%s: %d %v, want it accepted", tt.name, status, a)
		}
		if tt.errs != "" && (status != 400 || !strings.Contains(got, tt.errs)) {
			t.Errorf("%s: %d %s, want 400 about %q", tt.name, status, got, tt.errs)
		}
	}
}

func TestCommandCreatesAreCounted(t *testing.T) {
	t.Parallel()
	s := New(t)
	b := bot{t, s}
	b.register()
	b.register() // the same again creates nothing
	if got := s.CommandCreates(); got != 3 {
		t.Errorf("%d creates, want 3", got)
	}
	for i := range 3 {
		body := many(90, func(j int) string { return fmt.Sprintf(`{"name":"c%d-%d","description":"d"}`, i, j) })
		want := 200
		if i == 2 {
			want = 429
		}
		if status, a := b.rest("PUT", "/applications/"+s.AppID+"/commands", body); status != want {
			t.Errorf("after %d creates: %d %v, want %d", s.CommandCreates(), status, a, want)
		}
	}
	took(t, s, "daily application command creates")
	_, raw, _ := b.raw("GET", "/api/v10/applications/"+s.AppID+"/commands", "", nil)
	if strings.Contains(string(raw), `"name_localizations":{`) {
		t.Errorf("localisations come without being asked for: %.200s", raw)
	}
}

// TestPermissionsAndClosedDoors walks what the world may refuse; none of it is a violation.
func TestPermissionsAndClosedDoors(t *testing.T) {
	t.Parallel()
	s := New(t)
	town := s.AddGuild("Town")
	readOnly, hidden, mute := town.AddChannel("read-only"), town.AddChannel("hidden"), town.AddChannel("no-history")
	readOnly.Deny(s.Bot(), SendMessages)
	hidden.Deny(s.Bot(), ViewChannel)
	mute.Deny(s.Bot(), ReadMessageHistory)
	away := s.AddGuildWithoutBot("Away").AddChannel("general")
	ada, stranger := town.AddMember("ada"), s.AddUser("stranger")
	b := bot{t, s}
	hi := `{"content":"hi",` + silent + `}`
	old := ada.Say(mute, "old")
	gone := ada.Say(readOnly, "gone")
	ada.Delete(gone)
	ada.DM()
	ada.CloseDMs(true)
	tests := []struct {
		name, method, path, body string
		status                   int
		code                     float64
	}{
		{"no such channel", "POST", "/channels/1/messages", hi, 404, 10003},
		{"read only", "POST", "/channels/" + readOnly.ID + "/messages", hi, 403, 50013},
		{"hidden", "POST", "/channels/" + hidden.ID + "/messages", hi, 403, 50001},
		{"another server", "POST", "/channels/" + away.ID + "/messages", hi, 403, 50001},
		{"reply without history", "POST", "/channels/" + mute.ID + "/messages", `{"content":"hi","message_reference":{"message_id":"` + old.ID + `"},` + silent + `}`, 403, 160002},
		{"deleted message", "PATCH", "/channels/" + readOnly.ID + "/messages/" + gone.ID, hi, 404, 10008},
		{"another's message", "PATCH", "/channels/" + mute.ID + "/messages/" + old.ID, hi, 403, 50005},
		{"delete another's", "DELETE", "/channels/" + mute.ID + "/messages/" + old.ID, "", 403, 50013},
		{"closed direct messages", "POST", "/channels/" + ada.DM().ID + "/messages", hi, 403, 50007},
		{"no mutual server", "POST", "/channels/" + stranger.DM().ID + "/messages", hi, 403, 50278},
		{"another server's members", "GET", "/guilds/" + away.guild.ID + "/members/" + ada.ID, "", 403, 50001},
		{"not a member", "GET", "/guilds/" + town.ID + "/members/" + stranger.ID, "", 404, 10007},
	}
	for _, tt := range tests {
		status, a := b.rest(tt.method, tt.path, tt.body)
		if status != tt.status || a["code"] != tt.code {
			t.Errorf("%s: %d %v, want %d with code %v", tt.name, status, a, tt.status, tt.code)
		}
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	s := New(t, func(o *Options) { o.GlobalPerSec = 5 })
	one, two := s.AddGuild("Town").AddChannel("one"), s.AddGuild("City").AddChannel("two")
	s.Limit("POST", "/channels/{channel}/messages", 1, time.Minute)
	b := bot{t, s}
	post := func(c *Channel) (int, map[string]any, http.Header) {
		status, raw, h := b.raw("POST", "/api/v10/channels/"+c.ID+"/messages", `{"content":"hi",`+silent+`}`, nil)
		var a map[string]any
		json.Unmarshal(raw, &a)
		return status, a, h
	}
	if status, _, h := post(one); status != 200 || h.Get("X-RateLimit-Remaining") != "0" || h.Get("X-RateLimit-Limit") != "1" || h.Get("X-RateLimit-Bucket") == "" {
		t.Errorf("the first message: %d %v", status, h)
	}
	status, a, h := post(one)
	if status != 429 || a["global"] != false || a["retry_after"].(float64) < 50 || h.Get("X-RateLimit-Scope") != "user" || h.Get("Retry-After") == "" {
		t.Errorf("the second message: %d %v %v", status, a, h)
	}
	if status, a, _ := post(two); status != 200 {
		t.Errorf("another channel has a bucket of its own: %d %v", status, a)
	}
	var global int
	for range 5 {
		if status, a, h := post(one); status == 429 && a["global"] == true && h.Get("X-RateLimit-Global") == "true" {
			global++
		}
	}
	if global == 0 {
		t.Error("five requests a second were allowed, eight were sent, and none met the global limit")
	}
	s.TakeViolations()
	if s.Invalid() == 0 {
		t.Error("429 are not counted as invalid requests")
	}
}

// standing counts the messages in a channel.
func standing(c *Channel) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return len(c.messages)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := s.AddGuild("Town").AddChannel("general")
	b := bot{t, s}
	route := "/channels/{channel}/messages"
	tests := []struct {
		name   string
		fault  Fault
		status int
		body   string
		posted bool
	}{
		{"server error", ServerError(500), 500, `{"message": "500: Internal Server Error", "code": 0}`, false},
		{"edge", Edge(502), 502, "<!DOCTYPE html>", false},
		{"429", RateLimited(1500*time.Millisecond, true), 429, `"retry_after": 1.500, "global": true`, false},
		{"bare 429", BareRateLimit(), 429, "", false},
		{"cut", Cut(), 0, "EOF", false},
		{"cut after", CutAfter(), 0, "EOF", true},
		{"slow", Slow(10 * time.Millisecond), 200, `"content":"hi"`, true},
		{"Discord's own", Refused(403, 50013, "Missing Permissions"), 403, `"code":50013`, false},
	}
	for _, tt := range tests {
		s.Fail("POST", route, tt.fault, 1)
		before := standing(c)
		status, raw, _ := b.raw("POST", "/api/v10/channels/"+c.ID+"/messages", `{"content":"hi",`+silent+`}`, nil)
		if status != tt.status || !strings.Contains(string(raw), tt.body) {
			t.Errorf("%s: %d %s, want %d with %q", tt.name, status, raw, tt.status, tt.body)
		}
		if got := standing(c) > before; got != tt.posted {
			t.Errorf("%s: the message was posted = %v, want %v", tt.name, got, tt.posted)
		}
	}
	if n := len(s.RequestsTo("POST", route)); n != len(tests) {
		t.Errorf("the log holds %d requests, want %d", n, len(tests))
	}
}

func TestFilesAreUploadedAndServed(t *testing.T) {
	t.Parallel()
	s := New(t)
	town := s.AddGuild("Town")
	c, ada := town.AddChannel("general"), town.AddMember("ada")
	b := bot{t, s}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	w.WriteField("payload_json", `{"content":"see the file","attachments":[{"id":0,"description":"all of it"}],`+silent+`}`)
	f, _ := w.CreateFormFile("files[0]", "answer.txt")
	f.Write([]byte("the whole passage"))
	w.Close()
	status, raw, _ := b.raw("POST", "/api/v10/channels/"+c.ID+"/messages", buf.String(), func(r *http.Request) { r.Header.Set("Content-Type", w.FormDataContentType()) })
	if status != 200 {
		t.Fatalf("upload: %d %s", status, raw)
	}
	v := ada.Sees(c)[0]
	if len(v.Files) != 1 || v.Files[0].Name != "answer.txt" || string(v.Files[0].Data) != "the whole passage" {
		t.Fatalf("ada sees the files %v", v.Files)
	}
	resp, err := http.Get(v.Files[0].URL)
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("the file is served with %v %v", resp, err)
	}
}

// TestVerdictsAgreeWithTheDescription holds the fake's verdicts against the
// samples that come with a checker of Discord's OpenAPI description.
func TestVerdictsAgreeWithTheDescription(t *testing.T) {
	t.Parallel()
	spec := os.Getenv("LECTOR_OPENAPI")
	if spec == "" {
		t.Skip("LECTOR_OPENAPI names no description of Discord's API")
	}
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(spec), "validate", "samples", "*.jsonl"))
	if len(files) == 0 {
		t.Fatal("there are no samples beside the description")
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		strict := strings.Contains(name, "lax")
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			var q struct {
				Method, Path, Note, Expect string
				Body                       json.RawMessage
			}
			if json.Unmarshal(sc.Bytes(), &q) != nil || strings.Contains(q.Note, "misspelt") {
				continue // keys that Discord does not know it ignores
			}
			s := New(t, func(o *Options) { o.AllowPings, o.IdentifyWindow = true, 0 })
			b := bot{t, s}
			ok := verdict(b, q.Method, q.Path, q.Body)
			if want := q.Expect == "ok" && !strict; ok != want {
				t.Errorf("%s: the fake accepts it = %v, the checker says %s: %s %s %.200s", q.Note, ok, q.Expect, q.Method, q.Path, q.Body)
			}
			s.TakeViolations()
		}
	}
}

// verdict sends a sample to the endpoint it is for, with this world's IDs.
func verdict(b bot, method, path string, body []byte) bool {
	s := b.s
	town := s.AddGuild("Town")
	c, ada := town.AddChannel("general"), town.AddMember("ada")
	said := ada.Say(c, "hello")
	text := strings.ReplaceAll(string(body), `"message_id": "5", "channel_id": "100"`, `"message_id":"`+said.ID+`","channel_id":"`+c.ID+`"`)
	s.mu.Lock()
	ix := s.newInteraction(commandUse, ada, c)
	ix.byGuild = true
	switch {
	case strings.Contains(text, `"choices"`):
		ix.kind, ix.optType = autocomplete, optString
	case strings.Contains(text, `"type": 6`) || strings.Contains(text, `"type": 7`):
		ix.kind, ix.message = component, said.msg
	}
	s.mu.Unlock()
	path = strings.NewReplacer("/api/v9", "", "/channels/100", "/channels/"+c.ID, "/interactions/1/tok", "/interactions/"+ix.id+"/"+ix.token,
		"/webhooks/1/tok", "/webhooks/"+s.AppID+"/"+ix.token, "/applications/1", "/applications/"+s.AppID).Replace(path)
	if strings.Contains(path, "/webhooks/") {
		b.rest("POST", "/interactions/"+ix.id+"/"+ix.token+"/callback", `{"type":4,"data":{"content":"first"}}`)
	}
	status, _ := b.rest(method, path, text)
	return status/100 == 2
}

func TestTheSameNonceTwiceIsOneMessage(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := s.AddGuild("Town").AddChannel("general")
	b := bot{t, s}
	body := `{"content":"hi","nonce":"n1","enforce_nonce":true,` + silent + `}`
	_, first := b.rest("POST", "/channels/"+c.ID+"/messages", body)
	_, again := b.rest("POST", "/channels/"+c.ID+"/messages", body)
	if n := standing(c); n != 1 || first["id"] != again["id"] {
		t.Errorf("%d messages stand, %v and %v, want one", n, first["id"], again["id"])
	}
}
