package article

import (
	"context"
	"errors"
	"iter"
	"time"
)

// What callers branch on.
var (
	// ErrNotFound: no such article, pair, gap or change.
	ErrNotFound = errors.New("not found")
	// ErrConflict: somebody else changed it since it was read.
	ErrConflict = errors.New("changed by somebody else meanwhile")
	// ErrQuota: the collection holds as much as it may.
	ErrQuota = errors.New("quota reached")
	// ErrUnavailable: the store cannot be reached just now. A change that met it
	// was either made whole or not at all.
	ErrUnavailable = errors.New("the library cannot be reached")
)

// Store keeps articles, safely: when a method that writes returns nil, the
// change is on disk. All methods are safe for concurrent use, by several
// processes too.
type Store interface {
	// Put writes an article under its Collection and ID and returns the
	// revision of its state. It is a no-op, and returns the standing revision,
	// when nothing but Rev and Updated differs. When a.Rev is not 0 the
	// article must still stand at that revision, else ErrConflict: that is how
	// two people who edit the same article are told. When it is NotYet there
	// must be none.
	Put(ctx context.Context, a Article) (Rev, error)
	// Delete removes an article: ErrNotFound when there is none.
	Delete(ctx context.Context, c Collection, id ID) (Rev, error)
	// Get reads one article: ErrNotFound when there is none.
	Get(ctx context.Context, c Collection, id ID) (Article, error)
	// Articles yields a collection's articles by ID, as of one revision. An
	// error ends the sequence.
	Articles(ctx context.Context, c Collection) iter.Seq2[Article, error]
	// Changes yields every change after a revision, in commit order,
	// deletions too, and then waits for more: it ends only with an error,
	// which is ctx.Err() when the context is done. Several changes of one
	// article may be yielded as the newest alone.
	Changes(ctx context.Context, after Rev) iter.Seq2[Change, error]
}

// NotYet as the revision of an article that is [Store.Put] means that there must
// be none under its ID yet: of two people who add one, the second is told.
const NotYet Rev = -1

// Change says which article changed, not how: read it with Get.
type Change struct {
	Rev        Rev
	Collection Collection
	ID         ID
	Deleted    bool
}

// Edit is one entry of a library's history: who changed what, when, and what
// stood there before. Kept 90 days.
type Edit struct {
	Rev        Rev
	Collection Collection
	ID         ID // empty when the collection's settings were changed
	By         Actor
	At         time.Time
	Verb       string        // "add", "edit", "remove", "refresh", "settings", "undo", …
	Before     *Article      // nil when there was none
	After      *Article      // nil when it was removed
	Settings   *SettingsEdit // set when the settings were changed, and nothing else
	Undone     bool          // taken back by a later edit
}

// SettingsEdit is what a collection's settings were before and after an edit, as
// JSON; empty is nothing set.
type SettingsEdit struct{ Before, After string }

// Actor is who acts: "user:123" (a Discord snowflake), "cli:name",
// "folder:path". Empty is unknown.
type Actor string

type actorKey struct{}
type verbKey struct{}

// By marks ctx with who acts and what they do; stores write it into the
// history of every change made under it.
func By(ctx context.Context, who Actor, verb string) context.Context {
	return context.WithValue(context.WithValue(ctx, actorKey{}, who), verbKey{}, verb)
}

// ActorOf returns what [By] put into ctx.
func ActorOf(ctx context.Context) (who Actor, verb string) {
	who, _ = ctx.Value(actorKey{}).(Actor)
	verb, _ = ctx.Value(verbKey{}).(string)
	return who, verb
}
