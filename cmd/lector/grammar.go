package main

import (
	"reflect"
	"strings"
)

const description = `Answers questions about articles in the articles' own words.

Examples:
  lector                                           chat with the library
  lector ask "Who led the delegation?"             one question
  lector ask --article story.md --json "who led"   from one file, for programs
  lector add story.md https://example.org/story    into the library
  lector check articles/                           every fault of articles and pairs
  lector serve                                     the Discord bot`

// grammar is the command line. It is a public interface: what stands here keeps
// its meaning.
type grammar struct {
	Config   string        `help:"Settings file (YAML); LECTOR_CONFIG names one too." type:"path" placeholder:"FILE"`
	Settings settingsFlags `embed:"" group:"Settings (they override the environment, which overrides the file):"`

	Ask  askCmd  `cmd:"" help:"Answer a question."`
	Chat chatCmd `cmd:"" help:"Ask in a conversation."`

	Add     addCmd     `cmd:"" help:"Put articles into the library: files, folders, addresses."`
	List    listCmd    `cmd:"" help:"List the library's articles."`
	Show    showCmd    `cmd:"" help:"Show an article with its paragraphs' numbers."`
	Edit    editCmd    `cmd:"" help:"Correct an article's title, publisher, date and the like."`
	Remove  removeCmd  `cmd:"" help:"Remove articles."`
	Refresh refreshCmd `cmd:"" help:"Read articles anew from where they came."`
	History historyCmd `cmd:"" help:"Show who changed what, and when."`
	Undo    undoCmd    `cmd:"" help:"Take a change back."`
	Pairs   pairsCmd   `cmd:"" help:"Prepared questions and answers."`
	Check   checkCmd   `cmd:"" help:"Report every fault of articles, pairs, quotes and settings."`

	CheckQuote checkQuoteCmd `cmd:"" help:"Say whether the articles have a quotation word for word."`

	Eval  evalCmd  `cmd:"" help:"Measure the quality of the answers."`
	Train trainCmd `cmd:"" help:"Learn the weights of the ranking."`

	Serve    serveCmd    `cmd:"" help:"Run the Discord bot."`
	Register registerCmd `cmd:"" help:"Push the commands to Discord (serve does it when they changed)."`

	Backup     backupCmd     `cmd:"" help:"Back the library up, while it is in use."`
	Restore    restoreCmd    `cmd:"" help:"Put a backup in the library's place."`
	Copy       copyCmd       `cmd:"" help:"Copy a library between SQLite and PostgreSQL."`
	Doctor     doctorCmd     `cmd:"" help:"Look for faults of the installation; each with its mend."`
	Health     healthCmd     `cmd:"" hidden:"" help:"Ask a running Lector whether it is ready."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
	Completion completionCmd `cmd:"" help:"Print the completion script of a shell."`
}

// grammarFor points at a new grammar that understands a call. Where the first
// word is a command it has no other command: to make parsers for all of them
// takes longer than most commands run.
func grammarFor(args []string) reflect.Value {
	whole := reflect.TypeFor[grammar]()
	var fields []reflect.StructField
	for i := range whole.NumField() {
		f := whole.Field(i)
		_, command := f.Tag.Lookup("cmd")
		if !command || flagName(f) == args[0] && f.Type != reflect.TypeFor[completionCmd]() {
			fields = append(fields, f)
		}
	}
	if _, command := fields[len(fields)-1].Tag.Lookup("cmd"); !command {
		return reflect.New(whole)
	}
	return reflect.New(reflect.StructOf(fields))
}

// settingsFlags are the settings of package config as flags; a test holds the
// two together.
type settingsFlags struct {
	Data             string `help:"Folder that holds the library." placeholder:"DIR"`
	Store            string `help:"The library: a file, or postgres://…" placeholder:"URL"`
	Articles         string `help:"Folder of articles that is the library's master copy." placeholder:"DIR"`
	DiscordToken     string `hidden:"" help:"The bot's token; rather set DISCORD_TOKEN_FILE."`
	DiscordAPI       string `name:"discord-api" hidden:"" help:"Base address of Discord's API."`
	DiscordPublicKey string `name:"discord-public-key" hidden:"" help:"Turns on POST /interactions."`
	Shards           string `hidden:"" help:"auto, ID/COUNT or FIRST-LAST/COUNT."`
	Listen           string `hidden:"" help:"HOST:PORT of the web server."`
	Public           string `hidden:"" help:"Address under which members reach the web server."`
	Metrics          string `hidden:"" help:"HOST:PORT for health and metrics alone."`
	Pprof            string `hidden:"" help:"Loopback HOST:PORT of the profiler."`
	LogLevel         string `hidden:"" help:"debug, info, warn or error."`
	LogFormat        string `hidden:"" help:"text, json or auto."`
	MaxArticles      string `hidden:"" help:"Articles that a server or a user may keep."`
	MaxBytes         string `hidden:"" help:"Bytes of text that a server or a user may keep."`
	MaxPairs         string `hidden:"" help:"Prepared answers that a server or a user may keep."`
	MaxFile          string `hidden:"" help:"Bytes of a page or a file that is read."`
	Memory           string `hidden:"" help:"Bytes that loaded collections may take."`
	Idle             string `hidden:"" help:"How long an unused collection stays loaded."`
	Rate             string `hidden:"" help:"Questions that a member may ask per minute."`
	AllowPrivate     string `hidden:"" help:"Articles may be fetched from private networks."`
}

// flagName is the name kong gives a field without a name tag.
func flagName(f reflect.StructField) string {
	if name := f.Tag.Get("name"); name != "" {
		return name
	}
	var b strings.Builder
	for i, r := range f.Name {
		if 'A' <= r && r <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// given returns the settings that stand on the command line, by flag name.
func (s settingsFlags) given() map[string]string {
	m := map[string]string{}
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		if value := v.Field(i).String(); value != "" {
			m[flagName(v.Type().Field(i))] = value
		}
	}
	return m
}
