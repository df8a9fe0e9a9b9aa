package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Command types.
const (
	chatInput      = 1
	userCommand    = 2
	messageCommand = 3
)

// Option types.
const (
	optSubcommand = 1
	optGroup      = 2
	optString     = 3
	optInteger    = 4
	optBoolean    = 5
	optUser       = 6
	optChannel    = 7
	optRole       = 8
	optMention    = 9
	optNumber     = 10
	optAttachment = 11
)

// command is a registered application command.
type command struct {
	ID           string            `json:"id"`
	Version      string            `json:"version"`
	AppID        string            `json:"application_id"`
	GuildID      string            `json:"guild_id,omitempty"`
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	NameLocal    map[string]string `json:"name_localizations"`
	Description  string            `json:"description"`
	DescLocal    map[string]string `json:"description_localizations"`
	Permissions  *string           `json:"default_member_permissions"`
	DMPermission *bool             `json:"dm_permission,omitempty"`
	Contexts     []int             `json:"contexts"`
	Installs     []int             `json:"integration_types"`
	NSFW         bool              `json:"nsfw"`
	Options      []option          `json:"options,omitempty"`
}

type option struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	NameLocal    map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	DescLocal    map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
	Choices      []choice          `json:"choices,omitempty"`
	Options      []option          `json:"options,omitempty"`
	MinLength    *int              `json:"min_length,omitempty"`
	MaxLength    *int              `json:"max_length,omitempty"`
	MinValue     *float64          `json:"min_value,omitempty"`
	MaxValue     *float64          `json:"max_value,omitempty"`
	ChannelTypes []int             `json:"channel_types,omitempty"`
}

type choice struct {
	Name      string            `json:"name"`
	NameLocal map[string]string `json:"name_localizations,omitempty"`
	Value     any               `json:"value"`
}

// allows reports whether the command may be used in a context (0 guild, 1 bot
// DM, 2 private channel) by way of an installation (0 guild, 1 user).
func (c *command) allows(context, install int) bool {
	return (c.Contexts == nil || slices.Contains(c.Contexts, context)) && slices.Contains(c.Installs, install)
}

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// locales are the languages that Discord's clients speak.
var locales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")

