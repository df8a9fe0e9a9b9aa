package article

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// ErrDuplicate: the collection holds this article, or this question, already.
var ErrDuplicate = errors.New("already there")

// Archive is what a [Library] needs beside a [Store]: the history of what it
// keeps, and how much that is.
type Archive interface {
	Store
	History(ctx context.Context, c Collection, id ID) iter.Seq2[Edit, error]
	Undo(ctx context.Context, c Collection, rev Rev) (Edit, error)
	UndoLast(ctx context.Context, c Collection) (Edit, error)
	Usage(ctx context.Context, c Collection) (CollectionInfo, error)
}

// CollectionInfo says what a collection holds.
type CollectionInfo struct {
	Collection Collection
	Articles   int
	Bytes      int64     // of the articles' texts
	Pairs      int       // of the articles
	Newest     Rev       // of its articles, 0 when there are none
	DropAfter  time.Time // when it is to be deleted, its owner having left; zero is never
}

// Quota bounds what a collection may hold; 0 is no bound.
type Quota struct {
	Articles int
	Bytes    int64 // of the articles' texts
	Pairs    int   // of the articles
}

// DefaultQuota is what a collection may hold unless the operator says otherwise:
// home everything, a server some thick books, a user what one person reads.
func DefaultQuota(c Collection) Quota {
	switch kind, _ := c.Owner(); kind {
	case "home":
		return Quota{}
	case "guild":
		return Quota{Articles: 500, Bytes: 64 << 20, Pairs: 2000}
	default:
		return Quota{Articles: 50, Bytes: 16 << 20, Pairs: 500}
	}
}

// QuotaError says which quota an addition would exceed. It is an [ErrQuota].
type QuotaError struct {
	What      string // "articles", "bytes" or "pairs"
	Have, May int64
}

// Error is one sentence.
func (e *QuotaError) Error() string {
	switch e.What {
	case "bytes":
		return fmt.Sprintf("the library would hold %s of text, and it may hold %s: remove an article first", megabytes(int(e.Have)), megabytes(int(e.May)))
	case "pairs":
		return fmt.Sprintf("the library would hold %d prepared answers, and it may hold %d: remove some first", e.Have, e.May)
	}
	return fmt.Sprintf("the library would hold %d %s, and it may hold %d: remove one first", e.Have, e.What, e.May)
}

// Is makes errors.Is(err, ErrQuota) true.
func (e *QuotaError) Is(target error) bool { return target == ErrQuota }

// DuplicateError names the article that is there already. It is an
// [ErrDuplicate].
type DuplicateError struct {
	Collection Collection
	ID         ID
}

// Error is one sentence.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("the library holds this article already, as %s: refresh that one instead", e.ID)
}

// Is makes errors.Is(err, ErrDuplicate) true.
func (e *DuplicateError) Is(target error) bool { return target == ErrDuplicate }

// Library is what people act on, from Discord and from the command line: it
// validates, gives IDs, keeps quotas, tells two people who change the same thing,
// and writes to the store in the name of whoever the context says ([By]). All
// methods are safe for concurrent use.
//
// Methods that change an article take the revision that the person saw. 0 means
// that they do not care: the change is then made to whatever stands.
type Library struct {
	archive Archive
	quota   func(Collection) Quota
	folder  bool
}

// LibraryOptions change what a library does by default.
type LibraryOptions struct {
	Quota func(Collection) Quota // DefaultQuota when nil
	// Folder says that a [Folder] is the master copy of what came from it: such
	// articles are then changed in their files alone ([ErrKept]).
	Folder bool
}

// NewLibrary is a library in an archive.
func NewLibrary(a Archive, o LibraryOptions) *Library {
	if o.Quota == nil {
		o.Quota = DefaultQuota
	}
	return &Library{archive: a, quota: o.Quota, folder: o.Folder}
}

// as marks the context with what is done, unless the caller has said so.
func as(ctx context.Context, verb string) context.Context {
	who, said := ActorOf(ctx)
	if said != "" {
		return ctx
	}
	return By(ctx, who, verb)
}

// maxSameTitle bounds how many articles of one collection may share a title.
const maxSameTitle = 1000

