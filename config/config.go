package config

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Config is what an operator sets. [Load] fills it; a part of the program gets
// the values it needs, never the whole.
type Config struct {
	Data     string  // the data folder
	Store    Address // where the library is: a file, or postgres://…; by default lector.db in Data
	Articles string  // a folder of articles that is the home collection's master copy; empty is none

	DiscordToken     Secret
	DiscordAPI       string // base address of Discord's API
	DiscordPublicKey string // hex; turns on POST /interactions
	Shards           string // "auto", "none", "ID/COUNT" or "FIRST-LAST/COUNT"; empty is one

	Listen  string // address of the HTTP server (reader page, interactions, health, metrics); empty is none
	Public  string // the address under which members reach Listen
	Metrics string // address of the metrics and health server, when it is not to be Listen's
	Pprof   string // loopback address of the profiler; empty is none

	LogLevel  string // debug, info, warn, error
	LogFormat string // auto, text, json

	MaxArticles  int           // articles per server or user
	MaxBytes     int64         // bytes of text per server or user
	MaxPairs     int           // prepared answers per server or user
	MaxFile      int64         // bytes of a page or file that is read
	Memory       int64         // bytes that loaded collections may take
	Idle         time.Duration // how long an unused collection stays loaded
	Rate         int           // questions per member and minute
	AllowPrivate bool          // articles may be fetched from private networks
}

// Setting is one entry of the configuration: the same name in the YAML file
// (key), the environment ([Setting.Env]) and on the command line (--key, with
// hyphens).
type Setting struct {
	Key     string
	Env     string // for secrets also Env + "_FILE", a file that holds the value
	Help    string
	Default string
	Secret  bool

	set func(*Config, string) error
	get func(*Config) string
}

// Flag is the setting's name on the command line, without the dashes.
func (s Setting) Flag() string { return strings.ReplaceAll(s.Key, "_", "-") }

func text(field func(*Config) *string) (func(*Config, string) error, func(*Config) string) {
	return func(c *Config, v string) error { *field(c) = v; return nil },
		func(c *Config) string { return *field(c) }
}

func textSetting(key, env, def, help string, field func(*Config) *string, valid func(string) error) Setting {
	set, get := text(field)
	if valid != nil {
		plain := set
		set = func(c *Config, v string) error {
			if v != "" {
				if err := valid(v); err != nil {
					return err
				}
			}
			return plain(c, v)
		}
	}
	return Setting{Key: key, Env: env, Default: def, Help: help, set: set, get: get}
}

func countSetting(key, env, def, help string, least, most int64, field func(*Config) *int64) Setting {
	return Setting{Key: key, Env: env, Default: def, Help: help,
		set: func(c *Config, v string) error {
			n, err := parseSize(v)
			if err != nil || n < least || n > most {
				return fmt.Errorf("%q is not a number from %d to %d (K, M and G may follow it)", v, least, most)
			}
			*field(c) = n
			return nil
		},
		get: func(c *Config) string { return strconv.FormatInt(*field(c), 10) }}
}

// numberSetting is a setting that takes a whole number from 1 to most.
func numberSetting(key, env, def, help string, most int, field func(*Config) *int) Setting {
	return Setting{Key: key, Env: env, Default: def, Help: help,
		set: func(c *Config, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 || n > most {
				return fmt.Errorf("%q is not a number from 1 to %d", v, most)
			}
			*field(c) = n
			return nil
		},
		get: func(c *Config) string { return strconv.Itoa(*field(c)) }}
}

// parseSize reads "512", "512M", "2GiB".
func parseSize(v string) (int64, error) {
	s := strings.ToUpper(strings.TrimSpace(v))
	s = strings.TrimSuffix(strings.TrimSuffix(s, "B"), "I")
	unit := int64(1)
	for suffix, size := range map[string]int64{"K": 1 << 10, "M": 1 << 20, "G": 1 << 30} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = rest, size
			break
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		return 0, err
	}
	if n > (1<<62)/unit || n < 0 {
		return 0, errors.New("out of range")
	}
	return n * unit, nil
}

func oneOf(values ...string) func(string) error {
	return func(v string) error {
		if slices.Contains(values, v) {
			return nil
		}
		return fmt.Errorf("%q is none of %s", v, strings.Join(values, ", "))
	}
}

func webAddress(v string) error {
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("%q is not an http or https address", v)
	}
	return nil
}

