package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Acquire takes the lease of a name for an owner, for ttl from now by the
// database's clock, and reports whether it has it. It succeeds when nobody holds
// the lease, when its time is over, and when the owner holds it already (then
// the time starts anew). Owners that may live at the same time need different
// names; a restarted process is another owner.
func (s *Store) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	return s.lease(ctx, "acquire", `INSERT INTO leases (name, owner, expires) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires = excluded.expires
		WHERE leases.owner = excluded.owner OR leases.expires <= $4 RETURNING 1`, name, owner, ttl)
}

// Renew starts the time of a lease anew and reports whether the owner still
// held it. When it did not, it must stop what it does under the lease: somebody
// else may be doing it.
func (s *Store) Renew(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	return s.lease(ctx, "renew", `UPDATE leases SET expires = $3 WHERE name = $1 AND owner = $2 AND expires > $4 RETURNING 1`, name, owner, ttl)
}

func (s *Store) lease(ctx context.Context, verb, query, name, owner string, ttl time.Duration) (bool, error) {
	var held bool
	err := s.writeLoose(ctx, func(tx *sql.Tx, now time.Time) error {
		var one int
		err := tx.QueryRowContext(ctx, query, name, owner, millis(now.Add(ttl)), millis(now)).Scan(&one)
		held = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("%s lease %s: %w", verb, name, err)
	}
	return held, nil
}

// Release gives a lease up, if the owner holds it, so that another need not
// wait for its time to be over.
func (s *Store) Release(ctx context.Context, name, owner string) error {
	err := s.writeLoose(ctx, func(tx *sql.Tx, _ time.Time) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM leases WHERE name = $1 AND owner = $2`, name, owner)
		return err
	})
	if err != nil {
		return fmt.Errorf("release lease %s: %w", name, err)
	}
	return nil
}

// Claim reports whether the caller is the first to claim a key: the first of
// all processes gets true, everybody else false until ttl is over. That is how
// an interaction that reaches two processes is answered once.
func (s *Store) Claim(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	var first bool
	err := s.writeLoose(ctx, func(tx *sql.Tx, now time.Time) error {
		var one int
		err := tx.QueryRowContext(ctx, `INSERT INTO claims (name, expires) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET expires = excluded.expires WHERE claims.expires <= $3 RETURNING 1`,
			key, millis(now.Add(ttl)), millis(now)).Scan(&one)
		first = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim %s: %w", key, err)
	}
	return first, nil
}
