package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Arg is an argument of a slash command, or a way to send it.
type Arg struct {
	name   string
	value  any
	forced bool
}

// Opt gives an option a value: a string, int, float64, bool, *User, *Channel or Upload.
func Opt(name string, value any) Arg { return Arg{name: name, value: value} }

// Forced sends the command although the client would not offer it: without the
// permission, with missing options or with values that were not offered.
func Forced() Arg { return Arg{forced: true} }

// Upload is a file that a member attaches.
type Upload struct {
	Name, ContentType string
	Data              []byte
}

// problem is the view of something that went wrong for the member.
func (s *Server) problem(u *User, c *Channel, what string) *View {
	return &View{s: s, viewer: u, channel: c, Problem: what}
}

func (s *Server) refuse(u *User, c *Channel, format string, args ...any) *View {
	s.t.Helper()
	what := fmt.Sprintf(format, args...)
	s.t.Errorf("Discord's client refuses %s: %s", u.Name, what)
	return s.problem(u, c, what)
}

// lookup finds a command by type and name (or the name in the user's language)
// as it is offered in a channel.
func (s *Server) lookup(u *User, c *Channel, kind int, name string) (cmd *command, guildID string) {
	find := func(list []*command) *command {
		for _, x := range list {
			if x.Type == kind && (x.Name == name || x.NameLocal[u.locale] == name) {
				return x
			}
		}
		return nil
	}
	if c.guild != nil {
		if x := find(s.commands[c.guild.ID]); x != nil {
			return x, c.guild.ID
		}
	}
	return find(s.commands[""]), ""
}

// installs says which installations offer a command to the user in the channel.
func (s *Server) installs(u *User, c *Channel, cmd *command) (byGuild, byUser bool) {
	ctx := contextOf(c)
	switch {
	case c.guild != nil:
		byGuild = c.guild.installed && cmd.allows(ctx, 0)
	case c.kind == dmChannel:
		byGuild = s.sharesGuild(u) && cmd.allows(ctx, 0)
	}
	byUser = u.installed && cmd.allows(ctx, 1)
	return byGuild, byUser
}

// offered says whether the client shows a command to the user in the channel, and why not.
func (s *Server) offered(u *User, c *Channel, cmd *command) (why string) {
	byGuild, byUser := s.installs(u, c, cmd)
	p := s.permissions(u, c)
	switch {
	case !s.canSee(u, c):
		return "they cannot see the channel"
	case !byGuild && !byUser:
		return "the application is not installed here for this command"
	case c.guild != nil && p&UseCommands == 0:
		return "they may not use application commands here"
	}
	if c.guild != nil && cmd.Permissions != nil {
		n, _ := strconv.ParseInt(*cmd.Permissions, 10, 64)
		need := Permission(n)
		// "0" is for administrators alone.
		if need == 0 && p&Administrator == 0 || p&need != need {
			return "they lack the command's default member permissions"
		}
	}
	return ""
}

// Offered reports whether Discord's client shows the command ("/ask", "/article
// add", or a message command's name) to the user in the channel.
func (u *User) Offered(c *Channel, name string) bool {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	kind := messageCommand
	if n, ok := strings.CutPrefix(name, "/"); ok {
		kind, name = chatInput, strings.Fields(n)[0]
	}
	cmd, _ := u.s.lookup(u, c, kind, name)
	return cmd != nil && u.s.offered(u, c, cmd) == ""
}

// Slash uses a slash command ("/ask", "/article add") and returns the bot's
// first response as the user sees it. A deferred one is Thinking: see
// View.WaitDone.
func (u *User) Slash(c *Channel, name string, args ...Arg) *View {
	u.s.t.Helper()
	ix, v := u.prepare(c, name, commandUse, args)
	if v != nil {
		return v
	}
	return u.s.outcome(ix)
}

// Autocomplete types into an option of a slash command and returns what is
// offered. The last argument is the one being typed.
func (u *User) Autocomplete(c *Channel, name string, args ...Arg) []Choice {
	u.s.t.Helper()
	ix, v := u.prepare(c, name, autocomplete, args)
	if v != nil {
		return nil
	}
	if !u.s.wait(ix) {
		u.s.t.Errorf("Discord: no autocomplete answer for %s within %v", name, u.s.opts.ResponseTime)
	}
	return ix.choices
}

