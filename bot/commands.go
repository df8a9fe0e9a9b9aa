package bot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// nameAnswerMessage is the message command's name; Discord sends the English one
// whatever the member sees.
const nameAnswerMessage = "Answer from the articles"

var (
	everywhere = []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel}
	bothWays   = []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall}
)

// definitions is what Lector tells Discord of its commands: those that it can do.
func (b *Bot) definitions() []*discordgo.ApplicationCommand {
	question := b.option("ask.question", discordgo.ApplicationCommandOptionString)
	question.Required, question.Autocomplete, question.MaxLength = true, true, maxQuestion
	private := b.option("ask.private", discordgo.ApplicationCommandOptionBoolean)
	passage := b.option("quote.passage", discordgo.ApplicationCommandOptionString)
	passage.Required, passage.Autocomplete, passage.MaxLength = true, true, maxQuestion
	in := func(key string) *discordgo.ApplicationCommandOption {
		o := b.option(key, discordgo.ApplicationCommandOptionString)
		o.Autocomplete = true
		return o
	}
	list := []*discordgo.ApplicationCommand{
		b.slash("ask", question, in("ask.article"), private),
		b.slash("quote", passage, in("quote.article")),
		b.onMessage("answer_message"),
		b.group("lector", map[string][]*discordgo.ApplicationCommandOption{}, "settings", "help", "about", "privacy"),
	}
	if _, ok := b.commands["check"]; ok {
		quote := b.option("check.quote", discordgo.ApplicationCommandOptionString)
		quote.Required, quote.MaxLength = true, maxQuotation
		list = append(list, b.slash("check", quote, b.option("check.private", discordgo.ApplicationCommandOptionBoolean)), b.onMessage("check_message"))
	}
	if b.opt.Editor == nil {
		return list
	}
	need := func(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		o.Required = true
		return o
	}
	text := func(key string) *discordgo.ApplicationCommandOption {
		return b.option(key, discordgo.ApplicationCommandOptionString)
	}
	channel := b.option("article.use.channel", discordgo.ApplicationCommandOptionChannel)
	channel.ChannelTypes = []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildForum}
	articles := b.group("article", map[string][]*discordgo.ApplicationCommandOption{
		"add":     {text("article.add.address"), b.option("article.add.file", discordgo.ApplicationCommandOptionAttachment)},
		"show":    {need(in("article.show.article"))},
		"edit":    {need(in("article.edit.article")), text("article.edit.language")},
		"use":     {in("article.use.article"), channel},
		"refresh": {need(in("article.refresh.article"))},
		"remove":  {need(in("article.remove.article"))},
	}, "add", "list", "show", "edit", "use", "refresh", "remove")
	answers := b.group("answers", map[string][]*discordgo.ApplicationCommandOption{
		"add":    {in("answers.add.article")},
		"edit":   {need(in("answers.edit.answer"))},
		"remove": {need(in("answers.remove.answer"))},
		"list":   {need(in("answers.list.article"))},
		"import": {need(in("answers.import.article")), need(b.option("answers.import.file", discordgo.ApplicationCommandOptionAttachment)), b.option("answers.import.replace", discordgo.ApplicationCommandOptionBoolean)},
		"export": {need(in("answers.export.article"))},
	}, "add", "edit", "remove", "list", "import", "export", "gaps")
	manage := int64(permManageGuild)
	for _, c := range []*discordgo.ApplicationCommand{articles, answers} {
		c.DefaultMemberPermissions = &manage
		list = append(list, c)
	}
	return list
}

func (b *Bot) slash(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	c := &discordgo.ApplicationCommand{Type: discordgo.ChatApplicationCommand, Contexts: &everywhere, IntegrationTypes: &bothWays, Options: options}
	var names, descriptions map[discordgo.Locale]string
	c.Name, names = b.localised("command." + name + ".name")
	c.Description, descriptions = b.localised("command." + name + ".description")
	c.NameLocalizations, c.DescriptionLocalizations = &names, &descriptions
	return c
}

// group is a command with the sub-commands of it that Lector can do.
func (b *Bot) group(name string, options map[string][]*discordgo.ApplicationCommandOption, subs ...string) *discordgo.ApplicationCommand {
	var list []*discordgo.ApplicationCommandOption
	for _, sub := range subs {
		if _, ok := b.commands[name+" "+sub]; ok {
			list = append(list, b.option(name+"."+sub, discordgo.ApplicationCommandOptionSubCommand, options[sub]...))
		}
	}
	return b.slash(name, list...)
}

func (b *Bot) onMessage(key string) *discordgo.ApplicationCommand {
	c := &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Contexts: &everywhere, IntegrationTypes: &bothWays, Options: []*discordgo.ApplicationCommandOption{}}
	var names map[discordgo.Locale]string
	c.Name, names = b.localised("command." + key + ".name")
	c.NameLocalizations = &names
	return c
}

