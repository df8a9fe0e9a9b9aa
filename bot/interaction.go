package bot

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"lector/article"
)

// The kinds of interaction that Discord sends.
const (
	interactionPing         = 1
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4
	interactionModal        = 5
)

// The kinds of command.
const (
	slashCommand   = 1
	messageCommand = 3
)

// The places an interaction can come from.
const (
	contextGuild   = 0
	contextBotDM   = 1
	contextPrivate = 2 // a group message, or a direct message between people
)

// Interaction is what a member did: a command, a keystroke in one, a button, a
// form. It is decoded by this package's own structs, because discordgo fails
// on components that it does not know (and a member can use a command on any
// message), and because the interactions endpoint gets the same JSON.
// Only what Lector uses is decoded, and a part with a surprising form is passed
// over rather than failing the whole.
type Interaction struct {
	ID          string
	Application string
	Type        int
	Token       string
	Guild       string // empty outside servers
	Channel     string
	Parent      string // of a thread: the channel it belongs to
	Context     int
	User        User
	Permissions uint64            // of the member in the channel; 0 outside servers
	AppCan      uint64            // what Lector may do there
	Owners      map[string]string // installation kind -> who installed: "0" a server, "1" a user
	Locale      string
	GuildLocale string

	Command  Command  // of a command or autocomplete
	CustomID string   // of a component or modal
	Values   []string // of a select menu
	Fields   map[string]string
	Message  *Message // the message a component hangs on
}

// User is a Discord user, as far as Lector cares.
type User struct {
	ID     string `json:"id"`
	Name   string `json:"username"`
	Bot    bool   `json:"bot"`
	System bool   `json:"system"`
	Locale string `json:"locale"`
}

// Command is the data of a command or of its autocomplete.
type Command struct {
	Kind    int
	Path    string // the name with its sub-commands: "article add"
	Options map[string]Option
	Focused string              // the option being typed, in autocomplete
	Target  *Message            // of a message command
	Files   map[string]File     // attachments by ID
	Members map[string]struct{} // users that options name
}

// Option is the value given to an option.
type Option struct {
	Type  int
	value json.RawMessage
}

// Text is a string, number or snowflake option's value, else "".
func (o Option) Text() string {
	var s string
	if json.Unmarshal(o.value, &s) == nil {
		return s
	}
	return string(o.value)
}

// Bool is a boolean option's value.
func (o Option) Bool() bool { return string(o.value) == "true" }

// File is an attachment.
type File struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
	Type string `json:"content_type"`
}

// Message is a message that Lector got or that a component hangs on.
type Message struct {
	ID        string     `json:"id"`
	Channel   string     `json:"channel_id"`
	Guild     string     `json:"guild_id"`
	Type      int        `json:"type"`
	Author    User       `json:"author"`
	Webhook   string     `json:"webhook_id"`
	Content   string     `json:"content"`
	Flags     int        `json:"flags"`
	Mentions  []User     `json:"mentions"`
	Everyone  bool       `json:"mention_everyone"`
	Reference *Reference `json:"message_reference"`
	Referred  *Message   `json:"referenced_message"`
	Metadata  *struct {
		ID   string `json:"id"`
		User User   `json:"user"`
	} `json:"interaction_metadata"`
	Snapshots []struct {
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
	} `json:"message_snapshots"`
	Components json.RawMessage `json:"components"`
}

// Reference points from a reply to the message it replies to.
type Reference struct {
	Message string `json:"message_id,omitempty"`
	Channel string `json:"channel_id,omitempty"`
	Guild   string `json:"guild_id,omitempty"`
	// FailIfNotExists is sent false: a reply to a deleted message is still an answer.
	FailIfNotExists *bool `json:"fail_if_not_exists,omitempty"`
}

// Ephemeral reports whether only one member sees the message.
func (m *Message) Ephemeral() bool { return m != nil && m.Flags&flagEphemeral != 0 }

// Text is what a message says: its own content, else that of what it forwards.
func (m *Message) Text() string {
	if m.Content != "" || len(m.Snapshots) == 0 {
		return m.Content
	}
	return m.Snapshots[0].Message.Content
}

// customIDs lists the custom_ids of the message's components, whatever their kinds.
func (m *Message) customIDs() []string {
	var walk func(raw json.RawMessage, depth int) []string
	walk = func(raw json.RawMessage, depth int) []string {
		var list []struct {
			CustomID   string          `json:"custom_id"`
			Components json.RawMessage `json:"components"`
		}
		if len(raw) == 0 || depth > 4 || json.Unmarshal(raw, &list) != nil {
			return nil
		}
		var out []string
		for _, c := range list {
			if c.CustomID != "" {
				out = append(out, c.CustomID)
			}
			out = append(out, walk(c.Components, depth+1)...)
		}
		return out
	}
	return walk(m.Components, 0)
}

