package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Message flags.
const (
	flagSuppressEmbeds        = 1 << 2
	flagEphemeral             = 1 << 6
	flagLoading               = 1 << 7
	flagSuppressNotifications = 1 << 12
	flagComponentsV2          = 1 << 15
)

// message is one message in a channel, as Discord keeps it.
type message struct {
	id          string
	channel     *Channel
	author      *User
	kind        int // 0 default, 19 reply, 20 slash command, 23 context menu command
	content     string
	embeds      []any
	components  []any
	attachments []*attachment
	flags       int64
	replyTo     *message
	mentions    []*User // who the content mentions and who is notified
	everyone    bool    // @everyone or @here fires
	created     time.Time
	edited      time.Time
	deleted     bool
	only        *User        // ephemeral: the one user who sees it
	source      *interaction // the interaction it answers
	loading     bool         // "… is thinking"
	payload     json.RawMessage
	seenAs      map[string]any // what a raw event showed instead, see Server.Poison
}

// attachment is a file of a message, served by the fake's CDN.
type attachment struct {
	id, name, contentType, url string
	description                string
	data                       []byte
}

// file is one uploaded part of a multipart request.
type file struct {
	index       int
	name        string
	contentType string
	data        []byte
}

// messageLimits says in which place a message payload is used.
type messageUse int

const (
	createInChannel messageUse = iota
	editInChannel
	respond      // interaction callback 4, or a follow-up
	update       // interaction callback 7
	editResponse // PATCH @original or a follow-up
)

