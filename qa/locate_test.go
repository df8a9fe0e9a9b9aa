package qa

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lector/article"
)

func TestFindQuotations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"no quotation here", nil},
		{`he said "the harbour is old" to me`, []string{"the harbour is old"}},
		{"He wrote “The harbour is old.” and also »The lighthouse is tall«!", []string{"The harbour is old.", "The lighthouse is tall"}},
		{"„Der Hafen ist sehr alt“, sagte er", []string{"Der Hafen ist sehr alt"}},
		{"« Le port est ancien » dit-il", []string{"Le port est ancien"}},
		{"彼は「港は一八七四年に開かれた」と言った", []string{"港は一八七四年に開かれた"}},
		{"‘The harbour isn’t as old as they say’, he said", []string{"The harbour isn’t as old as they say"}},
		{"That's what the harbour's people don't know", nil},
		{"> The harbour is old.\n> It is.\nis that so?", []string{"The harbour is old.\nIt is."}},
		{">>> The harbour is old.\nAnd so on.", []string{"The harbour is old.\nAnd so on."}},
		{`a "word" only`, nil},
		{"> “The harbour is old.”", []string{"The harbour is old."}},
		{`an 8" pipe and nothing closes`, nil},
		{"“He called it ‘an old harbour town’ then”", []string{"He called it ‘an old harbour town’ then"}},
		{"```\nprintln(\"the harbour is old\")\n```", nil},
		{"“The harbour is\nvery, very old”", []string{"The harbour is\nvery, very old"}},
	} {
		var got []string
		for _, q := range FindQuotations(tt.in) {
			got = append(got, q.Text)
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("FindQuotations(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// Too little is not looked for: under twelve letters, or five where a letter says
// as much as a syllable or a word. Marks, digits and spaces are no letters.
func TestTooShort(t *testing.T) {
	t.Parallel()
	e := New(memory{
		{Collection: article.Home, ID: "en", Title: "The dyke", Lang: "en", Text: "The dyke is 12 metres high. It broke in 1953."},
		{Collection: article.Home, ID: "zh", Title: "港口", Lang: "zh", Text: "港口在一八七四年开放。灯塔高三十四米。"},
		{Collection: article.Home, ID: "ja", Title: "港", Lang: "ja", Text: "港は町の北にあります。灯台は白いです。"},
		{Collection: article.Home, ID: "ko", Title: "항구", Lang: "ko", Text: "항구는 천팔백칠십사년에 열렸습니다."},
	})
	for _, tt := range []struct {
		quote string
		want  QuoteVerdict
	}{
		{"", TooShort},
		{"…", TooShort},
		{"\"The dyke is 12\"", TooShort},       // nine letters
		{"broke in 1953.", TooShort},           // seven
		{"is 12 metres hig", TooShort},         // eleven
		{"is 12 metres high", Verbatim},        // twelve
		{"1953 1953 1953 1953 1953", TooShort}, // none
		{"灯塔高三", TooShort},                     // four
		{"灯塔高三十", Verbatim},                    // five
		{"「灯台は白」", TooShort},                   // four, and the marks around them
		{"「灯台は白い」", Verbatim},                  // five
		{"천팔백칠십사년에", TooShort},                 // eight of Korean, which has twelve like others
		{"항구는 천팔백칠십사년에 열렸습니다", Verbatim},       // more
		{"a 灯塔高三 b dyke", TooShort},            // mixed: four that count more, ten in all
	} {
		f, err := e.Locate(context.Background(), Question{Text: tt.quote})
		if err != nil || f.Verdict != tt.want {
			t.Errorf("Locate(%q) = %s, %v, want %s", tt.quote, f.Verdict, err, tt.want)
		}
	}
}

// A quotation that stands in several places is placed in all of them, by article
// and then by offset.
func TestEveryPlaceIsNamed(t *testing.T) {
	t.Parallel()
	const motto = "We carry what the water lends us."
	a := article.Article{Collection: article.Home, ID: "a", Title: "The ferry", Lang: "en", Text: motto + " So it says on the bow. The crew says so too: “" + motto + "”"}
	b := article.Article{Collection: article.Home, ID: "b", Title: "The guild", Lang: "en", Text: "Its motto is older.\n\n" + motto}
	f, err := New(memory{b, a}).Locate(context.Background(), Question{Text: "we carry what the water lends us"})
	if err != nil || f.Verdict != Verbatim {
		t.Fatalf("Locate = %s, %v", f.Verdict, err)
	}
	var got []string
	for _, p := range f.Places {
		got = append(got, fmt.Sprintf("%s %d.%d %s", p.Article.ID, p.Paragraph, p.Sentence, p.Text()))
	}
	want := []string{"a 1.1 We carry what the water lends us", "a 1.3 We carry what the water lends us", "b 2.2 We carry what the water lends us"}
	if !slices.Equal(got, want) {
		t.Errorf("it stands in %q, want %q", got, want)
	}
}

// readings are the articles that the measurements ask, as a source.
func readings(t *testing.T) memory {
	t.Helper()
	paths, _ := filepath.Glob("eval/testdata/*.md")
	if len(paths) == 0 {
		t.Fatal("no articles in eval/testdata")
	}
	m := memory{orchard}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := article.Read(filepath.Base(path), b)
		if err != nil {
			t.Fatal(err)
		}
		a.Collection = article.Home
		m = append(m, a)
	}
	return m
}

// The search finds what reading every article from end to end finds.
func TestExactPlacesAreThoseOfPlainReading(t *testing.T) {
	t.Parallel()
	m := readings(t)
	e := New(m)
	rng := rand.New(rand.NewPCG(7, 7))
	for range 400 {
		a := m[rng.IntN(len(m))]
		all := pieces(a.Text, 0, len(a.Text), nil)
		from := rng.IntN(len(all) - 3)
		to := min(len(all), from+3+rng.IntN(40))
		q, _ := trimPieces(all[from:to])
		if len(q) == 0 || slices.ContainsFunc(q, func(p piece) bool { return p.kind == pieceEllipsis }) {
			continue
		}
		quote := a.Text[q[0].start:q[len(q)-1].end]
		if !longEnough(quote) {
			continue
		}
		q, _ = trimPieces(pieces(quote, 0, len(quote), nil))
		if len(q) == 0 {
			continue
		}
		q[0].loose = true
		var want []string
		for _, a := range m {
			text := pieces(a.Text, 0, len(a.Text), nil)
			for i := range text {
				if end, ok := match(q, text, i); ok && same(&q[0], &text[i]) {
					want = append(want, fmt.Sprintf("%s %d-%d", a.ID, text[i].start, text[end-1].end))
				}
			}
		}
		f, err := e.Locate(context.Background(), Question{Text: quote})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range f.Places {
			got = append(got, fmt.Sprintf("%s %d-%d", p.Article.ID, p.Span.Start, p.Span.End))
		}
		slices.Sort(got)
		slices.Sort(want)
		if f.Verdict != Verbatim && f.Verdict != Cut || !slices.Equal(got, want) {
			t.Errorf("Locate(%q) = %s at %q, want %q", quote, f.Verdict, got, want)
		}
	}
}

// Checking a quotation of 300 characters against a million sentences takes less
// than 20 ms, 99 times of 100.
func TestLocateInAMillionSentences(t *testing.T) {
	if os.Getenv("LECTOR_LONG") == "" {
		t.Skip("LECTOR_LONG is not set: it indexes a million sentences")
	}
	rng := rand.New(rand.NewPCG(1, 1))
	zipf := rand.NewZipf(rng, 1.1, 3, 120_000)
	syllables := []string{"ba", "co", "di", "fe", "gu", "ha", "jo", "ki", "le", "mu", "na", "po", "ri", "se", "tu", "va"}
	word := func(n uint64) string {
		var b strings.Builder
		for n += 17; n > 0; n /= 16 {
			b.WriteString(syllables[n%16])
		}
		return b.String()
	}
	var m memory
	for i := range 2000 {
		var b strings.Builder
		for s := range 500 {
			for w := range 18 + rng.IntN(8) {
				if w > 0 {
					b.WriteByte(' ')
				}
				x := word(zipf.Uint64())
				if w == 0 {
					x = strings.ToUpper(x[:1]) + x[1:]
				}
				b.WriteString(x)
			}
			b.WriteString(".")
			if s%5 == 4 {
				b.WriteString("\n\n")
			} else {
				b.WriteByte(' ')
			}
		}
		m = append(m, article.Article{Collection: article.Home, ID: article.ID(fmt.Sprintf("a%05d", i)), Title: "t", Lang: "en", Text: b.String()})
	}
	e := New(m)
	if _, err := e.Locate(context.Background(), Question{Text: "to load the collection"}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"verbatim", "one word changed", "absent"} {
		var took []time.Duration
		for range 300 {
			a := m[rng.IntN(len(m))]
			at := rng.IntN(len(a.Text) - 400)
			at += strings.IndexByte(a.Text[at:], ' ') + 1
			quote := a.Text[at : at+300]
			words := strings.Fields(quote)
			want := Verbatim
			switch kind {
			case "one word changed":
				words[len(words)/2], want = "unheard", Altered
			case "absent":
				rng.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
				want = Absent
			}
			quote = strings.Join(words[:len(words)-1], " ")
			start := time.Now()
			f, err := e.Locate(context.Background(), Question{Text: quote})
			took = append(took, time.Since(start))
			if err != nil || f.Verdict != want && want != Absent {
				t.Errorf("Locate(%q) = %s, %v, want %s", quote, f.Verdict, err, want)
			}
		}
		slices.Sort(took)
		t.Logf("%s: median %v, p99 %v, longest %v", kind, took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
		if kind != "absent" && took[len(took)*99/100] > 20*time.Millisecond {
			t.Errorf("%s: p99 is %v, want under 20 ms", kind, took[len(took)*99/100])
		}
	}
}
