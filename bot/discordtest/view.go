package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// View is what one member sees of one message, modal or list of choices, at
// one moment.
type View struct {
	// Problem says what went wrong on the member's side ("The application did
	// not respond"); "" if nothing did.
	Problem string
	// Thinking is set while the deferred answer is not there yet.
	Thinking bool
	// Ephemeral messages are seen by this member alone.
	Ephemeral bool
	Content   string
	Embeds    []Embed
	Rows      []Row
	Files     []File
	Author    string // the author's name
	Edited    bool
	Deleted   bool
	// ReplyTo is the ID of the message that this one replies to, "" for none.
	ReplyTo string
	// Pings names the users whom the message notifies, and "@everyone".
	Pings []string
	// Modal is the form that opened, nil if none did.
	Modal *Modal
	// ID is the message's ID, "" where there is no message.
	ID string
	// Payload is what the bot sent last for this message, as it sent it.
	Payload json.RawMessage
	// Took is how long the bot's first response took, for what a member did.
	Took time.Duration

	s       *Server
	viewer  *User
	msg     *message
	ix      *interaction
	channel *Channel
}

// Embed is an embed as it is shown.
type Embed struct {
	Title, Description, URL, Footer, Author string
	Fields                                  []EmbedField
	Color                                   int64
}

// EmbedField is a field of an embed.
type EmbedField struct {
	Name, Value string
	Inline      bool
}

// File is a file of a message.
type File struct {
	Name, ContentType, URL string
	Data                   []byte
}

// Row is a row of buttons, or one select.
type Row struct {
	Buttons []Button
	Select  *Select
}

// Button is a button. Style is Discord's: 1 primary, 2 secondary, 3 success, 4 danger, 5 link.
type Button struct {
	Label, Emoji, CustomID, URL string
	Style                       int
	Disabled                    bool
}

// Select is a select menu: of the options that stand there, or, by its type, of
// users (5), roles (6), either (7) or channels (8), whose IDs are then the values.
type Select struct {
	Type                  int
	CustomID, Placeholder string
	Options               []SelectOption
	Chosen                []string // default_values, for types 5 to 8
	Min, Max              int
	Disabled              bool
}

// SelectOption is an option of a select menu.
type SelectOption struct {
	Label, Value, Description string
	Default                   bool
}

// Choice is what autocomplete offers.
type Choice struct {
	Name  string
	Value any // string or json.Number
}

// Modal is a form.
type Modal struct {
	CustomID, Title string
	Fields          []Field

	ix  *interaction
	raw []any
}

// Field is an input of a form. Style 2 is a paragraph.
type Field struct {
	CustomID, Label, Value, Placeholder string
	Style                               int
	Required                            bool
	Min, Max                            int
	Select                              *Select // for a select in a label
}

// fieldInt reads a number that validation has passed.
func fieldInt(m map[string]any, key string, def int) int {
	if n, err := wholeNumber(m[key]); err == nil {
		return int(n)
	}
	return def
}

func readRows(components []any) (rows []Row) {
	for _, c := range components {
		m := asMap(c)
		if fieldInt(m, "type", 0) != typeActionRow {
			if kids := asList(m["components"]); kids != nil { // a container
				rows = append(rows, readRows(kids)...)
			}
			if a := asMap(m["accessory"]); fieldInt(a, "type", 0) == typeButton {
				rows = append(rows, Row{Buttons: []Button{readButton(a)}})
			}
			continue
		}
		var r Row
		for _, e := range asList(m["components"]) {
			x := asMap(e)
			if fieldInt(x, "type", 0) == typeButton {
				r.Buttons = append(r.Buttons, readButton(x))
			} else {
				r.Select = readSelect(x)
			}
		}
		rows = append(rows, r)
	}
	return rows
}

func readButton(x map[string]any) Button {
	d, _ := x["disabled"].(bool)
	return Button{
		Label: asText(x["label"]), Emoji: asText(asMap(x["emoji"])["name"]), CustomID: asText(x["custom_id"]), URL: asText(x["url"]),
		Style: fieldInt(x, "style", 0), Disabled: d,
	}
}

