package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"lector/article"
)

// RecordVote keeps a vote under its key: the same again changes nothing, and
// whoever votes anew on the same answer replaces their vote. To let a member be
// forgotten, begin the key with a keyed hash of the member, see
// [Store.ForgetUser].
func (s *Store) RecordVote(ctx context.Context, v article.Vote) error {
	if v.Key == "" || v.Collection == "" {
		return errors.New("record a vote: it needs a key and a collection")
	}
	at := millis(v.At)
	if at == 0 {
		at = millis(s.now())
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO votes (vote_key, collection, question, article, pair, passage_start, passage_end, helpful, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (vote_key) DO UPDATE SET collection = excluded.collection, question = excluded.question, article = excluded.article,
			pair = excluded.pair, passage_start = excluded.passage_start, passage_end = excluded.passage_end, helpful = excluded.helpful, at = excluded.at`,
			v.Key, v.Collection, clip(v.Question, maxQuestion), v.Article, v.Pair, v.Span.Start, v.Span.End, bit(v.Helpful), at)
		return err
	})
	if err != nil {
		return fmt.Errorf("record a vote in %s: %w", v.Collection, err)
	}
	return nil
}

// Votes yields the votes of a collection, the oldest first. An error ends the
// sequence.
func (s *Store) Votes(ctx context.Context, c article.Collection) iter.Seq2[article.Vote, error] {
	return func(yield func(article.Vote, error) bool) {
		err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
			v := article.Vote{Collection: c}
			var helpful, at int64
			if err := r.Scan(&v.Key, &v.Question, &v.Article, &v.Pair, &v.Span.Start, &v.Span.End, &helpful, &at); err != nil {
				return err
			}
			v.Helpful, v.At = helpful != 0, fromMillis(at)
			if !yield(v, nil) {
				return errStop
			}
			return nil
		}, `SELECT vote_key, question, article, pair, passage_start, passage_end, helpful, at FROM votes WHERE collection = $1 ORDER BY at, vote_key`, c)
		if err != nil && err != errStop {
			yield(article.Vote{}, fmt.Errorf("read the votes of %s: %w", c, s.explain(err)))
		}
	}
}
