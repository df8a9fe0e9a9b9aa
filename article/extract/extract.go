package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path"
	"runtime/debug"
	"strings"
	"time"
	"unicode"

	"lector/article"
)

// Options bound what an [Extractor] reads. The zero value is safe and meant
// for use: every limit has a default.
type Options struct {
	// AllowPrivate lets addresses of private networks and any port be read.
	// It is the operator's switch for an intranet; never let a user set it.
	AllowPrivate bool
	// UserAgent names the program and where its owner can be found:
	// "Lector/1.2 (+https://example.org/lector)". Its first word up to the slash
	// is the name that robots.txt files know.
	UserAgent string
	// MaxBytes bounds a page or file, as it arrives and unpacked; 10 MiB.
	MaxBytes int64
	// Timeout bounds all of an address: its redirects, rules and reading; 45 s.
	// A file has the same time to be read.
	Timeout time.Duration
	// MaxRedirects bounds the redirects of an address; 5.
	MaxRedirects int
	// MaxItems bounds how many of a feed's items are read, the newest; 20.
	MaxItems int
	// MaxPages bounds the pages of a PDF; 500.
	MaxPages int
	// Parallel bounds how many articles are taken apart at once; 4.
	Parallel int
	// Resolver resolves names; nil is the system's.
	Resolver *net.Resolver
	// CacheDir is where compiled code may be kept between runs; empty is a
	// folder of the user's cache.
	CacheDir string
}

func (o Options) withDefaults() Options {
	o.UserAgent = firstOf(o.UserAgent, "Lector")
	if o.MaxBytes <= 0 {
		o.MaxBytes = 10 << 20
	}
	if o.Timeout <= 0 {
		o.Timeout = 45 * time.Second
	}
	if o.MaxRedirects <= 0 {
		o.MaxRedirects = 5
	}
	if o.MaxItems <= 0 {
		o.MaxItems = 20
	}
	if o.MaxPages <= 0 {
		o.MaxPages = 500
	}
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	return o
}

// Result is what an address or a file held.
type Result struct {
	Articles []article.Article // at least one when there is no error; without Collection and ID
	Notes    []string          // sentences for whoever added it: what was left out and why
}

// Extractor reads addresses and files. It is safe for concurrent use.
type Extractor struct {
	opts  Options
	fetch *fetcher
	slots chan struct{} // one per parser that runs
	pdf   chan struct{} // the one child that reads a PDF
}

// New makes an Extractor.
func New(o Options) *Extractor {
	o = o.withDefaults()
	return &Extractor{opts: o, fetch: newFetcher(o), slots: make(chan struct{}, o.Parallel), pdf: make(chan struct{}, 1)}
}

// Progress is how far a call has come.
type Progress struct {
	Step  string // "fetch" or "read"
	Done  int64  // bytes that have arrived
	Total int64  // bytes announced, 0 when unknown
}

type progressKey struct{}

// WithProgress makes the calls under ctx report their progress to f, which
// must return at once. It is called from one goroutine at a time.
func WithProgress(ctx context.Context, f func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, f)
}

func report(ctx context.Context, p Progress) {
	if f, ok := ctx.Value(progressKey{}).(func(Progress)); ok {
		f(p)
	}
}

// URL fetches an address and reads what is there. The articles' Origin is that
// address. Errors are a [Refusal] inside, or ctx's.
func (x *Extractor) URL(ctx context.Context, ref string) (Result, error) {
	r, err := x.url(ctx, ref, "")
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", ref, err)
	}
	return r, nil
}

// url is [Extractor.URL], and errUnchanged when the site still has the version known.
func (x *Extractor) url(ctx context.Context, ref, known string) (Result, error) {
	u, err := parseAddress(ref)
	if err != nil {
		return Result{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, x.opts.Timeout)
	defer cancel()
	src, err := x.fetch.get(ctx, u, known)
	if err != nil {
		return Result{}, err
	}
	r, err := x.read(ctx, src)
	if err != nil {
		return Result{}, err
	}
	for i := range r.Articles {
		a := &r.Articles[i]
		if a.Origin == "" { // not an item of a feed, which has one of its own
			a.Origin, a.Version = u.String(), src.version
		}
		a.URL = firstOf(a.URL, withoutFragment(src.address))
		a.Publisher = firstOf(a.Publisher, strings.TrimPrefix(src.address.Hostname(), "www."))
	}
	return r, nil
}

// File reads the bytes of a file. Its name, of which only the base counts, is
// a hint at the format and the title of last resort; no file is opened.
// The articles' Origin is left to the caller, who knows where r came from.
func (x *Extractor) File(ctx context.Context, name string, r io.Reader) (Result, error) {
	name = baseName(name)
	ctx, cancel := context.WithTimeout(ctx, x.opts.Timeout)
	defer cancel()
	data, err := io.ReadAll(io.LimitReader(r, x.opts.MaxBytes+1))
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(data)) > x.opts.MaxBytes {
		return Result{}, fmt.Errorf("read %s: %w", name, tooLarge(x.opts.MaxBytes))
	}
	res, err := x.read(ctx, source{data: data, name: name})
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", name, err)
	}
	return res, nil
}

