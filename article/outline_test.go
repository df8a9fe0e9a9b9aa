package article

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkOutline asserts what Outline promises of any text at all. It looks at
// every character, slowly and plainly.
func checkOutline(t *testing.T, text, lang string) {
	t.Helper()
	ps := Outline(text, lang)
	covered := make([]int, len(text))
	last, sentence := 0, 1
	for i, p := range ps {
		if len(p.Sentences) == 0 {
			t.Fatalf("paragraph %d has no sentence", i+1)
		}
		if p.First != sentence {
			t.Fatalf("paragraph %d: First = %d, want %d", i+1, p.First, sentence)
		}
		sentence += len(p.Sentences)
		if p.Start != p.Sentences[0].Start || p.End != p.Sentences[len(p.Sentences)-1].End {
			t.Fatalf("paragraph %d is %v, its sentences %v", i+1, p.Span, p.Sentences)
		}
		for _, s := range p.Sentences {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("sentence %v after the place %d of a text of %d bytes", s, last, len(text))
			}
			last = s.End
			if s.Of(text) != strings.TrimSpace(s.Of(text)) {
				t.Fatalf("sentence %q has white space around it", s.Of(text))
			}
			for b := s.Start; b < s.End; b++ {
				covered[b]++
			}
			if utf8.ValidString(text) && !utf8.ValidString(s.Of(text)) {
				t.Fatalf("sentence %v cuts a character of %q", s, text)
			}
		}
	}
	for i, r := range text {
		if !unicode.IsSpace(r) && covered[i] != 1 {
			t.Fatalf("the character %q at %d stands in %d sentences of %q, want one", r, i, covered[i], text)
		}
	}
	if again := Outline(text, lang); !reflect.DeepEqual(ps, again) {
		t.Fatalf("two outlines of one text differ: %v and %v", ps, again)
	}
}

// TestOutlineOfAnything tries every short text over an alphabet of what the
// splitter looks at.
func TestOutlineOfAnything(t *testing.T) {
	t.Parallel()
	alphabet := []string{"a", "B", "5", ".", "!", "…", "\"", "”", "(", "]", "[n 1]", "。", "「", "」", "い", " ", "\n", "\u00a0", "—", ":7", "\xe3", "|"}
	for n := range 4 {
		word := make([]int, n+1)
		for {
			var b strings.Builder
			for _, w := range word {
				b.WriteString(alphabet[w])
			}
			checkOutline(t, b.String(), "en")
			i := 0
			for i < len(word) {
				if word[i]++; word[i] < len(alphabet) {
					break
				}
				word[i] = 0
				i++
			}
			if i == len(word) {
				break
			}
		}
	}
}

func FuzzOutline(f *testing.F) {
	for _, s := range []string{"", "A. b? C!", "Mr. X.[1] He said: “No.” Then", "「行く。」と言った。", "a\r\nb\n\n- c\n| d | e |\n| f | g |", "\xff\xfe. A\xe3\x80", "5. Mai. 6. Juni"} {
		f.Add(s, "en")
		f.Add(s, "de")
	}
	f.Fuzz(checkOutline)
}

// realText is a megabyte of saved articles, or a skip.
func realText(tb testing.TB) string {
	var data squad
	readData(tb, "train/squadshifts-new_wiki.json.gz", &data)
	var b bytes.Buffer
	for b.Len() < 1<<20 {
		for _, a := range data.Data {
			for _, p := range a.Paragraphs {
				b.WriteString(p.Context + "\n\n")
			}
		}
	}
	return b.String()[:1<<20]
}

func BenchmarkOutline(b *testing.B) {
	text := realText(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Outline(text, "en")
	}
}

// TestSentences reads testdata/sentences/*.txt. Each file is a language's, by
// its name ("de.txt", "en-quotes.txt"), and holds cases between lines of
// dashes: a text in which ‖ stands where a sentence must end, and nowhere
// else. A paragraph's end needs no mark. Lines that start with # are remarks.
func TestSentences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/sentences/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata/sentences: %v", err)
	}
	for _, file := range files {
		lang, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), "-")
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			cases := 0
			var text strings.Builder
			check := func(line int) {
				want := strings.TrimSpace(text.String())
				text.Reset()
				if want == "" {
					return
				}
				cases++
				plain := strings.ReplaceAll(want, "‖", "")
				if got := marked(plain, lang); got != want {
					t.Errorf("%s, the case before line %d:\n got %s\nwant %s", file, line, got, want)
				}
			}
			lines := strings.Split(string(data), "\n")
			for i, l := range lines {
				switch {
				case strings.HasPrefix(l, "# "):
				case strings.Trim(l, "-") == "" && len(l) >= 3:
					check(i + 1)
				default:
					text.WriteString(l + "\n")
				}
			}
			check(len(lines))
			if cases == 0 {
				t.Errorf("%s holds no cases", file)
			}
		})
	}
}

// marked is the text with ‖ behind each sentence that does not end its paragraph.
func marked(text, lang string) string {
	var b strings.Builder
	last := 0
	for _, p := range Outline(text, lang) {
		for _, s := range p.Sentences[:len(p.Sentences)-1] {
			fmt.Fprintf(&b, "%s‖", text[last:s.End])
			last = s.End
		}
	}
	return b.String() + text[last:]
}
