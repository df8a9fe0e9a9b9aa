package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"unicode"
)

// minTypoWord is the least number of letters of a word that gets a typo.
const minTypoWord = 5

// Typos returns the question with a typing error in n different words of five
// letters or more (in as many as there are), never in a first letter: two
// letters swapped, one dropped, one doubled by a wrong one, or one replaced,
// with equal chance. The same seed, id and question give the same errors.
func Typos(question, id string, n int, seed uint64) string {
	if n <= 0 {
		return question
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	h.Write([]byte{0})
	h.Write([]byte(question))
	rnd := rand.New(rand.NewPCG(seed, h.Sum64()))
	text := []rune(question)
	var words [][2]int
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && unicode.IsLetter(text[j]) {
			j++
		}
		if j-i >= minTypoWord {
			words = append(words, [2]int{i, j})
		}
		i = max(j, i+1)
	}
	rnd.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	words = words[:min(n, len(words))]
	edits := make(map[int][]rune, len(words)) // by the word's start: what it becomes
	ends := make(map[int]int, len(words))
	for _, w := range words {
		edits[w[0]], ends[w[0]] = typo(text[w[0]:w[1]], rnd), w[1]
	}
	out := make([]rune, 0, len(text)+n)
	for i := 0; i < len(text); {
		if to, ok := edits[i]; ok {
			out = append(out, to...)
			i = ends[i]
			continue
		}
		out = append(out, text[i])
		i++
	}
	return string(out)
}

// typo returns a copy of word with one error behind its first letter.
func typo(word []rune, rnd *rand.Rand) []rune {
	out := append([]rune(nil), word...)
	letter := func(not rune) rune {
		for {
			if r := 'a' + rune(rnd.IntN(26)); r != unicode.ToLower(not) {
				return r
			}
		}
	}
	switch rnd.IntN(4) {
	case 0: // swap neighbours that differ
		from := 1 + rnd.IntN(len(out)-2)
		for k := range len(out) - 2 {
			if i := 1 + (from-1+k)%(len(out)-2); out[i] != out[i+1] {
				out[i], out[i+1] = out[i+1], out[i]
				return out
			}
		}
		out[from] = letter(out[from]) // all alike: nothing to swap
	case 1:
		i := 1 + rnd.IntN(len(out)-1)
		out = append(out[:i], out[i+1:]...)
	case 2:
		i := 1 + rnd.IntN(len(out))
		out = append(out[:i], append([]rune{letter(0)}, out[i:]...)...)
	default:
		i := 1 + rnd.IntN(len(out)-1)
		out[i] = letter(out[i])
	}
	return out
}
