package bot

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
	"go.yaml.in/yaml/v4"
)

//go:embed locale/*.yaml
var localeFiles embed.FS

// language is what Lector says in one language: phrases by key, with {names}
// where values go.
type language struct {
	tag     string // "en", "pt-BR"
	phrases map[string]string
}

// languages is every language Lector speaks.
type languages struct {
	byTag map[string]*language
	order []*language // English first, then by tag
}

// languageTags are the languages with a file in locale, English first. Discord
// has two names each for English and Spanish.
var languageTags = []string{"en", "de", "es", "fr", "ja", "pt-BR"}

// discordLocales maps a language to Discord's names for it.
var discordLocales = map[string][]discordgo.Locale{
	"en":    {discordgo.EnglishUS, discordgo.EnglishGB},
	"de":    {discordgo.German},
	"es":    {discordgo.SpanishES, discordgo.SpanishLATAM},
	"fr":    {discordgo.French},
	"ja":    {discordgo.Japanese},
	"pt-BR": {discordgo.PortugueseBR},
}

func loadLanguages() (*languages, error) {
	all := &languages{byTag: map[string]*language{}}
	for _, tag := range languageTags {
		raw, err := localeFiles.ReadFile("locale/" + tag + ".yaml")
		if err != nil {
			return nil, err
		}
		l := &language{tag: tag}
		if err := yaml.Unmarshal(raw, &l.phrases); err != nil {
			return nil, fmt.Errorf("locale/%s.yaml: %w", tag, err)
		}
		l.nameCommands()
		all.byTag[tag] = l
		all.order = append(all.order, l)
	}
	return all, nil
}

var commandName = regexp.MustCompile(`/([a-z]+)(?: ([a-z]+))?`)

// nameCommands puts the commands' names in this language into its phrases, whose
// files have them in English ("/article add"): members are offered no others.
// In the help, where a list goes on with sub-commands alone ("`list`, `show`")
// and options are named, these too.
func (l *language) nameCommands() {
	name := func(key string) (string, bool) {
		s, ok := l.phrases["command."+key+".name"]
		return s, ok
	}
	for key, phrase := range l.phrases {
		if strings.HasPrefix(key, "command.") {
			continue
		}
		phrase = commandName.ReplaceAllStringFunc(phrase, func(found string) string {
			m := commandName.FindStringSubmatch(found)
			command, ok := name(m[1])
			if !ok {
				return found
			}
			if m[2] == "" {
				return "/" + command
			}
			if sub, ok := name(m[1] + "." + m[2]); ok {
				return "/" + command + " " + sub
			}
			return "/" + command + " " + m[2]
		})
		if strings.HasPrefix(key, "help.") {
			phrase = barePart.ReplaceAllStringFunc(phrase, func(found string) string {
				word := strings.Trim(found, "`")
				for _, command := range []string{"article.", "ask."} {
					if part, ok := name(command + word); ok {
						return "`" + part + "`"
					}
				}
				return found
			})
		}
		l.phrases[key] = phrase
	}
}

var barePart = regexp.MustCompile("`[a-z]+`")

// of returns the language for a locale of Discord's or any BCP 47 tag: itself,
// else its primary language, else English.
func (ls *languages) of(locale string) *language {
	if l, ok := ls.byTag[locale]; ok {
		return l
	}
	primary, _, _ := strings.Cut(locale, "-")
	for _, l := range ls.order {
		if p, _, _ := strings.Cut(l.tag, "-"); p == primary {
			return l
		}
	}
	return ls.order[0]
}

// say returns the phrase of a key with its {names} replaced: args are names and
// values in turn. Values are put in as they are: escape what comes from outside.
func (l *language) say(key string, args ...any) string {
	phrase, ok := l.phrases[key]
	if !ok {
		return key // a test keeps this from happening
	}
	if len(args) == 0 {
		return phrase
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+args[i].(string)+"}", fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(phrase)
}

// count says a phrase that holds a {count}: for one, and where the language counts
// nothing as one does, under the key and "_one" (the cardinal rules of CLDR,
// without French's and Portuguese's own form for millions).
func (l *language) count(key string, n int, args ...any) string {
	primary, _, _ := strings.Cut(l.tag, "-")
	if n == 1 || n == 0 && (primary == "fr" || primary == "pt") {
		key += "_one"
	}
	return l.say(key, append(args, "count", n)...)
}

// date writes an article's date ("2021-07-28", "2021-07", "2021") as the
// language does. Another form is returned as it is.
func (l *language) date(published string) string {
	part := strings.Split(published, "-")
	var n [3]int
	for i, p := range part {
		v, err := strconv.Atoi(p)
		if err != nil || i > 2 {
			return published
		}
		n[i] = v
	}
	if len(part) > 1 && (n[1] < 1 || n[1] > 12) {
		return published
	}
	months := strings.Split(l.say("date.months"), " ")
	switch {
	case len(part) == 2 && len(months) == 12:
		return l.say("date.month", "year", n[0], "month", months[n[1]-1])
	case len(part) == 3 && len(months) == 12:
		return l.say("date.day", "year", n[0], "month", months[n[1]-1], "day", n[2])
	}
	return published
}

// confidence is a probability in words.
func (l *language) confidence(p float64) string {
	switch {
	case p >= 0.9:
		return l.say("confidence.high")
	case p >= 0.7:
		return l.say("confidence.good")
	}
	return l.say("confidence.low")
}

func decimal(n int) string { return strconv.Itoa(n) }