// checkMessage holds a message payload against Discord's limits and returns
// its flags. earlier is the message that is edited, nil for a new one.
func checkMessage(o object, use messageUse, files int, earlier *message) (flags int64) {
	content := o.m["content"]
	if s, ok := content.(string); ok {
		// Discord trims first and counts code points after.
		trimmed := object{o.form, o.path, map[string]any{"content": strings.TrimSpace(s)}}
		trimmed.text("content", false, 0, 2000)
	} else {
		o.text("content", false, 0, 2000)
	}
	o.boolean("tts")
	o.boolean("enforce_nonce")
	if o.has("nonce") {
		if _, isText := o.m["nonce"].(string); isText {
			o.text("nonce", false, 0, 25)
		}
	}
	flags = o.integer("flags", false, 0, 1<<31, 0)
	allowed := int64(flagSuppressEmbeds | flagSuppressNotifications | flagComponentsV2)
	if use == respond {
		allowed |= flagEphemeral
	}
	if flags&^allowed != 0 {
		o.fault("flags", "BASE_TYPE_CHOICES", "Flags %d may not be set here.", flags&^allowed)
	}
	v2 := flags&flagComponentsV2 != 0
	if earlier != nil && earlier.flags&flagComponentsV2 != 0 {
		v2 = true
	}

	total := 0
	embeds := o.objects("embeds", 0, 10)
	for _, e := range embeds {
		total += checkEmbed(e)
	}
	if total > 6000 {
		o.fault("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
	if v2 && (content != nil && content != "" || len(embeds) > 0 || o.has("poll")) {
		o.fault("", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The fields 'content', 'embeds', 'stickers' and 'poll' cannot be used with MessageFlags.IS_COMPONENTS_V2")
	}
	checkMessageComponents(o, v2)
	checkAllowedMentions(o)

	for _, a := range o.objects("attachments", 0, 10) {
		a.text("filename", false, 1, 1024)
		a.text("description", false, 0, 1024)
		a.integer("id", true, 0, 1<<62, 0)
	}
	if files > 10 {
		o.fault("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
	if ref, ok := o.object("message_reference"); ok {
		if use != createInChannel {
			ref.fault("", "MODEL_TYPE_CONVERT", "A message reference belongs to a new channel message.")
		}
		for _, k := range []string{"message_id", "channel_id", "guild_id"} {
			if s := ref.text(k, k == "message_id", 1, 20); s != "" && !isSnowflake(s) {
				ref.fault(k, "NUMBER_TYPE_COERCE", "Value %q is not snowflake.", s)
			}
		}
		ref.boolean("fail_if_not_exists")
	}
	return flags
}

// emptyAfter reports whether a payload leaves a message with nothing to show.
func emptyPayload(o object, files int) bool {
	s, _ := o.m["content"].(string)
	return strings.TrimSpace(s) == "" && files == 0 &&
		len(o.list("embeds", 0, 1<<20)) == 0 && len(o.list("components", 0, 1<<20)) == 0 && !o.has("poll") && !o.has("sticker_ids")
}

func checkEmbed(e object) (size int) {
	count := func(s string) { size += utf8.RuneCountInString(s) }
	count(e.text("title", false, 0, 256))
	count(e.text("description", false, 0, 4096))
	e.link("url", false, 2048)
	e.integer("color", false, 0, 0xffffff, 0)
	if ts := e.text("timestamp", false, 0, 64); ts != "" {
		if _, err := time.Parse(time.RFC3339, ts); err != nil {
			e.fault("timestamp", "DATE_TIME_TYPE_PARSE", "Could not parse %s. Should be ISO8601.", ts)
		}
	}
	if f, ok := e.object("footer"); ok {
		count(f.text("text", true, 1, 2048))
		f.link("icon_url", false, 2048)
	}
	if a, ok := e.object("author"); ok {
		count(a.text("name", true, 1, 256))
		a.link("url", false, 2048)
		a.link("icon_url", false, 2048)
	}
	for _, k := range []string{"image", "thumbnail"} {
		if i, ok := e.object(k); ok {
			i.link("url", true, 2048)
		}
	}
	for _, f := range e.objects("fields", 0, 25) {
		count(f.text("name", true, 1, 256))
		count(f.text("value", true, 1, 1024))
		f.boolean("inline")
	}
	return size
}

func checkAllowedMentions(o object) {
	am, ok := o.object("allowed_mentions")
	if !ok {
		return
	}
	kinds := map[string]bool{}
	for _, k := range am.list("parse", 0, 3) {
		s, _ := k.(string)
		if s != "users" && s != "roles" && s != "everyone" {
			am.fault("parse", "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').")
		}
		kinds[s] = true
	}
	for _, k := range []string{"users", "roles"} {
		ids := am.list(k, 0, 100)
		for _, id := range ids {
			if s, ok := id.(string); !ok || !isSnowflake(s) {
				am.fault(k, "NUMBER_TYPE_COERCE", "Value %q is not snowflake.", id)
			}
		}
		if len(ids) > 0 && kinds[k] {
			am.fault(k, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[%q] and %s: [ids...] are mutually exclusive.", k, k)
		}
	}
	am.boolean("replied_user")
}

// quiet reports whether a payload surely pings nobody: allowed_mentions stands
// there with an empty parse list and names nobody.
func quiet(m map[string]any) bool {
	am, ok := m["allowed_mentions"].(map[string]any)
	if !ok {
		return false
	}
	parse, ok := am["parse"].([]any)
	if !ok || len(parse) > 0 {
		return false
	}
	for _, k := range []string{"users", "roles"} {
		if l, ok := am[k].([]any); ok && len(l) > 0 {
			return false
		}
	}
	replied, _ := am["replied_user"].(bool)
	return !replied
}

var userMention = regexp.MustCompile(`<@!?(\d+)>`)

// mentioned finds whom a text mentions and whether it calls everyone, as far
// as allowed_mentions lets it; am nil is Discord's default for a plain message.
func (s *Server) mentioned(text string, am map[string]any, replied *User, mayEveryone bool) (users []*User, everyone bool) {
	parse := map[string]bool{"users": true, "roles": true, "everyone": true}
	var only []any
	pingReplied := true
	if am != nil {
		parse = map[string]bool{}
		for _, k := range asList(am["parse"]) {
			parse[asText(k)] = true
		}
		only = asList(am["users"])
		pingReplied, _ = am["replied_user"].(bool)
	}
	add := func(u *User) {
		if u != nil && !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	for _, m := range userMention.FindAllStringSubmatch(text, -1) {
		if parse["users"] || slices.Contains(only, any(m[1])) {
			add(s.users[m[1]])
		}
	}
	if replied != nil && pingReplied {
		add(replied)
	}
	if parse["everyone"] && mayEveryone && (strings.Contains(text, "@everyone") || strings.Contains(text, "@here")) {
		everyone = true
	}
	return users, everyone
}

func asList(v any) []any {
	l, _ := v.([]any)
	return l
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// apply writes the keys that a payload holds into a message.
func (s *Server) apply(m *message, p map[string]any, files []file) {
	if v, ok := p["content"]; ok {
		m.content = strings.TrimSpace(asText(v))
		mayEveryone := s.permissions(m.author, m.channel)&MentionEveryone != 0
		var replied *User
		if m.replyTo != nil {
			replied = m.replyTo.author
		}
		am, given := p["allowed_mentions"].(map[string]any)
		if !given && m.source != nil {
			am = map[string]any{"parse": []any{"users"}} // the default of interactions
		}
		m.mentions, m.everyone = s.mentioned(m.content, am, replied, mayEveryone)
	}
	if v, ok := p["embeds"]; ok {
		m.embeds = asList(v)
		if m.channel.guild != nil && m.source == nil && s.permissions(m.author, m.channel)&EmbedLinks == 0 {
			m.embeds = nil // dropped silently
		}
	}
	if v, ok := p["components"]; ok {
		m.components = asList(v)
	}
	meta := map[int]map[string]any{}
	if v, ok := p["attachments"]; ok {
		var keep []*attachment
		for _, a := range asList(v) {
			am := asMap(a)
			id, _ := wholeNumber(am["id"])
			for _, old := range m.attachments {
				if old.id == strconv.FormatInt(id, 10) {
					keep = append(keep, old)
				}
			}
			meta[int(id)] = am
		}
		m.attachments = keep
	}
	for _, f := range files {
		a := s.upload(m.channel.ID, f.name, f.contentType, f.data)
		if am := meta[f.index]; am != nil {
			if n := asText(am["filename"]); n != "" {
				a.name = n
			}
			a.description = asText(am["description"])
		}
		m.attachments = append(m.attachments, a)
	}
	m.payload, _ = json.Marshal(p)
}

// upload puts a file on the CDN.
func (s *Server) upload(folder, name, contentType string, data []byte) *attachment {
	a := &attachment{id: s.newID(), name: name, contentType: contentType, data: data}
	a.url = s.URL + "/attachments/" + folder + "/" + a.id + "/" + name
	s.files[a.id] = a
	return a
}

func (a *attachment) json() map[string]any {
	v := map[string]any{"id": a.id, "filename": a.name, "size": len(a.data), "url": a.url, "proxy_url": a.url}
	if a.contentType != "" {
		v["content_type"] = a.contentType
	}
	if a.description != "" {
		v["description"] = a.description
	}
	return v
}

// empty reports whether nothing is left to show.
func (m *message) empty() bool {
	return m.content == "" && len(m.embeds) == 0 && len(m.components) == 0 && len(m.attachments) == 0
}

// contentVisible reports whether the bot, without the privileged intent, is
// shown what a message says: its own messages, direct messages, and messages
// that mention it. A pinging reply to a slash command's answer does not count.
func (s *Server) contentVisible(m *message) bool {
	if m.author == s.bot || m.channel.kind == dmChannel {
		return true
	}
	if userMention.MatchString(m.content) {
		for _, x := range userMention.FindAllStringSubmatch(m.content, -1) {
			if x[1] == s.bot.ID {
				return true
			}
		}
	}
	return slices.Contains(m.mentions, s.bot) && m.replyTo != nil && m.replyTo.source == nil
}

// messageJSON is a message as Discord sends it; full is false where the
// content must be withheld.
func (s *Server) messageJSON(m *message, full bool) map[string]any {
	mentions := []any{}
	for _, u := range m.mentions {
		mentions = append(mentions, s.userJSON(u))
	}
	atts := []any{}
	for _, a := range m.attachments {
		atts = append(atts, a.json())
	}
	flags := m.flags
	if m.only != nil {
		flags |= flagEphemeral
	}
	if m.loading {
		flags |= flagLoading
	}
	v := map[string]any{
		"id": m.id, "channel_id": m.channel.ID, "author": s.userJSON(m.author), "type": m.kind,
		"content": m.content, "embeds": orEmpty(m.embeds), "components": orEmpty(m.components), "attachments": atts,
		"mentions": mentions, "mention_roles": []any{}, "mention_everyone": m.everyone, "pinned": false, "tts": false,
		"timestamp": stamp(m.created), "edited_timestamp": nil, "flags": flags,
	}
	if !full {
		v["content"], v["embeds"], v["components"], v["attachments"] = "", []any{}, []any{}, []any{}
	}
	if !m.edited.IsZero() {
		v["edited_timestamp"] = stamp(m.edited)
	}
	if m.author.webhook {
		v["webhook_id"] = m.author.ID
	}
	if ix := m.source; ix != nil {
		v["application_id"], v["webhook_id"] = s.AppID, s.AppID
		md := map[string]any{
			"id": ix.id, "type": ix.kind, "user": s.userJSON(ix.user),
			"authorizing_integration_owners": ix.owners(),
		}
		if ix.kind == component && ix.message != nil {
			md["interacted_message_id"] = ix.message.id
		}
		v["interaction_metadata"] = md
	}
	if m.replyTo != nil {
		ref := map[string]any{"type": 0, "message_id": m.replyTo.id, "channel_id": m.replyTo.channel.ID}
		if g := m.channel.guild; g != nil {
			ref["guild_id"] = g.ID
		}
		v["message_reference"] = ref
		if m.replyTo.deleted {
			v["referenced_message"] = nil
		} else {
			old := *m.replyTo
			old.replyTo = nil
			v["referenced_message"] = s.messageJSON(&old, s.contentVisible(&old))
		}
	}
	return v
}

func orEmpty(l []any) []any {
	if l == nil {
		return []any{}
	}
	return l
}

// post puts a finished message into its channel and tells the gateway.
func (s *Server) post(m *message) {
	if m.id == "" {
		m.id = s.newID()
	}
	if m.created.IsZero() {
		m.created = s.now()
	}
	s.messages[m.id] = m
	m.channel.messages = append(m.channel.messages, m)
	s.changed()
	if m.only == nil {
		s.dispatchMessage("MESSAGE_CREATE", m)
	}
}

func (s *Server) dispatchMessage(event string, m *message) {
	c := m.channel
	if c.kind == groupChannel || c.guild != nil && !c.guild.installed {
		return
	}
	if !s.canSee(s.bot, c) {
		return
	}
	v := s.messageJSON(m, s.contentVisible(m))
	intent := int64(intentDirectMessages)
	if c.guild != nil {
		intent = intentGuildMessages
		v["guild_id"] = c.guild.ID
		if mb := s.memberJSON(c.guild, m.author, false); mb != nil {
			v["member"] = mb
		}
	}
	s.dispatch(event, c.guild, c, intent, v)
}

// remove deletes a message.
func (s *Server) remove(m *message) {
	m.deleted = true
	delete(s.messages, m.id)
	m.channel.messages = slices.DeleteFunc(m.channel.messages, func(x *message) bool { return x == m })
	s.changed()
	c := m.channel
	if m.only != nil || c.kind == groupChannel || c.guild != nil && !c.guild.installed || !s.canSee(s.bot, c) {
		return
	}
	v := map[string]any{"id": m.id, "channel_id": c.ID}
	intent := int64(intentDirectMessages)
	if c.guild != nil {
		v["guild_id"], intent = c.guild.ID, intentGuildMessages
	}
	s.dispatch("MESSAGE_DELETE", c.guild, c, intent, v)
}

// The endpoints of channels and their messages.

// reachable finds a channel that the bot may use.
func (s *Server) reachable(id string) (*Channel, *apiError) {
	c := s.channels[id]
	if c == nil {
		return nil, errUnknownChannel
	}
	if c.guild != nil && !c.guild.installed || !s.canSee(s.bot, c) {
		return nil, errMissingAccess
	}
	return c, nil
}

func (s *Server) getChannel(q *call) (int, any, *apiError) {
	c, err := s.reachable(q.path("channel"))
	if err != nil {
		return 0, nil, err
	}
	return 200, s.channelJSON(c), nil
}

// publicMessage finds a message that the channel endpoints know; ephemeral
// messages are not among them.
func (s *Server) publicMessage(q *call) (*message, *apiError) {
	c, err := s.reachable(q.path("channel"))
	if err != nil {
		return nil, err
	}
	m := s.messages[q.path("message")]
	if m == nil || m.channel != c || m.only != nil {
		return nil, errUnknownMessage
	}
	return m, nil
}

func (s *Server) createMessage(q *call) (int, any, *apiError) {
	c, err := s.reachable(q.path("channel"))
	if err != nil {
		return 0, nil, err
	}
	o, err := q.object()
	if err != nil {
		return 0, nil, err
	}
	flags := checkMessage(o, createInChannel, len(q.files), nil)
	if err := o.form.err(); err != nil {
		return 0, nil, err
	}
	if emptyPayload(o, len(q.files)) {
		return 0, nil, errEmptyMessage
	}
	s.mustBeQuiet(q, o.m)
	if c.kind == dmChannel {
		u := c.recipients[0]
		if u.dmClosed {
			return 0, nil, errCannotDM
		}
		if !s.sharesGuild(u) && !u.installed {
			return 0, nil, errNoMutualGuild
		}
	}
	p := s.permissions(s.bot, c)
	if p&SendMessages == 0 || len(q.files) > 0 && p&AttachFiles == 0 {
		return 0, nil, errMissingPermissions
	}
	nonce := ""
	if enforce, _ := o.m["enforce_nonce"].(bool); enforce && o.has("nonce") {
		// The same nonce again within some minutes gives the message that stands.
		nonce = fmt.Sprint(c.ID, " ", o.m["nonce"])
		if old := s.nonces[nonce]; old != nil {
			return 200, s.messageJSON(old, true), nil
		}
	}
	m := &message{channel: c, author: s.bot, flags: flags}
	if ref := asMap(o.m["message_reference"]); ref != nil {
		target := s.messages[asText(ref["message_id"])]
		strict := true
		if b, ok := ref["fail_if_not_exists"].(bool); ok {
			strict = b
		}
		switch {
		case p&ReadMessageHistory == 0:
			return 0, nil, errReadHistory
		case target == nil || target.channel != c || target.only != nil:
			if strict {
				f := &form{}
				f.add([]string{"message_reference"}, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
				e := f.err()
				e.blame = false // it may have been deleted meanwhile
				return 0, nil, e
			}
		default:
			m.replyTo, m.kind = target, 19
		}
	}
	s.apply(m, o.m, q.files)
	s.post(m)
	if nonce != "" {
		s.nonces[nonce] = m
	}
	v := s.messageJSON(m, true)
	if n := o.m["nonce"]; n != nil {
		v["nonce"] = n
	}
	return 200, v, nil
}

func (s *Server) getMessage(q *call) (int, any, *apiError) {
	m, err := s.publicMessage(q)
	if err != nil {
		return 0, nil, err
	}
	if s.permissions(s.bot, m.channel)&ReadMessageHistory == 0 {
		return 0, nil, errMissingPermissions
	}
	return 200, s.messageJSON(m, s.contentVisible(m)), nil
}

func (s *Server) listMessages(q *call) (int, any, *apiError) {
	c, err := s.reachable(q.path("channel"))
	if err != nil {
		return 0, nil, err
	}
	limit := 50
	if l := q.r.URL.Query().Get("limit"); l != "" {
		n, e := strconv.Atoi(l)
		if e != nil || n < 1 || n > 100 {
			f := &form{}
			f.add([]string{"limit"}, "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
			return 0, nil, f.err()
		}
		limit = n
	}
	out := []any{}
	if s.permissions(s.bot, c)&ReadMessageHistory != 0 {
		for i := len(c.messages) - 1; i >= 0 && len(out) < limit; i-- {
			if m := c.messages[i]; m.only == nil {
				out = append(out, s.messageJSON(m, s.contentVisible(m)))
			}
		}
	}
	return 200, out, nil
}

func (s *Server) editMessage(q *call) (int, any, *apiError) {
	m, err := s.publicMessage(q)
	if err != nil {
		return 0, nil, err
	}
	if m.author != s.bot {
		return 0, nil, errOthersMessage
	}
	return s.edit(q, m, editInChannel)
}

// edit applies a PATCH to a message of the bot's.
func (s *Server) edit(q *call, m *message, use messageUse) (int, any, *apiError) {
	o, err := q.object()
	if err != nil {
		return 0, nil, err
	}
	flags := checkMessage(o, use, len(q.files), m)
	if err := o.form.err(); err != nil {
		return 0, nil, err
	}
	if _, ok := o.m["content"]; ok && asText(o.m["content"]) != "" {
		s.mustBeQuiet(q, o.m)
	}
	probe := *m
	s.apply(&probe, o.m, q.files)
	if probe.empty() {
		return 0, nil, errEmptyMessage
	}
	*m = probe
	m.flags |= flags
	if m.loading {
		// The answer that "is thinking" appears; it was not there before, so it is not "edited".
		m.loading = false
	} else {
		m.edited = s.now()
	}
	s.changed()
	if m.only == nil {
		s.dispatchMessage("MESSAGE_UPDATE", m)
	}
	return 200, s.messageJSON(m, true), nil
}

func (s *Server) deleteMessage(q *call) (int, any, *apiError) {
	m, err := s.publicMessage(q)
	if err != nil {
		return 0, nil, err
	}
	if m.author != s.bot && s.permissions(s.bot, m.channel)&ManageMessages == 0 {
		return 0, nil, errMissingPermissions
	}
	s.remove(m)
	return 204, nil, nil
}

func (s *Server) typing(q *call) (int, any, *apiError) {
	c, err := s.reachable(q.path("channel"))
	if err != nil {
		return 0, nil, err
	}
	if s.permissions(s.bot, c)&SendMessages == 0 {
		return 0, nil, errMissingPermissions
	}
	return 204, nil, nil
}

func (s *Server) createDM(q *call) (int, any, *apiError) {
	o, err := q.object()
	if err != nil {
		return 0, nil, err
	}
	id := o.text("recipient_id", true, 1, 20)
	if err := o.form.err(); err != nil {
		return 0, nil, err
	}
	u := s.users[id]
	if u == nil {
		return 0, nil, errUnknownUser
	}
	if u.bot {
		return 0, nil, errCannotDM
	}
	return 200, s.channelJSON(s.dmWith(u)), nil
}

func (s *Server) getGuild(q *call) (int, any, *apiError) {
	g := s.guilds[q.path("guild")]
	if g == nil {
		return 0, nil, errUnknownGuild
	}
	if !g.installed {
		return 0, nil, errMissingAccess
	}
	return 200, s.guildJSON(g), nil
}

func (s *Server) getGuildChannels(q *call) (int, any, *apiError) {
	g := s.guilds[q.path("guild")]
	if g == nil || !g.installed {
		return 0, nil, errMissingAccess
	}
	out := []any{}
	for _, c := range g.channels {
		out = append(out, s.channelJSON(c))
	}
	return 200, out, nil
}

func (s *Server) getMember(q *call) (int, any, *apiError) {
	g := s.guilds[q.path("guild")]
	if g == nil || !g.installed {
		return 0, nil, errMissingAccess
	}
	u := s.users[q.path("user")]
	if u == nil {
		return 0, nil, errUnknownUser
	}
	m := s.memberJSON(g, u, true)
	if m == nil {
		return 0, nil, errUnknownMember
	}
	return 200, m, nil
}

func (s *Server) getUser(q *call) (int, any, *apiError) {
	u := s.users[q.path("user")]
	if q.path("user") == "@me" {
		u = s.bot
	}
	if u == nil {
		return 0, nil, errUnknownUser
	}
	return 200, s.userJSON(u), nil
}
