package extract

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lector/article"
)

// TestHostilePages: each is refused or read within seconds, and what is read
// may be stored.
func TestHostilePages(t *testing.T) {
	t.Parallel()
	var open strings.Builder
	open.WriteString("<p>")
	for i := range 400 {
		fmt.Fprintf(&open, "<b a=%d>", i)
	}
	sentence := "The keeper of the light climbs the stairs at dusk and writes down the weather for the ships. "
	for _, c := range []struct {
		name, page string
		want       error // nil: it must be read
	}{
		{"nested a hundred thousand deep", "<html><body>" + strings.Repeat("<div>", 100_000) + story, ErrMalformed},
		{"open elements that multiply", "<html><body>" + open.String() + strings.Repeat("<p>x", 50_000), ErrTooLarge},
		{"half a million paragraphs", "<html><body>" + strings.Repeat("<p>x</p>", 550_000), ErrTooLarge},
		{"five megabytes on a line", "<html><body><article><p>" + strings.Repeat(sentence, 5<<20/len(sentence)) + "</p></article>", nil},
		{"nested linked data", strings.Replace(story, "</head>", `<script type="application/ld+json">`+strings.Repeat(`{"a":[`, 200_000)+"</script></head>", 1), nil},
		{"closed nested linked data", strings.Replace(story, "</head>", `<script type="application/ld+json">`+strings.Repeat(`[`, 9000)+strings.Repeat(`]`, 9000)+"</script></head>", 1), nil},
		{"a title without end", strings.Replace(story, "<title>", "<title>"+strings.Repeat("Lighthouse \x00\x1b[31m", 5000), 1), nil},
		{"a date out of range", strings.Replace(story, "</head>", `<meta property="article:published_time" content="2023-99-99"></head>`, 1), nil},
		{"another site's address", strings.Replace(story, "</head>", `<link rel=canonical href="javascript:alert(1)"></head>`, 1), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			r, err := New(Options{Timeout: 30 * time.Second}).File(t.Context(), "page.html", strings.NewReader(c.page))
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			for _, a := range r.Articles {
				a.Collection, a.ID = article.Home, article.NewID(a.Title)
				if err := a.Validate(); err != nil {
					t.Error(err)
				}
			}
			if past := time.Since(begin); past > 20*time.Second {
				t.Errorf("it took %v", past)
			}
		})
	}
}

// TestCharsets: what the header, the page and its bytes say may differ.
func TestCharsets(t *testing.T) {
	t.Parallel()
	const text = "Größe, naïve café – Übermut tut selten gut, schön."
	late := strings.Repeat("<!-- -->", 2000)
	for _, c := range []struct{ name, data, header, want string }{
		{"UTF-8 without a word", text, "", text},
		{"UTF-8 called latin-1 by the header", text, "text/html; charset=iso-8859-1", text},
		{"UTF-8 called gb2312 by the page", `<meta charset="gb2312">` + text + text, "", text + text},
		{"windows-1252 called UTF-8", "Gr\xf6\xdfe, na\xefve caf\xe9 \x96 schön"[:22], "text/html; charset=utf-8", "Größe, naïve café – sc"},
		{"latin-1 by a late meta", late + "<meta charset=iso-8859-15>Gr\xf6\xdfe \xa4", "", "Größe €"},
		{"Shift_JIS by the header", "\x93\xfa\x96\x7b", "text/html; charset=Shift_JIS", "日本"},
		{"UTF-16 by its mark", "\xff\xfeG\x00r\x00\xf6\x00", "text/html; charset=utf-8", "Grö"},
		{"ISO-2022-JP, all 7-bit", "<meta charset=iso-2022-jp>\x1b$BF|K\\\x1b(B", "", "日本"},
		{"one broken byte", strings.Repeat(text, 5) + "\xff" + text, "text/html; charset=utf-8", text + "\uFFFD" + text},
		{"a charset that does not exist", text, "text/html; charset=klingon", text},
	} {
		if got := decode([]byte(c.data), c.header); !strings.HasSuffix(got, c.want) || !utf8.ValidString(got) {
			t.Errorf("%s: %q, want it to end in %q", c.name, got, c.want)
		}
	}
}

func TestRefusedPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		page string
		want error
	}{
		{`<title>Just a moment...</title><body><p>Enable JavaScript and cookies to continue</p>`, ErrBlocked},
		{`<title>App</title><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>`, ErrBlocked},
		{`<title>Before you continue</title><body><h1>We value your privacy</h1><p>We and our 842 partners store and/or access information on a device, such as cookies, and process personal data for personalised ads.</p><button>Accept all</button>`, ErrConsent},
		{`<title>Page not found</title><body><p>The page you are looking for could not be found.</p>`, ErrMissing},
		{`<title>Sign in</title><body><h1>Sign in to Gazette</h1><form><input name=user><input type=password name=p><a href="/x">Forgot your password?</a></form>`, ErrLogin},
		{`<title>x</title><body>`, ErrNoArticle},
	} {
		if _, err := readFile(t, "page.html", []byte("<!doctype html>"+c.page)); !errors.Is(err, c.want) {
			t.Errorf("%.60s: %v, want %v", c.page, err, c.want)
		}
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	long := "<p>" + strings.Repeat("The lamp was lit at dusk and nobody slept before the last boat was in. ", 12) + "</p>"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Harbour Gazette</title><language>en-gb</language>
<item><title>Teaser</title><link>/story</link><description>Two sailors move in.</description><pubDate>Mon, 05 Jun 2023 10:00:00 +0200</pubDate></item>
<item><title>Whole</title><link>/whole</link><pubDate>Tue, 06 Jun 2023 23:30:00 +0200</pubDate><content:encoded><![CDATA[%s]]></content:encoded></item>
<item><title>Gone</title><link>/gone</link><pubDate>Sun, 04 Jun 2023 10:00:00 +0200</pubDate></item>
<item><title>Old</title><link>/old</link><pubDate>Sat, 03 Jun 2023 10:00:00 +0200</pubDate></item></channel></rss>`, long)
		case "/story":
			page200(story)(w, r)
		default:
			http.NotFound(w, r)
		}
	})
	r, err := local(Options{MaxItems: 3}).URL(t.Context(), s.URL+"/feed")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Articles) != 2 || len(r.Notes) != 2 {
		t.Fatalf("%d articles, notes %q; want 2 and 2", len(r.Articles), r.Notes)
	}
	a, b := r.Articles[0], r.Articles[1]
	if a.Title != "Whole" || a.Published != "2023-06-06" || a.URL != s.URL+"/whole" || a.Origin != a.URL || a.Publisher != "The Harbour Gazette" || a.Lang != "en-GB" {
		t.Errorf("the newest item: %+v", a)
	}
	if b.Title != "Teaser" || !strings.Contains(b.Text, "Skarholm") || b.URL != s.URL+"/story" || b.Published != "2023-06-05" {
		t.Errorf("the teaser: %+v", b)
	}
}

func TestFeedEntityBomb(t *testing.T) {
	t.Parallel()
	bomb := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "` + strings.Repeat("x", 1000) + `">`
	for i := 'b'; i < 'k'; i++ {
		bomb += fmt.Sprintf(`<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 20))
	}
	bomb += `]><rss version="2.0"><channel><title>&j;</title><item><title>a</title><description>` + strings.Repeat("word ", 200) + `</description></item></channel></rss>`
	r, err := readFile(t, "feed.xml", []byte(bomb))
	if err == nil && len(r.Articles[0].Publisher) > 1000 {
		t.Errorf("the entities were expanded to %d bytes", len(r.Articles[0].Publisher))
	}
	var refusal *Refusal
	if err != nil && !errors.As(err, &refusal) {
		t.Error(err)
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, lang, want string }{
		{"2021-07-28T23:30:00+02:00", "", "2021-07-28"}, {"2021. 7. 28. 09:30", "", "2021-07-28"}, {"2021-07", "", "2021-07"}, {"2021", "", "2021"}, {"20210728", "", "2021-07-28"},
		{"Wed, 28 Jul 2021 10:00:00 GMT", "", "2021-07-28"}, {"July 28, 2021 3:46 PM", "", "2021-07-28"}, {"28. Juli 2021", "", "2021-07-28"},
		{"28 de julio de 2021", "", "2021-07-28"}, {"28 juillet 2021", "", "2021-07-28"}, {"28 июля 2021", "", "2021-07-28"}, {"2021年7月28日", "", "2021-07-28"},
		{"28.07.2021", "", "2021-07-28"}, {"07/28/2021", "", "2021-07-28"}, {"03/04/2021", "en-US", "2021-03-04"}, {"03/04/2021", "de", "2021-04-03"}, {"03/04/2021", "", "2021"},
		{"May 2021", "", "2021-05"}, {"2021-02-30", "", ""}, {"yesterday", "", ""}, {"", "", ""}, {"99999999999999999999", "", ""},
	} {
		if got := parseDate(c.in, c.lang); got != c.want {
			t.Errorf("parseDate(%q, %q) = %q, want %q", c.in, c.lang, got, c.want)
		}
	}
}

func TestCleanByline(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"By Jane Doe": "Jane Doe", "by  JANE DOE | March 11, 2015 3:46 PM": "JANE DOE", "Von Max Müller": "Max Müller", "Written by: Jane Doe and John Roe": "Jane Doe and John Roe",
		"By Nathan Willis March 25, 2015": "Nathan Willis", "https://facebook.com/jane": "", "March 11, 2015": "", "": "", "By": "",
	} {
		if got := cleanByline(in); got != want {
			t.Errorf("cleanByline(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add(story)
	f.Add("<html><body>" + faqData + "<table><tr><td>a<td><ul><li>b<pre>c\n d")
	f.Add("<svg><title>x</title><math alttext=y><p>z")
	address := &url.URL{Scheme: "https", Host: "example.org", Path: "/2020/01/02/x"}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := readPage([]byte(s), "text/html", address)
		if err != nil {
			return
		}
		for _, a := range r.Articles {
			settle(&a)
			if !hasText(a.Text) {
				continue // refused later
			}
			a.Collection, a.ID = article.Home, article.NewID(a.Title)
			if err := a.Validate(); err != nil {
				t.Errorf("%v\n%+v", err, a)
			}
		}
	})
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a$", "/x/a")
	f.Fuzz(func(t *testing.T, rules, path string) {
		parseRobots(rules, "Lector").allows(&url.URL{Path: path})
	})
}

func FuzzReflow(f *testing.F) {
	f.Add("A line\r\nthat goes on-\r\nwards.\x02")
	f.Fuzz(func(t *testing.T, page string) {
		if got := reflow([]string{page, page, page}); utf8.ValidString(page) && !utf8.ValidString(got) {
			t.Errorf("reflow(%q) = %q", page, got)
		}
	})
}
