package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lector/article"
)

type checkCmd struct {
	Path []string `arg:"" optional:"" help:"Files or folders; without them the library, its quotes and the settings."`
}

// Help is what lector check --help shows below the flags.
func (checkCmd) Help() string {
	return `Every fault at once, one a line, with file and line. Exit status 1 when there is one.

Examples:
  lector check articles/
  lector check story.md story.pairs.yaml`
}

func (cmd checkCmd) Run(c *call) error {
	if len(cmd.Path) == 0 {
		return checkLibrary(c)
	}
	articles, pairs, faults := 0, 0, 0
	for _, path := range cmd.Path {
		all, err := readPath(path)
		for _, a := range all {
			articles++
			pairs += len(a.Pairs)
		}
		if err != nil {
			faults += reportFaults(c, path, err)
		}
	}
	if articles == 0 && faults == 0 {
		return usageError("no article files (.md, .txt) in %s", strings.Join(cmd.Path, ", "))
	}
	return checked(c, articles, pairs, faults)
}

// readPath reads what a path names: the articles of a folder, an article's
// file, or the article that a pairs file lies beside.
func readPath(path string) ([]article.Article, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		all, err := article.OpenFolder(path)
		return all, errors.Join(err, lonePairs(path))
	}
	if base, ok := strings.CutSuffix(path, pairsEnding); ok {
		beside := articlesBeside(base)
		if len(beside) == 0 {
			return nil, noArticleBeside(path)
		}
		path = beside[0]
	}
	a, err := article.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return []article.Article{a}, nil
}

const pairsEnding = ".pairs.yaml"

// articlesBeside lists the article files that lie beside a pairs file whose
// name begins with base.
func articlesBeside(base string) []string {
	found, _ := filepath.Glob(globEscape(base) + ".*") // the pattern is well-formed
	return slices.DeleteFunc(found, func(f string) bool {
		return !article.IsArticleFile(f) || article.PairsName(f) != base+pairsEnding
	})
}

// globEscape makes a path a pattern that matches only itself.
func globEscape(path string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
}

func noArticleBeside(pairs string) error {
	return fmt.Errorf("%s: no article lies beside it; its file would be called %s.md or .txt", pairs, strings.TrimSuffix(filepath.Base(pairs), pairsEnding))
}

// lonePairs reports the pairs files of a folder that belong to no article.
func lonePairs(dir string) error {
	var faults []error
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base, ok := strings.CutSuffix(path, pairsEnding); ok && !d.IsDir() && len(articlesBeside(base)) == 0 {
			faults = append(faults, noArticleBeside(path))
		}
		return nil
	})
	return errors.Join(append(faults, err)...)
}

// checkLibrary checks the settings, and every article of the library.
func checkLibrary(c *call) error {
	lib, err := openLibrary(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	articles, pairs, faults := 0, 0, 0
	for _, collection := range lib.collections {
		for a, err := range lib.source.Articles(c.ctx, collection) {
			if err != nil {
				return err
			}
			articles++
			pairs += len(a.Pairs)
			if err := a.Validate(); err != nil {
				faults += reportFaults(c, string(a.ID), err)
			}
			for _, f := range article.CheckPairs(a) {
				fmt.Fprintf(c.stdout, "%s\n", printable(f.String()))
				faults++
			}
		}
	}
	return checked(c, articles, pairs, faults)
}

func checked(c *call, articles, pairs, faults int) error {
	fmt.Fprintf(c.stderr, "%s, %s: %s\n", count(articles, "article"), count(pairs, "pair"), count(faults, "fault"))
	if faults > 0 {
		return failed
	}
	return nil
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// reportFaults prints each fault of an error on a line that begins with a file,
// and returns how many there were.
func reportFaults(c *call, file string, err error) int {
	n := 0
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.Contains(line, file) {
			line = file + ": " + line
		}
		fmt.Fprintln(c.stdout, printable(line))
		n++
	}
	return n
}
