package bot

import (
	"encoding/json"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Message flags.
const (
	flagSuppressEmbeds = 1 << 2
	flagEphemeral      = 1 << 6
)

// Limits of what Discord takes, in code points where characters are meant.
const (
	maxContent     = 2000
	maxChoices     = 25
	maxChoice      = 100 // name and value of an autocomplete choice
	maxCustomID    = 100
	maxButtonLabel = 80
)

// message is what Lector says. Its zero value says nothing and, like every
// message of Lector's, pings nobody.
type message struct {
	Content string
	Embeds  []*discordgo.MessageEmbed
	Rows    [][]discordgo.Button
	Menus   []discordgo.SelectMenu // each in a row of its own, before the buttons
	Private bool                   // only the asker sees it; only in answer to an interaction
	Reply   *Reference
	Nonce   string // makes the sending of a message repeatable
	Files   []upload
}

type upload struct {
	name string
	body []byte
}

// MarshalJSON writes the message as Discord takes it. Components and
// allowed_mentions are always written: an edit without buttons takes the old
// ones away, and a message without allowed_mentions may ping.
func (m message) MarshalJSON() ([]byte, error) {
	type mentions struct {
		Parse       []string `json:"parse"`
		RepliedUser bool     `json:"replied_user"`
	}
	type attachment struct {
		ID   string `json:"id"`
		Name string `json:"filename"`
	}
	out := struct {
		Content     string                    `json:"content"`
		Embeds      []*discordgo.MessageEmbed `json:"embeds"`
		Components  []discordgo.ActionsRow    `json:"components"`
		Mentions    mentions                  `json:"allowed_mentions"`
		Flags       int                       `json:"flags,omitempty"`
		Reply       *Reference                `json:"message_reference,omitempty"`
		Nonce       string                    `json:"nonce,omitempty"`
		Enforce     bool                      `json:"enforce_nonce,omitempty"`
		Attachments []attachment              `json:"attachments,omitempty"`
	}{
		Content: m.Content, Embeds: m.Embeds, Components: []discordgo.ActionsRow{},
		Mentions: mentions{Parse: []string{}}, Reply: m.Reply, Nonce: m.Nonce, Enforce: m.Nonce != "",
	}
	if out.Embeds == nil {
		out.Embeds = []*discordgo.MessageEmbed{}
	}
	if len(m.Embeds) == 0 {
		out.Flags |= flagSuppressEmbeds // no address in a quote unfolds into a picture
	}
	if m.Private {
		out.Flags |= flagEphemeral
	}
	for i, f := range m.Files {
		out.Attachments = append(out.Attachments, attachment{strconv.Itoa(i), f.name})
	}
	for _, menu := range m.Menus {
		out.Components = append(out.Components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}})
	}
	for _, row := range m.Rows {
		if len(row) == 0 {
			continue
		}
		var r discordgo.ActionsRow
		for _, b := range row {
			r.Components = append(r.Components, b)
		}
		out.Components = append(out.Components, r)
	}
	return json.Marshal(out)
}

// choice is an autocomplete choice.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// modal is a form.
type modal struct {
	CustomID string
	Title    string
	Inputs   []discordgo.TextInput
}

// MarshalJSON writes each input in a row of its own.
func (m modal) MarshalJSON() ([]byte, error) {
	rows := []discordgo.ActionsRow{}
	for _, in := range m.Inputs {
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{in}})
	}
	return json.Marshal(struct {
		CustomID   string                 `json:"custom_id"`
		Title      string                 `json:"title"`
		Components []discordgo.ActionsRow `json:"components"`
	}{m.CustomID, m.Title, rows})
}

// The kinds of answer to an interaction.
const (
	respondPong         = 1
	respondMessage      = 4
	respondDeferred     = 5 // "thinking"
	respondDeferUpdate  = 6 // a component's message stays as it is
	respondUpdate       = 7
	respondAutocomplete = 8
	respondModal        = 9
)

// Response is the answer to an interaction: its first and only callback, and
// what is to be done once that has been delivered.
type Response struct {
	kind    int
	message message  // of respondMessage and respondUpdate; of respondDeferred only Private counts
	choices []choice // of respondAutocomplete
	modal   *modal
	after   func(f *followUp) // may be nil; runs in the same slot, with a deadline of its own
	outcome string            // for the observer: "answered", "unsure", "silent", …
}

// MarshalJSON writes the callback.
func (r Response) MarshalJSON() ([]byte, error) {
	out := struct {
		Type int `json:"type"`
		Data any `json:"data,omitempty"`
	}{Type: r.kind}
	switch r.kind {
	case respondMessage, respondUpdate:
		out.Data = r.message
	case respondDeferred:
		if r.message.Private {
			out.Data = map[string]int{"flags": flagEphemeral}
		}
	case respondAutocomplete:
		list := r.choices
		if list == nil {
			list = []choice{} // "choices": [] is required; discordgo would leave it out
		}
		out.Data = map[string][]choice{"choices": list}
	case respondModal:
		out.Data = r.modal
	}
	return json.Marshal(out)
}

// say answers an interaction with a message.
func say(m message) Response { return Response{kind: respondMessage, message: m} }

// tell answers an interaction with a sentence that only the asker sees.
func tell(content string) Response {
	return say(message{Content: clip(content, maxContent), Private: true})
}

// update replaces the message that a component hangs on.
func update(m message) Response { return Response{kind: respondUpdate, message: m} }
