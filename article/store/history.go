package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"lector/article"
)

// entry is one row of the history.
type entry struct {
	edit   article.Edit
	before *state // nil: there was none. For settings, doc alone.
	undoes article.Rev
}

const entryColumns = `rev, collection, id, actor, verb, at, before_doc, before_text, before_rev, before_updated, undoes, undone`

func scanEntry(r interface{ Scan(...any) error }) (entry, error) {
	var e entry
	var at, undone int64
	var doc, hash sql.NullString
	var st state
	err := r.Scan(&e.edit.Rev, &e.edit.Collection, &e.edit.ID, &e.edit.By, &e.edit.Verb, &at, &doc, &hash, &st.rev, &st.updated, &e.undoes, &undone)
	e.edit.At, e.edit.Undone = fromMillis(at), undone != 0
	if doc.Valid {
		st.doc, st.hash = doc.String, hash.String
		e.before = &st
	}
	return e, err
}

func (e entry) ofSettings() bool { return e.edit.ID == "" }

// History yields the edits of a collection, the newest first, with the whole
// articles before and after; of one article when id is not empty. Edits that
// are made meanwhile are not seen. An error ends the sequence.
func (s *Store) History(ctx context.Context, c article.Collection, id article.ID) iter.Seq2[article.Edit, error] {
	return func(yield func(article.Edit, error) bool) {
		// Page by revision, so that no connection is held while the reader
		// thinks, and nothing but a page is in memory.
		const page = 16
		later := map[article.ID]*article.Article{} // what the next newer edit found
		laterSettings, haveSettings := "", false
		for below := article.Rev(1<<62 - 1); ; {
			var edits []article.Edit
			err := s.readTx(ctx, func(tx *sql.Tx) error {
				var entries []entry
				if err := rows(ctx, tx, func(r *sql.Rows) error {
					e, err := scanEntry(r)
					entries = append(entries, e)
					return err
				}, `SELECT `+entryColumns+` FROM history WHERE collection = $1 AND ($2 = '' OR id = $2) AND rev < $3 ORDER BY rev DESC LIMIT $4`,
					c, id, below, page); err != nil {
					return err
				}
				for _, e := range entries {
					edit := e.edit
					if e.ofSettings() {
						if !haveSettings {
							now, err := readSettings(ctx, tx, c)
							if err != nil {
								return err
							}
							laterSettings, haveSettings = now, true
						}
						edit.Settings = &article.SettingsEdit{Before: e.before.doc, After: laterSettings}
						laterSettings = e.before.doc
					} else {
						after, seen := later[edit.ID]
						if !seen {
							cur, err := readState(ctx, tx, c, edit.ID)
							if err == nil {
								after, err = s.whole(ctx, tx, c, edit.ID, cur)
							}
							if err != nil {
								return err
							}
						}
						before, err := s.whole(ctx, tx, c, edit.ID, e.before)
						if err != nil {
							return err
						}
						edit.Before, edit.After = before, after
						later[edit.ID] = before
					}
					edits = append(edits, edit)
				}
				return nil
			})
			if err != nil {
				yield(article.Edit{}, fmt.Errorf("read the history of %s: %w", c, s.explain(err)))
				return
			}
			for _, e := range edits {
				if !yield(e, nil) {
					return
				}
				below = e.Rev
			}
			if len(edits) < page {
				return
			}
		}
	}
}

// whole makes an article of a state; nil of nil.
func (s *Store) whole(ctx context.Context, tx transaction, c article.Collection, id article.ID, st *state) (*article.Article, error) {
	if st == nil {
		return nil, nil
	}
	var text string
	if err := tx.QueryRowContext(ctx, `SELECT body FROM texts WHERE hash = $1`, st.hash).Scan(&text); err != nil {
		return nil, err
	}
	a, err := decode(c, id, st, text)
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// readTx runs f on one snapshot.
func (s *Store) readTx(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.db.reader().BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.db.snapshot()})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return f(tx)
}

