package bot

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/config"
	"lector/qa"
)

// The kinds of message that people write themselves.
const (
	messageDefault = 0
	messageReply   = 19
)

// codeCannotReply is the refusal of a reply where Lector may not read the history.
const codeCannotReply = 160002

// concerns reports whether a message is for Lector: a direct message, one that
// mentions it (a reply with the mention on does), or a reply to it. Bots,
// webhooks, Discord itself and Lector are passed over, so that two bots never
// talk to each other; so is a mention of everyone, which mentions nobody.
func (b *Bot) concerns(m *Message) bool {
	self := b.self.Load()
	if self == nil || m.Author.Bot || m.Author.System || m.Webhook != "" || m.Author.ID == self.ID {
		return false
	}
	if m.Type != messageDefault && m.Type != messageReply {
		return false
	}
	return m.Guild == "" || mentions(m, self.ID) || m.Referred != nil && m.Referred.Author.ID == self.ID
}

// mayConcern is a quick look at a message before it is decoded: on a busy server
// nearly all of them are none of Lector's business. One of a server's that is for
// Lector names it, as mentioned or as the author of what is replied to.
func (b *Bot) mayConcern(data []byte) bool {
	self := b.self.Load()
	return self != nil && (bytes.Contains(data, []byte(self.ID)) || !bytes.Contains(data, []byte(`"guild_id"`)))
}

func mentions(m *Message, user string) bool {
	return slices.ContainsFunc(m.Mentions, func(u User) bool { return u.ID == user })
}

// doMessage answers a message.
func (b *Bot) doMessage(ctx context.Context, j job) {
	m := j.m
	defer b.recovered("message", m.ID)
	ctx, cancel := context.WithTimeout(ctx, messageTime)
	defer cancel()
	start := time.Now()
	s := scopeOfMessage(m)
	var set config.Server
	if s.guild != "" && b.opt.Settings != nil {
		var err error
		if set, err = b.opt.Settings.Settings(ctx, s.own); err != nil {
			b.log.Error("read settings", "message", m.ID, "error", err)
			return
		}
	}
	lang := b.languageOfMessage(m, set)
	entry := "mention"
	if m.Guild == "" {
		entry = "direct"
	}
	outcome := b.answerText(ctx, m, s, set, lang)
	b.opt.Observer.Question(entry, outcome, time.Since(start))
	b.log.Info("message", "message", m.ID, "guild", m.Guild, "outcome", outcome, "took", time.Since(start).Round(time.Microsecond))
}

// languageOfMessage is the language to answer a message in. Messages carry no
// locale: on a server it is that of the settings, else the server's; in a direct
// message the one that the user's last interaction came with.
func (b *Bot) languageOfMessage(m *Message, set config.Server) *language {
	if set.Lang != "" {
		return b.langs.of(set.Lang)
	}
	key := m.Guild
	if key == "" {
		key = m.Author.ID
	}
	locale, _ := b.locales.Get(key)
	return b.langs.of(locale)
}

// answerText answers what a message asks and returns what became of it.
func (b *Bot) answerText(ctx context.Context, m *Message, s scope, set config.Server, lang *language) string {
	content := m.Text()
	if content == "" {
		// Discord delivers no content: a reply without a mention, or to an
		// answer that was a command's.
		if b.hint("how", m.Author.ID) {
			b.reply(ctx, m, message{Content: lang.say("how_to_ask")}, lang)
		}
		return "unreadable"
	}
	text := questionIn(content)
	if text == "" {
		b.reply(ctx, m, message{Content: lang.say("answer.nothing")}, lang)
		return "nothing"
	}
	if wait, ok := b.allow(m.Author.ID); !ok {
		if b.hint("slow", m.Author.ID) {
			b.direct(ctx, m.Author.ID, message{Content: lang.say("slow_down", "seconds", seconds1(wait))}, "")
		}
		return "refused"
	}
	q := query{text: text, scope: s, caution: caution(set.Caution), previous: b.conversation(m)}
	if id := set.ChannelArticle[m.Channel]; id != "" {
		if t, ok, err := b.chosenArticle(ctx, s, s.collections, id); err == nil && ok {
			q.article = &t
		}
	}
	v := b.view(lang, s, m.Author.ID)
	v.article = q.article
	elsewhere := s.guild != "" && !b.openChannel(ctx, set, m.Channel)
	private := s.guild != "" && set.Private != "" || elsewhere
	if private {
		v.question = text
		if elsewhere {
			v.preface = "-# " + lang.say("answer.elsewhere")
		}
		v.link = messageLink(m.Guild, m.Channel, m.ID)
	}
	ans, err := b.opt.Engine.Ask(ctx, q.question())
	var out message
	outcome := "failed"
	if err == nil {
		out, outcome, err = b.render(ctx, q, v, ans)
	}
	if err != nil {
		b.log.Error("ask", "message", m.ID, "error", err)
		out = message{Content: lang.say("failed", "reference", m.ID)}
		outcome = "failed"
	}
	if private {
		// Elsewhere the buttons would be asked for what is not to be had there.
		out.Rows = onlyLinks(out.Rows)
		b.direct(ctx, m.Author.ID, out, m.ID)
		return outcome
	}
	b.reply(ctx, m, out, lang)
	if reason := gapReason(outcome); reason != "" && s.guild != "" {
		b.earlier.remember(m.Author.ID, m.Channel, m.ID, text)
		b.noteGap(ctx, s, m.Channel, text, reason, ans.Passages)
	}
	return outcome
}

