package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// Editor changes libraries; *article.Library is one. Without one the commands that
// manage articles and answers are not known.
type Editor interface {
	Add(ctx context.Context, a article.Article) (article.Article, error)
	Edit(ctx context.Context, c article.Collection, id article.ID, seen article.Rev, f func(*article.Article)) (article.Article, error)
	Replace(ctx context.Context, c article.Collection, id article.ID, seen article.Rev, fresh article.Article) (article.Refreshed, error)
	Remove(ctx context.Context, c article.Collection, id article.ID, seen article.Rev) (article.Rev, error)
	Undo(ctx context.Context, c article.Collection, rev article.Rev) (article.Edit, error)
	AddPair(ctx context.Context, c article.Collection, id article.ID, p article.Pair) (article.Article, article.Pair, error)
	EditPair(ctx context.Context, c article.Collection, id article.ID, seen article.Rev, p article.Pair) (article.Article, article.Pair, error)
	RemovePair(ctx context.Context, c article.Collection, id article.ID, seen article.Rev, pair string) (article.Article, error)
	ImportPairs(ctx context.Context, c article.Collection, id article.ID, pairs []article.Pair, replace bool) (article.Imported, error)
	ExportPairs(ctx context.Context, c article.Collection, id article.ID) ([]byte, error)
	Usage(ctx context.Context, c article.Collection) (article.CollectionInfo, article.Quota, error)
}

// Extractor reads articles from addresses and files. A refusal that the user can
// do something about is a [*Refusal].
type Extractor interface {
	// URL fetches an address. progress, which may be nil, is told how many
	// bytes have come and how many there will be (0 when unknown).
	URL(ctx context.Context, address string, progress func(done, total int64)) (Extracted, error)
	File(ctx context.Context, name string, r io.Reader) (Extracted, error)
	// Refresh reads an article anew from where it came.
	Refresh(ctx context.Context, old article.Article) (article.Article, error)
}

// Extracted is what an address or a file held.
type Extracted struct {
	Articles []article.Article // without collection and ID
	Notes    []string          // what was left out, in sentences
}

// Refusal says why something was not read, and what to do instead: in English,
// and in the member's language where the locale files have its code.
type Refusal struct {
	What, Do string
	Code     string // "paywall"; empty for one that only English has
}

func (r *Refusal) Error() string {
	if r.Do == "" {
		return r.What
	}
	return r.What + ": " + r.Do
}

// The verbs of what is managed.
const (
	verbUndo        = "undo"
	verbArticles    = "al"  // a page of the list
	verbAnswers     = "aw"  // a page of an article's answers
	verbAccept      = "acc" // take the nearest wording for a broken quote
	verbAddText     = "fx"  // form: an article as text
	verbEditArticle = "fm"  // form: what is known of an article
	verbAddAnswer   = "fa"  // form: a new answer
	verbEdit        = "fe"  // form: an answer changed
	verbDraft       = "dr"  // open a form again as it was filled in
)

// editing marks ctx with who does what, for the history.
func (a asked) editing(ctx context.Context, verb string) context.Context {
	return article.By(ctx, a.actor(), verb)
}

// trouble turns an error of the library into an answer: a sentence for what the
// member can mend, "something went wrong" for the rest.
func (b *Bot) trouble(a asked, doing string, err error) Response {
	if sentence, ok := b.sentence(a.lang, err); ok {
		return refuse(sentence)
	}
	return b.fail(a.Interaction, doing, err)
}

// sentence says what is wrong when that is something the member can mend.
func (b *Bot) sentence(l *language, err error) (string, bool) {
	var (
		quote     *article.QuoteError
		duplicate *article.DuplicateError
		question  *article.QuestionError
		quota     *article.QuotaError
		refusal   *Refusal
		faults    article.Faults
		kept      *article.KeptError
	)
	show := func(s string) string { return escapeInline(clip(oneLine(s), 300)) }
	switch {
	case errors.As(err, &refusal):
		what, do := refusal.What, refusal.Do
		if key := "refusal." + refusal.Code; l.phrases[key+".what"] != "" {
			what, do = l.say(key+".what"), l.say(key+".do", "limit", megabytes(b.opt.MaxUpload))
		}
		s := l.say("article.unread", "reason", show(what))
		if do != "" {
			s += " " + l.say("article.instead", "advice", show(do))
		}
		return s, true
	case errors.As(err, &quote):
		s := l.say("answers.no_quote", "quote", show(quote.Pair.Quote))
		if quote.Nearest != "" {
			s += "\n" + l.say("answers.nearest") + "\n" + quoteBlock(escape(clip(quote.Nearest, 500)))
		}
		return s, true
	case errors.As(err, &duplicate):
		return l.say("article.duplicate", "id", string(duplicate.ID)), true
	case errors.As(err, &question):
		return l.say("answers.duplicate", "question", show(question.Question)), true
	case errors.As(err, &quota) && quota.What == "pairs":
		return l.say("answers.quota", "have", quota.Have, "may", quota.May), true
	case errors.As(err, &quota):
		return l.say("article.quota", "have", quota.Have, "may", quota.May, "what", l.say("quota."+quota.What)), true
	case errors.Is(err, article.ErrConflict):
		return l.say("conflict"), true
	case errors.Is(err, article.ErrNotFound):
		return l.say("gone"), true
	case errors.As(err, &faults):
		intro := "article.not_so"
		if faults[0].File != "" {
			intro = "answers.faults"
		}
		return l.say(intro) + "\n" + escape(clip(l.faults(faults), 1500)), true
	case errors.As(err, &kept):
		return l.say("article.kept", "file", show(kept.File)), true
	case errors.Is(err, article.ErrTooLarge):
		return l.say("article.unread", "reason", l.say("refusal.too_large.what")) + " " + l.say("article.instead", "advice", l.say("refusal.too_large.do")), true
	case errors.Is(err, article.ErrEncoding), errors.Is(err, article.ErrBinary), errors.Is(err, article.ErrFormat):
		return l.say("article.unread", "reason", l.say("refusal.malformed.what")) + " " + l.say("article.instead", "advice", l.say("refusal.malformed.do")), true
	case errors.Is(err, article.ErrQuota):
		return l.say("article.quota_full"), true
	case errors.Is(err, article.ErrUnavailable):
		return l.say("library_away"), true
	case errors.Is(err, context.DeadlineExceeded):
		return l.say("took_long"), true
	}
	return "", false
}

