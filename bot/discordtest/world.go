package discordtest

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// Permission is a set of Discord's permission bits.
type Permission int64

// The permissions that matter to a bot which answers.
const (
	Administrator      Permission = 1 << 3
	ManageGuild        Permission = 1 << 5
	ViewChannel        Permission = 1 << 10
	SendMessages       Permission = 1 << 11
	ManageMessages     Permission = 1 << 13
	EmbedLinks         Permission = 1 << 14
	AttachFiles        Permission = 1 << 15
	ReadMessageHistory Permission = 1 << 16
	MentionEveryone    Permission = 1 << 17
	UseCommands        Permission = 1 << 31
	SendInThreads      Permission = 1 << 38
	UseExternalApps    Permission = 1 << 50
)

// everyonePermissions is what a new server's @everyone has, of these bits.
const everyonePermissions = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | UseCommands | SendInThreads | UseExternalApps

const allPermissions Permission = 1<<53 - 1

// Channel types.
const (
	textChannel  = 0
	dmChannel    = 1
	groupChannel = 3
	publicThread = 11
)

// Guild is a server.
type Guild struct {
	ID, Name string

	s         *Server
	locale    string
	everyone  Permission
	owner     *User
	channels  []*Channel
	members   map[string]*membership
	installed bool // the bot is a member
	outage    bool
}

// membership is what one user is in one guild. Extra permissions come from a
// role of their own, so that the payloads show where they come from.
type membership struct {
	user   *User
	extra  Permission
	roleID string
	joined time.Time
}

// Channel is a text channel of a guild, or a direct or group message.
type Channel struct {
	ID, Name string

	s          *Server
	kind       int
	guild      *Guild
	parent     *Channel // of a thread
	recipients []*User
	allow      map[string]Permission // by user ID
	deny       map[string]Permission
	messages   []*message
}

// Guild is the server a channel belongs to, nil for a direct message.
func (c *Channel) Guild() *Guild { return c.guild }

// User is a person, another bot or a webhook; the bot under test is one too.
type User struct {
	ID, Name string

	s         *Server
	bot       bool
	webhook   bool
	locale    string
	installed bool // has the application installed for themselves
	dmClosed  bool
	dm        *Channel
}

// AddGuild makes a server with the bot installed as a member.
func (s *Server) AddGuild(name string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.addGuild(name)
	g.installed = true
	g.members[s.bot.ID] = &membership{user: s.bot, joined: s.now()}
	s.dispatch("GUILD_CREATE", g, nil, intentGuilds, s.guildCreate(g))
	return g
}

// AddGuildWithoutBot makes a server where the bot is not a member; users may
// still bring the application along by installing it for themselves.
func (s *Server) AddGuildWithoutBot(name string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addGuild(name)
}

func (s *Server) addGuild(name string) *Guild {
	owner := s.addUser(name + "-owner")
	// Guilds are spread over the shards: the millisecond part of the ID grows by one.
	s.guildSeq++
	id := strconv.FormatUint((s.guildBase+s.guildSeq)<<22, 10)
	g := &Guild{s: s, ID: id, Name: name, locale: "en-US", everyone: everyonePermissions, owner: owner, members: map[string]*membership{}}
	g.members[owner.ID] = &membership{user: owner, joined: s.now()}
	s.guilds[id] = g
	s.guildOrder = append(s.guildOrder, g)
	return g
}

// InviteBot makes the bot a member of a server again, as an administrator does.
func (g *Guild) InviteBot() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.installed = true
	g.members[g.s.bot.ID] = &membership{user: g.s.bot, joined: g.s.now()}
	g.s.dispatch("GUILD_CREATE", g, nil, intentGuilds, g.s.guildCreate(g))
}

// RemoveBot takes the bot off the server, as a kick does.
func (g *Guild) RemoveBot() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.installed = false
	delete(g.members, g.s.bot.ID)
	g.s.dispatch("GUILD_DELETE", g, nil, intentGuilds, map[string]any{"id": g.ID})
}

// Outage makes the server unavailable (GUILD_DELETE with unavailable) or
// available again (GUILD_CREATE).
func (g *Guild) Outage(on bool) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.outage = on
	if on {
		g.s.dispatch("GUILD_DELETE", g, nil, intentGuilds, map[string]any{"id": g.ID, "unavailable": true})
	} else {
		g.s.dispatch("GUILD_CREATE", g, nil, intentGuilds, g.s.guildCreate(g))
	}
}

// SetLocale sets the server's preferred language.
func (g *Guild) SetLocale(locale string) { g.s.locked(func() { g.locale = locale }) }

// AddChannel makes a text channel.
func (g *Guild) AddChannel(name string) *Channel {
	s := g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.addChannel(name, textChannel)
	c.guild = g
	g.channels = append(g.channels, c)
	if g.installed {
		s.dispatch("CHANNEL_CREATE", g, nil, intentGuilds, s.channelJSON(c))
	}
	return c
}

