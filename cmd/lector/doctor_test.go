package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
)

// altered is a Discord whose answers a test changes: edit gets each JSON object by
// the path it was asked for under.
func altered(t *testing.T, fake *discordtest.Server, edit func(path string, header http.Header, body map[string]any)) string {
	t.Helper()
	to, err := url.Parse(fake.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(resp *http.Response) error {
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		var body map[string]any
		if json.Unmarshal(raw, &body) == nil {
			edit(resp.Request.URL.Path, resp.Header, body)
			if raw, err = json.Marshal(body); err != nil {
				return err
			}
		}
		resp.Body = io.NopCloser(bytes.NewReader(raw))
		resp.ContentLength = int64(len(raw))
		resp.Header.Set("Content-Length", strconv.Itoa(len(raw)))
		return nil
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

// libraryFile makes a library with the harbour in it and returns its path.
func libraryFile(t *testing.T, change func(*article.Article)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lector.db")
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := harbourArticle(article.Home)
	change(&a)
	if _, err := s.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return path
}

func asItIs(*article.Article) {}

// examine runs lector doctor and returns its exit code and what it says.
func examine(t *testing.T, env ...string) (int, string) {
	t.Helper()
	home := t.TempDir()
	vars := map[string]string{"HOME": home, "LECTOR_DATA": filepath.Join(home, "data")}
	for _, e := range env {
		k, v, _ := strings.Cut(e, "=")
		vars[k] = v
	}
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	code := run(ctx, process{args: []string{"doctor"}, getenv: func(k string) string { return vars[k] }, stdin: strings.NewReader(""), stdout: &out, stderr: &out})
	return code, out.String()
}

// TestDoctor: each fault is named with what mends it, and is the only one.
func TestDoctor(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t)
	discord := func(env ...string) []string {
		return append([]string{"DISCORD_TOKEN=" + fake.Token, "LECTOR_DISCORD_API=" + fake.URL}, env...)
	}
	through := func(edit func(path string, header http.Header, body map[string]any), env ...string) []string {
		return append([]string{"DISCORD_TOKEN=" + fake.Token, "LECTOR_DISCORD_API=" + altered(t, fake, edit)}, env...)
	}
	application := func(edit func(app map[string]any)) func(string, http.Header, map[string]any) {
		return func(path string, _ http.Header, body map[string]any) {
			if strings.HasSuffix(path, "/applications/@me") {
				edit(body)
			}
		}
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sealed := t.TempDir()
	if err := os.Chmod(sealed, 0o500); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "linux" {
		sealed = "/proc" // not even root writes there
	}
	newer := libraryFile(t, asItIs)
	db, err := sql.Open("sqlite", newer) // the driver is article/store's
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	damaged := libraryFile(t, asItIs)
	f, err := os.OpenFile(damaged, os.O_RDWR, 0)
	if err == nil {
		_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, 900), 100)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()

	for _, tt := range []struct {
		name   string
		env    []string
		fault  string // empty: none, and the note is
		note   string
		mend   string
		hidden string // must not be said
	}{
		{name: "a setting", env: []string{"LECTOR_RATE=many", "LECTOR_LOG_LEVEL=loud"}, fault: `"many" is not a number`, mend: "--print-config"},
		{name: "no token", note: "no token is set", mend: "needs DISCORD_TOKEN"},
		{name: "a wrong token", env: []string{"DISCORD_TOKEN=very-wrong", "LECTOR_DISCORD_API=" + fake.URL}, fault: "Discord refuses the token", mend: "reset it in the developer portal", hidden: "very-wrong"},
		{name: "no way to Discord", env: []string{"DISCORD_TOKEN=t", "LECTOR_DISCORD_API=http://127.0.0.1:1"}, fault: "Discord cannot be asked", mend: "check the network and LECTOR_DISCORD_API"},
		{name: "a data folder that cannot be", env: discord("LECTOR_DATA=" + file + "/data"), fault: "the data folder cannot be made", mend: "LECTOR_DATA names another"},
		{name: "a data folder that cannot be written", env: discord("LECTOR_DATA=" + sealed + "/data"), fault: "nothing can be written in " + sealed, mend: "set LECTOR_DATA to another folder"},
		{name: "a newer library", env: discord("LECTOR_STORE=" + newer), fault: "written by a newer Lector (its schema is version 99", mend: "run that version, or restore a backup"},
		{name: "a damaged library", env: discord("LECTOR_STORE=" + damaged), fault: "is damaged", mend: "lector restore FILE"},
		{name: "no library's file", env: discord("LECTOR_STORE=" + fileWith(t, "# Notes\n")), fault: "is not a library", mend: "mend what it names"},
		{name: "a broken citation", env: discord("LECTOR_STORE=" + libraryFile(t, func(a *article.Article) { a.Text = "Nothing of it." })), fault: "1 prepared answer cite words that no longer stand", mend: "lector check names each"},
		{name: "PostgreSQL away", env: discord("LECTOR_STORE=postgres://ann:very-secret@127.0.0.1:1/lector?sslmode=disable"), fault: "the database at 127.0.0.1:1 cannot be reached", mend: "see that it runs and accepts connections", hidden: "very-secret"},
		{name: "no folder of articles", env: discord("LECTOR_ARTICLES=" + file + "-none"), fault: "folder " + file + "-none", mend: "lector check"},
		{name: "an address that is taken", env: discord("LECTOR_LISTEN=" + taken.Addr().String()), fault: "Lector cannot listen on " + taken.Addr().String(), mend: "set LECTOR_LISTEN to another"},
		{name: "an address of another machine", env: discord("LECTOR_METRICS=192.0.2.7:9090"), fault: "Lector cannot listen on 192.0.2.7:9090", mend: "set LECTOR_METRICS to another"},
		{name: "a clock that is off", env: through(func(_ string, header http.Header, _ map[string]any) {
			header.Set("Date", time.Now().Add(-3*time.Minute).UTC().Format(http.TimeFormat))
		}), fault: "this machine's clock is 3m", mend: "set it by NTP"},
		{name: "no server may install it", env: through(application(func(app map[string]any) {
			app["integration_types_config"] = map[string]any{"1": map[string]any{}}
		})), fault: "cannot be installed on servers", mend: "Guild Install"},
		{name: "no member may install it", env: through(application(func(app map[string]any) {
			app["integration_types_config"] = map[string]any{"0": map[string]any{}}
		})), note: "members cannot install it for themselves", mend: "User Install is off"},
		{name: "privileged intents", env: through(application(func(app map[string]any) { app["flags"] = 1 << 18 })), note: "privileged intents", mend: "switch them off"},
		{name: "an endpoint that is off here", env: through(application(func(app map[string]any) { app["interactions_endpoint_url"] = "https://example.org/interactions" })),
			fault: "Discord sends interactions to https://example.org/interactions, but the endpoint is off here", mend: "set LECTOR_DISCORD_PUBLIC_KEY"},
		{name: "an endpoint that Discord does not call", env: discord("LECTOR_LISTEN="+freePort(t), "LECTOR_DISCORD_PUBLIC_KEY="+fake.PublicKey),
			note: "Discord does not call it", mend: "General Information page"},
		{name: "another application's key", env: discord("LECTOR_LISTEN="+freePort(t), "LECTOR_DISCORD_PUBLIC_KEY="+strings.Repeat("ab", 32)),
			fault: "LECTOR_DISCORD_PUBLIC_KEY is another application's", mend: "set it to " + fake.PublicKey},
		{name: "few connections left", env: through(func(path string, _ http.Header, body map[string]any) {
			if limit, ok := body["session_start_limit"].(map[string]any); ok {
				limit["remaining"] = 9
			}
		}), fault: "only 9 of 1000 connections are left", mend: "find out why Lector restarts"},
		{name: "too few shards", env: through(func(path string, _ http.Header, body map[string]any) {
			if strings.HasSuffix(path, "/gateway/bot") {
				body["shards"] = 4
			}
		}), note: "Discord recommends 4 shards and Lector has 1", mend: "set LECTOR_SHARDS to auto"},
		{name: "nothing", env: discord("LECTOR_STORE="+libraryFile(t, asItIs), "LECTOR_LISTEN="+freePort(t)), note: "sound, 1 article in the home collection"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, said := examine(t, tt.env...)
			faults := strings.Count("\n"+said, "\nfault ")
			switch {
			case tt.fault != "" && (code != exitFailed || faults != 1 || !strings.Contains(said, tt.fault)):
				t.Errorf("the doctor ends with %d and names %d faults, want 1, one and %q:\n%s", code, faults, tt.fault, said)
			case tt.fault == "" && (code != exitOK || faults != 0 || !strings.Contains(said, tt.note)):
				t.Errorf("the doctor ends with %d and names %d faults, want 0, none and %q:\n%s", code, faults, tt.note, said)
			}
			if !strings.Contains(said, tt.mend) {
				t.Errorf("the doctor does not say %q:\n%s", tt.mend, said)
			}
			if strings.Contains(said, fake.Token) || tt.hidden != "" && strings.Contains(said, tt.hidden) {
				t.Errorf("the doctor shows a secret:\n%s", said)
			}
		})
	}
	t.Cleanup(func() {
		for _, v := range fake.TakeViolations() {
			// Doctors that run side by side know nothing of each other's limits.
			if !strings.Contains(v, "Unauthorized") && !strings.Contains(v, "global 429") {
				t.Error(v)
			}
		}
	})
}

// TestDoctorBesideARunningLector: its address is taken, by itself.
func TestDoctorBesideARunningLector(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	members, operator := freePort(t), freePort(t)
	s.start("LECTOR_LISTEN="+members, "LECTOR_METRICS="+operator)
	code, said := examine(t, "DISCORD_TOKEN="+s.Token, "LECTOR_DISCORD_API="+s.URL, "LECTOR_STORE="+s.library, "LECTOR_LISTEN="+members, "LECTOR_METRICS="+operator)
	if code != exitOK || strings.Count(said, "is served by a running Lector") != 2 {
		t.Errorf("the doctor ends with %d:\n%s", code, said)
	}
}

func fileWith(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notes.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
