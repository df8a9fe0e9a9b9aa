package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/bot/discordtest"
)

// command runs lector on the stage's library while it is served, and returns what
// it printed.
func (s *stage) command(args ...string) string {
	s.t.Helper()
	cmd := exec.Command("lector", args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.t.TempDir(), "LECTOR_DATA=" + s.dir}
	cmd.Dir = s.dir
	var out, diagnostics bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &diagnostics
	if err := cmd.Run(); err != nil {
		s.t.Fatalf("lector %s: %v\n%s", strings.Join(args, " "), err, diagnostics.String())
	}
	return out.String()
}

// until asks for a view until it holds a text.
func until(t testing.TB, what, want string, look func() *discordtest.View) *discordtest.View {
	t.Helper()
	var v *discordtest.View
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if v = look(); v != nil && (strings.Contains(v.Text(), want) || v.Button(want) != nil) {
			return v
		}
	}
	t.Fatalf("%s: %v\nwant %q", what, v, want)
	return v
}

// TestOtherWordings: a member asks in vain, asks again in other words and is
// helped. The editors are offered both wordings; what they add answers the next
// member, and what they take from the list stays off it.
func TestOtherWordings(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.put(article.Article{Collection: article.Guild(s.town.ID), ID: "mill", Title: "The mill of Vika", Lang: "en", Text: millText})
	s.start()
	const (
		inVain    = "Any pumpernickel flour produced thereabouts?"
		rephrased = "What does the mill of Vika grind?"
		main      = "Which grain do they turn into flour?"
		quote     = "The mill of Vika grinds rye."
	)
	guild := "guild:" + s.town.ID
	form := s.mod.Slash(s.general, "/answers add", opt("article", "mill"))
	shows(t, "preparing the answer", s.mod.Submit(form, map[string]string{"questions": main, "answer": "Rye, and nothing else.", "quote": quote, "article": "mill"}), "Saved.")
	s.eventually(t, s.ben, s.general, main, "Rye, and nothing else.")
	shows(t, "the question in vain", s.ada.Slash(s.general, "/ask", opt("question", inVain)), "do not say")
	shows(t, "the vote", s.ada.Click(s.eventually(t, s.ada, s.general, rephrased, "grinds rye"), "Helpful"), "Thank you")
	list := until(t, "the gaps", "Other wordings: 2", func() *discordtest.View { return s.mod.Slash(s.general, "/answers gaps") })
	listed := s.command("pairs", "suggest", "--collection", guild)
	for _, want := range []string{inVain, rephrased, "led to: " + main + "  (1 member"} {
		if !strings.Contains(listed, want) {
			t.Errorf("lector pairs suggest prints\n%s\nwant it to hold %q", listed, want)
		}
	}
	page := s.mod.Click(list, "Other wordings: 2")
	shows(t, "the wordings", page, inVain, rephrased, "Nothing is added without you.")
	s.Draw("wordings", page)
	// On Discord the first, whichever it is; the other on the command line.
	first, second := inVain, rephrased
	if strings.Index(page.Text(), rephrased) < strings.Index(page.Text(), inVain) {
		first, second = rephrased, inVain
	}
	shows(t, "adding it", s.mod.Click(page, "Add 1"), first, "is a question of")
	got := s.eventually(t, s.ben, s.general, first, "Rye, and nothing else.")
	shows(t, "the next member's answer", got, "Prepared answer", "> "+quote)
	var wording struct{ ID, Wording string }
	for line := range strings.Lines(s.command("pairs", "suggest", "--json", "--collection", guild)) {
		if strings.Contains(line, `"wording"`) {
			if err := json.Unmarshal([]byte(line), &wording); err != nil {
				t.Fatal(err)
			}
		}
	}
	if wording.Wording != second {
		t.Fatalf("the command line offers %q, want %q", wording.Wording, second)
	}
	accepted := s.command("pairs", "suggest", "--collection", guild, "--accept", wording.ID)
	if !strings.Contains(accepted, "lector undo takes it back") {
		t.Errorf("--accept prints %s", accepted)
	}
	s.eventually(t, s.ben, s.general, second, "Rye, and nothing else.")
	// (Asked before the index had followed, it may have become a gap again.)
	if rest := s.command("pairs", "suggest", "--collection", guild); strings.Contains(rest, "led to") {
		t.Errorf("after both were added the list is\n%s", rest)
	}
	// Ada's own votes are in what she gets of her data, and go when she wishes.
	data := func() string {
		t.Helper()
		v := read(s.ada.Click(s.ada.Slash(s.general, "/lector privacy"), "My data"))
		if len(v.Files) != 1 || !v.Ephemeral {
			t.Fatalf("my data is %v", v)
		}
		return string(v.Files[0].Data)
	}
	for _, want := range []string{rephrased, inVain, `"Helpful": true`} {
		if !strings.Contains(data(), want) {
			t.Errorf("my data is\n%s\nwant it to hold %q", data(), want)
		}
	}
	sure := s.ada.Click(s.ada.Slash(s.general, "/lector privacy"), "Forget me")
	shows(t, "the confirmation", s.ada.Click(sure, "Yes, forget me"), "Forgotten.")
	if got := data(); !strings.Contains(got, `"Votes": []`) || !strings.Contains(got, `"Unanswered": 0`) {
		t.Errorf("after forget me my data is\n%s", got)
	}
}

// TestBrokenQuotesAreReported: an article that the command line reads anew breaks
// the quote of an answer that was prepared on Discord. The channel where it was
// prepared is told, once, and a click takes the new wording, which the next
// member gets.
func TestBrokenQuotesAreReported(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	file := filepath.Join(s.dir, "mill.md")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(millText)
	guild := "guild:" + s.town.ID
	s.command("add", "--collection", guild, file)
	s.start()
	desk := s.channel("desk")
	form := s.mod.Slash(desk, "/answers add", opt("article", "mill"))
	shows(t, "preparing the answer", s.mod.Submit(form, map[string]string{"questions": "How fast is the wheel?", "answer": "Once in a few seconds.",
		"quote": "Its wheel turns once in nine seconds.", "article": "mill"}), "Saved.")
	s.eventually(t, s.ben, s.general, "How fast is the wheel?", "Its wheel turns once in nine seconds.")

	write(strings.Replace(millText, "nine seconds", "seven seconds", 1))
	s.command("refresh", "--collection", guild, "the-mill-of-vika")
	reports := func() (out []*discordtest.View) {
		for _, v := range s.mod.Sees(desk) {
			if strings.Contains(v.Content, "no longer stand in") {
				out = append(out, v)
			}
		}
		return out
	}
	report := until(t, "the report", "seven seconds", func() *discordtest.View {
		if r := reports(); len(r) > 0 {
			return r[0]
		}
		return nil
	})
	shows(t, "the report", report, "The mill of Vika", "How fast is the wheel?", "~~Its wheel turns once in nine seconds.~~", "> Its wheel turns once in seven seconds.")
	s.Draw("broken-quote", report)
	s.restart()
	shows(t, "accepting", s.mod.Click(report, "Accept 1"), "cites the new wording now")
	got := s.eventually(t, s.ben, s.general, "How fast is the wheel?", "> Its wheel turns once in seven seconds.")
	shows(t, "the next member's answer", got, "Prepared answer")
	if n := len(reports()); n != 1 {
		t.Errorf("there are %d reports after a restart, want 1", n)
	}
}
