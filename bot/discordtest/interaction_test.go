package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// stage is a server with a channel, a member and an open interaction.
func stage(t *testing.T, kind int, set ...func(*Options)) (bot, *interaction, *Channel) {
	s := New(t, set...)
	town := s.AddGuild("Town")
	c := town.AddChannel("general")
	ada := town.AddMember("ada")
	s.mu.Lock()
	ix := s.newInteraction(kind, ada, c)
	ix.byGuild = true
	s.mu.Unlock()
	if kind == component {
		b := bot{t, s}
		b.rest("POST", "/channels/"+c.ID+"/messages", `{"content":"press",`+silent+`,`+row(button(1))+`}`)
		s.locked(func() { ix.message = c.messages[0] })
	}
	return bot{t, s}, ix, c
}

func (b bot) respond(ix *interaction, body string) (int, map[string]any) {
	return b.rest("POST", "/interactions/"+ix.id+"/"+ix.token+"/callback", body)
}

func (b bot) followup(ix *interaction, method, rest, body string) (int, map[string]any) {
	return b.rest(method, "/webhooks/"+b.s.AppID+"/"+ix.token+rest, body)
}

const hi = `{"type":4,"data":{"content":"hi",` + silent + `}}`

func TestFirstResponse(t *testing.T) {
	t.Parallel()
	modal := func(inner string) string {
		return `{"type":9,"data":{"custom_id":"m","title":"T","components":[` + inner + `]}}`
	}
	input := func(rest string) string {
		return `{"type":1,"components":[{"type":4,"custom_id":"i","style":1,"label":"L"` + rest + `}]}`
	}
	choices := func(list string) string { return `{"type":8,"data":{"choices":` + list + `}}` }
	tests := []struct {
		name  string
		kind  int
		body  string
		wrong string // part of the violation, "" if accepted
	}{
		{"message", commandUse, hi, ""},
		{"deferred", commandUse, `{"type":5,"data":{"flags":64}}`, ""},
		{"deferred with content", commandUse, `{"type":5,"data":{"flags":4}}`, "EPHEMERAL"},
		{"update of nothing", commandUse, `{"type":7,"data":{"content":"x",` + silent + `}}`, "Value must be one of"},
		{"update", component, `{"type":7,"data":{"content":"x",` + silent + `}}`, ""},
		{"deferred update", component, `{"type":6}`, ""},
		{"choices to a command", commandUse, choices("[]"), "Value must be one of"},
		{"message without data", commandUse, `{"type":4}`, "data: This field is required"},
		{"empty message", commandUse, `{"type":4,"data":{"content":"",` + silent + `}}`, "50006"},
		{"content 2001", commandUse, `{"type":4,"data":{"content":"` + x(2001) + `",` + silent + `}}`, "data.content"},
		{"without allowed_mentions", commandUse, `{"type":4,"data":{"content":"x"}}`, "might ping"},
		{"no choices", autocomplete, choices("[]"), ""},
		{"choices missing", autocomplete, `{"type":8,"data":{}}`, "choices: This field is required"},
		{"choices null", autocomplete, choices("null"), "choices: This field is required"},
		{"25 choices", autocomplete, choices(many(25, func(int) string { return `{"name":"n","value":"v"}` })), ""},
		{"26 choices", autocomplete, choices(many(26, func(int) string { return `{"name":"n","value":"v"}` })), "choices: Must be"},
		{"choice name 101", autocomplete, choices(`[{"name":"` + x(101) + `","value":"v"}]`), "name: Must be 100"},
		{"empty choice name", autocomplete, choices(`[{"name":"","value":"v"}]`), "name: Must be 1"},
		{"choice value 101", autocomplete, choices(`[{"name":"n","value":"` + x(101) + `"}]`), "value: Must be"},
		{"number for a string option", autocomplete, choices(`[{"name":"n","value":1}]`), "Could not interpret"},
		{"modal", commandUse, modal(input("")), ""},
		{"modal after a modal", modalSubmit, modal(input("")), "Value must be one of"},
		{"title 46", commandUse, strings.Replace(modal(input("")), `"T"`, `"`+x(46)+`"`, 1), "title: Must be 45"},
		{"six inputs", commandUse, modal(strings.Trim(many(6, func(i int) string { return input("") }), "[]")), "components: Must be"},
		{"label 46", commandUse, modal(strings.Replace(input(""), `"L"`, `"`+x(46)+`"`, 1)), "label: Must be 45"},
		{"value beyond max_length", commandUse, modal(input(`,"max_length":3,"value":"four"`)), "value: Must be between"},
		{"placeholder 101", commandUse, modal(input(`,"placeholder":"` + x(101) + `"`)), "placeholder"},
		{"button in a modal", commandUse, modal(`{"type":1,"components":[` + button(1) + `]}`), "not allowed"},
		{"label component", commandUse, modal(`{"type":18,"label":"L","component":{"type":4,"custom_id":"i","style":2}}`), ""},
		{"pong", commandUse, `{"type":1}`, "Value must be one of"},
	}
	for _, tt := range tests {
		b, ix, _ := stage(t, tt.kind)
		ix.optType = optString
		status, a := b.respond(ix, tt.body)
		got := strings.Join(b.s.TakeViolations(), " ")
		if tt.wrong == "" && (status != 204 || got != "") {
			t.Errorf("%s: %d %v %s, want it accepted", tt.name, status, a, got)
		}
		if tt.wrong != "" && !strings.Contains(got, tt.wrong) {
			t.Errorf("%s: %d, violation %q, want %q", tt.name, status, got, tt.wrong)
		}
	}
}

