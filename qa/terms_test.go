package qa

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
)

// plainWords cuts a text without dense scripts by the library alone.
func plainWords(text string) []string {
	var out []string
	it := words.FromString(text)
	for it.Next() {
		if strings.ContainsFunc(it.Value(), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			out = append(out, it.Value())
		}
	}
	return out
}

func TestDenseScriptsAreCutIntoPairsAndChineseCharacters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string
	}{
		{"北京大学", []string{"北", "北京", "京", "京大", "大", "大学", "学"}},
		{"保罗·诺瓦", []string{"保", "保罗", "罗", "罗·诺", "诺", "诺瓦", "瓦"}},
		{"好·", []string{"好"}},
		{"在 Go 中", []string{"在", "Go", "中"}},
		{"東京タワー", []string{"東", "東京", "京", "京タ", "タワ", "ワー"}},
		{"서울에서", []string{"서울", "울에", "에서"}},
		{"ไทย", []string{"ไท", "ทย"}},
	} {
		var s scanner
		s.reset(test.text)
		var got []string
		for s.next() {
			got = append(got, test.text[s.start:s.end])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("scan(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzScanner(f *testing.F) {
	f.Add("Don't split U.S. policy, 3.5 or 1,000; a_b")
	f.Add("naïve café — l’été 北京大学 x")
	f.Fuzz(func(t *testing.T, text string) {
		var s scanner
		s.reset(text)
		var fast []string
		at := 0
		for s.next() {
			if s.start < 0 || s.end > len(text) || s.start >= s.end || s.start < at {
				t.Fatalf("token [%d, %d) after %d in %q", s.start, s.end, at, text)
			}
			at = s.start
			if s.sym == symbols {
				fast = append(fast, text[s.start:s.end])
			}
		}
		if strings.ContainsFunc(text, isDense) {
			return
		}
		if slow := plainWords(text); !slices.Equal(fast, slow) {
			t.Errorf("scanner cuts %q into %q, the library into %q", text, fast, slow)
		}
	})
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ word, lang, want string }{
		{"Tianjin's", "en", "tianjin"}, {"Tianjin’s", "en", "tianjin"}, {"U.S", "en", "us"}, {"U.N", "en", "un"}, {"3.5", "en", "3.5"},
		{"1,000", "en", "1000"}, {"1,000.5", "en", "1000.5"}, {"1.000", "de", "1000"}, {"1.000", "en", "1.000"}, {"Büdget", "de", "budget"}, {"straße", "de", "strasse"},
		{"l’homme", "fr", "homme"}, {"d'État", "fr", "etat"}, {"O'Brien", "en", "o'brien"}, {"हिन्दी", "hi", "हिन्दी"}, {"カブル", "ja", "カブル"},
		{"ＡＢＣ", "ja", "abc"}, {"٢٠٢١", "ar", "2021"}, {"Ёлка", "ru", "елка"}, {"example.com", "en", "example.com"},
	} {
		if got, _ := fold(test.word, test.lang); got != test.want {
			t.Errorf("fold(%q, %s) = %q, want %q", test.word, test.lang, got, test.want)
		}
	}
}
