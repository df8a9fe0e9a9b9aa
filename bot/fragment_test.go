package bot

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"lector/article"
)

func span(text, passage string) article.Span {
	i := strings.Index(text, passage)
	if i < 0 {
		panic("no such passage: " + passage)
	}
	return article.Span{Start: i, End: i + len(passage)}
}

func TestFragmentURL(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Many words follow one another here. ", 12) + "The end is near."
	cjk := "昔々、あるところに、おじいさんとおばあさんがいました。おじいさんは山へ芝刈りに、おばあさんは川へ洗濯に行きました。"
	for _, tt := range []struct {
		name, url, text, passage, want string
	}{
		{"exact", "https://e.org/a", "One. Two three, four. Five.", "Two three, four.",
			"https://e.org/a#:~:text=Two%20three%2C%20four."},
		{"hyphen and ampersand", "https://e.org/a", "A well-known R&D site. Next.", "A well-known R&D site.",
			"https://e.org/a#:~:text=A%20well%2Dknown%20R%26D%20site."},
		{"the address has a fragment", "https://e.org/a#part", "One. Two.", "Two.", "https://e.org/a#part:~:text=Two."},
		{"the address has a text fragment", "https://e.org/a#:~:text=x", "One. Two.", "Two.", "https://e.org/a#:~:text=Two."},
		{"stands twice", "https://e.org/a", "First he said yes. Later she said no. Then he said yes. End.", "he said yes.",
			"https://e.org/a#:~:text=he%20said%20yes."},
		{"long", "https://e.org/a", "Before. " + long + " After.", long,
			"https://e.org/a#:~:text=Many%20words%20follow%20one%20another%20here.%20Many%20words,here.%20Many%20words%20follow%20one%20another%20here.%20The%20end%20is%20near."},
		{"over paragraphs", "https://e.org/a", "Alpha beta.\n\nGamma delta. Omega.", "Alpha beta.\n\nGamma delta.",
			"https://e.org/a#:~:text=Alpha%20beta.,Gamma%20delta."},
		{"without spaces", "https://e.org/a", cjk, "おじいさんは山へ芝刈りに、おばあさんは川へ洗濯に行きました。", ""},
		{"no address", "", "One.", "One.", ""},
		{"not the web", "javascript:alert(1)", "One.", "One.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := &article.Article{URL: tt.url, Text: tt.text}
			s := span(tt.text, tt.passage)
			got := fragmentURL(a, s, nil)
			if tt.want != "" && got != tt.want && tt.name != "long" {
				t.Errorf("fragmentURL = %s, want %s", got, tt.want)
			}
			if tt.url == "" || strings.HasPrefix(tt.url, "java") {
				if got != "" {
					t.Errorf("fragmentURL = %q, want none", got)
				}
				return
			}
			if len(got) > maxButtonURL {
				t.Errorf("the address has %d characters, over %d", len(got), maxButtonURL)
			}
			if !strings.Contains(got, ":~:text=") {
				t.Errorf("fragmentURL = %s, want a text fragment", got)
			}
		})
	}
}

// The second of two like sentences needs its context, and gets it.
func TestFragmentURLOfARepeatedSentence(t *testing.T) {
	t.Parallel()
	text := "First came the vote. It was lost. Then came the second vote. It was lost. Nobody wept."
	second := strings.LastIndex(text, "It was lost.")
	a := &article.Article{URL: "https://e.org/", Text: text}
	got := fragmentURL(a, article.Span{Start: second, End: second + len("It was lost.")}, nil)
	if want := "https://e.org/#:~:text=second%20vote.-,It%20was%20lost."; got != want {
		t.Errorf("fragmentURL = %s, want %s", got, want)
	}
}

func TestFragmentURLTooLongFallsBack(t *testing.T) {
	t.Parallel()
	address := "https://e.org/" + strings.Repeat("a", 490)
	a := &article.Article{URL: address, Text: "One two three four five six seven."}
	if got := fragmentURL(a, article.Span{Start: 0, End: len(a.Text)}, nil); got != address {
		t.Errorf("fragmentURL = %s, want the bare address", got)
	}
	a.URL += strings.Repeat("b", 20)
	if got := fragmentURL(a, article.Span{Start: 0, End: len(a.Text)}, nil); got != "" {
		t.Errorf("fragmentURL = %s, want none: the address itself is too long", got)
	}
}

// Whatever the text and the passage, the link is well formed and short enough,
// and a fragment in it leads to the passage and nowhere else.
func FuzzFragmentURL(f *testing.F) {
	f.Add("One. Two. One. Two.", 10, 14)
	f.Add("a b\n\nc d  e", 0, 11)
	f.Add("日本語。日本語。", 12, 24)
	f.Add("İx İX ıx", 3, 6)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		if !utf8.ValidString(text) || start < 0 || end > len(text) || start >= end || len(text) > 5000 ||
			!utf8.RuneStart(text[start]) || end < len(text) && !utf8.RuneStart(text[end]) {
			return
		}
		passage := text[start:end]
		if strings.TrimSpace(passage) != passage || passage == "" {
			return // spans of passages are trimmed
		}
		a := &article.Article{URL: "https://e.org/a", Text: text}
		got := fragmentURL(a, article.Span{Start: start, End: end}, nil)
		if len(got) > maxButtonURL {
			t.Fatalf("%d characters", len(got))
		}
		_, raw, ok := strings.Cut(got, ":~:text=")
		if !ok {
			return
		}
		d := parseDirective(t, raw)
		p := newPage(text)
		s, e, ok := p.resolve(d)
		if !ok || int(p.origin[s]) != start || strings.Join(strings.Fields(p.text[s:e]), " ") != strings.Join(strings.Fields(passage), " ") {
			t.Fatalf("%q in %q: %s resolves to %q", passage, text, got, p.text[s:e])
		}
	})
}

func parseDirective(t *testing.T, raw string) directive {
	t.Helper()
	var d directive
	dec := func(s string) string {
		out, err := url.PathUnescape(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for i, part := range strings.Split(raw, ",") {
		switch {
		case i == 0 && strings.HasSuffix(part, "-"):
			d.prefix = dec(strings.TrimSuffix(part, "-"))
		case strings.HasPrefix(part, "-"):
			d.suffix = dec(strings.TrimPrefix(part, "-"))
		case d.start == "":
			d.start = dec(part)
		default:
			d.end = dec(part)
		}
	}
	return d
}