func (s *Server) addChannel(name string, kind int) *Channel {
	c := &Channel{s: s, ID: s.newID(), Name: name, kind: kind, allow: map[string]Permission{}, deny: map[string]Permission{}}
	s.channels[c.ID] = c
	return c
}

// AddThread makes a public thread in a channel, with the channel's permissions.
func (c *Channel) AddThread(name string) *Channel {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	th := s.addChannel(name, publicThread)
	th.guild, th.parent = c.guild, c
	if c.guild.installed {
		s.dispatch("THREAD_CREATE", c.guild, nil, intentGuilds, s.channelJSON(th))
	}
	return th
}

// AddGroup makes a group message between users; the bot is never in one.
func (s *Server) AddGroup(users ...*User) *Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.addChannel("", groupChannel)
	c.recipients = users
	return c
}

// Owner is the user who owns the server and may do everything there.
func (g *Guild) Owner() *User { return g.owner }

// AddMember makes a user who is a member of the server, with @everyone's
// permissions and the given ones.
func (g *Guild) AddMember(name string, extra ...Permission) *User {
	u := g.s.AddUser(name)
	g.Join(u, extra...)
	return u
}

// Join makes an existing user a member.
func (g *Guild) Join(u *User, extra ...Permission) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	m := &membership{user: u, joined: g.s.now(), roleID: g.s.newID()}
	for _, p := range extra {
		m.extra |= p
	}
	g.members[u.ID] = m
}

// Grant gives a member more permissions on the whole server.
func (g *Guild) Grant(u *User, p Permission) { g.s.locked(func() { g.members[u.ID].extra |= p }) }

// Revoke takes permissions that came by Grant or AddMember.
func (g *Guild) Revoke(u *User, p Permission) { g.s.locked(func() { g.members[u.ID].extra &^= p }) }

// SetEveryone sets what @everyone may do on the server.
func (g *Guild) SetEveryone(p Permission) { g.s.locked(func() { g.everyone = p }) }

// Deny takes permissions from a user (or from the bot, see Server.Bot) in one channel.
func (c *Channel) Deny(u *User, p Permission) {
	c.s.locked(func() { c.deny[u.ID] |= p; c.allow[u.ID] &^= p })
}

// Allow gives permissions to a user in one channel.
func (c *Channel) Allow(u *User, p Permission) {
	c.s.locked(func() { c.allow[u.ID] |= p; c.deny[u.ID] &^= p })
}

// AddUser makes a person who is a member nowhere yet.
func (s *Server) AddUser(name string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addUser(name)
}

// AddBot makes another bot, as a member of a server.
func (g *Guild) AddBot(name string) *User {
	u := g.AddMember(name)
	g.s.locked(func() { u.bot = true })
	return u
}

// AddWebhook makes a webhook that can post in the server's channels.
func (g *Guild) AddWebhook(name string) *User {
	u := g.s.AddUser(name)
	g.s.locked(func() { u.webhook, u.bot = true, true })
	return u
}

func (s *Server) addUser(name string) *User {
	u := &User{s: s, ID: s.newID(), Name: name, locale: "en-US"}
	s.users[u.ID] = u
	return u
}

// Bot is the bot under test, as a user.
func (s *Server) Bot() *User { return s.bot }

// SetLocale sets the language of the user's client.
func (u *User) SetLocale(locale string) *User {
	u.s.locked(func() { u.locale = locale })
	return u
}

// Install installs the application for the user themselves.
func (u *User) Install() *User {
	u.s.locked(func() { u.installed = true })
	return u
}

// CloseDMs makes the bot's direct messages to the user fail with 50007.
func (u *User) CloseDMs(closed bool) { u.s.locked(func() { u.dmClosed = closed }) }

// DM is the direct message channel between the user and the bot.
func (u *User) DM() *Channel {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return u.s.dmWith(u)
}

func (s *Server) dmWith(u *User) *Channel {
	if u.dm == nil {
		u.dm = s.addChannel("", dmChannel)
		u.dm.recipients = []*User{u}
	}
	return u.dm
}

// permissions is what a user may do in a channel.
func (s *Server) permissions(u *User, c *Channel) Permission {
	if c.guild == nil {
		return everyonePermissions | MentionEveryone
	}
	m := c.guild.members[u.ID]
	if m == nil {
		return 0
	}
	p := c.guild.everyone | m.extra
	if c.guild.owner == u || p&Administrator != 0 {
		return allPermissions
	}
	if c.parent != nil {
		p = p&^c.parent.deny[u.ID] | c.parent.allow[u.ID]
		if p&SendInThreads == 0 {
			p &^= SendMessages
		}
		return p
	}
	p = p&^c.deny[u.ID] | c.allow[u.ID]
	if p&ViewChannel == 0 {
		return 0
	}
	return p
}

// canSee reports whether a user can open a channel at all.
func (s *Server) canSee(u *User, c *Channel) bool {
	if c.guild == nil {
		return slices.Contains(c.recipients, u) || u == s.bot && c.kind == dmChannel
	}
	return s.permissions(u, c)&ViewChannel != 0
}