func readSelect(x map[string]any) *Select {
	d, _ := x["disabled"].(bool)
	v := &Select{Type: fieldInt(x, "type", 0), CustomID: asText(x["custom_id"]), Placeholder: asText(x["placeholder"]), Min: fieldInt(x, "min_values", 1), Max: fieldInt(x, "max_values", 1), Disabled: d}
	for _, o := range asList(x["default_values"]) {
		v.Chosen = append(v.Chosen, asText(asMap(o)["id"]))
	}
	for _, o := range asList(x["options"]) {
		m := asMap(o)
		def, _ := m["default"].(bool)
		v.Options = append(v.Options, SelectOption{asText(m["label"]), asText(m["value"]), asText(m["description"]), def})
	}
	return v
}

func readEmbed(v any) Embed {
	m := asMap(v)
	e := Embed{
		Title: asText(m["title"]), Description: asText(m["description"]), URL: asText(m["url"]),
		Footer: asText(asMap(m["footer"])["text"]), Author: asText(asMap(m["author"])["name"]), Color: int64(fieldInt(m, "color", 0)),
	}
	for _, f := range asList(m["fields"]) {
		fm := asMap(f)
		in, _ := fm["inline"].(bool)
		e.Fields = append(e.Fields, EmbedField{asText(fm["name"]), asText(fm["value"]), in})
	}
	return e
}

func newModal(ix *interaction, m map[string]any) *Modal {
	v := &Modal{CustomID: asText(m["custom_id"]), Title: asText(m["title"]), ix: ix, raw: asList(m["components"])}
	field := func(x map[string]any, label string) Field {
		f := Field{
			CustomID: asText(x["custom_id"]), Label: label, Value: asText(x["value"]), Placeholder: asText(x["placeholder"]),
			Style: fieldInt(x, "style", 1), Required: true, Min: fieldInt(x, "min_length", 0), Max: fieldInt(x, "max_length", 4000),
		}
		if r, ok := x["required"].(bool); ok {
			f.Required = r
		}
		if fieldInt(x, "type", 0) == typeStringSelect {
			f.Select = readSelect(x)
		}
		return f
	}
	for _, c := range v.raw {
		m := asMap(c)
		switch fieldInt(m, "type", 0) {
		case typeActionRow:
			for _, e := range asList(m["components"]) {
				x := asMap(e)
				v.Fields = append(v.Fields, field(x, asText(x["label"])))
			}
		case typeLabel:
			v.Fields = append(v.Fields, field(asMap(m["component"]), asText(m["label"])))
		}
	}
	return v
}

// view shows a message to a user. The lock is held.
func (s *Server) view(m *message, u *User) *View {
	v := &View{s: s, viewer: u, msg: m, channel: m.channel, ID: m.id}
	if m.deleted || m.only != nil && m.only != u || !s.canSee(u, m.channel) {
		v.Deleted = m.deleted
		if !m.deleted {
			v.Problem = "This message is not visible to " + u.Name
		}
		return v
	}
	v.Thinking, v.Ephemeral, v.Content, v.Author, v.Edited = m.loading, m.only != nil, m.content, m.author.Name, !m.edited.IsZero()
	for _, e := range m.embeds {
		v.Embeds = append(v.Embeds, readEmbed(e))
	}
	v.Rows = readRows(m.components)
	for _, a := range m.attachments {
		v.Files = append(v.Files, File{a.name, a.contentType, a.url, a.data})
	}
	if m.replyTo != nil {
		v.ReplyTo = m.replyTo.id
	}
	for _, p := range m.mentions {
		v.Pings = append(v.Pings, p.Name)
	}
	if m.everyone {
		v.Pings = append(v.Pings, "@everyone")
	}
	v.Payload = m.payload
	return v
}

// Now is the same message as it stands now.
func (v *View) Now() *View {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	return v.now()
}

func (v *View) now() *View {
	if v.msg == nil {
		return v
	}
	n := v.s.view(v.msg, v.viewer)
	n.ix, n.Took, n.Modal = v.ix, v.Took, v.Modal
	return n
}

// Wait waits until the message meets a condition and returns it; the test
// fails if it does not within the server's patience.
func (v *View) Wait(what string, ok func(*View) bool) *View {
	v.s.t.Helper()
	var n *View
	if !v.s.await(v.s.opts.Patience, func() bool { n = v.now(); return ok(n) }) {
		v.s.t.Errorf("Discord: waited %v in vain for %s; there is %v", v.s.opts.Patience, what, n)
	}
	return n
}

// WaitDone waits until the message no longer says that the bot is thinking.
func (v *View) WaitDone() *View {
	v.s.t.Helper()
	return v.Wait("the answer after a deferred response", func(v *View) bool { return !v.Thinking })
}

