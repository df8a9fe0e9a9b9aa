package reader_test

import (
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"lector/article"
	"lector/bot/reader"
	"lector/qa"
)

const story = "The tower stands.\n\nAda <Renn> built it in 1871. It has a lamp & a bell.\n\nIt is dark now."

type shelf map[article.Collection]article.Article

func (s shelf) Get(_ context.Context, c article.Collection, id article.ID) (article.Article, error) {
	if id == "broken" {
		return article.Article{}, errors.New("disk on fire")
	}
	a, ok := s[c]
	if !ok || a.ID != id {
		return a, article.ErrNotFound
	}
	return a, nil
}

// asker answers "who" with the second paragraph's first sentence, and records
// what it was asked.
type asker struct{ asked []qa.Question }

func (a *asker) Ask(_ context.Context, q qa.Question) (qa.Answer, error) {
	a.asked = append(a.asked, q)
	if !strings.HasPrefix(q.Text, "who") {
		return qa.Answer{Verdict: qa.Silent}, nil
	}
	start := strings.Index(story, "Ada")
	return qa.Answer{Verdict: qa.Answered, Passages: []qa.Passage{{
		Article: &article.Article{Text: story}, Span: article.Span{Start: start, End: start + len("Ada <Renn> built it in 1871.")},
		Paragraph: 2, Sentence: 2,
	}}}, nil
}

func newReader(ask *asker) *reader.Reader {
	home := article.Article{Collection: article.Home, ID: "tower", Title: "The tower", Publisher: "Coast & Co", Published: "2020-05-01", URL: "https://example.org/tower", Lang: "en", Text: story}
	secretive := home
	secretive.Collection, secretive.Title, secretive.URL = article.Guild("7"), "The guild's tower", "javascript:alert(1)"
	return reader.New(shelf{article.Home: home, article.Guild("7"): secretive}, ask, []byte("key"), "https://lector.example/", slog.New(slog.DiscardHandler))
}

func get(t *testing.T, r *reader.Reader, path string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body), w.Header()
}

var tags = regexp.MustCompile(`<[^>]*>`)

func TestPageShowsTheTextWordForWord(t *testing.T) {
	t.Parallel()
	r := newReader(&asker{})
	address := r.URL(article.Home, "tower", article.Span{Start: 19, End: 47})
	if want := "https://lector.example/read/tower?at=19-47#cited"; address != want {
		t.Fatalf("URL = %s, want %s", address, want)
	}
	code, body, header := get(t, r, "/read/tower?at=19-47")
	if code != 200 {
		t.Fatalf("status %d, want 200", code)
	}
	if want := `<mark id="cited">Ada &lt;Renn&gt; built it in 1871.</mark> It has a lamp &amp; a bell.</p>`; !strings.Contains(body, want) {
		t.Errorf("the page lacks %s", want)
	}
	shown := body[strings.Index(body, "<article>"):strings.Index(body, "</article>")]
	shown = regexp.MustCompile(`(?s)<a class="number".*?</a>`).ReplaceAllString(shown, "")
	shown = html.UnescapeString(tags.ReplaceAllString(shown, ""))
	if got, want := strings.Join(strings.Fields(shown), " "), strings.Join(strings.Fields(story), " "); got != want {
		t.Errorf("the page shows\n%q, want\n%q", got, want)
	}
	if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("policy %q lets the page load things", csp)
	}
	if !strings.Contains(body, `href="https://example.org/tower"`) {
		t.Error("the page does not link the original")
	}
}

func TestMarkAcrossParagraphs(t *testing.T) {
	t.Parallel()
	_, body, _ := get(t, newReader(&asker{}), "/read/tower?at=4-22")
	for _, want := range []string{`<mark id="cited">tower stands.</mark>`, `<mark>Ada</mark> &lt;Renn&gt;`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestPlacesThatAreNotInTheText(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"9-3", "0-9999", "-1-4", "x", "3", "3-", "99999999999999999999-1"} {
		code, body, _ := get(t, newReader(&asker{}), "/read/tower?at="+at)
		if code != 200 || strings.Contains(body, "<mark") || !strings.Contains(body, "no longer has") {
			t.Errorf("at=%s: status %d; want the page, nothing marked, and a word about it", at, code)
		}
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	ask := &asker{}
	_, body, _ := get(t, newReader(ask), "/read/tower?q=who+built+it")
	if !strings.Contains(body, "Answered by paragraph 2, sentence 2") || !strings.Contains(body, `<mark id="cited">Ada`) {
		t.Error("the answer is not marked")
	}
	if q := ask.asked[0]; q.Article != "tower" || len(q.Collections) != 1 || q.Collections[0] != article.Home {
		t.Errorf("asked %+v, want this article alone", q)
	}
	if _, body, _ = get(t, newReader(ask), "/read/tower?q=how+tall"); !strings.Contains(body, "The article does not say.") {
		t.Error("a question without an answer gets no word")
	}
	if _, body, _ = get(t, newReader(ask), "/read/tower?q="+strings.Repeat("w", 501)); !strings.Contains(body, "may have 500 characters") {
		t.Error("a long question gets no word")
	}
	if _, body, _ = get(t, newReader(ask), "/read/tower?q=%22%3E%3Cscript%3E"); strings.Contains(body, "<script>") {
		t.Error("the question was not escaped")
	}
}

func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	r := newReader(&asker{})
	private := strings.TrimPrefix(r.URL(article.Guild("7"), "tower", article.Span{}), "https://lector.example")
	if code, body, _ := get(t, r, private); code != 200 || !strings.Contains(body, "The guild&#39;s tower") {
		t.Errorf("%s: status %d, want the article", private, code)
	} else if strings.Contains(body, "javascript:") {
		t.Error("an address that is no web address was linked")
	}
	key := private[strings.LastIndex(private, "/")+1:]
	for _, path := range []string{
		"/read/guild:7/tower/", "/read/guild:7/tower/x", "/read/guild:7/tower/" + key + "x", "/read/guild:8/tower/" + key,
		"/read/guild:7/other/" + key, "/read/home/tower/" + key, "/read/guild%3A7%2Ftower", "/read/none",
	} {
		if code, body, _ := get(t, r, path); code != 404 || strings.Contains(body, "Renn") {
			t.Errorf("%s: status %d, want 404 and nothing of the article", path, code)
		}
	}
}

func TestLibraryThatFails(t *testing.T) {
	t.Parallel()
	code, body, _ := get(t, newReader(&asker{}), "/read/broken")
	if code != 503 || strings.Contains(body, "fire") || !strings.Contains(body, "Try again") {
		t.Errorf("status %d: %q; want 503 and a sentence without the cause", code, body)
	}
}