func (b *Bot) option(key string, kind discordgo.ApplicationCommandOptionType, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o := &discordgo.ApplicationCommandOption{Type: kind, Options: options}
	phrase := "command." + key
	if _, own := b.langs.order[0].phrases[phrase+".name"]; !own {
		// An option that several commands have is described once.
		phrase = "option." + key[strings.LastIndexByte(key, '.')+1:]
	}
	o.Name, o.NameLocalizations = b.localised(phrase + ".name")
	o.Description, o.DescriptionLocalizations = b.localised(phrase + ".description")
	return o
}

// localised returns a phrase in English and in every other language.
func (b *Bot) localised(key string) (string, map[discordgo.Locale]string) {
	english := b.langs.order[0].say(key)
	others := map[discordgo.Locale]string{}
	for _, l := range b.langs.order[1:] {
		for _, locale := range discordLocales[l.tag] {
			others[locale] = l.say(key)
		}
	}
	return english, others
}

// pushCommands registers the commands, if those that Discord has are others:
// Discord allows only so many registrations a day.
func (b *Bot) pushCommands(ctx context.Context, app string) error {
	_, err := b.registerCommands(ctx, app)
	return err
}

func (b *Bot) registerCommands(ctx context.Context, app string) (changed bool, err error) {
	want := b.definitions()
	path := "/applications/" + app + "/commands"
	var have []*discordgo.ApplicationCommand
	if err := b.rest.do(ctx, request{method: http.MethodGet, path: path + "?with_localizations=true", route: path, out: &have}); err != nil {
		return false, err
	}
	if bytes.Equal(canonical(want), canonical(have)) {
		return false, nil
	}
	if err := b.rest.do(ctx, request{method: http.MethodPut, path: path, body: lean(want)}); err != nil {
		return false, err
	}
	b.log.Info("commands registered", "count", len(want))
	return true, nil
}

// Register pushes the commands to Discord if they differ from those it has, and
// reports whether they did.
func (b *Bot) Register(ctx context.Context) (changed bool, err error) {
	app, err := b.rest.application(ctx)
	if err != nil {
		return false, err
	}
	return b.registerCommands(ctx, app.ID)
}

// canonical writes commands so that equal ones are equal bytes, whatever Discord
// adds to them and whichever way it writes what is not set.
func canonical(list []*discordgo.ApplicationCommand) []byte {
	type flat struct {
		Type, Name, Description, Permissions string
		Names, Descriptions                  map[discordgo.Locale]string
		Contexts, Types                      []int
		Options                              json.RawMessage
	}
	var out []flat
	for _, c := range list {
		f := flat{Type: fmt.Sprint(c.Type), Name: c.Name, Description: c.Description, Options: canonicalOptions(c.Options)}
		if c.DefaultMemberPermissions != nil {
			f.Permissions = fmt.Sprint(*c.DefaultMemberPermissions)
		}
		if c.NameLocalizations != nil && len(*c.NameLocalizations) > 0 {
			f.Names = *c.NameLocalizations
		}
		if c.DescriptionLocalizations != nil && len(*c.DescriptionLocalizations) > 0 {
			f.Descriptions = *c.DescriptionLocalizations
		}
		if c.Contexts != nil {
			for _, v := range *c.Contexts {
				f.Contexts = append(f.Contexts, int(v))
			}
		}
		if c.IntegrationTypes != nil {
			for _, v := range *c.IntegrationTypes {
				f.Types = append(f.Types, int(v))
			}
		}
		slices.Sort(f.Contexts)
		slices.Sort(f.Types)
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b flat) int {
		return cmp.Or(strings.Compare(a.Type, b.Type), strings.Compare(a.Name, b.Name))
	})
	raw, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return raw
}

func canonicalOptions(list []*discordgo.ApplicationCommandOption) json.RawMessage {
	type flat struct {
		Type                   int
		Name, Description      string
		Names, Descriptions    map[discordgo.Locale]string
		Required, Autocomplete bool
		Min, Max               int
		Channels               []discordgo.ChannelType
		Choices, Options       json.RawMessage
	}
	var out []flat
	for _, o := range list {
		f := flat{Type: int(o.Type), Name: o.Name, Description: o.Description, Required: o.Required, Autocomplete: o.Autocomplete, Max: o.MaxLength, Options: canonicalOptions(o.Options)}
		if len(o.NameLocalizations) > 0 {
			f.Names = o.NameLocalizations
		}
		if len(o.DescriptionLocalizations) > 0 {
			f.Descriptions = o.DescriptionLocalizations
		}
		if o.MinLength != nil {
			f.Min = *o.MinLength
		}
		if len(o.ChannelTypes) > 0 {
			f.Channels = o.ChannelTypes
		}
		if len(o.Choices) > 0 {
			f.Choices, _ = json.Marshal(o.Choices)
		}
		out = append(out, f)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return raw
}

// lean writes commands without what is not set: discordgo writes it as null or
// false, which Discord's description of an option does not have.
func lean(list []*discordgo.ApplicationCommand) json.RawMessage {
	raw, err := json.Marshal(list)
	var tree any
	if err != nil || json.Unmarshal(raw, &tree) != nil {
		return raw
	}
	if raw, err = json.Marshal(prune(tree)); err != nil {
		return nil
	}
	return raw
}

func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value == nil || value == false {
				delete(v, key)
			} else {
				v[key] = prune(value)
			}
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}
