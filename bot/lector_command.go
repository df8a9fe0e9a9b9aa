package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"lector/article"
	"lector/config"
)

// help is /lector help.
func (b *Bot) help(ctx context.Context, a asked) Response {
	text := a.lang.say("help.text", "answer", a.lang.say("command.answer_message.name"))
	if b.opt.QuoteCheck {
		text += a.lang.say("help.check", "check", a.lang.say("command.check_message.name")) + "\n"
	}
	text += a.lang.say("help.promise") + "\n"
	if a.scope.manage && a.scope.guild != "" {
		text += "\n" + a.lang.say("help.manager")
	}
	if a.scope.manage && b.opt.Editor != nil {
		text += a.lang.say("help.editing")
	}
	r := tell(strings.TrimSpace(text))
	r.outcome = "help"
	return r
}

// about is /lector about.
func (b *Bot) about(ctx context.Context, a asked) Response {
	servers := 0
	b.servers.Range(func(any, any) bool { servers++; return true })
	r := tell(strings.TrimSpace(a.lang.say("about.text", "version", escape(b.opt.Version), "servers", a.lang.count("about.servers", servers))))
	r.outcome = "about"
	return r
}

// settings is /lector settings.
func (b *Bot) settings(ctx context.Context, a asked) Response {
	if a.scope.guild == "" || b.opt.Settings == nil {
		return refuse(a.lang.say("server_only"))
	}
	m := b.settingsForm(a.lang, a.set)
	m.Private = true
	r := say(m)
	r.outcome = "settings"
	return r
}

// The settings that a menu sets, as its custom_id names them.
const (
	setChannels = "channels"
	setPrivate  = "private"
	setCaution  = "caution"
	setLanguage = "language"
	setDigest   = "digest"
)

// The values of menus that stand for the default, which is stored as "".
const (
	privateAsker    = "asker"
	cautionBalanced = "balanced"
	languageDiscord = "discord"
)

// settingsForm shows the settings and the menus to change them.
func (b *Bot) settingsForm(l *language, set config.Server) message {
	channels := l.say("settings.channels_all")
	if len(set.Channels) > 0 {
		channels = "<#" + strings.Join(set.Channels, "> <#") + ">"
	}
	language := l.say("settings.language_discord")
	if set.Lang != "" {
		language = l.say("language." + set.Lang)
	}
	private, careful := or(set.Private, privateAsker), or(set.Caution, cautionBalanced)
	lines := []string{
		"**" + l.say("settings.title") + "**",
		l.say("settings.channels", "channels", channels),
		l.say("settings.private", "private", l.say("settings.private_"+private)),
		l.say("settings.caution", "caution", l.say("settings.caution_"+careful)),
		l.say("settings.language", "language", language),
	}
	none := 0
	pick := discordgo.SelectMenu{
		MenuType: discordgo.ChannelSelectMenu, CustomID: b.seal.id(verbSettings, setChannels),
		Placeholder: clip(l.say("settings.choose_channels"), 150), MinValues: &none, MaxValues: maxChoices,
		ChannelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildForum},
	}
	for _, id := range set.Channels {
		pick.DefaultValues = append(pick.DefaultValues, discordgo.SelectMenuDefaultValue{ID: id, Type: discordgo.SelectMenuDefaultValueChannel})
	}
	menu := func(name, placeholder, current string, options ...[2]string) discordgo.SelectMenu {
		m := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: b.seal.id(verbSettings, name), Placeholder: clip(l.say(placeholder), 150)}
		for _, o := range options {
			m.Options = append(m.Options, discordgo.SelectMenuOption{Value: o[0], Label: clip(capital(l.say(o[1])), 100), Default: o[0] == current})
		}
		return m
	}
	languages := [][2]string{{languageDiscord, "settings.language_discord"}}
	for _, other := range b.langs.order {
		languages = append(languages, [2]string{other.tag, "language." + other.tag})
	}
	m := message{
		Content: clip(strings.Join(lines, "\n"), maxContent),
		Menus: []discordgo.SelectMenu{
			pick,
			menu(setPrivate, "settings.choose_private", private,
				[2]string{privateAsker, "settings.private_asker"}, [2]string{"default", "settings.private_default"}, [2]string{"always", "settings.private_always"}),
			menu(setCaution, "settings.choose_caution", careful,
				[2]string{"careful", "settings.caution_careful"}, [2]string{cautionBalanced, "settings.caution_balanced"}, [2]string{"eager", "settings.caution_eager"}),
			menu(setLanguage, "settings.choose_language", or(set.Lang, languageDiscord), languages...),
		},
	}
	if b.digesting() {
		channel := l.say("settings.digest_none")
		digest := discordgo.SelectMenu{
			MenuType: discordgo.ChannelSelectMenu, CustomID: b.seal.id(verbSettings, setDigest),
			Placeholder: clip(l.say("settings.choose_digest"), 150), MinValues: &none, MaxValues: 1,
			ChannelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews},
		}
		if set.Digest != "" {
			channel = "<#" + set.Digest + ">"
			digest.DefaultValues = []discordgo.SelectMenuDefaultValue{{ID: set.Digest, Type: discordgo.SelectMenuDefaultValueChannel}}
		}
		m.Content += "\n" + l.say("settings.digest", "channel", channel)
		m.Menus = append(m.Menus, digest)
	}
	return m
}

// pressSettings changes a setting.
func (b *Bot) pressSettings(ctx context.Context, a asked, args []string) Response {
	if a.scope.guild == "" || b.opt.Settings == nil || len(args) != 1 {
		return refuse(a.lang.say("server_only"))
	}
	set := a.set
	value := ""
	if len(a.Values) > 0 {
		value = a.Values[0]
	}
	valid := true
	switch args[0] {
	case setChannels:
		set.Channels = slices.Clone(a.Values)
		valid = len(a.Values) <= maxChoices && !slices.ContainsFunc(a.Values, func(id string) bool { return !snowflake(id) })
	case setPrivate:
		valid = slices.Contains([]string{privateAsker, "default", "always"}, value)
		set.Private = without(value, privateAsker)
	case setCaution:
		valid = slices.Contains([]string{cautionBalanced, "careful", "eager"}, value)
		set.Caution = without(value, cautionBalanced)
	case setLanguage:
		_, known := b.langs.byTag[value]
		valid = known || value == languageDiscord
		set.Lang = without(value, languageDiscord)
	case setDigest:
		set.Digest = value
		valid = value == "" || snowflake(value)
	default:
		valid = false
	}
	if !valid {
		return refuse(a.lang.say("answer.old"))
	}
	if err := b.opt.Settings.SetSettings(article.By(ctx, a.actor(), "settings"), a.scope.own, set); err != nil {
		return b.fail(a.Interaction, "save settings", err)
	}
	m := b.settingsForm(a.lang, set)
	m.Content += "\n" + a.lang.say("settings.saved")
	r := update(m)
	r.outcome = "settings"
	return r
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func without(s, none string) string {
	if s == none {
		return ""
	}
	return s
}

// capital makes the first letter a capital, for phrases that also stand inside sentences.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// snowflake reports whether s can be one of Discord's IDs.
func snowflake(s string) bool {
	if len(s) == 0 || len(s) > 20 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
