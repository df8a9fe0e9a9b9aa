package store

import (
	"context"
	"database/sql"
	"fmt"

	"lector/article"
)

// Settle notes that something of a collection was dealt with and is not to be
// brought up again: an offer that was dismissed, a fault that was reported.
// Unlike a claim it is on disk when Settle returns, and is kept for
// [SettledKept].
func (s *Store) Settle(ctx context.Context, c article.Collection, name string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settled (collection, name, at) VALUES ($1, $2, $3) ON CONFLICT (collection, name) DO UPDATE SET at = excluded.at`,
			c, name, millis(s.now()))
		return err
	})
	if err != nil {
		return fmt.Errorf("settle %s of %s: %w", name, c, err)
	}
	return nil
}

// Settled is what was settled in a collection, by name.
func (s *Store) Settled(ctx context.Context, c article.Collection) (map[string]bool, error) {
	out := map[string]bool{}
	err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		out[name] = true
		return err
	}, `SELECT name FROM settled WHERE collection = $1`, c)
	if err != nil {
		return nil, fmt.Errorf("read what is settled in %s: %w", c, s.explain(err))
	}
	return out, nil
}
