package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"lector/article"
)

type listCmd struct {
	libraryFlags
	JSON bool `help:"Print one JSON object per article."`
}

// articleJSON is the shape of list --json; a public interface.
type articleJSON struct {
	ID         article.ID         `json:"id"`
	Title      string             `json:"title"`
	Collection article.Collection `json:"collection"`
	URL        string             `json:"url"`
	Publisher  string             `json:"publisher"`
	Author     string             `json:"author"`
	Published  string             `json:"published"`
	Lang       string             `json:"lang"`
	Paragraphs int                `json:"paragraphs"`
	Sentences  int                `json:"sentences"`
	Pairs      int                `json:"pairs"`
	Revision   article.Rev        `json:"revision"`
}

func newArticleJSON(a article.Article) articleJSON {
	paragraphs, sentences := size(a)
	return articleJSON{
		ID: a.ID, Title: a.Title, Collection: a.Collection, URL: a.URL, Publisher: a.Publisher, Author: a.Author,
		Published: a.Published, Lang: a.Lang, Paragraphs: paragraphs, Sentences: sentences, Pairs: len(a.Pairs), Revision: a.Rev,
	}
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func writeArticleJSON(w io.Writer, a article.Article) error { return writeJSON(w, newArticleJSON(a)) }

func (cmd listCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	table := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	n := 0
	for a, err := range lib.List(c.ctx, lib.collection) {
		if err != nil {
			return err
		}
		n++
		if cmd.JSON {
			if err := writeArticleJSON(c.stdout, a); err != nil {
				return err
			}
			continue
		}
		if n == 1 {
			fmt.Fprintln(table, "ID\tTITLE\tPUBLISHED\tSENTENCES\tANSWERS")
		}
		_, sentences := size(a)
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\n", a.ID, shorten(printable(a.Title), 50), a.Published, sentences, len(a.Pairs))
	}
	if n == 0 && !cmd.JSON {
		fmt.Fprintln(c.stderr, "The library is empty. Fill it: lector add FILE, or lector add https://…")
	}
	return table.Flush()
}

type showCmd struct {
	libraryFlags
	ID   string `arg:"" help:"The article: its ID, its title or its address."`
	Text bool   `help:"Print the text alone, byte for byte."`
	JSON bool   `help:"Print one JSON object."`
}

func (cmd showCmd) Run(c *call) error {
	lib, err := cmd.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	a, err := lib.find(c.ctx, cmd.ID)
	if err != nil {
		return err
	}
	switch {
	case cmd.Text:
		_, err = io.WriteString(c.stdout, a.Text)
		return err
	case cmd.JSON:
		return writeJSON(c.stdout, struct {
			articleJSON
			Note   string `json:"note"`
			Origin string `json:"origin"`
			Text   string `json:"text"`
		}{newArticleJSON(a), a.Note, a.Origin, a.Text})
	}
	ink := newInk(c.stdout, c.getenv)
	fmt.Fprintf(c.stdout, "%s\n", ink.bold(printable(a.Title)))
	table := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, f := range [][2]string{
		{"id", string(a.ID)}, {"publisher", a.Publisher}, {"author", a.Author}, {"published", a.Published}, {"address", a.URL},
		{"language", a.Lang}, {"note", a.Note}, {"read from", a.Origin}, {"revision", fmt.Sprint(a.Rev)}, {"changed", a.Updated.Format("2006-01-02 15:04")},
	} {
		if f[1] != "" {
			fmt.Fprintf(table, "  %s\t%s\n", f[0], printable(f[1]))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for i, p := range article.Outline(a.Text, a.Lang) {
		fmt.Fprintf(c.stdout, "\n%s %s\n", ink.dim(fmt.Sprintf("%3d", i+1)), printable(p.Of(a.Text)))
	}
	if len(a.Pairs) > 0 {
		fmt.Fprintf(c.stdout, "\n%s\n", ink.bold(count(len(a.Pairs), "prepared answer")))
		for _, p := range a.Pairs {
			fmt.Fprintf(c.stdout, "  %s\n    %s\n    %s\n", printable(p.Questions[0]), printable(p.Answer), ink.dim("> "+printable(p.Quote)))
		}
	}
	return nil
}