// sharesGuild reports whether the bot and the user are on a server together.
func (s *Server) sharesGuild(u *User) bool {
	for _, g := range s.guildOrder {
		if g.installed && g.members[u.ID] != nil {
			return true
		}
	}
	return false
}

// The JSON forms.

func (s *Server) userJSON(u *User) map[string]any {
	v := map[string]any{
		"id": u.ID, "username": u.Name, "discriminator": "0", "global_name": u.Name, "avatar": nil,
		"public_flags": 0, "flags": 0, "banner": nil, "accent_color": nil,
	}
	if u.bot {
		v["bot"], v["global_name"] = true, nil
	}
	return v
}

func (s *Server) memberJSON(g *Guild, u *User, withUser bool) map[string]any {
	m := g.members[u.ID]
	if m == nil {
		return nil
	}
	roles := []string{}
	if m.extra != 0 {
		roles = append(roles, m.roleID)
	}
	v := map[string]any{
		"roles": roles, "nick": nil, "avatar": nil, "joined_at": stamp(m.joined), "deaf": false, "mute": false,
		"flags": 0, "pending": false, "premium_since": nil, "communication_disabled_until": nil, "banner": nil,
	}
	if withUser {
		v["user"] = s.userJSON(u)
	}
	return v
}

func (s *Server) channelJSON(c *Channel) map[string]any {
	v := map[string]any{"id": c.ID, "type": c.kind, "flags": 0, "last_message_id": nil}
	if n := len(c.messages); n > 0 {
		v["last_message_id"] = c.messages[n-1].id
	}
	if c.guild == nil {
		rs := []any{}
		for _, u := range c.recipients {
			rs = append(rs, s.userJSON(u))
		}
		v["recipients"] = rs
		if c.kind == groupChannel {
			v["name"], v["icon"], v["owner_id"] = nil, nil, c.recipients[0].ID
		}
		return v
	}
	if c.parent != nil {
		v["name"], v["guild_id"], v["parent_id"], v["owner_id"] = c.Name, c.guild.ID, c.parent.ID, c.guild.owner.ID
		v["message_count"], v["member_count"] = len(c.messages), 1
		v["thread_metadata"] = map[string]any{"archived": false, "auto_archive_duration": 1440, "archive_timestamp": stamp(s.now()), "locked": false}
		return v
	}
	over := []any{}
	ids := slices.Sorted(maps.Keys(c.deny))
	for id := range c.allow {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		over = append(over, map[string]any{"id": id, "type": 1, "allow": c.allow[id].text(), "deny": c.deny[id].text()})
	}
	v["name"], v["guild_id"], v["position"], v["permission_overwrites"] = c.Name, c.guild.ID, 0, over
	v["nsfw"], v["topic"], v["parent_id"], v["rate_limit_per_user"] = false, nil, nil, 0
	return v
}

func (p Permission) text() string { return strconv.FormatInt(int64(p), 10) }

func roleJSON(id, name string, p Permission) map[string]any {
	return map[string]any{
		"id": id, "name": name, "permissions": p.text(), "color": 0, "hoist": false, "managed": false, "mentionable": false,
		"position": 0, "flags": 0, "icon": nil, "unicode_emoji": nil,
		"colors": map[string]any{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil},
	}
}

func (s *Server) guildJSON(g *Guild) map[string]any {
	roles := []any{roleJSON(g.ID, "@everyone", g.everyone)}
	for _, id := range slices.Sorted(maps.Keys(g.members)) {
		if m := g.members[id]; m.extra != 0 {
			roles = append(roles, roleJSON(m.roleID, m.user.Name, m.extra))
		}
	}
	return map[string]any{
		"id": g.ID, "name": g.Name, "owner_id": g.owner.ID, "preferred_locale": g.locale, "roles": roles, "features": []any{},
		"icon": nil, "splash": nil, "emojis": []any{}, "stickers": []any{}, "afk_timeout": 300, "verification_level": 0,
		"default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "premium_tier": 0, "nsfw_level": 0,
		"system_channel_flags": 0, "premium_progress_bar_enabled": false, "description": nil,
	}
}

func (s *Server) guildCreate(g *Guild) map[string]any {
	v := s.guildJSON(g)
	chans := []any{}
	for _, c := range g.channels {
		if s.canSee(s.bot, c) {
			chans = append(chans, s.channelJSON(c))
		}
	}
	v["channels"], v["members"] = chans, []any{s.memberJSON(g, s.bot, true)}
	v["joined_at"], v["large"], v["unavailable"], v["member_count"] = stamp(g.members[s.bot.ID].joined), false, false, len(g.members)
	v["threads"], v["presences"], v["voice_states"] = []any{}, []any{}, []any{}
	v["stage_instances"], v["guild_scheduled_events"], v["soundboard_sounds"] = []any{}, []any{}, []any{}
	return v
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }
