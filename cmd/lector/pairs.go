package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lector/article"
)

type pairsCmd struct {
	Import  pairsImportCmd  `cmd:"" help:"Bring prepared answers into an article."`
	Export  pairsExportCmd  `cmd:"" help:"Write an article's prepared answers as a file that import reads."`
	List    pairsListCmd    `cmd:"" help:"List prepared answers."`
	Suggest pairsSuggestCmd `cmd:"" help:"List what was asked and not answered, by weight."`
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
	Max  int  `help:"How many." default:"20" placeholder:"N"`
	JSON bool `help:"Print one JSON object per question."`
}

func (cmd pairsSuggestCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
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
	return nil
}
