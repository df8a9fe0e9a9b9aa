package bot

import (
	"encoding/json"
	"testing"
)

func TestDecodeInteraction(t *testing.T) {
	t.Parallel()
	i, err := decodeInteraction([]byte(`{"id":"1","application_id":"2","type":2,"token":"t","guild_id":"3","channel":{"id":"4","type":11,"parent_id":"5"},
		"context":0,"member":{"user":{"id":"6","username":"ada"},"permissions":"32"},"authorizing_integration_owners":{"0":"3","1":"6"},"locale":"de",
		"data":{"name":"article","type":1,"options":[{"name":"add","type":1,"options":[{"name":"address","type":3,"value":" https://e.org "},{"name":"file","type":11,"value":"9"},{"name":"private","type":5,"value":true}]}],
		"resolved":{"attachments":{"9":{"id":"9","filename":"a.md","size":12,"url":"https://cdn/9"}},"messages":{"7":{"id":"7","components":[{"type":99,"components":"odd"}]}}},"target_id":"7"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if i.Command.Path != "article add" || i.Command.Text("address") != "https://e.org" || !i.Command.Options["private"].Bool() {
		t.Errorf("the command is %+v", i.Command)
	}
	if f, ok := i.Command.attachment("file"); !ok || f.Name != "a.md" || f.Size != 12 {
		t.Errorf("the attachment is %+v", f)
	}
	if i.Command.Target == nil || i.Command.Target.ID != "7" {
		t.Errorf("the target is %+v", i.Command.Target)
	}
	if i.Channel != "4" || i.Parent != "5" || i.Permissions != permManageGuild || i.User.Name != "ada" {
		t.Errorf("the interaction is %+v", i)
	}
	s := scopeOf(i)
	if s.guild != "3" || !s.manage || s.moderate || s.private {
		t.Errorf("the scope is %+v", s)
	}
}

func TestDecodeModal(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{
		`[{"type":1,"components":[{"type":4,"custom_id":"quote","value":"q"}]}]`,
		`[{"type":18,"component":{"type":4,"custom_id":"quote","value":"q"}}]`,
	} {
		i, err := decodeInteraction([]byte(`{"id":"1","type":5,"user":{"id":"6"},"data":{"custom_id":"x","components":` + layout + `}}`))
		if err != nil || i.Fields["quote"] != "q" {
			t.Errorf("decoding %s gives %v, %v", layout, i, err)
		}
	}
}

// Whatever arrives, decoding and what reads from it do not fall over, and the
// scope never names a server that the installation does not.
func FuzzDecodeInteraction(f *testing.F) {
	f.Add([]byte(`{"id":"1","type":2,"guild_id":"3","user":{"id":"6"},"authorizing_integration_owners":{"0":"3"},"data":{"options":[{"name":"a","value":1}]}}`))
	f.Add([]byte(`{"id":"1","type":3,"user":{"id":"6"},"message":{"components":[{"components":[{"custom_id":"d.1"}]}],"flags":64},"data":{"custom_id":"x","values":["1"]}}`))
	f.Add([]byte(`{"type":5,"user":{"id":"6"},"data":{"components":[{"component":{"custom_id":"a","value":null}}]}}`))
	f.Add([]byte(`{"type":"x"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		i, err := decodeInteraction(raw)
		if err != nil || i.Type == interactionPing {
			return
		}
		s := scopeOf(i)
		if s.guild != "" && (s.guild != i.Guild || i.Owners[installedByServer] != i.Guild) {
			t.Fatalf("the scope is of the server %q", s.guild)
		}
		if i.Message != nil {
			i.Message.customIDs()
		}
		questionIn(i.Command.Text("question"))
		if _, err := json.Marshal(tell("x")); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzCustomID(f *testing.F) {
	s := newSealer("token")
	f.Add(s.id(verbContext, "h", "harbour", "0", "5", ""))
	f.Add("c.h.x.0.5..AAAAAA")
	f.Fuzz(func(t *testing.T, id string) {
		verb, args, ok := s.open(id)
		if !ok {
			return
		}
		if again := s.id(verb, args...); again != id {
			t.Fatalf("open(%q) gives %q %q, which is sealed as %q", id, verb, args, again)
		}
		parsePlace(args)
	})
}

// The longest custom_ids fit.
func TestCustomIDsFit(t *testing.T) {
	t.Parallel()
	s := newSealer("token")
	id := string(make([]byte, 64))
	longest := place{kind: kindOwn, id: "", pair: pairHash("x")}
	longest.span.Start, longest.span.End = 8<<20-1, 2*(8<<20)-2
	args := longest.args()
	args[1] = id
	for _, custom := range []string{
		s.id(verbPick, append(args, "3")...),
		s.id(verbNext, "50", kindOwn, id),
		s.id(verbEdit, id, "1z141z3", base36(1<<40)),
		s.id(verbAnswers, id, "zz"),
		s.id(verbDelete, "12345678901234567890"),
	} {
		if len(custom) > maxCustomID {
			t.Errorf("%d characters: %q", len(custom), custom)
		}
	}
}