// Add puts a new article into its collection and returns it as it stands there.
// Without an ID it gets one from its title, made unique within the collection.
// Quotes of its pairs are set to the text's own bytes. Everything that is wrong
// with the article is reported at once. [ErrDuplicate] when the same text, or one of
// the same address or file, is there under that title, or the given ID is taken; [ErrQuota].
func (l *Library) Add(ctx context.Context, a Article) (Article, error) {
	given := a.ID != ""
	if !given {
		a.ID = NewID(a.Title)
	}
	a, err := l.admit(ctx, a, nil)
	if err != nil {
		return Article{}, fmt.Errorf("add %s: %w", nameOf(a), err)
	}
	base := string(a.ID)
	for n := 2; ; n++ {
		a.Rev = NotYet
		rev, err := l.archive.Put(as(ctx, "add"), a)
		switch {
		case err == nil:
			return l.stored(ctx, a, rev)
		case !errors.Is(err, ErrConflict):
			return Article{}, fmt.Errorf("add %s: %w", nameOf(a), err)
		}
		there, err := l.archive.Get(ctx, a.Collection, a.ID)
		switch {
		case errors.Is(err, ErrNotFound):
			continue // removed meanwhile
		case err != nil:
			return Article{}, fmt.Errorf("add %s: %w", nameOf(a), err)
		case given || n > maxSameTitle || there.Text == a.Text || there.URL != "" && there.URL == a.URL || sameOrigin(there, a):
			return Article{}, fmt.Errorf("add %s: %w", nameOf(a), &DuplicateError{a.Collection, a.ID})
		}
		suffix := fmt.Sprintf("-%d", n)
		a.ID = ID(cutSlug(base, maxID-len(suffix)) + suffix)
	}
}

// sameOrigin: both were read from the same file or address. What came through
// Discord says no more than that.
func sameOrigin(a, b Article) bool {
	return a.Origin != "" && a.Origin != "discord" && a.Origin == b.Origin
}

// nameOf is how an error names an article that may have no ID yet.
func nameOf(a Article) string {
	switch {
	case a.Title != "":
		return quoteShort(a.Title)
	case a.ID != "":
		return string(a.ID)
	}
	return "the article"
}

// stored is a as it stands after a Put that returned rev.
func (l *Library) stored(ctx context.Context, a Article, rev Rev) (Article, error) {
	now, err := l.archive.Get(ctx, a.Collection, a.ID)
	if errors.Is(err, ErrNotFound) {
		// Removed again by somebody faster: what was asked did happen.
		a.Rev = rev
		return a, nil
	}
	return now, err
}

// admit validates an article that is to take the place of old (nil is none) and
// holds it against the quota. A pair whose quote does not stand is refused,
// unless it was in old already: those are reported where the text is changed.
func (l *Library) admit(ctx context.Context, a Article, old *Article) (Article, error) {
	a = Requote(a)
	if err := a.Validate(); err != nil {
		return a, err
	}
	finder := newQuoteFinder(a.Text)
	for _, p := range a.Pairs {
		if old != nil && slices.ContainsFunc(old.Pairs, func(q Pair) bool { return q.ID == p.ID && q.Quote == p.Quote }) {
			continue
		}
		if _, ok := finder.find(p.Quote); !ok {
			return a, &QuoteError{Pair: p, Nearest: finder.nearest(p.Quote)}
		}
	}
	return a, l.hold(ctx, a, old)
}

// hold holds an article that is to take the place of old (nil is none) against the
// quota. What does not grow is never refused, so that a quota which was lowered
// stands in nobody's way to less.
func (l *Library) hold(ctx context.Context, a Article, old *Article) error {
	quota := l.quota(a.Collection)
	articles, size, pairs := 1, int64(len(a.Text)), len(a.Pairs)
	if old != nil {
		articles, size, pairs = 0, size-int64(len(old.Text)), pairs-len(old.Pairs)
	}
	if (quota.Articles == 0 || articles <= 0) && (quota.Bytes == 0 || size <= 0) && (quota.Pairs == 0 || pairs <= 0) {
		return nil
	}
	have, err := l.archive.Usage(ctx, a.Collection)
	if err != nil {
		return err
	}
	for _, q := range []struct {
		what           string
		have, add, may int64
	}{
		{"articles", int64(have.Articles), int64(articles), int64(quota.Articles)},
		{"bytes", have.Bytes, size, quota.Bytes},
		{"pairs", int64(have.Pairs), int64(pairs), int64(quota.Pairs)},
	} {
		if q.may > 0 && q.add > 0 && q.have+q.add > q.may {
			return &QuotaError{q.what, q.have + q.add, q.may}
		}
	}
	return nil
}

// change makes a change to an article and returns what stood and what stands.
// When seen is not 0, the article must still be at that revision.
func (l *Library) change(ctx context.Context, c Collection, id ID, seen Rev, verb string, f func(*Article) error) (before, after Article, err error) {
	// When it does not matter what the person saw, somebody else's change in
	// between is no conflict: the change is made again on top of it.
	for try := 0; ; try++ {
		before, err = l.archive.Get(ctx, c, id)
		if err != nil {
			return before, after, err
		}
		if err := l.kept(before); err != nil {
			return before, after, err
		}
		if seen != 0 && before.Rev != seen {
			return before, after, ErrConflict
		}
		next := before
		next.Pairs = clonePairs(before.Pairs)
		if err := f(&next); err != nil {
			return before, after, err
		}
		next.Collection, next.ID, next.Rev = c, id, before.Rev
		if next, err = l.admit(ctx, next, &before); err != nil {
			return before, after, err
		}
		rev, err := l.archive.Put(as(ctx, verb), next)
		if errors.Is(err, ErrConflict) && seen == 0 && try < 10 {
			continue
		}
		if err != nil {
			return before, after, err
		}
		if rev == before.Rev {
			return before, before, nil
		}
		after, err = l.stored(ctx, next, rev)
		return before, after, err
	}
}