func hostPort(v string) error {
	if _, _, err := net.SplitHostPort(v); err != nil {
		return fmt.Errorf("%q is not HOST:PORT, such as :8080 or 127.0.0.1:8080", v)
	}
	return nil
}

func loopback(v string) error {
	host, _, err := net.SplitHostPort(v)
	if err != nil {
		return hostPort(v)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%q is not a loopback address: the profiler must not be reachable from outside", v)
}

func publicKey(v string) error {
	if len(v) != 64 || strings.Trim(v, "0123456789abcdefABCDEF") != "" {
		return errors.New("not 64 hexadecimal digits: copy the public key from the application's General Information page")
	}
	return nil
}

func shards(v string) error {
	if _, _, _, err := ParseShards(v); err != nil {
		return err
	}
	return nil
}

// ParseShards reads "auto", "none", "3/8" or "0-3/8": the first and last shard and
// how many there are. For "auto" count is 0, for "none" -1. Empty is shard 0 of 1.
func ParseShards(v string) (first, last, count int, err error) {
	switch v {
	case "":
		return 0, 0, 1, nil
	case "auto":
		return 0, 0, 0, nil
	case "none":
		return 0, 0, -1, nil
	}
	bad := fmt.Errorf("%q is not auto, none, ID/COUNT or FIRST-LAST/COUNT, such as 0-3/8", v)
	ids, of, ok := strings.Cut(v, "/")
	if !ok {
		return 0, 0, 0, bad
	}
	from, to, ranged := strings.Cut(ids, "-")
	if !ranged {
		to = from
	}
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	count, err3 := strconv.Atoi(of)
	if err1 != nil || err2 != nil || err3 != nil || first < 0 || first > last || last >= count {
		return 0, 0, 0, bad
	}
	return first, last, count, nil
}

// Settings lists every setting, in the order in which they are shown. dataHome
// is the platform's data folder.
func Settings(dataHome string) []Setting {
	s := []Setting{
		textSetting("data", "LECTOR_DATA", dataHome, "folder that holds the library", func(c *Config) *string { return &c.Data }, nil),
		{Key: "store", Env: "LECTOR_STORE", Help: "the library: a file, or postgres://… (default: lector.db in the data folder)", Secret: true,
			set: func(c *Config, v string) error { c.Store = NewAddress(v); return nil },
			get: func(c *Config) string { return c.Store.String() }},
		textSetting("articles", "LECTOR_ARTICLES", "", "folder of Markdown articles that is the home collection's master copy", func(c *Config) *string { return &c.Articles }, nil),
		{Key: "discord_token", Env: "DISCORD_TOKEN", Help: "the bot's token", Secret: true,
			set: func(c *Config, v string) error { c.DiscordToken = NewSecret(v); return nil },
			get: func(c *Config) string { return c.DiscordToken.String() }},
		textSetting("discord_api", "LECTOR_DISCORD_API", "https://discord.com", "base address of Discord's API (a proxy, a test server)", func(c *Config) *string { return &c.DiscordAPI }, webAddress),
		textSetting("discord_public_key", "LECTOR_DISCORD_PUBLIC_KEY", "", "the application's public key: turns on POST /interactions", func(c *Config) *string { return &c.DiscordPublicKey }, publicKey),
		textSetting("shards", "LECTOR_SHARDS", "", "auto, none (only the interactions endpoint), ID/COUNT or FIRST-LAST/COUNT (default: one shard; auto on PostgreSQL)", func(c *Config) *string { return &c.Shards }, shards),
		textSetting("listen", "LECTOR_LISTEN", "", "HOST:PORT of the web server: reader page, interactions, health, metrics", func(c *Config) *string { return &c.Listen }, hostPort),
		textSetting("public", "LECTOR_PUBLIC", "", "address under which members reach the web server", func(c *Config) *string { return &c.Public }, webAddress),
		textSetting("metrics", "LECTOR_METRICS", "", "HOST:PORT for health and metrics alone, apart from the web server", func(c *Config) *string { return &c.Metrics }, hostPort),
		textSetting("pprof", "LECTOR_PPROF", "", "loopback HOST:PORT of the profiler", func(c *Config) *string { return &c.Pprof }, loopback),
		textSetting("log_level", "LECTOR_LOG_LEVEL", "info", "debug, info, warn or error", func(c *Config) *string { return &c.LogLevel }, oneOf("debug", "info", "warn", "error")),
		textSetting("log_format", "LECTOR_LOG_FORMAT", "auto", "text, json, or auto: text on a terminal", func(c *Config) *string { return &c.LogFormat }, oneOf("auto", "text", "json")),
		numberSetting("max_articles", "LECTOR_MAX_ARTICLES", "200", "articles that a server or a user may keep", 1_000_000, func(c *Config) *int { return &c.MaxArticles }),
		countSetting("max_bytes", "LECTOR_MAX_BYTES", "20M", "bytes of text that a server or a user may keep", 1<<10, 1<<40, func(c *Config) *int64 { return &c.MaxBytes }),
		numberSetting("max_pairs", "LECTOR_MAX_PAIRS", "2000", "prepared answers that a server or a user may keep", 1_000_000, func(c *Config) *int { return &c.MaxPairs }),
		countSetting("max_file", "LECTOR_MAX_FILE", "10M", "bytes of a page or a file that is read", 64<<10, 100<<20, func(c *Config) *int64 { return &c.MaxFile }),
		countSetting("memory", "LECTOR_MEMORY", "256M", "bytes that loaded collections may take", 16<<20, 1<<42, func(c *Config) *int64 { return &c.Memory }),
		{Key: "idle", Env: "LECTOR_IDLE", Default: "30m", Help: "how long an unused collection stays loaded",
			set: func(c *Config, v string) error {
				d, err := time.ParseDuration(v)
				if err != nil || d < time.Second {
					return fmt.Errorf("%q is not a duration of at least 1s, such as 30m", v)
				}
				c.Idle = d
				return nil
			},
			get: func(c *Config) string { return c.Idle.String() }},
		numberSetting("rate", "LECTOR_RATE", "20", "questions that a member may ask per minute", 10_000, func(c *Config) *int { return &c.Rate }),
		{Key: "allow_private", Env: "LECTOR_ALLOW_PRIVATE", Default: "false", Help: "articles may be fetched from private networks",
			set: func(c *Config, v string) error {
				b, err := strconv.ParseBool(v)
				if err != nil {
					return fmt.Errorf("%q is neither true nor false", v)
				}
				c.AllowPrivate = b
				return nil
			},
			get: func(c *Config) string { return strconv.FormatBool(c.AllowPrivate) }},
	}
	return s
}

// DataHome is the platform's folder for Lector's data: $XDG_DATA_HOME/lector or
// ~/.local/share/lector, ~/Library/Application Support/lector on macOS,
// %LocalAppData%\lector on Windows; ./lector-data where there is no home.
func DataHome(getenv func(string) string) string {
	home := getenv("HOME")
	switch runtime.GOOS {
	case "windows":
		if d := getenv("LocalAppData"); d != "" {
			return filepath.Join(d, "lector")
		}
	case "darwin":
		if home != "" {
			return filepath.Join(home, "Library", "Application Support", "lector")
		}
	default:
		if d := getenv("XDG_DATA_HOME"); filepath.IsAbs(d) {
			return filepath.Join(d, "lector")
		}
		if home != "" {
			return filepath.Join(home, ".local", "share", "lector")
		}
	}
	return "lector-data"
}

// Load reads the configuration: the defaults, then the YAML file (empty: none),
// then the environment, then flags (by flag name; only those that were given),
// each overriding the one before. All faults are reported together, each
// naming where the value came from.
func Load(file string, getenv func(string) string, flags map[string]string) (Config, error) {
	var c Config
	var faults []error
	settings := Settings(DataHome(getenv))
	for _, s := range settings {
		if s.Default != "" {
			if err := s.set(&c, s.Default); err != nil {
				faults = append(faults, fmt.Errorf("default of %s: %w", s.Key, err))
			}
		}
	}
	if file != "" {
		faults = append(faults, loadFile(&c, settings, file)...)
	}
	for _, s := range settings {
		v := getenv(s.Env)
		from := "environment: " + s.Env
		if s.Secret {
			if path := getenv(s.Env + "_FILE"); path != "" {
				from = "environment: " + s.Env + "_FILE"
				if v != "" {
					faults = append(faults, fmt.Errorf("%s: %s is set too: set one of them", from, s.Env))
					continue
				}
				secret, err := readSecret(path)
				if err != nil {
					faults = append(faults, fmt.Errorf("%s: %w", from, err))
					continue
				}
				v = secret
			}
		}
		if v == "" {
			continue
		}
		if err := s.set(&c, v); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", from, err))
		}
	}
	for _, s := range settings {
		if v, ok := flags[s.Flag()]; ok {
			if err := s.set(&c, v); err != nil {
				faults = append(faults, fmt.Errorf("--%s: %w", s.Flag(), err))
			}
		}
	}
	faults = append(faults, c.together()...)
	if c.Store.Reveal() == "" {
		c.Store = NewAddress(filepath.Join(c.Data, "lector.db"))
	}
	if c.Shards == "" && c.Store.IsServer() {
		// Several processes may be on it: they must not all be the one shard.
		c.Shards = "auto"
	}
	return c, errors.Join(faults...)
}

