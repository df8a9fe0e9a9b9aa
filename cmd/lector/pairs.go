package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lector/article"
	"lector/qa"
)

type pairsCmd struct {
	Import  pairsImportCmd  `cmd:"" help:"Bring prepared answers into an article."`
	Export  pairsExportCmd  `cmd:"" help:"Write an article's prepared answers as a file that import reads."`
	List    pairsListCmd    `cmd:"" help:"List prepared answers."`
	Suggest pairsSuggestCmd `cmd:"" help:"List what was asked and not answered, and other wordings of what was, by weight."`
}

type pairsImportCmd struct {
	libraryFlags
	ID      string `arg:"" help:"The article: its ID, its title or its address."`
	File    string `arg:"" help:"The pairs file (YAML; - is standard input)."`
	Replace bool   `help:"Remove the pairs that the file does not hold."`
}

func (cmd pairsImportCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	a, err := lib.find(c.ctx, cmd.ID)
	if err != nil {
		return err
	}
	var data []byte
	if cmd.File == "-" {
		data, err = io.ReadAll(io.LimitReader(c.stdin, article.MaxFile+1))
	} else {
		data, err = os.ReadFile(cmd.File)
	}
	if err != nil {
		return usageError("the pairs cannot be read: %v", err)
	}
	pairs, err := article.ReadPairs(filepath.ToSlash(cmd.File), data, a)
	if err != nil {
		return err
	}
	in, err := lib.ImportPairs(c.as("import"), lib.collection, a.ID, pairs, cmd.Replace)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "%s: %d added, %d changed, %d unchanged, %d removed\n", a.ID, len(in.Added), len(in.Changed), len(in.Standing), len(in.Removed))
	return err
}

type pairsExportCmd struct {
	libraryFlags
	ID string `arg:"" help:"The article: its ID, its title or its address."`
}

func (cmd pairsExportCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	a, err := lib.find(c.ctx, cmd.ID)
	if err != nil {
		return err
	}
	data, err := lib.ExportPairs(c.ctx, lib.collection, a.ID)
	if err != nil {
		return err
	}
	_, err = c.stdout.Write(data)
	return err
}

type pairsListCmd struct {
	libraryFlags
	ID   string `arg:"" optional:"" help:"One article; without it the whole library."`
	JSON bool   `help:"Print one JSON object per pair."`
}

