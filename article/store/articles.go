package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"lector/article"
)

// document is what the column doc holds: everything of an article but its
// place, its revision and its text. A new field needs a new schema version, so
// that an older program does not drop it.
type document struct {
	Title     string `json:"title"`
	Publisher string `json:"publisher,omitempty"`
	Author    string `json:"author,omitempty"`
	Published string `json:"published,omitempty"`
	URL       string `json:"url,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Note      string `json:"note,omitempty"`
	Origin    string `json:"origin,omitempty"`
	Version   string `json:"version,omitempty"` // since schema 3
	Pairs     []pair `json:"pairs,omitempty"`
}

type pair struct {
	ID        string   `json:"id"`
	Questions []string `json:"questions"`
	Answer    string   `json:"answer"`
	Quote     string   `json:"quote"`
	Line      int      `json:"line,omitempty"`
	Channel   string   `json:"channel,omitempty"`
}

// state is what stands under a collection and an ID.
type state struct {
	rev     article.Rev
	updated int64
	doc     string
	hash    string // of the text
}

// same reports whether two states differ in nothing but revision and time. Nil
// is no article.
func same(a, b *state) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.doc == b.doc && a.hash == b.hash
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func encode(a article.Article) (string, error) {
	d := document{
		Title: a.Title, Publisher: a.Publisher, Author: a.Author, Published: a.Published,
		URL: a.URL, Lang: a.Lang, Note: a.Note, Origin: a.Origin, Version: a.Version,
	}
	for _, p := range a.Pairs {
		d.Pairs = append(d.Pairs, pair(p))
	}
	return encodeJSON(d)
}

// encodeJSON leaves <, > and & readable: nothing here ends up in HTML.
func encodeJSON(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

func decode(c article.Collection, id article.ID, st *state, text string) (article.Article, error) {
	var d document
	if err := json.Unmarshal([]byte(st.doc), &d); err != nil {
		return article.Article{}, &Fault{Kind: ErrDamaged, Cause: err, Say: fmt.Sprintf("the article %s of %s cannot be read from the store: restore a backup, or remove the article and add it again", id, c)}
	}
	a := article.Article{
		Collection: c, ID: id, Rev: st.rev, Updated: fromMillis(st.updated),
		Title: d.Title, Publisher: d.Publisher, Author: d.Author, Published: d.Published,
		URL: d.URL, Lang: d.Lang, Note: d.Note, Origin: d.Origin, Version: d.Version, Text: text,
	}
	for _, p := range d.Pairs {
		a.Pairs = append(a.Pairs, article.Pair(p))
	}
	return a, nil
}

// storable refuses what one of the databases would refuse or change.
func storable(a article.Article) error {
	switch {
	case a.Collection == "" || len(a.Collection) > 128:
		return errors.New("an article needs a collection of at most 128 bytes")
	case a.ID == "" || len(a.ID) > 64:
		return errors.New("an article needs an ID of at most 64 bytes")
	case len(a.Text) > article.MaxText:
		return fmt.Errorf("the text has %d bytes, more than the %d that are allowed", len(a.Text), article.MaxText)
	case !utf8.ValidString(a.Text):
		return errors.New("the text is not valid UTF-8")
	case strings.ContainsRune(a.Text, 0) || strings.ContainsRune(string(a.Collection)+string(a.ID), 0):
		return errors.New("the text contains a NUL character")
	}
	return nil
}

// Put implements [article.Store]. a.Rev may be [article.NotYet].
func (s *Store) Put(ctx context.Context, a article.Article) (article.Rev, error) {
	rev, err := s.put(ctx, a)
	if err != nil {
		return 0, fmt.Errorf("put %s/%s: %w", a.Collection, a.ID, err)
	}
	return rev, nil
}

func (s *Store) put(ctx context.Context, a article.Article) (article.Rev, error) {
	if err := storable(a); err != nil {
		return 0, err
	}
	doc, err := encode(a)
	if err != nil {
		return 0, err
	}
	next := &state{doc: doc, hash: hashOf(a.Text)}
	var rev article.Rev
	err = s.write(ctx, func(tx *sql.Tx) error {
		rev, err = s.putIn(ctx, tx, a, next)
		return err
	})
	return rev, err
}

// putIn makes next the state of a, under the conditions of [article.Store].
func (s *Store) putIn(ctx context.Context, tx transaction, a article.Article, next *state) (article.Rev, error) {
	cur, err := readState(ctx, tx, a.Collection, a.ID)
	if err != nil {
		return 0, err
	}
	switch {
	case a.Rev == article.NotYet && cur != nil,
		a.Rev > 0 && (cur == nil || cur.rev != a.Rev):
		return 0, article.ErrConflict
	case same(cur, next):
		return cur.rev, nil
	}
	if cur == nil || cur.hash != next.hash {
		if _, err := tx.ExecContext(ctx, `INSERT INTO texts (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, next.hash, a.Text); err != nil {
			return 0, err
		}
	}
	return s.change(ctx, tx, a.Collection, a.ID, cur, next, 0)
}

