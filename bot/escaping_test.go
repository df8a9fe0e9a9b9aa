package bot

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestQuotesReadAsTheirSource holds the escaping against an independent parser
// of Discord's Markdown, npm's discord-markdown-parser: what it reads in the block
// quote of a passage is one quote with the passage's text, and nothing else. The
// parser is no part of Lector; the test is skipped where it is not installed.
func TestQuotesReadAsTheirSource(t *testing.T) {
	t.Parallel()
	pictures := filepath.Join("..", ".github", "pictures")
	if _, err := os.Stat(filepath.Join(pictures, "node_modules", "discord-markdown-parser")); err != nil {
		t.Skip("the independent parser is not installed: npm install in .github/pictures")
	}
	texts := []string{
		"**bold** and __underlined__ words", "*italic*, _italic_, ***both***", "~~struck~~ and ||hidden||",
		"`code` and ``more `code` ``", "```block```", "```go\nfunc main() {}\n```", "# A heading", "### A small heading", "-# small print",
		"> quoted", ">>> all quoted", ">>>all quoted", "- a list item", "* another", "  - deeper", "1. a numbered item", "+ plus",
		"[a link](https://example.org/x)", "[a link](<https://example.org/x>)", "<@123456789012345678> <@!123456789012345678> <@&123456789012345678>",
		"<#123456789012345678> </ask:123456789012345678>", "@everyone and @here", "<t:1618953630:R> <:emoji:123456789012345678> <a:emoji:123456789012345678>",
		":smile: and :heart:", `a \ backslash, two \\ and an escape \*`, `at the end \`, "snake_case_names and __dunder__", "2 * 3 * 4 = 24",
		"a < b > c & d", "<id:customize> <id:browse>", `¯\_(ツ)_/¯`, "~ ~~ ~~~", "| || |||", "(round) [square] {curly}",
		"ends with stars**", "**begins with stars", "_x_", "# a\n# b\n-# c\n> d", "line one\nline two", "1\\. already escaped",
	}
	tokens := []string{"*", "**", "_", "__", "~~", "||", "`", "```", "\\", "#", "# ", "-# ", "> ", ">>> ", "- ", "1. ", "[", "](", ")", "<", ">", "@", "@everyone",
		"<@123456789012345678>", ":x:", "\n", " ", "a", "word", "é", "漢", "!", "|", "<t:1:R>"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var b strings.Builder
		for range 1 + rng.IntN(12) {
			b.WriteString(tokens[rng.IntN(len(tokens))])
		}
		if s := strings.TrimSpace(b.String()); s != "" && !strings.Contains(s, "\n\n") {
			texts = append(texts, s)
		}
	}
	file := filepath.Join(t.TempDir(), "quotes.jsonl")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for i, text := range texts {
		shown, ok := verbatim(text)
		if !ok {
			continue
		}
		n++
		line, err := json.Marshal(map[string]string{"name": fmt.Sprint(i), "source": text, "shown": shown})
		if err != nil {
			t.Fatal(err)
		}
		f.Write(append(line, '\n'))
	}
	if n < len(texts)*9/10 {
		t.Errorf("only %d of %d texts can be shown", n, len(texts))
	}
	if out, err := exec.Command("node", filepath.Join(pictures, "escaping.mjs"), file).CombinedOutput(); err != nil {
		lines := strings.Split(string(out), "\n")
		t.Errorf("escaping: %v\n%s\n%s", err, strings.Join(lines[:min(12, len(lines))], "\n"), lines[max(0, len(lines)-2)])
	}
}
