package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func env(kv ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return func(k string) string { return m[k] }
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEachStepOverridesTheOneBefore(t *testing.T) {
	t.Parallel()
	file := write(t, "lector.yaml", "rate: 30\nlog_level: warn\nlisten: ':1'\n")
	for _, test := range []struct {
		name  string
		file  string
		env   func(string) string
		flags map[string]string
		want  string // rate log_level listen
	}{
		{"defaults", "", env(), nil, "20 info "},
		{"file over defaults", file, env(), nil, "30 warn :1"},
		{"environment over file", file, env("LECTOR_RATE", "40", "LECTOR_LOG_LEVEL", "debug"), nil, "40 debug :1"},
		{"flags over environment", file, env("LECTOR_RATE", "40"), map[string]string{"rate": "50"}, "50 warn :1"},
	} {
		c, err := Load(test.file, test.env, test.flags)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := fmt.Sprint(c.Rate, " ", c.LogLevel, " ", c.Listen); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	file := write(t, "lector.yaml", "rate: none\nmax_article: 3\nlisten: [1]\nrate: 4\n")
	_, err := Load(file, env("LECTOR_IDLE", "soon", "LECTOR_PPROF", "0.0.0.0:6060"), map[string]string{"shards": "9/8"})
	if err == nil {
		t.Fatal("no error for a file full of faults")
	}
	for _, want := range []string{
		`:1: rate: "none" is not a number`,
		`:2: there is no setting "max_article" (did you mean max_articles?)`,
		`:3: listen takes one value`,
		`environment: LECTOR_IDLE: "soon" is not a duration`,
		`environment: LECTOR_PPROF: "0.0.0.0:6060" is not a loopback address`,
		`--shards: "9/8" is not auto`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the report lacks %q:\n%v", want, err)
		}
	}
}

func TestSecretFromFile(t *testing.T) {
	t.Parallel()
	file := write(t, "token", "abc.def\n")
	c, err := Load("", env("DISCORD_TOKEN_FILE", file), nil)
	if err != nil || c.DiscordToken.Reveal() != "abc.def" {
		t.Errorf("token = %q, %v; want abc.def without its line end", c.DiscordToken.Reveal(), err)
	}
	if _, err := Load("", env("DISCORD_TOKEN_FILE", file, "DISCORD_TOKEN", "x"), nil); err == nil {
		t.Error("both the token and its file are set, and nothing is said")
	}
	if _, err := Load("", env("DISCORD_TOKEN_FILE", write(t, "empty", " \n")), nil); err == nil || !strings.Contains(err.Error(), "is empty") {
		t.Errorf("an empty secret file gives %v", err)
	}
}

// Every secret can come from a file, as orchestrators mount them.
func TestEverySecretFromAFile(t *testing.T) {
	t.Parallel()
	secrets := 0
	for _, s := range Settings("") {
		if !s.Secret {
			continue
		}
		secrets++
		c, err := Load("", env(s.Env+"_FILE", write(t, s.Key, "postgres://u:p@h/db\n")), nil)
		if err != nil || s.get(&c) == "" {
			t.Errorf("%s_FILE sets %q, %v", s.Env, s.get(&c), err)
		}
	}
	if secrets < 2 {
		t.Errorf("there are %d secrets, want the token and the store's address", secrets)
	}
}

// Processes on one server lease the shards unless they are told otherwise: as the
// same shard each would answer every message.
func TestShardsOfASharedStore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ store, shards, want string }{
		{"", "", ""}, {"lector.db", "", ""}, {"postgres://h/db", "", "auto"}, {"postgresql://h/db", "", "auto"},
		{"postgres://h/db", "0-1/4", "0-1/4"}, {"lector.db", "auto", "auto"},
	} {
		c, err := Load("", env("LECTOR_STORE", test.store, "LECTOR_SHARDS", test.shards), nil)
		if err != nil || c.Shards != test.want {
			t.Errorf("with the store %q and shards %q the shards are %q, %v; want %q", test.store, test.shards, c.Shards, err, test.want)
		}
	}
	_, err := Load("", env("LECTOR_SHARDS", "none"), nil)
	if err == nil || !strings.Contains(err.Error(), "nothing would reach Lector") {
		t.Errorf("without shards and without the endpoint: %v", err)
	}
}

func TestSecretsCannotPrint(t *testing.T) {
	t.Parallel()
	const token = "very-secret-token"
	c, err := Load("", env("DISCORD_TOKEN", token, "LECTOR_STORE", "postgres://lector:"+token+"@db/lector?password="+token), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d\n", c, c, c, c.DiscordToken, c.DiscordToken, c.DiscordToken, c.DiscordToken)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "config", c, "token", c.DiscordToken)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "config", c, "token", c.DiscordToken)
	if err := json.NewEncoder(&out).Encode(c); err != nil {
		t.Fatal(err)
	}
	if err := c.Print(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "@db/lector") {
		t.Error("the store's address is not shown at all")
	}
	if strings.Contains(out.String(), token) || strings.Contains(out.String(), fmt.Sprintf("%x", token)) {
		t.Errorf("the token was printed:\n%s", out.String())
	}
}

func TestPrintIsReadBack(t *testing.T) {
	t.Parallel()
	want, err := Load("", env("LECTOR_RATE", "7", "LECTOR_LISTEN", ":8080", "LECTOR_MEMORY", "1G", "LECTOR_IDLE", "5m"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := want.Print(&out); err != nil {
		t.Fatal(err)
	}
	got, err := Load(write(t, "printed.yaml", out.String()), env(), nil)
	if err != nil || got != want {
		t.Errorf("printed and read again: %+v, %v; want %+v", got, err, want)
	}
}

func TestParseShards(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in                 string
		first, last, count int
		ok                 bool
	}{
		{"", 0, 0, 1, true}, {"auto", 0, 0, 0, true}, {"none", 0, 0, -1, true}, {"3/8", 3, 3, 8, true}, {"0-3/8", 0, 3, 8, true},
		{"8/8", 0, 0, 0, false}, {"3-1/8", 0, 0, 0, false}, {"x", 0, 0, 0, false}, {"-1/2", 0, 0, 0, false},
	} {
		first, last, count, err := ParseShards(test.in)
		if first != test.first || last != test.last || count != test.count || (err == nil) != test.ok {
			t.Errorf("ParseShards(%q) = %d, %d, %d, %v; want %d, %d, %d, ok %t", test.in, first, last, count, err, test.first, test.last, test.count, test.ok)
		}
	}
}

func FuzzSettingsFile(f *testing.F) {
	f.Add("rate: 3\n")
	f.Add("a: &a [*a]\n")
	f.Add("? {x: y}\n: z\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = Load(write(t, "f.yaml", text), env(), nil) // must not panic
	})
}