func TestASecondResponseIsRefused(t *testing.T) {
	t.Parallel()
	b, ix, c := stage(t, commandUse)
	b.respond(ix, hi)
	if status, a := b.respond(ix, hi); status != 400 || a["code"] != 40060.0 {
		t.Errorf("the second response: %d %v, want 400 with 40060", status, a)
	}
	took(t, b.s, "already been acknowledged")
	if n := standing(c); n != 1 {
		t.Errorf("%d messages stand in the channel, want 1", n)
	}
	// A retry after a failure that Discord caused is not the bot's fault.
	b, ix, _ = stage(t, commandUse)
	f := ServerError(500)
	f.Applied = true
	b.s.Fail("POST", "/interactions/", f, 1)
	b.respond(ix, hi)
	if status, a := b.respond(ix, hi); status != 400 || a["code"] != 40060.0 {
		t.Errorf("the retry: %d %v, want 400 with 40060", status, a)
	}
}

func TestTokensGrowOld(t *testing.T) {
	t.Parallel()
	b, ix, _ := stage(t, commandUse)
	b.s.opts.ResponseTime = 3 * time.Second // as at Discord
	b.s.Advance(3100 * time.Millisecond)
	if status, a := b.respond(ix, hi); status != 404 || a["code"] != 10062.0 {
		t.Errorf("after three seconds: %d %v, want 404 with 10062", status, a)
	}
	if b.s.Late() != 1 {
		t.Errorf("%d late responses are counted, want 1", b.s.Late())
	}
	b, ix, _ = stage(t, commandUse)
	if status, a := b.followup(ix, "POST", "", `{"content":"early",`+silent+`}`); status != 404 || a["code"] != 10015.0 {
		t.Errorf("a follow-up before the response: %d %v, want 404 with 10015", status, a)
	}
	b.respond(ix, hi)
	b.s.Advance(14 * time.Minute)
	if status, a := b.followup(ix, "PATCH", "/messages/@original", `{"content":"edited",`+silent+`}`); status != 200 {
		t.Errorf("an edit after 14 minutes: %d %v", status, a)
	}
	b.s.Advance(2 * time.Minute)
	if status, a := b.followup(ix, "PATCH", "/messages/@original", `{"content":"edited",`+silent+`}`); status != 401 || a["code"] != 50027.0 {
		t.Errorf("an edit after 16 minutes: %d %v, want 401 with 50027", status, a)
	}
	if status, a := b.rest("POST", "/interactions/1/nope/callback", hi); status != 404 || a["code"] != 10062.0 {
		t.Errorf("an unknown token: %d %v, want 404 with 10062", status, a)
	}
	took(t, b.s, "Unknown interaction")
}

// TestDeferredAnswer: thinking, then the edit is the answer, then a follow-up, then a deletion.
func TestDeferredAnswer(t *testing.T) {
	t.Parallel()
	b, ix, c := stage(t, commandUse)
	b.respond(ix, `{"type":5,"data":{"flags":64}}`)
	v := b.s.outcome(ix)
	if !v.Thinking || !v.Ephemeral {
		t.Errorf("deferred, the user sees %v", v)
	}
	b.followup(ix, "PATCH", "/messages/@original", `{"content":"done",`+silent+`}`)
	if v = v.WaitDone(); v.Content != "done" || !v.Ephemeral || v.Edited {
		t.Errorf("then they see %v", v)
	}
	status, a := b.followup(ix, "POST", "", `{"content":"and more","flags":64,`+silent+`}`)
	if f := v.WaitFollowup(1); status != 200 || f.Content != "and more" || !f.Ephemeral {
		t.Errorf("the follow-up is %d %v", status, f)
	}
	id := a["id"].(string)
	if status, _ := b.followup(ix, "PATCH", "/messages/"+id, `{"content":"less",`+silent+`}`); status != 200 {
		t.Errorf("editing the follow-up: %d", status)
	}
	if status, _ := b.rest("DELETE", "/channels/"+c.ID+"/messages/"+v.ID, ""); status != 404 {
		t.Errorf("the channel's endpoint deletes an ephemeral message: %d", status)
	}
	if status, _ := b.followup(ix, "DELETE", "/messages/@original", ""); status != 204 {
		t.Errorf("deleting the original: %d", status)
	}
	v.WaitDeleted()
	if status, a := b.followup(ix, "GET", "/messages/@original", ""); status != 404 || a["code"] != 10008.0 {
		t.Errorf("getting the deleted original: %d %v", status, a)
	}
}