// prepare sends the interaction of a slash command.
func (u *User) prepare(c *Channel, name string, kind int, args []Arg) (*interaction, *View) {
	s := u.s
	s.t.Helper()
	words := strings.Fields(strings.TrimPrefix(name, "/"))
	forced := false
	for _, a := range args {
		forced = forced || a.forced
	}
	args = slices.DeleteFunc(slices.Clone(args), func(a Arg) bool { return a.forced })
	s.mu.Lock()
	defer s.mu.Unlock()
	cmd, guildID := s.lookup(u, c, chatInput, words[0])
	if cmd == nil {
		return nil, s.refuse(u, c, "there is no command %s", name)
	}
	if why := s.offered(u, c, cmd); why != "" && !forced {
		return nil, s.refuse(u, c, "%s is not offered: %s", name, why)
	}
	opts := cmd.Options
	var path []option
	for _, w := range words[1:] {
		i := slices.IndexFunc(opts, func(o option) bool {
			return (o.Type == optSubcommand || o.Type == optGroup) && (o.Name == w || o.NameLocal[u.locale] == w)
		})
		if i < 0 {
			return nil, s.refuse(u, c, "%s: there is no sub-command %q", name, w)
		}
		path = append(path, opts[i])
		opts = opts[i].Options
	}
	if len(opts) > 0 && (opts[0].Type == optSubcommand || opts[0].Type == optGroup) {
		return nil, s.refuse(u, c, "%s needs a sub-command", name)
	}
	ix := s.newInteraction(kind, u, c)
	ix.commandType, ix.commandName = chatInput, strings.TrimPrefix(name, "/")
	ix.byGuild, ix.byUser = s.installs(u, c, cmd)
	if !ix.byGuild && !ix.byUser {
		ix.byGuild = c.guild != nil && c.guild.installed
		ix.byUser = !ix.byGuild
	}
	resolved := map[string]any{}
	given, why := s.arguments(ix, opts, args, kind == autocomplete, forced, resolved)
	if why != "" {
		delete(s.interactions, ix.token)
		return nil, s.refuse(u, c, "%s: %s", name, why)
	}
	for i := len(path) - 1; i >= 0; i-- {
		sub := map[string]any{"name": path[i].Name, "type": path[i].Type}
		sub["options"] = orEmpty(given)
		given = []any{sub}
	}
	data := map[string]any{"id": cmd.ID, "name": cmd.Name, "type": chatInput}
	if guildID != "" {
		data["guild_id"] = guildID
	}
	if given != nil {
		data["options"] = given
	}
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	s.deliver(ix, data)
	return ix, nil
}

// arguments checks what the client checks and builds the options' JSON.
func (s *Server) arguments(ix *interaction, opts []option, args []Arg, partial, forced bool, resolved map[string]any) (given []any, why string) {
	find := func(name string) *option {
		for i := range opts {
			if opts[i].Name == name || opts[i].NameLocal[ix.user.locale] == name {
				return &opts[i]
			}
		}
		return nil
	}
	for i, a := range args {
		o := find(a.name)
		if o == nil {
			return nil, "there is no option " + a.name
		}
		v := map[string]any{"name": o.Name, "type": o.Type}
		focused := partial && i == len(args)-1
		if focused {
			if !o.Autocomplete {
				return nil, "option " + o.Name + " has no autocomplete"
			}
			v["focused"] = true
			ix.optType = o.Type
		}
		val, problem := s.argument(ix, o, a.value, focused || forced, resolved)
		if problem != "" {
			return nil, problem
		}
		v["value"] = val
		given = append(given, v)
	}
	if !partial && !forced {
		for _, o := range opts {
			if o.Required && !slices.ContainsFunc(args, func(a Arg) bool { return find(a.name).Name == o.Name }) {
				return nil, "option " + o.Name + " is required"
			}
		}
	}
	return given, ""
}