// chatName checks a name of a chat input command or an option.
func chatName(o object, key string) string {
	n := o.text(key, true, 1, 32)
	if n != "" && (!commandName.MatchString(n) || strings.ToLower(n) != n) {
		o.fault(key, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
	return n
}

// localised checks a map of localisations and returns it with the longest text's length.
func localised(o object, key string, limit int, check func(object, string) string) (m map[string]string, longest int) {
	l, ok := o.object(key)
	if !ok {
		return nil, 0
	}
	m = map[string]string{}
	for loc := range l.m {
		if !slices.Contains(locales, loc) {
			l.fault(loc, "ENUM_TYPE_COERCE", "Value %q is not a valid enum value.", loc)
			continue
		}
		if l.m[loc] == nil {
			continue
		}
		var s string
		if check != nil {
			s = check(l, loc)
		} else {
			s = l.text(loc, true, 1, limit)
		}
		m[loc] = s
		longest = max(longest, utf8.RuneCountInString(s))
	}
	return m, longest
}

// readCommand holds one command against Discord's rules.
func readCommand(o object) *command {
	c := &command{Type: int(o.integer("type", false, 1, 3, 1))}
	size := 0
	if c.Type == chatInput {
		c.Name = chatName(o, "name")
		var long int
		c.NameLocal, long = localised(o, "name_localizations", 32, chatName)
		size += max(long, utf8.RuneCountInString(c.Name))
		c.Description = o.text("description", true, 1, 100)
		c.DescLocal, long = localised(o, "description_localizations", 100, nil)
		size += max(long, utf8.RuneCountInString(c.Description))
	} else {
		c.Name = o.text("name", true, 1, 32)
		c.NameLocal, _ = localised(o, "name_localizations", 32, nil)
		if asText(o.m["description"]) != "" {
			o.fault("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", "Context menu commands cannot have description")
		}
		if len(asList(o.m["options"])) > 0 {
			o.fault("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_NOT_ALLOWED", "Context menu commands cannot have options")
		}
	}
	if o.has("default_member_permissions") {
		p := fmt.Sprint(o.m["default_member_permissions"])
		if _, err := wholeNumber(p); err != nil {
			o.fault("default_member_permissions", "NUMBER_TYPE_COERCE", "Value %q is not int.", p)
		}
		c.Permissions = &p
	}
	if o.has("dm_permission") {
		b := o.boolean("dm_permission")
		c.DMPermission = &b
	}
	c.NSFW = o.boolean("nsfw")
	c.Contexts = intList(o, "contexts", 0, 2)
	c.Installs = intList(o, "integration_types", 0, 1)
	if c.Installs == nil {
		c.Installs = []int{0}
	}
	if slices.Contains(c.Contexts, 2) && !slices.Contains(c.Installs, 1) {
		o.fault("contexts", "APPLICATION_COMMAND_CONTEXTS_INVALID", "PRIVATE_CHANNEL needs the USER_INSTALL integration type.")
	}
	if c.Type == chatInput {
		var n int
		c.Options, n = readOptions(o, 0)
		size += n
	}
	if size > 8000 {
		o.fault("", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
	}
	return c
}

func intList(o object, key string, min, max int64) []int {
	l := o.list(key, 0, 10)
	if l == nil {
		return nil
	}
	out := []int{}
	for _, v := range l {
		n, err := wholeNumber(v)
		if err != nil || n < min || n > max {
			o.fault(key, "BASE_TYPE_CHOICES", "Value must be between %d and %d.", min, max)
		}
		if slices.Contains(out, int(n)) {
			o.fault(key, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
		}
		out = append(out, int(n))
	}
	slices.Sort(out)
	return out
}

func readOptions(parent object, depth int) (out []option, size int) {
	optional := false
	names := map[string]bool{}
	kinds := map[bool]bool{}
	for _, o := range parent.objects("options", 0, 25) {
		x := option{Type: int(o.integer("type", true, 1, 11, 0))}
		var long int
		x.Name = chatName(o, "name")
		x.NameLocal, long = localised(o, "name_localizations", 32, chatName)
		size += max(long, utf8.RuneCountInString(x.Name))
		if names[x.Name] {
			o.fault("name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name is already used")
		}
		names[x.Name] = true
		x.Description = o.text("description", true, 1, 100)
		x.DescLocal, long = localised(o, "description_localizations", 100, nil)
		size += max(long, utf8.RuneCountInString(x.Description))
		sub := x.Type == optSubcommand || x.Type == optGroup
		kinds[sub] = true
		if kinds[true] && kinds[false] {
			o.fault("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
		}
		if sub {
			if depth > 1 || depth == 1 && x.Type == optGroup {
				o.fault("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands are nested too deeply")
			}
			var n int
			x.Options, n = readOptions(o, depth+1)
			size += n
			if x.Type == optGroup {
				for _, y := range x.Options {
					if y.Type != optSubcommand {
						o.fault("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds sub-commands only")
					}
				}
			}
			if o.boolean("required") {
				o.fault("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "A sub-command cannot be required")
			}
			out = append(out, x)
			continue
		}
		x.Required = o.boolean("required")
		if x.Required && optional {
			o.fault("", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !x.Required
		x.Autocomplete = o.boolean("autocomplete")
		typed := x.Type == optString || x.Type == optInteger || x.Type == optNumber
		if x.Autocomplete && !typed {
			o.fault("autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", "Autocomplete is for string, integer and number options")
		}
		for _, ch := range o.objects("choices", 0, 25) {
			v := choice{Name: ch.text("name", true, 1, 100), Value: ch.m["value"]}
			var l int
			v.NameLocal, l = localised(ch, "name_localizations", 100, nil)
			size += max(l, utf8.RuneCountInString(v.Name))
			if x.Type == optString {
				size += utf8.RuneCountInString(ch.text("value", true, 0, 100))
			}
			x.Choices = append(x.Choices, v)
		}
		if len(x.Choices) > 0 && (x.Autocomplete || !typed) {
			o.fault("choices", "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", "Choices and autocomplete exclude each other")
		}
		for _, k := range []struct {
			key string
			min int64
			dst **int
		}{{"min_length", 0, &x.MinLength}, {"max_length", 1, &x.MaxLength}} {
			if o.has(k.key) {
				if x.Type != optString {
					o.fault(k.key, "BASE_TYPE_CHOICES", "Only for string options.")
				}
				n := int(o.integer(k.key, false, k.min, 6000, 0))
				*k.dst = &n
			}
		}
		if v, ok := o.m["min_value"].(json.Number); ok {
			f, _ := v.Float64()
			x.MinValue = &f
		}
		if v, ok := o.m["max_value"].(json.Number); ok {
			f, _ := v.Float64()
			x.MaxValue = &f
		}
		x.ChannelTypes = intList(o, "channel_types", 0, 16)
		out = append(out, x)
	}
	return out, size
}

// commandSet finds the commands of the path: global ones, or a guild's.
func (s *Server) commandSet(q *call) (guild string, err *apiError) {
	if q.path("app") != s.AppID {
		return "", errMissingAccess
	}
	guild = q.path("guild")
	if guild != "" {
		if g := s.guilds[guild]; g == nil || !g.installed {
			return "", errMissingAccess
		}
	}
	return guild, nil
}

func (s *Server) commandJSON(c *command, withLocal bool) any {
	v := *c
	if !withLocal {
		v.NameLocal, v.DescLocal = nil, nil
		v.Options = stripLocal(v.Options)
	}
	return v
}

func stripLocal(in []option) []option {
	out := slices.Clone(in)
	for i := range out {
		out[i].NameLocal, out[i].DescLocal = nil, nil
		out[i].Options = stripLocal(out[i].Options)
		out[i].Choices = slices.Clone(out[i].Choices)
		for j := range out[i].Choices {
			out[i].Choices[j].NameLocal = nil
		}
	}
	return out
}

func (s *Server) getCommands(q *call) (int, any, *apiError) {
	guild, err := s.commandSet(q)
	if err != nil {
		return 0, nil, err
	}
	withLocal := q.r.URL.Query().Get("with_localizations") == "true"
	out := []any{}
	for _, c := range s.commands[guild] {
		out = append(out, s.commandJSON(c, withLocal))
	}
	return 200, out, nil
}

func (s *Server) putCommands(q *call) (int, any, *apiError) {
	guild, err := s.commandSet(q)
	if err != nil {
		return 0, nil, err
	}
	list, ok := q.body.([]any)
	f := &form{}
	if !ok {
		f.add(nil, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
		return 0, nil, f.err()
	}
	root := object{f, nil, map[string]any{"": list}}
	var cmds []*command
	count := map[int]int{}
	seen := map[string]bool{}
	for i, o := range root.objects("", 0, 130) {
		o.path = []string{fmt.Sprint(i)}
		c := readCommand(o)
		count[c.Type]++
		key := fmt.Sprint(c.Type, " ", c.Name)
		if seen[key] {
			o.fault("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[key] = true
		cmds = append(cmds, c)
	}
	if count[chatInput] > 100 || count[userCommand] > 15 || count[messageCommand] > 15 {
		f.add(nil, "APPLICATION_COMMANDS_LIMIT", "Maximum number of application commands reached (100 chat input, 15 user, 15 message)")
	}
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	old := s.commands[guild]
	created := 0
	for _, c := range cmds {
		if prev := findCommand(old, c.Type, c.Name); prev != nil {
			s.adopt(c, prev)
		} else {
			created++
		}
	}
	if s.creates[guild]+created > 200 {
		return 0, nil, errDailyCreates
	}
	s.creates[guild] += created
	for _, c := range cmds {
		if c.ID == "" {
			c.ID, c.Version = s.newID(), s.newID()
		}
		c.AppID, c.GuildID = s.AppID, guild
	}
	s.commands[guild] = cmds
	s.changed()
	out := []any{}
	for _, c := range cmds {
		out = append(out, s.commandJSON(c, true))
	}
	return 200, out, nil
}

// adopt keeps the ID of a command that is overwritten, and its version if it is the same.
func (s *Server) adopt(c, prev *command) {
	c.ID, c.Version, c.AppID, c.GuildID = prev.ID, prev.Version, prev.AppID, prev.GuildID
	a, _ := json.Marshal(c)
	b, _ := json.Marshal(prev)
	if string(a) != string(b) {
		c.Version = s.newID()
	}
}

func findCommand(list []*command, kind int, name string) *command {
	for _, c := range list {
		if c.Type == kind && c.Name == name {
			return c
		}
	}
	return nil
}

func (s *Server) postCommand(q *call) (int, any, *apiError) {
	guild, err := s.commandSet(q)
	if err != nil {
		return 0, nil, err
	}
	o, err := q.object()
	if err != nil {
		return 0, nil, err
	}
	c := readCommand(o)
	if err := o.form.err(); err != nil {
		return 0, nil, err
	}
	status := 201
	if prev := findCommand(s.commands[guild], c.Type, c.Name); prev != nil {
		s.adopt(c, prev)
		s.commands[guild] = slices.DeleteFunc(s.commands[guild], func(x *command) bool { return x == prev })
		status = 200
	} else {
		if s.creates[guild] >= 200 {
			return 0, nil, errDailyCreates
		}
		s.creates[guild]++
		c.ID, c.Version, c.AppID, c.GuildID = s.newID(), s.newID(), s.AppID, guild
	}
	s.commands[guild] = append(s.commands[guild], c)
	s.changed()
	return status, s.commandJSON(c, true), nil
}

func (s *Server) oneCommand(q *call) (string, *command, *apiError) {
	guild, err := s.commandSet(q)
	if err != nil {
		return "", nil, err
	}
	for _, c := range s.commands[guild] {
		if c.ID == q.path("command") {
			return guild, c, nil
		}
	}
	return "", nil, errUnknownCommand
}

func (s *Server) getCommand(q *call) (int, any, *apiError) {
	_, c, err := s.oneCommand(q)
	if err != nil {
		return 0, nil, err
	}
	return 200, s.commandJSON(c, true), nil
}

func (s *Server) deleteCommand(q *call) (int, any, *apiError) {
	guild, c, err := s.oneCommand(q)
	if err != nil {
		return 0, nil, err
	}
	s.commands[guild] = slices.DeleteFunc(s.commands[guild], func(x *command) bool { return x == c })
	s.changed()
	return 204, nil, nil
}

func (s *Server) patchCommand(q *call) (int, any, *apiError) {
	guild, prev, err := s.oneCommand(q)
	if err != nil {
		return 0, nil, err
	}
	o, err := q.object()
	if err != nil {
		return 0, nil, err
	}
	// A PATCH names only what changes: lay it over what stands.
	b, _ := json.Marshal(prev)
	merged := map[string]any{}
	if e := decode(b, &merged); e != nil {
		return 0, nil, errInvalidJSON
	}
	for k, v := range o.m {
		merged[k] = v
	}
	c := readCommand(object{o.form, nil, merged})
	if err := o.form.err(); err != nil {
		return 0, nil, err
	}
	c.ID, c.Version, c.AppID, c.GuildID = prev.ID, s.newID(), s.AppID, guild
	for i, x := range s.commands[guild] {
		if x == prev {
			s.commands[guild][i] = c
		}
	}
	s.changed()
	return 200, s.commandJSON(c, true), nil
}
