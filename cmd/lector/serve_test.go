package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"lector/bot/discordtest"
)

// binary is the command under test, run as testscript runs it.
func binary(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// The test binary is the lector command when it is called so.
	link := dir + "/lector"
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(link, args...)
	cmd.Env = append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH")}, env...)
	return cmd
}

// serve runs lector serve on a fake Discord until the test ends, and returns how
// to stop it, which gives its exit code and what it said.
func serve(t *testing.T, fake *discordtest.Server, env ...string) (stop func() (int, string)) {
	t.Helper()
	cmd := binary(t, append([]string{"DISCORD_TOKEN=" + fake.Token, "LECTOR_DISCORD_API=" + fake.URL}, env...), "serve")
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	stop = func() (int, string) {
		cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(patience):
			cmd.Process.Kill()
			<-ended
		}
		return cmd.ProcessState.ExitCode(), said.String()
	}
	t.Cleanup(func() { stop() })
	return stop
}

const storyFile = `---
title: The old harbour of Sandvik
publisher: Sandvik Courier
date: 2021-07-28
url: https://example.org/harbour
---
The harbour of Sandvik opened in 1874. It was built by Marta Lindqvist, an engineer from Uppsala.

The lighthouse is 34 metres tall. Its lamp can be seen from twenty miles away.
`

// The whole way, with the real binary: an article is added, the bot is asked, the
// article's own words come back; then it stops in good order.
func TestServe(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t)
	town := fake.AddGuild("Town")
	general, ada := town.AddChannel("general"), town.AddMember("ada")
	data := t.TempDir()
	if err := os.WriteFile(data+"/story.md", []byte(storyFile), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := binary(t, []string{"LECTOR_DATA=" + data}, "add", data+"/story.md").CombinedOutput(); err != nil {
		t.Fatalf("lector add: %v\n%s", err, out)
	}
	stop := serve(t, fake, "LECTOR_DATA="+data)
	fake.WaitReady()
	v := ada.Slash(general, "/ask", discordtest.Opt("question", "When did the harbour open?"))
	want := "**When did the harbour open?**\n> The harbour of Sandvik opened in 1874.\n-# **The old harbour of Sandvik** · Sandvik Courier · 28 July 2021 · paragraph 1, sentence 1"
	if !strings.HasPrefix(v.Content, want) {
		t.Errorf("the answer is\n%s\nwant it to begin\n%s", v, want)
	}
	if v := ada.Say(ada.DM(), "How tall is the lighthouse?").Answer(); !strings.HasPrefix(v.Content, "> The lighthouse is 34 metres tall.") {
		t.Errorf("the answer in a direct message is\n%s", v)
	}
	code, said := stop()
	if code != 0 {
		t.Errorf("serve ended with %d:\n%s", code, said)
	}
	if strings.Contains(said, "harbour open") || strings.Contains(said, fake.Token) {
		t.Errorf("the log holds a question or the token:\n%s", said)
	}
}

func TestServeWithoutAToken(t *testing.T) {
	t.Parallel()
	out, err := binary(t, nil, "serve").CombinedOutput()
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.ExitCode() != exitUsage {
		t.Errorf("serve without a token ended with %v, want exit code %d", err, exitUsage)
	}
	if lines := strings.Count(string(out), "\n"); lines != 2 || !strings.Contains(string(out), "DISCORD_TOKEN") {
		t.Errorf("serve without a token says\n%swant two lines", out)
	}
}

func TestServeTellsTheMendOfAFatalFault(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t)
	cmd := binary(t, []string{"DISCORD_TOKEN=not-the-token", "LECTOR_DISCORD_API=" + fake.URL}, "serve")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	context.AfterFunc(ctx, func() {
		if ctx.Err() == context.DeadlineExceeded {
			cmd.Process.Kill()
		}
	})
	out, err := cmd.CombinedOutput()
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "Discord does not know this token") {
		t.Errorf("serve with a wrong token ended with %v and says\n%s", err, out)
	}
	fake.TakeViolations()
}