func (cmd pairsListCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	only := article.ID("")
	if cmd.ID != "" {
		a, err := lib.find(c.ctx, cmd.ID)
		if err != nil {
			return err
		}
		only = a.ID
	}
	ink := newInk(c.stdout, c.getenv)
	for a, err := range lib.List(c.ctx, lib.collection) {
		if err != nil {
			return err
		}
		if only != "" && a.ID != only {
			continue
		}
		for _, p := range a.Pairs {
			if cmd.JSON {
				err = writeJSON(c.stdout, struct {
					Article   article.ID `json:"article"`
					ID        string     `json:"id"`
					Questions []string   `json:"questions"`
					Answer    string     `json:"answer"`
					Quote     string     `json:"quote"`
				}{a.ID, p.ID, p.Questions, p.Answer, p.Quote})
			} else {
				_, err = fmt.Fprintf(c.stdout, "%s  %s\n  %s\n", ink.dim(string(a.ID)), ink.bold(printable(p.Questions[0])), printable(p.Answer))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

type pairsSuggestCmd struct {
	libraryFlags
	Max     int      `help:"How many of each." default:"20" placeholder:"N"`
	JSON    bool     `help:"Print one JSON object per question."`
	Accept  []string `help:"Make the wording with this ID a question of its answer; may be repeated." placeholder:"ID"`
	Dismiss []string `help:"Do not offer the wording with this ID again; may be repeated." placeholder:"ID"`
}

// Help is what lector pairs suggest --help shows below the flags.
func (pairsSuggestCmd) Help() string {
	return `Lists what was asked and not answered, and then the wordings that led to an answer which members
called helpful and that are none of its questions yet, each with its ID. Nothing is added by itself.

Examples:
  lector pairs suggest --collection guild:123
  lector pairs suggest --accept 0f3a5c7b9d1e2f40`
}

func (cmd pairsSuggestCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	wordings, err := qa.Alternates(c.ctx, lib.store, lib.collection)
	if err != nil {
		return err
	}
	if len(cmd.Accept)+len(cmd.Dismiss) > 0 {
		return cmd.decide(c, lib, wordings)
	}
	gaps, err := lib.store.Gaps(c.ctx, lib.collection, cmd.Max)
	if err != nil {
		return err
	}
	if len(gaps) == 0 {
		fmt.Fprintln(c.stderr, "Every question that members asked was answered.")
	}
	for _, g := range gaps {
		if cmd.JSON {
			err = writeJSON(c.stdout, struct {
				Question  string     `json:"question"`
				Phrasings []string   `json:"phrasings"`
				Askers    int        `json:"askers"`
				Asked     int        `json:"asked"`
				Last      string     `json:"last"`
				Reason    string     `json:"reason"`
				Article   article.ID `json:"article"`
				Start     int        `json:"start"`
				End       int        `json:"end"`
			}{g.Question, g.Phrasings, g.Askers, g.Asked, g.Last.UTC().Format("2006-01-02T15:04:05Z"), g.Reason, g.Article, g.Nearest.Start, g.Nearest.End})
		} else {
			_, err = fmt.Fprintf(c.stdout, "%s  (%s, asked %s, last %s, %s)\n", printable(g.Question), count(g.Askers, "member"), count(g.Asked, "time"), g.Last.Local().Format("2006-01-02"), g.Reason)
		}
		if err != nil {
			return err
		}
	}
	for _, w := range wordings[:min(len(wordings), cmd.Max)] {
		if cmd.JSON {
			err = writeJSON(c.stdout, struct {
				ID      string     `json:"id"`
				Wording string     `json:"wording"`
				Of      string     `json:"of"`
				Article article.ID `json:"article"`
				Pair    string     `json:"pair"`
				Members int        `json:"members"`
				InVain  bool       `json:"in_vain"`
				Last    string     `json:"last"`
			}{w.ID, w.Wording, w.Pair.Questions[0], w.Article.ID, w.Pair.ID, w.Members, w.InVain, w.Last.UTC().Format("2006-01-02T15:04:05Z")})
		} else {
			_, err = fmt.Fprintf(c.stdout, "%s  %s\n  led to: %s  (%s, last %s)\n", w.ID, printable(w.Wording), printable(w.Pair.Questions[0]), count(w.Members, "member"), w.Last.Local().Format("2006-01-02"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decide adds and dismisses wordings. One that is not offered stops it: what was
// done before it stands, and is said.
func (cmd pairsSuggestCmd) decide(c *call, lib *library, wordings []qa.Alternate) error {
	find := func(id string) (qa.Alternate, error) {
		i := slices.IndexFunc(wordings, func(w qa.Alternate) bool { return w.ID == id })
		if i < 0 {
			return qa.Alternate{}, usageError("no wording has the ID %s (lector pairs suggest lists them)", id)
		}
		return wordings[i], nil
	}
	for _, id := range cmd.Accept {
		w, err := find(id)
		if err != nil {
			return err
		}
		// Read anew: the wording before may have changed the same answer.
		a, err := lib.Get(c.ctx, lib.collection, w.Article.ID)
		if err != nil {
			return err
		}
		p, ok := qa.Cited(&a, w.Pair.ID, article.Span{})
		if !ok {
			return usageError("the answer to %q is no longer there", w.Pair.Questions[0])
		}
		p.Questions = append(slices.Clone(p.Questions), strings.Join(strings.Fields(w.Wording), " "))
		if _, p, err = lib.EditPair(c.as("edit answer"), lib.collection, a.ID, a.Rev, p); err != nil {
			return err
		}
		if err := qa.CloseGap(c.ctx, lib.store, lib.collection, w.Wording); err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "%s is a question of %s now (lector undo takes it back)\n", printable(p.Questions[len(p.Questions)-1]), printable(p.Questions[0]))
	}
	for _, id := range cmd.Dismiss {
		w, err := find(id)
		if err != nil {
			return err
		}
		if err := lib.store.Settle(c.ctx, lib.collection, w.Settled()); err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "%s is not offered again\n", printable(w.Wording))
	}
	return nil
}
