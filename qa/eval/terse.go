package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// functionWords are those that people leave out when they type a few words
// into a search box.
var functionWords = func() map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(`a an and are as at be been being but by can could did do does for from had has have he her him his how i if in into is it
its me my of on or our shall she should so such than that the their them then there these they this those to was we were what when where which who whom whose
why will with would you your`) {
		set[w] = true
	}
	return set
}()

// mostKeywords is how many words are typed at most when only keywords are.
const mostKeywords = 5

// Terse returns a question as it might be typed in haste: in small letters and
// without punctuation, and every other one cut down to at most five words that
// carry it; one in four has a typing error. The same seed, id and question give
// the same.
func Terse(question, id string, seed uint64) string {
	h := fnv.New64a()
	h.Write([]byte(id))
	h.Write([]byte{1})
	h.Write([]byte(question))
	rnd := rand.New(rand.NewPCG(seed, h.Sum64()))
	words := strings.Fields(strings.ToLower(question))
	for i, w := range words {
		words[i] = strings.Trim(w, "?!.,;:\"()")
	}
	if rnd.IntN(2) == 0 {
		var kept []string
		for _, w := range words {
			if w != "" && !functionWords[w] {
				kept = append(kept, w)
			}
		}
		for len(kept) > mostKeywords {
			i := rnd.IntN(len(kept))
			kept = append(kept[:i], kept[i+1:]...)
		}
		if len(kept) > 1 {
			words = kept
		}
	}
	out := strings.Join(strings.Fields(strings.Join(words, " ")), " ")
	if rnd.IntN(4) == 0 {
		out = Typos(out, id, 1, seed)
	}
	return out
}
