package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lector/bot/discordtest"
)

// TestLiveWithinASecond changes the library from the command line beside the
// running bot. A question that is asked a second after the command's end finds
// the change: an added article answers, an edited one has the new words, a
// removed one is silent, and a restart keeps it so.
func TestLiveWithinASecond(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	const question = "What does the mill of Vika grind?"
	file := filepath.Join(t.TempDir(), "mill.md")
	command := func(args ...string) {
		t.Helper()
		cmd := exec.Command("lector", append(args, "--collection", "guild:"+s.town.ID)...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "LECTOR_DATA=" + s.dir, "LECTOR_STORE=" + s.library, "TMPDIR=" + os.TempDir()}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("lector %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// live asks until the answer is as wanted; what counts is when the question
	// that was answered so had been asked. A machine that is slow at the time has as
	// much longer than a second as ten questions take on it.
	live := func(what string, right func(*discordtest.View) bool) {
		t.Helper()
		ended, limit := time.Now(), time.Second
		for {
			asked := time.Since(ended)
			v := s.ada.Slash(s.general, "/ask", opt("question", question))
			limit = max(limit, time.Second+10*v.Took)
			switch {
			case right(v) && asked <= limit:
				t.Logf("%s: live when asked %v after the command's end", what, asked.Round(time.Millisecond))
				return
			case asked > limit:
				t.Errorf("%s: asked %v after the command's end, the answer is %v", what, asked, v)
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	holds := func(text string) func(*discordtest.View) bool {
		return func(v *discordtest.View) bool { return strings.Contains(v.Content, text) }
	}

	write(millText)
	command("add", file)
	live("an added article", holds("grinds rye"))
	write(strings.Replace(millText, "grinds rye", "grinds oats", 1))
	command("add", file)
	live("an edited article", holds("grinds oats"))
	command("remove", "the-mill-of-vika")
	live("a removed article", func(v *discordtest.View) bool { return !strings.Contains(v.Content, "grinds") })
	command("undo")
	live("one that was taken back", holds("grinds oats"))
	s.restart()
	live("the restart", holds("grinds oats"))
}