func (s *Server) argument(ix *interaction, o *option, value any, lax bool, resolved map[string]any) (v any, why string) {
	wrong := fmt.Sprintf("option %s of type %d takes no %T", o.Name, o.Type, value)
	bucket := func(key string) map[string]any {
		m, ok := resolved[key].(map[string]any)
		if !ok {
			m = map[string]any{}
			resolved[key] = m
		}
		return m
	}
	switch x := value.(type) {
	case string:
		if o.Type != optString && !lax {
			return nil, wrong
		}
		n := utf8.RuneCountInString(x)
		max, min := 6000, 0
		if o.MaxLength != nil {
			max = *o.MaxLength
		}
		if o.MinLength != nil {
			min = *o.MinLength
		}
		if !lax {
			if n > max || n < min || n == 0 && o.Required {
				return nil, fmt.Sprintf("option %s holds %d to %d characters, not %d", o.Name, min, max, n)
			}
			if len(o.Choices) > 0 {
				for _, c := range o.Choices {
					if c.Name == x || c.Value == x || c.NameLocal[ix.user.locale] == x {
						return c.Value, ""
					}
				}
				return nil, "option " + o.Name + " offers no choice " + x
			}
		}
		return x, ""
	case int:
		if o.Type != optInteger && o.Type != optNumber {
			return nil, wrong
		}
		if !lax && (o.MinValue != nil && float64(x) < *o.MinValue || o.MaxValue != nil && float64(x) > *o.MaxValue) {
			return nil, "option " + o.Name + " is out of its bounds"
		}
		return x, ""
	case float64:
		if o.Type != optNumber {
			return nil, wrong
		}
		return x, ""
	case bool:
		if o.Type != optBoolean {
			return nil, wrong
		}
		return x, ""
	case *User:
		if o.Type != optUser && o.Type != optMention {
			return nil, wrong
		}
		bucket("users")[x.ID] = s.userJSON(x)
		return x.ID, ""
	case *Channel:
		if o.Type != optChannel {
			return nil, wrong
		}
		c := s.channelJSON(x)
		c["permissions"] = s.permissions(ix.user, x).text()
		bucket("channels")[x.ID] = c
		return x.ID, ""
	case Upload:
		if o.Type != optAttachment {
			return nil, wrong
		}
		a := s.upload(ix.channel.ID, x.Name, x.ContentType, x.Data)
		bucket("attachments")[a.id] = a.json()
		return a.id, ""
	}
	return nil, wrong
}

// wait waits for the first response, as long as Discord does.
func (s *Server) wait(ix *interaction) bool {
	timer := time.NewTimer(s.opts.ResponseTime + 200*time.Millisecond)
	defer timer.Stop()
	select {
	case <-ix.answered:
		return true
	case <-timer.C:
		return false
	}
}

