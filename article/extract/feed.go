package extract

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"lector/article"
)

// fullItem is the length in words from which an item of a feed holds its whole
// article; a shorter one is a teaser, and its page is fetched.
const fullItem = 120

// readFeed makes an article of each of a feed's newest items.
func (x *Extractor) readFeed(ctx context.Context, src source) (Result, error) {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(src.data))
	if err != nil {
		return Result{}, fmt.Errorf("%w: read the feed: %w", ErrMalformed, err)
	}
	items := newest(f.Items)
	var r Result
	if n := len(items); n > x.opts.MaxItems {
		r.Notes = append(r.Notes, fmt.Sprintf("The feed holds %d items; the newest %d were read.", n, x.opts.MaxItems))
		items = items[:x.opts.MaxItems]
	}
	// What has been read when the time is up counts.
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, time.Now().Add(time.Until(deadline)*4/5))
		defer cancel()
	}
	base := src.address
	if u, err := url.Parse(f.Link); err == nil && f.Link != "" {
		if base != nil {
			u = base.ResolveReference(u)
		}
		if webAddress(u) {
			base = u
		}
	}
	for _, item := range items {
		a, err := x.feedItem(ctx, f, item, base)
		if err != nil {
			if ctx.Err() != nil && len(r.Articles) == 0 {
				return Result{}, timedOut(ctx)
			}
			r.Notes = append(r.Notes, fmt.Sprintf("“%s” was left out: %v.", cutTitle(firstOf(plain(item.Title), item.Link, "An item without a title")), err))
			continue
		}
		r.Articles = append(r.Articles, a)
	}
	if len(r.Articles) == 0 {
		return Result{}, fmt.Errorf("%w: the feed holds no item that can be read", ErrNoArticle)
	}
	return r, nil
}

// newest sorts items by date, newest first; those without one keep their place
// at the end, for feeds are written newest first.
func newest(items []*gofeed.Item) []*gofeed.Item {
	out := slices.Clone(items)
	when := func(i *gofeed.Item) int64 {
		switch {
		case i.PublishedParsed != nil:
			return i.PublishedParsed.Unix()
		case i.UpdatedParsed != nil:
			return i.UpdatedParsed.Unix()
		}
		return -1 << 62
	}
	slices.SortStableFunc(out, func(a, b *gofeed.Item) int { return cmp.Compare(when(b), when(a)) })
	return out
}

func (x *Extractor) feedItem(ctx context.Context, f *gofeed.Feed, item *gofeed.Item, base *url.URL) (article.Article, error) {
	var names []string
	for _, p := range item.Authors {
		names = append(names, firstOf(p.Name, p.Email))
	}
	a := article.Article{
		Title:     cutTitle(plain(item.Title)),
		Publisher: plain(f.Title),
		Author:    joinNames(names),
		Published: firstOf(parseDate(item.Published, f.Language), parseDate(item.Updated, f.Language)),
		Lang:      validLang(f.Language),
	}
	link := itemLink(item, base)
	if link != nil {
		a.URL, a.Origin = withoutFragment(link), withoutFragment(link)
	}
	for _, content := range []string{item.Content, item.Description} {
		if text := fragmentText(content); words(text) > words(a.Text) {
			a.Text = text
		}
	}
	if words(a.Text) < fullItem && link != nil {
		page, err := x.feedPage(ctx, link)
		switch {
		case err == nil && words(page.Text) > words(a.Text):
			page.Title = firstOf(a.Title, page.Title)
			page.Publisher = firstOf(page.Publisher, a.Publisher)
			page.Author = firstOf(page.Author, a.Author)
			page.Published = firstOf(a.Published, page.Published)
			page.Lang = firstOf(page.Lang, a.Lang)
			page.Origin = a.Origin
			return page, nil
		case err != nil && words(a.Text) < minWords:
			return a, err
		}
	}
	if words(a.Text) == 0 {
		return a, ErrNoArticle
	}
	a.Title = firstOf(a.Title, cutTitle(titleFromText(a.Text)), "Untitled")
	return a, nil
}

func (x *Extractor) feedPage(ctx context.Context, link *url.URL) (article.Article, error) {
	src, err := x.fetch.get(ctx, link, "")
	if err != nil {
		return article.Article{}, err
	}
	if formatOf(src) != page {
		return article.Article{}, ErrContentType
	}
	r, err := readPage(src.data, src.contentType, src.address)
	if err != nil {
		return article.Article{}, err
	}
	r.Articles[0].Version = src.version
	return r.Articles[0], nil
}

// itemLink is where an item's article stands, resolved against its feed.
func itemLink(item *gofeed.Item, base *url.URL) *url.URL {
	for _, s := range append([]string{item.Link}, item.Links...) {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil || s == "" {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		if webAddress(u) {
			return u
		}
	}
	return nil
}

// plain is a line that may hold HTML.
func plain(s string) string { return squeeze(fragmentText(s)) }