// PutAll is [Store.Put] of many articles in one transaction: all of them or
// none, at a fraction of the time. Other writers wait for it.
func (s *Store) PutAll(ctx context.Context, articles iter.Seq[article.Article]) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		for a := range articles {
			err := storable(a)
			var doc string
			if err == nil {
				doc, err = encode(a)
			}
			if err == nil {
				_, err = s.putIn(ctx, tx, a, &state{doc: doc, hash: hashOf(a.Text)})
			}
			if err != nil {
				return fmt.Errorf("%s/%s: %w", a.Collection, a.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put many articles: %w", err)
	}
	return nil
}

// Delete implements [article.Store].
func (s *Store) Delete(ctx context.Context, c article.Collection, id article.ID) (article.Rev, error) {
	var rev article.Rev
	err := s.write(ctx, func(tx *sql.Tx) error {
		cur, err := readState(ctx, tx, c, id)
		if err != nil {
			return err
		}
		if cur == nil {
			return article.ErrNotFound
		}
		rev, err = s.change(ctx, tx, c, id, cur, nil, 0)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("delete %s/%s: %w", c, id, err)
	}
	return rev, nil
}

// change makes next stand where cur stood (nil is nothing), under a new
// revision, and writes the history. The text of next is in texts already.
// undoes is the revision that this change takes back, or 0.
func (s *Store) change(ctx context.Context, tx transaction, c article.Collection, id article.ID, cur, next *state, undoes article.Rev) (article.Rev, error) {
	rev, err := takeRev(ctx, tx)
	if err != nil {
		return 0, err
	}
	now := millis(s.now())
	verb := "edit"
	switch {
	case next == nil:
		verb = "remove"
	case cur == nil:
		verb = "add"
	}
	if undoes != 0 {
		verb = "undo"
	}
	if err := record(ctx, tx, rev, c, id, cur, verb, now, undoes); err != nil {
		return 0, err
	}
	if next == nil {
		if _, err := tx.ExecContext(ctx, `DELETE FROM articles WHERE collection = $1 AND id = $2`, c, id); err != nil {
			return 0, err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO removals (collection, id, rev, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (collection, id) DO UPDATE SET rev = excluded.rev, at = excluded.at`, c, id, rev, now)
		return rev, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO articles (collection, id, rev, updated, doc, text_hash) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (collection, id) DO UPDATE SET rev = excluded.rev, updated = excluded.updated, doc = excluded.doc, text_hash = excluded.text_hash`,
		c, id, rev, now, next.doc, next.hash); err != nil {
		return 0, err
	}
	if cur == nil {
		if _, err := tx.ExecContext(ctx, `DELETE FROM removals WHERE collection = $1 AND id = $2`, c, id); err != nil {
			return 0, err
		}
	}
	return rev, nil
}

// record writes one line of history. The actor and the verb come from the
// context, see [article.By]; verb is for when it names none.
func record(ctx context.Context, tx transaction, rev article.Rev, c article.Collection, id article.ID, before *state, verb string, now int64, undoes article.Rev) error {
	who, named := article.ActorOf(ctx)
	if named != "" {
		verb = named
	}
	var doc, hash sql.NullString
	var beforeRev, beforeUpdated int64
	if before != nil {
		doc = sql.NullString{String: before.doc, Valid: true}
		hash = sql.NullString{String: before.hash, Valid: before.hash != ""}
		beforeRev, beforeUpdated = int64(before.rev), before.updated
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO history
		(rev, collection, id, actor, verb, at, before_doc, before_text, before_rev, before_updated, undoes, undone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`,
		rev, c, id, who, verb, now, doc, hash, beforeRev, beforeUpdated, undoes)
	return err
}

// readState reads what stands under a collection and an ID; nil is nothing.
func readState(ctx context.Context, tx transaction, c article.Collection, id article.ID) (*state, error) {
	var st state
	err := tx.QueryRowContext(ctx, `SELECT rev, updated, doc, text_hash FROM articles WHERE collection = $1 AND id = $2`, c, id).
		Scan(&st.rev, &st.updated, &st.doc, &st.hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &st, nil
}

// Get implements [article.Store].
func (s *Store) Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error) {
	var st state
	var text string
	err := s.db.reader().QueryRowContext(ctx, `SELECT a.rev, a.updated, a.doc, t.body FROM articles a JOIN texts t ON t.hash = a.text_hash
		WHERE a.collection = $1 AND a.id = $2`, c, id).Scan(&st.rev, &st.updated, &st.doc, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return article.Article{}, fmt.Errorf("get %s/%s: %w", c, id, article.ErrNotFound)
	}
	var a article.Article
	if err == nil {
		a, err = decode(c, id, &st, text)
	}
	if err != nil {
		return article.Article{}, fmt.Errorf("get %s/%s: %w", c, id, s.explain(err))
	}
	return a, nil
}

// Articles implements [article.Store]: one statement, so one revision.
func (s *Store) Articles(ctx context.Context, c article.Collection) iter.Seq2[article.Article, error] {
	return func(yield func(article.Article, error) bool) {
		err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
			var st state
			var id article.ID
			var text string
			if err := r.Scan(&id, &st.rev, &st.updated, &st.doc, &text); err != nil {
				return err
			}
			a, err := decode(c, id, &st, text)
			if err != nil {
				return err
			}
			if !yield(a, nil) {
				return errStop
			}
			return nil
		}, `SELECT a.id, a.rev, a.updated, a.doc, t.body FROM articles a JOIN texts t ON t.hash = a.text_hash
			WHERE a.collection = $1 ORDER BY a.id`, c)
		if err != nil && err != errStop {
			yield(article.Article{}, fmt.Errorf("read the articles of %s: %w", c, s.explain(err)))
		}
	}
}

// errStop ends a query whose reader has seen enough.
var errStop = errors.New("stop")

// feedPage is how many changes are read at once.
const feedPage = 512

// Changes implements [article.Store]. While the database cannot be reached it
// waits and goes on where it was. Removals are remembered for [HistoryKept]: a
// follower that was away longer has to read the collection anew.
func (s *Store) Changes(ctx context.Context, after article.Rev) iter.Seq2[article.Change, error] {
	return func(yield func(article.Change, error) bool) {
		page := make([]article.Change, 0, feedPage)
		timer := time.NewTimer(0)
		defer timer.Stop()
		for away := false; ; {
			wake := s.news.wait()
			page = page[:0]
			err := s.changes(ctx, after, &page)
			switch {
			case ctx.Err() != nil:
				yield(article.Change{}, ctx.Err())
				return
			case err != nil && s.db.away(err):
				if !away {
					s.log.Warn("the change feed waits for the database", "err", err)
				}
				away = true
			case err != nil:
				yield(article.Change{}, fmt.Errorf("read the change feed: %w", s.explain(err)))
				return
			case away:
				s.log.Info("the change feed goes on", "after", after)
				away = false
			}
			for _, c := range page {
				if !yield(c, nil) {
					return
				}
				after = c.Rev
			}
			if len(page) == feedPage {
				continue
			}
			timer.Reset(s.db.poll())
			select {
			case <-ctx.Done():
				yield(article.Change{}, ctx.Err())
				return
			case <-s.done:
				yield(article.Change{}, ErrClosed)
				return
			case <-wake:
			case <-timer.C:
			}
		}
	}
}

func (s *Store) changes(ctx context.Context, after article.Rev, page *[]article.Change) error {
	return rows(ctx, s.db.reader(), func(r *sql.Rows) error {
		var c article.Change
		var removed int64
		if err := r.Scan(&c.Rev, &c.Collection, &c.ID, &removed); err != nil {
			return err
		}
		c.Deleted = removed != 0
		*page = append(*page, c)
		return nil
	}, `SELECT rev, collection, id, 0 AS removed FROM articles WHERE rev > $1
		UNION ALL SELECT rev, collection, id, 1 FROM removals WHERE rev > $1
		ORDER BY rev LIMIT $2`, after, feedPage)
}

// Newest is the newest revision: where a follower that has just read
// everything goes on.
func (s *Store) Newest(ctx context.Context) (article.Rev, error) {
	rev, err := newest(ctx, s.db.reader())
	if err != nil {
		return 0, fmt.Errorf("read the newest revision: %w", s.explain(err))
	}
	return rev, nil
}
