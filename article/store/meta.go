package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"lector/article"
)

// Secret is the random key of a name, 32 bytes: made when it is first asked for,
// the same for all processes ever after. It keys the hashes under which votes
// and askers are kept, so that nobody without the store can tell whose they are.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	value, err := readValue(ctx, s.db.reader(), "secrets", name)
	if errors.Is(err, article.ErrNotFound) {
		key := make([]byte, 32)
		rand.Read(key)
		err = s.write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, hex.EncodeToString(key)); err != nil {
				return err
			}
			var err error
			value, err = readValue(ctx, tx, "secrets", name)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read secret %s: %w", name, s.explain(err))
	}
	return hex.DecodeString(value)
}

// Meta is a small fact that processes share, such as the hash of the commands
// that were registered last; "" when it was never set.
func (s *Store) Meta(ctx context.Context, name string) (string, error) {
	value, err := readValue(ctx, s.db.reader(), "meta", name)
	if errors.Is(err, article.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, s.explain(err))
	}
	return value, nil
}

// SetMeta sets a fact.
func (s *Store) SetMeta(ctx context.Context, name, value string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("set %s: %w", name, err)
	}
	return nil
}

// readValue reads from one of the tables of names and values.
func readValue(ctx context.Context, tx transaction, table, name string) (string, error) {
	var value string
	err := tx.QueryRowContext(ctx, `SELECT value FROM `+table+` WHERE name = $1`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", article.ErrNotFound
	}
	return value, err
}