// outcome is what the user sees of the first response.
func (s *Server) outcome(ix *interaction) *View {
	if !s.wait(ix) {
		v := s.problem(ix.user, ix.channel, "The application did not respond")
		v.ix = ix
		return v
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var v *View
	switch {
	case ix.modal != nil:
		v = &View{s: s, viewer: ix.user, channel: ix.channel, Modal: ix.modal}
	case ix.original != nil:
		v = s.view(ix.original, ix.user)
	default:
		v = &View{s: s, viewer: ix.user, channel: ix.channel}
	}
	v.ix, v.Took = ix, ix.answerAt.Sub(ix.created)
	return v
}

// MessageCommand uses a message's context menu command.
func (u *User) MessageCommand(name string, on *View, args ...Arg) *View {
	s := u.s
	s.t.Helper()
	s.mu.Lock()
	c := on.channel
	cmd, guildID := s.lookup(u, c, messageCommand, name)
	if cmd == nil {
		s.mu.Unlock()
		return s.refuse(u, c, "there is no message command %q", name)
	}
	if why := s.offered(u, c, cmd); why != "" && len(args) == 0 {
		s.mu.Unlock()
		return s.refuse(u, c, "%q is not offered: %s", name, why)
	}
	if v := s.view(on.msg, u); v.Problem != "" || v.Deleted {
		s.mu.Unlock()
		return s.refuse(u, c, "the message is not there: %v", v)
	}
	ix := s.newInteraction(commandUse, u, c)
	ix.commandType, ix.commandName = messageCommand, name
	ix.byGuild, ix.byUser = s.installs(u, c, cmd)
	// The target comes with all it holds, whoever wrote it.
	target := s.messageJSON(on.msg, true)
	for k, v := range on.msg.seenAs {
		target[k] = v
	}
	data := map[string]any{
		"id": cmd.ID, "name": cmd.Name, "type": messageCommand, "target_id": on.msg.id,
		"resolved": map[string]any{"messages": map[string]any{on.msg.id: target}},
	}
	if guildID != "" {
		data["guild_id"] = guildID
	}
	s.deliver(ix, data)
	s.mu.Unlock()
	return s.outcome(ix)
}

// Poison makes message commands deliver a message with some of its fields
// replaced, for instance with components of a type nobody knows.
func (v *View) Poison(fields map[string]any) {
	v.s.locked(func() { v.msg.seenAs = fields })
}

// Click presses a button, found by its label or custom_id, on the message as
// it stands now, and returns what the user then sees: the changed message, a
// new one, or a form.
func (u *User) Click(v *View, what string) *View {
	s := u.s
	s.t.Helper()
	n := v.As(u)
	if n.Problem != "" || n.Deleted {
		return s.refuse(u, v.channel, "nothing to click: %v", n)
	}
	b := n.Button(what)
	switch {
	case b == nil:
		return s.refuse(u, v.channel, "there is no button %q on %v", what, n)
	case b.Disabled:
		return s.refuse(u, v.channel, "button %q is disabled", what)
	case b.Style == 5:
		return s.refuse(u, v.channel, "button %q is a link to %s", what, b.URL)
	}
	return u.Forge(v, b.CustomID)
}

// Forge presses a button with any custom_id on a message, as a modified client
// may, whether the button is there or not.
func (u *User) Forge(v *View, customID string) *View {
	u.s.t.Helper()
	return u.use(v, map[string]any{"custom_id": customID, "component_type": typeButton, "id": 1})
}

// Select chooses values (or labels) of the select menu with a custom_id or
// placeholder; "" is the first menu.
func (u *User) Select(v *View, menu string, values ...string) *View {
	s := u.s
	s.t.Helper()
	n := v.As(u)
	for _, m := range n.Selects() {
		if menu != "" && m.CustomID != menu && m.Placeholder != menu {
			continue
		}
		if m.Disabled {
			return s.refuse(u, v.channel, "the select is disabled")
		}
		if len(values) < m.Min || len(values) > m.Max {
			return s.refuse(u, v.channel, "choose %d to %d values, not %d", m.Min, m.Max, len(values))
		}
		if m.Type != typeStringSelect {
			return u.selectEntities(v, m, values)
		}
		var chosen []string
		for _, want := range values {
			i := slices.IndexFunc(m.Options, func(o SelectOption) bool { return o.Value == want || o.Label == want })
			if i < 0 {
				return s.refuse(u, v.channel, "the select offers no %q", want)
			}
			chosen = append(chosen, m.Options[i].Value)
		}
		return u.use(v, map[string]any{"custom_id": m.CustomID, "component_type": typeStringSelect, "values": chosen, "id": 1})
	}
	return s.refuse(u, v.channel, "there is no select %q on %v", menu, n)
}

// selectEntities chooses users or channels, by ID.
func (u *User) selectEntities(v *View, m *Select, ids []string) *View {
	s := u.s
	s.t.Helper()
	resolved := map[string]any{}
	s.mu.Lock()
	for _, id := range ids {
		c, person := s.channels[id], s.users[id]
		switch {
		case m.Type == typeChanSelect && c != nil && c.guild == v.channel.guild:
			j := s.channelJSON(c)
			j["permissions"] = s.permissions(u, c).text()
			resolved[id] = j
		case m.Type == typeUserSelect && person != nil:
			resolved[id] = s.userJSON(person)
		default:
			s.mu.Unlock()
			return s.refuse(u, v.channel, "the select offers no %q", id)
		}
	}
	s.mu.Unlock()
	key := "channels"
	if m.Type == typeUserSelect {
		key = "users"
	}
	data := map[string]any{"custom_id": m.CustomID, "component_type": m.Type, "values": ids, "id": 1}
	if len(ids) == 0 {
		data["values"] = []string{}
	} else {
		data["resolved"] = map[string]any{key: resolved}
	}
	return u.use(v, data)
}

// ForgeSelect chooses any values of a select with any custom_id, as a modified client may.
func (u *User) ForgeSelect(v *View, customID string, values ...string) *View {
	u.s.t.Helper()
	return u.use(v, map[string]any{"custom_id": customID, "component_type": typeStringSelect, "values": values, "id": 1})
}

func (u *User) use(v *View, data map[string]any) *View {
	s := u.s
	s.mu.Lock()
	if v.msg == nil {
		s.mu.Unlock()
		return s.refuse(u, v.channel, "there is no message here: %v", v)
	}
	ix := s.newInteraction(component, u, v.channel)
	ix.message = v.msg
	if src := v.msg.source; src != nil {
		ix.byGuild, ix.byUser = src.byGuild, src.byUser && src.user == u
	}
	if !ix.byGuild && !ix.byUser {
		ix.byGuild = v.channel.guild == nil || v.channel.guild.installed
		ix.byUser = !ix.byGuild
	}
	s.deliver(ix, data)
	s.mu.Unlock()
	return s.outcome(ix)
}

// Submit fills in a form, by label or custom_id, and sends it. Fields that are
// not named keep the value they came with.
func (u *User) Submit(v *View, values map[string]string) *View {
	s := u.s
	s.t.Helper()
	if v.Modal == nil {
		return s.refuse(u, v.channel, "there is no form to submit: %v", v)
	}
	filled := map[string]string{}
	used := 0
	for _, f := range v.Modal.Fields {
		val := f.Value
		for _, k := range []string{f.Label, f.CustomID} {
			if x, ok := values[k]; ok {
				val = x
				used++
				break
			}
		}
		n := utf8.RuneCountInString(val)
		switch {
		case f.Required && n == 0:
			return s.refuse(u, v.channel, "field %q is required", f.Label)
		case n > 0 && (n < f.Min || n > f.Max):
			return s.refuse(u, v.channel, "field %q holds %d to %d characters, not %d", f.Label, f.Min, f.Max, n)
		}
		filled[f.CustomID] = val
	}
	if used != len(values) {
		return s.refuse(u, v.channel, "the form %v has not all of the fields %v", v, values)
	}
	return u.submit(v.channel, v.Modal.CustomID, v.Modal.raw, filled, v.Modal.ix)
}

// ForgeSubmit sends a form that was never opened, with text inputs by custom_id.
func (u *User) ForgeSubmit(c *Channel, customID string, values map[string]string) *View {
	u.s.t.Helper()
	var raw []any
	for id := range values {
		raw = append(raw, map[string]any{"type": 1, "components": []any{map[string]any{"type": typeTextInput, "custom_id": id}}})
	}
	return u.submit(c, customID, raw, values, nil)
}

func (u *User) submit(c *Channel, customID string, raw []any, values map[string]string, from *interaction) *View {
	s := u.s
	s.mu.Lock()
	ix := s.newInteraction(modalSubmit, u, c)
	if from != nil {
		ix.byGuild, ix.byUser, ix.message = from.byGuild, from.byUser, from.message
		ix.fromModal = from.message != nil
	} else {
		ix.byGuild = c.guild == nil || c.guild.installed
		ix.byUser = !ix.byGuild
	}
	var comps []any
	input := func(x map[string]any) map[string]any {
		id := asText(x["custom_id"])
		t := fieldInt(x, "type", typeTextInput)
		if t == typeTextInput {
			return map[string]any{"type": t, "id": 2, "custom_id": id, "value": values[id]}
		}
		return map[string]any{"type": t, "id": 2, "custom_id": id, "values": []string{values[id]}}
	}
	for i, r := range raw {
		m := asMap(r)
		switch fieldInt(m, "type", 0) {
		case typeActionRow:
			comps = append(comps, map[string]any{"type": typeActionRow, "id": i + 1, "components": []any{input(asMap(asList(m["components"])[0]))}})
		case typeLabel:
			comps = append(comps, map[string]any{"type": typeLabel, "id": i + 1, "component": input(asMap(m["component"]))})
		}
	}
	s.deliver(ix, map[string]any{"custom_id": customID, "components": orEmpty(comps)})
	s.mu.Unlock()
	return s.outcome(ix)
}

// Mention is the text that mentions the user.
func (u *User) Mention() string { return "<@" + u.ID + ">" }

// SayOption is a way to say something.
type SayOption func(*message)

// InReplyTo makes what is said a reply; ping is the @ ON/OFF of the client.
func InReplyTo(v *View, ping bool) SayOption {
	return func(m *message) {
		m.replyTo, m.kind = v.msg, 19
		if ping && !slices.Contains(m.mentions, v.msg.author) {
			m.mentions = append(m.mentions, v.msg.author)
		}
	}
}

// WithFile attaches a file to what is said.
func WithFile(f Upload) SayOption {
	return func(m *message) {
		m.attachments = append(m.attachments, m.channel.s.upload(m.channel.ID, f.Name, f.ContentType, f.Data))
	}
}

// Say posts a message in a channel and returns it. Mentions work as in
// Discord: <@id> of a user pings them, @everyone needs the permission.
func (u *User) Say(c *Channel, text string, how ...SayOption) *View {
	s := u.s
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.guild != nil && !u.webhook && s.permissions(u, c)&SendMessages == 0 || !u.webhook && !s.canSee(u, c) {
		return s.refuse(u, c, "they may not write in %s", c.Name)
	}
	if utf8.RuneCountInString(text) > 2000 {
		return s.refuse(u, c, "a message holds 2000 characters")
	}
	m := &message{channel: c, author: u, content: strings.TrimSpace(text)}
	m.mentions, m.everyone = s.mentioned(m.content, nil, nil, s.permissions(u, c)&MentionEveryone != 0)
	for _, f := range how {
		f(m)
	}
	s.post(m)
	return s.view(m, u)
}

// Edit changes what the user said before.
func (u *User) Edit(v *View, text string) *View {
	s := u.s
	s.mu.Lock()
	defer s.mu.Unlock()
	v.msg.content, v.msg.edited = strings.TrimSpace(text), s.now()
	v.msg.mentions, v.msg.everyone = s.mentioned(v.msg.content, nil, nil, false)
	s.dispatchMessage("MESSAGE_UPDATE", v.msg)
	s.changed()
	return s.view(v.msg, u)
}

// Delete removes a message that the user wrote or may moderate.
func (u *User) Delete(v *View) { u.s.locked(func() { u.s.remove(v.msg) }) }

// Answer waits for the bot's first message after this one in the channel, in
// reply to it or not, and returns it as the viewer sees it.
func (v *View) Answer() *View {
	v.s.t.Helper()
	return v.AnswerN(1)
}

// AnswerN waits for the bot's nth message (from 1) after this one.
func (v *View) AnswerN(n int) *View {
	s := v.s
	s.t.Helper()
	var out *View
	if !s.await(s.opts.Patience, func() bool {
		list := s.answers(v)
		if len(list) < n {
			return false
		}
		out = s.view(list[n-1], v.viewer)
		return true
	}) {
		s.t.Errorf("Discord: %s has had no answer to %q within %v", v.viewer.Name, v.Content, s.opts.Patience)
		return s.problem(v.viewer, v.channel, "no answer")
	}
	return out
}

// Answers are the bot's messages in the channel since this one, as far as the viewer sees them.
func (v *View) Answers() []*View {
	s := v.s
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*View
	for _, m := range s.answers(v) {
		out = append(out, s.view(m, v.viewer))
	}
	return out
}

func (s *Server) answers(v *View) (out []*message) {
	for _, m := range v.channel.messages {
		if younger(m.id, v.ID) && m.author == s.bot && (m.only == nil || m.only == v.viewer) {
			out = append(out, m)
		}
	}
	return out
}

// WaitMessage waits until a user sees at least n messages in a channel and
// returns the nth.
func (s *Server) WaitMessage(u *User, c *Channel, n int) *View {
	s.t.Helper()
	var out *View
	if !s.await(s.opts.Patience, func() bool {
		seen := 0
		for _, m := range c.messages {
			if v := s.view(m, u); v.Problem == "" {
				if seen++; seen == n {
					out = v
					return true
				}
			}
		}
		return false
	}) {
		s.t.Errorf("Discord: %s has not seen message %d in %s within %v", u.Name, n, c.Name, s.opts.Patience)
		return s.problem(u, c, "no message")
	}
	return out
}

// younger reports whether the snowflake a is younger than b.
func younger(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a > b }

// Sees are the messages of a channel that the user can see, oldest first.
func (u *User) Sees(c *Channel) []*View {
	s := u.s
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*View
	for _, m := range c.messages {
		if v := s.view(m, u); v.Problem == "" {
			out = append(out, v)
		}
	}
	return out
}
