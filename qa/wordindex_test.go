package qa

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The lists turned round in full, which is slow, say of every word what the
// lists read as far as they are needed say.
func TestBridgesSayWhatTheListsSay(t *testing.T) {
	t.Parallel()
	forms := map[string][]string{}
	for line := range strings.Lines(inflections) {
		words := strings.Fields(line)
		forms[words[0]] = words
	}
	formsOf := func(w string) []string {
		if f := forms[w]; f != nil {
			return f
		}
		return []string{w}
	}
	english := newStemmer("en")
	written, stem := map[string][]bridged{}, map[string][]bridged{}
	for i, l := range bridgeLists {
		for line := range strings.Lines(l.source) {
			words := strings.Fields(line)
			for j, from := range words {
				if l.oneWay && j > 0 {
					break
				}
				for _, to := range words {
					switch {
					case from == to:
					case l.how != "synonym" && l.how != "sense":
						written[from] = append(written[from], bridged{to: to, list: uint8(i)})
					default:
						for _, f := range formsOf(from) {
							s := english.asked(f, f)
							for _, g := range formsOf(to) {
								stem[s] = append(stem[s], bridged{to: g, stem: english.asked(g, g), list: uint8(i)})
							}
						}
					}
				}
			}
		}
	}
	if len(written) < 1000 || len(stem) < 1000 {
		t.Fatalf("the lists have %d words and %d stems, want a thousand of each", len(written), len(stem))
	}
	got := bridgeTable()
	for _, list := range []map[string][]bridged{written, stem} {
		for _, w := range append(slices.Sorted(maps.Keys(list)), "zzz", "z", "") {
			if diff := cmp.Diff(written[w], slices.Collect(got.byWord(w)), cmp.AllowUnexported(bridged{})); diff != "" {
				t.Errorf("byWord(%q): -want +got\n%s", w, diff)
			}
			if diff := cmp.Diff(stem[w], got.byStem(w), cmp.AllowUnexported(bridged{})); diff != "" {
				t.Errorf("byStem(%q): -want +got\n%s", w, diff)
			}
		}
	}
}

// The same of what was learned of words.
func TestLexiconSaysWhatWasLearned(t *testing.T) {
	t.Parallel()
	number := func(s string) float64 {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return float64(n)
	}
	worth, stands, rarity := map[string]float64{}, map[string][]stand{}, map[string]float32{}
	f := strings.Fields(learnedWorths)
	for i := 2; i+1 < len(f); i += 2 {
		worth[f[i]] = number(f[i+1]) / number(f[1])
	}
	for line := range strings.Lines(strings.TrimSpace(learnedAssociations)) {
		asked, rest, _ := strings.Cut(line, ":")
		for f := strings.Fields(rest); len(f) > 1; f = f[2:] {
			stands[asked] = append(stands[asked], stand{f[0], math.Exp(number(f[1]) / 10)})
		}
	}
	var all float64
	for line := range strings.Lines(strings.TrimSpace(learnedCommon)) {
		f := strings.Fields(line)
		if len(f) == 1 {
			all = number(f[0])
		}
		for _, w := range f[1:] {
			rarity[w] = float32(1 - number(f[0])/all)
		}
	}
	if len(worth) < 1000 || len(stands) < 300 || len(rarity) < 5000 {
		t.Fatalf("learned %d worths, %d associations and %d common words, want more", len(worth), len(stands), len(rarity))
	}
	got := learnedLexicon()
	if want := number(f[1]); got.usual != want {
		t.Errorf("usual = %v, want %v", got.usual, want)
	}
	words := append(slices.Sorted(maps.Keys(worth)), "zzz", "z", "", "*", "80", "-14", "10")
	words = slices.AppendSeq(slices.AppendSeq(words, maps.Keys(stands)), maps.Keys(rarity))
	for _, w := range words {
		want, ok := worth[w]
		if got, found := got.worth(w); got != want || found != ok {
			t.Errorf("worth(%q) = %v, %v, want %v, %v", w, got, found, want, ok)
		}
		common, ok := rarity[w]
		if got, found := got.rarity(w); got != common || found != ok {
			t.Errorf("rarity(%q) = %v, %v, want %v, %v", w, got, found, common, ok)
		}
		for range 2 { // read, and remembered
			if diff := cmp.Diff(stands[w], got.stands(w), cmp.AllowUnexported(stand{})); diff != "" {
				t.Errorf("stands(%q): -want +got\n%s", w, diff)
			}
		}
	}
}
