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
		_, err := tx.ExecContext(ctx, `INSERT INTO votes (vote_key, collection, source, question, earlier, article, pair, passage_start, passage_end, helpful, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (vote_key) DO UPDATE SET collection = excluded.collection, source = excluded.source, question = excluded.question,
			earlier = excluded.earlier, article = excluded.article, pair = excluded.pair, passage_start = excluded.passage_start,
			passage_end = excluded.passage_end, helpful = excluded.helpful, at = excluded.at`,
			v.Key, v.Collection, v.Source, clip(v.Question, maxQuestion), clip(v.Earlier, maxQuestion), v.Article, v.Pair, v.Span.Start, v.Span.End, bit(v.Helpful), at)
		return err
	})
	if err != nil {
		return fmt.Errorf("record a vote in %s: %w", v.Collection, err)
	}
	return nil
}

// VotesOn yields the votes on answers from a collection's articles, wherever
// they were given, the oldest first. An error ends the sequence.
func (s *Store) VotesOn(ctx context.Context, c article.Collection) iter.Seq2[article.Vote, error] {
	return s.votes(ctx, fmt.Sprintf("on answers from %s", c), `source = $1`, c)
}

// Votes yields the votes that were given in a collection's places, the oldest
// first. An error ends the sequence.
func (s *Store) Votes(ctx context.Context, c article.Collection) iter.Seq2[article.Vote, error] {
	return s.votes(ctx, fmt.Sprintf("of %s", c), `collection = $1`, c)
}

// UserVotes yields the votes of a person, who is named by the keyed hash with
// which the votes' keys begin, the oldest first. An error ends the sequence.
func (s *Store) UserVotes(ctx context.Context, hash string) iter.Seq2[article.Vote, error] {
	if len(hash) < minHash {
		return func(yield func(article.Vote, error) bool) {
			yield(article.Vote{}, fmt.Errorf("read the votes of a user: %q is no hash", hash))
		}
	}
	return s.votes(ctx, "of a user", `substr(vote_key, 1, length($1)) = $1`, hash)
}

func (s *Store) votes(ctx context.Context, whose, where string, arg any) iter.Seq2[article.Vote, error] {
	return func(yield func(article.Vote, error) bool) {
		err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
			var v article.Vote
			var helpful, at int64
			if err := r.Scan(&v.Key, &v.Collection, &v.Source, &v.Question, &v.Earlier, &v.Article, &v.Pair, &v.Span.Start, &v.Span.End, &helpful, &at); err != nil {
				return err
			}
			v.Helpful, v.At = helpful != 0, fromMillis(at)
			if !yield(v, nil) {
				return errStop
			}
			return nil
		}, `SELECT vote_key, collection, source, question, earlier, article, pair, passage_start, passage_end, helpful, at FROM votes WHERE `+where+` ORDER BY at, vote_key`, arg)
		if err != nil && err != errStop {
			yield(article.Vote{}, fmt.Errorf("read the votes %s: %w", whose, s.explain(err)))
		}
	}
}

// UserGaps counts the gaps that count a person among those who asked, by their
// keyed hash.
func (s *Store) UserGaps(ctx context.Context, hash string) (int, error) {
	n := 0
	err := s.db.reader().QueryRowContext(ctx, `SELECT count(*) FROM gap_askers WHERE asker = $1`, hash).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the gaps of a user: %w", s.explain(err))
	}
	return n, nil
}