// Undo takes back the edit that made a revision: what stood before stands
// again, under a new revision. An undo can itself be undone. ErrNotFound when
// the history has no such revision (any more), ErrConflict when the article or
// the settings are no longer as that edit left them. c guards against a
// revision of another collection.
func (s *Store) Undo(ctx context.Context, c article.Collection, rev article.Rev) (article.Edit, error) {
	var edit article.Edit
	err := s.write(ctx, func(tx *sql.Tx) error {
		e, err := readEntry(ctx, tx, `rev = $1 AND collection = $2`, rev, c)
		if err == nil {
			edit, err = s.undo(ctx, tx, e)
		}
		return err
	})
	if err != nil {
		return article.Edit{}, fmt.Errorf("undo revision %d of %s: %w", rev, c, err)
	}
	return edit, nil
}

// UndoLast takes back the newest edit of a collection that still stands and is
// no undo itself: called again, it goes further back. ErrNotFound when there is
// none. The edit that is returned is the one that was made, not the one taken
// back: its Before is what was undone.
func (s *Store) UndoLast(ctx context.Context, c article.Collection) (article.Edit, error) {
	var edit article.Edit
	err := s.write(ctx, func(tx *sql.Tx) error {
		e, err := readEntry(ctx, tx, `collection = $1 AND undone = 0 AND undoes = 0 ORDER BY rev DESC LIMIT 1`, c)
		if err == nil {
			edit, err = s.undo(ctx, tx, e)
		}
		return err
	})
	if err != nil {
		return article.Edit{}, fmt.Errorf("undo the last edit of %s: %w", c, err)
	}
	return edit, nil
}

func readEntry(ctx context.Context, tx transaction, where string, args ...any) (entry, error) {
	e, err := scanEntry(tx.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM history WHERE `+where, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return e, article.ErrNotFound
	}
	return e, err
}

func (s *Store) undo(ctx context.Context, tx transaction, e entry) (article.Edit, error) {
	// Whoever undoes is named by the context; what they do is an undo, whatever
	// verb they gave.
	who, _ := article.ActorOf(ctx)
	ctx = article.By(ctx, who, "undo")
	edit := article.Edit{Collection: e.edit.Collection, ID: e.edit.ID, By: who, At: fromMillis(millis(s.now())), Verb: "undo"}
	c, id := e.edit.Collection, e.edit.ID

	// What the edit left is what the next one found.
	next, err := readEntry(ctx, tx, `collection = $1 AND id = $2 AND rev > $3 ORDER BY rev LIMIT 1`, c, id, e.edit.Rev)
	isLast := errors.Is(err, article.ErrNotFound)
	if err != nil && !isLast {
		return edit, err
	}
	if e.ofSettings() {
		cur, err := readSettings(ctx, tx, c)
		if err != nil {
			return edit, err
		}
		if !isLast && next.before.doc != cur {
			return edit, article.ErrConflict
		}
		edit.Settings = &article.SettingsEdit{Before: cur, After: e.before.doc}
		edit.Rev, err = s.changeSettings(ctx, tx, c, cur, e.before.doc, e.edit.Rev)
		if err != nil {
			return edit, err
		}
	} else {
		cur, err := readState(ctx, tx, c, id)
		if err != nil {
			return edit, err
		}
		if !isLast && !same(next.before, cur) {
			return edit, article.ErrConflict
		}
		if edit.Before, err = s.whole(ctx, tx, c, id, cur); err != nil {
			return edit, err
		}
		if edit.Rev, err = s.change(ctx, tx, c, id, cur, e.before, e.edit.Rev); err != nil {
			return edit, err
		}
		now, err := readState(ctx, tx, c, id)
		if err != nil {
			return edit, err
		}
		if edit.After, err = s.whole(ctx, tx, c, id, now); err != nil {
			return edit, err
		}
	}
	// An undo that is undone makes what it had taken back stand again.
	if _, err := tx.ExecContext(ctx, `UPDATE history SET undone = 1 WHERE rev = $1`, e.edit.Rev); err != nil {
		return edit, err
	}
	if e.undoes != 0 {
		_, err = tx.ExecContext(ctx, `UPDATE history SET undone = 0 WHERE rev = $1`, e.undoes)
		return edit, err
	}
	return edit, nil
}
