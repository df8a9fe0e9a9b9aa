package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"lector/article"
)

// How long things are kept. The README's privacy section names these.
const (
	HistoryKept = 90 * 24 * time.Hour // edits, and that an article was removed
	GapsKept    = 90 * 24 * time.Hour // after the question was last asked
	VotesKept   = 90 * 24 * time.Hour
	SettledKept = 365 * 24 * time.Hour // see Settle
)

// Usage is what one collection holds, for quotas.
func (s *Store) Usage(ctx context.Context, c article.Collection) (article.CollectionInfo, error) {
	info := article.CollectionInfo{Collection: c}
	var drop int64
	err := s.db.reader().QueryRowContext(ctx, `SELECT count(*), coalesce(sum(octet_length(t.body)), 0), coalesce(max(a.rev), 0),
		coalesce((SELECT at FROM drops WHERE collection = $1), 0)
		FROM articles a JOIN texts t ON t.hash = a.text_hash WHERE a.collection = $1`, c).Scan(&info.Articles, &info.Bytes, &info.Newest, &drop)
	if err != nil {
		return info, fmt.Errorf("read what %s holds: %w", c, s.explain(err))
	}
	info.DropAfter = fromMillis(drop)
	// The two databases have no common word for the length of a JSON array.
	if err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
		var doc sql.RawBytes
		if err := r.Scan(&doc); err != nil {
			return err
		}
		var d struct {
			Pairs []struct{} `json:"pairs"`
		}
		if json.Unmarshal(doc, &d) == nil { // whoever reads a damaged article is told
			info.Pairs += len(d.Pairs)
		}
		return nil
	}, `SELECT doc FROM articles WHERE collection = $1 AND doc LIKE '%"pairs":%'`, c); err != nil {
		return info, fmt.Errorf("read what %s holds: %w", c, s.explain(err))
	}
	return info, nil
}

// Collections yields every collection that has articles, settings or a date to
// be deleted, by name. Bytes is not filled in. An error ends the sequence.
func (s *Store) Collections(ctx context.Context) iter.Seq2[article.CollectionInfo, error] {
	return func(yield func(article.CollectionInfo, error) bool) {
		err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
			var info article.CollectionInfo
			var drop int64
			if err := r.Scan(&info.Collection, &info.Articles, &info.Newest, &drop); err != nil {
				return err
			}
			info.DropAfter = fromMillis(drop)
			if !yield(info, nil) {
				return errStop
			}
			return nil
		}, `SELECT c.collection, coalesce(a.n, 0), coalesce(a.rev, 0), coalesce(d.at, 0)
			FROM (SELECT collection FROM articles UNION SELECT collection FROM settings UNION SELECT collection FROM drops) c
			LEFT JOIN (SELECT collection, count(*) AS n, max(rev) AS rev FROM articles GROUP BY collection) a ON a.collection = c.collection
			LEFT JOIN drops d ON d.collection = c.collection
			ORDER BY c.collection`)
		if err != nil && err != errStop {
			yield(article.CollectionInfo{}, fmt.Errorf("list the collections: %w", s.explain(err)))
		}
	}
}

