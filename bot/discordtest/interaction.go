package discordtest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Interaction types.
const (
	pingInteraction = 1
	commandUse      = 2
	component       = 3
	autocomplete    = 4
	modalSubmit     = 5
)

// Interaction callback types.
const (
	callbackPong           = 1
	callbackMessage        = 4
	callbackDeferred       = 5
	callbackDeferredUpdate = 6
	callbackUpdate         = 7
	callbackChoices        = 8
	callbackModal          = 9
)

// interaction is one thing a member did that the bot must answer.
type interaction struct {
	id, token string
	kind      int
	s         *Server
	user      *User
	channel   *Channel
	guild     *Guild
	byGuild   bool // authorised by the server's installation
	byUser    bool // authorised by the user's installation
	message   *message
	fromModal bool // a modal that a component opened: it may update the message
	created   time.Time

	answered    chan struct{} // closed when the first response stands
	answerAt    time.Time
	callback    int // the type of the first response, 0 before
	faulty      bool
	original    *message
	followups   []*message
	choices     []Choice
	modal       *Modal
	optType     int // of the focused option, for autocomplete
	commandType int
	commandName string
}

// owners is authorizing_integration_owners.
func (ix *interaction) owners() map[string]string {
	v := map[string]string{}
	if ix.byGuild {
		v["0"] = "0"
		if ix.guild != nil {
			v["0"] = ix.guild.ID
		}
	}
	if ix.byUser {
		v["1"] = ix.user.ID
	}
	return v
}

// forcedPrivate reports whether Discord shows the answer to the user alone,
// whatever the bot says: a user's own installation where the server withholds
// USE_EXTERNAL_APPS.
func (ix *interaction) forcedPrivate() bool {
	return ix.guild != nil && !ix.byGuild && ix.s.permissions(ix.user, ix.channel)&UseExternalApps == 0
}

func (s *Server) newInteraction(kind int, u *User, c *Channel) *interaction {
	secret := make([]byte, 96)
	rand.Read(secret)
	id := s.newID()
	ix := &interaction{
		id: id, kind: kind, s: s, user: u, channel: c, guild: c.guild, created: s.now(), answered: make(chan struct{}),
		token: base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "interaction:%s:%x", id, secret)),
	}
	s.interactions[ix.token] = ix
	s.interactionOrder = append(s.interactionOrder, ix.token)
	if len(s.interactionOrder) > 20000 { // long benchmarks; a token is of no use after 15 minutes
		for _, t := range s.interactionOrder[:10000] {
			delete(s.interactions, t)
		}
		s.interactionOrder = slices.Clone(s.interactionOrder[10000:])
	}
	return ix
}

// payload is the interaction as the bot receives it.
func (ix *interaction) payload(data map[string]any) map[string]any {
	s, c := ix.s, ix.channel
	v := map[string]any{
		"id": ix.id, "application_id": s.AppID, "type": ix.kind, "token": ix.token, "version": 1,
		"channel_id": c.ID, "locale": ix.user.locale, "entitlements": []any{}, "attachment_size_limit": 10 << 20,
		"authorizing_integration_owners": ix.owners(), "context": ix.context(), "entitlement_sku_ids": []any{},
	}
	if data != nil {
		v["data"] = data
	}
	ch := s.channelJSON(c)
	ch["permissions"] = s.permissions(ix.user, c).text()
	v["channel"] = ch
	if g := ix.guild; g != nil {
		v["guild_id"], v["guild_locale"] = g.ID, g.locale
		v["guild"] = map[string]any{"id": g.ID, "locale": g.locale, "features": []any{}}
		m := s.memberJSON(g, ix.user, true)
		if m == nil {
			m = map[string]any{"user": s.userJSON(ix.user), "roles": []any{}}
		}
		m["permissions"] = s.permissions(ix.user, c).text()
		v["member"] = m
		app := s.permissions(s.bot, c)
		if !ix.byGuild {
			app = s.permissions(ix.user, c) & (EmbedLinks | AttachFiles | MentionEveryone | SendMessages | ViewChannel)
		}
		v["app_permissions"] = app.text()
	} else {
		v["user"] = s.userJSON(ix.user)
		v["app_permissions"] = (everyonePermissions | MentionEveryone).text()
	}
	if ix.message != nil {
		m := s.messageJSON(ix.message, true)
		if ix.guild != nil {
			m["guild_id"] = ix.guild.ID
		}
		v["message"] = m
	}
	return v
}

// context is where the interaction happened: 0 guild, 1 bot DM, 2 private channel.
func (ix *interaction) context() int { return contextOf(ix.channel) }

func contextOf(c *Channel) int {
	switch c.kind {
	case dmChannel:
		return 1
	case groupChannel:
		return 2
	}
	return 0
}

// respond takes the bot's first response to an interaction.
func (s *Server) respond(ix *interaction, q *call) *apiError {
	if s.now().Sub(ix.created) > s.opts.ResponseTime {
		s.late++
		return errUnknownInteraction
	}
	if ix.callback != 0 {
		e := *errAcknowledged
		e.blame = !ix.faulty
		return &e
	}
	o, err := q.object()
	if err != nil {
		return err
	}
	kind := int(o.integer("type", true, 1, 12, 0))
	allowed := map[int][]int{
		commandUse:   {callbackMessage, callbackDeferred, callbackModal},
		component:    {callbackMessage, callbackDeferred, callbackDeferredUpdate, callbackUpdate, callbackModal},
		autocomplete: {callbackChoices},
		modalSubmit:  {callbackMessage, callbackDeferred},
	}[ix.kind]
	if ix.kind == modalSubmit && ix.fromModal {
		allowed = append(allowed, callbackDeferredUpdate, callbackUpdate)
	}
	if !slices.Contains(allowed, kind) {
		o.fault("type", "BASE_TYPE_CHOICES", "Value must be one of %v for an interaction of type %d.", allowed, ix.kind)
		return o.form.err()
	}
	data, hasData := o.object("data")
	if !hasData {
		data = object{o.form, o.at("data"), map[string]any{}}
		if kind != callbackDeferred && kind != callbackDeferredUpdate {
			o.fault("data", "BASE_TYPE_REQUIRED", "This field is required")
			return o.form.err()
		}
	}
	switch kind {
	case callbackMessage:
		flags := checkMessage(data, respond, len(q.files), nil)
		if err := o.form.err(); err != nil {
			return err
		}
		if emptyPayload(data, len(q.files)) {
			return errEmptyMessage
		}
		s.mustBeQuiet(q, data.m)
		ix.original = s.answerMessage(ix, flags)
		s.apply(ix.original, data.m, q.files)
		s.post(ix.original)
	case callbackDeferred:
		flags := data.integer("flags", false, 0, 1<<31, 0)
		if flags&^flagEphemeral != 0 {
			data.fault("flags", "BASE_TYPE_CHOICES", "A deferred response may only be EPHEMERAL.")
			return o.form.err()
		}
		ix.original = s.answerMessage(ix, flags)
		ix.original.loading = true
		s.post(ix.original)
	case callbackDeferredUpdate:
		ix.original = ix.message
	case callbackUpdate:
		flags := checkMessage(data, update, len(q.files), ix.message)
		if err := o.form.err(); err != nil {
			return err
		}
		if _, ok := data.m["content"]; ok && asText(data.m["content"]) != "" {
			s.mustBeQuiet(q, data.m)
		}
		if ix.message.deleted {
			return errUnknownMessage
		}
		probe := *ix.message
		s.apply(&probe, data.m, q.files)
		if probe.empty() {
			return errEmptyMessage
		}
		*ix.message = probe
		ix.message.flags |= flags
		ix.message.edited = s.now()
		ix.original = ix.message
		if ix.message.only == nil {
			s.dispatchMessage("MESSAGE_UPDATE", ix.message)
		}
	case callbackChoices:
		if err := ix.takeChoices(data); err != nil {
			return err
		}
	case callbackModal:
		checkModal(data)
		if err := o.form.err(); err != nil {
			return err
		}
		ix.modal = newModal(ix, data.m)
	}
	ix.callback = kind
	ix.answerAt = s.now()
	close(ix.answered)
	s.changed()
	return nil
}

func (ix *interaction) takeChoices(data object) *apiError {
	if _, ok := data.m["choices"].([]any); !ok {
		data.fault("choices", "BASE_TYPE_REQUIRED", "This field is required")
	}
	var out []Choice
	for _, c := range data.objects("choices", 0, 25) {
		x := Choice{Name: c.text("name", true, 1, 100), Value: c.m["value"]}
		localised(c, "name_localizations", 100, nil)
		switch v := x.Value.(type) {
		case string:
			if n := utf8.RuneCountInString(v); ix.optType != optString || n < 1 || n > 100 {
				c.fault("value", "BASE_TYPE_BAD_LENGTH", "Must be a string between 1 and 100 in length.")
			}
		case json.Number:
			if ix.optType == optString {
				c.fault("value", "STRING_TYPE_CONVERT", "Could not interpret %v as string.", v)
			}
		default:
			c.fault("value", "BASE_TYPE_REQUIRED", "This field is required")
		}
		out = append(out, x)
	}
	ix.choices = out
	return data.form.err()
}

// answerMessage is a message that answers an interaction, still without content.
func (s *Server) answerMessage(ix *interaction, flags int64) *message {
	m := &message{channel: ix.channel, author: s.bot, source: ix, flags: flags &^ flagEphemeral}
	switch ix.kind {
	case commandUse:
		m.kind = 20
		if ix.commandType == messageCommand {
			m.kind = 23
		}
	}
	if flags&flagEphemeral != 0 || ix.forcedPrivate() {
		m.only = ix.user
	}
	return m
}

func (s *Server) interactionCallback(q *call) (int, any, *apiError) {
	ix := s.interactions[q.path("token")]
	if ix == nil || ix.id != q.path("interaction") {
		e := *errUnknownInteraction
		e.blame = true // no such interaction was ever sent
		return 0, nil, &e
	}
	if err := s.respond(ix, q); err != nil {
		return 0, nil, err
	}
	if q.r.URL.Query().Get("with_response") != "true" {
		return 204, nil, nil
	}
	v := map[string]any{"id": ix.id, "type": ix.kind, "channel_id": ix.channel.ID}
	res := map[string]any{"type": ix.callback}
	if m := ix.original; m != nil {
		v["response_message_id"] = m.id
		v["response_message_loading"] = m.loading
		v["response_message_ephemeral"] = m.only != nil
		res["message"] = s.messageJSON(m, true)
	}
	return 200, map[string]any{"interaction": v, "resource": res}, nil
}

// byToken finds the interaction of a webhook path.
func (s *Server) byToken(q *call) (*interaction, *apiError) {
	if q.path("app") != s.AppID {
		return nil, errUnknownWebhook
	}
	ix := s.interactions[q.path("token")]
	if ix == nil {
		e := *errInvalidWebhook
		e.blame = true
		return nil, &e
	}
	if s.now().Sub(ix.created) > s.opts.TokenLife {
		return nil, errInvalidWebhook
	}
	if ix.callback == 0 || ix.callback == callbackChoices {
		return nil, errUnknownWebhook
	}
	return ix, nil
}

func (s *Server) createFollowup(q *call) (int, any, *apiError) {
	ix, err := s.byToken(q)
	if err != nil {
		return 0, nil, err
	}
	o, err := q.object()
	if err != nil {
		return 0, nil, err
	}
	flags := checkMessage(o, respond, len(q.files), nil)
	if err := o.form.err(); err != nil {
		return 0, nil, err
	}
	if emptyPayload(o, len(q.files)) {
		return 0, nil, errEmptyMessage
	}
	s.mustBeQuiet(q, o.m)
	if m := ix.original; m != nil && m.loading && !m.deleted {
		// The first follow-up takes the place of the deferred response.
		s.apply(m, o.m, q.files)
		m.flags |= flags &^ flagEphemeral
		m.loading = false
		s.changed()
		if m.only == nil {
			s.dispatchMessage("MESSAGE_UPDATE", m)
		}
		return 200, s.messageJSON(m, true), nil
	}
	if !ix.byGuild && len(ix.followups) >= 5 {
		return 0, nil, errTooManyFollowups
	}
	m := s.answerMessage(ix, flags)
	m.kind, m.replyTo = 19, ix.original
	if m.replyTo == nil {
		m.kind = 0
	}
	s.apply(m, o.m, q.files)
	ix.followups = append(ix.followups, m)
	s.post(m)
	return 200, s.messageJSON(m, true), nil
}

// webhookMessage finds @original or a follow-up of an interaction.
func (s *Server) webhookMessage(q *call) (*message, *apiError) {
	ix, err := s.byToken(q)
	if err != nil {
		return nil, err
	}
	id := q.path("message")
	if id == "@original" {
		if ix.original == nil || ix.original.deleted {
			return nil, errUnknownMessage
		}
		return ix.original, nil
	}
	m := s.messages[id]
	if m == nil || m != ix.original && !slices.Contains(ix.followups, m) {
		return nil, errUnknownMessage
	}
	return m, nil
}

func (s *Server) getWebhookMessage(q *call) (int, any, *apiError) {
	m, err := s.webhookMessage(q)
	if err != nil {
		return 0, nil, err
	}
	return 200, s.messageJSON(m, true), nil
}

func (s *Server) editWebhookMessage(q *call) (int, any, *apiError) {
	m, err := s.webhookMessage(q)
	if err != nil {
		return 0, nil, err
	}
	return s.edit(q, m, editResponse)
}

func (s *Server) deleteWebhookMessage(q *call) (int, any, *apiError) {
	m, err := s.webhookMessage(q)
	if err != nil {
		return 0, nil, err
	}
	s.remove(m)
	return 204, nil, nil
}
