package main

import (
	"errors"
	"os"
	"strings"

	"lector/article"
	"lector/qa"
)

// reading is what the commands that only ask work on: an engine over a source,
// and the collections to ask.
type reading struct {
	engine      *qa.Engine
	source      qa.Source
	collections []article.Collection
	sample      bool // nothing but the embedded sample
	close       func() error
}

// Close releases the library.
func (r *reading) Close() {
	if r.close != nil {
		_ = r.close()
	}
}

func newShelfReading(articles ...article.Article) *reading {
	shelf := article.NewShelf(articles...)
	return &reading{engine: qa.New(shelf), source: shelf, collections: []article.Collection{article.Home}}
}

// openReading opens what refs name: files (with the pairs beside them) alone,
// with no library, or articles of the library by ID; with no refs the whole
// library, or the embedded sample while that is empty.
func openReading(c *call, refs []string) (*reading, error) {
	var files, ids []string
	for _, ref := range refs {
		if _, err := os.Stat(ref); err == nil || looksLikeFile(ref) {
			files = append(files, ref)
		} else {
			ids = append(ids, ref)
		}
	}
	var articles []article.Article
	for _, file := range files {
		a, err := article.ReadFile(file)
		if err != nil {
			return nil, err
		}
		articles = append(articles, a)
	}
	if len(ids) == 0 && len(files) > 0 {
		return newShelfReading(articles...), nil
	}
	lib, err := openLibrary(c)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return lib, nil
	}
	defer lib.Close()
	for _, id := range ids {
		a, err := lib.source.Get(c.ctx, article.Home, article.ID(id))
		if errors.Is(err, article.ErrNotFound) {
			return nil, usageError("there is no file and no article named %q (lector list shows the articles)", id)
		} else if err != nil {
			return nil, err
		}
		articles = append(articles, a)
	}
	return newShelfReading(articles...), nil
}

// looksLikeFile tells a missing file from an article's ID, so that the error
// speaks of the right thing.
func looksLikeFile(ref string) bool { return strings.ContainsAny(ref, `./\`) }

// openLibrary opens the library for reading; while the home collection is empty
// the folder of articles answers in its place, or else the embedded sample.
func openLibrary(c *call) (*reading, error) {
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	if storeExists(cfg) {
		s, err := openStore(c.ctx, cfg)
		if err != nil {
			return nil, err
		}
		for _, err := range s.Articles(c.ctx, article.Home) {
			if err != nil {
				return nil, errors.Join(err, s.Close())
			}
			return &reading{engine: qa.New(s), source: s, collections: []article.Collection{article.Home}, close: s.Close}, nil
		}
		if err := s.Close(); err != nil {
			return nil, err
		}
	}
	if cfg.Articles != "" {
		articles, err := article.OpenFolder(cfg.Articles)
		if len(articles) > 0 {
			return newShelfReading(articles...), nil // lector check tells of the faults
		} else if err != nil {
			return nil, err
		}
	}
	a, err := readSample()
	if err != nil {
		return nil, err
	}
	r := newShelfReading(a)
	r.sample = true
	return r, nil
}