// conversation is what came before: the answer that the message replies to.
func (b *Bot) conversation(m *Message) []qa.Turn {
	self := b.self.Load()
	if m.Referred == nil || self == nil || m.Referred.Author.ID != self.ID {
		return nil
	}
	turn := qa.Turn{Question: questionOf(m.Referred.Content), Answer: quoteOf(m.Referred.Content)}
	if turn == (qa.Turn{}) {
		return nil
	}
	return []qa.Turn{turn}
}

// openChannel reports whether a channel, or the one its thread belongs to, is one
// where Lector answers openly.
func (b *Bot) openChannel(ctx context.Context, set config.Server, channel string) bool {
	if len(set.Channels) == 0 || slices.Contains(set.Channels, channel) {
		return true
	}
	parent, ok := b.parents.Get(channel)
	if !ok {
		var err error
		if parent, err = b.rest.parentOf(ctx, channel); err != nil {
			b.log.Warn("find a thread's channel", "channel", channel, "error", err)
			return false
		}
		b.parents.Add(channel, parent)
	}
	return parent != "" && slices.Contains(set.Channels, parent)
}

// reply answers a message where it stands. Where Lector may not write, it says so
// to the author, once in a while.
func (b *Bot) reply(ctx context.Context, m *Message, out message, lang *language) {
	out.Private = false
	out.Reply = &Reference{Message: m.ID, FailIfNotExists: new(bool)}
	out.Nonce = m.ID
	err := b.rest.post(ctx, m.Channel, out)
	if refused(err, codeCannotReply) {
		out.Reply = nil
		err = b.rest.post(ctx, m.Channel, out)
	}
	switch {
	case err == nil:
	case refused(err, codeMissingPermissions, codeMissingAccess) && m.Guild != "":
		b.log.Info("no permission to answer", "channel", m.Channel)
		if b.hint("write", m.Author.ID+m.Channel) {
			b.direct(ctx, m.Author.ID, message{Content: lang.say("cannot_write", "channel", "<#"+m.Channel+">")}, "")
		}
	case refused(err, codeUnknownChannel, codeUnknownMessage, codeCannotDM, codeNoMutualGuild):
		b.log.Info("nowhere to answer", "channel", m.Channel, "error", err)
	default:
		b.log.Warn("a message could not be answered", "message", m.ID, "error", err)
	}
}

// direct sends a direct message; that it may be refused is the user's right.
func (b *Bot) direct(ctx context.Context, user string, out message, nonce string) {
	out.Private, out.Nonce = false, nonce
	channel, err := b.rest.openDM(ctx, user)
	if err == nil {
		err = b.rest.post(ctx, channel, out)
	}
	switch {
	case err == nil:
	case refused(err, codeCannotDM, codeNoMutualGuild):
		b.log.Info("the user takes no direct messages")
	default:
		b.log.Warn("a direct message could not be sent", "error", err)
	}
}

// hint reports whether to tell somebody something that they need not hear more
// than once an hour.
func (b *Bot) hint(what, who string) bool {
	return b.hinted.first(what + who)
}

func onlyLinks(rows [][]discordgo.Button) [][]discordgo.Button {
	var links []discordgo.Button
	for _, row := range rows {
		for _, button := range row {
			if button.Style == discordgo.LinkButton {
				links = append(links, button)
			}
		}
	}
	if len(links) == 0 {
		return nil
	}
	return [][]discordgo.Button{links}
}

// askedText is the question that an answer of Lector's answers: the one shown in it,
// else the message it replies to; "" when neither can be had any more.
func (b *Bot) askedText(ctx context.Context, m *Message) string {
	if m == nil {
		return ""
	}
	if q := questionOf(m.Content); q != "" {
		return q
	}
	if m.Referred != nil && m.Referred.Text() != "" {
		return questionIn(m.Referred.Text())
	}
	if m.Reference == nil || m.Reference.Message == "" {
		return ""
	}
	channel := m.Reference.Channel
	if channel == "" {
		channel = m.Channel
	}
	original, err := b.rest.getMessage(ctx, channel, m.Reference.Message)
	if err != nil {
		b.log.Info("the asked message cannot be read", "error", err)
		return ""
	}
	return questionIn(strings.TrimSpace(original.Text()))
}