// DropCollection marks a collection to be deleted by the first [Store.Purge]
// after a time, with everything kept about it. Until then nothing changes for
// it. Marking it again moves the time only forward to the earlier one.
func (s *Store) DropCollection(ctx context.Context, c article.Collection, after time.Time) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO drops (collection, at) VALUES ($1, $2)
			ON CONFLICT (collection) DO UPDATE SET at = CASE WHEN excluded.at < drops.at THEN excluded.at ELSE drops.at END`, c, millis(after))
		return err
	})
	if err != nil {
		return fmt.Errorf("mark %s to be deleted: %w", c, err)
	}
	return nil
}

// homeFact is the beginning of the name under which it is a fact (see
// [Store.Meta]) that a collection's owner is there.
const homeFact = "home:"

// KeepCollection takes back [Store.DropCollection], and notes that the owner is
// there: see [Store.Homes].
func (s *Store) KeepCollection(ctx context.Context, c article.Collection) error {
	var marked, noted int
	name := homeFact + string(c)
	err := s.db.reader().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM drops WHERE collection = $1), (SELECT count(*) FROM meta WHERE name = $2)`, c, name).Scan(&marked, &noted)
	if err == nil && (marked > 0 || noted == 0) {
		err = s.write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `DELETE FROM drops WHERE collection = $1`, c); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, '1') ON CONFLICT (name) DO NOTHING`, name)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", c, s.explain(err))
	}
	return nil
}

// Homes are the collections whose owner was there ([Store.KeepCollection]) and
// has not left since ([Store.DropCollection]), by name.
func (s *Store) Homes(ctx context.Context) ([]article.Collection, error) {
	var out []article.Collection
	err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		out = append(out, article.Collection(strings.TrimPrefix(name, homeFact)))
		return err
	}, `SELECT name FROM meta WHERE substr(name, 1, length($1)) = $1 AND substr(name, length($1) + 1) NOT IN (SELECT collection FROM drops) ORDER BY name`, homeFact)
	if err != nil {
		return nil, fmt.Errorf("list whose libraries are kept: %w", s.explain(err))
	}
	return out, nil
}

// minHash is the fewest characters of a keyed hash of a person.
const minHash = 16

// ForgetUser deletes what is kept about a person. A key that is a user's
// collection ("user:123") deletes that collection, its history and settings at
// once and for good. Any other key is a keyed hash of the person: votes whose
// key is it or begins with it go, and gaps forget that they asked. Such a hash
// has at least minHash characters, so that none is the beginning of everybody's.
func (s *Store) ForgetUser(ctx context.Context, keys ...string) error {
	for _, key := range keys {
		if !strings.HasPrefix(key, "user:") && len(key) < minHash {
			return fmt.Errorf("forget a user: %q is neither a user's collection nor a hash", key)
		}
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, key := range keys {
			if strings.HasPrefix(key, "user:") {
				if err := s.deleteCollection(ctx, tx, article.Collection(key)); err != nil {
					return err
				}
				continue
			}
			if err := execAll(ctx, tx, []string{
				`DELETE FROM votes WHERE substr(vote_key, 1, length($1)) = $1`,
				`UPDATE gaps SET askers = askers - 1 WHERE askers > 0 AND (collection, id) IN (SELECT collection, gap FROM gap_askers WHERE asker = $1)`,
				`DELETE FROM gap_askers WHERE asker = $1`,
			}, key); err != nil {
				return err
			}
		}
		return dropTexts(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("forget a user: %w", err)
	}
	return nil
}

// deleteCollection deletes all that is kept of a collection but that its
// articles were removed, which followers have to see.
func (s *Store) deleteCollection(ctx context.Context, tx transaction, c article.Collection) error {
	var ids []article.ID
	if err := rows(ctx, tx, func(r *sql.Rows) error {
		var id article.ID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM articles WHERE collection = $1 ORDER BY id`, c); err != nil {
		return err
	}
	for _, id := range ids {
		rev, err := takeRev(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO removals (collection, id, rev, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (collection, id) DO UPDATE SET rev = excluded.rev, at = excluded.at`, c, id, rev, millis(s.now())); err != nil {
			return err
		}
	}
	return execAll(ctx, tx, []string{
		`DELETE FROM articles WHERE collection = $1`,
		`DELETE FROM history WHERE collection = $1`,
		`DELETE FROM settings WHERE collection = $1`,
		`DELETE FROM gaps WHERE collection = $1`,
		`DELETE FROM votes WHERE collection = $1 OR source = $1`,
		`DELETE FROM settled WHERE collection = $1`,
		`DELETE FROM drops WHERE collection = $1`,
		`DELETE FROM meta WHERE name = '` + homeFact + `' || $1`,
	}, c)
}

func execAll(ctx context.Context, tx transaction, queries []string, args ...any) error {
	for _, q := range queries {
		if _, err := tx.ExecContext(ctx, q, args...); err != nil {
			return err
		}
	}
	return nil
}

// dropTexts deletes texts to which nothing refers any more.
func dropTexts(ctx context.Context, tx transaction) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM texts WHERE NOT EXISTS (SELECT 1 FROM articles WHERE text_hash = texts.hash)
		AND NOT EXISTS (SELECT 1 FROM history WHERE before_text = texts.hash)`)
	return err
}

// Purged counts what a [Store.Purge] deleted.
type Purged struct {
	Collections, Edits, Gaps, Votes int
}

// Purge is the retention job: it deletes collections whose time has come (see
// [Store.DropCollection]) and whatever is older than [HistoryKept], [GapsKept],
// [VotesKept] and [SettledKept], with the hashes and texts that hung on it. Run it daily.
func (s *Store) Purge(ctx context.Context, now time.Time) (Purged, error) {
	var p Purged
	err := s.write(ctx, func(tx *sql.Tx) error {
		var due []article.Collection
		if err := rows(ctx, tx, func(r *sql.Rows) error {
			var c article.Collection
			err := r.Scan(&c)
			due = append(due, c)
			return err
		}, `SELECT collection FROM drops WHERE at <= $1 ORDER BY collection`, millis(now)); err != nil {
			return err
		}
		for _, c := range due {
			if err := s.deleteCollection(ctx, tx, c); err != nil {
				return err
			}
		}
		p.Collections = len(due)
		for _, old := range []struct {
			query string
			kept  time.Duration
			count *int
		}{
			{`DELETE FROM history WHERE at < $1`, HistoryKept, &p.Edits},
			{`DELETE FROM removals WHERE at < $1`, HistoryKept, new(int)},
			{`DELETE FROM gaps WHERE last_asked < $1`, GapsKept, &p.Gaps},
			{`DELETE FROM votes WHERE at < $1`, VotesKept, &p.Votes},
			{`DELETE FROM settled WHERE at < $1`, SettledKept, new(int)},
			{`DELETE FROM claims WHERE expires < $1`, 0, new(int)},
			{`DELETE FROM leases WHERE expires < $1`, time.Hour, new(int)},
		} {
			res, err := tx.ExecContext(ctx, old.query, millis(now.Add(-old.kept)))
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err == nil {
				*old.count = int(n)
			}
		}
		return dropTexts(ctx, tx)
	})
	if err != nil {
		return Purged{}, fmt.Errorf("delete what is past its time: %w", err)
	}
	return p, nil
}
