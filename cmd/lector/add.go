package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"lector/article"
	"lector/article/extract"
)

// metadataFlags correct what was read of an article.
type metadataFlags struct {
	Title     string `help:"Its title."`
	Publisher string `help:"Who published it."`
	Author    string `help:"Who wrote it."`
	Date      string `help:"When it was published: 2021-07-28, 2021-07 or 2021."`
	URL       string `name:"url" help:"Its address."`
	Lang      string `help:"Its language: en, de, pt-BR, …"`
	Note      string `help:"Shown with the source."`
}

// given reports whether any of the flags stands on the command line.
func (m metadataFlags) given() bool { return m != metadataFlags{} }

// apply corrects an article.
func (m metadataFlags) apply(a *article.Article) error {
	for _, f := range []struct {
		to   *string
		from string
	}{{&a.Title, m.Title}, {&a.Publisher, m.Publisher}, {&a.Author, m.Author}, {&a.URL, m.URL}, {&a.Lang, m.Lang}, {&a.Note, m.Note}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if m.Date != "" {
		date, err := article.ParseDate(m.Date)
		if err != nil {
			return usageError("--date: %v", err)
		}
		a.Published = date
	}
	return nil
}

type addCmd struct {
	libraryFlags
	metadataFlags
	Ref  []string `arg:"" help:"Files, folders or addresses."`
	JSON bool     `help:"Print one JSON object per article."`
}

// Help is what lector add --help shows below the flags.
func (addCmd) Help() string {
	return `Reads web pages, Markdown, plain text, DOCX, EPUB, PDF, feeds, and tables of
questions and answers. What the library holds already is read anew.

Examples:
  lector add https://example.org/story
  lector add story.md --publisher "Coast Weekly" --date 2020-05-01
  lector add articles/`
}

func (cmd addCmd) Run(c *call) error {
	if len(cmd.Ref) > 1 && (cmd.Title != "" || cmd.URL != "") {
		return usageError("--title and --url belong to one article; name one REF with them")
	}
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	refs, err := expandFolders(cmd.Ref)
	if err != nil {
		return err
	}
	extractor := newExtractor(lib.config)
	bar, done := newBar(c, "articles", len(refs))
	defer done()
	added, faults := 0, 0
	for _, ref := range refs {
		articles, notes, err := readRef(c, extractor, ref)
		for _, note := range notes {
			fmt.Fprintf(c.stderr, "%s: %s\n", ref, printable(note))
		}
		for _, a := range articles {
			if err = cmd.add(c, lib, a); err != nil {
				break
			}
			added++
		}
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if err != nil {
			faults++
			fmt.Fprintf(c.stderr, "lector: %s\n", printable(refusal(err).Error()))
		}
		bar()
	}
	if faults > 0 {
		if added > 0 {
			fmt.Fprintf(c.stderr, "%s added, %s not\n", count(added, "article"), count(faults, "of the references"))
		}
		return failed
	}
	return nil
}

// add puts one article into the library; one that is there already is read anew.
func (cmd addCmd) add(c *call, lib *library, a article.Article) error {
	if err := cmd.apply(&a); err != nil {
		return err
	}
	a.Collection = lib.collection
	verb := "added"
	stands, err := lib.Add(c.as("add"), a)
	if duplicate := (*article.DuplicateError)(nil); errors.As(err, &duplicate) {
		var r article.Refreshed
		if r, err = lib.Replace(c.as("refresh"), lib.collection, duplicate.ID, 0, a); err == nil {
			stands, verb = r.After, "refreshed"
			if r.Before.Rev == r.After.Rev {
				verb = "unchanged"
			}
			defer reportBroken(c, r)
		}
	}
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeArticleJSON(c.stdout, stands)
	}
	_, err = fmt.Fprintf(c.stdout, "%s %s: %s\n", verb, stands.ID, printable(summary(stands)))
	return err
}

// summary is what was understood of an article, in one line.
func summary(a article.Article) string {
	paragraphs, sentences := size(a)
	s := fmt.Sprintf("%q, %s, %s", a.Title, count(paragraphs, "paragraph"), count(sentences, "sentence"))
	if len(a.Pairs) > 0 {
		s += ", " + count(len(a.Pairs), "prepared answer")
	}
	if a.Lang != "" {
		s += ", language " + a.Lang
	}
	return s
}

