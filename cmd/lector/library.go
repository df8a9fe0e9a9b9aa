package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"lector/article"
	"lector/article/extract"
	"lector/article/store"
	"lector/config"
)

// libraryFlags are the flags of every command that works on the library.
type libraryFlags struct {
	Collection string `help:"Whose library: home, guild:ID or user:ID." default:"home" placeholder:"NAME"`
}

// library is an opened store, and the article.Library over it.
type library struct {
	*article.Library
	store      *store.Store
	config     config.Config
	collection article.Collection
}

// Close closes the store.
func (l *library) Close() { _ = l.store.Close() }

// open opens the library, creating it where there is none.
func (f libraryFlags) open(c *call) (*library, error) {
	collection := article.Collection(f.Collection)
	kind, id := collection.Owner()
	if collection != article.Home && (kind != "guild" && kind != "user" || strings.Trim(id, "0123456789") != "" || id == "") {
		return nil, usageError("--collection takes home, guild:ID or user:ID, not %q", f.Collection)
	}
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	s, err := openStore(c.ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &library{Library: newLibrary(s, cfg), store: s, config: cfg, collection: collection}, nil
}

// newLibrary is the library with the operator's quotas: home holds what it
// likes, everybody else what the settings say.
func newLibrary(s *store.Store, cfg config.Config) *article.Library {
	return article.NewLibrary(s, article.LibraryOptions{Folder: cfg.Articles != "", Quota: func(c article.Collection) article.Quota {
		q := article.DefaultQuota(c)
		if c != article.Home {
			q.Articles, q.Bytes, q.Pairs = cfg.MaxArticles, cfg.MaxBytes, cfg.MaxPairs
		}
		return q
	}})
}

// openStore opens the store that the settings name, and its folder.
func openStore(ctx context.Context, cfg config.Config, options ...store.Option) (*store.Store, error) {
	address := cfg.Store.Reveal()
	if !strings.Contains(address, "://") {
		dir := filepath.Dir(strings.TrimPrefix(address, "sqlite:"))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("the data folder cannot be made: %w (LECTOR_DATA names another)", err)
		}
	}
	return store.Open(ctx, address, options...)
}

// storeExists tells whether there is a library to read, so that a command that
// only asks does not make an empty one.
func storeExists(cfg config.Config) bool {
	address := cfg.Store.Reveal()
	if strings.Contains(address, "://") {
		return true
	}
	_, err := os.Stat(strings.TrimPrefix(address, "sqlite:"))
	return !errors.Is(err, fs.ErrNotExist)
}

// find reads the article that a person means by an ID, a title or an address.
func (l *library) find(ctx context.Context, ref string) (article.Article, error) {
	a, err := l.Find(ctx, l.collection, ref)
	if errors.Is(err, article.ErrNotFound) {
		return a, usageError("%v (lector list shows the articles)", err)
	}
	return a, err
}

// as marks a command's changes with who made them, for the history.
func (c *call) as(verb string) context.Context {
	name := c.getenv("USER")
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return article.By(c.ctx, article.Actor("cli:"+name), verb)
}

// newExtractor reads addresses and files as the settings allow.
func newExtractor(cfg config.Config) *extract.Extractor {
	return extract.New(extract.Options{
		AllowPrivate: cfg.AllowPrivate, MaxBytes: cfg.MaxFile,
		UserAgent: "Lector/" + version(), CacheDir: filepath.Join(cfg.Data, "cache"),
	})
}

// refusal adds what can be done about an address or a file that was refused.
func refusal(err error) error {
	var r *extract.Refusal
	if errors.As(err, &r) && r.Do != "" {
		return fmt.Errorf("%w: %s", err, r.Do)
	}
	return err
}
