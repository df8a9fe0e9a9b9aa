package article

import (
	"strings"
	"testing"
)

// TestBlocks says of each line what it is: "kind: line". A blank line stays
// one.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"news from a page": `furniture: Follow Us on Google News
prose: OSLO: The city’s harbour master has opened a pier.
furniture: Read more: Who was there
prose: Wang Yi told the visitors that he hoped for peace.
furniture: Click here to subscribe to our newsletter.`,
		"headings": `heading: Foxes of the world
heading: An overview

prose: A fox is an animal. It has a tail.

heading: What do foxes eat?

prose: They eat mice.`,
		"a list": `heading: Rules
item: 1. Be kind.
item: 2. No spam.
item: - not even a little
item: • nor here`,
		"a table": `row: | Team | Points |
row: |------|--------|
row: | Reds | 5 |`,
		"one bar is a title": `heading: Foxes | The Example
prose: A fox is an animal.`,
		"marked headings": `heading: ## Foxes.
prose: A fox is an animal.`,
		"lines of a verse": `prose: The fox
prose: In the wood
prose: By day
prose: Is asleep
prose: And so are we.`,
	} {
		var text, kinds []string
		for l := range strings.SplitSeq(want, "\n") {
			kind, rest, ok := strings.Cut(l, ": ")
			if l == "" || !ok {
				text = append(text, l)
				continue
			}
			kinds = append(kinds, kind)
			text = append(text, rest)
		}
		var got []string
		for _, p := range Outline(strings.Join(text, "\n"), "en") {
			got = append(got, p.Block.String())
		}
		if g, w := strings.Join(got, " "), strings.Join(kinds, " "); g != w {
			t.Errorf("%s: %s, want %s", name, g, w)
		}
	}
}
