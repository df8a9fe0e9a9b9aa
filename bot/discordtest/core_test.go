package discordtest

import (
	"strings"
	"testing"
)

const silent = `"allowed_mentions":{"parse":[]}`

func TestMemberAsksAndSeesTheAnswer(t *testing.T) {
	t.Parallel()
	s := New(t)
	town := s.AddGuild("Town")
	general := town.AddChannel("general")
	ada, ben := town.AddMember("ada"), town.AddMember("ben")
	b := bot{t, s}
	b.register()
	l, _ := b.online()
	l.answer(b, func(ix map[string]any) string {
		data := ix["data"].(map[string]any)
		switch ix["type"].(float64) {
		case 4:
			return `{"type":8,"data":{"choices":[{"name":"When?","value":"When?"}]}}`
		case 3:
			return `{"type":7,"data":{"content":"more","components":[],` + silent + `}}`
		}
		if data["name"] == "Answer from the articles" {
			id := data["target_id"].(string)
			msg := data["resolved"].(map[string]any)["messages"].(map[string]any)[id].(map[string]any)
			return `{"type":4,"data":{"content":"to: ` + msg["content"].(string) + `",` + silent + `}}`
		}
		q := data["options"].([]any)[0].(map[string]any)["value"].(string)
		flags := "0"
		if len(data["options"].([]any)) > 1 {
			flags = "64"
		}
		return `{"type":4,"data":{"content":"  you asked: ` + q + ` ","flags":` + flags + `,` + silent + `,
			"components":[{"type":1,"components":[{"type":2,"style":2,"label":"Context","custom_id":"c1"},{"type":2,"style":5,"label":"Source","url":"https://example.org/a"}]}]}}`
	})
	v := ada.Slash(general, "/ask", Opt("question", "When?"))
	if v.Content != "you asked: When?" || v.Ephemeral {
		t.Errorf("the answer is %v, want a public %q", v, "you asked: When?")
	}
	if got := v.Labels(); len(got) != 2 || got[0] != "Context" || v.Button("Source").URL != "https://example.org/a" {
		t.Errorf("buttons are %v", v.Buttons())
	}
	if n := len(ben.Sees(general)); n != 1 {
		t.Errorf("ben sees %d messages, want the public answer", n)
	}
	private := ada.Slash(general, "/ask", Opt("question", "Psst"), Opt("private", true))
	if !private.Ephemeral {
		t.Errorf("the private answer is %v", private)
	}
	if n := len(ben.Sees(general)); n != 1 {
		t.Errorf("ben sees %d messages, the private answer must not be among them", n)
	}
	if status, _ := b.rest("GET", "/channels/"+general.ID+"/messages/"+private.ID, ""); status != 404 {
		t.Errorf("an ephemeral message is fetched with status %d, want 404", status)
	}
	if c := ada.Autocomplete(general, "/ask", Opt("question", "wh")); len(c) != 1 || c[0].Value != "When?" {
		t.Errorf("autocomplete offers %v", c)
	}
	v = ada.Click(v, "Context")
	if v.Content != "more" || !v.Edited || len(v.Buttons()) != 0 {
		t.Errorf("after the click the message is %v", v)
	}
	said := ben.Say(general, "What is the fee?")
	if got := ada.MessageCommand("Answer from the articles", said); got.Content != "to: What is the fee?" {
		t.Errorf("the message command answers %v", got)
	}
	if ada.Offered(general, "/article") || !town.Owner().Offered(general, "/article") {
		t.Error("/article must be offered to the owner alone")
	}
}

// TestContentIsDeliveredWhereDiscordDeliversIt walks the cases of the message
// content rules.
func TestContentIsDeliveredWhereDiscordDeliversIt(t *testing.T) {
	t.Parallel()
	s := New(t)
	town := s.AddGuild("Town")
	general := town.AddChannel("general")
	ada := town.AddMember("ada")
	b := bot{t, s}
	l, _ := b.online()
	status, m := b.rest("POST", "/channels/"+general.ID+"/messages", `{"content":"hello",`+silent+`}`)
	if status != 200 {
		t.Fatalf("POST message: %d %v", status, m)
	}
	l.want(opDispatch, "MESSAGE_CREATE")
	hello := ada.Sees(general)[0]
	tests := []struct {
		name    string
		say     func()
		content bool
	}{
		{"plain", func() { ada.Say(general, "secret") }, false},
		{"mention", func() { ada.Say(general, s.Bot().Mention()+" secret") }, true},
		{"reply with ping", func() { ada.Say(general, "secret", InReplyTo(hello, true)) }, true},
		{"reply without ping", func() { ada.Say(general, "secret", InReplyTo(hello, false)) }, false},
		{"direct message", func() { ada.Say(ada.DM(), "secret") }, true},
	}
	for _, tt := range tests {
		tt.say()
		p := l.want(opDispatch, "MESSAGE_CREATE")
		if got := strings.Contains(string(p.D), "secret"); got != tt.content {
			t.Errorf("%s: content delivered = %v, want %v: %s", tt.name, got, tt.content, p.D)
		}
	}
}
