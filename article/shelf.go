package article

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"
)

// ReadFile reads an article from a file, and the pairs beside it (see
// [PairsName]) where there are any. Errors are sentences for the user, around
// the sentinels of [Read], [ErrDirectory] and [fs.ErrNotExist]; faults in the
// files are [Faults].
func ReadFile(name string) (Article, error) {
	return readFile(machine{}, name, name)
}

// opener is where files are: the whole machine, or [os.Root] for a folder that
// nothing leads out of.
type opener interface {
	Stat(name string) (fs.FileInfo, error)
	Open(name string) (*os.File, error)
}

type machine struct{}

func (machine) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }
func (machine) Open(name string) (*os.File, error)    { return os.Open(name) }

// readFile is [ReadFile] of a path in a place, which is called name where it is
// spoken of.
func readFile(in opener, path, name string) (Article, error) {
	data, err := readBounded(in, path, name)
	if err != nil {
		return Article{}, err
	}
	a, err := Read(name, data)
	if err != nil {
		return Article{}, err
	}
	pairsName := PairsName(name)
	data, err = readBounded(in, PairsName(path), pairsName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return a, nil
	case err != nil:
		return Article{}, err
	}
	a.Pairs, err = ReadPairs(pairsName, data, a)
	if err != nil {
		return Article{}, err
	}
	return a, nil
}

// readBounded is the content of a file of at most MaxFile bytes.
func readBounded(in opener, path, name string) ([]byte, error) {
	info, err := in.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, readErrorf(fs.ErrNotExist, "%s does not exist. Check the path.", name)
	case errors.Is(err, fs.ErrPermission):
		return nil, readErrorf(fs.ErrPermission, "%s may not be read. Check its permissions.", name)
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case info.IsDir():
		return nil, readErrorf(ErrDirectory, "%s is a folder. Name a file in it.", name)
	case !info.Mode().IsRegular():
		return nil, readErrorf(ErrBinary, "%s is no regular file.", name)
	case info.Size() > MaxFile:
		return nil, readErrorf(ErrTooLarge, "%s has %s; at most %s are read. Cut it into parts.", name, megabytes(int(info.Size())), megabytes(MaxFile))
	}
	f, err := in.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, readErrorf(fs.ErrPermission, "%s may not be read. Check its permissions.", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	// It may have grown since: one byte more tells.
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// IsArticleFile reports whether a file's name is one that a folder of articles
// holds: plain text or Markdown, neither hidden nor a README.
func IsArticleFile(name string) bool {
	base := filepath.Base(name)
	ext := strings.ToLower(filepath.Ext(base))
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	switch ext {
	case ".md", ".markdown", ".txt", ".text":
		return !strings.HasPrefix(base, ".") && !strings.EqualFold(stem, "readme") && utf8.ValidString(base)
	}
	return false
}

// OpenFolder reads the articles of a folder and of the folders in it, in the
// order of their paths: every file that [IsArticleFile] takes, with the pairs
// beside it. Hidden folders, links to folders and links that lead out of the
// folder are passed over. Articles whose titles give the same ID get the path's words behind it. All files are read
// before it returns: err joins what was wrong with each that could not be, and
// the articles are those that could.
func OpenFolder(dir string) ([]Article, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, readErrorf(fs.ErrNotExist, "the folder %s does not exist. Check the path.", dir)
	case err != nil:
		return nil, fmt.Errorf("open folder %s: %w", dir, err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file, not a folder", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", dir, err)
	}
	defer root.Close()
	var articles []Article
	var faults []error
	taken := map[ID]bool{}
	err = walkFolder(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("open folder %s: %w", dir, err))
			return nil
		case d.IsDir():
			return nil
		case !holdsArticle(root, path, d):
			return nil
		}
		a, err := readFile(root, path, filepath.Join(dir, filepath.FromSlash(path)))
		if err != nil {
			faults = append(faults, err)
			return nil
		}
		if taken[a.ID] {
			a.ID = NewID(string(a.ID) + " " + strings.TrimSuffix(path, filepath.Ext(path)))
			if taken[a.ID] {
				a.ID = ID(cutSlug(string(a.ID), maxID-9) + "-" + checksum(path))
			}
		}
		taken[a.ID] = true
		articles = append(articles, a)
		return nil
	})
	return articles, errors.Join(append(faults, err)...)
}

// Shelf is a fixed set of articles in memory, to be asked like a library: what
// "lector ask --article FILE", the embedded sample and tests answer from. It is
// safe for concurrent use.
type Shelf struct {
	articles []Article // by collection and ID
}

// NewShelf holds copies of articles. One without a collection is put into
// [Home]; of two with the same collection and ID the later one stands. Those
// without a revision get theirs by their order, from 1.
func NewShelf(articles ...Article) *Shelf {
	s := &Shelf{}
	for i, a := range articles {
		if a.Collection == "" {
			a.Collection = Home
		}
		if a.Rev == 0 {
			a.Rev = Rev(i + 1)
		}
		at, found := slices.BinarySearchFunc(s.articles, a, compareArticles)
		if found {
			s.articles[at] = a
		} else {
			s.articles = slices.Insert(s.articles, at, a)
		}
	}
	return s
}

func compareArticles(a, b Article) int {
	if c := strings.Compare(string(a.Collection), string(b.Collection)); c != 0 {
		return c
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

// Get returns one article: [ErrNotFound] when there is none.
func (s *Shelf) Get(ctx context.Context, c Collection, id ID) (Article, error) {
	if err := ctx.Err(); err != nil {
		return Article{}, err
	}
	at, found := slices.BinarySearchFunc(s.articles, Article{Collection: c, ID: id}, compareArticles)
	if !found {
		return Article{}, fmt.Errorf("article %s: %w", id, ErrNotFound)
	}
	return s.articles[at], nil
}

// Articles yields a collection's articles by ID.
func (s *Shelf) Articles(ctx context.Context, c Collection) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		for _, a := range s.articles {
			if err := ctx.Err(); err != nil {
				yield(Article{}, err)
				return
			}
			if a.Collection == c && !yield(a, nil) {
				return
			}
		}
	}
}

// Changes yields each article once, as the change that put it there, by
// revision, and then waits: it ends with ctx.Err() when the context is done.
func (s *Shelf) Changes(ctx context.Context, after Rev) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		byRev := slices.Clone(s.articles)
		slices.SortStableFunc(byRev, func(a, b Article) int { return int(a.Rev - b.Rev) })
		for _, a := range byRev {
			if a.Rev > after && !yield(Change{Rev: a.Rev, Collection: a.Collection, ID: a.ID}, nil) {
				return
			}
		}
		<-ctx.Done()
		yield(Change{}, ctx.Err())
	}
}
