package article

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// asGoldmark is the plain text when goldmark's own extensions read.
func asGoldmark(source string) (plain, heading string) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList))
	src := []byte(source)
	return convert(md.Parser().Parse(text.NewReader(src)), src)
}

// TestMarkdownReadsAsGoldmark compares the reading of tables, struck out text
// and check boxes with goldmark's extensions, on texts made of their marks.
func TestMarkdownReadsAsGoldmark(t *testing.T) {
	t.Parallel()
	pieces := strings.Split("|,|,|,\\|,-,---,:--,--:,:-:,`,`,a,b c, ,  ,    ,\n,\n,\n,\n\n,~,~~,~~~,[ ],[x] ,[X],- ,1. ,> ,*,**,# ,[a](b),<br>,&amp;,\t,|---|---|\n,\n| - | - |\n,a | b\n,é,\\,:,\r\n", ",")
	random := rand.New(rand.NewPCG(1, 2))
	tabular := 0
	for range 30_000 {
		var b strings.Builder
		for range 1 + random.IntN(24) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		source := b.String()
		want, heading := asGoldmark(source)
		got, ours := convert(newMarkdownParser().Parse(text.NewReader([]byte(source))), []byte(source))
		if got != want || ours != heading {
			t.Fatalf("%q\n read as   %q (%q)\n, goldmark %q (%q)", source, got, ours, want, heading)
		}
		if strings.Contains(got, " | ") {
			tabular++
		}
	}
	if tabular < 500 {
		t.Errorf("%d of the texts have tables, want five hundred", tabular)
	}
}