// faults says what is wrong in what a person wrote, a line each.
func (l *language) faults(fs article.Faults) string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		args := make([]any, len(f.Args))
		for j, v := range f.Args {
			args[j] = v
			if j%2 == 1 && f.Args[j-1] == "field" {
				args[j] = l.say("field." + v)
			}
		}
		lines[i] = l.say("fault."+f.Code, args...)
		if f.Line > 0 {
			lines[i] = l.say("faults.line", "line", f.Line, "fault", lines[i])
		}
	}
	return strings.Join(lines, "\n")
}

// undoRow offers to take a change back.
func (b *Bot) undoRow(l *language, rev article.Rev) [][]discordgo.Button {
	return [][]discordgo.Button{{{Style: discordgo.SecondaryButton, Label: l.say("button.undo"), CustomID: b.seal.id(verbUndo, base36(int64(rev)))}}}
}

// pressUndo takes a change back.
func (b *Bot) pressUndo(ctx context.Context, a asked, args []string) Response {
	rev, ok := parseBase36(args, 0)
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	edit, err := b.opt.Editor.Undo(a.editing(ctx, "undo"), a.scope.own, article.Rev(rev))
	if err != nil {
		return b.trouble(a, "undo", err)
	}
	b.titles.forget(a.scope.own)
	r := update(message{Content: a.lang.say("undone"), Rows: b.undoRow(a.lang, edit.Rev)})
	r.outcome = "undone"
	return r
}

// maxUpload bounds a file that a member gives, in bytes, unless the operator says
// otherwise: Discord's own limit for members without a subscription, and the
// extractor's.
const maxUpload = 10 << 20

// download reads an attachment from where Discord keeps it.
func (b *Bot) download(ctx context.Context, f File) (io.ReadCloser, error) {
	most := b.opt.MaxUpload
	if f.Size > most {
		return nil, &Refusal{Code: "upload", What: "the file is too large", Do: "add a file of at most " + megabytes(most) + " MB"}
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	req.Header.Set("User-Agent", b.rest.agent)
	resp, err := b.opt.HTTP.Do(req)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("download %s: %w", f.ID, err)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		cancel()
		return nil, fmt.Errorf("download %s: status %d", f.ID, resp.StatusCode)
	}
	return limited{io.LimitReader(resp.Body, most+1), func() error { defer cancel(); return resp.Body.Close() }}, nil
}

// megabytes writes a size with as many decimals as it needs, at most two.
func megabytes(n int64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(float64(n)/(1<<20), 'f', 2, 64), "0"), ".")
}

type limited struct {
	io.Reader
	close func() error
}

func (l limited) Close() error { return l.close() }

// attachment is the file given to an option.
func (c Command) attachment(option string) (File, bool) {
	f, ok := c.Files[c.Text(option)]
	return f, ok
}

// managed reads the article that the option "article" names in the own collection.
func (b *Bot) managed(ctx context.Context, a asked, value string) (article.Article, *Response) {
	t, ok, err := b.chosenArticle(ctx, a.scope, []article.Collection{a.scope.own}, value)
	var art article.Article
	if err == nil && ok {
		art, err = b.opt.Library.Get(ctx, t.c, t.id)
	}
	if err != nil && !errors.Is(err, article.ErrNotFound) {
		r := b.fail(a.Interaction, "read article", err)
		return art, &r
	}
	if !ok || err != nil {
		r := refuse(a.lang.say("answer.no_article", "article", escapeInline(clip(value, 100))))
		return art, &r
	}
	return art, nil
}

// later answers "thinking" and does the work after that; what work returns takes
// its place.
func (b *Bot) later(a asked, outcome string, work func(f *followUp) message) Response {
	return Response{kind: respondDeferred, message: message{Private: true}, outcome: outcome, after: func(f *followUp) {
		m := work(f)
		if err := f.edit(m); err != nil {
			b.log.Warn("a deferred answer could not be delivered", "interaction", a.ID, "error", err)
		}
	}}
}

// sorry is the message for an error in deferred work.
func (b *Bot) sorry(a asked, doing string, err error) message {
	if sentence, ok := b.sentence(a.lang, err); ok {
		return message{Content: clip(sentence, maxContent)}
	}
	b.log.Error(doing, "interaction", a.ID, "error", err)
	return message{Content: a.lang.say("failed", "reference", a.ID)}
}
