package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"lector/article"
	"lector/config"
)

// Settings are what the owner of a collection has set; the zero value where
// nothing was.
func (s *Store) Settings(ctx context.Context, c article.Collection) (config.Server, error) {
	var set config.Server
	value, err := readSettings(ctx, s.db.reader(), c)
	if err == nil && value != "" {
		err = json.Unmarshal([]byte(value), &set)
	}
	if err != nil {
		return config.Server{}, fmt.Errorf("read the settings of %s: %w", c, s.explain(err))
	}
	return set, nil
}

// SetSettings replaces the settings of a collection. Like every change it can
// be undone.
func (s *Store) SetSettings(ctx context.Context, c article.Collection, set config.Server) error {
	value, err := encodeJSON(set)
	if err != nil {
		return err
	}
	if value == "{}" {
		value = ""
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		old, err := readSettings(ctx, tx, c)
		if err != nil || old == value {
			return err
		}
		_, err = s.changeSettings(ctx, tx, c, old, value, 0)
		return err
	})
	if err != nil {
		return fmt.Errorf("set the settings of %s: %w", c, err)
	}
	return nil
}

func (s *Store) changeSettings(ctx context.Context, tx transaction, c article.Collection, old, value string, undoes article.Rev) (article.Rev, error) {
	rev, err := takeRev(ctx, tx)
	if err != nil {
		return 0, err
	}
	verb := "settings"
	if undoes != 0 {
		verb = "undo"
	}
	if err := record(ctx, tx, rev, c, "", &state{doc: old}, verb, millis(s.now()), undoes); err != nil {
		return 0, err
	}
	if value == "" {
		_, err = tx.ExecContext(ctx, `DELETE FROM settings WHERE collection = $1`, c)
	} else {
		_, err = tx.ExecContext(ctx, `INSERT INTO settings (collection, value) VALUES ($1, $2)
			ON CONFLICT (collection) DO UPDATE SET value = excluded.value`, c, value)
	}
	return rev, err
}

// readSettings returns the settings as JSON, "" where nothing is set.
func readSettings(ctx context.Context, tx transaction, c article.Collection) (string, error) {
	var value string
	err := tx.QueryRowContext(ctx, `SELECT value FROM settings WHERE collection = $1`, c).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}