// decodeInteraction reads an interaction. It fails only when the JSON is broken
// or says neither what nor whose it is.
func decodeInteraction(raw []byte) (*Interaction, error) {
	var w struct {
		ID          string          `json:"id"`
		Application string          `json:"application_id"`
		Type        int             `json:"type"`
		Token       string          `json:"token"`
		Guild       string          `json:"guild_id"`
		ChannelID   string          `json:"channel_id"`
		Channel     json.RawMessage `json:"channel"`
		Context     *int            `json:"context"`
		Member      *struct {
			User        User   `json:"user"`
			Permissions string `json:"permissions"`
		} `json:"member"`
		User        *User           `json:"user"`
		AppCan      string          `json:"app_permissions"`
		Owners      json.RawMessage `json:"authorizing_integration_owners"`
		Locale      string          `json:"locale"`
		GuildLocale string          `json:"guild_locale"`
		Data        json.RawMessage `json:"data"`
		Message     json.RawMessage `json:"message"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, fmt.Errorf("decode interaction: %w", err)
	}
	if w.Type == 0 {
		return nil, fmt.Errorf("decode interaction %q: no type", w.ID)
	}
	i := &Interaction{
		ID: w.ID, Application: w.Application, Type: w.Type, Token: w.Token,
		Guild: w.Guild, Channel: w.ChannelID, Locale: w.Locale, GuildLocale: w.GuildLocale,
		Owners: map[string]string{}, Fields: map[string]string{},
	}
	if w.Type == interactionPing {
		return i, nil
	}
	if w.Member != nil {
		i.User = w.Member.User
		i.Permissions, _ = strconv.ParseUint(w.Member.Permissions, 10, 64)
	} else if w.User != nil {
		i.User = *w.User
	}
	if i.User.ID == "" {
		return nil, fmt.Errorf("decode interaction %q: no user", w.ID)
	}
	i.AppCan, _ = strconv.ParseUint(w.AppCan, 10, 64)
	var channel struct {
		ID     string `json:"id"`
		Parent string `json:"parent_id"`
		Type   int    `json:"type"`
	}
	if lenient(w.Channel, &channel); i.Channel == "" {
		i.Channel = channel.ID
	}
	if thread(channel.Type) {
		i.Parent = channel.Parent
	}
	switch {
	case w.Context != nil:
		i.Context = *w.Context
	case w.Guild == "":
		i.Context = contextBotDM
	}
	var owners map[string]json.RawMessage
	lenient(w.Owners, &owners)
	for kind, id := range owners {
		i.Owners[kind] = Option{value: id}.Text()
	}
	if len(w.Message) > 0 {
		var m Message
		if lenient(w.Message, &m) {
			i.Message = &m
		}
	}
	i.decodeData(w.Data)
	return i, nil
}

// thread reports whether a channel of that type is a thread (10 announcement,
// 11 public, 12 private); the parent of any other channel is only a category.
func thread(channelType int) bool { return 10 <= channelType && channelType <= 12 }

// lenient decodes what it can of raw and reports whether there was anything.
func lenient(raw json.RawMessage, v any) bool {
	if len(raw) == 0 || string(raw) == "null" {
		return false
	}
	// A field of a surprising type leaves that field alone empty:
	// encoding/json goes on after an UnmarshalTypeError.
	err := json.Unmarshal(raw, v)
	_, typed := err.(*json.UnmarshalTypeError)
	return err == nil || typed
}

type wireOption struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options []wireOption    `json:"options"`
}

func (i *Interaction) decodeData(raw json.RawMessage) {
	var d struct {
		Name       string          `json:"name"`
		Type       int             `json:"type"`
		TargetID   string          `json:"target_id"`
		Options    []wireOption    `json:"options"`
		CustomID   string          `json:"custom_id"`
		Values     []string        `json:"values"`
		Components json.RawMessage `json:"components"`
		Resolved   struct {
			Messages    map[string]json.RawMessage `json:"messages"`
			Attachments map[string]File            `json:"attachments"`
			Users       map[string]json.RawMessage `json:"users"`
		} `json:"resolved"`
	}
	lenient(raw, &d)
	i.CustomID, i.Values = d.CustomID, d.Values
	i.Command = Command{Kind: d.Type, Path: d.Name, Options: map[string]Option{}, Files: d.Resolved.Attachments}
	if i.Command.Kind == 0 {
		i.Command.Kind = slashCommand
	}
	for options := d.Options; ; {
		var inner []wireOption
		for _, o := range options {
			if o.Type == 1 || o.Type == 2 { // a sub-command or a group of them
				i.Command.Path += " " + o.Name
				inner = o.Options
				continue
			}
			i.Command.Options[o.Name] = Option{o.Type, o.Value}
			if o.Focused {
				i.Command.Focused = o.Name
			}
		}
		if options = inner; len(options) == 0 {
			break
		}
	}
	if m, ok := d.Resolved.Messages[d.TargetID]; ok {
		var target Message
		if lenient(m, &target) {
			i.Command.Target = &target
		}
	}
	fields(d.Components, i.Fields, 0)
}

// fields collects what was typed into a form, whatever it is laid out with
// (rows of inputs, labels around inputs).
func fields(raw json.RawMessage, into map[string]string, depth int) {
	var list []struct {
		CustomID   string          `json:"custom_id"`
		Value      json.RawMessage `json:"value"`
		Values     []string        `json:"values"`
		Components json.RawMessage `json:"components"`
		Component  json.RawMessage `json:"component"`
	}
	if depth > 4 || !lenient(raw, &list) {
		return
	}
	for _, c := range list {
		if c.CustomID != "" {
			into[c.CustomID] = Option{value: c.Value}.Text()
			if len(c.Values) > 0 {
				into[c.CustomID] = strings.Join(c.Values, ",")
			}
		}
		fields(c.Components, into, depth+1)
		if len(c.Component) > 0 {
			fields(json.RawMessage("["+string(c.Component)+"]"), into, depth+1)
		}
	}
}

// decodeMessage reads a message of the gateway. It is false for one without an
// author or a channel: nothing to answer.
func decodeMessage(raw []byte) (*Message, bool) {
	var m Message
	if !lenient(raw, &m) || m.Author.ID == "" || m.Channel == "" || m.ID == "" {
		return nil, false
	}
	return &m, true
}

// Text returns a text option, or "".
func (c Command) Text(name string) string {
	if o, ok := c.Options[name]; ok {
		return strings.TrimSpace(o.Text())
	}
	return ""
}

// actor is who acts, for the library's history.
func (i *Interaction) actor() article.Actor { return article.Actor("user:" + i.User.ID) }