// size counts an article's paragraphs and sentences.
func size(a article.Article) (paragraphs, sentences int) {
	all := article.Outline(a.Text, a.Lang)
	for _, p := range all {
		sentences += len(p.Sentences)
	}
	return len(all), sentences
}

// extracted are the endings of files that package extract reads, beside those
// of article files.
var extracted = []string{".html", ".htm", ".xhtml", ".docx", ".epub", ".pdf", ".csv", ".tsv", ".rss", ".atom", ".xml", ".json"}

// expandFolders puts the files of a folder in the folder's place.
func expandFolders(refs []string) ([]string, error) {
	var all []string
	for _, ref := range refs {
		info, err := os.Stat(ref)
		if err != nil || !info.IsDir() {
			all = append(all, ref)
			continue
		}
		before := len(all)
		err = filepath.WalkDir(ref, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != ref && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case d.IsDir() || !d.Type().IsRegular():
			case article.IsArticleFile(path) || hasEnding(path, extracted):
				all = append(all, path)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("folder %s: %w", ref, err)
		}
		if len(all) == before {
			return nil, usageError("the folder %s holds no article files", ref)
		}
	}
	return all, nil
}

func hasEnding(path string, endings []string) bool {
	ending := strings.ToLower(filepath.Ext(path))
	for _, e := range endings {
		if ending == e {
			return true
		}
	}
	return false
}

func isAddress(ref string) bool {
	u, err := url.Parse(ref)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https")
}

// readRef reads what a reference names: an address, or a file with the pairs
// beside it.
func readRef(c *call, x *extract.Extractor, ref string) ([]article.Article, []string, error) {
	if isAddress(ref) {
		ctx, done := fetchBar(c, ref)
		r, err := x.URL(ctx, ref)
		done()
		return r.Articles, r.Notes, err
	}
	if article.IsArticleFile(ref) || !hasEnding(ref, extracted) {
		a, err := article.ReadFile(ref)
		if err != nil {
			return nil, nil, err
		}
		a.ID = "" // the library gives one that is free
		if a.Origin, err = filepath.Abs(ref); err != nil {
			return nil, nil, err
		}
		if len(a.Pairs) == 0 {
			a.Pairs = ownAnswers(c, x, ref, a)
		}
		return []article.Article{a}, nil, nil
	}
	f, err := os.Open(ref)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	r, err := x.File(c.ctx, ref, f)
	if err != nil {
		return nil, nil, err
	}
	origin, err := filepath.Abs(ref)
	for i := range r.Articles {
		r.Articles[i].Origin = origin
	}
	return r.Articles, r.Notes, err
}

// ownAnswers are the pairs of an article whose file is a list of questions and
// answers, and has no pairs beside it.
func ownAnswers(c *call, x *extract.Extractor, ref string, a article.Article) []article.Pair {
	f, err := os.Open(ref)
	if err != nil {
		return nil
	}
	defer f.Close()
	r, err := x.File(c.ctx, ref, f)
	if err != nil || len(r.Articles) != 1 || r.Articles[0].Text != a.Text {
		return nil // it is an article, if not for the extractor
	}
	return r.Articles[0].Pairs
}

// fetchBar draws the bytes of a page as they arrive, on a terminal.
func fetchBar(c *call, ref string) (ctx context.Context, done func()) {
	if !isTerminal(c.stderr) {
		return c.ctx, func() {}
	}
	progress := mpb.NewWithContext(c.ctx, mpb.WithOutput(c.stderr), mpb.WithWidth(40))
	bar := progress.AddBar(0, mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name(shorten(printable(ref), 40)+" ")), mpb.AppendDecorators(decor.CountersKibiByte("% .0f")))
	ctx = extract.WithProgress(c.ctx, func(p extract.Progress) {
		bar.SetTotal(p.Total, false)
		bar.SetCurrent(p.Done)
	})
	return ctx, func() { bar.Abort(true); progress.Wait() }
}

// reportBroken says which prepared answers lost their quote.
func reportBroken(c *call, r article.Refreshed) {
	for _, b := range r.Broken {
		fmt.Fprintf(c.stderr, "the prepared answer to %q cites words that no longer stand: %q\n", printable(b.Pair.Questions[0]), printable(b.Pair.Quote))
		if b.Nearest != "" {
			fmt.Fprintf(c.stderr, "  the nearest now: %q\n", printable(b.Nearest))
		}
	}
}