// WaitDeleted waits until the message is gone.
func (v *View) WaitDeleted() *View {
	v.s.t.Helper()
	return v.Wait("its deletion", func(v *View) bool { return v.Deleted })
}

// As is the same message for another member.
func (v *View) As(u *User) *View {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	if v.msg == nil {
		return v
	}
	return v.s.view(v.msg, u)
}

// Channel is where the view is.
func (v *View) Channel() *Channel { return v.channel }

// Followups are the further messages of the interaction this view came from,
// as far as the member sees them.
func (v *View) Followups() []*View {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	if v.ix == nil {
		return nil
	}
	var out []*View
	for _, m := range v.ix.followups {
		if f := v.s.view(m, v.viewer); f.Problem == "" && !f.Deleted {
			out = append(out, f)
		}
	}
	return out
}

// WaitFollowup waits for the nth (from 1) follow-up.
func (v *View) WaitFollowup(n int) *View {
	v.s.t.Helper()
	var f *View
	if !v.s.await(v.s.opts.Patience, func() bool {
		if v.ix == nil || len(v.ix.followups) < n {
			return false
		}
		f = v.s.view(v.ix.followups[n-1], v.viewer)
		return true
	}) {
		v.s.t.Errorf("Discord: no follow-up %d within %v", n, v.s.opts.Patience)
		return v.s.problem(v.viewer, v.channel, "no follow-up")
	}
	return f
}

// Buttons are all buttons, in order.
func (v *View) Buttons() []Button {
	var out []Button
	for _, r := range v.Rows {
		out = append(out, r.Buttons...)
	}
	return out
}

// Button finds a button by its label, or else by its custom_id; nil if there is none.
func (v *View) Button(what string) *Button {
	all := v.Buttons()
	for i := range all {
		if all[i].Label == what {
			return &all[i]
		}
	}
	for i := range all {
		if all[i].CustomID == what || all[i].Emoji == what && what != "" {
			return &all[i]
		}
	}
	return nil
}

// Labels are the labels of all buttons, in order.
func (v *View) Labels() []string {
	var out []string
	for _, b := range v.Buttons() {
		out = append(out, b.Label)
	}
	return out
}

// Selects are all select menus, in order.
func (v *View) Selects() []*Select {
	var out []*Select
	for _, r := range v.Rows {
		if r.Select != nil {
			out = append(out, r.Select)
		}
	}
	return out
}

// Text is all that can be read: content, embeds, text displays, file names.
func (v *View) Text() string {
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString(s + "\n")
		}
	}
	line(v.Content)
	for _, e := range v.Embeds {
		line(e.Author)
		line(e.Title)
		line(e.Description)
		for _, f := range e.Fields {
			line(f.Name)
			line(f.Value)
		}
		line(e.Footer)
	}
	if v.msg != nil {
		v.s.mu.Lock()
		for _, t := range displays(v.msg.components) {
			line(t)
		}
		v.s.mu.Unlock()
	}
	for _, f := range v.Files {
		line(f.Name)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func displays(components []any) (out []string) {
	for _, c := range components {
		m := asMap(c)
		if fieldInt(m, "type", 0) == typeTextDisplay {
			out = append(out, asText(m["content"]))
		}
		out = append(out, displays(asList(m["components"]))...)
	}
	return out
}

// String describes the view for a failing test.
func (v *View) String() string {
	if v == nil {
		return "nothing"
	}
	var b strings.Builder
	switch {
	case v.Problem != "":
		return "[" + v.Problem + "]"
	case v.Deleted:
		return "[deleted]"
	case v.Thinking:
		return "[thinking]"
	case v.Modal != nil:
		fmt.Fprintf(&b, "[modal %q:", v.Modal.Title)
		for _, f := range v.Modal.Fields {
			fmt.Fprintf(&b, " %s=%q", f.Label, f.Value)
		}
		return b.String() + "]"
	}
	if v.Ephemeral {
		b.WriteString("(only you) ")
	}
	b.WriteString(v.Text())
	for _, r := range v.Rows {
		b.WriteString("\n")
		for _, x := range r.Buttons {
			fmt.Fprintf(&b, "[%s%s]", strings.TrimSpace(x.Emoji+" "+x.Label), map[bool]string{true: " → " + x.URL}[x.URL != ""])
		}
		if r.Select != nil {
			fmt.Fprintf(&b, "{%s:", r.Select.Placeholder)
			for _, o := range r.Select.Options {
				fmt.Fprintf(&b, " %s;", o.Label)
			}
			b.WriteString("}")
		}
	}
	return b.String()
}
