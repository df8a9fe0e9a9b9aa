package qa

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestInternerIsAMap holds the interner to a map, on strings of all lengths
// that differ in few places.
func TestInternerIsAMap(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	var in interner
	for round := range 20 {
		in.reset(r.IntN(100))
		want := make(map[string]uint32)
		for range 5000 {
			b := []byte(strings.Repeat("a", r.IntN(20)))
			for range min(len(b), r.IntN(3)) {
				b[r.IntN(len(b))] = byte(r.IntN(5))
			}
			s := string(b)
			n, ok := want[s]
			if !ok {
				n = uint32(len(want))
				want[s] = n
			}
			if got := in.number(s); got != n {
				t.Fatalf("round %d: number(%q) = %d, want %d", round, s, got, n)
			}
		}
		for s, n := range want {
			if in.texts[n] != s {
				t.Fatalf("texts[%d] = %q, want %q", n, in.texts[n], s)
			}
		}
	}
}

func BenchmarkInterner(b *testing.B) {
	words := make([]string, 10_000)
	for i := range words {
		words[i] = fmt.Sprint("w", i*7919%100_003)[:2+i%5]
	}
	var in interner
	in.reset(len(words))
	for b.Loop() {
		for _, w := range words {
			in.number(w)
		}
	}
}
