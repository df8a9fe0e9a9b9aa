// Package reader serves the web page that a source link opens: the article as
// it was read, paragraph by paragraph, the cited sentence marked, and a box to
// ask the same article.
//
// Who may read what: an article of the home collection is open to everybody,
// as its answers are. A server's or a user's article is shown only under an
// address that carries a keyed hash of its collection and ID, which nobody can
// guess: it reaches those to whom Lector showed the link. The box under such an
// article asks that article alone, so nothing of another tenant can come out.
//
// The page runs no script and loads nothing from anywhere; its policy says so
// to the browser.
package reader

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lector/article"
	"lector/qa"
)

// Library is where the page reads articles.
type Library interface {
	// Get reads one article: [article.ErrNotFound] when there is none.
	Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error)
}

// Asker answers the page's box.
type Asker interface {
	Ask(ctx context.Context, q qa.Question) (qa.Answer, error)
}

// Reader serves the page. It is safe for concurrent use.
type Reader struct {
	library Library
	asker   Asker
	secret  []byte
	base    string
	log     *slog.Logger
}

// New returns a reader whose pages are reached under base ("https://…", without
// a final slash). secret keys the addresses of what is not public: the same
// secret gives the same addresses, so links outlive a restart.
func New(library Library, asker Asker, secret []byte, base string, log *slog.Logger) *Reader {
	return &Reader{library: library, asker: asker, secret: secret, base: strings.TrimRight(base, "/"), log: log}
}

// maxQuestion bounds the box, in characters; deadline bounds a request.
const (
	maxQuestion = 500
	deadline    = 5 * time.Second
)

// key is the part of an address that cannot be guessed: 120 bits of a keyed hash.
func (r *Reader) key(c article.Collection, id article.ID) string {
	mac := hmac.New(sha256.New, r.secret)
	fmt.Fprintf(mac, "reader\x00%s\x00%s", c, id)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:15])
}

// URL is the address of an article's page with a passage marked; an empty span
// marks nothing.
func (r *Reader) URL(c article.Collection, id article.ID, cited article.Span) string {
	u := r.base + r.path(c, id)
	if cited.Len() > 0 {
		u += fmt.Sprintf("?at=%d-%d#cited", cited.Start, cited.End)
	}
	return u
}

func (r *Reader) path(c article.Collection, id article.ID) string {
	if c == article.Home {
		return "/read/" + url.PathEscape(string(id))
	}
	return "/read/" + url.PathEscape(string(c)) + "/" + url.PathEscape(string(id)) + "/" + r.key(c, id)
}

// Handler serves the pages under /read/.
func (r *Reader) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /read/{id}", func(w http.ResponseWriter, req *http.Request) {
		r.serve(w, req, article.Home, article.ID(req.PathValue("id")))
	})
	mux.HandleFunc("GET /read/{collection}/{id}/{key}", func(w http.ResponseWriter, req *http.Request) {
		c, id := article.Collection(req.PathValue("collection")), article.ID(req.PathValue("id"))
		if subtle.ConstantTimeCompare([]byte(req.PathValue("key")), []byte(r.key(c, id))) != 1 {
			r.refuse(w, http.StatusNotFound, "There is no article here. The link may have lost its end: open it from the answer again.")
			return
		}
		r.serve(w, req, c, id)
	})
	return mux
}

func (r *Reader) serve(w http.ResponseWriter, req *http.Request, c article.Collection, id article.ID) {
	ctx, cancel := context.WithTimeout(req.Context(), deadline)
	defer cancel()
	a, err := r.library.Get(ctx, c, id)
	switch {
	case errors.Is(err, article.ErrNotFound):
		r.refuse(w, http.StatusNotFound, "There is no article here. It may have been removed.")
		return
	case err != nil:
		r.log.ErrorContext(ctx, "reader: article cannot be read", "collection", c, "article", id, "err", err)
		r.refuse(w, http.StatusServiceUnavailable, "The library cannot be read at the moment. Try again in a minute.")
		return
	}
	page := page{Article: a, Path: r.path(c, id), Question: strings.TrimSpace(req.URL.Query().Get("q"))}
	page.Cited, page.Moved = cited(a, req.URL.Query().Get("at"))
	if page.Question != "" {
		if err := r.ask(ctx, c, &page); err != nil {
			r.log.ErrorContext(ctx, "reader: question failed", "collection", c, "article", id, "err", err)
			page.Said = "That could not be answered at the moment. Try again in a minute."
		}
	}
	page.lay()
	r.write(w, http.StatusOK, page)
}

