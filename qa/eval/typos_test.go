package eval

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTypos(t *testing.T) {
	t.Parallel()
	const question = "Which Norwegian captain reached Spitsbergen before Amundsen's airship?"
	for n := range 4 {
		for seed := range uint64(200) {
			got := Typos(question, "q", n, seed)
			if again := Typos(question, "q", n, seed); again != got {
				t.Fatalf("seed %d: %q and %q", seed, got, again)
			}
			a, b := strings.Fields(question), strings.Fields(got)
			if len(a) != len(b) {
				t.Fatalf("%q: %d words, want %d", got, len(b), len(a))
			}
			changed := 0
			for i := range a {
				if a[i] == b[i] {
					continue
				}
				changed++
				if a[i][0] != b[i][0] {
					t.Errorf("%q: the first letter of %q changed", got, a[i])
				}
				if d := utf8.RuneCountInString(b[i]) - utf8.RuneCountInString(a[i]); d < -1 || d > 1 {
					t.Errorf("%q became %q: more than one error", a[i], b[i])
				}
			}
			if changed != n {
				t.Errorf("Typos(%d, seed %d) changed %d words: %q", n, seed, changed, got)
			}
		}
	}
}

func TestTyposLeaveShortWords(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"", "who is he?", "when was it 12345", "a b c d"} {
		if got := Typos(q, "q", 2, 1); q != got {
			t.Errorf("Typos(%q) = %q", q, got)
		}
	}
	if got := Typos("ooooo who is", "q", 1, 3); !strings.HasSuffix(got, " who is") {
		t.Errorf("Typos = %q: a short word changed", got)
	}
}
