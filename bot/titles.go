package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"lector/article"
	"lector/qa"
)

// title is an article as a member chooses it.
type title struct {
	c     article.Collection
	id    article.ID
	title string
}

// titleCache keeps the titles of collections for a short while: they are asked
// for at every keystroke, and the library yields whole articles.
type titleCache struct {
	library Library
	cache   *expirable.LRU[article.Collection, []title]
}

func newTitleCache(library Library) *titleCache {
	return &titleCache{library, expirable.NewLRU[article.Collection, []title](500, nil, 20*time.Second)}
}

// list returns the titles of the collections, in their order.
func (t *titleCache) list(ctx context.Context, collections []article.Collection) ([]title, error) {
	var out []title
	for _, c := range collections {
		known, ok := t.cache.Get(c)
		if !ok {
			for a, err := range t.library.Articles(ctx, c) {
				if err != nil {
					return nil, err
				}
				known = append(known, title{c, a.ID, a.Title})
			}
			t.cache.Add(c, known)
		}
		out = append(out, known...)
	}
	return out, nil
}

// forget makes the next list read the collection anew.
func (t *titleCache) forget(c article.Collection) { t.cache.Remove(c) }

// match returns at most n titles for what was typed: those that begin with it,
// then those with a word that does, then those that hold all its words, each in
// the order given.
func match(titles []title, typed string, n int) []title {
	typed = strings.ToLower(strings.TrimSpace(typed))
	words := strings.Fields(typed)
	var ranked [3][]title
	for _, t := range titles {
		low := strings.ToLower(t.title)
		switch {
		case strings.HasPrefix(low, typed) || string(t.id) == typed:
			ranked[0] = append(ranked[0], t)
		case beginsWord(low, typed):
			ranked[1] = append(ranked[1], t)
		case holdsAll(low, words):
			ranked[2] = append(ranked[2], t)
		}
	}
	var out []title
	for _, r := range ranked {
		out = append(out, r...)
	}
	return out[:min(n, len(out))]
}

func beginsWord(s, prefix string) bool {
	for i := 0; ; {
		at := strings.Index(s[i:], prefix)
		if at < 0 {
			return false
		}
		i += at
		if i == 0 || !unicode.IsLetter(rune(s[i-1])) {
			return true
		}
		i++
	}
}

func holdsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}

// articlePrefix begins an autocomplete value that names an article.
const articlePrefix = "article:"

// articleChoices completes the option "article".
func (b *Bot) articleChoices(ctx context.Context, s scope, collections []article.Collection, typed string) []choice {
	found, err := b.opt.Engine.Suggest(ctx, qa.Question{Text: clip(oneLine(typed), maxQuestion), Collections: collections, Complete: qa.CompleteTitles}, maxChoices)
	if err != nil {
		b.log.Error("list titles", "error", err)
		return nil
	}
	var out []choice
	for _, f := range found {
		if art := f.Passage.Article; art != nil {
			out = append(out, choice{Name: clip(oneLine(art.Title), maxChoice), Value: articlePrefix + s.kind(art.Collection) + "." + string(art.ID)})
		}
	}
	return out
}

// chosenArticle resolves the option "article": a value from the list, or an ID or
// title typed by hand. It is false for one that is not to be found in collections.
func (b *Bot) chosenArticle(ctx context.Context, s scope, collections []article.Collection, value string) (title, bool, error) {
	if ref, ok := strings.CutPrefix(value, articlePrefix); ok {
		kind, id, _ := strings.Cut(ref, ".")
		c, ok := s.collection(kind)
		if !ok || !slices.Contains(collections, c) {
			return title{}, false, nil
		}
		art, err := b.opt.Library.Get(ctx, c, article.ID(id))
		if errors.Is(err, article.ErrNotFound) {
			return title{}, false, nil
		}
		return title{c, art.ID, art.Title}, err == nil, err
	}
	titles, err := b.titles.list(ctx, collections)
	if err != nil {
		return title{}, false, err
	}
	for _, same := range []func(title) bool{
		func(t title) bool { return string(t.id) == value },
		func(t title) bool { return strings.EqualFold(oneLine(t.title), oneLine(value)) },
	} {
		for _, t := range titles {
			if same(t) {
				return t, true, nil
			}
		}
	}
	if found := match(titles, value, 2); len(found) == 1 {
		return found[0], true, nil
	}
	return title{}, false, nil
}