func clonePairs(pairs []Pair) []Pair {
	out := slices.Clone(pairs)
	for i := range out {
		out[i].Questions = slices.Clone(out[i].Questions)
	}
	return out
}

// Edit changes an article's metadata: f changes a copy, whose text, pairs, ID
// and collection do not matter. [ErrConflict] when seen is not 0 and the article
// was changed since.
func (l *Library) Edit(ctx context.Context, c Collection, id ID, seen Rev, f func(*Article)) (Article, error) {
	_, after, err := l.change(ctx, c, id, seen, "edit", func(a *Article) error {
		text, pairs := a.Text, a.Pairs
		f(a)
		a.Text, a.Pairs = text, pairs
		return nil
	})
	if err != nil {
		return Article{}, fmt.Errorf("edit %s: %w", id, err)
	}
	return after, nil
}

// Remove removes an article with its pairs; [Library.Undo] brings it back.
// [ErrConflict] when seen is not 0 and the article was changed since.
func (l *Library) Remove(ctx context.Context, c Collection, id ID, seen Rev) (Rev, error) {
	a, err := l.archive.Get(ctx, c, id)
	if err == nil && seen != 0 && a.Rev != seen {
		err = ErrConflict
	}
	if err == nil {
		err = l.kept(a)
	}
	if err != nil {
		return 0, fmt.Errorf("remove %s: %w", id, err)
	}
	rev, err := l.archive.Delete(as(ctx, "remove"), c, id)
	if err != nil {
		return 0, fmt.Errorf("remove %s: %w", id, err)
	}
	return rev, nil
}

// Get reads one article.
func (l *Library) Get(ctx context.Context, c Collection, id ID) (Article, error) {
	return l.archive.Get(ctx, c, id)
}

// List yields a collection's articles by ID.
func (l *Library) List(ctx context.Context, c Collection) iter.Seq2[Article, error] {
	return l.archive.Articles(ctx, c)
}

// Find reads the article that a person means: by its ID, or else by its title,
// its address or its origin, or else by what only one title or ID contains.
// [ErrNotFound] when there is none, or several, which the error then names.
func (l *Library) Find(ctx context.Context, c Collection, ref string) (Article, error) {
	ref = strings.TrimSpace(ref)
	if ID(ref).Valid() {
		a, err := l.archive.Get(ctx, c, ID(ref))
		if err == nil || !errors.Is(err, ErrNotFound) {
			return a, err
		}
	}
	var exact, part []Article
	want := FoldQuestion(ref)
	for a, err := range l.archive.Articles(ctx, c) {
		if err != nil {
			return Article{}, err
		}
		title := FoldQuestion(a.Title)
		switch {
		case ref == "":
		case title == want, a.URL == ref, a.Origin == ref:
			exact = append(exact, a)
		case want != "" && strings.Contains(title, want), strings.Contains(string(a.ID), ref):
			part = append(part, a)
		}
	}
	found := exact
	if len(found) == 0 {
		found = part
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return Article{}, fmt.Errorf("there is no article %s: %w", quoteShort(ref), ErrNotFound)
	}
	var ids []string
	for _, a := range found[:min(len(found), 5)] {
		ids = append(ids, string(a.ID))
	}
	more := ""
	if len(found) > 5 {
		more = ", …"
	}
	return Article{}, fmt.Errorf("several articles are meant by %s (%s%s): name one by its ID: %w", quoteShort(ref), strings.Join(ids, ", "), more, ErrNotFound)
}

// History yields the edits of a collection, the newest first; of one article
// when id is not empty.
func (l *Library) History(ctx context.Context, c Collection, id ID) iter.Seq2[Edit, error] {
	return l.archive.History(ctx, c, id)
}

// Undo takes back the edit that made a revision: [ErrConflict] when something
// was changed on top of it.
func (l *Library) Undo(ctx context.Context, c Collection, rev Rev) (Edit, error) {
	return l.archive.Undo(ctx, c, rev)
}

// UndoLast takes back the newest edit of a collection that still stands; called
// again, it goes further back.
func (l *Library) UndoLast(ctx context.Context, c Collection) (Edit, error) {
	return l.archive.UndoLast(ctx, c)
}

// Usage is what a collection holds, and what it may hold.
func (l *Library) Usage(ctx context.Context, c Collection) (CollectionInfo, Quota, error) {
	info, err := l.archive.Usage(ctx, c)
	return info, l.quota(c), err
}
