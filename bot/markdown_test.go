package bot

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"Plain words, with a comma.", "Plain words, with a comma."},
		{"*bold* _it_ ~~x~~ ||s|| `c`", "\\*bold\\* \\_it\\_ \\~\\~x\\~\\~ \\|\\|s\\|\\| \\`c\\`"},
		{"# Heading", "\\# Heading"},
		{"C# is no heading", "C# is no heading"},
		{"-# small", "\\-# small"},
		{"well-known", "well-known"},
		{"- item\n  - inner", "\\- item\n  \\- inner"},
		{"1. first\n12. twelfth", "1\\. first\n12\\. twelfth"},
		{"In 1999. Then", "In 1999. Then"},
		{"> said", "\\> said"},
		{"a > b", "a > b"},
		{"<@1> <#2> <t:0:R> </ask:1>", "\\<@1> \\<#2> \\<t\\:0:R> \\</ask:1>"},
		{"@everyone and @here, not me@example.org", "\\@everyone and \\@here, not me@example.org"},
		{":smile: but 10:30 and a:b c:d", "\\:smile: but 10:30 and a:b c:d"},
		{"https://example.org/a_b", "https\\://example.org/a\\_b"},
		{"[x](https://example.org)", "\\[x](https\\://example.org)"},
		{`back\slash`, `back\\slash`},
		{"a\r\nb\x00c", "a\nbc"},
		{"\u2028# after a separator", "\u2028\\# after a separator"},
	} {
		if got := escape(tt.in); got != tt.want {
			t.Errorf("escape(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestShownFindsWhatIsNotEscaped(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"*x*", "# x", "a\n- x", "1. x", "<@1>", ":a:", "http://x", "[x](y)", "`c`", "@here"} {
		if got, ok := shown(bad); ok {
			t.Errorf("shown(%q) = %q, want it refused: Discord would not show it as it is", bad, got)
		}
	}
}

func FuzzVerbatim(f *testing.F) {
	for _, s := range []string{"", "a", "*a*", "\\", "\\\\*", "¯\\_(ツ)_/¯", "> > a", "1.\n2.", " # x", "a\n\n\nb", "::a:", "http://a_b", "\u2028- a", "…\t-", "12 . 3."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quote, ok := verbatim(s)
		if !ok {
			if utf8.ValidString(s) {
				t.Fatalf("verbatim(%q) refused valid text", s)
			}
			return
		}
		for line := range strings.Lines(quote) {
			if !strings.HasPrefix(line, "> ") {
				t.Fatalf("verbatim(%q) = %q: a line outside the quote", s, quote)
			}
		}
		if got, ok := shown(unquoteBlock(quote)); !ok || got != printable(s) {
			t.Fatalf("verbatim(%q) shows %q", s, got)
		}
	})
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"the quick brown fox", 12, "the quick…"},
		{"unbrokenunbroken", 8, "unbroke…"},
		{"日本語の長い文章です", 5, "日本語の…"},
	} {
		if got := clip(tt.in, tt.n); got != tt.want || length(got) > tt.n {
			t.Errorf("clip(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}