func TestUserInstalledOnly(t *testing.T) {
	t.Parallel()
	s := New(t)
	away := s.AddGuildWithoutBot("Away")
	c := away.AddChannel("general")
	ada := away.AddMember("ada").Install()
	b := bot{t, s}
	b.register()
	l, _ := b.online()
	got := make(chan map[string]any, 1)
	l.answer(b, func(ix map[string]any) string { got <- ix; return hi })
	v := ada.Slash(c, "/ask", Opt("question", "q"))
	if v.Content != "hi" || v.Ephemeral {
		t.Errorf("the answer is %v", v)
	}
	ix := <-got
	if o, _ := json.Marshal(ix["authorizing_integration_owners"]); string(o) != `{"1":"`+ada.ID+`"}` {
		t.Errorf("the owners are %s", o)
	}
	for i := range 6 {
		status, a := b.followup(v.ix, "POST", "", `{"content":"x",`+silent+`}`)
		if (status == 200) != (i < 5) {
			t.Errorf("follow-up %d: %d %v", i+1, status, a)
		}
	}
	took(t, s, "maximum number of follow-up")
	away.SetEveryone(everyonePermissions &^ UseExternalApps)
	if v := ada.Slash(c, "/ask", Opt("question", "q")); !v.Ephemeral {
		t.Errorf("without USE_EXTERNAL_APPS the answer is %v, want it ephemeral", v)
	}
	if ben := away.AddMember("ben"); ben.Offered(c, "/ask") {
		t.Error("the command is offered to a user without the application")
	}
}

func TestFormsAreFilledIn(t *testing.T) {
	t.Parallel()
	s := New(t)
	town := s.AddGuild("Town")
	c, ada := town.AddChannel("general"), town.AddMember("ada")
	b := bot{t, s}
	b.register()
	l, _ := b.online()
	l.answer(b, func(ix map[string]any) string {
		if ix["type"].(float64) == 5 {
			in := ix["data"].(map[string]any)["components"].([]any)[0].(map[string]any)["components"].([]any)[0].(map[string]any)
			return `{"type":4,"data":{"content":"got ` + in["value"].(string) + ` for ` + in["custom_id"].(string) + `",` + silent + `}}`
		}
		return `{"type":9,"data":{"custom_id":"m","title":"Answer","components":[{"type":1,"components":[{"type":4,"custom_id":"answer","style":2,"label":"Your answer","max_length":20}]}]}}`
	})
	v := ada.Slash(c, "/ask", Opt("question", "q"))
	if v.Modal == nil || v.Modal.Title != "Answer" || v.Modal.Fields[0].Label != "Your answer" {
		t.Fatalf("the user sees %v", v)
	}
	if got := ada.Submit(v, map[string]string{"Your answer": "fifty"}); got.Content != "got fifty for answer" {
		t.Errorf("after the form the user sees %v", got)
	}
}

// TestHTTPInteractions runs the same exchange through an endpoint that verifies
// signatures as Discord asks, and shows that one which does not is refused.
func TestHTTPInteractions(t *testing.T) {
	t.Parallel()
	s := New(t)
	town := s.AddGuild("Town")
	c, ada := town.AddChannel("general"), town.AddMember("ada")
	bot{t, s}.register()
	key, _ := hex.DecodeString(s.PublicKey)
	var mu sync.Mutex
	verify := true
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sig, _ := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		mu.Lock()
		check := verify
		mu.Unlock()
		if check && !ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), sig) {
			w.WriteHeader(401)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if bytes.Contains(body, []byte(`"type":1,"v`)) {
			w.Write([]byte(`{"type":1}`))
			return
		}
		w.Write([]byte(hi))
	}))
	defer hook.Close()
	if err := s.SetEndpoint(hook.URL); err != nil {
		t.Fatalf("the endpoint is refused: %v", err)
	}
	if v := ada.Slash(c, "/ask", Opt("question", "q")); v.Content != "hi" {
		t.Errorf("the answer is %v", v)
	}
	for how, want := range map[Signature]int{Signed: 200, ForgedSignature: 401, Unsigned: 401, TamperedBody: 401, TamperedTime: 401, GarbledSignature: 401} {
		if status, _, _, err := s.Post(hook.URL, s.Ping(), how); status != want {
			t.Errorf("signature %d: %d %v, want %d", how, status, err, want)
		}
	}
	mu.Lock()
	verify = false
	mu.Unlock()
	if err := s.SetEndpoint(hook.URL); err == nil {
		t.Error("an endpoint that verifies nothing is accepted")
	}
}

// BenchmarkSlash is what the fake itself costs for one command and its answer.
func BenchmarkSlash(bm *testing.B) {
	s := New(bm, func(o *Options) { o.AllowPings = true })
	town := s.AddGuild("Town")
	c, ada := town.AddChannel("general"), town.AddMember("ada")
	b := bot{&testing.T{}, s}
	b.register()
	l, _ := b.online()
	l.answer(b, func(map[string]any) string { return hi })
	for bm.Loop() {
		if v := ada.Slash(c, "/ask", Opt("question", "q")); v.Content != "hi" {
			bm.Fatal(v)
		}
	}
}
