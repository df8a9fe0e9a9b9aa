package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// readmeBlock is a fenced console block of the README: commands, each with the
// output that the README promises.
type readmeBlock struct {
	line     int
	commands []readmeCommand
}

type readmeCommand struct {
	line int
	text string // may go over several lines: a here-document
	want string // what is printed; "…" on a line of its own stands for anything
}

func readmeBlocks(t *testing.T) []readmeBlock {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []readmeBlock
	inside := false
	heredoc := ""
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case !inside && line == "```console":
			inside = true
			blocks = append(blocks, readmeBlock{line: i + 1})
		case inside && line == "```":
			inside, heredoc = false, ""
		case inside:
			b := &blocks[len(blocks)-1]
			if text, ok := strings.CutPrefix(line, "$ "); ok && heredoc == "" {
				b.commands = append(b.commands, readmeCommand{line: i + 1, text: text})
				if m := regexp.MustCompile(`<<'?(\w+)'?`).FindStringSubmatch(text); m != nil {
					heredoc = m[1]
				}
				continue
			}
			if len(b.commands) == 0 {
				t.Fatalf("README.md:%d: output before a command", i+1)
			}
			c := &b.commands[len(b.commands)-1]
			if heredoc != "" {
				c.text += "\n" + line
				if line == heredoc {
					heredoc = ""
				}
				continue
			}
			c.want += line + "\n"
		}
	}
	return blocks
}

// TestReadmeCommands runs what the README tells its reader to type, in an empty
// home, and holds the output against what stands there.
func TestReadmeCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the README's commands are for a POSIX shell")
	}
	blocks := readmeBlocks(t)
	if len(blocks) == 0 {
		t.Fatal("README.md has no console block")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	for _, b := range blocks {
		for _, c := range b.commands {
			text := strings.ReplaceAll(c.text, "go run ./cmd/lector ", "lector ")
			switch {
			case strings.HasPrefix(text, "go test"), strings.HasPrefix(text, "git clone"), strings.HasPrefix(text, "go build"), strings.HasPrefix(text, "go install"):
				continue // this test is part of what they run, or they need the network
			}
			cmd := exec.Command("bash", "-c", text)
			cmd.Dir = home
			if strings.Contains(text, "cmd/lector/") || strings.Contains(text, "qa/eval/") {
				cmd.Dir = root
			}
			cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=dumb"}
			cmd.WaitDelay = 30 * time.Second
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Run(); err != nil {
				t.Errorf("README.md:%d: %s: %v\n%s", c.line, c.text, err, out.String())
				continue
			}
			if c.want != "" && !sameOutput(out.String(), c.want) {
				t.Errorf("README.md:%d: %s printed\n%s\nand the README says\n%s", c.line, c.text, out.String(), c.want)
			}
		}
	}
}

// sameOutput compares line by line; "…" in want stands for any lines.
func sameOutput(got, want string) bool {
	var pattern strings.Builder
	pattern.WriteString(`(?s)\A`)
	for line := range strings.Lines(strings.TrimRight(want, "\n") + "\n") {
		if strings.TrimSpace(line) == "…" {
			pattern.WriteString(`.*`)
			continue
		}
		fmt.Fprintf(&pattern, "%s", regexp.QuoteMeta(strings.TrimRight(line, " \n")))
		pattern.WriteString(` *\n`)
	}
	pattern.WriteString(`\z`)
	return regexp.MustCompile(pattern.String()).MatchString(strings.TrimRight(got, "\n") + "\n")
}