// ask answers the box from this article alone.
func (r *Reader) ask(ctx context.Context, c article.Collection, p *page) error {
	if !utf8.ValidString(p.Question) || utf8.RuneCountInString(p.Question) > maxQuestion {
		p.Question, p.Said = "", fmt.Sprintf("A question may have %d characters.", maxQuestion)
		return nil
	}
	answer, err := r.asker.Ask(ctx, qa.Question{Text: p.Question, Collections: []article.Collection{c}, Article: p.Article.ID})
	if err != nil {
		return err
	}
	switch {
	case answer.Verdict == qa.Silent || len(answer.Passages) == 0:
		p.Said = "The article does not say."
	default:
		best := answer.Passages[0]
		p.Cited = best.Span
		if best.Pair != nil {
			p.Prepared = best.Pair.Answer
		}
		p.Said = fmt.Sprintf("Answered by paragraph %d, sentence %d, marked below.", best.Paragraph, best.Sentence)
		if answer.Verdict == qa.Unsure {
			p.Said = fmt.Sprintf("Perhaps paragraph %d, sentence %d, marked below.", best.Paragraph, best.Sentence)
		}
	}
	return nil
}

// cited reads "START-END" from an address. A span that is not of this text (the
// article was edited since the link was made, or the address was typed) marks
// nothing, and moved says so.
func cited(a article.Article, at string) (s article.Span, moved bool) {
	if at == "" {
		return s, false
	}
	from, to, ok := strings.Cut(at, "-")
	start, err1 := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil || start < 0 || start >= end || end > len(a.Text) ||
		!utf8.RuneStart(a.Text[start]) || end < len(a.Text) && !utf8.RuneStart(a.Text[end]) {
		return s, true
	}
	return article.Span{Start: start, End: end}, false
}

// page is what the template shows.
type page struct {
	Article  article.Article
	Path     string
	Question string
	Said     string // what became of the question
	Prepared string // a prepared answer to it
	Cited    article.Span
	Moved    bool
	Blocks   []block
}

// block is a paragraph in pieces, so that the cited words can be marked across
// sentences and paragraphs.
type block struct {
	Number int
	Class  string
	Pieces []piece
}

type piece struct {
	Text  string
	Mark  bool
	First bool // the first marked piece: where the page opens
}

var classes = map[article.Block]string{
	article.Prose: "prose", article.Heading: "heading", article.Item: "item", article.Row: "row", article.Furniture: "furniture",
}

// lay cuts the text into blocks. What the browser shows is the article's text,
// paragraph for paragraph; only the white space between paragraphs is the page's.
func (p *page) lay() {
	text, first := p.Article.Text, true
	for i, para := range article.Outline(text, p.Article.Lang) {
		b := block{Number: i + 1, Class: classes[para.Block]}
		add := func(s article.Span, mark bool) {
			if s.Len() > 0 {
				b.Pieces = append(b.Pieces, piece{Text: s.Of(text), Mark: mark, First: mark && first})
				first = first && !mark
			}
		}
		from, to := max(para.Start, p.Cited.Start), min(para.End, p.Cited.End)
		if from >= to {
			add(para.Span, false)
		} else {
			add(article.Span{Start: para.Start, End: from}, false)
			add(article.Span{Start: from, End: to}, true)
			add(article.Span{Start: to, End: para.End}, false)
		}
		p.Blocks = append(p.Blocks, b)
	}
}

// Web reports whether the article's own address may be linked.
func (p page) Web() bool {
	u, err := url.Parse(p.Article.URL)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

//go:embed page.css
var pageCSS string

func (r *Reader) write(w http.ResponseWriter, status int, p page) {
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, struct {
		page
		CSS template.CSS
	}{p, template.CSS(pageCSS)})
	if err != nil {
		r.log.Error("reader: page cannot be drawn", "err", err)
		http.Error(w, "The page cannot be drawn at the moment.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // the address of a private page is its key
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "private, no-store")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

func (r *Reader) refuse(w http.ResponseWriter, status int, said string) {
	r.write(w, status, page{Said: said})
}