// together checks what only several settings together get wrong.
func (c Config) together() []error {
	var faults []error
	if c.DiscordPublicKey != "" && c.Listen == "" {
		faults = append(faults, errors.New("discord_public_key is set but listen is not: the interactions endpoint needs an address to listen on"))
	}
	if c.Shards == "none" && c.DiscordPublicKey == "" {
		faults = append(faults, errors.New("shards is none but discord_public_key is not set: nothing would reach Lector"))
	}
	if c.Public != "" && c.Listen == "" {
		faults = append(faults, errors.New("public is set but listen is not: nothing would answer under that address"))
	}
	return faults
}

// maxSecret bounds a secret's file; a token has some 70 bytes.
const maxSecret = 4 << 10

func readSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", err
	}
	if len(b) > maxSecret {
		return "", fmt.Errorf("%s is larger than %d bytes: it holds no secret", path, maxSecret)
	}
	s := strings.TrimSpace(string(b))
	if s == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return s, nil
}

func loadFile(c *Config, settings []Setting, path string) []error {
	data, err := os.ReadFile(path)
	if err != nil {
		return []error{fmt.Errorf("settings file: %w", err)}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return []error{fmt.Errorf("settings file %s: %w", path, err)}
	}
	if len(doc.Content) == 0 {
		return nil // an empty file sets nothing
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return []error{fmt.Errorf("settings file %s:%d: not a list of KEY: VALUE lines", path, root.Line)}
	}
	var faults []error
	seen := map[string]int{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		k, v := root.Content[i], root.Content[i+1]
		at := fmt.Sprintf("settings file %s:%d", path, k.Line)
		n := slices.IndexFunc(settings, func(s Setting) bool { return s.Key == k.Value })
		switch {
		case n < 0:
			faults = append(faults, fmt.Errorf("%s: there is no setting %q%s", at, k.Value, nearest(k.Value, settings)))
			continue
		case seen[k.Value] > 0:
			faults = append(faults, fmt.Errorf("%s: %s stands in line %d already", at, k.Value, seen[k.Value]))
			continue
		case v.Kind != yaml.ScalarNode:
			faults = append(faults, fmt.Errorf("%s: %s takes one value", at, k.Value))
			continue
		}
		seen[k.Value] = k.Line
		if v.Tag == "!!null" {
			continue
		}
		if err := settings[n].set(c, v.Value); err != nil {
			faults = append(faults, fmt.Errorf("%s: %s: %w", at, k.Value, err))
		}
	}
	return faults
}

// nearest suggests the setting whose key shares the longest beginning.
func nearest(key string, settings []Setting) string {
	best, most := "", 2
	for _, s := range settings {
		n := 0
		for n < len(key) && n < len(s.Key) && key[n] == s.Key[n] {
			n++
		}
		if n > most {
			best, most = s.Key, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// Print writes the configuration as a YAML file that [Load] reads; secrets stand
// in comments that say whether they are set.
func (c Config) Print(w io.Writer) error {
	for _, s := range Settings("") {
		v := s.get(&c)
		var err error
		switch {
		case s.Secret && v == "":
			_, err = fmt.Fprintf(w, "# %s is not set\n", s.Key)
		case s.Secret && strings.ContainsAny(v, "/\\"):
			_, err = fmt.Fprintf(w, "# %s: %s\n", s.Key, v)
		case s.Secret:
			_, err = fmt.Fprintf(w, "# %s is set\n", s.Key)
		default:
			var b []byte
			if b, err = yaml.Marshal(map[string]string{s.Key: v}); err == nil {
				_, err = w.Write(b)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