// Refresh reads an article's Origin again, or returns the article as it is when
// the site says that it has not changed ([article.Article.Version]). The result keeps what identifies
// the article and what its editors prepared; whether the quotes of its pairs
// still stand is for the caller to say. Only articles that came from an
// address can be refreshed here: any other Origin is [ErrAddress].
func (x *Extractor) Refresh(ctx context.Context, old article.Article) (article.Article, error) {
	r, err := x.url(ctx, old.Origin, old.Version)
	switch {
	case errors.Is(err, errUnchanged):
		return old, nil
	case err != nil:
		return article.Article{}, fmt.Errorf("read %s: %w", old.Origin, err)
	}
	// A page may give a text and its questions, a feed many articles.
	fresh := r.Articles[0]
	for _, a := range r.Articles {
		if a.Title == old.Title || a.URL != "" && a.URL == old.URL && (len(a.Pairs) > 0) == (len(old.Pairs) > 0) {
			fresh = a
			break
		}
	}
	fresh.Collection, fresh.ID, fresh.Rev, fresh.Note = old.Collection, old.ID, old.Rev, old.Note
	fresh.Origin = old.Origin
	fresh.Author = firstOf(fresh.Author, old.Author)
	fresh.Publisher = firstOf(fresh.Publisher, old.Publisher)
	fresh.Published = firstOf(fresh.Published, old.Published)
	fresh.Lang = firstOf(fresh.Lang, old.Lang)
	fresh.Pairs = mergePairs(old.Pairs, fresh.Pairs)
	return fresh, nil
}

// mergePairs keeps the editors' pairs and adds the page's new ones. A pair with
// the same main question takes the page's answer: that is what refreshing is for.
func mergePairs(old, fresh []article.Pair) []article.Pair {
	at := map[string]int{}
	out := append([]article.Pair(nil), old...)
	for i, p := range out {
		if len(p.Questions) > 0 {
			at[p.Questions[0]] = i
		}
	}
	for _, p := range fresh {
		if i, ok := at[p.Questions[0]]; ok {
			out[i].Answer, out[i].Quote = p.Answer, p.Quote
			continue
		}
		out = append(out, p)
	}
	return out
}

// source is what is to be read: bytes, and what is claimed about them.
type source struct {
	data        []byte
	contentType string   // as the site claims it, empty for a file
	name        string   // base name, may be empty
	address     *url.URL // where it was found in the end, nil for a file
	version     string   // what the site calls it, see versionOf
}

// read takes a source apart.
func (x *Extractor) read(ctx context.Context, src source) (Result, error) {
	report(ctx, Progress{Step: "read", Done: int64(len(src.data)), Total: int64(len(src.data))})
	r, err := x.contain(ctx, func() (Result, error) { return x.parse(ctx, src) })
	if err != nil {
		return Result{}, err
	}
	for i := range r.Articles {
		if !hasText(r.Articles[i].Text) {
			return Result{}, fmt.Errorf("%w: it holds no text", ErrNoArticle)
		}
		settle(&r.Articles[i])
	}
	if len(r.Articles) == 0 {
		return Result{}, ErrNoArticle
	}
	return r, nil
}

// hasText: a letter or a digit at least.
func hasText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// settle makes an article's metadata such that article.Article.Validate has
// nothing to object to: pages may say anything about themselves.
func settle(a *article.Article) {
	a.Title = firstOf(cutTitle(oneLineOf(a.Title)), "Untitled")
	a.Author = cutTitle(oneLineOf(a.Author))
	a.Publisher = cutTitle(oneLineOf(a.Publisher))
	if date, err := article.ParseDate(a.Published); err != nil || date != a.Published {
		a.Published = ""
	}
	if len(a.URL) > 2048 || strings.ContainsFunc(a.URL, unicode.IsSpace) {
		a.URL = ""
	}
	// Many sites declare English whatever they are written in; a text that is
	// long enough tells better.
	if a.Lang == "" || strings.HasPrefix(a.Lang, "en") && words(a.Text) >= 100 {
		found := article.DetectLang(a.Text)
		if base, _, _ := strings.Cut(a.Lang, "-"); found != "" && found != base {
			a.Lang = found
		}
	}
}

// oneLineOf is a line of metadata without control characters.
func oneLineOf(s string) string {
	return squeeze(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, visible(clean(s))))
}

// contain runs a parser in a goroutine of its own, so that one that panics or
// hangs costs its source alone. As many hanging parsers as there are slots make
// the Extractor busy; they are never waited for.
func (x *Extractor) contain(ctx context.Context, parse func() (Result, error)) (Result, error) {
	select {
	case x.slots <- struct{}{}:
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return Result{}, ctx.Err()
		}
		return Result{}, ErrBusy
	}
	type outcome struct {
		r   Result
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-x.slots }()
		var o outcome
		defer func() {
			if p := recover(); p != nil {
				o = outcome{err: fmt.Errorf("%w: the reader failed: %v\n%s", ErrMalformed, p, debug.Stack())}
			}
			done <- o
		}()
		o.r, o.err = parse()
	}()
	select {
	case o := <-done:
		return o.r, o.err
	case <-ctx.Done():
		return Result{}, timedOut(ctx)
	}
}

// timedOut is the caller's own cancellation, or else ErrTimeout.
func timedOut(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return ErrTimeout
}

func tooLarge(limit int64) error {
	if limit >= 1<<20 {
		return fmt.Errorf("%w: more than %d MiB", ErrTooLarge, limit>>20)
	}
	return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
}

// baseName is the last element of a path as any system writes it, without
// characters that could be taken for more than a name.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(clean(name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if name == "." || name == ".." || name == "/" {
		return ""
	}
	return name
}
