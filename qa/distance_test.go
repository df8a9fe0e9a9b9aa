package qa

import (
	"testing"
	"unicode/utf8"
)

// plainDistance is the textbook's table.
func plainDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	d := make([][]int, len(x)+1)
	for i := range d {
		d[i] = make([]int, len(y)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(x)][len(y)]
}

func TestDistance(t *testing.T) {
	t.Parallel()
	// All words of up to four letters of a small alphabet, against each other.
	words := []string{""}
	for from := 0; len(words) < 341; {
		end := len(words)
		for _, w := range words[from:end] {
			for _, r := range "abcé" {
				words = append(words, w+string(r))
			}
		}
		from = end
	}
	var p pattern
	for _, a := range words {
		if !p.set(a) {
			continue
		}
		for _, b := range words {
			if got, want := p.distance(b), plainDistance(a, b); got != want {
				t.Fatalf("distance(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("delagation", "delegation")
	f.Add("tailban", "taliban")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		var p pattern
		if !p.set(a) {
			return
		}
		if got, want := p.distance(b), plainDistance(a, b); got != want {
			t.Errorf("distance(%q, %q) = %d, want %d", a, b, got, want)
		}
	})
}
