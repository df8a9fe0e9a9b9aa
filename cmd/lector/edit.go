package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"lector/article"
	"lector/article/extract"
)

type editCmd struct {
	libraryFlags
	metadataFlags
	ID string `arg:"" help:"The article: its ID, its title or its address."`
}

func (cmd editCmd) Run(c *call) error {
	if !cmd.given() {
		return usageError("nothing to change: give --title, --publisher, --author, --date, --url, --lang or --note")
	}
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	a, err := lib.find(c.ctx, cmd.ID)
	if err != nil {
		return err
	}
	var wrong error
	a, err = lib.Edit(c.as("edit"), lib.collection, a.ID, a.Rev, func(a *article.Article) { wrong = cmd.apply(a) })
	if wrong != nil {
		return wrong
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "edited %s: %s\n", a.ID, printable(summary(a)))
	return err
}

type removeCmd struct {
	libraryFlags
	ID []string `arg:"" help:"The articles: their IDs, titles or addresses."`
}

func (cmd removeCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	for _, ref := range cmd.ID {
		a, err := lib.find(c.ctx, ref)
		if err != nil {
			return err
		}
		if _, err := lib.Remove(c.as("remove"), lib.collection, a.ID, a.Rev); err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "removed %s (lector undo brings it back)\n", a.ID)
	}
	return nil
}

type refreshCmd struct {
	libraryFlags
	ID []string `arg:"" optional:"" help:"The articles; without them every article that came from an address or a file."`
}

func (cmd refreshCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	var articles []article.Article
	for _, ref := range cmd.ID {
		a, err := lib.find(c.ctx, ref)
		if err != nil {
			return err
		}
		articles = append(articles, a)
	}
	if len(cmd.ID) == 0 {
		for a, err := range lib.List(c.ctx, lib.collection) {
			if err != nil {
				return err
			}
			if a.Origin != "" {
				articles = append(articles, a)
			}
		}
	}
	extractor := newExtractor(lib.config)
	bar, done := newBar(c, "articles", len(articles))
	defer done()
	faults := 0
	for _, a := range articles {
		fresh, err := readAnew(c, extractor, a)
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if err == nil {
			var r article.Refreshed
			if r, err = lib.Replace(c.as("refresh"), lib.collection, a.ID, a.Rev, sameArticle(a, fresh)); err == nil {
				reportRefreshed(c, r)
			}
		}
		if err != nil {
			faults++
			fmt.Fprintf(c.stderr, "lector: %s stays as it is: %s\n", a.ID, printable(refusal(err).Error()))
		}
		bar()
	}
	if faults > 0 {
		return failed
	}
	return nil
}

// readAnew reads what an article was made of; a site is asked only for what has
// changed since. Where the text of a file has left
// the pairs beside it behind, the text comes alone: its new state goes live, and
// the pairs that the library has are reported.
func readAnew(c *call, x *extract.Extractor, old article.Article) ([]article.Article, error) {
	origin := old.Origin
	if isAddress(origin) {
		ctx, done := fetchBar(c, origin)
		defer done()
		a, err := x.Refresh(ctx, old)
		return []article.Article{a}, err
	}
	fresh, _, err := readRef(c, x, origin)
	if faults := (article.Faults)(nil); !errors.As(err, &faults) {
		return fresh, err
	}
	data, readErr := os.ReadFile(origin)
	if readErr != nil {
		return nil, readErr
	}
	a, readErr := article.Read(origin, data)
	if readErr != nil {
		return nil, err // the faults are the article's own
	}
	return []article.Article{a}, nil
}

// sameArticle picks, of what a reference holds now, what an article was made of.
func sameArticle(a article.Article, fresh []article.Article) article.Article {
	for _, f := range fresh {
		if f.Title == a.Title || f.URL != "" && f.URL == a.URL {
			return f
		}
	}
	return fresh[0]
}

func reportRefreshed(c *call, r article.Refreshed) {
	if r.Unchanged() {
		fmt.Fprintf(c.stdout, "unchanged %s\n", r.After.ID)
		return
	}
	fmt.Fprintf(c.stdout, "refreshed %s: %s gone, %s new\n", r.After.ID, count(len(r.Removed), "sentence"), count(len(r.Added), "sentence"))
	for _, s := range r.Removed {
		fmt.Fprintf(c.stdout, "  - %s\n", printable(s.Of(r.Before.Text)))
	}
	for _, s := range r.Added {
		fmt.Fprintf(c.stdout, "  + %s\n", printable(s.Of(r.After.Text)))
	}
	reportBroken(c, r)
}

type historyCmd struct {
	libraryFlags
	ID  string `arg:"" optional:"" help:"One article; without it the whole library."`
	Max int    `help:"How many entries." default:"30" placeholder:"N"`
}

func (cmd historyCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	n := 0
	for e, err := range lib.History(c.ctx, lib.collection, article.ID(cmd.ID)) {
		if err != nil {
			return err
		}
		if n++; n > cmd.Max {
			break
		}
		fmt.Fprintf(c.stdout, "%d  %s  %s\n", e.Rev, e.At.Local().Format(time.DateTime), describeEdit(e))
	}
	if n == 0 {
		fmt.Fprintln(c.stderr, "No change is on record (they are kept 90 days).")
	}
	return nil
}

// describeEdit is an entry of the history in words.
func describeEdit(e article.Edit) string {
	what := string(e.ID)
	if what == "" {
		what = "settings"
	}
	by := string(e.By)
	if by == "" {
		by = "somebody"
	}
	return printable(fmt.Sprintf("%-8s %s, by %s", e.Verb, what, by))
}

type undoCmd struct {
	libraryFlags
	Rev article.Rev `arg:"" optional:"" help:"The revision to take back, as lector history shows it; without it the newest change."`
}

func (cmd undoCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	var e article.Edit
	if cmd.Rev != 0 {
		e, err = lib.Undo(c.as("undo"), lib.collection, cmd.Rev)
	} else {
		e, err = lib.UndoLast(c.as("undo"), lib.collection)
	}
	if err != nil {
		return err
	}
	became := "is as it was before"
	switch {
	case e.ID == "":
		became = "are as they were before"
	case e.Before == nil:
		became = "is back"
	case e.After == nil:
		became = "is gone again"
	}
	what := string(e.ID)
	if what == "" {
		what = "the settings"
	}
	_, err = fmt.Fprintf(c.stdout, "undone: %s %s\n", what, became)
	return err
}
